//! Ts.ED: <https://tsed.dev/docs/controllers.html>, <https://tsed.dev/tutorials/passport.html>.

use shipworthy_core::facts::GuardClass;

use super::{Access, Before, Framework, Kind};
use crate::link::passport_strategy;

pub(super) const FRAMEWORK: Framework = Framework {
    name: "tsed",
    module: |module| module.starts_with("@tsed/"),
    classes: &["Controller"],
    verbs: &[],
    before: Before::Behind,
    access: |decorator| match decorator.name.as_str() {
        "Authenticate" | "Authorize" => {
            let class = decorator.first().map_or(GuardClass::Reject, passport_strategy);
            Some(Access::Guards(Kind::Authentication, class))
        }
        "Use" | "UseAuth" | "UseBefore" | "UseBeforeEach" => Some(Access::Runs),
        _ => None,
    },
    everywhere: |_| false,
};

//! Midway: <https://midwayjs.org/en/docs/controller>, <https://midwayjs.org/en/docs/guard>.

use super::{Access, Before, Framework};

pub(super) const FRAMEWORK: Framework = Framework {
    name: "midway",
    module: |module| matches!(module, "@midwayjs/core" | "@midwayjs/decorator"),
    classes: &["Controller"],
    verbs: &[("Del", "DELETE")],
    before: Before::Option("middleware"),
    access: |decorator| (decorator.name == "UseGuard").then_some(Access::Runs),
    everywhere: |_| false,
};

//! OvernightJS: <https://github.com/seanpmaxwell/overnight#readme>.

use super::{Access, Before, Framework};

pub(super) const FRAMEWORK: Framework = Framework {
    name: "overnight",
    module: |module| module == "@overnightjs/core",
    classes: &["Controller"],
    verbs: &[],
    before: Before::Nowhere,
    access: |decorator| {
        let runs = matches!(decorator.name.as_str(), "Middleware" | "ClassMiddleware");
        runs.then_some(Access::Runs)
    },
    everywhere: |_| false,
};

//! Inversify's controllers: <https://github.com/inversify/inversify-express-utils#readme>,
//! <https://inversify.io/framework/docs/introduction/getting-started/>.

use super::{Access, Before, Framework};

pub(super) const FRAMEWORK: Framework = Framework {
    name: "inversify",
    module: |module| matches!(module, "inversify-express-utils" | "@inversifyjs/http-core"),
    classes: &["controller", "Controller"],
    verbs: &[
        ("httpGet", "GET"),
        ("httpPost", "POST"),
        ("httpPut", "PUT"),
        ("httpPatch", "PATCH"),
        ("httpDelete", "DELETE"),
        ("httpHead", "HEAD"),
        ("httpMethod", ""),
        ("all", "ANY"),
    ],
    before: Before::Behind,
    access: |decorator| match decorator.name.as_str() {
        "withMiddleware" | "UseGuard" | "ApplyMiddleware" => Some(Access::Runs),
        _ => None,
    },
    everywhere: |_| false,
};

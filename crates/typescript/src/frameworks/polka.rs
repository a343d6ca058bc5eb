//! Small servers that register routes as Express does: <https://github.com/lukeed/polka#readme>,
//! <https://tinyhttp.v1rtl.site/docs>, <https://github.com/kartikk221/hyper-express/tree/master/docs>.

use shipworthy_core::facts::RouterKind;

use super::registered::Framework;

pub(super) const FRAMEWORK: Framework = Framework {
    name: "polka",
    module: |module| matches!(module, "polka" | "@tinyhttp/app" | "hyper-express"),
    makes: |path| match path {
        "polka" | "@tinyhttp/app.App" | "hyper-express.Server" => Some(RouterKind::Application),
        "@tinyhttp/app.Router" | "hyper-express.Router" => Some(RouterKind::Router),
        _ => None,
    },
    ordered: true,
    plugins: false,
    chains: |_| false,
    also: &[],
};

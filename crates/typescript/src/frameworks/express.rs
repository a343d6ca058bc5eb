//! Express: <https://expressjs.com/en/guide/routing.html>.

use shipworthy_core::facts::RouterKind;

use super::registered::Framework;

pub(super) const FRAMEWORK: Framework = Framework {
    name: "express",
    module: |module| {
        matches!(module, "express" | "express-promise-router" | "router" | "@feathersjs/express")
    },
    makes: |path| match path {
        "express" | "express.default" | "@feathersjs/express" => Some(RouterKind::Application),
        "express.Router"
        | "express.default.Router"
        | "express-promise-router"
        | "router"
        | "Router" => Some(RouterKind::Router),
        _ => None,
    },
    ordered: true,
    plugins: false,
    chains: |_| false,
    also: &[],
};

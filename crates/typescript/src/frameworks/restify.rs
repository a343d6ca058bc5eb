//! Restify: <http://restify.com/docs/server-api/>, and its routers:
//! <https://github.com/ukayani/restify-router#readme>.

use shipworthy_core::code::CallExpr;
use shipworthy_core::facts::{Name, RouterKind};

use super::registered::{Framework, Reader};

pub(super) const NAME: &str = "restify";

pub(super) const FRAMEWORK: Framework = Framework {
    name: NAME,
    module: |module| matches!(module, "restify" | "restify-router"),
    makes: |path| match path {
        "restify.createServer" | "restify.default.createServer" => Some(RouterKind::Application),
        "restify-router.Router" => Some(RouterKind::Router),
        _ => None,
    },
    // What is used runs before each route, wherever it is registered.
    ordered: false,
    plugins: false,
    chains: |_| false,
    also: &["pre", "opts", "add", "applyRoutes"],
};

/// `router.add(path, inner)`, `router.applyRoutes(server, path)`.
pub(super) fn mount(
    reader: &mut Reader<'_, '_, '_>,
    call: &CallExpr<'_>,
    property: &str,
    router: &Name,
    function: Option<u32>,
) {
    let (Some(first), second) = (call.positional(0), call.positional(1)) else { return };
    if property == "add" {
        if let (Some(path), Some(inner)) = (reader.path(first), second) {
            reader.mount(router, inner, path, function);
        }
        return;
    }
    let path = second.and_then(|it| reader.path(it)).unwrap_or_default();
    if let Some(server) = reader.shapes.name(first, function) {
        reader.mount_named(&server, router, path, function, reader.shapes.span(first));
    }
}

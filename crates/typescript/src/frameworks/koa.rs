//! Koa with its routers: <https://github.com/koajs/router>, <https://github.com/koajs/mount>.

use shipworthy_core::code::{ExprId, ExprKind};
use shipworthy_core::facts::RouterKind;

use super::registered::Framework;
use crate::shapes::Shapes;

pub(super) const FRAMEWORK: Framework = Framework {
    name: "koa",
    module: |module| matches!(module, "koa" | "@koa/router") || module.starts_with("koa-"),
    makes: |path| match path {
        "koa" => Some(RouterKind::Application),
        "@koa/router" | "koa-router" | "@koa/router.Router" | "koa-joi-router" => {
            Some(RouterKind::Router)
        }
        // Routers of other packages: `koa-swagger-decorator.SwaggerRouter`.
        path if path.starts_with("koa-") && path.ends_with("Router") => Some(RouterKind::Router),
        _ => None,
    },
    ordered: true,
    plugins: false,
    chains: |_| false,
    also: &[],
};

/// The router in `router.routes()`.
pub(super) fn mounted(shapes: &Shapes<'_, '_>, id: ExprId) -> Option<ExprId> {
    let call = shapes.module.call(id)?;
    match *shapes.module.kind(call.callee) {
        ExprKind::Member { object, property: "routes" | "middleware" } => Some(object),
        _ => None,
    }
}

/// The path, if there is one, and what is mounted in `mount(path, application)`.
pub(super) fn mount(
    shapes: &Shapes<'_, '_>,
    id: ExprId,
    function: Option<u32>,
) -> Option<(Option<ExprId>, ExprId)> {
    if shapes.callee_path(id, function)?.path != "koa-mount" {
        return None;
    }
    let call = shapes.module.call(id)?;
    match (call.positional(0)?, call.positional(1)) {
        (path, Some(inner)) => Some((Some(path), inner)),
        (inner, None) => Some((None, inner)),
    }
}

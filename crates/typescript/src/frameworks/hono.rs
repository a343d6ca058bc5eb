//! Hono: <https://hono.dev/docs/api/routing>.

use shipworthy_core::code::CallExpr;
use shipworthy_core::facts::{CallValue, GuardUse, Name, RouterKind, Value, Via};
use shipworthy_core::project::{FileId, GuardAt, Index, RouteGraph, RouteNode};
use shipworthy_core::source::{Span, Text};

use super::guard;
use super::registered::{Framework, Reader};

pub(super) const FRAMEWORK: Framework = Framework {
    name: "hono",
    module: |module| {
        module == "hono" || module.starts_with("hono/") || module == "@hono/zod-openapi"
    },
    makes: |path| match path {
        "hono.Hono" | "hono/tiny.Hono" | "hono/quick.Hono" | "@hono/zod-openapi.OpenAPIHono" => {
            Some(RouterKind::Router)
        }
        // <https://hono.dev/docs/helpers/factory#factory-createapp>
        path if path.ends_with(".createApp") => Some(RouterKind::Router),
        _ => None,
    },
    ordered: true,
    plugins: false,
    chains: |method| matches!(method, "route" | "mount" | "openapi"),
    also: &[],
};

/// `openapi(definition, handler)`: linking reads the definition, which often stands in another file.
/// Until then it is the only guard of a route without methods.
pub(super) fn defined(
    reader: &mut Reader<'_, '_, '_>,
    call: &CallExpr<'_>,
    router: &Name,
    function: Option<u32>,
    span: Span,
) {
    if let (Some(definition), Some(handler)) = (call.positional(0), call.positional(1)) {
        let guards = vec![guard(reader.shapes, definition, function, Via::Route)];
        reader.add(Text::default(), Box::default(), handler, guards, router, function, span);
    }
}

/// Reads the definitions of routes: `createRoute({ method, path, middleware })`.
pub(crate) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    graph.routes.retain_mut(|route| {
        let pending =
            route.framework == FRAMEWORK.name && route.methods.is_empty() && route.path.is_empty();
        !pending || define(index, route).is_some()
    });
}

fn define(index: &Index<'_>, route: &mut RouteNode) -> Option<()> {
    let (file, function, call) = definition(index, route.guards.first()?)?;
    let options = &call.arguments.first()?.value;
    let text = |key| match options.entry(key) {
        Some(Value::Str(text)) => Some(text.clone()),
        _ => None,
    };
    let (method, path) = (text("method")?, text("path")?);
    let via = Via::Route;
    let span = call.span;
    let at = |target: &Value| GuardAt {
        file,
        function,
        guard: GuardUse { target: target.clone(), via, span, ..GuardUse::default() },
    };
    let guards: Vec<GuardAt> = match options.entry("middleware") {
        Some(Value::List(items)) => items.iter().map(at).collect(),
        Some(single) => vec![at(single)],
        None => Vec::new(),
    };
    route.methods = [Text::from(method.to_uppercase())].into();
    route.path = path;
    route.guards.splice(..1, guards);
    Some(())
}

/// The call that makes a definition, with the file and the function that hold it.
fn definition(index: &Index<'_>, at: &GuardAt) -> Option<(FileId, Option<u32>, CallValue)> {
    let (file, function, value) = match &at.guard.target {
        Value::Name(name) => {
            let symbol = index.resolve(at.file, at.function, name)?;
            let binding = index.binding(symbol)?;
            (symbol.file, binding.function, &binding.value)
        }
        value => (at.file, at.function, value),
    };
    match value {
        Value::Call(call) if call.callee.last() == "createRoute" => {
            Some((file, function, (**call).clone()))
        }
        _ => None,
    }
}

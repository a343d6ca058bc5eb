//! tRPC: <https://trpc.io/docs/server/procedures>, <https://trpc.io/docs/server/middlewares>.

use shipworthy_core::code::{DictKey, ExprId, ExprKind};
use shipworthy_core::facts::{
    GuardAlias, GuardUse, Handled, Mount, Name, Root, Route, Router, RouterKind, Routing, Value,
    Via,
};
use shipworthy_core::source::Text;

use super::chain::{Chain, Kind};
use super::{guard, handled};
use crate::shapes::Shapes;

/// Builders are named after what they build: procedures.
const KIND: Kind = Kind {
    makes: |name| name.to_ascii_lowercase().ends_with("procedure"),
    starts: &[],
    ends: &[("query", "GET"), ("mutation", "POST"), ("subscription", "WEBSOCKET")],
};

/// Adds procedures and routers.
pub(super) fn recognise(shapes: &Shapes<'_, '_>, routing: &mut Routing) {
    for &(target, value, function) in &shapes.bound {
        let Some(symbol) = shapes.module.name(target) else { continue };
        if let Some(alias) = middleware(shapes, symbol, value) {
            routing.aliases.push(alias);
        } else if let Some(entries) = router(shapes, value) {
            fill(shapes, symbol.into(), entries, value, function, routing, 4);
        } else if let Some(chain) = Chain::of(&KIND, shapes, value, function) {
            // A builder, or a procedure that a router names.
            routing.aliases.push(GuardAlias {
                symbol: symbol.into(),
                guards: chain.guards,
                span: shapes.span(target),
                ..GuardAlias::default()
            });
        }
    }
}

/// `const isAuthed = t.middleware(fn)`: the function guards.
fn middleware(shapes: &Shapes<'_, '_>, symbol: &str, value: ExprId) -> Option<GuardAlias> {
    let call = shapes.module.call(value)?;
    let ExprKind::Member { property: "middleware", .. } = *shapes.module.kind(call.callee) else {
        return None;
    };
    let function = super::inner_function(shapes.module, call.positional(0)?, 2)?;
    let span = shapes.span(value);
    let target = Value::Function(function);
    let guard = GuardUse { target, via: Via::Route, span, ..GuardUse::default() };
    let guards = vec![guard];
    Some(GuardAlias { symbol: symbol.into(), guards, span, ..GuardAlias::default() })
}

/// The object that `router({…})`, `t.router({…})` or `createTRPCRouter({…})` is given.
fn router(shapes: &Shapes<'_, '_>, id: ExprId) -> Option<ExprId> {
    let call = shapes.module.call(id)?;
    let name = match shapes.module.kind(call.callee) {
        ExprKind::Name(name) => *name,
        ExprKind::Member { property, .. } => property,
        _ => return None,
    };
    let lower = name.to_ascii_lowercase();
    if !lower.ends_with("router") {
        return None;
    }
    let entries = call.positional(0)?;
    matches!(shapes.module.kind(entries), ExprKind::Dict(_)).then_some(entries)
}

fn fill(
    shapes: &Shapes<'_, '_>,
    symbol: Text,
    entries: ExprId,
    made: ExprId,
    function: Option<u32>,
    routing: &mut Routing,
    depth: u32,
) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let module = shapes.module;
    let ExprKind::Dict(list) = module.kind(entries) else { return };
    let own = Name {
        path: symbol.clone(),
        root: if function.is_none() { Root::Module } else { Root::Local },
    };
    routing.routers.push(Router {
        symbol: symbol.clone(),
        framework: "trpc".into(),
        kind: RouterKind::Router,
        span: shapes.span(made),
        function,
        ..Router::default()
    });
    for entry in list {
        let DictKey::Name(key) = &entry.key else { continue };
        let key: &str = key;
        if let Some(nested) = router(shapes, entry.value) {
            let inner: Text = format!("{symbol}.{key}").into();
            routing.mounts.push(mount(&own, inner.clone(), key, shapes, entry.value, function));
            fill(shapes, inner, nested, entry.value, function, routing, depth);
            continue;
        }
        if let Some(chain) = Chain::of(&KIND, shapes, entry.value, function)
            && let Some(method) = chain.method
        {
            let mut guards = chain.guards;
            let handler = chain
                .handler
                .map_or(Handled::Unknown, |id| handled(shapes, id, function, &mut guards));
            routing.routes.push(Route {
                framework: "trpc".into(),
                router: own.clone(),
                methods: Box::new([method.into()]),
                path: key.into(),
                handler,
                guards,
                span: entry.span,
                function,
                ..Route::default()
            });
            continue;
        }
        // A name: a router of its own, or a procedure. What it is shows where it is defined.
        if let Some(name) = shapes.name(entry.value, function) {
            let procedure = {
                let last = name.last().to_ascii_lowercase();
                last.ends_with("procedure") || last.ends_with("route")
            } || routing.aliases.iter().any(|alias| alias.symbol == name.path);
            if procedure {
                routing.routes.push(Route {
                    framework: "trpc".into(),
                    router: own.clone(),
                    methods: Box::new(["ANY".into()]),
                    path: key.into(),
                    handler: Handled::Name(name),
                    guards: vec![guard(shapes, entry.value, function, Via::Route)],
                    span: entry.span,
                    function,
                    ..Route::default()
                });
            } else {
                routing.mounts.push(Mount {
                    parent: own.clone(),
                    child: Value::Name(Box::new(name)),
                    prefix: key.into(),
                    span: entry.span,
                    function,
                    ..Mount::default()
                });
            }
        }
    }
}

fn mount(
    parent: &Name,
    child: Text,
    key: &str,
    shapes: &Shapes<'_, '_>,
    value: ExprId,
    function: Option<u32>,
) -> Mount {
    Mount {
        parent: parent.clone(),
        child: Value::Name(Box::new(Name { path: child, root: parent.root })),
        prefix: key.into(),
        span: shapes.span(value),
        function,
        ..Mount::default()
    }
}

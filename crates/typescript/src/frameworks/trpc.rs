//! tRPC: <https://trpc.io/docs/server/procedures>, <https://trpc.io/docs/server/middlewares>.

use std::collections::BTreeMap;

use shipworthy_core::code::{DictKey, ExprId, ExprKind, Scope};
use shipworthy_core::facts::{
    Function, GuardAlias, GuardUse, Handled, Mount, Name, Root, Route, Router, RouterKind, Routing,
    Value, Via,
};
use shipworthy_core::project::{GuardAt, HandlerAt, Index, Place, RouteGraph, RouteNode, RouterId};
use shipworthy_core::source::Text;

use super::chain::{Chain, Kind};
use super::file::File;
use super::{guard, handled};
use crate::shapes::Shapes;

const FRAMEWORK: &str = "trpc";

/// Builders are named after what they build: procedures.
const KIND: Kind = Kind {
    makes: |name| name.to_ascii_lowercase().ends_with("procedure"),
    starts: &[],
    ends: ENDS,
};

/// What ends with a query or a mutation in the object of a router is a procedure, whatever its builder is called.
const ENTRY: Kind = Kind { makes: |_| true, ..KIND };

const ENDS: &[(&str, &str)] =
    &[("query", "GET"), ("mutation", "POST"), ("subscription", "WEBSOCKET")];

/// Adds procedures and routers.
pub(super) fn recognise(file: &File<'_, '_>, routing: &mut Routing) {
    // Builders and routers are made of something that another file or the package gives.
    let applies = || ["rocedure", "outer({", "mergeRouters("].iter().any(|it| file.says(it));
    if file.imports().is_empty() || !applies() {
        return;
    }
    let shapes = file.shapes();
    for &(target, value, function) in &shapes.bound {
        let Some(symbol) = shapes.module.name(target) else { continue };
        if let Some(alias) = middleware(shapes, symbol, value) {
            routing.aliases.push(alias);
        } else if let Some(entries) = router(shapes, value) {
            fill(shapes, symbol.into(), entries, value, function, routing, 4);
        } else if let Some(parts) = merged(shapes, value) {
            merge(shapes, symbol.into(), &parts, value, function, routing);
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
    makers(shapes, routing);
}

/// Functions that make builders: `const allowed = (right) => protectedProcedure.use(…)`.
fn makers(shapes: &Shapes<'_, '_>, routing: &mut Routing) {
    for &(id, function) in &shapes.calls {
        let Some(call) = shapes.module.call(id) else { continue };
        let ExprKind::Member { property: "use", .. } = *shapes.module.kind(call.callee) else {
            continue;
        };
        let Some(at) = function else { continue };
        let Some(maker) = shapes.module.functions.get(at as usize) else { continue };
        let known = routing.aliases.iter().any(|alias| alias.symbol == maker.name);
        if maker.name.is_empty() || maker.parent != Scope::Module || known {
            continue;
        }
        // A chain stands before its parts: what is met first is the whole.
        if let Some(chain) = Chain::of(&KIND, shapes, id, function) {
            routing.aliases.push(GuardAlias {
                symbol: maker.name.into(),
                guards: chain.guards,
                span: shapes.span(id),
                function,
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

/// The routers that `mergeRouters(…)` puts together.
fn merged(shapes: &Shapes<'_, '_>, id: ExprId) -> Option<Vec<ExprId>> {
    let call = shapes.module.call(id)?;
    let (ExprKind::Name(name) | ExprKind::Member { property: name, .. }) =
        shapes.module.kind(call.callee)
    else {
        return None;
    };
    (*name == "mergeRouters").then(|| call.positionals().map(|it| it.value).collect())
}

fn merge(
    shapes: &Shapes<'_, '_>,
    symbol: Text,
    parts: &[ExprId],
    made: ExprId,
    function: Option<u32>,
    routing: &mut Routing,
) {
    let own = own_name(&symbol, function);
    routing.routers.push(made_at(shapes, symbol.clone(), made, function));
    for (at, &part) in parts.iter().enumerate() {
        if let Some(entries) = router(shapes, part) {
            let inner: Text = format!("{symbol}.{at}").into();
            routing.mounts.push(mount(&own, inner.clone(), "", shapes, part, function));
            fill(shapes, inner, entries, part, function, routing, 4);
        } else if let Some(name) = shapes.name(part, function) {
            routing.mounts.push(Mount {
                parent: own.clone(),
                child: Value::Name(Box::new(name)),
                span: shapes.span(part),
                function,
                ..Mount::default()
            });
        }
    }
}

fn own_name(symbol: &Text, function: Option<u32>) -> Name {
    let root = if function.is_none() { Root::Module } else { Root::Local };
    Name { path: symbol.clone(), root }
}

fn made_at(shapes: &Shapes<'_, '_>, symbol: Text, made: ExprId, function: Option<u32>) -> Router {
    Router {
        symbol,
        framework: FRAMEWORK.into(),
        kind: RouterKind::Router,
        span: shapes.span(made),
        function,
        ..Router::default()
    }
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
    let own = own_name(&symbol, function);
    routing.routers.push(made_at(shapes, symbol.clone(), made, function));
    for entry in list {
        let DictKey::Name(key) = &entry.key else { continue };
        let key: &str = key;
        // Routers may stand in each other as plain objects.
        let plain = || matches!(module.kind(entry.value), ExprKind::Dict(_)).then_some(entry.value);
        if let Some(nested) = router(shapes, entry.value).or_else(plain) {
            let inner: Text = format!("{symbol}.{key}").into();
            routing.mounts.push(mount(&own, inner.clone(), key, shapes, entry.value, function));
            fill(shapes, inner, nested, entry.value, function, routing, depth);
            continue;
        }
        if let Some(chain) = Chain::of(&ENTRY, shapes, entry.value, function)
            && let Some(method) = chain.method
        {
            let mut guards = chain.guards;
            let handler = chain
                .handler
                .map_or(Handled::Unknown, |id| handled(shapes, id, function, &mut guards));
            routing.routes.push(Route {
                framework: FRAMEWORK.into(),
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
                    framework: FRAMEWORK.into(),
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

/// Makes routes of procedures that stand in files of their own: `router({ create: createNote })`.
pub(crate) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    let mut routers = BTreeMap::new();
    for (at, router) in graph.routers.iter().enumerate() {
        if router.framework == FRAMEWORK {
            let key = (router.file, router.symbol.clone(), router.function);
            routers.insert(key, RouterId(at as u32));
        }
    }
    if routers.is_empty() {
        return;
    }
    for (file, it) in index.iter() {
        for mount in &it.facts.routing.mounts {
            let key = (file, mount.parent.path.clone(), mount.function);
            let (Some(&router), Value::Name(name)) = (routers.get(&key), &mount.child) else {
                continue;
            };
            let Some(procedure) = index.resolve(file, mount.function, name) else { continue };
            let Some(alias) = index.guard_alias(procedure) else { continue };
            let functions = &index.facts(procedure.file).functions;
            let named = |it: &Function| it.outer.is_none() && it.name == alias.symbol;
            let function = functions.iter().position(named).map(|at| (procedure.file, at as u32));
            let guard = GuardUse {
                target: mount.child.clone(),
                via: Via::Route,
                span: mount.span,
                ..GuardUse::default()
            };
            graph.routes.push(RouteNode {
                framework: FRAMEWORK.into(),
                router: Some(router),
                methods: Box::new(["ANY".into()]),
                path: mount.prefix.clone(),
                handler: HandlerAt { function, ..HandlerAt::default() },
                guards: vec![GuardAt { file, function: mount.function, guard }],
                exempt: Box::default(),
                skipped: Box::default(),
                switches: Box::default(),
                registered: Place { file, span: mount.span },
            });
        }
    }
}

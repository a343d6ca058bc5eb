//! Hapi: <https://hapi.dev/api/#route-options>, <https://hapi.dev/api/#-serverauthdefaultoptions>.
//!
//! A route is an object with a method, a path and a handler, wherever it is written: modules export such
//! objects, alone or in lists, and others hand them to `server.route`. What `auth` asks for decides, and
//! where a route says nothing the default of the server.

use std::collections::{BTreeMap, BTreeSet};

use shipworthy_core::code::{ExprId, ExprKind, Module};
use shipworthy_core::facts::{
    Argument, GuardClass, GuardUse, Name, Part, Root, Route, Router, Routing, Value, Via,
};
use shipworthy_core::project::{FileId, Found, GuardAt, Index, RouteGraph, RouteNode};
use shipworthy_core::source::Text;

use super::file::File;
use super::{guard, handled, objects};
use crate::link::package;
use crate::shapes::Shapes;

const FRAMEWORK: &str = "hapi";
/// Marks what `auth` asks for among the guards of a route.
const AUTH: &str = "auth";
/// How many names are followed to what `auth` is.
const STEPS: u32 = 4;

/// Whether a file may hold routes, or set how they are guarded.
fn applies(file: &File<'_, '_>) -> bool {
    file.names(is_hapi)
        || file.says(".auth.default(")
        || ["handler", "method:", "path:"].iter().all(|it| file.says(it))
}

fn is_hapi(module: &str) -> bool {
    matches!(module, "@hapi/hapi" | "hapi")
}

/// Adds the routes of a file, and the strategy that a server asks for by default.
pub(super) fn recognise(file: &File<'_, '_>, routing: &mut Routing) {
    if !applies(file) {
        return;
    }
    let shapes = file.shapes();
    for &(id, function) in &shapes.calls {
        let module = shapes.module;
        let Some(call) = module.call(id) else { continue };
        let ExprKind::Member { object, property: "default" } = *module.kind(call.callee) else {
            continue;
        };
        if !matches!(module.kind(object), ExprKind::Member { property: "auth", .. }) {
            continue;
        }
        let Some(strategy) = call.positional(0) else { continue };
        let guard = asked(shapes, strategy, function, Via::Application);
        routing.routers.push(Router {
            framework: FRAMEWORK.into(),
            guards: vec![guard],
            span: shapes.span(id),
            function,
            ..Router::default()
        });
    }
    for (id, function) in objects::with(shapes.module, "path") {
        if let Some(route) = route(shapes, id, function) {
            routing.routes.push(route);
        }
    }
}

/// What `auth` asks for; linking reads it, for it may be a name.
fn asked(shapes: &Shapes<'_, '_>, id: ExprId, function: Option<u32>, via: Via) -> GuardUse {
    let value = shapes.value(id, function);
    let arguments = [Argument { name: AUTH.into(), value }].into();
    GuardUse { arguments, via, span: shapes.span(id), ..GuardUse::default() }
}

/// The route that an object is.
fn route(shapes: &Shapes<'_, '_>, id: ExprId, function: Option<u32>) -> Option<Route> {
    let module = shapes.module;
    let methods = methods(module, module.entry(id, "method")?)?;
    let path = path(shapes, module.entry(id, "path")?, function)?;
    let options = ["options", "config"].iter().find_map(|key| module.entry(id, key));
    let option = |key: &str| options.and_then(|options| module.entry(options, key));
    let handler = module.entry(id, "handler").or_else(|| option("handler"))?;
    let mut guards = Vec::new();
    if let Some(auth) = option("auth") {
        guards.push(asked(shapes, auth, function, Via::Route));
    }
    // `pre: [checkOwner, { method: load, assign: "item" }, [both, atOnce]]`
    let mut pre: Vec<ExprId> = option("pre").into_iter().collect();
    let mut at = 0;
    while let Some(&step) = pre.get(at) {
        at += 1;
        match module.kind(step) {
            ExprKind::Sequence(items) => pre.extend(items.iter().copied()),
            ExprKind::Dict(_) => pre.extend(module.entry(step, "method")),
            ExprKind::Name(_)
            | ExprKind::Member { .. }
            | ExprKind::Call(_)
            | ExprKind::Function(_) => guards.push(guard(shapes, step, function, Via::Route)),
            _ => {}
        }
    }
    let handler = handled(shapes, handler, function, &mut guards);
    let span = shapes.span(id);
    let framework = FRAMEWORK.into();
    Some(Route { framework, methods, path, handler, guards, span, function, ..Route::default() })
}

fn methods(module: &Module<'_>, id: ExprId) -> Option<Box<[Text]>> {
    let method = |id: ExprId| {
        let method = module.string(id)?;
        match method.to_ascii_uppercase().as_str() {
            "*" => Some(Text::from("ANY")),
            method @ ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" | "HEAD") => {
                Some(method.into())
            }
            _ => None,
        }
    };
    let methods: Box<[Text]> = match module.kind(id) {
        ExprKind::Sequence(items) => items.iter().filter_map(|&it| method(it)).collect(),
        _ => method(id).into_iter().collect(),
    };
    (!methods.is_empty()).then_some(methods)
}

/// A path that begins with a slash; what is put into it is a parameter.
fn path(shapes: &Shapes<'_, '_>, id: ExprId, function: Option<u32>) -> Option<Text> {
    let written = match shapes.value(id, function) {
        Value::Str(text) => text,
        Value::Name(name) => match shapes.value(shapes.bound_to(&name.path)?, None) {
            Value::Str(text) => text,
            _ => return None,
        },
        Value::Template(parts) => {
            let parts = parts.iter().map(|part| match part {
                Part::Text(text) => text.as_str(),
                _ => ":value",
            });
            let path: String = parts.collect();
            // What comes first is most often a base path.
            Text::from(path.strip_prefix(":value/").map_or(path.clone(), |it| format!("/{it}")))
        }
        _ => return None,
    };
    written.starts_with('/').then_some(written)
}

/// Settles what `auth` asks for, route by route, and drops objects of packages that do not use Hapi.
pub(crate) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    let own = |route: &RouteNode| route.framework == FRAMEWORK;
    if !graph.routes.iter().any(own) {
        return;
    }
    let packages: BTreeSet<&str> = index
        .iter()
        .filter(|(_, file)| file.facts.imports.iter().any(|it| is_hapi(&it.module)))
        .map(|(id, _)| package(index, id))
        .collect();
    graph.routes.retain(|it| !own(it) || packages.contains(package(index, it.registered.file)));
    let mut defaults: BTreeMap<&str, GuardAt> = BTreeMap::new();
    for router in graph.routers.iter().filter(|it| it.framework == FRAMEWORK) {
        if let Some(guard) = router.guards.first() {
            defaults.entry(package(index, router.file)).or_insert_with(|| guard.clone());
        }
    }
    for route in graph.routes.iter_mut().filter(|it| own(it)) {
        let says = route.guards.iter().any(|it| marked(&it.guard).is_some());
        let default = defaults.get(package(index, route.registered.file));
        if let Some(default) = default.filter(|_| !says) {
            route.guards.insert(0, default.clone());
        }
        route.guards.retain_mut(|at| match marked(&at.guard) {
            None => true,
            Some(value) => match settled(index, at.file, at.function, value, STEPS) {
                Asked::Nothing => false,
                Asked::Strategy(name, class) => {
                    let name = Name { path: name, root: Root::Unknown };
                    at.guard.target = Value::Name(Box::new(name));
                    at.guard.arguments = Box::default();
                    at.guard.known = Some(class);
                    true
                }
            },
        });
    }
}

fn marked(guard: &GuardUse) -> Option<&Value> {
    guard.arguments.first().filter(|it| it.name == AUTH).map(|it| &it.value)
}

/// What a route or a server asks for.
enum Asked {
    Nothing,
    Strategy(Text, GuardClass),
}

fn settled(
    index: &Index<'_>,
    file: FileId,
    function: Option<u32>,
    value: &Value,
    steps: u32,
) -> Asked {
    let unclear = || Asked::Strategy(AUTH.into(), GuardClass::Unknown);
    let Some(steps) = steps.checked_sub(1) else { return unclear() };
    match value {
        Value::Null | Value::Bool(false) => Asked::Nothing,
        Value::Str(name) => Asked::Strategy(name.clone(), GuardClass::Reject),
        Value::Template(_) | Value::Computed(_) => Asked::Strategy(AUTH.into(), GuardClass::Reject),
        Value::Dict(_) => {
            let strategies = value.entry("strategies").and_then(|it| it.items().first());
            let name = value.entry("strategy").or(strategies).and_then(Value::as_str);
            let class = match value.entry("mode").and_then(Value::as_str) {
                Some("try" | "optional") => GuardClass::Optional,
                _ => GuardClass::Reject,
            };
            Asked::Strategy(name.unwrap_or(AUTH).into(), class)
        }
        Value::Choice(values) => {
            let all: Vec<Asked> =
                values.iter().map(|it| settled(index, file, function, it, steps)).collect();
            let rejects = |it: &Asked| matches!(it, Asked::Strategy(_, GuardClass::Reject));
            match all.iter().all(rejects) {
                true => Asked::Strategy(AUTH.into(), GuardClass::Reject),
                false => Asked::Strategy(AUTH.into(), GuardClass::Optional),
            }
        }
        Value::Name(name) => match index.find(file, function, name) {
            Found::Value(at) => settled(index, at.file, at.function, at.value, steps),
            Found::Symbol(symbol) => match index.binding(symbol) {
                Some(it) => settled(index, symbol.file, it.function, &it.value, steps),
                None => unclear(),
            },
            _ => unclear(),
        },
        _ => unclear(),
    }
}

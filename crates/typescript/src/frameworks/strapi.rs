//! Strapi: <https://docs.strapi.io/cms/backend-customization/routes>,
//! <https://docs.strapi.io/cms/backend-customization/policies>.
//!
//! Files in a folder `routes` tell routes by objects, or the routes of a kind of content by a factory.
//! Callers need a permission for each, unless `auth` is off; policies run before the handler as well.

use shipworthy_core::code::{CallExpr, ExprId, ExprKind};
use shipworthy_core::facts::{
    GuardClass, GuardUse, Handled, Name, Root, Route, Routing, Value, Via,
};
use shipworthy_core::project::{Found, GuardAt, Index, RouteGraph, SymbolKind};
use shipworthy_core::source::Span;

use super::file::File;
use super::{guard, objects, placed};
use crate::shapes::Shapes;

const FRAMEWORK: &str = "strapi";
/// What asks callers for their permission.
const PERMISSIONS: &str = "plugin::users-permissions.authenticate";
/// The actions of the routes that a factory makes for a kind of content, with their methods and paths.
const CORE: &[(&str, &str, &str)] = &[
    ("find", "GET", ""),
    ("findOne", "GET", "/:id"),
    ("create", "POST", ""),
    ("update", "PUT", "/:id"),
    ("delete", "DELETE", "/:id"),
];

/// The path before the routes of a file; nothing for other files.
fn place(file: &File<'_, '_>) -> Option<String> {
    let path = file.path;
    if !matches!(path.extension(), "ts" | "js") {
        return None;
    }
    let parts: Vec<&str> = path.parts().collect();
    parts.get(..parts.len().saturating_sub(1))?.iter().rposition(|part| *part == "routes")?;
    let told = ["handler", "method", "path"].iter().all(|it| file.says(it));
    if !told && !file.says("createCoreRouter(") {
        return None;
    }
    let plugin = parts.iter().position(|part| *part == "plugins").and_then(|at| parts.get(at + 1));
    Some(match plugin {
        Some(_) if path.file_stem() == "admin" => String::new(),
        Some(plugin) => format!("/api/{plugin}"),
        None => "/api".to_owned(),
    })
}

/// Adds the routes of a file.
pub(super) fn recognise(file: &File<'_, '_>, routing: &mut Routing) {
    let Some(prefix) = place(file) else { return };
    let shapes = file.shapes();
    for (id, _) in objects::with(shapes.module, "handler") {
        routing.routes.extend(told(shapes, id, &prefix));
    }
    for &(id, _) in &shapes.calls {
        let Some(call) = shapes.module.call(id) else { continue };
        let made = match *shapes.module.kind(call.callee) {
            ExprKind::Name(name) | ExprKind::Member { property: name, .. } => {
                name == "createCoreRouter"
            }
            _ => false,
        };
        if made {
            core(shapes, call, &prefix, shapes.span(id), routing);
        }
    }
}

/// `{ method, path, handler: "review.create", config: { auth: false, policies } }`
fn told(shapes: &Shapes<'_, '_>, id: ExprId, prefix: &str) -> Option<Route> {
    let module = shapes.module;
    let text = |key: &str| module.entry(id, key).and_then(|it| module.string(it));
    // Only here what answers is named by a text.
    let handler = text("handler").filter(|it| it.contains('.'))?;
    let (method, path) = (text("method")?.to_uppercase(), text("path")?);
    let span = shapes.span(id);
    Some(route(
        shapes,
        &method,
        &format!("{prefix}{path}"),
        handler,
        module.entry(id, "config"),
        span,
    ))
}

/// `createCoreRouter("api::review.review", { only, except, config: { create: { auth: false } } })`
fn core(
    shapes: &Shapes<'_, '_>,
    call: &CallExpr<'_>,
    prefix: &str,
    span: Span,
    routing: &mut Routing,
) {
    let module = shapes.module;
    let content = call.positional(0).and_then(|it| module.string(it));
    let Some(content) = content.and_then(|it| it.rsplit('.').next()) else { return };
    let option = |key: &str| call.positional(1).and_then(|it| module.entry(it, key));
    let listed = |key: &str| match option(key).map(|it| module.kind(it)) {
        Some(ExprKind::Sequence(items)) => {
            Some(items.iter().filter_map(|&it| module.string(it)).collect::<Vec<_>>())
        }
        _ => None,
    };
    let (only, except) = (listed("only"), listed("except").unwrap_or_default());
    let config = option("config");
    for (action, method, rest) in CORE {
        if only.as_ref().is_some_and(|it| !it.contains(action)) || except.contains(action) {
            continue;
        }
        let path = format!("{prefix}/{}{rest}", plural(content));
        let config = config.and_then(|it| module.entry(it, action));
        let handler = format!("{content}.{action}");
        routing.routes.push(route(shapes, method, &path, &handler, config, span));
    }
}

/// The plural of a kind of content, as it is proposed when one is made.
fn plural(name: &str) -> String {
    let ends = |ends: &[&str]| ends.iter().any(|it| name.ends_with(it));
    match name.strip_suffix('y') {
        Some(stem) if !ends(&["ay", "ey", "oy", "uy"]) => format!("{stem}ies"),
        _ if ends(&["s", "x", "z", "ch", "sh"]) => format!("{name}es"),
        _ => format!("{name}s"),
    }
}

fn route(
    shapes: &Shapes<'_, '_>,
    method: &str,
    path: &str,
    handler: &str,
    config: Option<ExprId>,
    span: Span,
) -> Route {
    let module = shapes.module;
    let option = |key: &str| config.and_then(|it| module.entry(it, key));
    let open = option("auth").is_some_and(|it| matches!(module.kind(it), ExprKind::Bool(false)));
    let mut guards = Vec::new();
    if !open {
        guards.push(known(PERMISSIONS, Via::Global, span));
    }
    if let Some(policies) = option("policies")
        && let ExprKind::Sequence(items) = module.kind(policies)
    {
        for &item in items {
            let named = module.entry(item, "name").unwrap_or(item);
            guards.push(match module.string(named) {
                Some(policy) => GuardUse {
                    target: Value::Str(policy.into()),
                    via: Via::Route,
                    span: shapes.span(item),
                    ..GuardUse::default()
                },
                None => guard(shapes, item, None, Via::Route),
            });
        }
    }
    let handler = Handled::Name(Name { path: handler.into(), root: Root::Unknown });
    let exempt = if open { [Via::Application].into() } else { Box::default() };
    Route { guards, exempt, ..placed::route(FRAMEWORK, method, path, handler, span) }
}

/// A guard that Strapi brings.
fn known(name: &str, via: Via, span: Span) -> GuardUse {
    let target = Name { path: name.into(), root: Root::Unknown };
    GuardUse {
        target: Value::Name(Box::new(target)),
        via,
        known: Some(GuardClass::Reject),
        span,
        ..GuardUse::default()
    }
}

/// Finds the files of policies: `global::signed-in`, `api::review.is-owner`, `is-owner`.
pub(crate) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    for route in graph.routes.iter_mut().filter(|it| it.framework == FRAMEWORK) {
        route.guards.retain_mut(|at| match &at.guard.target {
            Value::Str(policy) => {
                let policy = policy.clone();
                settle(index, &policy, at)
            }
            _ => true,
        });
    }
}

/// Puts the function of a policy where its name stands; whether there is one.
fn settle(index: &Index<'_>, policy: &str, at: &mut GuardAt) -> bool {
    if matches!(policy, "admin::isAuthenticatedAdmin" | "plugin::users-permissions.isAuthenticated")
        || policy.starts_with("admin::hasPermissions")
    {
        at.guard = known(policy, at.guard.via, at.guard.span);
        return true;
    }
    let path = index.file(at.file).path.as_str();
    let Some((here, _)) = path.rsplit_once("/routes/") else { return false };
    let source = here.rsplit_once("/api/").map_or(here, |(source, _)| source);
    let file = match policy.split_once("::") {
        Some(("global", name)) => format!("{source}/policies/{name}"),
        Some(("api", name)) => match name.split_once('.') {
            Some((api, name)) => format!("{source}/api/{api}/policies/{name}"),
            None => return false,
        },
        Some(_) => return false,
        None => format!("{here}/policies/{policy}"),
    };
    let found = ["js", "ts"].iter().find_map(|it| index.find_file(&format!("{file}.{it}")));
    let Some(file) = found else { return false };
    match index.member(file, "default") {
        Found::Symbol(symbol) if matches!(symbol.kind, SymbolKind::Function(_)) => {
            let SymbolKind::Function(function) = symbol.kind else { return false };
            (at.file, at.function) = (symbol.file, None);
            at.guard.target = Value::Function(function);
            true
        }
        Found::Value(value) => {
            (at.file, at.function) = (value.file, value.function);
            at.guard.target = value.value.clone();
            true
        }
        _ => false,
    }
}

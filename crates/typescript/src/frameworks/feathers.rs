//! Feathers: <https://feathersjs.com/api/services>, <https://feathersjs.com/api/hooks>,
//! <https://feathersjs.com/api/authentication/hook>.
//!
//! A service that an application uses at a path answers by its methods; hooks of the application and of the
//! service run before them.

use std::collections::{BTreeMap, BTreeSet};

use shipworthy_core::facts::{
    Call, CallValue, GuardClass, GuardUse, Handled, Name, Root, Route, Value, Via,
};
use shipworthy_core::project::{
    FileId, Found, GuardAt, Index, RouteGraph, Symbol, SymbolKind, ValueAt,
};
use shipworthy_core::source::{Role, Text};

use super::settled;
use crate::link::{package, passport_strategy};

const FRAMEWORK: &str = "feathers";
/// Methods of services, with those of requests and the paths below the service's.
const METHODS: &[(&str, &str, &str)] = &[
    ("find", "GET", ""),
    ("get", "GET", "/:id"),
    ("create", "POST", ""),
    ("update", "PUT", "/:id"),
    ("patch", "PATCH", "/:id"),
    ("remove", "DELETE", "/:id"),
];
/// When hooks run before the method.
const BEFORE: &[&str] = &["around", "before"];
/// How many lists within lists are read.
const DEPTH: u32 = 4;

/// Adds the routes of services.
pub(crate) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    let is_feathers = |module: &str| module.starts_with("@feathersjs/");
    let production = || index.iter().filter(|(_, it)| it.role != Role::Test);
    let packages: BTreeSet<&str> = production()
        .filter(|(_, it)| it.facts.imports.iter().any(|it| is_feathers(&it.module)))
        .map(|(id, _)| package(index, id))
        .collect();
    if packages.is_empty() {
        return;
    }
    let mut everywhere: BTreeMap<&str, Vec<ValueAt<'_>>> = BTreeMap::new();
    let mut services = Vec::new();
    for (file, it) in production() {
        let registers = |call: &Call| matches!(call.callee.last(), "hooks" | "use");
        let package = package(index, file);
        if !it.facts.calls.iter().any(registers) || !packages.contains(package) {
            continue;
        }
        let mut own = Vec::new();
        for call in it.facts.calls.iter().filter(|it| it.callee.last() == "hooks") {
            let hooks = call
                .positional(0)
                .and_then(|value| settled(index, ValueAt { file, function: call.function, value }));
            let Some(hooks) = hooks else { continue };
            match of_application(&call.callee) {
                true => everywhere.entry(package).or_default().push(hooks),
                false => own.push(hooks),
            }
        }
        let used = it.facts.calls.iter().filter(|it| it.callee.last() == "use");
        services.extend(used.map(|call| (file, package, call, own.clone())));
    }
    for (file, package, call, own) in services {
        let everywhere = everywhere.get(package).cloned().unwrap_or_default();
        service(index, graph, file, call, &everywhere, &own);
    }
}

/// Whether hooks are those of the application: `app.hooks(…)`, and not `app.service(path).hooks(…)`.
fn of_application(callee: &Name) -> bool {
    let path = callee.path.strip_suffix(".hooks").unwrap_or(&callee.path);
    let last = path.rsplit(['.', '/']).next().unwrap_or_default();
    !path.contains("service")
        && (last == "app" || last == "self" || last.ends_with("Application()"))
}

/// Adds the routes of `app.use(path, service, { methods })`.
fn service<'a>(
    index: &Index<'a>,
    graph: &mut RouteGraph,
    file: FileId,
    call: &'a Call,
    everywhere: &[ValueAt<'a>],
    own: &[ValueAt<'a>],
) {
    let at = |value| ValueAt { file, function: call.function, value };
    let (Some(path), Some(used)) = (call.positional(0), call.positional(1)) else { return };
    let Some(path) = settled(index, at(path)) else { return };
    let Value::Str(path) = path.value else { return };
    let class = class_of(index, at(used));
    let answers = |class| METHODS.iter().any(|it| index.method(class, it.0).is_some());
    // What has hooks beside it is a service; what a package makes is known by them alone.
    if !class.is_some_and(answers) && (own.is_empty() || class.is_none() && is_middleware(used)) {
        return;
    }
    let listed = call.positional(2).and_then(|it| it.entry("methods"));
    let listed = listed.and_then(|it| settled(index, at(it))).map(|it| it.value.items());
    for (method, verb, below) in METHODS {
        let offers = |it: &[Value]| it.iter().any(|it| it.as_str() == Some(method));
        let function = class.and_then(|it| index.method(it, method));
        // A class may take methods from a package.
        let lacks = |class| index.lineage(class).1.is_empty();
        if listed.is_some_and(|it| !offers(it)) || function.is_none() && class.is_some_and(lacks) {
            continue;
        }
        let name = Name { path: (*method).into(), root: Root::Unknown };
        let route = Route {
            framework: FRAMEWORK.into(),
            methods: [Text::from(*verb)].into(),
            path: format!("/{}{below}", path.trim_matches('/')).into(),
            handler: Handled::Name(name),
            span: call.span,
            ..Route::default()
        };
        graph.add_route(index, file, &route, None);
        let hooks = everywhere.iter().chain(own);
        let guards = hooks.flat_map(|it| before(index, *it, method));
        if let Some(route) = graph.routes.last_mut() {
            route.guards.extend(guards);
            route.handler.function = function.and_then(|it| match it.kind {
                SymbolKind::Function(function) => Some((it.file, function)),
                _ => None,
            });
        }
    }
}

/// The class of the project that a service is made of.
fn class_of<'a>(index: &Index<'a>, at: ValueAt<'a>) -> Option<Symbol> {
    let made = settled(index, at).unwrap_or(at);
    let Value::Call(call) = made.value else { return None };
    let class = index.resolve(made.file, made.function, &call.callee)?;
    index.class(class).map(|_| class)
}

/// Whether what is used is middleware of the server beneath: `express.static(folder)`.
fn is_middleware(used: &Value) -> bool {
    used.as_call()
        .is_some_and(|it| it.callee.last() == "static" || it.callee.last() == "serveStatic")
}

/// The hooks that run before a method: those for all methods, then its own.
fn before<'a>(index: &Index<'a>, hooks: ValueAt<'a>, method: &str) -> Vec<GuardAt> {
    let mut guards = Vec::new();
    for when in BEFORE {
        let Some(value) = hooks.value.entry(when) else { continue };
        let Some(named) = settled(index, ValueAt { value, ..hooks }) else { continue };
        if let Value::List(_) = named.value {
            add(index, named, &mut guards, DEPTH);
        }
        for key in ["all", method] {
            let list = named.value.entry(key).map(|value| ValueAt { value, ..named });
            if let Some(list) = list.and_then(|it| settled(index, it)) {
                add(index, list, &mut guards, DEPTH);
            }
        }
    }
    guards
}

fn add(index: &Index<'_>, at: ValueAt<'_>, guards: &mut Vec<GuardAt>, depth: u32) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match at.value {
        Value::List(items) => {
            for value in items {
                add(index, ValueAt { value, ..at }, guards, depth);
            }
        }
        Value::Name(_) | Value::Call(_) | Value::Function(_) => {
            let call = at.value.as_call();
            // `const { authenticate } = require("@feathersjs/authentication").hooks`
            let unfollowed = |it: &&CallValue| {
                it.callee.last() == "authenticate"
                    && index.find(at.file, at.function, &it.callee) == Found::Unknown
            };
            let known = call
                .filter(unfollowed)
                .map(|it| it.positional(0).map_or(GuardClass::Reject, passport_strategy));
            let guard = GuardUse {
                target: at.value.clone(),
                arguments: call.map(|it| it.arguments.clone()).unwrap_or_default(),
                via: Via::Middleware,
                known,
                ..GuardUse::default()
            };
            guards.push(GuardAt { file: at.file, function: at.function, guard });
        }
        _ => {}
    }
}

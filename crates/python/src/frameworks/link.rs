//! What only all files together tell about Python's web frameworks.

use std::collections::BTreeSet;

use shipworthy_core::facts::{
    CallValue, Decorator, Function, GuardUse, Router, RouterKind, Value, Via,
};
use shipworthy_core::project::{
    FileId, Found, GuardAt, Index, MountEdge, Place, RouteGraph, RouteNode, RouterId, Symbol,
    SymbolKind, ValueAt,
};
use shipworthy_core::source::{Role, Span, Text};

use super::django::DJANGO;
use super::source::guard;

/// How many levels of subclasses of routers are followed.
const MAKERS: u32 = 4;
/// How deep lists of decorators are followed.
const LISTS: u32 = 6;

/// Adds what only all files together tell.
pub(crate) fn routes(index: &Index<'_>, graph: &mut RouteGraph) {
    subclassed_routers(index, graph);
    super::views::link(index, graph);
    super::tornado::link(index, graph);
    super::helpers::link(index, graph);
    super::tables::link(index, graph);
    chosen_at_run_time(index, graph);
    let mut routes = std::mem::take(&mut graph.routes);
    for route in &mut routes {
        if is_python(index, route.registered.file) {
            name_framework(graph, route);
            if route.framework != DJANGO && route.framework != super::tornado::FRAMEWORK {
                handler_guards(index, route);
            }
            route.path = constants(index, route.registered.file, &route.path);
        }
    }
    // Routes of tests are never served.
    routes.retain(|route| {
        let file = route.registered.file;
        !is_python(index, file) || index.file(file).role != Role::Test
    });
    graph.routes = routes;
    for at in 0..graph.routers.len() {
        let router = &graph.routers[at];
        if is_python(index, router.file) {
            let prefix = constants(index, router.file, &router.prefix);
            graph.routers[at].prefix = prefix;
        }
    }
    replaced_prefixes(graph);
    for at in 0..graph.mounts.len() {
        let mount = &graph.mounts[at];
        if is_python(index, mount.place.file) {
            let prefix = constants(index, mount.place.file, &mount.prefix);
            graph.mounts[at].prefix = prefix;
        }
    }
}

/// In Flask and its like, the prefix with which a blueprint is registered replaces its own.
fn replaced_prefixes(graph: &mut RouteGraph) {
    let mut mounted: BTreeSet<RouterId> = BTreeSet::new();
    for mount in &mut graph.mounts {
        let Some(child) = graph.routers.get(mount.child.0 as usize) else { continue };
        if child.framework != super::flask::FRAMEWORK {
            continue;
        }
        mounted.insert(mount.child);
        if mount.prefix.is_empty() {
            mount.prefix = child.prefix.clone();
        }
    }
    for RouterId(at) in mounted {
        if let Some(router) = graph.routers.get_mut(at as usize) {
            router.prefix = Text::default();
        }
    }
}

pub(super) fn is_python(index: &Index<'_>, file: FileId) -> bool {
    index.file(file).language == crate::analyzer::PYTHON
}

/// A route takes the framework of the router that it is registered on.
fn name_framework(graph: &RouteGraph, route: &mut RouteNode) {
    if let Some(RouterId(at)) = route.router
        && let Some(router) = graph.routers.get(at as usize)
        && !router.framework.is_empty()
        && route.framework != "starlette"
    {
        route.framework = router.framework.clone();
    }
}

/// Routers that subclasses make take over the guards and the prefix of these.
fn subclassed_routers(index: &Index<'_>, graph: &mut RouteGraph) {
    for (file, it) in index.iter() {
        for router in &it.facts.routing.routers {
            if router.maker.path.is_empty() {
                continue;
            }
            let found = index.find(file, router.function, &router.maker);
            let mut inherited: Vec<GuardAt> = Vec::new();
            let mut prefix = Text::default();
            let mut is_application = false;
            if let Found::Symbol(class @ Symbol { kind: SymbolKind::Class(_), .. }) = found {
                let (classes, external) = index.lineage(class);
                for class in classes.into_iter().take(MAKERS as usize) {
                    let Some(made) = class_router(index, class) else { continue };
                    inherited.extend(made.guards.iter().map(|guard| GuardAt {
                        file: class.file,
                        function: None,
                        guard: guard.clone(),
                    }));
                    if prefix.is_empty() {
                        prefix = made.prefix.clone();
                    }
                }
                is_application = external.iter().any(|path| {
                    matches!(
                        path.rsplit('.').next(),
                        Some("FastAPI" | "Starlette" | "Flask" | "Quart" | "Sanic")
                    )
                });
            }
            let node = graph.routers.iter_mut().find(|node| {
                node.file == file && node.span == router.span && node.symbol == router.symbol
            });
            let Some(node) = node else { continue };
            inherited.append(&mut node.guards);
            node.guards = inherited;
            if node.prefix.is_empty() {
                node.prefix = prefix;
            }
            if is_application {
                node.kind = RouterKind::Application;
                node.served = true;
            } else if matches!(found, Found::Symbol(_)) {
                node.kind = RouterKind::Router;
                node.served = false;
            }
        }
    }
}

/// Routers that a program chooses at run time are served by its only application.
///
/// They are those that nothing mounts, where an application includes something that cannot be followed.
fn chosen_at_run_time(index: &Index<'_>, graph: &mut RouteGraph) {
    let is_ours = |file| is_python(index, file) && index.file(file).role == Role::Production;
    let mut applications = graph
        .routers
        .iter()
        .enumerate()
        .filter(|(_, it)| it.kind == RouterKind::Application && is_ours(it.file));
    let (Some((application, _)), None) = (applications.next(), applications.next()) else { return };
    let followed: BTreeSet<Place> = graph.mounts.iter().map(|it| it.place).collect();
    let unknown = index.iter().filter(|(file, _)| is_ours(*file)).find_map(|(file, it)| {
        let places = it.facts.routing.mounts.iter().filter(|it| !it.isolated);
        places.map(|it| Place { file, span: it.span }).find(|it| !followed.contains(it))
    });
    let Some(place) = unknown else { return };
    let mounted: BTreeSet<RouterId> = graph.mounts.iter().map(|it| it.child).collect();
    for (at, router) in graph.routers.iter().enumerate() {
        let id = RouterId(at as u32);
        if router.kind == RouterKind::Router
            && router.framework != DJANGO
            && is_ours(router.file)
            && !mounted.contains(&id)
        {
            graph.mounts.push(MountEdge {
                parent: Some(RouterId(application as u32)),
                child: id,
                prefix: Text::default(),
                guards: Vec::new(),
                isolated: false,
                place,
            });
        }
    }
}

fn class_router<'a>(index: &Index<'a>, class: Symbol) -> Option<&'a Router> {
    let name = &index.class(class)?.name;
    index
        .facts(class.file)
        .routing
        .routers
        .iter()
        .find(|it| it.kind == RouterKind::Controller && it.symbol == *name)
}

/// Guards of the handler: its decorators below the registration, and what its class brings.
fn handler_guards(index: &Index<'_>, route: &mut RouteNode) {
    let Some((file, at)) = route.handler.function else {
        return super::steps::guards(index, route);
    };
    let facts = index.facts(file);
    let Some(function) = facts.functions.get(at as usize) else { return };
    let own = function.class.map(|class| Symbol { file, kind: SymbolKind::Class(class) });
    if let Some(class) = route.handler.class.or(own) {
        class_guards(index, class, &function.name, &mut route.guards);
    }
    let above = (route.registered.file == file && function.span.contains(route.registered.span))
        .then_some(route.registered.span.start);
    decorator_guards(file, function, above, &mut route.guards);
}

/// The decorators of a function as guards; those above a place do not count.
pub(super) fn decorator_guards(
    file: FileId,
    function: &Function,
    above: Option<u32>,
    guards: &mut Vec<GuardAt>,
) {
    for decorator in &function.decorators {
        if above.is_none_or(|above| decorator.span.start > above) && !registers(decorator) {
            guards.push(GuardAt {
                file,
                function: function.outer,
                guard: of_decorator(decorator, Via::Decorator),
            });
        }
    }
}

/// Whether a decorator registers the function for something instead of wrapping it.
fn registers(decorator: &Decorator) -> bool {
    decorator.called
        && matches!(
            decorator.name.last(),
            "route"
                | "get"
                | "post"
                | "put"
                | "patch"
                | "delete"
                | "head"
                | "options"
                | "websocket"
                | "api_route"
                | "doc"
                | "expect"
                | "response"
                | "marshal_with"
                | "action"
                | "api_controller"
        )
}

pub(super) fn of_decorator(decorator: &Decorator, via: Via) -> GuardUse {
    let target = if decorator.called {
        Value::Call(Box::new(CallValue {
            callee: decorator.name.clone(),
            arguments: decorator.arguments.clone(),
            span: decorator.span,
        }))
    } else {
        Value::Name(Box::new(decorator.name.clone()))
    };
    guard(target, &decorator.arguments, via, decorator.span)
}

/// What a class brings for each of its methods: `Depends` in its attributes, `decorators = […]`.
fn class_guards(index: &Index<'_>, class: Symbol, method: &str, guards: &mut Vec<GuardAt>) {
    let (classes, _) = index.lineage(class);
    let mut listed = false;
    for at in classes {
        let Some(class) = index.class(at) else { continue };
        for field in &class.fields {
            let mut uses = Vec::new();
            super::depends::of_declaration(
                &field.annotation,
                field.value.as_ref(),
                field.span,
                &mut uses,
            );
            if uses.is_empty()
                && let Value::Name(name) = &field.annotation
                && let Some(symbol) = index.resolve(at.file, class.outer, name)
                && index.guard_alias(symbol).is_some()
            {
                uses.push(guard(field.annotation.clone(), &[], Via::Parameter, field.span));
            }
            let wraps = matches!(&*field.name, "decorators" | "method_decorators") && !listed;
            if wraps && let Some(value) = &field.value {
                listed = true;
                let value = value.entry(method).unwrap_or(value);
                let value = ValueAt { file: at.file, function: class.outer, value };
                listed_decorators(index, value, field.span, LISTS, guards);
            }
            guards.extend(uses.into_iter().map(|guard| GuardAt {
                file: at.file,
                function: class.outer,
                guard,
            }));
        }
        for decorator in &class.decorators {
            if !registers(decorator) {
                guards.push(GuardAt {
                    file: at.file,
                    function: class.outer,
                    guard: of_decorator(decorator, Via::Decorator),
                });
            }
        }
        // A controller may take what it depends on in its constructor.
        for &function in &class.methods {
            let Some(made) = index.facts(at.file).functions.get(function as usize) else {
                continue;
            };
            if made.name == "__init__" {
                guards.extend(made.dependencies.iter().map(|guard| GuardAt {
                    file: at.file,
                    function: Some(function),
                    guard: guard.clone(),
                }));
            }
        }
    }
}

/// The decorators of a list, also where it is made of the list of a base class and more.
fn listed_decorators(
    index: &Index<'_>,
    at: ValueAt<'_>,
    span: Span,
    depth: u32,
    guards: &mut Vec<GuardAt>,
) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match at.value {
        Value::List(items) => guards.extend(items.iter().map(|item| GuardAt {
            file: at.file,
            function: at.function,
            guard: guard(item.clone(), &[], Via::Decorator, span),
        })),
        Value::Computed(parts) => {
            for value in parts {
                listed_decorators(index, ValueAt { value, ..at }, span, depth, guards);
            }
        }
        Value::Name(name) => match index.find(at.file, at.function, name) {
            Found::Value(value) => listed_decorators(index, value, span, depth, guards),
            Found::Symbol(symbol) => {
                if let Some(binding) = index.binding(symbol) {
                    let value = ValueAt {
                        file: symbol.file,
                        function: binding.function,
                        value: &binding.value,
                    };
                    listed_decorators(index, value, span, depth, guards);
                }
            }
            _ => {}
        },
        _ => {}
    }
}

/// A path with the constants written out that it names in braces: `{settings.API_PREFIX}/users`.
fn constants(index: &Index<'_>, file: FileId, path: &Text) -> Text {
    let is_name = |name: &str| {
        name.contains('.') || name.chars().any(|c| c.is_ascii_uppercase()) && !name.is_empty()
    };
    if !path.contains('{') {
        return path.clone();
    }
    let mut out = String::with_capacity(path.len());
    let mut rest: &str = path;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        let value = is_name(name).then(|| constant(index, file, name)).flatten();
        match value {
            Some(value) => out.push_str(&value),
            None if name.contains('.') && !name.starts_with('.') => out.push_str("{...}"),
            None => {
                out.push('{');
                out.push_str(name);
                out.push('}');
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out.into()
}

/// The string behind a dotted name.
fn constant(index: &Index<'_>, file: FileId, name: &str) -> Option<String> {
    let found = match index.find_path(file, name) {
        Found::Unknown => index.member(file, name),
        found => found,
    };
    let mut found = found;
    for _ in 0..4 {
        let at = match found {
            Found::Symbol(symbol) => {
                let binding = index.binding(symbol)?;
                ValueAt { file: symbol.file, function: binding.function, value: &binding.value }
            }
            Found::Value(at) => at,
            _ => return None,
        };
        match at.value {
            Value::Str(text) => return Some(text.as_str().to_owned()),
            Value::Call(call) => {
                // A field that is declared with a default: `Field("/api")`, `os.getenv("X", "/api")`.
                let default = call
                    .keyword("default")
                    .or_else(|| call.positional(1))
                    .or_else(|| call.positional(0))?;
                return default.as_str().filter(|it| it.starts_with('/')).map(str::to_owned);
            }
            Value::Fallback(sides) => return sides.1.as_str().map(str::to_owned),
            Value::Name(_) => found = index.find_value(at),
            _ => return None,
        }
    }
    None
}

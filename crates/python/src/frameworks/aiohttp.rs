//! aiohttp: route tables, routes in lists, sub-applications, middleware.

use shipworthy_core::facts::{
    Attachment, Call, Handled, Import, Mount, Name, Route, Router, RouterKind, Value, Via,
};
use shipworthy_core::source::Text;

use super::fastapi::{Found, handled};
use super::source::{self, Source, guard, imports_any};

const FRAMEWORK: &str = "aiohttp";

/// Packages that only servers use.
const COMPANIONS: [&str; 4] =
    ["aiohttp_jinja2", "aiohttp_apispec", "aiohttp_security", "aiohttp_session"];

/// Whether a file serves with the framework: its client alone makes no routes.
pub(super) fn applies(imports: &[Import]) -> bool {
    imports_any(imports, &COMPANIONS)
        || imports_any(imports, &["aiohttp"])
            && imports.iter().any(|import| {
                import.module == "aiohttp.web"
                    || import.names.iter().any(|name| name.name == "web" || name.alias == "web")
            })
}

/// Adds applications, route tables, routes and middleware.
pub(super) fn recognise(source: &Source<'_, '_>) -> Found {
    let mut found = Found::default();
    for call in &source.facts.calls {
        let kind = match &*call.callee.path {
            "aiohttp.web.Application" => RouterKind::Application,
            "aiohttp.web.RouteTableDef" => RouterKind::Router,
            _ => continue,
        };
        let Some(symbol) = source.target_of(call.span) else { continue };
        found.routing.routers.push(Router {
            symbol: symbol.into(),
            framework: FRAMEWORK.into(),
            kind,
            span: call.span,
            function: call.function,
            ..Router::default()
        });
        for item in call.keyword("middlewares").map(Value::items).unwrap_or_default() {
            found.routing.attachments.push(Attachment {
                router: source.name(symbol, call.function),
                guard: guard(item.clone(), &[], Via::Middleware, call.span),
                span: call.span,
                function: call.function,
                ..Attachment::default()
            });
        }
    }
    decorated(source, &mut found);
    for call in &source.facts.calls {
        registered(source, call, &mut found);
    }
    found
}

/// `@routes.get("/x")` on functions and view classes.
fn decorated(source: &Source<'_, '_>, found: &mut Found) {
    let functions = source
        .facts
        .functions
        .iter()
        .enumerate()
        .map(|(at, it)| (Handled::Function(at as u32), &it.decorators, it.outer));
    let classes = source
        .facts
        .classes
        .iter()
        .enumerate()
        .map(|(at, it)| (Handled::Class(at as u32), &it.decorators, it.outer));
    for (handler, decorators, outer) in functions.chain(classes) {
        for decorator in decorators {
            let Some((receiver, verb)) = source.method(decorator.span) else { continue };
            let known = found.routing.routers.iter().any(|it| it.symbol == receiver);
            let (Some(method), true) = (method(verb), known) else { continue };
            let Some(path) = decorator.positional(0) else { continue };
            found.routing.routes.push(Route {
                framework: FRAMEWORK.into(),
                router: source.name(receiver, outer),
                methods: methods(method),
                path: source.path(path),
                handler: handler.clone(),
                span: decorator.span,
                function: outer,
                ..Route::default()
            });
        }
    }
}

/// `app.router.add_get("/x", f)`, `web.get("/x", f)` in a list, `app.add_subapp("/x", sub)`.
fn registered(source: &Source<'_, '_>, call: &Call, found: &mut Found) {
    let last = call.callee.last();
    let receiver = source.method(call.span).map(|(receiver, _)| receiver);
    match last {
        "add_subapp" => {
            let (Some(receiver), Some(prefix)) = (receiver, call.positional(0)) else { return };
            let child = argument(source, call, 1)
                .map(|it| Value::Name(Box::new(it)))
                .or_else(|| call.positional(1).cloned());
            let Some(child) = child else { return };
            mount(source, call, receiver, child, source.path(prefix), true, found);
        }
        "add_routes" => {
            let Some(receiver) = receiver else { return };
            if let Some(table) = argument(source, call, 0) {
                let table = Value::Name(Box::new(table));
                mount(source, call, receiver, table, Text::default(), false, found);
            }
        }
        _ => {
            // What is taken of `web.Application()` is no function of the library.
            let listed =
                call.callee.path.starts_with("aiohttp.web.") && !call.callee.path.contains("()");
            let own = receiver.and_then(|it| {
                // `router = app.router`
                let router = match method(last.trim_start_matches("add_"))
                    .or_else(|| (last == "add_route").then_some("*"))
                {
                    Some(_) if !it.ends_with(".router") => source.renamed(it)?,
                    _ => it,
                };
                router.strip_suffix(".router")
            });
            let (name, owner) = match (listed, own) {
                (true, _) => (last, list_owner(source, call)),
                (false, Some(owner)) => (last.trim_start_matches("add_"), Some(owner)),
                (false, None) => return,
            };
            let first = usize::from(name == "route");
            let method = match name {
                "route" => call.positional(0).and_then(Value::as_str).unwrap_or("*"),
                name => match method(name) {
                    Some(method) => method,
                    None => return,
                },
            };
            let Some(path) = call.positional(first) else { return };
            let Some(handler) = call.positional(first + 1) else { return };
            found.routing.routes.push(Route {
                framework: FRAMEWORK.into(),
                router: owner.map(|it| source.name(it, call.function)).unwrap_or_default(),
                methods: methods(method),
                path: source.path(path),
                handler: handled(handler),
                span: call.span,
                function: call.function,
                ..Route::default()
            });
        }
    }
}

fn mount(
    source: &Source<'_, '_>,
    call: &Call,
    parent: &str,
    child: Value,
    prefix: Text,
    isolated: bool,
    found: &mut Found,
) {
    found.routing.mounts.push(Mount {
        parent: source.name(parent, call.function),
        child,
        prefix,
        guards: Vec::new(),
        isolated,
        span: call.span,
        function: call.function,
    });
}

/// The application that a list of routes is given to: `app.add_routes([web.get("/x", f)])`.
fn list_owner<'a>(source: &Source<'_, 'a>, route: &Call) -> Option<&'a str> {
    let around = source
        .facts
        .calls
        .iter()
        .find(|it| it.callee.last() == "add_routes" && it.span.contains(route.span))?;
    source.method(around.span).map(|(receiver, _)| receiver)
}

/// An argument of a call that is written as a dotted name.
fn argument(source: &Source<'_, '_>, call: &Call, at: usize) -> Option<Name> {
    let (_, arguments) = call.span.of(source.module.text).split_once('(')?;
    let written = arguments.split([',', ')']).nth(at)?.trim();
    let is_name =
        !written.is_empty() && written.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    is_name.then(|| source.name(written, call.function))
}

fn method(verb: &str) -> Option<&'static str> {
    match verb {
        "view" => Some("ANY"),
        "websocket" => None,
        verb => source::verb(verb),
    }
}

fn methods(method: &str) -> Box<[Text]> {
    match method {
        "*" | "ANY" => Box::default(),
        method => [Text::from(method.to_ascii_uppercase())].into(),
    }
}

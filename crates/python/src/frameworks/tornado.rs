//! Tornado: rules of handlers in lists, `authenticated`, `prepare`.

use shipworthy_core::code::{BinaryOperator, ExprId, ExprKind, TemplatePart};
use shipworthy_core::facts::{ExitKind, GuardClass, Handled, Import, Route, Value, Via};
use shipworthy_core::project::{
    Found, GuardAt, HandlerAt, Index, Place, RouteGraph, RouteNode, Symbol, SymbolKind,
};
use shipworthy_core::source::{Span, Text};

use super::django::from_regex;
use super::fastapi::Found as Recognised;
use super::link::decorator_guards;
use super::source::{Source, VERBS, guard, imports_any, of_package};

/// The framework's name in facts.
pub(super) const FRAMEWORK: &str = "tornado";
/// Methods of a handler of sockets.
const SOCKET: [&str; 2] = ["open", "on_message"];
/// How deep a pattern is put together.
const DEPTH: u32 = 8;

/// Whether a file has to do with the framework.
pub(super) fn applies(imports: &[Import]) -> bool {
    let named = || {
        imports.iter().any(|it| it.names.iter().any(|name| name.name.ends_with("Handler")))
            && !super::source::of_another(imports, FRAMEWORK)
    };
    imports_any(imports, &["tornado"]) || named()
}

/// Adds the rules of a file: `(r"/x", Handler)`, `url(r"/x", Handler, name="x")`.
pub(super) fn recognise(source: &Source<'_, '_>) -> Recognised {
    let mut found = Recognised::default();
    for (id, expression) in source.module.expressions() {
        let parts = match &expression.kind {
            ExprKind::Sequence(items) => items.first().copied().zip(items.get(1).copied()),
            ExprKind::Call(call) if is_rule(source, call.callee) => {
                call.positional(0).zip(call.positional(1))
            }
            _ => continue,
        };
        if let Some((pattern, handler)) = parts {
            let span = source.module.expression(id).span;
            found.routing.routes.extend(rule(source, pattern, handler, span));
        }
    }
    found
}

fn is_rule(source: &Source<'_, '_>, callee: ExprId) -> bool {
    let name = source.dotted(source.module.expression(callee).span).unwrap_or_default();
    matches!(name.rsplit('.').next(), Some("url" | "URLSpec"))
}

fn rule(source: &Source<'_, '_>, pattern: ExprId, handler: ExprId, span: Span) -> Option<Route> {
    let is_name =
        matches!(source.module.kind(handler), ExprKind::Name(_) | ExprKind::Member { .. });
    let handler = source.dotted(source.module.expression(handler).span).filter(|_| is_name)?;
    // A handler is a class.
    if !handler.rsplit('.').next()?.trim_start_matches('_').starts_with(char::is_uppercase) {
        return None;
    }
    let mut written = String::new();
    write_pattern(source, pattern, DEPTH, &mut written);
    if !written.trim_start_matches(['^', '(', '?', ':']).starts_with(['/', '{']) {
        return None;
    }
    let function = source.facts.function_at(span);
    Some(Route {
        framework: FRAMEWORK.into(),
        path: from_regex(&written),
        handler: Handled::Name(source.name(handler, function)),
        span,
        function,
        ..Route::default()
    })
}

/// A pattern as far as it is constant.
fn write_pattern(source: &Source<'_, '_>, id: ExprId, depth: u32, pattern: &mut String) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match source.module.kind(id) {
        ExprKind::Str(text) => pattern.push_str(text),
        ExprKind::Template(template) => {
            for part in &template.parts {
                match part {
                    TemplatePart::Text(text) => pattern.push_str(text),
                    TemplatePart::Value(_) => pattern.push_str("{...}"),
                }
            }
        }
        ExprKind::Binary { operator: BinaryOperator::Add, left, right } => {
            write_pattern(source, *left, depth, pattern);
            write_pattern(source, *right, depth, pattern);
        }
        ExprKind::Name(_) | ExprKind::Member { .. } | ExprKind::Call(_) => {
            pattern.push_str("{...}");
        }
        _ => {}
    }
}

/// Adds the routes of the handlers that rules name: one for each method that a class answers.
pub(super) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    if !graph.routes.iter().any(|it| it.framework == FRAMEWORK) {
        return;
    }
    graph.routes.retain(|it| it.framework != FRAMEWORK);
    for (file, it) in index.iter() {
        for route in it.facts.routing.routes.iter().filter(|it| it.framework == FRAMEWORK) {
            let Handled::Name(name) = &route.handler else { continue };
            let found = index.find(file, route.function, name);
            if let Found::Symbol(class @ Symbol { kind: SymbolKind::Class(_), .. }) = found
                && is_handler(index, class)
            {
                let registered = Place { file, span: route.span };
                answered(index, class, &route.path, registered, &mut graph.routes);
            }
        }
    }
}

fn is_handler(index: &Index<'_>, class: Symbol) -> bool {
    let (_, external) = index.lineage(class);
    external.iter().any(|it| of_package(it, FRAMEWORK) || it.ends_with("Handler"))
}

fn answered(
    index: &Index<'_>,
    class: Symbol,
    path: &Text,
    registered: Place,
    routes: &mut Vec<RouteNode>,
) {
    let mut add = |name: &str, method: &str, from: &[&str]| {
        let Some(answers) = index.method(class, name) else { return };
        let mut guards: Vec<GuardAt> = prepared(index, class);
        for name in from {
            let Some(method) = index.method(class, name) else { continue };
            let Some(function) = index.function(method) else { continue };
            let first = guards.len();
            decorator_guards(method.file, function, None, &mut guards);
            for at in &mut guards[first..] {
                if is_authenticated(index, at) {
                    at.guard.known = Some(authenticated(index, class));
                }
            }
        }
        let mut handler = HandlerAt::of(index, answers);
        handler.name = format!("{}.{name}", index.name(class)).into();
        routes.push(RouteNode {
            framework: FRAMEWORK.into(),
            router: None,
            methods: [method.into()].into(),
            path: path.clone(),
            handler,
            guards,
            exempt: Box::default(),
            skipped: Box::default(),
            switches: Box::default(),
            registered,
        });
    };
    if let Some(name) = SOCKET.into_iter().find(|name| index.method(class, name).is_some()) {
        // A socket is opened by a request that `get` answers.
        add(name, "WEBSOCKET", &["get", name]);
        return;
    }
    for (name, method) in VERBS {
        add(name, method, &[name]);
    }
}

/// `prepare` runs before each method and may end the request.
fn prepared(index: &Index<'_>, class: Symbol) -> Vec<GuardAt> {
    let method = index.method(class, "prepare");
    let guard = method.and_then(|symbol| match symbol.kind {
        SymbolKind::Function(at) => Some(GuardAt {
            file: symbol.file,
            function: None,
            guard: guard(Value::Function(at), &[], Via::Router, index.place(symbol).span),
        }),
        _ => None,
    });
    guard.into_iter().collect()
}

fn is_authenticated(index: &Index<'_>, at: &GuardAt) -> bool {
    let name = match &at.guard.target {
        Value::Name(name) => name,
        Value::Call(call) => &call.callee,
        _ => return false,
    };
    let found = index.find(at.file, at.function, name);
    found.external().is_some_and(|path| {
        of_package(path, FRAMEWORK) && path.rsplit('.').next() == Some("authenticated")
    })
}

/// What `authenticated` does goes by the user that the handler finds: one without a look lets everybody through.
fn authenticated(index: &Index<'_>, class: Symbol) -> GuardClass {
    let method = index.method(class, "get_current_user");
    let Some(function) = method.and_then(|it| index.function(it)) else {
        return GuardClass::Reject;
    };
    let mut found = function.exits.iter().filter(|exit| exit.kind == ExitKind::Return);
    let given = |value: &Value| matches!(value, Value::Bool(true) | Value::Str(_));
    let any = found.clone().any(|exit| given(&exit.value));
    match found.all(|exit| given(&exit.value)) {
        true if any => GuardClass::AlwaysTrue,
        _ if any => GuardClass::Optional,
        _ => GuardClass::Reject,
    }
}

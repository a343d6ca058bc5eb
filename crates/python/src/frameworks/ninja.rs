//! Django Ninja: APIs and routers with `auth=`, which the nearest one decides.

use shipworthy_core::facts::{
    Argument, CallValue, GuardClass, GuardUse, Handled, Import, Mount, Route, Router, RouterKind,
    Value, Via,
};
use shipworthy_core::source::{Span, Text};

use super::fastapi::Found;
use super::source::{Source, guard, imports_any, of_package};

const PACKAGES: [&str; 2] = ["ninja", "ninja_extra"];
/// Methods of an API or a router that register an operation, with the method that they answer.
const VERBS: [(&str, &str); 5] =
    [("get", "GET"), ("post", "POST"), ("put", "PUT"), ("patch", "PATCH"), ("delete", "DELETE")];
/// The ways by which an operation with its own `auth` is not reached.
const OUTER: [Via; 3] = [Via::Application, Via::Mount, Via::Router];

/// Whether a file has to do with the framework.
pub(super) fn applies(imports: &[Import]) -> bool {
    imports_any(imports, &PACKAGES)
}

/// Adds APIs, routers and their operations.
pub(super) fn recognise(source: &Source<'_, '_>) -> Found {
    let mut found = Found::default();
    for call in &source.facts.calls {
        let made = PACKAGES.iter().any(|package| of_package(&call.callee.path, package));
        let via = match call.callee.last() {
            "NinjaAPI" | "NinjaExtraAPI" if made => Via::Application,
            "Router" if made => Via::Router,
            _ => continue,
        };
        let Some(symbol) = source.target_of(call.span) else { continue };
        found.routing.routers.push(Router {
            symbol: symbol.into(),
            framework: "ninja".into(),
            kind: RouterKind::Router,
            guards: auth(&call.arguments, via, call.span),
            span: call.span,
            function: call.function,
            ..Router::default()
        });
    }
    for (at, function) in source.facts.functions.iter().enumerate() {
        for decorator in function.decorators.iter().filter(|it| it.called) {
            let Some((receiver, verb)) = source.method(decorator.span) else { continue };
            let call = CallValue {
                callee: decorator.name.clone(),
                arguments: decorator.arguments.clone(),
                span: decorator.span,
            };
            operation(source, receiver, verb, &call, at as u32, &mut found);
        }
    }
    for call in source.facts.calls.iter().filter(|it| it.callee.last() == "add_router") {
        let Some((receiver, _)) = source.method(call.span) else { continue };
        let (Some(prefix), Some(child)) = (call.positional(0), call.positional(1)) else {
            continue;
        };
        found.routing.mounts.push(Mount {
            parent: source.name(receiver, call.function),
            child: match written_child(source, call.span) {
                Some(name) => Value::Name(Box::new(source.name(name, call.function))),
                None => child.clone(),
            },
            prefix: source.path(prefix),
            guards: auth(&call.arguments, Via::Mount, call.span),
            isolated: false,
            span: call.span,
            function: call.function,
        });
    }
    found
}

fn operation(
    source: &Source<'_, '_>,
    receiver: &str,
    verb: &str,
    call: &CallValue,
    function: u32,
    found: &mut Found,
) {
    let methods: Vec<Text> = match VERBS.iter().find(|(name, _)| *name == verb) {
        Some((_, method)) => vec![Text::from(*method)],
        None if verb == "api_operation" => {
            call.positional(0).map(|it| source.methods(it)).unwrap_or_default()
        }
        None => return,
    };
    let at = usize::from(verb == "api_operation");
    let Some(path) = call.keyword("path").or_else(|| call.positional(at)) else { return };
    let outer = source.facts.functions.get(function as usize).and_then(|it| it.outer);
    // A router with its own `auth` decides instead of the API.
    let own =
        found.routing.routers.iter().any(|it| {
            it.symbol == receiver && it.guards.iter().any(|guard| guard.via == Via::Router)
        });
    let exempt: &[Via] = match call.keyword("auth") {
        Some(_) => &OUTER,
        None if own => &[Via::Application, Via::Mount],
        None => &[],
    };
    found.routing.routes.push(Route {
        framework: "ninja".into(),
        router: source.name(receiver, outer),
        methods: methods.into(),
        path: source.path(path),
        handler: Handled::Function(function),
        guards: auth(&call.arguments, Via::Route, call.span),
        exempt: exempt.into(),
        span: call.span,
        function: outer,
        ..Route::default()
    });
}

/// The guards of `auth=`: the framework refuses whom none of them knows.
fn auth(arguments: &[Argument], via: Via, span: Span) -> Vec<GuardUse> {
    let given = arguments.iter().find(|it| it.name == "auth").map(|it| &it.value);
    let values = match given {
        None | Some(Value::Null) => &[],
        Some(Value::List(items)) => &**items,
        Some(value) => std::slice::from_ref(value),
    };
    let known = |value: &Value| {
        let mut guard = guard(value.clone(), &[], via, span);
        guard.known = Some(GuardClass::Reject);
        guard
    };
    values.iter().filter(|it| !matches!(it, Value::Null)).map(known).collect()
}

/// The second argument of a call, where it is a dotted name.
fn written_child<'a>(source: &Source<'_, 'a>, span: Span) -> Option<&'a str> {
    let (_, arguments) = span.of(source.module.text).split_once('(')?;
    let written = arguments.split([',', ')']).nth(1)?.trim();
    let is_name =
        !written.is_empty() && written.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    is_name.then_some(written)
}

//! Django Ninja: APIs and routers with `auth=`, which the nearest one decides; Ninja Extra's controllers.

use shipworthy_core::facts::{
    Argument, CallValue, Class, Decorator, GuardClass, GuardUse, Handled, Import, Mount, Route,
    Router, RouterKind, Value, Via,
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
            // What stands in a controller is read with it.
            if function.class.is_some() {
                continue;
            }
            let call = CallValue {
                callee: decorator.name.clone(),
                arguments: decorator.arguments.clone(),
                span: decorator.span,
            };
            // A router with its own `auth` decides instead of the API, also where it asks for nothing.
            let own = source
                .made(receiver)
                .any(|it| it.callee.last() == "Router" && it.keyword("auth").is_some());
            operation(source, Holder { symbol: receiver, own }, verb, &call, at as u32, &mut found);
        }
    }
    for class in &source.facts.classes {
        let decorator = class.decorators.iter().find(|it| is_of(&it.name.path, "api_controller"));
        if let Some(decorator) = decorator {
            controller(source, class, decorator, &mut found);
        }
    }
    for call in &source.facts.calls {
        let Some((receiver, verb)) = source.method(call.span) else { continue };
        let mut mount = |child: Value, prefix: Text| {
            found.routing.mounts.push(Mount {
                parent: source.name(receiver, call.function),
                child,
                prefix,
                guards: auth(&call.arguments, Via::Mount, call.span),
                isolated: false,
                span: call.span,
                function: call.function,
            });
        };
        match verb {
            "add_router" => {
                let prefix = call.positional(0).or_else(|| call.keyword("prefix"));
                let child = call.positional(1).or_else(|| call.keyword("router"));
                let (Some(prefix), Some(child)) = (prefix, child) else { continue };
                let child = match written_child(source, call.span) {
                    Some(name) => Value::Name(Box::new(source.name(name, call.function))),
                    None => child.clone(),
                };
                mount(child, source.path(prefix));
            }
            "register_controllers" => {
                for class in call.arguments.iter().filter(|it| it.name.is_empty()) {
                    mount(class.value.clone(), Text::default());
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether a dotted path names something of one of the packages.
fn is_of(path: &str, name: &str) -> bool {
    PACKAGES.iter().any(|package| of_package(path, package))
        && path.rsplit('.').next() == Some(name)
}

/// `@api_controller("/users", auth=…, permissions=[…])` over a class whose methods are operations.
fn controller(source: &Source<'_, '_>, class: &Class, made: &Decorator, found: &mut Found) {
    let prefix = made.positional(0).or_else(|| made.keyword("prefix_or_class"));
    found.routing.routers.push(Router {
        symbol: class.name.clone(),
        framework: "ninja".into(),
        kind: RouterKind::Router,
        prefix: prefix.map(|it| source.path(it)).unwrap_or_default(),
        guards: auth(&made.arguments, Via::Router, made.span),
        span: class.span,
        function: class.outer,
        ..Router::default()
    });
    for &at in &class.methods {
        let Some(function) = source.facts.functions.get(at as usize) else { continue };
        for decorator in function.decorators.iter().filter(|it| it.called) {
            let last = decorator.name.last();
            let verb = last.strip_prefix("http_").unwrap_or(last);
            if !is_of(&decorator.name.path, last) {
                continue;
            }
            let call = CallValue {
                callee: decorator.name.clone(),
                arguments: decorator.arguments.clone(),
                span: decorator.span,
            };
            let first = found.routing.routes.len();
            let holder = Holder { symbol: &class.name, own: made.keyword("auth").is_some() };
            operation(source, holder, verb, &call, at, found);
            // An operation's own permissions stand in place of those of its class.
            let asked = decorator.keyword("permissions").or_else(|| made.keyword("permissions"));
            let permissions = asked.map(Value::items).unwrap_or_default();
            for route in &mut found.routing.routes[first..] {
                let asked =
                    permissions.iter().map(|it| guard(it.clone(), &[], Via::Route, made.span));
                route.guards.extend(asked);
                route.router = source.name(&class.name, class.outer);
            }
        }
    }
}

/// What an operation is registered on, and whether that has an `auth` of its own.
#[derive(Clone, Copy)]
struct Holder<'h> {
    symbol: &'h str,
    own: bool,
}

fn operation(
    source: &Source<'_, '_>,
    holder: Holder<'_>,
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
    let exempt: &[Via] = match call.keyword("auth") {
        Some(_) => &OUTER,
        None if holder.own => &[Via::Application, Via::Mount],
        None => &[],
    };
    found.routing.routes.push(Route {
        framework: "ninja".into(),
        router: source.name(holder.symbol, outer),
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

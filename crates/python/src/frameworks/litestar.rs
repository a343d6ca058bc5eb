//! Litestar: handlers and controllers in lists of routers and applications, with `guards=`.

use shipworthy_core::facts::{
    Argument, Attachment, Call, Decorator, GuardClass, GuardUse, Handled, Import, Mount, Route,
    Router, RouterKind, Value, Via,
};
use shipworthy_core::source::{Span, Text};

use super::fastapi::Found;
use super::source::{self, Source, guard, imports_any, of_package};

const FRAMEWORK: &str = "litestar";

/// Whether a file has to do with the framework.
pub(super) fn applies(imports: &[Import]) -> bool {
    imports_any(imports, &["litestar", "starlite"])
}

/// Adds handlers, controllers, routers and applications.
pub(super) fn recognise(source: &Source<'_, '_>) -> Found {
    let mut found = Found::default();
    for (at, function) in source.facts.functions.iter().enumerate() {
        let class = function.class.and_then(|at| source.facts.classes.get(at as usize));
        for decorator in &function.decorators {
            let Some(methods) = methods(source, decorator) else { continue };
            // A handler stands by itself until a list names it.
            let holder = class.map_or(&function.name, |class| &class.name);
            if class.is_none() {
                found.routing.routers.push(Router {
                    symbol: holder.clone(),
                    framework: FRAMEWORK.into(),
                    span: function.definition,
                    function: function.outer,
                    ..Router::default()
                });
            }
            let outer = class.map_or(function.outer, |class| class.outer);
            for path in paths(source, decorator) {
                found.routing.routes.push(Route {
                    framework: FRAMEWORK.into(),
                    router: source.name(holder, outer),
                    methods: methods.clone().into(),
                    path,
                    handler: Handled::Function(at as u32),
                    guards: guards(decorator.keyword("guards"), Via::Route, decorator.span),
                    exempt: is_open(decorator).then_some(Via::Middleware).into_iter().collect(),
                    span: decorator.span,
                    function: outer,
                    ..Route::default()
                });
            }
        }
    }
    for class in &source.facts.classes {
        let is_controller = class
            .bases
            .iter()
            .any(|base| base.as_name().is_some_and(|name| name.last().ends_with("Controller")));
        if !is_controller {
            continue;
        }
        let field = |name: &str| class.fields.iter().find(|it| it.name == name)?.value.as_ref();
        found.routing.routers.push(Router {
            symbol: class.name.clone(),
            framework: FRAMEWORK.into(),
            kind: RouterKind::Router,
            prefix: field("path").map(|it| typed(&source.path(it))).unwrap_or_default(),
            guards: guards(field("guards"), Via::Router, class.span),
            span: class.span,
            function: class.outer,
            ..Router::default()
        });
    }
    for call in source.facts.calls.iter().filter(|it| is_authentication(&it.callee.path)) {
        found.routing.attachments.push(authentication(source, call));
    }
    for call in &source.facts.calls {
        let kind = match call.callee.last() {
            "Litestar" | "Starlite" => RouterKind::Application,
            "Router" if is_library(&call.callee.path) => RouterKind::Router,
            _ => continue,
        };
        let application = kind == RouterKind::Application;
        let symbol: Text = source.target_of(call.span).unwrap_or_default().into();
        let via = if application { Via::Application } else { Via::Router };
        found.routing.routers.push(Router {
            symbol: symbol.clone(),
            framework: FRAMEWORK.into(),
            kind,
            prefix: call.keyword("path").map(|it| typed(&source.path(it))).unwrap_or_default(),
            guards: guards(call.keyword("guards"), via, call.span),
            span: call.span,
            function: call.function,
            ..Router::default()
        });
        let handlers = call.keyword("route_handlers").or_else(|| call.positional(0));
        for child in handlers.map(Value::items).unwrap_or_default() {
            found.routing.mounts.push(Mount {
                parent: source.name(&symbol, call.function),
                child: child.clone(),
                prefix: Text::default(),
                guards: Vec::new(),
                isolated: false,
                span: call.span,
                function: call.function,
            });
        }
    }
    found
}

/// Whether a call makes a back end of authentication: `JWTAuth[User](…)`. The application that is set up
/// with it refuses whoever is not known.
fn is_authentication(path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or_default().trim_end_matches("[]");
    is_library(path) && path.contains(".security.") && last.ends_with("Auth")
}

fn authentication(source: &Source<'_, '_>, call: &Call) -> Attachment {
    let target = Value::Name(Box::new(call.callee.clone()));
    let mut guard = guard(target, &[], Via::Middleware, call.span);
    guard.known = Some(GuardClass::Reject);
    // Expressions that are searched for in the path.
    let except = call.keyword("exclude").map(|it| source.strings(it)).unwrap_or_default();
    let except = except.iter().map(|it| match it.strip_prefix('^') {
        Some(rest) => Text::from(format!("^{rest}.*")),
        None => Text::from(format!("^.*{it}.*")),
    });
    Attachment {
        guard,
        except: except.collect(),
        span: call.span,
        function: call.function,
        ..Attachment::default()
    }
}

/// Whether a handler says that it is for everybody: `exclude_from_auth=True`, also in `opt={…}`.
fn is_open(decorator: &Decorator) -> bool {
    const OPTION: &str = "exclude_from_auth";
    let given = decorator.keyword(OPTION);
    given.or_else(|| decorator.keyword("opt")?.entry(OPTION)).and_then(Value::as_bool) == Some(true)
}

fn is_library(path: &str) -> bool {
    of_package(path, "litestar") || of_package(path, "starlite")
}

/// The methods that a decorator makes a handler for.
fn methods(source: &Source<'_, '_>, decorator: &Decorator) -> Option<Vec<Text>> {
    if !is_library(&decorator.name.path) {
        return None;
    }
    let last = decorator.name.last();
    if let Some(method) = source::verb(last) {
        return Some(vec![Text::from(method)]);
    }
    let listed = (last == "route").then(|| decorator.keyword("http_method"))??;
    Some(source.methods(listed))
}

/// The paths of a handler; without one it answers where its holder does.
fn paths(source: &Source<'_, '_>, decorator: &Decorator) -> Vec<Text> {
    match decorator.positional(0).or_else(|| decorator.keyword("path")) {
        None => vec![Text::default()],
        Some(Value::List(items)) => items.iter().map(|it| typed(&source.path(it))).collect(),
        // A slash at the end is taken off.
        Some(path) => vec![typed(&source.path(path)).trim_end_matches('/').into()],
    }
}

fn guards(value: Option<&Value>, via: Via, span: Span) -> Vec<GuardUse> {
    let arguments = |value: &Value| match value {
        Value::Call(call) => call.arguments.clone(),
        _ => Box::<[Argument]>::default(),
    };
    let items = value.map(Value::items).unwrap_or_default();
    items.iter().map(|item| guard(item.clone(), &arguments(item), via, span)).collect()
}

/// A path without the types of its parameters: `/{id:int}` is `/{id}`.
fn typed(path: &str) -> Text {
    let mut out = String::with_capacity(path.len());
    let mut in_type = false;
    for c in path.chars() {
        match c {
            ':' => in_type = true,
            '}' => in_type = false,
            _ => {}
        }
        if !in_type {
            out.push(c);
        }
    }
    out.into()
}

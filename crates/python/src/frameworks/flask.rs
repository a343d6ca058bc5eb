//! Flask with its extensions: blueprints, view classes, flask-restx and flask-restful.
//! Quart, Sanic and Bottle register routes in the same way.

use shipworthy_core::facts::{
    Attachment, Call, CallValue, GuardUse, Handled, Import, Mount, Name, Root, Route, Router,
    RouterKind, Value, Via,
};
use shipworthy_core::source::{Span, Text};

use super::fastapi::Found;
use super::source::{self, Source, guard, imports_any};

/// The framework's name in facts.
pub(super) const FRAMEWORK: &str = "flask";
const PACKAGES: [&str; 14] = [
    "flask",
    "flask_restx",
    "flask_restplus",
    "flask_restful",
    "flask_smorest",
    "flask_openapi3",
    "flask_classful",
    "apiflask",
    "quart",
    "sanic",
    "bottle",
    "connexion",
    "flask_login",
    "flask_jwt_extended",
];
/// The types of variables in paths of Sanic, which stand behind the names.
const SANIC_TYPES: [&str; 11] = [
    "str",
    "string",
    "int",
    "number",
    "float",
    "alpha",
    "path",
    "ymd",
    "uuid",
    "slug",
    "strorempty",
];
/// Hooks that run before a request is answered.
const HOOKS: [&str; 3] = ["before_request", "before_app_request", "on_request"];

/// Whether a file has to do with the framework: by its imports, or by blueprints that it imports.
pub(super) fn applies(imports: &[Import]) -> bool {
    imports_any(imports, &PACKAGES)
        || imports.iter().any(|import| {
            import.names.iter().any(|name| {
                let last = name.alias.rsplit('_').next().unwrap_or_default();
                ["bp", "blueprint", "routes", "app", "api", "ns"]
                    .iter()
                    .any(|word| last.eq_ignore_ascii_case(word))
            })
        })
}

/// Adds applications, blueprints, routes and hooks.
pub(super) fn recognise(source: &Source<'_, '_>) -> Found {
    let mut flask =
        Flask { found: Found::default(), own: imports_any(&source.facts.imports, &PACKAGES) };
    if !flask.own && source::of_another(&source.facts.imports, "flask") {
        return flask.found;
    }
    for call in &source.facts.calls {
        flask.made(source, call);
    }
    flask.groups(source);
    flask.decorated(source);
    flask.classes(source);
    for call in &source.facts.calls {
        flask.call(source, call);
    }
    super::tables::recognise(source, &mut flask.found);
    flask.found
}

struct Flask {
    found: Found,
    /// Whether the file imports the framework itself.
    own: bool,
}

impl Flask {
    fn made(&mut self, source: &Source<'_, '_>, call: &Call) {
        let last = call.callee.last();
        let Some(symbol) = source.target_of(call.span) else { return };
        let Some(kind) = made_kind(&call.callee, source) else { return };
        let prefix = ["url_prefix", "prefix", "path"]
            .iter()
            .find_map(|name| call.keyword(name))
            .map(|it| source.path(it))
            .unwrap_or_default();
        let prefix = match (last, prefix.is_empty()) {
            // A namespace of flask-restx is served below its name.
            ("Namespace", true) => call
                .positional(0)
                .and_then(Value::as_str)
                .map(|name| Text::from(format!("/{}", name.trim_start_matches('/'))))
                .unwrap_or_default(),
            _ => prefix,
        };
        self.found.routing.routers.push(Router {
            symbol: symbol.into(),
            framework: FRAMEWORK.into(),
            kind,
            prefix,
            span: call.span,
            function: call.function,
            ..Router::default()
        });
        if matches!(last, "Api")
            && let Some(Value::Name(app)) = call.positional(0)
        {
            let written = self.written_argument(source, call.span).unwrap_or(app.last());
            self.mount(source, written, symbol, Text::default(), call.span, call.function);
        }
    }

    /// `group = Blueprint.group(users, items, url_prefix="/v1")`
    fn groups(&mut self, source: &Source<'_, '_>) {
        for binding in &source.facts.bindings {
            let Some(call) = binding.value.as_call() else { continue };
            if call.callee.path != "sanic.Blueprint.group" {
                continue;
            }
            let prefix = call.keyword("url_prefix").map(|it| source.path(it)).unwrap_or_default();
            self.found.routing.routers.push(Router {
                symbol: binding.name.clone(),
                framework: FRAMEWORK.into(),
                kind: RouterKind::Router,
                prefix,
                span: call.span,
                function: binding.function,
                ..Router::default()
            });
            for child in source.written(call.span).into_iter().filter(|it| is_dotted(it)) {
                let (parent, place) = (&*binding.name, binding.function);
                self.mount(source, parent, child, Text::default(), call.span, place);
            }
        }
    }

    /// The first argument of a call, where it is a dotted name.
    fn written_argument<'a>(&self, source: &Source<'_, 'a>, span: Span) -> Option<&'a str> {
        let (_, rest) = span.of(source.module.text).split_once('(')?;
        let rest = rest.trim_start();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))?;
        (end > 0 && rest[end..].trim_start().starts_with([',', ')'])).then(|| &rest[..end])
    }

    fn mount(
        &mut self,
        source: &Source<'_, '_>,
        parent: &str,
        child: &str,
        prefix: Text,
        span: Span,
        function: Option<u32>,
    ) {
        self.found.routing.mounts.push(Mount {
            parent: source.name(parent, function),
            child: Value::Name(Box::new(source.name(child, function))),
            prefix,
            guards: Vec::new(),
            isolated: false,
            span,
            function,
        });
    }

    fn is_router(&self, receiver: &str) -> bool {
        self.found.routing.routers.iter().any(|it| it.symbol == receiver)
    }

    fn decorated(&mut self, source: &Source<'_, '_>) {
        for (at, function) in source.facts.functions.iter().enumerate() {
            for decorator in &function.decorators {
                let Some((receiver, verb)) = source.method(decorator.span) else { continue };
                if HOOKS.contains(&verb) {
                    let target = Value::Function(at as u32);
                    self.hook(source, receiver, verb, target, decorator.span, function.outer);
                    continue;
                }
                let attached = decorator.positional(0).or_else(|| decorator.keyword("attach_to"));
                if verb == "middleware"
                    && attached.is_none_or(|it| it.as_str() == Some("request"))
                    && self.is_router(receiver)
                {
                    let target = Value::Function(at as u32);
                    self.hook(source, receiver, verb, target, decorator.span, function.outer);
                    continue;
                }
                if !decorator.called {
                    continue;
                }
                let call = CallValue {
                    callee: decorator.name.clone(),
                    arguments: decorator.arguments.clone(),
                    span: decorator.span,
                };
                let handler = Handled::Function(at as u32);
                self.registers(source, receiver, verb, &call, handler, function.outer);
            }
        }
    }

    /// Classes with `@ns.route("/x")`, `@blp.route("/x")`.
    fn classes(&mut self, source: &Source<'_, '_>) {
        for (at, class) in source.facts.classes.iter().enumerate() {
            for decorator in &class.decorators {
                let Some((receiver, "route")) = source.method(decorator.span) else { continue };
                let router = source.name(receiver, class.outer);
                for path in decorator.arguments.iter().filter(|it| it.name.is_empty()) {
                    let Some(path) = path.value.as_str() else { continue };
                    self.found.routing.routes.push(Route {
                        framework: FRAMEWORK.into(),
                        router: router.clone(),
                        path: angled(path),
                        handler: Handled::Class(at as u32),
                        span: decorator.span,
                        function: class.outer,
                        ..Route::default()
                    });
                }
            }
        }
    }

    fn registers(
        &mut self,
        source: &Source<'_, '_>,
        receiver: &str,
        verb: &str,
        call: &CallValue,
        handler: Handled,
        function: Option<u32>,
    ) {
        let methods: Vec<Text> = match source::verb(verb) {
            Some(method) => vec![Text::from(method)],
            None if verb == "route" => {
                let listed = call.keyword("methods").or_else(|| call.keyword("method"));
                let methods = listed.map(|it| source.methods(it)).unwrap_or_default();
                if methods.is_empty() { vec!["GET".into()] } else { methods }
            }
            None => return,
        };
        let path =
            call.positional(0).or_else(|| call.keyword("rule")).or_else(|| call.keyword("uri"));
        let path = match path {
            Some(Value::Str(path)) if path.starts_with('/') || path.is_empty() => angled(path),
            // Sanic sets the slash before a path that has none.
            Some(Value::Str(path)) if self.is_router(receiver) => angled(&format!("/{path}")),
            Some(value @ (Value::Template(_) | Value::Name(_) | Value::Computed(_)))
                if self.is_router(receiver) =>
            {
                angled(&source.path(value))
            }
            _ => return,
        };
        let router = source.name(receiver, function);
        if !self.is_router(receiver) && (!self.own && verb != "route" || is_client(receiver)) {
            return;
        }
        self.found.routing.routes.push(Route {
            framework: FRAMEWORK.into(),
            router,
            methods: methods.into(),
            path,
            handler,
            span: call.span,
            function,
            ..Route::default()
        });
    }

    fn hook(
        &mut self,
        source: &Source<'_, '_>,
        receiver: &str,
        verb: &str,
        target: Value,
        span: Span,
        function: Option<u32>,
    ) {
        // `before_app_request` of a blueprint is for the whole application.
        let router = match verb {
            "before_app_request" => Name::default(),
            _ => source.name(receiver, function),
        };
        self.found.routing.attachments.push(Attachment {
            router,
            guard: guard(target, &[], Via::Middleware, span),
            span,
            function,
            ..Attachment::default()
        });
    }

    fn call(&mut self, source: &Source<'_, '_>, call: &Call) {
        let Some((receiver, verb)) = source.method(call.span) else { return };
        match verb {
            "register_blueprint" | "add_namespace" | "register_api" | "blueprint" => {
                let Some(child) = self.written_argument(source, call.span) else { return };
                let prefix = ["url_prefix", "path"].iter().find_map(|name| call.keyword(name));
                let prefix =
                    prefix.or_else(|| call.positional(1).filter(|_| verb == "add_namespace"));
                let prefix = prefix.map(|it| source.path(it)).unwrap_or_default();
                let first = child.split('.').next().unwrap_or_default();
                self.mount(source, receiver, child, prefix, call.span, call.function);
                if let Some(iterable) = source.iterated(first, call.span) {
                    self.found.routing.mounts.pop();
                    let names: Vec<&str> = iterable
                        .trim_matches(|c: char| "[](){} \n\t,".contains(c))
                        .split([',', '(', ')'])
                        .map(str::trim)
                        .filter(|it| {
                            !it.is_empty()
                                && it.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.')
                        })
                        .collect();
                    for name in names {
                        self.mount(
                            source,
                            receiver,
                            name,
                            Text::default(),
                            call.span,
                            call.function,
                        );
                    }
                }
            }
            "init_app" if self.is_router(receiver) => {
                let Some(parent) = self.written_argument(source, call.span) else { return };
                self.mount(source, parent, receiver, Text::default(), call.span, call.function);
            }
            // A loop over a list of routes registers these.
            "add_url_rule" | "add_resource" if super::tables::looped(source, call).is_some() => {}
            "add_url_rule" => self.rule(source, receiver, call),
            "add_resource" | "add_org_resource" => self.resource(source, receiver, call),
            "add_route" if self.is_router(receiver) => self.sanic_route(source, receiver, call),
            "middleware" | "register_middleware"
                if call.positional(1).is_none_or(|it| it.as_str() == Some("request"))
                    && matches!(call.positional(0), Some(Value::Name(_) | Value::Function(_))) =>
            {
                let target = call.positional(0).cloned().unwrap_or_default();
                self.hook(source, receiver, verb, target, call.span, call.function);
            }
            verb if HOOKS.contains(&verb) => {
                let Some(target) = call.positional(0) else { return };
                self.hook(source, receiver, verb, target.clone(), call.span, call.function);
            }
            _ => {}
        }
    }

    /// `app.add_url_rule("/x", view_func=login_required(V.as_view("v")), methods=[…])`
    fn rule(&mut self, source: &Source<'_, '_>, receiver: &str, call: &Call) {
        let Some(path) = call.positional(0).or_else(|| call.keyword("rule")) else { return };
        let Some(view) = call.keyword("view_func").or_else(|| call.positional(2)) else { return };
        let path = each_of_parameter(source, call).unwrap_or_else(|| angled(&source.path(path)));
        self.view(source, receiver, call, view, path);
    }

    /// Sanic's `app.add_route(handler, "/x", methods=[…])`
    fn sanic_route(&mut self, source: &Source<'_, '_>, receiver: &str, call: &Call) {
        let Some(view) = call.positional(0).or_else(|| call.keyword("handler")) else { return };
        let Some(path) = call.positional(1).or_else(|| call.keyword("uri")) else { return };
        let path = source.path(path);
        let path = angled(&format!("/{}", path.trim_start_matches('/')));
        self.view(source, receiver, call, view, path);
    }

    /// What a call registers for a path.
    fn view(
        &mut self,
        source: &Source<'_, '_>,
        receiver: &str,
        call: &Call,
        view: &Value,
        path: Text,
    ) {
        let mut guards = Vec::new();
        let (handler, is_class) = viewed(view, call.span, &mut guards);
        let methods = call.keyword("methods").map(|it| source.methods(it)).unwrap_or_default();
        let methods = if methods.is_empty() && !is_class { vec!["GET".into()] } else { methods };
        self.found.routing.routes.push(Route {
            framework: FRAMEWORK.into(),
            router: source.name(receiver, call.function),
            methods: methods.into(),
            path,
            handler,
            guards,
            span: call.span,
            function: call.function,
            ..Route::default()
        });
    }

    /// `api.add_resource(Items, "/items", "/items/all")`
    fn resource(&mut self, source: &Source<'_, '_>, receiver: &str, call: &Call) {
        let Some(Value::Name(class)) = call.positional(0) else { return };
        for path in call.arguments.iter().filter(|it| it.name.is_empty()).skip(1) {
            if matches!(
                path.value,
                Value::Str(_) | Value::Template(_) | Value::Computed(_) | Value::Name(_)
            ) {
                self.found.routing.routes.push(Route {
                    framework: FRAMEWORK.into(),
                    router: source.name(receiver, call.function),
                    path: angled(&source.path(&path.value)),
                    handler: Handled::Name((**class).clone()),
                    span: call.span,
                    function: call.function,
                    ..Route::default()
                });
            }
        }
    }
}

/// What a view function is, and whether it is a class made into one.
pub(super) fn viewed(view: &Value, span: Span, guards: &mut Vec<GuardUse>) -> (Handled, bool) {
    match super::view::unwrap(view, span, guards) {
        Handled::Name(name) => {
            let class = name.path.strip_suffix(".as_view()").map(Text::from);
            let is_class = class.is_some();
            let path = class.unwrap_or(name.path);
            (Handled::Name(Name { path, root: name.root }), is_class)
        }
        handler => (handler, false),
    }
}

/// The path `{paths[]}` of a rule in a loop over a parameter: `for path in paths: bp.add_url_rule(path, …)`.
fn each_of_parameter(source: &Source<'_, '_>, call: &Call) -> Option<Text> {
    let written = *source.written(call.span).first()?;
    let around = source.looped(written, call.span).filter(|it| it.part.is_none())?;
    let list = source.module.name(around.subject)?;
    let given = source.name(list, call.function).root == Root::Parameter;
    given.then(|| format!("{{{list}[]}}").into())
}

fn made_kind(callee: &Name, source: &Source<'_, '_>) -> Option<RouterKind> {
    let last = callee.last();
    let library = PACKAGES.iter().any(|package| super::source::of_package(&callee.path, package));
    if !library {
        // `class Redash(Flask)`, made in the same file.
        let class = source.facts.classes.iter().find(|class| class.name == callee.path)?;
        let base = class.bases.iter().filter_map(Value::as_name).find_map(|base| {
            let library =
                PACKAGES.iter().any(|package| super::source::of_package(&base.path, package));
            library.then(|| base.last())
        })?;
        return kind_of(base);
    }
    if callee.path.contains("()") {
        return None;
    }
    kind_of(last)
}

fn is_dotted(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.')
}

fn kind_of(name: &str) -> Option<RouterKind> {
    match name {
        "Flask" | "APIFlask" | "Quart" | "Sanic" | "Bottle" | "OpenAPI" => {
            Some(RouterKind::Application)
        }
        "Blueprint" | "APIBlueprint" | "Namespace" | "Api" => Some(RouterKind::Router),
        _ => None,
    }
}

fn is_client(receiver: &str) -> bool {
    matches!(
        receiver.rsplit('.').next(),
        Some("client" | "requests" | "session" | "mock" | "responses")
    )
}

/// A rule with its variables in braces: `/x/<int:id>` is `/x/{id}`.
pub(super) fn angled(rule: &str) -> Text {
    if !rule.contains('<') {
        return rule.into();
    }
    let mut path = String::with_capacity(rule.len());
    let mut rest = rule;
    while let Some((before, after)) = rest.split_once('<') {
        path.push_str(before);
        let Some((variable, after)) = after.split_once('>') else {
            path.push_str(after);
            return path.into();
        };
        // Sanic writes the type behind the name.
        let name = match variable.split_once(':') {
            Some((name, kind)) if SANIC_TYPES.contains(&kind) && !SANIC_TYPES.contains(&name) => {
                name
            }
            Some((_, name)) => name,
            None => variable,
        };
        path.push('{');
        path.push_str(name.trim());
        path.push('}');
        rest = after;
    }
    path.push_str(rest);
    path.into()
}

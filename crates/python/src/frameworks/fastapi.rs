//! FastAPI and Starlette: routers, decorators, dependencies, middleware, mounts, route lists.

use shipworthy_core::facts::{
    Argument, Attachment, BindingKind, Call, CallValue, Exit, FileFacts, GuardAlias, GuardUse,
    Handled, Import, Mount, Name, Root, Route, Router, RouterKind, Value, Via,
};
use shipworthy_core::source::{Span, Text};

use super::depends::{listed, made_by, named, of_declaration};
use super::source::{self, Source, guard, imports_any};

/// Middleware that has to do with other things than access.
const OTHER_MIDDLEWARE: [&str; 12] = [
    "CORSMiddleware",
    "GZipMiddleware",
    "BrotliMiddleware",
    "SessionMiddleware",
    "TrustedHostMiddleware",
    "HTTPSRedirectMiddleware",
    "ProxyHeadersMiddleware",
    "CorrelationIdMiddleware",
    "PrometheusMiddleware",
    "SentryAsgiMiddleware",
    "SlowAPIMiddleware",
    "RawContextMiddleware",
];

/// Whether a file has to do with the framework: by its own imports, or by routers that it imports.
pub(super) fn applies(imports: &[Import]) -> bool {
    imports_any(imports, &["fastapi", "starlette", "fastapi_utils", "fastapi_users"])
        || imports.iter().any(|import| {
            import.names.iter().any(|name| {
                let alias = name.alias.as_bytes();
                let ends = |word: &[u8]| {
                    alias.len() >= word.len()
                        && alias[alias.len() - word.len()..].eq_ignore_ascii_case(word)
                };
                ends(b"router") || ends(b"app") || ends(b"api") || ends(b"depends")
            })
        })
}

/// Adds routers, routes, mounts, guards and their aliases.
pub(super) fn recognise(source: &Source<'_, '_>) -> Found {
    let mut found = Found {
        own: imports_any(&source.facts.imports, &["fastapi", "starlette"]),
        ..Found::default()
    };
    if !found.own && source::of_another(&source.facts.imports, "fastapi") {
        return found;
    }
    found.aliases(source);
    found.dependencies(source);
    found.routers(source);
    found.decorated(source);
    for call in &source.facts.calls {
        found.call(source, call);
    }
    found.subclasses(source);
    found
}

/// What a file says about routes.
#[derive(Default)]
pub(super) struct Found {
    pub(super) routing: shipworthy_core::facts::Routing,
    /// Functions with their dependencies.
    pub(super) dependencies: Vec<(u32, Vec<GuardUse>)>,
    /// Functions with places where they refuse.
    pub(super) exits: Vec<(u32, Exit)>,
    /// Whether the file imports FastAPI or Starlette itself.
    own: bool,
}

impl Found {
    /// Puts what was found into the facts.
    pub(super) fn enter(self, facts: &mut FileFacts) {
        let routing = &mut facts.routing;
        routing.routers.extend(self.routing.routers);
        routing.routes.extend(self.routing.routes);
        routing.mounts.extend(self.routing.mounts);
        routing.attachments.extend(self.routing.attachments);
        routing.aliases.extend(self.routing.aliases);
        routing.choices.extend(self.routing.choices);
        for (function, guards) in self.dependencies {
            if let Some(function) = facts.functions.get_mut(function as usize) {
                let mut all = std::mem::take(&mut function.dependencies).into_vec();
                all.extend(guards);
                function.dependencies = all.into();
            }
        }
        for (function, exit) in self.exits {
            if let Some(function) = facts.functions.get_mut(function as usize) {
                let mut all = std::mem::take(&mut function.exits).into_vec();
                all.push(exit);
                all.sort_by_key(|exit| exit.span);
                function.exits = all.into();
            }
        }
    }

    /// `CurrentUser = Annotated[User, Depends(f)]`, `auth = Depends(f)`, `guards = [Depends(f), …]`.
    fn aliases(&mut self, source: &Source<'_, '_>) {
        for binding in &source.facts.bindings {
            if binding.kind != BindingKind::Module
                || binding.function.is_some()
                || binding.class.is_some()
            {
                continue;
            }
            let mut guards = Vec::new();
            named(&binding.value, Via::Parameter, binding.span, &mut guards);
            if !guards.is_empty() {
                let symbol = binding.name.clone();
                self.routing.aliases.push(GuardAlias {
                    symbol,
                    guards,
                    span: binding.span,
                    ..GuardAlias::default()
                });
            }
        }
    }

    fn dependencies(&mut self, source: &Source<'_, '_>) {
        for (at, function) in source.facts.functions.iter().enumerate() {
            if function.outer.is_none()
                && function.class.is_none()
                && let Some(made) = made_by(function)
            {
                self.routing.aliases.push(GuardAlias {
                    symbol: function.name.clone(),
                    guards: vec![made],
                    span: function.definition,
                    function: Some(at as u32),
                });
            }
            let mut guards = Vec::new();
            for parameter in &function.parameters {
                of_declaration(
                    &parameter.annotation,
                    parameter.default.as_ref(),
                    function.definition,
                    &mut guards,
                );
            }
            if !guards.is_empty() {
                self.dependencies.push((at as u32, guards));
            }
        }
    }

    fn routers(&mut self, source: &Source<'_, '_>) {
        for call in &source.facts.calls {
            let Some(kind) = made_kind(&call.callee) else { continue };
            let Some(symbol) = source.target_of(call.span) else {
                if kind == RouterKind::Application {
                    self.router(source, call, kind, "", Name::default());
                }
                continue;
            };
            self.router(source, call, kind, symbol, Name::default());
        }
    }

    fn router(
        &mut self,
        source: &Source<'_, '_>,
        call: &Call,
        kind: RouterKind,
        symbol: &str,
        maker: Name,
    ) {
        let prefix = call.keyword("prefix").map(|it| source.path(it)).unwrap_or_default();
        let via = if kind == RouterKind::Application { Via::Application } else { Via::Router };
        let mut guards = listed(call.keyword("dependencies"), via, call.span);
        // A class of routes wraps each handler: `APIRouter(route_class=AuthRoute)`.
        if let Some(class) = call.keyword("route_class") {
            guards.push(guard(class.clone(), &[], via, call.span));
        }
        self.routing.routers.push(Router {
            symbol: symbol.into(),
            framework: framework(&call.callee),
            kind,
            prefix,
            guards,
            span: call.span,
            function: call.function,
            maker,
            class: None,
            shared: false,
        });
        if let Some(middleware) = call.keyword("middleware") {
            let router = source.name(symbol, call.function);
            self.middleware_list(middleware, &router, call.span, call.function);
        }
    }

    /// A router that something else than the library makes: `router = UserRouter(prefix="/users")`.
    fn router_by_use(&mut self, source: &Source<'_, '_>, receiver: &str, function: Option<u32>) {
        let known = |it: &Router| {
            it.symbol == receiver && (it.function == function || it.function.is_none())
        };
        if receiver.is_empty() || self.routing.routers.iter().any(known) {
            return;
        }
        let made = source.made(receiver).find(|call| {
            (call.function == function || call.function.is_none())
                && made_kind(&call.callee).is_none()
        });
        let Some(call) = made else { return };
        let last = call.callee.last();
        let is_class = last.trim_start_matches('_').starts_with(char::is_uppercase);
        if !is_class {
            return;
        }
        let kind =
            if last.ends_with("App") || last.ends_with("API") || last.ends_with("Application") {
                RouterKind::Application
            } else {
                RouterKind::Router
            };
        self.router(source, call, kind, receiver, call.callee.clone());
    }

    /// Routes of decorators.
    fn decorated(&mut self, source: &Source<'_, '_>) {
        for (at, function) in source.facts.functions.iter().enumerate() {
            for decorator in &function.decorators {
                let handler = Handled::Function(at as u32);
                if !decorator.called {
                    continue;
                }
                let call = CallValue {
                    callee: decorator.name.clone(),
                    arguments: decorator.arguments.clone(),
                    span: decorator.span,
                };
                let Some((receiver, verb)) = source.method(decorator.span) else {
                    self.own_decorator(source, &call, at as u32, function.outer);
                    continue;
                };
                if verb == "middleware"
                    && call.positional(0).and_then(Value::as_str) == Some("http")
                {
                    let router = source.name(receiver, function.outer);
                    let target = Value::Function(at as u32);
                    let guard = guard(target, &[], Via::Middleware, decorator.span);
                    self.attach(router, guard, decorator.span, function.outer);
                    continue;
                }
                if self.registers(source, receiver, verb, &call, function.outer, handler) {
                    continue;
                }
                self.own_decorator(source, &call, at as u32, function.outer);
            }
        }
    }

    /// Adds the route that a decorator or its call form registers.
    fn registers(
        &mut self,
        source: &Source<'_, '_>,
        receiver: &str,
        verb: &str,
        call: &CallValue,
        function: Option<u32>,
        handler: Handled,
    ) -> bool {
        let methods: Vec<Text> = match source::verb(verb) {
            Some(method) => vec![Text::from(method)],
            None => match verb {
                "route" | "add_route" if !self.own => return false,
                "api_route" | "route" | "add_api_route" | "add_route" => {
                    let listed = call.keyword("methods");
                    let methods = listed.map(|it| source.methods(it)).unwrap_or_default();
                    if methods.is_empty() { vec!["GET".into()] } else { methods }
                }
                "websocket_route" | "add_websocket_route" | "add_api_websocket_route" => {
                    vec!["WEBSOCKET".into()]
                }
                _ => return false,
            },
        };
        let Some(path) = call.keyword("path").or_else(|| call.positional(0)) else { return false };
        let literal = path.as_str();
        let own = || self.routing.routers.iter().any(|it| it.symbol == receiver);
        // `router.post(":upload")`: what goes on behind the prefix of a router.
        let begins = |path: &str| {
            path.is_empty() || path.starts_with('/') || path.starts_with([':', '{']) && own()
        };
        if literal.is_some_and(|path| !begins(path))
            || matches!(path, Value::Number(_) | Value::Bool(_) | Value::Null | Value::Dict(_))
        {
            return false;
        }
        self.router_by_use(source, receiver, function);
        let router = source.name(receiver, function);
        let known = self.routing.routers.iter().any(|it| it.symbol == receiver);
        // `mock.patch("…")`, `client.get(url)`: what is not called with a path needs a router that is known.
        if !known && (literal.is_none_or(str::is_empty) || is_library(&router)) {
            let looks_like = receiver.rsplit('.').next().is_some_and(|it| {
                let it = it.to_ascii_lowercase();
                it.ends_with("router") || it == "app" || it == "api"
            });
            if !looks_like || is_library(&router) {
                return false;
            }
        }
        let path = source.path(path);
        self.routing.routes.push(Route {
            framework: self.framework_of(receiver),
            router,
            methods: methods.into(),
            path,
            handler,
            guards: listed(call.keyword("dependencies"), Via::Route, call.span),
            span: call.span,
            function,
            ..Route::default()
        });
        true
    }

    /// A decorator of the project that registers the route itself: `@protected(router.get, "/x", [scopes])`.
    fn own_decorator(
        &mut self,
        source: &Source<'_, '_>,
        call: &CallValue,
        function: u32,
        outer: Option<u32>,
    ) {
        let registrar = call.arguments.iter().find_map(|argument| {
            let path = match &argument.value {
                Value::Name(name) => &*name.path,
                _ => return None,
            };
            source::verb(path.rsplit('.').next()?)
        });
        let Some(method) = registrar else { return };
        let Some(path) = call
            .arguments
            .iter()
            .map(|it| &it.value)
            .find(|it| it.as_str().is_some_and(|it| it.is_empty() || it.starts_with('/')))
        else {
            return;
        };
        let text = call.span.of(source.module.text);
        let Some((_, arguments)) = text.split_once('(') else { return };
        let suffix = format!(".{}", method.to_ascii_lowercase());
        let receiver = arguments
            .split([',', ')'])
            .map(|part| part.rsplit('=').next().unwrap_or_default().trim())
            .find_map(|part| part.strip_suffix(suffix.as_str()));
        let Some(receiver) = receiver else { return };
        self.router_by_use(source, receiver, outer);
        // What the decorator requires is told by a list; without one, or with an empty one, it requires nothing.
        let scopes: Vec<&Value> = call
            .arguments
            .iter()
            .filter(|it| {
                matches!(it.value, Value::List(_) | Value::Choice(_) | Value::Computed(_))
                    && matches!(
                        &*it.name,
                        "" | "scopes" | "permissions" | "roles" | "required_scopes"
                    )
            })
            .map(|it| &it.value)
            .collect();
        let requires = scopes.iter().any(|it| !it.is_empty_literal());
        let target = Value::Name(Box::new(call.callee.clone()));
        let mut guards = listed(call.keyword("dependencies"), Via::Route, call.span);
        if requires || scopes.is_empty() {
            guards.push(guard(target, &call.arguments, Via::Decorator, call.span));
        }
        self.routing.routes.push(Route {
            framework: self.framework_of(receiver),
            router: source.name(receiver, outer),
            methods: [method.into()].into(),
            path: source.path(path),
            handler: Handled::Function(function),
            guards,
            span: call.span,
            function: outer,
            ..Route::default()
        });
    }

    fn framework_of(&self, receiver: &str) -> Text {
        self.routing
            .routers
            .iter()
            .find(|it| it.symbol == receiver)
            .map_or_else(|| "fastapi".into(), |it| it.framework.clone())
    }

    fn call(&mut self, source: &Source<'_, '_>, call: &Call) {
        match call.callee.last() {
            "include_router" => self.include(source, call),
            "mount" | "Mount" => {
                self.mount(source, call);
                self.listed_elsewhere(source, call);
            }
            "Starlette" | "FastAPI" | "Router" => self.listed_elsewhere(source, call),
            "add_middleware" => {
                let Some((receiver, _)) = source.method(call.span) else { return };
                let Some(target) = call.positional(0).or_else(|| call.keyword("middleware_class"))
                else {
                    return;
                };
                let router = source.name(receiver, call.function);
                let options = &call.arguments[1.min(call.arguments.len())..];
                self.middleware(target, options, router, call.span, call.function);
            }
            "add_api_route" | "add_route" | "add_websocket_route" | "add_api_websocket_route" => {
                let Some((receiver, verb)) = source.method(call.span) else { return };
                let endpoint = call.keyword("endpoint").or_else(|| call.keyword("route"));
                let Some(endpoint) = endpoint.or_else(|| call.positional(1)) else { return };
                let handler = handled(endpoint);
                let value = CallValue {
                    callee: call.callee.clone(),
                    arguments: call.arguments.clone(),
                    span: call.span,
                };
                self.registers(source, receiver, verb, &value, call.function, handler);
            }
            "Route" | "WebSocketRoute" | "APIRoute" => self.listed_route(source, call),
            // `router.get("/x")(handler)`
            last if source::verb(last).is_some() => {
                let value = CallValue {
                    callee: call.callee.clone(),
                    arguments: call.arguments.clone(),
                    span: call.span,
                };
                let Some(outer) = applied(source, call.span) else { return };
                let Some(handler) = outer.positional(0).map(handled) else { return };
                let Some((receiver, verb)) = source.method(call.span) else { return };
                self.registers(source, receiver, verb, &value, call.function, handler);
            }
            _ => {}
        }
    }

    fn include(&mut self, source: &Source<'_, '_>, call: &Call) {
        let Some((receiver, _)) = source.method(call.span) else { return };
        let Some(child) = call.positional(0).or_else(|| call.keyword("router")) else { return };
        self.router_by_use(source, receiver, call.function);
        let children = self.children(source, child, call);
        let prefix = call.keyword("prefix").map(|it| source.path(it)).unwrap_or_default();
        // `for router, prefix in [(users.router, "/users"), …]`
        let rows = call
            .keyword("prefix")
            .and_then(Value::as_name)
            .and_then(|it| source.parts(&it.path, call.span))
            .unwrap_or_default();
        let guards = listed(call.keyword("dependencies"), Via::Mount, call.span);
        for (at, child) in children.into_iter().enumerate() {
            let row = rows.get(at).and_then(|it| source.module.string(*it));
            self.routing.mounts.push(Mount {
                parent: source.name(receiver, call.function),
                child,
                prefix: row.map_or_else(|| prefix.clone(), Text::from),
                guards: guards.clone(),
                isolated: false,
                span: call.span,
                function: call.function,
            });
        }
    }

    /// The routers that an argument stands for: the names as written, elements of an iterated list.
    fn children(&mut self, source: &Source<'_, '_>, child: &Value, call: &Call) -> Vec<Value> {
        let text = call.span.of(source.module.text);
        let argument = text
            .split_once('(')
            .map(|(_, rest)| rest.trim_start().trim_start_matches("router=").trim_start())
            .unwrap_or_default();
        let end = argument
            .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
            .unwrap_or(argument.len());
        let written = &argument[..end];
        let after = argument[end..].trim_start();
        if written.is_empty() || !after.starts_with([',', ')']) {
            return vec![child.clone()];
        }
        let first = written.split('.').next().unwrap_or_default();
        if let Some(parts) = source.parts(first, call.span) {
            let rest = written.strip_prefix(first).unwrap_or_default();
            let spans = parts.into_iter().map(|it| source.module.expression(it).span);
            return spans
                .filter_map(|span| source.dotted(span))
                .map(|element| {
                    let path = format!("{element}{rest}");
                    self.router_by_use(source, &path, call.function);
                    Value::Name(Box::new(source.name(&path, call.function)))
                })
                .collect();
        }
        if let Some(iterable) = source.iterated(first, call.span) {
            let rest = written.strip_prefix(first).unwrap_or_default();
            return elements(iterable)
                .map(|element| {
                    let path = format!("{element}{rest}");
                    self.router_by_use(source, &path, call.function);
                    Value::Name(Box::new(source.name(&path, call.function)))
                })
                .collect();
        }
        self.router_by_use(source, written, call.function);
        let name = Value::Name(Box::new(source.name(written, call.function)));
        // What the variable holds tells more where the name cannot be followed.
        vec![match child {
            Value::Call(_) => Value::Fallback(Box::new((name, child.clone()))),
            _ => name,
        }]
    }

    /// `app.mount("/x", sub)`; `Mount("/x", app=sub)`, `Mount("/x", routes=[…])` in a list of routes.
    fn mount(&mut self, source: &Source<'_, '_>, call: &Call) {
        let Some(path) = call.positional(0).or_else(|| call.keyword("path")) else { return };
        if path.as_str().is_none_or(|it| !it.is_empty() && !it.starts_with('/')) {
            return;
        }
        let Some(child) = call.keyword("app").or_else(|| call.positional(1)) else { return };
        if matches!(child, Value::List(_)) {
            return;
        }
        let parent = match (call.callee.last(), source.method(call.span)) {
            ("mount", Some((receiver, _))) => receiver,
            _ => match self.list_owner(source, call.span) {
                Some(owner) => owner,
                None => return,
            },
        };
        self.routing.mounts.push(Mount {
            parent: source.name(parent, call.function),
            child: child.clone(),
            prefix: self.list_prefix(source, call.span, &source.path(path)),
            guards: Vec::new(),
            isolated: true,
            span: call.span,
            function: call.function,
        });
    }

    fn middleware_list(&mut self, list: &Value, router: &Name, span: Span, function: Option<u32>) {
        for item in list.items() {
            if let Value::Call(call) = item
                && call.callee.last() == "Middleware"
                && let Some(target) = call.positional(0)
            {
                let options = &call.arguments[1..];
                self.middleware(target, options, router.clone(), span, function);
            }
        }
    }

    fn middleware(
        &mut self,
        target: &Value,
        options: &[Argument],
        router: Name,
        span: Span,
        function: Option<u32>,
    ) {
        let name = match target {
            Value::Name(name) => name.last(),
            Value::Call(call) => call.callee.last(),
            _ => return,
        };
        if OTHER_MIDDLEWARE.contains(&name) {
            return;
        }
        if name == "AuthenticationMiddleware"
            && let Some(backend) = options.iter().find(|it| it.name == "backend")
        {
            // It asks its backend who calls: what the backend does with a wrong token counts.
            let target = match &backend.value {
                Value::Call(call) => Value::Name(Box::new(call.callee.clone())),
                value => value.clone(),
            };
            let mut guard = guard(target, &[], Via::Middleware, span);
            guard.known = Some(shipworthy_core::facts::GuardClass::Optional);
            self.attach(router, guard, span, function);
            return;
        }
        let guard = guard(target.clone(), options, Via::Middleware, span);
        self.attach(router, guard, span, function);
    }

    fn attach(&mut self, router: Name, guard: GuardUse, span: Span, function: Option<u32>) {
        self.routing.attachments.push(Attachment {
            router,
            guard,
            span,
            function,
            ..Attachment::default()
        });
    }

    /// `class UserRouter(APIRouter)` whose constructor hands on dependencies and a prefix.
    fn subclasses(&mut self, source: &Source<'_, '_>) {
        for class in &source.facts.classes {
            let is_router = class.bases.iter().any(|base| match base {
                Value::Name(name) => {
                    matches!(made_kind(name), Some(RouterKind::Router))
                        || name.last().ends_with("Router")
                }
                _ => false,
            });
            if !is_router {
                continue;
            }
            let mut prefix = Text::default();
            let mut guards = Vec::new();
            for call in &source.facts.calls {
                let in_constructor = call.function.is_some_and(|at| {
                    class.methods.contains(&at)
                        && source
                            .facts
                            .functions
                            .get(at as usize)
                            .is_some_and(|it| it.name == "__init__")
                });
                if !in_constructor || call.callee.last() != "__init__" {
                    continue;
                }
                if let Some(Value::Str(path)) = call.keyword("prefix") {
                    prefix = path.clone();
                }
                guards.extend(listed(call.keyword("dependencies"), Via::Router, call.span));
            }
            self.routing.routers.push(Router {
                symbol: class.name.clone(),
                framework: "fastapi".into(),
                kind: RouterKind::Controller,
                prefix,
                guards,
                span: class.span,
                function: class.outer,
                ..Router::default()
            });
        }
    }
}

/// What a call of the library makes.
pub(super) fn made_kind(callee: &Name) -> Option<RouterKind> {
    let path = &*callee.path;
    let of = |package| super::source::of_package(path, package);
    if !(of("fastapi") || of("starlette") || of("fastapi_utils")) || path.contains("()") {
        return None;
    }
    match callee.last() {
        "FastAPI" | "Starlette" => Some(RouterKind::Application),
        "APIRouter" | "InferringRouter" | "Router" => Some(RouterKind::Router),
        _ => None,
    }
}

fn framework(callee: &Name) -> Text {
    if super::source::of_package(&callee.path, "starlette") { "starlette" } else { "fastapi" }
        .into()
}

/// Whether a name belongs to a package that has decorators or methods called like verbs and no routes.
fn is_library(name: &Name) -> bool {
    let first = name.path.split('.').next().unwrap_or_default();
    matches!(
        first,
        "mock"
            | "unittest"
            | "requests"
            | "httpx"
            | "responses"
            | "respx"
            | "client"
            | "session"
            | "self"
            | "os"
            | "pytest"
            | "aiohttp"
    ) && name.root != Root::Module
        && !name.path.ends_with("router")
        && !name.path.ends_with("app")
}

/// What answers, from the value that a registration names.
pub(super) fn handled(value: &Value) -> Handled {
    match value {
        Value::Name(name) => Handled::Name((**name).clone()),
        Value::Function(at) => Handled::Function(*at),
        Value::Call(call) => match call.arguments.iter().find_map(|it| it.value.as_name()) {
            Some(name) => Handled::Name(name.clone()),
            None => Handled::Name(call.callee.clone()),
        },
        _ => Handled::Unknown,
    }
}

/// The call whose callee is the call at a place: `router.get("/x")(handler)`.
fn applied<'f>(source: &Source<'f, '_>, inner: Span) -> Option<&'f Call> {
    let rest = source.module.text.get(inner.end as usize..)?;
    if !rest.starts_with('(') {
        return None;
    }
    source
        .facts
        .calls
        .iter()
        .find(|call| call.span.start == inner.start && call.span.end > inner.end)
}

/// The names in the text of a list or of an iterated name.
fn elements(text: &str) -> impl Iterator<Item = &str> {
    text.trim_matches(|c: char| "[](){} \n\t,".contains(c)).split(',').map(str::trim).filter(|it| {
        !it.is_empty() && it.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.')
    })
}

//! Frameworks whose routes are registered by calls on an object: Express, Koa, Hono, Fastify.
//!
//! What they share stands here; each framework's file says what makes its objects and what is
//! special about it.

mod listed;
mod middleware;
mod routers;

use shipworthy_core::code::{DictEntry, DictKey, ExprId, ExprKind, FunctionDef, Module};
use shipworthy_core::facts::{GuardUse, ImportKind, Name, Route, RouterKind, Routing, Via};
use shipworthy_core::source::{Span, Text};

use super::file::File;
use super::{
    constant_path, elysia, express, fastify, guard, handled, hono, koa, nextjs, polka, restify,
};
use crate::shapes::Shapes;

/// A framework of this kind.
pub(super) struct Framework {
    pub(super) name: &'static str,
    /// Whether a module belongs to it.
    pub(super) module: fn(&str) -> bool,
    /// What a call of a resolved name makes.
    pub(super) makes: fn(&str) -> Option<RouterKind>,
    /// Whether guards cover only what is registered behind them.
    pub(super) ordered: bool,
    /// Whether a function that is given an instance is a unit of its own.
    pub(super) plugins: bool,
    /// Whether a method, besides those that register a route, gives the instance that it is called on.
    pub(super) chains: fn(&str) -> bool,
    /// Methods of its own that register something.
    pub(super) also: &'static [&'static str],
}

const FRAMEWORKS: &[&Framework] = &[
    &fastify::FRAMEWORK,
    &elysia::FRAMEWORK,
    &hono::FRAMEWORK,
    &koa::FRAMEWORK,
    &nextjs::CONNECT,
    &restify::FRAMEWORK,
    &polka::FRAMEWORK,
    &express::FRAMEWORK,
];

/// Methods that register a route.
const METHODS: &[&str] =
    &["get", "post", "put", "patch", "delete", "del", "head", "options", "all"];
/// Names that applications and routers have where they are handed in.
const INSTANCES: &[&str] =
    &["app", "router", "server", "fastify", "instance", "api", "route", "routes"];

/// Whether a file may register routes by calls.
fn applies(file: &File<'_, '_>) -> bool {
    FRAMEWORKS.iter().any(|it| file.names(it.module))
        || file.module.functions.iter().any(|it| takes_instance(file.module, it))
        || takes_router(file)
        || file.says("app.") && file.says(".use(")
        || file.says("reateRouter(")
}

/// Whether a function is handed an instance: `(app) => …`, `({ app, db }) => …`.
fn takes_instance(module: &Module<'_>, function: &FunctionDef<'_>) -> bool {
    let Some(first) = function.parameters.first() else { return false };
    let pattern = first.pattern.map(|it| module.kind(it));
    let taken = |entry: &DictEntry<'_>| matches!(&entry.key, DictKey::Name(name) if INSTANCES.contains(&&**name));
    INSTANCES.contains(&first.name)
        || matches!(pattern, Some(ExprKind::Dict(entries)) if entries.iter().any(taken))
}

/// Whether a file takes a router or an application from another file: `import router from "./router"`.
fn takes_router(file: &File<'_, '_>) -> bool {
    let named = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.ends_with("router") || matches!(&*name, "app" | "server")
    };
    file.imports().iter().any(|it| {
        it.kind == ImportKind::Static
            && (it.module.starts_with(['.', '~']) || it.module.starts_with("@/"))
            && it.names.iter().any(|it| named(&it.alias))
    })
}

/// What is known while a file is read.
pub(super) struct Reader<'s, 'a, 'm> {
    pub(super) shapes: &'s Shapes<'a, 'm>,
    pub(super) framework: &'static Framework,
    pub(super) routing: &'s mut Routing,
    /// Instances that chains begin with, and the names that the chains are bound to.
    instances: Vec<(ExprId, Text, Option<u32>)>,
    /// Registrations for all methods: they run before what is registered behind them.
    before: Vec<Before>,
    /// The path at which the file itself is served.
    below: Text,
}

/// What runs for all methods of a path before the routes behind it: `app.all("/admin/*", guard)`.
struct Before {
    router: Name,
    function: Option<u32>,
    path: Text,
    guards: Vec<GuardUse>,
    end: u32,
}

/// Adds what a file registers.
pub(super) fn recognise(file: &File<'_, '_>, routing: &mut Routing) {
    if !applies(file) {
        return;
    }
    let shapes = file.shapes();
    let framework = framework(file);
    let below = nextjs::below(file);
    let mut reader =
        Reader { shapes, framework, routing, instances: Vec::new(), before: Vec::new(), below };
    reader.routers();
    if framework.plugins {
        reader.plugins();
        fastify::attached(&mut reader);
    }
    let elysia = framework.name == elysia::NAME;
    if elysia {
        elysia::callbacks(&mut reader);
    }
    for &(id, function) in &shapes.calls {
        reader.call(id, function);
    }
    if elysia {
        elysia::cast(&mut reader);
    }
    reader.run_before();
}

/// The framework of a file: the one that it imports, or what its instances look like.
fn framework(file: &File<'_, '_>) -> &'static Framework {
    if let Some(imported) = FRAMEWORKS.iter().find(|it| file.names(it.module)) {
        return imported;
    }
    match () {
        () if takes_fastify(file) => &fastify::FRAMEWORK,
        // Only its routers take definitions.
        () if file.says(".openapi(") => &hono::FRAMEWORK,
        () => &express::FRAMEWORK,
    }
}

/// Whether functions are handed an instance of Fastify: it is called so, it is asked for what others do not
/// have, or handlers take its reply. Hapi's servers register plugins too, and older ones reply.
fn takes_fastify(file: &File<'_, '_>) -> bool {
    let functions = || file.module.functions.iter();
    let takes = |at: usize, name: &str| {
        functions().any(|it| it.parameters.get(at).is_some_and(|it| it.name == name))
    };
    let asks = |name: &&str| {
        let own: &[&str] =
            if **name == *"server" { &["addHook"] } else { &["addHook", "register", "decorate"] };
        takes(0, name) && own.iter().any(|own| file.says(&format!("{name}.{own}(")))
    };
    takes(0, "fastify") || takes(1, "reply") && !takes(0, "server") || INSTANCES.iter().any(asks)
}

impl<'a> Reader<'_, 'a, '_> {
    /// The constant path that an expression is; what is put into it is a parameter.
    pub(super) fn path(&self, id: ExprId) -> Option<Text> {
        constant_path(self.shapes, id)
    }

    /// The paths that an argument is: one or a list of them.
    fn paths(&self, id: ExprId) -> Vec<Text> {
        // `server.get({ path, version }, handler)`
        let path = self.shapes.module.entry(id, "path");
        let id = path.filter(|_| self.framework.name == restify::NAME).unwrap_or(id);
        match self.shapes.module.kind(id) {
            ExprKind::Sequence(items) => items.iter().filter_map(|&it| self.path(it)).collect(),
            _ => self.path(id).into_iter().collect(),
        }
    }

    fn call(&mut self, id: ExprId, function: Option<u32>) {
        let Some(call) = self.shapes.module.call(id) else { return };
        let ExprKind::Member { object, property } = *self.shapes.module.kind(call.callee) else {
            self.listed(call, function);
            return;
        };
        let interesting = METHODS.contains(&property)
            || matches!(
                property,
                "use"
                    | "route"
                    | "register"
                    | "addHook"
                    | "on"
                    | "mount"
                    | "auth"
                    | "decorate"
                    | "decorateRequest"
                    | "decorateReply"
                    | "openapi"
            )
            || self.framework.also.contains(&property);
        // What is waited for is a request of a client: `await api.post(path, body)`.
        if !interesting || METHODS.contains(&property) && self.shapes.is_awaited(id) {
            return;
        }
        if matches!(property, "decorate" | "decorateRequest" | "decorateReply") {
            if self.framework.plugins {
                fastify::decorate(self, call, function);
            }
            return;
        }
        let Some((receiver, path)) = self.receiver(object, function) else { return };
        let chained = path.is_some();
        let Some((router, scope)) = self.router(receiver, function, property, chained, call) else {
            return;
        };
        let span = self.registration(id, object, property);
        if self.framework.name == elysia::NAME
            && elysia::call(self, call, property, &router, scope, span)
        {
            return;
        }
        match property {
            "use" => self.middleware(call, &router, scope, function),
            "pre" if self.framework.name == restify::NAME => {
                self.middleware(call, &router, scope, function);
            }
            "add" | "applyRoutes" if self.framework.name == restify::NAME => {
                restify::mount(self, call, property, &router, scope);
            }
            "register" if self.framework.plugins => fastify::register(self, call, &router, scope),
            "addHook" if self.framework.plugins => fastify::hook(self, call, &router, scope),
            "route" if self.framework.plugins => {
                fastify::route(self, call, &router, scope, span);
            }
            "route" | "mount" if self.framework.name == "hono" => {
                if let (Some(path), Some(child)) = (call.positional(0), call.positional(1)) {
                    let prefix = self.path(path).unwrap_or_default();
                    self.mount(&router, child, prefix, scope);
                }
            }
            "openapi" if self.framework.name == "hono" => {
                hono::defined(self, call, &router, scope, span);
            }
            "on" if self.framework.name == "hono" => {
                let methods = call.positional(0).map(|it| self.paths(it)).unwrap_or_default();
                let methods = methods.iter().map(|it| Text::from(it.to_uppercase())).collect();
                let arguments: Vec<ExprId> =
                    call.positionals().skip(1).map(|it| it.value).collect();
                self.routes(&arguments, path, methods, &router, scope, span);
            }
            method if METHODS.contains(&method) || method == "opts" => {
                let method = match method {
                    "all" => "ANY".to_owned(),
                    "del" => "DELETE".to_owned(),
                    "opts" => "OPTIONS".to_owned(),
                    method => method.to_uppercase(),
                };
                let arguments: Vec<ExprId> = call.positionals().map(|it| it.value).collect();
                self.routes(&arguments, path, [Text::from(method)].into(), &router, scope, span);
            }
            _ => {}
        }
    }

    /// Where a call registers something: within a chain from the name of the method on.
    fn registration(&self, id: ExprId, object: ExprId, property: &str) -> Span {
        let whole = self.shapes.span(id);
        let from = self.shapes.span(object).end;
        let chained = self.shapes.module.call(object).is_some();
        let rest = Span::new(from, whole.end).of(self.shapes.module.text);
        match rest.find(property).filter(|_| chained) {
            Some(at) => Span::new(from + at as u32, whole.end),
            None => whole,
        }
    }

    /// Adds what runs before a route to its guards.
    fn run_before(&mut self) {
        for route in self.routing.routes.iter_mut().filter(|_| !self.before.is_empty()) {
            let covers = |it: &&Before| {
                it.end < route.span.end
                    && it.function == route.function
                    && it.router == route.router
                    && match it.path.strip_suffix('*') {
                        Some(start) => route.path.starts_with(start),
                        None => it.path == route.path,
                    }
            };
            let mut guards: Vec<GuardUse> =
                self.before.iter().filter(covers).flat_map(|it| it.guards.clone()).collect();
            guards.append(&mut route.guards);
            route.guards = guards;
        }
    }

    fn routes(
        &mut self,
        arguments: &[ExprId],
        path: Option<Text>,
        methods: Box<[Text]>,
        router: &Name,
        function: Option<u32>,
        span: Span,
    ) {
        let mut rest = arguments;
        let paths = match path {
            Some(path) => vec![path],
            None => {
                let Some((&first, others)) = rest.split_first() else { return };
                let mut paths = self.paths(first);
                // A router for one file needs no path.
                if !paths.is_empty() || self.below.is_empty() {
                    rest = others;
                }
                // Koa's routes may have a name before their path.
                if let Some((&second, others)) = rest.split_first()
                    && self.framework.name == "koa"
                    && !self.paths(second).is_empty()
                {
                    paths = self.paths(second);
                    rest = others;
                }
                if paths.is_empty() {
                    paths.push(Text::default());
                }
                paths
            }
        };
        let mut chain = Vec::new();
        let mut options = None;
        for &argument in rest {
            match self.shapes.module.kind(argument) {
                ExprKind::Sequence(items) => chain.extend(items.iter().copied()),
                ExprKind::Dict(_) => options = Some(argument),
                _ => chain.push(argument),
            }
        }
        let mut guards = Vec::new();
        if let Some(options) = options {
            fastify::option_guards(self, options, function, &mut guards);
            if let Some(handler) = self.shapes.module.entry(options, "handler") {
                chain.push(handler);
            }
        }
        let Some(handler) = chain.pop() else { return };
        guards.extend(chain.iter().map(|&it| guard(self.shapes, it, function, Via::Route)));
        for path in paths {
            if self.framework.ordered && methods.iter().any(|it| it == "ANY") {
                let mut guards = guards.clone();
                guards.push(guard(self.shapes, handler, function, Via::Route));
                let router = router.clone();
                self.before.push(Before {
                    router,
                    function,
                    path: path.clone(),
                    guards,
                    end: span.end,
                });
            }
            self.add(path, methods.clone(), handler, guards.clone(), router, function, span);
            if let Some(options) = options {
                self.switch_last(options);
            }
        }
    }

    /// Gives the route that was added last the switches that stand in its options.
    pub(super) fn switch_last(&mut self, options: ExprId) {
        if let Some(route) = self.routing.routes.last_mut() {
            route.switches = fastify::switches(self.shapes.module, options);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a route has that many parts")]
    pub(super) fn add(
        &mut self,
        path: Text,
        methods: Box<[Text]>,
        handler: ExprId,
        mut guards: Vec<GuardUse>,
        router: &Name,
        function: Option<u32>,
        span: Span,
    ) {
        let handler = handled(self.shapes, handler, function, &mut guards);
        self.routing.routes.push(Route {
            framework: self.framework.name.into(),
            router: router.clone(),
            methods,
            path,
            handler,
            guards,
            span,
            function,
            ..Route::default()
        });
    }
}

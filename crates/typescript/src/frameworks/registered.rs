//! Frameworks whose routes are registered by calls on an object: Express, Koa, Hono, Fastify.
//!
//! What they share stands here; each framework's file says what makes its objects and what is
//! special about it.

use shipworthy_core::code::{CallExpr, ExprId, ExprKind, FunctionId, Module, Scope};
use shipworthy_core::facts::{
    Attachment, GuardUse, Import, Mount, Name, Root, Route, Router, RouterKind, Routing, Value, Via,
};
use shipworthy_core::source::{Span, Text};

use super::{express, expression, fastify, guard, handled, hono, inner_function, koa};
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
}

const FRAMEWORKS: &[&Framework] =
    &[&fastify::FRAMEWORK, &hono::FRAMEWORK, &koa::FRAMEWORK, &express::FRAMEWORK];

/// Methods that register a route.
const METHODS: &[&str] =
    &["get", "post", "put", "patch", "delete", "del", "head", "options", "all"];
/// The methods of requests that a guard is attached to one by one.
const HTTP_METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
/// Names that applications and routers have where they are handed in.
const INSTANCES: &[&str] =
    &["app", "router", "server", "fastify", "instance", "api", "route", "routes"];

/// Whether a file may register routes by calls.
pub(super) fn applies(module: &Module<'_>, imports: &[Import]) -> bool {
    FRAMEWORKS.iter().any(|it| imports.iter().any(|import| (it.module)(&import.module)))
        || module.functions.iter().any(|function| {
            function.parameters.first().is_some_and(|it| INSTANCES.contains(&it.name))
        })
        || module.text.contains("app.") && module.text.contains(".use(")
}

/// What is known while a file is read.
pub(super) struct Reader<'s, 'a, 'm> {
    pub(super) shapes: &'s Shapes<'a, 'm>,
    pub(super) framework: &'static Framework,
    pub(super) routing: &'s mut Routing,
    /// Functions that are handed an instance as a unit of their own.
    units: Vec<(u32, &'a str)>,
    /// Whether hooks of units reach what is around them (`fastify-plugin`).
    leaks: bool,
    /// Instances that chains begin with, and the names that the chains are bound to.
    instances: Vec<(ExprId, Text, Option<u32>)>,
    /// Registrations for all methods: they run before what is registered behind them.
    before: Vec<Before>,
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
pub(super) fn recognise(shapes: &Shapes<'_, '_>, imports: &[Import], routing: &mut Routing) {
    let framework = FRAMEWORKS
        .iter()
        .find(|it| imports.iter().any(|import| (it.module)(&import.module)))
        .copied()
        .unwrap_or_else(|| {
            let fastify =
                shapes.module.functions.iter().any(|function| {
                    function.parameters.first().is_some_and(|it| it.name == "fastify")
                });
            if fastify { &fastify::FRAMEWORK } else { &express::FRAMEWORK }
        });
    let leaks = imports.iter().any(|import| import.module == "fastify-plugin");
    let mut reader = Reader {
        shapes,
        framework,
        routing,
        units: Vec::new(),
        leaks,
        instances: Vec::new(),
        before: Vec::new(),
    };
    reader.routers();
    if framework.plugins {
        reader.plugins();
    }
    for &(id, function) in &shapes.calls {
        reader.call(id, function);
    }
    reader.run_before();
}

impl<'a> Reader<'_, 'a, '_> {
    fn routers(&mut self) {
        for &(target, value, function) in &self.shapes.bound {
            let Some(symbol) = self.symbol(target) else { continue };
            let mut value = value;
            let mut prefix = Text::default();
            // A chain on a new instance is the instance: `new Hono().basePath("/api")`.
            while let Some(call) = self.shapes.module.call(value)
                && let ExprKind::Member { object, property } = *self.shapes.module.kind(call.callee)
                && self.shapes.module.call(object).is_some()
            {
                if matches!(property, "basePath" | "prefix")
                    && let Some(path) = call.positional(0)
                {
                    prefix = self.path(path).unwrap_or_default();
                }
                value = object;
            }
            let Some(callee) = self.shapes.callee_path(value, function) else { continue };
            let Some(kind) = (self.framework.makes)(&callee.path) else { continue };
            if let Some(call) = self.shapes.module.call(value)
                && let Some(options) = call.positional(0)
                && let Some(path) = self.shapes.module.entry(options, "prefix")
            {
                prefix = self.path(path).unwrap_or_default();
            }
            self.instances.push((value, symbol.clone(), function));
            self.routing.routers.push(Router {
                symbol,
                framework: self.framework.name.into(),
                kind,
                prefix,
                span: self.shapes.span(target),
                function,
                ..Router::default()
            });
        }
    }

    fn symbol(&self, target: ExprId) -> Option<Text> {
        match self.shapes.module.kind(target) {
            ExprKind::Name(name) => Some((*name).into()),
            ExprKind::Member { object, property } => (self.shapes.module.name(*object)
                == Some("self"))
            .then(|| format!("self.{property}").into()),
            _ => None,
        }
    }

    /// Functions whose first parameter is an instance, and those that are registered, are plugins.
    fn plugins(&mut self) {
        let registered: Vec<u32> = self
            .shapes
            .calls
            .iter()
            .filter_map(|&(id, _)| {
                let call = self.shapes.module.call(id)?;
                match *self.shapes.module.kind(call.callee) {
                    ExprKind::Member { property: "register", .. } => {
                        inner_function(self.shapes.module, call.positional(0)?, 2)
                    }
                    _ => None,
                }
            })
            .collect();
        for (at, function) in self.shapes.module.functions.iter().enumerate() {
            let Some(first) = function.parameters.first() else { continue };
            let typed = first.annotation.is_some_and(|annotation| {
                self.shapes
                    .name(annotation, None)
                    .is_some_and(|name| name.last().starts_with("FastifyInstance"))
            });
            if !typed && !INSTANCES.contains(&first.name) && !registered.contains(&(at as u32)) {
                continue;
            }
            self.units.push((at as u32, first.name));
            self.routing.routers.push(Router {
                symbol: first.name.into(),
                framework: self.framework.name.into(),
                kind: RouterKind::Router,
                span: first.span,
                function: Some(at as u32),
                ..Router::default()
            });
        }
    }

    /// The constant path that an expression is; what is put into it is a parameter.
    pub(super) fn path(&self, id: ExprId) -> Option<Text> {
        match self.shapes.value(id, None) {
            Value::Str(text) => Some(text),
            Value::Template(parts) => {
                let mut path = String::new();
                for part in &parts {
                    match part {
                        shipworthy_core::facts::Part::Text(text) => path.push_str(text),
                        shipworthy_core::facts::Part::Value(..) => path.push_str(":value"),
                    }
                }
                Some(path.into())
            }
            _ => match self.shapes.module.kind(id) {
                ExprKind::Regex(text) => Some(expression(text).into()),
                ExprKind::Name(name) => {
                    let bound = self
                        .shapes
                        .bound
                        .iter()
                        .find(|(target, ..)| self.shapes.module.name(*target) == Some(name))?;
                    match self.shapes.module.kind(bound.1) {
                        ExprKind::Str(text) => Some(text.as_ref().into()),
                        _ => None,
                    }
                }
                _ => None,
            },
        }
    }

    /// The paths that an argument is: one or a list of them.
    fn paths(&self, id: ExprId) -> Vec<Text> {
        match self.shapes.module.kind(id) {
            ExprKind::Sequence(items) => items.iter().filter_map(|&it| self.path(it)).collect(),
            _ => self.path(id).into_iter().collect(),
        }
    }

    fn call(&mut self, id: ExprId, function: Option<u32>) {
        let Some(call) = self.shapes.module.call(id) else { return };
        let ExprKind::Member { object, property } = *self.shapes.module.kind(call.callee) else {
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
                    | "openapi"
            );
        if !interesting {
            return;
        }
        if property == "decorate" {
            if self.framework.plugins {
                fastify::decorate(self, call, function);
            }
            return;
        }
        let Some((receiver, path)) = self.receiver(object) else { return };
        let chained = path.is_some();
        let Some((router, scope)) = self.router(receiver, function, property, chained, call) else {
            return;
        };
        let span = self.shapes.span(id);
        match property {
            "use" => self.middleware(call, &router, scope, function),
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
            method if METHODS.contains(&method) => {
                let method = match method {
                    "all" => "ANY".to_owned(),
                    "del" => "DELETE".to_owned(),
                    method => method.to_uppercase(),
                };
                let arguments: Vec<ExprId> = call.positionals().map(|it| it.value).collect();
                self.routes(&arguments, path, [Text::from(method)].into(), &router, scope, span);
            }
            _ => {}
        }
    }

    /// What a chain of registrations begins with, and the path of `.route(path)` in it.
    fn receiver(&self, mut object: ExprId) -> Option<(ExprId, Option<Text>)> {
        let mut path = None;
        for _ in 0..64 {
            let Some(call) = self.shapes.module.call(object) else {
                return Some((object, path));
            };
            let ExprKind::Member { object: inner, property } =
                *self.shapes.module.kind(call.callee)
            else {
                // A chain on an instance that is made in place.
                return Some((object, path));
            };
            if self.instances.iter().any(|(made, ..)| *made == object) {
                return Some((object, path));
            }
            if self.framework.name == "hono" && matches!(property, "route" | "mount" | "openapi") {
                // These return the instance.
            } else if property == "route" && path.is_none() {
                path = self.path(call.positional(0)?);
            } else if !METHODS.contains(&property) && !matches!(property, "use" | "on" | "basePath")
            {
                return None;
            }
            object = inner;
        }
        None
    }

    /// The router that a receiver is, with the function in which it is known.
    fn router(
        &self,
        receiver: ExprId,
        function: Option<u32>,
        property: &str,
        chained: bool,
        call: &CallExpr<'a>,
    ) -> Option<(Name, Option<u32>)> {
        // A receiver that is a chain on a new instance is found by the name it is bound to.
        if self.shapes.module.call(receiver).is_some() {
            let (_, symbol, at) = self.instances.iter().find(|(made, ..)| *made == receiver)?;
            let root = if at.is_none() { Root::Module } else { Root::Local };
            return Some((Name { path: symbol.clone(), root }, *at));
        }
        let name = self.shapes.name(receiver, function)?;
        let own = match self.shapes.module.kind(receiver) {
            ExprKind::Name(name) => Some(Text::from(*name)),
            _ => Some(name.path.clone()),
        };
        if let Some(own) = own {
            let mut at = function;
            loop {
                if let Some(router) =
                    self.routing.routers.iter().find(|it| it.symbol == own && it.function == at)
                {
                    let root = match name.root {
                        Root::Receiver => Root::Receiver,
                        _ if at.is_none() => Root::Module,
                        _ => Root::Local,
                    };
                    return Some((Name { path: router.symbol.clone(), root }, at));
                }
                at = match self.shapes.module.functions.get(at? as usize)?.parent {
                    Scope::Function(FunctionId(outer)) => Some(outer),
                    _ if name.root == Root::Receiver => {
                        let known = self.routing.routers.iter().find(|it| it.symbol == own)?;
                        return Some((name, known.function));
                    }
                    _ => None,
                };
                if at.is_none()
                    && !self
                        .routing
                        .routers
                        .iter()
                        .any(|it| it.symbol == own && it.function.is_none())
                {
                    break;
                }
            }
        }
        // Handed in or imported: the name or the arguments must tell that it is one.
        let telling = INSTANCES.contains(&name.last()) || {
            let last = name.last().to_ascii_lowercase();
            last.ends_with("router") || last.ends_with("app") || last.ends_with("server")
        };
        let registers = chained
            || matches!(property, "use" | "register" | "addHook")
            || call.positionals().skip(1).any(|it| {
                inner_function(self.shapes.module, it.value, 3).is_some()
                    || telling
                        && matches!(
                            self.shapes.module.kind(it.value),
                            ExprKind::Name(_) | ExprKind::Member { .. } | ExprKind::Call(_)
                        )
            })
            || telling && property != "get" && call.positionals().count() > 0;
        (telling && registers).then_some((name, function))
    }

    /// `use([path], …)`: what is given is a guard or a router; linking tells which.
    fn middleware(
        &mut self,
        call: &CallExpr<'a>,
        router: &Name,
        scope: Option<u32>,
        function: Option<u32>,
    ) {
        let arguments: Vec<ExprId> = call.positionals().map(|it| it.value).collect();
        // `list.forEach((it) => router.use(it.path, it.route))`: once for each element.
        let list = arguments.iter().find_map(|&it| self.elements(it, function));
        let Some((variable, elements)) = list else {
            self.uses(&arguments, &arguments, router, scope);
            return;
        };
        for element in elements {
            let given: Option<Vec<ExprId>> = arguments
                .iter()
                .map(|&argument| match *self.shapes.module.kind(argument) {
                    ExprKind::Member { object, property }
                        if self.shapes.module.name(object) == Some(variable) =>
                    {
                        self.shapes.module.entry(element, property)
                    }
                    _ => Some(argument),
                })
                .collect();
            if let Some(given) = given {
                self.uses(&given, &arguments, router, scope);
            }
        }
    }

    /// The elements of the list that a loop goes over, for a member of the variable of the loop.
    fn elements(&self, id: ExprId, function: Option<u32>) -> Option<(&'a str, Vec<ExprId>)> {
        let module = self.shapes.module;
        let ExprKind::Member { object, .. } = *module.kind(id) else { return None };
        let variable = module.name(object)?;
        let looped = self.shapes.loops.iter().find_map(|&(target, subject, at)| {
            (at == function && module.name(target) == Some(variable)).then_some(subject)
        });
        let list = looped.or_else(|| {
            let at = function?;
            let first = module.functions.get(at as usize)?.parameters.first()?;
            if first.name != variable {
                return None;
            }
            self.shapes.calls.iter().find_map(|&(id, _)| {
                let call = module.call(id)?;
                let ExprKind::Member { object, property: "forEach" | "map" } =
                    *module.kind(call.callee)
                else {
                    return None;
                };
                let callback = call.positional(0)?;
                matches!(module.kind(callback), ExprKind::Function(it) if it.0 == at)
                    .then_some(object)
            })
        })?;
        let list = match module.name(list) {
            Some(name) => self.shapes.bound_to(name)?,
            None => list,
        };
        match module.kind(list) {
            ExprKind::Sequence(items) => Some((variable, items.to_vec())),
            _ => None,
        }
    }

    /// What `use` is given, and where that is written.
    fn uses(
        &mut self,
        arguments: &[ExprId],
        written: &[ExprId],
        router: &Name,
        function: Option<u32>,
    ) {
        let mut arguments: Vec<(ExprId, Span)> = arguments
            .iter()
            .zip(written)
            .map(|(&it, &written)| (it, self.shapes.span(written)))
            .collect();
        let mut paths = Vec::new();
        if let Some(&(first, _)) = arguments.first() {
            paths = self.paths(first);
            if !paths.is_empty() {
                arguments.remove(0);
            }
        }
        let mut all = Vec::new();
        for (argument, span) in arguments {
            match self.shapes.module.kind(argument) {
                ExprKind::Sequence(items) => {
                    all.extend(items.iter().map(|&it| (it, self.shapes.span(it))));
                }
                _ => all.push((argument, span)),
            }
        }
        let paths: Vec<Option<Text>> =
            if paths.is_empty() { vec![None] } else { paths.into_iter().map(Some).collect() };
        for path in paths {
            for &(argument, span) in &all {
                if self.is_error_handler(argument) {
                    continue;
                }
                let (argument, path) = match koa::mount(self.shapes, argument, function) {
                    Some((below, inner)) => {
                        (inner, below.and_then(|it| self.path(it)).or_else(|| path.clone()))
                    }
                    None => (argument, path.clone()),
                };
                let prefix = path.clone().unwrap_or_default();
                self.mount_at(router, argument, prefix, function, span);
                self.attach_at(router, argument, path, function, span);
            }
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

    /// A function of four parameters handles errors.
    fn is_error_handler(&self, id: ExprId) -> bool {
        matches!(self.shapes.module.kind(id), ExprKind::Function(function)
            if self.framework.name == "express"
                && self.shapes.module.function(*function).parameters.len() == 4)
    }

    pub(super) fn mount(
        &mut self,
        parent: &Name,
        child: ExprId,
        prefix: Text,
        function: Option<u32>,
    ) {
        self.mount_at(parent, child, prefix, function, self.shapes.span(child));
    }

    fn mount_at(
        &mut self,
        parent: &Name,
        child: ExprId,
        prefix: Text,
        function: Option<u32>,
        span: Span,
    ) {
        let value = koa::mounted(self.shapes, child, function)
            .unwrap_or_else(|| self.shapes.value(child, function));
        if !matches!(value, Value::Name(_) | Value::Call(_) | Value::Function(_)) {
            return;
        }
        self.routing.mounts.push(Mount {
            parent: parent.clone(),
            child: value,
            prefix,
            span,
            function,
            ..Mount::default()
        });
    }

    pub(super) fn attach(
        &mut self,
        router: &Name,
        id: ExprId,
        path: Option<Text>,
        function: Option<u32>,
    ) {
        self.attach_at(router, id, path, function, self.shapes.span(id));
    }

    fn attach_at(
        &mut self,
        router: &Name,
        id: ExprId,
        path: Option<Text>,
        function: Option<u32>,
        span: Span,
    ) {
        let (id, exempt) = self.exemptions(id);
        let guard = GuardUse { span, ..guard(self.shapes, id, function, Via::Middleware) };
        if guard.target_is_router(self.routing) {
            return;
        }
        let leaks = self.leaks && self.units.iter().any(|(unit, _)| Some(*unit) == function);
        let mut add = |methods: Box<[Text]>, except: Box<[Text]>| {
            self.routing.attachments.push(Attachment {
                router: if leaks { Name::default() } else { router.clone() },
                span,
                guard: guard.clone(),
                path: path.clone(),
                except,
                methods,
                ordered: self.framework.ordered,
                function,
                ..Attachment::default()
            });
        };
        let of = |method: Option<&str>| {
            exempt
                .iter()
                .filter(|it| {
                    it.methods.is_empty()
                        || method.is_some_and(|method| it.methods.iter().any(|it| it == method))
                })
                .map(|it| it.path.clone())
                .collect::<Box<[Text]>>()
        };
        if exempt.iter().all(|it| it.methods.is_empty()) {
            add(Box::default(), of(None));
            return;
        }
        // Where a path is exempt for some methods, each method has its own exemptions.
        for method in HTTP_METHODS {
            add([Text::from(*method)].into(), of(Some(method)));
        }
    }

    /// The guard and its exempted paths in `guard.unless({ path: [...] })` and `except(paths, guard)`.
    fn exemptions(&self, id: ExprId) -> (ExprId, Vec<Exempt>) {
        let module = self.shapes.module;
        let Some(call) = module.call(id) else { return (id, Vec::new()) };
        let exempt = |id: ExprId| {
            let methods = match module.entry(id, "methods") {
                Some(methods) => {
                    self.paths(methods).iter().map(|it| it.to_uppercase().into()).collect()
                }
                None => Vec::new(),
            };
            self.path(module.entry(id, "url").unwrap_or(id)).map(|path| Exempt { path, methods })
        };
        let listed = |id: ExprId| match module.kind(id) {
            ExprKind::Sequence(items) => items.iter().filter_map(|&it| exempt(it)).collect(),
            _ => exempt(id).into_iter().collect::<Vec<_>>(),
        };
        match *module.kind(call.callee) {
            ExprKind::Member { object, property: "unless" } => {
                let paths = call.positional(0).and_then(|options| module.entry(options, "path"));
                (object, paths.map(listed).unwrap_or_default())
            }
            ExprKind::Name("except") => match (call.positional(0), call.positional(1)) {
                (Some(paths), Some(guard)) => (guard, listed(paths)),
                _ => (id, Vec::new()),
            },
            _ => (id, Vec::new()),
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
                rest = others;
                let mut paths = self.paths(first);
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

/// A path that a guard leaves out, for some methods in capitals or for all.
struct Exempt {
    path: Text,
    methods: Vec<Text>,
}

/// Whether a guard is a router of the same file.
trait TargetIsRouter {
    fn target_is_router(&self, routing: &Routing) -> bool;
}

impl TargetIsRouter for GuardUse {
    fn target_is_router(&self, routing: &Routing) -> bool {
        match &self.target {
            Value::Name(name) => routing.routers.iter().any(|it| it.symbol == name.path),
            Value::Call(call) => matches!(call.callee.last(), "routes" | "allowedMethods"),
            _ => false,
        }
    }
}

//! Finds the applications and routers of a file, and which of them a call is made on.

use shipworthy_core::code::{CallExpr, ExprId, ExprKind, FunctionId, Scope};
use shipworthy_core::facts::{Mount, Name, Root, Router, RouterKind, Value};
use shipworthy_core::source::Text;

use super::{INSTANCES, METHODS, Reader};
use crate::frameworks::{inner_function, koa};

impl<'a> Reader<'_, 'a, '_> {
    pub(super) fn routers(&mut self) {
        let shapes = self.shapes;
        for &(target, value, function) in &shapes.bound {
            if let Some(symbol) = self.symbol(target) {
                let span = shapes.span(target);
                self.made(value, Router { symbol, span, function, ..Router::default() });
            }
        }
        // `class Users { router = Router() }`
        for &(class, target, value) in &shapes.fields {
            if let Some(name) = shapes.module.name(target) {
                let symbol = format!("self.{name}").into();
                let span = shapes.span(target);
                self.made(value, Router { symbol, span, class: Some(class), ..Router::default() });
            }
        }
        if self.framework.name == "koa" {
            self.middleware_of_routers();
        }
        // A chain that is given on at once: `return new Hono().get("/", list)`. The whole stands
        // before its parts.
        for &(id, function) in &shapes.calls {
            let base = self.base(id);
            if base != id && !self.instances.iter().any(|(made, ..)| *made == base) {
                let span = shapes.span(id);
                let symbol = format!("()@{}", span.start).into();
                self.made(id, Router { symbol, span, function, ..Router::default() });
            }
        }
    }

    /// `module.exports = router.routes()`: what is exported is the router as well.
    fn middleware_of_routers(&mut self) {
        let shapes = self.shapes;
        for &(target, value, function) in &shapes.bound {
            if let Some(symbol) = self.symbol(target)
                && let Some(child) = koa::mounted(shapes, value)
                && let child = shapes.value(child, function)
                && let Value::Name(name) = &child
                && self.routing.routers.iter().any(|it| it.symbol == name.path)
            {
                let span = shapes.span(value);
                let framework = self.framework.name.into();
                let root = if function.is_none() { Root::Module } else { Root::Local };
                let parent = Name { path: symbol.clone(), root };
                self.routing.mounts.push(Mount {
                    parent,
                    child,
                    span,
                    function,
                    ..Mount::default()
                });
                self.routing.routers.push(Router {
                    symbol,
                    framework,
                    span,
                    function,
                    ..Router::default()
                });
            }
        }
    }

    /// What a chain of calls begins with.
    fn base(&self, mut id: ExprId) -> ExprId {
        while let Some(call) = self.shapes.module.call(id)
            && let ExprKind::Member { object, .. } = *self.shapes.module.kind(call.callee)
            && self.shapes.module.call(object).is_some()
        {
            id = object;
        }
        id
    }

    /// Adds a router, if a value makes one.
    fn made(&mut self, mut value: ExprId, router: Router) {
        let function = router.function;
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
        let Some(callee) = self.shapes.callee_path(value, function) else { return };
        let made = (self.framework.makes)(&callee.path);
        // A factory may be one of another framework, which has told so.
        let known = || {
            let mut routers = self.routing.routers.iter();
            routers.any(|it| it.symbol == router.symbol && it.function == function)
        };
        let kind = made.or_else(|| by_factory(callee.last()).filter(|_| !known()));
        let Some(kind) = kind else { return };
        if let Some(call) = self.shapes.module.call(value)
            && let Some(options) = call.positional(0)
            && let Some(path) = self.shapes.module.entry(options, "prefix")
        {
            prefix = self.path(path).unwrap_or_default();
        }
        if prefix.is_empty() {
            prefix = self.below.clone();
        }
        self.instances.push((value, router.symbol.clone(), function));
        let framework = self.framework.name.into();
        self.routing.routers.push(Router { framework, kind, prefix, ..router });
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
    pub(super) fn plugins(&mut self) {
        let shapes = self.shapes;
        let mut registered: Vec<u32> = Vec::new();
        let mut shared: Vec<u32> = Vec::new();
        for &(id, function) in &shapes.calls {
            let Some(call) = shapes.module.call(id) else { continue };
            let Some(first) = call.positional(0) else { continue };
            if let ExprKind::Member { property: "register", .. } = shapes.module.kind(call.callee) {
                registered.extend(inner_function(shapes.module, first, 2));
            } else if shapes.name(call.callee, function).is_some_and(|it| is_sharer(&it.path)) {
                shared.extend(self.function_of(first));
            }
        }
        for (at, function) in shapes.module.functions.iter().enumerate() {
            let at = at as u32;
            let Some(first) = function.parameters.first() else { continue };
            let typed = first.annotation.is_some_and(|annotation| {
                shapes.name(annotation, None).is_some_and(|name| {
                    let name = name.last();
                    name.starts_with("FastifyInstance") || name == "Elysia"
                })
            });
            let shared = shared.contains(&at);
            if !typed && !shared && !INSTANCES.contains(&first.name) && !registered.contains(&at) {
                continue;
            }
            self.routing.routers.push(Router {
                symbol: first.name.into(),
                framework: self.framework.name.into(),
                kind: RouterKind::Router,
                span: first.span,
                function: Some(at),
                shared,
                ..Router::default()
            });
        }
    }

    /// A function that is written in place, or one of the file by its name.
    fn function_of(&self, id: ExprId) -> Option<u32> {
        let module = self.shapes.module;
        let named = |name: &str| {
            module.functions.iter().position(|it| it.name == name && it.parent == Scope::Module)
        };
        inner_function(module, id, 2)
            .or_else(|| module.name(id).and_then(named).map(|at| at as u32))
    }

    /// What a chain of registrations begins with, and the path of `.route(path)` in it.
    pub(in crate::frameworks) fn receiver(
        &self,
        mut object: ExprId,
        function: Option<u32>,
    ) -> Option<(ExprId, Option<Text>)> {
        let mut path = None;
        for _ in 0..64 {
            // `const typed = app.withTypeProvider<Zod>()`
            let held = self.shapes.held(object, function).map(|it| it.0);
            let named = || self.shapes.bound_to(self.shapes.module.name(object)?);
            if let Some(held) = held.or_else(named)
                && let Some(call) = self.shapes.module.call(held)
                && let ExprKind::Member { property, .. } = *self.shapes.module.kind(call.callee)
                && (self.framework.chains)(property)
            {
                object = held;
            }
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
            if (self.framework.chains)(property) {
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
    pub(in crate::frameworks) fn router(
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
                let Some(current) = at else { break };
                at = match self.shapes.module.functions.get(current as usize)?.parent {
                    Scope::Function(FunctionId(outer)) => Some(outer),
                    _ if name.root == Root::Receiver => {
                        self.routing.routers.iter().find(|it| it.symbol == own)?;
                        return Some((name, function));
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
        let applies = property == "applyRoutes";
        let telling = applies || INSTANCES.contains(&name.last()) || {
            let last = name.last().to_ascii_lowercase();
            last.ends_with("router") || last.ends_with("app") || last.ends_with("server")
        };
        let registers = chained
            || applies
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
}

/// A function of the project that makes routers: each call makes one of its own.
fn by_factory(name: &str) -> Option<RouterKind> {
    let makes = ["create", "make", "build"].iter().any(|verb| name.starts_with(verb));
    (makes && (name.ends_with("Router") || name.ends_with("Hono"))).then_some(RouterKind::Router)
}

/// Whether a call makes a plugin that has no scope of its own:
/// <https://fastify.dev/docs/latest/Reference/Plugins/#handle-the-scope>.
fn is_sharer(path: &str) -> bool {
    path.split('.').next() == Some("fastify-plugin")
}

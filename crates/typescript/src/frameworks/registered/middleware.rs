//! What `use` is given: guards, with what they leave out, and routers that are mounted.

use shipworthy_core::code::{CallExpr, ExprId, ExprKind};
use shipworthy_core::facts::{Attachment, GuardUse, Mount, Name, Routing, Value, Via};
use shipworthy_core::source::{Span, Text};

use super::Reader;
use crate::frameworks::{guard, koa};

/// The methods of requests that a guard is attached to one by one.
const HTTP_METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

impl<'a> Reader<'_, 'a, '_> {
    /// `use([path], …)`: what is given is a guard or a router; linking tells which.
    pub(super) fn middleware(
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
        let list = self.looped(variable, function)?;
        let list = match module.name(list) {
            Some(name) => self.shapes.bound_to(name)?,
            None => list,
        };
        match module.kind(list) {
            ExprKind::Sequence(items) => Some((variable, items.to_vec())),
            _ => None,
        }
    }

    /// What a loop goes over whose variable has a name.
    fn looped(&self, variable: &str, function: Option<u32>) -> Option<ExprId> {
        let module = self.shapes.module;
        let looped = self.shapes.loops.iter().find_map(|&(target, subject, at)| {
            (at == function && module.name(target) == Some(variable)).then_some(subject)
        });
        looped.or_else(|| {
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
        })
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
        if let Some(&(handler, span)) = all.last()
            && self.ends_requests(handler)
        {
            let before = all[..all.len() - 1].iter();
            let guards: Vec<_> =
                before.map(|it| guard(self.shapes, it.0, function, Via::Route)).collect();
            for path in &paths {
                if self.is_left_over(path, router) {
                    continue;
                }
                let methods = Box::new([Text::from("ANY")]);
                self.add(path.clone(), methods, handler, guards.clone(), router, function, span);
            }
            if !paths.is_empty() {
                return;
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

    /// Whether what is used can hand no request on, as it does not take what stands behind it:
    /// `app.use("/health", (req, res) => res.json({}))`.
    fn ends_requests(&self, id: ExprId) -> bool {
        matches!(self.shapes.module.kind(id), ExprKind::Function(function)
        if self.framework.name == "express" && {
            let parameters = &self.shapes.module.function(*function).parameters;
            parameters.len() == 2 && parameters.iter().all(|it| !it.rest)
        })
    }

    /// Whether what answers at a path answers only what is left: all requests, or all below what others serve.
    fn is_left_over(&self, path: &str, router: &Name) -> bool {
        let path = path.trim_end_matches(['/', '*']);
        let below =
            |it: &str| it.strip_prefix(path).is_some_and(|it| it.is_empty() || it.starts_with('/'));
        path.is_empty()
            || self.routing.mounts.iter().any(|it| it.parent == *router && below(&it.prefix))
            || self.routing.routes.iter().any(|it| it.router == *router && below(&it.path))
    }

    /// A function of four parameters handles errors.
    fn is_error_handler(&self, id: ExprId) -> bool {
        matches!(self.shapes.module.kind(id), ExprKind::Function(function)
            if self.framework.name == "express"
                && self.shapes.module.function(*function).parameters.len() == 4)
    }

    pub(in crate::frameworks) fn mount(
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
        let mounted = koa::mounted(self.shapes, child);
        let router = mounted.unwrap_or(child);
        // `for (const router of routers) app.use(router)`: all that the loop goes over.
        let looped = self.shapes.module.name(router).and_then(|it| self.looped(it, function));
        let value = match looped.or(mounted) {
            Some(router) => self.shapes.value(router, function),
            None => {
                let (made, at) = self.held(child, function).unwrap_or((child, function));
                self.shapes.followed(made, at)
            }
        };
        if matches!(value, Value::Name(_) | Value::Call(_) | Value::Function(_) | Value::List(_)) {
            self.mount_value(parent, value, prefix, function, span);
        }
    }

    /// Mounts a router that is known by its name.
    pub(in crate::frameworks) fn mount_named(
        &mut self,
        parent: &Name,
        child: &Name,
        prefix: Text,
        function: Option<u32>,
        span: Span,
    ) {
        self.mount_value(parent, Value::Name(Box::new(child.clone())), prefix, function, span);
    }

    fn mount_value(
        &mut self,
        parent: &Name,
        child: Value,
        prefix: Text,
        function: Option<u32>,
        span: Span,
    ) {
        let parent = parent.clone();
        let mount = Mount { parent, child, prefix, span, function, ..Mount::default() };
        self.routing.mounts.push(mount);
    }

    /// What a variable holds that is no router of the file.
    fn held(&self, id: ExprId, function: Option<u32>) -> Option<(ExprId, Option<u32>)> {
        let name = self.shapes.module.name(id)?;
        match self.routing.routers.iter().any(|it| it.symbol == name) {
            true => None,
            false => self.shapes.held(id, function),
        }
    }

    pub(in crate::frameworks) fn attach(
        &mut self,
        router: &Name,
        id: ExprId,
        path: Option<Text>,
        function: Option<u32>,
    ) {
        self.attach_at(router, id, path, function, self.shapes.span(id));
    }

    /// Attaches a guard that is read already.
    pub(in crate::frameworks) fn attach_guard(
        &mut self,
        router: &Name,
        guard: GuardUse,
        function: Option<u32>,
        span: Span,
    ) {
        self.routing.attachments.push(Attachment {
            router: router.clone(),
            guard,
            span,
            ordered: self.framework.ordered,
            function,
            ..Attachment::default()
        });
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
        let conditional = self.shapes.is_switched_on(span);
        let mut add = |methods: Box<[Text]>, except: Box<[Text]>| {
            self.routing.attachments.push(Attachment {
                router: router.clone(),
                span,
                guard: guard.clone(),
                path: path.clone(),
                except,
                methods,
                ordered: self.framework.ordered,
                conditional,
                function,
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
        // `const check = guard.unless({ path })`
        let held = module.name(id).and_then(|name| self.shapes.bound_to(name));
        let written = held.filter(|&it| {
            let callee = module.call(it).map(|call| module.kind(call.callee));
            matches!(callee, Some(ExprKind::Member { property: "unless", .. }))
        });
        let Some(call) = module.call(written.unwrap_or(id)) else { return (id, Vec::new()) };
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
            Value::Call(call) => {
                matches!(call.callee.last(), "routes" | "allowedMethods")
                    || routing.routers.iter().any(|it| it.symbol == self.alias)
            }
            _ => false,
        }
    }
}

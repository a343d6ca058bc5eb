//! AdonisJS: <https://docs.adonisjs.com/guides/basics/routing>, <https://docs.adonisjs.com/guides/basics/middleware>.
//!
//! Routes and groups are chains: what follows a route or a group in its chain belongs to it, and a group
//! holds what is registered in the function that it is given.

use std::collections::BTreeMap;

use shipworthy_core::code::{CallExpr, DictKey, ExprId, ExprKind, FunctionId, Scope, StmtKind};
use shipworthy_core::facts::{GuardAlias, GuardUse, Handled, Name, Route, Routing, Value, Via};
use shipworthy_core::source::Text;

use super::file::File;
use super::guard;
use crate::shapes::Shapes;

const FRAMEWORK: &str = "adonis";
/// The modules whose default export is the router.
const ROUTERS: &[&str] = &["@adonisjs/core/services/router", "@ioc:Adonis/Core/Route"];
/// The module by which version 5 names middleware.
const SERVER: &str = "@ioc:Adonis/Core/Server";
const METHODS: &[&str] = &["get", "post", "put", "patch", "delete", "any"];
/// What a resource answers: the method, what follows its path, the method of its controller.
const RESOURCE: &[(&str, &str, &str)] = &[
    ("GET", "", "index"),
    ("GET", "/create", "create"),
    ("POST", "", "store"),
    ("GET", "/:id", "show"),
    ("GET", "/:id/edit", "edit"),
    ("PUT", "/:id", "update"),
    ("DELETE", "/:id", "destroy"),
];
/// How many groups are nested.
const DEPTH: usize = 16;

/// Whether a file registers routes or names middleware.
fn applies(file: &File<'_, '_>) -> bool {
    file.names(|module| ROUTERS.contains(&module) || module == SERVER)
}

/// Adds routes, and the middleware that gets names.
pub(super) fn recognise(file: &File<'_, '_>, routing: &mut Routing) {
    if !applies(file) {
        return;
    }
    let shapes = file.shapes();
    let reader = Reader::new(shapes);
    for &(id, function) in &shapes.calls {
        if let Some(call) = names_middleware(shapes, id) {
            named(shapes, call, function, routing);
            continue;
        }
        let Some((call, method)) = reader.on_router(id, function) else { continue };
        match method {
            "resource" => reader.resource(id, call, function, routing),
            method if METHODS.contains(&method) => {
                let method = if method == "any" { "ANY".into() } else { method.to_uppercase() };
                let (Some(path), handler) = (call.positional(0), call.positional(1)) else {
                    continue;
                };
                let Some(path) = shapes.module.string(path) else { continue };
                let handler = handler.map_or(Handled::Unknown, |it| reader.handler(it, function));
                let chain = reader.chain(id);
                let guards = reader.guards(&chain, |_| true);
                reader.add(id, function, &method, path, handler, guards, routing);
            }
            _ => {}
        }
    }
}

/// `router.named(…)`, and `Server.middleware.registerNamed(…)` of version 5.
fn names_middleware<'s, 'a>(shapes: &'s Shapes<'a, '_>, id: ExprId) -> Option<&'s CallExpr<'a>> {
    let call = shapes.module.call(id)?;
    match *shapes.module.kind(call.callee) {
        ExprKind::Member { property: "named" | "registerNamed", .. } => Some(call),
        _ => None,
    }
}

/// `router.named({ auth: () => import("#middleware/auth") })`: routes call them as members of what is made.
fn named(
    shapes: &Shapes<'_, '_>,
    call: &CallExpr<'_>,
    function: Option<u32>,
    routing: &mut Routing,
) {
    let Some(ExprKind::Dict(entries)) = call.positional(0).map(|it| shapes.module.kind(it)) else {
        return;
    };
    for entry in entries {
        let DictKey::Name(key) = &entry.key else { continue };
        let Some(target) = loaded(shapes, entry.value, function) else { continue };
        let target = Value::Name(Box::new(member(target, "default")));
        let span = entry.span;
        let guard = GuardUse { target, via: Via::Route, span, ..GuardUse::default() };
        let symbol = format!(".{key}").into();
        routing.aliases.push(GuardAlias { symbol, guards: vec![guard], span, function });
    }
}

/// The module that a function loads when it is needed: `() => import("#controllers/users")`.
fn loaded(shapes: &Shapes<'_, '_>, id: ExprId, function: Option<u32>) -> Option<Name> {
    let module = shapes.module;
    let ExprKind::Function(FunctionId(at)) = *module.kind(id) else { return None };
    let [only] = *module.functions.get(at as usize)?.body else { return None };
    let StmtKind::Return(Some(value)) = module.statement(only).kind else { return None };
    shapes.name(value, function)
}

fn member(of: Name, name: &str) -> Name {
    Name { path: format!("{}.{name}", of.path).into(), root: of.root }
}

/// A call in a chain, with what it is called.
type Link<'a> = (&'a str, ExprId);

struct Reader<'s, 'a, 'm> {
    shapes: &'s Shapes<'a, 'm>,
    /// What follows the first call of each chain.
    chains: BTreeMap<ExprId, Vec<Link<'a>>>,
    /// The groups by the functions that they are given.
    groups: BTreeMap<u32, ExprId>,
}

impl<'s, 'a, 'm> Reader<'s, 'a, 'm> {
    fn new(shapes: &'s Shapes<'a, 'm>) -> Self {
        let mut reader = Self { shapes, chains: BTreeMap::new(), groups: BTreeMap::new() };
        for &(id, function) in &shapes.calls {
            let Some(call) = shapes.module.call(id) else { continue };
            let ExprKind::Member { object, property } = *shapes.module.kind(call.callee) else {
                continue;
            };
            if reader.on_router(id, function).is_some_and(|it| it.1 == "group")
                && let Some(held) = call.positional(0)
                && let ExprKind::Function(FunctionId(at)) = *shapes.module.kind(held)
            {
                reader.groups.insert(at, id);
            }
            let first = reader.first(object);
            if first != id && shapes.module.call(first).is_some() {
                reader.chains.entry(first).or_default().push((property, id));
            }
        }
        reader
    }

    /// The call that a chain begins with.
    fn first(&self, mut id: ExprId) -> ExprId {
        while let Some(call) = self.shapes.module.call(id)
            && let ExprKind::Member { object, .. } = *self.shapes.module.kind(call.callee)
            && self.shapes.module.call(object).is_some()
        {
            id = object;
        }
        id
    }

    /// A call on the router itself, with the method that is called.
    fn on_router(&self, id: ExprId, function: Option<u32>) -> Option<(&'s CallExpr<'a>, &'a str)> {
        let call = self.shapes.module.call(id)?;
        let ExprKind::Member { object, property } = *self.shapes.module.kind(call.callee) else {
            return None;
        };
        let name = self.shapes.name(object, function)?;
        ROUTERS.contains(&&*name.path).then_some((call, property))
    }

    fn chain(&self, first: ExprId) -> Vec<Link<'a>> {
        self.chains.get(&first).cloned().unwrap_or_default()
    }

    /// The middleware of a chain: `use(guard)`, `use([…])`, `use(actions, guard)`, `middleware(guard)`.
    fn guards(&self, chain: &[Link<'a>], covers: impl Fn(ExprId) -> bool) -> Vec<GuardUse> {
        let mut guards = Vec::new();
        for (name, id) in chain {
            let Some(call) = self.shapes.module.call(*id) else { continue };
            if !matches!(*name, "use" | "middleware") {
                continue;
            }
            let given = match (call.positional(0), call.positional(1)) {
                (Some(actions), Some(guard)) if covers(actions) => guard,
                (Some(guard), None) => guard,
                _ => continue,
            };
            match self.shapes.module.kind(given) {
                ExprKind::Sequence(items) => {
                    guards.extend(items.iter().map(|&it| self.guard(it)));
                }
                _ => guards.push(self.guard(given)),
            }
        }
        guards
    }

    fn guard(&self, id: ExprId) -> GuardUse {
        let made = guard(self.shapes, id, None, Via::Route);
        let module = self.shapes.module;
        // `middleware.auth()` and `.middleware("auth:api")` go by the name that the kernel gives.
        let called = module.call(id).map(|call| module.kind(call.callee));
        let name = match (module.string(id), called) {
            (Some(text), _) => text.split(':').next().unwrap_or_default(),
            (None, Some(ExprKind::Member { property, .. })) => property,
            _ => return made,
        };
        let path = format!("named.{name}").into();
        GuardUse { target: Value::Name(Box::new(Name { path, ..Name::default() })), ..made }
    }

    /// `[Controller, "method"]`, `"Controller.method"` or a function.
    fn handler(&self, id: ExprId, function: Option<u32>) -> Handled {
        match self.shapes.module.kind(id) {
            ExprKind::Function(FunctionId(at)) => Handled::Function(*at),
            ExprKind::Sequence(items) => {
                let controller = items.first().and_then(|&it| self.controller(it, function));
                let method = items.get(1).and_then(|&it| self.shapes.module.string(it));
                match (controller, method) {
                    (Some(name), method) => Handled::Name(member(name, method.unwrap_or("handle"))),
                    _ => Handled::Unknown,
                }
            }
            ExprKind::Str(text) => {
                Handled::Name(Name { path: text.as_ref().into(), ..Name::default() })
            }
            _ => self.shapes.name(id, function).map_or(Handled::Unknown, Handled::Name),
        }
    }

    fn controller(&self, id: ExprId, function: Option<u32>) -> Option<Name> {
        let lazy =
            self.shapes.module.name(id).and_then(|it| self.shapes.bound_to(it)).unwrap_or(id);
        match loaded(self.shapes, lazy, function) {
            Some(module) => Some(member(module, "default")),
            None => self.shapes.name(id, function),
        }
    }

    /// `resource("posts", Controller)`, with what its chain leaves of it.
    fn resource(
        &self,
        id: ExprId,
        call: &CallExpr<'a>,
        function: Option<u32>,
        routing: &mut Routing,
    ) {
        let module = self.shapes.module;
        let Some(path) = call.positional(0).and_then(|it| module.string(it)) else { return };
        let controller = call.positional(1).and_then(|it| self.controller(it, function));
        let chain = self.chain(id);
        // `posts.comments` lies below one post.
        let path = path.replace('.', "/:parent_id/");
        for &(method, rest, action) in RESOURCE {
            let named = |list: ExprId| match module.kind(list) {
                ExprKind::Sequence(items) => {
                    items.iter().any(|&it| module.string(it) == Some(action))
                }
                _ => matches!(module.string(list), Some(it) if it == action || it == "*"),
            };
            let left = chain.iter().all(|(name, id)| {
                let given = module.call(*id).and_then(|call| call.positional(0));
                match (*name, given) {
                    ("apiOnly", _) => !matches!(action, "create" | "edit"),
                    ("only", Some(list)) => named(list),
                    ("except", Some(list)) => !named(list),
                    _ => true,
                }
            });
            if left {
                let handler = controller.clone().map(|it| Handled::Name(member(it, action)));
                let guards = self.guards(&chain, named);
                let path = format!("{path}{rest}");
                let handler = handler.unwrap_or_default();
                self.add(id, function, method, &path, handler, guards, routing);
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a route has that many parts")]
    fn add(
        &self,
        id: ExprId,
        function: Option<u32>,
        method: &str,
        path: &str,
        handler: Handled,
        own: Vec<GuardUse>,
        routing: &mut Routing,
    ) {
        let mut parts = vec![path.trim_matches('/').to_owned()];
        let mut guards = Vec::new();
        self.chain_prefix(id, &mut parts);
        let mut at = function;
        for _ in 0..DEPTH {
            let Some(current) = at else { break };
            if let Some(&group) = self.groups.get(&current) {
                self.chain_prefix(group, &mut parts);
                // What is around comes first.
                guards.splice(..0, self.guards(&self.chain(group), |_| true));
            }
            at = match self.shapes.module.functions.get(current as usize).map(|it| it.parent) {
                Some(Scope::Function(FunctionId(outer))) => Some(outer),
                _ => None,
            };
        }
        guards.extend(own);
        parts.retain(|part| !part.is_empty());
        parts.reverse();
        routing.routes.push(Route {
            framework: FRAMEWORK.into(),
            methods: [Text::from(method)].into(),
            path: format!("/{}", parts.join("/")).into(),
            handler,
            guards,
            span: self.shapes.span(id),
            function,
            ..Route::default()
        });
    }

    fn chain_prefix(&self, first: ExprId, parts: &mut Vec<String>) {
        for (name, id) in self.chain(first) {
            if name == "prefix"
                && let Some(call) = self.shapes.module.call(id)
                && let Some(path) = call.positional(0).and_then(|it| self.shapes.module.string(it))
            {
                parts.push(path.trim_matches('/').to_owned());
            }
        }
    }
}

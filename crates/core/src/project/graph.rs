use std::collections::{BTreeMap, BTreeSet};

use super::{FileId, Found, Index, Place, Symbol, SymbolKind, ValueAt};
use crate::facts::{
    ExitKind, GuardUse, Handled, Name, Root, Route, Router, RouterKind, Value, Via,
};
use crate::source::{Span, Text};

/// A router of a [`RouteGraph`]: an index into [`RouteGraph::routers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_structs, reason = "an index")]
pub struct RouterId(pub u32);

/// Routers, routes, mounts and attachments of all files, joined by ids. Routes are composed from it.
#[derive(Clone, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "linkers in language crates add to it")]
pub struct RouteGraph {
    /// Applications, routers, controllers.
    pub routers: Vec<RouterNode>,
    /// Routes.
    pub routes: Vec<RouteNode>,
    /// What is mounted where.
    pub mounts: Vec<MountEdge>,
    /// Guards over routers or over the whole program.
    pub attachments: Vec<AttachmentNode>,
}

/// A guard with the file whose names it uses.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "linkers in language crates build these")]
pub struct GuardAt {
    /// The file that uses it.
    pub file: FileId,
    /// The function that holds the use, an index into the file's functions.
    pub function: Option<u32>,
    /// The use.
    pub guard: GuardUse,
}

/// A router.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "linkers in language crates build these")]
pub struct RouterNode {
    /// The file that makes it.
    pub file: FileId,
    /// The function in which it is made, an index into the file's functions.
    pub function: Option<u32>,
    /// Its name in the file.
    pub symbol: Text,
    /// The framework.
    pub framework: Text,
    /// What it is.
    pub kind: RouterKind,
    /// The path before the paths of its routes.
    pub prefix: Text,
    /// Guards given when it is made, in order.
    pub guards: Vec<GuardAt>,
    /// Where it is made.
    pub span: Span,
    /// Whether it is served without being mounted: a controller that its framework finds by itself.
    pub served: bool,
}

/// A route.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "linkers in language crates build these")]
pub struct RouteNode {
    /// The framework.
    pub framework: Text,
    /// What it is registered on; `None` for a route that stands by itself or whose router is not found.
    pub router: Option<RouterId>,
    /// Methods in capitals; `ANY` for all, `WEBSOCKET` for a socket.
    pub methods: Box<[Text]>,
    /// The path below its router.
    pub path: Text,
    /// What answers.
    pub handler: HandlerAt,
    /// Guards given with the route, in order.
    pub guards: Vec<GuardAt>,
    /// Ways by which guards do not reach it.
    pub exempt: Box<[Via]>,
    /// Where it is registered.
    pub registered: Place,
}

/// What answers a route.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "linkers in language crates build these")]
pub struct HandlerAt {
    /// Its name: `list_items`, `Items.get`.
    pub name: Text,
    /// Its definition; where it is registered, if it is not found.
    pub place: Option<Place>,
    /// Its function, an index into the functions of the file of `place`.
    pub function: Option<u32>,
}

/// A router mounted on another.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "linkers in language crates build these")]
pub struct MountEdge {
    /// What it is mounted on; `None` if that is not found.
    pub parent: Option<RouterId>,
    /// What is mounted.
    pub child: RouterId,
    /// The path before the child's own prefix.
    pub prefix: Text,
    /// Guards given with the mount, in order.
    pub guards: Vec<GuardAt>,
    /// Whether the guards of the parent do not reach the child.
    pub isolated: bool,
    /// Where it stands.
    pub place: Place,
}

/// A guard over a router, over paths of it, or over the whole program.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "linkers in language crates build these")]
pub struct AttachmentNode {
    /// What it is attached to; `None` for the whole program.
    pub router: Option<RouterId>,
    /// The guard.
    pub guard: GuardAt,
    /// The path pattern that it covers, below the router; `None` for all paths.
    pub path: Option<Text>,
    /// Path patterns that it leaves out.
    pub except: Box<[Text]>,
    /// Methods that it covers; none for all.
    pub methods: Box<[Text]>,
    /// Whether a setting decides if it is attached at all.
    pub conditional: bool,
    /// Whether it covers only the routes registered behind it.
    pub ordered: bool,
    /// Where it stands.
    pub place: Place,
}

/// How many rounds a router handed on as an argument is followed.
const ARGUMENT_ROUNDS: usize = 4;
/// Methods of a class that answer a request, with the HTTP methods that they answer.
const CLASS_METHODS: [(&str, &str); 7] = [
    ("get", "GET"),
    ("post", "POST"),
    ("put", "PUT"),
    ("patch", "PATCH"),
    ("delete", "DELETE"),
    ("head", "HEAD"),
    ("options", "OPTIONS"),
];

impl RouteGraph {
    /// The graph of what the files say by themselves.
    pub(super) fn new(index: &Index<'_>) -> Self {
        let mut graph = Self::default();
        let mut ids = RouterIds::default();
        for (file, facts) in index.iter().map(|(id, file)| (id, &file.facts)) {
            for (at, router) in facts.routing.routers.iter().enumerate() {
                ids.symbols.insert((file, at as u32), RouterId(graph.routers.len() as u32));
                graph.routers.push(router_node(file, router));
            }
        }
        ids.single_applications(&graph);
        ids.follow_arguments(index);
        for (file, facts) in index.iter().map(|(id, file)| (id, &file.facts)) {
            let routing = &facts.routing;
            for route in &routing.routes {
                let router = ids.of_name(index, file, route.function, &route.router);
                graph.add_route(index, file, route, router);
            }
            for mount in &routing.mounts {
                let parent = ids.of_name(index, file, mount.function, &mount.parent);
                let place = Place { file, span: mount.span };
                let at = ValueAt { file, function: mount.function, value: &mount.child };
                for child in ids.of_value(index, at, 6) {
                    graph.mounts.push(MountEdge {
                        parent,
                        child,
                        prefix: mount.prefix.clone(),
                        guards: guards_at(file, mount.function, &mount.guards),
                        isolated: mount.isolated,
                        place,
                    });
                }
            }
            for attachment in &routing.attachments {
                let program = attachment.router.path.is_empty();
                let router = ids.of_name(index, file, attachment.function, &attachment.router);
                if router.is_none() && !program {
                    continue;
                }
                graph.attachments.push(AttachmentNode {
                    router,
                    guard: GuardAt {
                        file,
                        function: attachment.function,
                        guard: attachment.guard.clone(),
                    },
                    path: attachment.path.clone(),
                    except: attachment.except.clone(),
                    methods: attachment.methods.clone(),
                    conditional: attachment.conditional,
                    ordered: attachment.ordered,
                    place: Place { file, span: attachment.span },
                });
            }
        }
        graph
    }

    /// The router that a symbol is.
    pub fn router_of(&self, index: &Index<'_>, symbol: Symbol) -> Option<RouterId> {
        let wanted = index.router(symbol)?;
        self.routers
            .iter()
            .position(|it| {
                it.file == symbol.file && it.span == wanted.span && it.symbol == wanted.symbol
            })
            .map(|at| RouterId(at as u32))
    }

    /// Adds a router.
    pub fn add_router(&mut self, router: RouterNode) -> RouterId {
        self.routers.push(router);
        RouterId(self.routers.len() as u32 - 1)
    }

    /// Adds a route as a file states it, on the given router. A class as its handler answers by its methods.
    pub fn add_route(
        &mut self,
        index: &Index<'_>,
        file: FileId,
        route: &Route,
        router: Option<RouterId>,
    ) {
        let node = |methods: Box<[Text]>, handler| RouteNode {
            framework: route.framework.clone(),
            router,
            methods,
            path: route.path.clone(),
            handler,
            guards: guards_at(file, route.function, &route.guards),
            exempt: route.exempt.clone(),
            registered: Place { file, span: route.span },
        };
        let handler = match &route.handler {
            Handled::Unknown => None,
            Handled::Function(at) => Some(Symbol { file, kind: SymbolKind::Function(*at) }),
            Handled::Class(at) => Some(Symbol { file, kind: SymbolKind::Class(*at) }),
            Handled::Name(name) => handler_of(index, index.find(file, route.function, name), 6),
        };
        let Some(handler) = handler else {
            let name = match &route.handler {
                Handled::Name(name) => name.last().into(),
                _ => Text::default(),
            };
            let handler = HandlerAt { name, ..HandlerAt::default() };
            self.routes.push(node(route.methods.clone(), handler));
            return;
        };
        if matches!(handler.kind, SymbolKind::Class(_)) {
            let any = route.methods.is_empty() || route.methods.iter().any(|it| it == "ANY");
            let mut found = false;
            for (name, method) in CLASS_METHODS {
                if !any && !route.methods.iter().any(|it| it == method) {
                    continue;
                }
                let Some(function) = index.method(handler, name) else { continue };
                found = true;
                let mut answer = HandlerAt::of(index, function);
                answer.name = format!("{}.{name}", index.name(handler)).into();
                self.routes.push(node([Text::from(method)].into(), answer));
            }
            if found {
                return;
            }
        }
        self.routes.push(node(route.methods.clone(), HandlerAt::of(index, handler)));
    }
}

impl HandlerAt {
    /// The handler that a function or class is.
    pub fn of(index: &Index<'_>, symbol: Symbol) -> Self {
        let function = match symbol.kind {
            SymbolKind::Function(at) => Some(at),
            _ => None,
        };
        Self { name: index.name(symbol), place: Some(index.place(symbol)), function }
    }
}

fn router_node(file: FileId, router: &Router) -> RouterNode {
    RouterNode {
        file,
        function: router.function,
        symbol: router.symbol.clone(),
        framework: router.framework.clone(),
        kind: router.kind,
        prefix: router.prefix.clone(),
        guards: guards_at(file, router.function, &router.guards),
        span: router.span,
        served: router.kind == RouterKind::Application,
    }
}

fn guards_at(file: FileId, function: Option<u32>, guards: &[GuardUse]) -> Vec<GuardAt> {
    guards.iter().map(|guard| GuardAt { file, function, guard: guard.clone() }).collect()
}

/// The function or class that answers, behind names and wrappers: `catchAsync(async (req, res) => …)`.
fn handler_of<'a>(index: &Index<'a>, found: Found<'a>, steps: u32) -> Option<Symbol> {
    let steps = steps.checked_sub(1)?;
    let at = match found {
        Found::Symbol(symbol) => match index.binding(symbol) {
            None => return Some(symbol),
            Some(binding) => {
                ValueAt { file: symbol.file, function: binding.function, value: &binding.value }
            }
        },
        Found::Value(at) => at,
        _ => return None,
    };
    match at.value {
        Value::Call(call) => call.arguments.iter().find_map(|argument| {
            let value = ValueAt { value: &argument.value, ..at };
            match &argument.value {
                Value::Name(_) | Value::Function(_) | Value::Call(_) => {
                    handler_of(index, index.find_value(value), steps)
                }
                _ => None,
            }
        }),
        Value::Name(_) | Value::Function(_) => handler_of(index, index.find_value(at), steps),
        Value::List(items) => items
            .last()
            .and_then(|value| handler_of(index, index.find_value(ValueAt { value, ..at }), steps)),
        _ => None,
    }
}

/// Which router a name stands for.
#[derive(Default)]
struct RouterIds {
    symbols: BTreeMap<(FileId, u32), RouterId>,
    /// The routers made in each function.
    made_in: BTreeMap<(FileId, u32), Vec<RouterId>>,
    /// Routers handed to parameters of functions.
    arguments: BTreeMap<(FileId, u32, Text), BTreeSet<RouterId>>,
    /// The only application of a project, if there is just one.
    application: Option<RouterId>,
}

impl RouterIds {
    fn single_applications(&mut self, graph: &RouteGraph) {
        let mut applications = Vec::new();
        for (at, router) in graph.routers.iter().enumerate() {
            if let Some(function) = router.function {
                self.made_in.entry((router.file, function)).or_default().push(RouterId(at as u32));
            }
            if router.kind == RouterKind::Application {
                applications.push(RouterId(at as u32));
            }
        }
        if let [only] = applications[..] {
            self.application = Some(only);
        }
    }

    /// Follows routers that are handed to functions: `register(app)`, `require("./routes")(app)`.
    fn follow_arguments(&mut self, index: &Index<'_>) {
        let mut wanted: BTreeSet<&str> = BTreeSet::new();
        let mut any = false;
        for (_, file) in index.iter() {
            let routing = &file.facts.routing;
            wanted.extend(routing.routers.iter().map(|it| &*it.symbol));
            any |= routing.routes.iter().any(|it| it.router.root == Root::Parameter)
                || routing.mounts.iter().any(|it| it.parent.root == Root::Parameter)
                || routing.attachments.iter().any(|it| it.router.root == Root::Parameter);
        }
        if !any {
            return;
        }
        let mut handed: Vec<(FileId, usize)> = Vec::new();
        for (id, file) in index.iter() {
            for (at, call) in file.facts.calls.iter().enumerate() {
                let hands = call.arguments.iter().any(|argument| match &argument.value {
                    Value::Name(name) => {
                        name.root == Root::Parameter
                            || wanted.contains(&*name.path)
                            || wanted.contains(name.last())
                    }
                    _ => false,
                });
                if hands {
                    handed.push((id, at));
                }
            }
        }
        for _ in 0..ARGUMENT_ROUNDS {
            let mut grown = false;
            for &(file, at) in &handed {
                let Some(call) = index.facts(file).calls.get(at) else { continue };
                let mut position = 0;
                let mut targets = Vec::new();
                for argument in &call.arguments {
                    let place = argument.name.is_empty().then_some(position);
                    position += usize::from(argument.name.is_empty());
                    if let Value::Name(name) = &argument.value
                        && let Some(router) = self.exact(index, file, call.function, name)
                    {
                        targets.push((place, &argument.name, router));
                    }
                }
                if targets.is_empty() {
                    continue;
                }
                let found = index.find(file, call.function, &call.callee);
                let Some(callee) = handler_of(index, found, 4) else { continue };
                let callee = match callee.kind {
                    SymbolKind::Class(_) => index
                        .method(callee, "__init__")
                        .or_else(|| index.method(callee, "constructor")),
                    SymbolKind::Module => index.member(callee.file, "default").symbol(),
                    _ => Some(callee),
                };
                let Some(callee) = callee else { continue };
                let (Some(function), SymbolKind::Function(at)) =
                    (index.function(callee), callee.kind)
                else {
                    continue;
                };
                for (place, name, router) in targets {
                    let parameter = match place {
                        Some(place) => function.parameters.get(place),
                        None => function.parameters.iter().find(|it| it.name == *name),
                    };
                    let Some(parameter) = parameter else { continue };
                    let key = (callee.file, at, parameter.name.clone());
                    grown |= self.arguments.entry(key).or_default().insert(router);
                }
            }
            if !grown {
                break;
            }
        }
    }

    /// The router of a name, if it can be followed to where it is made.
    fn exact(
        &self,
        index: &Index<'_>,
        file: FileId,
        function: Option<u32>,
        name: &Name,
    ) -> Option<RouterId> {
        if name.path.is_empty() {
            return None;
        }
        if name.root == Root::Parameter {
            let mut at = function;
            for _ in 0..8 {
                let current = at?;
                let key = (file, current, name.path.clone());
                if let Some(routers) = self.arguments.get(&key) {
                    return routers.first().copied();
                }
                at = index.facts(file).functions.get(current as usize)?.outer;
            }
            return None;
        }
        let exact = index.facts(file).routing.routers.iter().position(|router| {
            router.symbol == name.path && (router.function == function || router.function.is_none())
        });
        let found = index.find(file, function, name);
        match self.of_found(index, found, 6).first() {
            Some(router) => Some(*router),
            None => exact.and_then(|at| self.symbols.get(&(file, at as u32)).copied()),
        }
    }

    fn of_name(
        &self,
        index: &Index<'_>,
        file: FileId,
        function: Option<u32>,
        name: &Name,
    ) -> Option<RouterId> {
        if name.path.is_empty() {
            return None;
        }
        self.exact(index, file, function, name).or_else(|| {
            // An application that is handed in from somewhere: there is only one.
            (name.root != Root::Module).then_some(self.application).flatten()
        })
    }

    fn of_value<'a>(&self, index: &Index<'a>, at: ValueAt<'a>, steps: u32) -> Vec<RouterId> {
        let Some(steps) = steps.checked_sub(1) else { return Vec::new() };
        match at.value {
            Value::Name(name) => {
                self.exact(index, at.file, at.function, name).into_iter().collect()
            }
            Value::Call(call) => {
                // A function that makes a router, or a wrapper around one.
                let found = index.find(at.file, at.function, &call.callee);
                let made = self.of_found(index, found, steps);
                if !made.is_empty() {
                    return made;
                }
                call.arguments
                    .iter()
                    .flat_map(|it| self.of_value(index, ValueAt { value: &it.value, ..at }, steps))
                    .collect()
            }
            Value::List(items) | Value::Choice(items) => items
                .iter()
                .take(64)
                .flat_map(|value| self.of_value(index, ValueAt { value, ..at }, steps))
                .collect(),
            Value::Function(_) | Value::Fallback(_) => {
                self.of_found(index, index.find_value(at), steps)
            }
            _ => Vec::new(),
        }
    }

    fn of_found<'a>(&self, index: &Index<'a>, found: Found<'a>, steps: u32) -> Vec<RouterId> {
        let Some(steps) = steps.checked_sub(1) else { return Vec::new() };
        match found {
            Found::Symbol(symbol) => match symbol.kind {
                SymbolKind::Router(at) => {
                    self.symbols.get(&(symbol.file, at)).copied().into_iter().collect()
                }
                SymbolKind::Binding(_) => index.binding(symbol).map_or_else(Vec::new, |binding| {
                    let at = ValueAt {
                        file: symbol.file,
                        function: binding.function,
                        value: &binding.value,
                    };
                    self.of_value(index, at, steps)
                }),
                SymbolKind::Module => match index.member(symbol.file, "default") {
                    Found::Symbol(Symbol { kind: SymbolKind::Module, .. }) => Vec::new(),
                    found => self.of_found(index, found, steps),
                },
                SymbolKind::Function(at) => self.returned(index, symbol, at, steps),
                SymbolKind::Class(at) => index
                    .facts(symbol.file)
                    .routing
                    .routers
                    .iter()
                    .position(|router| {
                        router.kind == RouterKind::Controller
                            && index
                                .facts(symbol.file)
                                .classes
                                .get(at as usize)
                                .is_some_and(|class| class.name == router.symbol)
                    })
                    .and_then(|at| self.symbols.get(&(symbol.file, at as u32)).copied())
                    .into_iter()
                    .collect(),
                SymbolKind::GuardAlias(_) => Vec::new(),
            },
            Found::Value(at) => match at.value {
                Value::Name(_) => Vec::new(),
                _ => self.of_value(index, at, steps),
            },
            _ => Vec::new(),
        }
    }

    /// The routers that a function returns; all that it makes, if it cannot be seen which.
    fn returned(&self, index: &Index<'_>, symbol: Symbol, at: u32, steps: u32) -> Vec<RouterId> {
        let Some(function) = index.function(symbol) else { return Vec::new() };
        for exit in function.exits.iter().filter(|it| it.kind == ExitKind::Return) {
            let value = ValueAt { file: symbol.file, function: Some(at), value: &exit.value };
            let routers = self.of_value(index, value, steps);
            if !routers.is_empty() {
                return routers;
            }
        }
        self.made_in.get(&(symbol.file, at)).cloned().unwrap_or_default()
    }
}

use std::collections::{BTreeMap, BTreeSet};

use super::router_ids::{RouterIds, STEPS};
use super::{FileId, Found, Index, Place, Symbol, SymbolKind, ValueAt};
use crate::facts::{GuardUse, Handled, Mount, Name, Route, Router, RouterKind, Value, Via};
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
    /// Where functions are called that routers are handed to, for those that are called at one place: the file
    /// and an index into its functions.
    pub calls: BTreeMap<(FileId, u32), Place>,
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
    /// Whether its guards reach all that it is mounted on.
    pub shared: bool,
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
    /// Parts of the handler that do not run for this route.
    pub skipped: Box<[Span]>,
    /// Switches that it is registered with.
    pub switches: Box<[(Text, bool)]>,
    /// Where it is registered.
    pub registered: Place,
}

/// What answers a route.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "linkers in language crates build these")]
pub struct HandlerAt {
    /// Its name: `list_items`, `Items.get`.
    pub name: Text,
    /// Where the route is shown: its definition; none for the registration.
    pub place: Option<Place>,
    /// Its function: the file and an index into the functions of that file.
    pub function: Option<(FileId, u32)>,
    /// The class that answers; its function may be one of a base.
    pub class: Option<Symbol>,
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
        let mut unfollowed = Vec::new();
        let mut ids = RouterIds::default();
        for (file, facts) in index.iter().map(|(id, file)| (id, &file.facts)) {
            for (at, router) in facts.routing.routers.iter().enumerate() {
                ids.symbols.insert((file, at as u32), RouterId(graph.routers.len() as u32));
                graph.routers.push(router_node(index, file, router));
            }
        }
        ids.single_applications(&graph);
        ids.follow_arguments(index);
        graph.calls = ids.called();
        for (outer, inner, place) in ids.handed_on() {
            // What is done to a parameter is done to what is handed in.
            if let Some(node) = graph.routers.get_mut(inner.0 as usize) {
                node.shared = true;
            }
            graph.mounts.push(MountEdge {
                parent: Some(outer),
                child: inner,
                prefix: Text::default(),
                guards: Vec::new(),
                isolated: false,
                place,
            });
        }
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
                let children = ids.of_value(index, at, STEPS);
                if children.is_empty() && !mount.isolated {
                    unfollowed.push((parent, file, mount));
                }
                for child in children {
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
        let open: Vec<_> = unfollowed
            .into_iter()
            .filter_map(|(parent, file, mount)| {
                let node = graph.routers.get(parent?.0 as usize)?;
                (node.kind == RouterKind::Application).then_some((parent?, file, mount))
            })
            .collect();
        let plain = open.iter().find(|(_, _, mount)| mount.prefix.is_empty()).or(open.first());
        if let Some(&(parent, file, mount)) = plain
            && open.iter().all(|(other, ..)| *other == parent)
        {
            graph.adopt(parent, file, mount);
        }
        graph
    }

    /// Mounts what nothing mounts at the one place whose router is chosen while running (plugins, modules
    /// by name): the routers of the same framework that stand alone.
    fn adopt(&mut self, parent: RouterId, file: FileId, mount: &Mount) {
        let framework = self.routers.get(parent.0 as usize).map(|it| it.framework.clone());
        let mounted: BTreeSet<RouterId> = self.mounts.iter().map(|it| it.child).collect();
        let alone: Vec<RouterId> = (0..self.routers.len() as u32)
            .map(RouterId)
            .filter(|id| {
                let node = &self.routers[id.0 as usize];
                node.kind == RouterKind::Router
                    && !node.served
                    && Some(&node.framework) == framework.as_ref()
                    && *id != parent
                    && !mounted.contains(id)
            })
            .collect();
        for child in alone {
            self.mounts.push(MountEdge {
                parent: Some(parent),
                child,
                prefix: mount.prefix.clone(),
                guards: guards_at(file, mount.function, &mount.guards),
                isolated: false,
                place: Place { file, span: mount.span },
            });
        }
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
        let mut guards = guards_at(file, route.function, &route.guards);
        let handler = match &route.handler {
            Handled::Unknown => None,
            Handled::Function(at) => Some(Symbol { file, kind: SymbolKind::Function(*at) }),
            Handled::Class(at) => Some(Symbol { file, kind: SymbolKind::Class(*at) }),
            Handled::Name(name) => {
                unwrapped(index, index.find(file, route.function, name), 8, &mut guards)
            }
        };
        // A file that imports nothing of the framework does not tell which it is.
        let made = router.and_then(|it| self.routers.get(it.0 as usize)).map(|it| &it.framework);
        let framework = made.filter(|it| !it.is_empty()).unwrap_or(&route.framework).clone();
        let node = |methods: Box<[Text]>, handler| RouteNode {
            framework: framework.clone(),
            router,
            methods,
            path: route.path.clone(),
            handler,
            guards: guards.clone(),
            exempt: route.exempt.clone(),
            skipped: route.skipped.clone(),
            switches: route.switches.clone(),
            registered: Place { file, span: route.span },
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
                answer.class = Some(handler);
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
            SymbolKind::Function(at) => Some((symbol.file, at)),
            _ => None,
        };
        let place = Some(index.place(symbol));
        Self { name: index.name(symbol), place, function, class: None }
    }
}

fn router_node(index: &Index<'_>, file: FileId, router: &Router) -> RouterNode {
    let mut guards = Vec::new();
    let mut prefix = Text::default();
    if !router.maker.path.is_empty() {
        made_by(index, file, router, &mut guards, &mut prefix);
    }
    guards.extend(guards_at(file, router.function, &router.guards));
    if !router.prefix.is_empty() {
        prefix = router.prefix.clone();
    }
    RouterNode {
        file,
        function: router.function,
        symbol: router.symbol.clone(),
        framework: router.framework.clone(),
        kind: router.kind,
        prefix,
        guards,
        span: router.span,
        served: router.kind == RouterKind::Application,
        shared: router.shared,
    }
}

/// What the class of a router, and its bases, give to each router that is made of it.
fn made_by(
    index: &Index<'_>,
    file: FileId,
    router: &Router,
    guards: &mut Vec<GuardAt>,
    prefix: &mut Text,
) {
    let Some(class) = index.resolve(file, router.function, &router.maker) else { return };
    if index.class(class).is_none() {
        return;
    }
    for at in index.lineage(class).0.into_iter().rev() {
        let Some(class) = index.class(at) else { continue };
        for own in &index.facts(at.file).routing.routers {
            if own.kind == RouterKind::Controller && own.symbol == class.name {
                guards.extend(guards_at(at.file, own.function, &own.guards));
                if !own.prefix.is_empty() {
                    *prefix = own.prefix.clone();
                }
            }
        }
    }
}

fn guards_at(file: FileId, function: Option<u32>, guards: &[GuardUse]) -> Vec<GuardAt> {
    guards.iter().map(|guard| GuardAt { file, function, guard: guard.clone() }).collect()
}

/// The function or class that answers, behind names and wrappers: `catchAsync(async (req, res) => …)`.
pub(super) fn handler_of<'a>(index: &Index<'a>, found: Found<'a>, steps: u32) -> Option<Symbol> {
    unwrapped(index, found, steps, &mut Vec::new())
}

/// The function or class that answers, and what it is wrapped in, outermost first.
fn unwrapped<'a>(
    index: &Index<'a>,
    found: Found<'a>,
    steps: u32,
    wrappers: &mut Vec<GuardAt>,
) -> Option<Symbol> {
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
        Value::Call(call) => {
            if let Some(bound) = call.callee.path.strip_suffix(".bind") {
                let name = Name { path: bound.into(), root: call.callee.root };
                let found = index.find(at.file, at.function, &name);
                return unwrapped(index, found, steps, wrappers);
            }
            let (wrapped, wrapper) = GuardUse::wrapper(call)?;
            wrappers.push(GuardAt { file: at.file, function: at.function, guard: wrapper });
            wrapped.into_iter().find_map(|value| {
                let value = ValueAt { value, ..at };
                unwrapped(index, index.find_value(value), steps, wrappers)
            })
        }
        Value::Name(_) | Value::Function(_) => {
            unwrapped(index, index.find_value(at), steps, wrappers)
        }
        Value::List(items) => items.last().and_then(|value| {
            unwrapped(index, index.find_value(ValueAt { value, ..at }), steps, wrappers)
        }),
        _ => None,
    }
}

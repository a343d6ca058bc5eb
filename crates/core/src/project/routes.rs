//! Composes routes: full paths and ordered guards.

use std::collections::{BTreeMap, BTreeSet};

use super::guards::{Called, Guards, admits_everybody};
use super::pattern::Patterns;
use super::{
    AttachmentNode, Guard, GuardAt, GuardDefinition, Index, LinkedRoute, MountEdge, Place,
    Protection, RouteGraph, RouteNode, RouterId,
};
use crate::facts::{GuardClass, RouterKind, Via};
use crate::source::Text;

/// How many places a router may be mounted at before further ones are left out.
const MAX_CONTEXTS: usize = 16;
/// How deep routers are nested.
const MAX_DEPTH: u32 = 16;
/// How many calls are followed from where something is registered to where that is asked for.
const MAX_CALLERS: usize = 6;

/// All routes of a project in order of file and place, and what is there to guard them.
pub(super) fn compose(index: &Index<'_>) -> (Vec<LinkedRoute>, Vec<GuardDefinition>) {
    let mut graph = RouteGraph::new(index);
    for linker in index.linkers() {
        linker.routes(index, &mut graph);
    }
    let mut composer = Composer::new(index, &graph);
    let mut routes: Vec<LinkedRoute> = Vec::new();
    for route in &graph.routes {
        composer.compose(route, &mut routes);
    }
    routes.sort_by(|a, b| {
        (a.place, a.registered, &a.path, &a.method).cmp(&(
            b.place,
            b.registered,
            &b.path,
            &b.method,
        ))
    });
    routes.dedup_by(|b, a| {
        (a.place, a.registered, &a.path, &a.method) == (b.place, b.registered, &b.path, &b.method)
    });
    let guards = composer.guards.definitions(&routes);
    (routes, guards)
}

/// Where a router is served: the path before its routes and what guards them.
#[derive(Clone, Debug, Default)]
struct Context {
    prefix: String,
    guards: Vec<Placed>,
}

/// A guard with the paths and methods that it covers.
#[derive(Clone, Debug)]
struct Placed {
    guard: GuardAt,
    path: Option<String>,
    except: Vec<String>,
    methods: Box<[Text]>,
    conditional: bool,
}

impl Placed {
    fn all(guard: &GuardAt) -> Self {
        Self {
            guard: guard.clone(),
            path: None,
            except: Vec::new(),
            methods: Box::default(),
            conditional: false,
        }
    }

    fn covers(&self, patterns: &Patterns, method: &str, path: &str) -> bool {
        let method_fits = self.methods.is_empty()
            || method == "ANY"
            || self.methods.iter().any(|it| it == method || it == "ANY");
        method_fits
            && self.path.as_ref().is_none_or(|pattern| patterns.covers(pattern, path))
            && !self.except.iter().any(|pattern| patterns.matches(pattern, path))
    }
}

struct Composer<'a, 'i> {
    index: &'i Index<'a>,
    graph: &'i RouteGraph,
    guards: Guards<'a, 'i>,
    mounts: BTreeMap<RouterId, Vec<&'i MountEdge>>,
    attachments: BTreeMap<RouterId, Vec<&'i AttachmentNode>>,
    program: Vec<&'i AttachmentNode>,
    contexts: BTreeMap<RouterId, Vec<Context>>,
    patterns: Patterns,
}

impl<'a, 'i> Composer<'a, 'i> {
    fn new(index: &'i Index<'a>, graph: &'i RouteGraph) -> Self {
        let mut mounts: BTreeMap<RouterId, Vec<&MountEdge>> = BTreeMap::new();
        for mount in &graph.mounts {
            mounts.entry(mount.child).or_default().push(mount);
        }
        let mut attachments: BTreeMap<RouterId, Vec<&AttachmentNode>> = BTreeMap::new();
        let mut program = Vec::new();
        for attachment in &graph.attachments {
            match attachment.router {
                Some(router) => attachments.entry(router).or_default().push(attachment),
                None => program.push(attachment),
            }
        }
        let shared: Vec<_> = attachments
            .iter()
            .filter(|(router, _)| graph.routers.get(router.0 as usize).is_some_and(|it| it.shared))
            .map(|(router, own)| (*router, own.clone()))
            .collect();
        for (router, own) in shared {
            let reached = reached(graph, &mounts, router);
            if reached.is_empty() {
                // Where it is not seen what registers it, it may be registered on anything.
                program.extend(own.iter().copied());
            }
            for outer in reached {
                attachments.entry(outer).or_default().extend(own.iter().copied());
            }
        }
        Self {
            index,
            graph,
            guards: Guards::new(index),
            mounts,
            attachments,
            program,
            contexts: BTreeMap::new(),
            patterns: Patterns::default(),
        }
    }

    fn compose(&mut self, route: &RouteNode, routes: &mut Vec<LinkedRoute>) {
        let contexts = match route.router {
            Some(router) => self.contexts(router, MAX_DEPTH),
            None => vec![Context::default()],
        };
        for context in contexts {
            let path = join(&context.prefix, &route.path);
            let mut placed = self.program(route);
            placed.extend(context.guards.iter().cloned());
            if let Some(router) = route.router {
                placed.extend(self.attached(router, &context.prefix, route.registered));
            }
            placed.extend(route.guards.iter().map(Placed::all));
            let any = [Text::from("ANY")];
            let methods = if route.methods.is_empty() { &any[..] } else { &route.methods };
            for method in methods {
                routes.push(self.linked(route, method, &path, &placed));
            }
        }
    }

    fn linked(
        &self,
        route: &RouteNode,
        method: &Text,
        path: &str,
        placed: &[Placed],
    ) -> LinkedRoute {
        let place = route.handler.place.unwrap_or(route.registered);
        let mut guards: Vec<Guard> = Vec::new();
        for placed in placed {
            let via = placed.guard.guard.via;
            if route.exempt.contains(&via) || !placed.covers(&self.patterns, method, path) {
                continue;
            }
            let called = || Called {
                method: method.to_string(),
                path: path.to_owned(),
                handler: route.handler.name.to_string(),
                switches: route.switches.clone(),
            };
            for mut guard in self.guards.read(&placed.guard, called) {
                if placed.conditional && guard.class == GuardClass::Reject {
                    guard.class = GuardClass::Optional;
                }
                add(&mut guards, guard);
            }
        }
        if let Some((file, function)) = route.handler.function {
            for guard in self.guards.of_parameters(file, function) {
                add(&mut guards, guard);
            }
            // Where everybody is let in on purpose, what the handler refuses is something else.
            let settled = |it: &Guard| it.class == GuardClass::Reject || admits_everybody(it);
            if !guards.iter().any(settled) {
                for guard in self.guards.in_handler(file, function, path, &route.skipped) {
                    add(&mut guards, guard);
                }
            }
        }
        let declared_open = !route.exempt.is_empty() || guards.iter().any(admits_everybody);
        guards.retain(|guard| guard.class != GuardClass::Other);
        LinkedRoute {
            framework: route.framework.clone(),
            method: method.clone(),
            path: path.into(),
            handler: route.handler.name.clone(),
            place,
            registered: route.registered,
            function: route.handler.function,
            protection: protection(&guards),
            declared_open,
            guards,
        }
    }

    /// Guards over the whole program: they reach the routes that are served by files of their language.
    fn program(&self, route: &RouteNode) -> Vec<Placed> {
        let language = self.index.linker_position(route.registered.file);
        self.program
            .iter()
            .filter(|it| self.index.linker_position(it.place.file) == language)
            .map(|it| placed(it, ""))
            .collect()
    }

    /// Guards attached to a router, for what is registered on it at a place.
    fn attached(&self, router: RouterId, prefix: &str, registered: Place) -> Vec<Placed> {
        let Some(attached) = self.attachments.get(&router) else { return Vec::new() };
        let callers = self.callers(registered);
        attached
            .iter()
            .filter(|it| !it.ordered || self.comes_first(it.place, registered, &callers))
            .map(|it| placed(it, prefix))
            .collect()
    }

    /// Whether a guard is attached before something else is registered. Order counts within a function, by the end,
    /// as calls of a chain begin at one place. What stands in a function is done where that is called. Across
    /// files whose order is not known, the guard is taken to come first. `callers` are those of what is registered.
    fn comes_first(&self, guard: Place, registered: Place, callers: &[Place]) -> bool {
        let scope = |place: Place| self.index.facts(place.file).function_at(place.span);
        let together = self.callers(guard).into_iter().find_map(|one| {
            let beside = |it: &&Place| it.file == one.file && scope(**it) == scope(one);
            Some((one, *callers.iter().find(beside)?))
        });
        match together {
            Some((guard, registered)) => guard.span.end <= registered.span.end,
            None => guard.file != registered.file || guard.span.end <= registered.span.end,
        }
    }

    /// A place, and the calls of the functions around it.
    fn callers(&self, place: Place) -> Vec<Place> {
        let mut places = vec![place];
        while let Some(&last) = places.last()
            && places.len() <= MAX_CALLERS
            && let Some(function) = self.index.facts(last.file).function_at(last.span)
            && let Some(&call) = self.graph.calls.get(&(last.file, function))
        {
            places.push(call);
        }
        places
    }

    /// Where a router is served.
    fn contexts(&mut self, router: RouterId, depth: u32) -> Vec<Context> {
        if let Some(known) = self.contexts.get(&router) {
            return known.clone();
        }
        let Some(node) = self.graph.routers.get(router.0 as usize) else {
            return vec![Context::default()];
        };
        // A router that is mounted on itself, in a circle, is served where it is first met.
        self.contexts.insert(router, Vec::new());
        let own = |context: &Context| Context {
            prefix: join(&context.prefix, &node.prefix),
            guards: context
                .guards
                .iter()
                .cloned()
                .chain(node.guards.iter().map(Placed::all))
                .collect(),
        };
        let mut contexts: Vec<Context> = Vec::new();
        let mounts = self.mounts.get(&router).cloned().unwrap_or_default();
        let served = node.served || node.kind == RouterKind::Application;
        if mounts.is_empty() || served && mounts.iter().all(|it| it.parent.is_none()) {
            contexts.push(own(&Context::default()));
        }
        for mount in mounts {
            let outer = match mount.parent {
                Some(parent) if depth > 0 && parent != router => self.contexts(parent, depth - 1),
                _ => vec![Context::default()],
            };
            for context in outer {
                if contexts.len() >= MAX_CONTEXTS {
                    break;
                }
                let attached = mount
                    .parent
                    .map(|parent| self.attached(parent, &context.prefix, mount.place))
                    .unwrap_or_default();
                let mut guards: Vec<Placed> = context.guards.into_iter().chain(attached).collect();
                if mount.isolated {
                    // What wraps the outer application wraps the inner one; what is injected does not reach it.
                    guards.retain(|it| it.guard.guard.via == Via::Middleware);
                }
                guards.extend(mount.guards.iter().map(Placed::all));
                let prefix = join(&context.prefix, &mount.prefix);
                contexts.push(own(&Context { prefix, guards }));
            }
        }
        if contexts.is_empty() {
            contexts.push(own(&Context::default()));
        }
        self.contexts.insert(router, contexts.clone());
        contexts
    }
}

/// What a router without a scope of its own is mounted on, and what that is mounted on if it has none either.
fn reached(
    graph: &RouteGraph,
    mounts: &BTreeMap<RouterId, Vec<&MountEdge>>,
    router: RouterId,
) -> BTreeSet<RouterId> {
    let mut reached = BTreeSet::new();
    let mut open = vec![router];
    while let Some(router) = open.pop() {
        if !graph.routers.get(router.0 as usize).is_some_and(|it| it.shared) {
            continue;
        }
        for outer in mounts.get(&router).into_iter().flatten().filter_map(|it| it.parent) {
            if reached.insert(outer) {
                open.push(outer);
            }
        }
    }
    reached
}

fn placed(attachment: &AttachmentNode, prefix: &str) -> Placed {
    Placed {
        guard: attachment.guard.clone(),
        path: attachment.path.as_ref().map(|path| below(prefix, path)),
        except: attachment.except.iter().map(|path| below(prefix, path)).collect(),
        methods: attachment.methods.clone(),
        conditional: attachment.conditional,
    }
}

/// A pattern below a prefix. A regular expression is held against the whole path.
fn below(prefix: &str, pattern: &str) -> String {
    if pattern.starts_with('^') { pattern.to_owned() } else { join(prefix, pattern) }
}

/// Adds a guard unless it is there already: a parameter may be told by the route and by its handler.
fn add(guards: &mut Vec<Guard>, guard: Guard) {
    let known = guards.iter().any(|it| {
        it.via == guard.via
            && it.name == guard.name
            && it.class == guard.class
            && it.definition == guard.definition
    });
    if !known {
        guards.push(guard);
    }
}

/// What guards in a row come to.
fn protection(guards: &[Guard]) -> Protection {
    let has = |class| guards.iter().any(|guard| guard.class == class);
    // A token that must be there, before middleware that refuses wrong ones, is a guard in two parts.
    let demands = guards
        .iter()
        .any(|guard| guard.class == GuardClass::Extract && guard.via != Via::Middleware);
    let verifies = guards
        .iter()
        .any(|guard| guard.class == GuardClass::Optional && guard.via == Via::Middleware);
    if has(GuardClass::Reject) || demands && verifies {
        Protection::Guarded
    } else if has(GuardClass::Unknown) {
        Protection::Unknown
    } else if has(GuardClass::Optional) {
        Protection::Optional
    } else {
        Protection::Unguarded
    }
}

/// Two parts of a path with one slash between them.
fn join(prefix: &str, path: &str) -> String {
    match (prefix.trim_end_matches('/'), path.trim_start_matches('/')) {
        ("", "") if prefix.is_empty() && path.is_empty() => String::new(),
        ("", "") => "/".to_owned(),
        ("", path) => format!("/{path}"),
        (prefix, "") => {
            let slash = if path.is_empty() { "" } else { "/" };
            let start = if prefix.starts_with('/') { "" } else { "/" };
            format!("{start}{prefix}{slash}")
        }
        (prefix, path) => {
            let start = if prefix.starts_with('/') { "" } else { "/" };
            format!("{start}{prefix}/{path}")
        }
    }
}

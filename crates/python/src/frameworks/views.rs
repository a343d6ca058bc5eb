//! Django's views across files: URL configurations, view classes, view sets, permissions, settings.

use shipworthy_core::naming;
use std::collections::BTreeMap;

use shipworthy_core::facts::{
    Argument, Decorator, GuardClass, GuardUse, Handled, Mount, Name, Root, Route, Value, Via,
};
use shipworthy_core::project::{
    FileId, Found, GuardAt, HandlerAt, Index, MountEdge, Place, RouteGraph, RouteNode, RouterId,
    RouterNode, Symbol, SymbolKind, ValueAt,
};
use shipworthy_core::source::Text;

use super::django::{DJANGO, PATTERNS, from_regex};
use super::library;
use super::link::{decorator_guards, of_decorator};
use super::source::guard;

/// Methods of a view class that answer a request.
const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];
/// The actions of a view set: its name, its method, whether it is about one object.
const ACTIONS: [(&str, &str, bool); 6] = [
    ("list", "GET", false),
    ("create", "POST", false),
    ("retrieve", "GET", true),
    ("update", "PUT", true),
    ("partial_update", "PATCH", true),
    ("destroy", "DELETE", true),
];
/// How deep lists of permissions are followed.
const DEPTH: u32 = 6;

/// Joins URL configurations and views.
pub(super) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    let any = graph.routers.iter().any(|it| it.framework == DJANGO);
    if !any {
        return;
    }
    let views = Views::new(index, graph);
    graph.routes.retain(|route| route.framework != DJANGO);
    let mut routes = Vec::new();
    let mut mounts = Vec::new();
    for (file, it) in index.iter() {
        for route in it.facts.routing.routes.iter().filter(|it| it.framework == DJANGO) {
            views.route(file, route, &mut routes);
        }
        for mount in &it.facts.routing.mounts {
            if let Some(parent) = views.router_named(file, mount.function, &mount.parent) {
                views.mount(file, parent, mount, graph, &mut routes, &mut mounts);
            }
        }
    }
    for route in &mut routes {
        if route.guards.iter().any(|it| is_exempt(&it.guard)) {
            route.exempt = [Via::Global].into();
        }
    }
    super::channels::link(index, &mut routes);
    graph.routes.append(&mut routes);
    graph.mounts.append(&mut mounts);
    views.middleware(graph);
}

pub(super) struct Views<'a, 'i> {
    pub(super) index: &'i Index<'a>,
    routers: BTreeMap<(FileId, Text, Option<u32>), RouterId>,
    /// What REST framework asks for where a view says nothing.
    pub(super) default: Vec<GuardAt>,
}

/// What is asked of a view.
#[derive(Clone, Copy)]
pub(super) struct Asked<'s> {
    pub(super) action: &'s str,
    pub(super) method: &'s str,
}

impl<'a, 'i> Views<'a, 'i> {
    fn new(index: &'i Index<'a>, graph: &RouteGraph) -> Self {
        let routers = graph
            .routers
            .iter()
            .enumerate()
            .filter(|(_, it)| it.framework == DJANGO)
            .map(|(at, it)| ((it.file, it.symbol.clone(), it.function), RouterId(at as u32)))
            .collect();
        let mut views = Self { index, routers, default: Vec::new() };
        views.default = views.default_permissions();
        views
    }

    fn router_named(&self, file: FileId, function: Option<u32>, name: &Name) -> Option<RouterId> {
        let own = |function| self.routers.get(&(file, name.path.clone(), function)).copied();
        if let Some(router) = own(function).or_else(|| own(None)) {
            return Some(router);
        }
        let symbol = self.index.resolve(file, function, name)?;
        let router = self.index.router(symbol)?;
        self.routers.get(&(symbol.file, router.symbol.clone(), router.function)).copied()
    }

    fn mount(
        &self,
        file: FileId,
        parent: RouterId,
        mount: &'a Mount,
        graph: &mut RouteGraph,
        routes: &mut Vec<RouteNode>,
        mounts: &mut Vec<MountEdge>,
    ) {
        let found = match &mount.child {
            Value::Str(path) => self.index.find_path(file, path),
            value => self.index.find_value(ValueAt { file, function: mount.function, value }),
        };
        let place = Place { file, span: mount.span };
        match found {
            found if self.is_administration(&found) => {
                routes.push(self.administration(parent, file, mount));
            }
            Found::Symbol(Symbol { kind: SymbolKind::Module, file: child }) => {
                if let Some(&child) = self.routers.get(&(child, PATTERNS.into(), None)) {
                    mounts.push(MountEdge {
                        parent: Some(parent),
                        child,
                        prefix: mount.prefix.clone(),
                        guards: Vec::new(),
                        isolated: false,
                        place,
                    });
                }
            }
            Found::Symbol(class @ Symbol { kind: SymbolKind::Class(_), .. }) => {
                let child = graph.add_router(RouterNode {
                    file,
                    function: mount.function,
                    symbol: self.index.name(class),
                    framework: DJANGO.into(),
                    kind: shipworthy_core::facts::RouterKind::Controller,
                    prefix: Text::default(),
                    guards: Vec::new(),
                    span: mount.span,
                    served: false,
                    shared: false,
                });
                mounts.push(MountEdge {
                    parent: Some(parent),
                    child,
                    prefix: mount.prefix.clone(),
                    guards: Vec::new(),
                    isolated: false,
                    place,
                });
                self.viewset(class, child, place, routes);
            }
            _ => {}
        }
    }

    /// The routes of a view set on a router.
    fn viewset(
        &self,
        class: Symbol,
        router: RouterId,
        registered: Place,
        routes: &mut Vec<RouteNode>,
    ) {
        let (classes, external) = self.index.lineage(class);
        let lookup = ["lookup_url_kwarg", "lookup_field"]
            .iter()
            .find_map(|name| self.index.field(class, name)?.value.as_str())
            .unwrap_or("pk");
        let object = format!("/{{{lookup}}}/");
        let names = self.method_names(class);
        let mut add = |action: &str, method: &str, path: String, own: Option<&'a Value>| {
            if names.as_ref().is_some_and(|names| !names.iter().any(|it| it == method)) {
                return;
            }
            let asked = Asked { action, method };
            let mut guards = self.class_permissions(class, asked, own);
            let method_symbol = self.index.method(class, action);
            if let Some(symbol) = method_symbol
                && let Some(function) = self.index.function(symbol)
            {
                self.decorators(symbol.file, function, &mut guards);
            }
            self.class_decorators(class, action, &mut guards);
            routes.push(RouteNode {
                framework: DJANGO.into(),
                router: Some(router),
                methods: [method.into()].into(),
                path: path.into(),
                handler: self.handler(class, method_symbol, action),
                guards,
                exempt: Box::default(),
                skipped: Box::default(),
                switches: Box::default(),
                registered,
            });
        };
        for (action, method, is_object) in ACTIONS {
            let defined = self.index.method(class, action).is_some()
                || external.iter().any(|it| library::viewset_actions(it).contains(&action));
            if defined {
                let path = if is_object { object.clone() } else { "/".to_owned() };
                add(action, method, path, None);
            }
        }
        let mut seen: Vec<&str> = Vec::new();
        for at in classes {
            let Some(holder) = self.index.class(at) else { continue };
            for &method in &holder.methods {
                let Some(function) = self.index.facts(at.file).functions.get(method as usize)
                else {
                    continue;
                };
                for decorator in &function.decorators {
                    let name = &*decorator.name.path;
                    let is_action =
                        matches!(decorator.name.last(), "action" | "detail_route" | "list_route");
                    let mapped = name.rsplit_once(".mapping.");
                    if !is_action && mapped.is_none() || seen.contains(&&*function.name) {
                        continue;
                    }
                    let (base, methods) = match mapped {
                        Some((base, method)) => {
                            let base = base.rsplit('.').next().unwrap_or_default();
                            let base = holder
                                .methods
                                .iter()
                                .filter_map(|it| {
                                    self.index.facts(at.file).functions.get(*it as usize)
                                })
                                .find(|it| it.name == naming::bare(base))
                                .and_then(|it| {
                                    it.decorators.iter().find(|it| it.name.last() == "action")
                                });
                            (
                                base.unwrap_or(decorator),
                                vec![Text::from(method.to_ascii_uppercase())],
                            )
                        }
                        None => (decorator, action_methods(decorator)),
                    };
                    let detail = base
                        .keyword("detail")
                        .and_then(Value::as_bool)
                        .unwrap_or(base.name.last() == "detail_route");
                    let url = base.keyword("url_path").and_then(Value::as_str);
                    let holder_name = if mapped.is_some() {
                        base_name(base, function)
                    } else {
                        function.name.clone()
                    };
                    let tail = from_regex(url.unwrap_or(&holder_name));
                    let path =
                        if detail { format!("{object}{tail}/") } else { format!("/{tail}/") };
                    let own = decorator.keyword("permission_classes");
                    for method in methods {
                        add(&function.name, &method, path.clone(), own);
                    }
                }
                seen.push(&function.name);
            }
        }
    }

    /// A route of a URL configuration: a function, a view class, a view set with its actions.
    fn route(&self, file: FileId, route: &Route, routes: &mut Vec<RouteNode>) {
        let registered = Place { file, span: route.span };
        let router = self.router_named(file, route.function, &route.router);
        let wrapped: Vec<GuardAt> = route
            .guards
            .iter()
            .map(|guard| GuardAt { file, function: route.function, guard: guard.clone() })
            .collect();
        let node = |methods: Box<[Text]>, handler, guards: Vec<GuardAt>| RouteNode {
            framework: DJANGO.into(),
            router,
            methods,
            // An entry without a path of its own answers at the border of what includes it.
            path: if route.path.is_empty() { "/".into() } else { route.path.clone() },
            handler,
            guards: wrapped.iter().cloned().chain(guards).collect(),
            exempt: Box::default(),
            skipped: Box::default(),
            switches: Box::default(),
            registered,
        };
        let name = match &route.handler {
            Handled::Name(name) => name,
            Handled::Function(at) => {
                let symbol = Symbol { file, kind: SymbolKind::Function(*at) };
                routes.push(node(Box::default(), HandlerAt::of(self.index, symbol), Vec::new()));
                return;
            }
            _ => {
                routes.push(node(Box::default(), HandlerAt::default(), Vec::new()));
                return;
            }
        };
        if let Some(consumer) = name.path.strip_suffix(".as_asgi()") {
            let name = Name { path: consumer.into(), root: name.root };
            routes.push(self.consumer(file, route, &name, node));
            return;
        }
        let (path, action) = match name.path.split_once(".as_view()") {
            Some((path, action)) => (path, Some(action.trim_start_matches('.'))),
            None => (&*name.path, None),
        };
        let view = Name { path: path.into(), root: name.root };
        let found = self.index.find(file, route.function, &view);
        let last: Text = view.last().into();
        match found {
            Found::Symbol(class @ Symbol { kind: SymbolKind::Class(_), .. }) => {
                if let Some(action) = action.filter(|it| !it.is_empty()) {
                    let method = route.methods.first().map_or("ANY", |it| it);
                    let asked = Asked { action, method };
                    let mut guards = self.class_permissions(class, asked, None);
                    let symbol = self.index.method(class, action);
                    if let Some(symbol) = symbol
                        && let Some(function) = self.index.function(symbol)
                    {
                        self.decorators(symbol.file, function, &mut guards);
                    }
                    self.class_decorators(class, action, &mut guards);
                    let handler = self.handler(class, symbol, action);
                    routes.push(node([method.into()].into(), handler, guards));
                } else {
                    self.view_class(class, &node, routes);
                }
            }
            Found::Symbol(symbol @ Symbol { kind: SymbolKind::Function(_), .. }) => {
                self.function_view(symbol, &node, routes);
            }
            Found::External(path) => {
                let methods = library::view_methods(&path);
                let methods: Box<[Text]> = methods.iter().map(|it| Text::from(*it)).collect();
                let handler = HandlerAt { name: last, ..HandlerAt::default() };
                let guards = if path.starts_with("rest_framework") && !library::is_open_view(&path)
                {
                    self.default.clone()
                } else {
                    Vec::new()
                };
                routes.push(node(methods, handler, guards));
            }
            Found::Symbol(symbol) => {
                // `view = decorator(View.as_view())`
                let inner = self.index.binding(symbol).and_then(|it| {
                    let mut guards = Vec::new();
                    match super::view::unwrap(&it.value, it.span, &mut guards) {
                        Handled::Name(name) => Some((name, guards)),
                        _ => None,
                    }
                });
                match inner {
                    Some((name, guards)) if symbol.file != file || name.path != view.path => {
                        let inner = Route {
                            handler: Handled::Name(name),
                            guards: guards
                                .into_iter()
                                .chain(route.guards.iter().cloned())
                                .collect(),
                            router: Name::default(),
                            ..route.clone()
                        };
                        let first = routes.len();
                        if inner.guards.len() < 12 {
                            self.route(symbol.file, &inner, routes);
                        }
                        for added in &mut routes[first..] {
                            added.router = router;
                            added.registered = registered;
                        }
                    }
                    _ => routes.push(node(
                        Box::default(),
                        HandlerAt { name: last, ..HandlerAt::default() },
                        Vec::new(),
                    )),
                }
            }
            _ => {
                // What answers is chosen while running: nothing can be said of its guards.
                let mut unread = guard(Value::Name(Box::new(view)), &[], Via::Route, route.span);
                unread.known = Some(GuardClass::Unknown);
                let unread = GuardAt { file, function: route.function, guard: unread };
                let handler = HandlerAt { name: last, ..HandlerAt::default() };
                routes.push(node(Box::default(), handler, vec![unread]));
            }
        }
    }

    fn view_class(
        &self,
        class: Symbol,
        node: &dyn Fn(Box<[Text]>, HandlerAt, Vec<GuardAt>) -> RouteNode,
        routes: &mut Vec<RouteNode>,
    ) {
        let (_, external) = self.index.lineage(class);
        let names = self.method_names(class);
        let mut found = false;
        for method in METHODS {
            let lower = method.to_ascii_lowercase();
            let defined = self.index.method(class, &lower);
            let given = external.iter().any(|it| library::view_methods(it).contains(&method));
            if defined.is_none() && !given
                || method == "HEAD" && defined.is_none()
                || names.as_ref().is_some_and(|names| !names.iter().any(|it| it == method))
            {
                continue;
            }
            found = true;
            let mut guards = self.class_permissions(class, Asked { action: &lower, method }, None);
            if let Some(symbol) = defined
                && let Some(function) = self.index.function(symbol)
            {
                self.decorators(symbol.file, function, &mut guards);
            }
            self.class_decorators(class, &lower, &mut guards);
            routes.push(node([method.into()].into(), self.handler(class, defined, &lower), guards));
        }
        if !found {
            let asked = Asked { action: "dispatch", method: "ANY" };
            let mut guards = self.class_permissions(class, asked, None);
            self.class_decorators(class, "dispatch", &mut guards);
            routes.push(node(Box::default(), HandlerAt::of(self.index, class), guards));
        }
    }

    fn function_view(
        &self,
        symbol: Symbol,
        node: &dyn Fn(Box<[Text]>, HandlerAt, Vec<GuardAt>) -> RouteNode,
        routes: &mut Vec<RouteNode>,
    ) {
        let Some(function) = self.index.function(symbol) else { return };
        let mut methods: Vec<Text> = Vec::new();
        let mut is_api = false;
        let mut permissions: Option<&'a Value> = None;
        for decorator in &function.decorators {
            match decorator.name.last() {
                "api_view" => {
                    is_api = true;
                    let listed =
                        decorator.positional(0).or_else(|| decorator.keyword("http_method_names"));
                    methods = upper(listed);
                    if methods.is_empty() {
                        methods.push("GET".into());
                    }
                }
                "permission_classes" => permissions = decorator.positional(0),
                "require_http_methods" => methods = upper(decorator.positional(0)),
                "require_GET" | "require_safe" => methods = vec!["GET".into()],
                "require_POST" => methods = vec!["POST".into()],
                _ => {}
            }
        }
        let handler = || HandlerAt::of(self.index, symbol);
        if methods.is_empty() {
            let mut guards = Vec::new();
            self.decorators(symbol.file, function, &mut guards);
            routes.push(node(Box::default(), handler(), guards));
            return;
        }
        for method in methods {
            let mut guards = Vec::new();
            if is_api {
                match permissions {
                    Some(value) => {
                        let at = ValueAt { file: symbol.file, function: function.outer, value };
                        self.permissions(at, &method, Via::Decorator, DEPTH, &mut guards);
                    }
                    None => guards.extend(self.for_method(&self.default, &method)),
                }
            }
            self.decorators(symbol.file, function, &mut guards);
            routes.push(node([method].into(), handler(), guards));
        }
    }

    fn handler(&self, class: Symbol, method: Option<Symbol>, name: &str) -> HandlerAt {
        let name = format!("{}.{name}", self.index.name(class)).into();
        match method {
            Some(symbol) => HandlerAt { name, ..HandlerAt::of(self.index, symbol) },
            None => {
                let place = Some(self.index.place(class));
                HandlerAt { name, place, ..HandlerAt::default() }
            }
        }
    }

    /// `http_method_names`, in capitals.
    fn method_names(&self, class: Symbol) -> Option<Vec<Text>> {
        let field = self.index.field(class, "http_method_names")?;
        let names = upper(Some(field.value));
        (!names.is_empty()).then_some(names)
    }

    /// Mixins and other bases that stand before the view class.
    pub(super) fn mixins(
        &self,
        class: Symbol,
        classes: &[Symbol],
        external: &[Text],
    ) -> Vec<GuardAt> {
        let mut guards = Vec::new();
        let place = |symbol: Symbol| self.index.place(symbol);
        for path in external {
            let last = path.rsplit('.').next().unwrap_or_default();
            let is_mixin = last.ends_with("Mixin") || last == "ProtectedResourceView";
            let Some(known) = library::guard(path, &[]).filter(|_| is_mixin) else { continue };
            if known == GuardClass::Other || self.is_right_of_view(class, last) {
                continue;
            }
            let always = last == "UserPassesTestMixin"
                && self
                    .index
                    .method(class, "test_func")
                    .and_then(|it| self.index.function(it))
                    .is_some_and(|it| {
                        !it.exits.is_empty()
                            && it.exits.iter().all(|exit| exit.value == Value::Bool(true))
                    });
            let name = Name { path: path.clone(), root: Root::Unknown };
            let mut used = guard(Value::Name(Box::new(name)), &[], Via::Router, place(class).span);
            used.known = Some(if always { GuardClass::AlwaysTrue } else { known });
            guards.push(GuardAt { file: class.file, function: None, guard: used });
        }
        // A project's own `dispatch` may refuse.
        for &at in classes {
            let Some(holder) = self.index.class(at) else { continue };
            let own = holder.methods.iter().find(|&&method| {
                self.index
                    .facts(at.file)
                    .functions
                    .get(method as usize)
                    .is_some_and(|it| matches!(&*it.name, "dispatch" | "initial" | "test_func"))
            });
            if let Some(&method) = own.filter(|&&method| self.is_about_callers(at, method)) {
                let function = self.index.facts(at.file).functions.get(method as usize);
                let span = function.map(|it| it.definition).unwrap_or_default();
                let used = guard(Value::Function(method), &[], Via::Router, span);
                guards.push(GuardAt { file: at.file, function: None, guard: used });
                if let Some(function) = function {
                    self.decorators(at.file, function, &mut guards);
                }
            }
        }
        guards
    }

    /// Whether a method that stands before a view asks who calls. Others refuse for other reasons:
    /// the origin of a page, a feature that is switched off.
    fn is_about_callers(&self, class: Symbol, method: u32) -> bool {
        let facts = self.index.facts(class.file);
        let named = self.index.class(class).is_some_and(|it| speaks_of_callers(&it.name));
        let asks = facts.functions.get(method as usize).is_some_and(|function| {
            let mut conditions = function.exits.iter().flat_map(|exit| exit.conditions.iter());
            conditions.any(|it| speaks_of_callers(it))
                || function.name == "test_func"
                || function.decorators.iter().any(|it| it.name.last() == "method_decorator")
        });
        named
            || asks
            || facts.calls.iter().filter(|call| call.function == Some(method)).any(|call| {
                // The error that is raised tells that it refuses, not why.
                let name = call.callee.last();
                !name.starts_with(char::is_uppercase) && speaks_of_callers(name)
            })
    }

    /// Whether a mixin stands behind the view class among the bases, where it does nothing.
    fn is_right_of_view(&self, class: Symbol, mixin: &str) -> bool {
        let Some(class) = self.index.class(class) else { return false };
        let names: Vec<&str> =
            class.bases.iter().filter_map(Value::as_name).map(Name::last).collect();
        let view = names.iter().position(|it| it.ends_with("View"));
        let mixin = names.iter().position(|it| *it == mixin);
        matches!((view, mixin), (Some(view), Some(mixin)) if view < mixin)
    }

    /// Decorators of a function or method as guards, `method_decorator` written out.
    fn decorators(
        &self,
        file: FileId,
        function: &shipworthy_core::facts::Function,
        guards: &mut Vec<GuardAt>,
    ) {
        let first = guards.len();
        decorator_guards(file, function, None, guards);
        let added: Vec<GuardAt> = guards.drain(first..).collect();
        for it in added {
            let last = match &it.guard.target {
                Value::Name(name) => name.last(),
                Value::Call(call) => call.callee.last(),
                _ => "",
            };
            if matches!(
                last,
                "api_view" | "permission_classes" | "authentication_classes" | "csrf_exempt"
            ) {
                continue;
            }
            if last == "method_decorator" {
                if let Some(argument) = it.guard.arguments.first() {
                    for guard in written_out(&argument.value, &it.guard) {
                        guards.push(GuardAt { guard, ..it.clone() });
                    }
                }
                continue;
            }
            guards.push(it);
        }
    }

    /// `@method_decorator(login_required, name="dispatch")` on a class or a base of it.
    fn class_decorators(&self, class: Symbol, action: &str, guards: &mut Vec<GuardAt>) {
        for at in self.index.lineage(class).0 {
            let Some(holder) = self.index.class(at) else { continue };
            for decorator in &holder.decorators {
                if decorator.name.last() != "method_decorator" {
                    if at == class
                        && library::guard(&decorator.name.path, &decorator.arguments).is_some()
                    {
                        guards.push(GuardAt {
                            file: at.file,
                            function: holder.outer,
                            guard: of_decorator(decorator, Via::Router),
                        });
                    }
                    continue;
                }
                let name = decorator.keyword("name").or_else(|| decorator.positional(1));
                let covers = name
                    .and_then(Value::as_str)
                    .is_some_and(|name| matches!(name, "dispatch" | "initial") || name == action);
                if let Some(argument) = decorator.arguments.first().filter(|_| covers) {
                    let used = of_decorator(decorator, Via::Router);
                    for guard in written_out(&argument.value, &used) {
                        guards.push(GuardAt { file: at.file, function: holder.outer, guard });
                    }
                }
            }
        }
    }
}

/// Whether a decorator takes a view out of what middleware asks of all: `@login_not_required`.
fn is_exempt(guard: &GuardUse) -> bool {
    let name = match &guard.target {
        Value::Name(name) => name.last(),
        Value::Call(call) => call.callee.last(),
        _ => return false,
    };
    matches!(name, "login_not_required" | "login_exempt" | "public")
}

/// Whether a name is about who calls and what they may do.
pub(super) fn speaks_of_callers(name: &str) -> bool {
    const WORDS: [&str; 13] = [
        "access",
        "user",
        "auth",
        "permission",
        "perm",
        "token",
        "login",
        "admin",
        "staff",
        "owner",
        "member",
        "role",
        "anonymous",
    ];
    let name = name.to_ascii_lowercase();
    WORDS.iter().any(|word| name.contains(word))
}

/// The decorators that `method_decorator` takes: one or a list.
fn written_out(value: &Value, used: &GuardUse) -> Vec<GuardUse> {
    let values = match value {
        Value::List(items) => items.to_vec(),
        value => vec![value.clone()],
    };
    values
        .into_iter()
        .map(|target| {
            let arguments: Box<[Argument]> = match &target {
                Value::Call(call) => call.arguments.clone(),
                _ => Box::default(),
            };
            GuardUse { target, arguments, known: None, ..used.clone() }
        })
        .collect()
}

fn upper(value: Option<&Value>) -> Vec<Text> {
    let Some(value) = value else { return Vec::new() };
    let one = |value: &Value| match value {
        Value::Str(text) => Some(Text::from(text.to_ascii_uppercase())),
        Value::Name(name) => Some(Text::from(name.last().to_ascii_uppercase())),
        _ => None,
    };
    match value {
        Value::List(items) => items.iter().filter_map(one).collect(),
        value => one(value).into_iter().collect(),
    }
}

fn action_methods(decorator: &Decorator) -> Vec<Text> {
    let methods = upper(decorator.keyword("methods").or_else(|| decorator.positional(0)));
    if methods.is_empty() { vec!["GET".into()] } else { methods }
}

/// The name of the action that another method is mapped to.
fn base_name(base: &Decorator, function: &shipworthy_core::facts::Function) -> Text {
    function
        .decorators
        .iter()
        .find_map(|it| it.name.path.rsplit_once(".mapping.").map(|(name, _)| name))
        .map_or_else(|| base.name.last().into(), |name| naming::last(name).into())
}

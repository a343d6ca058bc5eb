//! Django: URL configurations, view decorators and mixins, middleware; with REST framework's routers.

use shipworthy_core::facts::{
    Call, CallValue, Handled, Import, Mount, Name, Root, Route, Router, Value,
};
use shipworthy_core::source::{Span, Text};

use super::fastapi::Found;
use super::source::{Source, arguments, imports_any};

/// The list of a URL configuration.
pub(super) const PATTERNS: &str = "urlpatterns";
/// The framework's name in facts.
pub(super) const DJANGO: &str = "django";

/// Whether a file may hold a URL configuration or views.
pub(super) fn applies(imports: &[Import]) -> bool {
    imports_any(imports, &["django", "rest_framework", "rest_framework_nested", "ninja"])
        || imports.iter().any(|import| {
            import.names.iter().any(|name| matches!(&*name.name, "path" | "re_path" | "include"))
                || import.module.contains("permission")
                || import.module.contains("viewset")
                || import.module.contains("router")
        })
}

/// Adds the URL configuration of a file.
pub(super) fn recognise(source: &Source<'_, '_>) -> Found {
    let mut urls = Urls { found: Found::default(), paths: Vec::new(), views: Vec::new() };
    for call in &source.facts.calls {
        if is_path(&call.callee) {
            urls.paths.push(call.span);
        } else if call.callee.path.ends_with(".as_view")
            && let Some(target) = source.target_of(call.span)
        {
            urls.views.push((target.to_owned(), call.span));
        }
    }
    for call in &source.facts.calls {
        if is_path(&call.callee) {
            urls.path(source, call);
        } else if matches!(call.callee.last(), "register" | "add_router") {
            urls.register(source, call);
        } else {
            urls.made(source, call);
        }
    }
    urls.listed_routers(source);
    urls.found.routing.choices = super::permissions::choices(source);
    urls.found
}

struct Urls {
    found: Found,
    /// The places of all entries, in order.
    paths: Vec<Span>,
    /// Variables that hold a view, and the calls that make these.
    views: Vec<(String, Span)>,
}

impl Urls {
    /// An entry of a URL configuration.
    fn path(&mut self, source: &Source<'_, '_>, call: &Call) {
        let Some(route) = call.positional(0).or_else(|| call.keyword("route")) else { return };
        let Some(view) = call.positional(1).or_else(|| call.keyword("view")) else { return };
        let owner = self.owner(source, call);
        let is_regex = !matches!(call.callee.last(), "path");
        let mut path = String::new();
        // `path("api/", include([path(…), …]))`: the entries around come first.
        for outer in self.around(call.span) {
            if let Some(outer) = source.call_at(outer) {
                path.push_str(&entry_path(source, outer));
            }
        }
        path.push_str(&written_path(source, route, is_regex));
        let path: Text = path.into();
        let router = Name { path: owner.clone(), root: root_of(call.function) };
        if let Value::Call(include) = view
            && include.callee.last() == "include"
        {
            let Some(child) = include.positional(0).or_else(|| include.keyword("arg")) else {
                return;
            };
            self.include(source, child, router, path, call);
            return;
        }
        if let Value::Name(name) = view
            && name.path.ends_with(".urls")
        {
            // `admin.site.urls`, `api.urls`
            self.include(source, view, router, path, call);
            return;
        }
        // `user_list = UserViewSet.as_view({…})`, then `path("users/", user_list)`
        let named = self.named_view(source, call);
        let view = named.as_ref().unwrap_or(view);
        let mut guards = Vec::new();
        let handler = super::view::unwrap(view, call.span, &mut guards);
        let node = |handler, methods: Box<[Text]>| Route {
            framework: DJANGO.into(),
            router: router.clone(),
            path: path.clone(),
            methods,
            handler,
            guards: guards.clone(),
            span: call.span,
            function: call.function,
            ..Route::default()
        };
        let actions = as_view_actions(view);
        match (&handler, actions) {
            (Handled::Name(name), Some(actions)) => {
                for (method, action) in actions {
                    let path = format!("{}.{action}", name.path).into();
                    let handler = Handled::Name(Name { path, root: name.root });
                    let route = node(handler, [method.to_ascii_uppercase().into()].into());
                    self.found.routing.routes.push(route);
                }
            }
            _ => {
                let route = node(handler, Box::default());
                self.found.routing.routes.push(route);
            }
        }
        self.declare(&owner, call.function, call.span);
    }

    /// The call behind a view that is a variable of this file.
    fn named_view(&self, source: &Source<'_, '_>, call: &Call) -> Option<Value> {
        let mut written = arguments(call.span.of(source.module.text));
        let name = written.nth(1)?.trim_start_matches("view=").trim();
        let made = self.views.iter().find(|(target, _)| target == name).map(|(_, span)| *span);
        let made = source.call_at(made?)?;
        Some(Value::Call(Box::new(CallValue {
            callee: made.callee.clone(),
            arguments: made.arguments.clone(),
            span: made.span,
        })))
    }

    fn include(
        &mut self,
        source: &Source<'_, '_>,
        child: &Value,
        router: Name,
        path: Text,
        call: &Call,
    ) {
        // `include(("app.urls", "namespace"))`
        let child = match child {
            Value::List(items)
                if items.len() == 2 && matches!(items[1], Value::Str(_) | Value::Name(_)) =>
            {
                &items[0]
            }
            child => child,
        };
        let child = match child {
            // Its entries are read where they stand.
            Value::List(_) => return,
            Value::Name(name) if name.path.ends_with(".urls") => {
                // `router.urls`: the object that holds the routes.
                let text = call.span.of(source.module.text);
                let object = written_before(text, ".urls");
                match object {
                    Some(object) if !object.contains("()") => {
                        let name = source.name(object, call.function);
                        // A module is included by its own name.
                        let is_router = self.is_router_name(source, object);
                        if is_router || name.root == Root::Module {
                            Value::Name(Box::new(name))
                        } else {
                            child.clone()
                        }
                    }
                    _ => child.clone(),
                }
            }
            child => child.clone(),
        };
        self.declare(&router.path.clone(), call.function, call.span);
        self.found.routing.mounts.push(Mount {
            parent: router,
            child,
            prefix: path,
            guards: Vec::new(),
            isolated: false,
            span: call.span,
            function: call.function,
        });
    }

    fn is_router_name(&self, source: &Source<'_, '_>, object: &str) -> bool {
        self.found.routing.routers.iter().any(|it| it.symbol == object)
            || source.made(object).any(|call| call.callee.last().ends_with("Router"))
            || object.to_ascii_lowercase().ends_with("router")
            || object.ends_with("api")
    }

    /// The list that an entry stands in.
    fn owner(&self, source: &Source<'_, '_>, call: &Call) -> Text {
        if let Some(target) = source.assignment_around(call.span) {
            return target.into();
        }
        // `urlpatterns.append(path(…))`
        let holder = source.facts.calls.iter().find(|it| {
            matches!(it.callee.last(), "append" | "extend" | "insert")
                && it.span.contains(call.span)
        });
        match holder.and_then(|it| source.method(it.span)) {
            Some((receiver, _)) => receiver.into(),
            None => PATTERNS.into(),
        }
    }

    /// The entries around an entry, outermost first.
    fn around(&self, span: Span) -> Vec<Span> {
        let end = self.paths.partition_point(|it| it.start < span.start);
        let mut around: Vec<Span> = Vec::new();
        if self.paths.is_sorted_by_key(|it| it.start) {
            // An entry that holds this one begins before it; entries beside it end before it.
            let mut at = end;
            let mut steps = 0;
            while at > 0 && steps < 4_000 {
                at -= 1;
                steps += 1;
                if self.paths[at].contains(span) {
                    around.push(self.paths[at]);
                }
            }
            around.reverse();
        } else {
            around.extend(self.paths.iter().copied().filter(|it| *it != span && it.contains(span)));
            around.sort_by_key(|it| it.start);
        }
        around
    }

    fn declare(&mut self, symbol: &str, function: Option<u32>, span: Span) {
        let known = |it: &Router| it.symbol == symbol && it.function == function;
        if !self.found.routing.routers.iter().any(known) {
            self.found.routing.routers.push(Router {
                symbol: symbol.into(),
                framework: DJANGO.into(),
                span,
                function,
                ..Router::default()
            });
        }
    }

    /// `router = DefaultRouter()`
    fn made(&mut self, source: &Source<'_, '_>, call: &Call) {
        let last = call.callee.last();
        if !last.ends_with("Router") || last == "APIRouter" {
            return;
        }
        let Some(symbol) = source.target_of(call.span) else { return };
        // Other frameworks have routers too; these register view sets and are included by their urls.
        let text = source.module.text;
        let is_ours = super::source::of_package(&call.callee.path, "rest_framework")
            || [".register(", ".urls", ".extend("]
                .iter()
                .any(|used| text.contains(&format!("{symbol}{used}")));
        if !is_ours {
            return;
        }
        self.found.routing.routers.push(Router {
            symbol: symbol.into(),
            framework: DJANGO.into(),
            span: call.span,
            function: call.function,
            ..Router::default()
        });
        // `NestedSimpleRouter(parent, "users", lookup="user")`
        if last.contains("Nested")
            && let (Some(_), Some(prefix)) = (call.positional(0), call.positional(1))
            && let Some((_, rest)) = call.span.of(source.module.text).split_once('(')
        {
            let parent = rest.split(',').next().unwrap_or_default().trim();
            let lookup = call.keyword("lookup").and_then(Value::as_str).unwrap_or("parent");
            let prefix = format!("{}/{{{lookup}_pk}}/", source.path(prefix));
            self.found.routing.mounts.push(Mount {
                parent: source.name(parent, call.function),
                child: Value::Name(Box::new(source.name(symbol, call.function))),
                prefix: prefix.into(),
                guards: Vec::new(),
                isolated: false,
                span: call.span,
                function: call.function,
            });
        }
    }

    /// `router.register("users", UserViewSet, basename="user")`
    fn register(&mut self, source: &Source<'_, '_>, call: &Call) {
        let Some((receiver, _)) = source.method(call.span) else { return };
        let Some(prefix) = call.positional(0).or_else(|| call.keyword("prefix")) else { return };
        let Some(view) = call.positional(1).or_else(|| call.keyword("viewset")) else { return };
        if !matches!(
            prefix,
            Value::Str(_) | Value::Template(_) | Value::Computed(_) | Value::Name(_)
        ) || !matches!(view, Value::Name(_))
        {
            return;
        }
        let known = self.found.routing.routers.iter().any(|it| it.symbol == receiver);
        if !known && !receiver.to_ascii_lowercase().ends_with("router") {
            return;
        }
        self.found.routing.mounts.push(Mount {
            parent: source.name(receiver, call.function),
            child: view.clone(),
            prefix: written_path(source, prefix, true),
            guards: Vec::new(),
            isolated: false,
            span: call.span,
            function: call.function,
        });
    }

    /// `urlpatterns = router.urls`, `urlpatterns += router.urls`, `urlpatterns = [...] + router.urls`
    fn listed_routers(&mut self, source: &Source<'_, '_>) {
        let text = source.module.text;
        let mut from = 0;
        while let Some(at) = text.get(from..).and_then(|it| it.find(".urls")) {
            let at = from + at;
            from = at + 5;
            if text[at + 5..].starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.') {
                continue;
            }
            let start = text[..at]
                .rfind(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
                .map_or(0, |it| it + 1);
            let object = &text[start..at];
            let span = Span::new(start as u32, (at + 5) as u32);
            if object.is_empty() || !self.is_router_name(source, object) {
                continue;
            }
            if self.paths.iter().any(|it| it.contains(span)) {
                // `include([path(…), *router.urls])`
                if text[..start].trim_end().ends_with(['*', '+']) {
                    self.listed_router(source, object, span);
                }
                continue;
            }
            let line_start = text[..start].rfind('\n').map_or(0, |it| it + 1);
            let line = &text[line_start..start];
            let function = source.facts.function_at(span);
            if function.is_some() || line.trim_start().starts_with(['#', 'i', 'f']) {
                continue;
            }
            let owner: Text = PATTERNS.into();
            self.declare(&owner, None, span);
            self.found.routing.mounts.push(Mount {
                parent: Name { path: owner, root: Root::Module },
                child: Value::Name(Box::new(source.name(object, None))),
                prefix: Text::default(),
                guards: Vec::new(),
                isolated: false,
                span,
                function: None,
            });
        }
    }
}

impl Urls {
    /// A router whose urls stand among the entries of a list that an entry includes.
    fn listed_router(&mut self, source: &Source<'_, '_>, object: &str, span: Span) {
        let around: Vec<&Call> =
            self.around(span).into_iter().filter_map(|it| source.call_at(it)).collect();
        let Some(outermost) = around.first() else { return };
        let mut prefix = String::new();
        around.iter().for_each(|it| prefix.push_str(&entry_path(source, it)));
        let owner = self.owner(source, outermost);
        self.declare(&owner, outermost.function, outermost.span);
        self.found.routing.mounts.push(Mount {
            parent: Name { path: owner, root: root_of(outermost.function) },
            child: Value::Name(Box::new(source.name(object, outermost.function))),
            prefix: prefix.into(),
            guards: Vec::new(),
            isolated: false,
            span,
            function: outermost.function,
        });
    }
}

fn root_of(function: Option<u32>) -> Root {
    if function.is_some() { Root::Local } else { Root::Module }
}

/// Whether a call makes an entry of a URL configuration.
fn is_path(callee: &Name) -> bool {
    match callee.last() {
        "path" | "re_path" | "url" => callee.path.contains("django") || !callee.path.contains('.'),
        _ => false,
    }
}

fn entry_path(source: &Source<'_, '_>, call: &Call) -> Text {
    let is_regex = !matches!(call.callee.last(), "path");
    let route = call.positional(0).or_else(|| call.keyword("route"));
    route.map(|it| written_path(source, it, is_regex)).unwrap_or_default()
}

fn written_path(source: &Source<'_, '_>, value: &Value, is_regex: bool) -> Text {
    let written = source.path(value);
    if is_regex { from_regex(&written) } else { super::flask::angled(&written) }
}

/// A path from a regular expression: groups become variables, anchors go.
pub(super) fn from_regex(pattern: &str) -> Text {
    let mut path = String::with_capacity(pattern.len());
    let mut rest = pattern.trim_start_matches('^').trim_end_matches('$').trim_end_matches("\\Z");
    while let Some(at) = rest.find('(') {
        path.push_str(&rest[..at]);
        let group = &rest[at..];
        let mut depth = 0_i32;
        let mut end = group.len();
        let mut escaped = false;
        for (index, c) in group.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '(' => depth += 1,
                ')' => {
                    depth -= 1;
                    if depth == 0 {
                        end = index + 1;
                        break;
                    }
                }
                _ => {}
            }
        }
        let inner = &group[..end];
        if let Some(name) = inner.strip_prefix("(?P<").and_then(|it| it.split('>').next()) {
            path.push('{');
            path.push_str(name);
            path.push('}');
        } else if !inner.starts_with("(?:") && !inner.starts_with("(?!") {
            path.push_str("{}");
        }
        rest = group[end..].trim_start_matches(['?', '*', '+']);
    }
    path.push_str(rest);
    let path = path.replace("/?", "/").replace('\\', "");
    path.trim_end_matches('$').trim_start_matches('^').into()
}

/// The dotted name that stands before a suffix: `router` of `include(router.urls)`.
fn written_before<'t>(text: &'t str, suffix: &str) -> Option<&'t str> {
    let end = text.find(suffix)?;
    let start = text[..end]
        .rfind(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
        .map_or(0, |it| it + 1);
    (start < end).then(|| &text[start..end])
}

/// `ViewSet.as_view({"get": "list", "post": "create"})`: methods and actions.
fn as_view_actions(view: &Value) -> Option<Vec<(Text, Text)>> {
    let mut view = view;
    for _ in 0..4 {
        let Value::Call(call) = view else { return None };
        if call.callee.path.ends_with(".as_view") {
            let actions = call.positional(0).or_else(|| call.keyword("actions"))?;
            let Value::Dict(entries) = actions else { return None };
            let pairs: Vec<(Text, Text)> = entries
                .iter()
                .filter_map(|(method, action)| Some((method.clone(), action.as_str()?.into())))
                .collect();
            return (!pairs.is_empty()).then_some(pairs);
        }
        view = call.arguments.iter().map(|it| &it.value).find(|it| matches!(it, Value::Call(_)))?;
    }
    None
}

//! Starlette: lists of routes, in place and handed on by name.

use shipworthy_core::facts::{Call, Mount, Name, Route, Router, Value, Via};
use shipworthy_core::source::{Span, Text};

use super::depends::listed;
use super::fastapi::{Found, handled, made_kind};
use super::source::Source;

/// How deep lists of routes are looked into.
const LISTS: u32 = 4;

impl Found {
    /// `Route("/x", handler, methods=[…])` in the list of an application or a router.
    pub(super) fn listed_route(&mut self, source: &Source<'_, '_>, call: &Call) {
        if !super::source::of_package(&call.callee.path, "starlette")
            && !super::source::of_package(&call.callee.path, "fastapi")
        {
            return;
        }
        let Some(path) = call.positional(0).or_else(|| call.keyword("path")) else { return };
        let Some(endpoint) = call.positional(1).or_else(|| call.keyword("endpoint")) else {
            return;
        };
        let methods = if call.callee.last() == "WebSocketRoute" {
            vec!["WEBSOCKET".into()]
        } else {
            let listed = call.keyword("methods").map(|it| source.methods(it)).unwrap_or_default();
            if listed.is_empty() && !is_class_name(endpoint) { vec!["GET".into()] } else { listed }
        };
        let owner = self.list_holder(source, call.span, call.function);
        self.routing.routes.push(Route {
            framework: "starlette".into(),
            router: owner.map(|it| source.name(it, call.function)).unwrap_or_default(),
            methods: methods.into(),
            path: self.list_prefix(source, call.span, &source.path(path)),
            handler: handled(endpoint),
            guards: listed(call.keyword("dependencies"), Via::Route, call.span),
            span: call.span,
            function: call.function,
            ..Route::default()
        });
    }

    /// The application or router whose list of routes holds a place; the list itself, where another file
    /// hands it on: `routes = [Route(…)]`.
    fn list_holder<'s>(
        &mut self,
        source: &'s Source<'_, '_>,
        place: Span,
        function: Option<u32>,
    ) -> Option<&'s str> {
        if let Some(owner) = self.list_owner(source, place) {
            return Some(owner);
        }
        let list = source.assignment_around(place).filter(|it| !it.contains('.'))?;
        self.routing.routers.push(Router {
            symbol: list.into(),
            framework: "starlette".into(),
            span: place,
            function,
            ..Router::default()
        });
        Some(list)
    }

    /// Lists of routes of other files: `Starlette(routes=routes)`, `Mount("/users", routes=[*users, …])`.
    pub(super) fn listed_elsewhere(&mut self, source: &Source<'_, '_>, call: &Call) {
        let Some(routes) = call.keyword("routes") else { return };
        let mut lists = Vec::new();
        named_lists(routes, LISTS, &mut lists);
        if lists.is_empty() {
            return;
        }
        let is_mount = call.callee.last() == "Mount";
        let parent = match is_mount {
            true => self.list_holder(source, call.span, call.function),
            false => made_kind(&call.callee).and_then(|_| source.target_of(call.span)),
        };
        let Some(parent) = parent else { return };
        let path = match is_mount {
            true => call.positional(0).or_else(|| call.keyword("path")),
            false => None,
        };
        let path = path.map(|it| source.path(it)).unwrap_or_default();
        for list in lists {
            self.routing.mounts.push(Mount {
                parent: source.name(parent, call.function),
                child: Value::Name(Box::new(list)),
                prefix: self.list_prefix(source, call.span, &path),
                guards: Vec::new(),
                isolated: false,
                span: call.span,
                function: call.function,
            });
        }
    }

    /// The application or router whose list of routes holds a place.
    pub(super) fn list_owner<'s>(
        &self,
        source: &'s Source<'_, '_>,
        place: Span,
    ) -> Option<&'s str> {
        let target = source.assignment_around(place)?;
        if self.routing.routers.iter().any(|it| it.symbol == target) {
            return Some(target);
        }
        // `routes = [Route(…)]`, then `Starlette(routes=routes)`.
        source.lists().find_map(|call| {
            made_kind(&call.callee)?;
            let routes = call.keyword("routes")?.as_name()?;
            (routes.last() == target).then(|| source.target_of(call.span)).flatten()
        })
    }

    /// The path of an entry of a list of routes, below the mounts that hold it.
    pub(super) fn list_prefix(&self, source: &Source<'_, '_>, place: Span, path: &str) -> Text {
        let mut prefix = String::new();
        for call in source.lists().filter(|call| call.callee.last() == "Mount") {
            if call.span.contains(place) && call.span != place {
                let outer = call.positional(0).or_else(|| call.keyword("path"));
                prefix.push_str(&outer.map(|it| source.path(it)).unwrap_or_default());
            }
        }
        prefix.push_str(path);
        prefix.into()
    }
}

/// The names of lists in a value that is a list of routes, or made of such.
fn named_lists(value: &Value, depth: u32, lists: &mut Vec<Name>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match value {
        Value::Name(name) => lists.push((**name).clone()),
        Value::List(parts) | Value::Computed(parts) => {
            parts.iter().for_each(|part| named_lists(part, depth, lists));
        }
        _ => {}
    }
}

fn is_class_name(value: &Value) -> bool {
    value.as_name().is_some_and(|name| name.last().starts_with(char::is_uppercase))
}

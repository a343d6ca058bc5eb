//! Medusa: <https://docs.medusajs.com/learn/fundamentals/api-routes>,
//! <https://docs.medusajs.com/learn/fundamentals/api-routes/protected-routes>.
//!
//! Files named `route` below `src/api` answer by the methods that they export. Callers of some paths are
//! always asked who they are; middleware is told by objects with a matcher, in lists that
//! `defineMiddlewares` is given from wherever they stand.

use std::collections::BTreeSet;

use shipworthy_core::code::ExprKind;
use shipworthy_core::facts::{
    Attachment, GuardClass, GuardUse, Name, Root, Route, Router, Routing, Value, Via,
};
use shipworthy_core::project::{
    AttachmentNode, FileId, Index, Patterns, RouteGraph, RouteNode, RouterId,
};
use shipworthy_core::source::Text;

use super::file::File;
use super::placed::{METHODS, exports, joined, route, segment};
use super::{constant_path, guard, objects};
use crate::shapes::Shapes;

pub(super) const FRAMEWORK: &str = "medusa";
/// What the middleware of a file is attached to until linking gives it out.
const SYMBOL: &str = "()middlewares";
/// What asks callers who they are.
const AUTHENTICATE: &str = "@medusajs/framework/http.authenticate";
/// Paths whose callers are asked who they are, with all below them.
const PROTECTED: &[&str] = &["/admin", "/store/customers/me"];

/// What a file is to Medusa.
pub(super) enum Place {
    /// A file of routes, with their path.
    Route(String),
    /// A file that may hold middleware.
    Other,
}

/// What Medusa makes of a file by its place and its imports.
pub(super) fn place(file: &File<'_, '_>) -> Option<Place> {
    if !file.names(|it| it.starts_with("@medusajs/")) {
        return None;
    }
    let path = file.path;
    let parts: Vec<&str> = path.parts().collect();
    if path.file_stem() == "route"
        && matches!(path.extension(), "ts" | "js")
        && !file.names(|it| it.starts_with("next/"))
    {
        let source = parts.iter().position(|part| *part == "src").unwrap_or_default();
        let at = source + parts[source..].iter().position(|part| *part == "api")?;
        let folders = parts.get(at + 1..parts.len() - 1).unwrap_or_default();
        return Some(Place::Route(joined(folders.iter().map(|it| segment(it)))));
    }
    file.says("matcher").then_some(Place::Other)
}

/// Adds the routes or the middleware of a file.
pub(super) fn recognise(file: &File<'_, '_>, routing: &mut Routing) {
    let Some(place) = place(file) else { return };
    let shapes = file.shapes();
    let Place::Route(path) = &place else { return middleware(shapes, routing) };
    let open = shapes.bound_to("AUTHENTICATE").map(|it| shapes.value(it, None));
    let open = open == Some(Value::Bool(false));
    let below = |start: &&str| {
        path.strip_prefix(*start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let protected = !open && PROTECTED.iter().any(below);
    for (export, handler, mut guards) in exports(shapes, |name| METHODS.contains(&name)) {
        let route = route(FRAMEWORK, &export.name, path, handler, export.span);
        if protected {
            let target = Name { path: AUTHENTICATE.into(), root: Root::Unknown };
            guards.insert(
                0,
                GuardUse {
                    target: Value::Name(Box::new(target)),
                    via: Via::Global,
                    known: Some(GuardClass::Reject),
                    span: export.span,
                    ..GuardUse::default()
                },
            );
        }
        let exempt = if open { [Via::Application].into() } else { Box::default() };
        routing.routes.push(Route { guards, exempt, ..route });
    }
}

/// Adds what runs before the routes of a matcher: `{ matcher, method, middlewares: [authenticate(…)] }`.
fn middleware(shapes: &Shapes<'_, '_>, routing: &mut Routing) {
    let module = shapes.module;
    let first = routing.attachments.len();
    for (id, function) in objects::with(module, "middlewares") {
        let (Some(matcher), Some(list)) =
            (module.entry(id, "matcher"), module.entry(id, "middlewares"))
        else {
            continue;
        };
        let (Some(matcher), ExprKind::Sequence(items)) =
            (constant_path(shapes, matcher), module.kind(list))
        else {
            continue;
        };
        let methods = ["method", "methods"].iter().find_map(|key| module.entry(id, key));
        let methods: Box<[Text]> = match methods.map(|it| shapes.value(it, None)) {
            Some(Value::Str(method)) => [method].into(),
            Some(Value::List(items)) => {
                items.iter().filter_map(Value::as_str).map(Text::from).collect()
            }
            _ => Box::default(),
        };
        for &item in items {
            let guard = guard(shapes, item, function, Via::Middleware);
            routing.attachments.push(Attachment {
                router: Name { path: SYMBOL.into(), root: Root::Module },
                span: guard.span,
                guard,
                path: Some(matcher.replace('*', "(.*)").into()),
                methods: methods.clone(),
                function,
                ..Attachment::default()
            });
        }
    }
    if routing.attachments.len() > first {
        let (symbol, framework) = (SYMBOL.into(), FRAMEWORK.into());
        routing.routers.push(Router { symbol, framework, ..Router::default() });
    }
}

/// Gives middleware to the routes of its application: what the file `api/middlewares` and the files that it
/// imports say.
pub(crate) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    let own = |id: Option<RouterId>, graph: &RouteGraph| {
        let router = id.and_then(|id| graph.routers.get(id.0 as usize));
        router.is_some_and(|it| it.framework == FRAMEWORK)
    };
    let (mine, others) = std::mem::take(&mut graph.attachments)
        .into_iter()
        .partition::<Vec<_>, _>(|it| own(it.router, graph));
    graph.attachments = others;
    if mine.is_empty() {
        return;
    }
    let patterns = Patterns::default();
    for (id, file) in index.iter() {
        let path = &file.path;
        if path.file_stem() != "middlewares" || path.parent().rsplit('/').next() != Some("api") {
            continue;
        }
        let read = imported(index, id);
        let mine: Vec<&AttachmentNode> =
            mine.iter().filter(|it| read.contains(&it.place.file)).collect();
        let folder = format!("{}/", path.parent());
        let served = |it: &&mut RouteNode| {
            it.framework == FRAMEWORK
                && index.file(it.registered.file).path.as_str().starts_with(&folder)
        };
        for route in graph.routes.iter_mut().filter(served) {
            let reaching = mine.iter().filter(|it| reaches(it, route, &patterns));
            let guards: Vec<_> = reaching.map(|it| it.guard.clone()).collect();
            route.guards.extend(guards);
        }
    }
}

/// A file, and all files that it imports.
fn imported(index: &Index<'_>, file: FileId) -> BTreeSet<FileId> {
    let mut found = BTreeSet::from([file]);
    let mut open = vec![file];
    while let Some(file) = open.pop() {
        for target in index.imports(file) {
            open.extend(target.module.files().iter().copied().filter(|it| found.insert(*it)));
        }
    }
    found
}

/// Middleware without a method runs before all below its matcher.
fn reaches(attachment: &AttachmentNode, route: &RouteNode, patterns: &Patterns) -> bool {
    let Some(pattern) = &attachment.path else { return true };
    let methods = &attachment.methods;
    if methods.is_empty() || methods.iter().any(|it| it == "USE") {
        return patterns.covers(pattern, &route.path);
    }
    let fits = methods.iter().any(|it| it == "ALL" || route.methods.contains(it));
    fits && patterns.matches(pattern, &route.path)
}

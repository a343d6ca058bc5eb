//! Next.js: <https://nextjs.org/docs/app/api-reference/file-conventions/route>,
//! <https://nextjs.org/docs/pages/building-your-application/routing/api-routes>.

mod actions;
mod middleware;
mod pages;

use std::collections::BTreeMap;

use shipworthy_core::code::{DictKey, ExprKind, Module, Scope};
use shipworthy_core::facts::{GuardUse, Handled, Import, Name, Root, Route, RouterKind, Routing};
use shipworthy_core::project::{FileId, GuardAt, Index, RouteGraph, RouteNode};
use shipworthy_core::source::{SourcePath, Span, Text};

use super::registered::Framework;
use super::{handled, inner_function};
use crate::shapes::Shapes;

/// Routers in `pages/api`: <https://github.com/hoangvvo/next-connect>.
pub(super) const CONNECT: Framework = Framework {
    name: "nextjs",
    module: |module| module == "next-connect",
    makes: |path| match path {
        "next-connect" | "next-connect.createRouter" | "next-connect.createEdgeRouter" => {
            Some(RouterKind::Application)
        }
        _ => None,
    },
    ordered: true,
    plugins: false,
};

/// Methods that a route handler exports.
const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// What a file is by its place.
pub(super) enum Place {
    /// `app/**/route.ts`, with its path.
    Route(String),
    /// `pages/api/**`, with its path.
    Api(String),
    /// `middleware.ts`, `proxy.ts`.
    Middleware,
    /// Anything with server actions.
    Actions,
}

/// What Next.js makes of a file by its place and its directives.
pub(super) fn place(path: &SourcePath, text: &str, imports: &[Import]) -> Option<Place> {
    if !matches!(path.extension(), "ts" | "tsx" | "js" | "jsx" | "mjs") {
        return None;
    }
    let parts: Vec<&str> = path.parts().collect();
    let stem = path.file_stem();
    if stem == "route" {
        let at = parts.iter().position(|part| *part == "app")?;
        let mut url = String::new();
        for part in &parts[at + 1..parts.len() - 1] {
            if part.starts_with('(') && part.ends_with(')') || part.starts_with('@') {
                continue;
            }
            url.push('/');
            url.push_str(&segment(part));
        }
        return Some(Place::Route(if url.is_empty() { "/".to_owned() } else { url }));
    }
    if matches!(stem, "middleware" | "proxy") && middleware::applies(text, imports) {
        return Some(Place::Middleware);
    }
    let Some(at) = parts.windows(2).position(|pair| pair == ["pages", "api"]) else {
        return actions::applies(text).then_some(Place::Actions);
    };
    if stem.starts_with('_') || stem.contains(".test") || stem.contains(".spec") {
        return None;
    }
    let mut url = "/api".to_owned();
    for part in &parts[at + 2..parts.len() - 1] {
        url.push('/');
        url.push_str(&segment(part));
    }
    if stem != "index" {
        url.push('/');
        url.push_str(&segment(stem));
    }
    Some(Place::Api(url))
}

/// `[id]` as `:id`, `[...rest]` as `:rest*`.
fn segment(part: &str) -> String {
    let Some(inner) = part.strip_prefix('[').and_then(|part| part.strip_suffix(']')) else {
        return part.to_owned();
    };
    let inner = inner.trim_matches(['[', ']']);
    match inner.strip_prefix("...") {
        Some(rest) => format!(":{rest}*"),
        None => format!(":{inner}"),
    }
}

/// Adds the routes of a file.
pub(super) fn recognise(shapes: &Shapes<'_, '_>, place: Place, routing: &mut Routing) {
    match place {
        Place::Route(path) => {
            for export in &shapes.module.outline.exports {
                if METHODS.contains(&export.name.as_str()) {
                    let mut guards = Vec::new();
                    let handler = match export.module {
                        // Taken from another file: the name leads there through the export.
                        Some(_) => in_module(&export.name),
                        None => exported(shapes, &export.local, &mut guards),
                    };
                    let route = route(&export.name, &path, handler, export.span);
                    routing.routes.push(Route { guards, ..route });
                }
            }
        }
        Place::Api(path) => {
            for export in &shapes.module.outline.exports {
                if export.name == "default" {
                    let mut guards = Vec::new();
                    let handler = match export.module {
                        Some(_) => in_module("default"),
                        None => exported(shapes, &export.local, &mut guards),
                    };
                    let first = routing.routes.len();
                    pages::recognise(shapes, &path, handler, export.span, routing);
                    for route in routing.routes.iter_mut().skip(first) {
                        route.guards.splice(0..0, guards.iter().cloned());
                    }
                }
            }
        }
        Place::Middleware => middleware::recognise(shapes, routing),
        Place::Actions => actions::recognise(shapes, routing),
    }
}

/// Completes what only shows across files: handlers of other files, and middleware.
pub(crate) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    taken_over(graph);
    middleware::link(index, graph);
}

/// Gives a handler that is exported again what it is wrapped in where it stands.
fn taken_over(graph: &mut RouteGraph) {
    let next = |it: &&RouteNode| it.framework == CONNECT.name && !it.guards.is_empty();
    let wrapped: BTreeMap<(FileId, Box<[Text]>), Vec<GuardAt>> = graph
        .routes
        .iter()
        .filter(next)
        .map(|it| ((it.registered.file, it.methods.clone()), it.guards.clone()))
        .collect();
    for route in &mut graph.routes {
        if route.framework == CONNECT.name
            && route.guards.is_empty()
            && let Some((file, _)) = route.handler.function
            && file != route.registered.file
            && let Some(guards) = wrapped.get(&(file, route.methods.clone()))
        {
            route.guards.clone_from(guards);
        }
    }
}

fn route(method: &str, path: &str, handler: Handled, span: Span) -> Route {
    Route {
        framework: "nextjs".into(),
        methods: Box::new([Text::from(method)]),
        path: path.into(),
        handler,
        span,
        ..Route::default()
    }
}

/// How many names a handler is followed through within its file.
const MAX_ALIASES: usize = 4;

fn in_module(name: &str) -> Handled {
    Handled::Name(Name { path: name.into(), root: Root::Module })
}

/// What stands behind a name at the top of a file: a function, or what it is taken of in
/// `export const { GET, POST } = handlers`.
fn exported(shapes: &Shapes<'_, '_>, local: &str, guards: &mut Vec<GuardUse>) -> Handled {
    let module = shapes.module;
    // `export const PUT = PATCH`: the same handler, with what it is wrapped in.
    let mut local = local;
    for _ in 0..MAX_ALIASES {
        match shapes.bound_to(local).and_then(|it| module.name(it)) {
            Some(other) if shapes.bound_to(other).is_some() => local = other,
            _ => break,
        }
    }
    // A function within a call carries the name as well: what it is wrapped in must not be lost.
    if let Some(call) = shapes.bound_to(local).filter(|&it| module.call(it).is_some())
        && inner_function(module, call, 6).is_some()
    {
        return handled(shapes, call, None, guards);
    }
    if let Some(function) = top_function(module, local) {
        return Handled::Function(function);
    }
    let taken = shapes.bound.iter().find_map(|&(target, value, within)| {
        let ExprKind::Dict(entries) = module.kind(target) else { return None };
        let key = entries.iter().find_map(|entry| match &entry.key {
            DictKey::Name(key) if module.name(entry.value) == Some(local) => Some(key),
            _ => None,
        })?;
        let mut name = shapes.name(value, None).filter(|_| within.is_none())?;
        name.path = format!("{}.{key}", name.path).into();
        Some(Handled::Name(name))
    });
    taken.unwrap_or_else(|| in_module(local))
}

/// The function of a name at the top of the file.
fn top_function(module: &Module<'_>, name: &str) -> Option<u32> {
    module
        .functions
        .iter()
        .position(|it| it.name == name && it.parent == Scope::Module)
        .map(|at| at as u32)
}

//! Next.js: <https://nextjs.org/docs/app/api-reference/file-conventions/route>,
//! <https://nextjs.org/docs/pages/building-your-application/routing/api-routes>.

mod actions;
pub(super) mod authjs;
mod middleware;
mod pages;

use std::collections::BTreeMap;

use shipworthy_core::facts::{Export, Handled, Route, RouterKind, Routing, Value};
use shipworthy_core::project::{FileId, GuardAt, Index, RouteGraph, RouteNode};
use shipworthy_core::source::{Span, Text};

use super::file::File;
use super::medusa;
use super::placed::{self, METHODS, exported_value, exports, segment};
use super::registered::Framework;
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
    chains: |_| false,
    also: &[],
};

/// What a file is by its place.
enum Place {
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
fn place(file: &File<'_, '_>) -> Option<Place> {
    let path = file.path;
    if !matches!(path.extension(), "ts" | "tsx" | "js" | "jsx" | "mjs") {
        return None;
    }
    // A folder named `app` says nothing where a framework is told by its package.
    if medusa::place(file).is_some() {
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
    if matches!(stem, "middleware" | "proxy") && middleware::applies(file) {
        return Some(Place::Middleware);
    }
    let Some(at) = parts.windows(2).position(|pair| pair == ["pages", "api"]) else {
        return actions::applies(file).then_some(Place::Actions);
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

/// The path below which the routers of a file answer.
pub(super) fn below(file: &File<'_, '_>) -> Text {
    match connects(file).then(|| place(file)) {
        Some(Some(Place::Api(path))) => path.into(),
        _ => Text::default(),
    }
}

fn connects(file: &File<'_, '_>) -> bool {
    file.loads(CONNECT.module)
}

/// Adds the routes of a file.
pub(super) fn recognise(file: &File<'_, '_>, routing: &mut Routing) {
    let Some(place) = place(file) else { return };
    let shapes = file.shapes();
    match place {
        // A router of its own says itself what it answers.
        Place::Api(_) if connects(file) => {}
        Place::Route(path) => {
            for (export, handler, guards) in exports(shapes, |name| METHODS.contains(&name)) {
                if hands_over(shapes, export) {
                    continue;
                }
                let route = route(&export.name, &path, handler, export.span);
                routing.routes.push(Route { guards, ..route });
            }
        }
        Place::Api(path) => {
            for (export, handler, guards) in exports(shapes, |name| name == "default") {
                if hands_over(shapes, export) {
                    continue;
                }
                let first = routing.routes.len();
                pages::recognise(shapes, &path, handler, export.span, routing);
                for route in routing.routes.iter_mut().skip(first) {
                    route.guards.splice(0..0, guards.iter().cloned());
                }
            }
        }
        Place::Middleware => middleware::recognise(shapes, routing),
        Place::Actions => actions::recognise(shapes, routing),
    }
}

/// Whether a file serves an application of Hono, whose routes are read where they are:
/// <https://hono.dev/docs/getting-started/vercel>
fn hands_over(shapes: &Shapes<'_, '_>, export: &Export) -> bool {
    matches!(exported_value(shapes, export), Value::Call(call) if call.callee.path == "hono/vercel.handle")
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
    placed::route(CONNECT.name, method, path, handler, span)
}

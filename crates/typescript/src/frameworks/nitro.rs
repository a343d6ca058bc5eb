//! Nitro, the server of Nuxt: <https://nitro.build/guide/routing>, <https://nuxt.com/docs/guide/directory-structure/server>.
//!
//! Files of `server/api` and `server/routes` answer below their paths; those of `server/middleware` run
//! before all of them.

use shipworthy_core::facts::{Route, Routing};
use shipworthy_core::project::{Index, RouteGraph};

use super::file::File;
use super::placed::{attach, cover, exports, joined, route, segment};

const FRAMEWORK: &str = "nitro";
/// Methods that a file can have behind its name.
const METHODS: &[&str] =
    &["get", "post", "put", "patch", "delete", "head", "options", "connect", "trace"];

/// What a file is by its place.
pub(super) enum Place {
    /// A handler, with its path and its method.
    Route(String, String),
    /// What runs before each handler.
    Middleware,
}

/// What Nitro makes of a file by its place.
fn place(file: &File<'_, '_>) -> Option<Place> {
    let path = file.path;
    if !matches!(path.extension(), "ts" | "js" | "mjs" | "mts") {
        return None;
    }
    let parts: Vec<&str> = path.parts().collect();
    let at = parts.windows(2).position(|pair| {
        pair[0] == "server" && matches!(pair[1], "api" | "routes" | "middleware")
    })?;
    // Other servers have such folders too.
    if !file.says("export default") || !file.says("Handler(") && !file.says("Handler<") {
        return None;
    }
    if parts[at + 1] == "middleware" {
        return Some(Place::Middleware);
    }
    let from = if parts[at + 1] == "api" { at + 1 } else { at + 2 };
    let mut stem = path.file_stem();
    // `users.get.ts`, `users.get.dev.ts`
    for environment in [".dev", ".prod", ".prerender"] {
        stem = stem.strip_suffix(environment).unwrap_or(stem);
    }
    let (stem, method) = match stem.rsplit_once('.') {
        Some((name, method)) if METHODS.contains(&method) => (name, method.to_uppercase()),
        _ => (stem, "ANY".to_owned()),
    };
    let name = (stem != "index").then_some(stem);
    let folders = parts.get(from..parts.len() - 1).unwrap_or_default();
    let shown = folders.iter().copied().filter(|it| !it.starts_with('(')).chain(name);
    Some(Place::Route(joined(shown.map(segment)), method))
}

/// Adds the routes of a file.
pub(super) fn recognise(file: &File<'_, '_>, routing: &mut Routing) {
    let Some(place) = place(file) else { return };
    let shapes = file.shapes();
    let (path, method) = match &place {
        Place::Route(path, method) => (path, method),
        Place::Middleware => {
            return attach(shapes, &["default"], FRAMEWORK, routing);
        }
    };
    for (export, handler, guards) in exports(shapes, |name| name == "default") {
        let route = route(FRAMEWORK, method, path, handler, export.span);
        routing.routes.push(Route { guards, ..route });
    }
}

/// Gives middleware to the routes of its server.
pub(crate) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    cover(index, graph, FRAMEWORK, |path| {
        let (root, _) = path.split_once("server/middleware/")?;
        (root.is_empty() || root.ends_with('/')).then(|| format!("{root}server/"))
    });
}

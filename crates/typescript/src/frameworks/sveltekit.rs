//! SvelteKit: <https://svelte.dev/docs/kit/routing>, <https://svelte.dev/docs/kit/hooks>.
//!
//! Endpoints (`+server.ts`), the data of pages and form actions (`+page.server.ts`) are routes. What a
//! layout loads guards nothing: pages below it load beside it, and their actions do not ask it.

use shipworthy_core::code::{DictKey, ExprKind};
use shipworthy_core::facts::{Route, Routing};
use shipworthy_core::project::{Index, RouteGraph};
use shipworthy_core::source::SourcePath;

use super::file::File;
use super::handled;
use super::placed::{METHODS, attach, cover, exported, exports, joined, route, segment};
use crate::shapes::Shapes;

const FRAMEWORK: &str = "sveltekit";
/// The file with what is run before each request.
const HOOKS: &str = "src/hooks.server.";
/// The export of an endpoint that answers all other methods.
const FALLBACK: &str = "fallback";

/// What a file is by its place.
pub(super) enum Place {
    /// `+server.ts`, with its path.
    Endpoint(String),
    /// `+page.server.ts`, with its path.
    Page(String),
    /// `hooks.server.ts`.
    Hooks,
}

/// What SvelteKit makes of a file by its place.
fn place(path: &SourcePath) -> Option<Place> {
    if path.file_stem() == "hooks.server" {
        return Some(Place::Hooks);
    }
    let stem = path.file_stem();
    if !matches!(stem, "+server" | "+page.server") {
        return None;
    }
    let parts: Vec<&str> = path.parts().collect();
    let at = parts.iter().position(|part| *part == "routes")?;
    let folders = parts.get(at + 1..parts.len() - 1)?;
    let url = joined(folders.iter().filter(|it| !it.starts_with('(')).map(|it| parameter(it)));
    Some(if stem == "+server" { Place::Endpoint(url) } else { Place::Page(url) })
}

/// A part of a path, without the matcher of a parameter: `[id=integer]` is `:id`.
fn parameter(part: &str) -> String {
    match part.split_once('=') {
        Some((name, _)) if part.ends_with(']') => segment(&format!("{name}]")),
        _ => segment(part),
    }
}

/// Adds the routes of a file.
pub(super) fn recognise(file: &File<'_, '_>, routing: &mut Routing) {
    let Some(place) = place(file.path) else { return };
    let shapes = file.shapes();
    match place {
        Place::Endpoint(path) => {
            for (export, handler, guards) in
                exports(shapes, |it| it == FALLBACK || METHODS.contains(&it))
            {
                let method = if export.name == FALLBACK { "ANY" } else { &export.name };
                let route = route(FRAMEWORK, method, &path, handler, export.span);
                routing.routes.push(Route { guards, ..route });
            }
        }
        Place::Page(path) => {
            for (export, handler, guards) in exports(shapes, |name| name == "load") {
                let route = route(FRAMEWORK, "GET", &path, handler, export.span);
                routing.routes.push(Route { guards, ..route });
            }
            actions(shapes, &path, routing);
        }
        Place::Hooks => attach(shapes, &["handle"], FRAMEWORK, routing),
    }
}

/// `export const actions = { default: async (event) => {}, rename: … }`
fn actions(shapes: &Shapes<'_, '_>, path: &str, routing: &mut Routing) {
    let module = shapes.module;
    let exports = &module.outline.exports;
    let Some(export) = exports.iter().find(|it| it.name == "actions" && it.module.is_none()) else {
        return;
    };
    let Some(value) = shapes.bound_to(&export.local) else { return };
    let ExprKind::Dict(entries) = module.kind(value) else { return };
    for entry in entries {
        let DictKey::Name(name) = &entry.key else { continue };
        let path = match &**name {
            "default" => path.to_owned(),
            name => format!("{path}?/{name}"),
        };
        let mut guards = Vec::new();
        let handler = match module.name(entry.value) {
            Some(local) => exported(shapes, local, &mut guards),
            None => handled(shapes, entry.value, None, &mut guards),
        };
        let route = route(FRAMEWORK, "POST", &path, handler, entry.span);
        routing.routes.push(Route { guards, ..route });
    }
}

/// Gives what `hooks.server.ts` does to the routes of its application.
pub(crate) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    cover(index, graph, FRAMEWORK, |path| {
        let (root, _) = path.split_once(HOOKS)?;
        (root.is_empty() || root.ends_with('/')).then(|| root.to_owned())
    });
}

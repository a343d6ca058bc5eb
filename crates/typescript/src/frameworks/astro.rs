//! Astro: <https://docs.astro.build/en/guides/endpoints/>, <https://docs.astro.build/en/guides/middleware/>.

use shipworthy_core::facts::{Route, Routing};
use shipworthy_core::project::{Index, RouteGraph};

use super::file::File;
use super::placed::{METHODS, attach, cover, exports, joined, route, segment};

const FRAMEWORK: &str = "astro";
/// The export of an endpoint that answers all other methods.
const ALL: &str = "ALL";

/// What a file is by its place.
pub(super) enum Place {
    /// An endpoint, with its path.
    Endpoint(String),
    /// `src/middleware.ts`.
    Middleware,
}

/// What Astro makes of a file by its place.
fn place(file: &File<'_, '_>) -> Option<Place> {
    let path = file.path;
    if !matches!(path.extension(), "ts" | "js" | "mjs") {
        return None;
    }
    let parts: Vec<&str> = path.parts().collect();
    let at = parts.iter().position(|part| *part == "src")? + 1;
    let rest = parts.get(at..parts.len() - 1)?;
    let stem = path.file_stem();
    let middleware =
        rest.is_empty() && stem == "middleware" || rest == ["middleware"] && stem == "index";
    if middleware && file.says("onRequest") {
        return Some(Place::Middleware);
    }
    // Pages of Next.js have no exports of these names; what says nothing of Astro must not look like one.
    let astro = || file.names(|it| it.starts_with("astro")) || file.says("APIRoute");
    if rest.first() != Some(&"pages") || !astro() {
        return None;
    }
    let name = (stem != "index").then_some(stem);
    Some(Place::Endpoint(joined(rest[1..].iter().copied().chain(name).map(segment))))
}

/// Adds the routes of a file.
pub(super) fn recognise(file: &File<'_, '_>, routing: &mut Routing) {
    let Some(place) = place(file) else { return };
    let shapes = file.shapes();
    let path = match &place {
        Place::Endpoint(path) => path,
        Place::Middleware => {
            return attach(shapes, &["onRequest"], FRAMEWORK, routing);
        }
    };
    for (export, handler, guards) in exports(shapes, |it| it == ALL || METHODS.contains(&it)) {
        let method = if export.name == ALL { "ANY" } else { &export.name };
        let route = route(FRAMEWORK, method, path, handler, export.span);
        routing.routes.push(Route { guards, ..route });
    }
}

/// Gives middleware to the endpoints of its application.
pub(crate) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    cover(index, graph, FRAMEWORK, |path| {
        let (root, _) = path.split_once("src/middleware")?;
        (root.is_empty() || root.ends_with('/')).then(|| format!("{root}src/"))
    });
}

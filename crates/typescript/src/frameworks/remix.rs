//! Remix and React Router as a framework: <https://reactrouter.com/start/framework/routing>,
//! <https://remix.run/docs/en/main/file-conventions/routes>.
//!
//! The `loader` of a route module answers GET, its `action` all that changes something. What the modules
//! around it load guards nothing: loaders run beside each other.

use shipworthy_core::facts::{Route, Routing};
use shipworthy_core::project::{Index, RouteGraph};

use super::file::File;
use super::placed::{attach, cover, exports, joined, route};

const FRAMEWORK: &str = "remix";
/// Files that stand for the folder that holds them.
const FOLDERS: &[&str] = &["index", "route", "_index", "_route", "layout", "_layout", "root"];

/// The path of a route module; nothing for other files.
fn place(file: &File<'_, '_>) -> Option<String> {
    let path = file.path;
    if !matches!(path.extension(), "ts" | "tsx" | "js" | "jsx") {
        return None;
    }
    let stem = path.file_stem();
    if stem.ends_with(".server") || stem.ends_with(".client") || stem.ends_with(".test") {
        return None;
    }
    let parts: Vec<&str> = path.parts().collect();
    let at = parts.windows(2).position(|pair| pair == ["app", "routes"]);
    let typed = || file.names(|module| module.starts_with("./+types/"));
    match at {
        Some(at) => Some(url(&parts[at + 2..parts.len() - 1], stem)),
        // A module that the configuration of routes names, wherever it stands.
        None if typed() => {
            let from = parts.iter().position(|part| matches!(*part, "app" | "src"))? + 1;
            let folders = parts.get(from..parts.len() - 1).unwrap_or_default();
            let from = usize::from(folders.first() == Some(&"routes"));
            Some(url(&folders[from..], stem))
        }
        None => None,
    }
}

/// The path of a file by its folders and its name: dots divide parts, `$` begins a parameter, a part with
/// `_` before it is not in the path.
fn url(folders: &[&str], stem: &str) -> String {
    let name = (!FOLDERS.contains(&stem)).then_some(stem);
    let mut out = Vec::new();
    for part in folders.iter().copied().chain(name) {
        for part in divided(part.trim_end_matches('+')) {
            if part.starts_with('_') || FOLDERS.contains(&part.as_str()) {
                continue;
            }
            let part = part.trim_end_matches('_').replace(['[', ']'], "");
            let (part, optional) = match part.strip_prefix('(').and_then(|it| it.strip_suffix(')'))
            {
                Some(inner) => (inner.to_owned(), "?"),
                None => (part, ""),
            };
            out.push(match part.strip_prefix('$') {
                Some("") => "*".to_owned(),
                Some(name) => format!(":{name}{optional}"),
                None => format!("{part}{optional}"),
            });
        }
    }
    joined(out)
}

/// The parts of a name between dots; dots in brackets belong to the name.
fn divided(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut inside = false;
    for c in name.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            '.' if !inside => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = parts.last_mut() {
            last.push(c);
        }
    }
    parts
}

/// Adds the routes of a file.
pub(super) fn recognise(file: &File<'_, '_>, routing: &mut Routing) {
    let Some(path) = place(file) else { return };
    let shapes = file.shapes();
    for (export, handler, guards) in exports(shapes, |it| matches!(it, "loader" | "action")) {
        let method = if export.name == "loader" { "GET" } else { "POST" };
        let route = route(FRAMEWORK, method, &path, handler, export.span);
        routing.routes.push(Route { guards, ..route });
    }
    attach(shapes, &["middleware", "unstable_middleware"], FRAMEWORK, routing);
}

/// Gives the middleware of a module to the routes of the modules within it:
/// <https://reactrouter.com/how-to/middleware>.
pub(crate) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    cover(index, graph, FRAMEWORK, |path| {
        let (folder, file) = path.rsplit_once('/')?;
        let stem = file.split_once('.').map_or(file, |(stem, _)| stem);
        Some(match stem {
            // A file that stands for its folder.
            "root" | "_layout" | "layout" | "route" => format!("{folder}/"),
            // `_auth.tsx` holds `_auth.login.tsx` and what is in `_auth/`.
            _ => format!("{folder}/{stem}"),
        })
    });
}

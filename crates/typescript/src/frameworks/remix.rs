//! Remix and React Router as a framework: <https://reactrouter.com/start/framework/routing>,
//! <https://remix.run/docs/en/main/file-conventions/routes>.
//!
//! The `loader` of a route module answers GET, its `action` all that changes something. What the modules
//! around it load guards nothing: loaders run beside each other.

use std::collections::BTreeMap;

use shipworthy_core::facts::{GuardUse, Handled, Route, Routing};
use shipworthy_core::project::{FileId, GuardAt, Index, RouteGraph, RouteNode};
use shipworthy_core::source::{Span, Text};

use super::file::File;
use super::placed::{attach, cover, exports, joined, route};

const FRAMEWORK: &str = "remix";
/// The framework of entries of a configuration of routes, which name modules.
const CONFIGURED: &str = "remix configuration";
/// The framework of modules that are routes if a configuration names them.
const UNPLACED: &str = "remix module";
/// The framework of routes for as long as their middleware is given to them by the configuration.
const PLACED: &str = "remix placed";
/// Packages whose functions make entries of a configuration: <https://reactrouter.com/start/framework/routing>.
const CONFIGURES: &[&str] = &["@react-router/dev/routes", "@remix-run/route-config"];
/// What files may be called that a configuration names without what they end with.
const ENDINGS: &[&str] = &["", ".tsx", ".ts", ".jsx", ".js"];
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
    if file.path.file_stem() == "routes" && file.loads(|it| CONFIGURES.contains(&it)) {
        configured(file, routing);
        return;
    }
    let (path, framework) = match place(file) {
        Some(path) => (path, FRAMEWORK),
        None if file.loads(|it| it == "react-router" || it.starts_with("@remix-run/")) => {
            (String::new(), UNPLACED)
        }
        None => return,
    };
    let shapes = file.shapes();
    for (export, handler, guards) in exports(shapes, |it| matches!(it, "loader" | "action")) {
        let method = if export.name == "loader" { "GET" } else { "POST" };
        let route = route(framework, method, &path, handler, export.span);
        routing.routes.push(Route { guards, ..route });
    }
    attach(shapes, &["middleware", "unstable_middleware"], FRAMEWORK, routing);
}

/// An entry of a configuration: `route("users", "./users.tsx", [ … ])`.
struct Entry {
    span: Span,
    path: Text,
    /// The module that it names, below the folder of the configuration.
    module: Text,
    /// Whether it answers by itself.
    serves: bool,
}

/// Adds the entries of a configuration: each with its path, its module and those around it.
fn configured(file: &File<'_, '_>, routing: &mut Routing) {
    let shapes = file.shapes();
    let mut entries: Vec<Entry> = Vec::new();
    for &(id, function) in &shapes.calls {
        let Some(call) = shapes.module.call(id) else { continue };
        let Some(callee) = shapes.callee_path(id, function) else { continue };
        let mut made = CONFIGURES.iter().filter_map(|it| callee.path.strip_prefix(it));
        let Some(kind) = made.next() else { continue };
        let text = |at| {
            let text = call.positional(at).and_then(|it| shapes.module.string(it));
            Text::from(text.unwrap_or_default())
        };
        let (path, module, serves) = match kind {
            ".route" => (text(0), text(1), true),
            ".index" => (Text::default(), text(0), true),
            ".layout" => (Text::default(), text(0), false),
            ".prefix" => (text(0), Text::default(), false),
            _ => continue,
        };
        entries.push(Entry { span: shapes.span(id), path, module, serves });
    }
    for entry in entries.iter().filter(|it| it.serves) {
        let mut around: Vec<&Entry> =
            entries.iter().filter(|it| it.span.contains(entry.span)).collect();
        around.sort_by_key(|it| (it.span.start, std::cmp::Reverse(it.span.end)));
        let parts = around.iter().flat_map(|it| it.path.split('/')).filter(|it| !it.is_empty());
        let path = joined(parts);
        let modules = around.iter().rev().filter(|it| !it.module.is_empty());
        let names = |it: &&Entry| GuardUse { alias: it.module.clone(), ..GuardUse::default() };
        let guards = modules.map(names).collect();
        let route = route(CONFIGURED, "GET", &path, Handled::Unknown, entry.span);
        routing.routes.push(Route { guards, ..route });
    }
}

/// Puts modules where a configuration names them, behind the middleware of the modules around them.
fn place_configured(index: &Index<'_>, graph: &mut RouteGraph) {
    let mut configured = Vec::new();
    graph.routes.retain(|it| {
        if it.framework == CONFIGURED {
            configured.push(it.clone());
        }
        it.framework != CONFIGURED
    });
    if !configured.is_empty() {
        let files: BTreeMap<&str, FileId> =
            index.iter().map(|(id, file)| (file.path.as_str(), id)).collect();
        let mut placed: BTreeMap<FileId, Vec<(Text, Vec<FileId>)>> = BTreeMap::new();
        for entry in configured {
            let folder = index.file(entry.registered.file).path.parent().to_owned();
            let named = |it: &GuardAt| named(&files, &folder, &it.guard.alias);
            let modules: Vec<FileId> = entry.guards.iter().filter_map(named).collect();
            if let Some(own) = modules.first() {
                placed.entry(*own).or_default().push((entry.path.clone(), modules));
            }
        }
        let mut more: Vec<RouteNode> = Vec::new();
        for route in &graph.routes {
            let ours = route.framework == FRAMEWORK || route.framework == UNPLACED;
            let places = placed.get(&route.registered.file).filter(|_| ours);
            for (path, modules) in places.into_iter().flatten() {
                let of_module = |file: &FileId| {
                    let mut routers = graph.routers.iter();
                    routers.find(|it| it.file == *file && it.framework == FRAMEWORK)
                };
                let middleware = modules.iter().rev().filter_map(of_module);
                let guards = middleware.flat_map(|it| it.guards.iter().cloned());
                let guards = guards.chain(route.guards.iter().cloned()).collect();
                let (framework, path) = (PLACED.into(), path.clone());
                more.push(RouteNode { framework, path, guards, ..route.clone() });
            }
        }
        graph
            .routes
            .retain(|it| it.framework != FRAMEWORK || !placed.contains_key(&it.registered.file));
        graph.routes.append(&mut more);
    }
    graph.routes.retain(|it| it.framework != UNPLACED);
}

/// The file that a configuration names.
fn named(files: &BTreeMap<&str, FileId>, folder: &str, module: &str) -> Option<FileId> {
    let mut parts: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
    for part in module.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    ENDINGS.iter().find_map(|end| files.get(format!("{path}{end}").as_str()).copied())
}

/// Gives the middleware of a module to the routes of the modules within it:
/// <https://reactrouter.com/how-to/middleware>.
pub(crate) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    place_configured(index, graph);
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
    for route in graph.routes.iter_mut().filter(|it| it.framework == PLACED) {
        route.framework = FRAMEWORK.into();
    }
}

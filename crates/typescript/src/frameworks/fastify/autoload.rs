//! Plugins that are loaded from a folder: <https://github.com/fastify/fastify-autoload>.

use std::collections::BTreeMap;

use shipworthy_core::code::{CallExpr, ExprId};
use shipworthy_core::facts::{Argument, CallValue, Mount, Name, Value};
use shipworthy_core::project::{FileId, Found, Index, MountEdge, Place, RouteGraph, RouterId};
use shipworthy_core::source::{Role, Text, join};

use super::FRAMEWORK;
use crate::frameworks::registered::Reader;

const PLUGINS: &[&str] = &["@fastify/autoload", "fastify-autoload"];

/// Whether something is the plugin that loads a folder.
pub(super) fn is_plugin(
    reader: &Reader<'_, '_, '_>,
    plugin: ExprId,
    function: Option<u32>,
) -> bool {
    reader.shapes.name(plugin, function).is_some_and(|name| PLUGINS.contains(&&*name.path))
}

/// `register(autoload, { dir, options, autoHooks })`: linking finds the files.
pub(super) fn register(
    reader: &mut Reader<'_, '_, '_>,
    call: &CallExpr<'_>,
    router: &Name,
    function: Option<u32>,
) {
    let (Some(plugin), Some(options)) = (call.positional(0), call.positional(1)) else { return };
    let span = reader.shapes.span(plugin);
    let arguments =
        [Argument { value: reader.shapes.value(options, function), ..Argument::default() }];
    let callee = reader.shapes.name(plugin, function).unwrap_or_default();
    let child = CallValue { callee, arguments: arguments.into(), span };
    reader.routing.mounts.push(Mount {
        parent: router.clone(),
        child: Value::Call(Box::new(child)),
        span,
        function,
        ..Mount::default()
    });
}

/// Mounts what is loaded from folders, each plugin below the name of its folder and behind its hooks.
pub(crate) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    for (file, it) in index.iter() {
        for mount in &it.facts.routing.mounts {
            let Value::Call(call) = &mount.child else { continue };
            if !PLUGINS.contains(&&*call.callee.path) {
                continue;
            }
            let place = Place { file, span: mount.span };
            // What was guessed of a plugin that is not read.
            graph.mounts.retain(|edge| edge.place != place);
            let Some(options) = call.positional(0) else { continue };
            if let Some(folder) = Folder::of(index, file, mount, options) {
                let parent = parent(graph, file, mount);
                folder.load(index, graph, parent, place);
            }
        }
    }
}

/// The instance that a folder is loaded on.
fn parent(graph: &RouteGraph, file: FileId, mount: &Mount) -> Option<RouterId> {
    let known = graph.routers.iter().position(|router| {
        router.file == file
            && router.symbol == mount.parent.path
            && (router.function == mount.function || router.function.is_none())
    });
    known.map(|at| RouterId(at as u32))
}

/// A folder that is loaded.
struct Folder<'v> {
    path: String,
    prefix: &'v str,
    /// Whether the names of folders are part of the paths.
    names: bool,
    /// Whether a folder `_id` stands for a parameter.
    parameters: bool,
    hooks: bool,
    /// Whether hooks reach the folders below.
    cascade: bool,
}

impl<'v> Folder<'v> {
    fn of(index: &Index<'_>, file: FileId, mount: &Mount, options: &'v Value) -> Option<Self> {
        let on = |key| options.entry(key).and_then(Value::as_bool);
        let own = index.file(file).path.parent();
        let dir = path(index, file, mount.function, options.entry("dir")?, 4)?;
        Some(Self {
            path: join(own, &dir),
            prefix: options
                .entry("options")
                .and_then(|it| it.entry("prefix"))
                .and_then(Value::as_str)
                .unwrap_or_default(),
            names: on("dirNameRoutePrefix") != Some(false),
            parameters: on("routeParams") == Some(true),
            hooks: on("autoHooks") == Some(true),
            cascade: on("cascadeHooks") == Some(true),
        })
    }

    fn load(
        &self,
        index: &Index<'_>,
        graph: &mut RouteGraph,
        parent: Option<RouterId>,
        place: Place,
    ) {
        let (hooking, plugins): (Vec<_>, Vec<_>) =
            self.files(index).into_iter().partition(|(_, stem, _)| is_hooks(stem));
        let mut hooks: BTreeMap<&str, RouterId> = BTreeMap::new();
        // Outer folders stand before inner ones.
        for (folder, _, file) in hooking.into_iter().filter(|_| self.hooks) {
            let Some(&router) = routers(graph, file).first() else { continue };
            let outer = if self.cascade { nearest(&hooks, folder) } else { None };
            graph.mounts.push(edge(outer.or(parent), router, Text::default(), place));
            for attachment in &mut graph.attachments {
                if attachment.place.file == file {
                    attachment.router = Some(router);
                }
            }
            hooks.insert(folder, router);
        }
        let indexed: Vec<&str> =
            plugins.iter().filter(|it| it.1 == "index").map(|it| it.0).collect();
        for (folder, stem, file) in plugins {
            // Where a folder has an index, that alone is loaded of it.
            if stem != "index" && indexed.contains(&folder) {
                continue;
            }
            let hook = match self.cascade {
                true => nearest(&hooks, folder),
                false => hooks.get(folder).copied(),
            };
            let prefix = self.prefix_of(index, file, folder);
            for router in routers(graph, file) {
                graph.mounts.retain(|edge| edge.child != router || edge.place == place);
                graph.mounts.push(edge(hook.or(parent), router, prefix.clone(), place));
            }
        }
    }

    /// The files of the folder: the folder below it that holds each, its name without an ending, the file.
    fn files<'a>(&self, index: &Index<'a>) -> Vec<(&'a str, &'a str, FileId)> {
        let loaded = index.iter().filter(|(_, it)| it.role == Role::Production);
        let loaded = loaded.filter_map(|(id, it)| {
            let below = it.path.as_str().strip_prefix(&*self.path)?.strip_prefix('/')?;
            let (folder, name) = below.rsplit_once('/').unwrap_or(("", below));
            let (stem, ending) = name.rsplit_once('.')?;
            let code = matches!(ending, "ts" | "js" | "mjs" | "cjs" | "mts" | "cts");
            (code && !stem.ends_with(".d")).then_some((folder, stem, id))
        });
        let mut loaded: Vec<_> = loaded.collect();
        loaded.sort();
        loaded
    }

    fn prefix_of(&self, index: &Index<'_>, file: FileId, folder: &str) -> Text {
        if let Some(whole) = constant(index, file, "prefixOverride") {
            return whole;
        }
        let own = constant(index, file, "autoPrefix");
        let below = match &own {
            Some(own) => own.to_string(),
            None if self.names => {
                let part = |part: &str| match part.strip_prefix('_') {
                    Some(name) if self.parameters => format!(":{name}"),
                    _ => part.to_owned(),
                };
                folder.split('/').map(part).collect::<Vec<_>>().join("/")
            }
            None => String::new(),
        };
        match (self.prefix.trim_matches('/'), below.trim_matches('/')) {
            ("", below) => below.into(),
            (prefix, "") => prefix.into(),
            (prefix, below) => format!("{prefix}/{below}").into(),
        }
    }
}

fn edge(parent: Option<RouterId>, child: RouterId, prefix: Text, place: Place) -> MountEdge {
    MountEdge { parent, child, prefix, guards: Vec::new(), isolated: false, place }
}

/// Whether a file holds the hooks of its folder: `autohooks`, `.autohooks`, `_auto_hooks`.
fn is_hooks(stem: &str) -> bool {
    let stem = stem.strip_prefix(['.', '_']).unwrap_or(stem);
    stem.eq_ignore_ascii_case("autohooks") || stem.eq_ignore_ascii_case("auto_hooks")
}

/// The hooks of a folder, or of the nearest one around it.
fn nearest(hooks: &BTreeMap<&str, RouterId>, folder: &str) -> Option<RouterId> {
    crate::link::ancestors(folder).find_map(|folder| hooks.get(folder).copied())
}

/// The plugins of a file that it does not mount itself.
fn routers(graph: &RouteGraph, file: FileId) -> Vec<RouterId> {
    let ids = (0..graph.routers.len() as u32).map(RouterId);
    ids.filter(|id| {
        let router = &graph.routers[id.0 as usize];
        router.file == file
            && router.framework == FRAMEWORK.name
            && router.function.is_some()
            && !graph.mounts.iter().any(|edge| edge.child == *id && edge.place.file == file)
    })
    .collect()
}

/// A constant that a file exports.
fn constant(index: &Index<'_>, file: FileId, name: &str) -> Option<Text> {
    let value = match index.member(file, name) {
        Found::Symbol(symbol) => &index.binding(symbol)?.value,
        Found::Value(at) => at.value,
        _ => return None,
    };
    value.as_str().map(Into::into)
}

/// The path that a value is, below the folder of its file: `path.join(__dirname, "routes")`.
fn path(
    index: &Index<'_>,
    file: FileId,
    function: Option<u32>,
    value: &Value,
    steps: u32,
) -> Option<String> {
    let steps = steps.checked_sub(1)?;
    let go = |value: &Value| path(index, file, function, value, steps);
    match value {
        Value::Str(text) => Some(text.to_string()),
        Value::Template(parts) => {
            let parts = parts.iter().filter_map(|part| match part {
                shipworthy_core::facts::Part::Text(text) => Some(text.as_str()),
                shipworthy_core::facts::Part::Value(..) => None,
            });
            Some(parts.collect())
        }
        Value::Call(call) => {
            let parts: Vec<String> = call.arguments.iter().filter_map(|it| go(&it.value)).collect();
            (!parts.is_empty()).then(|| parts.join("/"))
        }
        Value::Name(name) => match index.find(file, function, name) {
            Found::Symbol(symbol) => go(&index.binding(symbol)?.value),
            Found::Value(at) => go(at.value),
            _ => None,
        },
        _ => None,
    }
}

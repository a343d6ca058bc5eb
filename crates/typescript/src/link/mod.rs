//! What joins TypeScript and JavaScript files: modules, entry points, what libraries' guards do.

mod ambient;
mod entries;
mod globs;
mod guards;
mod resolve;

pub(crate) use guards::strategy as passport_strategy;

use shipworthy_core::facts::{Argument, Declaration, FileFacts, GuardClass, Value};
use shipworthy_core::naming;
use shipworthy_core::project::{
    AttachmentNode, EntryPoint, FileId, GuardAt, Index, Linker, Place, ProjectFile, Resolver,
    RouteGraph,
};
use shipworthy_core::source::{Language, join};

/// The linker of TypeScript and JavaScript.
#[derive(Debug)]
pub(crate) struct TypeScriptLinker;

impl Linker for TypeScriptLinker {
    fn links(&self, language: &Language) -> bool {
        matches!(language.as_str(), "typescript" | "javascript")
    }

    fn ecosystem(&self) -> &'static str {
        "npm"
    }

    fn resolver<'a>(&self, files: &'a [ProjectFile]) -> Box<dyn Resolver + 'a> {
        Box::new(resolve::ModuleResolver::new(files))
    }

    fn entry_points(&self, index: &Index<'_>) -> Vec<EntryPoint> {
        entries::entry_points(index)
    }

    fn routes(&self, index: &Index<'_>, graph: &mut RouteGraph) {
        // What was taken for a guard and turned out to be a router is mounted, and guards nothing.
        let mounted: Vec<_> = graph.mounts.iter().map(|mount| mount.place).collect();
        graph.attachments.retain(|it| !mounted.contains(&it.place) && !handles_errors(index, it));
        crate::frameworks::link_astro(index, graph);
        crate::frameworks::link_controllers(index, graph);
        crate::frameworks::link_elysia(index, graph);
        crate::frameworks::link_fastify(index, graph);
        crate::frameworks::link_feathers(index, graph);
        crate::frameworks::link_hapi(index, graph);
        crate::frameworks::link_hono(index, graph);
        crate::frameworks::link_medusa(index, graph);
        crate::frameworks::link_nestjs(index, graph);
        crate::frameworks::link_nextjs(index, graph);
        crate::frameworks::link_nitro(index, graph);
        crate::frameworks::link_remix(index, graph);
        crate::frameworks::link_strapi(index, graph);
        crate::frameworks::link_sveltekit(index, graph);
        crate::frameworks::link_trpc(index, graph);
        // Where routes are registered by calls or by the place of a file, that is the route: its
        // handler is often one of many in a file that knows nothing of routes.
        for route in &mut graph.routes {
            match route.framework.as_str() {
                "adonis" | "elysia" | "express" | "feathers" | "koa" | "hono" | "fastify"
                | "hapi" | "polka" | "restify" => route.handler.place = None,
                // A procedure goes by its key.
                "trpc" => {
                    route.handler.place = None;
                    route.handler.name = route.path.clone();
                }
                "astro" | "medusa" | "nextjs" | "nitro" | "remix" | "sveltekit" => {
                    let elsewhere = |place: &Place| place.file != route.registered.file;
                    if route.handler.place.as_ref().is_some_and(elsewhere) {
                        route.handler.place = None;
                    }
                }
                _ => {}
            }
        }
    }

    fn library_guard(&self, path: &str, arguments: &[Argument]) -> Option<GuardClass> {
        guards::library_guard(path, arguments)
    }

    fn library_status(&self, path: &str) -> Option<u16> {
        crate::library::error_status(path)
    }

    fn guard_methods(&self) -> &'static [&'static str] {
        &["canActivate", "use"]
    }
}

/// Whether what is attached takes an error before the request: Express calls it for errors only.
fn handles_errors(index: &Index<'_>, attachment: &AttachmentNode) -> bool {
    let GuardAt { file, function, guard } = &attachment.guard;
    let Value::Name(name) = &guard.target else { return false };
    let symbol = index.resolve(*file, *function, name);
    symbol.and_then(|symbol| index.function(symbol)).is_some_and(|function| {
        function.parameters.len() == 4
            && function.parameters[0].name.to_ascii_lowercase().starts_with("err")
    })
}

/// The value of a setting of a manifest.
fn setting<'a>(facts: &'a FileFacts, name: &str) -> Option<&'a Value> {
    facts.declarations.iter().find_map(|declaration| match declaration {
        Declaration::Setting { key, value, .. } if key == name => Some(value),
        _ => None,
    })
}

/// The string value of a setting of a manifest.
fn text<'a>(facts: &'a FileFacts, name: &str) -> Option<&'a str> {
    match setting(facts, name) {
        Some(Value::Str(text)) => Some(text),
        _ => None,
    }
}

/// The folder of the nearest package around a file; the root where there is none.
pub(crate) fn package<'a>(index: &Index<'a>, file: FileId) -> &'a str {
    ancestors(index.file(file).path.parent())
        .find(|folder| index.find_file(&join(folder, "package.json")).is_some())
        .unwrap_or_default()
}

/// The folder and all folders above it, nearest first, the root last.
pub(crate) fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    let mut next = Some(folder);
    std::iter::from_fn(move || {
        let current = next?;
        next = match naming::cut_last(current, b'/') {
            Some((parent, _)) => Some(parent),
            None if current.is_empty() => None,
            None => Some(""),
        };
        Some(current)
    })
}

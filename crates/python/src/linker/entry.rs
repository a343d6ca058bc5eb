//! What starts Python: commands of containers and process files, application objects, programs.

use rustc_hash::FxHashSet;
use shipworthy_core::facts::{BindingKind, Declaration, FileFacts, Marker, RouterKind, Value};
use shipworthy_core::project::{EntryPoint, FileId, Index, Launch, Place, ProjectFile};
use shipworthy_core::source::{Role, Span};

use super::command::{Started, migrates, started};
use super::modules::{Modules, join};
use super::strings;
use crate::analyzer::PYTHON;

/// Calls that make something that a server or worker serves.
const APPLICATIONS: &[(&str, &str)] = &[
    ("aiohttp.web.Application", "asgi application"),
    ("bottle.Bottle", "wsgi application"),
    ("celery.Celery", "worker"),
    ("channels.routing.ProtocolTypeRouter", "asgi application"),
    ("django.core.asgi.get_asgi_application", "asgi application"),
    ("django.core.wsgi.get_wsgi_application", "wsgi application"),
    ("falcon.App", "wsgi application"),
    ("falcon.asgi.App", "asgi application"),
    ("fastapi.FastAPI", "asgi application"),
    ("flask.Flask", "wsgi application"),
    ("litestar.Litestar", "asgi application"),
    ("pyramid.config.Configurator", "wsgi application"),
    ("quart.Quart", "asgi application"),
    ("sanic.Sanic", "asgi application"),
    ("starlette.applications.Starlette", "asgi application"),
    ("tornado.web.Application", "wsgi application"),
];

/// Calls that serve until they are stopped.
const SERVICES: &[&str] = &[
    "aiohttp.web.run_app",
    "asyncio.run",
    "gradio.launch",
    "hypercorn.asyncio.serve",
    "uvicorn.Server",
    "uvicorn.run",
    "waitress.serve",
];

/// Methods that serve until they are stopped.
const SERVING: &[&str] = &[
    "run_forever",
    "run_polling",
    "serve_forever",
    "start_polling",
    "wait_for_termination",
    "worker_main",
];

pub(super) fn entry_points(modules: &Modules<'_>, index: &Index<'_>) -> Vec<EntryPoint> {
    let mut entries = commands(modules, index);
    // A folder with a command says what is deployed of it; elsewhere application objects tell.
    let commanded: FxHashSet<&str> = entries
        .iter()
        .filter(|entry| entry.deployed && &*entry.kind != "console script")
        .map(|entry| root_of(modules, entry.file))
        .collect();
    let imported = imported(index);
    for (file, it) in index.iter().filter(|(_, it)| it.language == PYTHON) {
        if it.role == Role::Test {
            continue;
        }
        let production = it.role == Role::Production;
        let settled = commanded.contains(root_of(modules, file));
        if let Some((kind, span)) = application(&it.facts) {
            entries.push(entry(file, kind, span, production && !settled));
        }
        if it.path.file_name() == "manage.py" {
            entries.push(entry(file, "django management", Span::default(), !settled));
        }
        let program =
            it.facts.markers.contains(&Marker::Program) || it.path.file_name() == "__main__.py";
        if program && !imported.contains(&file) {
            let deployed = production && !settled && serves(&it.facts);
            entries.push(entry(file, "program", Span::default(), deployed));
        }
        if let Some(span) = serverless(&it.facts) {
            entries.push(entry(file, "function handler", span, production));
        }
        for (target, kind, span) in strings::django(modules, file) {
            let declared = Place { file, span };
            // Reached through the file that names them; that one is deployed or not.
            entries.push(EntryPoint { file: target, kind: kind.into(), declared, deployed: false });
        }
    }
    if !entries.iter().any(|entry| entry.deployed) {
        let programs = entries.iter_mut().filter(|entry| {
            &*entry.kind == "program" && index.file(entry.file).role == Role::Production
        });
        programs.for_each(|entry| entry.deployed = true);
    }
    // Programs of a distribution do not say that nothing else of it is used.
    let served = |entry: &EntryPoint| {
        entry.deployed && !matches!(&*entry.kind, "program" | "console script")
    };
    if !entries.iter().any(served) {
        entries.extend(distributed(modules, index));
    }
    entries
}

fn root_of<'a>(modules: &Modules<'a>, file: FileId) -> &'a str {
    modules.root_of(modules.file(file).path.parent())
}

fn entry(file: FileId, kind: &str, span: Span, deployed: bool) -> EntryPoint {
    EntryPoint { file, kind: kind.into(), declared: Place { file, span }, deployed }
}

/// What manifests start.
fn commands(modules: &Modules<'_>, index: &Index<'_>) -> Vec<EntryPoint> {
    let mut commands = Commands { modules, entries: Vec::new(), migrating: None };
    for launch in index.launches() {
        commands.launch(launch);
    }
    for (manifest, it) in index.iter() {
        let folder = it.path.parent();
        for declaration in &it.facts.declarations {
            commands.declaration(manifest, folder, declaration);
        }
    }
    let own = |it: &ProjectFile| it.role == Role::Production && it.language == PYTHON;
    for (file, it) in index.iter().filter(|(_, it)| own(it)) {
        // A program may bring its database up to date by itself.
        if let Some(call) =
            it.facts.calls.iter().find(|call| call.callee.path == "alembic.command.upgrade")
        {
            commands.migrating.get_or_insert(Place { file, span: call.span });
        }
    }
    for (file, it) in index.iter().filter(|(_, it)| it.language == PYTHON) {
        if it.path.file_name() == "env.py"
            && it.facts.imports.iter().any(|import| &*import.module == "alembic")
        {
            let declared = commands.migrating.unwrap_or(Place { file, span: Span::default() });
            let kind = "alembic environment".into();
            let deployed = commands.migrating.is_some();
            commands.entries.push(EntryPoint { file, kind, declared, deployed });
        }
    }
    commands.entries
}

struct Commands<'m, 'a> {
    modules: &'m Modules<'a>,
    entries: Vec<EntryPoint>,
    /// Where the database is brought up to date.
    migrating: Option<Place>,
}

impl Commands<'_, '_> {
    fn declaration(&mut self, manifest: FileId, folder: &str, declaration: &Declaration) {
        match declaration {
            Declaration::Script { command, table, .. }
                if matches!(
                    &**table,
                    "project.scripts" | "tool.poetry.scripts" | "project.gui-scripts"
                ) =>
            {
                let target = command.words.first().map_or("", |word| word.as_str());
                self.module(manifest, folder, target, "console script", command.span);
            }
            Declaration::Setting { key, value: Value::Str(module), span }
                if matches!(&**key, "uwsgi.module" | "uwsgi.wsgi" | "tool.fastapi.entrypoint") =>
            {
                self.module(manifest, folder, module, "application server", *span);
            }
            _ => {}
        }
    }

    fn launch(&mut self, launch: &Launch) {
        let declared = launch.declared;
        if launch.deployed && migrates(&launch.line) {
            self.migrating.get_or_insert(declared);
        }
        let found = launch
            .folders
            .iter()
            .map(|folder| started(self.modules, folder, &launch.line))
            .find(|found| !found.is_empty());
        for Started { file, kind } in found.into_iter().flatten() {
            let deployed = launch.deployed;
            self.entries.push(EntryPoint { file, kind: kind.into(), declared, deployed });
        }
    }

    fn module(&mut self, manifest: FileId, folder: &str, target: &str, kind: &str, span: Span) {
        if let Some(file) = strings::find(self.modules, folder, target) {
            let declared = Place { file: manifest, span };
            self.entries.push(EntryPoint { file, kind: kind.into(), declared, deployed: true });
        }
    }
}

/// The application that a file makes: kind and place.
fn application(facts: &FileFacts) -> Option<(&'static str, Span)> {
    let known = |path: &str| {
        APPLICATIONS
            .binary_search_by(|(name, _)| (*name).cmp(path))
            .ok()
            .map(|at| APPLICATIONS[at].1)
    };
    let routers = facts.routing.routers.iter().filter(|it| it.kind == RouterKind::Application);
    let bindings = facts.bindings.iter().filter(|it| it.kind == BindingKind::Module);
    let calls = facts.calls.iter().filter_map(|it| Some((known(&it.callee.path)?, it.span)));
    bindings
        .filter_map(|it| Some((known(&it.value.as_call()?.callee.path)?, it.span)))
        .chain(calls)
        .chain(routers.map(|it| ("application", it.span)))
        .next()
}

fn serves(facts: &FileFacts) -> bool {
    facts.calls.iter().any(|call| {
        let path = call.callee.path.as_str();
        SERVICES.contains(&path)
            || SERVING.contains(&call.callee.last())
            || call.callee.last() == "run" && path.ends_with("().run")
    })
}

/// A handler of a serverless platform.
fn serverless(facts: &FileFacts) -> Option<Span> {
    facts
        .functions
        .iter()
        .find(|function| {
            function.name == "lambda_handler"
                && function.class.is_none()
                && function.parameters.len() == 2
        })
        .map(|function| function.definition)
}

/// Files that other files of the project import.
fn imported(index: &Index<'_>) -> FxHashSet<FileId> {
    let mut imported = FxHashSet::default();
    for (file, it) in index.iter() {
        if it.role == Role::Test {
            continue;
        }
        for target in index.imports(file) {
            let files = target.module.files().iter().chain(target.submodules.iter().flatten());
            imported.extend(files.filter(|other| **other != file));
        }
    }
    imported
}

/// The public modules of the packages that a distribution is made of: whoever installs it may import them.
fn distributed(modules: &Modules<'_>, index: &Index<'_>) -> Vec<EntryPoint> {
    let mut entries = Vec::new();
    for (manifest, it) in index.iter() {
        let declared = match it.path.file_name() {
            "pyproject.toml" if is_built(&it.facts) => {
                it.facts.declarations.iter().find_map(|declaration| match declaration {
                    Declaration::Setting { key, span, .. }
                        if matches!(&**key, "project.name" | "tool.poetry.name") =>
                    {
                        Some(*span)
                    }
                    _ => None,
                })
            }
            "setup.cfg" => it.facts.declarations.iter().find_map(|declaration| match declaration {
                Declaration::Setting { key, span, .. } if key == "metadata.name" => Some(*span),
                _ => None,
            }),
            "setup.py" => it
                .facts
                .calls
                .iter()
                .find(|call| call.callee.last() == "setup")
                .map(|call| call.span),
            _ => None,
        };
        let Some(span) = declared else { continue };
        let root = it.path.parent();
        for folder in [root.to_owned(), join(root, "src")] {
            for file in public_modules(modules, &folder) {
                let declared = Place { file: manifest, span };
                entries.push(EntryPoint { file, kind: "package".into(), declared, deployed: true });
            }
        }
    }
    entries.sort();
    entries.dedup_by_key(|entry| entry.file);
    entries
}

/// Whether a project says how it is built: without that it is run in its folder and never installed.
fn is_built(facts: &FileFacts) -> bool {
    facts.declarations.iter().any(|it| match it {
        Declaration::Setting { key, .. } => {
            key.starts_with("build-system.") || key.starts_with("tool.poetry.")
        }
        _ => false,
    })
}

/// The modules of packages in a folder whose names do not begin with `_`.
fn public_modules(modules: &Modules<'_>, folder: &str) -> Vec<FileId> {
    modules
        .below(folder)
        .filter(|&file| {
            let path = &modules.file(file).path;
            let inside = path.as_str()[folder.len()..].trim_start_matches('/');
            let top = inside.split('/').next().unwrap_or_default();
            modules.file(file).role == Role::Production
                && (modules.is_package(&join(folder, top))
                    || !inside.contains('/') && !folder.is_empty())
                && inside
                    .split('/')
                    .all(|part| !part.starts_with('_') || part.starts_with("__init__."))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_applications_are_sorted() {
        assert!(super::APPLICATIONS.is_sorted_by(|a, b| a.0 < b.0));
    }
}

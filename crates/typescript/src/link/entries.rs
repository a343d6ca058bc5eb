//! What starts a TypeScript or JavaScript program: package scripts, container commands, conventions.

use std::collections::BTreeMap;

use shipworthy_core::facts::{CommandLine, Declaration, FileFacts};
use shipworthy_core::project::{EntryPoint, FileId, Index, Place};
use shipworthy_core::source::{Role, Span};

use super::resolve::ModuleResolver;
use super::{ancestors, join, text};

/// Programs that run the file that they are given.
const RUNNERS: &[&str] = &[
    "node",
    "ts-node",
    "tsx",
    "nodemon",
    "bun",
    "deno",
    "ts-node-dev",
    "tsnd",
    "node-dev",
    "swc-node",
];
/// Scripts that start a program in production.
const STARTS: &[&str] = &["start", "start:prod", "start:production", "serve", "prod", "server"];
/// Files of `app/` that Next.js serves.
const APP_FILES: &[&str] = &[
    "page",
    "layout",
    "route",
    "loading",
    "error",
    "global-error",
    "not-found",
    "template",
    "default",
    "sitemap",
    "robots",
    "manifest",
    "opengraph-image",
    "twitter-image",
    "icon",
    "apple-icon",
    "forbidden",
    "unauthorized",
];
/// Files at the root of a Next.js application that it loads.
const NEXT_FILES: &[&str] =
    &["middleware", "proxy", "instrumentation", "instrumentation-client", "next.config"];

/// What a framework loads by its place.
struct Convention {
    kind: &'static str,
    /// Whether a package of this name brings it.
    package: fn(&str) -> bool,
    /// Whether it loads a file, by its path below the folder of the application.
    loads: fn(&str) -> bool,
}

const CONVENTIONS: &[Convention] = &[
    Convention { kind: "next convention", package: |name| name == "next", loads: is_next },
    Convention {
        kind: "route convention",
        package: |name| name.starts_with("@remix-run/") || name == "@react-router/dev",
        loads: is_remix,
    },
    Convention {
        kind: "sveltekit convention",
        package: |name| name == "@sveltejs/kit",
        loads: is_sveltekit,
    },
    Convention {
        kind: "nuxt convention",
        package: |name| matches!(name, "nuxt" | "nuxt-nightly" | "nitropack" | "nitro"),
        loads: is_nuxt,
    },
    Convention { kind: "astro convention", package: |name| name == "astro", loads: is_astro },
];

/// A tool that loads all files of a folder when it is given a task.
struct Loader {
    program: &'static str,
    /// What the word of the task begins with.
    task: &'static str,
    folders: &'static [&'static str],
}

const LOADERS: &[Loader] = &[
    Loader { program: "db-migrate", task: "up", folders: &["migrations"] },
    Loader { program: "knex", task: "migrate:", folders: &["migrations"] },
    Loader { program: "knex", task: "seed:", folders: &["seeds"] },
    Loader { program: "migrate-mongo", task: "up", folders: &["migrations"] },
    Loader { program: "node-pg-migrate", task: "up", folders: &["migrations"] },
    Loader { program: "sequelize", task: "db:migrate", folders: &["migrations"] },
    Loader { program: "sequelize", task: "db:seed", folders: &["seeders"] },
    Loader { program: "sequelize-cli", task: "db:migrate", folders: &["migrations"] },
    Loader { program: "sequelize-cli", task: "db:seed", folders: &["seeders"] },
    Loader { program: "typeorm-extension", task: "seed", folders: &["factories", "seeds"] },
];

/// A package with what it declares.
struct Package<'a> {
    file: FileId,
    facts: &'a FileFacts,
}

impl Package<'_> {
    fn depends_on(&self, wanted: impl Fn(&str) -> bool) -> bool {
        self.facts.declarations.iter().any(|declaration| match declaration {
            Declaration::Dependency(dependency) => wanted(&dependency.name),
            _ => false,
        })
    }

    fn script(&self, wanted: &str) -> Option<&CommandLine> {
        self.facts.declarations.iter().find_map(|declaration| match declaration {
            Declaration::Script { name, command, .. } if name == wanted => Some(command),
            _ => None,
        })
    }
}

/// Collects entry points.
struct Entries<'a, 'i> {
    index: &'i Index<'a>,
    resolver: ModuleResolver<'a>,
    packages: BTreeMap<&'a str, Package<'a>>,
    found: Vec<EntryPoint>,
}

/// What is started, as far as manifests and conventions tell.
pub(crate) fn entry_points(index: &Index<'_>) -> Vec<EntryPoint> {
    let mut packages = BTreeMap::new();
    for (id, file) in index.iter() {
        if file.path.file_name() == "package.json" && file.role != Role::Vendored {
            let folder = file.path.parent();
            packages.insert(folder, Package { file: id, facts: &file.facts });
        }
    }
    let mut entries = Entries {
        index,
        resolver: ModuleResolver::new(index.files()),
        packages,
        found: Vec::new(),
    };
    entries.manifests();
    entries.launches();
    entries.pages();
    entries.conventions();
    entries.configuration();
    entries.servers();
    entries.found
}

impl<'a> Entries<'a, '_> {
    fn add(&mut self, file: FileId, kind: &str, declared: Place, deployed: bool) {
        let role = self.index.file(file).role;
        if !is_code(self.index.file(file).path.as_str()) {
            return;
        }
        self.found.push(EntryPoint {
            file,
            kind: kind.into(),
            declared,
            deployed: deployed && matches!(role, Role::Production | Role::Generated),
        });
    }

    fn manifests(&mut self) {
        let folders: Vec<&'a str> = self.packages.keys().copied().collect();
        for folder in folders {
            let package = &self.packages[folder];
            let (file, facts) = (package.file, package.facts);
            let private = super::setting(facts, "private").is_some();
            let starts = STARTS.iter().any(|name| package.script(name).is_some());
            for declaration in &facts.declarations {
                let Declaration::Entry { path, key, span } = declaration else { continue };
                let Some(target) = self.resolver.source(folder, path) else { continue };
                // The `main` of an internal package is used where it is imported.
                let deployed = match key.as_str() {
                    "bin" => true,
                    "main" | "module" => !private || starts,
                    _ => false,
                };
                let kind = format!("package {key}");
                self.add(target, &kind, Place { file, span: *span }, deployed);
            }
        }
    }

    /// The files that a command runs, in a folder.
    fn started(&self, folder: &str, command: &CommandLine) -> Vec<FileId> {
        let words: Vec<&str> = command.words.iter().map(|word| word.as_str()).collect();
        let base = |word: &str| word.rsplit('/').next().unwrap_or_default().to_owned();
        let mut found: Vec<FileId> = Vec::new();
        if let Some(at) = words.iter().position(|word| RUNNERS.contains(&&*base(word))) {
            let file = words[at + 1..]
                .iter()
                .filter(|word| !word.starts_with('-') && !matches!(**word, "run" | "watch"))
                .find_map(|word| self.resolver.source(folder, word));
            found.extend(file);
        }
        match words[..] {
            ["nest", "start", ..] => found.extend(self.nest_main(folder)),
            ["pm2" | "pm2-runtime", ..] => {
                found.extend(words.iter().find_map(|word| self.resolver.source(folder, word)));
            }
            _ => {}
        }
        let runs = |name: &&Loader| words.iter().any(|word| base(word) == name.program);
        for loader in LOADERS.iter().filter(runs) {
            if words.iter().any(|word| word.starts_with(loader.task)) {
                found.extend(self.kept_in(folder, loader.folders));
            }
        }
        // The tool of an ORM loads the file that describes the database.
        if words.iter().any(|word| base(word).contains("typeorm") || word.contains("/typeorm/")) {
            found.extend(
                option(&words, &["--dataSource", "--data-source", "-d"])
                    .and_then(|path| self.resolver.source(folder, path)),
            );
        }
        found
    }

    /// The files of a package in folders of some names, and what configures the database beside them.
    fn kept_in(&self, package: &str, folders: &[&str]) -> Vec<FileId> {
        let files = self.index.iter().filter(|(_, file)| {
            let path = file.path.as_str();
            let name = file.path.parent().rsplit('/').next().unwrap_or_default();
            is_code(path)
                && nearest(&self.packages, file.path.parent()) == Some(package)
                && (folders.contains(&name)
                    || name == "config" && matches!(file.path.file_stem(), "config" | "database")
                    || matches!(file.path.file_stem(), "knexfile" | ".sequelizerc"))
        });
        files.map(|(id, _)| id).collect()
    }

    fn nest_main(&self, folder: &str) -> Option<FileId> {
        let config = self.index.find_file(&join(folder, "nest-cli.json"));
        let facts = config.map(|config| self.index.facts(config));
        let root = facts.and_then(|facts| text(facts, "sourceRoot")).unwrap_or("src");
        let entry = facts.and_then(|facts| text(facts, "entryFile")).unwrap_or("main");
        self.resolver.file(&join(folder, &format!("{root}/{entry}")))
    }

    /// What containers, processes and scripts start.
    fn launches(&mut self) {
        let index = self.index;
        for launch in index.launches() {
            let found = launch
                .folders
                .iter()
                .map(|folder| self.started(folder, &launch.line))
                .find(|found| !found.is_empty());
            for file in found.into_iter().flatten() {
                if !is_code(index.file(file).path.as_str()) {
                    continue;
                }
                let written = index.file(file).role;
                // What a container or a process runs is deployed wherever it stands.
                let deployed = launch.deployed
                    && (launch.kind != "package script"
                        || matches!(written, Role::Production | Role::Generated));
                self.found.push(EntryPoint {
                    file,
                    kind: launch.kind.into(),
                    declared: launch.declared,
                    deployed,
                });
            }
        }
    }

    /// Scripts of pages.
    fn pages(&mut self) {
        for (id, file) in self.index.iter() {
            if file.path.file_name() != "index.html" {
                continue;
            }
            for declaration in &file.facts.declarations {
                if let Declaration::Entry { path, span, .. } = declaration
                    && let Some(target) = self.resolver.file(&join(file.path.parent(), path))
                {
                    self.add(target, "page script", Place { file: id, span: *span }, true);
                }
            }
        }
    }

    fn conventions(&mut self) {
        let folders: Vec<&'a str> = self.packages.keys().copied().collect();
        for folder in folders {
            let package = &self.packages[folder];
            let place = Place { file: package.file, span: Span::default() };
            let conventions: Vec<&Convention> = CONVENTIONS
                .iter()
                .filter(|convention| package.depends_on(convention.package))
                .collect();
            if package.depends_on(|name| name == "@nestjs/core")
                && let Some(file) = self.nest_main(folder)
            {
                self.add(file, "nest application", place, true);
            }
            let package = &self.packages[folder];
            if package.depends_on(|name| name == "react-scripts")
                && let Some(file) = self.resolver.file(&join(folder, "src/index"))
            {
                self.add(file, "react application", place, true);
            }
            if conventions.is_empty() {
                continue;
            }
            let index = self.index;
            for (id, file) in index.iter() {
                if !is_code(file.path.as_str())
                    || nearest(&self.packages, file.path.parent()) != Some(folder)
                {
                    continue;
                }
                let Some(below) = file.path.as_str().strip_prefix(folder) else { continue };
                let below = below.trim_start_matches('/');
                if let Some(convention) = conventions.iter().find(|it| (it.loads)(below)) {
                    let place = Place { file: id, span: Span::default() };
                    self.add(id, convention.kind, place, true);
                }
            }
        }
    }

    /// Files that configure tools: a build loads them, and nothing that is deployed does.
    fn configuration(&mut self) {
        let index = self.index;
        for (id, file) in index.iter() {
            if is_tool_configuration(file.path.file_name())
                && let Some(package) = self.packages.get(file.path.parent())
            {
                let place = Place { file: package.file, span: Span::default() };
                self.add(id, "tool configuration", place, false);
            }
        }
    }

    /// Files that listen, where nothing else of their package is known to be started.
    fn servers(&mut self) {
        let index = self.index;
        for (id, file) in index.iter() {
            if file.role != Role::Production {
                continue;
            }
            let listens = file.facts.calls.iter().find(|call| {
                let last = call.callee.last();
                last == "listen"
                    || call.callee.path == "Deno.serve"
                    || call.callee.path == "Bun.serve"
            });
            let Some(listens) = listens else { continue };
            let package = nearest(&self.packages, file.path.parent());
            let started = self.found.iter().any(|entry| {
                entry.deployed
                    && nearest(&self.packages, index.file(entry.file).path.parent()) == package
            });
            if !started {
                self.add(id, "server", Place { file: id, span: listens.span }, true);
            }
        }
    }
}

fn nearest<'f>(packages: &BTreeMap<&str, Package<'_>>, folder: &'f str) -> Option<&'f str> {
    ancestors(folder).find(|folder| packages.contains_key(folder))
}

/// The value of an option: `--option value`, `--option=value`.
fn option<'w>(words: &[&'w str], names: &[&str]) -> Option<&'w str> {
    words.iter().enumerate().find_map(|(at, word)| match word.split_once('=') {
        Some((name, value)) if names.contains(&name) => Some(value),
        None if names.contains(word) => words.get(at + 1).copied(),
        _ => None,
    })
}

fn is_code(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| {
        matches!(extension, "ts" | "tsx" | "mts" | "cts" | "js" | "jsx" | "mjs" | "cjs")
    })
}

/// Whether a tool loads a file by its name: `vite.config.ts`, `.eslintrc.js`, `karma.conf.js`, `gulpfile.js`.
fn is_tool_configuration(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.ends_with(".config")
        || stem.ends_with(".conf")
        || stem.starts_with('.') && stem.ends_with("rc")
        || matches!(stem, "Gruntfile" | "gulpfile" | "knexfile")
}

/// Whether Next.js loads a file by its place below the application's folder.
fn is_next(path: &str) -> bool {
    let inner = path.strip_prefix("src/").unwrap_or(path);
    let name = inner.rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if inner.starts_with("app/") {
        return APP_FILES.contains(&stem);
    }
    inner.starts_with("pages/") || !inner.contains('/') && NEXT_FILES.contains(&stem)
}

/// Whether Remix or React Router loads a file by its place below the application's folder.
fn is_remix(path: &str) -> bool {
    let Some(inner) = path.strip_prefix("app/").or_else(|| path.strip_prefix("src/")) else {
        return path == "server.ts" || path == "server.js";
    };
    inner.starts_with("routes/")
        || ["root.", "entry.client.", "entry.server.", "routes."]
            .iter()
            .any(|start| inner.starts_with(start))
}

/// Whether SvelteKit loads a file by its place below the application's folder.
fn is_sveltekit(path: &str) -> bool {
    let Some(inner) = path.strip_prefix("src/") else { return false };
    let name = inner.rsplit('/').next().unwrap_or_default();
    inner.starts_with("routes/") && name.starts_with('+')
        || inner.starts_with("params/")
        || !inner.contains('/')
            && ["hooks.", "service-worker.", "instrumentation.server."]
                .iter()
                .any(|start| name.starts_with(start))
}

/// Whether Nuxt or Nitro loads a file by its place below the application's folder. What the files of Vue
/// use of these folders does not show, for it needs no import.
fn is_nuxt(path: &str) -> bool {
    let inner = path.strip_prefix("app/").or_else(|| path.strip_prefix("src/")).unwrap_or(path);
    let loaded = ["server", "plugins", "middleware", "composables", "utils", "shared", "modules"];
    inner.split_once('/').is_some_and(|(folder, _)| loaded.contains(&folder))
        || matches!(inner, "app.config.ts" | "router.options.ts")
}

/// Whether Astro loads a file by its place below the application's folder.
fn is_astro(path: &str) -> bool {
    let Some(inner) = path.strip_prefix("src/") else { return false };
    inner.starts_with("pages/")
        || inner.starts_with("actions/")
        || inner.starts_with("middleware")
        || inner.starts_with("content.config.")
}

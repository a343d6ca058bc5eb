//! Signs of use beside imports: commands, settings of tools and frameworks, URLs, names that need a package.

use rustc_hash::FxHashMap;

use super::super::super::knowledge::{self, Carrier, Driver, is_below};
use super::super::super::{Evidence, FileId, Place, ProjectFile};
use super::super::uses::{NPM, PYPI, Uses, npm_package};
use super::manifests::{Entry, Manifest};
use crate::facts::{Binding, CitationKind, CommandLine, Declaration, FileFacts, Value};
use crate::source::{Role, Span};

/// The signs in all files.
pub(super) struct Signs<'a> {
    /// Words of commands, and where each stands first.
    commands: FxHashMap<String, Place>,
    /// Packages that a command installs.
    installed: FxHashMap<String, Place>,
    /// Names in settings by their first parts: top modules of Python, lower-case, and packages of npm.
    mentions: FxHashMap<String, Vec<(&'a str, Place)>>,
    /// Top modules of Python that code loads by their names.
    loaded: FxHashMap<&'a str, Place>,
    /// Schemes of URLs, engines and types of connections.
    schemes: FxHashMap<&'a str, Place>,
    /// Extensions of files, where they tell a tool: `scss`.
    extensions: FxHashMap<&'a str, FileId>,
    /// Whether a Prisma client is generated.
    generates_client: Option<Place>,
}

/// Commands whose words name no package of the program.
const OTHERS: &[&str] = &[
    "[",
    "addgroup",
    "adduser",
    "apk",
    "apt",
    "apt-get",
    "brew",
    "cat",
    "cd",
    "chmod",
    "chown",
    "cp",
    "curl",
    "docker",
    "docker-compose",
    "echo",
    "export",
    "gh",
    "git",
    "groupadd",
    "grep",
    "helm",
    "kubectl",
    "ln",
    "mkdir",
    "mv",
    "printf",
    "rm",
    "sed",
    "source",
    "test",
    "touch",
    "useradd",
    "wget",
    "yum",
];
/// Words behind which a command names what it installs.
const INSTALLS: &[&str] = &["add", "ci", "i", "install", "remove", "sync", "uninstall"];
/// Programs that install.
const INSTALLERS: &[&str] =
    &["bun", "npm", "pdm", "pip", "pip3", "pipenv", "pnpm", "poetry", "uv", "yarn"];

impl<'a> Signs<'a> {
    pub(super) fn new(uses: &Uses<'a>) -> Self {
        let mut signs = Self {
            commands: FxHashMap::default(),
            installed: FxHashMap::default(),
            mentions: FxHashMap::default(),
            loaded: FxHashMap::default(),
            schemes: FxHashMap::default(),
            extensions: FxHashMap::default(),
            generates_client: None,
        };
        for (at, file) in uses.files.iter().enumerate() {
            if file.role == Role::Vendored {
                continue;
            }
            let id = FileId(at as u32);
            signs.extensions.entry(file.path.extension()).or_insert(id);
            signs.containers(id, &file.facts);
            signs.declared(id, file);
            for mention in &file.facts.mentions {
                signs.mention(Place { file: id, span: Span::default() }, mention);
            }
            signs.loads(id, &file.facts);
            for step in
                file.facts.workflows.iter().flat_map(|it| &it.jobs).flat_map(|job| &job.steps)
            {
                step.commands.iter().for_each(|line| signs.command(id, line));
            }
            for citation in file.facts.document.iter().flat_map(|it| &it.citations) {
                if citation.kind == CitationKind::Command {
                    signs.command(id, &CommandLine::shell(&citation.target, citation.span));
                }
            }
        }
        signs
    }

    fn containers(&mut self, id: FileId, facts: &FileFacts) {
        for container in &facts.containers {
            for line in container.command.iter().chain(&container.entrypoint) {
                self.command(id, line);
            }
            for (key, value, span) in &container.settings {
                if key == "run"
                    && let Some(text) = value.as_str()
                {
                    self.command(id, &CommandLine::shell(text, *span));
                }
            }
        }
    }

    /// Modules that Python code loads by their names, at once or through a function that it is handed:
    /// `importer("mlflow")` of `importer=importlib.import_module`.
    fn loads(&mut self, id: FileId, facts: &'a FileFacts) {
        if !facts.imports.iter().any(|it| &*it.module == "importlib") {
            return;
        }
        for call in facts.calls.iter().filter(|call| call.arguments.len() < 3) {
            if let Some(name) = call.positional(0).and_then(Value::as_str) {
                let top = name.split('.').next().unwrap_or_default();
                self.loaded.entry(top).or_insert(Place { file: id, span: call.span });
            }
        }
    }

    fn declared(&mut self, id: FileId, file: &'a ProjectFile) {
        for declaration in &file.facts.declarations {
            match declaration {
                Declaration::Script { command, .. } => self.command(id, command),
                Declaration::Address { scheme, span, .. } => {
                    self.schemes.entry(scheme).or_insert(Place { file: id, span: *span });
                }
                Declaration::Entry { path, .. } => {
                    if let Some((_, package)) = path.rsplit_once("node_modules/") {
                        self.mention(Place { file: id, span: Span::default() }, package);
                    }
                }
                Declaration::Setting { key, value, span } => {
                    let place = Place { file: id, span: *span };
                    if key == "generator.provider" {
                        self.generates_client.get_or_insert(place);
                        value.as_str().iter().for_each(|name| self.mention(place, name));
                    }
                    // A section for a tool says that the tool is run.
                    let key = key.strip_prefix("tool.").or_else(|| key.strip_prefix("tool:"));
                    let section =
                        key.unwrap_or_default().split(['.', ':']).next().unwrap_or_default();
                    if !section.is_empty() && section != "poetry" {
                        self.mention(place, section);
                    }
                    if key.is_some() || matches!(file.path.extension(), "ini" | "cfg") {
                        self.words(place, value, 4);
                    }
                }
                _ => {}
            }
        }
    }

    /// Names in a value of a setting.
    fn words(&mut self, at: Place, value: &'a Value, depth: u32) {
        match value {
            _ if depth == 0 => {}
            Value::Str(text) => text
                .split(|c: char| {
                    !(c.is_ascii_alphanumeric() || matches!(c, '@' | '/' | '_' | '.' | '-'))
                })
                .filter(|word| word.len() > 1)
                .for_each(|word| self.mention(at, word)),
            Value::List(items) => items.iter().for_each(|item| self.words(at, item, depth - 1)),
            Value::Dict(entries) => {
                for (key, item) in entries {
                    self.mention(at, key);
                    self.words(at, item, depth - 1);
                }
            }
            _ => {}
        }
    }

    fn mention(&mut self, at: Place, name: &'a str) {
        let mut enter = |key: String| self.mentions.entry(key).or_default().push((name, at));
        if let Some(package) = npm_package(name) {
            enter(package.to_owned());
        } else if name.starts_with('@') && !name.contains('/') {
            // A scope alone: all its packages.
            enter(name.to_owned());
        }
        let top = name.split(['.', ':', '-']).next().unwrap_or_default();
        if name != top || name.bytes().any(|b| b.is_ascii_uppercase()) {
            enter(top.to_lowercase());
        }
    }

    /// Notes the words of each command of a line.
    fn command(&mut self, id: FileId, line: &CommandLine) {
        let place = Place { file: id, span: line.span };
        for words in line.commands() {
            // `concurrently "tsc -w" "node api.js"`: a word can be a command of its own.
            for word in words.iter().filter(|word| word.contains(char::is_whitespace)) {
                let inner = CommandLine::shell(word, line.span);
                if !inner.words.iter().any(|word| word.contains(char::is_whitespace)) {
                    self.command(id, &inner);
                }
            }
            let plain = |word: &str| {
                let word = word.rsplit('/').next().unwrap_or(word);
                word.split('@').next().unwrap_or(word).to_owned()
            };
            let program = words.iter().map(|word| plain(word)).find(|word| {
                !word.contains('=') && !matches!(word.as_str(), "exec" | "sudo" | "time" | "RUN")
            });
            let Some(program) = program else { continue };
            if OTHERS.contains(&program.as_str()) {
                continue;
            }
            let is_install = words.iter().any(|word| INSTALLERS.contains(&plain(word).as_str()))
                && words.iter().any(|word| INSTALLS.contains(&word.as_str()));
            for word in words {
                if word.starts_with('-') || word.contains('=') || word.len() > 80 {
                    continue;
                }
                if is_install {
                    let end = word.find(['=', '<', '>', '[', '~', '!']).unwrap_or(word.len());
                    self.installed.entry(knowledge::normalized(&word[..end])).or_insert(place);
                    continue;
                }
                // The whole word too: `@scope/tool`, `dotenv/config`.
                self.commands.entry(plain(word)).or_insert(place);
                if let Some(package) = npm_package(word) {
                    self.commands.entry(package.to_owned()).or_insert(place);
                }
            }
            for pair in words.windows(2) {
                // `python -m a.b` runs `a`.
                if pair[0] == "-m" || pair[0] == "-r" || pair[0] == "--require" {
                    let top = pair[1].split(['.', '/']).next().unwrap_or_default();
                    self.commands.entry(top.to_owned()).or_insert(place);
                }
            }
        }
    }

    /// Whether a command installs a package without a manifest.
    pub(super) fn installs(&self, ecosystem: &str, name: &str) -> bool {
        let key = if ecosystem == PYPI { knowledge::normalized(name) } else { name.to_owned() };
        self.installed.contains_key(&key)
    }

    /// The first sign that a package without an import is used.
    pub(super) fn of(
        &self,
        uses: &Uses<'a>,
        manifest: &Manifest<'a>,
        entry: &Entry<'a>,
    ) -> Option<Evidence> {
        let key = entry.key.as_str();
        let found = self.run(manifest.ecosystem, key);
        let named = || Some(at_binding(uses, self.named(manifest.ecosystem, key)?));
        let found = found.or_else(named);
        let found = found.or_else(|| self.driver(uses, manifest.ecosystem, key));
        let found = found.or_else(|| match manifest.ecosystem {
            PYPI => self.loaded(key).or_else(|| self.needed(uses, manifest, entry)),
            _ => self.implied(uses, manifest, key),
        });
        found.map(|(place, what)| Evidence { place, what: what.into() })
    }

    fn run(&self, ecosystem: &str, key: &str) -> Option<(Place, String)> {
        let other = knowledge::command_of(ecosystem, key);
        let scoped = key.rsplit_once('/').map(|(_, name)| name);
        let short = key.strip_suffix("-cli");
        let module = (ecosystem == PYPI && key.contains('-')).then(|| key.replace('-', "_"));
        [Some(key), other, scoped, short, module.as_deref()].into_iter().flatten().find_map(
            |name| {
                let place = self.commands.get(name)?;
                Some((*place, format!("a command runs {name}")))
            },
        )
    }

    fn loaded(&self, key: &str) -> Option<(Place, String)> {
        super::names::modules(key).into_iter().find_map(|module| {
            let top = module.split('.').next().unwrap_or_default();
            Some((*self.loaded.get(top)?, format!("code loads {top} by its name")))
        })
    }

    fn named(&self, ecosystem: &str, key: &str) -> Option<(Place, String, &'a str)> {
        if ecosystem != PYPI {
            let scope = || self.mentions.get(key.split('/').next()?);
            let (name, place) = self.mentions.get(key).or_else(scope)?.first()?;
            return Some((*place, "a setting names it".to_owned(), *name));
        }
        let mentions = |key: &str| self.mentions.get(key).into_iter().flatten();
        for module in super::names::modules(key) {
            let top = module.split('.').next().unwrap_or_default().to_lowercase();
            let found = mentions(&top).find(|(name, _)| {
                is_below(&name.to_lowercase(), &module.to_lowercase())
                    || name.split(':').next() == Some(module.as_str())
            });
            if let Some((name, place)) = found {
                return Some((*place, format!("a setting names {name}"), *name));
            }
        }
        let (name, place) = mentions(key).find(|(name, _)| *name == key)?;
        Some((*place, "a setting names it".to_owned(), *name))
    }

    fn driver(&self, uses: &Uses<'a>, ecosystem: &str, key: &str) -> Option<(Place, String)> {
        // A queue that carries many protocols is no driver of one: it must be imported.
        if Carrier::all().any(|it| it.ecosystem == ecosystem && it.module == key) {
            return None;
        }
        let row = Driver::all().find(|row| {
            let serves = if ecosystem == PYPI { row.pypi } else { row.npm };
            // Where code calls another client of these URLs by itself, they are not this one's.
            let is_served = |other: &&str| {
                *other != key
                    && ecosystem == NPM
                    && uses.of_module(NPM, other).any(|it| uses.is_live(it.file))
            };
            serves.contains(&key)
                && self.schemes.contains_key(row.scheme)
                && !serves.iter().any(is_served)
        });
        if let Some(row) = row {
            return Some((*self.schemes.get(row.scheme)?, format!("serves {} URLs", row.scheme)));
        }
        // An engine is named in settings: `django.db.backends.postgresql`.
        let engines = Driver::all()
            .filter(|row| ecosystem == PYPI && row.scheme.contains('.') && row.pypi.contains(&key));
        for row in engines {
            let top = row.scheme.split('.').next().unwrap_or_default();
            let mut found = self.mentions.get(top).into_iter().flatten();
            if let Some((name, place)) = found.find(|(name, _)| *name == row.scheme) {
                return Some((*place, format!("serves the engine {name}")));
            }
        }
        None
    }

    /// An imported name that needs the package: `pydantic.EmailStr` needs `email-validator`.
    fn needed(
        &self,
        uses: &Uses<'a>,
        manifest: &Manifest<'a>,
        entry: &Entry<'a>,
    ) -> Option<(Place, String)> {
        knowledge::needing(&entry.key).find_map(|name| {
            let found = uses.of_module(PYPI, name).find(|it| {
                let file = uses.file(it.file);
                // What only tests need is declared for tests, where a manifest tells them apart.
                let fits = file.role != Role::Test
                    || entry.scope != "production"
                    || !manifest.keeps_development_apart;
                fits && manifest.covers(file)
            })?;
            Some((found.place(), format!("{name} needs it")))
        })
    }

    /// Packages of npm that files or generators imply.
    fn implied(
        &self,
        uses: &Uses<'a>,
        manifest: &Manifest<'a>,
        key: &str,
    ) -> Option<(Place, String)> {
        let extensions: &[&str] = match key {
            "typescript" => &["ts", "tsx", "mts", "cts"],
            "sass" | "node-sass" | "sass-embedded" | "sass-loader" => &["scss", "sass"],
            "less" | "less-loader" => &["less"],
            "stylus" => &["styl"],
            "vue" => &["vue"],
            "svelte" => &["svelte"],
            "astro" => &["astro"],
            "react" => &["tsx", "jsx"],
            "@mdx-js/react" | "@mdx-js/loader" | "@next/mdx" => &["mdx"],
            "@prisma/client" | "prisma" => {
                return self.generates_client.map(|it| (it, "a client is generated".to_owned()));
            }
            _ => {
                // Types of a package that is used.
                let typed = key.strip_prefix("@types/")?;
                let scoped = typed.replacen("__", "/", 1);
                let package = if scoped == typed { scoped } else { format!("@{scoped}") };
                let found =
                    uses.of(NPM, &package).iter().find(|it| manifest.covers(uses.file(it.file)))?;
                return Some((found.place(), format!("holds the types of {package}")));
            }
        };
        extensions.iter().find_map(|extension| {
            let file = self.extensions.get(extension)?;
            let place = Place { file: *file, span: Span::default() };
            Some((place, format!("there are .{extension} files")))
        })
    }
}

/// A sign with the place where code binds the name, which a file mentions somewhere.
fn at_binding(uses: &Uses<'_>, (place, what, name): (Place, String, &str)) -> (Place, String) {
    let holds = |binding: &&Binding| {
        binding.value.as_str() == Some(name)
            || binding.value.items().iter().any(|it| it.as_str() == Some(name))
    };
    let bindings = || uses.file(place.file).facts.bindings.iter();
    let bound = (place.span == Span::default()).then(|| bindings().find(holds)).flatten();
    (Place { span: bound.map_or(place.span, |it| it.span), ..place }, what)
}

//! What the project holds, gathered once for all documents.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::facts::Declaration;
use crate::project::knowledge::{Technology, TechnologyKind, modules_of, normalized};
use crate::project::{
    CapabilityStatus, DependencyStatus, Evidence, FileId, Paths, Place, Project, ServiceUse,
};
use crate::source::{Role, Span, Text, join};

/// How many folders of one name are tried as the top of a directory tree.
const MAX_ROOTS: usize = 32;

/// What is known of the project.
pub(super) struct Known<'p> {
    pub(super) project: &'p Project,
    /// Modules and packages that code imports or manifests declare, each with its first place.
    python: BTreeMap<String, Place>,
    npm: BTreeMap<String, Place>,
    /// Modules and packages that manifests declare and nothing uses.
    unused: BTreeMap<String, Place>,
    /// Technologies of services that nothing uses.
    idle: BTreeSet<&'static str>,
    /// Technologies of images, with the container.
    images: BTreeMap<&'static str, Place>,
    /// Technologies of URL schemes.
    schemes: BTreeMap<&'static str, Place>,
    /// What was found of a technology.
    asked: BTreeMap<&'static str, Presence>,
    /// Names of scripts and targets that can be run.
    pub(super) scripts: BTreeSet<Text>,
    pub(super) targets: BTreeSet<Text>,
    /// Paths of all files.
    paths: Vec<&'p str>,
    /// The same and folders, by their names.
    names: Paths<'p>,
    // What few documents ask for is gathered when the first does.
    ports: OnceCell<BTreeSet<u32>>,
    containers: OnceCell<super::containers::Names<'p>>,
    invented: OnceCell<Option<Evidence>>,
    unfinished: OnceCell<Option<Evidence>>,
    servers: OnceCell<usize>,
    sets_times: OnceCell<bool>,
    property_tests: OnceCell<bool>,
}

/// How far a technology is there.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Presence {
    /// Code, manifests or configuration use it.
    Used(Evidence),
    /// It runs beside the code, and the code does not talk to it.
    Deployed(Evidence),
    /// A manifest declares it, and nothing uses it.
    Declared(Evidence),
    /// Something mentions its name.
    Mentioned,
    /// Nothing shows it.
    Absent,
}

impl<'p> Known<'p> {
    pub(super) fn new(project: &'p Project) -> Self {
        let mut known = Self {
            project,
            python: BTreeMap::new(),
            npm: BTreeMap::new(),
            unused: BTreeMap::new(),
            idle: idle(project),
            images: BTreeMap::new(),
            schemes: BTreeMap::new(),
            asked: BTreeMap::new(),
            scripts: BTreeSet::new(),
            targets: BTreeSet::new(),
            paths: Vec::new(),
            names: Paths::of(project),
            ports: OnceCell::new(),
            containers: OnceCell::new(),
            invented: OnceCell::new(),
            unfinished: OnceCell::new(),
            servers: OnceCell::new(),
            sets_times: OnceCell::new(),
            property_tests: OnceCell::new(),
        };
        known.paths = project
            .files
            .iter()
            .map(|file| file.path.as_str())
            .chain(project.unread.iter().map(|path| path.as_str()))
            .collect();
        let unused: BTreeSet<(&str, &str)> = project
            .dependencies
            .iter()
            .filter(|it| it.status == DependencyStatus::Unused)
            .map(|it| (it.ecosystem.as_str(), it.name.as_str()))
            .collect();
        for (id, file) in project.files() {
            if matches!(file.role, Role::Vendored | Role::Example) {
                continue;
            }
            let place = |span: Span| Place { file: id, span };
            let is_python = file.language == crate::source::Language::new("python");
            for import in &file.facts.imports {
                let modules = if is_python { &mut known.python } else { &mut known.npm };
                if !import.module.starts_with('.') {
                    modules.entry(import.module.to_string()).or_insert(place(import.span));
                }
                for name in import.names.iter().filter(|_| is_python) {
                    modules
                        .entry(format!("{}.{}", import.module, name.name))
                        .or_insert(place(import.span));
                }
            }
            for declaration in &file.facts.declarations {
                known.declaration(declaration, id, &unused);
            }
            for container in &file.facts.containers {
                if let Some((image, span)) = &container.image
                    && let Some(found) = Technology::of_image(image)
                {
                    known.images.entry(found.id).or_insert(place(*span));
                }
            }
        }
        known
    }

    fn declaration(
        &mut self,
        declaration: &Declaration,
        file: FileId,
        unused: &BTreeSet<(&str, &str)>,
    ) {
        match declaration {
            Declaration::Dependency(dependency) => {
                let place = Place { file, span: dependency.span };
                let is_npm = &*dependency.ecosystem == "npm";
                let of_code = if is_npm { &mut self.npm } else { &mut self.python };
                let is_unused = unused.contains(&(&*dependency.ecosystem, &*dependency.name));
                let into = if is_unused { &mut self.unused } else { of_code };
                let name = normalized(&dependency.name);
                match modules_of(&name) {
                    _ if is_npm => {
                        into.entry(dependency.name.to_string()).or_insert(place);
                    }
                    Some(modules) => {
                        for module in modules {
                            into.entry((*module).to_owned()).or_insert(place);
                        }
                    }
                    None => {
                        into.entry(name.replace('-', "_")).or_insert(place);
                    }
                }
            }
            Declaration::Address { scheme, span, .. } => {
                if let Some(found) = Technology::of_scheme(scheme) {
                    self.schemes.entry(found.id).or_insert(Place { file, span: *span });
                }
            }
            Declaration::Script { name, table, .. } => {
                let set = if &**table == "make" { &mut self.targets } else { &mut self.scripts };
                set.insert(name.clone());
            }
            _ => {}
        }
    }

    /// Where a package is declared that nothing uses, by its own name.
    pub(super) fn unused(&self, name: &str) -> Option<Place> {
        self.unused.get(name).or_else(|| self.unused.get(&name.replace('-', "_"))).copied()
    }

    /// How far a technology is there.
    pub(super) fn presence(&mut self, technology: &'static Technology) -> Presence {
        if let Some(known) = self.asked.get(technology.id) {
            return known.clone();
        }
        let found = self.look(technology);
        self.asked.insert(technology.id, found.clone());
        found
    }

    fn look(&self, technology: &'static Technology) -> Presence {
        let used = |place: Place, what: &str| Presence::Used(Evidence { place, what: what.into() });
        for module in technology.python {
            // `a.b` and what stands below it follow each other in the table.
            let found = self.python.range((*module).to_owned()..).next();
            if let Some((name, place)) = found.filter(|(name, _)| below(name, module, '.')) {
                return used(*place, name);
            }
        }
        for package in technology.npm {
            let found = self.npm.range((*package).to_owned()..).next();
            if let Some((name, place)) = found.filter(|(name, _)| below(name, package, '/')) {
                return used(*place, name);
            }
        }
        if let Some(place) = self.schemes.get(technology.id) {
            return used(*place, technology.id);
        }
        if let Some(path) = self.file_of(technology) {
            return match self.project.find(path) {
                Some(file) => used(Place { file, span: Span::default() }, path),
                None => Presence::Mentioned,
            };
        }
        let framework = self.project.routes.iter().find(|it| &*it.framework == technology.id);
        if let Some(route) = framework {
            return used(route.place, technology.id);
        }
        for (modules, separator) in [(technology.python, '.'), (technology.npm, '/')] {
            for module in modules.iter().filter(|module| !is_adapter(module, technology)) {
                let found = self.unused.range((*module).to_owned()..).next();
                if let Some((name, place)) =
                    found.filter(|(name, _)| below(name, module, separator))
                {
                    return Presence::Declared(Evidence {
                        place: *place,
                        what: name.as_str().into(),
                    });
                }
            }
        }
        if let Some(place) = self.images.get(technology.id) {
            let evidence = Evidence { place: *place, what: "runs beside the code".into() };
            let needs_client = [
                TechnologyKind::Cache,
                TechnologyKind::Database,
                TechnologyKind::Queue,
                TechnologyKind::Search,
                TechnologyKind::VectorStore,
            ];
            return if needs_client.iter().any(|kind| technology.is(*kind))
                && (self.idle.contains(technology.id) || !self.mentions(technology))
            {
                Presence::Deployed(evidence)
            } else {
                Presence::Used(evidence)
            };
        }
        if self.mentions(technology) { Presence::Mentioned } else { Presence::Absent }
    }

    fn file_of(&self, technology: &Technology) -> Option<&'p str> {
        self.paths.iter().copied().find(|path| {
            let name = path.rsplit('/').next().unwrap_or_default();
            technology.files.iter().any(|sign| match sign.strip_suffix('/') {
                Some(folder) => {
                    path.split('/').rev().skip(1).any(|part| part == folder) || path.contains(sign)
                }
                None => match sign.strip_prefix('*') {
                    Some(ending) => name.ends_with(ending),
                    None => name == *sign,
                },
            })
        })
    }

    /// Whether any name of the project holds the technology's name: a module, a function, a variable, a path, a host.
    fn mentions(&self, technology: &Technology) -> bool {
        let stems: Vec<String> = technology
            .names
            .iter()
            .chain([&technology.id])
            .map(|name| name.chars().filter(|c| c.is_alphanumeric()).collect::<String>())
            .filter(|stem| stem.len() > 2)
            .collect();
        let holds = |text: &str| {
            if text.is_empty() {
                return false;
            }
            let plain: String = text
                .chars()
                .filter(|c| c.is_alphanumeric())
                .map(|c| c.to_ascii_lowercase())
                .collect();
            stems.iter().any(|stem| plain.contains(stem.as_str()))
        };
        let documents = |path: &str| path.ends_with(".md") || path.ends_with(".rst");
        if self.paths.iter().any(|path| !documents(path) && holds(path)) {
            return true;
        }
        if self.python.keys().chain(self.npm.keys()).any(|name| holds(name)) {
            return true;
        }
        self.project.files.iter().filter(|file| file.facts.document.is_none()).any(|file| {
            let facts = &file.facts;
            facts.functions.iter().any(|it| holds(&it.name))
                || facts.classes.iter().any(|it| holds(&it.name))
                || facts.environment.iter().any(|it| holds(&it.name))
                || facts.urls.iter().any(|it| holds(&it.url))
                || facts.mentions.iter().any(|it| holds(it))
                || facts
                    .bindings
                    .iter()
                    .any(|it| holds(&it.name) || it.value.as_str().is_some_and(holds))
                || facts.declarations.iter().any(|it| match it {
                    Declaration::Setting { key, value, .. } => {
                        holds(key) || value.as_str().is_some_and(holds)
                    }
                    Declaration::Variable(variable) => holds(&variable.name),
                    Declaration::Script { command, .. } => command.words.iter().any(|it| holds(it)),
                    Declaration::Address { host, scheme, .. } => holds(host) || holds(scheme),
                    Declaration::Resource { kind, name, .. } => holds(kind) || holds(name),
                    _ => false,
                })
                || facts.containers.iter().any(|container| {
                    holds(&container.name)
                        || container.image.as_ref().is_some_and(|(image, _)| holds(image))
                        || container.command.iter().any(|it| it.words.iter().any(|it| holds(it)))
                        || container.environment.iter().any(|it| holds(&it.name))
                })
                || facts.workflows.iter().flat_map(|it| &it.jobs).any(|job| {
                    job.steps.iter().any(|step| {
                        holds(&step.uses)
                            || step.commands.iter().any(|it| it.words.iter().any(|it| holds(it)))
                    })
                })
        })
    }

    /// The status of a capability, with its first evidence.
    pub(super) fn capability(&self, name: &str) -> (CapabilityStatus, Option<Evidence>) {
        self.project
            .capabilities
            .iter()
            .find(|it| &*it.name == name)
            .map(|it| (it.status, it.evidence.first().cloned()))
            .unwrap_or_default()
    }

    /// Whether a path as a document writes it leads to a file or a folder: from the document, from the top, or below
    /// any folder.
    pub(super) fn find(&self, folder: &str, path: &str) -> Option<String> {
        let plain = join("", path);
        let from_here = join(folder, path);
        if plain.is_empty() || self.project.exists(&from_here) {
            return Some(from_here);
        }
        if self.project.exists(&plain) {
            return Some(plain);
        }
        self.names.ending(&plain).map(str::to_owned)
    }

    /// The folders that a name at the top of a directory tree may stand for.
    pub(super) fn roots<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'p str> + 'a {
        self.names.all_ending(name).take(MAX_ROOTS)
    }

    /// Whether there is a file of a name anywhere.
    pub(super) fn has_name(&self, name: &str) -> bool {
        self.names.named(name).next().is_some()
    }

    /// Whether any fact holds a number that can be a port.
    pub(super) fn has_port(&self, port: u32) -> bool {
        self.ports.get_or_init(|| super::ports::of_project(self.project)).contains(&port)
    }

    /// Whether a container has a name, as far as that can be told.
    pub(super) fn container(&self, name: &str) -> Option<bool> {
        self.containers.get_or_init(|| super::containers::Names::of(self.project)).has(name)
    }

    /// Where production code answers with invented data.
    pub(super) fn invented(&self) -> Option<Evidence> {
        self.invented.get_or_init(|| super::states::invented(self.project)).clone()
    }

    /// Where production code is not done.
    pub(super) fn unfinished(&self) -> Option<Evidence> {
        self.unfinished.get_or_init(|| super::states::unfinished(self.project)).clone()
    }

    /// How many folders are built to containers and serve routes.
    pub(super) fn servers(&self) -> usize {
        *self.servers.get_or_init(|| super::technologies::servers(self.project))
    }

    /// Whether anything sets the times of work.
    pub(super) fn sets_times(&self) -> bool {
        *self.sets_times.get_or_init(|| super::capabilities::sets_times(self.project))
    }

    /// Whether any code imports a library for property-based tests.
    pub(super) fn has_property_tests(&self) -> bool {
        *self.property_tests.get_or_init(|| super::figures::has_property_tests(self.project))
    }
}

/// Whether a name is another or stands below it.
fn below(name: &str, outer: &str, mark: char) -> bool {
    name.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(mark))
}

/// Whether a module joins a technology to another one, which may reach it in further ways: `langchain_openai`.
fn is_adapter(module: &str, technology: &Technology) -> bool {
    let first = module.split(['_', '-', '.', '/']).next().unwrap_or_default();
    let is_own = first == technology.id || technology.names.contains(&first);
    !is_own && first != module && Technology::of_id(first).is_some()
}

/// The technologies whose services nothing uses.
fn idle(project: &Project) -> BTreeSet<&'static str> {
    let is_used = |id: &str| {
        project.services.iter().any(|it| it.technology == *id && it.usage != ServiceUse::Unused)
    };
    let idle = project.services.iter().filter(|it| it.usage == ServiceUse::Unused);
    idle.filter_map(|it| Technology::of_id(&it.technology))
        .map(|technology| technology.id)
        .filter(|id| !is_used(id))
        .collect()
}

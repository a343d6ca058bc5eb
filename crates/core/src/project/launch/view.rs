//! The repository as a container sees it: which folder is the working directory, which file a path is.

use std::collections::{BTreeMap, BTreeSet};

use super::words::PackageScript;
use crate::facts::{Container, ContainerKind, Declaration, Value};
use crate::project::images::{Built, built, extended, find};
use crate::project::{FileId, ProjectFile};
use crate::source::{Role, Text, join, parent};

/// How many stages are followed from one to the next.
const STAGES: u32 = 8;
/// How many folders a command is tried in.
const FOLDERS: usize = 12;

/// Where a command runs.
#[derive(Clone, Debug, Default)]
pub(super) struct View {
    /// Folders of the repository that may be the working directory, the most likely first.
    pub(super) folders: Vec<String>,
    /// The working directory in the container.
    directory: String,
    /// Paths in the container with what is copied or mounted there.
    copies: Vec<(String, String)>,
}

impl View {
    /// A folder of the repository itself.
    pub(super) fn at(folder: &str) -> Self {
        Self { folders: vec![folder.to_owned()], ..Self::default() }
    }

    /// Adds a folder to those that a command may run in.
    pub(super) fn also(&mut self, folder: &str) {
        if self.folders.len() < FOLDERS && !self.folders.iter().any(|known| known == folder) {
            self.folders.push(folder.to_owned());
        }
    }

    /// Changes the working directory.
    pub(super) fn enter(&mut self, views: &Views<'_>, path: &str) {
        let inside: Vec<String> = self
            .places(path)
            .into_iter()
            .filter(|folder| views.folders.contains(folder.as_str()))
            .collect();
        if inside.is_empty() {
            return;
        }
        self.directory = if path.starts_with('/') {
            path.to_owned()
        } else {
            format!("{}/{path}", self.directory)
        };
        let before = std::mem::replace(&mut self.folders, inside);
        before.iter().for_each(|folder| self.also(folder));
    }

    /// The view with the folder first that the path in a command is copied from: `dist/main.js` of
    /// `COPY --from=build /app/api/dist ./dist` stands in `api`.
    pub(super) fn seen_by(&self, views: &Views<'_>, words: &[Text]) -> Self {
        let mut view = self.clone();
        let path =
            words.iter().skip(1).find(|word| word.contains('/') && !word.starts_with(['-', '/']));
        if let Some(path) = path.filter(|_| !self.copies.is_empty())
            && let Some(place) = self.places(path).first()
            && let Some(folder) = place.strip_suffix(path.trim_start_matches("./"))
            && views.folders.contains(folder.trim_end_matches('/'))
        {
            let folder = folder.trim_end_matches('/').to_owned();
            view.folders.retain(|known| *known != folder);
            view.folders.insert(0, folder);
        }
        view
    }

    /// What a path may be in the repository, the most likely first.
    fn places(&self, path: &str) -> Vec<String> {
        let mut places = Vec::new();
        let absolute = if path.starts_with('/') {
            format!("/{}", join("", path))
        } else {
            format!("/{}", join(&self.directory, path))
        };
        let mut copies: Vec<&(String, String)> =
            self.copies.iter().filter(|(target, _)| holds(target, &absolute)).collect();
        // Of copies to the same place the last one counts.
        copies.reverse();
        copies.sort_by_key(|(target, _)| std::cmp::Reverse(target.len()));
        for (target, source) in copies {
            places.push(join(source, &absolute[target.len()..]));
        }
        if !path.starts_with('/') {
            places.extend(self.folders.iter().map(|folder| join(folder, path)));
            return places;
        }
        // An image from elsewhere: the repository has the end of the path.
        let mut rest = path.trim_start_matches('/');
        loop {
            places.extend(self.folders.iter().map(|folder| join(folder, rest)));
            match rest.split_once('/') {
                Some((_, shorter)) => rest = shorter,
                None => return places,
            }
        }
    }
}

/// Whether a path is inside another or is it.
fn holds(outer: &str, inner: &str) -> bool {
    inner
        .strip_prefix(outer.trim_end_matches('/'))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What views of the repository are made from.
pub(super) struct Views<'a> {
    files: &'a [ProjectFile],
    folders: BTreeSet<&'a str>,
    /// Where Dockerfiles are built, as Compose files say.
    contexts: BTreeMap<FileId, Vec<String>>,
    /// Stages that Compose files name as their targets.
    targets: BTreeSet<(FileId, usize)>,
    /// Packages of npm by name.
    packages: BTreeMap<&'a str, FileId>,
}

impl<'a> Views<'a> {
    pub(super) fn new(files: &'a [ProjectFile]) -> Self {
        let mut views = Self {
            files,
            folders: BTreeSet::new(),
            contexts: BTreeMap::new(),
            targets: BTreeSet::new(),
            packages: BTreeMap::new(),
        };
        for (at, file) in files.iter().enumerate() {
            let mut folder = file.path.parent();
            while views.folders.insert(folder) && !folder.is_empty() {
                folder = parent(folder);
            }
            let id = FileId(at as u32);
            views.note(id, file);
        }
        views
    }

    fn note(&mut self, id: FileId, file: &'a ProjectFile) {
        let files = self.files;
        for container in &file.facts.containers {
            if file.role == Role::Test {
                break;
            }
            if let Some(Built { context, file: dockerfile, stage }) = built(files, id, container) {
                let stages = &files[dockerfile.0 as usize].facts.containers;
                if let Some(at) = stages.iter().position(|other| std::ptr::eq(other, stage)) {
                    self.targets.insert((dockerfile, at));
                }
                let contexts = self.contexts.entry(dockerfile).or_default();
                if !contexts.contains(&context) {
                    contexts.push(context);
                }
            }
        }
        if file.path.file_name() == "package.json" && file.role != Role::Vendored {
            let name = file.facts.declarations.iter().find_map(|declaration| match declaration {
                Declaration::Setting { key, value: Value::Str(name), .. } if key == "name" => {
                    Some(name.as_str())
                }
                _ => None,
            });
            if let Some(name) = name {
                self.packages.entry(name).or_insert(id);
            }
        }
    }

    /// Whether a Compose service is built from a stage that is not the last one.
    pub(super) fn is_target(&self, file: FileId, container: &Container) -> bool {
        let stages = &self.files[file.0 as usize].facts.containers;
        stages
            .iter()
            .position(|other| std::ptr::eq(other, container))
            .is_some_and(|at| self.targets.contains(&(file, at)))
    }

    /// The view that a file's own folder gives.
    pub(super) fn beside(&self, file: &ProjectFile) -> View {
        let mut view = View::at(file.path.parent());
        view.also("");
        view
    }

    /// What a container sees.
    pub(super) fn of(&self, file: FileId, container: &Container) -> View {
        let manifest = &self.files[file.0 as usize];
        match container.kind {
            ContainerKind::Dockerfile => {
                let contexts = self.contexts.get(&file).cloned().unwrap_or_default();
                let context = contexts.into_iter().next().unwrap_or_else(|| self.context(manifest));
                self.of_stage(file, container, &context)
            }
            ContainerKind::Compose => self.of_service(file, container),
            ContainerKind::Kubernetes => self.of_image(manifest, container),
        }
    }

    fn of_service(&self, file: FileId, container: &Container) -> View {
        let folder = self.files[file.0 as usize].folder();
        let mut view = match built(self.files, file, container) {
            Some(built) => self.of_stage(built.file, built.stage, &built.context),
            None => match &container.build {
                Some((context, _)) => View::at(&join(folder, context)),
                None => View::default(),
            },
        };
        if !container.working_directory.is_empty() {
            view.directory = container.working_directory.to_string();
        }
        let base = extended(self.files, file, container).map(|(base, _)| base);
        for mounted in container.volumes.iter().chain(base.iter().flat_map(|base| &base.volumes)) {
            if mounted.source.starts_with('.') {
                view.copies.push((mounted.target.to_string(), join(folder, &mounted.source)));
            }
        }
        let known = std::mem::take(&mut view.folders);
        self.settle(&mut view);
        known.iter().for_each(|folder| view.also(folder));
        view.also(folder);
        view
    }

    /// An image by its name: the Dockerfile that a service of that image is built from, the one in
    /// the folder of that name, or any that there is.
    fn of_image(&self, manifest: &ProjectFile, container: &Container) -> View {
        let image = container.image.as_ref().map_or("", |(image, _)| image.as_str());
        let name = image
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .split([':', '@'])
            .next()
            .unwrap_or_default();
        let mut others = View::default();
        let mut same: Option<View> = None;
        for (at, file) in self.files.iter().enumerate() {
            if file.role != Role::Production {
                continue;
            }
            let id = FileId(at as u32);
            for other in &file.facts.containers {
                let image_of_other = other.image.as_ref().map_or("", |(image, _)| image.as_str());
                let folder = file.path.parent().rsplit('/').next().unwrap_or_default();
                let fits = match other.kind {
                    ContainerKind::Compose => {
                        !image.is_empty() && image_of_other == image && other.build.is_some()
                    }
                    ContainerKind::Dockerfile => {
                        other.is_final && !name.is_empty() && folder == name
                    }
                    ContainerKind::Kubernetes => false,
                };
                if fits && same.is_none() {
                    same = Some(self.of(id, other));
                } else if other.kind == ContainerKind::Dockerfile && other.is_final {
                    let view = self.of(id, other);
                    if others.copies.len() < 200 {
                        others.copies.extend(view.copies);
                    }
                    view.folders.iter().for_each(|folder| others.also(folder));
                    if others.directory.is_empty() {
                        others.directory = view.directory;
                    }
                }
            }
        }
        let mut view = same.unwrap_or(others);
        if !container.working_directory.is_empty() {
            view.directory = container.working_directory.to_string();
        }
        view.also(manifest.path.parent());
        view.also("");
        view
    }

    /// The folder that a Dockerfile is built in: the nearest one that has what is copied.
    fn context(&self, dockerfile: &ProjectFile) -> String {
        let wanted: Vec<&str> = dockerfile
            .facts
            .containers
            .iter()
            .flat_map(|stage| &stage.volumes)
            .map(|copied| copied.source.trim_start_matches("./").trim_end_matches('/'))
            .filter(|path| !path.is_empty() && !path.contains(['*', ':', '$', '?']) && *path != ".")
            .collect();
        let mut best = (0, dockerfile.path.parent());
        let mut folder = dockerfile.path.parent();
        loop {
            let there = wanted.iter().filter(|path| self.exists(&join(folder, path))).count();
            if there > best.0 {
                best = (there, folder);
            }
            match folder.rsplit_once('/') {
                Some((parent, _)) => folder = parent,
                None if folder.is_empty() => return best.1.to_owned(),
                None => folder = "",
            }
        }
    }

    fn exists(&self, path: &str) -> bool {
        self.folders.contains(path) || find(self.files, path).is_some()
    }

    fn of_stage(&self, file: FileId, stage: &Container, context: &str) -> View {
        let mut view = View {
            directory: stage.working_directory.to_string(),
            copies: self.copies(file, stage, context, STAGES),
            folders: Vec::new(),
        };
        self.settle(&mut view);
        view.also(context);
        view.also(self.files[file.0 as usize].path.parent());
        view.also("");
        view
    }

    /// What a stage copies, from the repository or from other stages of its file.
    fn copies(
        &self,
        file: FileId,
        stage: &Container,
        context: &str,
        steps: u32,
    ) -> Vec<(String, String)> {
        let Some(steps) = steps.checked_sub(1) else { return Vec::new() };
        let stages = &self.files[file.0 as usize].facts.containers;
        let named = |name: &str| {
            let by_number = name.parse::<usize>().ok().and_then(|at| stages.get(at));
            by_number.or_else(|| stages.iter().find(|it| it.name.eq_ignore_ascii_case(name)))
        };
        let base = stage.image.as_ref().and_then(|(image, _)| named(image));
        let mut copies = match base {
            Some(base) if base.span.start < stage.span.start => {
                self.copies(file, base, context, steps)
            }
            _ => Vec::new(),
        };
        for copied in &stage.volumes {
            if copied.source.is_empty() || copies.len() > 100 {
                continue;
            }
            let source = match copied.source.strip_prefix("stage:") {
                Some(rest) => {
                    let Some((name, path)) = rest.split_once(':') else { continue };
                    let Some(from) = named(name) else { continue };
                    if from.span.start >= stage.span.start {
                        continue;
                    }
                    let inside = View {
                        copies: self.copies(file, from, context, steps),
                        directory: from.working_directory.to_string(),
                        folders: Vec::new(),
                    };
                    let Some(place) = inside.places(path).into_iter().next() else { continue };
                    place
                }
                None => join(context, &copied.source),
            };
            let target = copied.target.as_str();
            let whole = format!("/{}", join(&stage.working_directory, target));
            let whole =
                if target.starts_with('/') { format!("/{}", join("", target)) } else { whole };
            let is_file = find(self.files, &source).is_some();
            let into = is_file && (target.ends_with('/') || matches!(target, "." | "./"));
            let name = source.rsplit('/').next().unwrap_or_default();
            let whole =
                if into { format!("{}/{name}", whole.trim_end_matches('/')) } else { whole };
            copies.push((whole, source));
        }
        copies
    }

    /// Finds the folders that the working directory is.
    fn settle(&self, view: &mut View) {
        let directory = format!("/{}", join("", &view.directory));
        for (target, source) in view.copies.clone().iter().rev() {
            if holds(target, &directory) {
                let folder = join(source, &directory[target.trim_end_matches('/').len()..]);
                if self.folders.contains(folder.as_str()) {
                    view.also(&folder);
                }
            }
        }
        for (target, source) in view.copies.clone().iter().rev() {
            // `COPY backend/app ./app`: what is around the source is around the target.
            let below = target.strip_prefix(directory.trim_end_matches('/'));
            let below =
                below.map(|rest| rest.trim_start_matches('/')).filter(|rest| !rest.is_empty());
            if let Some(folder) = below.and_then(|below| source.strip_suffix(below))
                && (folder.is_empty() || folder.ends_with('/'))
            {
                view.also(folder.trim_end_matches('/'));
            }
        }
    }

    /// The shell script that a word names.
    pub(super) fn script(&self, view: &View, word: &str) -> Option<FileId> {
        if word.starts_with(['-', '$']) || word.is_empty() {
            return None;
        }
        let is_path = word.contains(['/', '.']);
        let places = if is_path {
            view.places(word)
        } else {
            ["/usr/local/bin/", "/usr/bin/", "/bin/", "/"]
                .iter()
                .flat_map(|folder| {
                    let path = format!("{folder}{word}");
                    let copied = view.copies.iter().filter(move |(target, _)| *target == path);
                    copied.map(|(_, source)| source.clone())
                })
                .collect()
        };
        places
            .iter()
            .filter_map(|path| find(self.files, path))
            .find(|file| self.files[file.0 as usize].language.as_str() == "shell")
    }

    /// The manifest that holds a script of a package, and its folder.
    pub(super) fn package(
        &self,
        view: &View,
        call: &PackageScript<'_>,
    ) -> Option<(FileId, &'a str)> {
        let files = self.files;
        let has = |file: FileId| {
            files[file.0 as usize].facts.declarations.iter().any(|declaration| {
                matches!(declaration, Declaration::Script { name, table, .. } if name == call.name && table == "scripts")
            })
        };
        let manifest =
            |folder: &str| find(files, &join(folder, "package.json")).filter(|file| has(*file));
        let found = if call.package.is_empty() {
            view.folders.iter().find_map(|folder| manifest(folder))
        } else {
            let named = self.packages.get(call.package).copied().filter(|file| has(*file));
            named.or_else(|| view.places(call.package).iter().find_map(|folder| manifest(folder)))
        };
        let found = found.or_else(|| {
            let first = view.folders.first()?;
            let mut below =
                self.packages.values().copied().filter(|file| {
                    has(*file) && holds(first, files[file.0 as usize].path.parent())
                });
            let only = below.next()?;
            below.next().is_none().then_some(only)
        })?;
        Some((found, files[found.0 as usize].path.parent()))
    }
}

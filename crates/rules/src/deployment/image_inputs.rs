//! What the instructions of a Dockerfile need from the repository.

use std::collections::{BTreeMap, BTreeSet};

use shipworthy_core::facts::{CommandLine, Container, ContainerKind, Value};
use shipworthy_core::project::{FileId, Paths, Project};
use shipworthy_core::source::{Span, Text, file_name, resolve};

/// The folders that Compose files send to the builds of Dockerfiles.
pub(super) fn contexts(project: &Project) -> BTreeMap<FileId, BTreeSet<String>> {
    let mut contexts: BTreeMap<FileId, BTreeSet<String>> = BTreeMap::new();
    for (id, file) in project.files() {
        for service in &file.facts.containers {
            if let Some((dockerfile, _)) = project.built_stage(id, service)
                && let Some(context) = project.build_context(id, service)
                // Files that are merged tell their folders from the first of them.
                && (context.is_empty() || project.exists(&context))
            {
                contexts.entry(dockerfile).or_default().insert(context);
            }
        }
    }
    contexts
}

/// A Dockerfile with the folders that it may be built in.
pub(super) struct Image<'p> {
    project: &'p Project,
    paths: &'p Paths<'p>,
    stages: &'p [Container],
    /// The folders that Compose files send; where none does, the Dockerfile's own and all above it.
    folders: Vec<String>,
    /// Whether a Compose file says so.
    is_told: bool,
}

impl<'p> Image<'p> {
    pub(super) fn new(
        project: &'p Project,
        paths: &'p Paths<'p>,
        file: FileId,
        contexts: &BTreeMap<FileId, BTreeSet<String>>,
    ) -> Self {
        let dockerfile = project.file(file);
        let told = contexts.get(&file);
        let folders = told.map_or_else(
            || {
                let folder = dockerfile.path.parent();
                let above = folder.match_indices('/').map(|(at, _)| folder[..at].to_owned());
                [folder.to_owned(), String::new()].into_iter().chain(above).collect()
            },
            |told| told.iter().cloned().collect(),
        );
        Self {
            project,
            paths,
            stages: &dockerfile.facts.containers,
            folders,
            is_told: told.is_some(),
        }
    }

    /// The paths that a stage copies and that no folder has which it may be built in.
    pub(super) fn missing_sources(&self, stage: &'p Container) -> Vec<(&'p str, Span)> {
        let sources = stage.volumes.iter().filter(|it| !it.source.is_empty());
        sources
            .filter(|it| is_plain(&it.source) && !self.is_there(&it.source))
            .map(|it| (it.source.as_str(), it.span))
            .collect()
    }

    fn is_there(&self, source: &str) -> bool {
        let path = source.trim_start_matches("./").trim_matches('/');
        path.is_empty()
            || self.project.is_made(path)
            || self.folders.iter().any(|folder| {
                resolve(folder, path)
                    .is_none_or(|whole| whole.is_empty() || self.project.exists(&whole))
            })
            // The build may begin in any folder.
            || !self.is_told && self.paths.ending(path).is_some()
    }

    /// What the `RUN` instructions of a stage ask for and cannot find.
    pub(super) fn missing_for_commands(&self, stage: &'p Container) -> Vec<(String, String, Span)> {
        let mut missing = Vec::new();
        // What nothing copies into the image stands in the one that it begins from.
        if self.copied(stage).next().is_none() {
            return missing;
        }
        for (key, value, span) in &stage.settings {
            let Value::Str(text) = value else { continue };
            // A file that the instruction brings itself is not copied.
            if key != "run" || text.contains("--mount") || text.contains("<<") {
                continue;
            }
            for words in CommandLine::shell(text, *span).commands() {
                // What a folder holds that the image brings is not known.
                if words.first().is_some_and(|word| word == "cd") {
                    break;
                }
                if let Some((subject, what)) = self.missing_for(stage, words) {
                    missing.push((subject, what, *span));
                }
            }
        }
        missing
    }

    fn missing_for(&self, stage: &Container, words: &[Text]) -> Option<(String, String)> {
        if let Some((command, lock)) = wants_lock(words) {
            let has_lock = |name: &str| self.paths.named(name).any(|path| self.is_in_context(path));
            let is_copied = self.copied(stage).any(|copied| lock.contains(&file_name(copied)));
            return (!is_copied && !lock.iter().any(|name| has_lock(name))).then(|| {
                (lock[0].to_owned(), format!("`{command}` needs `{}`, and there is none", lock[0]))
            });
        }
        let file = requirements(words)?;
        let copied = self.copied(stage).any(|source| {
            let source = source.trim_end_matches('/');
            file_name(source) == file_name(file) || self.may_hold(source, file_name(file))
        });
        (!copied).then(|| {
            (
                file.to_owned(),
                format!("`{file}` is installed from, and nothing copies it into the image"),
            )
        })
    }

    fn is_in_context(&self, path: &str) -> bool {
        self.folders.iter().any(|folder| {
            folder.is_empty()
                || path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
        })
    }

    /// Whether something copied is a folder or a pattern that may bring a file of a name.
    fn may_hold(&self, source: &str, wanted: &str) -> bool {
        !is_plain(source)
            || matches!(source, "." | "./" | "")
            || self.project.is_made(source)
            || self.folders.iter().any(|folder| {
                resolve(folder, source)
                    .is_none_or(|whole| self.project.exists(&format!("{whole}/{wanted}")))
            })
    }

    /// What a stage copies, with what the stages below it do.
    fn copied<'s>(&'s self, stage: &'s Container) -> impl Iterator<Item = &'s str> {
        let mut chain = vec![stage];
        while let Some(image) = chain.last().and_then(|it| it.image.as_ref())
            && let Some(base) = self.stages.iter().find(|it| it.name.eq_ignore_ascii_case(&image.0))
            && !image.0.is_empty()
            && chain.len() < self.stages.len()
        {
            chain.push(base);
        }
        chain.into_iter().flat_map(|it| &it.volumes).map(|it| it.source.as_str())
    }
}

/// Whether a path is written out and is of the repository: no pattern, no variable, no address, no other stage.
fn is_plain(source: &str) -> bool {
    !source.contains(['*', '?', '[', '$', ':', '<', '{', '}', '"', '\'', ','])
        && !source.starts_with("--")
        && source != "EOF"
}

/// The command that installs from a lock file alone, and the names that such a file has.
fn wants_lock(words: &[Text]) -> Option<(&'static str, &'static [&'static str])> {
    let has = |wanted: &str| words.iter().any(|word| word == wanted);
    let elsewhere = words.iter().any(|word| matches!(word.as_str(), "--prefix" | "-C" | "--dir"));
    match words {
        _ if elsewhere => None,
        [npm, ci, ..] if npm == "npm" && ci == "ci" => {
            Some(("npm ci", &["package-lock.json", "npm-shrinkwrap.json"]))
        }
        [pnpm, install, ..]
            if pnpm == "pnpm"
                && matches!(install.as_str(), "i" | "install")
                && has("--frozen-lockfile") =>
        {
            Some(("pnpm install --frozen-lockfile", &["pnpm-lock.yaml"]))
        }
        [uv, sync, ..] if uv == "uv" && sync == "sync" && (has("--frozen") || has("--locked")) => {
            Some(("uv sync --frozen", &["uv.lock"]))
        }
        _ => None,
    }
}

/// The file that `pip install -r FILE` installs from.
fn requirements(words: &[Text]) -> Option<&str> {
    let pip = words.iter().position(|word| matches!(word.as_str(), "pip" | "pip3"))?;
    if words.get(pip + 1).is_none_or(|word| *word != "install") {
        return None;
    }
    let at = words.iter().position(|word| matches!(word.as_str(), "-r" | "--requirement"))?;
    let file = words.get(at + 1)?.as_str();
    (!file.contains("://") && is_plain(file) && !file.starts_with('/')).then_some(file)
}

/// Whether a container is a stage of a Dockerfile.
pub(super) fn is_stage(container: &Container) -> bool {
    container.kind == ContainerKind::Dockerfile
}

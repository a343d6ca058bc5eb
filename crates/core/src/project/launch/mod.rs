//! What is started: the commands of containers, processes, scripts and deployment jobs, followed to
//! the programs that they run.
//!
//! A container names a script, the script calls another, that one a script of a package. Linkers
//! of languages see the commands at the end of the chain only, each with the folders of the
//! repository that it may run in.

mod view;
mod words;

use std::collections::BTreeSet;

use super::images::find;
use super::{FileId, Place, ProjectFile};
use crate::facts::{CommandLine, Container, ContainerKind, Declaration, Workflow};
use crate::source::{Role, Text, join};
use view::{View, Views};
use words::{base, package_script, program};

/// How deep scripts call scripts.
const DEPTH: u32 = 8;
/// How many commands are followed in all.
const COMMANDS: usize = 20_000;
/// Scripts of a package that start it in production.
const STARTS: &[&str] = &["start", "start:prod", "start:production", "serve", "prod", "server"];

/// A command that something starts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Launch {
    /// One command, without what only prepares it (`exec`, `env A=b`, `poetry run`).
    pub line: CommandLine,
    /// The folders of the repository that it may run in, the most likely first.
    pub folders: Box<[Text]>,
    /// Where it stands.
    pub declared: Place,
    /// What it begins with: `container command`, `process`, `package script`, `deployment job`.
    pub kind: &'static str,
    /// Whether it is started in production; what people start by hand is not.
    pub deployed: bool,
}

/// The commands that the manifests of a project start, followed through scripts.
pub(super) fn launches(files: &[ProjectFile]) -> Vec<Launch> {
    let mut launcher = Launcher {
        files,
        views: Views::new(files),
        found: Vec::new(),
        seen: BTreeSet::new(),
        budget: COMMANDS,
    };
    launcher.containers();
    launcher.processes();
    launcher.jobs();
    launcher.packages();
    launcher.makefiles();
    launcher.found
}

struct Launcher<'a> {
    files: &'a [ProjectFile],
    views: Views<'a>,
    found: Vec<Launch>,
    /// Scripts that were followed, with the folder that they ran in.
    seen: BTreeSet<(FileId, Text, String, bool)>,
    budget: usize,
}

/// How a command came to be started.
#[derive(Clone, Copy)]
struct Origin {
    declared: Place,
    kind: &'static str,
    deployed: bool,
    depth: u32,
}

impl<'a> Launcher<'a> {
    fn each(&self) -> impl Iterator<Item = (FileId, &'a ProjectFile)> + use<'a> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(at as u32), file))
    }

    /// What containers run. Those for development count where there are no others.
    fn containers(&mut self) {
        let described = |role: Role| {
            move |(_, file): &(FileId, &ProjectFile)| {
                file.role == role && !file.facts.containers.is_empty()
            }
        };
        let mut manifests: Vec<_> = self.each().filter(described(Role::Production)).collect();
        if manifests.is_empty() {
            manifests = self.each().filter(described(Role::Tool)).collect();
        }
        for (id, file) in manifests {
            for container in &file.facts.containers {
                if !container.is_final && !self.views.is_target(id, container) {
                    continue;
                }
                let view = self.views.of(id, container);
                for line in container.entrypoint.iter().chain(&container.command) {
                    let declared = Place { file: id, span: line.span };
                    let origin = Origin {
                        declared,
                        kind: "container command",
                        deployed: true,
                        depth: DEPTH,
                    };
                    self.line(&mut view.clone(), line, origin);
                }
            }
        }
    }

    /// What process managers run: Procfile, supervisord, systemd.
    fn processes(&mut self) {
        for (id, file) in self.each().filter(|(_, file)| file.role == Role::Production) {
            for declaration in &file.facts.declarations {
                let Declaration::Script { command, table, .. } = declaration else { continue };
                if matches!(table.as_str(), "procfile" | "process") {
                    let declared = Place { file: id, span: command.span };
                    let origin = Origin { declared, kind: "process", deployed: true, depth: DEPTH };
                    self.line(&mut self.views.beside(file), command, origin);
                }
            }
        }
    }

    /// What the jobs of a pipeline run that deploy.
    fn jobs(&mut self) {
        for (id, file) in self.each() {
            for workflow in &file.facts.workflows {
                let deploys = deploys(file.path.file_stem()) || deploys(&workflow.name);
                self.workflow(id, workflow, deploys);
            }
        }
    }

    fn workflow(&mut self, id: FileId, workflow: &Workflow, deploys_all: bool) {
        let jobs = workflow.jobs.iter().filter(|job| deploys_all || deploys(&job.name));
        for step in jobs.flat_map(|job| &job.steps) {
            let mut view = View::at(&join("", &step.working_directory));
            for line in &step.commands {
                let declared = Place { file: id, span: line.span };
                let origin =
                    Origin { declared, kind: "deployment job", deployed: true, depth: DEPTH };
                self.line(&mut view, line, origin);
            }
        }
    }

    /// Scripts of packages: those that start it in production, and those that people start.
    fn packages(&mut self) {
        for (id, file) in self.each().filter(|(_, file)| file.role != Role::Vendored) {
            for declaration in &file.facts.declarations {
                let Declaration::Script { name, command, table } = declaration else { continue };
                if table != "scripts" {
                    continue;
                }
                let deployed = STARTS.contains(&name.as_str());
                let declared = Place { file: id, span: command.span };
                let origin = Origin { declared, kind: "package script", deployed, depth: DEPTH };
                self.line(&mut View::at(file.path.parent()), command, origin);
            }
        }
    }

    /// Targets of `make` and `just`, which people start.
    fn makefiles(&mut self) {
        for (id, file) in self.each().filter(|(_, file)| file.role != Role::Vendored) {
            for declaration in &file.facts.declarations {
                let Declaration::Script { command, table, .. } = declaration else { continue };
                if table == "make" {
                    let declared = Place { file: id, span: command.span };
                    let kind = "make target";
                    let origin = Origin { declared, kind, deployed: false, depth: DEPTH };
                    self.line(&mut View::at(file.path.parent()), command, origin);
                }
            }
        }
    }

    fn line(&mut self, view: &mut View, line: &CommandLine, origin: Origin) {
        for command in line.commands() {
            self.command(view, command, line.shell, origin);
        }
    }

    /// Follows one command, or keeps it where it is a program's.
    fn command(&mut self, view: &mut View, words: &[Text], shell: bool, origin: Origin) {
        if self.budget == 0 || origin.depth == 0 {
            return;
        }
        self.budget -= 1;
        let words = program(words);
        let Some(first) = words.first() else { return };
        let rest = &words[1..];
        match base(first) {
            "cd" | "pushd" => view.enter(&self.views, rest.first().map_or("", |word| word)),
            "sh" | "bash" | "ash" | "dash" | "zsh" | "." | "source" => {
                self.shell(view, rest, origin)
            }
            "npm-run-all" | "npm-run-all2" | "run-s" | "run-p" => self.scripts(view, rest, origin),
            "concurrently" | "conc" => self.together(view, rest, origin),
            "npm" | "pnpm" | "yarn" | "bun" => {
                if !self.package(view, words, origin) {
                    self.keep(view, words, shell, origin);
                }
            }
            "make" | "just" => self.targets(view, rest, origin),
            "docker" | "docker-compose" | "podman" | "podman-compose" => {
                self.service(words, origin)
            }
            _ => {
                if let Some(script) = self.views.script(view, first) {
                    self.script(view, script, rest, origin);
                } else if !self.task(view, words, origin) {
                    self.keep(view, words, shell, origin);
                    if let Some(at) = rest.iter().position(|word| *word == "--") {
                        self.command(view, &rest[at + 1..], shell, deeper(origin));
                    }
                }
            }
        }
    }

    fn keep(&mut self, view: &View, words: &[Text], shell: bool, origin: Origin) {
        let view = &view.seen_by(&self.views, words);
        self.found.push(Launch {
            line: CommandLine { words: words.into(), shell, span: origin.declared.span },
            folders: view.folders.iter().map(|folder| Text::from(folder.as_str())).collect(),
            declared: origin.declared,
            kind: origin.kind,
            deployed: origin.deployed,
        });
    }

    /// `sh -c TEXT`, `bash script.sh`, `. script.sh`.
    fn shell(&mut self, view: &mut View, words: &[Text], origin: Origin) {
        let mut words = words;
        while let Some((first, rest)) = words.split_first() {
            if first.starts_with('-') && first.ends_with('c') {
                if let Some(text) = rest.first() {
                    let line = CommandLine::shell(text, origin.declared.span);
                    self.line(view, &line, deeper(origin));
                }
                return;
            }
            if first.starts_with(['-', '+']) {
                words = rest;
                continue;
            }
            if let Some(script) = self.views.script(view, first) {
                self.script(view, script, rest, origin);
            }
            return;
        }
    }

    /// The commands of a shell script, in the folder that it is started from.
    fn script(&mut self, view: &View, script: FileId, arguments: &[Text], origin: Origin) {
        let file = &self.files[script.0 as usize];
        let folder = view.folders.first().cloned().unwrap_or_default();
        if self.seen.insert((script, Text::default(), folder, origin.deployed)) {
            let mut inside = view.clone();
            inside.also(file.path.parent());
            for declaration in &file.facts.declarations {
                let Declaration::Script { command, .. } = declaration else { continue };
                let declared = Place { file: script, span: command.span };
                self.line(&mut inside, command, Origin { declared, ..deeper(origin) });
            }
        }
        // An entry point prepares, and then runs what it is given.
        self.command(&mut view.clone(), arguments, false, deeper(origin));
    }

    /// A script of a package; whether the words name one.
    fn package(&mut self, view: &View, words: &[Text], origin: Origin) -> bool {
        let Some(call) = package_script(words).filter(|call| !is_file(call.name)) else {
            return false;
        };
        let Some((manifest, folder)) = self.views.package(view, &call) else {
            // `yarn next start` runs a program of the package.
            if let Some(at) = words.iter().position(|word| *word == call.name)
                && at > 0
            {
                self.command(&mut view.clone(), &words[at..], false, deeper(origin));
                return true;
            }
            return false;
        };
        let mut inside = View::at(folder);
        for name in
            [format!("pre{}", call.name), call.name.to_owned(), format!("post{}", call.name)]
        {
            let scripts = self.files[manifest.0 as usize].facts.declarations.iter();
            for declaration in scripts {
                let Declaration::Script { name: known, command, table } = declaration else {
                    continue;
                };
                let new = *known == name.as_str()
                    && table == "scripts"
                    && self.seen.insert((
                        manifest,
                        known.clone(),
                        call.arguments.join(" "),
                        origin.deployed,
                    ));
                if !new {
                    continue;
                }
                let mut command = command.clone();
                if name == call.name {
                    command.words = command.words.iter().chain(call.arguments).cloned().collect();
                }
                let declared = Place { file: manifest, span: command.span };
                self.line(&mut inside, &command, Origin { declared, ..deeper(origin) });
            }
        }
        true
    }

    /// A task that a manifest of Python names: `pdm run serve`, `poe serve`; whether the words name one.
    fn task(&mut self, view: &View, words: &[Text], origin: Origin) -> bool {
        let runner = matches!(base(&words[0]), "poe" | "task");
        let mut names = words.iter().skip(usize::from(runner)).filter(|it| !it.starts_with('-'));
        let Some(name) = names.next() else { return false };
        // Hatch names an environment before the task: `hatch run api:serve`.
        let name = name.rsplit_once(':').map_or(name.as_str(), |(_, name)| name);
        let manifests = view.folders.iter().flat_map(|folder| {
            ["pyproject.toml", "Pipfile"]
                .iter()
                .filter_map(|it| find(self.files, &join(folder, it)))
        });
        for manifest in manifests.collect::<Vec<_>>() {
            let file = &self.files[manifest.0 as usize];
            let commands = file.facts.declarations.iter().filter_map(|declaration| {
                let Declaration::Script { name: known, command, table } = declaration else {
                    return None;
                };
                (table == "tasks" && known == name).then_some(command)
            });
            let commands: Vec<&CommandLine> = commands.collect();
            if commands.is_empty() {
                continue;
            }
            let key = (manifest, Text::from(name), String::new(), origin.deployed);
            if self.seen.insert(key) {
                for command in commands {
                    let declared = Place { file: manifest, span: command.span };
                    let origin = Origin { declared, ..deeper(origin) };
                    self.line(&mut View::at(file.path.parent()), command, origin);
                }
            }
            return true;
        }
        false
    }

    /// The scripts of a package that a runner of several is given: `npm-run-all check start`.
    fn scripts(&mut self, view: &View, names: &[Text], origin: Origin) {
        for name in names.iter().take_while(|word| *word != "--") {
            if !name.starts_with('-') {
                self.package(view, &["npm".into(), "run".into(), name.clone()], deeper(origin));
            }
        }
    }

    /// The commands that run beside each other: `concurrently "npm:api" "node worker.js"`.
    fn together(&mut self, view: &View, words: &[Text], origin: Origin) {
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if let Some(name) = word.strip_prefix("npm:") {
                self.scripts(view, &[name.into()], origin);
            } else if matches!(word.as_str(), "-c" | "-n" | "--names" | "--prefix-colors") {
                words.next();
            } else if !word.starts_with('-') {
                let line = CommandLine::shell(word, origin.declared.span);
                self.line(&mut view.clone(), &line, deeper(origin));
            }
        }
    }

    /// The targets that `make` is given.
    fn targets(&mut self, view: &View, words: &[Text], origin: Origin) {
        let found = view.folders.iter().find_map(|folder| {
            ["Makefile", "makefile", "GNUmakefile", "justfile", "Justfile"]
                .iter()
                .find_map(|name| find(self.files, &join(folder, name)))
        });
        let Some(makefile) = found else { return };
        let file = &self.files[makefile.0 as usize];
        let mut inside = View::at(file.path.parent());
        for target in words {
            if !self.seen.insert((makefile, target.clone(), String::new(), origin.deployed)) {
                continue;
            }
            for declaration in &file.facts.declarations {
                if let Declaration::Script { name, command, .. } = declaration
                    && name == target
                {
                    let declared = Place { file: makefile, span: command.span };
                    self.line(&mut inside, command, Origin { declared, ..deeper(origin) });
                }
            }
        }
    }

    /// `docker compose run SERVICE COMMAND`.
    fn service(&mut self, words: &[Text], origin: Origin) {
        let Some(at) = words.iter().position(|word| matches!(word.as_str(), "run" | "exec")) else {
            return;
        };
        let named = words.iter().enumerate().skip(at + 1).find_map(|(at, word)| {
            let mut services = self.each().flat_map(|(id, file)| {
                file.facts.containers.iter().map(move |container| (id, container))
            });
            services
                .find(|(_, it)| it.kind == ContainerKind::Compose && it.name == *word)
                .map(|(id, container)| (at, id, container))
        });
        let Some((at, id, container)): Option<(usize, FileId, &Container)> = named else { return };
        let mut view = self.views.of(id, container);
        self.command(&mut view, &words[at + 1..], false, deeper(origin));
    }
}

/// Whether a word names a file of code: `bun run src/seed.ts` runs no script of the package.
fn is_file(word: &str) -> bool {
    let extension = word.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(extension, "ts" | "tsx" | "mts" | "cts" | "js" | "jsx" | "mjs" | "cjs")
}

fn deeper(origin: Origin) -> Origin {
    Origin { depth: origin.depth.saturating_sub(1), ..origin }
}

/// Whether a workflow or job says by its name that it deploys.
fn deploys(name: &str) -> bool {
    name.to_ascii_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| matches!(word, "deploy" | "deploys" | "deployment"))
}

//! Capabilities that show in containers, pipelines and files.

use rustc_hash::FxHashMap;

use super::{Context, Sightings};
use crate::facts::{CommandLine, Container, ContainerKind, Declaration, FileFacts, Value};
use crate::naming::{self, words};
use crate::project::{FileId, Place};
use crate::source::{Role, SourcePath, Span, Text};

/// Adds what containers, pipelines and files tell.
pub(super) fn add(context: &Context<'_, '_>, sightings: &mut Sightings) {
    let mut test_runs = TestRuns { context, of_scripts: FxHashMap::default() };
    for (file, it) in context.index.iter() {
        if it.role == Role::Vendored {
            continue;
        }
        // A pipeline that is called after its tests is no test.
        pipelines(&mut test_runs, file, &it.facts, sightings);
        if it.role == Role::Test {
            continue;
        }
        containers(file, &it.facts, sightings);
        resources(file, &it.facts, sightings);
    }
    files(context, sightings);
    tests(context, sightings);
}

fn containers(file: FileId, facts: &FileFacts, sightings: &mut Sightings) {
    for container in &facts.containers {
        let place = Place { file, span: container.head };
        let name = container.name.clone();
        match container.kind {
            ContainerKind::Dockerfile if container.is_final => {
                let root =
                    |user: &str| matches!(user.split(':').next(), None | Some("" | "root" | "0"));
                if let Some((user, span)) = container.user.as_ref().filter(|(user, _)| !root(user))
                {
                    sightings.add(
                        "dockerfile_non_root",
                        Place { file, span: *span },
                        user.clone(),
                        true,
                    );
                } else if container.command.iter().chain(&container.entrypoint).any(steps_down) {
                    sightings.add("dockerfile_non_root", place, "steps down".into(), true);
                }
            }
            ContainerKind::Compose => {
                if let Some(health) = container.health.as_ref().filter(|it| it.command.is_some()) {
                    let place = Place { file, span: health.span };
                    sightings.add("compose_healthchecks", place, name, true);
                }
            }
            ContainerKind::Kubernetes => {
                sightings.add("k8s_manifests", place, container.workload.clone(), true);
                for probe in container.probes.iter().filter(|it| it.kind == "readiness") {
                    let place = Place { file, span: probe.span };
                    sightings.add("readiness_probe", place, probe.path.clone(), true);
                }
            }
            ContainerKind::Dockerfile => {}
        }
        if backs_up(container) {
            sightings.add("backups", place, container.name.clone(), true);
        }
    }
}

/// Whether a container makes copies of data.
fn backs_up(container: &Container) -> bool {
    let named = [&container.name, &container.workload]
        .iter()
        .any(|it| words(it).iter().any(|word| word == "backup" || word == "backups"));
    let image = container.image.as_ref().is_some_and(|(image, _)| image.contains("backup"));
    let dumps = container.command.iter().chain(&container.entrypoint).any(|it| {
        it.words.iter().any(|word| word.contains("pg_dump") || word.contains("mysqldump"))
    });
    container.kind != ContainerKind::Dockerfile && (named || image || dumps)
}

/// Whether a command gives up the rights of root.
fn steps_down(command: &CommandLine) -> bool {
    command
        .words
        .iter()
        .any(|word| matches!(word.rsplit('/').next(), Some("gosu" | "su-exec" | "setpriv")))
}

fn resources(file: FileId, facts: &FileFacts, sightings: &mut Sightings) {
    for declaration in &facts.declarations {
        match declaration {
            Declaration::Resource { kind, name, span, .. } if kind.starts_with("kubernetes.") => {
                sightings.add("k8s_manifests", Place { file, span: *span }, name.clone(), true);
            }
            Declaration::Setting { key, value, span } if key == "backup_retention_period" => {
                let off = matches!(value, Value::Number(number) if number == "0");
                sightings.add("backups", Place { file, span: *span }, key.clone(), !off);
            }
            _ => {}
        }
    }
}

fn pipelines<'p>(
    test_runs: &mut TestRuns<'_, 'p, '_>,
    file: FileId,
    facts: &'p FileFacts,
    sightings: &mut Sightings,
) {
    for job in facts.workflows.iter().flat_map(|it| &it.jobs) {
        for step in &job.steps {
            let place = Place { file, span: step.span };
            for command in &step.commands {
                if !command.commands().any(|words| test_runs.of_words(words, 3)) {
                    continue;
                }
                let voided = job.may_fail || step.may_fail || ignores_failure(command);
                sightings.add("ci_runs_tests", place, step.name.clone(), !voided);
            }
            if step.uses.starts_with("cypress-io/github-action") {
                sightings.add("ci_runs_tests", place, step.uses.clone(), !job.may_fail);
            }
        }
    }
}

/// Whether a command lets its tests fail: `pytest || true`.
fn ignores_failure(command: &CommandLine) -> bool {
    command
        .words
        .windows(2)
        .any(|it| it[0] == "||" && matches!(it[1].as_str(), "true" | "echo" | ":"))
}

/// Which words run tests.
struct TestRuns<'c, 'p, 'i> {
    context: &'c Context<'p, 'i>,
    /// Whether the scripts of a name run tests, followed so deep.
    of_scripts: FxHashMap<(&'p str, u32), bool>,
}

impl<'p> TestRuns<'_, 'p, '_> {
    /// Whether words run tests, by themselves or through a script of a manifest.
    fn of_words(&mut self, words: &'p [Text], depth: u32) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        if names_tests(words) {
            return true;
        }
        match words.first().map(base) {
            Some(
                "npm" | "yarn" | "pnpm" | "bun" | "make" | "just" | "task" | "hatch" | "pdm"
                | "poe" | "uv" | "poetry" | "rye" | "bunx" | "npx",
            ) => {}
            _ => return false,
        }
        words
            .iter()
            .skip(1)
            .filter(|it| !it.starts_with('-') && *it != "run")
            .any(|name| self.of_script(name, depth))
    }

    /// Whether a script of a manifest runs tests. A name that says so is believed where nothing defines it.
    fn of_script(&mut self, name: &'p str, depth: u32) -> bool {
        if let Some(&known) = self.of_scripts.get(&(name, depth)) {
            return known;
        }
        let scripts = self.context.index.scripts(name);
        let runs = if scripts.is_empty() {
            name == "test" || name.starts_with("test:") || name.starts_with("test-")
        } else {
            let mut commands = scripts.iter().flat_map(|command| command.commands());
            commands.any(|words| self.of_words(words, depth))
        };
        self.of_scripts.insert((name, depth), runs);
        runs
    }
}

/// The last part of a path.
fn base(word: &Text) -> &str {
    word.rsplit('/').next().unwrap_or_default()
}

/// Whether words run tests by what they name themselves.
fn names_tests(words: &[Text]) -> bool {
    let installs = words.iter().any(|it| matches!(it.as_str(), "install" | "ci" | "add" | "-r"));
    let runner = words.iter().map(base).any(|word| {
        matches!(
            word,
            "pytest"
                | "py.test"
                | "tox"
                | "nox"
                | "jest"
                | "vitest"
                | "mocha"
                | "ava"
                | "unittest"
                | "behave"
                | "newman"
                | "ctest"
        ) || word.starts_with("tox") && word.len() < 6
    });
    if runner && !installs {
        return true;
    }
    let has = |wanted: &str| words.iter().any(|it| base(it) == wanted);
    if has("test")
        && (has("manage.py")
            || has("playwright")
            || has("django-admin")
            || has("nx")
            || has("turbo"))
        || has("cypress") && has("run")
        || has("coverage") && has("run")
        || words.iter().any(|it| it.starts_with("--exit-code-from"))
        || has("docker") && words.iter().any(|it| it.contains("test") && !it.starts_with('-'))
        || has("docker-compose") && words.iter().any(|it| it.contains("test") && !it.contains('.'))
    {
        return true;
    }
    // A script that is called after tests is taken at its name where nothing reads it.
    let script = words.iter().any(|it| {
        let name = base(it);
        name.ends_with(".sh")
            && naming::words(name).iter().any(|word| word == "test" || word == "tests")
    });
    script && !installs
}

/// What the names of files tell.
fn files(context: &Context<'_, '_>, sightings: &mut Sightings) {
    for path in context.paths() {
        let Some(capability) = told_by(path).filter(|_| Role::of(path, "") != Role::Vendored)
        else {
            continue;
        };
        let text = path.as_str();
        match context.index.find_file(text) {
            Some(file) => {
                sightings.add(capability, Place { file, span: Span::default() }, text.into(), true);
            }
            None => sightings.note(capability, true),
        }
    }
}

/// The capability that the name of a file tells.
fn told_by(path: &SourcePath) -> Option<&'static str> {
    let name = path.file_name();
    match name {
        "Chart.yaml" | "kustomization.yaml" | "kustomization.yml" | "skaffold.yaml" => {
            return Some("k8s_manifests");
        }
        "Pulumi.yaml" | "cdk.json" | "serverless.yml" | "serverless.yaml" | "ansible.cfg"
        | "sst.config.ts" => return Some("iac"),
        "locustfile.py" | "artillery.yml" | "artillery.yaml" => return Some("load_tests"),
        _ => {}
    }
    match path.extension() {
        "tf" | "bicep" => Some("iac"),
        "jmx" => Some("load_tests"),
        "sh" | "py" | "timer" | "service" => {
            let stem = name.split('.').next().unwrap_or_default();
            let backs_up = words(stem).iter().any(|word| word == "backup" || word == "backups");
            let is_script = |part: &str| {
                matches!(
                    part,
                    "scripts" | "script" | "bin" | "ops" | "deploy" | "tools" | "infra" | "docker"
                )
            };
            (backs_up && path.parts().any(is_script)).then_some("backups")
        }
        _ => None,
    }
}

fn tests(context: &Context<'_, '_>, sightings: &mut Sightings) {
    let mut first: [Option<FileId>; 2] = [None, None];
    for (file, it) in context.index.iter() {
        if it.facts.tests.load {
            first[0].get_or_insert(file);
        }
        if it.facts.tests.browser && it.facts.tests.functions > 0 {
            first[1].get_or_insert(file);
        }
    }
    let at = |file: FileId| Place { file, span: Span::default() };
    if let Some(file) = first[0] {
        sightings.add("load_tests", at(file), "drives load".into(), true);
    }
    match first[1] {
        Some(file) => sightings.add("e2e_tests", at(file), "tests in a browser".into(), true),
        None if context.tests.e2e > 0 => sightings.note("e2e_tests", true),
        None => {}
    }
}

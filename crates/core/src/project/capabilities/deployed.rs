//! Capabilities that show in containers, pipelines and files.

use super::{Context, Sightings};
use crate::facts::{CommandLine, Container, ContainerKind, Declaration, FileFacts, Value};
use crate::naming::{self, words};
use crate::project::{FileId, Place};
use crate::source::{Role, Span, Text};

/// Adds what containers, pipelines and files tell.
pub(super) fn add(context: &Context<'_, '_>, sightings: &mut Sightings) {
    for (file, it) in context.index.iter() {
        if it.role == Role::Vendored {
            continue;
        }
        // A pipeline that is called after its tests is no test.
        pipelines(context, file, &it.facts, sightings);
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

fn pipelines(
    context: &Context<'_, '_>,
    file: FileId,
    facts: &FileFacts,
    sightings: &mut Sightings,
) {
    for job in facts.workflows.iter().flat_map(|it| &it.jobs) {
        for step in &job.steps {
            let place = Place { file, span: step.span };
            for command in &step.commands {
                if !command.commands().any(|words| runs_tests(context, words, 3)) {
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

/// Whether words run tests, by themselves or through a script of a manifest.
fn runs_tests(context: &Context<'_, '_>, words: &[Text], depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let installs = words.iter().any(|it| matches!(it.as_str(), "install" | "ci" | "add" | "-r"));
    let named = |word: &Text| word.rsplit('/').next().unwrap_or_default().to_owned();
    let runner = words.iter().map(named).any(|word| {
        matches!(
            word.as_str(),
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
    let has = |wanted: &str| words.iter().any(|it| named(it) == wanted);
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
        let name = named(it);
        name.ends_with(".sh")
            && naming::words(&name).iter().any(|word| word == "test" || word == "tests")
    });
    if script && !installs {
        return true;
    }
    let first = words.first().map(named).unwrap_or_default();
    match first.as_str() {
        "npm" | "yarn" | "pnpm" | "bun" | "make" | "just" | "task" | "hatch" | "pdm" | "poe"
        | "uv" | "poetry" | "rye" | "bunx" | "npx" => {}
        _ => return false,
    }
    words.iter().skip(1).filter(|it| !it.starts_with('-') && *it != "run").any(|name| {
        let plain =
            name.as_str() == "test" || name.starts_with("test:") || name.starts_with("test-");
        let mut known = false;
        let runs =
            context.index.files().iter().flat_map(|it| &it.facts.declarations).any(|it| match it {
                Declaration::Script { name: own, command, .. } if own == name => {
                    known = true;
                    command.commands().any(|words| runs_tests(context, words, depth))
                }
                _ => false,
            });
        runs || plain && !known
    })
}

/// What the names of files tell.
fn files(context: &Context<'_, '_>, sightings: &mut Sightings) {
    let mut add = |capability: &'static str, path: &str| match context.index.find_file(path) {
        Some(file) => {
            sightings.add(capability, Place { file, span: Span::default() }, path.into(), true);
        }
        None => sightings.note(capability, true),
    };
    for path in context.paths() {
        let text = path.as_str();
        if Role::of(path, "") == Role::Vendored {
            continue;
        }
        let name = path.file_name();
        let stem = name.split('.').next().unwrap_or_default();
        match name {
            "Chart.yaml" | "kustomization.yaml" | "kustomization.yml" | "skaffold.yaml" => {
                add("k8s_manifests", text);
            }
            "Pulumi.yaml" | "cdk.json" | "serverless.yml" | "serverless.yaml" | "ansible.cfg"
            | "sst.config.ts" => add("iac", text),
            "locustfile.py" | "artillery.yml" | "artillery.yaml" => add("load_tests", text),
            _ => {}
        }
        match path.extension() {
            "tf" | "bicep" => add("iac", text),
            "jmx" => add("load_tests", text),
            "sh" | "py" | "timer" | "service"
                if words(stem).iter().any(|word| word == "backup" || word == "backups")
                    && path.parts().any(|part| {
                        matches!(
                            part,
                            "scripts"
                                | "script"
                                | "bin"
                                | "ops"
                                | "deploy"
                                | "tools"
                                | "infra"
                                | "docker"
                        )
                    }) =>
            {
                add("backups", text);
            }
            _ => {}
        }
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

//! Capabilities that show in containers, pipelines and files.

use super::{Context, Sightings};
use crate::facts::{CommandLine, Container, ContainerKind, Declaration, FileFacts, Value};
use crate::naming::words;
use crate::project::{FileId, Place};
use crate::source::{Role, SourcePath, Span};

/// Adds what containers, pipelines and files tell.
pub(super) fn add(context: &Context<'_, '_>, sightings: &mut Sightings) {
    for run in context.test_runs {
        sightings.add("ci_runs_tests", run.place, run.step.clone(), run.ignored.is_none());
    }
    for (file, it) in context.index.iter() {
        if matches!(it.role, Role::Vendored | Role::Test) {
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
            Declaration::Resource { kind, name, span, .. } if kind.starts_with("AWS::") => {
                sightings.add("iac", Place { file, span: *span }, name.clone(), true);
            }
            Declaration::Setting { key, value, span } if key == "backup_retention_period" => {
                let off = matches!(value, Value::Number(number) if number == "0");
                sightings.add("backups", Place { file, span: *span }, key.clone(), !off);
            }
            _ => {}
        }
    }
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

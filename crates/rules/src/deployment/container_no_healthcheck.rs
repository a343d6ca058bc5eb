use shipworthy_core::facts::{Container, ContainerKind, Value};
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Place, Project};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};

use super::{builds, called, is_deployed, pods_of, services_of, setting};
use crate::text;

const HELP: &str = "Add a health check that asks the service itself.";

/// Finds images and services without a health check.
pub(crate) struct ContainerNoHealthcheck;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("container-no-healthcheck"),
    summary: text("an image or a service without a health check"),
    category: Category::Deployment,
    severity: Severity::Low,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("container-no-healthcheck.md")),
};

impl ProjectRule for ContainerNoHealthcheck {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        let builds = builds(project);
        for (id, file) in project.files() {
            for container in &file.facts.containers {
                let place = Place { file: id, span: container.head };
                let wanted = match container.kind {
                    // A service that is built from it is where the check may stand, too.
                    ContainerKind::Dockerfile => {
                        let runs = container.command.is_some() || container.entrypoint.is_some();
                        // Kubernetes asks its own probes and not the image.
                        runs && is_deployed(&builds, id, container)
                            && services_of(&builds, id, container).next().is_none()
                            && pods_of(project, file).is_empty()
                    }
                    ContainerKind::Compose => {
                        container.build.is_some()
                            && !ends(container)
                            && project.amended(id, container).is_none()
                    }
                    ContainerKind::Kubernetes => false,
                };
                check.subject();
                if !wanted
                    || container.health.is_some()
                    || is_checked_elsewhere(project, id, container)
                {
                    continue;
                }
                let what = format!("{} has no health check", called(file, container));
                let finding = Finding::new(place, what).subject(container.name.clone()).help(HELP);
                let stage = project.built_stage(id, container);
                check.report(match stage {
                    Some((file, stage)) => finding
                        .related(Place { file, span: stage.head }, "the image has none either"),
                    None => finding,
                });
            }
        }
    }
}

/// Whether a service does its work once and ends.
fn ends(service: &Container) -> bool {
    setting(service, "restart").is_some_and(|(value, _)| {
        matches!(value, Value::Str(text) if text == "no") || *value == Value::Bool(false)
    })
}

/// Whether the image of a service has a health check, or the service itself in a file that goes with this one.
fn is_checked_elsewhere(project: &Project, file: FileId, service: &Container) -> bool {
    if service.kind != ContainerKind::Compose {
        return false;
    }
    let folder = project.file(file).path.parent();
    project.built_stage(file, service).is_some_and(|(_, stage)| stage.health.is_some())
        || project.descriptions(file, service).iter().any(|(_, it)| it.health.is_some())
        || project.files().any(|(_, other)| {
            other.path.parent() == folder
                && other.facts.containers.iter().any(|it| {
                    it.kind == ContainerKind::Compose
                        && it.health.is_some()
                        && it.name == service.name
                })
        })
}

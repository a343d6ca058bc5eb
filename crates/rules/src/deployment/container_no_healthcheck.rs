use shipworthy_core::facts::ContainerKind;
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

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

impl FileRule for ContainerNoHealthcheck {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        for container in &file.facts.containers {
            let wanted = container.is_final
                && (container.kind == ContainerKind::Dockerfile
                    && (container.command.is_some() || container.entrypoint.is_some())
                    || container.kind == ContainerKind::Compose && container.build.is_some());
            if !wanted || container.health.is_some() {
                check.subject();
                continue;
            }
            check.subject();
            let finding = Finding::new(
                Place { file: id, span: container.head },
                format!("container `{}` has no health check", container.name),
            );
            check.report(finding.subject(container.name.clone()).help(HELP));
        }
    }
}

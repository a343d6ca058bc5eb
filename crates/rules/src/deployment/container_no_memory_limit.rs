use shipworthy_core::facts::ContainerKind;
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use super::{called, is_pod_alone, setting};
use crate::text;

const HELP: &str = "Set the limit to what the container needs under load.";

/// Finds Kubernetes containers without a limit of memory.
pub(crate) struct ContainerNoMemoryLimit;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("container-no-memory-limit"),
    summary: text("a container without a limit of memory"),
    category: Category::Deployment,
    severity: Severity::Low,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("container-no-memory-limit.md")),
};

impl FileRule for ContainerNoMemoryLimit {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        for container in &file.facts.containers {
            let limited =
                ["resources.limits.memory", "deploy.resources.limits.memory", "mem_limit"]
                    .into_iter()
                    .any(|key| setting(container, key).is_some());
            if container.kind == ContainerKind::Dockerfile || is_pod_alone(container) || limited {
                check.subject();
                continue;
            }
            check.subject();
            let finding = Finding::new(
                Place { file: id, span: container.head },
                format!("{} has no limit of memory", called(file, container)),
            );
            check.report(finding.subject(container.name.clone()).help(HELP));
        }
    }
}

use shipworthy_core::facts::ContainerKind;
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use super::{called, is_part, setting};
use crate::text;

const HELP: &str = "Set the limit to what the container needs under load.";

/// Finds Kubernetes containers without a limit of cpu.
pub(crate) struct ContainerNoCpuLimit;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("container-no-cpu-limit"),
    summary: text("a container without a limit of processor time"),
    category: Category::Deployment,
    severity: Severity::Low,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("container-no-cpu-limit.md")),
};

impl FileRule for ContainerNoCpuLimit {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        for container in &file.facts.containers {
            if container.kind != ContainerKind::Kubernetes
                || is_part(container)
                || setting(container, "resources.limits.cpu").is_some()
            {
                check.subject();
                continue;
            }
            check.subject();
            let finding = Finding::new(
                Place { file: id, span: container.head },
                format!("{} has no limit of cpu", called(file, container)),
            );
            check.report(finding.subject(container.name.clone()).help(HELP));
        }
    }
}

use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use super::{called, lacks_probe};
use crate::text;

const HELP: &str = "Add a probe that asks an endpoint made for it.";

/// Finds Kubernetes containers without a readiness probe.
pub(crate) struct ContainerNoReadinessProbe;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("container-no-readiness-probe"),
    summary: text("a served Kubernetes container without a readiness probe"),
    category: Category::Deployment,
    severity: Severity::Low,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("container-no-readiness-probe.md")),
};

impl FileRule for ContainerNoReadinessProbe {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        for container in &file.facts.containers {
            check.subject();
            if !lacks_probe(&file.facts.containers, container, "readiness") {
                continue;
            }
            let finding = Finding::new(
                Place { file: id, span: container.head },
                format!("{} has no readiness probe", called(file, container)),
            );
            check.report(finding.subject(container.name.clone()).help(HELP));
        }
    }
}

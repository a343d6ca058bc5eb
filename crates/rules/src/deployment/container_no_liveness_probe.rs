use shipworthy_core::facts::ContainerKind;
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use crate::text;

const HELP: &str = "Add a probe that asks an endpoint made for it.";

/// Finds Kubernetes containers without a liveness probe.
pub(crate) struct ContainerNoLivenessProbe;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("container-no-liveness-probe"),
    summary: text("a served Kubernetes container without a liveness probe"),
    category: Category::Deployment,
    severity: Severity::Low,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("container-no-liveness-probe.md")),
};

impl FileRule for ContainerNoLivenessProbe {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        for container in &file.facts.containers {
            let served = container.kind == ContainerKind::Kubernetes
                && container.is_final
                && !container.workload.starts_with("Job/")
                && !container.workload.starts_with("CronJob/");
            if !served || container.probes.iter().any(|probe| probe.kind == "liveness") {
                check.subject();
                continue;
            }
            check.subject();
            let finding = Finding::new(
                Place { file: id, span: container.head },
                format!("container `{}` has no liveness probe", container.name),
            );
            check.report(finding.subject(container.name.clone()).help(HELP));
        }
    }
}

use shipworthy_core::facts::{ContainerKind, Value};
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use super::{called, is_part, setting};
use crate::text;

const HELP: &str = "Set `allowPrivilegeEscalation: false`.";

/// Finds containers that may gain rights.
pub(crate) struct ContainerPrivilegeEscalation;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("container-privilege-escalation"),
    summary: text("a Kubernetes container whose processes may gain rights"),
    category: Category::Deployment,
    severity: Severity::Medium,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("container-privilege-escalation.md")),
};

impl FileRule for ContainerPrivilegeEscalation {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        for container in &file.facts.containers {
            if container.kind != ContainerKind::Kubernetes {
                continue;
            }
            check.subject();
            let span = match setting(container, "securityContext.allowPrivilegeEscalation") {
                Some((value, _)) if *value == Value::Bool(false) => continue,
                Some((_, span)) => span,
                None if is_part(container) => continue,
                None => container.head,
            };
            let finding = Finding::new(
                Place { file: id, span },
                format!("processes of {} may gain rights", called(file, container)),
            );
            check.report(finding.subject(container.name.clone()).help(HELP));
        }
    }
}

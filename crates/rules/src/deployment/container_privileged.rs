use shipworthy_core::facts::Value;
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use super::{called, setting};
use crate::text;

const HELP: &str = "Drop `privileged` and add the single capability or device that is needed.";

/// Finds containers with all rights of the host.
pub(crate) struct ContainerPrivileged;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("container-privileged"),
    summary: text("a container that has all rights of the host"),
    category: Category::Deployment,
    severity: Severity::High,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("container-privileged.md")),
};

impl FileRule for ContainerPrivileged {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        for container in &file.facts.containers {
            check.subject();
            for key in ["privileged", "securityContext.privileged"] {
                if let Some((value, span)) = setting(container, key)
                    && *value == Value::Bool(true)
                {
                    check.report(
                        Finding::new(
                            Place { file: id, span },
                            format!("{} runs with all rights of the host", called(file, container)),
                        )
                        .subject(container.name.clone())
                        .help(HELP),
                    );
                }
            }
        }
    }
}

use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use super::called;
use crate::text;

const HELP: &str = "Mount the secret as a file.";

/// Finds secrets that are handed over by environment.
pub(crate) struct ContainerSecretRefEnv;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("container-secret-ref-env"),
    summary: text("a secret handed over by environment"),
    category: Category::Deployment,
    severity: Severity::Info,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("container-secret-ref-env.md")),
};

impl FileRule for ContainerSecretRefEnv {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        for container in &file.facts.containers {
            for secret in container.secrets.iter().filter(|secret| !secret.variable.is_empty()) {
                let finding = Finding::new(
                    Place { file: id, span: secret.span },
                    format!(
                        "secret `{}` reaches {} by its environment",
                        secret.name,
                        called(file, container)
                    ),
                );
                check.report(finding.subject(secret.name.clone()).help(HELP));
            }
        }
    }
}

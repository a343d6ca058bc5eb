use shipworthy_core::facts::Value;
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use crate::text;

const HELP: &str = "Take the value from a secret store or from the environment of the deployment.";

/// Finds credentials written into the environment of a container.
pub(crate) struct ContainerSecretInEnv;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("container-secret-in-env"),
    summary: text("a credential written into the environment of a container"),
    category: Category::Deployment,
    severity: Severity::High,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("container-secret-in-env.md")),
};

impl FileRule for ContainerSecretInEnv {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        for container in &file.facts.containers {
            for variable in &container.environment {
                check.subject();
                let secret = matches!(&variable.value, Some(Value::Redacted));
                if secret && !variable.commented {
                    let finding = Finding::new(
                        Place { file: id, span: variable.span },
                        format!("`{}` holds a credential in plain text", variable.name),
                    );
                    check.report(finding.subject(variable.name.clone()).help(HELP));
                }
            }
        }
    }
}

use shipworthy_core::facts::{Declaration, Value};
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};
use shipworthy_core::secrets::credential_name;

use crate::{sites, text};

const HELP: &str = "Take the value from a secret store or from the environment of the deployment.";
const FALLBACK_HELP: &str = "Write `${NAME:?}`: without a value the container must not start.";
const BUILD_HELP: &str =
    "Mount it while building: `RUN --mount=type=secret`. Arguments stay in the image's history.";

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
                let written = matches!(&variable.value, Some(Value::Redacted));
                let falls_back = matches!(
                    &variable.value,
                    Some(Value::Fallback(parts)) if parts.1 == Value::Redacted
                );
                let place = Place { file: id, span: variable.span };
                if written && !variable.commented {
                    let what = format!("`{}` holds a credential in plain text", variable.name);
                    let finding =
                        Finding::new(place, what).severity(sites::by_role(file, METADATA.severity));
                    check.report(finding.subject(variable.name.clone()).help(HELP));
                } else if falls_back && !variable.commented {
                    let what = format!("`{}` falls back to a credential", variable.name);
                    let finding =
                        Finding::new(place, what).severity(sites::by_role(file, Severity::Medium));
                    check.report(finding.subject(variable.name.clone()).help(FALLBACK_HELP));
                } else if variable.source == "argument" && credential_name(&variable.name).is_some()
                {
                    let what = format!("build argument `{}` stays in the image", variable.name);
                    let finding =
                        Finding::new(place, what).severity(sites::by_role(file, Severity::Medium));
                    check.report(finding.subject(variable.name.clone()).help(BUILD_HELP));
                }
            }
        }
        for declaration in &file.facts.declarations {
            if let Declaration::Variable(variable) = declaration
                && variable.source == "secret"
            {
                check.subject();
                if variable.value == Some(Value::Redacted) {
                    let finding = Finding::new(
                        Place { file: id, span: variable.span },
                        format!("`{}` of a secret is written into its manifest", variable.name),
                    )
                    .severity(sites::by_role(file, METADATA.severity));
                    check.report(finding.subject(variable.name.clone()).help(HELP));
                }
            }
        }
    }
}

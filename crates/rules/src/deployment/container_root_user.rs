use shipworthy_core::facts::{Container, ContainerKind, Value};
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use shipworthy_core::source::Span;

use super::{is_pod_alone, name_of, setting};
use crate::text;

const HELP: &str =
    "Make a user in the image and switch to it with `USER`, or set `runAsNonRoot: true`.";

/// Finds containers that run as root.
pub(crate) struct ContainerRootUser;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("container-root-user"),
    summary: text("a container that runs as root"),
    category: Category::Deployment,
    severity: Severity::Medium,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("container-root-user.md")),
};

impl FileRule for ContainerRootUser {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        for container in &file.facts.containers {
            if !container.is_final {
                continue;
            }
            check.subject();
            let Some(span) = runs_as_root(container) else { continue };
            let finding = Finding::new(
                Place { file: id, span },
                format!("container `{}` runs as root", name_of(container)),
            );
            check.report(finding.subject(name_of(container)).help(HELP));
        }
    }
}

/// Where it shows that a container runs as root, if it does.
fn runs_as_root(container: &Container) -> Option<Span> {
    let root = |user: &str| matches!(user.split(':').next(), Some("root" | "0"));
    // Nothing but the program is in an empty image: no shell, no other file to take over.
    let image = container.image.as_ref().map_or("", |(image, _)| image.as_str());
    if is_pod_alone(container) || image == "scratch" || runs_unprivileged(image) {
        return None;
    }
    if let Some((Value::Number(group), span)) = setting(container, "securityContext.runAsGroup")
        && &**group == "0"
    {
        return Some(span);
    }
    match (container.kind, &container.user) {
        (_, Some((user, span))) => root(user).then_some(*span),
        (ContainerKind::Dockerfile, None) => {
            let last = container.command.as_ref().or(container.entrypoint.as_ref());
            Some(last.map_or(container.head, |line| line.span))
        }
        (ContainerKind::Kubernetes, None) => {
            let non_root = setting(container, "securityContext.runAsNonRoot")
                .is_some_and(|(value, _)| *value == Value::Bool(true));
            (!non_root).then_some(container.head)
        }
        (ContainerKind::Compose, None) => None,
    }
}

/// Whether an image says by its name that its user is not root.
fn runs_unprivileged(image: &str) -> bool {
    ["nonroot", "non-root", "rootless", "unprivileged"].iter().any(|word| image.contains(word))
}

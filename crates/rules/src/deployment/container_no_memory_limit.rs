use shipworthy_core::facts::{Container, ContainerKind};
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{Place, Project};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};

use super::{called, is_part, setting};
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

/// Where Compose and Kubernetes write a limit of memory.
const LIMITS: &[&str] = &["resources.limits.memory", "deploy.resources.limits.memory", "mem_limit"];

impl ProjectRule for ContainerNoMemoryLimit {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        let containers = project.files().flat_map(|(id, file)| {
            file.facts.containers.iter().map(move |container| (id, file, container))
        });
        for (id, file, container) in containers {
            check.subject();
            let is_limited = |it: &Container| LIMITS.iter().any(|key| setting(it, key).is_some());
            if container.kind == ContainerKind::Dockerfile
                || is_part(container)
                || project.amended(id, container).is_some()
                || project.descriptions(id, container).into_iter().any(|(_, it)| is_limited(it))
            {
                continue;
            }
            let finding = Finding::new(
                Place { file: id, span: container.head },
                format!("{} has no limit of memory", called(file, container)),
            );
            check.report(finding.subject(container.name.clone()).help(HELP));
        }
    }
}

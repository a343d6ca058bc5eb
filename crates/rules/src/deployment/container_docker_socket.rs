use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use super::{called, name_of};
use crate::text;

const HELP: &str =
    "Take the socket out, or put a proxy before it that allows the few calls needed.";

/// Finds containers that hold the socket of the container runtime.
pub(crate) struct ContainerDockerSocket;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("container-docker-socket"),
    summary: text("a container that holds the socket of the container runtime"),
    category: Category::Deployment,
    severity: Severity::High,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("container-docker-socket.md")),
};

impl FileRule for ContainerDockerSocket {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        for container in &file.facts.containers {
            check.subject();
            let held = container
                .volumes
                .iter()
                .find(|volume| is_socket(&volume.source) || is_socket(&volume.target));
            if let Some(volume) = held {
                let finding = Finding::new(
                    Place { file: id, span: volume.span },
                    format!("{} can command the container runtime", called(file, container)),
                );
                check.report(finding.subject(name_of(container)).help(HELP));
            }
        }
    }
}

/// Whether a path is the socket of a container runtime.
fn is_socket(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    matches!(name, "docker.sock" | "containerd.sock" | "crio.sock" | "podman.sock")
}

use shipworthy_core::facts::Value;
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use super::{called, name_of, setting};
use crate::text;

const HELP: &str = "Give the container its own namespaces, and publish the ports that it needs.";

/// Finds containers that share a namespace of the host.
pub(crate) struct ContainerHostNamespace;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("container-host-namespace"),
    summary: text("a container that shares the network, process or IPC namespace of the host"),
    category: Category::Deployment,
    severity: Severity::High,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("container-host-namespace.md")),
};

impl FileRule for ContainerHostNamespace {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        for container in &file.facts.containers {
            check.subject();
            for key in [
                "network_mode",
                "pid",
                "ipc",
                "userns_mode",
                "uts",
                "pod.hostNetwork",
                "pod.hostPID",
                "pod.hostIPC",
            ] {
                if let Some((value, span)) = setting(container, key)
                    && (*value == Value::Bool(true) || value.as_str() == Some("host"))
                {
                    check.report(
                        Finding::new(
                            Place { file: id, span },
                            format!("{} shares a namespace of the host", called(file, container)),
                        )
                        .subject(name_of(container))
                        .help(HELP),
                    );
                }
            }
        }
    }
}

use shipworthy_core::facts::ContainerKind;
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use crate::text;

const HELP: &str = "Do not publish the port, or publish it on 127.0.0.1 only.";

/// Finds ports of remote shells and databases that are open to all.
pub(crate) struct ContainerExposedPort;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("container-exposed-port"),
    summary: text("a port of a remote shell or a database that is open to everybody"),
    category: Category::Deployment,
    severity: Severity::Medium,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("container-exposed-port.md")),
};

impl FileRule for ContainerExposedPort {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        for container in &file.facts.containers {
            for port in &container.ports {
                check.subject();
                let open = match container.kind {
                    ContainerKind::Dockerfile => REMOTE.contains(&port.container),
                    _ => {
                        port.host.is_some()
                            && !is_loopback(&port.address)
                            && (REMOTE.contains(&port.container)
                                || DATABASES.contains(&port.container))
                    }
                };
                if open {
                    let finding = Finding::new(
                        Place { file: id, span: port.span },
                        format!(
                            "port {} of `{}` is open to everybody",
                            port.container, container.name
                        ),
                    );
                    check.report(
                        finding
                            .subject(format!("{}:{}", container.name, port.container))
                            .help(HELP),
                    );
                }
            }
        }
    }
}

/// Ports of remote shells and remote desktops.
const REMOTE: &[u16] = &[22, 23, 3389, 5900];
/// Ports of databases, caches and queues.
const DATABASES: &[u16] = &[
    1433, 1521, 2379, 3306, 5432, 5672, 5984, 6333, 6379, 7474, 7687, 8123, 9042, 9200, 9300,
    11211, 15672, 27017, 27018,
];

fn is_loopback(address: &str) -> bool {
    address.starts_with("127.") || matches!(address, "localhost" | "::1")
}

use shipworthy_core::facts::{ContainerKind, Port};
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use super::called;
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
                let Some(severity) = openness(container.kind, port) else { continue };
                let what = format!(
                    "port {} of {} is open to everybody",
                    port.container,
                    called(file, container)
                );
                let finding =
                    Finding::new(Place { file: id, span: port.span }, what).severity(severity);
                let subject = format!("{}:{}", container.name, port.container);
                check.report(finding.subject(subject).help(HELP));
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

/// How bad it is that a port can be reached, if it can. Remote shells and databases are for few; that
/// a service answers on all interfaces is worth knowing unless it is a web server on its own ports.
fn openness(kind: ContainerKind, port: &Port) -> Option<Severity> {
    let remote = REMOTE.contains(&port.container);
    if kind == ContainerKind::Dockerfile {
        return remote.then_some(Severity::Medium);
    }
    let host = port.host?;
    if is_loopback(&port.address) {
        None
    } else if remote || DATABASES.contains(&port.container) {
        Some(Severity::Medium)
    } else {
        (kind == ContainerKind::Compose && !matches!(host, 80 | 443)).then_some(Severity::Info)
    }
}

fn is_loopback(address: &str) -> bool {
    address.starts_with("127.") || matches!(address, "localhost" | "::1")
}

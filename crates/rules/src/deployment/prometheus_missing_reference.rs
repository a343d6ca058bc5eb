use std::cell::OnceCell;
use std::collections::BTreeSet;

use shipworthy_core::facts::{ContainerKind, Declaration, Value};
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{Paths, Place, Project};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};
use shipworthy_core::source::Role;

use crate::text;

/// Finds configurations of Prometheus that ask services and read rules that are not there.
pub(crate) struct PrometheusMissingReference;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("prometheus-missing-reference"),
    summary: text("Prometheus is told to ask a service or to read rules that are not there"),
    category: Category::Wiring,
    severity: Severity::Medium,
    effort: Effort::Small,
    status: RuleStatus::Preview,
    since: text("0.1.0"),
    page: text(include_str!("prometheus-missing-reference.md")),
};

impl ProjectRule for PrometheusMissingReference {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        let services = services(project);
        let paths = OnceCell::new();
        for (id, file) in project.files() {
            if !matches!(file.role, Role::Production | Role::Tool) {
                continue;
            }
            for declaration in &file.facts.declarations {
                let Declaration::Setting { key, value: Value::Str(named), span } = declaration
                else {
                    continue;
                };
                let what = match key.as_str() {
                    "prometheus.target" => {
                        let Some(host) = neighbour(named) else { continue };
                        // Without Compose the names are those of another place.
                        if services.is_empty() {
                            continue;
                        }
                        check.subject();
                        if services.contains(host) {
                            continue;
                        }
                        format!("no service is called `{host}`")
                    }
                    "prometheus.rule_file" => {
                        check.subject();
                        if is_there(paths.get_or_init(|| Paths::of(project)), named) {
                            continue;
                        }
                        format!("there are no rules in `{named}`")
                    }
                    _ => continue,
                };
                check.report(
                    Finding::new(Place { file: id, span: *span }, what)
                        .subject(named.clone())
                        .signal("named", 40)
                        .signal("not-there", 45)
                        .help("Name what runs, or take the entry out: an alert that cannot fire is none."),
                );
            }
        }
    }
}

/// The names under which containers of Compose files and workloads of a cluster are reached.
fn services(project: &Project) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for (_, file) in project.files() {
        for container in &file.facts.containers {
            if container.kind == ContainerKind::Dockerfile {
                continue;
            }
            names.insert(container.name.as_str());
            names.extend(container.workload.rsplit('/').next());
            let further = ["container_name", "hostname", "networks"];
            let settings =
                container.settings.iter().filter(|(key, ..)| further.contains(&key.as_str()));
            names.extend(settings.flat_map(|(_, value, _)| texts(value)));
        }
        names.extend(file.facts.declarations.iter().filter_map(|it| match it {
            Declaration::Resource { kind, name, .. } if kind.starts_with("kubernetes.") => {
                Some(name.as_str())
            }
            _ => None,
        }));
    }
    names.remove("");
    names
}

/// Texts of a setting, which may be further names: of the container, of the host, of networks.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Str(text) => vec![text.as_str()],
        Value::List(items) => items.iter().flat_map(texts).collect(),
        Value::Dict(entries) => entries.iter().flat_map(|(_, value)| texts(value)).collect(),
        _ => Vec::new(),
    }
}

/// The host of a target that only a network of containers can know: a name without a domain.
fn neighbour(target: &str) -> Option<&str> {
    let host = target.split_once("://").map_or(target, |(_, rest)| rest);
    let host = host.split([':', '/']).next().unwrap_or_default();
    let is_name = !host.is_empty()
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        && !host.bytes().all(|b| b.is_ascii_digit());
    (is_name && host != "localhost").then_some(host)
}

/// Whether a file of rules is named by a pattern, or any file of the repository goes by its name.
fn is_there(paths: &Paths<'_>, named: &str) -> bool {
    let name = named.rsplit('/').next().unwrap_or_default();
    name.contains(['*', '?', '$', '{', '[']) || paths.named(name).next().is_some()
}

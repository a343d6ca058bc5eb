//! Compose files: services as containers, and what else they declare.
//!
//! Source: the Compose specification, <https://github.com/compose-spec/compose-spec/blob/main/spec.md>.

use shipworthy_core::facts::{
    CommandLine, Container, ContainerKind, Declaration, DeclaredVariable, FileFacts, HealthCheck,
    Mounted, Port, SecretUse, Value,
};
use shipworthy_core::source::{SourcePath, Span, Text};

use crate::tree::{Kind, Node};
use crate::variables;

/// Whether a file is a Compose file: by its name, or by services that have images or builds.
pub(crate) fn is_compose(path: &SourcePath, document: &Node) -> bool {
    let name = path.file_name();
    let named = name.contains("compose") || name.starts_with("stack.");
    let Some(services) = document.get("services") else {
        return named && document.get("include").is_some();
    };
    document.get("apiVersion").is_none()
        && !services.entries().is_empty()
        && (named
            || services.entries().iter().any(|(_, service)| {
                service.get("image").is_some() || service.get("build").is_some()
            }))
}

/// Adds what a Compose document says.
pub(crate) fn extract(document: &Node, facts: &mut FileFacts) {
    if let Some((key, value)) = document.entry("version") {
        facts.declarations.push(Declaration::Setting {
            key: "compose.version".into(),
            value: value.value(),
            span: key.span().to(value.span()),
        });
    }
    if let Some(include) = document.get("include") {
        for item in include.items() {
            let paths = item.get("path").map_or_else(|| item.texts(), Node::texts);
            for path in paths {
                facts.declarations.push(Declaration::Resource {
                    kind: "compose.include".into(),
                    name: path.into(),
                    value: item.get("project_directory").map_or(Value::Unknown, Node::value),
                    span: item.span(),
                });
            }
        }
    }
    for section in ["volumes", "networks", "secrets", "configs"] {
        for (name, key, value) in document.get(section).map(Node::merged).unwrap_or_default() {
            facts.declarations.push(Declaration::Resource {
                kind: format!("compose.{section}").into(),
                name: name.into(),
                value: value.value(),
                span: key.span(),
            });
        }
    }
    for (name, key, service) in document.get("services").map(Node::merged).unwrap_or_default() {
        facts.containers.push(container(name, key, service));
    }
    facts.containers.sort_by_key(|container| container.span.start);
}

fn container(name: &str, key: &Node, service: &Node) -> Container {
    let mut settings = Vec::new();
    for wanted in SETTINGS {
        let path: Vec<&str> = wanted.split('.').collect();
        if let Some(value) = service.at(&path) {
            settings.push((Text::from(*wanted), value.value(), value.span()));
        }
    }
    let (extends, extends_span) = service
        .get("extends")
        .map_or((Value::Unknown, Span::default()), |node| (node.value(), node.span()));
    if extends != Value::Unknown {
        settings.push(("extends".into(), extends, extends_span));
    }
    Container {
        kind: ContainerKind::Compose,
        name: name.into(),
        workload: Text::default(),
        image: service
            .get("image")
            .and_then(|node| node.text().map(|text| (Text::from(text), node.span()))),
        build: service.get("build").map(|build| match build.text() {
            Some(context) => (Text::from(context), Text::default()),
            None => (
                Text::from(build.get("context").and_then(Node::text).unwrap_or(".")),
                Text::from(build.text_of("dockerfile")),
            ),
        }),
        target: service.at(&["build", "target"]).and_then(Node::text).unwrap_or_default().into(),
        command: service.get("command").and_then(Node::command),
        entrypoint: service.get("entrypoint").and_then(Node::command),
        working_directory: service.text_of("working_dir").into(),
        user: service
            .get("user")
            .and_then(|node| node.text().map(|text| (Text::from(text), node.span()))),
        environment: environment(service),
        ports: service
            .get("ports")
            .map(|ports| ports.items().iter().filter_map(port).collect())
            .unwrap_or_default(),
        volumes: service
            .get("volumes")
            .map(|volumes| volumes.items().iter().filter_map(volume).collect())
            .unwrap_or_default(),
        health: service.get("healthcheck").map(health),
        probes: Vec::new(),
        secrets: service
            .get("secrets")
            .map(|secrets| secrets.items().iter().filter_map(secret).collect())
            .unwrap_or_default(),
        settings,
        depends_on: service.get("depends_on").map(names).unwrap_or_default(),
        is_final: true,
        span: key.span().to(service.span()),
        head: key.span(),
    }
}

/// Keys that rules read.
const SETTINGS: &[&str] = &[
    "cap_add",
    "cap_drop",
    "container_name",
    "cpus",
    "deploy.replicas",
    "deploy.resources.limits.cpus",
    "deploy.resources.limits.memory",
    "devices",
    "env_file",
    "expose",
    "healthcheck.disable",
    "hostname",
    "ipc",
    "labels",
    "mem_limit",
    "memswap_limit",
    "network_mode",
    "networks",
    "pid",
    "privileged",
    "profiles",
    "read_only",
    "restart",
    "security_opt",
    "userns_mode",
    "uts",
];

fn environment(service: &Node) -> Vec<DeclaredVariable> {
    let Some(node) = service.get("environment") else { return Vec::new() };
    match node.kind() {
        Kind::Sequence(items) => items
            .iter()
            .filter_map(|item| {
                let text = item.text()?;
                Some(match text.split_once('=') {
                    Some((name, value)) => variables::declared(name, Some(value), item.span()),
                    None => variables::declared(text, None, item.span()),
                })
            })
            .collect(),
        _ => node
            .merged()
            .into_iter()
            .map(|(name, key, value)| {
                variables::declared(name, value.text(), key.span().to(value.span()))
            })
            .collect(),
    }
}

fn port(node: &Node) -> Option<Port> {
    let number = |text: &str| {
        variables::default_of(text).split(['-', '/']).next().and_then(|text| text.parse().ok())
    };
    if let Some(text) = node.text() {
        let mut parts: Vec<String> = Vec::new();
        let mut depth = 0;
        let mut part = String::new();
        for c in text.chars() {
            match c {
                '{' | '[' => depth += 1,
                '}' | ']' => depth -= 1,
                _ => {}
            }
            if c == ':' && depth == 0 {
                parts.push(std::mem::take(&mut part));
            } else {
                part.push(c);
            }
        }
        parts.push(part);
        let container = number(parts.last()?).unwrap_or(0);
        let host = (parts.len() > 1).then(|| number(&parts[parts.len() - 2]).unwrap_or(0));
        let address = if parts.len() > 2 {
            variables::default_of(&parts[0]).trim_matches(['[', ']']).to_owned()
        } else {
            String::new()
        };
        return Some(Port { container, host, address: address.into(), span: node.span() });
    }
    let target = node.get("target")?;
    Some(Port {
        container: target.text().and_then(number).unwrap_or(0),
        host: node.get("published").and_then(Node::text).and_then(number),
        address: node.text_of("host_ip").into(),
        span: node.span(),
    })
}

fn volume(node: &Node) -> Option<Mounted> {
    if let Some(text) = node.text() {
        let mut parts = text.split(':');
        let first = parts.next()?;
        return Some(match parts.next() {
            Some(target) => {
                Mounted { source: first.into(), target: target.into(), span: node.span() }
            }
            None => Mounted { source: Text::default(), target: first.into(), span: node.span() },
        });
    }
    node.get("target").or_else(|| node.get("source")).map(|_| Mounted {
        source: node.text_of("source").into(),
        target: node.text_of("target").into(),
        span: node.span(),
    })
}

fn health(node: &Node) -> HealthCheck {
    let off = node.get("disable").and_then(Node::truth) == Some(true);
    let test = node.get("test");
    let command = match test {
        _ if off => None,
        Some(test) if test.text().is_some() => test.command(),
        Some(test) => {
            let words: Vec<&str> = test.items().iter().filter_map(Node::text).collect();
            match words.as_slice() {
                ["NONE", ..] => None,
                ["CMD-SHELL", script, ..] => Some(CommandLine::shell(script, test.span())),
                ["CMD", words @ ..] => Some(CommandLine::exec(words, test.span())),
                words => Some(CommandLine::exec(words, test.span())),
            }
        }
        None => None,
    };
    HealthCheck { command, span: node.span() }
}

fn secret(node: &Node) -> Option<SecretUse> {
    let name = node.text().or_else(|| node.get("source").and_then(Node::text))?;
    Some(SecretUse { name: name.into(), variable: Text::default(), span: node.span() })
}

/// The names in a sequence, or the keys of a mapping.
fn names(node: &Node) -> Vec<Text> {
    match node.kind() {
        Kind::Sequence(items) => items.iter().filter_map(Node::text).map(Text::from).collect(),
        _ => node.merged().into_iter().map(|(name, ..)| Text::from(name)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use shipworthy_core::source::Language;

    use super::*;

    fn read(text: &str) -> FileFacts {
        let mut facts = FileFacts::new(Language::new("compose"), text);
        extract(&crate::tree::read(text).documents[0], &mut facts);
        facts
    }

    #[test]
    fn ports_are_read_in_all_forms() {
        let facts = read(
            "services:\n  db:\n    image: postgres\n    ports:\n      - '5432:5432'\n      - 127.0.0.1:6000:6001/tcp\n      - ${PORT:-8080}:80\n      - 9000\n      - {target: 90, published: 91, host_ip: 127.0.0.1}\n",
        );
        let ports: Vec<_> = facts.containers[0]
            .ports
            .iter()
            .map(|p| (p.container, p.host, p.address.to_string()))
            .collect();
        assert_eq!(
            ports,
            [
                (5432, Some(5432), String::new()),
                (6001, Some(6000), "127.0.0.1".into()),
                (80, Some(8080), String::new()),
                (9000, None, String::new()),
                (90, Some(91), "127.0.0.1".into())
            ]
        );
    }

    #[test]
    fn a_secret_in_the_environment_is_not_kept() {
        let facts = read(
            "services:\n  db:\n    image: postgres\n    environment:\n      POSTGRES_PASSWORD: hunter2-x\n      POSTGRES_DB: shop\n",
        );
        let all = format!("{:?}", facts.containers);
        assert!(!all.contains("hunter2"));
        assert_eq!(facts.containers[0].environment[1].value, Some(Value::Str("shop".into())));
    }

    #[test]
    fn merged_services_have_what_they_merge() {
        let facts = read(
            "x-app: &app\n  image: shop\n  command: [\"sh\", \"-c\", \"a && b\"]\nservices:\n  web:\n    <<: *app\n    user: '1000'\n",
        );
        let web = &facts.containers[0];
        assert_eq!(web.command.as_ref().map(|line| line.words.len()), Some(3));
        assert_eq!(web.user.as_ref().map(|(user, _)| user.as_str()), Some("1000"));
    }
}

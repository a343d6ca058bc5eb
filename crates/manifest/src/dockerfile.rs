//! Dockerfiles: stages as containers.
//!
//! Source: <https://docs.docker.com/reference/dockerfile/>.

use std::borrow::Cow;

use shipworthy_core::analyzer::{ExtractLimits, Problem};
use shipworthy_core::facts::{
    CommandLine, Container, ContainerKind, DeclaredVariable, FileFacts, HealthCheck, Mounted, Port,
    SecretKind, Value, addresses, interpolations,
};
use shipworthy_core::secrets::{self, credential_name, judge_variable};
use shipworthy_core::source::{SourcePath, Span, Text};
use shipworthy_syntax::parse;
use tree_sitter::{Node, Parser, TreeCursor};

/// Whether a file is a Dockerfile.
pub(crate) fn is(path: &SourcePath) -> bool {
    let name = path.file_name();
    let lower = name.to_ascii_lowercase();
    lower == "dockerfile"
        || lower == "containerfile"
        || lower.starts_with("dockerfile.")
            && !lower.ends_with(".dockerignore")
            && !lower.ends_with(".md")
        || lower.ends_with(".dockerfile")
        || lower.starts_with("dockerfile-")
}

/// Adds a container for each stage. The last stage is the one that runs.
pub(crate) fn read(text: &str, facts: &mut FileFacts) -> Vec<Problem> {
    let mut parser = Parser::new();
    if parser.set_language(&tree_sitter_containerfile::LANGUAGE.into()).is_err() {
        return vec![Problem::Other("the Dockerfile grammar does not fit the parser".to_owned())];
    }
    let tree = match parse(&mut parser, text, &ExtractLimits::default()) {
        Ok(tree) => tree,
        Err(problem) => return vec![problem],
    };
    let root = tree.root_node();
    let mut reader = Reader { text, stages: Vec::new() };
    let mut errors = (0, 0);
    let mut cursor = root.walk();
    for child in root.children(&mut cursor) {
        if child.is_error() || child.is_missing() {
            if errors.0 == 0 {
                errors.1 = child.start_position().row as u32 + 1;
            }
            errors.0 += 1;
        } else {
            reader.instruction(child);
        }
    }
    if let Some(last) = reader.stages.last_mut() {
        last.is_final = true;
    }
    facts.containers = reader.stages;
    facts.declarations.extend(addresses(text));
    facts.declarations.extend(interpolations(text));
    if errors.0 > 0 {
        vec![Problem::Syntax { count: errors.0, line: errors.1 }]
    } else {
        Vec::new()
    }
}

struct Reader<'t> {
    text: &'t str,
    stages: Vec<Container>,
}

impl<'t> Reader<'t> {
    fn text(&self, node: Node<'_>) -> &'t str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    fn instruction(&mut self, node: Node<'_>) {
        let place = span(node);
        if node.kind() == "from_instruction" {
            let stage = self.stage(node, place);
            self.stages.push(stage);
            return;
        }
        // Taken out for the borrow; `ARG` before the first `FROM` belongs to no stage.
        let Some(mut stage) = self.stages.pop() else { return };
        stage.span = stage.span.to(place);
        match node.kind() {
            "cmd_instruction" => stage.command = self.command(node),
            "entrypoint_instruction" => stage.entrypoint = self.command(node),
            "user_instruction" => {
                let user = node
                    .child_by_field_name("user")
                    .map_or_else(|| self.words(node), |user| self.text(user));
                stage.user = Some((user.trim().into(), place));
            }
            "workdir_instruction" => {
                let folder = &*expanded(self.words(node), &stage);
                stage.working_directory =
                    if folder.starts_with('/') || stage.working_directory.is_empty() {
                        folder.into()
                    } else {
                        format!("{}/{folder}", stage.working_directory.trim_end_matches('/')).into()
                    };
            }
            "env_instruction" | "arg_instruction" => self.variables(node, &mut stage),
            "expose_instruction" => {
                for port in self.words(node).split_whitespace() {
                    let number =
                        port.split('/').next().and_then(|port| port.parse().ok()).unwrap_or(0);
                    stage.ports.push(Port {
                        container: number,
                        host: None,
                        address: Text::default(),
                        span: place,
                    });
                }
            }
            "healthcheck_instruction" => stage.health = Some(self.health(node, place)),
            "copy_instruction" | "add_instruction" => self.copy(node, &mut stage),
            "volume_instruction" => {
                let volumes = self.words(node).trim_matches(['[', ']']).split([' ', ',']);
                stage.volumes.extend(
                    volumes
                        .map(|volume| volume.trim_matches('"'))
                        .filter(|volume| !volume.is_empty())
                        .map(|volume| Mounted {
                            source: Text::default(),
                            target: volume.into(),
                            span: place,
                        }),
                );
            }
            "run_instruction" => {
                let shape = self.kept(self.words(node));
                stage.settings.push(("run".into(), shape, place));
            }
            _ => {}
        }
        self.stages.push(stage);
    }

    fn stage(&self, node: Node<'_>, place: Span) -> Container {
        let mut cursor = node.walk();
        let image = node.children(&mut cursor).find(|child| child.kind() == "image_spec");
        let name = node.child_by_field_name("as").map(|alias| self.text(alias)).unwrap_or_default();
        let from = image.map(|image| self.text(image)).unwrap_or_default();
        let base = self
            .stages
            .iter()
            .find(|stage| !stage.name.is_empty() && stage.name.eq_ignore_ascii_case(from));
        Container {
            kind: ContainerKind::Dockerfile,
            name: name.into(),
            workload: Text::default(),
            image: image.map(|image| (self.text(image).into(), span(image))),
            build: None,
            target: Text::default(),
            command: base.and_then(|base| base.command.clone()),
            entrypoint: base.and_then(|base| base.entrypoint.clone()),
            working_directory: base
                .map_or_else(Text::default, |base| base.working_directory.clone()),
            user: base.and_then(|base| base.user.clone()),
            environment: Vec::new(),
            ports: Vec::new(),
            volumes: Vec::new(),
            health: base.and_then(|base| base.health.clone()),
            probes: Vec::new(),
            secrets: Vec::new(),
            settings: Vec::new(),
            depends_on: Vec::new(),
            is_final: false,
            span: place,
            head: place,
        }
    }

    /// What stands behind the instruction's name.
    fn words(&self, node: Node<'_>) -> &'t str {
        let text = self.text(node);
        text.split_once(char::is_whitespace).map_or("", |(_, rest)| rest.trim())
    }

    fn command(&self, node: Node<'_>) -> Option<CommandLine> {
        let mut cursor = node.walk();
        self.command_below(node, &mut cursor)
    }

    fn command_below<'n>(
        &self,
        node: Node<'n>,
        cursor: &mut TreeCursor<'n>,
    ) -> Option<CommandLine> {
        for child in node.children(cursor) {
            match child.kind() {
                "json_string_array" => {
                    let mut inner = child.walk();
                    let words: Vec<String> = child
                        .children(&mut inner)
                        .filter(|word| word.kind() == "json_string")
                        .map(|word| self.text(word).trim_matches('"').replace("\\\"", "\""))
                        .collect();
                    let words: Vec<&str> = words.iter().map(String::as_str).collect();
                    return Some(CommandLine::exec(&words, span(child)));
                }
                "shell_command" => return Some(CommandLine::shell(self.text(child), span(child))),
                _ => {}
            }
        }
        None
    }

    fn health(&self, node: Node<'_>, place: Span) -> HealthCheck {
        let mut cursor = node.walk();
        let inner = node.children(&mut cursor).find(|child| child.kind() == "cmd_instruction");
        HealthCheck { command: inner.and_then(|inner| self.command(inner)), span: place }
    }

    fn variables(&self, node: Node<'_>, stage: &mut Container) {
        let mut cursor = node.walk();
        let is_argument = node.kind() == "arg_instruction";
        for pair in node
            .children(&mut cursor)
            .filter(|child| matches!(child.kind(), "env_pair" | "arg_pair"))
        {
            let field = |name: &str| pair.child_by_field_name(name).map(|node| self.text(node));
            let Some(name) = field("name") else { continue };
            let value = field(if is_argument { "default" } else { "value" })
                .map(|value| value.trim_matches(['"', '\'']));
            let value = value.filter(|value| !value.is_empty());
            let shape = value.map(|value| match judge_variable(name, value) {
                Some(SecretKind::Literal) => Value::Redacted,
                Some(_) => Value::Unknown,
                None if credential_name(name).is_some() && !value.starts_with('$') => {
                    Value::Unknown
                }
                None => self.kept(value),
            });
            stage.environment.push(DeclaredVariable {
                name: name.into(),
                value: shape,
                source: if is_argument { "argument" } else { "" }.into(),
                commented: false,
                span: span(pair),
            });
        }
    }

    fn copy(&self, node: Node<'_>, stage: &mut Container) {
        let mut cursor = node.walk();
        let mut paths: Vec<&str> = Vec::new();
        let mut from = "";
        for child in node.children(&mut cursor) {
            match child.kind() {
                "path" => paths.push(self.text(child)),
                "param" => from = self.text(child).strip_prefix("--from=").unwrap_or(from),
                _ => {}
            }
        }
        let Some((target, sources)) = paths.split_last() else { return };
        let target = expanded(target, stage);
        for source in sources {
            let source = if from.is_empty() {
                (*source).to_owned()
            } else {
                format!("stage:{from}:{source}")
            };
            stage.volumes.push(Mounted {
                source: source.into(),
                target: (&*target).into(),
                span: span(node),
            });
        }
    }

    /// A text as a fact: cut off, and redacted where it holds a credential.
    fn kept(&self, text: &str) -> Value {
        if secrets::scan(text).is_empty() {
            Value::Str(text.chars().take(300).collect::<String>().into())
        } else {
            Value::Redacted
        }
    }
}

/// A path with the variables that the stage sets put in.
fn expanded<'t>(text: &'t str, stage: &Container) -> Cow<'t, str> {
    if !text.contains('$') {
        return Cow::Borrowed(text);
    }
    let mut text = text.to_owned();
    for variable in &stage.environment {
        if let Some(Value::Str(value)) = &variable.value {
            text = text.replace(&format!("${{{}}}", variable.name), value);
            text = text.replace(&format!("${}", variable.name), value);
        }
    }
    Cow::Owned(text)
}

fn span(node: Node<'_>) -> Span {
    Span::new(node.start_byte() as u32, node.end_byte() as u32)
}

#[cfg(test)]
mod tests {
    use crate::testing::facts;

    const TEXT: &str = "ARG V=3.12\nFROM python:${V} AS build\nRUN pip install .\nFROM python:3.12-slim\nWORKDIR /srv\nWORKDIR app\nENV PORT=8000 API_TOKEN=abc123xyz\nCOPY --from=build /x /srv\nCOPY start.sh /start.sh\nEXPOSE 8000 22/tcp\nHEALTHCHECK --interval=5s CMD curl -f http://localhost/health\nCMD [\"python\", \"old.py\"]\nUSER app:app\nCMD [\"sh\", \"-c\", \"alembic upgrade head && uvicorn a:b\"]\n";

    #[test]
    fn the_last_stage_runs_and_its_last_command_counts() {
        let facts = facts("Dockerfile", TEXT);
        let [build, last] = &facts.containers[..] else { panic!("{:?}", facts.containers) };
        assert_eq!((build.name.as_str(), build.is_final), ("build", false));
        assert!(last.is_final);
        assert_eq!(last.image.as_ref().map(|(image, _)| image.as_str()), Some("python:3.12-slim"));
        assert_eq!(last.command.as_ref().map(|line| line.commands().count()), Some(2));
        assert_eq!(last.working_directory, "/srv/app");
        assert_eq!(last.user.as_ref().map(|(user, _)| user.as_str()), Some("app"));
        assert_eq!(last.ports.iter().map(|port| port.container).collect::<Vec<_>>(), [8000, 22]);
        assert_eq!(last.volumes[0].source, "stage:build:/x");
        assert!(last.health.as_ref().is_some_and(|health| health.command.is_some()));
        assert!(!format!("{:?}", facts.containers).contains("abc123xyz"));
    }

    #[test]
    fn a_stage_has_what_the_stage_below_it_sets() {
        let facts = facts(
            "Dockerfile",
            "FROM python:3.12 AS base\nENV HOME_OF_APP=/srv/app\nWORKDIR $HOME_OF_APP\nUSER app\nHEALTHCHECK CMD curl localhost\nCMD [\"a\"]\nFROM base AS worker\nCMD [\"b\"]\n",
        );
        let worker = &facts.containers[1];
        assert_eq!(worker.working_directory, "/srv/app");
        assert_eq!(worker.user.as_ref().map(|(user, _)| user.as_str()), Some("app"));
        assert_eq!(worker.command.as_ref().map(|line| line.words[0].as_str()), Some("b"));
        assert!(worker.health.is_some());
    }
}

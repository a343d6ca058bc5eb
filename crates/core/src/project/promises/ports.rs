//! Ports: the numbers that documents name, and those that the project has.

use std::collections::BTreeSet;

use super::Page;
use super::facts::Known;
use crate::facts::{
    CommandLine, Container, Declaration, FileFacts, Part, Statement, StatementForm, Value,
};
use crate::project::{KeptState, Project};
use crate::source::Role;

/// Ports that tools and databases take by themselves, sorted.
const DEFAULT: &[u32] = &[
    80, 443, 1025, 1883, 3000, 3001, 3306, 4173, 4200, 4317, 4318, 5000, 5173, 5432, 5555, 5601,
    5672, 6006, 6333, 6379, 6831, 7474, 7687, 8000, 8025, 8080, 8081, 8086, 8089, 8443, 8501, 8888,
    9000, 9001, 9090, 9092, 9093, 9100, 9200, 11211, 11434, 14268, 15672, 16686, 19530, 27017,
    50051,
];

/// Judges the ports that a statement names. `context` is the sentence that speaks for the list it stands in.
pub(super) fn judge(
    page: &mut Page<'_>,
    known: &Known<'_>,
    statement: &Statement,
    lower: &str,
    context: &str,
) {
    // Documents on installing show settings of their own.
    if page.project.file(page.file).role != Role::Production {
        return;
    }
    let listed = statement.form != StatementForm::Sentence
        && (context.contains("port") || page.heading_has(statement.span, &["ports"]));
    for port in named(lower, listed) {
        if (1024..=65_535).contains(&port)
            && DEFAULT.binary_search(&port).is_err()
            && !known.has_port(port)
        {
            let why =
                page.here(statement.span, format!("nothing in the repository names port {port}"));
            page.state(statement, "port", KeptState::No, why);
        }
    }
}

/// The ports of a text: behind `localhost:` and `port`, and in front of an entry of a list of ports.
fn named(lower: &str, listed: bool) -> Vec<u32> {
    let number = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_ascii_digit());
        (word.len() == 4 || word.len() == 5).then(|| word.parse::<u32>().ok()).flatten()
    };
    let words: Vec<&str> = lower.split_whitespace().collect();
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if let Some((_, rest)) = word.split_once("localhost:") {
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            found.extend(number(&rest[..end]));
        } else if matches!(word.trim_matches(['(', ':', '*']), "port" | "ports") {
            let next = words.get(at + 1).filter(|it| it.bytes().any(|b| b.is_ascii_digit()));
            found.extend(next.and_then(|it| number(it)));
        } else if listed && at == 0 {
            found.extend(number(word));
        }
    }
    found
}

/// All numbers of containers, commands, variables, URLs and code that can be ports.
pub(super) fn of_project(project: &Project) -> BTreeSet<u32> {
    // An example of settings that nothing reads opens no port.
    let stale = project
        .environment
        .iter()
        .filter(|it| it.reads.is_empty() && it.interpolated.is_empty() && it.set.is_empty());
    let stale: BTreeSet<&str> = stale.map(|it| it.name.as_str()).collect();
    let mut ports = Ports(BTreeSet::new());
    for file in project.files.iter().filter(|file| file.facts.document.is_none()) {
        let facts = &file.facts;
        facts.containers.iter().for_each(|it| ports.container(it));
        for declaration in &facts.declarations {
            let is_stale = |name: &str| stale.contains(name);
            match declaration {
                Declaration::Variable(it) if it.source.is_empty() && is_stale(&it.name) => {}
                _ => ports.declaration(declaration),
            }
        }
        for step in facts.workflows.iter().flat_map(|it| &it.jobs).flat_map(|it| &it.steps) {
            step.commands.iter().for_each(|it| ports.command(it));
        }
        ports.code(facts);
    }
    ports.0
}

/// Numbers that can be ports.
struct Ports(BTreeSet<u32>);

impl Ports {
    fn container(&mut self, container: &Container) {
        for port in &container.ports {
            self.0.insert(port.container.into());
            self.0.extend(port.host.map(u32::from));
        }
        let health = container.health.as_ref().and_then(|it| it.command.as_ref());
        for line in container.command.iter().chain(&container.entrypoint).chain(health) {
            self.command(line);
        }
        for variable in &container.environment {
            self.some(variable.value.as_ref(), 4);
        }
    }

    fn declaration(&mut self, declaration: &Declaration) {
        match declaration {
            Declaration::Variable(it) => self.some(it.value.as_ref(), 4),
            Declaration::Script { command, .. } => self.command(command),
            Declaration::Setting { value, .. } | Declaration::Resource { value, .. } => {
                self.value(value, 8);
            }
            _ => {}
        }
    }

    fn code(&mut self, facts: &FileFacts) {
        facts.urls.iter().for_each(|it| self.text(&it.url));
        facts.environment.iter().for_each(|it| self.some(it.default.as_ref(), 4));
        facts.bindings.iter().for_each(|it| self.value(&it.value, 4));
        for argument in facts.calls.iter().flat_map(|it| &it.arguments) {
            self.value(&argument.value, 4);
        }
        facts.exports.iter().for_each(|it| self.value(&it.value, 6));
        for field in facts.classes.iter().flat_map(|it| &it.fields) {
            self.some(field.value.as_ref(), 4);
        }
    }

    fn command(&mut self, line: &CommandLine) {
        line.words.iter().for_each(|it| self.text(it));
    }

    fn text(&mut self, text: &str) {
        let numbers = text.split(|c: char| !c.is_ascii_digit());
        self.0.extend(
            numbers.filter(|it| (2..6).contains(&it.len())).filter_map(|it| it.parse::<u32>().ok()),
        );
    }

    fn some(&mut self, value: Option<&Value>, depth: u32) {
        if let Some(value) = value {
            self.value(value, depth);
        }
    }

    fn value(&mut self, value: &Value, depth: u32) {
        let Some(depth) = depth.checked_sub(1) else { return };
        match value {
            Value::Number(text) | Value::Str(text) => self.text(text),
            Value::Template(parts) => {
                for part in parts {
                    if let Part::Text(text) = part {
                        self.text(text);
                    }
                }
            }
            Value::List(items) | Value::Choice(items) | Value::Computed(items) => {
                items.iter().for_each(|it| self.value(it, depth));
            }
            Value::Dict(entries) => entries.iter().for_each(|(_, it)| self.value(it, depth)),
            Value::Fallback(parts) => {
                self.value(&parts.0, depth);
                self.value(&parts.1, depth);
            }
            Value::Call(call) => call.arguments.iter().for_each(|it| self.value(&it.value, depth)),
            _ => {}
        }
    }
}

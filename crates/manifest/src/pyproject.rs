//! `pyproject.toml` and `Pipfile`: dependencies, scripts, tool settings.
//!
//! Sources: <https://packaging.python.org/en/latest/specifications/pyproject-toml/>, Poetry's, uv's and PDM's own tables.

use shipworthy_core::analyzer::Problem;
use shipworthy_core::facts::{CommandLine, Declaration, DependencyDeclaration, FileFacts, Value};
use shipworthy_core::source::{SourcePath, Span, Text};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::requirements::requirement;

/// Whether a file is one of these.
pub(crate) fn is(path: &SourcePath) -> bool {
    path.file_name() == "Pipfile" || path.extension() == "toml"
}

type Item<'a> = Spanned<DeValue<'a>>;

/// Tables of tasks with names: PDM's, Poe's, Rye's, taskipy's, Pipenv's.
const TASKS: &[&[&str]] = &[
    &["tool", "pdm", "scripts"],
    &["tool", "poe", "tasks"],
    &["tool", "rye", "scripts"],
    &["tool", "taskipy", "tasks"],
    &["scripts"],
];

/// Adds dependencies, scripts and settings. What is broken is reported and the rest is read.
pub(crate) fn read(text: &str, facts: &mut FileFacts) -> Vec<Problem> {
    let (document, errors) = DeTable::parse_recoverable(text);
    let table = document.get_ref();
    let mut reader = Reader { facts };
    if let Some(project) = sub(table, &["project"]) {
        reader.list(project.get("dependencies"), "production");
        each(project.get("optional-dependencies"), |group, list| reader.list(Some(list), group));
        for key in ["scripts", "gui-scripts"] {
            each(project.get(key), |name, target| reader.script(name, target, "project.scripts"));
        }
    }
    each(table.get("dependency-groups"), |group, list| reader.list(Some(list), development(group)));
    if let Some(uv) = sub(table, &["tool", "uv"]) {
        reader.list(uv.get("dev-dependencies"), "development");
    }
    if let Some(pdm) = sub(table, &["tool", "pdm"]) {
        each(pdm.get("dev-dependencies"), |_, list| reader.list(Some(list), "development"));
    }
    if let Some(poetry) = sub(table, &["tool", "poetry"]) {
        reader.table(poetry.get("dependencies"), "production");
        reader.table(poetry.get("dev-dependencies"), "development");
        each(poetry.get("group"), |group, body| {
            reader.table(
                body.get_ref().as_table().and_then(|body| body.get("dependencies")),
                development(group),
            );
        });
        each(poetry.get("scripts"), |name, target| reader.script(name, target, "project.scripts"));
    }
    for path in TASKS {
        if let Some(tasks) = sub(table, path) {
            tasks.iter().for_each(|(name, task)| reader.task(name.get_ref(), task, 0));
        }
    }
    if let Some(hatch) = sub(table, &["tool", "hatch"]) {
        each(hatch.get("envs"), |_, environment| {
            let tasks = environment.get_ref().as_table().and_then(|it| it.get("scripts"));
            each(tasks, |name, task| reader.task(name, task, 0));
        });
    }
    reader.table(table.get("packages"), "production");
    reader.table(table.get("dev-packages"), "development");
    for (key, value) in table {
        reader.settings(key.get_ref(), value, 0);
    }
    let line =
        |error: &toml::de::Error| error.span().map_or(1, |span| facts_line(text, span.start));
    match errors.first() {
        Some(first) => vec![Problem::Syntax { count: errors.len() as u32, line: line(first) }],
        None => Vec::new(),
    }
}

fn facts_line(text: &str, at: usize) -> u32 {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() as u32 + 1
}

fn development(group: &str) -> &str {
    match group {
        "dev" | "test" | "tests" | "lint" | "docs" | "development" | "typing" => "development",
        other => other,
    }
}

fn sub<'t, 'a>(table: &'t DeTable<'a>, path: &[&str]) -> Option<&'t DeTable<'a>> {
    path.iter().try_fold(table, |table, key| table.get(*key)?.get_ref().as_table())
}

/// Each entry of a table, in the order of their keys.
fn each<'t, 'a>(item: Option<&'t Item<'a>>, mut visit: impl FnMut(&'t str, &'t Item<'a>)) {
    for (key, value) in item.and_then(|item| item.get_ref().as_table()).into_iter().flatten() {
        visit(key.get_ref(), value);
    }
}

fn span(item: &Item<'_>) -> Span {
    Span::new(item.span().start as u32, item.span().end as u32)
}

struct Reader<'f> {
    facts: &'f mut FileFacts,
}

impl Reader<'_> {
    fn list(&mut self, list: Option<&Item<'_>>, scope: &str) {
        for item in list.and_then(|list| list.get_ref().as_array()).into_iter().flatten() {
            if let Some(dependency) =
                item.get_ref().as_str().and_then(|text| requirement(text, scope, span(item)))
            {
                self.facts.declarations.push(Declaration::Dependency(dependency));
            }
        }
    }

    /// A table of names and versions, as Poetry and Pipenv have it.
    fn table(&mut self, item: Option<&Item<'_>>, scope: &str) {
        for (key, value) in item.and_then(|item| item.get_ref().as_table()).into_iter().flatten() {
            if key.get_ref() == "python" {
                continue;
            }
            let table = value.get_ref().as_table();
            let text = |key: &str| {
                table.and_then(|table| table.get(key)).and_then(|item| item.get_ref().as_str())
            };
            let extras = table
                .and_then(|table| table.get("extras"))
                .and_then(|item| item.get_ref().as_array());
            let optional = table
                .and_then(|table| table.get("optional"))
                .and_then(|item| item.get_ref().as_bool())
                == Some(true);
            self.facts.declarations.push(Declaration::Dependency(DependencyDeclaration {
                name: key.get_ref().as_ref().into(),
                ecosystem: "pypi".into(),
                version: value
                    .get_ref()
                    .as_str()
                    .or_else(|| text("version"))
                    .unwrap_or_default()
                    .into(),
                extras: extras
                    .into_iter()
                    .flatten()
                    .filter_map(|extra| extra.get_ref().as_str())
                    .map(Text::from)
                    .collect(),
                scope: if optional { "optional" } else { scope }.into(),
                span: Span::new(key.span().start as u32, key.span().end as u32),
            }));
        }
    }

    fn script(&mut self, name: &str, target: &Item<'_>, table: &str) {
        let reference = target
            .get_ref()
            .as_table()
            .and_then(|table| table.get("reference"))
            .and_then(|item| item.get_ref().as_str());
        if let Some(text) = target.get_ref().as_str().or(reference) {
            let command =
                CommandLine { words: Box::new([text.into()]), shell: false, span: span(target) };
            self.facts.declarations.push(Declaration::Script {
                name: name.into(),
                command,
                table: table.into(),
            });
        }
    }

    /// A task: a command, several of them, or a table that holds one.
    fn task(&mut self, name: &str, task: &Item<'_>, depth: u32) {
        match task.get_ref() {
            DeValue::String(text) => self.facts.declarations.push(Declaration::Script {
                name: name.into(),
                command: CommandLine::shell(text, span(task)),
                table: "tasks".into(),
            }),
            DeValue::Array(tasks) if depth < 3 => {
                tasks.iter().for_each(|task| self.task(name, task, depth + 1));
            }
            DeValue::Table(table) if depth < 3 => {
                let keys = ["chain", "cmd", "composite", "sequence", "shell"];
                for task in keys.iter().filter_map(|key| table.get(*key)) {
                    self.task(name, task, depth + 1);
                }
            }
            _ => {}
        }
    }

    /// Settings of tools and of the project, as dotted keys. Dependencies are left out: they are declarations of their own.
    fn settings(&mut self, key: &str, item: &Item<'_>, depth: u32) {
        if depth > 6 || key.ends_with("dependencies") || key.ends_with("packages") {
            return;
        }
        if let DeValue::Table(table) = item.get_ref() {
            for (name, value) in table {
                self.settings(&format!("{key}.{}", name.get_ref()), value, depth + 1);
            }
            return;
        }
        let is_secret = shipworthy_core::secrets::credential_name(key).is_some();
        let value = if is_secret { Value::Redacted } else { shape(item, 4) };
        self.facts.declarations.push(Declaration::Setting {
            key: key.into(),
            value,
            span: span(item),
        });
    }
}

fn shape(item: &Item<'_>, depth: u32) -> Value {
    if depth == 0 {
        return Value::Unknown;
    }
    match item.get_ref() {
        DeValue::String(text) => Value::Str(text.chars().take(200).collect::<String>().into()),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Integer(value) => Value::Number(value.as_str().into()),
        DeValue::Float(value) => Value::Number(value.as_str().into()),
        DeValue::Array(items) => {
            Value::List(items.iter().take(64).map(|item| shape(item, depth - 1)).collect())
        }
        DeValue::Table(table) => Value::Dict(
            table
                .iter()
                .take(64)
                .map(|(key, item)| (Text::from(key.get_ref().as_ref()), shape(item, depth - 1)))
                .collect(),
        ),
        DeValue::Datetime(_) => Value::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::facts;

    fn found(text: &str) -> Vec<String> {
        facts("pyproject.toml", text)
            .declarations
            .iter()
            .filter_map(|d| match d {
                Declaration::Dependency(d) => Some(format!("{}:{}", d.name, d.scope)),
                Declaration::Script { name, command, .. } => {
                    Some(format!("{name}={}", command.words[0]))
                }
                _ => None,
            })
            .collect()
    }

    #[test]
    fn dependencies_of_all_tools_are_read() {
        let text = "[project]\ndependencies = ['fastapi[standard]>=0.1']\n[project.optional-dependencies]\npdf = ['reportlab']\n[project.scripts]\nshop = 'shop.cli:main'\n[dependency-groups]\ndev = ['pytest']\n[tool.poetry.dependencies]\npython = '^3.12'\nredis = {version = '^5', extras = ['hiredis']}\n[tool.poetry.group.test.dependencies]\nfaker = '*'\n";
        assert_eq!(
            found(text),
            [
                "fastapi:production",
                "reportlab:pdf",
                "shop=shop.cli:main",
                "pytest:development",
                "redis:production",
                "faker:development"
            ]
        );
    }

    #[test]
    fn tasks_of_all_runners_are_read() {
        let text = "[tool.pdm.scripts]\nserve = {cmd = 'uvicorn a:b'}\n[tool.poe.tasks]\nall = [{cmd = 'pytest'}, 'ruff check']\n[tool.hatch.envs.api.scripts]\nrun = ['python a.py']\n";
        assert_eq!(found(text), ["serve=uvicorn", "all=pytest", "all=ruff", "run=python"]);
    }

    #[test]
    fn a_broken_line_spares_the_rest() {
        assert_eq!(found("[project]\nname = \ndependencies = ['redis']\n"), ["redis:production"]);
    }
}

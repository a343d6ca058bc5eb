//! `setup.cfg`, `uwsgi.ini`, supervisord, systemd units, `alembic.ini`, `pytest.ini`, `tox.ini`, Procfiles: keys and values under headings.

use shipworthy_core::analyzer::Problem;
use shipworthy_core::facts::{
    CommandLine, Declaration, FileFacts, Value, addresses, interpolations,
};
use shipworthy_core::secrets;
use shipworthy_core::source::{SourcePath, Span, Text};

use crate::requirements::requirement;

/// Whether a file is of this form.
pub(crate) fn is(path: &SourcePath) -> bool {
    matches!(path.extension(), "ini" | "cfg" | "service" | "timer")
        || is_procfile(path)
        || path.file_name().starts_with("supervisord")
}

fn is_procfile(path: &SourcePath) -> bool {
    path.file_name() == "Procfile" || path.file_name().starts_with("Procfile.")
}

/// Adds settings, commands and requirements.
pub(crate) fn read(text: &str, facts: &mut FileFacts) -> Vec<Problem> {
    let mut section = String::new();
    let mut entry: Option<(String, String, Span)> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let from = start;
        start += line.len() as u32;
        let indent = line.len() - line.trim_start().len();
        let code = line.trim();
        let span = Span::new(from + indent as u32, from + (indent + code.len()) as u32);
        if code.is_empty() || code.starts_with(['#', ';']) {
            continue;
        }
        if indent > 0
            && let Some((_, value, known)) = &mut entry
        {
            value.push('\n');
            value.push_str(code);
            *known = known.to(span);
            continue;
        }
        if let Some(done) = entry.take() {
            add(&section, done, facts);
        }
        if let Some(name) = code.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            section = name.to_owned();
        } else if let Some(at) = code.find(['=', ':']) {
            entry = Some((code[..at].trim().to_owned(), code[at + 1..].trim().to_owned(), span));
        }
    }
    if let Some(done) = entry.take() {
        add(&section, done, facts);
    }
    facts.declarations.extend(addresses(text));
    facts.declarations.extend(interpolations(text));
    Vec::new()
}

fn add(section: &str, (key, value, span): (String, String, Span), facts: &mut FileFacts) {
    let value = value.trim();
    if section.is_empty() || matches!(key.as_str(), "ExecStart" | "command") {
        facts.declarations.push(Declaration::Script {
            name: if section.is_empty() { key.as_str() } else { section }.into(),
            command: CommandLine::shell(value, span),
            table: if section.is_empty() { "procfile" } else { "process" }.into(),
        });
    }
    if section == "options.entry_points" && key == "console_scripts" {
        for line in value.lines().filter_map(|line| line.split_once('=')) {
            facts.declarations.push(Declaration::Script {
                name: line.0.trim().into(),
                command: CommandLine {
                    words: Box::new([Text::from(line.1.trim())]),
                    shell: false,
                    span,
                },
                table: "project.scripts".into(),
            });
        }
    }
    if section == "options" && key == "install_requires" {
        let found = value.lines().filter_map(|line| requirement(line.trim(), "production", span));
        facts.declarations.extend(found.map(Declaration::Dependency));
    }
    if section == "options.extras_require" {
        let found = value.lines().filter_map(|line| requirement(line.trim(), &key, span));
        facts.declarations.extend(found.map(Declaration::Dependency));
    }
    let is_secret = secrets::credential_name(&key).is_some()
        || value.contains("://") && value.contains('@')
        || !secrets::scan(value).is_empty();
    let shape = if is_secret && !value.is_empty() {
        Value::Redacted
    } else {
        Value::Str(value.chars().take(300).collect::<String>().into())
    };
    let key = if section.is_empty() { key } else { format!("{section}.{key}") };
    facts.declarations.push(Declaration::Setting { key: key.into(), value: shape, span });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::facts;

    #[test]
    fn processes_and_console_scripts_are_commands() {
        let names = |path: &str, text: &str| -> Vec<String> {
            facts(path, text)
                .declarations
                .iter()
                .filter_map(|d| match d {
                    Declaration::Script { name, command, .. } => {
                        Some(format!("{name}: {}", command.words.join(" ")))
                    }
                    _ => None,
                })
                .collect()
        };
        assert_eq!(
            names("Procfile", "web: gunicorn a.b:app\nrelease: python manage.py migrate\n").len(),
            2
        );
        assert_eq!(
            names("supervisord.conf", "[program:worker]\ncommand=celery -A app worker\n"),
            ["program:worker: celery -A app worker"]
        );
        assert_eq!(
            names(
                "setup.cfg",
                "[options.entry_points]\nconsole_scripts =\n    shop = shop.cli:main\n"
            ),
            ["shop: shop.cli:main"]
        );
    }

    #[test]
    fn a_password_in_a_url_is_not_kept() {
        let facts =
            facts("alembic.ini", "[alembic]\nsqlalchemy.url = postgresql://u:hunter2@db/shop\n");
        assert!(!format!("{:?}", facts.declarations).contains("hunter2"));
    }
}

//! Requirement and constraint files of pip, and requirement lines wherever they stand.
//!
//! Source: <https://pip.pypa.io/en/stable/reference/requirements-file-format/>.

use shipworthy_core::analyzer::Problem;
use shipworthy_core::facts::{Declaration, DependencyDeclaration, FileFacts, Value};
use shipworthy_core::source::{SourcePath, Span, Text};

/// Whether a file holds requirements.
pub(crate) fn is(path: &SourcePath) -> bool {
    let name = path.file_name();
    let text = matches!(path.extension(), "txt" | "in" | "pip");
    text && (name.contains("requirements")
        || name.contains("constraints")
        || path.parent().rsplit('/').next() == Some("requirements"))
}

/// What files are called that `-r` includes, sorted.
const INCLUDED: &[&str] =
    &["base", "common", "dev", "local", "prod", "production", "test", "tests"];

/// Whether a file has a name under which requirements are included: `base.txt`.
pub(crate) fn is_included(path: &SourcePath) -> bool {
    matches!(path.extension(), "txt" | "in") && INCLUDED.binary_search(&path.file_stem()).is_ok()
}

/// Adds the requirements of a file that may hold something else.
pub(crate) fn read_included(text: &str, facts: &mut FileFacts) -> Vec<Problem> {
    let lines = text.lines().map(|line| line.split(" #").next().unwrap_or_default().trim());
    let mut lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let is_list = lines.all(|line| {
        line.starts_with("-r ")
            || requirement(line, "", Span::default()).is_some_and(|it| {
                it.version.is_empty() && !line.contains(' ')
                    || it.version.starts_with(['=', '<', '>', '~', '!', '@'])
            })
    });
    if is_list { read(text, facts) } else { Vec::new() }
}

/// Adds the requirements of each line and the files that it includes.
pub(crate) fn read(text: &str, facts: &mut FileFacts) -> Vec<Problem> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let from = start;
        start += line.len() as u32;
        let code = line.split(" #").next().unwrap_or_default().trim();
        let offset = (line.len() - line.trim_start().len()) as u32;
        let span = Span::new(from + offset, from + offset + code.len() as u32);
        if code.is_empty() || code.starts_with('#') {
            continue;
        }
        if let Some(option) = code.strip_prefix('-') {
            let mut words = option.trim_start_matches('-').split([' ', '=']);
            let key = words.next().unwrap_or_default();
            if let ("r" | "requirement" | "c" | "constraint", Some(file)) =
                (key, words.find(|word| !word.is_empty()))
            {
                let key = if key.starts_with('r') {
                    "requirements.include"
                } else {
                    "requirements.constraint"
                };
                facts.declarations.push(Declaration::Setting {
                    key: key.into(),
                    value: Value::Str(file.into()),
                    span,
                });
            }
        } else if let Some(dependency) = requirement(code, "production", span) {
            facts.declarations.push(Declaration::Dependency(dependency));
        }
    }
    Vec::new()
}

/// A requirement: `name[extra]>=1; marker`, `name @ url`.
pub(crate) fn requirement(text: &str, scope: &str, span: Span) -> Option<DependencyDeclaration> {
    let text =
        text.split(" --").next().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
        .unwrap_or(text.len());
    let name = &text[..end];
    if name.is_empty()
        || !name.starts_with(|c: char| c.is_ascii_alphanumeric())
        || text[end..].starts_with(['/', ':', '\\'])
    {
        return None;
    }
    let rest = text[end..].trim();
    let (extras, version) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((extras, version)) => {
            (extras.split(',').map(|extra| Text::from(extra.trim())).collect(), version.trim())
        }
        None => (Box::default(), rest),
    };
    Some(DependencyDeclaration {
        name: name.into(),
        ecosystem: "pypi".into(),
        version: version.into(),
        extras,
        scope: scope.into(),
        span,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::facts;

    #[test]
    fn requirements_have_names_extras_and_versions() {
        let text = "# web\nuvicorn[standard]>=0.30 ; python_version > '3.8'  # server\n-r base.txt\nrequests == 2.0 --hash=sha256:ab\n./local\nhttps://x.example/y.whl\n";
        let facts = facts("requirements.txt", text);
        let found: Vec<_> = facts
            .declarations
            .iter()
            .map(|d| match d {
                Declaration::Dependency(d) => {
                    format!("{} {} {:?} {}", d.name, d.version, d.extras, d.span.of(text))
                }
                Declaration::Setting { key, value, .. } => format!("{key} {value:?}"),
                other => format!("{other:?}"),
            })
            .collect();
        assert_eq!(
            found,
            [
                "uvicorn >=0.30 [\"standard\"] uvicorn[standard]>=0.30 ; python_version > '3.8'",
                "requirements.include Str(\"base.txt\")",
                "requests == 2.0 [] requests == 2.0 --hash=sha256:ab"
            ]
        );
    }

    #[test]
    fn what_is_included_may_have_another_name() {
        assert!(INCLUDED.is_sorted());
        assert_eq!(facts("base.txt", "redis>=5  # cache\n\nflask\n").declarations.len(), 2);
        assert_eq!(facts("local.txt", "redis\nA note to all.\n").declarations.len(), 0);
    }
}

//! Environment files: `.env`, `.env.example` and their like.

use shipworthy_core::analyzer::Problem;
use shipworthy_core::facts::{
    Declaration, DeclaredVariable, FileFacts, Value, addresses, interpolations,
};
use shipworthy_core::secrets::credential_name;
use shipworthy_core::source::{SourcePath, Span, Text};

/// Whether a file is an environment file: its name has `env` as a part (`.env.example`, `TEMPLATE.env`, `env-example-relational`).
pub(crate) fn is(path: &SourcePath) -> bool {
    let name = path.file_name();
    name.starts_with(".env") && !name.ends_with(".ts") && !name.ends_with(".js")
        || name.ends_with(".env")
        || matches!(
            name,
            "env.example" | "env.sample" | "env.template" | "example.env" | "sample.env"
        )
        || name
            .strip_prefix("env-")
            .or_else(|| name.strip_prefix("env_"))
            .is_some_and(|rest| !rest.contains('.'))
}

/// Adds the variables of each line, commented-out assignments too. Credentials are not kept.
pub(crate) fn read(text: &str, facts: &mut FileFacts) -> Vec<Problem> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(start, start + line.trim_end().len() as u32);
        start += line.len() as u32;
        if let Some(variable) = variable(line.trim(), span) {
            facts.declarations.push(Declaration::Variable(variable));
        }
    }
    facts.declarations.extend(addresses(text));
    facts.declarations.extend(interpolations(text));
    Vec::new()
}

pub(crate) fn variable(line: &str, span: Span) -> Option<DeclaredVariable> {
    let (line, commented) = match line.strip_prefix('#') {
        Some(rest) => (rest.trim_start_matches(['#', ' ']), true),
        None => (line, false),
    };
    let line = line.strip_prefix("export ").unwrap_or(line);
    let (name, value) = line.split_once('=')?;
    let name = name.trim();
    let is_name = !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && (!commented || name.bytes().any(|b| b.is_ascii_uppercase()));
    if !is_name {
        return None;
    }
    let value = value.trim().trim_matches(['"', '\'']);
    let value = if value.is_empty() {
        None
    } else if credential_name(name).is_some() || value.contains("://") && value.contains('@') {
        Some(Value::Redacted)
    } else {
        Some(Value::Str(value.into()))
    };
    Some(DeclaredVariable { name: name.into(), value, source: Text::default(), commented, span })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::facts;

    #[test]
    fn assignments_and_commented_ones_are_variables() {
        let facts = facts(
            ".env.example",
            "# Settings of the shop\nexport PORT=8000\n#REDIS_URL=redis://u:pw1@h/0\nSECRET_KEY=abc123xyz\nnot a line\n",
        );
        let names: Vec<_> = facts
            .declarations
            .iter()
            .filter_map(|d| match d {
                Declaration::Variable(v) => Some((v.name.to_string(), v.commented)),
                _ => None,
            })
            .collect();
        assert_eq!(
            names,
            [
                ("PORT".to_owned(), false),
                ("REDIS_URL".to_owned(), true),
                ("SECRET_KEY".to_owned(), false)
            ]
        );
        let all = format!("{:?}", facts.declarations);
        assert!(!all.contains("abc123xyz") && !all.contains("pw1"));
    }

    #[test]
    fn names_of_environment_files_vary() {
        for name in
            [".env", ".env.local", "a/TEMPLATE.env", "env-example-relational", "env.example"]
        {
            assert!(is(&SourcePath::new(name)), "{name}");
        }
        assert!(!is(&SourcePath::new("src/env.ts")) && !is(&SourcePath::new("alembic/env.py")));
    }
}

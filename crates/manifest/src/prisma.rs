//! Prisma schemas: the database that they are for, and the variables that they read.
//!
//! Source: <https://www.prisma.io/docs/orm/reference/prisma-schema-reference>.

use shipworthy_core::analyzer::Problem;
use shipworthy_core::facts::{Declaration, EnvironmentRead, FileFacts, Value};
use shipworthy_core::source::{SourcePath, Span};

/// Whether a file is one.
pub(crate) fn is(path: &SourcePath) -> bool {
    path.extension() == "prisma"
}

/// Adds the provider of the data source and the variables.
pub(crate) fn read(text: &str, facts: &mut FileFacts) -> Vec<Problem> {
    let mut block = "";
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let from = start;
        start += line.len() as u32;
        let code = line.trim();
        let span = Span::new(from, from + line.trim_end().len() as u32);
        if let Some(head) = code.strip_suffix('{') {
            block = head.split_whitespace().next().unwrap_or_default();
        }
        let Some((key, value)) = code.split_once('=') else { continue };
        if !matches!(block, "datasource" | "generator") || code.starts_with("//") {
            continue;
        }
        if let Some(name) = value.trim().strip_prefix("env(").and_then(quoted) {
            facts.environment.push(EnvironmentRead {
                name: name.into(),
                required: true,
                form: "prisma".into(),
                span,
                ..EnvironmentRead::default()
            });
        } else if let Some(value) = quoted(value.trim())
            && key.trim() == "provider"
        {
            facts.declarations.push(Declaration::Setting {
                key: format!("{block}.provider").into(),
                value: Value::Str(value.into()),
                span,
            });
        }
    }
    Vec::new()
}

fn quoted(text: &str) -> Option<&str> {
    text.strip_prefix('"')?.split('"').next().filter(|text| !text.is_empty() && text.len() < 200)
}

#[cfg(test)]
mod tests {
    use shipworthy_core::facts::Declaration;

    use crate::testing::facts;

    #[test]
    fn a_data_source_names_its_database_and_its_variable() {
        let text = "generator client {\n  provider = \"prisma-client-js\"\n}\ndatasource db {\n  provider = \"postgresql\"\n  url      = env(\"DATABASE_URL\")\n}\nmodel A {\n  id Int @default(1)\n}\n";
        let facts = facts("prisma/schema.prisma", text);
        let keys: Vec<_> = facts
            .declarations
            .iter()
            .filter_map(|it| match it {
                Declaration::Setting { key, value, .. } => Some((key.as_str(), value.as_str())),
                _ => None,
            })
            .collect();
        assert_eq!(
            keys,
            [
                ("generator.provider", Some("prisma-client-js")),
                ("datasource.provider", Some("postgresql"))
            ]
        );
        assert_eq!(facts.environment.len(), 1);
        assert!(facts.environment[0].required && facts.environment[0].name == "DATABASE_URL");
    }
}

//! `package.json`: dependencies, scripts, entry files.
//!
//! Source: <https://docs.npmjs.com/cli/configuring-npm/package-json>, <https://nodejs.org/api/packages.html>.

use jsonc_parser::ast::{Object, Value as Json};
use jsonc_parser::common::Ranged;
use shipworthy_core::analyzer::Problem;
use shipworthy_core::facts::{
    CommandLine, Declaration, DependencyDeclaration, FileFacts, mentions,
};
use shipworthy_core::source::{SourcePath, Text};

use crate::json;

/// Whether a file is one.
pub(crate) fn is(path: &SourcePath) -> bool {
    path.file_name() == "package.json"
}

/// Tables of dependencies and their scopes.
const DEPENDENCIES: &[(&str, &str)] = &[
    ("dependencies", "production"),
    ("devDependencies", "development"),
    ("peerDependencies", "peer"),
    ("optionalDependencies", "optional"),
];

/// Keys that name files to load or run.
const ENTRIES: &[&str] = &["main", "module", "browser", "types", "bin"];

/// Keys whose values are kept as they are.
const SETTINGS: &[&str] = &[
    "name",
    "type",
    "private",
    "workspaces",
    "exports",
    "imports",
    "prisma",
    "engines",
    "_moduleAliases",
];

/// Keys that configure tools, or that hold nothing but names of packages.
const TOOLS: &[&str] = &[
    "ava",
    "babel",
    "c8",
    "commitlint",
    "config",
    "eslintConfig",
    "expo",
    "husky",
    "jest",
    "lint-staged",
    "mocha",
    "nodemonConfig",
    "nyc",
    "postcss",
    "prettier",
    "release",
    "stylelint",
    "wireit",
    "xo",
];

/// Adds what the package declares.
pub(crate) fn read(text: &str, facts: &mut FileFacts) -> Vec<Problem> {
    json::with_object(text, facts, |package, facts| {
        for (table, scope) in DEPENDENCIES {
            dependencies(package, table, scope, facts);
        }
        if let Some(scripts) = package.get_object("scripts") {
            for script in &scripts.properties {
                if let Json::StringLit(command) = &script.value {
                    facts.declarations.push(Declaration::Script {
                        name: script.name.as_str().into(),
                        command: CommandLine::shell(&command.value, json::span(command.range)),
                        table: "scripts".into(),
                    });
                }
            }
        }
        for key in ENTRIES {
            if let Some(property) = package.get(key) {
                entry(key, &property.value, facts);
            }
        }
        for key in SETTINGS {
            json::setting(package, key, key, facts);
        }
        let tools: Vec<&str> = TOOLS
            .iter()
            .filter_map(|key| package.get(key))
            .map(|property| json::span(property.range()).of(text))
            .collect();
        facts.mentions = mentions(&tools.join(" "));
    })
}

fn dependencies(package: &Object<'_>, table: &str, scope: &str, facts: &mut FileFacts) {
    let Some(table) = package.get_object(table) else { return };
    for dependency in &table.properties {
        let version = match &dependency.value {
            Json::StringLit(version) => Text::from(&*version.value),
            _ => Text::default(),
        };
        facts.declarations.push(Declaration::Dependency(DependencyDeclaration {
            name: dependency.name.as_str().into(),
            ecosystem: "npm".into(),
            version,
            extras: Box::default(),
            scope: scope.into(),
            span: json::span(dependency.range()),
        }));
    }
}

fn entry(key: &str, value: &Json<'_>, facts: &mut FileFacts) {
    match value {
        Json::StringLit(path) => facts.declarations.push(Declaration::Entry {
            path: (&*path.value).into(),
            key: key.into(),
            span: json::span(path.range),
        }),
        Json::Object(object) => {
            for property in &object.properties {
                if let Json::StringLit(_) = property.value {
                    entry(key, &property.value, facts);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use shipworthy_core::facts::Declaration;

    use crate::testing::facts;

    #[test]
    fn a_package_gives_dependencies_scripts_and_entries() {
        let facts = facts(
            "package.json",
            r#"{
                "name": "@acme/api",
                "main": "dist/main.js",
                "scripts": { "start": "node dist/main&&echo 'all done'" },
                "dependencies": { "express": "^4.0.0" },
                "devDependencies": { "jest": "*" }
            }"#,
        );
        let mut found = Vec::new();
        for declaration in &facts.declarations {
            match declaration {
                Declaration::Dependency(it) => found.push(format!("{} {}", it.name, it.scope)),
                Declaration::Script { name, command, .. } => {
                    found.push(format!("{name}: {}", command.words.join("|")));
                }
                Declaration::Entry { path, key, .. } => found.push(format!("{key} = {path}")),
                Declaration::Setting { key, .. } => found.push(format!("[{key}]")),
                _ => {}
            }
        }
        assert_eq!(
            found,
            [
                "express production",
                "jest development",
                "start: node|dist/main|&&|echo|all done",
                "main = dist/main.js",
                "[name]"
            ]
        );
    }

    #[test]
    fn broken_json_is_reported_and_does_not_end_the_audit() {
        let facts = facts("package.json", "{ \"name\": ");
        assert!(facts.declarations.is_empty());
    }
}

//! Documents that are made from the code, or speak of it, say what is so.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]
#![expect(clippy::disallowed_methods, reason = "these tests read the repository's own files")]

use std::fmt::Write;
use std::fs;
use std::path::Path;

use shipworthy::rule::{Category, RuleMetadata, RuleStatus};

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_default()
}

/// The page of all rules, from their metadata.
fn rules_page() -> String {
    let mut page = String::from(
        "# Rules\n\n\
         Made from the rules' metadata; `UPDATE=1 cargo test --test documents` writes it anew.\n\
         `shipworthy explain RULE` shows the page of a rule, which is also its test.\n\
         The severity is the usual one: a rule may report a milder or graver case, and the profile has the last word.\n",
    );
    let rules = shipworthy::rules();
    for category in Category::ALL {
        let mut of: Vec<&RuleMetadata> = rules
            .iter()
            .map(|rule| rule.metadata())
            .filter(|rule| rule.category == category)
            .collect();
        of.sort_by(|a, b| a.id.cmp(&b.id));
        if of.is_empty() {
            continue;
        }
        let name = category.name().replace('_', " ");
        write!(
            page,
            "\n## {name}\n\n| rule | finds | severity | repair | since |\n|---|---|---|---|---|\n"
        )
        .unwrap();
        for rule in of {
            let status = match rule.status {
                RuleStatus::Stable => "",
                RuleStatus::Preview => " (preview)",
                RuleStatus::Deprecated { .. } => " (deprecated)",
                _ => " (removed)",
            };
            writeln!(
                page,
                "| `{}`{status} | {} | {} | {} | {} |",
                rule.id,
                rule.summary.replace('|', "\\|"),
                format!("{:?}", rule.severity).to_lowercase(),
                format!("{:?}", rule.effort).to_lowercase(),
                rule.since
            )
            .unwrap();
        }
    }
    page
}

#[test]
fn the_page_of_rules_is_up_to_date() {
    let page = rules_page();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md"), &page).unwrap();
    }
    assert!(
        read("docs/rules.md") == page,
        "docs/rules.md is not up to date: `UPDATE=1 cargo test --test documents` writes it"
    );
}

/// Tests that ARCHITECTURE.md names, as `file::test`, exist.
#[test]
fn the_architecture_names_tests_that_exist() {
    let text = read("ARCHITECTURE.md");
    let mut named = 0;
    for word in text.split('`') {
        let Some((file, test)) = word.rsplit_once("::") else { continue };
        if !file.ends_with(".rs") {
            continue;
        }
        named += 1;
        assert!(read(file).contains(&format!("fn {test}(")), "{file} has no test {test}");
    }
    assert!(named >= 9, "each invariant names its test");
}

/// Each row of frameworks names the tests that hold it, and no tests of routes are left out.
#[test]
fn the_page_of_frameworks_names_its_tests() {
    let page = read("docs/frameworks.md");
    for folder in ["crates/typescript/tests/routes", "crates/python/tests/web"] {
        let held = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
        let held = held.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        for name in held.filter(|name| name != "main.rs") {
            assert!(page.contains(&format!("`{folder}/{name}`")), "no row names {folder}/{name}");
        }
    }
    for file in page.split('`').filter(|word| word.ends_with(".rs")) {
        assert!(read(file).contains("#[test]"), "{file} holds no test");
    }
}

/// What the README shows as the command's answer is what the sample's audit prints.
#[test]
fn the_readme_quotes_what_the_command_prints() {
    let root = format!("{}/examples/services/storefront", env!("CARGO_MANIFEST_DIR"));
    let files = shipworthy::source::DiskFileSystem::new(root);
    let audit = shipworthy::auditor().build().unwrap().audit(&files).unwrap();
    let printed = shipworthy::report::terminal(&audit, &Default::default());
    let readme = read("README.md");
    let quoted = readme.split("```text\n").nth(1).unwrap().split("```").next().unwrap();
    let lines: Vec<&str> = quoted.lines().filter(|line| !line.trim().is_empty()).collect();
    assert!(lines.len() > 10, "the README shows an answer");
    for line in lines {
        assert!(
            printed.lines().any(|it| it.trim_end() == line.trim_end()),
            "not printed: {line}\nThe audit prints:\n{printed}"
        );
    }
}

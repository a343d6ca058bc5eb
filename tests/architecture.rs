//! The invariants of the architecture, as far as the manifests and the sources show them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]
#![expect(clippy::disallowed_methods, reason = "these tests read the repository's own files")]

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The names in a dependency table of a crate's manifest.
fn dependencies(manifest: &str, table: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(manifest)).expect("a manifest");
    let manifest: toml::Table = text.parse().expect("a manifest in TOML");
    manifest
        .get(table)
        .and_then(toml::Value::as_table)
        .map(|table| table.keys().cloned().collect())
        .unwrap_or_default()
}

/// The Rust files below a folder, without those that hold only tests.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut files: Vec<(PathBuf, String)> = ignore::Walk::new(root().join(folder))
        .filter_map(Result::ok)
        .map(ignore::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .filter(|path| !path.ends_with("tests.rs"))
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a source file");
            (path.strip_prefix(root()).expect("a file of the repository").to_owned(), text)
        })
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{folder} holds sources");
    files
}

/// The code of a file without its test module.
fn production(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

const LEAVES: [&str; 6] = ["manifest", "python", "report", "rules", "typescript", "yaml"];

#[test]
fn the_core_knows_no_grammar_and_no_other_crate() {
    for name in dependencies("crates/core/Cargo.toml", "dependencies") {
        assert!(!name.starts_with("tree-sitter"), "{name} is a grammar or a parser of one");
        assert!(!name.starts_with("shipworthy"), "{name} is another room");
    }
}

#[test]
fn leaves_know_no_other_leaf() {
    let knows = |room: &str, known: &[&str]| {
        let manifest = format!("crates/{room}/Cargo.toml");
        for table in ["dependencies", "dev-dependencies"] {
            for name in dependencies(&manifest, table) {
                assert!(
                    !name.starts_with("shipworthy") || known.contains(&name.as_str()),
                    "{manifest}: {name} is not for it to know"
                );
            }
        }
    };
    knows("syntax", &["shipworthy-core"]);
    for leaf in LEAVES {
        knows(leaf, &["shipworthy-core", "shipworthy-syntax"]);
    }
}

#[test]
fn the_command_knows_the_facade_alone() {
    let known: Vec<String> = dependencies("crates/cli/Cargo.toml", "dependencies")
        .into_iter()
        .filter(|name| name.starts_with("shipworthy"))
        .collect();
    assert_eq!(known, ["shipworthy"]);
}

#[test]
fn only_the_real_file_system_touches_the_disk() {
    let libraries =
        ["core", "manifest", "python", "report", "rules", "syntax", "typescript", "yaml"];
    for (path, text) in libraries.iter().flat_map(|name| sources(&format!("crates/{name}/src"))) {
        if path.ends_with("source/disk.rs") {
            continue;
        }
        for forbidden in ["std::fs", "std::net", "std::process", "std::env", "SystemTime"] {
            assert!(
                !production(&text).contains(forbidden),
                "{} uses {forbidden}: the library reads through FileSystem and runs nothing",
                path.display()
            );
        }
    }
}

#[test]
fn nothing_in_the_core_names_a_rule() {
    let ids: Vec<String> =
        shipworthy::rules().iter().map(|rule| rule.metadata().id.to_string()).collect();
    assert!(!ids.is_empty());
    for (path, text) in sources("crates/core/src") {
        // Pages of documentation may name rules as examples.
        let code = production(&text).lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            for id in &ids {
                assert!(
                    !line.contains(&format!("\"{id}\"")),
                    "{} names the rule {id}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn rules_know_no_language() {
    for (path, text) in sources("crates/rules/src") {
        for language in ["python", "typescript", "javascript"] {
            let named = format!("Language::new(\"{language}\")");
            assert!(!text.contains(&named), "{} asks for {language}", path.display());
        }
    }
}

#[test]
fn nothing_is_left_to_be_done() {
    for (path, text) in sources("crates").into_iter().chain(sources("src")) {
        for mark in ["todo!(", "unimplemented!("] {
            let found = text.lines().any(|line| line.trim_start().starts_with(mark));
            assert!(!found, "{} holds {mark}", path.display());
        }
    }
}

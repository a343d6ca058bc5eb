//! Tests, counted and told apart by kind.

use super::super::{ProjectFile, TestCounts};
use crate::facts::{Declaration, Value};
use crate::source::{Role, SourcePath};

/// The tests of all files. A kind is told by the folders of a file, then by what its tests do.
pub(in super::super) fn count(files: &[ProjectFile]) -> TestCounts {
    let mut counts = TestCounts::default();
    let collected = Collected::new(files);
    for file in files {
        let tests = &file.facts.tests;
        if tests.functions == 0 || !collected.holds(file) {
            continue;
        }
        counts.files += 1;
        counts.functions += tests.functions;
        let kind = match kind_of_folder(&file.path) {
            Some(kind) => kind,
            None if tests.load => Kind::Load,
            None if tests.browser => Kind::EndToEnd,
            None if tests.integration => Kind::Integration,
            None => Kind::Unit,
        };
        *match kind {
            Kind::Unit => &mut counts.unit,
            Kind::Integration => &mut counts.integration,
            Kind::EndToEnd => &mut counts.e2e,
            Kind::Load => &mut counts.load,
        } += tests.functions;
    }
    counts
}

/// Which files a test runner looks into.
struct Collected {
    /// Patterns of file names that a configuration of pytest adds.
    patterns: Vec<String>,
}

impl Collected {
    fn new(files: &[ProjectFile]) -> Self {
        let mut patterns = Vec::new();
        for declaration in files.iter().flat_map(|file| &file.facts.declarations) {
            let Declaration::Setting { key, value, .. } = declaration else { continue };
            if key.rsplit('.').next() != Some("python_files") {
                continue;
            }
            match value {
                Value::Str(text) => patterns.extend(text.split_whitespace().map(str::to_owned)),
                Value::List(items) => {
                    patterns.extend(items.iter().filter_map(Value::as_str).map(str::to_owned));
                }
                _ => {}
            }
        }
        Self { patterns }
    }

    /// Python's runners go by the name of the file, those of JavaScript by folders too.
    fn holds(&self, file: &ProjectFile) -> bool {
        if matches!(file.role, Role::Vendored | Role::Generated) {
            return false;
        }
        let name = file.path.file_name();
        let Some(stem) = name.strip_suffix(".py") else { return file.role == Role::Test };
        stem.starts_with("test")
            || stem.ends_with("_test")
            || stem.ends_with("_tests")
            || self.patterns.iter().any(|pattern| matches_name(pattern, name))
    }
}

/// Whether a name fits a pattern in which `*` stands for anything.
fn matches_name(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((before, after)) => name.strip_prefix(before).is_some_and(|rest| {
            let last = after.rsplit('*').next().unwrap_or_default();
            rest.ends_with(last)
        }),
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Unit,
    Integration,
    EndToEnd,
    Load,
}

fn kind_of_folder(path: &SourcePath) -> Option<Kind> {
    path.parts().find_map(|part| match part.to_ascii_lowercase().as_str() {
        "unit" | "unit_tests" | "unittests" => Some(Kind::Unit),
        "integration" | "integration_tests" | "functional" => Some(Kind::Integration),
        "e2e" | "e2e_tests" | "end2end" | "playwright" | "cypress" => Some(Kind::EndToEnd),
        "load" | "load_tests" | "loadtest" | "performance" | "locust" | "k6" => Some(Kind::Load),
        part if part.contains("e2e") && part.contains('.') => Some(Kind::EndToEnd),
        part if part.ends_with(".cy.js") || part.ends_with(".cy.ts") => Some(Kind::EndToEnd),
        _ => None,
    })
}

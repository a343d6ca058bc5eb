//! Tests, counted and told apart by kind.

use super::super::{ProjectFile, TestCounts};
use crate::source::SourcePath;

/// The tests of all files. A kind is told by the folders of a file, then by what its tests do.
pub(in super::super) fn count(files: &[ProjectFile]) -> TestCounts {
    let mut counts = TestCounts::default();
    for file in files {
        let tests = &file.facts.tests;
        if tests.functions == 0 {
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
        _ => None,
    })
}

//! `shipworthy.toml`: what a repository states of itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]

use shipworthy::Audit;
use shipworthy::audit::{CoveredFile, FileStatus};
use shipworthy::project::ActivityState;
use shipworthy::source::MemoryFileSystem;

fn audit(configuration: &str) -> Audit {
    let repository = MemoryFileSystem::new()
        .with("Procfile", "web: python main.py\n")
        .with("main.py", "print(1)\n")
        .with("workers/mail.py", "import workers.outbox\n")
        .with("workers/outbox.py", "LIMIT = 3\n")
        .with("legacy/old.py", "LIMIT = 3\n")
        .with("shipworthy.toml", configuration);
    shipworthy::auditor().entry_point("main.py").build().unwrap().audit(&repository).unwrap()
}

fn covered<'a>(audit: &'a Audit, path: &str) -> &'a CoveredFile {
    audit.coverage.files.iter().find(|file| file.file.as_str() == path).unwrap()
}

fn activity(audit: &Audit, path: &str) -> ActivityState {
    audit.modules.iter().find(|module| module.file.as_str() == path).unwrap().activity
}

#[test]
fn a_repository_states_entry_points_and_leaves_files_out() {
    let audit =
        audit("exclude = ['legacy/**']\nentry-points = [\n  'main.py',\n  './workers/m*.py',\n]\n");
    let stated: Vec<String> = audit
        .entry_points
        .iter()
        .filter(|entry| entry.kind == "stated in configuration")
        .map(|entry| {
            format!("{} {}:{}", entry.file, entry.declared_in.file, entry.declared_in.line)
        })
        .collect();
    assert_eq!(stated, ["main.py shipworthy.toml:3", "workers/mail.py shipworthy.toml:4"]);
    assert_eq!(activity(&audit, "workers/outbox.py"), ActivityState::Active);
    assert_eq!(covered(&audit, "legacy/old.py").status, FileStatus::Skipped);
    assert!(audit.scorecard.excluded_share > 0);
    let itself = covered(&audit, "shipworthy.toml");
    assert_eq!((itself.status, itself.reason.as_deref()), (FileStatus::Parsed, None));
}

#[test]
fn what_is_wrong_stands_in_the_ledger_with_its_line() {
    let audit = audit(
        "entrypoints = ['main.py']\nexclude = 'legacy'\nentry-points = [\n  'workers/mail.py', 7,\n  'gone.py', 'a{',\n]\nprofile =\n",
    );
    let itself = covered(&audit, "shipworthy.toml");
    assert_eq!(itself.status, FileStatus::Partial);
    let reasons: Vec<&str> = itself.reason.as_deref().unwrap().split("; line ").collect();
    let expected = [
        "line 1: there is no key `entrypoints`",
        "2: `exclude` takes a list of patterns",
        "4: `entry-points` takes a list of patterns",
        "5: the entry point `gone.py` is no file of code",
        "5: `a{` is no pattern",
        "7: ",
    ];
    for reason in expected {
        assert!(reasons.iter().any(|it| it.starts_with(reason)), "{reason}: {reasons:?}");
    }
    assert_eq!(activity(&audit, "workers/outbox.py"), ActivityState::Active, "the rest holds");
}

#[test]
fn only_the_file_at_the_root_is_one() {
    let repository = MemoryFileSystem::new()
        .with("main.py", "print(1)\n")
        .with("packages/shop/shipworthy.toml", "exclude = ['**']\n");
    let audit = shipworthy::auditor().build().unwrap().audit(&repository).unwrap();
    assert_eq!(covered(&audit, "main.py").status, FileStatus::Parsed);
}

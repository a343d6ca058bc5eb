//! The page of each built-in rule is its test.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]

use std::collections::BTreeSet;

use shipworthy::source::MemoryFileSystem;
use shipworthy::testing::{Reported, check_page};

fn report(files: &[(String, String)]) -> Vec<Reported> {
    let files: MemoryFileSystem = files.iter().map(|(path, text)| (path, text.as_str())).collect();
    let audit = shipworthy::auditor().threads(1).build().unwrap().audit(&files).unwrap();
    audit
        .findings
        .iter()
        .map(|finding| Reported {
            file: finding.file.to_string(),
            line: finding.line,
            rule: finding.rule.to_string(),
        })
        .collect()
}

#[test]
fn every_page_holds() {
    let rules = shipworthy::rules();
    assert!(!rules.is_empty());
    let failures: Vec<String> = rules
        .iter()
        .map(|rule| rule.metadata())
        .filter_map(|rule| check_page(&rule.id, &rule.page, report).err())
        .map(|failure| failure.to_string())
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn metadata_is_complete_and_ids_are_unique() {
    let rules = shipworthy::rules();
    let ids: BTreeSet<&str> = rules.iter().map(|rule| &*rule.metadata().id).collect();
    assert_eq!(ids.len(), rules.len(), "two rules share an id");
    for rule in rules.iter().map(|rule| rule.metadata()) {
        assert!(!rule.summary.is_empty() && !rule.summary.contains('\n'), "{}: one line", rule.id);
        assert!(
            !["avoid-", "no-", "use-"].iter().any(|prefix| rule.id.starts_with(prefix)),
            "{}: an id names the fault",
            rule.id
        );
    }
}

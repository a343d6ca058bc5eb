//! Shipworthy audits itself, its samples aside, which are faulty by intent.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]

use shipworthy::policy::{CriterionStatus, Decision};
use shipworthy::source::DiskFileSystem;

#[test]
fn the_audit_of_this_repository_finds_nothing_and_says_what_it_did_not_read() {
    let audit = shipworthy::auditor()
        .exclude("examples/services/**")
        .build()
        .unwrap()
        .audit(&DiskFileSystem::new(env!("CARGO_MANIFEST_DIR")))
        .unwrap();
    let found: Vec<String> = audit
        .findings
        .iter()
        .map(|finding| format!("{}:{} [{}]", finding.file, finding.line, finding.rule))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));

    // No analyzer reads Rust, so that nothing found is no success.
    assert_eq!(audit.verdict.decision, Decision::NothingAnalysed);
    let looked_at = &audit.verdict.matrix[0];
    assert_eq!(looked_at.status, CriterionStatus::NotMet);
    assert!(looked_at.evidence.contains("rust ("), "{}", looked_at.evidence);
}

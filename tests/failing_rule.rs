//! A rule that panics costs its own answer, and nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a rule fails here")]

use std::borrow::Cow;

use shipworthy::finding::{Effort, Severity};
use shipworthy::project::{FileId, ProjectFile};
use shipworthy::rule::{Category, Check, CheckResult, FileRule, Rule, RuleMetadata, RuleStatus};
use shipworthy::source::MemoryFileSystem;

struct Failing;

static METADATA: RuleMetadata = RuleMetadata {
    id: Cow::Borrowed("failing-rule"),
    summary: Cow::Borrowed("a rule that fails on one file"),
    category: Category::Security,
    severity: Severity::Low,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: Cow::Borrowed("1.0.0"),
    page: Cow::Borrowed("# failing-rule"),
};

impl FileRule for Failing {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, _: FileId, file: &ProjectFile, check: &mut Check) {
        check.subject();
        assert!(file.path.as_str() != "app/odd.py", "the rule does not expect this file");
    }
}

#[test]
fn a_rule_that_panics_could_not_judge_and_the_others_do() {
    let files = MemoryFileSystem::new()
        .with("app/odd.py", "PASSWORD = \"blerg-4711\"\n")
        .with("app/even.py", "x = 1\n");
    let audit = shipworthy::auditor()
        .rule(Rule::File(Box::new(Failing)))
        .build()
        .unwrap()
        .audit(&files)
        .unwrap();

    let check = audit.checks.iter().find(|check| check.rule == "failing-rule").unwrap();
    assert_eq!(check.result, CheckResult::Unknown);
    assert_eq!(&*check.reason, "the rule failed on app/odd.py: this is a fault of the rule");
    assert!(audit.findings.iter().any(|finding| finding.rule == "hardcoded-secret"));
}

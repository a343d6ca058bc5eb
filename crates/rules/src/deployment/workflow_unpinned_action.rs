use std::collections::BTreeSet;

use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use crate::text;

const HELP: &str = "Pin it to the full hash of a commit, with the version as a comment.";

/// Finds actions of strangers that are not pinned to a commit.
pub(crate) struct WorkflowUnpinnedAction;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("workflow-unpinned-action"),
    summary: text("an action of a third party that is not pinned to a commit"),
    category: Category::Deployment,
    severity: Severity::Low,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("workflow-unpinned-action.md")),
};

impl FileRule for WorkflowUnpinnedAction {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        let mut known = BTreeSet::new();
        let jobs = file.facts.workflows.iter().flat_map(|workflow| &workflow.jobs);
        for step in jobs.flat_map(|job| &job.steps).filter(|step| !step.uses.is_empty()) {
            check.subject();
            let Some((action, severity)) = unpinned(&step.uses) else { continue };
            if known.insert(action) {
                let what = format!("`{}` may be another program tomorrow", step.uses);
                let finding = Finding::new(Place { file: id, span: step.span }, what);
                check.report(finding.severity(severity).subject(action).help(HELP));
            }
        }
    }
}

/// The action that may change under its reference, and how bad that is.
fn unpinned(uses: &str) -> Option<(&str, Severity)> {
    let (action, reference) = uses.split_once('@').unwrap_or((uses, ""));
    let owner = action.split('/').next().unwrap_or_default();
    if action.starts_with(['.', '/'])
        || uses.contains("://")
        || matches!(owner, "actions" | "github")
    {
        return None;
    }
    let is_hash = reference.len() >= 40 && reference.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_version = reference.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit());
    match (is_hash, is_version) {
        (true, _) => None,
        (_, true) => Some((action, Severity::Low)),
        _ => Some((action, Severity::Medium)),
    }
}

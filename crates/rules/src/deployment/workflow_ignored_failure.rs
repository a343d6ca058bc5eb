use shipworthy_core::facts::{WorkflowJob, WorkflowStep};
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use super::pipeline::{ignores_failure, runs_tests, steps};
use crate::text;

const HELP: &str = "Let the step fail; leave out the single tests that cannot pass yet.";

/// Finds tests of a pipeline whose failure is ignored.
pub(crate) struct WorkflowIgnoredFailure;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("workflow-ignored-failure"),
    summary: text("tests in a pipeline whose failure is ignored"),
    category: Category::Deployment,
    severity: Severity::Medium,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("workflow-ignored-failure.md")),
};

impl FileRule for WorkflowIgnoredFailure {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        for (job, step) in steps(file) {
            let tests: Vec<_> = step.commands.iter().filter(|line| runs_tests(line)).collect();
            if tests.is_empty() {
                continue;
            }
            check.subject();
            let ignoring = tests.iter().find(|line| ignores_failure(line));
            if let Some(why) = ignored(job, step, ignoring.is_some()) {
                let span = ignoring.map_or(step.span, |line| line.span);
                let what = format!("the tests of job `{}` cannot fail: {why}", job.name);
                let finding = Finding::new(Place { file: id, span }, what);
                check.report(finding.subject(job.name.clone()).help(HELP));
            }
        }
    }
}

/// Why the failure of a step counts for nothing, if it does.
fn ignored(job: &WorkflowJob, step: &WorkflowStep, by_command: bool) -> Option<&'static str> {
    if by_command {
        Some("the command ignores it")
    } else if step.may_fail {
        Some("the step may fail")
    } else {
        job.may_fail.then_some("the job may fail")
    }
}

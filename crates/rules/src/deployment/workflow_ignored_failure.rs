use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{Project, TestRunIgnored};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};

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

impl ProjectRule for WorkflowIgnoredFailure {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        for run in &project.test_runs {
            check.subject();
            let why = match run.ignored {
                None | Some(TestRunIgnored::NeverStarted) => continue,
                Some(TestRunIgnored::Command) => "the command ignores it",
                Some(TestRunIgnored::Job) => "the job may fail",
                Some(_) => "the step may fail",
            };
            let what = format!("the tests of job `{}` cannot fail: {why}", run.job);
            check.report(Finding::new(run.place, what).subject(run.job.clone()).help(HELP));
        }
    }
}

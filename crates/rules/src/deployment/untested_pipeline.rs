use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{Place, Project, TestRunIgnored};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};

use crate::text;

const HELP: &str = "Add a step that runs the tests, and let it fail.";

/// Finds pipelines that run none of the tests that there are.
pub(crate) struct UntestedPipeline;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("untested-pipeline"),
    summary: text("tests that no pipeline runs"),
    category: Category::Deployment,
    severity: Severity::Medium,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("untested-pipeline.md")),
};

impl ProjectRule for UntestedPipeline {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        let never = Some(TestRunIgnored::NeverStarted);
        if let Some(run) = project.test_runs.iter().find(|run| run.ignored != never) {
            check.attest(run.place, "the pipeline runs the tests");
            return;
        }
        let mut first: Option<(Place, &str)> = None;
        for (id, file) in project.files() {
            for workflow in &file.facts.workflows {
                first.get_or_insert((Place { file: id, span: workflow.span }, file.path.as_str()));
            }
        }
        let Some((place, path)) = first.filter(|_| project.tests.functions > 0) else { return };
        let what = format!("no job of the pipeline runs the {} tests", project.tests.functions);
        check.report(Finding::new(place, what).subject(path).help(HELP));
    }
}

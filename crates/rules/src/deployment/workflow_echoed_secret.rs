use shipworthy_core::facts::CommandLine;
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};
use shipworthy_core::source::Text;

use crate::text;

const HELP: &str =
    "Hand the secret over by the environment or by standard input, and print nothing of it.";

/// Finds steps that print secrets.
pub(crate) struct WorkflowEchoedSecret;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("workflow-echoed-secret"),
    summary: text("a step of a pipeline that prints a secret"),
    category: Category::Deployment,
    severity: Severity::High,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("workflow-echoed-secret.md")),
};

impl FileRule for WorkflowEchoedSecret {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        let jobs = file.facts.workflows.iter().flat_map(|workflow| &workflow.jobs);
        for (job, step) in jobs.flat_map(|job| job.steps.iter().map(move |step| (job, step))) {
            for line in &step.commands {
                check.subject();
                if prints_secret(line) {
                    let what = format!("job `{}` prints a secret into its log", job.name);
                    let finding = Finding::new(Place { file: id, span: line.span }, what);
                    check.report(finding.subject(job.name.clone()).help(HELP));
                }
            }
        }
    }
}

/// Whether the words hold an expression of the pipeline that is a secret; a text may speak of secrets.
fn names_secret(words: &[Text]) -> bool {
    let text = words.join(" ");
    text.split("${{").skip(1).any(|rest| {
        rest.split("}}").next().is_some_and(|expression| expression.contains("secrets."))
    })
}

/// Whether a command prints a secret to where everybody looks: to no file and no other program.
fn prints_secret(line: &CommandLine) -> bool {
    let words = &line.words;
    let mut start = 0;
    while start < words.len() {
        let end = words[start..]
            .iter()
            .position(|word| matches!(word.as_str(), "&&" | "||" | ";" | "|" | "&"))
            .map_or(words.len(), |length| start + length);
        let command = &words[start..end];
        let prints = command.first().is_some_and(|word| matches!(word.as_str(), "echo" | "printf"));
        let secret = names_secret(command);
        let redirected = command.iter().any(|word| word.starts_with('>') || word.starts_with("1>"));
        let piped = words.get(end).is_some_and(|word| *word == "|");
        let to = words.get(end + 1).map_or("", |word| word.as_str());
        let encoded = matches!(to, "base64" | "rev" | "tee" | "xxd") && {
            let rest = &words[end + 1..];
            !rest.iter().any(|word| *word == "|" || word.starts_with('>'))
        };
        if prints && secret && !redirected && (!piped || encoded) {
            return true;
        }
        start = end + 1;
    }
    false
}

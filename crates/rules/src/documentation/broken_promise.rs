use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{KeptState, Project};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};

use crate::text;

/// Finds statements of documents that the facts speak against.
pub(crate) struct BrokenPromise;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("broken-promise"),
    summary: text("a document promises what the repository does not hold"),
    category: Category::Documentation,
    severity: Severity::Medium,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("broken-promise.md")),
};

impl ProjectRule for BrokenPromise {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        for promise in &project.promises {
            let (severity, weight) = match (promise.kept, promise.subject.as_str()) {
                // What cannot be told says nothing about the others.
                (KeptState::Unknown, _) => continue,
                (KeptState::Yes, _) => {
                    check.subject();
                    continue;
                }
                (KeptState::Partly, _) => (Severity::Info, 30),
                // A path or a command that is not there costs a reader minutes.
                (_, "path" | "link" | "command" | "port") => (Severity::Low, 40),
                _ => (Severity::Medium, 35),
            };
            let mut finding = Finding::new(
                promise.place,
                message(promise.evidence.first().map(|it| &*it.what), &promise.text),
            )
            .subject(promise.text.clone())
            .severity(severity)
            .signal("document-states-it", 40)
            .signal("facts-speak-against-it", weight)
            .help("Keep the promise, or take it out of the document.");
            for evidence in promise.evidence.iter().filter(|it| it.place != promise.place) {
                finding = finding.related(evidence.place, evidence.what.clone());
            }
            check.report(finding);
        }
    }
}

fn message(why: Option<&str>, text: &str) -> String {
    match why {
        Some(why) => format!("promised: \"{text}\"; {why}"),
        None => format!("promised: \"{text}\"; nothing bears it out"),
    }
}

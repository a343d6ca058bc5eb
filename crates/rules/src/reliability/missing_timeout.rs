use shipworthy_core::facts::Timeout;
use shipworthy_core::finding::{Effort, Severity};
use shipworthy_core::project::{FileId, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use crate::{sites, text};

/// Finds calls over the network that may wait for ever.
pub(crate) struct MissingTimeout;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("missing-timeout"),
    summary: text("an outbound call without time limit"),
    category: Category::Reliability,
    severity: Severity::Medium,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("missing-timeout.md")),
};

impl FileRule for MissingTimeout {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        for call in &file.facts.outbound {
            let message = match call.timeout {
                Timeout::Missing => format!("`{}` waits for ever if nobody answers", call.client),
                Timeout::Off => format!("the time limit of `{}` is switched off", call.client),
                Timeout::Given | Timeout::LibraryDefault => {
                    check.subject();
                    continue;
                }
                Timeout::Unknown => {
                    check.unknown("whether some outbound calls have a time limit cannot be seen");
                    continue;
                }
            };
            check.report(
                sites::at(id, call.span, message)
                    .subject(sites::holder(file, call.function))
                    .severity(sites::by_role(file, METADATA.severity))
                    .signal("leaves-the-process", 50)
                    .signal("no-time-limit", 45)
                    .help("Give the call or its client a time limit in seconds."),
            );
        }
    }
}

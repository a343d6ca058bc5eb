use shipworthy_core::facts::Declaration;
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use crate::text;

const HELP: &str = "Remove the line.";

/// Finds the `version` of Compose files, which nothing reads any more.
pub(crate) struct ComposeObsoleteVersion;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("compose-obsolete-version"),
    summary: text("a `version` in a Compose file"),
    category: Category::Deployment,
    severity: Severity::Info,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("compose-obsolete-version.md")),
};

impl FileRule for ComposeObsoleteVersion {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        for declaration in &file.facts.declarations {
            let Declaration::Setting { key, span, .. } = declaration else { continue };
            if key == "compose.version" {
                let finding = Finding::new(
                    Place { file: id, span: *span },
                    "`version` of a Compose file is obsolete and ignored",
                );
                check.report(finding.help(HELP));
            }
        }
        for _ in &file.facts.containers {
            check.subject();
        }
    }
}

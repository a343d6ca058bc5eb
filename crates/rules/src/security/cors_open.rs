use shipworthy_core::facts::SettingKind;
use shipworthy_core::finding::{Effort, Severity};
use shipworthy_core::project::{FileId, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use crate::{sites, text};

/// Finds services that let every origin call them.
pub(crate) struct CorsOpen;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("cors-open"),
    summary: text("every origin may call the service from a browser"),
    category: Category::Security,
    severity: Severity::Medium,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("cors-open.md")),
};

impl FileRule for CorsOpen {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        let help = "List the origins that may call the service.";
        sites::check_settings(id, file, SettingKind::Cors, METADATA.severity, help, check);
    }
}

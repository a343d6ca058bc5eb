use shipworthy_core::facts::SettingKind;
use shipworthy_core::finding::{Effort, Severity};
use shipworthy_core::project::{FileId, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use crate::{sites, text};

/// Finds debug modes that are switched on in the code.
pub(crate) struct DebugEnabled;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("debug-enabled"),
    summary: text("debug mode switched on in the code"),
    category: Category::Configuration,
    severity: Severity::Medium,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("debug-enabled.md")),
};

impl FileRule for DebugEnabled {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        let help = "Read the switch from the environment and let it be off where nothing is set.";
        sites::check_settings(id, file, SettingKind::Debug, METADATA.severity, help, check);
    }
}

use shipworthy_core::facts::SettingKind;
use shipworthy_core::finding::{Effort, Severity};
use shipworthy_core::project::{FileId, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use crate::{sites, text};

/// Finds servers that listen on every interface.
pub(crate) struct BindAllInterfaces;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("bind-all-interfaces"),
    summary: text("a server that listens on every interface"),
    category: Category::Configuration,
    severity: Severity::Low,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("bind-all-interfaces.md")),
};

impl FileRule for BindAllInterfaces {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        let help = "Take the address from the configuration, and listen on one interface where no container decides.";
        sites::check_settings(id, file, SettingKind::Bind, METADATA.severity, help, check);
    }
}

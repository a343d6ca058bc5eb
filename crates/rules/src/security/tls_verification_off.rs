use shipworthy_core::facts::SettingKind;
use shipworthy_core::finding::{Effort, Severity};
use shipworthy_core::project::{FileId, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use crate::{sites, text};

/// Finds connections that accept any certificate.
pub(crate) struct TlsVerificationOff;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("tls-verification-off"),
    summary: text("a connection that accepts any certificate"),
    category: Category::Security,
    severity: Severity::High,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("tls-verification-off.md")),
};

impl FileRule for TlsVerificationOff {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        let help =
            "Verify certificates; for a private authority give its certificate to the client.";
        sites::check_settings(
            id,
            file,
            SettingKind::TlsVerification,
            METADATA.severity,
            help,
            check,
        );
    }
}

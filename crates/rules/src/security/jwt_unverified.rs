use shipworthy_core::facts::SettingKind;
use shipworthy_core::finding::{Effort, Severity};
use shipworthy_core::project::{FileId, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use crate::{sites, text};

/// Finds tokens that are read without verifying their signature.
pub(crate) struct JwtUnverified;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("jwt-unverified"),
    summary: text("a token read without verifying its signature"),
    category: Category::Security,
    severity: Severity::High,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("jwt-unverified.md")),
};

/// Functions that verify a token, as the libraries call them.
const VERIFIERS: &[&str] = &["verify", "verifyAsync", "jwtVerify", "compactVerify"];

impl FileRule for JwtUnverified {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        let help = "Verify the signature with a key and a fixed list of algorithms.";
        // Reading the issuer first, to choose the key that verifies, is usual where both stand together.
        let settings = &file.facts.settings;
        let mut settings = settings.iter().filter(|it| it.kind == SettingKind::JwtVerification);
        if settings.clone().next().is_none() {
            return;
        }
        let verifies = settings.any(|setting| setting.insecure == Some(false))
            || file.facts.calls.iter().any(|call| VERIFIERS.contains(&call.callee.last()));
        let severity = if verifies { Severity::Medium } else { METADATA.severity };
        sites::check_settings(id, file, SettingKind::JwtVerification, severity, help, check);
    }
}

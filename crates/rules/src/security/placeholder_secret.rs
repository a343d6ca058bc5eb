use shipworthy_core::facts::SecretKind;
use shipworthy_core::finding::{Effort, Severity};
use shipworthy_core::project::{FileId, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use crate::{sites, text};

/// Finds stand-ins where a credential belongs.
pub(crate) struct PlaceholderSecret;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("placeholder-secret"),
    summary: text("a stand-in where a credential belongs"),
    category: Category::Security,
    severity: Severity::Medium,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("placeholder-secret.md")),
};

impl FileRule for PlaceholderSecret {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        let is_example = sites::is_example(file);
        for site in sites::secrets(file, SecretKind::Placeholder, check) {
            // What asks to be replaced belongs into an example; what works as it is does not.
            if is_example && site.detector == "stand-in" {
                continue;
            }
            let severity = match site.detector.as_str() {
                "key" | "key-argument" => Severity::Medium,
                _ => Severity::Low,
            };
            let named =
                if site.name.is_empty() { String::new() } else { format!(" in `{}`", site.name) };
            let what = match is_example {
                true => "a default credential stands in an example, and works for who copies it",
                false => "a stand-in for a credential is written out",
            };
            check.report(
                sites::at(id, site.span, format!("{what}{named}"))
                    .subject(site.name.clone())
                    .severity(sites::by_role(file, severity))
                    .signal("place-of-a-credential", 45)
                    .signal("value-of-a-stand-in", 30)
                    .help(
                        "Take the credential from the environment, and stop where it is missing.",
                    ),
            );
        }
    }
}

use shipworthy_core::facts::SecretKind;
use shipworthy_core::finding::{Effort, Severity};
use shipworthy_core::project::{FileId, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};
use shipworthy_core::secrets::is_for_others;

use crate::{sites, text};

/// Finds credentials that the program falls back on where the environment sets none.
pub(crate) struct DefaultSecret;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("default-secret"),
    summary: text("a credential as the default of an environment read"),
    category: Category::Security,
    severity: Severity::High,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("default-secret.md")),
};

impl FileRule for DefaultSecret {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        for site in sites::secrets(file, SecretKind::Default, check) {
            // A value drawn at random was given out by somebody.
            let opens = site.detector.as_str() == "random-default" || !is_for_others(&site.name);
            let severity = if opens { METADATA.severity } else { Severity::Medium };
            check.report(
                sites::at(id, site.span, format!("`{}` has a credential as its default", site.name))
                    .subject(site.name.clone())
                    .severity(sites::by_environment(file, site.span, severity))
                    .signal("name-of-a-credential", 50)
                    .signal("written-default", 35)
                    .help("Give it no default: a service that starts with a public secret is worse than one that does not start."),
            );
        }
    }
}

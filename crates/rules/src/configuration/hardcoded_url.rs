use shipworthy_core::facts::UrlKind;
use shipworthy_core::finding::{Effort, Severity};
use shipworthy_core::project::{FileId, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use crate::{sites, text};

/// Finds addresses of this machine or a private network that production code falls back on or calls.
pub(crate) struct HardcodedUrl;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("hardcoded-url"),
    summary: text("localhost or a private address in production code"),
    category: Category::Configuration,
    severity: Severity::Low,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("hardcoded-url.md")),
};

impl FileRule for HardcodedUrl {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        for site in &file.facts.urls {
            let what = match site.kind {
                UrlKind::Loopback => "this machine",
                UrlKind::Private => "a private network",
                UrlKind::Neighbour | UrlKind::Public => {
                    check.subject();
                    continue;
                }
            };
            let (message, severity) = if site.is_default {
                let named = if site.name.is_empty() {
                    "the address".to_owned()
                } else {
                    format!("`{}`", site.name)
                };
                (format!("{named} falls back on {what}"), Severity::Medium)
            } else {
                (format!("an address of {what} is written out"), Severity::Low)
            };
            let finding = sites::at(id, site.span, message)
                .subject(site.name.clone())
                .severity(sites::by_role(file, severity))
                .signal("address-of-no-server", 55)
                .help("Require the address from the environment: where it is missing, the service must say so.");
            check.report(if site.is_default {
                finding.signal("as-a-default", 30)
            } else {
                finding
            });
        }
    }
}

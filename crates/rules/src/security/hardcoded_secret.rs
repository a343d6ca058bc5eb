use shipworthy_core::facts::{SecretKind, SecretSite};
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};
use shipworthy_core::source::Span;

use crate::{sites, text};

/// Finds credentials written in the code.
pub(crate) struct HardcodedSecret;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("hardcoded-secret"),
    summary: text("a credential written in the code"),
    category: Category::Security,
    severity: Severity::High,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("hardcoded-secret.md")),
};

impl FileRule for HardcodedSecret {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        for site in sites::secrets(file, SecretKind::Literal, check) {
            check.report(
                finding(id, site)
                    .subject(site.name.clone())
                    .severity(sites::by_environment(file, site.span, severity(file, site)))
                    .help("Take it from the environment or a secret store, and replace it: whoever has the repository has it."),
            );
        }
    }
}

fn finding(id: FileId, site: &SecretSite) -> Finding {
    let named = if site.name.is_empty() { String::new() } else { format!(" in `{}`", site.name) };
    match site.detector.as_str() {
        "password" => sites::at(id, site.span, format!("a password is written out{named}"))
            .signal("name-of-a-password", 60)
            .signal("constant-value", 15),
        "key" => sites::at(id, site.span, format!("a key is written out{named}"))
            .signal("name-of-a-key", 50)
            .signal("constant-value", 15),
        "key-argument" => sites::at(id, site.span, "a key or a password is written out")
            .signal("used-as-a-key", 70)
            .signal("constant-value", 15),
        "random-value" => sites::at(id, site.span, format!("a credential is written out{named}"))
            .signal("name-of-a-credential", 50)
            .signal("random-value", 35),
        "url-password" => {
            sites::at(id, site.span, format!("a password is written in a URL{named}"))
                .signal("password-in-a-url", 80)
        }
        format => {
            let words = format.replace('-', " ");
            sites::at(
                id,
                site.span,
                format!("what is written here{named} has the form of a credential: {words}"),
            )
            .signal("token-format", 90)
        }
    }
}

/// Whether a comment beside a value or right above it says that it is none to keep.
fn is_called_public(file: &ProjectFile, span: Span) -> bool {
    const SAID: &[&str] = &[
        "not a secret",
        "not actually a secret",
        "not confidential",
        "not really a secret",
        "not secret",
        "not sensitive",
        "public by design",
        "safe to commit",
    ];
    let lines = &file.facts.lines;
    let line = lines.line(span.start);
    let comments = &file.facts.comments;
    let from = comments.partition_point(|it| lines.line(it.span.start) + 1 < line);
    let near = comments[from..].iter().take_while(|it| lines.line(it.span.start) <= line);
    near.map(|it| it.text.to_lowercase()).any(|text| SAID.iter().any(|said| text.contains(said)))
}

fn severity(file: &ProjectFile, site: &SecretSite) -> Severity {
    let active = sites::is_active(file);
    match site.detector.as_str() {
        _ if is_called_public(file, site.span) => Severity::Low,
        // A pipeline starts the servers that its tests ask, and an example is there to be replaced.
        "password" | "url-password"
            if file.path.as_str().starts_with(".github/") || sites::is_example(file) =>
        {
            Severity::Low
        }
        // A word may be a credential; and keys for browsers, test systems and expired sessions leak less.
        "key" | "google-api-key" | "stripe-test-key" | "json-web-token" => Severity::Medium,
        "password" | "key-argument" | "random-value" | "url-password" => Severity::High,
        _ if active => Severity::Blocker,
        _ => Severity::High,
    }
}

use shipworthy_core::facts::{Call, FileFacts, Root};
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::naming::words;
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};
use shipworthy_core::source::Role;

use super::evidence::{invents_by_purpose, is_looked_at, is_of_a_library, is_random_by_purpose};
use super::names::makes_invented;
use crate::{sites, text};

/// Finds demo or mock parts that production code puts to use.
pub(crate) struct DemoCode;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("demo-code"),
    summary: text("demo or mock parts put to use by production code"),
    category: Category::Authenticity,
    severity: Severity::High,
    effort: Effort::Medium,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("demo-code.md")),
};

impl FileRule for DemoCode {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        if !is_looked_at(file)
            || is_random_by_purpose(file)
            || ["mock", "fake", "demo"].iter().any(|word| invents_by_purpose(file, word))
        {
            return;
        }
        let facts = &file.facts;
        for call in &facts.calls {
            let inside = call.function.and_then(|at| facts.functions.get(at as usize));
            if !makes_a_stand_in(file, call) || inside.is_some_and(|it| is_for_show(&it.name)) {
                continue;
            }
            let gated = is_gated(facts, call);
            let name = call.callee.last().to_owned();
            let mut finding = Finding::new(
                Place { file: id, span: call.span },
                format!("production code puts `{name}` to use"),
            )
            .subject(name)
            .signal("named-as-a-stand-in", 45)
            .help("Use the real part, and keep stand-ins in the tests.");
            if matches!(call.callee.root, Root::Import(..) | Root::Module | Root::Receiver) {
                finding = finding.signal("defined-in-the-project-or-imported", 15);
            }
            if gated {
                finding = finding.signal("behind-a-switch", -25);
            }
            finding = finding.severity(severity(file));
            if finding.confidence() >= 50 {
                check.report(finding);
            }
        }
        if !facts.calls.is_empty() {
            check.subject();
        }
    }
}

/// How grave it is where the file stands: what is not known to run hurts nobody yet.
fn severity(file: &ProjectFile) -> Severity {
    match file.role {
        Role::Production if sites::is_active(file) => METADATA.severity,
        Role::Production => Severity::Medium,
        _ => Severity::Low,
    }
}

/// Whether a call makes an object of a class that calls itself a stand-in, or fetches data from a function that does.
fn makes_a_stand_in(file: &ProjectFile, call: &Call) -> bool {
    let name = call.callee.last();
    if call.callee.path.starts_with("unittest.") {
        return false;
    }
    if name.starts_with(|c: char| c.is_ascii_uppercase()) {
        if !name.starts_with(['M', 'F', 'D', 'S']) {
            return false;
        }
        let words = words(name);
        // A library's `DummyCookieJar` is its way to say: none.
        if words.first().is_some_and(|word| word == "dummy") && is_of_a_library(file, &call.callee)
        {
            return false;
        }
        return words.len() > 1
            && words.first().is_some_and(|word| {
                matches!(
                    word.as_str(),
                    "mock" | "fake" | "dummy" | "demo" | "stub" | "simulated" | "mocked"
                )
            });
    }
    makes_invented(name)
}

/// Whether a function of this name needs something to show or to try out: a sample, a preview, the check of a template.
fn is_for_show(name: &str) -> bool {
    makes_invented(name)
        || words(name).iter().any(|word| {
            matches!(
                word.as_str(),
                "example"
                    | "preview"
                    | "sample"
                    | "samples"
                    | "check"
                    | "validate"
                    | "verify"
                    | "monkeypatch"
                    | "patch"
                    | "patches"
            )
        })
}

/// Whether only a development or test switch leads there.
fn is_gated(facts: &FileFacts, call: &Call) -> bool {
    let Some(function) = call.function.and_then(|at| facts.functions.get(at as usize)) else {
        return false;
    };
    function.exits.iter().filter(|exit| exit.span.contains(call.span)).any(|exit| {
        exit.conditional
            && exit.conditions.iter().any(|name| {
                words(name).iter().any(|word| {
                    matches!(
                        word.as_str(),
                        "debug"
                            | "dev"
                            | "development"
                            | "test"
                            | "testing"
                            | "mock"
                            | "demo"
                            | "use"
                            | "env"
                            | "environment"
                    )
                })
            })
    })
}

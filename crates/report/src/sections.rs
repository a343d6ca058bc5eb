//! What the reports have in common: what is said, in which order, before it is dressed.

use std::collections::BTreeMap;

use shipworthy_core::audit::{Audit, AuditFinding, AuditRoute, FileStatus};
use shipworthy_core::finding::Severity;
use shipworthy_core::policy::Decision;
use shipworthy_core::project::{
    CapabilityStatus, DependencyStatus, KeptState, Protection, ServiceUse,
};

/// Findings that count, worst first, and the others.
pub(crate) struct Findings<'a> {
    pub(crate) active: Vec<&'a AuditFinding>,
    pub(crate) inactive: Vec<&'a AuditFinding>,
}

impl<'a> Findings<'a> {
    pub(crate) fn of(audit: &'a Audit) -> Self {
        let (mut active, mut inactive): (Vec<_>, Vec<_>) =
            audit.findings.iter().partition(|finding| finding.counts());
        for list in [&mut active, &mut inactive] {
            list.sort_by(|a, b| {
                b.severity.cmp(&a.severity).then_with(|| b.confidence.cmp(&a.confidence))
            });
        }
        Self { active, inactive }
    }
}

/// The word for a severity.
pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocker => "blocker",
        Severity::High => "high",
        Severity::Medium => "medium",
        Severity::Low => "low",
        Severity::Info => "info",
    }
}

/// How many findings of each severity there are, worst first: `2 blocker, 3 high`.
pub(crate) fn tally(findings: &[&AuditFinding]) -> String {
    let mut counts: BTreeMap<Severity, usize> = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding.severity).or_default() += 1;
    }
    if counts.is_empty() {
        return "none".to_owned();
    }
    counts
        .iter()
        .rev()
        .map(|(level, count)| format!("{count} {}", severity(*level)))
        .collect::<Vec<_>>()
        .join(", ")
}

/// How far routes are protected, as one sentence.
pub(crate) fn routes(routes: &[AuditRoute]) -> Option<String> {
    let total = routes.len();
    if total == 0 {
        return None;
    }
    let count = |state: Protection| routes.iter().filter(|route| route.protection == state).count();
    let mut text = format!(
        "Guards that can refuse a caller reach {} of {total} routes",
        count(Protection::Guarded)
    );
    let rest: Vec<String> = [
        (Protection::Unguarded, "have no guard"),
        (Protection::Optional, "let anonymous callers through"),
        (Protection::Unknown, "could not be told"),
    ]
    .into_iter()
    .filter_map(|(state, what)| match count(state) {
        0 => None,
        n => Some(format!("{n} {what}")),
    })
    .collect();
    if !rest.is_empty() {
        text.push_str("; ");
        text.push_str(&rest.join(", "));
    }
    text.push('.');
    Some(text)
}

/// What the other ledgers say against the project, a sentence each.
pub(crate) fn ledgers(audit: &Audit) -> Vec<String> {
    let unused = audit.services.iter().filter(|it| it.usage == ServiceUse::Unused);
    let services: Vec<&str> = unused.map(|it| it.name.as_str()).collect();
    let unwired = audit.capabilities.iter().filter(|it| it.status == CapabilityStatus::Present);
    let capabilities: Vec<String> = unwired.map(|it| it.name.replace('_', " ")).collect();
    let packages = |status| audit.dependencies.iter().filter(|it| it.status == status).count();
    let broken = audit.promises.iter().filter(|it| it.kept == KeptState::No).count();
    [
        (services.len(), format!("Services that nothing uses: {}.", services.join(", "))),
        (
            capabilities.len(),
            format!("Built and attached to nothing: {}.", capabilities.join(", ")),
        ),
        (
            packages(DependencyStatus::Unused) + packages(DependencyStatus::Undeclared),
            format!(
                "Packages: {} unused, {} undeclared.",
                packages(DependencyStatus::Unused),
                packages(DependencyStatus::Undeclared)
            ),
        ),
        (
            broken,
            format!("Promises in documents: {broken} of {} are broken.", audit.promises.len()),
        ),
    ]
    .into_iter()
    .filter_map(|(count, sentence)| (count > 0).then_some(sentence))
    .collect()
}

/// The decision in capitals.
pub(crate) fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::Ready => "READY",
        Decision::NotReady => "NOT READY",
        Decision::Undecided => "UNDECIDED",
        _ => "NOTHING ANALYSED",
    }
}

/// The word for a protection.
pub(crate) fn protection(protection: Protection) -> &'static str {
    match protection {
        Protection::Guarded => "guarded",
        Protection::Optional => "optional",
        Protection::Unguarded => "unguarded",
        Protection::Unknown => "unknown",
    }
}

/// The guards of a route, in order, with what each does.
pub(crate) fn guards(route: &AuditRoute) -> String {
    let mut names: Vec<String> = route
        .guards
        .iter()
        .map(|guard| format!("{} ({})", guard.name, words(&guard.class)))
        .collect();
    // A guard that stands on the router and on the handler is told once.
    names.dedup();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// The word of the output contract for a value.
pub(crate) fn words<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(|text| text.replace('_', " ")))
        .unwrap_or_default()
}

/// What was not looked at: files that were skipped or read in part, with the reason, and how many files of which kind nothing reads.
pub(crate) fn not_looked_at(audit: &Audit) -> (Vec<String>, Vec<String>) {
    let mut files = Vec::new();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for file in &audit.coverage.files {
        match file.status {
            FileStatus::Parsed => {}
            FileStatus::Partial | FileStatus::Skipped => {
                let how =
                    if file.status == FileStatus::Partial { "read in part" } else { "not read" };
                files.push(format!(
                    "{}: {how}, {}",
                    file.file,
                    file.reason.as_deref().unwrap_or("no reason given")
                ));
            }
            FileStatus::Unsupported => {
                let kind = match (file.language.as_str(), file.file.extension()) {
                    ("", "") => "without extension".to_owned(),
                    ("", extension) => format!(".{extension}"),
                    (language, _) => language.to_owned(),
                };
                *kinds.entry(kind).or_default() += 1;
            }
        }
    }
    (files, kinds.into_iter().map(|(kind, count)| format!("{kind} ({count})")).collect())
}

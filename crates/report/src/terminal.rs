use std::fmt::Write;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use shipworthy_core::audit::{Audit, AuditFinding};
use shipworthy_core::finding::Severity;
use shipworthy_core::policy::CriterionStatus;

use crate::score::{category_interval, interval};
use crate::sections::{Findings, decision, ledgers, not_looked_at, routes, severity, tally, words};

/// How many entry points are named.
const MOST_ENTRY_POINTS: usize = 6;

/// How a terminal report looks.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct TerminalOptions {
    /// Whether colours are used.
    pub colors: bool,
    /// How many findings are shown with their source; the others are counted. 0 shows all.
    pub most: usize,
}

impl Default for TerminalOptions {
    fn default() -> Self {
        Self { colors: false, most: 40 }
    }
}

impl TerminalOptions {
    /// Options with colours, or without.
    #[must_use]
    pub fn with_colors(self, colors: bool) -> Self {
        Self { colors, ..self }
    }

    /// Options that show so many findings with their source; 0 shows all.
    #[must_use]
    pub fn with_most(self, most: usize) -> Self {
        Self { most, ..self }
    }
}

/// The audit as text for a terminal: findings with their source, active ones first, then the decision.
pub fn terminal(audit: &Audit, options: &TerminalOptions) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write(&mut out, audit, options);
    out
}

fn write(out: &mut String, audit: &Audit, options: &TerminalOptions) -> std::fmt::Result {
    let renderer = if options.colors { Renderer::styled() } else { Renderer::plain() };
    let findings = Findings::of(audit);
    let most = if options.most == 0 { usize::MAX } else { options.most };
    entry_points(out, audit)?;
    for finding in findings.active.iter().take(most) {
        writeln!(out, "{}\n", renderer.render(&report(finding)))?;
    }
    if findings.active.len() > most {
        writeln!(out, "… and {} more active findings\n", findings.active.len() - most)?;
    }
    if !findings.inactive.is_empty() {
        writeln!(out, "Not active, listed apart ({}):", tally(&findings.inactive))?;
        for finding in findings.inactive.iter().take(most) {
            writeln!(
                out,
                "  {}:{}  {}  {}",
                finding.file, finding.line, finding.rule, finding.message
            )?;
        }
        if findings.inactive.len() > most {
            writeln!(out, "  … and {} more", findings.inactive.len() - most)?;
        }
        writeln!(out)?;
    }
    summary(out, audit, &findings)
}

/// A finding as a diagnostic. The excerpt's text is redacted already.
fn report(finding: &AuditFinding) -> Vec<Group<'_>> {
    let level = match finding.severity {
        Severity::Blocker | Severity::High => Level::ERROR,
        Severity::Medium => Level::WARNING,
        Severity::Low => Level::NOTE,
        Severity::Info => Level::INFO,
    };
    let title = level
        .with_name(severity(finding.severity))
        .primary_title(finding.message.as_str())
        .id(finding.rule.as_str());
    let mut group = match finding.excerpt.lines.first() {
        Some(first) => {
            let source: String =
                finding.excerpt.lines.iter().map(|line| format!("{}\n", line.text)).collect();
            let start = byte_of_column(&first.text, finding.column);
            let end = if finding.end_line == finding.line {
                byte_of_column(&first.text, finding.end_column).max(start + 1)
            } else {
                first.text.len()
            };
            let end = end.min(first.text.len()).max(start);
            title.element(
                Snippet::source(source)
                    .line_start(first.line as usize)
                    .path(finding.file.as_str())
                    .annotation(AnnotationKind::Primary.span(start..end)),
            )
        }
        None => title.element(
            annotate_snippets::Origin::path(finding.file.as_str()).line(finding.line as usize),
        ),
    };
    let why: Vec<String> = finding
        .signals
        .iter()
        .map(|signal| format!("{} {:+}", signal.name.replace('-', " "), signal.weight))
        .collect();
    if !why.is_empty() {
        group = group.element(Level::NOTE.with_name("why").message(format!(
            "{} % sure: {}",
            finding.confidence,
            why.join(", ")
        )));
    }
    for related in finding.related.iter().take(4) {
        group = group.element(
            Level::NOTE.message(format!("{}:{} {}", related.file, related.line, related.what)),
        );
    }
    if !finding.help.is_empty() {
        group = group.element(Level::HELP.message(finding.help.as_str()));
    }
    vec![group]
}

/// The byte at a column that counts characters from 1.
fn byte_of_column(text: &str, column: u32) -> usize {
    text.char_indices().nth(column.saturating_sub(1) as usize).map_or(text.len(), |(at, _)| at)
}

/// What is taken to run comes first: all that is said of activity stands on it.
fn entry_points(out: &mut String, audit: &Audit) -> std::fmt::Result {
    let deployed: Vec<_> = audit.entry_points.iter().filter(|entry| entry.deployed).collect();
    for entry in deployed.iter().take(MOST_ENTRY_POINTS) {
        if entry.is_stated() {
            writeln!(out, "Entry point: {} ({})", entry.file, entry.kind)?;
            continue;
        }
        writeln!(
            out,
            "Entry point: {} ({}, {}:{})",
            entry.file, entry.kind, entry.declared_in.file, entry.declared_in.line
        )?;
    }
    match deployed.len() {
        0 => Ok(()),
        n if n > MOST_ENTRY_POINTS => writeln!(out, "… and {} more\n", n - MOST_ENTRY_POINTS),
        _ => writeln!(out),
    }
}

fn summary(out: &mut String, audit: &Audit, findings: &Findings<'_>) -> std::fmt::Result {
    let totals = &audit.coverage.totals;
    writeln!(
        out,
        "Looked at {} of {} files, {} lines.",
        totals.parsed + totals.partial,
        totals.files,
        totals.lines
    )?;
    for sentence in routes(&audit.routes).into_iter().chain(ledgers(audit)) {
        writeln!(out, "{sentence}")?;
    }
    writeln!(out, "Active findings: {}.", tally(&findings.active))?;
    let (files, kinds) = not_looked_at(audit);
    if !files.is_empty() {
        writeln!(out, "Not read as a whole: {} files.", files.len())?;
    }
    if !kinds.is_empty() {
        writeln!(out, "Kinds of files that nothing reads: {}.", kinds.join(", "))?;
    }
    let scores = &audit.scorecard;
    writeln!(
        out,
        "\nScore: {}; with accepted exceptions {}.",
        interval(scores.strict.total, scores.strict.withheld.as_deref()),
        interval(scores.accepted.total, scores.accepted.withheld.as_deref())
    )?;
    for category in &scores.strict.categories {
        let cap = if category.cap.is_some() { ", capped by a blocker" } else { "" };
        writeln!(
            out,
            "  {:<15} {}{cap}",
            category.name.name().replace('_', " "),
            category_interval(category)
        )?;
    }
    writeln!(
        out,
        "\n{} for the profile {}",
        decision(audit.verdict.decision),
        audit.verdict.profile
    )?;
    for criterion in audit.verdict.matrix.iter().filter(|criterion| {
        criterion.required
            && criterion.status != CriterionStatus::Met
            && criterion.status != CriterionStatus::NotApplicable
    }) {
        writeln!(
            out,
            "  {}: {} ({})",
            criterion.criterion,
            words(&criterion.status),
            criterion.evidence
        )?;
    }
    for step in audit.verdict.roadmap.iter().take(5) {
        writeln!(
            out,
            "  next: {} (+{} points, blockers gone: {})",
            step.step, step.gain, step.unlocks
        )?;
    }
    Ok(())
}

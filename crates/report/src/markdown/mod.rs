//! The audit as a Markdown document.

mod findings;
mod ledgers;
mod marks;

use std::collections::BTreeMap;
use std::fmt::{Result, Write};

use shipworthy_core::audit::Audit;
use shipworthy_core::rule::CheckResult;

use self::marks::{capital, cell, code, text};
use crate::score::{category_interval, interval};
use crate::sections::{Findings, decision, not_looked_at, tally, words};

/// The audit as Markdown, to be sent round in a team.
pub fn markdown(audit: &Audit) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write(&mut out, audit);
    out
}

fn write(out: &mut String, audit: &Audit) -> Result {
    let findings = Findings::of(audit);
    writeln!(out, "# Shipworthy audit\n")?;
    headline(out, audit)?;
    ledgers::entry_points(out, audit)?;
    verdict(out, audit)?;
    scores(out, audit)?;
    ledgers::route_ledger(out, audit)?;
    ledgers::capabilities(out, audit)?;
    ledgers::services(out, audit)?;
    ledgers::dependencies(out, audit)?;
    ledgers::promises(out, audit)?;
    writeln!(out, "## Findings in active code\n\n{}.\n", capital(&tally(&findings.active)))?;
    findings::by_category(out, &findings.active)?;
    if !findings.inactive.is_empty() {
        writeln!(
            out,
            "## Findings in code that does not run in production\n\nThey do not block: {}.\n",
            tally(&findings.inactive)
        )?;
        writeln!(out, "| Place | Rule | What | Role | Activity |\n|---|---|---|---|---|")?;
        for finding in &findings.inactive {
            writeln!(
                out,
                "| {} | {} | {} | {} | {} |",
                code(&format!("{}:{}", finding.file, finding.line)),
                code(&finding.rule),
                cell(&finding.message),
                words(&finding.role),
                words(&finding.activity)
            )?;
        }
        writeln!(out)?;
    }
    ledgers::environment(out, audit)?;
    ledgers::tests(out, audit)?;
    done_right(out, audit)?;
    ledger(out, audit)?;
    writeln!(
        out,
        "---\n\nMade by {} {}, rubric {}.",
        audit.tool.name, audit.tool.version, audit.tool.rubric_version
    )
}

fn headline(out: &mut String, audit: &Audit) -> Result {
    let verdict = &audit.verdict;
    writeln!(
        out,
        "**{}** for the profile {}. Score {}.\n",
        decision(verdict.decision),
        verdict.profile,
        interval(audit.scorecard.strict.total, audit.scorecard.strict.withheld.as_deref())
    )
}

fn verdict(out: &mut String, audit: &Audit) -> Result {
    let verdict = &audit.verdict;
    if !verdict.blockers.is_empty() {
        writeln!(out, "## Blockers\n")?;
        for blocker in &verdict.blockers {
            writeln!(
                out,
                "- {} {} ({})",
                code(&format!("{}:{}", blocker.file, blocker.line)),
                text(&blocker.message),
                code(&blocker.rule)
            )?;
        }
        writeln!(out)?;
    }
    writeln!(
        out,
        "## What is required\n\n| Criterion | Status | Required | Blocks | Evidence |\n|---|---|---|---|---|"
    )?;
    for criterion in &verdict.matrix {
        let yes = |value: bool| if value { "yes" } else { "no" };
        writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            cell(&criterion.criterion),
            words(&criterion.status),
            yes(criterion.required),
            yes(criterion.blocks),
            cell(&criterion.evidence)
        )?;
    }
    writeln!(out)?;
    if !verdict.roadmap.is_empty() {
        writeln!(
            out,
            "## What to do first\n\n| Step | Blockers gone | Points gained | Effort |\n|---|---|---|---|"
        )?;
        for step in &verdict.roadmap {
            writeln!(
                out,
                "| {} | {} | {} | {} |",
                cell(&step.step),
                step.unlocks,
                step.gain,
                words(&step.effort)
            )?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn scores(out: &mut String, audit: &Audit) -> Result {
    let card = &audit.scorecard;
    writeln!(out, "## Scores\n")?;
    writeln!(
        out,
        "Strict {}, with accepted exceptions {}. {} % of the findings that count are waived, {} % of the files are excluded.\n",
        interval(card.strict.total, card.strict.withheld.as_deref()),
        interval(card.accepted.total, card.accepted.withheld.as_deref()),
        card.waived_share,
        card.excluded_share
    )?;
    writeln!(out, "| Category | Score | What it lacks |\n|---|---|---|")?;
    for category in &card.strict.categories {
        let reasons: Vec<String> = category
            .reasons
            .iter()
            .map(|reason| {
                let name = if reason.rule.is_empty() {
                    text(&reason.what)
                } else {
                    format!("{} ({})", code(&reason.rule), reason.what)
                };
                format!(
                    "{} {name}{}",
                    reason.points,
                    if reason.possible { " at worst" } else { "" }
                )
            })
            .collect();
        writeln!(
            out,
            "| {} | {} | {} |",
            category.name.name().replace('_', " "),
            category_interval(category),
            reasons.join("; ")
        )?;
    }
    for category in &card.strict.not_applicable {
        writeln!(out, "| {} | nothing to look at | |", category.name().replace('_', " "))?;
    }
    writeln!(out)
}

fn done_right(out: &mut String, audit: &Audit) -> Result {
    let passed: Vec<_> =
        audit.checks.iter().filter(|check| check.result == CheckResult::Pass).collect();
    if audit.attestations.is_empty() && passed.is_empty() {
        return Ok(());
    }
    writeln!(out, "## What is right\n")?;
    let mut by_message: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for attestation in &audit.attestations {
        by_message
            .entry((&attestation.rule, &attestation.message))
            .or_default()
            .push(format!("{}:{}", attestation.file, attestation.line));
    }
    for ((rule, message), places) in &by_message {
        let shown: Vec<String> = places.iter().take(3).map(|place| code(place)).collect();
        let more = if places.len() > 3 {
            format!(" and {} more", places.len() - 3)
        } else {
            String::new()
        };
        writeln!(out, "- {} ({}): {}{more}", text(message), code(rule), shown.join(", "))?;
    }
    for check in passed {
        writeln!(out, "- {}: {}", code(&check.rule), text(&check.reason))?;
    }
    writeln!(out)
}

fn ledger(out: &mut String, audit: &Audit) -> Result {
    let totals = &audit.coverage.totals;
    writeln!(out, "## What was looked at, and what was not\n")?;
    writeln!(
        out,
        "{} files: {} read, {} read in part, {} not read, {} of kinds that nothing reads. {} lines were read.\n",
        totals.files,
        totals.parsed,
        totals.partial,
        totals.skipped,
        totals.unsupported,
        totals.lines
    )?;
    let (files, kinds) = not_looked_at(audit);
    for line in files.iter().take(50) {
        writeln!(out, "- {}", text(line))?;
    }
    if files.len() > 50 {
        writeln!(out, "- and {} more", files.len() - 50)?;
    }
    if !files.is_empty() {
        writeln!(out)?;
    }
    if !kinds.is_empty() {
        writeln!(out, "Kinds that nothing reads: {}.\n", text(&kinds.join(", ")))?;
    }
    let unknown: Vec<_> =
        audit.checks.iter().filter(|check| check.result == CheckResult::Unknown).collect();
    if !unknown.is_empty() {
        writeln!(out, "Checks that could not be decided:\n")?;
        for check in unknown {
            writeln!(out, "- {}: {}", code(&check.rule), text(&check.reason))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

use std::collections::BTreeMap;
use std::fmt::{Result, Write};

use shipworthy_core::audit::{Audit, AuditFinding};
use shipworthy_core::project::Protection;
use shipworthy_core::rule::{Category, CheckResult};

use crate::score::{category_interval, interval};
use crate::sections::{
    Findings, decision, guards, not_looked_at, protection, routes, severity, tally, words,
};

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
    verdict(out, audit)?;
    scores(out, audit)?;
    entry_points(out, audit)?;
    route_ledger(out, audit)?;
    writeln!(out, "## Findings in active code\n\n{}.\n", capital(&tally(&findings.active)))?;
    by_category(out, &findings.active)?;
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
    environment(out, audit)?;
    done_right(out, audit)?;
    ledger(out, audit)?;
    writeln!(
        out,
        "---\n\nMade by {} {}, rubric {}.",
        audit.tool.name, audit.tool.version, audit.tool.rubric_version
    )
}

fn verdict(out: &mut String, audit: &Audit) -> Result {
    let verdict = &audit.verdict;
    writeln!(
        out,
        "**{}** for the profile {}. Score {}.\n",
        decision(verdict.decision),
        verdict.profile,
        interval(audit.scorecard.strict.total, audit.scorecard.strict.withheld.as_deref())
    )?;
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

fn entry_points(out: &mut String, audit: &Audit) -> Result {
    writeln!(out, "## What runs\n")?;
    if audit.entry_points.is_empty() {
        return writeln!(
            out,
            "No entry point was found, so that it cannot be told which files run in production.\n"
        );
    }
    writeln!(out, "| Entry point | Kind | Declared in | Deployed |\n|---|---|---|---|")?;
    for entry in &audit.entry_points {
        let declared = format!("{}:{}", entry.declared_in.file, entry.declared_in.line);
        writeln!(
            out,
            "| {} | {} | {} | {} |",
            code(entry.file.as_str()),
            cell(&entry.kind),
            code(&declared),
            if entry.deployed { "yes" } else { "no" }
        )?;
    }
    writeln!(out)
}

fn route_ledger(out: &mut String, audit: &Audit) -> Result {
    let Some(sentence) = routes(&audit.routes) else { return Ok(()) };
    writeln!(out, "## Routes and their guards\n\n{sentence}\n")?;
    writeln!(out, "| Route | Handler | Protection | Guards, in order |\n|---|---|---|---|")?;
    let mut rows: Vec<_> = audit.routes.iter().collect();
    // Open routes are what a reader looks for.
    rows.sort_by_key(|route| match route.protection {
        Protection::Unguarded => 0,
        Protection::Unknown => 1,
        Protection::Optional => 2,
        Protection::Guarded => 3,
    });
    for route in rows {
        let handler = format!("{}:{}", route.file, route.line);
        writeln!(
            out,
            "| {} | {} {} | {} | {} |",
            code(&format!("{} {}", route.method, route.path)),
            code(&route.handler),
            code(&handler),
            protection(route.protection),
            cell(&guards(route))
        )?;
    }
    writeln!(out)
}

fn by_category(out: &mut String, findings: &[&AuditFinding]) -> Result {
    for category in Category::ALL {
        let here: Vec<_> = findings.iter().filter(|finding| finding.category == category).collect();
        if here.is_empty() {
            continue;
        }
        writeln!(out, "### {}\n", capital(&category.name().replace('_', " ")))?;
        for finding in here {
            one(out, finding)?;
        }
    }
    Ok(())
}

fn one(out: &mut String, finding: &AuditFinding) -> Result {
    writeln!(
        out,
        "**{}** — {} ({}, {} % sure)\n",
        capital(severity(finding.severity)),
        text(&finding.message),
        code(&finding.rule),
        finding.confidence
    )?;
    writeln!(out, "{}\n", code(&format!("{}:{}", finding.file, finding.line)))?;
    if !finding.excerpt.lines.is_empty() {
        let lines: Vec<&str> =
            finding.excerpt.lines.iter().map(|line| line.text.as_str()).collect();
        let fence = fence(&lines);
        writeln!(out, "{fence}text\n{}\n{fence}\n", lines.join("\n"))?;
    }
    let why: Vec<String> = finding
        .signals
        .iter()
        .map(|signal| format!("{} ({:+})", signal.name.replace('-', " "), signal.weight))
        .collect();
    if !why.is_empty() {
        writeln!(out, "Why: {}.\n", why.join(", "))?;
    }
    for related in &finding.related {
        writeln!(
            out,
            "- {} {}",
            code(&format!("{}:{}", related.file, related.line)),
            text(&related.what)
        )?;
    }
    if !finding.related.is_empty() {
        writeln!(out)?;
    }
    if !finding.help.is_empty() {
        writeln!(out, "What to do: {} Effort: {}.\n", text(&finding.help), words(&finding.effort))?;
    }
    Ok(())
}

fn environment(out: &mut String, audit: &Audit) -> Result {
    let undocumented: Vec<_> = audit
        .environment
        .iter()
        .filter(|variable| !variable.reads.is_empty() && variable.documented.is_empty())
        .collect();
    let read = audit.environment.iter().filter(|variable| !variable.reads.is_empty()).count();
    if read == 0 {
        return Ok(());
    }
    writeln!(
        out,
        "## Environment\n\n{read} variables are read, {} of them documented nowhere.\n",
        undocumented.len()
    )?;
    for variable in &undocumented {
        if let Some(first) = variable.reads.first() {
            writeln!(
                out,
                "- {} read at {}",
                code(&variable.name),
                code(&format!("{}:{}", first.file, first.line))
            )?;
        }
    }
    if undocumented.is_empty() { Ok(()) } else { writeln!(out) }
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

/// A text with the marks of Markdown and HTML made harmless.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    for c in text.chars() {
        match c {
            '`' => {
                in_code = !in_code;
                out.push(c);
            }
            '<' if !in_code => out.push_str("&lt;"),
            '\\' | '*' | '_' | '[' | ']' | '#' if !in_code => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    // An open code span would swallow what follows.
    if in_code { out.replace('`', "\\`") } else { out }
}

/// A text in a cell of a table.
fn cell(value: &str) -> String {
    text(value).replace('|', "\\|")
}

/// A text as code, whatever back-ticks it has, safe in a table too.
fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ").replace('|', "\\|");
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// A fence that is longer than any in the lines.
fn fence(lines: &[&str]) -> String {
    let longest = lines
        .iter()
        .map(|line| {
            line.chars()
                .take_while(|c| *c == '`')
                .count()
                .max(line.trim_start().chars().take_while(|c| *c == '`').count())
        })
        .max()
        .unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_in_texts_are_harmless() {
        assert_eq!(text("a *b* `c_d` <i> x_y"), "a \\*b\\* `c_d` &lt;i> x\\_y");
        assert_eq!(cell("a|b"), "a\\|b");
        assert_eq!(code("a`b"), "`` a`b ``");
        assert_eq!(fence(&["````x"]), "`````");
    }
}

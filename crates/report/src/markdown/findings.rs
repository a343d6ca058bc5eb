//! The findings, each with its evidence.

use std::fmt::{Result, Write};

use shipworthy_core::audit::AuditFinding;
use shipworthy_core::rule::Category;

use super::marks::{capital, code, fence, text};
use crate::sections::{severity, words};

pub(super) fn by_category(out: &mut String, findings: &[&AuditFinding]) -> Result {
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

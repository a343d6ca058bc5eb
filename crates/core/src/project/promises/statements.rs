//! Which statements of a document claim something, and who judges them.

use super::facts::Known;
use super::{Page, capabilities, containers, figures, plans, ports, routes, states, technologies};
use crate::facts::{Statement, StatementForm};

/// Judges what a document states.
pub(super) fn judge(page: &mut Page<'_>, known: &mut Known<'_>) {
    let document = page.document;
    for heading in document.headings.iter().filter(|it| it.text.contains('/')) {
        // `### GET /users` heads what is said of the route.
        if !page.is_planned(heading.span) {
            let form = StatementForm::Entry;
            let text = heading.text.clone();
            routes::judge(page, &Statement { text, form, ticked: None, span: heading.span });
        }
    }
    let mut context = String::new();
    // The sentences in front of a list.
    let mut lead = String::new();
    for statement in &document.statements {
        let lower = statement.text.to_lowercase();
        if statement.form == StatementForm::Sentence {
            // `Ports used:` speaks for the list behind it.
            let before = std::mem::take(&mut lead);
            let before = before.rsplit(". ").next().unwrap_or_default();
            lead = format!("{before} {lower}");
            context = if lower.trim_end().ends_with(':') { lower.clone() } else { String::new() };
        }
        if statement.ticked == Some(false) || page.is_planned(statement.span) {
            continue;
        }
        if statement.form != StatementForm::Sentence {
            routes::judge(page, statement);
        }
        if statement.form == StatementForm::Entry {
            containers::judge(page, known, statement, &lead);
            // An entry may lead to a list of its own.
            if lower.trim_end().ends_with(':') {
                lead.clone_from(&lower);
            }
        }
        figures::tests(page, known, statement, &lower);
        ports::judge(page, known, statement, &lower, &context);
        if plans::is_hedged(&lower) && !lower.contains("100%") {
            continue;
        }
        if statement.form == StatementForm::Entry && plans::takes_back(&context) {
            continue;
        }
        figures::endpoints(page, statement, &lower);
        states::judge(page, known, statement, &lower);
        if is_claim(page, statement, &lower) {
            capabilities::judge(page, known, statement, &lower);
            capabilities::pipeline(page, known, statement, &lower);
            technologies::judge(page, known, statement, &lower);
            technologies::package(page, known, statement, &lower);
            capabilities::scheduled(page, known, statement, &lower);
        }
        technologies::built_of(page, known, statement, &lower);
    }
}

/// Whether a statement lists what the program has.
fn is_claim(page: &Page<'_>, statement: &Statement, lower: &str) -> bool {
    match statement.form {
        StatementForm::Sentence => false,
        StatementForm::Entry | StatementForm::Row => {
            let listed = page.heading_has(
                statement.span,
                &[
                    "architecture",
                    "backend",
                    "built with",
                    "capabilit",
                    "ci/cd",
                    "complete",
                    "component",
                    "database",
                    "devops",
                    "feature",
                    "highlight",
                    "implemented",
                    "included",
                    "infrastructure",
                    "integration",
                    "key ",
                    "monitoring",
                    "observability",
                    "overview",
                    "pipeline",
                    "production",
                    "quality",
                    "reliability",
                    "scalab",
                    "security",
                    "service",
                    "stack",
                    "status",
                    "technolog",
                    "testing",
                    "what",
                ],
            );
            (statement.ticked == Some(true) || listed) && !is_instruction(lower)
        }
    }
}

/// Whether an entry tells the reader what to do, at once or behind what it is for: `Monitoring: add Grafana`.
pub(super) fn is_instruction(lower: &str) -> bool {
    lower.split(": ").take(2).any(begins_with_instruction)
}

fn begins_with_instruction(part: &str) -> bool {
    let first = part.trim_start_matches(|c: char| !c.is_alphanumeric()).split_whitespace().next();
    matches!(
        first,
        Some(
            "add"
                | "avoid"
                | "change"
                | "check"
                | "choose"
                | "clone"
                | "configure"
                | "copy"
                | "create"
                | "deploy"
                | "disable"
                | "download"
                | "enable"
                | "ensure"
                | "follow"
                | "get"
                | "install"
                | "make"
                | "open"
                | "replace"
                | "review"
                | "rotate"
                | "run"
                | "select"
                | "set"
                | "start"
                | "switch"
                | "update"
                | "upgrade"
                | "use"
                | "verify"
                | "visit"
        )
    )
}

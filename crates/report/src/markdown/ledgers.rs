//! The ledgers: what runs, its routes, and what stands around the code.

use std::fmt::{Result, Write};

use shipworthy_core::audit::{Audit, AuditEvidence};
use shipworthy_core::project::{
    CapabilityStatus, DependencyStatus, KeptState, Protection, ServiceUse,
};

use super::marks::{cell, code};
use crate::sections::{guards, protection, routes, words};

/// How many rows of a ledger are written out; the rest is counted.
const MOST_ROWS: usize = 100;

pub(super) fn entry_points(out: &mut String, audit: &Audit) -> Result {
    writeln!(out, "## What runs\n")?;
    if audit.entry_points.is_empty() {
        return writeln!(
            out,
            "No entry point was found, so that it cannot be told which files run in production.\n"
        );
    }
    writeln!(out, "| Entry point | Kind | Declared in | Deployed |\n|---|---|---|---|")?;
    for entry in &audit.entry_points {
        let declared = match entry.is_stated() {
            true => "configuration".to_owned(),
            false => code(&format!("{}:{}", entry.declared_in.file, entry.declared_in.line)),
        };
        writeln!(
            out,
            "| {} | {} | {} | {} |",
            code(entry.file.as_str()),
            cell(&entry.kind),
            declared,
            if entry.deployed { "yes" } else { "no" }
        )?;
    }
    writeln!(out)
}

pub(super) fn route_ledger(out: &mut String, audit: &Audit) -> Result {
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

pub(super) fn environment(out: &mut String, audit: &Audit) -> Result {
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

/// The services beside the code, unused ones first.
pub(super) fn services(out: &mut String, audit: &Audit) -> Result {
    if audit.services.is_empty() {
        return Ok(());
    }
    let mut rows: Vec<_> = audit.services.iter().collect();
    rows.sort_by_key(|service| match service.usage {
        ServiceUse::Unused => 0,
        ServiceUse::Configured => 1,
        ServiceUse::Unknown => 2,
        ServiceUse::Used => 3,
    });
    writeln!(out, "## Services\n\n| Service | Image | Use | Evidence |\n|---|---|---|---|")?;
    for service in rows.iter().take(MOST_ROWS) {
        let profiles = match service.profiles.len() {
            0 => String::new(),
            _ => format!(" (profile {})", service.profiles.join(", ")),
        };
        writeln!(
            out,
            "| {}{} {} | {} | {} | {} |",
            cell(&service.name),
            cell(&profiles),
            place(service.file.as_str(), service.line),
            cell(if service.image.is_empty() { &service.technology } else { &service.image }),
            words(&service.usage),
            evidence(&service.evidence)
        )?;
    }
    more(out, rows.len())
}

/// The packages: how many are used, and the ones that are not or that nothing declares.
pub(super) fn dependencies(out: &mut String, audit: &Audit) -> Result {
    if audit.dependencies.is_empty() {
        return Ok(());
    }
    let count = |status| audit.dependencies.iter().filter(|it| it.status == status).count();
    writeln!(
        out,
        "## Dependencies\n\n{} packages: {} used, {} unused, {} undeclared, {} could not be told.\n",
        audit.dependencies.len(),
        count(DependencyStatus::Used),
        count(DependencyStatus::Unused),
        count(DependencyStatus::Undeclared),
        count(DependencyStatus::Unknown)
    )?;
    let rows: Vec<_> = audit
        .dependencies
        .iter()
        .filter(|it| matches!(it.status, DependencyStatus::Unused | DependencyStatus::Undeclared))
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "| Package | Status | Where | Group |\n|---|---|---|---|")?;
    for package in rows.iter().take(MOST_ROWS) {
        writeln!(
            out,
            "| {} | {} | {} | {} |",
            cell(&package.name),
            words(&package.status),
            place(package.manifest.as_str(), package.line),
            cell(&package.scope)
        )?;
    }
    more(out, rows.len())
}

/// What production services need, and how far each thing goes.
pub(super) fn capabilities(out: &mut String, audit: &Audit) -> Result {
    if audit.capabilities.is_empty() {
        return Ok(());
    }
    let mut rows: Vec<_> = audit.capabilities.iter().collect();
    rows.sort_by_key(|capability| match capability.status {
        CapabilityStatus::Present => 0,
        CapabilityStatus::Wired => 1,
        CapabilityStatus::Unknown => 2,
        CapabilityStatus::Absent => 3,
    });
    writeln!(out, "## Capabilities\n\n| Capability | Status | Evidence |\n|---|---|---|")?;
    for capability in rows {
        let status = match capability.status {
            CapabilityStatus::Present => "present, attached to nothing".to_owned(),
            status => words(&status),
        };
        writeln!(
            out,
            "| {} | {status} | {} |",
            cell(&capability.name.replace('_', " ")),
            evidence(&capability.evidence)
        )?;
    }
    writeln!(out)
}

/// What documents promise and the code does not bear out.
pub(super) fn promises(out: &mut String, audit: &Audit) -> Result {
    if audit.promises.is_empty() {
        return Ok(());
    }
    let count = |kept| audit.promises.iter().filter(|it| it.kept == kept).count();
    writeln!(
        out,
        "## Promises in documents\n\n{} statements were held against the code: {} kept, {} kept in part, {} broken, {} could not be told.\n",
        audit.promises.len(),
        count(KeptState::Yes),
        count(KeptState::Partly),
        count(KeptState::No),
        count(KeptState::Unknown)
    )?;
    let rows: Vec<_> = audit
        .promises
        .iter()
        .filter(|it| matches!(it.kept, KeptState::No | KeptState::Partly))
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "| Where | What it says | Kept | Evidence |\n|---|---|---|---|")?;
    for promise in rows.iter().take(MOST_ROWS) {
        writeln!(
            out,
            "| {} | {} | {} | {} |",
            place(promise.file.as_str(), promise.line),
            cell(&promise.text),
            words(&promise.kept),
            evidence(&promise.evidence)
        )?;
    }
    more(out, rows.len())
}

/// The tests, counted by kind.
pub(super) fn tests(out: &mut String, audit: &Audit) -> Result {
    let tests = &audit.tests;
    if tests.files == 0 {
        return Ok(());
    }
    let kinds: Vec<String> = [
        (tests.by_kind.unit, "unit"),
        (tests.by_kind.integration, "integration"),
        (tests.by_kind.e2e, "end to end"),
        (tests.by_kind.load, "load"),
        (tests.by_kind.unknown, "of unknown kind"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, kind)| format!("{count} {kind}"))
    .collect();
    let kinds = if kinds.is_empty() { String::new() } else { format!(": {}", kinds.join(", ")) };
    writeln!(out, "## Tests\n\n{} tests in {} files{kinds}.\n", tests.functions, tests.files)
}

/// A place as code.
fn place(file: &str, line: u32) -> String {
    code(&format!("{file}:{line}"))
}

/// The first pieces of evidence for a cell of a table.
fn evidence(evidence: &[AuditEvidence]) -> String {
    let shown: Vec<String> = evidence
        .iter()
        .take(3)
        .map(|it| format!("{} {}", cell(&it.what), place(it.file.as_str(), it.line)))
        .collect();
    let more = match evidence.len().saturating_sub(3) {
        0 => String::new(),
        n => format!("; and {n} more"),
    };
    format!("{}{more}", shown.join("; "))
}

/// Ends a table, and says how many rows were left out.
fn more(out: &mut String, rows: usize) -> Result {
    if rows > MOST_ROWS {
        writeln!(out, "\nand {} more", rows - MOST_ROWS)?;
    }
    writeln!(out)
}

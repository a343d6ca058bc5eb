use shipworthy_core::code::FunctionKind;
use shipworthy_core::facts::{ExitKind, Function, Stub, Value};
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use super::evidence::{
    Remark, does_no_work, ignores_parameters, is_declaration, is_looked_at, opens_as_stand_in,
    remark_on, remarks,
};
use super::names::{brings_data, gives_label};
use super::phrases::Telling;
use crate::text;

/// Finds functions without a body that does something.
pub(crate) struct StubFunction;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("stub-function"),
    summary: text("an empty or not-implemented body on a production path"),
    category: Category::Authenticity,
    severity: Severity::Medium,
    effort: Effort::Large,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("stub-function.md")),
};

impl FileRule for StubFunction {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        if !is_looked_at(file) {
            return;
        }
        let remarks = remarks(&file.facts);
        let stand_in = opens_as_stand_in(&file.facts);
        for (at, function) in file.facts.functions.iter().enumerate() {
            if is_declaration(&file.facts, function)
                || function.kind == FunctionKind::Lambda && function.name.is_empty()
            {
                continue;
            }
            check.subject();
            let remark = remark_on(file, &remarks, at);
            let mut signals = signals(function, remark);
            if stand_in && !signals.is_empty() {
                signals.push(("file-says-so", 30));
            }
            if signals.iter().map(|(_, weight)| i32::from(*weight)).sum::<i32>() < 50 {
                continue;
            }
            let what = match function.body.stub {
                Some(Stub::NotImplemented) => "is not implemented",
                Some(Stub::OnlyLogs) => "only writes a log",
                Some(Stub::Empty) => "has an empty body",
                None => "always answers with nothing",
            };
            let mut finding = Finding::new(
                Place { file: id, span: function.definition },
                format!("`{}` {what}", function.qualified),
            )
            .subject(function.qualified.clone())
            .help("Implement it, or remove it together with its callers.");
            for (name, weight) in signals {
                finding = finding.signal(name, weight);
            }
            check.report(finding);
        }
    }
}

fn signals(function: &Function, remark: Option<Remark>) -> Vec<(&'static str, i8)> {
    let mut signals = Vec::new();
    match function.body.stub {
        Some(Stub::NotImplemented) => signals.push(("raises-not-implemented", 45)),
        Some(Stub::Empty) => signals.push(("empty-body", 25)),
        Some(Stub::OnlyLogs) => signals.push(("only-logs", 20)),
        None if returns_nothing_always(function) => {
            signals.push(("returns-nothing-always", 20));
            if function.body.branches == 0 && ignores_parameters(function) {
                signals.push(("ignores-its-parameters", 15));
            }
            if brings_data(&function.name) && !gives_label(&function.name) && function.is_async {
                signals.push(("named-as-bringing-data", 10));
            }
        }
        None => return signals,
    }
    match remark.map(|remark| remark.level) {
        Some(Telling::Strong) => signals.push(("remark-says-so", 45)),
        Some(Telling::Weak) => signals.push(("remark-hints", 30)),
        None => {}
    }
    signals
}

/// Whether nothing but an empty literal is ever returned, and no work is done for it.
fn returns_nothing_always(function: &Function) -> bool {
    let mut returns = function.exits.iter().filter(|exit| exit.kind == ExitKind::Return).peekable();
    does_no_work(function)
        && !function.body.mutates
        && !function.is_generator
        && returns.peek().is_some()
        && returns.all(|exit| {
            matches!(exit.value, Value::Null | Value::Bool(_)) || exit.value.is_empty_literal()
        })
        && function.exits.iter().all(|exit| exit.kind == ExitKind::Return)
        && function.exits.len() == 1
}

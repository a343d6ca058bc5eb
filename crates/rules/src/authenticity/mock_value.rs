use shipworthy_core::facts::{Binding, BindingKind, Effect, Value};
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::naming::is_constant;
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use super::evidence::{Remark, invents_by_purpose, is_looked_at, remarks};
use super::names::{
    gives_label, is_called_invented, is_decoration, is_measured, is_outcome, is_random_by_nature,
    names_invented,
};
use super::phrases::Telling;
use super::records::{holds_entities, signs_of_invention};
use crate::text;

/// Finds invented values inside otherwise real code.
pub(crate) struct MockValue;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("mock-value"),
    summary: text("an invented value inside otherwise real code"),
    category: Category::Authenticity,
    severity: Severity::Medium,
    effort: Effort::Medium,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("mock-value.md")),
};

impl FileRule for MockValue {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        if !is_looked_at(file) {
            return;
        }
        let remarks = remarks(&file.facts);
        let mut last_line = 0;
        for binding in &file.facts.bindings {
            check.subject();
            let remark = remark_on(file, &remarks, binding);
            let signals = signals(file, binding, remark);
            if signals.iter().map(|(_, weight)| i32::from(*weight)).sum::<i32>() < 50 {
                continue;
            }
            let line = file.facts.lines.line(binding.span.start);
            if line == last_line {
                continue;
            }
            last_line = line;
            let mut finding = Finding::new(
                Place { file: id, span: binding.span },
                message(binding),
            )
            .subject(binding.name.clone())
            .help("Measure or look up the value. Where it cannot be had, say that it is missing.");
            for (name, weight) in signals {
                finding = finding.signal(name, weight);
            }
            check.report(finding);
        }
    }
}

/// A remark on the line of a binding, or alone on the line above it.
fn remark_on(file: &ProjectFile, remarks: &[Remark], binding: &Binding) -> Option<Remark> {
    let lines = &file.facts.lines;
    let (first, last) =
        (lines.line(binding.span.start), lines.line(binding.span.end.saturating_sub(1)));
    let from =
        remarks.partition_point(|remark| lines.line(remark.span.end.saturating_sub(1)) + 1 < first);
    remarks[from..]
        .iter()
        .take_while(|remark| lines.line(remark.span.start) <= last)
        .filter(|remark| {
            if remark.trailing {
                lines.line(remark.span.start) >= first
            } else {
                lines.line(remark.span.start) <= first
            }
        })
        .filter(|remark| !invents_by_purpose(file, remark.phrase))
        .max_by_key(|remark| remark.level)
        .copied()
}

fn signals(
    file: &ProjectFile,
    binding: &Binding,
    remark: Option<Remark>,
) -> Vec<(&'static str, i8)> {
    let mut signals: Vec<(&'static str, i8)> = Vec::new();
    let value = &binding.value;
    let (name, kind) = (binding.name.as_str(), binding.kind);
    // What a name calls invented is, whatever it is made of.
    let made = matches!(value, Value::Computed(_)) && is_called_invented(name);
    let is_data = made || is_data(value);
    let written = is_written(value, 0) || is_data && is_called_invented(name);
    let stands_in = stands_in(binding);
    if !written && !binding.random && !stands_in {
        return signals;
    }
    match remark.map(|remark| remark.level) {
        Some(Telling::Strong) => signals.push(("remark-says-so", 40)),
        Some(Telling::Weak) if is_said_of(binding, remark) => {
            signals.push(("remark-says-so", 50));
        }
        Some(Telling::Weak) => signals.push(("remark-hints", 15)),
        None => {}
    }
    let function = binding.function.and_then(|at| file.facts.functions.get(at as usize));
    if binding.random && shows_random(binding) {
        let in_random_function = function.is_some_and(|it| is_random_by_nature(&it.name));
        if !in_random_function {
            signals.push(("random", if is_measured(name) { 55 } else { 30 }));
        }
    }
    if stands_in {
        signals.push(("falls-back-on-invented-data", 60));
    } else if kind == BindingKind::Default {
        // In capitals stands a setting: what a price or a rate is set to is no measurement.
        if is_measured(name) && is_invented_figure(value) && !is_constant(name) {
            signals.push(("invented-default-for-a-measured-figure", 60));
        }
        if is_outcome(name) && *value == Value::Bool(true) {
            signals.push(("success-is-assumed", 55));
        }
    } else if is_measured(name)
        && is_invented_figure(value)
        && matches!(kind, BindingKind::Entry | BindingKind::Keyword)
    {
        let works = function.is_some_and(|function| {
            function.body.returns_computed || function.body.has(Effect::Io)
        });
        signals.push(("literal-for-a-measured-figure", if works { 35 } else { 20 }));
        if is_fraction(value) {
            signals.push(("exact-fraction", 15));
        }
    }
    if is_called_invented(name)
        && is_data
        && !invents_by_purpose(file, "mock")
        && !invents_by_purpose(file, "sample")
        && !invents_by_purpose(file, "demo")
    {
        signals.push(("named-invented", 45));
        signals.push(("holds-records", 15));
    }
    if matches!(kind, BindingKind::Module | BindingKind::Local | BindingKind::State) {
        signals.extend(signs_of_invention(value));
    }
    // The state of an interface begins empty: what has identity comes from elsewhere.
    if kind == BindingKind::State && holds_entities(value) {
        signals.push(("begins-with-records", 55));
    }
    if signals.is_empty() {
        return signals;
    }
    if remark.is_some() && (is_data || is_invented_figure(value)) && kind != BindingKind::Module {
        signals.push(("holds-a-figure-or-records", 15));
        if kind == BindingKind::State {
            signals.push(("is-shown", 20));
        }
    }
    if gives_label(name) && !is_measured(name) {
        signals.push(("named-as-a-label", -20));
    }
    if binding.overwritten {
        signals.push(("overwritten-later", -40));
    }
    signals
}

/// Whether a random value is shown or handed on as data.
fn shows_random(binding: &Binding) -> bool {
    !is_random_by_nature(&binding.name)
        && !is_decoration(&binding.name)
        && binding.kind != BindingKind::Local
}

/// Whether data that calls itself invented stands in where the real data is missing.
fn stands_in(binding: &Binding) -> bool {
    binding.kind == BindingKind::Default
        && binding.value.as_name().is_some_and(|name| names_invented(name.last()))
}

/// Whether a remark at the end of an entry's own line calls its value invented.
fn is_said_of(binding: &Binding, remark: Option<Remark>) -> bool {
    matches!(binding.kind, BindingKind::Entry | BindingKind::Keyword)
        && remark.is_some_and(|remark| {
            remark.trailing
                && matches!(
                    remark.phrase,
                    "mock" | "fake" | "dummy" | "stub" | "hardcoded" | "hard-coded"
                )
        })
        && matches!(binding.value, Value::Number(_) | Value::List(_))
}

/// Whether a value is written out in the code; a date or a name of the programmer's in it does not matter.
fn is_written(value: &Value, depth: u32) -> bool {
    match value {
        Value::List(items) => items.iter().all(|item| is_written(item, depth + 1)),
        Value::Dict(entries) => entries.iter().all(|(_, value)| is_written(value, depth + 1)),
        Value::Call(call) => depth > 0 && matches!(call.callee.path.as_str(), "Date" | "Date.now"),
        Value::Name(_) | Value::Unknown => depth > 1,
        other => other.is_literal(),
    }
}

/// Whether a literal holds records: a list or dictionary with several entries.
fn is_data(value: &Value) -> bool {
    match value {
        Value::List(items) => {
            items.iter().any(|item| matches!(item, Value::Dict(entries) if entries.len() >= 2))
                || items.len() >= 3
        }
        Value::Dict(entries) => entries.len() >= 2,
        _ => false,
    }
}

/// Whether a number says more than nothing, all or one.
fn is_invented_figure(value: &Value) -> bool {
    match value {
        Value::Number(text) => text.parse::<f64>().is_ok_and(|number| {
            number != 0.0 && number != 1.0 && number != -1.0 && number != 100.0
        }),
        _ => false,
    }
}

fn is_fraction(value: &Value) -> bool {
    matches!(value, Value::Number(text) if text.contains('.'))
}

fn message(binding: &Binding) -> String {
    let name = &binding.name;
    match (&binding.kind, binding.random) {
        (_, true) => format!("`{name}` is a random value shown as data"),
        (BindingKind::Default, _) => format!("a missing `{name}` becomes an invented value"),
        _ => format!("`{name}` is an invented value"),
    }
}

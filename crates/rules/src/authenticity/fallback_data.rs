use shipworthy_core::facts::{
    Binding, BindingKind, Effect, Exit, ExitKind, FileFacts, Function, Handler, HandlerAction,
    Value,
};
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::naming::words;
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};
use shipworthy_core::source::Text;

use super::evidence::{Remark, invents_by_purpose, is_looked_at, remarks};
use super::names::{is_measured, names_invented};
use super::phrases::Telling;
use super::records::signs_of_invention;
use crate::text;

/// Finds errors that are answered with invented or empty data.
pub(crate) struct FallbackData;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("fallback-data"),
    summary: text("an error answered with invented or empty data, as if all were well"),
    category: Category::Authenticity,
    severity: Severity::High,
    effort: Effort::Medium,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("fallback-data.md")),
};

impl FileRule for FallbackData {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        if !is_looked_at(file) {
            return;
        }
        let facts = &file.facts;
        let remarks = remarks(facts);
        for (at, handler) in facts.handlers.iter().enumerate() {
            check.subject();
            let signals = signals(file, handler, at as u32, &remarks);
            if signals.iter().map(|(_, weight)| i32::from(*weight)).sum::<i32>() < 50 {
                continue;
            }
            let name = handler
                .function
                .and_then(|at| facts.functions.get(at as usize))
                .map(|function| function.qualified.clone())
                .unwrap_or_default();
            let invented = signals.iter().any(|(name, _)| {
                matches!(
                    *name,
                    "answers-with-invented-data" | "remark-says-so" | "answers-with-a-figure"
                )
            });
            let message = match (invented, name.is_empty()) {
                (true, true) => "an error is answered with invented data".to_owned(),
                (true, false) => format!("`{name}` answers an error with invented data"),
                (false, true) => "an error is answered as if there were no data".to_owned(),
                (false, false) => format!("`{name}` answers an error as if there were no data"),
            };
            let mut finding = Finding::new(Place { file: id, span: handler.span }, message)
                .subject(name)
                .help("Let the error through, or answer in a way that the caller can tell from real data.");
            if !invented {
                finding = finding.severity(Severity::Medium);
            }
            for (name, weight) in signals {
                finding = finding.signal(name, weight);
            }
            check.report(finding);
        }
        for (function, exit) in invented_exits(facts, &remarks) {
            let name = function.qualified.clone();
            let finding = Finding::new(
                Place { file: id, span: exit.span },
                format!("`{name}` answers with invented data where the real data is missing"),
            )
            .subject(name)
            .signal("remark-says-so", 45)
            .signal("answers-with-a-record", 20)
            .help("Let the caller see that the data is missing.");
            check.report(finding);
        }
    }
}

/// Answers of functions that otherwise work: on a condition they give written records that a remark calls invented.
fn invented_exits<'f>(
    facts: &'f FileFacts,
    remarks: &'f [Remark],
) -> impl Iterator<Item = (&'f Function, &'f Exit)> {
    const NAMES: &[&str] =
        &["dummy", "fake", "fallback mock", "mock", "mock data", "mock fallback", "mock response"];
    let lines = &facts.lines;
    let is_said = |exit: &Exit| {
        let (first, last) = (lines.line(exit.span.start), lines.line(exit.span.end));
        let from = remarks.partition_point(|it| lines.line(it.span.start) + 1 < first);
        remarks[from..]
            .iter()
            .take_while(|it| lines.line(it.span.start) <= last)
            .any(|it| NAMES.contains(&it.phrase))
    };
    let works = |function: &&Function| function.body.returns_computed;
    facts.functions.iter().filter(works).flat_map(move |function| {
        let answers = function.exits.iter().filter(move |exit| {
            is_answer(exit)
                && exit.conditional
                && exit.handler.is_none()
                && (is_record(&exit.value)
                    || holds_records(&exit.value)
                    || holds_figures(&exit.value))
                && is_said(exit)
        });
        answers.map(move |exit| (function, exit))
    })
}

/// Whether a record holds written figures or lists beside what it was given.
fn holds_figures(value: &Value) -> bool {
    matches!(value, Value::Dict(entries)
        if entries.iter().any(|(_, value)| matches!(value, Value::Computed(_) | Value::List(_)) || is_figure(value)))
}

fn signals(
    file: &ProjectFile,
    handler: &Handler,
    at: u32,
    remarks: &[Remark],
) -> Vec<(&'static str, i8)> {
    let facts = &file.facts;
    let mut signals: Vec<(&'static str, i8)> = Vec::new();
    if handler.action == HandlerAction::Raises {
        return signals;
    }
    let function = handler.function.and_then(|function| facts.functions.get(function as usize));
    let answers: Vec<&Value> = match function {
        Some(function) => function
            .exits
            .iter()
            .filter(|exit| exit.handler == Some(at) && is_answer(exit))
            .map(|exit| &exit.value)
            .collect(),
        None => handler.returns.iter().collect(),
    };
    let answers = if answers.is_empty() { handler.returns.iter().collect() } else { answers };
    let set: Vec<&Binding> = set_by(facts, handler).collect();
    let behind = exit_behind(facts, handler);
    let answers: Vec<&Value> =
        answers.into_iter().chain(behind.map(|exit| &exit.value).filter(is_invented)).collect();
    let values: Vec<&Value> =
        answers.iter().copied().chain(set.iter().map(|binding| &binding.value)).collect();

    let about = |remark: &&Remark| {
        handler.span.contains(remark.span)
            || behind.is_some_and(|exit| {
                is_invented(&&exit.value)
                    && (handler.span.end..=exit.span.start).contains(&remark.span.start)
            })
    };
    let said = remarks.iter().filter(about).any(|remark| {
        remark.level == Telling::Strong
            || (remark.level == Telling::Weak
                && matches!(
                    remark.phrase,
                    "mock"
                        | "fake"
                        | "dummy"
                        | "simulation"
                        | "placeholder"
                        | "hardcoded"
                        | "hard-coded"
                ))
    });
    let invented = values.iter().any(|value| is_made_up(value))
        || set.iter().any(|binding| turns_invention_on(binding))
        || set.iter().any(|binding| holds_records(&binding.value))
        || answers.iter().any(|value| holds_measurements(value))
        || calls_invented(file, handler);
    if invented {
        signals.push(("answers-with-invented-data", 55));
    }
    if said && (invented || !values.is_empty() || handler.action == HandlerAction::Recovers) {
        signals.push(("remark-says-so", 45));
    }
    let fetches = handler.tried_effects.contains(&Effect::Io) || awaits(facts, handler);
    let figure = answers.iter().any(|value| is_figure(value));
    let empty = answers.iter().any(|value| is_empty_collection(value));
    let record = answers.iter().any(|value| is_record(value));
    if figure {
        signals.push(("answers-with-a-figure", 30));
    } else if record {
        signals.push(("answers-with-a-record", 30));
    } else if empty {
        signals.push(("answers-with-nothing", 20));
    }
    if signals.is_empty() {
        return signals;
    }
    if fetches {
        signals.push(("the-attempt-fetches-data", 20));
    }
    if handler.types.is_empty()
        || handler.types.iter().any(|name| matches!(name.last(), "Exception" | "BaseException"))
    {
        signals.push(("catches-everything", 10));
    }
    let name = function.map(|function| function.name.as_str()).unwrap_or_default();
    if is_parser(name) || reads_a_body(facts, handler) {
        signals.push(("parses-or-formats", -35));
    }
    if handler.logs && !invented && !said && !figure {
        signals.push(("writes-a-log", -5));
    }
    signals
}

/// What a handler binds or sets, in a promise chain too.
fn set_by<'f>(facts: &'f FileFacts, handler: &Handler) -> impl Iterator<Item = &'f Binding> {
    let span = handler.span;
    let from = facts.bindings.partition_point(|binding| binding.span.start < span.start);
    facts.bindings[from..]
        .iter()
        .take_while(move |binding| binding.span.start < span.end)
        .filter(|binding| !matches!(binding.kind, BindingKind::Entry | BindingKind::Keyword))
        .filter(|binding| !is_wait(&binding.name))
}

/// Whether a name stands for the time until the next attempt, which is random by design.
fn is_wait(name: &str) -> bool {
    words(name).iter().any(|word| {
        matches!(
            word.as_str(),
            "backoff" | "delay" | "interval" | "jitter" | "pause" | "sleep" | "timeout" | "wait"
        )
    })
}

/// The answer behind a handler that lets the function go on after an error.
fn exit_behind<'f>(facts: &'f FileFacts, handler: &Handler) -> Option<&'f Exit> {
    if !matches!(handler.action, HandlerAction::Nothing | HandlerAction::OnlyLogs)
        || handler.chained
    {
        return None;
    }
    let function = facts.functions.get(handler.function? as usize)?;
    function
        .exits
        .iter()
        .find(|exit| exit.span.start >= handler.span.end && is_answer(exit))
        .filter(|exit| !exit.conditional && exit.handler.is_none())
}

/// Whether an answer is made by something that names itself a fallback or invented.
fn is_invented(value: &&Value) -> bool {
    is_made_up(value)
        || matches!(value, Value::Call(call)
            if words(call.callee.last()).iter().any(|word| word == "fallback"))
}

/// Whether figures that must be measured, or what changes by the hour, are written into a record.
fn holds_measurements(value: &Value) -> bool {
    let written = |(key, value): &(Text, Value)| is_measured(key) && is_figure(value);
    is_record(value)
        && (!signs_of_invention(value).is_empty()
            || matches!(value, Value::Dict(entries) if entries.iter().any(written)))
}

/// Whether invention is switched on: `this.mockMode = true`.
fn turns_invention_on(binding: &Binding) -> bool {
    binding.value == Value::Bool(true)
        && words(&binding.name)
            .iter()
            .any(|word| matches!(word.as_str(), "mock" | "mocked" | "demo" | "fake" | "simulated"))
}

/// Whether a list of records is written out.
fn holds_records(value: &Value) -> bool {
    let says_something = |value: &Value| match value {
        Value::Number(text) => text != "0",
        Value::Str(text) => !text.is_empty(),
        _ => false,
    };
    value.items().iter().any(|item| match item {
        Value::Dict(entries) => {
            entries.iter().filter(|(_, value)| says_something(value)).count() >= 2
                && !entries.iter().any(|(_, value)| tells_of_failure(value))
        }
        _ => false,
    })
}

/// Whether a text tells its reader that something went wrong: "Sorry, an error occurred."
fn tells_of_failure(value: &Value) -> bool {
    value.as_str().is_some_and(|text| {
        words(text).iter().any(|word| {
            matches!(
                word.as_str(),
                "again"
                    | "error"
                    | "failed"
                    | "offline"
                    | "sorry"
                    | "unable"
                    | "unavailable"
                    | "wrong"
            )
        })
    })
}

fn is_answer(exit: &Exit) -> bool {
    matches!(exit.kind, ExitKind::Return | ExitKind::Respond)
        && exit.status.is_none_or(|status| status < 400)
}

/// Whether a value is made by something that calls itself invented, or at random.
fn is_made_up(value: &Value) -> bool {
    match value {
        Value::Name(name) => names_invented(name.last()) && !name.last().contains("error"),
        Value::Call(call) => {
            let path = call.callee.path.as_str();
            names_invented(call.callee.last())
                || matches!(path, "float" | "int" | "round" | "Math.round" | "Math.floor")
                    && call.arguments.iter().any(|argument| is_made_up(&argument.value))
                || path.starts_with("random.")
                || path.starts_with("numpy.random.")
                || path == "Math.random"
        }
        Value::Computed(parts) | Value::Choice(parts) => parts.iter().any(is_made_up),
        Value::List(items) => items.iter().any(is_made_up),
        Value::Dict(entries) => entries.iter().any(|(_, value)| is_made_up(value)),
        _ => false,
    }
}

/// Whether the tried code waits for something.
fn awaits(facts: &FileFacts, handler: &Handler) -> bool {
    let from = facts.calls.partition_point(|call| call.span.start < handler.tried.start);
    facts.calls[from..]
        .iter()
        .take_while(|call| call.span.start < handler.tried.end)
        .any(|call| call.awaited)
}

/// Whether the attempt is only to read a body that may be missing: `response.json().catch(() => ({}))`.
fn reads_a_body(facts: &FileFacts, handler: &Handler) -> bool {
    handler.chained
        && facts.calls.iter().any(|call| {
            call.span == handler.tried
                && matches!(call.callee.last(), "json" | "text" | "formData" | "blob")
        })
}

fn calls_invented(file: &ProjectFile, handler: &Handler) -> bool {
    let facts = &file.facts;
    let from = facts.calls.partition_point(|call| call.span.start < handler.span.start);
    facts.calls[from..].iter().take_while(|call| call.span.start < handler.span.end).any(|call| {
        let name = call.callee.last();
        names_invented(name)
            && !words(name)
                .iter()
                .any(|word| matches!(word.as_str(), "error" | "log" | "mockery" | "assert"))
            && !invents_by_purpose(file, &name.to_ascii_lowercase())
    })
}

/// A number that looks like a measurement.
fn is_figure(value: &Value) -> bool {
    matches!(value, Value::Number(text) if text.contains('.') || text.parse::<i64>().is_ok_and(|number| number > 1))
}

fn is_empty_collection(value: &Value) -> bool {
    match value {
        Value::List(items) => items.is_empty(),
        Value::Dict(entries) => entries.is_empty(),
        _ => false,
    }
}

/// A dictionary of literals that does not speak of a failure.
fn is_record(value: &Value) -> bool {
    match value {
        Value::Dict(entries) => {
            entries.len() >= 2
                && entries.iter().all(|(_, value)| value.is_literal() || is_empty_collection(value))
                && !entries.iter().any(|(key, value)| {
                    words(key).iter().any(|word| {
                        matches!(
                            word.as_str(),
                            "error"
                                | "errors"
                                | "detail"
                                | "reason"
                                | "exception"
                                | "warning"
                                | "failed"
                                | "message"
                        )
                    }) || is_status_of_failure(key, value)
                        || says_no(key, value)
                        || value.as_str().is_some_and(|text| {
                            words(text).iter().any(|word| {
                                matches!(
                                    word.as_str(),
                                    "error"
                                        | "failed"
                                        | "unhealthy"
                                        | "down"
                                        | "unknown"
                                        | "unavailable"
                                        | "disconnected"
                                        | "degraded"
                                )
                            })
                        })
                })
        }
        Value::List(items) => items.iter().any(is_record),
        _ => false,
    }
}

/// `allowed: false`, `unavailable: true`.
fn says_no(key: &str, value: &Value) -> bool {
    let no = match key {
        "success" | "ok" | "valid" | "healthy" | "available" | "allowed" | "authorized"
        | "authenticated" | "connected" | "granted" => false,
        "unavailable" | "unhealthy" | "unknown" | "degraded" => true,
        _ => return false,
    };
    *value == Value::Bool(no)
}

/// `status: 404`.
fn is_status_of_failure(key: &str, value: &Value) -> bool {
    matches!(key, "status" | "statusCode" | "status_code" | "code")
        && matches!(value, Value::Number(text)
            if text.parse::<u32>().is_ok_and(|status| (400..600).contains(&status)))
}

fn is_parser(name: &str) -> bool {
    words(name).iter().any(|word| {
        matches!(
            word.as_str(),
            "parse"
                | "format"
                | "decode"
                | "deserialize"
                | "serialize"
                | "json"
                | "token"
                | "convert"
                | "cast"
                | "coerce"
                | "safe"
                | "try"
                | "maybe"
                | "normalize"
                | "extract"
                | "validate"
                | "cached"
                | "cache"
                | "config"
                | "settings"
                | "version"
                | "storage"
                | "optional"
                | "default"
                | "to"
                | "is"
                | "has"
        )
    })
}

//! What functions answer, where it tells an invented result from an honest one.

use shipworthy_core::facts::{Exit, ExitKind, Function, Value};

/// Whether every answer is a refusal: nothing is invented.
pub(super) fn only_refuses(function: &Function) -> bool {
    let mut answers = answers(function).peekable();
    match answers.peek() {
        Some(_) => answers.all(|exit| exit.status.is_some_and(|status| status >= 300)),
        None => function.exits.iter().any(|exit| exit.kind == ExitKind::Raise && !exit.conditional),
    }
}

/// Whether a value is a page for a browser: what it shows is written out by nature.
pub(super) fn is_page(value: &Value) -> bool {
    match value {
        Value::Str(text) => text.trim_start().starts_with('<'),
        Value::Call(call) => {
            call.callee.last() == "HTMLResponse"
                || call.arguments.iter().any(|argument| {
                    argument.value.as_str() == Some("text/html") || is_page(&argument.value)
                })
        }
        _ => false,
    }
}

/// Whether the answer is always one plain yes or no: a switch or a hook that a framework asks.
pub(super) fn answers_yes_or_no(function: &Function) -> bool {
    let mut answers = function.exits.iter().filter(|exit| exit.kind == ExitKind::Return);
    answers.all(|exit| matches!(exit.value, Value::Bool(_) | Value::Null))
}

/// Whether one answer stands for success of what was tried, and another for its failure.
pub(super) fn answers_by_outcome(function: &Function) -> bool {
    let mut handled = function.exits.iter().map(|exit| exit.handler.is_some());
    let any = handled.clone().any(|handled| handled);
    any && handled.any(|handled| !handled)
}

/// Whether every answer says that it failed: `{"ok": false, "error": "no funding source"}`.
pub(super) fn says_failure(function: &Function) -> bool {
    let fails = |name: &str, value: &Value| match name {
        "ok" | "success" => *value == Value::Bool(false),
        _ => false,
    };
    all_answers(function, |value| match value {
        Value::Dict(entries) => entries.iter().any(|(key, value)| fails(key, value)),
        Value::Call(call) => call.arguments.iter().any(|it| fails(&it.name, &it.value)),
        _ => false,
    })
}

/// Whether the answer is that of a server to the health protocol of gRPC, which asks no more than whether it
/// answers: <https://grpc.io/docs/guides/health-checking/>
pub(super) fn answers_health_protocol(function: &Function) -> bool {
    let serving = |value: &Value| match value {
        Value::Name(name) => name.last() == "SERVING",
        _ => false,
    };
    all_answers(function, |value| match value {
        Value::Dict(entries) => entries.iter().any(|(_, value)| serving(value)),
        Value::Call(call) => call.arguments.iter().any(|it| serving(&it.value)),
        _ => false,
    })
}

/// Whether every answer is a text of several lines, or holds one: a template, a prompt, a page, the files of a new project.
pub(super) fn gives_long_text(function: &Function) -> bool {
    all_answers(function, holds_long_text)
}

fn holds_long_text(value: &Value) -> bool {
    match value {
        Value::Str(text) => text.contains('\n'),
        Value::List(items) => items.iter().any(holds_long_text),
        Value::Dict(entries) => entries.iter().any(|(_, value)| holds_long_text(value)),
        // Over several lines, as files are written: `JSON.stringify(value, null, 2)`.
        Value::Call(call) => call.callee.path == "JSON.stringify" && call.arguments.len() > 1,
        _ => false,
    }
}

/// Whether every answer is a text put together, as names and identifiers are.
pub(super) fn builds_text(function: &Function) -> bool {
    all_answers(function, |value| matches!(value, Value::Template(_)))
}

/// Whether every answer is an empty one: nothing is invented that somebody could take for data.
pub(super) fn answers_nothing(function: &Function) -> bool {
    all_answers(function, Value::is_empty_literal)
}

fn answers(function: &Function) -> impl Iterator<Item = &Exit> {
    let answers = |exit: &&Exit| matches!(exit.kind, ExitKind::Return | ExitKind::Respond);
    function.exits.iter().filter(answers)
}

/// Whether something holds for every answer, of which there is at least one.
fn all_answers(function: &Function, holds: impl Fn(&Value) -> bool) -> bool {
    answers(function).next().is_some() && answers(function).all(|exit| holds(&exit.value))
}

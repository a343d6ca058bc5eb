//! Exits that refuse a request: 401, 403, a redirect to the login page.

use crate::facts::{Argument, BindingKind, CallValue, Exit, ExitKind, Value};
use crate::naming;
use crate::project::{FileId, Found, Index, Symbol, SymbolKind};

use super::words;
use crate::analysis::status_of_constant;

const STATUS_FIELDS: &[&str] =
    &["status_code", "status", "statusCode", "code", "http_status", "http_status_code"];

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Nobody knows who calls: 401, or the way to the login page.
    Unknown,
    /// The caller may not do this: 403.
    Forbidden,
}

impl Refusal {
    fn of(status: u16) -> Option<Self> {
        match status {
            401 => Some(Self::Unknown),
            403 => Some(Self::Forbidden),
            _ => None,
        }
    }

    fn of_name(name: &str) -> Option<Self> {
        words::is_refusal(name).then(|| match words::is_forbidding(name) {
            true => Self::Forbidden,
            false => Self::Unknown,
        })
    }
}

/// Whether an exit of a function refuses the request.
pub(super) fn refuses(index: &Index<'_>, file: FileId, function: u32, exit: &Exit) -> bool {
    refusal(index, file, function, exit).is_some()
}

/// Why an exit of a function refuses the request, if it does.
pub(super) fn refusal(
    index: &Index<'_>,
    file: FileId,
    function: u32,
    exit: &Exit,
) -> Option<Refusal> {
    match exit.status {
        Some(300..=399) | None => {
            value_refuses(index, file, Some(function), &exit.value, exit.kind, 4)
        }
        Some(status) => Refusal::of(status),
    }
}

/// Why an answer that is wrapped refuses the request: `withCors(request, json({ error }, { status: 401 }))`.
pub(super) fn refusal_within(exit: &Exit) -> Option<Refusal> {
    let call = exit.value.as_call().filter(|_| exit.status.is_none())?;
    let answers = call.arguments.iter().filter_map(|it| it.value.as_call());
    answers.filter_map(|it| status_of_arguments(&it.arguments)).find_map(Refusal::of)
}

/// Whether an exit answers that something failed, with a status of its own or one that is found out:
/// `return Response.json({ error }, { status })`.
pub(super) fn answers_failure(exit: &Exit) -> bool {
    if exit.kind == ExitKind::Next {
        return false;
    }
    match exit.status {
        Some(status) => (400..=599).contains(&status),
        None => finds_status_out(&exit.value, 3),
    }
}

/// Whether an answer is made with a status that is found out, also within what it is wrapped in:
/// `withCors(request, json({ error }, { status: auth.status }))`.
fn finds_status_out(answer: &Value, steps: u32) -> bool {
    let Some(steps) = steps.checked_sub(1) else { return false };
    answer.as_call().is_some_and(|call| {
        call.arguments.iter().any(|argument| match &argument.value {
            Value::Dict(entries) => entries.iter().any(|(key, value)| {
                key == "status" && !matches!(value, Value::Number(_) | Value::Null)
            }),
            inner => finds_status_out(inner, steps),
        })
    })
}

/// Whether an exit answers for a caught error with a status that is found out:
/// `catch (error) { res.status(error.status ?? 401).json({ message }) }`.
pub(super) fn answers_caught(exit: &Exit) -> bool {
    exit.handler.is_some()
        && exit.status.is_none()
        && exit.value.as_call().is_some_and(|it| it.callee.path.contains(".status()."))
}

/// Whether a value sends the caller elsewhere.
pub(super) fn redirects(value: &Value) -> bool {
    value.as_call().is_some_and(|call| is_redirect(call.callee.last()))
}

fn is_redirect(name: &str) -> bool {
    name.to_ascii_lowercase().contains("redirect")
}

/// Whether an exit leaves without the work that was asked for: an error, nothing, an answer of failure.
pub(super) fn ends_without_work(exit: &Exit) -> bool {
    match exit.kind {
        ExitKind::Raise => true,
        ExitKind::Next => false,
        _ if exit.status.is_some() => exit.status.is_some_and(|status| status >= 300),
        _ => match &exit.value {
            Value::Null | Value::Bool(false) => true,
            Value::List(items) => items.is_empty(),
            Value::Dict(entries) => entries.iter().any(|(name, value)| match &**name {
                "error" | "errors" | "serverError" | "message" => *value != Value::Null,
                "success" | "ok" => *value == Value::Bool(false),
                _ => false,
            }),
            // `if (error) return error()`: what the check gave back is the answer.
            Value::Name(name) => is_error(name.last()),
            Value::Call(call) => {
                is_error(call.callee.last())
                    || answers_failure(exit)
                    || status_of_arguments(&call.arguments).is_some_and(|status| status >= 300)
            }
            _ => false,
        },
    }
}

fn is_error(name: &str) -> bool {
    naming::words(name).iter().any(|part| {
        matches!(part.as_str(), "error" | "failure" | "response" | "redirect" | "unauthorized")
    })
}

/// Whether a value is an answer that says in words that the caller is refused.
fn says_refusal(value: &Value, steps: u32) -> bool {
    let Some(steps) = steps.checked_sub(1) else { return false };
    match value {
        Value::Str(text) => words::says_refusal(text),
        Value::Dict(entries) => entries.iter().any(|(name, value)| {
            matches!(&**name, "error" | "errors" | "message" | "serverError" | "code" | "type")
                && says_refusal(value, steps)
        }),
        _ => false,
    }
}

fn value_refuses(
    index: &Index<'_>,
    file: FileId,
    function: Option<u32>,
    value: &Value,
    kind: ExitKind,
    steps: u32,
) -> Option<Refusal> {
    let steps = steps.checked_sub(1)?;
    match value {
        Value::Call(call) => call_refuses(index, file, function, call, kind, steps),
        Value::Name(name) => match index.find(file, function, name) {
            Found::Symbol(symbol) => match symbol.kind {
                SymbolKind::Binding(_) => index.binding(symbol).and_then(|binding| {
                    value_refuses(index, symbol.file, binding.function, &binding.value, kind, steps)
                }),
                SymbolKind::Class(_) if kind == ExitKind::Raise => {
                    status_of_class(index, symbol).and_then(Refusal::of)
                }
                _ => None,
            },
            Found::Value(at) => value_refuses(index, at.file, at.function, at.value, kind, steps),
            Found::External(path) => status_of_external(index, file, &path).and_then(Refusal::of),
            Found::Unknown if kind == ExitKind::Raise => Refusal::of_name(name.last()),
            Found::Unknown => None,
        },
        Value::Choice(values) => {
            values.iter().find_map(|value| value_refuses(index, file, function, value, kind, steps))
        }
        Value::List(values) => values.last().and_then(status_of_value).and_then(Refusal::of),
        Value::Dict(_) if kind == ExitKind::Return && says_refusal(value, 3) => {
            Some(Refusal::Unknown)
        }
        // `throw { status: 401, message }`
        Value::Dict(_) if kind == ExitKind::Raise => status_of_value(value).and_then(Refusal::of),
        _ => None,
    }
}

fn call_refuses(
    index: &Index<'_>,
    file: FileId,
    function: Option<u32>,
    call: &CallValue,
    kind: ExitKind,
    steps: u32,
) -> Option<Refusal> {
    if closes_socket(call) {
        return Some(Refusal::Forbidden);
    }
    if is_redirect(call.callee.last()) {
        let login = call.arguments.iter().any(|argument| {
            leads_to_login(&argument.value, 4)
                || is_set_to_login(index, file, function, &argument.value)
        });
        return login.then_some(Refusal::Unknown);
    }
    match status_of_arguments(&call.arguments) {
        // `HTTPException(307, headers={"Location": url_for("login")})`
        Some(300..=399) if call.arguments.iter().any(|it| leads_to_login(&it.value, 4)) => {
            return Some(Refusal::Unknown);
        }
        Some(status) => return Refusal::of(status),
        None => {}
    }
    let status = match index.find(file, function, &call.callee) {
        Found::Symbol(symbol) => match symbol.kind {
            SymbolKind::Class(_) => status_of_class(index, symbol),
            _ => None,
        },
        Found::External(path) => status_of_external(index, file, &path),
        _ => None,
    };
    match status {
        Some(status) => Refusal::of(status),
        None if kind == ExitKind::Raise
            && call.arguments.iter().any(|it| says_refusal(&it.value, 3)) =>
        {
            Some(Refusal::Unknown)
        }
        None if kind == ExitKind::Raise || kind == ExitKind::Next => {
            Refusal::of_name(call.callee.last()).or_else(|| {
                // The error is handed on: `next(unauthorized())`, `reject(new AuthError())`.
                call.arguments
                    .iter()
                    .filter(|it| matches!(it.value, Value::Call(_)))
                    .find_map(|it| value_refuses(index, file, function, &it.value, kind, steps))
                    .or_else(|| code_refuses(index, file, function, call))
            })
        }
        None => Refusal::of_name(call.callee.last()),
    }
}

/// Whether a call closes a socket in the words of ASGI: `send({"type": "websocket.close"})`.
fn closes_socket(call: &CallValue) -> bool {
    call.arguments
        .iter()
        .any(|it| it.value.entry("type").and_then(Value::as_str) == Some("websocket.close"))
}

/// The refusal that an error of the project names by a code: `AppError(Code.NO_RIGHT)`, where
/// `NO_RIGHT = ("no-right", 403)`, or a constant whose name says it.
fn code_refuses(
    index: &Index<'_>,
    file: FileId,
    function: Option<u32>,
    call: &CallValue,
) -> Option<Refusal> {
    call.arguments.iter().filter_map(|it| it.value.as_name()).find_map(|name| {
        if name.last().contains(char::is_lowercase) {
            return None;
        }
        let value = match index.find(file, function, name) {
            Found::Value(at) => Some(at.value),
            Found::Symbol(symbol) => index.binding(symbol).map(|it| &it.value),
            _ => None,
        };
        let status = value.and_then(|value| match value {
            Value::List(items) => items.iter().find_map(status_of_value),
            value => status_of_value(value),
        });
        match status {
            Some(status) => Refusal::of(status),
            None => Refusal::of_name(name.last()),
        }
    })
}

/// Whether the address of a page where one signs in is set on what a name holds: `url.pathname = "/login"`.
fn is_set_to_login(index: &Index<'_>, file: FileId, function: Option<u32>, value: &Value) -> bool {
    let Value::Name(held) = value else { return false };
    index.facts(file).bindings.iter().any(|binding| {
        binding.kind == BindingKind::Attribute
            && binding.function == function
            && binding
                .name
                .strip_prefix(held.path.as_str())
                .is_some_and(|member| matches!(member, ".pathname" | ".href"))
            && leads_to_login(&binding.value, 2)
    })
}

fn leads_to_login(value: &Value, depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    match value {
        Value::Str(text) => words::is_login(text),
        Value::Name(name) => words::is_login(name.last()),
        Value::Template(parts) => parts.iter().any(|part| match part {
            crate::facts::Part::Text(text) => words::is_login(text),
            crate::facts::Part::Value(value, _) => leads_to_login(value, depth),
        }),
        Value::Call(call) => {
            words::is_login(call.callee.last())
                || call.arguments.iter().any(|argument| leads_to_login(&argument.value, depth))
        }
        Value::Computed(values) | Value::Choice(values) => {
            values.iter().any(|value| leads_to_login(value, depth))
        }
        Value::Fallback(sides) => {
            leads_to_login(&sides.0, depth) || leads_to_login(&sides.1, depth)
        }
        Value::Dict(entries) => entries.iter().any(|(_, value)| leads_to_login(value, depth)),
        _ => false,
    }
}

/// The HTTP status that a value is: a number, or a constant whose name says it.
fn status_of_value(value: &Value) -> Option<u16> {
    match value {
        Value::Number(text) => text.parse().ok().filter(|status| (100..600).contains(status)),
        // `HTTPStatus.UNAUTHORIZED.value`
        Value::Name(name) => {
            let path = name.path.strip_suffix(".value").unwrap_or(&name.path);
            status_of_constant(naming::last(path))
        }
        Value::Dict(_) => {
            STATUS_FIELDS.iter().find_map(|key| value.entry(key)).and_then(status_of_value)
        }
        _ => None,
    }
}

fn status_of_arguments(arguments: &[Argument]) -> Option<u16> {
    arguments
        .iter()
        .filter(|argument| STATUS_FIELDS.iter().any(|field| argument.name == *field))
        .chain(arguments.iter().filter(|argument| argument.name.is_empty()))
        .find_map(|argument| status_of_value(&argument.value))
}

fn status_of_external(index: &Index<'_>, file: FileId, path: &str) -> Option<u16> {
    index.linker(file).and_then(|linker| linker.library_status(path)).or_else(|| {
        let name = path.rsplit('.').next().unwrap_or_default();
        status_of_name(name)
    })
}

fn status_of_name(name: &str) -> Option<u16> {
    Refusal::of_name(name).map(|it| match it {
        Refusal::Unknown => 401,
        Refusal::Forbidden => 403,
    })
}

/// The status of an error class: its fields, what its constructor hands on, its bases, at last its name.
fn status_of_class(index: &Index<'_>, class: Symbol) -> Option<u16> {
    let (classes, external) = index.lineage(class);
    for &at in &classes {
        let (Some(class), facts) = (index.class(at), index.facts(at.file)) else { continue };
        let field =
            class.fields.iter().find(|field| STATUS_FIELDS.iter().any(|name| field.name == *name));
        if let Some(status) = field.and_then(|it| it.value.as_ref()).and_then(status_of_value) {
            return Some(status);
        }
        for &method in &class.methods {
            let Some(function) = facts.functions.get(method as usize) else { continue };
            if !matches!(&*function.name, "__init__" | "constructor") {
                continue;
            }
            let handed_on = facts
                .calls
                .iter()
                .filter(|call| {
                    call.function == Some(method) && call.callee.path.starts_with("super")
                })
                .find_map(|call| status_of_arguments(&call.arguments));
            let set = || {
                facts
                    .bindings
                    .iter()
                    .filter(|binding| binding.function == Some(method))
                    .filter(|binding| {
                        STATUS_FIELDS
                            .iter()
                            .any(|name| binding.name.strip_prefix("self.") == Some(name))
                    })
                    .find_map(|binding| status_of_value(&binding.value))
            };
            let default = || {
                function
                    .parameters
                    .iter()
                    .filter(|it| STATUS_FIELDS.iter().any(|name| it.name == *name))
                    .find_map(|it| it.default.as_ref().and_then(status_of_value))
            };
            if let Some(status) = handed_on.or_else(set).or_else(default) {
                return Some(status);
            }
        }
    }
    let library = external
        .iter()
        .find_map(|path| index.linker(class.file).and_then(|linker| linker.library_status(path)));
    let handled = || classes.iter().find_map(|&class| index.handled_error(class));
    library.or_else(handled).or_else(|| {
        classes
            .iter()
            .filter_map(|&class| index.class(class))
            .find_map(|class| status_of_name(&class.name))
    })
}

//! Channels: consumers that turn away sockets before they accept them, and what wraps lists of consumers.

use shipworthy_core::facts::{Call, Exit, ExitKind, Function, Import, Value, Via};
use shipworthy_core::project::{FileId, Found as Resolved, GuardAt, Index, Place, RouteNode};
use shipworthy_core::source::{Span, Text};

use super::fastapi::Found;
use super::source::{Source, guard, imports_any};
use super::views::speaks_of_callers;

/// Methods of a consumer that open a socket.
pub(super) const OPENING: [&str; 2] = ["connect", "websocket_connect"];
/// How many bytes of a condition are kept.
const CONDITION: usize = 120;

/// Whether a file may hold consumers.
pub(super) fn applies(imports: &[Import]) -> bool {
    imports_any(imports, &["channels"])
        || imports.iter().any(|it| it.names.iter().any(|name| name.name.ends_with("Consumer")))
}

/// Adds to what opens a socket where it refuses: it closes the socket, or returns before it accepts it.
pub(super) fn recognise(source: &Source<'_, '_>) -> Found {
    let mut found = Found::default();
    for class in &source.facts.classes {
        let is_consumer =
            |base: &Value| base.as_name().is_some_and(|it| it.last().ends_with("Consumer"));
        if !class.bases.iter().any(is_consumer) {
            continue;
        }
        for &at in &class.methods {
            if let Some(method) = source.facts.functions.get(at as usize)
                && OPENING.contains(&&*method.name)
            {
                found.exits.extend(refusals(source, at, method).into_iter().map(|exit| (at, exit)));
            }
        }
    }
    found
}

fn refusals(source: &Source<'_, '_>, at: u32, method: &Function) -> Vec<Exit> {
    let calls = || source.facts.calls.iter().filter(|it| it.function == Some(at));
    let accepts: Vec<Span> =
        calls().filter(|it| it.callee.last() == "accept").map(|it| it.span).collect();
    let closes = calls().filter(|it| it.callee.path == "self.close").map(|it| it.span);
    let mut refused: Vec<Span> = closes.collect();
    let first = accepts.iter().map(|it| it.start).min();
    if refused.is_empty() {
        let before = |exit: &&Exit| {
            exit.kind == ExitKind::Return
                && exit.value == Value::Null
                && exit.conditional
                && first.is_some_and(|first| exit.span.start < first)
        };
        refused.extend(method.exits.iter().filter(before).map(|it| it.span));
    }
    let mut exits: Vec<Exit> =
        refused.iter().map(|span| refusal(source, method, *span, *span)).collect();
    // What is accepted in a branch only is refused behind it.
    if exits.is_empty()
        && let Some(accepted) = accepts.first().filter(|_| accepts.len() == 1)
    {
        let mut exit =
            refusal(source, method, *accepted, Span::new(method.span.end, method.span.end));
        if exit.conditional {
            exit.conditional = false;
            exits.push(exit);
        }
    }
    exits
}

/// A refusal at a place, with the conditions around another.
fn refusal(source: &Source<'_, '_>, method: &Function, around: Span, span: Span) -> Exit {
    let held = |it: Span| it.contains(around);
    let conditions: Vec<Text> = method
        .branches
        .iter()
        .filter(|it| held(it.then) || held(it.otherwise))
        .map(|it| {
            let test = Span::new(it.span.start, it.then.start).of(source.module.text);
            let test = test.trim().trim_end_matches(':');
            let end = (0..=CONDITION.min(test.len())).rev().find(|at| test.is_char_boundary(*at));
            Text::from(&test[..end.unwrap_or_default()])
        })
        .collect();
    Exit {
        kind: ExitKind::Respond,
        value: Value::Null,
        status: Some(403),
        span,
        conditional: !conditions.is_empty(),
        conditions: conditions.into(),
        handler: None,
    }
}

/// Whether a consumer turns away sockets by what cannot be read: a helper of its own.
pub(super) fn is_unread(method: &Function) -> bool {
    method.exits.iter().any(|exit| {
        exit.kind == ExitKind::Respond
            && !exit.conditions.is_empty()
            && !exit.conditions.iter().any(|it| speaks_of_callers(it) && !it.ends_with("()"))
    })
}

/// Adds what wraps lists of consumers as guards: `TokenMiddleware(URLRouter(patterns))`.
pub(super) fn link(index: &Index<'_>, routes: &mut [RouteNode]) {
    for (file, it) in index.iter() {
        for call in it.facts.calls.iter().filter(|it| it.callee.last() == "URLRouter") {
            let guards = wrappers(index, file, &it.facts.calls, call);
            if guards.is_empty() {
                continue;
            }
            let listed = call.positional(0).and_then(Value::as_name);
            let listed = listed.and_then(|it| index.resolve(file, call.function, it));
            for route in routes.iter_mut().filter(|it| *it.methods == ["WEBSOCKET"]) {
                let Place { file: at, span } = route.registered;
                let own = at == file && (call.span.contains(span) || listed.is_none());
                if own || listed.is_some_and(|it| it.file == at) {
                    route.guards.extend(guards.iter().cloned());
                }
            }
        }
    }
}

fn wrappers(index: &Index<'_>, file: FileId, calls: &[Call], inner: &Call) -> Vec<GuardAt> {
    let around = calls.iter().filter(|it| it.span != inner.span && it.span.contains(inner.span));
    let own = around
        .filter(|it| matches!(index.find(file, it.function, &it.callee), Resolved::Symbol(_)));
    own.map(|it| GuardAt {
        file,
        function: it.function,
        guard: guard(Value::Name(Box::new(it.callee.clone())), &[], Via::Middleware, it.span),
    })
    .collect()
}

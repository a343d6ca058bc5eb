//! Calls over the network and their time limits.

use super::libraries::{Client, TimeLimit};
use super::walk::Inspector;
use crate::code::{CallExpr, DictKey, ExprId, ExprKind, FunctionId, TemplatePart};
use crate::facts::{Name, OutboundCall, Root, Timeout, Value};

pub(super) fn call<'m, 'a>(
    inspector: &mut Inspector<'m, 'a>,
    id: ExprId,
    call: &'m CallExpr<'a>,
    path: &str,
) {
    let libraries = inspector.libraries;
    let (receiver, last) = path.rsplit_once('.').unwrap_or(("", path));
    let Some(client) = libraries
        .clients
        .iter()
        .find(|client| client.methods.contains(&last) && client.receivers.contains(&receiver))
    else {
        return;
    };
    let mut timeout = limit(inspector, call, client);
    if timeout == Timeout::Missing && is_limited_beside(inspector, client) {
        timeout = Timeout::Given;
    }
    // The browser gives up by itself, and only one visitor waits.
    if timeout == Timeout::Missing
        && (inspector.in_browser || asks_own_origin(inspector, call) || needs_browser(inspector))
    {
        timeout = Timeout::LibraryDefault;
    }
    // The limit of an object is reported where the object is made, and only if there is something to say.
    if client.without == TimeLimit::OfObject
        && timeout == Timeout::LibraryDefault
        && !is_request(last)
    {
        return;
    }
    let url = call
        .arguments
        .iter()
        .find_map(|argument| match inspector.module.kind(argument.value) {
            ExprKind::Str(text) if argument.name.is_none_or(|name| name == "url") => {
                Some(super::urls::masked(text))
            }
            _ => None,
        })
        .map_or(Value::Unknown, |url| Value::Str(url.into()));
    inspector.found.outbound.push(OutboundCall {
        client: client.name.into(),
        callee: Name { path: path.into(), root: Root::Unknown },
        url,
        timeout,
        span: inspector.span(id),
        function: inspector.function,
    });
}

/// Whether the function of a call, or its file, limits the time of the client's calls beside them.
fn is_limited_beside(inspector: &Inspector<'_, '_>, client: &Client) -> bool {
    let (module, libraries) = (inspector.module, inspector.libraries);
    let limits = |rows: &[(&str, &str)], text: &str| {
        rows.iter()
            .any(|(name, limit)| (name.is_empty() || *name == client.name) && text.contains(limit))
    };
    let function = inspector
        .function
        .map_or("", |function| module.function(FunctionId(function)).span.of(module.text));
    limits(libraries.limiters, function) || limits(libraries.file_limits, module.text)
}

/// Whether a file uses what only a browser has.
fn needs_browser(inspector: &Inspector<'_, '_>) -> bool {
    let text = inspector.module.text;
    inspector.libraries.browser_signs.iter().any(|sign| text.contains(sign))
}

/// Whether an address has no host: only a page can ask for it.
fn asks_own_origin(inspector: &Inspector<'_, '_>, call: &CallExpr<'_>) -> bool {
    let module = inspector.module;
    let address = call.positional(0).map(|address| inspector.flow.constant(address));
    let begin = match address.map(|address| module.kind(address)) {
        Some(ExprKind::Str(text)) => text.as_ref(),
        Some(ExprKind::Template(template)) => match template.parts.first() {
            Some(TemplatePart::Text(text)) => text.as_ref(),
            _ => return false,
        },
        _ => return false,
    };
    begin.starts_with('/') && !begin.starts_with("//")
}

/// Whether a method asks something, rather than making a client.
fn is_request(method: &str) -> bool {
    method.starts_with(|c: char| c.is_ascii_lowercase())
}

fn limit(inspector: &Inspector<'_, '_>, call: &CallExpr<'_>, client: &Client) -> Timeout {
    let module = inspector.module;
    let given = client
        .keywords
        .iter()
        .find_map(|keyword| call.keyword(keyword))
        .or_else(|| client.position.and_then(|at| call.positional(at as usize)));
    if let Some(value) = given {
        return of_value(inspector, value);
    }
    if is_made_with_limit(inspector, call, client) {
        return Timeout::Given;
    }
    if let Some(options) = options(inspector, call, client) {
        match module.kind(inspector.flow.constant(options)) {
            ExprKind::Function(_) => {}
            ExprKind::Dict(entries) => {
                for entry in entries {
                    match &entry.key {
                        DictKey::Name(name) if client.keywords.contains(&name.as_ref()) => {
                            return of_value(inspector, entry.value);
                        }
                        DictKey::Spread => return Timeout::Unknown,
                        _ => {}
                    }
                }
            }
            _ => return Timeout::Unknown,
        }
    }
    let spread = call.arguments.iter().any(|argument| {
        matches!(module.kind(argument.value), ExprKind::Spread(_)) || argument.name == Some("**")
    });
    if spread && client.without == TimeLimit::None {
        return Timeout::Unknown;
    }
    match client.without {
        TimeLimit::None => Timeout::Missing,
        TimeLimit::Own | TimeLimit::OfObject => Timeout::LibraryDefault,
    }
}

/// Whether the object that a method belongs to was made with a limit: `urllib3.PoolManager(timeout=3)`.
fn is_made_with_limit(inspector: &Inspector<'_, '_>, call: &CallExpr<'_>, client: &Client) -> bool {
    let module = inspector.module;
    let ExprKind::Member { object, .. } = module.kind(call.callee) else { return false };
    client.receivers.iter().any(|receiver| receiver.ends_with("()"))
        && module.call(inspector.flow.constant(*object)).is_some_and(|made| {
            client.keywords.iter().any(|keyword| made.keyword(keyword).is_some())
        })
}

/// The object of options of a call: what stands at its place, or after the address that stands there.
fn options(inspector: &Inspector<'_, '_>, call: &CallExpr<'_>, client: &Client) -> Option<ExprId> {
    let at = usize::from(client.options?);
    let first = call.positional(at)?;
    match inspector.module.kind(inspector.flow.constant(first)) {
        ExprKind::Str(_) | ExprKind::Template(_) => call.positional(at + 1),
        _ => Some(first),
    }
}

fn of_value(inspector: &Inspector<'_, '_>, value: ExprId) -> Timeout {
    let constant = inspector.flow.constant(value);
    match inspector.module.kind(constant) {
        ExprKind::Null | ExprKind::Bool(false) => Timeout::Off,
        ExprKind::Number("0") => Timeout::Off,
        // `ClientTimeout(total=None)` and `Timeout(None)` switch the limit off.
        ExprKind::Call(call) => {
            let total = call
                .keyword("total")
                .or_else(|| call.keyword("timeout"))
                .or_else(|| call.positional(0));
            match total.map(|total| inspector.module.kind(total)) {
                Some(ExprKind::Null) if call.arguments.len() == 1 => Timeout::Off,
                _ => Timeout::Given,
            }
        }
        _ => Timeout::Given,
    }
}

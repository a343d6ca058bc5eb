//! Addresses in string values.

use super::secrets;
use super::walk::Inspector;
use crate::code::ExprId;
use crate::facts::{UrlKind, UrlSite};
use crate::source::Span;

/// Names of lists of callers and of what is shown, where an address of this machine is no destination.
const NO_DESTINATION: &[&str] = &[
    "origin",
    "cors",
    "allowed",
    "trusted",
    "csrf",
    "example",
    "doc",
    "description",
    "help",
    "title",
    "redirect",
    "referer",
    "bind",
    "listen",
];

/// A constant string.
pub(super) fn constant(inspector: &mut Inspector<'_, '_>, id: ExprId, text: &str) {
    if text.len() > 2048 || !text.contains("://") || inspector.handled.contains(&id) {
        return;
    }
    secrets::in_address(inspector, id, text);
    let Some((kind, host)) = address(text) else { return };
    let name = inspector.bound;
    let lower = name.to_ascii_lowercase();
    if kind == UrlKind::Public || NO_DESTINATION.iter().any(|word| lower.contains(word)) {
        return;
    }
    let span = inspector.span(id);
    let function = inspector.function;
    inspector.found.urls.push(UrlSite {
        kind,
        url: host.into(),
        name: name.into(),
        is_default: false,
        span,
        function,
    });
}

/// The default of an environment read.
pub(super) fn default(inspector: &mut Inspector<'_, '_>, name: &str, text: &str, span: Span) {
    let lower = name.to_ascii_lowercase();
    if NO_DESTINATION.iter().any(|word| lower.contains(word)) {
        return;
    }
    let found = address(text).or_else(|| {
        let host = text.split(':').next().unwrap_or_default();
        matches!(host, "localhost" | "127.0.0.1" | "::1")
            .then(|| (UrlKind::Loopback, text.to_owned()))
    });
    if let Some((kind, url)) = found {
        let function = inspector.function;
        inspector.found.urls.push(UrlSite {
            kind,
            url: url.into(),
            name: name.into(),
            is_default: true,
            span,
            function,
        });
    }
}

/// What the address of a URL names, and the address without credentials and path.
fn address(text: &str) -> Option<(UrlKind, String)> {
    if text.contains(char::is_whitespace) {
        return None;
    }
    let at = text.find("://")?;
    let (scheme, rest) = (&text[..at], &text[at + 3..]);
    if scheme.is_empty()
        || scheme.len() > 24
        || !scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    {
        return None;
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host_port = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host_port.rsplit_once(':').map_or(host_port, |(host, port)| {
        if port.bytes().all(|byte| byte.is_ascii_digit()) { host } else { host_port }
    });
    let kind = kind(host)?;
    let mut end = host_port.len().min(80);
    while !host_port.is_char_boundary(end) {
        end -= 1;
    }
    Some((kind, format!("{scheme}://{}", &host_port[..end])))
}

fn kind(host: &str) -> Option<UrlKind> {
    if host.is_empty() {
        return None;
    }
    if host == "localhost" || host.starts_with("127.") || host == "[::1]" || host == "0.0.0.0" {
        return Some(UrlKind::Loopback);
    }
    let mut parts = host.split('.').map(|part| part.parse::<u8>());
    if let (Some(Ok(a)), Some(Ok(b)), Some(Ok(_)), Some(Ok(_)), None) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    {
        let private = a == 10 || a == 192 && b == 168 || a == 172 && (16..32).contains(&b);
        return Some(if private { UrlKind::Private } else { UrlKind::Public });
    }
    let is_name = host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    Some(if is_name { UrlKind::Neighbour } else { UrlKind::Public })
}

/// A text with the password of a URL in it masked.
pub(super) fn masked(text: &str) -> String {
    if let Some(at) = text.find("://")
        && let Some(end) = text[at + 3..].find('@')
        && let Some(colon) = text[at + 3..at + 3 + end].find(':')
    {
        return format!("{}***{}", &text[..at + 3 + colon + 1], &text[at + 3 + end..]);
    }
    text.to_owned()
}

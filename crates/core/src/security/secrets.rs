//! Credentials in a program.

use super::origin::names_exactly;
use super::walk::Inspector;
use crate::code::{CallExpr, ClassKind, ExprId, ExprKind, Module};
use crate::facts::{SecretKind, SecretSite};
use crate::secrets::{
    Credential, credential_name, entropy, judge, judge_default, judge_key, looks_random,
    names_examples, scan,
};
use crate::source::Span;

/// A value bound to a name, an attribute, a key or a keyword.
pub(super) fn bound(
    inspector: &mut Inspector<'_, '_>,
    name: &str,
    value: ExprId,
    entry: bool,
    function: Option<u32>,
) {
    let module = inspector.module;
    // The members of an enumeration name things: what they stand for is written elsewhere.
    if inspector.class.is_some_and(|class| module.class(class).kind == ClassKind::Enum) {
        return;
    }
    let text = match module.kind(value) {
        ExprKind::Str(text) => text,
        // `samples = [{ body: { token: "…" } }]`: all that stands in it is made up.
        ExprKind::Dict(_) | ExprKind::Sequence(_) if names_examples(name) => {
            let span = inspector.span(value);
            inspector.examples.push(span);
            return;
        }
        // A key that is given by name is looked up: the setting is where it counts.
        ExprKind::Name(_) | ExprKind::Assign { .. }
            if matches!(credential_name(name), Some(Credential::Key)) =>
        {
            match module.kind(inspector.flow.constant(value)) {
                ExprKind::Str(text) => text,
                _ => return,
            }
        }
        _ => return,
    };
    if inspector.handled.contains(&value) {
        return;
    }
    if let Some(judged) = judge(name, text, entry) {
        let span = inspector.span(value);
        push(inspector, judged.kind, name, judged.detector, text, span, function);
    }
}

/// The default of an environment read. Says whether it is a credential.
pub(super) fn default(
    inspector: &mut Inspector<'_, '_>,
    name: &str,
    text: &str,
    span: Span,
) -> bool {
    if !judge_default(name, text) {
        return false;
    }
    let function = inspector.function;
    let detector = if looks_random(text) { "random-default" } else { "default" };
    push(inspector, SecretKind::Default, name, detector, text, span, function);
    true
}

/// A constant given where a library wants a key.
pub(super) fn key<'m, 'a>(
    inspector: &mut Inspector<'m, 'a>,
    id: ExprId,
    call: &'m CallExpr<'a>,
    path: &str,
) {
    let libraries = inspector.libraries;
    for taker in libraries.keys {
        // The call itself takes the key, not what is called on its result: `Fernet(key).decrypt(x).decode("utf-8")`.
        if !names_exactly(taker.paths, path) {
            continue;
        }
        let Some(mut value) =
            call.keyword(taker.keyword).or_else(|| call.positional(taker.position as usize))
        else {
            continue;
        };
        if !taker.entries.is_empty() {
            let options = inspector.flow.constant(value);
            let found =
                taker.entries.iter().find_map(|entry| inspector.module.entry(options, entry));
            let Some(found) = found else { continue };
            value = found;
        }
        // `JWK.asKey("…")`, `b"…".encode()`: the key is in the one argument, or what the method is called on.
        let start = value;
        value = inspector.flow.constant(value);
        if let Some(inner) = inspector.module.call(value) {
            let of = match inspector.module.kind(inner.callee) {
                ExprKind::Member { object, property }
                    if inner.arguments.is_empty() || *property == "encode" =>
                {
                    Some(*object)
                }
                _ if inner.arguments.len() == 1 && is_conversion(path_end(inspector, inner)) => {
                    inner.positional(0)
                }
                _ => None,
            };
            match of {
                Some(of) => value = of,
                None => continue,
            }
        }
        let constant = inspector.flow.constant(value);
        if let ExprKind::Str(text) = inspector.module.kind(constant)
            && let Some(judged) = judge_key(text)
        {
            let direct = constant == start;
            let span = if direct { inspector.span(value) } else { inspector.span(id) };
            let function = inspector.function;
            push(inspector, judged.kind, "", judged.detector, text, span, function);
        }
        return;
    }
}

/// The last part of a callee.
fn path_end<'m>(inspector: &Inspector<'m, '_>, call: &CallExpr<'_>) -> &'m str {
    match inspector.module.kind(call.callee) {
        ExprKind::Member { property, .. } => property,
        ExprKind::Name(name) => name,
        _ => "",
    }
}

/// Whether a function only turns a text into a key or bytes.
fn is_conversion(name: &str) -> bool {
    matches!(
        name,
        "asKey"
            | "from"
            | "encode"
            | "bytes"
            | "bytearray"
            | "createSecretKey"
            | "b64decode"
            | "importKey"
            | "String"
            | "str"
    )
}

/// Two constants that belong together: `constant("api_key", "…")`.
pub(super) fn pair<'m, 'a>(inspector: &mut Inspector<'m, 'a>, call: &'m CallExpr<'a>) {
    if call.arguments.len() != 2 {
        return;
    }
    let (Some(name), Some(value)) = (call.positional(0), call.positional(1)) else { return };
    let module = inspector.module;
    if let (ExprKind::Str(name), ExprKind::Str(text)) = (module.kind(name), module.kind(value))
        && let Some(judged) = judge(name, text, true)
        && judged.detector == "random-value"
    {
        let span = inspector.span(value);
        let function = inspector.function;
        push(inspector, judged.kind, name, judged.detector, text, span, function);
    }
}

fn push(
    inspector: &mut Inspector<'_, '_>,
    kind: SecretKind,
    name: &str,
    detector: &str,
    text: &str,
    span: Span,
    function: Option<u32>,
) {
    inspector.found.secrets.push(SecretSite {
        kind,
        name: name.into(),
        detector: detector.into(),
        length: text.len() as u32,
        entropy: entropy(text),
        span,
        function,
    });
}

/// Adds the tokens of the whole text, comments included, and keeps one site for each place.
///
/// Nothing in an example is taken for real; in documentation it is a password in a URL alone, which every explanation of
/// URLs has.
pub(super) fn finish(module: &Module<'_>, sites: &mut Vec<SecretSite>, examples: &[Span]) {
    let is_example = |span: Span| examples.iter().any(|example| example.contains(span));
    for site in sites.iter_mut() {
        if site.kind == SecretKind::Literal && is_example(site.span) {
            site.kind = SecretKind::Placeholder;
        }
    }
    for mut token in scan(module.text) {
        let span = Span::new(token.start as u32, token.end as u32);
        if is_example(span)
            || token.format == "url-password" && is_documentation(module, token.start)
        {
            token.kind = SecretKind::Placeholder;
        }
        let holder = sites.iter_mut().find(|site| site.span.contains(span));
        match holder {
            // The format says more than the name.
            Some(site) if site.kind == SecretKind::Literal && token.kind == SecretKind::Literal => {
                site.detector = token.format.into();
            }
            Some(_) => {}
            None => sites.push(SecretSite {
                kind: token.kind,
                name: "".into(),
                detector: token.format.into(),
                length: (token.end - token.start) as u32,
                entropy: entropy(&module.text[token.start..token.end]),
                span,
                function: function_at(module, span),
            }),
        }
    }
    sites.sort_by_key(|site| (site.span.start, site.span.end));
    sites.dedup_by_key(|site| site.span);
}

fn function_at(module: &Module<'_>, span: Span) -> Option<u32> {
    module
        .functions
        .iter()
        .enumerate()
        .filter(|(_, function)| function.span.contains(span))
        .max_by_key(|(_, function)| function.span.start)
        .map(|(at, _)| at as u32)
}

/// Whether a byte stands in the documentation of the file, of a class or of a function.
fn is_documentation(module: &Module<'_>, at: usize) -> bool {
    let from = module.text.as_ptr() as usize;
    let classes = module.classes.iter().map(|class| class.documentation);
    let functions = module.functions.iter().map(|function| function.documentation);
    classes.chain(functions).chain([module.documentation]).flatten().any(|text| {
        // Documentation is a slice of the text.
        let start = (text.as_ptr() as usize).wrapping_sub(from);
        start <= at && at < start.saturating_add(text.len())
    })
}

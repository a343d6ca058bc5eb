//! Credentials in a program.

use super::environment;
use super::origin::names_exactly;
use super::walk::Inspector;
use crate::code::{CallExpr, ClassKind, ExprId, ExprKind, Module};
use crate::facts::{SecretKind, SecretSite};
use crate::secrets::{
    Credential, credential_name, entropy, judge, judge_compared, judge_default, judge_key,
    judge_parameter, looks_random, names_examples, scan,
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
        // What is chosen, or given where there is no other, may be written out.
        ExprKind::Conditional { then, otherwise, .. } if credential_name(name).is_some() => {
            alternatives(inspector, name, &[*then, *otherwise], function);
            return;
        }
        ExprKind::Logical { left, right, .. }
            if credential_name(name).is_some() && !environment::reads(inspector, *left) =>
        {
            alternatives(inspector, name, &[*right], function);
            return;
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

/// Whether an entry of an object is a key that browsers carry: it names the project, and opens nothing by itself.
/// <https://firebase.google.com/docs/projects/api-keys>, <https://docsearch.algolia.com/docs/api>
pub(super) fn is_public(module: &Module<'_>, name: &str, object: ExprId) -> bool {
    const BESIDE: &[&[&str]] =
        &[&["authDomain"], &["messagingSenderId"], &["measurementId"], &["appId", "indexName"]];
    matches!(name, "apiKey" | "api_key")
        && BESIDE.iter().any(|keys| keys.iter().all(|key| module.entry(object, key).is_some()))
}

/// A credential in the query of an address: `https://shop.internal/?api_key=…`.
pub(super) fn in_address(inspector: &mut Inspector<'_, '_>, id: ExprId, text: &str) {
    let Some((_, query)) = text.split_once('?') else { return };
    let query = query.split('#').next().unwrap_or_default();
    for (name, value) in query.split('&').take(16).filter_map(|pair| pair.split_once('=')) {
        if let Some(judged) = judge_parameter(name, value) {
            let span = inspector.span(id);
            let function = inspector.function;
            push(inspector, judged.kind, name, judged.detector, value, span, function);
            return;
        }
    }
}

/// A password that the program holds what it is given against: `password === "…"`.
pub(super) fn compared(inspector: &mut Inspector<'_, '_>, left: ExprId, right: ExprId) {
    let module = inspector.module;
    let ExprKind::Str(text) = module.kind(right) else { return };
    let name = match module.kind(left) {
        ExprKind::Name(name) | ExprKind::Member { property: name, .. } => name,
        _ => return,
    };
    if let Some(judged) = judge_compared(name, text) {
        let span = inspector.span(right);
        let function = inspector.function;
        push(inspector, judged.kind, name, judged.detector, text, span, function);
    }
}

/// Values of which a name gets one: those that can only be credentials.
fn alternatives(
    inspector: &mut Inspector<'_, '_>,
    name: &str,
    values: &[ExprId],
    function: Option<u32>,
) {
    for &value in values {
        if let ExprKind::Str(text) = inspector.module.kind(value)
            && let Some(judged) = judge(name, text, true)
            && judged.detector == "random-value"
        {
            let span = inspector.span(value);
            push(inspector, judged.kind, name, judged.detector, text, span, function);
        }
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
    before: usize,
) {
    let libraries = inspector.libraries;
    for taker in libraries.keys {
        // The call itself takes the key, not what is called on its result: `Fernet(key).decrypt(x).decode("utf-8")`.
        if !names_exactly(taker.paths, path) {
            continue;
        }
        let position = taker.position as usize + before;
        let Some(value) = call.keyword(taker.keyword).or_else(|| call.positional(position)) else {
            continue;
        };
        if taker.entries.is_empty() {
            // `{ key: "…", passphrase: "…" }` in place of the key.
            let options = inspector.flow.constant(value);
            for entry in ["key", "passphrase"] {
                if let Some(value) = inspector.module.entry(options, entry) {
                    given(inspector, id, value);
                }
            }
            return given(inspector, id, value);
        }
        let options = inspector.flow.constant(value);
        let found = taker.entries.iter().find_map(|entry| inspector.module.entry(options, entry));
        let Some(found) = found else { continue };
        // Keys that replace each other, or one for each user.
        let values: Vec<ExprId> = match inspector.module.kind(inspector.flow.constant(found)) {
            ExprKind::Sequence(keys) => keys.to_vec(),
            ExprKind::Dict(keys) => keys.iter().map(|key| key.value).collect(),
            _ => vec![found],
        };
        for value in values.into_iter().take(8) {
            let inside = inspector.span(id).contains(inspector.span(value));
            given(inspector, if inside { value } else { id }, value);
        }
        return;
    }
}

/// A value that is given as a key: a constant, or one that is only turned into a key. One that is written elsewhere is
/// reported where it is given.
fn given(inspector: &mut Inspector<'_, '_>, at: ExprId, start: ExprId) {
    let mut value = inspector.flow.constant(start);
    if let Some(inner) = inspector.module.call(value) {
        let Some(of) = converted(inspector, inner) else { return };
        value = of;
    }
    let constant = inspector.flow.constant(value);
    if let ExprKind::Str(text) = inspector.module.kind(constant)
        && let Some(judged) = judge_key(text)
    {
        let direct = constant == start;
        let span = if direct { inspector.span(value) } else { inspector.span(at) };
        let function = inspector.function;
        push(inspector, judged.kind, "", judged.detector, text, span, function);
    }
}

/// What a call turns into a key: `JWK.asKey("…")`, `Buffer.from("…", "hex")`, `"…".encode()`.
fn converted(inspector: &Inspector<'_, '_>, call: &CallExpr<'_>) -> Option<ExprId> {
    let name = path_end(inspector, call);
    match inspector.module.kind(call.callee) {
        ExprKind::Member { object, .. } if call.arguments.is_empty() => Some(*object),
        // Python calls `encode` on the text, others give the text to an encoder.
        ExprKind::Member { object, .. } if name == "encode" => {
            let encoder = inspector.module.call(inspector.flow.constant(*object));
            if encoder.is_some_and(|it| it.new) { call.positional(0) } else { Some(*object) }
        }
        _ if call.arguments.len() <= 2 && is_conversion(name) => call.positional(0),
        _ => None,
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
pub(super) fn finish(
    module: &Module<'_>,
    sites: &mut Vec<SecretSite>,
    examples: &[Span],
    public: &[Span],
) {
    let comments = &module.outline.comments;
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
        // What a comment shows in place of a credential is a description.
        if public.iter().any(|it| it.contains(span))
            || token.kind == SecretKind::Placeholder
                && comments.iter().any(|comment| comment.span.contains(span))
        {
            continue;
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

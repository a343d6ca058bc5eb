//! Values of variables: interpolation, and what of them may be kept.

use shipworthy_core::facts::{DeclaredVariable, Name, Root, SecretKind, Value};
use shipworthy_core::secrets::{self, credential_name, judge_variable};
use shipworthy_core::source::{Span, Text};

/// A variable with the shape of its value. A literal credential is redacted.
pub(crate) fn declared(name: &str, value: Option<&str>, span: Span) -> DeclaredVariable {
    DeclaredVariable {
        name: name.trim().into(),
        value: value.map(|value| shape(name, value)),
        source: Text::default(),
        commented: false,
        span,
    }
}

/// The shape of a value: `${X}` is a name, `${X:-d}` a name with a fallback, the rest text.
fn shape(name: &str, value: &str) -> Value {
    let kept = |text: &str| match judge_variable(name, text) {
        Some(SecretKind::Literal) => Value::Redacted,
        // A stand-in is no credential, and what only has the name of one is not shown either.
        Some(_) => Value::Unknown,
        None if !text.is_empty() && credential_name(name).is_some() => Value::Unknown,
        None => Value::Str(text.into()),
    };
    if let Some(inner) = value.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'))
        && !inner.contains(['{', '}'])
    {
        let end = inner.find([':', '-', '?', '+']).unwrap_or(inner.len());
        let variable =
            Value::Name(Box::new(Name { path: inner[..end].into(), root: Root::Unknown }));
        let operator = inner[end..].trim_start_matches(':');
        return match operator.strip_prefix('-') {
            Some(default) if !default.is_empty() => {
                Value::Fallback(Box::new((variable, kept(default))))
            }
            _ => variable,
        };
    }
    if value.contains("${") || value.starts_with('$') && value.len() > 1 {
        // Several parts: keep the pattern, drop literal credentials between them.
        return if has_literal_credential(value) {
            Value::Redacted
        } else {
            Value::Str(value.into())
        };
    }
    if has_literal_credential(value) || !secrets::scan(value).is_empty() {
        return Value::Redacted;
    }
    kept(value)
}

/// Whether a URL carries a password written out: `scheme://user:password@host`.
fn has_literal_credential(value: &str) -> bool {
    value
        .split_once("://")
        .and_then(|(_, rest)| rest.split_once('@'))
        .and_then(|(user, _)| user.split_once(':'))
        .is_some_and(|(_, password)| !password.is_empty() && !password.starts_with('$'))
}

/// The text that an interpolated value has when its variable is not set: `8080` of `${PORT:-8080}`.
pub(crate) fn default_of(text: &str) -> &str {
    text.strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
        .and_then(|inner| inner.split_once('-'))
        .map_or(text, |(_, default)| default)
}

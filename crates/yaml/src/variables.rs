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
    let password = password_of(value).unwrap_or_default();
    if value.contains("${") || value.starts_with('$') && value.len() > 1 {
        // Several parts: keep the pattern, drop literal credentials between them.
        return match password.strip_prefix('$') {
            Some(_) if has_default(password) => {
                Value::Fallback(Box::new((Value::Unknown, Value::Redacted)))
            }
            None if !password.is_empty() => Value::Redacted,
            _ => Value::Str(value.into()),
        };
    }
    if !password.is_empty() && !password.starts_with('$') || !secrets::scan(value).is_empty() {
        return Value::Redacted;
    }
    kept(value)
}

/// The password that a URL carries: `scheme://user:password@host`. Marks inside `${…}` divide nothing.
fn password_of(value: &str) -> Option<&str> {
    let (_, rest) = value.split_once("://")?;
    let mut depth = 0_usize;
    let mut start = None;
    for (at, c) in rest.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ':' if depth == 0 && start.is_none() => start = Some(at + 1),
            '@' if depth == 0 => return rest.get(start?..at),
            '/' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Whether an interpolation has a text of its own for the case that its variable is not set: `${X:-shop}`.
fn has_default(text: &str) -> bool {
    let inner = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).unwrap_or_default();
    let operator = inner.find([':', '-', '?', '+']).map_or("", |at| &inner[at..]);
    let default = operator.trim_start_matches(':').strip_prefix('-').unwrap_or_default();
    !default.is_empty() && !default.starts_with('$')
}

/// The text that an interpolated value has when its variable is not set: `8080` of `${PORT:-8080}`.
pub(crate) fn default_of(text: &str) -> &str {
    text.strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
        .and_then(|inner| inner.split_once('-'))
        .map_or(text, |(_, default)| default)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value {
        declared("DATABASE_URL", Some(text), Span::default()).value.unwrap_or_default()
    }

    #[test]
    fn only_a_password_that_is_written_out_is_one() {
        let pattern = "postgresql://${DB_USER:-postgres}:${DB_PASSWORD}@db:5432/shop";
        assert_eq!(value(pattern), Value::Str(pattern.into()));
        assert_eq!(value("postgresql://${DB_USER}:hunter2-x@db/shop"), Value::Redacted);
        assert_eq!(value("postgresql://shop:hunter2-x@db/shop"), Value::Redacted);
        let Value::Fallback(parts) = value("postgresql://shop:${DB_PASSWORD:-shop}@db/shop") else {
            panic!("a fallback");
        };
        assert_eq!(parts.1, Value::Redacted);
    }
}

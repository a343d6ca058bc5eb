//! Variables that a driver puts into the text of a statement as they are, although they look bound: `$1:raw` of pg-promise.

use super::flow::Flow;
use super::libraries::Libraries;
use super::origin::Origins;
use super::sql::is_statement;
use crate::code::{CallExpr, ExprId, ExprKind};
use crate::facts::{Name, Origin, Part, Root, SqlSink, SqlSite, SqlText, Value};

/// How many variables of a text are looked at.
const VARIABLES: usize = 64;

/// The sites of the raw variables of a call: one each, where its value stands.
pub(super) fn sites(
    flow: &Flow<'_, '_>,
    libraries: &Libraries,
    call: &CallExpr<'_>,
    path: &str,
    function: Option<u32>,
) -> Vec<SqlSite> {
    let module = flow.module;
    let Some(first) = call.positional(0).map(|first| flow.constant(first)) else {
        return Vec::new();
    };
    let (text, values) = match module.kind(first) {
        ExprKind::Dict(_) => (module.entry(first, "text"), module.entry(first, "values")),
        _ => (Some(first), call.positional(1)),
    };
    let (Some(text), Some(values)) = (text.map(|text| flow.constant(text)), values) else {
        return Vec::new();
    };
    let Some(text) = module.string(text).filter(|text| is_statement(text)) else {
        return Vec::new();
    };
    let values = flow.constant(values);
    raw(text)
        .filter_map(|variable| value_of(flow, values, variable))
        .filter_map(|value| {
            let origin = Origins { flow, libraries }.of(value);
            let text: Box<[Part]> =
                [Part::Text("SELECT".into()), Part::Value(Value::Unknown, origin)].into();
            (!origin.is_harmless() && origin != Origin::Constant).then(|| SqlSite {
                sink: SqlSink::Execute,
                callee: Name { path: path.into(), root: Root::Unknown },
                text: SqlText::Built(text, origin),
                binds: true,
                span: module.expression(value).span,
                function,
            })
        })
        .collect()
}

/// A variable of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Variable<'t> {
    /// `$1`: its place, from 0.
    At(usize),
    /// `${name}`.
    Named(&'t str),
}

/// The value of a variable: an item, an entry, or the only value.
fn value_of(flow: &Flow<'_, '_>, values: ExprId, variable: Variable<'_>) -> Option<ExprId> {
    match (variable, flow.module.kind(values)) {
        (Variable::At(at), ExprKind::Sequence(items)) => items.get(at).copied(),
        (Variable::Named(name), ExprKind::Dict(_)) => flow.module.entry(values, name),
        (Variable::At(0), ExprKind::Dict(_)) | (Variable::Named(_), _) => None,
        (Variable::At(at), _) => (at == 0).then_some(values),
    }
}

/// The variables of a text that are put in as they are, with the modifiers `:raw`, `^`, `:value` and `#`. A value that is
/// only escaped cannot leave a text in single quotes.
fn raw(text: &str) -> impl Iterator<Item = Variable<'_>> {
    let mut found = Vec::new();
    let mut quoted = false;
    let mut rest = text;
    while let Some(at) = rest.find(['\'', '$']) {
        let (mark, behind) = rest[at..].split_at(1);
        rest = behind;
        if mark == "'" {
            quoted = !quoted;
            continue;
        }
        let Some((variable, modifier, behind)) = variable(rest) else { continue };
        rest = behind;
        let escaped_only = matches!(modifier, ":value" | "#");
        if !modifier.is_empty() && !(escaped_only && quoted) && found.len() < VARIABLES {
            found.push(variable);
        }
    }
    found.into_iter()
}

/// A variable behind its `$`, the modifier that makes it raw, and what follows.
fn variable(text: &str) -> Option<(Variable<'_>, &str, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        let (number, rest) = text.split_at(digits);
        let (modifier, rest) = modifier(rest);
        let at = number.parse::<usize>().ok()?.checked_sub(1)?;
        return Some((Variable::At(at), modifier, rest));
    }
    let close = match text.chars().next()? {
        '{' => '}',
        '(' => ')',
        '<' => '>',
        '[' => ']',
        '/' => '/',
        _ => return None,
    };
    let (inner, behind) = text[1..].split_once(close)?;
    let inner = inner.trim();
    let named = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.');
    let (name, inside) = inner.split_at(inner.bytes().take_while(named).count());
    let (outside, rest) = modifier(behind);
    let inside = modifier(inside).0;
    let modifier = if inside.is_empty() { outside } else { inside };
    Some((Variable::Named(name), modifier, rest))
}

fn modifier(text: &str) -> (&str, &str) {
    let length = [":raw", ":value", "^", "#"]
        .into_iter()
        .find(|modifier| text.starts_with(modifier))
        .map_or(0, str::len);
    text.split_at(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modifiers_make_a_variable_raw() {
        let of = |text| raw(text).collect::<Vec<_>>();
        assert_eq!(of("SELECT $1:raw, $2, $3^"), [Variable::At(0), Variable::At(2)]);
        assert_eq!(
            of("SELECT ${a^}, $(b:raw), ${c}"),
            [Variable::Named("a"), Variable::Named("b")]
        );
        assert_eq!(of("SELECT '%$1:value%', $2:value, '$3^'"), [Variable::At(1), Variable::At(2)]);
        assert_eq!(of("SELECT '$', $0:raw, $, ${"), []);
    }
}

//! JSON with comments as values with places, for the formats of the JavaScript world.

use jsonc_parser::ast::{Object, Value as Json};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use shipworthy_core::analyzer::Problem;
use shipworthy_core::facts::{Declaration, FileFacts, Value};
use shipworthy_core::source::Span;

/// How many entries of a list or object are kept.
const MAX_ENTRIES: usize = 400;

/// Parses a text and hands its object to `read`.
pub(crate) fn with_object(
    text: &str,
    facts: &mut FileFacts,
    read: impl FnOnce(&Object<'_>, &mut FileFacts),
) -> Vec<Problem> {
    match parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default()) {
        Ok(result) => {
            if let Some(Json::Object(object)) = &result.value {
                read(object, facts);
            }
            Vec::new()
        }
        Err(error) => {
            let before = text.get(..error.range().start).unwrap_or_default();
            let line = before.bytes().filter(|&byte| byte == b'\n').count() as u32 + 1;
            vec![Problem::Syntax { count: 1, line }]
        }
    }
}

pub(crate) fn span(range: Range) -> Span {
    Span::new(range.start as u32, range.end as u32)
}

/// Keeps a key with its value as a setting.
pub(crate) fn setting(object: &Object<'_>, key: &str, name: &str, facts: &mut FileFacts) {
    if let Some(property) = object.get(key) {
        facts.declarations.push(Declaration::Setting {
            key: name.into(),
            value: value(&property.value),
            span: span(property.range()),
        });
    }
}

/// A JSON value as a value of facts.
pub(crate) fn value(json: &Json<'_>) -> Value {
    match json {
        Json::StringLit(text) => Value::Str((&*text.value).into()),
        Json::NumberLit(number) => Value::Number(number.value.into()),
        Json::BooleanLit(truth) => Value::Bool(truth.value),
        Json::NullKeyword(_) => Value::Null,
        Json::Array(array) => {
            Value::List(array.elements.iter().take(MAX_ENTRIES).map(value).collect())
        }
        Json::Object(object) => Value::Dict(
            object
                .properties
                .iter()
                .take(MAX_ENTRIES)
                .map(|property| (property.name.as_str().into(), value(&property.value)))
                .collect(),
        ),
    }
}

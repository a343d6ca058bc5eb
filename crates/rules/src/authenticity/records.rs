//! Data that is written in the code as if it had been measured or entered.

use shipworthy_core::facts::Value;
use shipworthy_core::naming::words;
use shipworthy_core::source::Text;

type Record<'v> = &'v [(Text, Value)];

/// What gives written records away, with the weight of each sign.
pub(super) fn signs_of_invention(value: &Value) -> Vec<(&'static str, i8)> {
    let records = records(value);
    let mut signs = Vec::new();
    let any = |holds: fn(&str, &str) -> bool| {
        records
            .iter()
            .flat_map(|record| record.iter())
            .any(|(key, value)| value.as_str().is_some_and(|text| holds(key, text)))
    };
    if any(|_, text| is_time_ago(text)) {
        signs.push(("tells-how-long-ago", 50));
    }
    if any(|key, text| is_change(key) && is_signed_figure(text)) {
        signs.push(("tells-how-much-it-changed", 50));
    }
    if records.iter().filter(|record| is_example_person(record)).count() > 1 {
        signs.push(("names-example-persons", 50));
    }
    signs
}

/// Whether a list holds several things with an identity, and with what only the real ones have: an amount, an address, a
/// date. Columns, tabs and choices have identities too, and only labels beside them.
pub(super) fn holds_entities(value: &Value) -> bool {
    let is_entity = |record: &&Record<'_>| {
        let about = |marks: &[&str], has: fn(&Value) -> bool| {
            record.iter().any(|(key, value)| {
                has(value) && words(key).iter().any(|word| marks.contains(&word.as_str()))
            })
        };
        let figure = |value: &Value| matches!(value, Value::Number(_) | Value::Str(_));
        let said = |value: &Value| value.as_str().is_some_and(|text| text.len() > 2);
        about(&["id", "uuid", "number"], figure)
            && (about(&["email", "phone", "address", "expiry", "holder", "customer"], said)
                || about(&["amount", "balance", "total", "price", "spent", "revenue"], figure)
                || about(&["date", "created", "updated", "timestamp", "joined", "due"], said))
    };
    matches!(value, Value::List(_)) && records(value).iter().filter(is_entity).count() > 1
}

/// The records of a list, or a record alone.
fn records(value: &Value) -> Vec<Record<'_>> {
    let items = match value {
        Value::List(items) => items,
        other => std::slice::from_ref(other),
    };
    items
        .iter()
        .filter_map(|item| match item {
            Value::Dict(entries) if entries.len() >= 2 => Some(&**entries),
            _ => None,
        })
        .collect()
}

/// `2 hours ago`, `5m ago`: true at one moment only.
fn is_time_ago(text: &str) -> bool {
    let Some(span) = text.trim().strip_suffix(" ago") else { return false };
    let digits = span.bytes().take_while(u8::is_ascii_digit).count();
    let unit = span[digits..].trim().trim_end_matches('s');
    (digits > 0 || matches!(span, "an hour" | "a minute" | "a day"))
        && (digits == 0
            || matches!(
                unit,
                "" | "m"
                    | "h"
                    | "d"
                    | "sec"
                    | "second"
                    | "min"
                    | "minute"
                    | "hr"
                    | "hour"
                    | "day"
                    | "week"
                    | "month"
            ))
}

fn is_change(key: &str) -> bool {
    words(key)
        .iter()
        .any(|word| matches!(word.as_str(), "change" | "trend" | "growth" | "delta" | "diff"))
}

/// `+12%`, `-3.2 %`, `+8`.
fn is_signed_figure(text: &str) -> bool {
    let text = text.trim();
    let figure = text.trim_start_matches(['+', '-', '−', '↑', '↓', ' ', '$', '€']);
    figure.len() < text.len()
        && figure.starts_with(|c: char| c.is_ascii_digit())
        && figure.trim_end_matches(['%', ' ']).bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// A record of a person whom everybody makes up: `jane@example.com`, `John Doe`.
fn is_example_person(record: &Record<'_>) -> bool {
    record.iter().any(|(key, value)| {
        let Some(text) = value.as_str() else { return false };
        let text = text.to_ascii_lowercase();
        let key = words(key);
        let about = |word: &str| key.iter().any(|it| it == word);
        about("email")
            && ["@example.com", "@example.org", "@test.com", "@email.com"]
                .iter()
                .any(|host| text.ends_with(host))
            || (about("name") || about("customer") || about("user") || about("author"))
                && ["john ", "jane ", "bob ", "alice ", "sarah ", "mike "]
                    .iter()
                    .any(|first| text.starts_with(first))
                && record.iter().any(|(key, _)| {
                    words(key).iter().any(|word| {
                        matches!(word.as_str(), "id" | "email" | "amount" | "phone" | "status")
                    })
                })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_moments_and_signed_figures_tell() {
        for text in ["2 hours ago", "5m ago", "1 day ago", "an hour ago"] {
            assert!(is_time_ago(text), "{text}");
        }
        for text in ["ago", "long ago", "posted {n} minutes ago", "2 hours"] {
            assert!(!is_time_ago(text), "{text}");
        }
        assert!(is_signed_figure("+12%") && is_signed_figure("-3.2 %"));
        assert!(!is_signed_figure("12%") && !is_signed_figure("+Infinity"));
    }
}

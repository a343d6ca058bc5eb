//! What a plain scan of a text tells: addresses, and names that a tool may load.

use memchr::memmem;

use super::{Declaration, Value};
use crate::source::{Span, Text};

/// How many addresses of a text are kept.
const ADDRESSES: usize = 400;
/// How many names of a text are kept.
const MENTIONS: usize = 2_000;
/// How long a name may be.
const NAME: usize = 120;

/// The scheme and host of each URL in a text, in order. Lines that are comments are left out, and nothing else of a URL
/// is kept, so that no credential is. A host that is filled in later is empty.
pub fn addresses(text: &str) -> Vec<Declaration> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    for at in memmem::find_iter(bytes, "://") {
        if found.len() == ADDRESSES {
            break;
        }
        let is_scheme = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
        let length = bytes[..at].iter().rev().take(32).take_while(|b| is_scheme(b)).count();
        let scheme = text[at - length..at].trim_start_matches(['-', '.', '+']);
        if scheme.is_empty() || scheme.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let line = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |end| end + 1);
        let before = text[line..at].trim_start();
        if ["#", "//", "*", ";", "--"].iter().any(|mark| before.starts_with(mark)) {
            continue;
        }
        let rest = &text[at + 3..];
        let end = rest
            .find(|c: char| {
                c.is_whitespace() || matches!(c, '/' | '?' | '"' | '\'' | '`' | ',' | ')' | '<')
            })
            .unwrap_or(rest.len());
        let authority = rest[..end].rsplit_once('@').map_or(&rest[..end], |(_, host)| host);
        let host = authority.split([':', '#', ';', '|']).next().unwrap_or_default();
        let plain = host.len() <= 100
            && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
        found.push(Declaration::Address {
            scheme: scheme.to_ascii_lowercase().into(),
            host: if plain { host.into() } else { Text::default() },
            span: Span::new((at - length) as u32, (at + 3 + end) as u32),
        });
    }
    found
}

/// The names of variables that are filled in (`${NAME}`, `${NAME:-default}`, `$NAME`), sorted, each once, as one setting.
pub fn interpolations(text: &str) -> Option<Declaration> {
    let mut found: Vec<&str> = memchr::memchr_iter(b'$', text.as_bytes())
        .filter_map(|at| {
            let rest = &text[at + 1..];
            let rest = rest.strip_prefix('{').unwrap_or(rest);
            let end =
                rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
            let name = &rest[..end];
            (name.len() > 1
                && name.len() <= NAME
                && name.starts_with(|c: char| c.is_ascii_uppercase()))
            .then_some(name)
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found.truncate(MENTIONS);
    (!found.is_empty()).then(|| Declaration::Setting {
        key: INTERPOLATED.into(),
        value: Value::List(found.into_iter().map(|name| Value::Str(name.into())).collect()),
        span: Span::default(),
    })
}

/// The key under which [`interpolations`] are kept.
pub(crate) const INTERPOLATED: &str = "interpolated";

/// The words of a configuration file that can be names of modules, packages or plugins, sorted, each once.
pub fn mentions(text: &str) -> Vec<Text> {
    let is_part =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '@' | '/' | '_' | '.' | ':' | '-');
    let words = text.split(|c: char| !is_part(c)).map(|word| word.trim_matches([':', '.', '-']));
    collect(words)
}

/// Those of the words that can be names, sorted, each once.
pub(crate) fn collect<'t>(words: impl Iterator<Item = &'t str>) -> Vec<Text> {
    let mut found: Vec<&str> = words
        .filter(|word| {
            word.len() > 1 && word.len() <= NAME && word.bytes().any(|b| b.is_ascii_alphabetic())
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found.truncate(MENTIONS);
    found.into_iter().map(Text::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_no_credential() {
        let text = "# redis://old\nURL=postgresql+asyncpg://shop:hunter2@db:5432/shop\nCACHE: 'redis://${HOST}:6379'\nhttp://u:p/w@h/\n";
        let found: Vec<_> = addresses(text)
            .iter()
            .map(|it| match it {
                Declaration::Address { scheme, host, span } => {
                    (scheme.to_string(), host.to_string(), span.of(text).len())
                }
                _ => unreachable!("a scan gives addresses"),
            })
            .collect();
        assert_eq!(
            found,
            [
                ("postgresql+asyncpg".to_owned(), "db".to_owned(), 41),
                ("redis".to_owned(), String::new(), 20),
                ("http".to_owned(), "u".to_owned(), 10)
            ]
        );
    }

    #[test]
    fn words_of_a_configuration_are_names_once() {
        let text = "{ \"extends\": [\"airbnb\", 'plugin:@acme/x/y'], presets: [airbnb] } // 12";
        let found = mentions(text);
        assert_eq!(found, ["airbnb", "extends", "plugin:@acme/x/y", "presets"]);
    }
}

//! How names are written: their words in any case style, and names in capitals.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use rustc_hash::FxHashMap;

/// The words of a name as they are written: `getMockUser_byID` gives `get`, `Mock`, `User`, `by`, `ID`.
///
/// A word ends before a capital that follows a small letter or a digit, before the last capital of a run that a small
/// letter follows (`HTTPServer` gives `HTTP`, `Server`), and at whatever is neither letter nor digit.
pub fn parts(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    let end = if name.is_ascii() { end_of_ascii_part } else { end_of_part };
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        if rest.is_empty() {
            return None;
        }
        let (word, behind) = rest.split_at(end(rest));
        rest = behind;
        Some(word)
    })
}

/// Where the first word of a name ends.
fn end_of_part(name: &str) -> usize {
    let mut chars = name.char_indices().peekable();
    let mut before_small = false;
    while let Some((at, c)) = chars.next() {
        let next_small = chars.peek().is_some_and(|(_, next)| next.is_lowercase());
        let starts = c.is_uppercase() && (before_small || next_small);
        if at > 0 && starts || !c.is_alphanumeric() {
            return at;
        }
        before_small = c.is_lowercase() || c.is_ascii_digit();
    }
    name.len()
}

/// The same for a name of ASCII, as nearly all are.
fn end_of_ascii_part(name: &str) -> usize {
    let bytes = name.as_bytes();
    let mut before_small = false;
    for (at, byte) in bytes.iter().enumerate() {
        if byte.is_ascii_uppercase() {
            let next_small = bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase);
            if at > 0 && (before_small || next_small) {
                return at;
            }
            before_small = false;
        } else if byte.is_ascii_alphanumeric() {
            before_small = true;
        } else {
            return at;
        }
    }
    name.len()
}

/// Whether one of the words of a name, in small letters, is such. It makes no strings, as [`words`] does.
pub fn any_word(name: &str, mut is: impl FnMut(&str) -> bool) -> bool {
    // Long enough for most paths too.
    let mut buffer = [0; 128];
    let small = name.is_ascii().then(|| buffer.get_mut(..name.len())).flatten().and_then(|small| {
        small.copy_from_slice(name.as_bytes());
        small.make_ascii_lowercase();
        std::str::from_utf8(small).ok()
    });
    match small {
        // Words are told apart by their capitals, and stand at the same places in small letters.
        Some(small) => parts(name).any(|part| {
            let start = part.as_ptr().addr() - name.as_ptr().addr();
            is(&small[start..start + part.len()])
        }),
        None => parts(name).any(|part| is(&part.to_lowercase())),
    }
}

/// Words that are looked for in many texts, in whatever case and also within other words.
#[derive(Debug)]
pub struct AnyOf {
    words: &'static [&'static [&'static str]],
    searcher: OnceLock<Option<AhoCorasick>>,
}

impl AnyOf {
    /// The words of several lists.
    pub const fn new(words: &'static [&'static [&'static str]]) -> Self {
        Self { words, searcher: OnceLock::new() }
    }

    /// Whether a text holds one of the words.
    pub fn is_in(&self, text: &str) -> bool {
        let searcher = self.searcher.get_or_init(|| {
            AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .kind(Some(AhoCorasickKind::DFA))
                .prefilter(false)
                .build(self.words.iter().copied().flatten())
                .ok()
        });
        searcher.as_ref().is_some_and(|searcher| searcher.is_match(text))
    }
}

/// The words of a name in small letters: `RateLimitMiddleware`, `rate-limit` and `RATE_LIMIT` begin with `rate`, `limit`.
pub fn words(name: &str) -> Vec<String> {
    parts(name).map(str::to_lowercase).collect()
}

/// The first word of a name, in small letters.
pub fn first_word(name: &str) -> Option<String> {
    parts(name).next().map(str::to_lowercase)
}

/// The last word of a name, in small letters.
pub fn last_word(name: &str) -> Option<String> {
    parts(name).last().map(str::to_lowercase)
}

/// A name without the brackets of the calls behind it: `client()` gives `client`.
pub fn bare(name: &str) -> &str {
    // Searching for a text from the end is made for long texts, and names are asked for this all the time.
    let mut bare = name;
    while let Some(called) = bare.strip_suffix("()") {
        bare = called;
    }
    bare
}

/// What stands before and behind the last `sign` of a text. The sign is of ASCII.
pub fn cut_last(text: &str, sign: u8) -> Option<(&str, &str)> {
    // Searching from the end is made for long texts, and names and paths are cut all the time.
    let at = text.bytes().rposition(|byte| byte == sign)?;
    Some((&text[..at], &text[at + 1..]))
}

/// What stands behind the last `sign` of a text, or all of it.
pub fn behind_last(text: &str, sign: u8) -> &str {
    cut_last(text, sign).map_or(text, |(_, behind)| behind)
}

/// The last part of a dotted name, without call brackets: `httpx.Client().get` gives `get`.
pub fn last(path: &str) -> &str {
    bare(behind_last(path, b'.'))
}

/// Whether a name is written as constants are: with a capital and without a small letter.
pub fn is_constant(name: &str) -> bool {
    name.bytes().any(|b| b.is_ascii_uppercase()) && !name.bytes().any(|b| b.is_ascii_lowercase())
}

/// Whether a name is written as variables of the environment are: a capital, then capitals, digits and `_`.
pub fn is_variable(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

/// Whether an attribute of a request is where frameworks keep what its caller chose: `query` of `req.query.token`.
pub fn holds_parameters(attribute: &str) -> bool {
    matches!(
        attribute,
        "query" | "params" | "body" | "searchParams" | "query_params" | "path_params"
    )
}

/// What is known of a few names that many others are compared with.
///
/// Most others are told apart by their length and their last byte, which costs less than to look them up.
#[derive(Debug)]
pub(crate) struct FewNames<'a, T> {
    /// A bit for each shape that a name has.
    shapes: [u64; 4],
    known: FxHashMap<&'a str, T>,
}

impl<T> Default for FewNames<'_, T> {
    fn default() -> Self {
        Self { shapes: [0; 4], known: FxHashMap::default() }
    }
}

impl<'a, T: Default> FewNames<'a, T> {
    /// The place of a bit: which number, and which bit of it.
    fn shape(name: &str) -> (usize, u64) {
        let last = name.as_bytes().last().copied().unwrap_or_default();
        (name.len() % 4, 1 << (last % 64))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// What is known of a name, which is one of the few from now on.
    pub(crate) fn entry(&mut self, name: &'a str) -> &mut T {
        let (at, bit) = Self::shape(name);
        self.shapes[at] |= bit;
        self.known.entry(name).or_default()
    }

    /// What is known of a name, if it is one of the few.
    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        let (at, bit) = Self::shape(name);
        if self.shapes[at] & bit == 0 { None } else { self.known.get_mut(name) }
    }

    /// What is known of a name, if it is one of the few.
    pub(crate) fn get(&self, name: &str) -> Option<&T> {
        let (at, bit) = Self::shape(name);
        if self.shapes[at] & bit == 0 { None } else { self.known.get(name) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_in_any_style() {
        assert_eq!(words("getMockUser_byID"), ["get", "mock", "user", "by", "id"]);
        assert_eq!(words("HTTPServer2Go"), ["http", "server2", "go"]);
        assert_eq!(words("--rate-limit_MAX"), ["rate", "limit", "max"]);
        assert_eq!(words("JWT_AUTH2"), ["jwt", "auth2"]);
        assert_eq!(words("größeÄndern"), ["größe", "ändern"]);
        assert!(words("__").is_empty());
    }

    #[test]
    fn names_of_ascii_are_split_as_others_are() {
        let pieces = ["get", "HTTP", "Server2", "_", "--", "A", "aB", "9", "x9Y", ".", "ÄÖ", "ß"];
        for first in pieces {
            for second in pieces {
                for third in pieces {
                    let name = format!("{first}{second}{third}");
                    let mut rest = name.trim_start_matches(|c: char| !c.is_alphanumeric());
                    let mut whole = Vec::new();
                    while !rest.is_empty() {
                        let (word, behind) = rest.split_at(end_of_part(rest));
                        whole.push(word);
                        rest = behind.trim_start_matches(|c: char| !c.is_alphanumeric());
                    }
                    assert_eq!(parts(&name).collect::<Vec<_>>(), whole, "{name}");
                    let last = words(&name).pop();
                    assert!(last.is_none_or(|last| any_word(&name, |word| word == last)), "{name}");
                }
            }
        }
    }

    #[test]
    fn a_variable_begins_with_a_letter() {
        assert!(is_variable("API_KEY_2") && !is_variable("_KEY") && !is_variable("Api_KEY"));
        assert!(is_constant("_KEY") && !is_constant("Api_KEY") && !is_constant("__"));
    }
}

//! Credentials in text: provider tokens by their format, other credentials by a telling name and a fitting value.
//!
//! One [`scan`] serves all files: language analyzers run it over strings and comments, the
//! [plain-text analyzer](PlainText) over files that no language reads. [`judge`] decides about a
//! value that is bound to a name. Nothing here keeps a value: what is found is a place, a length
//! and an entropy.

mod encoding;
mod formats;
mod names;
mod place;
mod search;
mod text;
mod values;

pub use encoding::decode_base64;
pub use names::{Credential, compares_password, credential_name, is_for_others, names_examples};
pub use text::{PlainText, scan_assignments, scan_text};
pub use values::{Judged, judge, judge_compared, judge_default, judge_key, judge_variable};
pub(crate) use values::{is_made_of_words, judge_parameter, looks_random};

use crate::facts::SecretKind;
use formats::Format;
use search::Hit;

/// A credential found by its format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Token {
    /// The format's name: `aws-access-key-id`.
    pub format: &'static str,
    /// A credential, or a stand-in for one.
    pub kind: SecretKind,
    /// First byte in the scanned text.
    pub start: usize,
    /// One past the last byte in the scanned text.
    pub end: usize,
}

/// Bytes of one token that are looked at; longer ones are cut off.
const LONGEST: usize = 4096;

/// The provider tokens, private keys and passwords in URLs of a text, in order.
pub fn scan(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    // The shortest token has more bytes than most strings.
    if text.len() < 12 {
        return found;
    }
    let mut from = 0;
    for Hit { start, end, format } in search::hits(text) {
        if start < from {
            continue;
        }
        if let Some((start, end)) = matched(format, text, start, end) {
            let value = &text[start..end];
            if let Some(mut kind) = values::token_kind(format, value) {
                // A password for this machine opens nothing elsewhere.
                let behind = &text[end..];
                if format.name == "url-password"
                    && ["localhost", "127.0.0.1", "0.0.0.0", "[::1]", "host", "example."]
                        .iter()
                        .any(|host| behind.starts_with(host))
                {
                    kind = SecretKind::Placeholder;
                }
                found.push(Token { format: format.name, kind, start, end });
                from = end;
            }
        }
    }
    found
}

/// The entropy of a value, in tenths of a bit per byte.
pub fn entropy(value: &str) -> u16 {
    if value.is_empty() {
        return 0;
    }
    let mut counts = [0u32; 256];
    for byte in value.bytes() {
        counts[byte as usize] += 1;
    }
    let total = value.len() as f64;
    let bits: f64 = counts
        .iter()
        .filter(|&&count| count > 0)
        .map(|&count| {
            let share = f64::from(count) / total;
            -share * share.log2()
        })
        .sum();
    (bits * 10.0).round() as u16
}

/// The bytes that a format takes around its prefix.
fn matched(format: &Format, text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut from = start;
    if let Some((alphabet, least, most)) = format.before {
        while from > 0 && start - from < most && alphabet.has(bytes[from - 1]) {
            from -= 1;
        }
        if start - from < least {
            return None;
        }
    }
    if from > 0
        && format.bounded
        && (bytes[from - 1].is_ascii_alphanumeric() || bytes[from - 1] == b'_')
    {
        return None;
    }
    let mut at = end;
    let mut last = None;
    for piece in format.pieces {
        match *piece {
            formats::Piece::Of(alphabet, least, most) => {
                let limit = most.min(LONGEST);
                let run =
                    bytes[at..].iter().take(limit).take_while(|&&byte| alphabet.has(byte)).count();
                if run < least {
                    return None;
                }
                at += run;
                last = Some((alphabet, run == most));
            }
            formats::Piece::Text(part) => {
                if !text.get(at..)?.starts_with(part) {
                    return None;
                }
                at += part.len();
                last = None;
            }
            formats::Piece::Until(mark) => {
                let rest = text.get(at..)?;
                let limit = (0..=rest.len().min(LONGEST))
                    .rev()
                    .find(|&limit| rest.is_char_boundary(limit))?;
                // Without its end a block goes no further than its line: what follows is something else.
                let line = || rest[..limit].find('\n').unwrap_or(limit);
                at += rest[..limit].find(mark).map_or_else(line, |found| found + mark.len());
                last = None;
            }
        }
    }
    if let Some((alphabet, true)) = last
        && bytes.get(at).is_some_and(|&byte| alphabet.has(byte))
    {
        return None;
    }
    // Only characters of one byte are taken, so the ends are character boundaries.
    (text.is_char_boundary(from) && text.is_char_boundary(at)).then_some((from, at))
}

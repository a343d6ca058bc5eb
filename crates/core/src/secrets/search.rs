//! Where tokens of the known formats can begin.
//!
//! Every byte of a repository is searched, and an automaton over all prefixes takes a step for each. But a token is
//! long and most words of code are short, so the automaton runs only in stretches that are long enough to hold one.
//! They are found by looking at every so many bytes first.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use memchr::memmem;
use once_cell::sync::OnceCell;

use super::formats::{FORMATS, Format};

/// The least bytes of a stretch that holds a token.
const LEAST: usize = 20;

/// The prefix of a format where it stands in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) format: &'static Format,
}

/// What is searched for: in stretches, and anywhere.
struct Prefixes {
    all: AhoCorasick,
    /// How the prefixes begin that stretches do not hold.
    beginnings: Vec<memmem::Finder<'static>>,
    /// The formats with these prefixes.
    apart: Vec<&'static Format>,
}

/// Which bytes stand in stretches: what tokens are made of, and what joins their parts.
static OF_STRETCH: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        let b = byte as u8;
        table[byte] =
            b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'/' | b'+' | b'=');
        byte += 1;
    }
    table
};

fn is_of_stretch(byte: u8) -> bool {
    OF_STRETCH[byte as usize]
}

/// The beginning of a format's prefix that is searched for anywhere, if no stretch holds the prefix.
fn beginning(format: &Format) -> Option<&'static str> {
    let prefix = format.prefix;
    match prefix.bytes().position(|byte| !is_of_stretch(byte))? {
        0 => Some(prefix),
        // `-----BEGIN` serves all private keys.
        end => Some(&prefix[..end]),
    }
}

fn prefixes() -> Option<&'static Prefixes> {
    static PREFIXES: OnceCell<Prefixes> = OnceCell::new();
    PREFIXES
        .get_or_try_init(|| {
            let all = AhoCorasick::builder()
                .kind(Some(AhoCorasickKind::DFA))
                .match_kind(MatchKind::LeftmostLongest)
                .build(FORMATS.iter().map(|format| format.prefix))?;
            let mut needles: Vec<&str> = FORMATS.iter().filter_map(beginning).collect();
            needles.sort_unstable();
            needles.dedup();
            let beginnings = needles.into_iter().map(memmem::Finder::new).collect();
            let apart = FORMATS.iter().filter(|format| beginning(format).is_some()).collect();
            Ok::<_, aho_corasick::BuildError>(Prefixes { all, beginnings, apart })
        })
        .ok()
}

/// The prefixes of a text that a token may follow, in order.
pub(super) fn hits(text: &str) -> Vec<Hit> {
    let mut hits = Vec::new();
    let Some(prefixes) = prefixes() else { return hits };
    let bytes = text.as_bytes();
    for stretch in stretches(bytes) {
        let from = stretch.start;
        hits.extend(prefixes.all.find_iter(&bytes[stretch]).map(|found| Hit {
            start: from + found.start(),
            end: from + found.end(),
            format: &FORMATS[found.pattern().as_usize()],
        }));
    }
    for start in prefixes.beginnings.iter().flat_map(|beginning| beginning.find_iter(bytes)) {
        let stands = |format: &&&Format| bytes[start..].starts_with(format.prefix.as_bytes());
        let longest = prefixes.apart.iter().filter(stands).max_by_key(|format| format.prefix.len());
        hits.extend(longest.map(|format| Hit { start, end: start + format.prefix.len(), format }));
    }
    hits.sort_unstable_by_key(|hit| hit.start);
    hits
}

/// The longest runs of bytes that stand in stretches, as far as they have [`LEAST`] bytes.
fn stretches(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        // What is known to belong to the stretch that begins at `start`.
        let mut known = start;
        while start + LEAST <= bytes.len() {
            let probe = start + LEAST;
            match bytes[known..probe].iter().rposition(|&byte| !is_of_stretch(byte)) {
                Some(at) => (start, known) = (known + at + 1, probe),
                None => {
                    let rest = bytes[probe..].iter().position(|&byte| !is_of_stretch(byte));
                    let end = rest.map_or(bytes.len(), |rest| probe + rest);
                    let found = start..end;
                    start = end;
                    return Some(found);
                }
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::formats::Piece;
    use super::*;

    /// The least bytes of a stretch around the prefix of a token.
    fn least(format: &Format) -> usize {
        let before = format.before.map_or(0, |(_, least, _)| least);
        let behind = format.pieces.iter().map_while(|piece| match *piece {
            Piece::Of(alphabet, least, _) => {
                let holds = (0..=u8::MAX).all(|byte| !alphabet.has(byte) || is_of_stretch(byte));
                holds.then_some(least)
            }
            Piece::Text(text) => text.bytes().all(is_of_stretch).then_some(text.len()),
            Piece::Until(_) => None,
        });
        before + format.prefix.len() + behind.sum::<usize>()
    }

    #[test]
    fn each_token_is_found_in_a_stretch_or_by_its_beginning() {
        for format in FORMATS {
            assert!(beginning(format).is_some() || least(format) >= LEAST, "{}", format.name);
        }
    }

    #[test]
    fn few_beginnings_are_looked_for_apart() {
        let needles = &prefixes().unwrap().beginnings;
        let needles: Vec<_> = needles.iter().map(memmem::Finder::needle).collect();
        assert_eq!(needles, [&b"-----BEGIN"[..], b"://", b":AA"]);
    }

    proptest! {
        #[test]
        fn stretches_are_the_long_runs(text in "[a-z. ]{0,80}[a-z_/]{0,60}[a ]{0,40}") {
            let mut expected = Vec::new();
            let mut at = 0;
            for run in text.split(|c: char| !is_of_stretch(c as u8)) {
                if run.len() >= LEAST {
                    expected.push(at..at + run.len());
                }
                at += run.len() + 1;
            }
            prop_assert_eq!(stretches(text.as_bytes()).collect::<Vec<_>>(), expected);
        }
    }
}

use serde::{Deserialize, Serialize};

/// A range of bytes in a file: `start` inclusive, `end` exclusive.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[expect(clippy::exhaustive_structs, reason = "a range of bytes has two ends")]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`, in bytes.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// Whether `other` lies within this span.
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The bytes of `text` in this span; empty where the span does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// The smallest span that covers both.
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A place in a file as people count: lines and columns from 1, columns in Unicode scalar values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_structs, reason = "a place has a line and a column")]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

/// Turns bytes into lines and columns. It is built once for a file and needs no text afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineIndex {
    /// The first byte of each line.
    starts: Box<[u32]>,
    /// Each character of more than one byte: its first byte and how many bytes it has beyond one.
    wide: Box<[(u32, u8)]>,
    length: u32,
}

impl LineIndex {
    /// The index of `text`. Lines end with `\n`, also after `\r`.
    pub fn new(text: &str) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes());
        let mut starts = Vec::with_capacity(ends.clone().count() + 1);
        starts.push(0);
        starts.extend(ends.map(|at| at as u32 + 1));
        let wide = if text.is_ascii() {
            Vec::new()
        } else {
            // The first byte of a character tells how many follow.
            text.bytes()
                .enumerate()
                .filter(|(_, byte)| *byte >= 0xC0)
                .map(|(at, byte)| (at as u32, 1 + u8::from(byte >= 0xE0) + u8::from(byte >= 0xF0)))
                .collect()
        };
        Self { starts: starts.into(), wide: wide.into(), length: text.len() as u32 }
    }

    /// Whether this can be the index of `text`: as long, with the same lines.
    pub fn fits(&self, text: &str) -> bool {
        self.length as usize == text.len() && *self == Self::new(text)
    }

    /// The line of a byte, from 1.
    pub fn line(&self, byte: u32) -> u32 {
        self.starts.partition_point(|&start| start <= byte).max(1) as u32
    }

    /// The line and column of a byte.
    pub fn position(&self, byte: u32) -> Position {
        let line = self.line(byte);
        let start = self.starts.get(line as usize - 1).copied().unwrap_or(0);
        let from = self.wide.partition_point(|&(at, _)| at < start);
        let extra: u32 = self.wide[from..]
            .iter()
            .take_while(|&&(at, _)| at < byte)
            .map(|&(_, extra)| u32::from(extra))
            .sum();
        Position { line, column: byte.saturating_sub(start).saturating_sub(extra) + 1 }
    }

    /// The bytes of a line (from 1), its line end included.
    pub fn line_span(&self, line: u32) -> Span {
        let at = |line: u32| self.starts.get(line as usize).copied().unwrap_or(self.length);
        if line == 0 { Span::default() } else { Span::new(at(line - 1), at(line)) }
    }

    /// How many lines the text has. A text that ends with a line end has no further, empty line.
    pub fn count(&self) -> u32 {
        let lines = self.starts.len() as u32;
        if self.starts.last().is_some_and(|&last| last >= self.length) { lines - 1 } else { lines }
    }
}

//! The words and signs of a text, one after the other.

use shipworthy_core::source::Span;

/// Which bytes belong to plain names.
const OF_NAMES: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || matches!(byte as u8, b'_' | b'$');
        byte += 1;
    }
    table
};

/// Whether a byte belongs to plain names. Those of other scripts are left to the grammar.
#[inline]
pub fn is_of_name(byte: u8) -> bool {
    OF_NAMES[byte as usize]
}

/// The text of an expression, and how far it is read. What it does not take it leaves unread.
#[derive(Clone, Debug)]
pub struct Reader<'a, 'm> {
    text: &'a str,
    masked: &'m [u8],
    end: usize,
    /// Where in the text the next byte is to be read, in bytes.
    pub at: usize,
}

impl<'a> Reader<'a, 'a> {
    /// A reader of what stands at `span` in `text`.
    ///
    /// # Panics
    ///
    /// Reading panics where the span is not within the text, or not at the bounds of its characters.
    #[inline]
    pub fn new(text: &'a str, span: Span) -> Self {
        Self::masked(text, text, span)
    }
}

impl<'a, 'm> Reader<'a, 'm> {
    /// A reader of what stands at `span` in `text`, which passes over what is blank in `masked`. Both are equally long.
    /// What it takes is from `text`.
    ///
    /// # Panics
    ///
    /// Those of [`new`](Reader::new).
    #[inline]
    pub fn masked(text: &'a str, masked: &'m str, span: Span) -> Self {
        let masked = masked.as_bytes();
        Self { text, masked, end: span.end as usize, at: span.start as usize }
    }

    /// What is not read yet.
    #[inline]
    pub fn rest(&self) -> &'m [u8] {
        &self.masked[self.at..self.end]
    }

    /// The byte at `ahead` behind what is read; 0 at the end.
    #[inline]
    pub fn byte(&self, ahead: usize) -> u8 {
        let at = self.at + ahead;
        if at < self.end { self.masked[at] } else { 0 }
    }

    /// Passes over blanks and returns the byte behind them; 0 at the end.
    #[inline]
    pub fn peek(&mut self) -> u8 {
        while matches!(self.byte(0), b' ' | b'\n' | b'\t' | b'\r') {
            self.at += 1;
        }
        self.byte(0)
    }

    /// Whether nothing but blanks is left, which are passed over.
    #[inline]
    pub fn ends(&mut self) -> bool {
        self.peek() == 0 && self.at == self.end
    }

    /// Takes a sign, blanks before it included.
    #[inline]
    pub fn takes(&mut self, sign: u8) -> bool {
        // Not `self.at += usize::from(found)`: LLVM 22 compiles loops around that wrongly, with optimisation alone.
        if self.peek() != sign {
            return false;
        }
        self.at += 1;
        true
    }

    /// Takes so many bytes.
    #[inline]
    pub fn take(&mut self, length: usize) -> &'a str {
        let taken = &self.text[self.at..self.at + length];
        self.at += length;
        taken
    }

    /// Takes the name that stands here.
    #[inline]
    pub fn word(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let length = rest.iter().position(|&byte| !is_of_name(byte)).unwrap_or(rest.len());
        let begins = rest.first().is_some_and(|first| !first.is_ascii_digit());
        (length > 0 && begins).then(|| self.take(length))
    }

    /// Takes the string that stands here, if nothing in it is escaped. Returns what stands between its quotes.
    #[inline]
    pub fn string(&mut self) -> Option<&'a str> {
        let quote = self.byte(0);
        let start = self.at + 1;
        let inner = &self.masked[start..self.end];
        let length = inner
            .iter()
            .position(|&byte| byte == quote || matches!(byte, b'\\' | b'\n' | b'\r'))
            .filter(|&length| inner[length] == quote)?;
        self.at += length + 2;
        Some(&self.text[start..start + length])
    }

    /// Takes the number that stands here, if it is written in digits alone.
    #[inline]
    pub fn number(&mut self) -> Option<&'a str> {
        let start = self.at;
        let whole = self.digits();
        if self.byte(0) == b'.' {
            self.at += 1;
            if !whole || !self.digits() {
                return None;
            }
        }
        let ended = !is_of_name(self.byte(0)) && self.byte(0) != b'.';
        ended.then(|| &self.text[start..self.at])
    }

    #[inline]
    fn digits(&mut self) -> bool {
        let from = self.at;
        while self.byte(0).is_ascii_digit() {
            self.at += 1;
        }
        self.at > from
    }

    /// Calls `item` for each part of a list with commas until `close`, which is taken too. Nothing where another sign
    /// stands between two parts, or where `item` gives nothing.
    #[inline]
    pub fn list(&mut self, close: u8, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        loop {
            if self.takes(close) {
                return Some(());
            }
            item(self)?;
            if !self.takes(b',') && self.peek() != close {
                return None;
            }
        }
    }

    /// From `start` to what is read last.
    #[inline]
    pub fn span_from(&self, start: usize) -> Span {
        Span::new(start as u32, self.at as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(text: &str) -> Reader<'_, '_> {
        Reader::new(text, Span::new(0, text.len() as u32))
    }

    #[test]
    fn numbers_end_where_no_name_and_no_dot_follows() {
        assert_eq!(reader("12)").number(), Some("12"));
        assert_eq!(reader("1.5 ").number(), Some("1.5"));
        for other in ["1_000", "1e3", "1.", "1..a", "0x1f", "1.5.a"] {
            assert_eq!(reader(other).number(), None, "{other}");
        }
    }

    #[test]
    fn strings_with_escapes_or_without_an_end_are_not_taken() {
        assert_eq!(reader("'a\"b' + c").string(), Some("a\"b"));
        for other in ["'a\\'b'", "'a\nb'", "'a", "'a\""] {
            assert_eq!(reader(other).string(), None, "{other}");
        }
    }

    #[test]
    fn words_are_names_and_no_numbers() {
        assert_eq!(reader("$a_1.b").word(), Some("$a_1"));
        assert_eq!(reader("1a").word(), None);
        assert_eq!(reader("").word(), None);
        assert_eq!(reader("é").word(), None);
    }
}

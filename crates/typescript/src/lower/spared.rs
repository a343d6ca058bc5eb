//! What the grammar is spared: arguments of calls and attributes of elements that are read off the text anyway.
//!
//! They are up to a tenth of what is written in some repositories, and parsing is most of what an audit takes. So blanks stand for
//! them in what the grammar gets. Nothing says here whether a bracket stands in code or in a text. It does not matter:
//! what is spared is a list of plain values, no string begins or ends in it that does not lie in it, and no other value
//! can stand for it. Where that fails, in a file with errors or for parameters that look like arguments, the whole file
//! is given to the grammar.

use memchr::memchr2_iter;
use shipworthy_syntax::is_of_name;

use super::plain::{DEPTH, is_reserved};

/// The text without what is spared behind the byte `start`, or nothing where that is nothing. `elements` says whether
/// the text may have JSX.
pub(crate) fn spared(text: &str, start: u32, elements: bool) -> Option<String> {
    let bytes = text.as_bytes();
    let mut spared = Vec::new();
    let mut end = start as usize;
    for at in memchr2_iter(b'(', b'<', bytes) {
        if at < end {
            continue;
        }
        let mut scan = Scan { bytes, at, elements };
        let found = match bytes[at] {
            b'(' => scan.call(),
            _ if elements => scan.element(),
            _ => None,
        };
        let Some(from) = found else { continue };
        if spared.is_empty() {
            spared.extend_from_slice(bytes);
        }
        // The signs at both ends stay.
        spared[from..scan.at].fill(b' ');
        end = scan.at;
    }
    String::from_utf8(spared).ok().filter(|spared| !spared.is_empty())
}

/// Whether brackets behind a word hold no arguments.
fn opens_otherwise(word: &str) -> bool {
    is_reserved(word)
        || matches!(
            word,
            "as" | "case"
                | "catch"
                | "constructor"
                | "default"
                | "do"
                | "else"
                | "extends"
                | "for"
                | "if"
                | "in"
                | "instanceof"
                | "keyof"
                | "of"
                | "return"
                | "satisfies"
                | "switch"
                | "throw"
                | "while"
                | "with"
        )
}

/// Passes over plain values, as [`plain`](super::plain) reads them; at the first sign of something else it gives up.
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    elements: bool,
}

impl<'a> Scan<'a> {
    /// Where the arguments begin, and moves to their end, if the bracket here opens those of a call.
    fn call(&mut self) -> Option<usize> {
        let before = &self.bytes[..self.at];
        let length = before.iter().rev().take_while(|byte| is_of_name(**byte)).count();
        let word = std::str::from_utf8(&before[before.len() - length..]).unwrap_or_default();
        if word.is_empty() || opens_otherwise(word) {
            return None;
        }
        let from = self.at + 1;
        self.at = from;
        if self.peek() == b')' {
            return None;
        }
        self.list(b')', |scan| scan.item(DEPTH))?;
        let end = self.at - 1;
        // A method, a type of its result, or an arrow function.
        let parameters = matches!((self.peek(), self.byte(1)), (b'{' | b':', _) | (b'=', b'>'));
        self.at = end;
        (!parameters).then_some(from)
    }

    /// Where the attributes begin, and moves to their end, if an element opens here.
    fn element(&mut self) -> Option<usize> {
        let before = self.at.checked_sub(1).map_or(b' ', |at| self.bytes[at]);
        if is_of_name(before) || matches!(before, b')' | b']') {
            return None;
        }
        self.at += 1;
        if !self.byte(0).is_ascii_alphabetic() {
            return None;
        }
        self.name();
        let from = self.at;
        while !matches!(self.peek(), b'>' | b'/') {
            self.attribute()?;
        }
        let end = self.at;
        let closes = self.byte(0) == b'>' || self.byte(1) == b'>';
        (closes && self.bytes[from..end].trim_ascii() != b"").then_some(from)
    }

    fn attribute(&mut self) -> Option<()> {
        if self.byte(0) == b'{' {
            self.at += 1;
            self.peek();
            self.spread(DEPTH)?;
            return self.takes(b'}');
        }
        let start = self.at;
        self.name();
        let name = &self.bytes[start..self.at];
        // Types have no attributes.
        if name.is_empty() || name == b"extends" || name.contains(&b'.') {
            return None;
        }
        if self.peek() != b'=' {
            return Some(());
        }
        self.at += 1;
        match self.peek() {
            b'{' => {
                self.at += 1;
                self.value(DEPTH)?;
                self.takes(b'}')
            }
            b'"' | b'\'' => self.string(),
            _ => None,
        }
    }

    /// Passes over the name of an element or an attribute.
    fn name(&mut self) {
        while is_of_name(self.byte(0)) || matches!(self.byte(0), b'-' | b'.') {
            self.at += 1;
        }
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or_default()
    }

    /// Passes over blanks and returns the byte behind them; 0 at the end.
    fn peek(&mut self) -> u8 {
        while matches!(self.byte(0), b' ' | b'\n' | b'\t' | b'\r') {
            self.at += 1;
        }
        self.byte(0)
    }

    fn takes(&mut self, sign: u8) -> Option<()> {
        (self.peek() == sign).then(|| self.at += 1)
    }

    fn word(&mut self) -> Option<&'a str> {
        let start = self.at;
        while is_of_name(self.byte(0)) {
            self.at += 1;
        }
        let word = &self.bytes[start..self.at];
        let begins = word.first().is_some_and(|first| !first.is_ascii_digit());
        begins.then(|| std::str::from_utf8(word).ok())?
    }

    /// Passes over a string that certainly begins here: what ends before a sign begins there too, but no name can stand
    /// behind it.
    fn string(&mut self) -> Option<()> {
        let quote = self.byte(0);
        let rest = &self.bytes[self.at + 1..];
        let length = rest.iter().position(|&byte| {
            matches!(byte, b'"' | b'\'' | b'`' | b'\\' | b'\n' | b'\r' | b'{' | b'<')
        })?;
        let text = std::str::from_utf8(&rest[..length]).ok()?;
        let begins = match text.as_bytes() {
            [] | [b'@' | b'#', ..] | [b'.', b'/' | b'.', ..] => true,
            [b'/', next, ..] => !matches!(next, b'/' | b'*'),
            _ => text
                .starts_with(|first: char| first.is_alphanumeric() || matches!(first, '_' | '$')),
        };
        if !begins || rest[length] != quote {
            return None;
        }
        self.at += length + 2;
        Some(())
    }

    fn number(&mut self) -> Option<()> {
        let digits = |scan: &mut Self| {
            let start = scan.at;
            while scan.byte(0).is_ascii_digit() {
                scan.at += 1;
            }
            scan.at > start
        };
        digits(self);
        if self.byte(0) == b'.' {
            self.at += 1;
            digits(self).then_some(())?;
        }
        (!is_of_name(self.byte(0)) && self.byte(0) != b'.').then_some(())
    }

    /// Passes over parts with commas between them, until `close`.
    fn list(&mut self, close: u8, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        loop {
            if self.takes(close).is_some() {
                return Some(());
            }
            item(self)?;
            if self.takes(b',').is_none() && self.peek() != close {
                return None;
            }
        }
    }

    fn spread(&mut self, depth: u32) -> Option<()> {
        let dots = (0..3).all(|ahead| self.byte(ahead) == b'.');
        self.at += 3;
        dots.then(|| self.value(depth))?
    }

    fn item(&mut self, depth: u32) -> Option<()> {
        if self.byte(0) == b'.' { self.spread(depth) } else { self.value(depth) }
    }

    /// Passes over a value, at most as deep as it is read later.
    fn value(&mut self, depth: u32) -> Option<()> {
        let mut depth = depth.checked_sub(2)?;
        match self.peek() {
            b'"' | b'\'' => self.string()?,
            b'0'..=b'9' => self.number()?,
            b'[' => {
                self.at += 1;
                self.list(b']', |scan| scan.item(depth))?;
            }
            b'{' => self.object(depth)?,
            _ => {
                self.word().filter(|word| !opens_otherwise(word))?;
            }
        }
        loop {
            let end = self.at;
            depth = depth.checked_sub(1)?;
            match (self.peek(), self.byte(1)) {
                (b'.', _) => {
                    self.at += 1;
                    self.word()?;
                }
                (b'?', b'.') if !matches!(self.byte(2), b'(' | b'[' | b'0'..=b'9') => {
                    self.at += 2;
                    self.word()?;
                }
                (b'(', _) => {
                    self.at += 1;
                    self.list(b')', |scan| scan.item(depth))?;
                }
                _ => {
                    self.at = end;
                    return Some(());
                }
            }
        }
    }

    fn object(&mut self, depth: u32) -> Option<()> {
        self.at += 1;
        let (mut entries, mut pairs) = (0, 0);
        self.list(b'}', |scan| {
            entries += 1;
            match scan.byte(0) {
                b'.' => return scan.spread(depth),
                b'"' | b'\'' => scan.string()?,
                _ => {
                    let key = scan.word()?;
                    if scan.peek() != b':' {
                        return (!opens_otherwise(key)).then_some(());
                    }
                }
            }
            scan.takes(b':')?;
            pairs += 1;
            scan.value(depth)
        })?;
        // Between the texts of an element, `({a})` holds a value in brackets.
        (!self.elements || pairs > 0 || entries != 1).then_some(())
    }
}

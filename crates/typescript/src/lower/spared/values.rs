//! Values that are passed over.

use shipworthy_core::source::Span;
use shipworthy_syntax::{Reader, is_of_name};

use super::opens_otherwise;
use crate::lower::plain::{DEPTH, LOOSEST, arrow_ahead, is_type_operator, operator};

/// Passes over plain values, as [`plain`](crate::lower::plain) reads them; at the first sign of something else it gives up.
pub(super) struct Scan<'a> {
    text: &'a str,
    pub(super) reader: Reader<'a, 'a>,
    pub(super) elements: bool,
    /// How many parts the value has so far.
    parts: u32,
    /// How many functions it has.
    functions: u32,
    /// How many operators and texts with values it has.
    operators: u32,
    /// How many types it has.
    types: u32,
}

impl<'a> Scan<'a> {
    pub(super) fn new(text: &'a str, elements: bool) -> Self {
        let reader = Reader::new(text, Span::new(0, text.len() as u32));
        Self { text, reader, elements, parts: 0, functions: 0, operators: 0, types: 0 }
    }

    /// Goes to another place.
    pub(super) fn begin(&mut self, at: usize) {
        self.reader.at = at;
        (self.parts, self.functions, self.operators, self.types) = (0, 0, 0, 0);
    }

    /// Whether the value has more than one part.
    pub(super) fn has_parts(&self) -> bool {
        self.parts > 1
    }

    /// Whether it has types.
    pub(super) fn has_types(&self) -> bool {
        self.types > 0
    }

    /// Whether it is a function or has one.
    pub(super) fn has_functions(&self) -> bool {
        self.functions > 0
    }

    /// Passes over parameters, behind their opening bracket.
    pub(super) fn parameters(&mut self) -> Option<()> {
        self.list(b')', |scan| scan.parameter(DEPTH))
    }

    /// Passes over parts with commas between them, until `close`.
    pub(super) fn items(&mut self, close: u8) -> Option<()> {
        self.list(close, |scan| scan.item(DEPTH))
    }

    /// Passes over the value here.
    pub(super) fn value_here(&mut self) -> Option<()> {
        self.value(DEPTH)
    }

    /// The same; a name is bound to it.
    pub(super) fn bound(&mut self) -> Option<()> {
        self.value_bound(DEPTH)
    }

    /// Passes over an attribute of an element.
    pub(super) fn attribute(&mut self) -> Option<()> {
        if self.reader.byte(0) == b'{' {
            self.reader.at += 1;
            self.reader.peek();
            self.spread(DEPTH)?;
            return self.takes(b'}');
        }
        let name = self.tag();
        // Types have no attributes.
        if name.is_empty() || name == b"extends" || name.contains(&b'.') {
            return None;
        }
        if !self.reader.takes(b'=') {
            return Some(());
        }
        match self.reader.peek() {
            b'{' => {
                self.reader.at += 1;
                self.value(DEPTH)?;
                self.takes(b'}')
            }
            b'"' | b'\'' => self.string(),
            _ => None,
        }
    }

    /// Passes over the name of an element or an attribute.
    pub(super) fn tag(&mut self) -> &'a [u8] {
        let rest = self.reader.rest();
        let length =
            rest.iter().take_while(|byte| is_of_name(**byte) || b"-.".contains(byte)).count();
        self.reader.at += length;
        &rest[..length]
    }

    fn takes(&mut self, sign: u8) -> Option<()> {
        self.reader.takes(sign).then_some(())
    }

    /// Passes over parts with commas between them, until `close`.
    fn list(&mut self, close: u8, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        loop {
            if self.reader.takes(close) {
                return Some(());
            }
            item(self)?;
            if !self.reader.takes(b',') && self.reader.peek() != close {
                return None;
            }
        }
    }

    /// Passes over a string that certainly begins here: what ends before a sign begins there too, but no name can stand
    /// behind it.
    fn string(&mut self) -> Option<()> {
        let rest = self.reader.rest();
        let length = rest[1..].iter().position(|byte| {
            matches!(byte, b'"' | b'\'' | b'`' | b'\\' | b'\n' | b'\r' | b'{' | b'<')
        })?;
        let begins = length == 0 || begins_text(&self.text[self.reader.at + 1..]);
        if !begins || rest[length + 1] != rest[0] {
            return None;
        }
        self.reader.at += length + 2;
        Some(())
    }

    /// Passes over a string with values in it that certainly begins here.
    fn template(&mut self, depth: u32) -> Option<()> {
        self.operators += 1;
        self.reader.at += 1;
        begins_text(&self.text[self.reader.at..]).then_some(())?;
        loop {
            match (self.reader.byte(0), self.reader.byte(1)) {
                (b'`', _) => break,
                (b'$', b'{') => {
                    self.reader.at += 2;
                    self.value(depth)?;
                    self.takes(b'}')?;
                }
                (b'\\' | 0, _) => return None,
                _ => self.reader.at += 1,
            }
        }
        self.reader.at += 1;
        Some(())
    }

    fn spread(&mut self, depth: u32) -> Option<()> {
        let dots = self.reader.rest().starts_with(b"...");
        self.reader.at += 3;
        self.parts += 1;
        dots.then(|| self.value(depth))?
    }

    fn item(&mut self, depth: u32) -> Option<()> {
        if self.reader.byte(0) == b'.' { self.spread(depth) } else { self.value(depth) }
    }

    /// A value that a name is bound to. A function that is wrapped there carries the name, and is not plain.
    fn value_bound(&mut self, depth: u32) -> Option<()> {
        let functions = self.functions;
        let list = matches!(self.reader.peek(), b'[' | b'{');
        let is_function = self.function_or_value(depth)?;
        (is_function || list || self.functions == functions).then_some(())
    }

    /// Passes over a value, at most as deep as it is read later.
    fn value(&mut self, depth: u32) -> Option<()> {
        self.function_or_value(depth).map(drop)
    }

    /// The same; whether it is a function.
    fn function_or_value(&mut self, depth: u32) -> Option<bool> {
        let depth = depth.checked_sub(1)?;
        self.reader.peek();
        let start = self.reader.at;
        if arrow_ahead(&self.reader).is_some() {
            return self.arrow(depth).map(|()| true);
        }
        let operators = self.operators;
        self.operands(LOOSEST, depth)?;
        let end = self.reader.at;
        match (self.reader.peek(), self.reader.byte(1)) {
            (b'?', _) => {
                self.reader.at += 1;
                self.operators += 1;
                self.value(depth)?;
                self.takes(b':')?;
                self.value(depth)?;
            }
            (b'a', b's') if !is_of_name(self.reader.byte(2)) => {
                // On another line it is a name.
                let same_line = !self.text[end..self.reader.at].contains('\n');
                (same_line && self.operators == operators).then_some(())?;
                self.assertion(depth)?;
            }
            (b'=', b'>') => {
                self.reader.at = start;
                return self.arrow(depth).map(|()| true);
            }
            _ => self.reader.at = end,
        }
        Some(false)
    }

    /// An arrow function whose body is a value.
    fn arrow(&mut self, depth: u32) -> Option<()> {
        self.functions += 1;
        self.parts += 1;
        match self.reader.word() {
            None | Some("async") => {
                self.takes(b'(')?;
                self.list(b')', |scan| scan.parameter(depth))?;
            }
            Some(name) => (!opens_otherwise(name)).then_some(())?,
        }
        (self.reader.takes(b'=') && self.reader.byte(0) == b'>').then_some(())?;
        self.reader.at += 1;
        (self.reader.peek() != b'{').then(|| self.value(depth))?
    }

    /// Passes over `as T`, if nothing follows that might bind tighter.
    fn assertion(&mut self, depth: u32) -> Option<()> {
        self.reader.at += "as".len();
        self.reader.peek();
        let start = self.reader.at;
        if self.reader.word() != Some("const") {
            self.reader.at = start;
            self.type_of(depth)?;
        }
        let end = self.reader.at;
        let ends = matches!(self.reader.peek(), 0 | b',' | b')' | b']' | b'}' | b':' | b';');
        self.reader.at = end;
        ends.then_some(())
    }

    fn parameter(&mut self, depth: u32) -> Option<()> {
        let rest = self.reader.rest().starts_with(b"...");
        if rest {
            self.reader.at += 3;
        }
        match self.reader.byte(0) {
            b'{' if !rest => {
                self.entries(depth)?;
            }
            b'[' if !rest => self.atom(depth)?,
            _ => {
                let name = self.reader.word()?;
                (!opens_otherwise(name) && name != "this").then_some(())?;
            }
        }
        if self.reader.byte(0) == b'?' {
            self.reader.at += 1;
        }
        if self.reader.takes(b':') {
            self.types += 1;
            self.type_of(depth)?;
        }
        if self.reader.takes(b'=') {
            self.value_bound(depth)?;
        }
        Some(())
    }

    /// Passes over a type.
    fn type_of(&mut self, depth: u32) -> Option<()> {
        self.types_between(b'|', depth)
    }

    /// Types with `sign` between them.
    fn types_between(&mut self, sign: u8, mut depth: u32) -> Option<()> {
        loop {
            depth = depth.checked_sub(1)?;
            match sign {
                b'|' => self.types_between(b'&', depth)?,
                _ => self.type_of_elements(depth)?,
            }
            let end = self.reader.at;
            if !self.reader.takes(sign) {
                self.reader.at = end;
                return Some(());
            }
        }
    }

    fn type_of_elements(&mut self, depth: u32) -> Option<()> {
        match self.reader.peek() {
            b'"' | b'\'' => self.string()?,
            b'0'..=b'9' => self.reader.number().map(drop)?,
            b'[' => {
                self.reader.at += 1;
                self.list(b']', |scan| scan.type_of(depth))?;
            }
            _ => {
                let name = self.reader.word()?;
                (!is_type_operator(name)).then_some(())?;
                while self.reader.byte(0) == b'.' {
                    self.reader.at += 1;
                    self.reader.word()?;
                }
                if self.reader.byte(0) == b'<' {
                    self.reader.at += 1;
                    self.list(b'>', |scan| scan.type_of(depth))?;
                }
            }
        }
        while self.reader.byte(0) == b'[' {
            self.reader.at += 1;
            self.takes(b']')?;
        }
        Some(())
    }

    /// Operands with operators between them that bind at least as tightly as `least`.
    fn operands(&mut self, least: u8, mut depth: u32) -> Option<()> {
        self.reader.peek();
        self.operand(depth)?;
        loop {
            let end = self.reader.at;
            self.reader.peek();
            let Some((length, binds)) = operator(self.reader.rest()).filter(|it| it.1 >= least)
            else {
                self.reader.at = end;
                return Some(());
            };
            depth = depth.checked_sub(1)?;
            // Types may end with the same sign.
            let apart = self.reader.byte(0) != b'>' || self.reader.at > end;
            apart.then_some(())?;
            self.reader.at += length;
            self.operators += 1;
            self.operands(binds + 1, depth)?;
        }
    }

    /// A value with what stands before it.
    fn operand(&mut self, depth: u32) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        let start = self.reader.at;
        match self.reader.byte(0) {
            b'!' => self.reader.at += 1,
            b'-' if self.reader.byte(1) != b'-' => self.reader.at += 1,
            b'a' | b't' if matches!(self.reader.word(), Some("await" | "typeof")) => {}
            _ => {
                self.reader.at = start;
                return self.value_parts(depth);
            }
        }
        self.operators += 1;
        self.parts += 1;
        self.reader.peek();
        self.operand(depth)
    }

    /// A value and what is taken of it.
    fn value_parts(&mut self, mut depth: u32) -> Option<()> {
        self.atom(depth)?;
        loop {
            let end = self.reader.at;
            depth = depth.checked_sub(1)?;
            match (self.reader.peek(), self.reader.byte(1)) {
                (b'.', _) => {
                    self.reader.at += 1;
                    self.reader.peek();
                    self.reader.word()?;
                }
                (b'?', b'.') if !matches!(self.reader.byte(2), b'(' | b'[' | b'0'..=b'9') => {
                    self.reader.at += 2;
                    self.reader.word()?;
                }
                (b'(', _) => {
                    self.reader.at += 1;
                    self.list(b')', |scan| scan.item(depth))?;
                }
                (b'`', _) => self.template(depth)?,
                (b'[', _) => {
                    self.reader.at += 1;
                    self.value(depth)?;
                    self.takes(b']')?;
                }
                _ => {
                    self.reader.at = end;
                    return Some(());
                }
            }
            self.parts += 1;
        }
    }

    fn atom(&mut self, depth: u32) -> Option<()> {
        self.parts += 1;
        match self.reader.byte(0) {
            b'"' | b'\'' => self.string(),
            b'`' => self.template(depth),
            b'0'..=b'9' => self.reader.number().map(drop),
            b'(' => {
                self.reader.at += 1;
                self.value(depth)?;
                self.takes(b')')
            }
            b'[' => {
                self.reader.at += 1;
                self.list(b']', |scan| scan.item(depth))
            }
            b'{' => self.object(depth),
            _ => match self.reader.word()? {
                "new" => self.made(depth),
                word => (!opens_otherwise(word)).then_some(()),
            },
        }
    }

    /// `new A.B(…)`, behind the `new`.
    fn made(&mut self, depth: u32) -> Option<()> {
        self.reader.peek();
        self.parts += 1;
        loop {
            let name = self.reader.word()?;
            (!opens_otherwise(name)).then_some(())?;
            if self.reader.byte(0) != b'.' {
                break;
            }
            self.reader.at += 1;
        }
        self.takes(b'(')?;
        self.list(b')', |scan| scan.item(depth))
    }

    fn object(&mut self, depth: u32) -> Option<()> {
        let (entries, pairs) = self.entries(depth)?;
        // Between the texts of an element, `({a})` holds a value in brackets.
        (!self.elements || pairs > 0 || entries != 1).then_some(())
    }

    /// How many entries an object has, and how many of them are a key and a value.
    fn entries(&mut self, depth: u32) -> Option<(u32, u32)> {
        self.reader.at += 1;
        let (mut entries, mut pairs) = (0, 0);
        self.list(b'}', |scan| {
            entries += 1;
            scan.parts += 1;
            match scan.reader.byte(0) {
                b'.' => return scan.spread(depth),
                b'"' | b'\'' => scan.string()?,
                _ => {
                    let key = scan.reader.word()?;
                    if scan.reader.peek() != b':' {
                        return (!opens_otherwise(key)).then_some(());
                    }
                }
            }
            scan.takes(b':')?;
            pairs += 1;
            scan.value_bound(depth)
        })?;
        Some((entries, pairs))
    }
}

/// Whether a text begins so as nothing does that stands behind a string.
fn begins_text(text: &str) -> bool {
    match text.as_bytes() {
        [b'@' | b'#', ..] | [b'.', b'/' | b'.', ..] => true,
        [b'/', next, ..] => !matches!(next, b'/' | b'*'),
        _ => text.starts_with(|first: char| first.is_alphanumeric() || matches!(first, '_' | '$')),
    }
}

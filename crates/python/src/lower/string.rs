use std::borrow::Cow;

use shipworthy_core::code::{ExprId, ExprKind, Template, TemplatePart};
use shipworthy_core::source::Span;

use super::kind::Kind;
use super::{At, Lower};

/// A string literal as it is written.
pub(super) struct Literal<'a> {
    /// What stands between the quotes.
    pub(super) content: &'a str,
    /// A raw string: backslashes are text.
    raw: bool,
    /// An f-string or t-string.
    pub(super) interpolated: bool,
    /// A bytes literal.
    pub(super) bytes: bool,
}

impl<'a> Literal<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let start = text.find(['"', '\'']).unwrap_or(text.len());
        let (prefix, quoted) = text.split_at(start);
        let has = |letter: char| prefix.contains([letter, letter.to_ascii_uppercase()]);
        let quote = match quoted.get(..3) {
            Some(three @ ("\"\"\"" | "'''")) => three,
            _ => quoted.get(..1).unwrap_or_default(),
        };
        let content = quoted.strip_prefix(quote).unwrap_or_default();
        Self {
            content: content.strip_suffix(quote).unwrap_or(content),
            raw: has('r'),
            interpolated: has('f') || has('t'),
            bytes: has('b'),
        }
    }
}

impl<'a> Lower<'_, 'a> {
    pub(super) fn string(&mut self, span: Span) -> ExprId {
        let literal = Literal::of(self.slice(span));
        if !literal.interpolated {
            let text = decode(literal.content, literal.raw);
            return self.expr(ExprKind::Str(text), span);
        }
        let mark = self.parts.len();
        self.string_parts(&literal);
        self.joined(mark, span)
    }

    pub(super) fn concatenated_string(&mut self, span: Span) -> ExprId {
        let mark = self.parts.len();
        let mut at = self.down_part();
        while let Some(here) = at {
            let literal = Literal::of(self.slice(here.span));
            if literal.interpolated {
                self.string_parts(&literal);
            } else {
                self.parts.push(TemplatePart::Text(decode(literal.content, literal.raw)));
            }
            at = self.next_part();
        }
        self.joined(mark, span)
    }

    /// Puts the parts of the interpolated string that the cursor is on on the list of parts.
    fn string_parts(&mut self, literal: &Literal<'a>) {
        let mut at = self.down();
        while let Some(here) = at {
            match here.kind {
                Kind::StringContent => {
                    let text = unbrace(decode(self.slice(here.span), literal.raw));
                    self.parts.push(TemplatePart::Text(text));
                }
                Kind::Interpolation => {
                    let value = self.interpolation(here);
                    self.parts.push(TemplatePart::Value(value));
                }
                _ => {}
            }
            at = self.next();
        }
    }

    fn interpolation(&mut self, at: At) -> ExprId {
        let mut value = None;
        let mut child = self.down_part();
        while let Some(here) = child {
            match here.kind {
                // How it is written out does not matter.
                Kind::FormatSpecifier | Kind::TypeConversion => {}
                _ if value.is_none() => value = Some(self.expression(here)),
                _ => {}
            }
            child = self.next_part();
        }
        match value {
            Some(value) => value,
            None => self.expr(ExprKind::Other(Box::default()), at.span),
        }
    }

    /// A string of the parts put on since `mark`: texts side by side are one.
    fn joined(&mut self, mark: usize, span: Span) -> ExprId {
        let mut parts: Vec<TemplatePart<'a>> = Vec::with_capacity(self.parts.len() - mark);
        for part in self.parts.drain(mark..) {
            match (parts.last_mut(), part) {
                (Some(TemplatePart::Text(before)), TemplatePart::Text(text)) => {
                    before.to_mut().push_str(&text);
                }
                (_, part) => parts.push(part),
            }
        }
        let kind = match parts.pop() {
            None => ExprKind::Str(Cow::Borrowed("")),
            Some(TemplatePart::Text(text)) if parts.is_empty() => ExprKind::Str(text),
            Some(last) => {
                parts.push(last);
                ExprKind::Template(Box::new(Template { parts: parts.into(), tag: None }))
            }
        };
        self.expr(kind, span)
    }
}

/// `{{` and `}}` of an f-string are brackets in the text.
fn unbrace(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains("{{") || text.contains("}}") {
        Cow::Owned(text.replace("{{", "{").replace("}}", "}"))
    } else {
        text
    }
}

/// The text that a literal stands for. Escapes that name a character by number are decoded where
/// they are valid, and kept as written where they are not.
fn decode(text: &str, raw: bool) -> Cow<'_, str> {
    if raw || memchr::memchr(b'\\', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(letter) = rest.chars().next() else {
            out.push('\\');
            break;
        };
        let behind = &rest[letter.len_utf8()..];
        let (decoded, taken) = match letter {
            'n' => (Some('\n'), 0),
            't' => (Some('\t'), 0),
            'r' => (Some('\r'), 0),
            '\\' | '\'' | '"' => (Some(letter), 0),
            '\n' => {
                rest = behind;
                continue;
            }
            'x' => number(behind, 2),
            'u' => number(behind, 4),
            'U' => number(behind, 8),
            '0' => (Some('\0'), 0),
            _ => (None, 0),
        };
        match decoded {
            Some(c) => {
                out.push(c);
                rest = &behind[taken..];
            }
            None => {
                out.push('\\');
                out.push(letter);
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character of a hexadecimal number at the beginning of `text`, and how many bytes it takes.
fn number(text: &str, digits: usize) -> (Option<char>, usize) {
    let number = text.get(..digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    (number.and_then(char::from_u32), digits)
}

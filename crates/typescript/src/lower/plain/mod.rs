//! Expressions that are lowered from their text: names, literals, calls, and the operators between them.
//!
//! Most expressions of a program are this plain, and moving the cursor through them is most of the work of lowering.
//! The tree has said that the text is one expression, so that only its parts have to be told apart. What is not listed
//! here (blocks, elements, most types, comments, escapes in strings, a `<`) is left to the cursor. In a tree with errors
//! nothing is read this way.

mod elements;
mod functions;
mod types;

pub(super) use functions::{Declared, arrow_ahead};
pub(super) use types::is_type_operator;

use std::borrow::Cow;

use shipworthy_core::code::{
    Argument, CallExpr, DictEntry, DictKey, ExprId, ExprKind, TemplatePart, UnaryOperator,
};
use shipworthy_core::source::Span;
use shipworthy_syntax::{Reader, is_of_name};

use super::Lowerer;

/// How many levels deep a plain expression may be. Deeper ones are left to the cursor, which knows the limit.
pub(super) const DEPTH: u32 = 16;

/// How loosely an operator may bind.
pub(super) const LOOSEST: u8 = 0;

/// Words that stand where a name may, and are none.
pub(super) fn is_reserved(word: &str) -> bool {
    matches!(
        word,
        "async"
            | "await"
            | "class"
            | "delete"
            | "function"
            | "import"
            | "new"
            | "require"
            | "super"
            | "typeof"
            | "void"
            | "yield"
    )
}

/// How long the operator is that a text begins with, and how tightly it binds.
pub(super) fn operator(text: &[u8]) -> Option<(usize, u8)> {
    match text {
        // Assignments, steps and shifts.
        [b'&', b'&', b'=', ..] | [b'|', b'|', b'=', ..] | [b'?', b'?', b'=', ..] => None,
        [b'+', b'=' | b'+', ..] | [b'-', b'=' | b'-', ..] | [b'>', b'>', ..] => None,
        [b'?', b'?', ..] => Some((2, LOOSEST)),
        [b'|', b'|', ..] => Some((2, 1)),
        [b'&', b'&', ..] => Some((2, 2)),
        [b'=' | b'!', b'=', b'=', ..] => Some((3, 3)),
        [b'=' | b'!', b'=', ..] => Some((2, 3)),
        [b'>' | b'<', b'=', ..] => Some((2, 4)),
        [b'>', ..] => Some((1, 4)),
        [b'+' | b'-', ..] => Some((1, 5)),
        _ => None,
    }
}

impl<'a> Lowerer<'a, '_> {
    /// Lowers the expression that stands at `span`, if all of it is plain.
    pub(super) fn plain(&mut self, span: Span) -> Option<ExprId> {
        self.read(span, |this, reader| this.plain_value(reader, DEPTH))
    }

    /// Reads what stands at `span` with `part`. If that does not come to its end, nothing is added.
    fn read<T>(
        &mut self,
        span: Span,
        part: impl FnOnce(&mut Self, &mut Reader<'a, '_>) -> Option<T>,
    ) -> Option<T> {
        let failed = self.failed > span.start && self.failed < span.end;
        if !self.sound || failed || self.depth + DEPTH > self.limit {
            return None;
        }
        let known = self.module.counts();
        let (exported, documentation) = (self.exported, self.documentation);
        let mut reader = Reader::masked(self.text, self.masked, span);
        let found = part(self, &mut reader);
        let whole = found.filter(|_| reader.ends());
        if whole.is_none() {
            self.failed = reader.at as u32;
            (self.exported, self.documentation) = (exported, documentation);
            self.module.truncate(known);
        }
        whole
    }

    /// Whether the grammar was spared all that stands in the brackets at `span`, behind so many bytes.
    pub(super) fn is_spared(&self, span: Span, behind: usize) -> bool {
        let is_blank = |text: &str| {
            let end = (span.end as usize).saturating_sub(1);
            let inner = text.get(span.start as usize + behind..end);
            inner.unwrap_or_default().trim_ascii_start().is_empty()
        };
        is_blank(self.parsed) && !is_blank(self.masked)
    }

    /// The value that a name stands for in what the grammar got.
    pub(super) fn spared_value(&mut self, binding: Option<&'a str>) -> Option<ExprId> {
        let span = self.walk.take_spared();
        self.spared(span, |this, reader| {
            this.binding = binding;
            this.plain_value(reader, DEPTH)
        })
    }

    /// The pattern of a parameter that a name stands for in what the grammar got.
    pub(super) fn spared_pattern(&mut self) -> Option<ExprId> {
        let span = self.walk.take_spared();
        self.spared(span, |this, reader| this.plain_atom(reader, DEPTH))
    }

    /// The type that a name stands for in what the grammar got.
    pub(super) fn spared_type(&mut self) -> Option<ExprId> {
        let span = self.walk.take_spared();
        self.spared(span, |this, reader| {
            let is_list = reader.byte(0) == b'[';
            let text = this.of(span);
            // Types of objects, of functions and of elements are unknown.
            let unknown = |text: &str| text.contains("=>") || text.ends_with(']');
            if reader.byte(0) == b'{' || !is_list && unknown(text) {
                reader.at = span.end as usize;
                return Some(this.nothing());
            }
            if text.starts_with("typeof ") {
                reader.at += "typeof".len();
                reader.peek();
                return this.plain_parts(reader, DEPTH);
            }
            this.plain_type(reader, DEPTH)
        })
    }

    /// The arguments at `span`, if the grammar was spared them. Functions among them carry the name `binding`.
    pub(super) fn spared_arguments(
        &mut self,
        binding: Option<&'a str>,
        span: Span,
    ) -> Option<Box<[Argument<'a>]>> {
        self.is_spared(span, 1).then(|| {
            self.spared(span, |this, reader| this.plain_arguments(reader, binding, DEPTH))
        })?
    }

    /// Reads with `part` what the grammar was spared.
    fn spared<T>(
        &mut self,
        span: Span,
        part: impl FnOnce(&mut Self, &mut Reader<'a, '_>) -> Option<T>,
    ) -> Option<T> {
        self.failed = u32::MAX;
        let found = self.read(span, part);
        self.lost |= found.is_none();
        found
    }

    /// Lowers what stands behind `word` in the statement at `span`: `return value;`, or `value;` without a word.
    pub(super) fn plain_behind(&mut self, word: &str, span: Span) -> Option<ExprId> {
        let text = self.of(span);
        let behind = text.strip_prefix(word)?;
        let apart = word.is_empty() || !behind.bytes().next().is_none_or(is_of_name);
        let end = span.end - u32::from(text.ends_with(';'));
        apart.then(|| self.plain(Span::new(span.start + word.len() as u32, end)))?
    }

    /// Lowers `name: value`, which stands at `span`.
    pub(super) fn plain_pair(&mut self, span: Span) -> Option<(&'a str, ExprId)> {
        self.read(span, |this, reader| {
            let name = reader.word()?;
            let value = reader.takes(b':').then(|| this.plain_bound(reader, name, DEPTH))??;
            Some((name, value))
        })
    }

    /// A value that `name` is bound to.
    fn plain_bound(
        &mut self,
        reader: &mut Reader<'a, '_>,
        name: &'a str,
        depth: u32,
    ) -> Option<ExprId> {
        self.binding = Some(name);
        self.plain_value(reader, depth)
    }

    /// A function, a value, a choice between two, or operators between several.
    fn plain_value(&mut self, reader: &mut Reader<'a, '_>, depth: u32) -> Option<ExprId> {
        let binding = self.binding.take();
        let depth = depth.checked_sub(1)?;
        reader.peek();
        let start = reader.at;
        if let Some(body) = arrow_ahead(reader) {
            return self.plain_arrow(reader, binding, body, depth);
        }
        let (known, functions) = (self.module.expression_count(), self.module.functions.len());
        let value = self.plain_operands(reader, LOOSEST, depth)?;
        let end = reader.at;
        match (reader.peek(), reader.byte(1)) {
            (b'?', _) => {
                reader.at += 1;
                self.binding = binding;
                let then = self.plain_value(reader, depth)?;
                self.binding = binding;
                let otherwise = reader.takes(b':').then(|| self.plain_value(reader, depth))??;
                let kind = ExprKind::Conditional { test: value, then, otherwise };
                return Some(self.push(kind, reader.span_from(start)));
            }
            (b'=', b'>') => {
                // What was read is the name of a parameter.
                self.module.name(value).filter(|_| known + 1 == self.module.expression_count())?;
                self.module.truncate_expressions(known);
                reader.at += 2;
                reader.peek();
                let body = std::mem::replace(&mut reader.at, start);
                return self.plain_arrow(reader, binding, body, depth);
            }
            (b'a', b's') if !is_of_name(reader.byte(2)) => {
                self.plain_assertion(reader, value, depth)?;
            }
            _ => reader.at = end,
        }
        // A function that is wrapped where a name is bound to the result carries the name.
        let wraps = match self.module.kind(value) {
            ExprKind::Call(call) => !call.new && self.module.name(call.callee).is_some(),
            _ => false,
        };
        let may_carry = wraps || self.text.as_bytes()[start] == b'(';
        if binding.is_some() && may_carry && functions < self.module.functions.len() {
            reader.at = start;
            return None;
        }
        Some(value)
    }

    /// Operands with operators between them that bind at least as tightly as `least`.
    fn plain_operands(
        &mut self,
        reader: &mut Reader<'a, '_>,
        least: u8,
        mut depth: u32,
    ) -> Option<ExprId> {
        reader.peek();
        let start = reader.at;
        let mut left = self.plain_operand(reader, depth)?;
        let mut end = reader.at;
        loop {
            reader.peek();
            let Some((length, binds)) =
                operator(reader.rest()).filter(|(_, binds)| *binds >= least)
            else {
                // Blanks behind a value are not part of it.
                reader.at = end;
                return Some(left);
            };
            depth = depth.checked_sub(1)?;
            let sign = reader.take(length);
            let right = self.plain_operands(reader, binds + 1, depth)?;
            end = reader.at;
            let kind = self.combine(sign, left, right);
            left = self.push(kind, reader.span_from(start));
        }
    }

    /// A value with what stands before it: `!x`, `-x`, `typeof x`, `await x`.
    fn plain_operand(&mut self, reader: &mut Reader<'a, '_>, depth: u32) -> Option<ExprId> {
        let depth = depth.checked_sub(1)?;
        let start = reader.at;
        let operator = match reader.byte(0) {
            b'!' => UnaryOperator::Not,
            b'-' if reader.byte(1) != b'-' => UnaryOperator::Minus,
            b'a' | b't' => return self.plain_word_before(reader, depth),
            _ => return self.plain_parts(reader, depth),
        };
        reader.at += 1;
        reader.peek();
        let operand = self.plain_operand(reader, depth)?;
        Some(self.push(ExprKind::Unary { operator, operand }, reader.span_from(start)))
    }

    /// A value that `await` or `typeof` may stand before.
    fn plain_word_before(&mut self, reader: &mut Reader<'a, '_>, depth: u32) -> Option<ExprId> {
        let start = reader.at;
        let word = reader.word()?;
        if !matches!(word, "await" | "typeof") {
            reader.at = start;
            return self.plain_parts(reader, depth);
        }
        reader.peek();
        let operand = self.plain_operand(reader, depth)?;
        let kind = match word {
            "await" => ExprKind::Await(operand),
            _ => ExprKind::Unary { operator: UnaryOperator::TypeOf, operand },
        };
        Some(self.push(kind, reader.span_from(start)))
    }

    /// A value and what is taken of it: properties, elements and results.
    fn plain_parts(&mut self, reader: &mut Reader<'a, '_>, mut depth: u32) -> Option<ExprId> {
        let start = reader.at;
        let mut value = self.plain_atom(reader, depth)?;
        loop {
            let end = reader.at;
            depth = depth.checked_sub(1)?;
            value = match (reader.peek(), reader.byte(1)) {
                (b'?', b'.') if !matches!(reader.byte(2), b'(' | b'[' | b'0'..=b'9') => {
                    reader.at += 2;
                    let property = reader.word()?;
                    self.member_of(value, property, reader.span_from(start))
                }
                (b'.', _) => {
                    reader.at += 1;
                    reader.peek();
                    let property = reader.word()?;
                    self.member_of(value, property, reader.span_from(start))
                }
                (b'(', _) => {
                    let arguments = self.plain_arguments(reader, None, depth)?;
                    let call = CallExpr { callee: value, arguments, new: false };
                    self.push(ExprKind::Call(Box::new(call)), reader.span_from(start))
                }
                (b'`', _) => self.plain_template(reader, Some(value), depth)?,
                (b'[', _) => {
                    reader.at += 1;
                    let index = self.plain_value(reader, depth)?;
                    let object = value;
                    let span = reader.takes(b']').then(|| reader.span_from(start))?;
                    self.push(ExprKind::Index { object, index }, span)
                }
                _ => {
                    reader.at = end;
                    return Some(value);
                }
            };
        }
    }

    /// A literal, a name, or an expression in brackets.
    fn plain_atom(&mut self, reader: &mut Reader<'a, '_>, depth: u32) -> Option<ExprId> {
        let start = reader.at;
        let kind = match reader.byte(0) {
            b'"' | b'\'' => ExprKind::Str(Cow::Borrowed(reader.string()?)),
            b'`' => return self.plain_template(reader, None, depth),
            b'0'..=b'9' => ExprKind::Number(reader.number()?),
            b'(' => {
                reader.at += 1;
                let inner = self.plain_value(reader, depth)?;
                return reader.takes(b')').then_some(inner);
            }
            b'[' => {
                reader.at += 1;
                ExprKind::Sequence(self.plain_items(reader, depth)?)
            }
            b'{' => {
                reader.at += 1;
                ExprKind::Dict(self.plain_entries(reader, depth)?)
            }
            _ => match reader.word()? {
                "null" | "undefined" => ExprKind::Null,
                "true" => ExprKind::Bool(true),
                "false" => ExprKind::Bool(false),
                "this" => ExprKind::Name("self"),
                "new" => return self.plain_new(reader, start, depth),
                word if is_reserved(word) => return None,
                word => ExprKind::Name(word),
            },
        };
        Some(self.push(kind, reader.span_from(start)))
    }

    /// `new A.B(…)`, behind the `new`.
    fn plain_new(
        &mut self,
        reader: &mut Reader<'a, '_>,
        start: usize,
        depth: u32,
    ) -> Option<ExprId> {
        reader.peek();
        let from = reader.at;
        let name = reader.word().filter(|name| !is_reserved(name))?;
        let name = if name == "this" { "self" } else { name };
        let mut callee = self.name(name, reader.span_from(from));
        while reader.byte(0) == b'.' {
            reader.at += 1;
            let property = reader.word()?;
            callee = self.member_of(callee, property, reader.span_from(from));
        }
        let arguments =
            (reader.peek() == b'(').then(|| self.plain_arguments(reader, None, depth))??;
        let call = CallExpr { callee, arguments, new: true };
        Some(self.push(ExprKind::Call(Box::new(call)), reader.span_from(start)))
    }

    /// What stands between the brackets of a call, with them.
    fn plain_arguments(
        &mut self,
        reader: &mut Reader<'a, '_>,
        binding: Option<&'a str>,
        depth: u32,
    ) -> Option<Box<[Argument<'a>]>> {
        reader.at += 1;
        let mut arguments = self.arguments.list();
        let read = reader.list(b')', |reader| {
            self.binding = binding.filter(|_| reader.byte(0) != b'.');
            let value = self.plain_item(reader, depth)?;
            arguments.push(Argument { name: None, value });
            Some(())
        });
        self.arguments.kept(arguments, read.is_some())
    }

    /// The elements of an array, behind its opening bracket.
    fn plain_items(&mut self, reader: &mut Reader<'a, '_>, depth: u32) -> Option<Box<[ExprId]>> {
        let mut items = self.expressions.list();
        let read = reader.list(b']', |reader| {
            items.push(self.plain_item(reader, depth)?);
            Some(())
        });
        self.expressions.kept(items, read.is_some())
    }

    /// The entries of an object, behind its opening bracket.
    fn plain_entries(
        &mut self,
        reader: &mut Reader<'a, '_>,
        depth: u32,
    ) -> Option<Box<[DictEntry<'a>]>> {
        let mut entries = self.entries.list();
        let read = reader.list(b'}', |reader| {
            entries.push(self.plain_entry(reader, depth)?);
            Some(())
        });
        self.entries.kept(entries, read.is_some())
    }

    /// An element or an argument, which may be spread.
    fn plain_item(&mut self, reader: &mut Reader<'a, '_>, depth: u32) -> Option<ExprId> {
        if reader.byte(0) != b'.' {
            return self.plain_value(reader, depth);
        }
        let start = reader.at;
        let inner = self.plain_spread(reader, depth)?;
        Some(self.push(ExprKind::Spread(inner), reader.span_from(start)))
    }

    /// What stands behind `...`.
    fn plain_spread(&mut self, reader: &mut Reader<'a, '_>, depth: u32) -> Option<ExprId> {
        let dots = (0..3).all(|ahead| reader.byte(ahead) == b'.');
        reader.at += 3;
        dots.then(|| self.plain_value(reader, depth))?
    }

    /// An entry of an object, or of the pattern that takes one apart.
    fn plain_entry(&mut self, reader: &mut Reader<'a, '_>, depth: u32) -> Option<DictEntry<'a>> {
        let outer = std::mem::replace(&mut self.anchor, reader.at as u32);
        let entry = self.plain_entry_at(reader, depth);
        self.anchor = outer;
        entry
    }

    fn plain_entry_at(&mut self, reader: &mut Reader<'a, '_>, depth: u32) -> Option<DictEntry<'a>> {
        let start = reader.at;
        let (key, is_name) = match reader.byte(0) {
            b'.' => {
                let value = self.plain_spread(reader, depth)?;
                let span = reader.span_from(start);
                return Some(DictEntry { key: DictKey::Spread, value, span });
            }
            b'"' | b'\'' => (reader.string()?, false),
            _ => (reader.word()?, true),
        };
        let end = reader.at;
        let named = DictKey::Name(Cow::Borrowed(key));
        if reader.takes(b':') {
            let value = self.plain_bound(reader, key, depth)?;
            return Some(DictEntry { key: named, value, span: reader.span_from(start) });
        }
        if !is_name || is_reserved(key) || !matches!(reader.byte(0), b',' | b'}' | b'=') {
            return None;
        }
        let span = Span::new(start as u32, end as u32);
        let name = self.name(key, span);
        if !reader.takes(b'=') {
            return Some(DictEntry { key: named, value: name, span });
        }
        let value = self.plain_bound(reader, key, depth)?;
        let span = reader.span_from(start);
        let value = self.push(ExprKind::Assign { target: name, value }, span);
        Some(DictEntry { key: named, value, span })
    }

    /// A string with values in it.
    fn plain_template(
        &mut self,
        reader: &mut Reader<'a, '_>,
        tag: Option<ExprId>,
        depth: u32,
    ) -> Option<ExprId> {
        let start = reader.at;
        reader.at += 1;
        let mut parts = Vec::new();
        loop {
            let from = reader.at;
            while !matches!(reader.byte(0), b'`' | b'\\' | 0)
                && !(reader.byte(0) == b'$' && reader.byte(1) == b'{')
            {
                reader.at += 1;
            }
            if reader.at > from {
                parts.push(TemplatePart::Text(Cow::Borrowed(&self.text[from..reader.at])));
            }
            match reader.byte(0) {
                b'`' => break,
                b'$' => {
                    reader.at += 2;
                    parts.push(TemplatePart::Value(self.plain_value(reader, depth)?));
                    reader.takes(b'}').then_some(())?;
                }
                _ => return None,
            }
        }
        reader.at += 1;
        Some(self.template_of(parts, tag, reader.span_from(start)))
    }
}

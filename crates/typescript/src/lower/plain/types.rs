//! Types made of names, literals, arguments, `|` and `&`.

use std::borrow::Cow;

use shipworthy_core::code::{BinaryOperator, ExprId, ExprKind};
use shipworthy_core::source::Span;
use shipworthy_syntax::Reader;

use super::Lowerer;

/// Whether a type does not begin with the word as with a name.
pub(in crate::lower) fn is_type_operator(word: &str) -> bool {
    matches!(
        word,
        "abstract"
            | "asserts"
            | "const"
            | "import"
            | "infer"
            | "keyof"
            | "new"
            | "readonly"
            | "this"
            | "typeof"
            | "unique"
    )
}

impl<'a> Lowerer<'a, '_> {
    /// A type, as far as [`type_of`](Self::type_of) gives it more than its place.
    pub(super) fn plain_type(&mut self, reader: &mut Reader<'a, '_>, depth: u32) -> Option<ExprId> {
        self.plain_types(reader, b'|', depth)
    }

    /// Types with `sign` between them.
    fn plain_types(
        &mut self,
        reader: &mut Reader<'a, '_>,
        sign: u8,
        mut depth: u32,
    ) -> Option<ExprId> {
        depth = depth.checked_sub(1)?;
        reader.peek();
        let start = reader.at;
        let mut left = None;
        loop {
            let right = match sign {
                b'|' => self.plain_types(reader, b'&', depth)?,
                _ => self.plain_type_of_elements(reader, depth)?,
            };
            let operator = match sign {
                b'|' => BinaryOperator::BitOr,
                _ => BinaryOperator::BitAnd,
            };
            let whole = match left {
                None => right,
                Some(left) => {
                    let kind = ExprKind::Binary { operator, left, right };
                    self.push(kind, reader.span_from(start))
                }
            };
            let end = reader.at;
            if !reader.takes(sign) {
                reader.at = end;
                return Some(whole);
            }
            left = Some(whole);
            depth = depth.checked_sub(1)?;
        }
    }

    /// A type that may be that of the elements of a list: `T[]`.
    fn plain_type_of_elements(
        &mut self,
        reader: &mut Reader<'a, '_>,
        depth: u32,
    ) -> Option<ExprId> {
        reader.peek();
        let start = reader.at;
        let mut element = self.plain_type_atom(reader, depth)?;
        while reader.byte(0) == b'[' {
            reader.at += 1;
            reader.takes(b']').then_some(())?;
            let end = reader.at as u32;
            let object = self.name("Array", Span::new(end, end));
            let kind = ExprKind::Index { object, index: element };
            element = self.push(kind, reader.span_from(start));
        }
        Some(element)
    }

    fn plain_type_atom(&mut self, reader: &mut Reader<'a, '_>, depth: u32) -> Option<ExprId> {
        let start = reader.at;
        let kind = match reader.byte(0) {
            b'"' | b'\'' => ExprKind::Str(Cow::Borrowed(reader.string()?)),
            b'0'..=b'9' => ExprKind::Number(reader.number()?),
            b'[' => ExprKind::Sequence(self.plain_listed_types(reader, b']', depth)?.into()),
            _ => match reader.word()? {
                "null" | "undefined" | "void" => ExprKind::Null,
                "true" => ExprKind::Bool(true),
                "false" => ExprKind::Bool(false),
                word if is_type_operator(word) => return None,
                name => return self.plain_type_name(reader, name, start, depth),
            },
        };
        Some(self.push(kind, reader.span_from(start)))
    }

    /// What follows a name: `A.B<C>`.
    fn plain_type_name(
        &mut self,
        reader: &mut Reader<'a, '_>,
        name: &'a str,
        start: usize,
        depth: u32,
    ) -> Option<ExprId> {
        let mut object = self.name(name, reader.span_from(start));
        while reader.byte(0) == b'.' {
            reader.at += 1;
            let property = reader.word()?;
            object = self.push(ExprKind::Member { object, property }, reader.span_from(start));
        }
        if reader.byte(0) != b'<' {
            return Some(object);
        }
        let index = self.plain_type_arguments(reader, depth)?;
        Some(self.push(ExprKind::Index { object, index }, reader.span_from(start)))
    }

    fn plain_type_arguments(&mut self, reader: &mut Reader<'a, '_>, depth: u32) -> Option<ExprId> {
        let start = reader.at;
        let items = self.plain_listed_types(reader, b'>', depth)?;
        match items[..] {
            [only] => Some(only),
            _ => Some(self.push(ExprKind::Sequence(items.into()), reader.span_from(start))),
        }
    }

    /// Types with commas between them in the brackets here, which `close` ends.
    fn plain_listed_types(
        &mut self,
        reader: &mut Reader<'a, '_>,
        close: u8,
        depth: u32,
    ) -> Option<Vec<ExprId>> {
        reader.at += 1;
        let mut items = Vec::new();
        reader.list(close, |reader| {
            items.push(self.plain_type(reader, depth)?);
            Some(())
        })?;
        Some(items)
    }

    /// Passes over `as T` behind `value`, if that is one operand and nothing follows that might bind tighter.
    pub(super) fn plain_assertion(
        &mut self,
        reader: &mut Reader<'a, '_>,
        value: ExprId,
        depth: u32,
    ) -> Option<()> {
        let is_operand = matches!(
            self.module.kind(value),
            ExprKind::Name(_)
                | ExprKind::Null
                | ExprKind::Bool(_)
                | ExprKind::Str(_)
                | ExprKind::Number(_)
                | ExprKind::Member { .. }
                | ExprKind::Index { .. }
                | ExprKind::Call(_)
                | ExprKind::Dict(_)
                | ExprKind::Sequence(_)
        );
        is_operand.then_some(())?;
        reader.at += "as".len();
        reader.peek();
        let start = reader.at;
        if reader.word() != Some("const") {
            reader.at = start;
            let known = self.module.expression_count();
            self.plain_type(reader, depth)?;
            self.module.truncate_expressions(known);
        }
        let end = reader.at;
        let ends = matches!(reader.peek(), 0 | b',' | b')' | b']' | b'}' | b':' | b';');
        reader.at = end;
        ends.then_some(())
    }
}

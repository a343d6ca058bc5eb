//! Expressions and simple statements that are lowered from their text: names, literals, calls, and the operators between
//! them.
//!
//! Most code is this plain, and moving the cursor through it is most of the work of lowering. The tree has said what the
//! text is as a whole, so that only its parts have to be told apart. What is not listed here (lambdas, comprehensions,
//! slices, strings with a prefix, comments, escapes) is left to the cursor. In a tree with errors nothing is read this way.

use std::borrow::Cow;

use shipworthy_core::code::{
    Argument, Assignment, CallExpr, CompareOperator, DictEntry, DictKey, ExprId, ExprKind,
    LogicalOperator, StmtKind, UnaryOperator,
};
use shipworthy_core::source::Span;
use shipworthy_syntax::{Reader, is_of_name};

use super::Lower;
use super::expression::binary_operator;
use super::import::imports_by_name;

/// How many levels deep a plain expression may be. Deeper ones are left to the cursor, which knows the limit.
const DEPTH: u32 = 16;

// How tightly operators bind.
const OR: u8 = 0;
const AND: u8 = 1;
const NOT: u8 = 2;
const COMPARISON: u8 = 3;
const BIT_OR: u8 = 4;
const BIT_AND: u8 = 5;
const SUM: u8 = 6;
const PRODUCT: u8 = 7;

/// Words that stand where a name may, and are none, or were none in older versions: the grammar reads `*print(a)` in a way
/// of its own.
pub(super) fn is_reserved(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "as"
            | "assert"
            | "async"
            | "await"
            | "class"
            | "def"
            | "del"
            | "elif"
            | "else"
            | "except"
            | "exec"
            | "finally"
            | "for"
            | "from"
            | "if"
            | "import"
            | "in"
            | "is"
            | "lambda"
            | "not"
            | "or"
            | "print"
            | "raise"
            | "return"
            | "while"
            | "with"
            | "yield"
    )
}

pub(super) fn is_literal(word: &str) -> bool {
    matches!(word, "None" | "True" | "False")
}

/// An operator between two values.
#[derive(Clone, Copy)]
enum Operator {
    Logical(LogicalOperator),
    Compare(CompareOperator),
    Binary,
}

/// How long the operator is that a text begins with, how tightly it binds, and what it is.
fn operator(text: &[u8]) -> Option<(usize, u8, Operator)> {
    let compare = |length, operator| Some((length, COMPARISON, Operator::Compare(operator)));
    let logical = |length, binds, operator| Some((length, binds, Operator::Logical(operator)));
    let binary = |binds| Some((1, binds, Operator::Binary));
    match text {
        [b'=', b'=', ..] => compare(2, CompareOperator::Equal),
        [b'!', b'=', ..] => compare(2, CompareOperator::NotEqual),
        [b'<' | b'>', b'=', ..] => compare(2, CompareOperator::Order),
        [b'<', b'<' | b'>', ..] | [b'>', b'>', ..] | [b'*', b'*', ..] => None,
        [b'<' | b'>', ..] => compare(1, CompareOperator::Order),
        // Assignments, `->` and whole division.
        [b'|' | b'&' | b'+' | b'-' | b'*' | b'/' | b'%', b'=', ..] => None,
        [b'-', b'>', ..] | [b'/', b'/', ..] => None,
        [b'|', ..] => binary(BIT_OR),
        [b'&', ..] => binary(BIT_AND),
        [b'+' | b'-', ..] => binary(SUM),
        [b'*' | b'/' | b'%', ..] => binary(PRODUCT),
        [b'o' | b'a' | b'i' | b'n', ..] => match word(text) {
            b"or" => logical(2, OR, LogicalOperator::Or),
            b"and" => logical(3, AND, LogicalOperator::And),
            b"in" => compare(2, CompareOperator::In),
            b"is" => match behind(text, 2, b"not") {
                Some(length) => compare(length, CompareOperator::NotEqual),
                None => compare(2, CompareOperator::Equal),
            },
            b"not" => compare(behind(text, 3, b"in")?, CompareOperator::NotIn),
            _ => None,
        },
        _ => None,
    }
}

/// The name that a text begins with.
fn word(text: &[u8]) -> &[u8] {
    &text[..text.iter().position(|&byte| !is_of_name(byte)).unwrap_or(text.len())]
}

/// How long the text is from its beginning to the end of `second`, which is the next word behind the first `length` bytes.
fn behind(text: &[u8], length: usize, second: &[u8]) -> Option<usize> {
    let rest = &text[length..];
    let blanks = rest.iter().take_while(|&&byte| byte == b' ').count();
    (word(&rest[blanks..]) == second).then_some(length + blanks + second.len())
}

/// Takes a word, blanks before it included.
fn takes_word(reader: &mut Reader<'_, '_>, expected: &str) -> bool {
    reader.peek();
    let rest = reader.rest();
    // Most often the first letter tells them apart.
    let found = rest.first() == expected.as_bytes().first()
        && rest.starts_with(expected.as_bytes())
        && !rest.get(expected.len()).is_some_and(|&byte| is_of_name(byte));
    if found {
        reader.at += expected.len();
    }
    found
}

impl<'a> Lower<'_, 'a> {
    /// Lowers the expression that stands at `span`, if all of it is plain.
    pub(super) fn plain(&mut self, span: Span) -> Option<ExprId> {
        self.read(span, |this, reader| this.plain_value(reader, DEPTH))
    }

    /// Lowers what stands behind `word` in the statement at `span`: `return value`.
    pub(super) fn plain_behind(&mut self, word: &str, span: Span) -> Option<ExprId> {
        let behind = self.slice(span).strip_prefix(word)?;
        let apart = !behind.bytes().next().is_none_or(is_of_name);
        apart.then(|| self.plain(Span::new(span.start + word.len() as u32, span.end)))?
    }

    /// Lowers the statement that stands at `span`, if it is a plain expression or assignment.
    pub(super) fn plain_statement(&mut self, span: Span) -> Option<StmtKind<'a>> {
        self.read(span, |this, reader| {
            let first = this.plain_value(reader, DEPTH)?;
            if reader.ends() {
                return Some(StmtKind::Expr(first));
            }
            let mut targets = vec![first];
            let annotation = match reader.takes(b':') {
                true => Some(this.plain_value(reader, DEPTH)?),
                false => None,
            };
            let sign = if annotation.is_none() { augments(reader) } else { None };
            let mut value = None;
            if sign.is_some() {
                value = Some(this.plain_value(reader, DEPTH)?);
            }
            while sign.is_none() && reader.takes(b'=') {
                targets.extend(value);
                value = Some(this.plain_value(reader, DEPTH)?);
            }
            Some(StmtKind::Assign(Box::new(Assignment {
                targets: targets.into(),
                value,
                annotation,
                operator: sign.map(binary_operator),
                declares: true,
                decorators: Box::default(),
            })))
        })
    }

    /// Reads what stands at `span` with `part`. If that does not come to its end, nothing is added.
    fn read<T>(
        &mut self,
        span: Span,
        part: impl FnOnce(&mut Self, &mut Reader<'a, '_>) -> Option<T>,
    ) -> Option<T> {
        let failed = self.failed >= span.start && self.failed < span.end;
        if !self.sound || failed || self.depth + DEPTH > self.options.depth {
            return None;
        }
        let known = self.module.expression_count();
        let lists = (self.expressions.len(), self.arguments.len(), self.entries.len());
        let mut reader = Reader::new(self.text, span);
        let found = part(self, &mut reader);
        let whole = found.filter(|_| reader.ends());
        if whole.is_none() {
            self.failed = reader.at as u32;
            self.module.truncate_expressions(known);
            self.expressions.truncate(lists.0);
            self.arguments.truncate(lists.1);
            self.entries.truncate(lists.2);
        }
        whole
    }

    /// A value, or a choice between two.
    fn plain_value(&mut self, reader: &mut Reader<'a, '_>, depth: u32) -> Option<ExprId> {
        let depth = depth.checked_sub(1)?;
        reader.peek();
        let start = reader.at;
        let then = self.plain_operands(reader, OR, depth)?;
        let end = reader.at;
        if !takes_word(reader, "if") {
            reader.at = end;
            return Some(then);
        }
        let test = self.plain_operands(reader, OR, depth)?;
        let otherwise = takes_word(reader, "else").then(|| self.plain_value(reader, depth))??;
        let kind = ExprKind::Conditional { test, then, otherwise };
        Some(self.expr(kind, reader.span_from(start)))
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
        let mut left = match least <= NOT && takes_word(reader, "not") {
            true => {
                depth = depth.checked_sub(1)?;
                let operand = self.plain_operands(reader, NOT, depth)?;
                let kind = ExprKind::Unary { operator: UnaryOperator::Not, operand };
                self.expr(kind, reader.span_from(start))
            }
            false => self.plain_operand(reader, depth)?,
        };
        let mut end = reader.at;
        let mut compared = false;
        loop {
            reader.peek();
            let operator = operator(reader.rest()).filter(|(_, binds, _)| *binds >= least);
            let Some((length, binds, operator)) = operator else {
                // Blanks behind a value are not part of it.
                reader.at = end;
                return Some(left);
            };
            // `a < b < c` is one comparison.
            if binds == COMPARISON && std::mem::replace(&mut compared, true) {
                return None;
            }
            depth = depth.checked_sub(1)?;
            let sign = reader.take(length);
            let right = self.plain_operands(reader, binds + 1, depth)?;
            end = reader.at;
            let kind = match operator {
                Operator::Logical(operator) => ExprKind::Logical { operator, left, right },
                Operator::Compare(operator) => ExprKind::Compare { operator, left, right },
                Operator::Binary => {
                    ExprKind::Binary { operator: binary_operator(sign), left, right }
                }
            };
            left = self.expr(kind, reader.span_from(start));
        }
    }

    /// A value with what stands before it: `-x`, `await x`.
    fn plain_operand(&mut self, reader: &mut Reader<'a, '_>, depth: u32) -> Option<ExprId> {
        let depth = depth.checked_sub(1)?;
        let start = reader.at;
        match reader.byte(0) {
            b'-' => {
                reader.at += 1;
                reader.peek();
                let operand = self.plain_operand(reader, depth)?;
                let kind = ExprKind::Unary { operator: UnaryOperator::Minus, operand };
                Some(self.expr(kind, reader.span_from(start)))
            }
            b'a' if takes_word(reader, "await") => {
                reader.peek();
                let inner = self.plain_parts(reader, depth)?;
                Some(self.expr(ExprKind::Await(inner), reader.span_from(start)))
            }
            _ => self.plain_parts(reader, depth),
        }
    }

    /// A value and what is taken of it: attributes, elements and results.
    fn plain_parts(&mut self, reader: &mut Reader<'a, '_>, mut depth: u32) -> Option<ExprId> {
        let start = reader.at;
        let mut value = self.plain_atom(reader, depth)?;
        loop {
            let end = reader.at;
            depth = depth.checked_sub(1)?;
            let kind = match reader.peek() {
                b'.' => {
                    reader.at += 1;
                    reader.peek();
                    let property = reader.word()?;
                    ExprKind::Member { object: value, property }
                }
                b'(' => {
                    let arguments = self.plain_arguments(reader, depth)?;
                    let call = CallExpr { callee: value, arguments, new: false };
                    if imports_by_name(&self.module, &call) {
                        return None;
                    }
                    ExprKind::Call(Box::new(call))
                }
                b'[' => {
                    reader.at += 1;
                    let index = self.plain_index(reader, depth)?;
                    ExprKind::Index { object: value, index }
                }
                _ => {
                    reader.at = end;
                    return Some(value);
                }
            };
            value = self.expr(kind, reader.span_from(start));
        }
    }

    /// What stands between the brackets behind a value, with the closing one. Several are a sequence.
    fn plain_index(&mut self, reader: &mut Reader<'a, '_>, depth: u32) -> Option<ExprId> {
        let first = self.plain_value(reader, depth)?;
        if reader.takes(b']') {
            return Some(first);
        }
        let mark = self.expressions.len();
        self.expressions.push(first);
        reader.takes(b',').then_some(())?;
        reader.list(b']', |reader| {
            let value = self.plain_value(reader, depth)?;
            self.expressions.push(value);
            Some(())
        })?;
        let indexes = self.taken(mark);
        if indexes.len() == 1 {
            return Some(first);
        }
        let whole =
            indexes.iter().fold(self.span_of(first), |whole, &index| whole.to(self.span_of(index)));
        Some(self.expr(ExprKind::Sequence(indexes), whole))
    }

    /// A literal, a name, or an expression in brackets.
    fn plain_atom(&mut self, reader: &mut Reader<'a, '_>, depth: u32) -> Option<ExprId> {
        let start = reader.at;
        let kind = match reader.byte(0) {
            b'"' | b'\'' => {
                let text = reader.string()?;
                // `"""` and strings side by side.
                if matches!(reader.byte(0), b'"' | b'\'') {
                    return None;
                }
                ExprKind::Str(Cow::Borrowed(text))
            }
            b'0'..=b'9' => ExprKind::Number(reader.number()?),
            b'(' => {
                reader.at += 1;
                return self.plain_brackets(reader, start, depth);
            }
            b'[' => {
                reader.at += 1;
                let mark = self.expressions.len();
                ExprKind::Sequence(self.plain_items(reader, b']', mark, depth)?)
            }
            b'{' => {
                reader.at += 1;
                ExprKind::Dict(self.plain_entries(reader, depth)?)
            }
            _ => match reader.word()? {
                "None" => ExprKind::Null,
                "True" => ExprKind::Bool(true),
                "False" => ExprKind::Bool(false),
                word if is_reserved(word) => return None,
                word => ExprKind::Name(word),
            },
        };
        Some(self.expr(kind, reader.span_from(start)))
    }

    /// An expression in brackets or a tuple, behind the opening bracket at `start`.
    fn plain_brackets(
        &mut self,
        reader: &mut Reader<'a, '_>,
        start: usize,
        depth: u32,
    ) -> Option<ExprId> {
        let mark = self.expressions.len();
        if reader.peek() != b')' {
            let spread = reader.byte(0) == b'*';
            let first = self.plain_item(reader, depth)?;
            if !spread && reader.takes(b')') {
                return Some(first);
            }
            self.expressions.push(first);
            reader.takes(b',').then_some(())?;
        }
        let items = self.plain_items(reader, b')', mark, depth)?;
        Some(self.expr(ExprKind::Sequence(items), reader.span_from(start)))
    }

    /// What stands between the brackets of a call, with them.
    fn plain_arguments(
        &mut self,
        reader: &mut Reader<'a, '_>,
        depth: u32,
    ) -> Option<Box<[Argument<'a>]>> {
        reader.at += 1;
        let mark = self.arguments.len();
        reader.list(b')', |reader| {
            let start = reader.at;
            let name = reader.word();
            let named = name.is_some() && reader.peek() == b'=' && reader.byte(1) != b'=';
            let argument = match named {
                true => {
                    reader.at += 1;
                    Argument { name, value: self.plain_value(reader, depth)? }
                }
                false => {
                    reader.at = start;
                    Argument { name: None, value: self.plain_item(reader, depth)? }
                }
            };
            self.arguments.push(argument);
            Some(())
        })?;
        Some(self.arguments.drain(mark..).collect())
    }

    /// The elements put on since `mark` and those up to `close`.
    fn plain_items(
        &mut self,
        reader: &mut Reader<'a, '_>,
        close: u8,
        mark: usize,
        depth: u32,
    ) -> Option<Box<[ExprId]>> {
        reader.list(close, |reader| {
            let item = self.plain_item(reader, depth)?;
            self.expressions.push(item);
            Some(())
        })?;
        Some(self.taken(mark))
    }

    /// The entries of a dictionary, behind its opening bracket.
    fn plain_entries(
        &mut self,
        reader: &mut Reader<'a, '_>,
        depth: u32,
    ) -> Option<Box<[DictEntry<'a>]>> {
        let mark = self.entries.len();
        reader.list(b'}', |reader| {
            let start = reader.at;
            if reader.rest().starts_with(b"**") {
                reader.at += 2;
                let value = self.plain_value(reader, depth)?;
                let span = reader.span_from(start);
                self.entries.push(DictEntry { key: DictKey::Spread, value, span });
                return Some(());
            }
            let key = self.plain_value(reader, depth)?;
            let value = reader.takes(b':').then(|| self.plain_value(reader, depth))??;
            let key = self.key(key);
            self.entries.push(DictEntry { key, value, span: reader.span_from(start) });
            Some(())
        })?;
        Some(self.entries.drain(mark..).collect())
    }

    /// An element or an argument, which may be spread.
    fn plain_item(&mut self, reader: &mut Reader<'a, '_>, depth: u32) -> Option<ExprId> {
        reader.peek();
        if reader.byte(0) != b'*' {
            return self.plain_value(reader, depth);
        }
        let start = reader.at;
        let inner = match reader.byte(1) {
            b'*' => {
                reader.at += 2;
                self.plain_value(reader, depth)?
            }
            // The grammar has two ways to read `*a.b`.
            _ => {
                reader.at += 1;
                let from = reader.at;
                let name = reader.word().filter(|name| !is_literal(name) && !is_reserved(name))?;
                let name = self.expr(ExprKind::Name(name), reader.span_from(from));
                matches!(reader.byte(0), b',' | b')' | b']').then_some(name)?
            }
        };
        Some(self.expr(ExprKind::Spread(inner), reader.span_from(start)))
    }
}

/// Takes the sign of an assignment that changes its target: `+=`.
fn augments<'a>(reader: &mut Reader<'a, '_>) -> Option<&'a str> {
    reader.peek();
    match reader.rest() {
        [b'+' | b'-' | b'*' | b'/' | b'%' | b'|' | b'&', b'=', ..] => Some(reader.take(2)),
        _ => None,
    }
}

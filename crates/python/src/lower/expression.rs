use std::borrow::Cow;

use shipworthy_core::code::{
    Argument, BinaryOperator, CallExpr, CompareOperator, Comprehension, DictEntry, DictKey, ExprId,
    ExprKind, LogicalOperator, UnaryOperator,
};
use shipworthy_core::source::Span;

use super::kind::Kind;
use super::{At, Lower};

/// Comparisons in a chain that are written out; a longer chain keeps its operands only.
const CHAIN: usize = 2;

impl<'a> Lower<'_, 'a> {
    /// Lowers the expression, type or target that the cursor is on.
    pub(super) fn expression(&mut self, at: At) -> ExprId {
        let span = at.span;
        if at.kind.may_be_plain()
            && let Some(id) = self.plain(span)
        {
            return id;
        }
        let kind = match at.kind {
            Kind::Identifier => ExprKind::Name(self.slice(span)),
            Kind::Attribute | Kind::MemberType => self.attribute(),
            Kind::Call => self.call(),
            Kind::String => return self.string(span),
            Kind::ConcatenatedString => return self.concatenated_string(span),
            Kind::Integer | Kind::Float | Kind::ComplexPattern => {
                ExprKind::Number(self.slice(span))
            }
            Kind::True => ExprKind::Bool(true),
            Kind::False => ExprKind::Bool(false),
            Kind::None => ExprKind::Null,
            Kind::ParenthesizedExpression | Kind::Type | Kind::AsPatternTarget => {
                return self.inner(span);
            }
            Kind::Subscript | Kind::GenericType => self.subscript(span),
            Kind::List
            | Kind::Tuple
            | Kind::Set
            | Kind::ExpressionList
            | Kind::PatternList
            | Kind::TuplePattern
            | Kind::ListPattern => ExprKind::Sequence(self.parts()),
            Kind::Dictionary => self.dictionary(),
            Kind::BinaryOperator => self.binary_operator(),
            Kind::BooleanOperator => self.boolean_operator(),
            Kind::ComparisonOperator => return self.comparison(span),
            Kind::NotOperator => self.unary(UnaryOperator::Not),
            Kind::UnaryOperator => self.unary_operator(),
            Kind::ConditionalExpression => self.conditional_expression(),
            Kind::Await => self.wrapped(ExprKind::Await),
            Kind::ListSplat
            | Kind::DictionarySplat
            | Kind::ListSplatPattern
            | Kind::DictionarySplatPattern
            | Kind::SplatType
            | Kind::SplatPattern => self.wrapped(ExprKind::Spread),
            Kind::Yield => self.yielded(),
            Kind::Lambda => ExprKind::Function(self.lambda(span)),
            Kind::ListComprehension
            | Kind::SetComprehension
            | Kind::DictionaryComprehension
            | Kind::GeneratorExpression => self.comprehension(span),
            Kind::NamedExpression => self.named_expression(),
            Kind::AsPattern => self.named_pattern(),
            Kind::UnionType => self.union_type(),
            Kind::DottedName => return self.dotted_name(span),
            _ => ExprKind::Other(self.parts()),
        };
        self.expr(kind, span)
    }

    /// The expressions below the cursor.
    pub(super) fn parts(&mut self) -> Box<[ExprId]> {
        let mark = self.expressions.len();
        let mut at = self.down_part();
        while let Some(here) = at {
            if !is_word(here.kind) {
                let id = self.expression(here);
                self.expressions.push(id);
            }
            at = self.next_part();
        }
        self.taken(mark)
    }

    /// The only expression below the cursor: brackets, a type.
    fn inner(&mut self, span: Span) -> ExprId {
        let Some(at) = self.down_part() else {
            return self.expr(ExprKind::Other(Box::default()), span);
        };
        let id = self.expression(at);
        while self.next_part().is_some() {}
        id
    }

    fn wrapped(&mut self, wrap: fn(ExprId) -> ExprKind<'a>) -> ExprKind<'a> {
        let mut inner = None;
        let mut at = self.down_part();
        while let Some(here) = at {
            if !is_word(here.kind) {
                inner = Some(self.expression(here));
            }
            at = self.next_part();
        }
        inner.map_or_else(|| ExprKind::Other(Box::default()), wrap)
    }

    fn attribute(&mut self) -> ExprKind<'a> {
        let Some(at) = self.down_part() else { return ExprKind::Other(Box::default()) };
        let object = self.expression(at);
        if let Some(property) = self.property_behind(at.span.end) {
            self.up();
            return ExprKind::Member { object, property };
        }
        let mut property = "";
        while let Some(at) = self.next_part() {
            property = self.slice(at.span);
        }
        ExprKind::Member { object, property }
    }

    /// The property that a dot right behind `end` takes, if nothing else stands in what holds the cursor.
    fn property_behind(&self, end: u32) -> Option<&'a str> {
        let outer = *self.ends.last().filter(|_| self.sound)?;
        let property = self.text.get(end as usize..outer as usize)?.strip_prefix('.')?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii();
        (!property.is_empty() && property.bytes().all(plain)).then_some(property)
    }

    /// `a.b.c` of patterns and imports.
    pub(super) fn dotted_name(&mut self, span: Span) -> ExprId {
        let Some(at) = self.down_part() else {
            return self.expr(ExprKind::Other(Box::default()), span);
        };
        let mut object = self.expr(ExprKind::Name(self.slice(at.span)), at.span);
        let mut parts = 0;
        while let Some(at) = self.next_part() {
            // A name of more parts than this is hostile.
            parts += 1;
            if parts < 32 {
                let property = self.slice(at.span);
                let whole = Span::new(span.start, at.span.end);
                object = self.expr(ExprKind::Member { object, property }, whole);
            }
        }
        object
    }

    fn call(&mut self) -> ExprKind<'a> {
        let Some(at) = self.down_part() else { return ExprKind::Other(Box::default()) };
        let callee = self.expression(at);
        let mut arguments = Box::default();
        while let Some(at) = self.next_part() {
            arguments = match at.kind {
                Kind::ArgumentList if self.sound && self.slice(at.span) == "()" => Box::default(),
                Kind::ArgumentList => self.argument_list(),
                // A generator expression brings the brackets of the call.
                _ => Box::new([Argument { name: None, value: self.expression(at) }]),
            };
        }
        let call = CallExpr { callee, arguments, new: false };
        self.dynamic_import(&call, at.span);
        ExprKind::Call(Box::new(call))
    }

    pub(super) fn argument_list(&mut self) -> Box<[Argument<'a>]> {
        let mark = self.arguments.len();
        let mut at = self.down_part();
        while let Some(here) = at {
            let argument = if here.kind == Kind::KeywordArgument {
                self.keyword_argument()
            } else {
                Some(Argument { name: None, value: self.expression(here) })
            };
            self.arguments.extend(argument);
            at = self.next_part();
        }
        self.arguments.drain(mark..).collect()
    }

    fn keyword_argument(&mut self) -> Option<Argument<'a>> {
        let at = self.down_part()?;
        let name = self.slice(at.span);
        let mut value = None;
        while let Some(at) = self.next_part() {
            value = Some(self.expression(at));
        }
        Some(Argument { name: Some(name), value: value? })
    }

    fn subscript(&mut self, span: Span) -> ExprKind<'a> {
        let Some(at) = self.down_part() else { return ExprKind::Other(Box::default()) };
        let object = self.expression(at);
        let mark = self.expressions.len();
        while let Some(at) = self.next_part() {
            match at.kind {
                Kind::TypeParameter => {
                    let types = self.parts();
                    self.expressions.extend_from_slice(&types);
                }
                _ => {
                    let id = self.expression(at);
                    self.expressions.push(id);
                }
            }
        }
        let indexes = self.taken(mark);
        let index = match *indexes {
            [index] => index,
            _ => {
                let first = indexes.first().map_or(span, |&id| self.span_of(id));
                let whole = indexes.iter().fold(first, |whole, &id| whole.to(self.span_of(id)));
                self.expr(ExprKind::Sequence(indexes), whole)
            }
        };
        ExprKind::Index { object, index }
    }

    fn dictionary(&mut self) -> ExprKind<'a> {
        let mark = self.entries.len();
        let mut at = self.down_part();
        while let Some(here) = at {
            match here.kind {
                Kind::Pair => {
                    if let Some((key, value)) = self.pair() {
                        let key = self.key(key);
                        self.entries.push(DictEntry { key, value, span: here.span });
                    }
                }
                Kind::DictionarySplat => {
                    if let Some(value) = self.parts().first().copied() {
                        let key = DictKey::Spread;
                        self.entries.push(DictEntry { key, value, span: here.span });
                    }
                }
                _ => {}
            }
            at = self.next_part();
        }
        ExprKind::Dict(self.entries.drain(mark..).collect())
    }

    pub(super) fn key(&self, key: ExprId) -> DictKey<'a> {
        match self.module.kind(key) {
            ExprKind::Str(text) => DictKey::Name(text.clone()),
            _ => DictKey::Computed(key),
        }
    }

    /// Key and value below the cursor.
    fn pair(&mut self) -> Option<(ExprId, ExprId)> {
        let parts = self.parts();
        Some((*parts.first()?, *parts.get(1)?))
    }

    fn binary_operator(&mut self) -> ExprKind<'a> {
        let (mut left, mut right) = (None, None);
        let mut operator = BinaryOperator::Other;
        let mut at = self.down();
        while let Some(here) = at {
            match here.kind {
                Kind::Token | Kind::Minus => operator = binary_operator(self.slice(here.span)),
                Kind::Error => {}
                _ if left.is_none() => left = Some(self.expression(here)),
                _ => right = Some(self.expression(here)),
            }
            at = self.next();
        }
        match (left, right) {
            (Some(left), Some(right)) => ExprKind::Binary { operator, left, right },
            _ => ExprKind::Other(left.into_iter().collect()),
        }
    }

    fn union_type(&mut self) -> ExprKind<'a> {
        match *self.parts() {
            [left, right] => ExprKind::Binary { operator: BinaryOperator::BitOr, left, right },
            ref parts => ExprKind::Other(parts.into()),
        }
    }

    fn boolean_operator(&mut self) -> ExprKind<'a> {
        let (mut left, mut right) = (None, None);
        let mut operator = LogicalOperator::And;
        let mut at = self.down();
        while let Some(here) = at {
            match here.kind {
                Kind::Token => {
                    if self.slice(here.span) == "or" {
                        operator = LogicalOperator::Or;
                    }
                }
                Kind::Error => {}
                _ if left.is_none() => left = Some(self.expression(here)),
                _ => right = Some(self.expression(here)),
            }
            at = self.next();
        }
        match (left, right) {
            (Some(left), Some(right)) => ExprKind::Logical { operator, left, right },
            _ => ExprKind::Other(left.into_iter().collect()),
        }
    }

    fn comparison(&mut self, span: Span) -> ExprId {
        let mark = self.expressions.len();
        let mut operators = [CompareOperator::Equal; CHAIN];
        let mut count = 0;
        let mut at = self.down();
        while let Some(here) = at {
            let operator = match here.kind {
                Kind::In => Some(CompareOperator::In),
                Kind::NotIn => Some(CompareOperator::NotIn),
                Kind::IsNot => Some(CompareOperator::NotEqual),
                Kind::Token => Some(match self.slice(here.span) {
                    "==" | "is" => CompareOperator::Equal,
                    "!=" | "<>" => CompareOperator::NotEqual,
                    _ => CompareOperator::Order,
                }),
                Kind::Error => None,
                _ => {
                    let id = self.expression(here);
                    self.expressions.push(id);
                    None
                }
            };
            if let Some(operator) = operator {
                if let Some(place) = operators.get_mut(count) {
                    *place = operator;
                }
                count += 1;
            }
            at = self.next();
        }
        let operands = self.taken(mark);
        match (&*operands, operators) {
            (&[left, right], [operator, _]) => {
                self.expr(ExprKind::Compare { operator, left, right }, span)
            }
            (&[a, b, c], [first, second]) => {
                let first_span = self.span_of(a).to(self.span_of(b));
                let second_span = self.span_of(b).to(self.span_of(c));
                let compare = |operator, left, right| ExprKind::Compare { operator, left, right };
                let left = self.expr(compare(first, a, b), first_span);
                let right = self.expr(compare(second, b, c), second_span);
                let operator = LogicalOperator::And;
                self.expr(ExprKind::Logical { operator, left, right }, span)
            }
            _ => self.expr(ExprKind::Other(operands), span),
        }
    }

    fn unary(&mut self, operator: UnaryOperator) -> ExprKind<'a> {
        match self.parts().first() {
            Some(&operand) => ExprKind::Unary { operator, operand },
            None => ExprKind::Other(Box::default()),
        }
    }

    fn unary_operator(&mut self) -> ExprKind<'a> {
        let mut operator = UnaryOperator::Other;
        let mut operand = None;
        let mut at = self.down_part();
        while let Some(here) = at {
            match here.kind {
                Kind::Minus => operator = UnaryOperator::Minus,
                _ => operand = Some(self.expression(here)),
            }
            at = self.next_part();
        }
        match operand {
            Some(operand) => ExprKind::Unary { operator, operand },
            None => ExprKind::Other(Box::default()),
        }
    }

    fn conditional_expression(&mut self) -> ExprKind<'a> {
        match *self.parts() {
            [then, test, otherwise] => ExprKind::Conditional { test, then, otherwise },
            ref parts => ExprKind::Other(parts.into()),
        }
    }

    fn yielded(&mut self) -> ExprKind<'a> {
        if let shipworthy_core::code::Scope::Function(function) = self.scope {
            self.module.functions[function.0 as usize].is_generator = true;
        }
        ExprKind::Yield(self.parts().first().copied())
    }

    fn named_expression(&mut self) -> ExprKind<'a> {
        match *self.parts() {
            [target, value] => ExprKind::Assign { target, value },
            ref parts => ExprKind::Other(parts.into()),
        }
    }

    fn named_pattern(&mut self) -> ExprKind<'a> {
        match self.as_pattern() {
            (Some(value), Some(target)) => ExprKind::Assign { target, value },
            (value, target) => ExprKind::Other(value.into_iter().chain(target).collect()),
        }
    }

    fn comprehension(&mut self, span: Span) -> ExprKind<'a> {
        let mut element = None;
        let mut clauses = Vec::new();
        let mark = self.expressions.len();
        let mut at = self.down_part();
        while let Some(here) = at {
            match here.kind {
                Kind::ForInClause => clauses.extend(self.for_in_clause()),
                Kind::IfClause => {
                    let condition = self.parts();
                    self.expressions.extend_from_slice(&condition);
                }
                Kind::Pair => {
                    let parts = self.parts();
                    element = Some(self.expr(ExprKind::Sequence(parts), here.span));
                }
                _ => element = Some(self.expression(here)),
            }
            at = self.next_part();
        }
        let conditions = self.taken(mark);
        let element = match element {
            Some(element) => element,
            None => self.expr(ExprKind::Other(Box::default()), span),
        };
        ExprKind::Comprehension(Box::new(Comprehension {
            element,
            clauses: clauses.into(),
            conditions,
        }))
    }

    fn for_in_clause(&mut self) -> Option<(ExprId, ExprId)> {
        let mut asynchronous = false;
        let mut target = None;
        let mut iterable = None;
        let mut at = self.down_part();
        while let Some(here) = at {
            match here.kind {
                Kind::Async => asynchronous = true,
                Kind::In => {}
                _ if target.is_none() => target = Some(self.expression(here)),
                _ if iterable.is_none() => iterable = Some(self.expression(here)),
                _ => {
                    self.expression(here);
                }
            }
            at = self.next_part();
        }
        let iterable = self.awaited(iterable?, asynchronous);
        Some((target?, iterable))
    }

    /// A constant string or the name that stands for it.
    pub(super) fn constant(&self, id: ExprId) -> Option<Cow<'a, str>> {
        match self.module.kind(id) {
            ExprKind::Str(text) => Some(text.clone()),
            _ => None,
        }
    }
}

/// Words of the grammar that stand beside expressions and are none.
fn is_word(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::As
            | Kind::Async
            | Kind::Colon
            | Kind::From
            | Kind::In
            | Kind::IsNot
            | Kind::Minus
            | Kind::NotIn
            | Kind::Underscore
    )
}

/// An operator with or without the `=` of an augmented assignment.
pub(super) fn binary_operator(text: &str) -> BinaryOperator {
    match text.trim_end_matches('=') {
        "+" => BinaryOperator::Add,
        "-" => BinaryOperator::Subtract,
        "*" => BinaryOperator::Multiply,
        "/" | "//" => BinaryOperator::Divide,
        "%" => BinaryOperator::Modulo,
        "|" => BinaryOperator::BitOr,
        "&" => BinaryOperator::BitAnd,
        _ => BinaryOperator::Other,
    }
}

use shipworthy_core::code::{
    Argument, CallExpr, DictEntry, DictKey, ExprId, ExprKind, UnaryOperator,
};
use shipworthy_core::source::Span;

use super::kind::Kind;
use super::{At, Lower};

impl<'a> Lower<'_, 'a> {
    /// A pattern of a `case`, as the expression that it looks like: a class pattern is a call, a
    /// capture a name, `p as name` an assignment.
    pub(super) fn case_pattern(&mut self, span: Span) -> ExprId {
        let mut value = None;
        let mut negative = false;
        let mut at = self.down_part();
        while let Some(here) = at {
            match here.kind {
                Kind::Minus => negative = true,
                Kind::Underscore => value = Some(self.expr(ExprKind::Name("_"), here.span)),
                _ => value = Some(self.pattern(here)),
            }
            at = self.next_part();
        }
        match value {
            Some(operand) if negative => {
                self.expr(ExprKind::Unary { operator: UnaryOperator::Minus, operand }, span)
            }
            Some(value) => value,
            None => self.expr(ExprKind::Other(Box::default()), span),
        }
    }

    fn pattern(&mut self, at: At) -> ExprId {
        let kind = match at.kind {
            Kind::CasePattern => return self.case_pattern(at.span),
            Kind::ClassPattern => self.class_pattern(),
            Kind::KeywordPattern => return self.keyword_pattern(at.span).1,
            Kind::ListPattern | Kind::TuplePattern => ExprKind::Sequence(self.patterns()),
            Kind::UnionPattern => ExprKind::Other(self.patterns()),
            Kind::AsPattern => match *self.patterns() {
                [value, target] => ExprKind::Assign { target, value },
                ref parts => ExprKind::Other(parts.into()),
            },
            Kind::DictPattern => self.dict_pattern(),
            Kind::Underscore => ExprKind::Name("_"),
            _ => return self.expression(at),
        };
        self.expr(kind, at.span)
    }

    fn patterns(&mut self) -> Box<[ExprId]> {
        let mark = self.expressions.len();
        let mut at = self.down_part();
        while let Some(here) = at {
            if !matches!(here.kind, Kind::As | Kind::Minus | Kind::Colon) {
                let id = self.pattern(here);
                self.expressions.push(id);
            }
            at = self.next_part();
        }
        self.taken(mark)
    }

    fn class_pattern(&mut self) -> ExprKind<'a> {
        let Some(at) = self.down_part() else { return ExprKind::Other(Box::default()) };
        let callee = self.dotted_name(at.span);
        let mark = self.arguments.len();
        while let Some(at) = self.next_part() {
            let (name, value) = self.argument_pattern(at);
            self.arguments.push(Argument { name, value });
        }
        let arguments = self.arguments.drain(mark..).collect();
        ExprKind::Call(Box::new(CallExpr { callee, arguments, new: false }))
    }

    /// An argument of a class pattern; keyword patterns stand inside a case pattern.
    fn argument_pattern(&mut self, at: At) -> (Option<&'a str>, ExprId) {
        if at.kind == Kind::KeywordPattern {
            return self.keyword_pattern(at.span);
        }
        let node = self.cursor.node();
        if at.kind == Kind::CasePattern
            && node.child_count() == 1
            && let Some(inner) = self.down()
        {
            let argument = if inner.kind == Kind::KeywordPattern {
                self.keyword_pattern(inner.span)
            } else {
                (None, self.pattern(inner))
            };
            while self.next().is_some() {}
            return argument;
        }
        (None, self.pattern(at))
    }

    fn keyword_pattern(&mut self, span: Span) -> (Option<&'a str>, ExprId) {
        let mut name = None;
        let mut value = None;
        let mut at = self.down_part();
        while let Some(here) = at {
            if name.is_none() {
                name = Some(self.slice(here.span));
            } else if here.kind != Kind::Minus {
                value = Some(self.pattern(here));
            }
            at = self.next_part();
        }
        let value = match value {
            Some(value) => value,
            None => self.expr(ExprKind::Other(Box::default()), span),
        };
        (name, value)
    }

    fn dict_pattern(&mut self) -> ExprKind<'a> {
        let mark = self.entries.len();
        let mut key = None;
        let mut at = self.down_part();
        while let Some(here) = at {
            match (here.kind, key.take()) {
                (Kind::Colon | Kind::Minus, before) => key = before,
                (Kind::SplatPattern, _) => {
                    let value = self.expression(here);
                    self.entries.push(DictEntry { key: DictKey::Spread, value, span: here.span });
                }
                (_, None) => key = Some(self.pattern(here)),
                (_, Some(before)) => {
                    let value = self.pattern(here);
                    let span = self.span_of(before).to(here.span);
                    let key = match self.constant(before) {
                        Some(text) => DictKey::Name(text),
                        None => DictKey::Computed(before),
                    };
                    self.entries.push(DictEntry { key, value, span });
                }
            }
            at = self.next_part();
        }
        ExprKind::Dict(self.entries.drain(mark..).collect())
    }
}

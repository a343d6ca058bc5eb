use shipworthy_core::code::{BinaryOperator, ExprId, ExprKind};
use shipworthy_core::source::Span;

use super::Lowerer;
use super::kinds::K;

impl Lowerer<'_, '_> {
    /// Lowers the type of an annotation (`: T`) under the cursor.
    pub(super) fn annotation(&mut self) -> Option<ExprId> {
        let mut result = None;
        self.each(|this, kind| {
            if kind != K::Token && result.is_none() {
                result = Some(this.type_of());
            }
        });
        result
    }

    /// Lowers the type under the cursor, as far as injection and result types need it: names,
    /// `G<A>` as a subscript, `A | B` as `|`, literals. Anything else is unknown.
    pub(super) fn type_of(&mut self) -> ExprId {
        match self.nested(Self::type_at) {
            Some(id) => id,
            None => self.nothing(),
        }
    }

    fn type_at(&mut self) -> ExprId {
        let span = self.span();
        match self.kind() {
            K::TypeIdentifier | K::Identifier => {
                let name = self.slice();
                self.name(name, span)
            }
            K::Spared => self.spared_type().unwrap_or_else(|| self.nothing()),
            K::PredefinedType => match self.slice() {
                "undefined" | "void" => self.push(ExprKind::Null, span),
                name => self.name(name, span),
            },
            K::NestedType | K::NestedIdentifier => {
                let mut result = None;
                self.each(|this, kind| match kind {
                    K::NestedIdentifier => result = Some(this.type_of()),
                    K::Identifier | K::TypeIdentifier | K::Property => {
                        let property = this.slice();
                        let part = this.span();
                        let whole = Span::new(span.start, part.end);
                        result = Some(match result {
                            None => this.name(property, part),
                            Some(object) => this.push(ExprKind::Member { object, property }, whole),
                        });
                    }
                    _ => {}
                });
                result.unwrap_or_else(|| self.nothing())
            }
            K::GenericType => self.generic(span),
            K::UnionType => self.operands(BinaryOperator::BitOr, span),
            K::IntersectionType => self.operands(BinaryOperator::BitAnd, span),
            K::ArrayType => {
                let mut element = None;
                self.each(|this, kind| {
                    if kind != K::Token {
                        element = Some(this.type_of());
                    }
                });
                let object = self.name("Array", Span::new(span.end, span.end));
                let index = element.unwrap_or_else(|| self.nothing());
                self.push(ExprKind::Index { object, index }, span)
            }
            K::TupleType => {
                let mut items = Vec::new();
                self.each(|this, kind| {
                    if kind != K::Token {
                        items.push(this.type_of());
                    }
                });
                self.push(ExprKind::Sequence(items.into()), span)
            }
            K::ParenthesizedType | K::ReadonlyType => {
                self.annotation().unwrap_or_else(|| self.nothing())
            }
            K::LiteralType => {
                let mut result = None;
                self.each(|this, _| result = Some(this.expression()));
                result.unwrap_or_else(|| self.nothing())
            }
            K::TypeQuery => {
                let mut result = None;
                self.each(|this, kind| {
                    if matches!(kind, K::Identifier | K::Member) {
                        result = Some(this.expression());
                    }
                });
                result.unwrap_or_else(|| self.nothing())
            }
            _ => self.nothing(),
        }
    }

    fn generic(&mut self, span: Span) -> ExprId {
        let mut object = None;
        let mut index = None;
        self.each(|this, kind| match kind {
            K::TypeArguments => index = Some(this.type_arguments()),
            K::Token => {}
            _ => object = Some(this.type_of()),
        });
        let object = object.unwrap_or_else(|| self.nothing());
        let index = index.unwrap_or_else(|| self.nothing());
        self.push(ExprKind::Index { object, index }, span)
    }

    /// Lowers `<A, B>`: one argument as itself, several as a sequence.
    pub(super) fn type_arguments(&mut self) -> ExprId {
        let span = self.span();
        let mut items = Vec::new();
        self.each(|this, kind| {
            if kind != K::Token {
                items.push(this.type_of());
            }
        });
        match items[..] {
            [only] => only,
            _ => self.push(ExprKind::Sequence(items.into()), span),
        }
    }

    fn operands(&mut self, operator: BinaryOperator, span: Span) -> ExprId {
        let mut result = None;
        self.each(|this, kind| {
            if kind == K::Token {
                return;
            }
            let right = this.type_of();
            result = Some(match result {
                None => right,
                Some(left) => this.push(ExprKind::Binary { operator, left, right }, span),
            });
        });
        result.unwrap_or_else(|| self.nothing())
    }
}

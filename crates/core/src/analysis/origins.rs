//! Where values come from.

use super::{Analysis, Bound};
use crate::code::{BinaryOperator, CallExpr, ExprId, ExprKind, TemplatePart, UnaryOperator};
use crate::facts::{Name, Origin, Root};
use crate::naming;

const DEPTH: u32 = 8;
/// How many values are looked at for one origin: variables of variables multiply.
const STEPS: u32 = 400;

/// How doubtful text of an origin is in a query or a command.
pub(super) fn doubt(origin: Origin) -> u8 {
    match origin {
        Origin::Constant => 0,
        Origin::Placeholders => 1,
        Origin::Numeric => 2,
        Origin::Definition => 3,
        Origin::Escaped => 4,
        Origin::Environment => 5,
        Origin::Attribute => 6,
        Origin::Unknown => 7,
        Origin::Call => 8,
        Origin::Parameter => 9,
        Origin::Input => 10,
    }
}

impl<'a> Analysis<'_, 'a> {
    /// Where a value comes from, followed inside the function. Of several sources the most doubtful one counts.
    pub fn origin(&self, id: ExprId) -> Origin {
        self.origin_steps.set(STEPS);
        self.source(id, 0)
    }

    fn step(&self) -> bool {
        let left = self.origin_steps.get();
        self.origin_steps.set(left.saturating_sub(1));
        left > 0
    }

    fn sources(&self, ids: impl IntoIterator<Item = ExprId>, depth: u32) -> Origin {
        Self::worst(ids.into_iter().take(32).map(|id| self.source(id, depth + 1)))
    }

    fn source(&self, id: ExprId, depth: u32) -> Origin {
        if depth > DEPTH || !self.step() {
            return Origin::Unknown;
        }
        match self.module().kind(id) {
            ExprKind::Null | ExprKind::Bool(_) | ExprKind::Str(_) | ExprKind::Regex(_) => {
                Origin::Constant
            }
            ExprKind::Number(_) | ExprKind::Compare { .. } => Origin::Numeric,
            ExprKind::Template(template) => {
                Self::worst(template.parts.iter().take(32).map(|part| match part {
                    TemplatePart::Text(_) => Origin::Constant,
                    TemplatePart::Value(value) => self.source(*value, depth + 1),
                }))
            }
            ExprKind::Name(_) => self.name_source(id, depth),
            ExprKind::Member { object, property } => {
                self.member_source(id, *object, property, depth)
            }
            ExprKind::Index { object, .. } => {
                if let Some(origin) = self.known_origin(&self.name(id)) {
                    return origin;
                }
                match self.source(*object, depth + 1) {
                    // An element of a constant table, whatever chooses it.
                    Origin::Constant | Origin::Definition => Origin::Definition,
                    // What chooses an element does not become text.
                    origin => origin,
                }
            }
            ExprKind::Call(call) => self.call_source(id, call, depth),
            ExprKind::Unary { operator: UnaryOperator::Minus, .. } => Origin::Numeric,
            ExprKind::Unary { operator: UnaryOperator::Not, .. } => Origin::Constant,
            ExprKind::Unary { operand, .. } => self.source(*operand, depth + 1),
            ExprKind::Binary { operator, left, right } => match operator {
                BinaryOperator::Subtract | BinaryOperator::Divide => Origin::Numeric,
                BinaryOperator::Multiply if self.is_text(*left, 0) => self.source(*left, depth + 1),
                BinaryOperator::Multiply => match self.source(*left, depth + 1) {
                    Origin::Constant | Origin::Numeric => Origin::Numeric,
                    _ if self.source(*right, depth + 1) == Origin::Numeric => Origin::Numeric,
                    origin => origin,
                },
                _ => self.sources([*left, *right], depth),
            },
            ExprKind::Logical { left, right, .. } => self.sources([*left, *right], depth),
            ExprKind::Conditional { then, otherwise, .. } => {
                self.sources([*then, *otherwise], depth)
            }
            ExprKind::Sequence(items) | ExprKind::Other(items) => {
                self.sources(items.iter().copied(), depth)
            }
            ExprKind::Dict(entries) => self.sources(entries.iter().map(|entry| entry.value), depth),
            ExprKind::Comprehension(comprehension) => self.source(comprehension.element, depth + 1),
            ExprKind::Await(inner) | ExprKind::Spread(inner) | ExprKind::Yield(Some(inner)) => {
                self.source(*inner, depth + 1)
            }
            ExprKind::Assign { value, .. } => self.source(*value, depth + 1),
            ExprKind::Function(_)
            | ExprKind::Class(_)
            | ExprKind::Yield(None)
            | ExprKind::Element(_) => Origin::Unknown,
        }
    }

    fn known_origin(&self, name: &Name) -> Option<Origin> {
        self.profile().origin(name)
    }

    fn name_source(&self, id: ExprId, depth: u32) -> Origin {
        let symbol = self.symbol(id);
        if let Some(origin) = self.known_origin(&symbol) {
            return origin;
        }
        let name = self.module().name(id).unwrap_or_default();
        if let Some(values) = self.local_values(id) {
            return self.sources(values.iter().filter_map(super::values::held), depth);
        }
        let Some((scope, definition)) = self.definition(id) else { return Origin::Unknown };
        match definition.bound {
            Bound::Import(..) if naming::is_constant(name) => Origin::Definition,
            Bound::Import(..) => Origin::Unknown,
            Bound::Function(_) | Bound::Class(_) => Origin::Definition,
            Bound::Parameter(..) => self.parameter_source(definition.annotation),
            Bound::Value(value) if scope == 0 => {
                let origin = self.source(value, depth + 1);
                match origin {
                    // A value of the file that is made of its own constants, or named as a constant.
                    origin if origin.is_harmless() => Origin::Definition,
                    Origin::Environment | Origin::Input => origin,
                    _ if naming::is_constant(name) => Origin::Definition,
                    origin => origin,
                }
            }
            Bound::Value(value) | Bound::Added(value) => self.source(value, depth + 1),
            Bound::Element(iterable) => match self.source(iterable, depth + 1) {
                Origin::Numeric | Origin::Constant => Origin::Constant,
                origin => origin,
            },
            Bound::Part(value) | Bound::Context(value) => self.source(value, depth + 1),
            Bound::Error | Bound::Declared(_) => Origin::Unknown,
        }
    }

    /// A parameter that is declared as a number cannot carry text.
    fn parameter_source(&self, annotation: Option<ExprId>) -> Origin {
        let class = annotation.and_then(|annotation| self.declared_class(annotation, 0));
        match class.and_then(|class| self.module().name(class)) {
            Some("int" | "float" | "bool" | "number" | "boolean" | "bigint") => Origin::Numeric,
            _ => Origin::Parameter,
        }
    }

    fn member_source(&self, id: ExprId, object: ExprId, property: &str, depth: u32) -> Origin {
        let name = self.name(id);
        if let Some(origin) = self.known_origin(&name) {
            return origin;
        }
        // Members of classes and modules in capitals are written by the programmer.
        if naming::is_constant(property) && property.len() > 1 {
            return Origin::Definition;
        }
        match name.root {
            Root::Module if matches!(self.definition(object), Some((_, definition)) if matches!(definition.bound, Bound::Class(_))) => {
                Origin::Definition
            }
            Root::Receiver | Root::Import(..) | Root::Module => Origin::Attribute,
            _ => match self.source(object, depth + 1) {
                Origin::Input => Origin::Input,
                Origin::Parameter => Origin::Parameter,
                Origin::Environment => Origin::Environment,
                _ => Origin::Attribute,
            },
        }
    }

    fn call_source(&self, id: ExprId, call: &CallExpr<'a>, depth: u32) -> Origin {
        let name = self.name(id);
        if let Some(origin) = self.known_origin(&name) {
            return origin;
        }
        let ExprKind::Member { object, property } = self.module().kind(call.callee) else {
            return Origin::Call;
        };
        let arguments = call.arguments.iter().map(|argument| argument.value);
        match *property {
            "format" | "concat" if self.is_text(*object, 0) => {
                self.sources(arguments.chain([*object]), depth)
            }
            "join" => {
                let parts: Vec<ExprId> = arguments.chain([*object]).collect();
                if parts.iter().all(|&part| self.is_placeholders(part, 0)) {
                    return Origin::Placeholders;
                }
                self.sources(parts, depth)
            }
            // What these give back is made of the text that they are taken of.
            "strip" | "lower" | "upper" | "trim" | "toLowerCase" | "toUpperCase" | "lstrip"
            | "rstrip" | "title" | "capitalize" | "split" | "replace" | "encode" | "decode"
            | "toString" | "slice" | "substring" | "keys" | "values" | "items" | "copy" => {
                self.source(*object, depth + 1)
            }
            "get" => match self.source(*object, depth + 1) {
                // A look-up in a constant table, whatever chooses the entry.
                Origin::Constant | Origin::Definition => Origin::Definition,
                origin @ (Origin::Input | Origin::Environment) => origin,
                _ => Origin::Call,
            },
            _ => match self.source(*object, depth + 1) {
                origin @ Origin::Input => origin,
                _ => Origin::Call,
            },
        }
    }

    /// Whether a text is nothing but the marks that bound values are put for.
    fn is_placeholders(&self, id: ExprId, depth: u32) -> bool {
        if depth > DEPTH || !self.step() {
            return false;
        }
        let deeper = depth + 1;
        match self.module().kind(id) {
            ExprKind::Str(text) => text
                .chars()
                .all(|c| matches!(c, '?' | '%' | 's' | ',' | ' ' | '(' | ')' | '$' | ':' | '@')),
            ExprKind::Number(_) => true,
            ExprKind::Sequence(items) => {
                items.iter().take(16).all(|&item| self.is_placeholders(item, deeper))
            }
            ExprKind::Binary { operator: BinaryOperator::Multiply, left, right } => {
                self.is_placeholders(*left, deeper)
                    || matches!(self.module().kind(*left), ExprKind::Number(_))
                        && self.is_placeholders(*right, deeper)
            }
            ExprKind::Template(template) => template.parts.iter().all(|part| match part {
                TemplatePart::Text(text) => text
                    .chars()
                    .all(|c| c.is_ascii_punctuation() || c == ' ' || c == 'p' || c == 's'),
                TemplatePart::Value(value) => {
                    self.source(*value, deeper) == Origin::Numeric
                        || self.source(*value, deeper) == Origin::Constant
                }
            }),
            ExprKind::Comprehension(comprehension) => {
                self.is_placeholders(comprehension.element, deeper)
            }
            ExprKind::Name(_) => self.local_values(id).is_some_and(|values| {
                values
                    .iter()
                    .filter_map(super::values::held)
                    .all(|value| self.is_placeholders(value, deeper))
            }),
            ExprKind::Call(call) => match self.module().kind(call.callee) {
                ExprKind::Member { object, property: "join" | "repeat" | "fill" } => {
                    self.is_placeholders(*object, deeper)
                        && call.positional(0).is_none_or(|id| {
                            self.is_placeholders(id, deeper)
                                || self.source(id, deeper) == Origin::Numeric
                        })
                }
                _ => false,
            },
            _ => false,
        }
    }
}

//! What a returned value is made of.

use super::{Analysis, Bound};
use crate::code::{
    CallExpr, ClassId, CompareOperator, ExprId, ExprKind, FunctionId, StmtKind, TemplatePart,
};
use crate::facts::{Effect, Name, Root};
use crate::naming;

const DEPTH: u32 = 8;
const PARTS: u32 = 400;

/// What a value is made of.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Flow {
    /// Literals that say something.
    pub(super) literals: u32,
    /// Parameters, attributes, results of calls.
    pub(super) computed: bool,
    /// Random parts.
    pub(super) random: bool,
    /// Something else that is no literal: identifiers, times, imported names.
    pub(super) other: bool,
    parts: u32,
}

impl Flow {
    pub(super) fn is_literal(&self) -> bool {
        !self.computed && !self.random && !self.other
    }

    fn add(&mut self, other: Self) {
        self.literals += other.literals;
        self.computed |= other.computed;
        self.random |= other.random;
        self.other |= other.other;
        self.parts = other.parts;
    }
}

impl Analysis<'_, '_> {
    pub(super) fn flow(&self, id: ExprId, depth: u32, flow: &mut Flow) {
        flow.parts += 1;
        if depth > DEPTH || flow.parts > PARTS {
            flow.other = true;
            return;
        }
        let deeper = depth + 1;
        match self.module().kind(id) {
            ExprKind::Null => {}
            ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::Regex(_) => flow.literals += 1,
            ExprKind::Str(text) => flow.literals += u32::from(!text.is_empty()),
            ExprKind::Template(template) => {
                flow.literals += 1;
                for part in &template.parts {
                    if let TemplatePart::Value(value) = part {
                        self.flow(*value, deeper, flow);
                    }
                }
            }
            ExprKind::Name(_) => self.flow_of_name(id, depth, flow),
            ExprKind::Member { object, property } => {
                let name = self.symbol(id);
                if self.profile().effect(&name) == Some(Effect::Random) {
                    flow.random = true;
                } else if naming::is_constant(property) && property.len() > 1 {
                    self.flow_of_constant(*object, property, depth, flow);
                } else if matches!(name.root, Root::Import(..)) {
                    flow.other = true;
                } else {
                    match self.module().kind(*object) {
                        ExprKind::Name(_) if name.root != Root::Receiver => {
                            self.flow(*object, deeper, flow);
                        }
                        _ => flow.computed = true,
                    }
                }
            }
            ExprKind::Call(call) => {
                let Some((callee, known)) = self.known(id) else {
                    flow.other = true;
                    return;
                };
                match known.effect {
                    Some(Effect::Random) => return flow.random = true,
                    Some(Effect::Clock | Effect::Identifier) => return flow.other = true,
                    Some(_) => return flow.computed = true,
                    None => {}
                }
                // What is taken out of an object of the program was put there by other code.
                let taken =
                    callee.last() == "get" && callee.path.contains("()") && !is_of_literal(callee);
                if taken {
                    flow.computed = true;
                } else if is_construction(callee) && !call.arguments.is_empty()
                    || known.answers
                    || known.pure
                {
                    for argument in &call.arguments {
                        self.flow(argument.value, deeper, flow);
                        if let ExprKind::Function(made) = self.module().kind(argument.value)
                            && known.pure
                            && self.is_written_list(call, deeper, flow)
                        {
                            self.flow_of_elements(*made, deeper, flow);
                        }
                    }
                    if let ExprKind::Member { object, .. } = self.module().kind(call.callee)
                        && known.pure
                        && !known.answers
                    {
                        self.flow(*object, deeper, flow);
                    }
                } else {
                    flow.computed = true;
                }
            }
            ExprKind::Index { object, index } => {
                let mut held = self.flow_apart([*object], deeper, flow);
                // One of the things that are there is as real as they are.
                if held.is_literal() {
                    self.flow(*index, deeper, &mut held);
                }
                flow.add(held);
            }
            ExprKind::Unary { operand, .. } => self.flow(*operand, deeper, flow),
            ExprKind::Binary { left, right, .. } | ExprKind::Logical { left, right, .. } => {
                self.flow(*left, deeper, flow);
                self.flow(*right, deeper, flow);
            }
            ExprKind::Compare { left, right, .. } => {
                let mut sides = self.flow_apart([*left, *right], deeper, flow);
                // A part of the cases that a rate picks out is a sample; a written rate invents an outcome.
                sides.random &= !sides.computed;
                flow.add(sides);
            }
            ExprKind::Conditional { then, otherwise, .. } => {
                self.flow(*then, deeper, flow);
                self.flow(*otherwise, deeper, flow);
            }
            ExprKind::Sequence(items) | ExprKind::Other(items) => {
                items.iter().for_each(|&item| self.flow(item, deeper, flow));
            }
            ExprKind::Dict(entries) => {
                entries.iter().for_each(|entry| self.flow(entry.value, deeper, flow));
            }
            ExprKind::Comprehension(comprehension) => {
                self.flow(comprehension.element, deeper, flow);
                for &(_, iterable) in &comprehension.clauses {
                    self.flow(iterable, deeper, flow);
                }
                for &test in &comprehension.conditions {
                    flow.computed |= self.asks_elsewhere(test, deeper, &mut flow.parts);
                }
            }
            ExprKind::Await(inner) | ExprKind::Spread(inner) | ExprKind::Yield(Some(inner)) => {
                self.flow(*inner, depth, flow);
            }
            ExprKind::Assign { value, .. } => self.flow(*value, deeper, flow),
            ExprKind::Function(_) | ExprKind::Element(_) | ExprKind::Yield(None) => {
                flow.other = true;
            }
            ExprKind::Class(_) => flow.other = true,
        }
    }

    /// What a function makes of each element of a list that is written out: what it takes at random is invented.
    fn flow_of_elements(&self, made: FunctionId, depth: u32, flow: &mut Flow) {
        let last = self.module().function(made).body.last();
        let Some(StmtKind::Return(Some(value))) =
            last.map(|&last| &self.module().statement(last).kind)
        else {
            return;
        };
        let element = self.flow_apart([*value], depth, flow);
        flow.random |= element.random;
        flow.parts = element.parts;
    }

    /// Whether a call goes through a list that the program made up itself: `[…].map(…)`, `Array.from({ length: 12 }, …)`.
    fn is_written_list(&self, call: &CallExpr<'_>, depth: u32, flow: &Flow) -> bool {
        let ExprKind::Member { object, property } = self.module().kind(call.callee) else {
            return false;
        };
        let list = match *property {
            "map" | "flatMap" => *object,
            "from" => match call.positional(0) {
                Some(length) => return matches!(self.module().kind(length), ExprKind::Dict(_)),
                None => return false,
            },
            _ => return false,
        };
        let list = self.flow_apart([list], depth, flow);
        list.literals > 0 && list.is_literal()
    }

    /// What some expressions are made of, apart from what is known so far.
    fn flow_apart<const N: usize>(&self, ids: [ExprId; N], depth: u32, known: &Flow) -> Flow {
        let mut apart = Flow { parts: known.parts, ..Flow::default() };
        ids.into_iter().for_each(|id| self.flow(id, depth, &mut apart));
        apart
    }

    /// A constant of a class or of an object: an enumeration's member is written out, a setting is not.
    fn flow_of_constant(&self, object: ExprId, property: &str, depth: u32, flow: &mut Flow) {
        let class = match self.module().name(object) {
            Some("self" | "cls") => self.region(object).class,
            Some(name) if name.starts_with(|c: char| c.is_ascii_lowercase()) => None,
            // `Status.DONE`, `models.Status.DONE`
            _ if is_construction(&self.symbol(object)) => return flow.literals += 1,
            _ => None,
        };
        let held = class.and_then(|class| {
            self.attribute_definitions(ClassId(class), property)
                .find_map(|definition| super::values::held(&definition.bound))
        });
        match held {
            Some(value) => self.flow(value, depth + 1, flow),
            None => flow.computed = true,
        }
    }

    /// Whether a condition asks other code or looks into what came from elsewhere: then it decides about the answer.
    fn asks_elsewhere(&self, id: ExprId, depth: u32, parts: &mut u32) -> bool {
        *parts += 1;
        if depth > DEPTH || *parts > PARTS {
            return true;
        }
        let deeper = depth + 1;
        match self.module().kind(id) {
            ExprKind::Call(call) => {
                let works = self.known(id).is_none_or(|(callee, known)| {
                    known.effect.is_some() || !known.pure && !is_construction(callee)
                });
                works
                    || self.asks_elsewhere(call.callee, deeper, parts)
                    || call.arguments.iter().any(|it| self.asks_elsewhere(it.value, deeper, parts))
            }
            ExprKind::Member { object, .. } | ExprKind::Unary { operand: object, .. } => {
                self.asks_elsewhere(*object, deeper, parts)
            }
            ExprKind::Compare {
                operator: CompareOperator::In | CompareOperator::NotIn,
                right,
                ..
            } => {
                let mut held = Flow { parts: *parts, ..Flow::default() };
                self.flow(*right, deeper, &mut held);
                *parts = held.parts;
                !matches!(self.module().kind(*right), ExprKind::Name(_)) && !held.is_literal()
                    || self.asks_elsewhere(*right, deeper, parts)
            }
            ExprKind::Logical { left, right, .. } | ExprKind::Compare { left, right, .. } => {
                self.asks_elsewhere(*left, deeper, parts)
                    || self.asks_elsewhere(*right, deeper, parts)
            }
            _ => false,
        }
    }

    fn flow_of_name(&self, id: ExprId, depth: u32, flow: &mut Flow) {
        let deeper = depth + 1;
        let Some((scope, definition)) = self.definition(id) else {
            flow.other = true;
            return;
        };
        let bound = definition.bound;
        if let Some(values) = self.local_values(id) {
            for value in values.iter().filter_map(super::values::held) {
                self.flow(value, deeper, flow);
            }
            // What was put together step by step is not what it began as.
            if let Some(added) = self.added(id) {
                flow.computed = true;
                for &value in added {
                    self.flow(value, deeper, flow);
                }
            }
            return;
        }
        match bound {
            Bound::Value(value)
                if scope == 0
                    && definition.previous == super::context::NONE
                    && !self.is_changed(scope, id) =>
            {
                self.flow(value, deeper, flow);
            }
            Bound::Element(iterable) => self.flow(iterable, deeper, flow),
            Bound::Import(..) | Bound::Function(_) | Bound::Class(_) | Bound::Error => {
                flow.other = true;
            }
            _ => flow.computed = true,
        }
    }

    /// Whether a function sets a name of a scope around it anew.
    pub(super) fn is_changed(&self, scope: u32, id: ExprId) -> bool {
        self.module().name(id).is_some_and(|name| self.context.changed.contains(&(scope, name)))
    }

    /// Whether a local variable that began as a literal is filled by later code: `rows.append(x)`.
    pub(super) fn grows(&self, id: ExprId) -> bool {
        self.added(id).is_some()
    }

    /// What later code puts into a local variable.
    fn added(&self, id: ExprId) -> Option<&[ExprId]> {
        let (name, function) = (self.module().name(id)?, self.function_of(id)?);
        self.grown.get(&(function, name)).map(Vec::as_slice)
    }
}

/// Whether a callee is a method of a literal.
pub(super) fn is_of_literal(callee: &Name) -> bool {
    let path = callee.path.as_str();
    path.starts_with("str().") || path.starts_with("list().") || path.starts_with("dict().")
}

/// Whether a callee is named as classes are.
pub(super) fn is_construction(callee: &Name) -> bool {
    let last = callee.last();
    let mut bytes = last.bytes().skip_while(|byte| *byte == b'_');
    bytes.next().is_some_and(|byte| byte.is_ascii_uppercase())
        && bytes.any(|byte| byte.is_ascii_lowercase())
}

//! The shapes of values, followed inside the function.

use std::cell::Cell;

use super::context::NONE;
use super::{Analysis, Bound, Definition};
use crate::code::{
    BinaryOperator, CallExpr, DictKey, ExprId, ExprKind, LogicalOperator, TemplatePart,
    UnaryOperator,
};
use crate::facts::{Argument, CallValue, Origin, Part, Value};
use crate::source::Text;

/// How deep a value is followed.
const DEPTH: u32 = 6;
/// How many parts one value may have in all.
const PARTS: u32 = 96;
/// How many elements of a list are kept.
const ITEMS: usize = 24;
/// Strings are cut off at this many bytes.
const STRING: usize = 240;
/// How many values of a name on different branches are told apart.
const BRANCHES: usize = 4;

/// What is left of the bounds of one value.
struct Bounds {
    parts: Cell<u32>,
    follow: bool,
}

impl Bounds {
    fn take(&self) -> bool {
        let left = self.parts.get();
        self.parts.set(left.saturating_sub(1));
        left > 0
    }
}

impl<'a> Analysis<'_, 'a> {
    /// The shape of a value, with local variables followed.
    pub fn value(&self, id: ExprId) -> Value {
        self.shape(id, 0, &Bounds { parts: Cell::new(PARTS), follow: true })
    }

    /// The shape of a value as it is written, with variables by their names.
    pub fn written(&self, id: ExprId) -> Value {
        self.shape(id, 0, &Bounds { parts: Cell::new(PARTS), follow: false })
    }

    /// The arguments of a call, with local variables followed.
    pub fn arguments(&self, call: &CallExpr<'a>) -> Box<[Argument]> {
        self.argument_shapes(call, 0, &Bounds { parts: Cell::new(PARTS), follow: true })
    }

    /// The arguments of a call as they are written.
    pub fn written_arguments(&self, call: &CallExpr<'a>) -> Box<[Argument]> {
        self.argument_shapes(call, 0, &Bounds { parts: Cell::new(PARTS), follow: false })
    }

    /// The constant string that a value is, through variables and file-level constants.
    pub fn constant(&self, id: ExprId) -> Option<Text> {
        match self.module().kind(self.follow(id)) {
            ExprKind::Str(text) if !self.is_redacted(self.follow(id)) => {
                Some(self.cut(text, STRING))
            }
            _ => None,
        }
    }

    fn argument_shapes(&self, call: &CallExpr<'a>, depth: u32, bounds: &Bounds) -> Box<[Argument]> {
        call.arguments
            .iter()
            .take(ITEMS)
            .map(|argument| {
                let spread = matches!(self.module().kind(argument.value), ExprKind::Spread(_));
                let name = match argument.name {
                    Some(name) => self.text(name),
                    None if spread => self.text("*"),
                    None => self.text(""),
                };
                Argument { name, value: self.shape(argument.value, depth + 1, bounds) }
            })
            .collect()
    }

    fn shapes(&self, ids: &[ExprId], depth: u32, bounds: &Bounds) -> Box<[Value]> {
        ids.iter().take(ITEMS).map(|&id| self.shape(id, depth + 1, bounds)).collect()
    }

    fn shape(&self, id: ExprId, depth: u32, bounds: &Bounds) -> Value {
        if depth > DEPTH || !bounds.take() {
            return Value::Unknown;
        }
        let deeper = depth + 1;
        match self.module().kind(id) {
            ExprKind::Null => Value::Null,
            ExprKind::Bool(value) => Value::Bool(*value),
            ExprKind::Number(text) => Value::Number(self.cut(text, 40)),
            ExprKind::Str(_) if self.is_redacted(id) => Value::Redacted,
            ExprKind::Str(text) => Value::Str(self.cut(text, STRING)),
            ExprKind::Template(_) => {
                let mut parts = Vec::new();
                self.text_parts(id, depth, bounds, &mut parts);
                Value::Template(parts.into())
            }
            ExprKind::Name(_) => self.name_shape(id, depth, bounds),
            ExprKind::Member { .. } => Value::Name(Box::new(self.name(id))),
            ExprKind::Index { object, index } => {
                let base = match self.module().kind(*object) {
                    ExprKind::Name(_) => Value::Name(Box::new(self.symbol(*object))),
                    _ => self.shape(*object, deeper, bounds),
                };
                Value::Subscript(Box::new((base, self.shape(*index, deeper, bounds))))
            }
            ExprKind::Call(call) => self.call_shape(id, call, depth, bounds),
            ExprKind::Unary { operator: UnaryOperator::Minus, operand } => {
                match self.module().kind(*operand) {
                    ExprKind::Number(number) => Value::Number(self.text(&format!("-{number}"))),
                    _ => Value::Computed(self.shapes(&[*operand], depth, bounds)),
                }
            }
            ExprKind::Unary { operand, .. } => {
                Value::Computed(self.shapes(&[*operand], depth, bounds))
            }
            ExprKind::Binary { operator: BinaryOperator::Add | BinaryOperator::Modulo, .. }
                if self.is_text(id, 0) =>
            {
                let mut parts = Vec::new();
                self.text_parts(id, depth, bounds, &mut parts);
                joined(self, parts)
            }
            // `User | None`, `IsOwner | IsAdmin`: one of both.
            ExprKind::Binary { operator: BinaryOperator::BitOr, left, right } => {
                Value::Choice(self.shapes(&[*left, *right], depth, bounds))
            }
            ExprKind::Binary { left, right, .. } | ExprKind::Compare { left, right, .. } => {
                Value::Computed(self.shapes(&[*left, *right], depth, bounds))
            }
            ExprKind::Logical { operator, left, right } => {
                let left = self.shape(*left, deeper, bounds);
                let right = self.shape(*right, deeper, bounds);
                match operator {
                    LogicalOperator::And => Value::Choice([left, right].into()),
                    _ => Value::Fallback(Box::new((left, right))),
                }
            }
            ExprKind::Conditional { then, otherwise, .. } => {
                Value::Choice(self.shapes(&[*then, *otherwise], depth, bounds))
            }
            ExprKind::Sequence(items) => Value::List(self.shapes(items, depth, bounds)),
            ExprKind::Dict(entries) => Value::Dict(
                entries
                    .iter()
                    .take(ITEMS)
                    .map(|entry| {
                        let key = match &entry.key {
                            DictKey::Name(name) => self.cut(name, STRING),
                            DictKey::Computed(key) => match self.module().kind(*key) {
                                ExprKind::Str(name) if !self.is_redacted(*key) => {
                                    self.cut(name, STRING)
                                }
                                _ => self.text(""),
                            },
                            DictKey::Spread => self.text(""),
                        };
                        (key, self.shape(entry.value, deeper, bounds))
                    })
                    .collect(),
            ),
            ExprKind::Comprehension(comprehension) => {
                let mut parts = vec![self.shape(comprehension.element, deeper, bounds)];
                for &(_, iterable) in &comprehension.clauses {
                    parts.push(self.shape(iterable, deeper, bounds));
                }
                Value::Computed(parts.into())
            }
            ExprKind::Function(function) => Value::Function(function.0),
            ExprKind::Await(inner) | ExprKind::Spread(inner) | ExprKind::Yield(Some(inner)) => {
                self.shape(*inner, depth, bounds)
            }
            ExprKind::Assign { value, .. } => self.shape(*value, deeper, bounds),
            ExprKind::Other(parts) if !parts.is_empty() => {
                Value::Computed(self.shapes(parts, depth, bounds))
            }
            ExprKind::Class(_)
            | ExprKind::Yield(None)
            | ExprKind::Element(_)
            | ExprKind::Regex(_)
            | ExprKind::Other(_) => Value::Unknown,
        }
    }

    fn call_shape(&self, id: ExprId, call: &CallExpr<'a>, depth: u32, bounds: &Bounds) -> Value {
        if self.is_text(id, 0) {
            let mut parts = Vec::new();
            self.text_parts(id, depth, bounds, &mut parts);
            return joined(self, parts);
        }
        let Some((callee, known)) = self.known(id) else { return Value::Unknown };
        let callee = callee.clone();
        let default =
            known.default.and_then(|at| call.positional(at).or_else(|| call.keyword("default")));
        let value = Value::Call(Box::new(CallValue {
            callee,
            arguments: self.argument_shapes(call, depth, bounds),
            span: self.module().expression(id).span,
        }));
        match default {
            Some(default) => {
                Value::Fallback(Box::new((value, self.shape(default, depth + 1, bounds))))
            }
            None => value,
        }
    }

    fn name_shape(&self, id: ExprId, depth: u32, bounds: &Bounds) -> Value {
        if bounds.follow
            && depth < DEPTH
            && !self.grows(id)
            && let Some(values) = self.local_values(id)
        {
            if let [Bound::Value(only)] = *values {
                return self.shape(only, depth + 1, bounds);
            }
            if values.iter().any(|bound| matches!(bound, Bound::Added(_))) {
                // `q = "a"; q += x`: the text grows; other sums are computed.
                let ids: Vec<ExprId> = values.iter().rev().filter_map(held).collect();
                if ids.first().is_some_and(|&first| self.is_text(first, 0)) {
                    let mut parts = Vec::new();
                    for id in ids {
                        self.text_parts(id, depth + 1, bounds, &mut parts);
                    }
                    return joined(self, parts);
                }
                return Value::Computed(self.shapes(&ids, depth, bounds));
            }
            let choices = values
                .iter()
                .rev()
                .filter_map(held)
                .map(|value| self.shape(value, depth + 1, bounds));
            return Value::Choice(choices.collect());
        }
        Value::Name(Box::new(self.symbol(id)))
    }

    /// The values that a local variable may hold where it stands, the latest first; `None` where
    /// one of them is not a value of this function.
    pub(super) fn local_values(&self, id: ExprId) -> Option<Vec<Bound>> {
        let region = self.region(id);
        let (scope, first) = self.definition(id)?;
        if scope == 0 || scope != 1 + region.function? || self.is_changed(scope, id) {
            return None;
        }
        let at = self.module().expression(id).span.start;
        let mut values = Vec::new();
        let mut next = Some(first);
        for _ in 0..32 {
            let Some(definition) = next else { break };
            match definition.bound {
                Bound::Value(_) | Bound::Added(_) => values.push(definition.bound),
                Bound::Declared(_) => {}
                _ => return None,
            }
            let certain =
                matches!(definition.bound, Bound::Value(_)) && self.is_around(definition, id);
            if certain || values.len() == BRANCHES {
                break;
            }
            next = (definition.previous != NONE)
                .then(|| self.chain(definition.previous).find(|earlier| earlier.from <= at))
                .flatten();
        }
        (!values.is_empty()).then_some(values)
    }

    /// Whether a definition stands in a block around an expression: it was run before it.
    fn is_around(&self, definition: &Definition, id: ExprId) -> bool {
        let mut region = self.context.region_of[id.0 as usize];
        for _ in 0..64 {
            if region == definition.region {
                return true;
            }
            let parent = self.region_at(region).parent;
            if parent == region {
                return false;
            }
            region = parent;
        }
        false
    }

    /// Whether an expression is text by its form: a string, an interpolation, a sum with text.
    pub fn is_text(&self, id: ExprId, depth: u32) -> bool {
        if depth > DEPTH {
            return false;
        }
        match self.module().kind(id) {
            ExprKind::Str(_) | ExprKind::Template(_) => true,
            ExprKind::Binary { operator: BinaryOperator::Add, left, right } => {
                self.is_text(*left, depth + 1) || self.is_text(*right, depth + 1)
            }
            ExprKind::Binary { operator: BinaryOperator::Modulo, left, .. } => {
                self.is_text(*left, depth + 1)
            }
            ExprKind::Call(call) => match self.module().kind(call.callee) {
                ExprKind::Member { object, property: "format" | "join" | "strip" | "concat" } => {
                    matches!(self.module().kind(*object), ExprKind::Str(_) | ExprKind::Template(_))
                }
                _ => false,
            },
            ExprKind::Name(_) => self.local_values(id).is_some_and(|values| {
                values.last().and_then(held).is_some_and(|value| self.is_text(value, depth + 1))
            }),
            _ => false,
        }
    }

    /// The parts of a text, in order.
    fn text_parts(&self, id: ExprId, depth: u32, bounds: &Bounds, parts: &mut Vec<Part>) {
        let deeper = depth + 1;
        let room = depth <= DEPTH && parts.len() < ITEMS * 2;
        match self.module().kind(id) {
            ExprKind::Str(text) if !self.is_redacted(id) => {
                parts.push(Part::Text(self.cut(text, STRING)));
            }
            ExprKind::Template(template) if room => {
                for part in &template.parts {
                    match part {
                        TemplatePart::Text(text) => parts.push(Part::Text(self.cut(text, STRING))),
                        TemplatePart::Value(value) => {
                            self.text_value(*value, deeper, bounds, parts);
                        }
                    }
                }
            }
            ExprKind::Binary { operator: BinaryOperator::Add, left, right } if room => {
                self.text_parts(*left, deeper, bounds, parts);
                self.text_parts(*right, deeper, bounds, parts);
            }
            ExprKind::Binary { operator: BinaryOperator::Modulo, left, right } if room => {
                let values: Vec<ExprId> = match self.module().kind(*right) {
                    ExprKind::Sequence(items) => items.to_vec(),
                    ExprKind::Dict(entries) => entries.iter().map(|entry| entry.value).collect(),
                    _ => vec![*right],
                };
                self.filled(*left, "%", &values, depth, bounds, parts);
            }
            ExprKind::Call(call) if room => match self.module().kind(call.callee) {
                ExprKind::Member { object, property: "format" } if self.is_text(*object, depth) => {
                    let values: Vec<ExprId> =
                        call.arguments.iter().map(|argument| argument.value).collect();
                    self.filled(*object, "{", &values, depth, bounds, parts);
                }
                ExprKind::Member { object, property: "strip" } if self.is_text(*object, depth) => {
                    self.text_parts(*object, deeper, bounds, parts);
                }
                ExprKind::Member { object, property: "join" }
                    if matches!(self.module().kind(*object), ExprKind::Str(_)) =>
                {
                    let items = call.positional(0).map(|id| self.module().kind(id));
                    match items {
                        Some(ExprKind::Sequence(items)) => {
                            for (at, &item) in items.iter().take(ITEMS).enumerate() {
                                if at > 0 {
                                    self.text_parts(*object, deeper, bounds, parts);
                                }
                                self.text_value(item, deeper, bounds, parts);
                            }
                        }
                        _ => self.part(id, depth, bounds, parts),
                    }
                }
                _ => self.part(id, depth, bounds, parts),
            },
            _ => self.part(id, depth, bounds, parts),
        }
    }

    /// A value within a text: a text of its own is taken apart.
    fn text_value(&self, id: ExprId, depth: u32, bounds: &Bounds, parts: &mut Vec<Part>) {
        if depth <= DEPTH && bounds.take() {
            match self.module().kind(id) {
                ExprKind::Str(_) | ExprKind::Template(_) => {
                    return self.text_parts(id, depth, bounds, parts);
                }
                ExprKind::Name(_) if bounds.follow && self.is_text(id, depth) => {
                    if let Some(values) = self.local_values(id)
                        && let [Bound::Value(only)] = *values
                    {
                        return self.text_parts(only, depth + 1, bounds, parts);
                    }
                }
                _ => {}
            }
        }
        self.part(id, depth, bounds, parts);
    }

    fn part(&self, id: ExprId, depth: u32, bounds: &Bounds, parts: &mut Vec<Part>) {
        // Calls that make text here would come back to where they came from.
        let value = match self.module().kind(id) {
            ExprKind::Str(_) if self.is_redacted(id) => Value::Redacted,
            ExprKind::Binary { .. } | ExprKind::Template(_) => Value::Unknown,
            ExprKind::Call(call) if self.is_text(id, 0) => Value::Call(Box::new(CallValue {
                callee: self.callee(call.callee),
                arguments: [].into(),
                span: self.module().expression(id).span,
            })),
            _ => self.shape(id, depth + 1, bounds),
        };
        parts.push(Part::Value(value, self.origin(id)));
    }

    /// A pattern with its places filled, in order as far as the pattern can be seen.
    fn filled(
        &self,
        pattern: ExprId,
        mark: &str,
        values: &[ExprId],
        depth: u32,
        bounds: &Bounds,
        parts: &mut Vec<Part>,
    ) {
        let ExprKind::Str(text) = self.module().kind(pattern) else {
            self.text_parts(pattern, depth + 1, bounds, parts);
            for &value in values.iter().take(ITEMS) {
                self.text_value(value, depth + 1, bounds, parts);
            }
            return;
        };
        let mut values = values.iter().take(ITEMS);
        let mut pieces = text.split(mark);
        if let Some(first) = pieces.next() {
            parts.push(Part::Text(self.cut(first, STRING)));
        }
        for piece in pieces.take(ITEMS) {
            let rest = if mark == "{" {
                piece.split_once('}').map_or(piece, |(_, rest)| rest)
            } else {
                // `%s`, `%(name)s`, `%5.2f`
                let skip =
                    if piece.starts_with('(') { piece.find(')').map_or(0, |at| at + 1) } else { 0 };
                let after = &piece[skip..];
                let end = after.find(|c: char| c.is_ascii_alphabetic()).map_or(0, |at| at + 1);
                &after[end..]
            };
            if let Some(&value) = values.next() {
                self.text_value(value, depth + 1, bounds, parts);
            }
            if !rest.is_empty() {
                parts.push(Part::Text(self.cut(rest, STRING)));
            }
        }
    }
}

pub(super) fn held(bound: &Bound) -> Option<ExprId> {
    match bound {
        Bound::Value(id) | Bound::Added(id) => Some(*id),
        _ => None,
    }
}

/// A text of constant parts is one constant.
fn joined(analysis: &Analysis<'_, '_>, parts: Vec<Part>) -> Value {
    if parts.iter().all(|part| matches!(part, Part::Text(_))) {
        let text: String = parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.as_str(),
                Part::Value(..) => "",
            })
            .collect();
        return Value::Str(analysis.cut(&text, STRING));
    }
    Value::Template(parts.into())
}

impl Analysis<'_, '_> {
    /// The worse of several origins: what is harmless gives way to what is not.
    pub(super) fn worst(origins: impl Iterator<Item = Origin>) -> Origin {
        origins.max_by_key(|origin| super::origins::doubt(*origin)).unwrap_or(Origin::Constant)
    }
}

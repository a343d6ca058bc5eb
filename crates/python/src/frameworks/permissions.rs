//! Permissions that a class chooses by action or method: `get_permissions`, read step by step.

use shipworthy_core::code::{
    Block, CompareOperator, ExprId, ExprKind, FunctionDef, Module, Scope, StmtKind, UnaryOperator,
};
use shipworthy_core::facts::{GuardChoice, GuardSource, Name, Value, Via};
use shipworthy_core::source::{Span, Text};

use super::source::{Source, guard};

/// Methods that choose guards.
const CHOOSERS: [&str; 2] = ["get_permissions", "get_permission_classes"];
/// How deep conditions are followed.
const DEPTH: u32 = 12;

/// The choices of all classes of a file.
pub(super) fn choices(source: &Source<'_, '_>) -> Vec<GuardChoice> {
    let mut choices = Vec::new();
    for function in &source.module.functions {
        if let Scope::Class(class) = function.parent
            && CHOOSERS.contains(&function.name)
        {
            let mut reader =
                Reader { source, function, class: class.0, named: Vec::new(), choices: Vec::new() };
            reader.block(&function.body, &Condition::default(), DEPTH);
            choices.append(&mut reader.choices);
        }
    }
    choices
}

/// When a step applies.
#[derive(Clone, Default)]
struct Condition {
    actions: Vec<Text>,
    negated: bool,
    unknown: bool,
}

impl Condition {
    /// Both conditions.
    fn and(&self, other: &Self) -> Self {
        if other.unknown || self.unknown {
            return Self { unknown: true, ..self.clone() };
        }
        if self.actions.is_empty() && !self.negated {
            return other.clone();
        }
        if other.actions.is_empty() && !other.negated {
            return self.clone();
        }
        match (self.negated, other.negated) {
            (false, _) => {
                let keep = |it: &&Text| other.actions.contains(it) != other.negated;
                let actions: Vec<Text> = self.actions.iter().filter(keep).cloned().collect();
                // What can never be asked for must not read as "always".
                let actions = if actions.is_empty() { vec!["".into()] } else { actions };
                Self { actions, negated: false, unknown: false }
            }
            (true, false) => other.and(self),
            (true, true) => {
                let mut actions = self.actions.clone();
                actions.extend(other.actions.iter().cloned());
                Self { actions, negated: true, unknown: false }
            }
        }
    }

    fn not(&self) -> Self {
        Self { negated: !self.negated, ..self.clone() }
    }
}

struct Reader<'s, 'f, 'a> {
    source: &'s Source<'f, 'a>,
    function: &'s FunctionDef<'a>,
    class: u32,
    /// What names of the function are bound to, with the condition under which.
    named: Vec<(&'a str, Condition, ExprId)>,
    choices: Vec<GuardChoice>,
}

impl<'a> Reader<'_, '_, 'a> {
    fn module(&self) -> &Module<'a> {
        self.source.module
    }

    /// Reads statements; whether all of them return.
    fn block(&mut self, block: &Block, condition: &Condition, depth: u32) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        // What is left after `if …: return`.
        let mut condition = condition.clone();
        for &id in block {
            let span = self.module().statement(id).span;
            match self.source.module.statement(id).kind {
                StmtKind::Return(Some(value)) => {
                    self.chosen(value, &condition, span);
                    return true;
                }
                StmtKind::Return(None) | StmtKind::Raise(_) => return true,
                StmtKind::If { test, ref then, ref otherwise } => {
                    let tested = self.condition(test, DEPTH);
                    let first = self.block(then, &condition.and(&tested), depth);
                    let second = self.block(otherwise, &condition.and(&tested.not()), depth);
                    if first && second {
                        return true;
                    }
                    if first && !tested.unknown {
                        condition = condition.and(&tested.not());
                    }
                }
                StmtKind::Try(ref attempt) => {
                    let returns = self.block(&attempt.body, &condition, depth);
                    // A missing key goes on to the handler: the step before applies where it finds one.
                    let mut handled = !attempt.handlers.is_empty();
                    for handler in &attempt.handlers {
                        handled &= self.block(&handler.body, &condition, depth);
                    }
                    let last = self.block(&attempt.otherwise, &condition, depth);
                    if (returns || last) && handled {
                        return true;
                    }
                }
                StmtKind::Switch { subject, ref cases } => {
                    let by_action = self.asked(subject).is_some();
                    for case in cases {
                        let actions: Vec<Text> =
                            case.tests.iter().flat_map(|test| self.strings(*test)).collect();
                        let tested = Condition {
                            unknown: !by_action || actions.is_empty() && !case.tests.is_empty(),
                            actions,
                            negated: false,
                        };
                        self.block(&case.body, &condition.and(&tested), depth);
                    }
                }
                StmtKind::With { ref body, .. } if self.block(body, &condition, depth) => {
                    return true;
                }
                StmtKind::Block(ref body) if self.block(body, &condition, depth) => {
                    return true;
                }
                StmtKind::Assign(ref assignment) => {
                    if let (Some(target), Some(value)) =
                        (assignment.targets.first(), assignment.value)
                    {
                        let name = match *self.module().kind(*target) {
                            ExprKind::Name(name) => Some(name),
                            // `self.permission_classes = [...]` and then `return super().get_permissions()`
                            ExprKind::Member { property, .. } => Some(property),
                            _ => None,
                        };
                        if let Some(name) = name {
                            self.named.push((name, condition.clone(), value));
                        }
                    }
                }
                _ => {}
            }
        }
        false
    }

    /// What a returned value chooses.
    fn chosen(&mut self, value: ExprId, condition: &Condition, span: Span) {
        let source = self.source_of(value, DEPTH);
        // A list that a name was bound to on the way.
        let name = match source {
            Picked::Named(name) => Some(name),
            Picked::Source(GuardSource::Inherited) => Some("permission_classes"),
            _ => None,
        };
        if let Some(name) = name {
            let bound: Vec<(Condition, ExprId)> = self
                .named
                .iter()
                .filter(|(bound, ..)| *bound == name)
                .map(|(_, bound, value)| (bound.clone(), *value))
                .collect();
            // The latest binding that applies wins.
            for (bound, value) in bound.into_iter().rev() {
                if let Picked::Source(source) = self.source_of(value, DEPTH) {
                    self.push(source, &condition.and(&bound), span);
                }
            }
        }
        match source {
            Picked::Source(source) => self.push(source, condition, span),
            Picked::Steps(steps) => {
                for source in steps {
                    self.push(source, condition, span);
                }
            }
            Picked::Either(test, then, otherwise) => {
                let tested = self.condition(test, DEPTH);
                self.chosen(then, &condition.and(&tested), span);
                self.chosen(otherwise, &condition.and(&tested.not()), span);
            }
            Picked::Named(_) => self.push(GuardSource::Inherited, condition, span),
        }
    }

    fn push(&mut self, source: GuardSource, condition: &Condition, span: Span) {
        self.choices.push(GuardChoice {
            class: self.class,
            actions: condition.actions.clone().into(),
            negated: condition.negated,
            unknown: condition.unknown,
            source,
            span,
        });
    }

    fn source_of(&self, id: ExprId, depth: u32) -> Picked<'a> {
        let Some(depth) = depth.checked_sub(1) else {
            return Picked::Source(GuardSource::Unknown);
        };
        match *self.source.module.kind(id) {
            ExprKind::Sequence(ref items) => {
                let mut guards = Vec::new();
                for &item in items {
                    let Some(value) = self.guard_value(item) else {
                        return Picked::Source(GuardSource::Unknown);
                    };
                    guards.push(guard(value, &[], Via::Route, self.module().expression(item).span));
                }
                Picked::Source(GuardSource::Guards(guards))
            }
            // `[permission() for permission in …]`
            ExprKind::Comprehension(ref comprehension) => match comprehension.clauses.first() {
                Some(&(_, iterable)) => self.source_of(iterable, depth),
                None => Picked::Source(GuardSource::Unknown),
            },
            ExprKind::Index { object, index } => self.table(object, index),
            ExprKind::Call(ref call) => {
                let callee = self.module().kind(call.callee);
                let ExprKind::Member { object, property } = *callee else {
                    // `list(map(lambda p: p(), …))`, `list(…)`
                    return match call.positionals().last() {
                        Some(argument) => self.source_of(argument.value, depth),
                        None => Picked::Source(GuardSource::Unknown),
                    };
                };
                if CHOOSERS.contains(&property) {
                    return Picked::Source(GuardSource::Inherited);
                }
                if property == "get"
                    && let Some(index) = call.positional(0)
                {
                    let first = match self.table(object, index) {
                        Picked::Source(source) => source,
                        _ => GuardSource::Unknown,
                    };
                    let fallback = match call.positional(1).map(|it| self.source_of(it, depth)) {
                        Some(Picked::Source(source)) => source,
                        Some(_) => GuardSource::Inherited,
                        None => GuardSource::Unknown,
                    };
                    return Picked::Steps(vec![first, fallback]);
                }
                Picked::Source(GuardSource::Unknown)
            }
            ExprKind::Conditional { test, then, otherwise } => {
                Picked::Either(test, then, otherwise)
            }
            ExprKind::Logical { left, .. } => self.source_of(left, depth),
            ExprKind::Name(name) => {
                if self.named.iter().any(|(bound, ..)| *bound == name) {
                    Picked::Named(name)
                } else {
                    match self.guard_value(id) {
                        Some(value) => Picked::Source(GuardSource::Guards(vec![guard(
                            value,
                            &[],
                            Via::Route,
                            self.module().expression(id).span,
                        )])),
                        None => Picked::Source(GuardSource::Unknown),
                    }
                }
            }
            // `self.permission_classes`, `super().permission_classes`
            ExprKind::Member { property, .. } if property.ends_with("permission_classes") => {
                Picked::Source(GuardSource::Inherited)
            }
            _ => Picked::Source(GuardSource::Unknown),
        }
    }

    /// `table[self.action]`
    fn table(&self, object: ExprId, index: ExprId) -> Picked<'a> {
        let Some(asked) = self.asked(index) else { return Picked::Source(GuardSource::Unknown) };
        let Some(table) = self.guard_value(object) else {
            return Picked::Source(GuardSource::Unknown);
        };
        Picked::Source(match asked {
            Asked::Action => GuardSource::ByAction(table),
            Asked::Method => GuardSource::ByMethod(table),
        })
    }

    /// A permission: its class by name, also where it is instantiated; combined ones in order.
    fn guard_value(&self, id: ExprId) -> Option<Value> {
        match *self.source.module.kind(id) {
            ExprKind::Name(_) | ExprKind::Member { .. } => {
                let span = self.module().expression(id).span;
                let path = self.source.dotted(span)?;
                Some(Value::Name(Box::new(self.name(path))))
            }
            ExprKind::Call(ref call) => self.guard_value(call.callee),
            // `A & B` needs both, and `A | B` one of them.
            ExprKind::Binary { left, right, operator } => {
                let sides = [self.guard_value(left)?, self.guard_value(right)?];
                Some(match operator {
                    shipworthy_core::code::BinaryOperator::BitOr => Value::Choice(sides.into()),
                    _ => Value::List(sides.into()),
                })
            }
            ExprKind::Dict(ref entries) => {
                let mut values = Vec::new();
                for entry in entries {
                    let shipworthy_core::code::DictKey::Name(key) = &entry.key else { continue };
                    let value = match self.source_of(entry.value, 3) {
                        Picked::Source(GuardSource::Guards(guards)) => {
                            Value::List(guards.into_iter().map(|it| it.target).collect())
                        }
                        _ => Value::Unknown,
                    };
                    values.push((Text::from(&**key), value));
                }
                Some(Value::Dict(values.into()))
            }
            _ => None,
        }
    }

    fn name(&self, path: &str) -> Name {
        let at = self
            .source
            .facts
            .functions
            .iter()
            .position(|it| it.definition == self.function.definition)
            .map(|at| at as u32);
        self.source.name(path, at)
    }

    fn condition(&self, test: ExprId, depth: u32) -> Condition {
        let unknown = Condition { unknown: true, ..Condition::default() };
        let Some(depth) = depth.checked_sub(1) else { return unknown };
        match *self.source.module.kind(test) {
            ExprKind::Compare { operator, left, right } => {
                let (asked, listed) = match (self.asked(left), self.asked(right)) {
                    (Some(_), _) => (true, right),
                    (None, Some(_)) => (true, left),
                    _ => (false, right),
                };
                let actions = self.strings(listed);
                if !asked || actions.is_empty() {
                    return unknown;
                }
                match operator {
                    CompareOperator::Equal | CompareOperator::In => {
                        Condition { actions, ..Condition::default() }
                    }
                    CompareOperator::NotEqual | CompareOperator::NotIn => {
                        Condition { actions, negated: true, unknown: false }
                    }
                    _ => unknown,
                }
            }
            ExprKind::Unary { operator: UnaryOperator::Not, operand } => {
                self.condition(operand, depth).not()
            }
            ExprKind::Logical { operator, left, right } => {
                let (left, right) = (self.condition(left, depth), self.condition(right, depth));
                match operator {
                    shipworthy_core::code::LogicalOperator::And => left.and(&right),
                    shipworthy_core::code::LogicalOperator::Or
                        if !left.negated && !right.negated && !left.unknown && !right.unknown =>
                    {
                        let mut actions = left.actions;
                        actions.extend(right.actions);
                        Condition { actions, ..Condition::default() }
                    }
                    _ => unknown,
                }
            }
            _ => unknown,
        }
    }

    /// What an expression asks for: `self.action`, `self.request.method`.
    fn asked(&self, id: ExprId) -> Option<Asked> {
        match *self.source.module.kind(id) {
            ExprKind::Member { property: "action", .. } => Some(Asked::Action),
            ExprKind::Member { property: "method", .. } => Some(Asked::Method),
            ExprKind::Call(ref call) => match *self.source.module.kind(call.callee) {
                // `self.action.lower()`, `getattr(self, "action", None)`
                ExprKind::Member { object, .. } => self.asked(object),
                ExprKind::Name("getattr") => {
                    let name = call.positional(1).and_then(|it| self.module().string(it))?;
                    match name {
                        "action" => Some(Asked::Action),
                        "method" => Some(Asked::Method),
                        _ => None,
                    }
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn strings(&self, id: ExprId) -> Vec<Text> {
        match *self.source.module.kind(id) {
            ExprKind::Str(ref text) => vec![Text::from(&**text)],
            ExprKind::Sequence(ref items) | ExprKind::Other(ref items) => {
                items.iter().filter_map(|it| self.module().string(*it).map(Text::from)).collect()
            }
            ExprKind::Binary { left, right, .. } => {
                let mut strings = self.strings(left);
                strings.extend(self.strings(right));
                strings
            }
            ExprKind::Name("SAFE_METHODS") | ExprKind::Member { property: "SAFE_METHODS", .. } => {
                ["GET", "HEAD", "OPTIONS"].map(Text::from).into()
            }
            ExprKind::Name(name) => {
                let at_top = self
                    .source
                    .facts
                    .bindings
                    .iter()
                    .find(|it| it.function.is_none() && it.class.is_none() && it.name == name);
                at_top.map(|it| self.source.strings(&it.value)).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }
}

/// What is asked for.
enum Asked {
    Action,
    Method,
}

/// What a value picks.
enum Picked<'a> {
    Source(GuardSource),
    /// The first that applies.
    Steps(Vec<GuardSource>),
    Either(ExprId, ExprId, ExprId),
    Named(&'a str),
}

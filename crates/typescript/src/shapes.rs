//! Names and values as framework recognisers need them, resolved through the file's imports.

use rustc_hash::{FxHashMap, FxHashSet};
use shipworthy_core::code::{
    ClassId, CompareOperator, DictKey, ExprId, ExprKind, FunctionId, LogicalOperator, Module,
    Scope, StmtKind, TemplatePart, Visit, walk_expression, walk_statement,
};
use shipworthy_core::facts::{Argument, CallValue, Import, Name, Origin, Part, Root, Value};
use shipworthy_core::source::Span;

/// How deep values are followed.
const MAX_DEPTH: u32 = 6;

/// A module with what its names stand for.
pub(crate) struct Shapes<'a, 'm> {
    pub(crate) module: &'m Module<'a>,
    imported: FxHashMap<&'m str, (u32, u32)>,
    /// Calls in the order in which they stand, each with the function that holds it.
    pub(crate) calls: Vec<(ExprId, Option<u32>)>,
    /// Values bound to names or to members of `this`: the target, the value, the function.
    pub(crate) bound: Vec<(ExprId, ExprId, Option<u32>)>,
    /// Values of the fields of classes: the class, the target, the value.
    pub(crate) fields: Vec<(u32, ExprId, ExprId)>,
    /// Loops over elements: the target, what is looped over, the function.
    pub(crate) loops: Vec<(ExprId, ExprId, Option<u32>)>,
    /// What runs under conditions: the test, and where that stands which it decides about.
    conditions: Vec<(ExprId, Span)>,
    awaited: FxHashSet<ExprId>,
}

impl<'a, 'm> Shapes<'a, 'm> {
    pub(crate) fn new(module: &'m Module<'a>, imports: &'m [Import]) -> Self {
        let mut imported = FxHashMap::default();
        for (at, import) in imports.iter().enumerate() {
            for (name, it) in import.names.iter().enumerate() {
                imported.insert(it.alias.as_str(), (at as u32, name as u32));
            }
        }
        let mut collector = Collector::default();
        collector.block(module, &module.body);
        Self {
            module,
            imported,
            calls: collector.calls,
            bound: collector.bound,
            fields: collector.fields,
            loops: collector.loops,
            conditions: collector.conditions,
            awaited: collector.awaited,
        }
    }

    /// Whether the result of a call is waited for, or what follows on it is told.
    pub(crate) fn is_awaited(&self, call: ExprId) -> bool {
        self.awaited.contains(&call)
    }

    /// The span of an expression.
    pub(crate) fn span(&self, id: ExprId) -> Span {
        self.module.expression(id).span
    }

    /// Whether a name is a parameter of a function or of one that holds it.
    fn is_parameter(&self, name: &str, mut function: Option<u32>) -> bool {
        while let Some(at) = function {
            let Some(definition) = self.module.functions.get(at as usize) else { return false };
            if definition.parameters.iter().any(|parameter| parameter.name == name) {
                return true;
            }
            function = match definition.parent {
                Scope::Function(outer) => Some(outer.0),
                Scope::Class(class) => match self.module.class(class).parent {
                    Scope::Function(outer) => Some(outer.0),
                    _ => None,
                },
                Scope::Module => None,
            };
        }
        false
    }

    /// The name that an expression is: a name or members of one.
    pub(crate) fn name(&self, id: ExprId, function: Option<u32>) -> Option<Name> {
        match self.module.kind(id) {
            ExprKind::Name("self") => Some(Name { path: "self".into(), root: Root::Receiver }),
            ExprKind::Name(name) => {
                if self.is_parameter(name, function) {
                    return Some(Name { path: (*name).into(), root: Root::Parameter });
                }
                if let Some(&(import, at)) = self.imported.get(name) {
                    let source = &self.module.outline.imports[import as usize];
                    let imported = &source.names[at as usize];
                    let path = if imported.name.is_empty() || imported.name == "default" {
                        source.module.clone()
                    } else {
                        format!("{}.{}", source.module, imported.name).into()
                    };
                    return Some(Name { path, root: Root::Import(import, at) });
                }
                let root = if function.is_none() { Root::Module } else { Root::Unknown };
                Some(Name { path: (*name).into(), root })
            }
            ExprKind::Member { object, property } => {
                let object = self.name(*object, function)?;
                let path = format!("{}.{property}", object.path).into();
                Some(Name { path, root: object.root })
            }
            ExprKind::Await(inner) => self.name(*inner, function),
            // A member of what a call gives: `new Users().router`.
            ExprKind::Call(call) => {
                let callee = self.name(call.callee, function)?;
                Some(Name { path: format!("{}()", callee.path).into(), root: callee.root })
            }
            _ => None,
        }
    }

    /// The last value that is bound to a name at the top of the file.
    pub(crate) fn bound_to(&self, name: &str) -> Option<ExprId> {
        let at_top = |bound: &&(ExprId, ExprId, Option<u32>)| {
            bound.2.is_none() && self.module.name(bound.0) == Some(name)
        };
        self.bound.iter().rev().find(at_top).map(|bound| bound.1)
    }

    /// The call that a variable inside a function is bound to, if it is bound once: `const guard = make()`.
    pub(crate) fn held(&self, id: ExprId, function: Option<u32>) -> Option<(ExprId, Option<u32>)> {
        let name = self.module.name(id)?;
        let mut at = function;
        while let Some(current) = at {
            let definition = self.module.functions.get(current as usize)?;
            if definition.parameters.iter().any(|parameter| parameter.name == name) {
                return None;
            }
            let mut bound = self
                .bound
                .iter()
                .filter(|bound| bound.2 == at && self.module.name(bound.0) == Some(name));
            match (bound.next(), bound.next()) {
                (None, _) => {}
                (Some(&(_, value, _)), None) if self.module.call(value).is_some() => {
                    return Some((value, at));
                }
                _ => return None,
            }
            at = match definition.parent {
                Scope::Function(outer) => Some(outer.0),
                _ => None,
            };
        }
        None
    }

    /// A value; what a call is given is followed to the calls that local variables hold.
    pub(crate) fn followed(&self, id: ExprId, function: Option<u32>) -> Value {
        let mut value = self.value(id, function);
        if let (Value::Call(made), Some(call)) = (&mut value, self.module.call(id)) {
            for (argument, written) in made.arguments.iter_mut().zip(&call.arguments) {
                if let Some((held, at)) = self.held(written.value, function) {
                    argument.value = self.value(held, at);
                }
            }
        }
        value
    }

    /// Whether something at a place is done only if a setting of the environment is on:
    /// `if (process.env.AUTH) { app.use(guard); }`.
    pub(crate) fn is_switched_on(&self, place: Span) -> bool {
        let mut around = self.conditions.iter().filter(|(_, span)| span.contains(place));
        around.any(|(test, _)| self.asks_for_setting(*test, MAX_DEPTH))
    }

    /// Whether a test holds only where a setting is there or has a certain value. In which environment a program
    /// runs is none: what counts is production.
    fn asks_for_setting(&self, test: ExprId, depth: u32) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        match self.module.kind(test) {
            ExprKind::Member { property, object } => {
                !matches!(*property, "NODE_ENV" | "MODE" | "PROD" | "DEV")
                    && self.name(*object, None).is_some_and(|it| {
                        matches!(it.path.as_str(), "process.env" | "import.meta.env" | "Bun.env")
                    })
            }
            ExprKind::Name(name) => {
                self.bound_to(name).is_some_and(|it| self.asks_for_setting(it, depth))
            }
            ExprKind::Compare { operator: CompareOperator::Equal, left, .. } => {
                self.asks_for_setting(*left, depth)
            }
            ExprKind::Logical { operator: LogicalOperator::And, left, right } => {
                self.asks_for_setting(*left, depth) || self.asks_for_setting(*right, depth)
            }
            _ => false,
        }
    }

    /// The name of a value, or of what it is a call of.
    pub(crate) fn callee_path(&self, id: ExprId, function: Option<u32>) -> Option<Name> {
        let call = self.module.call(id)?;
        self.name(call.callee, function)
    }

    pub(crate) fn value(&self, id: ExprId, function: Option<u32>) -> Value {
        self.value_at(id, function, MAX_DEPTH)
    }

    fn value_at(&self, id: ExprId, function: Option<u32>, depth: u32) -> Value {
        let Some(depth) = depth.checked_sub(1) else { return Value::Unknown };
        let value = |id: ExprId| self.value_at(id, function, depth);
        match self.module.kind(id) {
            ExprKind::Null => Value::Null,
            ExprKind::Bool(truth) => Value::Bool(*truth),
            ExprKind::Number(text) => Value::Number((*text).into()),
            ExprKind::Str(text) => Value::Str(text.as_ref().into()),
            ExprKind::Template(template) => Value::Template(
                template
                    .parts
                    .iter()
                    .map(|part| match part {
                        TemplatePart::Text(text) => Part::Text(text.as_ref().into()),
                        TemplatePart::Value(id) => Part::Value(value(*id), Origin::Unknown),
                    })
                    .collect(),
            ),
            ExprKind::Name(_) | ExprKind::Member { .. } => {
                self.name(id, function).map_or(Value::Unknown, |name| Value::Name(Box::new(name)))
            }
            ExprKind::Call(call) => {
                // `f.bind(x)` is `f`.
                if let ExprKind::Member { object, property: "bind" } = self.module.kind(call.callee)
                {
                    return value(*object);
                }
                let callee = self.name(call.callee, function).unwrap_or_default();
                let arguments = call.arguments.iter().map(|argument| Argument {
                    name: argument.name.unwrap_or_default().into(),
                    value: value(argument.value),
                });
                Value::Call(Box::new(CallValue {
                    callee,
                    arguments: arguments.collect(),
                    span: self.span(id),
                }))
            }
            ExprKind::Await(inner) | ExprKind::Spread(inner) => value(*inner),
            ExprKind::Sequence(items) => Value::List(items.iter().map(|&it| value(it)).collect()),
            ExprKind::Dict(entries) => Value::Dict(
                entries
                    .iter()
                    .map(|entry| match &entry.key {
                        DictKey::Name(name) => (name.as_ref().into(), value(entry.value)),
                        _ => ("".into(), value(entry.value)),
                    })
                    .collect(),
            ),
            ExprKind::Function(FunctionId(at)) => Value::Function(*at),
            ExprKind::Conditional { then, otherwise, .. } => {
                Value::Choice(Box::new([value(*then), value(*otherwise)]))
            }
            ExprKind::Logical {
                operator: LogicalOperator::Or | LogicalOperator::Coalesce,
                left,
                right,
            } => Value::Fallback(Box::new((value(*left), value(*right)))),
            ExprKind::Index { object, index } => {
                Value::Subscript(Box::new((value(*object), value(*index))))
            }
            _ => Value::Unknown,
        }
    }
}

/// Collects calls and bound values.
#[derive(Default)]
struct Collector {
    function: Option<u32>,
    /// The class whose body is walked, outside of its methods.
    class: Option<u32>,
    calls: Vec<(ExprId, Option<u32>)>,
    bound: Vec<(ExprId, ExprId, Option<u32>)>,
    fields: Vec<(u32, ExprId, ExprId)>,
    loops: Vec<(ExprId, ExprId, Option<u32>)>,
    conditions: Vec<(ExprId, Span)>,
    awaited: FxHashSet<ExprId>,
}

impl Collector {
    fn enter<'a>(&mut self, module: &Module<'a>, id: FunctionId) {
        let outer = self.function.replace(id.0);
        let class = self.class.take();
        self.block(module, &module.function(id).body);
        self.function = outer;
        self.class = class;
    }

    fn enter_class<'a>(&mut self, module: &Module<'a>, id: ClassId) {
        let outer = self.class.replace(id.0);
        self.block(module, &module.class(id).body);
        self.class = outer;
    }
}

impl<'a> Visit<'a> for Collector {
    fn expression(&mut self, module: &Module<'a>, id: ExprId) {
        match module.kind(id) {
            ExprKind::Call(call) => {
                self.calls.push((id, self.function));
                if let ExprKind::Member { object, property: "then" | "catch" | "finally" } =
                    *module.kind(call.callee)
                {
                    self.awaited.insert(object);
                }
            }
            ExprKind::Await(inner) => {
                self.awaited.insert(*inner);
            }
            ExprKind::Function(function) => self.enter(module, *function),
            ExprKind::Class(class) => self.enter_class(module, *class),
            _ => {}
        }
        walk_expression(self, module, id);
    }

    fn statement(&mut self, module: &Module<'a>, id: shipworthy_core::code::StmtId) {
        match &module.statement(id).kind {
            StmtKind::Function(function) => self.enter(module, *function),
            StmtKind::Class(class) => self.enter_class(module, *class),
            StmtKind::Loop(it) => {
                if let (Some(target), Some(subject)) = (it.target, it.subject) {
                    self.loops.push((target, subject, self.function));
                }
            }
            StmtKind::If { test, then, .. } => {
                if let (Some(first), Some(last)) = (then.first(), then.last()) {
                    let span = module.statement(*first).span.to(module.statement(*last).span);
                    self.conditions.push((*test, span));
                }
            }
            StmtKind::Assign(assignment) => {
                if let Some(value) = assignment.value {
                    for &target in &assignment.targets {
                        match self.class {
                            Some(class) => self.fields.push((class, target, value)),
                            None => self.bound.push((target, value, self.function)),
                        }
                    }
                }
            }
            _ => {}
        }
        walk_statement(self, module, id);
    }
}

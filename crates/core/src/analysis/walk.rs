//! The one walk over a module.

use memchr::memmem;

use super::context::{
    AssignmentSite, Bound, CallSite, Caught, Context, Definition, ExitSite, HandlerSite, NONE,
    Region, Tally, spans,
};
use crate::code::{
    Assignment, CallExpr, ClassId, ExprId, ExprKind, FunctionId, LogicalOperator, Loop, Module,
    Scope, StmtId, StmtKind, Try, Visit, walk_expression, walk_statement,
};
use crate::source::Span;

/// How deep code is walked. Lowering bounds nesting already; chains of `elif` and operators are bounded here.
const DEPTH: u32 = 400;

/// Walks a module.
pub(super) fn walk<'a>(module: &'a Module<'a>) -> Context<'a> {
    let expressions = module.expression_count();
    let mut context = Context {
        regions: vec![Region::default()],
        region_of: vec![0; expressions],
        calls: Vec::with_capacity(expressions / 8),
        tallies: vec![Tally::default(); module.functions.len()],
        ..Context::default()
    };
    context.names.reserve(expressions / 8);
    let mut walker = Walker {
        context,
        region: 0,
        depth: 0,
        awaited: None,
        dropped: None,
        watched: Vec::new(),
        reassigned: Vec::new(),
    };
    for (at, import) in module.outline.imports.iter().enumerate() {
        let scope = import.function.map_or(0, |function| 1 + function);
        for (name, imported) in import.names.iter().enumerate() {
            // A name that stands outside the import's own text is a variable's: `const { a } = await import("m")`.
            let alias = imported.alias.as_bytes();
            let own = import.span.of(module.text).as_bytes();
            if !alias.is_empty() && memmem::find(own, alias).is_some() {
                let bound = Bound::Import(at as u32, name as u32);
                walker.define(scope, &imported.alias, bound, 0, None);
            }
        }
    }
    walker.block(module, &module.body);
    let Walker { mut context, reassigned, .. } = walker;
    for (function, name) in reassigned {
        if let Some(scope) = context.outer_scope(module, function, name) {
            context.changed.insert((scope, name));
        }
    }
    context
}

struct Walker<'a> {
    context: Context<'a>,
    region: u32,
    depth: u32,
    awaited: Option<ExprId>,
    dropped: Option<ExprId>,
    /// The names of parameters and caught errors in reach, the innermost last.
    watched: Vec<(&'a str, Watched)>,
    /// Names that functions set and that are not their own.
    reassigned: Vec<(u32, &'a str)>,
}

/// A name of which it matters whether it is mentioned.
#[derive(Clone, Copy)]
enum Watched {
    Parameter(u32, u32),
    Error(u32),
}

/// How many names are compared with each mention.
const WATCHED: usize = 48;

impl<'a> Walker<'a> {
    fn here(&self) -> Region {
        self.context.regions[self.region as usize]
    }

    /// Walks with a new region.
    fn within(&mut self, change: impl FnOnce(&mut Region), walk: impl FnOnce(&mut Self)) {
        let outer = self.region;
        let mut region = Region { parent: outer, test: None, ..self.here() };
        change(&mut region);
        self.context.regions.push(region);
        self.region = self.context.regions.len() as u32 - 1;
        walk(self);
        self.region = outer;
    }

    /// Marks the parameter or error that a name mentions.
    fn mention(&mut self, name: &str) {
        let from = self.watched.len().saturating_sub(WATCHED);
        let found = self.watched[from..].iter().rev().find(|(watched, _)| *watched == name);
        match found {
            Some((_, Watched::Parameter(function, at))) => {
                if let Some(tally) = self.context.tallies.get_mut(*function as usize) {
                    tally.used |= 1 << (*at).min(63);
                }
            }
            Some((_, Watched::Error(handler))) => {
                self.context.handlers[*handler as usize].uses_error = true;
            }
            None => {}
        }
    }

    /// Counts something of the function that holds this place.
    fn count(&mut self, count: impl FnOnce(&mut Tally)) {
        let function = self.context.regions[self.region as usize].function;
        function.and_then(|function| self.context.tallies.get_mut(function as usize)).map(count);
    }

    /// Walks with a new region under a condition.
    fn under(&mut self, test: Option<ExprId>, walk: impl FnOnce(&mut Self)) {
        let enter = |region: &mut Region| {
            region.conditional = true;
            region.test = test;
        };
        self.within(enter, walk);
    }

    fn define(
        &mut self,
        scope: u32,
        name: &'a str,
        bound: Bound,
        from: u32,
        annotation: Option<ExprId>,
    ) {
        let at = self.context.definitions.len() as u32;
        let previous = self.context.names.insert((scope, name), at).unwrap_or(NONE);
        let region = self.region;
        self.context.definitions.push(Definition { bound, from, region, annotation, previous });
    }

    /// The scope in which a bare name is bound here.
    fn scope(&self, module: &Module<'a>) -> u32 {
        let here = self.here();
        match (here.function, here.class) {
            (Some(function), class) => match class {
                // A class inside the function holds its own names.
                Some(class) if here_is_body(module, function, class) => {
                    Context::scope(module, Scope::Class(ClassId(class)))
                }
                _ => 1 + function,
            },
            (None, Some(class)) => Context::scope(module, Scope::Class(ClassId(class))),
            (None, None) => 0,
        }
    }

    /// Whether a name that a function adds to is one of the function around it: it had no value here to add to.
    fn is_outer(&self, module: &Module<'a>, target: ExprId) -> bool {
        let Some(name) = module.name(target) else { return false };
        self.here().function.is_some() && self.context.last(self.scope(module), name).is_none()
    }

    /// Remembers the names of a target that belong to a scope around the function.
    fn reassign(&mut self, module: &Module<'a>, target: ExprId, declares: bool) {
        match module.kind(target) {
            ExprKind::Name(name) => {
                let Some(function) = self.here().function else { return };
                let outer = if declares {
                    module.outer_names.contains(&(FunctionId(function), name))
                } else {
                    self.context.last(self.scope(module), name).is_none()
                };
                if outer {
                    self.reassigned.push((function, name));
                }
            }
            ExprKind::Sequence(items) => {
                items.iter().for_each(|item| self.reassign(module, *item, declares));
            }
            ExprKind::Dict(entries) => {
                entries.iter().for_each(|entry| self.reassign(module, entry.value, declares));
            }
            _ => {}
        }
    }

    /// Binds what a target names.
    fn bind(
        &mut self,
        module: &Module<'a>,
        target: ExprId,
        bound: Bound,
        from: u32,
        annotation: Option<ExprId>,
        depth: u32,
    ) {
        if depth > 8 {
            return;
        }
        let part = match bound {
            Bound::Value(id) | Bound::Added(id) | Bound::Part(id) => Bound::Part(id),
            Bound::Element(id) => Bound::Element(id),
            other => other,
        };
        match module.kind(target) {
            ExprKind::Name(name) => {
                let scope = self.scope(module);
                self.define(scope, name, bound, from, annotation);
            }
            ExprKind::Member { object, property } => {
                let class = self.here().class;
                if let (Some(class), Some("self" | "cls")) = (class, module.name(*object)) {
                    let at = self.context.definitions.len() as u32;
                    let region = self.region;
                    let previous =
                        self.context.attributes.insert((class, property), at).unwrap_or(NONE);
                    self.context.definitions.push(Definition {
                        bound,
                        from,
                        region,
                        annotation,
                        previous,
                    });
                }
                self.count(|tally| tally.mutates = true);
            }
            ExprKind::Index { .. } => self.count(|tally| tally.mutates = true),
            ExprKind::Sequence(items) => {
                for &item in items {
                    self.bind(module, item, part, from, None, depth + 1);
                }
            }
            ExprKind::Dict(entries) => {
                for entry in entries {
                    self.bind(module, entry.value, part, from, None, depth + 1);
                }
            }
            ExprKind::Assign { target, .. } => {
                self.bind(module, *target, part, from, None, depth + 1);
            }
            ExprKind::Spread(inner) => self.bind(module, *inner, part, from, None, depth + 1),
            _ => {}
        }
    }

    fn function(&mut self, module: &Module<'a>, id: FunctionId) {
        if self.depth > DEPTH {
            return;
        }
        let function = module.function(id);
        for &decorator in &function.decorators {
            self.expression(module, decorator);
        }
        let class = match function.parent {
            Scope::Class(class) => Some(class.0),
            _ => self.here().class,
        };
        let enter = |region: &mut Region| {
            *region =
                Region { parent: region.parent, function: Some(id.0), class, ..Region::default() };
        };
        self.depth += 1;
        self.within(enter, |walker| {
            for (at, parameter) in function.parameters.iter().enumerate() {
                let bound = Bound::Parameter(id, at as u32);
                if !parameter.name.is_empty() {
                    walker.define(1 + id.0, parameter.name, bound, 0, parameter.annotation);
                }
                if let Some(pattern) = parameter.pattern {
                    walker.expression(module, pattern);
                    walker.bind(module, pattern, bound, 0, None, 0);
                }
                parameter.annotation.iter().for_each(|id| walker.expression(module, *id));
                parameter.default.iter().for_each(|id| walker.expression(module, *id));
                parameter.decorators.iter().for_each(|id| walker.expression(module, *id));
            }
            if let Some(result) = function.result {
                walker.expression(module, result);
            }
            let watched = walker.watched.len();
            for (at, parameter) in function.parameters.iter().enumerate() {
                if !parameter.name.is_empty() {
                    walker.watched.push((parameter.name, Watched::Parameter(id.0, at as u32)));
                }
            }
            walker.block(module, &function.body);
            walker.watched.truncate(watched);
        });
        self.depth -= 1;
    }

    fn class(&mut self, module: &Module<'a>, id: ClassId) {
        if self.depth > DEPTH {
            return;
        }
        let class = module.class(id);
        for &decorator in &class.decorators {
            self.expression(module, decorator);
        }
        for base in &class.bases {
            self.expression(module, base.value);
        }
        self.depth += 1;
        self.within(|region| region.class = Some(id.0), |walker| walker.block(module, &class.body));
        self.depth -= 1;
    }
}

/// Whether code of a class inside a function stands in the class's body itself.
fn here_is_body(module: &Module<'_>, function: u32, class: u32) -> bool {
    let mut scope = module.class(ClassId(class)).parent;
    loop {
        match scope {
            Scope::Function(id) => return id.0 == function,
            Scope::Class(id) => scope = module.class(id).parent,
            Scope::Module => return false,
        }
    }
}

impl<'a> Visit<'a> for Walker<'a> {
    fn expression(&mut self, module: &Module<'a>, id: ExprId) {
        if self.depth > DEPTH {
            return;
        }
        self.context.region_of[id.0 as usize] = self.region;
        match module.kind(id) {
            ExprKind::Name(name) => self.mention(name),
            ExprKind::Number(_) | ExprKind::Null | ExprKind::Bool(_) => {}
            ExprKind::Str(_) => {
                if self.here().function.is_some() {
                    self.context.strings.push(id);
                }
            }
            _ => {
                self.depth += 1;
                self.holder(module, id);
                self.depth -= 1;
            }
        }
    }

    fn statement(&mut self, module: &Module<'a>, id: StmtId) {
        if self.depth > DEPTH {
            return;
        }
        self.depth += 1;
        let statement = module.statement(id);
        if !matches!(statement.kind, StmtKind::Pass | StmtKind::Error) {
            self.count(|tally| tally.statements += 1);
        }
        match &statement.kind {
            StmtKind::Expr(expr) => {
                self.dropped = Some(*expr);
                self.expression(module, *expr);
            }
            StmtKind::Assign(assignment) => self.assign(module, assignment, statement.span),
            StmtKind::Return(value) | StmtKind::Raise(value) => {
                let raise = matches!(statement.kind, StmtKind::Raise(_));
                self.exit(module, raise, *value, statement.span);
            }
            StmtKind::If { test, then, otherwise } => {
                self.expression(module, *test);
                self.count(|tally| tally.branches += 1);
                self.under(Some(*test), |walker| walker.block(module, then));
                if !otherwise.is_empty() {
                    self.under(Some(*test), |walker| walker.block(module, otherwise));
                }
            }
            StmtKind::Loop(repeat) => self.repeat(module, repeat),
            StmtKind::Try(attempt) => self.attempt(module, id, attempt, statement.span),
            StmtKind::With { items, body } => {
                for &(context, target) in items {
                    self.expression(module, context);
                    if let Some(target) = target {
                        self.expression(module, target);
                        let from = module.expression(target).span.end;
                        self.bind(module, target, Bound::Context(context), from, None, 0);
                    }
                }
                self.block(module, body);
            }
            StmtKind::Switch { subject, cases } => {
                self.expression(module, *subject);
                self.count(|tally| tally.branches += 1);
                for case in cases {
                    self.under(Some(*subject), |walker| {
                        case.tests.iter().for_each(|id| walker.expression(module, *id));
                        walker.block(module, &case.body);
                    });
                }
            }
            StmtKind::Function(function) => {
                let definition = module.function(*function);
                let scope = match definition.parent {
                    Scope::Class(class) => Context::scope(module, Scope::Class(class)),
                    _ => self.scope(module),
                };
                self.define(scope, definition.name, Bound::Function(*function), 0, None);
                self.function(module, *function);
            }
            StmtKind::Class(class) => {
                let scope = self.scope(module);
                self.define(scope, module.class(*class).name, Bound::Class(*class), 0, None);
                self.class(module, *class);
            }
            _ => walk_statement(self, module, id),
        }
        self.depth -= 1;
    }
}

/// The parts of statements and expressions.
impl<'a> Walker<'a> {
    /// Walks an expression that holds others.
    fn holder(&mut self, module: &Module<'a>, id: ExprId) {
        match module.kind(id) {
            ExprKind::Call(call) => return self.call(module, id, call),
            ExprKind::Function(function) => return self.function(module, *function),
            ExprKind::Class(class) => return self.class(module, *class),
            ExprKind::Comprehension(comprehension) => {
                self.count(|tally| tally.loops += 1);
                self.within(
                    |region| region.in_loop = true,
                    |walker| {
                        for &(target, iterable) in &comprehension.clauses {
                            let from = module.expression(id).span.start;
                            walker.bind(module, target, Bound::Element(iterable), from, None, 0);
                        }
                        walk_expression(walker, module, id);
                    },
                );
                return;
            }
            ExprKind::Template(template) => {
                if let Some(tag) = template.tag {
                    let site = self.site(id);
                    self.context.tagged.push((site, tag));
                }
            }
            ExprKind::Await(inner) => {
                self.awaited = Some(*inner);
                if self.dropped == Some(id) {
                    self.dropped = Some(*inner);
                }
                self.count(|tally| tally.awaits = true);
            }
            ExprKind::Conditional { .. } => self.count(|tally| tally.branches += 1),
            ExprKind::Logical { operator, .. } if *operator != LogicalOperator::And => {
                self.context.fallbacks.push(id);
            }
            ExprKind::Assign { target, value } => {
                let span = module.expression(id).span;
                // `count++`
                let counts =
                    matches!(module.kind(*value), ExprKind::Binary { left, .. } if left == target);
                if counts && self.is_outer(module, *target) {
                    self.context.counted.push(*target);
                } else {
                    self.reassign(module, *target, false);
                    self.bind(module, *target, Bound::Value(*value), span.end, None, 0);
                }
            }
            _ => {}
        }
        walk_expression(self, module, id);
    }

    fn site(&self, id: ExprId) -> CallSite {
        CallSite { id, awaited: self.awaited == Some(id), dropped: self.dropped == Some(id) }
    }

    fn call(&mut self, module: &Module<'a>, id: ExprId, call: &CallExpr<'a>) {
        let site = self.site(id);
        let first = self.context.calls.len() as u32;
        for argument in &call.arguments {
            if let ExprKind::Function(function) = module.kind(argument.value)
                && let Some(tally) = self.context.tallies.get_mut(function.0 as usize)
            {
                tally.inline = true;
            }
        }
        walk_expression(self, module, id);
        if let ExprKind::Member { object, property: "catch" } = module.kind(call.callee)
            && let [only] = &*call.arguments
            && let ExprKind::Function(function) = module.kind(only.value)
        {
            let end = self.context.calls.len() as u32;
            self.context.handlers.push(HandlerSite {
                caught: Caught::Chain(*function),
                span: module.expression(only.value).span,
                tried: module.expression(*object).span,
                region: self.region,
                calls: (first, end),
                tried_returns: false,
                uses_error: false,
            });
        }
        self.context.calls.push(site);
    }

    fn assign(&mut self, module: &Module<'a>, assignment: &Assignment, span: Span) {
        let parts = assignment.value.into_iter().chain(assignment.annotation);
        parts.for_each(|part| self.expression(module, part));
        let bound = match assignment.value {
            Some(value) if assignment.operator.is_some() => Bound::Added(value),
            Some(value) => Bound::Value(value),
            None => Bound::Declared(assignment.annotation),
        };
        for &target in &assignment.targets {
            self.expression(module, target);
            self.reassign(module, target, assignment.declares);
            if assignment.operator.is_some() && self.is_outer(module, target) {
                self.context.counted.push(target);
            } else {
                self.bind(module, target, bound, span.end, assignment.annotation, 0);
            }
            self.context.assignments.push(AssignmentSite {
                target,
                value: assignment.value,
                annotation: assignment.annotation,
                augmented: assignment.operator.is_some(),
                span,
                region: self.region,
            });
        }
    }

    fn exit(&mut self, module: &Module<'a>, raise: bool, value: Option<ExprId>, span: Span) {
        value.iter().for_each(|value| self.expression(module, *value));
        if raise {
            self.count(|tally| tally.raises = true);
        }
        let region = self.region;
        self.context.exits.push(ExitSite { raise, value, span, region });
    }

    fn repeat(&mut self, module: &Module<'a>, repeat: &Loop) {
        self.count(|tally| tally.loops += 1);
        repeat.subject.iter().for_each(|subject| self.expression(module, *subject));
        let enter = |region: &mut Region| {
            region.in_loop = true;
            region.conditional = true;
            region.test = repeat.subject;
        };
        self.within(enter, |walker| {
            if let Some(target) = repeat.target {
                walker.expression(module, target);
                let bound = repeat.subject.map_or(Bound::Declared(None), Bound::Element);
                let from = module.expression(target).span.end;
                walker.bind(module, target, bound, from, None, 0);
            }
            walker.block(module, &repeat.body);
        });
        if !repeat.otherwise.is_empty() {
            self.within(enter, |walker| walker.block(module, &repeat.otherwise));
        }
    }

    /// Walks a `try` with its handlers. `id` is the statement.
    fn attempt(&mut self, module: &Module<'a>, id: StmtId, attempt: &Try<'a>, span: Span) {
        let first = self.context.calls.len() as u32;
        let exits = self.context.exits.len();
        self.within(|region| region.in_try = true, |walker| walker.block(module, &attempt.body));
        let calls = (first, self.context.calls.len() as u32);
        let tried_returns = self.context.exits[exits..]
            .iter()
            .any(|exit| !exit.raise && self.same_function(exit.region));
        let tried = spans(module, &attempt.body).unwrap_or(span);
        for (at, handler) in attempt.handlers.iter().enumerate() {
            let index = self.context.handlers.len() as u32;
            self.context.handlers.push(HandlerSite {
                caught: Caught::Clause(id, at as u32),
                span: handler.span,
                tried,
                region: self.region,
                calls,
                tried_returns,
                uses_error: false,
            });
            let enter = |region: &mut Region| {
                region.handler = Some(index);
                region.conditional = true;
            };
            self.within(enter, |walker| {
                handler.types.iter().for_each(|id| walker.expression(module, *id));
                let watched = walker.watched.len();
                if let Some(name) = handler.name {
                    let scope = walker.scope(module);
                    walker.define(scope, name, Bound::Error, handler.span.start, None);
                    walker.watched.push((name, Watched::Error(index)));
                }
                walker.block(module, &handler.body);
                walker.watched.truncate(watched);
            });
        }
        self.block(module, &attempt.otherwise);
        self.block(module, &attempt.finally);
    }

    fn same_function(&self, region: u32) -> bool {
        self.context.regions[region as usize].function == self.here().function
    }
}

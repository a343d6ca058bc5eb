//! The one walk over a module: where each expression stands, and what each name is bound to.

use memchr::memmem;
use rustc_hash::FxHashMap;

use crate::code::{
    ClassId, ExprId, ExprKind, FunctionId, LogicalOperator, Module, Scope, StmtId, StmtKind, Visit,
    walk_expression, walk_statement,
};
use crate::source::Span;

/// How deep code is walked. Lowering bounds nesting already; chains of `elif` and operators are bounded here.
const DEPTH: u32 = 400;

/// A part of the code in which the same things hold: a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "read by passes")]
pub struct Region {
    /// The block around it; the file's own block is its own parent.
    pub parent: u32,
    /// The innermost function, an index into the file's functions.
    pub function: Option<u32>,
    /// The innermost class in whose body or method it stands, an index into the file's classes.
    pub class: Option<u32>,
    /// The innermost handler of the same function, an index into the file's handlers.
    pub handler: Option<u32>,
    /// In a loop of the same function.
    pub in_loop: bool,
    /// In the body of a `try` of the same function.
    pub in_try: bool,
    /// Under a condition of the same function, or in its loops and handlers.
    pub conditional: bool,
    /// The condition that decides about the block itself.
    pub test: Option<ExprId>,
}

/// A call and where it stands.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "read by passes")]
pub struct CallSite {
    /// The call.
    pub id: ExprId,
    /// Whether its result is awaited.
    pub awaited: bool,
    /// Whether it stands as a statement, its result dropped.
    pub dropped: bool,
}

/// A name, attribute, element or pattern that gets a value.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "read by passes")]
pub struct AssignmentSite {
    /// What is assigned to.
    pub target: ExprId,
    /// The value; a bare declaration has none.
    pub value: Option<ExprId>,
    /// The declared type.
    pub annotation: Option<ExprId>,
    /// Whether the value is added to the one before (`+=`).
    pub augmented: bool,
    /// The whole statement.
    pub span: Span,
    /// The block, see [`Analysis::region_at`](super::Analysis::region_at).
    pub region: u32,
}

/// What a name is bound to at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "what reads names must know each kind")]
pub enum Bound {
    /// An import: an index into the imports, and which of its names.
    Import(u32, u32),
    /// A function.
    Function(FunctionId),
    /// A class.
    Class(ClassId),
    /// A parameter of the function, by position in [`FunctionDef::parameters`](crate::code::FunctionDef).
    Parameter(FunctionId, u32),
    /// A value.
    Value(ExprId),
    /// A value that is added to the one before (`+=`).
    Added(ExprId),
    /// What `with` gives for a context.
    Context(ExprId),
    /// An element of an iterable.
    Element(ExprId),
    /// A part of a destructured value.
    Part(ExprId),
    /// A caught error.
    Error,
    /// Declared without a value; the declared type, if there is one.
    Declared(Option<ExprId>),
}

/// A binding of a name.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// What the name is bound to.
    pub bound: Bound,
    /// The byte from which it holds; 0 for what holds everywhere in its scope.
    pub from: u32,
    /// The block that holds it.
    pub region: u32,
    /// The declared type of a variable.
    pub annotation: Option<ExprId>,
    pub(super) previous: u32,
}

pub(super) const NONE: u32 = u32::MAX;

/// What the walk leaves behind.
#[derive(Default)]
pub(super) struct Context<'a> {
    pub(super) regions: Vec<Region>,
    /// The region of each expression.
    pub(super) region_of: Vec<u32>,
    pub(super) calls: Vec<CallSite>,
    /// The templates that a function is given, with their tags: `` $queryRaw`SELECT 1` ``.
    pub(super) tagged: Vec<(CallSite, ExprId)>,
    pub(super) assignments: Vec<AssignmentSite>,
    pub(super) definitions: Vec<Definition>,
    /// The last definition of a name in a scope.
    names: FxHashMap<(u32, &'a str), u32>,
    /// The last assignment to an attribute of the receiver, by class.
    attributes: FxHashMap<(u32, &'a str), u32>,
    pub(super) exits: Vec<ExitSite>,
    pub(super) handlers: Vec<HandlerSite>,
    pub(super) tallies: Vec<Tally>,
    /// Defaults: `a or b`, `a ?? b`.
    pub(super) fallbacks: Vec<ExprId>,
    /// Constant strings in functions.
    pub(super) strings: Vec<ExprId>,
}

/// Where a function ends by a statement.
#[derive(Clone, Copy)]
pub(super) struct ExitSite {
    pub(super) raise: bool,
    pub(super) value: Option<ExprId>,
    pub(super) span: Span,
    pub(super) region: u32,
}

/// A handler as it stands in the code.
pub(super) struct HandlerSite {
    pub(super) caught: Caught,
    pub(super) span: Span,
    pub(super) tried: Span,
    /// The block of the whole `try`.
    pub(super) region: u32,
    /// The calls of the tried code, a range of [`Context::calls`].
    pub(super) calls: (u32, u32),
    /// Whether the tried code returns.
    pub(super) tried_returns: bool,
    /// Whether the handler mentions the error.
    pub(super) uses_error: bool,
}

/// What a handler is made of.
#[derive(Clone, Copy)]
pub(super) enum Caught {
    /// A clause of a `try`, by position.
    Clause(StmtId, u32),
    /// A function given to `.catch()`.
    Chain(FunctionId),
}

/// What is counted of a function.
#[derive(Clone, Copy, Default)]
pub(super) struct Tally {
    /// Statements of all depths, empty ones aside.
    pub(super) statements: u32,
    /// Which parameters the body mentions, one bit each; those beyond count as mentioned.
    pub(super) used: u64,
    pub(super) branches: u32,
    pub(super) loops: u32,
    pub(super) awaits: bool,
    pub(super) mutates: bool,
    pub(super) raises: bool,
    /// Given to a call: what it does counts for the function around it too.
    pub(super) inline: bool,
}

impl<'a> Context<'a> {
    /// The number of a scope in the tables.
    pub(super) fn scope(module: &Module<'a>, scope: Scope) -> u32 {
        match scope {
            Scope::Module => 0,
            Scope::Function(id) => 1 + id.0,
            Scope::Class(id) => 1 + module.functions.len() as u32 + id.0,
        }
    }

    /// The last definition of a name in a scope.
    pub(super) fn last(&self, scope: u32, name: &str) -> Option<u32> {
        self.names.get(&(scope, name)).copied()
    }

    /// The last assignment to an attribute of a class's objects.
    pub(super) fn attribute(&self, class: u32, name: &str) -> Option<u32> {
        self.attributes.get(&(class, name)).copied()
    }

    pub(super) fn of(module: &'a Module<'a>) -> Self {
        let expressions = module.expression_count();
        let mut context = Context {
            regions: vec![Region::default()],
            region_of: vec![0; expressions],
            calls: Vec::with_capacity(expressions / 8),
            tallies: vec![Tally::default(); module.functions.len()],
            ..Context::default()
        };
        context.names.reserve(expressions / 16);
        let mut walker = Walker {
            context,
            region: 0,
            depth: 0,
            awaited: None,
            dropped: None,
            watched: Vec::new(),
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
        walker.context
    }
}

struct Walker<'a> {
    context: Context<'a>,
    region: u32,
    depth: u32,
    awaited: Option<ExprId>,
    dropped: Option<ExprId>,
    /// The names of parameters and caught errors in reach, the innermost last.
    watched: Vec<(&'a str, Watched)>,
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

    fn tally(&mut self) -> Option<&mut Tally> {
        let function = self.here().function?;
        self.context.tallies.get_mut(function as usize)
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
                if let Some(tally) = self.tally() {
                    tally.mutates = true;
                }
            }
            ExprKind::Index { .. } => {
                if let Some(tally) = self.tally() {
                    tally.mutates = true;
                }
            }
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
            ExprKind::Name(name) => return self.mention(name),
            ExprKind::Number(_) | ExprKind::Null | ExprKind::Bool(_) => return,
            ExprKind::Str(_) => {
                if self.here().function.is_some() {
                    self.context.strings.push(id);
                }
                return;
            }
            _ => {}
        }
        self.depth += 1;
        match module.kind(id) {
            ExprKind::Call(call) => {
                let site = CallSite {
                    id,
                    awaited: self.awaited == Some(id),
                    dropped: self.dropped == Some(id),
                };
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
            ExprKind::Template(template) => {
                if let Some(tag) = template.tag {
                    let awaited = self.awaited == Some(id);
                    let dropped = self.dropped == Some(id);
                    self.context.tagged.push((CallSite { id, awaited, dropped }, tag));
                }
                walk_expression(self, module, id);
            }
            ExprKind::Await(inner) => {
                self.awaited = Some(*inner);
                if self.dropped == Some(id) {
                    self.dropped = Some(*inner);
                }
                if let Some(tally) = self.tally() {
                    tally.awaits = true;
                }
                walk_expression(self, module, id);
            }
            ExprKind::Function(function) => self.function(module, *function),
            ExprKind::Class(class) => self.class(module, *class),
            ExprKind::Conditional { .. } => {
                if let Some(tally) = self.tally() {
                    tally.branches += 1;
                }
                walk_expression(self, module, id);
            }
            ExprKind::Comprehension(comprehension) => {
                if let Some(tally) = self.tally() {
                    tally.loops += 1;
                }
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
            }
            ExprKind::Logical { operator, .. } => {
                if *operator != LogicalOperator::And {
                    self.context.fallbacks.push(id);
                }
                walk_expression(self, module, id);
            }
            ExprKind::Assign { target, value } => {
                let span = module.expression(id).span;
                self.bind(module, *target, Bound::Value(*value), span.end, None, 0);
                walk_expression(self, module, id);
            }
            _ => walk_expression(self, module, id),
        }
        self.depth -= 1;
    }

    fn statement(&mut self, module: &Module<'a>, id: StmtId) {
        if self.depth > DEPTH {
            return;
        }
        self.depth += 1;
        let statement = module.statement(id);
        if !matches!(statement.kind, StmtKind::Pass | StmtKind::Error)
            && let Some(tally) = self.tally()
        {
            tally.statements += 1;
        }
        match &statement.kind {
            StmtKind::Expr(expr) => {
                self.dropped = Some(*expr);
                self.expression(module, *expr);
            }
            StmtKind::Assign(assignment) => {
                let span = statement.span;
                if let Some(value) = assignment.value {
                    self.expression(module, value);
                }
                if let Some(annotation) = assignment.annotation {
                    self.expression(module, annotation);
                }
                let bound = match assignment.value {
                    Some(value) if assignment.operator.is_some() => Bound::Added(value),
                    Some(value) => Bound::Value(value),
                    None => Bound::Declared(assignment.annotation),
                };
                for &target in &assignment.targets {
                    self.expression(module, target);
                    self.bind(module, target, bound, span.end, assignment.annotation, 0);
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
            StmtKind::Return(value) | StmtKind::Raise(value) => {
                let raise = matches!(statement.kind, StmtKind::Raise(_));
                if let Some(value) = value {
                    self.expression(module, *value);
                }
                if raise && let Some(tally) = self.tally() {
                    tally.raises = true;
                }
                self.context.exits.push(ExitSite {
                    raise,
                    value: *value,
                    span: statement.span,
                    region: self.region,
                });
            }
            StmtKind::If { test, then, otherwise } => {
                self.expression(module, *test);
                if let Some(tally) = self.tally() {
                    tally.branches += 1;
                }
                let enter = |region: &mut Region| {
                    region.conditional = true;
                    region.test = Some(*test);
                };
                self.within(enter, |walker| walker.block(module, then));
                if !otherwise.is_empty() {
                    self.within(enter, |walker| walker.block(module, otherwise));
                }
            }
            StmtKind::Loop(repeat) => {
                if let Some(tally) = self.tally() {
                    tally.loops += 1;
                }
                if let Some(subject) = repeat.subject {
                    self.expression(module, subject);
                }
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
            StmtKind::Try(attempt) => {
                let first = self.context.calls.len() as u32;
                let exits = self.context.exits.len();
                self.within(
                    |region| region.in_try = true,
                    |walker| walker.block(module, &attempt.body),
                );
                let calls = (first, self.context.calls.len() as u32);
                let tried_returns = self.context.exits[exits..]
                    .iter()
                    .any(|exit| !exit.raise && self.same_function(exit.region));
                let tried = spans(module, &attempt.body).unwrap_or(statement.span);
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
                if let Some(tally) = self.tally() {
                    tally.branches += 1;
                }
                for case in cases {
                    let enter = |region: &mut Region| {
                        region.conditional = true;
                        region.test = Some(*subject);
                    };
                    self.within(enter, |walker| {
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

impl Walker<'_> {
    fn same_function(&self, region: u32) -> bool {
        self.context.regions[region as usize].function == self.here().function
    }
}

/// The span of statements.
pub(super) fn spans(module: &Module<'_>, block: &[StmtId]) -> Option<Span> {
    let (first, last) = (block.first()?, block.last()?);
    Some(module.statement(*first).span.to(module.statement(*last).span))
}

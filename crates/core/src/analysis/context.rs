//! What the one walk over a module leaves behind: where each expression stands, and what each name is bound to.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::code::{ClassId, ExprId, FunctionId, Module, Scope, StmtId};
use crate::source::Span;

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
    pub(super) names: FxHashMap<(u32, &'a str), u32>,
    /// The last assignment to an attribute of the receiver, by class.
    pub(super) attributes: FxHashMap<(u32, &'a str), u32>,
    pub(super) exits: Vec<ExitSite>,
    pub(super) handlers: Vec<HandlerSite>,
    pub(super) tallies: Vec<Tally>,
    /// Defaults: `a or b`, `a ?? b`.
    pub(super) fallbacks: Vec<ExprId>,
    /// Names that a function adds to and that belong to the function around it: `rows.forEach(() => count++)`.
    pub(super) counted: Vec<ExprId>,
    /// Names of a scope that functions inside it set anew, by scope: `let open = false`, `function show() { open = true }`.
    pub(super) changed: FxHashSet<(u32, &'a str)>,
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

    /// The scope around a function in which a name is bound.
    pub(super) fn outer_scope(
        &self,
        module: &Module<'a>,
        function: u32,
        name: &str,
    ) -> Option<u32> {
        let mut scope = module.functions.get(function as usize)?.parent;
        loop {
            let number = Self::scope(module, scope);
            match scope {
                // The names of a class are seen in its body only.
                Scope::Class(id) => scope = module.class(id).parent,
                _ if self.last(number, name).is_some() => return Some(number),
                Scope::Function(id) => scope = module.function(id).parent,
                Scope::Module => return None,
            }
        }
    }

    /// The last assignment to an attribute of a class's objects.
    pub(super) fn attribute(&self, class: u32, name: &str) -> Option<u32> {
        self.attributes.get(&(class, name)).copied()
    }
}

/// The span of statements.
pub(super) fn spans(module: &Module<'_>, block: &[StmtId]) -> Option<Span> {
    let (first, last) = (block.first()?, block.last()?);
    Some(module.statement(*first).span.to(module.statement(*last).span))
}

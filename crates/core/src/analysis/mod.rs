//! From lowered code to facts, once for all languages.
//!
//! [`extract`] walks a [`Module`] once, resolves names through imports and follows values inside
//! functions. What only a language or a library can tell comes from a [`Profile`]; what only a
//! framework gives a meaning (routes, guards) from [`Recogniser`]s, which read the same
//! [`Analysis`].

mod body;
mod branches;
mod context;
mod definitions;
mod extract;
mod flow;
mod members;
mod mentions;
mod names;
mod origins;
mod profile;
mod stand_ins;
mod state;
mod status;
mod values;
mod walk;

pub use context::{AssignmentSite, Bound, CallSite, Definition, Region};
pub use extract::extract;
pub use profile::{Profile, Recogniser, Status, TestKind};

use std::cell::{Cell, RefCell};
use std::fmt;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::code::{CallExpr, ClassId, ExprId, ExprKind, FunctionId, Module};
use crate::facts::{Effect, ExitKind, Name, Root};
use crate::source::{Interner, Role, Span, Text, head};
use context::Context;
pub(crate) use status::status_of_constant;

/// What the analyses of several files of one language share: texts, and what the profile says of callees.
///
/// An extractor keeps one for all files that it reads. It changes no fact, only what they cost.
#[derive(Debug, Default)]
pub struct Shared {
    interner: Interner,
    /// By the address of the callee's path, which the interner shares, and what the path starts from.
    known: FxHashMap<(usize, Root), Known>,
}

impl Shared {
    /// The texts.
    pub fn interner(&mut self) -> &mut Interner {
        &mut self.interner
    }
}

/// What the profile says of a callee; each is asked once.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    effect: Option<Effect>,
    pure: bool,
    ending: Option<ExitKind>,
    status: Option<Status>,
    /// Whether it makes an answer or an error of what it is given.
    answers: bool,
    default: Option<usize>,
    holds: bool,
    sets: bool,
    tests: bool,
}

/// A module with the tables that make questions about it cheap.
pub struct Analysis<'m, 'a> {
    module: &'m Module<'a>,
    profile: &'m dyn Profile,
    role: Role,
    context: Context<'m>,
    interner: RefCell<&'m mut Interner>,
    /// Where names are written before they are shared.
    path: RefCell<String>,
    /// The names of what the calls call, in the order of the calls.
    callees: Vec<Name>,
    /// What is known of the callees.
    known: Vec<Known>,
    /// The position of each expression among the calls.
    call_at: Vec<u32>,
    redacted: FxHashSet<u32>,
    /// How many more values may be looked at for the origin that is asked for.
    origin_steps: Cell<u32>,
    /// Local variables that are filled after they are bound, by function, and what is put into them.
    grown: FxHashMap<(u32, &'a str), Vec<ExprId>>,
}

impl fmt::Debug for Analysis<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Analysis").field("calls", &self.callees).finish_non_exhaustive()
    }
}

impl<'m, 'a> Analysis<'m, 'a> {
    /// Walks the module.
    pub fn new(
        module: &'m Module<'a>,
        profile: &'m dyn Profile,
        role: Role,
        shared: &'m mut Shared,
    ) -> Self {
        let mut analysis = Self {
            module,
            profile,
            role,
            context: walk::walk(module),
            interner: RefCell::new(&mut shared.interner),
            path: RefCell::default(),
            callees: Vec::new(),
            known: Vec::new(),
            call_at: vec![context::NONE; module.expression_count()],
            redacted: FxHashSet::default(),
            origin_steps: Cell::default(),
            grown: FxHashMap::default(),
        };
        analysis.callees = analysis
            .context
            .calls
            .iter()
            .map(|site| match module.call(site.id) {
                Some(call) => analysis.callee(call.callee),
                None => Name::default(),
            })
            .collect();
        analysis.known = (analysis.callees.iter())
            .map(|callee| {
                // Which import it is differs from file to file, and tells a profile nothing.
                let root = match callee.root {
                    Root::Import(..) => Root::Import(0, 0),
                    root => root,
                };
                *shared.known.entry((callee.path.address(), root)).or_insert_with(|| {
                    Known::of(profile, &Name { path: callee.path.clone(), root })
                })
            })
            .collect();
        for at in 0..analysis.context.calls.len() {
            let site = analysis.context.calls[at];
            analysis.call_at[site.id.0 as usize] = at as u32;
            if site.dropped
                && let Some(call) = module.call(site.id)
                && let ExprKind::Member { object, .. } = module.kind(call.callee)
            {
                analysis.grow(*object, call.arguments.iter().map(|argument| argument.value));
            }
        }
        for at in 0..analysis.context.assignments.len() {
            let assignment = analysis.context.assignments[at];
            let object = match module.kind(assignment.target) {
                ExprKind::Index { object, .. } | ExprKind::Member { object, .. } => *object,
                // What is counted in a loop is found out: `count += 1`.
                ExprKind::Name(_)
                    if assignment.augmented && analysis.region_at(assignment.region).in_loop =>
                {
                    assignment.target
                }
                _ => continue,
            };
            analysis.grow(object, assignment.value.into_iter());
        }
        for counted in std::mem::take(&mut analysis.context.counted) {
            analysis.grow(counted, std::iter::empty());
        }
        analysis
    }

    /// Notes what is put into a local variable, also by a function within the one that holds it: `rows.forEach((row) => sum += row.price)`.
    fn grow(&mut self, object: ExprId, values: impl Iterator<Item = ExprId>) {
        /// How many values are kept of one variable.
        const VALUES: usize = 16;
        let holder = match self.definition(object) {
            Some((scope, _)) => scope.checked_sub(1),
            None => self.function_of(object),
        };
        if let (Some(name), Some(function)) = (self.module.name(object), holder) {
            let held = self.grown.entry((function, name)).or_default();
            let room = VALUES.saturating_sub(held.len());
            held.extend(values.take(room));
        }
    }

    /// The code.
    pub fn module(&self) -> &'m Module<'a> {
        self.module
    }

    /// What is known of the language's libraries.
    pub fn profile(&self) -> &'m dyn Profile {
        self.profile
    }

    /// What the file is for.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The shared copy of a text.
    pub fn text(&self, text: &str) -> Text {
        self.interner.borrow_mut().intern(text)
    }

    /// The shared copy of a text, cut off at `limit` bytes.
    pub fn cut(&self, text: &str, limit: usize) -> Text {
        self.text(head(text, limit))
    }

    /// All calls with the names of what they call, inner calls before the calls that hold them.
    pub fn calls(&self) -> impl Iterator<Item = (&CallSite, &CallExpr<'a>, &Name)> {
        self.context
            .calls
            .iter()
            .zip(&self.callees)
            .filter_map(|(site, name)| self.module.call(site.id).map(|call| (site, call, name)))
    }

    /// The callee of a call and what is known of it.
    fn known(&self, call: ExprId) -> Option<(&Name, Known)> {
        let at = self.call_at[call.0 as usize] as usize;
        Some((self.callees.get(at)?, self.known[at]))
    }

    /// What a call does to the world, as the profile says.
    pub fn effect(&self, call: ExprId) -> Option<Effect> {
        self.known(call)?.1.effect
    }

    /// How a call ends the function or answers, as the profile says.
    pub fn ending(&self, call: ExprId) -> Option<ExitKind> {
        self.known(call)?.1.ending
    }

    /// All assignments by statements, one for each target.
    pub fn assignments(&self) -> &[AssignmentSite] {
        &self.context.assignments
    }

    /// The values that stand in for missing ones: `a or b`, `a ?? b`.
    pub fn fallbacks(&self) -> &[ExprId] {
        &self.context.fallbacks
    }

    /// The block that holds an expression.
    pub fn region(&self, id: ExprId) -> Region {
        self.region_at(self.context.region_of[id.0 as usize])
    }

    /// A block by its number.
    pub fn region_at(&self, region: u32) -> Region {
        self.context.regions[region as usize]
    }

    /// The innermost function that holds an expression, an index into the file's functions.
    pub fn function_of(&self, id: ExprId) -> Option<u32> {
        self.region(id).function
    }

    /// The parameters of a function without its receiver: `self`, `cls`.
    pub fn parameters(&self, id: FunctionId) -> &'m [crate::code::ParameterDef<'a>] {
        let function = self.module.function(id);
        let parameters = &*function.parameters;
        match parameters.first() {
            Some(first)
                if matches!(function.parent, crate::code::Scope::Class(_))
                    && matches!(first.name, "self" | "cls" | "mcs") =>
            {
                &parameters[1..]
            }
            _ => parameters,
        }
    }

    /// Keeps the strings at these places out of all facts: they are credentials.
    pub fn redact(&mut self, spans: impl IntoIterator<Item = Span>) {
        self.redacted.extend(spans.into_iter().map(|span| span.start));
    }

    /// Whether a string is a credential.
    pub fn is_redacted(&self, id: ExprId) -> bool {
        !self.redacted.is_empty() && self.redacted.contains(&self.module.expression(id).span.start)
    }

    /// The name of a class with the names of what holds it.
    pub fn class_name(&self, id: ClassId) -> Text {
        self.qualified(self.module.class(id).parent, self.module.class(id).name)
    }

    /// The name of a function with the names of what holds it.
    pub fn function_name(&self, id: FunctionId) -> Text {
        self.qualified(self.module.function(id).parent, self.module.function(id).name)
    }

    fn qualified(&self, mut scope: crate::code::Scope, name: &str) -> Text {
        use crate::code::Scope;
        let mut names = vec![name];
        // Deeper nesting tells a reader nothing.
        while names.len() < 16 {
            let (name, parent) = match scope {
                Scope::Module => break,
                Scope::Function(id) => {
                    (self.module.function(id).name, self.module.function(id).parent)
                }
                Scope::Class(id) => (self.module.class(id).name, self.module.class(id).parent),
            };
            if !name.is_empty() {
                names.push(name);
            }
            scope = parent;
        }
        names.reverse();
        if names.len() == 1 {
            return self.text(name);
        }
        let joined = names.join(".");
        self.text(joined.trim_end_matches('.'))
    }

    /// Whether an expression is a plain reference: a name, or members of one.
    pub fn is_reference(&self, id: ExprId) -> bool {
        match self.module.kind(id) {
            ExprKind::Name(_) => true,
            ExprKind::Member { object, .. } => self.is_reference(*object),
            _ => false,
        }
    }
}

impl Known {
    fn of(profile: &dyn Profile, callee: &Name) -> Self {
        let status = profile.status(callee);
        Self {
            effect: profile.effect(callee),
            pure: flow::is_of_literal(callee) || profile.is_pure(callee),
            ending: profile.ending(callee),
            answers: status.is_some() || profile.makes_answer(callee),
            status,
            default: profile.default_position(callee),
            holds: profile.holds(callee),
            sets: profile.sets(callee).is_some(),
            tests: profile.is_test_call(callee),
        }
    }
}

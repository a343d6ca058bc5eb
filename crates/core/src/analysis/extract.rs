//! All facts of a module.

use rustc_hash::FxHashMap;

use super::flow::{Flow, is_construction};
use super::{Analysis, Profile, Recogniser, Shared, TestKind};
use crate::code::{CallExpr, ClassId, ClassKind, DictKey, ExprId, ExprKind, FunctionId, Module};
use crate::facts::{
    Binding, BindingKind, Call, Effect, ExitKind, FileFacts, Function, Root, TestFacts, Value,
};
use crate::naming::first_word;
use crate::source::{Language, Role, Span};

/// How many comments of a file are kept.
const COMMENTS: usize = 4000;
/// How deep the entries of a returned dictionary are looked at.
const ENTRIES: u32 = 4;

/// The facts of a module. `shared` serves all files that are read with this profile.
pub fn extract(
    module: &Module<'_>,
    profile: &dyn Profile,
    recognisers: &[&dyn Recogniser],
    language: Language,
    role: Role,
    shared: &mut Shared,
) -> FileFacts {
    let mut facts = FileFacts::new(language, module.text);
    let analysis = Analysis::new(module, profile, role, shared);
    facts.imports.clone_from(&module.outline.imports);
    facts.exports.clone_from(&module.outline.exports);
    facts.comments = module.outline.comments.iter().take(COMMENTS).cloned().collect();
    analysis.definitions(&mut facts);
    facts.handlers = analysis.handlers();
    analysis.call_facts(&mut facts);
    analysis.bindings(&mut facts);
    analysis.tests(&mut facts);
    super::mentions::add(module, role, &mut facts);
    super::state::add(&analysis, &mut facts);
    for recogniser in recognisers {
        if recogniser.applies(&module.outline.imports) {
            recogniser.recognise(&analysis, &mut facts);
        }
    }
    facts
}

impl<'a> Analysis<'_, 'a> {
    fn definitions(&self, facts: &mut FileFacts) {
        let count = self.module().functions.len() as u32;
        facts.functions = (0..count).map(|at| self.function_fact(FunctionId(at))).collect();
        let mut bodies: Vec<_> =
            facts.functions.iter_mut().map(|function| std::mem::take(&mut function.body)).collect();
        self.finish(&self.work(), &mut bodies);
        for ((function, body), exits) in facts.functions.iter_mut().zip(bodies).zip(self.exits()) {
            function.body = body;
            function.exits = exits.into();
        }
        for (at, function) in facts.functions.iter_mut().enumerate() {
            function.branches = self.branches(FunctionId(at as u32), &function.exits);
        }
        self.members(&mut facts.functions);
        for (_, call, _) in self.calls() {
            for argument in &call.arguments {
                self.handed(argument.value, 0, &mut facts.functions);
            }
        }
        self.attached(&mut facts.functions);
        let classes = self.module().classes.len() as u32;
        let mut methods = vec![Vec::new(); classes as usize];
        for (at, function) in facts.functions.iter().enumerate() {
            if let Some(class) = function.class {
                methods[class as usize].push(at as u32);
            }
        }
        facts.classes = (0..classes).map(|at| self.class_fact(ClassId(at))).collect();
        for (class, methods) in facts.classes.iter_mut().zip(methods) {
            class.methods = methods.into();
        }
    }

    /// Marks the functions that are written where an argument stands, or in an object there.
    fn handed(&self, id: ExprId, depth: u32, functions: &mut [Function]) {
        match self.module().kind(id) {
            ExprKind::Function(function) => functions[function.0 as usize].handed = true,
            ExprKind::Dict(entries) if depth < 3 => {
                entries.iter().for_each(|entry| self.handed(entry.value, depth + 1, functions));
            }
            _ => {}
        }
    }

    /// Marks the functions that are assigned to members of a parameter: `request.currentUser = async () => …`.
    fn attached(&self, functions: &mut [Function]) {
        for site in self.assignments() {
            if let (ExprKind::Member { object, .. }, Some(value)) =
                (self.module().kind(site.target), site.value)
                && let ExprKind::Function(function) = self.module().kind(value)
                && self.module().name(*object).is_some()
                && self.symbol(*object).root == Root::Parameter
            {
                functions[function.0 as usize].attached = true;
            }
        }
    }

    fn call_facts(&self, facts: &mut FileFacts) {
        for (at, (site, call, callee)) in self.calls().enumerate() {
            let known = self.known[at];
            let log = known.effect == Some(Effect::Log);
            // What tests hand over is asked by nothing.
            let bare = log || self.role() == Role::Test;
            if !log && known.pure {
                continue;
            }
            let region = self.region(site.id);
            facts.calls.push(Call {
                callee: callee.clone(),
                arguments: if bare { [].into() } else { self.given_arguments(call) },
                span: self.span(site.id),
                function: region.function,
                awaited: site.awaited,
                in_loop: region.in_loop,
                in_try: region.in_try,
                dropped: site.dropped,
            });
        }
        facts.calls.sort_by_key(|call| (call.span.start, std::cmp::Reverse(call.span.end)));
    }

    fn bindings(&self, facts: &mut FileFacts) {
        let mut bindings = Vec::new();
        let chained = self.chained();
        for site in self.assignments() {
            let Some(value) = site.value.filter(|_| !site.augmented) else { continue };
            let region = self.region_at(site.region);
            if let Some(kept) = self.kept(value) {
                self.state(site, kept, &chained, &mut bindings);
                continue;
            }
            let kind = match (self.module().kind(site.target), region.function, region.class) {
                (ExprKind::Name(_), None, None) => BindingKind::Module,
                (ExprKind::Name(_), None, Some(class)) => {
                    // The fields of a class hold them already; enumerations and tables name things.
                    if self.module().class(ClassId(class)).kind == ClassKind::Enum {
                        continue;
                    }
                    BindingKind::Attribute
                }
                (ExprKind::Name(_), Some(_), _) => BindingKind::Local,
                (ExprKind::Member { .. } | ExprKind::Index { .. }, ..) => BindingKind::Attribute,
                _ => continue,
            };
            let constructs = region.function.is_some_and(|function| {
                self.module().function(FunctionId(function)).kind
                    == crate::code::FunctionKind::Constructor
            });
            let kept = match kind {
                BindingKind::Module => true,
                BindingKind::Attribute if constructs => true,
                _ => {
                    self.is_asked_for(value)
                        || self.is_set_on_error(value, region, &chained)
                        || self.is_invented_record(site.target, value)
                }
            };
            if !kept {
                continue;
            }
            let name = match self.module().kind(site.target) {
                ExprKind::Index { object, index } => match self.module().kind(*index) {
                    ExprKind::Str(key) => self.cut(key, 80),
                    _ => self.symbol(*object).path,
                },
                _ => self.symbol(site.target).path,
            };
            bindings.push(Binding {
                name,
                value: self.written(value),
                kind,
                span: site.span,
                function: region.function,
                class: region.class.filter(|_| region.function.is_none()),
                handler: region.handler,
                overwritten: false,
                random: self.is_computed_at_random(value),
            });
        }
        if self.role() != Role::Test {
            self.entries(&mut bindings);
            self.states(&mut bindings, &chained);
            self.defaults(&mut bindings);
        }
        bindings.sort_by_key(|binding| (binding.span.start, std::cmp::Reverse(binding.span.end)));
        let mut last: FxHashMap<(Option<u32>, Option<u32>, &str), usize> = FxHashMap::default();
        let mut overwritten = vec![false; bindings.len()];
        for (at, binding) in bindings.iter().enumerate() {
            if matches!(
                binding.kind,
                BindingKind::Entry
                    | BindingKind::Keyword
                    | BindingKind::Default
                    | BindingKind::State
            ) {
                continue;
            }
            let key = (binding.function, binding.class, binding.name.as_str());
            if let Some(earlier) = last.insert(key, at) {
                overwritten[earlier] = true;
            }
        }
        // Values that are not kept overwrite too.
        for site in self.assignments() {
            if last.is_empty() {
                break;
            }
            let region = self.region_at(site.region);
            let key_class = region.class.filter(|_| region.function.is_none());
            let member;
            let path = match self.module().kind(site.target) {
                ExprKind::Name(name) => name,
                ExprKind::Member { .. } => {
                    member = self.symbol(site.target).path;
                    member.as_str()
                }
                _ => continue,
            };
            if let Some(&at) = last.get(&(region.function, key_class, path))
                && bindings[at].span.start < site.span.start
            {
                overwritten[at] = true;
            }
        }
        for (binding, overwritten) in bindings.iter_mut().zip(overwritten) {
            binding.overwritten = overwritten;
        }
        facts.bindings = bindings;
    }

    /// Whether a name that calls its value invented holds a record or a list, whatever the parts of it are.
    fn is_invented_record(&self, target: ExprId, value: ExprId) -> bool {
        let holds = match self.module().kind(value) {
            ExprKind::Dict(entries) => entries.len() > 1,
            ExprKind::Sequence(items) => !items.is_empty(),
            ExprKind::Comprehension(_) => true,
            _ => false,
        };
        holds
            && self.module().name(target).is_some_and(|name| {
                first_word(name).is_some_and(|word| {
                    matches!(word.as_str(), "mock" | "mocked" | "fake" | "dummy")
                })
            })
    }

    /// Whether rules ask about a value: literals that say something, random values, constructions, defaults.
    pub(super) fn is_asked_for(&self, id: ExprId) -> bool {
        match self.module().kind(id) {
            ExprKind::Number(_) | ExprKind::Str(_) => true,
            ExprKind::Dict(entries) => !entries.is_empty() && self.is_literal(id),
            ExprKind::Sequence(items) => !items.is_empty() && self.is_literal(id),
            ExprKind::Unary { operand, .. } => {
                matches!(self.module().kind(*operand), ExprKind::Number(_))
            }
            ExprKind::Call(_) => self
                .known(id)
                .is_some_and(|(callee, _)| is_construction(callee) || self.is_random(id)),
            ExprKind::Binary { .. } => self.is_random(id),
            ExprKind::Await(inner) => self.is_asked_for(*inner),
            _ => false,
        }
    }

    pub(super) fn is_literal(&self, id: ExprId) -> bool {
        let mut flow = Flow::default();
        self.flow(id, 4, &mut flow);
        flow.is_literal() && flow.literals > 0
    }

    fn is_random(&self, id: ExprId) -> bool {
        let mut flow = Flow::default();
        self.flow(id, 2, &mut flow);
        flow.random
    }

    /// Whether a random number is a part of a value that is no plain literal.
    pub(super) fn is_computed_at_random(&self, id: ExprId) -> bool {
        matches!(
            self.module().kind(id),
            ExprKind::Call(_)
                | ExprKind::Binary { .. }
                | ExprKind::Conditional { .. }
                | ExprKind::Compare { .. }
        ) && self.is_random(id)
    }

    /// Literal and random entries of what is returned or sent.
    fn entries(&self, bindings: &mut Vec<Binding>) {
        let mut seen = rustc_hash::FxHashSet::default();
        for site in &self.context.exits {
            if let (false, Some(value)) = (site.raise, site.value) {
                self.entries_of(value, site.region, 0, &mut seen, bindings);
            }
        }
        for (site, call, callee) in self.calls() {
            let region = self.context.region_of[site.id.0 as usize];
            if self.ending(site.id) == Some(ExitKind::Respond) {
                for argument in &call.arguments {
                    self.entries_of(argument.value, region, 0, &mut seen, bindings);
                }
            } else if self.effect(site.id) == Some(Effect::Io)
                || is_storing(callee.last())
                || self.known[self.call_at[site.id.0 as usize] as usize].sets
            {
                for argument in &call.arguments {
                    if matches!(self.module().kind(argument.value), ExprKind::Dict(_)) {
                        self.entries_of(argument.value, region, 0, &mut seen, bindings);
                    }
                }
            }
        }
    }

    pub(super) fn entries_of(
        &self,
        id: ExprId,
        region: u32,
        depth: u32,
        seen: &mut rustc_hash::FxHashSet<u32>,
        bindings: &mut Vec<Binding>,
    ) {
        if depth > ENTRIES || !seen.insert(id.0) {
            return;
        }
        let deeper = depth + 1;
        match self.module().kind(id) {
            ExprKind::Dict(entries) => {
                for entry in entries {
                    let DictKey::Name(key) = &entry.key else { continue };
                    self.entry(key, entry.value, entry.span, BindingKind::Entry, region, bindings);
                    self.entries_of(entry.value, region, deeper, seen, bindings);
                }
            }
            ExprKind::Sequence(items) => {
                for &item in items.iter().take(32) {
                    self.entries_of(item, region, deeper, seen, bindings);
                }
            }
            ExprKind::Comprehension(comprehension) => {
                self.entries_of(comprehension.element, region, deeper, seen, bindings);
            }
            ExprKind::Call(call) => {
                let Some((callee, known)) = self.known(id) else { return };
                let construction = is_construction(callee);
                if !construction && !known.answers && !known.pure {
                    return;
                }
                for argument in &call.arguments {
                    if let (Some(name), true) = (argument.name, construction) {
                        let span = self.span(argument.value);
                        self.entry(
                            name,
                            argument.value,
                            span,
                            BindingKind::Keyword,
                            region,
                            bindings,
                        );
                    }
                    self.entries_of(argument.value, region, deeper, seen, bindings);
                }
            }
            ExprKind::Conditional { then, otherwise, .. } => {
                self.entries_of(*then, region, deeper, seen, bindings);
                self.entries_of(*otherwise, region, deeper, seen, bindings);
            }
            ExprKind::Await(inner) | ExprKind::Spread(inner) => {
                self.entries_of(*inner, region, deeper, seen, bindings);
            }
            ExprKind::Name(_) => {
                if let Some(values) = self.local_values(id) {
                    for value in values.iter().filter_map(super::values::held) {
                        let at = self.context.region_of[value.0 as usize];
                        self.entries_of(value, at, deeper, seen, bindings);
                    }
                }
            }
            _ => {}
        }
    }

    fn entry(
        &self,
        key: &str,
        value: ExprId,
        span: Span,
        kind: BindingKind,
        region: u32,
        bindings: &mut Vec<Binding>,
    ) {
        let random = self.is_computed_at_random(value);
        let asked = match self.module().kind(value) {
            ExprKind::Number(_) | ExprKind::Str(_) | ExprKind::Bool(true) => true,
            ExprKind::Unary { operand, .. } => {
                matches!(self.module().kind(*operand), ExprKind::Number(_))
            }
            ExprKind::Sequence(items) => !items.is_empty() && self.is_literal(value),
            _ => random,
        };
        if !asked {
            return;
        }
        let region = self.region_at(region);
        bindings.push(Binding {
            name: self.cut(key, 80),
            value: self.value(value),
            kind,
            span,
            function: region.function,
            class: None,
            handler: region.handler,
            overwritten: false,
            random,
        });
    }

    /// What a value is called: its last member, key or name.
    pub(super) fn last_name(&self, id: ExprId, depth: u32) -> String {
        if depth > 6 {
            return String::new();
        }
        match self.module().kind(id) {
            ExprKind::Name(name) => (*name).to_owned(),
            ExprKind::Member { property, .. } => (*property).to_owned(),
            ExprKind::Index { object, index } => match self.module().string(*index) {
                Some(key) => key.to_owned(),
                None => self.last_name(*object, depth + 1),
            },
            ExprKind::Call(call) => {
                match call.positional(0).and_then(|id| self.module().string(id)) {
                    Some(key) => key.to_owned(),
                    None => self.last_name(call.callee, depth + 1),
                }
            }
            ExprKind::Await(inner) | ExprKind::Unary { operand: inner, .. } => {
                self.last_name(*inner, depth + 1)
            }
            ExprKind::Logical { left, .. } => self.last_name(*left, depth + 1),
            _ => String::new(),
        }
    }

    fn tests(&self, facts: &mut FileFacts) {
        let mut tests = TestFacts::default();
        for class in &facts.classes {
            let is_case = class.bases.iter().any(|base| {
                let named = match base {
                    Value::Subscript(parts) => &parts.0,
                    base => base,
                };
                named.as_name().is_some_and(|name| self.profile().is_test_base(name))
            });
            for method in class.methods.iter().filter(|_| is_case) {
                if let Some(function) = facts.functions.get_mut(*method as usize) {
                    function.is_test |= function.name.starts_with("test");
                }
            }
        }
        // A fixture may be called like a test (`test_user`), and no runner counts it.
        let counted = |function: &&crate::facts::Function| {
            function.is_test
                && function.name.starts_with("test")
                && !function.decorators.iter().any(|it| it.name.last() == "fixture")
        };
        tests.functions = facts.functions.iter().filter(counted).count() as u32;
        let called = self
            .calls()
            .zip(&self.known)
            .filter(|((_, call, _), known)| known.tests && self.has_body(call));
        tests.functions += called.count() as u32;
        for import in &facts.imports {
            match self.profile().test_kind(import) {
                Some(TestKind::Browser) => tests.browser = true,
                Some(TestKind::Integration) => tests.integration = true,
                Some(TestKind::Load) => tests.load = true,
                None => {}
            }
        }
        facts.tests = tests;
    }

    /// Whether a call gives a body beside a title: `test.skip(condition, "why")` gives none.
    fn has_body(&self, call: &CallExpr<'_>) -> bool {
        let literal = |id: ExprId| {
            matches!(
                self.module().kind(id),
                ExprKind::Str(_) | ExprKind::Template(_) | ExprKind::Number(_) | ExprKind::Bool(_)
            )
        };
        (1..3).any(|at| call.positional(at).is_some_and(|id| !literal(id)))
    }
}

/// Whether a method of this name puts its argument somewhere.
fn is_storing(name: &str) -> bool {
    matches!(name, "append" | "push" | "insert" | "add" | "update" | "set" | "save" | "create")
}

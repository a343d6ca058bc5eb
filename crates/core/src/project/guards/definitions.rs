//! What a project has to guard its routes, whether or not it is used.

use std::collections::{BTreeMap, BTreeSet};

use super::{DECIDING_METHODS, Guards, MAX_DEPTH, words};
use crate::facts::{Argument, FileFacts, Function, GuardClass, GuardUse, Value};
use crate::naming::FewNames;
use crate::project::vocabulary::NameSet;
use crate::project::{FileId, GuardDefinition, LinkedRoute, Place, Symbol, SymbolKind};
use crate::source::{Role, Text};

/// Parameters by which a guard gets the request or what the caller shows.
const REQUEST_PARAMETERS: &[&str] =
    &["request", "req", "ctx", "context", "c", "credentials", "token", "authorization", "info"];

impl Guards<'_, '_> {
    /// Functions and classes that are made to guard, with the routes that they reach.
    pub(in crate::project) fn definitions(&self, routes: &[LinkedRoute]) -> Vec<GuardDefinition> {
        let mut reached: BTreeMap<Place, Vec<u32>> = BTreeMap::new();
        let mut handlers: BTreeSet<Place> = BTreeSet::new();
        for (at, route) in routes.iter().enumerate() {
            handlers.insert(route.place);
            if let Some((file, at)) = route.function {
                let symbol = Symbol { file, kind: SymbolKind::Function(at) };
                handlers.insert(self.index.place(symbol));
            }
            for place in route.guards.iter().filter_map(|guard| guard.definition) {
                let reached = reached.entry(place).or_default();
                if reached.last() != Some(&(at as u32)) {
                    reached.push(at as u32);
                }
            }
        }
        let mut definitions = Vec::new();
        for (file, it) in self.index.iter() {
            if it.role != Role::Production || self.index.linker(file).is_none() {
                continue;
            }
            for symbol in self.candidates(file) {
                let place = self.index.place(symbol);
                let class = match symbol.kind {
                    SymbolKind::Class(_) => self.class(symbol, MAX_DEPTH),
                    _ => self.function(symbol, MAX_DEPTH),
                };
                let guards = matches!(class, GuardClass::Reject | GuardClass::AlwaysTrue);
                if !guards || handlers.contains(&place) {
                    continue;
                }
                let name = self.index.name(symbol);
                let routes = reached.get(&place).cloned().unwrap_or_default();
                let mentioned = !routes.is_empty();
                definitions.push(GuardDefinition { name, place, class, routes, mentioned });
            }
        }
        self.mention(&mut definitions);
        definitions.sort_by_key(|it| it.place);
        definitions
    }

    /// Marks the definitions whose names production code calls, hands over or guards with.
    fn mention(&self, definitions: &mut [GuardDefinition]) {
        let names: Vec<Text> =
            definitions.iter().filter(|it| !it.mentioned).map(|it| it.name.clone()).collect();
        let asked: NameSet = names.iter().map(Text::as_str).collect();
        let mut wanted = Wanted::default();
        for name in &names {
            *wanted.0.entry(name) = false;
        }
        if wanted.0.is_empty() {
            return;
        }
        for file in self.index.files().iter().filter(|file| file.role == Role::Production) {
            if file.vocabulary.has_any(&asked) {
                wanted.look_at(&file.facts);
            }
        }
        for definition in definitions {
            definition.mentioned |= wanted.0.get(&definition.name).is_some_and(|found| *found);
        }
    }

    /// Functions and classes of a file that have the name and the shape of a guard.
    fn candidates(&self, file: FileId) -> Vec<Symbol> {
        let facts = self.index.facts(file);
        let functions = facts.functions.iter().enumerate().filter(|(at, function)| {
            function.outer.is_none()
                && function.class.is_none()
                && words::is_access(&function.name)
                && !words::is_entrance("", &function.name)
                && (takes_request(function)
                    || !function.dependencies.is_empty()
                    || facts.functions.iter().skip(at + 1).any(|inner| {
                        inner.outer == Some(*at as u32) && is_returned(function, &inner.name)
                    }))
        });
        let classes = facts.classes.iter().enumerate().filter(|(_, class)| {
            class.outer.is_none()
                && class.methods.iter().any(|at| {
                    facts.functions.get(*at as usize).is_some_and(|method| {
                        !method.is_abstract
                            && (DECIDING_METHODS.contains(&&*method.name)
                                || words::is_access(&class.name)
                                    && matches!(&*method.name, "__call__" | "dispatch" | "use")
                                    && takes_request(method))
                    })
                })
        });
        functions
            .map(|(at, _)| Symbol { file, kind: SymbolKind::Function(at as u32) })
            .chain(classes.map(|(at, _)| Symbol { file, kind: SymbolKind::Class(at as u32) }))
            .collect()
    }
}

fn takes_request(function: &Function) -> bool {
    function
        .parameters
        .iter()
        .any(|it| REQUEST_PARAMETERS.contains(&it.name.trim_start_matches('_')))
}

fn is_returned(function: &Function, name: &str) -> bool {
    function.exits.iter().any(|exit| match &exit.value {
        Value::Name(it) => it.last() == name,
        Value::Function(_) => name.is_empty(),
        _ => false,
    })
}

/// Names, and whether something mentions them by the last part of what it names.
#[derive(Default)]
struct Wanted<'w>(FewNames<'w, bool>);

impl Wanted<'_> {
    fn see(&mut self, name: &str) {
        if let Some(found) = self.0.get_mut(name) {
            *found = true;
        }
    }

    fn look_at(&mut self, facts: &FileFacts) {
        for call in &facts.calls {
            self.see(call.callee.last());
            self.arguments(&call.arguments, 4);
        }
        for binding in &facts.bindings {
            self.value(&binding.value, 4);
        }
        for class in &facts.classes {
            class.bases.iter().for_each(|base| self.value(base, 4));
            for field in &class.fields {
                self.value(&field.annotation, 4);
                field.value.iter().for_each(|value| self.value(value, 4));
            }
        }
        for function in &facts.functions {
            for decorator in &function.decorators {
                self.see(decorator.name.last());
                self.arguments(&decorator.arguments, 4);
            }
            for parameter in &function.parameters {
                self.value(&parameter.annotation, 4);
                parameter.default.iter().for_each(|value| self.value(value, 4));
            }
            self.guards(&function.dependencies);
        }
        self.guards(facts.routing.guards());
    }

    fn guards<'g>(&mut self, guards: impl IntoIterator<Item = &'g GuardUse>) {
        for guard in guards {
            self.value(&guard.target, 4);
            self.arguments(&guard.arguments, 4);
        }
    }

    fn arguments(&mut self, arguments: &[Argument], depth: u32) {
        arguments.iter().for_each(|argument| self.value(&argument.value, depth));
    }

    fn value(&mut self, value: &Value, depth: u32) {
        let Some(depth) = depth.checked_sub(1) else { return };
        match value {
            Value::Name(name) => self.see(name.last()),
            Value::Call(call) => {
                self.see(call.callee.last());
                self.arguments(&call.arguments, depth);
            }
            Value::List(values) | Value::Choice(values) | Value::Computed(values) => {
                values.iter().for_each(|value| self.value(value, depth));
            }
            Value::Dict(entries) => {
                entries.iter().for_each(|(_, value)| self.value(value, depth));
            }
            Value::Fallback(sides) | Value::Subscript(sides) => {
                self.value(&sides.0, depth);
                self.value(&sides.1, depth);
            }
            // A class or a guard may be named in settings by a dotted path.
            Value::Str(text) => self.see(text.rsplit('.').next().unwrap_or_default()),
            _ => {}
        }
    }
}

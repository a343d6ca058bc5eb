//! What a project has to guard its routes, whether or not it is used.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::{DECIDING_METHODS, Guards, MAX_DEPTH, words};
use crate::facts::{Function, GuardClass, GuardUse, Value};
use crate::project::{FileId, GuardDefinition, LinkedRoute, Place, Symbol, SymbolKind};
use crate::source::Role;

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
        let mentioned = self.mentioned();
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
                let mentioned = !routes.is_empty() || mentioned.contains(name.as_str());
                definitions.push(GuardDefinition { name, place, class, routes, mentioned });
            }
        }
        definitions.sort_by_key(|it| it.place);
        definitions
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

    /// The last parts of all names that production code calls, hands over or guards with.
    fn mentioned(&self) -> FxHashSet<&str> {
        let mut names = FxHashSet::default();
        for file in self.index.files().iter().filter(|file| file.role == Role::Production) {
            let facts = &file.facts;
            for call in &facts.calls {
                names.insert(call.callee.last());
                for argument in &call.arguments {
                    collect(&argument.value, 4, &mut names);
                }
            }
            for binding in &facts.bindings {
                collect(&binding.value, 4, &mut names);
            }
            for class in &facts.classes {
                for base in &class.bases {
                    collect(base, 4, &mut names);
                }
                for field in &class.fields {
                    collect(&field.annotation, 4, &mut names);
                    if let Some(value) = &field.value {
                        collect(value, 4, &mut names);
                    }
                }
            }
            for function in &facts.functions {
                for decorator in &function.decorators {
                    names.insert(decorator.name.last());
                    for argument in &decorator.arguments {
                        collect(&argument.value, 4, &mut names);
                    }
                }
                for parameter in &function.parameters {
                    collect(&parameter.annotation, 4, &mut names);
                    if let Some(default) = &parameter.default {
                        collect(default, 4, &mut names);
                    }
                }
                collect_guards(&function.dependencies, &mut names);
            }
            let routing = &facts.routing;
            for guards in routing
                .routers
                .iter()
                .map(|it| &it.guards)
                .chain(routing.routes.iter().map(|it| &it.guards))
                .chain(routing.mounts.iter().map(|it| &it.guards))
                .chain(routing.aliases.iter().map(|it| &it.guards))
            {
                collect_guards(guards, &mut names);
            }
            for attachment in &routing.attachments {
                collect_guards(std::slice::from_ref(&attachment.guard), &mut names);
            }
        }
        names
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

fn collect_guards<'a>(guards: &'a [GuardUse], names: &mut FxHashSet<&'a str>) {
    for guard in guards {
        collect(&guard.target, 4, names);
        for argument in &guard.arguments {
            collect(&argument.value, 4, names);
        }
    }
}

fn collect<'a>(value: &'a Value, depth: u32, names: &mut FxHashSet<&'a str>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match value {
        Value::Name(name) => {
            names.insert(name.last());
        }
        Value::Call(call) => {
            names.insert(call.callee.last());
            for argument in &call.arguments {
                collect(&argument.value, depth, names);
            }
        }
        Value::List(values) | Value::Choice(values) | Value::Computed(values) => {
            for value in values {
                collect(value, depth, names);
            }
        }
        Value::Dict(entries) => {
            for (_, value) in entries {
                collect(value, depth, names);
            }
        }
        Value::Fallback(sides) | Value::Subscript(sides) => {
            collect(&sides.0, depth, names);
            collect(&sides.1, depth, names);
        }
        // A class or a guard may be named in settings by a dotted path.
        Value::Str(text) => {
            names.insert(text.rsplit('.').next().unwrap_or_default());
        }
        _ => {}
    }
}

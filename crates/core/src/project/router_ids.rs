//! Finds the router behind a name: across files, through functions that make routers or get them.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::handler_of;
use super::{FileId, Found, Index, Place, RouteGraph, RouterId, Symbol, SymbolKind, ValueAt};
use crate::facts::{ExitKind, FileFacts, Name, Root, Router, RouterKind, Value};
use crate::source::{Span, Text};

/// How many rounds a router handed on as an argument is followed.
const ARGUMENT_ROUNDS: usize = 4;

/// How many names and calls are followed from one value to a router.
pub(super) const STEPS: u32 = 8;

/// Which router a name stands for.
#[derive(Default)]
pub(super) struct RouterIds {
    pub(super) symbols: BTreeMap<(FileId, u32), RouterId>,
    /// The routers made in each function.
    made_in: BTreeMap<(FileId, u32), Vec<RouterId>>,
    /// Routers handed to parameters of functions.
    arguments: BTreeMap<(FileId, u32, Text), BTreeSet<RouterId>>,
    /// Routers handed to functions that register things on a parameter as on a router of its own.
    handed_on: BTreeSet<(RouterId, RouterId, Place)>,
    /// Where functions are called that routers are handed to; nothing for those that are called at several places.
    called: BTreeMap<(FileId, u32), Option<Place>>,
    /// The only application of a project, if there is just one.
    application: Option<RouterId>,
}

impl RouterIds {
    pub(super) fn single_applications(&mut self, graph: &RouteGraph) {
        let mut applications = Vec::new();
        for (at, router) in graph.routers.iter().enumerate() {
            if let Some(function) = router.function {
                self.made_in.entry((router.file, function)).or_default().push(RouterId(at as u32));
            }
            if router.kind == RouterKind::Application {
                applications.push(RouterId(at as u32));
            }
        }
        if let [only] = applications[..] {
            self.application = Some(only);
        }
    }

    /// Follows routers that are handed to functions: `register(app)`, `require("./routes")(app)`.
    pub(super) fn follow_arguments(&mut self, index: &Index<'_>) {
        let mut wanted: BTreeSet<&str> = BTreeSet::new();
        let mut any = false;
        for (_, file) in index.iter() {
            let routing = &file.facts.routing;
            wanted.extend(routing.routers.iter().map(|it| &*it.symbol));
            any |= routing.routers.iter().any(|it| is_parameter(&file.facts, it))
                || routing.routes.iter().any(|it| it.router.root == Root::Parameter)
                || routing.mounts.iter().any(|it| it.parent.root == Root::Parameter)
                || routing.attachments.iter().any(|it| it.router.root == Root::Parameter);
        }
        if !any {
            return;
        }
        let mut handed: Vec<(FileId, usize)> = Vec::new();
        for (id, file) in index.iter() {
            for (at, call) in file.facts.calls.iter().enumerate() {
                let hands = call.arguments.iter().any(|argument| match &argument.value {
                    Value::Call(made) => self.made_at(index, id, made.span).is_some(),
                    Value::Name(name) => {
                        name.root == Root::Parameter
                            || wanted.contains(&*name.path)
                            || wanted.contains(name.last())
                    }
                    _ => false,
                });
                if hands {
                    handed.push((id, at));
                }
            }
        }
        for _ in 0..ARGUMENT_ROUNDS {
            let mut grown = false;
            for &(file, at) in &handed {
                let Some(call) = index.facts(file).calls.get(at) else { continue };
                let mut position = 0;
                let mut targets = Vec::new();
                for argument in &call.arguments {
                    let place = argument.name.is_empty().then_some(position);
                    position += usize::from(argument.name.is_empty());
                    let router = match &argument.value {
                        Value::Name(name) => self.exact(index, file, call.function, name, STEPS),
                        Value::Call(made) => self.made_at(index, file, made.span),
                        _ => None,
                    };
                    if let Some(router) = router {
                        targets.push((place, &argument.name, router));
                    }
                }
                if targets.is_empty() {
                    continue;
                }
                let found = index.find(file, call.function, &call.callee);
                let Some(callee) = handler_of(index, found, 4) else { continue };
                let callee = match callee.kind {
                    SymbolKind::Class(_) => index
                        .method(callee, "__init__")
                        .or_else(|| index.method(callee, "constructor")),
                    SymbolKind::Module => {
                        handler_of(index, index.member(callee.file, "default"), 4)
                    }
                    _ => Some(callee),
                };
                let Some(callee) = callee else { continue };
                let (Some(function), SymbolKind::Function(at)) =
                    (index.function(callee), callee.kind)
                else {
                    continue;
                };
                let here = Place { file, span: call.span };
                let known = self.called.entry((callee.file, at)).or_insert(Some(here));
                if *known != Some(here) {
                    *known = None;
                }
                for (place, name, router) in targets {
                    let parameter = match place {
                        Some(place) => function.parameters.get(place),
                        None => function.parameters.iter().find(|it| it.name == *name),
                    };
                    let Some(parameter) = parameter else { continue };
                    if let Some(own) = self.of_parameter(index, callee.file, at, &parameter.name) {
                        let place = Place { file, span: call.span };
                        if own != router {
                            self.handed_on.insert((router, own, place));
                        }
                        continue;
                    }
                    let key = (callee.file, at, parameter.name.clone());
                    grown |= self.arguments.entry(key).or_default().insert(router);
                }
            }
            if !grown {
                break;
            }
        }
    }

    /// Routers that are handed to functions, the parameters that take them, and where.
    pub(super) fn handed_on(&self) -> impl Iterator<Item = (RouterId, RouterId, Place)> {
        self.handed_on.iter().copied()
    }

    /// Where the functions are called that routers are handed to at one place.
    pub(super) fn called(&self) -> BTreeMap<(FileId, u32), Place> {
        self.called.iter().filter_map(|(function, place)| Some((*function, (*place)?))).collect()
    }

    /// The router that a parameter of a function is.
    fn of_parameter(
        &self,
        index: &Index<'_>,
        file: FileId,
        function: u32,
        name: &str,
    ) -> Option<RouterId> {
        let routers = &index.facts(file).routing.routers;
        let is = |it: &Router| it.function == Some(function) && it.symbol == name;
        let at = routers.iter().position(is)?;
        self.symbols.get(&(file, at as u32)).copied()
    }

    /// The router that a function is handed, if it is one.
    fn only_parameter(&self, index: &Index<'_>, file: FileId, function: u32) -> Option<RouterId> {
        let facts = index.facts(file);
        let is = |it: &Router| it.function == Some(function) && is_parameter(facts, it);
        let mut handed = facts.routing.routers.iter().enumerate().filter(|(_, it)| is(it));
        let (at, _) = handed.next()?;
        if handed.next().is_some() {
            return None;
        }
        self.symbols.get(&(file, at as u32)).copied()
    }

    /// The router that the call at a place makes.
    fn made_at(&self, index: &Index<'_>, file: FileId, span: Span) -> Option<RouterId> {
        let at = index.facts(file).routing.routers.iter().position(|it| it.span == span)?;
        self.symbols.get(&(file, at as u32)).copied()
    }

    /// The router of a name, if it can be followed to where it is made.
    fn exact(
        &self,
        index: &Index<'_>,
        file: FileId,
        function: Option<u32>,
        name: &Name,
        steps: u32,
    ) -> Option<RouterId> {
        if name.path.is_empty() {
            return None;
        }
        if name.root == Root::Parameter {
            let mut at = function;
            for _ in 0..8 {
                let current = at?;
                if let Some(own) = self.of_parameter(index, file, current, &name.path) {
                    return Some(own);
                }
                let key = (file, current, name.path.clone());
                if let Some(routers) = self.arguments.get(&key) {
                    return routers.first().copied();
                }
                at = index.facts(file).functions.get(current as usize)?.outer;
            }
            return None;
        }
        let exact = index.facts(file).routing.routers.iter().position(|router| {
            router.symbol == name.path && (router.function == function || router.function.is_none())
        });
        let found = index.find(file, function, name);
        match self.of_found(index, found, steps).first() {
            Some(router) => Some(*router),
            None => exact.and_then(|at| self.symbols.get(&(file, at as u32)).copied()),
        }
    }

    pub(super) fn of_name(
        &self,
        index: &Index<'_>,
        file: FileId,
        function: Option<u32>,
        name: &Name,
    ) -> Option<RouterId> {
        if name.path.is_empty() {
            return None;
        }
        self.exact(index, file, function, name, STEPS).or_else(|| {
            // An application that is handed in from somewhere: there is only one.
            (name.root != Root::Module).then_some(self.application).flatten()
        })
    }

    pub(super) fn of_value<'a>(
        &self,
        index: &Index<'a>,
        at: ValueAt<'a>,
        steps: u32,
    ) -> Vec<RouterId> {
        let Some(steps) = steps.checked_sub(1) else { return Vec::new() };
        match at.value {
            Value::Name(name) => {
                self.exact(index, at.file, at.function, name, steps).into_iter().collect()
            }
            Value::Call(call) => {
                // A variable may be written as the call that made it.
                if let Some(router) = self.made_at(index, at.file, call.span) {
                    return vec![router];
                }
                // A function that makes a router, or a wrapper around one.
                let found = index.find(at.file, at.function, &call.callee);
                let made = self.of_found(index, found, steps);
                if !made.is_empty() {
                    return made;
                }
                call.arguments
                    .iter()
                    .flat_map(|it| self.of_value(index, ValueAt { value: &it.value, ..at }, steps))
                    .collect()
            }
            Value::List(items) | Value::Choice(items) => items
                .iter()
                .take(64)
                .flat_map(|value| self.of_value(index, ValueAt { value, ..at }, steps))
                .collect(),
            Value::Fallback(sides) => {
                let first = self.of_value(index, ValueAt { value: &sides.0, ..at }, steps);
                if first.is_empty() {
                    self.of_value(index, ValueAt { value: &sides.1, ..at }, steps)
                } else {
                    first
                }
            }
            Value::Function(_) => self.of_found(index, index.find_value(at), steps),
            // `api.add_router("/users", "users.api.router")`
            Value::Str(path) => self.of_found(index, index.find_path(at.file, path), steps),
            _ => Vec::new(),
        }
    }

    fn of_found<'a>(&self, index: &Index<'a>, found: Found<'a>, steps: u32) -> Vec<RouterId> {
        let Some(steps) = steps.checked_sub(1) else { return Vec::new() };
        match found {
            Found::Symbol(symbol) => match symbol.kind {
                SymbolKind::Router(at) => {
                    self.symbols.get(&(symbol.file, at)).copied().into_iter().collect()
                }
                SymbolKind::Binding(_) => index.binding(symbol).map_or_else(Vec::new, |binding| {
                    let at = ValueAt {
                        file: symbol.file,
                        function: binding.function,
                        value: &binding.value,
                    };
                    self.of_value(index, at, steps)
                }),
                SymbolKind::Module => match index.member(symbol.file, "default") {
                    Found::Symbol(Symbol { kind: SymbolKind::Module, .. }) => Vec::new(),
                    found => self.of_found(index, found, steps),
                },
                SymbolKind::Function(at) => self.returned(index, symbol, at, steps),
                SymbolKind::Class(at) => index
                    .facts(symbol.file)
                    .routing
                    .routers
                    .iter()
                    .position(|router| {
                        router.kind == RouterKind::Controller
                            && index
                                .facts(symbol.file)
                                .classes
                                .get(at as usize)
                                .is_some_and(|class| class.name == router.symbol)
                    })
                    .and_then(|at| self.symbols.get(&(symbol.file, at as u32)).copied())
                    .into_iter()
                    .collect(),
                SymbolKind::GuardAlias(_) => Vec::new(),
            },
            Found::Value(at) => match at.value {
                Value::Name(_) => Vec::new(),
                _ => self.of_value(index, at, steps),
            },
            _ => Vec::new(),
        }
    }

    /// The routers that a function returns; all that it makes, if it cannot be seen which.
    fn returned(&self, index: &Index<'_>, symbol: Symbol, at: u32, steps: u32) -> Vec<RouterId> {
        let Some(function) = index.function(symbol) else { return Vec::new() };
        for exit in function.exits.iter().filter(|it| it.kind == ExitKind::Return) {
            // What is handed in, with all that is registered on it: `return app.get(…).post(…)`.
            if let Some(call) = exit.value.as_call()
                && call.callee.root == Root::Parameter
                && call.callee.path.contains('.')
                && let Some(router) = self.only_parameter(index, symbol.file, at)
            {
                return vec![router];
            }
            let value = ValueAt { file: symbol.file, function: Some(at), value: &exit.value };
            let routers = self.of_value(index, value, steps);
            if !routers.is_empty() {
                return routers;
            }
        }
        self.made_in.get(&(symbol.file, at)).cloned().unwrap_or_default()
    }
}

/// Whether a router is a parameter of the function that registers things on it.
fn is_parameter(facts: &FileFacts, router: &Router) -> bool {
    let function = router.function.and_then(|at| facts.functions.get(at as usize));
    function.is_some_and(|it| it.parameters.iter().any(|it| it.name == router.symbol))
}

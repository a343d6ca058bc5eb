//! What a guard does with a request, read from its body.
//!
//! A guard rejects when it, something that it depends on, or a helper that it calls answers 401,
//! 403 or a redirect to the login page. It is optional when it lets callers through that nobody
//! knows: it returns nothing for them, swallows the error, or a setting that is off by default
//! decides. What a framework defines ([`GuardUse::known`](crate::facts::GuardUse::known)) wins.

mod address;
mod bodies;
mod condition;
mod decision;
mod definitions;
mod given;
mod handed;
mod handlers;
mod refusal;
mod words;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use regex::Regex;
use rustc_hash::{FxHashMap, FxHashSet};

pub(super) use address::Called;

use given::Given;

use super::{FileId, Found, Guard, GuardAt, Index, Place, Symbol, SymbolKind};
use crate::code::FunctionKind;
use crate::facts::{
    Argument, Call, CallValue, Exit, ExitKind, GuardClass, GuardUse, Handler, HandlerAction, Name,
    Root, Value, Via,
};
use crate::naming;
use crate::source::{Role, Span, Text};

/// How many steps (names, values, dependencies) are followed from one guard.
const MAX_DEPTH: u32 = 40;
/// How many of these steps a call of a helper takes: what is called far down is no guard any more.
const HELPER_STEPS: u32 = 10;
/// Methods that answer whether a request may pass.
const DECIDING_METHODS: &[&str] =
    &["canActivate", "has_permission", "has_object_permission", "test_func", "check_permission"];

/// Whether a guard says in so many words that everybody may call: `AllowAny`.
pub(super) fn admits_everybody(guard: &Guard) -> bool {
    guard.class == GuardClass::Other && words::is_open(&guard.name)
}

/// Reads guards; what was read once is kept.
pub(super) struct Guards<'a, 'i> {
    index: &'i Index<'a>,
    known: RefCell<FxHashMap<Symbol, GuardClass>>,
    /// What functions do that are called with switches, by how these are set.
    switched: RefCell<FxHashMap<Given, GuardClass>>,
    /// The switches of the calls that are being read.
    given: RefCell<Vec<Given>>,
    /// Whether functions find out who calls, by how deep they were looked into.
    asking: RefCell<FxHashMap<(Symbol, u32), bool>>,
    calls: RefCell<FxHashMap<FileId, Rc<BTreeMap<u32, Vec<&'a Call>>>>>,
    /// The calls of the project by the last part of what they call.
    calls_by_name: OnceCell<FxHashMap<&'a str, Vec<handed::Handing<'a>>>>,
    /// Methods that speak of access, by name; `None` where there are several.
    methods: OnceCell<FxHashMap<&'a str, Option<Symbol>>>,
    settings: OnceCell<BTreeMap<&'a str, bool>>,
    setting_values: OnceCell<BTreeMap<&'a str, &'a Value>>,
    /// Patterns of addresses, compiled once for all routes; `None` where one cannot be read.
    patterns: RefCell<FxHashMap<String, Option<Regex>>>,
    /// The route that guards are read for, if their class may depend on it.
    called: RefCell<Option<Called>>,
    /// How often a condition on the address was met.
    addresses: Cell<u32>,
    /// Guards that ask for the address.
    routed: RefCell<FxHashSet<Symbol>>,
}

impl<'a, 'i> Guards<'a, 'i> {
    pub(super) fn new(index: &'i Index<'a>) -> Self {
        Self {
            index,
            known: RefCell::default(),
            switched: RefCell::default(),
            given: RefCell::default(),
            asking: RefCell::default(),
            calls: RefCell::default(),
            calls_by_name: OnceCell::new(),
            methods: OnceCell::new(),
            settings: OnceCell::new(),
            setting_values: OnceCell::new(),
            patterns: RefCell::default(),
            called: RefCell::default(),
            addresses: Cell::default(),
            routed: RefCell::default(),
        }
    }

    /// The guards that a use stands for, in order, each with what it does to a route.
    pub(super) fn read(&self, at: &GuardAt, called: impl FnOnce() -> Called) -> Vec<Guard> {
        let before = self.addresses.get();
        let guards = self.read_at(at);
        if self.addresses.get() == before {
            return guards;
        }
        self.called.replace(Some(called()));
        let guards = self.read_at(at);
        self.called.replace(None);
        guards
    }

    fn read_at(&self, at: &GuardAt) -> Vec<Guard> {
        let mut guards = Vec::new();
        let place = Place { file: at.file, span: at.guard.span };
        self.read_use(at.file, at.function, &at.guard, place, MAX_DEPTH, &mut guards);
        guards
    }

    /// What is known of a guard, or what is read now and kept. A guard that calls itself is read
    /// without that call; one that asks for the address is read anew for each route.
    fn once(&self, symbol: Symbol, depth: u32, read: impl FnOnce() -> GuardClass) -> GuardClass {
        let known = self.known.borrow().get(&symbol).copied();
        let routed = self.routed.borrow().contains(&symbol);
        if routed {
            self.note_address();
        }
        match known {
            Some(known) if !routed || self.called.borrow().is_none() => return known,
            known if depth == 0 => return known.unwrap_or(GuardClass::Unknown),
            _ => {}
        }
        self.known.borrow_mut().insert(symbol, GuardClass::Other);
        self.routed.borrow_mut().remove(&symbol);
        let before = self.addresses.get();
        let class = read();
        if routed || self.addresses.get() != before {
            self.routed.borrow_mut().insert(symbol);
        }
        self.known.borrow_mut().insert(symbol, known.unwrap_or(class));
        class
    }

    /// The guards that reach a function through its parameters.
    pub(super) fn of_parameters(&self, file: FileId, function: u32) -> Vec<Guard> {
        let mut guards = Vec::new();
        self.parameters(file, function, MAX_DEPTH, &mut guards);
        guards
    }

    /// What a name leads to, members that a framework gives to what it hands over included.
    fn find(&self, file: FileId, function: Option<u32>, name: &Name) -> Found<'a> {
        match self.index.find(file, function, name) {
            found @ Found::Symbol(_) => found,
            // The declared type of a parameter says less than what is handed in.
            found if name.root == Root::Parameter => {
                match self.handed(file, function, &name.path) {
                    Found::Unknown => self.found_by_name(found, name),
                    handed => handed,
                }
            }
            found => self.found_by_name(found, name),
        }
    }

    /// What a name leads to that says what it is only by its last part.
    fn found_by_name(&self, found: Found<'a>, name: &Name) -> Found<'a> {
        match found {
            found if matches!(name.root, Root::Import(..)) => found,
            // What an object is that is handed in shows in what is asked of it.
            found @ (Found::Unknown | Found::External(_))
                if name.path.contains('.') && words::is_access(name.last()) =>
            {
                let given = self.index.given(name.last()).or_else(|| self.only_method(name.last()));
                given.map_or(found, Found::Symbol)
            }
            found => self.index.given(name.last()).map_or(found, Found::Symbol),
        }
    }

    /// The method of a name of which the project has just one, abstract ones aside.
    fn only_method(&self, name: &str) -> Option<Symbol> {
        let methods = self.methods.get_or_init(|| {
            let mut methods: FxHashMap<&str, Option<Symbol>> = FxHashMap::default();
            for (file, it) in self.index.iter().filter(|(_, it)| it.role == Role::Production) {
                for (at, function) in it.facts.functions.iter().enumerate() {
                    let is_method = function.class.is_some() && function.outer.is_none();
                    let stub = function.is_abstract || function.body.stub.is_some();
                    if !is_method || stub || !words::is_access(&function.name) {
                        continue;
                    }
                    let symbol = Symbol { file, kind: SymbolKind::Function(at as u32) };
                    let known = methods.entry(&function.name);
                    known.and_modify(|it| *it = None).or_insert(Some(symbol));
                }
            }
            methods
        });
        methods.get(name).copied().flatten()
    }

    fn read_use(
        &self,
        file: FileId,
        function: Option<u32>,
        guard: &GuardUse,
        place: Place,
        depth: u32,
        out: &mut Vec<Guard>,
    ) {
        let Some(depth) = depth.checked_sub(1) else { return };
        let (name, found) = match &guard.target {
            Value::Name(name) => (Text::from(name.last()), self.find(file, function, name)),
            Value::Call(call) => {
                let name = if guard.alias.is_empty() { call.callee.last() } else { &guard.alias };
                (Text::from(name), self.find(file, function, &call.callee))
            }
            Value::Function(at) => {
                let symbol = Symbol { file, kind: SymbolKind::Function(*at) };
                (self.index.name(symbol), Found::Symbol(symbol))
            }
            Value::List(items) => {
                for item in items {
                    let guard = GuardUse { target: item.clone(), ..guard.clone() };
                    self.read_use(file, function, &guard, place, depth, out);
                }
                return;
            }
            // `IsOwner | HasScope`
            Value::Computed(parts) | Value::Choice(parts) => {
                let first = parts.iter().find_map(Value::as_name);
                (first.map(|it| it.last().into()).unwrap_or_default(), Found::Unknown)
            }
            _ => (Text::default(), Found::Unknown),
        };
        if guard.known.is_none()
            && let Found::Symbol(symbol) = found
            && let Some(alias) = self.index.guard_alias(symbol)
        {
            for inner in &alias.guards {
                let inner = GuardUse { via: guard.via, ..inner.clone() };
                self.read_use(symbol.file, alias.function, &inner, place, depth, out);
            }
            return;
        }
        if guard.tentative {
            return;
        }
        let class = match guard.known {
            Some(class) => class,
            None => self.target(file, function, guard, depth),
        };
        let class = match (class, &found) {
            (GuardClass::Other, Found::Symbol(symbol))
                if guard.known.is_none()
                    && matches!(guard.target, Value::Call(_))
                    && words::is_access(&name)
                    && self.makes_unknown(*symbol, depth) =>
            {
                GuardClass::Unknown
            }
            (class, _) => class,
        };
        let class = match class {
            // Whether a request was forged says nothing of who sends it.
            GuardClass::Reject if guard.known.is_none() && words::is_forgery_alone(&name) => {
                GuardClass::Other
            }
            // What is not read and does not speak of access is none of it.
            GuardClass::Unknown if guard.known.is_none() && !words::is_access(&name) => {
                GuardClass::Other
            }
            class => class,
        };
        out.push(Guard {
            name,
            class,
            via: guard.via,
            place,
            definition: found.symbol().map(|symbol| self.index.place(symbol)),
        });
    }

    fn target(
        &self,
        file: FileId,
        function: Option<u32>,
        guard: &GuardUse,
        depth: u32,
    ) -> GuardClass {
        let class = match &guard.target {
            Value::Name(name) => {
                match self.find(file, function, name) {
                    // What a plugin of a library adds is known by its name alone.
                    Found::Unknown => self
                        .library(file, &name.path, &guard.arguments)
                        .unwrap_or(GuardClass::Unknown),
                    found => self.found(file, found, &guard.arguments, depth),
                }
            }
            value => self.value(file, function, value, depth),
        };
        relaxed(class, &guard.arguments)
    }

    fn value(&self, file: FileId, function: Option<u32>, value: &Value, depth: u32) -> GuardClass {
        let Some(depth) = depth.checked_sub(1) else { return GuardClass::Unknown };
        match value {
            Value::Name(name) => self.found(file, self.find(file, function, name), &[], depth),
            Value::Call(call) => {
                let found = self.find(file, function, &call.callee);
                let class = match found {
                    Found::Unknown => GuardClass::Unknown,
                    found => self.called_with(file, found, &call.arguments, depth),
                };
                let decides = !matches!(class, GuardClass::Unknown | GuardClass::Other);
                if decides && !self.runs_named_guard(file, function, call, class, depth) {
                    return relaxed(class, &call.arguments);
                }
                // A wrapper around guards: what they do, it does.
                let inner = call
                    .arguments
                    .iter()
                    .filter(|it| {
                        matches!(
                            it.value,
                            Value::Name(_) | Value::Call(_) | Value::Function(_) | Value::List(_)
                        )
                    })
                    .map(|it| self.value(file, function, &it.value, depth));
                match strongest(inner) {
                    GuardClass::Reject => relaxed(GuardClass::Reject, &call.arguments),
                    GuardClass::Optional => GuardClass::Optional,
                    _ => class,
                }
            }
            Value::Function(at) => {
                self.function(Symbol { file, kind: SymbolKind::Function(*at) }, depth)
            }
            Value::List(items) => {
                strongest(items.iter().map(|item| self.value(file, function, item, depth)))
            }
            // `IsOwner & HasScope` asks for both.
            Value::Computed(parts) if parts.len() > 1 => {
                strongest(parts.iter().map(|part| self.value(file, function, part, depth)))
            }
            // One of several: strangers come through where one of them lets them.
            Value::Choice(items) => {
                let classes: Vec<_> =
                    items.iter().map(|item| self.value(file, function, item, depth)).collect();
                match strongest(classes.iter().copied()) {
                    GuardClass::Reject if classes.iter().any(|it| *it != GuardClass::Reject) => {
                        GuardClass::Optional
                    }
                    class => class,
                }
            }
            Value::Fallback(sides) => match self.value(file, function, &sides.0, depth) {
                GuardClass::Unknown => self.value(file, function, &sides.1, depth),
                class => class,
            },
            Value::Subscript(parts) => self.value(file, function, &parts.0, depth),
            _ => GuardClass::Unknown,
        }
    }

    /// Whether a wrapper that turns errors into refusals runs a guard that it is given by name:
    /// `withMiddleware(handler, requireUser)`.
    fn runs_named_guard(
        &self,
        file: FileId,
        function: Option<u32>,
        call: &CallValue,
        class: GuardClass,
        depth: u32,
    ) -> bool {
        class == GuardClass::Optional
            && !words::is_relaxing(call.callee.last())
            && call.arguments.iter().any(|it| {
                matches!(it.value, Value::Name(_))
                    && self.value(file, function, &it.value, depth) == GuardClass::Reject
            })
    }

    /// What something does that is called with these arguments.
    fn called_with(
        &self,
        file: FileId,
        found: Found<'a>,
        arguments: &[Argument],
        depth: u32,
    ) -> GuardClass {
        let Found::Symbol(symbol) = found else { return self.found(file, found, arguments, depth) };
        if matches!(symbol.kind, SymbolKind::Function(_)) {
            let Some(depth) = depth.checked_sub(1) else { return GuardClass::Unknown };
            return self.function_given(symbol, arguments, depth);
        }
        if matches!(symbol.kind, SymbolKind::Class(_)) {
            let Some(depth) = depth.checked_sub(1) else { return GuardClass::Unknown };
            return self.class_given(symbol, arguments, depth);
        }
        // `export const withApi = (options) => …`
        if let Some(Value::Function(at)) = self.index.binding(symbol).map(|it| &it.value) {
            let Some(depth) = depth.checked_sub(1) else { return GuardClass::Unknown };
            let function = Symbol { file: symbol.file, kind: SymbolKind::Function(*at) };
            return self.function_given(function, arguments, depth);
        }
        let Some((function, name)) = self.other_name(symbol) else {
            return self.found(file, found, arguments, depth);
        };
        let Some(depth) = depth.checked_sub(1) else { return GuardClass::Unknown };
        let meant = self.find(symbol.file, function, name);
        self.called_with(symbol.file, meant, arguments, depth)
    }

    /// The name that a binding is only another name for, and the function in which it stands:
    /// `export const authenticate = libraryAuthenticate`.
    fn other_name(&self, symbol: Symbol) -> Option<(Option<u32>, &'a Name)> {
        let binding = self.index.binding(symbol)?;
        match &binding.value {
            Value::Name(name) => Some((binding.function, name)),
            _ => None,
        }
    }

    fn found(
        &self,
        file: FileId,
        found: Found<'a>,
        arguments: &[Argument],
        depth: u32,
    ) -> GuardClass {
        let Some(depth) = depth.checked_sub(1) else { return GuardClass::Unknown };
        match found {
            Found::Symbol(symbol) => match symbol.kind {
                SymbolKind::Function(_) => self.function(symbol, depth),
                SymbolKind::Class(_) => self.class(symbol, depth),
                SymbolKind::Binding(_) => self.binding(symbol, depth),
                SymbolKind::GuardAlias(_) => {
                    self.index.guard_alias(symbol).map_or(GuardClass::Unknown, |alias| {
                        strongest(alias.guards.iter().map(|guard| match guard.known {
                            Some(class) => class,
                            None => self.target(symbol.file, alias.function, guard, depth),
                        }))
                    })
                }
                SymbolKind::Router(_) => GuardClass::Other,
                SymbolKind::Module => match self.index.member(symbol.file, "default") {
                    Found::Symbol(Symbol { kind: SymbolKind::Module, .. }) => GuardClass::Unknown,
                    found => self.found(symbol.file, found, arguments, depth),
                },
            },
            Found::Value(at) => self.value(at.file, at.function, at.value, depth),
            Found::External(path) => {
                self.library(file, &path, arguments).unwrap_or(GuardClass::Unknown)
            }
            Found::Unknown => GuardClass::Unknown,
        }
    }

    fn library(&self, file: FileId, path: &str, arguments: &[Argument]) -> Option<GuardClass> {
        self.index.linker(file).and_then(|linker| linker.library_guard(path, arguments))
    }

    fn binding(&self, symbol: Symbol, depth: u32) -> GuardClass {
        self.once(symbol, depth, || {
            self.index.binding(symbol).map_or(GuardClass::Unknown, |binding| {
                self.value(symbol.file, binding.function, &binding.value, depth)
            })
        })
    }

    fn parameters(&self, file: FileId, function: u32, depth: u32, out: &mut Vec<Guard>) {
        let facts = self.index.facts(file);
        let Some(it) = facts.functions.get(function as usize) else { return };
        for guard in &it.dependencies {
            let place = Place { file, span: guard.span };
            self.read_use(file, Some(function), guard, place, depth, out);
        }
        // A declared type may be a name for a guard; only here it shows, across files.
        for parameter in &it.parameters {
            for value in
                [Some(&parameter.annotation), parameter.default.as_ref()].into_iter().flatten()
            {
                let Value::Name(name) = value else { continue };
                let Some(symbol) = self.index.resolve(file, it.outer, name) else { continue };
                if self.index.guard_alias(symbol).is_some() {
                    let guard = GuardUse {
                        target: value.clone(),
                        via: Via::Parameter,
                        ..GuardUse::default()
                    };
                    let place = Place { file, span: it.definition };
                    self.read_use(file, it.outer, &guard, place, depth, out);
                }
            }
        }
    }

    /// A function with the functions inside it that run with it.
    fn scope(&self, file: FileId, function: u32) -> Vec<u32> {
        let functions = &self.index.facts(file).functions;
        let mut scope = vec![function];
        let Some(outer) = functions.get(function as usize) else { return scope };
        for (at, inner) in functions.iter().enumerate().skip(function as usize + 1) {
            if inner.span.start >= outer.span.end {
                break;
            }
            if !inner.attached && inner.outer.is_some_and(|outer| scope.contains(&outer)) {
                scope.push(at as u32);
            }
        }
        scope
    }

    /// The calls of a function in order, those in its lambdas included.
    fn calls_of(&self, file: FileId, function: u32) -> Vec<&'a Call> {
        let by_function = self.calls.borrow().get(&file).cloned();
        let by_function = by_function.unwrap_or_else(|| {
            let facts = self.index.facts(file);
            let mut calls: BTreeMap<u32, Vec<&Call>> = BTreeMap::new();
            for call in &facts.calls {
                let mut holder = call.function;
                // What stands within an injected dependency is run before the function, and read with it.
                let injected =
                    holder.and_then(|at| facts.functions.get(at as usize)).is_some_and(|it| {
                        it.dependencies.iter().any(|guard| guard.span.contains(call.span))
                    });
                if injected {
                    continue;
                }
                // A lambda belongs to the function that hands it over.
                for _ in 0..4 {
                    let Some(function) = holder.and_then(|at| facts.functions.get(at as usize))
                    else {
                        break;
                    };
                    if function.kind != FunctionKind::Lambda
                        || function.outer.is_none()
                        || !function.name.is_empty()
                    {
                        break;
                    }
                    holder = function.outer;
                }
                for function in [call.function, holder.filter(|it| call.function != Some(*it))]
                    .into_iter()
                    .flatten()
                {
                    calls.entry(function).or_default().push(call);
                }
            }
            let calls = Rc::new(calls);
            self.calls.borrow_mut().insert(file, calls.clone());
            calls
        });
        by_function.get(&function).cloned().unwrap_or_default()
    }

    /// Whether a refusal at this place is caught by a handler that goes on without it.
    fn is_swallowed(&self, file: FileId, span: Span) -> bool {
        self.index.facts(file).handlers.iter().any(|handler| {
            handler.tried.contains(span)
                && catches(handler)
                && !matches!(handler.action, HandlerAction::Raises)
                && !hands_on(handler)
                && !self.raises_unless_told(file, handler)
                && !self.handler_refuses(file, handler.span)
        })
    }

    /// Whether a handler raises the error again unless an option of the guard tells it to go on:
    /// `if (options.optional) { … } else { throw error }`. Who sets the option is told by [`relaxed`].
    fn raises_unless_told(&self, file: FileId, handler: &Handler) -> bool {
        let facts = self.index.facts(file);
        let function = handler.function.and_then(|at| facts.functions.get(at as usize));
        function.is_some_and(|it| {
            it.exits.iter().any(|exit| {
                exit.kind == ExitKind::Raise
                    && handler.span.contains(exit.span)
                    && exit.value.as_name().is_some_and(|name| name.path == handler.name)
                    && exit.conditions.iter().any(|name| {
                        let option = name.rsplit('.').next().unwrap_or_default();
                        name.contains('.') && (relaxes(option, true) || relaxes(option, false))
                    })
            })
        })
    }

    /// Whether an exit answers for an error from behind the guard: `try { await next() } catch { … }`.
    fn is_translated(&self, file: FileId, function: u32, exit: &Exit) -> bool {
        let handlers = &self.index.facts(file).handlers;
        let handler = exit.handler.and_then(|at| handlers.get(at as usize));
        handler.is_some_and(|it| self.hands_over_first(file, function, it.tried))
    }

    /// Whether a block hands the request over before it does anything else: what fails in it fails behind it.
    fn hands_over_first(&self, file: FileId, function: u32, block: Span) -> bool {
        let facts = self.index.facts(file);
        let Some(it) = facts.functions.get(function as usize) else { return false };
        let next = it.exits.iter().find(|it| it.kind == ExitKind::Next && block.contains(it.span));
        next.is_some_and(|next| {
            let mut calls = self.calls_of(file, function).into_iter();
            !calls.any(|it| it.span.start >= block.start && it.span.start < next.span.start)
        })
    }

    /// Whether a handler answers with a refusal of its own, or with the failure.
    fn handler_refuses(&self, file: FileId, handler: Span) -> bool {
        let facts = self.index.facts(file);
        let Some(function) = facts.function_at(handler) else { return false };
        facts.functions.get(function as usize).is_some_and(|it| {
            it.exits.iter().any(|exit| {
                handler.contains(exit.span)
                    && (refusal::refuses(self.index, file, function, exit)
                        || refusal::answers_failure(exit)
                        || refusal::answers_caught(exit)
                        // `return problemInternalError(requestId)`
                        || exit.value.as_call().is_some() && refusal::ends_without_work(exit))
            })
        })
    }
}

/// Whether a handler catches what refuses a caller.
fn catches(handler: &Handler) -> bool {
    handler.types.is_empty()
        || handler.types.iter().any(|it| {
            matches!(it.last(), "Exception" | "BaseException" | "HTTPException")
                || words::is_refusal(it.last())
        })
}

/// Whether a handler answers with the caught error: `next(error)`, `reply.send(error)`, `return respond(error)`.
fn hands_on(handler: &Handler) -> bool {
    handler.action == HandlerAction::Returns
        && !handler.name.is_empty()
        && match &handler.returns {
            Some(Value::Name(name)) => name.path == handler.name,
            Some(Value::Call(call)) => call.arguments.iter().any(|argument| {
                argument.value.as_name().is_some_and(|name| name.path == handler.name)
            }),
            _ => false,
        }
}

/// The guard that says most among several.
fn strongest(classes: impl IntoIterator<Item = GuardClass>) -> GuardClass {
    let rank = |class: GuardClass| match class {
        GuardClass::Reject => 5,
        GuardClass::Optional => 4,
        GuardClass::Extract => 3,
        GuardClass::AlwaysTrue => 2,
        GuardClass::Unknown => 1,
        GuardClass::Other => 0,
    };
    classes.into_iter().max_by_key(|class| rank(*class)).unwrap_or(GuardClass::Other)
}

/// Whether an option lets strangers through if it is set so.
fn relaxes(option: &str, on: bool) -> bool {
    match on {
        true => matches!(
            option,
            "optional" | "skipAuth" | "skip_auth" | "allow_anonymous" | "allowAnonymous"
        ),
        false => matches!(
            option,
            "required" | "auto_error" | "credentialsRequired" | "raise_exception_if_missing"
        ),
    }
}

/// A guard that is made with an option that lets strangers through.
fn relaxed(class: GuardClass, arguments: &[Argument]) -> GuardClass {
    if class != GuardClass::Reject {
        return class;
    }
    let relaxes = |name: &str, value: &Value| value.as_bool().is_some_and(|it| relaxes(name, it));
    let names_nobody = |value: &Value| {
        value.as_name().is_some_and(|name| {
            naming::words(name.last()).first().is_some_and(|it| it == "anonymous")
        })
    };
    let any = arguments.iter().any(|argument| {
        relaxes(&argument.name, &argument.value)
            || match &argument.value {
                Value::Dict(entries) => entries.iter().any(|(name, value)| relaxes(name, value)),
                Value::List(items) => items.iter().any(names_nobody),
                value => names_nobody(value),
            }
    });
    if any { GuardClass::Optional } else { class }
}

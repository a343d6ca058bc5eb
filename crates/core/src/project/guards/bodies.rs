//! What a function or a class that guards does: its refusals, its helpers, its bases.

use std::collections::{BTreeMap, BTreeSet};

use super::condition::truth;
use super::decision::Decision;
use super::{DECIDING_METHODS, Guards, HELPER_STEPS, refusal, relaxed, strongest, words};
use crate::facts::{
    BindingKind, Call, Exit, ExitKind, Function, GuardClass, Name, Root, StateUse, Stub, Value,
};
use crate::naming;
use crate::project::{FileId, Found, ProjectFile, Symbol, SymbolKind};

/// How many calls of one guard are followed.
const MAX_CALLS: usize = 60;
/// Methods that stand in the way of a request.
const HANDLING_METHODS: &[&str] = &[
    "__call__",
    "dispatch",
    "process_request",
    "process_view",
    "get_route_handler",
    "authenticate",
    "handle",
    "use",
    "intercept",
];

impl<'a> Guards<'a, '_> {
    pub(super) fn function(&self, symbol: Symbol, depth: u32) -> GuardClass {
        // What it does may depend on what the function around it, or its class, was made with.
        if depth > 0 && self.is_made(symbol) {
            return self.read_function(symbol, depth);
        }
        self.once(symbol, depth, || self.read_function(symbol, depth))
    }

    pub(super) fn read_function(&self, symbol: Symbol, depth: u32) -> GuardClass {
        let (Some(function), SymbolKind::Function(at)) = (self.index.function(symbol), symbol.kind)
        else {
            return GuardClass::Unknown;
        };
        let file = symbol.file;
        if let (Some(made), Some(depth)) =
            (self.made_class(file, at, function), depth.checked_sub(1))
        {
            return self.class(made, depth);
        }
        let facts = self.index.facts(file);
        let scope = self.scope(file, at);
        let mut dependencies = Vec::new();
        for &at in &scope {
            self.parameters(file, at, depth - 1, &mut dependencies);
        }
        let depends = strongest(dependencies.iter().map(|guard| guard.class));
        let body = || scope.iter().filter_map(|at| Some((*at, facts.functions.get(*at as usize)?)));
        if depends == GuardClass::Reject {
            return GuardClass::Reject;
        }
        if self.is_decorated(file, function, depth) {
            return GuardClass::Reject;
        }
        let called = self.called_within(file, &scope);
        let mut classes = Vec::new();
        for (at, inner) in body().filter(|(_, it)| !called.contains(it.name.as_str())) {
            match self.decides(file, at, inner, symbol, depth) {
                Some(Decision { class, settled, .. }) => {
                    classes.push(class);
                    if settled && at == scope[0] {
                        break;
                    }
                }
                None => classes.push(self.refuses_somewhere(file, at, inner, symbol, depth)),
            }
        }
        let does = strongest(classes);
        if matches!(does, GuardClass::Reject | GuardClass::Optional) {
            return does;
        }
        if scope.iter().skip(1).any(|&inner| self.turns_away(file, inner)) {
            return GuardClass::Reject;
        }
        if depends == GuardClass::Optional {
            return GuardClass::Optional;
        }
        if !words::is_access(&function.qualified) {
            return match self.all_handed_out(file, at, function, depth - 1) {
                GuardClass::Unknown => GuardClass::Other,
                class => class,
            };
        }
        self.without_refusal(file, &scope, function, depends, depth)
    }

    /// The class that a function makes and gives back: `class It extends AuthGuard(name) { … } return mixin(It)`.
    fn made_class(&self, file: FileId, at: u32, function: &Function) -> Option<Symbol> {
        let name = match returned(function)? {
            Value::Name(name) => name,
            Value::Call(call) if call.arguments.len() == 1 => call.positional(0)?.as_name()?,
            _ => return None,
        };
        let symbol = self.index.resolve(file, Some(at), name)?;
        let made = self.index.class(symbol).is_some_and(|it| it.outer == Some(at));
        (made && symbol.file == file).then_some(symbol)
    }

    /// What all does that a function returns: `typeof scope === "string" ? guarded(handler) : guarded(scope)`.
    /// Of several values each must refuse.
    fn all_handed_out(&self, file: FileId, at: u32, function: &Function, depth: u32) -> GuardClass {
        if let Some(value) = returned(function) {
            return self.handed_out(file, at, value, depth);
        }
        let mut returned = function.exits.iter().filter(|exit| exit.kind == ExitKind::Return);
        let refuses = |exit: &Exit| {
            matches!(exit.value, Value::Call(_))
                && self.handed_out(file, at, &exit.value, depth) == GuardClass::Reject
        };
        match returned.next().is_some_and(refuses) && returned.all(refuses) {
            true => GuardClass::Reject,
            false => GuardClass::Other,
        }
    }

    /// What something does that a function returns. An object guards by being called or handed the request;
    /// that it can be asked about permissions (`user.has_permission()`) makes it no guard.
    fn handed_out(&self, file: FileId, function: u32, value: &Value, depth: u32) -> GuardClass {
        // `return required_user if required else optional_user`: an argument of the call chooses.
        if let (Value::Choice(values), Some(depth)) = (value, depth.checked_sub(1)) {
            return strongest(values.iter().map(|it| self.handed_out(file, function, it, depth)));
        }
        let made = value.as_call().and_then(|call| {
            let symbol = self.index.resolve(file, Some(function), &call.callee)?;
            self.makes(symbol, &call.callee).then_some(symbol)
        });
        let handles = |symbol: Symbol| {
            let mut names = HANDLING_METHODS.iter().chain(&["canActivate"]);
            names.any(|name| self.index.method(symbol, name).is_some())
        };
        match made {
            Some(symbol) if !handles(symbol) => {
                self.library_base(symbol).unwrap_or(GuardClass::Other)
            }
            _ => self.value(file, Some(function), value, depth),
        }
    }

    /// Whether a decorator refuses before a function that guards is run.
    fn is_decorated(&self, file: FileId, function: &Function, depth: u32) -> bool {
        function.decorators.iter().any(|decorator| {
            let found = self.index.find(file, function.outer, &decorator.name);
            let guards = !matches!(
                found.symbol().map(|it| it.kind),
                Some(SymbolKind::Router(_) | SymbolKind::Class(_))
            );
            guards
                && relaxed(
                    self.found(file, found, &decorator.arguments, depth - 1),
                    &decorator.arguments,
                ) == GuardClass::Reject
        })
    }

    /// The functions inside a function that it calls itself: they are read as helpers where they are called.
    fn called_within(&self, file: FileId, scope: &[u32]) -> BTreeSet<&'a str> {
        let facts = self.index.facts(file);
        let inner = || {
            let inner = scope.iter().skip(1);
            inner.filter_map(|at| facts.functions.get(*at as usize)).map(|it| it.name.as_str())
        };
        let mut called = BTreeSet::new();
        for at in if scope.len() > 2 { scope } else { &[] } {
            for call in self.calls_of(file, *at) {
                called.extend(inner().find(|name| call.callee.path == *name));
            }
        }
        called
    }

    /// What a function does whose refusals no condition of its own decides about.
    fn refuses_somewhere(
        &self,
        file: FileId,
        at: u32,
        function: &Function,
        symbol: Symbol,
        depth: u32,
    ) -> GuardClass {
        let refusals: Vec<&Exit> = function
            .exits
            .iter()
            .filter(|exit| {
                refusal::refuses(self.index, file, at, exit)
                    && !self.is_swallowed(file, exit.span)
                    && !self.is_translated(file, at, exit)
            })
            .collect();
        if refusals.is_empty() {
            match self.helpers(file, at, symbol, depth.saturating_sub(HELPER_STEPS)) {
                GuardClass::Reject => {}
                class => return class,
            }
        }
        let open = lets_anonymous_pass(function)
            || self.is_switched_off(function)
            || !refusals.is_empty()
                && refusals
                    .iter()
                    .all(|exit| exit.conditions.iter().any(|it| self.is_open_setting(it)));
        if open { GuardClass::Optional } else { GuardClass::Reject }
    }

    /// What a function with a guard's name does when it refuses nothing.
    fn without_refusal(
        &self,
        file: FileId,
        scope: &[u32],
        function: &'a Function,
        depends: GuardClass,
        depth: u32,
    ) -> GuardClass {
        let facts = self.index.facts(file);
        let innermost =
            scope.last().and_then(|at| facts.functions.get(*at as usize)).unwrap_or(function);
        if let Some(at) = scope.first()
            && let class @ (GuardClass::Reject | GuardClass::Optional | GuardClass::Extract) =
                self.all_handed_out(file, *at, function, depth - 1)
        {
            return class;
        }
        if depends != GuardClass::Extract
            && is_always_true(innermost)
            && is_always_true(function)
            && !self.prepares(file, scope)
        {
            return if words::asks_for_nothing(&function.qualified) {
                GuardClass::Other
            } else {
                GuardClass::AlwaysTrue
            };
        }
        let reads_request = function.body.strings.iter().any(|text| {
            let text = text.to_ascii_lowercase();
            text.contains("authorization") || text.contains("bearer") || text.contains("x-api-key")
        });
        let returns_nothing = function.exits.iter().any(|exit| {
            exit.kind == ExitKind::Return && exit.value == Value::Null && exit.conditional
        });
        if admits_nobody(&function.result) || returns_nothing {
            GuardClass::Optional
        } else if reads_request || depends == GuardClass::Extract {
            GuardClass::Extract
        } else if function.body.calls > 0 && depends == GuardClass::Unknown
            || scope.iter().any(|at| self.asks_elsewhere(file, *at))
        {
            GuardClass::Unknown
        } else {
            GuardClass::Other
        }
    }

    /// Whether a function puts together what the handlers behind it show, and says nothing of the caller:
    /// `res.locals.id = req.params.id`.
    fn prepares(&self, file: FileId, scope: &[u32]) -> bool {
        let facts = self.index.facts(file);
        let of_function =
            |it: &&StateUse| it.sets && it.function.is_some_and(|at| scope.contains(&at));
        let mut set = facts.state.iter().filter(of_function).peekable();
        set.peek().is_some() && set.all(|it| !words::is_identity(&it.name))
    }

    /// Whether a function asks something about access that cannot be followed: `self.service.check_access(…)`.
    fn asks_elsewhere(&self, file: FileId, function: u32) -> bool {
        self.calls_of(file, function).into_iter().any(|call| {
            call.callee.path.contains('.')
                && !matches!(call.callee.root, Root::Import(..))
                && words::demands(call.callee.last())
                && self.find(file, call.function, &call.callee).symbol().is_none()
        })
    }

    pub(super) fn class(&self, symbol: Symbol, depth: u32) -> GuardClass {
        self.once(symbol, depth, || self.read_class(symbol, depth))
    }

    pub(super) fn read_class(&self, symbol: Symbol, depth: u32) -> GuardClass {
        let Some(class) = self.index.class(symbol) else { return GuardClass::Unknown };
        let own = self.index.linker(symbol.file).map_or(&[][..], |linker| linker.guard_methods());
        let mut open = None;
        for name in DECIDING_METHODS.iter().chain(own) {
            let Some(method) = self.index.method(symbol, name) else { continue };
            match self.deciding(method, depth) {
                GuardClass::AlwaysTrue if words::is_open(&class.name) => {
                    open = Some(GuardClass::Other);
                }
                GuardClass::AlwaysTrue => open = Some(GuardClass::AlwaysTrue),
                class => return class,
            }
        }
        if let Some(open) = open {
            return open;
        }
        for name in HANDLING_METHODS {
            let Some(method) = self.index.method(symbol, name) else { continue };
            let read = self.function(method, depth - 1);
            if read == GuardClass::AlwaysTrue && !words::is_access(&class.name) {
                return GuardClass::Other;
            }
            if !matches!(read, GuardClass::Other | GuardClass::Unknown) {
                return read;
            }
        }
        if let Some(class) = self.library_base(symbol) {
            return class;
        }
        match self.constructor(symbol) {
            Some(made) => self.function(made, depth - 1),
            None => GuardClass::Other,
        }
    }

    pub(super) fn constructor(&self, class: Symbol) -> Option<Symbol> {
        ["__init__", "constructor"].iter().find_map(|name| self.index.method(class, name))
    }

    /// A method that answers with true or false, or refuses itself.
    fn deciding(&self, method: Symbol, depth: u32) -> GuardClass {
        let Some(function) = self.index.function(method) else { return GuardClass::Unknown };
        if is_always_true(function) {
            return GuardClass::AlwaysTrue;
        }
        let read = self.function(method, depth - 1);
        if matches!(read, GuardClass::Reject | GuardClass::Optional) {
            return read;
        }
        // One that answers with nothing but true turns nobody away.
        let denies = |exit: &Exit| match exit.kind {
            ExitKind::Return => exit.value != Value::Bool(true),
            kind => kind == ExitKind::Raise && exit.conditional,
        };
        let runs = |exit: &Exit| match method.kind {
            SymbolKind::Function(at) => self.runs_as_given(method.file, at, exit.span),
            _ => true,
        };
        let asks_who = function.exits.iter().any(|exit| {
            exit.conditions.iter().any(|name| words::asks_who(name))
                || mentions_identity(&exit.value, 5)
        });
        // It says itself whom it lets through: `if (!list.public && !token) throw …; return true`.
        let plain = function
            .exits
            .iter()
            .all(|it| it.kind != ExitKind::Return || matches!(it.value, Value::Bool(_)));
        let partly = || match method.kind {
            SymbolKind::Function(at) => {
                self.decides(method.file, at, function, method, depth).is_some_and(|it| it.partly)
            }
            _ => false,
        };
        if asks_who && plain && partly() {
            GuardClass::Optional
        } else if asks_who && function.exits.iter().any(|exit| denies(exit) && runs(exit)) {
            GuardClass::Reject
        } else {
            self.falls_back(method, function, depth)
        }
    }

    /// A method that asks its base and decides otherwise where the base refuses: by a setting, or for everybody.
    fn falls_back(&self, method: Symbol, function: &Function, depth: u32) -> GuardClass {
        let SymbolKind::Function(at) = method.kind else { return GuardClass::Other };
        let asks_base = self.calls_of(method.file, at).into_iter().any(|call| {
            let depth = depth.saturating_sub(HELPER_STEPS);
            call.callee.path.starts_with("super")
                && depth > 0
                && self.inherited(method.file, at, &call.callee, depth) == GuardClass::Reject
        });
        let admits = function.exits.iter().any(|exit| {
            exit.kind == ExitKind::Return
                && exit.handler.is_some()
                && exit.value == Value::Bool(true)
        });
        match (asks_base, admits) {
            (true, true) => GuardClass::Optional,
            (true, false) => GuardClass::Reject,
            (false, _) => GuardClass::Other,
        }
    }

    /// What a base class of a library does, unless the class settles itself what becomes of a stranger.
    fn library_base(&self, symbol: Symbol) -> Option<GuardClass> {
        let class = self.base_of_library(symbol)?;
        let settles = self.index.method(symbol, "handleRequest");
        let admits = settles.and_then(|it| self.index.function(it)).is_some_and(|method| {
            method.exits.iter().all(|exit| match &exit.value {
                Value::Call(call) => !call.callee.path.starts_with("super"),
                _ => exit.kind != ExitKind::Raise,
            })
        });
        Some(if class == GuardClass::Reject && admits { GuardClass::Optional } else { class })
    }

    fn base_of_library(&self, symbol: Symbol) -> Option<GuardClass> {
        let (classes, external) = self.index.lineage(symbol);
        for at in classes {
            let Some(class) = self.index.class(at) else { continue };
            for base in &class.bases {
                if let Value::Call(call) = base
                    && let Found::External(path) =
                        self.index.find(at.file, class.outer, &call.callee)
                    && let Some(class) = self.library(at.file, &path, &call.arguments)
                {
                    return Some(class);
                }
            }
        }
        external.iter().find_map(|path| self.library(symbol.file, path, &[]))
    }

    /// What the helpers that a function calls do with the request.
    pub(super) fn helpers(
        &self,
        file: FileId,
        function: u32,
        caller: Symbol,
        depth: u32,
    ) -> GuardClass {
        if depth == 0 {
            return GuardClass::Other;
        }
        let facts = self.index.facts(file);
        let mut base = GuardClass::Other;
        for call in self.calls_of(file, function).into_iter().take(MAX_CALLS) {
            // What stands in the parameters makes a dependency; it is read as one.
            let injected = facts.functions.get(function as usize).is_some_and(|it| {
                it.dependencies.iter().any(|guard| guard.span.contains(call.span))
            });
            // A function inside with branches of its own is followed through them.
            let apart = call.function.filter(|it| *it != function).is_some_and(|it| {
                facts.functions.get(it as usize).is_some_and(|it| !it.branches.is_empty())
            });
            if injected || apart {
                continue;
            }
            let class = self.called(file, function, call, caller, depth);
            if class == GuardClass::Reject && !self.is_swallowed(file, call.span) {
                return GuardClass::Reject;
            }
            if class == GuardClass::Optional && call.callee.path.starts_with("super") {
                base = class;
            }
        }
        base
    }

    /// What a call does with the request, as a helper of a guard.
    pub(super) fn called(
        &self,
        file: FileId,
        function: u32,
        call: &Call,
        caller: Symbol,
        depth: u32,
    ) -> GuardClass {
        if depth == 0 {
            return GuardClass::Other;
        }
        let found = match call.callee.path.starts_with("super") {
            true => Found::Unknown,
            false => self.find(file, call.function, &call.callee),
        };
        let class = match found {
            Found::Symbol(symbol) if symbol == caller || self.makes(symbol, &call.callee) => {
                GuardClass::Other
            }
            Found::Unknown => self.inherited(file, function, &call.callee, depth),
            found => {
                let arguments = self.handed_on(file, call.function, &call.arguments);
                self.called_with(file, found, &arguments, depth)
            }
        };
        relaxed(class, &call.arguments)
    }

    /// Whether a call makes an instance of a class; an instance itself may be called: `Checker()(request)`.
    fn makes(&self, symbol: Symbol, callee: &Name) -> bool {
        !callee.path.ends_with("()")
            && self.index.class(symbol).is_some_and(|class| class.name == callee.last())
    }

    /// `super().canActivate(…)`: what the base does.
    fn inherited(&self, file: FileId, function: u32, callee: &Name, depth: u32) -> GuardClass {
        let Some(path) = callee.path.strip_prefix("super") else { return GuardClass::Other };
        let method = path.trim_start_matches("()").trim_start_matches('.');
        let class = self.index.facts(file).functions.get(function as usize).and_then(|it| it.class);
        let Some(class) = class else { return GuardClass::Other };
        let symbol = Symbol { file, kind: SymbolKind::Class(class) };
        let (classes, _) = self.index.lineage(symbol);
        for base in classes.into_iter().skip(1) {
            if let Some(method) = self.index.method(base, method) {
                return self.function(method, depth - 1);
            }
        }
        self.library_base(symbol).unwrap_or(GuardClass::Other)
    }

    /// `if not settings.AUTH_ENABLED: return`, where the setting is off by default.
    fn is_switched_off(&self, function: &Function) -> bool {
        function.exits.iter().any(|exit| {
            matches!(exit.kind, ExitKind::Return | ExitKind::Next)
                && exit.conditional
                && !exit.conditions.is_empty()
                && exit
                    .conditions
                    .iter()
                    .filter(|name| !name.ends_with("()"))
                    .all(|name| self.is_open_setting(name))
        })
    }

    /// Whether a name is a setting that would make the program stricter and is empty or off by default.
    fn is_open_setting(&self, name: &str) -> bool {
        let name = name.rsplit('.').next().unwrap_or_default();
        words::is_restricting(name) && self.settings().get(name).copied().unwrap_or(false)
    }

    /// The values of the project's settings by name.
    pub(super) fn setting_values(&self) -> &BTreeMap<&'a str, &'a Value> {
        self.setting_values.get_or_init(|| {
            let mut values = BTreeMap::new();
            for file in self.index.files() {
                let fields = file.facts.classes.iter().filter(|it| holds_settings(&it.name));
                for field in fields.flat_map(|class| &class.fields) {
                    if let Some(value) = &field.value {
                        values.insert(field.name.as_str(), value);
                    }
                }
                values.extend(constants(file));
            }
            values
        })
    }

    /// Settings of the project by name, and whether each is empty or off by default.
    pub(super) fn settings(&self) -> &BTreeMap<&'a str, bool> {
        self.settings.get_or_init(|| {
            let mut settings: BTreeMap<&'a str, bool> = BTreeMap::new();
            for (name, value) in self.setting_values() {
                if let Some(on) = default_of(value) {
                    settings.insert(name, !on);
                }
            }
            for file in self.index.files() {
                for read in &file.facts.environment {
                    let open = match &read.default {
                        Some(value) => truth(value) == Some(false),
                        None => !read.required,
                    };
                    settings.entry(&read.name).or_insert(open);
                }
            }
            settings
        })
    }
}

/// The constants of a file that holds settings.
fn constants(file: &ProjectFile) -> impl Iterator<Item = (&str, &Value)> {
    let stems = file.path.as_str().rsplit('/').take(2).map(|it| it.split('.').next());
    let bindings = match stems.flatten().any(|it| holds_settings(it) || it == "defaults") {
        true => &*file.facts.bindings,
        false => &[],
    };
    let constant = |name: &str| !name.contains(char::is_lowercase);
    bindings
        .iter()
        .filter(move |it| it.kind == BindingKind::Module && constant(&it.name))
        .map(|it| (it.name.as_str(), &it.value))
}

/// Whether a class or a file of this name holds settings.
fn holds_settings(name: &str) -> bool {
    naming::words(name)
        .iter()
        .any(|part| matches!(part.as_str(), "settings" | "config" | "configuration"))
}

/// Whether a setting is on if nobody sets it.
fn default_of(value: &Value) -> Option<bool> {
    let Value::Call(call) = value else { return truth(value) };
    let default = match call.callee.last() {
        // `getattr(configuration, "LOGIN_REQUIRED", True)`
        "getattr" => call.positional(2),
        "Field" => call.positional(0).or_else(|| call.keyword("default")),
        _ => call.keyword("default"),
    };
    default.and_then(truth)
}

/// The only value that a function returns.
pub(super) fn returned(function: &Function) -> Option<&Value> {
    let mut values = function.exits.iter().filter(|exit| exit.kind == ExitKind::Return);
    let first = values.next()?;
    values.next().is_none().then_some(&first.value)
}

/// Whether a declared result admits nothing: `User | None`, `Optional[User]`.
pub(super) fn admits_nobody(result: &Value) -> bool {
    match result {
        Value::Subscript(parts) => parts.0.as_name().is_some_and(|name| name.last() == "Optional"),
        Value::Choice(values) | Value::Computed(values) => {
            values.contains(&Value::Null) && values.len() > 1
        }
        _ => false,
    }
}

/// Whether a function that refuses some callers returns nothing for those who bring nothing.
fn lets_anonymous_pass(function: &Function) -> bool {
    let returns = || function.exits.iter().filter(|exit| exit.kind == ExitKind::Return);
    let nothing = returns().any(|exit| {
        exit.value == Value::Null
            && exit.conditional
            && exit.conditions.iter().any(|name| words::asks_who(name))
    });
    let something = returns()
        .any(|exit| !matches!(exit.value, Value::Null | Value::Unknown) && exit.status.is_none());
    nothing && (something || admits_nobody(&function.result))
}

/// Whether a function lets everybody through without a look: an empty body, or `return True`.
fn is_always_true(function: &Function) -> bool {
    if function.is_abstract || function.body.stub == Some(Stub::NotImplemented) {
        return false;
    }
    if function.body.stub == Some(Stub::Empty) {
        return true;
    }
    let all_true = function.exits.iter().all(|exit| match exit.kind {
        ExitKind::Return => exit.value == Value::Bool(true),
        ExitKind::Next => !exit.conditional,
        _ => false,
    });
    !function.exits.is_empty() && all_true && function.body.calls == 0
}

fn mentions_identity(value: &Value, depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    match value {
        Value::Name(name) => words::is_identity(&name.path),
        Value::Call(call) => {
            words::is_identity(&call.callee.path)
                || call.arguments.iter().any(|it| mentions_identity(&it.value, depth))
        }
        Value::List(values) | Value::Choice(values) | Value::Computed(values) => {
            values.iter().any(|value| mentions_identity(value, depth))
        }
        Value::Fallback(sides) | Value::Subscript(sides) => {
            mentions_identity(&sides.0, depth) || mentions_identity(&sides.1, depth)
        }
        _ => false,
    }
}

//! How the conditions of a guard turn out for a caller that nobody knows.

use super::Guards;
use super::address;
use super::given::Switch;
use super::handlers::is_request;
use super::words::{self, Caller};
use crate::facts::{Argument, Branch, CallValue, Exit, Function, Name, Root, Test, Tested, Value};
use crate::naming;
use crate::project::{FileId, Found, Symbol, SymbolKind};
use crate::source::Span;

/// How deep values are looked into.
const DEPTH: u32 = 6;
/// How many calls of helpers are followed to learn what a condition is about.
const HELPERS: u32 = 3;

/// How a condition may turn out: the worlds among which nothing decides.
///
/// In one world it holds, in another it fails, in a third either may come true while the program
/// runs. Several worlds mean that the text does not tell which is meant for a stranger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict(u8);

impl Verdict {
    pub(super) const HOLDS: Self = Self(1);
    pub(super) const FAILS: Self = Self(2);
    /// Depends on a setting or on a state.
    pub(super) const EITHER: Self = Self(4);
    /// Meant for or against a stranger; nobody knows which.
    pub(super) const UNCLEAR: Self = Self(3);
    const ALL: [Self; 3] = [Self::HOLDS, Self::FAILS, Self::EITHER];

    fn of(holds: bool) -> Self {
        if holds { Self::HOLDS } else { Self::FAILS }
    }

    /// The worlds: whether the condition can hold, and whether it can fail.
    pub(super) fn worlds(self) -> impl Iterator<Item = (bool, bool)> {
        Self::ALL
            .into_iter()
            .filter(move |world| self.0 & world.0 != 0)
            .map(|world| (world != Self::FAILS, world != Self::HOLDS))
    }

    fn not(self) -> Self {
        Self(self.0 & 4 | (self.0 & 1) << 1 | (self.0 & 2) >> 1)
    }

    fn and(self, other: Self) -> Self {
        let mut both = 0;
        for left in Self::ALL {
            for right in Self::ALL {
                if self.0 & left.0 != 0 && other.0 & right.0 != 0 {
                    both |= match (left, right) {
                        (Self::FAILS, _) | (_, Self::FAILS) => Self::FAILS.0,
                        (Self::HOLDS, other) | (other, _) => other.0,
                    };
                }
            }
        }
        Self(both)
    }

    fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }
}

/// Whether a test asks whether something is missing.
pub(super) fn asks_for_nothing(test: &Test) -> bool {
    match test {
        Test::Not(inner) => matches!(**inner, Test::Truth(_)),
        Test::Equal(sides) => sides.1.value == Value::Null,
        _ => false,
    }
}

/// Whether a test asks whether the caller brings a token.
pub(super) fn asks_for_token(test: &Test) -> bool {
    match test {
        Test::Not(inner) => asks_for_token(inner),
        Test::Truth(tested) => words::is_token(&tested.written),
        Test::Equal(sides) => sides.1.value == Value::Null && words::is_token(&sides.0.written),
        _ => false,
    }
}

/// What a condition is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    /// Who calls: whether it is true of a stranger.
    Caller(bool),
    /// Who calls; the text does not tell how it turns out for a stranger.
    Unclear,
    /// How the guard itself was made, or a constant.
    Fixed(bool),
    /// A setting, with the value that it has if nobody sets it.
    Setting(Option<bool>),
    /// The address that is called.
    Route,
    /// Something else: a state, the time, another value of the request.
    Other,
}

/// Reads conditions of one function.
pub(super) struct Tests<'g, 'a, 'i> {
    pub(super) guards: &'g Guards<'a, 'i>,
    pub(super) file: FileId,
    pub(super) function: u32,
}

impl<'a> Tests<'_, 'a, '_> {
    /// How the test of a branch turns out for a stranger. Whether it asks about the caller is added to `asked`.
    ///
    /// `decides` says that the branch does nothing but refuse those whom nobody knows: then what
    /// is not understood is taken for a question about the caller.
    pub(super) fn verdict(&self, branch: &Branch, decides: bool, asked: &mut bool) -> Verdict {
        self.test(&branch.test, decides, asked)
    }

    fn test(&self, test: &Test, decides: bool, asked: &mut bool) -> Verdict {
        let mut go = |test: &Test| self.test(test, decides, asked);
        let subject = match test {
            Test::Unknown => return Verdict::UNCLEAR,
            // What is done for each address of a list is done for the one that is called.
            Test::Each(sides) => {
                return match self.lists_addresses(&sides.1.value) {
                    true => Verdict::HOLDS,
                    false => Verdict::UNCLEAR,
                };
            }
            Test::Not(inner) => return go(inner).not(),
            Test::All(tests) => {
                return tests.iter().map(go).fold(Verdict::HOLDS, Verdict::and);
            }
            Test::Any(tests) => {
                return tests.iter().map(go).fold(Verdict::FAILS, Verdict::or);
            }
            Test::Truth(value) => self.subject(value),
            Test::Equal(sides) => self.equal(&sides.0, &sides.1),
            Test::In(sides) => self.contained(&sides.0, &sides.1),
        };
        *asked |= matches!(subject, Subject::Caller(_) | Subject::Unclear);
        match subject {
            Subject::Caller(holds) | Subject::Fixed(holds) | Subject::Setting(Some(holds)) => {
                Verdict::of(holds)
            }
            Subject::Route => {
                self.guards.note_address();
                self.address(test).map_or(Verdict::UNCLEAR, Verdict::of)
            }
            Subject::Unclear => Verdict::UNCLEAR,
            Subject::Other if decides => Verdict::UNCLEAR,
            Subject::Setting(None) | Subject::Other => Verdict::EITHER,
        }
    }

    /// How a test turns out by what the guard was given alone, if that decides.
    fn given(&self, test: &Test) -> Option<bool> {
        match test {
            Test::Not(inner) => self.given(inner).map(|holds| !holds),
            Test::All(tests) => {
                let all: Vec<_> = tests.iter().map(|it| self.given(it)).collect();
                let fails = all.contains(&Some(false));
                fails.then_some(false).or_else(|| all.iter().all(Option::is_some).then_some(true))
            }
            Test::Any(tests) => {
                let any: Vec<_> = tests.iter().map(|it| self.given(it)).collect();
                let holds = any.contains(&Some(true));
                holds.then_some(true).or_else(|| any.iter().all(Option::is_some).then_some(false))
            }
            Test::Truth(tested) => self.switched(tested)?.truth(),
            Test::Equal(sides) => self.is_mode(&sides.0, &sides.1),
            Test::In(sides) => self.is_mode_among(&sides.0, &sides.1),
            Test::Unknown | Test::Each(_) => None,
        }
    }

    fn switched(&self, tested: &Tested) -> Option<Switch> {
        let name = tested.value.as_name()?;
        let written = Name { path: tested.written.clone(), root: name.root };
        // An attribute with a declared type is called by that.
        let kept = name.root == Root::Receiver && written.path.starts_with("self.");
        self.guards.switch_of(self.file, self.function, if kept { &written } else { name })
    }

    /// Whether the mode that the guard was given is the text that it is compared with.
    fn is_mode(&self, left: &Tested, right: &Tested) -> Option<bool> {
        [(left, right), (right, left)].into_iter().find_map(|(name, text)| {
            let text = text.value.as_str()?;
            Some(self.switched(name)?.mode()? == *text)
        })
    }

    /// Whether the mode that the guard was given is in a list of texts.
    fn is_mode_among(&self, item: &Tested, list: &Tested) -> Option<bool> {
        let Value::List(texts) = &list.value else { return None };
        let texts: Option<Vec<_>> = texts.iter().map(Value::as_str).collect();
        Some(texts?.contains(&self.switched(item)?.mode()?.as_str()))
    }

    /// Whether a test is about nothing but what the caller asks for or what is there, as far as it is understood.
    pub(super) fn is_elsewhere(&self, test: &Test) -> bool {
        let other =
            |it: &Tested| matches!(self.subject(it), Subject::Other) || is_constant(&it.value);
        match test {
            Test::Not(inner) => self.is_elsewhere(inner),
            Test::All(tests) | Test::Any(tests) => tests.iter().all(|it| self.is_elsewhere(it)),
            Test::Truth(tested) => matches!(self.subject(tested), Subject::Other),
            Test::Equal(sides) => other(&sides.0) && other(&sides.1),
            _ => false,
        }
    }

    fn equal(&self, left: &Tested, right: &Tested) -> Subject {
        if let Some(holds) = self.is_mode(left, right) {
            return Subject::Fixed(holds);
        }
        let (one, other) = (self.subject(left), self.subject(right));
        // A constant stands on either side.
        let (one, other, value) = match is_constant(&left.value) && !is_constant(&right.value) {
            true => (other, one, &left.value),
            false => (one, other, &right.value),
        };
        match (one, other) {
            (Subject::Caller(holds), _) => match truth(value) {
                Some(true) if matches!(value, Value::Bool(_)) => Subject::Caller(holds),
                Some(false) => Subject::Caller(!holds),
                _ => Subject::Caller(names_stranger(value)),
            },
            (_, Subject::Caller(_)) => Subject::Caller(false),
            (Subject::Unclear, _) | (_, Subject::Unclear) => Subject::Unclear,
            (Subject::Route, _) | (_, Subject::Route) => Subject::Route,
            (Subject::Setting(set), _) => match value {
                Value::Bool(value) => Subject::Setting(set.map(|set| set == *value)),
                Value::Null => Subject::Setting(set.map(|set| !set)),
                // `config.anonymous == 1`, where nothing is set.
                Value::Number(_) => Subject::Setting(match (set, truth(value)) {
                    (Some(false), Some(on)) => Some(!on),
                    (Some(true), Some(false)) => Some(false),
                    _ => None,
                }),
                Value::Str(text) if words::is_development(text) => Subject::Setting(Some(false)),
                // `process.env.VERCEL === "1"`
                Value::Str(_)
                    if set == Some(true) && (tells_platform(left) || tells_platform(right)) =>
                {
                    Subject::Setting(set)
                }
                // What the caller brings is compared with a credential of the program.
                value if !is_constant(value) && self.is_credential(left) => Subject::Caller(false),
                _ => Subject::Setting(None),
            },
            (_, Subject::Setting(_)) if self.is_credential(right) => Subject::Caller(false),
            (_, Subject::Setting(_)) => Subject::Setting(None),
            (Subject::Fixed(fixed), _) => match truth(value) {
                Some(value) => Subject::Fixed(fixed == value),
                None => Subject::Other,
            },
            _ => Subject::Other,
        }
    }

    fn contained(&self, item: &Tested, list: &Tested) -> Subject {
        if let Some(holds) = self.is_mode_among(item, list) {
            return Subject::Fixed(holds);
        }
        match (self.subject(item), self.subject(list)) {
            // `Anonymous in self.allowed`: a guard that is made to let strangers through says so.
            (_, Subject::Fixed(_)) if names_stranger(&item.value) => Subject::Fixed(false),
            (Subject::Caller(_), _) => Subject::Caller(names_stranger(&list.value)),
            (_, Subject::Caller(_)) => Subject::Caller(false),
            (Subject::Route, _) | (_, Subject::Route) => Subject::Route,
            (Subject::Unclear, _) | (_, Subject::Unclear) => Subject::Unclear,
            // `"authorization" in request.headers`
            (_, _) if self.is_request_part(&list.value) => match item.value.as_str() {
                Some(key) if words::is_caller(key) => Subject::Caller(false),
                _ => Subject::Other,
            },
            (Subject::Setting(_), _) | (_, Subject::Setting(_)) => Subject::Setting(None),
            _ => Subject::Other,
        }
    }

    fn is_credential(&self, tested: &Tested) -> bool {
        let name = match &tested.value {
            Value::Name(name) => name.last(),
            value => key_of(value).unwrap_or(&tested.written),
        };
        words::is_restricting(name)
    }

    fn subject(&self, tested: &Tested) -> Subject {
        if let Some(switch) = self.switched(tested) {
            return switch.truth().map_or(Subject::Setting(None), Subject::Fixed);
        }
        let subject = self.value(&tested.value, DEPTH);
        match subject {
            // `user = load(...)`: what the variable is called tells what it holds.
            Subject::Other if !tested.written.is_empty() && !self.is_own_setting(tested) => {
                match words::caller(&tested.written) {
                    Some(caller) => of_caller(caller),
                    None => Subject::Other,
                }
            }
            subject => subject,
        }
    }

    /// Whether a tested name is a constant that is written as it is called: its name says no more.
    fn is_own_setting(&self, tested: &Tested) -> bool {
        tested.value.as_name().is_some_and(|name| name.path == tested.written)
    }

    fn value(&self, value: &Value, depth: u32) -> Subject {
        let Some(depth) = depth.checked_sub(1) else { return Subject::Other };
        match value {
            Value::Bool(value) => Subject::Fixed(*value),
            Value::Name(name) => self.name(name),
            Value::Call(call) => self.call(call, depth),
            Value::Subscript(parts) => match parts.1.as_str() {
                Some(key) => self.element(&parts.0, key, depth),
                None => self.value(&parts.0, depth),
            },
            Value::Fallback(sides) if sides.1 == Value::Bool(true) => Subject::Fixed(true),
            Value::Fallback(sides) => match self.value(&sides.0, depth) {
                Subject::Other => self.value(&sides.1, depth),
                Subject::Setting(None) => Subject::Setting(truth(&sides.1)),
                // `self.key or request.headers.get("X-Key")`
                Subject::Fixed(fixed) => match self.value(&sides.1, depth) {
                    caller @ Subject::Caller(_) => caller,
                    _ => Subject::Fixed(fixed),
                },
                subject => subject,
            },
            Value::Choice(values) => {
                let subjects: Vec<_> =
                    values.iter().map(|value| self.value(value, depth)).collect();
                let about = |wanted: fn(&Subject) -> bool| subjects.iter().copied().find(wanted);
                about(|it| matches!(it, Subject::Caller(_)))
                    .or_else(|| about(|it| *it == Subject::Unclear))
                    .or_else(|| {
                        about(|it| matches!(it, Subject::Setting(_)))
                            .map(|_| Subject::Setting(None))
                    })
                    .or_else(|| about(|it| *it == Subject::Route))
                    .unwrap_or(Subject::Other)
            }
            // What is computed from who calls may be true or false of a stranger.
            Value::Computed(values) => {
                let subjects: Vec<_> =
                    values.iter().map(|value| self.value(value, depth)).collect();
                let has = |wanted: fn(&Subject) -> bool| subjects.iter().any(wanted);
                match () {
                    () if has(|it| matches!(it, Subject::Caller(_) | Subject::Unclear)) => {
                        Subject::Unclear
                    }
                    () if has(|it| *it == Subject::Route) => Subject::Route,
                    () if has(|it| matches!(it, Subject::Setting(_))) => Subject::Setting(None),
                    () => Subject::Other,
                }
            }
            _ => Subject::Other,
        }
    }

    /// `session["id"]`, `headers.get("authorization")`, `config["AUTH"]`.
    fn element(&self, base: &Value, key: &str, depth: u32) -> Subject {
        if words::is_forgery(key) {
            return Subject::Other;
        }
        match self.value(base, depth) {
            Subject::Setting(_) => self.setting(key),
            Subject::Caller(_) => Subject::Caller(false),
            _ if words::is_caller(key) => Subject::Caller(false),
            subject => subject,
        }
    }

    fn name(&self, name: &Name) -> Subject {
        if let Some(made) = self.made(name) {
            return made;
        }
        let local = self.local(name);
        if is_route(local) || address::switch(local).is_some() {
            return Subject::Route;
        }
        let last = name.last();
        let constant = last.len() > 1 && !last.contains(char::is_lowercase);
        if constant || words::is_setting(local) {
            if constant
                && let Some(symbol) = self.find(name).symbol()
                && let Some(binding) = self.guards.index.binding(symbol)
                && let Some(value) = truth(&binding.value)
            {
                return Subject::Setting(Some(value));
            }
            return self.setting(last);
        }
        if words::is_relaxing(last) && self.is_of_settings(name) {
            return Subject::Setting(Some(false));
        }
        match words::caller(local) {
            Some(caller) => of_caller(caller),
            None if self.is_injected(name) => Subject::Caller(false),
            None if self.tells_failed_check(name) => Subject::Caller(true),
            None => Subject::Other,
        }
    }

    fn call(&self, call: &CallValue, depth: u32) -> Subject {
        // `reflector.get(key, handler)`: what the route itself says.
        let receiver = call.callee.receiver().to_ascii_lowercase();
        if naming::bare(&receiver).ends_with("reflector") {
            return Subject::Route;
        }
        let local = self.local(&call.callee);
        if words::is_setting(local) {
            let key = call.arguments.iter().find_map(|it| it.value.as_str());
            return key.map_or(Subject::Setting(None), |key| self.setting(key));
        }
        if words::is_forgery(local) {
            return Subject::Other;
        }
        // What is looked for is not there for a stranger.
        if call.callee.last() == "getattr"
            && let Some(Value::Bool(default)) = call.positional(2)
        {
            return Subject::Fixed(*default);
        }
        let arguments = || call.arguments.iter().map(|it| self.value(&it.value, depth));
        let receiver = call.callee.receiver();
        if is_route(receiver) || arguments().any(|it| it == Subject::Route) {
            return Subject::Route;
        }
        let key = call.arguments.first().and_then(|it| it.value.as_str());
        if let Some(key) = key {
            if words::is_forgery(key) {
                return Subject::Other;
            }
            // A part of the request that has a name.
            if words::is_request_part(receiver) {
                return match words::is_caller(key) {
                    true => Subject::Caller(false),
                    false => Subject::Other,
                };
            }
        }
        if let Some(caller) = words::caller(local) {
            return of_caller(caller);
        }
        if words::is_access(call.callee.last()) {
            return Subject::Caller(false);
        }
        if let Some(symbol) = self.find(&call.callee).symbol() {
            return match self.guards.asks_about_caller(symbol, HELPERS) {
                true => Subject::Caller(false),
                false => Subject::Other,
            };
        }
        // `isinstance(user, AnonymousUser)`, `getattr(request, "user", None)`, `compare_digest(a, b)`
        let about = arguments().any(|it| matches!(it, Subject::Caller(_) | Subject::Unclear))
            || call.arguments.iter().any(|it| it.value.as_str().is_some_and(words::is_caller));
        let anonymous = call.arguments.iter().any(|it| names_stranger(&it.value));
        if about || anonymous {
            return Subject::Caller(anonymous);
        }
        if call.arguments.iter().any(|it| is_request(&it.value))
            && !words::is_request_part(receiver)
        {
            return Subject::Unclear;
        }
        Subject::Other
    }

    /// Whether a name is the error that a check of a token hands to its callback:
    /// `jwt.verify(token, key, (error, user) => …)`.
    fn tells_failed_check(&self, name: &Name) -> bool {
        let facts = self.guards.index.facts(self.file);
        let Some(callback) = facts.functions.get(self.function as usize) else { return false };
        let is_first = callback.parameters.first().is_some_and(|it| it.name == name.path);
        let given = |it: &Argument| it.value == Value::Function(self.function);
        is_first
            && name.root == Root::Parameter
            && callback.handed
            && facts.calls.iter().any(|call| {
                call.span.contains(callback.span)
                    && words::checks_token(call.callee.last())
                    && call.arguments.iter().any(given)
            })
    }

    /// Whether a name is a constant that is worked out of settings: `const testing = process.env.MODE === "test"`.
    fn is_of_settings(&self, name: &Name) -> bool {
        let binding = self.find(name).symbol().and_then(|it| self.guards.index.binding(it));
        let of_settings =
            |value: &Value| value.as_name().is_some_and(|name| words::is_setting(&name.path));
        binding.is_some_and(|it| match &it.value {
            Value::Computed(parts) => parts.iter().any(of_settings),
            value => of_settings(value),
        })
    }

    /// A setting by its name.
    fn setting(&self, name: &str) -> Subject {
        match self.guards.settings().get(name) {
            _ if words::is_platform(name) => Subject::Setting(Some(true)),
            Some(off) => Subject::Setting(Some(!off)),
            None if words::is_relaxing(name) => Subject::Setting(Some(false)),
            None => Subject::Setting(None),
        }
    }

    /// What a guard was made with: a parameter of the function around it, an attribute that its constructor sets.
    fn made(&self, name: &Name) -> Option<Subject> {
        if let Some(switch) = self.guards.switch_of(self.file, self.function, name) {
            return Some(switch.truth().map_or(Subject::Setting(None), Subject::Fixed));
        }
        let facts = self.guards.index.facts(self.file);
        let function = facts.functions.get(self.function as usize)?;
        let default = match name.root {
            Root::Parameter => {
                let first = name.path.split(['.', '[', '(']).next()?;
                let takes = |it: &Function| it.parameters.iter().any(|it| it.name == first);
                let member = name.path.len() > first.len();
                if member && name.path.split('.').count() != 2 {
                    return None;
                }
                let mut at = self.function;
                let around = loop {
                    let around = facts.functions.get(at as usize)?;
                    if takes(around) {
                        break around;
                    }
                    at = around.outer?;
                };
                if member || at == self.function {
                    return None;
                }
                around.parameters.iter().find(|it| it.name == first)?.default.as_ref()
            }
            Root::Receiver => {
                let attribute = name.path.split_once('.')?.1;
                let class = function.class?;
                let (classes, _) = self
                    .guards
                    .index
                    .lineage(Symbol { file: self.file, kind: SymbolKind::Class(class) });
                classes.into_iter().find_map(|at| {
                    let class = self.guards.index.class(at)?;
                    let methods = &self.guards.index.facts(at.file).functions;
                    let made = class.methods.iter().filter_map(|at| methods.get(*at as usize));
                    let mut made =
                        made.filter(|it| matches!(it.kind, crate::code::FunctionKind::Constructor));
                    // What a class says of a caller before one is known says nothing of the guard.
                    let field = || {
                        class.fields.iter().find(|it| {
                            it.name == attribute
                                && (matches!(it.value, Some(Value::Bool(_)))
                                    || !words::is_caller(attribute))
                        })
                    };
                    match made.find_map(|it| it.parameters.iter().find(|it| it.name == attribute)) {
                        Some(parameter) => Some(parameter.default.as_ref()),
                        None => field().map(|it| it.value.as_ref()),
                    }
                })?
            }
            _ => return None,
        };
        Some(Subject::Fixed(match default {
            Some(Value::Bool(value)) => *value,
            // Those who use a guard that can be made stricter do so.
            _ => true,
        }))
    }

    /// Whether a name is a parameter that is filled by a dependency.
    fn is_injected(&self, name: &Name) -> bool {
        let facts = self.guards.index.facts(self.file);
        let Some(function) = facts.functions.get(self.function as usize) else { return false };
        name.root == Root::Parameter
            && !function.dependencies.is_empty()
            && function.parameters.iter().any(|it| {
                it.name == name.path
                    && (matches!(it.default, Some(Value::Call(_)))
                        || matches!(it.annotation, Value::Subscript(_)))
            })
    }

    fn is_request_part(&self, value: &Value) -> bool {
        value.as_name().is_some_and(|name| words::is_request_part(self.local(name)))
    }

    pub(super) fn find(&self, name: &Name) -> Found<'a> {
        self.guards.index.find(self.file, Some(self.function), name)
    }

    /// A path without the module that its first part is imported from.
    fn local<'n>(&self, name: &'n Name) -> &'n str {
        let path = name.path.as_str();
        let Root::Import(import, at) = name.root else { return path };
        let imports = &self.guards.index.facts(self.file).imports;
        let Some(import) = imports.get(import as usize) else { return path };
        let prefix = import.path(at);
        let from = prefix.rfind(['.', '/']).map_or(0, |dot| dot + 1);
        let whole = import.names.get(at as usize).is_some_and(|it| it.name.is_empty());
        // What a module of the project is called says little about each of its functions.
        let from = match whole && self.find(name).symbol().is_some() {
            true => prefix.len() + 1,
            false => from,
        };
        path.get(from..).unwrap_or(path)
    }
}

impl Guards<'_, '_> {
    /// Whether a place in a function can be reached with what the function was given.
    pub(super) fn runs_as_given(&self, file: FileId, function: u32, place: Span) -> bool {
        let Some(it) = self.index.facts(file).functions.get(function as usize) else { return true };
        let tests = Tests { guards: self, file, function };
        // What a block ends with that is run in any case.
        let ends = |block: Span| {
            let apart = |exit: &Exit| {
                let mut inner = it.branches.iter().filter(|it| block.contains(it.span));
                inner.any(|it| it.span.contains(exit.span))
            };
            it.exits.iter().any(|exit| block.contains(exit.span) && !apart(exit))
        };
        it.branches.iter().all(|branch| {
            let side = |holds: bool| if holds { branch.then } else { branch.otherwise };
            let within = side(true).contains(place) || side(false).contains(place);
            match tests.given(&branch.test) {
                Some(holds) if within => side(holds).contains(place),
                Some(holds) => branch.span.end > place.start || !ends(side(holds)),
                None => true,
            }
        })
    }

    /// Whether a function finds out who calls: it looks at the session, at a token, at the user.
    fn asks_about_caller(&self, symbol: Symbol, depth: u32) -> bool {
        let (SymbolKind::Function(at), Some(depth)) = (symbol.kind, depth.checked_sub(1)) else {
            return false;
        };
        if let Some(known) = self.asking.borrow().get(&(symbol, depth)) {
            return *known;
        }
        self.asking.borrow_mut().insert((symbol, depth), false);
        let asks = self.reads_caller(symbol, at, depth);
        self.asking.borrow_mut().insert((symbol, depth), asks);
        asks
    }

    fn reads_caller(&self, symbol: Symbol, at: u32, depth: u32) -> bool {
        let file = symbol.file;
        let Some(function) = self.index.function(symbol) else { return false };
        let tests = Tests { guards: self, file, function: at };
        function.exits.iter().any(|exit| {
            matches!(tests.value(&exit.value, DEPTH), Subject::Caller(_) | Subject::Unclear)
                || exit.conditions.iter().any(|name| words::is_caller(last_two(name)))
        }) || self.calls_of(file, at).into_iter().any(|call| {
            let helper = || self.index.find(file, Some(at), &call.callee).symbol();
            words::is_caller(last_two(tests.local(&call.callee)))
                || helper().is_some_and(|it| it != symbol && self.asks_about_caller(it, depth))
        })
    }
}

fn of_caller(caller: Caller) -> Subject {
    match caller {
        Caller::Known => Subject::Caller(false),
        Caller::Stranger => Subject::Caller(true),
        Caller::Setting => Subject::Setting(None),
    }
}

/// The last two parts of a path.
fn last_two(path: &str) -> &str {
    path.rmatch_indices('.').nth(1).map_or(path, |(at, _)| &path[at + 1..])
}

/// Whether a name is that of the address that is called, or of its method.
fn is_route(path: &str) -> bool {
    let mut parts = path.rsplit('.').map(naming::bare);
    let last = parts.next().unwrap_or_default();
    let request = parts.any(|it| {
        matches!(it, "request" | "req" | "scope" | "ctx" | "context" | "c" | "nextUrl" | "url")
            // A parameter with a type is called by it: `NextApiRequest.method`.
            || it.ends_with("Request")
    });
    match last {
        "endpoint" | "path" | "pathname" | "path_info" | "originalUrl" | "full_path"
        | "url_rule" | "view_name" | "url_name" | "resolver_match" => true,
        "method" | "url" | "blueprint" | "nextUrl" | "baseUrl" => request || last == path,
        _ => false,
    }
}

/// Whether a variable is asked that a platform sets on all that it runs.
fn tells_platform(tested: &Tested) -> bool {
    tested.value.as_name().is_some_and(|name| words::is_platform(name.last()))
}

/// The key that a value takes out of something: `config["KEY"]`, `config.get("KEY")`.
fn key_of(value: &Value) -> Option<&str> {
    match value {
        Value::Subscript(parts) => parts.1.as_str(),
        Value::Call(call) => call.arguments.first().and_then(|it| it.value.as_str()),
        Value::Fallback(sides) => key_of(&sides.0),
        _ => None,
    }
}

fn is_constant(value: &Value) -> bool {
    value.is_literal()
}

/// Whether a constant is true.
pub(super) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Str(text) => {
            Some(!matches!(text.to_ascii_lowercase().as_str(), "" | "false" | "0" | "no" | "off"))
        }
        Value::Fallback(sides) => truth(&sides.1),
        value if value.is_literal() => Some(!value.is_empty_literal()),
        _ => None,
    }
}

/// Whether a value stands for callers that nobody knows: `"anonymous"`, `AnonymousUser`.
fn names_stranger(value: &Value) -> bool {
    let says = |text: &str| naming::words(text).iter().any(|it| words::is_stranger(it));
    match value {
        Value::Str(text) => says(text),
        Value::Name(name) => says(name.last()),
        Value::Call(call) => says(call.callee.last()),
        Value::List(items) => items.iter().any(names_stranger),
        _ => false,
    }
}

//! Guards with switches: `check(user, allow_guests=True)` is another guard than `check(user)`, and what a wrapper does
//! depends on its options: `withApi({ auth: "none", handler })`.

use std::borrow::Cow;

use super::Guards;
use crate::facts::{Argument, Function, GuardClass, Member, Name, Root, Value};
use crate::project::{FileId, Symbol, SymbolKind};
use crate::source::Text;

/// What a switch is set to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Switch {
    /// A truth value; what is not given is off.
    On(bool),
    /// A text that names how it works.
    Mode(Text),
    /// A switch that is set while the program runs.
    Computed,
    /// No switch: what it is shows by its name.
    Other,
}

impl Switch {
    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(on) => Some(Self::On(*on)),
            Value::Null => Some(Self::On(false)),
            Value::Str(text) => Some(Self::Mode(text.clone())),
            _ => None,
        }
    }

    /// Whether it is on; `None` where that shows while the program runs.
    pub(super) fn truth(&self) -> Option<bool> {
        match self {
            Self::On(on) => Some(*on),
            Self::Mode(text) => Some(!text.is_empty()),
            Self::Computed | Self::Other => None,
        }
    }

    /// The text that it may be compared with. Where none is given, it is none of those that are asked for.
    pub(super) fn mode(&self) -> Option<Text> {
        match self {
            Self::Mode(text) => Some(text.clone()),
            Self::On(false) => Some(Text::default()),
            Self::On(true) | Self::Computed | Self::Other => None,
        }
    }

    /// The value that a call hands on by naming the switch.
    fn value(self) -> Option<Value> {
        match self {
            Self::On(on) => Some(Value::Bool(on)),
            Self::Mode(text) => Some(Value::Str(text)),
            Self::Computed | Self::Other => None,
        }
    }
}

/// How a call sets the switches of a function: its parameters, their members, and the names that they are taken apart
/// into.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Given {
    /// The function or the class.
    what: Symbol,
    /// The function that takes the arguments: itself, or the constructor.
    function: Symbol,
    /// A name that ends with a dot stands for all other members.
    switches: Box<[(Text, Switch)]>,
}

impl Guards<'_, '_> {
    /// What a function does with a request if it is called with these arguments.
    pub(super) fn function_given(
        &self,
        symbol: Symbol,
        arguments: &[Argument],
        depth: u32,
    ) -> GuardClass {
        match self.given_by(symbol, symbol, arguments) {
            Some(_) if depth == 0 => GuardClass::Unknown,
            Some(given) => self.with(given, || self.read_function(symbol, depth)),
            None => self.function(symbol, depth),
        }
    }

    /// What an instance of a class does with a request if it is made with these arguments.
    pub(super) fn class_given(
        &self,
        symbol: Symbol,
        arguments: &[Argument],
        depth: u32,
    ) -> GuardClass {
        let takes = self.constructor(symbol);
        match takes.and_then(|it| self.given_by(symbol, it, arguments)) {
            Some(_) if depth == 0 => GuardClass::Unknown,
            Some(given) => self.with(given, || self.read_class(symbol, depth)),
            None => self.class(symbol, depth),
        }
    }

    fn with(&self, given: Given, read: impl FnOnce() -> GuardClass) -> GuardClass {
        // What is made anew for each call of the function around it is read anew.
        let kept = !self.is_made(given.what);
        if let Some(known) = self.switched.borrow().get(&given).filter(|_| kept) {
            return *known;
        }
        // What calls itself is read without that call.
        self.switched.borrow_mut().insert(given.clone(), GuardClass::Other);
        self.given.borrow_mut().push(given.clone());
        let before = self.addresses.get();
        let class = read();
        self.given.borrow_mut().pop();
        if kept && self.addresses.get() == before {
            self.switched.borrow_mut().insert(given, class);
        } else {
            self.switched.borrow_mut().remove(&given);
        }
        class
    }

    /// Whether a function stands in one that is being read with what it was given, or is a method of such a class.
    pub(super) fn is_made(&self, symbol: Symbol) -> bool {
        if self.given.borrow().is_empty() {
            return false;
        }
        let file = symbol.file;
        let function = self.index.function(symbol);
        let outer = std::iter::successors(function.and_then(|it| it.outer), |&at| {
            self.index.facts(file).functions.get(at as usize)?.outer
        });
        let given = |at| {
            let outer = Symbol { file, kind: SymbolKind::Function(at) };
            self.given.borrow().iter().any(|it| it.function == outer)
        };
        outer.into_iter().any(given)
            || function.and_then(|it| self.maker(file, it.class?)).is_some()
    }

    /// The constructor of the class that is being read with what it was made with, for one of its own or of its bases.
    fn maker(&self, file: FileId, class: u32) -> Option<Symbol> {
        let class = Symbol { file, kind: SymbolKind::Class(class) };
        let given = self.given.borrow();
        let mut made = given.iter().rev().filter(|it| matches!(it.what.kind, SymbolKind::Class(_)));
        made.find(|it| self.index.lineage(it.what).0.contains(&class)).map(|it| it.function)
    }

    fn given_by(&self, what: Symbol, takes: Symbol, arguments: &[Argument]) -> Option<Given> {
        let function = self.index.function(takes)?;
        let mut switches = Vec::new();
        for (at, parameter) in function.parameters.iter().enumerate() {
            let default = parameter.default.as_ref();
            let Some(value) = function.given(arguments, at).or(default) else { continue };
            let is_object = |it: &Value| matches!(it, Value::Dict(_));
            let object = is_object(value) || default.is_some_and(is_object);
            let switch = matches!(default, Some(Value::Bool(_)));
            // What is made to be switched is one where it is computed, too.
            let computed = match switch || default.is_some_and(is_object) {
                true => Switch::Computed,
                false => Switch::Other,
            };
            match Switch::of(value) {
                Some(set) => switches.push((parameter.name.clone(), set)),
                None if object => members(&parameter.name, value, &computed, &mut switches),
                None if switch => switches.push((parameter.name.clone(), computed)),
                None => {}
            }
            let of_it = function.members.iter().filter(|it| it.parameter == at as u32);
            switches.extend(of_it.filter_map(|it| Some((it.name.clone(), taken(it, value)?))));
        }
        let switched = switches.iter().any(|(_, switch)| *switch != Switch::Other);
        switched.then(|| Given { what, function: takes, switches: switches.into() })
    }

    /// The value of a switch of a function that is being read; `None` where it is not known to be called.
    fn switch(&self, function: Symbol, name: &str) -> Option<Switch> {
        let given = self.given.borrow();
        let given = given.iter().rev().find(|it| it.function == function)?;
        let value =
            |name: &str| given.switches.iter().find(|it| it.0 == *name).map(|it| it.1.clone());
        value(name).or_else(|| value(&name[..=name.rfind('.')?]))
    }

    /// What a name is set to that a function, or one around it, was given.
    pub(super) fn switch_of(&self, file: FileId, function: u32, name: &Name) -> Option<Switch> {
        if self.given.borrow().is_empty() {
            return None;
        }
        let functions = &self.index.facts(file).functions;
        let mut at = function;
        let switch = match name.root {
            Root::Parameter | Root::Local => {
                let first = name.path.split(['.', '[', '(']).next()?;
                loop {
                    let around = functions.get(at as usize)?;
                    if declares(around, first) {
                        break;
                    }
                    at = around.outer?;
                }
                self.switch(Symbol { file, kind: SymbolKind::Function(at) }, &name.path)
            }
            // What a class is made with it keeps under the same name.
            Root::Receiver => {
                let class = loop {
                    let around = functions.get(at as usize)?;
                    match around.class {
                        Some(class) => break class,
                        None => at = around.outer?,
                    }
                };
                let attribute = name.path.split_once('.')?.1.trim_start_matches('_');
                self.switch(self.maker(file, class)?, attribute)
            }
            _ => None,
        };
        switch.filter(|it| *it != Switch::Other)
    }

    /// The arguments of a call in a function, with the switches that it hands on filled in.
    pub(super) fn handed_on<'v>(
        &self,
        file: FileId,
        function: Option<u32>,
        arguments: &'v [Argument],
    ) -> Cow<'v, [Argument]> {
        let switch = |value: &Value| {
            let Value::Name(name) = value else { return None };
            self.switch_of(file, function?, name)?.value()
        };
        if !arguments.iter().any(|it| switch(&it.value).is_some()) {
            return Cow::Borrowed(arguments);
        }
        let filled = |it: &Argument| match switch(&it.value) {
            Some(value) => Argument { name: it.name.clone(), value },
            None => it.clone(),
        };
        arguments.iter().map(filled).collect()
    }

    /// Whether a function makes what guards out of something that only shows when it runs: a class
    /// that is loaded by name.
    pub(super) fn makes_unknown(&self, symbol: Symbol, depth: u32) -> bool {
        let (Some(depth), SymbolKind::Function(at)) = (depth.checked_sub(1), symbol.kind) else {
            return false;
        };
        let Some(function) = self.index.function(symbol) else { return false };
        let Some(Value::Call(call)) = super::bodies::returned(function) else { return false };
        match self.index.find(symbol.file, Some(at), &call.callee) {
            crate::project::Found::Symbol(inner) => match inner.kind {
                SymbolKind::Function(_) => inner != symbol && self.makes_unknown(inner, depth),
                SymbolKind::Binding(_) => true,
                _ => false,
            },
            crate::project::Found::External(_) => false,
            _ => true,
        }
    }
}

/// Whether a name is a parameter of a function, or taken out of one.
fn declares(function: &Function, name: &str) -> bool {
    function.parameters.iter().any(|it| it.name == name)
        || function.members.iter().any(|it| it.name == name)
}

/// What a name is that is taken out of a parameter which has this value.
fn taken(member: &Member, value: &Value) -> Option<Switch> {
    let Value::Dict(entries) = value else { return None };
    match value.entry(&member.key) {
        Some(value) => Switch::of(value),
        // What is spread into it may set any.
        None if entries.iter().any(|(key, _)| key.is_empty()) => None,
        None => member.default.as_ref().map_or(Some(Switch::On(false)), Switch::of),
    }
}

/// Adds what the members of an object are set to; those that it does not have are not set.
fn members(name: &str, value: &Value, computed: &Switch, switches: &mut Vec<(Text, Switch)>) {
    let others = match value {
        Value::Dict(entries) => {
            for (key, value) in entries.iter().filter(|(key, _)| !key.is_empty()) {
                let switch = Switch::of(value).unwrap_or_else(|| computed.clone());
                switches.push((format!("{name}.{key}").into(), switch));
            }
            // What is spread into it may set any.
            match entries.iter().all(|(key, _)| !key.is_empty()) {
                true => Switch::On(false),
                false => computed.clone(),
            }
        }
        _ => computed.clone(),
    };
    switches.push((format!("{name}.").into(), others));
}

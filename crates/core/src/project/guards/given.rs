//! Helpers with switches: `check(user, allow_guests=True)` is another guard than `check(user)`.

use super::Guards;
use crate::facts::{Argument, GuardClass, Value};
use crate::project::{Symbol, SymbolKind};
use crate::source::Text;

/// How a call sets the switches of a function: its parameters with a truth value as default, and the members of those
/// with an object as default.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Given {
    function: Symbol,
    /// Each with its value; `None` where it is computed. A name that ends with a dot stands for all other members.
    switches: Box<[(Text, Option<bool>)]>,
}

impl Guards<'_, '_> {
    /// What a function does with a request if it is called with these arguments.
    pub(super) fn function_given(
        &self,
        symbol: Symbol,
        arguments: &[Argument],
        depth: u32,
    ) -> GuardClass {
        let Some(given) = self.given_by(symbol, arguments) else {
            return self.function(symbol, depth);
        };
        if let Some(known) = self.switched.borrow().get(&given) {
            return *known;
        }
        // A function that calls itself is read without that call.
        self.switched.borrow_mut().insert(given.clone(), GuardClass::Other);
        self.given.borrow_mut().push(given.clone());
        let before = self.addresses.get();
        let class = self.read_function(symbol, depth);
        self.given.borrow_mut().pop();
        if self.addresses.get() == before {
            self.switched.borrow_mut().insert(given, class);
        } else {
            self.switched.borrow_mut().remove(&given);
        }
        class
    }

    fn given_by(&self, symbol: Symbol, arguments: &[Argument]) -> Option<Given> {
        let function = self.index.function(symbol)?;
        let mut switches = Vec::new();
        for (at, parameter) in function.parameters.iter().enumerate() {
            let Some(default) = &parameter.default else { continue };
            let value = function.given(arguments, at).unwrap_or(default);
            match default {
                Value::Bool(_) => switches.push((parameter.name.clone(), value.as_bool())),
                Value::Dict(_) => members(&parameter.name, value, &mut switches),
                _ => {}
            }
        }
        (!switches.is_empty()).then(|| Given { function: symbol, switches: switches.into() })
    }

    /// The value of a switch of a function that is being read; `None` where it is not known to be called.
    pub(super) fn switch(&self, function: Symbol, name: &str) -> Option<Option<bool>> {
        let given = self.given.borrow();
        let given = given.iter().rev().find(|it| it.function == function)?;
        let value = |name: &str| given.switches.iter().find(|it| it.0 == *name).map(|it| it.1);
        value(name).or_else(|| value(&name[..=name.rfind('.')?]))
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

/// Adds what the members of an object are set to; those that it does not have are not set.
fn members(name: &str, value: &Value, switches: &mut Vec<(Text, Option<bool>)>) {
    let others = match value {
        Value::Dict(entries) => {
            for (key, value) in entries.iter().filter(|(key, _)| !key.is_empty()) {
                switches.push((format!("{name}.{key}").into(), value.as_bool()));
            }
            // What is spread into it may set any.
            entries.iter().all(|(key, _)| !key.is_empty()).then_some(false)
        }
        _ => None,
    };
    switches.push((format!("{name}.").into(), others));
}

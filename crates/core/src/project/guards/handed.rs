//! Guards that are handed to the function that uses them: `createUsers(controller, verifyToken)`.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Guards;
use crate::facts::{Argument, Name, Value};
use crate::project::{FileId, Found, Symbol, SymbolKind, ValueAt};
use crate::source::{Role, Span, file_name};

/// A call with what it hands over.
#[derive(Clone, Copy)]
pub(super) struct Handing<'a> {
    file: FileId,
    function: Option<u32>,
    callee: &'a Name,
    arguments: &'a [Argument],
}

/// How many calls of a function are compared.
const CALLS: usize = 16;
/// How many calls that only look alike are resolved to find them.
const LOOKED_AT: usize = 64;

impl<'a> Guards<'a, '_> {
    /// What is handed to a parameter, if all calls hand over the same.
    pub(super) fn handed(&self, file: FileId, function: Option<u32>, name: &str) -> Found<'a> {
        let mut at = function;
        for _ in 0..8 {
            let Some(current) = at else { break };
            let Some(it) = self.index.facts(file).functions.get(current as usize) else { break };
            if let Some(parameter) = it.parameters.iter().position(|it| it.name == name) {
                let symbol = Symbol { file, kind: SymbolKind::Function(current) };
                return self.argument(symbol, parameter);
            }
            at = it.outer;
        }
        Found::Unknown
    }

    /// The argument that all calls of a function give to a parameter.
    fn argument(&self, function: Symbol, parameter: usize) -> Found<'a> {
        let Some(it) = self.index.function(function) else { return Found::Unknown };
        let mut handed = Found::Unknown;
        let mut seen = 0;
        for call in self.calls_alike(function.file, &it.name) {
            let callee = match self.index.resolve(call.file, call.function, call.callee) {
                // `require("./users")(app, verifyToken)`
                Some(Symbol { kind: SymbolKind::Module, file }) => {
                    self.index.member(file, "default").symbol()
                }
                callee => callee,
            };
            if callee != Some(function) {
                continue;
            }
            let Some(value) = it.given(call.arguments, parameter) else { return Found::Unknown };
            let value = ValueAt { file: call.file, function: call.function, value };
            let found = match value.value {
                Value::Name(_) => self.index.find_value(value),
                Value::Call(_) | Value::Function(_) | Value::List(_) => Found::Value(value),
                _ => return Found::Unknown,
            };
            seen += 1;
            if seen > CALLS || seen > 1 && found != handed {
                return Found::Unknown;
            }
            handed = found;
        }
        handed
    }

    /// Calls that may be of a function: by its name, or by that of its module if this exports nothing else.
    fn calls_alike(&self, file: FileId, name: &str) -> Vec<Handing<'a>> {
        let calls = self.calls_by_name.get_or_init(|| self.calls_by_name());
        let path = &self.index.file(file).path;
        let stem = path.file_name().split('.').next().unwrap_or_default();
        let folder = file_name(path.parent());
        let names = [name, stem, folder].into_iter().filter(|it| !it.is_empty());
        names.filter_map(|it| calls.get(it)).flatten().take(LOOKED_AT).copied().collect()
    }

    fn calls_by_name(&self) -> FxHashMap<&'a str, Vec<Handing<'a>>> {
        let mut calls: FxHashMap<&str, Vec<Handing<'a>>> = FxHashMap::default();
        for (file, it) in self.index.iter().filter(|(_, it)| it.role == Role::Production) {
            let mut add = |function, callee: &'a Name, arguments| {
                let handing = Handing { file, function, callee, arguments };
                calls.entry(file_name(callee.last())).or_default().push(handing);
            };
            // What makes a router that is mounted says more of what it is given than the call alone.
            let mut mounted: FxHashSet<Span> = FxHashSet::default();
            for mount in &it.facts.routing.mounts {
                if let Value::Call(call) = &mount.child
                    && mounted.insert(call.span)
                {
                    add(mount.function, &call.callee, &call.arguments);
                }
            }
            for call in it.facts.calls.iter().filter(|call| !mounted.contains(&call.span)) {
                add(call.function, &call.callee, &call.arguments);
            }
        }
        calls
    }
}

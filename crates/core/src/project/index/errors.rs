//! Errors of the project that the application answers: `@app.exception_handler(AccessError)`.

use rustc_hash::FxHashMap;

use super::{Found, Index, Symbol, SymbolKind};
use crate::facts::{FileFacts, Function, Name, Value};
use crate::project::FileId;

/// Decorators of functions that answer an error.
const DECORATORS: [&str; 5] =
    ["exception_handler", "errorhandler", "app_errorhandler", "error_handler", "exception"];
/// Methods that are given an error and the function that answers it.
const METHODS: [&str; 3] = ["add_exception_handler", "register_error_handler", "add_error_handler"];

impl<'a> Index<'a> {
    /// The HTTP status with which the application answers an error class of the project.
    pub(in crate::project) fn handled_error(&self, class: Symbol) -> Option<u16> {
        let handled = self.handled_errors.get_or_init(|| {
            let mut handled = FxHashMap::default();
            for (file, it) in self.iter() {
                self.decorated_handlers(file, &it.facts, &mut handled);
                self.added_handlers(file, &it.facts, &mut handled);
            }
            handled
        });
        handled.get(&class).copied()
    }

    fn decorated_handlers(
        &self,
        file: FileId,
        facts: &'a FileFacts,
        handled: &mut FxHashMap<Symbol, u16>,
    ) {
        for function in &facts.functions {
            for decorator in &function.decorators {
                if DECORATORS.contains(&decorator.name.last())
                    && let Some(Value::Name(error)) = decorator.positional(0)
                {
                    self.note_handler(file, function.outer, error, function, handled);
                }
            }
        }
    }

    fn added_handlers(
        &self,
        file: FileId,
        facts: &'a FileFacts,
        handled: &mut FxHashMap<Symbol, u16>,
    ) {
        for call in &facts.calls {
            if METHODS.contains(&call.callee.last())
                && let (Some(Value::Name(error)), Some(Value::Name(handler))) =
                    (call.positional(0), call.positional(1))
                && let Found::Symbol(symbol) = self.find(file, call.function, handler)
                && let Some(function) = self.function(symbol)
            {
                self.note_handler(file, call.function, error, function, handled);
            }
        }
    }

    fn note_handler(
        &self,
        file: FileId,
        within: Option<u32>,
        error: &Name,
        handler: &Function,
        handled: &mut FxHashMap<Symbol, u16>,
    ) {
        let status = handler.exits.iter().find_map(|exit| exit.status);
        if let (Some(status), Some(symbol)) = (status, self.resolve(file, within, error))
            && matches!(symbol.kind, SymbolKind::Class(_))
        {
            handled.entry(symbol).or_insert(status);
        }
    }
}

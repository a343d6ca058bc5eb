//! What a guard does with a request, read from its body.

use super::{Guard, GuardAt, Index, Place};

/// Reads guards.
pub(super) struct Guards<'a, 'i> {
    index: &'i Index<'a>,
}

impl<'a, 'i> Guards<'a, 'i> {
    pub(super) fn new(index: &'i Index<'a>) -> Self {
        Self { index }
    }

    /// The guards that a use stands for, each with what it does.
    pub(super) fn read(&self, at: &GuardAt) -> Vec<Guard> {
        let name = match &at.guard.target {
            crate::facts::Value::Name(name) => name,
            crate::facts::Value::Call(call) => &call.callee,
            _ => return Vec::new(),
        };
        let symbol = self.index.resolve(at.file, at.function, name);
        vec![Guard {
            name: name.last().into(),
            class: at.guard.known.unwrap_or_default(),
            via: at.guard.via,
            place: Place { file: at.file, span: at.guard.span },
            definition: symbol.map(|symbol| self.index.place(symbol)),
        }]
    }
}

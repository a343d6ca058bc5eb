//! Handlers that are classes of a project's own kind: their base answers the request in steps, and one of
//! the steps asks who calls.

use std::collections::BTreeSet;

use shipworthy_core::facts::{Value, Via};
use shipworthy_core::project::{GuardAt, Index, RouteNode, Symbol, SymbolKind};

use super::source::guard;
use super::views::speaks_of_callers;

/// Adds the steps that speak of access: `self._check_access()` in a base, as the class that answers defines it.
pub(super) fn guards(index: &Index<'_>, route: &mut RouteNode) {
    let Some(class) = class_of(index, route) else { return };
    let lineage = index.lineage(class).0;
    let mut names = BTreeSet::new();
    for &at in &lineage {
        let Some(holder) = index.class(at) else { continue };
        for call in &index.facts(at.file).calls {
            if let Some(name) = call.callee.path.strip_prefix("self.")
                && call.function.is_some_and(|function| holder.methods.contains(&function))
                && speaks_of_callers(name)
            {
                names.insert(name);
            }
        }
    }
    for name in names {
        let Some(method) = index.method(class, name) else { continue };
        let (SymbolKind::Function(at), Some(function)) = (method.kind, index.function(method))
        else {
            continue;
        };
        // A step that is left empty claims nothing.
        if function.body.calls == 0 && !function.body.raises && function.body.branches == 0 {
            continue;
        }
        let step = guard(Value::Function(at), &[], Via::Router, function.definition);
        route.guards.push(GuardAt { file: method.file, function: None, guard: step });
    }
}

/// The class that a route names as its handler.
fn class_of(index: &Index<'_>, route: &RouteNode) -> Option<Symbol> {
    let place = route.handler.place.filter(|_| route.handler.function.is_none())?;
    let classes = &index.facts(place.file).classes;
    let mut symbols = (0..classes.len() as u32)
        .map(|at| Symbol { file: place.file, kind: SymbolKind::Class(at) });
    symbols.find(|symbol| index.place(*symbol) == place)
}

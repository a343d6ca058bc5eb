//! Django's middleware: the settings name it, and what may refuse stands over the whole program.

use std::collections::BTreeSet;

use shipworthy_core::facts::{BindingKind, GuardClass, Value, Via};
use shipworthy_core::project::{AttachmentNode, FileId, Found, Place, RouteGraph, ValueAt};
use shipworthy_core::source::{Role, Span};

use super::library;
use super::link::is_python;
use super::views::Views;

/// How deep lists that are made of lists are followed.
const DEPTH: u32 = 6;

impl<'a> Views<'a, '_> {
    /// Middleware of the settings that may refuse: it is over the whole program.
    pub(super) fn middleware(&self, graph: &mut RouteGraph) {
        for (file, it) in self.index.iter() {
            if it.role != Role::Production || !is_python(self.index, file) {
                continue;
            }
            let mut named = Vec::new();
            for binding in &it.facts.bindings {
                if matches!(&*binding.name, "MIDDLEWARE" | "MIDDLEWARE_CLASSES")
                    && binding.kind == BindingKind::Module
                {
                    let value = ValueAt { file, function: None, value: &binding.value };
                    self.listed(value, DEPTH, binding.span, &mut named);
                }
            }
            // A list that is made of an earlier one names the same middleware once more.
            let mut seen = BTreeSet::new();
            named.retain(|(path, _)| seen.insert(*path));
            for (path, span) in named {
                graph.attachments.extend(self.attached(file, path, span));
            }
        }
    }

    /// The texts of a list, also where it is made of other lists: `[*BASE, "shop.Middleware"]`, `BASE + MORE`.
    fn listed(&self, at: ValueAt<'a>, depth: u32, span: Span, named: &mut Vec<(&'a str, Span)>) {
        let Some(depth) = depth.checked_sub(1) else { return };
        match at.value {
            Value::Str(path) => named.push((path, span)),
            Value::List(items) | Value::Computed(items) | Value::Choice(items) => {
                for value in items {
                    self.listed(ValueAt { value, ..at }, depth, span, named);
                }
            }
            Value::Name(name) => match self.index.find(at.file, at.function, name) {
                Found::Value(value) => self.listed(value, depth, span, named),
                Found::Symbol(symbol) => {
                    if let Some(binding) = self.index.binding(symbol) {
                        let value =
                            ValueAt { file: symbol.file, function: None, value: &binding.value };
                        self.listed(value, depth, span, named);
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }

    /// Middleware of the settings as a guard over the whole program, if it may refuse.
    fn attached(&self, file: FileId, path: &str, span: Span) -> Option<AttachmentNode> {
        let is_own = self.index.find_path(file, path).symbol().is_some();
        let refuses = library::guard(path, &[]) == Some(GuardClass::Reject);
        if !is_own && !refuses {
            return None;
        }
        let mut used = self.dotted(file, path, "ANY", Via::Global)?;
        if is_own {
            used.guard.known = None;
        }
        used.guard.span = span;
        Some(AttachmentNode {
            router: None,
            guard: used,
            path: None,
            except: Box::default(),
            methods: Box::default(),
            conditional: false,
            ordered: false,
            place: Place { file, span },
        })
    }
}

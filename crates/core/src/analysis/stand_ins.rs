//! Values that stand in for others: defaults, first states, what handlers set.

use rustc_hash::FxHashSet;

use super::context::{AssignmentSite, Caught, Region};
use super::{Analysis, Bound};
use crate::code::{DictEntry, ExprId, ExprKind, LogicalOperator};
use crate::facts::{Binding, BindingKind};
use crate::source::Span;

impl Analysis<'_, '_> {
    /// The functions that are handlers of promise chains.
    pub(super) fn chained(&self) -> FxHashSet<u32> {
        let function = |caught: Caught| match caught {
            Caught::Chain(function) => Some(function.0),
            Caught::Clause(..) => None,
        };
        self.context.handlers.iter().filter_map(|site| function(site.caught)).collect()
    }

    /// The argument that a call only keeps: `useState(x)`.
    pub(super) fn kept(&self, id: ExprId) -> Option<ExprId> {
        let call = self.module().call(id)?;
        if !self.known(id)?.1.holds {
            return None;
        }
        call.positional(0)
    }

    /// The first state of an interface: `const [users, setUsers] = useState(x)`.
    pub(super) fn state(
        &self,
        site: &AssignmentSite,
        value: ExprId,
        chained: &FxHashSet<u32>,
        bindings: &mut Vec<Binding>,
    ) {
        let target = match self.module().kind(site.target) {
            ExprKind::Sequence(items) => items.first().copied().unwrap_or(site.target),
            _ => site.target,
        };
        let name = match self.module().kind(target) {
            ExprKind::Name(name) => *name,
            ExprKind::Member { property, .. } => property,
            _ => return,
        };
        self.bind_state(name, value, site.span, self.region_at(site.region), chained, bindings);
    }

    /// What the state of an interface is set to: `setUsers(x)`.
    pub(super) fn states(&self, bindings: &mut Vec<Binding>, chained: &FxHashSet<u32>) {
        for (at, (site, call, callee)) in self.calls().enumerate() {
            if self.known[at].sets
                && let (Some(name), Some(value)) = (self.profile().sets(callee), call.positional(0))
            {
                let region = self.region(site.id);
                self.bind_state(name, value, self.span(site.id), region, chained, bindings);
            }
        }
    }

    fn bind_state(
        &self,
        name: &str,
        value: ExprId,
        span: Span,
        region: Region,
        chained: &FxHashSet<u32>,
        bindings: &mut Vec<Binding>,
    ) {
        let kept = self.is_asked_for(value)
            || matches!(self.module().kind(value), ExprKind::Name(_))
                && self.is_written_data(value)
            || self.is_set_on_error(value, region, chained);
        if !kept {
            return;
        }
        bindings.push(Binding {
            name: self.cut(name, 80),
            value: self.written(value),
            kind: BindingKind::State,
            span,
            function: region.function,
            class: None,
            handler: region.handler,
            overwritten: false,
            random: self.is_computed_at_random(value),
        });
    }

    /// Whether a handler sets something to a value that it does not compute.
    pub(super) fn is_set_on_error(
        &self,
        value: ExprId,
        region: Region,
        chained: &FxHashSet<u32>,
    ) -> bool {
        let on_error = region.handler.is_some()
            || region.function.is_some_and(|function| chained.contains(&function));
        on_error
            && match self.module().kind(value) {
                ExprKind::Bool(true) | ExprKind::Name(_) => true,
                ExprKind::Dict(entries) => !entries.is_empty(),
                ExprKind::Sequence(items) => !items.is_empty(),
                _ => false,
            }
    }

    /// Whether a name stands for data that is written in the code: here, or in the file that it is imported from.
    fn is_written_data(&self, id: ExprId) -> bool {
        match self.definition(id).map(|(_, definition)| definition.bound) {
            Some(Bound::Import(..)) => true,
            Some(Bound::Value(value)) => match self.module().kind(value) {
                ExprKind::Dict(entries) => !entries.is_empty(),
                ExprKind::Sequence(items) => !items.is_empty(),
                _ => false,
            },
            _ => false,
        }
    }

    /// Written values that stand in for missing ones.
    pub(super) fn defaults(&self, bindings: &mut Vec<Binding>) {
        for &id in self.fallbacks() {
            if let ExprKind::Logical { operator, left, right } = self.module().kind(id)
                && *operator != LogicalOperator::And
            {
                let name = self.last_name(*left, 0);
                let sure = *operator == LogicalOperator::Coalesce;
                self.default(&name, *right, self.span(id), sure, bindings);
            }
        }
        for (at, (site, call, _)) in self.calls().enumerate() {
            let Some(at) = self.known[at].default else { continue };
            let (Some(given), Some(key)) =
                (call.positional(at), call.positional(at.saturating_sub(1)))
            else {
                continue;
            };
            if let Some(name) = self.module().string(key) {
                self.default(name, given, self.span(site.id), true, bindings);
            }
        }
        for function in &self.module().functions {
            for parameter in &function.parameters {
                if let Some(ExprKind::Dict(entries)) =
                    parameter.pattern.map(|pattern| self.module().kind(pattern))
                {
                    self.pattern_defaults(entries, bindings);
                }
            }
        }
        for site in self.assignments() {
            if let ExprKind::Dict(entries) = self.module().kind(site.target) {
                self.pattern_defaults(entries, bindings);
            }
        }
    }

    /// The defaults of a destructured value: `{ users = sample }`. Only named data: a literal there is an option's own default.
    fn pattern_defaults(&self, entries: &[DictEntry<'_>], bindings: &mut Vec<Binding>) {
        for entry in entries {
            if let ExprKind::Assign { target, value } = self.module().kind(entry.value)
                && matches!(self.module().kind(*value), ExprKind::Name(_))
                && let Some(name) = self.module().name(*target)
            {
                self.default(name, *value, entry.span, false, bindings);
            }
        }
    }

    fn default(
        &self,
        name: &str,
        value: ExprId,
        span: Span,
        outcomes: bool,
        bindings: &mut Vec<Binding>,
    ) {
        let written = match self.module().kind(value) {
            ExprKind::Number(_) | ExprKind::Str(_) | ExprKind::Dict(_) | ExprKind::Sequence(_) => {
                let written = self.written(value);
                if written.is_empty_literal() || !written.is_literal() {
                    return;
                }
                written
            }
            ExprKind::Bool(true) if outcomes => self.written(value),
            ExprKind::Name(_) if self.is_written_data(value) => self.written(value),
            _ => return,
        };
        let region = self.region(value);
        bindings.push(Binding {
            name: self.cut(name, 80),
            value: written,
            kind: BindingKind::Default,
            span,
            function: region.function,
            class: None,
            handler: region.handler,
            overwritten: false,
            random: false,
        });
    }
}

//! What functions take out of the objects that they are given: linking reads from it how a guard is set.

use super::Analysis;
use crate::code::{DictKey, ExprId, ExprKind, FunctionId, LogicalOperator, ParameterDef, StmtKind};
use crate::facts::{ExitKind, Function, Member, Value};

impl<'a> Analysis<'_, 'a> {
    /// Notes what guards, and functions that make guards, take their parameters apart into.
    pub(super) fn members(&self, functions: &mut [Function]) {
        let mut wanted: Vec<bool> =
            functions.iter().map(|it| !it.branches.is_empty() || makes_function(it)).collect();
        // A function stands behind those that hold it.
        for at in (0..functions.len()).rev() {
            if wanted[at]
                && let Some(outer) = functions[at].outer
            {
                wanted[outer as usize] = true;
            }
        }
        for (at, function) in functions.iter_mut().enumerate().filter(|(at, _)| wanted[*at]) {
            function.members = self.members_of(FunctionId(at as u32)).into();
        }
    }

    fn members_of(&self, id: FunctionId) -> Vec<Member> {
        let parameters = self.parameters(id);
        let mut members = Vec::new();
        for (at, parameter) in parameters.iter().enumerate() {
            if let Some(pattern) = parameter.pattern {
                self.taken_apart(pattern, at as u32, &mut members);
            }
        }
        for &statement in &self.module().function(id).body {
            if let StmtKind::Assign(assignment) = &self.module().statement(statement).kind
                && let (&[target], Some(value)) = (&*assignment.targets, assignment.value)
            {
                match self.parameter(parameters, value) {
                    Some(at) => self.taken_apart(target, at, &mut members),
                    None => members.extend(self.taken(parameters, target, value)),
                }
            }
        }
        members
    }

    /// The parameter that an expression is.
    fn parameter(&self, parameters: &[ParameterDef<'a>], id: ExprId) -> Option<u32> {
        let name = self.module().name(id)?;
        let at = parameters.iter().position(|it| it.name == name)?;
        Some(at as u32)
    }

    /// Adds the names of a pattern: `{ auth = "session", handler: inner }`.
    fn taken_apart(&self, pattern: ExprId, parameter: u32, members: &mut Vec<Member>) {
        let module = self.module();
        let ExprKind::Dict(entries) = module.kind(pattern) else { return };
        for entry in entries {
            let DictKey::Name(key) = &entry.key else { continue };
            let (target, default) = match module.kind(entry.value) {
                ExprKind::Assign { target, value } => (*target, Some(self.written(*value))),
                _ => (entry.value, None),
            };
            if let Some(name) = module.name(target) {
                let (name, key) = (self.text(name), self.text(key));
                members.push(Member { name, parameter, key, default });
            }
        }
    }

    /// `const auth = options.auth ?? "session"`.
    fn taken(
        &self,
        parameters: &[ParameterDef<'a>],
        target: ExprId,
        value: ExprId,
    ) -> Option<Member> {
        let module = self.module();
        let name = module.name(target)?;
        let (value, default) = match module.kind(value) {
            ExprKind::Logical { operator: LogicalOperator::Coalesce, left, right } => {
                (*left, Some(self.written(*right)))
            }
            _ => (value, None),
        };
        let ExprKind::Member { object, property } = module.kind(value) else { return None };
        let parameter = self.parameter(parameters, *object)?;
        let (name, key) = (self.text(name), self.text(property));
        Some(Member { name, parameter, key, default })
    }
}

/// Whether a function gives back another one: a wrapper.
fn makes_function(function: &Function) -> bool {
    function
        .exits
        .iter()
        .any(|exit| exit.kind == ExitKind::Return && matches!(exit.value, Value::Function(_)))
}

//! Functions that make a guard: what they return refuses callers, however deep the check stands.

use shipworthy_core::code::{
    ExprId, ExprKind, Module, Scope, StmtId, StmtKind, UnaryOperator, Visit, walk_expression,
    walk_statement,
};
use shipworthy_core::facts::{GuardAlias, GuardClass, GuardUse, Routing, Value, Via};

use super::{guard, nextjs};
use crate::shapes::Shapes;

/// Whether a file may hold one.
pub(super) fn applies(text: &str) -> bool {
    ["nauthorized", "NAUTHORIZED", "401", "passport.authenticate"]
        .iter()
        .any(|it| text.contains(it))
}

/// Adds functions that make guards as names for them.
pub(super) fn recognise(shapes: &Shapes<'_, '_>, routing: &mut Routing) {
    let module = shapes.module;
    for (at, function) in module.functions.iter().enumerate() {
        if function.parent != Scope::Module
            || function.name.is_empty()
            || !makes_function(module, at as u32)
        {
            continue;
        }
        let mut search = Search { shapes, refuses: false, library: None };
        search.block(module, &function.body);
        let at = at as u32;
        let found = match search {
            Search { library: Some(call), .. } => guard(shapes, call, Some(at), Via::Route),
            Search { refuses: true, .. } => GuardUse {
                target: Value::Function(at),
                via: Via::Route,
                known: Some(GuardClass::Reject),
                span: function.definition,
                ..GuardUse::default()
            },
            _ => continue,
        };
        routing.aliases.push(GuardAlias {
            symbol: function.name.into(),
            guards: vec![found],
            span: function.definition,
        });
    }
}

/// Whether a function gives back a function: by itself or wrapped in calls.
fn makes_function(module: &Module<'_>, at: u32) -> bool {
    let Some(function) = module.functions.get(at as usize) else { return false };
    function.body.iter().any(|&id| match module.statement(id).kind {
        StmtKind::Return(Some(value)) => super::inner_function(module, value, 4).is_some(),
        _ => false,
    })
}

struct Search<'s, 'a, 'm> {
    shapes: &'s Shapes<'a, 'm>,
    refuses: bool,
    library: Option<ExprId>,
}

impl<'a> Visit<'a> for Search<'_, 'a, '_> {
    fn expression(&mut self, module: &Module<'a>, id: ExprId) {
        match module.kind(id) {
            ExprKind::Function(function) => self.block(module, &module.function(*function).body),
            ExprKind::Call(call) => {
                if let ExprKind::Member { object, property: "authenticate" } =
                    *module.kind(call.callee)
                    && module.name(object) == Some("passport")
                {
                    self.library = Some(id);
                }
            }
            _ => {}
        }
        walk_expression(self, module, id);
    }

    fn statement(&mut self, module: &Module<'a>, id: StmtId) {
        if let StmtKind::If { test, then, .. } = &module.statement(id).kind
            && is_missing(module, *test)
        {
            self.refuses |= nextjs::refuses(self.shapes, then);
        }
        walk_statement(self, module, id);
    }
}

/// Whether a test asks for something that is missing: `!user`, `user === null`.
fn is_missing(module: &Module<'_>, test: ExprId) -> bool {
    match module.kind(test) {
        ExprKind::Unary { operator: UnaryOperator::Not, .. } => true,
        ExprKind::Logical { left, right, .. } => {
            is_missing(module, *left) || is_missing(module, *right)
        }
        ExprKind::Compare { right, .. } => matches!(module.kind(*right), ExprKind::Null),
        _ => false,
    }
}

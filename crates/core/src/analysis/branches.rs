//! The branches of functions that may refuse a request: linking reads from them who is refused.

use super::Analysis;
use super::context::spans;
use crate::code::{
    CallExpr, CompareOperator, ExprId, ExprKind, FunctionId, LogicalOperator, StmtId, StmtKind,
    UnaryOperator,
};
use crate::facts::{Branch, Exit, ExitKind, Root, Test, Tested, Value};
use crate::naming::{self, AnyOf};
use crate::source::Span;

/// How deep statements are looked into.
const DEPTH: u32 = 24;
/// How deep a condition is taken apart.
const TESTS: u32 = 8;
/// How many sides of one chain of conditions are taken apart at once.
const SIDES: usize = 64;
/// How many branches of a function are kept; one that has more is no guard.
const BRANCHES: usize = 64;

impl Analysis<'_, '_> {
    /// The branches of a function in order, if its exits look like those of a guard.
    pub(super) fn branches(&self, id: FunctionId, exits: &[Exit]) -> Box<[Branch]> {
        let mut branches = Vec::new();
        let function = self.module().function(id);
        let opens_socket = matches!(function.name, "connect" | "websocket_connect");
        let decides = function.name == "canActivate";
        if exits.iter().any(may_guard) || speaks(function.name) || opens_socket || decides {
            self.collect(&function.body, DEPTH, &mut branches);
        }
        if branches.len() > BRANCHES {
            branches.clear();
        }
        branches.into()
    }

    fn collect(&self, block: &[StmtId], depth: u32, branches: &mut Vec<Branch>) {
        let Some(depth) = depth.checked_sub(1) else { return };
        for &id in block {
            if branches.len() > BRANCHES {
                return;
            }
            let statement = self.module().statement(id);
            let span = |block: &[StmtId]| spans(self.module(), block).unwrap_or_default();
            let mut branch = |test: Test, then: Span, otherwise: Span| {
                branches.push(Branch { test, span: statement.span, then, otherwise });
            };
            match &statement.kind {
                StmtKind::If { test, then, otherwise } => {
                    branch(self.test(*test, TESTS), span(then), span(otherwise));
                    self.collect(then, depth, branches);
                    self.collect(otherwise, depth, branches);
                }
                StmtKind::Loop(repeat) => {
                    let each = repeat.target.zip(repeat.subject);
                    let test = each.map(|(target, subject)| {
                        Test::Each(Box::new((self.tested(target), self.tested(subject))))
                    });
                    branch(test.unwrap_or_default(), span(&repeat.body), Span::default());
                    self.collect(&repeat.body, depth, branches);
                    self.collect(&repeat.otherwise, depth, branches);
                }
                StmtKind::Switch { cases, .. } => {
                    for case in cases {
                        let then = span(&case.body);
                        branches.push(Branch { span: then, then, ..Branch::default() });
                        self.collect(&case.body, depth, branches);
                    }
                }
                StmtKind::Try(attempt) => {
                    self.collect(&attempt.body, depth, branches);
                    for handler in &attempt.handlers {
                        self.collect(&handler.body, depth, branches);
                    }
                    self.collect(&attempt.otherwise, depth, branches);
                    self.collect(&attempt.finally, depth, branches);
                }
                StmtKind::With { body, .. } | StmtKind::Block(body) => {
                    self.collect(body, depth, branches);
                }
                _ => {}
            }
        }
    }

    fn test(&self, id: ExprId, depth: u32) -> Test {
        let Some(depth) = depth.checked_sub(1) else { return Test::Unknown };
        let pair = |left: ExprId, right: ExprId| Box::new((self.tested(left), self.tested(right)));
        match self.module().kind(id) {
            ExprKind::Await(inner) => self.test(*inner, depth),
            ExprKind::Unary { operator: UnaryOperator::Not, operand } => {
                Test::Not(Box::new(self.test(*operand, depth)))
            }
            ExprKind::Logical { operator, .. } => {
                let sides = self.sides(id, *operator);
                let sides = sides.into_iter().map(|side| self.test(side, depth)).collect();
                match operator {
                    LogicalOperator::And => Test::All(sides),
                    LogicalOperator::Or | LogicalOperator::Coalesce => Test::Any(sides),
                }
            }
            ExprKind::Compare { operator, left, right } => match operator {
                CompareOperator::Equal => Test::Equal(pair(*left, *right)),
                CompareOperator::NotEqual => Test::Not(Box::new(Test::Equal(pair(*left, *right)))),
                CompareOperator::In => Test::In(pair(*left, *right)),
                CompareOperator::NotIn => Test::Not(Box::new(Test::In(pair(*left, *right)))),
                CompareOperator::Order | CompareOperator::InstanceOf => {
                    Test::Truth(self.tested(id))
                }
            },
            ExprKind::Call(call) => match self.listed(call) {
                Some((item, list)) => Test::In(pair(item, list)),
                None => Test::Truth(self.tested(id)),
            },
            _ => Test::Truth(self.tested(id)),
        }
    }

    /// The item and the list in `["GET", "HEAD"].includes(method)`. A list with a name is found by that.
    fn listed(&self, call: &CallExpr<'_>) -> Option<(ExprId, ExprId)> {
        let ExprKind::Member { object, property: "includes" } = *self.module().kind(call.callee)
        else {
            return None;
        };
        let list = matches!(self.module().kind(object), ExprKind::Sequence(_));
        call.positional(0).filter(|_| list).map(|item| (item, object))
    }

    /// What a chain of one operator joins, in order: `a && b && c` is written as `(a && b) && c`.
    fn sides(&self, id: ExprId, wanted: LogicalOperator) -> Vec<ExprId> {
        let mut sides = Vec::new();
        let mut at = id;
        while sides.len() < SIDES
            && let ExprKind::Logical { operator, left, right } = *self.module().kind(at)
            && operator == wanted
        {
            sides.push(right);
            at = left;
        }
        sides.push(at);
        sides.reverse();
        sides
    }

    fn tested(&self, id: ExprId) -> Tested {
        let written = match self.module().kind(id) {
            ExprKind::Name(_) | ExprKind::Member { .. } => self.symbol(id).path,
            ExprKind::Assign { target, .. } => self.symbol(*target).path,
            _ => self.text(""),
        };
        Tested { written, value: self.value(id) }
    }
}

/// Whether an exit may be one of a guard: it refuses, hands the request on, or asks for the path.
fn may_guard(exit: &Exit) -> bool {
    match exit.status {
        Some(300..=399 | 401 | 403) => return true,
        // Who brings no token may be told so by another status.
        Some(400..=499) => return exit.conditions.iter().any(|it| speaks(it)),
        Some(_) => return false,
        None => {}
    }
    if exit.kind == ExitKind::Next {
        return true;
    }
    // `if token: return user(token)`
    let last = |name| naming::behind_last(name, b'.');
    if exit.conditions.iter().any(|name| speaks(last(name)) || names_mode(last(name))) {
        return true;
    }
    let asks_path = exit.conditions.iter().any(|name| {
        // `path`, `path.startsWith`
        let parts = name.rsplit('.').take(2);
        parts.into_iter().any(|part| matches!(part, "endpoint" | "path" | "pathname" | "path_info"))
    });
    asks_path
        || match &exit.value {
            // `raise AppError(Code.NOT_AUTHENTICATED)`
            Value::Call(call)
                if exit.kind == ExitKind::Raise
                    && call
                        .arguments
                        .iter()
                        .any(|it| it.value.as_name().is_some_and(|name| speaks(name.last()))) =>
            {
                true
            }
            Value::Call(call) => {
                // `return f(*args, **kwargs)`
                call.callee.root == Root::Parameter && !call.callee.path.contains('.')
                    // What the base decides may be skipped for some.
                    || call.callee.path.starts_with("super")
                    || speaks(call.callee.last())
                    // `throw createError({ statusCode: 401 })`
                    || call.arguments.iter().any(|it| refuses(&it.value))
            }
            Value::Name(name) => exit.kind == ExitKind::Raise && speaks(name.last()),
            _ => false,
        }
}

/// Whether an argument is the status of a refusal, or holds it.
fn refuses(value: &Value) -> bool {
    match value {
        Value::Number(text) => matches!(text.as_str(), "401" | "403"),
        Value::Dict(entries) => entries.iter().any(
            |(_, it)| matches!(it, Value::Number(text) if matches!(text.as_str(), "401" | "403")),
        ),
        _ => false,
    }
}

/// Whether a name says how a guard works or whether it does: `mode`, `isPublic`.
fn names_mode(name: &str) -> bool {
    static STEMS: AnyOf = AnyOf::new(&[&["public", "anonym", "guest"]]);
    matches!(name, "mode" | "required" | "optional")
        || name.ends_with("Mode")
        || name.ends_with("_mode")
        || STEMS.is_in(name)
}

/// Whether a name speaks of access or of a way to refuse it.
fn speaks(name: &str) -> bool {
    static STEMS: AnyOf = AnyOf::new(&[&[
        "auth",
        "redirect",
        "forbid",
        "denied",
        "login",
        "permi",
        "token",
        "access",
        "credential",
    ]]);
    STEMS.is_in(name)
}

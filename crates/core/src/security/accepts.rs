//! Checks that let everything through: a header that is given back, a function that says yes.

use super::origin::Origins;
use super::walk::Inspector;
use crate::code::{ExprId, ExprKind, FunctionId, Module, StmtId, StmtKind, UnaryOperator};
use crate::facts::Origin;
use crate::source::{Span, head};

/// Whether a value is the origin that a request names, or another part of it, and the function compares it with nothing.
pub(super) fn reflects(inspector: &Inspector<'_, '_>, value: ExprId) -> Option<bool> {
    let module = inspector.module;
    let named = inspector.span(value).of(module.text).trim_end_matches('!');
    let value = inspector.flow.constant(value);
    if is_other_header(module, value) {
        return None;
    }
    let is_origin = match module.kind(value) {
        // `req.headers.origin`, `req.headers["origin"]`
        ExprKind::Member { object, property } => {
            property.eq_ignore_ascii_case("origin") && is_headers(module, *object)
        }
        ExprKind::Index { object, index } => {
            names_origin(module, *index) && is_headers(module, *object)
        }
        // `req.get("origin")`, `request.headers.get("origin")`
        ExprKind::Call(call) => {
            let reads = matches!(
                module.kind(call.callee),
                ExprKind::Member { property: "get" | "header" | "getHeader", .. }
            );
            reads && call.positional(0).is_some_and(|name| names_origin(module, name))
        }
        _ => false,
    };
    let origins = Origins { flow: &inspector.flow, libraries: inspector.libraries };
    if !is_origin && origins.of(value) != Origin::Input {
        return None;
    }
    let whole = Span::new(0, module.text.len() as u32);
    let span = inspector.function.map_or(whole, |at| module.function(FunctionId(at)).span);
    // What is compared must be the value, or say that it is an origin.
    let speaks_of_it = |expression: Span| {
        let text = head(expression.of(module.text), 400);
        text.contains(named) || text.to_ascii_lowercase().contains("origin")
    };
    let compares = module
        .expressions()
        .filter(|(_, expression)| span.contains(expression.span))
        .filter(|(_, expression)| match &expression.kind {
            ExprKind::Compare { .. } | ExprKind::Index { .. } => {
                !expression.span.contains(inspector.span(value))
                    && !matches!(module.kind(value), ExprKind::Index { .. })
            }
            ExprKind::Call(call) => match module.kind(call.callee) {
                ExprKind::Member { property, .. } => COMPARES.contains(property),
                ExprKind::Name(name) => asks(name),
                _ => false,
            },
            _ => false,
        })
        .any(|(_, expression)| speaks_of_it(expression.span));
    if compares { None } else { Some(true) }
}

const COMPARES: &[&str] = &[
    "endsWith",
    "every",
    "find",
    "has",
    "includes",
    "indexOf",
    "match",
    "some",
    "startsWith",
    "test",
];

/// Whether a function's name says that it decides.
fn asks(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["allow", "origin", "valid", "trust", "check", "verif", "assert", "compare", "match", "pin"]
        .iter()
        .any(|word| lower.contains(word))
}

/// Whether a value is a header of a request that names no origin, or all of its headers.
fn is_other_header(module: &Module<'_>, value: ExprId) -> bool {
    match module.kind(value) {
        ExprKind::Member { property: "headers", .. } => true,
        ExprKind::Member { object, property } => {
            is_headers(module, *object) && !property.eq_ignore_ascii_case("origin")
        }
        ExprKind::Index { object, index } => {
            is_headers(module, *object) && !names_origin(module, *index)
        }
        ExprKind::Call(call) => {
            let reads = match module.kind(call.callee) {
                ExprKind::Member { property: "header" | "getHeader", .. } => true,
                ExprKind::Member { object, property: "get" } => is_headers(module, *object),
                _ => false,
            };
            reads && !call.positional(0).is_some_and(|name| names_origin(module, name))
        }
        _ => false,
    }
}

fn names_origin(module: &Module<'_>, name: ExprId) -> bool {
    module.string(name).is_some_and(|name| name.eq_ignore_ascii_case("origin"))
}

fn is_headers(module: &Module<'_>, object: ExprId) -> bool {
    matches!(module.kind(object), ExprKind::Member { property: "headers" | "header", .. })
}

/// Whether a pattern for addresses takes any, or has a dot between their parts that stands for any character: `www.shop.com` is
/// `wwwxshop.com` too, which anybody can register.
pub(super) fn is_loose(module: &Module<'_>, pattern: ExprId) -> bool {
    let ExprKind::Regex(text) = module.kind(pattern) else { return false };
    let body = text.trim_matches('/').trim_start_matches('^').trim_end_matches('$');
    if matches!(body, "." | ".*" | ".+") {
        return true;
    }
    let bytes = text.as_bytes();
    let ends_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b')' | b']');
    bytes.windows(3).any(|it| ends_part(it[0]) && it[1] == b'.' && it[2].is_ascii_alphanumeric())
}

/// Whether a function that reports what is wrong by what it returns or raises never does.
pub(super) fn is_silent(module: &Module<'_>, value: ExprId) -> Option<bool> {
    let ExprKind::Function(id) = module.kind(value) else { return None };
    let span = module.function(*id).span;
    let inner = |it: Span| {
        let functions = module.functions.iter().filter(|function| function.span != span);
        let mut within = functions.filter(|function| span.contains(function.span));
        within.any(|function| function.span.contains(it))
    };
    let statements = module.statements().map(|(_, it)| it);
    let mut statements = statements.filter(|it| span.contains(it.span) && !inner(it.span));
    let silent = statements.all(|statement| match statement.kind {
        StmtKind::Raise(_) => false,
        StmtKind::Return(Some(said)) => says_nothing(module, said),
        _ => true,
    });
    let expressions = module.expressions().filter(|(_, it)| span.contains(it.span));
    let mut callees = expressions.filter_map(|(_, expression)| match &expression.kind {
        ExprKind::Call(call) => match module.kind(call.callee) {
            ExprKind::Member { property, .. } => Some(*property),
            ExprKind::Name(name) => Some(*name),
            _ => None,
        },
        _ => None,
    });
    Some(silent && !callees.any(asks))
}

/// Whether a value is no objection: `null`, `undefined`, `void 0`, `true`.
fn says_nothing(module: &Module<'_>, value: ExprId) -> bool {
    match module.kind(value) {
        ExprKind::Null | ExprKind::Bool(true) | ExprKind::Name("undefined") => true,
        ExprKind::Unary { operator: UnaryOperator::Other, .. } => {
            module.expression(value).span.of(module.text).starts_with("void")
        }
        _ => false,
    }
}

/// Whether a function accepts whatever it is given: it does nothing, says yes, or tells its callback so.
pub(super) fn accepts(module: &Module<'_>, value: ExprId) -> Option<bool> {
    let ExprKind::Function(id) = module.kind(value) else { return None };
    let function = module.function(*id);
    // A function that is only defined inside does nothing.
    let does = |it: &&StmtId| !matches!(module.statement(**it).kind, StmtKind::Function(_));
    let mut body = function.body.iter().filter(does);
    let (Some(only), None) = (body.next(), body.next()) else {
        return Some(!function.body.iter().any(|it| does(&it)));
    };
    let said = match module.statement(*only).kind {
        StmtKind::Return(None) => return Some(true),
        StmtKind::Return(Some(said)) | StmtKind::Expr(said) => said,
        _ => return Some(false),
    };
    Some(match module.kind(said) {
        ExprKind::Null | ExprKind::Bool(true) | ExprKind::Name("undefined") => true,
        // `origin => origin`
        ExprKind::Name(name) => {
            function.parameters.first().is_some_and(|parameter| parameter.name == *name)
        }
        // `(origin, callback) => callback(null, true)`
        ExprKind::Call(call) => {
            let callback = function.parameters.get(1).map(|parameter| parameter.name);
            callback.is_some()
                && module.name(call.callee) == callback
                && call.positional(1).is_some_and(|yes| match module.kind(yes) {
                    ExprKind::Bool(yes) => *yes,
                    ExprKind::Name(name) => {
                        function.parameters.first().is_some_and(|first| first.name == *name)
                    }
                    _ => false,
                })
        }
        _ => false,
    })
}

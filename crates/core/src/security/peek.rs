//! Tokens that are read before they are verified.

use super::origin::Origins;
use super::walk::Inspector;
use crate::code::{
    Argument, CallExpr, DictEntry, ExprId, ExprKind, FunctionId, Module, StmtKind, UnaryOperator,
};
use crate::facts::Origin;
use crate::naming;
use crate::source::Span;

/// Claims that say where a token comes from and how long it is good for: they are read to choose the key that verifies
/// it, or the party that does. The others say who somebody is.
const CLAIMS: &[&str] = &[
    "alg",
    "aud",
    "azp",
    "client_id",
    "exp",
    "header",
    "iat",
    "iss",
    "issuer",
    "kid",
    "nbf",
    "owner",
    "tenant",
    "tenant_id",
    "tid",
    "typ",
];

/// Tokens by the names that a server gives them in its answer: who asked for them there has them from it.
/// <https://www.rfc-editor.org/rfc/rfc6749#section-5.1>
const ANSWERED: &[&str] = &["access_token", "id_token", "refresh_token"];

/// Whether a call reads a token that the program was given for itself by the server that made it.
pub(super) fn is_own(inspector: &Inspector<'_, '_>, call: &CallExpr<'_>) -> bool {
    let module = inspector.module;
    let Some(token) = call.positional(0).map(|token| inspector.flow.constant(token)) else {
        return false;
    };
    let (of, name) = match module.kind(token) {
        ExprKind::Member { object, property } => (*object, *property),
        ExprKind::Index { object, index } => (*object, module.string(*index).unwrap_or_default()),
        _ => return false,
    };
    // What a caller sends is nobody's answer.
    let sent = [
        "args", "body", "cookies", "event", "form", "headers", "params", "payload", "query", "req",
        "request",
    ];
    let root = module.expression(of).span.of(module.text);
    if naming::parts(root).any(|part| sent.contains(&part)) {
        return false;
    }
    let origins = Origins { flow: &inspector.flow, libraries: inspector.libraries };
    ANSWERED.contains(&name) && origins.of(token) != Origin::Input
}

/// Whether the function of a call verifies a token too: what was read before only chose how.
pub(super) fn verifies_too(inspector: &Inspector<'_, '_>, id: ExprId, read: &CallExpr<'_>) -> bool {
    let module = inspector.module;
    let Some(function) = inspector.function else { return false };
    let span = module.function(FunctionId(function)).span;
    module.expressions().filter(|(_, it)| span.contains(it.span)).any(|(_, expression)| {
        let ExprKind::Call(call) = &expression.kind else { return false };
        let name = match module.kind(call.callee) {
            ExprKind::Member { property, .. } => property,
            ExprKind::Name(name) => name,
            _ => return false,
        };
        matches!(*name, "verify" | "verifyAsync" | "jwtVerify" | "compactVerify")
            || *name == "decode" && is_other_read(inspector, id, read, call)
    })
}

/// Whether a call reads the token of another one with a key, and says nothing against verifying it.
fn is_other_read(
    inspector: &Inspector<'_, '_>,
    id: ExprId,
    read: &CallExpr<'_>,
    call: &CallExpr<'_>,
) -> bool {
    let module = inspector.module;
    let token = |call: &CallExpr<'_>| call.positional(0).and_then(|token| module.name(token));
    let is_none = |id: &ExprId| module.string(*id) == Some("none");
    let off = |entry: &DictEntry<'_>| match module.kind(entry.value) {
        ExprKind::Bool(verifies) => !verifies,
        ExprKind::Sequence(algorithms) => algorithms.iter().any(is_none),
        _ => false,
    };
    let verifies = |argument: &Argument<'_>| match module.kind(argument.value) {
        ExprKind::Bool(_) => false,
        ExprKind::Dict(entries) => !entries.iter().any(off),
        ExprKind::Sequence(algorithms) => !algorithms.iter().any(is_none),
        _ => true,
    };
    !module.call(id).is_some_and(|first| std::ptr::eq(first, call))
        && token(call).is_some()
        && token(call) == token(read)
        && call.positional(1).is_some()
        && call.arguments.iter().skip(1).all(verifies)
}

/// Whether nothing but the origin of a token is read from what a call gives.
pub(super) fn reads_origin(inspector: &Inspector<'_, '_>, call: ExprId) -> bool {
    let module = inspector.module;
    let whole = Span::new(0, module.text.len() as u32);
    let span = inspector.function.map_or(whole, |at| module.function(FunctionId(at)).span);
    let is_result = |id: ExprId| match module.kind(id) {
        ExprKind::Await(inner) => *inner == call,
        _ => id == call,
    };
    let bound = module.statements().find_map(|(_, statement)| match &statement.kind {
        StmtKind::Assign(assignment) if assignment.value.is_some_and(is_result) => {
            module.name(*assignment.targets.first()?)
        }
        _ => None,
    });
    let is_token = |id: ExprId| is_result(id) || bound.is_some() && module.name(id) == bound;
    // One use of the name is its binding.
    let (mut uses, mut reads) = (0u32, u32::from(bound.is_some()));
    let tests = bound.map_or(0, |bound| tests(module, bound, span));
    for (id, expression) in module.expressions().filter(|(_, it)| span.contains(it.span)) {
        uses += u32::from(bound.is_some() && module.name(id) == bound);
        let claim = match &expression.kind {
            ExprKind::Member { object, property } if is_token(*object) && *property != "get" => {
                if CLAIMS.binary_search(property).is_err() {
                    return false;
                }
                reads += 1;
                continue;
            }
            ExprKind::Index { object, index } if is_token(*object) => Some(*index),
            ExprKind::Call(get) => match module.kind(get.callee) {
                ExprKind::Member { object, property: "get" } if is_token(*object) => {
                    get.positional(0)
                }
                _ => None,
            },
            _ => None,
        };
        let Some(claim) = claim else { continue };
        let name = module.string(inspector.flow.constant(claim));
        if !name.is_some_and(|name| CLAIMS.binary_search(&name).is_ok()) {
            return false;
        }
        reads += 1;
    }
    if bound.is_some() { uses == reads + tests && reads > 1 } else { reads > 0 }
}

/// How often a part of a program asks whether there is anything under a name: `!claims`, `claims && claims.exp`.
fn tests(module: &Module<'_>, name: &str, span: Span) -> u32 {
    let is = |id: ExprId| u32::from(module.name(id) == Some(name));
    let expressions = module.expressions().filter(|(_, it)| span.contains(it.span));
    let statements = module.statements().filter(|(_, it)| span.contains(it.span));
    expressions
        .map(|(_, expression)| match expression.kind {
            ExprKind::Unary { operator: UnaryOperator::Not, operand } => is(operand),
            ExprKind::Logical { left, .. } => is(left),
            _ => 0,
        })
        .sum::<u32>()
        + statements
            .map(|(_, statement)| match statement.kind {
                StmtKind::If { test, .. } => is(test),
                _ => 0,
            })
            .sum::<u32>()
}

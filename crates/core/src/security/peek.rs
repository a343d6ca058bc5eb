//! Tokens that are read before they are verified.

use super::walk::Inspector;
use crate::code::{ExprId, ExprKind, FunctionId, StmtKind};

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

/// Whether the function of a call verifies a token too: what was read before only chose how.
pub(super) fn verifies_too(inspector: &Inspector<'_, '_>) -> bool {
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
    })
}

/// Whether nothing but the origin of a token is read from what a call gives.
pub(super) fn reads_origin(inspector: &Inspector<'_, '_>, call: ExprId) -> bool {
    let module = inspector.module;
    let Some(function) = inspector.function else { return false };
    let span = module.function(FunctionId(function)).span;
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
    if bound.is_some() { uses == reads && reads > 1 } else { reads > 0 }
}

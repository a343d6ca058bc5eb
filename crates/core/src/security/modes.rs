//! The mode that a program runs in, as conditions ask for it.

use crate::code::{CompareOperator, ExprId, ExprKind, LogicalOperator, Module, UnaryOperator};
use crate::naming;

/// How deep a condition is read.
const REACH: u32 = 6;

/// Whether a condition holds in development alone (`true`), or anywhere but there (`false`), as far as it tells.
pub(super) fn holds_in_development(module: &Module<'_>, test: ExprId) -> Option<bool> {
    within(module, test, REACH)
}

fn within(module: &Module<'_>, test: ExprId, reach: u32) -> Option<bool> {
    let reach = reach.checked_sub(1)?;
    match module.kind(test) {
        ExprKind::Name(name) | ExprKind::Member { property: name, .. } => of_name(name),
        ExprKind::Call(call) => match module.kind(call.callee) {
            ExprKind::Name(name) | ExprKind::Member { property: name, .. } => of_name(name),
            _ => None,
        },
        ExprKind::Unary { operator: UnaryOperator::Not, operand } => {
            within(module, *operand, reach).map(|holds| !holds)
        }
        ExprKind::Compare { operator, left, right } => {
            let equal = match operator {
                CompareOperator::Equal => true,
                CompareOperator::NotEqual => false,
                _ => return None,
            };
            let (asked, mode) = match (module.string(*left), module.string(*right)) {
                (None, Some(mode)) => (*left, mode),
                (Some(mode), None) => (*right, mode),
                _ => return None,
            };
            let holds = of_mode(mode)?;
            speaks_of_mode(module.expression(asked).span.of(module.text)).then_some(holds == equal)
        }
        // Both hold: one that asks for development is enough.
        ExprKind::Logical { operator: LogicalOperator::And, left, right } => {
            let asks = |id: ExprId| within(module, id, reach) == Some(true);
            (asks(*left) || asks(*right)).then_some(true)
        }
        ExprKind::Logical { operator: LogicalOperator::Or, left, right } => {
            let holds = within(module, *left, reach)?;
            (within(module, *right, reach)? == holds).then_some(holds)
        }
        _ => None,
    }
}

/// What a condition with this name asks: `isDev`, `settings.DEBUG`, `IS_PRODUCTION`.
fn of_name(name: &str) -> Option<bool> {
    if name.len() > 40 {
        return None;
    }
    let mut parts = naming::parts(name).filter_map(|part| {
        let is = |word: &str| part.eq_ignore_ascii_case(word);
        if is("dev") || is("development") || is("debug") {
            Some(true)
        } else {
            (is("prod") || is("production")).then_some(false)
        }
    });
    let holds = parts.next()?;
    parts.next().is_none().then_some(holds)
}

/// What the name of a mode stands for.
fn of_mode(mode: &str) -> Option<bool> {
    let is = |words: &[&str]| words.iter().any(|word| mode.eq_ignore_ascii_case(word));
    if is(&["dev", "develop", "development", "local", "debug", "test"]) {
        Some(true)
    } else {
        is(&["prod", "production", "live"]).then_some(false)
    }
}

/// Whether what is compared with a mode is the mode of the program: `process.env.NODE_ENV`, `settings.STAGE`.
fn speaks_of_mode(text: &str) -> bool {
    text.len() <= 120
        && naming::parts(text).any(|part| {
            ["env", "environment", "mode", "stage"].iter().any(|it| part.eq_ignore_ascii_case(it))
        })
}

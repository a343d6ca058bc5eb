//! FastAPI's dependencies: `Depends` and `Security` in lists, declared types and defaults.

use shipworthy_core::facts::{Argument, CallValue, ExitKind, Function, GuardUse, Value, Via};
use shipworthy_core::source::Span;

use super::source::{guard, of_package};

/// How deep lists of dependencies are followed.
const DEPTH: u32 = 6;

/// The guards of `dependencies=…`.
pub(super) fn listed(value: Option<&Value>, via: Via, span: Span) -> Vec<GuardUse> {
    let mut guards = Vec::new();
    if let Some(value) = value {
        in_list(value, via, span, DEPTH, &mut guards);
    }
    guards
}

fn in_list(value: &Value, via: Via, span: Span, depth: u32, guards: &mut Vec<GuardUse>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match value {
        Value::Name(_) => guards.push(guard(value.clone(), &[], via, span)),
        Value::List(items) | Value::Computed(items) => {
            items.iter().for_each(|item| in_list(item, via, span, depth, guards));
        }
        Value::Choice(items) => {
            // A list that may be empty guards only sometimes.
            let may_be_empty = items.iter().any(Value::is_empty_literal);
            let first = guards.len();
            items.iter().for_each(|item| in_list(item, via, span, depth, guards));
            if may_be_empty {
                for guard in &mut guards[first..] {
                    let target = std::mem::take(&mut guard.target);
                    guard.target = Value::Choice([target, Value::Null].into());
                }
            }
        }
        Value::Fallback(sides) => {
            in_list(&sides.0, via, span, depth, guards);
        }
        Value::Call(call) if is_depends(call) => {
            if let Some(guard) = of_depends(call, None, via) {
                guards.push(guard);
            }
        }
        // A function that makes a dependency: `requires("admin")`.
        Value::Call(call) => guards.push(guard(value.clone(), &[], via, call.span)),
        _ => {}
    }
}

/// Guards that a value names with `Depends` or `Security`.
pub(super) fn named(value: &Value, via: Via, span: Span, guards: &mut Vec<GuardUse>) {
    explicit(value, via, span, DEPTH, guards);
}

fn explicit(value: &Value, via: Via, span: Span, depth: u32, guards: &mut Vec<GuardUse>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match value {
        Value::Call(call) if is_depends(call) => guards.extend(of_depends(call, None, via)),
        Value::Subscript(parts) => annotated(parts, via, span, depth, guards),
        Value::List(items) | Value::Choice(items) | Value::Computed(items) => {
            items.iter().for_each(|item| explicit(item, via, span, depth, guards));
        }
        _ => {}
    }
}

/// `Annotated[T, Depends(f), …]`, also within `Optional[…]`.
fn annotated(parts: &(Value, Value), via: Via, span: Span, depth: u32, guards: &mut Vec<GuardUse>) {
    let (base, index) = parts;
    let is_annotated = base.as_name().is_some_and(|name| name.last() == "Annotated");
    match index {
        Value::List(items) if is_annotated => {
            let declared = items.first();
            for item in items.iter().skip(1) {
                match item {
                    Value::Call(call) if is_depends(call) => {
                        guards.extend(of_depends(call, declared, via));
                    }
                    // A function that makes a dependency, if it turns out to be one.
                    Value::Call(call) if !is_metadata(&call.callee.path) => {
                        guards.push(GuardUse {
                            tentative: true,
                            ..guard(item.clone(), &call.arguments, via, call.span)
                        });
                    }
                    item => explicit(item, via, span, depth, guards),
                }
            }
            if let Some(Value::Subscript(inner)) = declared {
                annotated(inner, via, span, depth.saturating_sub(1), guards);
            }
        }
        Value::Subscript(inner) if depth > 0 => annotated(inner, via, span, depth - 1, guards),
        _ => {}
    }
}

/// The guards of a parameter or of an attribute of a controller.
pub(super) fn of_declaration(
    annotation: &Value,
    default: Option<&Value>,
    span: Span,
    guards: &mut Vec<GuardUse>,
) {
    explicit(annotation, Via::Parameter, span, DEPTH, guards);
    if let Some(Value::Call(call)) = default
        && is_depends(call)
    {
        guards.extend(of_depends(call, Some(annotation), Via::Parameter));
    }
}

/// Whether a dotted path belongs to a package that describes values and depends on nothing.
fn is_metadata(path: &str) -> bool {
    ["fastapi", "pydantic", "annotated_types", "typing_extensions", "sqlalchemy"]
        .iter()
        .any(|package| of_package(path, package))
}

/// What the dependency is that a function makes: `def role(…): return Depends(check)`. Where it makes one
/// of several, any of them may be the one.
pub(super) fn made_by(function: &Function) -> Option<GuardUse> {
    let mut targets = Vec::new();
    for exit in function.exits.iter().filter(|it| it.kind == ExitKind::Return) {
        let made = exit.value.as_call().filter(|call| is_depends(call))?;
        targets.push(of_depends(made, None, Via::Parameter)?);
    }
    let mut made = targets.pop()?;
    if !targets.is_empty() {
        let all = targets.into_iter().map(|it| it.target).chain([made.target]);
        made.target = Value::Choice(all.collect());
    }
    Some(made)
}

fn is_depends(call: &CallValue) -> bool {
    matches!(call.callee.last(), "Depends" | "Security" | "Inject")
        && !call.callee.path.contains("()")
}

/// `Depends(f)`; without an argument, the declared type is what is injected.
fn of_depends(call: &CallValue, declared: Option<&Value>, via: Via) -> Option<GuardUse> {
    let target = call.positional(0).or_else(|| call.keyword("dependency")).or(declared)?;
    let arguments: Vec<Argument> =
        call.arguments.iter().filter(|it| it.name == "scopes").cloned().collect();
    Some(guard(target.clone(), &arguments, via, call.span))
}

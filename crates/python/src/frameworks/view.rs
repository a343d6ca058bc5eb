//! Views as registrations write them: a function, a class made into a view, either in wrappers.

use shipworthy_core::facts::{GuardUse, Handled, Name, Value, Via};
use shipworthy_core::naming;
use shipworthy_core::source::Span;

use super::source::guard;

/// How many wrappers are taken off.
const WRAPPERS: u32 = 6;

/// What answers, and what wraps it as guards, outermost first.
///
/// A class made into a view keeps `.as_view()` at the end of its name.
pub(super) fn unwrap(view: &Value, span: Span, guards: &mut Vec<GuardUse>) -> Handled {
    let mut view = view;
    for _ in 0..WRAPPERS {
        match view {
            Value::Name(name) => return Handled::Name((**name).clone()),
            Value::Function(at) => return Handled::Function(*at),
            Value::Call(call) => {
                let path = &*call.callee.path;
                if path.ends_with(".as_view") || path.ends_with(".as_asgi") {
                    let path = format!("{path}()").into();
                    return Handled::Name(Name { path, root: call.callee.root });
                }
                let inner =
                    call.arguments.iter().map(|it| &it.value).find(|it| {
                        matches!(it, Value::Call(_) | Value::Name(_) | Value::Function(_))
                    });
                let Some(inner) = inner else {
                    return Handled::Name(call.callee.clone());
                };
                // `user_passes_test(f)(view)`: the brackets before the last belong to the wrapper.
                let callee = Name { path: naming::bare(path).into(), root: call.callee.root };
                let target = Value::Name(Box::new(callee));
                guards.push(guard(target, &[], Via::Route, span));
                view = inner;
            }
            _ => return Handled::Unknown,
        }
    }
    Handled::Unknown
}

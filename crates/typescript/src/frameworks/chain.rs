//! Chains on builders whose middleware guards what is built: `procedure.use(isAuthed).mutation(fn)`.

use shipworthy_core::code::{ExprId, ExprKind};
use shipworthy_core::facts::{GuardUse, Via};

use super::guard;
use crate::shapes::Shapes;

/// How long a chain is followed.
const MAX_CALLS: usize = 48;

/// A kind of builder.
pub(super) struct Kind {
    /// Whether something of a name is a builder.
    pub(super) makes: fn(&str) -> bool,
    /// Functions that begin a chain and guard nothing.
    pub(super) starts: &'static [&'static str],
    /// Calls that end a chain, with the methods of their HTTP requests.
    pub(super) ends: &'static [(&'static str, &'static str)],
}

/// A chain on a builder.
pub(super) struct Chain {
    /// The builder and the middleware, in order.
    pub(super) guards: Vec<GuardUse>,
    /// The method, where the chain ends.
    pub(super) method: Option<&'static str>,
    /// What answers.
    pub(super) handler: Option<ExprId>,
}

impl Chain {
    pub(super) fn of(
        kind: &Kind,
        shapes: &Shapes<'_, '_>,
        id: ExprId,
        function: Option<u32>,
    ) -> Option<Self> {
        let module = shapes.module;
        let mut chain = Self { guards: Vec::new(), method: None, handler: None };
        let mut at = id;
        for _ in 0..MAX_CALLS {
            match *module.kind(at) {
                ExprKind::Call(ref call) => {
                    let ExprKind::Member { object, property } = *module.kind(call.callee) else {
                        // A factory: `createProcedure(options)`.
                        let name = shapes.callee_path(at, function)?;
                        if kind.starts.contains(&name.last()) {
                            break;
                        }
                        if !(kind.makes)(name.last()) {
                            return None;
                        }
                        chain.guards.push(guard(shapes, at, function, Via::Route));
                        break;
                    };
                    if let Some((_, method)) = kind.ends.iter().find(|(end, _)| *end == property) {
                        chain.method = Some(method);
                        chain.handler = call.positional(0);
                    } else if property == "use"
                        && let Some(middleware) = call.positional(0)
                    {
                        chain.guards.push(guard(shapes, middleware, function, Via::Route));
                    }
                    at = object;
                }
                // `t.procedure` is where chains begin: it guards nothing.
                ExprKind::Member { property: "procedure", .. } => break,
                ExprKind::Name(name) | ExprKind::Member { property: name, .. }
                    if (kind.makes)(name) =>
                {
                    chain.guards.push(guard(shapes, at, function, Via::Route));
                    break;
                }
                _ => return None,
            }
        }
        // The chain was read from its end.
        chain.guards.reverse();
        Some(chain)
    }
}

//! Who may call what.

mod always_true_guard;
mod exposure;
mod unguarded_route;
mod unwired_auth;

pub(crate) use always_true_guard::AlwaysTrueGuard;
pub(crate) use unguarded_route::UnguardedRoute;
pub(crate) use unwired_auth::UnwiredAuth;

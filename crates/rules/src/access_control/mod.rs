//! Who may call what.

mod always_true_guard;
mod exposure;
mod openapi_unsecured_operation;
mod openapi_unused_security_scheme;
mod unguarded_route;
mod unwired_auth;

pub(crate) use always_true_guard::AlwaysTrueGuard;
pub(crate) use openapi_unsecured_operation::OpenapiUnsecuredOperation;
pub(crate) use openapi_unused_security_scheme::OpenapiUnusedSecurityScheme;
pub(crate) use unguarded_route::UnguardedRoute;
pub(crate) use unwired_auth::UnwiredAuth;

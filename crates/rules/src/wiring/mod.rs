//! What is declared or built, against what is used.

mod undeclared_dependency;
mod unused_dependency;
mod unused_service;
mod unwired_capability;

pub(crate) use undeclared_dependency::UndeclaredDependency;
pub(crate) use unused_dependency::UnusedDependency;
pub(crate) use unused_service::UnusedService;
pub(crate) use unwired_capability::UnwiredCapability;

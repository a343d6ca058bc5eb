//! What is declared against what is used.

mod undeclared_dependency;
mod unused_dependency;
mod unused_service;

pub(crate) use undeclared_dependency::UndeclaredDependency;
pub(crate) use unused_dependency::UnusedDependency;
pub(crate) use unused_service::UnusedService;

//! What is declared or built, against what is used.

mod environment_names;
mod missing_migration;
mod stale_variable;
mod undeclared_dependency;
mod undocumented_variable;
mod unset_state;
mod unused_dependency;
mod unused_service;
mod unwired_capability;

pub(crate) use missing_migration::MissingMigration;
pub(crate) use stale_variable::StaleVariable;
pub(crate) use undeclared_dependency::UndeclaredDependency;
pub(crate) use undocumented_variable::UndocumentedVariable;
pub(crate) use unset_state::UnsetState;
pub(crate) use unused_dependency::UnusedDependency;
pub(crate) use unused_service::UnusedService;
pub(crate) use unwired_capability::UnwiredCapability;

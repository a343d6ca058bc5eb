//! Ledgers: what the files say together about the environment, the tests, the services and the packages.

mod dependencies;
mod environment;
mod services;
mod tests;
mod uses;

pub(super) use dependencies::dependencies;
pub(super) use environment::environment;
pub(super) use services::services;
pub(super) use tests::count as count_tests;
pub(super) use uses::Uses;

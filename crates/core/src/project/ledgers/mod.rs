//! Ledgers: what the files say together about the environment, the tests and the services.

mod environment;
mod tests;

pub(super) use environment::environment;
pub(super) use tests::count as count_tests;

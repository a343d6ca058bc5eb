use serde::{Deserialize, Serialize};

/// What a file is for. Findings carry it, and only production code can block.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[expect(
    clippy::exhaustive_enums,
    reason = "a role decides what counts; a new one must be thought through everywhere"
)]
pub enum Role {
    /// Code or configuration that is meant to run in production.
    #[default]
    Production,
    /// Tests, fixtures, mocks for tests, stories.
    Test,
    /// Scripts, migrations, seeds, build and development tools.
    Tool,
    /// Examples, demonstrations, tutorials, documentation samples.
    Example,
    /// Written by a program.
    Generated,
    /// Copied from elsewhere.
    Vendored,
}

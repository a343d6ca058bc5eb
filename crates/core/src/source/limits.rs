use std::time::Duration;

use crate::analyzer::ExtractLimits;

/// Bounds of an audit. What goes beyond one of them is left out and stands in the coverage ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "embedders set bounds")]
pub struct Limits {
    /// The largest file that is read, in bytes.
    pub file_bytes: u64,
    /// The longest line of a file that is read, in bytes. Longer lines are data or minified code.
    pub line_bytes: u32,
    /// How deep nested code is followed.
    pub depth: u32,
    /// How many steps the parsing of one file of code may take ([`ExtractLimits::steps`]).
    pub file_steps: u64,
    /// How long the parsing of one file may take, whatever its steps ([`ExtractLimits::time`]).
    pub file_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let extract = ExtractLimits::default();
        Self {
            file_bytes: 6 * 1024 * 1024,
            line_bytes: 100_000,
            depth: extract.depth,
            file_steps: extract.steps,
            file_time: extract.time,
        }
    }
}

impl Limits {
    /// The part that analyzers keep.
    pub fn extract(&self) -> ExtractLimits {
        ExtractLimits { depth: self.depth, steps: self.file_steps, time: self.file_time }
    }
}

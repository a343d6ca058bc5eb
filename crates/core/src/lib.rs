//! The vocabulary and the engine of Shipworthy.
//!
//! An audit goes one way: files become [`facts`], facts are linked to a
//! [`project`], rules look at the project, their results are scored and judged. Each stage knows
//! only the one before it. This crate has no grammar: language crates bring
//! [analyzers](analyzer::Analyzer), rule crates bring [rules](rule).

pub mod analysis;
pub mod analyzer;
pub mod audit;
pub mod auditor;
pub mod code;
pub mod facts;
pub mod finding;
pub mod naming;
pub mod policy;
pub mod project;
pub mod rule;
pub mod score;
pub mod secrets;
pub mod security;
pub mod source;
pub mod testing;

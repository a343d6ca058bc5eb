//! Python for Shipworthy: sources to facts, and facts to modules and entry points.
//!
//! [`PythonAnalyzer`] is the door: it lowers each file's tree to language-neutral code and leaves
//! what any language shares to `shipworthy_core::analysis`. What is Python's own (its grammar, its
//! libraries, its frameworks, how it finds modules) stays here.

mod analyzer;
mod frameworks;
mod libraries;
mod linker;
mod lower;

pub use analyzer::PythonAnalyzer;

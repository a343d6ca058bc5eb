//! TypeScript and JavaScript source to Shipworthy facts.
//!
//! [`TypeScriptAnalyzer`] reads a file with one walk over its syntax tree (`lower`); everything
//! that is the same in all languages is computed from there in the core. This crate knows what only
//! its languages have: their libraries (`library`), their frameworks (`frameworks`, a file each),
//! and how files are joined (`link`).

mod analyzer;
mod frameworks;
mod library;
mod link;
mod lower;
mod security;
mod shapes;

pub use analyzer::TypeScriptAnalyzer;

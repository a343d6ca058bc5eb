//! Audits for people: as Markdown for a team, as text for a terminal.
//!
//! Reports are pure views of an [`Audit`](shipworthy_core::audit::Audit): they read no file and
//! decide nothing. JSON is a view too, and lives with the audit itself.

mod markdown;
mod score;
mod sections;
mod terminal;

pub use markdown::markdown;
pub use score::score;
pub use terminal::{TerminalOptions, terminal};

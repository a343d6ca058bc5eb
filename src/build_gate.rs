//! Fails a build while a service is not ready to ship.
//!
//! In the `build.rs` of a crate that stands beside the service:
//!
//! ```no_run
//! use shipworthy::build_gate::{GateError, require_ready};
//!
//! fn main() -> Result<(), GateError> {
//!     require_ready("../service")
//! }
//! ```
//!
//! Cargo is told to watch the service, so the gate runs again when a file of it changes.

use std::fmt;
use std::path::Path;

use crate::audit::{Audit, AuditFinding};
use crate::policy::Decision;
use crate::source::DiskFileSystem;

/// How many blockers a failure lists.
const LISTED: usize = 20;

/// Why a build must not go on. `Debug` shows the same text as `Display`, since that is what `main` prints.
#[derive(Clone, PartialEq, Eq)]
pub struct GateError {
    text: String,
}

impl GateError {
    fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }
}

impl fmt::Display for GateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for GateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for GateError {}

/// Audits the service at `root`, tells Cargo to watch it, and answers whether the build may go on.
///
/// # Errors
/// If the service is not ready, if nothing of it could be analysed, or if it cannot be read. The text lists the
/// blockers with their places.
#[expect(clippy::print_stdout, reason = "a build script talks to Cargo through its output")]
pub fn require_ready(root: impl AsRef<Path>) -> Result<(), GateError> {
    let root = root.as_ref();
    println!("cargo::rerun-if-changed={}", root.display());
    let name = root.display();
    let auditor = crate::auditor().build().map_err(|error| GateError::new(error.to_string()))?;
    let audit = auditor
        .audit(&DiskFileSystem::new(root))
        .map_err(|error| GateError::new(format!("{name} cannot be audited: {error}")))?;
    judge(&audit).map_err(|reason| GateError::new(format!("{name} {reason}")))
}

/// Why an audited service must not ship.
fn judge(audit: &Audit) -> Result<(), String> {
    match audit.verdict.decision {
        Decision::Ready => return Ok(()),
        Decision::NothingAnalysed => {
            return Err("cannot be judged: too little of it could be analysed".to_owned());
        }
        _ => {}
    }
    let blockers: Vec<&AuditFinding> = audit.blockers().collect();
    let mut text = format!("is not ready to ship: {} blockers", blockers.len());
    for unmet in audit.verdict.matrix.iter().filter(|criterion| criterion.blocks) {
        text.push_str(&format!("\n  {}: {}", unmet.criterion, unmet.evidence));
    }
    for blocker in blockers.iter().take(LISTED) {
        text.push_str(&format!(
            "\n  {}:{}: {} [{}]",
            blocker.file, blocker.line, blocker.message, blocker.rule
        ));
    }
    if blockers.len() > LISTED {
        text.push_str(&format!("\n  and {} more", blockers.len() - LISTED));
    }
    text.push_str("\n`shipworthy audit` shows the evidence and what to do.");
    Err(text)
}

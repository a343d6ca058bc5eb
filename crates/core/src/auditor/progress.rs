use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::audit::AuditFinding;

/// What a listener hears while an audit runs.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// How far a phase is.
    #[non_exhaustive]
    Progress {
        /// The phase.
        phase: Phase,
        /// How many files or rules are done.
        done: usize,
        /// How many there are; 0 where that is not known yet.
        total: usize,
    },
    /// A finding of the finished audit, in order.
    Finding(&'a AuditFinding),
}

/// The phases of an audit, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the stages of the way of the data")]
pub enum Phase {
    /// Files are listed.
    List,
    /// Files are read and their facts taken.
    Extract,
    /// Facts are joined to the project.
    Link,
    /// Rules look.
    Check,
    /// Results are put together and judged.
    Judge,
}

/// Ends an audit from another thread. Clones share one state.
#[derive(Clone, Debug, Default)]
pub struct Cancellation(Arc<AtomicBool>);

impl Cancellation {
    /// Not cancelled yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends every audit that has this token, at the next file or rule.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether [`cancel`](Self::cancel) was called.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

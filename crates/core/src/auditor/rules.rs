//! Runs the rules.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::{AuditError, Auditor, Phase};
use crate::audit::Ruled;
use crate::project::Project;
use crate::rule::{Check, Rule, RuleStatus};

impl Auditor {
    /// What each rule says about the project, in order of the ids.
    pub(super) fn check(&self, project: &Project) -> Result<Vec<Ruled<'_>>, AuditError> {
        let rules: Vec<&Rule> = self
            .rules
            .iter()
            .filter(|rule| !matches!(rule.metadata().status, RuleStatus::Removed { .. }))
            .collect();
        let done = AtomicUsize::new(0);
        self.phase(Phase::Check, 0, rules.len());
        rules
            .par_iter()
            .map(|rule| {
                self.check_cancelled()?;
                let outcome = look(rule, project).finish();
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                self.phase(Phase::Check, done, rules.len());
                Ok(Ruled { metadata: rule.metadata(), outcome })
            })
            .collect()
    }
}

/// Runs one rule. Where it panics, what it could not look at is unknown; what it found elsewhere stays.
fn look(rule: &Rule, project: &Project) -> Check {
    match rule {
        Rule::Project(rule) => guarded("the project", |check| rule.check(project, check)),
        Rule::File(rule) => {
            let mut all = Check::new();
            for (id, file) in project.files() {
                all.merge(guarded(file.path.as_str(), |check| rule.check(id, file, check)));
            }
            all
        }
    }
}

fn guarded(what: &str, look: impl FnOnce(&mut Check)) -> Check {
    let mut check = Check::new();
    match catch_unwind(AssertUnwindSafe(|| {
        look(&mut check);
        check
    })) {
        Ok(check) => check,
        Err(_) => {
            let mut check = Check::new();
            check.unknown(format!("the rule failed on {what}: this is a fault of the rule"));
            check
        }
    }
}

//! Runs the rules.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::{AuditError, Auditor, Phase};
use crate::audit::Ruled;
use crate::project::Project;
use crate::rule::{Check, Rule, RuleStatus};

/// How many files all rules look at before the next are taken.
const FILES_AT_ONCE: usize = 32;

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
        let checks = self.check_files(&rules, project)?;
        rules
            .par_iter()
            .zip(checks)
            .map(|(rule, check)| {
                self.check_cancelled()?;
                let check = match rule {
                    Rule::Project(rule) => {
                        guarded("the project", |check| rule.check(project, check))
                    }
                    Rule::File(_) => check,
                };
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                self.phase(Phase::Check, done, rules.len());
                Ok(Ruled { metadata: rule.metadata(), outcome: check.finish() })
            })
            .collect()
    }

    /// What each rule says about files, nothing where it looks at the project. All rules look at some files before the
    /// next are taken: the facts of these stay in the processor's cache.
    fn check_files(&self, rules: &[&Rule], project: &Project) -> Result<Vec<Check>, AuditError> {
        let files: Vec<_> = project.files().collect();
        let nothing = || rules.iter().map(|_| Check::new()).collect::<Vec<_>>();
        let parts = files.par_chunks(FILES_AT_ONCE).map(|files| {
            self.check_cancelled()?;
            let mut checks = nothing();
            for (rule, all) in rules.iter().zip(&mut checks) {
                let Rule::File(rule) = rule else { continue };
                for &(id, file) in files {
                    all.merge(guarded(file.path.as_str(), |check| rule.check(id, file, check)));
                }
            }
            Ok(checks)
        });
        let mut checks = nothing();
        for part in parts.collect::<Result<Vec<_>, AuditError>>()? {
            checks.iter_mut().zip(part).for_each(|(all, part)| all.merge(part));
        }
        Ok(checks)
    }
}

/// Runs a rule. Where it panics, what it could not look at is unknown; what it found elsewhere stays.
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

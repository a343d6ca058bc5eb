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
        self.phase(Phase::Check, 0, rules.len());
        let of_files = self.check_files(&rules, project)?;
        let done = AtomicUsize::new(of_files.len());
        self.phase(Phase::Check, of_files.len(), rules.len());
        let of_project = rules
            .par_iter()
            .filter_map(|rule| match rule {
                Rule::Project(rule) => Some(rule),
                Rule::File(_) => None,
            })
            .map(|rule| {
                self.check_cancelled()?;
                let check = guarded("the project", |check| rule.check(project, check));
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                self.phase(Phase::Check, done, rules.len());
                Ok(check)
            })
            .collect::<Result<Vec<Check>, AuditError>>()?;
        let (mut of_files, mut of_project) = (of_files.into_iter(), of_project.into_iter());
        let outcomes = rules.iter().filter_map(|rule| {
            let check = match rule {
                Rule::File(_) => of_files.next(),
                Rule::Project(_) => of_project.next(),
            };
            Some(Ruled { metadata: rule.metadata(), outcome: check?.finish() })
        });
        Ok(outcomes.collect())
    }

    /// What each rule about files says, some files at a time: while all rules read their facts, these stay in the
    /// processor's cache.
    fn check_files(&self, rules: &[&Rule], project: &Project) -> Result<Vec<Check>, AuditError> {
        let rules: Vec<_> = rules
            .iter()
            .filter_map(|rule| match rule {
                Rule::File(rule) => Some(rule),
                Rule::Project(_) => None,
            })
            .collect();
        let files: Vec<_> = project.files().collect();
        let nothing = || rules.iter().map(|_| Check::new()).collect::<Vec<_>>();
        let parts = files.par_chunks(FILES_AT_ONCE).map(|files| {
            self.check_cancelled()?;
            let mut checks = nothing();
            for (rule, all) in rules.iter().zip(&mut checks) {
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

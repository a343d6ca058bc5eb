use serde::{Deserialize, Serialize};

use crate::finding::{Attestation, Finding};
use crate::project::Place;
use crate::source::Text;

/// What a rule says while it looks.
#[derive(Debug, Default)]
pub struct Check {
    findings: Vec<Finding>,
    attestations: Vec<Attestation>,
    subjects: u64,
    unknown: Vec<Text>,
}

impl Check {
    /// A check that has seen nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says that there was something to look at: a function, a route, a call. A rule that met no subject is not applicable.
    pub fn subject(&mut self) {
        self.subjects += 1;
    }

    /// Reports a finding. It counts as a subject too.
    pub fn report(&mut self, finding: Finding) {
        self.subjects += 1;
        self.findings.push(finding);
    }

    /// Says that something is done right. It counts as a subject too.
    pub fn attest(&mut self, place: Place, message: impl Into<Text>) {
        self.subjects += 1;
        self.attestations.push(Attestation::new(place, message));
    }

    /// Says that something could not be told, and why.
    pub fn unknown(&mut self, reason: impl Into<Text>) {
        self.unknown.push(reason.into());
    }

    /// Adds what another check of the same rule has said.
    pub fn merge(&mut self, other: Self) {
        self.findings.extend(other.findings);
        self.attestations.extend(other.attestations);
        self.subjects += other.subjects;
        self.unknown.extend(other.unknown);
    }

    /// What came out.
    pub fn finish(mut self) -> CheckOutcome {
        self.unknown.sort();
        self.unknown.dedup();
        let (result, reason) = if !self.findings.is_empty() {
            (
                CheckResult::Fail,
                format!("{} found among {} looked at", self.findings.len(), self.subjects),
            )
        } else if !self.unknown.is_empty() {
            (CheckResult::Unknown, self.unknown.join("; "))
        } else if self.subjects == 0 {
            (CheckResult::NotApplicable, "nothing to look at".to_owned())
        } else {
            (CheckResult::Pass, format!("none found among {} looked at", self.subjects))
        };
        CheckOutcome {
            result,
            reason: reason.into(),
            findings: self.findings,
            attestations: self.attestations,
            unknown: self.unknown,
        }
    }
}

/// The result of a rule over a project.
#[derive(Debug)]
#[non_exhaustive]
pub struct CheckOutcome {
    /// The result.
    pub result: CheckResult,
    /// Why, as a short sentence.
    pub reason: Text,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What is right.
    pub attestations: Vec<Attestation>,
    /// What could not be told, each once.
    pub unknown: Vec<Text>,
}

/// The four results of a check.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "the four values of the output contract")]
pub enum CheckResult {
    /// There was something to look at, and nothing is wrong with it.
    Pass,
    /// Something is wrong.
    Fail,
    /// There was nothing to look at.
    NotApplicable,
    /// It could not be told.
    Unknown,
}

//! Findings and attestations: what a rule says about the project, with its evidence.

use serde::{Deserialize, Serialize};

use crate::project::{Evidence, Place};
use crate::source::Text;

/// How bad a finding is.
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
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "the five levels of the output contract")]
pub enum Severity {
    /// Worth knowing; costs nothing.
    Info,
    /// A small fault.
    Low,
    /// A fault.
    Medium,
    /// A fault that will hurt.
    High,
    /// The software must not ship with it.
    Blocker,
}

/// How much work the repair is.
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
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "three rough sizes")]
pub enum Effort {
    /// Minutes.
    Small,
    /// Hours.
    Medium,
    /// Days.
    Large,
}

/// A named reason for a finding, and what it adds to the confidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[expect(clippy::exhaustive_structs, reason = "a name and a weight")]
pub struct Signal {
    /// Its name: `returns-only-literals`.
    pub name: Text,
    /// What it adds to the confidence, in points of 100; doubts are negative.
    pub weight: i8,
}

/// Something that is wrong, as a rule reports it. The engine adds severity by policy, activity, role and fingerprint.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    pub(crate) place: Place,
    pub(crate) message: Text,
    pub(crate) subject: Text,
    pub(crate) severity: Option<Severity>,
    pub(crate) signals: Vec<Signal>,
    pub(crate) related: Vec<Evidence>,
    pub(crate) help: Text,
    pub(crate) effort: Option<Effort>,
}

impl Finding {
    /// A finding at a place, with one sentence that says what is wrong.
    pub fn new(place: Place, message: impl Into<Text>) -> Self {
        Self {
            place,
            message: message.into(),
            subject: Text::default(),
            severity: None,
            signals: Vec::new(),
            related: Vec::new(),
            help: Text::default(),
            effort: None,
        }
    }

    /// What it is about: the name of a function, a variable, a route. Part of the fingerprint.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<Text>) -> Self {
        self.subject = subject.into();
        self
    }

    /// A reason and what it adds to the confidence, in points of 100.
    #[must_use]
    pub fn signal(mut self, name: impl Into<Text>, weight: i8) -> Self {
        self.signals.push(Signal { name: name.into(), weight });
        self
    }

    /// Another place that belongs to it.
    #[must_use]
    pub fn related(mut self, place: Place, what: impl Into<Text>) -> Self {
        self.related.push(Evidence { place, what: what.into() });
        self
    }

    /// What to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<Text>) -> Self {
        self.help = help.into();
        self
    }

    /// A severity other than the rule's default, for a milder or graver variant. Policy still has the last word.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// An effort other than the rule's default.
    #[must_use]
    pub fn effort(mut self, effort: Effort) -> Self {
        self.effort = Some(effort);
        self
    }

    /// Where it is.
    pub fn place(&self) -> Place {
        self.place
    }

    /// How sure it is: the sum of its signals, within 0–100. A finding without signals is certain.
    pub fn confidence(&self) -> u8 {
        if self.signals.is_empty() {
            return 100;
        }
        self.signals.iter().map(|signal| i32::from(signal.weight)).sum::<i32>().clamp(0, 100) as u8
    }
}

/// Something done right.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Attestation {
    /// Where.
    pub place: Place,
    /// What, as one sentence.
    pub message: Text,
}

impl Attestation {
    /// An attestation at a place.
    pub fn new(place: Place, message: impl Into<Text>) -> Self {
        Self { place, message: message.into() }
    }
}

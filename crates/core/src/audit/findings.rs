use schemars::JsonSchema;
use serde::Serialize;

use crate::finding::{Effort, Severity, Signal};
use crate::project::ActivityState;
use crate::rule::{Category, CheckResult};
use crate::source::{Role, SourcePath, Text};

/// Something that is wrong, with its evidence.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AuditFinding {
    /// The rule that reports it.
    pub rule: Text,
    /// The rule's category.
    pub category: Category,
    /// How bad it is, after policy.
    pub severity: Severity,
    /// How sure it is, in points of 100.
    pub confidence: u8,
    /// What is wrong, as one sentence.
    pub message: Text,
    /// The file.
    pub file: SourcePath,
    /// The first line, from 1.
    pub line: u32,
    /// The column of its first character, from 1.
    pub column: u32,
    /// The last line, inclusive.
    pub end_line: u32,
    /// The column behind its last character.
    pub end_column: u32,
    /// What it is about: a function, a variable, a route.
    pub subject: Text,
    /// Whether the file runs in production.
    pub activity: ActivityState,
    /// What the file is for.
    pub role: Role,
    /// Why it is reported, and what each reason adds to the confidence.
    pub signals: Vec<Signal>,
    /// Other places that belong to it.
    pub related: Vec<RelatedPlace>,
    /// What to do about it.
    pub help: Text,
    /// How much work the repair is.
    pub effort: Effort,
    /// The same for the same fault, whatever is added or removed around it: 32 hexadecimal digits.
    pub fingerprint: Text,
    /// The lines at its place, credentials masked.
    pub excerpt: Excerpt,
    /// The accepted exception that covers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waived: Option<AuditWaiver>,
}

impl AuditFinding {
    /// Whether it is in production code that is known to run.
    pub fn is_active(&self) -> bool {
        self.role == Role::Production && self.activity == ActivityState::Active
    }

    /// Whether it counts: in production code that is not known to be inactive.
    pub fn counts(&self) -> bool {
        self.role == Role::Production && self.activity != ActivityState::Inactive
    }
}

/// An accepted exception.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AuditWaiver {
    /// Why the finding is accepted.
    pub reason: Text,
}

/// Another place that belongs to a finding.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct RelatedPlace {
    /// The file.
    pub file: SourcePath,
    /// The line, from 1.
    pub line: u32,
    /// What stands there.
    pub what: Text,
}

/// The lines at the place of a finding, cut off where they are many or long.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Excerpt {
    /// The lines in order.
    pub lines: Vec<ExcerptLine>,
    /// How many more lines the place has.
    pub more: u32,
}

/// A line of source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ExcerptLine {
    /// Its number, from 1.
    pub line: u32,
    /// Its text, without the line end.
    pub text: Text,
}

/// Something that is right.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AuditAttestation {
    /// The rule that says so.
    pub rule: Text,
    /// What is right.
    pub message: Text,
    /// The file.
    pub file: SourcePath,
    /// The line, from 1.
    pub line: u32,
}

/// The result of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AuditCheck {
    /// The rule.
    pub rule: Text,
    /// Its category.
    pub category: Category,
    /// The result.
    pub result: CheckResult,
    /// Why.
    pub reason: Text,
    /// Whether something of it could not be decided, beside its result too.
    pub undecided: bool,
}

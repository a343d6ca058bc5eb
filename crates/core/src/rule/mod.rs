//! Rules: checks over the facts of a file or over the linked project.
//!
//! A rule states what it is in its [`RuleMetadata`] and looks in its `check`. It answers through a
//! [`Check`]: findings, attestations, how much there was to look at, and what could not be told.
//! Built-in rules and rules of an embedder go through the same [`RuleSet`].

mod check;
mod set;

pub use check::{Check, CheckOutcome, CheckResult};
pub use set::{RuleSet, RuleSetError};

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::finding::{Effort, Severity};
use crate::project::{FileId, Project, ProjectFile};

/// What a rule belongs to; categories are scored apart.
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
#[non_exhaustive]
pub enum Category {
    /// Does the code do what it says, or does it invent?
    Authenticity,
    /// Who may call what.
    AccessControl,
    /// Secrets, injection, insecure settings.
    Security,
    /// Errors, time limits, health.
    Reliability,
    /// Environment, hosts, debug switches.
    Configuration,
    /// Containers, orchestration, pipelines.
    Deployment,
    /// What is declared against what is used.
    Wiring,
    /// What documents promise.
    Documentation,
}

impl Category {
    /// All categories, in the order of reports.
    pub const ALL: [Self; 8] = [
        Self::Authenticity,
        Self::AccessControl,
        Self::Security,
        Self::Reliability,
        Self::Configuration,
        Self::Deployment,
        Self::Wiring,
        Self::Documentation,
    ];

    /// The name in the output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Authenticity => "authenticity",
            Self::AccessControl => "access_control",
            Self::Security => "security",
            Self::Reliability => "reliability",
            Self::Configuration => "configuration",
            Self::Deployment => "deployment",
            Self::Wiring => "wiring",
            Self::Documentation => "documentation",
        }
    }
}

/// How far a rule is trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RuleStatus {
    /// Counts.
    Stable,
    /// Reports, and is not scored.
    Preview,
    /// Still reports; will go.
    Deprecated {
        /// Since which version.
        since: &'static str,
        /// Why, and what to use instead.
        reason: &'static str,
    },
    /// Does not run any more; its id is kept.
    Removed {
        /// Since which version.
        since: &'static str,
        /// Why, and what to use instead.
        reason: &'static str,
    },
}

/// What a rule is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "rule authors write these as constants")]
pub struct RuleMetadata {
    /// The id: kebab-case, names the fault (`mock-function`).
    pub id: Cow<'static, str>,
    /// One line.
    pub summary: Cow<'static, str>,
    /// The category that it counts in.
    pub category: Category,
    /// The severity of its findings before policy.
    pub severity: Severity,
    /// How much work a repair usually is.
    pub effort: Effort,
    /// How far it is trusted.
    pub status: RuleStatus,
    /// The version that brought it.
    pub since: Cow<'static, str>,
    /// Its page in Markdown: what it finds, why, examples with markers, what to do instead.
    pub page: Cow<'static, str>,
}

/// A check over the facts of one file at a time.
pub trait FileRule: Send + Sync {
    /// What the rule is.
    fn metadata(&self) -> &RuleMetadata;

    /// Looks at one file.
    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check);
}

/// A check over the whole project.
pub trait ProjectRule: Send + Sync {
    /// What the rule is.
    fn metadata(&self) -> &RuleMetadata;

    /// Looks at the project.
    fn check(&self, project: &Project, check: &mut Check);
}

/// A rule of either level.
#[non_exhaustive]
pub enum Rule {
    /// Looks at one file at a time.
    File(Box<dyn FileRule>),
    /// Looks at the whole project.
    Project(Box<dyn ProjectRule>),
}

impl Rule {
    /// What the rule is.
    pub fn metadata(&self) -> &RuleMetadata {
        match self {
            Self::File(rule) => rule.metadata(),
            Self::Project(rule) => rule.metadata(),
        }
    }
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Rule").field(&self.metadata().id).finish()
    }
}

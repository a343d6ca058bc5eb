//! Policies and verdicts: what a deployment requires, and whether the software meets it.
//!
//! A [`Profile`] says where the software will run. A [`Policy`] made from it settles severities in
//! one place (a grave finding becomes a blocker where the profile requires its category) and draws
//! up the decision matrix. The decision comes from the matrix alone, never from a score.

mod verdict;

pub use verdict::{Blocker, Criterion, CriterionStatus, Decision, RoadmapStep, Verdict};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::Severity;
use crate::rule::Category;

/// Where the software will run.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Profile {
    /// On the machine of whoever uses it.
    Local,
    /// Inside a network of people who know each other.
    Internal,
    /// Reachable from the internet.
    #[default]
    InternetFacing,
    /// Under rules from outside: payments, health, public administration.
    Regulated,
}

impl Profile {
    /// All profiles, the mildest first.
    pub const ALL: [Self; 4] = [Self::Local, Self::Internal, Self::InternetFacing, Self::Regulated];

    /// The name, such as `internet-facing`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Internal => "internal",
            Self::InternetFacing => "internet-facing",
            Self::Regulated => "regulated",
        }
    }
}

impl std::fmt::Display for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for Profile {
    type Err = UnknownProfile;

    fn from_str(name: &str) -> Result<Self, UnknownProfile> {
        Self::ALL
            .into_iter()
            .find(|profile| profile.name() == name)
            .ok_or_else(|| UnknownProfile(name.to_owned()))
    }
}

/// A name that is no profile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no profile `{0}`: take local, internal, internet-facing or regulated")]
pub struct UnknownProfile(String);

/// What is required.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    profile: Profile,
}

/// How sure a finding must be to block, by how strictly its category is required.
const SURE: u8 = 70;
const VERY_SURE: u8 = 80;

impl Policy {
    /// The policy of a profile.
    pub const fn new(profile: Profile) -> Self {
        Self { profile }
    }

    /// The profile.
    pub const fn profile(self) -> Profile {
        self.profile
    }

    /// The severity of a finding: `active` says that its code is known to run in production.
    pub fn severity(
        self,
        category: Category,
        severity: Severity,
        confidence: u8,
        active: bool,
    ) -> Severity {
        let severity = if self.profile == Profile::Local
            && matches!(category, Category::Configuration | Category::AccessControl)
        {
            severity.min(Severity::Low)
        } else {
            severity
        };
        match self.blocks_from(category) {
            Some((least, sure)) if active && severity >= least && confidence >= sure => {
                Severity::Blocker
            }
            // Nothing blocks that is not required, that is not sure, or that is not known to run.
            _ => severity.min(Severity::High),
        }
    }

    /// From which severity and confidence on an active finding of a category blocks; `None` if the category is not required.
    pub const fn blocks_from(self, category: Category) -> Option<(Severity, u8)> {
        match (self.profile, category) {
            (Profile::Local, Category::Authenticity | Category::Security) => {
                Some((Severity::High, VERY_SURE))
            }
            (Profile::Local, _) => None,
            (_, Category::Authenticity | Category::Security) => Some((Severity::High, SURE)),
            (Profile::Internal, Category::AccessControl) => Some((Severity::High, VERY_SURE)),
            (Profile::InternetFacing, Category::AccessControl | Category::Deployment) => {
                Some((Severity::High, SURE))
            }
            (
                Profile::Regulated,
                Category::AccessControl
                | Category::Deployment
                | Category::Configuration
                | Category::Reliability,
            ) => Some((Severity::High, SURE)),
            _ => None,
        }
    }
}

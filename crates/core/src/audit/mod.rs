//! The audit: everything that was found out, as data.
//!
//! These types are the output contract. They hold paths below the audited root, lines and columns
//! from 1 and integers only, and no reference into the project, so that a report needs nothing
//! else. [`Audit::to_json`] and [`Audit::write_json`] give the JSON, [`Audit::json_schema`] its schema.

mod assemble;
mod coverage;
mod findings;
mod ledgers;

pub(crate) use assemble::{Parts, Ruled, assemble};
pub(crate) use coverage::EXCLUDED;
pub use coverage::{Coverage, CoverageTotals, CoveredFile, FileStatus};
pub use findings::{
    AuditAttestation, AuditCheck, AuditFinding, AuditWaiver, Excerpt, ExcerptLine, RelatedPlace,
};
pub use ledgers::{
    AuditCapability, AuditDependency, AuditEntryPoint, AuditEvidence, AuditGuard, AuditModule,
    AuditPlace, AuditPromise, AuditRead, AuditRoute, AuditService, AuditTests, AuditVariable,
    TestKinds,
};

use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use crate::policy::{Decision, Verdict};
use crate::score::Scorecard;
use crate::source::Text;

/// The version of the JSON: a key's meaning changes only with it.
pub const SCHEMA_VERSION: &str = "1";

/// Everything that an audit found out.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Audit {
    /// The version of this format.
    pub schema_version: Text,
    /// What made it.
    pub tool: Tool,
    /// What was looked at, and what was not.
    pub coverage: Coverage,
    /// What is started, deployed entry points first.
    pub entry_points: Vec<AuditEntryPoint>,
    /// The code files and whether they run.
    pub modules: Vec<AuditModule>,
    /// The routes and their guards.
    pub routes: Vec<AuditRoute>,
    /// Environment variables.
    pub environment: Vec<AuditVariable>,
    /// Services beside the code.
    pub services: Vec<AuditService>,
    /// Packages.
    pub dependencies: Vec<AuditDependency>,
    /// What production services need, and how far it goes.
    pub capabilities: Vec<AuditCapability>,
    /// Tests.
    pub tests: AuditTests,
    /// Statements of documents, held against the facts.
    pub promises: Vec<AuditPromise>,
    /// What is wrong, by file, line, column and rule.
    pub findings: Vec<AuditFinding>,
    /// What is right.
    pub attestations: Vec<AuditAttestation>,
    /// The result of each rule, by id.
    pub checks: Vec<AuditCheck>,
    /// What it costs.
    pub scorecard: Scorecard,
    /// May it ship?
    pub verdict: Verdict,
}

/// What made an audit.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Tool {
    /// `shipworthy`.
    pub name: Text,
    /// Its version.
    pub version: Text,
    /// The version of the scoring. Scores compare only within one.
    pub rubric_version: Text,
}

impl Audit {
    /// The audit as one JSON object.
    ///
    /// # Errors
    /// Only if memory runs out.
    pub fn to_json(&self) -> io::Result<String> {
        let mut bytes = Vec::new();
        self.write_json(&mut bytes)?;
        String::from_utf8(bytes).map_err(io::Error::other)
    }

    /// Writes the audit as one JSON object, without building it in memory first.
    ///
    /// # Errors
    /// If `writer` fails.
    pub fn write_json(&self, writer: impl io::Write) -> io::Result<()> {
        let mut writer = io::BufWriter::with_capacity(1 << 16, writer);
        serde_json::to_writer_pretty(&mut writer, self).map_err(io::Error::from)?;
        io::Write::write_all(&mut writer, b"\n")?;
        io::Write::flush(&mut writer)
    }

    /// The JSON Schema of the JSON.
    pub fn json_schema() -> String {
        format!("{:#}\n", schemars::schema_for!(Self).as_value())
    }

    /// Whether all that is required is met.
    pub fn is_ready(&self) -> bool {
        self.verdict.decision == Decision::Ready
    }

    /// Whether nothing was analysed: no file could be read for facts, or no rule had anything to look at.
    /// Such an audit says nothing about the software, least of all that it is ready.
    pub fn is_empty(&self) -> bool {
        use crate::rule::CheckResult;
        !self.coverage.has_facts()
            || self.checks.iter().all(|check| check.result == CheckResult::NotApplicable)
    }

    /// The findings that block: blockers in production code that is not known to be inactive, and not waived.
    pub fn blockers(&self) -> impl Iterator<Item = &AuditFinding> {
        self.findings.iter().filter(|finding| {
            finding.severity == crate::finding::Severity::Blocker
                && finding.counts()
                && finding.waived.is_none()
        })
    }
}

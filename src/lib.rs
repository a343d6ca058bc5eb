//! Is this software worthy to ship? Shipworthy audits a repository for production readiness,
//! deterministically and with evidence.
//!
//! ```
//! use shipworthy::source::MemoryFileSystem;
//!
//! let files = MemoryFileSystem::new().with("app.py", "def total(items):\n    return sum(items)\n");
//! let audit = shipworthy::auditor().build()?.audit(&files)?;
//! for finding in &audit.findings {
//!     println!("{}:{} {}", finding.file, finding.line, finding.message);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! An audit goes one way: files become [`facts`], facts are linked to a [`project`],
//! [rules](rule) look at it, and everything found out is an [`Audit`], which is data.
//! [`auditor()`] knows the languages and rules of the features that are switched on;
//! [`Auditor::builder`] starts from nothing.
//!
//! - A repository on disk is a [`DiskFileSystem`](source::DiskFileSystem).
//! - A language of your own is an [`Analyzer`](analyzer::Analyzer).
//! - A rule of your own is a [`FileRule`](rule::FileRule) or a [`ProjectRule`](rule::ProjectRule);
//!   [`testing`] runs its page as its test.
//! - A build that must fail while a service is not ready calls [`build_gate`].
//!
//! # Features
//!
//! All are on by default, and each only adds: `python`, `typescript`, `yaml` and `manifest` read
//! files, `rules` brings the built-in rules, `report` the reports. The minimum Rust version is 1.90.

pub mod build_gate;

pub use shipworthy_core::audit::Audit;
pub use shipworthy_core::auditor::{AuditError, Auditor, AuditorBuilder, BuildError};
pub use shipworthy_core::{
    analyzer, audit, auditor, facts, finding, naming, policy, project, rule, score, source, testing,
};
#[cfg(feature = "report")]
pub use shipworthy_report as report;

/// A builder with the analyzers and rules of the features that are switched on.
pub fn auditor() -> AuditorBuilder {
    let builder = Auditor::builder().rules(rules());
    #[cfg(feature = "python")]
    let builder = builder.analyzer(shipworthy_python::PythonAnalyzer::new());
    #[cfg(feature = "typescript")]
    let builder = builder.analyzer(shipworthy_typescript::TypeScriptAnalyzer::new());
    #[cfg(feature = "yaml")]
    let builder = builder.analyzer(shipworthy_yaml::YamlAnalyzer::new());
    #[cfg(feature = "manifest")]
    let builder = builder.analyzer(shipworthy_manifest::ManifestAnalyzer::new());
    // It takes what no other analyzer reads.
    builder.analyzer(shipworthy_core::secrets::PlainText::new())
}

/// The built-in rules; none without the feature `rules`.
pub fn rules() -> Vec<rule::Rule> {
    #[cfg(feature = "rules")]
    let rules = shipworthy_rules::builtin();
    #[cfg(not(feature = "rules"))]
    let rules = Vec::new();
    rules
}

/// The example of the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;

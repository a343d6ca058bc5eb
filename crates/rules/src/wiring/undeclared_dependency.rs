use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{DependencyStatus, Project};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};

use crate::text;

/// Finds imported packages that no manifest declares.
pub(crate) struct UndeclaredDependency;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("undeclared-dependency"),
    summary: text("an imported package that no manifest declares"),
    category: Category::Wiring,
    severity: Severity::Medium,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("undeclared-dependency.md")),
};

impl ProjectRule for UndeclaredDependency {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        for dependency in &project.dependencies {
            match dependency.status {
                DependencyStatus::Used => check.subject(),
                DependencyStatus::Undeclared => {
                    let mut finding = Finding::new(
                        dependency.place,
                        format!("`{}` is imported, and no manifest declares it", dependency.name),
                    )
                    .subject(format!("{}:{}", dependency.ecosystem, dependency.name))
                    .signal("imported", 40)
                    .signal("in-no-manifest", 40)
                    .help("Declare it with the version that was tested.");
                    if !dependency.evidence.is_empty() {
                        finding = finding.severity(Severity::Info);
                    } else if dependency.scope == "development" {
                        finding = finding.severity(Severity::Low);
                    }
                    for place in dependency.imports.iter().skip(1) {
                        finding = finding.related(*place, "imported here too");
                    }
                    for evidence in &dependency.evidence {
                        finding = finding.related(evidence.place, evidence.what.clone());
                    }
                    check.report(finding);
                }
                DependencyStatus::Unused | DependencyStatus::Unknown => {}
            }
        }
    }
}

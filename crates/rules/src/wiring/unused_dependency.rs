use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{DependencyStatus, Project};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};

use crate::text;

/// Finds declared packages that nothing uses.
pub(crate) struct UnusedDependency;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("unused-dependency"),
    summary: text("a declared package that nothing imports, runs, names or needs"),
    category: Category::Wiring,
    severity: Severity::Low,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("unused-dependency.md")),
};

impl ProjectRule for UnusedDependency {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        for dependency in &project.dependencies {
            match dependency.status {
                DependencyStatus::Used => check.subject(),
                DependencyStatus::Unused => {
                    let is_shipped = dependency.scope == "production";
                    let finding = Finding::new(
                        dependency.place,
                        format!("`{}` is declared, and nothing uses it", dependency.name),
                    )
                    .subject(format!("{}:{}", dependency.ecosystem, dependency.name))
                    .signal("no-import", 45)
                    .signal("no-command-setting-or-driver", 30)
                    .help("Remove it, or finish the code that was to use it.");
                    check.report(if is_shipped {
                        finding.signal("is-shipped", 5)
                    } else {
                        finding.severity(Severity::Info)
                    });
                }
                DependencyStatus::Undeclared | DependencyStatus::Unknown => {}
            }
        }
    }
}

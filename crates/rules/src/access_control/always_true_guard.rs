use std::collections::{BTreeMap, BTreeSet};

use shipworthy_core::facts::GuardClass;
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{Place, Project};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};
use shipworthy_core::source::Text;

use super::exposure::is_served;
use crate::text;

/// Finds guards that let everybody through.
pub(crate) struct AlwaysTrueGuard;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("always-true-guard"),
    summary: text("a guard that lets everybody through"),
    category: Category::AccessControl,
    severity: Severity::High,
    effort: Effort::Medium,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("always-true-guard.md")),
};

/// How many routes a finding lists.
const MAX_RELATED: usize = 20;

impl ProjectRule for AlwaysTrueGuard {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        let mut found: BTreeMap<Place, (Text, BTreeSet<(Place, String)>)> = BTreeMap::new();
        for route in project.routes.iter().filter(|route| is_served(project, route)) {
            for guard in &route.guards {
                check.subject();
                if guard.class == GuardClass::AlwaysTrue {
                    let place = guard.definition.unwrap_or(guard.place);
                    let (_, routes) =
                        found.entry(place).or_insert_with(|| (guard.name.clone(), BTreeSet::new()));
                    routes.insert((route.place, format!("{} {}", route.method, route.path)));
                }
            }
        }
        for guard in &project.guards {
            check.subject();
            if guard.class == GuardClass::AlwaysTrue {
                found.entry(guard.place).or_insert_with(|| (guard.name.clone(), BTreeSet::new()));
            }
        }
        for (place, (name, routes)) in found {
            if says_so(&name) {
                check.attest(place, format!("`{name}` says that it lets everybody through"));
                continue;
            }
            let used = !routes.is_empty();
            let message = if used {
                format!("`{name}` lets everybody through, and {} routes rely on it", routes.len())
            } else {
                format!("`{name}` lets everybody through")
            };
            let mut finding = Finding::new(place, message)
                .subject(name)
                .severity(if used { Severity::High } else { Severity::Low })
                .signal("named-as-a-guard", 30)
                .signal("never-rejects", 40)
                .help("Let it reject callers who are not known or not allowed, or remove it.");
            if used {
                finding = finding.signal("routes-rely-on-it", 25);
            }
            for (place, route) in routes.into_iter().take(MAX_RELATED) {
                finding = finding.related(place, route);
            }
            check.report(finding);
        }
    }
}

/// Whether a name says that nobody is rejected: a mark that other code looks for, no guard that was forgotten.
fn says_so(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["anonymous", "anyone", "everybody", "everyone", "exempt", "public"]
        .iter()
        .any(|word| name.contains(word))
}

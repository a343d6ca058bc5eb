use std::collections::BTreeMap;

use shipworthy_core::facts::GuardClass;
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, LinkedRoute, Project, Protection};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};

use super::exposure::{Exposure, is_served, mutates};
use crate::text;

/// Finds routes that anybody may call, where others are guarded or something is changed.
pub(crate) struct UnguardedRoute;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("unguarded-route"),
    summary: text("a route without a guard that rejects"),
    category: Category::AccessControl,
    severity: Severity::High,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("unguarded-route.md")),
};

const HELP: &str = "Put a guard that rejects on the route, its router or the application; if everybody may call it, say so where the project keeps its public routes.";

/// How the routes of one file are guarded.
#[derive(Clone, Copy, Default)]
struct Neighbours {
    guarded: u32,
    open: u32,
}

impl ProjectRule for UnguardedRoute {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        let exposure = Exposure::of(project);
        let mut neighbours: BTreeMap<FileId, Neighbours> = BTreeMap::new();
        for route in project.routes.iter().filter(|route| is_served(project, route)) {
            let entry = neighbours.entry(route.place.file).or_default();
            if route.protection == Protection::Guarded {
                entry.guarded += 1;
            } else if exposure.open_by_nature(route).is_none() {
                entry.open += 1;
            }
        }
        let authenticates = neighbours.values().any(|it| it.guarded > 0)
            || project.guards.iter().any(|guard| guard.class == GuardClass::Reject);
        for route in project.routes.iter().filter(|route| is_served(project, route)) {
            check.subject();
            let line = format!("{} {}", route.method, route.path);
            if route.protection == Protection::Guarded {
                continue;
            }
            if let Some(reason) = exposure.open_by_nature(route) {
                check.attest(route.place, format!("{line} is open by its nature: {reason}"));
                continue;
            }
            if route.protection == Protection::Unknown {
                let unread: Vec<_> = route
                    .guards
                    .iter()
                    .filter(|guard| guard.class == GuardClass::Unknown)
                    .map(|guard| guard.name.as_str())
                    .collect();
                check.unknown(format!("what {} does could not be read", unread.join(", ")));
                continue;
            }
            let changes = mutates(project, route);
            if route.declared_open && !changes {
                check.attest(route.place, format!("{line} is declared open"));
                continue;
            }
            let beside = neighbours.get(&route.place.file).copied().unwrap_or_default();
            if let Some(finding) = judge(route, &line, changes, beside, authenticates) {
                check.report(finding);
            }
        }
    }
}

/// Whether a route may be the one by which people make themselves an account.
fn may_register(route: &LinkedRoute) -> bool {
    route.method == "POST"
        && matches!(
            route.path.rsplit('/').find(|part| !part.is_empty()),
            Some("user" | "users" | "account" | "accounts")
        )
}

/// Whether a route may be the one by which a program is set up, before it knows anybody.
fn may_set_up(route: &LinkedRoute) -> bool {
    let mut parts = route.path.split('/').filter(|part| !part.is_empty());
    let last = parts.next_back();
    matches!(last, Some("setup" | "install" | "init" | "initialize" | "finalize" | "onboarding"))
        || parts.any(|part| matches!(part, "setup" | "install" | "onboarding"))
}

fn judge(
    route: &LinkedRoute,
    line: &str,
    changes: bool,
    beside: Neighbours,
    authenticates: bool,
) -> Option<Finding> {
    let outlier = beside.guarded > beside.open;
    // Who makes an account is not known yet; who says that everybody may call has thought of it.
    let outlier = outlier && !may_register(route) && !may_set_up(route) && !route.declared_open;
    let severity = match (changes, route.protection, authenticates) {
        (true, Protection::Optional, _) => Severity::Low,
        (true, _, _) if route.declared_open => Severity::Low,
        (false, Protection::Optional, _) => return None,
        (true, _, true) if outlier => Severity::High,
        (true, _, _) => Severity::Medium,
        (false, _, true) if outlier => Severity::Medium,
        (false, _, true) => Severity::Low,
        // A service that only reads, for everybody, may well be meant so.
        (false, _, false) => return None,
    };
    let message = match route.protection {
        Protection::Optional => format!("{line} lets callers through that nobody knows"),
        _ => format!("{line} has no guard that rejects"),
    };
    let mut finding = Finding::new(route.place, message)
        .subject(route.handler.clone())
        .severity(severity)
        .signal("no-guard-rejects", 40)
        .help(HELP);
    if changes {
        finding = finding.signal("changes-something", 20);
    }
    if authenticates {
        finding = finding.signal("project-authenticates", 15);
    }
    if outlier {
        finding = finding.signal("neighbours-are-guarded", 20);
    }
    for guard in &route.guards {
        let what = match guard.class {
            GuardClass::Optional => "lets anonymous callers through",
            GuardClass::Extract => "only reads a token",
            GuardClass::AlwaysTrue => "lets everybody through",
            _ => continue,
        };
        finding = finding.related(guard.place, format!("`{}` {what}", guard.name));
    }
    if route.registered != route.place {
        finding = finding.related(route.registered, "registered here");
    }
    Some(finding)
}

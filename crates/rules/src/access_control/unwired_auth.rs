use shipworthy_core::facts::GuardClass;
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{GuardDefinition, LinkedRoute, Project, Protection};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};

use super::exposure::{Exposure, is_served};
use crate::text;

/// Finds authentication that is written and reaches few routes or none.
pub(crate) struct UnwiredAuth;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("unwired-auth"),
    summary: text("authentication that guards few routes or none"),
    category: Category::AccessControl,
    severity: Severity::High,
    effort: Effort::Medium,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("unwired-auth.md")),
};

/// How many places a finding lists.
const MAX_RELATED: usize = 50;

impl ProjectRule for UnwiredAuth {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        let guards: Vec<&GuardDefinition> =
            project.guards.iter().filter(|guard| guard.class == GuardClass::Reject).collect();
        let exposure = Exposure::of(project);
        let routes: Vec<&LinkedRoute> = project
            .routes
            .iter()
            .filter(|route| is_served(project, route) && exposure.open_by_nature(route).is_none())
            .collect();
        if routes.is_empty() || guards.is_empty() {
            return;
        }
        reach(project, &guards, &routes, check);
        for guard in guards.iter().filter(|guard| !guard.mentioned) {
            check.report(
                Finding::new(
                    guard.place,
                    format!("`{}` could guard routes, and nothing uses it", guard.name),
                )
                .subject(guard.name.clone())
                .severity(Severity::Low)
                .signal("rejects-callers", 40)
                .signal("never-mentioned", 35)
                .help("Attach it to the routes that it was written for, or remove it."),
            );
        }
    }
}

/// How far the guards of a project reach, as one finding for all routes.
fn reach(
    project: &Project,
    guards: &[&GuardDefinition],
    routes: &[&LinkedRoute],
    check: &mut Check,
) {
    let open: Vec<&&LinkedRoute> =
        routes.iter().filter(|route| route.protection != Protection::Guarded).collect();
    let unknown = open.iter().filter(|route| route.protection == Protection::Unknown).count();
    let guarded = routes.len() - open.len();
    let Some(first) = guards.iter().max_by_key(|guard| guard.routes.len()) else { return };
    // The sentence counts as the route ledger does; the judgement leaves out what must be open.
    let served = || project.routes.iter().filter(|route| is_served(project, route));
    let message = format!(
        "authentication reaches {} of {} routes",
        served().filter(|route| route.protection == Protection::Guarded).count(),
        served().count()
    );
    if unknown * 2 > open.len() {
        check.unknown("most open routes have a guard that could not be read");
        return;
    }
    if guarded * 2 > routes.len() {
        check.attest(first.place, message);
        return;
    }
    if guarded == 0
        && open.iter().any(|route| is_graph(route))
        && guards.iter().any(|guard| guard.mentioned)
    {
        check.unknown("the resolvers behind a GraphQL route decide about callers one by one");
        return;
    }
    let severity = if guarded == 0 { Severity::High } else { Severity::Medium };
    let mut finding = Finding::new(first.place, message)
        .subject("authentication")
        .severity(severity)
        .signal("guards-are-written", 40)
        .signal("most-routes-are-open", 30)
        .help("Attach the guard where it covers by default: the application or the router. Then open single routes by name.");
    if guarded == 0 {
        finding = finding.signal("guards-no-route", 20);
    }
    for guard in guards.iter().take(MAX_RELATED) {
        let count = guard.routes.iter().filter(|at| {
            project.routes.get(**at as usize).is_some_and(|route| is_served(project, route))
        });
        finding = finding
            .related(guard.place, format!("routes behind `{}`: {}", guard.name, count.count()));
    }
    for route in open.iter().take(MAX_RELATED) {
        finding = finding.related(route.place, format!("open: {} {}", route.method, route.path));
    }
    check.report(finding);
}

/// Whether a route answers a query language: who may do what is decided behind it.
fn is_graph(route: &LinkedRoute) -> bool {
    route.path.split('/').any(|part| part.eq_ignore_ascii_case("graphql"))
}

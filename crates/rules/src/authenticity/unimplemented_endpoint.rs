use shipworthy_core::facts::{ExitKind, Stub};
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{Place, Project};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};
use shipworthy_core::source::Role;

use crate::text;

/// Finds endpoints that say honestly that they are not there yet.
pub(crate) struct UnimplementedEndpoint;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("unimplemented-endpoint"),
    summary: text(
        "an endpoint that says so honestly: it answers 501 or raises that it is not implemented",
    ),
    category: Category::Authenticity,
    severity: Severity::Low,
    effort: Effort::Large,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("unimplemented-endpoint.md")),
};

impl ProjectRule for UnimplementedEndpoint {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        let mut seen = std::collections::BTreeSet::new();
        for route in &project.routes {
            let Some((id, at)) = route.function else { continue };
            let file = project.file(id);
            let Some(function) = file.facts.functions.get(at as usize) else { continue };
            if file.role == Role::Test || !seen.insert((id, function.definition)) {
                continue;
            }
            check.subject();
            let honest = function.body.stub == Some(Stub::NotImplemented)
                || function.exits.iter().any(|exit| {
                    exit.status == Some(501)
                        && !exit.conditional
                        && exit.handler.is_none()
                        && exit.kind != ExitKind::Next
                });
            if honest {
                let place = Place { file: id, span: function.definition };
                check.report(
                    Finding::new(
                        place,
                        format!("{} {} is not implemented, and says so", route.method, route.path),
                    )
                    .subject(function.qualified.clone())
                    .signal("answers-not-implemented", 90)
                    .help("Implement it, or take the route out until it works."),
                );
            }
        }
    }
}

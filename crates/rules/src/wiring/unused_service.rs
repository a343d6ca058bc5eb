use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::knowledge::{Technology, TechnologyKind};
use shipworthy_core::project::{Project, Service, ServiceUse};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};
use shipworthy_core::source::Role;

use crate::text;

/// Finds services that run beside the code and that nothing talks to.
pub(crate) struct UnusedService;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("unused-service"),
    summary: text("a service that runs and that no active code talks to"),
    category: Category::Wiring,
    severity: Severity::Medium,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("unused-service.md")),
};

impl ProjectRule for UnusedService {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        let mut told: Vec<(&str, &str)> = Vec::new();
        for service in &project.services {
            let Some(technology) = Technology::of_id(&service.technology) else { continue };
            let file = project.file(service.place.file);
            if file.role != Role::Production || is_for_people(technology) {
                continue;
            }
            match service.usage {
                ServiceUse::Unused if told.contains(&(&service.name, technology.id)) => {}
                ServiceUse::Unused => {
                    told.push((&service.name, technology.id));
                    check.report(finding(service, technology));
                }
                ServiceUse::Unknown => check.unknown(format!(
                    "what uses {} could not be told: the code beside it is not read",
                    service.name
                )),
                ServiceUse::Used => match service.evidence.first() {
                    Some(first) => check
                        .attest(first.place, format!("{} is used: {}", service.name, first.what)),
                    None => check.subject(),
                },
                ServiceUse::Configured => check.subject(),
            }
        }
    }
}

/// Whether a service is there for developers to look into: nothing has to talk to it.
fn is_for_people(technology: &Technology) -> bool {
    technology.is(TechnologyKind::Helper) || technology.is(TechnologyKind::DevMail)
}

fn finding(service: &Service, technology: &Technology) -> Finding {
    // What a profile starts runs for those who ask for it.
    let (severity, runs) = match &service.profiles[..] {
        [] => (METADATA.severity, "runs".to_owned()),
        profiles => (Severity::Low, format!("runs in profile {}", profiles.join(", "))),
    };
    let mut finding = Finding::new(
        service.place,
        format!("`{}` ({}) {runs}, and no active code talks to it", service.name, technology.id),
    )
    .severity(severity)
    .subject(service.name.clone())
    .signal("no-active-client", 75)
    .help("Remove the service, or finish the code that was to use it.");
    if service.evidence.len() <= 1 {
        finding = finding.signal("nothing-points-to-it", 10);
    }
    for evidence in &service.evidence {
        finding = finding.related(evidence.place, evidence.what.clone());
    }
    finding
}

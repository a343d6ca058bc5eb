use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{CapabilityStatus, Project};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};

use crate::text;

/// Finds capabilities that are built and attached to nothing.
pub(crate) struct UnwiredCapability;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("unwired-capability"),
    summary: text("a capability that is built and attached to nothing"),
    category: Category::Wiring,
    severity: Severity::Medium,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("unwired-capability.md")),
};

/// What is said of a capability that is present and not wired.
struct Words {
    name: &'static str,
    message: &'static str,
    help: &'static str,
    severity: Severity,
}

/// Sorted by name. Authentication, migrations and pipelines are matters of other rules.
const WORDS: &[Words] = &[
    Words {
        name: "background_jobs",
        message: "a queue is set up, and work is not both handed over and taken",
        help: "Hand work over and start a worker beside the service, or do the work where it is asked for.",
        severity: Severity::Low,
    },
    Words {
        name: "caching",
        message: "a cache is made, and nothing asks it",
        help: "Ask the cache where the answer is made, or remove it.",
        severity: Severity::Low,
    },
    Words {
        name: "circuit_breaker",
        message: "a circuit breaker is made, and no call goes through it",
        help: "Put the calls to the other service behind it, or remove it.",
        severity: Severity::Medium,
    },
    Words {
        name: "error_tracking",
        message: "error tracking is set up in code that never runs",
        help: "Call it when the service starts.",
        severity: Severity::Medium,
    },
    Words {
        name: "metrics_endpoint",
        message: "metrics are counted, and nothing shows them",
        help: "Mount the endpoint that the collector asks, for example `/metrics`.",
        severity: Severity::Medium,
    },
    Words {
        name: "rate_limiting",
        message: "a rate limiter is made, and it limits no route",
        help: "Add its middleware to the application, or put its decorator before the routes.",
        severity: Severity::Medium,
    },
    Words {
        name: "retries",
        message: "retries are written, and no call uses them",
        help: "Put the calls that can fail for a moment behind them, or remove them.",
        severity: Severity::Low,
    },
    Words {
        name: "security_headers",
        message: "security headers are written, and no response carries them",
        help: "Add the middleware to the application.",
        severity: Severity::Medium,
    },
    Words {
        name: "structured_logging",
        message: "a structured logger is there, and nothing selects its format",
        help: "Select the JSON renderer or formatter where logging is configured.",
        severity: Severity::Low,
    },
    Words {
        name: "tracing",
        message: "tracing is set up, and nothing is traced",
        help: "Instrument the application and its clients when the service starts.",
        severity: Severity::Low,
    },
];

impl ProjectRule for UnwiredCapability {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        for capability in &project.capabilities {
            let Ok(at) = WORDS.binary_search_by(|row| row.name.cmp(&capability.name)) else {
                continue;
            };
            let words = &WORDS[at];
            let Some((first, others)) = capability.evidence.split_first() else { continue };
            match capability.status {
                CapabilityStatus::Wired => check.subject(),
                CapabilityStatus::Present => {
                    let mut finding = Finding::new(first.place, words.message)
                        .subject(first.what.clone())
                        .severity(words.severity)
                        .signal("is-there", 40)
                        .signal("nothing-attaches-it", 35)
                        .help(words.help);
                    for other in others {
                        finding = finding.related(other.place, other.what.clone());
                    }
                    check.report(finding);
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_sorted() {
        assert!(WORDS.is_sorted_by(|a, b| a.name < b.name));
    }
}

//! Capabilities that documents claim, and work by the clock.

use super::Page;
use super::facts::Known;
use super::statements::is_instruction;
use crate::facts::{FileFacts, Statement};
use crate::project::{CapabilityStatus, Evidence, KeptState, Project};

/// Words that promise a capability, and its name.
const CAPABILITIES: &[(&str, &str)] = &[
    ("rate limit", "rate_limiting"),
    ("rate-limit", "rate_limiting"),
    ("throttling", "rate_limiting"),
    ("structured logging", "structured_logging"),
    ("structured log", "structured_logging"),
    ("json logging", "structured_logging"),
    ("json logs", "structured_logging"),
    ("circuit breaker", "circuit_breaker"),
    ("distributed tracing", "tracing"),
    ("opentelemetry tracing", "tracing"),
    ("prometheus metrics", "metrics_endpoint"),
    ("metrics endpoint", "metrics_endpoint"),
    ("error tracking", "error_tracking"),
    ("security headers", "security_headers"),
    ("database migration", "migrations"),
    ("websocket", "websocket"),
    ("web socket", "websocket"),
    ("graphql", "graphql"),
    ("background job", "background_jobs"),
    ("background task", "background_jobs"),
    ("health check", "health_endpoint"),
    ("health endpoint", "health_endpoint"),
    ("load test", "load_tests"),
    ("automated backup", "backups"),
    ("automatic backup", "backups"),
    ("automatic retr", "retries"),
    ("retry logic", "retries"),
    ("exponential backoff", "retries"),
    ("kubernetes manifest", "k8s_manifests"),
    ("kubernetes deployment", "k8s_manifests"),
    ("helm chart", "k8s_manifests"),
    ("infrastructure as code", "iac"),
    ("infrastructure-as-code", "iac"),
    ("automated testing", "ci_runs_tests"),
    ("automated tests on", "ci_runs_tests"),
    ("tests on every push", "ci_runs_tests"),
    ("connection pool", "db_pooling"),
    ("non-root", "dockerfile_non_root"),
];

pub(super) fn judge(page: &mut Page<'_>, known: &Known<'_>, statement: &Statement, lower: &str) {
    for (words, name) in CAPABILITIES {
        if lower.match_indices(words).any(|(at, _)| !is_of_others(&lower[at + words.len()..])) {
            stands(page, known, statement, name);
        }
    }
}

/// Whether the words behind a limit say that it is somebody else's, which the program meets: `rate-limit delays`.
fn is_of_others(behind: &str) -> bool {
    let next = behind.split_whitespace().next().unwrap_or_default();
    let next = next.trim_matches(|c: char| !c.is_alphanumeric()).trim_end_matches('s');
    matches!(next, "delay" | "error" | "exceeded" | "failure" | "reset" | "response" | "retrie")
}

/// Judges a promise of a capability by how far it is there.
fn stands(page: &mut Page<'_>, known: &Known<'_>, statement: &Statement, name: &str) {
    let (status, evidence) = known.capability(name);
    let kept = match status {
        CapabilityStatus::Wired => KeptState::Yes,
        CapabilityStatus::Present => KeptState::Partly,
        CapabilityStatus::Absent => KeptState::No,
        CapabilityStatus::Unknown => KeptState::Unknown,
    };
    let spoken = name.replace('_', " ");
    let why = match (kept, evidence) {
        (KeptState::No, _) | (_, None) => {
            page.here(statement.span, format!("nothing in the repository shows {spoken}"))
        }
        (KeptState::Partly, Some(it)) => Evidence {
            place: it.place,
            what: format!("{} is there and attached to nothing", it.what).into(),
        },
        (_, Some(it)) => it,
    };
    page.state(statement, name, kept, why);
}

/// Tests that a pipeline is said to run: `Runs tests and linting` under a heading of the pipeline.
pub(super) fn pipeline(page: &mut Page<'_>, known: &Known<'_>, statement: &Statement, lower: &str) {
    let words = || lower.split(|c: char| !c.is_ascii_alphanumeric());
    let of_pipeline =
        page.heading_has(statement.span, &["ci/cd", "continuous integration", "pipeline"]);
    if of_pipeline && words().any(|word| matches!(word, "test" | "tests" | "testing")) {
        stands(page, known, statement, "ci_runs_tests");
    }
}

/// Work by the clock: something must set the times.
pub(super) fn scheduled(
    page: &mut Page<'_>,
    known: &Known<'_>,
    statement: &Statement,
    lower: &str,
) {
    const SAYS: &[&str] = &[
        "scheduled task",
        "scheduled job",
        "scheduled clean",
        "periodic task",
        "cron job",
        "nightly",
    ];
    if !SAYS.iter().any(|it| lower.contains(it)) || is_instruction(lower) {
        return;
    }
    let (kept, what) = match known.sets_times() {
        true => (KeptState::Yes, "something sets the times"),
        false => (KeptState::No, "nothing sets a time for any task"),
    };
    let why = page.here(statement.span, what);
    page.state(statement, "scheduled_work", kept, why);
}

/// Whether anything in a project sets the times of work: a library's schedule, a name, a job of a cluster, a timer.
pub(super) fn sets_times(project: &Project) -> bool {
    project.files().any(|(_, file)| {
        let path = file.path.as_str().to_ascii_lowercase();
        path.contains("cron") || path.ends_with(".timer") || sets_times_in(&file.facts)
    })
}

fn sets_times_in(facts: &FileFacts) -> bool {
    const MODULES: &[&str] = &[
        "@nestjs/schedule",
        "agenda",
        "apscheduler",
        "arq",
        "celery.schedules",
        "cron",
        "croner",
        "django_celery_beat",
        "django_q",
        "huey",
        "node-cron",
        "node-schedule",
        "rq_scheduler",
        "schedule",
    ];
    let says = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.contains("schedul") || name.contains("cron")
    };
    facts.calls.iter().any(|it| it.keyword("beat_schedule").is_some())
        || facts.imports.iter().any(|it| MODULES.iter().any(|name| it.module.starts_with(name)))
        || facts.bindings.iter().any(|it| says(&it.name))
        || facts
            .functions
            .iter()
            .any(|it| says(&it.name) || it.decorators.iter().any(|it| says(it.name.last())))
        || facts.containers.iter().any(|it| {
            let words = it.command.iter().flat_map(|line| &line.words);
            it.workload.starts_with("CronJob")
                || words
                    .map(|it| it.as_str())
                    .any(|it| matches!(it, "beat" | "-B" | "cron" | "crond"))
        })
}

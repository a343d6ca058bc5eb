//! Technologies, capabilities, figures and states that documents claim.

use super::facts::{Known, Presence};
use super::{Page, plans, routes};
use crate::facts::{GuardClass, Statement, StatementForm, Stub};
use crate::project::knowledge::Technology;
use crate::project::{
    ActivityState, CapabilityStatus, Evidence, KeptState, Place, Project, Protection,
};
use crate::source::Role;

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

/// Technologies whose names are common words: only capitals tell them, and only where they are clearly meant.
const COMMON_WORDS: &[&str] = &[
    "arq",
    "bedrock",
    "bull",
    "caddy",
    "chroma",
    "clerk",
    "cohere",
    "consul",
    "drizzle",
    "envoy",
    "express",
    "faiss",
    "flask",
    "helm",
    "helmet",
    "hono",
    "istio",
    "jest",
    "joi",
    "knex",
    "koa",
    "kong",
    "loki",
    "mistral",
    "mocha",
    "passport",
    "pino",
    "prefect",
    "prisma",
    "pulsar",
    "react",
    "rq",
    "s3",
    "sentry",
    "slack",
    "snowflake",
    "stripe",
    "temporal",
    "tortoise",
    "vite",
    "vue",
];
/// Technologies whose names say too little to hold anybody to them, and those that capabilities or routes stand for.
const UNTOLD: &[&str] = &[
    "apm",
    "circuit-breaker",
    "cors",
    "elk",
    "flower",
    "graphql",
    "jwt",
    "mcp",
    "oauth2",
    "oracle",
    "rate-limiter",
    "resend",
    "retry",
    "serverless",
    "smtp",
    "structlog",
    "swagger-ui",
    "tempo",
    "transformers",
    "trigger",
    "vault",
    "vector",
    "websocket",
];

/// Judges what a document states.
pub(super) fn judge(page: &mut Page<'_>, known: &mut Known<'_>) {
    let document = page.document;
    let mut context = String::new();
    for statement in &document.statements {
        let lower = statement.text.to_lowercase();
        if statement.form == StatementForm::Sentence {
            // `Ports used:` speaks for the list behind it.
            context = if lower.trim_end().ends_with(':') { lower.clone() } else { String::new() };
        }
        if statement.ticked == Some(false) || page.is_planned(statement.span) {
            continue;
        }
        if statement.form != StatementForm::Sentence {
            routes::judge(page, statement);
        }
        tests(page, statement, &lower);
        ports(page, known, statement, &lower, &context);
        if plans::is_hedged(&lower) && !lower.contains("100%") {
            continue;
        }
        figures(page, statement, &lower);
        states(page, statement, &lower);
        if is_claim(page, statement, &lower) {
            capabilities(page, known, statement, &lower);
            technologies(page, known, statement, &lower);
            scheduled(page, statement, &lower);
        }
        built_of(page, known, statement, &lower);
    }
}

/// Whether a statement lists what the program has.
fn is_claim(page: &Page<'_>, statement: &Statement, lower: &str) -> bool {
    match statement.form {
        StatementForm::Sentence => false,
        StatementForm::Entry | StatementForm::Row => {
            let listed = page.heading_has(
                statement.span,
                &[
                    "architecture",
                    "backend",
                    "built with",
                    "capabilit",
                    "complete",
                    "component",
                    "database",
                    "devops",
                    "feature",
                    "highlight",
                    "implemented",
                    "included",
                    "infrastructure",
                    "integration",
                    "key ",
                    "monitoring",
                    "observability",
                    "overview",
                    "production",
                    "quality",
                    "reliability",
                    "scalab",
                    "security",
                    "service",
                    "stack",
                    "status",
                    "technolog",
                    "testing",
                    "what",
                ],
            );
            (statement.ticked == Some(true) || listed) && !is_instruction(lower)
        }
    }
}

/// Whether an entry tells the reader what to do.
fn is_instruction(lower: &str) -> bool {
    let first = lower.trim_start_matches(|c: char| !c.is_alphanumeric()).split_whitespace().next();
    matches!(
        first,
        Some(
            "add"
                | "avoid"
                | "change"
                | "check"
                | "choose"
                | "clone"
                | "configure"
                | "copy"
                | "create"
                | "deploy"
                | "disable"
                | "download"
                | "enable"
                | "ensure"
                | "follow"
                | "get"
                | "install"
                | "make"
                | "open"
                | "replace"
                | "review"
                | "rotate"
                | "run"
                | "select"
                | "set"
                | "start"
                | "switch"
                | "update"
                | "upgrade"
                | "use"
                | "verify"
                | "visit"
        )
    )
}

fn capabilities(page: &mut Page<'_>, known: &Known<'_>, statement: &Statement, lower: &str) {
    for (words, name) in CAPABILITIES {
        if !lower.contains(words) {
            continue;
        }
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
}

fn technologies(page: &mut Page<'_>, known: &mut Known<'_>, statement: &Statement, lower: &str) {
    for technology in Technology::all() {
        let Some(name) = technology.names.iter().find(|name| names(lower, name)) else { continue };
        if UNTOLD.contains(&technology.id)
            || COMMON_WORDS.contains(&technology.id) && !is_capital(&statement.text, lower, name)
        {
            continue;
        }
        // What is chosen between, and what another is set against, is not promised.
        let choice = [" or ", "(or ", "/", " / ", " vs", "vs ", "vs. ", "like ", "any "]
            .iter()
            .any(|mark| {
                lower.contains(&format!("{mark}{name}")) || lower.contains(&format!("{name}{mark}"))
            });
        let presence = known.presence(technology);
        let shown = technology.id.replace('-', " ");
        let (kept, why) = match presence {
            Presence::Used(evidence) => (KeptState::Yes, evidence),
            Presence::Deployed(evidence) if !choice => (
                KeptState::Partly,
                Evidence {
                    what: format!("{shown} runs, and no code talks to it").into(),
                    ..evidence
                },
            ),
            Presence::Absent if !choice => (
                KeptState::No,
                page.here(statement.span, format!("nothing in the repository uses {shown}")),
            ),
            _ => continue,
        };
        page.state(statement, technology.id, kept, why);
    }
}

/// `Built with Node.js, PostgreSQL and Redis`: a sentence that says what the program is made of.
fn built_of(page: &mut Page<'_>, known: &mut Known<'_>, statement: &Statement, lower: &str) {
    const SAYS: &[&str] =
        &["built with", "built on", "powered by", "backed by", "stored in", "published to"];
    if statement.form == StatementForm::Sentence && SAYS.iter().any(|it| lower.contains(it)) {
        technologies(page, known, statement, lower);
    }
    if lower.contains("microservice") && statement.form != StatementForm::Row {
        let servers = servers(page.project);
        if servers < 2 && !page.project.routes.is_empty() {
            let what =
                if servers == 1 { "one server is built" } else { "no server is built apart" };
            let why =
                page.here(statement.span, format!("{what}; everything runs from one code base"));
            page.state(statement, "microservices", KeptState::Partly, why);
        }
    }
}

/// How many folders are built to containers and serve routes.
fn servers(project: &Project) -> usize {
    let mut folders = std::collections::BTreeSet::new();
    for file in &project.files {
        let base = file.path.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
        for container in &file.facts.containers {
            let Some((context, _)) = &container.build else { continue };
            let context = context.trim_start_matches("./").trim_end_matches('/');
            let context = if context == "." { "" } else { context };
            folders.insert(
                [base, context]
                    .iter()
                    .filter(|it| !it.is_empty())
                    .copied()
                    .collect::<Vec<_>>()
                    .join("/"),
            );
        }
        if file.path.file_name().starts_with("Dockerfile") {
            folders.insert(base.to_owned());
        }
    }
    folders
        .iter()
        .filter(|folder| {
            project.routes.iter().any(|route| {
                let path = project.file(route.place.file).path.as_str();
                folder.is_empty()
                    || path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
            })
        })
        .count()
}

/// Whether a text holds a name as words of their own.
fn names(lower: &str, name: &str) -> bool {
    lower.match_indices(name).any(|(at, _)| {
        let before = lower[..at].chars().next_back();
        let after = lower[at + name.len()..].chars().next();
        let edge = |c: Option<char>| {
            c.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '/' | '@' | '.'))
        };
        let end = after == Some('.')
            && lower[at + name.len() + 1..].chars().next().is_none_or(char::is_whitespace);
        edge(before) && (edge(after) || end)
    })
}

/// Whether a name is written with a capital in the statement.
fn is_capital(text: &str, lower: &str, name: &str) -> bool {
    // Lower-casing may change lengths; then nothing is told.
    text.len() == lower.len()
        && lower
            .match_indices(name)
            .any(|(at, _)| text[at..].chars().next().is_some_and(char::is_uppercase))
}

/// Figures of tests, kinds of tests.
fn tests(page: &mut Page<'_>, statement: &Statement, lower: &str) {
    if !lower.contains("test") {
        return;
    }
    let tests = page.project.tests;
    for (count, what) in counts(lower) {
        let is_tests = what.iter().take(4).any(|it| {
            matches!(
                it.trim_matches(|c: char| !c.is_alphanumeric()),
                "test" | "tests" | "testcases"
            )
        }) && !what
            .iter()
            .take(4)
            .any(|it| it.contains("suite") || it.contains("file") || it.ends_with('%'));
        if !is_tests || count < 5 {
            continue;
        }
        let has = u64::from(tests.functions);
        // One function may be run with many values.
        let kept = if has * 10 >= count * 9 {
            KeptState::Yes
        } else if has * 2 < count {
            KeptState::No
        } else {
            KeptState::Unknown
        };
        let why = page.here(statement.span, format!("{has} test functions are there"));
        page.state(statement, "tests", kept, why);
    }
    if statement.form == StatementForm::Sentence && statement.ticked != Some(true)
        || plans::is_hedged(lower)
    {
        return;
    }
    let mut missing: Vec<&str> = Vec::new();
    let mut named = 0;
    let property = ["hypothesis", "fast-check"].iter().any(|name| {
        page.project
            .files
            .iter()
            .flat_map(|file| &file.facts.imports)
            .any(|it| it.module.starts_with(name))
    });
    let kinds: [(&[&str], &str, bool); 4] = [
        (&["unit"], "unit tests", tests.unit > 0),
        (&["integration"], "integration tests", tests.integration > 0 || tests.e2e > 0),
        (&["e2e", "end-to-end", "end to end"], "end-to-end tests", tests.e2e > 0),
        (&["property-based", "property based"], "property-based tests", property),
    ];
    for (words, name, there) in kinds {
        let says = words.iter().any(|word| {
            lower.match_indices(word).any(|(at, _)| {
                let rest = &lower[at + word.len()..];
                let near = rest.char_indices().nth(44).map_or(rest, |(end, _)| &rest[..end]);
                near.contains("test") && !near.contains(". ")
            })
        });
        if says {
            named += 1;
            if !there {
                missing.push(name);
            }
        }
    }
    if named == 0 || is_instruction(lower) {
        return;
    }
    if tests.functions == 0 {
        let why = page.here(statement.span, "there are no tests");
        page.state(statement, "tests", KeptState::No, why);
    } else if missing.is_empty() {
        let why = page.here(statement.span, format!("{} test functions", tests.functions));
        page.state(statement, "tests", KeptState::Yes, why);
    } else if named > missing.len() || tests.functions > 0 {
        let why = page.here(statement.span, format!("there are no {}", missing.join(" and no ")));
        page.state(statement, "tests", KeptState::Partly, why);
    }
}

/// Figures that the facts can hold against a document: endpoints.
fn figures(page: &mut Page<'_>, statement: &Statement, lower: &str) {
    for (count, what) in counts(lower) {
        let near: Vec<&str> =
            what.iter().take(3).map(|it| it.trim_matches(|c: char| !c.is_alphanumeric())).collect();
        let endpoints = near.iter().any(|it| matches!(*it, "endpoints" | "routes"));
        let other = near.iter().any(|it| matches!(*it, "per" | "second" | "minute" | "external"));
        if !endpoints || other || count < 5 || page.project.routes.is_empty() {
            continue;
        }
        let has = page.project.routes.len() as u64;
        let kept = if has * 10 >= count * 9 {
            KeptState::Yes
        } else if has * 10 < count * 6 {
            KeptState::No
        } else {
            KeptState::Unknown
        };
        let why = page.here(statement.span, format!("{has} routes are there"));
        page.state(statement, "routes", kept, why);
    }
}

/// Numbers with the words behind them: `120+ automated tests`.
fn counts(lower: &str) -> Vec<(u64, Vec<&str>)> {
    let words: Vec<&str> = lower.split_whitespace().collect();
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let plain = word.trim_matches(['(', '*', '~', '`', '"', ':', ',', '.']);
        let number = plain.trim_end_matches('+').replace(',', "");
        let is_count =
            !number.is_empty() && number.len() < 7 && number.bytes().all(|b| b.is_ascii_digit());
        // `5 of 12 tests`, `tests: 120/120` and steps of a list count something else.
        let counts_on = words.get(at.wrapping_sub(1)).is_some_and(|it| {
            matches!(
                *it,
                "of" | "phase"
                    | "step"
                    | "version"
                    | "port"
                    | "week"
                    | "top"
                    | "first"
                    | "last"
                    | "every"
            )
        });
        if is_count
            && !counts_on
            && !word.ends_with(['.', ':'])
            && let Ok(number) = number.parse()
        {
            let behind = words[at + 1..].iter().take(5).copied();
            // The words behind end with the clause.
            let mut near = Vec::new();
            for word in behind {
                near.push(word);
                if word.ends_with([',', ';', ')', '.', ':']) || word == "|" {
                    break;
                }
            }
            found.push((number, near));
        }
    }
    found
}

/// States: nothing invented, everything done, every request checked.
fn states(page: &mut Page<'_>, statement: &Statement, lower: &str) {
    let no_mocks = [
        "zero mock",
        "no mock",
        "0 mock",
        "no fake data",
        "zero fake",
        "no dummy data",
        "no hardcoded data",
        "no placeholder",
        "zero placeholder",
        "no stub",
        "no simulated",
    ]
    .iter()
    .any(|it| lower.contains(it));
    if no_mocks {
        let (kept, why) = match invented(page.project) {
            Some(evidence) => (KeptState::No, evidence),
            None => (
                KeptState::Yes,
                page.here(statement.span, "no function answers with invented data"),
            ),
        };
        page.state(statement, "mock_data", kept, why);
    }
    let all_of_it = lower.contains("100%") || lower.contains("100 %");
    let states =
        ["complete", "production", "ready", "implemented", "functional", "operational", "working"];
    let complete = states
        .iter()
        .any(|it| all_of_it && lower.contains(it) || names(lower, &format!("fully {it}")))
        && !lower.contains("coverage");
    if complete && let Some(evidence) = unfinished(page.project).or_else(|| invented(page.project))
    {
        page.state(statement, "complete", KeptState::Partly, evidence);
    }
    let every = [
        "all request",
        "every request",
        "all endpoint",
        "every endpoint",
        "all route",
        "every route",
        "all api",
    ]
    .iter()
    .any(|it| lower.contains(it));
    let checked = [
        "api key",
        "api-key",
        "x-api",
        "authenticat",
        "authoriz",
        "jwt",
        "token",
        "protected",
        "login",
    ]
    .iter()
    .any(|it| lower.contains(it));
    if every && checked && !page.project.routes.is_empty() {
        every_request(page, statement);
    }
}

/// Work by the clock: something must set the times.
fn scheduled(page: &mut Page<'_>, statement: &Statement, lower: &str) {
    let says = [
        "scheduled task",
        "scheduled job",
        "scheduled clean",
        "periodic task",
        "cron job",
        "nightly",
    ]
    .iter()
    .any(|it| lower.contains(it));
    if !says || is_instruction(lower) {
        return;
    }
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
    let found = page.project.files().any(|(_, file)| {
        let facts = &file.facts;
        facts.calls.iter().any(|it| it.keyword("beat_schedule").is_some())
            || facts.imports.iter().any(|it| MODULES.iter().any(|name| it.module.starts_with(name)))
            || facts.bindings.iter().any(|it| {
                let name = it.name.to_ascii_lowercase();
                name.contains("beat_schedule") || name.contains("cron") || name.contains("schedule")
            })
            || facts.functions.iter().any(|it| {
                let name = it.name.to_ascii_lowercase();
                name.contains("schedul")
                    || name.contains("cron")
                    || it
                        .decorators
                        .iter()
                        .any(|it| it.name.last().to_ascii_lowercase().contains("cron"))
            })
            || facts.containers.iter().any(|it| {
                it.workload.starts_with("CronJob")
                    || it.command.iter().any(|it| {
                        it.words
                            .iter()
                            .any(|word| matches!(word.as_str(), "beat" | "-B" | "cron" | "crond"))
                    })
            })
            || file.path.as_str().to_ascii_lowercase().contains("cron")
            || file.path.file_name().ends_with(".timer")
    });
    let kept = if found { KeptState::Yes } else { KeptState::No };
    let why = page.here(
        statement.span,
        if found { "something sets the times" } else { "nothing sets a time for any task" },
    );
    page.state(statement, "scheduled_work", kept, why);
}

fn every_request(page: &mut Page<'_>, statement: &Statement) {
    let project = page.project;
    let by_nature = |path: &str| {
        let lower = path.to_ascii_lowercase();
        crate::project::is_health_path(path)
            || [
                "login", "register", "signup", "sign-up", "signin", "token", "auth", "webhook",
                "docs", "password", "static", "metrics", "refresh", "callback",
            ]
            .iter()
            .any(|it| lower.contains(it))
            || lower == "/"
            || lower.is_empty()
    };
    let served = project.routes.iter().filter(|route| {
        project.file(route.place.file).activity.state != ActivityState::Inactive
            && !by_nature(&route.path)
    });
    let mut guarded = 0;
    let mut open = None;
    for route in served {
        match route.protection {
            Protection::Guarded => guarded += 1,
            Protection::Unguarded => {
                open.get_or_insert(route);
            }
            _ => {}
        }
    }
    let Some(route) = open else { return };
    let kept = if guarded > 0 { KeptState::Partly } else { KeptState::No };
    let has_guard = project.guards.iter().any(|it| it.class == GuardClass::Reject);
    let what = format!("{} {} has no guard", route.method, route.path);
    let kept = if has_guard { kept } else { KeptState::No };
    page.state(
        statement,
        "authentication",
        kept,
        Evidence { place: route.place, what: what.into() },
    );
}

/// A function of production code that answers with invented data.
fn invented(project: &Project) -> Option<Evidence> {
    const WORDS: &[&str] = &["mock", "fake", "dummy", "simulated", "placeholder"];
    for (id, file) in project.files() {
        if file.role != Role::Production || file.activity.state == ActivityState::Inactive {
            continue;
        }
        for function in file.facts.functions.iter().filter(|it| !it.is_test && !it.is_abstract) {
            let words = crate::project::capabilities::words(&function.name);
            let named = words.iter().any(|word| matches!(word.as_str(), "mock" | "fake" | "dummy"));
            // What a browser asks before its request is answered the same for all.
            let ignores = !matches!(function.name.as_str(), "OPTIONS" | "HEAD")
                && !function.parameters.is_empty()
                && function.parameters.iter().all(|it| !it.used)
                && function.body.returns_only_literals
                && function.body.returned_literals > 3;
            let says = function.documentation.as_ref().is_some_and(|text| {
                let lower = text.to_lowercase();
                WORDS.iter().any(|word| {
                    lower.contains(&format!("{word} data"))
                        || lower.contains(&format!("{word} response"))
                })
            });
            if named && function.body.returned_literals > 0 || ignores || says {
                let place = Place { file: id, span: function.definition };
                let what = format!("`{}` answers with invented data", function.qualified);
                return Some(Evidence { place, what: what.into() });
            }
        }
        for comment in &file.facts.comments {
            let lower = comment.text.to_lowercase();
            if [
                "mock data",
                "fake data",
                "dummy data",
                "mock response",
                "simulated data",
                "placeholder data",
            ]
            .iter()
            .any(|it| lower.contains(it))
            {
                let place = Place { file: id, span: comment.span };
                return Some(Evidence { place, what: "says that data is invented".into() });
            }
        }
    }
    None
}

/// A place in production code that is not done.
fn unfinished(project: &Project) -> Option<Evidence> {
    for (id, file) in project.files() {
        if file.role != Role::Production || file.activity.state == ActivityState::Inactive {
            continue;
        }
        let stub = file.facts.functions.iter().find(|it| {
            it.body.stub == Some(Stub::NotImplemented) && !it.is_abstract && !it.is_test
        });
        if let Some(function) = stub {
            let place = Place { file: id, span: function.definition };
            let what = format!("`{}` is not implemented", function.qualified);
            return Some(Evidence { place, what: what.into() });
        }
        let todo = file.facts.comments.iter().find(|it| {
            it.text.starts_with("TODO")
                || it.text.starts_with("FIXME")
                || it.text.contains("not implemented")
        });
        if let Some(comment) = todo {
            let place = Place { file: id, span: comment.span };
            return Some(Evidence { place, what: "a TODO stands in production code".into() });
        }
    }
    None
}

/// Ports that documents name.
fn ports(
    page: &mut Page<'_>,
    known: &mut Known<'_>,
    statement: &Statement,
    lower: &str,
    context: &str,
) {
    /// Ports that tools and databases take by themselves.
    const DEFAULT: &[u32] = &[
        80, 443, 1025, 1883, 3000, 3001, 3306, 4173, 4200, 4317, 4318, 5000, 5173, 5432, 5555,
        5601, 5672, 6006, 6333, 6379, 6831, 7474, 7687, 8000, 8025, 8080, 8081, 8086, 8089, 8443,
        8501, 8888, 9000, 9001, 9090, 9092, 9093, 9100, 9200, 11211, 11434, 14268, 15672, 16686,
        19530, 27017, 50051,
    ];
    // Documents on installing show settings of their own.
    if page.project.file(page.file).role != Role::Production {
        return;
    }
    let in_list = context.contains("port") || page.heading_has(statement.span, &["ports"]);
    let words: Vec<&str> = lower.split_whitespace().collect();
    let digits = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_ascii_digit());
        (word.len() == 4 || word.len() == 5).then(|| word.parse::<u32>().ok()).flatten()
    };
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if let Some((_, rest)) = word.split_once("localhost:") {
            let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
            found.extend(digits(&number));
        } else if matches!(word.trim_matches(['(', ':', '*']), "port" | "ports") {
            let next = words.get(at + 1).filter(|it| it.bytes().any(|b| b.is_ascii_digit()));
            found.extend(next.and_then(|it| digits(it)));
        } else if in_list && at == 0 && statement.form != StatementForm::Sentence {
            found.extend(digits(word));
        }
    }
    for port in found {
        if (1024..=65_535).contains(&port)
            && DEFAULT.binary_search(&port).is_err()
            && !known.has_port(port)
        {
            let why =
                page.here(statement.span, format!("nothing in the repository names port {port}"));
            page.state(statement, "port", KeptState::No, why);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_with_the_words_behind_them() {
        let found = counts("120+ automated tests, run on every push");
        assert_eq!(found, [(120, vec!["automated", "tests,"])]);
        assert!(counts("step 3. run the tests").is_empty());
    }

    #[test]
    fn a_name_stands_by_itself() {
        assert!(names("events over kafka.", "kafka"));
        assert!(!names("kafka-ui", "kafka") && !names("react-native", "react"));
    }
}

use std::collections::BTreeMap;

use shipworthy_core::facts::{Binding, Effect, ExitKind, FileFacts, Function, Value};
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::naming::{any_word, words};
use shipworthy_core::project::{FileId, Place, Project, ProjectFile, names_dependency};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};

use super::evidence::{does_no_work, is_declaration, is_looked_at};
use crate::text;

/// Finds health answers that are given without looking.
pub(crate) struct UncheckedHealth;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("unchecked-health"),
    summary: text("a health answer that reports health without looking"),
    category: Category::Authenticity,
    severity: Severity::High,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("unchecked-health.md")),
};

const HELP: &str = "Ask each dependency (a query, a ping) with a short time limit and answer with what came back. Keep a bare liveness probe apart, and call it that.";

impl ProjectRule for UncheckedHealth {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        let mut handlers = BTreeMap::new();
        for route in &project.routes {
            if is_health_path(&route.path)
                && let Some(function) = route.function
            {
                handlers.insert(function, route.path.as_ref());
            }
        }
        for (id, file) in project.files().filter(|(_, file)| is_looked_at(file)) {
            for (at, function) in file.facts.functions.iter().enumerate() {
                let path: Option<&str> = handlers.get(&(id, at as u32)).copied();
                if (path.is_some() || is_health_name(&function.name))
                    && !is_declaration(&file.facts, function)
                {
                    check.subject();
                    look_at(id, file, at as u32, function, path, check);
                }
            }
        }
    }
}

fn look_at(
    id: FileId,
    file: &ProjectFile,
    at: u32,
    function: &Function,
    path: Option<&str>,
    check: &mut Check,
) {
    let is_handler = path.is_some();
    let entries: Vec<&Binding> = file
        .facts
        .bindings
        .iter()
        .filter(|binding| {
            binding.function == Some(at) && !binding.overwritten && claims_health(binding)
        })
        .collect();
    let idle = does_no_work(function);
    let answer = function.exits.iter().find(|exit| {
        matches!(exit.kind, ExitKind::Return | ExitKind::Respond) && exit.handler.is_none()
    });
    let bare = answer.is_some_and(|exit| says_healthy(&exit.value));
    let names_dependency = entries.iter().any(|binding| names_a_part(&binding.name))
        || answer.is_some_and(|exit| holds_dependencies(&exit.value));
    if idle
        && (bare
            || !entries.is_empty()
            || function.body.returns_only_literals
                && function.body.returned_literals > 0
                && (is_handler || names_dependency))
    {
        let place = Place { file: id, span: function.definition };
        let last = path.and_then(|path| path.rsplit('/').next()).unwrap_or_default();
        let is_liveness = words(&function.qualified).iter().chain(&words(last)).any(|word| {
            matches!(word.as_str(), "live" | "liveness" | "alive" | "ping" | "livez" | "heartbeat")
        });
        if !names_dependency && (is_liveness || !is_handler && !bare) {
            return;
        }
        let name = match path {
            Some(path) if function.qualified.is_empty() => path,
            _ => &function.qualified,
        };
        let mut finding =
            Finding::new(place, format!("`{name}` reports health without looking at anything"))
                .subject(function.qualified.clone())
                .signal("answers-literals", 30)
                .signal("does-no-work", 20)
                .help(HELP);
        if is_handler {
            finding = finding.signal("serves-a-health-path", 15);
        }
        if names_dependency {
            finding = finding.signal("names-dependencies", 30);
        } else {
            finding = finding.severity(Severity::Medium);
        }
        check.report(finding);
        return;
    }
    // A handler that looks at some things may still vouch for others.
    for binding in entries {
        let vouches = names_a_part(&binding.name)
            && !function.body.has(Effect::Io)
            && !is_asked(&file.facts, at, &binding.name)
            || has_invented_figures(&binding.value);
        if vouches {
            check.report(
                Finding::new(
                    Place { file: id, span: binding.span },
                    format!("`{}` is reported healthy without a look", binding.name),
                )
                .subject(binding.name.clone())
                .signal("literal-health", 35)
                .signal("names-a-dependency-or-a-figure", 25)
                .help(HELP),
            );
        }
    }
}

/// Whether a function asks a part that it names: `database` by `this.databaseHealth.check()` or `isHealthy('database')`.
fn is_asked(facts: &FileFacts, function: u32, part: &str) -> bool {
    let part = words(part);
    facts.calls.iter().filter(|call| call.function == Some(function)).any(|call| {
        let callee = words(&call.callee.path);
        let told = call.arguments.iter().filter_map(|it| it.value.as_str()).flat_map(words);
        is_question(call.callee.last())
            && callee.into_iter().chain(told).any(|word| part.contains(&word))
    })
}

/// Whether a method asks how something is.
fn is_question(method: &str) -> bool {
    words(method).iter().any(|word| {
        matches!(
            word.as_str(),
            "alive"
                | "check"
                | "connected"
                | "health"
                | "healthy"
                | "ping"
                | "probe"
                | "ready"
                | "test"
        )
    })
}

fn is_health_path(path: &str) -> bool {
    path.rsplit('/').find(|part| !part.is_empty()).is_some_and(|last| {
        words(last).iter().any(|word| {
            matches!(
                word.as_str(),
                "health"
                    | "healthz"
                    | "healthcheck"
                    | "ready"
                    | "readyz"
                    | "readiness"
                    | "heartbeat"
            )
        })
    }) || path.contains("/health/")
}

fn is_health_name(name: &str) -> bool {
    let has = |wanted: &[&str]| any_word(name, |word| wanted.contains(&word));
    has(&["health", "healthy", "healthcheck", "readiness"])
        && !has(&[
            "stop", "start", "color", "icon", "label", "monitor", "schedule", "register", "potion",
        ])
}

fn claims_health(binding: &Binding) -> bool {
    match &binding.value {
        Value::Str(text) => is_healthy_word(text),
        value @ Value::Dict(_) => says_healthy(value),
        Value::Bool(true) => {
            names_a_part(&binding.name) || words(&binding.name).iter().any(|word| word == "healthy")
        }
        _ => false,
    }
}

fn is_healthy_word(text: &str) -> bool {
    matches!(
        text.to_ascii_lowercase().as_str(),
        "healthy"
            | "connected"
            | "ok"
            | "up"
            | "operational"
            | "online"
            | "ready"
            | "available"
            | "running"
            | "active"
            | "pass"
    )
}

fn says_healthy(value: &Value) -> bool {
    match value {
        Value::Dict(entries) => entries.iter().any(|(key, value)| {
            let is_state = matches!(
                key.as_str(),
                "status" | "state" | "health" | "healthy" | "ok" | "alive" | "ready"
            );
            match value {
                Value::Str(text) => (is_state || names_a_part(key)) && is_healthy_word(text),
                Value::Bool(true) => is_state || names_a_part(key),
                Value::Dict(_) => says_healthy(value),
                _ => false,
            }
        }),
        Value::Str(text) => matches!(text.to_ascii_lowercase().as_str(), "healthy" | "ok" | "up"),
        Value::Call(call) => call.arguments.iter().any(|argument| match &argument.value {
            Value::Str(text) => argument.name == "status" && is_healthy_word(text),
            value => says_healthy(value),
        }),
        Value::Bool(true) => true,
        _ => false,
    }
}

/// Whether a state is given for something beside the service itself: `{"database": "connected"}`. A name or a
/// version (`{"service": "orders"}`) is none.
fn holds_dependencies(value: &Value) -> bool {
    let tells = |name: &str, value: &Value| {
        holds_dependencies(value)
            || names_a_part(name)
                && match value {
                    Value::Str(text) => is_healthy_word(text),
                    Value::Bool(true) => true,
                    Value::Dict(_) => says_healthy(value),
                    Value::List(items) => items.iter().any(says_healthy),
                    _ => false,
                }
    };
    match value {
        Value::Dict(entries) => entries.iter().any(|(key, value)| tells(key, value)),
        Value::Call(call) => call.arguments.iter().any(|it| tells(&it.name, &it.value)),
        _ => false,
    }
}

/// What a health answer tells about beside the address: a part of the service counts too.
fn names_a_part(name: &str) -> bool {
    names_dependency(name)
        || words(name).iter().any(|word| {
            matches!(word.as_str(), "api" | "memory" | "model" | "models" | "service" | "services")
        })
}

fn has_invented_figures(value: &Value) -> bool {
    match value {
        Value::Dict(entries) => entries.iter().any(|(key, value)| {
            matches!(value, Value::Number(number) if number != "0")
                && words(key).iter().any(|word| {
                    matches!(
                        word.as_str(),
                        "latency"
                            | "ms"
                            | "usage"
                            | "cpu"
                            | "memory"
                            | "uptime"
                            | "connections"
                            | "time"
                            | "percent"
                    )
                })
        }),
        _ => false,
    }
}

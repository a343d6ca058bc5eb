//! The health table: what each health route names, and what it really asks.

use super::{HealthRoute, Index, LinkedRoute, Symbol, SymbolKind};
use crate::code::ClassKind;
use crate::facts::{Call, Effect, ExitKind, FileFacts, Function, HealthPart, Name, Root, Value};
use crate::source::Span;

/// How deep calls of a handler are followed.
const DEPTH: u32 = 3;
/// How many calls of a function are followed.
const CALLS: usize = 24;

/// The health routes, in the order of the routes.
pub(super) fn table(index: &Index<'_>, routes: &[LinkedRoute]) -> Vec<HealthRoute> {
    let mut table = Vec::new();
    for (at, route) in routes.iter().enumerate() {
        if !matches!(route.method.as_str(), "GET" | "ANY") || !is_health_path(&route.path) {
            continue;
        }
        let mut row = HealthRoute { route: at as u32, parts: Vec::new(), looks: false };
        let own = route
            .function
            .map(|(file, function)| Symbol { file, kind: SymbolKind::Function(function) });
        if let Some(handler) = own.or_else(|| only_one(index, &route.handler)) {
            row.looks = looks(index, handler, DEPTH);
            if let Some(function) = index.function(handler) {
                row.parts = parts(index.facts(handler.file), function, row.looks);
            }
        }
        table.push(row);
    }
    table
}

/// The function of a name, where the project has only one.
fn only_one(index: &Index<'_>, name: &str) -> Option<Symbol> {
    let mut found = None;
    for (file, it) in index.iter() {
        let named = it.facts.functions.iter().enumerate().filter(|(_, it)| it.qualified == *name);
        for (at, _) in named {
            if name.is_empty() || found.is_some() {
                return None;
            }
            found = Some(Symbol { file, kind: SymbolKind::Function(at as u32) });
        }
    }
    found
}

/// Whether a path is one that is asked for health: `/health`, `/api/v1/healthz`, `/health/live`, `/readyz`.
pub fn is_health_path(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let mut parts = lower.split('/').filter(|part| !part.is_empty()).rev();
    let last = parts.next().unwrap_or_default();
    let before = parts.next().unwrap_or_default();
    let is_health = |part: &str| {
        matches!(
            part,
            "health"
                | "healthz"
                | "healthcheck"
                | "health-check"
                | "health_check"
                | "heartbeat"
                | "__health"
                | "_health"
        )
    };
    is_health(last)
        || matches!(
            last,
            "livez" | "readyz" | "liveness" | "readiness" | "ready" | "live" | "alive"
        )
        || is_health(before) && !last.starts_with(['{', ':', '<', '['])
}

/// Whether a route's path answers for a path that is asked: parameters stand for one part, catch-alls and what is not
/// known (`{...}`) for any number.
pub fn serves(pattern: &str, path: &str) -> bool {
    let pattern: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty()).collect();
    let path: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let is_rest = |part: &str| {
        part.contains('*')
            || part == "{...}"
            || part.starts_with("[...")
            || part.starts_with("[[...")
            || part.ends_with(":path}")
            || part.starts_with("<path:")
    };
    // The parts of the pattern that may come next, as in a machine with one state a part.
    let mut open = vec![false; pattern.len() + 1];
    open[0] = true;
    let skip = |open: &mut [bool]| {
        for (at, part) in pattern.iter().enumerate() {
            open[at + 1] |= open[at] && is_rest(part);
        }
    };
    skip(&mut open);
    for asked in path {
        let mut next = vec![false; pattern.len() + 1];
        for (at, part) in pattern.iter().enumerate().filter(|(at, _)| open[*at]) {
            if is_rest(part) {
                next[at] = true;
                next[at + 1] = true;
            } else if part.starts_with([':', '{', '<', '[']) || *part == asked {
                next[at + 1] = true;
            }
        }
        skip(&mut next);
        open = next;
    }
    open[pattern.len()]
}

/// Whether a function, or one that it calls, reaches out.
fn looks(index: &Index<'_>, symbol: Symbol, depth: u32) -> bool {
    let Some(function) = index.function(symbol) else { return false };
    if function.body.has(Effect::Io) && !asks_the_machine(index, symbol) {
        return true;
    }
    if is_declared_alone(index, symbol, function) {
        return fillers(index, symbol, function).any(|it| depth > 0 && looks(index, it, depth - 1));
    }
    let (Some(depth), SymbolKind::Function(own)) = (depth.checked_sub(1), symbol.kind) else {
        return false;
    };
    let facts = index.facts(symbol.file);
    let calls = calls_of(facts, own);
    calls.take(CALLS).any(|call| match index.resolve(symbol.file, call.function, &call.callee) {
        Some(found) => found != symbol && looks(index, found, depth),
        None => asks(&call.callee),
    })
}

/// Packages that tell about the machine and the process, sorted.
const MACHINE: &[&str] =
    &["node:os", "os", "os-utils", "platform", "psutil", "resource", "shutil", "systeminformation"];

/// Whether what a function asks is the machine alone: how busy it is says nothing of a dependency.
fn asks_the_machine(index: &Index<'_>, symbol: Symbol) -> bool {
    let SymbolKind::Function(own) = symbol.kind else { return false };
    let facts = index.facts(symbol.file);
    let calls = || calls_of(facts, own).take(CALLS * 4);
    let module_of = |call: &Call| match call.callee.root {
        Root::Import(at, _) => facts.imports.get(at as usize).map(|it| it.module.as_str()),
        _ => None,
    };
    let is_machine = |call: &Call| {
        let module = module_of(call).unwrap_or_default();
        let top = module.split('.').next().unwrap_or_default();
        MACHINE.binary_search(&top).is_ok()
    };
    // What tells the time, words an answer or logs asks nobody.
    let is_harmless = |call: &Call| {
        is_machine(call)
            || call.callee.receiver().rsplit('.').next().is_some_and(|it| it.contains("log"))
            || matches!(
                call.callee.path.split('.').next().unwrap_or_default(),
                "Array"
                    | "Date"
                    | "JSON"
                    | "Math"
                    | "Object"
                    | "Promise"
                    | "console"
                    | "process"
                    | "datetime"
                    | "float"
                    | "int"
                    | "len"
                    | "round"
                    | "str"
                    | "sum"
                    | "time"
            )
            || matches!(
                call.callee.last(),
                "isoformat"
                    | "json"
                    | "map"
                    | "now"
                    | "send"
                    | "status"
                    | "toFixed"
                    | "toISOString"
                    | "utcnow"
            )
    };
    calls().any(is_machine) && calls().all(is_harmless)
}

/// Whether a method only says what classes below its own must have: one of an interface, of an abstract class.
fn is_declared_alone(index: &Index<'_>, symbol: Symbol, function: &Function) -> bool {
    let class = function.class.map(|at| Symbol { kind: SymbolKind::Class(at), ..symbol });
    let kind = class.and_then(|class| index.class(class)).map(|class| class.kind);
    kind.is_some()
        && (kind == Some(ClassKind::Interface)
            || function.is_abstract
            || function.body.stub.is_some())
}

/// The methods that fill one which is only declared.
fn fillers<'i>(
    index: &'i Index<'_>,
    declared: Symbol,
    function: &'i Function,
) -> impl Iterator<Item = Symbol> + 'i {
    let class = function.class.map(|at| Symbol { kind: SymbolKind::Class(at), ..declared });
    let named = index.iter().flat_map(move |(file, it)| {
        let functions = it.facts.functions.iter().enumerate();
        functions
            .filter(|(_, it)| it.name == function.name)
            .filter_map(move |(at, it)| Some((file, at as u32, it.class?)))
    });
    let filling = named.filter(move |(file, _, own)| {
        let own = Symbol { file: *file, kind: SymbolKind::Class(*own) };
        Some(own) != class && class.is_some_and(|class| index.lineage(own).0.contains(&class))
    });
    filling.map(|(file, at, _)| Symbol { file, kind: SymbolKind::Function(at) }).take(CALLS)
}

/// Whether a call that is not found asks a dependency by its name: `this.databaseHealth.check(…)` of what is injected.
fn asks(callee: &Name) -> bool {
    const ASK: &[&str] = &[
        "check",
        "checkConnection",
        "checkHealth",
        "check_connection",
        "check_health",
        "healthCheck",
        "health_check",
        "isConnected",
        "isHealthy",
        "isReady",
        "is_connected",
        "is_healthy",
        "is_ready",
        "ping",
        "pingCheck",
        "testConnection",
        "test_connection",
    ];
    let receiver = callee.receiver();
    let object = receiver.rsplit('.').next().unwrap_or_default();
    receiver.contains('.') && ASK.contains(&callee.last()) && names_dependency(object)
}

/// The calls of a function and of those inside it.
fn calls_of(facts: &FileFacts, own: u32) -> impl Iterator<Item = &Call> {
    let is_own =
        move |call: &&Call| call.function == Some(own) || within(facts, call.function, own);
    facts.calls.iter().filter(is_own)
}

/// Whether a function stands inside another.
fn within(facts: &FileFacts, function: Option<u32>, outer: u32) -> bool {
    let mut at = function;
    while let Some(inner) = at {
        if inner == outer {
            return true;
        }
        at = facts.functions.get(inner as usize).and_then(|it| it.outer);
    }
    false
}

/// The dependencies that an answer names. A literal beside a name was not asked for.
fn parts(facts: &FileFacts, function: &Function, looks: bool) -> Vec<HealthPart> {
    let mut parts = Vec::new();
    for exit in
        function.exits.iter().filter(|it| matches!(it.kind, ExitKind::Return | ExitKind::Respond))
    {
        named(&exit.value, exit.span, looks, 5, &mut parts);
    }
    for binding in facts.bindings.iter().filter(|it| function.span.contains(it.span)) {
        named(&binding.value, binding.span, looks, 5, &mut parts);
    }
    parts.sort_by(|a, b| (&a.name, !a.checked, a.span).cmp(&(&b.name, !b.checked, b.span)));
    parts.dedup_by(|b, a| a.name == b.name);
    parts
}

fn named(value: &Value, span: Span, looks: bool, depth: u32, parts: &mut Vec<HealthPart>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match value {
        Value::Dict(entries) => {
            for (key, value) in entries {
                if names_dependency(key) {
                    let checked = looks && !value.is_literal();
                    parts.push(HealthPart { name: key.clone(), checked, span });
                }
                named(value, span, looks, depth, parts);
            }
        }
        Value::Call(call) => {
            for argument in &call.arguments {
                named(&argument.value, span, looks, depth, parts);
            }
        }
        _ => {}
    }
}

/// Whether a name stands for something that a service depends on: a store, a queue, a provider.
pub fn names_dependency(key: &str) -> bool {
    crate::naming::words(key).iter().any(|word| {
        matches!(
            word.as_str(),
            "broker"
                | "cache"
                | "celery"
                | "database"
                | "db"
                | "elasticsearch"
                | "kafka"
                | "memcached"
                | "mongo"
                | "mongodb"
                | "mysql"
                | "neo4j"
                | "postgres"
                | "postgresql"
                | "qdrant"
                | "queue"
                | "rabbitmq"
                | "redis"
                | "s3"
                | "smtp"
                | "storage"
                | "stripe"
                | "payment"
                | "vector"
                | "worker"
                | "workers"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_serves_what_its_parts_stand_for() {
        assert!(serves("/health/", "/health"));
        assert!(serves("/users/{id}", "/users/7") && !serves("/users/{id}", "/users"));
        assert!(serves("/files/{name:path}", "/files/a/b") && serves("/{...}/health", "/health"));
        assert!(!serves("/health", "/api/v1/health") && !serves("/api/health", "/health"));
    }

    #[test]
    fn health_paths_are_told_by_their_last_parts() {
        assert!(is_health_path("/api/v1/healthz") && is_health_path("/health/live"));
        assert!(!is_health_path("/health-records/{id}") && !is_health_path("/api/orders"));
    }
}

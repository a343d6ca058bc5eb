//! Capabilities that show in routes, settings, keys, commands and jobs.

use super::{Context, Runs, Sightings, scan};
use crate::facts::{
    Argument, CallValue, CommandLine, Declaration, Exit, GuardClass, Part, SettingKind, Timeout,
    Value,
};
use crate::naming;
use crate::project::vocabulary::NameSet;
use crate::project::{FileId, LinkedRoute, Place, Protection};
use crate::source::{Span, Text};

/// Keys by which code asks for a capability that its libraries have, sorted.
const KEYS: &[(&str, &str)] = &[
    ("CONN_MAX_AGE", "db_pooling"),
    ("autoretry_for", "retries"),
    ("connectTimeoutMS", "outbound_timeouts"),
    ("connectionLimit", "db_pooling"),
    ("maxPoolSize", "db_pooling"),
    ("max_overflow", "db_pooling"),
    ("max_retries", "retries"),
    ("poolSize", "db_pooling"),
    ("pool_size", "db_pooling"),
    ("retry_backoff", "retries"),
    ("retry_kwargs", "retries"),
    ("socket_connect_timeout", "outbound_timeouts"),
    ("socket_timeout", "outbound_timeouts"),
];

/// Methods whose call asks for a capability, whatever it is called on, sorted.
const METHODS: &[(&str, &str)] = &[
    ("add_task", "background_jobs"),
    ("enableCors", "cors"),
    // The consumer of a queue of SQS.
    ("receive_message", "background_jobs"),
];

/// Keys and methods that ask for a capability if something else is given with them.
const OTHERS: &[&str] =
    &["backoff", "extra", "pool", "retry", "serialize", "startActiveSpan", "start_as_current_span"];

/// Functions that start a command, by their last names, sorted.
const STARTERS: &[&str] = &[
    "$",
    "Popen",
    "call",
    "check_call",
    "check_output",
    "exec",
    "execFile",
    "execFileSync",
    "execSync",
    "execa",
    "execaSync",
    "run",
    "spawn",
    "spawnSync",
    "system",
];

/// Parts of the names of what brings a database up to date, and the key that has it done.
const MIGRATORS: &[&str] = &["latest", "migrate", "migrationsRun", "runMigrations", "upgrade"];

/// Methods that hand work to a queue, sorted.
const PRODUCERS: &[&str] =
    &["apply_async", "apply_async_on_commit", "delay", "delay_on_commit", "enqueue", "send_task"];

/// Adds what routes, settings, keys and commands tell.
pub(super) fn add(context: &Context<'_, '_>, sightings: &mut Sightings) {
    routes(context, sightings);
    let has_tracer = sightings.has("tracing");
    let pairs = KEYS.iter().chain(METHODS).map(|(name, _)| *name);
    let asked: NameSet = pairs.chain(OTHERS.iter().copied()).collect();
    for file in context.code() {
        if context.has_any(file, &asked) {
            if has_tracer {
                spans(context, file, sightings);
            }
            keys(context, file, sightings);
        }
        settings(context, file, sightings);
    }
    background_jobs(context, sightings);
    migrations(context, sightings);
}

fn routes(context: &Context<'_, '_>, sightings: &mut Sightings) {
    let guarded = context.routes.iter().filter(|it| it.protection == Protection::Guarded);
    for route in guarded.take(4) {
        sightings.add(
            "authentication",
            route.place,
            title(route),
            context.may_run(route.place.file),
        );
    }
    for guard in context.guards.iter().filter(|it| it.class == GuardClass::Reject).take(4) {
        sightings.add("authentication", guard.place, guard.name.clone(), !guard.routes.is_empty());
    }
    for health in context.health {
        let Some(route) = context.routes.get(health.route as usize) else { continue };
        let runs = context.may_run(route.place.file);
        sightings.add("health_endpoint", route.place, title(route), runs);
        if health.looks {
            sightings.add("health_checks_dependencies", route.place, title(route), runs);
        }
        if route.path.to_ascii_lowercase().contains("ready") {
            sightings.add("readiness_probe", route.place, title(route), runs);
        }
    }
    for route in context.routes {
        let runs = context.may_run(route.place.file);
        let last = route.path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        if route.method == "WEBSOCKET" {
            sightings.add("websocket", route.place, title(route), runs);
        }
        if last.eq_ignore_ascii_case("graphql") {
            sightings.add("graphql", route.place, title(route), runs);
        }
        // Figures for people stand at such paths too: a collector must be there that asks.
        if route.method == "GET" && is_metrics_path(&route.path) && is_collected(context, sightings)
        {
            sightings.add("metrics_endpoint", route.place, title(route), runs);
        }
    }
}

/// Whether a path is the one that collectors of metrics ask, perhaps below the prefix of the whole API.
fn is_metrics_path(path: &str) -> bool {
    let mut parts = path.split('/').filter(|part| !part.is_empty()).rev();
    parts.next() == Some("metrics")
        && parts.all(|part| {
            part == "api" || part.strip_prefix('v').is_some_and(|it| it.parse::<u32>().is_ok())
        })
}

/// Whether metrics are counted with a library, or a collector is set up in the repository.
fn is_collected(context: &Context<'_, '_>, sightings: &Sightings) -> bool {
    sightings.has("metrics_endpoint")
        || context.index.iter().any(|(_, file)| {
            file.facts.declarations.iter().any(
                |it| matches!(it, Declaration::Resource { kind, .. } if kind == "prometheus.job"),
            )
        })
}

fn title(route: &LinkedRoute) -> Text {
    format!("{} {}", route.method, route.path).into()
}

fn keys(context: &Context<'_, '_>, file: FileId, sightings: &mut Sightings) {
    let facts = context.facts(file);
    let runs = context.may_run(file);
    scan::each_key(facts, &mut |key, value, span| {
        let mut add = |capability| {
            sightings.add(capability, Place { file, span }, key.into(), runs);
        };
        let off = value.is_empty_literal();
        if let Ok(at) = KEYS.binary_search_by(|(known, _)| (*known).cmp(key)) {
            if !off {
                add(KEYS[at].1);
            }
        } else {
            match key {
                // A pool has a greatest size: `extra: {max}` of TypeORM, `pool: {max}` of Sequelize and Knex.
                "extra" | "pool" if value.entry("max").is_some() => add("db_pooling"),
                // A job that is tried again: `{attempts: 3, backoff: …}`.
                "backoff" if matches!(value, Value::Dict(_)) => add("retries"),
                "serialize" if value.as_bool() == Some(true) => add("structured_logging"),
                _ => {}
            }
        }
    });
    for call in &facts.calls {
        let last = call.callee.last();
        if let Ok(at) = METHODS.binary_search_by(|(known, _)| (*known).cmp(last)) {
            sightings.add(METHODS[at].1, Place { file, span: call.span }, last.into(), runs);
        }
        let is_retry = last == "retry" && call.callee.path.starts_with("self.");
        if is_retry {
            sightings.add("retries", Place { file, span: call.span }, "self.retry".into(), runs);
        }
    }
}

/// Code that traces by itself, with a tracer that is set up.
fn spans(context: &Context<'_, '_>, file: FileId, sightings: &mut Sightings) {
    for call in &context.facts(file).calls {
        let last = call.callee.last();
        if matches!(last, "startActiveSpan" | "start_as_current_span") {
            let place = Place { file, span: call.span };
            sightings.add("tracing", place, last.into(), context.may_run(file));
        }
    }
}

fn settings(context: &Context<'_, '_>, file: FileId, sightings: &mut Sightings) {
    let facts = context.facts(file);
    let runs = context.may_run(file);
    for setting in facts.settings.iter().filter(|it| it.kind == SettingKind::Cors) {
        let place = Place { file, span: setting.span };
        sightings.add("cors", place, "which origins may call".into(), runs);
    }
    for call in facts.outbound.iter().filter(|it| it.timeout == Timeout::Given) {
        let place = Place { file, span: call.span };
        let what = format!("{} with a time limit", call.client);
        sightings.add("outbound_timeouts", place, what.into(), runs);
    }
    if let Some(span) = writes_json(context, file) {
        sightings.add("structured_logging", Place { file, span }, "lines of JSON".into(), runs);
    }
    let json_formatter = facts.functions.iter().find(|function| {
        function.name == "format"
            && function.class.and_then(|at| facts.classes.get(at as usize)).is_some_and(|class| {
                class
                    .bases
                    .iter()
                    .any(|base| base.as_name().is_some_and(|name| name.last() == "Formatter"))
            })
            && function.exits.iter().any(is_json)
    });
    if let Some(formatter) = json_formatter {
        let class = formatter.class.and_then(|at| facts.classes.get(at as usize));
        let name = class.map(|class| class.name.clone()).unwrap_or_default();
        let place = Place { file, span: formatter.definition };
        sightings.add("structured_logging", place, name, runs);
    }
}

/// Where a module for logging writes lines of JSON by itself: `process.stdout.write(JSON.stringify(entry))`.
fn writes_json(context: &Context<'_, '_>, file: FileId) -> Option<Span> {
    let stem = context.index.file(file).path.file_stem();
    if !naming::words(stem).iter().any(|word| matches!(word.as_str(), "log" | "logger" | "logging"))
    {
        return None;
    }
    let is_json =
        |call: &CallValue| matches!(call.callee.path.as_str(), "JSON.stringify" | "json.dumps");
    let holds = |value: &Value| match value {
        Value::Call(call) => is_json(call),
        Value::Template(parts) => parts.iter().any(|part| match part {
            Part::Value(value, _) => value.as_call().is_some_and(is_json),
            Part::Text(_) => false,
        }),
        Value::Computed(parts) => parts.iter().filter_map(Value::as_call).any(is_json),
        _ => false,
    };
    let writes = |path: &str| {
        path.starts_with("console.")
            || matches!(path, "print" | "process.stdout.write" | "sys.stdout.write")
    };
    let mut calls = context.facts(file).calls.iter();
    let found = calls.find(|call| {
        writes(&call.callee.path) && call.arguments.iter().any(|it| holds(&it.value))
    })?;
    Some(found.span)
}

/// Whether a function ends with a value made to JSON.
fn is_json(exit: &Exit) -> bool {
    let call = match &exit.value {
        Value::Call(call) => call,
        Value::Computed(parts) | Value::Choice(parts) => {
            return parts.iter().filter_map(Value::as_call).any(|it| it.callee.last() == "dumps");
        }
        _ => return false,
    };
    matches!(call.callee.last(), "dumps" | "stringify")
}

/// Work is done in the background where something hands it over, something takes it, and a process runs that.
fn background_jobs(context: &Context<'_, '_>, sightings: &mut Sightings) {
    const NAME: &str = "background_jobs";
    if sightings.is_wired(NAME) || !sightings.has(NAME) {
        return;
    }
    let producer = context.code().filter(|file| context.may_run(*file)).find_map(|file| {
        let calls = &context.facts(file).calls;
        let call = calls.iter().find(|call| {
            let last = call.callee.last();
            PRODUCERS.binary_search(&last).is_ok()
                || last == "add" && call.callee.receiver().to_ascii_lowercase().contains("queue")
        })?;
        Some((Place { file, span: call.span }, call.callee.last().to_owned()))
    });
    let worker = context.commands().find(|(_, command, _)| {
        command.commands().any(|words| {
            let has = |wanted: &str| words.iter().any(|it| it.as_str() == wanted);
            let first = words.first().map(|it| it.rsplit('/').next().unwrap_or_default());
            has("celery") && (has("worker") || has("beat"))
                || words.windows(2).any(|it| it[0] == "rq" && it[1] == "worker")
                || matches!(first, Some("dramatiq" | "arq" | "celery_worker" | "huey_consumer"))
                || words.iter().any(|word| {
                    let word = word.to_ascii_lowercase();
                    word.contains("worker") && !word.starts_with('-') && !word.contains('=')
                })
        })
    });
    if let (Some((place, what)), Some((at, ..))) = (producer, worker) {
        sightings.add(NAME, place, what.into(), true);
        sightings.add(NAME, at, "a process that does the work".into(), true);
    }
}

/// The schema is migrated where revisions exist and something that is deployed runs them.
fn migrations(context: &Context<'_, '_>, sightings: &mut Sightings) {
    const NAME: &str = "migrations";
    let revision = context
        .index
        .iter()
        .find(|(_, file)| is_revision(file.path.as_str()))
        .map(|(file, _)| file);
    let unread = context.unread.iter().any(|path| is_revision(path.as_str()));
    if revision.is_none() && !unread {
        // A migrator that is set up and has nothing to run.
        for (file, it) in context.index.iter() {
            if it.path.file_name() == "alembic.ini" {
                let place = Place { file, span: Span::default() };
                sightings.add(NAME, place, "a migrator without revisions".into(), false);
            }
        }
        return;
    }
    match revision {
        Some(file) => {
            let place = Place { file, span: Span::default() };
            sightings.add(NAME, place, "revisions".into(), false);
        }
        None => sightings.note(NAME, false),
    }
    let runs = |place: Place, command: &CommandLine, how: Runs| {
        let deployed = how == Runs::Deployed;
        (deployed && command.commands().any(|words| migrates(words) || runs_script(context, words)))
            .then_some(place)
    };
    let by_command = context.commands().find_map(|(place, command, how)| runs(place, command, how));
    let by_code = || {
        let asked: NameSet = STARTERS.iter().chain(MIGRATORS).copied().collect();
        let files = context.code().filter(|file| context.has_any(*file, &asked));
        files.filter(|file| context.runs(*file)).find_map(|file| {
            let facts = context.facts(file);
            let call = facts.calls.iter().find(|call| {
                let path = call.callee.path.as_str();
                path.starts_with("alembic.command.upgrade")
                    || path.ends_with(".runMigrations")
                    || path.ends_with(".migrate.latest")
                    || path.contains("drizzle-orm/") && path.ends_with("migrator.migrate")
                    || STARTERS.binary_search(&call.callee.last()).is_ok()
                        && started(&call.arguments).commands().any(migrates)
            });
            let span =
                call.map(|call| call.span).or_else(|| scan_key(context, file, "migrationsRun"))?;
            Some(Place { file, span })
        })
    };
    if let Some(place) = by_command.or_else(by_code) {
        sightings.add(NAME, place, "runs them".into(), true);
    }
}

/// The command that a call starts: `execSync("prisma migrate deploy")`, `run(["alembic", "upgrade", "head"])`.
fn started(arguments: &[Argument]) -> CommandLine {
    let mut text = String::new();
    for value in arguments.iter().take(2).map(|it| &it.value) {
        let items = match value {
            Value::List(items) => items,
            value => std::slice::from_ref(value),
        };
        for word in items.iter().filter_map(Value::as_str) {
            text.push_str(word);
            text.push(' ');
        }
    }
    CommandLine::shell(&text, Span::default())
}

/// Where a key is set to true.
fn scan_key(context: &Context<'_, '_>, file: FileId, wanted: &str) -> Option<Span> {
    let mut found = None;
    scan::each_key(context.facts(file), &mut |key, value, span| {
        if key == wanted && value.as_bool() == Some(true) {
            found = Some(span);
        }
    });
    found
}

/// Whether a file is one step of a schema.
fn is_revision(path: &str) -> bool {
    let Some((folders, name)) = path.rsplit_once('/') else { return false };
    let (mut versions, mut migrations, mut alembic, mut drizzle) = (false, false, false, false);
    for folder in folders.split('/') {
        match folder {
            "versions" => versions = true,
            "migrations" => migrations = true,
            "alembic" => alembic = true,
            "drizzle" => drizzle = true,
            _ => {}
        }
    }
    if !versions && !migrations && !drizzle {
        return false;
    }
    let stem = name.split('.').next().unwrap_or_default();
    let numbered = stem.starts_with(|c: char| c.is_ascii_digit());
    let is_code = name.ends_with(".py") || name.ends_with(".ts") || name.ends_with(".js");
    let stepped = versions && name.ends_with(".py");
    (stepped && (alembic || migrations) && stem != "__init__")
        || (stepped && numbered)
        || (migrations
            && (numbered || stem.starts_with('V'))
            && (is_code || name.ends_with(".sql")))
        || (migrations && name == "migration.sql")
        || (drizzle && name.ends_with(".sql"))
}

/// Whether words run a migrator.
fn migrates(words: &[Text]) -> bool {
    let at = |wanted: &str| words.iter().position(|it| it.rsplit('/').next() == Some(wanted));
    let has = |wanted: &str| at(wanted).is_some();
    has("alembic") && has("upgrade")
        || has("manage.py") && has("migrate")
        || has("flask") && has("db") && has("upgrade")
        || has("prisma") && has("migrate") && has("deploy")
        || has("prisma") && has("db") && has("push")
        || has("drizzle-kit") && (has("migrate") || has("push"))
        || has("aerich") && has("upgrade")
        || has("knex") && has("migrate:latest")
        || has("sequelize") && has("db:migrate")
        || has("sequelize-cli") && has("db:migrate")
        || words.iter().any(|word| word.as_str() == "migration:run")
        || has("node-pg-migrate") && has("up")
        || has("dbmate")
        || has("flyway") && has("migrate")
}

/// Whether words run a script of a manifest that runs a migrator.
fn runs_script(context: &Context<'_, '_>, words: &[Text]) -> bool {
    let manager =
        words.first().is_some_and(|it| matches!(it.as_str(), "npm" | "yarn" | "pnpm" | "bun"));
    if !manager {
        return false;
    }
    let Some(name) = words.iter().skip(1).find(|it| !it.starts_with('-') && *it != "run") else {
        return false;
    };
    context.index.scripts(name).iter().any(|command| command.commands().any(migrates))
}

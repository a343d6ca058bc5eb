//! Technologies that documents claim.

use super::Page;
use super::facts::{Known, Presence};
use crate::facts::{Statement, StatementForm};
use crate::project::knowledge::Technology;
use crate::project::{Evidence, KeptState, Project};
use crate::source::{Language, SourcePath, known_language};

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

pub(super) fn judge(
    page: &mut Page<'_>,
    known: &mut Known<'_>,
    statement: &Statement,
    lower: &str,
) {
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
        let choice = choice || lower.contains(" etc");
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
            Presence::Declared(evidence) if !choice => (
                KeptState::Partly,
                Evidence {
                    what: format!("{} is declared, and nothing uses it", evidence.what).into(),
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

/// Judges an entry that begins with a package: `Cheerio 1.0 - reads pages`.
pub(super) fn package(page: &mut Page<'_>, known: &Known<'_>, statement: &Statement, lower: &str) {
    let mut words = lower.split([' ', ':', '|', '(', ',']).map(|it| it.trim_matches(['*', '`']));
    let Some(name) = words.find(|it| it.starts_with(char::is_alphanumeric)) else { return };
    let is_technology = || Technology::all().any(|it| it.names.contains(&name));
    if let Some(place) = known.unused(name).filter(|_| !is_technology()) {
        let what = format!("{name} is declared, and nothing uses it").into();
        page.state(statement, name, KeptState::Partly, Evidence { place, what });
    }
}

/// `Built with Node.js, PostgreSQL and Redis`: a sentence that says what the program is made of.
pub(super) fn built_of(
    page: &mut Page<'_>,
    known: &mut Known<'_>,
    statement: &Statement,
    lower: &str,
) {
    const SAYS: &[&str] =
        &["built with", "built on", "powered by", "backed by", "stored in", "published to"];
    if statement.form == StatementForm::Sentence && SAYS.iter().any(|it| lower.contains(it)) {
        judge(page, known, statement, lower);
    }
    if lower.contains("microservice") && statement.form != StatementForm::Row {
        let servers = known.servers();
        if servers < 2 && !page.project.routes.is_empty() {
            let what =
                if servers == 1 { "one server is built" } else { "no server is built apart" };
            let why =
                page.here(statement.span, format!("{what}; everything runs from one code base"));
            page.state(statement, "microservices", KeptState::Partly, why);
        }
    }
}

/// How many folders are built to containers and serve routes, or hold programs in languages that are not read.
pub(super) fn servers(project: &Project) -> usize {
    let mut folders = std::collections::BTreeSet::new();
    for (id, file) in project.files() {
        let containers = file.facts.containers.iter();
        folders.extend(containers.filter_map(|it| project.build_context(id, it)));
        if file.path.file_name().starts_with("Dockerfile") {
            folders.insert(file.path.parent().to_owned());
        }
    }
    folders.iter().filter(|folder| serves(project, folder) || is_foreign(project, folder)).count()
}

/// Whether a folder holds code that serves a route.
fn serves(project: &Project, folder: &str) -> bool {
    project
        .routes
        .iter()
        .any(|route| folder.is_empty() || is_below(&project.file(route.place.file).path, folder))
}

/// Whether a folder of its own holds a program in a language that is not read.
fn is_foreign(project: &Project, folder: &str) -> bool {
    let unread = project.files.iter().filter(|file| file.language == Language::TEXT);
    let mut unread = unread.map(|file| &file.path).chain(&project.unread);
    !folder.is_empty()
        && unread.any(|path| {
            is_below(path, folder)
                && known_language(path.extension())
                    .is_some_and(|language| !matches!(language, "shell" | "sql"))
        })
}

fn is_below(path: &SourcePath, folder: &str) -> bool {
    path.as_str().strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// Whether a text holds a name as words of their own.
pub(super) fn names(lower: &str, name: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_by_itself() {
        assert!(names("events over kafka.", "kafka"));
        assert!(!names("kafka-ui", "kafka") && !names("react-native", "react"));
    }
}

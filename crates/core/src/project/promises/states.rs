//! States that documents claim: nothing invented, everything done, every request checked.

use super::Page;
use super::facts::Known;
use super::technologies::names;
use crate::facts::{GuardClass, Statement, Stub};
use crate::project::{ActivityState, Evidence, KeptState, Place, Project, Protection};
use crate::source::Role;

/// States: nothing invented, everything done, every request checked.
pub(super) fn judge(page: &mut Page<'_>, known: &Known<'_>, statement: &Statement, lower: &str) {
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
        let (kept, why) = match known.invented() {
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
    if complete && let Some(evidence) = known.unfinished().or_else(|| known.invented()) {
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
pub(super) fn invented(project: &Project) -> Option<Evidence> {
    const WORDS: &[&str] = &["mock", "fake", "dummy", "simulated", "placeholder"];
    for (id, file) in project.files() {
        if file.role != Role::Production || file.activity.state == ActivityState::Inactive {
            continue;
        }
        for function in file.facts.functions.iter().filter(|it| !it.is_test && !it.is_abstract) {
            let words = crate::naming::words(&function.name);
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
pub(super) fn unfinished(project: &Project) -> Option<Evidence> {
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

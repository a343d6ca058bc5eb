//! Routes that documents list.

use super::Page;
use crate::facts::Statement;
use crate::project::{Evidence, KeptState, LinkedRoute};

/// Methods as documents write them.
const METHODS: &[&str] = &["DELETE", "GET", "PATCH", "POST", "PUT"];
/// What frameworks serve by themselves.
const BUILT_IN: &[&str] = &[
    "/",
    "/admin",
    "/api-docs",
    "/api/docs",
    "/api/schema",
    "/docs",
    "/graphql",
    "/metrics",
    "/openapi.json",
    "/redoc",
    "/static",
    "/swagger",
    "/ws",
];

/// Judges a statement that names a route: `GET /users`, a row `POST | /orders`, an entry `/health - …` among endpoints.
pub(super) fn judge(page: &mut Page<'_>, statement: &Statement) {
    let project = page.project;
    if project.routes.len() < 3 {
        return;
    }
    let Some((method, path)) = named(page, statement) else { return };
    let wanted = parts(path);
    if wanted.is_empty() || BUILT_IN.contains(&path.trim_end_matches('/')) {
        return;
    }
    if let Some(route) = below_heading(page, statement, method, &wanted) {
        let why = Evidence { place: route.place, what: title(route) };
        return page.state(statement, "route", KeptState::Yes, why);
    }
    let mut best: Option<(KeptState, &LinkedRoute)> = None;
    for route in &project.routes {
        let has = parts(&route.path);
        let same_method = method.is_none_or(|it| &*route.method == it || &*route.method == "ANY");
        let kept = if matches(&has, &wanted) {
            if same_method { KeptState::Yes } else { KeptState::Partly }
        } else if has.len() > wanted.len()
            && matches(&has[has.len() - wanted.len()..], &wanted)
            && same_method
        {
            KeptState::Unknown
        } else {
            continue;
        };
        let rank = |kept: KeptState| match kept {
            KeptState::Yes => 2,
            KeptState::Unknown => 1,
            _ => 0,
        };
        if best.is_none_or(|(known, _)| rank(kept) > rank(known)) {
            best = Some((kept, route));
        }
    }
    match best {
        Some((KeptState::Yes, route)) => {
            let why = Evidence { place: route.place, what: title(route) };
            page.state(statement, "route", KeptState::Yes, why);
        }
        Some((KeptState::Partly, route)) => {
            let why =
                Evidence { place: route.place, what: format!("served as {}", title(route)).into() };
            page.state(statement, "route", KeptState::Partly, why);
        }
        Some((_, route)) => {
            // A document that leaves the prefix out everywhere states it once, or leaves it to the reader.
            let prefix = route.path.trim_end_matches('/');
            let prefix = prefix
                .get(..prefix.len().saturating_sub(path.trim_end_matches('/').len()))
                .unwrap_or_default();
            let with_prefix = page.document.statements.iter().any(|it| {
                it.text.contains(&format!(" {prefix}/"))
                    || it.text.starts_with(&format!("{prefix}/"))
            });
            let states_base = page.document.statements.iter().any(|it| {
                let lower = it.text.to_ascii_lowercase();
                lower.contains("base url") || lower.contains("prefix")
            });
            let why =
                Evidence { place: route.place, what: format!("served as {}", title(route)).into() };
            let is_probe = crate::project::is_health_path(path);
            if is_probe && !states_base || with_prefix && !states_base {
                page.state(statement, "route", KeptState::No, why);
            } else {
                page.state(statement, "route", KeptState::Yes, why);
            }
        }
        None if method.is_some() => {
            let why = page.here(statement.span, format!("no route serves {path}"));
            page.state(statement, "route", KeptState::No, why);
        }
        None => {}
    }
}

/// The route that a path names below the one in a heading: `GET /:id` under `Users (/api/users)`.
fn below_heading<'p>(
    page: &Page<'p>,
    statement: &Statement,
    method: Option<&str>,
    wanted: &[&str],
) -> Option<&'p LinkedRoute> {
    let above = page.document.headings_above(statement.span);
    let prefixes = above.filter(|it| it.span != statement.span).filter_map(|heading| {
        let words = heading.text.split_whitespace();
        let mut words = words.map(|it| it.trim_matches(['`', '(', ')', ',', ':', '*', '"']));
        words.find(|it| it.starts_with('/') && it.len() > 1 && !it.starts_with("//"))
    });
    let routes = &page.project.routes;
    prefixes.take(2).find_map(|prefix| {
        let mut full = parts(prefix.trim_end_matches('*'));
        full.extend(wanted);
        routes.iter().find(|route| {
            let has = parts(&route.path);
            method.is_none_or(|it| &*route.method == it || &*route.method == "ANY")
                && has.len() >= full.len()
                && matches(&has[has.len() - full.len()..], &full)
        })
    })
}

fn title(route: &LinkedRoute) -> crate::source::Text {
    format!("{} {}", route.method, route.path).into()
}

/// The method and the path that a statement begins with.
fn named<'t>(page: &Page<'_>, statement: &'t Statement) -> Option<(Option<&'t str>, &'t str)> {
    let text = statement.text.as_str();
    let words = text
        .split_whitespace()
        .filter(|it| *it != "|")
        .map(|it| it.trim_matches(['`', ',', ':', '*', '"', '(']));
    // A label may stand before it: `Readiness: GET /health/ready`.
    let ahead: Vec<&str> = words.clone().take(6).collect();
    let is_route =
        |pair: &[&str]| METHODS.binary_search(&pair[0]).is_ok() && pair[1].starts_with('/');
    let label = ahead.windows(2).position(is_route).unwrap_or_default();
    let mut words = words.skip(label);
    let first = words.next()?;
    let (method, path) = match METHODS.binary_search(&first) {
        Ok(at) => (Some(METHODS[at]), words.next()?),
        Err(_) => {
            let second = words.next();
            let method =
                second.and_then(|it| METHODS.binary_search(&it).ok()).map(|at| METHODS[at]);
            (method, first)
        }
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let plain = path.starts_with('/')
        && path.len() > 1
        && !path.contains(['*', '.', ',', '|', '('])
        && !path.contains("//");
    let in_list =
        page.heading_has(statement.span, &["endpoint", "api", "route", "health", "probe"]);
    (plain && (method.is_some() || in_list)).then_some((method, path))
}

fn parts(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}

fn matches(has: &[&str], wanted: &[&str]) -> bool {
    let wild = |part: &str| {
        part.starts_with([':', '{', '<', '[']) || part.chars().all(|c| c.is_ascii_digit())
    };
    has.len() == wanted.len()
        && has
            .iter()
            .zip(wanted)
            .all(|(a, b)| a == b || wild(a) && (wild(b) || !b.is_empty()) || wild(b) && wild(a))
}

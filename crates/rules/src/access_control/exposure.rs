//! What a route is for, as far as that decides who may call it.

use std::collections::BTreeSet;

use shipworthy_core::facts::Call;
use shipworthy_core::naming::words;
use shipworthy_core::project::{LinkedRoute, Project, ProjectFile};
use shipworthy_core::secrets::compares_password;
use shipworthy_core::source::Role;

/// Whether a route is one that production serves.
pub(super) fn is_served(project: &Project, route: &LinkedRoute) -> bool {
    project.file(route.place.file).role == Role::Production
        && project.file(route.registered.file).role == Role::Production
}

/// Whether a route changes something. Browsers call server actions with POST, whatever they do: their names tell.
pub(super) fn mutates(project: &Project, route: &LinkedRoute) -> bool {
    matches!(&*route.method, "POST" | "PUT" | "PATCH" | "DELETE" | "MUTATION")
        && !(is_server_action(project, route) && reads_by_name(&route.handler))
}

/// Whether a route is a server action of Next.js: a function that pages call, without an address of its own.
fn is_server_action(project: &Project, route: &LinkedRoute) -> bool {
    let path = &project.file(route.place.file).path;
    let is_address = matches!(path.file_name().split('.').next(), Some("route"))
        || path.as_str().contains("pages/api/");
    route.framework.as_str() == "nextjs" && !is_address
}

/// Whether a function is named for what it gives back, and for nothing that it would change on the way: `getOrCreate`.
fn reads_by_name(name: &str) -> bool {
    const READS: &[&str] = &[
        "count", "fetch", "find", "get", "has", "is", "list", "load", "lookup", "query", "search",
    ];
    const CHANGES: &[&str] = &[
        "add", "clear", "create", "delete", "ensure", "insert", "mark", "or", "remove", "reset",
        "save", "send", "set", "store", "sync", "update", "upsert", "write",
    ];
    let words = words(name);
    words.first().is_some_and(|first| READS.contains(&first.as_str()))
        && !words.iter().any(|word| CHANGES.contains(&word.as_str()))
}

/// What a project does behind its routes, as far as that decides who may call them.
pub(super) struct Exposure<'p> {
    project: &'p Project,
    /// Functions, and classes with methods, that check a name and a password.
    checkers: BTreeSet<&'p str>,
}

impl<'p> Exposure<'p> {
    pub(super) fn of(project: &'p Project) -> Self {
        let mut checkers = BTreeSet::new();
        for (_, file) in project.files().filter(|(_, file)| file.role == Role::Production) {
            for call in file.facts.calls.iter().filter(|call| checks_credentials(call)) {
                checkers.extend(holders(file, call));
            }
        }
        Self { project, checkers }
    }

    /// Why a route is open by its nature, if it is.
    pub(super) fn open_by_nature(&self, route: &LinkedRoute) -> Option<&'static str> {
        by_path(self.project, route)
            .or_else(|| by_handler(route))
            .or_else(|| by_page(self.project, route))
            .or_else(|| {
                self.serves_nothing(route).then_some("it answers that there is nothing to be had")
            })
            .or_else(|| {
                self.takes_credentials(route).then_some("it checks the credentials it is given")
            })
    }

    /// Whether the handler answers nothing but that it is not there: 404, 405, 410 or 501.
    fn serves_nothing(&self, route: &LinkedRoute) -> bool {
        let Some((file, function)) = route.function else { return false };
        let handler = self.project.file(file).facts.functions.get(function as usize);
        handler.is_some_and(|it| {
            !it.exits.is_empty()
                && it.exits.iter().all(|exit| matches!(exit.status, Some(404 | 405 | 410 | 501)))
        })
    }

    /// Whether the handler checks credentials, itself or by something that it calls or makes.
    fn takes_credentials(&self, route: &LinkedRoute) -> bool {
        let Some((file, function)) = route.function else { return false };
        let calls = &self.project.file(file).facts.calls;
        route.method.as_str() == "POST"
            && calls
                .iter()
                .filter(|call| call.function == Some(function))
                .any(|call| checks_credentials(call) || self.checkers.contains(call.callee.last()))
    }
}

/// Whether a call is a library's check of a name and a password.
fn checks_credentials(call: &Call) -> bool {
    match call.callee.last() {
        "authenticate" => call.keyword("password").is_some() || call.arguments.len() >= 2,
        _ => compares_password(&call.callee.path),
    }
}

/// The function that holds a call, and the class that holds the function.
fn holders<'p>(file: &'p ProjectFile, call: &Call) -> impl Iterator<Item = &'p str> {
    let function = call.function.and_then(|at| file.facts.functions.get(at as usize));
    let class = function
        .and_then(|function| function.class)
        .and_then(|at| file.facts.classes.get(at as usize))
        .map(|class| class.name.as_str());
    // A method is named by its class: `validate` alone says nothing.
    let free = function.filter(|function| function.class.is_none());
    let free = free.map(|function| function.name.as_str());
    class.into_iter().chain(free).filter(|name| !name.is_empty())
}

/// What a path is for, as far as that opens a route to everybody.
struct Purpose {
    /// Words of the last part of the path, of which any one tells.
    last: &'static [&'static str],
    /// Whole parts of the path, of which any one tells.
    parts: &'static [&'static str],
    /// Whether it opens only routes that change nothing.
    reads: bool,
    name: &'static str,
}

/// Purposes; the first that fits is told.
const PURPOSES: &[Purpose] = &[
    Purpose {
        last: &[
            "health",
            "healthz",
            "healthcheck",
            "ready",
            "readyz",
            "readiness",
            "live",
            "livez",
            "liveness",
            "ping",
            "status",
            "version",
            "metrics",
            "heartbeat",
        ],
        parts: &["health", "healthz", "-"],
        reads: true,
        name: "health",
    },
    Purpose {
        last: &[
            "login",
            "signin",
            "token",
            "tokens",
            "authenticate",
            "logout",
            "signout",
            "refresh",
        ],
        parts: &["login", "signin", "sign-in", "log-in"],
        reads: false,
        name: "login",
    },
    Purpose {
        last: &["register", "signup", "registration"],
        parts: &["sign-up"],
        reads: false,
        name: "registration",
    },
    Purpose {
        last: &[
            "forgot",
            "reset",
            "recover",
            "recovery",
            "activate",
            "activation",
            "confirm",
            "confirmation",
        ],
        parts: &[
            "password-recovery",
            "password-reset",
            "reset-password",
            "forgot-password",
            "verify-email",
        ],
        reads: false,
        name: RECOVERY,
    },
    Purpose {
        last: &[],
        parts: &["oauth", "oauth2", "oidc", "openid", "sso", "saml", ".well-known", "callback"],
        reads: false,
        name: "a login by others",
    },
    Purpose {
        last: &[
            "docs", "redoc", "openapi", "swagger", "schema", "favicon", "robots", "sitemap",
            "manifest",
        ],
        parts: &["static", "assets", "docs", "swagger"],
        reads: true,
        name: "documentation or static files",
    },
    Purpose { last: &[], parts: &["public"], reads: false, name: "public by its path" },
];

const RECOVERY: &str = "recovery of an account";

fn by_path(project: &Project, route: &LinkedRoute) -> Option<&'static str> {
    if matches!(&*route.method, "OPTIONS" | "HEAD") {
        return Some("answers without data");
    }
    let parts: Vec<String> = route
        .path
        .split('/')
        .filter(|part| !part.is_empty() && !part.starts_with(['{', ':', '<', '[']))
        .map(str::to_ascii_lowercase)
        .collect();
    let Some(last) = parts.last() else {
        return (!mutates(project, route)).then_some("the front page");
    };
    let has = |words: &[&str]| parts.iter().any(|part| words.contains(&part.as_str()));
    let told = PURPOSES.iter().find(|purpose| {
        has(purpose.parts) || last.split(['-', '_', '.']).any(|word| purpose.last.contains(&word))
    });
    if let Some(purpose) = told {
        return (!purpose.reads || !mutates(project, route)).then_some(purpose.name);
    }
    // The verb and what it is about may be parts of their own: `auth/forgot/password`, `email/confirm/new`.
    if has(&["forgot", "reset", "recover", "confirm", "activate", "verify"])
        && has(&["password", "email", "account"])
        || has(&["forgot", "recover", "recovery"]) && has(&["auth", "password", "account"])
    {
        return Some(RECOVERY);
    }
    // What is asked is whether the token that is sent is good.
    if has(&["introspect", "validate", "verify"]) && has(&["auth", "jwt", "token", "tokens"]) {
        return Some("the check of a token");
    }
    if has(&["validate", "verify"]) && has(&["invite", "invites", "invitation", "invitations"]) {
        return Some("the check of an invitation");
    }
    if has(&["auth"]) && starts_login(project, route, last) {
        return Some("login");
    }
    (has(&["webhook", "webhooks", "hooks"]) && checks_signature(project, route))
        .then_some("a webhook that checks its signature")
}

/// Whether a path below `auth` leads to a login: all that a library answers there, the way to another who knows
/// the caller, the list of these.
fn starts_login(project: &Project, route: &LinkedRoute, last: &str) -> bool {
    // `/api/auth/[...all]`
    let takes_all = last == "auth" && route.path.ends_with('*');
    let elsewhere = matches!(
        last,
        "apple"
            | "auth0"
            | "azure"
            | "discord"
            | "facebook"
            | "github"
            | "gitlab"
            | "google"
            | "keycloak"
            | "linkedin"
            | "microsoft"
            | "okta"
            | "slack"
            | "steam"
            | "twitch"
            | "twitter"
            | "methods"
            | "providers"
            | "strategies"
    );
    takes_all || elsewhere && !mutates(project, route)
}

/// What the page says to which a server action of Next.js belongs: `app/login/page.tsx`.
fn by_page(project: &Project, route: &LinkedRoute) -> Option<&'static str> {
    if !is_server_action(project, route) {
        return None;
    }
    let folders = project.file(route.place.file).path.parent().split('/');
    folders.into_iter().find_map(|it| match it {
        "login" | "log-in" | "signin" | "sign-in" => Some("login"),
        "signup" | "sign-up" | "register" => Some("registration"),
        "forgot-password" | "reset-password" => Some(RECOVERY),
        _ => None,
    })
}

/// What the name of the handler says where the path does not: `register` of `POST /members`.
fn by_handler(route: &LinkedRoute) -> Option<&'static str> {
    let mut names = route.handler.rsplit('.');
    let last = names.next()?;
    // A method of a class that is called after the method of HTTP says less than its class.
    let name = if last.eq_ignore_ascii_case(&route.method) { names.next()? } else { last };
    let words = words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|it| !is_filler(it)).collect();
    let has = |any: &[&str]| words.iter().any(|word| any.contains(word));
    match *words {
        ["login" | "signin" | "logout" | "signout"]
        | ["sign" | "log", "in" | "out"]
        | ["sign" | "log", "in", "with" | "by" | "via" | "using", ..]
        | ["start" | "begin" | "handle", .., "sign" | "log", "in"] => Some("login"),
        ["sign", "up"] => Some("registration"),
        ["register" | "registration" | "signup"]
        | ["register" | "signup", "user" | "account" | "member" | "customer"] => {
            Some("registration")
        }
        _ => (has(&["forgot", "forgotten", "reset", "recover", "confirm", "activate", "verify"])
            && has(&["password", "email", "account"])
            && words.len() <= 3)
            .then_some(RECOVERY),
    }
}

/// Whether a word of a handler's name says nothing of what it is for.
fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "view"
            | "handler"
            | "resource"
            | "api"
            | "endpoint"
            | "route"
            | "post"
            | "page"
            | "request"
            | "action"
    )
}

fn checks_signature(project: &Project, route: &LinkedRoute) -> bool {
    let Some((file, function)) = route.function else { return false };
    let facts = &project.file(file).facts;
    let telling = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.contains("signature")
            || name.contains("hmac")
            || name.contains("construct_event")
            || name.contains("constructevent")
    };
    facts.calls.iter().any(|call| call.function == Some(function) && telling(&call.callee.path))
        || facts
            .functions
            .get(function as usize)
            .is_some_and(|function| function.body.strings.iter().any(|text| telling(text)))
}

//! What a route is for, as far as that decides who may call it.

use shipworthy_core::project::{LinkedRoute, Project};
use shipworthy_core::source::Role;

/// Whether a route is one that production serves.
pub(super) fn is_served(project: &Project, route: &LinkedRoute) -> bool {
    project.file(route.place.file).role == Role::Production
        && project.file(route.registered.file).role == Role::Production
}

/// Whether a route changes something.
pub(super) fn mutates(route: &LinkedRoute) -> bool {
    matches!(&*route.method, "POST" | "PUT" | "PATCH" | "DELETE" | "MUTATION")
}

/// Why a route is open by its nature, if it is.
pub(super) fn open_by_nature(project: &Project, route: &LinkedRoute) -> Option<&'static str> {
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
        return (!mutates(route)).then_some("the front page");
    };
    let has = |words: &[&str]| parts.iter().any(|part| words.contains(&part.as_str()));
    let words: Vec<&str> = last.split(['-', '_', '.']).collect();
    let ends = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    if ends(&[
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
    ]) || has(&["health", "healthz", "-"])
    {
        return (!mutates(route)).then_some("health");
    }
    if ends(&["login", "signin", "token", "tokens", "authenticate", "logout", "signout", "refresh"])
        || last == "sign-in"
        || last == "log-in"
        || has(&["login", "signin"])
    {
        return Some("login");
    }
    if ends(&["register", "signup", "registration"]) || last == "sign-up" {
        return Some("registration");
    }
    if ends(&[
        "forgot",
        "reset",
        "recover",
        "recovery",
        "activate",
        "activation",
        "confirm",
        "confirmation",
    ]) || has(&[
        "password-recovery",
        "password-reset",
        "reset-password",
        "forgot-password",
        "verify-email",
    ]) {
        return Some("recovery of an account");
    }
    // The verb and what it is about may be parts of their own: `auth/forgot/password`, `email/confirm/new`.
    if has(&["forgot", "reset", "recover", "confirm", "activate", "verify"])
        && has(&["password", "email", "account"])
    {
        return Some("recovery of an account");
    }
    if has(&["oauth", "oauth2", "sso", "saml", ".well-known", "callback"]) {
        return Some("a login by others");
    }
    if ends(&[
        "docs", "redoc", "openapi", "swagger", "schema", "favicon", "robots", "sitemap", "manifest",
    ]) || has(&["static", "assets", "docs", "swagger"])
    {
        return (!mutates(route)).then_some("documentation or static files");
    }
    if has(&["public"]) {
        return Some("public by its path");
    }
    if has(&["webhook", "webhooks", "hooks"]) && checks_signature(project, route) {
        return Some("a webhook that checks its signature");
    }
    None
}

fn checks_signature(project: &Project, route: &LinkedRoute) -> bool {
    let facts = &project.file(route.place.file).facts;
    let telling = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.contains("signature")
            || name.contains("hmac")
            || name.contains("construct_event")
            || name.contains("constructevent")
    };
    facts.calls.iter().any(|call| {
        call.function.is_some() && call.function == route.function && telling(&call.callee.path)
    }) || route
        .function
        .and_then(|at| facts.functions.get(at as usize))
        .is_some_and(|function| function.body.strings.iter().any(|text| telling(text)))
}

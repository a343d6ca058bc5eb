//! What guards of libraries do, by their dotted names.

use shipworthy_core::facts::{Argument, GuardClass, Value};
use shipworthy_core::naming;

/// Middleware that is no matter of access.
const OTHER: &[&str] = &[
    "express.json",
    "express.urlencoded",
    "express.static",
    "express.raw",
    "express.text",
    "cors",
    "helmet",
    "morgan",
    "compression",
    "cookie-parser",
    "body-parser",
    "multer",
    "express-session",
    "cookie-session",
    "client-sessions",
    "iron-session/express.ironSession",
    "iron-session/next",
    "express-rate-limit",
    "express-validator",
    "express-slow-down",
    "express-fileupload",
    "connect-redis",
    "method-override",
    "serve-static",
    "serve-favicon",
    "hpp",
    "xss-clean",
    "express-mongo-sanitize",
    "response-time",
    "pino-http",
    "express-pino-logger",
    "swagger-ui-express",
    "http-proxy-middleware",
    "express-async-handler",
    "celebrate",
    "koa-body",
    "koa-bodyparser",
    "@koa/cors",
    "koa-logger",
    "koa-static",
    "koa-compress",
    "koa-helmet",
    "koa-session",
    "koa-generic-session",
    "koa-session2",
    "koa-router",
    "@koa/router",
    "koa-json",
    "koa-ratelimit",
    "@koa/multer",
    "@fastify/cors",
    "@fastify/helmet",
    "@fastify/rate-limit",
    "@fastify/multipart",
    "@fastify/swagger",
    "@fastify/swagger-ui",
    "@fastify/static",
    "@fastify/cookie",
    "@fastify/compress",
    "@fastify/sensible",
    "@fastify/formbody",
    "@fastify/jwt",
    "@fastify/auth",
    "@fastify/session",
    "@fastify/secure-session",
    "@fastify/oauth2",
    "@nestjs/throttler",
    "hono/cors",
    "hono/logger",
    "hono/pretty-json",
    "hono/secure-headers",
    "hono/compress",
    "hono/csrf",
    "hono/etag",
    "hono/timing",
    "hono/cache",
    "hono/body-limit",
    "hono/timeout",
    "hono/request-id",
    "hono/serve-static",
    "@hono/zod-validator",
    "@hono/swagger-ui",
    "@hono/node-server/serve-static",
    "csurf",
    "connect-flash",
    "express-flash",
    "i18next-http-middleware",
    "@sentry/node",
    "next-connect",
    "zod-express-middleware",
    "express-winston",
    "on-finished",
];

/// Calls and middleware of libraries that end a request without a known caller.
const REJECT: &[&str] = &[
    "hono/bearer-auth.bearerAuth",
    "hono/basic-auth.basicAuth",
    "hono/jwt.jwt",
    "hono/jwk.jwk",
    "koa-jwt",
    "express-jwt",
    "express-jwt.expressjwt",
    "express-basic-auth",
    "koa-basic-auth",
    "connect-ensure-login.ensureLoggedIn",
    "express-oauth2-jwt-bearer.auth",
    "express-oauth2-jwt-bearer.claimCheck",
    "express-oauth2-jwt-bearer.claimEquals",
    "express-oauth2-jwt-bearer.claimIncludes",
    "express-oauth2-jwt-bearer.requiredScopes",
    "express-oauth2-jwt-bearer.scopeIncludesAny",
    "express-openid-connect.auth",
    "express-openid-connect.claimCheck",
    "express-openid-connect.claimEquals",
    "express-openid-connect.claimIncludes",
    "express-openid-connect.requiresAuth",
    "@nestjs/passport.AuthGuard",
    "@fastify/basic-auth",
    "@fastify/bearer-auth",
    "nuxt-auth-utils.requireUserSession",
    "next-auth/middleware",
    "next-auth/middleware.withAuth",
    "next-auth/middleware.default",
];

/// Calls of libraries that find out who calls and let anonymous callers through.
const OPTIONAL: &[&str] = &[
    "next-auth.getServerSession",
    "next-auth/next.getServerSession",
    "next-auth/jwt.getToken",
    "iron-session.getIronSession",
    "@auth0/nextjs-auth0.getSession",
    "nuxt-auth-utils.getUserSession",
    "#auth.getServerSession",
    "#supabase/server.serverSupabaseUser",
];

/// Passport, and what brings it to other frameworks.
const PASSPORT: &[&str] = &["passport", "koa-passport", "@fastify/passport"];

/// What a guard of a library does.
pub(crate) fn library_guard(path: &str, arguments: &[Argument]) -> Option<GuardClass> {
    let bare = path.strip_suffix("()").unwrap_or(path);
    // What is left open is told where it is attached: <https://github.com/jfromaniello/express-unless>
    let bare = bare
        .strip_suffix(".unless")
        .map_or(bare, |guard| guard.strip_suffix("()").unwrap_or(guard));
    let bare = bare.strip_suffix(".default").unwrap_or(bare);
    let package = bare.split_once("().").map_or(bare, |(made, _)| made);
    let last = naming::behind_last(bare, b'.');
    if PASSPORT.iter().any(|it| bare.starts_with(it) && bare[it.len()..].starts_with(['.', '('])) {
        return Some(if last == "authenticate" { passport(arguments) } else { GuardClass::Other });
    }
    if bare == "@nestjs/passport.AuthGuard" {
        return Some(passport(arguments));
    }
    if bare.starts_with("@clerk/") || bare.starts_with("@hono/clerk-auth") {
        return clerk(last);
    }
    let relaxed = match package {
        _ if bare.starts_with("express-jwt") => off(arguments, "credentialsRequired"),
        "express-oauth2-jwt-bearer.auth" | "express-openid-connect.auth" => {
            off(arguments, "authRequired")
        }
        "koa-jwt" => on(arguments, "passthrough"),
        _ if bare.starts_with("@medusajs/") => on(arguments, "allowUnauthenticated"),
        _ => false,
    };
    if relaxed {
        return Some(GuardClass::Optional);
    }
    if REJECT.contains(&bare) {
        return Some(GuardClass::Reject);
    }
    if OPTIONAL.contains(&bare) {
        return Some(GuardClass::Optional);
    }
    let first = package.bytes().next();
    let is = |known: &&str| {
        // Every call in a handler is asked about.
        if known.bytes().next() != first {
            return false;
        }
        package
            .strip_prefix(*known)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '(']))
    };
    if OTHER.iter().any(is) {
        return Some(GuardClass::Other);
    }
    // `request.jwtVerify()` throws unless the token is valid; so do what plugins of Fastify decorate with.
    match last {
        "jwtVerify" | "verifyBearerAuth" | "basicAuth" | "authenticateUsing" => {
            Some(GuardClass::Reject)
        }
        "authenticate" if bare.starts_with("@feathersjs/authentication") => {
            Some(passport(arguments))
        }
        // What strangers cannot call is not served to them.
        "disallow" if bare.starts_with("feathers-hooks-common") => Some(GuardClass::Reject),
        "authenticate" if bare.starts_with("@adonisjs/") || bare.starts_with("@medusajs/") => {
            Some(GuardClass::Reject)
        }
        _ => None,
    }
}

/// What Clerk offers to servers: <https://clerk.com/docs/references/overview>.
fn clerk(name: &str) -> Option<GuardClass> {
    match name {
        "protect" | "requireAuth" | "ClerkExpressRequireAuth" | "authMiddleware" => {
            Some(GuardClass::Reject)
        }
        "auth"
        | "getAuth"
        | "currentUser"
        | "clerkMiddleware"
        | "clerkPlugin"
        | "ClerkExpressWithAuth" => Some(GuardClass::Optional),
        _ => None,
    }
}

/// A strategy that signs in (a password, a start of OAuth) is no guard of a known caller.
fn passport(arguments: &[Argument]) -> GuardClass {
    let Some(first) = arguments.first() else { return GuardClass::Reject };
    let strategies = strategies(&first.value);
    // A browser is sent on: the callback of a sign-in, or its start.
    let redirects = ["failureRedirect", "successRedirect", "successReturnToOrRedirect"]
        .iter()
        .any(|key| option(arguments, key).is_some());
    let carries = |it: &&str| {
        ["jwt", "bearer", "token", "session", "cookie"].iter().any(|word| it.contains(word))
    };
    let told = !strategies.is_empty() && !strategies.contains(&"anonymous");
    if told && redirects && !strategies.iter().any(carries) {
        return GuardClass::Other;
    }
    strategy(&first.value)
}

/// The strategies that are asked for by name, alone or in a list.
fn strategies(value: &Value) -> Vec<&str> {
    match value {
        Value::Str(strategy) => vec![strategy],
        Value::List(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// What strategies of Passport do with a caller whom nobody knows, by their names.
pub(crate) fn strategy(value: &Value) -> GuardClass {
    let strategies = strategies(value);
    if strategies.contains(&"anonymous") {
        return GuardClass::Optional;
    }
    let signs_in = |it: &&str| {
        matches!(
            *it,
            "local"
                | "google"
                | "github"
                | "facebook"
                | "twitter"
                | "linkedin"
                | "oauth2"
                | "saml"
                | "gitlab"
                | "apple"
                | "discord"
                | "microsoft"
                | "azuread-openidconnect"
                | "oidc"
                | "x"
                | "steam"
                | "tumblr"
                | "spotify"
                | "twitch"
                | "slack"
                | "okta"
                | "auth0"
                | "instagram"
                | "openid"
                | "openidconnect"
                | "keycloak"
        )
    };
    if !strategies.is_empty() && strategies.iter().all(signs_in) {
        GuardClass::Other
    } else {
        GuardClass::Reject
    }
}

fn option<'a>(arguments: &'a [Argument], key: &str) -> Option<&'a Value> {
    arguments.iter().find_map(|argument| match &argument.value {
        Value::Dict(entries) => entries.iter().find(|(name, _)| name == key).map(|it| &it.1),
        _ => None,
    })
}

fn off(arguments: &[Argument], key: &str) -> bool {
    option(arguments, key) == Some(&Value::Bool(false))
}

fn on(arguments: &[Argument], key: &str) -> bool {
    option(arguments, key) == Some(&Value::Bool(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strategy(name: &str) -> Vec<Argument> {
        vec![Argument { name: "".into(), value: Value::Str(name.into()) }]
    }

    #[test]
    fn a_strategy_that_signs_in_guards_nothing() {
        let of = |name| library_guard("passport.authenticate", &strategy(name));
        assert_eq!(of("jwt"), Some(GuardClass::Reject));
        assert_eq!(of("local"), Some(GuardClass::Other));
        assert_eq!(of("anonymous"), Some(GuardClass::Optional));
    }

    #[test]
    fn middleware_of_libraries_is_told_apart() {
        assert_eq!(library_guard("cors", &[]), Some(GuardClass::Other));
        assert_eq!(library_guard("express.json", &[]), Some(GuardClass::Other));
        assert_eq!(library_guard("hono/jwt.jwt", &[]), Some(GuardClass::Reject));
        assert_eq!(library_guard("some-package.thing", &[]), None);
    }
}

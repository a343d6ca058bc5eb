//! Words that tell what a name is about.

use crate::naming::{AnyOf, any_word, first_word, holds_parameters, last_word, words};

/// Parts of names that speak of who calls and what they may do.
const ACCESS: &[&str] = &[
    "access",
    "acl",
    "account",
    "admin",
    "allow",
    "apikey",
    "auth",
    "bearer",
    "can",
    "claims",
    "credential",
    "credentials",
    "guard",
    "identity",
    "jwt",
    "login",
    "logged",
    "member",
    "membership",
    "owner",
    "permission",
    "permissions",
    "permit",
    "policy",
    "principal",
    "privilege",
    "protect",
    "protected",
    "require",
    "requires",
    "required",
    "role",
    "roles",
    "scope",
    "scopes",
    "secure",
    "security",
    "session",
    "signin",
    "superuser",
    "staff",
    "tenant",
    "token",
    "user",
    "verified",
    "verify",
    "whoami",
];

/// Parts of names that contain one of these speak of access too.
const ACCESS_STEMS: &[&str] =
    &["auth", "jwt", "login", "permission", "passport", "oauth", "apikey"];

/// Words for somebody who is not known.
const STRANGERS: &[&str] =
    &["anonymous", "guest", "stranger", "unauthenticated", "unauthorized", "anon"];

/// Parts of names of who calls: what a check in a handler asks about.
const IDENTITY: &[&str] = &[
    "user",
    "session",
    "auth",
    "token",
    "authorization",
    "authenticated",
    "authorized",
    "identity",
    "principal",
    "role",
    "roles",
    "admin",
    "superuser",
    "staff",
    "permission",
    "permissions",
    "scope",
    "scopes",
    "owner",
    "member",
    "apikey",
    "credentials",
    "jwt",
    "claims",
    "account",
    "cookie",
    "cookies",
    "login",
    "logged",
    "header",
    "headers",
    "secret",
    "key",
    "viewer",
    "me",
];

/// Settings with such a part, when on, make a program more open.
const RELAXING: &[&str] = &[
    "debug",
    "dev",
    "development",
    "disable",
    "disabled",
    "skip",
    "bypass",
    "test",
    "testing",
    "local",
    "no",
    "allow",
    "public",
];

/// Whether a name speaks of access.
pub(super) fn is_access(name: &str) -> bool {
    // Most names say nothing of the kind, and all calls are asked.
    static WORDS: AnyOf = AnyOf::new(&[ACCESS, ACCESS_STEMS]);
    WORDS.is_in(name)
        && any_word(name, |part| {
            ACCESS.contains(&part) || ACCESS_STEMS.iter().any(|stem| part.contains(stem))
        })
}

/// Whether a name is that of what a program offers to all: `getAuthProviders`.
pub(super) fn offers(name: &str) -> bool {
    last_word(name).is_some_and(|it| {
        matches!(it.as_str(), "providers" | "strategies" | "managers" | "methods" | "options")
            || is_setting(&it)
    })
}

/// Whether a name says that access is asked for: `check_permissions`, `require_login`.
pub(super) fn demands(name: &str) -> bool {
    first_word(name).is_some_and(|it| {
        matches!(
            it.as_str(),
            "check"
                | "require"
                | "requires"
                | "ensure"
                | "verify"
                | "enforce"
                | "validate"
                | "assert"
        )
    }) && is_identity(name)
}

/// Whether a name speaks of who calls.
pub(super) fn is_identity(name: &str) -> bool {
    any_word(name, |part| {
        IDENTITY.contains(&part) || ACCESS_STEMS.iter().any(|stem| part.contains(stem))
    })
}

/// Whether a name in a condition asks who calls: it speaks of the caller, and is no parameter of the
/// request and no call.
pub(super) fn asks_who(condition: &str) -> bool {
    let parameter = condition.split('.').any(|part| holds_parameters(part) || part == "env");
    !parameter
        && !condition.ends_with("()")
        && !is_setting(condition)
        && is_identity(condition)
        && !condition.split('.').any(|part| is_access(part) && offers(part))
}

/// Whether a name is that of a function that demands a caller who is known: `requireUserId`.
pub(super) fn requires_somebody(name: &str) -> bool {
    let parts = words(name);
    let demands = parts
        .first()
        .is_some_and(|it| matches!(it.as_str(), "require" | "ensure" | "assert" | "must"));
    demands
        && parts.iter().any(|it| {
            matches!(it.as_str(), "user" | "session" | "admin" | "auth" | "login" | "authenticated")
        })
}

/// Whether a name is that of a function that reads who is signed in: `getSession`, `currentUser`.
pub(super) fn reads_session(name: &str) -> bool {
    let parts = words(name);
    let reads = |it: &str| matches!(it, "get" | "read" | "load" | "fetch" | "current" | "validate");
    name == "auth"
        || parts.first().is_some_and(|it| reads(it))
            && parts.last().is_some_and(|it| matches!(it.as_str(), "session" | "user"))
}

/// Whether a name stands for who is signed in.
pub(super) fn is_somebody(name: &str) -> bool {
    matches!(name, "session" | "user" | "userId" | "currentUser" | "auth")
}

/// Whether a name is that of a function by which callers sign in: it checks a password.
pub(super) fn is_sign_in(name: &str) -> bool {
    let parts = words(name);
    parts.first().is_some_and(|first| matches!(first.as_str(), "login" | "signin" | "signup"))
        || parts.iter().any(|part| {
            matches!(part.as_str(), "credential" | "credentials" | "password" | "captcha")
        })
}

/// Whether a name is that of somebody who is looked up, or a part of them: `user.verified`.
pub(super) fn is_looked_up(name: &str) -> bool {
    matches!(name.split('.').next(), Some("user" | "account" | "member" | "admin"))
}

/// Whether a call checks a token, and tells by an error that it did not hold: `jwt.verify`, `verifyIdToken`.
pub(super) fn checks_token(name: &str) -> bool {
    first_word(name).is_some_and(|word| matches!(word.as_str(), "verify" | "authenticate"))
}

/// Whether a message says that the caller is not known or not allowed.
pub(super) fn says_refusal(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    is_refusal(&message)
        || [
            "not authenticated",
            "not authorized",
            "not authorised",
            "access denied",
            "permission denied",
            "insufficient permission",
            "authentication required",
            "not logged in",
            "be logged in",
            "not signed in",
            "be signed in",
            "log in to",
            "sign in to",
            "login required",
            "session not found",
            "no session",
            "not allowed to",
        ]
        .iter()
        .any(|it| message.contains(it))
}

/// What a condition that speaks of the caller says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caller {
    /// The caller is known or may do something.
    Known,
    /// Nobody knows the caller.
    Stranger,
    /// Whether callers must be known.
    Setting,
}

/// What a name says about who calls, if it speaks of that.
pub(super) fn caller(name: &str) -> Option<Caller> {
    const OTHERS: &[&str] = &["username", "userid", "uid", "bearer", "credential", "password"];
    static WORDS: AnyOf = AnyOf::new(&[IDENTITY, OTHERS, STRANGERS, ACCESS_STEMS, &["key"]]);
    const SHARED: &[&str] = &["header", "headers", "secret", "key", "cookie", "cookies", "me"];
    let speaks = |part: &str| {
        if matches!(part, "author" | "authors") {
            return false;
        }
        IDENTITY.contains(&part) && !SHARED.contains(&part)
            || OTHERS.contains(&part)
            || is_stranger(part)
            || ACCESS_STEMS.iter().any(|stem| part.contains(stem))
    };
    // Most names say nothing of the kind, and all conditions ask.
    if !WORDS.is_in(name) {
        return None;
    }
    let parts = words(name);
    let keyed = parts.windows(2).any(|it| it[0] == "api" && it[1] == "key");
    if !keyed && !parts.iter().any(|part| speaks(part)) || is_forgery(name) {
        return None;
    }
    let has = |words: &[&str]| parts.iter().any(|part| words.contains(&part.as_str()));
    Some(match () {
        () if has(&[
            "enabled", "disabled", "required", "enforced", "allow", "optional", "mode",
        ]) =>
        {
            Caller::Setting
        }
        () if parts.iter().any(|part| is_stranger(part))
            || has(&[
                "missing",
                "invalid",
                "expired",
                "without",
                "denied",
                "forbidden",
                "lacks",
            ]) =>
        {
            Caller::Stranger
        }
        () => Caller::Known,
    })
}

/// Whether a name is that of a credential that a caller brings.
pub(super) fn is_token(name: &str) -> bool {
    if !any_word(name, |part| matches!(part, "key" | "token" | "apikey" | "authorization")) {
        return false;
    }
    let parts = words(name);
    let apikey = parts.windows(2).any(|it| it[0] == "api" && it[1] == "key");
    !is_forgery(name)
        && (apikey
            || parts.iter().any(|it| matches!(it.as_str(), "token" | "apikey" | "authorization")))
}

/// Whether a name speaks of who calls, as a stranger would not have it.
pub(super) fn is_caller(name: &str) -> bool {
    matches!(caller(name), Some(Caller::Known | Caller::Stranger))
}

/// Whether a part of a name stands for callers that nobody knows.
pub(super) fn is_stranger(part: &str) -> bool {
    STRANGERS.contains(&part)
}

/// Whether a name speaks of forged requests and of nobody who sends them: `verifyCsrfToken`.
pub(super) fn is_forgery_alone(name: &str) -> bool {
    let somebody =
        |part: &str| matches!(part, "auth" | "authenticated" | "login" | "session" | "user");
    is_forgery(name) && !any_word(name, somebody)
}

/// Whether a name is about forged requests or robots, not about who calls.
pub(super) fn is_forgery(name: &str) -> bool {
    any_word(name, |part| {
        matches!(
            part,
            "csrf"
                | "xsrf"
                | "csrftoken"
                | "nonce"
                | "captcha"
                | "recaptcha"
                | "hcaptcha"
                | "turnstile"
        )
    })
}

/// Whether a path leads to the settings of a program.
pub(super) fn is_setting(path: &str) -> bool {
    any_word(path, |part| {
        matches!(
            part,
            "settings"
                | "config"
                | "configs"
                | "configuration"
                | "conf"
                | "cfg"
                | "env"
                | "environ"
                | "getenv"
                | "flag"
                | "flags"
                | "feature"
                | "features"
                | "preferences"
        )
    })
}

/// Whether a path is a part of a request that holds values by name.
pub(super) fn is_request_part(path: &str) -> bool {
    matches!(
        path.rsplit('.').next().unwrap_or_default(),
        "headers"
            | "cookies"
            | "args"
            | "form"
            | "json"
            | "query"
            | "params"
            | "query_params"
            | "values"
            | "META"
            | "GET"
            | "POST"
            | "data"
            | "body"
            | "header"
            | "req"
            | "request"
    )
}

/// Whether a value of a setting means that nobody is served yet: `development`.
pub(super) fn is_development(value: &str) -> bool {
    any_word(value, |part| {
        matches!(part, "dev" | "development" | "test" | "testing" | "local" | "debug")
    })
}

/// Variables that platforms set on all that they run, sorted. Who asks for them asks whether this is production.
/// <https://vercel.com/docs/environment-variables/system-environment-variables>,
/// <https://docs.netlify.com/configure-builds/environment-variables>,
/// <https://render.com/docs/environment-variables>, <https://devcenter.heroku.com/articles/dyno-metadata>,
/// <https://fly.io/docs/machines/runtime-environment>, <https://docs.railway.com/reference/variables>,
/// <https://cloud.google.com/run/docs/container-contract>,
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>
const PLATFORMS: &[&str] = &[
    "AWS_LAMBDA_FUNCTION_NAME",
    "DYNO",
    "FLY_APP_NAME",
    "K_SERVICE",
    "NETLIFY",
    "RAILWAY_ENVIRONMENT",
    "RENDER",
    "VERCEL",
];

/// Whether a platform sets a variable of this name on all that it runs.
pub(super) fn is_platform(setting: &str) -> bool {
    PLATFORMS.binary_search(&setting).is_ok()
}

/// Whether a setting of this name is meant to be off: `DEBUG`, `SKIP_LOGIN`.
pub(super) fn is_relaxing(setting: &str) -> bool {
    any_word(setting, |part| {
        part != "allow" && part != "public" && part != "no" && RELAXING.contains(&part)
    })
}

/// Whether a setting of this name makes a program stricter when it is on: `AUTH_ENABLED`, `API_KEY`.
pub(super) fn is_restricting(setting: &str) -> bool {
    let parts = words(setting);
    !parts.iter().any(|part| RELAXING.contains(&part.as_str()))
        && parts.iter().any(|part| {
            matches!(
                part.as_str(),
                "auth" | "key" | "token" | "secret" | "password" | "login" | "authentication"
            ) || ACCESS_STEMS.iter().any(|stem| part.contains(stem))
        })
}

/// Whether a name says that everybody is meant: `AllowAny`, `Public`.
pub(super) fn is_open(name: &str) -> bool {
    any_word(name, |part| {
        matches!(
            part,
            "public" | "anonymous" | "noop" | "anyone" | "everyone" | "noauth" | "any" | "open"
        )
    })
}

/// Whether a name says that it is there to ask for nothing: `requires_no_auth`, `AllowAny`.
pub(super) fn asks_for_nothing(name: &str) -> bool {
    let without = |pair: &[String]| {
        matches!(pair[0].as_str(), "no" | "without") && pair[1].starts_with("auth")
    };
    is_open(name) || words(name).windows(2).any(without)
}

/// The words by which [`is_refusal`] goes.
static REFUSALS: AnyOf = AnyOf::new(&[&[
    "unauthorized",
    "unauthorised",
    "unauthenticated",
    "notauthenticated",
    "notauthorized",
    "authenticationfailed",
    "authenticationerror",
    "authenticationrequired",
    "authorizationerror",
    "autherror",
    "authexception",
    "forbidden",
    "permissiondenied",
    "permissionerror",
    "accessdenied",
    "invalidtoken",
    "tokenerror",
    "notpermitted",
    "insufficientpermission",
    "loginrequired",
]]);

/// Whether the name of an error class says that the caller is not known or not allowed.
pub(super) fn is_refusal(name: &str) -> bool {
    if name.contains('_') { REFUSALS.is_in(&name.replace('_', "")) } else { REFUSALS.is_in(name) }
}

/// Whether an error that refuses says that the caller is known and may not: `PermissionDenied`.
pub(super) fn is_forbidding(name: &str) -> bool {
    let name: String = name.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect();
    ["forbidden", "permission", "denied", "notpermitted", "authorizationerror"]
        .iter()
        .any(|word| name.contains(word))
}

/// Whether a path or a name is that of a page where one logs in.
pub(super) fn is_login(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["login", "log-in", "log_in", "signin", "sign-in", "sign_in", "unauthorized"]
        .iter()
        .any(|it| text.contains(it))
}

/// Whether a route is one by which callers become known or forgotten: what it refuses is a wrong password, not a stranger.
pub(super) fn is_entrance(path: &str, handler: &str) -> bool {
    const ENTRANCES: &[&str] = &[
        "login",
        "signin",
        "signup",
        "register",
        "registration",
        "token",
        "authenticate",
        "authorize",
        "authorization",
        "callback",
        "logout",
        "signout",
        "oauth",
        "refresh",
        "forgot",
        "reset",
        "recover",
        "recovery",
        "activate",
        "webhook",
        "webhooks",
        "sso",
        "saml",
        "ldap",
        "otp",
    ];
    let last =
        path.rsplit('/').find(|part| !part.is_empty() && !part.starts_with(['{', ':', '<', '[']));
    let path_parts = last.map(words).unwrap_or_default();
    let mut name_parts = words(handler.rsplit('.').next().unwrap_or_default());
    // A handler of this name is called after what it handles.
    if name_parts == ["token"] {
        name_parts.clear();
    }
    let entrance = |parts: &[String]| {
        parts.iter().any(|part| ENTRANCES.contains(&part.as_str()))
            || parts.windows(2).any(|pair| {
                matches!(
                    (pair[0].as_str(), pair[1].as_str()),
                    ("sign", "in" | "up" | "out")
                        | ("log", "in" | "out")
                        | ("verify" | "confirm", "email" | "phone" | "otp" | "code" | "account")
                )
            })
    };
    entrance(&path_parts) || entrance(&name_parts)
}

#[cfg(test)]
mod tests {
    use super::{PLATFORMS, is_access, is_entrance, is_refusal};

    #[test]
    fn the_variables_of_platforms_are_sorted() {
        assert!(PLATFORMS.is_sorted());
    }

    #[test]
    fn a_word_within_a_part_is_no_sign_of_access() {
        assert!(is_access("require_admin"));
        assert!(is_access("isAuthenticated"));
        assert!(!is_access("get_db"));
        assert!(!is_access("pagination"));
    }

    #[test]
    fn entrances_are_told_by_the_end_of_the_path() {
        assert!(is_entrance("/api/login/access-token", "x"));
        assert!(is_entrance("/x", "AuthController.signUp"));
        assert!(!is_entrance("/login/history", "list_history"));
    }

    #[test]
    fn errors_of_refusal_are_told_by_name() {
        assert!(is_refusal("NotAuthenticatedError"));
        assert!(!is_refusal("NotFound"));
    }
}

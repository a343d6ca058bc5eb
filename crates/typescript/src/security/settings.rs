//! Settings that matter for security.

use shipworthy_core::facts::SettingKind::{
    self, Bind, Cors, Debug, JwtVerification, TlsVerification,
};
use shipworthy_core::security::{Insecure, SettingForm, SettingRow};

/// What makes a handler of cross-origin calls, with its options first.
const CORS: &[&str] = &[
    "cors",
    "cors.default",
    "@fastify/cors",
    "@fastify/cors.default",
    "fastify-cors",
    "@koa/cors",
    "hono/cors.cors",
    "*.enableCors",
    "*.cors",
];
/// What takes the options of cross-origin calls as `cors` among its own, which come second.
const CORS_SECOND: &[&str] = &["*.NestFactory.create", "socket.io.Server", "*.WebSocketGateway"];
/// The same, where the options come first.
const CORS_FIRST: &[&str] = &["socket.io.Server", "*.WebSocketGateway", "*.ApolloServer"];
const HAPI: &[&str] = &["@hapi/hapi.server", "@hapi/hapi.Server"];
const MIDDY: &[&str] = &["@middy/http-cors", "@middy/http-cors.default"];
const HEADER: &str = "Access-Control-Allow-Origin";
/// The header as it is written in objects, where letters count.
const HEADERS: &[&str] = &[HEADER, "access-control-allow-origin"];
/// Names of patterns of origins.
const ORIGINS: &[&str] = &[
    "ALLOWED_ORIGINS",
    "CORS",
    "CORS_ORIGINS",
    "allowedOrigins",
    "corsDomains",
    "corsOrigin",
    "corsOrigins",
    "corsWhitelist",
];
/// Options beside `origin` that only the handling of cross-origin calls has.
const BESIDE_ORIGIN: &[&str] = &[
    "allowedHeaders",
    "credentials",
    "exposedHeaders",
    "optionsSuccessStatus",
    "preflightContinue",
];
const SETTERS: &[&str] = &["*.setHeader", "*.header", "*.set", "*.append", "@nestjs/common.Header"];
const VERIFIERS: &[&str] = &["jsonwebtoken.verify", "jsonwebtoken.default.verify", "*.verify"];
const SIGNERS: &[&str] = &["jsonwebtoken.sign", "jsonwebtoken.default.sign"];
const EXPRESS_JWT: &[&str] = &["express-jwt", "express-jwt.expressjwt", "koa-jwt"];

const EVERY: Insecure = Insecure::Text(&["*"]);
const EVERY_OR_NULL: Insecure = Insecure::Text(&["*", "null"]);
const NONE: Insecure = Insecure::Text(&["none"]);
const EVERYWHERE: Insecure = Insecure::Text(&["0.0.0.0", "::"]);

const UNVERIFIED: &str = "certificates are not verified";
const PROCESS: &str = "certificates are not verified in the whole process";
const OPEN: &str = "allows every origin";
const REFLECTS: &str = "reflects every origin";
const LOOSE: &str = "lets other origins through: a dot of the pattern stands for any character";
const UNSIGNED: &str = "unsigned tokens are accepted";
const UNREAD: &str = "the signature of the token is not verified";
const LISTENS: &str = "listens on all interfaces";

const fn row(
    kind: SettingKind,
    form: SettingForm,
    insecure: Insecure,
    detail: &'static str,
) -> SettingRow {
    SettingRow { kind, form, insecure, detail }
}

const fn cors(
    keys: &'static [&'static str],
    insecure: Insecure,
    detail: &'static str,
) -> SettingRow {
    row(Cors, SettingForm::Option(CORS, Some(0), "", keys), insecure, detail)
}

const fn cors_among(
    callees: &'static [&'static str],
    position: u8,
    keys: &'static [&'static str],
    insecure: Insecure,
    detail: &'static str,
) -> SettingRow {
    row(Cors, SettingForm::Option(callees, Some(position), "", keys), insecure, detail)
}

/// The settings.
pub(super) const SETTINGS: &[SettingRow] = &[
    // Transport security.
    row(TlsVerification, SettingForm::Key(&["rejectUnauthorized"]), Insecure::False, UNVERIFIED),
    row(TlsVerification, SettingForm::Key(&["strictSSL"]), Insecure::False, UNVERIFIED),
    row(TlsVerification, SettingForm::Key(&["SSL_VERIFYPEER"]), Insecure::False, UNVERIFIED),
    // https://www.mongodb.com/docs/drivers/node/current/security/tls/
    row(
        TlsVerification,
        SettingForm::Key(&[
            "tlsAllowInvalidCertificates",
            "tlsAllowInvalidHostnames",
            "tlsInsecure",
        ]),
        Insecure::True,
        UNVERIFIED,
    ),
    // https://tediousjs.github.io/tedious/api-connection.html
    row(TlsVerification, SettingForm::Key(&["trustServerCertificate"]), Insecure::True, UNVERIFIED),
    row(
        TlsVerification,
        SettingForm::Key(&["checkServerIdentity"]),
        Insecure::Silent,
        "the name in the certificate is not checked",
    ),
    row(
        TlsVerification,
        SettingForm::Attribute(&["NODE_TLS_REJECT_UNAUTHORIZED"]),
        Insecure::Text(&["0"]),
        PROCESS,
    ),
    row(
        TlsVerification,
        SettingForm::Key(&["NODE_TLS_REJECT_UNAUTHORIZED"]),
        Insecure::Text(&["0"]),
        PROCESS,
    ),
    // Cross-origin calls.
    cors(&["origin"], EVERY, OPEN),
    cors(&["origin"], Insecure::True, REFLECTS),
    cors(&["origin"], Insecure::Accepting, REFLECTS),
    cors(&["origin"], Insecure::Reflected, REFLECTS),
    cors(&["origin"], Insecure::LoosePattern, LOOSE),
    row(Cors, SettingForm::Name(ORIGINS), Insecure::LoosePattern, LOOSE),
    row(Cors, SettingForm::Among(&["origin"], BESIDE_ORIGIN, "cors"), EVERY, OPEN),
    row(Cors, SettingForm::Among(&["origin"], BESIDE_ORIGIN, "cors"), Insecure::True, REFLECTS),
    row(Cors, SettingForm::Without(CORS, Some(0), &["origin"]), Insecure::Always, OPEN),
    cors_among(CORS_SECOND, 1, &["cors"], Insecure::True, OPEN),
    cors_among(CORS_SECOND, 1, &["cors", "origin"], EVERY, OPEN),
    cors_among(CORS_SECOND, 1, &["cors", "origin"], Insecure::True, REFLECTS),
    cors_among(CORS_FIRST, 0, &["cors"], Insecure::True, OPEN),
    cors_among(CORS_FIRST, 0, &["cors", "origin"], EVERY_OR_NULL, OPEN),
    cors_among(CORS_FIRST, 0, &["cors", "origin"], Insecure::Reflected, REFLECTS),
    cors_among(CORS_FIRST, 0, &["cors", "origin"], Insecure::True, REFLECTS),
    // https://hapi.dev/api/#-routeoptionscors
    cors_among(HAPI, 0, &["routes", "cors"], Insecure::True, OPEN),
    cors_among(HAPI, 0, &["routes", "cors", "origin"], EVERY, OPEN),
    // https://middy.js.org/docs/middlewares/http-cors
    cors_among(MIDDY, 0, &["origin"], EVERY, OPEN),
    cors_among(MIDDY, 0, &["origins"], EVERY, OPEN),
    row(Cors, SettingForm::Pair(SETTERS, HEADER), EVERY_OR_NULL, OPEN),
    row(Cors, SettingForm::Pair(SETTERS, HEADER), Insecure::Reflected, REFLECTS),
    cors_among(&["*.writeHead"], 1, &[HEADER], EVERY_OR_NULL, OPEN),
    // The headers of a Next.js configuration, of a Lambda at the edge: https://nextjs.org/docs/app/api-reference/config/next-config-js/headers
    row(Cors, SettingForm::Row(&["key", "name"], HEADER, "value"), EVERY, OPEN),
    row(Cors, SettingForm::Key(HEADERS), EVERY, OPEN),
    row(Cors, SettingForm::Key(HEADERS), Insecure::Reflected, REFLECTS),
    // Tokens.
    row(
        JwtVerification,
        SettingForm::Key(&["ignoreExpiration"]),
        Insecure::True,
        "expired tokens are accepted",
    ),
    row(
        JwtVerification,
        SettingForm::Option(VERIFIERS, Some(2), "", &["algorithms"]),
        NONE,
        UNSIGNED,
    ),
    row(
        JwtVerification,
        SettingForm::Option(EXPRESS_JWT, Some(0), "", &["algorithms"]),
        NONE,
        UNSIGNED,
    ),
    row(
        JwtVerification,
        SettingForm::Option(SIGNERS, Some(2), "", &["algorithm"]),
        NONE,
        "the token is not signed",
    ),
    row(
        JwtVerification,
        SettingForm::Without(
            &["jsonwebtoken.decode", "jsonwebtoken.default.decode", "jose.decodeJwt"],
            None,
            &["complete"],
        ),
        Insecure::Always,
        UNREAD,
    ),
    // What a browser reads of its own token is another matter, and what a service hands to a helper may be verified.
    row(
        JwtVerification,
        SettingForm::Argument(
            &["jwt-decode", "jwt-decode.jwtDecode", "jwt-decode.default", "*.jwtService.decode"],
            "",
            Some(0),
        ),
        Insecure::Requested,
        UNREAD,
    ),
    row(
        JwtVerification,
        SettingForm::Mention(&["jose.UnsecuredJWT.decode", "jose.JWK.None"]),
        Insecure::Always,
        UNREAD,
    ),
    // Without a key, the library takes tokens without a signature.
    row(
        JwtVerification,
        SettingForm::Argument(&["jsonwebtoken.verify", "jsonwebtoken.default.verify"], "", Some(1)),
        Insecure::Nothing,
        UNSIGNED,
    ),
    // The third argument is `noVerify`: https://github.com/hokaccha/node-jwt-simple
    row(
        JwtVerification,
        SettingForm::Argument(&["jwt-simple.decode"], "", Some(2)),
        Insecure::Truthy,
        UNREAD,
    ),
    // Debug modes.
    row(
        Debug,
        SettingForm::Without(&["errorhandler", "errorhandler.default"], None, &[]),
        Insecure::Always,
        "errors are answered with their stack",
    ),
    // Listening.
    row(Bind, SettingForm::Argument(&["*.listen"], "", Some(1)), EVERYWHERE, LISTENS),
    row(Bind, SettingForm::Option(&["*.listen"], Some(0), "", &["host"]), EVERYWHERE, LISTENS),
];

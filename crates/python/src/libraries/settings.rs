//! Settings that matter for security, and what takes a signing key.

use shipworthy_core::facts::SettingKind::{Bind, Cors, Debug, JwtVerification, TlsVerification};
use shipworthy_core::security::{Insecure, KeyTaker, SettingForm, SettingRow};

const EVERYWHERE: Insecure = Insecure::Text(&["0.0.0.0", "::", "", "[::]"]);
const HTTP: &[&str] = &[
    "requests",
    "httpx",
    "*.get",
    "*.post",
    "*.put",
    "*.patch",
    "*.delete",
    "*.head",
    "*.options",
    "*.request",
    "*.stream",
    "*.Client",
    "*.AsyncClient",
];

const FLASK_CORS: &[&str] =
    &["flask_cors.CORS", "flask_cors.cross_origin", "flask_cors.CORS().init_app"];

const ACCEPTS: &str = "the certificate of the other side is not verified";
const DEBUGS: &str = "debug mode is switched on";
const UNSIGNED: &str = "the signature of the token is not verified";
const OPEN: &str = "every origin may call from a browser";
const LISTENS: &str = "the server listens on every interface";

/// The settings.
pub(super) const SETTINGS: &[SettingRow] = &[
    // Transport security.
    row(TlsVerification, SettingForm::Argument(HTTP, "verify", None), Insecure::False, ACCEPTS),
    row(
        TlsVerification,
        SettingForm::Argument(&["*"], "verify_ssl", None),
        Insecure::False,
        ACCEPTS,
    ),
    row(
        TlsVerification,
        SettingForm::Argument(&["*"], "ssl_verify", None),
        Insecure::False,
        ACCEPTS,
    ),
    row(
        TlsVerification,
        SettingForm::Argument(&["*"], "verify_certs", None),
        Insecure::False,
        ACCEPTS,
    ),
    row(
        TlsVerification,
        SettingForm::Argument(&["*"], "tls_verify", None),
        Insecure::False,
        ACCEPTS,
    ),
    row(
        TlsVerification,
        SettingForm::Argument(&["*"], "tlsAllowInvalidCertificates", None),
        Insecure::True,
        ACCEPTS,
    ),
    row(
        TlsVerification,
        SettingForm::Argument(&["*"], "cert_reqs", None),
        Insecure::Path("CERT_NONE"),
        ACCEPTS,
    ),
    row(
        TlsVerification,
        SettingForm::Argument(&["*"], "ssl_cert_reqs", None),
        Insecure::Text(&["none", "null"]),
        ACCEPTS,
    ),
    row(
        TlsVerification,
        SettingForm::Argument(&["*"], "cert_reqs", None),
        Insecure::Text(&["CERT_NONE"]),
        ACCEPTS,
    ),
    row(
        TlsVerification,
        SettingForm::Argument(
            &["aiohttp.ClientSession()", "aiohttp.TCPConnector", "aiohttp"],
            "ssl",
            None,
        ),
        Insecure::False,
        ACCEPTS,
    ),
    row(
        TlsVerification,
        SettingForm::Mention(&["ssl._create_unverified_context"]),
        Insecure::Always,
        "a TLS context without verification is used",
    ),
    row(
        TlsVerification,
        SettingForm::Attribute(&["verify_mode"]),
        Insecure::Path("CERT_NONE"),
        ACCEPTS,
    ),
    row(
        TlsVerification,
        SettingForm::Attribute(&["check_hostname"]),
        Insecure::False,
        "the name in the certificate is not checked",
    ),
    row(TlsVerification, SettingForm::Attribute(&["verify"]), Insecure::False, ACCEPTS),
    // Debug modes.
    row(
        Debug,
        SettingForm::Argument(&["*.run", "*.run_server"], "debug", Some(2)),
        Insecure::True,
        DEBUGS,
    ),
    row(Debug, SettingForm::Argument(&["*.configure"], "DEBUG", None), Insecure::True, DEBUGS),
    row(
        Debug,
        SettingForm::Argument(&["*.configure"], "DEBUG_PROPAGATE_EXCEPTIONS", None),
        Insecure::True,
        DEBUGS,
    ),
    row(
        Debug,
        SettingForm::Argument(
            &[
                "fastapi.FastAPI",
                "starlette.applications.Starlette",
                "litestar.Litestar",
                "tornado.web.Application",
            ],
            "debug",
            None,
        ),
        Insecure::True,
        DEBUGS,
    ),
    row(
        Debug,
        SettingForm::Argument(&["*"], "graphiql", None),
        Insecure::True,
        "the GraphQL console is switched on",
    ),
    row(Debug, SettingForm::Name(&["DEBUG", "DEBUG_PROPAGATE_EXCEPTIONS"]), Insecure::True, DEBUGS),
    row(Debug, SettingForm::Attribute(&["debug"]), Insecure::True, DEBUGS),
    row(Debug, SettingForm::Key(&["DEBUG"]), Insecure::True, DEBUGS),
    // Tokens.
    row(
        JwtVerification,
        SettingForm::Option(
            &["jwt.decode", "jose.jwt.decode", "*.jwt.decode"],
            None,
            "options",
            &["verify_signature"],
        ),
        Insecure::False,
        UNSIGNED,
    ),
    row(
        JwtVerification,
        SettingForm::Argument(&["jwt.decode", "jose.jwt.decode", "*.jwt.decode"], "verify", None),
        Insecure::False,
        UNSIGNED,
    ),
    row(
        JwtVerification,
        SettingForm::Argument(
            &["jwt.decode", "jose.jwt.decode", "*.jwt.decode"],
            "algorithms",
            Some(2),
        ),
        Insecure::Text(&["none"]),
        UNSIGNED,
    ),
    row(
        JwtVerification,
        SettingForm::Argument(
            &["jwt.encode", "jose.jwt.encode", "*.jwt.encode"],
            "algorithm",
            Some(2),
        ),
        Insecure::Text(&["none"]),
        "the token is not signed",
    ),
    row(
        JwtVerification,
        SettingForm::Argument(&["jwt.process_jwt"], "verify", None),
        Insecure::Always,
        UNSIGNED,
    ),
    row(
        JwtVerification,
        SettingForm::Without(&["jose.jwt.get_unverified_claims"], None, &[]),
        Insecure::Always,
        UNSIGNED,
    ),
    // Cross-origin calls.
    row(Cors, SettingForm::Argument(&["*"], "allow_origins", None), Insecure::Text(&["*"]), OPEN),
    row(
        Cors,
        SettingForm::Argument(&["*"], "allow_origin_regex", None),
        Insecure::Text(&[".*", "^.*$", ".+"]),
        OPEN,
    ),
    row(
        Cors,
        SettingForm::Argument(FLASK_CORS, "origins", None),
        Insecure::Text(&["*", ".*"]),
        OPEN,
    ),
    row(
        Cors,
        SettingForm::Option(FLASK_CORS, None, "resources", &["*", "origins"]),
        Insecure::Text(&["*", ".*"]),
        OPEN,
    ),
    row(
        Cors,
        SettingForm::Without(
            &["flask_cors.CORS", "flask_cors.cross_origin"],
            None,
            &["origins", "resources", "origin"],
        ),
        Insecure::Always,
        OPEN,
    ),
    row(
        Cors,
        SettingForm::Name(&["CORS_ALLOW_ALL_ORIGINS", "CORS_ORIGIN_ALLOW_ALL"]),
        Insecure::True,
        OPEN,
    ),
    row(
        Cors,
        SettingForm::Key(&["Access-Control-Allow-Origin"]),
        Insecure::Text(&["*", "null"]),
        OPEN,
    ),
    row(
        Cors,
        SettingForm::Pair(
            &["*.set_header", "*.setHeader", "*.add_header", "*.setdefault"],
            "Access-Control-Allow-Origin",
        ),
        Insecure::Text(&["*", "null"]),
        OPEN,
    ),
    // Listening.
    row(Bind, SettingForm::Argument(&["*.bind"], "address", Some(0)), EVERYWHERE, LISTENS),
    row(
        Bind,
        SettingForm::Argument(
            &[
                "*.run",
                "*.serve",
                "*.run_app",
                "*.create_server",
                "*.start_server",
                "*.run_server",
                "uvicorn.Config",
                "*.launch",
            ],
            "host",
            None,
        ),
        EVERYWHERE,
        LISTENS,
    ),
    row(
        Bind,
        SettingForm::Argument(&["flask.Flask().run", "app.run"], "host", Some(0)),
        EVERYWHERE,
        LISTENS,
    ),
    row(
        Bind,
        SettingForm::Argument(
            &["*.HTTPServer", "*.TCPServer", "*.ThreadingHTTPServer", "*.make_server"],
            "server_address",
            Some(0),
        ),
        EVERYWHERE,
        LISTENS,
    ),
];

const fn row(
    kind: shipworthy_core::facts::SettingKind,
    form: SettingForm,
    insecure: Insecure,
    detail: &'static str,
) -> SettingRow {
    SettingRow { kind, form, insecure, detail }
}

/// What takes a signing key.
pub(super) const KEYS: &[KeyTaker] = &[
    KeyTaker {
        paths: &[
            "jwt.encode",
            "jwt.decode",
            "jose.jwt.encode",
            "jose.jwt.decode",
            "authlib.jose.jwt.encode",
            "authlib.jose.jwt.decode",
        ],
        position: 1,
        keyword: "key",
        entries: &[],
    },
    KeyTaker { paths: &["hmac.new"], position: 0, keyword: "key", entries: &[] },
    KeyTaker { paths: &["cryptography.fernet.Fernet"], position: 0, keyword: "key", entries: &[] },
    KeyTaker {
        paths: &[
            "itsdangerous.URLSafeTimedSerializer",
            "itsdangerous.URLSafeSerializer",
            "itsdangerous.Signer",
            "itsdangerous.TimestampSigner",
        ],
        position: 0,
        keyword: "secret_key",
        entries: &[],
    },
    KeyTaker {
        paths: &["starlette.middleware.sessions.SessionMiddleware"],
        position: 1,
        keyword: "secret_key",
        entries: &[],
    },
];

//! What is known of libraries: effects, requests, answers, guards.

use shipworthy_core::analysis::{Profile, Status, TestKind};
use shipworthy_core::code::{ClassDef, FunctionDef};
use shipworthy_core::facts::{Effect, ExitKind, Import, Name, Origin, Root};
use shipworthy_core::naming;

/// The profile of TypeScript and JavaScript.
#[derive(Debug)]
pub(crate) struct TypeScriptProfile;

/// Packages whose calls reach files, networks, databases, queues or processes.
const IO_PACKAGES: &[&str] = &[
    "@anthropic-ai/sdk",
    "@google/generative-ai",
    "@neondatabase/serverless",
    "@octokit/rest",
    "@planetscale/database",
    "@prisma/client",
    "@sendgrid/mail",
    "@slack/web-api",
    "@supabase/supabase-js",
    "@tanstack/react-query",
    "@upstash/redis",
    "ai",
    "amqplib",
    "axios",
    "better-sqlite3",
    "bull",
    "bullmq",
    "child_process",
    "cross-fetch",
    "dns",
    "drizzle-orm",
    "execa",
    "firebase-admin",
    "fs",
    "fs-extra",
    "fs/promises",
    "googleapis",
    "googleapis-common",
    "got",
    "http",
    "https",
    "ioredis",
    "kafkajs",
    "knex",
    "ky",
    "langchain",
    "mongodb",
    "mongoose",
    "mysql",
    "mysql2",
    "mysql2/promise",
    "net",
    "node-fetch",
    "nodemailer",
    "ofetch",
    "openai",
    "pdf-lib",
    "pg",
    "postgres",
    "redis",
    "resend",
    "sequelize",
    "sharp",
    "simple-git",
    "socket.io-client",
    "sqlite3",
    "stripe",
    "superagent",
    "swr",
    "tls",
    "twilio",
    "typeorm",
    "undici",
    "ws",
];
/// Scopes of packages that talk to services.
const IO_SCOPES: &[&str] =
    &["@aws-sdk/", "@google-cloud/", "@azure/", "@elastic/", "@trigger.dev/"];
/// Calls that keep their argument as the state of an interface.
const STATES: &[&str] = &[
    "@angular/core.signal",
    "jotai.atom",
    "preact/hooks.useRef",
    "preact/hooks.useState",
    "react.useRef",
    "react.useState",
    "solid-js.createSignal",
    "solid-js/store.createStore",
    "svelte/store.readable",
    "svelte/store.writable",
    "vue.reactive",
    "vue.ref",
    "vue.shallowRef",
];
/// Methods of databases and clients whose owners are handed in: `prisma.user.findMany`.
const IO_METHODS: &[&str] = &[
    "$executeRaw",
    "$executeRawUnsafe",
    "$queryRaw",
    "$queryRawUnsafe",
    "$transaction",
    "aggregate",
    "bulkCreate",
    "countDocuments",
    "createMany",
    "deleteMany",
    "deleteOne",
    "download",
    "enqueue",
    "exec",
    "execute",
    "fetch",
    "findAll",
    "findAndCount",
    "findAndCountAll",
    "findById",
    "findByIdAndDelete",
    "findByIdAndUpdate",
    "findByPk",
    "findFirst",
    "findFirstOrThrow",
    "findMany",
    "findOne",
    "findOneAndUpdate",
    "findOneBy",
    "findUnique",
    "findUniqueOrThrow",
    "from",
    "getRepository",
    "groupBy",
    "insert",
    "insertMany",
    "insertOne",
    "publish",
    "query",
    "request",
    "rpc",
    "save",
    "select",
    "sendMail",
    "updateMany",
    "updateOne",
    "upload",
    "upsert",
];
/// Objects whose methods only log.
const LOGGERS: &[&str] = &["Logger", "console", "log", "logger", "pino", "winston"];
/// Globals and methods that compute and do nothing else.
const PURE: &[&str] = &[
    "Array",
    "BigInt",
    "Boolean",
    "Date",
    "Error",
    "Map",
    "Number",
    "Promise",
    "RangeError",
    "RegExp",
    "Set",
    "String",
    "Symbol",
    "TypeError",
    "URL",
    "URLSearchParams",
    "WeakMap",
    "decodeURI",
    "decodeURIComponent",
    "encodeURI",
    "encodeURIComponent",
    "isFinite",
    "isNaN",
    "parseFloat",
    "parseInt",
    "structuredClone",
    "useCallback",
    "useContext",
    "useEffect",
    "useId",
    "useMemo",
    "useReducer",
    "useRef",
    "useState",
];
const PURE_OBJECTS: &[&str] = &[
    "Array", "Date", "Intl", "JSON", "Math", "Number", "Object", "Promise", "React", "String",
    "Symbol", "react",
];
const PURE_METHODS: &[&str] = &[
    "at",
    "charAt",
    "charCodeAt",
    "codePointAt",
    "concat",
    "endsWith",
    "entries",
    "every",
    "fill",
    "filter",
    "find",
    "findIndex",
    "flat",
    "flatMap",
    "forEach",
    "getDate",
    "getDay",
    "getFullYear",
    "getHours",
    "getMinutes",
    "getMonth",
    "getTime",
    "hasOwnProperty",
    "includes",
    "indexOf",
    "join",
    "keys",
    "localeCompare",
    "map",
    "match",
    "matchAll",
    "padEnd",
    "padStart",
    "pop",
    "push",
    "reduce",
    "repeat",
    "replace",
    "replaceAll",
    "reverse",
    "setDate",
    "setHours",
    "setMonth",
    "shift",
    "slice",
    "some",
    "sort",
    "splice",
    "split",
    "startsWith",
    "substr",
    "substring",
    "test",
    "toFixed",
    "toISOString",
    "toJSON",
    "toLocaleDateString",
    "toLocaleLowerCase",
    "toLocaleString",
    "toLocaleTimeString",
    "toLocaleUpperCase",
    "toLowerCase",
    "toString",
    "toUpperCase",
    "trim",
    "trimEnd",
    "trimStart",
    "unshift",
    "valueOf",
    "values",
];
/// Errors that say that something is not implemented.
const NOT_IMPLEMENTED: &[&str] =
    &["NotImplementedException", "NotImplementedError", "NotImplemented"];
/// Functions that make an answer of a value and options, of the web and of frameworks that build on it:
/// <https://developer.mozilla.org/docs/Web/API/Response/json_static>
const ANSWERS: &[&str] = &[
    "@remix-run/cloudflare.json",
    "@remix-run/node.json",
    "@sveltejs/kit.json",
    "JSON.stringify",
    "Promise.resolve",
    "Response.json",
    "next/server.NextResponse.json",
    "react-router.json",
];
/// Errors of frameworks that stand for a status.
const STATUSES: &[(&str, u16)] = &[
    ("UnauthorizedException", 401),
    ("UnauthorizedError", 401),
    ("AuthenticationError", 401),
    ("ForbiddenException", 403),
    ("ForbiddenError", 403),
    ("NotFoundException", 404),
    ("BadRequestException", 400),
    ("ConflictException", 409),
    ("InternalServerErrorException", 500),
    ("NotImplementedException", 501),
    ("ServiceUnavailableException", 503),
    ("GatewayTimeoutException", 504),
];

/// The status that an error class stands for.
pub(crate) fn error_status(path: &str) -> Option<u16> {
    let last = naming::last(path);
    STATUSES.iter().find(|(name, _)| *name == last).map(|(_, status)| *status)
}

/// The status of an answer that is called by its name: `reply.unauthorized()`.
///
/// <https://github.com/fastify/fastify-sensible>
fn sensible(callee: &Name) -> Option<u16> {
    let (receiver, name) = callee.path.split_once('.')?;
    if !matches!(receiver, "reply" | "rep" | "res") {
        return None;
    }
    Some(match name {
        "badRequest" => 400,
        "unauthorized" => 401,
        "forbidden" => 403,
        "notFound" => 404,
        "conflict" => 409,
        "internalServerError" => 500,
        _ => return None,
    })
}

/// The package of a path: `@scope/name/sub` and `name/sub` are asked as written, then by their names.
fn package(path: &str) -> &str {
    let path = path.strip_prefix("node:").unwrap_or(path);
    let end = path.find("()").unwrap_or(path.len());
    let path = &path[..end];
    // A member begins at the first dot behind the last slash.
    let from = path.len() - naming::behind_last(path, b'/').len();
    path.bytes().skip(from).position(|byte| byte == b'.').map_or(path, |dot| &path[..from + dot])
}

/// The state that a setter sets: `setUsers` of `const [users, setUsers] = useState()`.
fn set_state(callee: &Name) -> Option<&str> {
    let name = callee.path.strip_prefix("set")?;
    let local = matches!(callee.root, Root::Local | Root::Parameter);
    (local
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    .then_some(name)
}

/// Whether a call only shows something: a state, a message, an element of the page, another page.
fn shows(callee: &Name) -> bool {
    let path = callee.path.as_str();
    if set_state(callee).is_some() {
        return true;
    }
    if is_global(callee) && matches!(path, "alert" | "confirm" | "prompt" | "requestAnimationFrame")
    {
        return true;
    }
    let (first, last) = (path.split(['.', '(']).next().unwrap_or_default(), callee.last());
    if is_global(callee) && matches!(first, "document" | "window") {
        return true;
    }
    let owner = naming::cut_last(path, b'.').map_or(path, |(owner, _)| owner);
    let owner = naming::bare(owner.rsplit(['.', '/']).next().unwrap_or_default());
    matches!(owner, "toast" | "toaster" | "snackbar" | "useToast" | "react-hot-toast" | "sonner")
        || matches!(last, "toast" | "navigate" | "enqueueSnackbar" | "showToast")
        || owner == "useRouter" && matches!(last, "push" | "replace" | "back" | "refresh")
        || matches!(last, "preventDefault" | "stopPropagation")
}

/// What a path begins with, where that is what a handler is given, and what follows: `req`, `res`, `ctx`
/// or `next`. A parameter with a declared type is written as an instance of it: `express.Response().json`.
fn given(name: &Name) -> (&str, &str) {
    let path = name.path.as_str();
    if name.root == Root::Parameter
        && let Some((declared, rest)) = path.split_once("()")
    {
        let kind = match declared.rsplit(['.', '/']).next().unwrap_or_default() {
            // Projects name their own after those of the library: `ShopResponse`.
            own if own.ends_with("Response") || own.ends_with("Reply") => Some("res"),
            "Request" | "NextRequest" | "NextApiRequest" | "FastifyRequest" | "IncomingMessage" => {
                Some("req")
            }
            "Context" | "ParameterizedContext" | "RouterContext" => Some("ctx"),
            "NextFunction" | "Next" => Some("next"),
            _ => None,
        };
        if let Some(kind) = kind {
            return (kind, rest.trim_start_matches('.'));
        }
    }
    let end = path.find(['.', '(']).unwrap_or(path.len());
    (&path[..end], path[end..].trim_start_matches('.'))
}

/// Whether a sorted table holds a name.
fn is_in(table: &[&str], name: &str) -> bool {
    table.binary_search(&name).is_ok()
}

/// `logger`, `accessLogger`, `HttpLogger`.
fn ends_with_logger(owner: &str) -> bool {
    let end = owner.len().saturating_sub("logger".len());
    owner.as_bytes()[end..].eq_ignore_ascii_case(b"logger")
}

fn is_global(name: &Name) -> bool {
    matches!(name.root, Root::Unknown)
}

impl Profile for TypeScriptProfile {
    fn effect(&self, callee: &Name) -> Option<Effect> {
        let path = callee.path.as_str();
        let last = callee.last();
        let first = naming::bare(path.split('.').next().unwrap_or_default());
        if is_global(callee) || matches!(callee.root, Root::Receiver) {
            match path {
                "setTimeout" | "sleep" | "delay" => return Some(Effect::Sleep),
                // An identifier: nobody formats a figure to this base.
                "Math.random().toString" => return Some(Effect::Identifier),
                "Math.random" => return Some(Effect::Random),
                "fetch" | "$fetch" | "window.fetch" | "globalThis.fetch" => {
                    return Some(Effect::Io);
                }
                "crypto.randomUUID" | "crypto.getRandomValues" => return Some(Effect::Identifier),
                "Date.now" | "Date" | "performance.now" => return Some(Effect::Clock),
                _ => {}
            }
            if matches!(first, "indexedDB" | "Deno" | "Bun" | "caches") {
                return Some(Effect::Io);
            }
        }
        // A helper of the project that waits goes by one of these names everywhere.
        if matches!(path.rsplit(['.', '/']).next(), Some("sleep" | "delay"))
            && !matches!(callee.root, Root::Parameter)
        {
            return Some(Effect::Sleep);
        }
        if shows(callee) {
            return Some(Effect::Display);
        }
        let owner = naming::last(callee.receiver());
        if is_in(LOGGERS, owner) || ends_with_logger(owner) {
            return Some(Effect::Log);
        }
        if let Root::Import(..) = callee.root {
            let package = package(path);
            if is_in(IO_PACKAGES, package) || IO_SCOPES.iter().any(|it| package.starts_with(it)) {
                return Some(Effect::Io);
            }
            match package {
                "uuid" | "nanoid" | "cuid" | "@paralleldrive/cuid2" | "ulid" => {
                    return Some(Effect::Identifier);
                }
                "crypto" if last.starts_with("random") => return Some(Effect::Identifier),
                "timers/promises" | "delay" | "sleep-promise" => return Some(Effect::Sleep),
                "@faker-js/faker" | "chance" | "casual" => return Some(Effect::Random),
                "winston" | "pino" | "debug" | "signale" => return Some(Effect::Log),
                _ => {}
            }
        }
        if path.contains('.') && is_in(IO_METHODS, last) {
            return Some(Effect::Io);
        }
        None
    }

    fn is_pure(&self, callee: &Name) -> bool {
        let path = callee.path.as_str();
        if is_global(callee) {
            if is_in(PURE, path) {
                return true;
            }
            let first = path.split('.').next().unwrap_or_default();
            if is_in(PURE_OBJECTS, first) && path.matches('.').count() == 1 {
                return true;
            }
        }
        if let Root::Import(..) = callee.root
            && matches!(
                package(path),
                "react" | "clsx" | "classnames" | "lodash" | "date-fns" | "dayjs" | "zod" | "path"
            )
        {
            return true;
        }
        (path.contains('.') || path.contains("()")) && is_in(PURE_METHODS, callee.last())
    }

    fn holds(&self, callee: &Name) -> bool {
        match callee.root {
            Root::Import(..) => is_in(STATES, &callee.path),
            Root::Unknown => matches!(callee.path.as_str(), "useState" | "React.useState"),
            _ => false,
        }
    }

    fn sets<'n>(&self, callee: &'n Name) -> Option<&'n str> {
        set_state(callee)
    }

    fn origin(&self, name: &Name) -> Option<Origin> {
        let path = name.path.as_str();
        if path.starts_with("process.env")
            || path.starts_with("import.meta.env")
            || path.starts_with("Deno.env")
        {
            return Some(Origin::Environment);
        }
        match path {
            "Number()" | "parseInt()" | "parseFloat()" | "Math.floor()" | "Math.round()"
            | "Math.ceil()" | "Math.max()" | "Math.min()" | "Date.now()" | "Number.parseInt()" => {
                return Some(Origin::Numeric);
            }
            "encodeURIComponent()" => return Some(Origin::Escaped),
            "process.argv" => return Some(Origin::Input),
            _ => {}
        }
        if path.ends_with(".length") {
            return Some(Origin::Numeric);
        }
        if matches!(name.last(), "escape" | "escapeId" | "escapeLiteral" | "escapeIdentifier")
            && path.ends_with("()")
        {
            return Some(Origin::Escaped);
        }
        let (first, rest) = given(name);
        let second = rest.split('.').next().unwrap_or_default();
        let request = matches!(first, "req" | "request" | "ctx" | "c" | "context");
        let input = matches!(
            naming::bare(second),
            "body"
                | "query"
                | "params"
                | "headers"
                | "cookies"
                | "req"
                | "request"
                | "json"
                | "nextUrl"
                | "searchParams"
                | "formData"
                | "text"
        );
        (request && input && matches!(name.root, Root::Parameter)).then_some(Origin::Input)
    }

    fn ending(&self, callee: &Name) -> Option<ExitKind> {
        let path = callee.path.as_str();
        let (first, rest) = given(callee);
        let last = callee.last();
        if matches!(first, "next" | "done") && rest.is_empty() {
            return Some(ExitKind::Next);
        }
        if path == "process.exit" {
            return Some(ExitKind::Raise);
        }
        let answers = matches!(first, "res" | "response" | "reply" | "rep")
            && matches!(
                last,
                "json"
                    | "send"
                    | "end"
                    | "sendStatus"
                    | "redirect"
                    | "render"
                    | "sendFile"
                    | "status"
                    | "code"
            );
        if answers && !matches!(last, "status" | "code") || sensible(callee).is_some() {
            return Some(ExitKind::Respond);
        }
        if first == "ctx" {
            match rest {
                "throw" | "assert" => return Some(ExitKind::Raise),
                // <https://koajs.com/#response-redirect-url-alt>
                "redirect" => return Some(ExitKind::Respond),
                _ => {}
            }
        }
        if let Root::Import(..) = callee.root
            && package(path) == "next/navigation"
            && matches!(last, "redirect" | "notFound" | "unauthorized" | "forbidden")
        {
            return Some(ExitKind::Raise);
        }
        // They throw by themselves: <https://svelte.dev/docs/kit/errors>.
        if let Root::Import(..) = callee.root
            && package(path) == "@sveltejs/kit"
            && matches!(last, "error" | "redirect")
        {
            return Some(ExitKind::Raise);
        }
        None
    }

    fn status(&self, callee: &Name) -> Option<Status> {
        let last = callee.last();
        if let Some((_, status)) = STATUSES.iter().find(|(name, _)| *name == last) {
            return Some(Status::Always(*status));
        }
        if let Some(status) = sensible(callee) {
            return Some(Status::Always(status));
        }
        match last {
            "status" | "code" | "sendStatus" | "writeHead" => Some(Status::Argument(0, "status")),
            "HttpException" | "HTTPException" => {
                let at = if last == "HTTPException" { 0 } else { 1 };
                Some(Status::Argument(at, "status"))
            }
            "throw" if given(callee).0 == "ctx" => Some(Status::Argument(0, "status")),
            "assert" if given(callee).0 == "ctx" => Some(Status::Argument(1, "status")),
            "json" | "text" | "body" | "html" if matches!(given(callee).0, "c" | "ctx") => {
                Some(Status::Default(1, "status", 200))
            }
            _ => None,
        }
    }

    fn makes_answer(&self, callee: &Name) -> bool {
        is_in(ANSWERS, &callee.path)
    }

    fn sets_status(&self, target: &Name) -> bool {
        target.root == Root::Parameter
            && match given(target) {
                ("ctx", "status" | "response.status") | ("context", "status") => true,
                // <https://elysiajs.com/essential/handler#set-status>
                ("set", "status") | ("ctx" | "context" | "c", "set.status") => true,
                // `res.status(401)` stands by itself as well, and the answer is sent by the next statement.
                ("res" | "response" | "reply" | "rep", member) => {
                    matches!(member, "statusCode" | "status" | "code" | "writeHead")
                }
                _ => false,
            }
    }

    fn is_not_implemented(&self, error: &Name) -> bool {
        NOT_IMPLEMENTED.contains(&error.last())
    }

    fn is_type_wrapper(&self, name: &Name) -> bool {
        matches!(
            name.last(),
            "Promise" | "Readonly" | "Partial" | "NonNullable" | "Required" | "Awaited"
        )
    }

    fn is_test(&self, _: &FunctionDef<'_>, _: Option<&ClassDef<'_>>) -> bool {
        false
    }

    fn is_test_call(&self, callee: &Name) -> bool {
        // A table of cases is bound first: `it.each(table)("…", …)` is the test, `it.each(table)` is not.
        let (path, bound) = match callee.path.strip_suffix("()") {
            Some(path) => (path, true),
            None => (callee.path.as_str(), false),
        };
        let is_table = |part: &str| matches!(part, "each" | "for" | "skipIf" | "runIf" | "todoIf");
        let mut parts = path.rsplit(['.', ':', '/']).skip_while(|part| {
            is_table(part)
                || matches!(
                    *part,
                    "only" | "skip" | "concurrent" | "sequential" | "serial" | "failing" | "fails"
                )
        });
        let named = matches!(
            parts.next(),
            Some("it" | "test" | "specify" | "fit" | "xit" | "xtest" | "ava")
        );
        let ends_with_table = path.rsplit('.').next().is_some_and(is_table);
        named
            && bound == ends_with_table
            && !matches!(callee.root, Root::Parameter | Root::Receiver)
    }

    fn test_kind(&self, import: &Import) -> Option<TestKind> {
        match import.module.as_str() {
            "@playwright/test" | "playwright" | "puppeteer" | "cypress" | "selenium-webdriver" => {
                Some(TestKind::Browser)
            }
            "supertest" | "testcontainers" | "mongodb-memory-server" => Some(TestKind::Integration),
            module
                if module.starts_with("k6") || module == "autocannon" || module == "artillery" =>
            {
                Some(TestKind::Load)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted() {
        for table in
            [ANSWERS, IO_PACKAGES, STATES, IO_METHODS, LOGGERS, PURE, PURE_OBJECTS, PURE_METHODS]
        {
            assert!(table.is_sorted(), "{table:?}");
        }
    }
}

//! Clients of the network.

use shipworthy_core::security::{Client, TimeLimit};

const LIMITS: &[&str] = &["timeout", "signal"];
const VERBS: &[&str] =
    &["get", "delete", "head", "options", "post", "put", "patch", "request", "stream"];

const fn client(
    name: &'static str,
    receivers: &'static [&'static str],
    methods: &'static [&'static str],
    options: u8,
    without: TimeLimit,
) -> Client {
    Client {
        name,
        receivers,
        methods,
        keywords: LIMITS,
        position: None,
        options: Some(options),
        without,
    }
}

/// Clients with the limits that they have by themselves.
pub(super) const CLIENTS: &[Client] = &[
    client(
        "fetch",
        &["", "node-fetch", "cross-fetch", "undici", "window", "globalThis"],
        &["fetch", "node-fetch", "cross-fetch"],
        1,
        TimeLimit::None,
    ),
    client(
        "axios",
        &["axios", "axios.default"],
        &["get", "delete", "head", "options"],
        1,
        TimeLimit::None,
    ),
    client("axios", &["axios", "axios.default"], &["post", "put", "patch"], 2, TimeLimit::None),
    client("axios", &[""], &["axios"], 0, TimeLimit::None),
    client("axios", &["axios", "axios.default"], &["request"], 0, TimeLimit::None),
    // The limit of an instance holds for all of its calls.
    client("axios", &["axios", "axios.default"], &["create"], 0, TimeLimit::None),
    client("axios", &["axios.create()", "axios.default.create()"], VERBS, 1, TimeLimit::OfObject),
    client("got", &[""], &["got"], 1, TimeLimit::None),
    client("got", &["got", "got.default"], VERBS, 1, TimeLimit::None),
    client("undici", &["undici"], &["request", "stream"], 1, TimeLimit::Own),
    client("ky", &[""], &["ky"], 1, TimeLimit::Own),
    client("ky", &["ky"], &["create", "extend"], 0, TimeLimit::Own),
    client("ky", &["ky"], VERBS, 1, TimeLimit::Own),
    client(
        "http",
        &["http", "https", "node:http", "node:https"],
        &["get", "request"],
        0,
        TimeLimit::None,
    ),
    client(
        "superagent",
        &["superagent"],
        &["get", "delete", "head", "post", "put", "patch"],
        1,
        TimeLimit::None,
    ),
];

/// A promise that is raced, a request that is given its limit by a method, an event that ends it.
pub(super) const LIMITERS: &[(&str, &str)] = &[
    ("", ".race("),
    ("superagent", ".timeout("),
    ("http", ".setTimeout("),
    ("http", "on('timeout'"),
    ("http", "on(\"timeout\""),
    ("http", "once('timeout'"),
    ("http", "once(\"timeout\""),
];

/// Defaults of a client that hold wherever it is used.
pub(super) const FILE_LIMITS: &[(&str, &str)] = &[("axios", ".defaults.timeout")];

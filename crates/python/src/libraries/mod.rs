//! What is known about Python's libraries, as tables.

mod effects;
mod endings;
mod environment;
mod http;
mod origins;
mod profile;
mod pure;
mod settings;
mod sql;
pub(crate) mod standard;

use std::sync::LazyLock;

use shipworthy_core::security::{Libraries, Tables};

pub(crate) use profile::PythonProfile;

/// The tables, ready to be asked.
pub(crate) static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables::new(&LIBRARIES));

static LIBRARIES: Libraries = Libraries {
    sql: sql::TAKERS,
    mappers: sql::MAPPERS,
    statements: &["text", "sql", "query", "statement"],
    format_functions: &[],
    list_methods: &["append", "extend"],
    loggers: &["print", "logging", "logger", "log", "self.logger", "self.log"],
    quoting: sql::QUOTING,
    formatting_drivers: &[],
    clients: http::CLIENTS,
    limiters: &[],
    file_limits: &[],
    environment: environment::READERS,
    environment_schemas: &[],
    validators: &[],
    browser_directives: &[],
    browser_signs: &[],
    settings_classes: environment::CLASSES,
    settings: settings::SETTINGS,
    registrars: &[],
    keys: settings::KEYS,
    inputs: http::INPUTS,
    numeric: sql::NUMERIC,
    string_methods: sql::STRING_METHODS,
    formatters: &["format", "format_map"],
    text_tags: &[],
};

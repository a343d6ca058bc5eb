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

use shipworthy_core::security::Libraries;

pub(crate) use profile::PythonProfile;

/// The tables.
pub(crate) static LIBRARIES: Libraries = Libraries {
    sql: sql::TAKERS,
    mappers: sql::MAPPERS,
    quoting: sql::QUOTING,
    formatting_drivers: &[],
    clients: http::CLIENTS,
    environment: environment::READERS,
    settings_classes: environment::CLASSES,
    settings: settings::SETTINGS,
    keys: settings::KEYS,
    inputs: http::INPUTS,
    numeric: sql::NUMERIC,
    string_methods: sql::STRING_METHODS,
    formatters: &["format", "format_map"],
    binding_tags: &[],
};

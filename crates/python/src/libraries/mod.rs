<<<<<<< HEAD
//! What is known about libraries, as tables.

pub(crate) mod standard;
=======
//! What is known about Python's libraries, as tables for `shipworthy_core::security`.

mod environment;
mod http;
mod settings;
mod sql;

use shipworthy_core::security::Libraries;

/// The tables.
pub(crate) static LIBRARIES: Libraries = Libraries {
    sql: sql::TAKERS,
    mappers: sql::MAPPERS,
    quoting: sql::QUOTING,
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
>>>>>>> a1b255f (Teach the Python crate its drivers, clients, readers of the environment and settings)

//! What matters for security in a program: credentials, addresses, SQL, outbound calls, settings, the environment.
//!
//! [`inspect`] walks a [`Module`] once and fills the facts of a file. It knows no library:
//! language crates bring what they know as [`Libraries`], tables of plain data.

mod environment;
mod flow;
mod libraries;
mod origin;
mod outbound;
mod redact;
mod secrets;
mod settings;
mod sql;
mod urls;
mod walk;

pub use libraries::{
    Client, EnvironmentReader, Insecure, KeyTaker, Libraries, SettingForm, SettingRow,
    SettingsClass, SqlTaker, TimeLimit, Wants,
};

use crate::code::Module;
use crate::facts::FileFacts;

/// Fills what a file says about secrets, addresses, SQL, outbound calls, settings and the environment.
///
/// Run it when the other facts of the file are complete: values of credentials that they hold are taken out.
pub fn inspect(module: &Module<'_>, libraries: &Libraries, facts: &mut FileFacts) {
    let found = walk::Inspector::new(module, libraries).run();
    facts.secrets = found.secrets;
    facts.urls = found.urls;
    facts.sql = found.sql;
    facts.orm = found.orm;
    facts.outbound = found.outbound;
    facts.settings = found.settings;
    facts.environment = found.environment;
    redact::redact(module.text, facts);
}

#[cfg(test)]
mod tests;

//! What matters for security in a program: credentials, addresses, SQL, outbound calls, settings, the environment.
//!
//! [`inspect`] walks a [`Module`] once and finds them; [`Findings::put_into`] fills the facts of the file. It knows no library:
//! language crates bring what they know as [`Libraries`], plain data, and [`Tables`] make it quick to ask.

mod accepts;
mod environment;
mod flow;
mod libraries;
mod modes;
mod origin;
mod outbound;
mod peek;
mod raw_variables;
mod redact;
mod schemas;
mod secrets;
mod settings;
mod sql;
mod tables;
mod urls;
mod walk;

pub use libraries::{
    Client, EnvironmentReader, EnvironmentSchema, Insecure, KeyTaker, Libraries, SettingForm,
    SettingRow, SettingsClass, SqlTaker, TimeLimit, Wants,
};

pub use tables::Tables;

use crate::code::Module;
use crate::facts::FileFacts;

/// Finds what a file says about secrets, addresses, SQL, outbound calls, settings and the environment.
pub fn inspect<'m>(module: &'m Module<'_>, tables: &'m Tables) -> Findings<'m> {
    Findings { text: module.text, found: walk::Inspector::new(module, tables).run() }
}

/// What [`inspect`] found in a file. It borrows the text until the values of credentials are taken out of the facts.
pub struct Findings<'m> {
    text: &'m str,
    found: walk::Found,
}

impl Findings<'_> {
    /// Puts what was found into the facts, and takes the values of credentials out of them.
    ///
    /// Call it when the other facts of the file are complete.
    pub fn put_into(self, facts: &mut FileFacts) {
        let found = self.found;
        facts.secrets = found.secrets;
        facts.urls = found.urls;
        facts.sql = found.sql;
        facts.orm = found.orm;
        facts.outbound = found.outbound;
        facts.settings = found.settings;
        facts.environment = found.environment;
        facts.environment_helpers = found.environment_helpers;
        redact::redact(self.text, facts);
    }
}

impl std::fmt::Debug for Findings<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The text holds the credentials: it is not shown.
        f.debug_struct("Findings")
            .field("secrets", &self.found.secrets.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

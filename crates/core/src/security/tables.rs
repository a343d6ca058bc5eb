use crate::naming;
use rustc_hash::{FxHashMap, FxHashSet};

use super::libraries::{Libraries, SettingForm};

/// A call that takes SQL.
pub(super) const SQL: u8 = 1;
/// A call over the network.
pub(super) const CLIENT: u8 = 2;
/// A read of the environment.
pub(super) const ENVIRONMENT: u8 = 4;
/// A call that sets something.
pub(super) const SETTING: u8 = 8;
/// A call that takes a signing key.
pub(super) const KEY: u8 = 16;
/// A call that adds to a list.
pub(super) const LIST: u8 = 32;
/// A call that hands a plugin its options.
pub(super) const REGISTRAR: u8 = 64;

/// [`Libraries`] with what makes looking a name up cheap. It is made once for a language and serves all of its files.
#[derive(Clone, Debug)]
pub struct Tables {
    pub(super) libraries: &'static Libraries,
    /// The last parts of callees, and which tables name them.
    pub(super) callees: FxHashMap<&'static str, u8>,
    /// Keywords that set something, whatever is called.
    pub(super) keywords: FxHashSet<&'static str>,
    /// Keys that set something.
    pub(super) keys: FxHashSet<&'static str>,
    /// The last parts of paths that are insecure wherever they are named.
    pub(super) mentions: FxHashSet<&'static str>,
}

impl Tables {
    /// Prepares what a language crate knows.
    pub fn new(libraries: &'static Libraries) -> Self {
        let mut tables = Self {
            libraries,
            callees: FxHashMap::default(),
            keywords: FxHashSet::default(),
            keys: FxHashSet::default(),
            mentions: FxHashSet::default(),
        };
        for taker in libraries.sql {
            tables.add(taker.methods, SQL);
        }
        for client in libraries.clients {
            tables.add(client.methods, CLIENT);
        }
        for reader in libraries.environment {
            tables.add(reader.paths, ENVIRONMENT);
        }
        for schema in libraries.environment_schemas {
            tables.add(std::slice::from_ref(&schema.method), ENVIRONMENT);
        }
        for taker in libraries.keys {
            tables.add(taker.paths, KEY);
        }
        for registrar in libraries.registrars {
            *tables.callees.entry(registrar).or_default() |= SETTING | REGISTRAR;
        }
        for method in libraries.list_methods {
            *tables.callees.entry(method).or_default() |= LIST;
        }
        for row in libraries.settings {
            match row.form {
                SettingForm::Argument(callees, keyword, _) => {
                    if callees.contains(&"*") {
                        tables.keywords.insert(keyword);
                    }
                    tables.add(callees, SETTING);
                }
                SettingForm::Option(callees, ..) | SettingForm::Without(callees, ..) => {
                    tables.add(callees, SETTING);
                }
                SettingForm::Mention(paths) => {
                    tables.add(paths, SETTING);
                    tables.mentions.extend(paths.iter().map(|path| naming::last(path)));
                }
                SettingForm::Pair(methods, _) => tables.add(methods, SETTING),
                SettingForm::Key(names) | SettingForm::Among(names, ..) => {
                    tables.keys.extend(names.iter().copied());
                }
                SettingForm::Row(_, _, value) => {
                    tables.keys.insert(value);
                }
                SettingForm::Name(_) | SettingForm::Attribute(_) => {}
            }
        }
        tables
    }

    fn add(&mut self, paths: &'static [&'static str], flag: u8) {
        for path in paths {
            *self.callees.entry(naming::last(path)).or_default() |= flag;
        }
    }
}

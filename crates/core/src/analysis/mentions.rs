//! What code names in strings for others to load: installed apps, middleware, plugins of tools, drivers in URLs.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem;

use crate::code::{DictKey, ExprKind, Module};
use crate::facts::{Declaration, FileFacts, addresses, mentioned};
use crate::naming;
use crate::source::{Role, Text};

/// Names of settings whose strings a framework loads. A file that holds none of them names nothing.
const SETTINGS: &[&str] =
    &["INSTALLED_APPS", "MIDDLEWARE", "_BACKEND", "\"ENGINE\"", "'ENGINE'", "_PLUGINS", "_FINDERS"];
/// Finds the first of [`SETTINGS`].
static SETTING: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(SETTINGS).ok()
});
/// What a script that configures a tool holds.
const CONFIGURATION: &[&str] =
    &["export default", "module.exports", "defineConfig", "export const config"];
/// Schemes of pages and files, which no driver serves.
const PAGES: &[&str] = &["data", "file", "ftp", "git", "http", "https", "ssh", "ws", "wss"];

/// Adds names in strings of settings and configuration files, and addresses that a driver serves.
pub(super) fn add(module: &Module<'_>, role: Role, facts: &mut FileFacts) {
    let text = module.text.as_bytes();
    let holds = |words: &[&str]| words.iter().any(|it| memmem::find(text, it.as_bytes()).is_some());
    // All files are asked, so one pass looks for all of them.
    let settings = SETTING.as_ref().is_some_and(|settings| settings.is_match(text));
    if settings || role == Role::Tool && holds(CONFIGURATION) {
        facts.mentions = mentioned(names(module));
    }
    facts.constants = constants(module);
    let served = addresses(module.text).into_iter().filter(
        |found| matches!(found, Declaration::Address { scheme, .. } if !PAGES.contains(&&**scheme)),
    );
    facts.declarations.extend(served);
}

/// Strings, and keys of objects, that can be names.
fn names<'m>(module: &'m Module<'_>) -> impl Iterator<Item = &'m str> {
    module
        .expressions()
        .flat_map(|(_, expression)| match &expression.kind {
            ExprKind::Str(text) => vec![&**text],
            ExprKind::Dict(entries) => entries
                .iter()
                .filter_map(|entry| match &entry.key {
                    DictKey::Name(name) => Some(&**name),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        })
        .filter(|text| {
            text.bytes().all(|b| {
                b.is_ascii_alphanumeric() || matches!(b, b'@' | b'/' | b'_' | b'.' | b':' | b'-')
            })
        })
}

/// How many constants of a file are kept.
const CONSTANTS: usize = 600;

/// Strings, keys and properties in capitals: variables go through helpers by such names.
fn constants(module: &Module<'_>) -> Vec<Text> {
    let mut found: Vec<&str> = Vec::new();
    for (_, expression) in module.expressions() {
        match &expression.kind {
            ExprKind::Str(text) if is_constant(text) => found.push(text),
            ExprKind::Member { property, .. } if is_constant(property) => found.push(property),
            ExprKind::Dict(entries) => {
                found.extend(entries.iter().filter_map(|entry| match &entry.key {
                    DictKey::Name(name) if is_constant(name) => Some(&**name),
                    _ => None,
                }))
            }
            _ => {}
        }
    }
    found.sort_unstable();
    found.dedup();
    found.truncate(CONSTANTS);
    found.into_iter().map(Text::from).collect()
}

fn is_constant(text: &str) -> bool {
    text.len() > 3 && text.len() <= 80 && text.contains('_') && naming::is_variable(text)
}

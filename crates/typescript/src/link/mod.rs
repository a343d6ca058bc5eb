//! What joins TypeScript and JavaScript files: modules, entry points, what libraries' guards do.

mod entries;
mod resolve;

pub(crate) use entries::entry_points;
pub(crate) use resolve::ModuleResolver;

use shipworthy_core::facts::{Declaration, FileFacts, Value};

/// The value of a setting of a manifest.
fn setting<'a>(facts: &'a FileFacts, name: &str) -> Option<&'a Value> {
    facts.declarations.iter().find_map(|declaration| match declaration {
        Declaration::Setting { key, value, .. } if key == name => Some(value),
        _ => None,
    })
}

/// The string value of a setting of a manifest.
fn text<'a>(facts: &'a FileFacts, name: &str) -> Option<&'a str> {
    match setting(facts, name) {
        Some(Value::Str(text)) => Some(text),
        _ => None,
    }
}

/// A path below a folder, in the form that files have.
fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The folder and all folders above it, nearest first, the root last.
fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    let mut next = Some(folder);
    std::iter::from_fn(move || {
        let current = next?;
        next = match current.rsplit_once('/') {
            Some((parent, _)) => Some(parent),
            None if current.is_empty() => None,
            None => Some(""),
        };
        Some(current)
    })
}

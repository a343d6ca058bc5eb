use std::fmt;

use serde::{Deserialize, Serialize};

use super::Text;
use crate::naming::{behind_last, cut_last};

/// A path below the audited root: relative, with `/` between the parts, without `.` and `..`.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct SourcePath(Text);

impl SourcePath {
    /// A path from its parts joined by `/` (or `\`); `.` parts vanish, `..` parts climb and never leave the root.
    pub fn new(path: &str) -> Self {
        match path.contains('\\') {
            true => Self(join("", &path.replace('\\', "/")).into()),
            false => Self(join("", path).into()),
        }
    }

    /// The path as a string.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part: `c.py` of `a/b/c.py`.
    pub fn file_name(&self) -> &str {
        file_name(&self.0)
    }

    /// The last part without its last extension: `c` of `a/b/c.py`.
    pub fn file_stem(&self) -> &str {
        let name = self.file_name();
        cut_last(name, b'.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
    }

    /// The text behind the last dot of the file name, or an empty string.
    pub fn extension(&self) -> &str {
        cut_last(self.file_name(), b'.')
            .map_or("", |(stem, extension)| if stem.is_empty() { "" } else { extension })
    }

    /// The folder that holds the file: `a/b` of `a/b/c.py`, empty for a file at the root.
    pub fn parent(&self) -> &str {
        parent(&self.0)
    }

    /// The path of `relative` seen from the folder that holds this file.
    pub fn sibling(&self, relative: &str) -> Self {
        Self::new(&format!("{}/{relative}", self.parent()))
    }

    /// The parts of the path.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
    }
}

/// The last part of a path: `c` of `a/b/c`.
pub fn file_name(path: &str) -> &str {
    behind_last(path, b'/')
}

/// The folder that holds a path: `a/b` of `a/b/c`, empty at the top.
pub fn parent(path: &str) -> &str {
    cut_last(path, b'/').map_or("", |(parent, _)| parent)
}

/// A path seen from a folder: `.` parts vanish, `..` parts climb; `None` if they lead out of the root.
pub fn resolve(folder: &str, path: &str) -> Option<String> {
    let mut parts = folder_parts(folder);
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// A path seen from a folder, as [`resolve`] gives it; `..` parts that lead out of the root stay at it.
pub fn join(folder: &str, path: &str) -> String {
    let mut parts = folder_parts(folder);
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

fn folder_parts(folder: &str) -> Vec<&str> {
    folder.split('/').filter(|part| !part.is_empty()).collect()
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for SourcePath {
    fn from(value: &str) -> Self {
        Self::new(value)
    }
}

impl std::borrow::Borrow<str> for SourcePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

//! Where an audit gets its text from: paths, files, roles, spans and limits.
//!
//! Nothing here parses. A [`SourceFile`] is a file of the repository with its text, its
//! [`Language`] and its [`Role`]; everything later is computed from it.

pub(crate) mod decode;
mod disk;
mod filesystem;
mod known;
mod limits;
mod lines;
mod path;
mod role;
mod text;

pub use disk::DiskFileSystem;
pub use filesystem::{
    Content, FileSystem, ListError, Listing, MemoryFileSystem, PassedOver, ReadError,
};
pub(crate) use known::{binary_extension, known_language};
pub use limits::Limits;
pub use lines::{LineIndex, Position, Span};
pub use path::{SourcePath, file_name, join, parent, resolve};
pub use role::Role;
pub use text::{Interner, Text, head};

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The name of a language or file format, such as `python` or `yaml`.
///
/// It is an open set: an analyzer brings the languages that it reads, and the core knows none.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct Language(Cow<'static, str>);

impl Language {
    /// Text of no language that is understood: it is read for credentials only.
    pub const TEXT: Self = Self::new("text");

    /// A language of the given lower-case name.
    pub const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A file of the repository, as an analyzer gets it.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "embedders and tests build sources")]
pub struct SourceFile<'a> {
    /// The path below the audited root.
    pub path: &'a SourcePath,
    /// The text, UTF-8, with a byte order mark already removed.
    pub text: &'a str,
    /// The language, as the analyzer that took the file named it.
    pub language: &'a Language,
    /// What the file is for.
    pub role: Role,
}

use std::collections::BTreeMap;

use super::SourcePath;

/// Where an audit reads files from. The engine reads in no other way.
///
/// [`DiskFileSystem`](super::DiskFileSystem) reads a folder, [`MemoryFileSystem`] holds texts.
pub trait FileSystem: Send + Sync {
    /// The files below the root, in any order.
    ///
    /// # Errors
    /// If the root cannot be listed at all. A folder below it that cannot be listed is passed over.
    fn list(&self) -> Result<Listing, ListError>;

    /// The first `limit` bytes of a file.
    ///
    /// # Errors
    /// If the file is gone, is no regular file, or cannot be read.
    fn read(&self, path: &SourcePath, limit: u64) -> Result<Content, ReadError>;
}

/// The files below a root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "file systems of embedders build listings")]
pub struct Listing {
    /// The files.
    pub files: Vec<SourcePath>,
    /// What is there and is not read: installed packages, symbolic links, folders that cannot be opened.
    pub passed_over: Vec<PassedOver>,
}

/// A file or folder that is not read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::exhaustive_structs, reason = "file systems of embedders build listings")]
pub struct PassedOver {
    /// The path below the root.
    pub path: SourcePath,
    /// Why, in a few words.
    pub reason: String,
}

/// The beginning of a file, or all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "file systems of embedders build contents")]
pub struct Content {
    /// The bytes that were read.
    pub bytes: Vec<u8>,
    /// How many bytes the file has.
    pub size: u64,
}

impl Content {
    /// Whether the bytes are the whole file.
    pub fn is_whole(&self) -> bool {
        self.bytes.len() as u64 >= self.size
    }
}

/// Why a root cannot be listed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ListError {
    /// There is no folder at the root.
    #[error("no such folder: give the path of the repository's root folder")]
    NoFolder,
    /// The folder cannot be opened.
    #[error("the folder cannot be read: {0}")]
    Unreadable(String),
}

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// It was listed and is gone.
    #[error("vanished while the audit ran")]
    Vanished,
    /// It is a link, a folder, a pipe or a device.
    #[error("no regular file")]
    NotAFile,
    /// It cannot be opened or read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
}

/// Texts held in memory, for tests and for embedders whose sources are not on disk.
#[derive(Clone, Debug, Default)]
pub struct MemoryFileSystem {
    files: BTreeMap<SourcePath, Vec<u8>>,
}

impl MemoryFileSystem {
    /// A file system without files.
    pub fn new() -> Self {
        Self::default()
    }

    /// With one more file, or another content for it.
    #[must_use]
    pub fn with(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.insert(path, content);
        self
    }

    /// Adds a file, or replaces its content.
    pub fn insert(&mut self, path: &str, content: impl Into<Vec<u8>>) {
        self.files.insert(SourcePath::new(path), content.into());
    }
}

impl<P: AsRef<str>, C: Into<Vec<u8>>> FromIterator<(P, C)> for MemoryFileSystem {
    fn from_iter<I: IntoIterator<Item = (P, C)>>(files: I) -> Self {
        let mut all = Self::new();
        for (path, content) in files {
            all.insert(path.as_ref(), content);
        }
        all
    }
}

impl FileSystem for MemoryFileSystem {
    fn list(&self) -> Result<Listing, ListError> {
        Ok(Listing { files: self.files.keys().cloned().collect(), passed_over: Vec::new() })
    }

    fn read(&self, path: &SourcePath, limit: u64) -> Result<Content, ReadError> {
        let bytes = self.files.get(path).ok_or(ReadError::Vanished)?;
        let end = bytes.len().min(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(Content { bytes: bytes[..end].to_vec(), size: bytes.len() as u64 })
    }
}

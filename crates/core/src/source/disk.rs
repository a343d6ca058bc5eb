//! The one place of the core that touches the disk.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::WalkBuilder;

use super::{Content, FileSystem, ListError, Listing, PassedOver, ReadError, SourcePath};

/// A folder on disk.
///
/// - `.gitignore` files below the root are honoured. Those above it, and git's settings of this
///   machine, are not: the same repository gives the same audit everywhere.
/// - Hidden files are read: `.env.example`, `.github` and `.gitlab-ci.yml` matter.
/// - Symbolic links are passed over, so nothing outside the root is read and no loop is entered.
/// - Folders that tools fill (`node_modules`, `.venv`, caches) are passed over as a whole.
#[derive(Clone, Debug)]
pub struct DiskFileSystem {
    root: PathBuf,
}

/// Folders of version control: their content is no part of the repository's tree.
const VERSION_CONTROL: &[&str] = &[".git", ".hg", ".jj", ".svn"];

/// Folders that tools fill and nobody writes.
const FILLED_BY_TOOLS: &[&str] = &[
    ".eggs",
    ".gradle",
    ".mypy_cache",
    ".next",
    ".nox",
    ".nuxt",
    ".pytest_cache",
    ".ruff_cache",
    ".terraform",
    ".tox",
    ".turbo",
    ".venv",
    "__pycache__",
    "bower_components",
    "node_modules",
    "site-packages",
];

impl DiskFileSystem {
    /// The folder at `root`.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    fn relative(&self, path: &Path) -> Option<SourcePath> {
        let relative = path.strip_prefix(&self.root).ok()?.to_str()?;
        let source = SourcePath::new(relative);
        // A backslash in a name would be read as a separator.
        (cfg!(windows) || source.as_str() == relative).then_some(source)
    }

    fn lossy(&self, path: &Path) -> SourcePath {
        SourcePath::new(&path.strip_prefix(&self.root).unwrap_or(path).to_string_lossy())
    }
}

impl FileSystem for DiskFileSystem {
    fn list(&self) -> Result<Listing, ListError> {
        if !self.root.is_dir() {
            return Err(ListError::NoFolder);
        }
        let filled = Arc::new(Mutex::new(Vec::new()));
        let found = Arc::clone(&filled);
        let mut listing = Listing::default();
        let walk = WalkBuilder::new(&self.root)
            .standard_filters(false)
            .git_ignore(true)
            .require_git(false)
            .parents(false)
            .follow_links(false)
            .filter_entry(move |entry| {
                if entry.depth() == 0 || !entry.file_type().is_some_and(|kind| kind.is_dir()) {
                    return true;
                }
                let name = entry.file_name().to_string_lossy();
                if VERSION_CONTROL.contains(&name.as_ref()) {
                    return false;
                }
                let filled = FILLED_BY_TOOLS.contains(&name.as_ref())
                    || entry.path().join("pyvenv.cfg").is_file();
                if filled {
                    let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                    found.push(entry.path().to_path_buf());
                }
                !filled
            })
            .build();
        for entry in walk {
            match entry {
                Ok(entry) => self.take(&entry, &mut listing),
                Err(error) => match path_of(&error) {
                    Some(path) if path == self.root => {
                        return Err(ListError::Unreadable(reason(&error)));
                    }
                    Some(path) => listing
                        .passed_over
                        .push(PassedOver { path: self.lossy(path), reason: reason(&error) }),
                    None => {}
                },
            }
        }
        let filled = std::mem::take(&mut *filled.lock().unwrap_or_else(PoisonError::into_inner));
        listing.passed_over.extend(filled.into_iter().map(|path| PassedOver {
            path: self.lossy(&path),
            reason: "a folder that tools fill".to_owned(),
        }));
        Ok(listing)
    }

    fn read(&self, path: &SourcePath, limit: u64) -> Result<Content, ReadError> {
        let full = self.root.join(path.as_str());
        // Opening a pipe would wait for its writer, and a link may lead out of the root.
        let metadata = fs::symlink_metadata(&full).map_err(|error| read_error(&error))?;
        if !metadata.is_file() {
            return Err(ReadError::NotAFile);
        }
        let mut bytes = Vec::with_capacity(metadata.len().min(limit) as usize + 1);
        let file = File::open(&full).map_err(|error| read_error(&error))?;
        file.take(limit).read_to_end(&mut bytes).map_err(|error| read_error(&error))?;
        let size = if (bytes.len() as u64) < limit { bytes.len() as u64 } else { metadata.len() };
        Ok(Content { bytes, size })
    }
}

impl DiskFileSystem {
    fn take(&self, entry: &ignore::DirEntry, listing: &mut Listing) {
        let Some(kind) = entry.file_type().filter(|kind| !kind.is_dir()) else {
            return;
        };
        match self.relative(entry.path()) {
            Some(path) if kind.is_file() => listing.files.push(path),
            Some(path) => {
                let reason = if kind.is_symlink() { "a symbolic link" } else { "no regular file" }
                    .to_owned();
                listing.passed_over.push(PassedOver { path, reason });
            }
            None => listing.passed_over.push(PassedOver {
                path: self.lossy(entry.path()),
                reason: "a name that is no UTF-8 or holds a backslash".to_owned(),
            }),
        }
    }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_of(err)
        }
        _ => None,
    }
}

/// The reason alone: an error's own text names absolute paths.
fn reason(error: &ignore::Error) -> String {
    error
        .io_error()
        .map_or_else(|| "cannot be read".to_owned(), |io| format!("cannot be read: {}", io.kind()))
}

fn read_error(error: &io::Error) -> ReadError {
    match error.kind() {
        io::ErrorKind::NotFound => ReadError::Vanished,
        kind => ReadError::Unreadable(kind.to_string()),
    }
}

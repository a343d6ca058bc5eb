//! Which of several applications in a repository a file belongs to.

use shipworthy_core::project::{FileId, Index};
use shipworthy_core::source::{Role, SourcePath};

/// The folders in which applications are made. What holds for a whole program ends there.
pub(super) struct Applications {
    /// With a `/` at their ends; the root is empty.
    folders: Vec<String>,
}

impl Applications {
    /// The applications that some files make.
    pub(super) fn made_in(index: &Index<'_>, files: impl Iterator<Item = FileId>) -> Self {
        let files = files.map(|file| index.file(file)).filter(|it| it.role == Role::Production);
        Self { folders: files.map(|file| folder(&file.path)).collect() }
    }

    /// Whether two files are parts of different applications: each stands in the folder of one.
    pub(super) fn are_apart(&self, index: &Index<'_>, one: FileId, other: FileId) -> bool {
        match (self.of(index, one), self.of(index, other)) {
            (Some(one), Some(other)) => one != other,
            _ => false,
        }
    }

    fn of(&self, index: &Index<'_>, file: FileId) -> Option<&str> {
        nearest(self.folders.iter().map(String::as_str), &index.file(file).path)
    }
}

/// The folder of the application that a file makes, with a `/` at its end; the root is empty.
pub(super) fn folder(file: &SourcePath) -> String {
    // `src` and `bin` hold a part of what stands beside them.
    let folder = file.parent();
    let holds = |name: &&str| folder == *name || folder.ends_with(&format!("/{name}"));
    match ["src", "bin"].into_iter().find(holds) {
        Some(name) => folder[..folder.len() - name.len()].to_owned(),
        None if folder.is_empty() => String::new(),
        None => format!("{folder}/"),
    }
}

/// The innermost of the folders that hold a file.
pub(super) fn nearest<'f>(
    folders: impl Iterator<Item = &'f str>,
    file: &SourcePath,
) -> Option<&'f str> {
    folders.filter(|folder| file.as_str().starts_with(folder)).max_by_key(|folder| folder.len())
}

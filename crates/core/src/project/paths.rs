//! The paths of a project by the names at their ends.

use std::collections::{BTreeMap, BTreeSet};

use super::Project;
use crate::source::{file_name, parent};

/// All files and folders of a project, read or not, by their names.
#[derive(Debug)]
pub struct Paths<'p> {
    by_name: BTreeMap<&'p str, BTreeSet<&'p str>>,
}

impl<'p> Paths<'p> {
    /// Gathers the paths of a project.
    pub fn of(project: &'p Project) -> Self {
        let mut paths = Self { by_name: BTreeMap::new() };
        let read = project.files.iter().map(|file| file.path.as_str());
        for file in read.chain(project.unread.iter().map(|path| path.as_str())) {
            // A folder is noted with the first file below it.
            let mut path = file;
            while !path.is_empty() && paths.by_name.entry(file_name(path)).or_default().insert(path)
            {
                path = parent(path);
            }
        }
        paths
    }

    /// The paths of the files and folders of a name, in order.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &'p str> + use<'_, 'p> {
        self.by_name.get(name).into_iter().flatten().copied()
    }

    /// The first file or folder whose path ends with another, whole parts alone.
    pub fn ending(&self, path: &str) -> Option<&'p str> {
        self.all_ending(path).next()
    }

    /// The files and folders whose paths end with another, whole parts alone, in order.
    pub fn all_ending<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'p str> + 'a {
        self.named(file_name(path)).filter(move |whole| {
            whole
                .strip_suffix(path)
                .is_some_and(|before| before.is_empty() || before.ends_with('/'))
        })
    }
}

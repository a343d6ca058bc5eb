use std::collections::BTreeMap;

use super::{EntryPoint, FileId, Index, ProjectFile, RouteGraph};
use crate::facts::{Argument, GuardClass};
use crate::source::{Language, Text};

/// What joins the files of a language: how modules are found, what is started, and what a framework
/// ties together across files.
///
/// An analyzer brings one with [`Analyzer::linker`](crate::analyzer::Analyzer::linker).
pub trait Linker: Send + Sync {
    /// Whether this linker is for files of the language.
    fn links(&self, language: &Language) -> bool;

    /// Something that finds the files behind imports. It sees all files, so that it can read manifests
    /// (`package.json`, `tsconfig.json`, `pyproject.toml`) and package folders once.
    fn resolver<'a>(&self, files: &'a [ProjectFile]) -> Box<dyn Resolver + 'a>;

    /// Where the packages that its files import come from, as manifests and the output name it: `pypi`, `npm`.
    fn ecosystem(&self) -> &'static str {
        ""
    }

    /// What is started. Manifests of other languages count: a Dockerfile starts Python.
    fn entry_points(&self, index: &Index<'_>) -> Vec<EntryPoint> {
        let _ = index;
        Vec::new()
    }

    /// Adds what only all files together tell: routes of a URL configuration, controllers, global guards.
    /// Routing facts of single files are in the graph already.
    fn routes(&self, index: &Index<'_>, graph: &mut RouteGraph) {
        let _ = (index, graph);
    }

    /// What a guard, a base class of guards or a helper function of a library does, by its dotted name.
    /// `arguments` are those that it is made or called with.
    fn library_guard(&self, path: &str, arguments: &[Argument]) -> Option<GuardClass> {
        let _ = (path, arguments);
        None
    }

    /// The HTTP status that an error class of a library stands for: `401` for `werkzeug.exceptions.Unauthorized`.
    fn library_status(&self, path: &str) -> Option<u16> {
        let _ = path;
        None
    }

    /// Methods that decide about a request in a class that is used as a guard: `canActivate`, `has_permission`.
    fn guard_methods(&self) -> &'static [&'static str] {
        &[]
    }
}

/// Finds the files behind imports.
pub trait Resolver {
    /// The file behind a module specifier as it stands in `from`: `a.b`, `..deps`, `./auth.js`, `@/lib/db`.
    fn module(&self, from: FileId, specifier: &str) -> Resolution;

    /// The file of `name`, imported from the module `specifier`, where that is a module of its own
    /// (`from package import module`).
    fn submodule(&self, from: FileId, specifier: &str, name: &str) -> Option<FileId> {
        let _ = (from, specifier, name);
        None
    }

    /// Where a name comes from that a file neither defines nor imports: frameworks put the exports of some
    /// files, and names of packages, within reach of every file of an application.
    fn ambient(&self, from: FileId, name: &str) -> Option<Resolution> {
        let _ = (from, name);
        None
    }

    /// The files that are loaded whenever this one is: the `__init__` files of the packages that hold it.
    fn loaded_with(&self, file: FileId) -> Vec<FileId> {
        let _ = file;
        Vec::new()
    }
}

/// What is behind a module specifier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "resolvers in language crates build these")]
pub enum Resolution {
    /// A file of the project.
    File(FileId),
    /// Several files of the project, the most likely first: a pattern, a folder without a file of its own.
    Files(Vec<FileId>),
    /// A package from elsewhere, by the name under which it is installed or imported.
    Package(Text),
    /// A module of the language's own library.
    Builtin,
    /// Not found.
    #[default]
    Unknown,
}

impl Resolution {
    /// The files of the project behind it.
    pub fn files(&self) -> &[FileId] {
        match self {
            Self::File(file) => std::slice::from_ref(file),
            Self::Files(files) => files,
            _ => &[],
        }
    }
}

/// The linkers of an audit, with the language that each serves.
pub(super) struct Linkers<'a> {
    linkers: &'a [&'a dyn Linker],
    by_language: BTreeMap<Language, usize>,
}

impl<'a> Linkers<'a> {
    pub(super) fn new(linkers: &'a [&'a dyn Linker], files: &[ProjectFile]) -> Self {
        let mut by_language = BTreeMap::new();
        for file in files {
            if !by_language.contains_key(&file.language)
                && let Some(at) = linkers.iter().position(|linker| linker.links(&file.language))
            {
                by_language.insert(file.language.clone(), at);
            }
        }
        Self { linkers, by_language }
    }

    pub(super) fn position(&self, language: &Language) -> Option<usize> {
        self.by_language.get(language).copied()
    }

    pub(super) fn all(&self) -> &'a [&'a dyn Linker] {
        self.linkers
    }
}

//! Joins Python files: where modules are, what is started, what frameworks load by name.

mod command;
mod entry;
mod modules;
mod strings;
#[cfg(test)]
mod tests;

use shipworthy_core::facts::{Argument, GuardClass};
use shipworthy_core::project::{
    EntryPoint, FileId, Index, Linker, ProjectFile, Resolution, Resolver, RouteGraph,
};
use shipworthy_core::source::Language;

use crate::analyzer::PYTHON;
use crate::frameworks;
use modules::Modules;

/// Joins Python files.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PythonLinker;

impl Linker for PythonLinker {
    fn links(&self, language: &Language) -> bool {
        *language == PYTHON
    }

    fn ecosystem(&self) -> &'static str {
        "pypi"
    }

    fn resolver<'a>(&self, files: &'a [ProjectFile]) -> Box<dyn Resolver + 'a> {
        Box::new(PythonResolver { modules: Modules::new(files) })
    }

    fn entry_points(&self, index: &Index<'_>) -> Vec<EntryPoint> {
        entry::entry_points(&Modules::new(index.files()), index)
    }

    fn routes(&self, index: &Index<'_>, graph: &mut RouteGraph) {
        frameworks::routes(index, graph);
    }

    fn library_guard(&self, path: &str, arguments: &[Argument]) -> Option<GuardClass> {
        frameworks::library_guard(path, arguments)
    }

    fn library_status(&self, path: &str) -> Option<u16> {
        frameworks::library_status(path)
    }
}

struct PythonResolver<'a> {
    modules: Modules<'a>,
}

impl Resolver for PythonResolver<'_> {
    fn module(&self, from: FileId, specifier: &str) -> Resolution {
        self.modules.module(from, specifier)
    }

    fn submodule(&self, from: FileId, specifier: &str, name: &str) -> Option<FileId> {
        self.modules.submodule(from, specifier, name)
    }

    fn loaded_with(&self, file: FileId) -> Vec<FileId> {
        let mut loaded = self.modules.packages_of(file);
        loaded.extend(strings::loaded_by(&self.modules, file));
        loaded
    }
}

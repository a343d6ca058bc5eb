//! A file as the recognisers of frameworks see it.

use std::cell::OnceCell;

use memchr::memmem;
use shipworthy_core::code::Module;
use shipworthy_core::facts::{Import, ImportKind};
use shipworthy_core::source::SourcePath;

use crate::shapes::Shapes;

/// What a recogniser tells by whether its framework is used, and reads once it is.
pub(super) struct File<'a, 'm> {
    pub(super) module: &'m Module<'a>,
    pub(super) path: &'m SourcePath,
    shapes: OnceCell<Shapes<'a, 'm>>,
}

impl<'a, 'm> File<'a, 'm> {
    pub(super) fn new(module: &'m Module<'a>, path: &'m SourcePath) -> Self {
        Self { module, path, shapes: OnceCell::new() }
    }

    pub(super) fn imports(&self) -> &'m [Import] {
        &self.module.outline.imports
    }

    /// The names and values of the file. They are collected when they are first asked for, since most
    /// files belong to no framework.
    pub(super) fn shapes(&self) -> &Shapes<'a, 'm> {
        self.shapes.get_or_init(|| Shapes::new(self.module, self.imports()))
    }

    /// Whether the file takes something from such a module for its own use.
    pub(super) fn loads(&self, wanted: impl Fn(&str) -> bool) -> bool {
        self.imports().iter().any(|it| it.kind != ImportKind::ReExport && wanted(&it.module))
    }

    /// Whether the file names such a module, be it only to hand on what the module exports.
    pub(super) fn names(&self, wanted: impl Fn(&str) -> bool) -> bool {
        self.imports().iter().any(|it| wanted(&it.module))
    }

    /// Whether the text has this in it. It is read through, so cheaper questions come first.
    pub(super) fn says(&self, text: &str) -> bool {
        memmem::find(self.module.text.as_bytes(), text.as_bytes()).is_some()
    }
}

//! Finds what names stand for, across files.

mod errors;
mod follow;

use std::cell::{Cell, OnceCell, RefCell};

use rustc_hash::FxHashMap;

use super::linker::Linkers;
use super::{FileId, Launch, Linker, Place, ProjectFile, Resolution, Resolver};
use crate::facts::{
    Binding, BindingKind, Class, CommandLine, Declaration, FileFacts, Function, GuardAlias, Import,
    ImportKind, ImportedName, Name, Router, Value,
};
use crate::source::{Span, Text};

/// How many steps (imports, re-exports, bindings, bases) are followed from one name.
const MAX_STEPS: u32 = 24;
/// How many steps are taken for one question in all.
const MAX_FUEL: u32 = 4_000;
/// How many bases of a class are looked at, inherited ones included.
const MAX_BASES: usize = 32;

/// Something that a file of the project defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_structs, reason = "a file and what it defines")]
pub struct Symbol {
    /// The file.
    pub file: FileId,
    /// What it is.
    pub kind: SymbolKind,
}

/// What a [`Symbol`] is. The numbers are indexes into the facts of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "readers handle each kind")]
pub enum SymbolKind {
    /// The file itself.
    Module,
    /// A function.
    Function(u32),
    /// A class.
    Class(u32),
    /// A binding.
    Binding(u32),
    /// A router.
    Router(u32),
    /// A name for a guard.
    GuardAlias(u32),
}

/// What a name or a value leads to.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "readers handle each kind")]
pub enum Found<'a> {
    /// Something of the project.
    Symbol(Symbol),
    /// A value without a name of its own: an entry of a dictionary, an exported expression.
    Value(ValueAt<'a>),
    /// Something of a package, by its dotted name there.
    External(Text),
    /// Nothing that is known.
    #[default]
    Unknown,
}

impl Found<'_> {
    /// The symbol that it is.
    pub fn symbol(&self) -> Option<Symbol> {
        match self {
            Self::Symbol(symbol) => Some(*symbol),
            _ => None,
        }
    }

    /// The name in a package that it is.
    pub fn external(&self) -> Option<&str> {
        match self {
            Self::External(path) => Some(path),
            _ => None,
        }
    }
}

/// A value with the file and function whose names it uses.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a value and its context")]
pub struct ValueAt<'a> {
    /// The file.
    pub file: FileId,
    /// The function that holds it, an index into the file's functions.
    pub function: Option<u32>,
    /// The value.
    pub value: &'a Value,
}

/// Classes of the project, nearest first, and the dotted names of bases from packages.
type Lineage = (Vec<Symbol>, Vec<Text>);

/// The files of a project, with the names that they define and import.
pub struct Index<'a> {
    files: &'a [ProjectFile],
    linkers: Linkers<'a>,
    resolvers: Vec<Box<dyn Resolver + 'a>>,
    imports: Vec<Box<[ImportTarget]>>,
    names: Vec<FxHashMap<&'a str, Defined>>,
    /// What the functions of each file define and import, by function and name; made for the files that are asked.
    locals: Vec<OnceCell<FxHashMap<(u32, &'a str), Defined>>>,
    /// Whether a file gives names that it does not mention: `from m import *`, `export *`, an exported object.
    passes_on: Vec<bool>,
    members: RefCell<FxHashMap<(FileId, &'a str), Found<'a>>>,
    passed_on: RefCell<FxHashMap<(FileId, Text), Found<'a>>>,
    lineages: RefCell<FxHashMap<Symbol, Lineage>>,
    launches: OnceCell<Vec<Launch>>,
    /// The statuses with which the application answers error classes of the project.
    handled_errors: OnceCell<FxHashMap<Symbol, u16>>,
    scripts: OnceCell<FxHashMap<&'a str, Vec<&'a CommandLine>>>,
    /// Members that frameworks give to what they hand to functions, by name; the first in order of files counts.
    given: OnceCell<FxHashMap<&'a str, Symbol>>,
    /// How many steps are left for the question that is being answered.
    fuel: Cell<u32>,
}

/// What an import leads to.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a row of the index")]
pub struct ImportTarget {
    /// The module.
    pub module: Resolution,
    /// For each imported name the file that it is, where it is a module of its own.
    pub submodules: Box<[Option<FileId>]>,
}

#[derive(Clone, Copy)]
enum Defined {
    Symbol(SymbolKind),
    Import(u32, u32),
}

impl<'a> Index<'a> {
    /// The index of files that are sorted by path.
    pub fn new(files: &'a [ProjectFile], linkers: &'a [&'a dyn Linker]) -> Self {
        let resolvers: Vec<_> = linkers.iter().map(|linker| linker.resolver(files)).collect();
        let linkers = Linkers::new(linkers, files);
        let imports = files
            .iter()
            .enumerate()
            .map(|(at, file)| match linkers.position(&file.language) {
                Some(linker) => file
                    .facts
                    .imports
                    .iter()
                    .map(|import| target_of(&*resolvers[linker], FileId(at as u32), import))
                    .collect(),
                None => Box::default(),
            })
            .collect();
        let names = files.iter().map(|file| defined_names(&file.facts)).collect();
        let passes_on = files
            .iter()
            .map(|file| {
                let facts = &file.facts;
                facts.exports.iter().any(|it| it.name == "*" || it.name == "default")
                    || facts.imports.iter().flat_map(|it| &it.names).any(is_star)
            })
            .collect();
        Self {
            files,
            linkers,
            resolvers,
            imports,
            names,
            locals: files.iter().map(|_| OnceCell::new()).collect(),
            passes_on,
            members: RefCell::default(),
            passed_on: RefCell::default(),
            lineages: RefCell::default(),
            launches: OnceCell::new(),
            handled_errors: OnceCell::new(),
            scripts: OnceCell::new(),
            given: OnceCell::new(),
            fuel: Cell::new(0),
        }
    }

    /// The files, sorted by path.
    pub fn files(&self) -> &'a [ProjectFile] {
        self.files
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &'a ProjectFile)> + use<'a> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(at as u32), file))
    }

    /// A file.
    pub fn file(&self, id: FileId) -> &'a ProjectFile {
        &self.files[id.0 as usize]
    }

    /// The facts of a file.
    pub fn facts(&self, id: FileId) -> &'a FileFacts {
        &self.file(id).facts
    }

    /// The commands that manifests start, followed through scripts.
    pub fn launches(&self) -> &[Launch] {
        self.launches.get_or_init(|| super::launch::launches(self.files))
    }

    /// What the scripts of a name run, of all manifests.
    pub(super) fn scripts(&self, name: &str) -> &[&'a CommandLine] {
        let by_name = self.scripts.get_or_init(|| {
            let mut by_name: FxHashMap<&str, Vec<&CommandLine>> = FxHashMap::default();
            for declaration in self.files.iter().flat_map(|file| &file.facts.declarations) {
                if let Declaration::Script { name, command, .. } = declaration {
                    by_name.entry(name).or_default().push(command);
                }
            }
            by_name
        });
        by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// The file of a path.
    pub fn find_file(&self, path: &str) -> Option<FileId> {
        self.files
            .binary_search_by(|file| file.path.as_str().cmp(path))
            .ok()
            .map(|at| FileId(at as u32))
    }

    /// The linker of a file's language.
    pub fn linker(&self, id: FileId) -> Option<&'a dyn Linker> {
        self.linkers.position(&self.file(id).language).map(|at| self.linkers.all()[at])
    }

    /// The position of the linker of a file's language among the linkers.
    pub(super) fn linker_position(&self, id: FileId) -> Option<usize> {
        self.linkers.position(&self.file(id).language)
    }

    /// The linkers.
    pub fn linkers(&self) -> &'a [&'a dyn Linker] {
        self.linkers.all()
    }

    /// What finds the files behind the imports of a file.
    pub fn resolver(&self, id: FileId) -> Option<&dyn Resolver> {
        self.linkers.position(&self.file(id).language).map(|at| &*self.resolvers[at])
    }

    /// What each import of a file leads to, in the order of its imports.
    pub fn imports(&self, id: FileId) -> &[ImportTarget] {
        &self.imports[id.0 as usize]
    }

    /// A function.
    pub fn function(&self, symbol: Symbol) -> Option<&'a Function> {
        match symbol.kind {
            SymbolKind::Function(at) => self.facts(symbol.file).functions.get(at as usize),
            _ => None,
        }
    }

    /// A class.
    pub fn class(&self, symbol: Symbol) -> Option<&'a Class> {
        match symbol.kind {
            SymbolKind::Class(at) => self.facts(symbol.file).classes.get(at as usize),
            _ => None,
        }
    }

    /// A binding.
    pub fn binding(&self, symbol: Symbol) -> Option<&'a Binding> {
        match symbol.kind {
            SymbolKind::Binding(at) => self.facts(symbol.file).bindings.get(at as usize),
            _ => None,
        }
    }

    /// A router.
    pub fn router(&self, symbol: Symbol) -> Option<&'a Router> {
        match symbol.kind {
            SymbolKind::Router(at) => self.facts(symbol.file).routing.routers.get(at as usize),
            _ => None,
        }
    }

    /// A name for a guard.
    pub fn guard_alias(&self, symbol: Symbol) -> Option<&'a GuardAlias> {
        match symbol.kind {
            SymbolKind::GuardAlias(at) => self.facts(symbol.file).routing.aliases.get(at as usize),
            _ => None,
        }
    }

    /// A member that a framework gives to what it hands to functions, see [`GuardAlias::symbol`].
    pub(super) fn given(&self, name: &str) -> Option<Symbol> {
        let given = self.given.get_or_init(|| {
            let mut given = FxHashMap::default();
            for (file, it) in self.iter() {
                for (at, alias) in it.facts.routing.aliases.iter().enumerate() {
                    if let Some(name) = alias.symbol.strip_prefix('.') {
                        let kind = SymbolKind::GuardAlias(at as u32);
                        given.entry(name).or_insert(Symbol { file, kind });
                    }
                }
            }
            given
        });
        given.get(name).copied()
    }

    /// The name of a symbol: qualified where it is a function or a class.
    pub fn name(&self, symbol: Symbol) -> Text {
        match symbol.kind {
            SymbolKind::Module => self.file(symbol.file).path.file_stem().into(),
            SymbolKind::Function(_) => {
                self.function(symbol).map(|it| it.qualified.clone()).unwrap_or_default()
            }
            SymbolKind::Class(_) => {
                self.class(symbol).map(|it| it.qualified.clone()).unwrap_or_default()
            }
            SymbolKind::Binding(_) => {
                self.binding(symbol).map(|it| it.name.clone()).unwrap_or_default()
            }
            SymbolKind::Router(_) => {
                self.router(symbol).map(|it| it.symbol.clone()).unwrap_or_default()
            }
            SymbolKind::GuardAlias(_) => {
                self.guard_alias(symbol).map(|it| it.symbol.clone()).unwrap_or_default()
            }
        }
    }

    /// Where a symbol is defined.
    pub fn place(&self, symbol: Symbol) -> Place {
        let span = match symbol.kind {
            SymbolKind::Module => Some(Span::default()),
            SymbolKind::Function(_) => self.function(symbol).map(|it| it.definition),
            SymbolKind::Class(_) => self.class(symbol).map(|it| it.definition),
            SymbolKind::Binding(_) => self.binding(symbol).map(|it| it.span),
            SymbolKind::Router(_) => self.router(symbol).map(|it| it.span),
            SymbolKind::GuardAlias(_) => self.guard_alias(symbol).map(|it| it.span),
        };
        Place { file: symbol.file, span: span.unwrap_or_default() }
    }

    /// The symbol that a name stands for, as it is used in a function of a file or at its top.
    pub fn resolve(&self, file: FileId, function: Option<u32>, name: &Name) -> Option<Symbol> {
        self.find(file, function, name).symbol()
    }

    /// What a name leads to, as it is used in a function of a file or at its top.
    pub fn find(&self, file: FileId, function: Option<u32>, name: &Name) -> Found<'a> {
        self.fuel.set(MAX_FUEL);
        self.find_at(file, function, name, MAX_STEPS)
    }

    /// What a value leads to: a name is followed, a value in place stays what it is.
    pub fn find_value(&self, at: ValueAt<'a>) -> Found<'a> {
        self.fuel.set(MAX_FUEL);
        self.value(at, MAX_STEPS)
    }

    /// What a function defines or imports under a name.
    fn local_name(&self, file: FileId, function: u32, name: &str) -> Option<Defined> {
        let names = self.locals[file.0 as usize].get_or_init(|| local_names(self.facts(file)));
        names.get(&(function, name)).copied()
    }

    /// What a dotted path in a string leads to, as settings write it: `app.permissions.IsOwner`.
    pub fn find_path(&self, from: FileId, path: &str) -> Found<'a> {
        self.fuel.set(MAX_FUEL);
        self.dotted(from, path, MAX_STEPS)
    }

    /// What a file gives to others under a name: what it defines, imports or exports.
    pub fn member(&self, file: FileId, name: &str) -> Found<'a> {
        self.fuel.set(MAX_FUEL);
        self.member_at(file, name, MAX_STEPS)
    }

    /// A method of a class or of the nearest base that has it.
    pub fn method(&self, class: Symbol, name: &str) -> Option<Symbol> {
        self.lineage(class).0.into_iter().find_map(|class| self.own_method(class, name))
    }

    /// The value of a field of a class or of the nearest base that has it.
    pub fn field(&self, class: Symbol, name: &str) -> Option<ValueAt<'a>> {
        self.lineage(class).0.into_iter().find_map(|at| {
            let class = self.class(at)?;
            let field = class.fields.iter().rev().find(|field| field.name == name)?;
            let value = field.value.as_ref()?;
            Some(ValueAt { file: at.file, function: class.outer, value })
        })
    }

    /// A class with all its bases of the project, nearest first, and the dotted names of bases from packages.
    pub fn lineage(&self, class: Symbol) -> (Vec<Symbol>, Vec<Text>) {
        self.fuel.set(MAX_FUEL);
        self.lineage_at(class, MAX_STEPS)
    }
}

fn target_of(resolver: &dyn Resolver, from: FileId, import: &Import) -> ImportTarget {
    let module = resolver.module(from, &import.module);
    let elsewhere = matches!(module, Resolution::Package(_) | Resolution::Builtin);
    let submodules = import
        .names
        .iter()
        .map(|name| {
            if elsewhere || name.name.is_empty() || name.name == "*" {
                None
            } else {
                resolver.submodule(from, &import.module, &name.name)
            }
        })
        .collect();
    ImportTarget { module, submodules }
}

/// The names that functions define and import inside. Of several of one name a function comes before a class, that
/// before a variable, that before an import; of the same kind the last counts, of imports the first.
fn local_names(facts: &FileFacts) -> FxHashMap<(u32, &str), Defined> {
    let mut names = FxHashMap::default();
    for (import, it) in facts.imports.iter().enumerate() {
        let Some(function) = it.function else { continue };
        for (at, name) in it.names.iter().enumerate() {
            names
                .entry((function, &*name.alias))
                .or_insert(Defined::Import(import as u32, at as u32));
        }
    }
    for (at, it) in facts.bindings.iter().enumerate() {
        if let (BindingKind::Local, Some(function)) = (it.kind, it.function) {
            names.insert((function, &*it.name), Defined::Symbol(SymbolKind::Binding(at as u32)));
        }
    }
    for (at, it) in facts.classes.iter().enumerate().filter(|(_, it)| !it.name.is_empty()) {
        if let Some(function) = it.outer {
            names.insert((function, &*it.name), Defined::Symbol(SymbolKind::Class(at as u32)));
        }
    }
    for (at, it) in facts.functions.iter().enumerate().filter(|(_, it)| !it.name.is_empty()) {
        if let Some(function) = it.outer {
            names.insert((function, &*it.name), Defined::Symbol(SymbolKind::Function(at as u32)));
        }
    }
    names
}

/// The names at the top of a file. What says most about a name is entered last.
fn defined_names(facts: &FileFacts) -> FxHashMap<&str, Defined> {
    let mut names = FxHashMap::default();
    for (import, it) in facts.imports.iter().enumerate() {
        if it.function.is_some() || it.kind == ImportKind::ReExport {
            continue;
        }
        for (at, name) in it.names.iter().enumerate() {
            if !name.alias.is_empty() && !is_star(name) {
                names.insert(&*name.alias, Defined::Import(import as u32, at as u32));
            }
        }
    }
    for (at, it) in facts.bindings.iter().enumerate() {
        if it.kind == BindingKind::Module && it.function.is_none() && it.class.is_none() {
            names.insert(&*it.name, Defined::Symbol(SymbolKind::Binding(at as u32)));
        }
    }
    for (at, it) in facts.classes.iter().enumerate() {
        if it.outer.is_none() && it.qualified == it.name && !it.name.is_empty() {
            names.insert(&*it.name, Defined::Symbol(SymbolKind::Class(at as u32)));
        }
    }
    for (at, it) in facts.functions.iter().enumerate() {
        if it.outer.is_none() && it.class.is_none() && !it.name.is_empty() {
            names.insert(&*it.name, Defined::Symbol(SymbolKind::Function(at as u32)));
        }
    }
    for (at, it) in facts.routing.aliases.iter().enumerate() {
        names.insert(&*it.symbol, Defined::Symbol(SymbolKind::GuardAlias(at as u32)));
    }
    for (at, it) in facts.routing.routers.iter().enumerate() {
        if it.function.is_none() {
            // A controller stays the class that it is: its methods are looked up through it.
            if it.kind != crate::facts::RouterKind::Controller {
                names.insert(&*it.symbol, Defined::Symbol(SymbolKind::Router(at as u32)));
            }
        }
    }
    names
}

/// `from m import *`: all names at once, not one name for the module (`import * as m`).
fn is_star(name: &ImportedName) -> bool {
    name.name == "*" && (name.alias.is_empty() || name.alias == "*")
}

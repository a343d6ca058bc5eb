//! Tests of linking over facts built by hand, in a toy language whose modules are named by dots.

mod activity;
mod guards;
mod index;
mod routes;

use super::{
    EntryPoint, FileId, Index, LinkedRoute, Linker, Place, Project, ProjectFile, Resolution,
    Resolver, link,
};
use crate::code::{ClassKind, FunctionKind};
use crate::facts::{
    Argument, Body, Call, CallValue, Class, Exit, ExitKind, FileFacts, Function, GuardUse, Handled,
    Import, ImportedName, Mount, Name, Root, Route, Router, RouterKind, Value, Via,
};
use crate::source::{Language, Role, SourcePath, Span, Text};

const TOY: Language = Language::new("toy");

/// Modules are paths with dots; a file `main` is a deployed entry point.
pub(super) struct Toy;

struct ToyResolver<'a>(&'a [ProjectFile]);

impl Linker for Toy {
    fn links(&self, language: &Language) -> bool {
        *language == TOY
    }

    fn resolver<'a>(&self, files: &'a [ProjectFile]) -> Box<dyn Resolver + 'a> {
        Box::new(ToyResolver(files))
    }

    fn entry_points(&self, index: &Index<'_>) -> Vec<EntryPoint> {
        index
            .iter()
            .filter(|(_, file)| file.path.file_stem() == "main")
            .map(|(file, _)| EntryPoint {
                file,
                kind: "main".into(),
                declared: Place { file, span: Span::default() },
                deployed: true,
            })
            .collect()
    }
}

impl Resolver for ToyResolver<'_> {
    fn module(&self, _: FileId, specifier: &str) -> Resolution {
        let path = format!("{}.toy", specifier.replace('.', "/"));
        match self.0.binary_search_by(|file| file.path.as_str().cmp(&path)) {
            Ok(at) => Resolution::File(FileId(at as u32)),
            Err(_) => Resolution::Package(specifier.into()),
        }
    }

    fn submodule(&self, from: FileId, specifier: &str, name: &str) -> Option<FileId> {
        match self.module(from, &format!("{specifier}.{name}")) {
            Resolution::File(file) => Some(file),
            _ => None,
        }
    }
}

/// A file under construction. Places are handed out in the order of the calls.
pub(super) struct Source {
    path: &'static str,
    pub(super) facts: FileFacts,
    at: u32,
}

impl Source {
    pub(super) fn new(path: &'static str) -> Self {
        Self { path, facts: FileFacts::new(TOY, &"line\n".repeat(200)), at: 0 }
    }

    pub(super) fn span(&mut self) -> Span {
        self.at += 5;
        Span::new(self.at, self.at + 4)
    }

    /// `from module import name`, as a name of this file.
    pub(super) fn import(&mut self, module: &str, name: &str) -> Name {
        let span = self.span();
        self.facts.imports.push(Import {
            module: module.into(),
            names: [ImportedName { name: name.into(), alias: name.into() }].into(),
            span,
            ..Import::default()
        });
        Name {
            path: format!("{module}.{name}").into(),
            root: Root::Import(self.facts.imports.len() as u32 - 1, 0),
        }
    }

    pub(super) fn function(&mut self, name: &str, exits: Vec<Exit>) -> u32 {
        let span = self.span();
        self.facts.functions.push(function(name, span, exits));
        self.facts.functions.len() as u32 - 1
    }

    pub(super) fn class(&mut self, name: &str, bases: Vec<Value>) -> u32 {
        let span = self.span();
        self.facts.classes.push(Class {
            name: name.into(),
            qualified: name.into(),
            kind: ClassKind::Class,
            span,
            definition: span,
            bases: bases.into(),
            keywords: Box::default(),
            decorators: Box::default(),
            fields: Box::default(),
            methods: Box::default(),
            outer: None,
            documentation: None,
        });
        self.facts.classes.len() as u32 - 1
    }

    pub(super) fn call(&mut self, function: Option<u32>, callee: Name, arguments: Vec<Value>) {
        let span = self.span();
        self.facts.calls.push(Call {
            callee,
            arguments: positional(arguments),
            span,
            function,
            ..Call::default()
        });
    }

    pub(super) fn router(&mut self, symbol: &str, kind: RouterKind, prefix: &str) {
        let span = self.span();
        self.facts.routing.routers.push(Router {
            symbol: symbol.into(),
            framework: "toy".into(),
            kind,
            prefix: prefix.into(),
            span,
            ..Router::default()
        });
    }

    pub(super) fn route(&mut self, router: Name, path: &str, handler: u32, guards: Vec<GuardUse>) {
        let span = self.span();
        self.facts.routing.routes.push(Route {
            framework: "toy".into(),
            router,
            methods: [Text::from("GET")].into(),
            path: path.into(),
            handler: Handled::Function(handler),
            guards,
            span,
            ..Route::default()
        });
    }

    pub(super) fn mount(
        &mut self,
        parent: Name,
        child: Value,
        prefix: &str,
        guards: Vec<GuardUse>,
    ) {
        let span = self.span();
        self.facts.routing.mounts.push(Mount {
            parent,
            child,
            prefix: prefix.into(),
            guards,
            span,
            ..Mount::default()
        });
    }

    fn finish(self) -> ProjectFile {
        ProjectFile::new(SourcePath::new(self.path), TOY, Role::Production, self.facts)
    }
}

pub(super) fn project(sources: Vec<Source>) -> Project {
    link(sources.into_iter().map(Source::finish).collect(), &[&Toy])
}

pub(super) fn routes(sources: Vec<Source>) -> Vec<LinkedRoute> {
    project(sources).routes
}

/// A name at the top of its file.
pub(super) fn top(path: &str) -> Name {
    Name { path: path.into(), root: Root::Module }
}

pub(super) fn local(path: &str) -> Name {
    Name { path: path.into(), root: Root::Local }
}

pub(super) fn parameter(path: &str) -> Name {
    Name { path: path.into(), root: Root::Parameter }
}

pub(super) fn value(name: Name) -> Value {
    Value::Name(Box::new(name))
}

pub(super) fn call(callee: Name, arguments: Vec<Value>) -> Value {
    Value::Call(Box::new(CallValue {
        callee,
        arguments: positional(arguments),
        span: Span::default(),
    }))
}

fn positional(values: Vec<Value>) -> Box<[Argument]> {
    values.into_iter().map(|value| Argument { name: Text::default(), value }).collect()
}

pub(super) fn guard(name: Name) -> GuardUse {
    GuardUse { target: value(name), via: Via::Decorator, ..GuardUse::default() }
}

/// `if not …: raise 401`.
pub(super) fn refusal() -> Exit {
    exit(ExitKind::Raise, Value::Unknown, Some(401), &["token"])
}

pub(super) fn exit(kind: ExitKind, value: Value, status: Option<u16>, conditions: &[&str]) -> Exit {
    Exit {
        kind,
        value,
        status,
        span: Span::default(),
        conditional: !conditions.is_empty(),
        conditions: conditions.iter().map(|it| Text::from(*it)).collect(),
        handler: None,
    }
}

fn function(name: &str, span: Span, exits: Vec<Exit>) -> Function {
    Function {
        name: name.into(),
        qualified: name.into(),
        kind: FunctionKind::Function,
        span,
        definition: span,
        class: None,
        outer: None,
        parameters: Box::default(),
        members: Box::default(),
        decorators: Box::default(),
        result: Value::Unknown,
        documentation: None,
        body: Body { statements: 1, calls: 1, ..Body::default() },
        exits: exits.into(),
        branches: Box::default(),
        dependencies: Box::default(),
        is_async: false,
        is_generator: false,
        handed: false,
        attached: false,
        is_abstract: false,
        is_test: false,
    }
}

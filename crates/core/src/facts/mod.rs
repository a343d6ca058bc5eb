//! Facts: what one file says, in language-neutral terms.
//!
//! Facts are data. They are a pure function of the file's bytes, its language and its role, they
//! can be serialised, and they hold no path, no line text and no secret value. Linking joins the
//! facts of all files to a [`Project`](crate::project::Project); rules read both.
//!
//! Places are [`Span`]s in bytes; [`FileFacts::lines`] turns them into lines and columns.
#![expect(
    clippy::exhaustive_enums,
    clippy::exhaustive_structs,
    reason = "analyzers in other crates build facts, and what reads them must know each kind"
)]

mod branch;
mod code;
mod command;
mod data;
mod deploy;
mod document;
mod routing;
mod scan;
mod value;

pub use branch::{Branch, Test, Tested};
pub use code::{
    Binding, BindingKind, Body, Call, Class, Comment, Decorator, Effect, Exit, ExitKind, Export,
    Field, Function, Handler, HandlerAction, Import, ImportKind, ImportedName, Member, Parameter,
    Stub,
};
pub use data::{
    EnvironmentHelper, EnvironmentRead, HealthPart, OutboundCall, SecretKind, SecretSite, Setting,
    SettingKind, SqlSink, SqlSite, SqlText, StateUse, Timeout, UrlKind, UrlSite,
};
pub use deploy::{
    CommandLine, Container, ContainerKind, Declaration, DeclaredVariable, DependencyDeclaration,
    HealthCheck, Mounted, Port, Probe, SecretUse, Workflow, WorkflowJob, WorkflowStep,
};
pub use document::{Citation, CitationKind, DocumentFacts, Heading, Statement, StatementForm};
pub use routing::{
    Attachment, GuardAlias, GuardChoice, GuardClass, GuardSource, GuardUse, Handled, Mount, Route,
    Router, RouterKind, Routing, Via,
};
pub(crate) use scan::{INTERPOLATED, collect as mentioned};
pub use scan::{addresses, interpolations, mentions};
pub use value::{Argument, CallValue, Name, Origin, Part, Root, Value};

use serde::{Deserialize, Serialize};

use crate::source::{Language, LineIndex, Span, Text};

/// The facts of one file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FileFacts {
    /// The language that the file was read as.
    pub language: Language,
    /// Turns spans into lines and columns.
    pub lines: LineIndex,
    /// Imports in order.
    pub imports: Vec<Import>,
    /// Exports in order. A language without explicit exports leaves it empty: everything defined at the top is exported.
    pub exports: Vec<Export>,
    /// Functions in the order of their first bytes. [`Call::function`] and its like are indexes into it.
    pub functions: Vec<Function>,
    /// Classes in the order of their definitions.
    pub classes: Vec<Class>,
    /// Calls in the order in which they stand.
    pub calls: Vec<Call>,
    /// Values bound to names: module-level, class-level and those inside functions that rules may ask about.
    pub bindings: Vec<Binding>,
    /// Comments in order.
    pub comments: Vec<Comment>,
    /// Exception handlers in order.
    pub handlers: Vec<Handler>,
    /// Routers, routes, mounts and what is attached to them.
    pub routing: Routing,
    /// Environment reads in order.
    pub environment: Vec<EnvironmentRead>,
    /// Functions that read variables for their callers.
    pub environment_helpers: Vec<EnvironmentHelper>,
    /// State that is read or set on requests, responses and sessions.
    pub state: Vec<StateUse>,
    /// SQL texts that are executed or built.
    pub sql: Vec<SqlSite>,
    /// The object-relational mapper that the file works with.
    pub orm: Option<Text>,
    /// Calls that leave the process over the network.
    pub outbound: Vec<OutboundCall>,
    /// Settings that matter for security.
    pub settings: Vec<Setting>,
    /// Credentials in the text. Their values are not kept.
    pub secrets: Vec<SecretSite>,
    /// Host addresses and URLs in string values.
    pub urls: Vec<UrlSite>,
    /// Containers of Dockerfiles, Compose files and Kubernetes manifests.
    pub containers: Vec<Container>,
    /// Everything else that a manifest declares.
    pub declarations: Vec<Declaration>,
    /// Words of settings and tool configuration that a framework or a tool may load as modules, packages or plugins;
    /// sorted, each once.
    pub mentions: Vec<Text>,
    /// Names in capitals that code gives to others as strings, keys and properties, as variables are spelled; sorted, each
    /// once.
    pub constants: Vec<Text>,
    /// CI workflows.
    pub workflows: Vec<Workflow>,
    /// What a document says.
    pub document: Option<DocumentFacts>,
    /// Tests that the file defines.
    pub tests: TestFacts,
    /// Markers in the text that tell its role (`@generated`, a vendored licence header).
    pub markers: Vec<Marker>,
}

impl FileFacts {
    /// Facts that say nothing yet, about a text of the given language.
    pub fn new(language: Language, text: &str) -> Self {
        Self {
            language,
            lines: LineIndex::new(text),
            imports: Vec::new(),
            exports: Vec::new(),
            functions: Vec::new(),
            classes: Vec::new(),
            calls: Vec::new(),
            bindings: Vec::new(),
            comments: Vec::new(),
            handlers: Vec::new(),
            routing: Routing::default(),
            environment: Vec::new(),
            environment_helpers: Vec::new(),
            state: Vec::new(),
            sql: Vec::new(),
            orm: None,
            outbound: Vec::new(),
            settings: Vec::new(),
            secrets: Vec::new(),
            urls: Vec::new(),
            containers: Vec::new(),
            declarations: Vec::new(),
            mentions: Vec::new(),
            constants: Vec::new(),
            workflows: Vec::new(),
            document: None,
            tests: TestFacts::default(),
            markers: Vec::new(),
        }
    }

    /// The innermost function that holds a place. Functions stand in the order of their first bytes.
    pub fn function_at(&self, span: Span) -> Option<u32> {
        let mut at = self
            .functions
            .partition_point(|function| function.span.start <= span.start)
            .checked_sub(1)? as u32;
        while !self.functions.get(at as usize)?.span.contains(span) {
            at = self.functions.get(at as usize)?.outer?;
        }
        Some(at)
    }

    /// The qualified name of the function or class that holds a place; empty at the top of the file.
    pub fn scope_at(&self, span: Span) -> Text {
        if let Some(function) = self.function_at(span) {
            return self.functions[function as usize].qualified.clone();
        }
        self.classes
            .iter()
            .filter(|class| class.span.contains(span))
            .max_by_key(|class| class.span.start)
            .map(|class| class.qualified.clone())
            .unwrap_or_default()
    }
}

/// Tests in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestFacts {
    /// Functions or blocks that a test runner counts as one test.
    pub functions: u32,
    /// Whether tests drive a browser.
    pub browser: bool,
    /// Whether tests use a database, a client of the application or a running service.
    pub integration: bool,
    /// Whether the file drives load (locust, k6).
    pub load: bool,
}

/// A sign in the text of what the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Marker {
    /// Does something of its own when it is started (`if __name__ == "__main__"`).
    Program,
}

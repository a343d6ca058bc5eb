use serde::Serialize;

use super::compose::Inclusion;
use super::vocabulary::{NameSet, Vocabulary};
use crate::facts::{Container, FileFacts, GuardClass, HealthPart, Via};
use crate::source::{Language, Role, SourcePath, Span, Text};

/// A file of a [`Project`]: an index into [`Project::files`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_structs, reason = "an index")]
pub struct FileId(pub u32);

/// A place in a file of the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_structs, reason = "a place is a file and a span")]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// The bytes.
    pub span: Span,
}

/// A place with what stands there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::exhaustive_structs, reason = "evidence is a place and a sentence")]
pub struct Evidence {
    /// Where.
    pub place: Place,
    /// What stands there, in a few words.
    pub what: Text,
}

/// A file of the project.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ProjectFile {
    /// The path below the audited root.
    pub path: SourcePath,
    /// The language.
    pub language: Language,
    /// What the file is for.
    pub role: Role,
    /// What it says.
    pub facts: FileFacts,
    /// Whether it runs in production.
    pub activity: Activity,
    /// What the file that includes a Compose file makes of it.
    pub(crate) inclusion: Option<Box<Inclusion>>,
    /// The names that the facts hold, of code that belongs to the program.
    pub(crate) vocabulary: Vocabulary,
}

impl ProjectFile {
    /// A file that is not linked yet: its activity is unknown. Its facts are looked through here, and are not to be
    /// changed afterwards.
    pub fn new(path: SourcePath, language: Language, role: Role, facts: FileFacts) -> Self {
        let vocabulary = match role {
            Role::Production | Role::Tool => Vocabulary::of(&facts),
            _ => Vocabulary::default(),
        };
        let activity = Activity::default();
        Self { path, language, role, facts, activity, inclusion: None, vocabulary }
    }

    /// Whether its facts may hold one of these names: as a part of a path, as a key, or as the last part of a string that
    /// spells a name. To ask this is much cheaper than to read the facts. Of files that do not belong to the program it is
    /// not known.
    pub fn may_name(&self, names: &NameSet) -> bool {
        !matches!(self.role, Role::Production | Role::Tool) || self.vocabulary.has_any(names)
    }

    /// The folder that the relative paths in the file start from: its own, unless a Compose file includes it with another.
    pub fn folder(&self) -> &str {
        self.inclusion.as_ref().map_or(self.path.parent(), |it| it.directory.as_str())
    }

    /// The folder of the system that the file describes a part of: its own, or that of the Compose file which includes it.
    pub(crate) fn system(&self) -> &str {
        self.inclusion.as_ref().map_or(self.path.parent(), |it| it.system.as_str())
    }
}

/// Whether a file is reachable by imports from a deployed entry point.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a state and its proof")]
pub struct Activity {
    /// The state.
    pub state: ActivityState,
    /// The shortest import path from an entry point to this file, both included. Empty unless active.
    pub path: Vec<FileId>,
}

/// States of activity.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "the three values of the output contract")]
pub enum ActivityState {
    /// Reachable from a deployed entry point.
    Active,
    /// Not reachable from any entry point, while the project has entry points that are understood.
    Inactive,
    /// Cannot be told.
    #[default]
    Unknown,
}

/// A file that something starts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::exhaustive_structs, reason = "linkers in language crates build entry points")]
pub struct EntryPoint {
    /// The file that is started.
    pub file: FileId,
    /// How: `asgi application`, `console script`, `container command` …
    pub kind: Text,
    /// Where that is declared.
    pub declared: Place,
    /// Whether it is started in production; a manual or test entry point keeps nothing active.
    pub deployed: bool,
}

impl EntryPoint {
    /// The kind of the entry points that configuration states: the repository's own, or that of the audit, which
    /// declares the file itself.
    pub const STATED: &str = "stated in configuration";
}

/// Where a file of the repository states something.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a place before files have numbers")]
pub struct Declared {
    /// The file.
    pub file: SourcePath,
    /// Where in it.
    pub span: Span,
}

/// A route with its full path and its guards, resolved.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "linkers in language crates build routes")]
pub struct LinkedRoute {
    /// The framework.
    pub framework: Text,
    /// The method in capitals, `ANY` or `WEBSOCKET`.
    pub method: Text,
    /// The full path.
    pub path: Text,
    /// The handler's name: `list_items`, `Items.get`.
    pub handler: Text,
    /// The handler's definition; the registration, where that is what makes the route.
    pub place: Place,
    /// Where the route is registered.
    pub registered: Place,
    /// The handler's function: its file and an index into the functions of that file.
    pub function: Option<(FileId, u32)>,
    /// Whether a caller must be known or allowed.
    pub protection: Protection,
    /// Whether the code says in so many words that everybody may call: `AllowAny`, `@Public()`.
    pub declared_open: bool,
    /// Its guards, in the order in which they run.
    pub guards: Vec<Guard>,
}

/// Whether a route is protected.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "the four values of the output contract")]
pub enum Protection {
    /// A guard that rejects is on its chain.
    Guarded,
    /// A guard finds out who calls, and lets anonymous callers through.
    Optional,
    /// No guard.
    Unguarded,
    /// A guard on its chain could not be read.
    #[default]
    Unknown,
}

/// A guard of a route.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "linkers in language crates build guards")]
pub struct Guard {
    /// Its name as written: `get_current_user`.
    pub name: Text,
    /// What it does.
    pub class: GuardClass,
    /// The way by which it reaches the route.
    pub via: Via,
    /// Where it is used.
    pub place: Place,
    /// Where it is defined, if in the project.
    pub definition: Option<Place>,
}

/// A function or class of the project that is there to guard routes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GuardDefinition {
    /// Its name: `require_admin`, `JwtGuard`.
    pub name: Text,
    /// Where it is defined.
    pub place: Place,
    /// What it does with a request.
    pub class: GuardClass,
    /// The routes that name it on their chain: indexes into [`Project::routes`].
    pub routes: Vec<u32>,
    /// Whether anything in production code mentions it.
    pub mentioned: bool,
}

/// A service that runs beside the code.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Service {
    /// Its name.
    pub name: Text,
    /// Where it is declared.
    pub place: Place,
    /// Its image.
    pub image: Text,
    /// The profiles that start it; none where it always starts.
    pub profiles: Box<[Text]>,
    /// What it is: `postgresql`, `rabbitmq` …; empty if it is not known.
    pub technology: Text,
    /// Whether the code uses it.
    pub usage: ServiceUse,
    /// Why.
    pub evidence: Vec<Evidence>,
}

/// Whether a service is used.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "the four values of the output contract")]
pub enum ServiceUse {
    /// Active code talks to it.
    Used,
    /// Configuration points to it.
    Configured,
    /// Nothing talks to it.
    Unused,
    /// Cannot be told.
    #[default]
    Unknown,
}

/// A package that is declared or imported.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Dependency {
    /// The package's name as declared, or as imported.
    pub name: Text,
    /// `pypi`, `npm`.
    pub ecosystem: Text,
    /// Where it is declared; where it is first imported if it is not.
    pub place: Place,
    /// The group that it is declared in.
    pub scope: Text,
    /// Whether it is used.
    pub status: DependencyStatus,
    /// Where it is imported.
    pub imports: Vec<Place>,
    /// Other signs of its use.
    pub evidence: Vec<Evidence>,
}

/// Whether a dependency is used.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "the four values of the output contract")]
pub enum DependencyStatus {
    /// Declared and used.
    Used,
    /// Declared and not used.
    Unused,
    /// Imported and not declared.
    Undeclared,
    /// Cannot be told.
    #[default]
    Unknown,
}

/// An environment variable.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Variable {
    /// Its name.
    pub name: Text,
    /// Where it is read.
    pub reads: Vec<VariableRead>,
    /// Where it is documented.
    pub documented: Vec<VariableDocumented>,
    /// Where a container or a configuration map sets it.
    pub set: Vec<Place>,
    /// The files that fill it in: Compose files, build files, environment files.
    pub interpolated: Vec<FileId>,
}

impl Variable {
    /// A variable that nothing reads and nothing documents.
    pub(super) fn new(name: Text) -> Self {
        Self {
            name,
            reads: Vec::new(),
            documented: Vec::new(),
            set: Vec::new(),
            interpolated: Vec::new(),
        }
    }
}

/// A read of a variable.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a row of the ledger")]
pub struct VariableRead {
    /// Where.
    pub place: Place,
    /// Whether the program needs it.
    pub required: bool,
    /// Whether it has a default.
    pub has_default: bool,
}

/// A mention of a variable in documentation.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a row of the ledger")]
pub struct VariableDocumented {
    /// Where.
    pub place: Place,
    /// Whether the line is commented out.
    pub commented: bool,
}

/// Something that production services need.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Capability {
    /// Its name in the output contract.
    pub name: Text,
    /// How far it goes.
    pub status: CapabilityStatus,
    /// Why.
    pub evidence: Vec<Evidence>,
}

/// How far a capability goes.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "the four values of the output contract")]
pub enum CapabilityStatus {
    /// There, and attached to what it is for.
    Wired,
    /// There, and attached to nothing.
    Present,
    /// Not there.
    Absent,
    /// Cannot be told.
    #[default]
    Unknown,
}

/// Tests of the project.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[non_exhaustive]
pub struct TestCounts {
    /// Test files.
    pub files: u32,
    /// Test functions.
    pub functions: u32,
    /// Functions in unit tests.
    pub unit: u32,
    /// Functions in integration tests.
    pub integration: u32,
    /// Functions in end-to-end tests.
    pub e2e: u32,
    /// Functions in load tests.
    pub load: u32,
    /// Functions of tests of unknown kind.
    pub unknown: u32,
}

/// A statement of a document, held against the facts.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Promise {
    /// Where it stands.
    pub place: Place,
    /// What it says.
    pub text: Text,
    /// What it is about.
    pub subject: Text,
    /// Whether it is kept.
    pub kept: KeptState,
    /// Why.
    pub evidence: Vec<Evidence>,
}

/// Whether a promise is kept.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "the four values of the output contract")]
pub enum KeptState {
    /// The facts bear it out.
    Yes,
    /// The facts speak against it.
    No,
    /// The facts bear out a part of it.
    Partly,
    /// Cannot be told.
    #[default]
    Unknown,
}

/// A health route and what it looks at.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct HealthRoute {
    /// Its index in [`Project::routes`].
    pub route: u32,
    /// The dependencies that its answer names.
    pub parts: Vec<HealthPart>,
    /// Whether it looks at anything at all before it answers.
    pub looks: bool,
}

/// A step of a pipeline that runs tests, by itself or through scripts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TestRun {
    /// Its command, or the step where it has none.
    pub place: Place,
    /// The job.
    pub job: Text,
    /// The name of the step, or what it uses.
    pub step: Text,
    /// Why it cannot fail, if so.
    pub ignored: Option<TestRunIgnored>,
}

/// What lets tests of a pipeline fail without effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TestRunIgnored {
    /// The command: `pytest || true`.
    Command,
    /// The step may fail.
    Step,
    /// The job may fail.
    Job,
    /// The file stands where no system looks for pipelines.
    NeverStarted,
}

/// The facts of all files, linked.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Project {
    /// The files in order of their paths.
    pub files: Vec<ProjectFile>,
    /// Paths of further files, which nothing reads, in order.
    pub unread: Vec<SourcePath>,
    /// What is started, deployed entry points first.
    pub entry_points: Vec<EntryPoint>,
    /// Routes in order of file and line.
    pub routes: Vec<LinkedRoute>,
    /// Functions and classes that are there to guard routes, in order of file and place.
    pub guards: Vec<GuardDefinition>,
    /// Health routes.
    pub health: Vec<HealthRoute>,
    /// Services in order of file and line.
    pub services: Vec<Service>,
    /// Dependencies in order of name.
    pub dependencies: Vec<Dependency>,
    /// Environment variables in order of name.
    pub environment: Vec<Variable>,
    /// Capabilities in order of name.
    pub capabilities: Vec<Capability>,
    /// Tests.
    pub tests: TestCounts,
    /// Steps of pipelines that run tests, in order of file and place.
    pub test_runs: Vec<TestRun>,
    /// Promises in order of file and line.
    pub promises: Vec<Promise>,
    /// What git leaves out of the repository.
    pub(super) made: super::made::Made,
}

impl Project {
    /// A file.
    pub fn file(&self, id: FileId) -> &ProjectFile {
        &self.files[id.0 as usize]
    }

    /// All files with their ids.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &ProjectFile)> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(at as u32), file))
    }

    /// The file of a path.
    pub fn find(&self, path: &str) -> Option<FileId> {
        self.files
            .binary_search_by(|file| file.path.as_str().cmp(path))
            .ok()
            .map(|at| FileId(at as u32))
    }

    /// Whether there is a file or a folder with the path, read or not.
    pub fn exists(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let below = |found: Option<&SourcePath>| {
            found.is_some_and(|found| {
                found
                    .as_str()
                    .strip_prefix(path)
                    .is_some_and(|rest| rest.is_empty() || path.is_empty() || rest.starts_with('/'))
            })
        };
        // What sorts before `path/` and behind `path` (`path.md`) stands between a file and a folder of the name.
        let folder = format!("{path}/");
        [path, folder.as_str()].iter().any(|wanted| {
            let read = self.files.partition_point(|file| file.path.as_str() < *wanted);
            let unread = self.unread.partition_point(|file| file.as_str() < *wanted);
            below(self.files.get(read).map(|file| &file.path)) || below(self.unread.get(unread))
        })
    }

    /// The folder of the repository that a Compose service with a `build` of its own sends to the build.
    pub fn build_context(&self, file: FileId, container: &Container) -> Option<String> {
        super::images::context(&self.files, file, container)
    }

    /// Whether a path is made while the project is built or used, or kept out of the repository: it need not be there.
    pub fn is_made(&self, path: &str) -> bool {
        self.made.holds(path)
    }

    /// The stage of a Dockerfile that a Compose service is built from, and the file that holds it.
    pub fn built_stage(&self, file: FileId, container: &Container) -> Option<(FileId, &Container)> {
        super::images::stage_of(&self.files, file, container)
    }

    /// The description that a Compose service amends: that of the file which its own file overrides.
    pub fn amended(&self, file: FileId, container: &Container) -> Option<(FileId, &Container)> {
        super::compose::amended(&self.files, file, container)
    }

    /// Everything that describes the same service: itself first, what it overrides or what overrides it, what it extends.
    pub fn descriptions<'c>(
        &'c self,
        file: FileId,
        container: &'c Container,
    ) -> Vec<(FileId, &'c Container)> {
        super::compose::descriptions(&self.files, file, container)
    }

    /// The line of a place, from 1.
    pub fn line(&self, place: Place) -> u32 {
        self.file(place.file).facts.lines.line(place.span.start)
    }
}

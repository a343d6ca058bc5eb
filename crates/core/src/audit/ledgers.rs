use schemars::JsonSchema;
use serde::Serialize;

use crate::facts::{GuardClass, Via};
use crate::project::{
    ActivityState, CapabilityStatus, DependencyStatus, EntryPoint, KeptState, Protection,
    ServiceUse,
};
use crate::source::{Role, SourcePath, Text};

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AuditPlace {
    /// The file.
    pub file: SourcePath,
    /// The line, from 1.
    pub line: u32,
}

/// A line of a file and what stands there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AuditEvidence {
    /// The file.
    pub file: SourcePath,
    /// The line, from 1.
    pub line: u32,
    /// What stands there.
    pub what: Text,
}

/// A file that something starts.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AuditEntryPoint {
    /// The file.
    pub file: SourcePath,
    /// How it is started.
    pub kind: Text,
    /// Where that is declared; the file itself, where nothing in the repository states it.
    pub declared_in: AuditPlace,
    /// Whether it is started in production.
    pub deployed: bool,
}

impl AuditEntryPoint {
    /// Whether the configuration of the audit states it, and no file of the repository.
    pub fn is_stated(&self) -> bool {
        self.kind == EntryPoint::STATED && self.declared_in.file == self.file
    }
}

/// A code file and whether it runs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AuditModule {
    /// The file.
    pub file: SourcePath,
    /// Whether it runs in production.
    pub activity: ActivityState,
    /// The files from an entry point to this one, along imports.
    pub path: Vec<SourcePath>,
}

/// A route.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AuditRoute {
    /// The framework.
    pub framework: Text,
    /// The method in capitals, `ANY` or `WEBSOCKET`.
    pub method: Text,
    /// The full path.
    pub path: Text,
    /// The handler's name.
    pub handler: Text,
    /// The file of the handler.
    pub file: SourcePath,
    /// The line of the handler's definition.
    pub line: u32,
    /// Whether a caller must be known or allowed.
    pub protection: Protection,
    /// Its guards in the order in which they run.
    pub guards: Vec<AuditGuard>,
    /// Where it is registered.
    pub registered: AuditPlace,
}

/// A guard of a route.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AuditGuard {
    /// Its name.
    pub name: Text,
    /// What it does.
    pub class: GuardClass,
    /// By what way it reaches the route.
    pub via: Via,
    /// The file that uses it.
    pub file: SourcePath,
    /// The line that uses it.
    pub line: u32,
    /// Where it is defined, if in the project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub definition: Option<AuditPlace>,
}

/// An environment variable.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AuditVariable {
    /// Its name.
    pub name: Text,
    /// Where it is read.
    pub reads: Vec<AuditRead>,
    /// Where it is documented.
    pub documented: Vec<AuditPlace>,
}

/// A read of an environment variable.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AuditRead {
    /// The file.
    pub file: SourcePath,
    /// The line.
    pub line: u32,
    /// What the file is for.
    pub role: Role,
    /// Whether the program needs it.
    pub required: bool,
    /// Whether it has a default.
    pub has_default: bool,
}

/// A service beside the code.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AuditService {
    /// Its name.
    pub name: Text,
    /// Where it is declared.
    pub file: SourcePath,
    /// The line of its declaration.
    pub line: u32,
    /// Its image.
    pub image: Text,
    /// The profiles that start it; none where it always starts.
    pub profiles: Vec<Text>,
    /// What it is.
    pub technology: Text,
    /// Whether the code uses it.
    #[serde(rename = "use")]
    pub usage: ServiceUse,
    /// Why.
    pub evidence: Vec<AuditEvidence>,
}

/// A package.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AuditDependency {
    /// Its name.
    pub name: Text,
    /// `pypi`, `npm`.
    pub ecosystem: Text,
    /// The manifest that declares it, or the file that imports it first.
    pub manifest: SourcePath,
    /// The line there.
    pub line: u32,
    /// The group that it is declared in.
    pub scope: Text,
    /// Whether it is used.
    pub status: DependencyStatus,
    /// Where it is imported.
    pub imports: Vec<AuditPlace>,
    /// Other signs of its use.
    pub evidence: Vec<AuditEvidence>,
}

/// Something that production services need.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AuditCapability {
    /// Its name.
    pub name: Text,
    /// How far it goes.
    pub status: CapabilityStatus,
    /// Why.
    pub evidence: Vec<AuditEvidence>,
}

/// Tests.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AuditTests {
    /// Test files.
    pub files: u32,
    /// Test functions.
    pub functions: u32,
    /// Test functions by kind.
    pub by_kind: TestKinds,
}

/// Test functions by kind.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct TestKinds {
    /// In unit tests.
    pub unit: u32,
    /// In integration tests.
    pub integration: u32,
    /// In end-to-end tests.
    pub e2e: u32,
    /// In load tests.
    pub load: u32,
    /// Of unknown kind.
    pub unknown: u32,
}

/// A statement of a document, held against the facts.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AuditPromise {
    /// The document.
    pub file: SourcePath,
    /// The line.
    pub line: u32,
    /// What it says.
    pub text: Text,
    /// What it is about.
    pub subject: Text,
    /// Whether it is kept.
    pub kept: KeptState,
    /// Why.
    pub evidence: Vec<AuditEvidence>,
}

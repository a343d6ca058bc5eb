use serde::{Deserialize, Serialize};

use super::Value;
use crate::source::{Span, Text};

/// A container as a Dockerfile stage, a Compose service or a Kubernetes container describes it: one model for all three.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Container {
    /// Where the description comes from.
    pub kind: ContainerKind,
    /// The stage, service or container.
    pub name: Text,
    /// The workload that holds it, of a Kubernetes container: `Deployment/api`.
    pub workload: Text,
    /// The image, as written, with its span.
    pub image: Option<(Text, Span)>,
    /// The folder that it is built from, relative to the file, and the Dockerfile in it, where given.
    pub build: Option<(Text, Text)>,
    /// The stage that is built (`target:`).
    pub target: Text,
    /// What it runs: entry point and command, shell forms split into words.
    pub command: Option<CommandLine>,
    /// What its entry point is, where it is given apart from the command.
    pub entrypoint: Option<CommandLine>,
    /// The working directory.
    pub working_directory: Text,
    /// The user, with its span; `None` if it is not set.
    pub user: Option<(Text, Span)>,
    /// Variables that are set.
    pub environment: Vec<DeclaredVariable>,
    /// Ports.
    pub ports: Vec<Port>,
    /// Mounted paths and volumes.
    pub volumes: Vec<Mounted>,
    /// The health check; `None` if there is none.
    pub health: Option<HealthCheck>,
    /// Probes of a Kubernetes container.
    pub probes: Vec<Probe>,
    /// Secrets handed over.
    pub secrets: Vec<SecretUse>,
    /// Further keys that rules read, each with its span: `privileged`, `network_mode`, `resources.limits.memory` …
    pub settings: Vec<(Text, Value, Span)>,
    /// Containers that it waits for.
    pub depends_on: Vec<Text>,
    /// Whether it is the stage, service or container that runs in the end.
    pub is_final: bool,
    /// Where the description stands.
    pub span: Span,
    /// Where its name or first line stands.
    pub head: Span,
}

/// Where a container is described.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContainerKind {
    /// A stage of a Dockerfile.
    Dockerfile,
    /// A service of a Compose file.
    Compose,
    /// A container of a Kubernetes workload.
    Kubernetes,
}

/// A command line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandLine {
    /// Its words; `&&`, `||`, `;` and `|` stand as words of their own.
    pub words: Box<[Text]>,
    /// Whether a shell runs it.
    pub shell: bool,
    /// Where it stands.
    pub span: Span,
}

/// A variable that a manifest sets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeclaredVariable {
    /// Its name.
    pub name: Text,
    /// Its value; a credential is redacted; `None` where it is passed through or taken from elsewhere.
    pub value: Option<Value>,
    /// Where it is taken from: `secret:NAME`, `configmap:NAME`, `env_file` …; empty where it is written out.
    pub source: Text,
    /// Whether it is commented out.
    pub commented: bool,
    /// Where it stands.
    pub span: Span,
}

/// A port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Port {
    /// The port inside the container; 0 if it cannot be read.
    pub container: u16,
    /// The port outside, where it is published.
    pub host: Option<u16>,
    /// The address that it is published on; empty for all interfaces.
    pub address: Text,
    /// Where it stands.
    pub span: Span,
}

/// A mounted path or volume.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mounted {
    /// The path or volume outside.
    pub source: Text,
    /// The path inside.
    pub target: Text,
    /// Where it stands.
    pub span: Span,
}

/// A health check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthCheck {
    /// What it runs; none if it is switched off.
    pub command: Option<CommandLine>,
    /// Where it stands.
    pub span: Span,
}

/// A probe of a Kubernetes container.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// `liveness`, `readiness` or `startup`.
    pub kind: Text,
    /// The path that it asks, where it asks by HTTP.
    pub path: Text,
    /// The port, as written.
    pub port: Text,
    /// Where it stands.
    pub span: Span,
}

/// A secret handed to a container.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretUse {
    /// The secret's name.
    pub name: Text,
    /// The variable that it fills; empty where it is mounted.
    pub variable: Text,
    /// Where it stands.
    pub span: Span,
}

/// Something that a manifest declares.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Declaration {
    /// A dependency on a package.
    Dependency(DependencyDeclaration),
    /// A variable in an environment file or in a table of documentation.
    Variable(DeclaredVariable),
    /// A script with a name: a package script, a console script, a process of a Procfile.
    Script {
        /// Its name.
        name: Text,
        /// What it runs; of a console script `module:function`.
        command: CommandLine,
        /// The table it stands in: `scripts`, `project.scripts`, `procfile` …
        table: Text,
    },
    /// A file that the manifest names: `main`, `bin`, `exports`, `script src`, `input`.
    Entry {
        /// The path as written.
        path: Text,
        /// The key it stands under.
        key: Text,
        /// Where it stands.
        span: Span,
    },
    /// The scheme and host of a URL; nothing else of it is kept.
    Address {
        /// The scheme: `postgresql+asyncpg`.
        scheme: Text,
        /// The host; empty if it is filled in later.
        host: Text,
        /// Where it stands.
        span: Span,
    },
    /// Any other key with a value: settings of tools, compiler options, chart names.
    Setting {
        /// The dotted key.
        key: Text,
        /// The value.
        value: Value,
        /// Where it stands.
        span: Span,
    },
    /// A resource that is neither a container nor one of the above: a Kubernetes service, an ingress, a volume, a Terraform resource.
    Resource {
        /// Its kind.
        kind: Text,
        /// Its name.
        name: Text,
        /// What of it matters to rules.
        value: Value,
        /// Where it stands.
        span: Span,
    },
}

/// A dependency on a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DependencyDeclaration {
    /// The package's name as written, without version and extras.
    pub name: Text,
    /// Where packages of this kind come from: `pypi`, `npm`.
    pub ecosystem: Text,
    /// The version or range, as written; empty if any will do.
    pub version: Text,
    /// Extras: `standard` of `uvicorn[standard]`.
    pub extras: Box<[Text]>,
    /// The group: `production`, `development`, `optional`, `peer`, or a group's own name.
    pub scope: Text,
    /// Where it stands.
    pub span: Span,
}

/// A CI workflow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Workflow {
    /// The system: `github-actions`, `gitlab-ci`.
    pub system: Text,
    /// Its name.
    pub name: Text,
    /// Its jobs.
    pub jobs: Vec<WorkflowJob>,
    /// Where it stands.
    pub span: Span,
}

/// A job of a workflow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkflowJob {
    /// Its key.
    pub name: Text,
    /// Jobs that it needs.
    pub needs: Vec<Text>,
    /// Its steps.
    pub steps: Vec<WorkflowStep>,
    /// Whether its failure is ignored.
    pub may_fail: bool,
    /// Where it stands.
    pub span: Span,
}

/// A step of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkflowStep {
    /// What it is called.
    pub name: Text,
    /// The action that it uses.
    pub uses: Text,
    /// The commands that it runs.
    pub commands: Vec<CommandLine>,
    /// The folder that it runs in.
    pub working_directory: Text,
    /// Whether its failure is ignored.
    pub may_fail: bool,
    /// Where it stands.
    pub span: Span,
}

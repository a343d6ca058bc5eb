//! Capabilities: what services need in production, and whether it is wired.
//!
//! A capability is *wired* where it is there and attached to what it is for, *present* where it is
//! there and attached to nothing, *absent* where nothing shows it. [`code`] reads what code names;
//! [`deployed`] reads containers, pipelines and files; [`running`] reads routes, jobs and migrations.

mod code;
mod deployed;
mod running;
mod scan;

use std::collections::BTreeMap;

use super::vocabulary::NameSet;
use super::{
    Activity, ActivityState, Capability, CapabilityStatus, Evidence, FileId, GuardDefinition,
    HealthRoute, Index, LinkedRoute, Place, TestCounts, TestRun,
};
use crate::facts::{CommandLine, FileFacts, Name};
use crate::source::{Role, SourcePath, Text};

/// The names of all capabilities, sorted.
pub(super) const NAMES: &[&str] = &[
    "authentication",
    "background_jobs",
    "backups",
    "caching",
    "ci_runs_tests",
    "circuit_breaker",
    "compose_healthchecks",
    "cors",
    "db_pooling",
    "dockerfile_non_root",
    "e2e_tests",
    "error_tracking",
    "graphql",
    "health_checks_dependencies",
    "health_endpoint",
    "iac",
    "k8s_manifests",
    "load_tests",
    "metrics_endpoint",
    "migrations",
    "outbound_timeouts",
    "rate_limiting",
    "readiness_probe",
    "retries",
    "security_headers",
    "structured_logging",
    "tracing",
    "websocket",
];

/// How many places a capability lists.
const MAX_EVIDENCE: usize = 8;

/// What capabilities are told from.
pub(super) struct Context<'p, 'i> {
    pub(super) index: &'i Index<'p>,
    pub(super) activity: &'i [Activity],
    pub(super) routes: &'i [LinkedRoute],
    pub(super) guards: &'i [GuardDefinition],
    pub(super) health: &'i [HealthRoute],
    pub(super) tests: &'i TestCounts,
    pub(super) test_runs: &'i [TestRun],
    pub(super) unread: &'i [SourcePath],
}

/// Hands each name that code calls, hands over, keeps or attaches to `see`.
pub(super) fn each_name<'p>(facts: &'p FileFacts, see: &mut dyn FnMut(&'p Name)) {
    scan::each(FileId(0), facts, &mut |event| see(event.name));
}

/// All capabilities, in order of name.
pub(super) fn capabilities(context: &Context<'_, '_>) -> Vec<Capability> {
    let mut sightings = Sightings::default();
    code::add(context, &mut sightings);
    running::add(context, &mut sightings);
    deployed::add(context, &mut sightings);
    NAMES.iter().map(|name| sightings.capability(name)).collect()
}

impl<'p> Context<'p, '_> {
    fn facts(&self, file: FileId) -> &'p FileFacts {
        self.index.facts(file)
    }

    /// Whether the facts of a file may hold one of these names.
    fn has_any(&self, file: FileId, names: &NameSet) -> bool {
        self.index.file(file).vocabulary.has_any(names)
    }

    /// Files that belong to the program or to what is done with it.
    fn code(&self) -> impl Iterator<Item = FileId> + use<'p> {
        self.index
            .iter()
            .filter(|(_, file)| matches!(file.role, Role::Production | Role::Tool))
            .map(|(id, _)| id)
    }

    /// Whether nothing shows that a file never runs.
    fn may_run(&self, file: FileId) -> bool {
        self.activity.get(file.0 as usize).is_none_or(|it| it.state != ActivityState::Inactive)
    }

    /// Whether a file runs, as far as it is known what does; what people start by hand is not counted on.
    fn runs(&self, file: FileId) -> bool {
        let state = |at: usize| self.activity.get(at).map(|it| it.state);
        let language = &self.index.file(file).language;
        match state(file.0 as usize) {
            Some(ActivityState::Unknown) => !self.index.iter().any(|(other, it)| {
                it.language == *language && state(other.0 as usize) == Some(ActivityState::Active)
            }),
            known => known != Some(ActivityState::Inactive),
        }
    }

    /// Paths of all files, read or not.
    fn paths(&self) -> impl Iterator<Item = &SourcePath> {
        self.index.files().iter().map(|file| &file.path).chain(self.unread)
    }

    /// Command lines that are started, followed through scripts, and those of pipelines and of people.
    fn commands(&self) -> impl Iterator<Item = (Place, &CommandLine, Runs)> {
        let started = self.index.launches().iter().map(|launch| {
            let runs = if launch.deployed { Runs::Deployed } else { Runs::ByHand };
            (launch.declared, &launch.line, runs)
        });
        let others = self.index.iter().filter(|(_, file)| file.role != Role::Vendored);
        let steps = others.flat_map(|(file, it)| {
            let steps = it.facts.workflows.iter().flat_map(|it| &it.jobs).flat_map(|it| &it.steps);
            steps
                .flat_map(|step| &step.commands)
                .map(move |line| (Place { file, span: line.span }, line, Runs::InPipeline))
        });
        started.chain(steps)
    }
}

/// What runs a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Runs {
    /// A container, a process list, a script that one of them starts.
    Deployed,
    /// A job of a pipeline.
    InPipeline,
    /// Somebody who knows its name.
    ByHand,
}

/// What speaks for capabilities.
#[derive(Default)]
struct Sightings {
    by_name: BTreeMap<&'static str, Vec<(Option<Evidence>, bool)>>,
}

impl Sightings {
    /// Adds a place where a capability shows, wired or not.
    fn add(&mut self, name: &'static str, place: Place, what: Text, wired: bool) {
        self.by_name.entry(name).or_default().push((Some(Evidence { place, what }), wired));
    }

    fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    fn is_wired(&self, name: &str) -> bool {
        self.by_name.get(name).is_some_and(|all| all.iter().any(|(_, wired)| *wired))
    }

    /// Adds that a capability shows in a file that nothing reads.
    fn note(&mut self, name: &'static str, wired: bool) {
        self.by_name.entry(name).or_default().push((None, wired));
    }

    fn capability(&mut self, name: &'static str) -> Capability {
        let mut all = self.by_name.remove(name).unwrap_or_default();
        // What works is told first.
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all.dedup_by_key(|(evidence, _)| evidence.as_ref().map(|it| it.place));
        let status = match all.first() {
            Some((_, true)) => CapabilityStatus::Wired,
            Some((_, false)) => CapabilityStatus::Present,
            None => CapabilityStatus::Absent,
        };
        let wired = status == CapabilityStatus::Wired;
        let evidence = all.into_iter().filter(|(_, is)| *is == wired).filter_map(|(it, _)| it);
        Capability { name: name.into(), status, evidence: evidence.take(MAX_EVIDENCE).collect() }
    }
}

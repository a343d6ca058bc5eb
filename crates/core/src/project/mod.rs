//! The project: the facts of all files, linked.
//!
//! A [`Project`] is what project rules and reports read: files with their activity, routes with
//! their resolved guards, ledgers of services, dependencies, environment and capabilities.

mod model;

pub use model::{
    Activity, ActivityState, Capability, CapabilityStatus, Dependency, DependencyStatus,
    EntryPoint, Evidence, FileId, Guard, HealthRoute, KeptState, LinkedRoute, Place, Project,
    ProjectFile, Promise, Protection, Service, ServiceUse, TestCounts, Variable,
    VariableDocumented, VariableRead,
};

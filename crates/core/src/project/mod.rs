//! The project: the facts of all files, linked.
//!
//! A [`Project`] is what project rules and reports read: files with their activity, routes with
//! their resolved guards, ledgers of services, dependencies, environment and capabilities.
//! [`link()`] makes it. What a language or a framework knows about joining files comes through a
//! [`Linker`]; the [`Index`] answers what a name stands for across files.

mod activity;
mod capabilities;
mod compose;
mod graph;
mod guards;
mod health;
mod images;
mod index;
pub mod knowledge;
mod launch;
mod ledgers;
mod link;
mod linker;
mod made;
mod model;
mod paths;
mod pattern;
mod promises;
mod router_ids;
mod routes;
mod test_runs;
#[cfg(test)]
mod tests;
mod vocabulary;

pub use graph::{
    AttachmentNode, GuardAt, HandlerAt, MountEdge, RouteGraph, RouteNode, RouterId, RouterNode,
};
pub use health::{is_health_path, names_dependency, serves};
pub use index::{Found, ImportTarget, Index, Symbol, SymbolKind, ValueAt};
pub use launch::Launch;
pub use link::{link, link_among};
pub use linker::{Linker, Resolution, Resolver};
pub use model::{
    Activity, ActivityState, Capability, CapabilityStatus, Declared, Dependency, DependencyStatus,
    EntryPoint, Evidence, FileId, Guard, GuardDefinition, HealthRoute, KeptState, LinkedRoute,
    Place, Project, ProjectFile, Promise, Protection, Service, ServiceUse, TestCounts, TestRun,
    TestRunIgnored, Variable, VariableDocumented, VariableRead,
};
pub use paths::Paths;
pub use pattern::Patterns;
pub use vocabulary::NameSet;

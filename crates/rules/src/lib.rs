//! The built-in rules of Shipworthy.
//!
//! One folder a category, one file a rule, each beside its Markdown page. The page is what
//! `shipworthy explain` shows, and its examples are the rule's test. Rules read facts and the
//! linked project; they know no language. They register through the same [`RuleSet`] as rules of
//! an embedder, and nothing in the core names one of them.
//!
//! Adding a rule takes its file, its page and one line in [`builtin`].

use std::borrow::Cow;

#[cfg(doc)]
use shipworthy_core::rule::RuleSet;
use shipworthy_core::rule::{FileRule, ProjectRule, Rule};

mod access_control;
mod authenticity;
mod configuration;
mod deployment;
mod documentation;
mod reliability;
mod security;
mod sites;
mod wiring;

/// The built-in rules, in order of category and id.
pub fn builtin() -> Vec<Rule> {
    vec![
        project(access_control::AlwaysTrueGuard),
        file(access_control::OpenapiUnsecuredOperation),
        file(access_control::OpenapiUnusedSecurityScheme),
        project(access_control::UnguardedRoute),
        project(access_control::UnwiredAuth),
        file(authenticity::DemoCode),
        file(authenticity::FallbackData),
        file(authenticity::MockFunction),
        file(authenticity::MockValue),
        file(authenticity::StubFunction),
        project(authenticity::UncheckedHealth),
        project(authenticity::UnimplementedEndpoint),
        file(configuration::BindAllInterfaces),
        file(configuration::DebugEnabled),
        file(configuration::HardcodedUrl),
        file(deployment::ComposeObsoleteVersion),
        file(deployment::ContainerDockerSocket),
        file(deployment::ContainerExposedPort),
        file(deployment::ContainerHostNamespace),
        project(deployment::ContainerLatestTag),
        file(deployment::ContainerNoCpuLimit),
        project(deployment::ContainerNoHealthcheck),
        file(deployment::ContainerNoLivenessProbe),
        project(deployment::ContainerNoMemoryLimit),
        file(deployment::ContainerNoReadinessProbe),
        file(deployment::ContainerPrivilegeEscalation),
        file(deployment::ContainerPrivileged),
        project(deployment::ContainerRootUser),
        file(deployment::ContainerSecretInEnv),
        file(deployment::ContainerSecretRefEnv),
        project(deployment::ContainerUnservedHealthcheck),
        file(deployment::KubernetesRemovedApi),
        project(deployment::MissingBuildInput),
        project(deployment::PrometheusMissingReference),
        project(deployment::UntestedPipeline),
        file(deployment::WorkflowEchoedSecret),
        project(deployment::WorkflowIgnoredFailure),
        file(deployment::WorkflowUnpinnedAction),
        project(documentation::BrokenPromise),
        file(reliability::MissingTimeout),
        file(reliability::SwallowedError),
        file(security::CorsOpen),
        file(security::DefaultSecret),
        file(security::HardcodedSecret),
        file(security::JwtUnverified),
        file(security::PlaceholderSecret),
        project(security::RawSql),
        file(security::SqlInjection),
        file(security::TlsVerificationOff),
        project(wiring::MissingMigration),
        project(wiring::StaleVariable),
        project(wiring::UndeclaredDependency),
        project(wiring::UndocumentedVariable),
        project(wiring::UnsetState),
        project(wiring::UnusedDependency),
        project(wiring::UnusedService),
        project(wiring::UnwiredCapability),
    ]
}

/// A rule over single files, as one of the set.
fn file(rule: impl FileRule + 'static) -> Rule {
    Rule::File(Box::new(rule))
}

/// A rule over the project, as one of the set.
fn project(rule: impl ProjectRule + 'static) -> Rule {
    Rule::Project(Box::new(rule))
}

/// A constant text of a rule's metadata.
const fn text(text: &'static str) -> Cow<'static, str> {
    Cow::Borrowed(text)
}

//! Containers and what runs them: one model for Dockerfiles, Compose and Kubernetes, so that one rule serves all three.

mod compose_obsolete_version;
mod container_docker_socket;
mod container_exposed_port;
mod container_host_namespace;
mod container_latest_tag;
mod container_no_cpu_limit;
mod container_no_healthcheck;
mod container_no_liveness_probe;
mod container_no_memory_limit;
mod container_no_readiness_probe;
mod container_privilege_escalation;
mod container_privileged;
mod container_root_user;
mod container_secret_in_env;
mod container_secret_ref_env;
mod container_unserved_healthcheck;
mod image_inputs;
mod kubernetes_removed_api;
mod missing_build_input;
mod pipeline_inputs;
mod prometheus_missing_reference;
mod untested_pipeline;
mod workflow_echoed_secret;
mod workflow_ignored_failure;
mod workflow_unpinned_action;

pub(crate) use compose_obsolete_version::ComposeObsoleteVersion;
pub(crate) use container_docker_socket::ContainerDockerSocket;
pub(crate) use container_exposed_port::ContainerExposedPort;
pub(crate) use container_host_namespace::ContainerHostNamespace;
pub(crate) use container_latest_tag::ContainerLatestTag;
pub(crate) use container_no_cpu_limit::ContainerNoCpuLimit;
pub(crate) use container_no_healthcheck::ContainerNoHealthcheck;
pub(crate) use container_no_liveness_probe::ContainerNoLivenessProbe;
pub(crate) use container_no_memory_limit::ContainerNoMemoryLimit;
pub(crate) use container_no_readiness_probe::ContainerNoReadinessProbe;
pub(crate) use container_privilege_escalation::ContainerPrivilegeEscalation;
pub(crate) use container_privileged::ContainerPrivileged;
pub(crate) use container_root_user::ContainerRootUser;
pub(crate) use container_secret_in_env::ContainerSecretInEnv;
pub(crate) use container_secret_ref_env::ContainerSecretRefEnv;
pub(crate) use container_unserved_healthcheck::ContainerUnservedHealthcheck;
pub(crate) use kubernetes_removed_api::KubernetesRemovedApi;
pub(crate) use missing_build_input::MissingBuildInput;
pub(crate) use prometheus_missing_reference::PrometheusMissingReference;
pub(crate) use untested_pipeline::UntestedPipeline;
pub(crate) use workflow_echoed_secret::WorkflowEchoedSecret;
pub(crate) use workflow_ignored_failure::WorkflowIgnoredFailure;
pub(crate) use workflow_unpinned_action::WorkflowUnpinnedAction;

use shipworthy_core::facts::{Container, ContainerKind, Value};
use shipworthy_core::project::{FileId, Project, ProjectFile};
use shipworthy_core::source::{Role, Span, Text};

/// A further key of a container: its value and its place.
fn setting<'c>(container: &'c Container, key: &str) -> Option<(&'c Value, Span)> {
    container.settings.iter().find(|(name, ..)| name == key).map(|(_, value, span)| (value, *span))
}

/// The name of a container for fingerprints; the last stage of a Dockerfile often has none.
fn name_of(container: &Container) -> Text {
    match (container.name.is_empty(), container.workload.is_empty()) {
        (false, _) => container.name.clone(),
        (true, false) => container.workload.clone(),
        (true, true) => "final stage".into(),
    }
}

/// A container in a sentence: where it is described, and what it is called there.
fn called(file: &ProjectFile, container: &Container) -> String {
    match container.kind {
        ContainerKind::Dockerfile if container.name.is_empty() && container.is_final => {
            format!("the image of `{}`", file.path)
        }
        ContainerKind::Dockerfile if container.name.is_empty() => {
            let number = file.facts.containers.iter().position(|other| other == container);
            format!("stage {} of `{}`", number.unwrap_or_default() + 1, file.path)
        }
        ContainerKind::Dockerfile => format!("stage `{}` of `{}`", container.name, file.path),
        ContainerKind::Compose => format!("service `{}`", container.name),
        ContainerKind::Kubernetes if container.name.is_empty() => {
            format!("the pod of `{}`", container.workload)
        }
        ContainerKind::Kubernetes => {
            format!("container `{}` of `{}`", container.name, container.workload)
        }
    }
}

/// A Compose service with the stage of a Dockerfile that it is built from.
struct Build<'p> {
    service: &'p Container,
    dockerfile: FileId,
    stage: Span,
}

/// The Compose services of production that are built from a Dockerfile of the repository.
fn builds(project: &Project) -> Vec<Build<'_>> {
    let files = project.files().filter(|(_, file)| file.role == Role::Production);
    files
        .flat_map(|(id, file)| file.facts.containers.iter().map(move |service| (id, service)))
        .filter_map(|(id, service)| {
            let (dockerfile, stage) = project.built_stage(id, service)?;
            Some(Build { service, dockerfile, stage: stage.head })
        })
        .collect()
}

/// The services that are built from a stage.
fn services_of<'b, 'p>(
    builds: &'b [Build<'p>],
    file: FileId,
    stage: &'b Container,
) -> impl Iterator<Item = &'p Container> + use<'b, 'p> {
    let head = stage.head;
    builds
        .iter()
        .filter(move |build| build.dockerfile == file && build.stage == head)
        .map(|build| build.service)
}

/// Whether a stage of a Dockerfile is what runs: one that a service is built from, or else the last one.
fn is_deployed(builds: &[Build<'_>], file: FileId, stage: &Container) -> bool {
    let mut of_file = builds.iter().filter(|build| build.dockerfile == file).peekable();
    match of_file.peek() {
        Some(_) => of_file.any(|build| build.stage == stage.head),
        None => {
            let develops =
                |word: &str| matches!(word, "debug" | "dev" | "development" | "test" | "tests");
            stage.is_final && !stage.name.to_ascii_lowercase().split(['-', '_']).any(develops)
        }
    }
}

/// The containers of Kubernetes that run the image of a Dockerfile, as far as the image has the name
/// of a folder that the Dockerfile stands in.
fn pods_of<'p>(project: &'p Project, dockerfile: &ProjectFile) -> Vec<&'p Container> {
    let files = project.files.iter().filter(|file| file.role == Role::Production);
    files
        .flat_map(|file| &file.facts.containers)
        .filter(|it| it.kind == ContainerKind::Kubernetes)
        .filter(|it| is_called_like(it, dockerfile))
        .collect()
}

/// Whether the image of a container has the name of a folder that a Dockerfile stands in, or ends with that of its own
/// folder: `shop-prod-web` of `web/Dockerfile`.
fn is_called_like(container: &Container, dockerfile: &ProjectFile) -> bool {
    let image = container.image.as_ref().map_or("", |(image, _)| image.as_str());
    let name = image.rsplit('/').next().unwrap_or_default();
    let name = name.split([':', '@']).next().unwrap_or_default();
    let folder = dockerfile.path.parent();
    let own = folder.rsplit('/').next().unwrap_or_default();
    !name.is_empty()
        && (folder.split('/').any(|part| part == name)
            || !own.is_empty() && name.strip_suffix(own).is_some_and(|rest| rest.ends_with('-')))
}

/// Whether a container of Kubernetes is only a part of one that is described elsewhere: a patch, a pod without its
/// containers. What it does not say, the other part may.
fn is_part(container: &Container) -> bool {
    container.kind == ContainerKind::Kubernetes
        && container.image.is_none()
        && (container.name.is_empty() || setting(container, "patch").is_some())
}

/// Whether the pod of a Kubernetes container is served without a probe of a kind: a probe of any of
/// its containers speaks for the pod, its first container stands for it, and jobs end by themselves.
fn lacks_probe(containers: &[Container], container: &Container, kind: &str) -> bool {
    container.kind == ContainerKind::Kubernetes
        && container.is_final
        && !is_part(container)
        && !container.workload.starts_with("Job/")
        && !container.workload.starts_with("CronJob/")
        && containers
            .iter()
            .find(|other| other.workload == container.workload && other.is_final)
            .is_some_and(|first| first.span == container.span)
        && !containers
            .iter()
            .filter(|other| other.workload == container.workload)
            .any(|other| other.probes.iter().any(|probe| probe.kind == kind))
}

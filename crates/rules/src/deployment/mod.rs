//! Containers and what runs them: one model for Dockerfiles, Compose and Kubernetes, so that one rule serves all three.

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

use shipworthy_core::facts::{Container, ContainerKind, Value};
use shipworthy_core::source::{Span, Text};

/// A further key of a container: its value and its place.
fn setting<'c>(container: &'c Container, key: &str) -> Option<(&'c Value, Span)> {
    container.settings.iter().find(|(name, ..)| name == key).map(|(_, value, span)| (value, *span))
}

/// What a container is called; the last stage of a Dockerfile often has no name.
fn name_of(container: &Container) -> Text {
    match (container.name.is_empty(), container.workload.is_empty()) {
        (false, _) => container.name.clone(),
        (true, false) => container.workload.clone(),
        (true, true) => "final stage".into(),
    }
}

/// Whether a container of Kubernetes stands for a pod whose containers are described elsewhere.
fn is_pod_alone(container: &Container) -> bool {
    container.kind == ContainerKind::Kubernetes
        && container.name.is_empty()
        && container.image.is_none()
}

/// Whether the pod of a Kubernetes container is served without a probe of a kind: a probe of any of
/// its containers speaks for the pod, and jobs end by themselves.
fn lacks_probe(containers: &[Container], container: &Container, kind: &str) -> bool {
    container.kind == ContainerKind::Kubernetes
        && container.is_final
        && !is_pod_alone(container)
        && !container.workload.starts_with("Job/")
        && !container.workload.starts_with("CronJob/")
        && !containers
            .iter()
            .filter(|other| other.workload == container.workload)
            .any(|other| other.probes.iter().any(|probe| probe.kind == kind))
}

use shipworthy_core::facts::{CommandLine, Container, ContainerKind, Declaration, Value};
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{Place, Project};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};

use shipworthy_core::source::Span;

use super::{
    builds, called, is_called_like, is_deployed, is_part, name_of, pods_of, services_of, setting,
};
use crate::text;

const HELP: &str =
    "Make a user in the image and switch to it with `USER`, or set `runAsNonRoot: true`.";

/// Finds containers that run as root.
pub(crate) struct ContainerRootUser;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("container-root-user"),
    summary: text("a container that runs as root"),
    category: Category::Deployment,
    severity: Severity::Medium,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("container-root-user.md")),
};

impl ProjectRule for ContainerRootUser {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        let builds = builds(project);
        for (id, file) in project.files() {
            for container in &file.facts.containers {
                let is_image = container.kind == ContainerKind::Dockerfile;
                let runs = match is_image {
                    true => is_deployed(&builds, id, container),
                    false => container.is_final,
                };
                if !runs {
                    continue;
                }
                check.subject();
                let Some(span) = runs_as_root(container) else { continue };
                if container.kind == ContainerKind::Kubernetes
                    && container.user.is_none()
                    && image_has_user(project, container)
                {
                    continue;
                }
                let pods = if is_image { pods_of(project, file) } else { Vec::new() };
                let mut runners = services_of(&builds, id, container).chain(pods).peekable();
                let is_given_a_user = runners.peek().is_some()
                    && runners.all(|runner| {
                        let pod = runner.kind == ContainerKind::Kubernetes;
                        (pod || runner.user.is_some()) && runs_as_root(runner).is_none()
                    });
                if is_given_a_user || drops_rights(project, container) {
                    continue;
                }
                let finding = Finding::new(
                    Place { file: id, span },
                    format!("{} runs as root", called(file, container)),
                );
                check.report(finding.subject(name_of(container)).help(HELP));
            }
        }
    }
}

/// Programs that run a program as another user.
const DROPPING: &[&str] = &["chpst", "gosu", "runuser", "s6-setuidgid", "setpriv", "su-exec"];

/// Whether the entry point prepares as root and then runs the program as another user.
fn drops_rights(project: &Project, container: &Container) -> bool {
    let drops = |line: &CommandLine| {
        line.words
            .iter()
            .any(|word| DROPPING.contains(&word.rsplit('/').next().unwrap_or_default()))
    };
    container.entrypoint.iter().chain(&container.command).any(|line| {
        let name = line.words.first().and_then(|word| word.rsplit('/').next()).unwrap_or_default();
        drops(line)
            || project.files.iter().any(|file| {
                file.path.file_name() == name
                    && file.language.as_str() == "shell"
                    && file.facts.declarations.iter().any(|declaration| {
                        matches!(declaration, Declaration::Script { command, .. } if drops(command))
                    })
            })
    })
}

/// Whether the image of a container is one that the project builds, with a user of its own.
fn image_has_user(project: &Project, container: &Container) -> bool {
    let dockerfiles = project.files.iter().filter(|file| is_called_like(container, file));
    dockerfiles.flat_map(|file| &file.facts.containers).any(|stage| {
        stage.kind == ContainerKind::Dockerfile
            && stage.is_final
            && stage.user.is_some()
            && runs_as_root(stage).is_none()
    })
}

/// Where it shows that a container runs as root, if it does.
fn runs_as_root(container: &Container) -> Option<Span> {
    let root = |user: &str| matches!(user.split(':').next(), Some("root" | "0"));
    // Nothing but the program is in an empty image: no shell, no other file to take over.
    let image = container.image.as_ref().map_or("", |(image, _)| image.as_str());
    if image == "scratch" || runs_unprivileged(image) {
        return None;
    }
    if let Some((Value::Number(group), span)) = setting(container, "securityContext.runAsGroup")
        && &**group == "0"
    {
        return Some(span);
    }
    match (container.kind, &container.user) {
        (_, Some((user, span))) => root(user).then_some(*span),
        (ContainerKind::Dockerfile, None) => {
            let last = container.command.as_ref().or(container.entrypoint.as_ref());
            Some(last.map_or(container.head, |line| line.span))
        }
        (ContainerKind::Kubernetes, None) => {
            let non_root = setting(container, "securityContext.runAsNonRoot")
                .is_some_and(|(value, _)| *value == Value::Bool(true));
            (!non_root && !is_part(container)).then_some(container.head)
        }
        (ContainerKind::Compose, None) => None,
    }
}

/// Whether an image says by its name that its user is not root.
fn runs_unprivileged(image: &str) -> bool {
    ["nonroot", "non-root", "rootless", "unprivileged"].iter().any(|word| image.contains(word))
        || ["bitnami/", "cgr.dev/chainguard/", "docker.io/bitnami/"]
            .iter()
            .any(|at| image.starts_with(at))
}

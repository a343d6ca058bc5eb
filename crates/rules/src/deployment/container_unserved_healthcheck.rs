use shipworthy_core::facts::{CommandLine, Container, ContainerKind};
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, LinkedRoute, Place, Project, is_health_path, serves};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};
use shipworthy_core::source::Span;

use super::name_of;
use crate::text;

/// Finds health checks and probes that ask a path which no route serves.
pub(crate) struct ContainerUnservedHealthcheck;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("container-unserved-healthcheck"),
    summary: text("a health check asks a path that no route serves"),
    category: Category::Deployment,
    severity: Severity::Medium,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("container-unserved-healthcheck.md")),
};

impl ProjectRule for ContainerUnservedHealthcheck {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        for (id, file) in project.files() {
            for container in &file.facts.containers {
                for (path, span) in asked(container) {
                    judge(project, id, container, &path, span, check);
                }
            }
        }
    }
}

fn judge(
    project: &Project,
    file: FileId,
    container: &Container,
    path: &str,
    span: Span,
    check: &mut Check,
) {
    let Some(folder) = built_from(project, file, container) else { return };
    if stages(project, file, container).iter().any(builds_unread_language) {
        return;
    }
    let routes: Vec<&LinkedRoute> = project
        .routes
        .iter()
        .filter(|route| {
            let path = project.file(route.place.file).path.as_str();
            folder.is_empty()
                || path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
        })
        .collect();
    // What serves no route is a page server or something that is not understood.
    if routes.is_empty() {
        return;
    }
    let place = Place { file, span };
    let answers = |route: &&&LinkedRoute| matches!(&*route.method, "GET" | "ANY" | "HEAD");
    if routes.iter().filter(answers).any(|route| serves(&route.path, path)) {
        check.attest(place, format!("the health check of `{}` asks a route", name_of(container)));
        return;
    }
    let mut finding = Finding::new(
        place,
        format!(
            "the health check of `{}` asks `{path}`, which no route serves",
            name_of(container)
        ),
    )
    .subject(path)
    .signal("no-route-serves-it", 45)
    .signal("routes-are-known", 25)
    .help("Ask the path that the application serves, prefix included, or add the route.");
    if let Some(other) = routes.iter().filter(answers).find(|route| is_health_path(&route.path)) {
        finding = finding
            .signal("health-is-served-elsewhere", 20)
            .related(other.place, format!("served: {} {}", other.method, other.path));
    }
    check.report(finding);
}

/// The paths that a container's health check and probes ask of itself.
fn asked(container: &Container) -> Vec<(String, Span)> {
    let mut paths = Vec::new();
    if let Some(health) = &container.health
        && let Some(command) = &health.command
    {
        paths.extend(path_of(command, &container.name).map(|path| (path, health.span)));
    }
    for probe in &container.probes {
        let path = probe.path.split('?').next().unwrap_or_default();
        if is_told(path) {
            paths.push((path.to_owned(), probe.span));
        }
    }
    paths
}

/// The path of the first address of the container itself in a command: `curl -f http://localhost:8000/health`.
fn path_of(command: &CommandLine, name: &str) -> Option<String> {
    command.words.iter().find_map(|word| {
        let rest = match word.split_once("://") {
            Some((_, rest)) => rest,
            None if word.starts_with("localhost") || word.starts_with("127.0.0.1") => word,
            None => return None,
        };
        let end = rest.find(['"', '\'', ')', '?', '`', ' ', ',', ';']).unwrap_or(rest.len());
        let (authority, path) = rest[..end].split_once('/')?;
        let host = authority.split(':').next().unwrap_or_default();
        let own = matches!(host, "localhost" | "127.0.0.1" | "0.0.0.0") || host == name;
        let path = format!("/{path}");
        (own && is_told(&path)).then_some(path)
    })
}

/// Whether a path is written out, and is more than the top.
fn is_told(path: &str) -> bool {
    path.len() > 1 && path.starts_with('/') && !path.contains(['$', '{', '*', '%'])
}

/// The stages of the Dockerfile that a container is built with.
fn stages<'p>(project: &'p Project, file: FileId, container: &Container) -> &'p [Container] {
    let built = match container.kind {
        ContainerKind::Dockerfile => Some(file),
        ContainerKind::Compose => project.built_stage(file, container).map(|it| it.0),
        ContainerKind::Kubernetes => service_of_image(project, container)
            .and_then(|(file, service)| project.built_stage(file, service))
            .map(|it| it.0),
    };
    built.map_or(&[], |file| &project.file(file).facts.containers)
}

/// Whether a stage brings the compiler of a language whose routes are not read.
fn builds_unread_language(stage: &Container) -> bool {
    let image = stage.image.as_ref().map_or("", |(image, _)| image.as_str());
    let name = image.rsplit('/').next().unwrap_or_default().split([':', '@']).next();
    matches!(
        name.unwrap_or_default(),
        "eclipse-temurin"
            | "elixir"
            | "golang"
            | "gradle"
            | "maven"
            | "openjdk"
            | "php"
            | "ruby"
            | "rust"
            | "sdk"
    )
}

/// The folder whose code a container runs; `None` where it runs an image of others or serves pages.
fn built_from(project: &Project, file: FileId, container: &Container) -> Option<String> {
    let folder = project.file(file).path.parent();
    match container.kind {
        ContainerKind::Dockerfile => {
            let image = container.image.as_ref().map_or("", |(image, _)| image.as_str());
            let pages = ["nginx", "caddy", "httpd"].iter().any(|it| image.contains(it));
            // A Dockerfile in a folder of its own is built from the top.
            let has_code = project.routes.iter().any(|route| {
                project.file(route.place.file).path.as_str().starts_with(&format!("{folder}/"))
            });
            (!pages).then(|| if has_code { folder.to_owned() } else { String::new() })
        }
        ContainerKind::Compose => project.build_context(file, container),
        // An image of a cluster is this project's where the project builds one that is called so.
        ContainerKind::Kubernetes => service_of_image(project, container).map(|_| String::new()),
    }
}

/// The service that the project builds and whose image a container of a cluster runs.
fn service_of_image<'p>(
    project: &'p Project,
    container: &Container,
) -> Option<(FileId, &'p Container)> {
    let (image, _) = container.image.as_ref()?;
    let name = image.rsplit('/').next()?.split([':', '@']).next()?;
    let is_it = |service: &Container| {
        let own = service.image.as_ref().and_then(|(own, _)| own.split(':').next());
        service.name == name || own.is_some() && own == image.split(':').next()
    };
    project.files().find_map(|(id, file)| {
        let mut services = file.facts.containers.iter();
        services
            .find(|it| it.kind != ContainerKind::Kubernetes && it.build.is_some() && is_it(it))
            .map(|service| (id, service))
    })
}

use shipworthy_core::facts::{CommandLine, Container, ContainerKind, Declaration};
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Paths, Place, Project, ProjectFile};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};
use shipworthy_core::source::{Span, resolve};

use super::image_inputs::{Image, contexts, is_stage};
use super::pipeline_inputs::{self, Missing};
use crate::sites::by_role;
use crate::text;

const HELP: &str = "Add what is missing, or name what is there.";

/// Finds builds that name a file, a folder or a stage that is not there.
pub(crate) struct MissingBuildInput;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("missing-build-input"),
    summary: text("a build that names what is not there"),
    category: Category::Deployment,
    severity: Severity::High,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("missing-build-input.md")),
};

impl ProjectRule for MissingBuildInput {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        let (contexts, paths) = (contexts(project), Paths::of(project));
        for (id, file) in project.files() {
            for container in &file.facts.containers {
                check.subject();
                if container.kind == ContainerKind::Compose
                    && let Some(what) = missing(project, &paths, id, container)
                {
                    let place = Place { file: id, span: container.head };
                    let what = format!("service `{}` cannot be built: {what}", container.name);
                    let finding = Finding::new(place, what).severity(by_role(file, Severity::High));
                    check.report(finding.subject(container.name.clone()).help(HELP));
                }
            }
            if file.facts.containers.iter().any(is_stage) {
                image(&Image::new(project, &paths, id, &contexts), id, file, check);
            }
            for (path, span) in includes(file) {
                check.subject();
                let wanted = resolve(file.folder(), path);
                if wanted.is_some_and(|wanted| !project.exists(&wanted)) {
                    let what = format!("there is no `{path}` to include");
                    let finding = Finding::new(Place { file: id, span }, what)
                        .severity(by_role(file, Severity::High));
                    check.report(finding.subject(path).help(HELP));
                }
            }
            for missing in pipeline_inputs::of_pipeline(project, file) {
                report(missing, id, file, check);
            }
            let scripts: Vec<_> = scripts(file).collect();
            for (_, command) in &scripts {
                for missing in pipeline_inputs::of_script(project, file.folder(), command) {
                    report(missing, id, file, check);
                }
                for name in called(command) {
                    check.subject();
                    if !scripts.iter().any(|(known, _)| *known == name) {
                        let place = Place { file: id, span: command.span };
                        let finding = Finding::new(place, format!("there is no script `{name}`"))
                            .severity(by_role(file, Severity::Medium));
                        check.report(finding.subject(name).help(HELP));
                    }
                }
            }
        }
    }
}

fn report(missing: Missing, id: FileId, file: &ProjectFile, check: &mut Check) {
    let finding = Finding::new(Place { file: id, span: missing.span }, missing.what)
        .severity(by_role(file, Severity::Medium));
    check.report(finding.subject(missing.subject).help(HELP));
}

/// Reports what the instructions of a Dockerfile name and cannot find.
fn image(image: &Image<'_>, id: FileId, file: &ProjectFile, check: &mut Check) {
    for stage in file.facts.containers.iter().filter(|it| is_stage(it)) {
        check.subject();
        let sources = image.missing_sources(stage).into_iter();
        let sources = sources.map(|(path, span)| {
            (path.to_owned(), format!("`{path}` is copied into the image, and there is none"), span)
        });
        for (subject, what, span) in sources.chain(image.missing_for_commands(stage)) {
            let finding = Finding::new(Place { file: id, span }, what)
                .severity(by_role(file, Severity::High));
            check.report(finding.subject(subject).help(HELP));
        }
    }
}

/// What a service needs to be built and is not there.
fn missing(
    project: &Project,
    paths: &Paths<'_>,
    file: FileId,
    service: &Container,
) -> Option<String> {
    let (context, dockerfile) = service.build.as_ref()?;
    let written = |text: &str| text.contains('$') || text.contains("://") || text.contains('@');
    if written(context) || written(dockerfile) || context.starts_with(['/', '~']) {
        return None;
    }
    let folder = resolve(project.file(file).folder(), context)?;
    if !folder.is_empty() && !project.exists(&folder) {
        // Files that are merged tell their folders from that of the first.
        let seen_from_another = paths.ending(context.trim_start_matches(['.', '/'])).is_some();
        return (!seen_from_another).then(|| format!("there is no folder `{folder}`"));
    }
    let name = if dockerfile.is_empty() { "Dockerfile" } else { dockerfile };
    let path = resolve(&folder, name)?;
    if !project.exists(&path) {
        return Some(format!("there is no `{path}`"));
    }
    let stages = project.find(&path).map(|found| &project.file(found).facts.containers)?;
    let target = service.target.as_str();
    let unknown = !target.is_empty()
        && !written(target)
        && target.parse::<usize>().is_err()
        && !stages.is_empty()
        && !stages.iter().any(|stage| stage.name.eq_ignore_ascii_case(target));
    unknown.then(|| format!("`{path}` has no stage `{target}`"))
}

/// The files that a Compose file includes and that should be in the repository.
fn includes(file: &ProjectFile) -> impl Iterator<Item = (&str, Span)> {
    file.facts.declarations.iter().filter_map(|declaration| match declaration {
        Declaration::Resource { kind, name, span, .. }
            if kind == "compose.include"
                && !name.contains(['$', ':'])
                && !name.starts_with(['/', '~']) =>
        {
            Some((name.as_str(), *span))
        }
        _ => None,
    })
}

/// The scripts of a package.
fn scripts(file: &ProjectFile) -> impl Iterator<Item = (&str, &CommandLine)> {
    file.facts.declarations.iter().filter_map(|declaration| match declaration {
        Declaration::Script { name, command, table } if table == "scripts" => {
            Some((name.as_str(), command))
        }
        _ => None,
    })
}

/// The scripts of the same package that a script runs by `npm run NAME`.
fn called(command: &CommandLine) -> Vec<&str> {
    let mut names = Vec::new();
    for words in command.commands() {
        if let [manager, run, name, rest @ ..] = words
            && matches!(manager.as_str(), "npm" | "pnpm" | "yarn")
            && *run == "run"
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":_-.".contains(&byte))
            && !name.starts_with('-')
            && !rest.iter().take_while(|word| *word != "--").any(|word| {
                matches!(word.as_str(), "--if-present" | "--prefix" | "-w" | "-ws" | "-C" | "--cwd")
                    || word.starts_with("--workspace")
                    || word.starts_with("--filter")
            })
        {
            names.push(name.as_str());
        }
    }
    names
}

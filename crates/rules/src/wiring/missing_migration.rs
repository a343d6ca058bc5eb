mod django;
mod tools;

use shipworthy_core::facts::{CitationKind, CommandLine, Declaration};
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Paths, Place, Project};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};
use shipworthy_core::source::{Role, SourcePath, Span, Text, parent};

use crate::text;

/// Finds migrators that are set up and have no migration, and migrations that nothing runs.
pub(crate) struct MissingMigration;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("missing-migration"),
    summary: text("models or a migrator without migrations, or migrations that nothing runs"),
    category: Category::Wiring,
    severity: Severity::Medium,
    effort: Effort::Medium,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("missing-migration.md")),
};

/// A migrator that the project sets up.
struct Migrator {
    name: &'static str,
    /// Where it is set up.
    place: Place,
    /// The folder of its migrations.
    folder: SourcePath,
    /// Whether a file in the folder is a migration.
    is_migration: fn(&str) -> bool,
    /// Words of which each alternative, found together in a command, runs it.
    run_by: &'static [&'static [&'static str]],
    /// Names of functions that run it from code.
    called: &'static [&'static str],
}

const ALEMBIC: &[&[&str]] =
    &[&["alembic", "upgrade"], &["flask", "upgrade"], &["alembic", "stamp"]];
const PRISMA: &[&[&str]] = &[&["prisma", "migrate"], &["prisma", "push"]];

impl ProjectRule for MissingMigration {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        models(project, check);
        for migrator in migrators(project) {
            let Migrator { name, place, folder, .. } = &migrator;
            let count = paths_below(project, folder.as_str())
                .filter(|path| (migrator.is_migration)(path))
                .count();
            if count == 0 {
                check.report(
                    Finding::new(
                        *place,
                        format!("{name} is set up, and `{folder}` holds no migration"),
                    )
                    .subject(folder.as_str())
                    .signal("set-up", 40)
                    .signal("no-migration", 45)
                    .help("Write the first migration from the models, and run it before the program starts."),
                );
                continue;
            }
            match run(project, &migrator) {
                Run::Deployed(at, what) => {
                    check.attest(at, format!("{name} is run: {what}"));
                }
                Run::ByHand => check.subject(),
                Run::Never => check.report(
                    Finding::new(
                        *place,
                        format!("nothing runs the migrations of {name} in `{folder}`"),
                    )
                    .subject(folder.as_str())
                    .severity(Severity::Low)
                    .signal("migrations", 35)
                    .signal("no-command-runs-them", 35)
                    .help("Run them in the release, in the entry script or in a job before the program starts."),
                ),
            }
        }
    }
}

/// Reports models that no migration makes a table for, and migrators that have nothing to run.
fn models(project: &Project, check: &mut Check) {
    for it in django::unmigrated(project) {
        let (what, subject) = match it.has_others {
            true => (format!("no migration makes the model `{}`", it.model), it.model.clone()),
            false => (format!("`{}` has models and no migration", it.folder), it.folder.into()),
        };
        check.report(
            Finding::new(it.place, what)
                .subject(subject)
                .signal("model", 40)
                .signal("no-migration", 45)
                .help("Run `makemigrations` and commit what it writes."),
        );
    }
    for it in tools::idle(project) {
        check.report(
            Finding::new(it.place, format!("{} is run, and there is no migration", it.name))
                .subject(it.name)
                .signal("set-up", 40)
                .signal("no-migration", 45)
                .help("Write the first migration from the tables that the code describes."),
        );
    }
}

/// The migrators of a project, in order of their places.
fn migrators(project: &Project) -> Vec<Migrator> {
    let mut found = Vec::new();
    for (at, file) in project.files.iter().enumerate() {
        if !matches!(file.role, Role::Production | Role::Tool) {
            continue;
        }
        let id = FileId(at as u32);
        for declaration in &file.facts.declarations {
            let Declaration::Setting { key, value, span } = declaration else { continue };
            let place = Place { file: id, span: *span };
            match key.as_str() {
                "alembic.script_location" | "tool.alembic.script_location" => {
                    let Some(folder) = value.as_str() else { continue };
                    // `%(here)s` is the folder of the file, `pkg:folder` a folder of a package.
                    let folder = folder.replace("%(here)s", ".").replace(':', "/");
                    let folder = folder.trim().trim_end_matches('/');
                    if folder.contains(['{', '%']) {
                        continue;
                    }
                    // It is seen from where the command is run, which need not be here.
                    let beside = file.path.sibling(folder);
                    let elsewhere =
                        || Paths::of(project).ending(&format!("{folder}/env.py")).map(parent);
                    let is_here = project.exists(beside.as_str());
                    let home = (!is_here).then(elsewhere).flatten().unwrap_or(beside.as_str());
                    found.push(Migrator {
                        name: "alembic",
                        place,
                        folder: SourcePath::new(&format!("{home}/versions")),
                        is_migration: |path| {
                            path.ends_with(".py") && !path.ends_with("/__init__.py")
                        },
                        run_by: ALEMBIC,
                        called: &["alembic.command.upgrade", "flask_migrate.upgrade"],
                    });
                }
                "datasource.provider" if value.as_str() != Some("mongodb") => {
                    let folder = match file.path.parent().rsplit_once('/') {
                        Some((outer, "schema")) => SourcePath::new(&format!("{outer}/migrations")),
                        _ => file.path.sibling("migrations"),
                    };
                    // Schemas may be brought up to date without migrations.
                    if pushes(project) {
                        continue;
                    }
                    found.push(Migrator {
                        name: "prisma",
                        place,
                        folder,
                        is_migration: |path| path.ends_with("/migration.sql"),
                        run_by: PRISMA,
                        called: &[],
                    });
                }
                _ => {}
            }
        }
    }
    // A folder that several files set up is one migrator.
    let mut seen = Vec::new();
    found.retain(|it: &Migrator| {
        let is_new = !seen.contains(&it.folder);
        seen.push(it.folder.clone());
        is_new
    });
    found
}

fn pushes(project: &Project) -> bool {
    commands(project).any(|(_, line, _)| has_words(line, &["prisma", "push"]))
}

/// All paths in a folder and below it, read or not.
fn paths_below<'p>(project: &'p Project, folder: &str) -> impl Iterator<Item = &'p str> {
    let prefix = format!("{folder}/");
    let read = project.files.partition_point(|file| *file.path.as_str() < *prefix);
    let unread = project.unread.partition_point(|path| *path.as_str() < *prefix);
    let read = project.files[read..].iter().map(|file| file.path.as_str());
    let unread = project.unread[unread..].iter().map(SourcePath::as_str);
    let end = prefix.clone();
    read.take_while(move |path| path.starts_with(&prefix))
        .chain(unread.take_while(move |path| path.starts_with(&end)))
}

/// Who runs the migrations.
enum Run {
    Deployed(Place, String),
    ByHand,
    Never,
}

fn run(project: &Project, migrator: &Migrator) -> Run {
    let mut by_hand = false;
    for (place, line, is_document) in commands(project) {
        if migrator.run_by.iter().any(|words| has_words(line, words)) {
            if !is_document {
                return Run::Deployed(place, line.join(" ").chars().take(80).collect());
            }
            by_hand = true;
        }
    }
    for (at, file) in project.files.iter().enumerate() {
        let call = file.facts.calls.iter().find(|call| {
            file.role != Role::Test && migrator.called.contains(&call.callee.path.as_str())
        });
        if let Some(call) = call {
            let place = Place { file: FileId(at as u32), span: call.span };
            return Run::Deployed(place, format!("calls {}", call.callee.last()));
        }
    }
    if by_hand { Run::ByHand } else { Run::Never }
}

/// Whether all words stand in a command, as they are or as the program of a path.
fn has_words(line: &[Text], words: &[&str]) -> bool {
    words.iter().all(|wanted| {
        line.iter().any(|word| {
            word == wanted
                || word.rsplit('/').next() == Some(*wanted)
                || word.split_whitespace().any(|part| part == *wanted)
        })
    })
}

/// Every command of the project; the last says whether it only stands in a document.
fn commands(project: &Project) -> impl Iterator<Item = (Place, &[Text], bool)> {
    project.files.iter().enumerate().flat_map(|(at, file)| {
        let id = FileId(at as u32);
        let place = move |span: Span| Place { file: id, span };
        let containers =
            file.facts.containers.iter().flat_map(|it| it.command.iter().chain(&it.entrypoint));
        let scripts = file.facts.declarations.iter().filter_map(|it| match it {
            Declaration::Script { command, .. } => Some(command),
            _ => None,
        });
        let jobs = file.facts.workflows.iter().flat_map(|it| &it.jobs);
        let steps = jobs.flat_map(|job| &job.steps).flat_map(|step| &step.commands);
        let lines = containers.chain(scripts).chain(steps);
        let run = lines.map(move |line: &CommandLine| (place(line.span), &line.words[..], false));
        let cited = file.facts.document.iter().flat_map(|it| &it.citations);
        let cited = cited
            .filter(|it| it.kind == CitationKind::Command)
            .map(move |it| (place(it.span), std::slice::from_ref(&it.target), true));
        run.chain(cited)
    })
}

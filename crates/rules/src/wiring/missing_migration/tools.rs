//! Migrators of JavaScript that a command runs while there is nothing for them to run.

use shipworthy_core::facts::{Call, Class, FileFacts, Value};
use shipworthy_core::project::{Place, Project};
use shipworthy_core::source::{Role, SourcePath};

use super::{commands, has_words};

/// A migrator, with the signs of what it works on.
struct Tool {
    name: &'static str,
    /// Words of which each alternative, found together in a command, runs it.
    run_by: &'static [&'static [&'static str]],
    /// Words of a command that makes the tables without migrations.
    made_by: &'static [&'static str],
    /// Whether a call makes the tables without migrations.
    makes: fn(&Call) -> bool,
    /// Whether a file describes tables.
    describes: fn(&FileFacts) -> bool,
}

const TOOLS: &[Tool] = &[
    Tool {
        name: "drizzle",
        run_by: &[&["drizzle-kit", "migrate"]],
        made_by: &["drizzle-kit", "push"],
        makes: |_| false,
        describes: |facts| {
            let tables = ["mysqlTable", "pgTable", "sqliteTable"];
            facts.calls.iter().any(|call| tables.contains(&call.callee.last()))
        },
    },
    Tool {
        name: "knex",
        run_by: &[&["knex", "migrate:latest"], &["knex", "migrate:up"]],
        made_by: &[],
        makes: |call| {
            matches!(call.callee.last(), "createTable" | "createTableIfNotExists")
                || call.callee.path.ends_with("schema.raw")
        },
        describes: |facts| facts.imports.iter().any(|it| &*it.module == "knex"),
    },
    Tool {
        name: "sequelize",
        run_by: &[&["sequelize", "db:migrate"], &["sequelize-cli", "db:migrate"]],
        made_by: &[],
        makes: |call| call.callee.last() == "sync",
        describes: |facts| {
            facts.calls.iter().any(|call| call.callee.path.ends_with("equelize.define"))
                || any_class(facts, |class| extends(class, "sequelize"))
        },
    },
    Tool {
        name: "typeorm",
        run_by: &[&["typeorm", "migration:run"], &["typeorm-ts-node-commonjs", "migration:run"]],
        made_by: &["schema:sync"],
        // Options of a source of data may say `synchronize`; a call may too.
        makes: |call| call.callee.last() == "synchronize",
        describes: |facts| {
            any_class(facts, |class| {
                class.decorators.iter().any(|it| it.name.path == "typeorm.Entity")
            })
        },
    },
];

fn any_class(facts: &FileFacts, is: impl Fn(&Class) -> bool) -> bool {
    facts.classes.iter().any(is)
}

fn extends(class: &Class, package: &str) -> bool {
    class.bases.iter().filter_map(|base| base.as_name()).any(|base| base.path.starts_with(package))
}

/// A migrator that is run, and where.
pub(super) struct Idle {
    pub(super) name: &'static str,
    pub(super) place: Place,
}

/// The migrators that a command runs although tables are described and no migration is there.
pub(super) fn idle(project: &Project) -> Vec<Idle> {
    // A migration stands in a folder that says so, whatever the tool; read or not.
    let mut paths =
        project.files.iter().map(|file| &file.path).chain(&project.unread).filter(|path| {
            let folders = path.parent().to_ascii_lowercase();
            folders.contains("migrat") || folders.split('/').any(|part| part == "drizzle")
        });
    if paths.any(is_step) {
        return Vec::new();
    }
    TOOLS
        .iter()
        .filter_map(|tool| Some(Idle { name: tool.name, place: ran(project, tool)? }))
        .collect()
}

/// Whether a file in a folder of migrations can be one.
fn is_step(path: &SourcePath) -> bool {
    matches!(path.extension(), "cjs" | "js" | "mjs" | "mts" | "py" | "sql" | "ts")
}

/// Where a tool is run, if it has tables to make and nothing else makes them.
fn ran(project: &Project, tool: &Tool) -> Option<Place> {
    let code = || project.files().filter(|(_, file)| file.role != Role::Vendored);
    let (place, ..) = commands(project)
        .filter(|(_, _, is_document)| !is_document)
        .find(|(_, line, _)| tool.run_by.iter().any(|words| has_words(line, words)))?;
    let by_command = !tool.made_by.is_empty()
        && commands(project).any(|(_, line, _)| has_words(line, tool.made_by));
    let made = by_command
        || code()
            .any(|(_, file)| file.facts.calls.iter().any(tool.makes) || synchronizes(&file.facts));
    let described =
        code().any(|(_, file)| file.role == Role::Production && (tool.describes)(&file.facts));
    (described && !made).then_some(place)
}

/// Whether options say that tables follow the code: `synchronize: true`, or as a setting decides.
fn synchronizes(facts: &FileFacts) -> bool {
    let mut found = false;
    let mut look = |value: &Value| {
        found |= value.entry("synchronize").is_some_and(|value| value.as_bool() != Some(false));
    };
    facts.calls.iter().flat_map(|call| &call.arguments).for_each(|it| look(&it.value));
    facts.bindings.iter().for_each(|it| look(&it.value));
    found
}

use shipworthy_core::facts::{SqlSink, SqlText};
use shipworthy_core::finding::{Effort, Severity};
use shipworthy_core::project::{Project, ProjectFile};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};
use shipworthy_core::source::Role;

use crate::{sites, text};

/// Finds SQL text that is given to a database by hand.
pub(crate) struct RawSql;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("raw-sql"),
    summary: text("SQL text given to a database by hand"),
    category: Category::Security,
    severity: Severity::Low,
    effort: Effort::Medium,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("raw-sql.md")),
};

impl ProjectRule for RawSql {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        let mapper = project
            .files()
            .filter(|(_, file)| sites::is_production(file))
            .find_map(|(_, file)| file.facts.orm.clone());
        for (id, file) in project.files() {
            for site in &file.facts.sql {
                let SqlText::Constant(statement) = &site.text else { continue };
                if site.sink == SqlSink::Built {
                    continue;
                }
                if reads_nothing(statement) || is_migration(file) {
                    check.subject();
                    continue;
                }
                let (message, severity) = match &mapper {
                    Some(mapper) => {
                        (format!("SQL is written by hand beside {mapper}"), Severity::Medium)
                    }
                    None => ("SQL is written by hand".to_owned(), Severity::Low),
                };
                let finding = sites::at(id, site.span, message)
                    .subject(sites::holder(file, site.function))
                    .severity(sites::by_role(file, severity))
                    .signal("given-to-a-database", 60)
                    .help("Keep hand-written SQL in one place, or say it with the mapper that the project has.");
                check.report(if mapper.is_some() {
                    finding.signal("beside-a-mapper", 20)
                } else {
                    finding
                });
            }
        }
    }
}

/// Whether a statement asks the database itself and no table: `SELECT 1`, the usual sign of life.
fn reads_nothing(statement: &str) -> bool {
    let statement = statement.trim().trim_end_matches(';');
    let mut words = statement.split_whitespace();
    // A longer text may have been cut off before the table that it reads.
    statement.len() < 160
        && words.next().is_some_and(|word| word.eq_ignore_ascii_case("select"))
        && !statement.contains(';')
        && !words.any(|word| word.eq_ignore_ascii_case("from"))
}

/// Whether a file changes the schema step by step: there, SQL is the language.
fn is_migration(file: &ProjectFile) -> bool {
    file.role == Role::Tool
        && file.path.parts().any(|part| matches!(part, "migration" | "migrations" | "alembic"))
}

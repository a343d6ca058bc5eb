use shipworthy_core::facts::{Handled, Origin, SqlSink, SqlSite, SqlText};
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use crate::{sites, text};

/// Finds SQL that is put together from values.
pub(crate) struct SqlInjection;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("sql-injection"),
    summary: text("SQL put together from values"),
    category: Category::Security,
    severity: Severity::High,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("sql-injection.md")),
};

impl FileRule for SqlInjection {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        for site in &file.facts.sql {
            match doubtful_origin(site) {
                Some(origin) => check.report(finding(id, file, site, origin)),
                None => check.subject(),
            }
        }
    }
}

/// The origin of the value that makes a text open to injection.
fn doubtful_origin(site: &SqlSite) -> Option<Origin> {
    match &site.text {
        SqlText::Built(_, origin) if !origin.is_harmless() => Some(*origin),
        // A text that arrives whole from a request is no statement of the program's at all.
        SqlText::Value(_, Origin::Input) => Some(Origin::Input),
        SqlText::Built(..) | SqlText::Constant(_) | SqlText::Value(..) => None,
    }
}

fn finding(id: FileId, file: &ProjectFile, site: &SqlSite, origin: Origin) -> Finding {
    let (signal, weight, whence) = match origin {
        Origin::Input => ("value-of-a-request", 40, "from a request or another input"),
        Origin::Parameter => ("value-of-a-parameter", 30, "from a parameter"),
        Origin::Call => ("value-of-a-call", 20, "from a call"),
        Origin::Environment => ("value-of-the-configuration", 5, "from the configuration"),
        Origin::Attribute => ("value-of-an-attribute", 15, "from an attribute"),
        _ => ("value-of-unknown-origin", 15, "that is not followed here"),
    };
    let (sink, severity) = match site.sink {
        SqlSink::Execute | SqlSink::OrmRaw => (50, graver(file, site, origin)),
        SqlSink::Built => (35, Severity::Low),
    };
    sites::at(id, site.span, format!("SQL is put together with a value {whence}"))
        .subject(sites::holder(file, site.function))
        .severity(sites::by_role(file, severity))
        .signal(if site.sink == SqlSink::Built { "reads-as-sql" } else { "given-to-a-database" }, sink)
        .signal(signal, weight)
        .help("Write placeholders in the text and bind the values beside it; choose names of tables and columns from a fixed list.")
}

fn graver(file: &ProjectFile, site: &SqlSite, origin: Origin) -> Severity {
    // What a route hands to its handler comes from whoever calls it.
    let handles = site.function.is_some_and(|function| {
        file.facts.routing.routes.iter().any(|route| route.handler == Handled::Function(function))
    });
    match origin {
        Origin::Input if sites::is_active(file) => Severity::Blocker,
        Origin::Input => Severity::High,
        Origin::Parameter if handles => Severity::High,
        Origin::Environment => Severity::Low,
        _ => Severity::Medium,
    }
}

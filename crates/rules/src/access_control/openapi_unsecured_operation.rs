use shipworthy_core::facts::Declaration;
use shipworthy_core::finding::{Effort, Severity};
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use crate::sites::{at, by_role};
use crate::text;

const HELP: &str =
    "Require a scheme for all operations, and write `security: []` where everybody may call.";

/// Finds operations without security in interfaces that secure others.
pub(crate) struct OpenapiUnsecuredOperation;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("openapi-unsecured-operation"),
    summary: text("operations without security beside secured ones"),
    category: Category::AccessControl,
    severity: Severity::Low,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("openapi-unsecured-operation.md")),
};

impl FileRule for OpenapiUnsecuredOperation {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        let mut open = Vec::new();
        let mut secured = 0;
        for declaration in &file.facts.declarations {
            let Declaration::Resource { kind, name, value, span } = declaration else { continue };
            if kind != "openapi.operation" {
                continue;
            }
            check.subject();
            match value.as_str() {
                Some("none") => open.push((name, *span)),
                Some("required") => secured += 1,
                _ => {}
            }
        }
        let Some((first, span)) = open.first().filter(|_| secured > 0) else { return };
        let all = open.len() + secured;
        let what =
            format!("{} of {all} operations require no security, `{first}` first", open.len());
        let mut finding = at(id, *span, what).severity(by_role(file, Severity::Low)).help(HELP);
        for (name, span) in open.iter().skip(1).take(MENTIONED) {
            finding = finding.related(Place { file: id, span: *span }, format!("`{name}` neither"));
        }
        check.report(finding.subject("operations"));
    }
}

/// How many further operations a finding mentions.
const MENTIONED: usize = 5;

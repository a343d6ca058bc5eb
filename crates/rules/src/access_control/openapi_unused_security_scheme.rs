use shipworthy_core::facts::{Declaration, Value};
use shipworthy_core::finding::{Effort, Severity};
use shipworthy_core::project::{FileId, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

use crate::sites::{at, by_role};
use crate::text;

const HELP: &str = "Require it, for all operations or for each, or remove it.";

/// Finds security schemes that an interface describes and no operation requires.
pub(crate) struct OpenapiUnusedSecurityScheme;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("openapi-unused-security-scheme"),
    summary: text("a security scheme that no operation requires"),
    category: Category::AccessControl,
    severity: Severity::Medium,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("openapi-unused-security-scheme.md")),
};

impl FileRule for OpenapiUnusedSecurityScheme {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        for declaration in &file.facts.declarations {
            let Declaration::Resource { kind, name, value, span } = declaration else { continue };
            if kind != "openapi.scheme" {
                continue;
            }
            check.subject();
            if *value == Value::Bool(false) {
                let what = format!("security scheme `{name}` is described and never required");
                let finding = at(id, *span, what).severity(by_role(file, Severity::Medium));
                check.report(finding.subject(name.clone()).help(HELP));
            }
        }
    }
}

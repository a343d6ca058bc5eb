use std::collections::{BTreeMap, BTreeSet};

use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Project, Variable, VariableDocumented};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};
use shipworthy_core::source::{Role, Text};

use super::environment_names::{is_near, is_not_own};
use crate::text;

/// Finds variables of environment files that nothing reads.
pub(crate) struct StaleVariable;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("stale-variable"),
    summary: text("a variable of an environment file that nothing reads"),
    category: Category::Wiring,
    severity: Severity::Low,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("stale-variable.md")),
};

/// How many variables one finding for a file lists.
const MAX_RELATED: usize = 40;

impl ProjectRule for StaleVariable {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        // By file, since a file of which nothing is read belongs to something else.
        let mut files: BTreeMap<FileId, Vec<(&Variable, &VariableDocumented, bool)>> =
            BTreeMap::new();
        let named: BTreeSet<&str> =
            project.files.iter().flat_map(|file| &file.facts.constants).map(Text::as_str).collect();
        for variable in &project.environment {
            let is_read = named.contains(variable.name.as_str())
                || !variable.reads.is_empty()
                || !variable.interpolated.is_empty()
                || is_not_own(&variable.name)
                || variable.name.contains("__");
            for documented in &variable.documented {
                let file = project.file(documented.place.file);
                if is_environment_file(file.language.as_str())
                    && matches!(file.role, Role::Production | Role::Tool)
                    && !documented.commented
                {
                    files
                        .entry(documented.place.file)
                        .or_default()
                        .push((variable, documented, is_read));
                }
            }
        }
        let any_read = project.environment.iter().any(|variable| !variable.reads.is_empty());
        for listed in files.values() {
            if !any_read {
                check.unknown("no code that is read asks for a variable");
                continue;
            }
            let stale: Vec<_> = listed.iter().filter(|(.., is_read)| !is_read).collect();
            if stale.len() > 3 && stale.len() * 10 > listed.len() * 6 {
                check.report(whole_file(project, listed.len(), &stale));
                continue;
            }
            for (variable, documented, is_read) in listed {
                if *is_read {
                    check.subject();
                } else {
                    check.report(finding(project, variable, documented));
                }
            }
        }
    }
}

fn is_environment_file(language: &str) -> bool {
    language == "dotenv"
}

fn whole_file(
    project: &Project,
    all: usize,
    stale: &[&(&Variable, &VariableDocumented, bool)],
) -> Finding {
    let (_, first, _) = stale[0];
    let path = &project.file(first.place.file).path;
    let mut finding = Finding::new(
        first.place,
        format!("nothing reads {} of the {all} variables in `{path}`", stale.len()),
    )
    .subject(path.as_str())
    .signal("most-are-read-by-nothing", 60)
    .signal("documented", 10)
    .help("Remove the file, or make it the one that the program is set up with.");
    for (variable, documented, _) in stale.iter().take(MAX_RELATED) {
        finding = finding.related(documented.place, format!("`{}`", variable.name));
    }
    finding
}

fn finding(project: &Project, variable: &Variable, documented: &VariableDocumented) -> Finding {
    let name = &variable.name;
    let mut finding =
        Finding::new(documented.place, format!("`{name}` is documented, and nothing reads it"))
            .subject(name.clone())
            .signal("documented", 35)
            .signal("read-nowhere", 35)
            .help("Remove it, or read it where it was meant to be read.");
    let near = project.environment.iter().find(|other| {
        !other.reads.is_empty() && other.documented.is_empty() && is_near(name, &other.name)
    });
    if let Some(near) = near
        && let Some(read) = near.reads.first()
    {
        finding = finding
            .signal("a-similar-name-is-read", 10)
            .related(read.place, format!("`{}` is read, and nothing documents it", near.name));
    }
    finding
}

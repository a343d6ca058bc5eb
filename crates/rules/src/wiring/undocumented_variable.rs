use std::collections::BTreeMap;

use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{
    ActivityState, FileId, Project, ProjectFile, Variable, VariableRead,
};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};
use shipworthy_core::source::Role;

use super::environment_names::{is_near, is_not_own};
use crate::text;

/// Finds environment variables that production code reads and that nothing documents.
pub(crate) struct UndocumentedVariable;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("undocumented-variable"),
    summary: text("an environment variable that is read and that nothing documents"),
    category: Category::Wiring,
    severity: Severity::Low,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("undocumented-variable.md")),
};

/// From how many variables with defaults on a file is told once.
const MAX_SINGLE: usize = 3;
/// How many variables one finding for all of them lists.
const MAX_RELATED: usize = 40;

impl ProjectRule for UndocumentedVariable {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        let read: Vec<(&Variable, &VariableRead)> = project
            .environment
            .iter()
            .filter(|variable| !is_not_own(&variable.name))
            .filter_map(|variable| Some((variable, live_read(project, variable)?)))
            .collect();
        let missing: Vec<_> =
            read.iter().filter(|(variable, _)| variable.documented.is_empty()).collect();
        if missing.len() == read.len() && missing.len() > 2 {
            check.report(nothing_at_all(&missing));
            return;
        }
        // What has a default can wait: a file that reads many such is told once.
        let mut defaulted: BTreeMap<FileId, Vec<_>> = BTreeMap::new();
        for (variable, read) in &read {
            check.subject();
            if !variable.documented.is_empty() {
                continue;
            }
            match read.has_default && !read.required {
                true => defaulted.entry(read.place.file).or_default().push((*variable, *read)),
                false => check.report(finding(project, variable, read)),
            }
        }
        for (file, variables) in defaulted {
            match variables.len() > MAX_SINGLE {
                true => check.report(together(project.file(file), &variables)),
                false => variables
                    .iter()
                    .for_each(|(variable, read)| check.report(finding(project, variable, read))),
            }
        }
    }
}

/// One finding for the variables with defaults that a file reads.
fn together(file: &ProjectFile, variables: &[(&Variable, &VariableRead)]) -> Finding {
    let mut variables = variables.to_vec();
    variables.sort_by_key(|(_, read)| read.place);
    let place = variables[0].1.place;
    let what = format!(
        "{} variables that have defaults are read here, and nothing documents them",
        variables.len()
    );
    let mut finding = Finding::new(place, what)
        .subject(file.path.as_str())
        .severity(Severity::Info)
        .signal("read-in-production", 40)
        .signal("documented-nowhere", 35)
        .help("Add those that people may want to change to the example of the environment file.");
    for (variable, read) in variables.iter().take(MAX_RELATED) {
        finding = finding.related(read.place, format!("reads {}", variable.name));
    }
    finding
}

/// The read by production code that needs the variable most.
fn live_read<'p>(project: &Project, variable: &'p Variable) -> Option<&'p VariableRead> {
    variable
        .reads
        .iter()
        .filter(|read| {
            let file = project.file(read.place.file);
            file.role == Role::Production && file.activity.state != ActivityState::Inactive
        })
        .max_by_key(|read| (read.required, !read.has_default, std::cmp::Reverse(read.place)))
}

fn nothing_at_all(missing: &[&(&Variable, &VariableRead)]) -> Finding {
    let (_, first) = missing[0];
    let mut finding = Finding::new(
        first.place,
        format!(
            "{} environment variables are read, and nothing documents one of them",
            missing.len()
        ),
    )
    .subject("environment")
    .severity(Severity::Medium)
    .signal("read-in-production", 40)
    .signal("no-documentation-at-all", 40)
    .help(
        "Keep an `.env.example` with every variable, what it is for, and what happens without it.",
    );
    for (variable, read) in missing.iter().take(MAX_RELATED) {
        finding = finding.related(read.place, format!("reads {}", variable.name));
    }
    finding
}

fn finding(project: &Project, variable: &Variable, read: &VariableRead) -> Finding {
    let name = &variable.name;
    let mut finding =
        Finding::new(read.place, format!("`{name}` is read, and nothing documents it"))
            .subject(name.clone())
            .signal("read-in-production", 40)
            .signal("documented-nowhere", 35)
            .help("Add it to the example of the environment file, with what it is for.");
    finding = if read.required && variable.set.is_empty() {
        finding.signal("required", 10).severity(Severity::Medium)
    } else if read.required || !read.has_default {
        finding.severity(Severity::Low)
    } else {
        finding.severity(Severity::Info)
    };
    for place in variable.set.iter().take(2) {
        finding = finding.related(*place, "a container sets it");
    }
    let near = project.environment.iter().find(|other| {
        other.reads.is_empty() && !other.documented.is_empty() && is_near(&other.name, name)
    });
    if let Some(near) = near
        && let Some(documented) = near.documented.first()
    {
        finding = finding.signal("a-similar-name-is-documented", 5).related(
            documented.place,
            format!("`{}` is documented, and nothing reads it", near.name),
        );
    }
    finding
}

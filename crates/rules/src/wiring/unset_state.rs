use std::collections::{BTreeMap, BTreeSet};

use shipworthy_core::facts::Value;
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{ActivityState, FileId, Place, Project, ProjectFile};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};
use shipworthy_core::source::Role;

use crate::text;

/// Finds state that is read on a request, a response or a session and that nothing sets.
pub(crate) struct UnsetState;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("unset-state"),
    summary: text("state that is read on a request, a response or a session and that nothing sets"),
    category: Category::Wiring,
    severity: Severity::Medium,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("unset-state.md")),
};

/// How many further places a finding lists.
const MAX_RELATED: usize = 10;

impl ProjectRule for UnsetState {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        let mut set: BTreeSet<(&str, &str)> = BTreeSet::new();
        let mut read: BTreeMap<(&str, &str), Vec<(FileId, usize)>> = BTreeMap::new();
        for (id, file) in files(project) {
            for (at, it) in file.facts.state.iter().enumerate() {
                if it.sets {
                    set.insert((&it.carrier, &it.name));
                } else if file.role == Role::Production
                    && file.activity.state != ActivityState::Inactive
                {
                    read.entry((&it.carrier, &it.name)).or_default().push((id, at));
                }
            }
        }
        for ((carrier, name), places) in read {
            if set.contains(&(carrier, name)) || set.contains(&(carrier, "*")) {
                check.subject();
                continue;
            }
            let Some(&(first, at)) = places.first() else { continue };
            let place = |(id, at): (FileId, usize)| Place {
                file: id,
                span: project.file(id).facts.state[at].span,
            };
            let mut finding = Finding::new(
                place((first, at)),
                format!("`{carrier}.{name}` is read, and nothing in the code sets it"),
            )
            .subject(format!("{carrier}.{name}"))
            .signal("read-in-production", 35)
            .signal("set-nowhere", 35)
            .help("Set it where the request comes in, before what reads it, or read what is set.");
            if let Some((at, what)) = user(project, first, at) {
                finding = finding.signal("another-part-relies-on-it", 10).related(at, what);
            }
            for other in places.iter().skip(1).take(MAX_RELATED) {
                finding = finding.related(place(*other), "read here too");
            }
            check.report(finding);
        }
    }
}

fn files(project: &Project) -> impl Iterator<Item = (FileId, &ProjectFile)> {
    let ids = (0..project.files.len() as u32).map(FileId);
    ids.zip(&project.files).filter(|(_, file)| file.role != Role::Vendored)
}

/// The call that is given the function which reads the state: a limiter and its key.
fn user(project: &Project, file: FileId, at: usize) -> Option<(Place, String)> {
    let facts = &project.file(file).facts;
    let function = facts.functions.get(facts.state.get(at)?.function? as usize)?;
    let call = facts.calls.iter().find(|call| {
        call.arguments.iter().any(|argument| match &argument.value {
            Value::Name(name) => name.path == function.name && !function.name.is_empty(),
            _ => false,
        })
    })?;
    let what = format!("`{}` is given `{}`, which reads it", call.callee.last(), function.name);
    Some((Place { file, span: call.span }, what))
}

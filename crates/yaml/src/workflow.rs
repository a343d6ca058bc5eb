//! CI workflows: GitHub Actions and GitLab CI.
//!
//! Sources: <https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax>,
//! <https://docs.gitlab.com/ci/yaml/>.

use std::collections::BTreeMap;

use shipworthy_core::facts::{CommandLine, FileFacts, Workflow, WorkflowJob, WorkflowStep};
use shipworthy_core::source::{SourcePath, Text};

use crate::tree::Node;

/// Whether a file is a GitHub Actions workflow.
pub(crate) fn is_github(path: &SourcePath, document: &Node) -> bool {
    path.as_str().contains(".github/workflows/")
        || document.get("jobs").is_some() && document.get("on").is_some()
}

/// Whether a file is a GitLab pipeline.
pub(crate) fn is_gitlab(path: &SourcePath) -> bool {
    path.file_name().starts_with(".gitlab-ci")
}

/// Adds a GitHub Actions workflow.
pub(crate) fn github(document: &Node, facts: &mut FileFacts) {
    let jobs = document.get("jobs").map(Node::merged).unwrap_or_default();
    facts.workflows.push(Workflow {
        system: "github-actions".into(),
        name: document.text_of("name").into(),
        jobs: jobs
            .into_iter()
            .map(|(name, key, job)| github_job(name, key, job, document))
            .collect(),
        span: document.span(),
    });
}

fn github_job(name: &str, key: &Node, job: &Node, document: &Node) -> WorkflowJob {
    let default_directory = [job, document]
        .into_iter()
        .find_map(|node| node.at(&["defaults", "run", "working-directory"])?.text())
        .unwrap_or_default();
    WorkflowJob {
        name: name.into(),
        needs: job
            .get("needs")
            .map(|needs| needs.texts().into_iter().map(Text::from).collect())
            .unwrap_or_default(),
        // A job that is another workflow has no steps of its own.
        steps: job
            .get("steps")
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .chain(job.get("uses").is_some().then_some(job))
            .map(|step| WorkflowStep {
                may_fail: may_fail(step) && !is_asked_later(job, step.text_of("id")),
                ..github_step(step, default_directory)
            })
            .collect(),
        may_fail: may_fail(job),
        span: key.span().to(job.span()),
    }
}

fn github_step(step: &Node, default_directory: &str) -> WorkflowStep {
    let directory = step.text_of("working-directory");
    WorkflowStep {
        name: step.text_of("name").into(),
        uses: step.text_of("uses").into(),
        commands: step
            .get("run")
            .and_then(|run| run.text().map(|text| vec![CommandLine::shell(text, run.span())]))
            .unwrap_or_default(),
        working_directory: if directory.is_empty() { default_directory } else { directory }.into(),
        may_fail: may_fail(step),
        span: step.span(),
    }
}

/// Whether a later step asks how the step of an id went, to fail in its place.
fn is_asked_later(job: &Node, id: &str) -> bool {
    let asked = [format!("steps.{id}.outcome"), format!("steps.{id}.conclusion")];
    let steps = job.get("steps").map(Node::items).unwrap_or_default();
    !id.is_empty()
        && steps.iter().any(|step| {
            let texts = ["if", "run"].into_iter().map(|key| step.text_of(key));
            let variables = step.get("env").map(Node::merged).unwrap_or_default();
            let variables = variables.iter().filter_map(|(_, _, value)| value.text());
            texts.chain(variables).any(|text| asked.iter().any(|asked| text.contains(asked)))
        })
}

fn may_fail(node: &Node) -> bool {
    node.get("continue-on-error").and_then(Node::truth) == Some(true)
}

/// Keys at the top of a GitLab pipeline that are no jobs.
const GITLAB_KEYWORDS: &[&str] = &[
    "after_script",
    "before_script",
    "cache",
    "default",
    "image",
    "include",
    "pages",
    "services",
    "spec",
    "stages",
    "variables",
    "workflow",
];

/// Adds a GitLab pipeline.
pub(crate) fn gitlab(document: &Node, facts: &mut FileFacts) {
    let before =
        document.get("before_script").or_else(|| document.at(&["default", "before_script"]));
    let entries = document.merged();
    let templates = entries.iter().map(|(name, _, node)| (*name, *node)).collect();
    let jobs = entries
        .into_iter()
        .filter(|(name, _, job)| {
            !GITLAB_KEYWORDS.contains(name) && !name.starts_with('.') && !job.entries().is_empty()
        })
        .map(|(name, key, job)| {
            let lineage = lineage(&templates, job);
            let of = |key: &str| lineage.iter().find_map(|node| node.get(key));
            let scripts = [of("before_script").or(before), of("script"), of("after_script")];
            let steps = scripts
                .into_iter()
                .flatten()
                .flat_map(|script| {
                    script.items().iter().chain(script.text().is_some().then_some(script))
                })
                .filter_map(|line| line.text().map(|text| (text, line.span())))
                .map(|(text, span)| WorkflowStep {
                    name: Text::default(),
                    uses: Text::default(),
                    commands: vec![CommandLine::shell(text, span)],
                    working_directory: Text::default(),
                    may_fail: false,
                    span,
                })
                .collect();
            WorkflowJob {
                name: name.into(),
                needs: job
                    .get("needs")
                    .map(|needs| needs.texts().into_iter().map(Text::from).collect())
                    .unwrap_or_default(),
                steps,
                may_fail: of("allow_failure").and_then(Node::truth) == Some(true),
                span: key.span().to(job.span()),
            }
        })
        .collect();
    facts.workflows.push(Workflow {
        system: "gitlab-ci".into(),
        name: Text::default(),
        jobs,
        span: document.span(),
    });
}

/// How many templates a job of a GitLab pipeline extends.
const MAX_EXTENDED: usize = 32;

/// A job of a GitLab pipeline and those that it extends, the nearest first; the last of several wins.
fn lineage<'n>(templates: &BTreeMap<&str, &'n Node>, job: &'n Node) -> Vec<&'n Node> {
    let mut found = vec![job];
    let mut at = 0;
    while at < found.len() {
        let extended = found[at].get("extends").map(Node::texts).unwrap_or_default();
        for template in extended.iter().rev().filter_map(|name| templates.get(name)) {
            let known = found.iter().any(|it| std::ptr::eq(*it, *template));
            if !known && found.len() < MAX_EXTENDED {
                found.push(template);
            }
        }
        at += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use shipworthy_core::source::Language;

    use super::*;

    #[test]
    fn steps_keep_their_commands_and_whether_they_may_fail() {
        let text = "on: push\njobs:\n  test:\n    steps:\n      - uses: actions/checkout@v4\n      - run: |\n          pip install .\n          pytest || true\n        continue-on-error: true\n";
        let mut facts = FileFacts::new(Language::new("workflow"), text);
        github(&crate::tree::read(text).documents[0], &mut facts);
        let steps = &facts.workflows[0].jobs[0].steps;
        assert_eq!(steps[0].uses, "actions/checkout@v4");
        assert_eq!(steps[1].commands[0].commands().count(), 3);
        assert!(steps[1].may_fail);
    }

    #[test]
    fn a_step_whose_outcome_is_asked_for_may_not_fail_unseen() {
        let text = "on: push\njobs:\n  test:\n    steps:\n      - id: e2e\n        run: pytest\n        continue-on-error: true\n      - if: steps.e2e.outcome == 'failure'\n        run: exit 1\n";
        let mut facts = FileFacts::new(Language::new("workflow"), text);
        github(&crate::tree::read(text).documents[0], &mut facts);
        assert!(!facts.workflows[0].jobs[0].steps[0].may_fail);
    }

    #[test]
    fn gitlab_keywords_are_no_jobs() {
        let text = "stages: [test]\nvariables: {A: b}\n.hidden: {script: [x]}\nunit:\n  script: [pytest]\n  allow_failure: true\n";
        let mut facts = FileFacts::new(Language::new("workflow"), text);
        gitlab(&crate::tree::read(text).documents[0], &mut facts);
        assert_eq!(facts.workflows[0].jobs.len(), 1);
        assert!(facts.workflows[0].jobs[0].may_fail);
    }

    #[test]
    fn gitlab_jobs_extend_templates() {
        let text = ".a: {script: [pytest], allow_failure: true}\n.b: {extends: .a}\nunit:\n  extends: [.b]\nloop:\n  extends: loop\n  stage: x\n";
        let mut facts = FileFacts::new(Language::new("workflow"), text);
        gitlab(&crate::tree::read(text).documents[0], &mut facts);
        let unit = &facts.workflows[0].jobs[0];
        assert!(unit.may_fail && unit.steps[0].commands[0].words[0] == "pytest");
    }

    #[test]
    fn the_folder_of_all_steps_stands_at_the_top() {
        let text = "on: push\ndefaults: {run: {working-directory: api}}\njobs:\n  test:\n    steps:\n      - run: pytest\n";
        let mut facts = FileFacts::new(Language::new("workflow"), text);
        github(&crate::tree::read(text).documents[0], &mut facts);
        assert_eq!(facts.workflows[0].jobs[0].steps[0].working_directory, "api");
    }
}

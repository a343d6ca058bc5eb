use std::collections::BTreeSet;

use shipworthy_core::facts::Declaration;
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{Place, Project};
use shipworthy_core::rule::{Category, Check, ProjectRule, RuleMetadata, RuleStatus};

use crate::text;

const HELP: &str = "Name a version, and a digest where builds must repeat.";

/// Finds images without a fixed version.
pub(crate) struct ContainerLatestTag;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("container-latest-tag"),
    summary: text("an image without a fixed version"),
    category: Category::Deployment,
    severity: Severity::Low,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("container-latest-tag.md")),
};

impl ProjectRule for ContainerLatestTag {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        let named = named_while_deployed(project);
        for (id, file) in project.files() {
            let stages = &file.facts.containers;
            for container in stages {
                let Some((image, span)) = &container.image else { continue };
                check.subject();
                let is_stage =
                    stages.iter().any(|other| !other.name.is_empty() && other.name == *image);
                // The name of what is built here is no image of somebody else.
                if container.build.is_some()
                    || is_stage
                    || named.contains(image.as_str())
                    || !is_floating(image)
                {
                    continue;
                }
                let finding = Finding::new(
                    Place { file: id, span: *span },
                    format!("image `{image}` has no fixed version"),
                );
                check.report(finding.subject(image.clone()).help(HELP));
            }
        }
    }
}

/// Images whose versions a tool fills in while it deploys.
fn named_while_deployed(project: &Project) -> BTreeSet<&str> {
    let declarations = project.files.iter().flat_map(|file| &file.facts.declarations);
    declarations
        .filter_map(|declaration| match declaration {
            Declaration::Setting { key, value, .. } if key == "deploy.image" => value.as_str(),
            _ => None,
        })
        .collect()
}

/// Whether an image may be another one tomorrow: `latest`, or no tag and no digest.
fn is_floating(image: &str) -> bool {
    if image.is_empty() || image == "scratch" || image.contains('@') || image.contains('$') {
        return false;
    }
    let name = image.rsplit('/').next().unwrap_or_default();
    name.split_once(':').is_none_or(|(_, tag)| tag == "latest")
}

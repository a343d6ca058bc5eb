use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};

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

impl FileRule for ContainerLatestTag {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        for container in &file.facts.containers {
            let Some((image, span)) = &container.image else { continue };
            check.subject();
            let known_stage = file
                .facts
                .containers
                .iter()
                .any(|other| !other.name.is_empty() && other.name == *image);
            if !known_stage && is_floating(image) {
                let finding = Finding::new(
                    Place { file: id, span: *span },
                    format!("image `{image}` has no fixed version"),
                );
                check.report(finding.subject(image.clone()).help(HELP));
            }
        }
    }
}

/// Whether an image may be another one tomorrow: `latest`, or no tag and no digest.
fn is_floating(image: &str) -> bool {
    if image.is_empty() || image == "scratch" || image.contains('@') || image.contains('$') {
        return false;
    }
    let name = image.rsplit('/').next().unwrap_or_default();
    name.split_once(':').is_none_or(|(_, tag)| tag == "latest")
}

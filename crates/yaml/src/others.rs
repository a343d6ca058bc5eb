//! Files that are known by their form and give little: charts, overlays, CloudFormation, what Prometheus and Grafana read.
//!
//! Sources: <https://helm.sh/docs/topics/charts/>, <https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/>,
//! <https://prometheus.io/docs/prometheus/latest/configuration/configuration/>, <https://grafana.com/docs/grafana/latest/administration/provisioning/>.

use shipworthy_core::facts::{Declaration, FileFacts, Value};
use shipworthy_core::source::{SourcePath, Text};

use crate::tree::Node;

/// Adds what a document of one of these forms declares.
pub(crate) fn extract(path: &SourcePath, document: &Node, facts: &mut FileFacts) {
    match path.file_name() {
        "Chart.yaml" | "Chart.yml" => {
            resource("helm.chart", document.text_of("name"), document, facts);
        }
        "kustomization.yaml" | "kustomization.yml" | "Kustomization" => kustomize(document, facts),
        _ if document.get("AWSTemplateFormatVersion").is_some() => cloud_formation(document, facts),
        _ if document.get("scrape_configs").is_some() => prometheus(document, facts),
        _ if document.at(&["groups"]).is_some_and(|groups| {
            groups.items().iter().any(|group| group.get("rules").is_some())
        }) =>
        {
            resource("prometheus.rules", "", document, facts);
        }
        _ => grafana(document, facts),
    }
}

fn resource(kind: &str, name: &str, node: &Node, facts: &mut FileFacts) {
    facts.declarations.push(Declaration::Resource {
        kind: kind.into(),
        name: name.into(),
        value: Value::Unknown,
        span: node.span(),
    });
}

fn setting(key: &str, node: &Node, facts: &mut FileFacts) {
    if let Some(text) = node.text() {
        facts.declarations.push(Declaration::Setting {
            key: key.into(),
            value: Value::Str(Text::from(text)),
            span: node.span(),
        });
    }
}

/// How many resources of a template are kept.
const MAX_RESOURCES: usize = 500;

/// The resources of a CloudFormation template, with their types as kinds: `AWS::SQS::Queue`.
fn cloud_formation(document: &Node, facts: &mut FileFacts) {
    let resources = document.get("Resources").map(Node::merged).unwrap_or_default();
    for (name, _, node) in resources.into_iter().take(MAX_RESOURCES) {
        resource(node.text_of("Type"), name, node, facts);
    }
}

/// The files that an overlay is made of.
fn kustomize(document: &Node, facts: &mut FileFacts) {
    resource("kustomize.overlay", "", document, facts);
    for key in ["resources", "bases", "components", "patchesStrategicMerge"] {
        for item in document.get(key).map(Node::items).unwrap_or_default() {
            setting("kustomize.file", item, facts);
        }
    }
}

/// Images that a tool builds and names while it deploys: artifacts of Skaffold, images of Kustomize.
pub(crate) fn images(document: &Node, facts: &mut FileFacts) {
    let built = document.at(&["build", "artifacts"]).map(Node::items).unwrap_or_default();
    for artifact in built.iter().filter_map(|artifact| artifact.get("image")) {
        setting("deploy.image", artifact, facts);
    }
    for image in document.get("images").map(Node::items).unwrap_or_default() {
        if let Some(name) = image.get("name") {
            setting("deploy.image", name, facts);
        }
    }
}

/// What is scraped: jobs with their targets.
fn prometheus(document: &Node, facts: &mut FileFacts) {
    for job in document.get("scrape_configs").map(Node::items).unwrap_or_default() {
        resource("prometheus.job", job.text_of("job_name"), job, facts);
        for group in job.get("static_configs").map(Node::items).unwrap_or_default() {
            for target in group.get("targets").map(Node::items).unwrap_or_default() {
                setting("prometheus.target", target, facts);
            }
        }
    }
    for file in document.get("rule_files").map(Node::items).unwrap_or_default() {
        setting("prometheus.rule_file", file, facts);
    }
}

/// Sources of data and folders of dashboards that Grafana is given.
fn grafana(document: &Node, facts: &mut FileFacts) {
    for source in document.get("datasources").map(Node::items).unwrap_or_default() {
        if source.get("type").is_some() {
            resource("grafana.datasource", source.text_of("type"), source, facts);
            if let Some(url) = source.get("url") {
                setting("grafana.url", url, facts);
            }
        }
    }
    for provider in document.get("providers").map(Node::items).unwrap_or_default() {
        if let Some(path) = provider.at(&["options", "path"]) {
            resource("grafana.dashboards", path.text().unwrap_or_default(), provider, facts);
        }
    }
}

#[cfg(test)]
mod tests {
    use shipworthy_core::source::Language;

    use super::*;

    fn read(path: &str, text: &str) -> Vec<String> {
        let mut facts = FileFacts::new(Language::new("yaml"), text);
        extract(&SourcePath::new(path), &crate::tree::read(text).documents[0], &mut facts);
        facts
            .declarations
            .iter()
            .map(|declaration| match declaration {
                Declaration::Resource { kind, name, .. } => format!("{kind} {name}"),
                Declaration::Setting { key, value, .. } => {
                    format!("{key} = {}", value.as_str().unwrap_or_default())
                }
                other => format!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn forms_are_told_by_their_keys() {
        assert_eq!(read("shop/Chart.yaml", "apiVersion: v2\nname: shop\n"), ["helm.chart shop"]);
        assert_eq!(
            read("live/kustomization.yaml", "resources:\n  - ../base\n  - api.yaml\n"),
            ["kustomize.overlay ", "kustomize.file = ../base", "kustomize.file = api.yaml"]
        );
        assert_eq!(
            read(
                "prom.yml",
                "scrape_configs:\n  - job_name: api\n    static_configs: [{targets: ['api:80']}]\n"
            ),
            ["prometheus.job api", "prometheus.target = api:80"]
        );
        assert_eq!(
            read("sources.yml", "datasources:\n  - {type: loki, url: 'http://loki:3100'}\n"),
            ["grafana.datasource loki", "grafana.url = http://loki:3100"]
        );
        assert_eq!(
            read(
                "stack.yml",
                "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Jobs:\n    Type: AWS::SQS::Queue\n"
            ),
            ["AWS::SQS::Queue Jobs"]
        );
        assert!(read("other.yml", "a: 1\n").is_empty());
    }
}

//! YAML files to facts: Compose, Kubernetes, CI workflows, with exact places.
//!
//! A file is taken apart into its documents first (the `tree` module); each document is then read
//! as what it is. A document of another kind gives no facts of its own, and its file is still in
//! the ledger. Chart templates are no YAML before they are filled in: they are named, not guessed.

mod compose;
mod kubernetes;
mod tree;
mod variables;
mod workflow;

use shipworthy_core::analyzer::{Analyzer, ExtractLimits, Extraction, Extractor, Problem};
use shipworthy_core::facts::{Comment, FileFacts, addresses, mentions};
use shipworthy_core::secrets;
use shipworthy_core::source::{Language, SourceFile, SourcePath};

/// Reads YAML files.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct YamlAnalyzer;

impl YamlAnalyzer {
    /// An analyzer of YAML files.
    pub fn new() -> Self {
        Self
    }
}

const YAML: Language = Language::new("yaml");

impl Analyzer for YamlAnalyzer {
    fn name(&self) -> &'static str {
        "yaml"
    }

    fn claims(&self, path: &SourcePath, _head: &str) -> Option<Language> {
        matches!(path.extension(), "yml" | "yaml").then_some(YAML)
    }

    fn extractor(&self) -> Box<dyn Extractor> {
        Box::new(YamlExtractor)
    }
}

struct YamlExtractor;

impl Extractor for YamlExtractor {
    fn extract(&mut self, source: &SourceFile<'_>, _limits: &ExtractLimits) -> Extraction {
        let mut facts = FileFacts::new(source.language.clone(), source.text);
        facts.secrets = secrets::scan_text(source.text);
        if is_template(source.path, source.text) {
            return Extraction {
                facts,
                problems: vec![Problem::Template { language: "go-template".to_owned() }],
            };
        }
        let stream = tree::read(source.text);
        for document in &stream.documents {
            if kubernetes::is_kubernetes(document) {
                kubernetes::extract(document, &mut facts);
            } else if workflow::is_gitlab(source.path) {
                workflow::gitlab(document, &mut facts);
            } else if workflow::is_github(source.path, document) {
                workflow::github(document, &mut facts);
            } else if compose::is_compose(source.path, document) {
                compose::extract(document, &mut facts);
            }
        }
        facts.declarations.extend(addresses(source.text));
        let name = source.path.file_name();
        let configures = name.starts_with('.') || name.starts_with("mkdocs.");
        if configures && !workflow::is_gitlab(source.path) {
            // Hidden files configure tools.
            facts.mentions = mentions(source.text);
        }
        let comments = stream.comments.iter().map(|(span, text)| Comment {
            text: tree::cut(text.trim(), 400),
            span: *span,
            trailing: has_code_before(source.text, span.start),
        });
        facts.comments = comments.collect();
        Extraction { facts, problems: stream.problems }
    }
}

/// Whether a file is a template of a Helm chart or holds unquoted `{{ … }}`.
fn is_template(path: &SourcePath, text: &str) -> bool {
    let braces = text.lines().any(|line| {
        let line = line.trim_start();
        !line.starts_with('#')
            && line.find("{{").is_some_and(|at| !line[..at].contains(['"', '\'', '$']))
    });
    braces
        && (path.parts().any(|part| part == "templates")
            || text.lines().any(|line| line.trim_start().starts_with("{{")))
}

fn has_code_before(text: &str, at: u32) -> bool {
    let before = text.get(..at as usize).unwrap_or_default();
    before.rsplit('\n').next().is_some_and(|line| !line.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use shipworthy_core::source::Role;

    use super::*;

    fn extract(path: &str, text: &str) -> Extraction {
        let path = SourcePath::new(path);
        YamlAnalyzer::new().extractor().extract(
            &SourceFile { path: &path, text, language: &YAML, role: Role::Production },
            &ExtractLimits::default(),
        )
    }

    #[test]
    fn chart_templates_are_named() {
        let found = extract("chart/templates/api.yaml", "metadata:\n  name: {{ .Values.name }}\n");
        assert_eq!(found.problems, [Problem::Template { language: "go-template".into() }]);
        let workflow = extract(
            ".github/workflows/ci.yml",
            "on: push\njobs:\n  a:\n    steps:\n      - run: echo ${{ github.sha }}\n",
        );
        assert_eq!(workflow.problems, []);
        assert_eq!(workflow.facts.workflows.len(), 1);
    }

    #[test]
    fn each_document_is_read_as_what_it_is() {
        let found = extract(
            "stack.yaml",
            "services:\n  a: {image: redis}\n---\nkind: Service\napiVersion: v1\nmetadata: {name: b}\n",
        );
        assert_eq!(found.facts.containers.len(), 1);
        assert_eq!(found.facts.declarations.len(), 1);
    }
}

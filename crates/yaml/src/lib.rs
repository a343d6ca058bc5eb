//! YAML files to facts: Compose, Kubernetes, CI workflows, descriptions of interfaces, with exact places.
//!
//! A file is taken apart into its documents first (the `tree` module); each document is then read
//! as what it is. A document of another kind gives no facts of its own, and its file is still in
//! the ledger. Chart templates are no YAML before they are filled in: they are named, not guessed.

mod compose;
mod kubernetes;
mod openapi;
mod others;
mod tree;
mod variables;
mod workflow;

use shipworthy_core::analyzer::{Analyzer, ExtractLimits, Extraction, Extractor, Problem};
use shipworthy_core::facts::{Comment, FileFacts, addresses, interpolations, mentions};
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

    fn claims(&self, path: &SourcePath, head: &str) -> Option<Language> {
        match path.extension() {
            // What a package manager wrote down of an installation holds hashes, and nobody edits it.
            "yml" | "yaml" if matches!(path.file_name(), "pnpm-lock.yaml" | "conda-lock.yml") => {
                None
            }
            "yml" | "yaml" => Some(YAML),
            // JSON is YAML, and descriptions of interfaces come in both.
            "json" if openapi::is_json(head) => Some(YAML),
            _ => None,
        }
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
                others::images(document, &mut facts);
            } else if workflow::is_gitlab(source.path) {
                workflow::gitlab(document, &mut facts);
            } else if workflow::is_github(source.path, document) {
                workflow::github(document, &mut facts);
            } else if compose::is_compose(source.path, document) {
                compose::extract(document, &mut facts);
            } else if openapi::is_openapi(document) {
                openapi::extract(document, &mut facts);
            } else {
                others::extract(source.path, document, &mut facts);
                others::images(document, &mut facts);
            }
        }
        facts.declarations.extend(addresses(source.text));
        facts.declarations.extend(interpolations(source.text));
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
    let braces = || {
        text.lines().any(|line| {
            let line = line.trim_start();
            !line.starts_with('#')
                && line.find("{{").is_some_and(|at| !line[..at].contains(['"', '\'', '$']))
        })
    };
    // Most files have none at all, and one search over the whole text costs far less than one a line.
    text.contains("{{")
        && braces()
        && (path.parts().any(|part| part == "templates")
            || text.lines().any(|line| line.trim_start().starts_with("{{")))
}

fn has_code_before(text: &str, at: u32) -> bool {
    let before = text.get(..at as usize).unwrap_or_default();
    before.rsplit('\n').next().is_some_and(|line| !line.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use shipworthy_core::facts::Declaration;
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
    fn lock_files_are_left_to_their_package_managers() {
        let claimed = |path: &str| YamlAnalyzer::new().claims(&SourcePath::new(path), "").is_some();
        assert!(!claimed("web/pnpm-lock.yaml") && claimed("web/pnpm-workspace.yaml"));
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
    fn a_mark_of_the_byte_order_and_carriage_returns_change_nothing() {
        let plain = "services:\n  a:\n    image: redis:7\n    ports: ['1:2']\n";
        let marked = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
        let (plain, marked) = (extract("compose.yml", plain), extract("compose.yml", &marked));
        assert_eq!(marked.problems, []);
        let images = |found: &Extraction| {
            found.facts.containers[0].image.as_ref().map(|(image, _)| image.to_string())
        };
        assert_eq!(images(&plain), Some("redis:7".to_owned()));
        assert_eq!(images(&plain), images(&marked));
        assert_eq!(
            plain.facts.containers[0].ports[0].host,
            marked.facts.containers[0].ports[0].host
        );
    }

    #[test]
    fn of_keys_that_stand_twice_the_last_counts() {
        let found = extract(
            "compose.yml",
            "services:\n  a:\n    image: redis:6\n    image: redis:7\n  b: {image: x}\n  b: {image: y}\n",
        );
        let images: Vec<_> = found
            .facts
            .containers
            .iter()
            .map(|it| it.image.as_ref().map_or("", |(image, _)| image.as_str()))
            .collect();
        assert_eq!(images, ["redis:7", "y"]);
    }

    #[test]
    fn a_large_manifest_is_read_whole_and_at_once() {
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n    - name: a\n      image: b:1\n      env: [{name: A, value: \"1\"}]\n---\n";
        let text = pod.repeat(5_000_000 / pod.len() + 1);
        let found = extract("all.yaml", &text);
        assert_eq!(found.problems, []);
        assert_eq!(found.facts.containers.len(), text.matches("kind: Pod").count());
    }

    fn resources(found: &Extraction) -> usize {
        let declared = found.facts.declarations.iter();
        declared.filter(|it| matches!(it, Declaration::Resource { .. })).count()
    }

    #[test]
    fn what_is_broken_or_hostile_leaves_the_documents_around_it() {
        let good = "kind: Service\napiVersion: v1\nmetadata: {name: b}\n";
        let mut bomb = String::from("a0: &a0 [x, x]\n");
        for i in 1..40 {
            bomb.push_str(&format!("a{i}: &a{i} [*a{0}, *a{0}, *a{0}]\n", i - 1));
        }
        let nested = "- ".repeat(20_000);
        for bad in ["a: [1, 2\n", &bomb, &nested] {
            let found = extract("all.yaml", &format!("{good}---\n{bad}\n---\n{good}"));
            assert!(!found.facts.declarations.is_empty());
            assert!(found.problems.len() <= 1);
            if bad != nested {
                assert_eq!(resources(&found), 2, "{:?}", found.problems);
            }
        }
    }

    #[test]
    fn each_document_is_read_as_what_it_is() {
        let found = extract(
            "stack.yaml",
            "services:\n  a: {image: redis}\n---\nkind: Service\napiVersion: v1\nmetadata: {name: b}\n",
        );
        assert_eq!(found.facts.containers.len(), 1);
        assert_eq!(resources(&found), 1);
    }
}

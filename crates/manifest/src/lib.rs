//! Manifests and documents to facts: what surrounds the code and is no YAML.
//!
//! One file a format. Each reader takes a text and adds what it declares, with exact places;
//! nothing is resolved here.

mod component;
mod dockerfile;
mod dotenv;
mod gitignore;
mod html;
mod ini;
mod json;
mod makefile;
mod markdown;
mod package_json;
mod prisma;
mod pyproject;
mod requirements;
mod shell;
mod shell_variables;
mod styles;
mod tools;
mod tsconfig;

use shipworthy_core::analyzer::{Analyzer, ExtractLimits, Extraction, Extractor, Problem};
use shipworthy_core::facts::FileFacts;
use shipworthy_core::secrets;
use shipworthy_core::source::{Language, SourceFile, SourcePath};

/// Reads manifests.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct ManifestAnalyzer;

impl ManifestAnalyzer {
    /// An analyzer of manifests.
    pub fn new() -> Self {
        Self
    }
}

/// A format: its language, which files are of it, and its reader.
struct Format {
    language: Language,
    is: fn(&SourcePath) -> bool,
    read: fn(&str, &mut FileFacts) -> Vec<Problem>,
}

/// The formats; a file is of the first that claims it.
const FORMATS: &[Format] = &[
    Format { language: Language::new("dockerfile"), is: dockerfile::is, read: dockerfile::read },
    Format { language: Language::new("dotenv"), is: dotenv::is, read: dotenv::read },
    Format { language: Language::new("toml"), is: pyproject::is, read: pyproject::read },
    Format {
        language: Language::new("requirements"),
        is: requirements::is,
        read: requirements::read,
    },
    Format {
        language: Language::new("requirements"),
        is: requirements::is_included,
        read: requirements::read_included,
    },
    Format { language: Language::new("ini"), is: ini::is, read: ini::read },
    Format {
        language: Language::new("package.json"),
        is: package_json::is,
        read: package_json::read,
    },
    Format { language: Language::new("tsconfig"), is: tsconfig::is, read: tsconfig::read },
    Format { language: Language::new("html"), is: html::is, read: html::read },
    Format { language: Language::new("prisma"), is: prisma::is, read: prisma::read },
    Format { language: Language::new("css"), is: styles::is, read: styles::read },
    Format { language: Language::new("makefile"), is: makefile::is, read: makefile::read },
    Format { language: shell::SHELL, is: shell::is, read: shell::read },
    Format { language: Language::new("tool-configuration"), is: tools::is, read: tools::read },
    // The ledger must not say that their code was read.
    Format { language: Language::TEXT, is: component::is, read: component::read },
    Format { language: Language::new("gitignore"), is: gitignore::is, read: gitignore::read },
    Format { language: markdown::LANGUAGE, is: markdown::is, read: markdown::read },
];

impl Analyzer for ManifestAnalyzer {
    fn name(&self) -> &'static str {
        "manifest"
    }

    fn claims(&self, path: &SourcePath, head: &str) -> Option<Language> {
        FORMATS
            .iter()
            .find(|format| (format.is)(path))
            .map(|format| format.language.clone())
            .or_else(|| shell::is_run_by_shell(path, head).then_some(shell::SHELL))
    }

    fn extractor(&self) -> Box<dyn Extractor> {
        Box::new(ManifestExtractor)
    }
}

/// Whether a file is written for people. It may show what a credential looks like; only what programs read can
/// hold one that counts.
fn is_document(source: &SourceFile<'_>) -> bool {
    *source.language == markdown::LANGUAGE || source.path.extension() == "mdx"
}

struct ManifestExtractor;

impl Extractor for ManifestExtractor {
    fn extract(&mut self, source: &SourceFile<'_>, _limits: &ExtractLimits) -> Extraction {
        let mut facts = FileFacts::new(source.language.clone(), source.text);
        if !is_document(source) {
            facts.secrets = secrets::scan_text(source.text);
        }
        let problems = FORMATS
            .iter()
            .find(|format| {
                format.language == *source.language
                    && ((format.is)(source.path) || format.language == shell::SHELL)
            })
            .map(|format| (format.read)(source.text, &mut facts))
            .unwrap_or_default();
        Extraction { facts, problems }
    }
}

#[cfg(test)]
mod testing {
    use super::*;

    /// The facts of a text, as the analyzer gives them.
    pub(crate) fn facts(path: &str, text: &str) -> FileFacts {
        let path = SourcePath::new(path);
        let analyzer = ManifestAnalyzer::new();
        let language = analyzer.claims(&path, text).expect("a manifest");
        let source =
            SourceFile { path: &path, text, language: &language, role: Default::default() };
        analyzer.extractor().extract(&source, &ExtractLimits::default()).facts
    }
}

#[cfg(test)]
mod tests {
    use super::testing::facts;

    #[test]
    fn documents_may_show_what_a_credential_looks_like() {
        let text = concat!("Set `AWS_ACCESS_KEY_ID=AKIA", "QYLPMN5HHHFPZAM2` first.\n");
        for document in ["README.md", "docs/keys.mdx"] {
            assert!(facts(document, text).secrets.is_empty(), "{document}");
        }
        assert_eq!(facts("pages/keys.vue", text).secrets.len(), 1);
    }
}

use shipworthy_core::analysis::{self, Shared};
use shipworthy_core::analyzer::{Analyzer, ExtractLimits, Extraction, Extractor, Problem};
use shipworthy_core::facts::FileFacts;
use shipworthy_core::project::Linker;
use shipworthy_core::security::inspect;
use shipworthy_core::source::{Language, SourceFile, SourcePath};
use tree_sitter::Parser;

use crate::frameworks;
use crate::library::TypeScriptProfile;
use crate::link::TypeScriptLinker;
use crate::lower::kinds::{Grammar, TSX, TYPESCRIPT};
use crate::lower::{Dialect, Lowered, lower};
use crate::security::TABLES;

/// Reads TypeScript (`.ts`, `.mts`, `.cts`, `.tsx`) and JavaScript (`.js`, `.mjs`, `.cjs`, `.jsx`).
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct TypeScriptAnalyzer;

impl TypeScriptAnalyzer {
    /// An analyzer of TypeScript and JavaScript.
    pub fn new() -> Self {
        Self
    }
}

impl Analyzer for TypeScriptAnalyzer {
    fn name(&self) -> &'static str {
        "typescript"
    }

    fn claims(&self, path: &SourcePath, _head: &str) -> Option<Language> {
        match path.extension() {
            "ts" | "mts" | "cts" | "tsx" => Some(Language::new("typescript")),
            "js" | "mjs" | "cjs" | "jsx" => Some(Language::new("javascript")),
            _ => None,
        }
    }

    fn extractor(&self) -> Box<dyn Extractor> {
        Box::new(TypeScriptExtractor { parser: Parser::new(), shared: Shared::default() })
    }

    fn linker(&self) -> Option<&dyn Linker> {
        Some(&TypeScriptLinker)
    }
}

struct TypeScriptExtractor {
    parser: Parser,
    shared: Shared,
}

impl Extractor for TypeScriptExtractor {
    fn extract(&mut self, source: &SourceFile<'_>, limits: &ExtractLimits) -> Extraction {
        let lowered = match self.lower(source, limits) {
            Ok(lowered) => lowered,
            Err(problem) => {
                let facts = FileFacts::new(source.language.clone(), source.text);
                return Extraction { facts, problems: vec![problem] };
            }
        };
        let routing = frameworks::routing(&lowered.module, source.path);
        let mut facts = analysis::extract(
            &lowered.module,
            &TypeScriptProfile,
            &[],
            source.language.clone(),
            source.role,
            &mut self.shared,
        );
        facts.routing = routing;
        inspect(&lowered.module, &TABLES).put_into(&mut facts);
        Extraction { facts, problems: lowered.problems }
    }
}

impl TypeScriptExtractor {
    /// Parses and lowers a file, or gives up beyond a limit.
    fn lower<'a>(
        &mut self,
        source: &SourceFile<'a>,
        limits: &ExtractLimits,
    ) -> Result<Lowered<'a>, Problem> {
        let (grammar, types, elements): (&'static Grammar, _, _) = match source.path.extension() {
            "ts" | "mts" | "cts" => (&TYPESCRIPT, true, false),
            "tsx" => (&TSX, true, true),
            _ => (&TSX, false, true),
        };
        if let Err(error) = self.parser.set_language(&grammar.language) {
            return Err(Problem::Other(format!("the grammar does not fit the parser: {error}")));
        }
        let dialect = Dialect { grammar, types, elements };
        lower(source.text, dialect, &mut self.parser, limits, self.shared.interner())
    }
}

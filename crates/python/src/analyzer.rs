use shipworthy_core::analysis::{Shared, extract};
use shipworthy_core::analyzer::{Analyzer, ExtractLimits, Extraction, Extractor, Problem};
use shipworthy_core::facts::{FileFacts, Marker};
use shipworthy_core::project::Linker;
use shipworthy_core::security;
use shipworthy_core::source::{Language, SourceFile, SourcePath};
use shipworthy_syntax::parse_from;
use tree_sitter::{Parser, Tree};

use crate::frameworks::RECOGNISERS;
use crate::libraries::{PythonProfile, TABLES};
use crate::linker::PythonLinker;
use crate::lower::{Grammar, Options, Prelude, lower};

/// The language of the files that [`PythonAnalyzer`] reads.
pub(crate) const PYTHON: Language = Language::new("python");

/// Reads Python: `.py`, `.pyi`, `.pyw`, and scripts that name a Python interpreter in their first line.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct PythonAnalyzer;

impl PythonAnalyzer {
    /// The analyzer.
    pub const fn new() -> Self {
        Self
    }
}

impl Analyzer for PythonAnalyzer {
    fn name(&self) -> &'static str {
        "python"
    }

    fn claims(&self, path: &SourcePath, head: &str) -> Option<Language> {
        let claimed = match path.extension() {
            "py" | "pyi" | "pyw" => true,
            "" => interpreter(head).is_some_and(|name| name.starts_with("python")),
            _ => false,
        };
        claimed.then_some(PYTHON)
    }

    fn extractor(&self) -> Box<dyn Extractor> {
        Box::new(PythonExtractor::new())
    }

    fn linker(&self) -> Option<&dyn Linker> {
        Some(&PythonLinker)
    }
}

/// The program that the first line of a script names.
fn interpreter(head: &str) -> Option<&str> {
    let line = head.strip_prefix("#!")?.lines().next()?;
    let mut words = line.split_whitespace().map(|word| word.rsplit('/').next().unwrap_or(word));
    match words.next()? {
        "env" => words.find(|word| !word.starts_with('-') && !word.contains('=')),
        name => Some(name),
    }
}

struct PythonExtractor {
    /// Without a language if the grammar does not fit the parser.
    parser: Option<Parser>,
    grammar: Grammar,
    shared: Shared,
}

impl PythonExtractor {
    fn new() -> Self {
        let language = tree_sitter_python::LANGUAGE.into();
        let mut parser = Parser::new();
        let fits = parser.set_language(&language).is_ok();
        Self {
            parser: fits.then_some(parser),
            grammar: Grammar::new(&language),
            shared: Shared::default(),
        }
    }
}

impl Extractor for PythonExtractor {
    fn extract(&mut self, source: &SourceFile<'_>, limits: &ExtractLimits) -> Extraction {
        let Some(parser) = &mut self.parser else {
            let problem = Problem::Other("the grammar does not fit the parser".to_owned());
            return unread(source, problem);
        };
        let prelude = Prelude::of(source.text);
        let tree = match parse_from(parser, source.text, prelude.end, limits) {
            Ok(tree) => tree,
            Err(problem) => return unread(source, problem),
        };
        let options =
            Options { depth: limits.depth, declarations: source.path.extension() == "pyi" };
        let lowered =
            lower(&self.grammar, self.shared.interner(), prelude, &tree, source.text, options);
        let broken = errors(&tree);
        drop(tree);
        let mut facts = extract(
            &lowered.module,
            &PythonProfile,
            &RECOGNISERS,
            PYTHON,
            source.role,
            &mut self.shared,
        );
        let mut problems = Vec::new();
        if let Some((count, byte)) = broken {
            problems.push(Problem::Syntax { count, line: facts.lines.line(byte) });
        }
        if let Some(byte) = lowered.too_deep {
            problems.push(Problem::Depth { line: facts.lines.line(byte) });
        }
        if lowered.is_program {
            facts.markers.push(Marker::Program);
        }
        security::inspect(&lowered.module, &TABLES).put_into(&mut facts);
        Extraction { facts, problems }
    }
}

/// What is said of a file that could not be read at all.
fn unread(source: &SourceFile<'_>, problem: Problem) -> Extraction {
    Extraction { facts: FileFacts::new(PYTHON, source.text), problems: vec![problem] }
}

/// How many places of a tree could not be parsed, and the first byte of the first.
fn errors(tree: &Tree) -> Option<(u32, u32)> {
    if !tree.root_node().has_error() {
        return None;
    }
    let mut count = 0;
    let mut first = u32::MAX;
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        let broken = node.is_error() || node.is_missing();
        if broken {
            count += 1;
            first = first.min(node.start_byte() as u32);
        }
        // Below an error lie the tokens that do not fit; they are no further errors.
        if !broken && node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return (count > 0).then_some((count, first));
            }
        }
    }
}

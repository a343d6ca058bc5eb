//! The seam where a language joins: an [`Analyzer`] turns source files into facts.

use std::time::Duration;

use crate::facts::FileFacts;
use crate::project::Linker;
use crate::source::{Language, SourceFile, SourcePath};

/// Reads the files of some languages.
///
/// Adding a language means registering one of these; no other crate changes.
pub trait Analyzer: Send + Sync {
    /// The name of the analyzer, such as `python`.
    fn name(&self) -> &'static str;

    /// The language of a file, if this analyzer reads it. `head` is the beginning of its text, at most 4 KiB.
    fn claims(&self, path: &SourcePath, head: &str) -> Option<Language>;

    /// Something that extracts facts on one thread, with a parser that it reuses.
    fn extractor(&self) -> Box<dyn Extractor>;

    /// What joins the files of its languages; `None` where files say all by themselves.
    fn linker(&self) -> Option<&dyn Linker> {
        None
    }
}

/// Extracts facts, file by file, on one thread.
pub trait Extractor {
    /// The facts of one file. It never fails: what cannot be read is said in [`Extraction::problems`].
    fn extract(&mut self, source: &SourceFile<'_>, limits: &ExtractLimits) -> Extraction;
}

/// Bounds of the work on one file.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "tests and embedders set bounds")]
pub struct ExtractLimits {
    /// How deep nested code is followed. Deeper code is left out and reported.
    pub depth: u32,
    /// How many steps the parser of a language with a grammar may take: lookaheads and reductions, a few for each word
    /// and sign of the text. It does not depend on the machine, so the same file gives the same facts everywhere.
    pub steps: u64,
    /// How long parsing may take, whatever its steps: it ends what would seem to hang.
    pub time: Duration,
}

impl Default for ExtractLimits {
    fn default() -> Self {
        Self { depth: 200, steps: 5_000_000, time: Duration::from_secs(60) }
    }
}

/// What came out of a file.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "analyzers build extractions")]
pub struct Extraction {
    /// The facts, as far as the file could be read.
    pub facts: FileFacts,
    /// What could not be read, in the order of the file. Empty means that all of it was read.
    pub problems: Vec<Problem>,
}

/// Why a file, or a part of it, was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "each kind has its own line in the ledger")]
pub enum Problem {
    /// Syntax errors: how many places, and the line of the first.
    Syntax {
        /// How many places could not be parsed.
        count: u32,
        /// The line of the first, from 1.
        line: u32,
    },
    /// Code nested deeper than [`ExtractLimits::depth`]; the line of the first such place.
    Depth {
        /// The line, from 1.
        line: u32,
    },
    /// Parsing took more steps than [`ExtractLimits::steps`].
    Steps,
    /// Parsing took longer than [`ExtractLimits::time`].
    Time,
    /// A template of another language, which is not valid before it is filled in (Helm, Jinja).
    Template {
        /// The template language.
        language: String,
    },
    /// Anything else, as a sentence.
    Other(String),
}

//! What a repository says of itself to the audit: `shipworthy.toml` at its root.
//!
//! It can state entry points and leave files out. It cannot choose rules, limits or what is required: that is for
//! whoever asks for the audit. What cannot be read in it stands in the coverage ledger, and the rest of it holds.

use std::collections::BTreeMap;

use globset::{GlobMatcher, GlobSet, GlobSetBuilder};
use toml::de::{DeTable, DeValue};

use super::extract::Extracted;
use super::{Auditor, glob};
use crate::audit::{CoveredFile, FileStatus};
use crate::facts::FileFacts;
use crate::project::{Declared, ProjectFile};
use crate::secrets;
use crate::source::decode::{Decoded, decode};
use crate::source::{FileSystem, Language, Listing, Role, SourcePath, Span};

/// Where the file stands.
const PATH: &str = "shipworthy.toml";
const ENTRY_POINTS: &str = "entry-points";
const EXCLUDE: &str = "exclude";

/// What the file says; nothing where there is none.
#[derive(Default)]
pub(super) struct Configuration {
    /// Patterns of files that production starts, each with its place in the file.
    entry_points: Vec<(GlobMatcher, Span)>,
    excluded: GlobSet,
    file: Option<ProjectFile>,
    problems: Vec<ConfigurationProblem>,
}

/// What is wrong with the file. Lines count from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum ConfigurationProblem {
    #[error("line {line}: {what}")]
    Syntax { line: u32, what: String },
    #[error("line {line}: there is no key `{key}`; the keys are `{ENTRY_POINTS}` and `{EXCLUDE}`")]
    UnknownKey { line: u32, key: String },
    #[error("line {line}: `{key}` takes a list of patterns, such as [\"workers/*.py\"]")]
    WrongType { line: u32, key: String },
    #[error("line {line}: `{pattern}` is no pattern for paths")]
    Pattern { line: u32, pattern: String },
    #[error("line {line}: the entry point `{pattern}` is no file of code that was read")]
    NoCode { line: u32, pattern: String },
}

impl Configuration {
    /// Reads the file and takes it out of the listing: no analyzer reads it again.
    pub(super) fn take(auditor: &Auditor, files: &dyn FileSystem, listing: &mut Listing) -> Self {
        let Some(at) = listing.files.iter().position(|path| path.as_str() == PATH) else {
            return Self::default();
        };
        let limits = &auditor.limits;
        let text = files.read(&listing.files[at], limits.file_bytes).ok();
        let text = text.filter(|content| content.is_whole());
        // What cannot be read as a text goes the way of all files, and its line in the ledger says why.
        let Some(Decoded::Text(text)) = text.map(|content| decode(content.bytes, limits)) else {
            return Self::default();
        };
        let path = listing.files.swap_remove(at);
        let mut facts = FileFacts::new(Language::new("toml"), &text);
        facts.secrets = secrets::scan_text(&text);
        let mut configuration = Self::default();
        configuration.parse(&text, &facts);
        let role = Role::of(&path, &text);
        configuration.file = Some(ProjectFile::new(path, facts.language.clone(), role, facts));
        configuration
    }

    fn parse(&mut self, text: &str, facts: &FileFacts) {
        let (document, errors) = DeTable::parse_recoverable(text);
        let line = |start: usize| facts.lines.line(start as u32);
        self.problems.extend(errors.iter().map(|error| ConfigurationProblem::Syntax {
            line: line(error.span().map_or(0, |span| span.start)),
            what: error.message().to_owned(),
        }));
        let mut excluded = GlobSetBuilder::new();
        for (key, value) in document.get_ref() {
            let (name, at) = (key.get_ref().as_ref(), line(key.span().start));
            if !matches!(name, ENTRY_POINTS | EXCLUDE) {
                self.problems
                    .push(ConfigurationProblem::UnknownKey { line: at, key: name.to_owned() });
                continue;
            }
            let DeValue::Array(items) = value.get_ref() else {
                self.problems
                    .push(ConfigurationProblem::WrongType { line: at, key: name.to_owned() });
                continue;
            };
            for item in items {
                let span = item.span();
                let at = line(span.start);
                let Some(pattern) = item.get_ref().as_str() else {
                    let key = name.to_owned();
                    self.problems.push(ConfigurationProblem::WrongType { line: at, key });
                    continue;
                };
                match glob(pattern) {
                    Err(_) => self.problems.push(ConfigurationProblem::Pattern {
                        line: at,
                        pattern: pattern.to_owned(),
                    }),
                    Ok(glob) if name == EXCLUDE => {
                        excluded.add(glob);
                    }
                    Ok(glob) => self.entry_points.push((
                        glob.compile_matcher(),
                        Span::new(span.start as u32, span.end as u32),
                    )),
                }
            }
        }
        self.excluded = excluded.build().unwrap_or_default();
    }

    /// Whether the repository leaves a file out.
    pub(super) fn excludes(&self, path: &SourcePath) -> bool {
        self.excluded.is_match(path.as_str())
    }

    /// Adds the files that the patterns mean to what is stated, and the file itself, with what is wrong in it, to what
    /// was read.
    pub(super) fn join(
        self,
        extracted: &mut Extracted,
        is_code: impl Fn(&ProjectFile) -> bool,
        stated: &mut BTreeMap<SourcePath, Option<Declared>>,
    ) {
        let Some(file) = self.file else { return };
        let mut problems = self.problems;
        for (pattern, span) in self.entry_points {
            let mut meant = extracted
                .files
                .iter()
                .filter(|file| is_code(file) && pattern.is_match(file.path.as_str()))
                .peekable();
            if meant.peek().is_none() {
                problems.push(ConfigurationProblem::NoCode {
                    line: file.facts.lines.line(span.start),
                    pattern: pattern.glob().glob().to_owned(),
                });
            }
            for meant in meant {
                let declared = Declared { file: file.path.clone(), span };
                stated.entry(meant.path.clone()).or_default().get_or_insert(declared);
            }
        }
        problems.sort_by_key(ConfigurationProblem::line);
        let reasons: Vec<String> = problems.iter().map(ToString::to_string).collect();
        extracted.covered.push(CoveredFile {
            file: file.path.clone(),
            language: file.language.as_str().into(),
            role: file.role,
            status: if reasons.is_empty() { FileStatus::Parsed } else { FileStatus::Partial },
            reason: (!reasons.is_empty()).then(|| reasons.join("; ").into()),
            lines: file.facts.lines.count(),
        });
        extracted.files.push(file);
    }
}

impl ConfigurationProblem {
    fn line(&self) -> u32 {
        match self {
            Self::Syntax { line, .. }
            | Self::UnknownKey { line, .. }
            | Self::WrongType { line, .. }
            | Self::Pattern { line, .. }
            | Self::NoCode { line, .. } => *line,
        }
    }
}

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::source::{Language, Role, SourcePath, Text};

/// Why a file that the configuration excludes was not read.
pub(crate) const EXCLUDED: &str = "excluded by configuration";

/// What was looked at, and what was not.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Coverage {
    /// Each file by path; a folder that was passed over as a whole stands as one.
    pub files: Vec<CoveredFile>,
    /// How many files of each kind there are.
    pub totals: CoverageTotals,
}

/// A file and how far it was read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct CoveredFile {
    /// The path.
    pub file: SourcePath,
    /// The language, or an empty text where it is not known.
    pub language: Text,
    /// What the file is for.
    pub role: Role,
    /// How far it was read.
    pub status: FileStatus,
    /// Why it was not read as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
    /// How many lines were read.
    pub lines: u32,
}

/// How far a file was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "the four values of the output contract")]
pub enum FileStatus {
    /// As a whole.
    Parsed,
    /// In part.
    Partial,
    /// Not, for a reason of this file.
    Skipped,
    /// Not, for nothing reads this kind of file.
    Unsupported,
}

/// How many files there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct CoverageTotals {
    /// All entries of the ledger.
    pub files: u32,
    /// Read as a whole.
    pub parsed: u32,
    /// Read in part.
    pub partial: u32,
    /// Not read, for a reason of their own.
    pub skipped: u32,
    /// Not read, for nothing reads their kind.
    pub unsupported: u32,
    /// Unsupported files of a known programming language in a production role: code that nobody looked at.
    pub unread_code: u32,
    /// Lines that were read.
    pub lines: u64,
}

impl CoveredFile {
    /// Whether it is code of production that nobody looked at.
    fn is_unread_code(&self) -> bool {
        self.status == FileStatus::Unsupported
            && !self.language.is_empty()
            && self.role == Role::Production
    }
}

impl Coverage {
    /// How many files the configuration excludes.
    pub(crate) fn excluded(&self) -> u32 {
        self.files.iter().filter(|file| file.reason.as_deref() == Some(EXCLUDED)).count() as u32
    }

    pub(crate) fn new(mut files: Vec<CoveredFile>) -> Self {
        files.sort_by(|a, b| a.file.cmp(&b.file));
        let mut totals = CoverageTotals::default();
        for file in &files {
            totals.files += 1;
            totals.lines += u64::from(file.lines);
            match file.status {
                FileStatus::Parsed => totals.parsed += 1,
                FileStatus::Partial => totals.partial += 1,
                FileStatus::Skipped => totals.skipped += 1,
                FileStatus::Unsupported => {
                    totals.unsupported += 1;
                    totals.unread_code += u32::from(file.is_unread_code());
                }
            }
        }
        Self { files, totals }
    }

    /// The programming languages of production files that nobody looked at, in order, each with the number of its files.
    pub(crate) fn unread_languages(&self) -> Vec<String> {
        let mut files: BTreeMap<&str, u32> = BTreeMap::new();
        for file in self.files.iter().filter(|file| file.is_unread_code()) {
            *files.entry(&file.language).or_default() += 1;
        }
        files.into_iter().map(|(language, count)| format!("{language} ({count} files)")).collect()
    }

    /// Whether any file was read for more than credentials.
    pub(crate) fn has_facts(&self) -> bool {
        self.files.iter().any(|file| {
            matches!(file.status, FileStatus::Parsed | FileStatus::Partial)
                && file.language.as_str() != Language::TEXT.as_str()
        })
    }
}

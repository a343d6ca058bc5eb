//! Reads files and takes their facts, in parallel: one extractor a thread, texts dropped at once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::configuration::Configuration;
use super::{AuditError, Auditor, Phase, cache};
use crate::analyzer::{Extraction, Extractor, Problem};
use crate::audit::{CoveredFile, EXCLUDED, FileStatus};
use crate::facts::FileFacts;
use crate::project::ProjectFile;
use crate::source::decode::{Decoded, decode, is_binary, is_minified};
use crate::source::{
    FileSystem, Language, Listing, Role, SourceFile, SourcePath, Text, binary_extension,
    known_language,
};

/// How many bytes of a file are read to tell what it is. Most files are smaller, and are then read only once.
const FIRST_READ: u64 = 64 * 1024;
/// How much of a text the roles and the analyzers see before they decide.
const HEAD: usize = 4096;

/// What came out of all files.
#[derive(Default)]
pub(super) struct Extracted {
    pub(super) files: Vec<ProjectFile>,
    pub(super) covered: Vec<CoveredFile>,
    /// Paths of the files without facts.
    pub(super) unread: Vec<SourcePath>,
}

impl Auditor {
    pub(super) fn extract(
        &self,
        files: &dyn FileSystem,
        listing: Listing,
        configuration: &Configuration,
    ) -> Result<Extracted, AuditError> {
        let Listing { files: mut paths, passed_over } = listing;
        paths.sort_unstable();
        paths.dedup();
        let next = AtomicUsize::new(0);
        self.phase(Phase::Extract, 0, paths.len());
        let parts = rayon::broadcast(|_| {
            let mut worker = Worker::new(self, configuration);
            let mut part = Extracted::default();
            while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
                if self.cancellation.is_cancelled() {
                    break;
                }
                let (covered, file) = worker.file(files, path);
                if file.is_none() {
                    part.unread.push(path.clone());
                }
                part.covered.push(covered);
                part.files.extend(file);
                let done = next.load(Ordering::Relaxed).min(paths.len());
                self.phase(Phase::Extract, done, paths.len());
            }
            part
        });
        self.check_cancelled()?;
        let mut all = Extracted::default();
        for part in parts {
            all.files.extend(part.files);
            all.covered.extend(part.covered);
            all.unread.extend(part.unread);
        }
        all.covered.extend(passed_over.into_iter().map(|passed| {
            let role = Role::of(&passed.path, "");
            covered(&passed.path, "", role, FileStatus::Skipped, Some(passed.reason.into()), 0)
        }));
        all.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(all)
    }
}

/// Whether builds write files of this extension, packed into long lines.
fn packs(extension: &str) -> bool {
    matches!(extension, "js" | "mjs" | "cjs")
}

/// The work of one thread.
struct Worker<'a> {
    auditor: &'a Auditor,
    configuration: &'a Configuration,
    /// One for each analyzer, made when its first file comes.
    extractors: Vec<Option<Box<dyn Extractor>>>,
}

impl<'a> Worker<'a> {
    fn new(auditor: &'a Auditor, configuration: &'a Configuration) -> Self {
        let extractors = auditor.analyzers.iter().map(|_| None).collect();
        Self { auditor, configuration, extractors }
    }

    /// The line of a file in the ledger, and its facts if it has some.
    fn file(
        &mut self,
        files: &dyn FileSystem,
        path: &SourcePath,
    ) -> (CoveredFile, Option<ProjectFile>) {
        let known = known_language(path.extension()).unwrap_or_default();
        let skipped = |reason: Text| {
            let role = Role::of(path, "");
            (covered(path, known, role, FileStatus::Skipped, Some(reason), 0), None)
        };
        let unsupported = |known: &str, role: Role, reason: &str| {
            (covered(path, known, role, FileStatus::Unsupported, Some(reason.into()), 0), None)
        };
        if self.auditor.excluded.is_match(path.as_str()) || self.configuration.excludes(path) {
            return skipped(EXCLUDED.into());
        }
        if binary_extension(path.extension()) {
            return unsupported("", Role::of(path, ""), "no text");
        }
        let limits = &self.auditor.limits;
        let first = match files.read(path, FIRST_READ.min(limits.file_bytes.saturating_add(1))) {
            Ok(content) => content,
            Err(error) => return skipped(error.to_string().into()),
        };
        let (analyzer, language, role) = {
            let head = head(&first.bytes);
            if !is_utf16(&first.bytes) && is_binary(&first.bytes) {
                return unsupported("", Role::of(path, ""), "no text");
            }
            let role = Role::of(path, head);
            match self.claim(path, head) {
                Some((analyzer, language)) => (analyzer, language, role),
                None => return unsupported(known, role, "nothing reads this kind of file"),
            }
        };
        if first.size > limits.file_bytes {
            let (size, limit) = (first.size, limits.file_bytes);
            let reason = format!("{size} bytes are more than the limit of {limit}");
            return skipped(reason.into());
        }
        let whole = if first.is_whole() {
            first
        } else {
            match files.read(path, limits.file_bytes) {
                Ok(content) => content,
                Err(error) => return skipped(error.to_string().into()),
            }
        };
        match decode(whole.bytes, limits) {
            Decoded::Binary => unsupported("", role, "no text"),
            Decoded::Refused(reason) => skipped(reason.into()),
            Decoded::Text(text) if packs(path.extension()) && is_minified(&text) => {
                let role = if role == Role::Production { Role::Generated } else { role };
                let reason = Some("minified: its source is what counts".into());
                (covered(path, language.as_str(), role, FileStatus::Skipped, reason, 0), None)
            }
            Decoded::Text(text) => self.take(analyzer, path, &text, language, role),
            Decoded::Damaged(text, reason) => {
                let (mut covered, file) = self.take(analyzer, path, &text, language, role);
                if matches!(covered.status, FileStatus::Parsed | FileStatus::Partial) {
                    covered.status = FileStatus::Partial;
                    covered.reason = Some(reason.into());
                }
                (covered, file)
            }
        }
    }

    fn claim(&self, path: &SourcePath, head: &str) -> Option<(usize, Language)> {
        self.auditor
            .analyzers
            .iter()
            .enumerate()
            .find_map(|(at, analyzer)| Some((at, analyzer.claims(path, head)?)))
    }

    fn take(
        &mut self,
        at: usize,
        path: &SourcePath,
        text: &str,
        language: Language,
        role: Role,
    ) -> (CoveredFile, Option<ProjectFile>) {
        let source = SourceFile { path, text, language: &language, role };
        let Extraction { facts, problems } = self.cached(at, &source);
        let known = known_language(path.extension());
        let (language_name, status, reason) = match known.filter(|_| language == Language::TEXT) {
            // Its code was not understood, and the ledger must not say otherwise.
            Some(known) => {
                (known, FileStatus::Unsupported, Some("read for credentials only".into()))
            }
            None if problems.is_empty() => (language.as_str(), FileStatus::Parsed, None),
            None => (language.as_str(), FileStatus::Partial, Some(sentence(&problems))),
        };
        let lines = facts.lines.count();
        let covered = covered(path, language_name, role, status, reason, lines);
        (covered, Some(ProjectFile::new(path.clone(), language, role, facts)))
    }

    /// The facts of a file, from the cache where they are kept. Facts of files that could not be read as a whole are
    /// not kept: time may be the reason.
    fn cached(&mut self, at: usize, source: &SourceFile<'_>) -> Extraction {
        let auditor = self.auditor;
        let Some(kept) = auditor.cache.as_deref() else {
            return self.extraction(at, source);
        };
        let key = cache::key(auditor.analyzers[at].name(), source);
        if let Some(facts) = cache::read(kept, &key) {
            return Extraction { facts, problems: Vec::new() };
        }
        let extraction = self.extraction(at, source);
        if extraction.problems.is_empty() {
            cache::write(kept, &key, &extraction.facts);
        }
        extraction
    }

    fn extraction(&mut self, at: usize, source: &SourceFile<'_>) -> Extraction {
        let auditor = self.auditor;
        let limits = auditor.limits.extract();
        let extractor = &mut self.extractors[at];
        let taken = catch_unwind(AssertUnwindSafe(|| {
            extractor
                .get_or_insert_with(|| auditor.analyzers[at].extractor())
                .extract(source, &limits)
        }));
        taken.unwrap_or_else(|_| {
            // What a panic leaves behind is not used again.
            *extractor = None;
            let name = auditor.analyzers[at].name();
            Extraction {
                facts: FileFacts::new(source.language.clone(), source.text),
                problems: vec![Problem::Other(format!(
                    "the analyzer {name} failed on it: this is a fault of the analyzer"
                ))],
            }
        })
    }
}

fn covered(
    path: &SourcePath,
    language: &str,
    role: Role,
    status: FileStatus,
    reason: Option<Text>,
    lines: u32,
) -> CoveredFile {
    CoveredFile { file: path.clone(), language: language.into(), role, status, reason, lines }
}

fn is_utf16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..])
}

/// The beginning of a text, as far as it is UTF-8, without a byte order mark.
fn head(bytes: &[u8]) -> &str {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let bytes = &bytes[..bytes.len().min(HEAD)];
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
    }
}

fn sentence(problems: &[Problem]) -> Text {
    let parts: Vec<String> = problems
        .iter()
        .map(|problem| match problem {
            Problem::Syntax { count: 1, line } => format!("a syntax error on line {line}"),
            Problem::Syntax { count, line } => {
                format!("{count} syntax errors, the first on line {line}")
            }
            Problem::Depth { line } => {
                format!("code on line {line} is nested deeper than the limit and was left out")
            }
            Problem::Steps => "parsing took more steps than the limit".to_owned(),
            Problem::Time => "parsing took longer than the limit".to_owned(),
            Problem::Template { language } => {
                format!("a {language} template: it is valid only when filled in")
            }
            Problem::Other(text) => text.clone(),
        })
        .collect();
    parts.join("; ").into()
}

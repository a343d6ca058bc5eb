//! Promises: what documents state, held against the facts.
//!
//! A statement is judged only where the facts decide it. Plans, wishes, examples and comparisons
//! promise nothing; what cannot be told is left out.

mod capabilities;
mod citations;
mod commands;
mod containers;
mod facts;
mod figures;
mod plans;
mod ports;
mod routes;
mod statements;
mod states;
mod technologies;

use std::collections::BTreeSet;

use super::{Evidence, FileId, KeptState, Place, Project, ProjectFile, Promise};
use crate::facts::{DocumentFacts, Statement};
use crate::source::{Role, Span, Text, head};

use facts::Known;

/// How many promises of a document are kept.
const MAX_PROMISES: usize = 400;
/// How many bytes of a statement a promise repeats.
const MAX_TEXT: usize = 160;
/// In a folder with more documents than this only its README speaks of the project: the others teach its use.
const MAX_DOCUMENTS: usize = 40;

/// The promises of all documents, in order of file and line.
pub(super) fn promises(project: &Project) -> Vec<Promise> {
    let documents: Vec<(FileId, &ProjectFile, &DocumentFacts)> = project
        .files()
        .filter_map(|(id, file)| Some((id, file, file.facts.document.as_ref()?)))
        .filter(|(_, file, _)| speaks(file))
        .collect();
    if documents.is_empty() {
        return Vec::new();
    }
    let in_folders = documents.iter().filter(|(_, file, _)| !is_readme(file)).count();
    let mut known = Known::new(project);
    let mut all = Vec::new();
    for (id, file, document) in documents {
        if in_folders > MAX_DOCUMENTS && !is_readme(file) && file.path.as_str().contains('/') {
            continue;
        }
        let mut page = Page { project, file: id, document, found: Vec::new() };
        statements::judge(&mut page, &mut known);
        citations::judge(&mut page, &known);
        all.extend(page.finish());
    }
    all
}

/// Whether a document speaks of the program as it is.
fn speaks(file: &ProjectFile) -> bool {
    !file.path.parts().any(plans::is_set_apart)
        && matches!(file.role, Role::Production | Role::Example | Role::Tool)
        && !plans::is_plan(file.path.file_name())
}

fn is_readme(file: &ProjectFile) -> bool {
    file.path.file_name().to_ascii_lowercase().starts_with("readme")
}

/// A document that is being judged.
struct Page<'p> {
    project: &'p Project,
    file: FileId,
    document: &'p DocumentFacts,
    found: Vec<Promise>,
}

impl<'p> Page<'p> {
    /// The folder of the document, without a slash at its end; empty at the top.
    fn folder(&self) -> &'p str {
        self.project.file(self.file).path.parent()
    }

    /// Whether a place belongs to a plan, by the headings above it.
    fn is_planned(&self, span: Span) -> bool {
        self.document.headings_above(span).any(|heading| plans::is_planned_heading(&heading.text))
    }

    fn heading_has(&self, span: Span, words: &[&str]) -> bool {
        self.document.headings_above(span).take(2).any(|heading| {
            let text = heading.text.to_ascii_lowercase();
            words.iter().any(|word| text.contains(word))
        })
    }

    fn add(&mut self, promise: Judged<'_>) {
        if self.found.len() < MAX_PROMISES && promise.kept != KeptState::Unknown {
            self.found.push(Promise {
                place: Place { file: self.file, span: promise.span },
                text: head(promise.text, MAX_TEXT).into(),
                subject: promise.subject.into(),
                kept: promise.kept,
                evidence: promise.evidence,
            });
        }
    }

    /// Adds a judgement of a statement, with one sentence of evidence.
    fn state(&mut self, statement: &Statement, subject: &str, kept: KeptState, why: Evidence) {
        self.add(Judged {
            span: statement.span,
            text: &statement.text,
            subject,
            kept,
            evidence: vec![why],
        });
    }

    /// Evidence that stands nowhere but in the document's own line.
    fn here(&self, span: Span, what: impl Into<Text>) -> Evidence {
        Evidence { place: Place { file: self.file, span }, what: what.into() }
    }

    /// The promises in order, each once.
    fn finish(mut self) -> Vec<Promise> {
        let lines = &self.project.file(self.file).facts.lines;
        self.found.sort_by(|a, b| {
            (a.place, &a.subject, &a.evidence).cmp(&(b.place, &b.subject, &b.evidence))
        });
        let mut seen = BTreeSet::new();
        self.found.retain(|it| {
            seen.insert((
                lines.line(it.place.span.start),
                it.subject.clone(),
                it.evidence.first().map(|e| e.what.clone()),
            ))
        });
        self.found
    }
}

/// A promise with its judgement.
struct Judged<'t> {
    span: Span,
    text: &'t str,
    subject: &'t str,
    kept: KeptState,
    evidence: Vec<Evidence>,
}

//! Documents for people: what they state, and the files, commands and variables that they name.
//!
//! Markdown is read as CommonMark with tables and task lists; reStructuredText and plain READMEs
//! are read the same way, as far as they look alike. Only the text is taken apart here; whether it
//! is true is told when the project is linked.

mod inline;
mod tree;
mod walk;

use std::borrow::Cow;

use shipworthy_core::analyzer::Problem;
use shipworthy_core::facts::FileFacts;
use shipworthy_core::source::{Language, SourcePath, head};

/// The language of documents.
pub(crate) const LANGUAGE: Language = Language::new("markdown");

/// How many bytes of a document are read.
const MAX_BYTES: usize = 1 << 20;

/// Documents that are a record or a licence, and state nothing about the code as it is.
const RECORDS: &[&str] = &[
    "authors",
    "change_log",
    "changelog",
    "changes",
    "code_of_conduct",
    "codeofconduct",
    "copying",
    "history",
    "licence",
    "license",
    "news",
    "notice",
    "release-notes",
    "release_notes",
    "releases",
];

/// Whether a file is a document that states something about the code.
pub(crate) fn is(path: &SourcePath) -> bool {
    let name = path.file_name().to_ascii_lowercase();
    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
    let is_document = match extension {
        "md" | "markdown" | "rst" => true,
        "txt" | "" => stem == "readme",
        _ => false,
    };
    is_document && RECORDS.binary_search(&stem).is_err()
}

/// Adds what a document states and cites, and the variables that it documents.
pub(crate) fn read(text: &str, facts: &mut FileFacts) -> Vec<Problem> {
    let markdown = as_markdown(head(text, MAX_BYTES));
    walk::walk(&markdown, facts);
    Vec::new()
}

/// The underlines of reStructuredText headings as those of Markdown, byte for byte: `~~~` would open a code block.
fn as_markdown(text: &str) -> Cow<'_, str> {
    let is_underline =
        |line: &str| line.len() > 2 && line.bytes().all(|b| b == b'~') || line.starts_with("^^^");
    if !text.lines().any(|line| is_underline(line.trim_end())) || text.contains("```") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if is_underline(line.trim_end()) {
            out.extend(line.chars().map(|c| if matches!(c, '~' | '^') { '-' } else { c }));
        } else {
            out.push_str(line);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests;

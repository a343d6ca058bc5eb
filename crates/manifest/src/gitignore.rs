//! `.gitignore`: which files are in the folder and not in the repository.

use shipworthy_core::analyzer::Problem;
use shipworthy_core::facts::{Declaration, FileFacts, Value};
use shipworthy_core::source::{SourcePath, Span};

/// Whether a file is one.
pub(crate) fn is(path: &SourcePath) -> bool {
    path.file_name() == ".gitignore"
}

/// Adds each pattern as a setting `gitignore`.
pub(crate) fn read(text: &str, facts: &mut FileFacts) -> Vec<Problem> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let pattern = line.trim_end();
        let span = Span::new(start, start + pattern.len() as u32);
        start += line.len() as u32;
        if !pattern.is_empty() && !pattern.starts_with('#') {
            facts.declarations.push(Declaration::Setting {
                key: "gitignore".into(),
                value: Value::Str(pattern.into()),
                span,
            });
        }
    }
    Vec::new()
}

use shipworthy_core::facts::{Handler, HandlerAction};
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::naming::parts;
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};
use shipworthy_core::source::Role;

use crate::text;

/// Finds errors that are caught and dropped.
pub(crate) struct SwallowedError;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("swallowed-error"),
    summary: text("an error caught and dropped"),
    category: Category::Reliability,
    severity: Severity::Low,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("swallowed-error.md")),
};

impl FileRule for SwallowedError {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        if matches!(file.role, Role::Generated | Role::Vendored) {
            return;
        }
        for handler in &file.facts.handlers {
            check.subject();
            let drops = matches!(handler.action, HandlerAction::Nothing | HandlerAction::Continues)
                && !handler.logs
                && !handler.uses_error;
            if !drops || !catches_everything(handler) || is_explained(file, handler) {
                continue;
            }
            check.report(
                Finding::new(
                    Place { file: id, span: handler.span },
                    "every error is caught here and dropped",
                )
                .subject(
                    handler
                        .function
                        .and_then(|at| file.facts.functions.get(at as usize))
                        .map(|function| function.qualified.clone())
                        .unwrap_or_default(),
                )
                .signal("does-nothing-with-the-error", 50)
                .signal("catches-everything", 30)
                .help("Catch the error that you expect, and log or raise the others."),
            );
        }
    }
}

/// Whether a comment in the body says why nothing is done.
fn is_explained(file: &ProjectFile, handler: &Handler) -> bool {
    const WORDS: usize = 3;
    let lines = &file.facts.lines;
    let (first, last) = (lines.line(handler.span.start), lines.line(handler.span.end));
    let comments = &file.facts.comments;
    let from = comments.partition_point(|it| it.span.start < handler.span.start);
    comments[from..].iter().take_while(|it| it.span.end <= handler.span.end).any(|comment| {
        // Beside the opening of a longer body it speaks of what is caught.
        let inside = first == last || lines.line(comment.span.start) > first;
        inside && comment.text.split_whitespace().count() >= WORDS && !is_open(&comment.text)
    })
}

/// Whether a comment says that something is still to be done.
fn is_open(comment: &str) -> bool {
    parts(comment).any(|word| {
        ["todo", "fixme", "xxx", "hack"].iter().any(|open| word.eq_ignore_ascii_case(open))
    })
}

fn catches_everything(handler: &Handler) -> bool {
    handler.types.is_empty()
        || handler.types.iter().any(|name| {
            matches!(name.path.as_str(), "Exception" | "BaseException" | "builtins.Exception")
        })
}

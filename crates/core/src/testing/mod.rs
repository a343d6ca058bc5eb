//! The test harness for rules: a rule's Markdown page is its test.
//!
//! Each second-level or third-level heading of a page is a case. The fenced code blocks below it
//! are its files; a line `` `app/tools.py`: `` above a block names the file, otherwise it is
//! called `main` with the extension of the block's language. A marker on a line of code says what
//! must be reported there:
//!
//! ```text
//! return {"price": 19.99}  # error: [mock-function]
//! ```
//!
//! A marker that stands alone on its line speaks of the next line of code. Markers are taken out
//! before the audit. A line without a marker must not be reported, so that each unmarked line is a
//! negative test. A block tagged `ignore` is only shown.
//!
//! The harness does not run audits itself: it is given something that audits files, so that it
//! serves any set of analyzers and rules.

mod page;

pub use page::{Case, Page, PageFailure};

/// A finding as the harness compares it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::exhaustive_structs, reason = "embedders of the harness build these")]
pub struct Reported {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The rule.
    pub rule: String,
}

/// Runs the cases of a rule's page. `audit` gets the files of a case (path and text) and answers with what was reported.
///
/// Findings of other rules are compared only where a marker names the rule.
///
/// # Errors
/// If a marked finding is missing, an unmarked one is reported, or the page has no case with and no line without a marker.
pub fn check_page(
    rule: &str,
    page: &str,
    mut audit: impl FnMut(&[(String, String)]) -> Vec<Reported>,
) -> Result<(), PageFailure> {
    let page = Page::parse(page);
    let mut failure = PageFailure::new(rule);
    let mut marked = 0;
    let mut quiet = 0;
    for case in page.cases() {
        let mut reported = audit(case.files());
        reported.retain(|r| r.rule == rule || case.expected().iter().any(|e| e.rule == r.rule));
        reported.sort();
        reported.dedup();
        for expected in case.expected() {
            if !reported.contains(expected) {
                failure.missing(case.title(), expected);
            }
        }
        for found in &reported {
            if !case.expected().contains(found) {
                failure.noisy(case.title(), found);
            }
        }
        marked += case.expected().iter().filter(|e| e.rule == rule).count();
        quiet += case.quiet_lines();
    }
    if marked == 0 {
        failure.incomplete("no line is marked: show what the rule finds");
    }
    if quiet == 0 {
        failure.incomplete("every line is marked: show what the rule leaves alone");
    }
    failure.into_result()
}

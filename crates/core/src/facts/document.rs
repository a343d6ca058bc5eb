use serde::{Deserialize, Serialize};

use crate::source::{Span, Text};

/// What a document for people says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DocumentFacts {
    /// Statements that can be held against the facts, in order.
    pub statements: Vec<Statement>,
    /// Files, lines and links that it cites.
    pub citations: Vec<Citation>,
}

/// A sentence, a bullet or a row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The text without marks, cut off at 300 bytes.
    pub text: Text,
    /// The headings above it, outermost first.
    pub headings: Box<[Text]>,
    /// Whether it is ticked: `Some(true)` for a tick, `Some(false)` for an open box.
    pub ticked: Option<bool>,
    /// Where it stands.
    pub span: Span,
}

/// Something that a document points to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// The path, command or address as written.
    pub target: Text,
    /// What it is: `path`, `link`, `command`.
    pub kind: Text,
    /// First and last line that it cites, where it does.
    pub lines: Option<(u32, u32)>,
    /// Where it stands.
    pub span: Span,
}

use serde::{Deserialize, Serialize};

use crate::source::{Span, Text};

/// What a document for people says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DocumentFacts {
    /// Its headings, in order.
    pub headings: Vec<Heading>,
    /// What it states, in order.
    pub statements: Vec<Statement>,
    /// Files, lines, links and commands that it cites, in order.
    pub citations: Vec<Citation>,
}

impl DocumentFacts {
    /// The headings above a place, innermost first.
    pub fn headings_above(&self, span: Span) -> impl Iterator<Item = &Heading> {
        let before = self.headings.partition_point(|heading| heading.span.start <= span.start);
        let mut level = u8::MAX;
        self.headings[..before].iter().rev().filter(move |heading| {
            let above = heading.level < level;
            if above {
                level = heading.level;
            }
            above
        })
    }
}

/// A heading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// Its text.
    pub text: Text,
    /// Its level, from 1.
    pub level: u8,
    /// Where it stands.
    pub span: Span,
}

/// A sentence, an entry of a list or a row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The text without marks, cut off at 300 bytes. The cells of a row are joined by ` | `.
    pub text: Text,
    /// What it is.
    pub form: StatementForm,
    /// Whether it is ticked: `Some(true)` for a tick, `Some(false)` for an open box or a cross.
    pub ticked: Option<bool>,
    /// Where it stands.
    pub span: Span,
}

/// Forms of statements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum StatementForm {
    /// A sentence of a paragraph.
    #[default]
    Sentence,
    /// An entry of a list.
    Entry,
    /// A row of a table.
    Row,
}

/// Something that a document points to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// The path, command or address as written. Of a directory tree, the path below the first line of the tree.
    pub target: Text,
    /// What it is.
    pub kind: CitationKind,
    /// First and last line that it cites, where it does.
    pub lines: Option<(u32, u32)>,
    /// What is said beside an entry of a directory tree.
    pub note: Text,
    /// Where it stands.
    pub span: Span,
}

/// What a document points to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CitationKind {
    /// A path in the text: `app/config.py:82-142`.
    #[default]
    Path,
    /// The target of a link or an image that is no address.
    Link,
    /// A line of a shell block, or a command in the text.
    Command,
    /// The first line of a directory tree.
    TreeRoot,
    /// An entry of a directory tree; folders end with `/` where the tree shows them so.
    Tree,
}

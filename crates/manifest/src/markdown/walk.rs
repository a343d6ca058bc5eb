//! One pass over the events of the CommonMark reader.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use shipworthy_core::facts::{
    Citation, CitationKind, Declaration, DeclaredVariable, DocumentFacts, FileFacts, Heading,
    Statement, StatementForm,
};
use shipworthy_core::source::{Span, Text, head};

use super::{inline, tree};
use crate::dotenv;

/// How many statements, and how many citations, are kept of a document.
const MAX_KEPT: usize = 3000;
/// How many bytes of a statement are kept.
const MAX_TEXT: usize = 300;

/// Adds what a Markdown text states and cites.
pub(super) fn walk(text: &str, facts: &mut FileFacts) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut walk = Walk::default();
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        let span = Span::new(range.start as u32, range.end as u32);
        walk.event(event, span);
    }
    walk.document.citations.sort_by_key(|citation| (citation.span.start, citation.span.end));
    facts.declarations.extend(walk.variables.into_iter().map(Declaration::Variable));
    facts.document = Some(walk.document);
}

#[derive(Default)]
struct Walk {
    document: DocumentFacts,
    variables: Vec<DeclaredVariable>,
    /// The open blocks of text, outermost first.
    blocks: Vec<Block>,
    /// The open block of code.
    code: Option<Code>,
    /// Whether the open table is one of variables, by its head.
    table_of_variables: bool,
    /// How many cells of the open row are closed.
    cells: u32,
    /// How many marks of struck-out text are open.
    struck: u32,
    /// Whether a metadata block is open.
    metadata: bool,
}

/// A block of text that is being read.
struct Block {
    kind: BlockKind,
    text: String,
    /// Where pieces of the text come from: the first byte in `text`, the place in the source.
    pieces: Vec<(usize, Span)>,
    ticked: Option<bool>,
    span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum BlockKind {
    Heading(u8),
    Paragraph,
    Entry,
    Head,
    Row,
}

/// A block of code that is being read.
struct Code {
    language: String,
    text: String,
    start: Option<u32>,
    /// Whether the text is the source byte for byte.
    exact: bool,
    pieces: Vec<(String, Span)>,
}

impl Walk {
    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code.is_some() => self.code_text(&text, span),
            Event::Text(text) if !self.metadata => self.text(&text, span),
            Event::Code(code) => self.code_span(&code, span),
            Event::SoftBreak | Event::HardBreak => self.push(" ", span),
            Event::TaskListMarker(done) => {
                if let Some(block) = self.blocks.last_mut() {
                    block.ticked = Some(done);
                }
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Span) {
        match tag {
            Tag::Heading { level, .. } => self.open(BlockKind::Heading(number(level)), span),
            Tag::Paragraph => {
                let in_entry = self
                    .blocks
                    .last()
                    .is_some_and(|block| block.kind == BlockKind::Entry && block.text.is_empty());
                if !in_entry {
                    self.open(BlockKind::Paragraph, span);
                }
            }
            Tag::List(_) | Tag::BlockQuote(_) => self.flush(),
            Tag::Item => self.open(BlockKind::Entry, span),
            Tag::TableHead => self.open(BlockKind::Head, span),
            Tag::TableRow => {
                self.cells = 0;
                self.open(BlockKind::Row, span);
            }
            Tag::CodeBlock(kind) => {
                self.flush();
                let language = match &kind {
                    CodeBlockKind::Fenced(info) => {
                        info.split([' ', ',', '{']).next().unwrap_or_default().to_ascii_lowercase()
                    }
                    CodeBlockKind::Indented => "indented".to_owned(),
                };
                self.code = Some(Code {
                    language,
                    text: String::new(),
                    start: None,
                    exact: true,
                    pieces: Vec::new(),
                });
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.cite(inline::link(&dest_url, span));
            }
            Tag::Strikethrough => self.struck += 1,
            Tag::MetadataBlock(_) => self.metadata = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => match self.blocks.last().map(|block| block.kind) {
                Some(BlockKind::Paragraph) => self.close(),
                _ => self.flush(),
            },
            TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableRow => self.close(),
            TagEnd::TableHead => {
                if let Some(head) = self.blocks.pop() {
                    let first = head.text.split(" | ").next().unwrap_or_default();
                    let first = first.to_ascii_lowercase();
                    self.table_of_variables = ["variable", "env", "setting", "key", "name"]
                        .iter()
                        .any(|word| first.contains(word));
                }
            }
            TagEnd::Table => self.table_of_variables = false,
            TagEnd::TableCell => {
                self.cells += 1;
                if let Some(block) = self.blocks.last_mut() {
                    if self.cells == 1 && block.kind == BlockKind::Row && self.table_of_variables {
                        let name = block.text.trim();
                        if inline::is_variable(name) {
                            self.variables.push(variable(name, block.span));
                        }
                    }
                    block.text.push_str(" | ");
                }
            }
            TagEnd::CodeBlock => self.close_code(),
            TagEnd::Strikethrough => self.struck = self.struck.saturating_sub(1),
            TagEnd::MetadataBlock(_) => self.metadata = false,
            _ => {}
        }
    }

    fn open(&mut self, kind: BlockKind, span: Span) {
        self.blocks.push(Block {
            kind,
            text: String::new(),
            pieces: Vec::new(),
            ticked: None,
            span,
        });
    }

    /// Ends the innermost block.
    fn close(&mut self) {
        self.flush();
        self.blocks.pop();
    }

    /// Takes what the innermost block has said so far.
    fn flush(&mut self) {
        let Some(block) = self.blocks.last_mut() else { return };
        let text = std::mem::take(&mut block.text);
        let pieces = std::mem::take(&mut block.pieces);
        let (kind, ticked, span) = (block.kind, block.ticked, block.span);
        if text.trim().is_empty() {
            return;
        }
        let end = pieces.last().map_or(span.end, |(_, piece)| piece.end);
        match kind {
            BlockKind::Heading(level) => {
                self.document.headings.push(Heading { text: short(text.trim()), level, span });
            }
            BlockKind::Head => {}
            BlockKind::Paragraph => {
                let mut start = 0;
                for end in inline::sentence_ends(&text) {
                    start += text[start..end].len() - text[start..end].trim_start().len();
                    let place = source(&pieces, start, end).unwrap_or(span);
                    self.state(&text[start..end], StatementForm::Sentence, None, place);
                    start = end;
                }
            }
            BlockKind::Entry => {
                let ticked = ticked.or_else(|| inline::tick(&text, false));
                let place = Span::new(span.start, end);
                self.state(&text, StatementForm::Entry, ticked, place);
            }
            BlockKind::Row => {
                let ticked = inline::tick(&text, true);
                let row = text.trim_end_matches(" | ").to_owned();
                self.state(&row, StatementForm::Row, ticked, span);
            }
        }
    }

    fn state(&mut self, text: &str, form: StatementForm, ticked: Option<bool>, span: Span) {
        let text = text.trim();
        if !text.is_empty() && self.document.statements.len() < MAX_KEPT {
            self.document.statements.push(Statement { text: short(text), form, ticked, span });
        }
    }

    fn push(&mut self, text: &str, span: Span) {
        // Struck-out text is taken back.
        if self.struck == 0
            && let Some(block) = self.blocks.last_mut()
        {
            block.pieces.push((block.text.len(), span));
            block.text.push_str(text);
        }
    }

    fn text(&mut self, text: &str, span: Span) {
        self.push(text, span);
        if !text.contains('/') || text.len() as u32 != span.end - span.start {
            return;
        }
        let mut at = 0;
        for word in text.split_inclusive(char::is_whitespace) {
            // `local/staging/` at the end of a line goes on in the next one.
            let goes_on = word.ends_with('/') && at as usize + word.len() == text.len();
            if word.contains('/') && !goes_on {
                let place =
                    Span::new(span.start + at, span.start + at + word.trim_end().len() as u32);
                self.cite(inline::cite(word.trim_end(), place));
            }
            at += word.len() as u32;
        }
    }

    fn code_span(&mut self, code: &str, span: Span) {
        let first = self.blocks.last().is_some_and(|block| {
            block.text.trim().is_empty() && block.kind != BlockKind::Paragraph
        });
        if first && code.contains('_') && inline::is_variable(code) {
            self.variables.push(variable(code, span));
        }
        self.push(code, span);
        if inline::is_command(code) {
            self.cite(Some(Citation {
                target: code.into(),
                kind: CitationKind::Command,
                span,
                ..Citation::default()
            }));
        } else {
            self.cite(inline::cite(code, span));
        }
    }

    fn cite(&mut self, citation: Option<Citation>) {
        if self.document.citations.len() < MAX_KEPT && self.struck == 0 {
            self.document.citations.extend(citation);
        }
    }

    fn code_text(&mut self, text: &str, span: Span) {
        let Some(code) = &mut self.code else { return };
        let start = *code.start.get_or_insert(span.start);
        code.exact &= start + code.text.len() as u32 == span.start
            && text.len() as u32 == span.end - span.start;
        code.text.push_str(text);
        code.pieces.push((text.to_owned(), span));
    }

    fn close_code(&mut self) {
        let Some(code) = self.code.take() else { return };
        let start = code.start.unwrap_or_default();
        if matches!(
            code.language.as_str(),
            "" | "bash" | "http" | "plaintext" | "rest" | "sh" | "shell" | "text" | "txt"
        ) {
            self.routes(&code);
        }
        match code.language.as_str() {
            "" | "text" | "txt" | "plaintext" | "tree" | "indented" | "bash" | "sh" | "shell"
            | "markdown"
                if tree::is(&code.text) || tree::is_listing(&code.text) =>
            {
                let read = if tree::is(&code.text) { tree::entries } else { tree::listing };
                let mut entries = read(&code.text, start);
                if !code.exact {
                    relocate(&mut entries, &code, start);
                }
                if entries.first().is_some_and(|it| it.kind == CitationKind::Tree) {
                    // It begins a tree of its own.
                    let span = Span::new(start, start);
                    let kind = CitationKind::TreeRoot;
                    self.cite(Some(Citation { kind, span, ..Citation::default() }));
                }
                for entry in entries {
                    self.cite(Some(entry));
                }
            }
            "env" | "dotenv" | "ini" | "properties" => self.assignments(&code, false),
            "" | "text" | "txt" | "plaintext" | "ascii" if code.text.contains('•') => {
                self.drawing(&code);
            }
            "" | "bash" | "sh" | "shell" | "zsh" | "console" | "shell-session" | "indented" => {
                self.commands(&code);
                self.assignments(&code, !code.language.is_empty());
            }
            _ => {}
        }
    }

    /// The lines of a block with their places.
    fn assignments(&mut self, code: &Code, shell: bool) {
        for (line, span) in code.lines() {
            let line = line.trim();
            let is_export = line.starts_with("export ");
            if let Some(found) = dotenv::variable(line, span)
                && inline::is_variable(&found.name)
                && (!shell || is_export || !line.contains(' '))
            {
                self.variables.push(DeclaredVariable { value: None, ..found });
            }
        }
    }

    /// The routes that a block lists or calls: `GET /users   # all of them`.
    fn routes(&mut self, code: &Code) {
        for (line, span) in code.lines() {
            if let Some(route) = inline::route(line) {
                self.state(route, StatementForm::Entry, None, span);
            }
        }
    }

    /// The entries of a drawing: `│ • Mail  │ • Carts │`.
    fn drawing(&mut self, code: &Code) {
        let entries: Vec<(String, Span)> = code
            .lines()
            .flat_map(|(line, span)| {
                line.split(['│', '|'])
                    .filter_map(|cell| cell.trim().strip_prefix('•'))
                    .map(|entry| (entry.trim().to_owned(), span))
                    .collect::<Vec<_>>()
            })
            .collect();
        for (entry, span) in entries {
            self.state(&entry, StatementForm::Entry, None, span);
        }
    }

    fn commands(&mut self, code: &Code) {
        let mut continued = false;
        for (line, span) in code.lines() {
            let text = line.trim();
            let is_start = !std::mem::replace(&mut continued, text.ends_with('\\'));
            let text = text.strip_prefix("$ ").or_else(|| text.strip_prefix("> ")).unwrap_or(text);
            if is_start && inline::is_command(text) {
                self.cite(Some(Citation {
                    target: text.trim_end_matches('\\').trim_end().into(),
                    kind: CitationKind::Command,
                    span,
                    ..Citation::default()
                }));
            }
        }
    }
}

impl Code {
    fn lines(&self) -> impl Iterator<Item = (&str, Span)> {
        self.pieces.iter().flat_map(|(text, span)| {
            let mut at = span.start;
            text.split_inclusive('\n').map(move |line| {
                let start = at;
                at = (at + line.len() as u32).min(span.end);
                (
                    line,
                    Span::new(
                        start.min(span.end),
                        (start + line.trim_end().len() as u32).min(span.end),
                    ),
                )
            })
        })
    }
}

/// Moves the places of entries to their lines, where the block is indented in the source.
fn relocate(entries: &mut [Citation], code: &Code, start: u32) {
    for entry in entries {
        let mut at = start;
        for (text, span) in &code.pieces {
            let end = at + text.len() as u32;
            if entry.span.start < end {
                let shift = entry.span.start - at;
                let length = entry.span.end - entry.span.start;
                entry.span =
                    Span::new(span.start + shift, (span.start + shift + length).min(span.end));
                break;
            }
            at = end;
        }
    }
}

/// The place of a part of a text in the source.
fn source(pieces: &[(usize, Span)], start: usize, end: usize) -> Option<Span> {
    let place = |at: usize| {
        let (first, span) =
            pieces.get(pieces.partition_point(|(from, _)| *from <= at).checked_sub(1)?)?;
        Some((span.start + (at - first) as u32).min(span.end))
    };
    let first = place(start)?;
    Some(Span::new(first, place(end.saturating_sub(1))?.saturating_add(1).max(first)))
}

fn variable(name: &str, span: Span) -> DeclaredVariable {
    DeclaredVariable {
        name: name.into(),
        value: None,
        source: Text::default(),
        commented: false,
        span,
    }
}

fn short(text: &str) -> Text {
    Text::from(head(text, MAX_TEXT))
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

//! The imports and re-exports that a file begins with.
//!
//! They are plain and many, a tenth of some repositories, and parsing is most of what an audit takes. So they are read
//! off the text, and the grammar begins behind them. At the first thing that is not plain this reading ends: what it
//! has not taken is parsed.

use shipworthy_core::code::{ExprKind, StmtId, StmtKind};
use shipworthy_core::source::Span;
use shipworthy_syntax::Reader;

use super::Lowerer;
use super::plain::is_reserved;

/// The names of an import, each with the name that it is bound to.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    pub(super) values: Vec<(&'a str, &'a str)>,
    /// Those marked as types: `import { type A }`.
    pub(super) types: Vec<(&'a str, &'a str)>,
    /// Whether the whole import is of types.
    pub(super) only_types: bool,
}

/// The names of an export: `export { a, b as c } from "m"`.
#[derive(Debug, Default)]
pub(super) struct Exported<'a> {
    /// Each with its alias and its place.
    pub(super) names: Vec<(&'a str, &'a str, Span)>,
    /// Whether it is of all names.
    pub(super) all: bool,
    /// The name that all of them get together: `export * as name`.
    pub(super) namespace: Option<&'a str>,
    /// Whether it is of types alone.
    pub(super) only_types: bool,
}

/// What a file begins with, and where the rest of it begins.
#[derive(Debug, Default)]
pub(crate) struct Prelude<'a> {
    parts: Vec<(Span, Part<'a>)>,
    /// The first byte behind it.
    pub(crate) end: u32,
}

#[derive(Debug)]
enum Part<'a> {
    Comment,
    /// `"use client"`.
    Directive(&'a str),
    Import(Names<'a>, &'a str),
    ReExport(Exported<'a>, &'a str),
}

impl<'a> Prelude<'a> {
    /// Reads the beginning of a file.
    pub(crate) fn of(text: &'a str) -> Self {
        let mut prelude = Self::default();
        let mut reader = Reader::new(text, Span::new(0, text.len() as u32));
        if text.starts_with("#!") {
            reader.at = line_end(text, 0);
        }
        // Comments and directives belong to it if an import or the end follows.
        let mut known = 0;
        loop {
            if reader.ends() {
                return Self { end: text.len() as u32, ..prelude };
            }
            let start = reader.at;
            let Some(part) = part(text, &mut reader) else { break };
            let linked = matches!(part, Part::Import(..) | Part::ReExport(..));
            prelude.parts.push((reader.span_from(start), part));
            if linked {
                known = prelude.parts.len();
                prelude.end = reader.at as u32;
            }
        }
        prelude.parts.truncate(known);
        prelude
    }
}

fn part<'a>(text: &'a str, reader: &mut Reader<'a, '_>) -> Option<Part<'a>> {
    match reader.byte(0) {
        b'/' => {
            reader.at = comment_end(text, reader.at)?;
            Some(Part::Comment)
        }
        b'"' | b'\'' => {
            let directive = reader.string()?;
            ends(text, reader).then_some(Part::Directive(directive))
        }
        b'i' => {
            let (names, source) = import(reader)?;
            ends(text, reader).then_some(Part::Import(names, source))
        }
        b'e' => {
            let (names, source) = re_export(reader)?;
            ends(text, reader).then_some(Part::ReExport(names, source))
        }
        _ => None,
    }
}

/// Where the comment at `start` ends.
fn comment_end(text: &str, start: usize) -> Option<usize> {
    match &text.as_bytes()[start..] {
        [b'/', b'/', ..] => Some(line_end(text, start)),
        [b'/', b'*', ..] => text[start + 2..].find("*/").map(|length| start + length + 4),
        _ => None,
    }
}

/// Where the line that holds the byte `at` ends.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find(['\n', '\r', '\u{2028}', '\u{2029}']).map_or(text.len(), |length| at + length)
}

/// Takes the end of a statement: a semicolon, or a line that ends behind it.
fn ends(text: &str, reader: &mut Reader<'_, '_>) -> bool {
    let end = reader.at;
    if reader.takes(b';') {
        return true;
    }
    let breaks = text[end..reader.at].contains('\n') || reader.ends();
    // The source of an import may have attributes, on the next line too.
    let attributes = matches!(reader.word(), Some("with" | "assert"));
    reader.at = end;
    breaks && !attributes
}

/// Reads `import … from "m"` up to its source, unless it has comments, escapes, or parts that are written elsewise.
pub(super) fn import<'a>(reader: &mut Reader<'a, '_>) -> Option<(Names<'a>, &'a str)> {
    let mut names = Names::default();
    (reader.word()? == "import").then_some(())?;
    if let Some(source) = source(reader) {
        return Some((names, source));
    }
    let mut bound = word(reader);
    if bound == Some("type") {
        bound = word(reader);
        names.only_types = true;
        // `import type from "m"` and `import type, { A } from "m"` bind a name that is spelled so.
        if bound == Some("from") || bound.is_none() && reader.peek() == b',' {
            return None;
        }
    }
    let mut more = true;
    if let Some(bound) = bound {
        is_bound(bound).then_some(())?;
        names.values.push(("default", bound));
        more = reader.takes(b',');
    }
    if more {
        match reader.peek() {
            b'*' => {
                reader.at += 1;
                (word(reader)? == "as").then_some(())?;
                let alias = word(reader).filter(|it| is_bound(it))?;
                names.values.push(("", alias));
            }
            b'{' => specifiers(reader, |name, alias, _, of_type| {
                let into = if of_type { &mut names.types } else { &mut names.values };
                into.push((name, alias));
                is_bound(alias)
            })?,
            _ => return None,
        }
    }
    (word(reader)? == "from").then(|| source(reader))?.map(|source| (names, source))
}

/// Reads `export … from "m"` likewise.
pub(super) fn re_export<'a>(reader: &mut Reader<'a, '_>) -> Option<(Exported<'a>, &'a str)> {
    let mut exported = Exported::default();
    (reader.word()? == "export").then_some(())?;
    if let Some(word) = word(reader) {
        exported.only_types = word == "type";
        exported.only_types.then_some(())?;
    }
    let mut behind;
    match reader.peek() {
        b'*' => {
            reader.at += 1;
            exported.all = true;
            behind = word(reader)?;
            if behind == "as" {
                exported.namespace = Some(word(reader)?);
                behind = word(reader)?;
            }
        }
        b'{' => {
            specifiers(reader, |name, alias, span, _| {
                exported.names.push((name, alias, span));
                true
            })?;
            behind = word(reader)?;
        }
        _ => return None,
    }
    (behind == "from").then(|| source(reader))?.map(|source| (exported, source))
}

/// Takes the brackets and what stands in them: `{ a, b as c, type D }`. `keep` gets the name, the alias and the place of
/// each, and whether it is marked as a type, and says whether it may stand there.
fn specifiers<'a>(
    reader: &mut Reader<'a, '_>,
    mut keep: impl FnMut(&'a str, &'a str, Span, bool) -> bool,
) -> Option<()> {
    reader.at += 1;
    reader.list(b'}', |reader| {
        let start = reader.at;
        let mut name = reader.word()?;
        let mut end = reader.at;
        let of_type = name == "type" && !matches!(reader.peek(), b',' | b'}');
        if of_type {
            name = reader.word()?;
            end = reader.at;
        }
        let mut alias = name;
        if !matches!(reader.peek(), b',' | b'}') {
            (reader.word()? == "as").then_some(())?;
            alias = word(reader)?;
            end = reader.at;
        }
        let span = Span::new(start as u32, end as u32);
        // `type as` may name a type or be renamed itself.
        (name != "as" && keep(name, alias, span, of_type)).then_some(())
    })
}

/// Whether a name may be bound: no word of the language.
fn is_bound(name: &str) -> bool {
    !is_reserved(name) && !matches!(name, "default" | "as")
}

/// Takes the next word.
fn word<'a>(reader: &mut Reader<'a, '_>) -> Option<&'a str> {
    reader.peek();
    reader.word()
}

fn source<'a>(reader: &mut Reader<'a, '_>) -> Option<&'a str> {
    matches!(reader.peek(), b'"' | b'\'').then(|| reader.string())?
}

impl<'a> Lowerer<'a, '_> {
    /// Lowers what a file begins with.
    pub(super) fn prelude(&mut self, prelude: Prelude<'a>, out: &mut Vec<StmtId>) {
        for (span, part) in prelude.parts {
            match part {
                Part::Comment => self.comment(span),
                Part::Directive(text) => {
                    let inner = Span::new(span.start, span.start + text.len() as u32 + 2);
                    let value = self.push(ExprKind::Str(text.into()), inner);
                    out.push(self.push_statement(StmtKind::Expr(value), span));
                }
                Part::Import(names, source) => self.import(names, source, span, out),
                Part::ReExport(names, source) => self.re_export(&names, source, span, out),
            }
        }
    }
}

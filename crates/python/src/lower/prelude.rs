//! The docstring and the imports that a file begins with.
//!
//! They are plain and many, a twentieth of some repositories, and parsing is most of what an audit takes. So they are
//! read off the text, and the grammar begins behind them. At the first thing that is not plain this reading ends: what it
//! has not taken is parsed.

use shipworthy_core::code::StmtKind;
use shipworthy_core::facts::ImportKind;
use shipworthy_core::source::Span;
use shipworthy_syntax::Reader;

use super::Lower;
use super::plain::{is_literal, is_reserved};
use super::string::Literal;

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
    Documentation(&'a str),
    /// `import a.b as c`: the modules, each with the name that it is bound to.
    Import(Vec<(&'a str, &'a str)>),
    /// `from m import a as b`: the module, and the names with their aliases.
    From(&'a str, Vec<(&'a str, Option<&'a str>)>),
}

impl<'a> Prelude<'a> {
    /// Reads the beginning of a file.
    pub(crate) fn of(text: &'a str) -> Self {
        let mut prelude = Self::default();
        let mut reader = Reader::new(text, Span::new(0, text.len() as u32));
        // What stands behind the last import belongs to the rest of the file, if there is a rest.
        let mut known = 0;
        let mut before = (0, 0);
        let mut first = true;
        loop {
            if reader.ends() {
                return Self { end: text.len() as u32, ..prelude };
            }
            let start = reader.at;
            let is_comment = reader.byte(0) == b'#';
            if !is_comment && !begins_line(text, start) {
                // The statement before is followed by a block that it cannot have, which its grammar reports.
                (known, prelude.end) = before;
                break;
            }
            let Some(part) = part(text, &mut reader, first) else { break };
            prelude.parts.push((reader.span_from(start), part));
            if !is_comment {
                before = (known, prelude.end);
                first = false;
            }
            if matches!(prelude.parts.last(), Some((_, Part::Import(_) | Part::From(..)))) {
                (known, prelude.end) = (prelude.parts.len(), reader.at as u32);
            }
        }
        prelude.parts.truncate(known);
        prelude
    }
}

/// Whether the byte `at` is the first of a line.
fn begins_line(text: &str, at: usize) -> bool {
    at == 0 || matches!(text.as_bytes()[at - 1], b'\n' | b'\r')
}

fn part<'a>(text: &'a str, reader: &mut Reader<'a, '_>, first: bool) -> Option<Part<'a>> {
    if reader.byte(0) == b'#' {
        let length = reader.rest().iter().position(|&byte| byte == b'\n');
        reader.at += length.unwrap_or(reader.rest().len());
        return Some(Part::Comment);
    }
    let start = reader.at;
    let word = reader.word();
    let part = match word {
        Some("import") => import(text, reader)?,
        Some("from") => from(text, reader)?,
        None | Some("r" | "R" | "u" | "U") if first => {
            reader.at += string_length(reader.rest())?;
            Part::Documentation(Literal::of(&text[start..reader.at]).content)
        }
        _ => return None,
    };
    let end = reader.at;
    let ends = matches!(gap(reader), 0 | b'\n' | b'\r' | b'#');
    reader.at = end;
    ends.then_some(part)
}

/// How long the string is, with its quotes, that a text begins with.
fn string_length(text: &[u8]) -> Option<usize> {
    let quote = match text {
        [b'"', b'"', b'"', ..] | [b'\'', b'\'', b'\'', ..] => &text[..3],
        [b'"' | b'\'', ..] => &text[..1],
        _ => return None,
    };
    let mut at = quote.len();
    while !text[at..].starts_with(quote) {
        at += match text.get(at)? {
            b'\\' => 2,
            b'\n' | b'\r' if quote.len() == 1 => return None,
            _ => 1,
        };
        text.get(at)?;
    }
    Some(at + quote.len())
}

/// Passes over blanks within a line and returns the byte behind them; 0 at the end.
fn gap(reader: &mut Reader<'_, '_>) -> u8 {
    while matches!(reader.byte(0), b' ' | b'\t') {
        reader.at += 1;
    }
    reader.byte(0)
}

/// Takes the next word of the line.
fn word<'a>(reader: &mut Reader<'a, '_>) -> Option<&'a str> {
    gap(reader);
    reader.word()
}

/// Takes a name that may be bound.
fn name<'a>(reader: &mut Reader<'a, '_>) -> Option<&'a str> {
    word(reader).filter(|it| !is_reserved(it) && !is_literal(it) && !it.contains('$'))
}

/// Takes the name of a module, dots included.
fn module<'a>(text: &'a str, reader: &mut Reader<'a, '_>) -> Option<&'a str> {
    gap(reader);
    let start = reader.at;
    name(reader)?;
    while reader.byte(0) == b'.' {
        reader.at += 1;
        name(reader)?;
    }
    Some(&text[start..reader.at])
}

/// Takes what stands behind `as`, if that follows.
fn alias<'a>(reader: &mut Reader<'a, '_>) -> Option<Option<&'a str>> {
    let end = reader.at;
    if word(reader) == Some("as") {
        return Some(Some(name(reader)?));
    }
    reader.at = end;
    Some(None)
}

/// Takes a comma of the line, if it follows.
fn comma(reader: &mut Reader<'_, '_>) -> bool {
    let end = reader.at;
    let found = gap(reader) == b',';
    reader.at = if found { reader.at + 1 } else { end };
    found
}

/// What stands behind `import`.
fn import<'a>(text: &'a str, reader: &mut Reader<'a, '_>) -> Option<Part<'a>> {
    let mut modules = Vec::new();
    loop {
        let module = module(text, reader)?;
        let first = module.split('.').next().unwrap_or_default();
        modules.push((module, alias(reader)?.unwrap_or(first)));
        if !comma(reader) {
            return Some(Part::Import(modules));
        }
    }
}

/// What stands behind `from`.
fn from<'a>(text: &'a str, reader: &mut Reader<'a, '_>) -> Option<Part<'a>> {
    gap(reader);
    let start = reader.at;
    while reader.byte(0) == b'.' {
        reader.at += 1;
    }
    let relative = reader.at > start;
    let named = reader.at;
    let mut end = named;
    if !relative || word(reader) != Some("import") {
        reader.at = named;
        module(text, reader)?;
        end = reader.at;
        (word(reader)? == "import").then_some(())?;
    }
    let mut names = Vec::new();
    match gap(reader) {
        b'*' => {
            reader.at += 1;
            names.push(("*", None));
        }
        b'(' => {
            reader.at += 1;
            reader.list(b')', |reader| {
                let name = name(reader)?;
                reader.peek();
                names.push((name, alias(reader)?));
                Some(())
            })?;
            (!names.is_empty()).then_some(())?;
        }
        _ => loop {
            names.push((name(reader)?, alias(reader)?));
            if !comma(reader) {
                break;
            }
        },
    }
    Some(Part::From(&text[start..end], names))
}

impl<'a> Lower<'_, 'a> {
    /// Lowers what a file begins with and puts it on the list of statements. Returns its docstring.
    pub(super) fn prelude(&mut self, prelude: Prelude<'a>) -> Option<&'a str> {
        let mut documentation = None;
        for (span, part) in prelude.parts {
            let first = self.module.outline.imports.len() as u32;
            match part {
                Part::Comment => {
                    self.comment(span);
                    continue;
                }
                Part::Documentation(text) => {
                    documentation = Some(text);
                    continue;
                }
                Part::Import(modules) => {
                    for (module, bound) in modules {
                        self.module_import(module, bound, span);
                    }
                }
                Part::From(module, names) => {
                    let names =
                        names.iter().map(|(name, alias)| self.imported(name, *alias)).collect();
                    self.import(module, names, ImportKind::Static, span);
                }
            }
            let kind = StmtKind::Import(first, self.module.outline.imports.len() as u32);
            let id = self.stmt(kind, span);
            self.statements.push(id);
        }
        documentation
    }
}

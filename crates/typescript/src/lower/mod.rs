//! The syntax tree as a [`Module`]: one walk over one shared cursor.
//!
//! Every method lowers the node under the cursor and leaves the cursor where it was. Recursion is
//! bounded by the depth limit; what lies deeper is left out and reported.

mod brief;
mod definitions;
mod expressions;
pub(crate) mod kinds;
mod mask;
mod modules;
mod plain;
mod prelude;
mod spare;
mod spared;
mod statements;
#[cfg(test)]
mod tests;
mod types;
mod walk;

use std::borrow::Cow;

use memchr::memchr_iter;
use shipworthy_core::analyzer::{ExtractLimits, Problem};
use shipworthy_core::code::{
    Argument, DictEntry, ExprId, ExprKind, Module, Scope, StmtId, StmtKind,
};
use shipworthy_core::facts::Comment;
use shipworthy_core::source::{Interner, Span, head};
use shipworthy_syntax::parse_from;
use tree_sitter::{Parser, Tree};

use kinds::{F, Grammar, K};
use mask::masked;
use prelude::Prelude;
use spare::Spare;
use spared::spared;
use walk::Walk;

/// Comments are cut off at so many bytes.
const COMMENT_LENGTH: usize = 400;

/// A lowered file and what could not be lowered.
pub(crate) struct Lowered<'a> {
    pub(crate) module: Module<'a>,
    pub(crate) problems: Vec<Problem>,
    /// Whether something that the grammar was spared could not be read: the file is to be parsed again as a whole.
    lost: bool,
}

/// How a file is written.
#[derive(Clone, Copy)]
pub(crate) struct Dialect {
    pub(crate) grammar: &'static Grammar,
    /// Whether it may have types.
    pub(crate) types: bool,
    /// Whether it may have JSX.
    pub(crate) elements: bool,
}

/// A file as it was read.
struct Parsed<'a, 'm> {
    text: &'a str,
    /// What it begins with.
    prelude: Prelude<'a>,
    /// The text for the grammar, which is as long.
    masked: &'m str,
    /// The text that it got: without what it was spared.
    parsed: &'m str,
    /// The tree of what stands behind the beginning.
    tree: Tree,
    grammar: &'static Grammar,
}

/// Parses and lowers a file.
///
/// # Errors
///
/// Those of [`parse_from`].
pub(crate) fn lower<'a>(
    text: &'a str,
    dialect: Dialect,
    parser: &mut Parser,
    limits: &ExtractLimits,
    interner: &mut Interner,
) -> Result<Lowered<'a>, Problem> {
    lower_behind(text, Prelude::of, dialect, parser, limits, interner)
}

/// The same; `prelude` reads what the file begins with.
fn lower_behind<'a>(
    text: &'a str,
    prelude: fn(&'a str) -> Prelude<'a>,
    dialect: Dialect,
    parser: &mut Parser,
    limits: &ExtractLimits,
    interner: &mut Interner,
) -> Result<Lowered<'a>, Problem> {
    let Dialect { grammar, types, elements } = dialect;
    let masked = if types { masked(text, elements) } else { Cow::Borrowed(text) };
    let begins = prelude(text);
    let end = begins.end;
    if let Some(spared) = spared(&masked, end, elements) {
        let tree = parse_from(parser, &spared, end, limits)?;
        if !tree.root_node().has_error() {
            let parsed =
                Parsed { text, prelude: begins, masked: &masked, parsed: &spared, tree, grammar };
            let lowered = lower_read(parsed, limits.depth, interner, true);
            if !lowered.lost {
                return Ok(lowered);
            }
        }
    }
    let tree = parse_from(parser, &masked, end, limits)?;
    let sound = !tree.root_node().has_error();
    let begins = prelude(text);
    let parsed = Parsed { text, prelude: begins, masked: &masked, parsed: &masked, tree, grammar };
    Ok(lower_read(parsed, limits.depth, interner, sound))
}

/// Lowers a file; what is plain is read off the text if it is `sound`.
fn lower_read<'a>(
    parsed: Parsed<'a, '_>,
    depth: u32,
    interner: &mut Interner,
    sound: bool,
) -> Lowered<'a> {
    let Parsed { text, prelude, masked, parsed, tree, grammar } = parsed;
    let mut lowerer = Lowerer {
        interner,
        text,
        masked,
        parsed,
        lost: false,
        sound,
        walk: Walk::new(&tree, parsed, grammar),
        module: Module::new(text),
        depth: 0,
        limit: depth,
        too_deep: None,
        scope: Scope::Module,
        binding: None,
        documentation: None,
        anchor: 0,
        conditional: 0,
        namespace: 0,
        exported: None,
        failed: u32::MAX,
        statements: Spare::default(),
        expressions: Spare::default(),
        arguments: Spare::default(),
        entries: Spare::default(),
    };
    let mut body = Vec::new();
    lowerer.prelude(prelude, &mut body);
    lowerer.statements(&mut body);
    lowerer.module.body = body.into();
    let mut problems = Vec::new();
    problems.extend(syntax_errors(&tree, text));
    problems.extend(lowerer.too_deep.map(|at| Problem::Depth { line: line_of(text, at as usize) }));
    let lost = lowerer.lost || lowerer.walk.missed_spared();
    Lowered { module: lowerer.module, problems, lost }
}

/// The line that holds a byte.
fn line_of(text: &str, at: usize) -> u32 {
    memchr_iter(b'\n', &text.as_bytes()[..at]).count() as u32 + 1
}

/// Counts places that could not be parsed, entering only subtrees that have one.
fn syntax_errors(tree: &Tree, text: &str) -> Option<Problem> {
    if !tree.root_node().has_error() {
        return None;
    }
    let (mut count, mut line) = (0, 0);
    let mut cursor = tree.walk();
    'walk: loop {
        let node = cursor.node();
        let broken = node.is_error() || node.is_missing();
        if broken {
            if count == 0 {
                line = line_of(text, node.start_byte());
            }
            count += 1;
        }
        if !broken && node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                break 'walk;
            }
        }
    }
    Some(Problem::Syntax { count, line })
}

/// The state of the walk.
struct Lowerer<'a, 't> {
    text: &'a str,
    /// The text for the grammar.
    masked: &'t str,
    /// The text that it got: without what it was spared.
    parsed: &'t str,
    /// Whether something that it was spared could not be read.
    lost: bool,
    /// Whether the tree has no error: nothing in it was made up or passed over by the parser.
    sound: bool,
    walk: Walk<'t>,
    interner: &'t mut Interner,
    module: Module<'a>,
    depth: u32,
    limit: u32,
    /// The first byte of the first node that was too deep.
    too_deep: Option<u32>,
    scope: Scope,
    /// The name that the next expression is bound to.
    binding: Option<&'a str>,
    /// The last documentation comment: its end and its text.
    documentation: Option<(u32, &'a str)>,
    /// Where the innermost statement, member or property begins.
    anchor: u32,
    /// How many conditions and `try` blocks hold the current node.
    conditional: u32,
    /// How many namespaces hold the current node.
    namespace: u32,
    /// The last expression that named a property of `exports`.
    exported: Option<ExprId>,
    /// The last byte at which an expression turned out not to be plain: those around it are not either.
    failed: u32,
    statements: Spare<StmtId>,
    expressions: Spare<ExprId>,
    arguments: Spare<Argument<'a>>,
    entries: Spare<DictEntry<'a>>,
}

impl<'a> Lowerer<'a, '_> {
    fn kind(&self) -> K {
        self.walk.kind
    }

    fn field(&self) -> F {
        self.walk.field()
    }

    fn span(&self) -> Span {
        self.walk.span
    }

    fn slice(&self) -> &'a str {
        self.of(self.span())
    }

    fn of(&self, span: Span) -> &'a str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// Calls `visit` for each child that is no comment; comments are kept on the way.
    fn each(&mut self, mut visit: impl FnMut(&mut Self, K)) {
        self.until(|this, kind| {
            visit(this, kind);
            false
        });
    }

    /// Like [`each`](Self::each), until `visit` says that the rest is known.
    fn until(&mut self, mut visit: impl FnMut(&mut Self, K) -> bool) {
        let (holder, outer) = self.here();
        let brackets = self.sound && holder.opens_with_bracket();
        let empty = outer.end - outer.start == 2;
        // The opening bracket says nothing that the holder's kind does not.
        let entered = match brackets {
            true if empty => false,
            true => self.walk.down_behind(outer.start + 1),
            false => self.walk.down(),
        };
        if !entered {
            return;
        }
        loop {
            let (kind, span) = self.here();
            let done = match kind {
                K::Comment => {
                    self.comment(span);
                    false
                }
                kind => visit(self, kind),
            };
            if done || self.is_last(kind, span.end, outer.end) || !self.walk.next() {
                break;
            }
        }
        self.walk.up(holder, outer);
    }

    /// Whether nothing stands behind a node that ends at `end` but the sign that closes what holds it. Moving the
    /// cursor is most of the work of lowering, and this spares every third move.
    fn is_last(&self, kind: K, end: u32, outer: u32) -> bool {
        let closing = || match self.text.as_bytes().get(end as usize) {
            Some(b')' | b']' | b'}' | b'>') => true,
            // Behind a comment or the head of a loop or a condition it is an empty statement.
            Some(b';') => !matches!(kind, K::Token | K::Parenthesized | K::Comment),
            _ => false,
        };
        self.sound && (end == outer || end + 1 == outer && closing())
    }

    /// What the node under the cursor is, and where it stands.
    fn here(&self) -> (K, Span) {
        (self.walk.kind, self.walk.span)
    }

    /// Runs `inner` one level deeper, or reports that the code is too deep.
    fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= self.limit {
            let at = self.span().start;
            self.too_deep.get_or_insert(at);
            return None;
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        Some(result)
    }

    fn push(&mut self, kind: ExprKind<'a>, span: Span) -> ExprId {
        self.module.push_expression(kind, span)
    }

    fn push_statement(&mut self, kind: StmtKind<'a>, span: Span) -> StmtId {
        self.module.push_statement(kind, span)
    }

    fn name(&mut self, name: &'a str, span: Span) -> ExprId {
        self.push(ExprKind::Name(name), span)
    }

    fn nothing(&mut self) -> ExprId {
        let span = self.span();
        self.push(ExprKind::Other(Box::default()), span)
    }

    /// Runs `inner` as a part of code that may not run.
    fn conditionally<T>(&mut self, inner: impl FnOnce(&mut Self) -> T) -> T {
        self.conditional += 1;
        let result = inner(self);
        self.conditional -= 1;
        result
    }

    /// Keeps the comment at `span`.
    fn comment(&mut self, span: Span) {
        let raw = self.of(span);
        let trailing = {
            let start = span.start as usize;
            let line = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
            !self.text[line..start].trim_start().is_empty()
        };
        let text = if let Some(inner) = raw.strip_prefix("/*") {
            let inner = inner.strip_suffix("*/").unwrap_or(inner);
            if let Some(documentation) = inner.strip_prefix('*') {
                self.documentation = Some((span.end, documentation.trim()));
            }
            block_comment(inner)
        } else {
            Cow::Borrowed(raw.trim_start_matches('/').trim())
        };
        self.module.outline.comments.push(Comment {
            text: head(&text, COMMENT_LENGTH).into(),
            span,
            trailing,
        });
    }

    /// The documentation comment that stands right before the innermost statement or member.
    fn take_documentation(&mut self) -> Option<&'a str> {
        let (end, text) = self.documentation?;
        let between = self.text.get(end as usize..self.anchor as usize)?;
        if !between.trim().is_empty() {
            return None;
        }
        self.documentation = None;
        Some(text)
    }
}

/// The text of a block comment without the stars at the beginnings of its lines.
fn block_comment(inner: &str) -> Cow<'_, str> {
    if !inner.contains('\n') {
        return Cow::Borrowed(inner.trim_matches('*').trim());
    }
    let mut text = String::new();
    for line in inner.lines() {
        let line = line.trim().trim_start_matches('*').trim();
        if !line.is_empty() {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(line);
        }
        if text.len() > COMMENT_LENGTH {
            break;
        }
    }
    Cow::Owned(text)
}

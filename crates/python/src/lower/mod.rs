//! From tree-sitter's tree of a Python file to a [`Module`], in one walk of one cursor.
//!
//! The walk recurses along the tree, and [`Lower::down`] is the only way to descend: it counts the
//! levels and refuses to go below the limit, so hostile nesting ends there. Comments may stand
//! between any two nodes; [`Lower::down`] and [`Lower::next`] take them up on the way.
//!
//! Conventions of the lowering beyond those of [`Module`]:
//! a docstring is the documentation of what it stands in and no statement; `async with` and
//! `async for` hold their context or iterable in an [`ExprKind::Await`]; a guard of a `case` is
//! one more test; `import a.b` binds the alias `a`.

mod definition;
mod expression;
mod import;
mod kind;
mod pattern;
mod plain;
#[cfg(test)]
mod plain_tests;
mod prelude;
mod statement;
mod string;
#[cfg(test)]
mod tests;

use shipworthy_core::code::{
    Argument, Block, DictEntry, ExprId, ExprKind, Module, Scope, StmtId, StmtKind, TemplatePart,
};
use shipworthy_core::facts::Comment;
use shipworthy_core::source::{Interner, Span};
use tree_sitter::{Language, Tree, TreeCursor};

use kind::{Kind, Kinds};
pub(crate) use prelude::Prelude;

/// Bytes of a comment that are kept.
const COMMENT_LENGTH: usize = 400;

/// What is the same for all files.
#[derive(Debug)]
pub(crate) struct Grammar {
    kinds: Kinds,
}

impl Grammar {
    pub(crate) fn new(language: &Language) -> Self {
        Self { kinds: Kinds::new(language) }
    }
}

/// A lowered file.
#[derive(Debug)]
pub(crate) struct Lowered<'a> {
    pub(crate) module: Module<'a>,
    /// The first byte that lies too deep and was left out.
    pub(crate) too_deep: Option<u32>,
    /// Whether it has an `if __name__ == "__main__"`.
    pub(crate) is_program: bool,
}

/// How a file is lowered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// How many levels of the tree are followed.
    pub(crate) depth: u32,
    /// Whether the file only declares (`.pyi`).
    pub(crate) declarations: bool,
}

/// Lowers what a file begins with, and the tree of what stands behind it.
pub(crate) fn lower<'a>(
    grammar: &Grammar,
    interner: &mut Interner,
    prelude: Prelude<'a>,
    tree: &Tree,
    text: &'a str,
    options: Options,
) -> Lowered<'a> {
    lower_read(grammar, interner, prelude, tree, text, options, !tree.root_node().has_error())
}

/// The same; what is plain is read off the text if it is `sound`.
fn lower_read<'a>(
    grammar: &Grammar,
    interner: &mut Interner,
    prelude: Prelude<'a>,
    tree: &Tree,
    text: &'a str,
    options: Options,
    sound: bool,
) -> Lowered<'a> {
    let mut lower = Lower {
        cursor: tree.walk(),
        kinds: &grammar.kinds,
        interner,
        text,
        module: Module::new(text),
        options,
        depth: 0,
        sound,
        failed: u32::MAX,
        end: tree.root_node().end_byte() as u32,
        ends: Vec::with_capacity(64),
        too_deep: None,
        is_program: false,
        scope: Scope::Module,
        function: None,
        conditional: 0,
        type_only: false,
        statements: Vec::new(),
        expressions: Vec::new(),
        arguments: Vec::new(),
        entries: Vec::new(),
        parts: Vec::new(),
    };
    let (body, documentation) = lower.file(prelude);
    lower.module.body = body;
    lower.module.documentation = documentation;
    Lowered { module: lower.module, too_deep: lower.too_deep, is_program: lower.is_program }
}

/// Where the cursor stands.
#[derive(Clone, Copy, Debug)]
struct At {
    kind: Kind,
    span: Span,
}

struct Lower<'t, 'a> {
    cursor: TreeCursor<'t>,
    kinds: &'t Kinds,
    interner: &'t mut Interner,
    text: &'a str,
    module: Module<'a>,
    options: Options,
    depth: u32,
    /// Whether the tree has no error: nothing in it was made up or passed over by the parser.
    sound: bool,
    /// The last byte at which an expression turned out not to be plain: those around it are not either.
    failed: u32,
    /// Where the node that the cursor is on ends, and where those end that hold it.
    end: u32,
    ends: Vec<u32>,
    too_deep: Option<u32>,
    is_program: bool,
    /// What holds the code that is being lowered.
    scope: Scope,
    /// The innermost function around it, also where a class stands between.
    function: Option<u32>,
    /// How many conditions and `try` stand around it.
    conditional: u32,
    /// Whether it stands under `if TYPE_CHECKING`.
    type_only: bool,
    // Lists under construction; each user takes off what it has put on.
    statements: Vec<StmtId>,
    expressions: Vec<ExprId>,
    arguments: Vec<Argument<'a>>,
    entries: Vec<DictEntry<'a>>,
    parts: Vec<TemplatePart<'a>>,
}

impl<'a> Lower<'_, 'a> {
    fn here(&self) -> At {
        let node = self.cursor.node();
        let span = Span::new(node.start_byte() as u32, node.end_byte() as u32);
        At { kind: self.kinds.of(node.kind_id()), span }
    }

    /// Goes to the first child that is no comment. `None` leaves the cursor where it is.
    fn down(&mut self) -> Option<At> {
        if self.depth >= self.options.depth {
            if self.too_deep.is_none() && self.cursor.node().child_count() > 0 {
                self.too_deep = Some(self.cursor.node().start_byte() as u32);
            }
            return None;
        }
        if !self.cursor.goto_first_child() {
            return None;
        }
        self.depth += 1;
        self.ends.push(self.end);
        self.settle()
    }

    /// Goes to the next sibling that is no comment; behind the last one to the parent, with `None`.
    fn next(&mut self) -> Option<At> {
        if !self.is_last() && self.cursor.goto_next_sibling() {
            self.settle()
        } else {
            self.up();
            None
        }
    }

    /// Whether nothing stands behind the node that the cursor is on but the bracket that closes what holds it. Moving
    /// the cursor is most of the work of lowering, and this spares every third move.
    fn is_last(&self) -> bool {
        let Some(&outer) = self.ends.last() else { return false };
        self.sound
            && (self.end == outer
                || self.end + 1 == outer
                    && matches!(
                        self.text.as_bytes().get(self.end as usize),
                        Some(b')' | b']' | b'}')
                    ))
    }

    /// Goes to the next sibling that is no comment, error or plain token.
    fn next_part(&mut self) -> Option<At> {
        let mut at = self.next();
        while at.is_some_and(|at| matches!(at.kind, Kind::Token | Kind::Error)) {
            at = self.next();
        }
        at
    }

    /// Goes to the first child that is no comment, error or plain token.
    fn down_part(&mut self) -> Option<At> {
        let at = self.down()?;
        if matches!(at.kind, Kind::Token | Kind::Error) { self.next_part() } else { Some(at) }
    }

    /// Goes to the parent, past the siblings that are left.
    fn up(&mut self) {
        self.cursor.goto_parent();
        self.depth -= 1;
        self.end = self.ends.pop().unwrap_or_default();
    }

    /// Takes up comments until something else comes.
    fn settle(&mut self) -> Option<At> {
        loop {
            let at = self.here();
            self.end = at.span.end;
            match at.kind {
                Kind::Comment => self.comment(at.span),
                Kind::LineContinuation => {}
                _ => return Some(at),
            }
            if !self.cursor.goto_next_sibling() {
                self.up();
                return None;
            }
        }
    }

    fn comment(&mut self, span: Span) {
        let text = self.slice(span).trim_start_matches('#').trim();
        let mut end = text.len().min(COMMENT_LENGTH);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let before = self.text.as_bytes()[..span.start as usize].iter().rev();
        let trailing = before
            .copied()
            .find(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\x0c'))
            .is_some_and(|byte| byte != b'\n');
        self.module.outline.comments.push(Comment { text: text[..end].into(), span, trailing });
    }

    fn slice(&self, span: Span) -> &'a str {
        span.of(self.text)
    }

    fn expr(&mut self, kind: ExprKind<'a>, span: Span) -> ExprId {
        self.module.push_expression(kind, span)
    }

    fn stmt(&mut self, kind: StmtKind<'a>, span: Span) -> StmtId {
        self.module.push_statement(kind, span)
    }

    /// The expressions put on since `mark`.
    fn taken(&mut self, mark: usize) -> Box<[ExprId]> {
        let taken = self.expressions[mark..].into();
        self.expressions.truncate(mark);
        taken
    }

    /// The statements put on since `mark`.
    fn taken_statements(&mut self, mark: usize) -> Block {
        let taken = self.statements[mark..].into();
        self.statements.truncate(mark);
        taken
    }

    /// The span of an expression.
    fn span_of(&self, id: ExprId) -> Span {
        self.module.expression(id).span
    }
}

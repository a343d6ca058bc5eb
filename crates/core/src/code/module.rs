use super::{
    Argument, CallExpr, ClassDef, ClassId, DictKey, Expr, ExprId, ExprKind, FunctionDef,
    FunctionId, Outline, Stmt, StmtId, StmtKind,
};
use crate::source::Span;

/// One file's program.
#[derive(Clone, Debug, Default)]
pub struct Module<'a> {
    /// The text that spans refer to.
    pub text: &'a str,
    /// The statements of the file itself.
    pub body: super::Block,
    /// Functions in the order of their first bytes, nested ones after those that hold them.
    pub functions: Vec<FunctionDef<'a>>,
    /// Classes in the order of their definitions.
    pub classes: Vec<ClassDef<'a>>,
    /// Imports, exports and comments.
    pub outline: Outline,
    /// Names that a function takes from outside to assign to them (`global`, `nonlocal`), in order.
    pub outer_names: Vec<(FunctionId, &'a str)>,
    /// The documentation of the file.
    pub documentation: Option<&'a str>,
    expressions: Vec<Expr<'a>>,
    statements: Vec<Stmt<'a>>,
}

/// How many parts of its kinds a [`Module`] has.
#[derive(Clone, Copy, Debug)]
pub struct Counts {
    expressions: usize,
    statements: usize,
    functions: usize,
}

impl<'a> Module<'a> {
    /// An empty module over `text`.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            expressions: Vec::with_capacity(text.len() / 8),
            statements: Vec::with_capacity(text.len() / 40),
            ..Self::default()
        }
    }

    /// Adds an expression.
    pub fn push_expression(&mut self, kind: ExprKind<'a>, span: Span) -> ExprId {
        self.expressions.push(Expr { kind, span });
        ExprId(self.expressions.len() as u32 - 1)
    }

    /// How many expressions, statements and functions there are.
    pub fn counts(&self) -> Counts {
        Counts {
            expressions: self.expressions.len(),
            statements: self.statements.len(),
            functions: self.functions.len(),
        }
    }

    /// Takes back the expressions, statements and functions that were added since there were so many. No other may refer
    /// to them.
    pub fn truncate(&mut self, counts: Counts) {
        self.expressions.truncate(counts.expressions);
        self.statements.truncate(counts.statements);
        self.functions.truncate(counts.functions);
    }

    /// Takes back the expressions that were added since there were `count`. No other may refer to them.
    pub fn truncate_expressions(&mut self, count: usize) {
        self.expressions.truncate(count);
    }

    /// Adds a statement.
    pub fn push_statement(&mut self, kind: StmtKind<'a>, span: Span) -> StmtId {
        self.statements.push(Stmt { kind, span });
        StmtId(self.statements.len() as u32 - 1)
    }

    /// An expression.
    pub fn expression(&self, id: ExprId) -> &Expr<'a> {
        &self.expressions[id.0 as usize]
    }

    /// What an expression is.
    pub fn kind(&self, id: ExprId) -> &ExprKind<'a> {
        &self.expressions[id.0 as usize].kind
    }

    /// A statement.
    pub fn statement(&self, id: StmtId) -> &Stmt<'a> {
        &self.statements[id.0 as usize]
    }

    /// A function.
    pub fn function(&self, id: FunctionId) -> &FunctionDef<'a> {
        &self.functions[id.0 as usize]
    }

    /// A class.
    pub fn class(&self, id: ClassId) -> &ClassDef<'a> {
        &self.classes[id.0 as usize]
    }

    /// How many expressions there are.
    pub fn expression_count(&self) -> usize {
        self.expressions.len()
    }

    /// All expressions, in the order in which they were lowered.
    pub fn expressions(&self) -> impl Iterator<Item = (ExprId, &Expr<'a>)> {
        self.expressions.iter().enumerate().map(|(at, expr)| (ExprId(at as u32), expr))
    }

    /// All statements, in the order in which they were lowered.
    pub fn statements(&self) -> impl Iterator<Item = (StmtId, &Stmt<'a>)> {
        self.statements.iter().enumerate().map(|(at, stmt)| (StmtId(at as u32), stmt))
    }

    /// The constant string that an expression is.
    pub fn string(&self, id: ExprId) -> Option<&str> {
        match self.kind(id) {
            ExprKind::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The call that an expression is, also behind `await`.
    pub fn call(&self, id: ExprId) -> Option<&CallExpr<'a>> {
        match self.kind(id) {
            ExprKind::Call(call) => Some(call),
            ExprKind::Await(inner) => self.call(*inner),
            _ => None,
        }
    }

    /// The bare name that an expression is.
    pub fn name(&self, id: ExprId) -> Option<&'a str> {
        match self.kind(id) {
            ExprKind::Name(name) => Some(name),
            _ => None,
        }
    }

    /// The value of an entry of a dictionary.
    pub fn entry(&self, dict: ExprId, key: &str) -> Option<ExprId> {
        match self.kind(dict) {
            ExprKind::Dict(entries) => entries
                .iter()
                .find(|entry| matches!(&entry.key, DictKey::Name(name) if name == key))
                .map(|entry| entry.value),
            _ => None,
        }
    }
}

impl<'a> CallExpr<'a> {
    /// The argument with the given keyword.
    pub fn keyword(&self, name: &str) -> Option<ExprId> {
        self.arguments
            .iter()
            .find(|argument| argument.name == Some(name))
            .map(|argument| argument.value)
    }

    /// The argument at a position, counted without keywords.
    pub fn positional(&self, at: usize) -> Option<ExprId> {
        self.positionals().nth(at).map(|argument| argument.value)
    }

    /// The arguments without keywords.
    pub fn positionals(&self) -> impl Iterator<Item = &Argument<'a>> {
        self.arguments.iter().filter(|argument| argument.name.is_none())
    }
}

use shipworthy_core::code::{
    Assignment, BinaryOperator, Block, Case, ExprId, ExprKind, HandlerClause, Loop, StmtId,
    StmtKind, Try,
};
use shipworthy_core::source::Span;

use super::Lowerer;
use super::kinds::{F, K};
use super::plain::Declared;

impl<'a> Lowerer<'a, '_> {
    /// Lowers the children of the node under the cursor as statements.
    pub(super) fn statements(&mut self, out: &mut Vec<StmtId>) {
        self.each(|this, kind| match kind {
            K::Token | K::HashBang => {}
            _ => this.statement(out),
        });
    }

    /// Lowers the statement under the cursor. One statement may become several: `let a = 1, b = 2`.
    pub(super) fn statement(&mut self, out: &mut Vec<StmtId>) {
        let outer = self.anchor;
        self.anchor = self.span().start;
        if self.nested(|this| this.statement_at(out)).is_none() {
            let span = self.span();
            out.push(self.push_statement(StmtKind::Error, span));
        }
        self.anchor = outer;
    }

    pub(super) fn statement_at(&mut self, out: &mut Vec<StmtId>) {
        let (kind, span) = self.here();
        let kind = match kind {
            K::ExpressionStatement => {
                if let Some(value) = self.plain_behind("", span) {
                    out.push(self.push_statement(StmtKind::Expr(value), span));
                    return;
                }
                self.each(|this, kind| {
                    if kind != K::Token {
                        this.expression_statement(span, out);
                    }
                });
                return;
            }
            K::Lexical | K::Variable => {
                if let Some(declared) = self.plain_declaration(span) {
                    self.declare(declared, out);
                    return;
                }
                self.each(|this, kind| {
                    if kind == K::Declarator {
                        this.declarator(out);
                    }
                });
                return;
            }
            K::ImportStatement => return self.import_statement(span, out),
            K::ImportAlias => return,
            K::Export => return self.export_statement(span, out),
            K::FunctionDeclaration | K::GeneratorDeclaration | K::FunctionSignature => {
                let function = self.function_declaration(None);
                StmtKind::Function(function)
            }
            K::ClassDeclaration | K::AbstractClass | K::ClassExpression => {
                StmtKind::Class(self.class(None, &[], span.start))
            }
            K::Interface | K::TypeAlias => StmtKind::Class(self.interface()),
            K::Enum => StmtKind::Class(self.enumeration()),
            // Declared elsewhere: it says nothing about this program.
            K::Ambient => return,
            K::InternalModule | K::Module => {
                let mut body = Vec::new();
                self.namespace += 1;
                self.each(|this, kind| {
                    if kind == K::StatementBlock {
                        this.statements(&mut body);
                    }
                });
                self.namespace -= 1;
                StmtKind::Block(body.into())
            }
            K::StatementBlock => StmtKind::Block(self.block()),
            K::Return => {
                let plain = self.plain_behind("return", span);
                StmtKind::Return(plain.or_else(|| self.only_expression()))
            }
            K::Throw => {
                let plain = self.plain_behind("throw", span);
                StmtKind::Raise(plain.or_else(|| self.only_expression()))
            }
            K::If => self.if_statement(),
            K::For | K::ForIn | K::While | K::Do => return self.loop_statement(span, out),
            K::Try => self.try_statement(),
            K::Switch => self.switch(),
            K::With => {
                let mut items = Vec::new();
                let mut body = Vec::new();
                self.each(|this, kind| match this.field() {
                    F::Object => items.push((this.expression(), None)),
                    F::Body if kind != K::Token => this.statement(&mut body),
                    _ => {}
                });
                StmtKind::With { items: items.into(), body: body.into() }
            }
            K::Labeled => {
                self.each(|this, kind| {
                    if kind != K::Token && this.field() == F::Body {
                        this.statement(out);
                    }
                });
                return;
            }
            K::Break => StmtKind::Break,
            K::Continue => StmtKind::Continue,
            K::Empty | K::Debugger => StmtKind::Pass,
            K::Error => {
                out.push(self.push_statement(StmtKind::Error, span));
                self.each(|this, kind| {
                    if kind != K::Token {
                        this.statement(out);
                    }
                });
                return;
            }
            // An expression left over by a syntax error.
            _ => {
                let value = self.expression();
                StmtKind::Expr(value)
            }
        };
        out.push(self.push_statement(kind, span));
    }

    /// Lowers the block under the cursor.
    pub(super) fn block(&mut self) -> Block {
        let mut body = self.statements.list();
        self.statements(&mut body);
        self.statements.boxed(body)
    }

    /// Lowers the statement under the cursor as a block: the braces do not matter.
    fn body(&mut self) -> Block {
        if self.kind() == K::StatementBlock {
            return self.nested(Self::block).unwrap_or_default();
        }
        let mut body = self.statements.list();
        self.statement(&mut body);
        self.statements.boxed(body)
    }

    fn only_expression(&mut self) -> Option<ExprId> {
        let mut value = None;
        self.each(|this, kind| {
            if kind != K::Token {
                value = Some(this.expression());
            }
        });
        value
    }

    fn expression_statement(&mut self, span: Span, out: &mut Vec<StmtId>) {
        match self.kind() {
            K::Assign => {
                let mut targets = Vec::new();
                let (target, mut value, _) = self.sides();
                targets.push(target);
                while let ExprKind::Assign { target, value: inner } = *self.module.kind(value) {
                    targets.push(target);
                    value = inner;
                }
                self.export_assignment(&mut targets, value, span);
                let assignment = Assignment {
                    targets: targets.into(),
                    value: Some(value),
                    annotation: None,
                    operator: None,
                    declares: false,
                    decorators: Box::default(),
                };
                out.push(self.push_statement(StmtKind::Assign(Box::new(assignment)), span));
            }
            K::AugmentedAssign => {
                let (target, right, text) = self.sides();
                let text = text.unwrap_or_default().trim_end_matches('=');
                let operator = match text {
                    "+" => Some(BinaryOperator::Add),
                    "-" => Some(BinaryOperator::Subtract),
                    "*" => Some(BinaryOperator::Multiply),
                    "/" => Some(BinaryOperator::Divide),
                    "||" | "&&" | "??" => None,
                    _ => Some(BinaryOperator::Other),
                };
                let value = match operator {
                    Some(_) => right,
                    None => {
                        let kind = self.combine(text, target, right);
                        self.push(kind, span)
                    }
                };
                let assignment = Assignment {
                    targets: Box::new([target]),
                    value: Some(value),
                    annotation: None,
                    operator,
                    declares: false,
                    decorators: Box::default(),
                };
                out.push(self.push_statement(StmtKind::Assign(Box::new(assignment)), span));
            }
            K::Unary if self.slice().starts_with("delete") => {
                let id = self.expression();
                let target = match self.module.kind(id) {
                    ExprKind::Unary { operand, .. } => *operand,
                    _ => id,
                };
                out.push(self.push_statement(StmtKind::Delete(Box::new([target])), span));
            }
            _ => {
                let from = self.module.outline.imports.len();
                let value = self.expression();
                // A bare `require("./x")` is an import for its effect.
                let kind = match self.module.name(value) {
                    Some(name) if name.starts_with("require(") => {
                        StmtKind::Import(from as u32, self.module.outline.imports.len() as u32)
                    }
                    _ => StmtKind::Expr(value),
                };
                out.push(self.push_statement(kind, span));
            }
        }
    }

    fn declarator(&mut self, out: &mut Vec<StmtId>) {
        let span = self.span();
        let mut target = None;
        let mut annotation = None;
        let mut value = None;
        let from = self.module.outline.imports.len();
        if let Some(declared) = self.plain_declarator(span) {
            self.declare(declared, out);
            return;
        }
        if let Some(name) = self.value_behind(b'=') {
            let at = Span::new(span.start, span.start + name.len() as u32);
            target = Some(self.name(name, at));
            value = Some(self.bound(Some(name)));
            self.walk.up(K::Declarator, span);
        } else {
            self.each(|this, kind| match this.field() {
                _ if kind == K::Token => {}
                F::Name => target = Some(this.expression()),
                F::Type => annotation = this.annotation(),
                F::Value => {
                    let name = target.and_then(|target| this.module.name(target));
                    value = Some(this.bound(name));
                }
                _ => {}
            });
        }
        let Some(target) = target else { return };
        if let Some(value) = value
            && self.import_binding(from, target, value, span)
        {
            let to = self.module.outline.imports.len();
            out.push(self.push_statement(StmtKind::Import(from as u32, to as u32), span));
            return;
        }
        self.assign_declared(target, annotation, value, span, out);
    }

    fn declare(&mut self, declared: Declared, out: &mut Vec<StmtId>) {
        let Declared { target, annotation, value, span } = declared;
        self.assign_declared(target, annotation, Some(value), span, out);
    }

    fn assign_declared(
        &mut self,
        target: ExprId,
        annotation: Option<ExprId>,
        value: Option<ExprId>,
        span: Span,
        out: &mut Vec<StmtId>,
    ) {
        let assignment = Assignment {
            targets: Box::new([target]),
            value,
            annotation,
            operator: None,
            declares: true,
            decorators: Box::default(),
        };
        out.push(self.push_statement(StmtKind::Assign(Box::new(assignment)), span));
    }

    fn if_statement(&mut self) -> StmtKind<'a> {
        let mut test = None;
        let mut then = Block::default();
        let mut otherwise = Block::default();
        self.each(|this, kind| {
            if kind == K::Token {
                return;
            }
            match this.field() {
                F::Condition => test = Some(this.expression()),
                F::Consequence => then = this.conditionally(Self::body),
                F::Alternative => {
                    this.each(|this, kind| {
                        if kind != K::Token {
                            otherwise = this.conditionally(Self::body);
                        }
                    });
                }
                _ => {}
            }
        });
        let test = test.unwrap_or_else(|| self.nothing());
        StmtKind::If { test, then, otherwise }
    }

    fn loop_statement(&mut self, span: Span, out: &mut Vec<StmtId>) {
        let mut repeat = Loop {
            target: None,
            subject: None,
            body: Block::default(),
            otherwise: Block::default(),
        };
        let mut increment = None;
        let counting = self.kind() == K::For;
        self.each(|this, kind| {
            if matches!(kind, K::Token | K::Empty) {
                return;
            }
            match this.field() {
                F::Left => repeat.target = Some(this.expression()),
                F::Right => repeat.subject = Some(this.expression()),
                F::Initializer => this.initializer(kind, out),
                F::Condition if kind == K::ExpressionStatement => {
                    repeat.subject = this.only_expression();
                }
                F::Condition => repeat.subject = Some(this.expression()),
                F::Increment => increment = Some((this.expression(), this.span())),
                F::Body => repeat.body = this.body(),
                _ => {}
            }
        });
        if counting && let Some((value, span)) = increment {
            let step = self.push_statement(StmtKind::Expr(value), span);
            repeat.body = repeat.body.iter().copied().chain([step]).collect();
        }
        out.push(self.push_statement(StmtKind::Loop(Box::new(repeat)), span));
    }

    fn initializer(&mut self, kind: K, out: &mut Vec<StmtId>) {
        match kind {
            K::Lexical | K::Variable | K::ExpressionStatement => self.statement(out),
            _ => {
                let span = self.span();
                self.expression_statement(span, out);
            }
        }
    }

    fn try_statement(&mut self) -> StmtKind<'a> {
        let mut attempt = Try {
            body: Block::default(),
            handlers: Box::default(),
            otherwise: Block::default(),
            finally: Block::default(),
        };
        self.each(|this, kind| match kind {
            K::StatementBlock => attempt.body = this.conditionally(Self::body),
            K::CatchClause => {
                let clause = this.conditionally(Self::catch_clause);
                attempt.handlers = Box::new([clause]);
            }
            K::FinallyClause => this.each(|this, kind| {
                if kind == K::StatementBlock {
                    attempt.finally = this.body();
                }
            }),
            _ => {}
        });
        StmtKind::Try(Box::new(attempt))
    }

    fn catch_clause(&mut self) -> HandlerClause<'a> {
        let mut clause = HandlerClause {
            types: Box::default(),
            name: None,
            body: Block::default(),
            span: self.span(),
        };
        self.each(|this, kind| match kind {
            K::Identifier => clause.name = Some(this.slice()),
            K::StatementBlock => clause.body = this.body(),
            _ => {}
        });
        clause
    }

    fn switch(&mut self) -> StmtKind<'a> {
        let mut subject = None;
        let mut cases = Vec::new();
        self.each(|this, kind| match kind {
            K::Token => {}
            K::SwitchBody => this.each(|this, kind| {
                if kind != K::Token {
                    let case = this.conditionally(Self::case);
                    cases.push(case);
                }
            }),
            _ => subject = Some(this.expression()),
        });
        let subject = subject.unwrap_or_else(|| self.nothing());
        StmtKind::Switch { subject, cases: cases.into() }
    }

    fn case(&mut self) -> Case {
        let mut tests = Vec::new();
        let mut body = Vec::new();
        self.each(|this, kind| {
            if kind == K::Token {
                return;
            }
            match this.field() {
                F::Value => tests.push(this.expression()),
                _ => this.statement(&mut body),
            }
        });
        Case { tests: tests.into(), body: body.into() }
    }
}

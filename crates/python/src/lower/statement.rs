use shipworthy_core::code::{
    Argument, Assignment, BinaryOperator, Block, CallExpr, Case, ExprId, ExprKind, HandlerClause,
    Loop, Scope, StmtKind, Try,
};
use shipworthy_core::source::Span;

use super::expression::binary_operator;
use super::kind::Kind;
use super::prelude::Prelude;
use super::{At, Lower};

impl<'a> Lower<'_, 'a> {
    /// The statements of the block that the cursor is on.
    pub(super) fn block(&mut self) -> Block {
        let mark = self.statements.len();
        self.listed(false);
        self.taken_statements(mark)
    }

    /// The statements of a block, and the string that documents it.
    pub(super) fn documented_block(&mut self) -> (Block, Option<&'a str>) {
        let mark = self.statements.len();
        let documentation = self.listed(true);
        (self.taken_statements(mark), documentation)
    }

    /// The statements of the file, behind what it begins with, and the string that documents it.
    pub(super) fn file(&mut self, prelude: Prelude<'a>) -> (Block, Option<&'a str>) {
        let mark = self.statements.len();
        let documentation = self.prelude(prelude);
        let first = documentation.is_none() && self.statements.len() == mark;
        let documentation = self.listed(first).or(documentation);
        (self.taken_statements(mark), documentation)
    }

    /// Puts the statements of the block (or file) that the cursor is on on the list of statements. Returns the string that
    /// documents it, if one may.
    fn listed(&mut self, documented: bool) -> Option<&'a str> {
        let mut documentation = None;
        let mut first = documented;
        let mut at = self.down();
        while let Some(here) = at {
            if first && here.kind == Kind::ExpressionStatement {
                documentation = self.docstring();
            }
            if !(first && documentation.is_some()) {
                self.statement(here);
            }
            first &= here.kind == Kind::Token;
            at = self.next();
        }
        documentation
    }

    /// The text of the docstring that the cursor's expression statement is.
    fn docstring(&mut self) -> Option<&'a str> {
        let node = self.cursor.node();
        if node.child_count() != 1 || !self.cursor.goto_first_child() {
            return None;
        }
        let at = self.here();
        self.cursor.goto_parent();
        let literal = super::string::Literal::of(self.slice(at.span));
        (at.kind == Kind::String && !literal.interpolated && !literal.bytes)
            .then_some(literal.content)
    }

    /// Lowers the statement that the cursor is on and puts it on the list of statements.
    fn statement(&mut self, at: At) {
        let span = at.span;
        let kind = match at.kind {
            Kind::Token => return,
            Kind::ExpressionStatement => match self.plain_statement(span) {
                Some(plain) => plain,
                None => self.expression_statement(),
            },
            Kind::ReturnStatement => StmtKind::Return(match self.plain_behind("return", span) {
                Some(value) => Some(value),
                None => self.only_expression(),
            }),
            Kind::IfStatement => self.if_statement(),
            Kind::FunctionDefinition => StmtKind::Function(self.function_definition(span, &[])),
            Kind::ClassDefinition => StmtKind::Class(self.class_definition(span, &[])),
            Kind::DecoratedDefinition => self.decorated_definition(span),
            Kind::ImportStatement => self.import_statement(span),
            Kind::ImportFromStatement => self.import_from_statement(span, None),
            Kind::FutureImportStatement => {
                // `__future__` is a word of the grammar there.
                self.import_from_statement(span, Some("__future__"))
            }
            Kind::ForStatement => self.for_statement(),
            Kind::WhileStatement => self.while_statement(),
            Kind::TryStatement => self.try_statement(),
            Kind::WithStatement => self.with_statement(),
            Kind::MatchStatement => self.match_statement(span),
            Kind::RaiseStatement => self.raise_statement(),
            Kind::AssertStatement => self.assert_statement(),
            Kind::DeleteStatement => self.delete_statement(),
            Kind::TypeAliasStatement => self.type_alias_statement(),
            Kind::PassStatement => StmtKind::Pass,
            Kind::BreakStatement => StmtKind::Break,
            Kind::ContinueStatement => StmtKind::Continue,
            Kind::GlobalStatement | Kind::NonlocalStatement => return self.outer_names(),
            Kind::PrintStatement | Kind::ExecStatement => self.command_statement(at),
            Kind::Block => StmtKind::Block(self.block()),
            Kind::Error => return self.error(span),
            _ => StmtKind::Expr(self.expression(at)),
        };
        let id = self.stmt(kind, span);
        self.statements.push(id);
    }

    fn expression_statement(&mut self) -> StmtKind<'a> {
        let Some(at) = self.down_part() else { return StmtKind::Pass };
        let kind = match at.kind {
            Kind::Assignment => self.assignment(),
            Kind::AugmentedAssignment => self.augmented_assignment(),
            Kind::Ellipsis => StmtKind::Pass,
            _ => {
                let first = self.expression(at);
                return StmtKind::Expr(self.with_siblings(first));
            }
        };
        while self.next().is_some() {}
        kind
    }

    /// A sequence of `first` and the siblings behind it; `first` itself if there are none.
    pub(super) fn with_siblings(&mut self, first: ExprId) -> ExprId {
        let mark = self.expressions.len();
        self.expressions.push(first);
        while let Some(at) = self.next_part() {
            let id = self.expression(at);
            self.expressions.push(id);
        }
        if self.expressions.len() == mark + 1 {
            self.expressions.truncate(mark);
            return first;
        }
        let items = self.taken(mark);
        let span = items.iter().fold(self.span_of(first), |span, &id| span.to(self.span_of(id)));
        self.expr(ExprKind::Sequence(items), span)
    }

    /// The expression below the cursor; several are a sequence.
    fn only_expression(&mut self) -> Option<ExprId> {
        let at = self.down_part()?;
        let first = self.expression(at);
        Some(self.with_siblings(first))
    }

    fn assignment(&mut self) -> StmtKind<'a> {
        let mark = self.expressions.len();
        let mut annotation = None;
        let mut value = None;
        self.assigned(&mut annotation, &mut value);
        let targets = self.taken(mark);
        if let (Some(value), [target]) = (value, &*targets) {
            self.name_lambda(value, *target);
        }
        StmtKind::Assign(Box::new(Assignment {
            targets,
            value,
            annotation,
            operator: None,
            declares: true,
            decorators: Box::default(),
        }))
    }

    /// Puts the targets of an assignment on the list of expressions; `a = b = c` is nested.
    fn assigned(&mut self, annotation: &mut Option<ExprId>, value: &mut Option<ExprId>) {
        let Some(at) = self.down_part() else { return };
        let target = self.expression(at);
        self.expressions.push(target);
        while let Some(at) = self.next_part() {
            match at.kind {
                Kind::Colon => {}
                Kind::Type => *annotation = Some(self.expression(at)),
                Kind::Assignment => self.assigned(annotation, value),
                _ => *value = Some(self.expression(at)),
            }
        }
    }

    /// A lambda that is bound to a name carries that name.
    fn name_lambda(&mut self, value: ExprId, target: ExprId) {
        let ExprKind::Function(function) = *self.module.kind(value) else { return };
        let name = match *self.module.kind(target) {
            ExprKind::Name(name) => name,
            ExprKind::Member { property, .. } => property,
            _ => return,
        };
        self.module.functions[function.0 as usize].name = name;
    }

    fn augmented_assignment(&mut self) -> StmtKind<'a> {
        let mut operator = BinaryOperator::Other;
        let mut target = None;
        let mut value = None;
        let mut at = self.down();
        while let Some(here) = at {
            match here.kind {
                Kind::Token => operator = binary_operator(self.slice(here.span)),
                Kind::Error => {}
                _ if target.is_none() => target = Some(self.expression(here)),
                _ => value = Some(self.expression(here)),
            }
            at = self.next();
        }
        StmtKind::Assign(Box::new(Assignment {
            targets: target.into_iter().collect(),
            value,
            annotation: None,
            operator: Some(operator),
            declares: true,
            decorators: Box::default(),
        }))
    }

    fn if_statement(&mut self) -> StmtKind<'a> {
        let outside = self.type_only;
        let Some(at) = self.down_part() else { return StmtKind::Error };
        let test = self.expression(at);
        let question = self.type_checking(test);
        self.is_program |= self.asks_for_program(test);
        let conditional = u32::from(question.is_none());
        self.conditional += conditional;
        let mut then = Block::default();
        let mut branches: Vec<Branch> = Vec::new();
        // An `elif` nests in the module while it does not in the tree, so it counts as a level.
        let most = self.options.depth.saturating_sub(self.depth) / 2;
        let mut nested = 0;
        while let Some(at) = self.next_part() {
            match at.kind {
                Kind::Block => {
                    self.type_only = outside || question == Some(true);
                    then = self.block();
                }
                Kind::ElifClause | Kind::ElseClause => {
                    self.type_only = outside || question == Some(false);
                    if nested < most {
                        nested += 1;
                        self.depth += 1;
                    }
                    branches.push(self.branch(at));
                }
                _ => {}
            }
        }
        self.depth -= nested;
        self.type_only = outside;
        self.conditional -= conditional;
        let otherwise = self.chained(branches, nested as usize);
        StmtKind::If { test, then, otherwise }
    }

    /// Whether a condition is `__name__ == "__main__"`.
    fn asks_for_program(&self, test: ExprId) -> bool {
        let ExprKind::Compare { left, right, .. } = *self.module.kind(test) else { return false };
        [(left, right), (right, left)].into_iter().any(|(name, value)| {
            self.module.name(name) == Some("__name__")
                && self.module.string(value) == Some("__main__")
        })
    }

    /// Whether a condition holds for type checkers only (`true`) or for the running program only (`false`).
    fn type_checking(&self, test: ExprId) -> Option<bool> {
        match self.module.kind(test) {
            ExprKind::Name(name) => (*name == "TYPE_CHECKING").then_some(true),
            ExprKind::Member { property, .. } => (*property == "TYPE_CHECKING").then_some(true),
            ExprKind::Unary { operand, .. } => {
                self.type_checking(*operand).map(|type_only| !type_only)
            }
            _ => None,
        }
    }

    fn branch(&mut self, clause: At) -> Branch {
        let mut branch = Branch { span: clause.span, test: None, body: Block::default() };
        let mut at = self.down_part();
        while let Some(here) = at {
            match here.kind {
                Kind::Block => branch.body = self.block(),
                Kind::Colon => {}
                _ if clause.kind == Kind::ElifClause => branch.test = Some(self.expression(here)),
                _ => {}
            }
            at = self.next_part();
        }
        branch
    }

    /// Nests the first branches in each other; those behind them follow one another.
    fn chained(&mut self, mut branches: Vec<Branch>, nested: usize) -> Block {
        let end = branches.last().map_or(0, |branch| branch.span.end);
        let deeper = branches.split_off(nested.min(branches.len()));
        let mark = self.statements.len();
        for Branch { span, test, body } in deeper {
            match test {
                None => self.statements.extend_from_slice(&body),
                Some(test) => {
                    let kind = StmtKind::If { test, then: body, otherwise: Block::default() };
                    let id = self.stmt(kind, span);
                    self.statements.push(id);
                }
            }
        }
        let rest = self.taken_statements(mark);
        branches.into_iter().rev().fold(rest, |otherwise, Branch { span, test, body }| match test {
            None => body,
            Some(test) => {
                let kind = StmtKind::If { test, then: body, otherwise };
                Box::new([self.stmt(kind, Span::new(span.start, end))])
            }
        })
    }

    fn else_clause(&mut self) -> Block {
        let mut body = Block::default();
        let mut at = self.down_part();
        while let Some(here) = at {
            if here.kind == Kind::Block {
                body = self.block();
            }
            at = self.next_part();
        }
        body
    }

    fn for_statement(&mut self) -> StmtKind<'a> {
        let mut repeat = Loop {
            target: None,
            subject: None,
            body: Block::default(),
            otherwise: Block::default(),
        };
        let mut asynchronous = false;
        let mut at = self.down_part();
        while let Some(here) = at {
            match here.kind {
                Kind::Async => asynchronous = true,
                Kind::In | Kind::Colon => {}
                Kind::Block => repeat.body = self.block(),
                Kind::ElseClause => repeat.otherwise = self.else_clause(),
                _ if repeat.target.is_none() => repeat.target = Some(self.expression(here)),
                _ => {
                    let subject = self.expression(here);
                    repeat.subject = Some(self.awaited(subject, asynchronous));
                }
            }
            at = self.next_part();
        }
        StmtKind::Loop(Box::new(repeat))
    }

    /// An expression that `async for` or `async with` awaits.
    pub(super) fn awaited(&mut self, id: ExprId, asynchronous: bool) -> ExprId {
        if !asynchronous {
            return id;
        }
        let span = self.span_of(id);
        self.expr(ExprKind::Await(id), span)
    }

    fn while_statement(&mut self) -> StmtKind<'a> {
        let mut repeat = Loop {
            target: None,
            subject: None,
            body: Block::default(),
            otherwise: Block::default(),
        };
        let mut at = self.down_part();
        while let Some(here) = at {
            match here.kind {
                Kind::Colon => {}
                Kind::Block => repeat.body = self.block(),
                Kind::ElseClause => repeat.otherwise = self.else_clause(),
                _ => repeat.subject = Some(self.expression(here)),
            }
            at = self.next_part();
        }
        StmtKind::Loop(Box::new(repeat))
    }

    fn try_statement(&mut self) -> StmtKind<'a> {
        self.conditional += 1;
        let mut attempt = Try {
            body: Block::default(),
            handlers: Box::default(),
            otherwise: Block::default(),
            finally: Block::default(),
        };
        let mut handlers = Vec::new();
        let mut at = self.down_part();
        while let Some(here) = at {
            match here.kind {
                Kind::Block => attempt.body = self.block(),
                Kind::ExceptClause => handlers.push(self.except_clause(here.span)),
                Kind::ElseClause => attempt.otherwise = self.else_clause(),
                Kind::FinallyClause => attempt.finally = self.else_clause(),
                _ => {}
            }
            at = self.next_part();
        }
        attempt.handlers = handlers.into();
        self.conditional -= 1;
        StmtKind::Try(Box::new(attempt))
    }

    fn except_clause(&mut self, span: Span) -> HandlerClause<'a> {
        let mark = self.expressions.len();
        let mut clause =
            HandlerClause { types: Box::default(), name: None, body: Block::default(), span };
        let mut named = false;
        let mut at = self.down_part();
        while let Some(here) = at {
            match here.kind {
                Kind::Colon => {}
                Kind::As => named = true,
                Kind::Block => clause.body = self.block(),
                Kind::AsPattern => clause.name = self.caught_as(),
                _ if named => {
                    let id = self.expression(here);
                    clause.name = self.module.name(id);
                }
                _ => self.caught(here),
            }
            at = self.next_part();
        }
        // Python 2 names the error behind a comma; from 3.14 on further types may stand there.
        if let [_, second] = self.expressions[mark..]
            && let Some(name) = self.module.name(second)
            && name.starts_with(|c: char| c.is_lowercase() || c == '_')
        {
            clause.name = Some(name);
            self.expressions.pop();
        }
        clause.types = self.taken(mark);
        clause
    }

    /// Puts a caught type on the list of expressions; a tuple is several.
    fn caught(&mut self, at: At) {
        let id = self.expression(at);
        match self.module.kind(id) {
            ExprKind::Sequence(types) => self.expressions.extend_from_slice(&types.clone()),
            _ => self.expressions.push(id),
        }
    }

    /// `E as e` of an `except` clause.
    fn caught_as(&mut self) -> Option<&'a str> {
        let at = self.down_part()?;
        self.caught(at);
        let mut name = None;
        while let Some(at) = self.next_part() {
            if at.kind == Kind::AsPatternTarget {
                name = Some(self.slice(at.span));
            }
        }
        name
    }

    fn with_statement(&mut self) -> StmtKind<'a> {
        let mut items = Vec::new();
        let mut body = Block::default();
        let mut asynchronous = false;
        let mut at = self.down_part();
        while let Some(here) = at {
            match here.kind {
                Kind::Async => asynchronous = true,
                Kind::WithClause => {
                    let mut item = self.down_part();
                    while item.is_some() {
                        self.with_item(asynchronous, &mut items);
                        item = self.next_part();
                    }
                }
                Kind::Block => body = self.block(),
                _ => {}
            }
            at = self.next_part();
        }
        StmtKind::With { items: items.into(), body }
    }

    fn with_item(&mut self, asynchronous: bool, items: &mut Vec<(ExprId, Option<ExprId>)>) {
        let mut at = self.down_part();
        while let Some(here) = at {
            let (context, target) = match here.kind {
                Kind::AsPattern => self.as_pattern(),
                // The grammar reads `with (a as b, c as d)` as a tuple at times.
                Kind::Tuple | Kind::ParenthesizedExpression => {
                    self.with_item(asynchronous, items);
                    at = self.next_part();
                    continue;
                }
                _ => (Some(self.expression(here)), None),
            };
            if let Some(context) = context {
                items.push((self.awaited(context, asynchronous), target));
            }
            at = self.next_part();
        }
    }

    /// Both sides of `x as y`.
    pub(super) fn as_pattern(&mut self) -> (Option<ExprId>, Option<ExprId>) {
        let (mut value, mut target) = (None, None);
        let mut at = self.down_part();
        while let Some(here) = at {
            match here.kind {
                Kind::As => {}
                Kind::AsPatternTarget => target = self.only_expression(),
                _ => value = Some(self.expression(here)),
            }
            at = self.next_part();
        }
        (value, target)
    }

    fn match_statement(&mut self, span: Span) -> StmtKind<'a> {
        let mark = self.expressions.len();
        let mut cases = Vec::new();
        let mut at = self.down_part();
        while let Some(here) = at {
            match here.kind {
                Kind::Colon => {}
                Kind::Block => {
                    let mut case = self.down_part();
                    while let Some(clause) = case {
                        if clause.kind == Kind::CaseClause {
                            cases.push(self.case_clause());
                        }
                        case = self.next_part();
                    }
                }
                _ => {
                    let id = self.expression(here);
                    self.expressions.push(id);
                }
            }
            at = self.next_part();
        }
        let subjects = self.taken(mark);
        let subject = match *subjects {
            [subject] => subject,
            _ => self.expr(ExprKind::Sequence(subjects), span),
        };
        StmtKind::Switch { subject, cases: cases.into() }
    }

    fn case_clause(&mut self) -> Case {
        let mark = self.expressions.len();
        let mut body = Block::default();
        let mut at = self.down_part();
        while let Some(here) = at {
            match here.kind {
                Kind::CasePattern if self.slice(here.span) != "_" => {
                    let id = self.case_pattern(here.span);
                    self.expressions.push(id);
                }
                Kind::IfClause => {
                    let guard = self.only_expression();
                    self.expressions.extend(guard);
                }
                Kind::Block => body = self.block(),
                _ => {}
            }
            at = self.next_part();
        }
        Case { tests: self.taken(mark), body }
    }

    fn raise_statement(&mut self) -> StmtKind<'a> {
        let mut value = None;
        let mut at = self.down_part();
        while let Some(here) = at {
            match here.kind {
                // The cause is what was caught, or nothing.
                Kind::From => {
                    while self.next_part().is_some() {}
                    break;
                }
                // Python 2: the type, then what it is made from.
                Kind::ExpressionList => value = self.first_expression(),
                _ => value = Some(self.expression(here)),
            }
            at = self.next_part();
        }
        StmtKind::Raise(value)
    }

    fn first_expression(&mut self) -> Option<ExprId> {
        let at = self.down_part()?;
        let first = self.expression(at);
        while self.next_part().is_some() {}
        Some(first)
    }

    fn assert_statement(&mut self) -> StmtKind<'a> {
        let Some(at) = self.down_part() else { return StmtKind::Error };
        let test = self.expression(at);
        let mut message = None;
        while let Some(at) = self.next_part() {
            message = Some(self.expression(at));
        }
        StmtKind::Assert { test, message }
    }

    fn delete_statement(&mut self) -> StmtKind<'a> {
        let mark = self.expressions.len();
        if let Some(at) = self.down_part() {
            let id = self.expression(at);
            while self.next_part().is_some() {}
            match self.module.kind(id) {
                ExprKind::Sequence(items) => self.expressions.extend_from_slice(&items.clone()),
                _ => self.expressions.push(id),
            }
        }
        StmtKind::Delete(self.taken(mark))
    }

    fn type_alias_statement(&mut self) -> StmtKind<'a> {
        let Some(at) = self.down_part() else { return StmtKind::Error };
        let mut target = self.expression(at);
        if let ExprKind::Index { object, .. } = *self.module.kind(target) {
            target = object;
        }
        let mut value = None;
        while let Some(at) = self.next_part() {
            value = Some(self.expression(at));
        }
        StmtKind::Assign(Box::new(Assignment {
            targets: Box::new([target]),
            value,
            annotation: None,
            operator: None,
            declares: true,
            decorators: Box::default(),
        }))
    }

    /// `global` and `nonlocal` say which names the function takes from outside.
    fn outer_names(&mut self) {
        let mut at = self.down_part();
        while let Some(here) = at {
            if let (Kind::Identifier, Scope::Function(function)) = (here.kind, self.scope) {
                let name = self.slice(here.span);
                self.module.outer_names.push((function, name));
            }
            at = self.next_part();
        }
    }

    /// `print` and `exec` of Python 2 are calls.
    fn command_statement(&mut self, at: At) -> StmtKind<'a> {
        let name = if at.kind == Kind::PrintStatement { "print" } else { "exec" };
        let word = Span::new(at.span.start, at.span.start + name.len() as u32);
        let callee = self.expr(ExprKind::Name(name), word);
        let mark = self.arguments.len();
        let mut child = self.down_part();
        while let Some(here) = child {
            if !matches!(here.kind, Kind::In | Kind::Chevron) {
                let value = self.expression(here);
                self.arguments.push(Argument { name: None, value });
            }
            child = self.next_part();
        }
        let arguments = self.arguments.drain(mark..).collect();
        let call = CallExpr { callee, arguments, new: false };
        StmtKind::Expr(self.expr(ExprKind::Call(Box::new(call)), at.span))
    }

    /// What is left of code that could not be parsed: an error, with whole statements and
    /// expressions in it as far as there are any.
    fn error(&mut self, span: Span) {
        let id = self.stmt(StmtKind::Error, span);
        self.statements.push(id);
        let mut at = self.down();
        while let Some(here) = at {
            self.statement(here);
            at = self.next();
        }
    }
}

/// A branch behind the first of an `if`; an `else` has no test.
struct Branch {
    span: Span,
    test: Option<ExprId>,
    body: Block,
}

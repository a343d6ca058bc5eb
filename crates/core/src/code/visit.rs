use super::{Block, DictKey, ExprId, ExprKind, Module, StmtId, StmtKind, TemplatePart};

/// A walk over a module's code. Functions and classes are not entered by themselves: a visitor
/// that wants their bodies walks them when it meets them.
pub trait Visit<'a> {
    /// Called for each expression; the default walks its parts.
    fn expression(&mut self, module: &Module<'a>, id: ExprId) {
        walk_expression(self, module, id);
    }

    /// Called for each statement; the default walks its parts.
    fn statement(&mut self, module: &Module<'a>, id: StmtId) {
        walk_statement(self, module, id);
    }

    /// Walks statements in order.
    fn block(&mut self, module: &Module<'a>, block: &Block) {
        for &id in block {
            self.statement(module, id);
        }
    }
}

/// Visits the parts of an expression, in evaluation order.
pub fn walk_expression<'a, V: Visit<'a> + ?Sized>(
    visitor: &mut V,
    module: &Module<'a>,
    id: ExprId,
) {
    let mut go = |id: ExprId| visitor.expression(module, id);
    match module.kind(id) {
        ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Number(_)
        | ExprKind::Str(_)
        | ExprKind::Name(_)
        | ExprKind::Regex(_)
        | ExprKind::Function(_)
        | ExprKind::Class(_)
        | ExprKind::Yield(None) => {}
        ExprKind::Template(template) => {
            template.tag.into_iter().for_each(&mut go);
            for part in &template.parts {
                if let TemplatePart::Value(value) = part {
                    go(*value);
                }
            }
        }
        ExprKind::Member { object, .. } => go(*object),
        ExprKind::Index { object, index } => {
            go(*object);
            go(*index);
        }
        ExprKind::Call(call) => {
            go(call.callee);
            call.arguments.iter().for_each(|argument| go(argument.value));
        }
        ExprKind::Unary { operand, .. } => go(*operand),
        ExprKind::Binary { left, right, .. }
        | ExprKind::Logical { left, right, .. }
        | ExprKind::Compare { left, right, .. } => {
            go(*left);
            go(*right);
        }
        ExprKind::Conditional { test, then, otherwise } => {
            go(*test);
            go(*then);
            go(*otherwise);
        }
        ExprKind::Sequence(items) | ExprKind::Other(items) => items.iter().copied().for_each(go),
        ExprKind::Dict(entries) => {
            for entry in entries {
                if let DictKey::Computed(key) = entry.key {
                    go(key);
                }
                go(entry.value);
            }
        }
        ExprKind::Comprehension(comprehension) => {
            for &(target, iterable) in &comprehension.clauses {
                go(iterable);
                go(target);
            }
            comprehension.conditions.iter().copied().for_each(&mut go);
            go(comprehension.element);
        }
        ExprKind::Await(inner) | ExprKind::Spread(inner) | ExprKind::Yield(Some(inner)) => {
            go(*inner)
        }
        ExprKind::Assign { target, value } => {
            go(*value);
            go(*target);
        }
        ExprKind::Element(element) => {
            element.attributes.iter().filter_map(|(_, value)| *value).for_each(&mut go);
            element.children.iter().copied().for_each(go);
        }
    }
}

/// Visits the parts of a statement, in order. The bodies of functions and classes are left out.
pub fn walk_statement<'a, V: Visit<'a> + ?Sized>(visitor: &mut V, module: &Module<'a>, id: StmtId) {
    match &module.statement(id).kind {
        StmtKind::Expr(expr) => visitor.expression(module, *expr),
        StmtKind::Assign(assignment) => {
            if let Some(value) = assignment.value {
                visitor.expression(module, value);
            }
            for &target in &assignment.targets {
                visitor.expression(module, target);
            }
        }
        StmtKind::Return(value) | StmtKind::Raise(value) => {
            if let Some(value) = value {
                visitor.expression(module, *value);
            }
        }
        StmtKind::If { test, then, otherwise } => {
            visitor.expression(module, *test);
            visitor.block(module, then);
            visitor.block(module, otherwise);
        }
        StmtKind::Loop(repeat) => {
            if let Some(subject) = repeat.subject {
                visitor.expression(module, subject);
            }
            if let Some(target) = repeat.target {
                visitor.expression(module, target);
            }
            visitor.block(module, &repeat.body);
            visitor.block(module, &repeat.otherwise);
        }
        StmtKind::Try(attempt) => {
            visitor.block(module, &attempt.body);
            for handler in &attempt.handlers {
                visitor.block(module, &handler.body);
            }
            visitor.block(module, &attempt.otherwise);
            visitor.block(module, &attempt.finally);
        }
        StmtKind::With { items, body } => {
            for (context, _) in items {
                visitor.expression(module, *context);
            }
            visitor.block(module, body);
        }
        StmtKind::Switch { subject, cases } => {
            visitor.expression(module, *subject);
            for case in cases {
                case.tests.iter().for_each(|test| visitor.expression(module, *test));
                visitor.block(module, &case.body);
            }
        }
        StmtKind::Block(block) => visitor.block(module, block),
        StmtKind::Assert { test, message } => {
            visitor.expression(module, *test);
            message.iter().for_each(|message| visitor.expression(module, *message));
        }
        StmtKind::Delete(targets) => {
            targets.iter().for_each(|target| visitor.expression(module, *target))
        }
        StmtKind::Function(_)
        | StmtKind::Class(_)
        | StmtKind::Import(..)
        | StmtKind::Break
        | StmtKind::Continue
        | StmtKind::Pass
        | StmtKind::Error => {}
    }
}

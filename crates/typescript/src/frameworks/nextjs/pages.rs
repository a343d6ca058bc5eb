//! Handlers in `pages/api`: one function for all methods, which asks for the method itself.

use shipworthy_core::code::{
    Block, CompareOperator, DictKey, ExprId, ExprKind, LogicalOperator, Module, StmtKind,
    UnaryOperator, Visit, walk_expression,
};
use shipworthy_core::facts::{Handled, Routing};
use shipworthy_core::source::{Span, Text};

use super::{METHODS, route};
use crate::frameworks::placed::top_function;
use crate::frameworks::{handled, inner_function};
use crate::shapes::Shapes;

/// How deep blocks are looked into for branches by method.
const MAX_DEPTH: u32 = 4;

/// Adds a route for each method that the handler answers in a branch of its own, or one for all.
pub(super) fn recognise(
    shapes: &Shapes<'_, '_>,
    path: &str,
    handler: Handled,
    span: Span,
    routing: &mut Routing,
) {
    let function = match &handler {
        Handled::Function(at) => Some(*at),
        Handled::Name(name) => {
            let value = shapes.bound_to(&name.path);
            if let Some(value) = value
                && by_key(shapes, path, value, span, routing)
            {
                return;
            }
            value.and_then(|value| function_in(shapes.module, value))
        }
        _ => None,
    };
    let mut branches = Branches { module: shapes.module, found: Vec::new(), methods: Vec::new() };
    if let Some(function) = function.and_then(|at| shapes.module.functions.get(at as usize)) {
        branches.block(&function.body, MAX_DEPTH);
    }
    let Branches { found, mut methods, .. } = branches;
    // What only answers preflights in a branch answers all others behind it.
    if methods.iter().all(|it| matches!(it.as_str(), "OPTIONS" | "HEAD")) {
        methods = vec!["ANY".into()];
    }
    for method in &methods {
        let skipped = found.iter().filter(|branch| !branch.runs(method, &methods));
        let skipped = skipped.map(|it| it.span);
        let mut route = route(method, path, handler.clone(), span);
        route.skipped = skipped.collect();
        routing.routes.push(route);
    }
}

/// The function in a value: in place, or by its name in the file.
fn function_in(module: &Module<'_>, value: ExprId) -> Option<u32> {
    inner_function(module, value, 6).or_else(|| match module.kind(value) {
        ExprKind::Name(name) => top_function(module, name),
        ExprKind::Call(call) => {
            call.arguments.iter().find_map(|it| top_function(module, module.name(it.value)?))
        }
        _ => None,
    })
}

/// `export default createHandler({ GET: list, POST: add })`: a route for each key.
fn by_key(
    shapes: &Shapes<'_, '_>,
    path: &str,
    value: ExprId,
    span: Span,
    routing: &mut Routing,
) -> bool {
    let Some(call) = shapes.module.call(value) else { return false };
    let mut found = false;
    for argument in call.positionals() {
        let ExprKind::Dict(entries) = shapes.module.kind(argument.value) else { continue };
        for entry in entries {
            let DictKey::Name(key) = &entry.key else { continue };
            if !METHODS.contains(&key.as_ref()) {
                continue;
            }
            found = true;
            let mut guards = Vec::new();
            let handler = handled(shapes, entry.value, None, &mut guards);
            let mut route = route(key, path, handler, span);
            route.guards = guards;
            routing.routes.push(route);
        }
    }
    found
}

/// A part of a handler that runs for some methods only.
struct Branch {
    span: Span,
    methods: Vec<Text>,
    /// Whether it runs for all but these methods.
    others: bool,
}

impl Branch {
    /// Whether it runs for a method; `ANY` is each that has no route of its own.
    fn runs(&self, method: &str, routes: &[Text]) -> bool {
        if method == "ANY" {
            return self.others || self.methods.iter().any(|it| !routes.contains(it));
        }
        self.methods.iter().any(|it| it == method) != self.others
    }
}

struct Branches<'m, 'a> {
    module: &'m Module<'a>,
    found: Vec<Branch>,
    /// The methods that are asked for.
    methods: Vec<Text>,
}

impl Branches<'_, '_> {
    fn block(&mut self, block: &Block, depth: u32) {
        let Some(depth) = depth.checked_sub(1) else { return };
        for (at, &id) in block.iter().enumerate() {
            let rest = &block[at + 1..];
            match &self.module.statement(id).kind {
                StmtKind::If { test, then, otherwise } => match self.asked(*test, MAX_DEPTH) {
                    Some((methods, others)) => {
                        if !others {
                            self.want(&methods);
                            // What is left behind the branches answers all other methods.
                            let more = rest.iter().any(|&id| {
                                matches!(&self.module.statement(id).kind, StmtKind::If { test, .. } if self.asked(*test, MAX_DEPTH).is_some())
                            });
                            if otherwise.is_empty()
                                && !more
                                && self.ends(then)
                                && self.answers(rest)
                            {
                                self.want(&["ANY".into()]);
                            }
                        }
                        self.add(then, &methods, others);
                        self.add(otherwise, &methods, !others);
                        if self.ends(then) {
                            self.add(rest, &methods, !others);
                        }
                        self.block(then, depth);
                        self.block(otherwise, depth);
                    }
                    None => {
                        self.block(then, depth);
                        self.block(otherwise, depth);
                    }
                },
                StmtKind::Switch { subject, cases } if self.is_method(*subject) => {
                    let mut methods: Vec<Text> = Vec::new();
                    for case in cases {
                        methods.extend(
                            case.tests.iter().filter_map(|&it| self.module.string(it)).map(upper),
                        );
                        self.want(&methods);
                        if !case.body.is_empty() {
                            self.add(&case.body, &methods, false);
                            methods.clear();
                        }
                    }
                }
                StmtKind::Try(attempt) => self.block(&attempt.body, depth),
                StmtKind::Block(inner) => self.block(inner, depth),
                _ => {}
            }
        }
    }

    fn want(&mut self, methods: &[Text]) {
        for method in methods {
            if !self.methods.contains(method) {
                self.methods.push(method.clone());
            }
        }
    }

    fn add(&mut self, block: &[shipworthy_core::code::StmtId], methods: &[Text], others: bool) {
        if let (Some(&first), Some(&last)) = (block.first(), block.last()) {
            let start = self.module.statement(first).span.start;
            let span = Span::new(start, self.module.statement(last).span.end);
            self.found.push(Branch { span, methods: methods.into(), others });
        }
    }

    /// Whether a block leaves the function at its end.
    fn ends(&self, block: &Block) -> bool {
        block.last().is_some_and(|&id| {
            matches!(self.module.statement(id).kind, StmtKind::Return(_) | StmtKind::Raise(_))
        })
    }

    /// Whether statements do more than turn a method away.
    fn answers(&self, rest: &[shipworthy_core::code::StmtId]) -> bool {
        let mut refusal = TurnsAway(false);
        rest.iter().for_each(|&id| refusal.statement(self.module, id));
        !refusal.0
            && rest.iter().any(|&id| {
                matches!(
                    self.module.statement(id).kind,
                    StmtKind::Expr(_) | StmtKind::Assign(_) | StmtKind::Return(Some(_))
                )
            })
    }

    /// The methods that a test asks for, and whether it asks for any other.
    fn asked(&self, test: ExprId, depth: u32) -> Option<(Vec<Text>, bool)> {
        let depth = depth.checked_sub(1)?;
        match *self.module.kind(test) {
            ExprKind::Compare { operator, left, right } => {
                let method = match (self.is_method(left), self.is_method(right)) {
                    (true, _) => self.module.string(right)?,
                    (_, true) => self.module.string(left)?,
                    _ => return None,
                };
                match operator {
                    CompareOperator::Equal => Some((vec![upper(method)], false)),
                    CompareOperator::NotEqual => Some((vec![upper(method)], true)),
                    _ => None,
                }
            }
            ExprKind::Unary { operator: UnaryOperator::Not, operand } => {
                self.asked(operand, depth).map(|(methods, others)| (methods, !others))
            }
            ExprKind::Logical { operator, left, right } => {
                let sides = (self.asked(left, depth), self.asked(right, depth));
                match (operator, sides) {
                    (LogicalOperator::Or, (Some((mut a, false)), Some((b, false))))
                    | (LogicalOperator::And, (Some((mut a, true)), Some((b, true)))) => {
                        let others = operator == LogicalOperator::And;
                        a.extend(b);
                        Some((a, others))
                    }
                    (
                        LogicalOperator::And,
                        (Some((methods, false)), _) | (_, Some((methods, false))),
                    ) => Some((methods, false)),
                    _ => None,
                }
            }
            // `["GET", "HEAD"].includes(req.method)`
            ExprKind::Call(ref call) => match *self.module.kind(call.callee) {
                ExprKind::Member { object, property: "includes" }
                    if call.positional(0).is_some_and(|it| self.is_method(it)) =>
                {
                    let ExprKind::Sequence(items) = self.module.kind(object) else { return None };
                    let methods: Vec<Text> =
                        items.iter().filter_map(|&it| self.module.string(it)).map(upper).collect();
                    (!methods.is_empty()).then_some((methods, false))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// `req.method`, or a name for it.
    fn is_method(&self, id: ExprId) -> bool {
        match self.module.kind(id) {
            ExprKind::Member { property, .. } => *property == "method",
            ExprKind::Name(name) => *name == "method",
            ExprKind::Call(call) => match *self.module.kind(call.callee) {
                ExprKind::Member { object, property: "toUpperCase" | "toLowerCase" } => {
                    self.is_method(object)
                }
                _ => false,
            },
            _ => false,
        }
    }
}

fn upper(method: &str) -> Text {
    method.to_ascii_uppercase().into()
}

/// Looks for an answer that turns a method away.
struct TurnsAway(bool);

impl<'a> Visit<'a> for TurnsAway {
    fn expression(&mut self, module: &Module<'a>, id: ExprId) {
        match module.kind(id) {
            ExprKind::Number(status) => self.0 |= matches!(*status, "400" | "404" | "405" | "501"),
            ExprKind::Str(text) => {
                self.0 |= &**text == "Allow" || text.to_ascii_lowercase().contains("not allowed");
            }
            ExprKind::Name(name) | ExprKind::Member { property: name, .. } => {
                let name = name.to_ascii_lowercase();
                self.0 |= name.contains("notallowed") || name.contains("notfound");
            }
            _ => {}
        }
        walk_expression(self, module, id);
    }
}

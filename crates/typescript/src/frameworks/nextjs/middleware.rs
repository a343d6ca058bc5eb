//! `middleware.ts` and `proxy.ts`: what the matcher covers, less what the function lets through by
//! its path. <https://nextjs.org/docs/app/api-reference/file-conventions/proxy>

use crate::frameworks::file::File;
use shipworthy_core::code::{
    Block, CompareOperator, ExprId, ExprKind, LogicalOperator, Module, StmtId, StmtKind,
    TemplatePart, UnaryOperator, Visit, walk_expression,
};
use shipworthy_core::facts::{
    Argument, Attachment, Binding, ExitKind, GuardClass, GuardUse, Name, Part, Root, Routing,
    Value, Via,
};
use shipworthy_core::project::{
    AttachmentNode, FileId, Found, GuardAt, Index, Patterns, RouteGraph, SymbolKind, ValueAt,
};
use shipworthy_core::source::Text;

use super::authjs;
use crate::frameworks::placed::{exported_value, top_function};
use crate::frameworks::{applications, expression, inner_function};
use crate::shapes::Shapes;

/// How deep tests and blocks are looked into.
const MAX_DEPTH: u32 = 6;
/// The file's own matchers, and conditions on the path that the function asks for itself. They are
/// kept as arguments of the guard until the files are joined.
const MATCHER: &str = "matcher";
const ONLY: &str = "only";
const EXCEPT: &str = "except";

/// Whether a file of this name is middleware of Next.js, and not of something else.
pub(super) fn applies(file: &File<'_, '_>) -> bool {
    let next = |module: &str| {
        module == "next"
            || module.starts_with("next/")
            || module.starts_with("next-")
            || module.contains("/nextjs")
    };
    let signs = ["nextUrl", "matcher", "as middleware }", "as proxy }"];
    file.names(next) || signs.iter().any(|it| file.says(it))
}

/// Adds what the middleware of an application guards.
pub(super) fn recognise(shapes: &Shapes<'_, '_>, routing: &mut Routing) {
    let module = shapes.module;
    let Some(export) = module
        .outline
        .exports
        .iter()
        .find(|it| matches!(&*it.name, "middleware" | "proxy" | "default"))
    else {
        return;
    };
    let matchers = matchers(shapes);
    let value = shapes.bound_to(&export.local);
    let function = top_function(module, &export.local)
        .or_else(|| value.and_then(|value| inner_function(module, value, 6)));
    let mut body = Body { shapes, function, decides: false, refusals: Vec::new() };
    let mut except = Vec::new();
    if let Some(at) = function {
        body.block(&module.functions[at as usize].body, &[], &mut except, MAX_DEPTH);
        if body.refusals.is_empty() {
            body.helpers(at, &except);
        }
    }
    let mut target = exported_value(shapes, export);
    if let Value::Call(call) = &mut target {
        except.extend(open_routes(&call.arguments));
        if !body.refusals.is_empty() {
            // What the function refuses is told by itself, with its paths.
            let own = |it: &Argument| !matches!(it.value, Value::Function(_));
            call.arguments = call.arguments.iter().filter(|it| own(it)).cloned().collect();
        }
    }
    let mut add = |target: Value, conditions: &[Condition], known: Option<GuardClass>| {
        let mut arguments = matchers.clone();
        arguments.extend(conditions.iter().map(Condition::argument));
        let guard = GuardUse {
            target,
            arguments: arguments.into(),
            via: Via::Middleware,
            known,
            span: export.span,
            ..GuardUse::default()
        };
        routing.attachments.push(Attachment { span: export.span, guard, ..Attachment::default() });
    };
    for refusal in &body.refusals {
        add(function.map_or(Value::Unknown, Value::Function), refusal, Some(GuardClass::Reject));
    }
    if body.refusals.is_empty() || matches!(target, Value::Call(_)) {
        add(target, &except, None);
    }
}

/// What `export const config = { matcher }` says.
fn matchers(shapes: &Shapes<'_, '_>) -> Vec<Argument> {
    let matcher = shapes.bound_to("config").and_then(|it| shapes.module.entry(it, "matcher"));
    let Some(matcher) = matcher else { return Vec::new() };
    let value = shapes.value(matcher, None);
    let items = match value {
        Value::List(items) => items.into_vec(),
        value => vec![value],
    };
    let source = |value: Value| value.entry("source").cloned().unwrap_or(value);
    items.into_iter().map(|it| Argument { name: MATCHER.into(), value: source(it) }).collect()
}

/// `authMiddleware({ publicRoutes: ["/"] })`
fn open_routes(arguments: &[Argument]) -> Vec<Condition> {
    arguments
        .iter()
        .flat_map(|it| ["publicRoutes", "ignoredRoutes"].map(|key| it.value.entry(key)))
        .flatten()
        .map(|paths| Condition { only: false, mode: Mode::Pattern, paths: paths.clone() })
        .collect()
}

/// How a path is held against others.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Prefix,
    Exact,
    Pattern,
    /// As shells hold names of files against patterns: `*` within a part, `**` over parts.
    Glob,
    /// As a function of another file tells, which is given the path.
    Helper,
}

impl Mode {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Prefix, "prefix"),
        (Self::Exact, "exact"),
        (Self::Pattern, "pattern"),
        (Self::Glob, "glob"),
        (Self::Helper, "helper"),
    ];
}

/// A condition on the path of a request.
#[derive(Clone)]
pub(super) struct Condition {
    only: bool,
    mode: Mode,
    paths: Value,
}

impl Condition {
    /// All paths but those that begin so.
    pub(super) fn but_below(path: &str) -> Self {
        Self { only: false, mode: Mode::Prefix, paths: Value::Str(path.into()) }
    }

    pub(super) fn argument(&self) -> Argument {
        let kind = if self.only { ONLY } else { EXCEPT };
        let mode = Mode::ALL.iter().find(|it| it.0 == self.mode).map_or("", |it| it.1);
        Argument { name: format!("{kind} {mode}").into(), value: self.paths.clone() }
    }
}

/// What a test asks about the path.
#[derive(Clone)]
struct Asked {
    /// Conditions any of which makes it hold; where they are negated, none of which may hold.
    conditions: Vec<(Mode, Value)>,
    negated: bool,
    /// Whether it asks for nothing else.
    whole: bool,
}

impl Asked {
    fn conditions(&self, holds: bool) -> impl Iterator<Item = Condition> {
        let only = self.negated != holds;
        let conditions = self.conditions.clone();
        conditions.into_iter().map(move |(mode, paths)| Condition { only, mode, paths })
    }
}

/// The places of a function that refuse callers, each with the conditions on the path that lead there. One that
/// decides refuses by giving back what is not true.
pub(super) fn refusals(
    shapes: &Shapes<'_, '_>,
    function: u32,
    decides: bool,
) -> Vec<Vec<Condition>> {
    let mut body = Body { shapes, function: Some(function), decides, refusals: Vec::new() };
    if let Some(definition) = shapes.module.functions.get(function as usize) {
        body.block(&definition.body, &[], &mut Vec::new(), MAX_DEPTH);
    }
    body.refusals
}

/// The body of a middleware function.
struct Body<'s, 'a, 'm> {
    shapes: &'s Shapes<'a, 'm>,
    function: Option<u32>,
    /// Whether it tells by what it gives back if a caller may pass.
    decides: bool,
    /// For each place that refuses callers, the conditions on the path that lead there.
    refusals: Vec<Vec<Condition>>,
}

impl<'a> Body<'_, 'a, '_> {
    /// Walks a block below conditions; `except` grows by what is let through before.
    fn block(
        &mut self,
        block: &Block,
        only: &[Condition],
        except: &mut Vec<Condition>,
        depth: u32,
    ) {
        let Some(depth) = depth.checked_sub(1) else { return };
        let mut only = only.to_vec();
        for &id in block {
            let statement = &self.shapes.module.statement(id).kind;
            match statement {
                StmtKind::If { test, then, otherwise } => {
                    let asked = self.asked(*test, MAX_DEPTH);
                    let passes = self.passes(then);
                    let (mut below, mut inside) = (only.clone(), except.clone());
                    match &asked {
                        Some(asked) if passes && asked.whole => {
                            // What passes here is out of reach for what follows.
                            if asked.negated {
                                only = asked.conditions(false).collect();
                            } else {
                                except.extend(asked.conditions(false));
                            }
                        }
                        Some(asked) if asked.negated => inside.extend(asked.conditions(true)),
                        Some(asked) => below = asked.conditions(true).collect(),
                        None => {}
                    }
                    self.block(then, &below, &mut inside, depth);
                    let (mut below, mut inside) = (only.clone(), except.clone());
                    if let Some(asked) = asked.filter(|it| it.whole && !passes) {
                        if asked.negated {
                            below = asked.conditions(false).collect();
                        } else {
                            inside.extend(asked.conditions(false));
                        }
                    }
                    self.block(otherwise, &below, &mut inside, depth);
                }
                StmtKind::Try(attempt) => {
                    self.block(&attempt.body, &only, except, depth);
                    for handler in &attempt.handlers {
                        self.block(&handler.body, &only, except, depth);
                    }
                }
                StmtKind::Block(inner) => self.block(inner, &only, except, depth),
                StmtKind::Return(Some(value)) if self.decides => {
                    self.decided(*value, &only, except, MAX_DEPTH);
                }
                _ if self.refuses(id) => {
                    self.refusals.push(only.iter().chain(except.iter()).cloned().collect());
                }
                _ => {}
            }
        }
    }

    /// Functions of the file that are given the request and refuse instead:
    /// `const answer = await handleAuth(request); if (answer) return answer`.
    fn helpers(&mut self, function: u32, except: &[Condition]) {
        let shapes = self.shapes;
        for &(id, _) in shapes.calls.iter().filter(|it| it.1 == Some(function)) {
            let Some(call) = shapes.module.call(id) else { continue };
            let given = call.positional(0).is_some_and(|it| shapes.module.name(it).is_some());
            let helper = shapes.module.name(call.callee).filter(|_| given);
            let helper = helper.and_then(|name| top_function(shapes.module, name));
            if let Some(at) = helper.filter(|at| *at != function) {
                self.function = Some(at);
                let body = &shapes.module.functions[at as usize].body;
                self.block(body, &[], &mut except.to_vec(), MAX_DEPTH);
            }
        }
        self.function = Some(function);
    }

    /// What a function that decides gives back: `true`, a path that is open or else a caller who is known, an answer.
    fn decided(
        &mut self,
        value: ExprId,
        only: &[Condition],
        except: &mut Vec<Condition>,
        depth: u32,
    ) {
        let Some(depth) = depth.checked_sub(1) else { return };
        let refuses = match *self.shapes.module.kind(value) {
            ExprKind::Bool(passes) => !passes,
            ExprKind::Logical { operator: LogicalOperator::Or, left, right } => {
                match self.asked(left, depth) {
                    Some(asked) if asked.whole && !asked.negated => {
                        except.extend(asked.conditions(false));
                        return self.decided(right, only, except, depth);
                    }
                    _ => true,
                }
            }
            ExprKind::Call(_) => {
                let mut refusal = Refusal(false);
                refusal.expression(self.shapes.module, value);
                let name = self.shapes.callee_path(value, self.function);
                refusal.0 || name.is_none_or(|name| !name.path.contains("Response"))
            }
            _ => true,
        };
        if refuses {
            self.refusals.push(only.iter().chain(except.iter()).cloned().collect());
        }
    }

    /// Whether a block lets the request through at once.
    fn passes(&self, block: &Block) -> bool {
        let Some(&last) = block.last() else { return false };
        let StmtKind::Return(value) = self.shapes.module.statement(last).kind else { return false };
        if block.iter().any(|&id| self.refuses(id)) {
            return false;
        }
        let Some(value) = value else { return true };
        match self.shapes.module.kind(value) {
            ExprKind::Bool(passes) if self.decides => *passes,
            _ if self.decides => false,
            ExprKind::Null => true,
            ExprKind::Name(_) => true,
            _ => self.shapes.callee_path(value, self.function).is_some_and(|name| {
                let last = name.last().to_ascii_lowercase();
                !last.contains("redirect") && !last.contains("json")
            }),
        }
    }

    /// Whether a statement answers a caller who is not known.
    fn refuses(&self, id: StmtId) -> bool {
        let module = self.shapes.module;
        let value = match &module.statement(id).kind {
            // `url.pathname = "/login"`: where the answer behind it leads.
            StmtKind::Assign(assignment) => {
                let address = |it: &ExprId| {
                    matches!(
                        module.kind(*it),
                        ExprKind::Member { property: "pathname" | "href", .. }
                    )
                };
                match assignment.value {
                    Some(value) if assignment.targets.iter().any(address) => value,
                    _ => return false,
                }
            }
            StmtKind::Return(Some(value))
            | StmtKind::Raise(Some(value))
            | StmtKind::Expr(value) => *value,
            _ => return false,
        };
        let mut refusal = Refusal(false);
        refusal.expression(module, value);
        // `return NextResponse.redirect(redirectUrl)`
        let leads = |it: ExprId| module.name(it).and_then(|name| self.local(name));
        if let Some(to) = redirect(module, value).and_then(leads) {
            refusal.expression(module, to);
        }
        refusal.0
    }

    /// What a test asks about the path of the request.
    fn asked(&self, test: ExprId, depth: u32) -> Option<Asked> {
        let depth = depth.checked_sub(1)?;
        let shapes = self.shapes;
        let one = |mode, value| {
            Some(Asked { conditions: vec![(mode, value)], negated: false, whole: true })
        };
        match *shapes.module.kind(test) {
            ExprKind::Unary { operator: UnaryOperator::Not, operand } => {
                let asked = self.asked(operand, depth)?;
                // Nothing is known of the opposite of a condition that asks for more.
                asked.whole.then_some(Asked { negated: !asked.negated, ..asked })
            }
            ExprKind::Logical { operator, left, right } => {
                let either = operator != LogicalOperator::And;
                match (self.asked(left, depth), self.asked(right, depth)) {
                    (Some(mut a), Some(b)) if a.negated == b.negated => {
                        a.whole &= b.whole;
                        // `a && b` of two prefixes holds for few paths: what either asks is enough to know.
                        if either != a.negated {
                            a.conditions.extend(b.conditions);
                        }
                        Some(a)
                    }
                    (Some(asked), _) | (None, Some(asked)) if !either => {
                        Some(Asked { whole: false, ..asked })
                    }
                    _ => None,
                }
            }
            ExprKind::Compare { operator, left, right } => {
                let path = if self.is_path(left) { right } else { left };
                if !self.is_path(left) && !self.is_path(right) {
                    return None;
                }
                let asked = one(Mode::Exact, shapes.value(path, self.function))?;
                match operator {
                    CompareOperator::Equal => Some(asked),
                    CompareOperator::NotEqual => Some(Asked { negated: true, ..asked }),
                    _ => None,
                }
            }
            ExprKind::Name(name) => self.asked(self.local(name)?, depth),
            ExprKind::Call(ref call) => match *shapes.module.kind(call.callee) {
                ExprKind::Member { object, property } => {
                    let first = call.positional(0)?;
                    let given = || shapes.value(first, self.function);
                    match property {
                        "startsWith" if self.is_path(object) => one(Mode::Prefix, given()),
                        "match" if self.is_path(object) => one(Mode::Pattern, self.regex(first)?),
                        "test" if self.is_path(first) => one(Mode::Pattern, self.regex(object)?),
                        // <https://github.com/micromatch/micromatch#ismatch>
                        "isMatch" if self.is_path(first) => {
                            let globs = call.positional(1)?;
                            one(Mode::Glob, shapes.value(globs, self.function))
                        }
                        "includes" | "has" if self.is_path(first) => {
                            one(Mode::Exact, shapes.value(object, self.function))
                        }
                        "some" => one(self.mode(first)?, shapes.value(object, self.function)),
                        _ => None,
                    }
                }
                ExprKind::Name(name) => {
                    // A matcher that is made of patterns, or a function of the file that tests the path.
                    if let Some(made) = shapes.bound_to(name)
                        && let Some(maker) = shapes.module.call(made)
                        && shapes.callee_path(made, None)?.last() == "createRouteMatcher"
                    {
                        return one(Mode::Pattern, shapes.value(maker.positional(0)?, None));
                    }
                    match top_function(shapes.module, name) {
                        Some(function) => self.asked(returned(shapes.module, function)?, depth),
                        None => {
                            let given = call.positional(0).is_some_and(|it| self.is_path(it));
                            let helper = shapes.name(call.callee, self.function);
                            let helper = helper.filter(|it| matches!(it.root, Root::Import(..)));
                            one(Mode::Helper, Value::Name(Box::new(helper.filter(|_| given)?)))
                        }
                    }
                }
                _ => None,
            },
            ExprKind::Await(inner) => self.asked(inner, depth),
            _ => None,
        }
    }

    /// What a name of the function or the file holds.
    fn local(&self, name: &str) -> Option<ExprId> {
        let shapes = self.shapes;
        let bound = shapes.bound.iter().rev().find(|(target, _, function)| {
            shapes.module.name(*target) == Some(name)
                && (function.is_none() || *function == self.function)
        })?;
        Some(bound.1)
    }

    fn regex(&self, id: ExprId) -> Option<Value> {
        match self.shapes.module.kind(id) {
            ExprKind::Regex(text) => Some(Value::Str(expression(text).into())),
            ExprKind::Name(name) => self.regex(self.local(name)?),
            _ => None,
        }
    }

    /// How the function that `some` is given holds the path against an element.
    fn mode(&self, id: ExprId) -> Option<Mode> {
        let function = inner_function(self.shapes.module, id, 2)?;
        let value = returned(self.shapes.module, function)?;
        let mut uses = PathUse(None);
        uses.expression(self.shapes.module, value);
        uses.0
    }

    /// Whether an expression is the path of the request.
    fn is_path(&self, id: ExprId) -> bool {
        match self.shapes.module.kind(id) {
            ExprKind::Name(name) | ExprKind::Member { property: name, .. } => {
                let name = name.to_ascii_lowercase();
                name.contains("path") || name == "url" || name == "href"
            }
            _ => false,
        }
    }
}

/// Where an answer sends the caller.
fn redirect(module: &Module<'_>, id: ExprId) -> Option<ExprId> {
    let call = module.call(id)?;
    match module.kind(call.callee) {
        ExprKind::Member { property: "redirect", .. } => call.positional(0),
        _ => None,
    }
}

/// The value that a function returns at last.
fn returned(module: &Module<'_>, function: u32) -> Option<ExprId> {
    let function = module.functions.get(function as usize)?;
    match module.statement(*function.body.last()?).kind {
        StmtKind::Return(value) => value,
        _ => None,
    }
}

/// How a path is compared within an expression.
struct PathUse(Option<Mode>);

impl<'a> Visit<'a> for PathUse {
    fn expression(&mut self, module: &Module<'a>, id: ExprId) {
        let mode = match module.kind(id) {
            ExprKind::Compare { operator: CompareOperator::Equal, .. } => Some(Mode::Exact),
            ExprKind::Call(call) => match *module.kind(call.callee) {
                ExprKind::Member { property: "startsWith", .. } => Some(Mode::Prefix),
                ExprKind::Member { property: "test" | "match", .. } => Some(Mode::Pattern),
                _ => None,
            },
            _ => None,
        };
        // A prefix says more than an equality beside it.
        if mode.is_some() && self.0 != Some(Mode::Prefix) {
            self.0 = mode;
        }
        walk_expression(self, module, id);
    }
}

/// Looks for an answer that refuses a caller: 401, 403, a way to the page where one signs in.
struct Refusal(bool);

impl Refusal {
    fn name(&mut self, name: &str) {
        let name = name.to_ascii_lowercase();
        let page = (name.contains("login") || name.contains("signin") || name.contains("sign_in"))
            && !name.contains("redirect")
            && !name.contains("after")
            && !name.starts_with("is");
        self.0 |= page || name.contains("unauthorized") || name.contains("forbidden");
    }
}

impl<'a> Visit<'a> for Refusal {
    fn expression(&mut self, module: &Module<'a>, id: ExprId) {
        match module.kind(id) {
            ExprKind::Number("401" | "403") => self.0 = true,
            ExprKind::Str(text) => {
                let text = text.to_ascii_lowercase();
                self.0 |=
                    ["unauthorized", "unauthenticated", "forbidden", "login", "signin", "sign-in"]
                        .iter()
                        .any(|word| text.contains(word));
            }
            ExprKind::Template(template) => {
                for part in &template.parts {
                    if let TemplatePart::Text(text) = part {
                        let text = text.to_ascii_lowercase();
                        self.0 |= ["login", "signin", "sign-in"].iter().any(|it| text.contains(it));
                    }
                }
            }
            ExprKind::Call(call) => {
                if let ExprKind::Member { property, .. } | ExprKind::Name(property) =
                    *module.kind(call.callee)
                {
                    self.0 |=
                        matches!(property, "protect" | "redirectToSignIn" | "redirectToLogin");
                }
            }
            ExprKind::Name(name) | ExprKind::Member { property: name, .. } => self.name(name),
            _ => {}
        }
        walk_expression(self, module, id);
    }
}

/// Gives the middleware of each application to the routes that it covers.
pub(crate) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    let is_middleware =
        |file: FileId| matches!(index.file(file).path.file_stem(), "middleware" | "proxy");
    let attached = |it: &AttachmentNode| {
        it.router.is_none()
            && it.guard.guard.via == Via::Middleware
            && is_middleware(it.place.file)
            && !it.ordered
    };
    let mut found: Vec<GuardAt> = Vec::new();
    graph.attachments.retain(|it| {
        let own = attached(it);
        if own {
            found.push(it.guard.clone());
        }
        !own
    });
    let covers: Vec<(String, Coverage, GuardAt)> = found
        .into_iter()
        .flat_map(|at| {
            // It stands beside `app` and `pages`, in the application's folder or in `src`.
            let root = applications::folder(&index.file(at.file).path);
            let guards = authjs::decided(index, &at).unwrap_or_else(|| vec![at]);
            guards.into_iter().map(move |at| (root.clone(), at))
        })
        .map(|(root, mut at)| {
            let coverage = Coverage::of(index, &at);
            at.guard.arguments = match &at.guard.target {
                Value::Call(call) => call.arguments.clone(),
                _ => Box::default(),
            };
            (root, coverage, at)
        })
        .collect();
    let patterns = Patterns::default();
    for route in graph.routes.iter_mut().filter(|it| it.framework == "nextjs") {
        let path = &index.file(route.registered.file).path;
        // The nearest middleware is that of the application.
        let roots = covers.iter().map(|(root, ..)| root.as_str());
        let Some(root) = applications::nearest(roots, path) else { continue };
        let guards = covers
            .iter()
            .filter(|(of, coverage, _)| of == root && coverage.covers(&patterns, &route.path))
            .map(|it| it.2.clone());
        route.guards.splice(0..0, guards.collect::<Vec<_>>());
    }
}

/// The paths that a middleware reaches.
struct Coverage {
    matchers: Vec<Text>,
    only: Vec<(Mode, Text)>,
    except: Vec<(Mode, Text)>,
}

impl Coverage {
    fn of(index: &Index<'_>, at: &GuardAt) -> Self {
        let mut coverage = Self { matchers: Vec::new(), only: Vec::new(), except: Vec::new() };
        for argument in &at.guard.arguments {
            let mut paths = Vec::new();
            let value = ValueAt { file: at.file, function: at.function, value: &argument.value };
            if !argument.name.ends_with("helper") {
                strings(index, value, 4, &mut paths);
            }
            let (kind, mode) = argument.name.split_once(' ').unwrap_or((&argument.name, ""));
            let mut mode = Mode::ALL.iter().find(|it| it.1 == mode).map_or(Mode::Exact, |it| it.0);
            if mode == Mode::Helper {
                let Some(held) = held_against(index, value, &mut paths) else { continue };
                mode = held;
            }
            match kind {
                MATCHER => coverage.matchers.extend(paths),
                ONLY => coverage.only.extend(paths.into_iter().map(|it| (mode, it))),
                EXCEPT => coverage.except.extend(paths.into_iter().map(|it| (mode, it))),
                _ => {}
            }
        }
        coverage
    }

    fn covers(&self, patterns: &Patterns, path: &str) -> bool {
        let holds = |(mode, text): &(Mode, Text)| match mode {
            Mode::Prefix => path.starts_with(text.as_str()),
            Mode::Exact => path == text.as_str(),
            Mode::Pattern => patterns.matches(text, path),
            Mode::Glob => patterns.matches(&unglobbed(text), path),
            Mode::Helper => false,
        };
        path.starts_with('/')
            && (self.matchers.is_empty()
                || self.matchers.iter().any(|it| patterns.matches(it, path)))
            && (self.only.is_empty() || self.only.iter().any(holds))
            && !self.except.iter().any(holds)
    }
}

/// A glob over paths as a regular expression.
fn unglobbed(glob: &str) -> String {
    let part = |part: &str| part.replace('.', "\\.").replace('*', "[^/]*");
    // `a/**` is `a` as well as all below it.
    let (glob, below) = glob.strip_suffix("/**").map_or((glob, ""), |it| (it, "(?:/.*)?"));
    let parts: Vec<String> = glob.split("**").map(part).collect();
    format!("^{}{below}$", parts.join(".*"))
}

/// How a function of another file holds a path that it is given against others, and against which:
/// `return protectedRoutes.some((route) => url.startsWith(route))`.
fn held_against(index: &Index<'_>, at: ValueAt<'_>, paths: &mut Vec<Text>) -> Option<Mode> {
    let Found::Symbol(symbol) = index.find(at.file, at.function, at.value.as_name()?) else {
        return None;
    };
    let SymbolKind::Function(function) = symbol.kind else { return None };
    let functions = &index.facts(symbol.file).functions;
    let given = |at: u32| {
        let exits = &functions.get(at as usize)?.exits;
        let mut values = exits.iter().filter(|it| it.kind == ExitKind::Return).map(|it| &it.value);
        let first = values.next()?;
        values.next().is_none().then_some(first)
    };
    let call = given(function)?.as_call()?;
    // A list is called by what it is: `list().some`. The only one of the function is meant, or of the file.
    let bindings = &index.facts(symbol.file).bindings;
    let only = |of: Option<u32>| {
        let is_list = |it: &&Binding| it.function == of && matches!(it.value, Value::List(_));
        let mut lists = bindings.iter().filter(is_list);
        lists.next().filter(|_| lists.next().is_none())
    };
    let only = only(Some(function)).or_else(|| only(None));
    let receiver = || match only {
        Some(list) if call.callee.receiver() == "list()" => list.value.clone(),
        _ => {
            let name = Name { path: call.callee.receiver().into(), root: call.callee.root };
            Value::Name(Box::new(name))
        }
    };
    let (mode, list) = match (call.callee.last(), call.positional(0)?) {
        ("some", Value::Function(inner)) => {
            let test = given(*inner)?;
            let mode = match test.as_call().map(|it| it.callee.last()) {
                Some("startsWith") => Mode::Prefix,
                Some("test" | "match") => Mode::Pattern,
                Some(_) => return None,
                None => Mode::Exact,
            };
            (mode, receiver())
        }
        ("includes" | "has", _) => (Mode::Exact, receiver()),
        ("startsWith", start) => (Mode::Prefix, start.clone()),
        _ => return None,
    };
    let list = ValueAt { file: symbol.file, function: Some(function), value: &list };
    strings(index, list, 4, paths);
    (!paths.is_empty()).then_some(mode)
}

/// The constant strings that a value holds, behind names and in lists.
fn strings<'a>(index: &Index<'a>, at: ValueAt<'_>, steps: u32, out: &mut Vec<Text>) {
    let Some(steps) = steps.checked_sub(1) else { return };
    match at.value {
        Value::Str(text) => out.push(text.clone()),
        Value::Template(parts) => {
            if let Some(Part::Text(text)) = parts.first() {
                out.push(text.clone());
            }
        }
        Value::List(items) => {
            for value in items {
                strings(index, ValueAt { value, ..at }, steps, out);
            }
        }
        // `new Set([…])`, `Object.values(paths)`
        Value::Call(call) => {
            for argument in &call.arguments {
                strings(index, ValueAt { value: &argument.value, ..at }, steps, out);
            }
        }
        Value::Dict(entries) => {
            for (_, value) in entries {
                strings(index, ValueAt { value, ..at }, steps, out);
            }
        }
        Value::Name(name) => match index.find(at.file, at.function, name) {
            Found::Symbol(symbol) => {
                if let Some(binding) = index.binding(symbol) {
                    let value = &binding.value;
                    let at = ValueAt { file: symbol.file, function: binding.function, value };
                    strings(index, at, steps, out);
                }
            }
            Found::Value(value) => strings(index, value, steps, out),
            _ => {}
        },
        _ => {}
    }
}

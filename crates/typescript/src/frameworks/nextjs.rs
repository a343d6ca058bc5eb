//! Next.js: <https://nextjs.org/docs/app/api-reference/file-conventions/route>,
//! <https://nextjs.org/docs/pages/building-your-application/routing/api-routes>.

use shipworthy_core::code::{
    Block, ExprId, ExprKind, Module, StmtId, StmtKind, Visit, walk_expression,
};
use shipworthy_core::facts::{
    GuardClass, GuardUse, Handled, Name, Root, Route, Routing, Value, Via,
};
use shipworthy_core::source::{SourcePath, Span, Text};

use super::{guard, inner_function, speaks_of_access};
use crate::shapes::Shapes;

/// Methods that a route handler exports.
const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// What a file is by its place.
pub(super) enum Place {
    /// `app/**/route.ts`, with its path.
    Route(String),
    /// `pages/api/**`, with its path.
    Api(String),
}

/// What Next.js makes of a file by its place.
pub(super) fn place(path: &SourcePath) -> Option<Place> {
    if !matches!(path.extension(), "ts" | "tsx" | "js" | "jsx" | "mjs") {
        return None;
    }
    let parts: Vec<&str> = path.parts().collect();
    let stem = path.file_stem();
    if stem == "route" {
        let at = parts.iter().position(|part| *part == "app")?;
        let mut url = String::new();
        for part in &parts[at + 1..parts.len() - 1] {
            if part.starts_with('(') && part.ends_with(')') || part.starts_with('@') {
                continue;
            }
            url.push('/');
            url.push_str(&segment(part));
        }
        return Some(Place::Route(if url.is_empty() { "/".to_owned() } else { url }));
    }
    let at = parts.windows(2).position(|pair| pair == ["pages", "api"])?;
    if stem.starts_with('_') || stem.contains(".test") || stem.contains(".spec") {
        return None;
    }
    let mut url = "/api".to_owned();
    for part in &parts[at + 2..parts.len() - 1] {
        url.push('/');
        url.push_str(&segment(part));
    }
    if stem != "index" {
        url.push('/');
        url.push_str(&segment(stem));
    }
    Some(Place::Api(url))
}

/// `[id]` as `:id`, `[...rest]` as `:rest*`.
fn segment(part: &str) -> String {
    let Some(inner) = part.strip_prefix('[').and_then(|part| part.strip_suffix(']')) else {
        return part.to_owned();
    };
    let inner = inner.trim_matches(['[', ']']);
    match inner.strip_prefix("...") {
        Some(rest) => format!(":{rest}*"),
        None => format!(":{inner}"),
    }
}

/// Adds the routes of a file.
pub(super) fn recognise(shapes: &Shapes<'_, '_>, place: Place, routing: &mut Routing) {
    match place {
        Place::Route(path) => {
            for export in &shapes.module.outline.exports {
                if METHODS.contains(&export.name.as_str()) {
                    handler(
                        shapes,
                        &export.local,
                        export.module.as_deref(),
                        &export.name,
                        &path,
                        export.span,
                        routing,
                    );
                }
            }
        }
        Place::Api(path) => {
            for export in &shapes.module.outline.exports {
                if export.name == "default" {
                    handler(
                        shapes,
                        &export.local,
                        export.module.as_deref(),
                        "ANY",
                        &path,
                        export.span,
                        routing,
                    );
                }
            }
        }
    }
}

fn handler(
    shapes: &Shapes<'_, '_>,
    local: &str,
    source: Option<&str>,
    method: &str,
    path: &str,
    span: Span,
    routing: &mut Routing,
) {
    let module = shapes.module;
    let mut guards = Vec::new();
    let mut function = top_function(module, local);
    let mut handler = Handled::Name(Name { path: local.into(), root: Root::Module });
    if source.is_some() {
        // Taken from another file: the name leads there through the export.
        handler = Handled::Name(Name { path: method.into(), root: Root::Module });
    }
    // Wrappers around the handler, outermost first: `export const GET = withAuth(handler)`.
    let mut value = shapes
        .bound
        .iter()
        .rev()
        .find(|(target, _, within)| within.is_none() && module.name(*target) == Some(local))
        .map(|bound| bound.1);
    for _ in 0..8 {
        let Some(at) = value else { break };
        match module.kind(at) {
            ExprKind::Call(call) => {
                guards.push(guard(shapes, at, None, Via::Route));
                // `withWrapper(options)(handler)` and `withWrapper({ handler })`.
                value = call.arguments.iter().rev().map(|it| it.value).find_map(|it| match module
                    .kind(it)
                {
                    ExprKind::Function(_) | ExprKind::Name(_) | ExprKind::Call(_) => Some(it),
                    ExprKind::Dict(_) => module.entry(it, "handler"),
                    _ => None,
                });
                if let Some(inner) = inner_function(module, at, 6) {
                    function = Some(inner);
                    handler = Handled::Function(inner);
                }
            }
            ExprKind::Function(id) => {
                function = Some(id.0);
                break;
            }
            ExprKind::Name(name) => {
                function = function.or_else(|| top_function(module, name));
                let next = shapes
                    .bound
                    .iter()
                    .rev()
                    .find(|(target, _, within)| {
                        within.is_none() && module.name(*target) == Some(name)
                    })
                    .map(|bound| bound.1)
                    .filter(|&next| next != at);
                if next.is_none() {
                    handler = match shapes.name(at, None) {
                        Some(name) => Handled::Name(name),
                        None => handler,
                    };
                }
                value = next;
            }
            _ => break,
        }
    }
    if let Some(function) = function {
        handler = Handled::Function(function);
        inside(shapes, function, &mut guards);
    }
    routing.routes.push(Route {
        framework: "nextjs".into(),
        methods: Box::new([Text::from(method)]),
        path: path.into(),
        handler,
        guards,
        span,
        ..Route::default()
    });
}

/// The function of a name at the top of the file.
fn top_function(module: &Module<'_>, name: &str) -> Option<u32> {
    module
        .functions
        .iter()
        .position(|it| it.name == name && it.parent == shipworthy_core::code::Scope::Module)
        .map(|at| at as u32)
}

/// Whether a function refuses callers by a check of its own.
pub(super) fn refuses_callers(shapes: &Shapes<'_, '_>, function: u32) -> bool {
    let mut guards = Vec::new();
    inside(shapes, function, &mut guards);
    guards.iter().any(|guard| guard.known == Some(GuardClass::Reject))
}

/// Adds the checks that a handler makes in its own body.
fn inside(shapes: &Shapes<'_, '_>, function: u32, guards: &mut Vec<GuardUse>) {
    let module = shapes.module;
    let body = &module.functions[function as usize].body;
    block(shapes, body, function, guards, 3);
}

fn block(
    shapes: &Shapes<'_, '_>,
    body: &Block,
    function: u32,
    guards: &mut Vec<GuardUse>,
    depth: u32,
) {
    let Some(depth) = depth.checked_sub(1) else { return };
    // Names that hold what a helper found out, and the guards that the helpers are.
    let mut checked: Vec<(&str, usize)> = Vec::new();
    for &id in body {
        let statement = shapes.module.statement(id);
        match &statement.kind {
            StmtKind::If { test, then, .. } => {
                // `const user = await verifyUser(…); if (!user) return;`: the helper has answered already.
                if let ExprKind::Unary { operand, .. } = *shapes.module.kind(*test)
                    && let Some(name) = shapes.module.name(operand)
                    && let Some(&last) = then.last()
                    && matches!(shapes.module.statement(last).kind, StmtKind::Return(_))
                    && let Some((_, at)) = checked.iter().rev().find(|(known, _)| *known == name)
                    && let Some(guard) = guards.get_mut(*at)
                {
                    guard.known = Some(GuardClass::Reject);
                }
                if refuses(shapes, then) {
                    guards.push(GuardUse {
                        target: tested(shapes, *test, function),
                        via: Via::Call,
                        known: Some(GuardClass::Reject),
                        span: statement.span,
                        ..GuardUse::default()
                    });
                }
            }
            StmtKind::Try(attempt) => block(shapes, &attempt.body, function, guards, depth),
            StmtKind::Assign(assignment) => {
                if let Some(value) = assignment.value {
                    let before = guards.len();
                    helper(shapes, value, function, guards);
                    if guards.len() > before
                        && let [target] = assignment.targets[..]
                        && let Some(name) = shapes.module.name(target)
                    {
                        checked.push((name, before));
                    }
                }
            }
            StmtKind::Expr(value) | StmtKind::Return(Some(value)) => {
                helper(shapes, *value, function, guards);
            }
            _ => {}
        }
    }
}

/// A call of a helper whose name speaks of access: it is read where it is defined.
fn helper(shapes: &Shapes<'_, '_>, value: ExprId, function: u32, guards: &mut Vec<GuardUse>) {
    let Some(name) = shapes.callee_path(value, Some(function)) else { return };
    if speaks_of_access(name.last())
        && matches!(name.root, Root::Import(..) | Root::Unknown | Root::Module)
    {
        guards.push(guard(shapes, value, Some(function), Via::Call));
    }
}

/// What a test looks at, as the name of the guard.
fn tested(shapes: &Shapes<'_, '_>, test: ExprId, function: u32) -> Value {
    match shapes.module.kind(test) {
        ExprKind::Unary { operand, .. } => tested(shapes, *operand, function),
        ExprKind::Logical { left, .. } | ExprKind::Compare { left, .. } => {
            tested(shapes, *left, function)
        }
        ExprKind::Name(_) | ExprKind::Member { .. } => shapes.value(test, Some(function)),
        _ => Value::Name(Box::new(Name { path: "check".into(), root: Root::Unknown })),
    }
}

/// Whether a block ends the request for want of a right: 401, 403, a redirect to sign in, an error of that kind.
pub(super) fn refuses(shapes: &Shapes<'_, '_>, body: &Block) -> bool {
    body.iter().any(|&id| refuses_in(shapes, id))
        && body.iter().any(|&id| {
            matches!(
                shapes.module.statement(id).kind,
                StmtKind::Return(_) | StmtKind::Raise(_) | StmtKind::Expr(_)
            )
        })
}

fn refuses_in(shapes: &Shapes<'_, '_>, id: StmtId) -> bool {
    let value = match shapes.module.statement(id).kind {
        StmtKind::Return(Some(value)) | StmtKind::Raise(Some(value)) | StmtKind::Expr(value) => {
            value
        }
        _ => return false,
    };
    let mut refusal = Refusal(false);
    refusal.expression(shapes.module, value);
    refusal.0
}

struct Refusal(bool);

impl<'a> Visit<'a> for Refusal {
    fn expression(&mut self, module: &Module<'a>, id: ExprId) {
        match module.kind(id) {
            ExprKind::Number("401" | "403") => self.0 = true,
            ExprKind::Str(text) => {
                let text = text.to_ascii_lowercase();
                self.0 |= [
                    "unauthorized",
                    "unauthenticated",
                    "forbidden",
                    "/login",
                    "/signin",
                    "/sign-in",
                ]
                .iter()
                .any(|word| text.contains(word));
            }
            ExprKind::Name(name) | ExprKind::Member { property: name, .. } => {
                let name = name.to_ascii_lowercase();
                self.0 |= name.contains("unauthorized") || name.contains("forbidden");
            }
            _ => {}
        }
        walk_expression(self, module, id);
    }
}

//! Frameworks that make routes of files by their place: Next.js, SvelteKit, Remix, Nitro.
//!
//! What they share stands here: the paths of files, what a file exports, and guards that stand in a file
//! of their own and reach the routes of the application around it.

use shipworthy_core::code::{DictKey, ExprKind, Module, Scope};
use shipworthy_core::facts::{
    Export, GuardUse, Handled, Name, Root, Route, Router, Routing, Value, Via,
};
use shipworthy_core::project::{GuardAt, Index, RouteGraph};
use shipworthy_core::source::{Span, Text};

use super::{handled, inner_function};
use crate::shapes::Shapes;

/// Methods under whose names files export what answers them.
pub(super) const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
/// How many names a handler is followed through within its file.
const MAX_ALIASES: usize = 4;

/// `[id]` as `:id`, `[...rest]` as `:rest*`.
pub(super) fn segment(part: &str) -> String {
    let Some(inner) = part.strip_prefix('[').and_then(|part| part.strip_suffix(']')) else {
        return part.to_owned();
    };
    let inner = inner.trim_matches(['[', ']']);
    match inner.strip_prefix("...") {
        Some(rest) => format!(":{rest}*"),
        None => format!(":{inner}"),
    }
}

/// Parts of a path with slashes before them; `/` for none.
pub(super) fn joined<T: AsRef<str>>(parts: impl IntoIterator<Item = T>) -> String {
    let mut url = String::new();
    for part in parts {
        url.push('/');
        url.push_str(part.as_ref());
    }
    if url.is_empty() { "/".to_owned() } else { url }
}

/// A route of a file.
pub(super) fn route(
    framework: &'static str,
    method: &str,
    path: &str,
    handler: Handled,
    span: Span,
) -> Route {
    Route {
        framework: framework.into(),
        methods: Box::new([Text::from(method)]),
        path: path.into(),
        handler,
        span,
        ..Route::default()
    }
}

/// What a file exports under wanted names, with what answers and what that is wrapped in.
pub(super) fn exports<'m>(
    shapes: &Shapes<'_, 'm>,
    wanted: impl Fn(&str) -> bool,
) -> Vec<(&'m Export, Handled, Vec<GuardUse>)> {
    let exports = shapes.module.outline.exports.iter().filter(|export| wanted(&export.name));
    exports
        .map(|export| {
            let mut guards = Vec::new();
            let handler = match export.module {
                // Taken from another file: the name leads there through the export.
                Some(_) => in_module(&export.name),
                None => exported(shapes, &export.local, &mut guards),
            };
            (export, handler, guards)
        })
        .collect()
}

/// The value that is exported.
pub(super) fn exported_value(shapes: &Shapes<'_, '_>, export: &Export) -> Value {
    let named = |path: &str, root| Value::Name(Box::new(Name { path: path.into(), root }));
    if let Some(value) = shapes.bound_to(&export.local) {
        return shapes.value(value, None);
    }
    if let Some(at) = top_function(shapes.module, &export.local) {
        return Value::Function(at);
    }
    // Taken from another file: the name leads there through the export.
    match &export.module {
        Some(package) if !package.starts_with('.') => {
            named(&format!("{package}.{}", export.local), Root::Unknown)
        }
        Some(_) => named(&export.name, Root::Module),
        None => named(&export.local, Root::Module),
    }
}

fn in_module(name: &str) -> Handled {
    Handled::Name(Name { path: name.into(), root: Root::Module })
}

/// What stands behind a name at the top of a file: a function, or what it is taken of in
/// `export const { GET, POST } = handlers`.
pub(super) fn exported(
    shapes: &Shapes<'_, '_>,
    local: &str,
    guards: &mut Vec<GuardUse>,
) -> Handled {
    let module = shapes.module;
    // `export const PUT = PATCH`: the same handler, with what it is wrapped in.
    let mut local = local;
    for _ in 0..MAX_ALIASES {
        match shapes.bound_to(local).and_then(|it| module.name(it)) {
            Some(other) if shapes.bound_to(other).is_some() => local = other,
            _ => break,
        }
    }
    // A function within a call carries the name as well: what it is wrapped in must not be lost.
    if let Some(call) = shapes.bound_to(local).filter(|&it| module.call(it).is_some())
        && inner_function(module, call, 6).is_some()
    {
        return handled(shapes, call, None, guards);
    }
    if let Some(function) = top_function(module, local) {
        return Handled::Function(function);
    }
    let taken = shapes.bound.iter().find_map(|&(target, value, within)| {
        let ExprKind::Dict(entries) = module.kind(target) else { return None };
        let key = entries.iter().find_map(|entry| match &entry.key {
            DictKey::Name(key) if module.name(entry.value) == Some(local) => Some(key),
            _ => None,
        })?;
        within.is_none().then_some((value, key))
    });
    let Some((value, key)) = taken else { return in_module(local) };
    // `const { loader, action } = createRoute({ … }, handler)`
    if inner_function(module, value, 6).is_some() {
        return handled(shapes, value, None, guards);
    }
    match shapes.name(value, None) {
        Some(mut name) => {
            name.path = format!("{}.{key}", name.path).into();
            Handled::Name(name)
        }
        None => in_module(local),
    }
}

/// The function of a name at the top of the file.
pub(super) fn top_function(module: &Module<'_>, name: &str) -> Option<u32> {
    module
        .functions
        .iter()
        .position(|it| it.name == name && it.parent == Scope::Module)
        .map(|at| at as u32)
}

/// Adds the guards that a file exports under one of these names, and that stand before routes of other files;
/// [`cover`] gives them out.
pub(super) fn attach(
    shapes: &Shapes<'_, '_>,
    names: &[&str],
    framework: &'static str,
    routing: &mut Routing,
) {
    let mut exports = shapes.module.outline.exports.iter();
    let Some(export) = exports.find(|it| names.contains(&it.name.as_str())) else { return };
    let targets = match exported_value(shapes, export) {
        Value::List(items) => items.into_vec(),
        // One after the other: <https://svelte.dev/docs/kit/@sveltejs-kit-hooks>
        Value::Call(call) if call.callee.last() == "sequence" => {
            call.arguments.into_iter().map(|it| it.value).collect()
        }
        value => vec![value],
    };
    let (via, span) = (Via::Middleware, export.span);
    let guards =
        targets.into_iter().map(|target| GuardUse { target, via, span, ..GuardUse::default() });
    routing.routers.push(Router {
        framework: framework.into(),
        guards: guards.collect(),
        span,
        ..Router::default()
    });
}

/// Gives guards that stand in files of their own to the routes that they reach. `root` tells where the
/// paths of the files begin that a file with guards reaches.
pub(super) fn cover(
    index: &Index<'_>,
    graph: &mut RouteGraph,
    framework: &str,
    root: impl Fn(&str) -> Option<String>,
) {
    let mut found: Vec<(String, &[GuardAt])> = Vec::new();
    for router in graph.routers.iter().filter(|it| it.framework == framework) {
        if let Some(root) = root(index.file(router.file).path.as_str()) {
            found.push((root, &router.guards));
        }
    }
    found.sort_by_key(|it| it.0.len());
    for route in graph.routes.iter_mut().filter(|it| it.framework == framework) {
        let path = index.file(route.registered.file).path.as_str();
        let around = found.iter().filter(|it| path.starts_with(it.0.as_str()));
        let guards: Vec<GuardAt> = around.flat_map(|it| it.1.iter().cloned()).collect();
        route.guards.splice(0..0, guards);
    }
}

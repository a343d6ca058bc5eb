//! Fastify: <https://fastify.dev/docs/latest/Reference/Routes/>, <https://fastify.dev/docs/latest/Reference/Hooks/>.

use std::collections::BTreeMap;

use shipworthy_core::code::{CallExpr, ExprId, ExprKind};
use shipworthy_core::facts::{GuardAlias, GuardUse, Name, Root, RouterKind, Value, Via};
use shipworthy_core::project::{FileId, GuardAt, Index, RouteGraph};
use shipworthy_core::source::{Span, Text};

use super::guard;
use super::registered::{Framework, Reader};

pub(super) const FRAMEWORK: Framework = Framework {
    name: "fastify",
    module: |module| {
        matches!(module, "fastify" | "fastify-plugin") || module.starts_with("@fastify/")
    },
    makes: |path| match path {
        "fastify" | "fastify.fastify" | "fastify.default" => Some(RouterKind::Application),
        _ => None,
    },
    // Hooks reach all routes of their plugin, whatever the order.
    ordered: false,
    plugins: true,
};

/// Hooks that run before the handler and can end the request.
const HOOKS: &[&str] = &["onRequest", "preParsing", "preValidation", "preHandler"];

/// `register(plugin, { prefix })`.
pub(super) fn register(
    reader: &mut Reader<'_, '_, '_>,
    call: &CallExpr<'_>,
    router: &Name,
    function: Option<u32>,
) {
    let Some(plugin) = call.positional(0) else { return };
    let prefix = call
        .positional(1)
        .and_then(|options| reader.shapes.module.entry(options, "prefix"))
        .and_then(|prefix| reader.path(prefix))
        .unwrap_or_default();
    reader.mount(router, plugin, prefix, function);
}

/// `addHook(name, guard)`.
pub(super) fn hook(
    reader: &mut Reader<'_, '_, '_>,
    call: &CallExpr<'_>,
    router: &Name,
    function: Option<u32>,
) {
    let name = call.positional(0).and_then(|name| reader.shapes.module.string(name));
    if !name.is_some_and(|name| HOOKS.contains(&name)) {
        return;
    }
    if let Some(target) = call.positional(1) {
        reader.attach(router, target, None, function);
    }
}

/// `route({ method, url, preHandler, handler })`.
pub(super) fn route(
    reader: &mut Reader<'_, '_, '_>,
    call: &CallExpr<'_>,
    router: &Name,
    function: Option<u32>,
    span: Span,
) {
    let Some(options) = call.positional(0) else { return };
    let module = reader.shapes.module;
    let methods: Box<[Text]> = match module.entry(options, "method") {
        Some(method) => match module.kind(method) {
            ExprKind::Sequence(items) => items
                .iter()
                .filter_map(|&it| module.string(it).map(|it| it.to_uppercase().into()))
                .collect(),
            _ => module.string(method).map(|it| it.to_uppercase().into()).into_iter().collect(),
        },
        None => Box::default(),
    };
    let path = module
        .entry(options, "url")
        .or_else(|| module.entry(options, "path"))
        .and_then(|path| reader.path(path));
    let (Some(path), Some(handler)) = (path, module.entry(options, "handler")) else { return };
    let mut guards = Vec::new();
    option_guards(reader, options, function, &mut guards);
    reader.add(path, methods, handler, guards, router, function, span);
}

/// Guards in the options of a route.
pub(super) fn option_guards(
    reader: &Reader<'_, '_, '_>,
    options: ExprId,
    function: Option<u32>,
    guards: &mut Vec<GuardUse>,
) {
    let module = reader.shapes.module;
    for hook in HOOKS {
        let Some(value) = module.entry(options, hook) else { continue };
        match module.kind(value) {
            ExprKind::Sequence(items) => {
                guards
                    .extend(items.iter().map(|&it| guard(reader.shapes, it, function, Via::Route)));
            }
            _ => guards.push(guard(reader.shapes, value, function, Via::Route)),
        }
    }
}

/// What stands before the names of decorators among the names of guards.
const DECORATED: &str = "fastify.";

/// `decorate(name, guard)`: what every instance has under that name.
pub(super) fn decorate(
    reader: &mut Reader<'_, '_, '_>,
    call: &CallExpr<'_>,
    function: Option<u32>,
) {
    let (Some(name), Some(value)) = (call.positional(0), call.positional(1)) else { return };
    let Some(name) = reader.shapes.module.string(name) else { return };
    let guard = guard(reader.shapes, value, function, Via::Route);
    if !matches!(guard.target, Value::Function(_) | Value::Name(_) | Value::Call(_)) {
        return;
    }
    reader.routing.aliases.push(GuardAlias {
        symbol: format!("{DECORATED}{name}").into(),
        span: guard.span,
        guards: vec![guard],
    });
}

/// Puts what instances are decorated with in the place of its names: `fastify.authenticate`.
pub(crate) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    let mut decorated: BTreeMap<&str, (FileId, &GuardUse)> = BTreeMap::new();
    for (id, file) in index.iter() {
        for alias in &file.facts.routing.aliases {
            if let Some(name) = alias.symbol.strip_prefix(DECORATED)
                && let Some(guard) = alias.guards.first()
            {
                decorated.entry(name).or_insert((id, guard));
            }
        }
    }
    if decorated.is_empty() {
        return;
    }
    let known = |at: &GuardAt| {
        let name = decorator(&at.guard.target)?;
        decorated.get(name.last()).copied()
    };
    let routes = graph.routes.iter_mut().filter(|it| it.framework == "fastify");
    let guards = routes.flat_map(|it| it.guards.iter_mut());
    for at in guards.chain(graph.attachments.iter_mut().map(|it| &mut it.guard)) {
        if let Some((file, guard)) = known(at) {
            let guard = GuardUse { via: at.guard.via, span: at.guard.span, ..guard.clone() };
            *at = GuardAt { file, function: None, guard };
        }
    }
}

/// The decorator that a guard is: `fastify.authenticate`, `fastify.auth([fastify.authenticate])`.
fn decorator(target: &Value) -> Option<&Name> {
    match target {
        Value::Name(name) if name.root == Root::Parameter => Some(name),
        Value::Call(call) if call.callee.last() == "auth" => match &call.arguments.first()?.value {
            Value::List(items) => match &items[..] {
                [Value::Name(name)] => Some(name),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

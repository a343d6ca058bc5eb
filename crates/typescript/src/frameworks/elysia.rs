//! Elysia: <https://elysiajs.com/essential/route>, <https://elysiajs.com/essential/life-cycle>,
//! <https://elysiajs.com/essential/plugin>, <https://elysiajs.com/patterns/macro>.
//!
//! Hooks run before the routes that are registered behind them. Those of an instance stay in it and in what
//! it uses, unless they say that they reach what uses it; those of a function that is handed an instance
//! are that instance's.

use std::collections::BTreeSet;

use shipworthy_core::code::{CallExpr, DictKey, ExprId, ExprKind};
use shipworthy_core::facts::{
    Argument, GuardAlias, GuardClass, GuardUse, Mount, Name, Root, Router, RouterKind, Value, Via,
};
use shipworthy_core::project::{AttachmentNode, Index, RouteGraph, RouterNode};
use shipworthy_core::source::{Span, Text};

use super::registered::{Framework, Reader};
use super::{guard, inner_function};

pub(super) const NAME: &str = "elysia";

pub(super) const FRAMEWORK: Framework = Framework {
    name: NAME,
    module: |module| module == "elysia",
    makes: |path| {
        matches!(path, "elysia" | "elysia.Elysia" | "elysia.default").then_some(RouterKind::Router)
    },
    ordered: true,
    plugins: true,
    chains: |_| true,
    also: &[
        "group",
        "guard",
        "derive",
        "resolve",
        "onBeforeHandle",
        "onTransform",
        "onRequest",
        "macro",
        "ws",
    ],
};

/// What an option of a route or of a guard may be that runs before the handler.
const HOOKS: &[&str] = &["transform", "beforeHandle", "resolve", "derive"];
/// Options that are no macros.
const OPTIONS: &[&str] = &[
    "body",
    "query",
    "params",
    "headers",
    "cookie",
    "response",
    "detail",
    "tags",
    "type",
    "parse",
    "transform",
    "beforeHandle",
    "resolve",
    "derive",
    "afterHandle",
    "mapResponse",
    "afterResponse",
    "error",
    "config",
    "websocket",
    "schema",
    "as",
    "message",
    "open",
    "close",
];
/// Marks how far a hook reaches among its arguments.
const AS: &str = "as";
/// How deep instances use each other.
const DEPTH: usize = 8;

/// Functions that are handed an instance where one is grouped or guarded.
pub(super) fn callbacks(reader: &mut Reader<'_, '_, '_>) {
    let module = reader.shapes.module;
    for &(id, _) in &reader.shapes.calls {
        let Some(call) = module.call(id) else { continue };
        let ExprKind::Member { property: "group" | "guard" | "use", .. } =
            *module.kind(call.callee)
        else {
            continue;
        };
        let callback = call.positionals().last().and_then(|it| inner_function(module, it.value, 1));
        let Some(at) = callback else { continue };
        let Some(first) = module.functions.get(at as usize).and_then(|it| it.parameters.first())
        else {
            continue;
        };
        let known = reader.routing.routers.iter().any(|it| it.function == Some(at));
        if !known && !first.name.is_empty() {
            reader.routing.routers.push(Router {
                symbol: first.name.into(),
                framework: NAME.into(),
                span: first.span,
                function: Some(at),
                ..Router::default()
            });
        }
    }
}

/// A call on an instance.
struct Registration<'r, 'a> {
    call: &'r CallExpr<'a>,
    /// The method that is called.
    property: &'r str,
    router: &'r Name,
    /// The function that holds it.
    function: Option<u32>,
    span: Span,
}

/// Reads a call on an instance; whether it is one of Elysia's own.
pub(super) fn call(
    reader: &mut Reader<'_, '_, '_>,
    call: &CallExpr<'_>,
    property: &str,
    router: &Name,
    function: Option<u32>,
    span: Span,
) -> bool {
    let made = Registration { call, property, router, function, span };
    match property {
        "group" | "guard" => within(reader, &made),
        "derive" | "resolve" | "onBeforeHandle" | "onTransform" | "onRequest" => {
            hook(reader, &made);
        }
        "macro" => macros(reader, call, function),
        "get" | "post" | "put" | "patch" | "delete" | "head" | "options" | "all" | "ws" => {
            route(reader, &made);
        }
        _ => return false,
    }
    true
}

/// `get(path, handler, { beforeHandle, isSignedIn: true })`
fn route(reader: &mut Reader<'_, '_, '_>, made: &Registration<'_, '_>) {
    let &Registration { call, property, router, function, span } = made;
    let (Some(path), Some(handler)) = (call.positional(0), call.positional(1)) else { return };
    let Some(path) = reader.path(path) else { return };
    let method = match property {
        "all" => "ANY".to_owned(),
        "ws" => "WEBSOCKET".to_owned(),
        method => method.to_uppercase(),
    };
    let options = if property == "ws" { Some(handler) } else { call.positional(2) };
    let mut guards = Vec::new();
    if let Some(options) = options {
        option_guards(reader, options, function, &mut guards);
    }
    reader.add(path, [Text::from(method)].into(), handler, guards, router, function, span);
}

/// What the options of a route, a group or a guard run before the handler.
fn option_guards(
    reader: &Reader<'_, '_, '_>,
    options: ExprId,
    function: Option<u32>,
    guards: &mut Vec<GuardUse>,
) {
    let module = reader.shapes.module;
    let ExprKind::Dict(entries) = module.kind(named_options(reader, options)) else { return };
    for entry in entries {
        let DictKey::Name(key) = &entry.key else { continue };
        let one = |id| guard(reader.shapes, id, function, Via::Route);
        match module.kind(entry.value) {
            ExprKind::Sequence(items) if HOOKS.contains(&&**key) => {
                guards.extend(items.iter().map(|&it| one(it)));
            }
            _ if HOOKS.contains(&&**key) => guards.push(one(entry.value)),
            ExprKind::Bool(false) => {}
            _ if OPTIONS.contains(&&**key) => {}
            // A macro, if one has that name.
            _ => {
                let target = Name { path: format!("options.{key}").into(), root: Root::Unknown };
                guards.push(GuardUse {
                    target: Value::Name(Box::new(target)),
                    tentative: true,
                    via: Via::Route,
                    span: reader.shapes.span(entry.value),
                    ..GuardUse::default()
                });
            }
        }
    }
}

/// The options behind a name, or behind a member of an object of the file: `hooks.signedIn`.
fn named_options(reader: &Reader<'_, '_, '_>, options: ExprId) -> ExprId {
    let (module, shapes) = (reader.shapes.module, reader.shapes);
    let found = match *module.kind(options) {
        ExprKind::Name(name) => shapes.bound_to(name),
        ExprKind::Member { object, property } => module
            .name(object)
            .and_then(|it| shapes.bound_to(it))
            .and_then(|it| module.entry(it, property)),
        _ => None,
    };
    found.unwrap_or(options)
}

/// `group(path, [options], callback)`, `guard(options, [callback])`
fn within(reader: &mut Reader<'_, '_, '_>, made: &Registration<'_, '_>) {
    let &Registration { call, property, router, function, span } = made;
    let mut arguments = call.positionals().map(|it| it.value);
    let path = if property == "group" { arguments.next() } else { None };
    let prefix = path.and_then(|it| reader.path(it)).unwrap_or_default();
    let mut guards = Vec::new();
    let mut callback = None;
    for argument in arguments {
        match inner_function(reader.shapes.module, argument, 1) {
            Some(at) => callback = Some(at),
            None => option_guards(reader, argument, function, &mut guards),
        }
    }
    match callback {
        Some(at) => reader.routing.mounts.push(Mount {
            parent: router.clone(),
            child: Value::Function(at),
            prefix,
            guards,
            span,
            function,
            ..Mount::default()
        }),
        None => {
            let options = call.positional(0);
            let scope = options.and_then(|it| reader.shapes.module.entry(it, AS));
            for guard in guards {
                attach(reader, router, guard, scope, function, span);
            }
        }
    }
}

/// `derive([{ as }], function)`, `onBeforeHandle([{ as }], functions)`
fn hook(reader: &mut Reader<'_, '_, '_>, made: &Registration<'_, '_>) {
    let &Registration { call, property, router, function, .. } = made;
    let module = reader.shapes.module;
    let Some(last) = call.positionals().last().map(|it| it.value) else { return };
    let scope = call.positional(0).and_then(|it| module.entry(it, AS));
    let targets: Vec<ExprId> = match module.kind(last) {
        ExprKind::Sequence(items) => items.to_vec(),
        _ => vec![last],
    };
    for target in targets {
        let mut guard = guard(reader.shapes, target, function, Via::Middleware);
        // What these give back is handed on, unless it is an answer by itself.
        if matches!(property, "derive" | "resolve") && hands_on(reader, target) {
            guard.known = Some(GuardClass::Optional);
        }
        let span = reader.shapes.span(target);
        attach(reader, router, guard, scope, function, span);
    }
}

/// Whether a function sets a status and ends no request by it.
fn hands_on(reader: &Reader<'_, '_, '_>, id: ExprId) -> bool {
    let text = reader.shapes.span(id).of(reader.shapes.module.text);
    text.contains(".status =")
        && !["status(", "error(", "throw "].iter().any(|it| text.contains(it))
}

fn attach(
    reader: &mut Reader<'_, '_, '_>,
    router: &Name,
    mut guard: GuardUse,
    scope: Option<ExprId>,
    function: Option<u32>,
    span: Span,
) {
    if let Some(scope) = scope.and_then(|it| reader.shapes.module.string(it)) {
        guard.arguments = [Argument { name: AS.into(), value: Value::Str(scope.into()) }].into();
    }
    reader.attach_guard(router, guard, function, span);
}

/// `macro({ isSignedIn: { resolve } })`, `macro("isSignedIn", { resolve })`: what an option of that name runs.
fn macros(reader: &mut Reader<'_, '_, '_>, call: &CallExpr<'_>, function: Option<u32>) {
    let module = reader.shapes.module;
    let Some(first) = call.positional(0) else { return };
    let named: Vec<(Text, ExprId)> = match (module.string(first), call.positional(1)) {
        (Some(name), Some(body)) => vec![(name.into(), body)],
        _ => match module.kind(first) {
            ExprKind::Dict(entries) => entries
                .iter()
                .filter_map(|entry| match &entry.key {
                    DictKey::Name(name) => Some((name.as_ref().into(), entry.value)),
                    _ => None,
                })
                .collect(),
            _ => return,
        },
    };
    for (name, body) in named {
        let mut guards = Vec::new();
        match module.kind(body) {
            ExprKind::Dict(_) => option_guards(reader, body, function, &mut guards),
            // `isSignedIn: (on) => ({ beforeHandle })`
            _ => guards.push(guard(reader.shapes, body, function, Via::Route)),
        }
        guards.retain(|it| !it.tentative);
        let (symbol, span) = (format!(".{name}").into(), reader.shapes.span(body));
        reader.routing.aliases.push(GuardAlias { symbol, guards, span, function });
    }
}

/// `as("scoped")`: the hooks before it reach what uses the instance.
pub(super) fn cast(reader: &mut Reader<'_, '_, '_>) {
    let module = reader.shapes.module;
    for &(id, function) in &reader.shapes.calls {
        let Some(call) = module.call(id) else { continue };
        let ExprKind::Member { object, property: "as" } = *module.kind(call.callee) else {
            continue;
        };
        let Some(scope) = call.positional(0).and_then(|it| module.string(it)) else { continue };
        let Some((receiver, _)) = reader.receiver(object, function) else { continue };
        let found = reader.router(receiver, function, AS, true, call);
        let Some((router, _)) = found else { continue };
        let end = reader.shapes.span(id).end;
        for attachment in &mut reader.routing.attachments {
            if attachment.router == router && attachment.span.end <= end {
                let value = Value::Str(scope.into());
                attachment.guard.arguments = [Argument { name: AS.into(), value }].into();
            }
        }
    }
}

/// How far a hook reaches above its instance.
fn scope(hook: &AttachmentNode) -> Option<&str> {
    let mut arguments = hook.guard.guard.arguments.iter();
    arguments.find(|it| it.name == AS).and_then(|it| it.value.as_str())
}

/// Gives the hooks that reach further to the instances that use theirs, from where they use it on.
pub(crate) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    if !graph.routers.iter().any(|it| it.framework == NAME) {
        return;
    }
    let mut seen = BTreeSet::new();
    for _ in 0..DEPTH {
        let mut more = Vec::new();
        for mount in &graph.mounts {
            let (Some(parent), child) = (mount.parent, mount.child) else { continue };
            let handed_in = match graph.routers.get(child.0 as usize) {
                Some(it) if it.framework == NAME => is_handed_in(index, it),
                _ => continue,
            };
            // What is done in a group stays there.
            let group = !mount.guards.is_empty() || !mount.prefix.is_empty();
            for hook in graph.attachments.iter().filter(|it| it.router == Some(child)) {
                let reaches = matches!(scope(hook), Some("scoped" | "plugin" | "global"));
                let stays = if handed_in { group } else { !reaches };
                if stays {
                    continue;
                }
                let key = (parent, mount.place, hook.guard.file, hook.guard.guard.span);
                if !seen.insert(key) {
                    continue;
                }
                let mut hook = hook.clone();
                if !handed_in && scope(&hook) != Some("global") {
                    hook.guard.guard.arguments = Box::default();
                }
                hook.router = Some(parent);
                hook.place = mount.place;
                more.push(hook);
            }
        }
        if more.is_empty() {
            return;
        }
        graph.attachments.append(&mut more);
    }
}

/// Whether an instance is a parameter of the function that registers on it.
fn is_handed_in(index: &Index<'_>, router: &RouterNode) -> bool {
    let functions = &index.facts(router.file).functions;
    let function = router.function.and_then(|at| functions.get(at as usize));
    function.is_some_and(|it| it.parameters.iter().any(|it| it.name == router.symbol))
}

//! Fastify: <https://fastify.dev/docs/latest/Reference/Routes/>, <https://fastify.dev/docs/latest/Reference/Hooks/>.

mod autoload;

pub(crate) use autoload::link;

use shipworthy_core::code::{CallExpr, DictEntry, DictKey, ExprId, ExprKind, Module};
use shipworthy_core::facts::{CallValue, GuardAlias, GuardUse, Name, RouterKind, Value, Via};
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
    chains: |method| {
        matches!(
            method,
            "withTypeProvider"
                | "register"
                | "after"
                | "addHook"
                | "decorate"
                | "decorateRequest"
                | "decorateReply"
                | "route"
                | "setErrorHandler"
                | "setNotFoundHandler"
                | "setValidatorCompiler"
                | "setSerializerCompiler"
        )
    },
    also: &[],
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
    if autoload::is_plugin(reader, plugin, function) {
        autoload::register(reader, call, router, function);
        return;
    }
    if let Some(name) = reader.shapes.name(plugin, function)
        && name.path == "@fastify/bearer-auth"
    {
        // It hooks itself into every request, unless it is told not to.
        let hooks = call.positional(1).and_then(|it| reader.shapes.module.entry(it, "addHook"));
        if !hooks.is_some_and(|it| matches!(reader.shapes.module.kind(it), ExprKind::Bool(false))) {
            reader.attach(router, plugin, None, function);
        }
        return;
    }
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
    reader.switch_last(options);
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

/// What a route is registered with for hooks to ask for: `config: { public: true }`.
pub(super) fn switches(module: &Module<'_>, options: ExprId) -> Box<[(Text, bool)]> {
    let Some(config) = module.entry(options, "config") else { return Box::default() };
    let ExprKind::Dict(entries) = module.kind(config) else { return Box::default() };
    let switch = |entry: &DictEntry<'_>| match (&entry.key, module.kind(entry.value)) {
        (DictKey::Name(name), ExprKind::Bool(on)) => Some((Text::from(name.as_ref()), *on)),
        _ => None,
    };
    entries.iter().filter_map(switch).collect()
}

/// `decorate(name, guard)`: what every instance has under that name; `decorateRequest`: every request.
pub(super) fn decorate(
    reader: &mut Reader<'_, '_, '_>,
    call: &CallExpr<'_>,
    function: Option<u32>,
) {
    let (Some(name), Some(value)) = (call.positional(0), call.positional(1)) else { return };
    let Some(name) = reader.shapes.module.string(name) else { return };
    let guard = guard(reader.shapes, value, function, Via::Route);
    if !matches!(
        guard.target,
        Value::Function(_) | Value::Name(_) | Value::Call(_) | Value::Fallback(_)
    ) {
        return;
    }
    given(reader, name, guard, function);
}

/// `request.currentUser = async () => …` in a hook: what every request has behind it.
pub(super) fn attached(reader: &mut Reader<'_, '_, '_>) {
    let shapes = reader.shapes;
    for &(target, value, function) in &shapes.bound {
        if let ExprKind::Member { object, property } = *shapes.module.kind(target)
            && matches!(shapes.module.name(object), Some("request" | "req"))
            && let ExprKind::Function(_) = shapes.module.kind(value)
        {
            given(reader, property, guard(shapes, value, function, Via::Route), function);
        }
    }
}

fn given(reader: &mut Reader<'_, '_, '_>, name: &str, guard: GuardUse, function: Option<u32>) {
    reader.routing.aliases.push(GuardAlias {
        symbol: format!(".{name}").into(),
        span: guard.span,
        guards: vec![guard],
        function,
    });
}

/// `fastify.auth([a, b])`: one of them is enough; with `{ relation: "and" }` all must let the caller pass.
/// A list within the list stands for the other relation. <https://github.com/fastify/fastify-auth>
pub(super) fn combined(call: CallValue) -> Value {
    let all = call.positional(1).and_then(|it| it.entry("relation")).and_then(Value::as_str);
    let all = all == Some("and");
    let relate = |items: &[Value], all: bool| match (items, all) {
        ([only], _) => only.clone(),
        (items, true) => Value::List(items.into()),
        (items, false) => Value::Choice(items.into()),
    };
    match call.positional(0) {
        Some(Value::List(items)) => {
            let items: Vec<Value> = items
                .iter()
                .map(|item| match item {
                    Value::List(inner) => relate(inner, !all),
                    item => item.clone(),
                })
                .collect();
            relate(&items, all)
        }
        _ => Value::Call(Box::new(call)),
    }
}

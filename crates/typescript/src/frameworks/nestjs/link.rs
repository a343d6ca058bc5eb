//! What only shows across files: the global prefix, global guards, middleware, and which guards an
//! exemption lifts. A guard asks the reflector for a key; what sets that key exempts from it.

use shipworthy_core::facts::{Argument, CallValue, Decorator, ExitKind, Test, Tested, Value, Via};
use shipworthy_core::project::{
    AttachmentNode, FileId, Found, GuardAt, Index, Patterns, RouteGraph, RouteNode, Symbol,
    SymbolKind, ValueAt,
};
use shipworthy_core::source::Text;

use super::{inherited, modules, paths};
use crate::frameworks::applications::Applications;

pub(super) const NEST: &str = "nestjs";
/// How many names, calls and decorators are followed to a key.
const STEPS: u32 = 6;

/// Completes the routes of controllers.
pub(crate) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    inherited::inherit(index, graph);
    if !graph.routes.iter().any(|it| it.framework == NEST) {
        return;
    }
    modules::place(index, graph);
    paths::place(index, graph);
    attach(index, graph);
    for route in graph.routes.iter_mut().filter(|it| it.framework == NEST) {
        exempt(index, route);
    }
}

pub(super) fn is_nest(index: &Index<'_>, file: FileId) -> bool {
    index.facts(file).imports.iter().any(|import| import.module.starts_with("@nestjs/"))
}

/// Whether a file makes an application: `NestFactory.create(AppModule)`.
fn starts(index: &Index<'_>, file: FileId) -> bool {
    let makes = |path: &str| path.contains("NestFactory.create");
    index.facts(file).calls.iter().any(|call| makes(&call.callee.path))
}

/// Gives the guards of controllers, of middleware and of the whole program to the routes that they reach.
fn attach(index: &Index<'_>, graph: &mut RouteGraph) {
    let mut attached: Vec<AttachmentNode> = Vec::new();
    graph.attachments.retain(|it| {
        let nest = is_nest(index, it.place.file);
        if nest {
            attached.push(it.clone());
        }
        !nest
    });
    let patterns = Patterns::default();
    let applications =
        Applications::made_in(index, index.iter().map(|it| it.0).filter(|it| starts(index, *it)));
    for route in graph.routes.iter_mut().filter(|it| it.framework == NEST) {
        let router = route.router.and_then(|id| graph.routers.get(id.0 as usize));
        let below = router.map(|it| it.prefix.trim_matches('/')).unwrap_or_default();
        let path = format!("/{below}/{}", route.path.trim_matches('/'));
        let path = path.replace("//", "/");
        let method = route.methods.first().cloned().unwrap_or_default();
        let file = route.registered.file;
        let program = |it: &AttachmentNode| {
            it.router.is_none() && !applications.are_apart(index, it.place.file, file)
        };
        let reaches = |it: &&AttachmentNode| {
            (program(it) || it.router.is_some() && it.router == route.router)
                && (it.methods.is_empty() || it.methods.contains(&method))
                && it.path.as_ref().is_none_or(|pattern| {
                    let pattern = format!("/{}", pattern.trim_start_matches('/'));
                    patterns.covers(&pattern, &path)
                })
                && !it.except.iter().any(|pattern| {
                    patterns.matches(&format!("/{}", pattern.trim_start_matches('/')), &path)
                })
        };
        let mut guards: Vec<GuardAt> =
            attached.iter().filter(reaches).map(|it| it.guard.clone()).collect();
        guards.extend(router.iter().flat_map(|it| &it.guards).cloned());
        route.guards.splice(0..0, guards);
    }
    for router in graph.routers.iter_mut().filter(|it| it.framework == NEST) {
        router.guards.clear();
    }
}

/// Takes the guards away from which a route is exempt.
fn exempt(index: &Index<'_>, route: &mut RouteNode) {
    let keys = keys_of(index, route);
    let named = !route.exempt.is_empty();
    let before = route.guards.len();
    route.guards.retain(|at| {
        let read = keys_read(index, at);
        if read.is_empty() {
            // A guard that is not read goes by the name of the decorator.
            return !(named && matches!(at.guard.via, Via::Global | Via::Router));
        }
        !read.iter().any(|key| keys.contains(key))
    });
    // What is left reaches the route; that something was lifted on purpose stays known.
    let lifted = route.guards.len() < before;
    route.exempt = if lifted { Box::new([Via::Application]) } else { Box::default() };
}

/// The keys that the decorators of a handler and its class set.
fn keys_of(index: &Index<'_>, route: &RouteNode) -> Vec<Text> {
    let mut keys = Vec::new();
    let Some((file, at)) = route.handler.function else { return keys };
    let facts = index.facts(file);
    let Some(function) = facts.functions.get(at as usize) else { return keys };
    let class = function.class.and_then(|class| facts.classes.get(class as usize));
    let decorators = function.decorators.iter().chain(class.iter().flat_map(|it| &it.decorators));
    for decorator in decorators {
        set_by_decorator(index, file, decorator, &mut keys);
    }
    keys
}

fn set_by_decorator(index: &Index<'_>, file: FileId, decorator: &Decorator, keys: &mut Vec<Text>) {
    if decorator.name.last() == "SetMetadata" {
        set_by_arguments(index, file, None, &decorator.arguments, keys);
        return;
    }
    let off = decorator.arguments.first().is_some_and(|it| it.value == Value::Bool(false));
    if !off {
        set_by(index, index.find(file, None, &decorator.name), STEPS, keys);
    }
}

/// `SetMetadata(key, true)`
fn set_by_arguments(
    index: &Index<'_>,
    file: FileId,
    function: Option<u32>,
    arguments: &[Argument],
    keys: &mut Vec<Text>,
) {
    let off = arguments.get(1).is_some_and(|it| it.value == Value::Bool(false));
    if let Some(first) = arguments.first().filter(|_| !off) {
        let at = ValueAt { file, function, value: &first.value };
        keys.extend(key(index, at));
    }
}

/// The keys that a decorator sets: a function that gives back metadata, or what the reflector made.
fn set_by(index: &Index<'_>, found: Found<'_>, steps: u32, keys: &mut Vec<Text>) {
    let Some(steps) = steps.checked_sub(1) else { return };
    let Found::Symbol(mut symbol) = found else { return };
    // A composed decorator is known as a name for its guards: here it is the function again.
    if let Some(alias) = index.guard_alias(symbol) {
        let functions = &index.facts(symbol.file).functions;
        let named = functions.iter().position(|it| it.outer.is_none() && it.name == alias.symbol);
        let Some(at) = named else { return };
        symbol.kind = SymbolKind::Function(at as u32);
    }
    if let Some(binding) = index.binding(symbol)
        && let Value::Call(call) = &binding.value
    {
        if call.callee.last() == "createDecorator" {
            keys.push(identity(symbol));
        }
        set_by_call(index, symbol.file, binding.function, call, steps, keys);
    }
    if let Some(function) = index.function(symbol)
        && let SymbolKind::Function(at) = symbol.kind
    {
        for exit in function.exits.iter().filter(|it| it.kind == ExitKind::Return) {
            if let Value::Call(call) = &exit.value {
                set_by_call(index, symbol.file, Some(at), call, steps, keys);
            }
        }
    }
}

fn set_by_call(
    index: &Index<'_>,
    file: FileId,
    function: Option<u32>,
    call: &CallValue,
    steps: u32,
    keys: &mut Vec<Text>,
) {
    match call.callee.last() {
        "SetMetadata" => set_by_arguments(index, file, function, &call.arguments, keys),
        "applyDecorators" => {
            let Some(steps) = steps.checked_sub(1) else { return };
            for argument in &call.arguments {
                match &argument.value {
                    Value::Call(inner) => set_by_call(index, file, function, inner, steps, keys),
                    Value::List(items) => {
                        for item in items {
                            if let Value::Call(inner) = item {
                                set_by_call(index, file, function, inner, steps, keys);
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        _ => set_by(index, index.find(file, function, &call.callee), steps, keys),
    }
}

/// A key as one text: the constant that it is, or where it is made.
fn key(index: &Index<'_>, at: ValueAt<'_>) -> Option<Text> {
    match at.value {
        Value::Str(text) => Some(text.clone()),
        Value::Name(name) => match index.find(at.file, at.function, name) {
            Found::Symbol(symbol) => match index.binding(symbol).map(|it| &it.value) {
                Some(Value::Str(text)) => Some(text.clone()),
                _ => Some(identity(symbol)),
            },
            Found::Value(ValueAt { value: Value::Str(text), .. }) => Some(text.clone()),
            _ => Some(name.path.clone()),
        },
        _ => None,
    }
}

fn identity(symbol: Symbol) -> Text {
    format!("{symbol:?}").into()
}

/// The keys for which a guard lets a request through without a look at its caller.
fn keys_read(index: &Index<'_>, at: &GuardAt) -> Vec<Text> {
    let mut keys = Vec::new();
    let name = match &at.guard.target {
        Value::Name(name) => name,
        Value::Call(call) => &call.callee,
        _ => return keys,
    };
    let Found::Symbol(class) = index.find(at.file, at.function, name) else { return keys };
    if index.class(class).is_none() {
        return keys;
    }
    let Some(method) = index.method(class, "canActivate") else { return keys };
    let Some(function) = index.function(method) else { return keys };
    for branch in &function.branches {
        let passes = function
            .exits
            .iter()
            .any(|exit| exit.value == Value::Bool(true) && branch.then.contains(exit.span));
        if passes {
            asked(index, method, &branch.test, STEPS, &mut keys);
        }
    }
    keys
}

/// The keys any of which makes a test hold.
fn asked(index: &Index<'_>, method: Symbol, test: &Test, steps: u32, keys: &mut Vec<Text>) {
    let Some(steps) = steps.checked_sub(1) else { return };
    let mut tested = |it: &Tested| read_by(index, method, &it.value, steps, keys);
    match test {
        Test::Truth(it) => tested(it),
        Test::Equal(sides) => {
            tested(&sides.0);
            tested(&sides.1);
        }
        Test::Any(tests) => {
            for test in tests {
                asked(index, method, test, steps, keys);
            }
        }
        _ => {}
    }
}

/// `reflector.getAllAndOverride(key, …)`, by itself or in a method of the guard.
fn read_by(index: &Index<'_>, method: Symbol, value: &Value, steps: u32, keys: &mut Vec<Text>) {
    let Some(steps) = steps.checked_sub(1) else { return };
    let SymbolKind::Function(at) = method.kind else { return };
    let Value::Call(call) = value else { return };
    if matches!(call.callee.last(), "get" | "getAll" | "getAllAndOverride" | "getAllAndMerge") {
        if let Some(first) = call.arguments.first() {
            let value = ValueAt { file: method.file, function: Some(at), value: &first.value };
            keys.extend(key(index, value));
        }
        return;
    }
    if let Found::Symbol(helper) = index.find(method.file, Some(at), &call.callee)
        && let Some(function) = index.function(helper)
    {
        for exit in function.exits.iter().filter(|it| it.kind == ExitKind::Return) {
            read_by(index, helper, &exit.value, steps, keys);
        }
    }
}

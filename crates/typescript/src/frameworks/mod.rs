//! What each framework says about routes, routers, mounts and guards; one file a framework.

mod adonis;
mod applications;
mod astro;
mod chain;
mod controllers;
mod elysia;
mod express;
mod fastify;
mod feathers;
mod file;
mod hapi;
mod hono;
mod koa;
mod medusa;
mod nestjs;
mod nextjs;
mod nitro;
mod objects;
mod placed;
mod polka;
mod registered;
mod remix;
mod restify;
mod strapi;
mod sveltekit;
mod trpc;

pub(crate) use astro::link as link_astro;
pub(crate) use controllers::link as link_controllers;
pub(crate) use elysia::link as link_elysia;
pub(crate) use fastify::link as link_fastify;
pub(crate) use feathers::link as link_feathers;
pub(crate) use hapi::link as link_hapi;
pub(crate) use hono::link as link_hono;
pub(crate) use medusa::link as link_medusa;
pub(crate) use nestjs::link as link_nestjs;
pub(crate) use nextjs::link as link_nextjs;
pub(crate) use nitro::link as link_nitro;
pub(crate) use remix::link as link_remix;
pub(crate) use strapi::link as link_strapi;
pub(crate) use sveltekit::link as link_sveltekit;
pub(crate) use trpc::link as link_trpc;

use shipworthy_core::code::{BinaryOperator, ExprId, ExprKind, Module, TemplatePart};
use shipworthy_core::facts::{GuardUse, Handled, Routing, Value, Via};
use shipworthy_core::project::{Found, Index, SymbolKind, ValueAt};
use shipworthy_core::source::{SourcePath, Text};

use self::file::File;
use crate::shapes::Shapes;

/// How many names and parts are followed from a path to its text.
const PATH_STEPS: u32 = 5;

/// Adds what one framework makes of a file, if it is used there.
type Recogniser = fn(&File<'_, '_>, &mut Routing);

/// In the order in which they add to the routing of a file.
const RECOGNISERS: &[Recogniser] = &[
    nextjs::recognise,
    nextjs::authjs::recognise,
    nestjs::recognise,
    trpc::recognise,
    medusa::recognise,
    strapi::recognise,
    astro::recognise,
    sveltekit::recognise,
    remix::recognise,
    nitro::recognise,
    controllers::recognise,
    adonis::recognise,
    hapi::recognise,
    registered::recognise,
];

/// The routing of a file.
pub(crate) fn routing(module: &Module<'_>, path: &SourcePath) -> Routing {
    let file = File::new(module, path);
    let mut routing = Routing::default();
    for recognise in RECOGNISERS {
        recognise(&file, &mut routing);
    }
    routing
}

/// A guard as it is written.
fn guard(shapes: &Shapes<'_, '_>, id: ExprId, function: Option<u32>, via: Via) -> GuardUse {
    let (held, at) = shapes.held(id, function).unwrap_or((id, function));
    let target = match shapes.value(held, at) {
        // One of them is enough: https://hono.dev/docs/middleware/builtin/combine
        Value::Call(call) if call.callee.path == "hono/combine.some" => {
            Value::Choice(call.arguments.iter().map(|it| it.value.clone()).collect())
        }
        Value::Call(call) if call.callee.last() == "auth" => fastify::combined(*call),
        target => target,
    };
    let arguments = match &target {
        Value::Call(call) => call.arguments.clone(),
        _ => Box::default(),
    };
    let alias = match shapes.module.name(id) {
        Some(name) if held != id => name.into(),
        _ => Text::default(),
    };
    GuardUse { target, arguments, via, alias, span: shapes.span(id), ..GuardUse::default() }
}

/// The function in an expression that answers: itself, or what wrappers are given.
fn inner_function(module: &Module<'_>, id: ExprId, depth: u32) -> Option<u32> {
    let depth = depth.checked_sub(1)?;
    match module.kind(id) {
        ExprKind::Function(function) => Some(function.0),
        ExprKind::Call(call) => {
            call.arguments.iter().rev().find_map(|it| inner_function(module, it.value, depth))
        }
        ExprKind::Sequence(items) => {
            items.last().and_then(|&last| inner_function(module, last, depth))
        }
        _ => None,
    }
}

/// What answers, behind wrappers; what it is wrapped in is added to the guards.
fn handled(
    shapes: &Shapes<'_, '_>,
    id: ExprId,
    function: Option<u32>,
    guards: &mut Vec<GuardUse>,
) -> Handled {
    let mut value = shapes.value(id, function);
    for _ in 0..8 {
        value = match value {
            Value::Function(at) => return Handled::Function(at),
            Value::Name(name) => return Handled::Name(*name),
            Value::Call(call) => match GuardUse::wrapper(&call) {
                Some((wrapped, guard)) => {
                    let Some(&inner) = wrapped.first() else { return Handled::Unknown };
                    guards.push(guard);
                    inner.clone()
                }
                None => return Handled::Name(call.callee),
            },
            Value::List(items) => match items.last() {
                Some(last) => last.clone(),
                None => return Handled::Unknown,
            },
            _ => return Handled::Unknown,
        };
    }
    Handled::Unknown
}

/// A regular expression literal as a pattern over paths.
fn expression(literal: &str) -> String {
    let body = literal.strip_prefix('/').unwrap_or(literal);
    let body = body.rfind('/').map_or(body, |end| &body[..end]);
    if body.starts_with('^') { body.to_owned() } else { format!("^.*(?:{body})") }
}

/// The constant path that an expression is; what is put into it is a parameter.
fn constant_path(shapes: &Shapes<'_, '_>, id: ExprId) -> Option<Text> {
    path_at(shapes, id, PATH_STEPS)
}

fn path_at(shapes: &Shapes<'_, '_>, id: ExprId, steps: u32) -> Option<Text> {
    let steps = steps.checked_sub(1)?;
    let module = shapes.module;
    let part = |id| path_at(shapes, id, steps);
    match module.kind(id) {
        ExprKind::Str(text) => Some(text.as_ref().into()),
        ExprKind::Regex(text) => Some(expression(text).into()),
        ExprKind::Template(template) => {
            let mut path = String::new();
            for piece in &template.parts {
                match piece {
                    TemplatePart::Text(text) => path.push_str(text),
                    TemplatePart::Value(id) => {
                        path.push_str(part(*id).as_deref().unwrap_or(":value"));
                    }
                }
            }
            Some(path.into())
        }
        ExprKind::Binary { operator: BinaryOperator::Add, left, right } => {
            let (left, right) = (part(*left), part(*right));
            let whole = |part: &Option<Text>| part.clone().unwrap_or_else(|| ":value".into());
            (left.is_some() || right.is_some())
                .then(|| format!("{}{}", whole(&left), whole(&right)).into())
        }
        ExprKind::Name(name) => {
            let mut bound = shapes.bound.iter();
            part(bound.find(|(target, ..)| module.name(*target) == Some(name))?.1)
        }
        ExprKind::Member { object, property } => match module.name(*object)? {
            "self" => {
                let mut fields = shapes.fields.iter();
                part(fields.find(|field| module.name(field.1) == Some(property))?.2)
            }
            name => part(module.entry(shapes.bound_to(name)?, property)?),
        },
        _ => None,
    }
}

/// What a value is, through the name that it may be.
fn settled<'a>(index: &Index<'a>, at: ValueAt<'a>) -> Option<ValueAt<'a>> {
    let mut found = index.find_value(at);
    // `const hooks = require("./hooks")`
    if let Found::Symbol(symbol) = found
        && symbol.kind == SymbolKind::Module
    {
        found = index.member(symbol.file, "default");
    }
    match found {
        Found::Value(at) => Some(at),
        Found::Symbol(symbol) => {
            let binding = index.binding(symbol)?;
            Some(ValueAt { file: symbol.file, function: binding.function, value: &binding.value })
        }
        _ => None,
    }
}

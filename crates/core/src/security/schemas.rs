//! Schemas of the environment: objects and classes whose entries are variables, required or with a default.

use super::libraries::EnvironmentSchema;
use super::walk::Inspector;
use super::{environment, origin};
use crate::code::{CallExpr, ClassId, DictKey, ExprId, ExprKind, StmtKind};
use crate::facts::EnvironmentRead;
use crate::naming;

/// How many entries of a schema are looked at.
const ENTRIES: usize = 400;
/// How many calls that describe an entry are followed.
const CHAIN: usize = 16;

/// A call that makes a schema.
pub(super) fn call(inspector: &mut Inspector<'_, '_>, call: &CallExpr<'_>, path: &str) {
    let libraries = inspector.libraries;
    let Some(schema) = libraries.environment_schemas.iter().find(|schema| makes(schema, path))
    else {
        return;
    };
    let Some(object) = call.positional(schema.position as usize) else { return };
    let object = inspector.flow.constant(object);
    if schema.parts.is_empty() {
        return object_of(inspector, schema, object);
    }
    for part in schema.parts {
        if let Some(part) = inspector.module.entry(object, part) {
            let part = inspector.flow.constant(part);
            object_of(inspector, schema, part);
        }
    }
}

fn makes(schema: &EnvironmentSchema, path: &str) -> bool {
    path.starts_with(schema.module)
        && path.rsplit('.').next() == Some(schema.method)
        && !path[schema.module.len()..].starts_with(|c: char| c.is_ascii_alphanumeric())
}

fn object_of(inspector: &mut Inspector<'_, '_>, schema: &EnvironmentSchema, object: ExprId) {
    let module = inspector.module;
    let ExprKind::Dict(entries) = module.kind(object) else { return };
    let named = || {
        entries.iter().take(ENTRIES).filter_map(|entry| match &entry.key {
            DictKey::Name(name) => Some((name.as_ref(), entry)),
            _ => None,
        })
    };
    let variables =
        named().all(|(name, _)| is_variable(name)) && named().any(|(name, _)| name.contains('_'));
    if !schema.sure && !variables {
        return;
    }
    for (name, entry) in named() {
        let (required, default) = described(inspector, schema, entry.value);
        let default = default.map(|default| environment::judged(inspector, name, default));
        inspector.found.environment.push(EnvironmentRead {
            name: name.into(),
            required: required && default.is_none(),
            default,
            form: schema.form.into(),
            span: entry.span,
            function: inspector.function,
        });
    }
}

/// Whether a name is written as those of variables are.
fn is_variable(name: &str) -> bool {
    name.len() > 1 && naming::is_variable(name)
}

/// Whether an entry must be there, and its default: `z.string().default("x")`, `str({ default: "x" })`.
fn described(
    inspector: &Inspector<'_, '_>,
    schema: &EnvironmentSchema,
    value: ExprId,
) -> (bool, Option<ExprId>) {
    let module = inspector.module;
    let mut required = None;
    let mut default = None;
    let mut at = inspector.flow.constant(value);
    for _ in 0..CHAIN {
        at = match module.kind(at) {
            ExprKind::Call(call) => {
                let (method, object) = match module.kind(call.callee) {
                    ExprKind::Member { object, property } => (*property, Some(*object)),
                    ExprKind::Name(name) => (*name, None),
                    _ => ("", None),
                };
                let first = call.positional(0);
                match method {
                    "default" | "prefault" => default = default.or(first),
                    "optional" | "nullish" | "notRequired" | "exist" if required.is_none() => {
                        required = Some(method == "exist");
                    }
                    "required" => required = required.or(Some(true)),
                    _ => {}
                }
                let option = first.and_then(|options| module.entry(options, "default"));
                default = default.or(option);
                match object {
                    Some(object) => object,
                    None => break,
                }
            }
            ExprKind::Member { object, .. } => *object,
            ExprKind::Name(_) => match inspector.flow.constant(at) {
                next if next != at => next,
                _ => break,
            },
            _ => break,
        };
    }
    (required.unwrap_or(!schema.optional), default)
}

/// The fields of a class that a validator holds against the environment.
pub(super) fn class(inspector: &mut Inspector<'_, '_>, id: ClassId) {
    let module = inspector.module;
    let libraries = inspector.libraries;
    if libraries.validators.is_empty() {
        return;
    }
    let fields = || {
        module.class(id).body.iter().filter_map(|&statement| {
            let StmtKind::Assign(field) = &module.statement(statement).kind else { return None };
            let name = field.targets.first().and_then(|&target| module.name(target))?;
            Some((name, field, module.statement(statement).span))
        })
    };
    if !fields().all(|(name, ..)| is_variable(name)) {
        return;
    }
    for (name, field, span) in fields().take(ENTRIES) {
        let mut checked = false;
        let mut optional = false;
        for &decorator in &field.decorators {
            let callee = module.call(decorator).map_or(decorator, |call| call.callee);
            let Some(path) = inspector.flow.path(callee) else { continue };
            for (validator, optionals) in libraries.validators {
                if origin::names(&[*validator], &path) {
                    checked = true;
                    optional |= optionals.iter().any(|name| path.ends_with(name));
                }
            }
        }
        if !checked {
            continue;
        }
        let default = field.value.map(|value| environment::judged(inspector, name, value));
        inspector.found.environment.push(EnvironmentRead {
            name: name.into(),
            required: !optional && default.is_none(),
            default,
            form: "validated class".into(),
            span,
            function: None,
        });
    }
}

//! Reads of the environment.

use super::libraries::{EnvironmentReader, SettingsClass};
use super::origin::names_exactly;
use super::walk::Inspector;
use super::{secrets, urls};
use crate::code::{CallExpr, ClassId, DictKey, ExprId, ExprKind, StmtKind};
use crate::facts::{EnvironmentHelper, EnvironmentRead, Value};

/// A call that reads the environment. `fallback` is what stands behind it for the case that the variable is missing.
pub(super) fn call<'m, 'a>(
    inspector: &mut Inspector<'m, 'a>,
    id: ExprId,
    call: &'m CallExpr<'a>,
    path: &str,
    fallback: Option<ExprId>,
) {
    if inspector.handled.contains(&id) {
        return;
    }
    let libraries = inspector.libraries;
    let reader_of = |path: &str| {
        let mut readers = libraries.environment.iter();
        readers.find(|reader| !reader.mapping && names_exactly(reader.paths, path))
    };
    let chosen = || match inspector.module.kind(call.callee) {
        ExprKind::Member { object, property: "get" } => {
            reader_of(&format!("{}.get", chosen(inspector, *object)?))
        }
        _ => None,
    };
    let Some(reader) = reader_of(path).or_else(chosen) else { return };
    let Some(argument) = call.positional(0) else { return };
    let Some(name) = constant_string(inspector, argument) else {
        let required = reader.required && fallback.is_none() && call.arguments.len() == 1;
        return helper(inspector, argument, required);
    };
    inspector.handled.insert(id);
    let default = reader
        .default
        .and_then(|at| call.positional(at as usize))
        .or_else(|| call.keyword(reader.default_keyword))
        .or(fallback);
    read(inspector, reader.form, name, default, reader.required, id);
}

/// Whether a value is read from the environment.
pub(super) fn reads(inspector: &Inspector<'_, '_>, id: ExprId) -> bool {
    match inspector.module.kind(id) {
        ExprKind::Member { object, .. } | ExprKind::Index { object, .. } => {
            mapping(inspector, *object).is_some()
        }
        ExprKind::Call(call) => inspector.flow.path(call.callee).is_some_and(|path| {
            let mut readers = inspector.libraries.environment.iter();
            readers.any(|reader| !reader.mapping && names_exactly(reader.paths, &path))
        }),
        _ => false,
    }
}

/// A variable whose name a parameter gives: the function that has it reads for its callers.
fn helper(inspector: &mut Inspector<'_, '_>, name: ExprId, required: bool) {
    let module = inspector.module;
    let (Some(function), Some(name)) = (inspector.function, module.name(name)) else { return };
    let Some(definition) = module.functions.get(function as usize) else { return };
    let own = |name: &str| matches!(name, "self" | "cls" | "this");
    let mut parameters = definition.parameters.iter().filter(|it| !own(it.name));
    let Some(parameter) = parameters.position(|it| it.name == name) else { return };
    let helpers = &mut inspector.found.environment_helpers;
    if !helpers.iter().any(|known| known.function == function) {
        let parameter = parameter as u32;
        helpers.push(EnvironmentHelper { function, parameter, required });
    }
}

fn constant_string<'m>(inspector: &Inspector<'m, '_>, id: ExprId) -> Option<&'m str> {
    inspector
        .module
        .string(inspector.flow.constant(id))
        .filter(|name| !name.is_empty() && name.len() <= 120)
}

/// `environ["X"]`.
pub(super) fn index(inspector: &mut Inspector<'_, '_>, id: ExprId, object: ExprId, key: ExprId) {
    if inspector.handled.contains(&id) {
        return;
    }
    let Some(form) = mapping(inspector, object) else { return };
    let Some(name) = constant_string(inspector, key) else {
        return helper(inspector, key, form.required);
    };
    inspector.handled.insert(id);
    read(inspector, form.form, name, None, form.required, id);
}

/// `process.env.X`.
pub(super) fn member(
    inspector: &mut Inspector<'_, '_>,
    id: ExprId,
    object: ExprId,
    property: &str,
) {
    if inspector.handled.contains(&id)
        || !property
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    {
        return;
    }
    let Some(form) = mapping(inspector, object) else { return };
    inspector.handled.insert(id);
    read(inspector, form.form, property, None, false, id);
}

fn mapping<'m>(inspector: &Inspector<'m, '_>, object: ExprId) -> Option<&'m EnvironmentReader> {
    let module = inspector.module;
    let last = match module.kind(object) {
        ExprKind::Member { property, .. } => property,
        ExprKind::Name(name) => name,
        _ => return None,
    };
    let libraries = inspector.libraries;
    let candidate = libraries
        .environment
        .iter()
        .any(|reader| reader.mapping && reader.paths.iter().any(|path| path.ends_with(last)))
        || inspector.flow.imported(last).is_some()
        || last.to_ascii_lowercase().contains("env");
    let path = if candidate { inspector.flow.path(object) } else { None };
    let path = match path {
        Some(path) if is_mapping(inspector, &path) => path,
        _ => chosen(inspector, object)?,
    };
    let mut readers = libraries.environment.iter();
    readers.find(|reader| reader.mapping && reader.paths.contains(&path.as_str()))
}

fn is_mapping(inspector: &Inspector<'_, '_>, path: &str) -> bool {
    let mut readers = inspector.libraries.environment.iter();
    readers.any(|reader| reader.mapping && reader.paths.contains(&path))
}

/// The path of the environment that a variable stands for where nothing else is handed over:
/// `values = os.environ if env is None else env`.
fn chosen(inspector: &Inspector<'_, '_>, object: ExprId) -> Option<String> {
    let module = inspector.module;
    let definition = inspector.flow.definitions(module.name(object)?).into_iter().next()?;
    let (left, right) = match module.kind(definition.value?) {
        ExprKind::Conditional { then, otherwise, .. } => (*then, *otherwise),
        ExprKind::Logical { left, right, .. } => (*left, *right),
        _ => return None,
    };
    let paths = [left, right].into_iter().filter_map(|side| inspector.flow.path(side));
    paths.into_iter().find(|path| is_mapping(inspector, path))
}

/// `getenv("X") or "y"`, `process.env.X ?? "y"`.
pub(super) fn fallback(inspector: &mut Inspector<'_, '_>, left: ExprId, right: ExprId) {
    let module = inspector.module;
    match module.kind(left) {
        ExprKind::Call(found) => {
            if let Some(path) = inspector.flow.path(found.callee) {
                call(inspector, left, found, &path, Some(right));
            }
        }
        ExprKind::Member { object, property } => {
            if let Some(form) = mapping(inspector, *object)
                && inspector.handled.insert(left)
            {
                read(inspector, form.form, property, Some(right), false, left);
            }
        }
        ExprKind::Index { object, index } => {
            if let Some(form) = mapping(inspector, *object)
                && let Some(name) = constant_string(inspector, *index)
                && inspector.handled.insert(left)
            {
                read(inspector, form.form, name, Some(right), form.required, left);
            }
        }
        _ => {}
    }
}

fn read(
    inspector: &mut Inspector<'_, '_>,
    form: &str,
    name: &str,
    default: Option<ExprId>,
    required: bool,
    id: ExprId,
) {
    let value = default.map(|default| judged(inspector, name, default));
    inspector.found.environment.push(EnvironmentRead {
        name: name.into(),
        required: required && value.is_none(),
        default: value,
        form: form.into(),
        span: inspector.span(id),
        function: inspector.function,
    });
}

/// `const { PORT = 3000, HOST } = process.env`.
pub(super) fn taken_apart(inspector: &mut Inspector<'_, '_>, target: ExprId, value: ExprId) {
    let module = inspector.module;
    let ExprKind::Dict(entries) = module.kind(target) else { return };
    let Some(reader) = mapping(inspector, value) else { return };
    for entry in entries {
        let DictKey::Name(name) = &entry.key else { continue };
        let default = match module.kind(entry.value) {
            ExprKind::Assign { value, .. } => Some(*value),
            _ => None,
        };
        read(inspector, reader.form, name, default, reader.required, entry.value);
    }
}

/// The default as a value; a secret or an address in it is noted.
pub(super) fn judged(inspector: &mut Inspector<'_, '_>, name: &str, default: ExprId) -> Value {
    let module = inspector.module;
    let constant = inspector.flow.constant(default);
    match module.kind(constant) {
        ExprKind::Null => Value::Null,
        ExprKind::Bool(value) => Value::Bool(*value),
        ExprKind::Number(text) => Value::Number((*text).into()),
        ExprKind::Str(text) => {
            inspector.handled.insert(constant);
            if secrets::default(inspector, name, text, inspector.span(default)) {
                return Value::Redacted;
            }
            urls::default(inspector, name, text, inspector.span(default));
            let mut end = text.len().min(120);
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            Value::Str(urls::masked(&text[..end]).into())
        }
        _ => Value::Unknown,
    }
}

/// The fields of a class that the environment sets.
pub(super) fn class(inspector: &mut Inspector<'_, '_>, id: ClassId) {
    let module = inspector.module;
    let libraries = inspector.libraries;
    let Some(form) =
        libraries.settings_classes.iter().find(|form| is_settings(inspector, form, id, 6))
    else {
        return;
    };
    let class = module.class(id);
    let prefix = prefix(inspector, form, id).unwrap_or_default();
    for &statement in &class.body {
        let StmtKind::Assign(assignment) = &module.statement(statement).kind else { continue };
        let Some(field) = assignment.targets.first().and_then(|&target| module.name(target)) else {
            continue;
        };
        if form.options.contains(&field)
            || field.starts_with('_')
            || assignment.annotation.is_none()
        {
            continue;
        }
        if assignment.annotation.is_some_and(|annotation| {
            inspector.flow.path(annotation).is_some_and(|path| path.contains("ClassVar"))
        }) {
            continue;
        }
        let mut name = format!("{prefix}{field}").to_ascii_uppercase();
        let mut default = assignment.value;
        if let Some(value) = assignment.value
            && let Some(description) = module.call(value)
            && inspector.flow.path(description.callee).is_some_and(|path| {
                form.fields.iter().any(|end| path == *end || path.ends_with(&format!(".{end}")))
            })
        {
            default = description
                .keyword("default")
                .or_else(|| description.positional(0))
                .filter(|value| !matches!(module.kind(*value), ExprKind::Other(_)));
            if default.is_none() {
                default = description.keyword("default_factory");
            }
            let alias = form.aliases.iter().find_map(|alias| description.keyword(alias));
            if let Some(alias) = alias.and_then(|alias| first_string(inspector, alias)) {
                name = alias.to_owned();
            }
        }
        let value = default.map(|default| judged(inspector, &name, default));
        inspector.found.environment.push(EnvironmentRead {
            name: name.as_str().into(),
            required: value.is_none(),
            default: value,
            form: form.form.into(),
            span: module.statement(statement).span,
            function: None,
        });
    }
}

fn first_string<'m>(inspector: &Inspector<'m, '_>, id: ExprId) -> Option<&'m str> {
    let module = inspector.module;
    match module.kind(id) {
        ExprKind::Str(text) => Some(text),
        ExprKind::Sequence(items) => items.iter().find_map(|item| module.string(*item)),
        ExprKind::Call(call) => {
            call.arguments.iter().find_map(|argument| module.string(argument.value))
        }
        _ => None,
    }
}

fn is_settings(
    inspector: &Inspector<'_, '_>,
    form: &SettingsClass,
    id: ClassId,
    reach: u32,
) -> bool {
    let Some(reach) = reach.checked_sub(1) else { return false };
    let module = inspector.module;
    module.class(id).bases.iter().any(|base| {
        let Some(path) = inspector.flow.path(base.value) else { return false };
        form.bases.contains(&path.as_str())
            || module.name(base.value).is_some_and(|name| {
                module.classes.iter().position(|class| class.name == name).is_some_and(|at| {
                    at != id.0 as usize && is_settings(inspector, form, ClassId(at as u32), reach)
                })
            })
    })
}

/// The prefix of the names, from the options of the class.
fn prefix<'m>(inspector: &Inspector<'m, '_>, form: &SettingsClass, id: ClassId) -> Option<&'m str> {
    let module = inspector.module;
    for &statement in &module.class(id).body {
        match &module.statement(statement).kind {
            StmtKind::Assign(assignment) => {
                let target = assignment.targets.first().and_then(|&target| module.name(target));
                if !target.is_some_and(|target| form.options.contains(&target)) {
                    continue;
                }
                let value = assignment.value?;
                let found = match module.kind(value) {
                    ExprKind::Call(call) => call.keyword(form.prefix),
                    ExprKind::Dict(entries) => entries
                        .iter()
                        .find(|entry| matches!(&entry.key, DictKey::Name(name) if name == form.prefix))
                        .map(|entry| entry.value),
                    _ => None,
                };
                if let Some(found) = found {
                    return module.string(found);
                }
            }
            StmtKind::Class(inner) if form.options.contains(&module.class(*inner).name) => {
                for &statement in &module.class(*inner).body {
                    if let StmtKind::Assign(assignment) = &module.statement(statement).kind
                        && assignment.targets.first().and_then(|&target| module.name(target))
                            == Some(form.prefix)
                    {
                        return assignment.value.and_then(|value| module.string(value));
                    }
                }
            }
            _ => {}
        }
    }
    None
}

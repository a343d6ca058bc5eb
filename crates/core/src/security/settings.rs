//! Settings that matter for security.

use rustc_hash::FxHashSet;

use super::accepts;
use super::libraries::{Insecure, SettingForm, SettingRow};
use super::origin::{Origins, names};
use super::peek;
use super::walk::Inspector;
use crate::code::{
    CallExpr, DictEntry, ExprId, ExprKind, FunctionId, LogicalOperator, Module, UnaryOperator,
};
use crate::facts::{Origin, Setting, SettingKind};
use crate::naming::{self, AnyOf};
use crate::source::Span;

/// Whether a condition or a name speaks of the environment that the program runs in.
pub(super) fn asks_for_environment(text: &str) -> bool {
    static WORDS: AnyOf =
        AnyOf::new(&[&["debug", "dev", "local", "env", "prod", "test", "staging"]]);
    text.len() <= 200 && WORDS.is_in(text)
}

/// Whether a condition asks for an option by which a caller gives up verification: who sets it is where the fault is.
pub(super) fn asks_for_option(text: &str) -> bool {
    static WORDS: AnyOf = AnyOf::new(&[&[
        "verify",
        "ssl",
        "tls",
        "insecure",
        "cert",
        "reject",
        "self_signed",
        "selfsigned",
    ]]);
    text.len() <= 80 && WORDS.is_in(text)
}

pub(super) fn call<'m, 'a>(
    inspector: &mut Inspector<'m, 'a>,
    id: ExprId,
    call: &'m CallExpr<'a>,
    path: &str,
) {
    let before = inspector.found.settings.len();
    let libraries = inspector.libraries;
    // `register(plugin, {…})` calls the plugin with what stands beside it.
    let plugin = match inspector.module.kind(call.callee) {
        ExprKind::Member { property, .. } if libraries.registrars.contains(property) => {
            call.positional(0).and_then(|plugin| inspector.flow.path(plugin))
        }
        _ => None,
    };
    let called = match &plugin {
        Some(plugin) => Called { id, call, path: plugin, before: 1 },
        None => Called { id, call, path, before: 0 },
    };
    for row in libraries.settings {
        in_call(inspector, row, &called);
    }
    let unverified = |setting: &Setting| {
        setting.kind == SettingKind::JwtVerification && setting.insecure == Some(true)
    };
    if inspector.found.settings[before..].iter().any(unverified)
        && (peek::reads_origin(inspector, id)
            || peek::is_own(inspector, call)
            || path.rsplit('.').next().is_some_and(|last| last.starts_with("decode"))
                && peek::verifies_too(inspector, id, call))
    {
        let taken = &mut inspector.found.settings[before..];
        taken.iter_mut().filter(|it| unverified(it)).for_each(|it| it.insecure = None);
    }
}

/// A call that may set something.
struct Called<'m, 'a, 'p> {
    id: ExprId,
    call: &'m CallExpr<'a>,
    /// The path of what is called.
    path: &'p str,
    /// How many arguments stand before its own.
    before: u8,
}

impl Called<'_, '_, '_> {
    fn positional(&self, at: u8) -> Option<ExprId> {
        self.call.positional(usize::from(at) + usize::from(self.before))
    }
}

/// Looks for what a row says in a call.
fn in_call(inspector: &mut Inspector<'_, '_>, row: &SettingRow, called: &Called<'_, '_, '_>) {
    let (call, path) = (called.call, called.path);
    match row.form {
        SettingForm::Argument(callees, keyword, position) => {
            if !names(callees, path) {
                return;
            }
            let value =
                call.keyword(keyword).or_else(|| position.and_then(|at| called.positional(at)));
            if let Some(value) = value {
                found(inspector, row, value, inspector.span(value));
            }
        }
        SettingForm::Option(callees, position, keyword, keys) => {
            if !names(callees, path) {
                return;
            }
            let object =
                position.and_then(|at| called.positional(at)).or_else(|| call.keyword(keyword));
            let Some(object) = object else { return };
            let mut values = vec![inspector.flow.constant(object)];
            for key in keys {
                inspector.given.extend(&values);
                values = values.into_iter().flat_map(|it| entries(inspector, it, key)).collect();
            }
            for value in values {
                found(inspector, row, value, inspector.span(called.id));
            }
        }
        SettingForm::Without(callees, position, keywords) => {
            if names(callees, path) && is_without(inspector, called, position, keywords) {
                push(inspector, row, Some(true), inspector.span(called.id));
            }
        }
        SettingForm::Pair(methods, key) => {
            if names(methods, path)
                && let (Some(name), Some(value)) = (called.positional(0), called.positional(1))
                && inspector
                    .module
                    .string(inspector.flow.constant(name))
                    .is_some_and(|name| name.eq_ignore_ascii_case(key))
                // Nothing is set to nothing.
                && !matches!(inspector.module.kind(value), ExprKind::Null)
            {
                found(inspector, row, value, inspector.span(called.id));
            }
        }
        SettingForm::Mention(_)
        | SettingForm::Name(_)
        | SettingForm::Attribute(_)
        | SettingForm::Key(_)
        | SettingForm::Row(..)
        | SettingForm::Among(..) => {}
    }
}

/// The values of an object under a key; `*` is any key.
fn entries(inspector: &Inspector<'_, '_>, object: ExprId, key: &str) -> Vec<ExprId> {
    const ENTRIES: usize = 16;
    let module = inspector.module;
    let values = match module.kind(object) {
        ExprKind::Dict(entries) if key == "*" => {
            entries.iter().take(ENTRIES).map(|entry| entry.value).collect()
        }
        _ => module.entry(object, key).into_iter().collect::<Vec<_>>(),
    };
    values.into_iter().map(|value| inspector.flow.constant(value)).collect()
}

/// Whether a call says nothing about any of the keywords.
fn is_without(
    inspector: &Inspector<'_, '_>,
    called: &Called<'_, '_, '_>,
    position: Option<u8>,
    keywords: &[&str],
) -> bool {
    let own = called.call.arguments.iter().skip(usize::from(called.before));
    own.enumerate().all(|(at, argument)| {
        if let Some(name) = argument.name {
            return !keywords.contains(&name);
        }
        match inspector.module.kind(inspector.flow.constant(argument.value)) {
            ExprKind::Dict(entries) => entries.iter().all(|entry| {
                matches!(&entry.key, crate::code::DictKey::Name(name) if !keywords.contains(&name.as_ref()))
            }),
            ExprKind::Spread(_) | ExprKind::Number(_) | ExprKind::Str(_) => false,
            ExprKind::Null => true,
            // Options from elsewhere may say it.
            _ => position.is_none_or(|position| usize::from(position) != at),
        }
    })
}

/// A path that is insecure wherever it is named.
pub(super) fn mention(inspector: &mut Inspector<'_, '_>, id: ExprId, property: &str) {
    if !inspector.tables.mentions.contains(property) {
        return;
    }
    let libraries = inspector.libraries;
    for row in libraries.settings {
        let SettingForm::Mention(paths) = row.form else { continue };
        if paths.iter().any(|path| path.ends_with(property))
            && inspector.flow.path(id).is_some_and(|path| names(paths, &path))
        {
            push(inspector, row, Some(true), inspector.span(id));
        }
    }
}

/// An assignment to a name, an attribute or an element.
pub(super) fn assigned(
    inspector: &mut Inspector<'_, '_>,
    target: ExprId,
    name: &str,
    value: ExprId,
    span: Span,
) {
    let module = inspector.module;
    let libraries = inspector.libraries;
    for row in libraries.settings {
        let fits = match (row.form, module.kind(target)) {
            (SettingForm::Name(names), ExprKind::Name(_)) => {
                names.contains(&name) && (inspector.function.is_none() || inspector.class.is_some())
            }
            (SettingForm::Attribute(names), ExprKind::Member { .. }) => names.contains(&name),
            (SettingForm::Key(names), ExprKind::Index { .. }) => names.contains(&name),
            _ => false,
        };
        if fits {
            if let (SettingForm::Attribute(_), Some(function)) = (row.form, inspector.function) {
                let attribute = inspector.span(target).of(module.text);
                inspector.attributes.push((inspector.found.settings.len(), function, attribute));
            }
            found(inspector, row, value, span);
        }
    }
}

/// Marks settings that do not hold always: an attribute that the same function also sets to the secure value belongs to a
/// mode that is chosen, and who reads a certificate to look at it trusts nothing yet.
pub(super) fn finish(inspector: &mut Inspector<'_, '_>) {
    let settings = &mut inspector.found.settings;
    let secured: FxHashSet<(u32, &str)> = inspector
        .attributes
        .iter()
        .filter(|(at, ..)| settings.get(*at).is_some_and(|it| it.insecure == Some(false)))
        .map(|&(_, function, attribute)| (function, attribute))
        .collect();
    for (at, function, attribute) in &inspector.attributes {
        if secured.contains(&(*function, *attribute))
            && let Some(setting) = settings.get_mut(*at)
        {
            setting.conditional = true;
        }
    }
    // What a call was given is judged there.
    for (at, object) in &inspector.held {
        if inspector.given.contains(object)
            && let Some(setting) = settings.get_mut(*at)
        {
            setting.insecure = None;
        }
    }
    let module = inspector.module;
    for setting in settings.iter_mut().filter(|it| it.kind == SettingKind::TlsVerification) {
        let Some(function) = setting.function.filter(|_| setting.insecure == Some(true)) else {
            continue;
        };
        let span = module.function(FunctionId(function)).span;
        setting.conditional |= module
            .expressions()
            .filter(|(_, expression)| span.contains(expression.span))
            .any(|(_, expression)| {
                matches!(expression.kind, ExprKind::Member { property: "getpeercert", .. })
            });
    }
}

/// A key of a dictionary or a keyword of a call.
pub(super) fn key(inspector: &mut Inspector<'_, '_>, name: &str, value: ExprId, span: Span) {
    let libraries = inspector.libraries;
    for row in libraries.settings {
        if let SettingForm::Key(names) = row.form
            && names.contains(&name)
            // A value with a name that is no constant is judged where the dictionary is used.
            && !matches!(
                inspector.module.kind(inspector.flow.constant(value)),
                ExprKind::Name(_)
            )
        {
            found(inspector, row, value, span);
        }
    }
}

/// The value of an object that holds a key and a value: a header in a list of headers.
pub(super) fn row(
    inspector: &mut Inspector<'_, '_>,
    name: &str,
    entry: &DictEntry<'_>,
    object: ExprId,
) {
    let module = inspector.module;
    for row in inspector.libraries.settings {
        let SettingForm::Row(keys, wanted, value) = row.form else { continue };
        let held = || keys.iter().filter_map(|key| module.entry(object, key));
        let says = |id: ExprId| {
            let key = module.string(inspector.flow.constant(id));
            key.is_some_and(|key| key.eq_ignore_ascii_case(wanted))
        };
        if name == value && held().any(says) {
            found(inspector, row, entry.value, entry.span);
        }
    }
}

/// A key of an object whose other keys, or whose name, tell what it is for.
pub(super) fn among(
    inspector: &mut Inspector<'_, '_>,
    name: &str,
    entry: &DictEntry<'_>,
    object: ExprId,
    holder: &str,
) {
    let module = inspector.module;
    for row in inspector.libraries.settings {
        let SettingForm::Among(names, others, word) = row.form else { continue };
        let tells = || {
            naming::parts(holder).any(|part| part.eq_ignore_ascii_case(word))
                || others.iter().any(|other| module.entry(object, other).is_some())
        };
        let written = inspector.flow.constant(entry.value);
        if names.contains(&name) && !matches!(module.kind(written), ExprKind::Name(_)) && tells() {
            inspector.held.push((inspector.found.settings.len(), object));
            found(inspector, row, entry.value, entry.span);
        }
    }
}

fn found(inspector: &mut Inspector<'_, '_>, row: &SettingRow, value: ExprId, span: Span) {
    if let Insecure::LoosePattern = row.insecure {
        let module = inspector.module;
        let value = inspector.flow.constant(value);
        let one = [value];
        let patterns = match module.kind(value) {
            ExprKind::Sequence(items) => &items[..],
            _ => &one,
        };
        for &pattern in patterns.iter().filter(|it| accepts::is_loose(module, **it)) {
            push(inspector, row, Some(true), inspector.span(pattern));
        }
        return;
    }
    let insecure = is_insecure(inspector, row.insecure, value, 4);
    push(inspector, row, insecure, span);
}

fn push(inspector: &mut Inspector<'_, '_>, row: &SettingRow, insecure: Option<bool>, span: Span) {
    // What holds in development alone is not what is shipped.
    let developed = inspector.development > 0
        && matches!(row.kind, SettingKind::Cors | SettingKind::Debug | SettingKind::Bind);
    let insecure = insecure.filter(|insecure| !(*insecure && developed));
    if row.kind == SettingKind::Cors && !inspector.bound.is_empty() {
        inspector.handlers.push((inspector.bound, inspector.found.settings.len()));
    }
    inspector.found.settings.push(Setting {
        kind: row.kind,
        insecure,
        detail: row.detail.into(),
        conditional: inspector.conditions > 0,
        span,
        function: inspector.function,
    });
}

/// A handler that is kept under a name sets something where it is handed on: `app.use(corsHandler)`.
pub(super) fn attach(inspector: &mut Inspector<'_, '_>) {
    let handlers = std::mem::take(&mut inspector.handlers);
    if handlers.is_empty() {
        return;
    }
    let module = inspector.module;
    for (_, expression) in module.expressions() {
        let ExprKind::Call(call) = &expression.kind else { continue };
        for argument in &call.arguments {
            let Some(name) = module.name(argument.value) else { continue };
            for &(_, at) in handlers.iter().filter(|(handler, _)| *handler == name) {
                let setting = &mut inspector.found.settings[at];
                if expression.span.start >= setting.span.end {
                    setting.span = expression.span;
                }
            }
        }
    }
}

/// Whether a value is the insecure one; `None` if that cannot be seen.
fn is_insecure(
    inspector: &Inspector<'_, '_>,
    insecure: Insecure,
    value: ExprId,
    reach: u32,
) -> Option<bool> {
    let reach = reach.checked_sub(1)?;
    let module = inspector.module;
    let given = value;
    let value = inspector.flow.constant(given);
    let kind = module.kind(value);
    if let Insecure::Always = insecure {
        return Some(true);
    }
    if let Insecure::Path(end) = insecure {
        let path = inspector.flow.path(value)?;
        return Some(path.ends_with(end));
    }
    match insecure {
        Insecure::Reflected => return accepts::reflects(inspector, given),
        Insecure::Accepting => return accepts::accepts(module, value),
        Insecure::Silent => return accepts::is_silent(module, value),
        Insecure::Requested => {
            let origins = Origins { flow: &inspector.flow, libraries: inspector.libraries };
            return (origins.of(given) == Origin::Input).then_some(true);
        }
        _ => {}
    }
    let truth = truth(module, value, reach);
    match insecure {
        Insecure::True => truth,
        Insecure::False => truth.map(|truth| !truth),
        Insecure::Truthy => match kind {
            ExprKind::Str(text) => Some(!text.is_empty()),
            ExprKind::Null => Some(false),
            _ => truth,
        },
        Insecure::Nothing => match kind {
            ExprKind::Str(text) => Some(text.is_empty()),
            ExprKind::Null => Some(true),
            _ => truth.map(|truth| !truth),
        },
        Insecure::Text(texts) => match kind {
            ExprKind::Str(text) => Some(texts.iter().any(|bad| text.eq_ignore_ascii_case(bad))),
            ExprKind::Null => Some(texts.contains(&"null")),
            ExprKind::Bool(true) => Some(texts.contains(&"true")),
            ExprKind::Sequence(items) => {
                let judged: Vec<_> = items
                    .iter()
                    .take(16)
                    .map(|item| is_insecure(inspector, insecure, *item, reach))
                    .collect();
                if judged.contains(&Some(true)) { Some(true) } else { Some(false) }
            }
            ExprKind::Number(number) => Some(texts.contains(number)),
            // What holds where nothing else is given: `process.env.ORIGIN || "*"`.
            ExprKind::Logical {
                operator: LogicalOperator::Or | LogicalOperator::Coalesce,
                right,
                ..
            } => is_insecure(inspector, insecure, *right, reach).filter(|insecure| *insecure),
            ExprKind::Bool(_) => Some(false),
            _ => None,
        },
        Insecure::Always
        | Insecure::Path(_)
        | Insecure::Reflected
        | Insecure::Accepting
        | Insecure::Silent
        | Insecure::Requested
        | Insecure::LoosePattern => None,
    }
}

/// Whether a value is true, as far as it is written out: `false`, `1`, `!true`.
fn truth(module: &Module<'_>, value: ExprId, reach: u32) -> Option<bool> {
    let reach = reach.checked_sub(1)?;
    match module.kind(value) {
        ExprKind::Bool(value) => Some(*value),
        ExprKind::Number(text) => Some(text.bytes().any(|byte| (b'1'..=b'9').contains(&byte))),
        ExprKind::Unary { operator: UnaryOperator::Not, operand } => {
            truth(module, *operand, reach).map(|truth| !truth)
        }
        _ => None,
    }
}

//! Auth.js and NextAuth as middleware: its callback `authorized` says who may pass.
//! <https://authjs.dev/reference/nextjs#authorized>, <https://next-auth.js.org/configuration/nextjs#middleware>
//!
//! The callback often stands in a file of its own, which the configuration takes it from.

use shipworthy_core::code::ExprKind;
use shipworthy_core::facts::{
    Argument, Call, GuardAlias, GuardClass, GuardUse, Name, Root, Routing, Value, Via,
};
use shipworthy_core::project::{FileId, Found, GuardAt, Index, Resolution};

use super::middleware::{Condition, refusals};
use crate::frameworks::file::File;
use crate::frameworks::inner_function;

const CALLBACK: &str = "authorized";
/// The name by which the callback of a file is kept; no code can have it.
const KEPT: &str = "#authorized";
/// Where callers sign in: no middleware of Auth.js stands before it.
const ENTRANCE: &str = "/api/auth";

/// Keeps what the callback of a file refuses.
pub(in crate::frameworks) fn recognise(file: &File<'_, '_>, routing: &mut Routing) {
    if !file.names(|module| module.starts_with("next-auth")) || !file.says(CALLBACK) {
        return;
    }
    let shapes = file.shapes();
    let module = shapes.module;
    let callbacks = module.expressions().filter(|(_, it)| matches!(it.kind, ExprKind::Dict(_)));
    for (id, _) in callbacks {
        let Some(callback) = module.entry(id, CALLBACK) else { continue };
        let Some(function) = inner_function(module, callback, 2) else { continue };
        let span = shapes.span(callback);
        let guards = refusals(shapes, function, true).into_iter().map(|conditions| GuardUse {
            target: Value::Function(function),
            arguments: conditions.iter().map(Condition::argument).collect(),
            via: Via::Middleware,
            known: Some(GuardClass::Reject),
            span,
            ..GuardUse::default()
        });
        let guards = guards.collect();
        let alias = GuardAlias { symbol: KEPT.into(), guards, span, ..GuardAlias::default() };
        routing.aliases.push(alias);
    }
}

/// What the callback refuses, where middleware is nothing but that of Auth.js; nothing for other middleware.
pub(super) fn decided(index: &Index<'_>, at: &GuardAt) -> Option<Vec<GuardAt>> {
    let (name, arguments) = match &at.guard.target {
        Value::Name(name) => (&**name, &[][..]),
        Value::Call(call) => (&call.callee, &*call.arguments),
        _ => return None,
    };
    let file = home(index, at, name)?;
    // A function that it is given decides in its place, unless it only takes the options of version 4.
    let takes_function = |it: &Argument| matches!(it.value, Value::Function(_) | Value::Name(_));
    if name.path.starts_with("next-auth/middleware") {
        if !arguments.iter().any(|it| it.value.entry("callbacks").is_some()) {
            return None;
        }
    } else if matches!(at.guard.target, Value::Call(_)) && arguments.iter().any(takes_function) {
        return None;
    }
    let kept = configured(index, file).into_iter().find_map(|file| {
        let aliases = &index.facts(file).routing.aliases;
        Some((file, aliases.iter().find(|it| it.symbol == KEPT)?))
    });
    let Some((file, alias)) = kept else {
        // Without the callback it only keeps sessions alive.
        return makes(index, file).next().map(|_| Vec::new());
    };
    let guards = alias.guards.iter().map(|guard| {
        let given = at.guard.arguments.iter().chain(&guard.arguments).cloned();
        let entrance = Condition::but_below(ENTRANCE).argument();
        let arguments = given.chain([entrance]).collect();
        GuardAt { file, function: None, guard: GuardUse { arguments, ..guard.clone() } }
    });
    Some(guards.collect())
}

/// The file that a name leads to. What is taken out of an object is no symbol: then it is where that stands.
fn home(index: &Index<'_>, at: &GuardAt, name: &Name) -> Option<FileId> {
    match index.find(at.file, at.function, name) {
        Found::Symbol(symbol) => return Some(symbol.file),
        Found::External(path) => return path.starts_with("next-auth").then_some(at.file),
        _ => {}
    }
    let facts = index.facts(at.file);
    let import = match name.root {
        Root::Import(import, _) => import as usize,
        // `export { auth as middleware } from "./auth"`
        _ => match &facts.exports.iter().find(|it| it.span == at.guard.span)?.module {
            Some(module) => facts.imports.iter().position(|it| it.module == *module)?,
            None => return Some(at.file),
        },
    };
    match index.imports(at.file).get(import)?.module {
        Resolution::File(file) => Some(file),
        _ => None,
    }
}

/// The calls of a file that make Auth.js.
fn makes<'a>(index: &Index<'a>, file: FileId) -> impl Iterator<Item = &'a Call> {
    index.facts(file).calls.iter().filter(|it| it.callee.path == "next-auth")
}

/// The files in which a file that makes Auth.js finds its configuration, itself first.
fn configured(index: &Index<'_>, file: FileId) -> Vec<FileId> {
    let mut files = vec![file];
    for call in makes(index, file) {
        let mut named: Vec<&Name> = Vec::new();
        for argument in &call.arguments {
            match &argument.value {
                Value::Name(name) => named.push(name),
                // `NextAuth({ ...authConfig, providers })`
                Value::Dict(entries) => {
                    named.extend(entries.iter().filter_map(|it| it.1.as_name()))
                }
                _ => {}
            }
        }
        let found = |name| index.resolve(file, call.function, name).map(|it| it.file);
        files.extend(named.into_iter().filter_map(found));
    }
    files
}

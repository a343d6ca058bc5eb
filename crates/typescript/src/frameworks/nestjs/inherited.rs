//! Routes that controllers take from their base classes, and the guards of these. The decorators of a method are
//! kept with the method, and those of a class reach what extends it; one that is written anew is none any more.
//! <https://docs.nestjs.com/controllers>

use std::collections::BTreeMap;

use shipworthy_core::facts::{ExitKind, RouterKind, Value};
use shipworthy_core::project::{
    FileId, GuardAt, Index, RouteGraph, RouteNode, RouterId, Symbol, SymbolKind,
};
use shipworthy_core::source::Text;

use super::link::NEST;

/// The framework of classes with routes that are no controllers by themselves.
pub(super) const BASE: &str = "nestjs base";
/// How many bases of a class are followed.
const BASES: usize = 8;

/// Gives the routes and guards of base classes to the controllers that extend them.
pub(super) fn inherit(index: &Index<'_>, graph: &mut RouteGraph) {
    let mut bases: BTreeMap<(FileId, Text), RouterId> = BTreeMap::new();
    let mut controllers = Vec::new();
    for (at, router) in graph.routers.iter().enumerate() {
        let nest = router.kind == RouterKind::Controller && router.framework == NEST;
        if nest || router.framework == BASE {
            bases.insert((router.file, router.symbol.clone()), RouterId(at as u32));
        }
        if nest {
            controllers.push((RouterId(at as u32), router.file, router.symbol.clone()));
        }
    }
    let mut routes: BTreeMap<RouterId, Vec<RouteNode>> = BTreeMap::new();
    let extends = controllers.iter().any(|(_, file, name)| {
        let mut classes = index.facts(*file).classes.iter();
        classes.any(|it| it.name == *name && !it.bases.is_empty())
    });
    for route in graph.routes.iter().filter(|it| extends && is_of_controllers(&it.framework)) {
        if let Some(router) = route.router {
            routes.entry(router).or_default().push(route.clone());
        }
    }
    graph.routes.retain(|it| it.framework != BASE);
    let held = bases.values().filter(|_| extends);
    let held = held.filter_map(|it| Some((*it, graph.routers.get(it.0 as usize)?.guards.clone())));
    let guards: BTreeMap<RouterId, Vec<GuardAt>> = held.collect();
    for (own, file, name) in controllers.into_iter().filter(|_| extends) {
        let Some(class) = class_named(index, file, &name) else { continue };
        for base in bases_of(index, class) {
            let Some(held) = index.class(base) else { continue };
            let Some(&router) = bases.get(&(base.file, held.name.clone())) else { continue };
            // The guards of a class are added to those of its base.
            let guards = guards.get(&router).cloned();
            if let Some(node) = graph.routers.get_mut(own.0 as usize) {
                node.guards.splice(0..0, guards.into_iter().flatten());
            }
            let taken = routes.get(&router).into_iter().flatten();
            let taken = taken.filter(|it| !is_written_anew(index, class, base, it));
            graph.routes.extend(taken.map(|it| RouteNode {
                router: Some(own),
                framework: NEST.into(),
                ..it.clone()
            }));
        }
    }
}

fn is_of_controllers(framework: &str) -> bool {
    framework == NEST || framework == BASE
}

fn class_named(index: &Index<'_>, file: FileId, name: &str) -> Option<Symbol> {
    let at = index.facts(file).classes.iter().position(|it| it.name == name)?;
    Some(Symbol { file, kind: SymbolKind::Class(at as u32) })
}

/// The classes that a class extends, nearest first, also those that a function makes:
/// `class Users extends Crud(User)`.
fn bases_of(index: &Index<'_>, class: Symbol) -> Vec<Symbol> {
    let mut bases = Vec::new();
    let mut at = class;
    while bases.len() < BASES
        && let Some(held) = index.class(at)
        && let Some(base) = held.bases.iter().find_map(|it| base(index, at.file, held.outer, it))
        && base != class
        && !bases.contains(&base)
    {
        bases.push(base);
        at = base;
    }
    bases
}

fn base(index: &Index<'_>, file: FileId, function: Option<u32>, base: &Value) -> Option<Symbol> {
    let class = |symbol: Symbol| index.class(symbol).map(|_| symbol);
    match base {
        Value::Name(name) => index.resolve(file, function, name).and_then(class),
        Value::Subscript(parts) => self::base(index, file, function, &parts.0),
        Value::Call(call) => {
            let maker = index.resolve(file, function, &call.callee)?;
            let (SymbolKind::Function(at), Some(made)) = (maker.kind, index.function(maker)) else {
                return None;
            };
            let mut exits = made.exits.iter().filter(|it| it.kind == ExitKind::Return);
            exits.find_map(|exit| {
                let name = match &exit.value {
                    Value::Name(name) => name,
                    Value::Call(wrapped) => wrapped.positional(0)?.as_name()?,
                    _ => return None,
                };
                index.resolve(maker.file, Some(at), name).and_then(class)
            })
        }
        _ => None,
    }
}

/// Whether a class, or one between it and a base, defines the method of a route itself.
fn is_written_anew(index: &Index<'_>, class: Symbol, base: Symbol, route: &RouteNode) -> bool {
    let Some((file, at)) = route.handler.function else { return false };
    let Some(name) = index.facts(file).functions.get(at as usize).map(|it| &it.name) else {
        return false;
    };
    let between = bases_of(index, class).into_iter().take_while(|it| *it != base);
    std::iter::once(class).chain(between).any(|it| {
        let methods = &index.facts(it.file).functions;
        index.class(it).is_some_and(|class| {
            class
                .methods
                .iter()
                .any(|at| methods.get(*at as usize).is_some_and(|it| it.name == *name))
        })
    })
}

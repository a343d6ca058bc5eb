//! Routes that are made of a list: `routes.forEach((it) => router[it.method](it.path, ...it.before, it.handler))`.

use std::borrow::Cow;

use shipworthy_core::code::{CallExpr, DictKey, ExprId, ExprKind};
use shipworthy_core::source::Text;

use super::{METHODS, Reader};

/// What stands for an entry of the list where the routes are made.
struct Entries<'n> {
    /// The name of an entry; empty where it is taken apart.
    name: &'n str,
    /// The names of its members where it is taken apart: the name, the member.
    members: Vec<(&'n str, Cow<'n, str>)>,
    list: ExprId,
}

impl<'a> Reader<'_, 'a, '_> {
    /// Adds the routes of a call whose method is chosen by the entries of a list in the same file.
    pub(super) fn listed(&mut self, call: &CallExpr<'a>, function: Option<u32>) {
        let ExprKind::Index { object, index } = *self.shapes.module.kind(call.callee) else {
            return;
        };
        let Some((receiver, _)) = self.receiver(object, function) else { return };
        let Some((router, scope)) = self.router(receiver, function, "use", true, call) else {
            return;
        };
        let Some(entries) = self.entries(function) else { return };
        let module = self.shapes.module;
        let ExprKind::Sequence(items) = module.kind(entries.list) else { return };
        for &item in items {
            let method = self.part(&entries, item, index).and_then(|it| module.string(it));
            let method = method.map(str::to_ascii_lowercase);
            let Some(method) = method.filter(|it| METHODS.contains(&it.as_str())) else { continue };
            let method = match method.as_str() {
                "all" => "ANY".to_owned(),
                "del" => "DELETE".to_owned(),
                method => method.to_uppercase(),
            };
            let mut arguments = Vec::new();
            for argument in &call.arguments {
                let (id, spread) = match *module.kind(argument.value) {
                    ExprKind::Spread(inner) => (inner, true),
                    _ => (argument.value, false),
                };
                match self.part(&entries, item, id) {
                    Some(part) => match module.kind(part) {
                        ExprKind::Sequence(parts) if spread => arguments.extend(parts),
                        _ => arguments.push(part),
                    },
                    // A member that the entry does not have.
                    None if self.member(&entries, id).is_some() => {}
                    None => arguments.push(id),
                }
            }
            let span = self.shapes.span(item);
            self.routes(&arguments, None, [Text::from(method)].into(), &router, scope, span);
        }
    }

    /// The list over whose entries a function runs, or a loop.
    fn entries(&self, function: Option<u32>) -> Option<Entries<'a>> {
        let (shapes, module) = (self.shapes, self.shapes.module);
        let listed = |id: ExprId| {
            let held = module.name(id).and_then(|it| shapes.bound_to(it)).unwrap_or(id);
            matches!(module.kind(held), ExprKind::Sequence(_)).then_some(held)
        };
        let loops = shapes.loops.iter().filter(|it| it.2 == function);
        let mut looped = loops.filter_map(|&(target, list, _)| Some((target, listed(list)?)));
        if let Some((target, list)) = looped.next_back() {
            return Some(self.named(module.name(target).unwrap_or_default(), Some(target), list));
        }
        let at = function?;
        let list = shapes.calls.iter().find_map(|&(id, _)| {
            let call = module.call(id)?;
            let ExprKind::Member { object, property: "forEach" | "map" } =
                *module.kind(call.callee)
            else {
                return None;
            };
            match module.kind(call.positional(0)?) {
                ExprKind::Function(given) if given.0 == at => listed(object),
                _ => None,
            }
        })?;
        let first = module.functions.get(at as usize)?.parameters.first()?;
        Some(self.named(first.name, first.pattern, list))
    }

    fn named(&self, name: &'a str, pattern: Option<ExprId>, list: ExprId) -> Entries<'a> {
        let module = self.shapes.module;
        let mut members = Vec::new();
        if let Some(ExprKind::Dict(entries)) = pattern.map(|it| module.kind(it)) {
            for entry in entries {
                if let (DictKey::Name(key), Some(name)) = (&entry.key, module.name(entry.value)) {
                    members.push((name, key.clone()));
                }
            }
        }
        Entries { name, members, list }
    }

    /// The member of an entry that an expression asks for: `it.path`, `method`, `it.method.toLowerCase()`.
    fn member(&self, entries: &Entries<'a>, id: ExprId) -> Option<Cow<'a, str>> {
        let module = self.shapes.module;
        match *module.kind(id) {
            ExprKind::Member { object, property } => {
                let name = module.name(object)?;
                (!name.is_empty() && name == entries.name).then_some(Cow::Borrowed(property))
            }
            ExprKind::Name(name) => {
                entries.members.iter().find(|it| it.0 == name).map(|it| it.1.clone())
            }
            ExprKind::Call(ref call) => match *module.kind(call.callee) {
                ExprKind::Member { object, property: "toLowerCase" } => {
                    self.member(entries, object)
                }
                _ => None,
            },
            // `...(it.before ?? [])`
            ExprKind::Logical { left, .. } => self.member(entries, left),
            _ => None,
        }
    }

    fn part(&self, entries: &Entries<'a>, item: ExprId, id: ExprId) -> Option<ExprId> {
        self.shapes.module.entry(item, &self.member(entries, id)?)
    }
}

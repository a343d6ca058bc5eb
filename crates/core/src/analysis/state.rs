//! State that code keeps on a request, a response or a session: what it reads, and what it sets.

use memchr::memmem;
use rustc_hash::FxHashSet;

use super::Analysis;
use crate::code::{DictKey, ExprId, ExprKind};
use crate::facts::{FileFacts, StateUse};
use crate::source::Role;

/// What a file holds that keeps state.
const WORDS: &[&str] = &[".state", ".locals", ".session", "flask"];
/// How many uses of a file are kept.
const MOST: usize = 400;
/// What requests are called.
const REQUESTS: &[&str] = &["_request", "req", "request", "websocket"];
/// What responses are called.
const RESPONSES: &[&str] = &["res", "response"];
/// Properties that sessions and contexts have by themselves.
const OWN: &[&str] = &["cookie", "cookies", "id", "passport", "permanent", "sessionID"];

/// Adds the uses of state. What tests set is set in no deployment.
pub(super) fn add(analysis: &Analysis<'_, '_>, facts: &mut FileFacts) {
    let text = analysis.module().text.as_bytes();
    if analysis.role() == Role::Test
        || !WORDS.iter().any(|word| memmem::find(text, word.as_bytes()).is_some())
    {
        return;
    }
    let mut reader = Reader { analysis, found: Vec::new(), skipped: FxHashSet::default() };
    reader.assignments();
    reader.calls();
    reader.reads();
    let mut found = reader.found;
    found.sort_by_key(|it| (it.span.start, it.span.end, it.sets));
    found.truncate(MOST);
    facts.state = found;
}

struct Reader<'r, 'm, 'a> {
    analysis: &'r Analysis<'m, 'a>,
    found: Vec<StateUse>,
    /// Expressions that are no reads: targets and callees.
    skipped: FxHashSet<ExprId>,
}

impl<'a> Reader<'_, '_, 'a> {
    fn assignments(&mut self) {
        let analysis = self.analysis;
        for site in analysis.assignments() {
            self.assigned(site.target, site.value);
        }
        for (_, expression) in analysis.module().expressions() {
            match &expression.kind {
                ExprKind::Assign { target, value } => self.assigned(*target, Some(*value)),
                // A lifespan hands state to every request by what it yields.
                ExprKind::Yield(Some(given)) => self.entries("request.state", *given),
                _ => {}
            }
        }
    }

    fn assigned(&mut self, target: ExprId, value: Option<ExprId>) {
        self.skipped.insert(target);
        // `options, request.session["state"] = begin()`
        if let ExprKind::Sequence(items) = self.analysis.module().kind(target) {
            items.iter().for_each(|item| self.assigned(*item, None));
            return;
        }
        if let Some(carrier) = self.carrier(target) {
            self.note(target, carrier, "*", true);
            value.into_iter().for_each(|value| self.entries(carrier, value));
        } else if let Some((carrier, name)) = self.entry(target) {
            self.note(target, carrier, name, true);
        } else if let ExprKind::Index { object, index } = self.analysis.module().kind(target)
            && let ExprKind::Index { index: outer, .. } = self.analysis.module().kind(*object)
            && self.analysis.module().string(*outer) == Some("state")
            && let Some(name) = self.analysis.module().string(*index)
        {
            // `scope["state"]["user"]` is where `request.state.user` is kept.
            self.note(target, "request.state", name, true);
        }
    }

    fn calls(&mut self) {
        let analysis = self.analysis;
        let module = analysis.module();
        for (_, call, callee) in analysis.calls() {
            self.skipped.insert(call.callee);
            let argument = |at: usize| call.positional(at);
            match callee.path.as_str() {
                "getattr" | "hasattr" | "setattr" => {
                    let Some(carrier) = argument(0).and_then(|it| self.carrier(it)) else {
                        continue;
                    };
                    let Some(name) = argument(1).and_then(|it| module.string(it)) else { continue };
                    if callee.path != "hasattr" {
                        self.note(call.callee, carrier, name, callee.path == "setattr");
                    }
                }
                "Object.assign" => {
                    if let Some(carrier) = argument(0).and_then(|it| self.carrier(it)) {
                        argument(1).into_iter().for_each(|it| self.entries(carrier, it));
                    }
                }
                _ => {
                    let ExprKind::Member { object, property } = module.kind(call.callee) else {
                        continue;
                    };
                    let Some(carrier) = self.carrier(*object) else { continue };
                    let name = argument(0).and_then(|it| module.string(it));
                    match (*property, name) {
                        // With a default it clears what may be there.
                        ("pop", Some(_)) if argument(1).is_some() => {}
                        ("get" | "pop", Some(name)) => self.note(call.callee, carrier, name, false),
                        ("setdefault" | "set", Some(name)) => {
                            self.note(call.callee, carrier, name, true);
                        }
                        ("update", _) => {
                            argument(0).into_iter().for_each(|it| self.entries(carrier, it));
                            for argument in call.arguments.iter() {
                                if let Some(name) = argument.name {
                                    self.note(call.callee, carrier, name, true);
                                }
                            }
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    fn reads(&mut self) {
        let analysis = self.analysis;
        for (id, _) in analysis.module().expressions() {
            if !self.skipped.contains(&id)
                && let Some((carrier, name)) = self.entry(id)
            {
                self.note(id, carrier, name, false);
            }
        }
    }

    /// The carrier and the name of `request.state.name`, `session["name"]`.
    fn entry(&self, id: ExprId) -> Option<(&'static str, &'a str)> {
        let module = self.analysis.module();
        match module.kind(id) {
            ExprKind::Member { object, property } => Some((self.carrier(*object)?, *property)),
            ExprKind::Index { object, index } => {
                let carrier = self.carrier(*object)?;
                match module.kind(*index) {
                    ExprKind::Str(std::borrow::Cow::Borrowed(name)) => Some((carrier, *name)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// What keeps state, if the expression does.
    fn carrier(&self, id: ExprId) -> Option<&'static str> {
        let module = self.analysis.module();
        match module.kind(id) {
            ExprKind::Member { object, property } => {
                let of = match module.kind(*object) {
                    ExprKind::Name(name) => *name,
                    ExprKind::Member { property, .. } => *property,
                    _ => return None,
                };
                match *property {
                    "state" if REQUESTS.contains(&of) => Some("request.state"),
                    "session" if REQUESTS.contains(&of) => Some("request.session"),
                    "locals" if RESPONSES.contains(&of) => Some("response.locals"),
                    _ => None,
                }
            }
            ExprKind::Name("g" | "session") => match self.analysis.symbol(id).path.as_str() {
                "flask.g" => Some("flask.g"),
                "flask.session" => Some("flask.session"),
                _ => None,
            },
            _ => None,
        }
    }

    /// The names that a dictionary gives to a carrier; anything else may give any.
    fn entries(&mut self, carrier: &'static str, given: ExprId) {
        let ExprKind::Dict(entries) = self.analysis.module().kind(given) else { return };
        for entry in entries {
            match &entry.key {
                DictKey::Name(name) => self.note(given, carrier, name.as_ref(), true),
                _ => self.note(given, carrier, "*", true),
            }
        }
    }

    fn note(&mut self, at: ExprId, carrier: &'static str, name: &str, sets: bool) {
        if name.starts_with('_') || OWN.contains(&name) {
            return;
        }
        self.found.push(StateUse {
            carrier: self.analysis.text(carrier),
            name: self.analysis.text(name),
            sets,
            span: self.analysis.span(at),
            function: self.analysis.region(at).function,
        });
    }
}

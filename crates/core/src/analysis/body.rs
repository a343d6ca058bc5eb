//! What functions and handlers do.

use super::context::{Bound, Caught};
use super::flow::{Flow, is_construction};
use super::{Analysis, Known, Region, Status};
use crate::code::{Block, CallExpr, ExprId, ExprKind, FunctionId, StmtKind};
use crate::facts::{
    Argument, Body, Effect, Exit, ExitKind, Handler, HandlerAction, Name, Root, Stub, Value,
};
use crate::naming;
use crate::source::{Span, Text};

/// Strings of a body are cut off at this many bytes.
const STRING: usize = 120;
/// How many strings of a body are kept.
const STRINGS: usize = 12;
/// How many names of conditions an exit keeps.
const CONDITIONS: usize = 8;
/// How deep it is looked into what something is looked up by.
const CHOSEN: u32 = 8;

/// Whether a path leads to the parameters of a request: `req.body`.
fn is_input(path: &str) -> bool {
    path.split('.').skip(1).any(naming::holds_parameters) && !path.ends_with("()")
}

/// Whether a path leads to what the body or the path of a request holds: `req.body.token`.
fn is_body(path: &str) -> bool {
    path.split('.').skip(1).any(is_body_part)
}

/// Whether something of this name is the body of a request, or holds the parts of its path.
fn is_body_part(name: &str) -> bool {
    matches!(name, "body" | "params" | "input")
}

/// Whether a call reads the body of a request: `await request.json()`, `readBody(event)`.
fn reads_body(path: &str) -> bool {
    matches!(naming::last(path), "readBody" | "readValidatedBody" | "formData")
        || matches!(path, "request.json" | "req.json" | "c.req.json" | "ctx.req.json")
}

/// What calls do, gathered for a function.
#[derive(Clone, Default)]
pub(super) struct Work {
    pub(super) calls: u32,
    pub(super) effects: Vec<Effect>,
    pub(super) raises: bool,
    /// Awaits more than the passing of time.
    pub(super) awaits_work: bool,
}

/// What one call does.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Doing {
    /// Nothing that counts.
    Nothing,
    /// Something with a known effect.
    Effect(Effect),
    /// Perhaps real work.
    Work,
}

impl<'a> Analysis<'_, 'a> {
    fn doing(&self, at: usize) -> Doing {
        let (callee, known) = (&self.callees[at], self.known[at]);
        if let Some(effect) = known.effect {
            let pause = effect == Effect::Sleep && self.takes_no_time(at);
            return if pause { Doing::Nothing } else { Doing::Effect(effect) };
        }
        let nothing = known.pure
            || known.answers
            || known.ending.is_some()
            || is_construction(callee)
            || callee.path == "super";
        if nothing { Doing::Nothing } else { Doing::Work }
    }

    /// Whether a call waits for no time at all, which lets other work go on: `sleep(0)`, `setTimeout(next, 0)`.
    fn takes_no_time(&self, at: usize) -> bool {
        let call = self.module().call(self.context.calls[at].id);
        call.is_some_and(|call| {
            call.arguments.iter().any(|argument| match self.module().kind(argument.value) {
                ExprKind::Number(text) => text.parse() == Ok(0.0),
                _ => false,
            })
        })
    }

    /// What the calls of each function do; calls of functions given in place count outside too.
    pub(super) fn work(&self) -> Vec<Work> {
        let mut works = vec![Work::default(); self.module().functions.len()];
        for (at, site) in self.context.calls.iter().enumerate() {
            let Some(function) = self.function_of(site.id) else { continue };
            let work = &mut works[function as usize];
            let doing = self.doing(at);
            work.awaits_work |= site.awaited
                && !matches!(doing, Doing::Nothing | Doing::Effect(Effect::Sleep | Effect::Log));
            match doing {
                Doing::Nothing => {
                    work.raises |= self.known[at].ending == Some(ExitKind::Raise);
                }
                Doing::Effect(effect) => {
                    work.calls += u32::from(effect == Effect::Io);
                    if !work.effects.contains(&effect) {
                        work.effects.push(effect);
                    }
                }
                Doing::Work => work.calls += 1,
            }
        }
        self.templates(&mut works);
        works
    }

    /// What functions do that are given a template: `` prisma.$queryRaw`SELECT 1` ``. Most of them only make text.
    fn templates(&self, works: &mut [Work]) {
        for (site, tag) in &self.context.tagged {
            let Some(function) = self.function_of(site.id) else { continue };
            if self.profile.effect(&self.callee(*tag)) == Some(Effect::Io) {
                let work = &mut works[function as usize];
                work.calls += 1;
                work.awaits_work |= site.awaited;
                if !work.effects.contains(&Effect::Io) {
                    work.effects.push(Effect::Io);
                }
            }
        }
    }

    /// The counts of a function; what depends on its calls and exits is added by [`finish`](Self::finish).
    pub(super) fn body(&self, id: FunctionId) -> Body {
        let tally = &self.context.tallies[id.0 as usize];
        Body {
            statements: tally.statements,
            branches: tally.branches,
            loops: tally.loops,
            awaits: tally.awaits,
            mutates: tally.mutates,
            raises: tally.raises,
            stub: self.stub(&self.module().function(id).body),
            ..Body::default()
        }
    }

    /// How a body is left empty.
    fn stub(&self, body: &Block) -> Option<Stub> {
        let mut logs = 0;
        let mut raises = false;
        for &id in body {
            match &self.module().statement(id).kind {
                StmtKind::Pass => {}
                StmtKind::Expr(expr) => match self.module().kind(*expr) {
                    ExprKind::Str(_) => {}
                    _ if self.is_log(*expr) => logs += 1,
                    _ => return None,
                },
                StmtKind::Raise(Some(error)) if self.is_not_implemented(*error) => raises = true,
                _ => return None,
            }
        }
        Some(match (raises, logs) {
            (true, _) => Stub::NotImplemented,
            (false, 0) => Stub::Empty,
            _ => Stub::OnlyLogs,
        })
    }

    fn is_log(&self, id: ExprId) -> bool {
        self.effect(self.called(id)) == Some(Effect::Log)
    }

    /// The call behind `await`.
    fn called(&self, id: ExprId) -> ExprId {
        match self.module().kind(id) {
            ExprKind::Await(inner) => *inner,
            _ => id,
        }
    }

    fn is_not_implemented(&self, error: ExprId) -> bool {
        let says = |id: ExprId| {
            self.module().string(id).is_some_and(|text| {
                let text = text.to_ascii_lowercase();
                text.contains("not implemented") || text.contains("not yet implemented")
            })
        };
        match self.module().kind(error) {
            ExprKind::Call(call) => {
                self.profile().is_not_implemented(&self.callee(call.callee))
                    || call.arguments.iter().any(|argument| says(argument.value))
            }
            _ => self.profile().is_not_implemented(&self.symbol(error)),
        }
    }

    /// The exits of all functions, by function.
    pub(super) fn exits(&self) -> Vec<Vec<Exit>> {
        let mut exits: Vec<Vec<Exit>> = vec![Vec::new(); self.module().functions.len()];
        let set = self.set_statuses();
        for site in &self.context.exits {
            let region = self.region_at(site.region);
            let Some(function) = region.function else { continue };
            let kind = if site.raise { ExitKind::Raise } else { ExitKind::Return };
            exits[function as usize].push(Exit {
                kind,
                value: site.value.map_or(Value::Null, |value| self.value(value)),
                status: site.value.and_then(|value| {
                    self.status(value).or_else(|| match site.raise {
                        true => self.error_status(value, site.region, &set),
                        false => self.status_set(value, &set),
                    })
                }),
                span: site.span,
                conditional: region.conditional,
                conditions: self.conditions(site.region),
                handler: region.handler,
            });
        }
        for (site, call, callee) in self.calls() {
            let status = self.call_status(site.id);
            let sets = || {
                site.dropped
                    && matches!(status, Some(401 | 403))
                    && self.profile().sets_status(callee)
            };
            let kind = match self.ending(site.id) {
                Some(kind) => kind,
                // `self.set_status(401)`
                None if sets() => ExitKind::Respond,
                None => continue,
            };
            let at = self.context.region_of[site.id.0 as usize];
            let region = self.region_at(at);
            let Some(function) = region.function else { continue };
            // `next(error)`
            let error = call.positional(0).filter(|_| kind == ExitKind::Next && status.is_none());
            let status = status.or_else(|| match kind {
                ExitKind::Respond => self.answer_status(site.id, at, &set),
                _ => self.error_status(error?, at, &set),
            });
            exits[function as usize].push(Exit {
                kind,
                value: match (kind, call.positional(0)) {
                    // A redirect sends nothing: where it leads is what it says.
                    (ExitKind::Respond, Some(sent)) if !self.redirects(site.id) => self.value(sent),
                    _ => self.value(site.id),
                },
                status,
                span: self.module().expression(site.id).span,
                conditional: region.conditional,
                conditions: self.conditions(at),
                handler: region.handler,
            });
        }
        for site in &self.context.assignments {
            let region = self.region_at(site.region);
            let (Some(function), Some(value)) = (region.function, site.value) else { continue };
            let Some(status @ (401 | 403)) = self.set_status(site.target, value) else { continue };
            exits[function as usize].push(Exit {
                kind: ExitKind::Respond,
                value: Value::Null,
                status: Some(status),
                span: site.span,
                conditional: region.conditional,
                conditions: self.conditions(site.region),
                handler: region.handler,
            });
        }
        for exits in &mut exits {
            exits.sort_by_key(|exit| exit.span);
        }
        exits
    }

    fn redirects(&self, call: ExprId) -> bool {
        self.module().call(call).is_some_and(|call| {
            matches!(self.module().kind(call.callee), ExprKind::Member { property: "redirect", .. })
        })
    }

    /// The names that the nearest conditions around a block mention.
    fn conditions(&self, region: u32) -> Box<[Text]> {
        let mut names: Vec<Text> = Vec::new();
        let mut at = region;
        let function = self.region_at(region).function;
        for _ in 0..4 {
            let Region { test, parent, .. } = self.region_at(at);
            if let Some(test) = test {
                self.mentions(test, 0, &mut names);
            }
            if parent == at || self.region_at(parent).function != function {
                break;
            }
            at = parent;
        }
        names.truncate(CONDITIONS);
        names.into()
    }

    fn mentions(&self, id: ExprId, depth: u32, names: &mut Vec<Text>) {
        if depth > 6 || names.len() >= CONDITIONS {
            return;
        }
        let mut go = |id: ExprId| self.mentions(id, depth + 1, names);
        match self.module().kind(id) {
            ExprKind::Name(_) | ExprKind::Member { .. } => {
                let (name, source) = self.mentioned(id);
                for name in [Some(name), source].into_iter().flatten() {
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
            }
            ExprKind::Call(call) => {
                go(call.callee);
                call.arguments.iter().for_each(|argument| go(argument.value));
            }
            ExprKind::Index { object, index } => {
                go(*object);
                go(*index);
            }
            ExprKind::Unary { operand, .. } => go(*operand),
            ExprKind::Await(inner) => go(*inner),
            ExprKind::Binary { left, right, .. }
            | ExprKind::Logical { left, right, .. }
            | ExprKind::Compare { left, right, .. } => {
                go(*left);
                go(*right);
            }
            ExprKind::Assign { target, .. } => go(*target),
            _ => {}
        }
    }

    /// A name in a condition, and the call that it comes from, written with `()` at its end. What is
    /// taken from the parameters of a request is written as taken from there.
    fn mentioned(&self, id: ExprId) -> (Text, Option<Text>) {
        let name = self.symbol(id).path;
        let mut first = id;
        while let ExprKind::Member { object, .. } = *self.module().kind(first) {
            first = object;
        }
        let (held, value) = match self.definition(first).map(|(_, definition)| definition.bound) {
            Some(Bound::Part(value)) => (self.held(value), value),
            Some(Bound::Value(value)) => (self.callee(first).path, value),
            _ => return (name, None),
        };
        if is_input(&held) {
            return (self.text(&format!("{held}.{name}")), None);
        }
        if self.is_found_by_input(value) {
            return (self.text(&format!("request.body.{name}")), None);
        }
        let source = held.rfind("()").map(|end| self.text(&held[..end + 2]));
        (name, source)
    }

    /// The arguments of a call as they are written; what is taken from the parameters of a request is
    /// written as taken from there.
    pub(super) fn given_arguments(&self, call: &CallExpr<'a>) -> Box<[Argument]> {
        let mut arguments = self.written_arguments(call);
        for (argument, written) in arguments.iter_mut().zip(&call.arguments) {
            let Some(name) = self.module().name(written.value) else { continue };
            if let Some((_, definition)) = self.definition(written.value)
                && let Bound::Part(value) = definition.bound
                && let held = self.held(value)
                && is_input(&held)
            {
                let path = self.text(&format!("{held}.{name}"));
                argument.value = Value::Name(Box::new(Name { path, root: Root::Parameter }));
            }
        }
        arguments
    }

    /// The path of what a value holds: behind `await`, defaults and members.
    fn held(&self, value: ExprId) -> Text {
        let mut at = value;
        for _ in 0..8 {
            at = match *self.module().kind(at) {
                ExprKind::Await(inner) => inner,
                ExprKind::Logical { left, .. } => left,
                _ => break,
            };
        }
        match self.module().kind(at) {
            ExprKind::Name(_) | ExprKind::Member { .. } | ExprKind::Call(_) => self.callee(at).path,
            _ => Text::default(),
        }
    }

    /// Whether a value is looked up by nothing but what a request holds as its parameters:
    /// `await User.findOne({ token })`, where `const { token } = req.body`.
    fn is_found_by_input(&self, value: ExprId) -> bool {
        let mut input = false;
        self.module().call(self.called(value)).is_some_and(|call| {
            let mut arguments = call.arguments.iter();
            !self.is_asked_of_caller(call.callee)
                && arguments.all(|it| self.is_chosen(it.value, &mut input, CHOSEN))
        }) && input
    }

    /// Whether a method is one of who calls: `req.user.roleIn`.
    fn is_asked_of_caller(&self, callee: ExprId) -> bool {
        let name = self.symbol(callee);
        let holder = name.path.split('.').nth(1).unwrap_or_default();
        name.root == Root::Parameter
            && matches!(holder, "user" | "session" | "auth" | "state" | "locals" | "account")
    }

    /// Whether what a value is put together from says nothing of who calls: parameters of the request,
    /// which is noted in `input`, and what the program has by itself.
    fn is_chosen(&self, id: ExprId, input: &mut bool, depth: u32) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        let mut go = |id: ExprId| self.is_chosen(id, input, depth);
        match self.module().kind(id) {
            ExprKind::Name(_) | ExprKind::Member { .. } => {
                let name = self.symbol(id);
                let start = name.path.split('.').next().unwrap_or_default();
                if is_body(&name.path) || name.root == Root::Parameter && is_body_part(start) {
                    *input = true;
                    return true;
                }
                let mut first = id;
                while let ExprKind::Member { object, .. } = *self.module().kind(first) {
                    first = object;
                }
                match self.definition(first).map(|(_, definition)| definition.bound) {
                    Some(Bound::Value(value) | Bound::Part(value)) => go(value),
                    Some(Bound::Import(..) | Bound::Class(_)) | None => {
                        !matches!(name.root, Root::Parameter | Root::Receiver)
                    }
                    _ => false,
                }
            }
            ExprKind::Call(call) => {
                let path = self.callee(call.callee).path;
                if reads_body(&path) {
                    *input = true;
                    return true;
                }
                !self.is_asked_of_caller(call.callee)
                    && call.arguments.iter().all(|it| go(it.value))
            }
            ExprKind::Dict(entries) => entries.iter().all(|it| go(it.value)),
            ExprKind::Sequence(items) => items.iter().all(|&it| go(it)),
            ExprKind::Await(inner) => go(*inner),
            ExprKind::Unary { operand, .. } => go(*operand),
            ExprKind::Binary { left, right, .. } | ExprKind::Logical { left, right, .. } => {
                go(*left) && go(*right)
            }
            ExprKind::Str(_) | ExprKind::Number(_) | ExprKind::Bool(_) | ExprKind::Null => true,
            _ => false,
        }
    }

    /// What functions return, added up from their exits and the calls.
    pub(super) fn finish(&self, works: &[Work], bodies: &mut [Body]) {
        let mut flows = vec![(0u32, Flow::default()); bodies.len()];
        let mut add = |function: u32, value: ExprId| {
            let entry = &mut flows[function as usize];
            entry.0 += 1;
            self.flow(value, 0, &mut entry.1);
        };
        for site in &self.context.exits {
            if let (false, Some(value), Some(function)) =
                (site.raise, site.value, self.region_at(site.region).function)
            {
                add(function, value);
            }
        }
        for (site, call, _) in self.calls() {
            if self.ending(site.id) == Some(ExitKind::Respond)
                && let (Some(function), Some(sent)) =
                    (self.function_of(site.id), self.sent(site.id, call))
            {
                add(function, sent);
            }
        }
        for (at, body) in bodies.iter_mut().enumerate() {
            let (returns, flow) = &flows[at];
            body.returns_only_literals = *returns > 0 && flow.is_literal();
            body.returns_random = flow.random;
            body.returns_computed = flow.computed;
            body.returned_literals = flow.literals;
            body.calls = works[at].calls;
            body.raises |= works[at].raises;
        }
        let mut effects: Vec<Vec<Effect>> = works.iter().map(|work| work.effects.clone()).collect();
        let mut awaits_work: Vec<bool> = works.iter().map(|work| work.awaits_work).collect();
        // Inner functions stand behind outer ones.
        for at in (0..bodies.len()).rev() {
            let crate::code::Scope::Function(outer) = self.module().functions[at].parent else {
                continue;
            };
            let outer = outer.0 as usize;
            if outer >= at || !self.context.tallies[at].inline {
                continue;
            }
            let (before, behind) = bodies.split_at_mut(at);
            let (into, inner) = (&mut before[outer], &behind[0]);
            into.calls += inner.calls;
            into.branches += inner.branches;
            into.loops += inner.loops;
            into.awaits |= inner.awaits;
            into.mutates |= inner.mutates;
            awaits_work[outer] |= awaits_work[at];
            for effect in effects[at].clone() {
                if !effects[outer].contains(&effect) {
                    effects[outer].push(effect);
                }
            }
        }
        for ((body, effects), awaits_work) in bodies.iter_mut().zip(effects).zip(awaits_work) {
            body.waits_only = body.awaits && !awaits_work && effects.contains(&Effect::Sleep);
            body.effects = effects.into();
        }
        let mut strings: Vec<Vec<Text>> = vec![Vec::new(); bodies.len()];
        for &id in &self.context.strings {
            let (Some(function), Some(text)) = (self.function_of(id), self.module().string(id))
            else {
                continue;
            };
            let strings = &mut strings[function as usize];
            // A single word is a key or a name, not a remark.
            if strings.len() < STRINGS && text.len() >= 4 && !self.is_redacted(id) {
                let text = self.cut(text, STRING);
                if !strings.contains(&text) {
                    strings.push(text);
                }
            }
        }
        for (body, strings) in bodies.iter_mut().zip(strings) {
            body.strings = strings.into();
        }
    }

    /// The handlers of the file.
    pub(super) fn handlers(&self) -> Vec<Handler> {
        let mut logs = vec![false; self.context.handlers.len()];
        let mut chained: rustc_hash::FxHashMap<u32, usize> = rustc_hash::FxHashMap::default();
        for (at, site) in self.context.handlers.iter().enumerate() {
            if let Caught::Chain(function) = site.caught {
                chained.insert(function.0, at);
            }
        }
        for site in &self.context.calls {
            if self.effect(site.id) != Some(Effect::Log) {
                continue;
            }
            let region = self.region(site.id);
            let holder = region
                .handler
                .map(|at| at as usize)
                .or_else(|| chained.get(&region.function?).copied());
            if let Some(at) = holder {
                logs[at] = true;
            }
        }
        let handler = |(at, site): (usize, &super::context::HandlerSite)| {
            let region = self.region_at(site.region);
            let (types, name, body, uses_error) = match site.caught {
                Caught::Clause(statement, clause) => {
                    let StmtKind::Try(attempt) = &self.module().statement(statement).kind else {
                        return None;
                    };
                    let clause = &attempt.handlers[clause as usize];
                    let types = clause.types.iter().map(|&id| self.symbol(id)).collect();
                    (types, clause.name.unwrap_or_default(), &clause.body, site.uses_error)
                }
                Caught::Chain(function) => {
                    let used = self.context.tallies[function.0 as usize].used & 1 != 0;
                    let function = self.module().function(function);
                    let name = function.parameters.first().map_or("", |first| first.name);
                    (Box::default(), name, &function.body, used)
                }
            };
            let tried = site.calls.0 as usize..site.calls.1 as usize;
            let mut effects = Vec::new();
            let mut calls = 0;
            for at in tried {
                match self.doing(at) {
                    Doing::Effect(effect) => {
                        calls += u32::from(effect == Effect::Io);
                        if !effects.contains(&effect) {
                            effects.push(effect);
                        }
                    }
                    Doing::Work => calls += 1,
                    Doing::Nothing => {}
                }
            }
            let (action, returns) = self.action(body, 0);
            Some(Handler {
                types,
                name: self.text(name),
                span: site.span,
                tried: site.tried,
                function: region.function,
                tried_effects: effects.into(),
                tried_calls: calls,
                tried_returns: site.tried_returns,
                action,
                returns: returns.map(|id| self.value(id)),
                logs: logs[at],
                uses_error,
                chained: matches!(site.caught, Caught::Chain(_)),
            })
        };
        // Every site gives a handler: the indexes of regions stay right.
        self.context.handlers.iter().enumerate().filter_map(handler).collect()
    }

    /// What a call answers with; `sendStatus(500)` is given a status alone.
    fn sent(&self, id: ExprId, call: &CallExpr<'a>) -> Option<ExprId> {
        let is_status = |known: Known| matches!(known.status, Some(Status::Argument(0, _)));
        let status = self.known(id).is_some_and(|(_, known)| is_status(known));
        call.positional(0).filter(|_| !status)
    }

    /// What a block does at last, and what it returns.
    fn action(&self, block: &Block, depth: u32) -> (HandlerAction, Option<ExprId>) {
        let mut logs = false;
        let mut works = false;
        for &id in block {
            match &self.module().statement(id).kind {
                StmtKind::Return(value) => return (HandlerAction::Returns, *value),
                StmtKind::Raise(_) => return (HandlerAction::Raises, None),
                StmtKind::Continue => return (HandlerAction::Continues, None),
                StmtKind::Pass => {}
                StmtKind::Block(inner) if depth < 8 => match self.action(inner, depth + 1) {
                    (HandlerAction::Nothing, _) => {}
                    (HandlerAction::OnlyLogs, _) => logs = true,
                    (HandlerAction::Recovers, _) => works = true,
                    ends => return ends,
                },
                StmtKind::If { then, otherwise, .. } if depth < 8 => {
                    let first = self.action(then, depth + 1);
                    let second = self.action(otherwise, depth + 1);
                    let ends = |action: HandlerAction| {
                        matches!(
                            action,
                            HandlerAction::Raises
                                | HandlerAction::Returns
                                | HandlerAction::Continues
                        )
                    };
                    if ends(first.0) && ends(second.0) {
                        // What lets the error through counts less than what hides it.
                        return if first.0 == HandlerAction::Raises { second } else { first };
                    }
                    works = true;
                }
                StmtKind::Expr(expr) => match self.module().call(*expr) {
                    Some(call) => {
                        let id = self.called(*expr);
                        match self.ending(id) {
                            Some(ExitKind::Raise) => return (HandlerAction::Raises, None),
                            Some(ExitKind::Respond) => {
                                return (HandlerAction::Returns, self.sent(id, call));
                            }
                            // `next(error)` hands the error on.
                            Some(ExitKind::Next) if call.positional(0).is_some() => {
                                return (HandlerAction::Returns, call.positional(0));
                            }
                            _ if self.effect(id) == Some(Effect::Log) => {
                                logs = true;
                            }
                            _ => works = true,
                        }
                    }
                    None => works |= !matches!(self.module().kind(*expr), ExprKind::Str(_)),
                },
                _ => works = true,
            }
        }
        let action = match (works, logs) {
            (true, _) => HandlerAction::Recovers,
            (false, true) => HandlerAction::OnlyLogs,
            (false, false) => HandlerAction::Nothing,
        };
        (action, None)
    }

    /// Where an expression stands.
    pub fn span(&self, id: ExprId) -> Span {
        self.module().expression(id).span
    }
}

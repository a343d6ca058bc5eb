//! Checks of the caller that handlers make themselves, before they do their work.

use super::condition::Tests;
use super::refusal::Refusal;
use super::{Guards, HELPER_STEPS, MAX_DEPTH, catches, refusal, relaxed, words};
use crate::facts::{Argument, Call, ExitKind, GuardClass, HandlerAction, Name, Root, Value, Via};
use crate::naming::{self, holds_parameters};
use crate::project::{FileId, Found, Guard, Place, Symbol, SymbolKind};
use crate::secrets::compares_password;
use crate::source::{Span, Text};

/// How many calls of a handler count as its beginning.
const HANDLER_CALLS: usize = 8;
/// How many times a request is handed on from one handler to the next.
const HANDED_ON: u32 = 3;
/// How many calls of a handler may be a check that only shows by the request being handed over.
const FIRST_CALLS: usize = 2;

/// The route that a handler is read for.
#[derive(Clone, Copy)]
struct Asked<'r> {
    path: &'r str,
    /// Parts of the handler that do not run for it.
    skipped: &'r [Span],
    /// Whether what is read answers the request; others only give something back.
    answers: bool,
}

impl Guards<'_, '_> {
    /// Checks that a handler makes itself before it does its work. What it skips does not run for the
    /// route that is asked about.
    pub(in crate::project) fn in_handler(
        &self,
        file: FileId,
        function: u32,
        path: &str,
        skipped: &[Span],
    ) -> Vec<Guard> {
        let asked = Asked { path, skipped, answers: true };
        let Some(handler) = self.index.facts(file).functions.get(function as usize) else {
            return Vec::new();
        };
        if words::is_entrance(path, &handler.qualified) {
            // What a login refuses is a wrong password, however it asks.
            let login = words::is_login(path) || words::is_login(&handler.qualified);
            let check = || {
                let plain = self.plain_check(file, function, skipped);
                plain.or_else(|| self.required(file, function, asked))
            };
            return (!login).then(check).flatten().into_iter().collect();
        }
        self.check_in(file, function, asked, HANDED_ON).into_iter().collect()
    }

    /// A check that asks for nothing but whether somebody is logged in. Others say of a route by which
    /// callers become known that a password is wrong.
    fn plain_check(&self, file: FileId, function: u32, skipped: &[Span]) -> Option<Guard> {
        let handler = self.index.facts(file).functions.get(function as usize)?;
        let refused = handler.exits.iter().filter(|exit| {
            exit.conditional
                && !skipped.iter().any(|it| it.contains(exit.span))
                && refusal::refuses(self.index, file, function, exit)
                && self.is_for_strangers(file, function, exit.span)
        });
        refused.into_iter().find_map(|exit| {
            let asked = |it: &&Text| it.ends_with(".is_authenticated");
            let name = exit.conditions.iter().find(asked).or_else(|| {
                let mut names = exit.conditions.iter();
                let somebody = names.find(|it| words::is_somebody(naming::last(it)))?;
                let mut sources = exit.conditions.iter();
                sources.any(|it| self.reads_session(file, function, it)).then_some(somebody)
            })?;
            Some(Guard {
                name: name.clone(),
                class: GuardClass::Reject,
                via: Via::Call,
                place: Place { file, span: exit.span },
                definition: None,
            })
        })
    }

    /// Whether a condition is about the session that a call of the handler reads from the request:
    /// `await getSession(event)`.
    fn reads_session(&self, file: FileId, function: u32, condition: &str) -> bool {
        let Some(path) = condition.strip_suffix("()") else { return false };
        let mut calls = self.calls_of(file, function).into_iter();
        calls.any(|call| {
            call.callee.path == path
                && words::reads_session(call.callee.last())
                && call.arguments.iter().all(|it| {
                    is_request(&it.value) || is_response(&it.value) || is_of_module(&it.value)
                })
        })
    }

    /// A helper that the handler calls at its beginning with the request alone and that says to require
    /// somebody, or that a framework gives for that: what it refuses is no password.
    fn required(&self, file: FileId, function: u32, asked: Asked<'_>) -> Option<Guard> {
        let calls = self.calls_of(file, function).into_iter();
        let calls = calls.filter(|it| !asked.skipped.iter().any(|part| part.contains(it.span)));
        let mut first = calls.take(HANDLER_CALLS).enumerate().filter(|(_, call)| {
            let name = call.callee.last();
            (words::requires_somebody(name)
                || words::reads_session(name)
                || self.index.given(name).is_some())
                && call.arguments.iter().all(|it| is_request(&it.value))
        });
        first.find_map(|(position, call)| {
            let class = self.check_by_call(file, call, position, asked.path);
            let rejects = class == Some(GuardClass::Reject) && !self.goes_on_without(file, call);
            rejects.then(|| self.guard_by_call(file, call, GuardClass::Reject))
        })
    }

    fn guard_by_call(&self, file: FileId, call: &Call, class: GuardClass) -> Guard {
        let found = self.index.find(file, call.function, &call.callee);
        Guard {
            name: call.callee.last().into(),
            class,
            via: Via::Call,
            place: Place { file, span: call.span },
            definition: found.symbol().map(|symbol| self.index.place(symbol)),
        }
    }

    /// The first check of the caller in a handler, or in a handler that it hands the request on to.
    fn check_in(
        &self,
        file: FileId,
        function: u32,
        asked: Asked<'_>,
        handed_on: u32,
    ) -> Option<Guard> {
        let facts = self.index.facts(file);
        let handler = facts.functions.get(function as usize)?;
        let runs = |span: Span| !asked.skipped.iter().any(|it| it.contains(span));
        let calls = self.calls_of(file, function).into_iter();
        // Calls that find out who calls and let strangers through; the handler may refuse those itself.
        let mut identifying: Vec<&Name> = Vec::new();
        let mut lenient = None;
        for (position, call) in calls.filter(|call| runs(call.span)).take(HANDLER_CALLS).enumerate()
        {
            // Told to let everybody through, it says nothing of the caller.
            if call.in_loop || lets_through(&call.arguments) && !self.is_lenient(file, call) {
                continue;
            }
            match self.check_by_call(file, call, position, asked.path) {
                Some(GuardClass::Reject)
                    if !self.goes_on_without(file, call)
                        && (handed_on == HANDED_ON || !self.gives_nothing(file, call.span)) =>
                {
                    return Some(self.guard_by_call(file, call, GuardClass::Reject));
                }
                Some(_) => {
                    identifying.push(&call.callee);
                    if self.is_lenient(file, call) {
                        lenient = Some(self.guard_by_call(file, call, GuardClass::Optional));
                    }
                }
                None => {}
            }
            // A handler that hands the request on: what it hands it to checks.
            if handed_on > 0
                && call.arguments.iter().any(|it| is_request(&it.value))
                && let Some(Symbol { file, kind: SymbolKind::Function(at) }) =
                    self.index.find(file, call.function, &call.callee).symbol()
                && let answers = call.arguments.iter().any(|it| is_response(&it.value))
                && let asked = (Asked { skipped: &[], answers, ..asked })
                && let Some(check) = self.check_in(file, at, asked, handed_on - 1)
                && check.class == GuardClass::Reject
            {
                return Some(check);
            }
        }
        // Who is looked up to compare a password is not the caller yet.
        let mut calls = self.calls_of(file, function).into_iter();
        let signs_in = calls.any(|it| compares_password(&it.callee.path));
        let is_caller =
            |name: &&Text| words::asks_who(name) && !(signs_in && words::is_looked_up(name));
        let refused = handler.exits.iter().filter(|exit| {
            exit.conditional
                && runs(exit.span)
                && self.is_for_strangers(file, function, exit.span)
                && self.runs_as_given(file, function, exit.span)
        });
        let mut partly = None;
        let refused = refused.into_iter().find_map(|exit| {
            let known = exit.conditions.iter().find(|condition| {
                identifying.iter().any(|name| condition.strip_suffix("()") == Some(&*name.path))
            });
            let name = match known {
                Some(name)
                    if refusal::ends_without_work(exit)
                        && (asked.answers || !gives_nothing(&exit.value)) =>
                {
                    name
                }
                _ => {
                    let refusal = refusal::refusal(self.index, file, function, exit)
                        .or_else(|| refusal::refusal_within(exit))?;
                    let asked = exit.conditions.iter().find(is_caller);
                    let found = || {
                        let mut names = exit.conditions.iter();
                        names.find(|name| self.finds_caller(file, function, name, refusal))
                    };
                    asked.or_else(found)?
                }
            };
            let caught = exit.kind == ExitKind::Raise && self.is_caught(file, exit.span);
            let guard = |class| Guard {
                name: naming::bare(name).into(),
                class,
                via: Via::Call,
                place: Place { file, span: exit.span },
                definition: None,
            };
            if !caught && self.lets_some_through(file, function, exit.span) {
                partly.get_or_insert_with(|| guard(GuardClass::Optional));
                return None;
            }
            (!caught).then(|| guard(GuardClass::Reject))
        });
        refused.or_else(|| self.refuses_the_rest(file, function)).or(partly).or(lenient)
    }

    /// Whether what a wrapper puts around a handler asks who calls and fails for strangers with what it is told:
    /// `if (!result.ok) throw result.response`. Refusals that tell their reason are read with the branches.
    pub(super) fn turns_away(&self, file: FileId, function: u32) -> bool {
        let asked = Asked { path: "", skipped: &[], answers: true };
        let Some(check) = self.check_in(file, function, asked, 0) else { return false };
        let exits = self.index.facts(file).functions.get(function as usize).map(|it| &it.exits);
        check.class == GuardClass::Reject
            && exits.into_iter().flatten().any(|exit| {
                exit.span == check.place.span
                    && exit.status.is_none()
                    && refusal::refusal(self.index, file, function, exit).is_none()
                    && (exit.kind == ExitKind::Raise || refusal::answers_failure(exit))
            })
    }

    /// Whether a condition is about what a call of the handler gave back that finds out who calls. Who is
    /// forbidden something was found out with the request.
    fn finds_caller(&self, file: FileId, function: u32, condition: &str, refusal: Refusal) -> bool {
        let Some(path) = condition.strip_suffix("()") else { return false };
        let mut calls = self.calls_of(file, function).into_iter();
        let call = calls.find(|it| it.callee.path == path && !words::is_sign_in(it.callee.last()));
        let asked = |call: &&Call| {
            refusal == Refusal::Unknown || call.arguments.iter().any(|it| is_request(&it.value))
        };
        call.filter(asked).is_some_and(|it| {
            let found = self.find(file, it.function, &it.callee);
            found.symbol().is_some_and(|it| self.asks_who(it))
        })
    }

    /// A handler that serves those who are known and at its end refuses all others.
    fn refuses_the_rest(&self, file: FileId, function: u32) -> Option<Guard> {
        let handler = self.index.facts(file).functions.get(function as usize)?;
        let last = handler.exits.iter().rev().find(|exit| !exit.conditional)?;
        if !refusal::refuses(self.index, file, function, last) {
            return None;
        }
        let conditions = handler.exits.iter().flat_map(|exit| &exit.conditions);
        let name = conditions.into_iter().find(|name| words::asks_who(name))?;
        let symbol = Symbol { file, kind: SymbolKind::Function(function) };
        let class = self.decides(file, function, handler, symbol, MAX_DEPTH - HELPER_STEPS)?.class;
        (class == GuardClass::Reject).then(|| Guard {
            name: name.clone(),
            class,
            via: Via::Call,
            place: Place { file, span: last.span },
            definition: None,
        })
    }

    /// Whether a place in a handler can be reached by a caller that nobody knows, as far as its branches tell:
    /// `if user.is_authenticated and user.banned: abort(403)` is for others.
    fn is_for_strangers(&self, file: FileId, function: u32, place: Span) -> bool {
        let Some(handler) = self.index.facts(file).functions.get(function as usize) else {
            return true;
        };
        let tests = Tests { guards: self, file, function };
        handler.branches.iter().all(|branch| {
            let (then, otherwise) = (branch.then.contains(place), branch.otherwise.contains(place));
            if !then && !otherwise {
                return true;
            }
            let verdict = tests.verdict(branch, true, &mut false);
            verdict.worlds().any(|(holds, fails)| then && holds || otherwise && fails)
        })
    }

    /// Whether it depends on something else than the caller if a stranger gets to a refusal:
    /// `if (!user) { if (!list.public) redirect("/login") }`.
    fn lets_some_through(&self, file: FileId, function: u32, place: Span) -> bool {
        let Some(handler) = self.index.facts(file).functions.get(function as usize) else {
            return false;
        };
        let tests = Tests { guards: self, file, function };
        let around = handler.branches.iter().filter_map(|branch| {
            let side = [branch.then, branch.otherwise].into_iter().find(|it| it.contains(place))?;
            Some((branch, side, tests.is_elsewhere(&branch.test)))
        });
        let around: Vec<_> = around.collect();
        let asked = around.iter().position(|it| !it.2);
        let Some(other) = around.iter().position(|it| it.2) else { return false };
        // Where no condition is known to be about the caller, the innermost is.
        let Some(asked) = asked.or(around.len().checked_sub(1)) else { return false };
        if asked == other {
            return false;
        }
        // What ends in any case serves no stranger.
        let (_, side, _) = around[asked];
        let inner = |span: Span| {
            let mut branches = handler.branches.iter().filter(|it| side.contains(it.span));
            branches.any(|it| it.then.contains(span) || it.otherwise.contains(span))
        };
        let ends = handler.exits.iter().any(|it| side.contains(it.span) && !inner(it.span));
        other < asked || !ends
    }

    /// Whether a call would refuse strangers if it were not told to let them through:
    /// `verify_jwt_in_request(optional=True)`.
    fn is_lenient(&self, file: FileId, call: &Call) -> bool {
        let Found::External(path) = self.index.find(file, call.function, &call.callee) else {
            return false;
        };
        self.library(file, &path, &[]) == Some(GuardClass::Reject)
            && self.library(file, &path, &call.arguments) == Some(GuardClass::Optional)
    }

    /// What a call in a handler finds out about the caller, if that is what it is for.
    fn check_by_call(
        &self,
        file: FileId,
        call: &Call,
        position: usize,
        path: &str,
    ) -> Option<GuardClass> {
        let name = call.callee.last();
        if words::is_sign_in(name) {
            return None;
        }
        let speaks = words::is_access(name) && !words::offers(name) || words::is_refusal(name);
        let takes_request = call.arguments.iter().any(|it| is_request(&it.value));
        // A helper that speaks of access, or the first thing that the request is handed to.
        if !speaks && !(position < FIRST_CALLS && takes_request) {
            return None;
        }
        // What is asked about parameters of the request says nothing of the caller.
        let input =
            |it: &Value| is_input(it, path) || self.is_filled_from_input(file, call.function, it);
        if !takes_request && call.arguments.iter().any(|it| input(&it.value)) {
            return None;
        }
        let found = match self.index.find(file, call.function, &call.callee) {
            // What a framework gives to requests under a name.
            found @ (Found::Unknown | Found::External(_))
                if call.callee.root == Root::Parameter =>
            {
                self.index.given(name).map_or(found, Found::Symbol)
            }
            found => found,
        };
        let identifies = takes_request || call.arguments.is_empty();
        let class = match &found {
            Found::Symbol(Symbol { kind: SymbolKind::Class(_), .. }) => return None,
            Found::Unknown => return (speaks && identifies).then_some(GuardClass::Unknown),
            Found::External(path) => match self.library(file, path, &call.arguments) {
                Some(GuardClass::Other) => return None,
                None if !speaks => return None,
                class => class.unwrap_or(GuardClass::Unknown),
            },
            found => {
                let asks = speaks || found.symbol().is_some_and(|it| self.asks_who(it));
                if !asks {
                    return None;
                }
                let arguments = self.handed_on(file, call.function, &call.arguments);
                self.called_with(file, found.clone(), &arguments, MAX_DEPTH - HELPER_STEPS)
            }
        };
        match relaxed(class, &call.arguments) {
            GuardClass::Reject => Some(GuardClass::Reject),
            // Told to let everybody through: what it gives back says nothing of a caller.
            relaxed if relaxed != class => None,
            // What is looked up by something else than what the caller brings says nothing of the caller.
            class => (identifies
                || class == GuardClass::Optional
                    && !call
                        .arguments
                        .iter()
                        .any(|it| it.name.is_empty() && is_of_program(&it.value)))
            .then_some(class),
        }
    }

    /// Whether a value is a parameter of the handler that the framework fills from what the request asks for, or a
    /// part of it: `@Body() order`.
    fn is_filled_from_input(&self, file: FileId, function: Option<u32>, value: &Value) -> bool {
        let Some(name) = value.as_name().filter(|it| it.root == Root::Parameter) else {
            return false;
        };
        let first = name.path.split('.').next().unwrap_or_default();
        let handler = function.and_then(|at| self.index.facts(file).functions.get(at as usize));
        handler.is_some_and(|it| {
            let filled = |decorator: &str| {
                matches!(
                    decorator,
                    "Args"
                        | "Body"
                        | "BodyParam"
                        | "BodyParams"
                        | "BodyProp"
                        | "Param"
                        | "Params"
                        | "PathParams"
                        | "Queries"
                        | "Query"
                        | "QueryParam"
                        | "QueryParams"
                        | "queryParam"
                        | "requestBody"
                        | "requestParam"
                )
            };
            it.parameters.iter().any(|it| it.name == first && filled(&it.decorator))
        })
    }

    /// Whether a handler goes on where a check fails: it catches the error and does its work all the same.
    fn goes_on_without(&self, file: FileId, call: &Call) -> bool {
        // A helper that answers by itself raises nothing that could be caught.
        let answers = || {
            let found = self.index.find(file, call.function, &call.callee);
            let symbol = found.symbol();
            symbol.is_some_and(|symbol| {
                let SymbolKind::Function(at) = symbol.kind else { return false };
                self.index.function(symbol).is_some_and(|function| {
                    function.exits.iter().any(|exit| {
                        exit.kind != ExitKind::Raise
                            && refusal::refuses(self.index, symbol.file, at, exit)
                    })
                })
            })
        };
        self.is_caught(file, call.span) && !answers()
    }

    /// Whether an error at this place is caught by a handler behind which the function goes on.
    fn is_caught(&self, file: FileId, span: Span) -> bool {
        self.index.facts(file).handlers.iter().any(|handler| {
            handler.tried.contains(span)
                && catches(handler)
                && !matches!(handler.action, HandlerAction::Raises | HandlerAction::Returns)
                && !self.handler_refuses(file, handler.span)
        })
    }

    /// Whether an error at this place is caught by a handler that gives back nothing, which in a helper says
    /// that there is nobody.
    fn gives_nothing(&self, file: FileId, span: Span) -> bool {
        self.index.facts(file).handlers.iter().any(|handler| {
            handler.tried.contains(span)
                && catches(handler)
                && handler.action == HandlerAction::Returns
                && handler.returns.as_ref().is_none_or(gives_nothing)
                && !self.handler_refuses(file, handler.span)
        })
    }

    /// Whether a helper without a telling name finds out who calls: it answers 401, or what it calls speaks of access.
    fn asks_who(&self, symbol: Symbol) -> bool {
        let SymbolKind::Function(at) = symbol.kind else { return false };
        let facts = self.index.facts(symbol.file);
        self.scope(symbol.file, at).into_iter().any(|at| {
            let answers = facts
                .functions
                .get(at as usize)
                .is_some_and(|it| it.exits.iter().any(|exit| exit.status == Some(401)));
            answers
                || self.calls_of(symbol.file, at).into_iter().any(|call| {
                    let name = call.callee.last();
                    words::is_access(name) || words::is_refusal(name)
                })
        })
    }
}

/// Whether a value is that of an object by which requests are answered.
fn is_response(value: &Value) -> bool {
    value
        .as_name()
        .is_some_and(|it| matches!(it.last(), "res" | "response" | "reply" | "ctx" | "c"))
        || matches!(value, Value::Dict(entries) if entries.iter().any(|it| is_response(&it.1)))
}

fn gives_nothing(value: &Value) -> bool {
    matches!(value, Value::Null | Value::Bool(false))
}

/// Whether a call is told to let strangers through: `parse(request, schema, { skipAuth: true })`.
fn lets_through(arguments: &[Argument]) -> bool {
    relaxed(GuardClass::Reject, arguments) != GuardClass::Reject
}

/// Whether a value is the request, or an object that holds it.
pub(super) fn is_request(value: &Value) -> bool {
    match value {
        Value::Name(name) => {
            let last = name.last();
            matches!(last, "request" | "req" | "ctx" | "context" | "event" | "locals" | "c")
        }
        Value::Dict(entries) => entries.iter().any(|(_, value)| is_request(value)),
        _ => false,
    }
}

/// Whether a value is one that the module holds or imports, as the options of a library: `getServerSession(authOptions)`.
fn is_of_module(value: &Value) -> bool {
    value.as_name().is_some_and(|name| matches!(name.root, Root::Module | Root::Import(..)))
}

/// Whether a value is a constant or a setting.
fn is_of_program(value: &Value) -> bool {
    value.is_literal() || value.as_name().is_some_and(|name| words::is_setting(&name.path))
}

/// Whether a value is taken from the parameters of the request: `req.query.token`, a part of the path.
fn is_input(value: &Value, path: &str) -> bool {
    value.as_name().is_some_and(|name| {
        let part = name.root == Root::Parameter && path.contains(&format!("{{{}}}", name.path));
        // Validated input is handed to procedures under this name.
        let mut parts = name.path.split('.');
        part || parts.next() == Some("input") && name.root == Root::Parameter
            || parts.any(holds_parameters)
    })
}

//! What becomes of a caller that nobody knows, followed through the branches of a guard.
//!
//! A condition about the caller is taken to turn out against a stranger. A condition about
//! something else (a setting, the time, a forgery token) may turn out either way, so a refusal
//! behind it is none that a stranger must meet.

use super::condition::{Tests, asks_for_nothing, asks_for_token};
use super::refusal::Refusal;
use super::{DECIDING_METHODS, Guards, HELPER_STEPS, refusal, words};
use crate::facts::{Branch, Call, Exit, ExitKind, Function, GuardClass, Value};
use crate::project::{FileId, Symbol};
use crate::source::Span;

/// How deep branches are followed.
const DEPTH: u32 = 32;
/// How many calls of one guard are followed.
const MAX_CALLS: u32 = 60;

/// The ways in which a piece of a guard may end for a stranger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Ways(u8);

impl Ways {
    /// Goes on behind the piece.
    const ON: Self = Self(1);
    /// Lets the request through.
    const PASSES: Self = Self(2);
    /// Refuses those whom nobody knows.
    const REFUSES: Self = Self(4);
    /// Refuses what the caller may not do, and asked who calls before.
    const FORBIDS: Self = Self(8);
    /// Ends in another way: an error, a redirect to elsewhere.
    const STOPS: Self = Self(16);

    fn has(self, way: Self) -> bool {
        self.0 & way.0 != 0
    }

    fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn without(self, way: Self) -> Self {
        Self(self.0 & !way.0)
    }

    /// How far a stranger gets at most.
    fn reach(self) -> u8 {
        match () {
            () if self.has(Self::PASSES) => 3,
            () if self.has(Self::STOPS) => 2,
            () if self.has(Self::ON) => 1,
            () => 0,
        }
    }

    /// The one of two ways that lets a stranger less far; both where there is no difference.
    fn stricter(self, other: Self) -> Self {
        match self.reach().cmp(&other.reach()) {
            std::cmp::Ordering::Less => self,
            std::cmp::Ordering::Greater => other,
            std::cmp::Ordering::Equal => self.or(other),
        }
    }
}

/// What a function does with a stranger.
#[derive(Clone, Copy)]
pub(super) struct Decision {
    pub(super) class: GuardClass,
    /// Whether it hands the request over, whatever else it does for others.
    pub(super) settled: bool,
    /// Whether it depends on something else than the caller if a stranger is refused.
    pub(super) partly: bool,
}

/// Something that happens in a guard.
#[derive(Clone, Copy)]
enum Event<'f> {
    Branch(&'f Branch),
    Exit(&'f Exit),
    /// A `try`: what is tried; its handlers are found by that.
    Try(Span),
    Call(&'f Call),
}

/// A guard that is followed.
struct Walk<'g, 'a, 'i> {
    guards: &'g Guards<'a, 'i>,
    tests: Tests<'g, 'a, 'i>,
    file: FileId,
    at: u32,
    caller: Symbol,
    depth: u32,
    events: Vec<(Span, Event<'a>)>,
    /// Whether the caller was asked about on the way here.
    asked: bool,
    /// Whether a token was asked for on the way here.
    token: bool,
    /// Whether a way passes by another answer than handing the request over.
    answered: bool,
    /// Whether only those get to the handler to whom the guard hands the request over, by who they are.
    keeps_back: bool,
    calls: u32,
    /// Whether something was called on the way here that may fail.
    tried: bool,
}

impl<'a, 'i> Guards<'a, 'i> {
    /// What a function does with a stranger; `None` where its branches are not known. One that hands the
    /// request over for certain is settled: what stands in it behind that does not run.
    pub(super) fn decides(
        &self,
        file: FileId,
        at: u32,
        function: &'a Function,
        caller: Symbol,
        depth: u32,
    ) -> Option<Decision> {
        if function.branches.is_empty() {
            return None;
        }
        let mut walk = Walk {
            guards: self,
            tests: Tests { guards: self, file, function: at },
            file,
            at,
            caller,
            depth,
            events: self.events(file, at, function),
            asked: false,
            token: false,
            answered: false,
            keeps_back: self.keeps_back(file, at, function),
            calls: 0,
            tried: false,
        };
        let mut ways = walk.block(Span::new(0, u32::MAX), DEPTH);
        if ways.has(Ways::ON) && walk.keeps_back {
            ways = ways.without(Ways::ON).or(Ways::FORBIDS);
        }
        let passes = ways.has(Ways::PASSES) || ways.has(Ways::ON);
        let refuses = ways.has(Ways::REFUSES);
        // What it refuses a caller who brings something wrong. One that was told to refuse nobody and looks at no
        // caller is no guard at all.
        let asked = walk.asked;
        let unknown = || {
            function.exits.iter().any(|exit| {
                self.refusal(file, at, exit) == Some(Refusal::Unknown)
                    && (asked || self.runs_as_given(file, at, exit.span))
                    && !self.is_swallowed(file, exit.span)
                    && !self.is_translated(file, at, exit)
            })
        };
        // `-> User | None`, which returns nothing for those who bring nothing.
        let admits = || {
            super::bodies::admits_nobody(&function.result)
                && function
                    .exits
                    .iter()
                    .any(|exit| exit.kind == ExitKind::Return && exit.value == Value::Null)
        };
        let hands_over = || function.exits.iter().any(|it| it.kind == ExitKind::Next);
        // Nobody passes, unless another guard lets them: `return bearerAuth({ token })(c, next)`.
        let guarded = || {
            let depth = depth.saturating_sub(HELPER_STEPS);
            ways.has(Ways::STOPS) && self.helpers(file, at, caller, depth) == GuardClass::Reject
        };
        let class = match passes {
            false if !refuses && ways.has(Ways::FORBIDS) && admits() => GuardClass::Optional,
            // Who brings nothing may be told so by another status.
            false if refuses || ways.has(Ways::FORBIDS) || unknown() || guarded() => {
                GuardClass::Reject
            }
            true if refuses || unknown() => GuardClass::Optional,
            _ => GuardClass::Other,
        };
        Some(Decision {
            class,
            settled: ways == Ways::PASSES && hands_over() && !walk.answered,
            partly: ways.has(Ways::PASSES) && ways.has(Ways::FORBIDS),
        })
    }

    /// Whether a function hands requests over by itself, where it asked who calls: what it hands nobody over
    /// ends there, whatever it answers.
    fn keeps_back(&self, file: FileId, at: u32, function: &Function) -> bool {
        let mut over = function.exits.iter().filter(|it| it.kind == ExitKind::Next);
        let Some(name) = over.next().and_then(|it| it.value.as_call()).map(|it| &it.callee.path)
        else {
            return false;
        };
        let asks = |exit: &Exit| exit.conditions.iter().any(|it| words::asks_who(it));
        let facts = self.index.facts(file);
        let hands_on = |exit: &Exit| exit.kind == ExitKind::Next;
        let mut inner = self.scope(file, at).into_iter().skip(1);
        let is_next = |value: &Value| value.as_name().is_some_and(|it| it.path == *name);
        function.exits.iter().any(asks)
            && !inner.any(|it| facts.functions[it as usize].exits.iter().any(hands_on))
            && !self
                .calls_of(file, at)
                .into_iter()
                .any(|call| call.arguments.iter().any(|it| is_next(&it.value)))
    }

    fn refusal(&self, file: FileId, at: u32, exit: &Exit) -> Option<Refusal> {
        refusal::refusal(self.index, file, at, exit)
    }

    fn events(&self, file: FileId, at: u32, function: &'a Function) -> Vec<(Span, Event<'a>)> {
        let facts = self.index.facts(file);
        let branches = function.branches.iter().map(|it| (it.span, Event::Branch(it)));
        let exits = function.exits.iter().map(|it| (it.span, Event::Exit(it)));
        let injected =
            |call: &Call| function.dependencies.iter().any(|it| it.span.contains(call.span));
        let calls = self.calls_of(file, at).into_iter().filter(|it| !injected(it));
        let calls = calls.map(|it| (it.span, Event::Call(it)));
        let mut events: Vec<_> = branches.chain(exits).chain(calls).collect();
        for handler in &facts.handlers {
            if handler.function == Some(at) && !handler.chained {
                let known = events.iter_mut().find_map(|(span, event)| match event {
                    Event::Try(tried) if *tried == handler.tried => Some(span),
                    _ => None,
                });
                match known {
                    Some(span) => *span = span.to(handler.span),
                    None => {
                        events.push((handler.tried.to(handler.span), Event::Try(handler.tried)));
                    }
                }
            }
        }
        let rank = |event: &Event<'_>| match event {
            Event::Try(_) => 0,
            Event::Branch(_) => 1,
            Event::Exit(_) => 2,
            Event::Call(_) => 3,
        };
        events.sort_by_key(|(span, event)| (span.start, std::cmp::Reverse(span.end), rank(event)));
        events
    }
}

impl<'a> Walk<'_, 'a, '_> {
    /// The ways through the statements within a span.
    fn block(&mut self, within: Span, depth: u32) -> Ways {
        let Some(depth) = depth.checked_sub(1) else { return Ways::ON };
        let mut ways = Ways::default();
        let mut at = within.start;
        let mut next = self.from(within);
        while let Some(&(span, event)) = self.events.get(next) {
            next += 1;
            if span.start >= within.end {
                break;
            }
            if span.start < at || span.end > within.end {
                continue;
            }
            // What stands within a branch or a `try` of the same place is read with it.
            at = span.end;
            let here = match event {
                Event::Branch(branch) => self.branch(branch, depth),
                Event::Try(tried) => self.attempt(span, tried, depth),
                Event::Exit(exit) => self.answer(exit, next),
                Event::Call(_) => {
                    self.tried = true;
                    self.calls_within(span)
                }
            };
            ways = ways.or(here.without(Ways::ON));
            if !here.has(Ways::ON) {
                return ways;
            }
        }
        ways.or(Ways::ON)
    }

    fn branch(&mut self, branch: &'a Branch, depth: u32) -> Ways {
        let asked = self.calls_within(Span::new(branch.span.start, branch.then.start));
        if !asked.has(Ways::ON) {
            return asked;
        }
        let decides = self.refuses_strangers(branch.then)
            || self.refuses_strangers(branch.otherwise)
            || asks_for_nothing(&branch.test) && self.may_refuse_strangers(branch.then);
        let before = std::mem::replace(&mut self.asked, false);
        let verdict = self.tests.verdict(branch, decides, &mut self.asked);
        // A test that asks for something of the caller may fail for what a stranger brings.
        self.tried |= self.asked;
        self.asked |= before;
        self.token |= asks_for_token(&branch.test);
        let before = self.asked;
        let then = self.block(branch.then, depth);
        self.asked = before;
        let otherwise = match branch.otherwise.start < branch.otherwise.end {
            true => self.block(branch.otherwise, depth),
            false => Ways::ON,
        };
        let ways = verdict.worlds().map(|(holds, fails)| {
            let then = if holds { then } else { Ways::default() };
            let otherwise = if fails { otherwise } else { Ways::default() };
            then.or(otherwise)
        });
        ways.reduce(Ways::stricter).unwrap_or(Ways::ON)
    }

    /// Whether a block begins with a refusal of those whom nobody knows.
    fn refuses_strangers(&self, block: Span) -> bool {
        let mut within = self.events[self.from(block)..].iter();
        let first = within.find_map(|(span, event)| match event {
            _ if span.start >= block.end => Some(None),
            Event::Call(_) => None,
            Event::Exit(exit) => Some(Some(*exit)),
            Event::Branch(_) | Event::Try(_) => Some(None),
        });
        first.flatten().is_some_and(|exit| self.is_for_strangers(exit))
    }

    /// Whether a block refuses those whom nobody knows somewhere.
    fn may_refuse_strangers(&self, block: Span) -> bool {
        let within = self.events[self.from(block)..].iter();
        within.take_while(|(span, _)| span.start < block.end).any(|(_, event)| match event {
            Event::Exit(exit) => self.is_for_strangers(exit),
            _ => false,
        })
    }

    fn is_for_strangers(&self, exit: &Exit) -> bool {
        self.guards.refusal(self.file, self.at, exit) == Some(Refusal::Unknown)
    }

    /// Whether the guard says that it verifies who calls, or has no name that says what else it is for.
    fn verifies(&self) -> bool {
        self.function().is_some_and(|it| {
            it.name.is_empty() || words::demands(&it.name) || words::checks_token(&it.name)
        })
    }

    /// Whether the guard stands before others that it hands the request over to, or decides about them.
    fn hands_over(&self) -> bool {
        self.function().is_some_and(|it| {
            DECIDING_METHODS.contains(&it.name.as_str())
                || it.exits.iter().any(|it| it.kind == ExitKind::Next)
        })
    }

    fn function(&self) -> Option<&'a Function> {
        self.guards.index.facts(self.file).functions.get(self.at as usize)
    }

    /// The first event within a span, as an index.
    fn from(&self, within: Span) -> usize {
        self.events.partition_point(|(span, _)| span.start < within.start)
    }

    fn attempt(&mut self, whole: Span, tried: Span, depth: u32) -> Ways {
        let before = std::mem::replace(&mut self.tried, false);
        let mut ways = self.block(tried, depth);
        let fails = self.tried || ways != Ways::PASSES;
        self.tried |= before;
        // What is let through before anything is called meets no error: `if (path === "/login") return`.
        if !fails || self.guards.hands_over_first(self.file, self.at, tried) {
            return ways;
        }
        let handlers = &self.guards.index.facts(self.file).handlers;
        for handler in handlers {
            if handler.function == Some(self.at)
                && handler.tried == tried
                && whole.contains(handler.span)
            {
                // What is tried fails for what a stranger brings.
                self.asked = true;
                let handled = self.block(handler.span, depth);
                ways = ways.stricter(handled);
            }
        }
        ways
    }

    /// An exit, or those within it: `return next(error)`, `ok ? next() : res.sendStatus(401)`.
    fn answer(&mut self, exit: &'a Exit, next: usize) -> Ways {
        let mut within = Vec::new();
        for (span, event) in self.events.get(next..).unwrap_or_default() {
            match event {
                _ if !exit.span.contains(*span) => break,
                Event::Exit(inner) => within.push(*inner),
                _ => {}
            }
        }
        let ways = within.into_iter().map(|inner| self.exit(inner)).reduce(Ways::stricter);
        ways.unwrap_or_else(|| self.exit(exit))
    }

    fn exit(&mut self, exit: &'a Exit) -> Ways {
        let before = self.calls;
        let asked = self.calls_within(exit.span);
        if !asked.has(Ways::ON) {
            return asked;
        }
        self.tried |= self.calls != before && exit.kind != ExitKind::Next;
        if let Some(refusal) = self.guards.refusal(self.file, self.at, exit) {
            return match () {
                // The handler decides what becomes of it.
                () if exit.kind == ExitKind::Raise
                    && self.guards.is_swallowed(self.file, exit.span) =>
                {
                    Ways::PASSES
                }
                () if refusal == Refusal::Unknown => Ways::REFUSES,
                () if self.asked || exit.conditions.iter().any(|it| words::asks_who(it)) => {
                    Ways::FORBIDS
                }
                () => Ways::STOPS,
            };
        }
        let redirects = matches!(exit.status, Some(300..=399)) || refusal::redirects(&exit.value);
        let fails =
            redirects || matches!(exit.status, Some(400..=599)) || refusal::answers_caught(exit);
        // `next(error)`, `done(error)`
        let hands_error = || {
            exit.value.as_call().is_some_and(|call| {
                matches!(call.callee.last(), "next" | "done") && !call.arguments.is_empty()
            })
        };
        // `if token != expected: raise HTTPException(400)`
        let ends = matches!(exit.status, Some(400..=499)) && exit.kind != ExitKind::Next;
        match exit.kind {
            _ if ends && (self.token || exit.conditions.iter().any(|it| words::is_token(it))) => {
                Ways::FORBIDS
            }
            // One that says to verify hands on an error without a status for who brings nothing.
            ExitKind::Next if hands_error() && self.asked && self.verifies() => Ways::FORBIDS,
            // An error without a status keeps strangers from the handler as well.
            ExitKind::Raise
                if self.asked
                    && self.hands_over()
                    && exit.conditions.iter().any(|it| words::is_caller(it))
                    && !self.guards.is_swallowed(self.file, exit.span) =>
            {
                Ways::FORBIDS
            }
            ExitKind::Raise => Ways::STOPS,
            ExitKind::Next if hands_error() => Ways::STOPS,
            // Sent elsewhere than those who are known.
            _ if redirects && self.asked && self.hands_over() => Ways::FORBIDS,
            _ if fails => Ways::STOPS,
            // `if (!req.session.user) return res.json({ code: -1 })`
            ExitKind::Return | ExitKind::Respond
                if self.keeps_back && exit.conditions.iter().any(|it| words::asks_who(it)) =>
            {
                Ways::FORBIDS
            }
            kind => {
                self.answered |= kind != ExitKind::Next;
                Ways::PASSES
            }
        }
    }

    /// The calls within a span: one of a helper that refuses strangers ends the way.
    fn calls_within(&mut self, within: Span) -> Ways {
        for at in self.from(within)..self.events.len() {
            let (span, event) = self.events[at];
            if span.start >= within.end {
                break;
            }
            let Event::Call(call) = event else { continue };
            if !within.contains(span) || self.calls >= MAX_CALLS {
                continue;
            }
            self.calls += 1;
            let depth = self.depth.saturating_sub(HELPER_STEPS);
            let class = self.guards.called(self.file, self.at, call, self.caller, depth);
            if class == GuardClass::Reject && !self.guards.is_swallowed(self.file, span) {
                return Ways::REFUSES;
            }
        }
        Ways::ON
    }
}

use shipworthy_core::code::FunctionKind;
use shipworthy_core::facts::{Call, Class, Effect, FileFacts, Function, Handled, Value};
use shipworthy_core::finding::{Effort, Finding, Severity};
use shipworthy_core::naming::words;
use shipworthy_core::project::{FileId, Place, ProjectFile};
use shipworthy_core::rule::{Category, Check, FileRule, RuleMetadata, RuleStatus};
use shipworthy_core::source::Role;

use super::answers::{
    answers_by_outcome, answers_health_protocol, answers_nothing, answers_yes_or_no, builds_text,
    gives_long_text, is_page, only_refuses, says_failure,
};
use super::evidence::{
    Remark, does_no_work, ignores_parameters, is_declaration, is_looked_at, is_of_a_library,
    is_random_by_purpose, remark_on, remarks, root_of,
};
use super::names::{
    brings_data, declares, does_action, gives_label, is_called_invented, is_random_by_nature,
    makes_invented,
};
use super::phrases::{Telling, telling};
use crate::text;

/// Finds functions that stand in for real work.
pub(crate) struct MockFunction;

static METADATA: RuleMetadata = RuleMetadata {
    id: text("mock-function"),
    summary: text(
        "a function that stands in for real work: it invents its result or only simulates the work",
    ),
    category: Category::Authenticity,
    severity: Severity::High,
    effort: Effort::Large,
    status: RuleStatus::Stable,
    since: text("0.1.0"),
    page: text(include_str!("mock-function.md")),
};

impl FileRule for MockFunction {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, id: FileId, file: &ProjectFile, check: &mut Check) {
        if !is_looked_at(file) {
            return;
        }
        let remarks = remarks(&file.facts);
        for (at, function) in file.facts.functions.iter().enumerate() {
            if is_declaration(&file.facts, function)
                || function.body.stub.is_some()
                || function.kind == FunctionKind::Lambda && function.name.is_empty()
            {
                continue;
            }
            check.subject();
            if only_refuses(function) {
                continue;
            }
            let signals = signals(file, function, remark_on(file, &remarks, at));
            let weight: i32 = signals.iter().map(|(_, weight)| i32::from(*weight)).sum();
            if weight < LIKELY {
                continue;
            }
            let place = Place { file: id, span: function.definition };
            let mut finding = Finding::new(place, message(function))
                .subject(function.qualified.clone())
                .help("Do the work: query the store, call the service, compute from the input. Until then raise an error that says so.");
            // A record of literals alone may be a definition that a framework asks for.
            if weight < SURE || !signals.iter().any(|(name, _)| TELLING.contains(name)) {
                finding = finding.severity(Severity::Medium);
            }
            if file.role == Role::Example {
                finding = finding.severity(Severity::Low);
            }
            for (name, weight) in signals {
                finding = finding.signal(name, weight);
            }
            check.report(finding);
        }
    }
}

/// From which weight on a function is reported.
const LIKELY: i32 = 50;
/// From which weight on it is reported as grave: below it, most of what is found in mature code is honest.
const SURE: i32 = 60;
/// How many conditions and loops a function has that works its answer out, even if each answer is written out.
const MANY: u32 = 4;
/// Signals that tell an invented result from a fixed one.
const TELLING: &[&str] = &[
    "remark-says-so",
    "named-invented",
    "returns-random",
    "waits-instead-of-working",
    "answer-says-so",
    "ignores-its-parameters",
];

/// What speaks for and against an invented result. The weights follow the precision of each signal on labelled functions.
fn signals(
    file: &ProjectFile,
    function: &Function,
    remark: Option<Remark>,
) -> Vec<(&'static str, i8)> {
    let look = Look::at(file, function, remark);
    let mut signals = look.of_invention();
    if !signals.is_empty() {
        look.circumstances(&mut signals);
        look.of_honest_work(&mut signals);
    }
    signals
}

/// A function, with what several signals ask for.
struct Look<'a> {
    file: &'a ProjectFile,
    function: &'a Function,
    /// The class that holds it: one that is a schema or a form says what its methods give.
    holder: Option<&'a Class>,
    /// The most telling remark, unless it only repeats a name.
    remark: Option<Remark>,
    idle: bool,
    nearly_idle: bool,
    sleeps: bool,
    /// Whether it answers with literals alone.
    literal: bool,
    named: bool,
    labels: bool,
    brings: bool,
    /// Whether it handles a route.
    serves: bool,
}

impl<'a> Look<'a> {
    fn at(file: &'a ProjectFile, function: &'a Function, remark: Option<Remark>) -> Self {
        let body = &function.body;
        let name = function.name.as_str();
        let holder = function.class.and_then(|class| file.facts.classes.get(class as usize));
        let labels =
            gives_label(name) || holder.is_some_and(|class| declares(words(&class.name).last()));
        let sleeps = body.has(Effect::Sleep) && !body.has(Effect::Io);
        let page = function.exits.iter().any(|exit| is_page(&exit.value));
        let literal = body.returns_only_literals && body.returned_literals > 0 && !page;
        let named = (is_called_invented(name) || makes_invented(name))
            && !is_component(function)
            && !page
            && !is_random_by_purpose(file);
        let remark = remark
            .filter(|remark| sleeps || literal || !is_named_after(function, remark))
            .filter(|remark| !repeats_the_name(function, remark));
        Self {
            file,
            function,
            holder,
            remark,
            idle: does_no_work(function),
            nearly_idle: body.calls <= 2 && !body.has(Effect::Io),
            sleeps,
            literal,
            named,
            labels,
            brings: brings_data(name) && !labels,
            serves: serves(&file.facts, function),
        }
    }

    /// Whether it handles a route, says that the real work is missing, and reaches nothing beside the request.
    fn answers_by_itself(&self) -> bool {
        self.serves
            && !self.function.body.has(Effect::Io)
            // Documentation tells what callers may expect, also of a simulation.
            && self.remark.is_some_and(|remark| {
                remark.level == Telling::Strong && remark.span != self.function.definition
            })
            && awaits_only_the_request(&self.file.facts, self.function)
    }

    /// Signals that a result is invented; without one the function is left alone.
    fn of_invention(&self) -> Vec<(&'static str, i8)> {
        let body = &self.function.body;
        let name = self.function.name.as_str();
        let mut signals: Vec<(&'static str, i8)> = Vec::new();
        match self.remark.map(|remark| remark.level) {
            Some(Telling::Strong) => {
                let weight = if self.idle || self.sleeps || self.answers_by_itself() {
                    45
                } else if self.nearly_idle && body.branches + body.loops < 3 {
                    40
                } else if self.nearly_idle {
                    30
                } else {
                    15
                };
                signals.push(("remark-says-so", weight));
            }
            Some(Telling::Weak) => signals.push(("remark-hints", if self.idle { 20 } else { 5 })),
            None => {}
        }
        if self.named {
            signals.push(("named-invented", 40));
        }
        if self.literal {
            signals.push(("returns-only-literals", 20));
            if body.returned_literals >= 3 {
                signals.push(("returns-a-record-of-literals", 10));
            }
        }
        if body.returns_random
            && !is_random_by_nature(name)
            && !self.holder.is_some_and(|class| is_random_by_nature(&class.name))
            && !is_random_by_purpose(self.file)
        {
            signals.push(("returns-random", 45));
        }
        if self.sleeps && only_waits(&self.file.facts, self.function) {
            signals.push(("waits-instead-of-working", 35));
            if does_action(name) && !self.literal {
                signals.push(("named-as-doing-work", 20));
            }
        } else if self.sleeps && (self.literal && body.calls == 0 || self.remark.is_some()) {
            signals.push(("waits-instead-of-working", 25));
        }
        if answers_mostly_with_literals(self.function) {
            signals.push(("answers-mostly-with-literals", 45));
        }
        let said = body
            .strings
            .iter()
            .any(|string| telling(string).is_some_and(|(level, _)| level == Telling::Strong));
        if said && body.calls <= 1 && !body.raises {
            signals.push(("answer-says-so", 35));
        }
        signals
    }

    /// What makes the signals of invention stronger.
    fn circumstances(&self, signals: &mut Vec<(&'static str, i8)>) {
        if self.idle {
            signals.push(("does-no-work", 10));
        } else if self.nearly_idle {
            signals.push(("does-hardly-any-work", 10));
        } else if self.answers_by_itself() {
            signals.push(("answers-without-a-store", 10));
        }
        if !self.literal {
            return;
        }
        if self.function.body.branches == 0 {
            signals.push(("same-for-every-input", 5));
        }
        if self.brings {
            signals.push(("named-as-bringing-data", 20));
        }
        if ignores_parameters(self.function)
            && !follows_a_library(self.file, self.holder)
            && (self.serves || self.function.decorators.is_empty())
        {
            // The library behind a decorator chooses the parameters of what it is handed; a route's handler does not.
            signals.push(("ignores-its-parameters", 20));
        }
    }

    /// What an honest function shows.
    fn of_honest_work(&self, signals: &mut Vec<(&'static str, i8)>) {
        if self.answers_by_itself() {
            return;
        }
        let (function, body) = (self.function, &self.function.body);
        let unremarked = self.remark.is_none();
        let strong = self.remark.is_some_and(|remark| remark.level == Telling::Strong);
        if self.literal {
            if self.labels {
                signals.push(("named-as-giving-a-label", -30));
            }
            if unremarked && answers_yes_or_no(function) && (!self.brings || body.calls > 0) {
                signals.push(("answers-yes-or-no", -15));
            }
            if unremarked && is_hook(function, self.holder) {
                signals.push(("a-hook-to-be-replaced", -40));
            }
            if unremarked && is_replaced(&self.file.facts, function) {
                signals.push(("replaced-by-a-subclass", -30));
            }
            if unremarked && says_failure(function) {
                signals.push(("says-that-it-failed", -40));
            }
            if unremarked && answers_health_protocol(function) {
                signals.push(("answers-the-health-protocol", -40));
            }
            if unremarked && gives_long_text(function) {
                signals.push(("gives-a-long-text", -30));
            }
            // A sign of life, or that a message was received.
            if unremarked && self.serves && body.returned_literals <= 1 {
                signals.push(("answers-a-single-word", -20));
            }
            if unremarked && answers_nothing(function) {
                signals.push(("answers-nothing", -15));
            }
            if body.branches > 0 || answers_by_outcome(function) {
                signals.push(("answers-by-its-input", -25));
            }
            if !strong && body.branches + body.loops >= MANY {
                signals.push(("tells-many-cases-apart", -20));
            }
            if function.handed && !function.name.is_empty() && !strong {
                signals.push(("an-option-of-other-code", -25));
            }
            if body.returned_literals <= 1 && unremarked && fulfils_a_base(self.holder) {
                // Who says so of a parameter knows that it is there for the base alone.
                let unused = !function.parameters.is_empty()
                    && function.parameters.iter().all(|it| it.name.starts_with('_'));
                signals.push(("fulfils-a-base-class", if unused { -30 } else { -15 }));
            }
        } else if body.returns_computed && !body.returns_random && body.returned_literals <= 1 {
            signals.push(("gives-back-what-it-gets", -15));
        }
        if body.returns_random && builds_text(function) {
            signals.push(("builds-a-text", -30));
        }
        if body.has(Effect::Io) {
            signals.push(("does-input-or-output", -30));
        }
        if body.calls > 2 && !body.returns_random {
            signals.push(("calls-other-code", -15));
        }
    }
}

/// Whether a class stands for another: some of what the other asks for may have nothing to do in it.
fn fulfils_a_base(class: Option<&Class>) -> bool {
    class.is_some_and(|class| !class.bases.is_empty())
}

/// Whether a library's class asks for a method: then the library has chosen the parameters.
fn follows_a_library(file: &ProjectFile, class: Option<&Class>) -> bool {
    let is_library =
        |base: &Value| matches!(base, Value::Name(name) if is_of_a_library(file, name));
    class.is_some_and(|class| class.bases.iter().any(is_library))
}

/// Whether nothing is awaited but what the request brings: its body, and who sends it.
fn awaits_only_the_request(facts: &FileFacts, function: &Function) -> bool {
    let from = facts.calls.partition_point(|call| call.span.start < function.span.start);
    facts.calls[from..]
        .iter()
        .take_while(|call| call.span.start < function.span.end)
        .filter(|call| call.awaited)
        .all(|call| {
            matches!(
                call.callee.last(),
                "auth"
                    | "body"
                    | "cookies"
                    | "formData"
                    | "getServerSession"
                    | "getSession"
                    | "getToken"
                    | "headers"
                    | "json"
                    | "text"
            )
        })
}

/// Whether a function handles a route.
fn serves(facts: &FileFacts, function: &Function) -> bool {
    facts.routing.routes.iter().any(|route| {
        matches!(route.handler, Handled::Function(at)
            if facts.functions.get(at as usize).is_some_and(|it| it.span == function.span))
    })
}

/// Whether a class that is only there to be mixed into others answers for those that have nothing to say.
fn is_hook(function: &Function, holder: Option<&Class>) -> bool {
    answers_yes_or_no(function)
        && holder.is_some_and(|class| words(&class.name).last().is_some_and(|word| word == "mixin"))
}

/// Whether a class below the method's own, in the same file, answers differently: then this is the default.
fn is_replaced(facts: &FileFacts, function: &Function) -> bool {
    let Some(holder) = function.class.and_then(|at| facts.classes.get(at as usize)) else {
        return false;
    };
    let below = |class: &Class| {
        let is_holder = |base: &Value| matches!(base, Value::Name(it) if it.path == holder.name);
        class.bases.iter().any(is_holder)
    };
    let methods = facts.classes.iter().filter(|it| below(it)).flat_map(|it| &it.methods);
    let named =
        |at: &u32| facts.functions.get(*at as usize).is_some_and(|it| it.name == function.name);
    methods.into_iter().any(named)
}

/// Whether a function is a part of a user interface: these are called as classes are.
fn is_component(function: &Function) -> bool {
    matches!(function.kind, FunctionKind::Function | FunctionKind::Lambda)
        && function.name.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Whether a remark only repeats the function's name, and the function computes: simulating is what it is for.
fn is_named_after(function: &Function, remark: &Remark) -> bool {
    let computes = function.body.returns_computed || function.body.branches > 0;
    computes
        && root_of(remark.phrase).is_some_and(|root| {
            matches!(root, "simul" | "placeholder" | "sample")
                && words(&function.name).iter().any(|word| word.starts_with(root))
        })
}

/// Whether a remark says no more than the function's name does.
fn repeats_the_name(function: &Function, remark: &Remark) -> bool {
    remark.level == Telling::Weak
        && root_of(remark.phrase)
            .is_some_and(|root| words(&function.name).iter().any(|word| word.starts_with(root)))
}

/// Whether time is all that a function waits for, and nothing else in it can be the work.
fn only_waits(facts: &FileFacts, function: &Function) -> bool {
    let body = &function.body;
    if body.loops > 0 || body.calls > 0 || body.has(Effect::Io) {
        return false;
    }
    let hands_on = function.exits.iter().any(|exit| matches!(exit.value, Value::Call(_)));
    if body.waits_only {
        return !hands_on;
    }
    // A delay that a user notices, before what only shows something.
    body.calls == 0 && body.has(Effect::Display) && !hands_on && delays(facts, function)
}

/// Whether what waits only takes a text or a thing away again that was shown: `() => setNotice(null)`.
fn only_clears(facts: &FileFacts, delay: &Call) -> bool {
    let Some(Value::Function(at)) = delay.positional(0) else { return false };
    let from = facts.calls.partition_point(|call| call.span.start < delay.span.start);
    let mut calls = facts.calls[from..]
        .iter()
        .take_while(|call| call.span.start < delay.span.end)
        .filter(|call| call.function == Some(*at))
        .peekable();
    calls.peek().is_some()
        && calls.all(|call| {
            call.arguments.len() == 1
                && call.positional(0).is_some_and(|value| {
                    !matches!(value, Value::Bool(_)) && value.is_empty_literal()
                })
        })
}

/// Whether a constant delay of at least 400 ms stands in the function.
fn delays(facts: &FileFacts, function: &Function) -> bool {
    let from = facts.calls.partition_point(|call| call.span.start < function.span.start);
    let within =
        || facts.calls[from..].iter().take_while(|call| call.span.start < function.span.end);
    // A timer that is taken back waits for the last of several changes.
    if within().any(|call| call.callee.path == "clearTimeout") {
        return false;
    }
    within().filter(|call| call.callee.path == "setTimeout" && !only_clears(facts, call)).any(
        |call| match call.positional(1) {
            Some(Value::Number(text)) => text.parse::<f64>().is_ok_and(|delay| delay >= 400.0),
            _ => false,
        },
    )
}

/// Whether an asynchronous function that brings data awaits nothing and writes out most of its answer.
fn answers_mostly_with_literals(function: &Function) -> bool {
    let body = &function.body;
    function.is_async
        && !body.awaits
        && does_no_work(function)
        && !body.returns_only_literals
        && body.returned_literals >= 6
        && body.loops == 0
        && body.branches == 0
        && brings_data(&function.name)
        && !gives_label(&function.name)
}

fn message(function: &Function) -> String {
    let body = &function.body;
    let name = if function.name.is_empty() { "this function" } else { &function.qualified };
    if body.returns_random {
        format!("`{name}` returns random values as if they were data")
    } else if body.has(Effect::Sleep) && !body.has(Effect::Io) {
        format!("`{name}` waits instead of doing the work")
    } else if body.returns_only_literals {
        format!("`{name}` answers with invented data")
    } else {
        format!("`{name}` stands in for real work")
    }
}

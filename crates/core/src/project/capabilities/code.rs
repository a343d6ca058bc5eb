//! Capabilities that code shows by what it names, and whether what it makes is attached to anything.

use rustc_hash::FxHashSet;

use super::scan::{self, Event, Form};
use super::{Context, Sightings};
use crate::code::{ClassKind, FunctionKind};
use crate::facts::{Binding, BindingKind, Handled, Name, Root};
use crate::naming::{self, FewNames, words};
use crate::project::knowledge::capabilities::{Proves, SIGNATURES, Signature};
use crate::project::vocabulary::{self, NameSet};
use crate::project::{FileId, Place, SymbolKind};
use crate::source::Text;

/// Words in the names of a project's own functions and classes, and the capability that they tell.
const OWN: &[(&[&str], &str)] = &[
    (&["backoff"], "retries"),
    (&["circuit", "breaker"], "circuit_breaker"),
    (&["json", "formatter"], "structured_logging"),
    (&["json", "logger"], "structured_logging"),
    (&["json", "logging"], "structured_logging"),
    (&["rate", "limit"], "rate_limiting"),
    (&["rate", "limiter"], "rate_limiting"),
    (&["rate", "limiting"], "rate_limiting"),
    (&["ratelimit"], "rate_limiting"),
    (&["ratelimiter"], "rate_limiting"),
    (&["retry", "async"], "retries"),
    (&["retry", "decorator"], "retries"),
    (&["retry", "delay"], "retries"),
    (&["retry", "handler"], "retries"),
    (&["retry", "on"], "retries"),
    (&["retry", "policy"], "retries"),
    (&["retry", "strategy"], "retries"),
    (&["retry", "with"], "retries"),
    (&["secure", "headers"], "security_headers"),
    (&["security", "header"], "security_headers"),
    (&["security", "headers"], "security_headers"),
    (&["with", "retries"], "retries"),
    (&["with", "retry"], "retries"),
];

/// Words that say that something is about the thing and is not the thing itself.
const ABOUT: &[&str] = &[
    "config",
    "error",
    "errors",
    "event",
    "exceeded",
    "exception",
    "info",
    "options",
    "result",
    "schema",
    "settings",
    "stats",
    "status",
    "test",
    "type",
];

/// Last words of the names of what shows a thing on a page, sorted.
const SHOWN: &[&str] = &[
    "badge",
    "banner",
    "button",
    "card",
    "chart",
    "column",
    "dialog",
    "form",
    "icon",
    "indicator",
    "label",
    "list",
    "modal",
    "page",
    "panel",
    "row",
    "section",
    "tab",
    "table",
    "tile",
    "view",
    "widget",
];

/// Something that is made or defined and does nothing before it is attached.
struct Target {
    capability: &'static str,
    place: Place,
    name: Text,
    kind: TargetKind,
    /// The class of the project that it is an instance of, an index into the targets.
    made_by: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TargetKind {
    /// A value bound to a name.
    Bound,
    /// A function of the project.
    Function(u32),
    /// A class of the project.
    Class(u32),
}

/// Adds what code names.
pub(super) fn add(context: &Context<'_, '_>, sightings: &mut Sightings) {
    let mut scan = Scan { context, targets: Vec::new(), named: FxHashSet::default() };
    let heads: FxHashSet<&str> = SIGNATURES.iter().map(|row| first(row.name)).collect();
    // Whether something runs depends on all names, and few of them are those of libraries: these wait for the rest.
    let mut signs = Vec::new();
    for file in context.code() {
        let facts = context.facts(file);
        scan.named.extend(context.index.file(file).vocabulary.used());
        if !facts.imports.iter().any(|it| heads.contains(first(&it.module))) {
            continue;
        }
        scan::each(file, facts, &mut |event| {
            if matches!(event.name.root, Root::Import(..))
                && heads.contains(first(&event.name.path))
            {
                signs.push(event);
            }
        });
    }
    let mut signs = signs.into_iter().peekable();
    for file in context.code() {
        scan.mentions(file, sightings);
        scan.definitions(file);
        while let Some(event) = signs.next_if(|event| event.file == file) {
            scan.signs(event, sightings);
        }
    }
    scan.attach(sightings);
}

/// The part of a name before the first `.`, `/` behind a scope aside.
fn first(name: &str) -> &str {
    let start = if name.starts_with('@') { name.find('/').map_or(0, |at| at + 1) } else { 0 };
    let end = name[start..].find(['.', '/', '(', '*']).map_or(name.len(), |at| start + at);
    &name[..end]
}

struct Scan<'c, 'p, 'i> {
    context: &'c Context<'p, 'i>,
    targets: Vec<Target>,
    /// The hashes of the last parts of all names that code mentions.
    named: FxHashSet<u64>,
}

impl<'p> Scan<'_, 'p, '_> {
    /// Names in strings of settings.
    fn mentions(&self, file: FileId, sightings: &mut Sightings) {
        let facts = self.context.facts(file);
        for mention in &facts.mentions {
            for row in Signature::of(mention).filter(|row| row.proves == Proves::Wires) {
                let holds = |binding: &&Binding| {
                    binding.value.items().iter().any(|it| it.as_str() == Some(mention))
                };
                let span = facts.bindings.iter().find(holds).map(|it| it.span).unwrap_or_default();
                let wired = self.context.may_run(file);
                sightings.add(row.capability, Place { file, span }, mention.clone(), wired);
            }
        }
    }

    /// Functions and classes of the project whose names tell a capability.
    fn definitions(&mut self, file: FileId) {
        let facts = self.context.facts(file);
        for (at, function) in facts.functions.iter().enumerate() {
            let plain = !function.is_test
                && function.class.is_none()
                && matches!(function.kind, FunctionKind::Function | FunctionKind::Lambda);
            if plain
                && !is_errand(&function.name)
                && let Some(capability) = own(&function.name)
            {
                self.targets.push(Target {
                    capability,
                    place: Place { file, span: function.definition },
                    name: function.name.clone(),
                    kind: TargetKind::Function(at as u32),
                    made_by: None,
                });
            }
        }
        for (at, class) in facts.classes.iter().enumerate() {
            let is_code = class.kind == ClassKind::Class && !class.methods.is_empty();
            let caches = || {
                words(&class.name).iter().any(|it| it == "cache")
                    && ["get", "set"].iter().all(|wanted| {
                        class.methods.iter().any(|method| {
                            facts.functions.get(*method as usize).is_some_and(|it| {
                                words(&it.name).first().is_some_and(|first| first == wanted)
                            })
                        })
                    })
            };
            let found = own(&class.name).or_else(|| (is_code && caches()).then_some("caching"));
            if let Some(capability) = found.filter(|_| is_code) {
                self.targets.push(Target {
                    capability,
                    place: Place { file, span: class.definition },
                    name: class.name.clone(),
                    kind: TargetKind::Class(at as u32),
                    made_by: None,
                });
            }
        }
    }

    /// Names of libraries.
    fn signs(&mut self, event: Event<'p>, sightings: &mut Sightings) {
        let path = event.name.path.as_str();
        let place = Place { file: event.file, span: event.span };
        let runs = self.runs(event.file, event.function);
        let plain = path.replace("()", "");
        // A framework loads these by their names.
        let name = self.context.index.file(event.file).path.file_name();
        let runs = runs || name.starts_with("sentry.") || name.starts_with("instrumentation");
        // What a builder has made is asked for something: `Limiter().limit`.
        if let Some((builder, _)) = path.split_once("().") {
            for row in Signature::of(builder).filter(|row| row.proves == Proves::Builds) {
                sightings.add(row.capability, place, plain.as_str().into(), runs);
            }
        }
        for row in Signature::of(&plain) {
            match row.proves {
                Proves::Wires => sightings.add(row.capability, place, plain.as_str().into(), runs),
                Proves::Declares => {
                    sightings.add(row.capability, place, plain.as_str().into(), false);
                }
                Proves::Builds if path.contains("().") => {}
                Proves::Builds => match self.kept(event) {
                    Some(name) => self.targets.push(Target {
                        capability: row.capability,
                        place,
                        name,
                        kind: TargetKind::Bound,
                        made_by: None,
                    }),
                    None => sightings.add(row.capability, place, plain.as_str().into(), runs),
                },
            }
        }
    }

    /// The name under which what a call makes is kept; `None` if it is attached on the spot.
    fn kept(&self, event: Event<'p>) -> Option<Text> {
        if event.form != Form::Call {
            return None;
        }
        let facts = self.context.facts(event.file);
        let at = facts.calls.partition_point(|call| call.span.start < event.span.start);
        let call = facts.calls[at..].iter().find(|call| call.span == event.span)?;
        let given_application = call.arguments.iter().any(|argument| {
            argument.name == "app" || argument.value.as_name().is_some_and(|it| it.last() == "app")
        });
        let handed_over = facts.calls[..at]
            .iter()
            .rev()
            .take(12)
            .any(|outer| outer.span.contains(event.span) && outer.span.end > event.span.end);
        if given_application || handed_over {
            return None;
        }
        let held = facts
            .bindings
            .iter()
            .filter(|it| it.span.contains(event.span))
            .filter(|it| {
                matches!(it.kind, BindingKind::Module | BindingKind::Attribute | BindingKind::Local)
            })
            .min_by_key(|it| it.span.end - it.span.start)?;
        Some(held.name.rsplit('.').next().unwrap_or_default().into())
    }

    /// Whether code at a place can run: its file is not known to be inactive, and something names the function that holds it.
    fn runs(&self, file: FileId, function: Option<u32>) -> bool {
        if !self.context.may_run(file) {
            return false;
        }
        let facts = self.context.facts(file);
        let mut at = function;
        let mut outermost = None;
        while let Some(function) = at.and_then(|at| facts.functions.get(at as usize)) {
            outermost = Some(function);
            at = function.outer;
        }
        outermost.is_none_or(|function| {
            function.class.is_some()
                || !function.decorators.is_empty()
                || function.kind != FunctionKind::Function
                || self.is_named(&function.name)
                || facts.exports.iter().any(|it| it.local == function.name)
                || facts.routing.routes.iter().any(|route| {
                    matches!(&route.handler, Handled::Function(at)
                        if facts.functions.get(*at as usize).is_some_and(|it| it.span == function.span))
                })
        })
    }

    /// Whether code names something by this name.
    fn is_named(&self, name: &str) -> bool {
        self.named.contains(&vocabulary::hash(name))
    }

    /// Tells which targets something uses.
    fn attach(mut self, sightings: &mut Sightings) {
        let defined = self.targets.len();
        let mut used = vec![false; defined];
        self.uses(0, &mut used);
        // What classes of the project have made is followed once more.
        used.resize(self.targets.len(), false);
        self.uses(defined, &mut used);
        for at in (0..self.targets.len()).rev() {
            if let (true, Some(class)) = (used[at], self.targets[at].made_by) {
                used[class] = true;
            }
        }
        for (target, used) in self.targets.iter().zip(used) {
            if target.made_by.is_none() {
                let wired = used && self.context.may_run(target.place.file);
                sightings.add(target.capability, target.place, target.name.clone(), wired);
            }
        }
    }

    /// Marks the targets from `first` on that something uses, and adds what their classes make.
    fn uses(&mut self, first: usize, used: &mut [bool]) {
        let mut by_name: FewNames<'_, Vec<usize>> = FewNames::default();
        for (at, target) in self.targets.iter().enumerate().skip(first) {
            by_name.entry(&target.name).push(at);
        }
        if by_name.is_empty() {
            return;
        }
        let wanted: NameSet = self.targets[first..].iter().map(|it| it.name.as_str()).collect();
        let mut made: Vec<Target> = Vec::new();
        for file in self.context.code().filter(|file| self.context.may_run(*file)) {
            if !self.context.has_any(file, &wanted) {
                continue;
            }
            let facts = self.context.facts(file);
            let mut see = |event: Event<'p>| {
                if matches!(event.name.root, Root::Parameter | Root::Unknown) {
                    return;
                }
                for (part, end) in parts(&event.name.path) {
                    for &at in by_name.get(part).into_iter().flatten() {
                        let target = &self.targets[at];
                        if used[at] || !self.is_use(event, target, end) {
                            continue;
                        }
                        let constructs = matches!(target.kind, TargetKind::Class(_))
                            && event.form == Form::Call
                            && event.name.path.len() == end;
                        match self.kept(event).filter(|_| constructs) {
                            Some(name) => made.push(Target {
                                capability: target.capability,
                                place: Place { file, span: event.span },
                                name,
                                kind: TargetKind::Bound,
                                made_by: Some(at),
                            }),
                            None => used[at] = true,
                        }
                    }
                }
            };
            scan::each(file, facts, &mut see);
            // `def breaker(self) -> CircuitBreaker`: whoever calls it uses what it gives.
            scan::results(file, facts, |name| self.is_named(name), &mut see);
        }
        self.targets.extend(made);
    }

    /// Whether an event names the target by the part of its path that ends at `end`.
    fn is_use(&self, event: Event<'p>, target: &Target, end: usize) -> bool {
        if event.file == target.place.file && target.place.span.contains(event.span) {
            return false;
        }
        let name = event.name;
        match name.root {
            Root::Import(..) => {
                let part = Name { path: name.path[..end].into(), root: name.root };
                let symbol = self.context.index.resolve(event.file, event.function, &part);
                symbol.is_some_and(|symbol| {
                    symbol.file == target.place.file
                        && match (symbol.kind, target.kind) {
                            (SymbolKind::Function(at), TargetKind::Function(wanted))
                            | (SymbolKind::Class(at), TargetKind::Class(wanted)) => at == wanted,
                            (SymbolKind::Binding(_), TargetKind::Bound) => true,
                            _ => false,
                        }
                })
            }
            Root::Parameter | Root::Unknown => false,
            Root::Module | Root::Local | Root::Receiver => event.file == target.place.file,
        }
    }
}

/// The parts of a dotted path without brackets, each with its end in the path.
fn parts(path: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut start = 0;
    path.split('.').map(move |part| {
        let bare = naming::bare(part);
        // A module path may hold slashes: `./limits.limiter`.
        let name = bare.rsplit('/').next().unwrap_or(bare);
        let end = start + bare.len();
        start += part.len() + 1;
        (name, end)
    })
}

/// The capability that a name of the project's own tells.
fn own(name: &str) -> Option<&'static str> {
    let words = words(name);
    if words.len() < 2 || words.iter().any(|word| ABOUT.contains(&word.as_str())) {
        let single = words.len() == 1;
        let known = OWN.iter().find(|(wanted, _)| single && wanted == &[words[0].as_str()]);
        return known.map(|(_, capability)| *capability);
    }
    OWN.iter()
        .find(|(wanted, _)| {
            words.windows(wanted.len()).any(|part| part.iter().zip(*wanted).all(|(a, b)| a == b))
        })
        .map(|(_, capability)| *capability)
}

/// Whether a function does something about a thing that it names: it edits a limit, shows a header.
fn is_errand(name: &str) -> bool {
    let words = words(name);
    let first = words.first().map(String::as_str).unwrap_or_default();
    let last = words.last().map(String::as_str).unwrap_or_default();
    words.len() > 4
        // How long the limit of somebody else makes a caller wait.
        || matches!(last, "delay" | "remaining" | "wait") && !words.iter().any(|it| it == "retry")
        || SHOWN.binary_search(&last).is_ok()
        || matches!(
            first,
            "add"
                | "build"
                | "clear"
                | "create"
                | "delete"
                | "edit"
                | "format"
                | "handle"
                | "has"
                | "is"
                | "list"
                | "load"
                | "on"
                | "parse"
                | "read"
                | "remove"
                | "render"
                | "reset"
                | "save"
                | "set"
                | "should"
                | "show"
                | "update"
                | "use"
                | "validate"
                | "view"
        )
}

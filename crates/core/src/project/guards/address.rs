//! Conditions of guards on the address that is called: lists of open paths, prefixes, methods.

use crate::naming;
use regex::RegexBuilder;

use super::Guards;
use super::condition::Tests;
use crate::facts::{CallValue, Name, Part as Piece, Test, Tested, Value};
use crate::project::SymbolKind;
use crate::source::Text;

/// How deep lists of addresses are followed.
const DEPTH: u32 = 5;
/// How many addresses of a list are compared.
const ADDRESSES: usize = 200;
/// How many bytes a pattern of addresses may take when it is compiled.
const PATTERN_SIZE: usize = 64 * 1024;

/// A route for which guards are read.
#[derive(Clone, Debug)]
pub(in crate::project) struct Called {
    /// The method; `ANY` where all are answered.
    pub(in crate::project) method: String,
    /// The full path.
    pub(in crate::project) path: String,
    /// The name of the handler.
    pub(in crate::project) handler: String,
    /// Switches that the route is registered with.
    pub(in crate::project) switches: Box<[(Text, bool)]>,
}

impl Called {
    fn is_on(&self, key: &str) -> bool {
        self.switches.iter().any(|(name, on)| name == key && *on)
    }
}

/// The switch of a route that a path asks for: `request.routeOptions.config.public`.
/// <https://fastify.dev/docs/latest/Reference/Routes/#config>
pub(super) fn switch(path: &str) -> Option<&str> {
    let (holder, key) = naming::cut_last(path, b'.')?;
    let (holder, last) = naming::cut_last(holder, b'.')?;
    let holds = match naming::bare(last) {
        "config" => matches!(naming::last(holder), "routeOptions" | "context"),
        "routeConfig" => true,
        _ => false,
    };
    holds.then_some(key)
}

/// What of the address a name is.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Path,
    Method,
    Endpoint,
}

impl Part {
    fn of(name: &str) -> Option<Self> {
        match naming::last(name) {
            "path" | "pathname" | "path_info" | "originalUrl" | "full_path" | "url" => {
                Some(Self::Path)
            }
            "method" => Some(Self::Method),
            "endpoint" => Some(Self::Endpoint),
            _ => None,
        }
    }

    /// The part that a value is, perhaps with its end cut off or in small letters.
    fn of_value(value: &Value) -> Option<Self> {
        match value {
            Value::Name(name) => Self::of(&name.path),
            Value::Call(call) => match call.callee.last() {
                "rstrip" | "strip" | "lower" | "upper" | "lstrip" | "toLowerCase"
                | "toUpperCase" => Self::of(call.callee.receiver()),
                "str" => call.positional(0).and_then(Self::of_value),
                _ => None,
            },
            Value::Fallback(sides) => Self::of_value(&sides.0),
            _ => None,
        }
    }

    fn is(self, called: &Called, wanted: &str) -> Option<bool> {
        match self {
            Self::Path => {
                let open = |path: &str| path.trim_matches('/').to_ascii_lowercase();
                Some(open(&called.path) == open(wanted))
            }
            Self::Method if called.method == "ANY" => None,
            Self::Method => Some(called.method.eq_ignore_ascii_case(wanted)),
            Self::Endpoint => {
                let name = |it: &str| it.rsplit('.').next().unwrap_or_default().to_owned();
                Some(name(&called.handler) == name(wanted))
            }
        }
    }
}

impl<'a> Tests<'_, 'a, '_> {
    /// How a test on the address turns out for the route that is asked about, if there is one.
    pub(super) fn address(&self, test: &Test) -> Option<bool> {
        let called = self.guards.called.borrow();
        let called = called.as_ref()?;
        match test {
            Test::Equal(sides) => {
                if let (Value::Name(name), Some(wanted)) = (&sides.0.value, sides.1.value.as_bool())
                    && let Some(key) = switch(&name.path)
                {
                    return Some(called.is_on(key) == wanted);
                }
                let (part, other) = sided(&sides.0, &sides.1)?;
                self.any(other, |it| part.is(called, it))
            }
            Test::In(sides) => match Part::of_value(&sides.0.value) {
                Some(part) => self.any(&sides.1.value, |it| part.is(called, it)),
                // `"/api/" in request.path`
                None if Part::of_value(&sides.1.value) == Some(Part::Path) => {
                    self.any(&sides.0.value, |it| Some(called.path.contains(it)))
                }
                None => None,
            },
            Test::Truth(tested) => match &tested.value {
                Value::Name(name) => switch(&name.path).map(|key| called.is_on(key)),
                Value::Call(call) => self.matches(call, called),
                _ => None,
            },
            _ => None,
        }
    }

    /// `path.startswith("/api")`, `any(path.startswith(it) for it in OPEN)`.
    fn matches(&self, call: &CallValue, called: &Called) -> Option<bool> {
        let last = call.callee.last();
        if last == "any"
            && let Some(Value::Computed(parts)) = call.positional(0)
            && let [Value::Call(inner), list, ..] = &**parts
        {
            return self.compared(inner, list, called);
        }
        // `re.match(pattern, request.path)`, `pattern.match(request.path)`
        if matches!(last, "match" | "search" | "fullmatch") {
            return self.fits(call, called);
        }
        let compared = match call.positional(0)? {
            // `OPEN.includes(request.path)`
            value if last == "includes" && Part::of_value(value).is_some() => {
                let name = Name { path: call.callee.receiver().into(), root: call.callee.root };
                let list = Value::Name(Box::new(name));
                let part = Part::of_value(value)?;
                return self.any(&list, |it| part.is(called, it));
            }
            value => value,
        };
        self.compared(call, compared, called)
    }

    fn fits(&self, call: &CallValue, called: &Called) -> Option<bool> {
        let subject = |value: &Value| Part::of_value(value) == Some(Part::Path);
        let fits = |pattern: &str| {
            let anchored = match call.callee.last() {
                "match" => format!("^(?:{pattern})"),
                "fullmatch" => format!("^(?:{pattern})$"),
                _ => pattern.to_owned(),
            };
            let mut patterns = self.guards.patterns.borrow_mut();
            let pattern = patterns.entry(anchored).or_insert_with_key(|pattern| {
                RegexBuilder::new(pattern).size_limit(PATTERN_SIZE).build().ok()
            });
            Some(pattern.as_ref()?.is_match(&called.path))
        };
        match (call.positional(0)?, call.positional(1)) {
            (pattern, Some(path)) if subject(path) => self.any(pattern, fits),
            (path, None) if subject(path) => {
                let name = Name { path: call.callee.receiver().into(), root: call.callee.root };
                self.any(&Value::Name(Box::new(name)), fits)
            }
            _ => None,
        }
    }

    fn compared(&self, call: &CallValue, with: &Value, called: &Called) -> Option<bool> {
        let part = Part::of(call.callee.receiver())?;
        let subject = match part {
            Part::Path => called.path.as_str(),
            Part::Endpoint => called.handler.as_str(),
            Part::Method => return None,
        };
        match call.callee.last() {
            "startswith" | "startsWith" => self.any(with, |it| Some(begins(subject, it))),
            "endswith" | "endsWith" => self.any(with, |it| Some(subject.ends_with(it))),
            "includes" => self.any(with, |it| Some(subject.contains(it))),
            _ => None,
        }
    }

    /// Whether one of the texts of a value fits; `None` where the texts are not all known and none fits.
    fn any(&self, value: &Value, fits: impl Fn(&str) -> Option<bool>) -> Option<bool> {
        let mut texts = Vec::new();
        let whole = self.texts(value, DEPTH, &mut texts);
        let mut known = whole;
        for text in texts.iter().take(ADDRESSES) {
            match fits(text) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => known = false,
            }
        }
        known.then_some(false)
    }

    /// Collects the texts of a value; whether these are all.
    fn texts(&self, value: &Value, depth: u32, texts: &mut Vec<String>) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        match value {
            Value::Str(text) => {
                texts.push(text.to_string());
                true
            }
            // `${base}/admin`: what an application is served below is no part of its routes.
            Value::Template(parts) => {
                let mut text = String::new();
                for (at, part) in parts.iter().enumerate() {
                    match part {
                        Piece::Text(it) => text.push_str(it),
                        Piece::Value(..) if at == 0 && parts.len() > 1 => {}
                        Piece::Value(..) => return false,
                    }
                }
                texts.push(text);
                true
            }
            Value::List(items) => {
                let mut whole = true;
                for item in items {
                    whole &= self.texts(item, depth, texts);
                }
                whole
            }
            Value::Computed(items) => {
                items.iter().for_each(|item| {
                    self.texts(item, depth, texts);
                });
                false
            }
            // `set([...])`, `frozenset((...))`, `new Set([...])`
            Value::Call(call)
                if matches!(
                    call.callee.last(),
                    "set" | "frozenset" | "tuple" | "list" | "Set" | "compile"
                ) =>
            {
                call.positional(0).is_none_or(|items| self.texts(items, depth, texts))
            }
            Value::Name(name) => {
                if let Some(list) = self.looped(&name.path) {
                    return self.texts(list, depth, texts);
                }
                let found = self.find(name);
                if let Some(binding) = found.symbol().and_then(|it| self.guards.index.binding(it)) {
                    return self.texts(&binding.value, depth, texts);
                }
                if let crate::project::Found::Value(at) = found {
                    return self.texts(at.value, depth, texts);
                }
                if let Some(value) = self.attribute(&name.path) {
                    return self.texts(&value, depth, texts);
                }
                match self.guards.setting_values().get(name.last()) {
                    Some(value) => self.texts(value, depth, texts),
                    None => false,
                }
            }
            _ => false,
        }
    }

    /// The list whose elements a loop of the function names so.
    fn looped(&self, name: &str) -> Option<&'a Value> {
        let facts = self.guards.index.facts(self.file);
        let branches = &facts.functions.get(self.function as usize)?.branches;
        branches.iter().find_map(|branch| match &branch.test {
            Test::Each(sides) if sides.0.written == name => Some(&sides.1.value),
            _ => None,
        })
    }

    /// Whether a value is a list of texts that are known.
    pub(super) fn lists_addresses(&self, value: &Value) -> bool {
        let mut texts = Vec::new();
        self.texts(value, DEPTH, &mut texts) && !texts.is_empty()
    }

    /// The value of a field of the class, or of a binding of its constructor: `self.open_paths`.
    fn attribute(&self, path: &str) -> Option<Value> {
        let name = path.strip_prefix("self.").or_else(|| path.strip_prefix("this."))?;
        let facts = self.guards.index.facts(self.file);
        let class = facts.functions.get(self.function as usize)?.class?;
        let symbol = crate::project::Symbol { file: self.file, kind: SymbolKind::Class(class) };
        let (classes, _) = self.guards.index.lineage(symbol);
        let field = classes.into_iter().find_map(|at| {
            let class = self.guards.index.class(at)?;
            class.fields.iter().find(|it| it.name == name)?.value.clone()
        });
        field.or_else(|| {
            let set = facts.bindings.iter().find(|it| {
                it.name == path
                    && it.function.and_then(|at| facts.functions.get(at as usize)?.class)
                        == Some(class)
            });
            set.map(|it| it.value.clone())
        })
    }
}

impl Guards<'_, '_> {
    /// Notes that a guard asked for the address: for another route it may answer otherwise.
    pub(super) fn note_address(&self) {
        self.addresses.set(self.addresses.get() + 1);
    }
}

/// Which of two compared values is a part of the address, and what it is compared with.
fn sided<'t>(left: &'t Tested, right: &'t Tested) -> Option<(Part, &'t Value)> {
    match (Part::of_value(&left.value), Part::of_value(&right.value)) {
        (Some(part), _) => Some((part, &right.value)),
        (None, Some(part)) => Some((part, &left.value)),
        (None, None) => None,
    }
}

/// Whether a path begins with another; `/api` begins `/api/items` and, as the languages see it, `/apis`.
fn begins(path: &str, start: &str) -> bool {
    path.starts_with(start) || format!("{}/", path.trim_end_matches('/')) == start
}

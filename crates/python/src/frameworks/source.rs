//! What the recognisers share: how a file writes routers, paths, methods and guards.

use rustc_hash::FxHashMap;
use shipworthy_core::code::{ExprId, ExprKind, Module, StmtKind};
use shipworthy_core::facts::{
    Argument, BindingKind, Call, FileFacts, GuardUse, Import, Name, Part, Root, Value, Via,
};
use shipworthy_core::source::{Span, Text};

/// How deep values are followed.
const DEPTH: u32 = 8;
/// Methods of HTTP, as functions and methods of frameworks are called after them.
pub(super) const VERBS: [(&str, &str); 8] = [
    ("get", "GET"),
    ("post", "POST"),
    ("put", "PUT"),
    ("patch", "PATCH"),
    ("delete", "DELETE"),
    ("head", "HEAD"),
    ("options", "OPTIONS"),
    ("trace", "TRACE"),
];

/// A loop, as one of its names sees it.
#[derive(Clone, Copy)]
pub(super) struct Loop {
    statement: Span,
    /// What it goes through.
    pub(super) subject: ExprId,
    /// Which part of each element the name stands for; `None` for the whole.
    pub(super) part: Option<usize>,
}

/// A file as recognisers read it: its facts so far and its code.
pub(super) struct Source<'f, 'a> {
    pub(super) facts: &'f FileFacts,
    pub(super) module: &'f Module<'a>,
    /// The calls that assignments bind, by where they begin: the first target, and where the call ends.
    assigned: FxHashMap<u32, (&'a str, u32)>,
    /// Loops by the names that their elements, or parts of these, have in them.
    loops: FxHashMap<&'a str, Vec<Loop>>,
    /// Lists that are written out, by the name that they are bound to.
    sequences: FxHashMap<&'a str, ExprId>,
    /// Calls by place.
    calls: FxHashMap<Span, u32>,
    imports: FxHashMap<&'f str, (u32, u32)>,
    /// The calls whose results are bound to a name, by that name.
    made: FxHashMap<&'a str, Vec<u32>>,
    /// Calls named `Mount`, and calls that get a list of routes.
    lists: Vec<u32>,
}

impl<'f, 'a> Source<'f, 'a> {
    pub(super) fn new(facts: &'f FileFacts, module: &'f Module<'a>) -> Self {
        let mut source = Self {
            facts,
            module,
            assigned: FxHashMap::default(),
            loops: FxHashMap::default(),
            sequences: FxHashMap::default(),
            calls: facts.calls.iter().enumerate().map(|(at, it)| (it.span, at as u32)).collect(),
            imports: FxHashMap::default(),
            made: FxHashMap::default(),
            lists: Vec::new(),
        };
        for (_, statement) in module.statements() {
            match &statement.kind {
                StmtKind::Assign(assignment) => {
                    if let (Some(target), Some(value)) =
                        (assignment.targets.first(), assignment.value)
                        && let Some(target) = source.dotted(module.expression(*target).span)
                    {
                        if matches!(module.kind(value), ExprKind::Sequence(_)) {
                            source.sequences.insert(target, value);
                        }
                        let value = module.expression(value).span;
                        source.assigned.insert(value.start, (target, value.end));
                    }
                }
                StmtKind::Loop(repeat) => {
                    if let (Some(target), Some(subject)) = (repeat.target, repeat.subject) {
                        source.enter(statement.span, target, subject);
                    }
                }
                _ => {}
            }
        }
        for (at, call) in facts.calls.iter().enumerate() {
            if let Some(target) = source.target_of(call.span) {
                source.made.entry(target).or_default().push(at as u32);
            }
            if call.callee.last() == "Mount" || call.keyword("routes").is_some() {
                source.lists.push(at as u32);
            }
        }
        for (at, import) in facts.imports.iter().enumerate() {
            for (name_at, name) in import.names.iter().enumerate() {
                source.imports.insert(&*name.alias, (at as u32, name_at as u32));
            }
        }
        source
    }

    /// The dotted name that the code at a place begins with, as written: `router.get` of `router.get("/x")`.
    pub(super) fn dotted(&self, span: Span) -> Option<&'a str> {
        let text = span.of(self.module.text);
        let end = text.find('(').unwrap_or(text.len());
        let name = text[..end].trim_end();
        let is_name = !name.is_empty()
            && !name.starts_with(|c: char| c.is_ascii_digit() || c == '.')
            && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
        is_name.then_some(name)
    }

    /// The receiver and the method of a call or decorator, as written.
    pub(super) fn method(&self, span: Span) -> Option<(&'a str, &'a str)> {
        self.dotted(span)?.rsplit_once('.')
    }

    /// The name that the result of a call is bound to.
    pub(super) fn target_of(&self, call: Span) -> Option<&'a str> {
        let &(target, end) = self.assigned.get(&call.start)?;
        (end == call.end).then_some(target)
    }

    /// The calls whose results are bound to a name.
    pub(super) fn made(&self, target: &str) -> impl Iterator<Item = &'f Call> {
        let calls = self.made.get(target).map(Vec::as_slice).unwrap_or_default();
        calls.iter().filter_map(|&at| self.facts.calls.get(at as usize))
    }

    /// Calls that hold lists of routes.
    pub(super) fn lists(&self) -> impl Iterator<Item = &'f Call> {
        self.lists.iter().filter_map(|&at| self.facts.calls.get(at as usize))
    }

    /// The target and place of the assignment whose value holds a place.
    pub(super) fn assignment_around(&self, place: Span) -> Option<&'a str> {
        self.assigned
            .iter()
            .filter(|(start, (_, end))| **start <= place.start && place.end <= *end)
            .max_by_key(|(start, _)| **start)
            .map(|(_, (target, _))| *target)
    }

    /// The call at a place.
    pub(super) fn call_at(&self, span: Span) -> Option<&'f Call> {
        self.calls.get(&span).and_then(|&at| self.facts.calls.get(at as usize))
    }

    /// What a dotted name, as written in a function or at the top of the file, refers to.
    pub(super) fn name(&self, path: &str, function: Option<u32>) -> Name {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        let made = |root| Name { path: path.into(), root };
        if first == "self" || first == "cls" {
            return made(Root::Receiver);
        }
        let mut at = function;
        while let Some(current) = at.and_then(|at| self.facts.functions.get(at as usize)) {
            if current.parameters.iter().any(|it| it.name == first) {
                return made(Root::Parameter);
            }
            let local =
                self.facts.routing.routers.iter().any(|it| it.function == at && it.symbol == first)
                    || self.facts.bindings.iter().any(|it| {
                        it.function == at && it.kind == BindingKind::Local && it.name == first
                    });
            if local {
                return made(Root::Local);
            }
            at = current.outer;
        }
        if let Some(&(import, name)) = self.imports.get(first) {
            let path = imported_path(&self.facts.imports[import as usize], name, first, rest);
            return Name { path, root: Root::Import(import, name) };
        }
        made(if function.is_none() { Root::Module } else { self.root_in_function(first) })
    }

    fn root_in_function(&self, first: &str) -> Root {
        let top = self.facts.bindings.iter().any(|it| it.function.is_none() && it.name == first)
            || self.facts.functions.iter().any(|it| it.outer.is_none() && it.name == first)
            || self.facts.classes.iter().any(|it| it.outer.is_none() && it.name == first);
        if top { Root::Module } else { Root::Local }
    }

    fn enter(&mut self, statement: Span, target: ExprId, subject: ExprId) {
        let mut enter = |name: Option<&'a str>, part: Option<usize>| {
            if let Some(name) = name {
                self.loops.entry(name).or_default().push(Loop { statement, subject, part });
            }
        };
        match self.module.kind(target) {
            ExprKind::Sequence(parts) => {
                for (at, part) in parts.iter().enumerate() {
                    enter(self.module.name(*part), Some(at));
                }
            }
            _ => enter(self.module.name(target), None),
        }
    }

    /// The loop around a place that binds a name.
    pub(super) fn looped(&self, name: &str, place: Span) -> Option<Loop> {
        self.loops.get(name)?.iter().find(|it| it.statement.contains(place)).copied()
    }

    /// The value of a name that a loop around the place binds: the iterable.
    pub(super) fn iterated(&self, name: &str, place: Span) -> Option<&'a str> {
        let around = self.looped(name, place).filter(|it| it.part.is_none())?;
        Some(self.module.expression(around.subject).span.of(self.module.text))
    }

    /// What a part of the rows of a list is, where a loop around the place binds a name to it:
    /// `for router, prefix in [(users.router, "/users"), …]`.
    pub(super) fn parts(&self, name: &str, place: Span) -> Option<Vec<ExprId>> {
        let around = self.looped(name, place)?;
        let part = around.part?;
        let list = match self.module.kind(around.subject) {
            ExprKind::Name(name) => *self.sequences.get(name)?,
            _ => around.subject,
        };
        let ExprKind::Sequence(rows) = self.module.kind(list) else { return None };
        let of_row = |row: &ExprId| match self.module.kind(*row) {
            ExprKind::Sequence(parts) => parts.get(part).copied(),
            _ => None,
        };
        rows.iter().map(of_row).collect()
    }

    /// The arguments of the call at a place as written, without their keywords.
    pub(super) fn written(&self, call: Span) -> Vec<&'a str> {
        let value = |it: &'a str| match it.split_once('=') {
            Some((name, value)) if !value.starts_with('=') && is_identifier(name.trim_end()) => {
                value.trim()
            }
            _ => it.trim(),
        };
        arguments(call.of(self.module.text)).map(value).collect()
    }

    /// The dotted name that a name of this file is another word for: `app.router` of `router = app.router`.
    pub(super) fn renamed(&self, name: &str) -> Option<&'a str> {
        let bound = self.assigned.iter().filter(|(_, (target, _))| *target == name);
        let (start, (_, end)) = bound.min_by_key(|(start, _)| **start)?;
        let span = Span::new(*start, *end);
        self.dotted(span).filter(|it| it.len() == span.of(self.module.text).len())
    }

    /// A path as written in a value: constant text, with `{…}` for what is not constant.
    pub(super) fn path(&self, value: &Value) -> Text {
        let mut path = String::new();
        self.write_path(value, &mut path, DEPTH);
        path.into()
    }

    fn write_path(&self, value: &Value, path: &mut String, depth: u32) {
        let Some(depth) = depth.checked_sub(1) else { return };
        match value {
            Value::Str(text) => path.push_str(text),
            Value::Template(parts) => {
                for part in parts {
                    match part {
                        Part::Text(text) => path.push_str(text),
                        Part::Value(value, _) => self.write_path(value, path, depth),
                    }
                }
            }
            Value::Computed(parts) => {
                parts.iter().for_each(|part| self.write_path(part, path, depth));
            }
            Value::Choice(values) => {
                if let Some(value) = values.first() {
                    self.write_path(value, path, depth);
                }
            }
            Value::Fallback(values) => self.write_path(&values.1, path, depth),
            Value::Name(name) => match self.constant(name) {
                Some(text) => path.push_str(text),
                None => {
                    path.push('{');
                    path.push_str(&name.path);
                    path.push('}');
                }
            },
            Value::Null => {}
            _ => path.push_str("{...}"),
        }
    }

    /// The constant string that a name of this file is bound to.
    fn constant(&self, name: &Name) -> Option<&'f str> {
        let binding = self.facts.bindings.iter().find(|it| {
            it.kind == BindingKind::Module && it.function.is_none() && it.name == name.path
        })?;
        binding.value.as_str()
    }

    /// The strings that a value lists.
    pub(super) fn strings(&self, value: &Value) -> Vec<Text> {
        match value {
            Value::Str(text) => vec![text.clone()],
            Value::List(items) => {
                items.iter().filter_map(|it| it.as_str().map(Text::from)).collect()
            }
            Value::Name(name) => self
                .facts
                .bindings
                .iter()
                .find(|it| it.kind == BindingKind::Module && it.name == name.path)
                .filter(|it| !matches!(it.value, Value::Name(_)))
                .map(|it| self.strings(&it.value))
                .unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// Methods as routes list them, in capitals.
    pub(super) fn methods(&self, value: &Value) -> Vec<Text> {
        let upper = |text: Text| Text::from(text.to_ascii_uppercase());
        let mut methods: Vec<Text> = self.strings(value).into_iter().map(upper).collect();
        if let Value::List(items) = value {
            // `HTTPMethod.GET`; what is no method's name may be any.
            methods.extend(items.iter().filter_map(Value::as_name).map(|it| {
                let name = it.last().to_ascii_uppercase();
                if VERBS.iter().any(|(_, it)| *it == name) { name.into() } else { "ANY".into() }
            }));
        }
        methods
    }
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// The arguments of the call that a text is, as written.
pub(super) fn arguments(text: &str) -> impl Iterator<Item = &str> {
    let inner = text.split_once('(').map_or("", |(_, rest)| rest);
    let mut depth = 0_i32;
    let mut quote = None;
    inner.split(move |c: char| {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        quote.is_none() && (c == ',' && depth == 0 || c == ')' && depth < 0)
    })
}

/// The dotted path of an imported name.
fn imported_path(import: &Import, name: u32, alias: &str, rest: &str) -> Text {
    let mut path = String::new();
    let imported = import.names.get(name as usize);
    match imported {
        Some(imported) if imported.name.is_empty() => {
            // `import a.b` binds `a`; `import a.b as c` the whole.
            let whole = import.module.split('.').next() != Some(alias);
            path.push_str(if whole { &import.module } else { alias });
        }
        Some(imported) => {
            path.push_str(&import.module);
            if !path.ends_with('.') {
                path.push('.');
            }
            path.push_str(&imported.name);
        }
        None => path.push_str(alias),
    }
    if !rest.is_empty() {
        path.push('.');
        path.push_str(rest);
    }
    path.into()
}

/// The method that a function or method is called after: `GET` of `router.get`; `WEBSOCKET` of `router.websocket`.
pub(super) fn verb(name: &str) -> Option<&'static str> {
    match name {
        "websocket" => Some("WEBSOCKET"),
        name => VERBS.iter().find(|(verb, _)| *verb == name).map(|(_, method)| *method),
    }
}

/// The use of something as a guard.
pub(super) fn guard(target: Value, arguments: &[Argument], via: Via, span: Span) -> GuardUse {
    GuardUse { target, arguments: arguments.into(), via, span, ..GuardUse::default() }
}

/// Whether a dotted path names something of a package: `fastapi.Depends` of `fastapi`.
pub(super) fn of_package(path: &str, package: &str) -> bool {
    path.strip_prefix(package).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Packages of the frameworks that register routes with decorators or methods of the same names.
const FRAMEWORKS: &[&[&str]] = &[
    &["fastapi", "starlette", "fastapi_utils", "fastapi_users"],
    &[
        "flask",
        "flask_restx",
        "flask_restful",
        "flask_smorest",
        "apiflask",
        "quart",
        "sanic",
        "bottle",
    ],
    &["django", "rest_framework", "ninja", "ninja_extra"],
    &["litestar", "starlite"],
    &["aiohttp"],
    &["tornado"],
];

/// Whether a file imports another framework than the one that has a package among its own: what it
/// imports as an `app` or a `router` is none of the one's.
pub(super) fn of_another(imports: &[Import], package: &str) -> bool {
    let others = FRAMEWORKS.iter().filter(|packages| !packages.contains(&package));
    others.into_iter().any(|packages| imports_any(imports, packages))
}

/// Whether a file imports something of one of the packages.
pub(super) fn imports_any(imports: &[Import], packages: &[&str]) -> bool {
    imports.iter().any(|import| packages.iter().any(|package| of_package(&import.module, package)))
}

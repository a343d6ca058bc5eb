//! Follows names step by step, with an end to each way.

use super::{Defined, Found, Index, MAX_BASES, Symbol, SymbolKind, ValueAt, is_star};
use crate::facts::{BindingKind, Class, ExitKind, ImportKind, Name, Root, Router, Value};
use crate::naming;
use crate::project::{FileId, Resolution};
use crate::source::Text;

impl<'a> Index<'a> {
    pub(super) fn lineage_at(&self, class: Symbol, steps: u32) -> (Vec<Symbol>, Vec<Text>) {
        if let Some(known) = self.lineages.borrow().get(&class) {
            return known.clone();
        }
        // A class that is its own base, in a circle, has no bases there.
        self.lineages.borrow_mut().insert(class, (vec![class], Vec::new()));
        let lineage = self.lineage_uncached(class, steps);
        self.lineages.borrow_mut().insert(class, lineage.clone());
        lineage
    }

    /// One step further: steps in a row are bounded, and so is the work for one question.
    fn step_on(&self, steps: u32) -> Option<u32> {
        let fuel = self.fuel.get().checked_sub(1)?;
        self.fuel.set(fuel);
        steps.checked_sub(1)
    }

    fn lineage_uncached(&self, class: Symbol, steps: u32) -> (Vec<Symbol>, Vec<Text>) {
        let mut classes = vec![class];
        let mut external = Vec::new();
        let mut next = 0;
        while next < classes.len() && classes.len() + external.len() < MAX_BASES {
            let at = classes[next];
            next += 1;
            let Some(class) = self.class(at) else { continue };
            for base in &class.bases {
                let base = ValueAt { file: at.file, function: class.outer, value: base };
                match self.class_of(base, steps) {
                    Found::Symbol(symbol) if !classes.contains(&symbol) => classes.push(symbol),
                    Found::External(path) if !external.contains(&path) => external.push(path),
                    _ => {}
                }
            }
        }
        (classes, external)
    }

    pub(super) fn own_method(&self, class: Symbol, name: &str) -> Option<Symbol> {
        let facts = self.facts(class.file);
        let methods = &self.class(class)?.methods;
        let at = methods.iter().rev().find(|&&at| {
            facts.functions.get(at as usize).is_some_and(|method| method.name == name)
        })?;
        Some(Symbol { file: class.file, kind: SymbolKind::Function(*at) })
    }

    /// The class that a value is, or is an instance of; generic arguments are dropped.
    fn class_of(&self, at: ValueAt<'a>, steps: u32) -> Found<'a> {
        let Some(steps) = self.step_on(steps) else { return Found::Unknown };
        match at.value {
            Value::Name(_) => match self.value(at, steps) {
                Found::Symbol(symbol) => self.class_of_symbol(symbol, steps),
                Found::Value(value) => self.class_of(value, steps),
                found => found,
            },
            Value::Call(call) => match self.find_at(at.file, at.function, &call.callee, steps) {
                Found::Symbol(symbol) => self.result_of(symbol, steps),
                found => found,
            },
            Value::Subscript(parts) => self.class_of(ValueAt { value: &parts.0, ..at }, steps),
            Value::Choice(values) => values
                .iter()
                .filter(|value| !matches!(value, Value::Null))
                .map(|value| self.class_of(ValueAt { value, ..at }, steps))
                .find(|found| *found != Found::Unknown)
                .unwrap_or_default(),
            Value::Fallback(parts) => match self.class_of(ValueAt { value: &parts.0, ..at }, steps)
            {
                Found::Unknown => self.class_of(ValueAt { value: &parts.1, ..at }, steps),
                found => found,
            },
            _ => Found::Unknown,
        }
    }

    fn class_of_symbol(&self, symbol: Symbol, steps: u32) -> Found<'a> {
        let Some(steps) = self.step_on(steps) else { return Found::Unknown };
        match self.binding(symbol) {
            Some(binding) => self.class_of(
                ValueAt { file: symbol.file, function: binding.function, value: &binding.value },
                steps,
            ),
            None => Found::Symbol(symbol),
        }
    }

    /// What calling a symbol gives: an instance of a class, the class that a function says it returns or returns.
    fn result_of(&self, symbol: Symbol, steps: u32) -> Found<'a> {
        let Some(steps) = self.step_on(steps) else { return Found::Unknown };
        let at = match symbol.kind {
            SymbolKind::Function(at) => at,
            // A module that exports one thing stands for it: `module.exports = Service`.
            SymbolKind::Module => {
                return match self.whole_of(symbol.file, steps) {
                    Found::Symbol(inner) => self.result_of(inner, steps),
                    Found::Value(at) => self.class_of(at, steps),
                    _ => Found::Symbol(symbol),
                };
            }
            _ => return self.class_of_symbol(symbol, steps),
        };
        let Some(function) = self.function(symbol) else { return Found::Unknown };
        let context = |value| ValueAt { file: symbol.file, function: Some(at), value };
        if let found @ Found::Symbol(_) = self.class_of(context(&function.result), steps) {
            return found;
        }
        function
            .exits
            .iter()
            .filter(|exit| exit.kind == ExitKind::Return)
            .take(4)
            .map(|exit| self.class_of(context(&exit.value), steps))
            .find(|found| *found != Found::Unknown)
            .unwrap_or_default()
    }

    pub(super) fn find_at(
        &self,
        file: FileId,
        function: Option<u32>,
        name: &Name,
        steps: u32,
    ) -> Found<'a> {
        let Some(steps) = self.step_on(steps) else { return Found::Unknown };
        let path: &str = &name.path;
        match name.root {
            Root::Import(import, at) => self.imported_path(file, import, at, path, steps),
            Root::Receiver => self.receiver(file, function, path, steps),
            Root::Local | Root::Parameter => self.local(file, function, path, steps),
            Root::Module | Root::Unknown => {
                let (first, rest) = split(path);
                let (first, called) = called(first);
                let mut found = self.member_at(file, first, steps);
                if found == Found::Unknown && name.root == Root::Unknown {
                    match self.local(file, function, path, steps) {
                        Found::Unknown => {}
                        found => return found,
                    }
                }
                if found == Found::Unknown {
                    found = self.ambient(file, first, steps);
                }
                self.walk(found, called, rest, steps)
            }
        }
    }

    /// What a framework puts within reach under a name that the file does not mention itself.
    fn ambient(&self, file: FileId, name: &str, steps: u32) -> Found<'a> {
        match self.resolver(file).and_then(|resolver| resolver.ambient(file, name)) {
            Some(Resolution::File(target)) if target != file => self.member_at(target, name, steps),
            Some(Resolution::Package(package)) => {
                Found::External(format!("{package}.{name}").into())
            }
            _ => Found::Unknown,
        }
    }

    /// The path of an imported name: the import's module and name, then what is taken of it.
    fn imported_path(
        &self,
        file: FileId,
        import: u32,
        at: u32,
        path: &str,
        steps: u32,
    ) -> Found<'a> {
        let facts = self.facts(file);
        let Some(source) = facts.imports.get(import as usize) else { return Found::Unknown };
        // A relative specifier may end with dots, and then the name follows at once.
        let border = |rest: &&str| source.module.ends_with('.') || ends_word(rest);
        let Some(rest) = path.strip_prefix(&*source.module).filter(border) else {
            return self.dotted(file, path, steps);
        };
        let Some(imported) = source.names.get(at as usize) else { return Found::Unknown };
        let rest = rest.trim_start_matches('.');
        let rest = if imported.name.is_empty() || imported.name == "*" {
            rest
        } else {
            match rest.strip_prefix(&*imported.name).filter(|rest| ends_word(rest)) {
                Some(rest) => rest,
                None if imported.name == "default" => rest,
                None => return self.dotted(file, path, steps),
            }
        };
        let (is_called, rest) = match rest.strip_prefix("()") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let rest = rest.trim_start_matches('.');
        let base = self.imported(file, import, at, steps);
        // `import a.b` makes modules below it reachable by attributes.
        if let Found::Symbol(Symbol { kind: SymbolKind::Module, file: module }) = base
            && !rest.is_empty()
        {
            let (first, _) = split(rest);
            let (first, _) = called(first);
            if self.member_at(module, first, steps) == Found::Unknown {
                return self.dotted(file, path, steps);
            }
        }
        self.walk(base, is_called, rest, steps)
    }

    /// What a name of an import stands for.
    fn imported(&self, file: FileId, import: u32, at: u32, steps: u32) -> Found<'a> {
        let Some(steps) = self.step_on(steps) else { return Found::Unknown };
        let facts = self.facts(file);
        let (Some(source), Some(target)) =
            (facts.imports.get(import as usize), self.imports(file).get(import as usize))
        else {
            return Found::Unknown;
        };
        let Some(imported) = source.names.get(at as usize) else { return Found::Unknown };
        let whole = imported.name.is_empty() || imported.name == "*";
        for &module in target.module.files() {
            if whole {
                return Found::Symbol(Symbol { file: module, kind: SymbolKind::Module });
            }
            match self.member_at(module, &imported.name, steps) {
                Found::Unknown => {}
                found => return found,
            }
        }
        if let Some(Some(module)) = target.submodules.get(at as usize) {
            return Found::Symbol(Symbol { file: *module, kind: SymbolKind::Module });
        }
        match target.module {
            Resolution::Package(_) | Resolution::Builtin if whole => {
                Found::External(source.module.clone())
            }
            Resolution::Package(_) | Resolution::Builtin => {
                Found::External(format!("{}.{}", source.module, imported.name).into())
            }
            _ => Found::Unknown,
        }
    }

    pub(super) fn member_at(&self, file: FileId, name: &str, steps: u32) -> Found<'a> {
        let Some(steps) = self.step_on(steps) else { return Found::Unknown };
        let facts = self.facts(file);
        let key =
            self.names[file.0 as usize].get_key_value(name).map(|(key, _)| *key).or_else(|| {
                facts.exports.iter().find(|export| export.name == name).map(|export| &*export.name)
            });
        if let Some(key) = key {
            if let Some(found) = self.members.borrow().get(&(file, key)) {
                return found.clone();
            }
            // A name that leads back to itself ends here.
            self.members.borrow_mut().insert((file, key), Found::Unknown);
        }
        let Some(key) = key else {
            return self.passed_on(file, name, steps);
        };
        let found = self.member_uncached(file, name, steps);
        self.members.borrow_mut().insert((file, key), found.clone());
        found
    }

    /// A name that the file does not mention: it may come with everything of another module.
    fn passed_on(&self, file: FileId, name: &str, steps: u32) -> Found<'a> {
        if !self.passes_on[file.0 as usize] {
            return Found::Unknown;
        }
        let key = (file, Text::from(name));
        if let Some(found) = self.passed_on.borrow().get(&key) {
            return found.clone();
        }
        self.passed_on.borrow_mut().insert(key.clone(), Found::Unknown);
        let found = self.member_uncached(file, name, steps);
        self.passed_on.borrow_mut().insert(key, found.clone());
        found
    }

    fn member_uncached(&self, file: FileId, name: &str, steps: u32) -> Found<'a> {
        let facts = self.facts(file);
        for export in facts.exports.iter().filter(|export| export.name == name && name != "*") {
            if let Some(module) = &export.module {
                for &target in self.module(file, module).files() {
                    if export.local.is_empty() || export.local == "*" {
                        return Found::Symbol(Symbol { file: target, kind: SymbolKind::Module });
                    }
                    match self.member_at(target, &export.local, steps) {
                        Found::Unknown => {}
                        found => return found,
                    }
                }
                continue;
            }
            if !export.local.is_empty()
                && let Some(defined) = self.names[file.0 as usize].get(&*export.local)
            {
                return self.defined(file, *defined, steps);
            }
            if export.value != Value::Unknown {
                return self.value(ValueAt { file, function: None, value: &export.value }, steps);
            }
        }
        if let Some(defined) = self.names[file.0 as usize].get(name) {
            return self.defined(file, *defined, steps);
        }
        for export in facts.exports.iter().filter(|export| export.name == "*") {
            let Some(module) = &export.module else { continue };
            for &target in self.module(file, module).files() {
                match self.member_at(target, name, steps) {
                    Found::Unknown => {}
                    found => return found,
                }
            }
        }
        for (import, target) in facts.imports.iter().zip(self.imports(file)) {
            let star = import.kind != ImportKind::ReExport && import.names.iter().any(is_star);
            if !star || name.starts_with('_') {
                continue;
            }
            for &target in target.module.files() {
                match self.member_at(target, name, steps) {
                    Found::Unknown => {}
                    found => return found,
                }
            }
        }
        // A module that exports one object gives its entries as members.
        if name != "default"
            && facts.exports.iter().any(|export| export.name == "default")
            && let Found::Value(value) = self.member_at(file, "default", steps)
            && let Some(entry) = value.value.entry(name)
        {
            return self.value(ValueAt { value: entry, ..value }, steps);
        }
        Found::Unknown
    }

    fn defined(&self, file: FileId, defined: Defined, steps: u32) -> Found<'a> {
        match defined {
            Defined::Symbol(kind) => Found::Symbol(Symbol { file, kind }),
            Defined::Import(import, at) => self.imported(file, import, at, steps),
        }
    }

    fn module(&self, from: FileId, specifier: &str) -> Resolution {
        self.resolver(from).map(|resolver| resolver.module(from, specifier)).unwrap_or_default()
    }

    /// A dotted path from the top: the longest part that is a module, then what is taken of it.
    pub(super) fn dotted(&self, from: FileId, path: &str, steps: u32) -> Found<'a> {
        let Some(steps) = self.step_on(steps) else { return Found::Unknown };
        let mut package = None;
        let mut cut = path.len();
        for _ in 0..16 {
            // `./service().find`: an instance of what a module exports as a whole.
            let (module, is_called) = called(&path[..cut]);
            match self.module(from, module) {
                Resolution::Package(_) | Resolution::Builtin => {
                    package.get_or_insert(path);
                }
                resolution => {
                    if let Some(&file) = resolution.files().first() {
                        let module = Found::Symbol(Symbol { file, kind: SymbolKind::Module });
                        let rest = path[cut..].trim_start_matches('.');
                        return self.walk(module, is_called, rest, steps);
                    }
                }
            }
            match path[..cut].rfind('.') {
                Some(at) if at > 0 => cut = at,
                _ => break,
            }
        }
        package.map_or(Found::Unknown, |path| Found::External(path.into()))
    }

    /// `self.x`: a method, a field or an attribute that a method sets.
    fn receiver(&self, file: FileId, function: Option<u32>, path: &str, steps: u32) -> Found<'a> {
        let facts = self.facts(file);
        let (receiver, rest) = split(path);
        if receiver != "self" {
            // An attribute that is written as what the class puts there: `Service().find`.
            return self.held(file, path, steps);
        }
        let (first, after) = split(rest);
        let (first, is_called) = called(first);
        let mut at = function;
        let mut class = None;
        for _ in 0..8 {
            let Some(function) = at.and_then(|at| facts.functions.get(at as usize)) else { break };
            class = function.class;
            if class.is_some() {
                break;
            }
            at = function.outer;
        }
        let Some(class) = class else { return Found::Unknown };
        let class = Symbol { file, kind: SymbolKind::Class(class) };
        if rest.is_empty() {
            return Found::Symbol(class);
        }
        let found = self.class_member(class, first, steps);
        self.walk(found, is_called, after, steps)
    }

    fn class_member(&self, class: Symbol, name: &str, steps: u32) -> Found<'a> {
        let Some(steps) = self.step_on(steps) else { return Found::Unknown };
        let (classes, external) = self.lineage_at(class, steps);
        for class in classes {
            if let Some(method) = self.own_method(class, name) {
                return Found::Symbol(method);
            }
            let Some(facts) = self.class(class) else { continue };
            if let Some(router) = self.attribute_router(class, facts, name) {
                return Found::Symbol(router);
            }
            if let Some(field) = facts.fields.iter().rev().find(|field| field.name == name)
                && let Some(value) = &field.value
            {
                return self
                    .value(ValueAt { file: class.file, function: facts.outer, value }, steps);
            }
            if let Some(value) = self.attribute(class, facts, name) {
                return self.value(value, steps);
            }
            if let Some(field) = facts.fields.iter().rev().find(|field| field.name == name) {
                let value =
                    ValueAt { file: class.file, function: facts.outer, value: &field.annotation };
                return self.class_of(value, steps);
            }
        }
        match external.first() {
            Some(path) => Found::External(format!("{path}.{name}").into()),
            None => Found::Unknown,
        }
    }

    /// A router that a method of the class keeps as `self.name`.
    fn attribute_router(&self, class: Symbol, facts: &Class, name: &str) -> Option<Symbol> {
        let routers = &self.facts(class.file).routing.routers;
        let kept = |router: &Router| match class.kind {
            SymbolKind::Class(at) if router.class == Some(at) => true,
            _ => router.function.is_some_and(|function| facts.methods.contains(&function)),
        };
        let at = routers.iter().position(|router| {
            router.symbol.strip_prefix("self.").is_some_and(|symbol| symbol == name) && kept(router)
        })?;
        Some(Symbol { file: class.file, kind: SymbolKind::Router(at as u32) })
    }

    /// What a method of the class binds to `self.name`; a parameter of the constructor is its declared type.
    fn attribute(&self, class: Symbol, facts: &Class, name: &str) -> Option<ValueAt<'a>> {
        let file = self.facts(class.file);
        let binding = file.bindings.iter().find(|binding| {
            binding.kind == BindingKind::Attribute
                && binding.function.is_some_and(|function| facts.methods.contains(&function))
                && binding.name.strip_prefix("self.").is_some_and(|bound| bound == name)
        })?;
        Some(ValueAt { file: class.file, function: binding.function, value: &binding.value })
    }

    /// A name inside a function: a router, a nested function, a binding, a parameter by its declared type.
    fn local(&self, file: FileId, function: Option<u32>, path: &str, steps: u32) -> Found<'a> {
        let facts = self.facts(file);
        let (first, rest) = split(path);
        let (first, is_called) = called(first);
        let mut at = function;
        for _ in 0..16 {
            let Some(current) = at else { break };
            let Some(outer) = facts.functions.get(current as usize) else { break };
            let found = self.local_in(file, current, first, path, steps);
            if found != Found::Unknown {
                return self.walk(found, is_called, rest, steps);
            }
            at = outer.outer;
        }
        self.held(file, path, steps)
    }

    /// The path of what a variable holds, as the file's own names and imports write it.
    fn held(&self, file: FileId, path: &str, steps: u32) -> Found<'a> {
        let (first, rest) = split(path);
        let (first, is_called) = called(first);
        match self.member_at(file, first, steps) {
            Found::Unknown if path.contains('.') => self.dotted(file, path, steps),
            found => self.walk(found, is_called, rest, steps),
        }
    }

    fn local_in(
        &self,
        file: FileId,
        function: u32,
        name: &str,
        path: &str,
        steps: u32,
    ) -> Found<'a> {
        let facts = self.facts(file);
        let symbol = |kind| Found::Symbol(Symbol { file, kind });
        if let Some(at) = facts.routing.routers.iter().rposition(|it| {
            it.function == Some(function) && (it.symbol == name || it.symbol == path)
        }) {
            return symbol(SymbolKind::Router(at as u32));
        }
        match self.local_name(file, function, name) {
            Some(Defined::Symbol(kind)) => return symbol(kind),
            Some(Defined::Import(import, at)) => return self.imported(file, import, at, steps),
            None => {}
        }
        let Some(outer) = facts.functions.get(function as usize) else { return Found::Unknown };
        match outer.parameters.iter().find(|parameter| parameter.name == name) {
            Some(parameter) => self.class_of(
                ValueAt { file, function: outer.outer, value: &parameter.annotation },
                steps,
            ),
            None => Found::Unknown,
        }
    }

    /// Takes the rest of a dotted path of what was found.
    fn walk(&self, found: Found<'a>, is_called: bool, rest: &str, steps: u32) -> Found<'a> {
        let mut found = found;
        let mut is_called = is_called;
        let mut rest = rest;
        let mut steps = steps;
        loop {
            let Some(left) = self.step_on(steps) else { return Found::Unknown };
            steps = left;
            if is_called {
                found = match found {
                    Found::Symbol(symbol) => self.result_of(symbol, steps),
                    Found::Value(at) => self.class_of(at, steps),
                    found => found,
                };
            }
            if rest.is_empty() {
                return found;
            }
            let (segment, after) = split(rest);
            let (name, calls) = called(segment);
            found = self.step(found, name, steps);
            is_called = calls;
            rest = after;
        }
    }

    /// What a module exports as a whole, where that is no module itself.
    fn whole_of(&self, file: FileId, steps: u32) -> Found<'a> {
        match self.member_at(file, "default", steps) {
            Found::Symbol(Symbol { kind: SymbolKind::Module, .. }) => Found::Unknown,
            found => found,
        }
    }

    /// An attribute of what was found.
    fn step(&self, found: Found<'a>, name: &str, steps: u32) -> Found<'a> {
        let Some(steps) = self.step_on(steps) else { return Found::Unknown };
        match found {
            Found::External(path) => Found::External(format!("{path}.{name}").into()),
            Found::Unknown => Found::Unknown,
            Found::Value(at) => match at.value.entry(name) {
                Some(entry) => self.value(ValueAt { value: entry, ..at }, steps),
                None => match self.class_of(at, steps) {
                    Found::Symbol(symbol) => self.step(Found::Symbol(symbol), name, steps),
                    Found::External(path) => Found::External(format!("{path}.{name}").into()),
                    _ => Found::Unknown,
                },
            },
            Found::Symbol(symbol) => match symbol.kind {
                SymbolKind::Module => match self.member_at(symbol.file, name, steps) {
                    Found::Unknown => self.step(self.whole_of(symbol.file, steps), name, steps),
                    found => found,
                },
                SymbolKind::Class(_) => self.class_member(symbol, name, steps),
                SymbolKind::Binding(_) => match self.binding(symbol) {
                    Some(binding) => self.step(
                        Found::Value(ValueAt {
                            file: symbol.file,
                            function: binding.function,
                            value: &binding.value,
                        }),
                        name,
                        steps,
                    ),
                    None => Found::Unknown,
                },
                _ => Found::Unknown,
            },
        }
    }

    pub(super) fn value(&self, at: ValueAt<'a>, steps: u32) -> Found<'a> {
        let Some(steps) = self.step_on(steps) else { return Found::Unknown };
        match at.value {
            Value::Name(name) => self.find_at(at.file, at.function, name, steps),
            Value::Function(function) => {
                Found::Symbol(Symbol { file: at.file, kind: SymbolKind::Function(*function) })
            }
            Value::Unknown | Value::Null => Found::Unknown,
            _ => Found::Value(at),
        }
    }
}

/// The first part of a dotted path, and the rest. Dots in brackets do not divide.
fn split(path: &str) -> (&str, &str) {
    path.split_once('.').unwrap_or((path, ""))
}

fn called(segment: &str) -> (&str, bool) {
    match segment.strip_suffix("()") {
        Some(name) => (naming::bare(name), true),
        None => (segment, false),
    }
}

fn ends_word(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('.') || rest.starts_with("()")
}

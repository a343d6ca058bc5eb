//! Permissions of REST framework across files: of a view, of an action, of the settings.

use shipworthy_core::facts::{
    Exit, ExitKind, GuardChoice, GuardClass, GuardSource, GuardUse, Name, Root, Value, Via,
};
use shipworthy_core::project::{FileId, Found, GuardAt, Symbol, SymbolKind, ValueAt};
use shipworthy_core::source::{Role, Span};

use super::library;
use super::link::is_python;
use super::source::guard;
use super::views::{Asked, Views};

/// How deep lists of permissions are followed.
const DEPTH: u32 = 6;

impl<'a> Views<'a, '_> {
    /// The guards that a view class puts before an action.
    pub(super) fn class_permissions(
        &self,
        class: Symbol,
        asked: Asked<'_>,
        own: Option<&'a Value>,
    ) -> Vec<GuardAt> {
        let (classes, external) = self.index.lineage(class);
        let mut guards = self.mixins(class, &classes, &external);
        let is_rest = external.iter().any(|it| is_rest(it))
            || self.index.field(class, "permission_classes").is_some()
            || self.index.method(class, "get_permissions").is_some();
        if !is_rest {
            return guards;
        }
        for &at in &classes {
            if let Some(chosen) = self.chosen(at, asked) {
                match chosen {
                    Chosen::Guards(chosen) => {
                        guards.extend(chosen);
                        return guards;
                    }
                    Chosen::Inherited => break,
                }
            }
        }
        if let Some(value) = own {
            let at = ValueAt { file: class.file, function: None, value };
            self.permissions(at, asked.method, Via::Decorator, DEPTH, &mut guards);
            return guards;
        }
        match self.index.field(class, "permission_classes") {
            Some(at) => self.permissions(at, asked.method, Via::Router, DEPTH, &mut guards),
            None if external.iter().any(|it| library::is_open_view(it)) => {}
            None => guards.extend(self.for_method(&self.default, asked.method)),
        }
        guards
    }

    /// What `get_permissions` of a class chooses for an action.
    fn chosen(&self, class: Symbol, asked: Asked<'_>) -> Option<Chosen> {
        let SymbolKind::Class(class_at) = class.kind else { return None };
        let steps = self.index.facts(class.file).routing.choices.iter();
        let mut steps = steps.filter(|step| step.class == class_at).peekable();
        steps.peek()?;
        let mut possible: Option<Chosen> = None;
        for step in steps {
            if step.unknown {
                if possible.is_none() {
                    possible = self.step(class, step, asked);
                }
                continue;
            }
            let named = step.actions.iter().any(|it| it == asked.action || it == asked.method);
            let applies = step.actions.is_empty() != step.negated && step.actions.is_empty()
                || !step.actions.is_empty() && named != step.negated;
            if applies && let Some(chosen) = self.step(class, step, asked) {
                return Some(chosen);
            }
        }
        possible.or(Some(Chosen::Inherited))
    }

    fn step(&self, class: Symbol, step: &'a GuardChoice, asked: Asked<'_>) -> Option<Chosen> {
        let file = class.file;
        let mut guards = Vec::new();
        match &step.source {
            GuardSource::Guards(uses) => {
                for it in uses {
                    let at = ValueAt { file, function: None, value: &it.target };
                    self.permissions(at, asked.method, Via::Route, DEPTH, &mut guards);
                }
            }
            GuardSource::ByAction(table) => {
                let at = ValueAt { file, function: None, value: table };
                let entry = self.entry(at, asked.action)?;
                self.permissions(entry, asked.method, Via::Route, DEPTH, &mut guards);
            }
            GuardSource::ByMethod(table) => {
                let at = ValueAt { file, function: None, value: table };
                let entry = self.entry(at, asked.method)?;
                self.permissions(entry, asked.method, Via::Route, DEPTH, &mut guards);
            }
            GuardSource::Inherited => return Some(Chosen::Inherited),
            GuardSource::Unknown => {
                let unknown = GuardUse {
                    target: Value::Name(Box::new(Name {
                        path: "get_permissions".into(),
                        root: Root::Unknown,
                    })),
                    known: Some(GuardClass::Unknown),
                    via: Via::Route,
                    span: step.span,
                    ..GuardUse::default()
                };
                guards.push(GuardAt { file, function: None, guard: unknown });
            }
        }
        Some(Chosen::Guards(guards))
    }

    /// The entry of a dictionary that a value leads to.
    fn entry(&self, at: ValueAt<'a>, key: &str) -> Option<ValueAt<'a>> {
        let mut at = at;
        for _ in 0..4 {
            if let Value::Dict(_) = at.value {
                return at.value.entry(key).map(|value| ValueAt { value, ..at });
            }
            at = match self.index.find_value(at) {
                Found::Value(next) => next,
                Found::Symbol(symbol) => {
                    let binding = self.index.binding(symbol)?;
                    ValueAt { file: symbol.file, function: binding.function, value: &binding.value }
                }
                _ => return None,
            };
        }
        None
    }

    /// Permission classes that a value lists.
    pub(super) fn permissions(
        &self,
        at: ValueAt<'a>,
        method: &str,
        via: Via,
        depth: u32,
        guards: &mut Vec<GuardAt>,
    ) {
        let Some(depth) = depth.checked_sub(1) else { return };
        let mut push = |target: Value| {
            let mut used = guard(target, &[], via, Span::default());
            used.known = self.read_only(at, &used.target, method);
            if used.known.is_none() && self.is_of_another_kind(at) {
                used.known = Some(GuardClass::Unknown);
            }
            guards.push(GuardAt { file: at.file, function: at.function, guard: used });
        };
        match at.value {
            Value::List(items) => {
                for value in items {
                    self.permissions(ValueAt { value, ..at }, method, via, depth, guards);
                }
            }
            Value::Name(_) => match self.index.find_value(at) {
                Found::Symbol(symbol) => match self.index.binding(symbol) {
                    Some(binding) => {
                        let value = ValueAt {
                            file: symbol.file,
                            function: binding.function,
                            value: &binding.value,
                        };
                        self.permissions(value, method, via, depth, guards);
                    }
                    None => push(at.value.clone()),
                },
                Found::Value(value) if value.value != at.value => {
                    self.permissions(value, method, via, depth, guards);
                }
                Found::External(path) if path.ends_with("DEFAULT_PERMISSION_CLASSES") => {
                    guards.extend(self.for_method(&self.default, method));
                }
                _ => {
                    push(at.value.clone());
                }
            },
            Value::Call(_) | Value::Choice(_) => push(at.value.clone()),
            // `[A] + [B]` is a longer list, and `A & B` asks for both.
            Value::Computed(sides) if sides.len() > 1 => {
                for value in sides {
                    self.permissions(ValueAt { value, ..at }, method, via, depth, guards);
                }
            }
            // `~A` admits those whom the other refuses.
            Value::Computed(sides) => {
                let mut used =
                    guard(sides.first().cloned().unwrap_or_default(), &[], via, Span::default());
                used.known = Some(GuardClass::Unknown);
                guards.push(GuardAt { file: at.file, function: at.function, guard: used });
            }
            Value::Str(path) => {
                if let Some(used) = self.dotted(at.file, path, method, via) {
                    guards.push(used);
                }
            }
            _ => {}
        }
    }

    /// Whether a permission is a class of the project that asks in another way than REST framework's do.
    fn is_of_another_kind(&self, at: ValueAt<'a>) -> bool {
        let Found::Symbol(class @ Symbol { kind: SymbolKind::Class(_), .. }) =
            self.index.find_value(at)
        else {
            return false;
        };
        let asks = ["has_permission", "has_object_permission"];
        asks.iter().all(|name| self.index.method(class, name).is_none())
            && !self.index.lineage(class).1.iter().any(|it| it.starts_with("rest_framework"))
    }

    /// A permission that settings name by its dotted path.
    pub(super) fn dotted(
        &self,
        file: FileId,
        path: &str,
        method: &str,
        via: Via,
    ) -> Option<GuardAt> {
        let (file, name) = match self.index.find_path(file, path) {
            Found::Symbol(symbol) => {
                (symbol.file, Name { path: self.index.name(symbol), root: Root::Module })
            }
            _ => (file, Name { path: path.into(), root: Root::Unknown }),
        };
        let known = match name.root {
            Root::Module => {
                let value = Value::Name(Box::new(name.clone()));
                let at = ValueAt { file, function: None, value: &Value::Null };
                self.read_only(at, &value, method)
            }
            _ => Some(
                by_method(path, method).or_else(|| library::guard(path, &[])).unwrap_or_default(),
            ),
        };
        let mut used = guard(Value::Name(Box::new(name)), &[], via, Span::default());
        used.known = known;
        Some(GuardAt { file, function: None, guard: used })
    }

    /// What a permission does that lets strangers read, for a method.
    fn read_only(&self, at: ValueAt<'_>, target: &Value, method: &str) -> Option<GuardClass> {
        let name = match target {
            Value::Name(name) => name,
            Value::Call(call) => &call.callee,
            _ => return None,
        };
        match self.index.find(at.file, at.function, name) {
            Found::External(path) => by_method(&path, method),
            Found::Symbol(class @ Symbol { kind: SymbolKind::Class(_), .. }) => {
                let decides = self.index.method(class, "has_permission");
                if let Some(function) = decides.and_then(|it| self.index.function(it)) {
                    let reads = method == "GET" && function.exits.iter().any(lets_read);
                    return reads.then_some(GuardClass::Optional);
                }
                let (_, external) = self.index.lineage(class);
                external.iter().find_map(|path| by_method(path, method))
            }
            _ => None,
        }
    }

    pub(super) fn for_method(&self, guards: &[GuardAt], method: &str) -> Vec<GuardAt> {
        let adapt = |it: &GuardAt| {
            let mut it = it.clone();
            if let Value::Name(name) = &it.guard.target
                && let Some(class) = by_method(&name.path, method)
            {
                it.guard.known = Some(class);
            }
            it
        };
        guards.iter().map(adapt).collect()
    }

    /// `REST_FRAMEWORK["DEFAULT_PERMISSION_CLASSES"]`
    pub(super) fn default_permissions(&self) -> Vec<GuardAt> {
        for (file, it) in self.index.iter() {
            if it.role != Role::Production || !is_python(self.index, file) {
                continue;
            }
            let entry = it
                .facts
                .bindings
                .iter()
                .filter(|it| it.name == "REST_FRAMEWORK")
                .find_map(|binding| binding.value.entry("DEFAULT_PERMISSION_CLASSES"));
            if let Some(value) = entry {
                let mut guards = Vec::new();
                let at = ValueAt { file, function: None, value };
                self.permissions(at, "ANY", Via::Global, DEPTH, &mut guards);
                return guards;
            }
        }
        Vec::new()
    }
}

/// What a class chooses.
enum Chosen {
    Guards(Vec<GuardAt>),
    /// What its base says, or its own list.
    Inherited,
}

fn is_rest(path: &str) -> bool {
    let package = path.split('.').next().unwrap_or_default();
    package.starts_with("rest_framework")
        || package.starts_with("drf")
        || package == "djoser"
        || package == "dj_rest_auth"
}

/// What a permission of REST framework that lets strangers read does for a method.
fn by_method(path: &str, method: &str) -> Option<GuardClass> {
    let last = path.rsplit('.').next()?;
    let reads =
        matches!(last, "IsAuthenticatedOrReadOnly" | "DjangoModelPermissionsOrAnonReadOnly");
    if !reads {
        return None;
    }
    let is_safe = matches!(method, "GET" | "HEAD" | "OPTIONS" | "ANY");
    Some(if is_safe { GuardClass::Optional } else { GuardClass::Reject })
}

/// `if request.method in SAFE_METHODS: return True`
fn lets_read(exit: &Exit) -> bool {
    exit.kind == ExitKind::Return
        && exit.value == Value::Bool(true)
        && exit.conditional
        && exit.conditions.iter().any(|it| it.ends_with("SAFE_METHODS"))
}

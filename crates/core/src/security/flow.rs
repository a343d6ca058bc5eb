//! Where names come from inside one file: definitions in order, followed through branches.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use crate::code::{CompareOperator, ExprId, ExprKind, FunctionId, Module, UnaryOperator};
use crate::facts::ImportKind;
use crate::naming;

/// How far a value is followed through names.
const REACH: u32 = 8;

/// A binding of a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Definition {
    /// The bound value, or what it is taken from.
    pub(super) value: Option<ExprId>,
    /// How it is bound.
    pub(super) how: How,
    block: u32,
    /// The definition of the name before this one in the same scope.
    previous: Option<u32>,
    /// How many there are before it.
    place: u32,
}

/// How many definitions of a name in one scope are kept.
const KEPT: u32 = 64;

/// Ways in which a name is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// To the value.
    Value,
    /// Extended by the value (`+=`).
    Extended,
    /// To each element of the value.
    Element,
    /// To what the context gives (`with … as`).
    Context,
    /// To a part of the value.
    Part,
    /// To the property of the value that has the same name.
    Property,
    /// A parameter of a function, by its place.
    Parameter(FunctionId, u32),
}

/// A name that a condition looks up in a fixed set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tested<'a> {
    pub(super) name: &'a str,
    /// Whether the condition holds for what is not in the set.
    pub(super) outside: bool,
}

#[derive(Debug, Default)]
struct Names<'a> {
    parent: Option<usize>,
    /// Names that were tested against a fixed set.
    tested: Vec<&'a str>,
}

/// The names of a file while it is walked.
#[derive(Debug)]
pub(super) struct Flow<'m, 'a> {
    pub(super) module: &'m Module<'a>,
    scopes: Vec<Names<'a>>,
    definitions: Vec<Definition>,
    /// The last definition of a name in a scope.
    last: FxHashMap<(usize, &'a str), u32>,
    current: usize,
    blocks: Vec<u32>,
    next_block: u32,
    imports: FxHashMap<&'m str, (u32, u32)>,
    attributes: FxHashMap<&'a str, Vec<ExprId>>,
}

impl<'m, 'a> Flow<'m, 'a> {
    pub(super) fn new(module: &'m Module<'a>) -> Self {
        let mut imports = FxHashMap::default();
        for (at, import) in module.outline.imports.iter().enumerate() {
            if import.kind == ImportKind::ReExport {
                continue;
            }
            for (which, name) in import.names.iter().enumerate() {
                if !name.alias.is_empty() {
                    imports.insert(name.alias.as_str(), (at as u32, which as u32));
                }
            }
        }
        let scopes = (0..=module.functions.len()).map(|_| Names::default()).collect();
        Self {
            module,
            scopes,
            definitions: Vec::new(),
            last: FxHashMap::default(),
            current: 0,
            blocks: vec![0],
            next_block: 1,
            imports,
            attributes: FxHashMap::default(),
        }
    }

    /// Goes into a function: its parameters are its first names.
    pub(super) fn enter_function(&mut self, id: FunctionId) {
        let function = self.module.function(id);
        self.current = id.0 as usize + 1;
        self.blocks.clear();
        self.blocks.push(0);
        let parent = match function.parent {
            crate::code::Scope::Function(outer) => outer.0 as usize + 1,
            crate::code::Scope::Class(class) => match self.module.class(class).parent {
                crate::code::Scope::Function(outer) => outer.0 as usize + 1,
                _ => 0,
            },
            crate::code::Scope::Module => 0,
        };
        self.scopes[self.current].parent = Some(parent);
        for (at, parameter) in function.parameters.iter().enumerate() {
            let how = How::Parameter(id, at as u32);
            if !parameter.name.is_empty() {
                self.define(parameter.name, parameter.default, how);
            } else if let Some(pattern) = parameter.pattern {
                self.bind(pattern, parameter.default, how);
            }
        }
    }

    pub(super) fn enter_block(&mut self) {
        self.blocks.push(self.next_block);
        self.next_block += 1;
    }

    pub(super) fn leave_block(&mut self) {
        self.blocks.pop();
    }

    fn define(&mut self, name: &'a str, value: Option<ExprId>, how: How) {
        let block = self.blocks.last().copied().unwrap_or(0);
        let at = self.definitions.len() as u32;
        let previous = match self.last.entry((self.current, name)) {
            Entry::Occupied(mut known) => {
                let previous = *known.get();
                if self.definitions[previous as usize].place + 1 == KEPT {
                    return;
                }
                known.insert(at);
                Some(previous)
            }
            Entry::Vacant(new) => {
                new.insert(at);
                None
            }
        };
        let place = previous.map_or(0, |it| self.definitions[it as usize].place + 1);
        self.definitions.push(Definition { value, how, block, previous, place });
    }

    /// The definitions of a name in a scope, the last first.
    fn chain(&self, scope: usize, name: &str) -> impl Iterator<Item = &Definition> {
        let mut next = self.last.get(&(scope, name)).copied();
        std::iter::from_fn(move || {
            let definition = self.definitions.get(next? as usize)?;
            next = definition.previous;
            Some(definition)
        })
    }

    /// Binds what an expression names to a value.
    pub(super) fn bind(&mut self, target: ExprId, value: Option<ExprId>, how: How) {
        let module = self.module;
        match module.kind(target) {
            ExprKind::Name(name) => self.define(name, value, how),
            ExprKind::Member { object, property } => {
                if let (ExprKind::Name("self"), Some(value)) = (module.kind(*object), value) {
                    let list = self.attributes.entry(property).or_default();
                    if list.len() < 16 {
                        list.push(value);
                    }
                }
            }
            ExprKind::Sequence(items) => {
                let values = match value.map(|value| module.kind(value)) {
                    Some(ExprKind::Sequence(values))
                        if values.len() == items.len() && how == How::Value =>
                    {
                        Some(values)
                    }
                    _ => None,
                };
                for (at, &item) in items.iter().enumerate().take(32) {
                    match values {
                        Some(values) => self.bind(item, Some(values[at]), How::Value),
                        None if how == How::Value => self.bind(item, value, How::Part),
                        None => self.bind(item, value, how),
                    }
                }
            }
            ExprKind::Dict(entries) => {
                for entry in entries.iter().take(32) {
                    let how = if how == How::Value { How::Property } else { how };
                    self.bind(entry.value, value, how);
                }
            }
            ExprKind::Spread(inner) => self.bind(*inner, value, How::Part),
            ExprKind::Assign { target, .. } => self.bind(*target, value, how),
            _ => {}
        }
    }

    /// Notes a value of an attribute, from the body of its class.
    pub(super) fn note_attribute(&mut self, name: &'a str, value: ExprId) {
        let list = self.attributes.entry(name).or_default();
        if list.len() < 16 {
            list.push(value);
        }
    }

    /// The name that a condition looks up in a set: `name in NAMES`, `!NAMES.includes(name)`.
    pub(super) fn tested(&self, test: ExprId) -> Option<Tested<'a>> {
        let module = self.module;
        let (test, outside) = match module.kind(test) {
            ExprKind::Unary { operator: UnaryOperator::Not, operand } => (*operand, true),
            _ => (test, false),
        };
        match module.kind(test) {
            ExprKind::Compare { operator: CompareOperator::In, left, .. } => {
                Some(Tested { name: module.name(*left)?, outside })
            }
            ExprKind::Compare { operator: CompareOperator::NotIn, left, .. } => {
                Some(Tested { name: module.name(*left)?, outside: !outside })
            }
            ExprKind::Call(call) => {
                let ExprKind::Member { object, property: "includes" | "has" } =
                    module.kind(call.callee)
                else {
                    return None;
                };
                let name = module.name(call.positional(0)?)?;
                self.is_written_set(*object).then_some(Tested { name, outside })
            }
            _ => None,
        }
    }

    /// The branch of a choice that is taken for a name that was looked up in a set: `COLUMNS.includes(sort) ? sort : "name"`.
    pub(super) fn looked_up(
        &self,
        test: ExprId,
        then: ExprId,
        otherwise: ExprId,
    ) -> Option<ExprId> {
        let tested = self.tested(test)?;
        let inside = if tested.outside { otherwise } else { then };
        (self.module.name(inside) == Some(tested.name)).then_some(inside)
    }

    /// Whether a set is written out in the file, or named as constants are.
    fn is_written_set(&self, object: ExprId) -> bool {
        match self.module.kind(self.constant(object)) {
            ExprKind::Sequence(_) => true,
            ExprKind::Call(call) => {
                call.new && matches!(self.module.kind(call.callee), ExprKind::Name("Set" | "Map"))
            }
            ExprKind::Name(name) | ExprKind::Member { property: name, .. } => {
                name.len() > 1 && naming::is_constant(name)
            }
            _ => false,
        }
    }

    /// Notes that a name was tested against a fixed set.
    pub(super) fn note_tested(&mut self, name: &'a str) {
        self.scopes[self.current].tested.push(name);
    }

    pub(super) fn is_tested(&self, name: &str) -> bool {
        self.scopes[self.current].tested.contains(&name)
    }

    /// The bindings that a name can have where an expression stands: in `text = text + more` those of the lines before.
    pub(super) fn definitions_at(&self, name: &str, id: ExprId) -> Vec<Definition> {
        let start = self.module.expression(id).span.start;
        let before = |definition: &Definition| {
            definition.value.is_none_or(|value| self.module.expression(value).span.end <= start)
        };
        let found = self.definitions_where(name, before);
        // What a loop binds at its end is seen at its beginning.
        if found.is_empty() { self.definitions(name) } else { found }
    }

    /// The bindings that a name can have here: the last one that certainly ran, and those after it.
    pub(super) fn definitions(&self, name: &str) -> Vec<Definition> {
        self.definitions_where(name, |_| true)
    }

    fn definitions_where(
        &self,
        name: &str,
        is_seen: impl Fn(&Definition) -> bool,
    ) -> Vec<Definition> {
        let mut found = Vec::new();
        let mut scope = Some(self.current);
        let mut steps = 0;
        while let Some(at) = scope {
            if self.last.contains_key(&(at, name)) {
                let own = at == self.current;
                for definition in self.chain(at, name).filter(|it| !own || is_seen(it)).take(16) {
                    found.push(*definition);
                    let ran = own && self.blocks.contains(&definition.block);
                    if ran && definition.how != How::Extended {
                        break;
                    }
                }
                return found;
            }
            scope = self.scopes[at].parent;
            steps += 1;
            if steps > 32 {
                break;
            }
        }
        found
    }

    /// Adds a value to the list that a name stands for.
    pub(super) fn extend(&mut self, name: &'a str, value: ExprId) {
        let is_list = |it: &Definition| {
            it.value.is_some_and(|value| matches!(self.module.kind(value), ExprKind::Sequence(_)))
        };
        if self.definitions(name).iter().any(is_list) {
            self.define(name, Some(value), How::Extended);
        }
    }

    /// Whether a name is bound at the top of the file.
    pub(super) fn is_global(&self, name: &str) -> bool {
        self.last.contains_key(&(0, name))
            && (self.current == 0 || !self.last.contains_key(&(self.current, name)))
    }

    /// The module path that an imported name stands for.
    pub(super) fn imported(&self, name: &str) -> Option<String> {
        let &(import, which) = self.imports.get(name)?;
        let import = self.module.outline.imports.get(import as usize)?;
        let imported = import.names.get(which as usize)?;
        let path = if imported.name.is_empty() || imported.name == "*" || imported.name == "default"
        {
            // `import a.b` binds `a`.
            let first = import.module.split('.').next().unwrap_or_default();
            if first == name && imported.name.is_empty() {
                first.to_owned()
            } else {
                import.module.to_string()
            }
        } else if import.module.ends_with('.') {
            [&*import.module, &*imported.name].concat()
        } else {
            [&*import.module, ".", &*imported.name].concat()
        };
        Some(path)
    }

    /// The dotted path that an expression names: imports written out, results of calls as `f()`.
    pub(super) fn path(&self, id: ExprId) -> Option<String> {
        self.path_within(id, REACH)
    }

    fn path_within(&self, id: ExprId, reach: u32) -> Option<String> {
        let reach = reach.checked_sub(1)?;
        match self.module.kind(id) {
            ExprKind::Name(name) => {
                if let Some(definition) = self.definitions(name).into_iter().next() {
                    match (definition.how, definition.value) {
                        (How::Value | How::Context, Some(value)) => {
                            let named = matches!(
                                self.module.kind(value),
                                ExprKind::Name(_)
                                    | ExprKind::Member { .. }
                                    | ExprKind::Call(_)
                                    | ExprKind::Await(_)
                            );
                            if named && let Some(path) = self.path_within(value, reach) {
                                return Some(path);
                            }
                        }
                        (How::Property, Some(value)) => {
                            if let Some(path) = self.path_within(value, reach) {
                                return Some(format!("{path}.{name}"));
                            }
                        }
                        (How::Parameter(function, at), _) => {
                            let parameter =
                                self.module.function(function).parameters.get(at as usize)?;
                            if let Some(annotation) = parameter.annotation
                                && let Some(path) = self.path_within(annotation, reach)
                            {
                                return Some(path + "()");
                            }
                        }
                        _ => {}
                    }
                    return Some((*name).to_owned());
                }
                Some(self.imported(name).unwrap_or_else(|| (*name).to_owned()))
            }
            ExprKind::Member { object, property } => {
                if let ExprKind::Name("self") = self.module.kind(*object)
                    && let Some(value) =
                        self.attributes.get(property).and_then(|values| values.last())
                    && matches!(
                        self.module.kind(*value),
                        ExprKind::Call(_) | ExprKind::Member { .. } | ExprKind::Await(_)
                    )
                    && let Some(path) = self.path_within(*value, reach)
                {
                    return Some(path);
                }
                let mut path = self.path_within(*object, reach)?;
                path.push('.');
                path.push_str(property);
                Some(path)
            }
            ExprKind::Call(call) => {
                // `require("x")` names the module itself.
                if let (ExprKind::Name("require"), Some(first)) =
                    (self.module.kind(call.callee), call.positional(0))
                    && let Some(module) = self.module.string(first)
                {
                    return Some(module.to_owned());
                }
                Some(self.path_within(call.callee, reach)? + "()")
            }
            ExprKind::Await(inner) => self.path_within(*inner, reach),
            ExprKind::Index { object, .. } => Some(self.path_within(*object, reach)? + "[]"),
            ExprKind::Assign { value, .. } => self.path_within(*value, reach),
            _ => None,
        }
    }

    /// The constant that an expression is, also through names with one value.
    pub(super) fn constant(&self, id: ExprId) -> ExprId {
        let mut id = id;
        for _ in 0..REACH {
            let next = match self.module.kind(id) {
                ExprKind::Name(name) => {
                    let definitions = self.definitions(name);
                    match definitions.first() {
                        Some(Definition { value: Some(value), how: How::Value, .. }) => *value,
                        _ => return id,
                    }
                }
                ExprKind::Member { object, property }
                    if matches!(self.module.kind(*object), ExprKind::Name("self")) =>
                {
                    match self.attribute(property).last() {
                        Some(value) => *value,
                        None => return id,
                    }
                }
                ExprKind::Assign { value, .. } => *value,
                _ => return id,
            };
            id = next;
        }
        id
    }

    /// The values given to an attribute of the receiver.
    pub(super) fn attribute(&self, name: &str) -> &[ExprId] {
        self.attributes.get(name).map_or(&[], Vec::as_slice)
    }
}

//! What a reference means: its dotted path, written out through imports and variables.

use super::context::{Context, NONE};
use super::{Analysis, Bound, Definition};
use crate::code::{BinaryOperator, ClassId, ExprId, ExprKind, FunctionId, LogicalOperator, Scope};
use crate::facts::{Name, Root};

/// How many variables are followed for one name.
const FOLLOW: u32 = 12;
/// Paths are cut off at this many bytes.
const PATH: usize = 200;

/// Whether variables are written as what they hold.
#[derive(Clone, Copy, PartialEq)]
enum Follow {
    No,
    Yes(u32),
}

impl Follow {
    fn next(self) -> Option<Self> {
        match self {
            Self::Yes(left) if left > 0 => Some(Self::Yes(left - 1)),
            _ => None,
        }
    }
}

impl<'a> Analysis<'_, 'a> {
    /// The name of a reference. A bare variable keeps its name; what is taken of a variable that
    /// holds the result of a call is written as taken of that call. An element is written `[]`;
    /// what is taken of a literal starts with `str()`, `list()` or `dict()`, and what is taken of
    /// something else that has no name starts with `?`.
    pub fn name(&self, id: ExprId) -> Name {
        match self.module().kind(id) {
            ExprKind::Name(_) => self.named(id, Follow::No),
            _ => self.named(id, Follow::Yes(FOLLOW)),
        }
    }

    /// The name of a reference with imports written out, and variables as they are called.
    pub fn symbol(&self, id: ExprId) -> Name {
        self.named(id, Follow::No)
    }

    /// The name of what a call calls: a variable that holds another reference is followed.
    pub fn callee(&self, id: ExprId) -> Name {
        self.named(id, Follow::Yes(FOLLOW))
    }

    fn named(&self, id: ExprId, follow: Follow) -> Name {
        // Taken out for the time: writing a declared type asks for another name.
        let mut path = self.path.take();
        path.clear();
        let root = self.write(id, follow, &mut path);
        let name = Name { path: self.text(&path), root };
        self.path.replace(path);
        name
    }

    fn write(&self, id: ExprId, follow: Follow, path: &mut String) -> Root {
        if path.len() > PATH {
            return Root::Unknown;
        }
        match self.module().kind(id) {
            ExprKind::Name(name) => self.write_bare(id, name, follow, path),
            ExprKind::Member { object, property } => {
                if let Some(root) = self.write_attribute(*object, property, follow, path) {
                    return root;
                }
                let root = self.write(*object, follow, path);
                path.push('.');
                path.push_str(property);
                root
            }
            ExprKind::Index { object, .. } => {
                let root = self.write(*object, follow, path);
                path.push_str("[]");
                root
            }
            ExprKind::Call(call) => {
                let root = self.write(call.callee, follow, path);
                path.push_str("()");
                root
            }
            ExprKind::Await(inner) | ExprKind::Assign { value: inner, .. } => {
                self.write(*inner, follow, path)
            }
            ExprKind::Str(_) | ExprKind::Template(_) => literal(path, "str()"),
            ExprKind::Sequence(_) | ExprKind::Comprehension(_) => literal(path, "list()"),
            ExprKind::Dict(_) => literal(path, "dict()"),
            ExprKind::Logical {
                operator: LogicalOperator::Or | LogicalOperator::Coalesce,
                left,
                ..
            } => self.write(*left, follow, path),
            ExprKind::Binary { operator: BinaryOperator::Add, left, .. }
                if matches!(self.module().kind(*left), ExprKind::Str(_)) =>
            {
                literal(path, "str()")
            }
            _ => literal(path, "?"),
        }
    }

    fn write_bare(&self, id: ExprId, name: &str, follow: Follow, path: &mut String) -> Root {
        let Some((scope, definition)) = self.definition(id) else {
            let receiver = matches!(name, "self" | "cls");
            path.push_str(if receiver { "self" } else { name });
            return if receiver { Root::Receiver } else { Root::Unknown };
        };
        let local = if scope == 0 { Root::Module } else { Root::Local };
        match definition.bound {
            Bound::Import(import, at) => {
                self.module().outline.imports[import as usize].write_path(at, path);
                Root::Import(import, at)
            }
            Bound::Parameter(function, at) => {
                if self.is_receiver(function, at) {
                    path.push_str("self");
                    return Root::Receiver;
                }
                let typed = follow.next().and_then(|follow| {
                    self.write_type(definition.annotation?, follow, path).then_some(())
                });
                if typed.is_none() {
                    path.push_str(name);
                }
                Root::Parameter
            }
            Bound::Value(value) | Bound::Context(value) => {
                if let Some(follow) = follow.next() {
                    if let Some(root) = self.write_held(value, follow, path) {
                        return root;
                    }
                    if let Some(annotation) = definition.annotation
                        && self.write_type(annotation, follow, path)
                    {
                        return local;
                    }
                }
                path.push_str(name);
                local
            }
            Bound::Declared(Some(annotation)) => {
                let typed =
                    follow.next().is_some_and(|follow| self.write_type(annotation, follow, path));
                if !typed {
                    path.push_str(name);
                }
                local
            }
            _ => {
                path.push_str(name);
                local
            }
        }
    }

    /// Writes a variable as what it holds, where that is a call, a literal or another reference.
    fn write_held(&self, value: ExprId, follow: Follow, path: &mut String) -> Option<Root> {
        match self.module().kind(value) {
            ExprKind::Call(_)
            | ExprKind::Name(_)
            | ExprKind::Member { .. }
            | ExprKind::Str(_)
            | ExprKind::Template(_)
            | ExprKind::Sequence(_)
            | ExprKind::Comprehension(_)
            | ExprKind::Dict(_) => Some(self.write(value, follow, path)),
            ExprKind::Await(inner) | ExprKind::Assign { value: inner, .. } => {
                self.write_held(*inner, follow, path)
            }
            ExprKind::Logical {
                operator: LogicalOperator::Or | LogicalOperator::Coalesce,
                left,
                right,
            } => match self.module().kind(*right) {
                // `client or httpx.Client()`: the call tells what both are.
                ExprKind::Call(_) => self.write_held(*right, follow, path),
                _ => self.write_held(*left, follow, path),
            },
            ExprKind::Conditional { then, otherwise, .. } => {
                let side = if matches!(self.module().kind(*then), ExprKind::Null) {
                    *otherwise
                } else {
                    *then
                };
                self.write_held(side, follow, path)
            }
            _ => None,
        }
    }

    /// Writes `self.client` as what the class puts there.
    fn write_attribute(
        &self,
        object: ExprId,
        property: &str,
        follow: Follow,
        path: &mut String,
    ) -> Option<Root> {
        let follow = follow.next()?;
        let name = self.module().name(object)?;
        let class = self.region(object).class?;
        if !matches!(name, "self" | "cls") {
            return None;
        }
        let definition = self.attribute_definitions(ClassId(class), property).find(
            |definition| match definition.bound {
                Bound::Value(value) => !matches!(self.module().kind(value), ExprKind::Null),
                Bound::Declared(annotation) => annotation.is_some(),
                _ => false,
            },
        )?;
        if let Bound::Value(value) = definition.bound {
            let calls = match self.module().kind(value) {
                ExprKind::Name(_) => true,
                ExprKind::Member { object, .. } => {
                    self.module().name(*object).is_none_or(|name| name != "self")
                }
                _ => {
                    self.module().call(value).is_some()
                        || matches!(self.module().kind(value), ExprKind::Logical { .. })
                }
            };
            let start = path.len();
            if calls && self.write_held(value, follow, path).is_some() {
                // A parameter handed through tells less than the attribute's own name.
                if path[start..].contains("()") {
                    return Some(Root::Receiver);
                }
                path.truncate(start);
            }
        }
        let annotation = definition.annotation.or(match definition.bound {
            Bound::Declared(annotation) => annotation,
            _ => None,
        })?;
        self.write_type(annotation, follow, path).then_some(Root::Receiver)
    }

    /// Writes a declared class as the result of its construction; builtin types say nothing.
    fn write_type(&self, annotation: ExprId, follow: Follow, path: &mut String) -> bool {
        let Some(class) = self.declared_class(annotation, 0) else { return false };
        let start = path.len();
        let root = self.write(class, Follow::No, path);
        let known = match root {
            Root::Import(..) | Root::Module => true,
            Root::Unknown => matches!(&path[start..], "str" | "dict" | "list" | "string"),
            _ => false,
        };
        if !known || follow == Follow::No {
            path.truncate(start);
            return false;
        }
        path.push_str("()");
        true
    }

    /// The class that an annotation names, behind `Optional`, `Annotated` and unions with nothing.
    pub fn declared_class(&self, annotation: ExprId, depth: u32) -> Option<ExprId> {
        if depth > 6 {
            return None;
        }
        match self.module().kind(annotation) {
            ExprKind::Name(_) | ExprKind::Member { .. } => Some(annotation),
            ExprKind::Index { object, index } => {
                if self.profile().is_type_wrapper(&self.symbol(*object)) {
                    let first = match self.module().kind(*index) {
                        ExprKind::Sequence(items) => *items.first()?,
                        _ => *index,
                    };
                    self.declared_class(first, depth + 1)
                } else {
                    Some(*object)
                }
            }
            ExprKind::Binary { operator: BinaryOperator::BitOr, left, right } => {
                match self.module().kind(*left) {
                    ExprKind::Null => self.declared_class(*right, depth + 1),
                    _ => self.declared_class(*left, depth + 1),
                }
            }
            _ => None,
        }
    }

    fn is_receiver(&self, function: FunctionId, at: u32) -> bool {
        let definition = self.module().function(function);
        at == 0
            && matches!(definition.parent, Scope::Class(_))
            && matches!(definition.parameters[0].name, "self" | "cls" | "mcs")
    }

    /// What a bare name is bound to where it stands: the definition before it in its function, or
    /// the last one of the nearest scope around it. A scope of 0 is the file itself.
    pub fn definition(&self, id: ExprId) -> Option<(u32, &Definition)> {
        let name = self.module().name(id)?;
        let region = self.region(id);
        let at = self.module().expression(id).span.start;
        self.lookup(name, region.function, region.class, at)
    }

    /// What a name means at a byte of a function.
    pub fn lookup(
        &self,
        name: &str,
        function: Option<u32>,
        class: Option<u32>,
        at: u32,
    ) -> Option<(u32, &Definition)> {
        let scopes = self.scopes(function, class);
        for (depth, scope) in scopes.enumerate() {
            let Some(last) = self.context.last(scope, name) else { continue };
            if depth == 0 {
                if let Some(found) =
                    self.chain(last).take(256).find(|definition| definition.from <= at)
                {
                    return Some((scope, found));
                }
                if scope == 0 || function.is_none() {
                    continue;
                }
            }
            // Code of an inner scope runs later: the last binding that holds something counts.
            let found = self
                .chain(last)
                .take(8)
                .find(|definition| match definition.bound {
                    Bound::Value(value) => !matches!(self.module().kind(value), ExprKind::Null),
                    Bound::Declared(_) => false,
                    _ => true,
                })
                .or_else(|| self.chain(last).next());
            return found.map(|definition| (scope, definition));
        }
        None
    }

    /// The numbers of the scopes around a place, from the innermost to the file.
    fn scopes(&self, function: Option<u32>, class: Option<u32>) -> impl Iterator<Item = u32> {
        let module = self.module();
        let start = match (function, class) {
            (None, Some(class)) => Scope::Class(ClassId(class)),
            (Some(function), _) => Scope::Function(FunctionId(function)),
            (None, None) => Scope::Module,
        };
        let mut next = Some(start);
        let mut first = true;
        std::iter::from_fn(move || {
            loop {
                let scope = next?;
                next = match scope {
                    Scope::Module => None,
                    Scope::Function(id) => Some(module.function(id).parent),
                    Scope::Class(id) => Some(module.class(id).parent),
                };
                // The names of a class are seen in its body only.
                let seen = first || !matches!(scope, Scope::Class(_));
                first = false;
                if seen {
                    return Some(Context::scope(module, scope));
                }
            }
        })
    }

    /// The definitions of a name in one scope, from the last to the first.
    pub(super) fn chain(&self, last: u32) -> impl Iterator<Item = &Definition> {
        let mut next = last;
        std::iter::from_fn(move || {
            let definition = self.context.definitions.get(next as usize)?;
            next = definition.previous;
            Some(definition)
        })
    }

    /// What the class binds to an attribute of its objects: in its body, in its methods, from the last to the first.
    pub fn attribute_definitions(
        &self,
        class: ClassId,
        name: &str,
    ) -> impl Iterator<Item = &Definition> {
        let assigned = self.context.attribute(class.0, name).unwrap_or(NONE);
        let scope = Context::scope(self.module(), Scope::Class(class));
        let declared = self.context.last(scope, name).unwrap_or(NONE);
        self.chain(assigned).chain(self.chain(declared)).take(16)
    }

    /// The expression that a reference stands for, where it is bound exactly once and followed
    /// through variables; otherwise the expression itself.
    pub fn follow(&self, id: ExprId) -> ExprId {
        let mut at = id;
        for _ in 0..FOLLOW {
            let Some((scope, definition)) = self.definition(at) else { return at };
            match definition.bound {
                Bound::Value(value)
                    if definition.previous == NONE && !self.is_changed(scope, at) =>
                {
                    at = value;
                }
                _ => return at,
            }
        }
        at
    }
}

fn literal(path: &mut String, text: &str) -> Root {
    path.push_str(text);
    Root::Unknown
}

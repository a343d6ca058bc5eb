//! Functions and classes as facts.

use super::Analysis;
use crate::code::{ClassId, ExprId, ExprKind, FunctionId, Scope, StmtKind};
use crate::facts::{Argument, Class, Decorator, Field, Function, Parameter, Value};
use crate::source::Text;

/// Documentation is cut off at this many bytes.
const DOCUMENTATION: usize = 400;

impl<'a> Analysis<'_, 'a> {
    /// A decorator as a fact.
    pub fn decorator(&self, id: ExprId) -> Decorator {
        let span = self.module().expression(id).span;
        match self.module().kind(id) {
            ExprKind::Call(call) => Decorator {
                name: self.name(call.callee),
                arguments: self.written_arguments(call),
                called: true,
                span,
            },
            _ => Decorator { name: self.name(id), arguments: [].into(), called: false, span },
        }
    }

    /// What the first decorator of a parameter is called: `Body` of `@Body("name") name`.
    fn first_decorator(&self, ids: &[ExprId]) -> &'a str {
        let module = self.module();
        let Some(&first) = ids.first() else { return "" };
        match *module.kind(module.call(first).map_or(first, |call| call.callee)) {
            ExprKind::Name(name) => name,
            ExprKind::Member { property, .. } => property,
            _ => "",
        }
    }

    fn decorators(&self, ids: &[ExprId]) -> Box<[Decorator]> {
        ids.iter().map(|&id| self.decorator(id)).collect()
    }

    fn documentation(&self, text: Option<&str>) -> Option<Text> {
        text.filter(|text| !text.is_empty()).map(|text| self.cut(text, DOCUMENTATION))
    }

    /// The class that a function is a method of.
    pub fn class_of(&self, id: FunctionId) -> Option<ClassId> {
        match self.module().function(id).parent {
            Scope::Class(class) => Some(class),
            _ => None,
        }
    }

    /// A function as a fact; what its body does is added by the caller.
    pub(super) fn function_fact(&self, id: FunctionId) -> Function {
        let function = self.module().function(id);
        let class = self.class_of(id);
        let (_, outer) = self.holders(function.parent);
        let decorators = self.decorators(&function.decorators);
        let used = self.context.tallies[id.0 as usize].used;
        let all = &function.parameters;
        let parameters = self.parameters(id);
        let receiver = all.len() - parameters.len();
        let is_interface = class.is_some_and(|class| {
            let class = self.module().class(class);
            class.kind == crate::code::ClassKind::Interface
                || class.bases.iter().any(|base| {
                    let base = match self.module().kind(base.value) {
                        ExprKind::Index { object, .. } => *object,
                        _ => base.value,
                    };
                    self.profile().is_interface(&self.symbol(base))
                })
        });
        Function {
            name: self.text(function.name),
            qualified: self.function_name(id),
            kind: function.kind,
            span: function.span,
            definition: function.definition,
            class: class.map(|class| class.0),
            outer,
            parameters: parameters
                .iter()
                .enumerate()
                .map(|(at, parameter)| Parameter {
                    name: self.text(parameter.name),
                    annotation: self.optional(parameter.annotation),
                    default: parameter.default.map(|default| self.written(default)),
                    used: parameter.pattern.is_some() || used & (1 << (at + receiver).min(63)) != 0,
                    rest: parameter.rest,
                    decorator: self.text(self.first_decorator(&parameter.decorators)),
                })
                .collect(),
            is_abstract: function.is_abstract
                || is_interface
                || decorators.iter().any(|decorator| self.profile().is_abstract(&decorator.name)),
            decorators,
            members: [].into(),
            result: self.optional(function.result),
            documentation: self.documentation(function.documentation),
            body: self.body(id),
            exits: [].into(),
            branches: [].into(),
            dependencies: [].into(),
            is_async: function.is_async,
            is_generator: function.is_generator,
            handed: false,
            attached: false,
            is_test: self
                .profile()
                .is_test(function, class.map(|class| self.module().class(class))),
        }
    }

    fn optional(&self, id: Option<ExprId>) -> Value {
        id.map_or(Value::Unknown, |id| self.written(id))
    }

    /// The innermost class and function around a scope.
    fn holders(&self, mut scope: Scope) -> (Option<u32>, Option<u32>) {
        let mut class = None;
        loop {
            match scope {
                Scope::Module => return (class, None),
                Scope::Function(id) => return (class, Some(id.0)),
                Scope::Class(id) => {
                    class = class.or(Some(id.0));
                    scope = self.module().class(id).parent;
                }
            }
        }
    }

    /// A class as a fact; its methods are added by the caller.
    pub(super) fn class_fact(&self, id: ClassId) -> Class {
        let class = self.module().class(id);
        let (bases, keywords): (Vec<_>, Vec<_>) =
            class.bases.iter().partition(|base| base.name.is_none_or(|name| name == "implements"));
        Class {
            name: self.text(class.name),
            qualified: self.class_name(id),
            kind: class.kind,
            span: class.span,
            definition: class.definition,
            bases: bases.iter().map(|base| self.written(base.value)).collect(),
            keywords: keywords
                .iter()
                .map(|base| Argument {
                    name: self.text(base.name.unwrap_or_default()),
                    value: self.written(base.value),
                })
                .collect(),
            decorators: self.decorators(&class.decorators),
            fields: self.fields(id),
            methods: [].into(),
            outer: self.holders(class.parent).1,
            documentation: self.documentation(class.documentation),
        }
    }

    fn fields(&self, id: ClassId) -> Box<[Field]> {
        let mut fields = Vec::new();
        for &statement in &self.module().class(id).body {
            let statement = self.module().statement(statement);
            let StmtKind::Assign(assignment) = &statement.kind else { continue };
            for &target in &assignment.targets {
                if let Some(name) = self.module().name(target) {
                    fields.push(Field {
                        name: self.text(name),
                        annotation: self.optional(assignment.annotation),
                        value: assignment.value.map(|value| self.written(value)),
                        decorators: [].into(),
                        span: statement.span,
                    });
                }
            }
        }
        fields.into()
    }
}

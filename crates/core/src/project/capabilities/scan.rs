//! What production code names: one pass over calls, decorators, bases, arguments and attached guards.

use crate::facts::{Argument, BindingKind, ExitKind, FileFacts, GuardUse, Name, Root, Value};
use crate::project::FileId;
use crate::source::Span;

/// A place where code names something.
#[derive(Clone, Copy)]
pub(super) struct Event<'p> {
    pub(super) file: FileId,
    /// The function that holds it, an index into the file's functions.
    pub(super) function: Option<u32>,
    pub(super) span: Span,
    pub(super) name: &'p Name,
    pub(super) form: Form,
}

/// How something is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// It is called.
    Call,
    /// It stands before a function or a class.
    Decorator,
    /// It is handed over, kept, attached or built on.
    Other,
}

/// How deep values are looked into.
const DEPTH: u32 = 6;

/// Hands each event of a file to `see`.
pub(super) fn each<'p>(file: FileId, facts: &'p FileFacts, see: &mut dyn FnMut(Event<'p>)) {
    for call in &facts.calls {
        let at = At { file, function: call.function, span: call.span };
        see(at.event(&call.callee, Form::Call));
        at.arguments(&call.arguments, see);
    }
    for function in &facts.functions {
        for decorator in &function.decorators {
            let at = At { file, function: function.outer, span: decorator.span };
            see(at.event(&decorator.name, Form::Decorator));
            at.arguments(&decorator.arguments, see);
        }
        for parameter in &function.parameters {
            let at = At { file, function: function.outer, span: function.definition };
            if let Some(default) = &parameter.default {
                at.value(default, DEPTH, see);
            }
        }
    }
    for (function, it) in facts.functions.iter().enumerate() {
        // What a method gives out of its object is used: `return self.breakers[name]`.
        let at = At { file, function: Some(function as u32), span: it.definition };
        let exits = it.exits.iter().filter(|exit| exit.kind == ExitKind::Return);
        for exit in exits.filter(|exit| is_of_receiver(&exit.value)) {
            at.value(&exit.value, DEPTH, see);
        }
    }
    classes(file, facts, see);
    for binding in facts.bindings.iter().filter(|it| it.kind == BindingKind::Module) {
        let at = At { file, function: binding.function, span: binding.span };
        at.value(&binding.value, DEPTH, see);
    }
    for export in &facts.exports {
        let at = At { file, function: None, span: export.span };
        at.value(&export.value, DEPTH, see);
    }
    guards(file, facts, see);
}

/// Hands the types that functions say they give back, of those that something names.
pub(super) fn results<'p>(
    file: FileId,
    facts: &'p FileFacts,
    is_named: impl Fn(&str) -> bool,
    see: &mut dyn FnMut(Event<'p>),
) {
    for (at, function) in facts.functions.iter().enumerate() {
        if function.result != Value::Unknown && is_named(&function.name) {
            let at = At { file, function: Some(at as u32), span: function.definition };
            at.value(&function.result, DEPTH, see);
        }
    }
}

/// Whether a value is something that an object keeps, or a part of it.
fn is_of_receiver(value: &Value) -> bool {
    match value {
        Value::Name(name) => name.root == Root::Receiver,
        Value::Subscript(parts) => is_of_receiver(&parts.0),
        _ => false,
    }
}

fn classes<'p>(file: FileId, facts: &'p FileFacts, see: &mut dyn FnMut(Event<'p>)) {
    for class in &facts.classes {
        let at = At { file, function: class.outer, span: class.definition };
        for base in &class.bases {
            at.value(base, DEPTH, see);
        }
        for decorator in &class.decorators {
            let at = At { span: decorator.span, ..at };
            see(at.event(&decorator.name, Form::Decorator));
            at.arguments(&decorator.arguments, see);
        }
        for field in &class.fields {
            let at = At { span: field.span, ..at };
            if let Some(value) = &field.value {
                at.value(value, DEPTH, see);
            }
            for decorator in &field.decorators {
                see(at.event(&decorator.name, Form::Decorator));
            }
        }
    }
}

fn guards<'p>(file: FileId, facts: &'p FileFacts, see: &mut dyn FnMut(Event<'p>)) {
    let routing = &facts.routing;
    let mut all = |function: Option<u32>, guards: &'p [GuardUse]| {
        for guard in guards {
            let at = At { file, function, span: guard.span };
            at.value(&guard.target, DEPTH, see);
            at.arguments(&guard.arguments, see);
        }
    };
    for router in &routing.routers {
        all(router.function, &router.guards);
    }
    for route in &routing.routes {
        all(route.function, &route.guards);
    }
    for mount in &routing.mounts {
        all(mount.function, &mount.guards);
    }
    for attachment in &routing.attachments {
        all(attachment.function, std::slice::from_ref(&attachment.guard));
    }
}

/// Where names stand.
#[derive(Clone, Copy)]
struct At {
    file: FileId,
    function: Option<u32>,
    span: Span,
}

impl At {
    fn event(self, name: &Name, form: Form) -> Event<'_> {
        Event { file: self.file, function: self.function, span: self.span, name, form }
    }

    fn arguments<'p>(self, arguments: &'p [Argument], see: &mut dyn FnMut(Event<'p>)) {
        for argument in arguments {
            self.value(&argument.value, DEPTH, see);
        }
    }

    fn value<'p>(self, value: &'p Value, depth: u32, see: &mut dyn FnMut(Event<'p>)) {
        let Some(depth) = depth.checked_sub(1) else { return };
        match value {
            Value::Name(name) => see(self.event(name, Form::Other)),
            Value::Call(call) => {
                // The call is an event of its own; what makes a name in place is not.
                for argument in &call.arguments {
                    self.value(&argument.value, depth, see);
                }
            }
            Value::List(items) | Value::Choice(items) | Value::Computed(items) => {
                for item in items {
                    self.value(item, depth, see);
                }
            }
            Value::Dict(entries) => {
                for (_, value) in entries {
                    self.value(value, depth, see);
                }
            }
            Value::Fallback(parts) | Value::Subscript(parts) => {
                self.value(&parts.0, depth, see);
                self.value(&parts.1, depth, see);
            }
            _ => {}
        }
    }
}

/// Hands each key with its value to `see`: keywords and entries of dictionaries that calls, decorators, fields and
/// module-level names hold.
pub(super) fn each_key<'p>(facts: &'p FileFacts, see: &mut dyn FnMut(&'p str, &'p Value, Span)) {
    let mut arguments = |arguments: &'p [Argument], span: Span| {
        for argument in arguments {
            if !argument.name.is_empty() {
                see(&argument.name, &argument.value, span);
            }
            keys(&argument.value, span, DEPTH, see);
        }
    };
    for call in &facts.calls {
        arguments(&call.arguments, call.span);
    }
    for decorator in facts.functions.iter().flat_map(|it| &it.decorators) {
        arguments(&decorator.arguments, decorator.span);
    }
    for decorator in facts.classes.iter().flat_map(|it| &it.decorators) {
        arguments(&decorator.arguments, decorator.span);
    }
    for field in facts.classes.iter().flat_map(|it| &it.fields) {
        if let Some(value) = &field.value {
            see(&field.name, value, field.span);
        }
    }
    for binding in &facts.bindings {
        if matches!(binding.kind, BindingKind::Module | BindingKind::Entry) {
            see(&binding.name, &binding.value, binding.span);
        }
        keys(&binding.value, binding.span, DEPTH, see);
    }
    for function in &facts.functions {
        for exit in &function.exits {
            keys(&exit.value, exit.span, DEPTH, see);
        }
    }
}

fn keys<'p>(
    value: &'p Value,
    span: Span,
    depth: u32,
    see: &mut dyn FnMut(&'p str, &'p Value, Span),
) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match value {
        Value::Dict(entries) => {
            for (key, value) in entries {
                see(key, value, span);
                keys(value, span, depth, see);
            }
        }
        Value::Call(call) => {
            for argument in &call.arguments {
                if !argument.name.is_empty() {
                    see(&argument.name, &argument.value, span);
                }
                keys(&argument.value, span, depth, see);
            }
        }
        Value::List(items) => {
            for item in items {
                keys(item, span, depth, see);
            }
        }
        _ => {}
    }
}

//! Takes the values of credentials out of a file's facts.

use std::collections::BTreeSet;

use crate::facts::{
    Argument, CallValue, Decorator, FileFacts, GuardUse, Part, SecretKind, SqlText, Value,
};
use crate::secrets::is_made_of_words;
use crate::source::Text;

/// What stands in place of a credential inside a longer text.
const MASK: &str = "[redacted]";

/// The shortest credential that is looked for inside longer texts. A shorter one would hit common words.
const LEAST: usize = 8;

struct Redactor<'t> {
    values: BTreeSet<&'t str>,
}

/// Takes the credentials that the facts name out of every value and text in them.
pub(super) fn redact(text: &str, facts: &mut FileFacts) {
    let values: BTreeSet<&str> = facts
        .secrets
        .iter()
        .map(|site| (site.kind, unquoted(site.span.of(text))))
        // What calls itself a stand-in may be a credential all the same, unless it is made of words.
        .filter(|(kind, value)| *kind != SecretKind::Placeholder || !is_made_of_words(value))
        .map(|(_, value)| value)
        .filter(|value| value.len() >= 3)
        .collect();
    if values.is_empty() {
        return;
    }
    Redactor { values }.facts(facts);
}

/// A literal without its quotes and prefixes.
fn unquoted(literal: &str) -> &str {
    let start = literal.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    match start.chars().next() {
        Some(quote @ ('"' | '\'' | '`')) => start.trim_start_matches(quote).trim_end_matches(quote),
        _ => literal,
    }
}

impl Redactor<'_> {
    fn text(&self, text: &mut Text) {
        for value in &self.values {
            let hit =
                if value.len() >= LEAST { text.contains(value) } else { text.as_str() == *value };
            if hit {
                *text = text.replace(value, MASK).into();
            }
        }
    }

    fn is_secret(&self, text: &str) -> bool {
        self.values.contains(text)
            || self.values.iter().any(|value| value.len() >= LEAST && text.contains(value))
    }

    fn value(&self, value: &mut Value) {
        match value {
            Value::Str(text) if self.is_secret(text) => *value = Value::Redacted,
            Value::Template(parts) => parts.iter_mut().for_each(|part| self.part(part)),
            Value::Call(call) => self.call(call),
            Value::List(items) | Value::Choice(items) | Value::Computed(items) => {
                items.iter_mut().for_each(|item| self.value(item));
            }
            Value::Dict(entries) => entries.iter_mut().for_each(|(_, value)| self.value(value)),
            Value::Fallback(pair) | Value::Subscript(pair) => {
                self.value(&mut pair.0);
                self.value(&mut pair.1);
            }
            Value::Number(text) => self.text(text),
            Value::Unknown
            | Value::Null
            | Value::Bool(_)
            | Value::Str(_)
            | Value::Redacted
            | Value::Name(_)
            | Value::Function(_) => {}
        }
    }

    fn part(&self, part: &mut Part) {
        match part {
            Part::Text(text) => self.text(text),
            Part::Value(value, _) => self.value(value),
        }
    }

    fn call(&self, call: &mut CallValue) {
        self.arguments(&mut call.arguments);
    }

    fn arguments(&self, arguments: &mut [Argument]) {
        arguments.iter_mut().for_each(|argument| self.value(&mut argument.value));
    }

    fn decorators(&self, decorators: &mut [Decorator]) {
        decorators.iter_mut().for_each(|decorator| self.arguments(&mut decorator.arguments));
    }

    fn guards(&self, guards: &mut [GuardUse]) {
        for guard in guards {
            self.value(&mut guard.target);
            self.arguments(&mut guard.arguments);
        }
    }

    fn facts(&self, facts: &mut FileFacts) {
        for function in &mut facts.functions {
            for parameter in &mut function.parameters {
                self.value(&mut parameter.annotation);
                parameter.default.iter_mut().for_each(|default| self.value(default));
            }
            self.decorators(&mut function.decorators);
            self.guards(&mut function.dependencies);
            function.documentation.iter_mut().for_each(|text| self.text(text));
            function.body.strings.iter_mut().for_each(|text| self.text(text));
            function.exits.iter_mut().for_each(|exit| self.value(&mut exit.value));
        }
        for class in &mut facts.classes {
            class.bases.iter_mut().for_each(|base| self.value(base));
            self.arguments(&mut class.keywords);
            self.decorators(&mut class.decorators);
            class.documentation.iter_mut().for_each(|text| self.text(text));
            for field in &mut class.fields {
                field.value.iter_mut().for_each(|value| self.value(value));
                self.value(&mut field.annotation);
                self.decorators(&mut field.decorators);
            }
        }
        facts.calls.iter_mut().for_each(|call| self.arguments(&mut call.arguments));
        facts.bindings.iter_mut().for_each(|binding| self.value(&mut binding.value));
        facts.comments.iter_mut().for_each(|comment| self.text(&mut comment.text));
        facts.exports.iter_mut().for_each(|export| self.value(&mut export.value));
        for handler in &mut facts.handlers {
            handler.returns.iter_mut().for_each(|value| self.value(value));
        }
        for read in &mut facts.environment {
            read.default.iter_mut().for_each(|value| self.value(value));
        }
        for site in &mut facts.sql {
            match &mut site.text {
                SqlText::Constant(text) => self.text(text),
                SqlText::Built(parts, _) => parts.iter_mut().for_each(|part| self.part(part)),
                SqlText::Value(value, _) => self.value(value),
            }
        }
        for call in &mut facts.outbound {
            self.value(&mut call.url);
        }
        facts.urls.iter_mut().for_each(|site| self.text(&mut site.url));
        let routing = &mut facts.routing;
        routing.routers.iter_mut().for_each(|router| self.guards(&mut router.guards));
        routing.routes.iter_mut().for_each(|route| self.guards(&mut route.guards));
        for mount in &mut routing.mounts {
            self.value(&mut mount.child);
            self.guards(&mut mount.guards);
        }
        for attachment in &mut routing.attachments {
            self.guards(std::slice::from_mut(&mut attachment.guard));
        }
        routing.aliases.iter_mut().for_each(|alias| self.guards(&mut alias.guards));
    }
}

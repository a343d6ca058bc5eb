use crate::naming;
use serde::{Deserialize, Serialize};

use crate::source::{Span, Text};

/// The shape of a value: what can be said about it without running the program.
///
/// Shapes are cut off at a small depth and size; what is cut off is [`Value::Unknown`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Nothing is known.
    #[default]
    Unknown,
    /// `None`, `null`, `undefined`.
    Null,
    /// A truth value.
    Bool(bool),
    /// A number, as written.
    Number(Text),
    /// A constant string.
    Str(Text),
    /// A constant string that is a credential: its value is not kept.
    Redacted,
    /// A string with values in it, in order.
    Template(Box<[Part]>),
    /// A reference to something with a name.
    Name(Box<Name>),
    /// A call or an instantiation; `await` in front of it does not matter.
    Call(Box<CallValue>),
    /// A list, tuple, set or array.
    List(Box<[Value]>),
    /// A dictionary or an object: constant keys with their values; a spread has an empty key.
    Dict(Box<[(Text, Value)]>),
    /// A value with another for the case that it is missing: `a or b`, `a ?? b`, `d.get(k, b)`.
    Fallback(Box<(Value, Value)>),
    /// One of several: both sides of a condition, the values of a name on different branches.
    Choice(Box<[Value]>),
    /// `base[index]`, also of types: `Annotated[User, Depends(f)]`.
    Subscript(Box<(Value, Value)>),
    /// A computed value: the operands of arithmetic, comparison or negation.
    Computed(Box<[Value]>),
    /// A function written in place: an index into the file's functions.
    Function(u32),
}

/// A part of an interpolated string.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Part {
    /// Constant text.
    Text(Text),
    /// An interpolated value and where it comes from.
    Value(Value, Origin),
}

/// Where a value comes from, followed inside the function.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Origin {
    /// A constant, or something made of constants only; a choice among constants.
    Constant,
    /// A module-level name in capitals, an enum member, a class attribute: written by the programmer.
    Definition,
    /// A number by construction: `int(x)`, `len(x)`, arithmetic of numbers.
    Numeric,
    /// Placeholders made for binding: `",".join("?" * n)`.
    Placeholders,
    /// Quoted or escaped by a function made for it.
    Escaped,
    /// The environment or configuration.
    Environment,
    /// A parameter of the function.
    Parameter,
    /// Read from a request, the command line or standard input.
    Input,
    /// An attribute of an object.
    Attribute,
    /// The result of a call.
    Call,
    /// Not followed.
    #[default]
    Unknown,
}

impl Origin {
    /// Whether text of this origin can be put into a query or a command without harm.
    pub fn is_harmless(self) -> bool {
        matches!(
            self,
            Self::Constant | Self::Definition | Self::Numeric | Self::Placeholders | Self::Escaped
        )
    }
}

/// A reference, resolved as far as the file allows.
///
/// The path is dotted. Imports are written out: after `from sqlalchemy import text as t`, `t` is
/// `sqlalchemy.text`. A local relative import keeps its specifier (`.deps.get_user`,
/// `./auth.requireUser`). A variable that holds the result of a call is written as that call:
/// after `c = httpx.Client()`, `c.get` is `httpx.Client().get`. Receivers are `self`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Name {
    /// The dotted path.
    pub path: Text,
    /// What the first part of the path is.
    pub root: Root,
}

impl Name {
    /// The last part of the path, without call brackets.
    pub fn last(&self) -> &str {
        naming::last(&self.path)
    }

    /// The path without its last part.
    pub fn receiver(&self) -> &str {
        naming::cut_last(&self.path, b'.').map_or("", |(receiver, _)| receiver)
    }
}

/// What the first part of a name is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Root {
    /// Not known: a global, a builtin or something computed.
    #[default]
    Unknown,
    /// Imported: an index into the file's imports, and which of its names (a whole-module import has one).
    Import(u32, u32),
    /// Defined at the top of this file.
    Module,
    /// A parameter of the enclosing function.
    Parameter,
    /// A variable of the enclosing function.
    Local,
    /// The object or class that the method belongs to.
    Receiver,
}

/// A call as a value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CallValue {
    /// What is called.
    pub callee: Name,
    /// The arguments.
    pub arguments: Box<[Argument]>,
    /// Where it stands.
    pub span: Span,
}

/// An argument.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Argument {
    /// The keyword; empty for a positional argument, `*` and `**` for spread ones.
    pub name: Text,
    /// The value.
    pub value: Value,
}

impl CallValue {
    /// The argument with the given keyword.
    pub fn keyword(&self, name: &str) -> Option<&Value> {
        keyword(&self.arguments, name)
    }

    /// The argument at a position, counted without keywords.
    pub fn positional(&self, at: usize) -> Option<&Value> {
        positional(&self.arguments, at)
    }
}

pub(super) fn keyword<'a>(arguments: &'a [Argument], name: &str) -> Option<&'a Value> {
    arguments.iter().find(|argument| argument.name == name).map(|argument| &argument.value)
}

pub(super) fn positional(arguments: &[Argument], at: usize) -> Option<&Value> {
    arguments
        .iter()
        .filter(|argument| argument.name.is_empty())
        .nth(at)
        .map(|argument| &argument.value)
}

impl Value {
    /// The constant string that it is.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The name that it is.
    pub fn as_name(&self) -> Option<&Name> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    /// The call that it is.
    pub fn as_call(&self) -> Option<&CallValue> {
        match self {
            Self::Call(call) => Some(call),
            _ => None,
        }
    }

    /// The truth value that it is.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The entry of a dictionary.
    pub fn entry(&self, key: &str) -> Option<&Value> {
        match self {
            Self::Dict(entries) => {
                entries.iter().find(|(name, _)| name == key).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// The elements of a list.
    pub fn items(&self) -> &[Value] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// Whether it is made of literals alone.
    pub fn is_literal(&self) -> bool {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Str(_) | Self::Redacted => true,
            Self::List(items) | Self::Choice(items) | Self::Computed(items) => {
                items.iter().all(Self::is_literal)
            }
            Self::Dict(entries) => entries.iter().all(|(_, value)| value.is_literal()),
            _ => false,
        }
    }

    /// Whether it is a literal that says nothing: null, an empty string, list or dictionary, false, zero.
    pub fn is_empty_literal(&self) -> bool {
        match self {
            Self::Null | Self::Bool(false) => true,
            Self::Str(text) => text.is_empty(),
            Self::Number(text) => text.chars().all(|c| matches!(c, '0' | '.' | '_')),
            Self::List(items) => items.is_empty(),
            Self::Dict(entries) => entries.is_empty(),
            _ => false,
        }
    }
}

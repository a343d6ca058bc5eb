use serde::{Deserialize, Serialize};

use super::value::{keyword, positional};
use super::{Argument, Branch, GuardUse, Name, Value};
use crate::code::{ClassKind, FunctionKind};
use crate::source::{Span, Text};

/// An import.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Import {
    /// The module, as written: `a.b`, `..deps`, `./auth.js`. The module of a re-export too.
    pub module: Text,
    /// The imported names. A bare import of a module binds one name (`import a.b as c`); an import for its effect none.
    pub names: Box<[ImportedName]>,
    /// How it is imported.
    pub kind: ImportKind,
    /// Where it stands.
    pub span: Span,
    /// The function that holds it, an index into the file's functions.
    pub function: Option<u32>,
    /// Whether it may fail or be skipped: in a `try` or under a condition.
    pub conditional: bool,
}

impl Import {
    /// The path by which [`Name`]s write what one of the names stands for, an index into [`Import::names`].
    pub fn path(&self, name: u32) -> String {
        let mut path = String::new();
        self.write_path(name, &mut path);
        path
    }

    /// Writes the path of one of the names to the end of `into`.
    pub fn write_path(&self, name: u32, into: &mut String) {
        let Some(name) = self.names.get(name as usize) else { return };
        match name.name.as_str() {
            // `import a.b` binds `a`.
            "" if self.module.len() > name.alias.len()
                && self.module.starts_with(name.alias.as_str())
                && self.module.as_bytes()[name.alias.len()] == b'.' =>
            {
                into.push_str(&name.alias);
            }
            "" | "*" => into.push_str(&self.module),
            // The default export of a package goes by the name of the package.
            "default"
                if !["./", "../", "@/", "~", "#", "/"]
                    .iter()
                    .any(|local| self.module.starts_with(local)) =>
            {
                into.push_str(&self.module);
            }
            own => {
                into.push_str(&self.module);
                if !self.module.ends_with('.') {
                    into.push('.');
                }
                into.push_str(own);
            }
        }
    }
}

/// A name that an import binds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportedName {
    /// The name in the other module; empty for the module itself, `default` for a default export, `*` for all.
    pub name: Text,
    /// The name in this file.
    pub alias: Text,
}

/// How something is imported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportKind {
    /// `import`, `require` of a literal at load time.
    #[default]
    Static,
    /// An import of a literal while running: `import("./x")`, `importlib.import_module("x")`.
    Dynamic,
    /// An import that vanishes when types are removed, or stands under `TYPE_CHECKING`.
    TypeOnly,
    /// `export … from`.
    ReExport,
}

/// An export.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Export {
    /// The exported name; `default` for a default export, `*` for everything of `module`.
    pub name: Text,
    /// The name in this file or in `module`.
    pub local: Text,
    /// The module that it is taken from.
    pub module: Option<Text>,
    /// The exported value, where it has no name in this file.
    pub value: Value,
    /// Where it stands.
    pub span: Span,
}

/// A comment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// The text without its marks, cut off at 400 bytes.
    pub text: Text,
    /// Where it stands.
    pub span: Span,
    /// Whether code stands before it on its line.
    pub trailing: bool,
}

/// A function of any kind.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Function {
    /// The name; empty for an anonymous function.
    pub name: Text,
    /// The name with the names of what holds it: `Class.method`, `outer.inner`.
    pub qualified: Text,
    /// What it is.
    pub kind: FunctionKind,
    /// The whole definition, decorators included.
    pub span: Span,
    /// The definition without decorators; its first line is the line of the function.
    pub definition: Span,
    /// The class that it is a method of, an index into the file's classes.
    pub class: Option<u32>,
    /// The function that holds it, an index into the file's functions.
    pub outer: Option<u32>,
    /// The parameters; a method's receiver is left out.
    pub parameters: Box<[Parameter]>,
    /// The names that the parameters are taken apart into; kept only if the function may be a guard, or makes a
    /// function that may be one.
    pub members: Box<[Member]>,
    /// The decorators, outermost first.
    pub decorators: Box<[Decorator]>,
    /// The declared result type.
    pub result: Value,
    /// The documentation, cut off at 400 bytes.
    pub documentation: Option<Text>,
    /// What the body does.
    pub body: Body,
    /// Where it ends: returns, raised errors, responses.
    pub exits: Box<[Exit]>,
    /// Where it goes one of two ways, in order; kept only if its exits look like those of a guard.
    pub branches: Box<[Branch]>,
    /// What it depends on through its parameters or its class, by injection.
    pub dependencies: Box<[GuardUse]>,
    /// `async`.
    pub is_async: bool,
    /// Contains `yield`.
    pub is_generator: bool,
    /// Abstract, an overload, or declared in an interface or protocol.
    pub is_abstract: bool,
    /// A test, a fixture or a part of a test class.
    pub is_test: bool,
    /// Written as an argument of a call, or in an object that is one: a callback or an option of other code.
    pub handed: bool,
    /// Assigned to a member of what its function was given: `request.currentUser = async () => …`. It runs where
    /// that is called.
    pub attached: bool,
}

/// A parameter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// The name; empty for a destructured parameter.
    pub name: Text,
    /// The declared type.
    pub annotation: Value,
    /// The default.
    pub default: Option<Value>,
    /// Whether the body mentions it.
    pub used: bool,
    /// Takes all further arguments.
    pub rest: bool,
    /// The last part of what is written before it: `Body` of `@Body() order`.
    pub decorator: Text,
}

/// A name that is taken out of a parameter: `auth` in `({ auth = "session" }) => …`, `const { auth } = options` and
/// `const auth = options.auth ?? "session"`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The name in the function.
    pub name: Text,
    /// The parameter, an index into those of the function.
    pub parameter: u32,
    /// What it is called in the parameter.
    pub key: Text,
    /// What it is where the parameter does not have it.
    pub default: Option<Value>,
}

/// A decorator.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Decorator {
    /// What it is.
    pub name: Name,
    /// Its arguments; none where it is not called.
    pub arguments: Box<[Argument]>,
    /// Whether it is called.
    pub called: bool,
    /// Where it stands, without its mark.
    pub span: Span,
}

impl Decorator {
    /// The argument with the given keyword.
    pub fn keyword(&self, name: &str) -> Option<&Value> {
        keyword(&self.arguments, name)
    }

    /// The argument at a position, counted without keywords.
    pub fn positional(&self, at: usize) -> Option<&Value> {
        positional(&self.arguments, at)
    }
}

/// What the body of a function does. Nested functions count to themselves, but for arrow functions and lambdas given to a call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// Statements, documentation aside.
    pub statements: u32,
    /// Calls that may do real work: all but logging, sleeping, formatting, containers and builtins without effect.
    pub calls: u32,
    /// Conditions: `if`, `switch`, conditional expressions.
    pub branches: u32,
    /// Loops and comprehensions.
    pub loops: u32,
    /// Whether something is awaited.
    pub awaits: bool,
    /// Whether nothing but the passing of time is awaited.
    pub waits_only: bool,
    /// The kinds of effects of its calls, in order, each once.
    pub effects: Box<[Effect]>,
    /// Whether it assigns to attributes, elements or names outside.
    pub mutates: bool,
    /// Whether all that it returns is literals (through names bound to literals too), and it returns something.
    pub returns_only_literals: bool,
    /// Whether a returned value contains a random or invented part: random numbers, or ids and times of day as data.
    pub returns_random: bool,
    /// Whether a returned value contains a parameter, an attribute or the result of a call.
    pub returns_computed: bool,
    /// How many literals the returned values hold.
    pub returned_literals: u32,
    /// Whether it raises by itself.
    pub raises: bool,
    /// How it is left empty, if it is.
    pub stub: Option<Stub>,
    /// Constant strings in the body that may tell what it is (log messages, answers), each cut off at 120 bytes, 12 at most.
    pub strings: Box<[Text]>,
}

impl Body {
    /// Whether one of its calls has this effect.
    pub fn has(&self, effect: Effect) -> bool {
        self.effects.contains(&effect)
    }
}

/// What a call does to the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Effect {
    /// Reads or writes files, the network, a database, a queue, a process.
    Io,
    /// Waits.
    Sleep,
    /// Takes a random value.
    Random,
    /// Makes an identifier or a token.
    Identifier,
    /// Takes the time.
    Clock,
    /// Writes a log or prints.
    Log,
    /// Shows something to the user: the state of an interface, a message, another page.
    Display,
}

/// How a function is left empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stub {
    /// No statement, `pass`, `...`.
    Empty,
    /// Raises that it is not implemented.
    NotImplemented,
    /// Only logs.
    OnlyLogs,
}

/// Where a function ends, or answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exit {
    /// How.
    pub kind: ExitKind,
    /// What is returned, raised or sent.
    pub value: Value,
    /// The HTTP status, where one is given.
    pub status: Option<u16>,
    /// Where it stands.
    pub span: Span,
    /// Whether a condition or loop decides about it.
    pub conditional: bool,
    /// The names that the nearest conditions mention, in order, each once, 8 at most. A name that holds
    /// what a call gave is followed by the path of that call with `()` at its end.
    pub conditions: Box<[Text]>,
    /// The handler that holds it, an index into the file's handlers.
    pub handler: Option<u32>,
}

/// Ways to end or answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExitKind {
    /// `return`.
    Return,
    /// `raise`, `throw`, or a call that never returns (`abort(401)`).
    Raise,
    /// An answer sent by a call: `res.status(401).json(…)`, `reply.send(…)`.
    Respond,
    /// Hands over to the next in line: `next()`, `call_next(request)`.
    Next,
}

/// A class, interface or enum.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Class {
    /// The name; empty for an anonymous class.
    pub name: Text,
    /// The name with the names of what holds it.
    pub qualified: Text,
    /// What it is.
    pub kind: ClassKind,
    /// The whole definition, decorators included.
    pub span: Span,
    /// The definition without decorators.
    pub definition: Span,
    /// Bases, resolved; a generic base is a subscript.
    pub bases: Box<[Value]>,
    /// Class keywords (`metaclass=…`, `table=True`).
    pub keywords: Box<[Argument]>,
    /// The decorators, outermost first.
    pub decorators: Box<[Decorator]>,
    /// The fields in the class body.
    pub fields: Box<[Field]>,
    /// The methods, indexes into the file's functions.
    pub methods: Box<[u32]>,
    /// The function that holds it, an index into the file's functions.
    pub outer: Option<u32>,
    /// The documentation, cut off at 400 bytes.
    pub documentation: Option<Text>,
}

/// A field of a class.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// The name.
    pub name: Text,
    /// The declared type.
    pub annotation: Value,
    /// The value.
    pub value: Option<Value>,
    /// The decorators, outermost first.
    pub decorators: Box<[Decorator]>,
    /// Where it stands.
    pub span: Span,
}

/// A call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// What is called.
    pub callee: Name,
    /// The arguments.
    pub arguments: Box<[Argument]>,
    /// Where it stands.
    pub span: Span,
    /// The function that holds it, an index into the file's functions.
    pub function: Option<u32>,
    /// Whether its result is awaited.
    pub awaited: bool,
    /// Whether it stands in a loop.
    pub in_loop: bool,
    /// Whether it stands in the body of a `try`.
    pub in_try: bool,
    /// Whether it stands as a statement, its result dropped.
    pub dropped: bool,
}

impl Call {
    /// The argument with the given keyword.
    pub fn keyword(&self, name: &str) -> Option<&Value> {
        keyword(&self.arguments, name)
    }

    /// The argument at a position, counted without keywords.
    pub fn positional(&self, at: usize) -> Option<&Value> {
        positional(&self.arguments, at)
    }
}

impl Function {
    /// The argument that a call gives for the parameter at a position: by its name, or by its place.
    pub fn given<'a>(&self, arguments: &'a [Argument], at: usize) -> Option<&'a Value> {
        let name = &self.parameters.get(at)?.name;
        let named = if name.is_empty() { None } else { keyword(arguments, name) };
        named.or_else(|| positional(arguments, at))
    }
}

/// A value bound to a name, a key or a keyword.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Binding {
    /// The name, attribute path or key: `SECRET_KEY`, `self.timeout`, `status`.
    pub name: Text,
    /// The value.
    pub value: Value,
    /// How it is bound.
    pub kind: BindingKind,
    /// Where the whole binding stands.
    pub span: Span,
    /// The function that holds it, an index into the file's functions.
    pub function: Option<u32>,
    /// The class whose body holds it, an index into the file's classes.
    pub class: Option<u32>,
    /// The handler that holds it, an index into the file's handlers.
    pub handler: Option<u32>,
    /// Whether another value is bound to the same name later in the same function.
    pub overwritten: bool,
    /// Whether a random number is a part of the value.
    pub random: bool,
}

/// Ways to bind a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BindingKind {
    /// An assignment to a name at the top of the file.
    Module,
    /// An assignment to a name in a function.
    Local,
    /// An assignment to an attribute or an element.
    Attribute,
    /// An entry of a dictionary that a function returns, sends or stores.
    Entry,
    /// A keyword argument.
    Keyword,
    /// The default for a missing value: `d.get(k, x)`, `a or x`, `a ?? x`, a parameter's default.
    Default,
    /// What the state of an interface begins with or is set to: `useState(x)`, `setUsers(x)`.
    State,
}

/// An exception handler.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Handler {
    /// The caught types; empty if everything is caught.
    pub types: Box<[Name]>,
    /// The name of the error.
    pub name: Text,
    /// Where the handler stands.
    pub span: Span,
    /// Where the tried code stands.
    pub tried: Span,
    /// The function that holds it, an index into the file's functions.
    pub function: Option<u32>,
    /// The kinds of effects of the calls in the tried code, in order, each once.
    pub tried_effects: Box<[Effect]>,
    /// How many calls the tried code has.
    pub tried_calls: u32,
    /// What the tried code returns at last, if it returns.
    pub tried_returns: bool,
    /// What the handler does.
    pub action: HandlerAction,
    /// What it returns.
    pub returns: Option<Value>,
    /// Whether it logs or reports the error.
    pub logs: bool,
    /// Whether it mentions the error.
    pub uses_error: bool,
    /// Whether it is made in a promise chain (`.catch(…)`).
    pub chained: bool,
}

/// What a handler does at last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HandlerAction {
    /// Nothing, or comments only.
    Nothing,
    /// Goes on with the loop.
    Continues,
    /// Only logs or counts.
    OnlyLogs,
    /// Raises or ends the process.
    Raises,
    /// Returns a value.
    Returns,
    /// Does something else and goes on.
    Recovers,
}

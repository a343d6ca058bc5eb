use super::Analysis;
use crate::code::{ClassDef, FunctionDef};
use crate::facts::{Effect, ExitKind, FileFacts, Import, Name, Origin};

/// Knowledge of a language's libraries, given by its crate.
///
/// All questions are asked with names that are resolved already (`requests.get`,
/// `httpx.Client().get`, `str().join`). A name whose root is [`Root::Module`](crate::facts::Root)
/// is defined in the file: it is no builtin, whatever it is called. What a profile does not know
/// it answers with the default, which claims nothing.
pub trait Profile: Send + Sync {
    /// What a call does to the world.
    fn effect(&self, callee: &Name) -> Option<Effect> {
        let _ = callee;
        None
    }

    /// Whether a call does no real work: builtins, formatting, containers, conversions.
    fn is_pure(&self, callee: &Name) -> bool {
        let _ = callee;
        false
    }

    /// The position of the argument that a call gives back where a value is missing: 1 for `d.get(k, x)`.
    fn default_position(&self, callee: &Name) -> Option<usize> {
        let _ = callee;
        None
    }

    /// Whether a call only keeps its first argument, so that what is bound to its result is bound
    /// to that argument: `useState(x)`, `ref(x)`.
    fn holds(&self, callee: &Name) -> bool {
        let _ = callee;
        false
    }

    /// The name of the state that a call sets to its first argument: `Users` for `setUsers(x)`.
    fn sets<'n>(&self, callee: &'n Name) -> Option<&'n str> {
        let _ = callee;
        None
    }

    /// Where the value of a reference comes from. The result of a call ends in `()`: `int()` is
    /// numeric, `shlex.quote()` escaped, `os.environ` the environment, `flask.request.args` input.
    fn origin(&self, name: &Name) -> Option<Origin> {
        let _ = name;
        None
    }

    /// How a call ends the function or answers the request: `abort(401)`, `res.json(…)`, `next()`.
    fn ending(&self, callee: &Name) -> Option<ExitKind> {
        let _ = callee;
        None
    }

    /// Where the HTTP status stands in a call that makes an answer or an error.
    fn status(&self, callee: &Name) -> Option<Status> {
        let _ = callee;
        None
    }

    /// Whether a call only makes an answer of the value that it is given, or gives it back in another form:
    /// `Response.json(value)`, `Promise.resolve(value)`.
    fn makes_answer(&self, callee: &Name) -> bool {
        let _ = callee;
        false
    }

    /// Whether an assignment to this name, or a call of it, sets the status of the answer: `ctx.status`,
    /// `self.set_status`.
    fn sets_status(&self, target: &Name) -> bool {
        let _ = target;
        false
    }

    /// Whether raising this says that something is not implemented.
    fn is_not_implemented(&self, error: &Name) -> bool {
        let _ = error;
        false
    }

    /// Whether a decorator says that a body is not the one that runs: `abstractmethod`, `overload`.
    fn is_abstract(&self, decorator: &Name) -> bool {
        let _ = decorator;
        false
    }

    /// Whether a class with this base only declares: `typing.Protocol`.
    fn is_interface(&self, base: &Name) -> bool {
        let _ = base;
        false
    }

    /// Whether a generic type stands for its first argument when methods are looked up: `Optional[X]`, `Annotated[X, …]`.
    fn is_type_wrapper(&self, name: &Name) -> bool {
        let _ = name;
        false
    }

    /// Whether a function is a test, a fixture or a part of a test class.
    fn is_test(&self, function: &FunctionDef<'_>, class: Option<&ClassDef<'_>>) -> bool {
        let _ = (function, class);
        false
    }

    /// Whether a class with this base holds tests: `unittest.TestCase`.
    fn is_test_base(&self, base: &Name) -> bool {
        let _ = base;
        false
    }

    /// Whether a call defines a test: `it("…", …)`, `test("…", …)`.
    fn is_test_call(&self, callee: &Name) -> bool {
        let _ = callee;
        false
    }

    /// What kind of tests a file with this import holds.
    fn test_kind(&self, import: &Import) -> Option<TestKind> {
        let _ = import;
        None
    }
}

/// Kinds of tests that an import gives away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "each kind is a field of TestFacts")]
pub enum TestKind {
    /// Drives a browser.
    Browser,
    /// Uses a database, a client of the application or a running service.
    Integration,
    /// Drives load.
    Load,
}

/// Where the HTTP status of an answer or an error stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "profiles name one of these places")]
pub enum Status {
    /// It is always this one.
    Always(u16),
    /// In an argument: its position without keywords, and its keyword.
    Argument(usize, &'static str),
    /// In a keyword argument only.
    Keyword(&'static str),
    /// In an argument, and this one without it.
    Default(usize, &'static str, u16),
}

/// Adds facts that only a framework or library gives a meaning: routes, guards, schemas.
pub trait Recogniser: Send + Sync {
    /// Whether a file with these imports is worth a look.
    fn applies(&self, imports: &[Import]) -> bool;

    /// Adds what the recogniser sees.
    fn recognise(&self, analysis: &Analysis<'_, '_>, facts: &mut FileFacts);
}

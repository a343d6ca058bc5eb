//! Lowered code: one file's program in language-neutral form, while it is being extracted.
//!
//! A language crate walks its syntax tree once with a cursor and builds a [`Module`]. Everything
//! that is worth knowing about a program in any language (what a function really does, where a
//! value comes from, what an error handler does) is then computed from the module by
//! [`analysis`](crate::analysis), once for all languages. Framework recognisers read the module too.
//! It borrows the file's text and is dropped when the file's facts are done: nothing after
//! extraction sees it.
#![expect(
    clippy::exhaustive_enums,
    clippy::exhaustive_structs,
    reason = "language crates build modules, and analyses must handle every kind of node"
)]

use std::borrow::Cow;

use crate::facts::{Comment, Export, Import};
use crate::source::Span;

mod module;
mod visit;

pub use module::{Counts, Module};
pub use visit::{Visit, walk_expression, walk_statement};

/// An expression of a [`Module`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExprId(pub u32);

/// A statement of a [`Module`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StmtId(pub u32);

/// A function of a [`Module`], an index into [`Module::functions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FunctionId(pub u32);

/// A class of a [`Module`], an index into [`Module::classes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub u32);

/// Statements in order.
pub type Block = Box<[StmtId]>;

/// An expression and its place.
#[derive(Clone, Debug)]
pub struct Expr<'a> {
    /// What it is.
    pub kind: ExprKind<'a>,
    /// Where it stands.
    pub span: Span,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExprKind<'a> {
    /// `None`, `null`, `undefined`.
    Null,
    /// A truth value.
    Bool(bool),
    /// A number, as written.
    Number(&'a str),
    /// A string without interpolation, decoded as far as its escapes matter; adjacent strings joined.
    Str(Cow<'a, str>),
    /// An interpolated string: f-string, template literal, tagged template.
    Template(Box<Template<'a>>),
    /// A bare name. `self`, `cls` and `this` are names too; a lowerer writes `this` as `self`.
    Name(&'a str),
    /// `object.property`.
    Member {
        /// What the property is taken of.
        object: ExprId,
        /// The property's name.
        property: &'a str,
    },
    /// `object[index]`.
    Index {
        /// What is indexed.
        object: ExprId,
        /// The index; a slice is an [`ExprKind::Other`] of its parts.
        index: ExprId,
    },
    /// A call or an instantiation.
    Call(Box<CallExpr<'a>>),
    /// `-x`, `not x`, `!x`, `typeof x` …
    Unary {
        /// The operator.
        operator: UnaryOperator,
        /// What it is applied to.
        operand: ExprId,
    },
    /// Arithmetic, bits, concatenation.
    Binary {
        /// The operator.
        operator: BinaryOperator,
        /// Left side.
        left: ExprId,
        /// Right side.
        right: ExprId,
    },
    /// `and`, `or`, `??`.
    Logical {
        /// The operator.
        operator: LogicalOperator,
        /// Left side.
        left: ExprId,
        /// Right side.
        right: ExprId,
    },
    /// A comparison. A chained comparison is a conjunction of these.
    Compare {
        /// The operator.
        operator: CompareOperator,
        /// Left side.
        left: ExprId,
        /// Right side.
        right: ExprId,
    },
    /// `then if test else otherwise`, `test ? then : otherwise`.
    Conditional {
        /// What decides.
        test: ExprId,
        /// The value if it holds.
        then: ExprId,
        /// The value otherwise.
        otherwise: ExprId,
    },
    /// A list, tuple, set or array.
    Sequence(Box<[ExprId]>),
    /// A dictionary or an object.
    Dict(Box<[DictEntry<'a>]>),
    /// A comprehension or generator expression.
    Comprehension(Box<Comprehension>),
    /// A lambda, an arrow function or a function expression.
    Function(FunctionId),
    /// A class expression.
    Class(ClassId),
    /// `await x`.
    Await(ExprId),
    /// `yield x`, `yield from x`.
    Yield(Option<ExprId>),
    /// `*x`, `**x`, `...x`.
    Spread(ExprId),
    /// An assignment used as a value: `:=`, `a = b`, `a += b`, `a ??= b`.
    Assign {
        /// What is assigned to.
        target: ExprId,
        /// The value.
        value: ExprId,
    },
    /// A JSX element.
    Element(Box<Element<'a>>),
    /// A regular expression literal.
    Regex(&'a str),
    /// Something else, of which only the parts are known (slices, types, macros, syntax errors).
    Other(Box<[ExprId]>),
}

/// An interpolated string.
#[derive(Clone, Debug)]
pub struct Template<'a> {
    /// Texts and values, in order.
    pub parts: Box<[TemplatePart<'a>]>,
    /// The tag of a tagged template.
    pub tag: Option<ExprId>,
}

/// A part of an interpolated string.
#[derive(Clone, Debug)]
pub enum TemplatePart<'a> {
    /// Text between values.
    Text(Cow<'a, str>),
    /// An interpolated value.
    Value(ExprId),
}

/// A call.
#[derive(Clone, Debug)]
pub struct CallExpr<'a> {
    /// What is called.
    pub callee: ExprId,
    /// The arguments, in order.
    pub arguments: Box<[Argument<'a>]>,
    /// Whether it is written with `new`.
    pub new: bool,
}

/// An argument of a call, or a base of a class.
#[derive(Clone, Debug)]
pub struct Argument<'a> {
    /// The keyword, if there is one.
    pub name: Option<&'a str>,
    /// The value. `*x` and `**x` are [`ExprKind::Spread`].
    pub value: ExprId,
}

/// An entry of a dictionary.
#[derive(Clone, Debug)]
pub struct DictEntry<'a> {
    /// The key.
    pub key: DictKey<'a>,
    /// The value; for a shorthand property a name, for a method a function.
    pub value: ExprId,
    /// The whole entry.
    pub span: Span,
}

/// A key of a dictionary.
#[derive(Clone, Debug)]
pub enum DictKey<'a> {
    /// A constant string or property name.
    Name(Cow<'a, str>),
    /// A computed key.
    Computed(ExprId),
    /// No key: the value is spread into the dictionary.
    Spread,
}

/// A comprehension.
#[derive(Clone, Debug)]
pub struct Comprehension {
    /// The value of each element; for a dictionary comprehension, key and value in a sequence.
    pub element: ExprId,
    /// `for target in iterable`, in order.
    pub clauses: Box<[(ExprId, ExprId)]>,
    /// `if` conditions.
    pub conditions: Box<[ExprId]>,
}

/// A JSX element.
#[derive(Clone, Debug)]
pub struct Element<'a> {
    /// The tag: `div`, `Foo.Bar`; empty for a fragment.
    pub tag: &'a str,
    /// Attributes; a bare attribute has no value, a spread no name.
    pub attributes: Box<[(&'a str, Option<ExprId>)]>,
    /// Children: elements and embedded expressions; text is a [`ExprKind::Str`].
    pub children: Box<[ExprId]>,
}

/// Operators with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOperator {
    /// `not`, `!`.
    Not,
    /// `-`.
    Minus,
    /// `typeof`.
    TypeOf,
    /// Any other.
    Other,
}

/// Arithmetic operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOperator {
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `*`.
    Multiply,
    /// `/` and `//`.
    Divide,
    /// `%`.
    Modulo,
    /// `|`, also of types.
    BitOr,
    /// `&`.
    BitAnd,
    /// Any other.
    Other,
}

/// Operators that may skip their right side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogicalOperator {
    /// `and`, `&&`.
    And,
    /// `or`, `||`.
    Or,
    /// `??`.
    Coalesce,
}

/// Comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareOperator {
    /// `==`, `===`, `is`.
    Equal,
    /// `!=`, `!==`, `is not`.
    NotEqual,
    /// `<`, `<=`, `>`, `>=`.
    Order,
    /// `in`.
    In,
    /// `not in`.
    NotIn,
    /// `instanceof`.
    InstanceOf,
}

/// A statement and its place.
#[derive(Clone, Debug)]
pub struct Stmt<'a> {
    /// What it is.
    pub kind: StmtKind<'a>,
    /// Where it stands.
    pub span: Span,
}

/// What a statement is.
#[derive(Clone, Debug)]
pub enum StmtKind<'a> {
    /// An expression for its effect.
    Expr(ExprId),
    /// A declaration or assignment. A destructuring target is a sequence or a dictionary of names.
    Assign(Box<Assignment>),
    /// `return`.
    Return(Option<ExprId>),
    /// `raise`, `throw`. Without a value the caught error is raised again.
    Raise(Option<ExprId>),
    /// A condition. `elif` is an `If` alone in `otherwise`.
    If {
        /// The condition.
        test: ExprId,
        /// What runs if it holds.
        then: Block,
        /// What runs otherwise.
        otherwise: Block,
    },
    /// A loop.
    Loop(Box<Loop>),
    /// A `try`.
    Try(Box<Try<'a>>),
    /// `with`, `using`: each context and the target that it is bound to.
    With {
        /// Contexts and targets.
        items: Box<[(ExprId, Option<ExprId>)]>,
        /// What runs within.
        body: Block,
    },
    /// `match`, `switch`.
    Switch {
        /// What is matched.
        subject: ExprId,
        /// The cases, in order.
        cases: Box<[Case]>,
    },
    /// Statements in braces.
    Block(Block),
    /// A named function.
    Function(FunctionId),
    /// A class.
    Class(ClassId),
    /// Imports: indexes into [`Outline::imports`], from and to (exclusive).
    Import(u32, u32),
    /// `assert`.
    Assert {
        /// What must hold.
        test: ExprId,
        /// The message.
        message: Option<ExprId>,
    },
    /// `del`, `delete`.
    Delete(Box<[ExprId]>),
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// `pass`, an empty statement, a bare `...`.
    Pass,
    /// Something that could not be lowered: a syntax error.
    Error,
}

/// A declaration or assignment.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// What is assigned; `a = b = c` has two.
    pub targets: Box<[ExprId]>,
    /// The value; a bare declaration has none.
    pub value: Option<ExprId>,
    /// The declared type.
    pub annotation: Option<ExprId>,
    /// The operator of an augmented assignment (`+=`).
    pub operator: Option<BinaryOperator>,
    /// Whether the scope gets the names that are not its own yet: `let x = 1`, and any assignment of Python. Otherwise
    /// those are names of a scope around it.
    pub declares: bool,
    /// The decorators of a field, outermost first.
    pub decorators: Box<[ExprId]>,
}

/// A loop.
#[derive(Clone, Debug)]
pub struct Loop {
    /// What each element is bound to; a `while` has none.
    pub target: Option<ExprId>,
    /// The iterable of a `for … in`, the condition of a `while` or of a counting `for`.
    pub subject: Option<ExprId>,
    /// What runs.
    pub body: Block,
    /// `else` of a loop.
    pub otherwise: Block,
}

/// A `try`.
#[derive(Clone, Debug)]
pub struct Try<'a> {
    /// What is tried.
    pub body: Block,
    /// The handlers, in order.
    pub handlers: Box<[HandlerClause<'a>]>,
    /// What runs without an error.
    pub otherwise: Block,
    /// What always runs.
    pub finally: Block,
}

/// `except E as e:`, `catch (e) {}`.
#[derive(Clone, Debug)]
pub struct HandlerClause<'a> {
    /// The caught types; empty if everything is caught.
    pub types: Box<[ExprId]>,
    /// The name of the error.
    pub name: Option<&'a str>,
    /// What runs.
    pub body: Block,
    /// The whole clause.
    pub span: Span,
}

/// A case of a switch.
#[derive(Clone, Debug)]
pub struct Case {
    /// Patterns or values; empty for the default.
    pub tests: Box<[ExprId]>,
    /// What runs.
    pub body: Block,
}

/// What holds a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The file itself.
    Module,
    /// A function.
    Function(FunctionId),
    /// A class.
    Class(ClassId),
}

/// A function of any kind.
#[derive(Clone, Debug)]
pub struct FunctionDef<'a> {
    /// The name; a function bound to a variable or a property carries that name; otherwise empty.
    pub name: &'a str,
    /// The whole definition, decorators included.
    pub span: Span,
    /// The definition without its decorators: where `def` or `function` stands, or the first token of an arrow function.
    pub definition: Span,
    /// What it is.
    pub kind: FunctionKind,
    /// The parameters.
    pub parameters: Box<[ParameterDef<'a>]>,
    /// The decorators, outermost first.
    pub decorators: Box<[ExprId]>,
    /// The declared result type.
    pub result: Option<ExprId>,
    /// The body; of an arrow function with an expression, one `return`.
    pub body: Block,
    /// `async`.
    pub is_async: bool,
    /// Contains `yield`.
    pub is_generator: bool,
    /// Declared without a body, or `abstract`.
    pub is_abstract: bool,
    /// `static`, `@staticmethod`.
    pub is_static: bool,
    /// The documentation: a docstring or the documentation comment before it.
    pub documentation: Option<&'a str>,
    /// What holds it.
    pub parent: Scope,
}

/// Kinds of functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum FunctionKind {
    /// A named function.
    Function,
    /// A method.
    Method,
    /// `__init__`, `constructor`.
    Constructor,
    /// A property that is computed.
    Getter,
    /// A property setter.
    Setter,
    /// A lambda, arrow function or function expression.
    Lambda,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct ParameterDef<'a> {
    /// The name; empty for a destructured parameter.
    pub name: &'a str,
    /// The destructuring pattern.
    pub pattern: Option<ExprId>,
    /// The declared type.
    pub annotation: Option<ExprId>,
    /// The default.
    pub default: Option<ExprId>,
    /// `*args`, `...rest`, `**kwargs`.
    pub rest: bool,
    /// Decorators (`@Body()`).
    pub decorators: Box<[ExprId]>,
    /// Where it stands.
    pub span: Span,
}

/// A class, interface or enum.
#[derive(Clone, Debug)]
pub struct ClassDef<'a> {
    /// The name; a class bound to a variable carries that name; otherwise empty.
    pub name: &'a str,
    /// The whole definition, decorators included.
    pub span: Span,
    /// The definition without its decorators.
    pub definition: Span,
    /// What it is.
    pub kind: ClassKind,
    /// Bases and class keywords; `implements` carries the name `implements`.
    pub bases: Box<[Argument<'a>]>,
    /// The decorators, outermost first.
    pub decorators: Box<[ExprId]>,
    /// Fields as assignments (to bare names), methods as functions.
    pub body: Block,
    /// The documentation.
    pub documentation: Option<&'a str>,
    /// What holds it.
    pub parent: Scope,
}

/// Kinds of classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum ClassKind {
    /// A class.
    Class,
    /// An interface, a type or a protocol.
    Interface,
    /// An enumeration.
    Enum,
}

/// What a lowerer hands over beside expressions and statements.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// Imports in order.
    pub imports: Vec<Import>,
    /// Exports in order; a language without explicit exports leaves it empty.
    pub exports: Vec<Export>,
    /// Comments in order.
    pub comments: Vec<Comment>,
}

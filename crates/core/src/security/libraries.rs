//! The tables by which a language crate says what its libraries do.
#![expect(
    clippy::exhaustive_structs,
    clippy::exhaustive_enums,
    reason = "language crates write these tables"
)]

use crate::facts::{SettingKind, SqlSink};

/// What is known about libraries. Paths are written as [`Name`](crate::facts::Name) writes them: `httpx.Client().get`.
#[derive(Clone, Copy, Debug)]
pub struct Libraries {
    /// What takes SQL.
    pub sql: &'static [SqlTaker],
    /// Modules whose import tells that a file works with a mapper, and the mapper's name.
    pub mappers: &'static [(&'static str, &'static str)],
    /// Entries of an object of options that hold the text of a statement, also under a list of such objects.
    pub statements: &'static [&'static str],
    /// Paths of functions that put values into the text that they are given first (`util.format`).
    pub format_functions: &'static [&'static str],
    /// Methods that add to a list.
    pub list_methods: &'static [&'static str],
    /// Beginnings of paths of what only writes its arguments down for people.
    pub loggers: &'static [&'static str],
    /// Beginnings of paths of functions that quote or compose SQL safely; also ends of them, written `*.name`.
    pub quoting: &'static [&'static str],
    /// Modules of drivers that put a variable into the text as it is where a modifier says so (`$1:raw`).
    pub formatting_drivers: &'static [&'static str],
    /// What calls over the network.
    pub clients: &'static [Client],
    /// Texts that show, in the function of a call, that its time is limited beside it (`.race(`): client, or none for all
    /// of them, and text.
    pub limiters: &'static [(&'static str, &'static str)],
    /// Texts that show that a file sets the limit of all calls of a client: likewise.
    pub file_limits: &'static [(&'static str, &'static str)],
    /// What reads the environment.
    pub environment: &'static [EnvironmentReader],
    /// Schemas of the environment.
    pub environment_schemas: &'static [EnvironmentSchema],
    /// Modules of decorators that check the fields of a class, and the decorators that let one be missing.
    pub validators: &'static [(&'static str, &'static [&'static str])],
    /// Texts at the beginning of a file that is run by the browser (`"use client"`).
    pub browser_directives: &'static [&'static str],
    /// Texts of programs that only a browser runs (`localStorage`, `useEffect`).
    pub browser_signs: &'static [&'static str],
    /// Classes whose fields are read from the environment.
    pub settings_classes: &'static [SettingsClass],
    /// What sets something that matters for security.
    pub settings: &'static [SettingRow],
    /// Methods that are handed a plugin with its options and call it with them (`register(cors, {…})`).
    pub registrars: &'static [&'static str],
    /// What takes a signing key.
    pub keys: &'static [KeyTaker],
    /// Beginnings of paths whose values come from a request, the command line or a user; also `*.name`.
    pub inputs: &'static [&'static str],
    /// Names of functions that give a number or another value without quotes in it.
    pub numeric: &'static [&'static str],
    /// Methods of strings whose result is as doubtful as the string.
    pub string_methods: &'static [&'static str],
    /// Methods that put values into a string (`format`).
    pub formatters: &'static [&'static str],
    /// Paths of tags that make one text of a template and its values, also `*.name`. Other tags get both apart.
    pub text_tags: &'static [&'static str],
}

/// Methods or functions that take an SQL text.
#[derive(Clone, Copy, Debug)]
pub struct SqlTaker {
    /// The last part of the callee.
    pub methods: &'static [&'static str],
    /// What the path must contain; empty for any receiver.
    pub receivers: &'static [&'static str],
    /// The place of the text among the arguments; also the places of texts that come after it.
    pub arguments: &'static [u8],
    /// Keywords that hold a text.
    pub keywords: &'static [&'static str],
    /// Beginnings of modules of which the file must import one; empty where the receiver tells enough.
    pub imported: &'static [&'static str],
    /// What it is.
    pub sink: SqlSink,
    /// What the text must look like to be taken for SQL.
    pub wants: Wants,
}

/// What a text must look like to be taken for SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    /// Anything: the receiver tells enough.
    Anything,
    /// A statement, or a receiver with the name of a connection.
    Statement,
    /// A statement in any case: the method has other meanings.
    StatementOnly,
    /// Anything, and it should be a literal: the method is a last resort, and what is not written in place is doubtful.
    Literal,
    /// A part of a statement that is put together: constants and names of columns are no fault.
    Built,
    /// The same, or a text that arrives whole from a request: values are bound elsewhere.
    Given,
}

/// A client of the network.
#[derive(Clone, Copy, Debug)]
pub struct Client {
    /// Its name in reports.
    pub name: &'static str,
    /// Paths before the method; an empty one for plain functions.
    pub receivers: &'static [&'static str],
    /// The last part of the callee.
    pub methods: &'static [&'static str],
    /// Keywords that give a limit.
    pub keywords: &'static [&'static str],
    /// The place of the limit among the arguments.
    pub position: Option<u8>,
    /// The place of an object of options that may hold one of the keywords. It stands one further where an address is
    /// given instead.
    pub options: Option<u8>,
    /// What happens where no limit is given.
    pub without: TimeLimit,
}

/// The limit of a client that is given none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeLimit {
    /// It waits for ever.
    None,
    /// It has a limit of its own.
    Own,
    /// It is the limit of the object that the method belongs to, which is looked at where it is made.
    OfObject,
}

/// A function, method or mapping that reads the environment.
#[derive(Clone, Copy, Debug)]
pub struct EnvironmentReader {
    /// Its name in reports.
    pub form: &'static str,
    /// Paths of the functions, or of the mapping.
    pub paths: &'static [&'static str],
    /// Whether it is read as a mapping (`environ["X"]`, `process.env.X`).
    pub mapping: bool,
    /// The place of the default.
    pub default: Option<u8>,
    /// The keyword of the default.
    pub default_keyword: &'static str,
    /// Whether the program stops where the variable is missing and no default is given.
    pub required: bool,
}

/// A call that describes variables of the environment by the entries of an object.
#[derive(Clone, Copy, Debug)]
pub struct EnvironmentSchema {
    /// Its name in reports.
    pub form: &'static str,
    /// The beginning of the callee's path.
    pub module: &'static str,
    /// The last part of the callee.
    pub method: &'static str,
    /// The place of the object.
    pub position: u8,
    /// Entries of the object that hold the variables; empty where it holds them itself.
    pub parts: &'static [&'static str],
    /// Whether a variable may be missing where nothing is said.
    pub optional: bool,
    /// Whether the call describes the environment whatever the entries are called.
    pub sure: bool,
}

/// A class whose fields are read from the environment.
#[derive(Clone, Copy, Debug)]
pub struct SettingsClass {
    /// Its name in reports.
    pub form: &'static str,
    /// Paths of the base classes.
    pub bases: &'static [&'static str],
    /// Names of the fields and classes that hold options of the whole class.
    pub options: &'static [&'static str],
    /// The option that is put before each name.
    pub prefix: &'static str,
    /// Ends of paths of functions that describe a field, with their default as first argument.
    pub fields: &'static [&'static str],
    /// Keywords of such a function that name the variable.
    pub aliases: &'static [&'static str],
}

/// What sets something that matters for security.
#[derive(Clone, Copy, Debug)]
pub struct SettingRow {
    /// What it sets.
    pub kind: SettingKind,
    /// How it is written.
    pub form: SettingForm,
    /// Which values are insecure.
    pub insecure: Insecure,
    /// What is insecure about it, as a clause for reports.
    pub detail: &'static str,
}

/// How a setting is written.
#[derive(Clone, Copy, Debug)]
pub enum SettingForm {
    /// An argument of a call: paths of callees (`*.name` for any receiver), keyword, place.
    Argument(&'static [&'static str], &'static str, Option<u8>),
    /// A key of an object that is an argument of a call: callees, place or keyword of the object, path of keys. `*` is any
    /// key.
    Option(&'static [&'static str], Option<u8>, &'static str, &'static [&'static str]),
    /// A call that is insecure where it has none of these keywords, nor an object with them: callees, place of the object,
    /// keywords. An object that is not written out may have them.
    Without(&'static [&'static str], Option<u8>, &'static [&'static str]),
    /// A call or a mention that is insecure by itself: paths.
    Mention(&'static [&'static str]),
    /// An assignment to a name at the top of a file or in a class.
    Name(&'static [&'static str]),
    /// An assignment to an attribute of anything.
    Attribute(&'static [&'static str]),
    /// A constant key of a dictionary, an element assignment or a keyword of an updating call.
    Key(&'static [&'static str]),
    /// A key of an object that has one of these other keys too, or that a name with this word holds.
    Among(&'static [&'static str], &'static [&'static str], &'static str),
    /// Two arguments of a call, a key and a value (`setHeader("Access-Control-Allow-Origin", "*")`): methods, key.
    Pair(&'static [&'static str], &'static str),
    /// Two entries of an object, a key and a value (`{ key: "Access-Control-Allow-Origin", value: "*" }`): entries that
    /// hold the key, the key, the entry that holds the value.
    Row(&'static [&'static str], &'static str, &'static str),
}

/// Which values are insecure.
#[derive(Clone, Copy, Debug)]
pub enum Insecure {
    /// True, or a number that is not zero.
    True,
    /// False or zero.
    False,
    /// Anything that counts as true, a text too.
    Truthy,
    /// Nothing: null, false or an empty text.
    Nothing,
    /// One of these strings, or a list or an address (host, port) that holds one.
    Text(&'static [&'static str]),
    /// A name or path that ends with this.
    Path(&'static str),
    /// A value of the request, given back as it came.
    Reflected,
    /// A function that accepts whatever it is asked about.
    Accepting,
    /// A function that reports what is wrong, and never does.
    Silent,
    /// Something that a request holds.
    Requested,
    /// A pattern for addresses whose dots stand for any character, alone or in a list.
    LoosePattern,
    /// Any value.
    Always,
}

/// What takes a signing key.
#[derive(Clone, Copy, Debug)]
pub struct KeyTaker {
    /// Paths of the callees.
    pub paths: &'static [&'static str],
    /// The place of the key.
    pub position: u8,
    /// The keyword of the key.
    pub keyword: &'static str,
    /// Where the argument is an object of options: its keys that hold the key.
    pub entries: &'static [&'static str],
}

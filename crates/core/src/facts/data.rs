use serde::{Deserialize, Serialize};

use super::{Name, Origin, Part, Value};
use crate::source::{Span, Text};

/// A read of an environment variable or of a setting that the environment sets.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EnvironmentRead {
    /// The variable's name as the environment spells it.
    pub name: Text,
    /// The default, where there is one.
    pub default: Option<Value>,
    /// Whether the program cannot start or go on without it.
    pub required: bool,
    /// How it is read: `os.environ`, `pydantic-settings`, `process.env` …
    pub form: Text,
    /// Where it stands.
    pub span: Span,
    /// The function that holds it, an index into the file's functions.
    pub function: Option<u32>,
}

/// A function that reads the variable whose name it is given: its calls are the reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvironmentHelper {
    /// The function, an index into the file's functions.
    pub function: u32,
    /// The position of the parameter that names the variable; `self` is not counted.
    pub parameter: u32,
    /// Whether the function cannot go on without the variable.
    pub required: bool,
}

/// A use of state that is kept on a request, a response or a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateUse {
    /// What keeps it: `request.state`, `request.session`, `response.locals`, `flask.g`.
    pub carrier: Text,
    /// Its name; `*` where any may be set.
    pub name: Text,
    /// Whether it is set; otherwise it is read.
    pub sets: bool,
    /// Where it stands.
    pub span: Span,
    /// The function that holds it, an index into the file's functions.
    pub function: Option<u32>,
}

/// A place where SQL text is executed or built.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SqlSite {
    /// What takes the text.
    pub sink: SqlSink,
    /// The callee, where the text is given to one.
    pub callee: Name,
    /// The text.
    pub text: SqlText,
    /// Whether values are bound beside the text.
    pub binds: bool,
    /// Where the call or the text stands.
    pub span: Span,
    /// The function that holds it, an index into the file's functions.
    pub function: Option<u32>,
}

/// What takes an SQL text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SqlSink {
    /// A driver or connection executes it.
    Execute,
    /// An ORM takes raw SQL (`text()`, `raw()`, `extra()`, `$queryRawUnsafe`).
    OrmRaw,
    /// It is built, and nothing nearby executes it.
    Built,
}

/// The shape of an SQL text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum SqlText {
    /// A constant, cut off at 200 bytes.
    Constant(Text),
    /// Built from parts; the origin of the most doubtful one.
    Built(Box<[Part]>, Origin),
    /// A value of which nothing shows that it was built here; its origin.
    Value(Value, Origin),
}

/// A call that leaves the process over the network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutboundCall {
    /// The library: `requests`, `httpx`, `fetch` …
    pub client: Text,
    /// The callee.
    pub callee: Name,
    /// Where to.
    pub url: Value,
    /// Its time limit.
    pub timeout: Timeout,
    /// Where it stands.
    pub span: Span,
    /// The function that holds it, an index into the file's functions.
    pub function: Option<u32>,
}

/// The time limit of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Timeout {
    /// Given with the call or with its client.
    Given,
    /// Switched off explicitly.
    Off,
    /// Not given, and the library has none.
    Missing,
    /// Not given, and the library has one of its own.
    LibraryDefault,
    /// Cannot be seen.
    Unknown,
}

/// A setting that matters for security.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// What it sets.
    pub kind: SettingKind,
    /// Whether its value is the insecure one; `None` if that cannot be seen.
    pub insecure: Option<bool>,
    /// What is insecure about it, in a few words without values: `allows every origin with credentials`.
    pub detail: Text,
    /// Whether a condition on the environment decides about it.
    pub conditional: bool,
    /// Where it stands.
    pub span: Span,
    /// The function that holds it, an index into the file's functions.
    pub function: Option<u32>,
}

/// What a setting is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SettingKind {
    /// Debug mode.
    Debug,
    /// Verification of TLS certificates.
    TlsVerification,
    /// Verification of tokens.
    JwtVerification,
    /// Which origins a browser may call from.
    Cors,
    /// Which interfaces a server listens on.
    Bind,
}

/// A credential in the text. The value itself is never kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecretSite {
    /// What it is.
    pub kind: SecretKind,
    /// The name that it is bound to, as far as there is one.
    pub name: Text,
    /// How it was recognised: a token format's name, or `name` for a telling name with a fitting value.
    pub detector: Text,
    /// Bytes of the value.
    pub length: u32,
    /// Shannon entropy of the value, in tenths of a bit per byte.
    pub entropy: u16,
    /// Where the value stands: reports mask it.
    pub span: Span,
    /// The function that holds it, an index into the file's functions.
    pub function: Option<u32>,
}

/// Kinds of credentials in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SecretKind {
    /// A credential written in the code.
    Literal,
    /// A stand-in (`changeme`, `your-api-key`).
    Placeholder,
    /// The default of an environment read.
    Default,
}

/// A host address or URL in a string value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UrlSite {
    /// What it names.
    pub kind: UrlKind,
    /// The address, credentials masked.
    pub url: Text,
    /// The name that it is bound to, as far as there is one.
    pub name: Text,
    /// Whether it is the default of an environment read or of a missing setting.
    pub is_default: bool,
    /// Where it stands.
    pub span: Span,
    /// The function that holds it, an index into the file's functions.
    pub function: Option<u32>,
}

/// What an address names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UrlKind {
    /// This machine.
    Loopback,
    /// A private network.
    Private,
    /// A name without a domain, as containers reach each other: `http://jaeger:4317`.
    Neighbour,
    /// Any other host.
    Public,
}

/// A dependency that a health answer names, and whether it was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthPart {
    /// The dependency: `database`, `redis` …
    pub name: Text,
    /// Whether the handler, or what it calls, touches it.
    pub checked: bool,
    /// Where it stands.
    pub span: Span,
}

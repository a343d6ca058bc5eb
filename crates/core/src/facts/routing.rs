use serde::{Deserialize, Serialize};

use super::{Argument, CallValue, Name, Value};
use crate::source::{Span, Text};

/// What a file says about routes. A framework recogniser fills it; linking joins the files.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Routing {
    /// Applications, routers and controllers.
    pub routers: Vec<Router>,
    /// Routes.
    pub routes: Vec<Route>,
    /// Routers mounted on routers.
    pub mounts: Vec<Mount>,
    /// Guards attached to a router as a whole or to paths of it.
    pub attachments: Vec<Attachment>,
    /// Names that stand for a guard.
    pub aliases: Vec<GuardAlias>,
    /// Guards that a class chooses by what is asked for.
    pub choices: Vec<GuardChoice>,
}

impl Routing {
    /// All guards that are named here.
    pub fn guards(&self) -> impl Iterator<Item = &GuardUse> {
        let routers = self.routers.iter().flat_map(|it| &it.guards);
        let routes = self.routes.iter().flat_map(|it| &it.guards);
        let mounts = self.mounts.iter().flat_map(|it| &it.guards);
        let aliases = self.aliases.iter().flat_map(|it| &it.guards);
        let attached = self.attachments.iter().map(|it| &it.guard);
        routers.chain(routes).chain(mounts).chain(aliases).chain(attached)
    }
}

/// Something that routes are registered on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Router {
    /// Its name in this file: a variable, an attribute path, a class.
    pub symbol: Text,
    /// The framework: `fastapi`, `express` …
    pub framework: Text,
    /// What it is.
    pub kind: RouterKind,
    /// The path before the paths of its routes.
    pub prefix: Text,
    /// Guards given when it is made, in order.
    pub guards: Vec<GuardUse>,
    /// Where it is made.
    pub span: Span,
    /// The function in which it is made, an index into the file's functions.
    pub function: Option<u32>,
    /// The class that keeps it as an attribute (`this.router`), an index into the file's classes.
    pub class: Option<u32>,
    /// What it is made by, where that is no class of a library: a subclass may bring guards and a prefix.
    pub maker: Name,
    /// Whether its guards reach all that it is mounted on: a plugin without a scope of its own.
    pub shared: bool,
}

/// Kinds of routers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RouterKind {
    /// An application: it is served, and nothing needs to mount it.
    Application,
    /// A router, blueprint or plugin: it is served where it is mounted.
    #[default]
    Router,
    /// A class whose methods are routes.
    Controller,
}

/// A route.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Route {
    /// The framework.
    pub framework: Text,
    /// What it is registered on; an empty path for a route that stands by itself.
    pub router: Name,
    /// Methods in capitals; `ANY` for all, `WEBSOCKET` for a socket.
    pub methods: Box<[Text]>,
    /// The path below its router, as written.
    pub path: Text,
    /// What answers.
    pub handler: Handled,
    /// Guards given with the route, in order: in its decorator, around its handler, as its parameters.
    pub guards: Vec<GuardUse>,
    /// Ways by which guards do not reach it: what the framework marks as public (`@Public()`, `auth=None`).
    pub exempt: Box<[Via]>,
    /// Parts of the handler that do not run for this route: the branches of other methods.
    pub skipped: Box<[Span]>,
    /// Switches that it is registered with, for guards to ask for: `config: { public: true }`.
    pub switches: Box<[(Text, bool)]>,
    /// Where it is registered. Attachments count for the routes behind them where the framework goes by order.
    pub span: Span,
    /// The function in which it is registered, an index into the file's functions.
    pub function: Option<u32>,
}

/// What answers a route.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Handled {
    /// Nothing that is known.
    #[default]
    Unknown,
    /// A function of this file: an index into its functions.
    Function(u32),
    /// A class of this file: an index into its classes.
    Class(u32),
    /// Something with a name, defined elsewhere.
    Name(Name),
}

/// A router mounted on another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Mount {
    /// What it is mounted on.
    pub parent: Name,
    /// What is mounted.
    pub child: Value,
    /// The path before the child's own prefix.
    pub prefix: Text,
    /// Guards given with the mount, in order.
    pub guards: Vec<GuardUse>,
    /// Whether the guards of the parent do not reach the child: a sub-application.
    pub isolated: bool,
    /// Where it stands.
    pub span: Span,
    /// The function that holds it, an index into the file's functions.
    pub function: Option<u32>,
}

/// A guard attached to a router as a whole, or to paths of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// What it is attached to; an empty path means the whole program.
    pub router: Name,
    /// The guard.
    pub guard: GuardUse,
    /// The path pattern that it covers; `None` for all paths.
    pub path: Option<Text>,
    /// Path patterns that it leaves out.
    pub except: Box<[Text]>,
    /// Methods that it covers, in capitals; none for all.
    pub methods: Box<[Text]>,
    /// Whether a setting decides if it is attached at all.
    pub conditional: bool,
    /// Whether it covers only the routes registered behind it.
    pub ordered: bool,
    /// Where it stands.
    pub span: Span,
    /// The function that holds it, an index into the file's functions.
    pub function: Option<u32>,
}

/// A guard where it is used.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GuardUse {
    /// The function, class or object that guards; unknown where it is computed.
    pub target: Value,
    /// The variable that it is used by, where its target is what that variable holds.
    pub alias: Text,
    /// Arguments that it is made or used with (scopes, options).
    pub arguments: Box<[Argument]>,
    /// By what way it reaches the route.
    pub via: Via,
    /// What it does, where the framework defines it.
    pub known: Option<GuardClass>,
    /// Whether it counts only if its target turns out to be a [`GuardAlias`]: the declared type of a parameter.
    pub tentative: bool,
    /// Where it stands.
    pub span: Span,
}

impl GuardUse {
    /// What a call may wrap, likeliest first, and the call as a guard without it; nothing for a call that
    /// takes no function: `withAuth({ roles }, handler)`.
    pub fn wrapper(call: &CallValue) -> Option<(Vec<&Value>, Self)> {
        let handler = |value: &Value| matches!(value, Value::Name(_) | Value::Call(_));
        let mut wrapped: Vec<&Value> = call
            .arguments
            .iter()
            .map(|it| &it.value)
            .filter_map(|value| match value {
                Value::Dict(entries) => value.entry("handler").or_else(|| only_function(entries)),
                value => Some(value),
            })
            .collect();
        // A function written in place comes last; a name may be followed by options.
        wrapped.retain(|value| handler(value) || matches!(value, Value::Function(_)));
        if let Some(at) = wrapped.iter().rposition(|it| matches!(it, Value::Function(_))) {
            wrapped = vec![wrapped[at]];
        }
        let first = *wrapped.first()?;
        let mut callee = call.callee.clone();
        while let Some(made) = callee.path.strip_suffix("()") {
            callee.path = made.into();
        }
        // The others keep their places.
        let without = |it: &Argument| match std::ptr::eq(&it.value, first) {
            true => Argument { name: it.name.clone(), value: Value::Unknown },
            false => it.clone(),
        };
        let arguments: Box<[Argument]> = call.arguments.iter().map(without).collect();
        let target = CallValue { callee, arguments: arguments.clone(), span: call.span };
        let guard = Self {
            target: Value::Call(Box::new(target)),
            arguments,
            via: Via::Route,
            span: call.span,
            ..Self::default()
        };
        Some((wrapped, guard))
    }
}

/// The only function among options: `createRoute({ schema, run: async ({ query }) => … })`.
fn only_function(entries: &[(Text, Value)]) -> Option<&Value> {
    let mut functions = entries.iter().filter(|it| matches!(it.1, Value::Function(_)));
    let first = functions.next()?;
    functions.next().is_none().then_some(&first.1)
}

/// The way by which a guard reaches a route.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Via {
    /// A parameter of the handler, injected.
    Parameter,
    /// A decorator of the handler.
    #[default]
    Decorator,
    /// The registration of the route.
    Route,
    /// The router or controller.
    Router,
    /// The mount of the router.
    Mount,
    /// The application.
    Application,
    /// Middleware, hooks.
    Middleware,
    /// A setting or a global provider.
    Global,
    /// A call or check in the handler.
    Call,
}

/// What a guard does with a request.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum GuardClass {
    /// Can end the request of a caller who is not known or not allowed.
    Reject,
    /// Finds out who the caller is and lets anonymous callers through.
    Optional,
    /// Only reads a token or a header.
    Extract,
    /// Would be a guard, and lets everybody through.
    AlwaysTrue,
    /// Is no matter of access: rate limits, database sessions, logging.
    Other,
    /// Could not be read.
    #[default]
    Unknown,
}

/// A name that stands for a guard: `CurrentUser = Annotated[User, Depends(f)]`, `auth = Depends(f)`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GuardAlias {
    /// The name in this file; with a dot before it, a member that a framework gives to what it hands to
    /// functions in every file: `.authenticate` for `fastify.decorate("authenticate", …)`.
    pub symbol: Text,
    /// The guards that it stands for, in order.
    pub guards: Vec<GuardUse>,
    /// Where it stands.
    pub span: Span,
    /// The function whose names the guards use, an index into the file's functions.
    pub function: Option<u32>,
}

/// A step by which a class chooses the guards of a request: `get_permissions` of a view set.
///
/// The steps of a class stand in order; the first that applies decides.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GuardChoice {
    /// The class, an index into the file's classes.
    pub class: u32,
    /// The actions (or methods, in capitals) for which the step applies; none for all.
    pub actions: Box<[Text]>,
    /// Whether it applies for all but these actions.
    pub negated: bool,
    /// Whether the condition is about something else, so that it cannot be told if the step applies.
    pub unknown: bool,
    /// What is chosen from.
    pub source: GuardSource,
    /// Where it stands.
    pub span: Span,
}

/// What guards are chosen from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum GuardSource {
    /// These guards; an empty list lets everybody through.
    Guards(Vec<GuardUse>),
    /// A dictionary with a list of guards for each action; a missing action goes on to the next step.
    ByAction(Value),
    /// A dictionary with a list of guards for each method; a missing method goes on to the next step.
    ByMethod(Value),
    /// What the base class chooses.
    Inherited,
    /// A computed list.
    #[default]
    Unknown,
}

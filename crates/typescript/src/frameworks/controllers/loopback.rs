//! LoopBack 4: <https://loopback.io/doc/en/lb4/Controller.html>,
//! <https://loopback.io/doc/en/lb4/Decorators_authenticate.html>, and the packages for authentication and
//! authorization by SourceFuse: <https://github.com/sourcefuse/loopback4-authentication>.

use std::collections::BTreeSet;

use shipworthy_core::facts::{Call, Class, FileFacts, GuardClass, Root, Value};
use shipworthy_core::project::{GuardAt, Index, RouteGraph};
use shipworthy_core::source::Role;

use super::{Access, Before, Decorator, Framework, Kind};
use crate::link::{package, passport_strategy};

pub(super) const NAME: &str = "loopback";

pub(super) const FRAMEWORK: Framework = Framework {
    name: NAME,
    module: |module| {
        module.starts_with("@loopback/")
            || matches!(module, "loopback4-authentication" | "loopback4-authorization")
    },
    classes: &[],
    verbs: &[
        ("get", "GET"),
        ("post", "POST"),
        ("put", "PUT"),
        ("patch", "PATCH"),
        ("del", "DELETE"),
        ("head", "HEAD"),
        ("operation", ""),
    ],
    before: Before::Nowhere,
    access,
    everywhere: |_| false,
};

fn access(decorator: &Decorator) -> Option<Access> {
    match decorator.name.as_str() {
        "authenticate.skip" => Some(Access::Lifts(Kind::Authentication)),
        "authenticate" => Some(Access::Guards(Kind::Authentication, strategy(decorator))),
        "authorize.skip" | "authorize.allowAll" => Some(Access::Lifts(Kind::Authorization)),
        "authorize" if allows_everybody(decorator) => Some(Access::Lifts(Kind::Authorization)),
        "authorize" | "authorize.allow" | "authorize.allowAuthenticated" | "authorize.denyAll" => {
            Some(Access::Guards(Kind::Authorization, GuardClass::Reject))
        }
        "intercept" => Some(Access::Runs),
        _ => None,
    }
}

/// A strategy that signs in guards nothing.
fn strategy(decorator: &Decorator) -> GuardClass {
    let first = decorator.first();
    match first.and_then(|it| it.entry("strategy")).or(first) {
        // `STRATEGY.BEARER`
        Some(Value::Name(name)) if name.path.contains("STRATEGY.") => match name.last() {
            "BEARER" => GuardClass::Reject,
            _ => GuardClass::Other,
        },
        Some(value) => passport_strategy(value),
        None => GuardClass::Reject,
    }
}

/// `{ permissions: ["*"] }`, `{ allowedRoles: ["$everyone"] }`
fn allows_everybody(decorator: &Decorator) -> bool {
    let listed = |key| decorator.first().and_then(|it| it.entry(key)).map(Value::items);
    let everybody = |value: &Value| {
        matches!(value.as_str(), Some("*" | "$everyone" | "$unauthenticated"))
            || value.as_name().is_some_and(|it| matches!(it.last(), "EVERYONE" | "UNAUTHENTICATED"))
    };
    ["permissions", "allowedRoles"].into_iter().filter_map(listed).flatten().any(everybody)
}

/// Decorators do nothing unless the application brings the component that reads them, and a sequence of its
/// own asks that: <https://loopback.io/doc/en/lb4/Authentication-component-action.html>.
pub(super) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    let mut deaf: BTreeSet<&str> = BTreeSet::new();
    for (id, file) in index.iter().filter(|(_, file)| file.role != Role::Test) {
        if file.facts.imports.iter().any(|it| (FRAMEWORK.module)(&it.module))
            && (brings_nothing(&file.facts) || asks_nobody(&file.facts))
        {
            deaf.insert(package(index, id));
        }
    }
    for route in graph.routes.iter_mut().filter(|it| it.framework == NAME) {
        if deaf.contains(package(index, route.registered.file)) {
            let rejects = |it: &&mut GuardAt| it.guard.known == Some(GuardClass::Reject);
            for at in route.guards.iter_mut().filter(rejects) {
                at.guard.known = Some(GuardClass::AlwaysTrue);
            }
        }
    }
}

/// Whether a file makes an application of components of LoopBack alone, none of which is about access.
fn brings_nothing(facts: &FileFacts) -> bool {
    let is_component =
        |call: &&Call| call.callee.last() == "component" && call.callee.root == Root::Receiver;
    let mut components = facts.calls.iter().filter(is_component).peekable();
    components.peek().is_some()
        && components.all(|call| match call.positional(0) {
            Some(Value::Name(name)) => match name.root {
                Root::Import(import, _) => {
                    let module = facts.imports.get(import as usize).map(|it| it.module.as_str());
                    module.is_some_and(|it| it.starts_with("@loopback/") && !it.contains("/auth"))
                }
                _ => false,
            },
            _ => false,
        })
}

/// Whether a file holds a sequence of its own that asks nobody who calls.
fn asks_nobody(facts: &FileFacts) -> bool {
    let is_sequence = |class: &&Class| {
        let mut bases = class.bases.iter().chain(class.keywords.iter().map(|it| &it.value));
        bases.any(|it| it.as_name().is_some_and(|name| name.last() == "SequenceHandler"))
    };
    let handles = |class: &Class| {
        let mut methods = class.methods.iter().copied();
        methods.find(|at| facts.functions.get(*at as usize).is_some_and(|it| it.name == "handle"))
    };
    let asks = |at: u32| {
        let mut calls = facts.calls.iter().filter(|it| it.function == Some(at));
        calls.any(|it| it.callee.last().to_ascii_lowercase().contains("auth"))
    };
    facts.classes.iter().filter(is_sequence).filter_map(handles).any(|at| !asks(at))
}

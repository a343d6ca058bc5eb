//! routing-controllers: <https://github.com/typestack/routing-controllers#readme>.

use std::collections::BTreeMap;

use shipworthy_core::facts::{Argument, Call, GuardClass, Value};
use shipworthy_core::project::{GuardAt, Index, RouteGraph, ValueAt};
use shipworthy_core::source::{Role, Text, join};

use super::{Access, Before, Framework, Kind, checks_with, settled};
use crate::link::package;

pub(super) const NAME: &str = "routing-controllers";

pub(super) const FRAMEWORK: Framework = Framework {
    name: NAME,
    module: |module| module == "routing-controllers",
    classes: &["Controller", "JsonController"],
    verbs: &[("Method", "")],
    before: Before::Nowhere,
    access: |decorator| match decorator.name.as_str() {
        "Authorized" => Some(Access::Guards(Kind::Authorization, GuardClass::Reject)),
        // Without `required` a stranger is nobody to the handler.
        "CurrentUser" => {
            let required = decorator.first().and_then(|it| it.entry("required"));
            let required = required.and_then(Value::as_bool) == Some(true);
            required.then_some(Access::Guards(Kind::Authentication, GuardClass::Reject))
        }
        "UseBefore" => Some(Access::Runs),
        _ => None,
    },
    everywhere: |decorator| {
        let kind = decorator.first().and_then(|it| it.entry("type")).and_then(Value::as_str);
        decorator.name == "Middleware" && kind == Some("before")
    },
};

/// What starts an application.
const STARTS: &[&str] =
    &["createExpressServer", "useExpressServer", "createKoaServer", "useKoaServer"];

/// What the options of an application say.
#[derive(Default)]
struct Application<'a> {
    prefix: Text,
    /// What `@Authorized()` asks.
    checker: Option<ValueAt<'a>>,
}

/// Puts the prefix of the application before the paths, its middleware before all controllers, and what it
/// checks callers with where `@Authorized()` stands.
pub(super) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    let applications = applications(index);
    let mut before: BTreeMap<&str, Vec<GuardAt>> = BTreeMap::new();
    for router in graph.routers.iter_mut().filter(|it| it.framework == NAME) {
        let package = package(index, router.file);
        match applications.get(package) {
            Some(application) if !application.prefix.is_empty() => {
                router.prefix =
                    join(&application.prefix, router.prefix.trim_start_matches('/')).into();
            }
            _ => {}
        }
        before.entry(package).or_default().append(&mut router.guards);
    }
    for route in graph.routes.iter_mut().filter(|it| it.framework == NAME) {
        let package = package(index, route.registered.file);
        if let Some(before) = before.get(package) {
            route.guards.splice(0..0, before.iter().cloned());
        }
        let checker = applications.get(package).and_then(|it| it.checker);
        let authorized = |it: &&mut GuardAt| {
            it.guard
                .target
                .as_name()
                .is_some_and(|name| name.path == "routing-controllers.Authorized")
        };
        if let Some(ValueAt { file, function, value }) = checker {
            for guard in route.guards.iter_mut().filter(authorized) {
                checks_with(index, guard, file, function, value);
            }
        }
    }
}

fn applications<'a>(index: &Index<'a>) -> BTreeMap<&'a str, Application<'a>> {
    let mut applications = BTreeMap::new();
    for (file, it) in index.iter().filter(|(_, it)| it.role != Role::Test) {
        let starts = |call: &&Call| {
            STARTS.contains(&call.callee.last())
                && call.callee.path.starts_with("routing-controllers.")
        };
        for call in it.facts.calls.iter().filter(starts) {
            let options = |argument: &'a Argument| {
                let at = ValueAt { file, function: call.function, value: &argument.value };
                settled(index, at).filter(|it| matches!(it.value, Value::Dict(_)))
            };
            let Some(options) = call.arguments.iter().rev().find_map(options) else { continue };
            let entry = |key| options.value.entry(key).map(|value| ValueAt { value, ..options });
            let prefix = entry("routePrefix").and_then(|it| settled(index, it));
            let prefix = prefix.and_then(|it| it.value.as_str()).unwrap_or_default();
            applications.entry(package(index, file)).or_insert(Application {
                prefix: prefix.into(),
                checker: entry("authorizationChecker"),
            });
        }
    }
    applications
}

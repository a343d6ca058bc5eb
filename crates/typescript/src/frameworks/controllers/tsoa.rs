//! tsoa: <https://tsoa-community.github.io/docs/getting-started.html>,
//! <https://tsoa-community.github.io/docs/authentication.html>.

use std::collections::BTreeMap;

use shipworthy_core::facts::{GuardClass, Import, Value};
use shipworthy_core::project::{FileId, Index, RouteGraph};
use shipworthy_core::source::Role;

use super::{Access, Before, Framework, Kind, checks_with};
use crate::link::package;

pub(super) const NAME: &str = "tsoa";

pub(super) const FRAMEWORK: Framework = Framework {
    name: NAME,
    module: |module| matches!(module, "tsoa" | "@tsoa/runtime" | "tsoa-next"),
    classes: &["Route"],
    verbs: &[],
    before: Before::Nowhere,
    access: |decorator| match decorator.name.as_str() {
        "Security" => Some(Access::Guards(Kind::Authentication, GuardClass::Reject)),
        "NoSecurity" => Some(Access::Lifts(Kind::Authentication)),
        "Middlewares" => Some(Access::Runs),
        _ => None,
    },
    everywhere: |_| false,
};

/// What `@Security` asks, by the framework that serves.
const CHECKS: &[&str] = &["expressAuthentication", "koaAuthentication", "hapiAuthentication"];

/// Puts the function that checks callers where `@Security` stands. The file of routes that is generated from
/// the controllers says again what they say.
pub(super) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    let generated = |file: FileId| {
        let imports = &index.facts(file).imports;
        let made = |it: &Import| it.names.iter().any(|it| it.name == "TsoaRoute");
        imports.iter().any(|it| (FRAMEWORK.module)(&it.module) && made(it))
    };
    graph.routes.retain(|it| it.framework == NAME || !generated(it.registered.file));
    let mut checks: BTreeMap<&str, (FileId, u32)> = BTreeMap::new();
    for (id, file) in index.iter().filter(|(_, file)| file.role != Role::Test) {
        let mut functions = file.facts.functions.iter();
        let check =
            functions.position(|it| it.outer.is_none() && CHECKS.contains(&it.name.as_str()));
        if let Some(at) = check {
            checks.entry(package(index, id)).or_insert((id, at as u32));
        }
    }
    for route in graph.routes.iter_mut().filter(|it| it.framework == NAME) {
        let Some(&(file, at)) = checks.get(package(index, route.registered.file)) else { continue };
        for guard in route.guards.iter_mut().filter(|it| it.guard.known.is_some()) {
            checks_with(index, guard, file, None, &Value::Function(at));
        }
    }
}

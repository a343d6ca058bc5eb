//! Where controllers are served: the global prefix with what it leaves out, and versions in paths.
//! <https://docs.nestjs.com/faq/global-prefix>, <https://docs.nestjs.com/techniques/versioning>.

use std::collections::BTreeMap;

use shipworthy_core::facts::{Call, Decorator, Value};
use shipworthy_core::project::{Index, Patterns, RouteGraph, RouteNode, RouterId};
use shipworthy_core::source::{Role, Text};

use super::link::{NEST, is_nest};

/// What an application says about the paths of its controllers.
struct Application {
    /// The folder of its sources.
    top: String,
    prefix: String,
    /// Patterns that have no prefix.
    exclude: Vec<String>,
    /// How versions begin, where they are part of paths.
    versions: Option<String>,
    default_version: Vec<Text>,
}

impl Application {
    fn of(folder: &str, calls: &[Call]) -> Option<Self> {
        let top =
            folder.strip_suffix("/src").or_else(|| folder.strip_suffix("src")).unwrap_or(folder);
        let mut application = Self {
            top: top.to_owned(),
            prefix: String::new(),
            exclude: Vec::new(),
            versions: None,
            default_version: Vec::new(),
        };
        let mut says = false;
        for call in calls {
            match call.callee.last() {
                "setGlobalPrefix" => {
                    if let Some(Value::Str(prefix)) = call.positional(0) {
                        says = true;
                        application.prefix = prefix.trim_matches('/').to_owned();
                        let exclude = call.positional(1).and_then(|it| it.entry("exclude"));
                        application.exclude = excluded(exclude);
                    }
                }
                "enableVersioning" => {
                    says = true;
                    application.version(call.positional(0));
                }
                _ => {}
            }
        }
        says.then_some(application)
    }

    /// Only one way of versions is seen in paths; without options it is that one.
    fn version(&mut self, options: Option<&Value>) {
        let entry = |key| options.and_then(|it| it.entry(key));
        let in_paths = match entry("type") {
            Some(Value::Name(name)) => name.last() == "URI",
            other => other.is_none(),
        };
        self.versions = in_paths.then(|| match entry("prefix") {
            Some(Value::Str(prefix)) => prefix.to_string(),
            Some(Value::Bool(false)) => String::new(),
            _ => "v".to_owned(),
        });
        self.default_version = entry("defaultVersion").map(listed).unwrap_or_default();
    }

    /// The paths before those of a controller that a route has.
    fn before(
        &self,
        index: &Index<'_>,
        patterns: &Patterns,
        path: &str,
        route: &RouteNode,
    ) -> Vec<String> {
        let excluded = self.exclude.iter().any(|it| patterns.matches(it, path));
        let prefix = if excluded { "" } else { self.prefix.as_str() };
        let Some(start) = &self.versions else { return vec![prefix.to_owned()] };
        let versions = version_of(index, route).unwrap_or_else(|| self.default_version.clone());
        if versions.is_empty() {
            return vec![prefix.to_owned()];
        }
        versions
            .iter()
            .map(|version| match &**version {
                "" => prefix.to_owned(),
                version => format!("{prefix}/{start}{version}").trim_matches('/').to_owned(),
            })
            .collect()
    }
}

/// Puts prefixes and versions before the paths of controllers.
pub(super) fn place(index: &Index<'_>, graph: &mut RouteGraph) {
    let applications: Vec<Application> = index
        .iter()
        // What a test starts says nothing of what is deployed.
        .filter(|(id, file)| file.role != Role::Test && is_nest(index, *id))
        .filter_map(|(_, file)| Application::of(file.path.parent(), &file.facts.calls))
        .collect();
    if applications.is_empty() {
        return;
    }
    let patterns = Patterns::default();
    let mut moved: BTreeMap<(RouterId, String), RouterId> = BTreeMap::new();
    let mut more = Vec::new();
    let mut routes = std::mem::take(&mut graph.routes);
    for route in routes.iter_mut().filter(|it| it.framework == NEST) {
        let Some(own) = route.router else { continue };
        let Some(router) = graph.routers.get(own.0 as usize) else { continue };
        let file = index.file(router.file).path.as_str();
        let serves = |it: &&Application| file.starts_with(&it.top);
        let Some(application) = applications.iter().filter(serves).max_by_key(|it| it.top.len())
        else {
            continue;
        };
        let path = format!("/{}/{}", router.prefix.trim_matches('/'), route.path.trim_matches('/'));
        let path = path.replace("//", "/");
        let path = path.trim_end_matches('/');
        let paths = application.before(index, &patterns, path, route);
        for (at, before) in paths.into_iter().enumerate() {
            let router = *moved.entry((own, before)).or_insert_with_key(|(own, before)| {
                let mut router = graph.routers[own.0 as usize].clone();
                let below = router.prefix.trim_start_matches('/');
                router.prefix = format!("{before}/{below}").into();
                graph.add_router(router)
            });
            match at {
                0 => route.router = Some(router),
                _ => more.push(RouteNode { router: Some(router), ..route.clone() }),
            }
        }
    }
    routes.append(&mut more);
    graph.routes = routes;
    let attached = std::mem::take(&mut graph.attachments);
    for mut attachment in attached {
        if let (Some(path), None, true) =
            (&mut attachment.path, attachment.router, is_nest(index, attachment.place.file))
        {
            let file = index.file(attachment.place.file).path.as_str();
            let prefix = applications.iter().filter(|it| file.starts_with(&it.top));
            if let Some(application) = prefix.max_by_key(|it| it.top.len())
                && !application.prefix.is_empty()
            {
                // The paths of middleware are below the global prefix as well.
                *path = format!("/{}/{}", application.prefix, path.trim_start_matches('/')).into();
            }
        }
        let copies = moved.iter().filter(|((own, _), _)| attachment.router == Some(*own));
        graph.attachments.extend(copies.map(|(_, router)| {
            let mut copy = attachment.clone();
            copy.router = Some(*router);
            copy
        }));
        graph.attachments.push(attachment);
    }
}

/// The patterns in `exclude: ["health", { path: "metrics", method }]`.
fn excluded(exclude: Option<&Value>) -> Vec<String> {
    let Some(Value::List(items)) = exclude else { return Vec::new() };
    let pattern = |item: &Value| {
        let path = item.entry("path").unwrap_or(item).as_str()?;
        Some(format!("/{}", path.trim_matches('/')))
    };
    items.iter().filter_map(pattern).collect()
}

/// The version of a route: of its method, or of its controller.
fn version_of(index: &Index<'_>, route: &RouteNode) -> Option<Vec<Text>> {
    let (file, at) = route.handler.function?;
    let facts = index.facts(file);
    let function = facts.functions.get(at as usize)?;
    let class = facts.classes.get(function.class? as usize)?;
    let given = |decorators: &[Decorator], name: &str| {
        let decorator = decorators.iter().find(|it| it.name.last() == name)?;
        let value = decorator.arguments.first()?.value.clone();
        Some(value)
    };
    let own = given(&function.decorators, "Version")
        .or_else(|| given(&class.decorators, "Version"))
        .or_else(|| given(&class.decorators, "Controller")?.entry("version").cloned());
    own.as_ref().map(listed)
}

/// Versions as they are written; an empty text stands for none: `VERSION_NEUTRAL`.
fn listed(value: &Value) -> Vec<Text> {
    match value {
        Value::Str(version) | Value::Number(version) => vec![version.clone()],
        Value::Name(name) if name.last() == "VERSION_NEUTRAL" => vec![Text::default()],
        Value::List(items) => items.iter().flat_map(listed).collect(),
        _ => Vec::new(),
    }
}

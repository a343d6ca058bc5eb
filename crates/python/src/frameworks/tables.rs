//! Lists of paths with their handlers: a loop registers them, or a function that gets the list and a router.

use shipworthy_core::code::{ExprId, ExprKind, StmtKind};
use shipworthy_core::facts::{Call, Handled, Mount, Name, Root, Route, Router, RouterKind, Value};
use shipworthy_core::project::{Index, RouteGraph, RouterId};
use shipworthy_core::source::Text;

use super::fastapi::Found;
use super::flask::{FRAMEWORK, angled};
use super::source::{self, Source};

/// What the router of a list of routes is made by.
const TABLE: &str = "[]";

/// Adds the lists of a file, and where they are registered.
pub(super) fn recognise(source: &Source<'_, '_>, found: &mut Found) {
    let mut tables: Vec<&str> = Vec::new();
    for (_, statement) in source.module.statements() {
        let StmtKind::Assign(assignment) = &statement.kind else { continue };
        let (Some(target), Some(value)) = (assignment.targets.first(), assignment.value) else {
            continue;
        };
        if let Some(symbol) = source.module.name(*target)
            && table(source, symbol, value, found)
        {
            tables.push(symbol);
        }
    }
    for call in &source.facts.calls {
        let Some((receiver, _)) = source.method(call.span) else { continue };
        if let Some(subject) = looped(source, call) {
            let child = match written_out(source, subject) {
                Some(list) => {
                    let symbol = format!("{TABLE}{}", source.module.expression(subject).span.start);
                    if !table(source, &symbol, list, found) {
                        continue;
                    }
                    symbol.into()
                }
                None => match source.dotted(source.module.expression(subject).span) {
                    Some(name) => Text::from(name),
                    None => continue,
                },
            };
            mount(source, call, receiver, &child, found);
        }
    }
    handed(source, &tables, found);
}

/// `register(blueprint, ROUTES)`: what gets a list and a router registers the one on the other.
fn handed(source: &Source<'_, '_>, tables: &[&str], found: &mut Found) {
    if tables.is_empty() {
        return;
    }
    for call in &source.facts.calls {
        let written = source.written(call.span);
        let Some(table) = written.iter().find(|it| tables.contains(it)) else { continue };
        let receiver = source.method(call.span).map(|(receiver, _)| receiver);
        let is_router = |name: &str| {
            let known =
                found.routing.routers.iter().any(|it| it.symbol == name && it.maker.path != TABLE);
            known || source.name(name, call.function).root == Root::Parameter
        };
        let parent =
            written.iter().copied().chain(receiver).find(|it| it != table && is_router(it));
        if let Some(parent) = parent {
            let table = Text::from(*table);
            mount(source, call, parent, &table, found);
        }
    }
}

fn mount(source: &Source<'_, '_>, call: &Call, parent: &str, table: &Text, found: &mut Found) {
    let inline = table.starts_with(TABLE);
    let child = match inline {
        true => Name { path: table.clone(), root: Root::Module },
        false => source.name(table, call.function),
    };
    found.routing.mounts.push(Mount {
        parent: source.name(parent, call.function),
        child: Value::Name(Box::new(child)),
        prefix: Text::default(),
        guards: Vec::new(),
        isolated: false,
        span: call.span,
        function: call.function,
    });
}

/// What the loop goes through around a call that registers an element of each row:
/// `for path, view in ROUTES: app.add_url_rule(path, view_func=view)`, `app.add_url_rule(*row)`.
pub(super) fn looped(source: &Source<'_, '_>, call: &Call) -> Option<ExprId> {
    let (_, verb) = source.method(call.span)?;
    if !matches!(verb, "add_url_rule" | "add_resource" | "add_route") {
        return None;
    }
    source.written(call.span).into_iter().find_map(|written| match written.strip_prefix('*') {
        Some(row) => source.looped(row, call.span).map(|it| it.subject),
        None => {
            source.looped(written, call.span).filter(|it| it.part.is_some()).map(|it| it.subject)
        }
    })
}

/// Adds a list as a router, if each of its rows is a path with a handler.
fn table(source: &Source<'_, '_>, symbol: &str, list: ExprId, found: &mut Found) -> bool {
    let ExprKind::Sequence(rows) = source.module.kind(list) else { return false };
    let span = source.module.expression(list).span;
    let function = source.facts.function_at(span);
    let routes: Option<Vec<Route>> =
        rows.iter().map(|row| route(source, symbol, *row, function)).collect();
    let Some(routes) = routes.filter(|it| !it.is_empty()) else { return false };
    found.routing.routers.push(Router {
        symbol: symbol.into(),
        framework: FRAMEWORK.into(),
        kind: RouterKind::Router,
        span,
        function,
        maker: Name { path: TABLE.into(), root: Root::Unknown },
        ..Router::default()
    });
    found.routing.routes.extend(routes);
    true
}

/// `("/users", Users)`, `("GET", "/users", list_users)`, `("/users", list_users, ["GET"])`
fn route(
    source: &Source<'_, '_>,
    symbol: &str,
    row: ExprId,
    function: Option<u32>,
) -> Option<Route> {
    let ExprKind::Sequence(items) = source.module.kind(row) else { return None };
    let text = |id: &ExprId| source.module.string(*id);
    let at = items.iter().position(|it| text(it).is_some_and(|it| it.starts_with('/')))?;
    let handler = items.iter().find_map(|it| viewed(source, *it))?;
    let is_class =
        handler.rsplit('.').next()?.trim_start_matches('_').starts_with(char::is_uppercase);
    let mut methods: Vec<Text> = Vec::new();
    for (position, item) in items.iter().enumerate().filter(|(position, _)| *position != at) {
        match source.module.kind(*item) {
            ExprKind::Sequence(listed) => {
                methods.extend(listed.iter().filter_map(text).filter_map(method))
            }
            _ => methods.extend(text(item).and_then(method).filter(|_| position < at)),
        }
    }
    if methods.is_empty() && !is_class {
        methods.push("GET".into());
    }
    Some(Route {
        framework: FRAMEWORK.into(),
        router: Name { path: symbol.into(), root: Root::Module },
        methods: methods.into(),
        path: angled(text(&items[at])?),
        handler: Handled::Name(source.name(handler, function)),
        span: source.module.expression(row).span,
        function,
        ..Route::default()
    })
}

/// A list that is written out in place.
fn written_out(source: &Source<'_, '_>, subject: ExprId) -> Option<ExprId> {
    matches!(source.module.kind(subject), ExprKind::Sequence(_)).then_some(subject)
}

fn method(text: &str) -> Option<Text> {
    source::verb(&text.to_ascii_lowercase()).map(Text::from)
}

/// The dotted name of a handler; of `Users.as_view("users")` that of the class.
fn viewed<'a>(source: &Source<'_, 'a>, id: ExprId) -> Option<&'a str> {
    match source.module.kind(id) {
        ExprKind::Name(_) | ExprKind::Member { .. } => {
            source.dotted(source.module.expression(id).span)
        }
        ExprKind::Call(call) => match source.module.kind(call.callee) {
            ExprKind::Member { object, property: "as_view" } => {
                source.dotted(source.module.expression(*object).span)
            }
            _ => None,
        },
        _ => None,
    }
}

/// A list of paths that nothing registers makes no routes.
pub(super) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    let unregistered: Vec<RouterId> = (0..graph.routers.len() as u32)
        .map(RouterId)
        .filter(|id| {
            let node = &graph.routers[id.0 as usize];
            let routers = &index.facts(node.file).routing.routers;
            routers.iter().any(|it| {
                it.maker.path == TABLE && it.span == node.span && it.symbol == node.symbol
            }) && !graph.mounts.iter().any(|it| it.child == *id && it.parent.is_some())
        })
        .collect();
    if !unregistered.is_empty() {
        graph.routes.retain(|it| it.router.is_none_or(|it| !unregistered.contains(&it)));
    }
}

//! NestJS: <https://docs.nestjs.com/controllers>, <https://docs.nestjs.com/guards>, <https://docs.nestjs.com/middleware>.

mod inherited;
mod link;
mod modules;
mod paths;

pub(crate) use link::link;

use shipworthy_core::code::{ClassDef, ExprId, ExprKind, StmtKind};
use shipworthy_core::facts::{
    Attachment, GuardAlias, GuardUse, Handled, Name, Root, Route, Router, RouterKind, Routing,
    Value, Via,
};
use shipworthy_core::source::Text;

use super::controllers::VERBS;
use super::file::File;
use super::guard;
use crate::shapes::Shapes;

/// What makes one decorator of several.
const COMPOSE: &str = "applyDecorators";
/// Decorators that make a method a route, besides those that controllers of other frameworks have too.
const ROUTES: &[(&str, &str)] = &[("Sse", "GET")];

/// Decorators that make a method an operation of GraphQL.
const OPERATIONS: &[(&str, &str)] =
    &[("Query", "QUERY"), ("Mutation", "MUTATION"), ("Subscription", "SUBSCRIPTION")];

/// Adds controllers, global guards, middleware and composed decorators.
pub(super) fn recognise(file: &File<'_, '_>, routing: &mut Routing) {
    // `applyDecorators` may be handed on by a file of the project.
    let composes = || file.imports().iter().any(|it| it.names.iter().any(|it| it.name == COMPOSE));
    if !file.loads(|module| module.starts_with("@nestjs/")) && !composes() {
        return;
    }
    let shapes = file.shapes();
    for class in &shapes.module.classes {
        controller(shapes, class, routing);
    }
    for (at, function) in shapes.module.functions.iter().enumerate() {
        composed(shapes, at as u32, function.name, routing);
    }
    // `const Secured = () => applyDecorators(…)` is a function with a name; `const Secured = UseGuards(G)` is not.
    for &(target, value, function) in &shapes.bound {
        if let Some(symbol) = shapes.module.name(target)
            && decorator_name(shapes, value)
                .is_some_and(|name| name == "UseGuards" || name == COMPOSE)
        {
            let mut guards = Vec::new();
            use_guards(shapes, value, function, Via::Decorator, &mut guards);
            routing.aliases.push(GuardAlias {
                symbol: symbol.into(),
                guards,
                span: shapes.span(target),
                ..GuardAlias::default()
            });
        }
    }
    for (id, dict) in shapes.module.expressions() {
        if let ExprKind::Dict(_) = &dict.kind {
            global_guard(shapes, id, routing);
        }
    }
    for &(id, function) in &shapes.calls {
        global_call(shapes, id, function, routing);
        middleware(shapes, id, function, routing);
    }
}

fn decorator_name<'a>(shapes: &Shapes<'a, '_>, id: ExprId) -> Option<&'a str> {
    let callee = shapes.module.call(id).map_or(id, |call| call.callee);
    match shapes.module.kind(callee) {
        ExprKind::Name(name) => Some(name),
        ExprKind::Member { property, .. } => Some(property),
        _ => None,
    }
}

/// Adds the guards of a decorator: of `@UseGuards(A, B)`, of all inside `applyDecorators(…)`, or a decorator that
/// may turn out to stand for some.
fn use_guards(
    shapes: &Shapes<'_, '_>,
    id: ExprId,
    function: Option<u32>,
    via: Via,
    guards: &mut Vec<GuardUse>,
) {
    let Some(name) = decorator_name(shapes, id) else { return };
    match (name, shapes.module.call(id)) {
        ("UseGuards", Some(call)) => {
            guards.extend(call.positionals().map(|it| guard(shapes, it.value, function, via)));
        }
        (COMPOSE, Some(call)) => {
            for argument in call.positionals() {
                for inner in spread(shapes, argument.value, function) {
                    use_guards(shapes, inner, function, via, guards);
                }
            }
        }
        _ => {
            let callee = shapes.module.call(id).map_or(id, |call| call.callee);
            let name = shapes.name(callee, function);
            let library = match &name {
                Some(Name { path, root: Root::Import(..) }) => path.starts_with("@nestjs/"),
                _ => false,
            };
            if !library {
                let mut guard = guard(shapes, id, function, via);
                guard.target = name.map_or(Value::Unknown, |name| Value::Name(Box::new(name)));
                guard.tentative = true;
                guards.push(guard);
            }
        }
    }
}

/// An argument, or the elements of a list that is spread into the arguments.
fn spread(shapes: &Shapes<'_, '_>, id: ExprId, function: Option<u32>) -> Vec<ExprId> {
    let module = shapes.module;
    let ExprKind::Spread(inner) = *module.kind(id) else { return vec![id] };
    let list = module.name(inner).and_then(|name| {
        let bound = shapes.bound.iter().rev().find(|(target, _, within)| {
            module.name(*target) == Some(name) && (*within == function || within.is_none())
        });
        bound.map(|it| it.1)
    });
    match module.kind(list.unwrap_or(inner)) {
        ExprKind::Sequence(items) => items.to_vec(),
        _ => vec![inner],
    }
}

/// Whether a decorator exempts from guards by its name; the guard that reads it decides in the end.
fn exempts(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["public", "skipauth", "noauth", "anonymous", "unauth", "authnotrequired", "optionalauth"]
        .iter()
        .any(|word| name.contains(word))
}

/// The paths of `@Get(path)`, `@Get([a, b])`, `@Controller({ path })`.
fn paths(shapes: &Shapes<'_, '_>, decorator: ExprId) -> Vec<Text> {
    let empty = || vec![Text::default()];
    let Some(first) = shapes.module.call(decorator).and_then(|call| call.positional(0)) else {
        return empty();
    };
    let first = shapes.module.entry(first, "path").unwrap_or(first);
    let found = match shapes.value(first, None) {
        Value::Str(path) => vec![path],
        Value::List(items) => items
            .iter()
            .filter_map(|it| match it {
                Value::Str(path) => Some(path.clone()),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    if found.is_empty() { empty() } else { found }
}

/// The name in `@Query("cats")`, `@Mutation(() => Cat, { name: "makeCat" })`.
fn operation(shapes: &Shapes<'_, '_>, decorator: ExprId) -> Option<Text> {
    let module = shapes.module;
    module.call(decorator)?.positionals().find_map(|argument| {
        let name = module.entry(argument.value, "name").unwrap_or(argument.value);
        module.string(name).map(Into::into)
    })
}

/// Whether methods of a class are routes.
fn has_routes(shapes: &Shapes<'_, '_>, class: &ClassDef<'_>) -> bool {
    let module = shapes.module;
    class.body.iter().any(|&member| match module.statement(member).kind {
        StmtKind::Function(id) => module.function(id).decorators.iter().any(|&it| {
            let name = decorator_name(shapes, it);
            name.is_some_and(|name| VERBS.iter().chain(ROUTES).any(|it| it.0 == name))
        }),
        _ => false,
    })
}

fn controller(shapes: &Shapes<'_, '_>, class: &ClassDef<'_>, routing: &mut Routing) {
    let decorator = class
        .decorators
        .iter()
        .copied()
        .find(|&it| matches!(decorator_name(shapes, it), Some("Controller" | "Resolver")));
    // A class whose methods are routes of the controllers that extend it.
    let base = decorator.is_none();
    if base && !has_routes(shapes, class) {
        return;
    }
    let framework = if base { inherited::BASE } else { link::NEST };
    let resolver = decorator.and_then(|it| decorator_name(shapes, it)) == Some("Resolver");
    let mut guards = Vec::new();
    let mut class_exempt = false;
    for &it in &class.decorators {
        if Some(it) != decorator {
            use_guards(shapes, it, None, Via::Router, &mut guards);
            class_exempt |= decorator_name(shapes, it).is_some_and(exempts);
        }
    }
    let path = decorator.filter(|_| !resolver);
    let prefix = path.and_then(|it| paths(shapes, it).into_iter().next()).unwrap_or_default();
    routing.routers.push(Router {
        symbol: class.name.into(),
        framework: framework.into(),
        kind: RouterKind::Controller,
        prefix,
        guards,
        span: class.definition,
        ..Router::default()
    });
    for &member in &class.body {
        let StmtKind::Function(id) = shapes.module.statement(member).kind else { continue };
        let method = shapes.module.function(id);
        let mut guards = Vec::new();
        let mut exempt = class_exempt;
        for &it in &method.decorators {
            use_guards(shapes, it, None, Via::Decorator, &mut guards);
            exempt |= decorator_name(shapes, it).is_some_and(exempts);
        }
        let exempt: Box<[Via]> =
            if exempt { Box::new([Via::Global, Via::Router]) } else { Box::default() };
        for &it in &method.decorators {
            let Some(name) = decorator_name(shapes, it) else { continue };
            let known = if resolver { [OPERATIONS, &[]] } else { [VERBS, ROUTES] };
            let mut known = known.into_iter().flatten();
            let Some((_, verb)) = known.find(|(route, _)| *route == name) else { continue };
            let paths = match resolver {
                true => vec![operation(shapes, it).unwrap_or_else(|| method.name.into())],
                false => paths(shapes, it),
            };
            for path in paths {
                routing.routes.push(Route {
                    framework: framework.into(),
                    router: Name { path: class.name.into(), root: Root::Module },
                    methods: Box::new([(*verb).into()]),
                    path,
                    handler: Handled::Function(id.0),
                    guards: guards.clone(),
                    exempt: exempt.clone(),
                    span: method.definition,
                    ..Route::default()
                });
            }
        }
    }
}

/// A function that gives back decorators stands for the guards in them.
fn composed(shapes: &Shapes<'_, '_>, at: u32, name: &str, routing: &mut Routing) {
    if name.is_empty() {
        return;
    }
    let Some(function) = shapes.module.functions.get(at as usize) else { return };
    for &statement in &function.body {
        let StmtKind::Return(Some(value)) = shapes.module.statement(statement).kind else {
            continue;
        };
        if decorator_name(shapes, value).is_none_or(|name| name != COMPOSE && name != "UseGuards") {
            continue;
        }
        let mut guards = Vec::new();
        use_guards(shapes, value, Some(at), Via::Decorator, &mut guards);
        routing.aliases.push(GuardAlias {
            symbol: name.into(),
            guards,
            span: function.definition,
            ..GuardAlias::default()
        });
    }
}

/// `{ provide: APP_GUARD, useClass: G }`.
fn global_guard(shapes: &Shapes<'_, '_>, dict: ExprId, routing: &mut Routing) {
    let module = shapes.module;
    let Some(provide) = module.entry(dict, "provide") else { return };
    if module.name(provide) != Some("APP_GUARD") {
        return;
    }
    let target = ["useClass", "useExisting", "useValue", "useFactory"]
        .iter()
        .find_map(|key| module.entry(dict, key));
    if let Some(target) = target {
        whole_program(shapes, target, None, routing);
    }
}

fn whole_program(
    shapes: &Shapes<'_, '_>,
    target: ExprId,
    function: Option<u32>,
    routing: &mut Routing,
) {
    let guard = guard(shapes, target, function, Via::Global);
    routing.attachments.push(Attachment {
        span: guard.span,
        guard,
        function,
        ..Attachment::default()
    });
}

/// `app.useGlobalGuards(new G())`.
fn global_call(shapes: &Shapes<'_, '_>, id: ExprId, function: Option<u32>, routing: &mut Routing) {
    let Some(call) = shapes.module.call(id) else { return };
    if let ExprKind::Member { property: "useGlobalGuards", .. } = shapes.module.kind(call.callee) {
        for argument in call.positionals() {
            whole_program(shapes, argument.value, function, routing);
        }
    }
}

/// `consumer.apply(M).exclude(…).forRoutes(…)`.
fn middleware(shapes: &Shapes<'_, '_>, id: ExprId, function: Option<u32>, routing: &mut Routing) {
    let module = shapes.module;
    let Some(call) = module.call(id) else { return };
    let ExprKind::Member { mut object, property: "forRoutes" } = *module.kind(call.callee) else {
        return;
    };
    let mut except = Vec::new();
    let mut applied = Vec::new();
    while let Some(inner) = module.call(object)
        && let ExprKind::Member { object: next, property } = *module.kind(inner.callee)
    {
        match property {
            "exclude" => except.extend(
                inner.positionals().filter_map(|it| covered(shapes, it.value).map(|it| it.0)),
            ),
            "apply" => applied.extend(inner.positionals().map(|it| it.value)),
            _ => {}
        }
        object = next;
    }
    for &target in &applied {
        let guard = guard(shapes, target, function, Via::Middleware);
        for argument in call.positionals() {
            let attachment = match covered(shapes, argument.value) {
                Some((path, methods)) => Attachment {
                    guard: guard.clone(),
                    path: (path != "*").then_some(path),
                    except: except.clone().into(),
                    methods,
                    span: shapes.span(argument.value),
                    function,
                    ..Attachment::default()
                },
                None => {
                    let Some(router) = shapes.name(argument.value, function) else { continue };
                    Attachment {
                        router,
                        guard: guard.clone(),
                        except: except.clone().into(),
                        span: shapes.span(argument.value),
                        function,
                        ..Attachment::default()
                    }
                }
            };
            routing.attachments.push(attachment);
        }
    }
}

/// The path and the methods of `"path"` and `{ path, method: RequestMethod.GET }`.
fn covered(shapes: &Shapes<'_, '_>, id: ExprId) -> Option<(Text, Box<[Text]>)> {
    let module = shapes.module;
    let path = module.entry(id, "path").unwrap_or(id);
    let path = module.string(path)?;
    let path = match path {
        "*" | "/*" | "(.*)" | "{*splat}" | "*path" => "*",
        path => path,
    };
    let methods = module.entry(id, "method").and_then(|method| match module.kind(method) {
        ExprKind::Member { property, .. } if *property != "ALL" => Some(Text::from(*property)),
        _ => None,
    });
    Some((path.into(), methods.into_iter().collect()))
}

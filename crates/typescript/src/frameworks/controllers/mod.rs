//! Frameworks whose routes are methods of classes, told by decorators: LoopBack, routing-controllers, tsoa.
//!
//! What they share stands here; each framework's file names its decorators and says which of them guard.

mod inversify;
mod loopback;
mod midway;
mod overnight;
mod routing_controllers;
mod tsed;
mod tsoa;

use shipworthy_core::code::{ClassDef, ExprId, ExprKind, FunctionDef, StmtKind};
use shipworthy_core::facts::{
    Argument, ExitKind, GuardClass, GuardUse, Handled, Name, Root, Route, Router, RouterKind,
    Routing, Value, Via,
};
use shipworthy_core::project::{FileId, GuardAt, Index, RouteGraph};
use shipworthy_core::source::Text;

use super::file::File;
use super::{constant_path, guard, settled};
use crate::shapes::Shapes;

/// A framework of this kind.
struct Framework {
    name: &'static str,
    /// Whether a module belongs to it.
    module: fn(&str) -> bool,
    /// Decorators of classes that hold routes; none where any class may.
    classes: &'static [&'static str],
    /// Decorators that make a method a route, besides [`VERBS`], with the methods of requests.
    verbs: &'static [(&'static str, &'static str)],
    /// What a decorator of a route is given to run before the handler, besides the path.
    before: Before,
    /// What a decorator says about who may call.
    access: fn(&Decorator) -> Option<Access>,
    /// What stands before all controllers: a decorator of classes.
    everywhere: fn(&Decorator) -> bool,
}

/// Where the decorator of a route or of a controller names what runs before the handler.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Nowhere.
    Nowhere,
    /// Behind the path, one after the other.
    Behind,
    /// Under a key of the options behind the path.
    Option(&'static str),
}

/// What a decorator says about who may call.
enum Access {
    /// It guards, as the framework defines it. On a method it takes the place of what the class says by
    /// another of the same kind.
    Guards(Kind, GuardClass),
    /// It takes away what the class says by another of the same kind.
    Lifts(Kind),
    /// What it is given runs before the handler.
    Runs,
}

/// Kinds of what decorators say, of which the nearest counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Who calls.
    Authentication,
    /// What the caller may do.
    Authorization,
}

/// Decorators that make a method a route in nearly all frameworks of this kind, with the methods of requests.
pub(super) const VERBS: &[(&str, &str)] = &[
    ("Get", "GET"),
    ("Post", "POST"),
    ("Put", "PUT"),
    ("Patch", "PATCH"),
    ("Delete", "DELETE"),
    ("Head", "HEAD"),
    ("Options", "OPTIONS"),
    ("All", "ANY"),
];

const FRAMEWORKS: &[&Framework] = &[
    &inversify::FRAMEWORK,
    &loopback::FRAMEWORK,
    &midway::FRAMEWORK,
    &overnight::FRAMEWORK,
    &routing_controllers::FRAMEWORK,
    &tsed::FRAMEWORK,
    &tsoa::FRAMEWORK,
];

/// Adds the controllers of a file, and what stands before all controllers.
pub(super) fn recognise(file: &File<'_, '_>, routing: &mut Routing) {
    for framework in FRAMEWORKS.iter().filter(|it| file.loads(it.module)) {
        let reader = Reader { shapes: file.shapes(), framework };
        for class in &file.module.classes {
            reader.class(class, routing);
        }
    }
}

/// Completes the routes of controllers with what other files say.
pub(crate) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    let serves = |name: &str| graph.routes.iter().any(|it| it.framework == name);
    let [loopback, routing_controllers, tsoa] =
        [loopback::NAME, routing_controllers::NAME, tsoa::NAME].map(serves);
    if loopback {
        loopback::link(index, graph);
    }
    if routing_controllers {
        routing_controllers::link(index, graph);
    }
    if tsoa {
        tsoa::link(index, graph);
    }
}

/// A decorator of the framework.
struct Decorator {
    id: ExprId,
    /// Its name within its package: `Get`, `authenticate.skip`.
    name: Text,
    target: Name,
    arguments: Box<[Argument]>,
    via: Via,
}

impl Decorator {
    fn first(&self) -> Option<&Value> {
        self.arguments.first().map(|it| &it.value)
    }
}

struct Reader<'s, 'a, 'm> {
    shapes: &'s Shapes<'a, 'm>,
    framework: &'static Framework,
}

impl Reader<'_, '_, '_> {
    fn decorators(&self, decorators: &[ExprId], via: Via) -> Vec<Decorator> {
        decorators.iter().filter_map(|&id| self.decorator(id, via)).collect()
    }

    fn decorator(&self, id: ExprId, via: Via) -> Option<Decorator> {
        let module = self.shapes.module;
        let callee = module.call(id).map_or(id, |call| call.callee);
        let target = self.shapes.name(callee, None)?;
        let Root::Import(import, _) = target.root else { return None };
        let package = &module.outline.imports.get(import as usize)?.module;
        if !(self.framework.module)(package) {
            return None;
        }
        let name = target.path.strip_prefix(package.as_str())?.trim_start_matches('.').into();
        let arguments = match self.shapes.value(id, None) {
            Value::Call(call) => call.arguments,
            _ => Box::default(),
        };
        Some(Decorator { id, name, target, arguments, via })
    }

    fn class(&self, class: &ClassDef<'_>, routing: &mut Routing) {
        let own = self.decorators(&class.decorators, Via::Router);
        if let Some(it) = own.iter().find(|it| (self.framework.everywhere)(it)) {
            self.everywhere(class, it, routing);
        }
        let is_controller = |it: &&Decorator| self.framework.classes.contains(&it.name.as_str());
        let controller = own.iter().find(is_controller);
        if controller.is_none() && !self.framework.classes.is_empty() {
            return;
        }
        let first = routing.routes.len();
        for &member in &class.body {
            if let StmtKind::Function(id) = self.shapes.module.statement(member).kind {
                self.method(class, &own, id.0, routing);
            }
        }
        if routing.routes.len() == first {
            return;
        }
        // `@api({ basePath })` says it where any class may hold routes.
        let placed = controller.or_else(|| own.iter().find(|it| it.name == "api"));
        let prefix = placed.and_then(|it| self.paths(it).into_iter().next()).unwrap_or_default();
        routing.routers.push(Router {
            symbol: class.name.into(),
            framework: self.framework.name.into(),
            kind: RouterKind::Controller,
            prefix,
            span: class.definition,
            ..Router::default()
        });
    }

    /// A class that is run before all controllers; linking gives it out.
    fn everywhere(&self, class: &ClassDef<'_>, decorator: &Decorator, routing: &mut Routing) {
        let target = Name { path: class.name.into(), root: Root::Module };
        let (via, span) = (Via::Middleware, self.shapes.span(decorator.id));
        let target = Value::Name(Box::new(target));
        routing.routers.push(Router {
            framework: self.framework.name.into(),
            guards: vec![GuardUse { target, via, span, ..GuardUse::default() }],
            span,
            ..Router::default()
        });
    }

    fn method(&self, class: &ClassDef<'_>, of_class: &[Decorator], at: u32, routing: &mut Routing) {
        let Some(method) = self.shapes.module.functions.get(at as usize) else { return };
        let own = self.decorators(&method.decorators, Via::Decorator);
        let mut guards = None;
        for decorator in &own {
            let Some(verb) = self.verb(decorator) else { continue };
            let (guards, open) =
                guards.get_or_insert_with(|| self.guards(of_class, &own, method)).clone();
            let mut guards: Vec<GuardUse> = guards;
            self.before(decorator, &mut guards);
            for path in self.paths(decorator) {
                routing.routes.push(Route {
                    framework: self.framework.name.into(),
                    router: Name { path: class.name.into(), root: Root::Module },
                    methods: [verb.clone()].into(),
                    path,
                    handler: Handled::Function(at),
                    guards: guards.clone(),
                    exempt: if open { [Via::Application].into() } else { Box::default() },
                    span: method.definition,
                    ..Route::default()
                });
            }
        }
    }

    /// The method of requests that a decorator makes a route for.
    fn verb(&self, decorator: &Decorator) -> Option<Text> {
        let mut verbs = VERBS.iter().chain(self.framework.verbs);
        let known = verbs.find(|it| decorator.name == it.0)?.1;
        match (known, decorator.first()) {
            // `@operation("get", "/path")`
            ("", Some(Value::Str(method))) => Some(method.to_uppercase().into()),
            ("", _) => None,
            (known, _) => Some(known.into()),
        }
    }

    /// The paths of `@Get(path)`, `@Get([a, b])`, `@api({ basePath })`.
    fn paths(&self, decorator: &Decorator) -> Vec<Text> {
        let module = self.shapes.module;
        let named = self.framework.verbs.iter().any(|it| *it == (decorator.name.as_str(), ""));
        let given = module.call(decorator.id).and_then(|it| it.positional(usize::from(named)));
        let Some(given) = given else { return vec![Text::default()] };
        let keys = ["basePath", "path"];
        let given = keys.iter().find_map(|key| module.entry(given, key)).unwrap_or(given);
        let path = |id| constant_path(self.shapes, id);
        let found: Vec<Text> = match module.kind(given) {
            ExprKind::Sequence(items) => items.iter().filter_map(|&it| path(it)).collect(),
            _ => path(given).into_iter().collect(),
        };
        if found.is_empty() { vec![Text::default()] } else { found }
    }

    /// What stands before a method, and whether it is opened on purpose.
    fn guards(
        &self,
        of_class: &[Decorator],
        own: &[Decorator],
        method: &FunctionDef<'_>,
    ) -> (Vec<GuardUse>, bool) {
        let access = self.framework.access;
        let kind = |it: &Decorator| match access(it)? {
            Access::Guards(kind, _) | Access::Lifts(kind) => Some(kind),
            Access::Runs => None,
        };
        let settled = |wanted: Kind| own.iter().any(|it| kind(it) == Some(wanted));
        let parameters = method.parameters.iter();
        let parameters: Vec<Decorator> =
            parameters.flat_map(|it| self.decorators(&it.decorators, Via::Parameter)).collect();
        let inherited = of_class.iter().filter(|it| !kind(it).is_some_and(settled));
        let (mut guards, mut open) = (Vec::new(), false);
        for it in of_class {
            if self.framework.classes.contains(&it.name.as_str()) {
                self.before(it, &mut guards);
            }
        }
        for it in inherited.chain(own).chain(&parameters) {
            match access(it) {
                Some(Access::Guards(_, class)) => guards.push(self.defined(it, class)),
                Some(Access::Lifts(_)) => open = true,
                Some(Access::Runs) => self.run(it.id, 0, it.via, &mut guards),
                None => {}
            }
        }
        (guards, open)
    }

    fn defined(&self, decorator: &Decorator, class: GuardClass) -> GuardUse {
        GuardUse {
            target: Value::Name(Box::new(decorator.target.clone())),
            arguments: decorator.arguments.clone(),
            via: decorator.via,
            known: Some(class),
            span: self.shapes.span(decorator.id),
            ..GuardUse::default()
        }
    }

    /// Adds what the decorator of a route or of a controller runs before the handler.
    fn before(&self, decorator: &Decorator, guards: &mut Vec<GuardUse>) {
        match self.framework.before {
            Before::Nowhere => {}
            Before::Behind => self.run(decorator.id, 1, decorator.via, guards),
            Before::Option(key) => {
                let call = self.shapes.module.call(decorator.id);
                let options = call.and_then(|it| it.positional(1));
                let given = options.and_then(|it| self.shapes.module.entry(it, key));
                if let Some(given) = given {
                    self.add(given, decorator.via, guards);
                }
            }
        }
    }

    /// Adds what a decorator is given, from an argument on.
    fn run(&self, id: ExprId, from: usize, via: Via, guards: &mut Vec<GuardUse>) {
        let Some(call) = self.shapes.module.call(id) else { return };
        for argument in call.positionals().skip(from) {
            self.add(argument.value, via, guards);
        }
    }

    fn add(&self, id: ExprId, via: Via, guards: &mut Vec<GuardUse>) {
        match self.shapes.module.kind(id) {
            ExprKind::Sequence(items) => {
                guards.extend(items.iter().map(|&it| guard(self.shapes, it, None, via)));
            }
            ExprKind::Name(_)
            | ExprKind::Member { .. }
            | ExprKind::Call(_)
            | ExprKind::Function(_) => guards.push(guard(self.shapes, id, None, via)),
            _ => {}
        }
    }
}

/// Puts the function that an application checks callers with where a decorator stands for it. One that
/// lets everybody through guards nothing.
fn checks_with(
    index: &Index<'_>,
    guard: &mut GuardAt,
    file: FileId,
    function: Option<u32>,
    check: &Value,
) {
    let found = match check {
        Value::Function(at) => index.facts(file).functions.get(*at as usize),
        Value::Name(name) => {
            index.resolve(file, function, name).and_then(|symbol| index.function(symbol))
        }
        _ => None,
    };
    let through = found.is_some_and(|it| {
        let admits = |value: &Value| matches!(value, Value::Bool(true) | Value::Dict(_));
        it.body.calls == 0
            && !it.exits.is_empty()
            && it
                .exits
                .iter()
                .all(|it| it.kind == ExitKind::Return && !it.conditional && admits(&it.value))
    });
    guard.file = file;
    guard.function = function;
    guard.guard.target = check.clone();
    if through {
        guard.guard.known = Some(GuardClass::AlwaysTrue);
    }
}

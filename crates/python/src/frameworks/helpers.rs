//! Functions of a project that register routes for others: `register(Items, "/items")`, `@endpoint("/x")`.

use std::collections::BTreeMap;

use shipworthy_core::facts::{Argument, FileFacts, Handled, Name, Root, Route, Value};
use shipworthy_core::project::{
    FileId, GuardAt, Index, Place, RouteGraph, RouterId, Symbol, SymbolKind,
};
use shipworthy_core::source::{Span, Text};

use super::django::DJANGO;
use super::link::is_python;

/// A route whose handler and path are parameters.
struct Helper<'a> {
    file: FileId,
    route: &'a Route,
    /// What is called for each route: the function, or the one around it that makes a decorator.
    called: u32,
    /// The parameter that is the handler; `None` where the handler is what is decorated.
    handler: Option<Text>,
}

/// A use of a helper.
struct Use<'a> {
    file: FileId,
    function: Option<u32>,
    span: Span,
    arguments: &'a [Argument],
    /// What is decorated.
    decorated: Option<u32>,
}

/// Puts the routes of all calls in place of the one that a helper registers.
pub(super) fn link(index: &Index<'_>, graph: &mut RouteGraph) {
    let mut helpers = Vec::new();
    for (file, it) in index.iter() {
        if is_python(index, file) {
            let routes = it.facts.routing.routes.iter().filter(|it| it.framework != DJANGO);
            helpers.extend(routes.filter_map(|route| Helper::of(file, &it.facts, route)));
        }
    }
    if helpers.is_empty() {
        return;
    }
    let mut uses: BTreeMap<Symbol, Vec<Use<'_>>> =
        helpers.iter().map(|it| (it.symbol(), Vec::new())).collect();
    collect(index, &mut uses);
    for helper in &helpers {
        let uses = uses.get(&helper.symbol()).map(Vec::as_slice).unwrap_or_default();
        if !uses.is_empty() {
            helper.register(index, uses, graph);
        }
    }
}

/// The calls and decorators that use the helpers.
fn collect<'a>(index: &Index<'a>, uses: &mut BTreeMap<Symbol, Vec<Use<'a>>>) {
    let names: Vec<Text> = uses.keys().map(|it| index.name(*it)).collect();
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
    let names: Vec<String> = names.iter().map(|it| last(it)).collect();
    let wanted = |name: &Name| names.iter().any(|it| it == name.last());
    for (file, it) in index.iter() {
        for call in it.facts.calls.iter().filter(|it| wanted(&it.callee)) {
            let symbol = index.resolve(file, call.function, &call.callee);
            if let Some(uses) = symbol.and_then(|it| uses.get_mut(&it)) {
                uses.push(Use {
                    file,
                    function: call.function,
                    span: call.span,
                    arguments: &call.arguments,
                    decorated: None,
                });
            }
        }
        for (at, function) in it.facts.functions.iter().enumerate() {
            for decorator in function.decorators.iter().filter(|it| wanted(&it.name)) {
                let symbol = index.resolve(file, function.outer, &decorator.name);
                if let Some(uses) = symbol.and_then(|it| uses.get_mut(&it)) {
                    // The decorator is a call too.
                    uses.retain(|it| it.file != file || it.span != decorator.span);
                    uses.push(Use {
                        file,
                        function: function.outer,
                        span: decorator.span,
                        arguments: &decorator.arguments,
                        decorated: Some(at as u32),
                    });
                }
            }
        }
    }
}

impl<'a> Helper<'a> {
    fn of(file: FileId, facts: &'a FileFacts, route: &'a Route) -> Option<Self> {
        let at = route.function?;
        let Handled::Name(name) = &route.handler else { return None };
        let function = facts.functions.get(at as usize)?;
        let takes = |at: u32, wanted: &str| {
            facts
                .functions
                .get(at as usize)
                .is_some_and(|it| it.parameters.iter().any(|it| it.name == wanted))
        };
        if name.root != Root::Parameter || name.path.contains('.') || !takes(at, &name.path) {
            return None;
        }
        let paths = |at: u32| braced(&route.path).any(|it| takes(at, it.trim_end_matches("[]")));
        match function.outer {
            Some(outer) if !paths(at) && paths(outer) => {
                Some(Self { file, route, called: outer, handler: None })
            }
            _ if paths(at) => {
                Some(Self { file, route, called: at, handler: Some(name.path.clone()) })
            }
            _ => None,
        }
    }

    fn symbol(&self) -> Symbol {
        Symbol { file: self.file, kind: SymbolKind::Function(self.called) }
    }

    fn register(&self, index: &Index<'_>, uses: &[Use<'_>], graph: &mut RouteGraph) {
        let place = Place { file: self.file, span: self.route.span };
        let own = graph.routes.iter().find(|it| it.registered == place).and_then(|it| it.router);
        let mut added = Vec::new();
        for used in uses {
            let first = graph.routes.len();
            let router = self.router_of(index, used, graph).or(own);
            for route in self.routes_of(index, used) {
                graph.add_route(index, used.file, &route, router);
            }
            added.extend(graph.routes.drain(first..));
        }
        if added.is_empty() {
            return;
        }
        for node in &mut added {
            node.guards.extend(self.route.guards.iter().map(|guard| GuardAt {
                file: self.file,
                function: self.route.function,
                guard: guard.clone(),
            }));
        }
        graph.routes.retain(|it| it.registered != place);
        graph.routes.append(&mut added);
    }

    /// The argument that a use gives for a parameter of the helper.
    fn given<'u>(&self, index: &Index<'_>, used: &Use<'u>, parameter: &str) -> Option<&'u Value> {
        let function = index.function(self.symbol())?;
        let at = function.parameters.iter().position(|it| it.name == parameter)?;
        function.given(used.arguments, at)
    }

    fn routes_of(&self, index: &Index<'_>, used: &Use<'_>) -> Vec<Route> {
        let mut guards = Vec::new();
        let (handler, is_class) = match (&self.handler, used.decorated) {
            (None, Some(at)) => (Handled::Function(at), false),
            (Some(parameter), _) => match self.given(index, used, parameter) {
                Some(view) => super::flask::viewed(view, used.span, &mut guards),
                None => return Vec::new(),
            },
            (None, None) => return Vec::new(),
        };
        if handler == Handled::Unknown {
            return Vec::new();
        }
        let mut paths = vec![self.route.path.to_string()];
        for name in braced(&self.route.path) {
            let Some(given) = self.given(index, used, name.trim_end_matches("[]")) else {
                continue;
            };
            let texts: Vec<&str> = match name.ends_with("[]") {
                true => given.items().iter().filter_map(Value::as_str).collect(),
                false => given.as_str().into_iter().collect(),
            };
            let filled = |path: &String| {
                let fill =
                    |text: &&str| path.replace(&format!("{{{name}}}"), &super::flask::angled(text));
                texts.iter().map(fill).collect::<Vec<String>>()
            };
            if !texts.is_empty() {
                paths = paths.iter().flat_map(filled).collect();
            }
        }
        let methods = self.given(index, used, "methods").map(|it| {
            let listed = it.items().iter().filter_map(Value::as_str);
            listed.map(|it| Text::from(it.to_ascii_uppercase())).collect::<Box<[Text]>>()
        });
        let own = || if is_class { Box::default() } else { self.route.methods.clone() };
        let methods = methods.filter(|it| !it.is_empty()).unwrap_or_else(own);
        let route = |path: String| Route {
            framework: self.route.framework.clone(),
            methods: methods.clone(),
            path: path.into(),
            handler: handler.clone(),
            guards: guards.clone(),
            span: used.span,
            function: used.function,
            ..Route::default()
        };
        paths.into_iter().map(route).collect()
    }

    /// The router that a use hands over.
    fn router_of(&self, index: &Index<'_>, used: &Use<'_>, graph: &RouteGraph) -> Option<RouterId> {
        let name = (self.route.router.root == Root::Parameter).then_some(&self.route.router)?;
        let given = self.given(index, used, name.path.split('.').next()?)?.as_name()?;
        let symbol = index.resolve(used.file, used.function, given)?;
        graph.router_of(index, symbol)
    }
}

/// The names in braces of a path.
fn braced(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|it| it.split_once('}')).map(|(name, _)| name)
}

//! `RouterModule`: the paths of modules before those of their controllers.
//! <https://docs.nestjs.com/recipes/router-module>

use std::collections::BTreeMap;

use shipworthy_core::facts::{Name, Value};
use shipworthy_core::project::{FileId, Index, RouteGraph, Symbol};
use shipworthy_core::source::Text;

use super::link::NEST;

/// How deep modules are followed into the modules below them.
const DEPTH: u32 = 6;

/// Puts the paths of modules before those of their controllers.
pub(super) fn place(index: &Index<'_>, graph: &mut RouteGraph) {
    let mut placed = Placed { index, below: BTreeMap::new() };
    for (file, it) in index.iter() {
        for call in &it.facts.calls {
            let registers = matches!(call.callee.last(), "register" | "forRoutes")
                && call.callee.path.starts_with("@nestjs/core.RouterModule.");
            if let (true, Some(routes)) = (registers, call.positional(0)) {
                placed.routes(file, call.function, routes, "", DEPTH);
            }
        }
    }
    for router in graph.routers.iter_mut().filter(|it| it.framework == NEST) {
        if let Some(path) = placed.below.get(&(router.file, router.symbol.clone())) {
            router.prefix = format!("{path}/{}", router.prefix.trim_start_matches('/')).into();
        }
    }
}

/// The paths of the modules of controllers, by their files and names.
struct Placed<'i, 'a> {
    index: &'i Index<'a>,
    below: BTreeMap<(FileId, Text), String>,
}

impl Placed<'_, '_> {
    /// `[{ path, module, children }, Module]`
    fn routes(
        &mut self,
        file: FileId,
        function: Option<u32>,
        routes: &Value,
        above: &str,
        depth: u32,
    ) {
        let Some(depth) = depth.checked_sub(1) else { return };
        match routes {
            Value::List(items) => {
                items.iter().for_each(|it| self.routes(file, function, it, above, depth));
            }
            Value::Dict(_) => {
                let own = routes.entry("path").and_then(Value::as_str).unwrap_or_default();
                let path = match own.trim_matches('/') {
                    "" => above.to_owned(),
                    own => format!("{above}/{own}"),
                };
                if let Some(Value::Name(module)) = routes.entry("module") {
                    self.module(file, function, module, &path);
                }
                if let Some(children) = routes.entry("children") {
                    self.routes(file, function, children, &path, depth);
                }
            }
            Value::Name(name) => {
                let Some(symbol) = self.index.resolve(file, function, name) else { return };
                match self.index.binding(symbol) {
                    Some(it) => self.routes(symbol.file, it.function, &it.value, above, depth),
                    None => self.controllers(symbol, above),
                }
            }
            _ => {}
        }
    }

    fn module(&mut self, file: FileId, function: Option<u32>, name: &Name, path: &str) {
        if let Some(symbol) = self.index.resolve(file, function, name) {
            self.controllers(symbol, path);
        }
    }

    /// `@Module({ controllers: [Users] })`
    fn controllers(&mut self, module: Symbol, path: &str) {
        let Some(class) = self.index.class(module) else { return };
        let declared = class.decorators.iter().find(|it| it.name.last() == "Module");
        let options = declared.and_then(|it| it.positional(0));
        let Some(controllers) = options.and_then(|it| it.entry("controllers")) else { return };
        for name in controllers.items().iter().filter_map(Value::as_name) {
            if let Some(symbol) = self.index.resolve(module.file, None, name)
                && let Some(class) = self.index.class(symbol)
            {
                self.below.insert((symbol.file, class.name.clone()), path.to_owned());
            }
        }
    }
}

//! Server actions: functions behind `"use server"` are entrances that anybody can call.
//! <https://nextjs.org/docs/app/api-reference/directives/use-server>

use crate::frameworks::file::File;
use shipworthy_core::code::{Block, ExprKind, Module, StmtKind};
use shipworthy_core::facts::{GuardAlias, Handled, Route, Routing};

use super::route;
use crate::frameworks::chain::{Chain, Kind};
use crate::frameworks::handled;
use crate::frameworks::placed::{exported, top_function};
use crate::shapes::Shapes;

/// Clients of `next-safe-action` and procedures of `zsa`: builders whose middleware guards.
const KIND: Kind = Kind {
    makes: |name| {
        let name = name.to_ascii_lowercase();
        name.contains("action") || name.ends_with("procedure")
    },
    starts: &["createSafeActionClient", "createServerActionProcedure", "createServerAction"],
    ends: &[("action", "POST"), ("stateAction", "POST"), ("handler", "POST")],
};

/// Whether a file may hold server actions, or builders of them.
pub(super) fn applies(file: &File<'_, '_>) -> bool {
    ["use server", "ctionClient", "createServerAction"].iter().any(|it| file.says(it))
}

/// Adds the actions of a file.
pub(super) fn recognise(shapes: &Shapes<'_, '_>, routing: &mut Routing) {
    let module = shapes.module;
    let exports = &module.outline.exports;
    for &(target, value, function) in &shapes.bound {
        let Some(symbol) = module.name(target).filter(|_| function.is_none()) else { continue };
        let Some(chain) = Chain::of(&KIND, shapes, value, function) else { continue };
        if chain.method.is_some() {
            continue;
        }
        routing.aliases.push(GuardAlias {
            symbol: symbol.into(),
            guards: chain.guards,
            span: shapes.span(target),
            ..GuardAlias::default()
        });
    }
    if is_server(module, &module.body) {
        for export in exports.iter().filter(|it| it.module.is_none()) {
            let value = shapes.bound_to(&export.local);
            let span = module
                .functions
                .get(top_function(module, &export.local).unwrap_or(u32::MAX) as usize)
                .map_or(export.span, |it| it.definition);
            let chain = value.and_then(|value| Chain::of(&KIND, shapes, value, None));
            let mut guards = Vec::new();
            let handler = match chain {
                Some(Chain { handler: Some(handler), guards: own, .. }) => {
                    guards = own;
                    handled(shapes, handler, None, &mut guards)
                }
                _ => exported(shapes, &export.local, &mut guards),
            };
            if let Handled::Function(_) = handler {
                let action = route("POST", &export.name, handler, span);
                routing.routes.push(Route { guards, ..action });
            }
        }
        return;
    }
    for (at, function) in module.functions.iter().enumerate() {
        if is_server(module, &function.body) {
            let name = if function.name.is_empty() { "action" } else { function.name };
            routing.routes.push(route(
                "POST",
                name,
                Handled::Function(at as u32),
                function.definition,
            ));
        }
    }
}

/// Whether statements begin with the directive.
fn is_server(module: &Module<'_>, body: &Block) -> bool {
    body.iter().take(2).any(|&id| match module.statement(id).kind {
        StmtKind::Expr(value) => {
            matches!(module.kind(value), ExprKind::Str(text) if &**text == "use server")
        }
        _ => false,
    })
}

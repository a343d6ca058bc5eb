//! What each framework says about routes, routers, mounts and guards; one file a framework.

mod express;
mod fastify;
mod hono;
mod koa;
mod nestjs;
mod nextjs;
mod registered;
mod trpc;
mod wrappers;

pub(crate) use nestjs::link as link_nestjs;

use shipworthy_core::code::{ExprId, ExprKind, Module};
use shipworthy_core::facts::{GuardUse, Import, ImportKind, Routing, Value, Via};
use shipworthy_core::source::SourcePath;

use crate::shapes::Shapes;

/// The routing of a file.
pub(crate) fn routing(module: &Module<'_>, imports: &[Import], path: &SourcePath) -> Routing {
    let mut routing = Routing::default();
    let loads = |wanted: fn(&str) -> bool| {
        imports.iter().any(|import| import.kind != ImportKind::ReExport && wanted(&import.module))
    };
    let next = nextjs::place(path);
    let nest = loads(|module| module.starts_with("@nestjs/"));
    let trpc = module.text.contains("rocedure") || module.text.contains("outer({");
    let registers = registered::applies(module, imports);
    let wrappers = wrappers::applies(module.text);
    if next.is_none() && !nest && !trpc && !registers && !wrappers {
        return routing;
    }
    let shapes = Shapes::new(module, imports);
    if wrappers {
        wrappers::recognise(&shapes, &mut routing);
    }
    if let Some(place) = next {
        nextjs::recognise(&shapes, place, &mut routing);
    }
    if nest || module.text.contains("applyDecorators") {
        nestjs::recognise(&shapes, &mut routing);
    }
    if trpc {
        trpc::recognise(&shapes, &mut routing);
    }
    if registers {
        registered::recognise(&shapes, imports, &mut routing);
    }
    routing
}

/// A guard as it is written.
fn guard(shapes: &Shapes<'_, '_>, id: ExprId, function: Option<u32>, via: Via) -> GuardUse {
    let target = shapes.value(id, function);
    let arguments = match &target {
        Value::Call(call) => call.arguments.clone(),
        _ => Box::default(),
    };
    GuardUse { target, arguments, via, span: shapes.span(id), ..GuardUse::default() }
}

/// The function in an expression that answers: itself, or what wrappers are given.
fn inner_function(module: &Module<'_>, id: ExprId, depth: u32) -> Option<u32> {
    let depth = depth.checked_sub(1)?;
    match module.kind(id) {
        ExprKind::Function(function) => Some(function.0),
        ExprKind::Call(call) => {
            call.arguments.iter().rev().find_map(|it| inner_function(module, it.value, depth))
        }
        ExprKind::Sequence(items) => {
            items.last().and_then(|&last| inner_function(module, last, depth))
        }
        _ => None,
    }
}

/// Whether a name speaks of who may come in.
fn speaks_of_access(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [
        "auth",
        "session",
        "protect",
        "guard",
        "permission",
        "admin",
        "login",
        "signedin",
        "token",
        "verif",
        "currentuser",
        "requireuser",
        "getuser",
        "access",
        "role",
        "jwt",
        "apikey",
        "secur",
    ]
    .iter()
    .any(|word| name.contains(word))
}

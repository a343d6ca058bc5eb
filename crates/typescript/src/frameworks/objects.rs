//! Finds the objects of a file that have a key: routes and what stands before them are told by such in
//! several frameworks.

use shipworthy_core::code::{
    ClassId, ExprId, ExprKind, FunctionId, Module, StmtId, StmtKind, Visit, walk_expression,
    walk_statement,
};

/// The objects that have a key, each with the function that holds it.
pub(super) fn with(module: &Module<'_>, key: &'static str) -> Vec<(ExprId, Option<u32>)> {
    let mut objects = Objects { key, function: None, found: Vec::new() };
    objects.block(module, &module.body);
    objects.found
}

struct Objects {
    key: &'static str,
    function: Option<u32>,
    found: Vec<(ExprId, Option<u32>)>,
}

impl Objects {
    fn enter<'a>(&mut self, module: &Module<'a>, id: FunctionId) {
        let outer = self.function.replace(id.0);
        self.block(module, &module.function(id).body);
        self.function = outer;
    }

    fn enter_class<'a>(&mut self, module: &Module<'a>, id: ClassId) {
        self.block(module, &module.class(id).body);
    }
}

impl<'a> Visit<'a> for Objects {
    fn expression(&mut self, module: &Module<'a>, id: ExprId) {
        match module.kind(id) {
            ExprKind::Dict(_) if module.entry(id, self.key).is_some() => {
                self.found.push((id, self.function));
            }
            ExprKind::Function(function) => self.enter(module, *function),
            ExprKind::Class(class) => self.enter_class(module, *class),
            _ => {}
        }
        walk_expression(self, module, id);
    }

    fn statement(&mut self, module: &Module<'a>, id: StmtId) {
        match &module.statement(id).kind {
            StmtKind::Function(function) => self.enter(module, *function),
            StmtKind::Class(class) => self.enter_class(module, *class),
            _ => {}
        }
        walk_statement(self, module, id);
    }
}

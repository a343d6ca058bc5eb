use shipworthy_core::code::{CallExpr, ExprKind, Module, StmtKind};
use shipworthy_core::facts::{Import, ImportKind, ImportedName};
use shipworthy_core::source::Span;

use super::Lower;
use super::kind::Kind;

impl<'a> Lower<'_, 'a> {
    pub(super) fn import_statement(&mut self, span: Span) -> StmtKind<'a> {
        let first = self.module.outline.imports.len() as u32;
        let mut at = self.down_part();
        while let Some(here) = at {
            let (module, alias) = match here.kind {
                Kind::AliasedImport => self.aliased_import(),
                _ => (self.slice(here.span), None),
            };
            let bound = alias.or_else(|| module.split('.').next()).unwrap_or_default();
            self.module_import(module, bound, span);
            at = self.next_part();
        }
        StmtKind::Import(first, self.module.outline.imports.len() as u32)
    }

    /// `from module import …`; the module is given where no part of the statement names it.
    pub(super) fn import_from_statement(
        &mut self,
        span: Span,
        mut module: Option<&'a str>,
    ) -> StmtKind<'a> {
        let first = self.module.outline.imports.len() as u32;
        let mut names = Vec::new();
        let mut at = self.down_part();
        while let Some(here) = at {
            match here.kind {
                Kind::From => {}
                Kind::RelativeImport | Kind::DottedName if module.is_none() => {
                    module = Some(self.slice(here.span));
                }
                Kind::WildcardImport => names.push(self.imported("*", None)),
                Kind::AliasedImport => {
                    let (name, alias) = self.aliased_import();
                    names.push(self.imported(name, alias));
                }
                Kind::DottedName => names.push(self.imported(self.slice(here.span), None)),
                _ => {}
            }
            at = self.next_part();
        }
        self.import(module.unwrap_or_default(), names, self.static_kind(), span);
        StmtKind::Import(first, first + 1)
    }

    /// Keeps an import of a module that is bound to a name.
    pub(super) fn module_import(&mut self, module: &str, bound: &str, span: Span) {
        let name = ImportedName { name: Default::default(), alias: self.interner.intern(bound) };
        self.import(module, vec![name], self.static_kind(), span);
    }

    pub(super) fn imported(&mut self, name: &str, alias: Option<&str>) -> ImportedName {
        let name = self.interner.intern(name);
        let alias = alias.map_or_else(|| name.clone(), |alias| self.interner.intern(alias));
        ImportedName { name, alias }
    }

    /// The module or name, and the name that it is bound to.
    fn aliased_import(&mut self) -> (&'a str, Option<&'a str>) {
        let mut name = "";
        let mut alias = None;
        let mut at = self.down_part();
        while let Some(here) = at {
            match here.kind {
                Kind::DottedName => name = self.slice(here.span),
                Kind::Identifier => alias = Some(self.slice(here.span)),
                _ => {}
            }
            at = self.next_part();
        }
        (name, alias)
    }

    fn static_kind(&self) -> ImportKind {
        if self.type_only { ImportKind::TypeOnly } else { ImportKind::Static }
    }

    pub(super) fn import(
        &mut self,
        module: &str,
        names: Vec<ImportedName>,
        kind: ImportKind,
        span: Span,
    ) {
        // White space may stand around the dots.
        let module = if module.bytes().any(|byte| byte.is_ascii_whitespace() || byte == b'\\') {
            let clean: String =
                module.chars().filter(|c| !c.is_whitespace() && *c != '\\').collect();
            self.interner.intern(&clean)
        } else {
            self.interner.intern(module)
        };
        self.module.outline.imports.push(Import {
            module,
            names: names.into(),
            kind,
            span,
            function: self.function,
            conditional: self.conditional > 0,
        });
    }

    /// Notes `importlib.import_module("x")` and `__import__("x")`.
    pub(super) fn dynamic_import(&mut self, call: &CallExpr<'a>, span: Span) {
        if !imports_by_name(&self.module, call) {
            return;
        }
        let Some(argument) = call.positional(0).or_else(|| call.keyword("name")) else { return };
        let Some(module) = self.constant(argument) else { return };
        let span = span.to(self.span_of(argument));
        self.import(&module, Vec::new(), ImportKind::Dynamic, span);
    }
}

/// Whether a call imports the module that it is given the name of: `importlib.import_module("a.b")`.
pub(super) fn imports_by_name(module: &Module<'_>, call: &CallExpr<'_>) -> bool {
    match *module.kind(call.callee) {
        ExprKind::Member { property, .. } => property == "import_module",
        ExprKind::Name(name) => matches!(name, "import_module" | "__import__"),
        _ => false,
    }
}

use std::borrow::Cow;

use shipworthy_core::code::{Assignment, DictKey, ExprId, ExprKind, Scope, StmtId, StmtKind};
use shipworthy_core::facts::{Export, Import, ImportKind, ImportedName, Value};
use shipworthy_core::source::{Interner, Span};
use shipworthy_syntax::Reader;

use super::Lowerer;
use super::kinds::{F, K};
use super::prelude::{self, Exported, Names};

impl<'a> Lowerer<'a, '_> {
    /// Keeps an import of names, each with the name that it is bound to.
    fn add_import(&mut self, module: &str, names: &[(&str, &str)], kind: ImportKind, span: Span) {
        let module = self.interner.intern(module);
        let names = names.iter().map(|(name, alias)| imported(self.interner, name, alias));
        let names = names.collect();
        let function = match self.scope {
            Scope::Function(id) => Some(id.0),
            _ => None,
        };
        self.module.outline.imports.push(Import {
            module,
            names,
            kind,
            span,
            function,
            conditional: self.conditional > 0,
        });
    }

    /// Keeps an export of this file. Exports of namespaces are members, not exports.
    fn add_export(&mut self, name: &str, local: &str, module: Option<&str>, span: Span) {
        if self.namespace > 0 {
            return;
        }
        let (name, local) = (self.interner.intern(name), self.interner.intern(local));
        let module = module.map(|module| self.interner.intern(module));
        self.module.outline.exports.push(Export {
            name,
            local,
            module,
            value: Value::Unknown,
            span,
        });
    }

    pub(super) fn import_statement(&mut self, span: Span, out: &mut Vec<StmtId>) {
        let mut reader = Reader::new(self.text, span);
        let plain = if self.sound { prelude::import(&mut reader) } else { None };
        let ended = reader.takes(b';') || reader.ends();
        if let Some((names, source)) = plain.filter(|_| ended) {
            return self.import(names, source, span, out);
        }
        let mut names = Names::default();
        if let Some(source) = self.import_parts(&mut names) {
            self.import(names, &source, span, out);
        }
    }

    pub(super) fn import(
        &mut self,
        names: Names<'a>,
        source: &str,
        span: Span,
        out: &mut Vec<StmtId>,
    ) {
        let from = self.module.outline.imports.len();
        let Names { mut values, mut types, only_types } = names;
        if only_types {
            values.append(&mut types);
            self.add_import(source, &values, ImportKind::TypeOnly, span);
        } else {
            // `import { type A } from "./a"` vanishes when types are removed.
            let vanishes = values.is_empty() && !types.is_empty();
            if !types.is_empty() {
                self.add_import(source, &types, ImportKind::TypeOnly, span);
            }
            if !vanishes {
                self.add_import(source, &values, ImportKind::Static, span);
            }
        }
        let to = self.module.outline.imports.len();
        out.push(self.push_statement(StmtKind::Import(from as u32, to as u32), span));
    }

    /// Takes the import under the cursor apart. Returns the module.
    fn import_parts(&mut self, names: &mut Names<'a>) -> Option<Cow<'a, str>> {
        let mut source = None;
        self.each(|this, kind| match kind {
            K::Token => names.only_types |= matches!(this.slice(), "type" | "typeof"),
            K::String => source = Some(this.string()),
            K::ImportClause => this.import_clause(names),
            K::ImportRequire => this.each(|this, kind| match kind {
                K::Identifier => names.values.push(("", this.slice())),
                K::String => source = Some(this.string()),
                _ => {}
            }),
            _ => {}
        });
        source
    }

    fn import_clause(&mut self, names: &mut Names<'a>) {
        self.each(|this, kind| match kind {
            K::Identifier => names.values.push(("default", this.slice())),
            K::NamespaceImport => this.each(|this, kind| {
                if kind == K::Identifier {
                    names.values.push(("", this.slice()));
                }
            }),
            K::NamedImports => this.each(|this, kind| {
                if kind == K::ImportSpecifier {
                    let (name, alias, of_type) = this.specifier();
                    let into = if of_type { &mut names.types } else { &mut names.values };
                    into.push((name, alias));
                }
            }),
            _ => {}
        });
    }

    /// The name, the alias and whether it is a type, of the specifier under the cursor.
    fn specifier(&mut self) -> (&'a str, &'a str, bool) {
        if let Some(name) = self.only_name() {
            return (name, name, false);
        }
        let (mut name, mut alias, mut of_type) = ("", "", false);
        self.each(|this, kind| {
            let field = this.field();
            let text = this.slice().trim_matches(['"', '\'']);
            match field {
                F::Name => name = text,
                F::Alias => alias = text,
                _ if kind == K::Token => of_type |= matches!(text, "type" | "typeof"),
                _ => {}
            }
        });
        (name, if alias.is_empty() { name } else { alias }, of_type)
    }

    pub(super) fn export_statement(&mut self, span: Span, out: &mut Vec<StmtId>) {
        let mut source = None;
        let mut exported = Exported::default();
        let (mut default, mut equals) = (false, false);
        let mut decorators = Vec::new();
        self.each(|this, kind| match kind {
            K::Token => match this.slice() {
                "default" => default = true,
                "*" => exported.all = true,
                "=" => equals = true,
                "type" => exported.only_types = true,
                _ => {}
            },
            K::Decorator => decorators.extend(this.decorator()),
            K::String if this.field() == F::Source => source = Some(this.string()),
            K::ExportClause => this.each(|this, kind| {
                if kind == K::ExportSpecifier {
                    let at = this.span();
                    let (name, alias, _) = this.specifier();
                    exported.names.push((name, alias, at));
                }
            }),
            K::NamespaceExport => this.each(|this, kind| {
                if kind != K::Token {
                    exported.namespace = Some(this.slice().trim_matches(['"', '\'']));
                }
            }),
            _ if this.field() == F::Declaration => {
                this.exported_declaration(kind, default, &decorators, span, out);
            }
            K::Identifier | K::Comment if !default && !equals => {}
            _ => this.exported_value(span, out),
        });
        match source {
            Some(source) => self.re_export(&exported, &source, span, out),
            None => {
                for (name, alias, at) in exported.names {
                    self.add_export(alias, name, None, at);
                }
            }
        }
    }

    pub(super) fn re_export(
        &mut self,
        exported: &Exported<'a>,
        source: &str,
        span: Span,
        out: &mut Vec<StmtId>,
    ) {
        let kind = if exported.only_types { ImportKind::TypeOnly } else { ImportKind::ReExport };
        let names = match &exported.names[..] {
            [] => vec![("*", "")],
            names => names.iter().map(|(name, ..)| (*name, "")).collect(),
        };
        let from = self.module.outline.imports.len() as u32;
        self.add_import(source, &names, kind, span);
        out.push(self.push_statement(StmtKind::Import(from, from + 1), span));
        if let Some(namespace) = exported.namespace {
            self.add_export(namespace, "*", Some(source), span);
        } else if exported.all {
            self.add_export("*", "*", Some(source), span);
        }
        for &(name, alias, at) in &exported.names {
            self.add_export(alias, name, Some(source), at);
        }
    }

    fn exported_declaration(
        &mut self,
        kind: K,
        default: bool,
        decorators: &[ExprId],
        span: Span,
        out: &mut Vec<StmtId>,
    ) {
        let from = out.len();
        match kind {
            K::ClassDeclaration | K::AbstractClass => {
                let class = self.class(default.then_some("default"), decorators, span.start);
                let whole = self.span();
                out.push(self.push_statement(StmtKind::Class(class), whole));
            }
            K::FunctionDeclaration | K::GeneratorDeclaration | K::FunctionSignature => {
                let function = self.function_declaration(default.then_some("default"));
                let whole = self.span();
                out.push(self.push_statement(StmtKind::Function(function), whole));
            }
            _ => {
                // The documentation stands before `export`.
                if self.nested(|this| this.statement_at(out)).is_none() {
                    return;
                }
            }
        }
        let mut names = Vec::new();
        for &id in &out[from..] {
            match &self.module.statement(id).kind {
                StmtKind::Function(id) => names.push(self.module.function(*id).name),
                StmtKind::Class(id) => names.push(self.module.class(*id).name),
                StmtKind::Assign(assignment) => assignment
                    .targets
                    .iter()
                    .for_each(|&target| self.bound_names(target, &mut names)),
                _ => {}
            }
        }
        for name in names {
            self.add_export(if default { "default" } else { name }, name, None, span);
        }
    }

    /// The names that a pattern binds.
    fn bound_names(&self, pattern: ExprId, names: &mut Vec<&'a str>) {
        match self.module.kind(pattern) {
            ExprKind::Name(name) => names.push(name),
            ExprKind::Sequence(items) => {
                items.iter().for_each(|&item| self.bound_names(item, names));
            }
            ExprKind::Dict(entries) => {
                entries.iter().for_each(|entry| self.bound_names(entry.value, names));
            }
            ExprKind::Spread(inner) => self.bound_names(*inner, names),
            ExprKind::Assign { target, .. } => self.bound_names(*target, names),
            _ => {}
        }
    }

    /// Lowers `export default x` and `export = x`.
    fn exported_value(&mut self, span: Span, out: &mut Vec<StmtId>) {
        let at = self.span();
        let outer = std::mem::replace(&mut self.anchor, span.start);
        let value = self.bound(Some("default"));
        self.anchor = outer;
        self.default_export(value, span);
        if self.module.name(value).is_some() {
            return;
        }
        let target = self.name("default", Span::new(at.start, at.start));
        let assignment = Assignment {
            targets: Box::new([target]),
            value: Some(value),
            annotation: None,
            operator: None,
            declares: true,
            decorators: Box::default(),
        };
        out.push(self.push_statement(StmtKind::Assign(Box::new(assignment)), span));
    }

    /// Exports a value as the file's default: under its name if it has one, else as `default`.
    fn default_export(&mut self, value: ExprId, span: Span) {
        let local = self.module.name(value).unwrap_or("default");
        self.add_export("default", local, None, span);
    }

    /// Keeps what an assignment to `exports`, `module.exports` or a property of them exports.
    pub(super) fn export_assignment(&mut self, targets: &mut [ExprId], value: ExprId, span: Span) {
        for target in targets {
            if self.exported == Some(*target) {
                let name = self.module.name(*target).unwrap_or_default();
                let local = self.module.name(value).unwrap_or(name);
                self.add_export(name, local, None, span);
            } else if self.module.name(*target) == Some("exports") {
                let at = self.module.expression(*target).span;
                *target = self.name("default", at);
                self.default_export(value, span);
                self.export_entries(value);
            }
        }
    }

    /// `module.exports = { a, b: c }` exports each entry by name as well.
    fn export_entries(&mut self, value: ExprId) {
        let ExprKind::Dict(entries) = self.module.kind(value) else { return };
        let entries: Vec<(&'a str, &'a str, Span)> = entries
            .iter()
            .filter_map(|entry| {
                let DictKey::Name(std::borrow::Cow::Borrowed(name)) = entry.key else {
                    return None;
                };
                let local = match self.module.kind(entry.value) {
                    ExprKind::Name(local) => *local,
                    ExprKind::Function(id) => self.module.function(*id).name,
                    _ => name,
                };
                Some((name, local, entry.span))
            })
            .collect();
        for (name, local, span) in entries {
            self.add_export(name, local, None, span);
        }
    }

    /// Lowers `require("x")` or `import("x")` to a name that stands for the module.
    pub(super) fn import_call(&mut self, dynamic: bool, module: &str, span: Span) -> ExprId {
        let kind = if dynamic { ImportKind::Dynamic } else { ImportKind::Static };
        let name = self.of(span);
        self.add_import(module, &[("", name)], kind, span);
        self.name(name, span)
    }

    /// Turns `const x = require("m")`, `const { a } = await import("m")` and
    /// `const a = require("m").a` into imports of their names. `from` is where the imports of the
    /// value begin; `span` is the whole binding, which holds the names.
    pub(super) fn import_binding(
        &mut self,
        from: usize,
        target: ExprId,
        value: ExprId,
        span: Span,
    ) -> bool {
        if self.module.outline.imports.len() != from + 1 {
            return false;
        }
        let at = match *self.module.kind(value) {
            ExprKind::Await(inner) => inner,
            _ => value,
        };
        let (object, member) = match *self.module.kind(at) {
            ExprKind::Member { object, property } => (object, Some(property)),
            _ => (at, None),
        };
        let object = match *self.module.kind(object) {
            ExprKind::Await(inner) => inner,
            _ => object,
        };
        let import = &self.module.outline.imports[from];
        if self.module.name(object).is_none_or(|name| import.names[0].alias != name) {
            return false;
        }
        let interner = &mut *self.interner;
        let names: Option<Box<[ImportedName]>> = match (self.module.kind(target), member) {
            (ExprKind::Name(name), member) => {
                Some(Box::new([imported(interner, member.unwrap_or(""), name)]))
            }
            (ExprKind::Dict(entries), None) => entries
                .iter()
                .map(|entry| match (&entry.key, self.module.name(entry.value)) {
                    (DictKey::Name(key), Some(alias)) => Some(imported(interner, key, alias)),
                    _ => None,
                })
                .collect(),
            _ => None,
        };
        let Some(names) = names else { return false };
        let import = &mut self.module.outline.imports[from];
        import.names = names;
        import.span = span;
        true
    }
}

fn imported(interner: &mut Interner, name: &str, alias: &str) -> ImportedName {
    let name = interner.intern(name);
    let alias = if *alias == *name { name.clone() } else { interner.intern(alias) };
    ImportedName { name, alias }
}

//! The one walk over a file's program, and what is looked at on the way.

use rustc_hash::FxHashSet;

use super::flow::{Flow, How};
use super::libraries::Libraries;
use super::tables::{CLIENT, ENVIRONMENT, KEY, LIST, REGISTRAR, SETTING, SQL, Tables};
use super::{environment, modes, outbound, raw_variables, schemas, secrets, settings, sql, urls};
use crate::code::{
    BinaryOperator, Block, CallExpr, ClassId, CompareOperator, DictEntry, DictKey, ExprId,
    ExprKind, FunctionId, LogicalOperator, Module, StmtId, StmtKind, TemplatePart,
};
use crate::facts::{
    EnvironmentHelper, EnvironmentRead, OutboundCall, SecretSite, Setting, SqlSink, SqlSite,
    UrlSite,
};
use crate::naming;
use crate::source::{Span, Text};

/// How deep nested code is followed.
const DEPTH: u32 = 240;

/// What was found in a file.
#[derive(Default)]
pub(super) struct Found {
    pub(super) secrets: Vec<SecretSite>,
    pub(super) urls: Vec<UrlSite>,
    pub(super) sql: Vec<SqlSite>,
    pub(super) orm: Option<Text>,
    pub(super) outbound: Vec<OutboundCall>,
    pub(super) settings: Vec<Setting>,
    pub(super) environment: Vec<EnvironmentRead>,
    pub(super) environment_helpers: Vec<EnvironmentHelper>,
}

/// Walks a file.
pub(super) struct Inspector<'m, 'a> {
    pub(super) flow: Flow<'m, 'a>,
    pub(super) module: &'m Module<'a>,
    pub(super) tables: &'m Tables,
    pub(super) libraries: &'m Libraries,
    pub(super) found: Found,
    /// The function that is walked.
    pub(super) function: Option<u32>,
    /// The class whose body is walked.
    pub(super) class: Option<ClassId>,
    /// How many conditions on the environment, or on an option of the caller, hold what is walked.
    pub(super) conditions: u32,
    /// How many of them hold in development alone.
    pub(super) development: u32,
    /// Attributes that are set: the setting, the function, and what is set of which object.
    pub(super) attributes: Vec<(usize, u32, &'m str)>,
    /// Expressions that are already judged.
    pub(super) handled: FxHashSet<ExprId>,
    /// The name that the walked value is bound to.
    pub(super) bound: &'m str,
    /// Whether a driver of the file puts variables into texts by modifiers.
    formats: bool,
    /// Handlers that are kept under a name, with the settings that they make.
    pub(super) handlers: Vec<(&'m str, usize)>,
    /// Settings of objects that may be handed on, and the objects.
    pub(super) held: Vec<(usize, ExprId)>,
    /// Objects that a call was given.
    pub(super) given: FxHashSet<ExprId>,
    /// Whether the file says that the browser runs it.
    pub(super) in_browser: bool,
    depth: u32,
    texts: Vec<(ExprId, SqlSite)>,
    wrapped: Vec<(ExprId, usize)>,
    followed: FxHashSet<ExprId>,
    /// Values that are shown as examples.
    pub(super) examples: Vec<Span>,
    /// Keys that are no secret.
    public: Vec<Span>,
    /// The statement that was put together last: what stands in it is a part of it.
    text_span: Span,
    /// What the innermost call around the walked value calls.
    callee: Option<ExprId>,
}

impl<'m, 'a> Inspector<'m, 'a> {
    pub(super) fn new(module: &'m Module<'a>, tables: &'m Tables) -> Self {
        let libraries = tables.libraries;
        let formats = module.outline.imports.iter().any(|import| {
            libraries.formatting_drivers.iter().any(|driver| import.module == *driver)
        });
        let in_browser = module.body.first().is_some_and(|&first| {
            matches!(module.statement(first).kind, StmtKind::Expr(text)
                if module.string(text).is_some_and(|text| libraries.browser_directives.contains(&text)))
        });
        Self {
            formats,
            in_browser,
            handlers: Vec::new(),
            held: Vec::new(),
            given: FxHashSet::default(),
            flow: Flow::new(module),
            module,
            tables,
            libraries,
            found: Found::default(),
            function: None,
            class: None,
            conditions: 0,
            development: 0,
            attributes: Vec::new(),
            handled: FxHashSet::default(),
            bound: "",
            depth: 0,
            texts: Vec::new(),
            wrapped: Vec::new(),
            followed: FxHashSet::default(),
            examples: Vec::new(),
            public: Vec::new(),
            text_span: Span::default(),
            callee: None,
        }
    }

    pub(super) fn run(mut self) -> Found {
        let module = self.module;
        self.found.orm = module.outline.imports.iter().find_map(|import| {
            self.libraries
                .mappers
                .iter()
                .find(|(path, _)| super::origin::names(&[*path], &import.module))
                .map(|(_, name)| Text::from(*name))
        });
        self.block(&module.body);
        for at in 0..module.functions.len() {
            let id = FunctionId(at as u32);
            self.function = Some(at as u32);
            self.conditions = 0;
            self.development = 0;
            self.flow.enter_function(id);
            self.block(&module.function(id).body);
        }
        let followed = std::mem::take(&mut self.followed);
        // What is given to a database through a name is reported there alone.
        let wrapped: FxHashSet<usize> = self
            .wrapped
            .iter()
            .filter(|(id, _)| followed.contains(id))
            .map(|(_, at)| *at)
            .collect();
        let mut at = 0;
        self.found.sql.retain(|_| {
            at += 1;
            !wrapped.contains(&(at - 1))
        });
        self.found.sql.extend(
            self.texts.drain(..).filter(|(id, _)| !followed.contains(id)).map(|(_, site)| site),
        );
        self.found.sql.sort_by_key(|site| (site.span.start, site.span.end));
        settings::finish(&mut self);
        settings::attach(&mut self);
        // Of what several rows say about one place, the insecure counts.
        self.found.settings.sort_by_key(|setting| {
            (setting.span.start, setting.span.end, setting.kind, setting.insecure != Some(true))
        });
        self.found.settings.dedup_by(|a, b| a.kind == b.kind && a.span == b.span);
        self.found.environment.sort_by_key(|read| read.span.start);
        self.found.outbound.sort_by_key(|call| call.span.start);
        self.found.urls.sort_by_key(|site| site.span.start);
        self.found.urls.dedup_by_key(|site| site.span);
        secrets::finish(module, &mut self.found.secrets, &self.examples, &self.public);
        self.found
    }

    /// The bytes of an expression.
    pub(super) fn span(&self, id: ExprId) -> Span {
        self.module.expression(id).span
    }

    fn block(&mut self, block: &Block) {
        for &id in block {
            self.statement(id);
        }
    }

    fn branch(&mut self, block: &Block) {
        self.flow.enter_block();
        self.block(block);
        self.flow.leave_block();
    }

    fn statement(&mut self, id: StmtId) {
        if self.depth >= DEPTH {
            return;
        }
        self.depth += 1;
        self.statement_within(id);
        self.depth -= 1;
    }

    fn statement_within(&mut self, id: StmtId) {
        let module = self.module;
        match &module.statement(id).kind {
            StmtKind::Expr(value) => self.expression(*value),
            StmtKind::Return(Some(value)) | StmtKind::Raise(Some(value)) => self.expression(*value),
            StmtKind::Assign(assignment) => {
                if let Some(value) = assignment.value {
                    let span = module.statement(id).span;
                    if assignment.operator.is_none() {
                        for &target in &assignment.targets {
                            environment::taken_apart(self, target, value);
                            self.assigned(target, value, span);
                        }
                    }
                    self.bound =
                        assignment.targets.first().map_or("", |&target| self.target_name(target));
                    self.expression(value);
                    self.bound = "";
                }
                let how = match assignment.operator {
                    Some(BinaryOperator::Add) => How::Extended,
                    Some(_) => How::Part,
                    None => How::Value,
                };
                for &target in &assignment.targets {
                    self.expression(target);
                    if assignment.value.is_some() {
                        self.bind(target, assignment.value, how);
                    }
                }
            }
            StmtKind::If { test, then, otherwise } => self.condition(*test, then, otherwise),
            StmtKind::Loop(repeat) => {
                if let Some(subject) = repeat.subject {
                    self.expression(subject);
                }
                self.flow.enter_block();
                if let Some(target) = repeat.target {
                    self.flow.bind(target, repeat.subject, How::Element);
                }
                self.block(&repeat.body);
                self.flow.leave_block();
                self.branch(&repeat.otherwise);
            }
            StmtKind::Try(attempt) => {
                self.block(&attempt.body);
                for handler in &attempt.handlers {
                    self.branch(&handler.body);
                }
                self.block(&attempt.otherwise);
                self.block(&attempt.finally);
            }
            StmtKind::With { items, body } => {
                for (context, target) in items {
                    self.expression(*context);
                    if let Some(target) = target {
                        self.flow.bind(*target, Some(*context), How::Context);
                    }
                }
                self.block(body);
            }
            StmtKind::Switch { subject, cases } => {
                self.expression(*subject);
                for case in cases {
                    case.tests.iter().for_each(|test| self.expression(*test));
                    self.branch(&case.body);
                }
            }
            StmtKind::Block(block) => self.block(block),
            StmtKind::Assert { test, message } => {
                match module.kind(*test) {
                    // What is asserted is known: a password beside it lets nobody in.
                    ExprKind::Compare { operator, left, right } => {
                        if let (CompareOperator::In, Some(name)) = (operator, module.name(*left)) {
                            self.flow.note_tested(name);
                        }
                        self.expression(*left);
                        self.expression(*right);
                    }
                    _ => self.expression(*test),
                }
                if let Some(message) = message {
                    self.expression(*message);
                }
            }
            StmtKind::Function(id) => self.definition(*id),
            StmtKind::Class(id) => self.class(*id),
            StmtKind::Delete(targets) => targets.iter().for_each(|target| self.expression(*target)),
            StmtKind::Return(None)
            | StmtKind::Raise(None)
            | StmtKind::Import(..)
            | StmtKind::Break
            | StmtKind::Continue
            | StmtKind::Pass
            | StmtKind::Error => {}
        }
    }

    fn bind(&mut self, target: ExprId, value: Option<ExprId>, how: How) {
        if self.class.is_some() {
            if let (Some(name), Some(value)) = (self.module.name(target), value) {
                self.flow.note_attribute(name, value);
            }
            return;
        }
        self.flow.bind(target, value, how);
    }

    fn condition(&mut self, test: ExprId, then: &Block, otherwise: &Block) {
        let module = self.module;
        self.expression(test);
        let environment = self.is_choice(test);
        let in_development = self.in_development(test);
        self.conditions += u32::from(environment);
        let tested = self.flow.tested(test);
        if let Some(tested) = tested.filter(|it| !it.outside) {
            self.flow.note_tested(tested.name);
        }
        self.development += u32::from(in_development == Some(true));
        self.branch(then);
        self.development -= u32::from(in_development == Some(true));
        self.development += u32::from(in_development == Some(false));
        self.branch(otherwise);
        self.development -= u32::from(in_development == Some(false));
        if let Some(tested) = tested.filter(|it| it.outside)
            && then.last().is_some_and(|&last| {
                matches!(
                    module.statement(last).kind,
                    StmtKind::Raise(_) | StmtKind::Return(_) | StmtKind::Continue
                ) || matches!(&module.statement(last).kind, StmtKind::Assign(_))
            })
        {
            self.flow.note_tested(tested.name);
        }
        self.conditions -= u32::from(environment);
    }

    /// Whether a condition holds in development alone, or anywhere but there.
    fn in_development(&self, test: ExprId) -> Option<bool> {
        settings::asks_for_environment(self.span(test).of(self.module.text))
            .then(|| modes::holds_in_development(self.module, test))
            .flatten()
    }

    /// Whether a condition asks for the environment, or for an option of the caller.
    fn is_choice(&self, test: ExprId) -> bool {
        let text = self.span(test).of(self.module.text);
        settings::asks_for_environment(text) || settings::asks_for_option(text)
    }

    /// What stands around a function's body: decorators and defaults.
    fn definition(&mut self, id: FunctionId) {
        let function = self.module.function(id);
        for &decorator in &function.decorators {
            self.expression(decorator);
        }
        for parameter in &function.parameters {
            if let Some(default) = parameter.default {
                secrets::bound(self, parameter.name, default, false, Some(id.0));
                self.bound = parameter.name;
                self.expression(default);
                self.bound = "";
            }
            let Some(ExprKind::Dict(entries)) = parameter.pattern.map(|it| self.module.kind(it))
            else {
                continue;
            };
            // `function f({ secret = "…" })`
            for entry in entries.iter().take(32) {
                if let ExprKind::Assign { target, value } = self.module.kind(entry.value) {
                    secrets::bound(self, self.target_name(*target), *value, false, Some(id.0));
                }
            }
        }
    }

    fn class(&mut self, id: ClassId) {
        let class = self.module.class(id);
        for &decorator in &class.decorators {
            self.expression(decorator);
        }
        for base in &class.bases {
            self.expression(base.value);
        }
        let outer = self.class.replace(id);
        let conditions = self.conditions;
        self.conditions += u32::from(settings::asks_for_environment(class.name));
        environment::class(self, id);
        schemas::class(self, id);
        self.block(&class.body);
        self.conditions = conditions;
        self.class = outer;
    }

    /// The name, attribute or key that a target has.
    pub(super) fn target_name(&self, target: ExprId) -> &'m str {
        match self.module.kind(target) {
            ExprKind::Name(name) => name,
            ExprKind::Member { property, .. } => property,
            ExprKind::Index { index, .. } => self.module.string(*index).unwrap_or_default(),
            _ => "",
        }
    }

    fn assigned(&mut self, target: ExprId, value: ExprId, span: Span) {
        let module = self.module;
        if let (ExprKind::Sequence(targets), ExprKind::Sequence(values)) =
            (module.kind(target), module.kind(value))
        {
            if targets.len() == values.len() && targets.len() <= 16 {
                for (target, value) in targets.iter().zip(values) {
                    let name = self.target_name(*target);
                    secrets::bound(self, name, *value, false, self.function);
                }
            }
            return;
        }
        // `a = b = value` is lowered with two targets; a walrus inside the value is met by the walk.
        let name = self.target_name(target);
        if name.is_empty() {
            return;
        }
        secrets::bound(self, name, value, false, self.function);
        settings::assigned(self, target, name, value, span);
    }

    pub(super) fn expression(&mut self, id: ExprId) {
        if self.depth >= DEPTH {
            return;
        }
        self.depth += 1;
        self.expression_within(id);
        self.depth -= 1;
    }

    fn expression_within(&mut self, id: ExprId) {
        let module = self.module;
        match module.kind(id) {
            ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Number(_)
            | ExprKind::Name(_)
            | ExprKind::Regex(_)
            | ExprKind::Yield(None) => {}
            ExprKind::Function(function) => self.definition(*function),
            ExprKind::Class(class) => self.class(*class),
            ExprKind::Str(text) => {
                if matches!(
                    self.bound,
                    "example" | "examples" | "description" | "placeholder" | "openapi_examples"
                ) {
                    self.examples.push(self.span(id));
                }
                urls::constant(self, id, text);
            }
            ExprKind::Template(template) => {
                self.text(id);
                if let Some(tag) = template.tag {
                    self.expression(tag);
                }
                for part in &template.parts {
                    if let TemplatePart::Value(value) = part {
                        self.expression(*value);
                    }
                }
            }
            ExprKind::Member { object, property } => {
                environment::member(self, id, *object, property);
                settings::mention(self, id, property);
                self.expression(*object);
            }
            ExprKind::Index { object, index } => {
                environment::index(self, id, *object, *index);
                self.expression(*object);
                self.expression(*index);
            }
            ExprKind::Call(call) => self.call(id, call),
            ExprKind::Binary { operator, left, right } => {
                if matches!(operator, BinaryOperator::Add | BinaryOperator::Modulo) {
                    self.text(id);
                }
                self.expression(*left);
                self.expression(*right);
            }
            ExprKind::Logical { operator, left, right } => {
                if matches!(operator, LogicalOperator::Or | LogicalOperator::Coalesce) {
                    environment::fallback(self, *left, *right);
                }
                self.expression(*left);
                let development =
                    *operator == LogicalOperator::And && self.in_development(*left) == Some(true);
                self.development += u32::from(development);
                self.expression(*right);
                self.development -= u32::from(development);
            }
            ExprKind::Compare { left, right, operator } => {
                if *operator == CompareOperator::Equal {
                    secrets::compared(self, *left, *right);
                }
                let bound = std::mem::take(&mut self.bound);
                self.expression(*left);
                self.expression(*right);
                self.bound = bound;
            }
            ExprKind::Conditional { test, then, otherwise } => {
                self.expression(*test);
                let chosen = u32::from(self.is_choice(*test));
                let in_development = self.in_development(*test);
                self.conditions += chosen;
                for (holds, branch) in [(true, *then), (false, *otherwise)] {
                    let development = u32::from(in_development == Some(holds));
                    self.development += development;
                    self.expression(branch);
                    self.development -= development;
                }
                self.conditions -= chosen;
            }
            ExprKind::Sequence(items) | ExprKind::Other(items) => {
                items.iter().for_each(|item| self.expression(*item))
            }
            ExprKind::Dict(entries) => {
                let bound = self.bound;
                for entry in entries {
                    match &entry.key {
                        DictKey::Name(name) => {
                            self.entry(name, entry, id, bound);
                            self.bound = name;
                        }
                        DictKey::Computed(key) => {
                            self.expression(*key);
                            self.bound = "";
                        }
                        DictKey::Spread => self.bound = "",
                    }
                    self.expression(entry.value);
                }
                self.bound = bound;
            }
            ExprKind::Comprehension(comprehension) => {
                for &(_, iterable) in &comprehension.clauses {
                    self.expression(iterable);
                }
                comprehension.conditions.iter().for_each(|condition| self.expression(*condition));
                self.expression(comprehension.element);
            }
            ExprKind::Unary { operand: inner, .. }
            | ExprKind::Await(inner)
            | ExprKind::Spread(inner)
            | ExprKind::Yield(Some(inner)) => self.expression(*inner),
            ExprKind::Assign { target, value } => {
                self.assigned(*target, *value, self.span(id));
                self.expression(*value);
                self.bind(*target, Some(*value), How::Value);
            }
            ExprKind::Element(element) => {
                for (name, value) in &element.attributes {
                    if let Some(value) = value {
                        self.bound = name;
                        self.expression(*value);
                        self.bound = "";
                    }
                }
                element.children.iter().for_each(|child| self.expression(*child));
            }
        }
    }

    fn entry(&mut self, name: &'m str, entry: &DictEntry<'a>, object: ExprId, holder: &str) {
        if secrets::is_public(self.module, name, object) {
            let span = self.span(entry.value);
            self.public.push(span);
        } else {
            secrets::bound(self, name, entry.value, true, self.function);
        }
        if self.tables.keys.contains(name) {
            settings::key(self, name, entry.value, entry.span);
            settings::among(self, name, entry, object, holder);
            settings::row(self, name, entry, object);
        }
    }

    fn call(&mut self, id: ExprId, call: &'m CallExpr<'a>) {
        let module = self.module;
        let (last, bare) = match module.kind(call.callee) {
            ExprKind::Member { property, .. } => (*property, false),
            ExprKind::Name(name) => (*name, true),
            // `require("x")(…)` calls the module itself.
            ExprKind::Call(_) => ("", true),
            _ => ("", false),
        };
        let mut flags = self.tables.callees.get(last).copied().unwrap_or(0);
        let mut path = None;
        if bare && let Some(resolved) = self.flow.path(call.callee) {
            let end = naming::behind_last(&resolved, b'.');
            flags |= self.tables.callees.get(end).copied().unwrap_or(0);
            path = Some(resolved);
        }
        for argument in &call.arguments {
            let Some(name) = argument.name else { continue };
            if self.tables.keywords.contains(name) {
                flags |= SETTING;
            }
            if self.tables.keys.contains(name) {
                settings::key(self, name, argument.value, self.span(argument.value));
            }
            secrets::bound(self, name, argument.value, false, self.function);
        }
        if flags != 0 {
            let path = path.or_else(|| self.flow.path(call.callee)).unwrap_or_default();
            if flags & SQL != 0 && !self.handled.contains(&id) {
                self.sql(id, call);
            }
            if flags & CLIENT != 0 {
                outbound::call(self, id, call, &path);
            }
            if flags & ENVIRONMENT != 0 {
                environment::call(self, id, call, &path, None);
                schemas::call(self, call, &path);
            }
            if flags & SETTING != 0 {
                settings::call(self, id, call, &path);
            }
            if flags & KEY != 0 {
                secrets::key(self, id, call, &path, 0);
            }
            if flags & REGISTRAR != 0
                && let Some(plugin) = call.positional(0).and_then(|plugin| self.flow.path(plugin))
            {
                secrets::key(self, id, call, &plugin, 1);
            }
            if flags & LIST != 0
                && let ExprKind::Member { object, .. } = module.kind(call.callee)
                && let Some(list) = module.name(*object)
            {
                call.arguments.iter().for_each(|added| self.flow.extend(list, added.value));
            }
        }
        secrets::pair(self, call);
        if self.libraries.formatters.contains(&last) {
            self.text(id);
        }
        let bound = self.bound;
        self.expression(call.callee);
        let outer = self.callee.replace(call.callee);
        for argument in &call.arguments {
            self.bound = argument.name.unwrap_or(bound);
            self.expression(argument.value);
        }
        self.callee = outer;
        self.bound = bound;
    }

    fn sql(&mut self, id: ExprId, call: &'m CallExpr<'a>) {
        let Some(taken) = sql::site(&self.flow, self.libraries, id, call, self.function) else {
            return;
        };
        if self.formats {
            let path = taken.site.callee.path.as_str();
            let raw = raw_variables::sites(&self.flow, self.libraries, call, path, self.function);
            self.found.sql.extend(raw);
        }
        if taken.site.sink == SqlSink::OrmRaw {
            self.wrapped.push((id, self.found.sql.len()));
        }
        // `execute(text(…))` is one site, not two.
        #[expect(clippy::iter_over_hash_type, reason = "it only fills a set")]
        for through in &taken.through {
            if *through != id && matches!(self.module.kind(*through), ExprKind::Call(_)) {
                self.handled.insert(*through);
            }
        }
        self.followed.extend(taken.through);
        self.found.sql.push(taken.site);
    }

    /// Looks at a text that may be put together to a statement.
    fn text(&mut self, id: ExprId) {
        let span = self.span(id);
        if self.text_span.contains(span) || !self.may_be_sql(id) {
            return;
        }
        if let Some(site) = sql::built(&self.flow, self.libraries, id, span, self.function) {
            self.text_span = span;
            let callee = self.callee.and_then(|callee| self.flow.path(callee));
            // What is only written down reaches no database.
            if callee.is_some_and(|path| super::origin::names(self.libraries.loggers, &path)) {
                return;
            }
            self.texts.push((id, site));
        }
    }

    /// Whether the first constant text reads like the beginning of a statement: the cheap test.
    fn may_be_sql(&self, id: ExprId) -> bool {
        let mut id = id;
        for _ in 0..64 {
            let text: &str = match self.module.kind(id) {
                ExprKind::Binary { left, .. } => {
                    id = *left;
                    continue;
                }
                ExprKind::Call(call) => match self.module.kind(call.callee) {
                    ExprKind::Member { object, .. } => {
                        id = self.flow.constant(*object);
                        continue;
                    }
                    _ => return false,
                },
                ExprKind::Str(text) => text,
                ExprKind::Template(template) => match template.parts.first() {
                    Some(TemplatePart::Text(text)) => text,
                    _ => return false,
                },
                _ => return false,
            };
            let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '(');
            let starts = |word: &str| {
                text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
            };
            return ["select", "insert", "update", "delete", "replace", "with", "--", "/*"]
                .iter()
                .any(|word| starts(word));
        }
        false
    }
}

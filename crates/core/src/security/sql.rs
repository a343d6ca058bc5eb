//! SQL texts: what they are put together from, and what takes them.

use rustc_hash::FxHashSet;

use super::flow::{Flow, How};
use super::libraries::{Libraries, SqlTaker, Wants};
use super::origin::{Origins, ends_in_mark, names, worse};
use crate::code::{
    BinaryOperator, CallExpr, DictKey, ExprId, ExprKind, Module, StmtKind, TemplatePart,
};
use crate::facts::{Name, Origin, Part, Root, SqlSink, SqlSite, SqlText, Value};
use crate::naming;
use crate::source::{Span, head};

const REACH: u32 = 10;
/// Bytes of a text that are looked at.
const HEAD: usize = 600;
/// Bytes of a constant text that are kept.
const KEPT: usize = 200;

/// A text as it is put together.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    /// The constant pieces, values written as `\u{1}`.
    pub(super) text: String,
    /// The most doubtful value in it; `None` for a constant.
    pub(super) values: Option<Origin>,
    /// Whether nothing shows that it is put together here.
    pub(super) whole: bool,
}

impl Shape {
    fn constant(text: &str) -> Self {
        let mut end = text.len().min(HEAD);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        Self { text: text[..end].to_owned(), values: None, whole: false }
    }

    fn value(origin: Origin) -> Self {
        Self { text: "\u{1}".to_owned(), values: Some(origin), whole: true }
    }

    fn push(&mut self, other: &Self) {
        if self.text.len() < HEAD {
            self.text.push_str(&other.text);
        }
        self.values = match (self.values, other.values) {
            (Some(left), Some(right)) => Some(worse(left, right)),
            (left, right) => left.or(right),
        };
        self.whole = false;
    }

    fn put(&mut self, origin: Origin) {
        self.text.push('\u{1}');
        self.values = Some(self.values.map_or(origin, |known| worse(known, origin)));
        self.whole = false;
    }

    /// The more doubtful of two texts.
    fn or(self, other: Self) -> Self {
        let doubt = |shape: &Self| {
            (shape.values.is_some_and(|origin| !origin.is_harmless()) && !shape.whole, shape.values)
        };
        if doubt(&other) > doubt(&self) { other } else { self }
    }
}

/// Reads texts.
pub(super) struct Texts<'f, 'm, 'a> {
    pub(super) flow: &'f Flow<'m, 'a>,
    pub(super) libraries: &'f Libraries,
    /// Expressions that a text was followed through.
    pub(super) seen: FxHashSet<ExprId>,
}

impl Texts<'_, '_, '_> {
    pub(super) fn shape(&mut self, id: ExprId) -> Shape {
        self.within(id, REACH)
    }

    fn origin(&self, id: ExprId) -> Origin {
        Origins { flow: self.flow, libraries: self.libraries }.of(id)
    }

    fn within(&mut self, id: ExprId, reach: u32) -> Shape {
        let Some(reach) = reach.checked_sub(1) else { return Shape::value(Origin::Unknown) };
        let flow = self.flow;
        let module = flow.module;
        self.seen.insert(id);
        match module.kind(id) {
            ExprKind::Str(text) => Shape::constant(text),
            ExprKind::Template(template) => {
                let apart = keeps_apart(flow, self.libraries, id);
                let mut shape = Shape::constant("");
                for part in &template.parts {
                    match part {
                        TemplatePart::Text(text) => shape.push(&Shape::constant(text)),
                        TemplatePart::Value(_) if apart || ends_in_mark(&shape.text) => {
                            shape.put(Origin::Placeholders);
                        }
                        TemplatePart::Value(value) => {
                            let part = self.part(*value, reach);
                            shape.push(&part);
                        }
                    }
                }
                shape
            }
            ExprKind::Binary { operator: BinaryOperator::Add, left, right } => {
                let mut shape = self.part(*left, reach);
                let right = self.part(*right, reach);
                shape.push(&right);
                shape
            }
            ExprKind::Binary { operator: BinaryOperator::Modulo, left, right } => {
                let mut shape = self.within(*left, reach);
                let empty =
                    matches!(module.kind(*right), ExprKind::Sequence(items) if items.is_empty());
                if !empty {
                    shape.put(self.origin(*right));
                }
                shape
            }
            ExprKind::Call(call) => self.call(id, call, reach),
            ExprKind::Await(inner) => self.within(*inner, reach),
            ExprKind::Assign { value, .. } => self.within(*value, reach),
            ExprKind::Conditional { test, then, otherwise } => {
                let known = flow.looked_up(*test, *then, *otherwise);
                let mut branch = |id: ExprId| match known {
                    Some(known) if known == id => Shape::value(Origin::Definition),
                    _ => self.within(id, reach),
                };
                branch(*then).or(branch(*otherwise))
            }
            ExprKind::Logical { left, right, .. } => {
                let left = self.within(*left, reach);
                left.or(self.within(*right, reach))
            }
            ExprKind::Name(name) => self.name(id, name, reach),
            ExprKind::Sequence(items) => {
                let mut worst: Option<Shape> = None;
                for item in items.iter().take(32) {
                    let shape = self.within(*item, reach);
                    worst = Some(match worst {
                        Some(worst) => worst.or(shape),
                        None => shape,
                    });
                }
                worst.unwrap_or_else(|| Shape::constant(""))
            }
            ExprKind::Dict(entries) => {
                // `{ text, values }`: the driver binds the other entries.
                let mut keys = self.libraries.statements.iter();
                let text = keys.find_map(|key| module.entry(id, key));
                if let Some(text) = text {
                    return self.within(text, reach);
                }
                // What is spread into it may bring the text.
                match entries.iter().find(|entry| matches!(entry.key, DictKey::Spread)) {
                    Some(spread) => self.within(spread.value, reach),
                    None => Shape::constant(""),
                }
            }
            ExprKind::Member { object, property }
                if matches!(module.kind(*object), ExprKind::Name("self")) =>
            {
                match flow.attribute(property).last() {
                    Some(value) => self.within(*value, reach),
                    None => Shape::value(self.origin(id)),
                }
            }
            _ => Shape::value(self.origin(id)),
        }
    }

    /// A part of a text: its own text where it has one, otherwise its origin.
    fn part(&mut self, id: ExprId, reach: u32) -> Shape {
        let shape = self.within(id, reach);
        if shape.whole {
            let mut part = Shape::constant("");
            part.put(shape.values.unwrap_or_default());
            part
        } else {
            shape
        }
    }

    fn name(&mut self, id: ExprId, name: &str, reach: u32) -> Shape {
        let definitions = self.flow.definitions_at(name, id);
        if definitions.is_empty() || self.flow.is_tested(name) {
            return Shape::value(self.origin(id));
        }
        let mut base: Option<Shape> = None;
        let mut extended = Vec::new();
        for definition in &definitions {
            let shape = match (definition.how, definition.value) {
                (How::Extended, Some(value)) => {
                    extended.push(value);
                    continue;
                }
                (How::Value, Some(value)) => self.within(value, reach),
                _ => Shape::value(self.origin(id)),
            };
            base = Some(match base {
                Some(base) => base.or(shape),
                None => shape,
            });
        }
        let mut shape = base.unwrap_or_else(|| Shape::value(Origin::Unknown));
        for value in extended.iter().rev() {
            let part = self.part(*value, reach.min(4));
            if shape.whole {
                shape = Shape { whole: false, ..shape };
            }
            shape.push(&part);
        }
        shape
    }

    fn call(&mut self, id: ExprId, call: &CallExpr<'_>, reach: u32) -> Shape {
        let flow = self.flow;
        let module = flow.module;
        if let ExprKind::Member { object, property } = module.kind(call.callee) {
            if self.libraries.formatters.contains(property) {
                let path = flow.path(call.callee).unwrap_or_default();
                if self.libraries.format_functions.contains(&path.as_str()) {
                    return self.formatted(call, reach);
                }
                if names(self.libraries.quoting, &path) {
                    return Shape { values: Some(Origin::Escaped), ..Shape::constant("") };
                }
                let mut shape = self.within(*object, reach);
                for argument in call.arguments.iter().take(32) {
                    let part = self.part(argument.value, reach);
                    shape.put(part.values.unwrap_or(Origin::Constant));
                }
                return shape;
            }
            if *property == "join" {
                let mut shape = Shape::constant("");
                let list = [Some(*object), call.positional(0)].into_iter().flatten();
                for part in list {
                    // Pieces that are listed in place are the text itself.
                    if let ExprKind::Sequence(items) = module.kind(part) {
                        for item in items.iter().take(32) {
                            shape.push(&self.part(*item, reach));
                            shape.push(&Shape::constant(" "));
                        }
                        return shape;
                    }
                }
                let origin = self.origin(id);
                if origin == Origin::Constant {
                    return shape;
                }
                shape.put(origin);
                return shape;
            }
            if self.libraries.string_methods.contains(property) {
                let mut shape = self.within(*object, reach);
                for argument in call.arguments.iter().take(4) {
                    let origin = self.origin(argument.value);
                    if !shape.whole && origin != Origin::Constant {
                        shape.put(origin);
                    }
                }
                return shape;
            }
        }
        let path = flow.path(call.callee).unwrap_or_default();
        if self.libraries.format_functions.contains(&path.as_str()) {
            return self.formatted(call, reach);
        }
        if names(self.libraries.quoting, &path) {
            return Shape { values: Some(Origin::Escaped), ..Shape::constant("") };
        }
        if let Some(made) = self.made_by_helper(call, reach) {
            return made;
        }
        let last = naming::behind_last(&path, b'.');
        let wraps = matches!(
            last,
            "text" | "dedent" | "cleandoc" | "str" | "String" | "raw" | "literal" | "TextClause"
        );
        match call.positional(0) {
            Some(first) if wraps => self.within(first, reach),
            // What a query builder is given, it binds: where that comes from does not matter.
            _ if is_built_query(module, call) => Shape::value(Origin::Call),
            _ => {
                let of_value = matches!(module.kind(call.callee), ExprKind::Member { object, .. }
                    if self.origin(*object) == Origin::Input);
                // A function that makes the query of what a request holds may bind it.
                match self.origin(id) {
                    Origin::Input if !of_value && !hands_on(last) && !self.is_input(&path) => {
                        Shape::value(Origin::Call)
                    }
                    origin => Shape::value(origin),
                }
            }
        }
    }

    fn is_input(&self, path: &str) -> bool {
        names(self.libraries.inputs, path)
    }

    /// What a function of the same file makes of its arguments, where it does nothing but put a text together.
    fn made_by_helper(&mut self, call: &CallExpr<'_>, reach: u32) -> Option<Shape> {
        let module = self.flow.module;
        let name = module.name(call.callee)?;
        let function = module.functions.iter().find(|function| function.name == name)?;
        let [only] = function.body[..] else { return None };
        let StmtKind::Return(Some(made)) = module.statement(only).kind else { return None };
        let ExprKind::Template(template) = module.kind(made) else { return None };
        if template.tag.is_some() {
            return None;
        }
        let arguments = call.arguments.iter().take(8).map(|argument| argument.value);
        let given = arguments.map(|value| self.origin(value)).fold(Origin::Constant, worse);
        let mut shape = Shape::constant("");
        for part in &template.parts {
            match part {
                TemplatePart::Text(text) => shape.push(&Shape::constant(text)),
                TemplatePart::Value(_) if ends_in_mark(&shape.text) => {
                    shape.put(Origin::Placeholders);
                }
                TemplatePart::Value(value) => match module.name(*value) {
                    Some(name) if function.parameters.iter().any(|it| it.name == name) => {
                        shape.put(given);
                    }
                    _ => {
                        let part = self.part(*value, reach.min(2));
                        shape.push(&part);
                    }
                },
            }
        }
        // What it is given is judged here.
        self.seen.insert(made);
        Some(shape)
    }

    /// The first argument with the others put into it.
    fn formatted(&mut self, call: &CallExpr<'_>, reach: u32) -> Shape {
        let Some(text) = call.positional(0) else { return Shape::value(Origin::Unknown) };
        let mut shape = self.within(text, reach);
        for argument in call.arguments.iter().skip(1).take(32) {
            shape.put(self.origin(argument.value));
        }
        shape
    }
}

/// Whether a template hands its values on beside its text: a tag is given both, and a template string of Python keeps
/// both. Only tags that are known to make a text of them put it together.
pub(super) fn keeps_apart(flow: &Flow<'_, '_>, libraries: &Libraries, id: ExprId) -> bool {
    let module = flow.module;
    let ExprKind::Template(template) = module.kind(id) else { return false };
    match template.tag {
        Some(tag) => !flow.path(tag).is_some_and(|path| names(libraries.text_tags, &path)),
        None => module.expression(id).span.of(module.text).starts_with(['t', 'T']),
    }
}

/// Whether a function's name says that it hands on what it is given in another form.
fn hands_on(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["decode", "load", "parse", "str", "strip", "text", "trim", "unescape", "unquote"]
        .iter()
        .any(|word| lower.contains(word))
}

/// Whether a chain of calls begins with a verb of a query builder that is given no text: `db.select(Order).where(…)`.
fn is_built_query(module: &Module<'_>, call: &CallExpr<'_>) -> bool {
    const CHAIN: usize = 24;
    let mut call = call;
    for _ in 0..CHAIN {
        let (verb, object) = match module.kind(call.callee) {
            ExprKind::Member { object, property } => (*property, Some(*object)),
            ExprKind::Name(name) => (*name, None),
            _ => return false,
        };
        if matches!(
            verb,
            "select" | "insert" | "update" | "delete" | "exists" | "union" | "union_all"
        ) {
            return call.arguments.iter().all(|argument| {
                matches!(
                    module.kind(argument.value),
                    ExprKind::Name(_) | ExprKind::Member { .. } | ExprKind::Call(_)
                )
            });
        }
        match object.map(|object| module.kind(object)) {
            Some(ExprKind::Call(inner)) => call = inner,
            _ => return false,
        }
    }
    false
}

/// What is known about a call that may take SQL.
pub(super) struct Taken {
    pub(super) site: SqlSite,
    /// The expressions that its text was followed through.
    pub(super) through: FxHashSet<ExprId>,
}

/// The site of a call that takes SQL, if the call is one.
pub(super) fn site(
    flow: &Flow<'_, '_>,
    libraries: &Libraries,
    id: ExprId,
    call: &CallExpr<'_>,
    function: Option<u32>,
) -> Option<Taken> {
    let module = flow.module;
    let (last, object) = match module.kind(call.callee) {
        ExprKind::Member { object, property } => (*property, Some(*object)),
        ExprKind::Name(name) => (*name, None),
        _ => return None,
    };
    let mut path: Option<String> = None;
    for taker in libraries.sql {
        if !taker.methods.contains(&last)
            && !(object.is_none() && path.is_none() && flow.imported(last).is_some())
        {
            continue;
        }
        let path = path.get_or_insert_with(|| flow.path(call.callee).unwrap_or_default());
        let end = naming::behind_last(path, b'.');
        if !taker.methods.contains(&end) {
            continue;
        }
        if !taker.imported.is_empty()
            && !module.outline.imports.iter().any(|import| names(taker.imported, &import.module))
        {
            continue;
        }
        let before = path.strip_suffix(end).unwrap_or_default();
        // The methods of a prepared statement take its values.
        if before.ends_with(".prepare().") {
            return None;
        }
        if !taker.receivers.is_empty()
            && !taker.receivers.iter().any(|receiver| before.contains(receiver))
        {
            continue;
        }
        let hinted = object.is_none_or(|object| reads_as_connection(flow, object))
            || !taker.receivers.is_empty();
        if let Some(taken) = taken(flow, libraries, taker, id, call, path, hinted, function) {
            return Some(taken);
        }
    }
    None
}

#[expect(clippy::too_many_arguments, reason = "one call site; the parts belong to the call")]
fn taken(
    flow: &Flow<'_, '_>,
    libraries: &Libraries,
    taker: &SqlTaker,
    id: ExprId,
    call: &CallExpr<'_>,
    path: &str,
    hinted: bool,
    function: Option<u32>,
) -> Option<Taken> {
    let module = flow.module;
    let mut arguments: Vec<ExprId> =
        taker.arguments.iter().filter_map(|&at| call.positional(at as usize)).collect();
    arguments.extend(taker.keywords.iter().filter_map(|keyword| call.keyword(keyword)));
    let mut worst: Option<Shape> = None;
    let mut texts = Texts { flow, libraries, seen: FxHashSet::default() };
    let written = arguments.iter().all(|argument| is_written(flow, *argument, 6));
    for argument in arguments {
        if matches!(
            module.kind(argument),
            ExprKind::Function(_) | ExprKind::Number(_) | ExprKind::Spread(_)
        ) {
            continue;
        }
        let shape = texts.shape(argument);
        worst = Some(match worst {
            Some(known) => known.or(shape),
            None => shape,
        });
    }
    let mut shape = worst?;
    if taker.wants == Wants::Literal
        && !written
        && !matches!(shape.values, Some(origin) if origin.is_harmless() && origin != Origin::Constant)
    {
        let origin = shape.values.unwrap_or_default();
        shape.values = Some(if origin == Origin::Constant { Origin::Unknown } else { origin });
        shape.whole = false;
    }
    let statement = is_statement(&shape.text);
    let built = !shape.whole && shape.values.is_some();
    let fits = match taker.wants {
        Wants::Anything | Wants::Literal => true,
        Wants::Statement => {
            statement
                || hinted
                    && (built && starts_with_value(&shape.text)
                        || shape.whole
                        || shape.text.trim().is_empty())
        }
        Wants::StatementOnly => is_whole_statement(&shape.text) || is_definition(&shape.text),
        Wants::Given if shape.whole => shape.values == Some(Origin::Input),
        Wants::Built | Wants::Given => {
            built
                && shape.text.contains(|c: char| c.is_alphanumeric())
                && shape.values.is_some_and(|origin| !origin.is_harmless())
        }
    };
    if !fits {
        return None;
    }
    let text = match shape.values {
        None if shape.text.trim().is_empty()
            && !matches!(taker.wants, Wants::Anything | Wants::Literal) =>
        {
            return None;
        }
        None => SqlText::Constant(head(&shape.text, KEPT).into()),
        Some(origin) if shape.whole => SqlText::Value(Value::Unknown, origin),
        Some(origin) => SqlText::Built(parts(&shape.text, origin), origin),
    };
    let binds = call.arguments.len() > 1;
    let span = from_method(module, id, call);
    Some(Taken {
        site: SqlSite {
            sink: taker.sink,
            callee: Name { path: path.into(), root: Root::Unknown },
            text,
            binds,
            span,
            function,
        },
        through: texts.seen,
    })
}

/// Where a call stands; in a chain over several lines, where its method does.
fn from_method(module: &Module<'_>, id: ExprId, call: &CallExpr<'_>) -> Span {
    let span = module.expression(id).span;
    let ExprKind::Member { object, property } = module.kind(call.callee) else { return span };
    let end = module.expression(*object).span.end;
    let callee = module.expression(call.callee).span.end;
    let between = Span::new(end, callee).of(module.text);
    if !between.contains('\n') {
        return span;
    }
    let start = callee.saturating_sub(property.len() as u32);
    if start > end { Span::new(start, span.end) } else { span }
}

/// Whether a text, or each text of a list or dictionary, is written in place.
fn is_written(flow: &Flow<'_, '_>, id: ExprId, reach: u32) -> bool {
    let Some(reach) = reach.checked_sub(1) else { return false };
    match flow.module.kind(id) {
        ExprKind::Str(_) | ExprKind::Null => true,
        ExprKind::Sequence(items) => items.iter().all(|item| is_written(flow, *item, reach)),
        ExprKind::Dict(entries) => entries.iter().all(|entry| is_written(flow, entry.value, reach)),
        _ => false,
    }
}

/// The site of a text that is put together and reads as SQL.
pub(super) fn built(
    flow: &Flow<'_, '_>,
    libraries: &Libraries,
    id: ExprId,
    span: Span,
    function: Option<u32>,
) -> Option<SqlSite> {
    let mut texts = Texts { flow, libraries, seen: FxHashSet::default() };
    let shape = texts.shape(id);
    let origin = shape.values?;
    if shape.whole || !is_whole_statement(&shape.text) {
        return None;
    }
    Some(SqlSite {
        sink: SqlSink::Built,
        callee: Name::default(),
        text: SqlText::Built(parts(&shape.text, origin), origin),
        binds: false,
        span,
        function,
    })
}

fn parts(text: &str, origin: Origin) -> Box<[Part]> {
    let mut parts = Vec::new();
    for (at, piece) in head(text, KEPT).split('\u{1}').enumerate().take(8) {
        if at > 0 {
            parts.push(Part::Value(Value::Unknown, origin));
        }
        if !piece.is_empty() {
            parts.push(Part::Text(piece.into()));
        }
    }
    parts.into()
}

/// Whether a text begins like a statement and not like prose.
pub(super) fn is_statement(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ';'));
    let text = skip_comments(text);
    let word: String = text
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .take(12)
        .collect::<String>()
        .to_ascii_lowercase();
    let rest = text.get(word.len()..).unwrap_or_default();
    if !rest.is_empty()
        && !rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '(' | '\u{1}' | ';' | '*'))
    {
        return false;
    }
    match word.as_str() {
        "select" | "insert" | "delete" | "replace" | "merge" | "with" | "alter" | "truncate"
        | "pragma" | "vacuum" | "explain" | "grant" | "revoke" | "upsert" | "attach"
        | "reindex" | "analyze" | "declare" | "notify" | "listen" | "savepoint" | "commit"
        | "rollback" | "begin" => true,
        "create" | "drop" => {
            let next: String = rest
                .trim_start()
                .chars()
                .take_while(char::is_ascii_alphabetic)
                .collect::<String>()
                .to_ascii_lowercase();
            rest.contains('\u{1}') && next.is_empty()
                || matches!(
                    next.as_str(),
                    "table"
                        | "index"
                        | "unique"
                        | "database"
                        | "schema"
                        | "view"
                        | "materialized"
                        | "or"
                        | "user"
                        | "role"
                        | "temp"
                        | "temporary"
                        | "extension"
                        | "function"
                        | "trigger"
                        | "type"
                        | "sequence"
                        | "procedure"
                        | "policy"
                        | "virtual"
                        | "constraint"
                        | "column"
                        | "domain"
                        | "owned"
                        | "publication"
                )
        }
        "update" => {
            let lower = rest.to_ascii_lowercase();
            let table = rest.trim_start().trim_start_matches(['`', '"', '[']);
            lower.contains("set") || table.starts_with('\u{1}') && table.len() > 1
        }
        "set" | "show" | "use" | "lock" | "copy" | "call" | "exec" | "execute" | "describe"
        | "kill" | "refresh" | "comment" => rest.len() > 1,
        _ => false,
    }
}

/// Whether a text is a whole statement with its two keywords, which prose hardly has.
pub(super) fn is_whole_statement(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '('));
    let lower = skip_comments(text).to_ascii_lowercase();
    let has = |word: &str| {
        lower.match_indices(word).any(|(at, _)| {
            let before = lower[..at].chars().next_back();
            let after = lower[at + word.len()..].chars().next();
            before.is_some_and(|c| !c.is_alphanumeric() && c != '_')
                && after.is_none_or(|c| !c.is_alphanumeric() && c != '_')
        })
    };
    let starts = |word: &str| {
        lower.strip_prefix(word).is_some_and(|rest| {
            rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '\u{1}' | '('))
        })
    };
    starts("select") && has("from")
        || (starts("insert") || starts("replace"))
            && (has("values") || has("into") && has("select"))
        || starts("delete") && lower[6..].trim_start().starts_with("from")
        || starts("update") && has("set")
        || starts("with") && has("as") && has("select")
}

/// Whether a text defines something: its first words leave no doubt.
fn is_definition(text: &str) -> bool {
    let head = text.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    matches!(head.as_str(), "create" | "drop" | "alter" | "truncate" | "pragma")
        && is_statement(text)
}

fn starts_with_value(text: &str) -> bool {
    text.trim_start().starts_with('\u{1}')
}

fn skip_comments(text: &str) -> &str {
    let mut text = text;
    for _ in 0..8 {
        if let Some(rest) = text.strip_prefix("--") {
            text = rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
        } else if let Some(rest) = text.strip_prefix("/*") {
            text = rest.split_once("*/").map_or("", |(_, rest)| rest).trim_start();
        } else {
            break;
        }
    }
    text
}

/// Parts of names of connections.
const CONNECTIONS: &[&str] = &[
    "conn",
    "cursor",
    "database",
    "datasource",
    "db",
    "engine",
    "entitymanager",
    "knex",
    "pool",
    "prisma",
    "queryrunner",
    "sequelize",
    "session",
    "transaction",
];

/// Whether what a method is called on has the name of a connection.
fn reads_as_connection(flow: &Flow<'_, '_>, object: ExprId) -> bool {
    let mut id = object;
    for _ in 0..4 {
        let name = match flow.module.kind(id) {
            ExprKind::Name(name) => *name,
            ExprKind::Member { property, .. } => property,
            ExprKind::Call(call) => {
                id = call.callee;
                continue;
            }
            ExprKind::Await(inner) => {
                id = *inner;
                continue;
            }
            _ => return false,
        };
        let lower = name.to_ascii_lowercase();
        return CONNECTIONS.iter().any(|word| lower.contains(word))
            || matches!(
                lower.as_str(),
                "cur" | "c" | "tx" | "crsr" | "con" | "curs" | "sql" | "trx" | "pg"
            );
    }
    false
}

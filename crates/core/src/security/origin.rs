//! Where a value comes from.

use super::flow::{Flow, How};
use super::libraries::Libraries;
use crate::code::{BinaryOperator, ExprId, ExprKind, FunctionId, StmtKind, TemplatePart};
use crate::facts::Origin;
use crate::naming;

const REACH: u32 = 12;

/// Follows values to their origins.
pub(super) struct Origins<'f, 'm, 'a> {
    pub(super) flow: &'f Flow<'m, 'a>,
    pub(super) libraries: &'f Libraries,
}

/// The more doubtful of two origins.
pub(super) fn worse(left: Origin, right: Origin) -> Origin {
    if doubt(left) >= doubt(right) { left } else { right }
}

fn doubt(origin: Origin) -> u8 {
    match origin {
        Origin::Constant => 0,
        Origin::Definition => 1,
        Origin::Numeric => 2,
        Origin::Placeholders => 3,
        Origin::Escaped => 4,
        Origin::Environment => 5,
        Origin::Attribute => 6,
        Origin::Unknown => 7,
        Origin::Call => 8,
        Origin::Parameter => 9,
        Origin::Input => 10,
    }
}

/// Whether a path is named by an entry: its beginning, or its end after `*.`.
pub(super) fn names(entries: &[&str], path: &str) -> bool {
    entries.iter().any(|entry| match entry.strip_prefix('*') {
        Some(end) => path.ends_with(end) || path == &end[1..],
        None => {
            path == *entry
                || path.starts_with(entry)
                    && matches!(path.as_bytes().get(entry.len()), Some(b'.' | b'(' | b'['))
        }
    })
}

/// Whether a path is one of the entries, and nothing is done with its result.
pub(super) fn names_exactly(entries: &[&str], path: &str) -> bool {
    entries.iter().any(|entry| match entry.strip_prefix('*') {
        Some(end) => path.ends_with(end) || path == &end[1..],
        None => path == *entry,
    })
}

impl Origins<'_, '_, '_> {
    pub(super) fn of(&self, id: ExprId) -> Origin {
        self.within(id, REACH)
    }

    fn all(&self, ids: impl IntoIterator<Item = ExprId>, reach: u32) -> Origin {
        ids.into_iter().map(|id| self.within(id, reach)).fold(Origin::Constant, worse)
    }

    fn within(&self, id: ExprId, reach: u32) -> Origin {
        let Some(reach) = reach.checked_sub(1) else { return Origin::Unknown };
        let module = self.flow.module;
        match module.kind(id) {
            ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Number(_)
            | ExprKind::Str(_)
            | ExprKind::Regex(_) => Origin::Constant,
            ExprKind::Compare { .. } => Origin::Numeric,
            // `-x`, `+x` and `~x` are numbers; the others say something about the value, not what it holds.
            ExprKind::Unary { .. } => Origin::Numeric,
            ExprKind::Template(template) => {
                let mut before = "";
                let mut worst = Origin::Constant;
                for part in &template.parts {
                    match part {
                        TemplatePart::Text(text) => before = text,
                        TemplatePart::Value(_) if ends_in_mark(before) => {
                            worst = worse(worst, Origin::Placeholders);
                        }
                        TemplatePart::Value(value) => {
                            before = "";
                            worst = worse(worst, self.within(*value, reach));
                        }
                    }
                }
                worst
            }
            ExprKind::Name(name) => self.name(id, name, reach),
            ExprKind::Member { object, property } => self.member(id, *object, property, reach),
            ExprKind::Index { object, index } => self.index(*object, *index, reach),
            ExprKind::Call(call) => self.call(id, call, reach),
            ExprKind::Await(inner) | ExprKind::Spread(inner) => self.within(*inner, reach),
            ExprKind::Assign { value, .. } => self.within(*value, reach),
            ExprKind::Binary { operator, left, right } => match operator {
                BinaryOperator::Multiply if self.is_mark(*left) || self.is_mark(*right) => {
                    Origin::Placeholders
                }
                BinaryOperator::Subtract | BinaryOperator::Divide => Origin::Numeric,
                BinaryOperator::Multiply => {
                    let (left, right) = (self.within(*left, reach), self.within(*right, reach));
                    if left == Origin::Numeric || right == Origin::Numeric {
                        Origin::Numeric
                    } else {
                        worse(left, right)
                    }
                }
                _ => self.all([*left, *right], reach),
            },
            ExprKind::Logical { left, right, .. } => self.all([*left, *right], reach),
            ExprKind::Conditional { test, then, otherwise } => {
                let known = self.flow.looked_up(*test, *then, *otherwise);
                let branch = |id: ExprId| match known {
                    Some(known) if known == id => Origin::Definition,
                    _ => self.within(id, reach),
                };
                worse(branch(*then), branch(*otherwise))
            }
            ExprKind::Sequence(items) => self.all(items.iter().copied().take(64), reach),
            ExprKind::Dict(entries) => {
                self.all(entries.iter().map(|entry| entry.value).take(64), reach)
            }
            ExprKind::Comprehension(comprehension) => {
                if self.is_mark(comprehension.element) {
                    return Origin::Placeholders;
                }
                let element = self.within(comprehension.element, reach);
                // The element's own name is not bound outside the comprehension: its origin is that of what is gone through.
                if element == Origin::Unknown {
                    let over = self.all(comprehension.clauses.iter().map(|(_, over)| *over), reach);
                    return if over == Origin::Constant { Origin::Definition } else { over };
                }
                element
            }
            _ => Origin::Unknown,
        }
    }

    /// Whether a value is a placeholder for binding: `?`, `%s`, `$1`, `:name`.
    fn is_mark(&self, id: ExprId) -> bool {
        let is = |text: &str| {
            let text =
                text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ','));
            matches!(text, "?" | "%s")
                || text.split(',').all(|part| matches!(part.trim(), "?" | "%s"))
        };
        match self.flow.module.kind(id) {
            ExprKind::Str(text) => is(text),
            ExprKind::Sequence(items) => items.len() == 1 && self.is_mark(items[0]),
            ExprKind::Template(template) => match template.parts.first() {
                Some(TemplatePart::Text(text)) => {
                    matches!(text.trim_start_matches('('), "$" | ":" | "@" | "%(" | "?")
                        && self.within_numeric(template.parts.get(1))
                        || matches!(text.as_ref(), ":" | "%(")
                }
                _ => false,
            },
            ExprKind::Binary { operator: BinaryOperator::Add, left, .. } => {
                matches!(self.flow.module.kind(*left), ExprKind::Str(text) if matches!(text.as_ref(), "$" | ":" | "@" | "%("))
            }
            _ => false,
        }
    }

    fn within_numeric(&self, part: Option<&TemplatePart<'_>>) -> bool {
        matches!(part, Some(TemplatePart::Value(_)))
    }

    fn name(&self, id: ExprId, name: &str, reach: u32) -> Origin {
        let module = self.flow.module;
        if self.flow.is_tested(name) {
            return Origin::Definition;
        }
        let definitions = self.flow.definitions_at(name, id);
        let capital = name.len() > 1 && naming::is_constant(name);
        if definitions.is_empty() {
            return match self.flow.imported(name) {
                Some(path) if names(self.libraries.inputs, &path) => Origin::Input,
                Some(_) if capital => Origin::Definition,
                _ => Origin::Unknown,
            };
        }
        let global = self.flow.is_global(name);
        let mut worst = Origin::Constant;
        for definition in &definitions {
            let origin = match (definition.how, definition.value) {
                (How::Value | How::Extended, Some(value)) => self.within(value, reach),
                (How::Element, Some(value)) => match self.within(value, reach) {
                    Origin::Constant => Origin::Definition,
                    other => other,
                },
                (How::Part | How::Property | How::Context, Some(value)) => {
                    self.within(value, reach)
                }
                (How::Parameter(function, at), _) => {
                    match module
                        .function(function)
                        .parameters
                        .get(at as usize)
                        .and_then(|p| p.annotation)
                    {
                        Some(annotation) if self.is_harmless_type(annotation, 6) => Origin::Numeric,
                        _ => Origin::Parameter,
                    }
                }
                (_, None) => Origin::Constant,
            };
            worst = worse(worst, origin);
        }
        if global && capital && !matches!(worst, Origin::Input | Origin::Environment) {
            return worse(
                Origin::Definition,
                if worst == Origin::Constant { worst } else { Origin::Definition },
            );
        }
        worst
    }

    /// Whether values of a declared type hold no quotes: numbers, dates, identifiers, enumerations of literals.
    fn is_harmless_type(&self, annotation: ExprId, reach: u32) -> bool {
        const TYPES: &[&str] = &[
            "Decimal",
            "PositiveInt",
            "NonNegativeInt",
            "UUID",
            "bigint",
            "bool",
            "boolean",
            "date",
            "datetime",
            "float",
            "int",
            "number",
            "timedelta",
        ];
        let Some(reach) = reach.checked_sub(1) else { return false };
        match self.flow.module.kind(annotation) {
            ExprKind::Str(_) | ExprKind::Number(_) | ExprKind::Bool(_) => true,
            ExprKind::Name(name) => TYPES.contains(name),
            ExprKind::Member { property, .. } => TYPES.contains(property),
            ExprKind::Null => true,
            ExprKind::Binary { operator: BinaryOperator::BitOr, left, right } => {
                self.is_harmless_type(*left, reach) && self.is_harmless_type(*right, reach)
            }
            ExprKind::Index { object, index } => match self.flow.module.kind(*object) {
                ExprKind::Name("Literal") | ExprKind::Member { property: "Literal", .. } => true,
                ExprKind::Name(
                    "Optional" | "Annotated" | "list" | "List" | "Sequence" | "tuple" | "set"
                    | "Iterable",
                )
                | ExprKind::Member { property: "Optional" | "Annotated" | "List", .. } => {
                    match self.flow.module.kind(*index) {
                        ExprKind::Sequence(items) => {
                            items.first().is_some_and(|first| self.is_harmless_type(*first, reach))
                        }
                        _ => self.is_harmless_type(*index, reach),
                    }
                }
                _ => false,
            },
            _ => false,
        }
    }

    fn member(&self, id: ExprId, object: ExprId, property: &str, reach: u32) -> Origin {
        if let Some(path) = self.flow.path(id)
            && names(self.libraries.inputs, &path)
        {
            return Origin::Input;
        }
        if property.len() > 1 && naming::is_constant(property)
            || matches!(
                property,
                "__tablename__" | "db_table" | "__table__" | "fullname" | "__name__"
            )
        {
            return Origin::Definition;
        }
        if matches!(property, "length" | "year" | "month" | "day" | "timestamp") {
            return Origin::Numeric;
        }
        match self.flow.module.kind(object) {
            ExprKind::Name("self" | "cls") => {
                let values = self.flow.attribute(property);
                if !values.is_empty() && values.iter().all(|value| self.is_plain_constant(*value)) {
                    return Origin::Definition;
                }
                Origin::Attribute
            }
            ExprKind::Name(name)
                if matches!(*name, "settings" | "config" | "cfg" | "conf" | "env") =>
            {
                Origin::Environment
            }
            ExprKind::Name(name) => match self.flow.definitions(name).first() {
                Some(definition) if matches!(definition.how, How::Parameter(..)) => {
                    Origin::Parameter
                }
                // What a mapper knows of a model.
                _ if matches!(property, "tableName" | "tablePath") => Origin::Definition,
                _ => Origin::Attribute,
            },
            _ => match self.within(object, reach) {
                Origin::Input => Origin::Input,
                _ => Origin::Attribute,
            },
        }
    }

    fn is_plain_constant(&self, id: ExprId) -> bool {
        matches!(
            self.flow.module.kind(id),
            ExprKind::Str(_) | ExprKind::Number(_) | ExprKind::Bool(_) | ExprKind::Null
        )
    }

    fn index(&self, object: ExprId, index: ExprId, reach: u32) -> Origin {
        let constant = self.flow.constant(object);
        match self.flow.module.kind(constant) {
            ExprKind::Dict(entries)
                if entries.iter().all(|entry| self.within(entry.value, reach).is_harmless()) =>
            {
                return Origin::Definition;
            }
            ExprKind::Sequence(items)
                if items.iter().all(|item| self.within(*item, reach).is_harmless()) =>
            {
                return Origin::Definition;
            }
            _ => {}
        }
        if let Some(path) = self.flow.path(object)
            && names(self.libraries.inputs, &path)
        {
            return Origin::Input;
        }
        let _ = index;
        self.within(object, reach)
    }

    fn call(&self, id: ExprId, call: &crate::code::CallExpr<'_>, reach: u32) -> Origin {
        let module = self.flow.module;
        let path = self.flow.path(call.callee).unwrap_or_default();
        let last = path.rsplit('.').next().unwrap_or_default();
        if let ExprKind::Member { object, property } = module.kind(call.callee) {
            // What is made for each element need hold nothing of it: `ids.map((_, at) => `$${at + 1}`)`.
            if let ("map" | "flatMap", Some(ExprKind::Function(function))) =
                (*property, call.positional(0).map(|mapper| module.kind(mapper)))
            {
                return self.mapped(*object, *function, reach);
            }
            if *property == "join" {
                return self.join(*object, call, reach);
            }
        }
        if names(self.libraries.quoting, &path) {
            return Origin::Escaped;
        }
        if names(self.libraries.inputs, &path) {
            return Origin::Input;
        }
        if self.libraries.numeric.contains(&last) {
            return Origin::Numeric;
        }
        if self.libraries.environment.iter().any(|reader| names(reader.paths, &path)) {
            return Origin::Environment;
        }
        if let ExprKind::Member { object, property } = module.kind(call.callee) {
            if self.libraries.formatters.contains(property) {
                let parts = call.arguments.iter().map(|argument| argument.value);
                return worse(self.within(*object, reach), self.all(parts, reach));
            }
            if *property == "fill" && call.positional(0).is_some_and(|value| self.is_mark(value)) {
                return Origin::Placeholders;
            }
            if matches!(*property, "get" | "pop" | "setdefault") {
                if let ExprKind::Dict(_) = module.kind(self.flow.constant(*object)) {
                    let constants = self.index(*object, id, reach);
                    let default = call
                        .positional(1)
                        .map_or(Origin::Constant, |default| self.within(default, reach));
                    return worse(constants, default);
                }
                let of = self.within(*object, reach);
                return if of == Origin::Input { Origin::Input } else { worse(Origin::Call, of) };
            }
            if self.libraries.string_methods.contains(property) {
                return self.within(*object, reach);
            }
        }
        match last {
            "str" | "String" | "list" | "tuple" | "set" | "sorted" | "dedent" | "cast"
            | "reversed" | "text" | "enumerate" | "zip" | "toString" | "map" | "filter" => {
                let arguments = call.arguments.iter().map(|argument| argument.value);
                self.all(arguments, reach)
            }
            "range" => Origin::Numeric,
            _ => {
                // What a request was turned into is still the request's.
                let arguments = call.arguments.iter().map(|argument| argument.value).take(8);
                let read = matches!(
                    path.as_str(),
                    "JSON.parse" | "qs.parse" | "querystring.parse" | "url.parse"
                );
                if self.all(arguments, reach.min(3)) == Origin::Input
                    && (read || !is_checking(last))
                {
                    return Origin::Input;
                }
                Origin::Call
            }
        }
    }

    /// What a function makes of each element: marks for binding, constants, or something of the element.
    fn mapped(&self, object: ExprId, function: FunctionId, reach: u32) -> Origin {
        let module = self.flow.module;
        let result = module.function(function).body.last().and_then(|&last| {
            match module.statement(last).kind {
                StmtKind::Return(result) => result,
                _ => None,
            }
        });
        match result {
            Some(result) if self.is_mark(result) => Origin::Placeholders,
            Some(result)
                if matches!(module.kind(result), ExprKind::Str(_) | ExprKind::Number(_)) =>
            {
                Origin::Constant
            }
            _ => match self.within(object, reach) {
                Origin::Constant => Origin::Definition,
                other => other,
            },
        }
    }

    fn join(&self, object: ExprId, call: &crate::code::CallExpr<'_>, reach: u32) -> Origin {
        // Python joins the argument with the string, other languages join the list with the argument.
        let list = match self.flow.module.kind(object) {
            ExprKind::Str(_) => call.positional(0),
            _ if call.arguments.len() == 1
                && !matches!(self.flow.module.kind(call.arguments[0].value), ExprKind::Str(_)) =>
            {
                call.positional(0)
            }
            _ => Some(object),
        };
        let Some(list) = list else { return Origin::Unknown };
        let list = self.flow.constant(list);
        if self.is_mark(list) {
            return Origin::Placeholders;
        }
        self.within(list, reach)
    }
}

/// Whether a text ends with the sign of a placeholder, so that what follows is its number or name: `= $`, `(:`, `, @`.
pub(super) fn ends_in_mark(text: &str) -> bool {
    let mut signs = text.chars().rev();
    match signs.next() {
        Some('$') => true,
        Some(':' | '@') => {
            signs.next().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ',' | '='))
        }
        _ => false,
    }
}

/// Whether a function's name says that it checks or cleans what it is given.
fn is_checking(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["valid", "saniti", "escape", "quote", "clean", "parse", "check"]
        .iter()
        .any(|mark| lower.contains(mark))
}

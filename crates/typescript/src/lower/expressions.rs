use std::borrow::Cow;

use shipworthy_core::code::{
    Argument, BinaryOperator, CallExpr, CompareOperator, DictEntry, DictKey, Element, ExprId,
    ExprKind, LogicalOperator, Template, TemplatePart, UnaryOperator,
};
use shipworthy_core::source::Span;

use super::Lowerer;
use super::kinds::{F, K};

/// What an operator between two operands is.
enum Operator {
    Binary(BinaryOperator),
    Logical(LogicalOperator),
    Compare(CompareOperator),
}

fn operator(text: &str) -> Operator {
    use Operator::{Binary, Compare, Logical};
    match text {
        "&&" => Logical(LogicalOperator::And),
        "||" => Logical(LogicalOperator::Or),
        "??" => Logical(LogicalOperator::Coalesce),
        "==" | "===" => Compare(CompareOperator::Equal),
        "!=" | "!==" => Compare(CompareOperator::NotEqual),
        "<" | "<=" | ">" | ">=" => Compare(CompareOperator::Order),
        "in" => Compare(CompareOperator::In),
        "instanceof" => Compare(CompareOperator::InstanceOf),
        "+" => Binary(BinaryOperator::Add),
        "-" => Binary(BinaryOperator::Subtract),
        "*" => Binary(BinaryOperator::Multiply),
        "/" => Binary(BinaryOperator::Divide),
        "%" => Binary(BinaryOperator::Modulo),
        "|" => Binary(BinaryOperator::BitOr),
        "&" => Binary(BinaryOperator::BitAnd),
        _ => Binary(BinaryOperator::Other),
    }
}

impl<'a> Lowerer<'a, '_> {
    /// Lowers the expression or pattern under the cursor.
    pub(super) fn expression(&mut self) -> ExprId {
        match self.nested(Self::expression_at) {
            Some(id) => id,
            None => self.nothing(),
        }
    }

    /// Lowers the expression under the cursor as the value that `name` is bound to.
    pub(super) fn bound(&mut self, name: Option<&'a str>) -> ExprId {
        self.binding = name;
        let id = self.expression();
        self.binding = None;
        id
    }

    fn expression_at(&mut self) -> ExprId {
        let binding = self.binding.take();
        let (kind, span) = self.here();
        if kind.may_be_plain() {
            self.binding = binding;
            if let Some(id) = self.plain(span) {
                return id;
            }
            self.binding = None;
        }
        match kind {
            K::Identifier
            | K::Shorthand
            | K::ShorthandPattern
            | K::Property
            | K::PrivateProperty
            | K::TypeIdentifier
            | K::StatementIdentifier => {
                let name = self.of(span);
                self.name(name, span)
            }
            K::Spared => self.spared_value(binding).unwrap_or_else(|| self.nothing()),
            K::This => self.name("self", span),
            K::Super => self.name("super", span),
            K::Import => self.name("import", span),
            K::Null | K::Undefined => self.push(ExprKind::Null, span),
            K::True => self.push(ExprKind::Bool(true), span),
            K::False => self.push(ExprKind::Bool(false), span),
            K::Number => {
                let text = self.slice();
                self.push(ExprKind::Number(text), span)
            }
            K::String => {
                let text = self.string();
                self.push(ExprKind::Str(text), span)
            }
            K::Regex => {
                let text = self.slice();
                self.push(ExprKind::Regex(text), span)
            }
            K::TemplateString => self.template(None, span),
            K::Member => self.member(span),
            K::Subscript => self.subscript(span),
            K::Call => self.call(binding, span),
            K::New => self.new_expression(span),
            K::Parenthesized | K::As | K::Satisfies | K::NonNull | K::Instantiation => {
                self.first(binding)
            }
            K::TypeAssertion => self.last(binding),
            K::Array | K::ArrayPattern => self.array(span),
            K::Object | K::ObjectPattern => self.object(span),
            K::Arrow | K::FunctionExpression | K::GeneratorExpression => {
                let function = self.function_expression(binding);
                self.push(ExprKind::Function(function), span)
            }
            K::ClassExpression => {
                let class = self.class(binding, &[], span.start);
                self.push(ExprKind::Class(class), span)
            }
            K::Unary => self.unary(span),
            K::Update => self.update(span),
            K::Binary => self.binary(span),
            K::Ternary => self.ternary(binding, span),
            K::Assign | K::AssignPattern | K::ObjectAssignPattern => self.assign_expression(span),
            K::AugmentedAssign => self.augmented_expression(span),
            K::Await => {
                let inner = self.first(None);
                self.push(ExprKind::Await(inner), span)
            }
            K::Yield => {
                let mut inner = None;
                self.each(|this, kind| {
                    if kind != K::Token {
                        inner = Some(this.expression());
                    }
                });
                self.push(ExprKind::Yield(inner), span)
            }
            K::Spread | K::RestPattern => {
                let inner = self.first(None);
                self.push(ExprKind::Spread(inner), span)
            }
            K::MetaProperty => {
                let property = self.slice().rsplit('.').next().unwrap_or_default();
                let object = self.name("import", Span::new(span.start, span.start));
                self.push(ExprKind::Member { object, property }, span)
            }
            K::JsxElement | K::JsxSelfClosing => self.element(span),
            K::JsxExpression => {
                let inner = Span::new(span.start + 1, span.end.saturating_sub(1));
                self.plain(inner).unwrap_or_else(|| self.first(None))
            }
            K::JsxText => {
                let text = self.slice().trim();
                self.lost |= text.contains(['{', '<']);
                self.push(ExprKind::Str(Cow::Borrowed(text)), span)
            }
            // Sequences, syntax errors and whatever a newer grammar brings: the parts count.
            _ => {
                let mut parts = self.expressions.list();
                self.each(|this, kind| {
                    if kind != K::Token {
                        parts.push(this.expression());
                    }
                });
                let parts = self.expressions.boxed(parts);
                self.push(ExprKind::Other(parts), span)
            }
        }
    }

    /// Lowers the first child that is no token.
    fn first(&mut self, binding: Option<&'a str>) -> ExprId {
        let mut result = None;
        self.each(|this, kind| {
            if kind != K::Token && result.is_none() {
                result = Some(this.bound(binding));
            }
        });
        result.unwrap_or_else(|| self.nothing())
    }

    /// Lowers the last child that is no token and no type.
    fn last(&mut self, binding: Option<&'a str>) -> ExprId {
        let mut result = None;
        self.each(|this, kind| {
            if !matches!(kind, K::Token | K::TypeArguments) {
                result = Some(this.bound(binding));
            }
        });
        result.unwrap_or_else(|| self.nothing())
    }

    /// The value of the string literal under the cursor.
    pub(super) fn string(&self) -> Cow<'a, str> {
        let text = self.slice();
        let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
        unescape(inner)
    }

    fn template(&mut self, tag: Option<ExprId>, span: Span) -> ExprId {
        let mut parts = Vec::new();
        let mut at = span.start + 1;
        self.each(|this, kind| {
            if kind == K::TemplateSubstitution {
                let hole = this.span();
                if hole.start > at {
                    parts.push(TemplatePart::Text(unescape(this.of(Span::new(at, hole.start)))));
                }
                at = hole.end;
                let value = this.first(None);
                parts.push(TemplatePart::Value(value));
            }
        });
        let end = span.end.saturating_sub(1);
        if end > at {
            parts.push(TemplatePart::Text(unescape(self.of(Span::new(at, end)))));
        }
        self.template_of(parts, tag, span)
    }

    pub(super) fn template_of(
        &mut self,
        mut parts: Vec<TemplatePart<'a>>,
        tag: Option<ExprId>,
        span: Span,
    ) -> ExprId {
        if tag.is_none() {
            match &mut parts[..] {
                [] => return self.push(ExprKind::Str(Cow::Borrowed("")), span),
                [TemplatePart::Text(text)] => {
                    let text = std::mem::take(text);
                    return self.push(ExprKind::Str(text), span);
                }
                _ => {}
            }
        }
        self.push(ExprKind::Template(Box::new(Template { parts: parts.into(), tag })), span)
    }

    fn member(&mut self, span: Span) -> ExprId {
        let mut object = None;
        let mut property = "";
        self.until(|this, kind| {
            match kind {
                K::Token => {}
                K::Property | K::PrivateProperty if object.is_some() => property = this.slice(),
                _ if object.is_none() => {
                    object = Some(this.expression());
                    let end = this.span().end;
                    property = this.property_behind(end, span.end).unwrap_or_default();
                }
                _ => {}
            }
            !property.is_empty()
        });
        let object = object.unwrap_or_else(|| self.nothing());
        self.member_of(object, property, span)
    }

    /// The member `property` of a lowered object.
    pub(super) fn member_of(&mut self, object: ExprId, property: &'a str, span: Span) -> ExprId {
        // `exports.x` is the name `x` of this file, `module.exports` all of it.
        match self.module.name(object) {
            Some("exports") => {
                let id = self.name(property, span);
                self.exported = Some(id);
                return id;
            }
            Some("module") if property == "exports" => return self.name("exports", span),
            _ => {}
        }
        self.push(ExprKind::Member { object, property }, span)
    }

    fn subscript(&mut self, span: Span) -> ExprId {
        let (mut object, mut index) = (None, None);
        self.each(|this, kind| {
            if kind == K::Token || kind == K::Other {
                return;
            }
            match this.field() {
                F::Object => object = Some(this.expression()),
                F::Index => index = Some(this.expression()),
                _ => {}
            }
        });
        let object = object.unwrap_or_else(|| self.nothing());
        let index = index.unwrap_or_else(|| self.nothing());
        self.push(ExprKind::Index { object, index }, span)
    }

    fn call(&mut self, binding: Option<&'a str>, span: Span) -> ExprId {
        let mut callee = None;
        let mut arguments = self.arguments.list();
        let mut template = None;
        self.each(|this, kind| match kind {
            K::Arguments => {
                // A function that is wrapped where a name is bound to the result carries the name.
                let wraps = callee.is_some_and(|callee| this.module.name(callee).is_some());
                this.arguments(binding.filter(|_| wraps), &mut arguments);
            }
            K::TemplateString if callee.is_some() => {
                let tag = callee;
                let whole = this.span();
                template = Some(this.template(tag, whole));
            }
            K::Token | K::TypeArguments | K::Other => {}
            _ if callee.is_none() => callee = Some(this.expression()),
            _ => {}
        });
        if let Some(template) = template {
            return template;
        }
        let callee = callee.unwrap_or_else(|| self.nothing());
        if let (Some(name @ ("require" | "import")), [only]) =
            (self.module.name(callee), &arguments[..])
            && let ExprKind::Str(module) = self.module.kind(only.value)
        {
            let module = module.clone();
            return self.import_call(name == "import", &module, span);
        }
        let arguments = self.arguments.boxed(arguments);
        let call = CallExpr { callee, arguments, new: false };
        self.push(ExprKind::Call(Box::new(call)), span)
    }

    pub(super) fn arguments(&mut self, binding: Option<&'a str>, out: &mut Vec<Argument<'a>>) {
        if let Some(arguments) = self.spared_arguments(binding, self.span()) {
            out.extend(arguments);
            return;
        }
        self.each(|this, kind| {
            if kind != K::Token {
                let value = this.bound(binding);
                out.push(Argument { name: None, value });
            }
        });
    }

    fn new_expression(&mut self, span: Span) -> ExprId {
        let mut callee = None;
        let mut arguments = self.arguments.list();
        self.each(|this, kind| match kind {
            K::Arguments => this.arguments(None, &mut arguments),
            K::Token | K::TypeArguments => {}
            _ => callee = Some(this.expression()),
        });
        let callee = callee.unwrap_or_else(|| self.nothing());
        let arguments = self.arguments.boxed(arguments);
        let call = CallExpr { callee, arguments, new: true };
        self.push(ExprKind::Call(Box::new(call)), span)
    }

    fn array(&mut self, span: Span) -> ExprId {
        let mut items = self.expressions.list();
        self.each(|this, kind| {
            if kind != K::Token {
                items.push(this.expression());
            }
        });
        let items = self.expressions.boxed(items);
        self.push(ExprKind::Sequence(items), span)
    }

    fn object(&mut self, span: Span) -> ExprId {
        let mut entries = self.entries.list();
        self.each(|this, kind| {
            let span = this.span();
            let outer = std::mem::replace(&mut this.anchor, span.start);
            match kind {
                K::Pair | K::PairPattern => entries.push(this.pair(span)),
                K::Shorthand | K::ShorthandPattern => {
                    let name = this.slice();
                    let value = this.name(name, span);
                    let key = DictKey::Name(Cow::Borrowed(name));
                    entries.push(DictEntry { key, value, span });
                }
                K::ObjectAssignPattern => {
                    let value = this.expression();
                    let name = match this.module.kind(value) {
                        ExprKind::Assign { target, .. } => this.module.name(*target),
                        _ => None,
                    };
                    let key = name.map_or(DictKey::Computed(value), |name| {
                        DictKey::Name(Cow::Borrowed(name))
                    });
                    entries.push(DictEntry { key, value, span });
                }
                K::Spread | K::RestPattern => {
                    let value = this.first(None);
                    entries.push(DictEntry { key: DictKey::Spread, value, span });
                }
                K::Method => {
                    let (name, function) = this.object_method();
                    let value = this.push(ExprKind::Function(function), span);
                    let key = DictKey::Name(Cow::Borrowed(name));
                    entries.push(DictEntry { key, value, span });
                }
                _ => {}
            }
            this.anchor = outer;
        });
        let entries = self.entries.boxed(entries);
        self.push(ExprKind::Dict(entries), span)
    }

    fn pair(&mut self, span: Span) -> DictEntry<'a> {
        let holder = self.kind();
        if let Some((name, value)) = self.plain_pair(span) {
            return DictEntry { key: DictKey::Name(Cow::Borrowed(name)), value, span };
        }
        if let Some(name) = self.value_behind(b':') {
            let value = self.bound(Some(name));
            self.walk.up(holder, span);
            return DictEntry { key: DictKey::Name(Cow::Borrowed(name)), value, span };
        }
        let mut key = None;
        let mut name = None;
        let mut value = None;
        self.each(|this, kind| {
            if kind == K::Token {
                return;
            }
            if key.is_none() {
                key = Some(this.key(&mut name));
            } else {
                value = Some(this.bound(name));
            }
        });
        let value = value.unwrap_or_else(|| self.nothing());
        DictEntry { key: key.unwrap_or(DictKey::Computed(value)), value, span }
    }

    /// Lowers the property name under the cursor; `name` is set where it is constant.
    pub(super) fn key(&mut self, name: &mut Option<&'a str>) -> DictKey<'a> {
        match self.kind() {
            K::String => {
                let text = self.string();
                if let Cow::Borrowed(text) = text {
                    *name = Some(text);
                }
                DictKey::Name(text)
            }
            K::ComputedName => {
                let inner = self.first(None);
                match self.module.kind(inner) {
                    ExprKind::Str(text) => DictKey::Name(text.clone()),
                    _ => DictKey::Computed(inner),
                }
            }
            _ => {
                let text = self.slice();
                *name = Some(text);
                DictKey::Name(Cow::Borrowed(text))
            }
        }
    }

    fn unary(&mut self, span: Span) -> ExprId {
        let mut operator = UnaryOperator::Other;
        let mut operand = None;
        self.each(|this, kind| {
            if this.field() == F::Operator {
                operator = match this.slice() {
                    "!" => UnaryOperator::Not,
                    "-" => UnaryOperator::Minus,
                    "typeof" => UnaryOperator::TypeOf,
                    _ => UnaryOperator::Other,
                };
            } else if kind != K::Token {
                operand = Some(this.expression());
            }
        });
        let operand = operand.unwrap_or_else(|| self.nothing());
        self.push(ExprKind::Unary { operator, operand }, span)
    }

    fn update(&mut self, span: Span) -> ExprId {
        let target = self.first(None);
        let right = self.push(ExprKind::Number("1"), Span::new(span.end, span.end));
        let operator = BinaryOperator::Add;
        let value = self.push(ExprKind::Binary { operator, left: target, right }, span);
        self.push(ExprKind::Assign { target, value }, span)
    }

    fn binary(&mut self, span: Span) -> ExprId {
        let (mut left, mut right) = (None, None);
        let mut between = "";
        self.each(|this, _| match this.field() {
            F::Left => left = Some(this.expression()),
            F::Operator => between = this.slice(),
            F::Right => right = Some(this.expression()),
            _ => {}
        });
        let left = left.unwrap_or_else(|| self.nothing());
        let right = right.unwrap_or_else(|| self.nothing());
        let kind = self.combine(between, left, right);
        self.push(kind, span)
    }

    pub(super) fn combine(&self, between: &str, left: ExprId, right: ExprId) -> ExprKind<'a> {
        match operator(between) {
            // Constant strings that are joined over several lines are one string.
            Operator::Binary(BinaryOperator::Add) => {
                match (self.module.kind(left), self.module.kind(right)) {
                    (ExprKind::Str(left), ExprKind::Str(right)) => {
                        ExprKind::Str(Cow::Owned(format!("{left}{right}")))
                    }
                    _ => ExprKind::Binary { operator: BinaryOperator::Add, left, right },
                }
            }
            Operator::Binary(operator) => ExprKind::Binary { operator, left, right },
            Operator::Logical(operator) => ExprKind::Logical { operator, left, right },
            Operator::Compare(operator) => ExprKind::Compare { operator, left, right },
        }
    }

    fn ternary(&mut self, binding: Option<&'a str>, span: Span) -> ExprId {
        let (mut test, mut then, mut otherwise) = (None, None, None);
        self.each(|this, kind| {
            if kind == K::Token {
                return;
            }
            match this.field() {
                F::Condition => test = Some(this.expression()),
                F::Consequence => then = Some(this.conditionally(|this| this.bound(binding))),
                F::Alternative => otherwise = Some(this.conditionally(|this| this.bound(binding))),
                _ => {}
            }
        });
        let test = test.unwrap_or_else(|| self.nothing());
        let then = then.unwrap_or_else(|| self.nothing());
        let otherwise = otherwise.unwrap_or_else(|| self.nothing());
        self.push(ExprKind::Conditional { test, then, otherwise }, span)
    }

    /// Lowers the sides of an assignment; a function on the right carries the name on the left.
    pub(super) fn sides(&mut self) -> (ExprId, ExprId, Option<&'a str>) {
        let (mut left, mut right, mut operator) = (None, None, None);
        self.each(|this, kind| match this.field() {
            F::Left => left = Some(this.expression()),
            F::Right => {
                let name = left.and_then(|left| this.bound_name(left));
                right = Some(this.bound(name));
            }
            F::Operator => operator = Some(this.slice()),
            _ if kind != K::Token && left.is_none() => left = Some(this.expression()),
            _ => {}
        });
        let left = left.unwrap_or_else(|| self.nothing());
        let right = right.unwrap_or_else(|| self.nothing());
        (left, right, operator)
    }

    /// The name that a function carries when it is assigned to `target`.
    fn bound_name(&self, target: ExprId) -> Option<&'a str> {
        match self.module.kind(target) {
            ExprKind::Name("exports") => Some("default"),
            ExprKind::Name(name) => Some(name),
            ExprKind::Member { property, .. } => Some(property),
            _ => None,
        }
    }

    fn assign_expression(&mut self, span: Span) -> ExprId {
        let (target, value, _) = self.sides();
        self.push(ExprKind::Assign { target, value }, span)
    }

    fn augmented_expression(&mut self, span: Span) -> ExprId {
        let (target, right, operator) = self.sides();
        let operator = operator.unwrap_or_default().trim_end_matches('=');
        let kind = self.combine(operator, target, right);
        let value = self.push(kind, span);
        self.push(ExprKind::Assign { target, value }, span)
    }

    fn element(&mut self, span: Span) -> ExprId {
        let mut element = Element { tag: "", attributes: Box::default(), children: Box::default() };
        let mut children = self.expressions.list();
        if self.kind() == K::JsxSelfClosing {
            self.opening(&mut element);
        } else {
            self.until(|this, kind| {
                match kind {
                    K::JsxOpening => this.opening(&mut element),
                    K::JsxText if this.slice().trim().is_empty() => {}
                    K::JsxText | K::JsxElement | K::JsxSelfClosing | K::JsxExpression => {
                        children.push(this.expression());
                    }
                    _ => {}
                }
                // What closes the element says nothing that its opening does not.
                let behind = &this.text.as_bytes()[this.span().end as usize..];
                this.sound && behind.trim_ascii_start().starts_with(b"</")
            });
        }
        element.children = self.expressions.boxed(children);
        self.push(ExprKind::Element(Box::new(element)), span)
    }

    /// Lowers the tag under the cursor, with its attributes.
    fn opening(&mut self, element: &mut Element<'a>) {
        let span = self.span();
        let (tag, attributes) = self.plain_opening(span).unwrap_or_else(|| {
            let mut tag = "";
            let mut attributes = Vec::new();
            self.each(|this, kind| match kind {
                K::JsxAttribute => {
                    let attribute = this.attribute();
                    attributes.push(attribute);
                }
                K::JsxExpression => {
                    let value = this.expression();
                    attributes.push(("", Some(value)));
                }
                K::Token | K::TypeArguments => {}
                _ if this.field() == F::Name => tag = this.slice(),
                _ => {}
            });
            (tag, attributes)
        });
        (element.tag, element.attributes) = (tag, attributes.into());
    }

    /// The name and the value of the attribute under the cursor.
    fn attribute(&mut self) -> (&'a str, Option<ExprId>) {
        let (holder, span) = self.here();
        if let Some(name) = self.value_behind(b'=') {
            let value = self.bound(Some(name));
            self.walk.up(holder, span);
            return (name, Some(value));
        }
        let mut name = None;
        let mut value = None;
        self.each(|this, kind| {
            if kind == K::Token {
                return;
            }
            if name.is_none() {
                name = Some(this.slice());
            } else {
                value = Some(this.bound(name));
            }
        });
        (name.unwrap_or_default(), value)
    }
}

/// A string with its escapes decoded, borrowed where it has none.
fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            result.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => result.push('\n'),
            Some('r') => result.push('\r'),
            Some('t') => result.push('\t'),
            Some('0') => result.push('\0'),
            Some('x') => push_code(&mut result, &chars.by_ref().take(2).collect::<String>()),
            Some('u') => {
                let rest = chars.as_str();
                let code: &str = match rest.strip_prefix('{') {
                    Some(inner) => {
                        let end = inner.find('}').unwrap_or(0);
                        chars = inner.get(end + 1..).unwrap_or_default().chars();
                        &inner[..end]
                    }
                    None => {
                        let code = rest.get(..4).unwrap_or_default();
                        chars = rest.get(code.len()..).unwrap_or_default().chars();
                        code
                    }
                };
                push_code(&mut result, code);
            }
            Some('\n') | None => {}
            Some(other) => result.push(other),
        }
    }
    Cow::Owned(result)
}

fn push_code(result: &mut String, code: &str) {
    if let Some(c) = u32::from_str_radix(code, 16).ok().and_then(char::from_u32) {
        result.push(c);
    }
}

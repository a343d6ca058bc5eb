use shipworthy_core::code::{
    Argument, Assignment, Block, ClassDef, ClassId, ClassKind, DictKey, ExprId, ExprKind,
    FunctionDef, FunctionId, FunctionKind, ParameterDef, Scope, StmtId, StmtKind,
};
use shipworthy_core::source::Span;

use super::Lowerer;
use super::kinds::{F, K};

/// A parameter that declares a field of its class: `constructor(private readonly users: Users)`.
struct ParameterField<'a> {
    name: &'a str,
    annotation: Option<ExprId>,
    span: Span,
}

impl<'a> Lowerer<'a, '_> {
    /// Reserves the place of a function, so that it stands before those nested in it.
    pub(super) fn reserve_function(
        &mut self,
        name: &'a str,
        kind: FunctionKind,
        span: Span,
    ) -> FunctionId {
        let documentation = if name.is_empty() { None } else { self.take_documentation() };
        self.module.functions.push(FunctionDef {
            name,
            span,
            definition: span,
            kind,
            parameters: Box::default(),
            decorators: Box::default(),
            result: None,
            body: Block::default(),
            is_async: false,
            is_generator: false,
            is_abstract: false,
            is_static: false,
            documentation,
            parent: self.scope,
        });
        FunctionId(self.module.functions.len() as u32 - 1)
    }

    /// Lowers the function declaration under the cursor; `name` stands in for a missing name.
    pub(super) fn function_declaration(&mut self, name: Option<&'a str>) -> FunctionId {
        let name = self.declared_name().or(name).unwrap_or_default();
        let span = self.span();
        let id = self.reserve_function(name, FunctionKind::Function, span);
        self.fill_function(id);
        id
    }

    /// Lowers the function expression or arrow function under the cursor.
    pub(super) fn function_expression(&mut self, binding: Option<&'a str>) -> FunctionId {
        let own = if self.kind() == K::Arrow { None } else { self.declared_name() };
        let name = binding.or(own).unwrap_or_default();
        let span = self.span();
        let id = self.reserve_function(name, FunctionKind::Lambda, span);
        self.fill_function(id);
        id
    }

    /// Lowers the method of an object literal under the cursor.
    pub(super) fn object_method(&mut self) -> (&'a str, FunctionId) {
        let (name, kind) = self.method_head();
        let kind = match kind {
            FunctionKind::Method | FunctionKind::Constructor => FunctionKind::Function,
            kind => kind,
        };
        let span = self.span();
        let id = self.reserve_function(name, kind, span);
        self.fill_function(id);
        (name, id)
    }

    /// The name field of the node under the cursor, where it is a plain identifier.
    fn declared_name(&mut self) -> Option<&'a str> {
        let mut name = None;
        let (holder, span) = self.here();
        if self.walk.down() {
            loop {
                if self.field() == F::Name {
                    name = Some(self.slice());
                    break;
                }
                if !self.walk.next() {
                    break;
                }
            }
            self.walk.up(holder, span);
        }
        name
    }

    /// The name and the kind of the method under the cursor.
    fn method_head(&mut self) -> (&'a str, FunctionKind) {
        let mut kind = FunctionKind::Method;
        let mut name = "";
        let (holder, span) = self.here();
        if self.walk.down() {
            loop {
                if self.field() == F::Name {
                    name = self.slice().trim_matches(['"', '\'']);
                    break;
                }
                if self.kind() == K::Token {
                    match self.slice() {
                        "get" => kind = FunctionKind::Getter,
                        "set" => kind = FunctionKind::Setter,
                        _ => {}
                    }
                }
                if !self.walk.next() {
                    break;
                }
            }
            self.walk.up(holder, span);
        }
        if name == "constructor" {
            kind = FunctionKind::Constructor;
        }
        (name, kind)
    }

    /// Lowers what a function has inside, and gives back the fields that its parameters declare.
    fn fill_function(&mut self, id: FunctionId) -> Vec<ParameterField<'a>> {
        let at = id.0 as usize;
        let outer = std::mem::replace(&mut self.scope, Scope::Function(id));
        // Code in a function runs when the function is called, whatever holds its definition.
        let conditional = std::mem::take(&mut self.conditional);
        let mut parameters = Vec::new();
        let mut fields = Vec::new();
        let mut result = None;
        let mut body = Block::default();
        let mut has_body = false;
        let mut is_async = false;
        let mut is_static = false;
        let mut is_abstract = false;
        let mut is_generator =
            matches!(self.kind(), K::GeneratorDeclaration | K::GeneratorExpression);
        self.each(|this, kind| match kind {
            K::Token => match this.slice() {
                "async" => is_async = true,
                "static" => is_static = true,
                "abstract" => is_abstract = true,
                "*" => is_generator = true,
                _ => {}
            },
            K::Parameters => {
                let span = this.span();
                match this.plain_parameters_at(span) {
                    Some(plain) => parameters = plain,
                    None => this.parameters(&mut parameters, &mut fields),
                }
            }
            K::TypeParameters | K::Accessibility => {}
            _ => match this.field() {
                F::Parameter => {
                    let span = this.span();
                    parameters.push(ParameterDef { name: this.slice(), ..blank_parameter(span) });
                }
                F::ReturnType => result = this.annotation(),
                F::Body => {
                    has_body = true;
                    body = this.function_body(kind);
                }
                _ => {}
            },
        });
        self.conditional = conditional;
        self.scope = outer;
        let function = &mut self.module.functions[at];
        function.parameters = parameters.into();
        function.result = result;
        function.body = body;
        function.is_async = is_async;
        function.is_generator = is_generator;
        function.is_static = is_static;
        function.is_abstract = is_abstract || !has_body;
        fields
    }

    fn function_body(&mut self, kind: K) -> Block {
        if kind == K::StatementBlock {
            return self.nested(Self::block).unwrap_or_default();
        }
        let span = self.span();
        let outer = std::mem::replace(&mut self.anchor, span.start);
        let value = self.expression();
        self.anchor = outer;
        Box::new([self.push_statement(StmtKind::Return(Some(value)), span)])
    }

    fn parameters(
        &mut self,
        out: &mut Vec<ParameterDef<'a>>,
        fields: &mut Vec<ParameterField<'a>>,
    ) {
        self.each(|this, kind| {
            if !matches!(kind, K::RequiredParameter | K::OptionalParameter) {
                return;
            }
            let span = this.span();
            let mut parameter = blank_parameter(span);
            let mut decorators = Vec::new();
            let mut declares = false;
            let mut receiver = false;
            this.each(|this, kind| match kind {
                K::Decorator => decorators.extend(this.decorator()),
                K::Accessibility => declares = true,
                K::Token => declares |= this.slice() == "readonly",
                K::This if this.field() != F::Value => receiver = true,
                K::TypeAnnotation => parameter.annotation = this.annotation(),
                K::Identifier if this.field() != F::Value => parameter.name = this.slice(),
                K::RestPattern => {
                    parameter.rest = true;
                    this.each(|this, kind| match kind {
                        K::Token => {}
                        K::Identifier => parameter.name = this.slice(),
                        _ => parameter.pattern = Some(this.expression()),
                    });
                }
                _ if this.field() == F::Value => {
                    parameter.default = Some(this.bound(Some(parameter.name)));
                }
                K::ObjectPattern | K::ArrayPattern => parameter.pattern = Some(this.expression()),
                K::Spared => parameter.pattern = this.spared_pattern(),
                _ => {}
            });
            // `this: T` declares the receiver's type and is no parameter.
            if receiver {
                return;
            }
            if declares && !parameter.name.is_empty() {
                fields.push(ParameterField {
                    name: parameter.name,
                    annotation: parameter.annotation,
                    span,
                });
            }
            parameter.decorators = decorators.into();
            match parameter.pattern.map(|it| this.module.kind(it)) {
                // `(...[first, { second }])` takes what `(first, { second })` takes.
                Some(ExprKind::Sequence(items)) if parameter.rest => {
                    out.extend(items.iter().map(|&it| this.taken_apart(it)));
                }
                _ => out.push(parameter),
            }
        });
    }

    /// The parameter that an element of the pattern of all arguments is.
    fn taken_apart(&self, id: ExprId) -> ParameterDef<'a> {
        let mut parameter = blank_parameter(self.module.expression(id).span);
        let target = match *self.module.kind(id) {
            ExprKind::Assign { target, value } => {
                parameter.default = Some(value);
                target
            }
            ExprKind::Spread(inner) => {
                parameter.rest = true;
                inner
            }
            _ => id,
        };
        match *self.module.kind(target) {
            ExprKind::Name(name) => parameter.name = name,
            _ => parameter.pattern = Some(target),
        }
        parameter
    }

    /// Lowers the decorator under the cursor, without its mark.
    pub(super) fn decorator(&mut self) -> Option<ExprId> {
        let mut result = None;
        self.each(|this, kind| {
            if kind != K::Token {
                result = Some(this.expression());
            }
        });
        result
    }

    fn reserve_class(&mut self, name: &'a str, kind: ClassKind, span: Span) -> ClassId {
        let documentation = self.take_documentation();
        self.module.classes.push(ClassDef {
            name,
            span,
            definition: span,
            kind,
            bases: Box::default(),
            decorators: Box::default(),
            body: Block::default(),
            documentation,
            parent: self.scope,
        });
        ClassId(self.module.classes.len() as u32 - 1)
    }

    /// Lowers the class under the cursor. `decorators` are those that stand before it, from `start`.
    pub(super) fn class(
        &mut self,
        binding: Option<&'a str>,
        decorators: &[ExprId],
        start: u32,
    ) -> ClassId {
        let span = self.span();
        let name = self.declared_name().or(binding).unwrap_or_default();
        let id = self.reserve_class(name, ClassKind::Class, Span::new(start, span.end));
        let outer = std::mem::replace(&mut self.scope, Scope::Class(id));
        let mut decorators = decorators.to_vec();
        let mut bases = Vec::new();
        let mut body = Vec::new();
        let mut definition = None;
        self.each(|this, kind| match kind {
            K::Decorator => decorators.extend(this.decorator()),
            K::ClassHeritage => this.heritage(&mut bases),
            K::ClassBody => this.class_body(&mut body),
            _ => {
                let at = this.span().start;
                definition.get_or_insert(at);
            }
        });
        self.scope = outer;
        let class = &mut self.module.classes[id.0 as usize];
        class.definition = Span::new(definition.unwrap_or(span.start), span.end);
        class.decorators = decorators.into();
        class.bases = bases.into();
        class.body = body.into();
        id
    }

    fn heritage(&mut self, bases: &mut Vec<Argument<'a>>) {
        self.each(|this, kind| match kind {
            K::ExtendsClause => this.extends(bases),
            K::Implements => this.each(|this, kind| {
                if kind != K::Token {
                    let value = this.type_of();
                    bases.push(Argument { name: Some("implements"), value });
                }
            }),
            K::Token => {}
            // JavaScript's grammar has the base here.
            _ => {
                let value = this.expression();
                bases.push(Argument { name: None, value });
            }
        });
    }

    fn extends(&mut self, bases: &mut Vec<Argument<'a>>) {
        self.each(|this, kind| match kind {
            K::Token => {}
            K::TypeArguments => {
                let index = this.type_arguments();
                if let Some(base) = bases.last_mut() {
                    let object = base.value;
                    let span = this.module.expression(object).span.to(this.span());
                    base.value = this.push(ExprKind::Index { object, index }, span);
                }
            }
            _ => {
                let value = this.expression();
                bases.push(Argument { name: None, value });
            }
        });
    }

    fn class_body(&mut self, out: &mut Vec<StmtId>) {
        let mut decorators: Vec<ExprId> = Vec::new();
        let mut start = None;
        self.each(|this, kind| {
            let span = this.span();
            if kind == K::Decorator {
                start.get_or_insert(span.start);
                decorators.extend(this.decorator());
                return;
            }
            if kind == K::Token {
                return;
            }
            let begin = start.take().unwrap_or(span.start);
            let outer = std::mem::replace(&mut this.anchor, begin);
            let own = std::mem::take(&mut decorators);
            match kind {
                K::Method | K::MethodSignature | K::AbstractMethod => {
                    this.method(own, begin, out);
                }
                K::Field => this.class_field(own, out),
                K::StaticBlock => {
                    let mut body = Vec::new();
                    this.each(|this, kind| {
                        if kind == K::StatementBlock {
                            this.statements(&mut body);
                        }
                    });
                    out.push(this.push_statement(StmtKind::Block(body.into()), span));
                }
                K::Error => this.statement(out),
                _ => {}
            }
            this.anchor = outer;
        });
    }

    fn method(&mut self, decorators: Vec<ExprId>, start: u32, out: &mut Vec<StmtId>) {
        let (name, kind) = self.method_head();
        let definition = self.span();
        let span = Span::new(start, definition.end);
        let id = self.reserve_function(name, kind, span);
        let fields = self.fill_function(id);
        let function = &mut self.module.functions[id.0 as usize];
        function.definition = definition;
        function.decorators = decorators.into();
        for field in fields {
            let target = self.name(field.name, field.span);
            let assignment = Assignment {
                targets: Box::new([target]),
                value: None,
                annotation: field.annotation,
                operator: None,
                declares: true,
                decorators: Box::default(),
            };
            out.push(self.push_statement(StmtKind::Assign(Box::new(assignment)), field.span));
        }
        out.push(self.push_statement(StmtKind::Function(id), span));
    }

    /// Lowers a field. One that holds a function is a method for all that matters.
    fn class_field(&mut self, mut decorators: Vec<ExprId>, out: &mut Vec<StmtId>) {
        let span = self.span();
        let mut target = None;
        let mut annotation = None;
        let mut value = None;
        self.each(|this, kind| match kind {
            K::Token | K::Accessibility => {}
            K::Decorator => decorators.extend(this.decorator()),
            _ => match this.field() {
                F::Name => {
                    let mut name = None;
                    let part = this.span();
                    target = Some(match this.key(&mut name) {
                        DictKey::Computed(computed) => computed,
                        _ => this.name(name.unwrap_or_default(), part),
                    });
                }
                F::Type => annotation = this.annotation(),
                F::Value => {
                    let name = target.and_then(|target| this.module.name(target));
                    value = Some(this.bound(name));
                }
                _ => {}
            },
        });
        let Some(target) = target else { return };
        if let Some(value) = value
            && let ExprKind::Function(id) = *self.module.kind(value)
        {
            let function = &mut self.module.functions[id.0 as usize];
            function.kind = FunctionKind::Method;
            function.decorators = decorators.into();
            out.push(self.push_statement(StmtKind::Function(id), span));
            return;
        }
        let assignment = Assignment {
            targets: Box::new([target]),
            value,
            annotation,
            operator: None,
            declares: true,
            decorators: decorators.into(),
        };
        out.push(self.push_statement(StmtKind::Assign(Box::new(assignment)), span));
    }

    /// Lowers the interface or type alias under the cursor.
    pub(super) fn interface(&mut self) -> ClassId {
        let span = self.span();
        let name = self.declared_name().unwrap_or_default();
        let id = self.reserve_class(name, ClassKind::Interface, span);
        let outer = std::mem::replace(&mut self.scope, Scope::Class(id));
        let mut bases = Vec::new();
        let mut body = Vec::new();
        self.each(|this, kind| match kind {
            K::ExtendsTypeClause => this.each(|this, kind| {
                if kind != K::Token {
                    let value = this.type_of();
                    bases.push(Argument { name: None, value });
                }
            }),
            K::InterfaceBody | K::ObjectType => this.members(&mut body),
            _ => {}
        });
        self.scope = outer;
        let class = &mut self.module.classes[id.0 as usize];
        class.bases = bases.into();
        class.body = body.into();
        id
    }

    fn members(&mut self, out: &mut Vec<StmtId>) {
        self.each(|this, kind| match kind {
            K::PropertySignature => this.class_field(Vec::new(), out),
            K::MethodSignature => {
                let start = this.span().start;
                this.method(Vec::new(), start, out);
            }
            _ => {}
        });
    }

    /// Lowers the enumeration under the cursor.
    pub(super) fn enumeration(&mut self) -> ClassId {
        let span = self.span();
        let name = self.declared_name().unwrap_or_default();
        let id = self.reserve_class(name, ClassKind::Enum, span);
        let mut body = Vec::new();
        self.each(|this, kind| {
            if kind != K::EnumBody {
                return;
            }
            this.each(|this, kind| match kind {
                K::Token => {}
                K::EnumAssignment => this.class_field(Vec::new(), &mut body),
                _ => {
                    let span = this.span();
                    let name = this.slice();
                    let target = this.name(name, span);
                    let assignment = Assignment {
                        targets: Box::new([target]),
                        value: None,
                        annotation: None,
                        operator: None,
                        declares: true,
                        decorators: Box::default(),
                    };
                    body.push(this.push_statement(StmtKind::Assign(Box::new(assignment)), span));
                }
            });
        });
        self.module.classes[id.0 as usize].body = body.into();
        id
    }
}

pub(super) fn blank_parameter<'a>(span: Span) -> ParameterDef<'a> {
    ParameterDef {
        name: "",
        pattern: None,
        annotation: None,
        default: None,
        rest: false,
        decorators: Box::default(),
        span,
    }
}

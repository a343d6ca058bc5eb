use shipworthy_core::code::{
    Argument, Block, ClassDef, ClassId, ClassKind, ExprId, ExprKind, FunctionDef, FunctionId,
    FunctionKind, ParameterDef, Scope, StmtKind,
};
use shipworthy_core::source::Span;

use super::kind::Kind;
use super::{At, Lower};

impl<'a> Lower<'_, 'a> {
    pub(super) fn decorated_definition(&mut self, span: Span) -> StmtKind<'a> {
        let mark = self.expressions.len();
        let mut kind = StmtKind::Error;
        let mut at = self.down_part();
        while let Some(here) = at {
            match here.kind {
                Kind::Decorator => {
                    let decorator = self.parts();
                    self.expressions.extend_from_slice(&decorator);
                }
                Kind::FunctionDefinition => {
                    let decorators = self.taken(mark);
                    kind = StmtKind::Function(self.function_definition(span, &decorators));
                }
                Kind::ClassDefinition => {
                    let decorators = self.taken(mark);
                    kind = StmtKind::Class(self.class_definition(span, &decorators));
                }
                _ => {}
            }
            at = self.next_part();
        }
        self.expressions.truncate(mark);
        kind
    }

    /// The function definition that the cursor is on; `span` takes in its decorators.
    pub(super) fn function_definition(&mut self, span: Span, decorators: &[ExprId]) -> FunctionId {
        let definition = self.here().span;
        let id = self.new_function(span, definition);
        let outside = (self.scope, self.function);
        let mut body = Block::default();
        let mut parameters: Box<[ParameterDef<'a>]> = Box::default();
        let mut documentation = None;
        let mut result = None;
        let mut name = "";
        let mut is_async = false;
        let mut at = self.down_part();
        while let Some(here) = at {
            match here.kind {
                Kind::Async => is_async = true,
                Kind::Identifier => name = self.slice(here.span),
                Kind::Parameters => parameters = self.parameters(),
                Kind::Type => result = Some(self.expression(here)),
                Kind::Block => {
                    (self.scope, self.function) = (Scope::Function(id), Some(id.0));
                    (body, documentation) = self.documented_block();
                    (self.scope, self.function) = outside;
                }
                _ => {}
            }
            at = self.next_part();
        }
        let traits = self.traits(name, decorators);
        let function = &mut self.module.functions[id.0 as usize];
        function.name = name;
        function.kind = traits.kind;
        function.parameters = parameters;
        function.decorators = decorators.into();
        function.result = result;
        function.body = body;
        function.is_async = is_async;
        function.is_abstract = traits.is_abstract || self.options.declarations;
        function.is_static = traits.is_static;
        function.documentation = documentation;
        id
    }

    /// Takes the next place among the functions.
    fn new_function(&mut self, span: Span, definition: Span) -> FunctionId {
        self.module.functions.push(FunctionDef {
            name: "",
            span,
            definition,
            kind: FunctionKind::Lambda,
            parameters: Box::default(),
            decorators: Box::default(),
            result: None,
            body: Block::default(),
            is_async: false,
            is_generator: false,
            is_abstract: false,
            is_static: false,
            documentation: None,
            parent: self.scope,
        });
        FunctionId(self.module.functions.len() as u32 - 1)
    }

    /// What the name, the decorators and the holding class say about a function.
    fn traits(&self, name: &str, decorators: &[ExprId]) -> Traits {
        let class = match self.scope {
            Scope::Class(class) => Some(self.module.class(class)),
            _ => None,
        };
        let mut traits = Traits {
            kind: match class {
                None => FunctionKind::Function,
                Some(_) if name == "__init__" => FunctionKind::Constructor,
                Some(_) => FunctionKind::Method,
            },
            is_abstract: class.is_some_and(|class| class.kind == ClassKind::Interface),
            is_static: false,
        };
        for &decorator in decorators {
            match self.last_name(decorator) {
                "property" | "cached_property" | "abstractproperty" if class.is_some() => {
                    traits.kind = FunctionKind::Getter;
                }
                "setter" | "deleter" if class.is_some() => traits.kind = FunctionKind::Setter,
                "staticmethod" => traits.is_static = true,
                "abstractmethod" | "overload" => traits.is_abstract = true,
                _ => {}
            }
        }
        traits
    }

    /// The last part of a name, also of one that is called or subscripted.
    fn last_name(&self, mut id: ExprId) -> &'a str {
        loop {
            match self.module.kind(id) {
                ExprKind::Name(name) => return name,
                ExprKind::Member { property, .. } => return property,
                ExprKind::Call(call) => id = call.callee,
                ExprKind::Index { object, .. } => id = *object,
                _ => return "",
            }
        }
    }

    /// The parameters below the cursor.
    fn parameters(&mut self) -> Box<[ParameterDef<'a>]> {
        let mut parameters = Vec::new();
        let mut at = self.down_part();
        while let Some(here) = at {
            parameters.extend(self.parameter(here));
            at = self.next_part();
        }
        parameters.into()
    }

    fn parameter(&mut self, at: At) -> Option<ParameterDef<'a>> {
        let mut parameter = ParameterDef {
            name: "",
            pattern: None,
            annotation: None,
            default: None,
            rest: false,
            decorators: Box::default(),
            span: at.span,
        };
        match at.kind {
            Kind::TypedParameter | Kind::DefaultParameter | Kind::TypedDefaultParameter => {
                let mut part = self.down_part();
                let mut first = true;
                while let Some(here) = part {
                    match here.kind {
                        Kind::Colon => {}
                        Kind::Type => parameter.annotation = Some(self.expression(here)),
                        _ if first => self.bind(&mut parameter, here),
                        _ => parameter.default = Some(self.expression(here)),
                    }
                    first = false;
                    part = self.next_part();
                }
            }
            _ => self.bind(&mut parameter, at),
        }
        (!parameter.name.is_empty() || parameter.pattern.is_some()).then_some(parameter)
    }

    /// Says what a parameter binds.
    fn bind(&mut self, parameter: &mut ParameterDef<'a>, at: At) {
        match at.kind {
            Kind::Identifier => parameter.name = self.slice(at.span),
            Kind::ListSplatPattern | Kind::DictionarySplatPattern => {
                parameter.rest = true;
                parameter.name = self.slice(at.span).trim_start_matches('*').trim_start();
            }
            Kind::TuplePattern => parameter.pattern = Some(self.expression(at)),
            _ => {}
        }
    }

    pub(super) fn lambda(&mut self, span: Span) -> FunctionId {
        let id = self.new_function(span, span);
        let outside = (self.scope, self.function);
        let mut parameters: Box<[ParameterDef<'a>]> = Box::default();
        let mut body = Block::default();
        let mut at = self.down_part();
        while let Some(here) = at {
            match here.kind {
                Kind::Colon => {}
                Kind::LambdaParameters => parameters = self.parameters(),
                _ => {
                    (self.scope, self.function) = (Scope::Function(id), Some(id.0));
                    let value = self.expression(here);
                    (self.scope, self.function) = outside;
                    body = Box::new([self.stmt(StmtKind::Return(Some(value)), here.span)]);
                }
            }
            at = self.next_part();
        }
        let function = &mut self.module.functions[id.0 as usize];
        function.parameters = parameters;
        function.body = body;
        id
    }

    /// The class definition that the cursor is on; `span` takes in its decorators.
    pub(super) fn class_definition(&mut self, span: Span, decorators: &[ExprId]) -> ClassId {
        let definition = self.here().span;
        let id = ClassId(self.module.classes.len() as u32);
        self.module.classes.push(ClassDef {
            name: "",
            span,
            definition,
            kind: ClassKind::Class,
            bases: Box::default(),
            decorators: decorators.into(),
            body: Block::default(),
            documentation: None,
            parent: self.scope,
        });
        let outside = self.scope;
        let mut at = self.down_part();
        while let Some(here) = at {
            match here.kind {
                Kind::Identifier => self.class(id).name = self.slice(here.span),
                Kind::ArgumentList => {
                    let bases = self.argument_list();
                    self.class(id).kind = self.class_kind(&bases);
                    self.class(id).bases = bases;
                }
                Kind::Block => {
                    self.scope = Scope::Class(id);
                    let (body, documentation) = self.documented_block();
                    self.scope = outside;
                    self.class(id).body = body;
                    self.class(id).documentation = documentation;
                }
                _ => {}
            }
            at = self.next_part();
        }
        id
    }

    fn class(&mut self, id: ClassId) -> &mut ClassDef<'a> {
        &mut self.module.classes[id.0 as usize]
    }

    fn class_kind(&self, bases: &[Argument<'a>]) -> ClassKind {
        for base in bases.iter().filter(|base| base.name.is_none()) {
            match self.last_name(base.value) {
                "Protocol" => return ClassKind::Interface,
                "Enum" | "IntEnum" | "StrEnum" | "Flag" | "IntFlag" | "Choices" | "TextChoices"
                | "IntegerChoices" => return ClassKind::Enum,
                _ => {}
            }
        }
        ClassKind::Class
    }
}

struct Traits {
    kind: FunctionKind,
    is_abstract: bool,
    is_static: bool,
}

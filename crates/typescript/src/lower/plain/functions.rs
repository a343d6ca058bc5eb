//! Arrow functions whose body is a value, parameters, and declarations.

use shipworthy_core::code::{Block, ExprId, ExprKind, FunctionKind, ParameterDef, Scope, StmtKind};
use shipworthy_core::source::Span;
use shipworthy_syntax::{Reader, is_of_name};

use super::{DEPTH, Lowerer, is_reserved};
use crate::lower::definitions::blank_parameter;

/// What a plain variable declaration or one of its declarators says.
pub(in crate::lower) struct Declared {
    pub(in crate::lower) target: ExprId,
    pub(in crate::lower) annotation: Option<ExprId>,
    pub(in crate::lower) value: ExprId,
    pub(in crate::lower) span: Span,
}

/// Where the body of an arrow function begins, if one with brackets around its parameters stands here.
pub(in crate::lower) fn arrow_ahead(reader: &Reader<'_, '_>) -> Option<usize> {
    let mut ahead = match reader.rest() {
        [b'(', ..] => reader.clone(),
        [b'a', b's', b'y', b'n', b'c', b' ' | b'(', ..] => {
            let mut ahead = reader.clone();
            ahead.at += "async".len();
            (ahead.peek() == b'(').then_some(ahead)?
        }
        _ => return None,
    };
    let mut first = ahead.clone();
    first.at += 1;
    let begins = |first: u8| is_of_name(first) || matches!(first, b')' | b'{' | b'[' | b'.');
    begins(first.peek()).then_some(())?;
    let mut open = 0;
    loop {
        match ahead.byte(0) {
            b'(' | b'[' | b'{' if open == DEPTH => return None,
            b'(' | b'[' | b'{' => open += 1,
            b')' | b']' | b'}' => open -= 1,
            b'"' | b'\'' => {
                ahead.string()?;
                continue;
            }
            // At the end, and where no parameter goes on.
            0 | b';' | b'`' | b'/' => return None,
            _ => {}
        }
        ahead.at += 1;
        if open == 0 {
            break;
        }
    }
    let arrow = ahead.takes(b'=') && ahead.byte(0) == b'>';
    ahead.at += 1;
    ahead.peek();
    arrow.then_some(ahead.at)
}

impl<'a> Lowerer<'a, '_> {
    /// Lowers the parameters that stand at `span`, with their brackets.
    pub(in crate::lower) fn plain_parameters_at(
        &mut self,
        span: Span,
    ) -> Option<Vec<ParameterDef<'a>>> {
        if self.is_spared(span, 1) {
            return self.spared(span, |this, reader| this.plain_parameters(reader, DEPTH));
        }
        self.read(span, |this, reader| this.plain_parameters(reader, DEPTH))
    }

    /// Lowers the declaration of one variable that stands at `span`.
    pub(in crate::lower) fn plain_declaration(&mut self, span: Span) -> Option<Declared> {
        self.read(span, |this, reader| {
            matches!(reader.word()?, "const" | "let" | "var").then_some(())?;
            reader.peek();
            let declared = this.plain_declared(reader);
            reader.takes(b';');
            declared
        })
    }

    /// Lowers the declarator that stands at `span`.
    pub(in crate::lower) fn plain_declarator(&mut self, span: Span) -> Option<Declared> {
        self.read(span, Self::plain_declared)
    }

    /// `target: T = value`.
    fn plain_declared(&mut self, reader: &mut Reader<'a, '_>) -> Option<Declared> {
        let start = reader.at;
        let mut name = "";
        let target = match reader.byte(0) {
            b'{' | b'[' => self.plain_atom(reader, DEPTH)?,
            _ => {
                name = reader.word().filter(|name| !is_reserved(name))?;
                self.name(name, reader.span_from(start))
            }
        };
        let annotation = match reader.takes(b':') {
            true => Some(self.plain_type(reader, DEPTH)?),
            false => None,
        };
        reader.takes(b'=').then_some(())?;
        self.binding = Some(name).filter(|name| !name.is_empty());
        let value = self.plain_value(reader, DEPTH)?;
        Some(Declared { target, annotation, value, span: reader.span_from(start) })
    }

    /// An arrow function whose body begins at `body`.
    pub(super) fn plain_arrow(
        &mut self,
        reader: &mut Reader<'a, '_>,
        binding: Option<&'a str>,
        body: usize,
        depth: u32,
    ) -> Option<ExprId> {
        if self.text.as_bytes().get(body) == Some(&b'{') {
            reader.at = body;
            return None;
        }
        let start = reader.at;
        let name = binding.unwrap_or_default();
        let nowhere = Span::new(start as u32, start as u32);
        let id = self.reserve_function(name, FunctionKind::Lambda, nowhere);
        let outer = std::mem::replace(&mut self.scope, Scope::Function(id));
        let filled = self.plain_function(reader, depth);
        self.scope = outer;
        let (is_async, parameters, body) = filled?;
        let span = reader.span_from(start);
        let function = &mut self.module.functions[id.0 as usize];
        (function.span, function.definition) = (span, span);
        function.is_async = is_async;
        function.parameters = parameters.into();
        function.body = body;
        Some(self.push(ExprKind::Function(id), span))
    }

    /// What an arrow function is made of: whether it is `async`, its parameters and its body.
    fn plain_function(
        &mut self,
        reader: &mut Reader<'a, '_>,
        depth: u32,
    ) -> Option<(bool, Vec<ParameterDef<'a>>, Block)> {
        let start = reader.at;
        let word = reader.word();
        let parameters = match word {
            None | Some("async") => self.plain_parameters(reader, depth)?,
            Some(name) => {
                vec![ParameterDef { name, ..blank_parameter(reader.span_from(start)) }]
            }
        };
        (reader.takes(b'=') && reader.byte(0) == b'>').then_some(())?;
        reader.at += 1;
        reader.peek();
        let start = reader.at;
        let outer = std::mem::replace(&mut self.anchor, start as u32);
        let value = self.plain_value(reader, depth);
        self.anchor = outer;
        let result = StmtKind::Return(Some(value?));
        let body = self.push_statement(result, reader.span_from(start));
        Some((word == Some("async"), parameters, Box::new([body])))
    }

    /// Parameters in brackets.
    fn plain_parameters(
        &mut self,
        reader: &mut Reader<'a, '_>,
        depth: u32,
    ) -> Option<Vec<ParameterDef<'a>>> {
        reader.takes(b'(').then_some(())?;
        let mut parameters = Vec::new();
        reader.list(b')', |reader| {
            parameters.push(self.plain_parameter(reader, depth)?);
            Some(())
        })?;
        Some(parameters)
    }

    fn plain_parameter(
        &mut self,
        reader: &mut Reader<'a, '_>,
        depth: u32,
    ) -> Option<ParameterDef<'a>> {
        let start = reader.at;
        let mut parameter = blank_parameter(Span::new(start as u32, start as u32));
        if reader.rest().starts_with(b"...") {
            reader.at += 3;
            parameter.rest = true;
        }
        match reader.byte(0) {
            b'{' | b'[' if !parameter.rest => {
                parameter.pattern = Some(self.plain_atom(reader, depth)?);
            }
            _ => {
                let is_name = |name: &&str| !is_reserved(name) && *name != "this";
                parameter.name = reader.word().filter(is_name)?;
            }
        }
        if reader.byte(0) == b'?' {
            reader.at += 1;
        }
        let mut end = reader.at;
        if reader.takes(b':') {
            parameter.annotation = Some(self.plain_type(reader, depth)?);
            end = reader.at;
        }
        if reader.takes(b'=') {
            parameter.default = Some(self.plain_bound(reader, parameter.name, depth)?);
            end = reader.at;
        }
        reader.at = end;
        parameter.span = reader.span_from(start);
        Some(parameter)
    }
}

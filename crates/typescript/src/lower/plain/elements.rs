//! Tags and attributes of JSX.

use std::borrow::Cow;

use shipworthy_core::code::{ExprId, ExprKind};
use shipworthy_core::source::Span;
use shipworthy_syntax::{Reader, is_of_name};

use super::{DEPTH, Lowerer};

/// Names of attributes and their values; a spread has no name.
pub(in crate::lower) type Attributes<'a> = Vec<(&'a str, Option<ExprId>)>;

/// Whether a byte belongs to names of elements and attributes.
fn is_of_tag(byte: &u8) -> bool {
    is_of_name(*byte) || matches!(byte, b'-' | b'.')
}

/// Takes the name of an element or of an attribute.
fn tag<'a>(reader: &mut Reader<'a, '_>) -> Option<&'a str> {
    let length = reader.rest().iter().copied().take_while(is_of_tag).count();
    (length > 0).then(|| reader.take(length))
}

impl<'a> Lowerer<'a, '_> {
    /// The tag and the attributes of an element that opens at `span`.
    pub(in crate::lower) fn plain_opening(
        &mut self,
        span: Span,
    ) -> Option<(&'a str, Attributes<'a>)> {
        let inner = self.of(span).trim_end_matches(['/', '>']);
        let name = inner.bytes().skip(1).take_while(is_of_tag).count();
        let whole = Span::new(span.start, span.start + inner.len() as u32 + 1);
        if self.is_spared(whole, 1 + name) {
            return self.spared(span, Self::plain_opening_at);
        }
        self.read(span, Self::plain_opening_at)
    }

    fn plain_opening_at(
        &mut self,
        reader: &mut Reader<'a, '_>,
    ) -> Option<(&'a str, Attributes<'a>)> {
        let tag = reader.takes(b'<').then(|| tag(reader))??;
        let mut attributes = Vec::new();
        loop {
            match reader.peek() {
                b'>' => break,
                b'/' if reader.byte(1) == b'>' => {
                    reader.at += 1;
                    break;
                }
                _ => attributes.push(self.plain_attribute(reader)?),
            }
        }
        reader.at += 1;
        Some((tag, attributes))
    }

    fn plain_attribute(
        &mut self,
        reader: &mut Reader<'a, '_>,
    ) -> Option<(&'a str, Option<ExprId>)> {
        if reader.takes(b'{') {
            reader.peek();
            let start = reader.at;
            let inner = self.plain_spread(reader, DEPTH)?;
            let spread = self.push(ExprKind::Spread(inner), reader.span_from(start));
            return reader.takes(b'}').then_some(("", Some(spread)));
        }
        let name = tag(reader).filter(|name| !name.contains('.'))?;
        if !reader.takes(b'=') {
            return Some((name, None));
        }
        let value = match reader.peek() {
            b'{' => {
                reader.at += 1;
                let value = self.plain_value(reader, DEPTH)?;
                reader.takes(b'}').then_some(value)?
            }
            b'"' | b'\'' => {
                let start = reader.at;
                let text = reader.string()?;
                self.push(ExprKind::Str(Cow::Borrowed(text)), reader.span_from(start))
            }
            _ => return None,
        };
        Some((name, Some(value)))
    }
}

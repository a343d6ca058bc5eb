//! What the text of a node says as well as its children do.
//!
//! Moving the cursor is most of the work of lowering. Where the text right under it is plain, as in `name: value` or
//! `const name = value`, it is read instead; expressions are in `plain`. In a tree with errors, and where a comment may
//! stand between the parts, nothing is read this way.

use shipworthy_core::source::Span;
use shipworthy_syntax::is_of_name;

use super::Lowerer;
use super::kinds::K;

/// The name that a text begins with, and what is behind it.
fn leading_name(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().position(|byte| !is_of_name(byte)).unwrap_or(text.len());
    let begins = text.bytes().next().is_some_and(|first| !first.is_ascii_digit());
    (end > 0 && begins).then(|| text.split_at(end))
}

impl<'a> Lowerer<'a, '_> {
    /// The property that a dot right behind `end` takes, if nothing else stands before `outer`.
    pub(super) fn property_behind(&self, end: u32, outer: u32) -> Option<&'a str> {
        let property = self.of(Span::new(end, outer)).strip_prefix('.').filter(|_| self.sound)?;
        (!property.is_empty() && property.bytes().all(is_of_name)).then_some(property)
    }

    /// The text of the node under the cursor, if it is a name and nothing else.
    pub(super) fn only_name(&self) -> Option<&'a str> {
        let (name, rest) = leading_name(self.slice()).filter(|_| self.sound)?;
        rest.is_empty().then_some(name)
    }

    /// Goes to the last child of the node under the cursor, if only a name and `sign` stand before it. Returns the name.
    /// The caller goes back up.
    pub(super) fn value_behind(&mut self, sign: u8) -> Option<&'a str> {
        let (holder, span) = self.here();
        let (name, rest) = leading_name(self.of(span)).filter(|_| self.sound)?;
        if rest.trim_ascii_start().as_bytes().first() != Some(&sign) || !self.walk.down_to_last() {
            return None;
        }
        let (kind, value) = self.here();
        let between = self.of(Span::new(span.start + name.len() as u32, value.start));
        if kind != K::Comment && between.trim_ascii().as_bytes() == [sign] {
            return Some(name);
        }
        self.walk.up(holder, span);
        None
    }
}

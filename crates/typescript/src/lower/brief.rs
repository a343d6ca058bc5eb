//! What the text of a node says as well as its children do.
//!
//! Moving the cursor is most of the work of lowering. Where the text right under it is plain, as in `name: value` or
//! `const name = value`, it is read instead; expressions are in `plain`. In a tree with errors, and where a comment may
//! stand between the parts, nothing is read this way.

use shipworthy_core::source::Span;
use shipworthy_syntax::is_of_name;

use super::Lowerer;
use super::kinds::K;
use super::modules::Names;

/// The name that a text begins with, and what is behind it.
fn leading_name(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().position(|byte| !is_of_name(byte)).unwrap_or(text.len());
    let begins = text.bytes().next().is_some_and(|first| !first.is_ascii_digit());
    (end > 0 && begins).then(|| text.split_at(end))
}

/// The names and signs of an import, one after the other.
struct Parts<'a>(&'a str);

impl<'a> Parts<'a> {
    /// The next name or sign; empty at the end, and nothing where something else stands.
    fn next(&mut self) -> Option<&'a str> {
        let rest = self.0.trim_ascii_start();
        let (part, rest) = match rest.bytes().next() {
            None => (rest, rest),
            Some(b'{' | b'}' | b',' | b'*') => rest.split_at(1),
            Some(_) => leading_name(rest)?,
        };
        self.0 = rest;
        Some(part)
    }

    /// Takes what stands in the brackets: `{ a, b as c, type D }`.
    fn specifiers(&mut self, names: &mut Names<'a>) -> Option<()> {
        loop {
            let mut name = self.next()?;
            if name == "}" {
                return Some(());
            }
            let mut next = self.next()?;
            let of_type = name == "type" && !matches!(next, "," | "}");
            if of_type {
                name = next;
                next = self.next()?;
            }
            let mut alias = name;
            if next == "as" {
                alias = self.next()?;
                next = self.next()?;
            }
            // `type as` may name a type or be renamed itself.
            if name == "as" || leading_name(name).is_none() || leading_name(alias).is_none() {
                return None;
            }
            let into = if of_type { &mut names.types } else { &mut names.values };
            into.push((name, alias));
            match next {
                "," => {}
                "}" => return Some(()),
                _ => return None,
            }
        }
    }
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

    /// The names and the module of the import under the cursor, if it is written without comments, options and escapes.
    pub(super) fn plain_import(&self) -> Option<(Names<'a>, &'a str)> {
        let text = self.slice().strip_prefix("import").filter(|_| self.sound)?;
        let quoted = text.strip_suffix(';').unwrap_or(text).trim_ascii_end();
        let quote = quoted.chars().next_back().filter(|it| matches!(it, '"' | '\''))?;
        let (clause, source) = quoted[..quoted.len() - 1].split_once(quote)?;
        if source.contains(['\\', quote]) {
            return None;
        }
        let mut parts = Parts(clause);
        let mut names = Names::default();
        let mut part = parts.next()?;
        if part == "type" {
            part = parts.next()?;
            // `import type from "…"` and `import type, { A } from "…"` bind a name that is spelled so.
            if matches!(part, "from" | ",") {
                return None;
            }
            names.only_types = true;
        }
        if leading_name(part).is_some() {
            names.values.push(("default", part));
            part = parts.next()?;
            if part == "," {
                part = parts.next()?;
            }
        }
        if part == "*" {
            let alias = (parts.next()? == "as").then(|| parts.next())??;
            names.values.push(("", alias));
            part = parts.next()?;
        } else if part == "{" {
            parts.specifiers(&mut names)?;
            part = parts.next()?;
        }
        (part == "from" && parts.next()?.is_empty()).then_some((names, source))
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

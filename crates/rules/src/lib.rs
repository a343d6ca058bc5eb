//! The built-in rules of Shipworthy.
//!
//! One folder a category, one file a rule, each beside its Markdown page. The page is what
//! `shipworthy explain` shows, and its examples are the rule's test. Rules read facts and the
//! linked project; they know no language. They register through the same [`RuleSet`] as rules of
//! an embedder, and nothing in the core names one of them.
//!
//! Adding a rule takes its file, its page and one line in [`builtin`].

use std::borrow::Cow;

use shipworthy_core::rule::Rule;
#[cfg(doc)]
use shipworthy_core::rule::RuleSet;

mod access_control;
mod authenticity;
mod configuration;
mod reliability;
mod security;

/// The built-in rules, in order of category and id.
pub fn builtin() -> Vec<Rule> {
    vec![]
}

/// A constant text of a rule's metadata.
const fn text(text: &'static str) -> Cow<'static, str> {
    Cow::Borrowed(text)
}

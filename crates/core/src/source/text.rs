use std::borrow::Borrow;
use std::fmt;
use std::hash::BuildHasher;
use std::ops::Deref;
use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHashSet};
use serde::{Deserialize, Serialize};

/// A shared, immutable string: cheap to clone, compared by content.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(Arc<str>);

impl Text {
    /// The string.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where the string lies: the same for all copies that an [`Interner`] gives of one text.
    pub(crate) fn address(&self) -> usize {
        self.0.as_ptr().addr()
    }
}

impl schemars::JsonSchema for Text {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Text".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

impl Deref for Text {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Text {
    fn from(value: &str) -> Self {
        Self(Arc::from(value))
    }
}

impl From<String> for Text {
    fn from(value: String) -> Self {
        Self(Arc::from(value))
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Makes equal strings share one allocation.
#[derive(Debug)]
pub struct Interner {
    known: FxHashSet<Text>,
    /// What was asked for last, by its hash: most names come again soon, and this table stays in the processor's cache.
    recent: Box<[Option<Text>]>,
}

impl Default for Interner {
    fn default() -> Self {
        // To make room later, all known texts would have to be read again.
        let known = FxHashSet::with_capacity_and_hasher(ROOM, FxBuildHasher);
        Self { known, recent: vec![None; RECENT].into() }
    }
}

/// How many texts there is room for from the start.
const ROOM: usize = 1 << 15;
/// How many texts are kept at hand; a power of two.
const RECENT: usize = 2048;

impl Interner {
    /// The shared copy of `text`. It lives as long as the interner, so that its address tells it from all others.
    pub fn intern(&mut self, text: &str) -> Text {
        let at = FxBuildHasher.hash_one(text) as usize % RECENT;
        if let Some(recent) = self.recent[at].as_ref().filter(|recent| recent.as_str() == text) {
            return recent.clone();
        }
        let shared = self.shared(text);
        self.recent[at] = Some(shared.clone());
        shared
    }

    fn shared(&mut self, text: &str) -> Text {
        if let Some(known) = self.known.get(text) {
            return known.clone();
        }
        let new = Text::from(text);
        self.known.insert(new.clone());
        new
    }
}

/// The beginning of a text: as many whole characters as fit into `limit` bytes.
pub fn head(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

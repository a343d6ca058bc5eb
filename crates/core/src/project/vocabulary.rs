//! Which names a file writes.
//!
//! Linking and rules ask the whole project for the few places that name something. Most files do not name it, and to
//! read all their facts again to learn so costs more than anything else that is asked of them. A vocabulary is taken
//! while the facts of a file are still at hand.

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashSet};

use super::capabilities::each_name;
use crate::facts::{Argument, FileFacts, GuardUse, Value};
use crate::naming::{self, bare};

/// How deep values are looked into.
const DEPTH: u32 = 6;
/// How many hashes are kept at hand to leave out what was just seen; a power of two.
const RECENT: usize = 512;

/// The names that a file writes, as hashes of 64 bits: names that share one are taken for the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vocabulary {
    hashes: Box<[u64]>,
    /// How many of them, from the first on, are the last parts of what code calls, hands over, keeps or attaches.
    used: usize,
}

impl Vocabulary {
    /// The vocabulary of a file: each part of each name in it, its keys, and the last parts of strings that spell names.
    pub(crate) fn of(facts: &FileFacts) -> Self {
        let mut taken = Taken::default();
        each_name(facts, &mut |name| taken.word(name.last()));
        let used = taken.hashes.len();
        taken.facts(facts);
        Self { hashes: taken.hashes.into(), used }
    }

    /// The hashes of the last parts of all names that code mentions.
    pub(crate) fn used(&self) -> &[u64] {
        &self.hashes[..self.used]
    }

    /// Whether the file may write one of these names. Where it does not, nothing in its facts holds one of them.
    pub(crate) fn has_any(&self, names: &NameSet) -> bool {
        self.hashes.iter().any(|hash| names.has(*hash))
    }
}

/// The hash of a name.
pub(crate) fn hash(name: &str) -> u64 {
    FxBuildHasher.hash_one(name)
}

/// Names that are looked for in many files, see [`ProjectFile::may_name`](super::ProjectFile::may_name).
#[derive(Debug)]
pub struct NameSet {
    /// A bit for each remainder of a hash: most others are told by it.
    bits: [u64; 64],
    hashes: FxHashSet<u64>,
}

impl<'a> FromIterator<&'a str> for NameSet {
    fn from_iter<T: IntoIterator<Item = &'a str>>(names: T) -> Self {
        let mut set = Self { bits: [0; 64], hashes: FxHashSet::default() };
        for hash in names.into_iter().map(hash) {
            set.bits[(hash / 64 % 64) as usize] |= 1 << (hash % 64);
            set.hashes.insert(hash);
        }
        set
    }
}

impl NameSet {
    fn has(&self, hash: u64) -> bool {
        self.bits[(hash / 64 % 64) as usize] & 1 << (hash % 64) != 0 && self.hashes.contains(&hash)
    }
}

/// What is taken of a file.
struct Taken {
    hashes: Vec<u64>,
    recent: [u64; RECENT],
}

impl Default for Taken {
    fn default() -> Self {
        Self { hashes: Vec::new(), recent: [0; RECENT] }
    }
}

impl Taken {
    fn word(&mut self, word: &str) {
        let hash = hash(word);
        if self.is_new(hash) {
            self.hashes.push(hash);
        }
    }

    fn is_new(&mut self, hash: u64) -> bool {
        let recent = &mut self.recent[hash as usize % RECENT];
        std::mem::replace(recent, hash) != hash
    }

    /// All parts of a path; a module path may hold slashes: `./limits.limiter`.
    fn path(&mut self, path: &str) {
        let is_end = |byte: u8| matches!(byte, b'.' | b'/');
        let Some(mut end) = path.bytes().position(is_end) else { return self.word(bare(path)) };
        if !self.is_new(hash(path)) {
            return;
        }
        let mut rest = path;
        loop {
            self.word(bare(&rest[..end]));
            let Some(next) = rest.get(end + 1..) else { return };
            rest = next;
            end = rest.bytes().position(is_end).unwrap_or(rest.len());
        }
    }

    fn facts(&mut self, facts: &FileFacts) {
        for call in &facts.calls {
            self.path(&call.callee.path);
            self.arguments(&call.arguments, DEPTH);
        }
        for function in &facts.functions {
            for decorator in &function.decorators {
                self.path(&decorator.name.path);
                self.arguments(&decorator.arguments, DEPTH);
            }
            for parameter in &function.parameters {
                self.value(&parameter.annotation, DEPTH);
                parameter.default.iter().for_each(|it| self.value(it, DEPTH));
            }
            self.value(&function.result, DEPTH);
            function.exits.iter().for_each(|it| self.value(&it.value, DEPTH));
            self.guards(&function.dependencies);
        }
        for class in &facts.classes {
            class.bases.iter().for_each(|it| self.value(it, DEPTH));
            for decorator in &class.decorators {
                self.path(&decorator.name.path);
                self.arguments(&decorator.arguments, DEPTH);
            }
            for field in &class.fields {
                self.word(&field.name);
                self.value(&field.annotation, DEPTH);
                field.value.iter().for_each(|it| self.value(it, DEPTH));
                field.decorators.iter().for_each(|it| self.path(&it.name.path));
            }
        }
        for binding in &facts.bindings {
            self.word(&binding.name);
            self.value(&binding.value, DEPTH);
        }
        facts.exports.iter().for_each(|it| self.value(&it.value, DEPTH));
        self.guards(facts.routing.guards());
    }

    fn guards<'g>(&mut self, guards: impl IntoIterator<Item = &'g GuardUse>) {
        for guard in guards {
            self.value(&guard.target, DEPTH);
            self.arguments(&guard.arguments, DEPTH);
        }
    }

    fn arguments(&mut self, arguments: &[Argument], depth: u32) {
        for argument in arguments {
            if !argument.name.is_empty() {
                self.word(&argument.name);
            }
            self.value(&argument.value, depth);
        }
    }

    fn value(&mut self, value: &Value, depth: u32) {
        let Some(depth) = depth.checked_sub(1) else { return };
        match value {
            Value::Name(name) => self.path(&name.path),
            Value::Call(call) => {
                self.path(&call.callee.path);
                self.arguments(&call.arguments, depth);
            }
            Value::List(items) | Value::Choice(items) | Value::Computed(items) => {
                items.iter().for_each(|it| self.value(it, depth));
            }
            Value::Dict(entries) => {
                for (key, value) in entries {
                    self.word(key);
                    self.value(value, depth);
                }
            }
            Value::Fallback(parts) | Value::Subscript(parts) => {
                self.value(&parts.0, depth);
                self.value(&parts.1, depth);
            }
            Value::Str(text) => self.string(text),
            _ => {}
        }
    }

    /// The last part of a dotted path in a string; prose is left out.
    fn string(&mut self, text: &str) {
        let last = naming::behind_last(text, b'.');
        if last
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..))
        {
            self.word(last);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Call, Name, Root};
    use crate::source::Language;

    fn name(path: &str) -> Name {
        Name { path: path.into(), root: Root::Module }
    }

    #[test]
    fn a_file_has_all_parts_of_what_it_names() {
        let mut facts = FileFacts::new(Language::TEXT, "");
        let config = Value::Str("shop.middleware.Limits".into());
        let argument = Argument { name: "guard".into(), value: config };
        let arguments = vec![argument].into();
        facts.calls.push(Call {
            callee: name("./limits.make().use"),
            arguments,
            ..Call::default()
        });
        let vocabulary = Vocabulary::of(&facts);
        for word in ["limits", "make", "use", "guard", "Limits"] {
            assert!(vocabulary.has_any(&[word].into_iter().collect()), "{word}");
        }
        assert!(!vocabulary.has_any(&["middleware", "us"].into_iter().collect()));
        // What it calls or hands over is told from all else.
        assert_eq!(vocabulary.used(), [hash("use")]);
    }
}

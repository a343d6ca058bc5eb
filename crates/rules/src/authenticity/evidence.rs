//! What several rules of this category look at: remarks in a function, and what it really does.

use shipworthy_core::facts::{Effect, FileFacts, Function, Name, Root};
use shipworthy_core::naming::{AnyOf, any_word, words};
use shipworthy_core::project::ProjectFile;
use shipworthy_core::source::{Role, Span};

use super::phrases::{Telling, telling};

/// A remark that tells something, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Remark {
    pub(super) level: Telling,
    pub(super) phrase: &'static str,
    pub(super) span: Span,
    pub(super) trailing: bool,
}

/// The telling remarks of a file, in order.
pub(super) fn remarks(facts: &FileFacts) -> Vec<Remark> {
    facts
        .comments
        .iter()
        .filter_map(|comment| {
            telling(&comment.text).map(|(level, phrase)| Remark {
                level,
                phrase,
                span: comment.span,
                trailing: comment.trailing,
            })
        })
        .collect()
}

/// Whether findings of this category make sense in a file: code that is meant to run.
pub(super) fn is_looked_at(file: &ProjectFile) -> bool {
    !matches!(file.role, Role::Test | Role::Generated | Role::Vendored)
}

/// Whether inventing is what the module is for (a simulator, a faker, a detector of placeholders): its words say nothing.
pub(super) fn invents_by_purpose(file: &ProjectFile, phrase: &str) -> bool {
    static WORDS: AnyOf = AnyOf::new(&[ROOTS]);
    let path = file.path.as_str();
    WORDS.is_in(path)
        && root_of(phrase).is_some_and(|root| any_word(path, |word| word.starts_with(root)))
}

/// Whether a module is there to make random data: to fill an empty database, to hide who somebody is.
pub(super) fn is_random_by_purpose(file: &ProjectFile) -> bool {
    const RANDOM: &[&str] =
        &["anonym", "example", "faker", "populat", "pseudonym", "random", "seed"];
    static WORDS: AnyOf = AnyOf::new(&[RANDOM]);
    let path = file.path.as_str();
    WORDS.is_in(path) && any_word(path, |word| RANDOM.iter().any(|root| word.starts_with(root)))
}

/// The beginnings of words that say that something is invented.
const ROOTS: &[&str] = &["simul", "fake", "mock", "placeholder", "dummy", "stub", "demo", "sample"];

/// The beginning of the word in a phrase that says that something is invented.
pub(super) fn root_of(phrase: &str) -> Option<&'static str> {
    ROOTS.iter().copied().find(|root| phrase.contains(root))
}

/// Whether the first remark of a file, before its code, says that the file is a stand-in: `// Wallet module stub`.
pub(super) fn opens_as_stand_in(facts: &FileFacts) -> bool {
    let Some(first) = facts.comments.first() else { return false };
    let before = |start: u32| first.span.start < start;
    let opens = facts.functions.first().is_none_or(|function| before(function.span.start))
        && facts.lines.line(first.span.start) <= 3
        && !first.trailing;
    // Longer texts describe, and mention such words in passing.
    opens
        && first.text.len() <= 120
        && words(&first.text).iter().any(|word| {
            matches!(word.as_str(), "stub" | "stubs" | "mock" | "placeholder" | "dummy" | "fake")
        })
}

/// The strongest remark about a function: in its documentation, in its body outside nested functions, or right above it.
pub(super) fn remark_on(file: &ProjectFile, remarks: &[Remark], at: usize) -> Option<Remark> {
    let facts = &file.facts;
    let function = &facts.functions[at];
    let documentation =
        function.documentation.as_deref().and_then(telling).map(|(level, phrase)| Remark {
            level,
            phrase,
            span: function.definition,
            trailing: false,
        });
    let line = facts.lines.line(function.span.start);
    let from = remarks.partition_point(|remark| remark.span.end <= function.span.start);
    let above = from.checked_sub(1).map(|before| remarks[before]).filter(|remark| {
        !remark.trailing && facts.lines.line(remark.span.end.saturating_sub(1)) + 1 == line
    });
    let inside = remarks[from..]
        .iter()
        .take_while(|remark| remark.span.start < function.span.end)
        .filter(|remark| facts.function_at(remark.span) == Some(at as u32))
        .copied();
    documentation
        .into_iter()
        .chain(above)
        .chain(inside)
        .filter(|remark| !invents_by_purpose(file, remark.phrase))
        .max_by_key(|remark| remark.level)
}

/// Whether a name comes from outside of the repository, as far as one file can tell.
pub(super) fn is_of_a_library(file: &ProjectFile, name: &Name) -> bool {
    let Root::Import(import, _) = name.root else { return false };
    file.facts.imports.get(import as usize).is_some_and(|import| {
        let package = import.module.split(['.', '/']).next().unwrap_or_default();
        !package.is_empty() && !file.path.parts().any(|part| part == package)
    })
}

/// Whether the body does no work that could bring a result: no input or output, no real call.
pub(super) fn does_no_work(function: &Function) -> bool {
    !function.body.has(Effect::Io) && function.body.calls == 0
}

/// Whether parameters are given and none is looked at.
pub(super) fn ignores_parameters(function: &Function) -> bool {
    !function.parameters.is_empty()
        && function.parameters.iter().all(|parameter| !parameter.used || parameter.rest)
}

/// Few functions are called so, and all are asked.
static NOOP: AnyOf = AnyOf::new(&[&["noop"]]);

/// Whether a function is one that somebody else must fill or that the language requires empty.
pub(super) fn is_declaration(facts: &FileFacts, function: &Function) -> bool {
    use shipworthy_core::code::{ClassKind, FunctionKind};
    function.is_abstract
        || function.is_test
        || function.name.starts_with("__")
        // React asks a class for the state after an error by this name.
        || function.name == "getDerivedStateFromError"
        || NOOP.is_in(&function.name) && any_word(&function.name, |word| word == "noop")
        || matches!(function.kind, FunctionKind::Constructor | FunctionKind::Setter)
        || function.class.and_then(|class| facts.classes.get(class as usize)).is_some_and(|class| {
            class.kind == ClassKind::Interface
                || any_word(&class.name, |word| {
                    matches!(
                        word,
                        "abstract" | "base" | "interface" | "protocol" | "noop" | "null"
                    )
                })
        })
}

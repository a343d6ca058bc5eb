//! Phrases of comments and texts that tell invented code.
//!
//! A phrase alone is weak evidence; rules join it with what the code does. The phrases come from
//! labelled functions of repositories of several kinds and are grouped by how telling they are.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// How telling a remark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Telling {
    /// Common in honest notes too.
    Weak,
    /// Says that the real work is missing.
    Strong,
}

/// Phrases that say that the real work is missing.
const STRONG: &[&str] = &[
    "(mock)",
    "(simulated)",
    "(stub)",
    "actual implementation would",
    "always return true for now",
    "always returns true for now",
    "api is not ready",
    "artificial delay",
    "backend is not ready",
    "backend is ready",
    "basic implementation for now",
    "datos de ejemplo",
    "datos de prueba",
    "demo data",
    "demo purposes",
    "demonstration purposes",
    "dummy data",
    "dummy implementation",
    "dummy response",
    "dummy users",
    "dummy value",
    "example data",
    "fake api",
    "fake data",
    "fake delay",
    "fake response",
    "fallback mock",
    "fallback to mock",
    "fallback to simulated",
    "fictional data",
    "for demo",
    "for demonstration",
    "for now just",
    "for now return",
    "for now we return",
    "for now, just",
    "for now, return",
    "for now, we return",
    "for now, we'll return",
    "generate mock",
    "hard coded for",
    "hard-coded data",
    "hard-coded for",
    "hard-coded list",
    "hard-coded response",
    "hardcoded data",
    "hardcoded for",
    "hardcoded list",
    "hardcoded response",
    "hardcoded value",
    "implement actual",
    "implement real",
    "in a production environment, this",
    "in a production implementation",
    "in a production system, this",
    "in a real app",
    "in a real application",
    "in a real implementation",
    "in a real scenario",
    "in a real system",
    "in a real world",
    "in a real-world",
    "in production this would",
    "in production, call",
    "in production, connect",
    "in production, fetch",
    "in production, implement",
    "in production, integrate",
    "in production, load",
    "in production, query",
    "in production, save",
    "in production, send",
    "in production, store",
    "in production, this should",
    "in production, this would",
    "in production, validate",
    "in production, verify",
    "in production, you should",
    "in production, you would",
    "in production, you'd",
    "in real implementation",
    "in real life this",
    "in reality, this",
    "in reality, would",
    "logic goes here",
    "logic here",
    "mock api",
    "mock data",
    "mock fallback",
    "mock implementation",
    "mock login",
    "mock response",
    "mock result",
    "mock user",
    "mock value",
    "mocked data",
    "mocked for",
    "mocked response",
    "needs real implementation",
    "not implemented",
    "not yet implemented",
    "once the api",
    "once the backend",
    "placeholder data",
    "placeholder for actual",
    "placeholder for now",
    "placeholder for real",
    "placeholder for the actual",
    "placeholder for the real",
    "placeholder implementation",
    "placeholder logic",
    "placeholder response",
    "placeholder until",
    "placeholder value",
    "platzhalter",
    "pretend",
    "real implementation should",
    "real implementation would",
    "replace by real",
    "replace this with",
    "replace with actual",
    "replace with api",
    "replace with real",
    "replace with the actual",
    "replace with the real",
    "return mock",
    "return placeholder",
    "returns mock",
    "sample data",
    "sample response",
    "should be replaced with",
    "simulate ",
    "simulated",
    "simulates ",
    "simulating",
    "simulation only",
    "static data for",
    "stub implementation",
    "stub that",
    "stubbed",
    "temporary implementation",
    "temporary mock",
    "this is a placeholder",
    "this is a simplified",
    "this is a stub",
    "this should be replaced",
    "this would actually",
    "this would be",
    "this would call",
    "this would connect",
    "this would fetch",
    "this would integrate",
    "this would query",
    "this would send",
    "this would use",
    "to be implemented",
    "todo: actual",
    "todo: add actual",
    "todo: add real",
    "todo: api",
    "todo: call",
    "todo: connect",
    "todo: create",
    "todo: fetch",
    "todo: get actual",
    "todo: get from",
    "todo: get real",
    "todo: hook up",
    "todo: implement",
    "todo: integrate",
    "todo: load",
    "todo: make api",
    "todo: persist",
    "todo: query",
    "todo: real",
    "todo: replace",
    "todo: save",
    "todo: send",
    "todo: upload",
    "todo: use real",
    "todo: wire",
    "unimplemented",
    "until backend",
    "until the api",
    "until the backend",
    "use mock",
    "using mock",
    "when the api is ready",
    "will be replaced",
    "would actually",
    "would be fetched",
    "would be implemented",
    "would be replaced",
    "would call",
    "would come from",
    "would fetch",
    "would go here",
    "would happen here",
    "would integrate",
    "would normally",
    "would query",
    "would send",
    "would store",
    "would typically",
    "would use actual",
    "would use real",
    "would use the actual",
    "would validate",
    "would verify",
    "假数据",
    "占位",
    "待实现",
    "暂时返回",
    "暂未实现",
    "模拟",
];

/// Phrases and words that stand in honest notes as well.
const WEAK: &[&str] = &[
    "dummy",
    "fake",
    "for now",
    "hack",
    "hardcoded",
    "hard-coded",
    "in production",
    "mock",
    "placeholder",
    "simplified",
    "simulation",
    "stub",
    "temporary",
    "todo",
    "would need",
];

static PHRASES: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    // Several rules put every comment through it: the larger and faster form pays.
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(STRONG.iter().chain(WEAK))
        .ok()
});

/// The most telling phrase of a text.
pub(super) fn telling(text: &str) -> Option<(Telling, &'static str)> {
    let mut best: Option<(Telling, &'static str)> = None;
    for found in PHRASES.as_ref()?.find_iter(text) {
        let at = found.pattern().as_usize();
        let (level, phrase) = match STRONG.get(at) {
            Some(phrase) => (Telling::Strong, *phrase),
            None => (Telling::Weak, WEAK[at - STRONG.len()]),
        };
        let inside_word = text[..found.start()]
            .ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            || (level == Telling::Weak
                && text[found.end()..]
                    .starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'));
        let of_its_callers = phrase.ends_with("would be")
            && ["called", "invoked", "triggered", "run by", "used by"]
                .iter()
                .any(|word| text[found.end()..].trim_start().starts_with(word));
        // `if the method is not implemented` says what is done where it is.
        let of_a_condition = phrase.ends_with("implemented")
            && text[..found.start()].rsplit(['.', ';', '\n']).next().is_some_and(|clause| {
                clause.split_whitespace().any(|word| {
                    ["if", "whether", "unless"].iter().any(|it| word.eq_ignore_ascii_case(it))
                })
            });
        if !inside_word
            && !of_its_callers
            && !of_a_condition
            && best.is_none_or(|(known, _)| level > known)
        {
            best = Some((level, phrase));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strong_phrase_wins_over_a_weak_word() {
        assert_eq!(
            telling("TODO: Implement the search"),
            Some((Telling::Strong, "todo: implement"))
        );
        assert_eq!(telling("for now sequentially").map(|t| t.0), Some(Telling::Weak));
        assert_eq!(telling("hammock and stubborn"), None);
        assert_eq!(telling("Ignore the error if the method is not implemented"), None);
    }
}

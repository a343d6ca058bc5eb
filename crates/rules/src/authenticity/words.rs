//! Words and phrases that tell invented code, and names that tell what a function is for.
//!
//! A word alone is weak evidence; rules join it with what the code does. The phrases come from
//! labelled functions of repositories of several kinds and are grouped by how telling they are.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

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
    "temporary data",
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

/// Parts of names that call themselves invented.
pub(super) const INVENTED: &[&str] = &[
    "demo",
    "dummy",
    "fake",
    "mock",
    "mocked",
    "placeholder",
    "sample",
    "simulate",
    "simulated",
    "stub",
];

static PHRASES: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(STRONG.iter().chain(WEAK))
        .ok()
});

/// The words by which [`makes_invented`] goes.
static CALLED: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder().ascii_case_insensitive(true).build(["mock", "fake", "dummy"]).ok()
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
        if !inside_word && !of_its_callers && best.is_none_or(|(known, _)| level > known) {
            best = Some((level, phrase));
        }
    }
    best
}

/// The lower-case words of a name in any case style.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut previous = ' ';
    for c in name.chars() {
        let starts = !c.is_alphanumeric() || (c.is_uppercase() && !previous.is_uppercase());
        if starts {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        previous = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether one of a name's words calls it invented.
pub(super) fn names_invented(name: &str) -> bool {
    words(name).iter().any(|word| INVENTED.contains(&word.as_str()))
}

/// Whether a name begins or ends with a word that calls it invented.
pub(super) fn is_called_invented(name: &str) -> bool {
    let words = words(name);
    let strong = ["demo", "dummy", "fake", "mock", "mocked"];
    [words.first(), words.last()].into_iter().flatten().any(|word| strong.contains(&word.as_str()))
}

/// Whether a function of this name makes invented data: `generate_mock_data`, `getFakeUsers`, `detectIntentMock`.
pub(super) fn makes_invented(name: &str) -> bool {
    // Every call is asked for its name, and few names hold one of the words.
    if !CALLED.as_ref().is_some_and(|called| called.is_match(name)) {
        return false;
    }
    let words = words(name);
    let invented = |word: &String| matches!(word.as_str(), "mock" | "mocked" | "fake" | "dummy");
    words.len() > 1
        && (words.iter().take(2).any(invented) || words.last().is_some_and(invented))
        && !words.iter().any(|word| {
            matches!(
                word.as_str(),
                "is" | "check" | "detect" | "hash" | "verify" | "reset" | "restore" | "clear"
            )
        })
}

/// Whether a function of this name is meant to bring or compute data.
pub(super) fn brings_data(name: &str) -> bool {
    const VERBS: &[&str] = &[
        "aggregate",
        "analyse",
        "analyze",
        "apply",
        "assess",
        "authenticate",
        "authorize",
        "calculate",
        "charge",
        "check",
        "classify",
        "collect",
        "compute",
        "create",
        "detect",
        "estimate",
        "evaluate",
        "execute",
        "export",
        "fetch",
        "find",
        "forecast",
        "generate",
        "get",
        "import",
        "list",
        "load",
        "lookup",
        "measure",
        "monitor",
        "optimize",
        "pay",
        "predict",
        "process",
        "query",
        "read",
        "recommend",
        "refund",
        "retrieve",
        "run",
        "save",
        "scan",
        "score",
        "search",
        "send",
        "submit",
        "sync",
        "track",
        "train",
        "transcribe",
        "update",
        "upload",
        "validate",
        "verify",
    ];
    words(name).first().is_some_and(|word| VERBS.contains(&word.as_str()))
}

/// Whether a function of this name gives a label, a constant or a part of a display: a literal is its honest answer.
pub(super) fn gives_label(name: &str) -> bool {
    const LABELS: &[&str] = &[
        "alias",
        "args",
        "arguments",
        "attributes",
        "badge",
        "capabilities",
        "category",
        "choices",
        "class",
        "color",
        "colour",
        "columns",
        "config",
        "configuration",
        "constants",
        "constraints",
        "context",
        "criteria",
        "css",
        "default",
        "defaults",
        "description",
        "descriptor",
        "display",
        "extension",
        "extensions",
        "features",
        "field",
        "fields",
        "filters",
        "form",
        "format",
        "formats",
        "header",
        "headers",
        "help",
        "hint",
        "hints",
        "icon",
        "id",
        "info",
        "instructions",
        "key",
        "keys",
        "kind",
        "kwargs",
        "label",
        "labels",
        "language",
        "languages",
        "level",
        "limits",
        "locale",
        "mapping",
        "media",
        "menu",
        "message",
        "metadata",
        "mode",
        "model",
        "module",
        "name",
        "names",
        "namespace",
        "options",
        "order",
        "ordering",
        "parameters",
        "params",
        "path",
        "pattern",
        "permission",
        "permissions",
        "prefix",
        "priority",
        "prompt",
        "properties",
        "props",
        "queryset",
        "regex",
        "route",
        "routes",
        "schema",
        "schemas",
        "scopes",
        "settings",
        "slug",
        "status",
        "statuses",
        "style",
        "styles",
        "suffix",
        "tags",
        "template",
        "templates",
        "text",
        "theme",
        "title",
        "tools",
        "type",
        "types",
        "unit",
        "url",
        "urls",
        "usage",
        "validators",
        "variant",
        "verbose",
        "version",
        "weight",
        "widget",
        "width",
    ];
    let words = words(name);
    words.iter().any(|word| {
        matches!(
            word.as_str(),
            "default" | "defaults" | "definition" | "initial" | "empty" | "schema"
        )
    }) || words.last().is_some_and(|word| LABELS.contains(&word.as_str()))
        || words.first().is_some_and(|word| {
            matches!(
                word.as_str(),
                "is" | "has" | "can" | "should" | "supports" | "allows" | "needs" | "default"
            )
        })
}

/// Whether the last word of a class's name says that its methods describe something.
pub(super) fn declares(last: Option<&String>) -> bool {
    last.is_some_and(|word| {
        matches!(
            word.as_str(),
            "admin"
                | "config"
                | "definition"
                | "form"
                | "options"
                | "renderer"
                | "schema"
                | "settings"
        )
    })
}

/// Whether a function of this name is meant to do something for its user: `handleSubmit`, `onSave`, `login`.
pub(super) fn does_action(name: &str) -> bool {
    const ACTIONS: &[&str] = &[
        "book",
        "buy",
        "checkout",
        "connect",
        "deposit",
        "deploy",
        "invite",
        "login",
        "logout",
        "order",
        "purchase",
        "publish",
        "register",
        "reset",
        "signin",
        "signup",
        "subscribe",
        "transfer",
        "unsubscribe",
        "withdraw",
    ];
    let words = words(name);
    let verb = words.iter().find(|word| {
        !matches!(
            word.as_str(),
            "handle" | "on" | "do" | "perform" | "start" | "execute" | "run" | "simulate" | "mock"
        )
    });
    verb.is_some_and(|verb| {
        ACTIONS.contains(&verb.as_str()) || verb != "check" && brings_data(verb)
    })
}

/// Whether a name stands for how something looks or moves: random values for it are decoration.
pub(super) fn is_decoration(name: &str) -> bool {
    const LOOKS: &[&str] = &[
        "alpha",
        "angle",
        "animation",
        "blur",
        "bottom",
        "duration",
        "dx",
        "dy",
        "height",
        "hue",
        "left",
        "length",
        "offset",
        "opacity",
        "particle",
        "particles",
        "phase",
        "position",
        "radius",
        "right",
        "rotate",
        "rotation",
        "scale",
        "size",
        "speed",
        "top",
        "transform",
        "translate",
        "velocity",
        "vx",
        "vy",
        "width",
        "x",
        "y",
        "z",
    ];
    words(name).iter().any(|word| LOOKS.contains(&word.as_str()))
}

/// Whether a name stands for the outcome of something that may fail: to assume it is to invent it.
pub(super) fn is_outcome(name: &str) -> bool {
    const OUTCOMES: &[&str] = &[
        "approved",
        "authenticated",
        "authorized",
        "delivered",
        "healthy",
        "paid",
        "passed",
        "processed",
        "sent",
        "success",
        "successful",
        "succeeded",
        "valid",
        "verified",
    ];
    words(name).last().is_some_and(|word| OUTCOMES.contains(&word.as_str()))
}

/// Whether a name stands for a figure or a fact that must be measured: a literal for it is invented.
pub(super) fn is_measured(name: &str) -> bool {
    const MEASURED: &[&str] = &[
        "accuracy",
        "balance",
        "confidence",
        "cpu",
        "efficiency",
        "energy",
        "latency",
        "load",
        "memory",
        "performance",
        "price",
        "probability",
        "rank",
        "rate",
        "rating",
        "revenue",
        "risk",
        "savings",
        "score",
        "sentiment",
        "similarity",
        "throughput",
        "uptime",
        "usage",
        "utilization",
    ];
    const BOUNDS: &[&str] = &[
        "config",
        "default",
        "factor",
        "limit",
        "limits",
        "max",
        "maximum",
        "min",
        "minimum",
        "multiplier",
        "option",
        "options",
        "sample",
        "sampled",
        "sampling",
        "step",
        "target",
        "threshold",
        "tolerance",
        "weight",
        "weights",
    ];
    let words = words(name);
    words.iter().any(|word| MEASURED.contains(&word.as_str()))
        && !words.iter().any(|word| BOUNDS.contains(&word.as_str()))
}

/// Whether a name belongs to an algorithm or a program part that takes random values for good reason.
pub(super) fn is_random_by_nature(name: &str) -> bool {
    const NATURE: &[&str] = &[
        "avatar",
        "backoff",
        "choice",
        "choose",
        "code",
        "color",
        "delay",
        "filename",
        "hash",
        "id",
        "identifier",
        "initial",
        "jitter",
        "jittered",
        "key",
        "monte",
        "nonce",
        "noise",
        "number",
        "otp",
        "password",
        "permutation",
        "pick",
        "pin",
        "rand",
        "random",
        "randomize",
        "reference",
        "sample",
        "sampled",
        "sampling",
        "salt",
        "secret",
        "seed",
        "shuffle",
        "slug",
        "string",
        "token",
        "uuid",
        "cvv",
        "sleep",
        "retry",
        "weights",
        "augment",
        "init",
        "perturb",
        "mutate",
    ];
    words(name).iter().any(|word| NATURE.contains(&word.as_str()))
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
    }

    #[test]
    fn names_are_split_in_any_style() {
        assert_eq!(words("getMockUser_byID"), ["get", "mock", "user", "by", "id"]);
        assert!(
            is_called_invented("mockUsers")
                && is_called_invented("users_fake")
                && !is_called_invented("unmock")
        );
    }

    #[test]
    fn bounds_are_not_measured_figures() {
        assert!(
            is_measured("confidence")
                && !is_measured("confidence_threshold")
                && !is_measured("max_price")
        );
    }
}

//! Names that tell what a function or a value is for, and whether it calls itself invented.
//!
//! A name alone is weak evidence; rules join it with what the code does.

use shipworthy_core::naming::{AnyOf, any_word, first_word, last_word, parts, words};

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

/// Verbs with which functions begin that bring or compute data, sorted.
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

/// Words with which names of labels, constants and parts of a display end, sorted.
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
    "sql",
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

/// The words by which [`makes_invented`] goes.
static CALLED: AnyOf = AnyOf::new(&[&["mock", "fake", "dummy"]]);

/// Whether one of a name's words calls it invented.
pub(super) fn names_invented(name: &str) -> bool {
    let words = words(name);
    words.iter().enumerate().any(|(at, word)| match word.as_str() {
        // The text in an empty field and the mark that is replaced later are called so too.
        "placeholder" => at <= 1 && at + 1 < words.len(),
        word => INVENTED.contains(&word),
    })
}

/// Whether a name begins or ends with a word that calls it invented.
pub(super) fn is_called_invented(name: &str) -> bool {
    let mut words = parts(name);
    let first = words.next();
    let strong = ["demo", "dummy", "fake", "mock", "mocked"];
    [first, words.last()]
        .into_iter()
        .flatten()
        .any(|word| strong.iter().any(|strong| word.eq_ignore_ascii_case(strong)))
}

/// Whether a function of this name makes invented data: `generate_mock_data`, `getFakeUsers`, `detectIntentMock`.
pub(super) fn makes_invented(name: &str) -> bool {
    // Every call is asked for its name, and few names hold one of the words.
    if !CALLED.is_in(name) {
        return false;
    }
    let words = words(name);
    let invented = |word: &String| matches!(word.as_str(), "mock" | "mocked" | "fake" | "dummy");
    words.len() > 1
        && (words.iter().take(2).any(invented) || words.last().is_some_and(invented))
        && !words.iter().any(|word| {
            matches!(
                word.as_str(),
                "is" | "are"
                    | "has"
                    | "should"
                    | "allowed"
                    | "enabled"
                    | "disabled"
                    | "check"
                    | "detect"
                    | "hash"
                    | "verify"
                    | "reset"
                    | "restore"
                    | "clear"
            )
        })
}

/// Whether a function of this name is meant to bring or compute data.
pub(super) fn brings_data(name: &str) -> bool {
    parts(name).next().is_some_and(|word| VERBS.binary_search(&&*word.to_lowercase()).is_ok())
}

/// Whether a function of this name gives a label, a constant or a part of a display: a literal is its honest answer.
pub(super) fn gives_label(name: &str) -> bool {
    any_word(name, |word| {
        matches!(word, "default" | "defaults" | "definition" | "initial" | "empty" | "schema")
    }) || last_word(name).is_some_and(|word| LABELS.binary_search(&word.as_str()).is_ok())
        || first_word(name).is_some_and(|word| {
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
    // What follows on something that was done: `handleUploadSuccess`.
    let follows = |word: &String| {
        matches!(
            word.as_str(),
            "success" | "complete" | "completed" | "done" | "finished" | "error"
        )
    };
    if words.len() > 1 && words.last().is_some_and(follows) {
        return false;
    }
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
        "quality",
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
    // Bounds and the settings of learning algorithms are chosen, not measured.
    const BOUNDS: &[&str] = &[
        "config",
        "crossover",
        "decay",
        "default",
        "dropout",
        "factor",
        "learning",
        "limit",
        "limits",
        "max",
        "maximum",
        "min",
        "minimum",
        "multiplier",
        "mutation",
        "option",
        "options",
        "sample",
        "sampled",
        "sampling",
        "size",
        "step",
        "target",
        "tax",
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
        "augment",
        "avatar",
        "backoff",
        "char",
        "chars",
        "choice",
        "choose",
        "code",
        "color",
        "cvv",
        "delay",
        "filename",
        "hash",
        "id",
        "identifier",
        "init",
        "initial",
        "interval",
        "jitter",
        "jittered",
        "key",
        "milliseconds",
        "monte",
        "mutate",
        "noise",
        "nonce",
        "number",
        "otp",
        "password",
        "permutation",
        "perturb",
        "pick",
        "pin",
        "rand",
        "random",
        "randomize",
        "reference",
        "retry",
        "salt",
        "sample",
        "sampled",
        "sampling",
        "secret",
        "seed",
        "shuffle",
        "sleep",
        "slug",
        "string",
        "timeout",
        "token",
        "unique",
        "username",
        "uuid",
        "weights",
    ];
    words(name).iter().any(|word| NATURE.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted() {
        assert!(VERBS.is_sorted() && LABELS.is_sorted());
    }

    #[test]
    fn a_name_calls_itself_invented_at_its_ends() {
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

//! What promises nothing: plans, wishes, comparisons, conditions.

/// Words in a heading under which nothing is promised, sorted.
const HEADINGS: &[&str] = &[
    "acknowledg",
    "alternative",
    "backlog",
    "before",
    "changelog",
    "coming soon",
    "compared",
    "comparison",
    "contribut",
    "decision",
    "enhancement",
    "example",
    "faq",
    "feature request",
    "future",
    "gaps",
    "ideas",
    "improvement",
    "inspired",
    "known issue",
    "known limitation",
    "lessons",
    "limitation",
    "missing",
    "next step",
    "next up",
    "not ",
    "optional",
    "out of scope",
    "planned",
    "planning",
    "prerequisite",
    "problem",
    "proposal",
    "proposed",
    "recommend",
    "remaining",
    "requirements",
    "roadmap",
    "suggest",
    "to do",
    "to-do",
    "todo",
    "troubleshoot",
    "upcoming",
    "vision",
    "what's missing",
    "what's next",
    "wishlist",
];

/// Words in the names of documents that plan, ask or record, sorted.
const NAMES: &[&str] = &[
    "adr",
    "agents",
    "analysis",
    "assessment",
    "audit",
    "backlog",
    "claude",
    "comparison",
    "estimate",
    "future",
    "gap",
    "gaps",
    "ideas",
    "issue",
    "issues",
    "lessons",
    "migration",
    "next",
    "notes",
    "plan",
    "planning",
    "plans",
    "postmortem",
    "prd",
    "prompt",
    "prompts",
    "proposal",
    "proposals",
    "research",
    "review",
    "rfc",
    "roadmap",
    "rules",
    "security",
    "todo",
    "todos",
    "tutorial",
    "upgrade",
    "upgrading",
    "vision",
];

/// Parts of a sentence that take a promise back or make it a condition.
const HEDGES: &[&str] = &[
    " can be ",
    " could ",
    " disabled",
    " if you",
    " instead of",
    " may ",
    " might ",
    " needs a ",
    " not ",
    " or another ",
    " planned",
    " rather than",
    " recommended",
    " should ",
    " unlike",
    " want ",
    " wants ",
    " will ",
    " without ",
    " would ",
    "(optional",
    "(planned",
    "*optional",
    "alternative",
    "coming soon",
    "compatible",
    "consider ",
    "deprecated",
    "doesn't",
    "don't",
    "e.g.",
    " example",
    "future",
    "if needed",
    "when needed",
    "inspired by",
    "isn't",
    "need to",
    "next:",
    "no longer",
    "not yet",
    "optional",
    "phase 2",
    "phase 3",
    "phase 4",
    "previously",
    "ready for",
    "ready to",
    "replace",
    "similar to",
    "such as",
    "tbd",
    "to be ",
    "todo",
    "upcoming",
    "wip",
    "work in progress",
    "you can",
    "you need",
    "your own",
];

/// Words in the names of folders whose documents plan, ask or record, or are of another time, sorted.
const FOLDERS: &[&str] = &[
    "adr",
    "adrs",
    "archive",
    "archived",
    "archives",
    "decisions",
    "deprecated",
    "legacy",
    "old",
    "plan",
    "planning",
    "plans",
    "prd",
    "prds",
    "prompt",
    "prompts",
    "proposal",
    "proposals",
    "rfc",
    "rfcs",
    "templates",
];

/// Whether a folder holds documents that do not speak of the program as it is.
pub(super) fn is_set_apart(folder: &str) -> bool {
    let lower = folder.to_ascii_lowercase();
    folder.starts_with('.')
        || lower.split(['-', '_']).any(|word| FOLDERS.binary_search(&word).is_ok())
}

/// Whether a heading says that what follows is not there yet, or is not about the project.
pub(super) fn is_planned_heading(heading: &str) -> bool {
    let heading = heading.to_ascii_lowercase();
    HEADINGS.iter().any(|word| heading.contains(word))
        || ["⏳", "🚧", "🔜", "❌"].iter().any(|mark| heading.contains(mark))
}

/// Whether a document plans, asks or records, by its name.
pub(super) fn is_plan(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    crate::naming::words(stem).iter().any(|word| NAMES.binary_search(&word.as_str()).is_ok())
}

/// Whether a statement takes itself back.
pub(super) fn is_hedged(lower: &str) -> bool {
    lower.ends_with('?')
        || HEDGES.iter().any(|part| lower.contains(part))
        || lower.starts_with("no ")
        || lower.contains(" later") && !lower.contains("or later")
        || lower.split(" | ").skip(1).any(says_no)
}

/// Whether a cell of a row says that what the row is about is not there: `No automated backups`, `not yet`.
fn says_no(cell: &str) -> bool {
    let cell = cell.trim_start();
    let first = cell.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    matches!(first, "absent" | "missing" | "no" | "none" | "not" | "placeholder" | "stub")
        || cell.ends_with(" only")
}

/// Whether a sentence speaks of what was there once, or of what it became.
pub(super) fn is_past(lower: &str) -> bool {
    const PAST: &[&str] = &[
        " deleted",
        " moved to ",
        " no longer ",
        " predates",
        " previously ",
        " removed",
        " renamed ",
        " replaced ",
        " used to be ",
        " was called ",
    ];
    PAST.iter().any(|part| lower.contains(part))
}

/// Whether a sentence in front of a list says that what it lists is not there: `This does not include:`.
pub(super) fn takes_back(lead: &str) -> bool {
    const DENIALS: &[&str] = &[
        " missing",
        " not ",
        "n't ",
        " planned",
        " remaining",
        " should ",
        " todo",
        " without",
        " yet to ",
        "future",
    ];
    let lead = format!(" {}", lead.trim_start());
    DENIALS.iter().any(|part| lead.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(NAMES.is_sorted() && FOLDERS.is_sorted());
        assert!(is_set_apart("tech-plans") && is_set_apart(".github") && !is_set_apart("guides"));
        assert!(is_plan("ROADMAP.md") && is_plan("next_todos.md") && !is_plan("README.md"));
    }

    #[test]
    fn what_comes_later_and_what_a_list_leaves_out_is_no_promise() {
        assert!(is_hedged("cloudwatch later") && !is_hedged("python 3.12 or later"));
        assert!(takes_back("this starter does not include:") && takes_back("you should create:"));
        assert!(takes_back("not implemented:") && !takes_back("the platform includes:"));
    }

    #[test]
    fn a_cell_may_take_its_row_back() {
        assert!(is_hedged("backups | no plan for them") && is_hedged("kafka | a placeholder only"));
        assert!(!is_hedged("kafka | the order stream") && !is_hedged("node | 20 or later"));
    }

    #[test]
    fn headings_of_plans_are_known() {
        assert!(is_planned_heading("🗺 Roadmap") && is_planned_heading("What's next?"));
        assert!(!is_planned_heading("Features"));
    }
}

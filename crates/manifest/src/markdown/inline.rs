//! What stands inside the text: ticks, sentences, paths, commands, names of variables.

use shipworthy_core::facts::{Citation, CitationKind};
use shipworthy_core::naming;
use shipworthy_core::source::Span;

/// Marks at the beginning of an entry or a cell, and whether they say that it is done.
const TICKS: &[(&str, bool)] = &[
    ("[x]", true),
    ("[X]", true),
    ("✅", true),
    ("✔", true),
    ("☑", true),
    ("✓", true),
    ("🟢", true),
    ("[ ]", false),
    ("⬜", false),
    ("☐", false),
    ("❌", false),
    ("✗", false),
    ("✘", false),
    ("🚧", false),
    ("⏳", false),
    ("🔜", false),
    ("🔲", false),
    ("🔴", false),
    ("🟡", false),
    ("⚠", false),
];

/// Whether a text is ticked, by a mark at its beginning or, in a row of a table, in any cell.
pub(super) fn tick(text: &str, anywhere: bool) -> Option<bool> {
    let at = |part: &str| {
        let part = part.trim_start();
        TICKS.iter().find(|(mark, _)| part.starts_with(mark)).map(|(_, done)| *done)
    };
    let trailing =
        || TICKS.iter().find(|(mark, _)| text.trim_end().ends_with(mark)).map(|(_, done)| *done);
    if anywhere { text.split(" | ").find_map(at) } else { at(text).or_else(trailing) }
}

/// The ends of the sentences of a text, in bytes.
pub(super) fn sentence_ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(". ").chain(text.match_indices("! ")) {
        ends.push(at + 1);
    }
    ends.sort_unstable();
    ends.retain(|end| {
        let next = text[*end..].trim_start().chars().next();
        let word = text[start..end - 1].rsplit(' ').next().unwrap_or_default();
        let is_end = next.is_some_and(|c| !c.is_lowercase())
            && !matches!(word, "e.g" | "i.e" | "vs" | "etc" | "No" | "approx" | "1" | "2" | "3");
        if is_end {
            start = *end;
        }
        is_end
    });
    ends.push(text.len());
    ends
}

/// Endings of files that people cite.
const ENDINGS: &[&str] = &[
    "cfg", "conf", "css", "go", "html", "ini", "ipynb", "js", "json", "jsx", "mako", "md", "mjs",
    "php", "prisma", "py", "rb", "rs", "rst", "scss", "sh", "sql", "svelte", "tf", "tfvars",
    "toml", "ts", "tsx", "txt", "vue", "xml", "yaml", "yml",
];

/// A word that names a file or a folder of the repository, with the lines that it cites.
pub(super) fn path(word: &str) -> Option<(&str, Option<(u32, u32)>)> {
    // A leading dot belongs to a hidden folder.
    let word = word
        .trim_matches(['"', '\'', '(', ')', ',', ';', '`', '*'])
        .trim_end_matches(['.', ':', ')', '`', '*']);
    let (path, lines) = split_lines(word);
    if path.len() < 4 || path.len() > 200 || path.contains("://") || path.starts_with("//") {
        return None;
    }
    let plain = path.bytes().all(|b| {
        b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'/' | b'@' | b'[' | b']')
    });
    let name = path.rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, end)| end);
    let is_file = ending.is_some_and(|ending| ENDINGS.binary_search(&ending).is_ok());
    let inner = path.trim_start_matches("./").trim_end_matches('/');
    let is_folder = path.ends_with('/') && !path.starts_with('/') && inner.contains('/');
    let is_path = is_file && (inner.contains('/') || lines.is_some()) || is_folder;
    // `path/to/file.py` and `your-app/main.py` are for the reader to fill in.
    let is_stand_in = path.split('/').any(|part| {
        matches!(part, "path" | "to" | "foo" | "bar" | "..." | "..")
            || part.starts_with("your")
            || part.starts_with("my-")
            || part.starts_with("my_")
            || part.starts_with("example.")
    });
    (plain && is_path && !is_stand_in && !path.starts_with('/')).then_some((path, lines))
}

/// A path and the lines behind it: `a.py:82-142`, `a.py:7`, `a.py#L3-L9`.
fn split_lines(word: &str) -> (&str, Option<(u32, u32)>) {
    let Some((path, tail)) = word.split_once("#L").or_else(|| word.rsplit_once(':')) else {
        return (word, None);
    };
    let (first, last) = tail.split_once(['-', '–']).unwrap_or((tail, tail));
    let number = |text: &str| text.trim_start_matches('L').parse::<u32>().ok();
    match (number(first), number(last)) {
        (Some(first), Some(last)) => (path, Some((first, last))),
        _ => (word, None),
    }
}

/// Programs whose command lines name something of the repository.
const PROGRAMS: &[&str] = &[
    "alembic",
    "bash",
    "bun",
    "celery",
    "docker",
    "docker-compose",
    "make",
    "node",
    "npm",
    "pnpm",
    "poetry",
    "pytest",
    "python",
    "python3",
    "sh",
    "task",
    "ts-node",
    "tsx",
    "uv",
    "uvicorn",
    "yarn",
];

/// The method and the path that a line begins with: `GET /users` of `GET /users?page=1  # a page of them`.
pub(super) fn route(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let (method, rest) = line.split_once(char::is_whitespace)?;
    let path = rest.trim_start();
    let is_route = matches!(method, "DELETE" | "GET" | "PATCH" | "POST" | "PUT")
        && path.starts_with('/')
        && !path.starts_with("//");
    let length = path.find([' ', '\t', '\n', '?', '#']).unwrap_or(path.len());
    is_route.then(|| &line[..line.len() - path.len() + length])
}

/// Whether a code span in the text is a command line.
pub(super) fn is_command(code: &str) -> bool {
    let mut words = code.split_whitespace();
    let first = words.next().unwrap_or_default();
    words.next().is_some()
        && (PROGRAMS.binary_search(&first).is_ok() || first.starts_with("./"))
        && code.len() <= 200
}

/// Whether a word is the name of a variable as documents write them.
pub(super) fn is_variable(word: &str) -> bool {
    word.len() > 2 && word.len() <= 80 && naming::is_variable(word) && !word.ends_with('_')
}

/// A citation of a path.
pub(super) fn cite(word: &str, span: Span) -> Option<Citation> {
    let (target, lines) = path(word)?;
    Some(Citation { target: target.into(), lines, span, ..Citation::default() })
}

/// A citation of a link's target, if it stays in the repository.
pub(super) fn link(target: &str, span: Span) -> Option<Citation> {
    let address = target.contains(':') || target.starts_with("//") || target.starts_with('#');
    let target = target.split(['#', '?']).next().unwrap_or_default();
    let odd = target.is_empty()
        || target.len() > 200
        || target.contains(['{', '<', '$', '*', '@', '\\', ' ']);
    if address || odd {
        return None;
    }
    Some(Citation { target: target.into(), kind: CitationKind::Link, span, ..Citation::default() })
}

//! Directory trees drawn in code blocks.

use shipworthy_core::facts::{Citation, CitationKind};
use shipworthy_core::source::Span;

/// How many entries of a tree are kept.
const MAX_ENTRIES: usize = 400;
/// How deep a tree is followed.
const MAX_DEPTH: usize = 24;

/// Whether a block of code draws a directory tree.
pub(super) fn is(code: &str) -> bool {
    let mut branches = code.lines().filter(|line| {
        let line = line.trim_start_matches([' ', '│', '|', '\u{a0}', '\t']);
        // Behind the branch stands a name; the lines of a box go on.
        ["├─", "└─", "|--", "+--", "`--"].iter().any(|mark| line.starts_with(mark))
            && line.trim_start_matches(['├', '└', '─', '|', '+', '`', '-', '━']).starts_with(
                |c: char| c.is_alphanumeric() || matches!(c, ' ' | '\u{a0}' | '.' | '_'),
            )
    });
    branches.nth(1).is_some()
}

/// Whether a block of code lists folders without lines between them: names, deeper ones indented, and notes in a
/// column of their own.
pub(super) fn is_listing(code: &str) -> bool {
    let mut folders = 0;
    let lines = code.lines().filter(|line| !line.trim().is_empty());
    lines.clone().count() > 3
        && lines.into_iter().all(|line| {
            let (name, note) = listed(line.trim());
            folders += usize::from(name.ends_with('/'));
            let is_file = name.rsplit('/').next().is_some_and(|it| it.contains('.'));
            let is_known = KNOWN_NAMES.contains(&name);
            is_name(name) && (name.ends_with('/') || is_file || is_known) && !note.starts_with('=')
        })
        && folders > 2
}

/// Files whose names have no ending.
const KNOWN_NAMES: &[&str] = &["Dockerfile", "LICENSE", "Makefile", "Procfile"];

/// The entries of a listing with their paths.
pub(super) fn listing(code: &str, start: u32) -> Vec<Citation> {
    let mut found = Vec::new();
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut at = start;
    for line in code.split_inclusive('\n') {
        let line_start = at;
        at += line.len() as u32;
        let bare = line.trim();
        let (name, note) = listed(bare);
        if name.is_empty() || found.len() >= MAX_ENTRIES {
            continue;
        }
        let column = line.len() - line.trim_start().len();
        while open.last().is_some_and(|(known, _)| *known >= column) {
            open.pop();
        }
        let target: String = open.iter().map(|(_, folder)| *folder).chain([name]).collect();
        let from = line_start + column as u32;
        found.push(Citation {
            target: target.into(),
            kind: CitationKind::Tree,
            note: note.into(),
            span: Span::new(from, from + name.len() as u32),
            ..Citation::default()
        });
        if open.len() < MAX_DEPTH && name.ends_with('/') {
            open.push((column, name));
        }
    }
    found
}

/// The name and the note of a line of a listing.
fn listed(line: &str) -> (&str, &str) {
    let end = line.find([' ', '\t']).unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    let note = rest.trim();
    let is_apart = note.is_empty() || rest.starts_with("  ") || rest.contains('\t');
    let is_marked = ["#", "//", "←", "-", "–", "—", "("].iter().any(|it| note.starts_with(it));
    if is_apart || is_marked { (name, note) } else { ("", "") }
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with("..")
        && !name.ends_with("...")
        && name != "."
        && name.bytes().all(|b| {
            b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'/' | b'@' | b'[' | b']')
        })
}

/// The entries of a tree with the paths below its first line. `start` is the place of the block's first byte.
pub(super) fn entries(code: &str, start: u32) -> Vec<Citation> {
    let mut found: Vec<Citation> = Vec::new();
    // The columns and names of the folders that are open.
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut at = start;
    for line in code.split_inclusive('\n') {
        let line_start = at;
        at += line.len() as u32;
        let text = line.trim_end();
        let bare = text.trim_start_matches([
            ' ', '│', '├', '└', '─', '|', '`', '+', '-', '\t', '\u{a0}', '┬', '╰', '┃', '┣', '┗',
            '━',
        ]);
        let offset = text.len() - bare.len();
        let column = text[..offset].chars().count();
        let (name, note) = split(bare);
        if name.is_empty() || found.len() >= MAX_ENTRIES {
            continue;
        }
        let span = Span::new(line_start + offset as u32, line_start + (offset + name.len()) as u32);
        let is_root = column == 0 && offset == 0;
        while open.last().is_some_and(|(known, _)| *known >= column) {
            open.pop();
        }
        if is_root {
            open.clear();
        }
        let kind = if is_root { CitationKind::TreeRoot } else { CitationKind::Tree };
        let is_name = is_name(name);
        if is_name || is_root {
            let mut target = String::new();
            for (column, folder) in &open {
                if *column > 0 {
                    target.push_str(folder.trim_matches('/'));
                    target.push('/');
                }
            }
            target.push_str(name);
            found.push(Citation {
                target: target.into(),
                kind,
                note: note.into(),
                span,
                ..Citation::default()
            });
        }
        if open.len() < MAX_DEPTH && (is_name || is_root) {
            open.push((column, name));
        }
    }
    found
}

/// The name of an entry and what is said beside it.
fn split(entry: &str) -> (&str, &str) {
    let end = entry.find([' ', '\t', '#', '\u{a0}']).unwrap_or(entry.len());
    let (name, note) = entry.split_at(end);
    // `a, b` and `a / b` list several names, and a name with spaces is none.
    let note = note.trim();
    let is_note = note.is_empty()
        || ["#", "//", "←", "<-", "-", "–", "—", "(", "→", ":", "*", "✅", "✨"]
            .iter()
            .any(|mark| note.starts_with(mark));
    if name.ends_with([',', ':', ';']) || !is_note { ("", "") } else { (name, note) }
}

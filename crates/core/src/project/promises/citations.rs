//! Paths, links, directory trees and commands that documents name.

use super::facts::Known;
use super::{Judged, Page, commands, figures};
use crate::facts::{Citation, CitationKind, Declaration};
use crate::project::{Evidence, KeptState, Place, Project};
use crate::source::{Span, join, resolve};

/// Folders and files that a build, an installation or a person makes.
const MADE: &[&str] = &[
    "__pycache__",
    "artifacts",
    "backup",
    "backups",
    "build",
    "cert",
    "certs",
    "coverage",
    "credentials",
    "dist",
    "env",
    "generated",
    "htmlcov",
    "log",
    "logs",
    "node_modules",
    "out",
    "output",
    "outputs",
    "results",
    "site-packages",
    "ssl",
    "target",
    "temp",
    "test-results",
    "tmp",
    "uploads",
    "vendor",
    "venv",
];

/// Judges what a document cites.
pub(super) fn judge(page: &mut Page<'_>, known: &Known<'_>) {
    let document = page.document;
    let mut at = 0;
    let citations = &document.citations;
    let shows_project = shows_project(page, known);
    while let Some(citation) = citations.get(at) {
        if matches!(citation.kind, CitationKind::TreeRoot | CitationKind::Tree) {
            let end = citations[at + 1..]
                .iter()
                .position(|it| it.kind != CitationKind::Tree)
                .map_or(citations.len(), |more| at + 1 + more);
            tree(page, known, &citations[at..end], shows_project);
            at = end;
            continue;
        }
        at += 1;
        if page.is_planned(citation.span) {
            continue;
        }
        match citation.kind {
            CitationKind::Path => path(page, known, citation),
            CitationKind::Link => link(page, known, citation),
            CitationKind::Command => commands::judge(page, known, citation),
            CitationKind::TreeRoot | CitationKind::Tree => {}
        }
    }
}

pub(super) fn add(
    page: &mut Page<'_>,
    citation: &Citation,
    subject: &str,
    kept: KeptState,
    why: Evidence,
) {
    let text = citation.target.to_string();
    page.add(Judged { span: citation.span, text: &text, subject, kept, evidence: vec![why] });
}

/// Whether something other than the repository brings a path: a build, an installation, a person.
pub(in super::super) fn is_made(project: &Project, path: &str) -> bool {
    let plain = path.trim_start_matches("./").trim_end_matches('/');
    let name = plain.rsplit('/').next().unwrap_or_default();
    plain.split('/').any(|part| MADE.binary_search(&part).is_ok() || part.starts_with('.'))
        || name.contains("local")
        || name.contains("secret")
        || name.contains("credential")
        || plain.contains(['*', '<', '{', '$', '~', ' ', '['])
        || is_ignored(project, plain)
}

/// Whether a `.gitignore` of the project leaves a path out.
fn is_ignored(project: &Project, path: &str) -> bool {
    let files = project.files.iter().filter(|file| file.path.file_name() == ".gitignore");
    files.flat_map(|file| &file.facts.declarations).any(|it| {
        let Declaration::Setting { value, .. } = it else { return false };
        let Some(pattern) = value.as_str() else { return false };
        let pattern = pattern.trim_matches('/');
        if pattern.starts_with('!') || pattern.is_empty() {
            return false;
        }
        match pattern.split_once('*') {
            Some((before, after)) if !after.contains('*') => path.split('/').any(|part| {
                part.len() >= before.len() + after.len()
                    && part.starts_with(before)
                    && part.ends_with(after)
                    && !(before.is_empty() && after.is_empty())
            }),
            Some(_) => false,
            None => {
                path == pattern
                    || path.starts_with(&format!("{pattern}/"))
                    || path.split('/').any(|part| part == pattern)
            }
        }
    })
}

fn path(page: &mut Page<'_>, known: &Known<'_>, citation: &Citation) {
    let target = citation.target.as_str();
    match known.find(page.folder(), target) {
        Some(found) => {
            let project = page.project;
            let Some(file) = project.find(&found) else {
                let why = page.here(citation.span, found);
                return add(page, citation, "path", KeptState::Yes, why);
            };
            let place = Place { file, span: Span::default() };
            let last = citation.lines.map_or(0, |(_, last)| last);
            let lines = project.file(file).facts.lines.count();
            if last > lines {
                let what = format!("{found} has {lines} lines");
                add(page, citation, "path", KeptState::No, Evidence { place, what: what.into() });
            } else {
                add(page, citation, "path", KeptState::Yes, Evidence { place, what: found.into() });
            }
        }
        None if is_made(page.project, target) => {}
        // What is compiled goes by the name of what it is made from.
        None if source_of(target).is_some_and(|it| known.find(page.folder(), &it).is_some()) => {}
        None => {
            // A module path of a library, or a file of another repository, shares no folder with this one.
            let first = target.trim_start_matches("./").split('/').next().unwrap_or_default();
            let is_here = known.find(page.folder(), first).is_some();
            if is_here && target.contains('/') {
                let why = page.here(citation.span, format!("there is no {target}"));
                add(page, citation, "path", KeptState::No, why);
            }
        }
    }
}

/// The TypeScript file that a JavaScript file may be made from.
fn source_of(target: &str) -> Option<String> {
    let (stem, extension) = target.rsplit_once('.')?;
    let source = match extension {
        "js" => "ts",
        "jsx" => "tsx",
        "mjs" => "mts",
        _ => return None,
    };
    Some(format!("{stem}.{source}"))
}

fn link(page: &mut Page<'_>, known: &Known<'_>, citation: &Citation) {
    let target = citation.target.replace("%20", " ");
    // A path from the top is one of the site that shows the document, and so is one without an ending.
    let name = target.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
    if target.starts_with('/') || target.contains(['{', '<', '$']) {
        return;
    }
    let folder = page.folder();
    // What leads out of the repository is an address of the site that hosts it.
    let Some(full) = resolve(folder, &target) else { return };
    let full = full.as_str();
    let exists = page.project.exists(full)
        || ["md", "mdx", "rst", "html"]
            .iter()
            .any(|it| page.project.exists(&format!("{full}.{it}")));
    if exists {
        let why = page.here(citation.span, full);
        add(page, citation, "link", KeptState::Yes, why);
        return;
    }
    let has_ending = name.contains('.') && !name.starts_with('.');
    let odd = name.ends_with(".html") || name.ends_with(".com") || name.ends_with(".io");
    if has_ending && !odd && !is_ignored(page.project, full) && !is_site(known, folder) {
        // Written from the root, it names what is there and leads nowhere.
        let elsewhere = page.project.exists(target.trim_start_matches("./"));
        let kept = if elsewhere { KeptState::Partly } else { KeptState::No };
        let why = page.here(citation.span, format!("there is no {full}"));
        add(page, citation, "link", kept, why);
    }
}

/// Whether a folder holds the source of a documentation site, whose links are made by its generator.
fn is_site(known: &Known<'_>, folder: &str) -> bool {
    let top = folder.split('/').next().unwrap_or_default();
    !top.is_empty()
        && [
            "mkdocs.yml",
            "docusaurus.config.js",
            "docusaurus.config.ts",
            "conf.py",
            "mint.json",
            "docs.json",
        ]
        .iter()
        .any(|name| known.has_name(name))
}

/// Whether the trees of a document, taken together, are those of this repository: by far most of what they name is there.
fn shows_project(page: &Page<'_>, known: &Known<'_>) -> bool {
    let (mut named, mut there) = (0, 0);
    let trees = page.document.citations.chunk_by(|_, next| next.kind == CitationKind::Tree);
    for tree in trees {
        let entries: Vec<&Citation> =
            tree.iter().filter(|it| it.kind == CitationKind::Tree).collect();
        if !entries.is_empty() {
            named += entries.len();
            there += base_of(page, known, tree, &entries).1;
        }
    }
    named > 0 && there * 4 >= named * 3
}

/// The folder that a tree shows, and how many of its entries are there.
fn base_of(
    page: &Page<'_>,
    known: &Known<'_>,
    citations: &[Citation],
    entries: &[&Citation],
) -> (String, usize) {
    let root = citations
        .iter()
        .find(|it| it.kind == CitationKind::TreeRoot)
        .map(|it| it.target.trim_matches(['/', '.']).to_owned())
        .unwrap_or_default();
    let folder = page.folder().to_owned();
    let mut bases = vec![folder.clone(), String::new()];
    if !root.is_empty() && !root.contains(' ') {
        bases.push(if folder.is_empty() { root.clone() } else { format!("{folder}/{root}") });
        bases.extend(known.find(&folder, &root));
    }
    let count = |base: &str| entries.iter().filter(|it| exists(page, base, &it.target)).count();
    let counted = bases.into_iter().map(|base| (count(&base), base));
    counted.max_by_key(|(count, _)| *count).map(|(count, base)| (base, count)).unwrap_or_default()
}

fn exists(page: &Page<'_>, base: &str, target: &str) -> bool {
    let target = target.trim_end_matches('/');
    let full = if base.is_empty() { target.to_owned() } else { format!("{base}/{target}") };
    page.project.exists(&full)
}

/// A directory tree: what it names must be there, if it is a tree of this repository at all.
fn tree(page: &mut Page<'_>, known: &Known<'_>, citations: &[Citation], shows_project: bool) {
    let Some(first) = citations.first() else { return };
    if page.is_planned(first.span) || citations.len() < 4 {
        return;
    }
    let entries: Vec<&Citation> =
        citations.iter().filter(|it| it.kind == CitationKind::Tree).collect();
    let (base, there) = base_of(page, known, citations, &entries);
    // A tree of which most is missing shows something else, unless the others beside it show this project.
    if there * 2 < entries.len() && !(shows_project && there > 0) {
        return;
    }
    let mut judged: Vec<(&Citation, KeptState, Evidence)> = Vec::new();
    let mut missing: Vec<&str> = Vec::new();
    for entry in &entries {
        let target = entry.target.trim_end_matches('/');
        let note = entry.note.to_lowercase();
        if exists(page, &base, target) {
            let (kept, what) = figures::of_file(page.project, &join(&base, target), &note)
                .unwrap_or((KeptState::Yes, target.to_owned()));
            judged.push((entry, kept, page.here(entry.span, what)));
            continue;
        }
        let below_missing = missing
            .iter()
            .any(|it| target.strip_prefix(it).is_some_and(|rest| rest.starts_with('/')));
        let made = is_made(page.project, target)
            || [
                "generated",
                "git-ignored",
                "gitignored",
                "planned",
                "todo",
                "optional",
                "created",
                "your",
            ]
            .iter()
            .any(|word| note.contains(word))
            || target.contains("example")
            || target.contains("xxx");
        if !below_missing && !made {
            missing.push(target);
            let why = page.here(entry.span, format!("there is no {target}"));
            judged.push((entry, KeptState::No, why));
        }
    }
    for (entry, kept, why) in judged {
        add(page, entry, "path", kept, why);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_what_is_made_are_sorted() {
        assert!(MADE.is_sorted());
    }
}

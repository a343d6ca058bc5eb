//! Paths, links, directory trees and commands that documents name.

use super::facts::Known;
use super::{Judged, Page, commands, figures, plans, statements};
use crate::facts::{Citation, CitationKind, StatementForm};
use crate::project::{Evidence, KeptState, Place};
use crate::source::{Span, join, resolve};

/// Judges what a document cites.
pub(super) fn judge(page: &mut Page<'_>, known: &Known<'_>) {
    let citations = &page.document.citations;
    let parts = citations.chunk_by(|it, next| is_tree(it) && next.kind == CitationKind::Tree);
    let parts: Vec<(&Citation, Option<Tree<'_>>)> = parts
        .filter_map(|part| {
            let first = part.first()?;
            Some((first, is_tree(first).then(|| Tree::of(page, known, part))))
        })
        .collect();
    let shows_project = shows_project(&parts);
    for (citation, tree) in parts {
        if page.is_planned(citation.span) {
            continue;
        }
        if let Some(tree) = tree {
            tree.judge(page, shows_project);
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
        None if page.project.is_made(target) => {}
        // What is compiled goes by the name of what it is made from.
        None if source_of(target).is_some_and(|it| known.find(page.folder(), &it).is_some()) => {}
        None => {
            // A module path of a library, or a file of another repository, shares no folder with this one.
            let first = target.trim_start_matches("./").split('/').next().unwrap_or_default();
            let is_here = known.find(page.folder(), first).is_some();
            if is_here && target.contains('/') && !is_to_be_made(page, citation) {
                let why = page.here(citation.span, format!("there is no {target}"));
                add(page, citation, "path", KeptState::No, why);
            }
        }
    }
}

/// Whether what names a path tells the reader to make or to remove it (`Create the schema file, e.g. a/b.ts`), or that
/// it was there once.
fn is_to_be_made(page: &Page<'_>, citation: &Citation) -> bool {
    let statements = &page.document.statements;
    let next = statements.partition_point(|it| it.span.start <= citation.span.start);
    statements[..next].last().is_some_and(|it| {
        let lower = it.text.to_lowercase();
        // `Create a tool in app/tools/` takes it for granted that the folder is there.
        let before = lower.split(&citation.target.to_lowercase()).next().unwrap_or_default();
        let is_place =
            matches!(before.split_whitespace().last(), Some("from" | "in" | "into" | "to"));
        let is_step = it.form == StatementForm::Entry
            && !is_place
            && (statements::is_instruction(&lower) || lower.contains("e.g."));
        it.span.end >= citation.span.end && (is_step || plans::is_past(&lower))
    })
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
    if has_ending && !odd && !page.project.made.leaves_out(full) && !is_site(known, folder) {
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

/// A directory tree that a document draws.
struct Tree<'c> {
    entries: Vec<&'c Citation>,
    /// The folder that it shows.
    base: String,
    /// How many of its entries are there.
    there: usize,
    /// With the line of its root, if it has one.
    lines: usize,
}

impl<'c> Tree<'c> {
    fn of(page: &Page<'_>, known: &Known<'_>, citations: &'c [Citation]) -> Self {
        let entries: Vec<_> = citations.iter().filter(|it| it.kind == CitationKind::Tree).collect();
        let root = citations
            .iter()
            .find(|it| it.kind == CitationKind::TreeRoot)
            .map(|it| it.target.trim_matches(['/', '.']).to_owned())
            .unwrap_or_default();
        let folder = page.folder().to_owned();
        // Of those that fit as well the last is taken.
        let mut bases = vec![folder.clone(), String::new()];
        if !root.is_empty() && !root.contains(' ') {
            bases.splice(0..0, known.roots(&root).map(str::to_owned));
            bases.push(join(&folder, &root));
            bases.extend(known.find(&folder, &root));
        }
        let count = |base: &str| {
            entries.iter().filter(|it| page.project.exists(&join(base, &it.target))).count()
        };
        let counted = bases.into_iter().map(|base| (count(&base), base));
        let (there, base) = counted.max_by_key(|(count, _)| *count).unwrap_or_default();
        Self { entries, base, there, lines: citations.len() }
    }

    /// What a tree names must be there, if it is a tree of this repository at all.
    fn judge(&self, page: &mut Page<'_>, shows_project: bool) {
        let Self { entries, base, there, lines } = self;
        // A tree of which most is missing shows something else, unless the others beside it show this project.
        if *lines < 4 || (there * 2 < entries.len() && !(shows_project && *there > 0)) {
            return;
        }
        let mut judged: Vec<(&Citation, KeptState, Evidence)> = Vec::new();
        let mut missing: Vec<&str> = Vec::new();
        for entry in entries {
            let target = entry.target.trim_end_matches('/');
            let note = entry.note.to_lowercase();
            if page.project.exists(&join(base, target)) {
                let (kept, what) = figures::of_file(page.project, &join(base, target), &note)
                    .unwrap_or((KeptState::Yes, target.to_owned()));
                judged.push((entry, kept, page.here(entry.span, what)));
                continue;
            }
            let below_missing = missing
                .iter()
                .any(|it| target.strip_prefix(it).is_some_and(|rest| rest.starts_with('/')));
            let made = page.project.is_made(target)
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
}

/// Whether the trees of a document, taken together, are those of this repository: by far most of what they name is there.
fn shows_project(parts: &[(&Citation, Option<Tree<'_>>)]) -> bool {
    let trees = || parts.iter().filter_map(|(_, tree)| tree.as_ref());
    let named: usize = trees().map(|it| it.entries.len()).sum();
    let there: usize = trees().map(|it| it.there).sum();
    named > 0 && there * 4 >= named * 3
}

fn is_tree(citation: &Citation) -> bool {
    matches!(citation.kind, CitationKind::TreeRoot | CitationKind::Tree)
}

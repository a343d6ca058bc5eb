//! Which files run in production: what is reachable by imports from what is started.

use std::collections::{BTreeMap, VecDeque};

use super::{Activity, ActivityState, Declared, EntryPoint, FileId, Index, Place};
use crate::facts::ImportKind;
use crate::source::{Role, SourcePath, Span};

/// What is started, deployed entry points first, each once: what manifests and frameworks say, and the
/// files that are stated, here or in the repository.
pub(super) fn entry_points(
    index: &Index<'_>,
    stated: &BTreeMap<SourcePath, Option<Declared>>,
) -> Vec<EntryPoint> {
    let mut all: Vec<EntryPoint> =
        index.linkers().iter().flat_map(|linker| linker.entry_points(index)).collect();
    all.extend(index.iter().filter_map(|(file, facts)| {
        let declared = stated.get(&facts.path)?.as_ref();
        let declared = declared
            .and_then(|it| Some(Place { file: index.find_file(it.file.as_str())?, span: it.span }));
        Some(EntryPoint {
            file,
            kind: EntryPoint::STATED.into(),
            declared: declared.unwrap_or(Place { file, span: Span::default() }),
            deployed: true,
        })
    }));
    all.sort_by(|a, b| b.deployed.cmp(&a.deployed).then_with(|| a.cmp(b)));
    all.dedup_by(|later, first| {
        later.file == first.file && later.kind == first.kind && later.deployed == first.deployed
    });
    all
}

/// The activity of each file.
///
/// A file that nothing reaches is inactive only where something of its language is known to be
/// started; otherwise nothing can be said. Nor can it of what people start by hand: a manifest
/// names it, and nobody knows when it runs.
pub(super) fn activity(index: &Index<'_>, entry_points: &[EntryPoint]) -> Vec<Activity> {
    let count = index.files().len();
    // For each reached file the file that led to it; an entry point leads to itself.
    let mut reached: Vec<Option<FileId>> = vec![None; count];
    let mut queue = VecDeque::new();
    for entry in entry_points.iter().filter(|entry| entry.deployed) {
        if reached[entry.file.0 as usize].is_none() {
            reached[entry.file.0 as usize] = Some(entry.file);
            queue.push_back(entry.file);
        }
    }
    let mut understood: Vec<bool> = vec![false; index.linkers().len()];
    for &file in &queue {
        if let Some(linker) = index.linker_position(file) {
            understood[linker] = true;
        }
    }
    spread(index, &mut reached, queue);
    let mut by_hand = reached.clone();
    let mut queue = VecDeque::new();
    let in_manifest = |entry: &&EntryPoint| {
        index.linker_position(entry.declared.file).is_none()
            && matches!(index.file(entry.file).role, Role::Production | Role::Tool)
    };
    for entry in entry_points.iter().filter(in_manifest) {
        if by_hand[entry.file.0 as usize].is_none() {
            by_hand[entry.file.0 as usize] = Some(entry.file);
            queue.push_back(entry.file);
        }
    }
    spread(index, &mut by_hand, queue);
    index
        .iter()
        .map(|(file, _)| {
            if reached[file.0 as usize].is_some() {
                return Activity { state: ActivityState::Active, path: path_to(&reached, file) };
            }
            let known = index.linker_position(file).is_some_and(|linker| understood[linker]);
            let known = known && by_hand[file.0 as usize].is_none();
            let state = if known { ActivityState::Inactive } else { ActivityState::Unknown };
            Activity { state, path: Vec::new() }
        })
        .collect()
}

/// Reaches what the files of a queue load.
fn spread(index: &Index<'_>, reached: &mut [Option<FileId>], mut queue: VecDeque<FileId>) {
    while let Some(file) = queue.pop_front() {
        for next in loaded_by(index, file) {
            if reached[next.0 as usize].is_none() {
                reached[next.0 as usize] = Some(file);
                queue.push_back(next);
            }
        }
    }
}

/// The files that are loaded when a file is.
fn loaded_by(index: &Index<'_>, file: FileId) -> Vec<FileId> {
    let mut loaded = Vec::new();
    if let Some(resolver) = index.resolver(file) {
        loaded.extend(resolver.loaded_with(file));
    }
    for (import, target) in index.facts(file).imports.iter().zip(index.imports(file)) {
        if import.kind == ImportKind::TypeOnly {
            continue;
        }
        loaded.extend_from_slice(target.module.files());
        loaded.extend(target.submodules.iter().flatten());
    }
    loaded
}

fn path_to(reached: &[Option<FileId>], file: FileId) -> Vec<FileId> {
    let mut path = vec![file];
    let mut at = file;
    while let Some(from) = reached[at.0 as usize]
        && from != at
    {
        path.push(from);
        at = from;
    }
    path.reverse();
    path
}

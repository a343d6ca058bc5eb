//! How Compose files go together: files that include others, and files that override others.
//!
//! Sources: <https://docs.docker.com/reference/compose-file/include/> and
//! <https://docs.docker.com/reference/compose-file/merge/>.

use std::collections::{BTreeSet, VecDeque};

use super::images::{MAX_EXTENDS, extended, find};
use super::{FileId, ProjectFile};
use crate::facts::{Container, ContainerKind, Declaration};
use crate::source::{SourcePath, Text, join};

/// How the names of Compose files begin; the whole stem of those that Compose reads when it is told none.
const STEMS: &[&str] = &["compose", "docker-compose"];
const EXTENSIONS: &[&str] = &["yaml", "yml"];

/// What the file that includes a Compose file makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Inclusion {
    /// The folder that its relative paths start from.
    pub(crate) directory: Text,
    /// The folder of the file at the top: what it includes is one system with it.
    pub(crate) system: Text,
}

/// Notes for each included file what includes it. A file that several include belongs to the first.
pub(super) fn follow_includes(files: &mut [ProjectFile]) {
    let mut queue: VecDeque<FileId> = VecDeque::new();
    let includers = (0..files.len()).filter(|at| inclusions(&files[*at]).next().is_some());
    let includers: Vec<FileId> = includers.map(|at| FileId(at as u32)).collect();
    if includers.is_empty() {
        return;
    }
    let included: BTreeSet<FileId> = includers
        .iter()
        .flat_map(|at| {
            let file = &files[at.0 as usize];
            let targets = inclusions(file)
                .filter_map(|(path, _)| find(files, &join(file.path.parent(), path)));
            targets.collect::<Vec<_>>()
        })
        .collect();
    // Files at the top come first; those that include each other in a circle are taken in their order.
    queue.extend(includers.iter().filter(|it| !included.contains(it)));
    queue.extend(includers.iter().filter(|it| included.contains(it)));
    let mut followed = BTreeSet::new();
    while let Some(from) = queue.pop_front() {
        if !followed.insert(from) {
            continue;
        }
        let file = &files[from.0 as usize];
        let (folder, system) = (file.folder().to_owned(), Text::from(file.system()));
        let found: Vec<(FileId, Option<String>)> = inclusions(file)
            .filter_map(|(path, directory)| {
                let target = find(files, &join(&folder, path))?;
                Some((target, directory.map(|directory| join(&folder, directory))))
            })
            .collect();
        for (target, directory) in found {
            let file = &mut files[target.0 as usize];
            if target != from && !followed.contains(&target) && file.inclusion.is_none() {
                let directory = directory.map_or_else(|| file.path.parent().into(), Text::from);
                file.inclusion = Some(Box::new(Inclusion { directory, system: system.clone() }));
                queue.push_front(target);
            }
        }
    }
}

/// The paths that a Compose file includes, each with the project directory that it is given.
fn inclusions(file: &ProjectFile) -> impl Iterator<Item = (&str, Option<&str>)> {
    file.facts.declarations.iter().filter_map(|declaration| match declaration {
        Declaration::Resource { kind, name, value, .. } if kind == "compose.include" => {
            Some((name.as_str(), value.as_str()))
        }
        _ => None,
    })
}

/// The description that a Compose service amends: the one of its name in the file that its own file
/// overrides, or, where it says neither image nor build, in another Compose file beside it.
pub(super) fn amended<'a>(
    files: &'a [ProjectFile],
    file: FileId,
    container: &Container,
) -> Option<(FileId, &'a Container)> {
    if container.kind != ContainerKind::Compose {
        return None;
    }
    let path = &files[file.0 as usize].path;
    let same = |stem: &str| {
        beside(files, path, stem)
            .filter(|base| *base != file)
            .find_map(|base| Some((base, named(files, base, &container.name)?)))
    };
    if let Some(stem) = path.file_stem().strip_suffix(".override") {
        return same(stem);
    }
    let partial = container.image.is_none() && container.build.is_none();
    let extends = container.settings.iter().any(|(key, ..)| key == "extends");
    if !partial || extends {
        return None;
    }
    STEMS.iter().find_map(|stem| same(stem)).or_else(|| {
        let mut others = STEMS.iter().flat_map(|stem| beginning(files, path, stem));
        others.find_map(|base| {
            let service = named(files, base, &container.name)?;
            let whole = service.image.is_some() || service.build.is_some();
            (whole && base != file).then_some((base, service))
        })
    })
}

/// Everything that describes the same Compose service as this: itself first, what its file overrides or is
/// overridden by, and what it extends.
pub(super) fn descriptions<'a: 'c, 'c>(
    files: &'a [ProjectFile],
    file: FileId,
    container: &'c Container,
) -> Vec<(FileId, &'c Container)> {
    let mut all = vec![(file, container)];
    all.extend(amended(files, file, container));
    if container.kind == ContainerKind::Compose {
        let path = &files[file.0 as usize].path;
        let stem = format!("{}.override", path.file_stem());
        let over = beside(files, path, &stem);
        all.extend(over.filter_map(|id| Some((id, named(files, id, &container.name)?))));
    }
    let mut at = 0;
    while at < all.len() && all.len() < MAX_EXTENDS as usize {
        let (file, container) = all[at];
        all.extend(extended(files, file, container).map(|(base, holder)| (holder, base)));
        at += 1;
    }
    all
}

/// The Compose files of a stem beside a file.
fn beside(files: &[ProjectFile], path: &SourcePath, stem: &str) -> impl Iterator<Item = FileId> {
    EXTENSIONS.iter().filter_map(move |extension| {
        find(files, path.sibling(&format!("{stem}.{extension}")).as_str())
    })
}

/// The files beside a file whose names begin with a stem.
fn beginning(files: &[ProjectFile], path: &SourcePath, stem: &str) -> impl Iterator<Item = FileId> {
    let prefix = path.sibling(stem);
    let start = files.partition_point(|file| file.path < prefix);
    let folder = path.parent().len();
    (start..files.len())
        .take_while(move |at| files[*at].path.as_str().starts_with(prefix.as_str()))
        .filter(move |at| files[*at].path.parent().len() == folder)
        .map(|at| FileId(at as u32))
}

fn named<'a>(files: &'a [ProjectFile], file: FileId, name: &str) -> Option<&'a Container> {
    let mut containers = files[file.0 as usize].facts.containers.iter();
    containers.find(|it| it.kind == ContainerKind::Compose && it.name == name)
}

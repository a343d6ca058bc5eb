//! Which image a container runs: Compose services and Kubernetes containers joined with the stages of Dockerfiles.

use super::{FileId, ProjectFile};
use crate::facts::{Container, ContainerKind, Value};
use crate::source::join;

/// How many `extends` are followed.
pub(super) const MAX_EXTENDS: u32 = 8;

/// The file of a path, in files sorted by path.
pub(super) fn find(files: &[ProjectFile], path: &str) -> Option<FileId> {
    files.binary_search_by(|file| file.path.as_str().cmp(path)).ok().map(|at| FileId(at as u32))
}

/// What a container is built from.
pub(super) struct Built<'a> {
    /// The folder of the repository that is sent to the build.
    pub(super) context: String,
    /// The file of the Dockerfile.
    pub(super) file: FileId,
    /// The stage that is built.
    pub(super) stage: &'a Container,
}

/// The stage that a container is built from, and its file.
pub(super) fn stage_of<'a>(
    files: &'a [ProjectFile],
    file: FileId,
    container: &Container,
) -> Option<(FileId, &'a Container)> {
    built(files, file, container).map(|built| (built.file, built.stage))
}

/// What a container is built from, if that is in the repository: its own `build`, that of the
/// service which it extends, or that of the service of its name in a Compose file beside it.
pub(super) fn built<'a>(
    files: &'a [ProjectFile],
    file: FileId,
    container: &Container,
) -> Option<Built<'a>> {
    if container.kind != ContainerKind::Compose {
        return None;
    }
    let (holder, described) = described(files, file, container, MAX_EXTENDS)?;
    let context = context(files, holder, described)?;
    let (_, dockerfile) = described.build.as_ref()?;
    let folder = files[holder.0 as usize].folder();
    let dockerfile = if dockerfile.is_empty() { "Dockerfile" } else { dockerfile };
    let file = find(files, &join(&context, dockerfile))
        .or_else(|| find(files, &join(folder, dockerfile)))?;
    let stages = &files[file.0 as usize].facts.containers;
    let target = [&container.target, &described.target].into_iter().find(|it| !it.is_empty());
    let stage = match target {
        Some(target) => stages.iter().find(|stage| stage.name.eq_ignore_ascii_case(target)),
        None => stages.last(),
    }?;
    (stage.kind == ContainerKind::Dockerfile).then_some(Built { context, file, stage })
}

/// The folder that a service's own `build` sends to the build.
pub(super) fn context(
    files: &[ProjectFile],
    file: FileId,
    container: &Container,
) -> Option<String> {
    let (context, _) = container.build.as_ref()?;
    Some(join(files[file.0 as usize].folder(), context))
}

/// The service that says how a service is built, and its file.
fn described<'a: 'c, 'c>(
    files: &'a [ProjectFile],
    file: FileId,
    container: &'c Container,
    steps: u32,
) -> Option<(FileId, &'c Container)> {
    if container.build.is_some() {
        return Some((file, container));
    }
    let steps = steps.checked_sub(1)?;
    if let Some((base, holder)) = extended(files, file, container) {
        return described(files, holder, base, steps);
    }
    if container.image.is_some() {
        return None;
    }
    // A file that overrides another says only what differs.
    let (holder, base) = super::compose::amended(files, file, container)?;
    described(files, holder, base, steps)
}

/// The service that a service extends, and its file.
pub(super) fn extended<'a>(
    files: &'a [ProjectFile],
    file: FileId,
    container: &Container,
) -> Option<(&'a Container, FileId)> {
    let (_, value, _) = container.settings.iter().find(|(key, ..)| key == "extends")?;
    let (name, holder) = match value {
        Value::Str(name) => (&**name, file),
        Value::Dict(entries) => {
            let text = |wanted: &str| {
                entries.iter().find(|(key, _)| *key == wanted).and_then(|(_, value)| value.as_str())
            };
            let holder = match text("file") {
                Some(path) => find(files, &join(files[file.0 as usize].folder(), path))?,
                None => file,
            };
            (text("service")?, holder)
        }
        _ => return None,
    };
    let base = files[holder.0 as usize].facts.containers.iter().find(|other| {
        other.kind == ContainerKind::Compose
            && other.name == name
            && !(holder == file && other.name == container.name)
    })?;
    Some((base, holder))
}

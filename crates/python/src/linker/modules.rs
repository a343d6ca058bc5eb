//! Where modules are: which file an import means.
//!
//! Python searches a list of folders that the repository does not state. They are inferred: the
//! folders that hold a manifest, their `src`, and the folder in which the importing file's outermost
//! package stands. A package that is declared as a dependency wins against a folder that only
//! happens to have its name.

use rustc_hash::{FxHashMap, FxHashSet};
use shipworthy_core::facts::Declaration;
use shipworthy_core::project::{FileId, ProjectFile, Resolution};

use crate::analyzer::PYTHON;
use crate::libraries::standard::is_builtin;

/// Files that stand at the root of a program or distribution.
const ROOT_FILES: &[&str] = &[
    "Dockerfile",
    "Pipfile",
    "Procfile",
    "alembic.ini",
    "manage.py",
    "pyproject.toml",
    "pytest.ini",
    "requirements.txt",
    "setup.cfg",
    "setup.py",
    "tox.ini",
    "uv.lock",
];

/// What stands at a path that a module could have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// A file of its own.
    File(FileId),
    /// A folder of modules without an `__init__` file.
    Folder,
}

/// The Python files of a project by the paths of their modules.
pub(super) struct Modules<'a> {
    files: &'a [ProjectFile],
    /// `a/b/c` of `a/b/c.py`; `a/b` of `a/b/__init__.py`.
    modules: FxHashMap<&'a str, FileId>,
    /// Folders that hold Python files, also further below.
    folders: FxHashSet<&'a str>,
    /// Folders with an `__init__` file.
    packages: FxHashMap<&'a str, FileId>,
    /// For each name the folders that hold a module of that name.
    holders: FxHashMap<&'a str, Vec<&'a str>>,
    roots: FxHashSet<&'a str>,
    declared: FxHashSet<String>,
}

impl<'a> Modules<'a> {
    pub(super) fn new(files: &'a [ProjectFile]) -> Self {
        let mut modules = Self {
            files,
            modules: FxHashMap::default(),
            folders: FxHashSet::default(),
            packages: FxHashMap::default(),
            holders: FxHashMap::default(),
            roots: FxHashSet::default(),
            declared: FxHashSet::default(),
        };
        modules.roots.insert("");
        for (at, file) in files.iter().enumerate() {
            modules.note_manifest(file);
            if file.language == PYTHON {
                modules.note_module(FileId(at as u32), file);
            }
        }
        let sources: Vec<&str> = modules
            .folders
            .iter()
            .copied()
            .filter(|folder| {
                matches!(last(folder), "src" | "lib" | "python")
                    && modules.roots.contains(parent(folder))
                    && !modules.packages.contains_key(folder)
            })
            .collect();
        modules.roots.extend(sources);
        #[expect(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
        for holders in modules.holders.values_mut() {
            holders.sort_unstable();
            holders.dedup();
        }
        modules
    }

    fn note_manifest(&mut self, file: &'a ProjectFile) {
        let name = file.path.file_name();
        if ROOT_FILES.contains(&name) {
            self.roots.insert(file.path.parent());
        }
        for declaration in &file.facts.declarations {
            if let Declaration::Dependency(dependency) = declaration
                && dependency.ecosystem == "pypi"
            {
                self.declared.insert(dependency.name.to_lowercase().replace(['-', '.'], "_"));
            }
        }
    }

    fn note_module(&mut self, id: FileId, file: &'a ProjectFile) {
        let path = file.path.as_str();
        let folder = file.path.parent();
        let stem = file.path.file_stem();
        if stem == "__init__" {
            self.packages.entry(folder).or_insert(id);
            self.enter(folder, id);
        } else {
            let module = path.rsplit_once('.').map_or(path, |(module, _)| module);
            self.enter(module, id);
            self.holders.entry(stem).or_default().push(folder);
        }
        let mut folder = folder;
        while self.folders.insert(folder) && !folder.is_empty() {
            self.holders.entry(last(folder)).or_default().push(parent(folder));
            folder = parent(folder);
        }
    }

    /// Enters a module; a package goes before a file of the same name, code before declarations (`.pyi`).
    fn enter(&mut self, module: &'a str, id: FileId) {
        let rank = |id: FileId| {
            let path = &self.files[id.0 as usize].path;
            (path.file_stem() != "__init__", path.extension() == "pyi")
        };
        match self.modules.get(module) {
            Some(&before) if rank(before) <= rank(id) => {}
            _ => {
                self.modules.insert(module, id);
            }
        }
    }

    pub(super) fn file(&self, id: FileId) -> &'a ProjectFile {
        &self.files[id.0 as usize]
    }

    /// What stands at a path without an extension.
    pub(super) fn at(&self, path: &str) -> Option<At> {
        match self.modules.get(path) {
            Some(&id) => Some(At::File(id)),
            None => self.folders.contains(path).then_some(At::Folder),
        }
    }

    /// The nearest folder around a folder that has a manifest.
    pub(super) fn root_of(&self, folder: &str) -> &'a str {
        ancestors(folder).find_map(|folder| self.roots.get(folder).copied()).unwrap_or_default()
    }

    /// The file behind a specifier.
    pub(super) fn module(&self, from: FileId, specifier: &str) -> Resolution {
        match self.locate(from, specifier) {
            Ok((At::File(file), _)) => Resolution::File(file),
            Ok((At::Folder, _)) => Resolution::Files(Vec::new()),
            Err(resolution) => resolution,
        }
    }

    /// The file of `name` in the package that a specifier means.
    pub(super) fn submodule(&self, from: FileId, specifier: &str, name: &str) -> Option<FileId> {
        let (_, path) = self.locate(from, specifier).ok()?;
        match self.at(&join(&path, name))? {
            At::File(file) if file != from => Some(file),
            _ => None,
        }
    }

    fn locate(&self, from: FileId, specifier: &str) -> Result<(At, String), Resolution> {
        let folder = self.file(from).path.parent();
        if let Some(rest) = specifier.strip_prefix('.') {
            let name = rest.trim_start_matches('.');
            let mut base = folder;
            for _ in 0..rest.len() - name.len() {
                if base.is_empty() {
                    return Err(Resolution::Unknown);
                }
                base = parent(base);
            }
            let path = join(base, &name.replace('.', "/"));
            return match self.at(&path) {
                Some(at) => Ok((at, path)),
                None => Err(Resolution::Unknown),
            };
        }
        self.absolute(folder, Some(from), specifier)
    }

    /// What an absolute module name means in a folder.
    pub(super) fn absolute(
        &self,
        folder: &str,
        from: Option<FileId>,
        specifier: &str,
    ) -> Result<(At, String), Resolution> {
        let top = specifier.split('.').next().unwrap_or_default();
        if is_builtin(top) {
            return Err(Resolution::Builtin);
        }
        let Some(holders) = self.holders.get(top) else {
            return Err(Resolution::Package(top.into()));
        };
        let declared = self.declared.contains(&top.to_lowercase());
        let path = specifier.replace('.', "/");
        let home = self.home(folder);
        let mut best: Option<(Rank<'_>, At, String)> = None;
        let mut known = false;
        for &holder in holders {
            let Some(distance) = self.distance(holder, folder, home) else { continue };
            let whole = join(holder, top);
            let is_folder = self.at(&whole) == Some(At::Folder);
            if declared && (is_folder || distance > 1 || holder == folder && holder != home) {
                continue;
            }
            // Far away, only what is made to be imported.
            if distance >= 3 && is_folder {
                continue;
            }
            known = true;
            let full = join(holder, &path);
            let Some(at) = self.at(&full) else { continue };
            if matches!(at, At::File(file) if Some(file) == from) && !specifier.contains('.') {
                continue;
            }
            let shared = common(holder, folder);
            let rank = (distance, usize::MAX - shared, holder.len(), holder);
            if best.as_ref().is_none_or(|(before, ..)| rank < *before) {
                best = Some((rank, at, full));
            }
        }
        match best {
            Some((_, at, path)) => Ok((at, path)),
            None if known && !declared => Err(Resolution::Unknown),
            None => Err(Resolution::Package(top.into())),
        }
    }

    /// The folder in which the outermost package around a folder stands.
    fn home<'f>(&self, folder: &'f str) -> &'f str {
        ancestors(folder).find(|folder| !self.packages.contains_key(folder)).unwrap_or_default()
    }

    /// How unlikely it is that a folder is searched for an import that stands in another; `None` if it is not.
    fn distance(&self, holder: &str, folder: &str, home: &str) -> Option<u8> {
        let root = self.roots.contains(holder);
        let package = self.packages.contains_key(holder);
        Some(match (holds(holder, folder), root, package) {
            (true, true, _) => 0,
            (true, false, false) if holder == home && holder != folder => 0,
            (true, false, false) if holder == folder => 2,
            (true, false, false) => 1,
            (true, false, true) => 4,
            (false, true, _) => 3,
            (false, false, false) => 5,
            (false, false, true) => return None,
        })
    }

    /// The `__init__` files of the packages that hold a file, outermost first.
    pub(super) fn packages_of(&self, file: FileId) -> Vec<FileId> {
        let mut packages = Vec::new();
        for folder in ancestors(self.file(file).path.parent()) {
            match self.packages.get(folder) {
                Some(&package) if package == file => {}
                Some(&package) => packages.push(package),
                None => break,
            }
        }
        packages.reverse();
        packages
    }

    /// The modules in a folder (the root, if it is empty) and below it, in order of their paths.
    pub(super) fn below(&self, folder: &str) -> impl Iterator<Item = FileId> + use<'a> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let start = self.files.partition_point(|file| *file.path.as_str() < *prefix);
        self.files[start..]
            .iter()
            .enumerate()
            .take_while(move |(_, file)| file.path.as_str().starts_with(&prefix))
            .filter(|(_, file)| file.language == PYTHON)
            .map(move |(at, _)| FileId((start + at) as u32))
    }

    /// Whether a folder has an `__init__` file.
    pub(super) fn is_package(&self, folder: &str) -> bool {
        self.packages.contains_key(folder)
    }

    /// The Python file that a path in a command means: below the folder, or the nearest whose path ends so.
    pub(super) fn path(&self, folder: &str, path: &str) -> Option<FileId> {
        let path = path.trim_start_matches("./").trim_start_matches('/');
        let mut best: Option<(usize, usize, FileId)> = None;
        let stem = path.rsplit('/').next()?.strip_suffix(".py")?;
        let mut wanted = path.strip_suffix(".py")?;
        loop {
            if let Some(At::File(file)) = self.at(&join(folder, wanted)) {
                return Some(file);
            }
            for &holder in self.holders.get(stem).into_iter().flatten() {
                let module = join(holder, stem);
                if (module == wanted || module.ends_with(&format!("/{wanted}")))
                    && let Some(At::File(file)) = self.at(&module)
                {
                    let rank = (usize::MAX - common(holder, folder), module.len(), file);
                    if best.is_none_or(|before| rank < before) {
                        best = Some(rank);
                    }
                }
            }
            match (best, wanted.split_once('/')) {
                (Some((.., file)), _) => return Some(file),
                // The folder inside a container has a name of its own: `/opt/x/main.py`.
                (None, Some((_, rest))) => wanted = rest,
                (None, None) => return None,
            }
        }
    }
}

type Rank<'r> = (u8, usize, usize, &'r str);

pub(super) fn join(folder: &str, rest: &str) -> String {
    match (folder.is_empty(), rest.is_empty()) {
        (true, _) => rest.to_owned(),
        (_, true) => folder.to_owned(),
        _ => [folder, "/", rest].concat(),
    }
}

pub(super) fn parent(folder: &str) -> &str {
    folder.rsplit_once('/').map_or("", |(parent, _)| parent)
}

fn last(folder: &str) -> &str {
    folder.rsplit('/').next().unwrap_or_default()
}

/// A folder and the folders around it, up to the root.
fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| (!folder.is_empty()).then(|| parent(folder)))
}

/// Whether `inner` is `outer` or lies in it.
fn holds(outer: &str, inner: &str) -> bool {
    outer.is_empty()
        || inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// How many leading parts two paths share.
fn common(a: &str, b: &str) -> usize {
    a.split('/').zip(b.split('/')).take_while(|(a, b)| a == b).count()
}

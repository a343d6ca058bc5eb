//! Which packages the files import: what the ledgers of services and dependencies are held against.

use std::collections::BTreeMap;

use super::super::knowledge::is_below;
use super::super::{Activity, ActivityState, FileId, Index, Place, ProjectFile, Resolution};
use crate::facts::{Call, Import, Root};
use crate::source::{Language, Role};

/// Where packages come from, as manifests and the output name it.
pub(in super::super) const PYPI: &str = "pypi";
pub(in super::super) const NPM: &str = "npm";

/// An import of a package.
#[derive(Clone, Copy)]
pub(in super::super) struct PackageImport<'a> {
    pub(in super::super) file: FileId,
    pub(in super::super) import: &'a Import,
    /// Its index among the imports of the file.
    at: u32,
    /// Whether it is a package for certain: a module of the project may have the name.
    pub(super) certain: bool,
}

impl PackageImport<'_> {
    pub(in super::super) fn place(&self) -> Place {
        Place { file: self.file, span: self.import.span }
    }
}

/// The imports of packages in all files.
pub(in super::super) struct Uses<'a> {
    pub(in super::super) files: &'a [ProjectFile],
    /// Whether each file is production code that something starts, as far as that is known.
    live: Vec<bool>,
    /// Languages with a linker: those whose code is read.
    languages: BTreeMap<&'a Language, &'static str>,
    /// By ecosystem and package: the top module in Python, the package with its scope in npm.
    packages: BTreeMap<&'static str, BTreeMap<&'a str, Vec<PackageImport<'a>>>>,
    /// Imports of Python's own modules, by the first part of the name.
    builtins: BTreeMap<&'a str, Vec<PackageImport<'a>>>,
}

impl<'a> Uses<'a> {
    pub(in super::super) fn new(index: &Index<'a>, activity: &[Activity]) -> Self {
        let mut packages: BTreeMap<_, BTreeMap<_, Vec<_>>> = BTreeMap::new();
        let mut builtins: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut languages = BTreeMap::new();
        for (file, it) in index.iter() {
            if matches!(it.role, Role::Vendored) {
                continue;
            }
            // Style sheets and components have no linker, and import packages of npm.
            let ecosystem = index.linker(file).map_or(NPM, |linker| {
                languages.insert(&it.language, linker.ecosystem());
                linker.ecosystem()
            });
            let targets = index.imports(file);
            for (at, import) in it.facts.imports.iter().enumerate() {
                let mut certain = true;
                let package = match targets.get(at).map(|target| &target.module) {
                    Some(Resolution::Builtin) if ecosystem == PYPI => {
                        let top = import.module.split('.').next().unwrap_or_default();
                        let it = PackageImport { file, import, at: at as u32, certain };
                        builtins.entry(top).or_default().push(it);
                        None
                    }
                    Some(Resolution::Unknown)
                        if ecosystem == PYPI && !import.module.starts_with('.') =>
                    {
                        certain = false;
                        import.module.split('.').next()
                    }
                    Some(found) if !matches!(found, Resolution::Package(_)) => None,
                    _ if ecosystem == PYPI => import.module.split('.').next(),
                    _ => npm_package(&import.module),
                };
                if let Some(package) = package.filter(|name| !name.is_empty()) {
                    let imports = packages.entry(ecosystem).or_default();
                    imports.entry(package).or_default().push(PackageImport {
                        file,
                        import,
                        at: at as u32,
                        certain,
                    });
                }
            }
        }
        let live = activity
            .iter()
            .zip(index.files())
            .map(|(it, file)| file.role == Role::Production && it.state != ActivityState::Inactive)
            .collect();
        Self { files: index.files(), live, languages, packages, builtins }
    }

    pub(in super::super) fn file(&self, id: FileId) -> &'a ProjectFile {
        &self.files[id.0 as usize]
    }

    /// The packages of an ecosystem that are imported, in order.
    pub(in super::super) fn packages(
        &self,
        ecosystem: &'static str,
    ) -> impl Iterator<Item = (&'a str, &[PackageImport<'a>])> {
        let packages = self.packages.get(ecosystem).into_iter().flatten();
        packages.map(|(name, imports)| (*name, &imports[..]))
    }

    /// Python's own modules that are imported.
    pub(in super::super) fn builtins(&self) -> impl Iterator<Item = &'a str> {
        self.builtins.keys().copied()
    }

    /// The imports of a package: a top module in Python, a package in npm.
    pub(in super::super) fn of(&self, ecosystem: &str, package: &str) -> &[PackageImport<'a>] {
        self.packages
            .get(ecosystem)
            .and_then(|packages| packages.get(package))
            .map_or(&[], Vec::as_slice)
    }

    /// The imports of a Python module or of a name below it, or of an npm package.
    pub(in super::super) fn of_module<'s>(
        &'s self,
        ecosystem: &'static str,
        module: &'s str,
    ) -> impl Iterator<Item = &'s PackageImport<'a>> {
        let top = match ecosystem {
            PYPI => module.split('.').next().unwrap_or_default(),
            _ => module,
        };
        let builtins = self.builtins.get(top).filter(|_| ecosystem == PYPI).into_iter().flatten();
        self.of(ecosystem, top)
            .iter()
            .chain(builtins)
            .filter(move |it| ecosystem != PYPI || brings(it.import, module))
    }

    /// Where the packages that a file of code imports come from.
    pub(in super::super) fn ecosystem(&self, file: &ProjectFile) -> Option<&'static str> {
        self.languages.get(&file.language).copied()
    }

    /// Whether a file is code that is read.
    pub(in super::super) fn is_code(&self, file: &ProjectFile) -> bool {
        self.languages.contains_key(&file.language)
    }

    /// Whether there is any code that may run in production.
    pub(in super::super) fn has_live_code(&self) -> bool {
        (0..self.files.len() as u32)
            .map(FileId)
            .any(|id| self.is_live(id) && self.is_code(self.file(id)))
    }

    /// Whether a file is production code that something starts, as far as that is known.
    pub(in super::super) fn is_live(&self, id: FileId) -> bool {
        self.live.get(id.0 as usize).copied().unwrap_or_default()
    }

    /// The first call through an import.
    pub(in super::super) fn call_through(&self, it: &PackageImport<'_>) -> Option<&'a Call> {
        self.file(it.file)
            .facts
            .calls
            .iter()
            .find(|call| matches!(call.callee.root, Root::Import(import, _) if import == it.at))
    }
}

/// Whether an import brings a module, a name below it, or a package that it stands in.
pub(super) fn brings(import: &Import, module: &str) -> bool {
    if is_below(&import.module, module) {
        return true;
    }
    let Some(rest) = module.strip_prefix(import.module.as_str()) else { return false };
    let Some(rest) = rest.strip_prefix('.') else { return false };
    import
        .names
        .iter()
        .any(|name| name.name == "*" || !name.name.is_empty() && is_below(rest, &name.name))
}

/// The package of a specifier: `@scope/name` of `@scope/name/part`. Paths, aliases, URLs and modules of the runtime have
/// none.
pub(super) fn npm_package(specifier: &str) -> Option<&str> {
    let specifier = specifier.strip_prefix("npm:").unwrap_or(specifier);
    // Style sheets name the folder of the packages.
    let specifier = specifier.rsplit_once("node_modules/").map_or(specifier, |(_, rest)| rest);
    let plain = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    let mut parts = specifier.splitn(3, '/');
    let first = parts.next()?;
    if let Some(scope) = first.strip_prefix('@') {
        let name = parts.next()?;
        return (plain(scope) && plain(name)).then(|| &specifier[..first.len() + 1 + name.len()]);
    }
    plain(first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::ImportedName;

    #[test]
    fn a_specifier_of_a_path_an_alias_or_the_runtime_is_no_package() {
        for (specifier, expected) in [
            ("react", Some("react")),
            ("lodash/fp", Some("lodash")),
            ("@scope/name/deep/part", Some("@scope/name")),
            ("@/lib/db", None),
            ("./a", None),
            ("~/a", None),
            ("#internal", None),
            ("../node_modules/@mdi/font/a.css", Some("@mdi/font")),
            ("node:fs", None),
            ("virtual:pwa", None),
            ("https://esm.sh/react", None),
        ] {
            assert_eq!(npm_package(specifier), expected, "{specifier}");
        }
    }

    #[test]
    fn a_module_is_brought_by_its_package_and_by_names_below_it() {
        let import = |module: &str, name: &str| Import {
            module: module.into(),
            names: [ImportedName { name: name.into(), alias: name.into() }].into(),
            ..Import::default()
        };
        assert!(brings(&import("google.cloud", "storage"), "google.cloud.storage"));
        assert!(brings(&import("google.cloud.storage", "Client"), "google.cloud.storage"));
        assert!(!brings(&import("google.cloud", "tasks"), "google.cloud.storage"));
        assert!(!brings(&import("google", "auth"), "google.cloud.storage"));
    }
}

//! Manifests, and which files each speaks for.

use std::collections::BTreeSet;

use super::super::super::{FileId, Place, ProjectFile, knowledge};
use super::super::uses::{NPM, PYPI, Uses};
use super::names;
use crate::facts::{Declaration, Value};
use crate::source::{Role, Span};

/// A declared package.
pub(super) struct Entry<'a> {
    pub(super) name: &'a str,
    /// The name as it is compared.
    pub(super) key: String,
    pub(super) version: &'a str,
    pub(super) scope: &'a str,
    pub(super) span: Span,
}

impl Entry<'_> {
    /// Whether its version says that it stands in this repository.
    pub(super) fn is_from_here(&self) -> bool {
        ["workspace:", "file:", "link:", "portal:", "./", "../"]
            .iter()
            .any(|start| self.version.starts_with(start))
    }
}

/// A file that declares packages.
pub(super) struct Manifest<'a> {
    /// Its position among the manifests.
    pub(super) at: usize,
    pub(super) file: FileId,
    pub(super) ecosystem: &'static str,
    /// The folder whose files it speaks for.
    base: &'a str,
    pub(super) entries: Vec<Entry<'a>>,
    /// Whether there is code below its folder.
    pub(super) has_code: bool,
    /// Whether it, or one beside it, keeps packages for development apart.
    pub(super) keeps_development_apart: bool,
    /// What its packages can be imported as: lower-case top modules of Python, packages of npm.
    provides: BTreeSet<String>,
}

impl Manifest<'_> {
    /// Whether it speaks for a file.
    pub(super) fn covers(&self, file: &ProjectFile) -> bool {
        is_below(file.path.as_str(), self.base)
    }
}

/// All manifests.
pub(super) struct Manifests<'a> {
    pub(super) all: Vec<Manifest<'a>>,
    /// Packages of this repository, by ecosystem.
    local: BTreeSet<(&'static str, String)>,
    /// Folders with packages that are declared in a way that is not read.
    unread: Vec<&'a str>,
}

/// Folders of requirements that speak for the folder around them.
const BESIDE: &[&str] = &[
    ".devcontainer",
    "build",
    "ci",
    "config",
    "deploy",
    "deployment",
    "deps",
    "docker",
    "infra",
    "req",
    "reqs",
    "requirements",
];

impl<'a> Manifests<'a> {
    pub(super) fn new(uses: &Uses<'a>) -> Self {
        let mut manifests = Self { all: Vec::new(), local: BTreeSet::new(), unread: Vec::new() };
        let code: [Vec<&str>; 2] = [NPM, PYPI].map(|ecosystem| {
            uses.files
                .iter()
                .filter(|file| uses.ecosystem(file) == Some(ecosystem))
                .map(|file| file.path.as_str())
                .collect()
        });
        for (at, file) in uses.files.iter().enumerate() {
            manifests.note_local(file);
            if matches!(file.role, Role::Vendored | Role::Generated | Role::Test | Role::Example) {
                continue;
            }
            for ecosystem in [NPM, PYPI] {
                let entries = entries(file, ecosystem);
                if !entries.is_empty() {
                    let code = &code[usize::from(ecosystem == PYPI)];
                    manifests.add(FileId(at as u32), file, ecosystem, entries, code);
                }
            }
        }
        let apart: BTreeSet<(&str, &str)> = manifests
            .all
            .iter()
            .filter(|it| it.entries.iter().any(|entry| entry.scope == "development"))
            .map(|it| (it.ecosystem, it.base))
            .collect();
        for manifest in &mut manifests.all {
            manifest.keeps_development_apart = apart.contains(&(manifest.ecosystem, manifest.base));
        }
        manifests
    }

    fn note_local(&mut self, file: &'a ProjectFile) {
        let name = file.path.file_name();
        let folder = file.path.parent();
        match name {
            "environment.yml" | "environment.yaml" | "conda.yml" => self.unread.push(folder),
            "setup.py" if entries(file, PYPI).is_empty() => self.unread.push(folder),
            _ => {}
        }
        for declaration in &file.facts.declarations {
            let Declaration::Setting { key, value, .. } = declaration else { continue };
            match (key.as_str(), value) {
                ("name", Value::Str(own)) if name == "package.json" => {
                    self.local.insert((NPM, own.to_string()));
                }
                ("project.name" | "tool.poetry.name" | "metadata.name", Value::Str(own)) => {
                    let own = knowledge::normalized(own);
                    self.local.insert((PYPI, own.replace('-', "_")));
                    self.local.insert((PYPI, own));
                }
                ("project.dynamic", Value::List(items))
                    if items.iter().any(|item| item.as_str() == Some("dependencies")) =>
                {
                    self.unread.push(folder);
                }
                _ => {}
            }
        }
    }

    fn add(
        &mut self,
        id: FileId,
        file: &'a ProjectFile,
        ecosystem: &'static str,
        entries: Vec<Entry<'a>>,
        code: &[&str],
    ) {
        let below = |folder: &str| {
            let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
            let at = code.partition_point(|path| *path < prefix.as_str());
            code.get(at).is_some_and(|path| path.starts_with(&prefix))
        };
        let mut base = file.path.parent();
        if ecosystem == PYPI {
            while !base.is_empty() {
                let (outer, last) = base.rsplit_once('/').unwrap_or(("", base));
                if below(base) && !BESIDE.contains(&last) {
                    break;
                }
                base = outer;
            }
        }
        let mut provides = BTreeSet::new();
        for entry in &entries {
            match ecosystem {
                PYPI => provides.extend(names::tops(&entry.key)),
                _ => {
                    provides.insert(entry.key.clone());
                }
            }
        }
        self.all.push(Manifest {
            at: self.all.len(),
            file: id,
            ecosystem,
            base,
            entries,
            has_code: below(base),
            keeps_development_apart: false,
            provides,
        });
    }

    /// Whether a package stands in this repository.
    pub(super) fn is_local(&self, ecosystem: &'static str, name: &str) -> bool {
        self.local.contains(&(ecosystem, name.to_owned()))
    }

    /// Whether there are manifests for a file and none of them has the package.
    pub(super) fn lack(&self, ecosystem: &str, name: &str, file: &ProjectFile) -> bool {
        if self
            .unread
            .iter()
            .any(|folder| ecosystem == PYPI && is_below(file.path.as_str(), folder))
        {
            return false;
        }
        let name = if ecosystem == PYPI { name.to_lowercase() } else { name.to_owned() };
        let mut any = false;
        for manifest in &self.all {
            if manifest.ecosystem == ecosystem && manifest.covers(file) {
                any = true;
                if manifest.provides.contains(&name) {
                    return false;
                }
            }
        }
        any
    }

    /// The first of the packages, `*` standing for the rest of a name, that a manifest for the file declares.
    pub(super) fn declares_one(
        &self,
        ecosystem: &str,
        packages: &[&str],
        file: &ProjectFile,
    ) -> Option<(Place, &'a str)> {
        let is = |key: &str| {
            packages.iter().any(|package| match package.strip_suffix('*') {
                Some(start) => key.starts_with(start),
                None => key == *package,
            })
        };
        self.all.iter().filter(|it| it.ecosystem == ecosystem && it.covers(file)).find_map(
            |manifest| {
                let entry = manifest.entries.iter().find(|entry| is(&entry.key))?;
                Some((Place { file: manifest.file, span: entry.span }, entry.name))
            },
        )
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// What a file declares, each package once. Constraints declare nothing.
fn entries<'a>(file: &'a ProjectFile, ecosystem: &'static str) -> Vec<Entry<'a>> {
    let name = file.path.file_name();
    let is_one =
        |it: &Declaration| matches!(it, Declaration::Dependency(it) if it.ecosystem == ecosystem);
    if !file.facts.declarations.iter().any(is_one) && name != "setup.py" {
        return Vec::new();
    }
    if name.contains("constraint") || name.ends_with("-lock.txt") || name.ends_with(".lock.txt") {
        return Vec::new();
    }
    // `requirements-dev.txt` and `requirements/test.txt` say by their names what they are for.
    let for_development = file.path.extension() != "toml"
        && ["dev", "test", "lint", "doc", "ci"].iter().any(|word| {
            file.path
                .file_stem()
                .split(['-', '_', '.'])
                .any(|part| part == *word || part == format!("{word}s"))
        });
    let mut seen = BTreeSet::new();
    let mut entries: Vec<Entry<'a>> = file
        .facts
        .declarations
        .iter()
        .filter_map(|declaration| match declaration {
            Declaration::Dependency(it) if it.ecosystem == ecosystem => Some(Entry {
                name: &it.name,
                key: key(ecosystem, &it.name),
                version: &it.version,
                scope: if for_development { "development" } else { &it.scope },
                span: it.span,
            }),
            _ => None,
        })
        .filter(|entry| seen.insert((entry.key.clone(), entry.scope)))
        .collect();
    if ecosystem == PYPI && name == "setup.py" {
        entries.extend(setup(file));
    }
    entries
}

/// The requirements of a `setup()` call that lists them as constants.
fn setup(file: &ProjectFile) -> Vec<Entry<'_>> {
    let call = file.facts.calls.iter().find(|call| call.callee.last() == "setup");
    let Some(call) = call else { return Vec::new() };
    let listed = |keyword: &str| call.keyword(keyword).map(Value::items).unwrap_or_default();
    listed("install_requires")
        .iter()
        .filter_map(Value::as_str)
        .map(|text| {
            let end = text
                .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
                .unwrap_or(text.len());
            Entry {
                name: &text[..end],
                key: key(PYPI, &text[..end]),
                version: text[end..].trim(),
                scope: "production",
                span: call.span,
            }
        })
        .filter(|entry| !entry.name.is_empty())
        .collect()
}

fn key(ecosystem: &str, name: &str) -> String {
    if ecosystem == PYPI { knowledge::normalized(name) } else { name.to_owned() }
}

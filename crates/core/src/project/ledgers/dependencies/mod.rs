//! Packages: what manifests declare against what is imported, run, named in settings or needed by what is used.
//!
//! A package without an import may still be used: a command runs it, a setting or a URL names it,
//! another package loads it. Only what none of this explains is unused; what people run by hand
//! stays unknown.

mod manifests;
mod names;
mod signs;

use std::collections::{BTreeMap, BTreeSet};

use self::manifests::{Entry, Manifest, Manifests};
use self::signs::Signs;
use super::super::knowledge;
use super::super::{Dependency, DependencyStatus, Evidence, FileId, Place};
use super::uses::{NPM, PYPI, PackageImport, Uses};
use crate::facts::ImportKind;
use crate::source::{Role, Text};

/// How many imports an entry lists.
const MOST: usize = 12;
/// How often packages that others load are looked for anew.
const ROUNDS: usize = 4;
/// From how many requirements with exact versions a file may be a list of all that was installed.
const FROZEN: usize = 30;

/// The packages that are declared or imported, in order of name.
pub(in super::super) fn dependencies(uses: &Uses<'_>) -> Vec<Dependency> {
    let manifests = Manifests::new(uses);
    if manifests.all.is_empty() {
        return Vec::new();
    }
    let signs = Signs::new(uses);
    let modules = names::Modules::new(uses);
    let mut rows: Vec<Row<'_, '_>> = Vec::new();
    for manifest in &manifests.all {
        for entry in &manifest.entries {
            rows.push(Row::new(uses, &signs, &modules, manifest, entry));
        }
    }
    let explained = explained(uses, &manifests, &signs, &mut rows);
    companions(uses, &mut rows);
    let frozen = frozen(&rows);
    let mut found: Vec<Dependency> =
        rows.into_iter().map(|row| row.finish(uses, &manifests, &frozen)).collect();
    for ecosystem in [NPM, PYPI] {
        found.extend(undeclared(uses, &manifests, &signs, &explained, ecosystem));
    }
    found.sort_by(|a, b| (&a.name, &a.ecosystem, a.place).cmp(&(&b.name, &b.ecosystem, b.place)));
    found
}

/// A declared package with the signs of its use.
struct Row<'m, 'a> {
    manifest: &'m Manifest<'a>,
    entry: &'m Entry<'a>,
    imports: Vec<PackageImport<'a>>,
    evidence: Vec<Evidence>,
}

impl<'m, 'a> Row<'m, 'a> {
    fn new(
        uses: &Uses<'a>,
        signs: &Signs<'a>,
        modules: &names::Modules<'a>,
        manifest: &'m Manifest<'a>,
        entry: &'m Entry<'a>,
    ) -> Self {
        let covered = |it: &&PackageImport<'a>| manifest.covers(uses.file(it.file));
        let imports: Vec<PackageImport<'a>> = match manifest.ecosystem {
            PYPI => modules.imports_of(uses, &entry.key).filter(covered).copied().collect(),
            _ => uses.of(NPM, &entry.key).iter().filter(covered).copied().collect(),
        };
        let evidence = if imports.is_empty() {
            signs.of(uses, manifest, entry).into_iter().collect()
        } else {
            Vec::new()
        };
        Self { manifest, entry, imports, evidence }
    }

    fn is_used(&self) -> bool {
        !self.imports.is_empty() || !self.evidence.is_empty()
    }

    fn finish(
        self,
        uses: &Uses<'_>,
        manifests: &Manifests<'_>,
        frozen: &BTreeSet<usize>,
    ) -> Dependency {
        let key = self.entry.key.as_str();
        let status = if self.is_used() {
            DependencyStatus::Used
        } else if frozen.contains(&self.manifest.at)
            || manifests.is_local(self.manifest.ecosystem, key)
            || self.entry.is_from_here()
            || matches!(self.entry.scope, "peer" | "build")
            || self.manifest.ecosystem == NPM && self.entry.scope == "optional"
            || !self.manifest.has_code
            || knowledge::is_run_by_hand(self.manifest.ecosystem, key)
        {
            DependencyStatus::Unknown
        } else {
            DependencyStatus::Unused
        };
        let mut evidence = self.evidence;
        if !self.imports.is_empty() && self.imports.iter().all(|it| !uses.is_live(it.file)) {
            let place = self.imports[0].place();
            let what = "imported, but not by code that is known to run in production";
            evidence.push(Evidence { place, what: what.into() });
        }
        Dependency {
            name: self.entry.name.into(),
            ecosystem: self.manifest.ecosystem.into(),
            place: Place { file: self.manifest.file, span: self.entry.span },
            scope: self.entry.scope.into(),
            status,
            imports: self.imports.iter().take(MOST).map(PackageImport::place).collect(),
            evidence,
        }
    }
}

/// Gives distributions of PyPI that nothing is known to import the modules of their words that nothing is known to
/// declare, and answers which imports that explains.
fn explained<'a>(
    uses: &Uses<'a>,
    manifests: &Manifests<'_>,
    signs: &Signs<'_>,
    rows: &mut [Row<'_, 'a>],
) -> BTreeSet<(FileId, &'a str)> {
    let mut explained = BTreeSet::new();
    let idle = |row: &&mut Row<'_, 'a>| row.manifest.ecosystem == PYPI && !row.is_used();
    for (name, imports) in uses.packages(PYPI) {
        let comes_with = knowledge::brought(PYPI, name).is_some();
        if comes_with || manifests.is_local(PYPI, name) || is_there(signs, PYPI, name) {
            continue;
        }
        for row in rows.iter_mut().filter(idle) {
            if !names::may_bring(&row.entry.key, name) {
                continue;
            }
            row.imports = imports
                .iter()
                .filter(|it| {
                    let file = uses.file(it.file);
                    row.manifest.covers(file) && manifests.lack(PYPI, name, file)
                })
                .copied()
                .collect();
            explained.extend(row.imports.iter().map(|it| (it.file, name)));
        }
    }
    explained
}

/// Whether a module is there without a manifest that declares it.
fn is_there(signs: &Signs<'_>, ecosystem: &'static str, name: &str) -> bool {
    names::is_given(ecosystem, name) || signs.installs(ecosystem, name)
}

/// Marks packages that used ones load by name, until nothing is added.
fn companions(uses: &Uses<'_>, rows: &mut [Row<'_, '_>]) {
    let mut used: BTreeSet<(&str, String)> = BTreeSet::new();
    used.extend(uses.builtins().map(|name| (PYPI, name.to_owned())));
    for ecosystem in [NPM, PYPI] {
        for (name, _) in uses.packages(ecosystem) {
            used.insert((ecosystem, name.to_owned()));
        }
    }
    let enter = |used: &mut BTreeSet<(&'static str, String)>, row: &Row<'_, '_>| {
        used.insert((row.manifest.ecosystem, row.entry.key.clone()));
        if row.manifest.ecosystem == PYPI {
            used.insert((PYPI, row.entry.key.replace('-', "_")));
        }
    };
    rows.iter().filter(|row| row.is_used()).for_each(|row| enter(&mut used, row));
    for _ in 0..ROUNDS {
        let mut changed = false;
        for row in rows.iter_mut().filter(|row| !row.is_used()) {
            let ecosystem = row.manifest.ecosystem;
            let Some(companion) = knowledge::companion(ecosystem, &row.entry.key) else { continue };
            let Some(by) = companion.with.iter().find_map(|with| any(&used, ecosystem, with))
            else {
                continue;
            };
            row.evidence.push(Evidence {
                place: Place { file: row.manifest.file, span: row.entry.span },
                what: format!("{by} loads it").into(),
            });
            enter(&mut used, row);
            changed = true;
        }
        if !changed {
            break;
        }
    }
}

/// The first of the names that a pattern means; `*` stands for the rest of a name.
fn any<'u>(
    used: &'u BTreeSet<(&'static str, String)>,
    ecosystem: &'static str,
    pattern: &str,
) -> Option<&'u str> {
    let (start, is_exact) = match pattern.strip_suffix('*') {
        Some(start) => (start, false),
        None => (pattern, true),
    };
    used.range((ecosystem, start.to_owned())..)
        .next()
        .filter(|(found, name)| {
            *found == ecosystem && if is_exact { name == start } else { name.starts_with(start) }
        })
        .map(|(_, name)| name.as_str())
}

/// Manifests that list all that was installed: many exact versions, most of which nothing uses by itself.
fn frozen(rows: &[Row<'_, '_>]) -> BTreeSet<usize> {
    let mut counts: BTreeMap<usize, (usize, usize, usize)> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.manifest.ecosystem == PYPI) {
        let (all, exact, idle) = counts.entry(row.manifest.at).or_default();
        *all += 1;
        *exact += usize::from(row.entry.version.starts_with("=="));
        *idle += usize::from(!row.is_used());
    }
    counts
        .into_iter()
        .filter(|(_, (all, exact, idle))| {
            *all >= FROZEN && exact * 10 >= all * 9 && idle * 2 > *all
        })
        .map(|(at, _)| at)
        .collect()
}

/// Packages that are imported and that no manifest around the importing file declares.
fn undeclared(
    uses: &Uses<'_>,
    manifests: &Manifests<'_>,
    signs: &Signs<'_>,
    explained: &BTreeSet<(FileId, &str)>,
    ecosystem: &'static str,
) -> Vec<Dependency> {
    let mut found = Vec::new();
    for (name, imports) in uses.packages(ecosystem) {
        if manifests.is_local(ecosystem, name) || is_there(signs, ecosystem, name) {
            continue;
        }
        let missing: Vec<&PackageImport<'_>> = imports
            .iter()
            .filter(|it| {
                let file = uses.file(it.file);
                it.certain
                    && !it.import.conditional
                    && (ecosystem == NPM || it.import.kind != ImportKind::TypeOnly)
                    && matches!(file.role, Role::Production | Role::Test | Role::Tool)
                    && uses.is_code(file)
                    && manifests.lack(ecosystem, name, file)
                    && !explained.contains(&(it.file, name))
            })
            .collect();
        let Some(first) = missing.iter().find(|it| uses.is_live(it.file)).or(missing.first())
        else {
            continue;
        };
        let mut evidence = Vec::new();
        let by = knowledge::brought(ecosystem, name)
            .and_then(|row| manifests.declares_one(ecosystem, row.with, uses.file(first.file)));
        if let Some((place, by)) = by {
            evidence.push(Evidence { place, what: format!("comes with {by}").into() });
        }
        let types = format!("@types/{name}");
        if ecosystem == NPM
            && missing.iter().all(|it| it.import.kind == ImportKind::TypeOnly)
            && !manifests.lack(NPM, &types, uses.file(first.file))
        {
            evidence.push(Evidence {
                place: first.place(),
                what: format!("types alone, which {types} declares").into(),
            });
        }
        let is_test = missing.iter().all(|it| uses.file(it.file).role == Role::Test);
        found.push(Dependency {
            name: name.into(),
            ecosystem: ecosystem.into(),
            place: first.place(),
            scope: if is_test { Text::from("development") } else { Text::default() },
            status: DependencyStatus::Undeclared,
            imports: missing.iter().take(MOST).map(|it| it.place()).collect(),
            evidence,
        });
    }
    found
}

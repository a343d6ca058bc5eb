//! Under which names a distribution of PyPI is imported.

use std::collections::BTreeMap;

use super::super::super::knowledge;
use super::super::uses::{NPM, PYPI, PackageImport, Uses, brings};

/// Beginnings and endings that a distribution has and its module mostly not.
const BEFORE: &[&str] = &["django-", "drf-", "flask-", "py-", "python-", "python3-", "py"];
const AFTER: &[&str] = &[
    "-binary",
    "-cli",
    "-client",
    "-core",
    "-headless",
    "-lib",
    "-py",
    "-python",
    "-python3",
    "-sdk",
    "2",
    "3",
];

/// The modules of a distribution, by the table or by what is usual. The name is normalised.
pub(super) fn modules(distribution: &str) -> Vec<String> {
    if let Some(known) = knowledge::modules_of(distribution) {
        return known.iter().map(|module| (*module).to_owned()).collect();
    }
    let mut found = vec![distribution.replace('-', "_")];
    let mut add = |name: &str| {
        let name = name.replace('-', "_");
        if name.len() > 1 && !found.contains(&name) {
            found.push(name);
        }
    };
    for before in BEFORE {
        if let Some(rest) = distribution.strip_prefix(before) {
            add(rest.trim_start_matches('-'));
        }
    }
    for after in AFTER {
        if let Some(rest) = distribution.strip_suffix(after) {
            add(rest);
        }
    }
    if distribution.contains('-') {
        // Packages that share a namespace: `zope-interface`, `opentelemetry-instrumentation-fastapi`.
        found.push(distribution.replace('-', "."));
    }
    found
}

/// Beginnings of distributions that add to another one: the module of that is not theirs.
const ADDING: &[&str] = &["flake8-", "opentelemetry-", "pylint-", "pytest-", "sphinx-", "types-"];

/// Whether a module that no manifest is known to declare may be what a distribution installs that nothing is known to
/// import: words of its name are the module's, `flag_engine` of `acme-flag-engine`.
pub(super) fn may_bring(distribution: &str, module: &str) -> bool {
    let adds = ADDING.iter().any(|it| distribution.starts_with(it));
    if adds || knowledge::modules_of(distribution).is_some() {
        return false;
    }
    let module = module.to_lowercase();
    let wanted = module.replace('_', "");
    let mut words: Vec<&str> = distribution.split('-').collect();
    if let Some(first) = words.first_mut() {
        *first = first.strip_prefix("django").filter(|rest| rest.len() > 2).unwrap_or(first);
    }
    let follow = (0..words.len()).any(|start| {
        let mut rest = wanted.as_str();
        for word in &words[start..] {
            match rest.strip_prefix(word) {
                Some(behind) => rest = behind,
                None => return false,
            }
            if rest.is_empty() {
                return true;
            }
        }
        false
    });
    let parts: Vec<&str> = module.split('_').collect();
    let all = parts.len() > 1 && parts.iter().all(|part| words.contains(part));
    wanted.len() > 2 && (follow || all)
}

/// The top modules, lower-case, that a distribution may install.
pub(super) fn tops(distribution: &str) -> Vec<String> {
    modules(distribution)
        .iter()
        .map(|module| module.split('.').next().unwrap_or_default().to_lowercase())
        .collect()
}

/// Modules of npm runtimes and of frameworks' own build steps, and of Python's own tools.
const GIVEN: &[(&str, &str)] = &[
    (NPM, "bun"),
    (NPM, "client-only"),
    (NPM, "deno"),
    (NPM, "electron"),
    (NPM, "k6"),
    (NPM, "server-only"),
    (NPM, "vscode"),
    (PYPI, "_pytest"),
    (PYPI, "distutils"),
    (PYPI, "pip"),
    (PYPI, "pkg_resources"),
    (PYPI, "setuptools"),
];

/// Whether a module is there without being declared.
pub(super) fn is_given(ecosystem: &str, name: &str) -> bool {
    GIVEN.contains(&(ecosystem, name)) || name.starts_with('_')
}

/// The imported top modules of Python by their lower-case names.
pub(super) struct Modules<'a>(BTreeMap<String, Vec<&'a str>>);

impl<'a> Modules<'a> {
    pub(super) fn new(uses: &Uses<'a>) -> Self {
        let mut found: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (name, _) in uses.packages(PYPI) {
            found.entry(name.to_lowercase()).or_default().push(name);
        }
        Self(found)
    }

    /// The imports of a distribution.
    pub(super) fn imports_of<'s>(
        &'s self,
        uses: &'s Uses<'a>,
        distribution: &str,
    ) -> impl Iterator<Item = &'s PackageImport<'a>> + use<'s, 'a> {
        modules(distribution).into_iter().flat_map(move |module| {
            let top = module.split('.').next().unwrap_or_default().to_lowercase();
            let tops = self.0.get(&top).into_iter().flatten();
            tops.flat_map(move |top| uses.of(PYPI, top))
                .filter(move |it| !module.contains('.') || brings(it.import, &module))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distribution_may_bring_what_its_words_say() {
        for (distribution, module) in [
            ("acme-flag-engine", "flag_engine"),
            ("djangorestframework-api-keys", "rest_framework_api_keys"),
            ("google-re2", "re2"),
            ("openfeature-provider-acme", "openfeature_acme"),
            ("acme-lazy-fixture", "acme_lazyfixture"),
        ] {
            assert!(may_bring(distribution, module), "{distribution} {module}");
        }
        for (distribution, module) in
            [("pytest-httpx", "httpx"), ("acme-flags", "flag"), ("pyyaml", "pyyaml"), ("a-b", "b")]
        {
            assert!(!may_bring(distribution, module), "{distribution} {module}");
        }
    }

    #[test]
    fn modules_are_known_or_usual() {
        assert_eq!(modules("pyyaml"), ["yaml"]);
        assert_eq!(modules("requests"), ["requests"]);
        assert!(modules("django-filters").contains(&"filters".to_owned()));
        assert!(modules("zope-event").contains(&"zope.event".to_owned()));
        assert!(tops("google-cloud-run").contains(&"google".to_owned()));
    }
}

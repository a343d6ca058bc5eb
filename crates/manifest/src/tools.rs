//! Configuration of tools in JSON or in a form of its own: what plugins, presets and packages it names.

use shipworthy_core::analyzer::Problem;
use shipworthy_core::facts::{FileFacts, mentions};
use shipworthy_core::source::SourcePath;

/// Whether a file is one. Lock files and data are not.
pub(crate) fn is(path: &SourcePath) -> bool {
    let name = path.file_name();
    let stem = name.strip_suffix(".json").unwrap_or(name);
    let rc = stem.starts_with('.')
        && !stem[1..].contains('.')
        && (stem.ends_with("rc") || stem == ".swcrc")
        && !matches!(stem, ".npmrc" | ".yarnrc" | ".pypirc" | ".netrc");
    rc || matches!(name, "bunfig.toml" | "netlify.toml" | "wrangler.toml")
        || name.ends_with(".json")
            && (stem.ends_with(".config") || NAMES.binary_search(&stem).is_ok())
}

/// Names without `.json`, sorted.
const NAMES: &[&str] = &[
    "angular",
    "app",
    "biome",
    "components",
    "knip",
    "lerna",
    "nodemon",
    "nx",
    "project",
    "tslint",
    "turbo",
    "typedoc",
    "vercel",
];

/// Adds the names in it.
pub(crate) fn read(text: &str, facts: &mut FileFacts) -> Vec<Problem> {
    facts.mentions = mentions(text);
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::facts;

    #[test]
    fn configuration_of_tools_is_told_by_its_name() {
        assert!(NAMES.is_sorted());
        for (path, expected) in [
            (".eslintrc", true),
            (".eslintrc.json", true),
            ("web/.babelrc", true),
            ("jest.config.json", true),
            ("angular.json", true),
            ("netlify.toml", true),
            (".npmrc", false),
            ("data.json", false),
            ("package-lock.json", false),
        ] {
            assert_eq!(is(&path.into()), expected, "{path}");
        }
    }

    #[test]
    fn names_in_it_are_kept() {
        let found = facts(".eslintrc", "extends: airbnb\nplugins: [import]\n").mentions;
        assert!(found.iter().any(|it| it == "airbnb") && found.iter().any(|it| it == "import"));
    }
}

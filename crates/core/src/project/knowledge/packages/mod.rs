//! What is known of packages beyond their own name: what loads them, what brings them along, who runs them.

mod brought;
mod loaded;
mod run;

/// A package and those that load it by name or bring it along; `*` stands for the rest of a name.
#[derive(Debug)]
pub(in super::super) struct Companion {
    ecosystem: &'static str,
    pub(in super::super) package: &'static str,
    pub(in super::super) with: &'static [&'static str],
}

const fn npm(package: &'static str, with: &'static [&'static str]) -> Companion {
    Companion { ecosystem: "npm", package, with }
}

const fn pypi(package: &'static str, with: &'static [&'static str]) -> Companion {
    Companion { ecosystem: "pypi", package, with }
}

/// The packages that load a package by name.
pub(in super::super) fn companion(ecosystem: &str, package: &str) -> Option<&'static Companion> {
    row_of(loaded::LOADED, ecosystem, package)
}

/// The packages that bring a module or package along.
pub(in super::super) fn brought(ecosystem: &str, package: &str) -> Option<&'static Companion> {
    row_of(brought::BROUGHT, ecosystem, package)
}

fn row_of(
    rows: &'static [Companion],
    ecosystem: &str,
    package: &str,
) -> Option<&'static Companion> {
    rows.binary_search_by(|row| (row.ecosystem, row.package).cmp(&(ecosystem, package)))
        .ok()
        .and_then(|at| rows.get(at))
}

/// The dotted names whose import needs a distribution of PyPI beside the one that defines them.
pub(in super::super) fn needing(distribution: &str) -> impl Iterator<Item = &'static str> {
    brought::NEEDED.iter().filter(move |(_, needed)| *needed == distribution).map(|(name, _)| *name)
}

/// Whether people or tools run a package, so that an import is not to be expected.
pub(in super::super) fn is_run_by_hand(ecosystem: &str, package: &str) -> bool {
    // Types for a checker have the name of what they are for.
    package.ends_with("-stubs")
        || run::BY_HAND.iter().any(|(of, name)| {
            *of == ecosystem
                && match name.strip_suffix('*') {
                    Some(start) => package.starts_with(start),
                    None => package == *name,
                }
        })
}

/// The command of a package that is not called like it.
pub(in super::super) fn command_of(ecosystem: &str, package: &str) -> Option<&'static str> {
    run::COMMANDS
        .iter()
        .find(|(of, name, _)| *of == ecosystem && *name == package)
        .map(|(_, _, command)| *command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companions_are_sorted_and_unique() {
        for rows in [loaded::LOADED, brought::BROUGHT] {
            assert!(rows.is_sorted_by(|a, b| (a.ecosystem, a.package) < (b.ecosystem, b.package)));
            for row in rows {
                assert!(!row.with.is_empty() && row.with.is_sorted_by(|a, b| a < b));
            }
        }
        assert!(brought::NEEDED.is_sorted_by(|a, b| a < b));
        assert!(run::BY_HAND.is_sorted_by(|a, b| a < b));
        assert!(run::COMMANDS.is_sorted_by(|a, b| a < b));
    }
}

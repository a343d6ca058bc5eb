//! What is known of technologies, packages and drivers: reviewed tables, and how to ask them.
//!
//! Knowledge that grows by a row stands here and not in code. A name that no table knows is
//! answered by the convention of its ecosystem, or not at all.

pub(super) mod capabilities;
mod carriers;
mod companions;
mod distributions;
mod drivers;
mod technologies;

pub(super) use technologies::is_below;
pub use technologies::{Technology, TechnologyKind};

/// Which packages serve a URL scheme, a database engine or a type of connection.
#[derive(Debug)]
#[non_exhaustive]
pub struct Driver {
    /// The scheme, engine or type as written: `postgresql+asyncpg`, `django.db.backends.mysql`, `pg`.
    pub scheme: &'static str,
    /// The technology that it reaches: an id of [`Technology`].
    pub technology: &'static str,
    /// Distributions of PyPI of which any one serves it.
    pub pypi: &'static [&'static str],
    /// Packages of npm of which any one serves it.
    pub npm: &'static [&'static str],
}

impl Driver {
    /// The driver behind a scheme, an engine or a type.
    pub fn of(scheme: &str) -> Option<&'static Self> {
        drivers::DRIVERS
            .binary_search_by(|row| row.scheme.cmp(scheme))
            .ok()
            .and_then(|at| drivers::DRIVERS.get(at))
    }

    /// All drivers.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        drivers::DRIVERS.iter()
    }

    /// All drivers of a technology.
    pub fn of_technology(id: &str) -> impl Iterator<Item = &'static Self> {
        drivers::DRIVERS.iter().filter(move |row| row.technology == id)
    }
}

/// A library that talks to whatever store its settings name: a mapper, a queue, a cache.
#[derive(Debug)]
#[non_exhaustive]
pub struct Carrier {
    /// Where the package comes from: `pypi`, `npm`.
    pub ecosystem: &'static str,
    /// Its module in Python, its package in npm.
    pub module: &'static str,
    /// Whether it maps objects to tables; otherwise it carries messages or keeps entries.
    pub maps: bool,
}

impl Carrier {
    /// All carriers.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        carriers::CARRIERS.iter()
    }
}

/// A package and those that load it by name or bring it along; `*` stands for the rest of a name.
#[derive(Debug)]
pub(super) struct Companion {
    pub(super) ecosystem: &'static str,
    pub(super) package: &'static str,
    pub(super) with: &'static [&'static str],
}

/// The packages that load a package by name.
pub(super) fn companion(ecosystem: &str, package: &str) -> Option<&'static Companion> {
    row_of(companions::COMPANIONS, ecosystem, package)
}

/// The packages that bring a module or package along.
pub(super) fn brought(ecosystem: &str, package: &str) -> Option<&'static Companion> {
    row_of(companions::BROUGHT, ecosystem, package)
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
pub(super) fn needing(distribution: &str) -> impl Iterator<Item = &'static str> {
    companions::NEEDED
        .iter()
        .filter(move |(_, needed)| *needed == distribution)
        .map(|(name, _)| *name)
}

/// Whether people or tools run a package, so that an import is not to be expected.
pub(super) fn is_run_by_hand(ecosystem: &str, package: &str) -> bool {
    // Types for a checker have the name of what they are for.
    package.ends_with("-stubs")
        || companions::BY_HAND.iter().any(|(of, name)| {
            *of == ecosystem
                && match name.strip_suffix('*') {
                    Some(start) => package.starts_with(start),
                    None => package == *name,
                }
        })
}

/// The command of a package that is not called like it.
pub(super) fn command_of(ecosystem: &str, package: &str) -> Option<&'static str> {
    companions::COMMANDS
        .iter()
        .find(|(of, name, _)| *of == ecosystem && *name == package)
        .map(|(_, _, command)| *command)
}

/// The modules that a distribution of PyPI installs, where they are not named like it.
///
/// The name is normalised as PyPI does it: [`normalized`].
pub fn modules_of(distribution: &str) -> Option<&'static [&'static str]> {
    distributions::DISTRIBUTIONS
        .binary_search_by(|(name, _)| (*name).cmp(distribution))
        .ok()
        .and_then(|at| distributions::DISTRIBUTIONS.get(at))
        .map(|(_, modules)| *modules)
}

/// A name of a distribution as PyPI compares it: lower-case, with `-` for runs of `-`, `_` and `.`.
pub fn normalized(distribution: &str) -> String {
    let mut name = String::with_capacity(distribution.len());
    for c in distribution.trim().chars() {
        match c {
            '-' | '_' | '.' if name.ends_with('-') => {}
            '-' | '_' | '.' => name.push('-'),
            c => name.push(c.to_ascii_lowercase()),
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distributions_are_sorted_unique_and_differ_from_their_modules() {
        let rows = distributions::DISTRIBUTIONS;
        assert!(rows.is_sorted_by(|a, b| a.0 < b.0));
        for (name, modules) in rows {
            assert_eq!(*name, normalized(name));
            assert!(!modules.is_empty(), "{name}");
            assert!(modules.is_sorted_by(|a, b| a < b), "{name}");
            assert_ne!(*modules, [name.replace('-', "_")], "{name} needs no row");
        }
    }

    #[test]
    fn carriers_are_sorted_and_unique() {
        assert!(
            carriers::CARRIERS
                .is_sorted_by(|a, b| { (a.ecosystem, a.module) < (b.ecosystem, b.module) })
        );
    }

    #[test]
    fn companions_are_sorted_and_unique() {
        for rows in [companions::COMPANIONS, companions::BROUGHT] {
            assert!(rows.is_sorted_by(|a, b| (a.ecosystem, a.package) < (b.ecosystem, b.package)));
            for row in rows {
                assert!(!row.with.is_empty() && row.with.is_sorted_by(|a, b| a < b));
            }
        }
        assert!(companions::NEEDED.is_sorted_by(|a, b| a < b));
        assert!(companions::BY_HAND.is_sorted_by(|a, b| a < b));
        assert!(companions::COMMANDS.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn drivers_are_sorted_unique_and_complete() {
        assert!(drivers::DRIVERS.is_sorted_by(|a, b| a.scheme < b.scheme));
        for row in drivers::DRIVERS {
            assert!(Technology::of_id(row.technology).is_some(), "{}", row.technology);
            assert!(!row.pypi.is_empty() || !row.npm.is_empty(), "{}", row.scheme);
            for name in row.pypi {
                assert_eq!(*name, normalized(name));
            }
        }
    }

    #[test]
    fn a_distribution_is_found_by_its_normalised_name() {
        assert_eq!(modules_of(&normalized("Python_Jose")), Some(&["jose"][..]));
        assert_eq!(modules_of(&normalized("ruamel.yaml")), Some(&["ruamel.yaml"][..]));
        assert_eq!(modules_of("requests"), None);
    }
}

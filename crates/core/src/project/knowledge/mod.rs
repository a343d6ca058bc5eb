//! What is known of technologies, packages and drivers: reviewed tables, and how to ask them.
//!
//! Knowledge that grows by a row stands here and not in code. A name that no table knows is
//! answered by the convention of its ecosystem, or not at all.

pub(super) mod capabilities;
mod carriers;
mod distributions;
mod drivers;
mod packages;
mod technologies;

pub(super) use packages::{brought, command_of, companion, is_run_by_hand, needing};
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

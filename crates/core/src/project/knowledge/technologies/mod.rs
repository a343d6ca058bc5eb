//! Technologies: what people call them, and by what signs they show.

mod application;
mod data;
mod operations;
mod work;

/// A technology, with the signs by which it shows. Names are lower-case; all lists are sorted.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Technology {
    /// Its one name: `postgresql`.
    pub id: &'static str,
    /// What it is; the first is what it mostly is.
    pub kinds: &'static [TechnologyKind],
    /// What people call it in prose.
    pub names: &'static [&'static str],
    /// Its container images: the last part of the name, or the last two where one does not tell (`mssql/server`).
    pub images: &'static [&'static str],
    /// Schemes of its URLs.
    pub schemes: &'static [&'static str],
    /// Python modules, or dotted names, whose import shows its use.
    pub python: &'static [&'static str],
    /// npm packages whose import shows its use.
    pub npm: &'static [&'static str],
    /// Beginnings of the names of its environment variables: `POSTGRES` of `POSTGRES_HOST`.
    pub variables: &'static [&'static str],
    /// Files that show its use: a name, `*.` and an extension, or a folder that ends with `/`.
    pub files: &'static [&'static str],
}

/// What a technology is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum TechnologyKind {
    /// Drives a browser in tests.
    BrowserTest,
    /// Builds or bundles.
    Build,
    /// Keeps what is asked often.
    Cache,
    /// Builds, describes or runs containers.
    Container,
    /// Shows figures.
    Dashboard,
    /// Works on tables and figures.
    Data,
    /// Keeps records.
    Database,
    /// Tests and delivers.
    Delivery,
    /// Catches mail in development.
    DevMail,
    /// Collects errors.
    ErrorTracking,
    /// Carries an application.
    Framework,
    /// Lets people look into another service.
    Helper,
    /// Describes machines and services.
    Infrastructure,
    /// A kind of interface.
    Interface,
    /// Runs work in the background.
    Jobs,
    /// Drives load.
    LoadTest,
    /// Writes or collects logs.
    Logging,
    /// Sends mail.
    Mail,
    /// Sends messages to people.
    Messaging,
    /// Collects figures.
    Metrics,
    /// Changes the schema of a database.
    Migration,
    /// A model, or what calls one.
    Model,
    /// Keeps files.
    ObjectStorage,
    /// Maps objects to tables.
    Orm,
    /// Takes payments.
    Payment,
    /// Keeps processes alive.
    Process,
    /// Stands before other services.
    Proxy,
    /// Carries messages between programs.
    Queue,
    /// Makes calls survive failures.
    Resilience,
    /// Searches text.
    Search,
    /// Keeps callers and data safe.
    Security,
    /// Follows requests through services.
    Tracing,
    /// Runs unit tests.
    UnitTest,
    /// Checks input.
    Validation,
    /// Keeps and searches vectors.
    VectorStore,
}

impl Technology {
    /// Whether it is of the kind.
    pub fn is(&self, kind: TechnologyKind) -> bool {
        self.kinds.contains(&kind)
    }

    /// All technologies, in order of area and id.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        AREAS.iter().copied().flatten()
    }

    /// The technology with the id.
    pub fn of_id(id: &str) -> Option<&'static Self> {
        AREAS.iter().find_map(|area| {
            area.binary_search_by(|row| row.id.cmp(id)).ok().and_then(|at| area.get(at))
        })
    }

    /// The technology of a container image as written, with registry, tag and digest or without.
    ///
    /// ```
    /// # use shipworthy_core::project::knowledge::Technology;
    /// let found = Technology::of_image("docker.io/bitnami/postgresql:16@sha256:00");
    /// assert_eq!(found.map(|it| it.id), Some("postgresql"));
    /// ```
    pub fn of_image(image: &str) -> Option<&'static Self> {
        let image = image.split('@').next().unwrap_or_default();
        let (folders, name) = image.rsplit_once('/').unwrap_or(("", image));
        let name = name.split(':').next().unwrap_or_default();
        let owner = folders.rsplit('/').next().unwrap_or_default();
        let known = |wanted: &str| {
            Self::all()
                .find(|row| row.images.iter().any(|image| image.eq_ignore_ascii_case(wanted)))
        };
        if name.is_empty() || name.contains('$') {
            return None;
        }
        known(&format!("{owner}/{name}")).or_else(|| known(name))
    }

    /// The technologies that a Python module, or a dotted name imported from one, shows.
    pub fn of_python(path: &str) -> impl Iterator<Item = &'static Self> {
        Self::all().filter(move |row| row.python.iter().any(|module| is_below(path, module)))
    }

    /// The technologies that an npm package, or a module of one, shows.
    pub fn of_npm(specifier: &str) -> impl Iterator<Item = &'static Self> {
        Self::all().filter(move |row| {
            row.npm.iter().any(|package| {
                specifier
                    .strip_prefix(package)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
        })
    }

    /// The technology whose URLs have the scheme: `postgresql+asyncpg` is one of `postgresql`.
    pub fn of_scheme(scheme: &str) -> Option<&'static Self> {
        let plain = scheme.split('+').next().unwrap_or_default();
        let known = |wanted: &str| Self::all().find(|row| row.schemes.contains(&wanted));
        known(scheme).or_else(|| known(plain))
    }

    /// The technologies that people call so. The name is lower-case.
    pub fn of_name(name: &str) -> impl Iterator<Item = &'static Self> {
        Self::all().filter(move |row| row.names.contains(&name))
    }

    /// The technologies whose environment variables begin like this one: `POSTGRES_HOST`.
    pub fn of_variable(name: &str) -> impl Iterator<Item = &'static Self> {
        Self::all().filter(move |row| {
            row.variables.iter().any(|stem| {
                name.strip_prefix(stem).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
            })
        })
    }
}

/// Whether a dotted path is a module or stands below it.
pub(in super::super) fn is_below(path: &str, module: &str) -> bool {
    path.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Each sorted by id.
const AREAS: [&[Technology]; 4] =
    [application::APPLICATION, data::DATA, operations::OPERATIONS, work::WORK];

/// What a technology has no sign of.
const NOTHING: Technology = Technology {
    id: "",
    kinds: &[],
    names: &[],
    images: &[],
    schemes: &[],
    python: &[],
    npm: &[],
    variables: &[],
    files: &[],
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_table_is_sorted_unique_and_complete() {
        let mut ids = BTreeSet::new();
        for area in AREAS {
            assert!(area.is_sorted_by(|a, b| a.id < b.id));
        }
        for row in Technology::all() {
            assert!(ids.insert(row.id), "{} stands twice", row.id);
            assert!(!row.kinds.is_empty() && !row.names.is_empty(), "{}", row.id);
            let signs = [row.images, row.schemes, row.python, row.npm, row.files];
            let shown = signs.iter().any(|list| !list.is_empty());
            assert!(shown || !row.variables.is_empty(), "nothing shows {}", row.id);
            for list in [row.names, row.images, row.schemes, row.python, row.npm, row.variables] {
                assert!(list.is_sorted_by(|a, b| a < b), "{}: {list:?}", row.id);
                assert!(list.iter().all(|it| !it.is_empty() && it.trim() == *it), "{}", row.id);
            }
            for name in row.names.iter().chain(row.images).chain(row.schemes) {
                assert_eq!(*name, name.to_lowercase(), "{}", row.id);
            }
        }
    }

    #[test]
    fn an_image_belongs_to_one_technology_but_for_extensions() {
        let mut seen = BTreeSet::new();
        for row in Technology::all() {
            for image in row.images {
                assert!(seen.insert(image) || *image == "pgvector", "{image} stands twice");
            }
        }
    }

    #[test]
    fn images_are_known_by_their_last_parts() {
        let id = |image| Technology::of_image(image).map(|row| row.id);
        assert_eq!(id("redis"), Some("redis"));
        assert_eq!(id("registry.example.com:5000/bitnami/redis:7"), Some("redis"));
        assert_eq!(id("mcr.microsoft.com/mssql/server:2022-latest"), Some("sqlserver"));
        assert_eq!(id("shop/server:1"), None);
        assert_eq!(id("${IMAGE}"), None);
    }

    #[test]
    fn modules_schemes_and_variables_tell_technologies() {
        let ids = |rows: Vec<&Technology>| rows.iter().map(|row| row.id).collect::<Vec<_>>();
        assert!(ids(Technology::of_python("paho.mqtt.client").collect()).contains(&"mqtt"));
        assert!(ids(Technology::of_npm("hono/cors").collect()).contains(&"cors"));
        assert!(ids(Technology::of_variable("POSTGRES_HOST").collect()).contains(&"postgresql"));
        assert_eq!(ids(Technology::of_variable("POSTGRESHOST").collect()), [""; 0]);
        assert_eq!(
            Technology::of_scheme("postgresql+asyncpg").map(|row| row.id),
            Some("postgresql")
        );
    }
}

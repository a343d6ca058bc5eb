//! Paths that need not be in the repository: what a build, an installation or a person makes, and what git leaves out.

use crate::facts::Declaration;
use crate::source::Text;

use super::ProjectFile;

/// Folders and files that a build, an installation or a person makes.
const MADE: &[&str] = &[
    "__pycache__",
    "artifacts",
    "backup",
    "backups",
    "build",
    "cert",
    "certs",
    "coverage",
    "credentials",
    "dist",
    "env",
    "generated",
    "htmlcov",
    "log",
    "logs",
    "node_modules",
    "out",
    "output",
    "outputs",
    "results",
    "site-packages",
    "ssl",
    "target",
    "temp",
    "test-results",
    "tmp",
    "uploads",
    "vendor",
    "venv",
];

/// What the `.gitignore` files of a project leave out.
#[derive(Clone, Debug, Default)]
pub(super) struct Made {
    /// Names and paths.
    exact: Vec<Text>,
    /// Names with one `*`: what stands before it, and what behind it.
    open: Vec<(Text, Text)>,
}

impl Made {
    pub(super) fn new(files: &[ProjectFile]) -> Self {
        let mut made = Self::default();
        let files = files.iter().filter(|file| file.path.file_name() == ".gitignore");
        for declaration in files.flat_map(|file| &file.facts.declarations) {
            let Declaration::Setting { value, .. } = declaration else { continue };
            let pattern = value.as_str().unwrap_or_default().trim_matches('/');
            if pattern.starts_with('!') || pattern.is_empty() {
                continue;
            }
            match pattern.split_once('*') {
                None => made.exact.push(pattern.into()),
                // What matches everything, or folders of any depth, tells nothing about one path.
                Some((before, after)) if pattern != "*" && !after.contains('*') => {
                    made.open.push((before.into(), after.into()));
                }
                Some(_) => {}
            }
        }
        made
    }

    /// Whether something other than the repository brings a path.
    pub(super) fn holds(&self, path: &str) -> bool {
        let plain = path.trim_start_matches("./").trim_end_matches('/');
        let name = plain.rsplit('/').next().unwrap_or_default();
        plain.split('/').any(|part| MADE.binary_search(&part).is_ok() || part.starts_with('.'))
            || name.contains("local")
            || name.contains("secret")
            || name.contains("credential")
            || plain.contains(['*', '<', '{', '$', '~', ' ', '['])
            || self.leaves_out(plain)
    }

    /// Whether git leaves a path out.
    pub(super) fn leaves_out(&self, path: &str) -> bool {
        let below = |pattern: &str| {
            path.strip_prefix(pattern).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                || path.split('/').any(|part| part == pattern)
        };
        let fits = |part: &str, before: &str, after: &str| {
            part.len() >= before.len() + after.len()
                && part.starts_with(before)
                && part.ends_with(after)
        };
        self.exact.iter().any(|pattern| below(pattern))
            || self
                .open
                .iter()
                .any(|(before, after)| path.split('/').any(|part| fits(part, before, after)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_what_is_made_are_sorted() {
        assert!(MADE.is_sorted());
    }
}

//! Names that Nuxt and Nitro put within reach of every file of a server without an import.
//!
//! Source: <https://nuxt.com/docs/guide/concepts/auto-imports>.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use shipworthy_core::project::{FileId, ProjectFile, Resolution};
use shipworthy_core::source::SourcePath;

use super::ancestors;

/// Folders of an application whose exports every file of its server can use.
const FOLDERS: &[&str] = &["server/utils/", "shared/utils/", "shared/types/"];
/// Names of packages that every file of a server can use, as far as they matter for who may call.
const PACKAGES: &[(&str, &str)] = &[
    ("createError", "h3"),
    ("sendRedirect", "h3"),
    ("requireUserSession", "nuxt-auth-utils"),
    ("getUserSession", "nuxt-auth-utils"),
    ("getServerSession", "#auth"),
    ("serverSupabaseUser", "#supabase/server"),
    ("defineOAuthGitHubEventHandler", "nuxt-auth-utils"),
];

/// What is within reach in each application.
pub(super) struct Ambient<'a> {
    files: &'a [ProjectFile],
    /// The folders of applications.
    roots: Vec<&'a str>,
    names: OnceCell<BTreeMap<&'a str, FxHashMap<&'a str, FileId>>>,
}

impl<'a> Ambient<'a> {
    pub(super) fn new(files: &'a [ProjectFile]) -> Self {
        let configures =
            |file: &&ProjectFile| matches!(file.path.file_stem(), "nuxt.config" | "nitro.config");
        let roots = files.iter().filter(configures).map(|file| file.path.parent()).collect();
        Self { files, roots, names: OnceCell::new() }
    }

    /// Where a name comes from for a file that does not mention it otherwise.
    pub(super) fn find(&self, from: &SourcePath, name: &str) -> Option<Resolution> {
        if self.roots.is_empty() {
            return None;
        }
        let root = ancestors(from.parent()).find(|folder| self.roots.contains(folder))?;
        let names = self.names.get_or_init(|| self.names());
        // A layer that others extend gives its names to them.
        let file = names
            .get(root)
            .and_then(|it| it.get(name))
            .or_else(|| names.values().find_map(|it| it.get(name)));
        if let Some(&file) = file {
            return Some(Resolution::File(file));
        }
        let (_, package) = PACKAGES.iter().find(|(known, _)| *known == name)?;
        Some(Resolution::Package((*package).into()))
    }

    fn names(&self) -> BTreeMap<&'a str, FxHashMap<&'a str, FileId>> {
        let mut names: BTreeMap<&str, FxHashMap<&str, FileId>> = BTreeMap::new();
        for (at, file) in self.files.iter().enumerate() {
            let path = file.path.as_str();
            let Some(root) = ancestors(file.path.parent()).find(|it| self.roots.contains(it))
            else {
                continue;
            };
            let below = path[root.len()..].trim_start_matches('/');
            if !FOLDERS.iter().any(|folder| below.starts_with(folder)) {
                continue;
            }
            let known = names.entry(root).or_default();
            for export in &file.facts.exports {
                known.entry(export.name.as_str()).or_insert(FileId(at as u32));
            }
        }
        names
    }
}

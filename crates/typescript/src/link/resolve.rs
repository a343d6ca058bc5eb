//! Finds the files behind module specifiers.
//!
//! Sources: <https://www.typescriptlang.org/docs/handbook/modules/reference.html>,
//! <https://nodejs.org/api/packages.html>.

use std::cell::RefCell;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use shipworthy_core::facts::Value;
use shipworthy_core::project::{FileId, NameSet, ProjectFile, Resolution, Resolver};
use shipworthy_core::source::Role;

use super::ambient::Ambient;
use super::{ancestors, join, setting, text};

/// How long a chain of `extends` is followed.
const MAX_EXTENDS: u32 = 8;
/// Extensions that an import leaves out, in the order of preference.
const EXTENSIONS: &[&str] =
    &[".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".d.ts", ".json"];
/// Extensions of built files and what they are built from.
const BUILT: &[(&str, &[&str])] = &[
    (".js", &[".ts", ".tsx", ".js", ".jsx"]),
    (".jsx", &[".tsx", ".jsx"]),
    (".mjs", &[".mts", ".mjs", ".ts"]),
    (".cjs", &[".cts", ".cjs", ".ts"]),
    (".d.ts", &[".ts", ".tsx"]),
    (".d.mts", &[".mts", ".ts"]),
];
/// Folders that builds write to.
const OUTPUTS: &[&str] = &["dist", "build", "lib", "out", "esm", "cjs"];
/// Conditions of `exports`, the best first.
const CONDITIONS: &[&str] =
    &["source", "development", "import", "node", "require", "default", "browser", "types"];
/// Modules of Node.js.
const BUILTINS: &[&str] = &[
    "assert",
    "async_hooks",
    "buffer",
    "child_process",
    "cluster",
    "console",
    "constants",
    "crypto",
    "dgram",
    "diagnostics_channel",
    "dns",
    "domain",
    "events",
    "fs",
    "http",
    "http2",
    "https",
    "inspector",
    "module",
    "net",
    "os",
    "path",
    "perf_hooks",
    "process",
    "punycode",
    "querystring",
    "readline",
    "repl",
    "stream",
    "string_decoder",
    "sys",
    "timers",
    "tls",
    "trace_events",
    "tty",
    "url",
    "util",
    "v8",
    "vm",
    "wasi",
    "worker_threads",
    "zlib",
];

/// A pattern of `paths` and where it leads.
struct Alias {
    before: String,
    after: Option<String>,
    targets: Vec<String>,
}

/// What a `tsconfig.json` says about modules.
#[derive(Default)]
struct Config {
    aliases: Vec<Alias>,
    base: Option<String>,
    out: Option<String>,
    root: Option<String>,
}

/// A package of the repository.
struct Package {
    folder: String,
    file: FileId,
}

/// Resolves modules of one repository.
pub(crate) struct ModuleResolver<'a> {
    files: &'a [ProjectFile],
    by_path: FxHashMap<&'a str, FileId>,
    /// What has been asked for: most modules are imported more than once.
    found: RefCell<FxHashMap<String, Option<FileId>>>,
    /// The same for modules that are no paths from the file, by the nearest folder that says how they are found.
    named: RefCell<FxHashMap<&'a str, FxHashMap<String, Option<FileId>>>>,
    /// By folder, the nearest one that says how modules are found.
    nearest: RefCell<FxHashMap<&'a str, &'a str>>,
    /// By folder.
    configs: BTreeMap<String, Config>,
    /// By name.
    packages: BTreeMap<&'a str, Package>,
    /// Packages by folder.
    folders: BTreeMap<&'a str, FileId>,
    ambient: Ambient<'a>,
    /// Names that stand where files are named by patterns.
    pattern_keys: NameSet,
}

impl<'a> ModuleResolver<'a> {
    /// A resolver over files that are sorted by path.
    pub(crate) fn new(files: &'a [ProjectFile]) -> Self {
        let mut resolver = Self {
            files,
            by_path: FxHashMap::default(),
            found: RefCell::default(),
            named: RefCell::default(),
            nearest: RefCell::default(),
            configs: BTreeMap::new(),
            packages: BTreeMap::new(),
            folders: BTreeMap::new(),
            ambient: Ambient::new(files),
            pattern_keys: super::globs::KEYS.iter().copied().collect(),
        };
        for (at, file) in files.iter().enumerate() {
            resolver.by_path.insert(file.path.as_str(), FileId(at as u32));
        }
        for (at, file) in files.iter().enumerate() {
            let id = FileId(at as u32);
            let folder = file.path.parent();
            match file.path.file_name() {
                "package.json" => {
                    resolver.folders.insert(folder, id);
                    if let Some(name) = text(&file.facts, "name") {
                        resolver
                            .packages
                            .entry(name)
                            .or_insert(Package { folder: folder.to_owned(), file: id });
                    }
                }
                "tsconfig.json" | "jsconfig.json" => {
                    let config = resolver.config(id, MAX_EXTENDS);
                    resolver.configs.entry(folder.to_owned()).or_insert(config);
                }
                _ => {}
            }
        }
        for (&folder, &manifest) in &resolver.folders {
            let aliases = module_aliases(&files[manifest.0 as usize].facts, folder);
            if !aliases.is_empty() {
                resolver.configs.entry(folder.to_owned()).or_default().aliases.extend(aliases);
            }
        }
        resolver
    }

    fn exact(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    fn facts(&self, id: FileId) -> &'a shipworthy_core::facts::FileFacts {
        &self.files[id.0 as usize].facts
    }

    fn config(&self, id: FileId, steps: u32) -> Config {
        let mut config = Config::default();
        let facts = self.facts(id);
        let folder = self.files[id.0 as usize].path.parent();
        let option = |name: &str| text(facts, name).map(|path| join(folder, path));
        config.base = option("compilerOptions.baseUrl");
        config.out = option("compilerOptions.outDir");
        config.root = option("compilerOptions.rootDir");
        let base = config.base.clone().unwrap_or_else(|| folder.to_owned());
        if let Some(Value::Dict(paths)) = setting(facts, "compilerOptions.paths") {
            for (pattern, targets) in paths {
                let (before, after) = match pattern.split_once('*') {
                    Some((before, after)) => (before, Some(after.to_owned())),
                    None => (&**pattern, None),
                };
                let targets = targets
                    .items()
                    .iter()
                    .filter_map(|target| match target {
                        Value::Str(target) => Some(join(&base, target)),
                        _ => None,
                    })
                    .collect();
                config.aliases.push(Alias { before: before.to_owned(), after, targets });
            }
            // The longest prefix wins.
            config.aliases.sort_by_key(|alias| std::cmp::Reverse(alias.before.len()));
        }
        if steps == 0 {
            return config;
        }
        let mut others: Vec<FileId> = Vec::new();
        match setting(facts, "extends") {
            Some(Value::Str(path)) => others.extend(self.extended(folder, path)),
            Some(Value::List(paths)) => {
                for path in paths.iter().rev() {
                    if let Value::Str(path) = path {
                        others.extend(self.extended(folder, path));
                    }
                }
            }
            _ => {}
        }
        // A `tsconfig.json` that only refers to others leaves its files to them.
        if let Some(Value::List(references)) = setting(facts, "references") {
            for reference in references {
                if let Value::Dict(entries) = reference
                    && let Some((_, Value::Str(path))) =
                        entries.iter().find(|(key, _)| key == "path")
                    && path.ends_with(".json")
                {
                    others.extend(self.exact(&join(folder, path)));
                }
            }
        }
        for other in others {
            let other = self.config(other, steps - 1);
            if config.aliases.is_empty() {
                config.aliases = other.aliases;
            }
            config.base = config.base.or(other.base);
            config.out = config.out.or(other.out);
            config.root = config.root.or(other.root);
        }
        config
    }

    fn extended(&self, folder: &str, path: &str) -> Option<FileId> {
        if path.starts_with('.') {
            let path = join(folder, path);
            return self.exact(&path).or_else(|| self.exact(&format!("{path}.json")));
        }
        let (package, rest) = self.package_of(path)?;
        let path = join(&package.folder, rest);
        [path.clone(), format!("{path}.json"), join(&path, "tsconfig.json")]
            .iter()
            .find_map(|path| self.exact(path))
    }

    /// The package of the repository that a specifier begins with, and the rest of the specifier.
    fn package_of<'s>(&self, specifier: &'s str) -> Option<(&Package, &'s str)> {
        let name = package_name(specifier);
        let package = self.packages.get(name)?;
        Some((package, specifier[name.len()..].trim_start_matches('/')))
    }

    /// The file of a path without regard to how the path spells its extension.
    pub(crate) fn file(&self, path: &str) -> Option<FileId> {
        let known = self.found.borrow().get(path).copied();
        known.unwrap_or_else(|| {
            let found = self.spelled(path).or_else(|| self.entry_of(path));
            self.found.borrow_mut().insert(path.to_owned(), found);
            found
        })
    }

    /// The file that the manifest of a folder names as its entry; a folder named there is not asked again.
    fn entry_of(&self, folder: &str) -> Option<FileId> {
        let main = self.entry(*self.folders.get(folder)?)?;
        self.spelled(&join(folder, main))
    }

    /// The file of a path, or that it is built from, leaves its extension out of, or holds as a folder's index.
    fn spelled(&self, path: &str) -> Option<FileId> {
        if let Some(file) = self.exact(path) {
            return Some(file);
        }
        for (built, sources) in BUILT {
            if let Some(stem) = path.strip_suffix(built)
                && let Some(file) =
                    sources.iter().find_map(|source| self.exact(&format!("{stem}{source}")))
            {
                return Some(file);
            }
        }
        self.extended_with(path, EXTENSIONS).or_else(|| {
            let separator = if path.is_empty() { "" } else { "/" };
            self.extended_with(&format!("{path}{separator}index"), &EXTENSIONS[..8])
        })
    }

    /// The first file that a path names with one of the extensions. Most paths of packages name none: one look-up for
    /// the beginning that all of them share tells so.
    fn extended_with(&self, path: &str, extensions: &[&str]) -> Option<FileId> {
        let start = format!("{path}.");
        let first = self.files.partition_point(|file| file.path.as_str() < start.as_str());
        self.files.get(first).filter(|file| file.path.as_str().starts_with(&start))?;
        extensions.iter().find_map(|extension| self.exact(&format!("{path}{extension}")))
    }

    /// The file that a package names as its entry.
    fn entry(&self, manifest: FileId) -> Option<&'a str> {
        let declarations = &self.facts(manifest).declarations;
        ["main", "module", "types"].iter().find_map(|wanted| {
            declarations.iter().find_map(|declaration| match declaration {
                shipworthy_core::facts::Declaration::Entry { path, key, .. } if key == wanted => {
                    Some(path.as_str())
                }
                _ => None,
            })
        })
    }

    /// The source of a file that a manifest of `folder` names, which may be built from another.
    pub(crate) fn source(&self, folder: &str, path: &str) -> Option<FileId> {
        let whole = join(folder, path);
        if let Some(file) = self.file(&whole) {
            return Some(file);
        }
        if let Some(config) = ancestors(folder).find_map(|folder| self.configs.get(folder))
            && let Some(out) = &config.out
            && let Some(rest) = whole.strip_prefix(out.as_str())
        {
            let rest = rest.trim_start_matches('/');
            let root = config.root.clone().unwrap_or_else(|| join(folder, "src"));
            let found = self.file(&join(&root, rest)).or_else(|| self.file(&join(folder, rest)));
            if found.is_some() {
                return found;
            }
        }
        let relative = path.trim_start_matches("./");
        let (first, rest) = relative.split_once('/')?;
        if !OUTPUTS.contains(&first) {
            return None;
        }
        self.file(&join(folder, &format!("src/{rest}")))
            .or_else(|| self.file(&join(folder, rest)))
            .or_else(|| {
                // Builds for several module systems write to a folder for each.
                let (inner, rest) = rest.split_once('/')?;
                OUTPUTS
                    .contains(&inner)
                    .then(|| self.file(&join(folder, &format!("src/{rest}"))))?
            })
    }

    /// The files of a pattern that a file of `folder` names.
    fn matching(&self, folder: &str, pattern: &super::globs::Pattern) -> Vec<FileId> {
        let package = ancestors(folder).find(|folder| self.folders.contains_key(folder));
        let base = match pattern.beside {
            true => join(folder, &pattern.folder),
            false => {
                let (first, rest) = pattern.folder.split_once('/').unwrap_or((&pattern.folder, ""));
                let inside = if OUTPUTS.contains(&first) {
                    join("src", rest)
                } else {
                    pattern.folder.clone()
                };
                join(package.unwrap_or_default(), &inside)
            }
        };
        let start = self.files.partition_point(|file| file.path.as_str() < base.as_str());
        self.files[start..]
            .iter()
            .enumerate()
            .take_while(|(_, file)| file.path.as_str().starts_with(&base))
            .filter(|(_, file)| {
                let path = file.path.as_str();
                file.role != Role::Test
                    && (base.is_empty() || path[base.len()..].starts_with('/'))
                    && pattern.endings.iter().any(|ending| path.ends_with(ending))
            })
            .map(|(at, _)| FileId((start + at) as u32))
            .collect()
    }

    fn in_package(&self, package: &Package, rest: &str) -> Option<FileId> {
        let facts = self.facts(package.file);
        if let Some(exports) = setting(facts, "exports") {
            let subpath = if rest.is_empty() { ".".to_owned() } else { format!("./{rest}") };
            let mut targets = Vec::new();
            exported(exports, &subpath, &mut targets);
            let found = targets.iter().find_map(|path| self.source(&package.folder, path));
            if found.is_some() {
                return found;
            }
        }
        if rest.is_empty() {
            return self
                .entry(package.file)
                .and_then(|main| self.source(&package.folder, main))
                .or_else(|| self.file(&join(&package.folder, "src/index")))
                .or_else(|| self.file(&join(&package.folder, "index")));
        }
        self.source(&package.folder, rest)
            .or_else(|| self.file(&join(&package.folder, &format!("src/{rest}"))))
    }

    fn aliased(&self, config: &Config, specifier: &str) -> Option<FileId> {
        for alias in &config.aliases {
            let Some(rest) = specifier.strip_prefix(alias.before.as_str()) else { continue };
            let star = match &alias.after {
                Some(after) => match rest.strip_suffix(after.as_str()) {
                    Some(star) => star,
                    None => continue,
                },
                None if rest.is_empty() => "",
                None => continue,
            };
            let found =
                alias.targets.iter().find_map(|target| self.file(&target.replacen('*', star, 1)));
            if found.is_some() {
                return found;
            }
        }
        let base = config.base.as_ref()?;
        self.file(&join(base, specifier))
    }

    /// The nearest package that holds a folder.
    fn package_folder<'f>(&self, folder: &'f str) -> Option<&'f str> {
        ancestors(folder).find(|folder| self.folders.contains_key(folder))
    }

    fn internal(&self, folder: &'a str, specifier: &str) -> Option<FileId> {
        if specifier.starts_with('.') {
            return self.file(&join(folder, specifier));
        }
        // All folders below one that holds a configuration or a manifest find a module alike.
        let nearest = *self.nearest.borrow_mut().entry(folder).or_insert_with(|| {
            let says = |it: &&str| self.configs.contains_key(*it) || self.folders.contains_key(it);
            ancestors(folder).find(says).unwrap_or_default()
        });
        let known = |named: &FxHashMap<&str, FxHashMap<String, Option<FileId>>>| {
            named.get(nearest)?.get(specifier).copied()
        };
        let known = known(&self.named.borrow());
        known.unwrap_or_else(|| {
            let found = self.named_from(nearest, specifier);
            let mut named = self.named.borrow_mut();
            named.entry(nearest).or_default().insert(specifier.to_owned(), found);
            found
        })
    }

    fn named_from(&self, folder: &str, specifier: &str) -> Option<FileId> {
        // The nearest configuration counts; those above it help where it does not reach (a shared base).
        for config in ancestors(folder).filter_map(|folder| self.configs.get(folder)) {
            if let Some(file) = self.aliased(config, specifier) {
                return Some(file);
            }
        }
        let package = self.package_folder(folder);
        if specifier.starts_with('#')
            && let Some(package) = package
            && let Some(imports) = setting(self.facts(*self.folders.get(package)?), "imports")
        {
            let mut targets = Vec::new();
            exported(imports, specifier, &mut targets);
            return targets.iter().find_map(|path| self.source(package, path));
        }
        if let Some((package, rest)) = self.package_of(specifier)
            && let Some(file) = self.in_package(package, rest)
        {
            return Some(file);
        }
        // Frameworks and bundlers know these without a `tsconfig.json`, or with one that they write themselves.
        let package = package.unwrap_or("");
        if let Some(rest) = specifier.strip_prefix("$lib") {
            return self.file(&join(package, &format!("src/lib{rest}")));
        }
        if let Some(rest) = specifier.strip_prefix("~~/").or_else(|| specifier.strip_prefix("@@/"))
        {
            return self.file(&join(package, rest));
        }
        if let Some(rest) = specifier.strip_prefix("#shared/") {
            return self.file(&join(package, &format!("shared/{rest}")));
        }
        if let Some(rest) = specifier.strip_prefix("@/").or_else(|| specifier.strip_prefix("~/")) {
            return ["src", "app", ""]
                .iter()
                .find_map(|root| self.file(&join(&join(package, root), rest)));
        }
        let rest = specifier.strip_prefix('/')?;
        self.file(&join(package, rest))
    }
}

impl Resolver for ModuleResolver<'_> {
    fn module(&self, from: FileId, specifier: &str) -> Resolution {
        let specifier = specifier.split(['?', '!']).next().unwrap_or_default();
        if specifier.is_empty() {
            return Resolution::Unknown;
        }
        if specifier.starts_with("node:") || specifier.starts_with("bun:") {
            return Resolution::Builtin;
        }
        let folder = self.files[from.0 as usize].path.parent();
        if let Some(file) = self.internal(folder, specifier) {
            return Resolution::File(file);
        }
        if specifier.starts_with(['.', '/', '#', '~']) || specifier.starts_with("@/") {
            return Resolution::Unknown;
        }
        let name = package_name(specifier);
        if BUILTINS.contains(&name) {
            return Resolution::Builtin;
        }
        Resolution::Package(name.into())
    }

    fn ambient(&self, from: FileId, name: &str) -> Option<Resolution> {
        self.ambient.find(&self.files[from.0 as usize].path, name)
    }

    fn loaded_with(&self, file: FileId) -> Vec<FileId> {
        if !self.files[file.0 as usize].may_name(&self.pattern_keys) {
            return Vec::new();
        }
        let folder = self.files[file.0 as usize].path.parent();
        let patterns = super::globs::patterns(self.facts(file));
        patterns.iter().flat_map(|pattern| self.matching(folder, pattern)).collect()
    }
}

/// `"_moduleAliases": { "@models": "app/models" }`: <https://github.com/ilearnio/module-alias>
fn module_aliases(facts: &shipworthy_core::facts::FileFacts, folder: &str) -> Vec<Alias> {
    let Some(Value::Dict(entries)) = setting(facts, "_moduleAliases") else { return Vec::new() };
    let mut aliases = Vec::new();
    for (name, target) in entries {
        let Value::Str(target) = target else { continue };
        let target = join(folder, target);
        let below = join(&target, "*");
        aliases.push(Alias { before: name.to_string(), after: None, targets: vec![target] });
        aliases.push(Alias {
            before: format!("{name}/"),
            after: Some(String::new()),
            targets: vec![below],
        });
    }
    // The longest prefix wins.
    aliases.sort_by_key(|alias| std::cmp::Reverse(alias.before.len()));
    aliases
}

/// The package that a specifier begins with: `@scope/name` or `name`.
fn package_name(specifier: &str) -> &str {
    let mut slashes = specifier.match_indices('/').map(|(at, _)| at);
    let end = if specifier.starts_with('@') { slashes.nth(1) } else { slashes.next() };
    &specifier[..end.unwrap_or(specifier.len())]
}

/// Collects what `exports` or `imports` give for a subpath, the best condition first.
fn exported(value: &Value, subpath: &str, out: &mut Vec<String>) {
    let Value::Dict(entries) = value else {
        return targets(value, "", out);
    };
    let by_path = entries.iter().any(|(key, _)| key.starts_with(['.', '#']));
    if !by_path {
        if subpath == "." {
            targets(value, "", out);
        }
        return;
    }
    if let Some((_, target)) = entries.iter().find(|(key, _)| key == subpath) {
        return targets(target, "", out);
    }
    let mut best: Option<(&str, &str, &Value)> = None;
    for (key, target) in entries {
        if let Some((before, after)) = key.split_once('*')
            && let Some(star) =
                subpath.strip_prefix(before).and_then(|rest| rest.strip_suffix(after))
            && best.is_none_or(|(longest, ..)| before.len() > longest.len())
        {
            best = Some((before, star, target));
        }
    }
    if let Some((_, star, target)) = best {
        targets(target, star, out);
    }
}

fn targets(value: &Value, star: &str, out: &mut Vec<String>) {
    match value {
        Value::Str(path) => out.push(path.replacen('*', star, 1)),
        Value::List(items) => items.iter().for_each(|item| targets(item, star, out)),
        Value::Dict(entries) => {
            for condition in CONDITIONS {
                if let Some((_, target)) = entries.iter().find(|(key, _)| key == condition) {
                    targets(target, star, out);
                }
            }
        }
        _ => {}
    }
}

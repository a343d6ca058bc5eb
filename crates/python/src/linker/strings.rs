//! Modules that a framework loads by their names in strings: Django's settings, `include("a.urls")`,
//! Celery's task modules, `uvicorn.run("a:app")`.

use shipworthy_core::facts::{Argument, Binding, BindingKind, Call, Value};
use shipworthy_core::project::FileId;
use shipworthy_core::source::Span;

use super::modules::{At, Modules, join, parent};

/// Modules that Django loads from each installed app, and folders whose modules it loads by name.
const APP_MODULES: &[&str] =
    &["apps", "models", "admin", "signals", "tasks", "checks", "translation", "search_indexes"];
const APP_FOLDERS: &[&str] = &["templatetags", "management/commands", "migrations", "models"];

/// Apps that load a module of every other installed app.
const AUTODISCOVERED: &[(&str, &str)] = &[
    ("cms", "cms_plugins"),
    ("django_components", "components"),
    ("dramatiq", "tasks"),
    ("rules", "rules"),
    ("wagtail", "wagtail_hooks"),
];

/// Settings whose names show that a module is a Django settings module.
const SETTINGS: &[&str] =
    &["INSTALLED_APPS", "MIDDLEWARE", "ROOT_URLCONF", "WSGI_APPLICATION", "ASGI_APPLICATION"];

/// Which argument of a call names modules.
struct Loader {
    /// The last part of the callee.
    callee: &'static str,
    /// The keyword; the first positional argument if it is empty.
    keyword: &'static str,
}

const LOADERS: &[Loader] = &[
    Loader { callee: "include", keyword: "" },
    Loader { callee: "import_string", keyword: "" },
    Loader { callee: "config_from_object", keyword: "" },
    Loader { callee: "from_object", keyword: "" },
    Loader { callee: "autodiscover_tasks", keyword: "" },
    Loader { callee: "Celery", keyword: "include" },
    Loader { callee: "run", keyword: "" },
    Loader { callee: "Granian", keyword: "" },
    Loader { callee: "re_path", keyword: "view" },
];

/// The files that a file makes its framework load.
pub(super) fn loaded_by(modules: &Modules<'_>, file: FileId) -> Vec<FileId> {
    let facts = &modules.file(file).facts;
    let folder = modules.file(file).path.parent();
    let mut loaded = Vec::new();
    for call in &facts.calls {
        from_call(modules, folder, call, &mut loaded);
    }
    let settings = facts.bindings.iter().any(|it| is_setting(it) && SETTINGS.contains(&&*it.name));
    if settings || in_settings_package(modules, file) {
        for binding in facts.bindings.iter().filter(|binding| is_setting(binding)) {
            let apps = binding.name.ends_with("_APPS");
            from_setting(modules, folder, &binding.value, apps, &mut loaded);
            if apps {
                autodiscovered(modules, folder, &binding.value, &mut loaded);
            }
        }
    }
    for binding in &facts.bindings {
        // `os.environ["DJANGO_SETTINGS_MODULE"] = "a.settings"`.
        if binding.name.contains("DJANGO_SETTINGS_MODULE")
            && let Some(text) = binding.value.as_str()
        {
            loaded.extend(find(modules, folder, text));
        }
    }
    if modules.file(file).path.file_name() == "env.py" {
        let versions = join(folder, "versions");
        loaded.extend(modules.below(&versions));
    }
    loaded
}

fn is_setting(binding: &Binding) -> bool {
    binding.kind == BindingKind::Module
        && binding.class.is_none()
        && binding
            .name
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'_' || byte.is_ascii_digit())
}

/// Whether a file is a part of a settings package: one of its modules is imported from another with all names.
fn in_settings_package(modules: &Modules<'_>, file: FileId) -> bool {
    let folder = modules.file(file).path.parent();
    folder.rsplit('/').next() == Some("settings")
        || modules.file(file).path.file_stem().contains("settings")
}

fn from_call(modules: &Modules<'_>, folder: &str, call: &Call, loaded: &mut Vec<FileId>) {
    let last = call.callee.last();
    if last == "setdefault" || last == "putenv" {
        if call.positional(0).and_then(Value::as_str) == Some("DJANGO_SETTINGS_MODULE")
            && let Some(text) = call.positional(1).and_then(Value::as_str)
        {
            loaded.extend(find(modules, folder, text));
        }
        return;
    }
    for loader in LOADERS.iter().filter(|loader| loader.callee == last) {
        let value = argument(&call.arguments, loader.keyword);
        if let Some(value) = value {
            each_string(value, 3, &mut |text| {
                loaded.extend(find(modules, folder, text));
                if last == "autodiscover_tasks" {
                    loaded.extend(find(modules, folder, &format!("{text}.tasks")));
                }
            });
        }
    }
}

fn argument<'v>(arguments: &'v [Argument], keyword: &str) -> Option<&'v Value> {
    arguments.iter().find(|argument| argument.name == keyword).map(|argument| &argument.value)
}

fn from_setting(
    modules: &Modules<'_>,
    folder: &str,
    value: &Value,
    apps: bool,
    loaded: &mut Vec<FileId>,
) {
    each_string(value, 6, &mut |text| {
        if !apps && !text.contains('.') {
            return;
        }
        let found = locate(modules, folder, text);
        if let Some((At::File(file), _)) = &found {
            loaded.push(*file);
        }
        if apps && let Some((_, path)) = found {
            installed(modules, &path, loaded);
        }
    });
}

/// What installed apps of libraries load from the other installed apps.
fn autodiscovered(modules: &Modules<'_>, folder: &str, apps: &Value, loaded: &mut Vec<FileId>) {
    let mut wanted = Vec::new();
    let mut packages = Vec::new();
    each_string(apps, 6, &mut |app| {
        let first = app.split('.').next().unwrap_or_default();
        wanted.extend(AUTODISCOVERED.iter().filter(|(name, _)| *name == first).map(|it| it.1));
        if let Some((_, path)) = locate(modules, folder, app) {
            packages.push(path);
        }
    });
    for (path, name) in packages.iter().flat_map(|path| wanted.iter().map(move |name| (path, name)))
    {
        let package = if path.ends_with("/apps") { parent(path) } else { path };
        if let Some(At::File(file)) = modules.at(&join(package, name)) {
            loaded.push(file);
        }
    }
}

/// What Django loads from an installed app; the path is that of the package or of its `apps` module.
fn installed(modules: &Modules<'_>, path: &str, loaded: &mut Vec<FileId>) {
    let package = if path.ends_with("/apps") { parent(path) } else { path };
    for name in APP_MODULES {
        if let Some(At::File(file)) = modules.at(&join(package, name)) {
            loaded.push(file);
        }
    }
    for name in APP_FOLDERS {
        loaded.extend(modules.below(&join(package, name)));
    }
}

/// Calls `visit` for each constant string in a value.
fn each_string(value: &Value, depth: u32, visit: &mut dyn FnMut(&str)) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match value {
        Value::Str(text) => visit(text),
        Value::List(items) | Value::Choice(items) | Value::Computed(items) => {
            items.iter().for_each(|item| each_string(item, depth, visit));
        }
        Value::Dict(entries) => {
            entries.iter().for_each(|(_, value)| each_string(value, depth, visit));
        }
        Value::Fallback(parts) => {
            each_string(&parts.0, depth, visit);
            each_string(&parts.1, depth, visit);
        }
        _ => {}
    }
}

/// Modules that Django is told to begin with: settings and the root of the URLs, each with its kind.
pub(super) fn django(modules: &Modules<'_>, file: FileId) -> Vec<(FileId, &'static str, Span)> {
    let facts = &modules.file(file).facts;
    let folder = modules.file(file).path.parent();
    let mut named: Vec<(&str, &'static str, Span)> = Vec::new();
    for call in facts.calls.iter().filter(|call| call.callee.last() == "setdefault") {
        if call.positional(0).and_then(Value::as_str) == Some("DJANGO_SETTINGS_MODULE")
            && let Some(text) = call.positional(1).and_then(Value::as_str)
        {
            named.push((text, "django settings", call.span));
        }
    }
    for binding in &facts.bindings {
        let kind = if binding.name.contains("DJANGO_SETTINGS_MODULE") {
            "django settings"
        } else if binding.name == "ROOT_URLCONF" && is_setting(binding) {
            "django urls"
        } else {
            continue;
        };
        if let Some(text) = binding.value.as_str() {
            named.push((text, kind, binding.span));
        }
    }
    named
        .into_iter()
        .filter_map(|(text, kind, span)| Some((find(modules, folder, text)?, kind, span)))
        .collect()
}

/// The file of a module, class or object that a string names: `a.b`, `a.b.C`, `a.b:c`.
pub(super) fn find(modules: &Modules<'_>, folder: &str, text: &str) -> Option<FileId> {
    match locate(modules, folder, text)? {
        (At::File(file), _) => Some(file),
        (At::Folder, _) => None,
    }
}

fn locate(modules: &Modules<'_>, folder: &str, text: &str) -> Option<(At, String)> {
    let dotted = text.split(':').next()?;
    let fits = !dotted.is_empty()
        && dotted.len() < 200
        && dotted.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_'))
        && !dotted.starts_with('.')
        && !dotted.starts_with(|c: char| c.is_ascii_digit());
    if !fits {
        return None;
    }
    let mut module = dotted;
    // At most a class and an attribute of it stand behind the module.
    for _ in 0..3 {
        if let Ok(found) = modules.absolute(folder, None, module) {
            return (module.contains('.') || module == dotted).then_some(found);
        }
        module = module.rsplit_once('.')?.0;
    }
    None
}

//! Models of Django that no migration makes a table for.

use std::collections::BTreeMap;

use shipworthy_core::facts::{Class, FileFacts, Value};
use shipworthy_core::project::{ActivityState, FileId, Place, Project, ProjectFile};
use shipworthy_core::source::{Role, Text};

use super::paths_below;

/// Bases that make a class a model with a table.
const BASES: &[&str] = &[
    "django.contrib.auth.models.AbstractBaseUser",
    "django.contrib.auth.models.AbstractUser",
    "django.contrib.gis.db.models.Model",
    "django.db.models.Model",
];

/// A model without a migration.
pub(super) struct Unmigrated {
    pub(super) place: Place,
    pub(super) model: Text,
    /// The folder of the application.
    pub(super) folder: String,
    /// Whether the application has any migration.
    pub(super) has_others: bool,
}

/// The models of applications that no migration makes a table for, in order; one for each application without any.
pub(super) fn unmigrated(project: &Project) -> Vec<Unmigrated> {
    let mut found = Vec::new();
    // Migrations may be kept elsewhere, under names that only settings know.
    if moves_migrations(project)
        || !project.files.iter().any(|it| it.path.file_name() == "manage.py")
    {
        return found;
    }
    let mut migrations: BTreeMap<String, Migrations> = BTreeMap::new();
    for (id, file) in project.files() {
        let Some(folder) = application(file) else { continue };
        for class in &file.facts.classes {
            if !is_model(&file.facts, class) {
                continue;
            }
            let known = migrations
                .entry(folder.clone())
                .or_insert_with(|| Migrations::of(project, &folder));
            if known.is_unknown || known.names.contains(&class.name.to_ascii_lowercase()) {
                continue;
            }
            if known.count == 0 && std::mem::replace(&mut known.is_told, true) {
                continue;
            }
            found.push(Unmigrated {
                place: Place { file: id, span: class.definition },
                model: class.name.clone(),
                folder: folder.clone(),
                has_others: known.count > 0,
            });
        }
    }
    found
}

/// The folder of the application whose models a file holds.
fn application(file: &ProjectFile) -> Option<String> {
    let runs = file.role == Role::Production && file.activity.state == ActivityState::Active;
    let path = file.path.as_str();
    let folder = match path.rsplit_once("/models/") {
        Some((folder, _)) => folder,
        None => path.strip_suffix("/models.py")?,
    };
    runs.then(|| folder.to_owned())
}

/// Whether a class has a table of its own.
fn is_model(facts: &FileFacts, class: &Class) -> bool {
    let inherits = class
        .bases
        .iter()
        .filter_map(Value::as_name)
        .any(|base| BASES.contains(&base.path.as_str()));
    let meta = format!("{}.Meta", class.qualified);
    let options = facts.classes.iter().filter(|it| it.qualified == meta.as_str());
    let has_table = options.flat_map(|it| &it.fields).all(|field| {
        let value = field.value.as_ref().and_then(Value::as_bool);
        match field.name.as_str() {
            "abstract" | "proxy" => value == Some(false),
            "managed" => value == Some(true),
            _ => true,
        }
    });
    inherits && has_table && class.outer.is_none() && class.name == class.qualified
}

fn moves_migrations(project: &Project) -> bool {
    let bindings = project.files.iter().flat_map(|file| &file.facts.bindings);
    bindings.into_iter().any(|it| it.name == "MIGRATION_MODULES")
}

/// The migrations of an application.
struct Migrations {
    count: usize,
    /// Names that they make or give, in small letters.
    names: Vec<String>,
    /// Whether one of them was not read, or works in a way that cannot be seen.
    is_unknown: bool,
    is_told: bool,
}

impl Migrations {
    fn of(project: &Project, folder: &str) -> Self {
        let below = format!("{folder}/migrations");
        let mut found = Self { count: 0, names: Vec::new(), is_unknown: false, is_told: false };
        let steps = paths_below(project, &below)
            .filter(|path| path.ends_with(".py") && !path.ends_with("/__init__.py"));
        for path in steps {
            found.count += 1;
            match project.find(path).map(|id: FileId| &project.file(id).facts) {
                Some(facts) => found.read(facts),
                None => found.is_unknown = true,
            }
        }
        found
    }

    fn read(&mut self, facts: &FileFacts) {
        for call in &facts.calls {
            let key = match call.callee.last() {
                "CreateModel" => "name",
                "RenameModel" => "new_name",
                // Its state is written by hand.
                "SeparateDatabaseAndState" | "RunSQL" => {
                    self.is_unknown = true;
                    continue;
                }
                _ => continue,
            };
            let position = usize::from(key == "new_name");
            let value =
                call.keyword(key).or_else(|| call.arguments.get(position).map(|it| &it.value));
            match value.and_then(Value::as_str) {
                Some(name) => self.names.push(name.to_ascii_lowercase()),
                None => self.is_unknown = true,
            }
        }
    }
}

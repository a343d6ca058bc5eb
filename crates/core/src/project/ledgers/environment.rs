//! Every environment variable: where it is read, and where it is documented.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{
    FileId, Index, Place, Symbol, SymbolKind, Variable, VariableDocumented, VariableRead,
};
use crate::facts::{Declaration, EnvironmentHelper, EnvironmentRead, INTERPOLATED, Value};
use crate::naming;
use crate::source::{Role, Text};

/// The variables that code reads or that environment files and tables of documents name, in order of name.
pub(in super::super) fn environment(index: &Index<'_>) -> Vec<Variable> {
    let files = index.files();
    let mut variables: BTreeMap<Text, Variable> = BTreeMap::new();
    for (at, file) in files.iter().enumerate() {
        let id = FileId(at as u32);
        if !matches!(file.role, Role::Test | Role::Vendored) {
            for read in file.facts.environment.iter().filter(|read| names_variable(read)) {
                let variable = variables
                    .entry(read.name.clone())
                    .or_insert_with(|| Variable::new(read.name.clone()));
                variable.reads.push(VariableRead {
                    place: Place { file: id, span: read.span },
                    required: read.required,
                    has_default: read.default.is_some(),
                });
            }
        }
        // Containers set variables; only declarations of environment files and documents document them.
        for declaration in &file.facts.declarations {
            if let Declaration::Variable(declared) = declaration
                && declared.source.is_empty()
            {
                let variable = variables
                    .entry(declared.name.clone())
                    .or_insert_with(|| Variable::new(declared.name.clone()));
                variable.documented.push(VariableDocumented {
                    place: Place { file: id, span: declared.span },
                    commented: declared.commented,
                });
            }
        }
    }
    for (name, read) in helped(index) {
        let variable = variables.entry(name.clone()).or_insert_with(|| Variable::new(name));
        variable.reads.push(read);
        variable.reads.sort_by_key(|it| it.place);
    }
    // What deployments set and fill in is told of variables that are read or documented.
    for (at, file) in files.iter().enumerate() {
        let id = FileId(at as u32);
        for container in &file.facts.containers {
            for set in &container.environment {
                if let Some(variable) = variables.get_mut(&set.name) {
                    variable.set.push(Place { file: id, span: set.span });
                }
            }
        }
        for declaration in &file.facts.declarations {
            match declaration {
                Declaration::Variable(set) if !set.source.is_empty() => {
                    if let Some(variable) = variables.get_mut(&set.name) {
                        variable.set.push(Place { file: id, span: set.span });
                    }
                }
                Declaration::Setting { key, value, .. } if key == INTERPOLATED => {
                    for name in value.items().iter().filter_map(Value::as_str) {
                        if let Some(variable) = variables.get_mut(name) {
                            variable.interpolated.push(id);
                        }
                    }
                }
                _ => {}
            }
        }
    }
    variables.into_values().collect()
}

/// The reads by functions of the project that are given the name: `flag("SHOP_OPEN")`.
fn helped(index: &Index<'_>) -> Vec<(Text, VariableRead)> {
    let mut helpers: BTreeMap<Symbol, &EnvironmentHelper> = BTreeMap::new();
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for (id, file) in index.iter() {
        for helper in &file.facts.environment_helpers {
            let symbol = Symbol { file: id, kind: SymbolKind::Function(helper.function) };
            if let Some(function) = index.function(symbol).filter(|it| !it.name.is_empty()) {
                names.insert(&function.name);
                helpers.insert(symbol, helper);
            }
        }
    }
    let mut found = Vec::new();
    if helpers.is_empty() {
        return found;
    }
    for (id, file) in index.iter() {
        if matches!(file.role, Role::Test | Role::Vendored) {
            continue;
        }
        // A helper may be imported under another name.
        let renamed: BTreeSet<&str> = file
            .facts
            .imports
            .iter()
            .flat_map(|it| &it.names)
            .filter(|it| it.alias != it.name && names.contains(it.name.as_str()))
            .map(|it| it.alias.as_str())
            .collect();
        for call in &file.facts.calls {
            let last = call.callee.last();
            let called = names.contains(last) || renamed.contains(last);
            let named = call.arguments.iter().any(|it| it.value.as_str().is_some_and(is_upper));
            if !called || !named {
                continue;
            }
            let helper = index.resolve(id, call.function, &call.callee);
            let Some(helper) = helper.and_then(|it| helpers.get(&it)) else { continue };
            let name = call.positional(helper.parameter as usize).and_then(Value::as_str);
            let Some(name) = name.filter(|name| is_upper(name)) else { continue };
            let has_default = call.arguments.len() > helper.parameter as usize + 1;
            let place = Place { file: id, span: call.span };
            let required = helper.required && !has_default;
            found.push((name.into(), VariableRead { place, required, has_default }));
        }
    }
    found
}

/// Whether a text is spelled as variables of an environment are.
fn is_upper(name: &str) -> bool {
    is_variable(name) && name.len() > 1 && naming::is_constant(name)
}

/// Whether an environment can hold a variable of the name. Configuration services are asked for dotted keys too.
fn is_variable(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !name.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a read names a variable; a service of configuration has sections of its own: `config.get('jwt')`.
fn names_variable(read: &EnvironmentRead) -> bool {
    let is_section =
        read.form == "ConfigService" && !read.name.contains(|c: char| c.is_ascii_uppercase());
    // A bundler writes these into what it builds.
    let is_built_in = read.form == "import.meta.env"
        && matches!(read.name.as_str(), "BASE_URL" | "DEV" | "MODE" | "PROD" | "SSR");
    is_variable(&read.name) && !is_section && !is_built_in
}

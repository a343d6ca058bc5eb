//! Every environment variable: where it is read, and where it is documented.

use std::collections::BTreeMap;

use super::super::{FileId, Place, ProjectFile, Variable, VariableDocumented, VariableRead};
use crate::facts::{Declaration, INTERPOLATED, Value};
use crate::source::{Role, Text};

/// The variables that code reads or that environment files and tables of documents name, in order of name.
pub(in super::super) fn environment(files: &[ProjectFile]) -> Vec<Variable> {
    let mut variables: BTreeMap<Text, Variable> = BTreeMap::new();
    for (at, file) in files.iter().enumerate() {
        let id = FileId(at as u32);
        if !matches!(file.role, Role::Test | Role::Vendored) {
            for read in file.facts.environment.iter().filter(|read| is_variable(&read.name)) {
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

/// Whether an environment can hold a variable of the name. Configuration services are asked for dotted keys too.
fn is_variable(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !name.starts_with(|c: char| c.is_ascii_digit())
}

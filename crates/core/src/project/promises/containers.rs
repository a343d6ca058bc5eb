//! Names of containers that documents give.

use std::collections::BTreeSet;

use super::Page;
use super::facts::Known;
use crate::facts::{ContainerKind, Statement};
use crate::project::{KeptState, Project};

/// What the containers of Compose are called.
#[derive(Debug, Default)]
pub(super) struct Names<'p> {
    services: BTreeSet<&'p str>,
    given: BTreeSet<&'p str>,
}

impl<'p> Names<'p> {
    pub(super) fn of(project: &'p Project) -> Self {
        let mut names = Self::default();
        let containers = project.files.iter().flat_map(|file| &file.facts.containers);
        for container in containers.filter(|it| it.kind == ContainerKind::Compose) {
            names.services.insert(&container.name);
            for (key, value, _) in &container.settings {
                if key == "container_name" {
                    names.given.extend(value.as_str());
                }
            }
        }
        names
    }

    /// Whether a container has a name; `None` where that cannot be told. Compose puts a service's name between
    /// that of the project and a number.
    pub(super) fn has(&self, name: &str) -> Option<bool> {
        let is_computed = self.given.iter().any(|it| it.contains('$'));
        if self.services.is_empty() || is_computed || self.services.contains(name) {
            return None;
        }
        if self.given.contains(name) {
            return Some(true);
        }
        let parts: Vec<&str> = name.split(['-', '_']).collect();
        let of_service = self.services.iter().any(|service| {
            let wanted: Vec<&str> = service.split(['-', '_']).collect();
            parts.windows(wanted.len()).any(|it| it == wanted)
        });
        // Only where containers are named by hand, another name is none of theirs.
        (!of_service && !self.given.is_empty()).then_some(false)
    }
}

/// Judges an entry of a list that tells which containers run: `shop-api (routes)`.
pub(super) fn judge(page: &mut Page<'_>, known: &Known<'_>, statement: &Statement, lead: &str) {
    if !lead.contains("docker ps") && !lead.contains("containers") {
        return;
    }
    let name = statement.text.split_whitespace().next().unwrap_or_default();
    let rest = statement.text[name.len()..].trim_start();
    let is_name = name.contains(['-', '_'])
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b))
        && (rest.is_empty() || rest.starts_with(['(', '-', ':', '–']));
    if let Some(kept) = known.container(name).filter(|_| is_name) {
        let (kept, what) = match kept {
            true => (KeptState::Yes, format!("a container is called {name}")),
            false => (KeptState::No, format!("no container is called {name}")),
        };
        let why = page.here(statement.span, what);
        page.state(statement, "container", kept, why);
    }
}

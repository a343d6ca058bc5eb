//! How the code reaches a technology: through a client, or through a library whose settings name it.

use super::super::super::knowledge::{Carrier, Driver, Technology, TechnologyKind, is_below};
use super::super::super::{Evidence, FileId, Place};
use super::super::uses::{NPM, PYPI, PackageImport, Uses};
use super::MOST;
use crate::facts::{Binding, Declaration, Value};
use crate::source::{Span, Text};

/// The signs of a technology in the code.
#[derive(Default)]
pub(super) struct Clients {
    /// Clients that live code imports and calls, and settings that name one.
    pub(super) direct: Vec<Evidence>,
    /// Libraries in live code that talk to what their settings name.
    pub(super) carriers: Vec<Evidence>,
    /// Drivers and URLs that name the technology.
    pub(super) named: Vec<Evidence>,
    /// Clients that only code imports which does not run in production.
    pub(super) dormant: Vec<Evidence>,
}

impl Clients {
    pub(super) fn new(uses: &Uses<'_>, technology: &'static Technology) -> Self {
        let mut clients = Self::default();
        // A catcher of mail is reached by whatever sends mail.
        let sender = match technology.kinds.first() {
            Some(TechnologyKind::DevMail) => Technology::of_id("smtp"),
            _ => None,
        };
        let reached_by = || std::iter::once(technology).chain(sender);
        let python = reached_by().flat_map(|it| it.python).flat_map(|it| uses.of_module(PYPI, it));
        let npm = reached_by().flat_map(|it| it.npm).flat_map(|it| uses.of_module(NPM, it));
        clients.imported(uses, python.chain(npm));
        if clients.direct.is_empty() {
            clients.settings(uses, technology);
        }
        if clients.direct.is_empty() && sender.is_none() {
            clients.carried(uses, technology);
        }
        clients
    }

    fn imported<'s, 'a: 's>(
        &mut self,
        uses: &Uses<'a>,
        imports: impl Iterator<Item = &'s PackageImport<'a>>,
    ) {
        let mut files: Vec<FileId> = Vec::new();
        for it in imports {
            let live = uses.is_live(it.file);
            let into = if live { &mut self.direct } else { &mut self.dormant };
            if files.len() >= MOST || files.contains(&it.file) {
                continue;
            }
            if live {
                files.push(it.file);
            } else if !into.is_empty() {
                continue;
            }
            let what = match live {
                true => format!("imports {}", it.import.module),
                false => format!("imports {}, and does not run in production", it.import.module),
            };
            into.push(Evidence { place: it.place(), what: what.into() });
            if live && let Some(call) = uses.call_through(it) {
                self.direct.push(Evidence {
                    place: Place { file: it.file, span: call.span },
                    what: format!("calls {}", shortened(&call.callee.path)).into(),
                });
            }
        }
    }

    /// Settings that name a client or a driver as a string: engines, backends.
    fn settings(&mut self, uses: &Uses<'_>, technology: &Technology) {
        for (at, file) in uses.files.iter().enumerate() {
            let id = FileId(at as u32);
            if file.facts.mentions.is_empty() || !uses.is_code(file) || !uses.is_live(id) {
                continue;
            }
            let found = file.facts.mentions.iter().find(|mention| {
                technology.python.iter().any(|module| is_below(mention, module))
                    || mention.contains('.')
                        && Driver::of(mention).is_some_and(|row| row.technology == technology.id)
            });
            if let Some(mention) = found {
                let span = place_of(&file.facts.bindings, mention);
                self.direct.push(Evidence {
                    place: Place { file: id, span },
                    what: format!("settings name {mention}").into(),
                });
                return;
            }
        }
    }

    fn carried(&mut self, uses: &Uses<'_>, technology: &Technology) {
        let is_database = technology.is(TechnologyKind::Database);
        for carrier in Carrier::all().filter(|it| it.maps == is_database) {
            let mut imports = uses.of_module(carrier.ecosystem, carrier.module);
            if let Some(it) = imports.find(|it| uses.is_live(it.file)) {
                let what = format!("imports {}", it.import.module);
                self.carriers.push(Evidence { place: it.place(), what: what.into() });
                if self.carriers.len() >= MOST {
                    break;
                }
            }
        }
        if self.carriers.is_empty() {
            return;
        }
        for (at, file) in uses.files.iter().enumerate() {
            let id = FileId(at as u32);
            for declaration in &file.facts.declarations {
                let (span, what) = match declaration {
                    Declaration::Dependency(dependency)
                        if serves(technology, &dependency.ecosystem, &dependency.name) =>
                    {
                        (dependency.span, format!("declares the driver {}", dependency.name))
                    }
                    Declaration::Address { scheme, span, .. }
                        if uses.is_code(file)
                            && uses.is_live(id)
                            && Technology::of_scheme(scheme)
                                .is_some_and(|found| found.id == technology.id) =>
                    {
                        (*span, format!("names a {scheme} URL"))
                    }
                    Declaration::Setting { key, value, span }
                        if key == "datasource.provider"
                            && value
                                .as_str()
                                .and_then(Technology::of_scheme)
                                .is_some_and(|found| found.id == technology.id) =>
                    {
                        (*span, "is the provider of the data source".to_owned())
                    }
                    _ => continue,
                };
                self.named.push(Evidence { place: Place { file: id, span }, what: what.into() });
                if self.named.len() >= MOST {
                    return;
                }
            }
        }
    }
}

/// Whether a package is a driver of the technology and of nothing else: `celery` carries many.
fn serves(technology: &Technology, ecosystem: &str, name: &str) -> bool {
    let name = super::super::super::knowledge::normalized(name);
    let is_carrier = Carrier::all().any(|it| it.ecosystem == ecosystem && it.module == name);
    !is_carrier
        && Driver::of_technology(technology.id).any(|row| match ecosystem {
            PYPI => row.pypi.contains(&name.as_str()),
            _ => row.npm.contains(&name.as_str()),
        })
}

/// Where a string stands among the values at the top of a file.
fn place_of(bindings: &[Binding], text: &str) -> Span {
    bindings
        .iter()
        .find(|binding| holds(&binding.value, text, 6))
        .map(|binding| binding.span)
        .unwrap_or_default()
}

fn holds(value: &Value, text: &str, depth: u32) -> bool {
    if depth == 0 {
        return false;
    }
    match value {
        Value::Str(found) => found == text,
        Value::List(items) | Value::Choice(items) | Value::Computed(items) => {
            items.iter().any(|item| holds(item, text, depth - 1))
        }
        Value::Dict(entries) => entries.iter().any(|(_, item)| holds(item, text, depth - 1)),
        Value::Fallback(sides) => {
            holds(&sides.0, text, depth - 1) || holds(&sides.1, text, depth - 1)
        }
        _ => false,
    }
}

/// A callee without what it was made by: `redis.from_url().get` stays readable.
fn shortened(path: &Text) -> &str {
    let end = path.char_indices().nth(60).map_or(path.len(), |(at, _)| at);
    &path[..end]
}

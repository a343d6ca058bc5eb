//! Which variables name which service as their host, and which containers wait for it.

use std::collections::BTreeMap;

use super::super::super::{FileId, Place};
use super::super::uses::Uses;
use super::{Declared, texts};
use crate::facts::{Declaration, DeclaredVariable};
use crate::source::Role;

/// A variable whose value names a service.
pub(super) struct Pointer<'a> {
    pub(super) place: Place,
    pub(super) variable: &'a str,
    /// The container that gets it; none for an environment file.
    pub(super) from: Option<usize>,
}

/// All of them.
pub(super) struct Pointers<'a> {
    by_host: BTreeMap<&'a str, Vec<Pointer<'a>>>,
    waiting: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Pointers<'a> {
    pub(super) fn new(uses: &Uses<'a>, declared: &[Declared<'a>]) -> Self {
        let mut pointers = Self {
            by_host: declared.iter().flat_map(|it| it.hosts()).map(|it| (it, Vec::new())).collect(),
            waiting: BTreeMap::new(),
        };
        for (at, it) in declared.iter().enumerate() {
            let addresses = addresses(uses, it.file);
            for variable in &it.container.environment {
                pointers.note(it.file, Some(at), variable, &addresses);
            }
            for name in &it.container.depends_on {
                pointers.waiting.entry(name.as_str()).or_default().push(at);
            }
        }
        for (at, file) in uses.files.iter().enumerate() {
            if matches!(file.role, Role::Vendored | Role::Test) {
                continue;
            }
            let id = FileId(at as u32);
            let mut addresses_here = None;
            for declaration in &file.facts.declarations {
                if let Declaration::Variable(variable) = declaration {
                    let addresses = addresses_here.get_or_insert_with(|| addresses(uses, id));
                    pointers.note(id, None, variable, addresses);
                }
            }
        }
        pointers
    }

    fn note(
        &mut self,
        file: FileId,
        from: Option<usize>,
        variable: &'a DeclaredVariable,
        addresses: &[(u32, &'a str)],
    ) {
        let within = |at: &u32| (variable.span.start..variable.span.end).contains(at);
        let start = addresses.partition_point(|(at, _)| *at < variable.span.start);
        let hosts = addresses[start..].iter().take_while(|(at, _)| within(at)).map(|(_, it)| *it);
        let plain = variable
            .value
            .iter()
            .filter(|_| !is_no_host(&variable.name))
            .flat_map(texts)
            .flat_map(|text| text.split([',', ':', '/', '@', '}']));
        let mut noted: Option<&str> = None;
        for host in hosts.chain(plain) {
            // Inside a cluster a name may carry its namespace.
            let host = match host.split_once('.') {
                Some((first, rest)) if rest.contains("svc") || !rest.contains('.') => first,
                _ => host.trim(),
            };
            let Some((&name, _)) = self.by_host.get_key_value(host) else { continue };
            if noted.replace(name) == Some(name) {
                continue;
            }
            let place = Place { file, span: variable.span };
            let pointer = Pointer { place, variable: &variable.name, from };
            self.by_host.entry(name).or_default().push(pointer);
        }
    }

    /// The variables that name a service by one of its hosts.
    pub(super) fn to<'s>(
        &'s self,
        service: &'s Declared<'a>,
    ) -> impl Iterator<Item = &'s Pointer<'a>> {
        service.hosts().filter_map(|host| self.by_host.get(host)).flatten()
    }

    /// The containers that wait for a service.
    pub(super) fn waiting_for(&self, service: &str) -> &[usize] {
        self.waiting.get(service).map_or(&[], Vec::as_slice)
    }
}

/// Whether a name says that its value is no host, though it may be spelled like one: `POSTGRES_USER=postgres`.
fn is_no_host(name: &str) -> bool {
    const HOSTS: &[&str] = &["HOST", "SERVER", "URL", "URI", "ADDR", "ENDPOINT", "BROKER"];
    const OTHER: &[&str] = &[
        "BACKEND", "DATABASE", "DB", "DIALECT", "DRIVER", "ENGINE", "MODE", "NAME", "PASSWORD",
        "PREFIX", "PROVIDER", "ROLE", "SCHEMA", "TYPE", "USER",
    ];
    let name = name.to_ascii_uppercase();
    !HOSTS.iter().any(|word| name.contains(word)) && OTHER.iter().any(|word| name.ends_with(word))
}

/// Where the URLs of a file begin, with their hosts, in order.
fn addresses<'a>(uses: &Uses<'a>, file: FileId) -> Vec<(u32, &'a str)> {
    let mut found: Vec<(u32, &str)> = uses
        .file(file)
        .facts
        .declarations
        .iter()
        .filter_map(|declaration| match declaration {
            Declaration::Address { host, span, .. } => Some((span.start, host.as_str())),
            _ => None,
        })
        .collect();
    found.sort_unstable();
    found
}

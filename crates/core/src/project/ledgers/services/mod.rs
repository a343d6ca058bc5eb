//! Services that run beside the code: what each is, and how far the code goes with it.
//!
//! A technology is declared, then configured, then imported, then called. Settings alone use
//! nothing; a client that active code imports does, and so does a mapper or a queue whose URL names it.

mod pointers;
mod technology;

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use self::pointers::{Pointer, Pointers};
use self::technology::Clients;
use super::super::compose::amended;
use super::super::images::extended;

use super::super::knowledge::{Technology, TechnologyKind};
use super::super::{Evidence, FileId, Place, Service, ServiceUse, Variable};
use super::uses::{NPM, PYPI, Uses};
use crate::facts::{Container, ContainerKind, Declaration, UrlKind, Value};
use crate::source::{Role, SourcePath, Text, join};

/// How many places an entry lists of one kind.
const MOST: usize = 3;

/// Variables that programs of every kind read.
const GENERAL: &[&str] =
    &["DEBUG", "ENV", "HOME", "HOST", "LOG_LEVEL", "NODE_ENV", "PATH", "PORT", "TZ"];

/// What a container is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    /// A product of others, with or without changes.
    Technology(&'static Technology),
    /// Built from code of the project that is read.
    Own,
    /// Built from code of the project that is not read.
    OwnUnread,
    /// An image of which nothing is known.
    Foreign,
}

/// A container with what it is.
struct Declared<'a> {
    file: FileId,
    container: &'a Container,
    image: &'a str,
    what: What,
    /// Further names under which others reach it: its workload's and those of the services before that.
    aliases: Vec<&'a str>,
}

impl<'a> Declared<'a> {
    /// The names under which others reach it.
    fn hosts(&self) -> impl Iterator<Item = &'a str> {
        std::iter::once(self.container.name.as_str()).chain(self.aliases.iter().copied())
    }

    fn workload(&self) -> &'a str {
        self.container.workload.rsplit('/').next().unwrap_or_default()
    }
}

/// The services of Compose files and Kubernetes workloads, in order of file and place.
pub(in super::super) fn services(
    uses: &Uses<'_>,
    environment: &[Variable],
    unread: &[SourcePath],
) -> Vec<Service> {
    let declared = declared(uses, unread);
    if declared.is_empty() {
        return Vec::new();
    }
    let read: FxHashMap<&str, Place> = environment
        .iter()
        .filter_map(|variable| {
            let read = variable.reads.iter().find(|read| uses.is_live(read.place.file))?;
            Some((variable.name.as_str(), read.place))
        })
        .collect();
    let ledger = Ledger {
        pointers: Pointers::new(uses, &declared),
        clients: declared
            .iter()
            .filter_map(|it| match it.what {
                What::Technology(technology) => Some(technology),
                _ => None,
            })
            .map(|technology| (technology.id, Clients::new(uses, technology)))
            .collect(),
        uses,
        unread,
        declared: &declared,
        read,
        addressed: addressed(uses),
    };
    // What only amends a service is told with it.
    let whole = |it: &Declared<'_>| amended(uses.files, it.file, it.container).is_none();
    let services = declared.iter().enumerate().filter(|(_, it)| whole(it));
    services.map(|(at, it)| ledger.service(at, it)).collect()
}

/// Hosts by a name alone that live code writes out, and where first: `http://jaeger:4317`.
fn addressed<'a>(uses: &Uses<'a>) -> FxHashMap<&'a str, Place> {
    let mut addressed = FxHashMap::default();
    for (at, file) in uses.files.iter().enumerate() {
        let id = FileId(at as u32);
        let sites = file.facts.urls.iter().filter(|it| it.kind == UrlKind::Neighbour);
        for site in sites.filter(|it| !it.is_default && uses.is_live(id)) {
            let host = site.url.split_once("://").map_or("", |(_, host)| host);
            let host = host.split(':').next().unwrap_or_default();
            addressed.entry(host).or_insert(Place { file: id, span: site.span });
        }
    }
    addressed
}

/// The containers that run, with what each is.
fn declared<'a>(uses: &Uses<'a>, unread: &[SourcePath]) -> Vec<Declared<'a>> {
    let containers = || {
        uses.files
            .iter()
            .enumerate()
            .filter(|(_, file)| !matches!(file.role, Role::Vendored | Role::Test))
            .flat_map(|(at, file)| {
                file.facts.containers.iter().map(move |it| (FileId(at as u32), file, it))
            })
            .filter(|(_, _, it)| it.is_final && it.kind != ContainerKind::Dockerfile)
    };
    let mut folders: BTreeMap<&str, &SourcePath> = BTreeMap::new();
    for file in uses.files {
        if file.path.file_name() == "Dockerfile"
            && let Some(folder) = file.path.parent().rsplit('/').next().filter(|it| !it.is_empty())
        {
            folders.entry(folder).or_insert(&file.path);
        }
    }
    // A Compose file that overrides another leaves out what stays as it is.
    let mut whole: BTreeMap<(&str, &str), (FileId, &Container)> = BTreeMap::new();
    for (id, file, it) in containers() {
        if it.kind == ContainerKind::Compose && (it.image.is_some() || it.build.is_some()) {
            whole.entry((file.path.parent(), it.name.as_str())).or_insert((id, it));
        }
    }
    let fronts = fronts(uses);
    containers()
        .map(|(id, file, container)| {
            let (described_in, described) =
                if container.image.is_some() || container.build.is_some() {
                    (id, container)
                } else {
                    let key = (file.path.parent(), container.name.as_str());
                    whole.get(&key).copied().unwrap_or((id, container))
                };
            // What says neither stands in the service that it extends.
            let is_bare = described.image.is_none() && described.build.is_none();
            let base = extended(uses.files, described_in, described).filter(|_| is_bare);
            let (described_in, described) =
                base.map_or((described_in, described), |(base, file)| (file, base));
            let image = described.image.as_ref().map_or("", |(image, _)| image.as_str());
            let what = what(uses, unread, described_in, described, image, &folders);
            let mut it = Declared { file: id, container, image, what, aliases: Vec::new() };
            let workload = it.workload();
            if !workload.is_empty() {
                it.aliases = fronts.get(workload).cloned().unwrap_or_default();
                it.aliases.push(workload);
                it.aliases.retain(|alias| container.name != *alias);
            }
            it
        })
        .collect()
}

/// The Kubernetes services in front of workloads, by the names that they select.
fn fronts<'a>(uses: &Uses<'a>) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut fronts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for declaration in uses.files.iter().flat_map(|file| &file.facts.declarations) {
        if let Declaration::Resource { kind, name, value, .. } = declaration
            && kind == "kubernetes.Service"
            && let Some(Value::Dict(labels)) = value.entry("selector")
        {
            for label in labels.iter().filter_map(|(_, label)| label.as_str()) {
                let names = fronts.entry(label).or_default();
                if !names.contains(&name.as_str()) {
                    names.push(name);
                }
            }
        }
    }
    fronts
}

/// What a container is: by what it is built from, else by its image.
fn what(
    uses: &Uses<'_>,
    unread: &[SourcePath],
    file: FileId,
    container: &Container,
    image: &str,
    folders: &BTreeMap<&str, &SourcePath>,
) -> What {
    let built = |folder: &str, path: &SourcePath, target: &str| match base_image(uses, path, target)
        .and_then(Technology::of_image)
    {
        Some(technology) if runs_alone(technology) => What::Technology(technology),
        _ if is_mostly_unread(uses, unread, folder, path) => What::OwnUnread,
        _ => What::Own,
    };
    if let Some((context, dockerfile)) = &container.build {
        let folder = SourcePath::new(&join(uses.file(file).folder(), context));
        let name = if dockerfile.is_empty() { "Dockerfile" } else { dockerfile };
        let path = SourcePath::new(&format!("{folder}/{name}"));
        return built(folder.as_str(), &path, &container.target);
    }
    match Technology::of_image(default_of(image)) {
        Some(technology) if is_product(technology) => What::Technology(technology),
        // An image is mostly called like the folder that it is built in.
        _ => match folder_of(folders, image_name(image)) {
            Some(path) => built(path.parent(), path, ""),
            None => What::Foreign,
        },
    }
}

/// The Dockerfile of the folder that an image is called like, what stands before the name aside: `shop-prod-web` of `web`.
fn folder_of<'p>(folders: &BTreeMap<&str, &'p SourcePath>, image: &str) -> Option<&'p SourcePath> {
    let mut name = image;
    loop {
        if let Some(path) = folders.get(name) {
            return Some(path);
        }
        name = name.split_once('-')?.1;
    }
}

/// The name of an image without registry, owner, tag and digest.
fn image_name(image: &str) -> &str {
    let name = default_of(image).split('@').next().unwrap_or_default();
    name.rsplit('/').next().and_then(|name| name.split(':').next()).unwrap_or_default()
}

/// Whether an image of the technology carries no program of the project: a store, a queue, a collector.
fn runs_alone(technology: &Technology) -> bool {
    use TechnologyKind::*;
    is_product(technology)
        && !matches!(technology.kinds.first(), Some(Proxy | BrowserTest | LoadTest | Model | Jobs))
}

/// Whether its images are products and not runtimes or tools to build with.
fn is_product(technology: &Technology) -> bool {
    use TechnologyKind::*;
    !matches!(technology.kinds.first(), Some(Build | Framework | Data | Delivery | UnitTest))
}

/// The image that the stage which runs is made from, behind the stages between.
fn base_image<'a>(uses: &Uses<'a>, path: &SourcePath, target: &str) -> Option<&'a str> {
    let at = uses.files.binary_search_by(|file| file.path.cmp(path)).ok()?;
    let stages = &uses.files[at].facts.containers;
    let mut stage = match target {
        "" => stages.len().checked_sub(1)?,
        target => stages.iter().position(|stage| stage.name == target)?,
    };
    loop {
        let (image, _) = stages[stage].image.as_ref()?;
        match stages[..stage].iter().position(|it| !it.name.is_empty() && it.name == *image) {
            Some(before) => stage = before,
            None => return Some(image),
        }
    }
}

/// The image that an interpolated one is when its variable is not set.
fn default_of(image: &str) -> &str {
    image
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
        .and_then(|inner| inner.split_once('-'))
        .map_or(image, |(_, default)| default)
}

/// Extensions of programs in languages that may be left unread.
const PROGRAMS: &[&str] = &[
    "c", "cc", "clj", "cpp", "cs", "dart", "ex", "exs", "fs", "go", "groovy", "java", "kt", "php",
    "pl", "r", "rb", "rs", "scala", "swift", "vb",
];

/// Whether most of the programs in the folder that a container is built from are not read.
fn is_mostly_unread(
    uses: &Uses<'_>,
    unread: &[SourcePath],
    context: &str,
    dockerfile: &SourcePath,
) -> bool {
    // The folder of the Dockerfile tells more where the whole repository is handed to the build.
    let folder =
        if dockerfile.as_str().len() > context.len() + 1 { dockerfile.parent() } else { context };
    let within = |folder: &str| {
        let read = below(uses.files, |file| file.path.as_str(), folder)
            .filter(|file| uses.is_code(file))
            .count();
        let other = below(unread, SourcePath::as_str, folder)
            .filter(|path| PROGRAMS.contains(&path.extension()))
            .count();
        (read, other)
    };
    let unread = |(read, other): (usize, usize)| read == 0 || other > read;
    match within(folder) {
        (0, 0) => unread(within(context)),
        counts => unread(counts),
    }
}

/// Those of sorted items whose path lies in a folder.
fn below<'i, T>(
    items: &'i [T],
    path: impl Fn(&T) -> &str + Copy + 'i,
    folder: &str,
) -> impl Iterator<Item = &'i T> {
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let start = items.partition_point(|item| path(item) < prefix.as_str());
    items[start..].iter().take_while(move |item| path(item).starts_with(&prefix))
}

struct Ledger<'l, 'a> {
    uses: &'l Uses<'a>,
    unread: &'l [SourcePath],
    declared: &'l [Declared<'a>],
    pointers: Pointers<'a>,
    clients: BTreeMap<&'static str, Clients>,
    /// Variables that live code reads, and where first.
    read: FxHashMap<&'l str, Place>,
    /// Hosts by a name alone that live code writes out, and where first.
    addressed: FxHashMap<&'l str, Place>,
}

impl Ledger<'_, '_> {
    fn service(&self, at: usize, it: &Declared<'_>) -> Service {
        let (usage, mut evidence) = match it.what {
            What::Own | What::OwnUnread => {
                (ServiceUse::Used, vec![self.at(it, "built from the project")])
            }
            What::Foreign => self.foreign(at, it),
            What::Technology(technology) => self.technology(at, it, technology),
        };
        if usage == ServiceUse::Unused && evidence.is_empty() {
            evidence.push(self.at(it, "declared, and nothing else mentions it"));
        }
        let technology = match it.what {
            What::Technology(technology) => technology.id,
            _ => "",
        };
        Service {
            name: it.container.name.clone(),
            place: Place { file: it.file, span: it.container.head },
            image: it.image.into(),
            profiles: profiles(it.container),
            technology: technology.into(),
            usage,
            evidence,
        }
    }

    fn at(&self, it: &Declared<'_>, what: &str) -> Evidence {
        Evidence { place: Place { file: it.file, span: it.container.head }, what: what.into() }
    }

    /// An image of which nothing is known: the project's own, if it gets variables that the code reads.
    fn foreign(&self, at: usize, it: &Declared<'_>) -> (ServiceUse, Vec<Evidence>) {
        let given = it.container.environment.iter().find_map(|variable| {
            if GENERAL.contains(&variable.name.as_str()) {
                return None;
            }
            let place = self.read.get(variable.name.as_str())?;
            let what = format!("{} is set here and read by the code", variable.name);
            Some(vec![
                Evidence { place: Place { file: it.file, span: variable.span }, what: what.into() },
                Evidence { place: *place, what: format!("reads {}", variable.name).into() },
            ])
        });
        if let Some(evidence) = given {
            return (ServiceUse::Used, evidence);
        }
        let (evidence, consumed) = self.pointed_at(at, it);
        (if consumed { ServiceUse::Configured } else { ServiceUse::Unknown }, evidence)
    }

    fn technology(
        &self,
        at: usize,
        it: &Declared<'_>,
        technology: &'static Technology,
    ) -> (ServiceUse, Vec<Evidence>) {
        use TechnologyKind::*;
        let kind = technology.kinds.first().copied();
        let fixed = match kind {
            Some(Helper) => Some((ServiceUse::Unused, "lets people look into other services")),
            Some(Proxy | Container | Infrastructure | Process) => {
                Some((ServiceUse::Configured, "stands before or beside other services"))
            }
            Some(BrowserTest | LoadTest) => Some((ServiceUse::Used, "runs tests")),
            _ => None,
        };
        if let Some((usage, what)) = fixed {
            return (usage, vec![self.at(it, what)]);
        }
        let clients = self.clients.get(technology.id);
        let mut evidence = clients.map(|it| it.direct.clone()).unwrap_or_default();
        if !evidence.is_empty() {
            return (ServiceUse::Used, evidence);
        }
        let (pointers, consumed) = self.pointed_at(at, it);
        if let Some(clients) = clients
            && !clients.carriers.is_empty()
            && (consumed || !clients.named.is_empty())
        {
            evidence.extend(clients.carriers.iter().cloned());
            evidence.extend(clients.named.iter().cloned());
            evidence.extend(pointers);
            return (ServiceUse::Used, evidence);
        }
        evidence.extend(pointers);
        if let Some(clients) = clients {
            evidence.extend(clients.dormant.iter().cloned());
        }
        let store =
            !technology.schemes.is_empty() || matches!(kind, Some(Database | Cache | Queue | Jobs));
        let mounted = self.mounts_files(it, &mut evidence);
        let shows = kind == Some(Dashboard) && self.shows_others(at, it);
        if shows {
            evidence.push(self.at(it, "shows what another service keeps"));
        }
        let usage = if shows || self.serves_others(at, it, &mut evidence) || mounted && !store {
            ServiceUse::Configured
        } else if consumed && !store {
            // Anything that speaks HTTP is reached without a client of its own.
            ServiceUse::Configured
        } else if self.may_be_used_unseen(at, it) {
            ServiceUse::Unknown
        } else if store
            || matches!(
                kind,
                Some(
                    Search
                        | VectorStore
                        | ObjectStorage
                        | Metrics
                        | Dashboard
                        | Tracing
                        | Logging
                        | DevMail
                )
            )
        {
            ServiceUse::Unused
        } else {
            ServiceUse::Unknown
        };
        (usage, evidence)
    }

    /// Variables that name the service, and whether live code reads one of them.
    fn pointed_at(&self, at: usize, it: &Declared<'_>) -> (Vec<Evidence>, bool) {
        let mut evidence = Vec::new();
        let mut consumed = false;
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        for pointer in self.pointers.to(it) {
            let own = match pointer.from {
                Some(from) if from == at || !self.stands_with(from, it) => continue,
                Some(from) => {
                    self.declared[from].what == What::Own
                        || self.declared[from].what == What::Foreign
                }
                None => true,
            };
            if !own || !seen.insert(pointer.variable) {
                continue;
            }
            let read = self.read.get(pointer.variable).copied();
            let read = read.or_else(|| self.read_by_library(pointer.variable));
            consumed |= read.is_some();
            if evidence.len() >= MOST * 2 {
                continue;
            }
            let what = match read {
                Some(_) => format!("{} points to it", pointer.variable),
                None => format!("{} points to it, and no active code reads it", pointer.variable),
            };
            evidence.push(Evidence { place: pointer.place, what: what.into() });
            if let Some(read) = read {
                let what = format!("reads {}", pointer.variable);
                evidence.push(Evidence { place: read, what: what.into() });
            }
        }
        if let Some(place) = it.hosts().find_map(|host| self.addressed.get(host)) {
            consumed = true;
            evidence.push(Evidence { place: *place, what: "its address is written out".into() });
        }
        (evidence, consumed)
    }

    /// Where live code imports a library that reads a variable by itself.
    fn read_by_library(&self, variable: &str) -> Option<Place> {
        if !variable.starts_with("OTEL_") {
            return None;
        }
        let mut python = self.uses.of_module(PYPI, "opentelemetry");
        let found = python.find(|it| self.uses.is_live(it.file)).map(|it| it.place());
        found.or_else(|| {
            let packages = self.uses.packages(NPM);
            let mut telemetry = packages.filter(|(name, _)| name.starts_with("@opentelemetry/"));
            telemetry.find_map(|(_, imports)| {
                imports.iter().find(|it| self.uses.is_live(it.file)).map(|it| it.place())
            })
        })
    }

    /// Whether containers that are not code of the project point to the service or wait for it.
    fn serves_others(&self, at: usize, it: &Declared<'_>, evidence: &mut Vec<Evidence>) -> bool {
        let is_other = |from: usize| {
            from != at
                && self.stands_with(from, it)
                && match self.declared[from].what {
                    What::Technology(technology) => !technology.is(TechnologyKind::Helper),
                    What::Foreign => true,
                    What::Own | What::OwnUnread => false,
                }
        };
        let pointer = self.pointers.to(it).find(|pointer| pointer.from.is_some_and(is_other));
        let found = match pointer {
            Some(Pointer { place, from: Some(from), .. }) => Some((*place, *from)),
            _ => self.waiting(at, it).find(|from| is_other(*from)).map(|from| {
                let other = &self.declared[from];
                (Place { file: other.file, span: other.container.head }, from)
            }),
        };
        let Some((place, from)) = found else { return false };
        let what = format!("{} is set up to use it", self.declared[from].container.name);
        evidence.push(Evidence { place, what: what.into() });
        true
    }

    /// Whether a container is described in the same folder or by what is included there: what stands elsewhere may be another system.
    fn stands_with(&self, from: usize, it: &Declared<'_>) -> bool {
        self.uses.file(self.declared[from].file).system() == self.uses.file(it.file).system()
    }

    /// The containers of the same system that wait for the service.
    fn waiting(&self, at: usize, it: &Declared<'_>) -> impl Iterator<Item = usize> {
        let waiting = self.pointers.waiting_for(&it.container.name).iter().copied();
        waiting.filter(move |from| *from != at && self.stands_with(*from, it))
    }

    /// Whether code that is not read may use the service.
    fn may_be_used_unseen(&self, at: usize, it: &Declared<'_>) -> bool {
        let pointing = self.pointers.to(it).filter_map(|pointer| pointer.from);
        let mut known = false;
        for from in pointing.chain(self.waiting(at, it)) {
            match self.declared[from].what {
                _ if from == at || !self.stands_with(from, it) => {}
                What::OwnUnread => return true,
                What::Own => known = true,
                _ => {}
            }
        }
        if known {
            return false;
        }
        let beside = || (0..self.declared.len()).filter(|from| self.stands_with(*from, it));
        let is = |what: What| beside().any(|from| self.declared[from].what == what);
        is(What::OwnUnread)
            || is(What::Foreign)
            || !is(What::Own)
                && (it.container.kind == ContainerKind::Kubernetes || !self.uses.has_live_code())
    }

    /// Whether it shows what another service beside it keeps: `kibana` beside `elasticsearch`.
    fn shows_others(&self, at: usize, it: &Declared<'_>) -> bool {
        use TechnologyKind::*;
        (0..self.declared.len()).any(|other| {
            other != at
                && self.stands_with(other, it)
                && matches!(
                    self.declared[other].what,
                    What::Technology(technology) if matches!(technology.kinds.first(), Some(Search | Logging))
                )
        })
    }

    /// Whether files of the project are mounted into the container: configuration, dashboards, rules.
    fn mounts_files(&self, it: &Declared<'_>, evidence: &mut Vec<Evidence>) -> bool {
        let file = self.uses.file(it.file);
        let found = it.container.volumes.iter().find(|volume| {
            if !volume.source.starts_with('.') {
                return false;
            }
            let path = SourcePath::new(&join(file.folder(), &volume.source));
            let path = path.as_str();
            let holds = |other: &str| {
                other
                    .strip_prefix(path)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            let read = self.uses.files.partition_point(|file| file.path.as_str() < path);
            let other = self.unread.partition_point(|file| file.as_str() < path);
            !path.is_empty()
                && (self.uses.files.get(read).is_some_and(|file| holds(file.path.as_str()))
                    || self.unread.get(other).is_some_and(|file| holds(file.as_str())))
        });
        if let Some(volume) = found {
            evidence.push(Evidence {
                place: Place { file: it.file, span: volume.span },
                what: "is configured by files of the project".into(),
            });
        }
        found.is_some()
    }
}

/// The profiles of a Compose service.
fn profiles(container: &Container) -> Box<[Text]> {
    let setting = container.settings.iter().find(|(key, ..)| key == "profiles");
    match setting.map(|(_, value, _)| value) {
        Some(Value::List(items)) => {
            items.iter().filter_map(Value::as_str).map(Text::from).collect()
        }
        _ => Box::default(),
    }
}

/// The texts of a value that may name a host.
fn texts(value: &Value) -> Vec<&Text> {
    match value {
        Value::Str(text) => vec![text],
        Value::Fallback(sides) => [&sides.0, &sides.1].into_iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

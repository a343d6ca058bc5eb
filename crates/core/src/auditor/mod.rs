//! The engine: an [`Auditor`] reads a repository, links its facts, runs rules over them and answers with an [`Audit`].

mod cache;
mod configuration;
mod extract;
mod progress;
mod rules;

pub use cache::FactsCache;
pub use progress::{Cancellation, Event, Phase};

use std::collections::BTreeMap;
use std::sync::Arc;

use configuration::Configuration;
use globset::{Glob, GlobBuilder, GlobMatcher, GlobSet, GlobSetBuilder};

use crate::analyzer::Analyzer;
use crate::audit::{Audit, Coverage, Parts, assemble};
use crate::policy::Policy;
use crate::project::{Declared, FileId, Linker, ProjectFile, link_among};
use crate::rule::{Rule, RuleSet, RuleSetError};
use crate::score::RUBRIC_VERSION;
use crate::source::decode::{Decoded, decode};
use crate::source::{FileSystem, Limits, ListError, SourcePath, Text};

/// Audits repositories. Made by [`Auditor::builder`]; it can audit any number of them.
pub struct Auditor {
    analyzers: Vec<Box<dyn Analyzer>>,
    rules: RuleSet,
    limits: Limits,
    policy: Policy,
    excluded: GlobSet,
    entry_points: Vec<GlobMatcher>,
    cancellation: Cancellation,
    progress: Option<Box<dyn Fn(Event<'_>) + Send + Sync>>,
    cache: Option<Arc<dyn FactsCache>>,
    pool: rayon::ThreadPool,
}

/// Collects what an [`Auditor`] works with.
#[derive(Default)]
#[must_use]
pub struct AuditorBuilder {
    analyzers: Vec<Box<dyn Analyzer>>,
    rules: Vec<Rule>,
    limits: Limits,
    policy: Policy,
    exclude: Vec<String>,
    entry_points: Vec<String>,
    threads: usize,
    cancellation: Cancellation,
    progress: Option<Box<dyn Fn(Event<'_>) + Send + Sync>>,
    cache: Option<Arc<dyn FactsCache>>,
}

/// Why an [`Auditor`] cannot be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A rule cannot be added.
    #[error(transparent)]
    Rule(#[from] RuleSetError),
    /// A pattern of excluded paths or of entry points cannot be read.
    #[error("`{0}` is no pattern for paths: write one such as `legacy/**`")]
    Pattern(String),
    /// The threads cannot be started.
    #[error("the threads of the audit cannot be started: ask for fewer")]
    Threads,
}

/// Why there is no audit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError {
    /// The files cannot be listed.
    #[error(transparent)]
    List(#[from] ListError),
    /// An entry point that [`AuditorBuilder::entry_point`] states is no file of code that was read.
    #[error(
        "the entry point `{0}` is no file of code that was read: write its path below the root, such as `app/main.py`"
    )]
    EntryPoint(String),
    /// It was cancelled.
    #[error("the audit was cancelled")]
    Cancelled,
}

impl Auditor {
    /// An auditor without analyzers and rules.
    pub fn builder() -> AuditorBuilder {
        AuditorBuilder::default()
    }

    /// The rules.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Audits the files of a file system.
    ///
    /// # Errors
    /// If the files cannot be listed, or if the audit is cancelled. Whatever goes wrong in a file stands in the
    /// coverage ledger instead, and a rule that panics answers *unknown*.
    pub fn audit(&self, files: &dyn FileSystem) -> Result<Audit, AuditError> {
        self.pool.install(|| self.run(files))
    }

    fn run(&self, files: &dyn FileSystem) -> Result<Audit, AuditError> {
        self.phase(Phase::List, 0, 0);
        let mut listing = files.list()?;
        let configuration = Configuration::take(self, files, &mut listing);
        let mut extracted = self.extract(files, listing, &configuration)?;
        self.phase(Phase::Link, 0, 1);
        let linkers: Vec<&dyn Linker> =
            self.analyzers.iter().filter_map(|analyzer| analyzer.linker()).collect();
        let is_code =
            |file: &ProjectFile| linkers.iter().any(|linker| linker.links(&file.language));
        let mut stated = self.stated(&extracted.files, is_code)?;
        configuration.join(&mut extracted, is_code, &mut stated);
        let project = link_among(extracted.files, extracted.unread, &stated, &linkers);
        self.check_cancelled()?;
        let ruled = self.check(&project)?;
        self.phase(Phase::Judge, 0, 1);
        let is_code = |id: FileId| is_code(project.file(id));
        let text = |id: FileId| self.read_again(files, project.file(id));
        let severities = ruled
            .iter()
            .map(|rule| (Text::from(&*rule.metadata.id), rule.metadata.severity))
            .collect();
        let mut audit = assemble(
            Parts {
                project: &project,
                ruled,
                coverage: Coverage::new(extracted.covered),
                is_code: &is_code,
                text: &text,
            },
            RUBRIC_VERSION,
        );
        self.policy.judge(&mut audit, &severities);
        for finding in &audit.findings {
            self.tell(Event::Finding(finding));
        }
        self.phase(Phase::Judge, 1, 1);
        Ok(audit)
    }

    /// The files that whoever asked for the audit states as entry points.
    fn stated(
        &self,
        files: &[ProjectFile],
        is_code: impl Fn(&ProjectFile) -> bool,
    ) -> Result<BTreeMap<SourcePath, Option<Declared>>, AuditError> {
        let mut stated = BTreeMap::new();
        for pattern in &self.entry_points {
            let code = files.iter().filter(|file| is_code(file));
            let mut meant = code.filter(|file| pattern.is_match(file.path.as_str())).peekable();
            if meant.peek().is_none() {
                return Err(AuditError::EntryPoint(pattern.glob().glob().to_owned()));
            }
            stated.extend(meant.map(|file| (file.path.clone(), None)));
        }
        Ok(stated)
    }

    /// The text of a file, if it is still the text that its facts were taken from.
    fn read_again(&self, files: &dyn FileSystem, file: &ProjectFile) -> Option<String> {
        let content = files.read(&file.path, self.limits.file_bytes).ok()?;
        match decode(content.bytes, &self.limits) {
            Decoded::Text(text) | Decoded::Damaged(text, _) if file.facts.lines.fits(&text) => {
                Some(text)
            }
            _ => None,
        }
    }

    fn check_cancelled(&self) -> Result<(), AuditError> {
        if self.cancellation.is_cancelled() { Err(AuditError::Cancelled) } else { Ok(()) }
    }

    fn phase(&self, phase: Phase, done: usize, total: usize) {
        self.tell(Event::Progress { phase, done, total });
    }

    fn tell(&self, event: Event<'_>) {
        if let Some(progress) = &self.progress {
            progress(event);
        }
    }
}

impl std::fmt::Debug for Auditor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let analyzers: Vec<_> = self.analyzers.iter().map(|analyzer| analyzer.name()).collect();
        f.debug_struct("Auditor")
            .field("analyzers", &analyzers)
            .field("rules", &self.rules)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for AuditorBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuditorBuilder")
            .field("rules", &self.rules)
            .field("limits", &self.limits)
            .field("exclude", &self.exclude)
            .finish_non_exhaustive()
    }
}

impl AuditorBuilder {
    /// Adds an analyzer. The first one that claims a file reads it.
    pub fn analyzer(mut self, analyzer: impl Analyzer + 'static) -> Self {
        self.analyzers.push(Box::new(analyzer));
        self
    }

    /// Adds a rule.
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Adds rules.
    pub fn rules(mut self, rules: impl IntoIterator<Item = Rule>) -> Self {
        self.rules.extend(rules);
        self
    }

    /// Takes out the rules that `keep` does not keep, by their ids.
    pub fn retain_rules(mut self, keep: impl Fn(&str) -> bool) -> Self {
        self.rules.retain(|rule| keep(&rule.metadata().id));
        self
    }

    /// Sets the bounds of the audit.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets what is required; by default the policy of software that the internet can reach.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Leaves out the files whose paths match a pattern, such as `legacy/**`. They stand in the ledger.
    pub fn exclude(mut self, pattern: impl Into<String>) -> Self {
        self.exclude.push(pattern.into());
        self
    }

    /// States that production starts the files whose paths match a pattern, such as `app/main.py` or `workers/*.py`,
    /// beside the entry points that the repository itself declares, in its `shipworthy.toml` too. An audit in which it matches no code ends with
    /// [`AuditError::EntryPoint`].
    pub fn entry_point(mut self, pattern: impl Into<String>) -> Self {
        self.entry_points.push(pattern.into());
        self
    }

    /// How many threads work; 0, the default, means one a processor. It does not change the audit.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// Listens to how far the audit is. It is called from several threads.
    pub fn progress(mut self, listener: impl Fn(Event<'_>) + Send + Sync + 'static) -> Self {
        self.progress = Some(Box::new(listener));
        self
    }

    /// Lets another thread end the audit.
    pub fn cancellation(mut self, cancellation: Cancellation) -> Self {
        self.cancellation = cancellation;
        self
    }

    /// Keeps facts between audits.
    pub fn cache(mut self, cache: Arc<dyn FactsCache>) -> Self {
        self.cache = Some(cache);
        self
    }

    /// The auditor.
    ///
    /// # Errors
    /// If two rules have the same id, a rule's id or a pattern is malformed, or threads cannot be started.
    pub fn build(self) -> Result<Auditor, BuildError> {
        let mut rules = RuleSet::new();
        for rule in self.rules {
            rules.add(rule)?;
        }
        let mut excluded = GlobSetBuilder::new();
        for pattern in &self.exclude {
            excluded.add(glob(pattern)?);
        }
        let entry_points: Result<Vec<GlobMatcher>, BuildError> =
            self.entry_points.iter().map(|it| Ok(glob(it)?.compile_matcher())).collect();
        Ok(Auditor {
            analyzers: self.analyzers,
            rules,
            limits: self.limits,
            policy: self.policy,
            excluded: excluded.build().map_err(|_| BuildError::Pattern(self.exclude.join(", ")))?,
            entry_points: entry_points?,
            cancellation: self.cancellation,
            progress: self.progress,
            cache: self.cache,
            pool: rayon::ThreadPoolBuilder::new()
                .num_threads(self.threads)
                .stack_size(8 << 20)
                .thread_name(|at| format!("shipworthy-{at}"))
                .build()
                .map_err(|_| BuildError::Threads)?,
        })
    }
}

/// A pattern over paths below the root.
fn glob(pattern: &str) -> Result<Glob, BuildError> {
    GlobBuilder::new(pattern.trim_start_matches("./"))
        .literal_separator(true)
        .build()
        .map_err(|_| BuildError::Pattern(pattern.to_owned()))
}

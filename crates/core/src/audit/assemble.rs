//! From the linked project and the outcomes of the rules to the output.

use std::collections::BTreeMap;

use super::{
    Audit, AuditAttestation, AuditCapability, AuditCheck, AuditDependency, AuditEntryPoint,
    AuditEvidence, AuditFinding, AuditGuard, AuditModule, AuditPlace, AuditPromise, AuditRead,
    AuditRoute, AuditService, AuditTests, AuditVariable, Coverage, Excerpt, ExcerptLine,
    RelatedPlace, SCHEMA_VERSION, TestKinds, Tool,
};
use crate::facts::{FileFacts, GuardClass};
use crate::finding::Finding;
use crate::policy::Verdict;
use crate::project::{Evidence, FileId, Place, Project};
use crate::rule::{CheckOutcome, RuleMetadata};
use crate::score::Scorecard;
use crate::source::{Span, Text};

/// Lines of an excerpt.
const EXCERPT_LINES: u32 = 8;
/// Characters of a line of an excerpt.
const EXCERPT_WIDTH: usize = 200;
/// Bytes of a place that take part in its fingerprint.
const FINGERPRINT_BYTES: usize = 4096;
/// What stands in place of a credential.
const MASK: &str = "•••";

/// A rule and what it said.
pub(crate) struct Ruled<'a> {
    pub(crate) metadata: &'a RuleMetadata,
    pub(crate) outcome: CheckOutcome,
}

/// What the assembly of an audit needs.
pub(crate) struct Parts<'a> {
    pub(crate) project: &'a Project,
    pub(crate) ruled: Vec<Ruled<'a>>,
    pub(crate) coverage: Coverage,
    /// Whether a file is code.
    pub(crate) is_code: &'a dyn Fn(FileId) -> bool,
    /// The text of a file, as it was when its facts were taken.
    pub(crate) text: &'a dyn Fn(FileId) -> Option<String>,
}

/// Makes the output.
pub(crate) fn assemble(parts: Parts<'_>, rubric_version: &str) -> Audit {
    let Parts { project, mut ruled, coverage, is_code, text } = parts;
    let view = View { project };
    let mut by_file: BTreeMap<FileId, Vec<(&RuleMetadata, Finding)>> = BTreeMap::new();
    for rule in &mut ruled {
        for finding in std::mem::take(&mut rule.outcome.findings) {
            by_file.entry(finding.place.file).or_default().push((rule.metadata, finding));
        }
    }
    let mut findings = Vec::new();
    for (file, found) in by_file {
        let text = text(file).unwrap_or_default();
        findings.extend(view.findings_of(file, &text, found));
    }
    findings.sort_by(|a, b| order(a).cmp(&order(b)));
    let mut attestations: Vec<AuditAttestation> =
        ruled.iter().flat_map(|rule| view.attestations(rule)).collect();
    attestations.sort();
    attestations.dedup();
    Audit {
        schema_version: SCHEMA_VERSION.into(),
        tool: Tool {
            name: "shipworthy".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            rubric_version: rubric_version.into(),
        },
        coverage,
        entry_points: view.entry_points(),
        modules: view.modules(is_code),
        routes: view.routes(),
        environment: view.environment(),
        services: view.services(),
        dependencies: view.dependencies(),
        capabilities: view.capabilities(),
        tests: view.tests(),
        promises: view.promises(),
        findings,
        attestations,
        checks: ruled
            .iter()
            .map(|rule| AuditCheck {
                rule: Text::from(&*rule.metadata.id),
                category: rule.metadata.category,
                result: rule.outcome.result,
                reason: rule.outcome.reason.clone(),
                undecided: !rule.outcome.unknown.is_empty(),
            })
            .collect(),
        scorecard: Scorecard::default(),
        verdict: Verdict::default(),
    }
}

fn order(finding: &AuditFinding) -> impl Ord + '_ {
    (
        &finding.file,
        finding.line,
        finding.column,
        &finding.rule,
        &finding.subject,
        &finding.message,
        &finding.fingerprint,
    )
}

struct View<'a> {
    project: &'a Project,
}

impl View<'_> {
    fn place(&self, place: Place) -> AuditPlace {
        AuditPlace {
            file: self.project.file(place.file).path.clone(),
            line: self.project.line(place),
        }
    }

    fn evidence(&self, evidence: &[Evidence]) -> Vec<AuditEvidence> {
        evidence
            .iter()
            .map(|evidence| {
                let AuditPlace { file, line } = self.place(evidence.place);
                AuditEvidence { file, line, what: evidence.what.clone() }
            })
            .collect()
    }

    fn findings_of(
        &self,
        id: FileId,
        text: &str,
        found: Vec<(&RuleMetadata, Finding)>,
    ) -> Vec<AuditFinding> {
        let file = self.project.file(id);
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        let mut found = found;
        found.sort_by(|(a, x), (b, y)| {
            (x.place, &a.id, &x.subject, &x.message).cmp(&(y.place, &b.id, &y.subject, &y.message))
        });
        found
            .into_iter()
            .map(|(rule, finding)| {
                let span = finding.place.span;
                let start = file.facts.lines.position(span.start);
                let end = file.facts.lines.position(span.end.max(span.start));
                let key = fingerprint_key(rule, file.path.as_str(), &file.facts, &finding, text);
                let ordinal = seen.entry(key.clone()).and_modify(|n| *n += 1).or_insert(0);
                let confidence = finding.confidence();
                AuditFinding {
                    rule: Text::from(&*rule.id),
                    category: rule.category,
                    severity: finding.severity.unwrap_or(rule.severity),
                    confidence,
                    message: finding.message,
                    file: file.path.clone(),
                    line: start.line,
                    column: start.column,
                    end_line: end.line,
                    end_column: end.column,
                    subject: finding.subject,
                    activity: file.activity.state,
                    role: file.role,
                    signals: finding.signals,
                    related: finding
                        .related
                        .iter()
                        .map(|related| {
                            let AuditPlace { file, line } = self.place(related.place);
                            RelatedPlace { file, line, what: related.what.clone() }
                        })
                        .collect(),
                    help: finding.help,
                    effort: finding.effort.unwrap_or(rule.effort),
                    fingerprint: fingerprint(&key, *ordinal),
                    excerpt: excerpt(text, &file.facts, span),
                    waived: None,
                }
            })
            .collect()
    }

    fn attestations(&self, rule: &Ruled<'_>) -> Vec<AuditAttestation> {
        rule.outcome
            .attestations
            .iter()
            .map(|attestation| {
                let AuditPlace { file, line } = self.place(attestation.place);
                AuditAttestation {
                    rule: Text::from(&*rule.metadata.id),
                    message: attestation.message.clone(),
                    file,
                    line,
                }
            })
            .collect()
    }

    fn entry_points(&self) -> Vec<AuditEntryPoint> {
        self.project
            .entry_points
            .iter()
            .map(|entry| AuditEntryPoint {
                file: self.project.file(entry.file).path.clone(),
                kind: entry.kind.clone(),
                declared_in: self.place(entry.declared),
                deployed: entry.deployed,
            })
            .collect()
    }

    fn modules(&self, is_code: &dyn Fn(FileId) -> bool) -> Vec<AuditModule> {
        self.project
            .files()
            .filter(|(id, _)| is_code(*id))
            .map(|(_, file)| AuditModule {
                file: file.path.clone(),
                activity: file.activity.state,
                path: file
                    .activity
                    .path
                    .iter()
                    .map(|id| self.project.file(*id).path.clone())
                    .collect(),
            })
            .collect()
    }

    fn routes(&self) -> Vec<AuditRoute> {
        let mut routes: Vec<AuditRoute> = self
            .project
            .routes
            .iter()
            .map(|route| {
                let AuditPlace { file, line } = self.place(route.place);
                AuditRoute {
                    framework: route.framework.clone(),
                    method: route.method.clone(),
                    path: route.path.clone(),
                    handler: route.handler.clone(),
                    file,
                    line,
                    protection: route.protection,
                    guards: route
                        .guards
                        .iter()
                        .filter(|guard| guard.class != GuardClass::Other)
                        .map(|guard| {
                            let AuditPlace { file, line } = self.place(guard.place);
                            AuditGuard {
                                name: guard.name.clone(),
                                class: guard.class,
                                via: guard.via,
                                file,
                                line,
                                definition: guard.definition.map(|place| self.place(place)),
                            }
                        })
                        .collect(),
                    registered: self.place(route.registered),
                }
            })
            .collect();
        routes.sort_by(|a, b| {
            (&a.file, a.line, &a.path, &a.method, &a.registered).cmp(&(
                &b.file,
                b.line,
                &b.path,
                &b.method,
                &b.registered,
            ))
        });
        routes
    }

    fn environment(&self) -> Vec<AuditVariable> {
        self.project
            .environment
            .iter()
            .map(|variable| AuditVariable {
                name: variable.name.clone(),
                reads: variable
                    .reads
                    .iter()
                    .map(|read| {
                        let AuditPlace { file, line } = self.place(read.place);
                        AuditRead {
                            file,
                            line,
                            role: self.project.file(read.place.file).role,
                            required: read.required,
                            has_default: read.has_default,
                        }
                    })
                    .collect(),
                documented: variable.documented.iter().map(|doc| self.place(doc.place)).collect(),
            })
            .collect()
    }

    fn services(&self) -> Vec<AuditService> {
        self.project
            .services
            .iter()
            .map(|service| {
                let AuditPlace { file, line } = self.place(service.place);
                AuditService {
                    name: service.name.clone(),
                    file,
                    line,
                    image: service.image.clone(),
                    profiles: service.profiles.to_vec(),
                    technology: service.technology.clone(),
                    usage: service.usage,
                    evidence: self.evidence(&service.evidence),
                }
            })
            .collect()
    }

    fn dependencies(&self) -> Vec<AuditDependency> {
        self.project
            .dependencies
            .iter()
            .map(|dependency| {
                let AuditPlace { file, line } = self.place(dependency.place);
                AuditDependency {
                    name: dependency.name.clone(),
                    ecosystem: dependency.ecosystem.clone(),
                    manifest: file,
                    line,
                    scope: dependency.scope.clone(),
                    status: dependency.status,
                    imports: dependency.imports.iter().map(|place| self.place(*place)).collect(),
                    evidence: self.evidence(&dependency.evidence),
                }
            })
            .collect()
    }

    fn capabilities(&self) -> Vec<AuditCapability> {
        self.project
            .capabilities
            .iter()
            .map(|capability| AuditCapability {
                name: capability.name.clone(),
                status: capability.status,
                evidence: self.evidence(&capability.evidence),
            })
            .collect()
    }

    fn tests(&self) -> AuditTests {
        let tests = &self.project.tests;
        AuditTests {
            files: tests.files,
            functions: tests.functions,
            by_kind: TestKinds {
                unit: tests.unit,
                integration: tests.integration,
                e2e: tests.e2e,
                load: tests.load,
                unknown: tests.unknown,
            },
        }
    }

    fn promises(&self) -> Vec<AuditPromise> {
        self.project
            .promises
            .iter()
            .map(|promise| {
                let AuditPlace { file, line } = self.place(promise.place);
                AuditPromise {
                    file,
                    line,
                    text: promise.text.clone(),
                    subject: promise.subject.clone(),
                    kept: promise.kept,
                    evidence: self.evidence(&promise.evidence),
                }
            })
            .collect()
    }
}

/// What a fingerprint is made of: the rule, the path, the scope, the subject and the text of the place, white space and
/// credentials left out, but never a line number.
fn fingerprint_key(
    rule: &RuleMetadata,
    path: &str,
    facts: &FileFacts,
    finding: &Finding,
    text: &str,
) -> String {
    let span = finding.place.span;
    let scope = facts.scope_at(span);
    let words = masked(text, facts, span, FINGERPRINT_BYTES);
    let words: Vec<&str> = words.split_whitespace().collect();
    [&rule.id, path, &scope, &finding.subject, &words.join(" ")].join("\0")
}

fn fingerprint(key: &str, ordinal: u32) -> Text {
    let mut hasher = blake3::Hasher::new();
    hasher.update(key.as_bytes());
    hasher.update(&ordinal.to_le_bytes());
    hasher.finalize().to_hex().as_str()[..32].into()
}

/// The text of a span with its credentials masked, cut off at `limit` bytes.
fn masked(text: &str, facts: &FileFacts, span: Span, limit: usize) -> String {
    let mut end = (span.end as usize).min(span.start as usize + limit).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut at = span.start as usize;
    let mut out = String::new();
    let mut secrets: Vec<Span> = facts
        .secrets
        .iter()
        .map(|secret| secret.span)
        .filter(|secret| secret.end as usize > at && (secret.start as usize) < end)
        .collect();
    secrets.sort_unstable();
    for secret in secrets {
        if secret.start as usize > at {
            out.push_str(text.get(at..secret.start as usize).unwrap_or_default());
        }
        out.push_str(MASK);
        at = at.max(secret.end as usize);
    }
    out.push_str(text.get(at..end).unwrap_or_default());
    out
}

fn excerpt(text: &str, facts: &FileFacts, span: Span) -> Excerpt {
    if text.is_empty() {
        return Excerpt::default();
    }
    let first = facts.lines.line(span.start);
    let last = facts.lines.line(span.end.saturating_sub(1).max(span.start));
    let shown = last.min(first + EXCERPT_LINES - 1);
    let lines = (first..=shown)
        .map(|line| {
            let span = facts.lines.line_span(line);
            let whole = masked(text, facts, span, EXCERPT_WIDTH * 4);
            ExcerptLine {
                line,
                text: whole.trim_end().chars().take(EXCERPT_WIDTH).collect::<String>().into(),
            }
        })
        .collect();
    Excerpt { lines, more: last - shown }
}

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Policy, Profile};
use crate::audit::{Audit, AuditFinding};
use crate::finding::{Effort, Severity};
use crate::rule::{Category, CheckResult};
use crate::score::{Points, ScoredCheck, ScoredCoverage, ScoredFinding, score};
use crate::source::{SourcePath, Text};

/// The decision and what it rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Verdict {
    /// Where the software will run.
    pub profile: Profile,
    /// The decision.
    pub decision: Decision,
    /// What is required, and whether it is met.
    pub matrix: Vec<Criterion>,
    /// The findings that block.
    pub blockers: Vec<Blocker>,
    /// What to do, in order of what it unlocks and gains.
    pub roadmap: Vec<RoadmapStep>,
}

/// May the software ship?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Decision {
    /// All that is required is met.
    Ready,
    /// Something that is required is not met.
    NotReady,
    /// Nothing speaks against it, and something that is required could not be decided.
    Undecided,
    /// There was nothing to look at, or too little was looked at.
    #[default]
    NothingAnalysed,
}

/// A line of the decision matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Criterion {
    /// What is asked.
    pub criterion: Text,
    /// The answer.
    pub status: CriterionStatus,
    /// Whether the profile requires it.
    pub required: bool,
    /// Whether it keeps the software from shipping.
    pub blocks: bool,
    /// What the answer rests on.
    pub evidence: Text,
}

/// Whether a criterion is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "the four answers of a check")]
pub enum CriterionStatus {
    /// It is.
    Met,
    /// It is not.
    NotMet,
    /// There was nothing to look at.
    NotApplicable,
    /// It could not be decided.
    Unknown,
}

/// A finding that blocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Blocker {
    /// The rule.
    pub rule: Text,
    /// The file.
    pub file: SourcePath,
    /// The line.
    pub line: u32,
    /// What is wrong.
    pub message: Text,
    /// The finding's fingerprint.
    pub fingerprint: Text,
}

/// A step that makes the software better.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct RoadmapStep {
    /// What to do.
    pub step: Text,
    /// The points that the strict total gains by this step alone.
    pub gain: Points,
    /// How much work it is.
    pub effort: Effort,
    /// How many blockers it takes away.
    pub unlocks: u32,
}

/// How many steps a roadmap has.
const STEPS: usize = 12;

impl Policy {
    /// Settles severities, scores and judges an audit.
    pub(crate) fn judge(self, audit: &mut Audit, severities: &BTreeMap<Text, Severity>) {
        for finding in &mut audit.findings {
            finding.severity = self.severity(
                finding.category,
                finding.severity,
                finding.confidence,
                finding.is_active(),
            );
        }
        let findings: Vec<ScoredFinding> = audit.findings.iter().map(scored).collect();
        let checks: Vec<ScoredCheck> = audit
            .checks
            .iter()
            .map(|check| ScoredCheck {
                rule: check.rule.clone(),
                category: check.category,
                result: check.result,
                undecided: check.undecided,
                severity: severities.get(&check.rule).copied().unwrap_or(Severity::Medium),
            })
            .collect();
        let coverage = ScoredCoverage {
            read: audit.modules.len() as u32,
            unread: audit.coverage.totals.unread_code,
            excluded: audit.coverage.excluded(),
        };
        audit.scorecard = score(&findings, &checks, coverage);
        audit.verdict = self.verdict(audit, &findings, &checks, coverage);
    }

    fn verdict(
        self,
        audit: &Audit,
        findings: &[ScoredFinding],
        checks: &[ScoredCheck],
        coverage: ScoredCoverage,
    ) -> Verdict {
        let blockers: Vec<Blocker> = audit
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Blocker && finding.waived.is_none())
            .map(|finding| Blocker {
                rule: finding.rule.clone(),
                file: finding.file.clone(),
                line: finding.line,
                message: finding.message.clone(),
                fingerprint: finding.fingerprint.clone(),
            })
            .collect();
        let mut matrix = vec![coverage_criterion(audit), entry_criterion(audit)];
        matrix.extend(
            Category::ALL
                .into_iter()
                .filter_map(|category| self.category_criterion(category, audit)),
        );
        let decision = if audit.is_empty() || audit.scorecard.strict.withheld.is_some() {
            Decision::NothingAnalysed
        } else if matrix.iter().any(|criterion| criterion.blocks) {
            Decision::NotReady
        } else if matrix
            .iter()
            .any(|criterion| criterion.required && criterion.status == CriterionStatus::Unknown)
        {
            Decision::Undecided
        } else {
            Decision::Ready
        };
        let roadmap = roadmap(audit, findings, checks, coverage);
        Verdict { profile: self.profile(), decision, matrix, blockers, roadmap }
    }

    fn category_criterion(self, category: Category, audit: &Audit) -> Option<Criterion> {
        let mut checks = audit.checks.iter().filter(|check| check.category == category).peekable();
        checks.peek()?;
        let count = |result: CheckResult| {
            audit
                .checks
                .iter()
                .filter(|check| check.category == category && check.result == result)
                .count()
        };
        let here = || {
            audit
                .findings
                .iter()
                .filter(|finding| finding.category == category && finding.waived.is_none())
        };
        let blockers = here().filter(|finding| finding.severity == Severity::Blocker).count();
        let counted = here().filter(|finding| finding.counts()).count();
        let required = self.blocks_from(category).is_some();
        let status = if blockers > 0 {
            CriterionStatus::NotMet
        } else if count(CheckResult::Unknown) > 0 {
            CriterionStatus::Unknown
        } else if checks.all(|check| check.result == CheckResult::NotApplicable) {
            CriterionStatus::NotApplicable
        } else {
            CriterionStatus::Met
        };
        let evidence = format!(
            "blockers: {blockers}, findings that count: {counted}, checks passed: {}, undecided: {}",
            count(CheckResult::Pass),
            count(CheckResult::Unknown)
        );
        Some(Criterion {
            criterion: question(category).into(),
            status,
            required,
            blocks: required && status == CriterionStatus::NotMet,
            evidence: evidence.into(),
        })
    }
}

fn scored(finding: &AuditFinding) -> ScoredFinding {
    ScoredFinding {
        rule: finding.rule.clone(),
        category: finding.category,
        severity: finding.severity,
        confidence: finding.confidence,
        counts: finding.counts(),
        active: finding.is_active(),
        waived: finding.waived.is_some(),
        place: format!("{}:{}", finding.file, finding.line).into(),
    }
}

fn question(category: Category) -> &'static str {
    match category {
        Category::Authenticity => "What runs does real work and invents nothing",
        Category::AccessControl => "Callers are known where they must be",
        Category::Security => "No credential, injection or insecure setting in what runs",
        Category::Reliability => "Errors and time limits are dealt with",
        Category::Configuration => "Settings fit the place where it runs",
        Category::Deployment => "What runs the code is set up safely",
        Category::Wiring => "What is declared is used",
        Category::Documentation => "Documents say what is so",
    }
}

fn coverage_criterion(audit: &Audit) -> Criterion {
    let scorecard = &audit.scorecard;
    let withheld = scorecard.strict.withheld.as_ref();
    Criterion {
        criterion: "Enough of the code was looked at".into(),
        status: if withheld.is_some() { CriterionStatus::NotMet } else { CriterionStatus::Met },
        required: true,
        blocks: withheld.is_some(),
        evidence: match (withheld, audit.coverage.unread_languages().as_slice()) {
            (Some(reason), []) => reason.clone(),
            (Some(reason), unread) => {
                format!("{reason}: nothing here understands {}", unread.join(", ")).into()
            }
            (None, _) => {
                format!("{} % of the files were excluded", scorecard.excluded_share).into()
            }
        },
    }
}

fn entry_criterion(audit: &Audit) -> Criterion {
    let deployed = audit.entry_points.iter().filter(|entry| entry.deployed).count();
    let status = if deployed > 0 {
        CriterionStatus::Met
    } else if audit.modules.is_empty() {
        CriterionStatus::NotApplicable
    } else {
        CriterionStatus::Unknown
    };
    Criterion {
        criterion: "It is known what runs".into(),
        status,
        required: true,
        blocks: false,
        evidence: format!("deployed entry points: {deployed}").into(),
    }
}

/// A step for each rule with findings that count: its gain is what the strict total is without them, less what it is.
fn roadmap(
    audit: &Audit,
    findings: &[ScoredFinding],
    checks: &[ScoredCheck],
    coverage: ScoredCoverage,
) -> Vec<RoadmapStep> {
    let mut by_rule: BTreeMap<&Text, Vec<&AuditFinding>> = BTreeMap::new();
    for finding in audit
        .findings
        .iter()
        .filter(|finding| finding.counts() && finding.severity > Severity::Info)
    {
        by_rule.entry(&finding.rule).or_default().push(finding);
    }
    let now = audit.scorecard.strict.total.high;
    let mut steps: Vec<RoadmapStep> = by_rule
        .into_iter()
        .filter_map(|(rule, found)| {
            let without: Vec<ScoredFinding> =
                findings.iter().filter(|finding| finding.rule != *rule).cloned().collect();
            let then = score(&without, checks, coverage).strict.total.high;
            let gain = then.zip(now).map_or(0, |(then, now)| then.hundredths() - now.hundredths());
            let unlocks =
                found.iter().filter(|finding| finding.severity == Severity::Blocker).count() as u32;
            let effort = found.iter().map(|finding| finding.effort).max()?;
            let help = found.first().map(|finding| finding.help.clone()).unwrap_or_default();
            let places = if found.len() == 1 {
                "1 place".to_owned()
            } else {
                format!("{} places", found.len())
            };
            Some(RoadmapStep {
                step: format!("{rule}, {places}: {help}").into(),
                gain: Points::new(gain),
                effort,
                unlocks,
            })
        })
        .collect();
    steps.sort_by(|a, b| {
        b.unlocks
            .cmp(&a.unlocks)
            .then_with(|| b.gain.cmp(&a.gain))
            .then_with(|| a.effort.cmp(&b.effort))
            .then_with(|| a.step.cmp(&b.step))
    });
    steps.truncate(STEPS);
    steps
}

//! Scores: what findings cost, category by category, with a reason for every point.
//!
//! A score starts at 100 and is only ever lowered. Each rule lowers its category by
//!
//! ```text
//! weight × S ÷ (S + HALF)
//! ```
//!
//! where `S` is the sum of its findings' costs (by severity and confidence) and `weight` is what
//! the rule can cost at most. So a second finding costs less than the first and still costs; clean
//! code, however much, changes nothing; splitting, merging, renaming or copying clean files
//! changes nothing. A check that could not be decided lowers only the lower end of the interval. A
//! blocker caps its category and the total. The total is lowered by what each category lacks,
//! times the category's share of 100. It is no mean over the categories that apply: one that has
//! nothing to look at takes nothing, and one that comes in with a defect cannot raise it. The cap on
//! the total is a share of what is left, so that every repair shows while a blocker stands.
//!
//! Points are counted in hundredths, in integers.

mod points;
#[cfg(test)]
mod tests;

pub use points::Points;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::finding::Severity;
use crate::rule::{Category, CheckResult};
use crate::source::Text;

/// The version of the scoring. Scores compare only within one.
pub const RUBRIC_VERSION: &str = "1";

/// The sum of costs at which a rule has cost half of its weight.
const HALF: i64 = 600;
/// What a category can take from the total, in points; together 100.
const fn share_of(category: Category) -> i64 {
    match category {
        Category::Authenticity => 40,
        Category::Security => 20,
        Category::AccessControl => 15,
        Category::Reliability => 8,
        Category::Configuration => 5,
        Category::Deployment => 6,
        Category::Wiring => 4,
        Category::Documentation => 2,
    }
}

/// What remains of a category, at most, beside an active blocker.
const CATEGORY_CAP: Points = Points::whole(40);
/// What an active blocker leaves of a total of 100; of a smaller one it leaves the same share.
const TOTAL_CAP: Points = Points::whole(49);
/// The share of code, in hundredths, that must have been read for a number to be given.
const COVERAGE_FLOOR: u32 = 50;

/// A finding as far as it is scored.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "embedders may score findings of their own")]
pub struct ScoredFinding {
    /// The rule.
    pub rule: Text,
    /// Its category.
    pub category: Category,
    /// How bad it is, after policy.
    pub severity: Severity,
    /// How sure it is, 0–100.
    pub confidence: u8,
    /// Whether it is in code that counts: production, and not known to be inactive.
    pub counts: bool,
    /// Whether it is known to run.
    pub active: bool,
    /// Whether it is accepted.
    pub waived: bool,
    /// Where it is: `file:line`.
    pub place: Text,
}

/// A check as far as it is scored.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "embedders may score checks of their own")]
pub struct ScoredCheck {
    /// The rule.
    pub rule: Text,
    /// Its category.
    pub category: Category,
    /// Its result.
    pub result: CheckResult,
    /// Whether something of it could not be decided, beside its result too.
    pub undecided: bool,
    /// What the rule's findings usually are.
    pub severity: Severity,
}

/// How much of the code was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "three counts")]
pub struct ScoredCoverage {
    /// Production files of code that were read.
    pub read: u32,
    /// Production files of code that nothing reads.
    pub unread: u32,
    /// Files that were excluded.
    pub excluded: u32,
}

/// Scores with their reasons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Scorecard {
    /// Without accepted exceptions.
    pub strict: Scores,
    /// With accepted exceptions.
    pub accepted: Scores,
    /// The share of findings that count and are waived, in hundredths.
    pub waived_share: u32,
    /// The share of files that were excluded, in hundredths.
    pub excluded_share: u32,
}

/// The total and the categories.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Scores {
    /// The total.
    pub total: Interval,
    /// What of the total an active blocker leaves at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap: Option<Points>,
    /// Why no number is given, if none is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withheld: Option<Text>,
    /// The categories that had something to look at, in order.
    pub categories: Vec<CategoryScore>,
    /// The categories that had nothing to look at.
    pub not_applicable: Vec<Category>,
}

/// A score between what it is if all that is unknown is wrong and what it is if all of it is right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Interval {
    /// If all that is unknown is wrong; none if no number is given.
    pub low: Option<Points>,
    /// If all that is unknown is right; none if no number is given.
    pub high: Option<Points>,
}

/// The score of a category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct CategoryScore {
    /// The category.
    pub name: Category,
    /// If all that is unknown is wrong.
    pub low: Points,
    /// If all that is unknown is right.
    pub high: Points,
    /// What an active blocker leaves at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap: Option<Points>,
    /// What it takes from the total, before an active blocker takes its share of the rest.
    pub takes: Points,
    /// Why it is not 100. The points of the reasons that are known sum to 100 less `high`, those of all to 100 less `low`.
    pub reasons: Vec<Reason>,
}

/// Why points are missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Reason {
    /// The rule; empty for a cap and for what lies below zero.
    pub rule: Text,
    /// What it is, in a few words.
    pub what: Text,
    /// The points that it takes; negative where more was taken than there was.
    pub points: Points,
    /// Whether it is only possible: it lowers the lower end alone.
    pub possible: bool,
    /// How many findings it stands for.
    pub findings: u32,
    /// Where they are, 20 at most.
    pub places: Vec<Text>,
}

/// Scores findings and checks.
pub fn score(
    findings: &[ScoredFinding],
    checks: &[ScoredCheck],
    coverage: ScoredCoverage,
) -> Scorecard {
    let counted = findings.iter().filter(|finding| finding.counts).count();
    let waived = findings.iter().filter(|finding| finding.counts && finding.waived).count();
    let files = coverage.read + coverage.unread + coverage.excluded;
    Scorecard {
        strict: scores(findings.iter(), checks, coverage),
        accepted: scores(findings.iter().filter(|finding| !finding.waived), checks, coverage),
        waived_share: share(waived as u32, counted as u32),
        excluded_share: share(coverage.excluded, files),
    }
}

/// A part of a whole in hundredths, rounded up so that a small part is not nothing.
fn share(part: u32, whole: u32) -> u32 {
    if whole == 0 { 0 } else { (u64::from(part) * 100).div_ceil(u64::from(whole)) as u32 }
}

fn scores<'a>(
    findings: impl Iterator<Item = &'a ScoredFinding>,
    checks: &[ScoredCheck],
    coverage: ScoredCoverage,
) -> Scores {
    let mut by_category: BTreeMap<Category, BTreeMap<&Text, Vec<&ScoredFinding>>> = BTreeMap::new();
    for finding in findings.filter(|finding| finding.counts) {
        by_category
            .entry(finding.category)
            .or_default()
            .entry(&finding.rule)
            .or_default()
            .push(finding);
    }
    let mut categories = Vec::new();
    let mut not_applicable = Vec::new();
    for category in Category::ALL {
        let rules = by_category.remove(&category).unwrap_or_default();
        let here = || checks.iter().filter(|check| check.category == category);
        if rules.is_empty() && here().all(|check| check.result == CheckResult::NotApplicable) {
            if here().next().is_some() {
                not_applicable.push(category);
            }
            continue;
        }
        categories.push(category_score(category, &rules, here()));
    }
    let unread = share(
        coverage.unread + coverage.excluded,
        coverage.read + coverage.unread + coverage.excluded,
    );
    let withheld = if categories.is_empty() {
        Some("nothing was there to be looked at")
    } else if unread > 100 - COVERAGE_FLOOR {
        Some("less than half of the code was looked at")
    } else {
        None
    };
    if let Some(reason) = withheld {
        return Scores {
            withheld: Some(reason.into()),
            categories,
            not_applicable,
            ..Scores::default()
        };
    }
    let mut high = 10_000;
    // Code that nobody read may be as bad as can be.
    let mut low = 10_000 - i64::from(unread) * 100;
    for category in &mut categories {
        let share = share_of(category.name);
        let taken = |score: Points| (10_000 - score.hundredths()) * share / 100;
        category.takes = Points::new(taken(category.high));
        high -= taken(category.high);
        low -= taken(category.low);
    }
    let cap = categories.iter().any(|category| category.cap.is_some()).then_some(TOTAL_CAP);
    let capped = |hundredths: i64| {
        Points::new(cap.map_or(hundredths, |cap| hundredths * cap.hundredths() / 10_000))
    };
    Scores {
        total: Interval { low: Some(capped(low.max(0))), high: Some(capped(high.max(0))) },
        cap,
        withheld: None,
        categories,
        not_applicable,
    }
}

fn category_score<'a>(
    category: Category,
    rules: &BTreeMap<&Text, Vec<&ScoredFinding>>,
    checks: impl Iterator<Item = &'a ScoredCheck>,
) -> CategoryScore {
    let mut reasons: Vec<Reason> =
        rules.iter().map(|(rule, findings)| reason(rule, findings)).collect();
    reasons.retain(|reason| reason.points != Points::new(0));
    reasons.sort_by(|a, b| b.points.cmp(&a.points).then_with(|| a.rule.cmp(&b.rule)));
    let mut high = 10_000 - reasons.iter().map(|reason| reason.points.hundredths()).sum::<i64>();
    if high < 0 {
        reasons.push(balance("a score does not fall below zero", high, false));
        high = 0;
    }
    let blocked = rules
        .values()
        .flatten()
        .any(|finding| finding.severity == Severity::Blocker && finding.active);
    let cap = blocked.then_some(CATEGORY_CAP);
    if blocked && high > CATEGORY_CAP.hundredths() {
        reasons.push(balance(
            "an active blocker caps the category",
            high - CATEGORY_CAP.hundredths(),
            false,
        ));
        high = CATEGORY_CAP.hundredths();
    }
    let mut low = high;
    for check in checks.filter(|check| check.undecided) {
        let points = cost_of_rule(cost(check.severity, 100), weight(check.severity));
        low -= points;
        reasons.push(Reason {
            rule: check.rule.clone(),
            points: Points::new(points),
            ..balance("could not be decided", 0, true)
        });
    }
    if low < 0 {
        reasons.push(balance("a score does not fall below zero", low, true));
        low = 0;
    }
    CategoryScore {
        name: category,
        low: Points::new(low),
        high: Points::new(high),
        cap,
        takes: Points::default(),
        reasons,
    }
}

fn reason(rule: &Text, findings: &[&ScoredFinding]) -> Reason {
    let sum: i64 = findings.iter().map(|finding| cost(finding.severity, finding.confidence)).sum();
    // The gravest finding decides what the rule can cost.
    let weight = findings.iter().map(|finding| weight(finding.severity)).max().unwrap_or(0);
    let mut places: Vec<Text> = findings.iter().map(|finding| finding.place.clone()).collect();
    places.sort();
    places.truncate(20);
    Reason {
        rule: rule.clone(),
        what: if findings.len() == 1 {
            "1 finding".into()
        } else {
            format!("{} findings", findings.len()).into()
        },
        points: Points::new(cost_of_rule(sum, weight)),
        possible: false,
        findings: findings.len() as u32,
        places,
    }
}

fn balance(what: &str, hundredths: i64, possible: bool) -> Reason {
    Reason {
        rule: Text::default(),
        what: what.into(),
        points: Points::new(hundredths),
        possible,
        findings: 0,
        places: Vec::new(),
    }
}

/// What a rule takes, in hundredths: `weight` is approached and never reached.
fn cost_of_rule(sum: i64, weight: i64) -> i64 {
    weight * sum / (sum + HALF)
}

/// What a finding adds to the sum of its rule.
fn cost(severity: Severity, confidence: u8) -> i64 {
    let base = match severity {
        Severity::Blocker => 4,
        Severity::High => 3,
        Severity::Medium => 2,
        Severity::Low => 1,
        Severity::Info => 0,
    };
    base * i64::from(confidence)
}

/// What a rule can take at most, in hundredths.
fn weight(severity: Severity) -> i64 {
    match severity {
        Severity::Blocker => 6_000,
        Severity::High => 4_000,
        Severity::Medium => 2_000,
        Severity::Low => 500,
        Severity::Info => 0,
    }
}

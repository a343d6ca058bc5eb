use proptest::prelude::*;

use super::*;

const RULES: [(&str, Category); 6] = [
    ("a", Category::Authenticity),
    ("b", Category::Authenticity),
    ("c", Category::Security),
    ("d", Category::AccessControl),
    ("e", Category::Reliability),
    ("f", Category::Deployment),
];

fn severity() -> impl Strategy<Value = Severity> {
    prop_oneof![
        Just(Severity::Info),
        Just(Severity::Low),
        Just(Severity::Medium),
        Just(Severity::High),
        Just(Severity::Blocker)
    ]
}

fn finding() -> impl Strategy<Value = ScoredFinding> {
    (0..RULES.len(), severity(), 0..=100u8, any::<[bool; 3]>(), 0..50u32).prop_map(
        |(rule, severity, confidence, [counts, active, waived], line)| ScoredFinding {
            rule: RULES[rule].0.into(),
            category: RULES[rule].1,
            severity,
            confidence,
            counts,
            active: counts && active,
            waived,
            place: format!("app.py:{line}").into(),
        },
    )
}

fn check(rule: usize, result: CheckResult) -> ScoredCheck {
    ScoredCheck {
        rule: RULES[rule].0.into(),
        category: RULES[rule].1,
        result,
        undecided: result == CheckResult::Unknown,
        severity: Severity::High,
    }
}

/// Checks as the engine gives them: a rule with findings fails, the others have the given results.
fn checks(findings: &[ScoredFinding], others: &[CheckResult]) -> Vec<ScoredCheck> {
    (0..RULES.len())
        .map(|at| {
            let fails = findings.iter().any(|finding| finding.rule == RULES[at].0);
            ScoredCheck {
                undecided: others[at] == CheckResult::Unknown,
                ..check(at, if fails { CheckResult::Fail } else { others[at] })
            }
        })
        .collect()
}

fn other_result() -> impl Strategy<Value = CheckResult> {
    prop_oneof![
        Just(CheckResult::Pass),
        Just(CheckResult::NotApplicable),
        Just(CheckResult::Unknown)
    ]
}

const READ: ScoredCoverage = ScoredCoverage { read: 10, unread: 0, excluded: 0 };

fn totals(
    findings: &[ScoredFinding],
    others: &[CheckResult],
) -> Vec<(Option<Points>, Option<Points>)> {
    let card = score(findings, &checks(findings, others), READ);
    [&card.strict, &card.accepted].map(|scores| (scores.total.low, scores.total.high)).to_vec()
}

proptest! {
    #[test]
    fn adding_a_defect_never_raises_a_score(findings in prop::collection::vec(finding(), 0..12), new in finding(), others in prop::collection::vec(other_result(), 6)) {
        let before = score(&findings, &checks(&findings, &others), READ);
        let mut more = findings.clone();
        more.push(new);
        let after = score(&more, &checks(&more, &others), READ);
        for (before, after) in [(&before.strict, &after.strict), (&before.accepted, &after.accepted)] {
            if let (Some(before), Some(after)) = (before.total.high, after.total.high) {
                prop_assert!(after <= before);
            }
            if let (Some(before), Some(after)) = (before.total.low, after.total.low) {
                prop_assert!(after <= before);
            }
            for category in &before.categories {
                let same = after.categories.iter().find(|other| other.name == category.name);
                prop_assert!(same.is_some_and(|same| same.high <= category.high && same.low <= category.low));
            }
        }
    }

    #[test]
    fn the_order_and_the_places_of_findings_change_nothing(findings in prop::collection::vec(finding(), 0..12), others in prop::collection::vec(other_result(), 6)) {
        let mut moved: Vec<_> = findings.iter().rev().cloned().collect();
        for finding in &mut moved {
            finding.place = format!("split/{}", finding.place).into();
        }
        prop_assert_eq!(totals(&findings, &others), totals(&moved, &others));
    }

    #[test]
    fn more_clean_code_changes_nothing(findings in prop::collection::vec(finding(), 0..12), copies in 1..1000u32) {
        let checks = checks(&findings, &[CheckResult::Pass; 6]);
        let before = score(&findings, &checks, READ);
        let after = score(&findings, &checks, ScoredCoverage { read: READ.read + copies, ..READ });
        prop_assert_eq!(before, after);
    }

    #[test]
    fn what_is_unknown_widens_downwards(mut findings in prop::collection::vec(finding(), 0..6), mut others in prop::collection::vec(other_result(), 6), at in 0..6usize) {
        findings.retain(|finding| finding.rule != RULES[at].0);
        others[at] = CheckResult::Pass;
        let mut unknown = others.clone();
        unknown[at] = CheckResult::Unknown;
        let (before, after) = (totals(&findings, &others), totals(&findings, &unknown));
        for (before, after) in before.iter().zip(&after) {
            prop_assert_eq!(before.1, after.1);
            prop_assert!(after.0 <= before.0);
        }
    }

    #[test]
    fn reasons_sum_to_the_score(findings in prop::collection::vec(finding(), 0..30), others in prop::collection::vec(other_result(), 6)) {
        for category in score(&findings, &checks(&findings, &others), READ).strict.categories {
            let sum = |possible: bool| category.reasons.iter().filter(|reason| possible || !reason.possible).map(|reason| reason.points.hundredths()).sum::<i64>();
            prop_assert_eq!(10_000 - sum(false), category.high.hundredths());
            prop_assert_eq!(10_000 - sum(true), category.low.hundredths());
        }
    }

    #[test]
    fn what_categories_and_a_blocker_take_is_what_the_total_lacks(findings in prop::collection::vec(finding(), 0..30), others in prop::collection::vec(other_result(), 6)) {
        let scores = score(&findings, &checks(&findings, &others), READ).strict;
        prop_assume!(scores.withheld.is_none());
        let taken: i64 = scores.categories.iter().map(|category| category.takes.hundredths()).sum();
        let left = 10_000 - taken;
        let left = scores.cap.map_or(left, |cap| left * cap.hundredths() / 10_000);
        prop_assert_eq!(scores.total.high, Some(Points::new(left)));
    }

    #[test]
    fn waivers_never_raise_the_strict_score(findings in prop::collection::vec(finding(), 0..12)) {
        let waived: Vec<_> = findings.iter().cloned().map(|finding| ScoredFinding { waived: true, ..finding }).collect();
        let checks = checks(&findings, &[CheckResult::Pass; 6]);
        prop_assert_eq!(score(&findings, &checks, READ).strict, score(&waived, &checks, READ).strict);
    }

    #[test]
    fn an_active_blocker_caps_its_category_and_the_total(findings in prop::collection::vec(finding(), 0..6), blocker in finding()) {
        let mut findings = findings;
        findings.push(ScoredFinding { severity: Severity::Blocker, counts: true, active: true, ..blocker.clone() });
        let scores = score(&findings, &checks(&findings, &[CheckResult::Pass; 6]), READ).strict;
        prop_assert!(scores.total.high <= Some(TOTAL_CAP));
        let category = scores.categories.iter().find(|category| category.name == blocker.category);
        prop_assert!(category.is_some_and(|category| category.cap == Some(CATEGORY_CAP) && category.high <= CATEGORY_CAP));
    }
}

#[test]
fn no_number_is_given_where_little_was_looked_at() {
    let passes: Vec<_> = (0..6).map(|at| check(at, CheckResult::Pass)).collect();
    let none: Vec<_> = (0..6).map(|at| check(at, CheckResult::NotApplicable)).collect();
    assert_eq!(score(&[], &none, READ).strict.total, Interval::default());
    assert_eq!(score(&[], &[], READ).strict.total, Interval::default());
    let unread = ScoredCoverage { read: 2, unread: 3, excluded: 0 };
    assert_eq!(score(&[], &passes, unread).strict.total, Interval::default());
    let excluded = ScoredCoverage { read: 2, unread: 0, excluded: 3 };
    assert_eq!(score(&[], &passes, excluded).strict.total, Interval::default());
    assert_eq!(score(&[], &passes, READ).strict.total.low, Some(Points::whole(100)));
}

#[test]
fn unread_code_lowers_the_lower_end() {
    let passes: Vec<_> = (0..6).map(|at| check(at, CheckResult::Pass)).collect();
    let total =
        score(&[], &passes, ScoredCoverage { read: 8, unread: 2, excluded: 0 }).strict.total;
    assert_eq!((total.low, total.high), (Some(Points::whole(80)), Some(Points::whole(100))));
}

#[test]
fn the_shares_of_the_categories_are_the_whole() {
    assert_eq!(Category::ALL.into_iter().map(share_of).sum::<i64>(), 100);
}

//! Figures that documents claim: tests and their kinds, endpoints.

use super::facts::Known;
use super::statements::is_instruction;
use super::{Page, plans};
use crate::facts::{Statement, StatementForm};
use crate::project::{KeptState, Project};
use crate::source::head;

/// Judges how many tests a statement names, and of which kinds.
pub(super) fn tests(page: &mut Page<'_>, known: &Known<'_>, statement: &Statement, lower: &str) {
    if !lower.contains("test") {
        return;
    }
    test_counts(page, statement, lower);
    let told = statement.form != StatementForm::Sentence || statement.ticked == Some(true);
    if told && !plans::is_hedged(lower) && !is_instruction(lower) {
        test_kinds(page, known, statement, lower);
    }
}

/// `120+ automated tests`.
fn test_counts(page: &mut Page<'_>, statement: &Statement, lower: &str) {
    for (count, what) in counts(lower) {
        let near = &what[..what.len().min(4)];
        let is_tests = near.iter().any(|it| {
            let word = it.trim_matches(|c: char| !c.is_alphanumeric());
            matches!(word, "test" | "tests" | "testcases")
        });
        let other = |it: &&str| {
            ["suite", "file", "line", "línea"].iter().any(|word| it.contains(word))
                || it.ends_with('%')
        };
        if !is_tests || near.iter().any(other) || count < 5 {
            continue;
        }
        let has = u64::from(page.project.tests.functions);
        // One function may be run with many values.
        let kept = if has * 10 >= count * 9 {
            KeptState::Yes
        } else if has * 2 < count {
            KeptState::No
        } else {
            KeptState::Unknown
        };
        let why = page.here(statement.span, format!("{has} test functions are there"));
        page.state(statement, "tests", kept, why);
    }
}

/// What a note beside a file of tests says of their number: `test_orders.py  # (33 tests)`; none where it fits.
pub(super) fn of_file(project: &Project, path: &str, note: &str) -> Option<(KeptState, String)> {
    let has = project.file(project.find(path)?).facts.tests.functions;
    let named = counts(note).into_iter().find(|(_, behind)| {
        let word = behind.first().map_or("", |it| it.trim_matches(|c: char| !c.is_alphanumeric()));
        matches!(word, "test" | "tests")
    });
    let (count, _) = named.filter(|(count, _)| has > 0 && u64::from(has) < *count)?;
    // One function may be run with many values.
    let kept = if u64::from(has) * 2 < count { KeptState::No } else { KeptState::Partly };
    Some((kept, format!("{path} has {has} test functions")))
}

/// `unit and integration tests`.
fn test_kinds(page: &mut Page<'_>, known: &Known<'_>, statement: &Statement, lower: &str) {
    let tests = page.project.tests;
    let property = known.has_property_tests();
    let kinds: [(&[&str], &str, bool); 4] = [
        (&["unit"], "unit tests", tests.unit > 0),
        (&["integration"], "integration tests", tests.integration > 0 || tests.e2e > 0),
        (&["e2e", "end-to-end", "end to end"], "end-to-end tests", tests.e2e > 0),
        (&["property-based", "property based"], "property-based tests", property),
    ];
    let named = |words: &[&str]| {
        words.iter().flat_map(|word| lower.match_indices(word)).any(|(at, word)| {
            let near = head(&lower[at + word.len()..], 44);
            near.contains("test") && !near.contains(". ")
        })
    };
    let told: Vec<_> = kinds.into_iter().filter(|(words, ..)| named(words)).collect();
    if told.is_empty() {
        return;
    }
    let missing: Vec<&str> =
        told.iter().filter(|(.., there)| !there).map(|(_, name, _)| *name).collect();
    let (kept, what) = if tests.functions == 0 {
        (KeptState::No, "there are no tests".to_owned())
    } else if missing.is_empty() {
        (KeptState::Yes, format!("{} test functions", tests.functions))
    } else {
        (KeptState::Partly, format!("there are no {}", missing.join(" and no ")))
    };
    let why = page.here(statement.span, what);
    page.state(statement, "tests", kept, why);
}

/// Whether any code imports a library for property-based tests.
pub(super) fn has_property_tests(project: &Project) -> bool {
    let mut imports = project.files.iter().flat_map(|file| &file.facts.imports);
    imports.any(|it| it.module.starts_with("hypothesis") || it.module.starts_with("fast-check"))
}

/// Figures that the facts can hold against a document: endpoints.
pub(super) fn endpoints(page: &mut Page<'_>, statement: &Statement, lower: &str) {
    for (count, what) in counts(lower) {
        let near: Vec<&str> =
            what.iter().take(3).map(|it| it.trim_matches(|c: char| !c.is_alphanumeric())).collect();
        let endpoints = near.iter().any(|it| matches!(*it, "endpoints" | "routes"));
        let other = near.iter().any(|it| matches!(*it, "per" | "second" | "minute" | "external"));
        if !endpoints || other || count < 5 || page.project.routes.is_empty() {
            continue;
        }
        let has = page.project.routes.len() as u64;
        let kept = if has * 10 >= count * 9 {
            KeptState::Yes
        } else if has * 10 < count * 6 {
            KeptState::No
        } else {
            KeptState::Unknown
        };
        let why = page.here(statement.span, format!("{has} routes are there"));
        page.state(statement, "routes", kept, why);
    }
}

/// Numbers with the words behind them: `120+ automated tests`.
fn counts(lower: &str) -> Vec<(u64, Vec<&str>)> {
    let words: Vec<&str> = lower.split_whitespace().collect();
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let plain = word.trim_matches(['(', '*', '~', '`', '"', ':', ',', '.']);
        let number = plain.trim_end_matches('+').replace(',', "");
        let is_count =
            !number.is_empty() && number.len() < 7 && number.bytes().all(|b| b.is_ascii_digit());
        // `5 of 12 tests`, `tests: 120/120` and steps of a list count something else.
        let counts_on = words.get(at.wrapping_sub(1)).is_some_and(|it| {
            matches!(
                *it,
                "of" | "phase"
                    | "step"
                    | "version"
                    | "port"
                    | "week"
                    | "top"
                    | "first"
                    | "last"
                    | "every"
            )
        });
        if is_count
            && !counts_on
            && !word.ends_with(['.', ':'])
            && let Ok(number) = number.parse()
        {
            let behind = words[at + 1..].iter().take(5).copied();
            // The words behind end with the clause.
            let mut near = Vec::new();
            for word in behind {
                near.push(word);
                if word.ends_with([',', ';', ')', '.', ':']) || word == "|" {
                    break;
                }
            }
            found.push((number, near));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_with_the_words_behind_them() {
        let found = counts("120+ automated tests, run on every push");
        assert_eq!(found, [(120, vec!["automated", "tests,"])]);
        assert!(counts("step 3. run the tests").is_empty());
    }
}

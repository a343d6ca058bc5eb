//! Figures that documents claim: tests and their kinds, endpoints.

use super::statements::is_instruction;
use super::{Page, plans};
use crate::facts::{Statement, StatementForm};
use crate::project::KeptState;

/// Figures of tests, kinds of tests.
pub(super) fn tests(page: &mut Page<'_>, statement: &Statement, lower: &str) {
    if !lower.contains("test") {
        return;
    }
    let tests = page.project.tests;
    for (count, what) in counts(lower) {
        let is_tests = what.iter().take(4).any(|it| {
            matches!(
                it.trim_matches(|c: char| !c.is_alphanumeric()),
                "test" | "tests" | "testcases"
            )
        }) && !what
            .iter()
            .take(4)
            .any(|it| it.contains("suite") || it.contains("file") || it.ends_with('%'));
        if !is_tests || count < 5 {
            continue;
        }
        let has = u64::from(tests.functions);
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
    if statement.form == StatementForm::Sentence && statement.ticked != Some(true)
        || plans::is_hedged(lower)
    {
        return;
    }
    let mut missing: Vec<&str> = Vec::new();
    let mut named = 0;
    let property = ["hypothesis", "fast-check"].iter().any(|name| {
        page.project
            .files
            .iter()
            .flat_map(|file| &file.facts.imports)
            .any(|it| it.module.starts_with(name))
    });
    let kinds: [(&[&str], &str, bool); 4] = [
        (&["unit"], "unit tests", tests.unit > 0),
        (&["integration"], "integration tests", tests.integration > 0 || tests.e2e > 0),
        (&["e2e", "end-to-end", "end to end"], "end-to-end tests", tests.e2e > 0),
        (&["property-based", "property based"], "property-based tests", property),
    ];
    for (words, name, there) in kinds {
        let says = words.iter().any(|word| {
            lower.match_indices(word).any(|(at, _)| {
                let rest = &lower[at + word.len()..];
                let near = rest.char_indices().nth(44).map_or(rest, |(end, _)| &rest[..end]);
                near.contains("test") && !near.contains(". ")
            })
        });
        if says {
            named += 1;
            if !there {
                missing.push(name);
            }
        }
    }
    if named == 0 || is_instruction(lower) {
        return;
    }
    if tests.functions == 0 {
        let why = page.here(statement.span, "there are no tests");
        page.state(statement, "tests", KeptState::No, why);
    } else if missing.is_empty() {
        let why = page.here(statement.span, format!("{} test functions", tests.functions));
        page.state(statement, "tests", KeptState::Yes, why);
    } else if named > missing.len() || tests.functions > 0 {
        let why = page.here(statement.span, format!("there are no {}", missing.join(" and no ")));
        page.state(statement, "tests", KeptState::Partly, why);
    }
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

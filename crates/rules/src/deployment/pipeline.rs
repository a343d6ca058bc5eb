//! What the jobs of a pipeline run.

use shipworthy_core::facts::{CommandLine, WorkflowJob, WorkflowStep};
use shipworthy_core::project::ProjectFile;
use shipworthy_core::source::Text;

/// The steps of all jobs of a file.
pub(super) fn steps(file: &ProjectFile) -> impl Iterator<Item = (&WorkflowJob, &WorkflowStep)> {
    let jobs = file.facts.workflows.iter().flat_map(|workflow| &workflow.jobs);
    jobs.flat_map(|job| job.steps.iter().map(move |step| (job, step)))
}

/// Programs that run tests.
const RUNNERS: &[&str] = &[
    "ava", "behave", "ctest", "jest", "mocha", "newman", "nose2", "nox", "py.test", "pytest",
    "rspec", "stestr", "tox", "trial", "unittest", "vitest",
];
/// Programs that run tests when they are told to.
const TOLD: &[&str] = &[
    "ant",
    "bun",
    "bundle",
    "cargo",
    "cypress",
    "deno",
    "django-admin",
    "dotnet",
    "go",
    "gradle",
    "gradlew",
    "hatch",
    "just",
    "make",
    "manage.py",
    "mvn",
    "mvnw",
    "nx",
    "pdm",
    "playwright",
    "pnpm",
    "poe",
    "rails",
    "rake",
    "swift",
    "task",
    "turbo",
    "yarn",
    "npm",
    "invoke",
    "ng",
    "react-scripts",
    "lerna",
    "rush",
];

/// Whether a command line runs tests.
pub(super) fn runs_tests(line: &CommandLine) -> bool {
    line.commands().any(is_test)
}

/// Whether a command line lets its tests fail: `pytest || true`.
pub(super) fn ignores_failure(line: &CommandLine) -> bool {
    let words = &line.words;
    let mut after_test = false;
    let mut command: Vec<Text> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        match word.as_str() {
            "||" => {
                after_test |= is_test(&command);
                let next = words.get(at + 1).map_or("", |word| word.as_str());
                if after_test && matches!(next, "true" | ":" | "echo" | "exit") {
                    let exits = next == "exit" && words.get(at + 2).is_none_or(|code| *code != "0");
                    return !exits;
                }
                command.clear();
            }
            "|" => {
                after_test |= is_test(&command);
                command.clear();
            }
            "&&" | ";" | "&" => {
                after_test = false;
                command.clear();
            }
            _ => command.push(word.clone()),
        }
    }
    false
}

fn is_test(words: &[Text]) -> bool {
    let base = |word: &Text| word.rsplit('/').next().unwrap_or_default().to_owned();
    let installs = words.iter().any(|word| {
        matches!(word.as_str(), "add" | "ci" | "echo" | "install" | "sync" | "uninstall" | "-r")
    });
    if installs {
        return false;
    }
    let names: Vec<String> = words.iter().map(base).collect();
    if names.iter().any(|name| RUNNERS.contains(&name.as_str())) {
        return true;
    }
    let says = |name: &String| {
        name.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
            matches!(word, "test" | "tests" | "check" | "verify" | "e2e" | "coverage")
                || word == "pytest"
        })
    };
    let is_told = names.iter().any(|name| TOLD.contains(&name.as_str()));
    let script =
        |name: &&String| name.ends_with(".sh") || name.ends_with(".py") || name.ends_with(".js");
    is_told && names.iter().skip(1).any(says)
        || names.iter().filter(script).any(says)
        || names.windows(2).any(|pair| pair[0] == "coverage" && pair[1] == "run")
        || words.iter().any(|word| word.starts_with("--exit-code-from"))
        || names.first().is_some_and(|name| name.starts_with("docker"))
            && names.iter().skip(1).any(says)
}

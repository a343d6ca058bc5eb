//! Which steps of pipelines run tests: by themselves, or through scripts of manifests and of shells.

use rustc_hash::FxHashMap;

use super::{FileId, Index, Place, TestRun, TestRunIgnored};
use crate::facts::{CommandLine, Declaration, WorkflowJob, WorkflowStep};
use crate::naming;
use crate::source::{Role, SourcePath, Text};

/// How deep scripts are followed.
const DEPTH: u32 = 4;

/// Programs that run tests, whatever they are told, sorted.
const RUNNERS: &[&str] = &[
    "ava", "behave", "ctest", "jest", "mocha", "newman", "nose2", "nox", "py.test", "pytest",
    "rspec", "stestr", "tox", "trial", "unittest", "vitest",
];

/// Programs that run tests when a word tells them to, sorted.
const TOLD: &[&str] = &[
    "ant",
    "bundle",
    "cargo",
    "coverage",
    "cypress",
    "deno",
    "django-admin",
    "docker",
    "docker-compose",
    "dotnet",
    "go",
    "gradle",
    "gradlew",
    "lerna",
    "manage.py",
    "mvn",
    "mvnw",
    "ng",
    "nx",
    "playwright",
    "podman",
    "podman-compose",
    "rails",
    "rake",
    "react-scripts",
    "rush",
    "swift",
    "turbo",
];

/// Programs that run scripts of a manifest, sorted.
const MANAGERS: &[&str] = &[
    "bun", "bunx", "hatch", "invoke", "just", "make", "npm", "npx", "pdm", "pipenv", "pnpm", "poe",
    "poetry", "rye", "task", "uv", "yarn",
];

/// Words with which a command installs what it names, or says something, sorted.
const OTHER_WORK: &[&str] = &["-r", "add", "ci", "echo", "install", "sync", "uninstall"];

/// Programs that run the script they are given, sorted.
const SHELLS: &[&str] = &[".", "bash", "sh", "source"];

/// The steps of all pipelines that run tests, in order.
pub(super) fn test_runs(index: &Index<'_>) -> Vec<TestRun> {
    let mut runs = Vec::new();
    let mut tests = Tests { index, of_scripts: FxHashMap::default() };
    for (file, it) in index.iter().filter(|(_, it)| it.role != Role::Vendored) {
        let is_github = it.facts.workflows.iter().any(|it| it.system == "github-actions");
        let never = is_github && !it.path.as_str().contains(".github/workflows/");
        let jobs = it.facts.workflows.iter().flat_map(|workflow| &workflow.jobs);
        for (job, step) in jobs.flat_map(|job| job.steps.iter().map(move |step| (job, step))) {
            let run = |span, by_command: bool| TestRun {
                place: Place { file, span },
                job: job.name.clone(),
                step: if step.name.is_empty() { step.uses.clone() } else { step.name.clone() },
                ignored: match never {
                    true => Some(TestRunIgnored::NeverStarted),
                    false => ignored(job, step, by_command),
                },
            };
            for line in &step.commands {
                if line.commands().any(|words| tests.are_run_by(step, words, DEPTH)) {
                    runs.push(run(line.span, tests.may_fail(step, line)));
                }
            }
            if calls_tests(&step.uses, &job.name) {
                runs.push(run(step.span, false));
            }
        }
    }
    runs
}

/// Whether a job hands its tests to another workflow or to an action.
fn calls_tests(uses: &str, job: &str) -> bool {
    let says = |text: &str| {
        text.to_ascii_lowercase()
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| matches!(word, "test" | "tests" | "testing" | "cypress" | "pytest" | "tox"))
    };
    // What publishes results runs none.
    let reports = ["publish", "report", "result"].iter().any(|word| uses.contains(word));
    let workflow = uses.contains(".yml") || uses.contains(".yaml");
    !uses.is_empty() && !reports && (says(uses) || workflow && says(job))
}

/// Why the failure of a step counts for nothing, if it does.
fn ignored(job: &WorkflowJob, step: &WorkflowStep, by_command: bool) -> Option<TestRunIgnored> {
    if by_command {
        Some(TestRunIgnored::Command)
    } else if step.may_fail {
        Some(TestRunIgnored::Step)
    } else {
        job.may_fail.then_some(TestRunIgnored::Job)
    }
}

/// Which words run tests.
struct Tests<'p, 'i> {
    index: &'i Index<'p>,
    /// Whether the scripts of a name run tests, followed so deep.
    of_scripts: FxHashMap<(&'p str, u32), bool>,
}

impl<'p> Tests<'p, '_> {
    /// Whether a command of a step runs tests, by itself or through a script.
    fn are_run_by(&mut self, step: &WorkflowStep, words: &'p [Text], depth: u32) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        if let Some(script) = self.script(&step.working_directory, words) {
            let declarations = self.index.facts(script).declarations.iter();
            return declarations
                .filter_map(command)
                .flat_map(CommandLine::commands)
                .any(|words| self.are_run_by(step, words, depth));
        }
        if name_tests(words) {
            return true;
        }
        if !words.first().is_some_and(|first| MANAGERS.binary_search(&base(first)).is_ok()) {
            return false;
        }
        let installs = words.iter().skip(1).find(|word| !word.starts_with('-'));
        if installs.is_some_and(|word| OTHER_WORK.binary_search(&word.as_str()).is_ok()) {
            return false;
        }
        words
            .iter()
            .skip(1)
            .filter(|it| !it.starts_with('-') && *it != "run")
            .any(|name| self.of_scripts(step, name, depth))
    }

    /// Whether a script of a manifest runs tests. A name that says so is believed where nothing defines it.
    fn of_scripts(&mut self, step: &WorkflowStep, name: &'p str, depth: u32) -> bool {
        if let Some(&known) = self.of_scripts.get(&(name, depth)) {
            return known;
        }
        let scripts = self.index.scripts(name);
        let runs = if scripts.is_empty() {
            says_test(name)
        } else {
            let mut commands = scripts.iter().flat_map(|command| command.commands());
            commands.any(|words| self.are_run_by(step, words, depth))
        };
        self.of_scripts.insert((name, depth), runs);
        runs
    }

    /// The shell script of the repository that words run.
    fn script(&self, folder: &str, words: &[Text]) -> Option<FileId> {
        let (first, rest) = words.split_first()?;
        let path = match SHELLS.binary_search(&base(first)) {
            Ok(_) => rest.iter().find(|word| !word.starts_with('-'))?,
            Err(_) => first,
        };
        let below = SourcePath::new(&format!("{folder}/{path}"));
        let file = self.index.find_file(below.as_str());
        let file = file.or_else(|| self.index.find_file(SourcePath::new(path).as_str()))?;
        (self.index.file(file).language.as_str() == "shell").then_some(file)
    }

    /// Whether a command line lets its tests fail: `pytest || true`.
    fn may_fail(&mut self, step: &WorkflowStep, line: &'p CommandLine) -> bool {
        let words = &line.words;
        let mut after_test = false;
        let mut from = 0;
        for (at, word) in words.iter().enumerate() {
            if !matches!(word.as_str(), "||" | "|" | "&&" | ";" | "&") {
                continue;
            }
            let before = &words[from..at];
            from = at + 1;
            match word.as_str() {
                "|" => after_test |= self.are_run_by(step, before, DEPTH),
                "||" => {
                    after_test |= self.are_run_by(step, before, DEPTH);
                    let next = words.get(at + 1).map_or("", |word| word.as_str());
                    if after_test && matches!(next, "true" | ":" | "echo" | "exit") {
                        let zero = words.get(at + 2).is_some_and(|code| *code == "0");
                        return next != "exit" || zero;
                    }
                }
                _ => after_test = false,
            }
        }
        false
    }
}

/// The command of a script of a manifest or of a shell.
fn command(declaration: &Declaration) -> Option<&CommandLine> {
    match declaration {
        Declaration::Script { command, .. } => Some(command),
        _ => None,
    }
}

/// The last part of a path.
fn base(word: &str) -> &str {
    if word == "." { word } else { word.rsplit('/').next().unwrap_or_default() }
}

/// Whether one of the words of a name says that it tests.
fn says_test(name: &str) -> bool {
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| matches!(word, "test" | "tests" | "e2e" | "pytest"))
}

/// Whether words run tests by what they name themselves.
fn name_tests(words: &[Text]) -> bool {
    if words.iter().any(|it| OTHER_WORK.binary_search(&it.as_str()).is_ok()) {
        return false;
    }
    let names = || words.iter().map(|word| base(word));
    let one_of = |table: &[&str], name: &str| table.binary_search(&name).is_ok();
    if names().any(|name| one_of(RUNNERS, name) || name.starts_with("tox") && name.len() < 6)
        || words.iter().any(|it| it.starts_with("--exit-code-from"))
    {
        return true;
    }
    if let Some(at) = names().position(|name| one_of(TOLD, name)) {
        let told = names().skip(at + 1).any(|name| {
            says_test(name) || matches!(name, "check" | "verify") && !name_other_checks(words)
        });
        let runs = |pair: &[Text]| {
            matches!(base(&pair[0]), "coverage" | "cypress") && pair[1].as_str() == "run"
        };
        return told || words.windows(2).any(runs);
    }
    // A script that is called after tests is taken at its name where nothing reads it.
    names().any(|name| {
        let is_script = [".sh", ".py", ".js", ".ts", ".mjs"].iter().any(|end| name.ends_with(end));
        is_script && naming::words(name).iter().any(|word| word == "test" || word == "tests")
    })
}

/// Whether `check` and `verify` of a program only look at types and forms: `cargo check`, `go mod verify`.
fn name_other_checks(words: &[Text]) -> bool {
    !words.iter().any(|word| matches!(base(word), "gradle" | "gradlew" | "mvn" | "mvnw" | "rake"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn tables_are_sorted() {
        for table in [RUNNERS, TOLD, MANAGERS, OTHER_WORK, SHELLS] {
            assert!(table.is_sorted_by(|a, b| a < b), "{table:?}");
        }
    }

    #[test]
    fn commands_that_test_are_told_from_others() {
        let tests = |text: &str| {
            let line = CommandLine::shell(text, Span::default());
            line.commands().any(name_tests)
        };
        for text in [
            "python -m pytest -q",
            "go test ./...",
            "cargo test --workspace",
            "./gradlew check",
            "npx playwright test",
            "python manage.py test",
            "coverage run -m unittest",
            "docker compose run --rm api test",
            "node scripts/run-tests.js",
            "turbo run test:unit",
        ] {
            assert!(tests(text), "{text}");
        }
        for text in [
            "pip install pytest",
            "npm ci",
            "cargo check",
            "echo 'no tests'",
            "docker build .",
            "uv sync --group test",
        ] {
            assert!(!tests(text), "{text}");
        }
    }
}

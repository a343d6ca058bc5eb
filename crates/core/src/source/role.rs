use serde::{Deserialize, Serialize};

use super::SourcePath;

/// What a file is for. Findings carry it, and only production code can block.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[expect(
    clippy::exhaustive_enums,
    reason = "a role decides what counts; a new one must be thought through everywhere"
)]
pub enum Role {
    /// Code or configuration that is meant to run in production.
    #[default]
    Production,
    /// Tests, fixtures, mocks for tests, stories.
    Test,
    /// Scripts, migrations, seeds, build and development tools.
    Tool,
    /// Examples, demonstrations, tutorials, documentation samples.
    Example,
    /// Written by a program.
    Generated,
    /// Copied from elsewhere.
    Vendored,
}

/// Folders of code that somebody else wrote.
const VENDORED: &[&str] = &[
    "_vendor",
    "bower_components",
    "external_libs",
    "node_modules",
    "site-packages",
    "third-party",
    "third_party",
    "thirdparty",
    "vendor",
    "vendored",
    "vendors",
];

/// Folders of files that are served as they are, where copies of libraries stand beside one's own files.
const SERVED: &[&str] = &["assets", "libs", "media", "public", "resources", "static", "wwwroot"];

/// Folders of code that a program wrote.
const GENERATED: &[&str] = &["__generated__", "_generated", "autogen", "dist", "generated"];

/// Endings of file names that a program writes.
const GENERATED_NAMES: &[&str] = &[
    "-lock.json",
    ".bundle.js",
    ".gen.ts",
    ".generated.js",
    ".generated.ts",
    ".lock",
    ".min.css",
    ".min.js",
    ".pb.ts",
    "_pb.js",
    "_pb.ts",
    "_pb2.py",
    "_pb2_grpc.py",
    "lock.yaml",
];

/// Folders of tests, whole names.
const TESTS: &[&str] = &[
    "__fixtures__",
    "__mocks__",
    "__snapshots__",
    "__specs__",
    "__tests__",
    "cypress",
    "e2e",
    "fixtures",
    "loadtest",
    "loadtests",
    "playwright",
    "spec",
    "specs",
    "stories",
    "testcontainers",
    "testdata",
    "testing",
    "testutil",
    "testutils",
    "unittest",
    "unittests",
];

/// Folders of scripts and of steps that run once.
const TOOLS: &[&str] = &[
    "alembic",
    "benchmarks",
    "hack",
    "migrations",
    "script",
    "scripts",
    "seed",
    "seeders",
    "seeds",
];

/// Names of files that build, seed or configure.
const TOOL_NAMES: &[&str] = &[
    "fabfile.py",
    "gruntfile.js",
    "gulpfile.js",
    "noxfile.py",
    "seed.js",
    "seed.py",
    "seed.ts",
    "setup.py",
];

/// Folders that show how something is used.
const EXAMPLES: &[&str] = &[
    "cookbook",
    "demo",
    "demos",
    "doc",
    "docs",
    "docs_src",
    "example",
    "examples",
    "playground",
    "sample",
    "samples",
    "tutorial",
    "tutorials",
];

/// Folders that hold the program: an `examples` or `docs` below one of them is a feature.
const PROGRAM: &[&str] =
    &["api", "app", "apps", "backend", "frontend", "lib", "pages", "server", "src"];

/// Folders in which a `database.config.ts` configures the program: tools look beside the manifest.
const PROGRAM_CONFIGURATION: &[&str] = &["config", "configs", "configuration", "src"];

impl Role {
    /// The role of a file by its path below the audited root and the beginning of its text.
    ///
    /// A sign of foreign or generated code wins over a sign of a test, that over an example, that over a tool.
    pub fn of(path: &SourcePath, head: &str) -> Self {
        let lower = path.as_str().to_ascii_lowercase();
        let (folders, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
        let folders: Vec<&str> = folders.split('/').filter(|folder| !folder.is_empty()).collect();
        let any = |names: &[&str]| folders.iter().any(|folder| names.contains(folder));
        if any(VENDORED) || any(SERVED) && says_published(head) {
            Self::Vendored
        } else if any(GENERATED)
            || GENERATED_NAMES.iter().any(|n| name.ends_with(n))
            || says_generated(head)
        {
            Self::Generated
        } else if lower.starts_with(".github/workflows/") {
            // What a pipeline does is real, also where it is tests.
            Self::Production
        } else if folders.iter().any(|folder| is_test_folder(folder)) || is_test_name(name) {
            Self::Test
        } else if folders
            .iter()
            .take_while(|folder| !PROGRAM.contains(folder))
            .any(|folder| EXAMPLES.contains(folder))
        {
            Self::Example
        } else if is_deployment_of(name, &["ci", "e2e", "test", "testing", "tests"]) {
            Self::Test
        } else if any(TOOLS)
            || any(&[".devcontainer"])
            || folders.first().is_some_and(|it| it.starts_with('.') && it.ends_with("hooks"))
            || folders
                .first()
                .is_some_and(|it| *it == ".husky" || it.starts_with('.') && any(&["hooks"]))
            || any(&["dev", "development", "local"]) && describes_deployment(name)
            || is_deployment_of(name, &["debug", "dev", "development", "local", "override"])
            || TOOL_NAMES.contains(&name)
            || is_configuration_script(name) && !any(PROGRAM_CONFIGURATION)
        {
            Self::Tool
        } else {
            Self::Production
        }
    }
}

fn is_test_folder(folder: &str) -> bool {
    let shows_components = folder.trim_start_matches('.').split('.').next() == Some("storybook");
    shows_components || TESTS.contains(&folder) || is_test_word(folder.split(['-', '_', '.']))
}

/// Whether the first or the last word says that something is a test: `load_tests`, `tests-e2e`, `ui-test-utils`.
fn is_test_word<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    let mut words = words.filter(|word| !word.is_empty()).peekable();
    let tests = |word: &str| matches!(word, "test" | "tests" | "e2e");
    let first = words.peek().copied().is_some_and(tests);
    let mut before = "";
    let mut last = "";
    for word in words {
        before = std::mem::replace(&mut last, word);
    }
    first || tests(last) || (tests(before) && matches!(last, "data" | "utils" | "util" | "helpers"))
}

fn is_test_name(name: &str) -> bool {
    if is_test_configuration(name) {
        return true;
    }
    let (stem, rest) = name.split_once('.').unwrap_or((name, ""));
    let inner = |part: &str| {
        matches!(
            part,
            "test" | "tests" | "spec" | "stories" | "story" | "cy" | "e2e" | "e2e-spec" | "eval"
        ) || part.strip_suffix("test").is_some_and(|kind| {
            // Runners are told by such names which tests are theirs: `store.clienttest.ts`.
            matches!(
                kind,
                "api" | "browser" | "client" | "db" | "integration" | "server" | "ui" | "unit"
            )
        })
    };
    let in_middle = rest.rsplit_once('.').is_some_and(|(middle, _)| middle.split('.').any(inner));
    !rest.is_empty()
        && (in_middle
            || matches!(stem, "conftest" | "locustfile" | "setuptests")
            || name == "pytest.ini"
            // What a runner of tests loads before them.
            || matches!(stem, "jest" | "vitest" | "playwright" | "cypress")
                && (rest.starts_with("setup") || rest.starts_with("global"))
            || stem.split_once('-').is_some_and(|(what, of)| what == "setup" && of == "jest")
            || is_test_word(stem.split(['-', '_'])))
}

/// `.env.test`, `values-ci.yaml`, a collection of requests to try.
fn is_test_configuration(name: &str) -> bool {
    let tried = |part: &str| matches!(part, "ci" | "e2e" | "mock" | "test" | "testing" | "tests");
    let of = |rest: &str| rest.split(['.', '-', '_']).any(tried);
    name.strip_prefix(".env.").is_some_and(of)
        || name.strip_prefix("values").is_some_and(|rest| name.ends_with(".yaml") && of(rest))
        || name.ends_with("postman_collection.json")
}

/// `vite.config.ts`, `.eslintrc.js`: read by a tool, not by the program.
fn is_configuration_script(name: &str) -> bool {
    let script =
        [".js", ".cjs", ".mjs", ".ts", ".cts", ".mts"].iter().any(|end| name.ends_with(end));
    script && (name.contains(".config.") || name.starts_with('.'))
}

/// Whether a Compose file or a Dockerfile is for one of some purposes: `docker-compose.test.yml`, `Dockerfile.dev`.
fn is_deployment_of(name: &str, purposes: &[&str]) -> bool {
    describes_deployment(name) && name.split(['.', '-', '_']).any(|word| purposes.contains(&word))
}

/// Whether a file is a Compose file or a Dockerfile.
fn describes_deployment(name: &str) -> bool {
    name.split(['.', '-', '_'])
        .any(|word| matches!(word, "compose" | "dockerfile" | "containerfile"))
}

/// Whether a file begins with the notice that published libraries keep in all their forms: `/*! jQuery UI - v1.13`,
/// `@licstart`.
fn says_published(head: &str) -> bool {
    let head = head.trim_start_matches('\u{feff}').trim_start();
    let Some(notice) = head.strip_prefix("/*").or_else(|| head.strip_prefix("//")) else {
        return false;
    };
    let notice = notice.split("*/").next().unwrap_or_default().to_ascii_lowercase();
    if notice.contains("@licstart") || notice.contains("@license") {
        return true;
    }
    let versioned = notice.char_indices().any(|(at, c)| {
        c == 'v' && notice[at + 1..].starts_with(|next: char| next.is_ascii_digit())
    });
    notice.starts_with('!')
        && (versioned || notice.contains("version"))
        && ["license", "copyright", "(c)", "http"].iter().any(|it| notice.contains(it))
}

/// Whether the first lines say that a program wrote the file.
fn says_generated(head: &str) -> bool {
    head.lines().take(12).any(|line| {
        let line = line.trim_start();
        let comment = ["#", "//", "/*", "*", "<!--", "--", "\"\"\"", ";"];
        if !comment.iter().any(|mark| line.starts_with(mark)) {
            return false;
        }
        let line = line.to_ascii_lowercase();
        line.contains("@generated")
            || line.contains("code generated by")
            || line.contains("auto-generated")
            || line.contains("autogenerated")
            || line.contains("automatically generated")
            || (line.contains("generated") && line.contains("do not edit"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(path: &str) -> Role {
        Role::of(&path.into(), "")
    }

    #[test]
    fn paths_tell_roles() {
        for (path, expected) in [
            ("app/main.py", Role::Production),
            ("app/tools.py", Role::Production),
            ("app/ab_test_service.py", Role::Production),
            ("src/contest/latest.py", Role::Production),
            ("src/docs/page.tsx", Role::Production),
            ("app/examples/router.py", Role::Production),
            ("app/tests/test_main.py", Role::Test),
            ("tests_e2e/login.py", Role::Test),
            ("packages/ui-test-utils/index.ts", Role::Test),
            ("plugins/test/auth.py", Role::Test),
            ("src/auth.service.spec.ts", Role::Test),
            ("src/store.clienttest.ts", Role::Test),
            ("src/store.latest.ts", Role::Production),
            ("src/Button.stories.tsx", Role::Test),
            ("jest.setup.js", Role::Test),
            ("src-ui/setup-jest.ts", Role::Test),
            ("jest.config.js", Role::Tool),
            ("src/setupTests.ts", Role::Test),
            ("src/__mocks__/api.ts", Role::Test),
            ("conftest.py", Role::Test),
            ("unittests/scans/report.json", Role::Test),
            ("web/.env.test", Role::Test),
            (".env.production", Role::Production),
            ("chart/values-ci.yaml", Role::Test),
            ("docs/shop.postman_collection.json", Role::Test),
            ("shop/generate_test_data.py", Role::Test),
            ("backend/pytest.ini", Role::Test),
            ("pkg/helpers_test.py", Role::Test),
            ("examples/hello/app.py", Role::Example),
            ("docs_src/tutorial/main.py", Role::Example),
            ("backend/scripts/load.py", Role::Tool),
            ("shop/migrations/0001_initial.py", Role::Tool),
            ("vite.config.ts", Role::Tool),
            ("app/routes/storybook.charts/route.tsx", Role::Test),
            ("src/ai/summary.eval.ts", Role::Test),
            ("apps/web/next.config.js", Role::Tool),
            ("src/config/database.config.ts", Role::Production),
            ("setup.py", Role::Tool),
            ("docker-compose.prod.yml", Role::Production),
            ("deploy/docker-compose.ci.yml", Role::Test),
            ("api.test.Dockerfile", Role::Test),
            ("docker-compose.override.yml", Role::Tool),
            ("Dockerfile.dev", Role::Tool),
            ("dev/docker/docker-compose.shared.yml", Role::Tool),
            (".github/workflows/test.yml", Role::Production),
            (".devcontainer/compose.yaml", Role::Tool),
            ("static/vendor/jquery.js", Role::Vendored),
            ("proto/items_pb2.py", Role::Generated),
            ("package-lock.json", Role::Generated),
        ] {
            assert_eq!(role(path), expected, "{path}");
        }
    }

    #[test]
    fn a_comment_at_the_top_tells_generated_code() {
        let path = "client/api.py".into();
        assert_eq!(Role::of(&path, "# Code generated by protoc. DO NOT EDIT.\n"), Role::Generated);
        assert_eq!(Role::of(&path, "MESSAGE = 'auto-generated'\n"), Role::Production);
    }

    #[test]
    fn the_notice_of_a_library_tells_a_copy_of_it_among_served_files() {
        let notice = "/*!\n * Drawer v4.6.2 (https://drawer.example)\n * Licensed under MIT\n */\n";
        assert_eq!(Role::of(&"shop/static/js/drawer.js".into(), notice), Role::Vendored);
        assert_eq!(Role::of(&"src/drawer.js".into(), notice), Role::Production);
        let own = "/*! Pages of the shop. */\nfunction open() {}\n";
        assert_eq!(Role::of(&"shop/static/js/pages.js".into(), own), Role::Production);
    }
}

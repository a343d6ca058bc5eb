//! The profile that asks the tables.

use shipworthy_core::analysis::{Profile, Status, TestKind};
use shipworthy_core::code::{ClassDef, ClassKind, FunctionDef};
use shipworthy_core::facts::{Effect, ExitKind, Import, Name, Origin};

use super::{effects, endings, origins, pure};

/// Python's builtins and libraries.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PythonProfile;

/// Generic types that stand for their first argument.
const WRAPPERS: &[&str] = &[
    "Annotated",
    "ClassVar",
    "Final",
    "Mapped",
    "NotRequired",
    "Optional",
    "ReadOnly",
    "Required",
];

impl Profile for PythonProfile {
    fn effect(&self, callee: &Name) -> Option<Effect> {
        effects::effect(callee)
    }

    fn is_pure(&self, callee: &Name) -> bool {
        pure::is_pure(callee)
    }

    fn default_position(&self, callee: &Name) -> Option<usize> {
        pure::default_position(callee)
    }

    fn origin(&self, name: &Name) -> Option<Origin> {
        origins::origin(name)
    }

    fn ending(&self, callee: &Name) -> Option<ExitKind> {
        endings::ending(callee)
    }

    fn status(&self, callee: &Name) -> Option<Status> {
        endings::status(callee)
    }

    fn sets_status(&self, target: &Name) -> bool {
        endings::sets_status(target)
    }

    fn is_not_implemented(&self, error: &Name) -> bool {
        matches!(error.last(), "NotImplementedError" | "NotImplemented")
    }

    fn is_abstract(&self, decorator: &Name) -> bool {
        matches!(
            decorator.last(),
            "abstractmethod" | "abstractproperty" | "abstractclassmethod" | "overload"
        )
    }

    fn is_interface(&self, base: &Name) -> bool {
        base.last() == "Protocol"
    }

    fn is_type_wrapper(&self, name: &Name) -> bool {
        WRAPPERS.binary_search(&name.last()).is_ok()
    }

    fn is_test(&self, function: &FunctionDef<'_>, class: Option<&ClassDef<'_>>) -> bool {
        let Some(class) = class else {
            return function.name.starts_with("test_") || function.name == "test";
        };
        let is_test_class = class.name.starts_with("Test") || is_test_case(class.name);
        class.kind == ClassKind::Class
            && is_test_class
            && (function.name.starts_with("test")
                || matches!(
                    function.name,
                    "setUp"
                        | "tearDown"
                        | "setUpClass"
                        | "tearDownClass"
                        | "setUpTestData"
                        | "setup_method"
                        | "teardown_method"
                ))
    }

    fn is_test_base(&self, base: &Name) -> bool {
        is_test_case(base.last())
    }

    fn test_kind(&self, import: &Import) -> Option<TestKind> {
        let module = import.module.as_str();
        Some(match module.split('.').next().unwrap_or_default() {
            "playwright" | "selenium" | "splinter" | "pyppeteer" | "pytest_playwright" => {
                TestKind::Browser
            }
            "locust" | "molotov" => TestKind::Load,
            "testcontainers" | "pytest_django" | "sqlalchemy" | "sqlmodel" | "httpx"
            | "requests" | "psycopg2" | "pymongo" | "docker" | "webtest" => TestKind::Integration,
            "django" if module == "django.test" => TestKind::Integration,
            "fastapi" | "starlette" if module.ends_with(".testclient") => TestKind::Integration,
            "rest_framework" if module == "rest_framework.test" => TestKind::Integration,
            _ => return None,
        })
    }
}

/// Whether a class is called like one that holds tests.
fn is_test_case(name: &str) -> bool {
    ["Test", "Tests", "TestCase", "TestCases"].iter().any(|ending| name.ends_with(ending))
}

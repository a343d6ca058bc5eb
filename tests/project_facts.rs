//! What is told of a project as a whole: tests, capabilities, promises, health.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]

use shipworthy::Audit;
use shipworthy::project::CapabilityStatus;
use shipworthy::source::MemoryFileSystem;

fn audit(files: &[(&str, &str)]) -> Audit {
    let files: MemoryFileSystem = files.iter().copied().collect();
    shipworthy::auditor().build().unwrap().audit(&files).unwrap()
}

#[test]
fn tests_are_what_a_runner_collects() {
    let audit = audit(&[
        (
            "app/routes.py",
            "from fastapi import FastAPI\napp = FastAPI()\n\n@app.get('/t')\ndef test_token():\n    return load()\n",
        ),
        (
            "tests/conftest.py",
            "import pytest\n\n@pytest.fixture\ndef test_user():\n    return make()\n\ndef test_helper():\n    pass\n",
        ),
        (
            "tests/test_shop.py",
            "import pytest\n\n@pytest.fixture\ndef test_cart():\n    return make()\n\n@pytest.mark.parametrize('x', [1, 2])\ndef test_price(x):\n    assert price(x)\n",
        ),
        (
            "shop/tests.py",
            "from django.test import TestCase\n\nclass Views(TestCase):\n    def test_list(self):\n        self.assertEqual(1, 1)\n",
        ),
        (
            "web/tests/cart.spec.ts",
            "import { test } from './fixtures';\n\ntest.describe('cart', () => {\n  test('adds', async () => {\n    test.skip(isMobile, 'no mouse');\n    await add();\n  });\n  test.each([1, 2])('takes %i', (n) => { check(n); });\n});\n",
        ),
    ]);
    let tests = &audit.tests;
    assert_eq!((tests.files, tests.functions), (3, 4));
    assert_eq!(tests.by_kind.integration, 1);
}

fn capability(audit: &Audit, name: &str) -> CapabilityStatus {
    audit.capabilities.iter().find(|it| &*it.name == name).expect("a capability").status
}

#[test]
fn a_capability_is_wired_where_it_is_attached() {
    let audit = audit(&[
        (
            "app/main.py",
            "import sentry_sdk\nfrom fastapi import FastAPI\nfrom app.limits import limiter, Breaker\nsentry_sdk.init()\napp = FastAPI()\n\n@app.get('/pay')\n@limiter.limit('5/minute')\ndef pay():\n    return charge()\n\n@app.get('/health')\ndef health():\n    return {'database': 'connected', 'status': 'ok'}\n",
        ),
        (
            "app/limits.py",
            "from slowapi import Limiter\nlimiter = Limiter(key_func=caller)\n\nclass Breaker:\n    pass\n\nclass CircuitBreaker:\n    def call(self, f):\n        return f()\n",
        ),
        (
            "app/metrics.py",
            "from prometheus_client import Counter\nORDERS = Counter('orders', 'Orders')\n",
        ),
        ("Dockerfile", "FROM python:3.12\nUSER app\nCMD [\"uvicorn\", \"app.main:app\"]\n"),
        (
            ".github/workflows/test.yml",
            "on: push\njobs:\n  test:\n    runs-on: x\n    steps:\n      - run: |\n          cp a b\n          poetry run pytest || true\n",
        ),
    ]);
    use CapabilityStatus::*;
    for (name, status) in [
        ("rate_limiting", Wired),
        ("error_tracking", Wired),
        ("circuit_breaker", Present),
        ("metrics_endpoint", Present),
        ("dockerfile_non_root", Wired),
        ("ci_runs_tests", Present),
        ("health_endpoint", Wired),
        ("health_checks_dependencies", Absent),
        ("graphql", Absent),
    ] {
        assert_eq!(capability(&audit, name), status, "{name}");
    }
}

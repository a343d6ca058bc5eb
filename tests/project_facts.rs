//! What is told of a project as a whole: tests, capabilities, promises, health.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]

use shipworthy::Audit;
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

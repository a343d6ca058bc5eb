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
fn migrations_are_run_by_jobs_and_by_code() {
    let revision = ("migrations/versions/0001_items.py", "revision = '1'\n");
    let job = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: migrate}\nspec:\n  template:\n    spec:\n      containers:\n        - name: migrate\n          image: shop\n          command: [/bin/sh, -ec]\n          args:\n            - |\n              until alembic upgrade head; do\n                sleep 1\n              done\n";
    let code = "import subprocess\nfrom flask import Flask\napp = Flask(__name__)\nsubprocess.run(['alembic', 'upgrade', 'head'], check=True)\n";
    let image = (
        "Dockerfile",
        "FROM python:3.12\nCOPY . .\nCMD [\"flask\", \"--app\", \"main\", \"run\"]\n",
    );
    for (path, text, expected) in [
        ("job.yaml", job, CapabilityStatus::Wired),
        ("main.py", code, CapabilityStatus::Wired),
        ("other.py", "import subprocess\nsubprocess.run(['ls'])\n", CapabilityStatus::Present),
    ] {
        let audit = audit(&[revision, image, (path, text)]);
        assert_eq!(capability(&audit, "migrations"), expected, "{path}");
    }
}

#[test]
fn calls_of_a_function_that_reads_for_its_callers_are_reads() {
    let audit = audit(&[
        (
            "shop/env.py",
            "import os\n\ndef flag(name, default=False):\n    return os.environ.get(name, '') == 'yes' or default\n\ndef must(name):\n    return os.environ[name]\n\ndef greet(name):\n    return name\n",
        ),
        (
            "shop/settings.py",
            "from .env import flag as switch, greet, must\n\nOPEN = switch('SHOP_OPEN', True)\nKEY = must('SHOP_KEY')\nHELLO = greet('SHOP_NAME')\nANY = must(KEY)\n",
        ),
        (
            "web/env.ts",
            "export function read(name: string) {\n  const value = process.env[name];\n  if (!value) throw new Error(name);\n  return value;\n}\nexport const port = read('WEB_PORT');\n",
        ),
    ]);
    let found: Vec<String> = audit
        .environment
        .iter()
        .flat_map(|it| it.reads.iter().map(move |read| (it, read)))
        .map(|(it, read)| format!("{} {}:{} {}", it.name, read.file, read.line, read.required))
        .collect();
    assert_eq!(
        found,
        [
            "SHOP_KEY shop/settings.py:4 true",
            "SHOP_OPEN shop/settings.py:3 false",
            "WEB_PORT web/env.ts:6 false",
        ]
    );
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

#[test]
fn services_in_other_languages_count_as_microservices() {
    let api = [
        ("README.md", "# Shop\n\n## Architecture\n\n- A microservices platform for shops\n"),
        ("api/Dockerfile", "FROM python:3.12\nCOPY . .\nCMD [\"uvicorn\", \"main:app\"]\n"),
        (
            "api/main.py",
            "from fastapi import FastAPI\napp = FastAPI()\n\n@app.get('/items')\ndef items():\n    return load()\n",
        ),
        ("worker/Dockerfile", "FROM golang:1.24\nCOPY . .\nCMD [\"worker\"]\n"),
    ];
    let told = |more: &[(&str, &str)]| {
        let audit = audit(&[&api[..], more].concat());
        audit.promises.iter().any(|it| &*it.subject == "microservices")
    };
    assert!(told(&[("worker/start.sh", "#!/bin/sh\nsleep 1\n")]));
    assert!(!told(&[("worker/main.go", "package main\n\nfunc main() {}\n")]));
}

#[test]
fn sections_of_a_configuration_are_no_variables() {
    let audit = audit(&[(
        "src/main.ts",
        "import { ConfigService } from '@nestjs/config';\nexport class A {\n  constructor(private config: ConfigService) {}\n  all() { return [this.config.get('jwt'), this.config.get('JWT_SECRET')]; }\n}\n",
    )]);
    let names: Vec<&str> = audit.environment.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["JWT_SECRET"]);
}

#[test]
fn a_health_route_that_asks_what_is_injected_looks() {
    let controller = |call: &str| {
        format!(
            "import {{ Controller, Get }} from '@nestjs/common';\n@Controller('health')\nexport class HealthController {{\n  constructor(private readonly databaseHealth: Port) {{}}\n  @Get()\n  check() {{ return this.health.check([() => {call}]); }}\n}}\n"
        )
    };
    let status = |call: &str| {
        let text = controller(call);
        capability(&audit(&[("src/health.ts", &text)]), "health_checks_dependencies")
    };
    assert_eq!(status("this.databaseHealth.check('database')"), CapabilityStatus::Wired);
    assert_eq!(status("this.memory.check('heap')"), CapabilityStatus::Absent);
}

#[test]
fn what_a_test_starts_moves_no_route() {
    let main = "import { NestFactory } from '@nestjs/core';\nasync function bootstrap() {\n  const app = await NestFactory.create(AppModule);\n  app.setGlobalPrefix('api');\n}\n";
    let cats = "import { Controller, Get } from '@nestjs/common';\n@Controller('cats')\nexport class CatsController {\n  @Get() all() { return 1; }\n}\n";
    let test = "import { Test } from '@nestjs/testing';\nimport { INestApplication } from '@nestjs/common';\nasync function start(app: INestApplication) {\n  app.setGlobalPrefix('test');\n}\n";
    let audit = audit(&[
        ("src/main.ts", main),
        ("src/cats/cats.ts", cats),
        ("src/cats/cats.spec.ts", test),
    ]);
    let paths: Vec<&str> = audit.routes.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(paths, ["/api/cats"]);
}

#[test]
fn a_route_for_a_collector_shows_metrics() {
    let app = "from fastapi import FastAPI\napp = FastAPI()\n\n@app.get('/api/v1/metrics')\ndef figures():\n    return collect()\n";
    let scrape =
        "scrape_configs:\n  - job_name: shop\n    static_configs:\n      - targets: ['shop:80']\n";
    let told = audit(&[("main.py", app), ("prometheus.yml", scrape)]);
    assert_eq!(capability(&told, "metrics_endpoint"), CapabilityStatus::Wired);
    assert_eq!(
        capability(&audit(&[("main.py", app)]), "metrics_endpoint"),
        CapabilityStatus::Absent
    );
}

#[test]
fn waiting_for_the_limit_of_somebody_else_limits_nobody() {
    let client = "import httpx\n\ndef _rate_limit_delay(answer):\n    return int(answer.headers['retry-after'])\n\ndef load(url):\n    return _rate_limit_delay(httpx.get(url, timeout=3))\n\nload('https://api.shop.example')\n";
    assert_eq!(
        capability(&audit(&[("main.py", client)]), "rate_limiting"),
        CapabilityStatus::Absent
    );
}

#[test]
fn a_health_check_looks_through_interfaces_and_templates() {
    let python = audit(&[(
        "main.py",
        "from abc import ABC, abstractmethod\nimport psycopg\nfrom fastapi import FastAPI\napp = FastAPI()\n\nclass Store(ABC):\n    @abstractmethod\n    def answers(self): ...\n\nclass Postgres(Store):\n    def answers(self):\n        return psycopg.connect('service=shop', connect_timeout=3).execute('select 1')\n\nstore: Store = make()\n\nclass Health:\n    def __init__(self, store: Store):\n        self.store = store\n\n    def look(self):\n        return self.store.answers()\n\nhealth = Health(store)\n\n@app.get('/health')\ndef check():\n    return health.look()\n",
    )]);
    assert_eq!(capability(&python, "health_checks_dependencies"), CapabilityStatus::Wired);
    let nest = audit(&[
        (
            "package.json",
            r#"{"dependencies": {"@nestjs/common": "11", "@nestjs/core": "11", "@prisma/client": "6"}}"#,
        ),
        (
            "src/main.ts",
            "import { NestFactory } from '@nestjs/core';\nimport { AppModule } from './app.module';\nNestFactory.create(AppModule).then((app) => app.listen(3000));\n",
        ),
        (
            "src/app.module.ts",
            "import { Module } from '@nestjs/common';\nimport { HealthController } from './health.controller';\nimport { StoreHealth } from './store.health';\n@Module({ controllers: [HealthController], providers: [StoreHealth] })\nexport class AppModule {}\n",
        ),
        (
            "src/store.health.ts",
            "import { PrismaClient } from '@prisma/client';\nexport class StoreHealth {\n  constructor(private prisma: PrismaClient) {}\n  async isHealthy() {\n    await this.prisma.$queryRaw`SELECT 1`;\n    return true;\n  }\n}\n",
        ),
        (
            "src/health.controller.ts",
            "import { Controller, Get } from '@nestjs/common';\nimport { StoreHealth } from './store.health';\n@Controller('health')\nexport class HealthController {\n  constructor(private store: StoreHealth) {}\n  @Get()\n  check() {\n    return this.store.isHealthy();\n  }\n}\n",
        ),
    ]);
    assert_eq!(capability(&nest, "health_checks_dependencies"), CapabilityStatus::Wired);
    assert!(nest.findings.iter().all(|it| &*it.rule != "unchecked-health"), "{:?}", nest.findings);
}

#[test]
fn the_environment_may_be_handed_over() {
    let audit = audit(&[(
        "main.py",
        "import os\n\ndef secret(name, env=None):\n    values = os.environ if env is None else env\n    return values.get(name)\n\ndef read(env=None):\n    values = env or os.environ\n    return values.get('SHOP_TAGS', ''), values['SHOP_URL'], secret('SHOP_KEY')\n\nread()\n",
    )]);
    let names: Vec<&str> = audit.environment.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["SHOP_KEY", "SHOP_TAGS", "SHOP_URL"]);
}

#[test]
fn a_circuit_breaker_is_what_calls_go_through_and_no_badge() {
    let badge = (
        "src/badge.tsx",
        "export function CircuitBreakerBadge() {\n  return <b>open</b>;\n}\nCircuitBreakerBadge();\n",
    );
    let shown = audit(&[badge, ("package.json", r#"{"dependencies": {"react": "19"}}"#)]);
    assert_eq!(capability(&shown, "circuit_breaker"), CapabilityStatus::Absent);
    let kept = audit(&[(
        "main.py",
        "class CircuitBreaker:\n    def allows(self):\n        return self.failures < 3\n\nclass Client:\n    def __init__(self):\n        self.breakers = {}\n\n    def breaker(self, name):\n        if name not in self.breakers:\n            self.breakers[name] = CircuitBreaker()\n        return self.breakers[name]\n\nClient().breaker('mail')\n",
    )]);
    assert_eq!(capability(&kept, "circuit_breaker"), CapabilityStatus::Wired);
    let given = |call: &str| {
        audit(&[(
            "main.py",
            &format!(
                "from threading import Lock\n\nclass _CircuitBreaker:\n    def allows(self):\n        return self.failures < 3\n\nclass Client:\n    def __init__(self):\n        self.breakers: dict[str, _CircuitBreaker] = {{}}\n        self.lock = Lock()\n\n    def breaker(self, name) -> _CircuitBreaker:\n        with self.lock:\n            self.breakers[name] = _CircuitBreaker()\n            return self.breakers[name]\n\n{call}\n"
            ),
        )])
    };
    let called = given("Client().breaker('mail')");
    assert_eq!(capability(&called, "circuit_breaker"), CapabilityStatus::Wired);
}

#[test]
fn spans_that_code_opens_itself_are_traced() {
    let set_up = "from opentelemetry import trace\nfrom opentelemetry.sdk.trace import TracerProvider\n\ntrace.set_tracer_provider(TracerProvider())\n";
    assert_eq!(capability(&audit(&[("main.py", set_up)]), "tracing"), CapabilityStatus::Present);
    let traced = format!(
        "{set_up}tracer = trace.get_tracer('shop')\nwith tracer.start_as_current_span('order'):\n    pass\n"
    );
    assert_eq!(capability(&audit(&[("main.py", &traced)]), "tracing"), CapabilityStatus::Wired);
}

#[test]
fn what_a_bundler_writes_and_what_hooks_of_git_read_is_no_variable_of_the_program() {
    let audit = audit(&[
        (
            "src/main.ts",
            "if (import.meta.env.DEV) log(import.meta.env.VITE_URL, import.meta.env.MODE);\n",
        ),
        (".tracker/hooks/pre-push", "#!/bin/sh\necho ${TRACKER_TIMEOUT:-3}\n"),
    ]);
    let undocumented = audit.findings.iter().filter(|it| &*it.rule == "undocumented-variable");
    let subjects: Vec<&str> = undocumented.map(|it| it.subject.as_str()).collect();
    assert_eq!(subjects, ["VITE_URL"]);
}

#[test]
fn how_busy_the_machine_is_says_nothing_of_a_dependency() {
    let health = |answer: &str| {
        format!(
            "import psutil\nimport psycopg\nfrom datetime import datetime\nfrom fastapi import FastAPI\napp = FastAPI()\n\n@app.get('/health')\ndef health():\n    return {{'at': datetime.now().isoformat(), 'cpu': round(psutil.cpu_percent()), 'up': {answer}}}\n"
        )
    };
    let machine = audit(&[("main.py", &health("True"))]);
    assert_eq!(capability(&machine, "health_checks_dependencies"), CapabilityStatus::Absent);
    let store = audit(&[("main.py", &health("psycopg.connect('').execute('select 1')"))]);
    assert_eq!(capability(&store, "health_checks_dependencies"), CapabilityStatus::Wired);
}

#[test]
fn a_logger_may_write_json_by_itself() {
    let logger = "export function info(entry: object): void {\n  process.stdout.write(`${JSON.stringify(entry)}\\n`);\n}\n";
    let use_it = "import { info } from './logger';\ninfo({ a: 1 });\n";
    let told = audit(&[("src/logger.ts", logger), ("src/main.ts", use_it)]);
    assert_eq!(capability(&told, "structured_logging"), CapabilityStatus::Wired);
    let other = audit(&[
        ("src/print.ts", logger),
        ("src/main.ts", "import { info } from './print';\ninfo({ a: 1 });\n"),
    ]);
    assert_eq!(capability(&other, "structured_logging"), CapabilityStatus::Absent);
}

#[test]
fn migrations_that_only_people_start_are_not_run() {
    let told = audit(&[
        ("migrations/versions/0001_items.py", "revision = '1'\n"),
        ("Procfile", "web: flask --app main run\n"),
        ("main.py", "from flask import Flask\napp = Flask(__name__)\n"),
        ("Makefile", "migrate:\n\tpython manage_schema.py\n"),
        ("manage_schema.py", "from alembic import command\ncommand.upgrade(config, 'head')\n"),
    ]);
    assert_eq!(capability(&told, "migrations"), CapabilityStatus::Present);
}

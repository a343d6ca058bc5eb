//! The ledger of services: Compose files that go together are one system.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]

use shipworthy::Audit;
use shipworthy::project::ServiceUse;
use shipworthy::source::MemoryFileSystem;

fn audit(files: &[(&str, &str)]) -> Audit {
    let files: MemoryFileSystem = files.iter().copied().collect();
    shipworthy::auditor().build().unwrap().audit(&files).unwrap()
}

/// Each service as `file:line name use`.
fn services(audit: &Audit) -> Vec<String> {
    let services = audit.services.iter();
    services.map(|it| format!("{}:{} {} {:?}", it.file, it.line, it.name, it.usage)).collect()
}

const APP: &str = "import os\nimport redis\nfrom flask import Flask\n\napp = Flask(__name__)\nstore = redis.from_url(os.environ['REDIS_URL'])\n";
const IMAGE: &str = "FROM python:3.12\nCOPY . .\nCMD [\"flask\", \"--app\", \"app\", \"run\"]\n";

#[test]
fn what_overrides_a_service_is_told_with_it() {
    let found = audit(&[
        ("app.py", APP),
        ("Dockerfile", IMAGE),
        ("docker-compose.yml", "services:\n  web:\n    build: .\n  cache:\n    image: redis:7\n"),
        (
            "docker-compose.override.yml",
            "services:\n  web:\n    build: .\n    environment:\n      REDIS_URL: redis://cache:6379\n  mail:\n    image: mailhog/mailhog:v1\n",
        ),
        ("docker-compose.live.yml", "services:\n  web:\n    restart: always\n"),
    ]);
    assert_eq!(
        services(&found),
        [
            "docker-compose.override.yml:6 mail Unused",
            "docker-compose.yml:2 web Used",
            "docker-compose.yml:4 cache Used",
        ]
    );
}

#[test]
fn included_files_are_one_system_and_circles_end() {
    let found = audit(&[
        ("app.py", APP),
        ("Dockerfile", IMAGE),
        (
            "compose.yaml",
            "include:\n  - path: [infra/web.yaml]\n    project_directory: .\n  - infra/queue.yaml\n",
        ),
        ("infra/web.yaml", "services:\n  web:\n    build: .\n    depends_on: [queue]\n"),
        (
            "infra/queue.yaml",
            "include: [../compose.yaml, web.yaml]\nservices:\n  queue:\n    image: rabbitmq:3\n    profiles: [jobs]\n",
        ),
    ]);
    assert_eq!(services(&found), ["infra/queue.yaml:3 queue Unused", "infra/web.yaml:2 web Used"]);
    assert_eq!(found.services[0].profiles, ["jobs"]);
    let active: Vec<&str> = found.entry_points.iter().map(|it| it.file.as_str()).collect();
    assert!(
        active.contains(&"app.py"),
        "the folder of the project is the one that is given: {active:?}"
    );
    let told = found.findings.iter().find(|it| it.rule == "unused-service").expect("a finding");
    assert!(told.message.contains("runs in profile jobs"), "{}", told.message);
    assert!(found.services.iter().all(|it| it.usage != ServiceUse::Unknown));
}

#[test]
fn collectors_are_used_by_what_writes_out_their_address_or_reads_their_variables() {
    let compose = "services:\n  api:\n    build: .\n    environment:\n      OTEL_EXPORTER_OTLP_ENDPOINT: http://jaeger:4317\n  jaeger:\n    image: jaegertracing/all-in-one:1.60\n  loki:\n    image: grafana/loki:3.0.0\n  minio:\n    image: minio/minio:RELEASE.2024-01-01\n";
    let found = audit(&[
        (
            "app.py",
            "import logging\nfrom flask import Flask\nfrom opentelemetry import trace\n\napp = Flask(__name__)\npush('http://loki:3100/loki/api/v1/push')\n",
        ),
        ("Dockerfile", IMAGE),
        ("docker-compose.yml", compose),
    ]);
    assert_eq!(
        services(&found),
        [
            "docker-compose.yml:2 api Used",
            "docker-compose.yml:6 jaeger Configured",
            "docker-compose.yml:8 loki Configured",
            "docker-compose.yml:10 minio Unused",
        ]
    );
}

#[test]
fn a_service_is_what_the_one_that_it_extends_is() {
    let files = [
        (
            "compose.yaml",
            "services:\n  api:\n    extends: {file: deploy/base.yaml, service: base}\n    ports: ['80:80']\n",
        ),
        ("deploy/base.yaml", "services:\n  base:\n    build: ..\n"),
        ("Dockerfile", "FROM python:3.12\nCOPY . .\nCMD [\"python\", \"main.py\"]\n"),
        ("main.py", "print(1)\n"),
    ];
    assert_eq!(services(&audit(&files))[0], "compose.yaml:2 api Used");
}

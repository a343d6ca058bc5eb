//! What is started, as manifests and scripts say it: a repository a case.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]

use shipworthy::project::ActivityState;
use shipworthy::source::MemoryFileSystem;
use shipworthy::{Audit, AuditError};

const APP: &str = "from flask import Flask\napp = Flask(__name__)\n";
const NODE: &str = "import { a } from './lib';\na();\n";

fn audit(files: &[(&str, &str)]) -> Audit {
    let mut repository = MemoryFileSystem::new();
    for (path, text) in files {
        repository.insert(path, *text);
    }
    shipworthy::auditor().build().unwrap().audit(&repository).unwrap()
}

/// Deployed entry points as `file <- manifest:line`.
fn deployed(files: &[(&str, &str)]) -> Vec<String> {
    let audit = audit(files);
    let entries = audit.entry_points.iter().filter(|entry| entry.deployed);
    entries
        .map(|it| format!("{} <- {}:{}", it.file, it.declared_in.file, it.declared_in.line))
        .collect()
}

fn activity(audit: &Audit, path: &str) -> ActivityState {
    audit.modules.iter().find(|module| module.file.as_str() == path).expect(path).activity
}

#[test]
fn scripts_are_followed_from_the_container_to_the_program() {
    let found = deployed(&[
        (
            "Dockerfile",
            "FROM python:3.12\nWORKDIR /srv/shop\nCOPY shop .\nCOPY deploy/start.sh /opt/start.sh\nCMD [\"/opt/start.sh\"]\n",
        ),
        (
            "deploy/start.sh",
            "#!/bin/sh\nif [ -n \"$SETUP\" ]; then\n  python setup_shop.py && exec ./web.sh\nfi\n",
        ),
        ("shop/web.sh", "exec gunicorn web.wsgi:app \\\n  --bind 0.0.0.0:80\n"),
        ("shop/web/wsgi.py", APP),
        ("shop/setup_shop.py", "print(1)\n"),
        ("shop/web/other.py", APP),
    ]);
    assert_eq!(
        found,
        ["shop/setup_shop.py <- deploy/start.sh:3", "shop/web/wsgi.py <- shop/web.sh:1"]
    );
}

#[test]
fn package_scripts_are_followed_and_builds_lead_to_sources() {
    let found = deployed(&[
        (
            "Dockerfile",
            "FROM node:22\nWORKDIR /app\nCOPY . .\nCOPY start.sh /start.sh\nENTRYPOINT [\"/start.sh\"]\n",
        ),
        ("start.sh", "set -e\nnpm run db -- --dataSource=src/data.ts up\nnpm run live\n"),
        (
            "package.json",
            r#"{"name": "shop", "scripts": {
                "db": "ts-node ./node_modules/typeorm/cli.js",
                "live": "cross-env NODE_ENV=production node dist/main",
                "seed": "ts-node src/seed.ts"}}"#,
        ),
        ("src/main.ts", NODE),
        (
            "src/data.ts",
            "export const source = new DataSource({ migrations: [__dirname + '/changes/*{.ts,.js}'] });\n",
        ),
        ("src/changes/one.ts", "export class One {}\n"),
        ("src/seed.ts", "import './samples';\n"),
        ("src/samples.ts", "export const samples = 1;\n"),
        ("src/lost.ts", "export const lost = 1;\n"),
        ("src/lib.ts", "export const a = () => 1;\n"),
    ]);
    assert_eq!(found, ["src/data.ts <- package.json:2", "src/main.ts <- package.json:3"]);
}

#[test]
fn runners_of_several_commands_start_each() {
    for start in [
        "npm-run-all --silent check api worker",
        "run-p api worker check",
        "concurrently -n api,jobs 'npm:api' \\\"node worker.js\\\" 'npm run check'",
    ] {
        let package = format!(
            r#"{{"name": "shop", "scripts": {{"start": "{start}", "api": "node api.js",
                "worker": "node worker.js", "check": "node check.js", "other": "node other.js"}}}}"#
        );
        let found = deployed(&[
            ("package.json", &package),
            ("api.js", NODE),
            ("worker.js", NODE),
            ("check.js", NODE),
            ("other.js", NODE),
        ]);
        let files: Vec<&str> = found.iter().filter_map(|it| it.split(' ').next()).collect();
        assert_eq!(files, ["api.js", "check.js", "worker.js"], "{start}");
    }
}

#[test]
fn what_configures_a_build_is_neither_active_nor_inactive() {
    let audit = audit(&[
        ("package.json", r#"{"name": "shop", "scripts": {"build": "vite build"}}"#),
        ("index.html", "<script type=\"module\" src=\"/src/main.ts\"></script>\n"),
        ("src/main.ts", "console.log(1);\n"),
        ("src/lost.ts", "console.log(2);\n"),
        ("vite.config.ts", "import { alias } from './alias';\nexport default { alias };\n"),
        ("alias.ts", "export const alias = {};\n"),
    ]);
    assert_eq!(activity(&audit, "src/main.ts"), ActivityState::Active);
    assert_eq!(activity(&audit, "src/lost.ts"), ActivityState::Inactive);
    for path in ["vite.config.ts", "alias.ts"] {
        assert_eq!(activity(&audit, path), ActivityState::Unknown, "{path}");
    }
}

#[test]
fn what_people_start_by_hand_is_neither_active_nor_inactive() {
    let audit = audit(&[
        (
            "package.json",
            r#"{"name": "shop", "scripts": {"start": "node src/main.js", "seed": "node src/seed.js"}}"#,
        ),
        ("src/main.js", "import './data.js';\n"),
        ("src/data.js", "new DataSource({ migrations: ['src/changes/*.js'] });\n"),
        ("src/changes/one.js", "export class One {}\n"),
        ("src/seed.js", "import './samples.js';\n"),
        ("src/samples.js", "export const samples = 1;\n"),
        ("src/lost.js", "export const lost = 1;\n"),
    ]);
    assert_eq!(activity(&audit, "src/main.js"), ActivityState::Active);
    assert_eq!(activity(&audit, "src/changes/one.js"), ActivityState::Active);
    assert_eq!(activity(&audit, "src/samples.js"), ActivityState::Unknown);
    assert_eq!(activity(&audit, "src/lost.js"), ActivityState::Inactive);
}

#[test]
fn a_compose_file_chooses_stages_and_commands() {
    let found = deployed(&[
        (
            "docker-compose.yml",
            "services:\n  api: &api\n    build: {context: ./backend, target: api}\n  jobs:\n    build: {context: ./backend, target: jobs}\n  mail:\n    extends: {service: api}\n    command: celery -A shop.mail worker\n",
        ),
        (
            "backend/Dockerfile",
            "FROM python:3.12 AS base\nWORKDIR /app\nCOPY . .\nFROM base AS api\nCMD [\"gunicorn\", \"shop.web:app\"]\nFROM base AS jobs\nCMD [\"python\", \"-m\", \"shop.jobs\"]\nFROM base AS unused\nCMD [\"python\", \"shop/last.py\"]\n",
        ),
        ("backend/shop/__init__.py", ""),
        ("backend/shop/web.py", APP),
        ("backend/shop/mail.py", "from celery import Celery\napp = Celery()\n"),
        ("backend/shop/jobs.py", "print(1)\n"),
        (
            "docker-compose.test.yml",
            "services:\n  t:\n    build: ./backend\n    command: python shop/fake.py\n",
        ),
        ("backend/shop/fake.py", "print(1)\n"),
    ]);
    assert_eq!(
        found,
        [
            "backend/shop/jobs.py <- backend/Dockerfile:7",
            "backend/shop/mail.py <- docker-compose.yml:8",
            "backend/shop/web.py <- backend/Dockerfile:5",
        ]
    );
}

#[test]
fn kubernetes_starts_scripts_of_the_image() {
    let found = deployed(&[
        (
            "Dockerfile",
            "FROM python:3.12\nWORKDIR /usr/src/app\nCOPY shop .\nCMD [\"gunicorn\", \"web:app\"]\n",
        ),
        (
            "k8s/worker.yaml",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: worker}\nspec:\n  template:\n    spec:\n      containers:\n        - name: worker\n          image: acme/shop:1\n          command: [\"./worker.sh\"]\n",
        ),
        ("shop/web.py", APP),
        ("shop/worker.sh", "exec celery -A tasks worker\n"),
        ("shop/tasks.py", "from celery import Celery\napp = Celery()\n"),
    ]);
    assert_eq!(found, ["shop/tasks.py <- shop/worker.sh:1", "shop/web.py <- Dockerfile:4"]);
}

#[test]
fn jobs_that_deploy_start_what_they_run_and_others_do_not() {
    let found = deployed(&[
        ("compose.yml", "services:\n  api:\n    build: ./backend\n"),
        (
            "backend/Dockerfile",
            "FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD [\"fastapi\", \"run\", \"main.py\"]\n",
        ),
        ("backend/main.py", "from fastapi import FastAPI\napp = FastAPI()\n"),
        ("backend/prepare.sh", "uv run python initial.py\n"),
        ("backend/initial.py", "print(1)\n"),
        ("tools/notes.py", "print(1)\n"),
        (
            ".github/workflows/deploy.yml",
            "on: push\njobs:\n  all:\n    steps:\n      - run: docker compose -f compose.yml run --rm api bash prepare.sh\n",
        ),
        (
            ".github/workflows/notes.yml",
            "on: push\njobs:\n  all:\n    steps:\n      - run: python tools/notes.py\n",
        ),
    ]);
    assert_eq!(
        found,
        ["backend/initial.py <- backend/prepare.sh:1", "backend/main.py <- backend/Dockerfile:4"]
    );
}

#[test]
fn process_files_and_make_start_programs() {
    for (path, text) in [
        ("Procfile", "web: gunicorn shop:app\n"),
        ("supervisord.conf", "[program:web]\ncommand=/usr/bin/env gunicorn shop:app\n"),
        ("shop.service", "[Service]\nExecStart=/usr/bin/make live\n"),
        ("uwsgi.ini", "[uwsgi]\nmodule = shop:app\n"),
    ] {
        let found = deployed(&[
            (path, text),
            ("Makefile", "live:\n\tpoetry run gunicorn shop:app\n"),
            ("shop.py", APP),
            ("other.py", APP),
        ]);
        let [only] = &found[..] else { panic!("{path}: {found:?}") };
        assert!(only.starts_with("shop.py <- "), "{path}: {found:?}");
    }
}

#[test]
fn django_begins_with_its_settings() {
    let audit = audit(&[
        (
            "manage.py",
            "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n",
        ),
        ("shop/__init__.py", ""),
        (
            "shop/settings.py",
            "INSTALLED_APPS = ['rules.apps.AutodiscoverRulesConfig', 'stock']\nROOT_URLCONF = 'shop.urls'\n",
        ),
        ("shop/urls.py", "urlpatterns = []\n"),
        ("stock/__init__.py", ""),
        ("stock/rules.py", "import rules\n"),
        ("stock/forgotten.py", "import rules\n"),
    ]);
    let files: Vec<&str> = audit.entry_points.iter().map(|entry| entry.file.as_str()).collect();
    assert!(files.contains(&"shop/settings.py") && files.contains(&"shop/urls.py"), "{files:?}");
    assert_eq!(activity(&audit, "stock/rules.py"), ActivityState::Active);
    assert_eq!(activity(&audit, "stock/forgotten.py"), ActivityState::Inactive);
}

#[test]
fn a_project_states_what_nothing_in_it_starts() {
    let repository = MemoryFileSystem::new()
        .with(
            "Dockerfile",
            "FROM python:3.12\nCOPY . .\nCMD [\"flask\", \"--app\", \"main\", \"run\"]\n",
        )
        .with("main.py", APP)
        .with("workers/mail.py", "import workers.outbox\n")
        .with("workers/outbox.py", "LIMIT = 3\n")
        .with("forgotten.py", "LIMIT = 3\n");
    let stating = |pattern: &str| {
        shipworthy::auditor().entry_point("main.py").entry_point(pattern).build().unwrap()
    };
    let audit = stating("./workers/m*.py").audit(&repository).unwrap();
    let stated: Vec<&str> =
        audit.entry_points.iter().filter(|it| it.is_stated()).map(|it| it.file.as_str()).collect();
    assert_eq!(stated, ["main.py", "workers/mail.py"]);
    assert_eq!(activity(&audit, "workers/outbox.py"), ActivityState::Active);
    assert_eq!(activity(&audit, "forgotten.py"), ActivityState::Inactive);
    for nothing in ["workers/*.ts", "Dockerfile"] {
        let error = stating(nothing).audit(&repository).unwrap_err();
        assert_eq!(error, AuditError::EntryPoint(nothing.to_owned()));
    }
    assert!(shipworthy::auditor().entry_point("a{").build().is_err());
}

#[test]
fn tasks_of_python_manifests_are_followed() {
    let found = deployed(&[
        ("Procfile", "web: uv run poe serve\nworker: pdm run work\n"),
        (
            "pyproject.toml",
            "[tool.poe.tasks]\nserve = 'uvicorn shop.web:app'\n[tool.pdm.scripts]\nwork = {cmd = 'python -m shop.work'}\n",
        ),
        ("shop/__init__.py", ""),
        ("shop/web.py", "app = object()\n"),
        ("shop/work.py", "print(1)\n"),
    ]);
    assert_eq!(found, ["shop/web.py <- pyproject.toml:2", "shop/work.py <- pyproject.toml:4"]);
}

#[test]
fn scripts_that_call_each_other_end() {
    let found = deployed(&[
        ("Dockerfile", "FROM python:3.12\nCOPY . /app\nWORKDIR /app\nCMD [\"./a.sh\"]\n"),
        ("a.sh", "./b.sh\nmake x\nnpm run y\n"),
        ("b.sh", "./a.sh\n./a.sh\npython main.py\n"),
        ("Makefile", "x:\n\tmake x x\n\t./a.sh\n"),
        ("package.json", r#"{"name": "y", "scripts": {"y": "npm run y -- -- && npm run y -- a"}}"#),
        ("main.py", "print(1)\n"),
    ]);
    assert_eq!(found, ["main.py <- b.sh:3"]);
}

#[test]
fn what_people_start_by_a_target_or_a_tool_is_not_dead() {
    let audit = audit(&[
        ("Procfile", "web: gunicorn main:app\n"),
        ("main.py", APP),
        (
            "Makefile",
            "PYTHON ?= $(shell which python3)\ndemo:\n\tPYTHONPATH=. $(PYTHON) tools/demo.py\n",
        ),
        ("tools/demo.py", "print(1)\n"),
        ("tools/old.py", "print(1)\n"),
        (
            "web/package.json",
            r#"{"scripts": {"start": "node server.js", "migrate": "sequelize-cli db:migrate", "seed": "bun run src/seed.ts", "fill": "typeorm-extension seed:run -d src/source.ts"}}"#,
        ),
        ("web/server.js", "console.log(1);\n"),
        ("web/migrations/20240101-users.js", "module.exports = {};\n"),
        ("web/config/database.js", "module.exports = {};\n"),
        ("web/.eslintrc.js", "module.exports = {};\n"),
        ("web/src/seed.ts", "export const a = 1;\n"),
        ("web/src/source.ts", "export const a = 1;\n"),
        ("web/src/database/seeds/plans.ts", "export const a = 1;\n"),
        ("web/src/gone.ts", "export const a = 1;\n"),
    ]);
    for path in [
        "tools/demo.py",
        "web/migrations/20240101-users.js",
        "web/config/database.js",
        "web/.eslintrc.js",
        "web/src/seed.ts",
        "web/src/source.ts",
        "web/src/database/seeds/plans.ts",
    ] {
        assert_eq!(activity(&audit, path), ActivityState::Unknown, "{path}");
    }
    assert_eq!(activity(&audit, "tools/old.py"), ActivityState::Inactive);
    assert_eq!(activity(&audit, "web/src/gone.ts"), ActivityState::Inactive);
}

#[test]
fn a_project_that_is_not_built_is_no_library() {
    let found = deployed(&[
        (
            "Dockerfile",
            "FROM python:3.12\nCOPY . /app\nWORKDIR /app\nCMD [\"python\", \"-m\", \"shop.serve\"]\n",
        ),
        ("pyproject.toml", "[project]\nname = 'shop'\ndependencies = []\n"),
        ("shop/__init__.py", ""),
        ("shop/serve.py", "from shop import web\n\nif __name__ == '__main__':\n    web.run()\n"),
        ("shop/web.py", "def run(): ...\n"),
        ("shop/gone.py", "def run(): ...\n"),
    ]);
    assert_eq!(found, ["shop/serve.py <- Dockerfile:4"]);
}

#[test]
fn a_build_that_is_copied_is_found_by_where_it_is_copied_from() {
    let found = deployed(&[
        (
            "apps/api/Dockerfile",
            "FROM oven/bun:1 AS build\nWORKDIR /app\nCOPY . .\nRUN bun build apps/api/src/index.ts --outdir apps/api/dist\nFROM oven/bun:1\nWORKDIR /app\nCOPY --from=build /app/apps/api/dist ./dist\nCOPY --from=build /app/packages/db/drizzle ./drizzle\nCMD [\"bun\", \"dist/index.js\"]\n",
        ),
        ("package.json", r#"{"workspaces": ["apps/*", "packages/*"]}"#),
        ("apps/api/package.json", r#"{"name": "api", "private": true}"#),
        ("apps/api/src/index.ts", NODE),
        ("packages/db/package.json", r#"{"name": "db", "private": true}"#),
        ("packages/db/src/index.ts", NODE),
        ("packages/db/drizzle/0001.sql", "select 1;\n"),
    ]);
    assert_eq!(found, ["apps/api/src/index.ts <- apps/api/Dockerfile:9"]);
}

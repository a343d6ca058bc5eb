//! What documents promise, held against the facts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]

use shipworthy::project::KeptState;
use shipworthy::source::MemoryFileSystem;

const APP: &str = "from fastapi import FastAPI\n\napp = FastAPI()\n\n@app.get('/orders')\ndef orders(): ...\n\n@app.post('/orders')\ndef place(): ...\n\n@app.get('/health')\ndef health(): ...\n";

/// The promises of a document that are not kept: line and subject.
fn broken(document: &str, files: &[(&str, &str)]) -> Vec<String> {
    let mut repository = MemoryFileSystem::new().with("README.md", document).with("main.py", APP);
    for (path, text) in files {
        repository = repository.with(path, *text);
    }
    let audit = shipworthy::auditor().build().unwrap().audit(&repository).unwrap();
    let promises = audit.promises.iter().filter(|it| it.kept != KeptState::Yes);
    promises.map(|it| format!("{} {}", it.line, it.subject)).collect()
}

#[test]
fn routes_in_headings_and_blocks_must_be_served() {
    let document = "# API\n\n### GET `/orders`\n\n### POST /refunds\n\n- **Ready:** `GET /health/ready` for balancers\n\n```bash\n# Orders\nGET /orders?page=1\nDELETE /orders   # all of them\n```\n\n```\nGET /carts\n```\n";
    assert_eq!(broken(document, &[]), ["5 route", "7 route", "12 route", "16 route"]);
}

#[test]
fn each_block_draws_a_tree_of_its_own() {
    let document = "# Files\n\n```\nsrc/\n├── api.py\n├── store.py\n└── mail.py\n```\n\n```\n├── main.py\n├── setup.sh\n├── GUIDE.md\n├── FAQ.md\n└── LIMITS.md\n```\n";
    let files = [
        ("src/api.py", ""),
        ("src/store.py", ""),
        ("src/mail.py", ""),
        ("setup.sh", "true\n"),
        ("FAQ.md", "# FAQ\n"),
    ];
    assert_eq!(broken(document, &files), ["13 path", "15 path"]);
    // A tree of which most is missing shows another project, if no other tree speaks for it.
    assert_eq!(broken("```\n├── main.py\n├── a.py\n├── b.py\n└── c.py\n```\n", &[]).len(), 0);
}

#[test]
fn notes_beside_tests_state_their_number() {
    let document = "```\nshop/\n├── main.py\n└── tests/\n    ├── test_a.py  # (9 tests)\n    └── test_b.py  # (2 tests)\n```\n";
    let files = [
        ("tests/test_a.py", "def test_one(): ...\n\ndef test_two(): ...\n"),
        ("tests/test_b.py", "def test_one(): ...\n\ndef test_two(): ...\n"),
    ];
    assert_eq!(broken(document, &files), ["5 path"]);
}

#[test]
fn packages_that_nothing_uses_keep_no_promise() {
    let document = "# Shop\n\n## Tech stack\n\n- **FastAPI** for the API\n- **Celery** for background work\n- **Cheerio** 1.0 - reads pages\n";
    let files = [
        ("requirements.txt", "fastapi\ncelery\n"),
        ("package.json", r#"{"dependencies": {"cheerio": "1"}}"#),
        ("page.js", "export const a = 1;\n"),
    ];
    assert_eq!(broken(document, &files), ["6 celery", "7 cheerio"]);
}

#[test]
fn what_is_compiled_and_what_is_to_be_added_is_no_lie() {
    let document = "# Shop\n\nSee `src/page.js` and `src/gone.js`.\n\n## Scalability\n\n- Monitoring: add Grafana and Kafka\n- Automated backups disabled\n";
    assert_eq!(broken(document, &[("src/page.ts", "export const a = 1;\n")]), ["3 path"]);
}

#[test]
fn a_pipeline_that_runs_no_tests_promises_them() {
    let document = "# Shop\n\n## CI/CD pipeline\n\n1. Runs tests and linting\n";
    let workflow = "on: push\njobs:\n  a:\n    steps:\n      - run: pytest || true\n";
    assert_eq!(broken(document, &[(".github/workflows/ci.yml", workflow)]), ["5 ci_runs_tests"]);
    // Nothing starts a workflow that stands elsewhere.
    let workflow = "on: push\njobs:\n  a:\n    steps:\n      - run: pytest\n";
    assert_eq!(broken(document, &[("ci.yml", workflow)]), ["5 ci_runs_tests"]);
    assert_eq!(broken(document, &[(".github/workflows/ci.yml", workflow)]), [] as [&str; 0]);
}

#[test]
fn routes_below_the_path_of_a_heading_are_served_below_it() {
    let app = "const express = require('express');\nconst app = express();\nconst users = express.Router();\nusers.get('/:id', (req, res) => res.json(find(req.params.id)));\nusers.patch('/:id/activate', (req, res) => res.json(wake(req.params.id)));\nusers.get('/', (req, res) => res.json(all()));\napp.use('/api/users', users);\napp.listen(3000);\n";
    let document = "# Shop\n\nCall `/api/users/me`.\n\n### Users (`/api/users`)\n\n- PATCH `/:id/activate` - wakes one\n- DELETE `/:id` - removes one\n";
    assert_eq!(broken(document, &[("app.js", app)]), ["8 route"]);
}

#[test]
fn plans_negations_and_steps_promise_nothing() {
    let document = "# Shop\n\n## Status\n\n| Area | State |\n| --- | --- |\n| Kafka | No events yet |\n| Backups | No automated backup plan |\n\nNot implemented:\n\n- durable Kafka events\n\n## Not perfect for\n\n- GraphQL over Neo4j\n\n## Overview\n\n- Each part can later become a microservice\n\n1. Create the file `src/widgets.py`\n1. Create a tool in `src/tools/`\n2. Settings stand in `src/gone.py`\n\nThe file `src/first.py` predates it.\n\nIt runs in local/staging/\nproduction.\n";
    let plan = ("docs/plans/2026-01-02-shop.md", "# Shop\n\n## Features\n\n- Events over Kafka\n");
    let files = [("src/app.py", ""), ("deploy/local/a.py", ""), plan];
    assert_eq!(broken(document, &files), ["23 path", "24 path"]);
}

#[test]
fn a_listing_without_lines_is_a_tree_too() {
    let document = "# Shop\n\n```text\nsrc/        the service\n  api.py    routes\n  mail.py   letters\ndocs/       what it is\nfront/      pages\n```\n";
    let files = [("src/api.py", ""), ("docs/guide.md", "# Guide\n")];
    assert_eq!(broken(document, &files), ["6 path", "8 path"]);
}

#[test]
fn a_tree_is_held_against_the_folder_that_it_fits() {
    let document = "```\nsrc/\n├── api.py\n├── store.py\n├── mail.py\n└── gone.py\n```\n";
    let files = [
        ("first/src/other.py", ""),
        ("second/src/api.py", ""),
        ("second/src/store.py", ""),
        ("second/src/mail.py", ""),
    ];
    assert_eq!(broken(document, &files), ["6 path"]);
}

#[test]
fn containers_and_ports_are_what_the_compose_file_says() {
    let document = "# Run\n\nRun `docker ps` to see them. You should see:\n\n- `shop_api` (routes)\n- `shop-backend` (routes)\n- `postgres` (orders)\n\n```bash\ndocker exec -it shop_api sh\ndocker logs -f --tail 9 shop-worker\ndocker exec shop-db-1 psql\n```\n\n**Ports Used:**\n\n- 8123 - API\n- 5440 - PostgreSQL\n";
    let compose = "services:\n  api:\n    image: shop\n    container_name: shop_api\n    ports: ['8123:80']\n  db:\n    image: postgres:17\n";
    let files = [("compose.yaml", compose), (".env.example", "POSTGRES_PORT=5440\n")];
    assert_eq!(broken(document, &files), ["6 container", "11 command", "18 port"]);
}

#[test]
fn the_limit_of_somebody_else_is_no_promise() {
    let document = "# Shop\n\n## Features\n\n- bounded rate-limit delays\n- rate limiting for each user\n- mail (Gmail, SendGrid, etc.)\n\n## Important decisions\n\n- GraphQL over Kafka\n";
    assert_eq!(broken(document, &[]), ["6 rate_limiting"]);
}

//! The bundled samples: services as such audits meet them, and the same services mended.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]

use std::collections::BTreeSet;

use shipworthy::Audit;
use shipworthy::finding::Severity;
use shipworthy::policy::Decision;
use shipworthy::project::{KeptState, Protection, ServiceUse};
use shipworthy::rule::Category;
use shipworthy::source::{DiskFileSystem, Role};

fn audit(name: &str) -> Audit {
    let root = format!("{}/examples/services/{name}", env!("CARGO_MANIFEST_DIR"));
    shipworthy::auditor().build().unwrap().audit(&DiskFileSystem::new(root)).unwrap()
}

fn blocking_rules(audit: &Audit) -> BTreeSet<&str> {
    audit.blockers().map(|finding| &*finding.rule).collect()
}

#[test]
fn the_faulty_storefront_is_not_ready_for_its_reasons() {
    let audit = audit("storefront");
    assert_eq!(audit.verdict.decision, Decision::NotReady);
    let rules = blocking_rules(&audit);
    for rule in ["mock-function", "unchecked-health", "sql-injection", "default-secret"] {
        assert!(rules.contains(rule), "{rule} blocks; what does: {rules:?}");
    }
    let reported: BTreeSet<(&str, &str)> =
        audit.findings.iter().map(|f| (&*f.rule, f.file.as_str())).collect();
    for expected in [
        ("mock-value", "app/services/ranking.py"),
        ("fallback-data", "app/services/payment.py"),
        ("raw-sql", "app/api/admin.py"),
        ("missing-timeout", "app/services/shipping.py"),
        ("unguarded-route", "app/api/catalogue.py"),
        ("unimplemented-endpoint", "app/api/orders.py"),
        ("container-root-user", "Dockerfile"),
        ("container-exposed-port", "docker-compose.yml"),
        ("compose-obsolete-version", "docker-compose.yml"),
        ("workflow-ignored-failure", ".github/workflows/ci.yml"),
        ("unused-service", "docker-compose.yml"),
        ("unused-dependency", "pyproject.toml"),
        ("undeclared-dependency", "app/services/shipping.py"),
        ("undocumented-variable", "app/core/config.py"),
        ("stale-variable", ".env.example"),
        ("unset-state", "app/core/limits.py"),
        ("missing-migration", "alembic.ini"),
    ] {
        assert!(reported.contains(&expected), "{expected:?} is missing: {reported:?}");
    }
}

#[test]
fn what_nothing_imports_is_listed_and_does_not_block() {
    let audit = audit("storefront");
    let unused: Vec<_> =
        audit.findings.iter().filter(|f| f.file.as_str().starts_with("app/legacy/")).collect();
    assert!(!unused.is_empty());
    assert!(unused.iter().all(|finding| !finding.counts()));
    assert!(audit.blockers().all(|finding| !finding.file.as_str().starts_with("app/legacy/")));
}

#[test]
fn authentication_reaches_a_part_of_the_routes() {
    let audit = audit("storefront");
    let guarded = audit.routes.iter().filter(|r| r.protection == Protection::Guarded).count();
    assert!(0 < guarded && guarded < audit.routes.len(), "{guarded} of {}", audit.routes.len());
}

#[test]
fn services_that_nothing_talks_to_are_named() {
    let audit = audit("storefront");
    let unused: Vec<&str> = audit
        .services
        .iter()
        .filter(|service| service.usage == ServiceUse::Unused)
        .map(|service| service.name.as_str())
        .collect();
    assert_eq!(unused, ["rabbitmq", "redis"]);
}

#[test]
fn the_mended_storefront_is_ready() {
    let audit = audit("storefront_ready");
    let wiring: Vec<&str> = audit
        .findings
        .iter()
        .filter(|finding| finding.category == Category::Wiring)
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(wiring, [""; 0]);
    let blockers: Vec<String> =
        audit.blockers().map(|f| format!("{}:{} {}", f.file, f.line, f.message)).collect();
    assert_eq!(blockers, Vec::<String>::new());
    assert_eq!(audit.verdict.decision, Decision::Ready, "{:?}", audit.verdict.matrix);
}

#[test]
fn the_faulty_tickets_are_not_ready_for_their_reasons() {
    let audit = audit("tickets");
    assert_eq!(audit.verdict.decision, Decision::NotReady);
    let rules = blocking_rules(&audit);
    for rule in
        ["mock-function", "unchecked-health", "unguarded-route", "sql-injection", "default-secret"]
    {
        assert!(rules.contains(rule), "{rule} blocks; what does: {rules:?}");
    }
    let reported: BTreeSet<(&str, &str)> =
        audit.findings.iter().map(|f| (&*f.rule, f.file.as_str())).collect();
    for expected in [
        ("mock-value", "src/routes/reports.ts"),
        ("fallback-data", "src/services/satisfaction.ts"),
        ("missing-timeout", "src/services/chat.ts"),
        ("swallowed-error", "src/services/chat.ts"),
        ("unimplemented-endpoint", "src/routes/reports.ts"),
        ("cors-open", "src/app.ts"),
    ] {
        assert!(reported.contains(&expected), "{expected:?} is missing: {reported:?}");
    }
    let unused: Vec<_> =
        audit.findings.iter().filter(|f| f.file.as_str().starts_with("src/legacy/")).collect();
    assert!(!unused.is_empty());
    assert!(unused.iter().all(|finding| !finding.counts()));
}

#[test]
fn the_mended_tickets_are_ready() {
    let audit = audit("tickets_ready");
    let blockers: Vec<String> =
        audit.blockers().map(|f| format!("{}:{} {}", f.file, f.line, f.message)).collect();
    assert_eq!(blockers, Vec::<String>::new());
    assert_eq!(audit.verdict.decision, Decision::Ready, "{:?}", audit.verdict.matrix);
    let open: Vec<&str> = audit
        .routes
        .iter()
        .filter(|route| route.protection != Protection::Guarded)
        .map(|route| &*route.path)
        .collect();
    assert!(open.iter().all(|path| path.starts_with("/health")), "{open:?}");
}

/// Roles are relative to the audited root: that the samples stand below `examples/` says nothing about their code.
#[test]
fn a_sample_is_production_code_when_it_is_what_is_audited() {
    for (sample, main) in [
        ("storefront", "app/main.py"),
        ("storefront_ready", "app/main.py"),
        ("tickets", "src/main.ts"),
        ("tickets_ready", "src/main.ts"),
    ] {
        let audit = audit(sample);
        let main = audit.coverage.files.iter().find(|f| f.file.as_str() == main).unwrap();
        assert_eq!(main.role, Role::Production);
    }
}

#[test]
fn the_mended_storefront_is_deployed_without_a_fault() {
    let audit = audit("storefront_ready");
    let found: Vec<String> = audit
        .findings
        .iter()
        .filter(|it| it.category == Category::Deployment && it.severity > Severity::Info)
        .map(|it| format!("{}:{} {}", it.file, it.line, it.message))
        .collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn the_promises_of_the_faulty_storefront_are_broken() {
    let faulty = audit("storefront");
    let broken: BTreeSet<&str> = faulty
        .promises
        .iter()
        .filter(|promise| matches!(promise.kept, KeptState::No | KeptState::Partly))
        .map(|promise| &*promise.text)
        .collect();
    for promise in [
        "✅ GraphQL API beside the REST API",
        "✅ 120+ automated tests, run on every push",
        "✅ Zero mock data",
        "✅ Rate limiting for each user",
        "app/core/config.py",
        "docs/OPERATIONS.md",
    ] {
        assert!(broken.contains(promise), "{promise} is broken: {broken:?}");
    }
    assert!(!broken.iter().any(|promise| promise.contains("Kafka")), "a plan is no promise");
    let mended = audit("storefront_ready");
    let broken: Vec<&str> = mended
        .promises
        .iter()
        .filter(|promise| matches!(promise.kept, KeptState::No | KeptState::Partly))
        .map(|promise| &*promise.text)
        .collect();
    assert_eq!(broken, [""; 0]);
}

#[test]
fn a_health_check_that_asks_in_vain_is_told() {
    let faulty = audit("storefront");
    assert!(faulty.findings.iter().any(|f| &*f.rule == "container-unserved-healthcheck"));
    let mended = audit("storefront_ready");
    assert!(mended.findings.iter().all(|f| &*f.rule != "container-unserved-healthcheck"));
}

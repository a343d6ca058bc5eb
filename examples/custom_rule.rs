//! A rule of one's own: routes of this house carry a version in their path.
//!
//! `cargo run --example custom_rule` audits the bundled sample with it, `cargo test --example
//! custom_rule` runs its page, which is its test.
#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use std::borrow::Cow;

use shipworthy::finding::{Effort, Finding, Severity};
use shipworthy::project::Project;
use shipworthy::rule::{Category, Check, ProjectRule, Rule, RuleMetadata, RuleStatus};
use shipworthy::source::DiskFileSystem;

/// Finds routes whose path has no version, health routes aside.
struct UnversionedRoute;

static METADATA: RuleMetadata = RuleMetadata {
    id: Cow::Borrowed("unversioned-route"),
    summary: Cow::Borrowed("a route without a version in its path"),
    category: Category::Deployment,
    severity: Severity::Low,
    effort: Effort::Small,
    status: RuleStatus::Stable,
    since: Cow::Borrowed("1.0.0"),
    page: Cow::Borrowed(PAGE),
};

const PAGE: &str = r#"# unversioned-route

## What it finds

A route whose path has no part such as `v1`.

```python
from fastapi import APIRouter, FastAPI

app = FastAPI()
orders = APIRouter(prefix="/orders")


@orders.get("")
def list_orders():
    return find_orders()


@app.get("/status")
def status():  # error: [unversioned-route]
    return find_status()


app.include_router(orders, prefix="/v1")
```

## What to do instead

Mount the router below a version.
"#;

impl ProjectRule for UnversionedRoute {
    fn metadata(&self) -> &RuleMetadata {
        &METADATA
    }

    fn check(&self, project: &Project, check: &mut Check) {
        let health: Vec<u32> = project.health.iter().map(|health| health.route).collect();
        for (at, route) in project.routes.iter().enumerate() {
            if health.contains(&(at as u32)) {
                continue;
            }
            if route.path.split('/').any(is_version) {
                check.subject();
            } else {
                let message = format!("{} {} carries no version", route.method, route.path);
                check.report(
                    Finding::new(route.place, message)
                        .subject(route.handler.clone())
                        .help("Mount the router below a version, such as /v1."),
                );
            }
        }
    }
}

/// `v1`, `v2` …
fn is_version(part: &str) -> bool {
    part.strip_prefix('v').is_some_and(|rest| rest.parse::<u32>().is_ok())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/services/storefront");
    let auditor = shipworthy::auditor().rule(Rule::Project(Box::new(UnversionedRoute))).build()?;
    let audit = auditor.audit(&DiskFileSystem::new(sample))?;
    let check = audit.checks.iter().find(|check| check.rule == "unversioned-route");
    println!("{:?}", check.map(|check| (check.result, check.reason.as_str())));
    for finding in audit.findings.iter().filter(|finding| finding.rule == "unversioned-route") {
        println!("{}:{} {}", finding.file, finding.line, finding.message);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use shipworthy::source::MemoryFileSystem;
    use shipworthy::testing::{Reported, check_page};

    use super::*;

    #[test]
    fn the_page_holds() {
        let auditor =
            shipworthy::auditor().rule(Rule::Project(Box::new(UnversionedRoute))).build().unwrap();
        let result = check_page("unversioned-route", PAGE, |files| {
            let files: MemoryFileSystem =
                files.iter().map(|(path, text)| (path, text.as_str())).collect();
            let audit = auditor.audit(&files).unwrap();
            audit
                .findings
                .iter()
                .map(|finding| Reported {
                    file: finding.file.to_string(),
                    line: finding.line,
                    rule: finding.rule.to_string(),
                })
                .collect()
        });
        assert_eq!(result.map_err(|failure| failure.to_string()), Ok(()));
    }
}

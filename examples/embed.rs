//! Embeds an audit: sources in memory, progress, cancellation, findings and routes as data.
//!
//! Run it with `cargo run --example embed`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example shows its results")]

use std::error::Error;

use shipworthy::auditor::{Cancellation, Event};
use shipworthy::source::MemoryFileSystem;

const APPLICATION: &str = r#"
from fastapi import Depends, FastAPI, HTTPException

app = FastAPI()


def current_user(token: str):
    if token != load_token():
        raise HTTPException(status_code=401)
    return token


def load_token():
    with open("/run/secrets/token") as file:
        return file.read()


@app.get("/products/{sku}", dependencies=[Depends(current_user)])
def get_product_details(sku: str):
    # Mock data for now.
    return {"name": "Sample Product", "price": 19.99, "stock": 42}
"#;

fn main() -> Result<(), Box<dyn Error>> {
    // Sources need not be on disk: an editor or a service has them in memory.
    let files = MemoryFileSystem::new()
        .with("requirements.txt", "fastapi\n")
        .with("app/main.py", APPLICATION);

    // Another thread may call `cancel` on a clone of it; the audit then ends with an error.
    let cancellation = Cancellation::new();
    let auditor = shipworthy::auditor()
        .cancellation(cancellation.clone())
        .progress(|event| {
            if let Event::Progress { phase, done, total, .. } = event {
                eprintln!("{phase:?}: {done} of {total}");
            }
        })
        .build()?;
    let audit = auditor.audit(&files)?;

    for route in &audit.routes {
        println!("{} {} is {:?}", route.method, route.path, route.protection);
    }
    for finding in &audit.findings {
        println!(
            "{}:{}: {} [{}, {} of 100 sure]",
            finding.file, finding.line, finding.message, finding.rule, finding.confidence
        );
    }
    println!("decision: {:?}", audit.verdict.decision);

    if !audit.findings.iter().any(|finding| finding.rule == *"mock-function") {
        return Err("the invented product was not found".into());
    }
    if audit.routes.len() != 1 {
        return Err("the route was not found".into());
    }
    Ok(())
}

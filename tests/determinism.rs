//! The same repository gives the same bytes, whatever the machine does.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]

use shipworthy::source::{
    Content, FileSystem, ListError, Listing, MemoryFileSystem, ReadError, SourcePath,
};

/// Lists the files of another file system in another order.
struct Reversed<F>(F);

impl<F: FileSystem> FileSystem for Reversed<F> {
    fn list(&self) -> Result<Listing, ListError> {
        let mut listing = self.0.list()?;
        listing.files.reverse();
        let middle = listing.files.len() / 2;
        listing.files.rotate_left(middle);
        Ok(listing)
    }

    fn read(&self, path: &SourcePath, limit: u64) -> Result<Content, ReadError> {
        self.0.read(path, limit)
    }
}

/// An application of many files with something to find in each.
fn application() -> MemoryFileSystem {
    let mut files = MemoryFileSystem::new()
        .with("requirements.txt", "fastapi\nsqlalchemy\n")
        .with("docker-compose.yml", "services:\n  db:\n    image: postgres\n    privileged: true\n")
        .with(
            "app/main.py",
            "from fastapi import FastAPI\nfrom . import routes_0\napp = FastAPI()\napp.include_router(routes_0.router)\n",
        );
    for at in 0..40 {
        files.insert(
            &format!("app/routes_{at}.py"),
            format!(
                "import requests\nfrom fastapi import APIRouter\nfrom . import routes_{next}\n\nrouter = APIRouter()\n\
                 API_KEY = \"{kind}_live_4eC39HqLyjWDarjtT1zdp7d{at:02}\"\n\n\n\
                 @router.get(\"/products/{at}\")\ndef get_products(query: str):\n    # mock data\n    \
                 return [{{\"name\": \"Widget\", \"price\": 19.99}}]\n\n\n\
                 def load(cursor, name):\n    cursor.execute(f\"SELECT * FROM t WHERE n = '{{name}}'\")\n    \
                 return requests.get(\"http://localhost:8000\").json()\n",
                next = (at + 1) % 40,
                // Put together here, so that no scanner of this repository takes it for real.
                kind = "sk",
            ),
        );
    }
    files
}

fn json(files: &dyn FileSystem, threads: usize) -> String {
    shipworthy::auditor().threads(threads).build().unwrap().audit(files).unwrap().to_json().unwrap()
}

#[test]
fn runs_threads_and_file_order_do_not_matter() {
    let first = json(&application(), 1);
    assert!(first.contains("\"fingerprint\""), "there is something to compare");
    assert_eq!(first, json(&application(), 1), "two runs");
    assert_eq!(first, json(&application(), 2), "two threads");
    assert_eq!(first, json(&Reversed(application()), 2), "another order");
}

#[test]
fn a_secret_never_leaves_the_audit() {
    assert!(!json(&application(), 0).contains("4eC39HqLyjWDarjtT1zdp7d"));
}

#[test]
fn a_fingerprint_does_not_know_the_line() {
    let at = |before: &str| {
        let text = format!("{before}services:\n  web:\n    image: a/b:1.0\n    privileged: true\n");
        let files = MemoryFileSystem::new().with("docker-compose.yml", text);
        let audit = shipworthy::auditor().build().unwrap().audit(&files).unwrap();
        let rule = "container-privileged";
        let finding = audit.findings.iter().find(|finding| finding.rule == *rule).unwrap();
        (finding.line, finding.fingerprint.clone())
    };
    let (first, one) = at("");
    let (second, other) = at("# The services.\n\n");
    assert_eq!(first + 2, second);
    assert_eq!(one, other);
}

//! How much a finding counts by what the code around it does.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]

use shipworthy::finding::Severity;
use shipworthy::rule::Category;
use shipworthy::source::MemoryFileSystem;

/// The findings of a category in one production file, each with its rule, line and severity.
fn found(category: Category, text: &str) -> Vec<(String, u32, Severity)> {
    let files = MemoryFileSystem::new().with("app/part.py", text);
    let audit = shipworthy::auditor().build().unwrap().audit(&files).unwrap();
    let found = audit.findings.iter().filter(|it| it.category == category);
    found.map(|it| (it.rule.to_string(), it.line, it.severity)).collect()
}

#[test]
fn verification_that_is_given_up_by_choice_counts_less() {
    let found = found(
        Category::Security,
        "import ssl\n\n\
         def always():\n    context = ssl.create_default_context()\n    context.verify_mode = ssl.CERT_NONE\n    return context\n\n\
         def by_option(verify):\n    context = ssl.create_default_context()\n    if not verify:\n        context.verify_mode = ssl.CERT_NONE\n    return context\n\n\
         def by_mode(mode):\n    context = ssl.create_default_context()\n    context.verify_mode = ssl.CERT_NONE\n    if mode == 'full':\n        context.verify_mode = ssl.CERT_REQUIRED\n    return context\n\n\
         def look(connection):\n    context = ssl.create_default_context()\n    context.verify_mode = ssl.CERT_NONE\n    return context.wrap_socket(connection).getpeercert(True)\n",
    );
    let rule = || "tls-verification-off".to_owned();
    assert_eq!(
        found,
        [
            (rule(), 5, Severity::High),
            (rule(), 11, Severity::Low),
            (rule(), 16, Severity::Low),
            (rule(), 23, Severity::Low),
        ]
    );
}

#[test]
fn a_default_for_another_server_counts_less_unless_it_was_drawn_at_random() {
    let found = found(
        Category::Security,
        "import os\n\n\
         JWT_SECRET = os.getenv('JWT_SECRET', 'blue-kettle')\n\
         DB_PASSWORD = os.getenv('DB_PASSWORD', 'shop')\n\
         MAIL_PASSWORD = os.getenv('MAIL_PASSWORD', 'q7Lw2Zc9Rk4Tn8Vb')\n",
    );
    let rule = || "default-secret".to_owned();
    assert_eq!(
        found,
        [(rule(), 3, Severity::High), (rule(), 4, Severity::Medium), (rule(), 5, Severity::High)]
    );
}

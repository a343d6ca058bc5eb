//! How much a finding counts by what the code around it does.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]

use shipworthy::finding::Severity;
use shipworthy::rule::Category;
use shipworthy::source::MemoryFileSystem;

/// The findings of a category in one production file, each with its rule, line and severity.
fn found(category: Category, text: &str) -> Vec<(String, u32, Severity)> {
    found_in("app/part.py", category, text)
}

fn found_in(path: &str, category: Category, text: &str) -> Vec<(String, u32, Severity)> {
    let files = MemoryFileSystem::new().with(path, text);
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

#[test]
fn a_credential_of_a_development_class_or_of_an_example_counts_less() {
    let source = "class Development(Config):\n    SECRET_KEY = \"5YNWU0e_pN5ZyaSZvBd5uZb_sZlrVDFe\"\n\n\
                  class Live(Config):\n    SECRET_KEY = \"8QKWR1t_mC6XybTAwCe6vYc_tYksWEGh\"\n";
    let rule = || "hardcoded-secret".to_owned();
    assert_eq!(
        found(Category::Security, source),
        [(rule(), 2, Severity::Low), (rule(), 5, Severity::High)]
    );
    let password = "SMTP_PWD=\"blue-kettle-77x\"\n";
    assert_eq!(
        found_in(".env.example", Category::Security, password),
        [(rule(), 1, Severity::Low)]
    );
    assert_eq!(
        found_in(".env.production", Category::Security, password),
        [(rule(), 1, Severity::High)]
    );
}

#[test]
fn a_value_that_is_called_no_secret_counts_less() {
    let text = |remark: &str| {
        format!("# {remark}\nLINK_SECRET_KEY = \"58ff90c0dc372ded858cbf8fb2306066\"\n")
    };
    let rule = || "hardcoded-secret".to_owned();
    for (remark, severity) in [
        ("This is not actually a secret, it only shuffles names.", Severity::Low),
        ("Keep this secret.", Severity::High),
    ] {
        assert_eq!(found(Category::Security, &text(remark)), [(rule(), 2, severity)], "{remark}");
    }
}

#[test]
fn an_unverified_token_counts_less_where_the_file_verifies_tokens_too() {
    let read = "import jwt from \"jsonwebtoken\";\n\
                export const claims = (token: string) => jwt.decode(token);\n";
    let rule = || "jwt-unverified".to_owned();
    assert_eq!(found_in("src/a.ts", Category::Security, read), [(rule(), 2, Severity::High)]);
    let verified =
        format!("{read}export const user = (token: string) => jwt.verify(token, key);\n");
    assert_eq!(
        found_in("src/a.ts", Category::Security, &verified),
        [(rule(), 2, Severity::Medium)]
    );
}

#[test]
fn an_invention_that_little_speaks_for_is_not_grave() {
    let strong = "async def get_rates(currency):\n    # In a real implementation this would ask the bank.\n    return {\"usd\": 1.1, \"gbp\": 0.8, \"jpy\": 150.2}\n";
    let severities = |path: &str, text: &str| -> Vec<Severity> {
        let found = found_in(path, Category::Authenticity, text).into_iter();
        found.filter(|it| it.0 == "mock-function").map(|it| it.2).collect()
    };
    let weak = "def rates(currency):\n    return {\"usd\": 1.1}\n";
    assert_eq!(severities("app/rates.py", strong), [Severity::High]);
    assert_eq!(severities("examples/rates.py", strong), [Severity::Low]);
    assert_eq!(severities("app/rates.py", weak), [Severity::Medium]);
}

#[test]
fn a_health_answer_that_names_the_service_alone_is_no_lie_about_its_parts() {
    let route = |answer: &str| {
        let text = format!(
            "from fastapi import FastAPI\n\napp = FastAPI()\n\n@app.get(\"/health\")\ndef health():\n    return {answer}\n"
        );
        found(Category::Authenticity, &text).into_iter().map(|it| it.2).collect::<Vec<_>>()
    };
    assert_eq!(route("{\"status\": \"ok\", \"service\": \"orders\"}"), [Severity::Medium]);
    assert_eq!(route("{\"status\": \"ok\", \"database\": \"connected\"}"), [Severity::Blocker]);
}

#[test]
fn a_server_action_that_is_named_for_what_it_gives_back_changes_nothing() {
    let guarded = |name: &str| {
        format!(
            "export async function {name}(id: string) {{\n  const session = await auth();\n  \
             if (!session) throw new Error('Unauthorized');\n  await db.item.update({{ where: {{ id }} }});\n}}\n"
        )
    };
    let source = format!(
        "\"use server\";\nimport {{ auth }} from \"@/lib/auth\";\nimport {{ db }} from \"@/lib/db\";\n{}{}{}{}\
         export async function getRelease() {{ return db.release.findFirst(); }}\n\
         export async function getOrCreateBoard() {{ return db.board.upsert({{}}); }}\n\
         export async function renameBoard(id: string) {{ return db.board.update({{ where: {{ id }} }}); }}\n",
        guarded("rename"),
        guarded("remove"),
        guarded("archive"),
        guarded("share"),
    );
    let found = found_in("app/items/actions.ts", Category::AccessControl, &source);
    let rule = || "unguarded-route".to_owned();
    assert_eq!(
        found,
        [
            (rule(), 24, Severity::Medium),
            (rule(), 25, Severity::High),
            (rule(), 26, Severity::High)
        ]
    );
}

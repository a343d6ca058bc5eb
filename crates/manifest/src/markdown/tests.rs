use std::time::{Duration, Instant};

use shipworthy_core::facts::{CitationKind, Declaration, DocumentFacts, StatementForm};
use shipworthy_core::source::SourcePath;

use super::is;
use crate::testing::facts;

fn document(text: &str) -> DocumentFacts {
    facts("README.md", text).document.expect("a document")
}

fn cited(text: &str, kind: CitationKind) -> Vec<String> {
    let document = document(text);
    let of_kind = document.citations.iter().filter(|it| it.kind == kind);
    of_kind.map(|it| it.target.to_string()).collect()
}

#[test]
fn statements_know_their_form_their_tick_and_their_headings() {
    let text = "# Shop\n\nIt sells, e.g. tea. It has *109 tests*.\n\n## Features\n\n- [x] Search with `Redis`\n- [ ] Mail\n- ✅ Carts\n  - nested\n\n| Part | State |\n|---|---|\n| API | ✅ done |\n";
    let document = document(text);
    let found: Vec<_> =
        document.statements.iter().map(|it| (it.text.as_str(), it.form, it.ticked)).collect();
    use StatementForm::*;
    assert_eq!(
        found,
        [
            ("It sells, e.g. tea.", Sentence, None),
            ("It has 109 tests.", Sentence, None),
            ("Search with Redis", Entry, Some(true)),
            ("Mail", Entry, Some(false)),
            ("✅ Carts", Entry, Some(true)),
            ("nested", Entry, None),
            ("API | ✅ done", Row, Some(true)),
        ]
    );
    assert_eq!(document.statements[1].span.of(text), "It has *109 tests*.".trim_start());
    let above: Vec<_> = document
        .headings_above(document.statements[2].span)
        .map(|heading| heading.text.as_str())
        .collect();
    assert_eq!(above, ["Features", "Shop"]);
}

#[test]
fn a_directory_tree_gives_its_paths() {
    let text = "1. See\n\n   ```\n   shop/\n   ├── app/          # code\n   │   ├── main.py\n   │   └── api/\n   │       └── v1.py # routes\n   ├── a.py, b.py\n   └── tests/\n   ```\n";
    let document = document(text);
    let found: Vec<_> =
        document.citations.iter().map(|it| (it.target.as_str(), it.note.as_str())).collect();
    assert_eq!(
        found,
        [
            ("shop/", ""),
            ("app/", "# code"),
            ("app/main.py", ""),
            ("app/api/", ""),
            ("app/api/v1.py", "# routes"),
            ("tests/", ""),
        ]
    );
    assert_eq!(document.citations[4].span.of(text), "v1.py");
}

#[test]
fn paths_and_lines_are_cited() {
    let text = "See `app/config.py:82-142` and src/db.ts, not path/to/file.py or https://a.io/b.py.\n[Guide](docs/guide.md#top) [Site](https://a.io) ![x](img/a%20b.png)\n";
    let document = document(text);
    let paths: Vec<_> = document
        .citations
        .iter()
        .filter(|it| it.kind == CitationKind::Path)
        .map(|it| (it.target.as_str(), it.lines))
        .collect();
    assert_eq!(paths, [("app/config.py", Some((82, 142))), ("src/db.ts", None)]);
    assert_eq!(document.citations[0].span.of(text), "`app/config.py:82-142`");
    assert_eq!(cited(text, CitationKind::Link), ["docs/guide.md", "img/a%20b.png"]);
}

#[test]
fn commands_come_from_shell_blocks_and_code_spans() {
    let text = "Run `npm run dev`.\n\n```bash\n# start\n$ make up\npython app/seed.py \\\n  --all now\necho hi\n```\n\n```python\nmake x\n```\n";
    assert_eq!(
        cited(text, CitationKind::Command),
        ["npm run dev", "make up", "python app/seed.py"]
    );
}

#[test]
fn tables_fences_and_lists_document_variables() {
    let text = "| Variable | What |\n|---|---|\n| PORT | port |\n\n| Code | What |\n|---|---|\n| GET | read |\n\n- `REDIS_URL`: where\n\n```env\nMAIL_HOST=x\n```\n```bash\nexport API_KEY=sk_live_abc\nDEBUG=1 npm start\n```\n";
    let facts = facts("README.md", text);
    let names: Vec<_> = facts
        .declarations
        .iter()
        .map(|it| match it {
            Declaration::Variable(variable) => {
                (variable.name.as_str(), variable.span.of(text).trim_end())
            }
            _ => ("", ""),
        })
        .collect();
    assert_eq!(
        names,
        [
            ("PORT", "| PORT | port |"),
            ("REDIS_URL", "`REDIS_URL`"),
            ("MAIL_HOST", "MAIL_HOST=x"),
            ("API_KEY", "export API_KEY=sk_live_abc")
        ]
    );
    assert!(!format!("{:?}", facts.declarations).contains("sk_live_abc"));
}

#[test]
fn underlines_of_restructured_text_open_no_code() {
    let facts = facts("docs/index.rst", "Shop\n~~~~\n\nFast.\n\nUse\n^^^\n\n- a search\n");
    let document = facts.document.expect("a document");
    assert_eq!(document.headings.len(), 2);
    assert_eq!(document.statements.len(), 2);
}

#[test]
fn records_and_licences_are_no_documents() {
    let is = |path| is(&SourcePath::new(path));
    assert!(is("README") && is("a/readme.txt") && is("docs/api.md") && is("STATUS.md"));
    assert!(!is("CHANGELOG.md") && !is("LICENSE.md") && !is("notes.txt") && !is("a.py"));
}

#[test]
fn hostile_documents_are_read_in_time() {
    let started = Instant::now();
    for text in [
        "[".repeat(100_000),
        "> ".repeat(100_000),
        "- ".repeat(20_000),
        "*a_ ".repeat(50_000),
        "`".repeat(100_000),
        "| a ".repeat(100_000),
        format!("```\n├── a/\n{}", "│".repeat(200_000)),
        "├── a\n".repeat(50_000),
        format!("```\n{}", "  ├── a/\n".repeat(50_000)),
        "x".repeat(5_000_000),
    ] {
        facts("README.md", &text);
    }
    assert!(started.elapsed() < Duration::from_secs(20));
}

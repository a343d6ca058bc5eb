//! Whatever stands in a repository: no panic, no hang, and a line in the ledger.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]

use std::time::{Duration, Instant};

use shipworthy::Audit;
use shipworthy::audit::{CoveredFile, FileStatus};
use shipworthy::source::{
    Content, DiskFileSystem, FileSystem, Limits, ListError, Listing, MemoryFileSystem, ReadError,
    Role, SourcePath,
};

/// Far above what any case needs, and far below a hang.
const PATIENCE: Duration = Duration::from_secs(60);

fn audit(files: &dyn FileSystem) -> Audit {
    let start = Instant::now();
    let audit = shipworthy::auditor().build().unwrap().audit(files).unwrap();
    assert!(start.elapsed() < PATIENCE, "the audit took {:?}", start.elapsed());
    audit
}

fn covered<'a>(audit: &'a Audit, path: &str) -> &'a CoveredFile {
    audit.coverage.files.iter().find(|file| file.file.as_str() == path).expect("a ledger entry")
}

fn reason(audit: &Audit, path: &str) -> String {
    covered(audit, path).reason.as_ref().map(ToString::to_string).unwrap_or_default()
}

#[test]
fn broken_syntax_is_partial_and_names_the_line() {
    let files = MemoryFileSystem::new()
        .with("broken.py", "def f(:\n    return [1, 2\n\nclass )\n")
        .with("whole.py", "def g():\n    return 1\n");
    let audit = audit(&files);
    assert_eq!(covered(&audit, "broken.py").status, FileStatus::Partial);
    assert!(reason(&audit, "broken.py").contains("line 1"), "{}", reason(&audit, "broken.py"));
    assert_eq!(covered(&audit, "whole.py").status, FileStatus::Parsed);
}

#[test]
fn bytes_that_are_no_text_are_told() {
    let files = MemoryFileSystem::new()
        .with("latin.py", b"name = 'caf\xE9'\n".as_slice())
        .with("data.py", b"\0\x01\x02".as_slice())
        .with("marked.py", b"\xEF\xBB\xBFx = 1\n".as_slice());
    let audit = audit(&files);
    assert_eq!(covered(&audit, "latin.py").status, FileStatus::Partial);
    assert!(reason(&audit, "latin.py").contains("not UTF-8"));
    assert_eq!(covered(&audit, "data.py").status, FileStatus::Unsupported);
    assert_eq!(covered(&audit, "marked.py").status, FileStatus::Parsed);
}

#[test]
fn ten_megabytes_on_one_line_are_skipped() {
    let line = format!("x = '{}'\n", "a".repeat(10 << 20));
    let shorter = format!("x = '{}'\n", "a".repeat(1 << 20));
    let files = MemoryFileSystem::new().with("big.py", line).with("long.py", shorter);
    let audit = audit(&files);
    assert!(reason(&audit, "big.py").contains("bytes are more than the limit"));
    assert!(reason(&audit, "long.py").contains("line 1 is longer than the limit"));
}

#[test]
fn minified_scripts_stand_in_the_ledger_as_generated() {
    let packed = "function a(b){return c(b);}var d=a(1);".repeat(900);
    let data = format!("export const image = '{}';\n", "iVBORw0KGgo".repeat(3000));
    let files = MemoryFileSystem::new()
        .with("static/app.js", packed.clone())
        .with("static/app.ts", packed)
        .with("static/image.js", data);
    let audit = audit(&files);
    let app = covered(&audit, "static/app.js");
    assert_eq!((app.status, app.role), (FileStatus::Skipped, Role::Generated));
    assert!(reason(&audit, "static/app.js").contains("minified"));
    for read in ["static/app.ts", "static/image.js"] {
        assert_eq!(covered(&audit, read).status, FileStatus::Parsed, "{read}");
    }
}

#[test]
fn each_limit_can_be_raised() {
    let files = MemoryFileSystem::new().with("long.py", format!("x = '{}'\n", "a".repeat(200_000)));
    let limits = Limits { line_bytes: 1 << 20, ..Limits::default() };
    let audit = shipworthy::auditor().limits(limits).build().unwrap().audit(&files).unwrap();
    assert_eq!(covered(&audit, "long.py").status, FileStatus::Parsed);
}

#[test]
fn deep_nesting_ends_at_the_limit() {
    let deep = |open: &str, close: &str| {
        let mut text = String::new();
        // In lines, so that the line limit is not what stops it.
        for _ in 0..1000 {
            text.push_str(&open.repeat(100));
            text.push('\n');
        }
        for _ in 0..1000 {
            text.push_str(&close.repeat(100));
            text.push('\n');
        }
        text
    };
    let blocks: String = (0..2000).map(|depth| format!("{}if x:\n", " ".repeat(depth))).collect();
    let files = MemoryFileSystem::new()
        .with("lists.py", format!("x = {}", deep("[", "]")))
        .with("calls.py", format!("x = {}", deep("f(", ")")))
        .with("attributes.py", format!("x = a\\\n{}", ".b\\\n".repeat(100_000)))
        .with("sums.py", format!("x = (1\n{})", "+ 1\n".repeat(100_000)))
        .with("blocks.py", blocks)
        .with("lists.ts", format!("const x = {}", deep("[", "]")))
        .with("elements.tsx", format!("const x = {}", deep("<a>", "</a>")))
        .with("types.ts", format!("let x: {}", deep("a<", ">")))
        .with("lists.json", deep("[", "]"))
        .with("package.json", deep("{\"a\":", "}"))
        .with("lists.yaml", deep("[", "]"))
        .with("pyproject.toml", format!("x = {}", deep("[", "]")));
    assert_eq!(audit(&files).coverage.totals.files, 12);
    let lists = MemoryFileSystem::new().with("lists.py", format!("x = {}", deep("[", "]")));
    let audit = audit(&lists);
    let lists = reason(&audit, "lists.py");
    assert!(lists.contains("nested deeper"), "{lists}");
}

#[test]
fn a_file_of_comments_alone_is_read_in_one_go() {
    let files = MemoryFileSystem::new()
        .with("many.py", "#\n".repeat(400_000))
        .with("many.ts", "//\n".repeat(400_000));
    let audit = audit(&files);
    assert_eq!(covered(&audit, "many.py").status, FileStatus::Parsed);
    assert_eq!(covered(&audit, "many.ts").status, FileStatus::Parsed);
}

#[test]
fn signs_that_may_begin_values_are_looked_at_in_one_go() {
    let files = MemoryFileSystem::new()
        .with("open.ts", "f(a, (b,\n".repeat(100_000))
        .with("many.ts", format!("let {};", "a = b, ".repeat(100_000)))
        .with("lines.ts", format!("f({});", "(a, [b, { c:\n".repeat(100_000)));
    let limits = Limits { line_bytes: 1 << 20, ..Limits::default() };
    let audit = shipworthy::auditor().limits(limits).build().unwrap().audit(&files).unwrap();
    for path in ["open.ts", "many.ts", "lines.ts"] {
        assert_eq!(covered(&audit, path).status, FileStatus::Partial);
    }
}

#[test]
fn a_file_that_parses_too_slowly_is_given_up() {
    let files = MemoryFileSystem::new()
        .with("slow.ts", format!("let x = {}", "a<\n".repeat(100_000)))
        .with("slow.tsx", format!("let x = {}", "a<\n".repeat(100_000)))
        .with("slow.py", format!("x = {}", "a<\n".repeat(100_000)));
    let audit = |file_steps| {
        let limits = Limits { file_steps, ..Limits::default() };
        shipworthy::auditor().limits(limits).build().unwrap().audit(&files).unwrap()
    };
    // However fast the machine, the same steps end it.
    let given_up = audit(100_000);
    for path in ["slow.ts", "slow.tsx", "slow.py"] {
        assert_eq!(covered(&given_up, path).status, FileStatus::Partial);
        assert_eq!(reason(&given_up, path), "parsing took more steps than the limit");
    }
    assert!(!reason(&audit(5_000_000), "slow.py").contains("steps"));
}

#[test]
fn an_alias_bomb_and_nested_lists_of_yaml_are_bounded() {
    let mut bomb = "services:\n  a0: &a0 {image: redis}\n".to_owned();
    for level in 1..40 {
        let before = level - 1;
        bomb.push_str(&format!("  a{level}: &a{level} [{}]\n", format!("*a{before},").repeat(9)));
    }
    let nested: String = (0..20_000).map(|_| "- ").collect();
    let files = MemoryFileSystem::new()
        .with("docker-compose.yml", bomb)
        .with("nested.yaml", nested)
        .with("self.yaml", "a: &a [*a]\n");
    let audit = audit(&files);
    assert_eq!(audit.coverage.totals.files, 3);
}

/// Lists a file that cannot be read, as if it had vanished in between.
struct Vanishing;

impl FileSystem for Vanishing {
    fn list(&self) -> Result<Listing, ListError> {
        let files = vec![SourcePath::new("gone.py"), SourcePath::new("here.py")];
        Ok(Listing { files, passed_over: Vec::new() })
    }

    fn read(&self, path: &SourcePath, _limit: u64) -> Result<Content, ReadError> {
        if path.as_str() == "gone.py" {
            return Err(ReadError::Vanished);
        }
        Ok(Content { bytes: b"x = 1\n".to_vec(), size: 6 })
    }
}

#[test]
fn a_vanished_file_is_in_the_ledger() {
    let audit = audit(&Vanishing);
    assert_eq!(covered(&audit, "gone.py").status, FileStatus::Skipped);
    assert!(reason(&audit, "gone.py").contains("vanished"));
    assert_eq!(covered(&audit, "here.py").status, FileStatus::Parsed);
}

#[test]
fn packages_that_name_folders_as_their_entries_end() {
    let files = MemoryFileSystem::new()
        .with("app/package.json", r#"{"name": "app", "main": ""}"#)
        .with("a/package.json", r#"{"name": "a", "main": "../b"}"#)
        .with("b/package.json", r#"{"name": "b", "main": "../a"}"#)
        .with("index.ts", "import './app';\nimport './a';\n");
    let audit = audit(&files);
    assert_eq!(covered(&audit, "index.ts").status, FileStatus::Parsed);
}

#[test]
fn nothing_analysed_is_never_a_success() {
    let app = || MemoryFileSystem::new().with("app.py", "def f():\n    return 1\n");
    let empty = audit(&MemoryFileSystem::new());
    let foreign = audit(&MemoryFileSystem::new().with("main.go", "package main\nfunc main() {}\n"));
    let pictures = audit(&MemoryFileSystem::new().with("a.png", b"\x89PNG\0".as_slice()));
    let no_rules = shipworthy::auditor().retain_rules(|_| false).build().unwrap();
    let no_rules = no_rules.audit(&app()).unwrap();
    let excluded = shipworthy::auditor().exclude("**").build().unwrap().audit(&app()).unwrap();
    for (name, audit) in [
        ("an empty folder", empty),
        ("an unsupported language", foreign),
        ("pictures", pictures),
        ("no rules", no_rules),
        ("everything excluded", excluded),
    ] {
        assert!(audit.is_empty(), "{name}");
        assert!(!audit.is_ready(), "{name}");
    }
}

#[cfg(unix)]
mod disk {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::path::PathBuf;

    use super::*;

    /// A folder of this test's own, emptied first.
    fn folder(name: &str) -> PathBuf {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test makes its files")]
    fn links_are_passed_over_and_ignored_files_are_not_read() {
        let outside = folder("outside");
        fs::write(outside.join("secret.py"), "x = 1\n").unwrap();
        let root = folder("links");
        fs::create_dir_all(root.join("app/.github/workflows")).unwrap();
        fs::create_dir_all(root.join("node_modules/pkg")).unwrap();
        fs::write(root.join("node_modules/pkg/index.js"), "x = 1\n").unwrap();
        fs::write(root.join("app/main.py"), "x = 1\n").unwrap();
        fs::write(root.join("app/ignored.py"), "x = 1\n").unwrap();
        fs::write(root.join(".gitignore"), "ignored.py\n").unwrap();
        fs::write(root.join(".env.example"), "A=1\n").unwrap();
        symlink(&root, root.join("app/loop")).unwrap();
        symlink(outside.join("secret.py"), root.join("app/link.py")).unwrap();
        let audit = audit(&DiskFileSystem::new(&root));
        let paths: Vec<&str> = audit.coverage.files.iter().map(|file| file.file.as_str()).collect();
        let expected = [
            ".env.example",
            ".gitignore",
            "app/link.py",
            "app/loop",
            "app/main.py",
            "node_modules",
        ];
        assert_eq!(paths, expected);
        assert!(reason(&audit, "app/link.py").contains("symbolic link"));
        assert_eq!(covered(&audit, "app/loop").status, FileStatus::Skipped);
        let json = audit.to_json().unwrap();
        assert!(!json.contains(root.to_str().unwrap()), "an absolute path is in the output");
    }

    #[test]
    fn a_missing_root_is_an_error_and_an_empty_one_is_not() {
        let root = folder("empty");
        assert!(audit(&DiskFileSystem::new(&root)).is_empty());
        let missing = DiskFileSystem::new(root.join("missing"));
        let error = shipworthy::auditor().build().unwrap().audit(&missing).unwrap_err();
        assert!(!error.to_string().contains(root.to_str().unwrap()));
    }
}

//! The command as its users meet it: output, exit codes, pipes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]
#![expect(clippy::disallowed_methods, reason = "these tests run the command on files of their own")]

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn command(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shipworthy"));
    command.arg("audit").arg(root).args(arguments);
    command
}

fn run(root: &Path, arguments: &[&str]) -> Output {
    command(root, arguments).output().unwrap()
}

const CLEAN: &[(&str, &str)] = &[("app.py", "def total(items):\n    return sum(items)\n")];

#[test]
fn exit_codes_tell_apart_what_happened() {
    let compose = "services:\n  web:\n    image: a/b:1.0\n    privileged: true\n";
    let faulty = folder("faulty", &[("docker-compose.yml", compose)]);
    assert_eq!(run(&faulty, &["--fail-on", "low"]).status.code(), Some(1));
    assert_eq!(run(&faulty, &["--fail-on", "never"]).status.code(), Some(0));
    let empty = folder("empty", &[]);
    assert_eq!(run(&empty, &[]).status.code(), Some(3), "nothing analysed");
    assert_eq!(run(&empty, &["--fail-on", "never"]).status.code(), Some(3));
    assert_eq!(run(&empty.join("missing"), &[]).status.code(), Some(2));
    assert_eq!(run(&faulty, &["--rule", "no-such-rule"]).status.code(), Some(2));
    assert_eq!(run(&faulty, &["--no-such-flag"]).status.code(), Some(2));
}

#[test]
fn entry_points_can_be_stated() {
    let root = folder("stated", CLEAN);
    let stated = String::from_utf8(run(&root, &["--entry-point", "app.py"]).stdout).unwrap();
    assert!(stated.contains("Entry point: app.py (stated in configuration)"), "{stated}");
    let missing = run(&root, &["--entry-point", "main.py"]);
    assert_eq!(missing.status.code(), Some(2));
    let told = String::from_utf8(missing.stderr).unwrap();
    assert!(told.contains("`main.py` is no file of code"), "{told}");
}

#[test]
fn long_output_reaches_a_slow_reader_whole() {
    let files: Vec<(String, &str)> =
        (0..1500).map(|at| (format!("module_{at}.py"), "x = 1\n")).collect();
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let root = folder("many", &files);
    let mut child = command(&root, &["--format", "json"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut text = String::new();
    let mut out = child.stdout.take().unwrap();
    let mut chunk = [0; 1000];
    loop {
        let read = out.read(&mut chunk).unwrap();
        if read == 0 {
            break;
        }
        text.push_str(std::str::from_utf8(&chunk[..read]).unwrap());
    }
    child.wait().unwrap();
    assert!(text.len() > 1 << 16, "the output is longer than a pipe holds");
    let audit: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(audit["coverage"]["files"].as_array().unwrap().len(), 1500);
}

#[test]
fn a_closed_pipe_is_no_panic() {
    let root = folder("closed", CLEAN);
    let mut child = command(&root, &["--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.code().is_some_and(|code| code < 2));
}

#[test]
fn nothing_is_drawn_where_there_is_no_terminal() {
    let output = run(&folder("quiet", CLEAN), &["--format", "json"]);
    assert_eq!(output.stderr, b"");
    assert!(!output.stdout.contains(&0x1b));
}

#[test]
fn rules_are_listed_and_explained() {
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_shipworthy")).args(arguments).output().unwrap()
    };
    let list = String::from_utf8(run(&["rules"]).stdout).unwrap();
    assert!(list.contains("mock-function"));
    let page = run(&["explain", "mock-function"]);
    assert!(String::from_utf8(page.stdout).unwrap().starts_with("# mock-function"));
    assert_eq!(run(&["explain", "no-such-rule"]).status.code(), Some(2));
}

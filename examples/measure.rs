//! Measures an audit against the floor: reading and parsing the same files with tree-sitter and doing nothing else.
//!
//! `cargo run --release --example measure -- PATH` prints the processor time of both and their ratio, the peak of
//! memory, and the time for the repository once, twice and four times. It reads `/proc`, so it needs Linux.
#![expect(clippy::print_stdout, reason = "it prints what it measures")]
#![expect(clippy::disallowed_methods, reason = "it asks the system about itself")]

use std::error::Error;
use std::fs;

use shipworthy::audit::FileStatus;
use shipworthy::source::{
    Content, DiskFileSystem, FileSystem, ListError, Listing, ReadError, SourcePath,
};
use tree_sitter::{Language, Parser};

/// Milliseconds of processor time that this process has used.
fn processor_time() -> Result<u64, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split(' ').collect();
    // User and system time, in hundredths of a second.
    Ok((fields[12].parse::<u64>()? + fields[13].parse::<u64>()?) * 10)
}

/// The peak of memory in MiB.
fn peak_memory() -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.split_whitespace().nth(1).ok_or("no number")?.parse::<u64>()? / 1024)
}

/// Several copies of a repository, side by side.
struct Copies {
    files: DiskFileSystem,
    times: u32,
}

impl FileSystem for Copies {
    fn list(&self) -> Result<Listing, ListError> {
        let once = self.files.list()?;
        let files = (0..self.times)
            .flat_map(|copy| {
                once.files.iter().map(move |path| SourcePath::new(&format!("copy{copy}/{path}")))
            })
            .collect();
        Ok(Listing { files, passed_over: Vec::new() })
    }

    fn read(&self, path: &SourcePath, limit: u64) -> Result<Content, ReadError> {
        let inner = path.as_str().split_once('/').map_or("", |(_, inner)| inner);
        self.files.read(&SourcePath::new(inner), limit)
    }
}

/// The grammar of a file of code.
fn grammar(path: &SourcePath) -> Option<Language> {
    match path.extension() {
        "py" | "pyi" => Some(tree_sitter_python::LANGUAGE.into()),
        "ts" | "mts" | "cts" => Some(tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into()),
        "tsx" | "jsx" | "js" | "mjs" | "cjs" => Some(tree_sitter_typescript::LANGUAGE_TSX.into()),
        _ => None,
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let root = std::env::args().nth(1).ok_or("give the path of a repository")?;
    let auditor = shipworthy::auditor().threads(1).build()?;

    let before = processor_time()?;
    let audit = auditor.audit(&DiskFileSystem::new(&root))?;
    let mut bytes = 0;
    audit.write_json(std::io::sink())?;
    let audited = processor_time()? - before;
    let memory = peak_memory()?;

    let files = DiskFileSystem::new(&root);
    let read: Vec<&SourcePath> = audit
        .coverage
        .files
        .iter()
        .filter(|file| matches!(file.status, FileStatus::Parsed | FileStatus::Partial))
        .map(|file| &file.file)
        .collect();
    let before = processor_time()?;
    let mut parser = Parser::new();
    let listed = files.list()?.files.len();
    for path in &read {
        let content = files.read(path, u64::MAX)?;
        bytes += content.bytes.len();
        if let Some(grammar) = grammar(path) {
            parser.set_language(&grammar)?;
            parser.parse(&content.bytes, None);
        }
    }
    let floor = (processor_time()? - before).max(1);

    let source = bytes as u64 / (1 << 20);
    println!("files listed: {listed}, read: {}, of {source} MiB", read.len());
    println!("floor: {floor} ms, audit: {audited} ms, ratio: {:.2}", audited as f64 / floor as f64);
    println!("peak memory: {memory} MiB, allowed: {} MiB", 50 + 3 * source);
    drop(audit);
    for times in [1, 2, 4] {
        let copies = Copies { files: DiskFileSystem::new(&root), times };
        let before = processor_time()?;
        auditor.audit(&copies)?;
        println!("{times} times the repository: {} ms", processor_time()? - before);
    }
    Ok(())
}

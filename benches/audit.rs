//! A cold audit beside its floor: reading the same files, parsing those of code and of YAML, and nothing else.
//!
//! `SHIPWORTHY_BENCH=PATH cargo bench` measures a repository; without a path, the bundled samples, which are too small
//! for a ratio. It prints the least processor time of nine runs of both and their ratio, the median of the ratios of the
//! nine turns, the peak of memory beside what is allowed, and the time for the repository once, twice and four times;
//! then criterion times both. Processor time and memory come from `/proc`, so they need Linux.
#![expect(
    clippy::disallowed_methods,
    reason = "a benchmark is told its repository and asks the system about itself"
)]
#![expect(clippy::print_stdout, reason = "it prints what it measures")]
#![allow(missing_docs, reason = "criterion generates undocumented items")]

use std::error::Error;
use std::fs;
use std::hint::black_box;

use criterion::Criterion;
use shipworthy::Auditor;
use shipworthy::audit::FileStatus;
use shipworthy::source::{
    Content, DiskFileSystem, FileSystem, ListError, Listing, ReadError, SourcePath,
};
use tree_sitter::{Language, Parser};

/// The allocator of the command.
#[cfg(any(target_os = "linux", target_os = "macos"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// How often audit and floor are measured.
const ROUNDS: u32 = 9;

/// Several copies of a repository, side by side.
struct Copies<'a> {
    files: &'a DiskFileSystem,
    times: u32,
}

impl FileSystem for Copies<'_> {
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

/// Milliseconds of processor time that this process has used, in all of its threads.
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

/// The grammar of a file of code.
fn grammar(path: &SourcePath) -> Option<Language> {
    match path.extension() {
        "py" | "pyi" => Some(tree_sitter_python::LANGUAGE.into()),
        "ts" | "mts" | "cts" => Some(tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into()),
        "tsx" | "jsx" | "js" | "mjs" | "cjs" => Some(tree_sitter_typescript::LANGUAGE_TSX.into()),
        _ => None,
    }
}

/// Lists the repository, reads these files and parses those of code and of YAML. Returns their bytes.
fn floor(files: &DiskFileSystem, read: &[SourcePath]) -> Result<u64, Box<dyn Error>> {
    let mut bytes = 0;
    let mut parser = Parser::new();
    files.list()?;
    for path in read {
        let content = files.read(path, u64::MAX)?;
        bytes += content.bytes.len() as u64;
        if let Some(grammar) = grammar(path) {
            parser.set_language(&grammar)?;
            parser.parse(&content.bytes, None);
        } else if matches!(path.extension(), "yml" | "yaml") {
            let text = String::from_utf8_lossy(&content.bytes);
            black_box(granit_parser::Parser::new_from_str(&text).take_while(Result::is_ok).count());
        }
    }
    Ok(bytes)
}

/// Runs `work` and returns what it gives and the milliseconds of processor time that it took.
fn timed<T>(work: impl FnOnce() -> Result<T, Box<dyn Error>>) -> Result<(T, u64), Box<dyn Error>> {
    let before = processor_time()?;
    let given = work()?;
    Ok((given, processor_time()? - before))
}

/// Prints processor time and memory, and returns the files that the audit read.
fn measure(auditor: &Auditor, files: &DiskFileSystem) -> Result<Vec<SourcePath>, Box<dyn Error>> {
    let audit = || {
        let audit = auditor.audit(files)?;
        audit.write_json(std::io::sink())?;
        Ok(audit)
    };
    let (first, audited) = timed(audit)?;
    // Nothing else has run yet: the peak is the audit's.
    let memory = peak_memory()?;
    let read: Vec<SourcePath> = first
        .coverage
        .files
        .iter()
        .filter(|file| matches!(file.status, FileStatus::Parsed | FileStatus::Partial))
        .map(|file| file.file.clone())
        .collect();
    drop(first);
    let (bytes, least) = timed(|| floor(files, &read))?;
    let mut turns = vec![(audited, least)];
    // In turns, and the least of each counts: what comes first also pays for memory that the process has not got yet,
    // and what else the machine does only ever adds.
    for _ in 1..ROUNDS {
        turns.push((timed(audit)?.1, timed(|| floor(files, &read))?.1));
    }
    let audited = turns.iter().map(|turn| turn.0).min().unwrap_or_default();
    let least = turns.iter().map(|turn| turn.1).min().unwrap_or_default();
    let ratio = |(audit, floor): (u64, u64)| audit as f64 / floor.max(1) as f64;
    let mut ratios: Vec<f64> = turns.into_iter().map(ratio).collect();
    ratios.sort_by(f64::total_cmp);
    let source = bytes / (1 << 20);
    println!("read: {} files, {source} MiB", read.len());
    println!("floor: {least} ms, audit: {audited} ms, ratio: {:.2}", ratio((audited, least)));
    println!("median of the ratios of {} turns: {:.2}", ratios.len(), ratios[ratios.len() / 2]);
    println!("peak memory: {memory} MiB, allowed: {} MiB", 50 + 3 * source);
    for times in [1, 2, 4] {
        let (_, took) = timed(|| Ok(auditor.audit(&Copies { files, times })?))?;
        println!("{times} times the repository: {took} ms");
    }
    Ok(read)
}

fn main() -> Result<(), Box<dyn Error>> {
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/services");
    let root = std::env::var("SHIPWORTHY_BENCH").unwrap_or_else(|_| samples.to_owned());
    let files = DiskFileSystem::new(root);
    let auditor = shipworthy::auditor().threads(1).build()?;
    let read = measure(&auditor, &files)?;
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("cold");
    group.sample_size(10);
    group.bench_function("floor", |bencher| bencher.iter(|| floor(&files, &read).ok()));
    group.bench_function("audit", |bencher| bencher.iter(|| auditor.audit(&files)));
    group.finish();
    criterion.final_summary();
    Ok(())
}

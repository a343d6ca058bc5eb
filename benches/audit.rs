//! A cold audit beside its floor: reading and parsing the same files with tree-sitter and doing nothing else.
//!
//! `SHIPWORTHY_BENCH=PATH cargo bench` measures a repository; without it, the bundled samples. `examples/measure.rs`
//! measures processor time and memory.
#![expect(clippy::disallowed_methods, reason = "a benchmark is told its repository")]
#![allow(missing_docs, reason = "criterion generates undocumented items")]

use criterion::{Criterion, criterion_group, criterion_main};
use shipworthy::source::{DiskFileSystem, FileSystem, SourcePath};
use tree_sitter::Parser;

fn bench(criterion: &mut Criterion) {
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/services");
    let root = std::env::var("SHIPWORTHY_BENCH").unwrap_or_else(|_| samples.to_owned());
    let files = DiskFileSystem::new(root);
    let python: Vec<SourcePath> = files
        .list()
        .map(|listing| listing.files)
        .unwrap_or_default()
        .into_iter()
        .filter(|path| path.extension() == "py")
        .collect();
    let mut group = criterion.benchmark_group("cold");
    group.sample_size(10);
    group.bench_function("floor", |bencher| {
        bencher.iter(|| {
            let mut parser = Parser::new();
            parser.set_language(&tree_sitter_python::LANGUAGE.into()).ok();
            python
                .iter()
                .filter_map(|path| files.read(path, u64::MAX).ok())
                .filter_map(|content| parser.parse(&content.bytes, None))
                .count()
        });
    });
    if let Ok(auditor) = shipworthy::auditor().threads(1).build() {
        group.bench_function("audit", |bencher| bencher.iter(|| auditor.audit(&files)));
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);

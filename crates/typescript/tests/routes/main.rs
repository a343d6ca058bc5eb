//! Routes of small applications, an idiom or a trap each.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]

mod adonis;
mod astro;
mod authjs;
mod controllers;
mod elysia;
mod express;
mod fastify;
mod feathers;
mod handlers;
mod hapi;
mod hono;
mod koa;
mod libraries;
mod medusa;
mod nestjs;
mod nextjs;
mod nitro;
mod order;
mod pages;
mod refusals;
mod remix;
mod restify;
mod strapi;
mod sveltekit;
mod trpc;
mod wrappers;

use shipworthy_core::analyzer::{Analyzer, ExtractLimits};
use shipworthy_core::project::{Linker, Project, ProjectFile, link};
use shipworthy_core::source::{Role, SourceFile, SourcePath};
use shipworthy_typescript::TypeScriptAnalyzer;

fn project(files: &[(&str, &str)]) -> Project {
    let analyzer = TypeScriptAnalyzer::new();
    let mut extractor = analyzer.extractor();
    let files = files
        .iter()
        .map(|(path, text)| {
            let path = SourcePath::new(path);
            let language = analyzer.claims(&path, text).expect("TypeScript or JavaScript");
            let role = Role::Production;
            let source = SourceFile { path: &path, text, language: &language, role };
            let facts = extractor.extract(&source, &ExtractLimits::default()).facts;
            ProjectFile::new(path, language, role, facts)
        })
        .collect();
    let linkers: Vec<&dyn Linker> = analyzer.linker().into_iter().collect();
    link(files, &linkers)
}

/// `METHOD path protection`, sorted.
fn routes(files: &[(&str, &str)]) -> Vec<String> {
    let mut routes: Vec<String> = project(files)
        .routes
        .iter()
        .map(|route| {
            format!("{} {} {:?}", route.method, route.path, route.protection).to_lowercase()
        })
        .collect();
    routes.sort();
    routes
}

const AUTH: (&str, &str) = (
    "src/auth.ts",
    r#"
    import jwt from "jsonwebtoken";
    export function requireUser(req, res, next) {
        const token = req.headers.authorization;
        if (!token) {
            return res.status(401).json({ error: "Unauthorized" });
        }
        req.user = jwt.verify(token, process.env.SECRET);
        next();
    }
    export function allowAll(req, res, next) {
        next();
    }
    "#,
);

#[test]
fn hostile_files_are_partial() {
    let analyzer = TypeScriptAnalyzer::new();
    let mut extractor = analyzer.extractor();
    for text in [
        "[".repeat(100_000),
        "f(".repeat(100_000),
        "a<".repeat(20_000),
        format!("x = {}1", "1 + ".repeat(50_000)),
        "const a = {".to_owned(),
        "\u{0}\u{1}`${`${".to_owned(),
    ] {
        let path = SourcePath::new("a.ts");
        let language = analyzer.claims(&path, &text).expect("TypeScript");
        let source =
            SourceFile { path: &path, text: &text, language: &language, role: Role::Production };
        let limits = ExtractLimits::default();
        assert!(!extractor.extract(&source, &limits).problems.is_empty());
    }
    // The parser is not left with an older text.
    let path = SourcePath::new("b.ts");
    let language = analyzer.claims(&path, "").expect("TypeScript");
    let text = "export function f() { return 1; }";
    let source = SourceFile { path: &path, text, language: &language, role: Role::Production };
    let extraction = extractor.extract(&source, &ExtractLimits::default());
    assert!(extraction.problems.is_empty());
    assert_eq!(extraction.facts.functions[0].name, "f");
}

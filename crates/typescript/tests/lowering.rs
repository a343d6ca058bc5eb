//! Plain code is read off its text and other code off its tree: both must tell the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]

use shipworthy_core::analyzer::{Analyzer, ExtractLimits};
use shipworthy_core::facts::FileFacts;
use shipworthy_core::source::{Role, SourceFile, SourcePath};
use shipworthy_typescript::TypeScriptAnalyzer;

fn facts(text: &str) -> FileFacts {
    let analyzer = TypeScriptAnalyzer::new();
    let path = SourcePath::new("src/page.tsx");
    let language = analyzer.claims(&path, text).expect("TSX");
    let source = SourceFile { path: &path, text, language: &language, role: Role::Production };
    analyzer.extractor().extract(&source, &ExtractLimits::default()).facts
}

/// What the facts say, places aside.
fn said(facts: &FileFacts) -> String {
    let imports =
        facts.imports.iter().map(|it| format!("{} {:?} {:?}", it.module, it.names, it.kind));
    let calls = facts.calls.iter().map(|it| {
        let given = it.arguments.iter().map(|argument| format!("{:?}", argument.value));
        format!("{:?} {:?}", it.callee, given.collect::<Vec<_>>())
    });
    let bindings = facts.bindings.iter().map(|it| format!("{} {:?}", it.name, it.value));
    imports.chain(calls).chain(bindings).collect::<Vec<_>>().join("\n")
}

const PLAIN: &str = r#"
import { load, save as keep } from "./store"
const limits = { page: 20, name: "first", deep: { on: true } }
const total = this.counts.rows
load(limits.page, { size: limits.deep.on, to: import.meta.url })
keep(window.location.href, undefined, process.env.HOME)
render(<Page title="hello" count={limits.page} open />)
"#;

#[test]
fn spaces_and_comments_between_parts_change_nothing_and_comments_are_kept() {
    let spaced = r#"
import { load /* 1 */, save /* 2 */ as keep } from "./store"
const limits /* 3 */ = { page /* 4 */ : /* 5 */ 20, name : "first", deep: /* 6 */ { on: true } }
const total = /* 7 */ this . counts /* 8 */ . rows
load(limits
  .page, { size: limits.deep/* 9 */.on, to: import.meta.url })
keep(/* 10 */ window. location.href, undefined, process.env.HOME /* 11 */)
render(<Page title = "hello" count={ /* 12 */ limits.page} open />)
"#;
    let (plain, spaced) = (facts(PLAIN), facts(spaced));
    assert_eq!(said(&plain), said(&spaced));
    let comments: Vec<String> = spaced.comments.iter().map(|it| it.text.to_string()).collect();
    assert_eq!(comments, (1..=12).map(|at| at.to_string()).collect::<Vec<_>>());
}

#[test]
fn a_syntax_error_elsewhere_changes_nothing() {
    let broken = format!("{PLAIN}\nfunction ( {{ ] }}\n");
    let broken = said(&facts(&broken));
    for line in said(&facts(PLAIN)).lines() {
        assert!(broken.contains(line), "{line}");
    }
}

#[test]
fn imports_tell_the_same_with_a_comment_in_them() {
    for import in [
        r#"import "./setup";"#,
        r#"import React from "react""#,
        r#"import React, { useState as state, useMemo, } from 'react';"#,
        r#"import store, * as all from "./store""#,
        r#"import { default as store, type Row, type Column as Cell } from "./store""#,
        r#"import { type } from "./store""#,
        r#"import { type as kind } from "./store""#,
        r#"import { type as as kind } from "./store""#,
        r#"import type from "./store""#,
        r#"import type { Row, Column as Cell } from "./store""#,
        r#"import type Row from "./store""#,
        r#"import type * as rows from "./store""#,
        r#"import rows from "./rows.json" with { type: "json" }"#,
        r#"import { "a-row" as row } from "./store""#,
        r#"import größe from "./store""#,
        r#"import store = require("./store")"#,
        "import {\n  load,\n  save\n} from \"./st\\u006fre\";",
    ] {
        let commented = import.replacen("import", "import /* of parts */", 1);
        let (plain, commented) = (facts(import), facts(&commented));
        assert_eq!(said(&plain), said(&commented), "{import}");
        assert_eq!(plain.imports.len(), commented.imports.len().max(1), "{import}");
    }
}

//! What is read off the text is what the tree says.

use proptest::prelude::*;
use proptest::sample::select;
use shipworthy_core::analyzer::ExtractLimits;
use shipworthy_core::source::Interner;
use tree_sitter::{Parser, Tree};

use super::kinds::TSX;
use super::{Prelude, lower_read};

fn parse(text: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&TSX.language).unwrap();
    parser.parse(text, None).unwrap()
}

/// All that a file is lowered to, from its text where that is plain, or from the tree alone.
fn lowered(text: &str, sound: bool) -> String {
    lowered_behind(text, Prelude::default(), sound)
}

/// The same; what the file begins with is read off the text.
fn begun(text: &str) -> String {
    lowered_behind(text, Prelude::of(text), true)
}

fn lowered_behind(text: &str, prelude: Prelude<'_>, sound: bool) -> String {
    let mut parser = Parser::new();
    parser.set_language(&TSX.language).unwrap();
    let limits = ExtractLimits::default();
    let tree = shipworthy_syntax::parse_from(&mut parser, text, prelude.end, &limits).unwrap();
    let lowered = lower_read(text, prelude, &tree, &TSX, 200, &mut Interner::default(), sound);
    format!("{:?} {:?}", lowered.module, lowered.problems)
}

fn list(items: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    prop::collection::vec(items, 0..4).prop_map(|items| items.join(", "))
}

/// Expressions, mostly of the kinds that are read off the text, some of others within them.
fn expression() -> impl Strategy<Value = String> {
    let leaf = select(vec![
        "a",
        "$b_1",
        "this",
        "this.c",
        "user.name",
        "user?.name",
        "exports.d",
        "module.exports",
        "undefined",
        "null",
        "true",
        "12",
        "0.5",
        "1e3",
        "'text'",
        "\"it's // no comment\"",
        r"'a\nb'",
        "`t`",
        "`t ${a}`",
        "/r/g",
        "a!",
        "a as B",
        "f<T>(a)",
        "require('m')",
        "x => x",
        "async (x) => x",
        "<A b='c' d={e} f />",
        "a /* why */ . b",
        "{}",
        "[]",
        "f()",
        "new A",
    ])
    .prop_map(|leaf| match leaf {
        // These bind more loosely than what they may stand in, or take a `<` behind them for types.
        "x => x" | "async (x) => x" | "a as B" | "new A" => format!("({leaf})"),
        leaf => leaf.to_owned(),
    });
    let blank = || select(vec!["", " ", "\n\t"]);
    let sign = select(vec![
        " + ",
        " - ",
        "+",
        " === ",
        "!==",
        " == ",
        " && ",
        "||",
        " ?? ",
        " > ",
        ">=",
        " <= ",
        " < ",
        " * ",
        " in ",
        " instanceof ",
        " | ",
    ]);
    let key = select(vec!["k", "'k-k'", "12", "[k]", "get"]);
    leaf.prop_recursive(4, 24, 4, move |inner| {
        let entry = prop_oneof![
            4 => (key.clone(), blank(), inner.clone())
                .prop_map(|(key, blank, it)| format!("{key}{blank}:{blank}{it}")),
            2 => Just("name".to_owned()),
            1 => inner.clone().prop_map(|it| format!("...{it}")),
            1 => Just("m() { return 1 }".to_owned()),
        ];
        let item =
            prop_oneof![3 => inner.clone(), 1 => inner.clone().prop_map(|it| format!("...{it}"))];
        let before = select(vec!["!", "-", "await ", "typeof ", "void "]);
        let callee = select(vec!["f", "a.b", "a?.b", "this.c", "super.d", "import", "async"]);
        prop_oneof![
            (callee, blank(), list(item.clone()))
                .prop_map(|(callee, blank, items)| format!("{callee}({blank}{items}{blank})")),
            (inner.clone(), blank(), list(item.clone()))
                .prop_map(|(it, blank, items)| format!("({it}){blank}.m({items})")),
            list(item.clone()).prop_map(|items| format!("new A.B({items})")),
            list(item).prop_map(|items| format!("[{items}]")),
            list(entry).prop_map(|entries| format!("{{ {entries} }}")),
            (inner.clone(), sign.clone(), inner.clone(), sign.clone(), inner.clone())
                .prop_map(|(a, one, b, two, c)| format!("({a}{one}{b}{two}{c})")),
            (before, inner.clone()).prop_map(|(before, it)| format!("({before}({it}))")),
            (before_parts(), inner.clone()).prop_map(|(before, it)| format!("({before}{it})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a})[{b}]")),
            (inner.clone(), blank(), inner.clone(), inner)
                .prop_map(|(a, blank, b, c)| format!("({a}{blank}? {b} :{blank}{c})")),
        ]
    })
}

/// What may stand before a value without brackets.
fn before_parts() -> impl Strategy<Value = &'static str> {
    select(vec!["await ", "typeof ", "! "])
}

/// What a file may begin with, most of it read off the text, with what stands between.
fn beginning() -> impl Strategy<Value = String> {
    let name = || select(vec!["a", "B_1", "type", "from", "as", "default", "of", "café"]);
    let specifier = (
        select(vec!["", "", "type "]),
        name(),
        select(vec![None, Some("b"), Some("as"), Some("type")]),
    )
        .prop_map(|(before, name, alias)| match alias {
            Some(alias) => format!("{before}{name} as {alias}"),
            None => format!("{before}{name}"),
        });
    let blank = || select(vec!["", " ", "\n  ", " /* x */ "]);
    let clause = (blank(), list(specifier), select(vec!["", ","]))
        .prop_map(|(blank, names, comma)| format!("{{{blank}{names}{comma}{blank}}}"))
        .boxed();
    let source = || select(vec!["'./m'", "\"@a/b\"", r"'./\x61'", "'./m' with { type: 'json' }"]);
    let type_only = || select(vec!["", "", "type "]);
    let statement = prop_oneof![
        4 => (type_only(), clause.clone(), blank(), source())
            .prop_map(|(of, clause, blank, source)| format!("import {of}{clause}{blank}from {source}")),
        2 => (type_only(), name(), source()).prop_map(|(of, name, source)| format!("import {of}{name} from {source}")),
        2 => (name(), clause.clone(), source())
            .prop_map(|(name, clause, source)| format!("import {name}, {clause} from {source}")),
        2 => (type_only(), name(), source())
            .prop_map(|(of, name, source)| format!("import {of}* as {name} from {source}")),
        1 => source().prop_map(|source| format!("import {source}")),
        1 => name().prop_map(|name| format!("import {name} = require('m')")),
        2 => (type_only(), clause, blank(), source())
            .prop_map(|(of, clause, blank, source)| format!("export {of}{clause} from{blank}{source}")),
        2 => (type_only(), select(vec!["*", "* as n"]), source())
            .prop_map(|(of, all, source)| format!("export {of}{all} from {source}")),
        1 => select(vec!["'use client'", "\"use strict\"", "''", "import('m')", "export const c = 1", "export {}", "f()"])
            .prop_map(str::to_owned),
    ];
    let end = select(vec![
        ";",
        "\n",
        ";\n",
        "\n\n",
        "\n;",
        " // why\n",
        "; // why\n",
        "; // why\r\n",
        "\r\n",
        "\n// on\u{2028}",
        "\n/** what\n * it is */\n",
        "; /* and */ ",
        " ",
    ]);
    prop::collection::vec((statement, end), 0..6)
        .prop_map(|parts| parts.into_iter().map(|(statement, end)| statement + end).collect())
}

proptest! {
    #[test]
    fn what_a_file_begins_with_is_what_the_tree_says(
        first in select(vec!["", "#!/usr/bin/env node\n", "// (c)\n", "/* (c) */"]),
        beginning in beginning(),
        rest in select(vec!["", "\n", "f()", "/** d */ export function g() {}", "// end", "const x = 1\n// end\n", "(f)"]),
    ) {
        let text = format!("{first}{beginning}{rest}");
        // Every third is wrong.
        if !parse(&text).root_node().has_error() {
            prop_assert_eq!(begun(&text), lowered(&text, false), "{}", text);
        }
    }

    #[test]
    fn text_and_tree_say_the_same(values in prop::collection::vec(expression(), 1..4)) {
        let mut text = String::new();
        for (at, value) in values.iter().enumerate() {
            text.push_str(&format!("const v{at} = {value}\nasync function f{at}() {{ return {value}; }}\n"));
            text.push_str(&format!("{{ if (a) throw {value}; else return }}\n"));
            text.push_str(&format!("const e{at} = <T.U x=\"it's\" data-y={{{value}}} {{...{value}}} open>{{{value}}} t </T.U>\n"));
            text.push_str(&format!("call({value});\nconst {{ a, b: c, ...rest }} = {value}\n"));
        }
        // A `<` may begin types, and is then an error.
        prop_assume!(!parse(&text).root_node().has_error());
        prop_assert_eq!(lowered(&text, true), lowered(&text, false), "{}", text);
    }
}

#[test]
fn calls_around_what_is_not_plain_say_the_same() {
    let levels = 150;
    let text = format!("const v = {}x => x{}", "f(1, ".repeat(levels), ")".repeat(levels));
    assert_eq!(lowered(&text, true), lowered(&text, false));
}

#[test]
fn types_that_are_exported_again_are_read_though_the_grammar_does_not_know_them() {
    for text in ["export type * from './m'\n", "export type * as t from './m'\nf()\n"] {
        assert!(parse(text).root_node().has_error(), "the grammar knows it: {text}");
        assert!(begun(text).contains("kind: TypeOnly"), "{text}");
        assert!(begun(text).ends_with("[]"), "no problems: {text}");
    }
}

//! What is read off the text is what the tree says.

use proptest::prelude::*;
use proptest::sample::select;
use shipworthy_core::analyzer::ExtractLimits;
use shipworthy_core::source::Interner;
use tree_sitter::{Parser, Tree};

use super::kinds::TSX;
use super::{Dialect, Lowered, Parsed, Prelude, lower_behind, lower_read, masked, spared};

fn parse(text: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&TSX.language).unwrap();
    parser.parse(masked(text, true).as_ref(), None).unwrap()
}

/// All that a file is lowered to, from the tree of all that is for the grammar.
fn of_tree(text: &str) -> String {
    let masked = masked(text, true);
    let (prelude, tree) = (Prelude::default(), parse(text));
    let parsed = Parsed { text, prelude, masked: &masked, parsed: &masked, tree, grammar: &TSX };
    shown(&lower_read(parsed, 200, &mut Interner::default(), false))
}

/// The same, from its text where that is plain.
fn lowered(text: &str) -> String {
    lowered_behind(text, |_| Prelude::default())
}

/// The same; what the file begins with is read off the text.
fn begun(text: &str) -> String {
    lowered_behind(text, Prelude::of)
}

fn lowered_behind<'a>(text: &'a str, prelude: fn(&'a str) -> Prelude<'a>) -> String {
    let mut parser = Parser::new();
    parser.set_language(&TSX.language).unwrap();
    let limits = ExtractLimits { depth: 200, ..Default::default() };
    let dialect = Dialect { grammar: &TSX, types: true, elements: true };
    let interner = &mut Interner::default();
    shown(&lower_behind(text, prelude, dialect, &mut parser, &limits, interner).unwrap())
}

fn shown(lowered: &Lowered<'_>) -> String {
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
        r"`t \` ${a}`",
        "/r/g",
        "a!",
        "a as B",
        "f<T>(a)",
        "require('m')",
        "a!.b",
        "f<T, U.V[]>(a)",
        "f<typeof a>(a)",
        "new A<T>(a)",
        "x => x",
        "async (x) => x",
        "() => {}",
        "<A b='c' d={e} f />",
        "a /* why */ . b",
        "{}",
        "[]",
        "f()",
        "new A",
    ])
    .prop_map(|leaf| match leaf {
        // These bind more loosely than what they may stand in, or take a `<` behind them for types.
        "x => x" | "async (x) => x" | "() => {}" | "a as B" | "new A" => format!("({leaf})"),
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
    let kind = || {
        select(vec![
            "B",
            "B.C",
            "B[]",
            "B<C>",
            "B<C, string[]>[]",
            "'b' | \"c\" | 1",
            "B | null",
            "A & B | C & D[] | undefined",
            "void",
            "true",
            "[A, B]",
            "{ a: B }",
            "(a: B) => C",
            "keyof B",
            "const",
            "any",
            "typeof b",
            "B['c']",
            "this",
        ])
    };
    leaf.prop_recursive(4, 24, 4, move |inner| {
        let default = prop_oneof![4 => Just(String::new()), 1 => inner.clone().prop_map(|it| format!(" = {it}"))];
        let name = select(vec!["x", "x", "y?", "...z", "{ x, y: z }", "{ x = 1, ...y }", "[x, y]", "{ x: { y } }", "this", "private w"]);
        let typed = (name, select(vec![0, 0, 1]), kind(), default.clone()).prop_map(|(name, typed, kind, default)| {
            let kind = if typed == 1 { format!(": {kind}") } else { String::new() };
            format!("{name}{kind}{default}")
        });
        let function = (
            select(vec!["", "", "async "]),
            prop_oneof![list(typed).prop_map(|it| format!("({it})")), Just("x".to_owned())],
            select(vec!["", "", "", ": B "]),
            blank(),
            prop_oneof![3 => inner.clone(), 1 => inner.clone().prop_map(|it| format!("{{ return {it} }}")), 1 => inner.clone().prop_map(|it| format!("({it})"))],
        )
            .prop_map(|(is_async, parameters, result, blank, body)| {
                let result = if parameters == "x" { "" } else { result };
                let body = if body.starts_with("{ ") && !body.starts_with("{ return") { format!("({body})") } else { body };
                format!("({is_async}{parameters}{result} =>{blank}{body})")
            });
        let template = (inner.clone(), blank(), select(vec!["", "f", "a.b "]), inner.clone())
            .prop_map(|(a, blank, tag, b)| format!("{tag}`t ${{{blank}{a}{blank}}}${{{b}}} $ {{}}`"));
        let asserted = (inner.clone(), kind(), blank()).prop_map(|(it, kind, blank)| format!("(({it}){blank} as {kind})"));
        let asserted_plainly = (inner.clone(), kind()).prop_map(|(it, kind)| format!("({it} as {kind})"));
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
            (inner.clone(), blank(), inner.clone(), inner.clone())
                .prop_map(|(a, blank, b, c)| format!("({a}{blank}? {b} :{blank}{c})")),
            (function.clone(), list(inner)).prop_map(|(it, items)| format!("f({}, {items})", &it[1..it.len() - 1])),
            function,
            template,
            asserted,
            asserted_plainly,
        ]
    })
}

/// Signs and words that mean something in code, in no order.
fn soup() -> impl Strategy<Value = String> {
    let parts = select(vec![
        "a", "b.c", "f(", "g(h", ")", "(", "[", "]", "{", "}", "${", "'", "\"", "`", ",", ", ",
        " = ", ": ", ";", "=> ", "return ", " + ", " && ", ".d", " ? ", "//", "/*", "<", ">", "</",
        "\n", " ", "as ", "it's", "!",
    ]);
    prop::collection::vec(parts, 0..7).prop_map(|parts| parts.concat())
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
            prop_assert_eq!(begun(&text), of_tree(&text), "{}", text);
        }
    }

    #[test]
    fn text_and_tree_say_the_same(values in prop::collection::vec(expression(), 1..4)) {
        let mut text = String::new();
        let bare = |value: &str| value.strip_prefix('(').and_then(|it| it.strip_suffix(')')).unwrap_or(value).to_owned();
        for (at, value) in values.iter().enumerate() {
            text.push_str(&format!("const v{at} = {value}\nasync function f{at}() {{ return {value}; }}\n"));
            text.push_str(&format!("{{ if (a) throw {value}; else return }}\n"));
            text.push_str(&format!("const e{at} = <T.U x=\"it's\" data-y={{{value}}} {{...{value}}} open>{{{value}}} t </T.U>\n"));
            text.push_str(&format!("/** what it is */ const g{at}: T.U<V> = {};\n/** d */\nexport let h{at} = {};\n", bare(value), bare(value)));
            text.push_str(&format!("/** o */ const o{at} = {{ /** k */ k: {}, f: wrap({}) }}, p{at} = c ? {} : {value}\n", bare(value), bare(value), bare(value)));
            text.push_str(&format!("call({value});\nconst {{ a, b: c, ...rest }} = {value}\n"));
        }
        // A `<` may begin types, and is then an error.
        prop_assume!(!parse(&text).root_node().has_error());
        prop_assert_eq!(lowered(&text), of_tree(&text), "{}", text);
    }
}

proptest! {
    #[test]
    fn what_stands_in_texts_and_comments_says_the_same(
        parts in prop::collection::vec(
            (soup(), select(vec![
                "'{}'", "\"{}\"", "`{}`", "/{}/g", "// {}\n", "/* {} */", "<p>{}</p>", "<p a='{}' b={c.d}>e.f, g(h)</p>",
                "`a ${b.c} {}`", "{}",
            ]), select(vec!["", "\n", ", ", " + ", ";\n", "f(", ")", ".g", ", h.i)", " = ", "a: ", "k(l.m, "])),
            1..6,
        ),
    ) {
        let text: String = parts
            .iter()
            .map(|(soup, kind, behind)| kind.replace("{}", soup) + behind)
            .collect();
        let text = format!("const v = {text}");
        if !parse(&text).root_node().has_error() {
            prop_assert_eq!(lowered(&text), of_tree(&text), "{}", text);
        }
    }
}

#[test]
fn calls_around_what_is_not_plain_say_the_same() {
    let levels = 150;
    let text = format!("const v = {}x => x{}", "f(1, ".repeat(levels), ")".repeat(levels));
    assert_eq!(lowered(&text), of_tree(&text));
}

#[test]
fn types_that_are_exported_again_are_read_though_the_grammar_does_not_know_them() {
    for text in ["export type * from './m'\n", "export type * as t from './m'\nf()\n"] {
        assert!(parse(text).root_node().has_error(), "the grammar knows it: {text}");
        assert!(begun(text).contains("kind: TypeOnly"), "{text}");
        assert!(begun(text).ends_with("[]"), "no problems: {text}");
    }
}

#[test]
fn what_only_looks_like_arguments_or_attributes_says_the_same() {
    for text in [
        "const a = 'f(' + b + ')'\n",
        "const a = \"f('x\" + y + \"')\"\n",
        "const a = ['f(', ')', `f('${x}')`, `f(${x}, ${y})`, `<a href=\"${x}\" b=\"c\">`]\n",
        "const a = <p>Items({count}) f(a) don't f('b') <b c=\"d\">(e)</b></p>\n",
        "const a = <T a=\"f(1)\" b={g('c')} {...d} e={() => { return <U f=\"g\" /> }} />\n",
        "class A { m(a, b) { return a } n(c)\n{ } o(d) // why\n { return d } }\n",
        "const o = { m(a) { return a }, async n(b) { g(b) } }\n",
        "function m(a, b)\n// why\n{ return f(a, b) }\n",
        "// see f('a')\ng(b, 'c', () => {}) /* f(a */\n",
        "if (/f(a)/.test(b)) { x = c ? f(a) : g(b) }\n",
        "const g = async(a) => h(a, { b, c: [d, 'e', 1.5] }, ...i, () => {})\n",
        "import('m'); const r = require('m'); f(() => {}, import('n'))\n",
        "while (f(a)) switch (g(b)) { case h(c): return }\n",
        "const a = wrap(() => b), c = wrap(d(() => e), ...f)\n",
        "const a = 1 // see b, c =\n  .d()\nf(g // h = i &&\n , j.k)\n",
        "type A<T = B.C> = { a: B.C, d: () => E }; let f: [A.B, C], g: typeof h.i, j: A['b']\n",
        "class A { a: B.C = d.e; f: { g: H } = { g: i.j }; m(): A.B { return k.l } }\n",
        "class A { constructor(private a: B.C, { b, c: d }: E, f = g.h) { } n({ b, c }) { } }\n",
        "const f = (): A => g(b), h = c ? (d) : e => i(e)\n",
        "const a = <p>(`b {c} d`), e: f.g <b>h(i.j)</b>, [k.l]</p>\n",
        "const a = /[(,'\"]b, c.d/.test(e, 'f') && g, h = i / j, k = l.m / n\n",
        "const { a = b.c, d: e = f() } = g.h; [i.j, k] = [k, i.j]; for (l.m of n.o) p\n",
        "function f(this: A, a: B | undefined, ...b: C[]) { return a.b\n } declare const g: A.B\n",
        "try { a } catch (e: unknown) { b(e as Error, undefined as T) }\n",
        "class A { constructor(private a: B, {}, [] = c) { } } a: /* b */;\n",
        "enum A { B = C.D, E = f(g) } import h = i.j; export = k.l;\n",
    ] {
        assert!(!parse(text).root_node().has_error(), "{text}");
        assert_eq!(lowered(text), of_tree(text), "{text}");
    }
}

#[test]
fn arguments_parameters_and_attributes_that_are_spared_are_blank() {
    let of = |text: &str| spared(text, 0, true);
    let blank = |length: usize| " ".repeat(length);
    assert_eq!(of("f(a, 'b')"), Some(format!("f({})", blank(6))));
    assert_eq!(of("f({ a: g(b) }, c)"), Some(format!("f({})", blank(14))));
    assert_eq!(of("f(a ? `b ${c}` : d as E)"), Some(format!("f({})", blank(21))));
    assert_eq!(of("f(() => g(a))"), Some(format!("f({})", blank(10))));
    assert_eq!(of("<T a=\"b\" {...c} />"), Some(format!("<T{}/>", blank(14))));
    assert_eq!(of("(a, { b }) => { }"), Some(format!("({}) => {{ }}", blank(8))));
    assert_eq!(of("m(a?: B<C>[]) { }"), Some(format!("m({}) {{ }}", blank(10))));
}

#[test]
fn values_that_are_spared_are_one_long_name() {
    let of = |text: &str| spared(text, 0, true).map(|spared| spared.replace('\x7f', "_"));
    let name = |before: &str, length: usize, behind: &str| {
        Some(format!("{before}{}{behind}", "_".repeat(length)))
    };
    assert_eq!(of("a = b.c;"), name("a = ", 3, ";"));
    assert_eq!(of("a = b\n  .c()\nd"), name("a = ", 8, "\nd"));
    assert_eq!(of("return [a, 'b']\n}"), name("return ", 8, "\n}"));
    assert_eq!(of("f(a.b, () => { })"), name("f(", 3, ", () => { })"));
    assert_eq!(of("if (a && b) c"), name("if (", 6, ") c"));
    assert_eq!(of("<T a={b.c} d={() => { }} />"), name("<T a={", 3, "} d={() => { }} />"));
    assert_eq!(of("{ a: b(c), d() { } }"), name("{ a: ", 4, ", d() { } }"));
}

#[test]
fn what_says_little_or_is_of_another_kind_is_not_spared() {
    for text in [
        "f()",
        "a = b;",
        "f(a / b)",
        "if (a) b",
        "if(a) b",
        "f({ a })",
        "m() { }",
        "<T>a</T>",
        "type A = B.C;",
        "a = b\n",
        "a = b.c\n  in d",
        "a = b\n  as C",
        "// a = b +\nc;",
        "// f(\n  a,\n  b\n).c;",
        "f('a = ' + b + ' c')",
        "return\na.b;",
        "f<A, B>(() => { })",
        "m(): A => { }",
        "const f = (): A => g;",
        "catch (a: b) { }",
        "a = '\x7f', b.c;",
    ] {
        assert_eq!(spared(text, 0, true), None, "{text}");
    }
}

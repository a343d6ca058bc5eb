//! What is read off the text is what the tree says.

use proptest::prelude::*;
use proptest::sample::select;
use shipworthy_core::analyzer::ExtractLimits;
use shipworthy_core::source::Interner;
use tree_sitter::{Parser, Tree};

use super::{Grammar, Options, Prelude, lower_read};

fn parse(text: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_python::LANGUAGE.into()).unwrap();
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
    parser.set_language(&tree_sitter_python::LANGUAGE.into()).unwrap();
    let limits = ExtractLimits::default();
    let tree = shipworthy_syntax::parse_from(&mut parser, text, prelude.end, &limits).unwrap();
    let grammar = Grammar::new(&tree_sitter_python::LANGUAGE.into());
    let options = Options { depth: 200, declarations: false };
    let interner = &mut Interner::default();
    format!("{:?}", lower_read(&grammar, interner, prelude, &tree, text, options, sound))
}

fn list(items: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    (prop::collection::vec(items, 0..4), select(vec![", ", ",\n  ", ","]))
        .prop_map(|(items, comma)| items.join(comma))
}

/// Expressions, mostly of the kinds that are read off the text, some of others within them.
fn expression() -> impl Strategy<Value = String> {
    let leaf = select(vec![
        "a",
        "_b1",
        "self.c",
        "user.name.first",
        "None",
        "True",
        "False",
        "12",
        "0.5",
        "1e3",
        "1_000",
        "'text'",
        "\"it's # no comment\"",
        r"'a\nb'",
        "r'raw'",
        "b'bytes'",
        "f'{a} of {b!r:>4}'",
        "'one' 'two'",
        "\"\"\"three\"\"\"",
        "...",
        "lambda x: x",
        "a[1:2]",
        "a[b, 'c']",
        "a[(b), c,]",
        "a[b,]",
        "(a # why\n)",
        "a . b",
        "{}",
        "()",
        "(a,)",
        "[]",
        "{a, b}",
        "[x for x in a if x]",
        "f(x for x in a)",
        "f()",
        "importlib.import_module('a.b')",
        "a ** b",
        "a // b",
        "a << b",
        "a @ b",
        "~a",
        "+a",
        "print(a)",
        "match.case(type)",
        "é.b",
    ])
    .prop_map(|leaf| match leaf {
        // These bind more loosely than what they may stand in.
        "lambda x: x" | "a ** b" | "a // b" | "a << b" | "a @ b" => format!("({leaf})"),
        leaf => leaf.to_owned(),
    });
    let blank = || select(vec!["", " ", "\n\t"]);
    let sign = || {
        select(vec![
            " + ",
            " - ",
            "+",
            "-",
            "*",
            " / ",
            " % ",
            " == ",
            "!=",
            " < ",
            ">=",
            " <= ",
            " > ",
            " and ",
            " or ",
            " in ",
            " not in ",
            " is ",
            " is not ",
            " not  in ",
            " | ",
            "&",
            " ** ",
            " // ",
            " << ",
            " ^ ",
        ])
    };
    leaf.prop_recursive(4, 24, 4, move |inner| {
        let item = prop_oneof![
            4 => inner.clone(),
            1 => inner.clone().prop_map(|it| format!("*{it}")),
        ];
        let argument = prop_oneof![
            3 => inner.clone(),
            1 => inner.clone().prop_map(|it| format!("*{it}")),
            1 => inner.clone().prop_map(|it| format!("**{it}")),
            2 => (blank(), inner.clone()).prop_map(|(blank, it)| format!("key{blank}={blank}{it}")),
        ];
        let entry = prop_oneof![
            4 => (inner.clone(), blank(), inner.clone())
                .prop_map(|(key, blank, it)| format!("({key}){blank}:{blank}{it}")),
            2 => inner.clone().prop_map(|it| format!("'key': {it}")),
            1 => inner.clone().prop_map(|it| format!("**{it}")),
        ];
        let before = select(vec!["not ", "-", "- ", "await ", "not not ", "--"]);
        let callee = select(vec!["f", "a.b", "self.c", "super().d", "print", "__import__"]);
        prop_oneof![
            (callee, blank(), list(argument.clone()))
                .prop_map(|(callee, blank, items)| format!("{callee}({blank}{items}{blank})")),
            (inner.clone(), list(argument)).prop_map(|(it, items)| format!("({it}).m({items})[0]")),
            list(item.clone()).prop_map(|items| format!("[{items}]")),
            list(item).prop_map(|items| format!("(a, {items})")),
            list(entry).prop_map(|entries| format!("{{ {entries} }}")),
            (inner.clone(), sign(), inner.clone(), sign(), inner.clone())
                .prop_map(|(a, one, b, two, c)| format!("({a}{one}{b}{two}{c})")),
            (before.clone(), inner.clone(), sign(), inner.clone())
                .prop_map(|(before, a, sign, b)| format!("({before}{a}{sign}{b})")),
            (before, inner.clone()).prop_map(|(before, it)| format!("({before}({it}))")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("({a})[{b}, {c}]")),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(a, b, c)| format!("({a} if {b} else {c})")),
        ]
    })
}

/// What a file may begin with, most of it read off the text, with what stands between.
fn beginning() -> impl Strategy<Value = String> {
    let name = || select(vec!["a", "B_1", "_", "a", "c", "d", "match", "None", "café", "print"]);
    let alias = || select(vec!["", "", " as b", " as  c", "\\\n as d"]);
    let module = || {
        select(vec![
            "a",
            "a.b.c",
            "a",
            "b._c",
            "a . b",
            ".",
            "..",
            ".a",
            "... a.b",
            "__future__",
            "x.in",
        ])
    };
    let names = (prop::collection::vec((name(), alias()), 1..4), select(vec![", ", ",", " ,\n  "]))
        .prop_map(|(names, comma)| {
            let names: Vec<String> =
                names.iter().map(|(name, alias)| format!("{name}{alias}")).collect();
            names.join(comma)
        })
        .boxed();
    let within = (
        select(vec!["", " ", "\n    ", " # why\n"]),
        names.clone(),
        select(vec!["", ",", "\n", ", # all\n"]),
    )
        .prop_map(|(open, names, close)| format!("({open}{names}{close})"));
    let listed = prop_oneof![2 => names, 2 => within, 1 => Just("*".to_owned())];
    let statement = prop_oneof![
        3 => (module(), alias()).prop_map(|(module, alias)| format!("import {module}{alias}")),
        1 => (module(), alias(), module()).prop_map(|(one, alias, two)| format!("import {one}{alias}, {two}")),
        6 => (module(), listed).prop_map(|(module, listed)| format!("from {module} import {listed}")),
        2 => select(vec!["\"\"\"What\n\nit \\\"\"\" is.\"\"\"", "'d'", "r'd\\''", "\"d\" 'e'", "f'd'", "b'd'", "u''", "''.f()"])
            .prop_map(str::to_owned),
        1 => select(vec!["x = 1", "if a:\n    import b", "try: import c\nexcept E: pass", "import a; import b"]).prop_map(str::to_owned),
    ];
    let end = select(vec![
        "\n",
        "\n",
        "\n\n",
        "\r\n",
        " \n",
        "  # noqa\n",
        "  # why\r\n",
        "\r\n# on\r\n",
        "\n# on\n",
        "\n  # in\n",
        ";\n",
        "\n\t\n",
        "\n\x0c\n",
        "\n  ",
    ]);
    prop::collection::vec((statement, end), 0..6)
        .prop_map(|parts| parts.into_iter().map(|(statement, end)| statement + end).collect())
}

proptest! {
    #[test]
    fn what_a_file_begins_with_is_what_the_tree_says(
        first in select(vec!["", "#!/usr/bin/env python\n", "# (c)\n\n", "\n"]),
        beginning in beginning(),
        rest in select(vec!["", "\n", "f()", "'d'\n", "def g():\n    pass\n", "# end", "x = 1\n# end\n", "    x = 1\n"]),
    ) {
        let text = format!("{first}{beginning}{rest}");
        // Every other one is wrong.
        if !parse(&text).root_node().has_error() {
            prop_assert_eq!(begun(&text), lowered(&text, false), "{:?}", text);
        }
    }

    #[test]
    fn text_and_tree_say_the_same(values in prop::collection::vec(expression(), 1..4)) {
        let mut text = String::new();
        for (at, value) in values.iter().enumerate() {
            text.push_str(&format!("v{at} = {value}\nasync def f{at}(a: {value} = {value}) -> {value}:\n    return {value}\n"));
            text.push_str(&format!("{value}\nw{at}: dict[str, list[int] | None] = {value}\nx{at} = y.z = {value}\n"));
            text.push_str(&format!("x.y += {value}\nx[{value}] = {value}; x -={value}\nd, e = {value}\nn: {value}\n"));
            text.push_str(&format!("if {value}:\n    pass\nelif {value}: return{value}\nfor i in {value}: assert {value}, {value}\n"));
        }
        // Not every text is Python: `return1`, a keyword before a position.
        prop_assume!(!parse(&text).root_node().has_error());
        prop_assert_eq!(lowered(&text, true), lowered(&text, false), "{}", text);
    }
}

#[test]
fn calls_around_what_is_not_plain_say_the_same() {
    let levels = 150;
    let text = format!("v = {}lambda: x{}", "f(1, ".repeat(levels), ")".repeat(levels));
    assert_eq!(lowered(&text, true), lowered(&text, false));
}

//! What is read off the text is what the tree says.

use proptest::prelude::*;
use proptest::sample::select;
use shipworthy_core::source::Interner;
use tree_sitter::{Parser, Tree};

use super::{Grammar, Options, lower_read};

fn parse(text: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_python::LANGUAGE.into()).unwrap();
    parser.parse(text, None).unwrap()
}

/// All that a file is lowered to, from its text where that is plain, or from the tree alone.
fn lowered(text: &str, sound: bool) -> String {
    let tree = parse(text);
    let grammar = Grammar::new(&tree_sitter_python::LANGUAGE.into());
    let options = Options { depth: 200, declarations: false };
    let lowered = lower_read(&grammar, &mut Interner::default(), &tree, text, options, sound);
    format!("{lowered:?}")
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

proptest! {
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

//! Source on the left, a compact dump of the module on the right.

use std::fmt::Write;

use shipworthy_core::code::*;
use shipworthy_core::source::Interner;
use tree_sitter::Parser;

use super::{Grammar, Options, Prelude, lower};

struct Dump<'m, 'a> {
    module: &'m Module<'a>,
    out: String,
}

/// The dump of a file.
fn dump(text: &str) -> String {
    let language = tree_sitter_python::LANGUAGE.into();
    let mut parser = Parser::new();
    parser.set_language(&language).unwrap();
    let tree = parser.parse(text, None).unwrap();
    let grammar = Grammar::new(&language);
    let options = Options { depth: 200, declarations: false };
    let lowered =
        lower(&grammar, &mut Interner::default(), Prelude::default(), &tree, text, options);
    let mut dump = Dump { module: &lowered.module, out: String::new() };
    let body = &lowered.module.body;
    dump.block(body);
    if let Some(documentation) = lowered.module.documentation {
        write!(dump.out, " doc={documentation}").unwrap();
    }
    dump.out.trim().to_owned()
}

impl Dump<'_, '_> {
    fn block(&mut self, block: &Block) {
        for (at, &id) in block.iter().enumerate() {
            if at > 0 {
                self.out.push_str("; ");
            }
            self.statement(id);
        }
    }

    fn braced(&mut self, block: &Block) {
        self.out.push('{');
        self.block(block);
        self.out.push('}');
    }

    fn list(&mut self, ids: &[ExprId]) {
        for (at, &id) in ids.iter().enumerate() {
            if at > 0 {
                self.out.push(' ');
            }
            self.expression(id);
        }
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn statement(&mut self, id: StmtId) {
        match &self.module.statement(id).kind {
            StmtKind::Expr(expr) => self.expression(*expr),
            StmtKind::Assign(assignment) => {
                self.list(&assignment.targets);
                if let Some(annotation) = assignment.annotation {
                    self.put(": ");
                    self.expression(annotation);
                }
                if let Some(value) = assignment.value {
                    match assignment.operator {
                        Some(operator) => write!(self.out, " {operator:?}= ").unwrap(),
                        None => self.put(" = "),
                    }
                    self.expression(value);
                }
            }
            StmtKind::Return(value) => {
                self.put("return ");
                self.list(value.as_slice());
            }
            StmtKind::Raise(value) => {
                self.put("raise ");
                self.list(value.as_slice());
            }
            StmtKind::If { test, then, otherwise } => {
                self.put("if ");
                self.expression(*test);
                self.braced(then);
                if !otherwise.is_empty() {
                    self.put("else");
                    self.braced(otherwise);
                }
            }
            StmtKind::Loop(repeat) => {
                self.put("loop ");
                if let Some(target) = repeat.target {
                    self.expression(target);
                    self.put(" in ");
                }
                self.list(repeat.subject.as_slice());
                self.braced(&repeat.body);
                if !repeat.otherwise.is_empty() {
                    self.put("else");
                    self.braced(&repeat.otherwise);
                }
            }
            StmtKind::Try(attempt) => {
                self.put("try");
                self.braced(&attempt.body);
                for handler in &attempt.handlers {
                    self.put(" except ");
                    self.list(&handler.types);
                    if let Some(name) = handler.name {
                        write!(self.out, " as {name}").unwrap();
                    }
                    self.braced(&handler.body);
                }
                for (word, block) in [(" else", &attempt.otherwise), (" finally", &attempt.finally)]
                {
                    if !block.is_empty() {
                        self.put(word);
                        self.braced(block);
                    }
                }
            }
            StmtKind::With { items, body } => {
                self.put("with");
                for (context, target) in items {
                    self.put(" ");
                    self.expression(*context);
                    if let Some(target) = target {
                        self.put(" as ");
                        self.expression(*target);
                    }
                }
                self.braced(body);
            }
            StmtKind::Switch { subject, cases } => {
                self.put("switch ");
                self.expression(*subject);
                for case in cases {
                    self.put(" case ");
                    self.list(&case.tests);
                    self.braced(&case.body);
                }
            }
            StmtKind::Block(block) => self.braced(block),
            StmtKind::Function(function) => self.function(*function),
            StmtKind::Class(class) => self.class(*class),
            StmtKind::Import(from, to) => {
                for import in &self.module.outline.imports[*from as usize..*to as usize] {
                    write!(self.out, "import {:?} {}", import.kind, import.module).unwrap();
                    for name in &import.names {
                        write!(self.out, " {}>{}", name.name, name.alias).unwrap();
                    }
                    if let Some(function) = import.function {
                        write!(self.out, " in {function}").unwrap();
                    }
                    if import.conditional {
                        self.out.push_str(" maybe");
                    }
                }
            }
            StmtKind::Assert { test, message } => {
                self.put("assert ");
                self.expression(*test);
                self.put(" ");
                self.list(message.as_slice());
            }
            StmtKind::Delete(targets) => {
                self.put("del ");
                self.list(targets);
            }
            StmtKind::Break => self.put("break"),
            StmtKind::Continue => self.put("continue"),
            StmtKind::Pass => self.put("pass"),
            StmtKind::Error => self.put("ERROR"),
        }
    }

    fn function(&mut self, id: FunctionId) {
        let function = self.module.function(id);
        for &decorator in &function.decorators {
            self.put("@");
            self.expression(decorator);
            self.put(" ");
        }
        write!(self.out, "{:?}#{} {}(", function.kind, id.0, function.name).unwrap();
        for (at, parameter) in function.parameters.iter().enumerate() {
            if at > 0 {
                self.put(", ");
            }
            if parameter.rest {
                self.put("*");
            }
            self.put(parameter.name);
            self.list(parameter.pattern.as_slice());
            if let Some(annotation) = parameter.annotation {
                self.put(": ");
                self.expression(annotation);
            }
            if let Some(default) = parameter.default {
                self.put(" = ");
                self.expression(default);
            }
        }
        self.put(")");
        if let Some(result) = function.result {
            self.put(" -> ");
            self.expression(result);
        }
        for (set, word) in [
            (function.is_async, " async"),
            (function.is_generator, " generator"),
            (function.is_abstract, " abstract"),
            (function.is_static, " static"),
        ] {
            if set {
                self.put(word);
            }
        }
        if let Some(documentation) = function.documentation {
            write!(self.out, " doc={documentation}").unwrap();
        }
        for (_, name) in self.module.outer_names.iter().filter(|(function, _)| *function == id) {
            write!(self.out, " outer={name}").unwrap();
        }
        self.braced(&function.body);
    }

    fn class(&mut self, id: ClassId) {
        let class = self.module.class(id);
        for &decorator in &class.decorators {
            self.put("@");
            self.expression(decorator);
            self.put(" ");
        }
        write!(self.out, "{:?} {}(", class.kind, class.name).unwrap();
        self.arguments(&class.bases);
        self.put(")");
        if let Some(documentation) = class.documentation {
            write!(self.out, " doc={documentation}").unwrap();
        }
        self.braced(&class.body);
    }

    fn arguments(&mut self, arguments: &[Argument<'_>]) {
        for (at, argument) in arguments.iter().enumerate() {
            if at > 0 {
                self.put(", ");
            }
            if let Some(name) = argument.name {
                self.put(name);
                self.put("=");
            }
            self.expression(argument.value);
        }
    }

    fn pair(&mut self, word: &str, left: ExprId, right: ExprId) {
        self.put("(");
        self.expression(left);
        write!(self.out, " {word} ").unwrap();
        self.expression(right);
        self.put(")");
    }

    fn expression(&mut self, id: ExprId) {
        match self.module.kind(id) {
            ExprKind::Null => self.put("null"),
            ExprKind::Bool(value) => write!(self.out, "{value}").unwrap(),
            ExprKind::Number(text) | ExprKind::Name(text) | ExprKind::Regex(text) => self.put(text),
            ExprKind::Str(text) => write!(self.out, "{text:?}").unwrap(),
            ExprKind::Template(template) => {
                self.put("`");
                for part in &template.parts {
                    match part {
                        TemplatePart::Text(text) => self.put(text),
                        TemplatePart::Value(value) => {
                            self.put("${");
                            self.expression(*value);
                            self.put("}");
                        }
                    }
                }
                self.put("`");
            }
            ExprKind::Member { object, property } => {
                self.expression(*object);
                write!(self.out, ".{property}").unwrap();
            }
            ExprKind::Index { object, index } => {
                self.expression(*object);
                self.put("[");
                self.expression(*index);
                self.put("]");
            }
            ExprKind::Call(call) => {
                self.expression(call.callee);
                self.put("(");
                self.arguments(&call.arguments);
                self.put(")");
            }
            ExprKind::Unary { operator, operand } => {
                write!(self.out, "{operator:?} ").unwrap();
                self.expression(*operand);
            }
            ExprKind::Binary { operator, left, right } => {
                self.pair(&format!("{operator:?}"), *left, *right);
            }
            ExprKind::Logical { operator, left, right } => {
                self.pair(&format!("{operator:?}"), *left, *right);
            }
            ExprKind::Compare { operator, left, right } => {
                self.pair(&format!("{operator:?}"), *left, *right);
            }
            ExprKind::Conditional { test, then, otherwise } => {
                self.put("(");
                self.list(&[*test, *then, *otherwise]);
                self.put(")?");
            }
            ExprKind::Sequence(items) => {
                self.put("[");
                self.list(items);
                self.put("]");
            }
            ExprKind::Dict(entries) => {
                self.put("{");
                for entry in entries {
                    match &entry.key {
                        DictKey::Name(name) => write!(self.out, "{name}: ").unwrap(),
                        DictKey::Computed(key) => {
                            self.put("(");
                            self.expression(*key);
                            self.put("): ");
                        }
                        DictKey::Spread => self.put("**"),
                    }
                    self.expression(entry.value);
                    self.put(",");
                }
                self.put("}");
            }
            ExprKind::Comprehension(comprehension) => {
                self.put("<");
                self.expression(comprehension.element);
                for &(target, iterable) in &comprehension.clauses {
                    self.put(" for ");
                    self.list(&[target, iterable]);
                }
                for &condition in &comprehension.conditions {
                    self.put(" if ");
                    self.expression(condition);
                }
                self.put(">");
            }
            ExprKind::Function(function) => self.function(*function),
            ExprKind::Class(class) => self.class(*class),
            ExprKind::Await(inner) => {
                self.put("await ");
                self.expression(*inner);
            }
            ExprKind::Yield(value) => {
                self.put("yield ");
                self.list(value.as_slice());
            }
            ExprKind::Spread(inner) => {
                self.put("*");
                self.expression(*inner);
            }
            ExprKind::Assign { target, value } => self.pair(":=", *target, *value),
            ExprKind::Element(_) => self.put("ELEMENT"),
            ExprKind::Other(parts) => {
                self.put("?(");
                self.list(parts);
                self.put(")");
            }
        }
    }
}

/// Checks each source against its dump, and shows all that differ at once.
fn check(cases: &[(&str, &str)]) {
    let mut wrong = String::new();
    for (source, expected) in cases {
        let found = dump(source);
        if found != *expected {
            write!(wrong, "{source}\n  found    {found}\n  expected {expected}\n").unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn lowers_expressions() {
    check(&[
        ("a.b(c, *d, e=1, **f)", "a.b(c, *d, e=1, *f)"),
        ("f(x for x in y if x if z)", "f(<x for x y if x if z>)"),
        ("[x async for x in y]", "<x for x await y>"),
        ("{k: v for k, v in d.items()}", "<[k v] for [k v] d.items()>"),
        ("a < b < c", "((a Order b) And (b Order c))"),
        ("a is not b, c not  in d, e is None", "[(a NotEqual b) (c NotIn d) (e Equal null)]"),
        ("1 < 2 < 3 < x", "?(1 2 3 x)"),
        ("not a and -b or ~c", "((Not a And Minus b) Or Other c)"),
        ("a if b else c", "(b a c)?"),
        ("x[1], x[a:b:2], x[1, 2]", "[x[1] x[?(a b 2)] x[[1 2]]]"),
        ("(y := f(x))", "(y := f(x))"),
        ("lambda a, b=1, *c: a", "Lambda#0 (a, b = 1, *c){return a}"),
        ("f = lambda: (yield 1)", "f = Lambda#0 f() generator{return yield 1}"),
        ("{'a': 1, b: 2, **c}", "{a: 1,(b): 2,**c,}"),
        ("{1, 2}; (1,); ()", "[1 2]; [1]; []"),
        ("a % b // c ** d | e", "(((a Modulo b) Divide (c Other d)) BitOr e)"),
        ("await f()", "await f()"),
        ("...", "pass"),
        ("f(...)", "f(?())"),
        ("print >>f, 'a', b", "print(\"a\", b)"),
        ("print 'a' % b", "print((\"a\" Modulo b))"),
        ("exec 'code' in d", "exec(\"code\", d)"),
        ("type(x); match.group(1); print(x)", "type(x); match.group(1); print(x)"),
    ]);
}

#[test]
fn lowers_strings() {
    check(&[
        ("x = 'a' \"b\"", "x = \"ab\""),
        (r"x = 'a\n\x41\u00e9\'\d'", "x = \"a\\nAé'\\\\d\""),
        (r"x = r'a\n', b'c', rb'\d'", r#"x = ["a\\n" "c" "\\d"]"#),
        ("x = '''a\nb'''", "x = \"a\\nb\""),
        ("x = 'a\\\nb'", "x = \"ab\""),
        ("x = f'a{b!r:>{w}}c{{d}}'", "x = `a${b}c{d}`"),
        ("x = f'a' 'b'", "x = \"ab\""),
        ("x = ('a' f'b{c}' 'd'\n  f'{e}')", "x = `ab${c}d${e}`"),
        ("x = f'{f\"{a}b\"}'", "x = `${`${a}b`}`"),
        ("x = f'{a, b}{c=}'", "x = `${[a b]}${c}`"),
        ("x = ''", "x = \"\""),
        ("x = f''", "x = \"\""),
        ("x = F\"{a['b']}\"", "x = `${a[\"b\"]}`"),
    ]);
}

#[test]
fn lowers_assignments() {
    check(&[
        ("a = b = c", "a b = c"),
        ("a, (b, *c) = d", "[a [b *c]] = d"),
        ("a: int", "a: int"),
        ("a: dict[str, int | None] = {}", "a: dict[[str (int BitOr null)]] = {}"),
        ("a: Annotated[User, Depends(f)] = b", "a: Annotated[[User Depends(f)]] = b"),
        ("a.b += 1; c[d] //= 2", "a.b Add= 1; c[d] Divide= 2"),
        ("a = yield b", "a = yield b"),
        ("a = 1, 2", "a = [1 2]"),
        ("type A[T] = list[T]", "A = list[T]"),
        ("a: 'B' = c", "a: \"B\" = c"),
    ]);
}

#[test]
fn lowers_statements() {
    check(&[
        ("if a:\n  b\nelif c:\n  d\nelse:\n  e", "if a{b}else{if c{d}else{e}}"),
        ("for a, b in c:\n  continue\nelse:\n  d", "loop [a b] in c{continue}else{d}"),
        (
            "async def f():\n  async for a in b: pass",
            "Function#0 f() async{loop a in await b{pass}}",
        ),
        ("while a: break", "loop a{break}"),
        (
            "try:\n  a\nexcept (B, C) as e:\n  d\nexcept:\n  raise\nelse:\n  f\nfinally:\n  g",
            "try{a} except B C as e{d} except {raise } else{f} finally{g}",
        ),
        ("try:\n  a\nexcept* B as e:\n  c", "try{a} except B as e{c}"),
        ("try:\n  a\nexcept B, C:\n  d\nx = 1", "try{a} except B C{d}; x = 1"),
        ("try:\n  a\nexcept B, e:\n  d\nx = 1", "try{a} except B as e{d}; x = 1"),
        ("with a as b, c(): d", "with a as b c(){d}"),
        ("with (a() as b, c as d):\n  e", "with a() as b c as d{e}"),
        ("async def f():\n  async with a as b: c", "Function#0 f() async{with await a as b{c}}"),
        ("raise A(b) from c", "raise A(b)"),
        ("raise A, 'b'", "raise A"),
        ("assert a, 'b'", "assert a \"b\""),
        ("del a, b[c]", "del a b[c]"),
        ("return", "return"),
        ("a; b;\npass", "a; b; pass"),
        (
            "match a:\n  case 1 | -2:\n    b\n  case C(d, e=f) if g:\n    h\n  case {'i': j, **k}:\n    l\n  case [m, *n] as o:\n    p\n  case q.r: s\n  case _:\n    t",
            "switch a case ?(1 2){b} case C(d, e=f) g{h} case {i: j,***k,}{l} case (o := [m *n]){p} case q.r{s} case {t}",
        ),
        (
            "def f():\n  global a\n  nonlocal b, c\n  a = 1",
            "Function#0 f() outer=a outer=b outer=c{a = 1}",
        ),
    ]);
}

#[test]
fn lowers_definitions() {
    check(&[
        (
            "@a.b(1)\n@c\nasync def f(x, /, y: int = 1, *z: str, k, **w) -> C[D]:\n  'Doc.'\n  return x",
            "@a.b(1) @c Function#0 f(x, y: int = 1, *z: str, k, *w) -> C[D] async doc=Doc.{return x}",
        ),
        ("def f[T: int](a, *, b): pass", "Function#0 f(a, b){pass}"),
        ("def f((a, b), c): pass", "Function#0 f([a b], c){pass}"),
        (
            "class A(B, C[D], metaclass=E):\n  '''Doc.'''\n  x: int = 1\n  def __init__(self): ...\n  @property\n  def p(self): 'p'\n  @p.setter\n  def p(self, v): pass\n  @staticmethod\n  def s(): yield 1\n  @abstractmethod\n  def m(self): ...",
            "Class A(B, C[D], metaclass=E) doc=Doc.{x: int = 1; Constructor#0 __init__(self){pass}; @property Getter#1 p(self) doc=p{}; @p.setter Setter#2 p(self, v){pass}; @staticmethod Method#3 s() generator static{yield 1}; @abstractmethod Method#4 m(self) abstract{pass}}",
        ),
        (
            "class A(Protocol[T]):\n  def m(self): ...",
            "Interface A(Protocol[T]){Method#0 m(self) abstract{pass}}",
        ),
        ("class A(str, enum.Enum):\n  B = 'b'", "Enum A(str, enum.Enum){B = \"b\"}"),
        (
            "def f():\n  def g(): pass\n  return g\ndef h(): pass",
            "Function#0 f(){Function#1 g(){pass}; return g}; Function#2 h(){pass}",
        ),
        ("\"\"\"Module.\"\"\"\n# c\nx = 1", "x = 1 doc=Module."),
        ("f'{x}'\ny", "`${x}`; y"),
    ]);
}

#[test]
fn lists_imports() {
    check(&[
        ("import a.b, c as d", "import Static a.b >aimport Static c >d"),
        ("from . import a", "import Static . a>a"),
        ("from ..a . b import (c as d, e,)", "import Static ..a.b c>d e>e"),
        ("from a import *", "import Static a *>*"),
        ("from __future__ import annotations as x", "import Static __future__ annotations>x"),
        ("def f():\n  import a", "Function#0 f(){import Static a >a in 0}"),
        (
            "try:\n  import a\nexcept ImportError:\n  a = None",
            "try{import Static a >a maybe} except ImportError{a = null}",
        ),
        (
            "if TYPE_CHECKING:\n  import a\nelse:\n  import b",
            "if TYPE_CHECKING{import TypeOnly a >a}else{import Static b >b}",
        ),
        ("if not t.TYPE_CHECKING:\n  import a", "if Not t.TYPE_CHECKING{import Static a >a}"),
    ]);
    let language = tree_sitter_python::LANGUAGE.into();
    let mut parser = Parser::new();
    parser.set_language(&language).unwrap();
    let text = "import importlib\nx = importlib.import_module('a.b')\ny = __import__(name)\n";
    let tree = parser.parse(text, None).unwrap();
    let options = Options { depth: 200, declarations: false };
    let lowered = lower(
        &Grammar::new(&language),
        &mut Interner::default(),
        Prelude::default(),
        &tree,
        text,
        options,
    );
    let dynamic: Vec<_> = lowered.module.outline.imports[1..]
        .iter()
        .map(|import| (import.module.as_str(), import.kind))
        .collect();
    assert_eq!(dynamic, [("a.b", shipworthy_core::facts::ImportKind::Dynamic)]);
}

#[test]
fn keeps_what_surrounds_a_syntax_error() {
    check(&[
        ("x = 1\ndef f(:\n  pass\ny = f(2)", "x = 1; Function#0 f(){pass}; y = f(2)"),
        ("import a\n)))\nfrom b import c\n", "import Static a >a; ERROR; import Static b c>c"),
    ]);
}

#[test]
fn knows_the_kinds_of_the_grammar() {
    let language: tree_sitter::Language = tree_sitter_python::LANGUAGE.into();
    for name in super::kind::Kind::NAMED {
        assert!(*name == "ERROR" || language.id_for_node_kind(name, true) != 0, "{name}");
    }
}

#[test]
fn hostile_nesting_ends_at_the_limit() {
    let language = tree_sitter_python::LANGUAGE.into();
    let mut parser = Parser::new();
    parser.set_language(&language).unwrap();
    let many = 100_000;
    let elif = "if a:\n  b\n".to_owned() + &"elif a:\n  b\n".repeat(2_000);
    for (text, deep) in [
        ("(".repeat(many) + &")".repeat(many), true),
        ("[".repeat(many), true),
        ("a + ".repeat(many) + "a", true),
        (elif, false),
    ] {
        let tree = parser.parse(&text, None).unwrap();
        let options = Options { depth: 200, declarations: false };
        let grammar = Grammar::new(&language);
        let lowered =
            lower(&grammar, &mut Interner::default(), Prelude::default(), &tree, &text, options);
        // What cannot be parsed at all may leave nothing; what can be must be lowered or reported.
        if !tree.root_node().has_error() {
            assert!(!lowered.module.body.is_empty(), "{text:.20}");
            assert_eq!(lowered.too_deep.is_some(), deep, "{text:.20}");
        }
    }
}

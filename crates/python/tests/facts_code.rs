//! What the shared analysis makes of Python source.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]

use shipworthy_core::analyzer::{Analyzer, ExtractLimits};
use shipworthy_core::facts::{
    BindingKind, Effect, ExitKind, FileFacts, Function, HandlerAction, Origin, Part, Root, Stub,
    Value,
};
use shipworthy_core::source::{Language, Role, SourceFile, SourcePath};
use shipworthy_python::PythonAnalyzer;

fn facts(text: &str) -> FileFacts {
    let path = SourcePath::new("app/main.py");
    let language = Language::new("python");
    let source = SourceFile { path: &path, text, language: &language, role: Role::Production };
    PythonAnalyzer::new().extractor().extract(&source, &ExtractLimits::default()).facts
}

fn function<'a>(facts: &'a FileFacts, name: &str) -> &'a Function {
    facts.functions.iter().find(|function| function.qualified == name).expect("a function")
}

fn callees(facts: &FileFacts) -> Vec<(&str, Root)> {
    facts.calls.iter().map(|call| (call.callee.path.as_str(), call.callee.root)).collect()
}

#[test]
fn names_are_written_out_through_imports_and_variables() {
    let facts = facts(
        "import httpx
import a.b as c
from sqlalchemy import text as t
from .deps import load
async def f():
    client = httpx.Client()
    client.get('/')
    c.run()
    t('x')
    load()
    async with httpx.AsyncClient() as s:
        await s.post('/')
",
    );
    let paths: Vec<_> = callees(&facts).into_iter().map(|(path, _)| path).collect();
    for expected in [
        "httpx.Client().get",
        "a.b.run",
        "sqlalchemy.text",
        ".deps.load",
        "httpx.AsyncClient().post",
    ] {
        assert!(paths.contains(&expected), "{expected} is not among {paths:?}");
    }
}

#[test]
fn attributes_and_annotated_parameters_are_written_as_their_class() {
    let facts = facts(
        "import httpx
from typing import Annotated
from sqlalchemy.orm import Session
class Repo:
    def __init__(self, db: Session):
        self.db = db
        self.http = httpx.Client()
    def find(self):
        self.db.execute('q')
        self.http.get('/')
def g(s: Annotated[Session, 1]):
    s.execute('q')
",
    );
    let callees = callees(&facts);
    for expected in [
        ("sqlalchemy.orm.Session().execute", Root::Receiver),
        ("httpx.Client().get", Root::Receiver),
        ("sqlalchemy.orm.Session().execute", Root::Parameter),
    ] {
        assert!(callees.contains(&expected), "{expected:?} is not among {callees:?}");
    }
}

#[test]
fn a_text_that_grows_keeps_the_origin_of_each_part() {
    let facts = facts(
        "TABLE = 'users'
def f(db, name, n: int):
    q = f'SELECT * FROM {TABLE} WHERE n = {n}'
    if name:
        q += ' AND name = ' + name
    return q
",
    );
    let exits = &function(&facts, "f").exits;
    let Value::Template(parts) = &exits[0].value else { panic!("{exits:?}") };
    let origins: Vec<_> = parts
        .iter()
        .filter_map(|part| match part {
            Part::Value(_, origin) => Some(*origin),
            Part::Text(_) => None,
        })
        .collect();
    assert_eq!(origins, [Origin::Definition, Origin::Numeric, Origin::Parameter]);
}

#[test]
fn a_name_is_what_may_reach_it() {
    let facts = facts(
        "def f(x):
    a = 1
    a = 2
    if x:
        a = 3
    return a
def g(x):
    rows = []
    rows.append(x)
    return rows
",
    );
    let number = |text: &str| Value::Number(text.into());
    assert_eq!(
        function(&facts, "f").exits[0].value,
        Value::Choice([number("2"), number("3")].into())
    );
    let filled = function(&facts, "g");
    assert!(!filled.body.returns_only_literals);
    assert!(matches!(filled.exits[0].value, Value::Name(_)), "{:?}", filled.exits);
}

#[test]
fn invented_answers_are_told_from_computed_ones() {
    let facts = facts(
        "import random
import httpx
ROWS = [{'id': 1, 'name': 'x'}]
def literal(product_id):
    price = 19.99
    return {'price': price, 'rows': ROWS}
def rolled():
    return {'score': random.random()}
def real(url):
    return httpx.get(url).json()
",
    );
    let literal = function(&facts, "literal");
    assert!(literal.body.returns_only_literals && !literal.parameters[0].used);
    assert_eq!((literal.body.returned_literals, literal.body.calls), (3, 0));
    assert!(function(&facts, "rolled").body.returns_random);
    let real = function(&facts, "real");
    assert!(real.body.returns_computed && real.body.has(Effect::Io) && real.parameters[0].used);
}

#[test]
fn exits_carry_their_status_and_the_names_of_their_conditions() {
    let facts = facts(
        "from fastapi import HTTPException, status
def f(user):
    if not user.active:
        raise HTTPException(status_code=status.HTTP_401_UNAUTHORIZED)
    return user
",
    );
    let exits = &function(&facts, "f").exits;
    assert_eq!((exits[0].kind, exits[0].status), (ExitKind::Raise, Some(401)));
    assert!(exits[0].conditional && !exits[1].conditional);
    assert_eq!(exits[0].conditions[0], "user.active");
}

#[test]
fn handlers_say_what_they_do_with_what_failed() {
    let facts = facts(
        "import httpx, logging
log = logging.getLogger()
def f(u):
    try:
        return httpx.get(u)
    except httpx.HTTPError as e:
        log.warning('bad %s', e)
        return []
    except ValueError:
        pass
    except Exception as e:
        raise RuntimeError from e
",
    );
    let told: Vec<_> = facts.handlers.iter().map(|it| (it.action, it.logs)).collect();
    assert_eq!(
        told,
        [
            (HandlerAction::Returns, true),
            (HandlerAction::Nothing, false),
            (HandlerAction::Raises, false)
        ]
    );
    assert!(facts.handlers[0].uses_error && !facts.handlers[1].uses_error);
    assert!(facts.handlers[0].tried_effects.contains(&Effect::Io));
}

#[test]
fn empty_bodies_are_stubs_and_declarations_are_abstract() {
    let facts = facts(
        "from abc import abstractmethod
from typing import Protocol
def a(): ...
def b():
    raise NotImplementedError
def c():
    return 1
class P(Protocol):
    def d(self): ...
class Q:
    @abstractmethod
    def e(self): ...
",
    );
    assert_eq!(function(&facts, "a").body.stub, Some(Stub::Empty));
    assert_eq!(function(&facts, "b").body.stub, Some(Stub::NotImplemented));
    assert_eq!(function(&facts, "c").body.stub, None);
    assert!(!function(&facts, "a").is_abstract);
    assert!(function(&facts, "P.d").is_abstract && function(&facts, "Q.e").is_abstract);
}

#[test]
fn literals_beside_real_values_and_in_place_of_missing_ones_are_bindings() {
    let facts = facts(
        "def f(item: dict):
    return {'id': item['id'], 'confidence': 0.85, 'price': item.get('price', 19.99)}
def g(rate):
    return rate or 0.2
",
    );
    let bindings: Vec<_> = facts.bindings.iter().map(|it| (it.kind, it.name.as_str())).collect();
    assert_eq!(
        bindings,
        [
            (BindingKind::Entry, "confidence"),
            (BindingKind::Default, "price"),
            (BindingKind::Default, "rate"),
        ]
    );
}

#[test]
fn long_chains_of_names_and_conditions_end() {
    let mut text = String::from("def f(x):\n");
    for _ in 0..20_000 {
        text.push_str("    x = x + g(x)\n");
    }
    text.push_str("    return x\ndef h(x):\n    if x == 0: return 0\n");
    for at in 0..3_000 {
        text.push_str(&format!("    elif x == {at}: return {at}\n"));
    }
    assert_eq!(facts(&text).functions.len(), 2);
}

#[test]
fn variables_of_variables_do_not_multiply() {
    let mut text = String::from("def f(v0):\n");
    for at in 1..40 {
        let list = vec![format!("v{}", at - 1); 30].join(", ");
        text.push_str(&format!("    v{at} = [{list}]\n"));
    }
    text.push_str("    return f'{v39}' + ','.join(v39)\n");
    assert_eq!(facts(&text).functions[0].exits.len(), 1);
}

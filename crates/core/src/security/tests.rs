//! The passes over programs built by hand: they know no language.

use proptest::prelude::*;

use super::*;
use crate::code::{Argument, Assignment, BinaryOperator, CallExpr, ExprId, ExprKind, StmtKind};
use crate::facts::{Binding, BindingKind, Origin, SecretKind, SqlSink, SqlText, Timeout, Value};
use crate::source::{Language, Span};

static LIBRARIES: Libraries = Libraries {
    sql: &[SqlTaker {
        methods: &["execute"],
        receivers: &[],
        arguments: &[0],
        keywords: &[],
        imported: &[],
        sink: SqlSink::Execute,
        wants: Wants::Statement,
    }],
    mappers: &[],
    statements: &[],
    format_functions: &[],
    list_methods: &[],
    loggers: &[],
    quoting: &["*.quote_name"],
    formatting_drivers: &[],
    clients: &[Client {
        name: "web",
        receivers: &["web"],
        methods: &["get"],
        keywords: &["timeout"],
        position: None,
        options: None,
        without: TimeLimit::None,
    }],
    limiters: &[],
    file_limits: &[],
    environment: &[EnvironmentReader {
        form: "env",
        paths: &["env.read"],
        mapping: false,
        default: Some(1),
        default_keyword: "default",
        required: false,
    }],
    environment_schemas: &[],
    validators: &[],
    browser_directives: &[],
    browser_signs: &[],
    settings_classes: &[],
    settings: &[],
    registrars: &[],
    keys: &[],
    inputs: &["request.query"],
    numeric: &["int"],
    string_methods: &[],
    formatters: &["format"],
    text_tags: &[],
};

/// A program of one block, in a text that holds each literal where its span says.
struct Program<'a> {
    module: Module<'a>,
    statements: Vec<crate::code::StmtId>,
}

impl<'a> Program<'a> {
    fn new(text: &'a str) -> Self {
        Self { module: Module::new(text), statements: Vec::new() }
    }

    fn place(&self, part: &str) -> Span {
        let start = self.module.text.find(part).unwrap_or(0);
        Span::new(start as u32, (start + part.len()) as u32)
    }

    fn string(&mut self, text: &'a str) -> ExprId {
        let span = self.place(text);
        self.module.push_expression(ExprKind::Str(text.into()), span)
    }

    fn name(&mut self, name: &'a str) -> ExprId {
        let span = self.place(name);
        self.module.push_expression(ExprKind::Name(name), span)
    }

    fn member(&mut self, object: ExprId, property: &'a str) -> ExprId {
        let span = self.place(property);
        self.module.push_expression(ExprKind::Member { object, property }, span)
    }

    fn call(
        &mut self,
        object: &'a str,
        method: &'a str,
        arguments: &[(Option<&'a str>, ExprId)],
    ) -> ExprId {
        let object = self.name(object);
        let callee = self.member(object, method);
        let arguments = arguments.iter().map(|&(name, value)| Argument { name, value }).collect();
        let span = self.place(method);
        self.module.push_expression(
            ExprKind::Call(Box::new(CallExpr { callee, arguments, new: false })),
            span,
        )
    }

    fn add(&mut self, left: ExprId, right: ExprId) -> ExprId {
        let span = self.module.expression(left).span.to(self.module.expression(right).span);
        self.module
            .push_expression(ExprKind::Binary { operator: BinaryOperator::Add, left, right }, span)
    }

    fn run(&mut self, value: ExprId) {
        let span = self.module.expression(value).span;
        let statement = self.module.push_statement(StmtKind::Expr(value), span);
        self.statements.push(statement);
    }

    fn assign(&mut self, name: &'a str, value: ExprId, operator: Option<BinaryOperator>) {
        let target = self.name(name);
        let span = self.module.expression(target).span.to(self.module.expression(value).span);
        let assignment = Assignment {
            targets: Box::new([target]),
            value: Some(value),
            annotation: None,
            operator,
            declares: true,
            decorators: Box::default(),
        };
        let statement = self.module.push_statement(StmtKind::Assign(Box::new(assignment)), span);
        self.statements.push(statement);
    }

    fn facts(mut self) -> FileFacts {
        self.module.body = self.statements.into();
        let mut facts = FileFacts::new(Language::new("toy"), self.module.text);
        inspect(&self.module, &Tables::new(&LIBRARIES)).put_into(&mut facts);
        facts
    }
}

#[test]
fn a_text_that_grows_is_followed_to_what_takes_it() {
    let mut program = Program::new(
        "query SELECT * FROM users WHERE name = who query cursor execute request query",
    );
    let start = program.string("SELECT * FROM users WHERE name = ");
    program.assign("query", start, None);
    let request = program.name("request");
    let input = program.member(request, "query");
    program.assign("query", input, Some(BinaryOperator::Add));
    let query = program.name("query");
    let call = program.call("cursor", "execute", &[(None, query)]);
    program.run(call);
    let facts = program.facts();
    assert_eq!(facts.sql.len(), 1);
    assert!(matches!(facts.sql[0].text, SqlText::Built(_, Origin::Input)), "{:?}", facts.sql);
}

#[test]
fn constants_and_quoted_names_are_harmless() {
    let mut program = Program::new("SELECT * FROM  table quote_name cursor execute users db");
    let start = program.string("SELECT * FROM ");
    let table = program.name("table");
    let quoted = program.call("db", "quote_name", &[(None, table)]);
    let text = program.add(start, quoted);
    let call = program.call("cursor", "execute", &[(None, text)]);
    program.run(call);
    let facts = program.facts();
    assert!(matches!(facts.sql[0].text, SqlText::Built(_, Origin::Escaped)), "{:?}", facts.sql);
}

#[test]
fn a_call_without_limit_is_told_from_one_with() {
    let mut program = Program::new("web get timeout 5");
    let bare = program.call("web", "get", &[]);
    program.run(bare);
    let five = program.module.push_expression(ExprKind::Number("5"), Span::new(16, 17));
    let given = program.call("web", "get", &[(Some("timeout"), five)]);
    program.run(given);
    let null = program.module.push_expression(ExprKind::Null, Span::new(16, 17));
    let off = program.call("web", "get", &[(Some("timeout"), null)]);
    program.run(off);
    let limits: Vec<_> = program.facts().outbound.iter().map(|call| call.timeout).collect();
    assert_eq!(limits, [Timeout::Missing, Timeout::Given, Timeout::Off]);
}

#[test]
fn defaults_of_the_environment_are_judged() {
    let mut program = Program::new("env read API_SECRET blue-lantern HOST localhost MODE strict");
    for (name, default) in
        [("API_SECRET", "blue-lantern"), ("HOST", "localhost"), ("MODE", "strict")]
    {
        let name = program.string(name);
        let default = program.string(default);
        let call = program.call("env", "read", &[(None, name), (None, default)]);
        program.run(call);
    }
    let facts = program.facts();
    assert_eq!(facts.environment.len(), 3);
    let secrets: Vec<_> =
        facts.secrets.iter().map(|site| (site.kind, site.name.as_str())).collect();
    assert_eq!(secrets, [(SecretKind::Default, "API_SECRET")]);
    let urls: Vec<_> =
        facts.urls.iter().map(|site| (site.is_default, site.name.as_str())).collect();
    assert_eq!(urls, [(true, "HOST")]);
}

#[test]
fn long_chains_do_not_exhaust_the_stack() {
    let mut program = Program::new("SELECT x");
    let mut text = program.string("SELECT ");
    for _ in 0..100_000 {
        let next = program.string("x");
        text = program.add(text, next);
    }
    program.run(text);
    assert!(program.facts().secrets.is_empty());
}

proptest! {
    #[test]
    fn no_credential_stays_in_the_facts(tail in "[A-Za-z0-9+/=_-]{0,24}") {
        stays_out(&format!("q7Rt2Zk9w4{tail}"))?;
    }
}

#[test]
fn a_credential_with_the_mark_of_a_stand_in_stays_out_of_the_facts() {
    for tail in ["puT-", "xxXx", "-here"] {
        stays_out(&format!("q7Rt2Zk9w4{tail}")).expect("it stays out");
    }
}

/// Checks that a value given to a name of a credential is found and kept nowhere.
fn stays_out(secret: &str) -> Result<(), TestCaseError> {
    let text = format!("db_password = \"{secret}\" # was {secret}");
    let mut program = Program::new(&text);
    let span = program.place(secret);
    let value = program.module.push_expression(ExprKind::Str(secret.into()), span);
    program.assign("db_password", value, None);
    program.module.body = std::mem::take(&mut program.statements).into();
    let mut facts = FileFacts::new(Language::new("toy"), &text);
    facts.comments.push(crate::facts::Comment {
        text: format!("was {secret}").as_str().into(),
        ..Default::default()
    });
    facts.bindings.push(Binding {
        name: "db_password".into(),
        value: Value::List(Box::new([Value::Str(secret.into())])),
        kind: BindingKind::Module,
        span,
        function: None,
        class: None,
        handler: None,
        overwritten: false,
        random: false,
    });
    inspect(&program.module, &Tables::new(&LIBRARIES)).put_into(&mut facts);
    prop_assert_eq!(facts.secrets.len(), 1);
    let written = serde_json::to_string(&facts).unwrap_or_default();
    prop_assert!(!written.is_empty() && !written.contains(secret), "{}", written);
    Ok(())
}

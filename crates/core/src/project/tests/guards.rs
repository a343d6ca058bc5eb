use super::{Source, call, exit, guard, local, refusal, routes, top, value};
use crate::facts::{
    Argument, BindingKind, CallValue, EnvironmentRead, ExitKind, Field, GuardAlias, GuardClass,
    GuardUse, Handler, HandlerAction, Name, Stub, Value, Via,
};
use crate::project::{LinkedRoute, Protection};
use crate::source::Span;

/// A route `/x` of a file `main` behind a guard that `build` defines in a file `auth`.
fn behind(guard_name: &str, build: impl FnOnce(&mut Source)) -> LinkedRoute {
    let mut auth = Source::new("auth.toy");
    build(&mut auth);
    let mut main = Source::new("main.toy");
    let name = main.import("auth", guard_name);
    let list = main.function("list", vec![]);
    main.route(Name::default(), "/x", list, vec![guard(name)]);
    let mut routes = routes(vec![main, auth]);
    assert_eq!(routes.len(), 1);
    routes.remove(0)
}

fn class_of(route: &LinkedRoute) -> GuardClass {
    route.guards.first().map_or(GuardClass::Other, |guard| guard.class)
}

#[test]
fn a_refusal_makes_a_guard() {
    let route = behind("require_user", |auth| {
        auth.function("require_user", vec![refusal()]);
    });
    assert_eq!(route.protection, Protection::Guarded);
    assert!(route.guards[0].definition.is_some());
}

#[test]
fn a_guard_that_depends_on_a_rejecting_one_rejects() {
    let route = behind("require_admin", |auth| {
        auth.function("require_user", vec![refusal()]);
        let admin = auth.function("require_admin", vec![]);
        auth.facts.functions[admin as usize].dependencies = [guard(top("require_user"))].into();
    });
    assert_eq!(route.protection, Protection::Guarded);
}

#[test]
fn a_factory_is_what_its_closure_does() {
    let route = behind("require", |auth| {
        let outer = auth
            .function("require", vec![exit(ExitKind::Return, value(local("inner")), None, &[])]);
        let inner = auth.function("inner", vec![refusal()]);
        auth.facts.functions[inner as usize].outer = Some(outer);
        let span = auth.facts.functions[outer as usize].span;
        auth.facts.functions[outer as usize].span = Span::new(span.start, 900);
    });
    assert_eq!(route.protection, Protection::Guarded);
}

#[test]
fn the_class_of_an_error_tells_its_status_across_files_and_bases() {
    let mut errors = Source::new("errors.toy");
    let base = errors.class("Denied", vec![]);
    errors.facts.classes[base as usize].fields = [Field {
        name: "status_code".into(),
        value: Some(Value::Number("403".into())),
        ..Field::default()
    }]
    .into();
    errors.class("WrongDoor", vec![value(top("Denied"))]);
    let mut main = Source::new("main.toy");
    let door = main.import("errors", "WrongDoor");
    main.function("check_role", vec![exit(ExitKind::Raise, call(door, vec![]), None, &["role"])]);
    let list = main.function("list", vec![]);
    main.route(Name::default(), "/x", list, vec![guard(top("check_role"))]);
    assert_eq!(routes(vec![main, errors])[0].protection, Protection::Guarded);
}

#[test]
fn an_error_of_another_status_is_no_refusal() {
    let route = behind("get_user", |auth| {
        auth.function(
            "get_user",
            vec![exit(ExitKind::Raise, Value::Unknown, Some(404), &["user"])],
        );
    });
    assert_ne!(route.protection, Protection::Guarded);
}

#[test]
fn nothing_for_strangers_is_optional() {
    let route = behind("current_user", |auth| {
        auth.function(
            "current_user",
            vec![
                exit(ExitKind::Return, Value::Null, None, &["token"]),
                refusal(),
                exit(ExitKind::Return, value(local("user")), None, &[]),
            ],
        );
    });
    assert_eq!(route.protection, Protection::Optional);
}

#[test]
fn a_refusal_that_is_caught_and_dropped_is_optional_at_most() {
    let route = behind("current_user", |auth| {
        let at = auth.function(
            "current_user",
            vec![refusal(), exit(ExitKind::Return, Value::Null, None, &["error"])],
        );
        auth.facts.handlers.push(Handler {
            types: Box::default(),
            name: "error".into(),
            span: Span::new(800, 810),
            tried: Span::new(0, 100),
            function: Some(at),
            tried_effects: Box::default(),
            tried_calls: 1,
            tried_returns: false,
            action: HandlerAction::Returns,
            returns: None,
            logs: false,
            uses_error: false,
            chained: false,
        });
    });
    assert_ne!(route.protection, Protection::Guarded);
}

#[test]
fn a_guard_that_does_nothing_lets_everybody_through() {
    let route = behind("require_admin", |auth| {
        let at = auth
            .function("require_admin", vec![exit(ExitKind::Return, Value::Bool(true), None, &[])]);
        auth.facts.functions[at as usize].body.calls = 0;
    });
    assert_eq!(class_of(&route), GuardClass::AlwaysTrue);
    assert_eq!(route.protection, Protection::Unguarded);
    let empty = behind("require_admin", |auth| {
        let at = auth.function("require_admin", vec![]);
        auth.facts.functions[at as usize].body.stub = Some(Stub::Empty);
    });
    assert_eq!(class_of(&empty), GuardClass::AlwaysTrue);
}

#[test]
fn a_dependency_that_has_nothing_to_do_with_access_is_not_listed() {
    let route = behind("get_db", |auth| {
        auth.function("get_db", vec![]);
    });
    assert!(route.guards.is_empty());
    assert_eq!(route.protection, Protection::Unguarded);
}

#[test]
fn a_guard_that_a_setting_switches_on_is_optional_while_it_is_off() {
    let build = |default: &'static str| {
        move |auth: &mut Source| {
            auth.function(
                "check_key",
                vec![exit(ExitKind::Return, Value::Null, None, &["API_KEY"]), refusal()],
            );
            auth.facts.environment.push(EnvironmentRead {
                name: "API_KEY".into(),
                default: Some(Value::Str(default.into())),
                ..EnvironmentRead::default()
            });
        }
    };
    assert_eq!(behind("check_key", build("")).protection, Protection::Optional);
    assert_eq!(behind("check_key", build("set")).protection, Protection::Guarded);
}

#[test]
fn a_helper_that_rejects_makes_its_caller_reject() {
    let route = behind("require_user", |auth| {
        auth.function("decode", vec![refusal()]);
        let guard = auth.function("require_user", vec![]);
        auth.call(Some(guard), top("decode"), vec![]);
    });
    assert_eq!(route.protection, Protection::Guarded);
}

#[test]
fn guards_that_call_each_other_are_read_once() {
    let route = behind("require_a", |auth| {
        let a = auth.function("require_a", vec![]);
        let b = auth.function("require_b", vec![]);
        auth.call(Some(a), top("require_b"), vec![]);
        auth.call(Some(b), top("require_a"), vec![]);
    });
    assert_ne!(route.protection, Protection::Guarded);
}

#[test]
fn an_alias_in_another_module_stands_for_its_guard() {
    let route = behind("CurrentUser", |auth| {
        auth.function("current_user", vec![refusal()]);
        let span = auth.span();
        auth.facts.routing.aliases.push(GuardAlias {
            symbol: "CurrentUser".into(),
            guards: vec![guard(top("current_user"))],
            span,
            ..GuardAlias::default()
        });
    });
    assert_eq!(route.protection, Protection::Guarded);
    assert_eq!(route.guards[0].name, "current_user");
}

#[test]
fn an_object_that_can_be_called_is_read_by_its_method() {
    let route = behind("require_admin", |auth| {
        let class = auth.class("RoleChecker", vec![]);
        let method = auth.function("__call__", vec![refusal()]);
        auth.facts.functions[method as usize].class = Some(class);
        auth.facts.classes[class as usize].methods = [method].into();
        let span = auth.span();
        auth.facts.bindings.push(crate::facts::Binding {
            name: "require_admin".into(),
            value: call(top("RoleChecker"), vec![]),
            kind: BindingKind::Module,
            span,
            function: None,
            class: None,
            handler: None,
            overwritten: false,
            random: false,
        });
    });
    assert_eq!(route.protection, Protection::Guarded);
}

#[test]
fn an_option_turns_a_guard_into_an_optional_one() {
    let mut main = Source::new("main.toy");
    main.function("authorizer", vec![refusal()]);
    let list = main.function("list", vec![]);
    let target = Value::Call(Box::new(CallValue {
        callee: top("authorizer"),
        arguments: [Argument { name: "required".into(), value: Value::Bool(false) }].into(),
        span: Span::default(),
    }));
    let guard = GuardUse { target, via: Via::Parameter, ..GuardUse::default() };
    main.route(Name::default(), "/x", list, vec![guard]);
    assert_eq!(routes(vec![main])[0].protection, Protection::Optional);
}

#[test]
fn what_the_framework_defines_wins() {
    let mut main = Source::new("main.toy");
    main.function("guard_user", vec![refusal()]);
    let list = main.function("list", vec![]);
    let known = GuardUse { known: Some(GuardClass::Extract), ..guard(top("guard_user")) };
    main.route(Name::default(), "/x", list, vec![known]);
    let routes = routes(vec![main]);
    assert_eq!(class_of(&routes[0]), GuardClass::Extract);
    assert_eq!(routes[0].protection, Protection::Unguarded);
}

#[test]
fn a_handler_may_check_by_itself_but_a_login_refuses_passwords() {
    for (path, expected) in [("/orders", Protection::Guarded), ("/login", Protection::Unguarded)] {
        let mut main = Source::new("main.toy");
        let handler = main.function(
            "answer",
            vec![exit(ExitKind::Raise, Value::Unknown, Some(401), &["session.user"])],
        );
        main.route(Name::default(), path, handler, vec![]);
        let routes = routes(vec![main]);
        assert_eq!(routes[0].protection, expected, "{path}");
    }
}

#[test]
fn guards_are_listed_whether_or_not_a_route_uses_them() {
    let mut main = Source::new("main.toy");
    let at = main.function("require_user", vec![refusal()]);
    main.facts.functions[at as usize].parameters =
        [crate::facts::Parameter { name: "request".into(), ..Default::default() }].into();
    let list = main.function("list", vec![]);
    main.route(Name::default(), "/x", list, vec![]);
    let project = super::project(vec![main]);
    assert_eq!(project.guards.len(), 1);
    assert!(project.guards[0].routes.is_empty());
    assert!(!project.guards[0].mentioned);
}

#[test]
fn a_guard_that_falls_back_to_a_setting_rejects_and_one_that_falls_back_to_true_does_not() {
    for (fallback, expected) in [
        (call(local("setting"), vec![]), Protection::Guarded),
        (Value::Bool(true), Protection::Optional),
    ] {
        let route = behind("Guard", |auth| {
            let base = auth.class("Base", vec![]);
            let refuses = auth.function("canActivate", vec![refusal()]);
            auth.facts.functions[refuses as usize].class = Some(base);
            auth.facts.classes[base as usize].methods = [refuses].into();
            let class = auth.class("Guard", vec![value(top("Base"))]);
            let mut caught = exit(ExitKind::Return, fallback, None, &[]);
            caught.handler = Some(0);
            let method = auth.function("canActivate", vec![caught]);
            auth.facts.functions[method as usize].class = Some(class);
            auth.facts.classes[class as usize].methods = [method].into();
            let callee = Name { path: "super.canActivate".into(), ..Name::default() };
            auth.call(Some(method), callee, vec![]);
            auth.facts.handlers.push(Handler {
                types: Box::default(),
                name: "error".into(),
                span: Span::new(800, 810),
                tried: Span::new(0, 799),
                function: Some(method),
                tried_effects: Box::default(),
                tried_calls: 1,
                tried_returns: true,
                action: HandlerAction::Returns,
                returns: None,
                logs: false,
                uses_error: false,
                chained: false,
            });
            // The base stands in another place than the tried code.
            auth.facts.functions[refuses as usize].exits[0].span = Span::new(900, 901);
        });
        assert_eq!(route.protection, expected);
    }
}

use super::{Source, call, guard, local, parameter, refusal, routes, top, value};
use crate::facts::{Attachment, ExitKind, GuardClass, GuardUse, Parameter, RouterKind, Value, Via};
use crate::project::Protection;

/// A file `auth` with a guard that rejects.
fn auth() -> Source {
    let mut auth = Source::new("auth.toy");
    auth.function("require_user", vec![refusal()]);
    auth
}

fn ordered(source: &mut Source, path: Option<&str>, guard: GuardUse) {
    let span = source.span();
    source.facts.routing.attachments.push(Attachment {
        router: top("app"),
        guard: GuardUse { via: Via::Middleware, ..guard },
        path: path.map(Into::into),
        ordered: true,
        span,
        ..Attachment::default()
    });
}

#[test]
fn prefixes_and_guards_are_joined_over_mounts() {
    let mut main = Source::new("main.toy");
    main.router("app", RouterKind::Application, "");
    let require = main.import("auth", "require_user");
    let users = main.import("users", "router");
    main.mount(top("app"), value(users), "/api", vec![guard(require)]);
    let mut users = Source::new("users.toy");
    users.router("router", RouterKind::Router, "/users");
    let list = users.function("list", vec![]);
    users.route(top("router"), "/{id}", list, vec![]);
    let routes = routes(vec![main, users, auth()]);
    assert_eq!(routes.len(), 1);
    assert_eq!(routes[0].path, "/api/users/{id}");
    assert_eq!(routes[0].protection, Protection::Guarded);
    assert_eq!(routes[0].guards[0].name, "require_user");
}

#[test]
fn a_router_mounted_twice_has_its_routes_twice() {
    let mut main = Source::new("main.toy");
    main.router("app", RouterKind::Application, "");
    main.router("router", RouterKind::Router, "");
    let require = main.import("auth", "require_user");
    main.mount(top("app"), value(top("router")), "/open", vec![]);
    main.mount(top("app"), value(top("router")), "/closed", vec![guard(require)]);
    let list = main.function("list", vec![]);
    main.route(top("router"), "/x", list, vec![]);
    let found: Vec<_> = routes(vec![main, auth()])
        .into_iter()
        .map(|route| (route.path.to_string(), route.protection))
        .collect();
    assert_eq!(
        found,
        [
            ("/closed/x".to_owned(), Protection::Guarded),
            ("/open/x".to_owned(), Protection::Unguarded)
        ]
    );
}

#[test]
fn middleware_covers_what_is_registered_behind_it() {
    let mut main = Source::new("main.toy");
    main.router("app", RouterKind::Application, "");
    let require = main.import("auth", "require_user");
    let before = main.function("before", vec![]);
    let behind = main.function("behind", vec![]);
    main.route(top("app"), "/before", before, vec![]);
    ordered(&mut main, None, guard(require));
    main.route(top("app"), "/behind", behind, vec![]);
    let routes = routes(vec![main, auth()]);
    assert_eq!(routes[0].protection, Protection::Unguarded);
    assert_eq!(routes[1].protection, Protection::Guarded);
}

#[test]
fn middleware_with_a_path_covers_that_path_alone() {
    let mut main = Source::new("main.toy");
    main.router("app", RouterKind::Application, "");
    let require = main.import("auth", "require_user");
    ordered(&mut main, Some("/admin"), guard(require));
    let (admin, other) = (main.function("admin", vec![]), main.function("other", vec![]));
    main.route(top("app"), "/admin/users", admin, vec![]);
    main.route(top("app"), "/administrators", other, vec![]);
    let routes = routes(vec![main, auth()]);
    assert_eq!(routes[0].protection, Protection::Guarded);
    assert_eq!(routes[1].protection, Protection::Unguarded);
}

#[test]
fn injected_guards_do_not_reach_a_sub_application() {
    let mut main = Source::new("main.toy");
    main.router("app", RouterKind::Application, "");
    let require = main.import("auth", "require_user");
    main.router("sub", RouterKind::Application, "");
    main.facts.routing.routers[0].guards = vec![guard(require)];
    main.mount(top("app"), value(top("sub")), "/sub", vec![]);
    main.facts.routing.mounts[0].isolated = true;
    let list = main.function("list", vec![]);
    main.route(top("sub"), "/x", list, vec![]);
    let routes = routes(vec![main, auth()]);
    assert_eq!(routes[0].path, "/sub/x");
    assert_eq!(routes[0].protection, Protection::Unguarded);
}

#[test]
fn an_application_handed_to_a_function_is_followed() {
    let mut main = Source::new("main.toy");
    main.router("app", RouterKind::Application, "/v1");
    main.router("other", RouterKind::Application, "/v2");
    let register = main.import("users", "register");
    main.call(None, register, vec![value(top("app"))]);
    let mut users = Source::new("users.toy");
    let register = users.function("register", vec![]);
    users.facts.functions[register as usize].parameters =
        [Parameter { name: "server".into(), ..Parameter::default() }].into();
    let list = users.function("list", vec![]);
    users.route(parameter("server"), "/users", list, vec![]);
    users.facts.routing.routes[0].function = Some(register);
    let routes = routes(vec![main, users]);
    assert_eq!(routes[0].path, "/v1/users");
}

#[test]
fn a_router_made_by_a_function_is_mounted_by_its_call() {
    let mut main = Source::new("main.toy");
    main.router("app", RouterKind::Application, "");
    let make = main.import("users", "make");
    main.mount(top("app"), call(make, vec![]), "/api", vec![]);
    let mut users = Source::new("users.toy");
    let make = users
        .function("make", vec![super::exit(ExitKind::Return, value(local("router")), None, &[])]);
    users.router("router", RouterKind::Router, "/users");
    users.facts.routing.routers[0].function = Some(make);
    let list = users.function("list", vec![]);
    users.route(local("router"), "/x", list, vec![]);
    users.facts.routing.routes[0].function = Some(make);
    assert_eq!(routes(vec![main, users])[0].path, "/api/users/x");
}

#[test]
fn routers_mounted_in_a_circle_keep_their_routes() {
    let mut main = Source::new("main.toy");
    main.router("a", RouterKind::Router, "");
    main.router("b", RouterKind::Router, "");
    main.mount(top("a"), value(top("b")), "/b", vec![]);
    main.mount(top("b"), value(top("a")), "/a", vec![]);
    let list = main.function("list", vec![]);
    main.route(top("a"), "/x", list, vec![]);
    assert!(!routes(vec![main]).is_empty());
}

#[test]
fn a_route_marked_as_public_is_not_reached_by_the_guard_over_all() {
    let mut main = Source::new("main.toy");
    main.router("app", RouterKind::Application, "");
    let require = main.import("auth", "require_user");
    let span = main.span();
    main.facts.routing.attachments.push(Attachment {
        guard: GuardUse { via: Via::Global, ..guard(require) },
        span,
        ..Attachment::default()
    });
    let (open, closed) = (main.function("open", vec![]), main.function("closed", vec![]));
    main.route(top("app"), "/open", open, vec![]);
    main.facts.routing.routes[0].exempt = [Via::Global].into();
    main.route(top("app"), "/closed", closed, vec![]);
    let routes = routes(vec![main, auth()]);
    assert_eq!(routes[0].protection, Protection::Unguarded);
    assert_eq!(routes[1].protection, Protection::Guarded);
}

#[test]
fn a_guard_that_a_setting_attaches_is_no_protection() {
    let mut main = Source::new("main.toy");
    main.router("app", RouterKind::Application, "");
    let require = main.import("auth", "require_user");
    ordered(&mut main, None, guard(require));
    main.facts.routing.attachments[0].conditional = true;
    let list = main.function("list", vec![]);
    main.route(top("app"), "/x", list, vec![]);
    let routes = routes(vec![main, auth()]);
    assert_eq!(routes[0].protection, Protection::Optional);
    assert_eq!(routes[0].guards[0].class, GuardClass::Optional);
}

#[test]
fn a_list_of_routers_is_mounted_one_by_one() {
    let mut main = Source::new("main.toy");
    main.router("app", RouterKind::Application, "");
    main.router("a", RouterKind::Router, "/a");
    main.router("b", RouterKind::Router, "/b");
    let all = Value::List([value(top("a")), value(top("b"))].into());
    main.mount(top("app"), all, "/api", vec![]);
    let list = main.function("list", vec![]);
    main.route(top("b"), "/x", list, vec![]);
    assert_eq!(routes(vec![main])[0].path, "/api/b/x");
}

#[test]
fn a_class_of_routers_brings_its_guards() {
    let mut routers = Source::new("routers.toy");
    let require = routers.import("auth", "require_user");
    routers.class("UserRouter", vec![]);
    routers.router("UserRouter", RouterKind::Controller, "/users");
    routers.facts.routing.routers[0].guards = vec![guard(require)];
    let mut main = Source::new("main.toy");
    let maker = main.import("routers", "UserRouter");
    main.router("router", RouterKind::Router, "");
    main.facts.routing.routers[0].maker = maker;
    let list = main.function("list", vec![]);
    main.route(top("router"), "/x", list, vec![]);
    let routes = routes(vec![main, routers, auth()]);
    assert_eq!(routes[0].path, "/users/x");
    assert_eq!(routes[0].protection, Protection::Guarded);
}

#[test]
fn a_variable_made_of_itself_is_no_router() {
    let mut main = Source::new("main.toy");
    main.router("app", RouterKind::Application, "");
    let make = main.function("make", vec![]);
    let span = main.span();
    main.facts.bindings.push(crate::facts::Binding {
        name: "child".into(),
        value: call(top("wrap"), vec![value(local("child")), value(local("child"))]),
        kind: crate::facts::BindingKind::Local,
        span,
        function: Some(make),
        class: None,
        handler: None,
        overwritten: false,
        random: false,
    });
    main.mount(top("app"), value(local("child")), "/x", vec![]);
    main.facts.routing.mounts[0].function = Some(make);
    let list = main.function("list", vec![]);
    main.route(top("app"), "/y", list, vec![]);
    assert_eq!(routes(vec![main])[0].path, "/y");
}

#[test]
fn a_router_that_is_chosen_while_running_is_one_of_those_that_stand_alone() {
    let mut main = Source::new("main.toy");
    main.router("app", RouterKind::Application, "");
    let require = main.import("auth", "require_user");
    main.facts.routing.routers[0].guards = vec![guard(require)];
    let load = main.import("library", "load");
    main.mount(top("app"), call(load, vec![]), "/plugins", vec![]);
    let mut plugin = Source::new("plugin.toy");
    plugin.router("router", RouterKind::Router, "/one");
    let list = plugin.function("list", vec![]);
    plugin.route(top("router"), "/x", list, vec![]);
    let routes = routes(vec![main, plugin, auth()]);
    assert_eq!(routes[0].path, "/plugins/one/x");
    assert_eq!(routes[0].protection, Protection::Guarded);
}

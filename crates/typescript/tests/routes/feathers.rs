//! Feathers.

use super::routes;

#[test]
fn feathers_runs_the_hooks_of_the_application_and_of_the_service() {
    let app = r#"
    import { feathers } from "@feathersjs/feathers";
    import { rest } from "@feathersjs/express";
    import { logError } from "./log";
    const app = feathers();
    app.hooks({ around: { all: [logError] } });
    app.use("status", new StatusService());
    class StatusService { async find() { return { ok: true }; } }
    "#;
    let messages = r#"
    import { authenticate } from "@feathersjs/authentication";
    import { MessageService } from "./messages.class";
    import { messagePath, messageMethods } from "./messages.shared";
    export const message = (app) => {
        app.use(messagePath, new MessageService(options), { methods: messageMethods });
        app.service(messagePath).hooks({
            around: { all: [authenticate("jwt")] },
        });
    };
    "#;
    let class = r#"
    import { KnexService } from "@feathersjs/knex";
    export class MessageService extends KnexService {}
    "#;
    let shared = r#"
    export const messagePath = "messages";
    export const messageMethods = ["find", "create"];
    "#;
    let users = r#"
    const { authenticate } = require("@feathersjs/authentication").hooks;
    const { disallow } = require("feathers-hooks-common");
    const createService = require("feathers-mongoose");
    const hooks = require("./users.hooks");
    module.exports = function (app) {
        app.use("/users", createService({ name: "users" }));
        app.service("users").hooks(hooks);
    };
    "#;
    let hooks = r#"
    const { authenticate } = require("@feathersjs/authentication").hooks;
    const { disallow } = require("feathers-hooks-common");
    module.exports = {
        before: {
            all: [],
            find: [authenticate("jwt")],
            create: [hashPassword("password")],
            remove: [disallow("external")],
        },
    };
    "#;
    let files = [
        ("src/app.ts", app),
        ("src/messages.ts", messages),
        ("src/messages.class.ts", class),
        ("src/messages.shared.ts", shared),
        ("src/users.service.js", users),
        ("src/users.hooks.js", hooks),
    ];
    assert_eq!(
        routes(&files),
        [
            "delete /users/:id guarded",
            "get /messages guarded",
            "get /status unguarded",
            "get /users guarded",
            "get /users/:id unguarded",
            "patch /users/:id unguarded",
            "post /messages guarded",
            "post /users unguarded",
            "put /users/:id unguarded",
        ]
    );
}

#[test]
fn feathers_hooks_of_the_application_reach_all_services() {
    let app = r#"
    const feathers = require("@feathersjs/feathers");
    const express = require("@feathersjs/express");
    const hooks = require("./app.hooks");
    const app = express(feathers());
    app.hooks(hooks);
    app.use("/items", new Items());
    class Items {
        async find() { return list(); }
        async create(data) { return add(data); }
    }
    "#;
    let hooks = r#"
    const { NotAuthenticated } = require("@feathersjs/errors");
    const signedIn = () => (context) => {
        if (!context.params.user) { throw new NotAuthenticated(); }
        return context;
    };
    module.exports = { before: { all: [], create: [signedIn()] } };
    "#;
    assert_eq!(
        routes(&[("src/app.js", app), ("src/app.hooks.js", hooks)]),
        ["get /items unguarded", "post /items guarded"]
    );
}

//! Hapi.

use super::routes;

#[test]
fn auth_of_routes_decides_before_the_default() {
    let server = r#"
    const Hapi = require("@hapi/hapi");
    const items = require("./items");
    const start = async () => {
        const server = Hapi.server({ port: 3000 });
        await server.register(require("@hapi/jwt"));
        server.auth.strategy("jwt", "jwt", options);
        server.auth.default("jwt");
        server.route({ method: "GET", path: "/health", options: { auth: false }, handler: () => "ok" });
        server.route(items);
    };
    "#;
    let items = r#"
    const Joi = require("joi");
    const optional = { mode: "try", strategy: "jwt" };
    module.exports = [
        { method: "GET", path: "/items", handler: async (request, h) => list() },
        { method: ["PUT", "PATCH"], path: "/items/{id}", options: { handler: update, auth: { strategies: ["jwt"], scope: ["admin"] } } },
        { method: "*", path: "/feed", config: { auth: optional }, handler: feed },
    ];
    "#;
    assert_eq!(
        routes(&[("server.js", server), ("items.js", items)]),
        [
            "any /feed optional",
            "get /health unguarded",
            "get /items guarded",
            "patch /items/{id} guarded",
            "put /items/{id} guarded",
        ]
    );
}

#[test]
fn routes_without_auth_are_open_unless_they_check_before() {
    let server = r#"
    import Hapi from "@hapi/hapi";
    import Boom from "@hapi/boom";
    const signedIn = (request, h) => {
        if (!request.headers.authorization) throw Boom.unauthorized("Log in.");
        return h.continue;
    };
    export const plugin = {
        name: "items",
        register(server) {
            server.route([
                { method: "GET", path: "/items", handler: () => list() },
                { method: "POST", path: "/items", options: { pre: [{ method: signedIn }], handler: (request) => add(request.payload) } },
                { method: "GET", path: "/me", handler: (request) => {
                    if (!request.auth.isAuthenticated) return Boom.unauthorized();
                    return request.auth.credentials;
                } },
            ]);
        },
    };
    "#;
    assert_eq!(
        routes(&[("src/server.ts", server)]),
        ["get /items unguarded", "get /me guarded", "post /items guarded"]
    );
}

#[test]
fn objects_of_other_programs_are_no_routes() {
    let table = r#"
    export const calls = [{ method: "GET", path: "/items", handler: list }];
    "#;
    assert!(routes(&[("src/calls.ts", table)]).is_empty());
}

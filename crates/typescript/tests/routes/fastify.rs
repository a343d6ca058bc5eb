//! Fastify.

use super::routes;

#[test]
fn fastify_hooks_stay_in_their_plugin() {
    let app = r#"
    import Fastify from "fastify";
    import closed from "./closed";
    const app = Fastify();
    app.register(closed, { prefix: "/closed" });
    app.get("/open", async () => ({}));
    "#;
    let closed = r#"
    export default async function routes(fastify) {
        fastify.addHook("onRequest", async (request, reply) => {
            if (!request.headers.authorization) { return reply.code(401).send({}); }
        });
        fastify.get("/a", async () => ({}));
        fastify.route({ method: "POST", url: "/b", handler: async () => ({}) });
    }
    "#;
    assert_eq!(
        routes(&[("src/app.ts", app), ("src/closed.ts", closed)]),
        ["get /closed/a guarded", "get /open unguarded", "post /closed/b guarded"]
    );
}

#[test]
fn fastify_hooks_of_plugins_that_break_out_reach_everything() {
    let hook = r#"
    import fp from "fastify-plugin";
    export default fp(async (fastify) => {
        fastify.addHook("onRequest", async (request, reply) => {
            if (!request.headers["x-api-key"]) { return reply.status(401).send({}); }
        });
    });
    "#;
    let app = r#"
    import Fastify from "fastify";
    import hook from "./hook";
    import routes from "./routes";
    export async function build() {
        const app = Fastify({ logger: true });
        await app.register(hook);
        await app.register(routes);
        return app;
    }
    "#;
    let file = r#"
    import type { FastifyPluginAsync } from "fastify";
    const routes: FastifyPluginAsync = async (app) => {
        app.get("/a", async () => 1);
    };
    export default routes;
    "#;
    assert_eq!(
        routes(&[("src/hook.ts", hook), ("src/app.ts", app), ("src/routes.ts", file)]),
        ["get /a guarded"]
    );
}

#[test]
fn fastify_registering_a_token_library_guards_nothing() {
    let app = r#"
    import Fastify from "fastify";
    import jwt from "@fastify/jwt";
    const app = Fastify();
    app.register(jwt, { secret: process.env.SECRET });
    app.register(async function closed(instance) {
        instance.addHook("onRequest", (request) => request.jwtVerify());
        instance.get("/closed", async () => 1);
    });
    app.register(async function open(instance) {
        instance.get("/open", async () => 1);
    });
    app.get("/inline", async (request, reply) => {
        await request.jwtVerify();
        return 1;
    });
    "#;
    assert_eq!(
        routes(&[("src/app.ts", app)]),
        ["get /closed guarded", "get /inline guarded", "get /open unguarded"]
    );
}

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

const PLUGIN: (&str, &str) = (
    "src/plugins/auth.js",
    r#"
    const fp = require("fastify-plugin");
    module.exports = fp(async function (fastify, opts) {
        fastify.register(require("@fastify/jwt"), { secret: process.env.SECRET });
        fastify.decorate("authenticate", async function (request, reply) {
            try {
                await request.jwtVerify();
            } catch (err) {
                reply.send(err);
            }
        });
    });
    "#,
);

#[test]
fn fastify_decorators_are_guards_where_they_are_hooked() {
    let app = r#"
    const fastify = require("fastify")();
    fastify.register(require("./plugins/auth"));
    fastify.register(require("./routes"), { prefix: "/v1" });
    "#;
    let file = r#"
    module.exports = async function (fastify, opts) {
        fastify.get("/a", { onRequest: [fastify.authenticate] }, async (request) => request.user);
        fastify.get("/c", async (request) => 1);
        fastify.post("/d", { preValidation: [fastify.authenticate], schema: {} }, handler);
        fastify.route({
            method: ["PUT", "PATCH"],
            url: "/e",
            preHandler: [fastify.auth([fastify.authenticate])],
            handler: async (request) => 1,
        });
        fastify.register(async (inner) => {
            inner.addHook("preHandler", fastify.authenticate);
            inner.get("/f", async () => 1);
        });
    };
    "#;
    assert_eq!(
        routes(&[PLUGIN, ("src/app.js", app), ("src/routes.js", file)]),
        [
            "get /v1/a guarded",
            "get /v1/c unguarded",
            "get /v1/f guarded",
            "patch /v1/e guarded",
            "post /v1/d guarded",
            "put /v1/e guarded",
        ]
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

#[test]
fn fastify_loads_plugins_of_a_folder_behind_their_hooks() {
    let app = r#"
    import path from "node:path";
    import autoload from "@fastify/autoload";
    export default async function app(fastify, opts) {
        fastify.register(autoload, { dir: path.join(import.meta.dirname, "plugins"), options: {} });
        fastify.register(autoload, {
            dir: path.join(import.meta.dirname, "routes"),
            autoHooks: true,
            cascadeHooks: true,
            options: { prefix: "/v1" },
        });
    }
    "#;
    let hooks = r#"
    export default async function (fastify) {
        fastify.addHook("onRequest", async (request, reply) => {
            if (request.url.startsWith("/v1/api/login")) {
                return;
            }
            if (!request.session.user) {
                reply.unauthorized("Log in first.");
            }
        });
    }
    "#;
    let home = r#"
    export default async (fastify) => { fastify.get("/", async () => "home"); };
    "#;
    let login = r#"
    export const autoPrefix = "/api";
    export default async function (fastify) { fastify.post("/login", async () => "in"); }
    "#;
    let tasks = r#"
    export default async function (fastify) {
        fastify.get("/:id", async () => 1);
        fastify.delete("/:id", { preHandler: (request, reply) => request.isAdmin(reply) }, async () => 1);
    }
    "#;
    let files = [
        ("src/app.ts", app),
        ("src/routes/home.ts", home),
        ("src/routes/api/autohooks.ts", hooks),
        ("src/routes/api/auth/index.ts", login),
        ("src/routes/api/tasks/index.ts", tasks),
        ("src/routes/api/tasks/ignored.ts", tasks),
    ];
    assert_eq!(
        routes(&files),
        [
            "delete /:id unguarded",
            "delete /v1/api/tasks/:id guarded",
            "get /:id unguarded",
            "get /v1/ unguarded",
            "get /v1/api/tasks/:id guarded",
            "post /v1/api/login optional"
        ]
    );
}

#[test]
fn fastify_decorators_are_known_by_name_in_other_files() {
    let auth = r#"
    import fp from "fastify-plugin";
    async function authorization(fastify) {
        const { httpErrors } = fastify;
        fastify.decorate("authorize", authorize);
        fastify.decorateRequest("isAdmin", isAdmin);
        fastify.decorate("careless", async (request) => {
            try {
                await request.jwtVerify();
            } catch (error) {
                request.log.warn(error);
            }
        });
        async function authorize(request, reply) {
            const { session } = request.cookies;
            if (!session) {
                throw httpErrors.unauthorized("no cookie");
            }
        }
    }
    async function isAdmin(reply) {
        if (!this.user.roles.includes("admin")) {
            reply.status(403).send("no");
        }
    }
    export default fp(authorization);
    "#;
    let routes_ts = r#"
    import type { FastifyInstance } from "fastify";
    export default async function (fastify: FastifyInstance) {
        const { authorize } = fastify;
        fastify.get("/a", { onRequest: authorize }, async () => 1);
        fastify.get("/b", { preHandler: [fastify.authorize] }, async () => 1);
        fastify.get("/c", { preHandler: (request, reply) => request.isAdmin(reply) }, async () => 1);
        fastify.get("/d", { preHandler: fastify.careless }, async () => 1);
        fastify.get("/e", { preHandler: fastify.auth([fastify.authorize, fastify.careless]) }, async () => 1);
        fastify.get("/f", {
            preHandler: fastify.auth([fastify.authorize, fastify.careless], { relation: "and" }),
        }, async () => 1);
    }
    "#;
    assert_eq!(
        routes(&[("src/auth.ts", auth), ("src/routes.ts", routes_ts)]),
        [
            "get /a guarded",
            "get /b guarded",
            "get /c guarded",
            "get /d unguarded",
            "get /e optional",
            "get /f guarded"
        ]
    );
}

#[test]
fn fastify_plugins_that_break_out_reach_the_scope_that_registers_them() {
    let key = r#"
    import fp from "fastify-plugin";
    const keyed = fp(async (instance) => {
        instance.addHook("onRequest", (request, reply, done) => {
            if (request.routeOptions.config.open) { return done(); }
            if (!keys.has(request.headers.apikey)) { return reply.status(401).send(); }
            done();
        });
    });
    export function requireKey(fastify) {
        fastify.addHook("onRoute", (route) => {});
        fastify.register(keyed);
    }
    "#;
    let app = r#"
    import Fastify from "fastify";
    import { requireKey } from "./key";
    import admin from "./admin";
    const app = Fastify();
    app.register(admin, { prefix: "/admin" });
    app.register(async function inner(scope) {
        requireKey(scope);
        scope.get("/inner", async () => 1);
    });
    app.get("/version", async () => 1);
    "#;
    let admin = r#"
    import type { FastifyInstance } from "fastify";
    import { requireKey } from "./key";
    export default async function routes(fastify: FastifyInstance) {
        requireKey(fastify);
        fastify.get("/queue", async () => 1);
        fastify.get("/status", { config: { open: true } }, async () => 1);
    }
    "#;
    assert_eq!(
        routes(&[("src/key.ts", key), ("src/app.ts", app), ("src/admin.ts", admin)]),
        [
            "get /admin/queue guarded",
            "get /admin/status optional",
            "get /inner guarded",
            "get /version unguarded"
        ]
    );
}

#[test]
fn hooks_that_break_out_of_their_plugin_stay_in_their_application() {
    let guarded = r#"
    import Fastify from "fastify";
    import fp from "fastify-plugin";
    const app = Fastify();
    app.register(fp(async (instance) => {
        instance.addHook("preHandler", async (request, reply) => {
            if (!request.user) {
                reply.code(401).send();
            }
        });
    }));
    app.post("/orders", async () => orders.add());
    "#;
    let open = r#"
    import Fastify from "fastify";
    const app = Fastify();
    app.post("/notes", async () => notes.add());
    "#;
    let files = [("services/orders/src/app.ts", guarded), ("services/notes/src/app.ts", open)];
    assert_eq!(routes(&files), ["post /notes unguarded", "post /orders guarded"]);
}

#[test]
fn fastify_chains_give_the_instance_on() {
    let server = r#"
    import { fastify } from "fastify";
    import { getProjects } from "./projects";
    import { open } from "./open";
    const app = fastify().withTypeProvider<ZodTypeProvider>();
    app.register(getProjects);
    app.register(open);
    "#;
    let auth = r#"
    import type { FastifyInstance } from "fastify";
    import fp from "fastify-plugin";
    export const auth = fp(async (app: FastifyInstance) => {
        app.addHook("preHandler", async (request) => {
            request.getCurrentUserId = async () => {
                try {
                    const { sub } = await request.jwtVerify<{ sub: string }>();
                    return sub;
                } catch {
                    throw new UnauthorizedError("Invalid auth token");
                }
            };
        });
    });
    "#;
    let projects = r#"
    import type { FastifyInstance } from "fastify";
    import { auth } from "./auth";
    export async function getProjects(app: FastifyInstance) {
        app.withTypeProvider<ZodTypeProvider>().register(auth).get(
            "/projects",
            { schema: {} },
            async (request, reply) => {
                const userId = await request.getCurrentUserId();
                return prisma.project.findMany({ where: { userId } });
            },
        );
        const typed = app.withTypeProvider<ZodTypeProvider>();
        typed.route({ method: "DELETE", url: "/projects", handler: async (request) => {
            await request.getCurrentUserId();
        } });
    }
    "#;
    let open = r#"
    import type { FastifyInstance } from "fastify";
    import { auth } from "./auth";
    export async function open(app: FastifyInstance) {
        app.withTypeProvider<ZodTypeProvider>().register(auth).post("/open", async () => db.list());
    }
    "#;
    assert_eq!(
        routes(&[
            ("src/server.ts", server),
            ("src/auth.ts", auth),
            ("src/projects.ts", projects),
            ("src/open.ts", open),
        ]),
        ["delete /projects guarded", "get /projects guarded", "post /open unguarded"]
    );
}

#[test]
fn fastify_decorators_may_have_a_default() {
    let auth = r#"
    import fp from "fastify-plugin";
    async function plugin(app, options) {
        const verify = (request, _reply, done) => {
            const token = request.headers.authorization?.split(" ")[1];
            if (!token) { done(new UnauthorizedError("denied")); return; }
            done();
        };
        app.decorate("verifyJwt", options?.verify ?? verify);
    }
    export default fp(plugin);
    "#;
    let server = r#"
    import Fastify from "fastify";
    import auth from "./auth";
    const app = Fastify();
    app.register(auth);
    app.get("/me", { preHandler: app.auth([app.verifyJwt]) }, async () => db.me());
    app.get("/", async () => db.list());
    "#;
    assert_eq!(
        routes(&[("src/server.ts", server), ("src/auth.ts", auth)]),
        ["get / unguarded", "get /me guarded"]
    );
}

#[test]
fn fastify_hooks_may_hand_on_to_a_guard_that_sets_the_status_first() {
    let app = r#"
    const fastify = require("fastify")();
    const userWeb = require("./user-web");
    fastify.register(async (fastify) => {
        fastify.get(
            "/resume",
            { preHandler: (req, res, done) => userWeb(req, res, fastify, done) },
            (req, res) => res.send(1),
        );
        fastify.get("/open", (req, res) => res.send(1));
    });
    "#;
    let guard = r#"
    module.exports = async (req, res, ctx) => {
        try {
            const session = await ctx.auth.user.getWebSession({ sessionId: req.cookies["sid"] });
            if (!session) {
                res.status(401);
                return res.send({ success: false });
            }
            req.session = session;
        } catch (e) {
            res.status(500);
            return res.send({ success: false });
        }
    };
    "#;
    assert_eq!(
        routes(&[("app.js", app), ("user-web.js", guard)]),
        ["get /open unguarded", "get /resume guarded"]
    );
}

#[test]
fn plugins_that_import_nothing_are_told_by_what_they_ask_of_the_instance() {
    let app = r#"
    const fastify = require("fastify");
    const app = fastify();
    app.decorate("requireUser", async (request, reply) => {
        if (!request.session) { reply.code(401).send({ error: "unauthorized" }); }
    });
    app.register(require("./routes"), { prefix: "/api" });
    app.listen({ port: 3000 });
    "#;
    let routes_file = r#"
    const Users = require("./users");
    const Open = require("./open");
    module.exports = async function (app) {
        app.register(Users, { prefix: "/users" });
        app.register(Open, { prefix: "/open" });
    };
    "#;
    let users = r#"
    module.exports = async function (app) {
        app.addHook("preHandler", app.requireUser);
        app.get("/:id", { schema: {} }, async (request) => find(request.params.id));
    };
    "#;
    let open = r#"
    module.exports = async function (app) {
        app.get("/", {
            schema: { summary: "Says hello" }
        }, async (request, reply) => { reply.send("hello"); });
        app.post("/own", { preHandler: app.requireUser }, async (request, reply) => {
            reply.send(own(request));
        });
    };
    "#;
    assert_eq!(
        routes(&[
            ("src/app.js", app),
            ("src/routes.js", routes_file),
            ("src/users.js", users),
            ("src/open.js", open),
        ]),
        ["get /api/open/ unguarded", "get /api/users/:id guarded", "post /api/open/own guarded",]
    );
}

#[test]
fn hooks_let_through_what_they_name_before_they_ask() {
    let app = r#"
    import Fastify from "fastify";
    import { check } from "./token";
    import { users } from "./users";
    const server = Fastify();
    users(server);
    server.get("/", async () => ({}));
    server.addHook("preHandler", async function (request, reply) {
        try {
            if (request.url === "/login" && request.method === "POST") {
                return true;
            }
            const token = request.headers.authorization.split(" ")[1];
            check(token);
        } catch (error) {
            reply.status(401).send({ message: "Unauthorized" });
        }
    });
    "#;
    let token = r#"
    import jwt from "jsonwebtoken";
    export function check(token) {
        return jwt.verify(token, process.env.SECRET);
    }
    "#;
    let users = r#"
    export function users(fastify) {
        fastify.post("/login", async () => ({}));
        fastify.get("/login", async () => ({}));
        fastify.get("/users", async () => ({}));
    }
    "#;
    assert_eq!(
        routes(&[("src/app.ts", app), ("src/token.ts", token), ("src/users.ts", users)]),
        ["get / guarded", "get /login guarded", "get /users guarded", "post /login optional"]
    );
}

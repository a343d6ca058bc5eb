//! Hono.

use super::{project, routes};

#[test]
fn hono_middleware_covers_a_pattern() {
    let app = r#"
    import { Hono } from "hono";
    import { bearerAuth } from "hono/bearer-auth";
    const app = new Hono();
    app.use("/api/*", bearerAuth({ token: process.env.TOKEN }));
    app.get("/api/items", (c) => c.json([]));
    app.get("/items", (c) => c.json([]));
    export default app;
    "#;
    assert_eq!(
        routes(&[("src/index.ts", app)]),
        ["get /api/items guarded", "get /items unguarded"]
    );
}

#[test]
fn hono_sub_applications_are_guarded_where_they_are_mounted() {
    let app = r#"
    import { Hono } from "hono";
    import { jwt } from "hono/jwt";
    import { logger } from "hono/logger";
    import items from "./items";
    import status from "./status";
    const app = new Hono().basePath("/api");
    app.use(logger());
    app.route("/status", status);
    app.use("/items/*", jwt({ secret: process.env.SECRET }));
    app.route("/items", items);
    export default app;
    "#;
    let items = r#"
    import { Hono } from "hono";
    const app = new Hono()
        .get("/", (c) => c.json([]))
        .post("/", (c) => c.json([]));
    export default app;
    "#;
    let status = r#"
    import { Hono } from "hono";
    export default new Hono().get("/", (c) => c.text("ok"));
    "#;
    assert_eq!(
        routes(&[("src/index.ts", app), ("src/items.ts", items), ("src/status.ts", status)]),
        ["get /api/items/ guarded", "get /api/status/ unguarded", "post /api/items/ guarded"]
    );
}

#[test]
fn hono_middleware_is_read() {
    let middleware = r#"
    import { createMiddleware } from "hono/factory";
    import { HTTPException } from "hono/http-exception";
    export const requireUser = createMiddleware(async (c, next) => {
        const user = c.get("user");
        if (!user) { throw new HTTPException(401, { message: "Unauthorized" }); }
        await next();
    });
    export const session = createMiddleware(async (c, next) => {
        const session = await auth.api.getSession({ headers: c.req.raw.headers });
        c.set("user", session ? session.user : null);
        await next();
    });
    export const admin: MiddlewareHandler = async (c, next) => {
        if (c.get("user")?.role !== "admin") { return c.json({ error: "Forbidden" }, 403); }
        return next();
    };
    "#;
    let app = r#"
    import { Hono } from "hono";
    import { requireUser, session, admin } from "./middleware";
    const app = new Hono<{ Variables: Vars }>();
    app.use("*", session);
    app.get("/open", (c) => c.json([]));
    app.get("/me", requireUser, (c) => c.json([]));
    app.on(["POST", "PUT"], ["/things", "/stuff"], admin, (c) => c.json([]));
    app.get("/own", async (c) => {
        const user = c.get("user");
        if (!user) { return c.json({ error: "unauthorized" }, 401); }
        return c.json([]);
    });
    export default app;
    "#;
    let found = routes(&[("src/middleware.ts", middleware), ("src/index.ts", app)]);
    assert_eq!(found.len(), 7, "{found:?}");
    for it in &found {
        assert_eq!(it.ends_with(" guarded"), !it.contains("/open"), "{found:?}");
    }
}

#[test]
fn hono_combinations_of_middleware() {
    let app = r#"
    import { Hono } from "hono";
    import { every, except, some } from "hono/combine";
    import { bearerAuth } from "hono/bearer-auth";
    import { rateLimit } from "./limit";
    const app = new Hono();
    app.use("/api/*", except(["/api/public/*", "/api/login"], bearerAuth({ token })));
    app.use("/both/*", every(bearerAuth({ token }), rateLimit()));
    app.use("/either/*", some(bearerAuth({ token }), rateLimit()));
    app.get("/api/public/logo", (c) => c.json([]));
    app.post("/api/login", (c) => c.json([]));
    app.get("/api/items", (c) => c.json([]));
    app.get("/both/a", (c) => c.json([]));
    app.get("/either/a", (c) => c.json([]));
    export default app;
    "#;
    let found = routes(&[("src/index.ts", app)]);
    let guarded: Vec<_> = found.iter().filter(|it| it.ends_with(" guarded")).collect();
    assert_eq!(guarded, ["get /api/items guarded", "get /both/a guarded"], "{found:?}");
    assert_eq!(found.len(), 5);
}

#[test]
fn hono_open_api_routes_carry_their_middleware() {
    let definitions = r#"
    import { createRoute, z } from "@hono/zod-openapi";
    import { requireUser } from "./middleware";
    export const list = createRoute({ method: "get", path: "/tasks", responses: {} });
    export const create = createRoute({
        method: "post", path: "/tasks", middleware: [requireUser] as const, responses: {},
    });
    "#;
    let middleware = r#"
    export const requireUser = async (c, next) => {
        if (!c.get("user")) { return c.json({}, 401); }
        await next();
    };
    "#;
    let app = r#"
    import { OpenAPIHono } from "@hono/zod-openapi";
    import * as tasks from "./tasks.routes";
    import { list, create } from "./tasks.handlers";
    const router = new OpenAPIHono()
        .openapi(tasks.list, list)
        .openapi(tasks.create, create);
    export default router;
    "#;
    let handlers = r#"
    export const list = async (c) => c.json([]);
    export const create = async (c) => c.json([]);
    "#;
    assert_eq!(
        routes(&[
            ("src/tasks.routes.ts", definitions),
            ("src/middleware.ts", middleware),
            ("src/index.ts", app),
            ("src/tasks.handlers.ts", handlers),
        ]),
        ["get /tasks unguarded", "post /tasks guarded"]
    );
}

#[test]
fn hono_chains_need_no_name() {
    let api = r#"
    import { Hono } from "hono";
    import { jwt } from "hono/jwt";
    export const createApi = () => new Hono().use(jwt({ secret: key })).get("/notes", (c) => c.json([]));
    export default new Hono().get("/status", (c) => c.text("ok"));
    "#;
    let app = r#"
    import { Hono } from "hono";
    import status, { createApi } from "./api";
    const app = new Hono();
    app.route("/api", createApi());
    app.route("/", status);
    export default app;
    "#;
    assert_eq!(
        routes(&[("src/api.ts", api), ("src/index.ts", app)]),
        ["get /api/notes guarded", "get /status unguarded"]
    );
}

#[test]
fn a_route_stands_where_it_is_registered() {
    let app = r#"import { Hono } from "hono";
const app = new Hono()
    .get("/a", (c) => c.json([]))
    .post(
        "/b",
        validator("json", { title: "string", text: "string", tags: "string", by: "string" }),
        async (c) => c.json([]),
    );
export default app;
"#;
    let project = project(&[("src/index.ts", app)]);
    let line = |at: usize| {
        let start = project.routes[at].place.span.start as usize;
        app[..start].lines().count() + usize::from(app[..start].ends_with('\n'))
    };
    assert_eq!((line(0), line(1)), (3, 4));
}

#[test]
fn hono_middleware_may_call_another_or_let_paths_through() {
    let app = r#"
    import { Hono } from "hono";
    import { bearerAuth } from "hono/bearer-auth";
    import { authenticate } from "./session";
    const jobs = new Hono().basePath("/jobs");
    jobs.use("*", async (c, next) => {
        if (process.env.CRON_SECRET) {
            return bearerAuth({ token: process.env.CRON_SECRET })(c, next);
        }
        return c.json({ error: "not configured" }, 500);
    });
    jobs.get("/clean", (c) => c.json(1));
    const api = new Hono().basePath("/api");
    api.use("*", async (c, next) => {
        const path = c.req.path;
        if (path.startsWith("/api/open") || path === "/api/webhook") {
            return next();
        }
        return isolated(async () => {
            try {
                await authenticate(c);
                return await context.run(c.get("user"), next);
            } catch (error) {
                if (!(error instanceof HTTPException)) {
                    throw new HTTPException(500);
                }
                throw error;
            }
        });
    });
    api.get("/open/list", (c) => c.json(1));
    api.post("/webhook", (c) => c.json(1));
    api.get("/notes", (c) => c.json(1));
    "#;
    let session = r#"
    import { HTTPException } from "hono/http-exception";
    export async function authenticate(c) {
        const session = await getSession(c.req.raw.headers);
        if (!session) {
            throw new HTTPException(401, { message: "Unauthorized" });
        }
        c.set("user", session.user);
    }
    "#;
    assert_eq!(
        routes(&[("src/app.ts", app), ("src/session.ts", session)]),
        [
            "get /api/notes guarded",
            "get /api/open/list unguarded",
            "get /jobs/clean guarded",
            "post /api/webhook unguarded"
        ]
    );
}

#[test]
fn hono_routers_of_a_factory_are_their_own() {
    let lib = r#"
    import { OpenAPIHono } from "@hono/zod-openapi";
    export function createRouter() { return new OpenAPIHono({ strict: false }); }
    "#;
    let tasks = r#"
    import { createRouter } from "./lib";
    import * as handlers from "./handlers";
    import * as routes from "./tasks.routes";
    const router = createRouter().openapi(routes.list, handlers.list);
    export default router;
    "#;
    let users = r#"
    import { jwt } from "hono/jwt";
    import { createRouter } from "./lib";
    const router = createRouter();
    router.use(jwt({ secret }));
    router.get("/me", (c) => c.json(1));
    export default router;
    "#;
    let definitions = r#"
    import { createRoute } from "@hono/zod-openapi";
    export const list = createRoute({ path: "/", method: "get" });
    "#;
    let app = r#"
    import { Hono } from "hono";
    import tasks from "./tasks";
    import users from "./users";
    const app = new Hono();
    app.route("/tasks", tasks);
    app.route("/users", users);
    "#;
    let files = [
        ("src/app.ts", app),
        ("src/lib.ts", lib),
        ("src/tasks.ts", tasks),
        ("src/tasks.routes.ts", definitions),
        ("src/users.ts", users),
    ];
    assert_eq!(routes(&files), ["get /tasks/ unguarded", "get /users/me guarded"]);
}

#[test]
fn hono_applications_are_handed_over_among_other_things() {
    let auth = r#"
    import { createMiddleware } from "hono/factory";
    export function requireUser() {
        return createMiddleware(async (c, next) => {
            if (!c.get("userId")) { throw createUnauthorizedError(); }
            await next();
        });
    }
    "#;
    let users = r#"
    import { requireUser } from "./auth";
    export function registerUsers({ app, db }) {
        app.get("/api/users/me", requireUser(), async (c) => c.json(1));
        app.get("/api/ping", (c) => c.json({}));
    }
    "#;
    let files = [("src/auth.ts", auth), ("src/users.ts", users)];
    assert_eq!(routes(&files), ["get /api/ping unguarded", "get /api/users/me guarded"]);
}

#[test]
fn hono_applications_may_come_from_a_function_of_any_name() {
    let app = r#"
    import { cors } from "hono/cors";
    import { newHono } from "./lib";
    import { items } from "./items";
    import { auth } from "./auth";
    export const app = newHono();
    app.use("*", cors());
    app.use("/users/*", auth);
    const routes = app
        .get("/", (c) => c.json({}))
        .route("/users/items", items)
        .post("/batch", auth, async (c) => c.json({}));
    export type AppType = typeof routes;
    "#;
    let lib = r#"
    import { Hono } from "hono";
    export function newHono(): Hono<Env> {
        const app = new Hono<Env>();
        app.onError((err, c) => c.json({}, 500));
        return app;
    }
    "#;
    let items = r#"
    import { Hono } from "hono";
    export function createItems() {
        const app = new Hono<Env>();
        app.use("*", async (c, next) => { c.set("h", make(c)); return next(); });
        return app.get("/", async (c) => c.json(1)).get("/:id", async (c) => c.json(2));
    }
    export const items = createItems();
    "#;
    let auth = r#"
    export async function auth(c, next) {
        const header = c.req.header("Authorization");
        if (!header) { return c.json({ error: "x" }, 401); }
        await next();
    }
    "#;
    assert_eq!(
        routes(&[
            ("src/app.ts", app),
            ("src/lib.ts", lib),
            ("src/items.ts", items),
            ("src/auth.ts", auth),
        ]),
        [
            "get / unguarded",
            "get /users/items/ guarded",
            "get /users/items/:id guarded",
            "post /batch guarded",
        ]
    );
}

#[test]
fn hono_factories_make_applications_and_handlers() {
    let server = r#"
    import { Hono } from "hono";
    import { createFactory } from "hono/factory";
    import { requireUser } from "./auth";
    const factory = createFactory();
    const mine = factory.createHandlers(requireUser, (c) => c.json(own()));
    const open = factory.createHandlers((c) => c.json(all()));
    const items = factory.createApp();
    items.get("/mine", ...mine);
    items.get("/open", ...open);
    const app = new Hono();
    app.route("/items", items);
    export default app;
    "#;
    let auth = r#"
    import { createMiddleware } from "hono/factory";
    export const requireUser = createMiddleware(async (c, next) => {
        if (!c.req.header("authorization")) return c.json({ error: "Unauthorized" }, 401);
        await next();
    });
    "#;
    assert_eq!(
        routes(&[("src/server.ts", server), ("src/auth.ts", auth)]),
        ["get /items/mine guarded", "get /items/open unguarded"]
    );
}

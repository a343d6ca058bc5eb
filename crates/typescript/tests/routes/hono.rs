//! Hono.

use super::routes;

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

//! Koa.

use super::routes;

#[test]
fn koa_routers_have_prefixes_and_go_by_order() {
    let app = r#"
    const Koa = require("koa");
    const jwt = require("koa-jwt");
    const open = require("./open");
    const users = require("./users");
    const app = new Koa();
    app.use(async (ctx, next) => {
        try { await next(); } catch (err) {
            if (err.status === 401) { ctx.status = 401; ctx.body = "no"; } else { throw err; }
        }
    });
    app.use(open.routes()).use(open.allowedMethods());
    app.use(jwt({ secret: process.env.SECRET }));
    app.use(users.routes());
    "#;
    let open = r#"
    const Router = require("@koa/router");
    const router = new Router();
    router.get("/health", async (ctx) => { ctx.body = "ok"; });
    module.exports = router;
    "#;
    let users = r#"
    const Router = require("koa-router");
    const router = new Router({ prefix: "/users" });
    router.get("/", list).post("make", "/", make);
    module.exports = router;
    "#;
    assert_eq!(
        routes(&[("src/app.js", app), ("src/open.js", open), ("src/users.js", users)]),
        ["get /health unguarded", "get /users/ guarded", "post /users/ guarded"]
    );
}

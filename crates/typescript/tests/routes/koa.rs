//! Koa.

use super::{project, routes};

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

#[test]
fn koa_jwt_exempts_paths_and_may_pass_through() {
    let app = r#"
    import Koa from "koa";
    import jwt from "koa-jwt";
    import Router from "@koa/router";
    const app = new Koa();
    app.use(jwt({ secret: "x".repeat(n) }).unless({ path: [/^\/public/, "/login"] }));
    const router = new Router();
    router.get("/public/logo", (ctx) => {});
    router.post("/login", (ctx) => {});
    router.get("/me", (ctx) => {});
    app.use(router.routes());
    "#;
    assert_eq!(
        routes(&[("src/app.ts", app)]),
        ["get /me guarded", "get /public/logo unguarded", "post /login unguarded"]
    );
}

#[test]
fn koa_middleware_refuses_by_throwing_on_its_context() {
    let middleware = r#"
    module.exports.requireUser = async (ctx, next) => {
        if (!ctx.state.user) { ctx.throw(401, "Log in."); }
        await next();
    };
    module.exports.admin = async (ctx, next) => {
        ctx.assert(ctx.state.user.admin, 403, "no");
        await next();
    };
    module.exports.log = async (ctx, next) => { console.log(ctx.url); await next(); };
    "#;
    let app = r#"
    const Koa = require("koa");
    const Router = require("koa-router");
    const mount = require("koa-mount");
    const { requireUser, admin, log } = require("./middleware");
    const router = new Router();
    router.get("/a", requireUser, (ctx) => {});
    router.get("/b", admin, (ctx) => {});
    router.get("/d", log, (ctx) => {});
    router.use("/e", requireUser);
    router.get("/e", (ctx) => {});
    router.use(["/f", "/g"], requireUser);
    router.get("/f", (ctx) => {});
    const outer = new Router();
    outer.use("/v1", router.routes());
    const app = new Koa();
    app.use(mount("/api", outer.routes()));
    "#;
    assert_eq!(
        routes(&[("src/app.js", app), ("src/middleware.js", middleware)]),
        [
            "get /api/v1/a guarded",
            "get /api/v1/b guarded",
            "get /api/v1/d unguarded",
            "get /api/v1/e guarded",
            "get /api/v1/f guarded",
        ]
    );
}

#[test]
fn koa_middleware_refuses_by_the_status_that_it_sets() {
    let app = r#"
    import Koa from "koa";
    import Router from "@koa/router";
    const app = new Koa();
    app.use(async (ctx, next) => {
        try {
            await next();
        } catch (error) {
            ctx.status = 401;
            ctx.body = { error: error.message };
        }
    });
    const router = new Router();
    router.get("/public", async (ctx) => { ctx.body = 1; });
    async function signedIn(ctx, next) {
        if (!ctx.session.user) {
            ctx.status = 401;
            ctx.body = { error: "who are you?" };
            return;
        }
        await next();
    }
    router.get("/me", signedIn, async (ctx) => { ctx.body = 1; });
    app.use(router.routes());
    "#;
    assert_eq!(routes(&[("src/app.ts", app)]), ["get /me guarded", "get /public unguarded"]);
}

#[test]
fn koa_guards_raise_unless_an_option_tells_them_to_go_on() {
    let app = r#"
    import Koa from "koa";
    import Router from "koa-router";
    import auth from "./auth";
    const router = new Router();
    router.post("items.list", auth(), async (ctx) => {});
    router.post("items.info", auth({ optional: true }), async (ctx) => {});
    const app = new Koa();
    app.use(router.routes());
    "#;
    let auth = r#"
    export default function auth(options = {}) {
        return async function authMiddleware(ctx, next) {
            try {
                const { user } = await validate(ctx, options);
                ctx.state.auth = { user };
            } catch (err) {
                if (options.optional && !(err instanceof Forbidden)) {
                    ctx.state.auth = {};
                } else {
                    throw err;
                }
            }
            return next();
        };
    }
    async function validate(ctx, options) {
        const token = ctx.cookies.get("accessToken");
        if (!token) {
            throw AuthenticationError("Authentication required");
        }
        return { user: await userOf(token) };
    }
    "#;
    assert_eq!(
        routes(&[("src/app.ts", app), ("src/auth.ts", auth)]),
        ["post /items.info optional", "post /items.list guarded"]
    );
}

#[test]
fn koa_routers_are_mounted_by_functions_in_their_order() {
    let app = r#"
    const Koa = require("koa");
    const routes = require("./routes");
    const app = new Koa();
    routes(app);
    "#;
    let order = r#"
    const auth = require("./auth");
    const open = require("./open");
    const closed = require("./closed");
    const defineRoutes = (app) => {
        open(app);
        app.use(auth);
        closed(app);
    };
    module.exports = defineRoutes;
    "#;
    let auth = r#"
    const auth = (ctx, next) => {
        if (ctx.state.user) { return next(); }
        ctx.status = 401;
        ctx.body = {};
        return null;
    };
    module.exports = auth;
    "#;
    let part = |path: &str, module: &str| {
        format!(
            r#"
            const mount = require("koa-mount");
            const resource = require("{module}");
            module.exports = (app) => {{ app.use(mount("{path}", resource)); }};
            "#
        )
    };
    let resource = |method: &str| {
        format!(
            r#"
            const Router = require("@koa/router");
            const router = new Router();
            require("../{method}").register(router);
            module.exports = router.routes();
            "#
        )
    };
    let register = |method: &str| {
        format!(
            r#"
            const handler = async (ctx) => {{ ctx.body = {{}}; }};
            module.exports.register = (router) => {{ router.{method}("/", handler); }};
            "#
        )
    };
    let (open, closed) = (part("/account", "./account"), part("/users", "./users"));
    let (account, users) = (resource("post"), resource("get"));
    let (post, get) = (register("post"), register("get"));
    assert_eq!(
        routes(&[
            ("src/app.js", app),
            ("src/routes.js", order),
            ("src/auth.js", auth),
            ("src/open.js", &open),
            ("src/closed.js", &closed),
            ("src/account/index.js", &account),
            ("src/users/index.js", &users),
            ("src/post.js", &post),
            ("src/get.js", &get),
        ]),
        ["get /users/ guarded", "post /account/ unguarded"]
    );
}

#[test]
fn a_router_of_another_file_is_registered_on_where_nothing_else_is_imported() {
    let app = r#"
    import Koa from "koa";
    import router from "./routes";
    const app = new Koa();
    app.use(router.routes());
    "#;
    let index = r#"
    import router from "./router";
    require("./users");
    export default router;
    "#;
    let router = r#"
    import * as Router from "koa-router";
    let router = new Router({ prefix: "/api" });
    router.get("/", (ctx) => { ctx.body = "ok"; });
    export default router;
    "#;
    let users = r#"
    import router from "./router";
    import { isLoggedIn } from "./base";
    router.get("/users/count", async (ctx) => { ctx.body = await count(); });
    router.post("/users", isLoggedIn, async (ctx) => { ctx.body = await make(ctx); });
    "#;
    let base = r#"
    export async function isLoggedIn(ctx, next) {
        if (!ctx.session || !ctx.session.id) { ctx.status = 401; return; }
        await next();
    }
    "#;
    let found = project(&[
        ("src/app.ts", app),
        ("src/routes/index.ts", index),
        ("src/routes/router.ts", router),
        ("src/routes/users.ts", users),
        ("src/routes/base.ts", base),
    ]);
    let shown = found
        .routes
        .iter()
        .map(|it| format!("{} {} {} {:?}", it.framework, it.method, it.path, it.protection));
    assert_eq!(
        shown.collect::<Vec<_>>(),
        [
            "koa GET /api/ Unguarded",
            "koa GET /api/users/count Unguarded",
            "koa POST /api/users Guarded",
        ]
    );
}

#[test]
fn who_is_not_handed_over_is_kept_back_whatever_the_answer() {
    let app = r#"
    import Koa from "koa";
    import Router from "@koa/router";
    const testing = process.env.MODE === "testing";
    const router = new Router();
    async function isLoggedIn(ctx, next) {
        if (!testing && (!ctx.session || !ctx.session.id)) {
            ctx.body = { ok: false, message: "please log in" };
        } else {
            await next();
        }
    }
    async function isMember(ctx, next) {
        if (!ctx.session.member) {
            ctx.body = { ok: false };
            return;
        }
        return next();
    }
    async function isWhole(ctx, next) {
        if (!complete(ctx)) {
            ctx.body = { ok: false };
        } else {
            await next();
        }
    }
    async function identify(ctx, next) {
        if (ctx.session.id) {
            ctx.state.user = await find(ctx.session.id);
            await next();
        } else {
            await other(ctx, next);
        }
    }
    router.get("/mine", isLoggedIn, (ctx) => { ctx.body = 1; });
    router.get("/ours", isMember, (ctx) => { ctx.body = 1; });
    router.get("/whole", isWhole, (ctx) => { ctx.body = 1; });
    router.get("/all", identify, (ctx) => { ctx.body = 1; });
    const app = new Koa();
    app.use(router.routes());
    "#;
    assert_eq!(
        routes(&[("src/app.ts", app)]),
        ["get /all unguarded", "get /mine guarded", "get /ours guarded", "get /whole unguarded"]
    );
}

#[test]
fn routers_may_be_mounted_in_a_loop_and_handed_to_functions_that_take_all_arguments_apart() {
    let app = r#"
    import Koa from "koa";
    import mount from "koa-mount";
    import { makeApi } from "./api";
    const app = new Koa();
    app.use(mount("/api", makeApi({})));
    app.listen(3000);
    "#;
    let api = r#"
    import Koa from "koa";
    import Router from "@koa/router";
    import { requireUser } from "./known";
    import userRoutes from "./users";
    import statusRoutes from "./status";
    const makeRouters = (tenant) => {
        const closed = new Router();
        closed.use(requireUser(tenant));
        userRoutes(closed, tenant);
        const open = new Router();
        statusRoutes(open, tenant);
        return [closed, open];
    };
    export function makeApi(tenant) {
        const api = new Koa();
        for (const router of makeRouters(tenant)) {
            api.use(router.routes()).use(router.allowedMethods());
        }
        return api;
    }
    "#;
    let known = r#"
    export function requireUser(tenant) {
        return async (ctx, next) => {
            if (!ctx.state.user) ctx.throw(401);
            return next();
        };
    }
    "#;
    let users = r#"
    export default function userRoutes(...[router, { queries }]) {
        router.get("/users", async (ctx, next) => { ctx.body = await queries.users(); return next(); });
        router.delete("/users/:id", async (ctx, next) => next());
    }
    "#;
    let status = r#"
    export default function statusRoutes<T extends Anonymous>(...[router]: Arguments<T>) {
        router.get("/status", async (ctx, next) => { ctx.status = 204; return next(); });
    }
    "#;
    assert_eq!(
        routes(&[
            ("src/app.ts", app),
            ("src/api.ts", api),
            ("src/known.ts", known),
            ("src/users.ts", users),
            ("src/status.ts", status)
        ]),
        ["delete /api/users/:id guarded", "get /api/status unguarded", "get /api/users guarded"]
    );
}

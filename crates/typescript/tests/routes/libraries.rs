//! Guards of libraries, as these document their use.

use super::routes;

#[test]
fn clerk_protects_where_it_is_told_to() {
    let handlers = r#"
    import { auth } from "@clerk/nextjs/server";
    export async function GET() {
        const { userId } = await auth.protect();
        return Response.json({ userId });
    }
    export async function POST() {
        const { userId, redirectToSignIn } = await auth();
        if (!userId) return redirectToSignIn();
        return Response.json({});
    }
    export async function PUT() {
        const { userId } = await auth();
        return Response.json({ hello: userId ?? "stranger" });
    }
    "#;
    assert_eq!(
        routes(&[("app/api/a/route.ts", handlers)]),
        ["get /api/a guarded", "post /api/a guarded", "put /api/a unguarded"]
    );
}

#[test]
fn clerk_middleware_of_old_covers_all_but_what_it_leaves_open() {
    let middleware = r#"
    import { authMiddleware } from "@clerk/nextjs";
    export default authMiddleware({ publicRoutes: ["/api/webhook"] });
    export const config = { matcher: ["/(api|trpc)(.*)"] };
    "#;
    let handler =
        "export async function POST() { return Response.json(await db.items.findMany()); }";
    assert_eq!(
        routes(&[
            ("middleware.ts", middleware),
            ("app/api/webhook/route.ts", handler),
            ("app/api/items/route.ts", handler),
        ]),
        ["post /api/items guarded", "post /api/webhook unguarded"]
    );
}

#[test]
fn openid_connect_asks_for_a_login_unless_it_is_told_not_to() {
    let app = |options: &str| {
        let text = format!(
            r#"
            const express = require("express");
            const {{ auth, requiresAuth, claimEquals }} = require("express-openid-connect");
            const app = express();
            app.use(auth({{ issuerBaseURL: "https://x.example", {options} }}));
            app.get("/", (req, res) => res.send("hello"));
            app.get("/profile", requiresAuth(), (req, res) => res.send("hello"));
            app.get("/admin", claimEquals("isAdmin", true), (req, res) => res.send("hello"));
            "#
        );
        routes(&[("app.js", text.as_str())])
    };
    assert_eq!(app(""), ["get / guarded", "get /admin guarded", "get /profile guarded"]);
    assert_eq!(
        app("authRequired: false"),
        ["get / optional", "get /admin guarded", "get /profile guarded"]
    );
}

#[test]
fn passport_of_koa_guards_like_that_of_express() {
    let app = r#"
    const Koa = require("koa");
    const Router = require("@koa/router");
    const passport = require("koa-passport");
    const app = new Koa();
    const router = new Router();
    app.use(passport.initialize());
    app.use(passport.session());
    router.post("/login", passport.authenticate("local", { successRedirect: "/app" }));
    router.get("/jwt", passport.authenticate("jwt", { session: false }), (ctx) => { ctx.body = 1; });
    router.get("/open", (ctx) => { ctx.body = 1; });
    router.get("/page", (ctx) => {
        if (ctx.isAuthenticated()) { ctx.body = 1; } else { ctx.redirect("/login"); }
    });
    app.use(router.routes());
    app.use((ctx, next) => {
        if (ctx.isAuthenticated()) { return next(); } else { ctx.redirect("/"); }
    });
    const secret = new Router();
    secret.get("/app", (ctx) => { ctx.body = 1; });
    app.use(secret.routes());
    "#;
    assert_eq!(
        routes(&[("app.js", app)]),
        [
            "get /app guarded",
            "get /jwt guarded",
            "get /open unguarded",
            "get /page guarded",
            "post /login unguarded",
        ]
    );
}

#[test]
fn fastify_auth_refuses_where_a_function_hands_on_an_error() {
    let app = r#"
    const fastify = require("fastify")();
    fastify.decorate("verifyToken", function (request, reply, done) {
        const jwt = this.jwt;
        if (!request.raw.headers.auth) return done(new Error("Missing token header"));
        jwt.verify(request.raw.headers.auth, (err, decoded) => {
            if (err || !decoded.user) return done(new Error("Token not valid"));
            done();
        });
    });
    fastify.register(require("@fastify/auth")).after(routes);
    function routes() {
        fastify.route({ method: "GET", url: "/open", handler: (req, reply) => { reply.send(1); } });
        fastify.route({
            method: "GET",
            url: "/auth",
            preHandler: fastify.auth([fastify.verifyToken]),
            handler: (req, reply) => { reply.send(1); },
        });
    }
    "#;
    assert_eq!(routes(&[("app.js", app)]), ["get /auth guarded", "get /open unguarded"]);
}

#[test]
fn fastify_basic_auth_is_hooked_by_its_name() {
    let app = r#"
    const fastify = require("fastify")();
    fastify.register(require("@fastify/basic-auth"), { validate, authenticate: true });
    fastify.after(() => {
        fastify.addHook("onRequest", fastify.basicAuth);
        fastify.get("/", (req, reply) => { reply.send({ hello: "world" }); });
    });
    "#;
    assert_eq!(routes(&[("app.js", app)]), ["get / guarded"]);
}

#[test]
fn middleware_may_send_strangers_to_an_address_that_it_sets() {
    let middleware = r#"
    import { updateSession } from "./lib/session";
    export async function middleware(request) {
        return await updateSession(request);
    }
    export const config = { matcher: ["/((?!_next/static).*)"] };
    "#;
    let session = r#"
    import { createServerClient } from "@supabase/ssr";
    import { NextResponse } from "next/server";
    export async function updateSession(request) {
        const response = NextResponse.next({ request });
        const supabase = createServerClient(url, key, { cookies: request.cookies });
        const { data: { user } } = await supabase.auth.getUser();
        if (!user && !request.nextUrl.pathname.startsWith("/auth")) {
            const url = request.nextUrl.clone();
            url.pathname = "/login";
            return NextResponse.redirect(url);
        }
        return response;
    }
    "#;
    let handler =
        "export async function GET() { return Response.json(await db.items.findMany()); }";
    let own = session.replace("updateSession", "middleware");
    for files in [
        vec![("middleware.ts", middleware), ("lib/session.ts", session)],
        vec![("middleware.ts", own.as_str())],
    ] {
        let mut files = files;
        files.push(("app/api/items/route.ts", handler));
        files.push(("app/auth/confirm/route.ts", handler));
        let found = routes(&files);
        assert_eq!(found[0], "get /api/items guarded");
        assert_ne!(found[1], "get /auth/confirm guarded");
    }
}

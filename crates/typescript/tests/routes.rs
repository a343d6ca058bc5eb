//! Routes of small applications, an idiom or a trap each.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]

use shipworthy_core::analyzer::{Analyzer, ExtractLimits};
use shipworthy_core::project::{Linker, Project, ProjectFile, link};
use shipworthy_core::source::{Role, SourceFile, SourcePath};
use shipworthy_typescript::TypeScriptAnalyzer;

fn project(files: &[(&str, &str)]) -> Project {
    let analyzer = TypeScriptAnalyzer::new();
    let mut extractor = analyzer.extractor();
    let files = files
        .iter()
        .map(|(path, text)| {
            let path = SourcePath::new(path);
            let language = analyzer.claims(&path, text).expect("TypeScript or JavaScript");
            let role = Role::Production;
            let source = SourceFile { path: &path, text, language: &language, role };
            let facts = extractor.extract(&source, &ExtractLimits::default()).facts;
            ProjectFile::new(path, language, role, facts)
        })
        .collect();
    let linkers: Vec<&dyn Linker> = analyzer.linker().into_iter().collect();
    link(files, &linkers)
}

/// `METHOD path protection`, sorted.
fn routes(files: &[(&str, &str)]) -> Vec<String> {
    let mut routes: Vec<String> = project(files)
        .routes
        .iter()
        .map(|route| {
            format!("{} {} {:?}", route.method, route.path, route.protection).to_lowercase()
        })
        .collect();
    routes.sort();
    routes
}

const AUTH: (&str, &str) = (
    "src/auth.ts",
    r#"
    import jwt from "jsonwebtoken";
    export function requireUser(req, res, next) {
        const token = req.headers.authorization;
        if (!token) {
            return res.status(401).json({ error: "Unauthorized" });
        }
        req.user = jwt.verify(token, process.env.SECRET);
        next();
    }
    export function allowAll(req, res, next) {
        next();
    }
    "#,
);

#[test]
fn express_goes_by_order() {
    let app = r#"
    import express from "express";
    import { requireUser } from "./auth";
    const app = express();
    app.use(express.json());
    app.get("/open", (req, res) => res.json({}));
    app.use(requireUser);
    app.get("/closed", (req, res) => res.json({}));
    "#;
    assert_eq!(
        routes(&[AUTH, ("src/app.ts", app)]),
        ["get /closed guarded", "get /open unguarded"]
    );
}

#[test]
fn express_routers_are_mounted_from_other_files() {
    let app = r#"
    const express = require("express");
    const { requireUser } = require("./auth");
    const app = express();
    app.use("/users", requireUser, require("./users"));
    app.use("/public", require("./public"));
    "#;
    let users = r#"
    const express = require("express");
    const router = express.Router();
    const controller = require("./controller");
    router.route("/:id").get(controller.show).delete([controller.remove]);
    module.exports = router;
    "#;
    let public = r#"
    const { Router } = require("express");
    const { allowAll, requireUser } = require("./auth");
    const router = Router();
    router.get("/", allowAll, (req, res) => res.send("hi"));
    router.post("/", [requireUser], (req, res) => res.send("hi"));
    module.exports = router;
    "#;
    let controller = r#"
    exports.show = async (req, res) => res.json({});
    exports.remove = async (req, res) => res.json({});
    "#;
    let files = [
        AUTH,
        ("src/app.js", app),
        ("src/users.js", users),
        ("src/public.js", public),
        ("src/controller.js", controller),
    ];
    assert_eq!(
        routes(&files),
        [
            "delete /users/:id guarded",
            "get /public/ unguarded",
            "get /users/:id guarded",
            "post /public/ guarded",
        ]
    );
    // The registration is the route; the handler's name leads on.
    let project = project(&files);
    let show = project.routes.iter().find(|route| route.handler == "show").expect("a route");
    assert_eq!(project.file(show.place.file).path.as_str(), "src/users.js");
}

#[test]
fn nestjs_guards_reach_controllers_methods_and_all() {
    let guard = r#"
    import { Injectable, CanActivate, UnauthorizedException } from "@nestjs/common";
    @Injectable()
    export class UserGuard implements CanActivate {
        canActivate(context) {
            const request = context.switchToHttp().getRequest();
            if (!request.user) { throw new UnauthorizedException(); }
            return true;
        }
    }
    "#;
    let cats = r#"
    import { Controller, Get, Post, UseGuards } from "@nestjs/common";
    import { Secured } from "./secured";
    import { UserGuard } from "./guard";
    @Controller("cats")
    export class CatsController {
        @Get(":id") one() { return 1; }
        @Post() @UseGuards(UserGuard) make() { return 1; }
        @Post("many") @Secured() many() { return 1; }
    }
    "#;
    let secured = r#"
    import { applyDecorators, UseGuards, SetMetadata } from "@nestjs/common";
    import { UserGuard } from "./guard";
    export const Secured = () => applyDecorators(SetMetadata("a", 1), UseGuards(UserGuard));
    "#;
    let open = [("src/guard.ts", guard), ("src/cats.ts", cats), ("src/secured.ts", secured)];
    assert_eq!(
        routes(&open),
        ["get /cats/:id unguarded", "post /cats guarded", "post /cats/many guarded"]
    );
    let module = r#"
    import { Module } from "@nestjs/common";
    import { APP_GUARD } from "@nestjs/core";
    import { UserGuard } from "./guard";
    @Module({ providers: [{ provide: APP_GUARD, useClass: UserGuard }] })
    export class AppModule {}
    "#;
    let all = [open[0], open[1], open[2], ("src/app.module.ts", module)];
    assert_eq!(routes(&all)[0], "get /cats/:id guarded");
}

#[test]
fn next_handlers_check_in_their_bodies() {
    let route = r#"
    import { auth } from "../lib";
    export async function GET() { return Response.json({}); }
    export async function POST(request) {
        const session = await auth();
        if (!session) { return new Response("no", { status: 401 }); }
        return Response.json({});
    }
    "#;
    assert_eq!(
        routes(&[("app/api/items/[id]/route.ts", route)]),
        ["get /api/items/:id unguarded", "post /api/items/:id guarded"]
    );
}

#[test]
fn a_wrapper_may_check_deep_inside() {
    let wrapper = r#"
    import { log } from "./log";
    export const withUser = (handler, { roles } = {}) => {
        return log(async (req, { params }) => {
            try {
                const user = await find(req);
                if (!user) { throw new ApiError({ code: "unauthorized", message: "Log in." }); }
                return await handler({ req, params, user });
            } catch (error) {
                return respond(error);
            }
        });
    };
    "#;
    let route = r#"
    import { withUser } from "../../lib/with-user";
    export const GET = withUser(async ({ user }) => Response.json(user));
    "#;
    assert_eq!(
        routes(&[("lib/with-user.ts", wrapper), ("app/me/route.ts", route)]),
        ["get /me guarded"]
    );
}

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
fn trpc_procedures_have_the_guards_of_their_builder() {
    let base = r#"
    import { initTRPC, TRPCError } from "@trpc/server";
    const t = initTRPC.create();
    const isAuthed = t.middleware(({ ctx, next }) => {
        if (!ctx.user) { throw new TRPCError({ code: "UNAUTHORIZED" }); }
        return next();
    });
    export const router = t.router;
    export const publicProcedure = t.procedure;
    export const protectedProcedure = t.procedure.use(isAuthed);
    "#;
    let posts = r#"
    import { router, publicProcedure, protectedProcedure } from "./trpc";
    export const postRouter = router({
        list: publicProcedure.query(() => []),
        add: protectedProcedure.input(x).mutation(async ({ input }) => input),
    });
    "#;
    let app = r#"
    import { router } from "./trpc";
    import { postRouter } from "./posts";
    export const appRouter = router({ posts: postRouter });
    "#;
    assert_eq!(
        routes(&[("src/trpc.ts", base), ("src/posts.ts", posts), ("src/app.ts", app)]),
        ["get /posts/list unguarded", "post /posts/add guarded"]
    );
}

#[test]
fn hostile_files_are_partial() {
    let analyzer = TypeScriptAnalyzer::new();
    let mut extractor = analyzer.extractor();
    for text in [
        "[".repeat(100_000),
        "f(".repeat(100_000),
        "a<".repeat(20_000),
        format!("x = {}1", "1 + ".repeat(50_000)),
        "const a = {".to_owned(),
        "\u{0}\u{1}`${`${".to_owned(),
    ] {
        let path = SourcePath::new("a.ts");
        let language = analyzer.claims(&path, &text).expect("TypeScript");
        let source =
            SourceFile { path: &path, text: &text, language: &language, role: Role::Production };
        let limits =
            ExtractLimits { time: std::time::Duration::from_millis(300), ..Default::default() };
        assert!(!extractor.extract(&source, &limits).problems.is_empty());
    }
    // The parser is not left with an older text.
    let path = SourcePath::new("b.ts");
    let language = analyzer.claims(&path, "").expect("TypeScript");
    let text = "export function f() { return 1; }";
    let source = SourceFile { path: &path, text, language: &language, role: Role::Production };
    let extraction = extractor.extract(&source, &ExtractLimits::default());
    assert!(extraction.problems.is_empty());
    assert_eq!(extraction.facts.functions[0].name, "f");
}

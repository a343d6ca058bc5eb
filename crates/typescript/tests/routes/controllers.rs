//! Controllers of LoopBack, routing-controllers, tsoa and their kin.

use super::{AUTH, routes};

#[test]
fn loopback_asks_who_calls_where_it_is_told_to() {
    let application = r#"
    import { AuthenticationComponent } from "@loopback/authentication";
    import { RestApplication } from "@loopback/rest";
    export class Application extends RestApplication {
        constructor() { super(); this.component(AuthenticationComponent); }
    }
    "#;
    let items = r#"
    import { authenticate } from "@loopback/authentication";
    import { api, get, post, del, operation } from "@loopback/rest";
    const base = "/items";
    export class ItemController {
        @get(`${base}/{id}`, { responses: {} }) one() { return this.items.find(); }
        @authenticate("jwt") @post(base) add() { return this.items.add(); }
        @authenticate("local") @post("/login") login() { return this.users.token(); }
        @operation("put", base) @authenticate({ strategy: "jwt" }) replace() { return this.items.replace(); }
    }
    @api({ basePath: "/admin" })
    @authenticate("jwt")
    export class AdminController {
        @del("/all") clear() { return this.items.clear(); }
        @authenticate.skip() @get("/health") health() { return "ok"; }
    }
    "#;
    assert_eq!(
        routes(&[("src/application.ts", application), ("src/items.controller.ts", items)]),
        [
            "delete /admin/all guarded",
            "get /admin/health unguarded",
            "get /items/{id} unguarded",
            "post /items guarded",
            "post /login unguarded",
            "put /items guarded",
        ]
    );
}

#[test]
fn loopback_without_the_component_or_with_a_deaf_sequence_asks_nobody() {
    let items = r#"
    import { authenticate } from "@loopback/authentication";
    import { get } from "@loopback/rest";
    export class ItemController {
        @authenticate("jwt") @get("/items") all() { return this.items.find(); }
    }
    "#;
    let application = r#"
    import { RestApplication, RestExplorerComponent } from "@loopback/rest-explorer";
    export class Application extends RestApplication {
        constructor() { super(); this.component(RestExplorerComponent); }
    }
    "#;
    let open = ["get /items unguarded"];
    assert_eq!(routes(&[("src/application.ts", application), ("src/items.ts", items)]), open);
    let sequence = r#"
    import { SequenceHandler } from "@loopback/rest";
    export class MySequence implements SequenceHandler {
        async handle(context) {
            const route = this.findRoute(context.request);
            this.send(context.response, await this.invoke(route, []));
        }
    }
    "#;
    assert_eq!(routes(&[("src/sequence.ts", sequence), ("src/items.ts", items)]), open);
}

#[test]
fn routing_controllers_run_what_they_use_and_ask_the_checker() {
    let server = |check: &str| {
        format!(
            r#"
        import {{ createExpressServer }} from "routing-controllers";
        const options = {{
            routePrefix: "/api",
            authorizationChecker: async (action, roles) => {check},
        }};
        createExpressServer(options).listen(3000);
        "#
        )
    };
    let items = r#"
    import { JsonController, Get, Post, Delete, Authorized, UseBefore, CurrentUser } from "routing-controllers";
    import { requireUser, allowAll } from "./auth";
    @JsonController("/items")
    export class ItemController {
        @Get() all(@CurrentUser() user) { return list(user); }
        @Get("/mine") mine(@CurrentUser({ required: true }) user) { return list(user); }
        @Post() @Authorized("admin") add() { return add(); }
        @Delete("/:id") @UseBefore(requireUser) remove() { return remove(); }
    }
    @Authorized()
    @JsonController("/users")
    export class UserController {
        @Get("/:id") one() { return find(); }
    }
    "#;
    let of = |check: &str| {
        let server = server(check);
        routes(&[("src/server.ts", &server), ("src/items.ts", items), AUTH])
    };
    assert_eq!(
        of("action.request.user !== undefined"),
        [
            "delete /api/items/:id guarded",
            "get /api/items unguarded",
            "get /api/items/mine guarded",
            "get /api/users/:id guarded",
            "post /api/items guarded",
        ]
    );
    assert!(of("true").contains(&"post /api/items unguarded".to_owned()));
}

#[test]
fn routing_controllers_have_middleware_before_all() {
    let items = r#"
    import { Controller, Get } from "routing-controllers";
    @Controller() export class Items { @Get("/items") all() { return list(); } }
    "#;
    let middleware = r#"
    import { Middleware, UnauthorizedError } from "routing-controllers";
    @Middleware({ type: "before" })
    export class SignedIn {
        use(request, response, next) {
            if (!request.headers.authorization) { throw new UnauthorizedError(); }
            next();
        }
    }
    "#;
    let files = [("src/items.ts", items), ("src/signed-in.ts", middleware)];
    assert_eq!(routes(&files), ["get /items guarded"]);
}

#[test]
fn tsoa_guards_what_it_is_told_to() {
    let items = r#"
    import { Controller, Get, Post, Route, Security, NoSecurity } from "tsoa";
    @Route("items")
    @Security("jwt")
    export class ItemController extends Controller {
        @Get("{id}") public async one(id: number) { return this.items.find(id); }
        @NoSecurity() @Get() public async all() { return this.items.all(); }
    }
    @Route("users")
    export class UserController extends Controller {
        @Post() public async add() { return this.users.add(); }
        @Security("jwt", ["admin"]) @Get() public async all() { return this.users.all(); }
    }
    "#;
    // What is generated says it again.
    let generated = r#"
    import { TsoaRoute, fetchMiddlewares } from "@tsoa/runtime";
    import express from "express";
    export function RegisterRoutes(app: express.Router) {
        app.get("/items/:id", authenticateMiddleware([{ jwt: [] }]), async function ItemController_one(request, response) {});
    }
    "#;
    let check = r#"
    import jwt from "jsonwebtoken";
    export async function expressAuthentication(request, name, scopes) {
        return jwt.verify(request.headers.authorization, process.env.SECRET);
    }
    "#;
    let files =
        [("src/items.ts", items), ("src/routes.ts", generated), ("src/authentication.ts", check)];
    assert_eq!(
        routes(&files),
        [
            "get /items unguarded",
            "get /items/{id} guarded",
            "get /users guarded",
            "post /users unguarded",
        ]
    );
}

#[test]
fn what_decorators_are_given_runs_before_the_handler() {
    let tsed = r#"
    import { Controller, Get, Post, UseAuth, Use } from "@tsed/common";
    import { Authenticate } from "@tsed/passport";
    import { requireUser, allowAll } from "./auth";
    @Controller("/tsed")
    export class Tsed {
        @Get("/a") @Use(requireUser) a() { return list(); }
        @Get("/b", requireUser) b() { return list(); }
        @Post("/login") @Authenticate("local") login() { return token(); }
        @Get("/c") @Authenticate("jwt") c() { return list(); }
    }
    "#;
    let inversify = r#"
    import { controller, httpGet, httpHead, httpPost } from "inversify-express-utils";
    import { requireUser } from "./auth";
    @controller("/inversify", requireUser)
    export class Inversify { @httpGet("/a") a() { return list(); } }
    @controller("/open")
    export class Open {
        @httpGet("/") a() { return list(); }
        @httpPost("/", requireUser) b() { return list(); }
        @httpHead("/", requireUser) c() { return list(); }
    }
    "#;
    let core = r#"
    import { Controller, Get, Head, Options, UseGuard } from "@inversifyjs/http-core";
    import { requireUser } from "./auth";
    @Controller("/core")
    export class Core {
        @Get(":id") @UseGuard(requireUser) a() { return list(); }
        @Head(":id") @UseGuard(requireUser) b() { return list(); }
        @Options() c() { return list(); }
    }
    "#;
    let midway = r#"
    import { Controller, Get } from "@midwayjs/core";
    import { requireUser } from "./auth";
    @Controller("/midway")
    export class Midway {
        @Get("/a", { middleware: [requireUser] }) a() { return list(); }
        @Get("/b") b() { return list(); }
    }
    "#;
    let overnight = r#"
    import { Controller, Get, Head, Middleware, Options } from "@overnightjs/core";
    import { requireUser } from "./auth";
    @Controller("overnight")
    export class Overnight {
        @Get(":id") @Middleware(requireUser) a() { return list(); }
        @Get() b() { return list(); }
        @Head(":id") @Middleware(requireUser) c() { return list(); }
        @Options() d() { return list(); }
    }
    "#;
    let files = [
        ("src/tsed.ts", tsed),
        ("src/inversify.ts", inversify),
        ("src/core.ts", core),
        ("src/midway.ts", midway),
        ("src/overnight.ts", overnight),
        AUTH,
    ];
    assert_eq!(
        routes(&files),
        [
            "get /core/:id guarded",
            "get /inversify/a guarded",
            "get /midway/a guarded",
            "get /midway/b unguarded",
            "get /open/ unguarded",
            "get /overnight unguarded",
            "get /overnight/:id guarded",
            "get /tsed/a guarded",
            "get /tsed/b guarded",
            "get /tsed/c guarded",
            "head /core/:id guarded",
            "head /open/ guarded",
            "head /overnight/:id guarded",
            "options /core unguarded",
            "options /overnight unguarded",
            "post /open/ guarded",
            "post /tsed/login unguarded",
        ]
    );
}

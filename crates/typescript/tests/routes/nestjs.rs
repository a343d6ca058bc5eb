//! NestJS.

use super::routes;

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

const JWT_GUARD: (&str, &str) = (
    "src/auth/jwt.guard.ts",
    r#"
    import { ExecutionContext, Injectable } from "@nestjs/common";
    import { Reflector } from "@nestjs/core";
    import { AuthGuard } from "@nestjs/passport";
    import { OPEN_KEY } from "./open";
    @Injectable()
    export class JwtAuthGuard extends AuthGuard("jwt") {
        constructor(private reflector: Reflector) { super(); }
        canActivate(context: ExecutionContext) {
            const open = this.reflector.getAllAndOverride<boolean>(OPEN_KEY, [
                context.getHandler(),
                context.getClass(),
            ]);
            if (open) return true;
            return super.canActivate(context);
        }
    }
    "#,
);

#[test]
fn nestjs_exemptions_go_by_the_key_that_the_guard_reads() {
    let open = r#"
    import { SetMetadata } from "@nestjs/common";
    export const OPEN_KEY = "free-for-all";
    export const FreeForAll = () => SetMetadata(OPEN_KEY, true);
    export const Cached = () => SetMetadata("cached", true);
    "#;
    let module = r#"
    import { Module } from "@nestjs/common";
    import { APP_GUARD } from "@nestjs/core";
    import { ThrottlerGuard } from "@nestjs/throttler";
    import { JwtAuthGuard } from "./auth/jwt.guard";
    @Module({ providers: [
        { provide: APP_GUARD, useClass: ThrottlerGuard },
        { provide: APP_GUARD, useClass: JwtAuthGuard },
    ] })
    export class CoreModule {}
    "#;
    let cats = r#"
    import { Controller, Get, Post, SetMetadata } from "@nestjs/common";
    import { FreeForAll, Cached } from "./auth/open";
    @Controller("cats")
    export class CatsController {
        @Get() @FreeForAll() all() { return 1; }
        @Get("cached") @Cached() cached() { return 1; }
        @Get("meta") @SetMetadata("free-for-all", true) meta() { return 1; }
        @Post() make() { return 1; }
    }
    @FreeForAll()
    @Controller("status")
    export class StatusController {
        @Get() status() { return 1; }
    }
    "#;
    assert_eq!(
        routes(&[
            JWT_GUARD,
            ("src/auth/open.ts", open),
            ("src/core.module.ts", module),
            ("src/cats.ts", cats),
        ]),
        [
            "get /cats unguarded",
            "get /cats/cached guarded",
            "get /cats/meta unguarded",
            "get /status unguarded",
            "post /cats guarded",
        ]
    );
}

#[test]
fn nestjs_exemptions_reach_guards_of_the_controller() {
    let open = r#"
    import { SetMetadata } from "@nestjs/common";
    export const OPEN_KEY = "isOpen";
    export const Open = () => SetMetadata(OPEN_KEY, true);
    "#;
    let cats = r#"
    import { Controller, Get, Post, UseGuards } from "@nestjs/common";
    import { JwtAuthGuard } from "./auth/jwt.guard";
    import { Open } from "./auth/open";
    @UseGuards(JwtAuthGuard)
    @Controller({ path: "cats" })
    export class CatsController {
        @Open() @Get() all() { return 1; }
        @Post(["one", "two"]) make() { return 1; }
    }
    "#;
    let main = r#"
    import { NestFactory } from "@nestjs/core";
    async function bootstrap() {
        const app = await NestFactory.create(AppModule);
        app.setGlobalPrefix("api");
        await app.listen(3000);
    }
    "#;
    assert_eq!(
        routes(&[
            JWT_GUARD,
            ("src/auth/open.ts", open),
            ("src/cats.ts", cats),
            ("src/main.ts", main),
        ]),
        ["get /api/cats unguarded", "post /api/cats/one guarded", "post /api/cats/two guarded",]
    );
}

#[test]
fn nestjs_guards_that_take_what_passport_found_may_be_optional() {
    let guards = r#"
    import { Injectable, UnauthorizedException } from "@nestjs/common";
    import { AuthGuard } from "@nestjs/passport";
    @Injectable()
    export class OptionalJwtGuard extends AuthGuard("jwt") {
        handleRequest(err, user) { return user; }
    }
    @Injectable()
    export class NullJwtGuard extends AuthGuard("jwt") {
        handleRequest(err, user, info, context) { return user || null; }
    }
    @Injectable()
    export class StrictJwtGuard extends AuthGuard("jwt") {
        handleRequest(err, user) {
            if (err || !user) { throw err || new UnauthorizedException(); }
            return user;
        }
    }
    @Injectable()
    export class AnonymousGuard extends AuthGuard(["jwt", "anonymous"]) {}
    @Injectable()
    export class LocalGuard extends AuthGuard("local") {}
    @Injectable()
    export class DocumentedGuard { canActivate(context) { return true; } }
    "#;
    let cats = r#"
    import { Controller, Get, UseGuards } from "@nestjs/common";
    import { OptionalJwtGuard, NullJwtGuard, StrictJwtGuard, AnonymousGuard, LocalGuard, DocumentedGuard } from "./guards";
    @Controller("cats")
    export class CatsController {
        @UseGuards(OptionalJwtGuard) @Get("a") a() { return 1; }
        @UseGuards(NullJwtGuard) @Get("b") b() { return 1; }
        @UseGuards(StrictJwtGuard) @Get("c") c() { return 1; }
        @UseGuards(AnonymousGuard) @Get("d") d() { return 1; }
        @UseGuards(LocalGuard) @Get("e") e() { return 1; }
        @UseGuards(DocumentedGuard) @Get("f") f() { return 1; }
        @UseGuards(AuthGuard("jwt")) @Get("g") g() { return 1; }
    }
    "#;
    let cats = cats.replace(
        "import { OptionalJwtGuard",
        "import { AuthGuard } from \"@nestjs/passport\";\n    import { OptionalJwtGuard",
    );
    let found = routes(&[("src/guards.ts", guards), ("src/cats.ts", &cats)]);
    let open = |it: &String| !it.ends_with(" guarded");
    assert_eq!(
        found.iter().map(|it| (it.split(' ').nth(1).unwrap(), open(it))).collect::<Vec<_>>(),
        [
            ("/cats/a", true),
            ("/cats/b", true),
            ("/cats/c", false),
            ("/cats/d", true),
            ("/cats/e", true),
            ("/cats/f", true),
            ("/cats/g", false),
        ],
        "{found:?}"
    );
}

#[test]
fn nestjs_global_guards_are_made_in_the_main_file() {
    let main = r#"
    import { NestFactory } from "@nestjs/core";
    import { TokenGuard } from "./token.guard";
    async function bootstrap() {
        const app = await NestFactory.create(AppModule);
        app.useGlobalGuards(new TokenGuard(app.get(Reflector)));
        await app.listen(3000);
    }
    "#;
    let guard = r#"
    import { CanActivate, Injectable, SetMetadata, UnauthorizedException } from "@nestjs/common";
    import { Reflector } from "@nestjs/core";
    export const Public = Reflector.createDecorator<boolean>();
    @Injectable()
    export class TokenGuard implements CanActivate {
        constructor(private reflector: Reflector) {}
        async canActivate(context) {
            if (this.reflector.get(Public, context.getHandler())) { return true; }
            const request = context.switchToHttp().getRequest();
            const token = this.extract(request);
            if (!token) { throw new UnauthorizedException(); }
            return true;
        }
        private extract(request) { return request.headers.authorization?.split(" ")[1]; }
    }
    "#;
    let cats = r#"
    import { Controller, Get, Delete } from "@nestjs/common";
    import { Public } from "./token.guard";
    @Controller("cats")
    export class CatsController {
        @Public() @Get("open") open() { return 1; }
        @Delete(":id") remove() { return 1; }
    }
    "#;
    assert_eq!(
        routes(&[("src/main.ts", main), ("src/token.guard.ts", guard), ("src/cats.ts", cats)]),
        ["delete /cats/:id guarded", "get /cats/open unguarded"]
    );
}

#[test]
fn nestjs_composite_decorators_are_taken_apart() {
    let decorators = r#"
    import { applyDecorators, SetMetadata, UseGuards } from "@nestjs/common";
    import { AuthGuard } from "@nestjs/passport";
    import { RolesGuard } from "./roles.guard";
    export const OPEN_KEY = "isOpen";
    export const Open = () => SetMetadata(OPEN_KEY, true);
    export const OpenApi = () => applyDecorators(Open(), ApiTags("open"));
    export function Secured(...roles: string[]) {
        return applyDecorators(SetMetadata("roles", roles), UseGuards(AuthGuard("jwt"), RolesGuard));
    }
    export const Owner = (): MethodDecorator => {
        const decorators = [Secured("owner"), ApiBearerAuth()];
        return applyDecorators(...decorators);
    };
    export const Plain = () => applyDecorators(ApiTags("plain"));
    "#;
    let cats = r#"
    import { Controller, Get, UseGuards } from "@nestjs/common";
    import { JwtAuthGuard } from "./auth/jwt.guard";
    import { Secured, Owner, Plain, OpenApi } from "./decorators";
    @Controller("cats")
    export class CatsController {
        @Get("a") @Secured("admin") a() { return 1; }
        @Get("b") @Owner() b() { return 1; }
        @Get("c") @Plain() c() { return 1; }
    }
    @UseGuards(JwtAuthGuard)
    @Controller("dogs")
    export class DogsController {
        @Get("a") a() { return 1; }
        @Get("b") @OpenApi() b() { return 1; }
    }
    "#;
    let open = r#"export { OPEN_KEY } from "../decorators";"#;
    assert_eq!(
        routes(&[
            JWT_GUARD,
            ("src/auth/open.ts", open),
            ("src/decorators.ts", decorators),
            ("src/cats.ts", cats)
        ]),
        [
            "get /cats/a guarded",
            "get /cats/b guarded",
            "get /cats/c unguarded",
            "get /dogs/a guarded",
            "get /dogs/b unguarded",
        ]
    );
}

#[test]
fn nestjs_middleware_covers_and_leaves_out() {
    let middleware = r#"
    import { Injectable, NestMiddleware, UnauthorizedException } from "@nestjs/common";
    @Injectable()
    export class AuthMiddleware implements NestMiddleware {
        async use(req, res, next) {
            if (!req.headers.authorization) { throw new UnauthorizedException(); }
            next();
        }
    }
    @Injectable()
    export class LogMiddleware implements NestMiddleware {
        use(req, res, next) { console.log(req.url); next(); }
    }
    "#;
    let cats = r#"
    import { Controller, Get, Post } from "@nestjs/common";
    @Controller("cats")
    export class CatsController {
        @Get() all() { return 1; }
        @Get("open") open() { return 1; }
        @Post() make() { return 1; }
    }
    @Controller("dogs")
    export class DogsController {
        @Get() all() { return 1; }
        @Post() make() { return 1; }
    }
    "#;
    let module = r#"
    import { MiddlewareConsumer, Module, NestModule, RequestMethod } from "@nestjs/common";
    import { AuthMiddleware, LogMiddleware } from "./middleware";
    import { CatsController } from "./cats";
    @Module({ controllers: [CatsController] })
    export class AppModule implements NestModule {
        configure(consumer: MiddlewareConsumer) {
            consumer.apply(LogMiddleware).forRoutes("*");
            consumer
                .apply(AuthMiddleware)
                .exclude({ path: "cats/open", method: RequestMethod.GET })
                .forRoutes(CatsController, { path: "dogs", method: RequestMethod.POST });
        }
    }
    "#;
    assert_eq!(
        routes(&[
            ("src/middleware.ts", middleware),
            ("src/cats.ts", cats),
            ("src/app.module.ts", module)
        ]),
        [
            "get /cats guarded",
            "get /cats/open unguarded",
            "get /dogs unguarded",
            "post /cats guarded",
            "post /dogs guarded",
        ]
    );
}

#[test]
fn nestjs_resolvers_are_routes_too() {
    let cats = r#"
    import { Resolver, Query, Mutation, ResolveField, Args } from "@nestjs/graphql";
    import { UseGuards } from "@nestjs/common";
    import { AuthGuard } from "@nestjs/passport";
    class GqlGuard extends AuthGuard("jwt") {
        getRequest(context) { return GqlExecutionContext.create(context).getContext().req; }
    }
    @Resolver(() => Cat)
    export class CatsResolver {
        @Query(() => [Cat]) cats() { return []; }
        @Mutation(() => Cat, { name: "makeCat" }) @UseGuards(GqlGuard) make() { return 1; }
        @ResolveField() owner() { return 1; }
    }
    "#;
    assert_eq!(
        routes(&[("src/cats.resolver.ts", cats)]),
        ["mutation /makecat guarded", "query /cats unguarded"]
    );
}

#[test]
fn a_guard_that_never_denies_strangers_is_none() {
    let app = r#"
    import { CanActivate, Controller, Get, HttpException, Module } from "@nestjs/common";
    import { APP_GUARD } from "@nestjs/core";
    export class ReadOnlyGuard implements CanActivate {
        canActivate(context): boolean {
            const request = context.switchToHttp().getRequest();
            if (!request.headers?.[HEADER.toLowerCase()]) {
                return true;
            }
            if (this.reflector.get(KEY, context.getHandler())) {
                return true;
            }
            throw new HttpException("Forbidden", 403);
        }
    }
    @Controller("info")
    export class InfoController {
        @Get() get() { return {}; }
    }
    @Module({ controllers: [InfoController], providers: [{ provide: APP_GUARD, useClass: ReadOnlyGuard }] })
    export class AppModule {}
    "#;
    assert_eq!(routes(&[("src/app.ts", app)]), ["get /info unguarded"]);
}

#[test]
fn versions_and_exceptions_of_the_prefix_are_part_of_paths() {
    let main = r#"
    import { NestFactory } from "@nestjs/core";
    import { VersioningType } from "@nestjs/common";
    async function bootstrap() {
        const app = await NestFactory.create(AppModule);
        app.setGlobalPrefix("api", { exclude: ["health", { path: "metrics", method: RequestMethod.GET }] });
        app.enableVersioning({ type: VersioningType.URI, defaultVersion: "1" });
    }
    "#;
    let controllers = r#"
    import { Controller, Get, UseGuards, Version, VERSION_NEUTRAL } from "@nestjs/common";
    import { AuthGuard } from "@nestjs/passport";
    @Controller({ path: "health", version: VERSION_NEUTRAL })
    export class HealthController {
        @Get() get() { return "ok"; }
    }
    @Controller("notes")
    @UseGuards(AuthGuard("jwt"))
    export class NoteController {
        @Get() list() { return []; }
        @Version(["2", "3"]) @Get("new") recent() { return []; }
    }
    "#;
    assert_eq!(
        routes(&[("src/main.ts", main), ("src/notes.ts", controllers)]),
        [
            "get /api/v1/notes guarded",
            "get /api/v2/notes/new guarded",
            "get /api/v3/notes/new guarded",
            "get /health unguarded"
        ]
    );
}

#[test]
fn a_guard_may_tell_of_a_missing_token_by_another_status() {
    let controller = r#"
    import { BadRequestException, CanActivate, Controller, Get, UseGuards } from "@nestjs/common";
    export class TokenGuard implements CanActivate {
        async canActivate(context) {
            const request = context.switchToHttp().getRequest();
            const token = this.tokenOf(request);
            if (!token) {
                throw new BadRequestException("invalid");
            }
            const known = await this.tokens.find(token);
            if (isLeft(known)) throw new BadRequestException("invalid");
            if (known.expiresOn === null) {
                return true;
            }
            return true;
        }
        private tokenOf(request) {
            const [type, token] = request.headers.authorization?.split(" ") ?? [];
            return type === "Bearer" ? token : undefined;
        }
    }
    @Controller("items")
    export class ItemsController {
        @Get()
        @UseGuards(TokenGuard)
        list() { return []; }
    }
    "#;
    assert_eq!(routes(&[("src/items.controller.ts", controller)]), ["get /items guarded"]);
}

#[test]
fn a_guard_of_the_whole_program_stays_in_its_application() {
    let main = r#"
    import { NestFactory } from "@nestjs/core";
    import { AppModule } from "./app.module";
    NestFactory.create(AppModule).then((app) => app.listen(3000));
    "#;
    let module = r#"
    import { Module } from "@nestjs/common";
    import { APP_GUARD } from "@nestjs/core";
    import { TokenGuard } from "./token.guard";
    import { OrdersController } from "./orders.controller";
    @Module({ controllers: [OrdersController], providers: [{ provide: APP_GUARD, useClass: TokenGuard }] })
    export class AppModule {}
    "#;
    let guard = r#"
    import { CanActivate, ExecutionContext, Injectable, UnauthorizedException } from "@nestjs/common";
    @Injectable()
    export class TokenGuard implements CanActivate {
        canActivate(context: ExecutionContext) {
            const request = context.switchToHttp().getRequest();
            if (!request.headers.authorization) {
                throw new UnauthorizedException();
            }
            return true;
        }
    }
    "#;
    let controller = |path: &str| {
        format!(
            r#"
    import {{ Controller, Post }} from "@nestjs/common";
    @Controller("{path}")
    export class OrdersController {{
        @Post()
        add() {{
            return this.orders.add();
        }}
    }}
    "#
        )
    };
    let (orders, notes) = (controller("orders"), controller("notes"));
    let files = [
        ("apps/orders/src/main.ts", main),
        ("apps/orders/src/app.module.ts", module),
        ("apps/orders/src/token.guard.ts", guard),
        ("apps/orders/src/orders.controller.ts", orders.as_str()),
        ("apps/notes/src/main.ts", main),
        ("apps/notes/src/notes.controller.ts", notes.as_str()),
    ];
    assert_eq!(routes(&files), ["post /notes unguarded", "post /orders guarded"]);
}

#[test]
fn the_router_module_puts_paths_before_modules() {
    let app = r#"
    import { Module } from "@nestjs/common";
    import { RouterModule } from "@nestjs/core";
    import { AdminModule } from "./admin.module";
    import { MetricsModule } from "./metrics.module";
    @Module({
        imports: [
            AdminModule,
            MetricsModule,
            RouterModule.register([
                {
                    path: "admin",
                    module: AdminModule,
                    children: [{ path: "metrics", module: MetricsModule }],
                },
            ]),
        ],
    })
    export class AppModule {}
    "#;
    let admin = r#"
    import { Controller, Get, Module } from "@nestjs/common";
    @Controller("users")
    export class UsersController { @Get() list() { return this.users.findMany(); } }
    @Module({ controllers: [UsersController] })
    export class AdminModule {}
    "#;
    let metrics = r#"
    import { Controller, Get, Module } from "@nestjs/common";
    @Controller()
    export class MetricsController { @Get("cpu") cpu() { return this.metrics.read(); } }
    @Module({ controllers: [MetricsController] })
    export class MetricsModule {}
    "#;
    assert_eq!(
        routes(&[
            ("src/app.module.ts", app),
            ("src/admin.module.ts", admin),
            ("src/metrics.module.ts", metrics),
        ]),
        ["get /admin/metrics/cpu unguarded", "get /admin/users unguarded"]
    );
}

#[test]
fn a_function_may_make_the_class_that_guards() {
    let guards = r#"
    import { mixin, ExecutionContext, UnauthorizedException } from "@nestjs/common";
    import { AuthGuard } from "@nestjs/passport";
    export function Callback(strategy: string) {
        class CallbackMixin extends AuthGuard(strategy) {
            handleRequest(error, user) {
                if (error) { this.logger.error(error.message); }
                return user;
            }
        }
        return mixin(CallbackMixin);
    }
    export const Role = (role: string) => {
        class RoleMixin {
            canActivate(context: ExecutionContext) {
                const { user } = context.switchToHttp().getRequest();
                if (!user) throw new UnauthorizedException();
                return user.roles.includes(role);
            }
        }
        return mixin(RoleMixin);
    };
    "#;
    let controller = r#"
    import { Controller, Get, UseGuards } from "@nestjs/common";
    import { Callback, Role } from "./guards";
    @Controller("auth")
    export class Auth {
        @Get("callback") @UseGuards(Callback("google")) callback() { return 1; }
        @Get("admin") @UseGuards(Role("admin")) admin() { return 1; }
    }
    "#;
    assert_eq!(
        routes(&[("src/guards.ts", guards), ("src/auth.controller.ts", controller)]),
        ["get /auth/admin guarded", "get /auth/callback optional"]
    );
}

#[test]
fn controllers_have_the_routes_of_what_they_extend() {
    let base = r#"
    import { Get, Post, Delete, UseGuards } from "@nestjs/common";
    import { UserGuard } from "./guard";
    export abstract class Base<T> {
        @Get() all() { return this.service.all(); }
        @Get(":id") one() { return this.service.one(); }
        @Delete(":id") @UseGuards(UserGuard) remove() { return this.service.remove(); }
    }
    @UseGuards(UserGuard)
    export abstract class Closed {
        @Post() make() { return this.service.make(); }
    }
    export abstract class Unused {
        @Get("unused") unused() { return 1; }
    }
    "#;
    let crud = r#"
    import { Get, Put, Type } from "@nestjs/common";
    export function Crud<T>(entity: Type<T>) {
        class Made {
            @Put(":id") update() { return 1; }
        }
        return Made;
    }
    "#;
    let guard = r#"
    import { UnauthorizedException } from "@nestjs/common";
    export class UserGuard {
        canActivate(context) {
            if (!context.switchToHttp().getRequest().user) { throw new UnauthorizedException(); }
            return true;
        }
    }
    "#;
    let users = r#"
    import { Controller, Get } from "@nestjs/common";
    import { Base, Closed } from "./base";
    import { Crud } from "./crud";
    import { User } from "./user";
    @Controller("users")
    export class Users extends Base<User> {
        @Get("me") me() { return 1; }
        one() { return 1; }
    }
    @Controller("orders")
    export class Orders extends Closed {
        @Get("open") open() { return 1; }
    }
    @Controller("items")
    export class Items extends Crud(User) {}
    "#;
    assert_eq!(
        routes(&[
            ("src/base.ts", base),
            ("src/crud.ts", crud),
            ("src/guard.ts", guard),
            ("src/users.controller.ts", users),
        ]),
        [
            "delete /users/:id guarded",
            "get /orders/open guarded",
            "get /users unguarded",
            "get /users/me unguarded",
            "post /orders guarded",
            "put /items/:id unguarded",
        ]
    );
}

#[test]
fn what_a_guard_refuses_for_another_reason_than_the_caller_is_for_some() {
    let app = r#"
    import { Module, Controller, Get, UseGuards, CanActivate, BadRequestException } from "@nestjs/common";
    export class PageGuard implements CanActivate {
        constructor(private pages, private tokens) {}
        async canActivate(context) {
            const request = context.switchToHttp().getRequest();
            const page = await this.pages.find(request.params.id);
            if (!page.isPublic) {
                const apiKey = request.get("x-api-key");
                if (!apiKey) throw new BadRequestException("A key is required");
                await this.tokens.check(apiKey, page);
            }
            return true;
        }
    }
    export class KeyGuard implements CanActivate {
        async canActivate(context) {
            const apiKey = context.switchToHttp().getRequest().get("x-api-key");
            if (!apiKey) throw new BadRequestException("A key is required");
            return true;
        }
    }
    @Controller("pages")
    export class Pages {
        @Get(":id") @UseGuards(PageGuard) one() { return 1; }
        @Get("mine") @UseGuards(KeyGuard) mine() { return 1; }
    }
    @Module({ controllers: [Pages] })
    export class AppModule {}
    "#;
    assert_eq!(
        routes(&[("src/app.ts", app)]),
        ["get /pages/:id optional", "get /pages/mine guarded"]
    );
}

#[test]
fn what_is_bound_to_the_body_is_no_caller() {
    let app = r#"
    import { Module, Controller, Get, Post, Body, Query, Req, UnauthorizedException } from "@nestjs/common";
    export class Tokens {
        verifyTokens(data) {
            if (!data) throw new UnauthorizedException();
            return sign(data);
        }
    }
    @Controller("links")
    export class Links {
        constructor(private tokens: Tokens) {}
        @Post("open") async open(@Body() data) { return this.tokens.verifyTokens(data); }
        @Get("show") async show(@Query("token") token: string) { return this.tokens.verifyTokens(token); }
        @Get("mine") async mine(@Req() req) { return this.tokens.verifyTokens(req); }
    }
    @Module({ controllers: [Links], providers: [Tokens] })
    export class AppModule {}
    "#;
    assert_eq!(
        routes(&[("src/app.ts", app)]),
        ["get /links/mine guarded", "get /links/show unguarded", "post /links/open unguarded"]
    );
}

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

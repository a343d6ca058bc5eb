//! AdonisJS.

use super::routes;

#[test]
fn adonis_groups_and_chains_bring_named_middleware() {
    let kernel = r#"
    import router from "@adonisjs/core/services/router";
    export const middleware = router.named({
        auth: () => import("./auth_middleware.js"),
        admin: () => import("./admin_middleware.js"),
        guest: () => import("./guest_middleware.js"),
    });
    "#;
    let auth = r#"
    import type { HttpContext } from "@adonisjs/core/http";
    export default class AuthMiddleware {
        async handle(ctx: HttpContext, next, options = {}) {
            await ctx.auth.authenticateUsing(options.guards, { loginRoute: "/login" });
            return next();
        }
    }
    "#;
    let admin = r#"
    import type { HttpContext } from "@adonisjs/core/http";
    export default class AdminMiddleware {
        async handle(ctx: HttpContext, next) {
            const isAdmin = ctx.auth.user?.role === "admin";
            if (!isAdmin) {
                throw new Exception("Not authorized", { status: 401 });
            }
            return next();
        }
    }
    "#;
    let guest = r#"
    import type { HttpContext } from "@adonisjs/core/http";
    export default class GuestMiddleware {
        async handle(ctx: HttpContext, next) {
            if (await ctx.auth.use("web").check()) {
                return ctx.response.redirect("/", true);
            }
            return next();
        }
    }
    "#;
    let file = r#"
    import router from "@adonisjs/core/services/router";
    import { middleware } from "./kernel.js";
    const Tasks = () => import("./tasks_controller.js");
    router.get("/", [Tasks, "home"]).as("home");
    router.group(() => {
        router.get("/login", [Tasks, "login"]).use(middleware.guest());
        router.post("/logout", [Tasks, "logout"]).as("logout").use(middleware.auth());
    }).prefix("/session").as("session");
    router.group(() => {
        router.group(() => {
            router.delete("/cache", async () => 1);
        }).prefix("/system");
        router.resource("tasks", Tasks).apiOnly().except(["show"]);
    }).prefix("/admin").use(middleware.admin());
    router.resource("posts", Tasks).only(["index", "store"]).use(["store"], middleware.auth());
    "#;
    let files = [
        ("start/kernel.ts", kernel),
        ("start/auth_middleware.ts", auth),
        ("start/admin_middleware.ts", admin),
        ("start/guest_middleware.ts", guest),
        ("start/routes.ts", file),
    ];
    assert_eq!(
        routes(&files),
        [
            "delete /admin/system/cache guarded",
            "delete /admin/tasks/:id guarded",
            "get / unguarded",
            "get /admin/tasks guarded",
            "get /posts unguarded",
            "get /session/login unguarded",
            "post /admin/tasks guarded",
            "post /posts guarded",
            "post /session/logout guarded",
            "put /admin/tasks/:id guarded"
        ]
    );
}

//! Astro.

use super::routes;

#[test]
fn endpoints_are_routes_behind_the_middleware() {
    let endpoint = r#"
    import type { APIRoute } from "astro";
    export const GET: APIRoute = async () => new Response(JSON.stringify(await list()));
    export const POST: APIRoute = async ({ request, locals }) => {
        if (!locals.user) {
            return new Response("Unauthorized", { status: 401 });
        }
        return new Response(JSON.stringify(await add(await request.json())));
    };
    "#;
    let middleware = r#"
    import { defineMiddleware } from "astro:middleware";
    export const onRequest = defineMiddleware(async (context, next) => {
        const user = await userOf(context.cookies.get("session"));
        if (!user && context.url.pathname.startsWith("/api/admin")) {
            return context.redirect("/login");
        }
        context.locals.user = user;
        return next();
    });
    "#;
    assert_eq!(
        routes(&[
            ("src/middleware.ts", middleware),
            ("src/pages/api/items/[id].ts", endpoint),
            ("src/pages/api/admin/index.ts", endpoint),
        ]),
        [
            "get /api/admin guarded",
            "get /api/items/:id optional",
            "post /api/admin guarded",
            "post /api/items/:id guarded",
        ]
    );
}

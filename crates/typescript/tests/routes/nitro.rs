//! Nitro and Nuxt.

use super::routes;

const CONFIG: (&str, &str) = ("nuxt.config.ts", "export default defineNuxtConfig({});");

#[test]
fn files_of_the_server_are_routes() {
    let utils = r#"
    export async function requireAdmin(event) {
        const { user } = await requireUserSession(event);
        if (user.role !== "admin") {
            throw createError({ statusCode: 403, statusMessage: "No." });
        }
        return user;
    }
    "#;
    let admin = r#"
    export default defineEventHandler(async (event) => {
        const user = await requireAdmin(event);
        return remove(getRouterParam(event, "id"), user);
    });
    "#;
    let me = r#"
    export default defineEventHandler(async (event) => {
        const { user } = await requireUserSession(event);
        return user;
    });
    "#;
    let maybe = r#"
    export default eventHandler(async (event) => {
        const { user } = await getUserSession(event);
        return user ? mine(user) : all();
    });
    "#;
    let open = "export default defineEventHandler(async () => list());";
    assert_eq!(
        routes(&[
            CONFIG,
            ("server/utils/auth.ts", utils),
            ("server/api/admin/[id].delete.ts", admin),
            ("server/api/me.get.ts", me),
            ("server/api/items/index.get.ts", open),
            ("server/api/feed.ts", maybe),
            ("server/routes/files/[...path].ts", open),
        ]),
        [
            "any /api/feed unguarded",
            "any /files/:path* unguarded",
            "delete /api/admin/:id guarded",
            "get /api/items unguarded",
            "get /api/me guarded",
        ]
    );
}

#[test]
fn middleware_runs_before_all_handlers_of_its_server() {
    let middleware = r#"
    export default defineEventHandler(async (event) => {
        if (getRequestURL(event).pathname.startsWith("/api/private")) {
            const session = await sessionOf(event);
            if (!session) {
                throw createError({ statusCode: 401, message: "Log in." });
            }
        }
    });
    "#;
    let open = "export default defineEventHandler(async () => list());";
    assert_eq!(
        routes(&[
            CONFIG,
            ("server/middleware/auth.ts", middleware),
            ("server/api/private/items.get.ts", open),
            ("server/api/items.get.ts", open),
        ]),
        ["get /api/items optional", "get /api/private/items guarded"]
    );
}

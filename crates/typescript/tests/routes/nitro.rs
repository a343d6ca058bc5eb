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

#[test]
fn a_handler_may_say_of_what_type_its_requests_are() {
    let login = r#"
    export default defineEventHandler<{
        body: Credentials;
    }>(async (event) => {
        return signIn(await readBody(event));
    });
    "#;
    assert_eq!(
        routes(&[CONFIG, ("server/api/session.post.ts", login)]),
        ["post /api/session unguarded"]
    );
}

#[test]
fn what_is_asked_with_the_request_may_forbid_it() {
    let rights = r#"
    class Rights {
        async allowSystem(event, wanted) {
            const session = await sessions.getSession(event);
            if (!session) return false;
            return session.user.admin;
        }
        async userOf(event) {
            const token = sessions.getSessionToken(event);
            if (!token) return undefined;
            return await find(token);
        }
    }
    export const rights = new Rights();
    export default rights;
    "#;
    let settings = r#"
    import rights from "~/server/rights";
    export default defineEventHandler(async (event) => {
        const allowed = await rights.allowSystem(event, ["settings"]);
        if (!allowed) throw createError({ statusCode: 403 });
        return settings();
    });
    "#;
    let maybe = r#"
    import rights from "~/server/rights";
    export default defineEventHandler(async (event) => {
        const user = await rights.userOf(event);
        return user ?? null;
    });
    "#;
    let providers = r#"
    import auth from "~/server/auth";
    export default defineEventHandler(async (event) => {
        const providers = auth.getAuthProviders();
        if (!providers.password) throw createError({ statusCode: 403 });
        if (!auth.getAuthProviders().password) throw createError({ statusCode: 403 });
        return hello(event);
    });
    "#;
    let auth = r#"
    class Auth { getAuthProviders() { return this.providers; } }
    export default new Auth();
    "#;
    assert_eq!(
        routes(&[
            CONFIG,
            ("server/rights.ts", rights),
            ("server/auth.ts", auth),
            ("server/api/settings.get.ts", settings),
            ("server/api/hello.get.ts", providers),
            ("server/api/user.get.ts", maybe),
        ]),
        ["get /api/hello unguarded", "get /api/settings guarded", "get /api/user unguarded"]
    );
}

#[test]
fn a_session_may_be_asked_for_where_callers_become_known() {
    let grant = r#"
    import sessions from "~/server/sessions";
    export default defineEventHandler(async (event) => {
        const user = await sessions.getSession(event);
        if (!user) throw createError({ statusCode: 403 });
        return grant(user, await readBody(event));
    });
    "#;
    let google = r#"
    import sessions from "~/server/sessions";
    export default defineEventHandler(async (event) => {
        const session = await sessions.getSession(event);
        if (!session.state) throw createError({ statusCode: 403 });
        return signIn(event);
    });
    "#;
    assert_eq!(
        routes(&[
            CONFIG,
            ("server/api/client/callback.post.ts", grant),
            ("server/api/google/callback.get.ts", google),
        ]),
        ["get /api/google/callback unguarded", "post /api/client/callback guarded"]
    );
}

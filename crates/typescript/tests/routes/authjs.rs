//! Auth.js in front of Next.js.

use super::routes;

const AUTH: (&str, &str) = (
    "src/auth.ts",
    r#"
    import NextAuth from "next-auth";
    import authConfig from "./auth.config";
    export const { auth, handlers } = NextAuth({ ...authConfig, session: { strategy: "jwt" } });
    "#,
);
const SIGN_IN: (&str, &str) = (
    "src/app/api/auth/[...nextauth]/route.ts",
    r#"export { GET, POST } from "../../../../handlers";"#,
);
const ITEMS: &str =
    "export async function GET() { return Response.json(await db.items.findMany()); }";

#[test]
fn the_callback_of_a_configuration_decides_who_passes() {
    let config = r#"
    import type { NextAuthConfig } from "next-auth";
    export default {
        providers: [],
        callbacks: {
            authorized({ auth, request: { nextUrl } }) {
                const isLoggedIn = !!auth?.user;
                const isOnDashboard = nextUrl.pathname.startsWith("/dashboard");
                if (isOnDashboard) {
                    if (isLoggedIn) return true;
                    return false;
                } else if (isLoggedIn) {
                    return Response.redirect(new URL("/dashboard", nextUrl));
                }
                return true;
            },
        },
    } satisfies NextAuthConfig;
    "#;
    let middleware = r#"
    import NextAuth from "next-auth";
    import authConfig from "./auth.config";
    export default NextAuth(authConfig).auth;
    export const config = { matcher: ["/((?!_next/static).*)"] };
    "#;
    assert_eq!(
        routes(&[
            ("src/auth.config.ts", config),
            ("src/middleware.ts", middleware),
            ("src/app/dashboard/export/route.ts", ITEMS),
            ("src/app/query/route.ts", ITEMS),
        ]),
        ["get /dashboard/export guarded", "get /query unguarded"]
    );
}

#[test]
fn middleware_that_is_exported_again_asks_the_callback() {
    let config = r#"
    export default {
        callbacks: {
            authorized: ({ auth, request }) =>
                request.nextUrl.pathname.startsWith("/api/open") || !!auth?.user,
        },
    } satisfies import("next-auth").NextAuthConfig;
    import "next-auth";
    "#;
    let middleware = r#"
    export { auth as middleware } from "./auth";
    export const config = { matcher: ["/api/:path*"] };
    "#;
    assert_eq!(
        routes(&[
            AUTH,
            SIGN_IN,
            (
                "src/handlers.ts",
                r#"import { handlers } from "./auth"; export const { GET, POST } = handlers;"#
            ),
            ("src/auth.config.ts", config),
            ("src/middleware.ts", middleware),
            ("src/app/api/open/route.ts", ITEMS),
            ("src/app/api/items/route.ts", ITEMS),
            ("src/app/feed/route.ts", ITEMS),
        ]),
        [
            "get /api/auth/:nextauth* unguarded",
            "get /api/items guarded",
            "get /api/open unguarded",
            "get /feed unguarded",
            "post /api/auth/:nextauth* unguarded",
        ]
    );
}

#[test]
fn without_a_callback_nobody_is_turned_away() {
    let config = "export default { providers: [] };";
    let middleware = r#"export { auth as middleware } from "./auth";"#;
    assert_eq!(
        routes(&[
            AUTH,
            ("src/auth.config.ts", config),
            ("src/middleware.ts", middleware),
            ("src/app/api/items/route.ts", ITEMS),
        ]),
        ["get /api/items unguarded"]
    );
}

#[test]
fn the_options_of_version_4_may_leave_paths_open() {
    let middleware = r#"
    import { withAuth } from "next-auth/middleware";
    export default withAuth({
        callbacks: {
            authorized: ({ token, req }) => {
                const { pathname } = req.nextUrl;
                if (pathname.startsWith("/api/public")) return true;
                if (pathname.startsWith("/api/admin")) return token?.role === "admin";
                return !!token;
            },
        },
    });
    "#;
    assert_eq!(
        routes(&[
            ("middleware.ts", middleware),
            ("app/api/public/route.ts", ITEMS),
            ("app/api/admin/route.ts", ITEMS),
            ("app/api/items/route.ts", ITEMS),
        ]),
        ["get /api/admin guarded", "get /api/items guarded", "get /api/public unguarded"]
    );
}

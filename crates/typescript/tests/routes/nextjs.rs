//! Next.js.

use super::routes;

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

const PAGES: [(&str, &str); 3] = [
    ("app/api/items/route.ts", "export async function GET() { return Response.json([]); }"),
    ("app/api/login/route.ts", "export async function POST() { return Response.json([]); }"),
    ("app/dashboard/data/route.ts", "export async function GET() { return Response.json([]); }"),
];

#[test]
fn next_middleware_for_languages_guards_nothing() {
    let middleware = r#"
    import createMiddleware from "next-intl/middleware";
    import { routing } from "./i18n";
    export default createMiddleware(routing);
    export const config = { matcher: ["/((?!_next).*)"] };
    "#;
    let some = [PAGES[0], PAGES[1], PAGES[2], ("middleware.ts", middleware)];
    assert!(routes(&some).iter().all(|it| it.ends_with(" unguarded")));
}

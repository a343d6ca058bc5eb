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

#[test]
fn a_wrapper_may_answer_with_the_status_of_the_error() {
    let wrapper = |answer: &str| {
        format!(
            r#"
    import {{ log }} from "./log";
    export const withUser = (handler) => {{
        return log(async (req) => {{
            try {{
                const session = await getSession();
                if (!session?.user) {{ throw new ApiError({{ code: "unauthorized", message: "Log in." }}); }}
                return await handler({{ req, session }});
            }} catch (err) {{
                const {{ error, status }} = toAnswer({{ error: err }});
                {answer}
            }}
        }});
    }};
    "#
        )
    };
    let route = r#"
    import { withUser } from "../../lib/with-user";
    export const PATCH = withUser(async ({ session }) => Response.json(session));
    export const PUT = PATCH;
    "#;
    for answer in [
        "return NextResponse.json({ error }, { headers, status });",
        "const answer = NextResponse.json({ error }, { status }); record(answer); return answer;",
    ] {
        assert_eq!(
            routes(&[("lib/with-user.ts", &wrapper(answer)), ("app/me/route.ts", route)]),
            ["patch /me guarded", "put /me guarded"],
            "{answer}"
        );
    }
    let goes_on = wrapper("return await handler({ req });");
    assert_ne!(
        routes(&[("lib/with-user.ts", &goes_on), ("app/me/route.ts", route)]),
        ["patch /me guarded", "put /me guarded"]
    );
}

#[test]
fn next_api_pages_check_with_helpers() {
    let verify = r#"
    export default async function verifyUser({ req, res }) {
        const token = await getToken({ req });
        if (!token) {
            res.status(401).json({ response: "You must be logged in." });
            return null;
        }
        const user = await prisma.user.findUnique({ where: { id: token.id } });
        if (!user) {
            res.status(404).json({ response: "User not found." });
            return null;
        }
        return user;
    }
    "#;
    let items = r#"
    import verifyUser from "../../lib/verifyUser";
    export default async function items(req, res) {
        const user = await verifyUser({ req, res });
        if (!user) return;
        if (req.method === "GET") {
            return res.status(200).json([]);
        } else if (req.method === "POST") {
            return res.status(200).json([]);
        }
    }
    "#;
    let users = r#"
    import verifyUser from "../../lib/verifyUser";
    export default async function users(req, res) {
        if (req.method === "POST") {
            const response = await makeUser(req, res);
            return response;
        } else if (req.method === "GET") {
            const user = await verifyUser({ req, res });
            if (!user || user.id !== 1) return res.status(401).json({ response: "No." });
            return res.status(200).json([]);
        }
    }
    "#;
    let open = r#"
    export default async function share(req, res) {
        if (!req.query.id) {
            return res.status(401).json({ response: "Please choose a valid collection." });
        }
        return res.json({});
    }
    "#;
    assert_eq!(
        routes(&[
            ("lib/verifyUser.ts", verify),
            ("pages/api/items.ts", items),
            ("pages/api/users.ts", users),
            ("pages/api/share.ts", open),
        ]),
        [
            "any /api/share unguarded",
            "get /api/items guarded",
            "get /api/users guarded",
            "post /api/items guarded",
            "post /api/users unguarded",
        ]
    );
}

#[test]
fn next_exports_take_many_forms() {
    let list = r#"
    import NextAuth from "next-auth";
    const handler = NextAuth({});
    export { handler as GET, handler as POST };
    "#;
    let objects = r#"
    import { handlers } from "../../../lib/handlers";
    export const { GET, POST } = handlers;
    "#;
    let again = r#"export { GET, POST as PUT } from "../items/route";"#;
    let items = r#"
    import { requireSession } from "../../lib/session";
    export const GET = async () => Response.json([]);
    export async function POST() {
        await requireSession();
        return Response.json([]);
    }
    "#;
    let session = r#"
    import { redirect } from "next/navigation";
    export async function requireSession() {
        const session = await read();
        if (!session) { redirect("/login"); }
        return session;
    }
    "#;
    assert_eq!(
        routes(&[
            ("app/(auth)/api/auth/[...all]/route.ts", list),
            ("app/api/objects/route.ts", objects),
            ("app/again/route.ts", again),
            ("app/items/route.ts", items),
            ("lib/session.ts", session),
        ]),
        [
            "get /again unguarded",
            "get /api/auth/:all* unguarded",
            "get /api/objects unguarded",
            "get /items unguarded",
            "post /api/auth/:all* unguarded",
            "post /api/objects unguarded",
            "post /items guarded",
            "put /again guarded",
        ]
    );
}

const PAGES: [(&str, &str); 3] = [
    ("app/api/items/route.ts", "export async function GET() { return Response.json([]); }"),
    ("app/api/login/route.ts", "export async function POST() { return Response.json([]); }"),
    ("app/dashboard/data/route.ts", "export async function GET() { return Response.json([]); }"),
];

#[test]
fn next_middleware_covers_what_its_matcher_says() {
    let middleware = r#"
    import { NextResponse } from "next/server";
    import { getSession } from "./lib";
    export async function middleware(request) {
        const session = await getSession(request);
        if (!session) { return NextResponse.redirect(new URL("/login", request.url)); }
        return NextResponse.next();
    }
    export const config = { matcher: ["/dashboard/:path*"] };
    "#;
    let some = [PAGES[0], PAGES[1], PAGES[2], ("middleware.ts", middleware)];
    assert_eq!(
        routes(&some),
        ["get /api/items unguarded", "get /dashboard/data guarded", "post /api/login unguarded",]
    );
    let all = middleware.replace(r#"["/dashboard/:path*"]"#, r#""/((?!api|_next/static).*)""#);
    let some = [PAGES[0], PAGES[1], PAGES[2], ("src/proxy.ts", &*all)];
    assert_eq!(
        routes(&some),
        ["get /api/items unguarded", "get /dashboard/data guarded", "post /api/login unguarded",]
    );
}

#[test]
fn next_middleware_may_let_paths_through_by_itself() {
    let middleware = r#"
    import { NextResponse } from "next/server";
    import { verify } from "./lib";
    const open = ["/api/login", "/api/health"];
    export default async function middleware(request) {
        const { pathname } = request.nextUrl;
        if (open.some((it) => pathname.startsWith(it))) { return NextResponse.next(); }
        const token = request.cookies.get("token");
        if (!token) {
            if (pathname.startsWith("/api")) {
                return NextResponse.json({ error: "unauthorized" }, { status: 401 });
            }
            return NextResponse.redirect(new URL("/login", request.url));
        }
    }
    "#;
    let some = [PAGES[0], PAGES[1], PAGES[2], ("src/middleware.ts", middleware)];
    assert_eq!(
        routes(&some),
        ["get /api/items guarded", "get /dashboard/data guarded", "post /api/login unguarded",]
    );
}

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

#[test]
fn next_middleware_of_libraries() {
    let clerk = r#"
    import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";
    const isOpen = createRouteMatcher(["/sign-in(.*)", "/api/login(.*)"]);
    export default clerkMiddleware(async (auth, request) => {
        if (!isOpen(request)) { await auth.protect(); }
    });
    export const config = { matcher: ["/((?!_next).*)", "/(api|trpc)(.*)"] };
    "#;
    let wanted =
        ["get /api/items guarded", "get /dashboard/data guarded", "post /api/login optional"];
    assert_eq!(routes(&[PAGES[0], PAGES[1], PAGES[2], ("middleware.ts", clerk)]), wanted);
    let clerk = r#"
    import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";
    const isClosed = createRouteMatcher(["/dashboard(.*)"]);
    export default clerkMiddleware((auth, request) => {
        if (isClosed(request)) auth().protect();
    });
    "#;
    let wanted =
        ["get /api/items unguarded", "get /dashboard/data guarded", "post /api/login unguarded"];
    let found = routes(&[PAGES[0], PAGES[1], PAGES[2], ("middleware.ts", clerk)]);
    assert_eq!(found[1], wanted[1]);
    assert!(!found[0].ends_with(" guarded") && !found[2].ends_with(" guarded"), "{found:?}");
    let clerk = r#"
    import { clerkMiddleware } from "@clerk/nextjs/server";
    export default clerkMiddleware();
    "#;
    let found = routes(&[PAGES[0], PAGES[1], PAGES[2], ("middleware.ts", clerk)]);
    assert!(found.iter().all(|it| !it.ends_with(" guarded")), "{found:?}");
    let next_auth = r#"
    export { default } from "next-auth/middleware";
    export const config = { matcher: ["/dashboard/:path*"] };
    "#;
    assert_eq!(routes(&[PAGES[0], PAGES[1], PAGES[2], ("middleware.ts", next_auth)]), wanted);
}

#[test]
fn next_server_actions_are_entrances() {
    let actions = r#"
    "use server";
    import { auth } from "../lib/auth";
    import { redirect } from "next/navigation";
    export async function removeItem(id: string) {
        const session = await auth();
        if (!session?.user) { throw new Error("Unauthorized"); }
        await db.item.delete({ where: { id } });
    }
    export async function subscribe(data: FormData) {
        await db.mail.create({ data });
    }
    export const rename = async (id: string) => {
        const session = await auth();
        if (!session) redirect("/login");
        await db.item.update({ where: { id } });
    };
    async function helper() { return 1; }
    "#;
    let page = r#"
    export default function Page() {
        async function save(data: FormData) {
            "use server";
            await db.item.create({ data });
        }
        return <form action={save} />;
    }
    "#;
    assert_eq!(
        routes(&[("app/items/actions.ts", actions), ("app/items/page.tsx", page)]),
        [
            "post /removeitem guarded",
            "post /rename guarded",
            "post /save unguarded",
            "post /subscribe unguarded",
        ]
    );
}

#[test]
fn next_safe_action_clients_are_followed() {
    let client = r#"
    import { createSafeActionClient } from "next-safe-action";
    import { getSession } from "./session";
    export const actionClient = createSafeActionClient({ handleServerError });
    export const authActionClient = actionClient
        .use(async ({ next }) => {
            const session = await getSession();
            if (!session?.userId) { throw new Error("Session not found!"); }
            return next({ ctx: { userId: session.userId } });
        });
    "#;
    let actions = r#"
    "use server";
    import { actionClient, authActionClient } from "@/lib/safe-action";
    export const login = actionClient.schema(s).action(async ({ parsedInput }) => ({}));
    export const rename = authActionClient
        .metadata({ name: "rename" })
        .inputSchema(s)
        .action(async ({ parsedInput, ctx }) => ({}));
    "#;
    let actions = actions.replace("@/lib", "../lib");
    assert_eq!(
        routes(&[("lib/safe-action.ts", client), ("app/actions.ts", &actions)]),
        ["post /login unguarded", "post /rename guarded"]
    );
}

#[test]
fn next_handlers_hand_the_request_to_helpers_that_answer() {
    let lib = r#"
    export async function parseRequest(request, schema, options) {
        const auth = await checkAuth(request);
        let error;
        if (!auth && !options?.skipAuth) { error = () => unauthorized(); }
        return { auth, error };
    }
    export function unauthorized() { return Response.json({ error: "unauthorized" }, { status: 401 }); }
    export const authedClient = async ({ request, handler }) => {
        const authentication = await authenticateRequest(request);
        if (!authentication) { return Response.json({}, { status: 401 }); }
        return handler({ authentication });
    };
    "#;
    let items = r#"
    import { parseRequest, authedClient } from "../../lib/request";
    export async function GET(request) {
        const { auth, query, error } = await parseRequest(request, schema);
        if (error) { return error(); }
        return Response.json(await find(auth));
    }
    export async function POST(request) {
        const { body, error } = await parseRequest(request, schema, { skipAuth: true });
        if (error) { return error(); }
        return Response.json(await find(body));
    }
    export const PUT = async (request) =>
        authedClient({ request, handler: async ({ authentication }) => Response.json({}) });
    "#;
    assert_eq!(
        routes(&[("lib/request.ts", lib), ("app/items/route.ts", items)]),
        ["get /items guarded", "post /items unguarded", "put /items guarded"]
    );
}

#[test]
fn next_connect_routers_answer_below_their_file() {
    let handler = r#"
    import nc from "next-connect";
    import { auths, signedIn } from "../../../middlewares";
    const handler = nc(options);
    handler.get(async (req, res) => res.json([]));
    handler.post(...auths, validate(schema), async (req, res) => {
        if (!req.user) {
            return res.status(401).end();
        }
        res.json(1);
    });
    handler.use(signedIn);
    handler.delete((req, res) => res.json(1));
    export default handler;
    "#;
    let middlewares = r#"
    export const auths = [session, passport.session()];
    export function signedIn(req, res, next) {
        if (!req.user) {
            return res.status(401).end();
        }
        next();
    }
    "#;
    let files = [("pages/api/posts/index.js", handler), ("middlewares.js", middlewares)];
    assert_eq!(
        routes(&files),
        ["delete /api/posts guarded", "get /api/posts unguarded", "post /api/posts guarded"]
    );
}

#[test]
fn a_handler_that_is_exported_again_keeps_what_it_is_wrapped_in() {
    let auth = r#"
    export const withAdmin = (handler) => async (request) => {
        const session = await getSession(request);
        if (!session) {
            return new Response("Unauthorized", { status: 401 });
        }
        return handler({ request, session });
    };
    "#;
    let fraud = r#"
    import { withAdmin } from "../../../lib/auth";
    export const GET = withAdmin(async ({ session }) => Response.json([]));
    "#;
    let alerts = r#"export { GET } from "../fraud/route";"#;
    let files = [
        ("lib/auth.ts", auth),
        ("app/api/fraud/route.ts", fraud),
        ("app/api/alerts/route.ts", alerts),
    ];
    assert_eq!(routes(&files), ["get /api/alerts guarded", "get /api/fraud guarded"]);
}

#[test]
fn a_handler_refuses_where_a_helper_found_nobody() {
    let context = r#"
    import { auth } from "@/auth";
    export async function serviceContext({ slug }) {
        const session = await auth();
        if (!session?.user) return null;
        return { actor: session.user, slug };
    }
    export async function loadItem({ slug }) {
        return await db.item.findFirst({ where: { slug } });
    }
    "#;
    let chat = r#"
    import { serviceContext } from "@/lib/context";
    export async function POST(req) {
        const ctx = await serviceContext({ slug: "a" });
        if (!ctx || ctx.kind !== "user") {
            return Response.json({ error: "Unauthorized" }, { status: 401 });
        }
        return Response.json(await answer(ctx));
    }
    "#;
    let item = r#"
    import { loadItem } from "@/lib/context";
    export async function POST(req) {
        const item = await loadItem({ slug: "a" });
        if (!item) {
            return Response.json({ error: "Invalid" }, { status: 401 });
        }
        return Response.json(item);
    }
    "#;
    assert_eq!(
        routes(&[
            ("src/lib/context.ts", context),
            ("src/app/api/chat/route.ts", chat),
            ("src/app/api/item/route.ts", item),
        ]),
        ["post /api/chat guarded", "post /api/item unguarded"]
    );
}

#[test]
fn next_wrappers_run_the_guard_that_they_are_given() {
    let wrappers = r#"
    import { NextResponse } from "next/server";
    import { auth } from "./session";
    function withMiddleware(handler, middleware?, options?) {
        return async (req, context) => {
            try {
                if (middleware) {
                    const checked = await middleware(req, options);
                    if (checked instanceof Response) {
                        return checked;
                    }
                }
                return await handler(req, context);
            } catch (error) {
                if (isKnownError(error)) {
                    if (error.code === "invalid_grant") {
                        return NextResponse.json({ error: "Known" }, { status: 401 });
                    }
                }
                return NextResponse.json({ error: "Failed" }, { status: 500 });
            }
        };
    }
    async function authMiddleware(req) {
        const session = await auth(req.headers);
        if (!session?.user) {
            return NextResponse.json({ error: "Unauthorized" }, { status: 401 });
        }
        return req;
    }
    export function withError(scope, handler) {
        return withMiddleware(handler, undefined, { scope });
    }
    export function withAccount(scope: string, handler: Handler): Handler;
    export function withAccount(handler: Handler): Handler;
    export function withAccount(scope, handler?) {
        if (typeof scope === "string") {
            return withMiddleware(handler!, authMiddleware, { scope });
        }
        return withMiddleware(scope, authMiddleware);
    }
    "#;
    let tasks = r#"
    import { withAccount, withError } from "../../../wrappers";
    export const GET = withError("tasks", async (req) => Response.json([]));
    export const POST = withAccount("tasks", async (req) => Response.json({}));
    export const PUT = withAccount(async (req) => Response.json({}));
    "#;
    let files = [("wrappers.ts", wrappers), ("app/api/tasks/route.ts", tasks)];
    let found = routes(&files);
    assert!(found[0].starts_with("get /api/tasks ") && !found[0].ends_with(" guarded"));
    assert_eq!(found[1..], ["post /api/tasks guarded", "put /api/tasks guarded"]);
}

#[test]
fn a_file_that_serves_an_application_of_hono_adds_no_route() {
    let route = r#"
    import { Hono } from "hono";
    import { handle } from "hono/vercel";
    const app = new Hono().basePath("/api");
    app.use("*", async (c, next) => {
        if (!c.req.header("authorization")) {
            return c.json({ error: "Unauthorized" }, 401);
        }
        await next();
    });
    app.post("/polls", (c) => c.json(polls.add()));
    export const GET = handle(app);
    export const POST = handle(app);
    "#;
    assert_eq!(routes(&[("src/app/api/[...route]/route.ts", route)]), ["post /api/polls guarded"]);
}

#[test]
fn next_middleware_may_hold_paths_against_globs() {
    let middleware = r#"
    import micromatch from "micromatch";
    import { getToken } from "next-auth/jwt";
    import { NextResponse } from "next/server";
    const open = ["/api/health", "/api/auth/**", "/api/invitations/*"];
    export default async function middleware(req) {
        const { pathname } = req.nextUrl;
        if (micromatch.isMatch(pathname, open)) {
            return NextResponse.next();
        }
        const redirectUrl = new URL("/auth/login", req.url);
        const token = await getToken({ req });
        if (!token) {
            return NextResponse.redirect(redirectUrl);
        }
        return NextResponse.next();
    }
    "#;
    let handler =
        "export async function GET() { return Response.json(await db.items.findMany()); }";
    assert_eq!(
        routes(&[
            ("middleware.ts", middleware),
            ("app/api/health/route.ts", handler),
            ("app/api/auth/saml/idp/route.ts", handler),
            ("app/api/invitations/[token]/route.ts", handler),
            ("app/api/invitations/[token]/members/route.ts", handler),
            ("app/api/items/route.ts", handler),
        ]),
        [
            "get /api/auth/saml/idp unguarded",
            "get /api/health unguarded",
            "get /api/invitations/:token unguarded",
            "get /api/invitations/:token/members guarded",
            "get /api/items guarded",
        ]
    );
}

#[test]
fn a_helper_that_is_told_to_skip_the_caller_says_nothing_of_one() {
    let request = r#"
    import { parseToken } from "./jwt";
    export async function parseRequest(request, schema, options) {
        let error;
        if (!options?.skipAuth) {
            const auth = await checkAuth(request);
            if (!auth) error = () => Response.json({ error: "no" }, { status: 401 });
        }
        return { body: await request.json(), error };
    }
    export async function checkAuth(request) {
        const shared = await parseShareToken(request);
        if (!shared) return null;
        return { shared };
    }
    function parseShareToken(request) {
        try {
            return parseToken(request.headers.get("x-share"), process.env.SECRET);
        } catch (e) {
            console.log(e);
            return null;
        }
    }
    "#;
    let jwt = r#"
    import jwt from "jsonwebtoken";
    export function parseToken(token, secret) { return jwt.verify(token, secret); }
    "#;
    let open = r#"
    import { parseRequest } from "@/lib/request";
    export async function POST(request) {
        const { body, error } = await parseRequest(request, null, { skipAuth: true });
        if (error) return error();
        return Response.json(await collect(body));
    }
    "#;
    let closed = r#"
    import { parseRequest } from "@/lib/request";
    export async function GET(request) {
        const { error } = await parseRequest(request);
        if (error) return error();
        return Response.json(await mine());
    }
    "#;
    assert_eq!(
        routes(
            &[
                ("tsconfig.json", r#"{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }"#),
                ("lib/request.ts", request),
                ("lib/jwt.ts", jwt),
                ("app/api/send/route.ts", open),
                ("app/api/me/route.ts", closed),
            ][1..]
        ),
        ["get /api/me guarded", "post /api/send unguarded"]
    );
}

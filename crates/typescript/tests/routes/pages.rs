//! Handlers of `pages/api` that answer several methods, and wrappers that are given options.

use super::routes;

#[test]
fn what_asks_for_the_method_first_refuses_strangers_all_the_same() {
    let items = r#"
    import type { NextApiRequest, NextApiResponse } from "next";
    import { getServerSession } from "next-auth/next";
    import { authOptions } from "./auth/[...nextauth]";
    export default async function handle(req: NextApiRequest, res: NextApiResponse) {
        if (req.method === "GET") {
            const session = await getServerSession(req, res, authOptions);
            if (!session) { return res.status(401).end("Unauthorized"); }
            return res.status(200).json(await prisma.item.findMany({ where: { by: session.user.id } }));
        } else {
            res.setHeader("Allow", ["GET"]);
            return res.status(405).end();
        }
    }
    "#;
    let many = r#"
    import type { NextApiRequest, NextApiResponse } from "next";
    import { getServerSession } from "next-auth/next";
    import { authOptions } from "./auth/[...nextauth]";
    export default async function handle(req: NextApiRequest, res: NextApiResponse) {
        if (req.method === "GET") {
            return res.status(200).json(await prisma.item.findMany());
        } else if (req.method === "POST") {
            const session = await getServerSession(req, res, authOptions);
            if (!session) { return res.status(401).end("Unauthorized"); }
            return res.status(200).json(await prisma.item.create({ data: req.body }));
        }
    }
    "#;
    let handed = r#"export { default } from "../../features/shared";"#;
    assert_eq!(
        routes(&[
            ("pages/api/items.ts", items),
            ("pages/api/many.ts", many),
            ("pages/api/handed.ts", handed),
            ("features/shared.ts", items),
        ]),
        [
            "any /api/handed guarded",
            "get /api/items guarded",
            "get /api/many unguarded",
            "post /api/many guarded",
        ]
    );
}

#[test]
fn a_session_that_is_asked_for_with_options_refuses_where_callers_become_known() {
    let hooks = r#"
    import type { NextApiRequest, NextApiResponse } from "next";
    import { getServerSession } from "next-auth/next";
    import { authOptions } from "../../auth";
    export default async function handle(req: NextApiRequest, res: NextApiResponse) {
        const session: Session | null = await getServerSession(req, res, authOptions);
        if (!session) { return res.status(401).json({ error: "Unauthorized" }); }
        return res.status(200).json(await prisma.webhook.findMany());
    }
    "#;
    let received = r#"
    export default async function handle(req, res) {
        const session = await readSession(req.body.token);
        if (!session) { return res.status(401).json({ error: "Wrong token" }); }
        return res.status(200).json(await received(req.body));
    }
    "#;
    let codes = r#"
    import { getSession } from "../../session";
    export default async function handle(req, res) {
        const { user } = await getSession(req);
        return res.json(await codesOf(user.id));
    }
    "#;
    let session = r#"
    export const getSession = async (req) => {
        const session = await findSession(req.cookies.session);
        if (session && session.user) { return session; }
        throw new HttpError(401, "Unauthorized");
    };
    "#;
    assert_eq!(
        routes(&[
            ("pages/api/webhooks.ts", hooks),
            ("pages/api/webhooks/received.ts", received),
            ("pages/api/recovery.ts", codes),
            ("session.ts", session),
        ]),
        [
            "any /api/recovery guarded",
            "any /api/webhooks guarded",
            "any /api/webhooks/received unguarded",
        ]
    );
}

#[test]
fn a_function_among_options_is_the_handler() {
    let maker = r#"
    export const createAuthedRoute = (config) => {
        return async (req, res) => {
            let auth;
            try {
                auth = await verifyAuth(req, config.levels || ["project"]);
            } catch (error) {
                if (isDatabaseError(error)) {
                    res.status(503).json({ message: "Service Unavailable" });
                    return;
                }
                const status = error.status ?? 401;
                res.status(status).json({ message: error.message });
                return;
            }
            const result = await config.run({ auth, query: config.querySchema.parse(req.query) });
            res.status(200).json(result);
        };
    };
    export async function verifyAuth(req, levels) {
        const found = await new Keys(db).verifyAuthHeader(req.headers.authorization);
        if (!found.valid) { throw { status: 401, message: found.error }; }
        if (!levels.includes(found.level)) { throw { status: 403, message: "Access denied" }; }
        return found;
    }
    "#;
    let items = r#"
    import { withMethods } from "../../lib/methods";
    import { createAuthedRoute } from "../../lib/route";
    export default withMethods({
        GET: createAuthedRoute({ name: "List", run: async ({ auth }) => listItems(auth.project) }),
        POST: async (req, res) => { res.json(await addItem(req.body)); },
    });
    "#;
    let methods = r#"
    export function withMethods(handlers) {
        return async (req, res) => {
            const handler = handlers[req.method];
            if (!handler) { return res.status(405).end(); }
            return await handler(req, res);
        };
    }
    "#;
    assert_eq!(
        routes(&[
            ("pages/api/items.ts", items),
            ("lib/route.ts", maker),
            ("lib/methods.ts", methods)
        ]),
        ["get /api/items guarded", "post /api/items unguarded"]
    );
}

#[test]
fn middleware_asks_a_function_of_another_file_for_the_paths_it_guards() {
    let proxy = r#"
    import { NextRequest, NextResponse } from "next/server";
    import { isProtected } from "./lib/paths";
    const handleAuth = async (request: NextRequest) => {
        const session = await getProxySession(request);
        if (isProtected(request.nextUrl.pathname) && !session) {
            return NextResponse.redirect(`${BASE}/auth/login?from=${request.nextUrl.pathname}`);
        }
        return null;
    };
    export const proxy = async (request: NextRequest) => {
        const answer = await handleAuth(request);
        if (answer) return answer;
        return NextResponse.next();
    };
    export const config = { matcher: ["/((?!_next/static).*)"] };
    "#;
    let plain = r#"
    import { NextRequest, NextResponse } from "next/server";
    import { isProtected } from "./lib/paths";
    export async function middleware(request: NextRequest) {
        const session = await getProxySession(request);
        if (isProtected(request.nextUrl.pathname) && !session) {
            return NextResponse.redirect(new URL("/login", request.url));
        }
        return NextResponse.next();
    }
    "#;
    let paths = r#"
    export const isProtected = (url: string): boolean => {
        const protectedRoutes = ["/workspaces", "/setup"];
        return protectedRoutes.some((route) => url.startsWith(route));
    };
    "#;
    let shared = r#"
    const protectedRoutes = ["/workspaces", "/setup"];
    export function isProtected(url: string) {
        return protectedRoutes.some((route) => url.startsWith(route));
    }
    "#;
    let handler = "export async function GET() { return Response.json(await all()); }";
    let expected = ["get /health unguarded", "get /workspaces/list guarded"];
    for (name, middleware, paths) in
        [("proxy.ts", proxy, paths), ("middleware.ts", plain, paths), ("proxy.ts", proxy, shared)]
    {
        assert_eq!(
            routes(&[
                (name, middleware),
                ("lib/paths.ts", paths),
                ("app/health/route.ts", handler),
                ("app/workspaces/list/route.ts", handler),
            ]),
            expected,
            "{name}"
        );
    }
}

//! Medusa.

use super::routes;

#[test]
fn medusa_asks_by_path_and_by_the_matchers_of_its_middleware() {
    let companies = r#"
    import { MedusaRequest, MedusaResponse } from "@medusajs/framework/http";
    export const GET = async (req: MedusaRequest, res: MedusaResponse) => { res.json(await list()); };
    export async function POST(req: MedusaRequest, res: MedusaResponse) { res.json(await add(req.body)); }
    "#;
    let open = r#"
    import { MedusaRequest, MedusaResponse } from "@medusajs/framework/http";
    export const AUTHENTICATE = false;
    export const POST = async (req: MedusaRequest, res: MedusaResponse) => { res.json(await accept(req.body)); };
    "#;
    let middlewares = r#"
    import { defineMiddlewares, authenticate } from "@medusajs/framework/http";
    import { storeMiddlewares } from "./store/middlewares";
    export default defineMiddlewares({
        routes: [
            ...storeMiddlewares,
            { matcher: "/reports", middlewares: [authenticate("user", "session")] },
            { matcher: "/feed", middlewares: [authenticate("customer", ["session"], { allowUnauthenticated: true })] },
        ],
    });
    "#;
    let store = r#"
    import { authenticate, MiddlewareRoute } from "@medusajs/framework/http";
    export const storeMiddlewares: MiddlewareRoute[] = [
        { method: "ALL", matcher: "/store/quotes*", middlewares: [authenticate("customer", ["session", "bearer"])] },
        { method: ["POST"], matcher: "/store/companies", middlewares: [authenticate("customer", ["session"])] },
    ];
    "#;
    // Nothing imports it.
    let unused = r#"
    import { authenticate, MiddlewareRoute } from "@medusajs/framework/http";
    export const oldMiddlewares: MiddlewareRoute[] = [
        { method: ["GET"], matcher: "/store/companies", middlewares: [authenticate("customer", ["session"])] },
    ];
    "#;
    let files = [
        ("src/api/admin/companies/route.ts", companies),
        ("src/api/admin/invites/route.ts", open),
        ("src/api/store/companies/route.ts", companies),
        ("src/api/store/quotes/[id]/route.ts", companies),
        ("src/api/reports/[id]/route.ts", companies),
        ("src/api/feed/route.ts", companies),
        ("src/api/middlewares.ts", middlewares),
        ("src/api/store/middlewares.ts", store),
        ("src/api/old/middlewares.ts", unused),
    ];
    assert_eq!(
        routes(&files),
        [
            "get /admin/companies guarded",
            "get /feed optional",
            "get /reports/:id guarded",
            "get /store/companies unguarded",
            "get /store/quotes/:id guarded",
            "post /admin/companies guarded",
            "post /admin/invites unguarded",
            "post /feed optional",
            "post /reports/:id guarded",
            "post /store/companies guarded",
            "post /store/quotes/:id guarded",
        ]
    );
}

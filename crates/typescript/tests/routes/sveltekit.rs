//! SvelteKit.

use super::routes;

const KIT_AUTH: (&str, &str) = (
    "src/lib/server/auth.ts",
    r#"
    import { error } from "@sveltejs/kit";
    export function requireUser(locals) {
        if (!locals.user) {
            error(401, "Log in.");
        }
        return locals.user;
    }
    "#,
);

#[test]
fn endpoints_pages_and_actions_are_routes() {
    let endpoint = r#"
    import { json } from "@sveltejs/kit";
    import { requireUser } from "$lib/server/auth";
    export const GET = async ({ locals, params }) => {
        const user = requireUser(locals);
        return json(await items(user, params.id));
    };
    export async function POST({ request }) {
        return json(await save(await request.json()));
    }
    "#;
    let page = r#"
    import { fail, redirect } from "@sveltejs/kit";
    export const load = async ({ locals }) => {
        if (!locals.user) redirect(302, "/login");
        return { user: locals.user };
    };
    export const actions = {
        default: async ({ request }) => { await save(await request.formData()); },
        rename: async ({ request, locals }) => {
            if (!locals.user) return fail(401, { message: "Log in." });
            await rename(locals.user, await request.formData());
        },
    };
    "#;
    assert_eq!(
        routes(&[
            KIT_AUTH,
            ("src/routes/api/(inner)/items/[id=integer]/+server.ts", endpoint),
            ("src/routes/(app)/settings/+page.server.ts", page),
        ]),
        [
            "get /api/items/:id guarded",
            "get /settings guarded",
            "post /api/items/:id unguarded",
            "post /settings unguarded",
            "post /settings?/rename guarded",
        ]
    );
}

#[test]
fn hooks_run_before_the_routes_of_their_paths() {
    let hooks = r#"
    import { redirect } from "@sveltejs/kit";
    import { base } from "$app/paths";
    import { sequence } from "@sveltejs/kit/hooks";
    const session = async ({ event, resolve }) => {
        event.locals.user = await userOf(event.cookies.get("session"));
        return resolve(event);
    };
    const protect = async ({ event, resolve }) => {
        if (event.url.pathname.startsWith(`${base}/admin`) && !event.locals.user) {
            redirect(303, "/login");
        }
        const path = event.url.pathname;
        if (
            !event.locals.user &&
            path !== "/a" && path !== "/b" && path !== "/c" && path !== "/d" && path !== "/e" &&
            path !== "/f" && path !== "/g" && path !== "/h" && path !== "/i" && path !== "/news"
        ) {
            redirect(303, "/login");
        }
        return resolve(event);
    };
    export const handle = sequence(session, protect);
    "#;
    let endpoint = "export const GET = async () => new Response(await list());";
    assert_eq!(
        routes(&[
            ("web/src/hooks.server.ts", hooks),
            ("web/src/routes/admin/users/+server.ts", endpoint),
            ("web/src/routes/news/+server.ts", endpoint),
            ("other/src/routes/admin/users/+server.ts", endpoint),
        ]),
        ["get /admin/users guarded", "get /admin/users unguarded", "get /news optional",]
    );
}

#[test]
fn what_a_layout_loads_guards_no_page() {
    let layout = r#"
    import { redirect } from "@sveltejs/kit";
    export const load = async ({ locals }) => {
        if (!locals.user) redirect(302, "/login");
    };
    "#;
    let page = "export const load = async () => ({ items: await list() });";
    assert_eq!(
        routes(&[
            ("src/routes/app/+layout.server.ts", layout),
            ("src/routes/app/+page.server.ts", page),
        ]),
        ["get /app unguarded"]
    );
}

#[test]
fn sveltekit_hooks_may_ask_for_some_methods_only() {
    let hooks = r#"
    export const handle = async ({ event, resolve }) => {
        const session = await findSession(event.cookies.get("session"));
        if (!session && !["GET", "HEAD"].includes(event.request.method)) {
            return new Response("Log in first", { status: 401 });
        }
        return resolve(event);
    };
    "#;
    let items = r#"
    export async function GET() { return Response.json(await db.items.findMany()); }
    export async function POST() { return Response.json(await db.items.create()); }
    "#;
    assert_eq!(
        routes(&[("src/hooks.server.ts", hooks), ("src/routes/items/+server.ts", items)]),
        ["get /items optional", "post /items guarded"]
    );
}

#[test]
fn sveltekit_hooks_may_stand_within_a_context() {
    let hooks = r#"
    import { redirect } from "@sveltejs/kit";
    function sendToLogin() { redirect(302, "/login"); }
    async function handleRequest({ event, resolve }) {
        return runWithContext(async () => {
            const session = await findSession(event.cookies.get("session"));
            if (!session && !event.url.pathname.startsWith("/api")) {
                return sendToLogin();
            }
            return resolve(event);
        });
    }
    export const handle = async (input) => handleRequest(input);
    "#;
    let items = "export async function GET() { return Response.json(await db.items.findMany()); }";
    assert_eq!(
        routes(&[
            ("src/hooks.server.ts", hooks),
            ("src/routes/items/+server.ts", items),
            ("src/routes/api/items/+server.ts", items),
        ]),
        ["get /api/items unguarded", "get /items guarded"]
    );
}

#[test]
fn a_refusal_that_something_else_leads_to_is_not_for_all_strangers() {
    let list = r#"
    import { redirect } from "@sveltejs/kit";
    export const load = async ({ params, locals }) => {
        const list = await find(params.id);
        if (!locals.user) {
            if (!list || !list.shared) {
                redirect(307, "/login");
            }
        }
        return { list };
    };
    "#;
    let claims = r#"
    import { error, json, redirect } from "@sveltejs/kit";
    export const PUT = async ({ locals, request }) => {
        const data = await request.json();
        if (data.claimedBy !== undefined) {
            if (!locals.user) error(401, "no");
        }
        return json(await claim(data));
    };
    export const POST = async ({ locals, request }) => {
        if (!locals.user) {
            if (request.headers.get("accept") === "application/json") error(401, "no");
            redirect(307, "/login");
        }
        return json(await claim(await request.json()));
    };
    "#;
    assert_eq!(
        routes(&[
            ("src/routes/lists/[id]/+page.server.ts", list),
            ("src/routes/api/claims/+server.ts", claims),
        ]),
        ["get /lists/:id optional", "post /api/claims guarded", "put /api/claims optional"]
    );
}

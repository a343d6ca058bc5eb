//! Remix and React Router.

use super::routes;

const SESSION: (&str, &str) = (
    "app/session.server.ts",
    r#"
    import { redirect } from "@remix-run/node";
    export async function requireUserId(request) {
        const userId = await getUserId(request);
        if (!userId) {
            throw redirect("/login");
        }
        return userId;
    }
    export async function requireAnonymous(request) {
        const userId = await getUserId(request);
        if (userId) throw redirect("/");
    }
    "#,
);

#[test]
fn loaders_and_actions_are_routes() {
    let notes = r#"
    import { requireUserId } from "~/session.server";
    export const loader = async ({ request, params }) => note(params.noteId);
    export async function action({ request, params }) {
        const userId = await requireUserId(request);
        await remove(userId, params.noteId);
    }
    export default function Note() { return null; }
    "#;
    // A page of an account may be called like a way in.
    let registration = r#"
    import { requireUserId } from "~/session.server";
    export async function loader({ request }) {
        return options(await requireUserId(request));
    }
    "#;
    let login = r#"
    import { requireAnonymous } from "~/session.server";
    export async function action({ request }) {
        await requireAnonymous(request);
        return signIn(await request.formData());
    }
    "#;
    assert_eq!(
        routes(&[
            SESSION,
            ("app/routes/notes.$noteId_.edit.tsx", notes),
            ("app/routes/_auth.login.tsx", login),
            ("app/routes/_auth/registration.ts", registration),
            ("app/routes/files[.]json.ts", "export const loader = () => files();"),
            ("app/routes/_index.tsx", "export const loader = () => news();"),
            ("app/routes/users+/$.tsx", "export const loader = () => users();"),
        ]),
        [
            "get / unguarded",
            "get /files.json unguarded",
            "get /notes/:noteid/edit unguarded",
            "get /registration guarded",
            "get /users/* unguarded",
            "post /login unguarded",
            "post /notes/:noteid/edit guarded",
        ]
    );
}

#[test]
fn wrappers_and_middleware_guard() {
    let builder = r#"
    export function createActionRoute(options, handler) {
        async function action({ request }) {
            const user = await authenticate(request);
            if (!user) {
                return Response.json({ error: "Unauthorized" }, { status: 401 });
            }
            return handler({ user, request });
        }
        return { action };
    }
    "#;
    let wrapped = r#"
    import { createActionRoute } from "~/builder.server";
    const { action } = createActionRoute({ body: schema }, async ({ user }) => save(user));
    export { action };
    "#;
    let layout = r#"
    import { redirect } from "react-router";
    async function signedIn({ request, context }, next) {
        const user = await userOf(request);
        if (!user) throw redirect("/login");
        return next();
    }
    export const middleware = [signedIn];
    "#;
    assert_eq!(
        routes(&[
            ("app/builder.server.ts", builder),
            ("app/routes/api.save.ts", wrapped),
            ("app/routes/_app.tsx", layout),
            ("app/routes/_app.home.tsx", "export const loader = () => home();"),
            ("app/routes/news.tsx", "export const loader = () => news();"),
        ]),
        ["get /home guarded", "get /news unguarded", "post /api/save guarded"]
    );
}

#[test]
fn a_failed_check_of_the_caller_ends_the_handler_whatever_its_status() {
    let builder = r#"
    export function dashboardAction(options, handler) {
        return async function action({ request, params }) {
            const { authenticateAndAuthorize } = await import("./dashboard.server");
            const result = await authenticateAndAuthorize(request, params, options);
            if (!result.ok) throw result.response;
            return handler({ user: result.user, request });
        };
    }
    export function parsedAction(options, handler) {
        return async function action({ request }) {
            const result = await parseForm(request, options);
            if (!result.ok) throw result.response;
            return handler({ form: result.form, request });
        };
    }
    "#;
    let api = r#"
    export function createApiRoute(options, handler) {
        async function action({ request }) {
            const auth = await authenticateRequest(request, options);
            if (!auth.ok) {
                return await withCors(request, json({ error: auth.error }, { status: auth.status }), true);
            }
            return handler({ user: auth.user, request });
        }
        return action;
    }
    async function authenticateRequest(request, options) {
        const result = await bearer(request, options);
        if (!result.ok) return { ok: false, status: result.status, error: result.error };
        return { ok: true, user: result.user };
    }
    "#;
    let orgs = r#"
    import { createApiRoute } from "~/api.server";
    export const action = createApiRoute({ method: "POST" }, async ({ user }) => create(user));
    "#;
    let flags = r#"
    import { dashboardAction } from "~/builder.server";
    export const action = dashboardAction({ admin: true }, async ({ request }) => save(request));
    "#;
    let feedback = r#"
    import { parsedAction } from "~/builder.server";
    export const action = parsedAction({ schema }, async ({ form }) => save(form));
    "#;
    let cancel = r#"
    import { authenticateApiKey } from "~/keys.server";
    export async function action({ request, params }) {
        const auth = await authenticateApiKey(request, { scope: "write" });
        if (!auth.ok) {
            return json({ error: auth.error }, { status: auth.status });
        }
        return remove(auth.environment, params.id);
    }
    "#;
    let keys = r#"
    export async function authenticateApiKey(request, options) {
        const key = request.headers.get("Authorization");
        if (!key) return { ok: false, status: 401, error: "Invalid API key" };
        return findKey(key, options);
    }
    "#;
    assert_eq!(
        routes(&[
            ("app/builder.server.ts", builder),
            ("app/api.server.ts", api),
            ("app/routes/orgs.ts", orgs),
            ("app/keys.server.ts", keys),
            ("app/routes/flags.ts", flags),
            ("app/routes/feedback.ts", feedback),
            ("app/routes/cancel.$id.ts", cancel),
        ]),
        [
            "post /cancel/:id guarded",
            "post /feedback unguarded",
            "post /flags guarded",
            "post /orgs guarded",
        ]
    );
}

#[test]
fn a_configuration_places_modules() {
    let config = r#"
    import { type RouteConfig, index, layout, prefix, route } from "@react-router/dev/routes";
    import { flatRoutes } from "@react-router/fs-routes";
    export default [
        index("./home.tsx"),
        route("health", "./health.ts"),
        layout("./members/shell.tsx", [
            route("account/:id?", "./members/account.tsx"),
            ...prefix("teams", [index("./members/teams.tsx"), route(":team/*", "members/team.tsx")]),
        ]),
        ...(await flatRoutes({ rootDirectory: "files" })),
    ] satisfies RouteConfig;
    "#;
    let loader = r#"
    import { data } from "react-router";
    export async function loader() { return data(await list()); }
    "#;
    let team = r#"
    import { data } from "react-router";
    export const action = async ({ request }) => data(await save(await request.formData()));
    "#;
    let shell = r#"
    import { Outlet, redirect } from "react-router";
    const signedIn = async ({ request, context }, next) => {
        const user = await userOf(request);
        if (!user) throw redirect("/login");
        return next();
    };
    export const middleware = [signedIn];
    export default function Shell() { return <Outlet />; }
    "#;
    assert_eq!(
        routes(&[
            ("app/routes.ts", config),
            ("app/home.tsx", loader),
            ("app/health.ts", loader),
            ("app/members/shell.tsx", shell),
            ("app/members/account.tsx", loader),
            ("app/members/teams.tsx", loader),
            ("app/members/team.tsx", team),
            ("app/unnamed.tsx", loader),
            ("app/routes/files.tsx", loader),
        ]),
        [
            "get / unguarded",
            "get /account/:id? guarded",
            "get /files unguarded",
            "get /health unguarded",
            "get /teams guarded",
            "post /teams/:team/* guarded",
        ]
    );
}

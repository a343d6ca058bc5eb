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

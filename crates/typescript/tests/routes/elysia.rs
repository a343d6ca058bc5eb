//! Elysia.

use super::routes;

#[test]
fn elysia_goes_by_order_and_by_the_options_of_routes() {
    let server = r#"
    import { Elysia } from "elysia";
    const signedIn = ({ headers, set }) => {
        if (!headers.authorization) {
            set.status = 401;
            return "Unauthorized";
        }
    };
    new Elysia({ prefix: "/api" })
        .get("/health", () => "ok")
        .get("/mine", ({ user }) => list(user), { beforeHandle: [signedIn] })
        .group("/admin", { beforeHandle: signedIn }, (app) => app.get("/users", () => users()))
        .guard({ beforeHandle: signedIn }, (app) => app.post("/items", ({ body }) => add(body)))
        .get("/items", () => list())
        .onBeforeHandle(signedIn)
        .delete("/items/:id", ({ params }) => remove(params.id))
        .listen(3000);
    "#;
    assert_eq!(
        routes(&[("src/server.ts", server)]),
        [
            "delete /api/items/:id guarded",
            "get /api/admin/users guarded",
            "get /api/health unguarded",
            "get /api/items unguarded",
            "get /api/mine guarded",
            "post /api/items guarded",
        ]
    );
}

#[test]
fn elysia_hooks_reach_as_far_as_they_say() {
    let auth = r#"
    import { Elysia } from "elysia";
    export const local = new Elysia({ name: "local" })
        .onBeforeHandle(({ headers, status }) => { if (!headers.authorization) return status(401); });
    export const everywhere = new Elysia().onBeforeHandle({ as: "global" }, (ctx) => {
        if (!ctx.headers.authorization) { ctx.set.status = "Unauthorized"; return "Log in."; }
    });
    export const scoped = new Elysia({ name: "scoped" })
        .derive({ as: "scoped" }, async ({ headers, status }) => {
            const user = await find(headers.authorization);
            if (!user) return status(401, "Unauthorized");
            return { user };
        });
    export const cast = new Elysia()
        .resolve(async ({ headers, error }) => {
            const user = await find(headers.authorization);
            if (!user) return error(401);
            return { user };
        })
        .as("scoped");
    export const handsOn = new Elysia()
        .derive({ as: "scoped" }, async ({ headers, set }) => {
            const user = await find(headers.authorization);
            if (!user) { set.status = 401; return { user: null }; }
            return { user };
        });
    export const plugin = (users) => (app: Elysia) =>
        app.derive(async ({ request }) => {
            const token = request.headers.get("authorization");
            if (!token) throw new UnauthorizedError("Log in.");
            return { user: await users.of(token) };
        });
    "#;
    let server = r#"
    import { Elysia } from "elysia";
    import { local, everywhere, scoped, cast, handsOn, plugin } from "./auth";
    const a = new Elysia().use(local).get("/local", () => list());
    const b = new Elysia().get("/before", () => list()).use(scoped).get("/scoped", () => list());
    const c = new Elysia().use(cast).get("/cast", () => list());
    const d = new Elysia().use(handsOn).get("/hands-on", () => list());
    const e = new Elysia().use(plugin(users)).get("/plugin", () => list());
    const within = new Elysia().use(everywhere);
    const f = new Elysia().use(within).get("/everywhere", () => list());
    const app = new Elysia().use(a).use(b).use(c).use(d).use(e).get("/beside", () => list()).use(f).listen(3000);
    "#;
    assert_eq!(
        routes(&[("src/auth.ts", auth), ("src/server.ts", server)]),
        [
            "get /before unguarded",
            "get /beside unguarded",
            "get /cast guarded",
            "get /everywhere guarded",
            "get /hands-on optional",
            "get /local unguarded",
            "get /plugin guarded",
            "get /scoped guarded",
        ]
    );
}

#[test]
fn elysia_macros_run_where_an_option_names_them() {
    let auth = r#"
    import { Elysia } from "elysia";
    import { auth } from "./better-auth";
    export const betterAuth = new Elysia({ name: "better-auth" })
        .mount(auth.handler)
        .macro({
            auth: {
                async resolve({ status, request: { headers } }) {
                    const session = await auth.api.getSession({ headers });
                    if (!session) return status(401);
                    return { user: session.user };
                },
            },
        });
    "#;
    let server = r#"
    import { Elysia, t } from "elysia";
    import { betterAuth } from "./auth";
    new Elysia()
        .use(betterAuth)
        .get("/user", ({ user }) => user, { auth: true })
        .get("/open", () => list(), { query: t.Object({}), detail: { tags: ["open"] } })
        .get("/off", () => list(), { auth: false })
        .listen(3000);
    "#;
    assert_eq!(
        routes(&[("src/auth.ts", auth), ("src/server.ts", server)]),
        ["get /off unguarded", "get /open unguarded", "get /user guarded"]
    );
}

#[test]
fn hooks_may_stand_in_an_object_of_the_file() {
    let app = r#"
    import { Elysia } from "elysia";
    const hooks = {
        signedIn: {
            beforeHandle: ({ cookie, status }) => {
                if (!cookie.session.value) return status(401);
            },
        },
        timed: { afterHandle: () => note() },
    };
    new Elysia()
        .get("/mine", () => mine(), hooks.signedIn)
        .get("/all", () => all(), hooks.timed)
        .listen(3000);
    "#;
    assert_eq!(routes(&[("src/app.ts", app)]), ["get /all unguarded", "get /mine guarded"]);
}

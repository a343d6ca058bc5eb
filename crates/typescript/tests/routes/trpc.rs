//! tRPC.

use super::routes;

/// A module with a procedure that refuses strangers.
const PROTECTED: &str = r#"
    import { initTRPC, TRPCError } from "@trpc/server";
    export const t = initTRPC.create();
    export const protectedProcedure = t.procedure.use(({ ctx, next }) => {
        if (!ctx.user) {
            throw new TRPCError({ code: "UNAUTHORIZED" });
        }
        return next();
    });
"#;

#[test]
fn trpc_procedures_have_the_guards_of_their_builder() {
    let base = r#"
    import { initTRPC, TRPCError } from "@trpc/server";
    const t = initTRPC.create();
    const isAuthed = t.middleware(({ ctx, next }) => {
        if (!ctx.user) { throw new TRPCError({ code: "UNAUTHORIZED" }); }
        return next();
    });
    export const router = t.router;
    export const publicProcedure = t.procedure;
    export const protectedProcedure = t.procedure.use(isAuthed);
    "#;
    let posts = r#"
    import { router, publicProcedure, protectedProcedure } from "./trpc";
    export const postRouter = router({
        list: publicProcedure.query(() => []),
        add: protectedProcedure.input(x).mutation(async ({ input }) => input),
    });
    "#;
    let app = r#"
    import { router } from "./trpc";
    import { postRouter } from "./posts";
    export const appRouter = router({ posts: postRouter });
    "#;
    assert_eq!(
        routes(&[("src/trpc.ts", base), ("src/posts.ts", posts), ("src/app.ts", app)]),
        ["get /posts/list unguarded", "post /posts/add guarded"]
    );
}

const BASE: (&str, &str) = (
    "src/trpc.ts",
    r#"
    import { initTRPC, TRPCError } from "@trpc/server";
    const t = initTRPC.context<Context>().meta<Meta>().create({ transformer });
    export const createTRPCRouter = t.router;
    export const mergeRouters = t.mergeRouters;
    const timing = t.middleware(async ({ next, path }) => {
        const result = await next();
        console.log(path);
        return result;
    });
    const maybe = t.middleware(async ({ ctx, next }) => next({ ctx: { user: ctx.session?.user ?? null } }));
    export const publicProcedure = t.procedure.use(timing);
    export const maybeUserProcedure = t.procedure.use(maybe);
    export const procedure = t.procedure;
    export const protectedProcedure = publicProcedure.use(async ({ ctx, next }) => {
        if (!ctx.session || !ctx.session.user) { throw new TRPCError({ code: "UNAUTHORIZED" }); }
        return next({ ctx: { session: ctx.session } });
    });
    export const adminProcedure = protectedProcedure.use(({ ctx, next }) => {
        if (ctx.session.user.role !== "admin") { throw new TRPCError({ code: "FORBIDDEN" }); }
        return next();
    });
    "#,
);

#[test]
fn trpc_builders_are_followed_across_files() {
    let find = r#"
    import { protectedProcedure } from "../trpc";
    export const findItemRoute = protectedProcedure
        .meta({ openapi: { method: "GET" } })
        .input(Z)
        .output(Z)
        .query(async ({ input, ctx }) => []);
    "#;
    let items = r#"
    import { createTRPCRouter, publicProcedure, maybeUserProcedure, procedure, adminProcedure } from "../trpc";
    import { findItemRoute } from "./find";
    export const itemsRouter = createTRPCRouter({
        find: findItemRoute,
        list: publicProcedure.query(() => []),
        mine: maybeUserProcedure.query(({ ctx }) => ctx.user?.id),
        plain: procedure.mutation(() => []),
        checked: procedure.mutation(({ ctx }) => {
            if (!ctx.session) { throw new TRPCError({ code: "UNAUTHORIZED" }); }
            return [];
        }),
        admin: createTRPCRouter({
            wipe: adminProcedure.mutation(() => []),
        }),
    });
    "#;
    let app = r#"
    import { createTRPCRouter, mergeRouters } from "./trpc";
    import { itemsRouter } from "./items/router";
    import { otherRouter } from "./other";
    export const appRouter = createTRPCRouter({ items: itemsRouter });
    export const all = mergeRouters(appRouter, otherRouter);
    "#;
    let other = r#"
    import { createTRPCRouter, protectedProcedure } from "./trpc";
    export const otherRouter = createTRPCRouter({
        watch: protectedProcedure.subscription(() => []),
    });
    "#;
    let found = routes(&[
        BASE,
        ("src/items/find.ts", find),
        ("src/items/router.ts", items),
        ("src/app.ts", app),
        ("src/other.ts", other),
    ]);
    let of = |name: &str| {
        let found = found.iter().find(|it| it.contains(name)).expect("a route");
        found.ends_with(" guarded")
    };
    assert!(
        of("/items/find ") && of("/items/checked ") && of("/items/admin/wipe ") && of("/watch ")
    );
    assert!(!of("/items/list ") && !of("/items/mine ") && !of("/items/plain "));
    assert_eq!(found.len(), 7, "{found:?}");
}

#[test]
fn trpc_routers_are_merged() {
    let trpc = r#"
    import { initTRPC } from "@trpc/server";
    const t = initTRPC.create();
    export const router = t.router;
    export const mergeRouters = t.mergeRouters;
    export const publicProcedure = t.procedure;
    "#;
    let notes = r#"
    import { publicProcedure, router } from "./trpc";
    export const notes = router({ list: publicProcedure.query(() => []) });
    export const flat = router({ ping: publicProcedure.query(() => 1) });
    "#;
    let root = r#"
    import { mergeRouters, router } from "./trpc";
    import { flat, notes } from "./notes";
    export const appRouter = mergeRouters(router({ notes }), flat);
    "#;
    assert_eq!(
        routes(&[("src/trpc.ts", trpc), ("src/notes.ts", notes), ("src/root.ts", root)]),
        ["get /notes/list unguarded", "get /ping unguarded"]
    );
}

#[test]
fn trpc_procedures_stand_in_files_of_their_own() {
    let create = r#"
    import { protectedProcedure } from "../trpc";
    export const createNote = protectedProcedure.input(schema).mutation(async () => 1);
    "#;
    let list = r#"
    import { t } from "../trpc";
    export const listNotes = t.procedure.query(async () => []);
    "#;
    let root = r#"
    import { t } from "../trpc";
    import { createNote } from "./create";
    import { listNotes } from "./list";
    export const router = t.router({ notes: t.router({ create: createNote, list: listNotes }) });
    "#;
    let files = [
        ("src/trpc.ts", PROTECTED),
        ("src/routers/create.ts", create),
        ("src/routers/list.ts", list),
        ("src/routers/index.ts", root),
    ];
    assert_eq!(routes(&files), ["any /notes/create guarded", "any /notes/list unguarded"]);
}

#[test]
fn trpc_builders_are_made_by_functions() {
    let trpc = [
        PROTECTED,
        r#"
    export const allowed = (resource, action) =>
        protectedProcedure.use(async ({ ctx, next }) => {
            await check(ctx, resource, action);
            return next();
        });
    export const timed = (name) => t.procedure.use(async ({ next }) => next());
    "#,
    ]
    .concat();
    let tags = r#"
    import { t, allowed, timed } from "./trpc";
    export const tags = t.router({
        create: allowed("tag", "create").input(schema).mutation(async () => 1),
        list: timed("tags").query(async () => []),
    });
    "#;
    let files = [("src/trpc.ts", trpc.as_str()), ("src/tags.ts", tags)];
    assert_eq!(routes(&files), ["get /list unguarded", "post /create guarded"]);
}

#[test]
fn trpc_routers_stand_in_each_other_as_plain_objects() {
    let app = r#"
    import { createTRPCRouter, publicProcedure, protectedProcedure } from "./trpc";
    import { findRoute } from "./find";
    export const appRouter = createTRPCRouter({
        health: publicProcedure.query(() => "ok"),
        admin: {
            find: findRoute,
            users: { remove: protectedProcedure.mutation(async ({ ctx }) => remove(ctx)) },
        },
    });
    "#;
    let find = r#"
    import { protectedProcedure } from "./trpc";
    export const findRoute = protectedProcedure.query(async ({ ctx }) => all(ctx));
    "#;
    let files = [BASE, ("src/app.ts", app), ("src/find.ts", find)];
    assert_eq!(
        routes(&files),
        ["any /admin/find guarded", "get /health unguarded", "post /admin/users/remove guarded",]
    );
    let linked = super::project(&files).routes;
    assert!(linked.iter().all(|it| it.framework == "trpc"));
}

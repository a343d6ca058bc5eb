//! What handlers and middleware refuse by themselves.

use super::routes;

#[test]
fn who_is_looked_up_by_what_a_body_holds_is_not_the_caller() {
    let app = r#"
    import express from "express";
    import { User, Key } from "./models";
    const app = express();
    app.post("/email", async (req, res) => {
        const { token } = req.body;
        const user = await User.findOne({ token });
        if (!user) return res.status(401).json({ message: "Wrong token" });
        return res.json(await verified(user));
    });
    app.post("/password", async (req, res) => {
        const token = await hash(req.body.token);
        const user = await User.findOne({ where: { token, expires: Date.now() } });
        if (!user) { res.status(401).end(); return; }
        res.json(await change(user, req.body.password));
    });
    app.get("/mine", async (req, res) => {
        const key = req.headers["x-key"];
        const user = await User.findOne({ key });
        if (!user) return res.status(401).end();
        return res.json(await things(user));
    });
    app.get("/orders/:id", async (req, res) => {
        const owner = await User.findOne({ order: req.params.id, id: req.session.id });
        if (!owner) return res.status(401).end();
        return res.json(await orders(req.params.id));
    });
    "#;
    assert_eq!(
        routes(&[("src/app.js", app)]),
        [
            "get /mine guarded",
            "get /orders/:id guarded",
            "post /email unguarded",
            "post /password unguarded",
        ]
    );
}

#[test]
fn middleware_that_throws_at_strangers_is_a_guard_whatever_the_error() {
    let app = r#"
    import express from "express";
    const app = express();
    const known = async (req, res, next) => {
        if (!req.user) throw new Error("Nobody is there");
        next();
    };
    const whole = async (req, res, next) => {
        if (!req.body.name) throw new Error("A name is missing");
        next();
    };
    app.get("/mine", known, (req, res) => res.json({}));
    app.post("/names", whole, (req, res) => res.json({}));
    "#;
    assert_eq!(routes(&[("src/app.js", app)]), ["get /mine guarded", "post /names unguarded"]);
}

#[test]
fn routes_may_be_made_of_a_list() {
    let app = r#"
    import { Router } from "express";
    import { requireUser } from "./auth";
    import * as users from "./users";
    const router = Router();
    const routes = [
        { method: "get", path: "/users", handler: users.all },
        { method: "POST", path: "/users", before: [requireUser], handler: users.make },
    ];
    routes.forEach((route) => {
        router[route.method.toLowerCase()](route.path, ...(route.before ?? []), route.handler);
    });
    for (const { method, path, guards, handler } of [
        { method: "delete", path: "/orders/:id", guards: requireUser, handler: users.remove },
        { method: "get", path: "/orders", handler: users.orders },
    ]) {
        router[method](path, guards, handler);
    }
    const counts = {};
    routes.forEach((route) => { counts[route.method](route.path, 1); });
    export default router;
    "#;
    let main = r#"
    import express from "express";
    import router from "./routes";
    const app = express();
    app.use("/api", router);
    "#;
    assert_eq!(
        routes(&[("src/app.ts", main), ("src/routes.ts", app), super::AUTH]),
        [
            "delete /api/orders/:id guarded",
            "get /api/orders unguarded",
            "get /api/users unguarded",
            "post /api/users guarded",
        ]
    );
}

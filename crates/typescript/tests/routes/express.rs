//! Express.

use super::{AUTH, project, routes};

#[test]
fn express_goes_by_order() {
    let app = r#"
    import express from "express";
    import { requireUser } from "./auth";
    const app = express();
    app.use(express.json());
    app.get("/open", (req, res) => res.json({}));
    app.use(requireUser);
    app.get("/closed", (req, res) => res.json({}));
    "#;
    assert_eq!(
        routes(&[AUTH, ("src/app.ts", app)]),
        ["get /closed guarded", "get /open unguarded"]
    );
}

#[test]
fn express_routers_are_mounted_from_other_files() {
    let app = r#"
    const express = require("express");
    const { requireUser } = require("./auth");
    const app = express();
    app.use("/users", requireUser, require("./users"));
    app.use("/public", require("./public"));
    "#;
    let users = r#"
    const express = require("express");
    const router = express.Router();
    const controller = require("./controller");
    router.route("/:id").get(controller.show).delete([controller.remove]);
    module.exports = router;
    "#;
    let public = r#"
    const { Router } = require("express");
    const { allowAll, requireUser } = require("./auth");
    const router = Router();
    router.get("/", allowAll, (req, res) => res.send("hi"));
    router.post("/", [requireUser], (req, res) => res.send("hi"));
    module.exports = router;
    "#;
    let controller = r#"
    exports.show = async (req, res) => res.json({});
    exports.remove = async (req, res) => res.json({});
    "#;
    let files = [
        AUTH,
        ("src/app.js", app),
        ("src/users.js", users),
        ("src/public.js", public),
        ("src/controller.js", controller),
    ];
    assert_eq!(
        routes(&files),
        [
            "delete /users/:id guarded",
            "get /public/ unguarded",
            "get /users/:id guarded",
            "post /public/ guarded",
        ]
    );
    // The registration is the route; the handler's name leads on.
    let project = project(&files);
    let show = project.routes.iter().find(|route| route.handler == "show").expect("a route");
    assert_eq!(project.file(show.place.file).path.as_str(), "src/users.js");
}

#[test]
fn express_passport_guards_unless_it_signs_in() {
    let app = r#"
    const passport = require("passport");
    const express = require("express");
    const app = express();
    const requireJwt = passport.authenticate("jwt", { session: false });
    app.use(passport.initialize());
    app.post("/login", passport.authenticate("local"), (req, res) => res.json({}));
    app.get("/me", requireJwt, (req, res) => res.json({}));
    app.get("/open", (req, res) => res.json({}));
    "#;
    assert_eq!(
        routes(&[("src/app.js", app)]),
        ["get /me guarded", "get /open unguarded", "post /login unguarded"]
    );
}

#[test]
fn express_middleware_may_be_made_by_classes_and_factories() {
    let middleware = r#"
    export class AuthMiddleware {
        constructor(private users: Users) {}
        requireUser = (req, res, next) => {
            if (!req.headers.authorization) { return res.sendStatus(401); }
            next();
        };
        handle(req, res, next) {
            if (!req.session.user) { return next(new HttpError(403, "no")); }
            next();
        }
        static check(req, res, next) {
            if (!req.user) { return res.status(401).end(); }
            next();
        }
    }
    export const role = (name) => (req, res, next) =>
        req.user && req.user.role === name ? next() : res.status(403).send("no");
    export const log = (name) => (req, res, next) => { console.log(name); next(); };
    "#;
    let app = r#"
    import express from "express";
    import { AuthMiddleware, role, log } from "./middleware";
    const auth = new AuthMiddleware(users);
    const app = express();
    app.get("/a", auth.requireUser, (req, res) => res.json({}));
    app.get("/b", auth.handle.bind(auth), (req, res) => res.json({}));
    app.get("/c", AuthMiddleware.check, (req, res) => res.json({}));
    app.get("/d", role("admin"), (req, res) => res.json({}));
    app.get("/e", log("e"), (req, res) => res.json({}));
    "#;
    assert_eq!(
        routes(&[("src/middleware.ts", middleware), ("src/app.ts", app)]),
        [
            "get /a guarded",
            "get /b guarded",
            "get /c guarded",
            "get /d guarded",
            "get /e unguarded",
        ]
    );
}

#[test]
fn express_handlers_that_check_themselves_are_read_in_their_files() {
    let controller = r#"
    export const mine = async (req, res) => {
        if (!req.user) { return res.status(401).json({ message: "Log in." }); }
        return res.json(await find(req.user.id));
    };
    export const one = async (req, res) => {
        const id = req.params.id;
        if (!id) { return res.status(401).json({ message: "id is missing" }); }
        return res.json({});
    };
    export const all = async (req, res) => res.json([]);
    "#;
    let app = r#"
    import express from "express";
    import * as items from "./controller";
    const app = express();
    app.get("/mine", items.mine);
    app.get("/one/:id", items.one);
    app.get("/all", items.all);
    "#;
    assert_eq!(
        routes(&[("src/controller.ts", controller), ("src/app.ts", app)]),
        ["get /all unguarded", "get /mine guarded", "get /one/:id unguarded"]
    );
}

//! Restify and Polka.

use super::{AUTH, routes};

#[test]
fn restify_runs_what_it_uses_before_every_route() {
    let server = r#"
    const restify = require("restify");
    const users = require("./users");
    const { requireUser } = require("./auth");
    const server = restify.createServer({ name: "api" });
    server.get({ path: "/health", version: "1.0.0" }, (req, res, next) => { res.send("ok"); next(); });
    server.del("/items/:id", requireUser, (req, res, next) => { remove(req.params.id); next(); });
    users.applyRoutes(server, "/users");
    "#;
    let users = r#"
    const { Router } = require("restify-router");
    const { requireUser } = require("./auth");
    const router = new Router();
    const mine = new Router();
    router.get("/all", (req, res, next) => res.send(list()));
    mine.use(requireUser);
    mine.get("/", (req, res, next) => res.send(own()));
    router.add("/mine", mine);
    module.exports = router;
    "#;
    assert_eq!(
        routes(&[("src/server.js", server), ("src/users.js", users), AUTH]),
        [
            "delete /items/:id guarded",
            "get /health unguarded",
            "get /users/all unguarded",
            "get /users/mine/ guarded",
        ]
    );
}

#[test]
fn polka_goes_by_order() {
    let server = r#"
    import polka from "polka";
    import { requireUser } from "./auth";
    polka()
        .get("/health", (req, res) => res.end("ok"))
        .use(requireUser)
        .get("/items", (req, res) => res.end(list()))
        .listen(3000);
    "#;
    assert_eq!(
        routes(&[("src/server.ts", server), AUTH]),
        ["get /health unguarded", "get /items guarded"]
    );
}

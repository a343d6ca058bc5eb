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

#[test]
fn tinyhttp_and_hyper_express_go_by_order() {
    let tiny = r#"
    import { App } from "@tinyhttp/app";
    import { requireUser } from "./auth";
    const app = new App();
    app.get("/health", (req, res) => { res.end("ok"); });
    app.use(requireUser);
    app.get("/items", (req, res) => { res.json(list()); });
    app.listen(3000);
    "#;
    let hyper = r#"
    import HyperExpress from "hyper-express";
    import { requireUser } from "./auth";
    const server = new HyperExpress.Server();
    const router = new HyperExpress.Router();
    router.get("/own", requireUser, (request, response) => response.json(own()));
    router.get("/all", (request, response) => response.json(all()));
    server.use("/orders", router);
    server.listen(3001);
    "#;
    let expected = ["get /health unguarded", "get /items guarded"];
    assert_eq!(routes(&[("src/server.ts", tiny), AUTH]), expected);
    let expected = ["get /orders/all unguarded", "get /orders/own guarded"];
    assert_eq!(routes(&[("src/server.ts", hyper), AUTH]), expected);
}

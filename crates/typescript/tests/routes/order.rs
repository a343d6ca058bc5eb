//! What is registered when, and where it is answered.

use super::routes;

#[test]
fn a_status_may_be_set_before_the_answer_is_sent() {
    let app = r#"
    const express = require("express");
    const app = express();
    const auth = (req, res, next) => {
        if (!req.session.user) {
            res.status(401);
            res.json({ error: "x" });
            return;
        }
        next();
    };
    app.get("/a", auth, (req, res) => res.json(1));
    app.get("/b", (req, res) => {
        if (!req.session.user) { res.status(401); res.send("x"); return; }
        res.json(1);
    });
    app.get("/c", (req, res) => {
        if (!req.query.page) { res.status(400); res.send("x"); return; }
        res.json(1);
    });
    "#;
    assert_eq!(
        routes(&[("app.js", app)]),
        ["get /a guarded", "get /b guarded", "get /c unguarded"]
    );
}

#[test]
fn a_guard_that_a_setting_switches_on_guards_nothing_by_itself() {
    let app = r#"
    const express = require("express");
    const { expressjwt } = require("express-jwt");
    const jwt = require("express-jwt");
    const app = express();
    if (process.env.AUTH) { app.use(expressjwt({ secret, algorithms: ["HS256"] })); }
    app.get("/maybe", (req, res) => res.json({}));
    const check = jwt({ secret }).unless({ path: ["/open/*"] });
    if (process.env.NODE_ENV !== "test") { app.use(check); }
    app.get("/later", (req, res) => res.json({}));
    app.get("/open/x", (req, res) => res.json({}));
    "#;
    assert_eq!(
        routes(&[("app.js", app)]),
        ["get /later guarded", "get /maybe optional", "get /open/x optional"]
    );
}

#[test]
fn functions_that_register_things_go_by_where_they_are_called() {
    let app = r#"
    const express = require("express");
    const { setupAuth, setupPublic, setupPrivate } = require("./setup");
    const app = express();
    setupPublic(app);
    setupAuth(app);
    setupPrivate(app);
    "#;
    let setup = r#"
    const guard = (req, res, next) => { if (!req.user) return res.sendStatus(401); next(); };
    function setupPrivate(app) { app.get("/private", (req, res) => res.json(1)); }
    function setupAuth(app) { app.use(guard); }
    function setupPublic(app) { app.get("/public", (req, res) => res.json(1)); }
    module.exports = { setupAuth, setupPublic, setupPrivate };
    "#;
    assert_eq!(
        routes(&[("src/app.js", app), ("src/setup.js", setup)]),
        ["get /private guarded", "get /public unguarded"]
    );
}

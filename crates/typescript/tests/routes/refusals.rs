//! What guards refuse, in middleware of Express.

use super::routes;

#[test]
fn express_middleware_that_never_refuses_guards_nothing() {
    let app = r#"
    import express from "express";
    import jwt from "jsonwebtoken";
    const app = express();
    const loadUser = (req, res, next) => {
        const token = req.cookies.token;
        if (token) { req.user = jwt.decode(token); }
        next();
    };
    function onError(err, req, res, next) {
        if (err.name === "UnauthorizedError") { return res.status(401).send("no"); }
        next(err);
    }
    app.use(loadUser);
    app.get("/a", (req, res) => res.json({}));
    app.use(onError);
    app.get("/b", (req, res) => res.json({}));
    "#;
    let found = routes(&[("src/app.ts", app)]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|it| !it.ends_with(" guarded")), "{found:?}");
}

#[test]
fn a_guard_may_send_callers_elsewhere_at_its_end() {
    let app = r#"
    const express = require("express");
    const app = express();
    const signedIn = (req, res, next) => {
        if (req.isAuthenticated()) {
            return next();
        }
        res.redirect("/login");
    };
    const known = (req, res, next) => {
        if (req.isAuthenticated()) {
            return next();
        }
        res.redirect("/home");
    };
    const moved = (req, res, next) => {
        if (req.query.page) {
            return next();
        }
        res.redirect("/home");
    };
    app.get("/account", signedIn, (req, res) => res.render("account"));
    app.get("/known", known, (req, res) => res.render("known"));
    app.get("/moved", moved, (req, res) => res.render("moved"));
    "#;
    assert_eq!(
        routes(&[("app.js", app)]),
        ["get /account guarded", "get /known guarded", "get /moved unguarded"]
    );
}

#[test]
fn a_token_from_the_body_says_nothing_of_the_caller() {
    let app = r#"
    import express from "express";
    import { verifyToken } from "./tokens";
    const app = express();
    app.post("/share", async (req, res) => {
        const { token } = req.body ?? {};
        const claims = await verifyToken(token);
        res.json(claims);
    });
    app.post("/note", async (req, res) => {
        const claims = await verifyToken(req.headers.authorization);
        res.json(claims);
    });
    "#;
    let tokens = r#"
    import jwt from "jsonwebtoken";
    export async function verifyToken(token) {
        if (!token) {
            throw new UnauthorizedError("no token");
        }
        return jwt.verify(token, process.env.SECRET);
    }
    "#;
    let routes = routes(&[("src/app.ts", app), ("src/tokens.ts", tokens)]);
    assert_eq!(routes, ["post /note guarded", "post /share unguarded"]);
}

#[test]
fn the_callback_of_a_sign_in_is_no_guard() {
    let app = r#"
    import express from "express";
    import passport from "passport";
    const app = express();
    app.get("/auth/acme/callback", passport.authenticate("acme", { failureRedirect: "/login" }), (req, res) => res.redirect("/"));
    app.get("/me", passport.authenticate("jwt", { failureRedirect: "/login" }), (req, res) => res.json({}));
    "#;
    assert_eq!(
        routes(&[("src/app.ts", app)]),
        ["get /auth/acme/callback unguarded", "get /me guarded"]
    );
}

#[test]
fn who_is_looked_up_to_compare_a_password_is_not_the_caller() {
    let app = r#"
    import express from "express";
    const app = express();
    app.post("/auth/local", async (req, res, next) => {
        const user = await users.findOne({ email: req.body.email });
        if (!user || !(await user.passwordMatch(req.body.password))) {
            return res.status(403).json({ error: "Access denied." });
        }
        return res.json(user);
    });
    app.post("/password", async (req, res) => {
        if (!req.session.user) {
            return res.status(401).json({ error: "Log in." });
        }
        const user = await users.findOne(req.session.user);
        if (!(await bcrypt.compare(req.body.old, user.password))) {
            return res.status(403).json({ error: "Wrong." });
        }
        return res.json(await change(user, req.body.password));
    });
    "#;
    let files = [("src/app.ts", app)];
    assert_eq!(routes(&files), ["post /auth/local unguarded", "post /password guarded"]);
}

#[test]
fn what_a_validator_finds_wrong_is_no_stranger() {
    let app = r#"
    const express = require("express");
    const { validationResult } = require("express-validator");
    const app = express();
    app.post("/tasks", async (req, res) => {
        const errors = validationResult(req);
        if (!errors.isEmpty()) {
            return res.status(400).json({ errors: errors.array() });
        }
        res.json(await tasks.create(req.body));
    });
    app.post("/sessions", async (req, res) => {
        const errors = validationResult(req);
        if (!errors.isEmpty()) {
            return res.status(400).json({ errors: errors.array() });
        }
        const user = await User.findOne({ email: req.body.email });
        if (!user || !(await bcrypt.compare(req.body.password, user.password))) {
            return res.status(400).json({ errors: [{ msg: "Invalid credentials" }] });
        }
        res.json({ token: sign(user) });
    });
    "#;
    let files = [("src/app.js", app)];
    assert_eq!(routes(&files), ["post /sessions unguarded", "post /tasks unguarded"]);
}

#[test]
fn a_check_for_forged_requests_is_no_guard() {
    let app = r#"
    import express from "express";
    import { requireUser } from "./auth";
    const app = express();
    function verifyCsrfToken(req, res, next) {
        const token = req.cookies.csrf;
        if (!token || token !== req.headers["x-csrf-token"]) {
            return res.status(403).json({ error: "CSRF token missing" });
        }
        next();
    }
    app.use(verifyCsrfToken);
    app.post("/subscriptions", (req, res) => res.json({}));
    app.post("/tasks", requireUser, (req, res) => res.json({}));
    "#;
    let files = [("src/app.ts", app), super::AUTH];
    assert_eq!(routes(&files), ["post /subscriptions unguarded", "post /tasks guarded"]);
}

#[test]
fn errors_of_callbacks_and_statuses_that_errors_carry_refuse() {
    let text = r#"
import express from "express";
import jwt from "jsonwebtoken";
const app = express();
const forbids = (req, res, next) => {
  jwt.verify(req.headers.authorization, KEY, (err, user) => {
    if (err) return res.sendStatus(403);
    req.user = user;
    next();
  });
};
const elsewise = (req, res, next) => {
  const token = req.headers.authorization;
  jwt.verify(token, KEY, function (err, user) {
    if (err) {
      res.status(403).json({});
    } else {
      req.user = user;
      next();
    }
  });
};
const reads = (req, res, next) => {
  readFile(req.params.name, (err, text) => {
    if (err) return res.sendStatus(403);
    req.text = text;
    next();
  });
};
const carries = (req, res, next) => {
  if (!req.get("X-API-Key")) {
    const error = new Error("bad");
    error.status = 401;
    return next(error);
  }
  next();
};
const raises = (req, res, next) => {
  if (!req.get("X-API-Key")) {
    const error = new Error("bad");
    error.statusCode = 401;
    throw error;
  }
  next();
};
const answers = (req, res, next) => {
  if (!req.get("X-API-Key")) {
    res.status(401);
    return next(new Error("bad"));
  }
  next();
};
app.post("/forbids", forbids, (req, res) => res.json(orders.add(req.body)));
app.post("/elsewise", elsewise, (req, res) => res.json(orders.add(req.body)));
app.post("/reads", reads, (req, res) => res.json(orders.add(req.body)));
app.post("/carries", carries, (req, res) => res.json(orders.add(req.body)));
app.post("/raises", raises, (req, res) => res.json(orders.add(req.body)));
app.post("/answers", answers, (req, res) => res.json(orders.add(req.body)));
"#;
    assert_eq!(
        routes(&[("src/app.js", text)]),
        [
            "post /answers guarded",
            "post /carries guarded",
            "post /elsewise guarded",
            "post /forbids guarded",
            "post /raises guarded",
            "post /reads unguarded",
        ]
    );
}

#[test]
fn a_status_may_be_named() {
    let app = r#"
    import express from "express";
    import { HttpStatusCode } from "axios";
    const signedIn = (req, res, next) => {
        if (!req.user) return res.status(HttpStatusCode.Unauthorized).json({ error: "Log in." });
        next();
    };
    const found = (req, res, next) => {
        if (!req.body.id) return res.status(HttpStatusCode.NotFound).end();
        next();
    };
    const app = express();
    app.get("/mine", signedIn, (req, res) => res.json({}));
    app.get("/one", found, (req, res) => res.json({}));
    "#;
    assert_eq!(routes(&[("src/app.ts", app)]), ["get /mine guarded", "get /one unguarded"]);
}

#[test]
fn a_guard_that_rests_on_a_machine_for_development_holds_where_a_platform_runs_it() {
    let app = r#"
    import express from "express";
    const signed = (req, res, next) => {
        if (process.env.VERCEL !== "1") return next();
        if (!req.headers.authorization) return res.status(401).end();
        next();
    };
    const chosen = (req, res, next) => {
        if (process.env.GATEWAY !== "1") return next();
        if (!req.headers.authorization) return res.status(401).end();
        next();
    };
    const app = express();
    app.get("/signed", signed, (req, res) => res.json({}));
    app.get("/chosen", chosen, (req, res) => res.json({}));
    "#;
    assert_eq!(routes(&[("src/app.ts", app)]), ["get /chosen optional", "get /signed guarded"]);
}

#[test]
fn options_that_a_factory_is_not_given_are_not_set() {
    let auth = r#"
    import { verify } from "jsonwebtoken";
    export const authenticate = (actor, options = {}) => {
        const check = async (req, res, next) => {
            const user = userOf(req.headers.authorization);
            if (user) return next();
            if (options.allowStrangers) return next();
            res.status(401).json({ message: "Unauthorized" });
        };
        return check as unknown as RequestHandler;
    };
    const userOf = (header) => {
        if (!header) return null;
        try { return verify(header, key); } catch (error) { return null; }
    };
    "#;
    let app = r#"
    import express from "express";
    import { authenticate } from "./auth";
    const app = express();
    const shared = { ...load() };
    app.get("/a", authenticate("user"), (req, res) => res.json({}));
    app.get("/b", authenticate("user", { allowStrangers: true }), (req, res) => res.json({}));
    app.get("/c", authenticate("user", { allowStrangers: false }), (req, res) => res.json({}));
    app.get("/d", authenticate("user", shared), (req, res) => res.json({}));
    "#;
    assert_eq!(
        routes(&[("src/auth.ts", auth), ("src/app.ts", app)]),
        ["get /a guarded", "get /b optional", "get /c guarded", "get /d optional"]
    );
}

#[test]
fn responses_may_be_of_a_type_of_the_project() {
    let types = r#"
    import { Response } from "express";
    export interface ShopResponse<T = any> extends Response<T> {}
    "#;
    let guard = r#"
    import { ShopResponse } from "./types";
    export const authenticate = (actor: string) => async (req: any, res: ShopResponse, next: () => void) => {
        if (req.session?.actor === actor) {
            return next();
        }
        res.status(401).json({ message: "Unauthorized" });
    };
    "#;
    let app = r#"
    import express from "express";
    import { authenticate } from "./guard";
    const app = express();
    app.get("/admin", authenticate("user"), (req, res) => res.json({}));
    "#;
    assert_eq!(
        routes(&[("src/types.ts", types), ("src/guard.ts", guard), ("src/app.ts", app)]),
        ["get /admin guarded"]
    );
}

#[test]
fn another_name_of_a_factory_is_called_with_the_same_options() {
    let guard = r#"
    export const authenticate = (actor, options = {}) => async (req, res, next) => {
        if (req.session?.actor === actor) {
            return next();
        }
        if (options.allowStrangers) {
            return next();
        }
        res.status(401).json({ message: "Unauthorized" });
    };
    "#;
    let names = r#"
    import { authenticate as original } from "./guard";
    export const authenticate = original;
    "#;
    let app = r#"
    import express from "express";
    import { authenticate } from "./names";
    const app = express();
    app.get("/admin", authenticate("user"), (req, res) => res.json({}));
    app.get("/shop", authenticate("user", { allowStrangers: true }), (req, res) => res.json({}));
    "#;
    assert_eq!(
        routes(&[("src/guard.ts", guard), ("src/names.ts", names), ("src/app.ts", app)]),
        ["get /admin guarded", "get /shop optional"]
    );
}

#[test]
fn an_answer_may_be_wrapped() {
    let session = r#"
    import { verify } from "jsonwebtoken";
    export async function authenticate(request) {
        const token = request.headers.get("authorization");
        if (!token) {
            return;
        }
        return verify(token, process.env.KEY);
    }
    export function withCors(request, response) {
        response.headers.set("access-control-allow-origin", request.headers.get("origin"));
        return response;
    }
    "#;
    let closed = r#"
    import { authenticate, withCors } from "../../../lib/session";
    import { list } from "../../../lib/orders";
    export async function GET(request) {
        const caller = await authenticate(request);
        if (!caller) {
            return withCors(request, Response.json({ error: "no token" }, { status: 401 }));
        }
        return withCors(request, Response.json(await list(caller.id)));
    }
    "#;
    let open = r#"
    import { withCors } from "../../../lib/session";
    import { list } from "../../../lib/orders";
    export async function GET(request) {
        return withCors(request, Response.json(await list(), { status: 200 }));
    }
    "#;
    let files = [
        ("lib/session.ts", session),
        ("app/api/orders/route.ts", closed),
        ("app/api/prices/route.ts", open),
    ];
    assert_eq!(routes(&files), ["get /api/orders guarded", "get /api/prices unguarded"]);
}

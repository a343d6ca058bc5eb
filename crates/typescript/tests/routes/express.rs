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
fn express_factories_register_on_what_they_are_given() {
    let app = r#"
    const express = require("express");
    const app = express();
    require("./open")(app);
    require("./closed")(app);
    module.exports = app;
    "#;
    let open = r#"
    module.exports = (app) => {
        app.get("/health", (req, res) => res.json({}));
    };
    "#;
    let closed = r#"
    const { requireUser } = require("./auth");
    const items = require("./items.controller");
    module.exports = function (app) {
        app.use("/items", requireUser);
        app.route("/items").get(items.list).post(items.add);
        app.get("/public", items.list);
    };
    "#;
    let controller = r#"
    exports.list = (req, res) => res.json([]);
    exports.add = (req, res) => res.json([]);
    "#;
    assert_eq!(
        routes(&[
            AUTH,
            ("src/app.js", app),
            ("src/open.js", open),
            ("src/closed.js", closed),
            ("src/items.controller.js", controller),
        ]),
        [
            "get /health unguarded",
            "get /items guarded",
            "get /public unguarded",
            "post /items guarded",
        ]
    );
}

#[test]
fn express_lists_of_routes_are_mounted_one_by_one() {
    let index = r#"
    const express = require("express");
    const users = require("./users");
    const docs = require("./docs");
    const { requireUser } = require("./auth");
    const router = express.Router();
    const closed = [
        { path: "/users", route: users },
    ];
    const open = [
        { path: "/docs", route: docs },
    ];
    open.forEach((it) => {
        router.use(it.path, it.route);
    });
    for (const it of closed) {
        router.use(it.path, requireUser, it.route);
    }
    module.exports = router;
    "#;
    let app = r#"
    const express = require("express");
    const app = express();
    app.use("/v1", require("./routes"));
    "#;
    let users = r#"
    const router = require("express").Router();
    router.get("/:id", (req, res) => res.json({}));
    module.exports = router;
    "#;
    let docs = r#"
    const router = require("express").Router();
    router.get("/", (req, res) => res.json({}));
    module.exports = router;
    "#;
    assert_eq!(
        routes(&[
            AUTH,
            ("src/app.js", app),
            ("src/routes.js", index),
            ("src/users.js", users),
            ("src/docs.js", docs),
        ]),
        ["get /v1/docs/ unguarded", "get /v1/users/:id guarded"]
    );
}

#[test]
fn express_guards_of_one_path_come_before_its_handlers() {
    let app = r#"
    import express from "express";
    import { requireUser } from "./auth";
    const app = express();
    app.all("/admin/*", requireUser);
    app.get("/admin/users", (req, res) => res.json([]));
    app.all("/profile", requireUser);
    app.get("/profile", (req, res) => res.json([]));
    app.get("/profile/photo", (req, res) => res.json([]));
    app.get(["/a", "/b"], requireUser, (req, res) => res.json([]));
    app.post("/c", [requireUser, [log]], (req, res) => res.json([]));
    app.get("/open", (req, res) => res.json([]));
    "#;
    let found = routes(&[AUTH, ("src/app.ts", app)]);
    for route in [
        "get /admin/users guarded",
        "get /profile guarded",
        "get /profile/photo unguarded",
        "get /a guarded",
        "get /b guarded",
        "post /c guarded",
        "get /open unguarded",
    ] {
        assert!(found.iter().any(|it| it == route), "{route} in {found:?}");
    }
    assert!(!found.iter().any(|it| it.contains("/open guarded")));
}

#[test]
fn express_chains_of_a_path_go_by_order() {
    let app = r#"
    import { Router } from "express";
    import { requireUser } from "./auth";
    const router = Router();
    router.route("/items/:id")
        .get((req, res) => res.json([]))
        .all(requireUser)
        .delete((req, res) => res.json([]));
    export default router;
    "#;
    let found = routes(&[AUTH, ("src/app.ts", app)]);
    assert!(found.contains(&"get /items/:id unguarded".to_owned()), "{found:?}");
    assert!(found.contains(&"delete /items/:id guarded".to_owned()), "{found:?}");
}

#[test]
fn express_jwt_exempts_paths() {
    let app = r#"
    import express from "express";
    import { expressjwt } from "express-jwt";
    const app = express();
    app.use(expressjwt({ secret: process.env.SECRET, algorithms: ["HS256"] })
        .unless({ path: ["/login", { url: "/docs", methods: ["GET"] }, /^\/public\/.*/] }));
    app.post("/login", (req, res) => res.json({}));
    app.get("/docs", (req, res) => res.json({}));
    app.post("/docs", (req, res) => res.json({}));
    app.get("/public/logo", (req, res) => res.json({}));
    app.get("/me", (req, res) => res.json({}));
    "#;
    assert_eq!(
        routes(&[("src/app.ts", app)]),
        [
            "get /docs unguarded",
            "get /me guarded",
            "get /public/logo unguarded",
            "post /docs guarded",
            "post /login unguarded",
        ]
    );
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
fn routers_are_fields_of_classes() {
    let users = r#"
    import { Router } from "express";
    import { requireUser } from "./auth";
    export class UserRoute implements Routes {
        public path = "/users";
        public router = Router();
        constructor() { this.initializeRoutes(); }
        private initializeRoutes() {
            this.router.get(`${this.path}`, this.list);
            this.router.post("/logout", requireUser, (req, res) => res.end());
        }
    }
    export class NoteRoute {
        router = Router();
        constructor() { this.router.use(requireUser); this.router.get("/notes", (req, res) => res.end()); }
    }
    "#;
    let app = r#"
    import express from "express";
    import { NoteRoute, UserRoute } from "./users";
    class App {
        public app = express();
        constructor(routes: Routes[]) { this.initializeRoutes(routes); }
        private initializeRoutes(routes: Routes[]) {
            routes.forEach((route) => { this.app.use("/", route.router); });
            this.app.use("/api", new NoteRoute().router);
        }
    }
    new App([new UserRoute()]);
    "#;
    let routes = routes(&[("src/app.ts", app), AUTH, ("src/users.ts", users)]);
    assert_eq!(routes, ["get /api/notes guarded", "get /users unguarded", "post /logout guarded"]);
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
fn classes_keep_routers_and_guards() {
    let api = r#"
    const express = require("express");
    const Items = require("./items");
    class ApiRouter {
        constructor(server) {
            this.auth = server.auth;
            this.router = express();
            this.init();
        }
        init() {
            this.router.get("/items", Items.list.bind(this));
            this.router.post("/items", Items.add.bind(this));
        }
    }
    module.exports = ApiRouter;
    "#;
    let auth = r#"
    const passport = require("passport");
    class Auth {
        constructor() {
            this.open = [/\/api\/items\/[^/]+\/cover/];
        }
        isOpen(req) {
            return req.method === "GET" && this.open.some((it) => it.test(req.originalUrl));
        }
        ifNeeded(middleware) {
            return (req, res, next) => {
                if (this.isOpen(req)) {
                    return next();
                }
                middleware(req, res, next);
            };
        }
        isAuthenticated(req, res, next) {
            return passport.authenticate("jwt", { session: false })(req, res, next);
        }
    }
    module.exports = Auth;
    "#;
    let server = r#"
    const express = require("express");
    const ApiRouter = require("./api");
    const Auth = require("./auth-class");
    class Server {
        constructor() {
            this.auth = new Auth();
            this.apiRouter = new ApiRouter(this);
        }
        signedIn(req, res, next) {
            this.auth.isAuthenticated(req, res, next);
        }
        async start() {
            const app = express();
            const router = express.Router();
            app.use(global.basePath, router);
            router.use("/api", this.auth.ifNeeded(this.signedIn.bind(this)), this.apiRouter.router);
            router.get("/ping", (req, res) => res.json({ success: true }));
            router.get("/me", this.auth.isAuthenticated, (req, res) => res.json(req.user));
            app.listen(3000);
        }
    }
    module.exports = Server;
    "#;
    assert_eq!(
        routes(&[("src/api.js", api), ("src/auth-class.js", auth), ("src/server.js", server)]),
        [
            "get /api/items guarded",
            "get /me guarded",
            "get /ping unguarded",
            "post /api/items guarded",
        ]
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
fn guards_and_routers_are_followed_into_the_functions_that_they_are_handed_to() {
    let verify = r#"
    export const createVerify = (settings) => {
        return (req, res, next) => {
            if (!req.headers.authorization) {
                return next(new AppError({ status: 401 }));
            }
            next();
        };
    };
    "#;
    let users = r#"
    import { Router, RequestHandler } from "express";
    export const createUsers = (controller, verify: RequestHandler) => {
        const router = Router();
        router.post("/login", controller.login);
        router.get("/me", verify, controller.me);
        return router;
    };
    "#;
    let tasks = r#"
    import { Router } from "express";
    export const createTasks = (controller) => {
        const router = Router();
        router.get("/", async (req, res) => {
            if (!req.query.page) { return res.status(403).json({ error: "Forbidden" }); }
            res.json(await controller.list(req.query.page));
        });
        router.post("/", controller.create);
        return router;
    };
    "#;
    let app = r#"
    import express, { Application } from "express";
    import { createVerify } from "./verify";
    import { createUsers } from "./users";
    import { createTasks } from "./tasks";
    const setUp = (app: Application, controllers, services) => {
        const verify = createVerify(services.settings);
        const users = createUsers(controllers.users, verify);
        const tasks = createTasks(controllers.tasks);
        const open = createTasks(controllers.open);
        app.use("/users", users);
        app.use("/tasks", verify, tasks);
        app.use("/open", open);
    };
    export const create = ({ controllers, services }) => {
        const app = express();
        setUp(app, controllers, services);
        return app;
    };
    "#;
    let files = [
        ("src/verify.ts", verify),
        ("src/users.ts", users),
        ("src/tasks.ts", tasks),
        ("src/app.ts", app),
    ];
    let found = routes(&files);
    for expected in [
        "get /users/me guarded",
        "post /open/ unguarded",
        "post /tasks/ guarded",
        "post /users/login unguarded",
    ] {
        assert!(found.iter().any(|it| it == expected), "{expected}: {found:?}");
    }
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

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
fn what_is_used_and_can_hand_nothing_on_is_an_endpoint() {
    let app = r#"
    import express from "express";
    import { known } from "./known";
    import users from "./users";
    const app = express();
    app.use((req, res) => log(req));
    app.use("/health", (req, res) => res.json({ status: "OK" }));
    app.use("/jobs", known, (req, res) => res.json(jobs()));
    app.use("/count", (req, res, next) => next());
    app.use("/api", users);
    app.use("/api", (req, res) => res.status(404).end());
    app.use("*", (req, res) => res.status(404).end());
    "#;
    let users = r#"
    import { Router } from "express";
    const router = Router();
    router.get("/users", (req, res) => res.json([]));
    export default router;
    "#;
    let known = r#"
    export function known(req, res, next) {
        if (!req.session.user) return res.status(401).end();
        next();
    }
    "#;
    assert_eq!(
        routes(&[("src/app.js", app), ("src/known.js", known), ("src/users.js", users)]),
        ["any /health unguarded", "any /jobs guarded", "get /api/users unguarded"]
    );
}

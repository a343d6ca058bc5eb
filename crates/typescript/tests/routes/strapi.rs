//! Strapi.

use super::routes;

#[test]
fn strapi_asks_for_permissions_unless_auth_is_off() {
    let reviews = r#"
    const { createCoreRouter } = require("@strapi/strapi").factories;
    module.exports = createCoreRouter("api::review.review", {
        except: ["delete"],
        config: {
            find: { auth: false },
            create: { auth: false, policies: ["signed-in"] },
        },
    });
    "#;
    let custom = r#"
    module.exports = {
        routes: [
            { method: "GET", path: "/reviews/mine", handler: "review.mine" },
            { method: "POST", path: "/reviews/hook", handler: "review.hook", config: { auth: false, policies: [] } },
            { method: "GET", path: "/reviews/all", handler: "api::review.review.all", config: { auth: false, policies: ["global::open"] } },
        ],
    };
    "#;
    let policy = r#"
    const { UnauthorizedError } = require("@strapi/utils").errors;
    module.exports = (context, config, { strapi }) => {
        if (!context.state.user) { throw new UnauthorizedError("Log in."); }
        return true;
    };
    "#;
    let open = r#"module.exports = () => true;"#;
    let files = [
        ("src/api/review/routes/review.js", reviews),
        ("src/api/review/routes/custom-review.js", custom),
        ("src/api/review/policies/signed-in.js", policy),
        ("src/policies/open.js", open),
    ];
    assert_eq!(
        routes(&files),
        [
            "get /api/reviews unguarded",
            "get /api/reviews/:id guarded",
            "get /api/reviews/all unguarded",
            "get /api/reviews/mine guarded",
            "post /api/reviews guarded",
            "post /api/reviews/hook unguarded",
            "put /api/reviews/:id guarded",
        ]
    );
}

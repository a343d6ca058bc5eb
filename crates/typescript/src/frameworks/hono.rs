//! Hono: <https://hono.dev/docs/api/routing>.

use shipworthy_core::facts::RouterKind;

use super::registered::Framework;

pub(super) const FRAMEWORK: Framework = Framework {
    name: "hono",
    module: |module| {
        module == "hono" || module.starts_with("hono/") || module == "@hono/zod-openapi"
    },
    makes: |path| match path {
        "hono.Hono" | "hono/tiny.Hono" | "hono/quick.Hono" | "@hono/zod-openapi.OpenAPIHono" => {
            Some(RouterKind::Router)
        }
        _ => None,
    },
    ordered: true,
    plugins: false,
};

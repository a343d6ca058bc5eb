//! Wrappers that are told by their options how they guard.

use super::routes;

const HELPERS: &str = r#"
import { cookies } from "next/headers"
import { prisma } from "@/lib/db"

export async function getSession() {
  const token = (await cookies()).get("session")?.value
  if (!token) return null
  return prisma.session.findUnique({ where: { token } })
}
export const unauthorized = () => Response.json({ error: "sign in" }, { status: 401 })
"#;

const CHECK: &str = "const session = await getSession()\n    if (!session) return unauthorized()";

/// The routes of two handlers, each wrapped in its own way; `H` stands for the handler.
fn wrapped(wrapper: &str, strict: &str, open: &str) -> Vec<String> {
    let wrapper = wrapper.replace("CHECK", CHECK);
    let wrapper = format!("import {{ getSession, unauthorized }} from \"./session\"\n{wrapper}\n");
    let handler = "async (req) => Response.json(await store(await req.json()))";
    let route = |call: &str| {
        let call = call.replace('H', handler);
        format!("import {{ withApi }} from \"../../lib/with-api\"\nexport const POST = {call}\n")
    };
    routes(&[
        ("lib/session.ts", HELPERS),
        ("lib/with-api.ts", &wrapper),
        ("app/strict/route.ts", &route(strict)),
        ("app/open/route.ts", &route(open)),
    ])
}

/// Asserts of each form, a wrapper and two calls of it, that the first call guards its route and the second does not.
fn told_apart(forms: &[(&str, &str, &str)]) {
    for (wrapper, strict, open) in forms {
        assert_eq!(
            wrapped(wrapper, strict, open),
            ["post /open unguarded", "post /strict guarded"],
            "{wrapper}"
        );
    }
}

#[test]
fn a_switch_among_the_options_says_whether_a_wrapper_guards() {
    let forms = [
        // An object that is taken apart where it is given, in the body, or not at all.
        (
            "export const withApi = (handler, { auth = true } = {}) => async (req) => {\n  if (auth) { CHECK }\n  return handler(req)\n}",
            "withApi(H)",
            "withApi(H, { auth: false })",
        ),
        (
            "export function withApi(handler, options = {}) {\n  const { auth: strict = true } = options\n  return async (req) => {\n    if (strict) { CHECK }\n    return handler(req)\n  }\n}",
            "withApi(H, {})",
            "withApi(H, { auth: false })",
        ),
        (
            "export const withApi = (handler, options) => {\n  const auth = options.auth ?? true\n  return async (req) => {\n    if (auth) { CHECK }\n    return handler(req)\n  }\n}",
            "withApi(H, { name: 'items' })",
            "withApi(H, { auth: false })",
        ),
        (
            "export const withApi = (handler, options = { auth: true }) => async (req) => {\n  if (options.auth) { CHECK }\n  return handler(req)\n}",
            "withApi(H)",
            "withApi(H, { auth: false })",
        ),
        // One that turns the check off.
        (
            "export const withApi = (config) => async (req) => {\n  if (!config.isPublic) { CHECK }\n  return config.handler(req)\n}",
            "withApi({ handler: H })",
            "withApi({ isPublic: true, handler: H })",
        ),
    ];
    told_apart(&forms);
}

#[test]
fn a_mode_among_the_options_says_whether_a_wrapper_guards() {
    let forms = [
        (
            "export const withApi = (mode, handler) => async (req) => {\n  if (mode === 'private') { CHECK }\n  return handler(req)\n}",
            "withApi('private', H)",
            "withApi('public', H)",
        ),
        (
            "export const withApi = ({ auth = 'session', handler }) => async (req) => {\n  if (['session', 'key'].includes(auth)) { CHECK }\n  return handler(req)\n}",
            "withApi({ handler: H })",
            "withApi({ auth: 'none', handler: H })",
        ),
        // A helper is handed the mode.
        (
            "async function check(mode) {\n  if (mode === 'none') return null\n  CHECK\n  return null\n}\nexport const withApi = (config) => async (req) => {\n  const refused = await check(config.auth)\n  if (refused) return refused\n  return config.handler(req)\n}",
            "withApi({ auth: 'session', handler: H })",
            "withApi({ auth: 'none', handler: H })",
        ),
        // The helper tells the answer as a part of what it gives back, and another answers for errors.
        (
            "async function authenticate(req, mode) {\n  if (mode === 'none') {\n    return null\n  }\n  return await getSession()\n}\nasync function authenticateOrRespond(req, mode) {\n  const session = await authenticate(req, mode)\n  if (!session && mode !== 'none') {\n    return { session: null, response: unauthorized() }\n  }\n  return { session, response: null }\n}\nexport const withApi = (params) => {\n  const { auth = 'session', handler } = params\n  return async (req) => {\n    try {\n      const result = await authenticateOrRespond(req, auth)\n      if (result.response) {\n        console.warn('refused')\n        return result.response\n      }\n      return await handler(req)\n    } catch (error) {\n      return problemInternalError(req.url)\n    }\n  }\n}",
            "withApi({ handler: H })",
            "withApi({ auth: 'none', handler: H })",
        ),
    ];
    told_apart(&forms);
}

#[test]
fn a_helper_within_a_wrapper_follows_the_options_of_each_call() {
    let wrapper = "export const withApi = (options) => {\n  const check = async (kind) => {\n    if (options.auth === 'none') return null\n    CHECK\n    return null\n  }\n  return async (req) => {\n    const refused = await check('now')\n    if (refused) return refused\n    return options.handler(req)\n  }\n}";
    let (session, none) =
        ("withApi({ auth: 'session', handler: H })", "withApi({ auth: 'none', handler: H })");
    told_apart(&[(wrapper, session, none)]);
    // What was read first decides nothing.
    assert_eq!(wrapped(wrapper, none, session), ["post /open guarded", "post /strict unguarded"]);
}

#[test]
fn what_is_spread_into_the_options_may_set_any() {
    let wrapper = "export const withApi = (handler, options = {}) => async (req) => {\n  if (!options.isPublic) { CHECK }\n  return handler(req)\n}";
    assert_eq!(
        wrapped(wrapper, "withApi(H)", "withApi(H, { ...defaults })"),
        ["post /open optional", "post /strict guarded"]
    );
}

#[test]
fn a_guard_of_a_class_does_what_it_was_made_to_do() {
    let guard = r#"
    import { CanActivate, ExecutionContext, Injectable, UnauthorizedException } from "@nestjs/common"
    @Injectable()
    export class AccessGuard implements CanActivate {
      constructor(private readonly mode: string = "private") {}
      canActivate(context: ExecutionContext): boolean {
        const request = context.switchToHttp().getRequest()
        if (this.mode === "public") return true
        if (!request.user) throw new UnauthorizedException()
        return true
      }
    }
    "#;
    let controller = r#"
    import { Controller, Post, UseGuards } from "@nestjs/common"
    import { AccessGuard } from "./access.guard"
    @Controller("items")
    export class ItemsController {
      @Post("b") @UseGuards(new AccessGuard("members")) b() { return store() }
      @Post("c") @UseGuards(new AccessGuard("public")) c() { return store() }
    }
    "#;
    assert_eq!(
        routes(&[("src/access.guard.ts", guard), ("src/items.controller.ts", controller)]),
        ["post /items/b guarded", "post /items/c unguarded"]
    );
}

//! How calls end a function or answer a request, and with which HTTP status.

use shipworthy_core::analysis::Status;
use shipworthy_core::facts::{ExitKind, Name, Root};

/// Where the status stands in answers and errors.
pub(super) const STATUS: &[(&str, Status)] = &[
    ("aiohttp.web.HTTPBadRequest", Status::Always(400)),
    ("aiohttp.web.HTTPConflict", Status::Always(409)),
    ("aiohttp.web.HTTPForbidden", Status::Always(403)),
    ("aiohttp.web.HTTPGone", Status::Always(410)),
    ("aiohttp.web.HTTPInternalServerError", Status::Always(500)),
    ("aiohttp.web.HTTPMethodNotAllowed", Status::Always(405)),
    ("aiohttp.web.HTTPNotFound", Status::Always(404)),
    ("aiohttp.web.HTTPServiceUnavailable", Status::Always(503)),
    ("aiohttp.web.HTTPTooManyRequests", Status::Always(429)),
    ("aiohttp.web.HTTPUnauthorized", Status::Always(401)),
    ("aiohttp.web.HTTPUnprocessableEntity", Status::Always(422)),
    ("aiohttp.web.Response", Status::Keyword("status")),
    ("aiohttp.web.json_response", Status::Keyword("status")),
    ("channels.exceptions.DenyConnection", Status::Always(403)),
    ("django.core.exceptions.PermissionDenied", Status::Always(403)),
    ("django.core.exceptions.SuspiciousOperation", Status::Always(400)),
    ("django.http.Http404", Status::Always(404)),
    ("django.http.HttpResponse", Status::Keyword("status")),
    ("django.http.HttpResponseBadRequest", Status::Always(400)),
    ("django.http.HttpResponseForbidden", Status::Always(403)),
    ("django.http.HttpResponseGone", Status::Always(410)),
    ("django.http.HttpResponseNotAllowed", Status::Always(405)),
    ("django.http.HttpResponseNotFound", Status::Always(404)),
    ("django.http.HttpResponsePermanentRedirect", Status::Always(301)),
    ("django.http.HttpResponseRedirect", Status::Always(302)),
    ("django.http.HttpResponseServerError", Status::Always(500)),
    ("django.http.JsonResponse", Status::Keyword("status")),
    ("django.shortcuts.redirect", Status::Always(302)),
    ("fastapi.HTTPException", Status::Argument(0, "status_code")),
    ("fastapi.Response", Status::Argument(1, "status_code")),
    ("fastapi.WebSocketException", Status::Argument(0, "code")),
    ("fastapi.exceptions.HTTPException", Status::Argument(0, "status_code")),
    ("fastapi.responses.HTMLResponse", Status::Argument(1, "status_code")),
    ("fastapi.responses.JSONResponse", Status::Argument(1, "status_code")),
    ("fastapi.responses.ORJSONResponse", Status::Argument(1, "status_code")),
    ("fastapi.responses.PlainTextResponse", Status::Argument(1, "status_code")),
    ("fastapi.responses.RedirectResponse", Status::Default(1, "status_code", 307)),
    ("fastapi.responses.Response", Status::Argument(1, "status_code")),
    ("fastapi.responses.StreamingResponse", Status::Argument(1, "status_code")),
    ("flask.Response", Status::Argument(1, "status")),
    ("flask.abort", Status::Argument(0, "code")),
    ("flask.make_response", Status::Argument(1, "status")),
    ("flask.redirect", Status::Default(1, "code", 302)),
    ("quart.abort", Status::Argument(0, "code")),
    ("rest_framework.exceptions.AuthenticationFailed", Status::Always(401)),
    ("rest_framework.exceptions.NotAuthenticated", Status::Always(401)),
    ("rest_framework.exceptions.NotFound", Status::Always(404)),
    ("rest_framework.exceptions.ParseError", Status::Always(400)),
    ("rest_framework.exceptions.PermissionDenied", Status::Always(403)),
    ("rest_framework.exceptions.Throttled", Status::Always(429)),
    ("rest_framework.exceptions.ValidationError", Status::Always(400)),
    ("rest_framework.response.Response", Status::Argument(1, "status")),
    ("sanic.exceptions.BadRequest", Status::Always(400)),
    ("sanic.exceptions.Conflict", Status::Always(409)),
    ("sanic.exceptions.Forbidden", Status::Always(403)),
    ("sanic.exceptions.Gone", Status::Always(410)),
    ("sanic.exceptions.InternalServerError", Status::Always(500)),
    ("sanic.exceptions.MethodNotAllowed", Status::Always(405)),
    ("sanic.exceptions.NotFound", Status::Always(404)),
    ("sanic.exceptions.SanicException", Status::Argument(1, "status_code")),
    ("sanic.exceptions.ServiceUnavailable", Status::Always(503)),
    ("sanic.exceptions.TooManyRequests", Status::Always(429)),
    ("sanic.exceptions.Unauthorized", Status::Always(401)),
    ("sanic.exceptions.UnprocessableEntity", Status::Always(422)),
    ("self.send_error", Status::Argument(0, "status_code")),
    ("self.set_status", Status::Argument(0, "status_code")),
    ("starlette.exceptions.HTTPException", Status::Argument(0, "status_code")),
    ("starlette.responses.HTMLResponse", Status::Argument(1, "status_code")),
    ("starlette.responses.JSONResponse", Status::Argument(1, "status_code")),
    ("starlette.responses.ORJSONResponse", Status::Argument(1, "status_code")),
    ("starlette.responses.PlainTextResponse", Status::Argument(1, "status_code")),
    ("starlette.responses.RedirectResponse", Status::Default(1, "status_code", 307)),
    ("starlette.responses.Response", Status::Argument(1, "status_code")),
    ("starlette.responses.StreamingResponse", Status::Argument(1, "status_code")),
    ("tornado.web.HTTPError", Status::Argument(0, "status_code")),
    ("werkzeug.exceptions.BadRequest", Status::Always(400)),
    ("werkzeug.exceptions.Conflict", Status::Always(409)),
    ("werkzeug.exceptions.Forbidden", Status::Always(403)),
    ("werkzeug.exceptions.Gone", Status::Always(410)),
    ("werkzeug.exceptions.InternalServerError", Status::Always(500)),
    ("werkzeug.exceptions.MethodNotAllowed", Status::Always(405)),
    ("werkzeug.exceptions.NotFound", Status::Always(404)),
    ("werkzeug.exceptions.ServiceUnavailable", Status::Always(503)),
    ("werkzeug.exceptions.TooManyRequests", Status::Always(429)),
    ("werkzeug.exceptions.Unauthorized", Status::Always(401)),
    ("werkzeug.exceptions.UnprocessableEntity", Status::Always(422)),
    ("werkzeug.exceptions.abort", Status::Argument(0, "code")),
];

/// Functions that never come back.
const FINAL: &[&str] = &[
    "aiohttp.web.HTTPException",
    "exit",
    "flask.abort",
    "os._exit",
    "os.abort",
    "pytest.fail",
    "quart.abort",
    "quit",
    "sys.exit",
    "werkzeug.exceptions.abort",
];

/// Whether a call sets the status of the answer: handlers of Tornado do so before they finish.
pub(super) fn sets_status(callee: &Name) -> bool {
    callee.path == "self.set_status" && callee.root == Root::Receiver
}

/// How a call ends the function.
pub(super) fn ending(callee: &Name) -> Option<ExitKind> {
    let path = callee.path.as_str();
    if FINAL.binary_search(&path).is_ok() && callee.root != Root::Module {
        return Some(ExitKind::Raise);
    }
    // Handlers of Tornado answer so before their methods run.
    if matches!(path, "self.send_error" | "self.redirect") && callee.root == Root::Receiver {
        return Some(ExitKind::Raise);
    }
    let next = path == "call_next" && callee.root == Root::Parameter
        || path == "self.get_response"
        || path == "get_response" && callee.root == Root::Parameter
        || path == "self.app" && callee.root == Root::Receiver;
    next.then_some(ExitKind::Next)
}

/// Where the status stands in a call.
pub(super) fn status(callee: &Name) -> Option<Status> {
    let path = callee.path.as_str();
    STATUS.binary_search_by(|(name, _)| (*name).cmp(path)).ok().map(|at| STATUS[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted_and_unique() {
        assert!(STATUS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(FINAL.is_sorted_by(|a, b| a < b));
    }
}

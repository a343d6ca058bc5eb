//! HTTP statuses in code.

use super::{Analysis, AssignmentSite, Status};
use crate::code::{ExprId, ExprKind};
use crate::facts::{Name, Root};
use crate::naming;

/// A status that is set on an answer or an error.
pub(super) struct SetStatus<'a> {
    /// The variable; empty for the answer that the function was given.
    name: &'a str,
    status: u16,
    region: u32,
    at: u32,
}

impl Analysis<'_, '_> {
    /// The HTTP status that an answer or an error carries.
    pub fn status(&self, id: ExprId) -> Option<u16> {
        match self.module().kind(id) {
            ExprKind::Call(_) => self.call_status(id),
            ExprKind::Await(inner) => self.status(*inner),
            // `return body, 401`
            ExprKind::Sequence(items) if items.len() >= 2 => self.number_status(items[1]),
            ExprKind::Name(_) => match self.local_values(id)?.as_slice() {
                [super::Bound::Value(only)] if self.module().call(*only).is_some() => {
                    self.status(*only)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Statuses that are set before an answer is returned or an error is raised: `response.status_code = 401`,
    /// `error.status = 401`, `res.status(401)`.
    pub(super) fn set_statuses(&self) -> Vec<SetStatus<'_>> {
        let named = |site: &AssignmentSite| match self.module().kind(site.target) {
            ExprKind::Member { object, property: "status_code" | "status" | "statusCode" } => {
                self.module().name(*object)
            }
            _ => None,
        };
        let given = |callee: &Name| {
            callee.root == Root::Parameter
                && callee
                    .path
                    .split_once('.')
                    .is_some_and(|(_, method)| matches!(method, "status" | "code"))
        };
        let called = self.calls().filter(|(.., callee)| given(callee));
        let called = called.filter_map(|(site, call, _)| {
            let status = self.number_status(call.positional(0)?)?;
            let region = self.context.region_of[site.id.0 as usize];
            Some(SetStatus {
                name: "",
                status,
                region,
                at: self.module().expression(site.id).span.start,
            })
        });
        let set = self.assignments().iter().filter_map(|site| {
            let (name, status) = (named(site)?, self.number_status(site.value?)?);
            Some(SetStatus { name, status, region: site.region, at: site.span.start })
        });
        let mut set: Vec<_> = set.chain(called).collect();
        set.sort_by_key(|it| it.at);
        set
    }

    /// The status that was set on a variable in the block that returns it.
    pub(super) fn status_set(&self, id: ExprId, set: &[SetStatus<'_>]) -> Option<u16> {
        if set.is_empty() {
            return None;
        }
        let region = self.context.region_of[id.0 as usize];
        self.status_before(self.module().name(id)?, id, region, set)
    }

    /// The status that an error carries: one that was set on it, or on the answer in the same block.
    pub(super) fn error_status(
        &self,
        error: ExprId,
        region: u32,
        set: &[SetStatus<'_>],
    ) -> Option<u16> {
        self.status_set(error, set).or_else(|| self.answer_status(error, region, set))
    }

    /// The status that was set on the answer before something in the same block: `res.status(401); res.send(…)`.
    pub(super) fn answer_status(
        &self,
        id: ExprId,
        region: u32,
        set: &[SetStatus<'_>],
    ) -> Option<u16> {
        self.status_before("", id, region, set)
    }

    /// The status that was last set on what has a name before an expression, if in the same block.
    fn status_before(
        &self,
        name: &str,
        id: ExprId,
        region: u32,
        set: &[SetStatus<'_>],
    ) -> Option<u16> {
        let at = self.module().expression(id).span.start;
        let before = set.iter().rev().find(|it| it.name == name && it.at < at);
        before.filter(|it| it.region == region).map(|it| it.status)
    }

    /// The HTTP status that a call sends or makes an error of.
    pub fn call_status(&self, id: ExprId) -> Option<u16> {
        let call = self.module().call(id)?;
        let (_, known) = self.known(id)?;
        let given = match known.status {
            Some(Status::Always(status)) => return Some(status),
            Some(Status::Argument(at, name)) => call.keyword(name).or_else(|| call.positional(at)),
            Some(Status::Keyword(name)) => call.keyword(name),
            Some(Status::Default(at, name, status)) => {
                match call.keyword(name).or_else(|| call.positional(at)) {
                    Some(given) => Some(given),
                    None => return Some(status),
                }
            }
            None => None,
        };
        if let Some(given) = given {
            return self.given_status(given);
        }
        // `res.status(401).json(…)`
        let mut at = call.callee;
        for _ in 0..8 {
            let ExprKind::Member { object, .. } = self.module().kind(at) else { return None };
            let inner = self.module().call(*object)?;
            if let ExprKind::Member { property: "status" | "code" | "sendStatus", .. } =
                self.module().kind(inner.callee)
                && let Some(given) = inner.positional(0)
            {
                return self.number_status(given);
            }
            at = inner.callee;
        }
        None
    }

    /// The status that an assignment gives to the answer: `ctx.status = 401`.
    pub(super) fn set_status(&self, target: ExprId, value: ExprId) -> Option<u16> {
        let ExprKind::Member { property: "status" | "statusCode" | "status_code", .. } =
            self.module().kind(target)
        else {
            return None;
        };
        self.profile().sets_status(&self.symbol(target)).then(|| self.given_status(value))?
    }

    /// The status that an answer is given: `status(401)`, `status("Unauthorized")`.
    fn given_status(&self, id: ExprId) -> Option<u16> {
        match self.module().kind(id) {
            ExprKind::Str(name) if name.starts_with(|c: char| c.is_ascii_uppercase()) => {
                status_of_constant(name)
            }
            _ => self.number_status(id),
        }
    }

    /// The status that a number or the name of a status stands for.
    pub fn number_status(&self, id: ExprId) -> Option<u16> {
        match self.module().kind(self.follow(id)) {
            ExprKind::Number(text) => {
                text.parse().ok().filter(|status| (100..600).contains(status))
            }
            ExprKind::Member { property, object } if matches!(*property, "value" | "code") => {
                self.number_status(*object)
            }
            // A variable in small letters holds what it likes: `found`.
            ExprKind::Member { property: name, .. } | ExprKind::Name(name)
                if name.starts_with(|c: char| c.is_ascii_uppercase()) =>
            {
                status_of_constant(name)
            }
            // `{ status: 401 }`
            ExprKind::Dict(_) => {
                let id = self.follow(id);
                let given = self
                    .module()
                    .entry(id, "status")
                    .or_else(|| self.module().entry(id, "statusCode"))?;
                match self.module().kind(given) {
                    ExprKind::Dict(_) => None,
                    _ => self.number_status(given),
                }
            }
            _ => None,
        }
    }
}

/// The status that a constant is called after: `HTTP_401_UNAUTHORIZED`, `UNAUTHORIZED`, `HttpStatusCode.Unauthorized`.
pub(crate) fn status_of_constant(name: &str) -> Option<u16> {
    let words = naming::words(name);
    let number = words.iter().filter(|word| word.len() == 3).find_map(|word| word.parse().ok());
    if let Some(number) = number {
        return (100..600).contains(&number).then_some(number);
    }
    Some(match words.join("_").as_str() {
        "ok" => 200,
        "created" => 201,
        "accepted" => 202,
        "no_content" => 204,
        "moved_permanently" => 301,
        "found" => 302,
        "see_other" => 303,
        "temporary_redirect" => 307,
        "permanent_redirect" => 308,
        "bad_request" => 400,
        "unauthorized" => 401,
        "payment_required" => 402,
        "forbidden" => 403,
        "not_found" => 404,
        "method_not_allowed" => 405,
        "not_acceptable" => 406,
        "request_timeout" => 408,
        "conflict" => 409,
        "gone" => 410,
        "payload_too_large" | "request_entity_too_large" => 413,
        "unsupported_media_type" => 415,
        "unprocessable_entity" | "unprocessable_content" => 422,
        "too_many_requests" => 429,
        "internal_server_error" => 500,
        "not_implemented" => 501,
        "bad_gateway" => 502,
        "service_unavailable" => 503,
        "gateway_timeout" => 504,
        _ => return None,
    })
}

//! Descriptions of HTTP interfaces: OpenAPI 3 and Swagger 2, in YAML and JSON.
//!
//! Source: <https://spec.openapis.org/oas/latest.html>.

use std::collections::BTreeSet;

use shipworthy_core::facts::{Declaration, FileFacts, Value};
use shipworthy_core::source::Text;

use crate::tree::Node;

const METHODS: &[&str] = &["delete", "get", "head", "options", "patch", "post", "put", "trace"];

/// Whether a document describes an interface.
pub(crate) fn is_openapi(document: &Node) -> bool {
    let version =
        ["openapi", "swagger"].iter().any(|key| document.get(key).and_then(Node::text).is_some());
    version && (document.get("paths").is_some() || document.get("components").is_some())
}

/// Whether a JSON file says in its beginning that it describes an interface.
pub(crate) fn is_json(head: &str) -> bool {
    let start = head.trim_start_matches('\u{feff}').trim_start();
    start.starts_with('{')
        && ["\"openapi\"", "\"swagger\""].iter().any(|key| {
            start.find(key).is_some_and(|at| start[at + key.len()..].trim_start().starts_with(':'))
        })
}

/// Adds security schemes, each with whether anything requires it, and operations, each with how it is secured:
/// `required`, `open` (it says so) or `none`.
pub(crate) fn extract(document: &Node, facts: &mut FileFacts) {
    let global = document.get("security");
    let mut required: BTreeSet<&str> = BTreeSet::new();
    required.extend(global.map(names).unwrap_or_default());
    let mut operations = Vec::new();
    for (path, _, item) in document.get("paths").map(Node::merged).unwrap_or_default() {
        for (method, key, operation) in item.merged() {
            if !METHODS.contains(&method) {
                continue;
            }
            let own = operation.get("security");
            required.extend(own.map(names).unwrap_or_default());
            let state = match own.or(global) {
                None => "none",
                Some(security) if names(security).is_empty() => "open",
                Some(_) => "required",
            };
            operations.push(Declaration::Resource {
                kind: "openapi.operation".into(),
                name: format!("{} {path}", method.to_uppercase()).into(),
                value: Value::Str(state.into()),
                span: key.span(),
            });
        }
    }
    let schemes = document
        .at(&["components", "securitySchemes"])
        .or_else(|| document.get("securityDefinitions"));
    for (name, key, _) in schemes.map(Node::merged).unwrap_or_default() {
        facts.declarations.push(Declaration::Resource {
            kind: "openapi.scheme".into(),
            name: Text::from(name),
            value: Value::Bool(required.contains(name)),
            span: key.span(),
        });
    }
    facts.declarations.extend(operations);
}

/// The schemes that a list of requirements names.
fn names(security: &Node) -> Vec<&str> {
    security.items().iter().flat_map(Node::merged).map(|(name, ..)| name).collect()
}

#[cfg(test)]
mod tests {
    use shipworthy_core::source::Language;

    use super::*;

    fn states(text: &str) -> Vec<String> {
        let mut facts = FileFacts::new(Language::new("openapi"), text);
        extract(&crate::tree::read(text).documents[0], &mut facts);
        facts
            .declarations
            .iter()
            .map(|declaration| match declaration {
                Declaration::Resource { name, value, .. } => format!("{name}: {value:?}"),
                other => format!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn an_operation_has_its_own_security_or_that_of_all() {
        let text = "openapi: 3.1.0\nsecurity: [{key: []}]\npaths:\n  /a:\n    get: {}\n    post: {security: []}\n    put: {security: [{token: [write]}]}\ncomponents:\n  securitySchemes: {key: {}, token: {}, old: {}}\n";
        assert_eq!(
            states(text),
            [
                "key: Bool(true)",
                "token: Bool(true)",
                "old: Bool(false)",
                "GET /a: Str(\"required\")",
                "POST /a: Str(\"open\")",
                "PUT /a: Str(\"required\")",
            ]
        );
    }

    #[test]
    fn swagger_in_json_is_read_too() {
        let text = "{\n\t\"swagger\": \"2.0\",\n\t\"securityDefinitions\": {\"key\": {\"type\": \"apiKey\"}},\n\t\"paths\": {\"/a\": {\"get\": {}}}\n}";
        assert!(is_json(text) && !is_json("{\"openapis\": 1}"));
        assert_eq!(states(text), ["key: Bool(false)", "GET /a: Str(\"none\")"]);
    }
}

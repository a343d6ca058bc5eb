//! Where values come from.

use shipworthy_core::facts::{Name, Origin, Root};
use shipworthy_core::naming;

/// Calls that give numbers, or texts made of digits.
pub(super) const NUMERIC: &[&str] = &[
    "abs",
    "bin",
    "bool",
    "complex",
    "decimal.Decimal",
    "divmod",
    "float",
    "hash",
    "hex",
    "id",
    "int",
    "len",
    "long",
    "oct",
    "ord",
    "pow",
    "round",
    "sum",
    "time.time",
    "time.time_ns",
    "uuid.UUID",
    "uuid.uuid1",
    "uuid.uuid4",
];

/// Calls that quote or escape.
pub(super) const ESCAPED: &[&str] = &[
    "django.utils.html.escape",
    "html.escape",
    "markupsafe.escape",
    "psycopg.sql.Identifier",
    "psycopg.sql.Literal",
    "psycopg.sql.Placeholder",
    "psycopg2.extensions.quote_ident",
    "psycopg2.sql.Identifier",
    "psycopg2.sql.Literal",
    "psycopg2.sql.Placeholder",
    "re.escape",
    "shlex.quote",
    "urllib.parse.quote",
    "urllib.parse.quote_plus",
];

/// Methods that quote or escape.
pub(super) const ESCAPING_METHODS: &[&str] =
    &["escape_string", "quote_ident", "quote_identifier", "quote_name", "quote_name_unless_alias"];

/// What of a request its sender writes.
pub(super) const REQUEST_PARTS: &[&str] = &[
    "COOKIES",
    "FILES",
    "GET",
    "META",
    "POST",
    "REQUEST",
    "args",
    "body",
    "cookies",
    "data",
    "files",
    "form",
    "get_data",
    "get_json",
    "headers",
    "json",
    "match_dict",
    "match_info",
    "params",
    "path_params",
    "query",
    "query_params",
    "query_string",
    "stream",
    "url",
    "values",
];

/// Where the value of a reference comes from; the result of a call ends in `()`.
pub(super) fn origin(name: &Name) -> Option<Origin> {
    let path = name.path.as_str();
    let called = path.strip_suffix("()");
    if let Some(callee) = called {
        let (_, method) = callee.rsplit_once('.').unwrap_or(("", callee));
        let builtin = callee.contains('.') || name.root == Root::Unknown;
        if builtin && NUMERIC.binary_search(&callee).is_ok() {
            return Some(Origin::Numeric);
        }
        if ESCAPED.binary_search(&callee).is_ok()
            || callee.contains('.') && ESCAPING_METHODS.binary_search(&method).is_ok()
        {
            return Some(Origin::Escaped);
        }
        if callee == "input" && name.root == Root::Unknown {
            return Some(Origin::Input);
        }
    }
    if path.starts_with("os.environ")
        || path.starts_with("os.getenv()")
        || path.starts_with("django.conf.settings.")
        || path.starts_with("decouple.config()")
        || path.starts_with("environ.Env()")
    {
        return Some(Origin::Environment);
    }
    if path.starts_with("sys.argv")
        || path.starts_with("sys.stdin")
        || path.starts_with("argparse.ArgumentParser().parse_args()")
    {
        return Some(Origin::Input);
    }
    requested(path).then_some(Origin::Input)
}

/// Whether a path is a part of a request: `request.args`, `flask.request.json`, `self.request.GET`.
fn requested(path: &str) -> bool {
    let mut parts = path.split('.');
    parts.any(|part| part == "request")
        && parts.next().is_some_and(|part| REQUEST_PARTS.binary_search(&naming::bare(part)).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted_and_unique() {
        for table in [NUMERIC, ESCAPED, ESCAPING_METHODS, REQUEST_PARTS] {
            assert!(table.is_sorted_by(|a, b| a < b));
        }
    }

    #[test]
    fn origins_follow_the_libraries() {
        let of = |path: &str, root| origin(&Name { path: path.into(), root });
        assert_eq!(of("int()", Root::Unknown), Some(Origin::Numeric));
        assert_eq!(of("int()", Root::Module), None);
        assert_eq!(of("shlex.quote()", Root::Import(0, 0)), Some(Origin::Escaped));
        assert_eq!(of("connection.ops.quote_name()", Root::Unknown), Some(Origin::Escaped));
        assert_eq!(of("os.environ", Root::Import(0, 0)), Some(Origin::Environment));
        assert_eq!(of("flask.request.args.get()", Root::Import(0, 0)), Some(Origin::Input));
        assert_eq!(of("self.request.GET", Root::Receiver), Some(Origin::Input));
        assert_eq!(of("request.user", Root::Parameter), None);
    }
}

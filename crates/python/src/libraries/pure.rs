//! Calls that do no real work.

use shipworthy_core::facts::{Name, Root};

use super::effects;

/// Builtins that only make, convert or look at values.
pub(super) const BUILTINS: &[&str] = &[
    "abs",
    "all",
    "any",
    "ascii",
    "bin",
    "bool",
    "bytearray",
    "bytes",
    "callable",
    "chr",
    "classmethod",
    "complex",
    "dict",
    "dir",
    "divmod",
    "enumerate",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "hasattr",
    "hash",
    "hex",
    "id",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "list",
    "locals",
    "long",
    "map",
    "max",
    "memoryview",
    "min",
    "next",
    "object",
    "oct",
    "ord",
    "pow",
    "property",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "slice",
    "sorted",
    "staticmethod",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "unicode",
    "vars",
    "xrange",
    "zip",
];

/// Methods of texts, containers, dates and data classes.
pub(super) const METHODS: &[&str] = &[
    "add",
    "append",
    "as_posix",
    "astimezone",
    "bit_length",
    "capitalize",
    "casefold",
    "center",
    "clear",
    "copy",
    "count",
    "date",
    "decode",
    "difference",
    "discard",
    "encode",
    "endswith",
    "extend",
    "find",
    "format",
    "format_map",
    "get",
    "group",
    "groupdict",
    "groups",
    "hex",
    "index",
    "insert",
    "intersection",
    "isalnum",
    "isalpha",
    "isdigit",
    "isidentifier",
    "isnumeric",
    "isoformat",
    "isspace",
    "issubset",
    "issuperset",
    "items",
    "join",
    "keys",
    "ljust",
    "lower",
    "lstrip",
    "model_construct",
    "model_copy",
    "model_dump",
    "model_dump_json",
    "model_validate",
    "partition",
    "pop",
    "popitem",
    "quantize",
    "remove",
    "replace",
    "reverse",
    "rfind",
    "rjust",
    "rpartition",
    "rsplit",
    "rstrip",
    "setdefault",
    "sort",
    "split",
    "splitlines",
    "startswith",
    "strftime",
    "strip",
    "strptime",
    "swapcase",
    "symmetric_difference",
    "time",
    "timestamp",
    "title",
    "total_seconds",
    "translate",
    "union",
    "update",
    "upper",
    "values",
    "with_suffix",
    "zfill",
];

/// Packages that only compute.
pub(super) const PACKAGES: &[&str] = &[
    "abc",
    "array",
    "attr",
    "attrs",
    "base64",
    "bisect",
    "calendar",
    "collections",
    "colorsys",
    "contextlib",
    "copy",
    "dataclasses",
    "datetime",
    "dateutil",
    "decimal",
    "difflib",
    "enum",
    "fractions",
    "functools",
    "hashlib",
    "heapq",
    "hmac",
    "html",
    "inspect",
    "ipaddress",
    "itertools",
    "json",
    "keyword",
    "locale",
    "math",
    "numbers",
    "operator",
    "pprint",
    "pydantic",
    "pytz",
    "re",
    "reprlib",
    "statistics",
    "string",
    "struct",
    "textwrap",
    "types",
    "typing",
    "typing_extensions",
    "unicodedata",
    "zoneinfo",
];

/// Whether a call does no real work.
pub(super) fn is_pure(callee: &Name) -> bool {
    let path = callee.path.as_str();
    match path.rsplit_once('.') {
        None => callee.root == Root::Unknown && BUILTINS.binary_search(&path).is_ok(),
        Some((receiver, method)) => {
            let package = path.split(['.', '(']).next().unwrap_or_default();
            let imported = matches!(callee.root, Root::Import(..));
            let computes = imported && PACKAGES.binary_search(&package).is_ok()
                || METHODS.binary_search(&method).is_ok() && !effects::is_client(receiver);
            computes && effects::effect(callee).is_none()
        }
    }
}

/// The position of the argument that a call gives back where a value is missing.
pub(super) fn default_position(callee: &Name) -> Option<usize> {
    match callee.path.as_str() {
        "getattr" if callee.root == Root::Unknown => return Some(2),
        "next" if callee.root == Root::Unknown => return Some(1),
        "os.getenv" | "os.environ.get" | "environ.get" => return Some(1),
        _ => {}
    }
    let (receiver, method) = callee.path.rsplit_once('.')?;
    let mapping = matches!(method, "get" | "pop" | "setdefault" | "hget" | "getlist");
    (mapping && !effects::is_client(receiver) && effects::effect(callee).is_none()).then_some(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(path: &str, root: Root) -> Name {
        Name { path: path.into(), root }
    }

    #[test]
    fn the_tables_are_sorted_and_unique() {
        for table in [BUILTINS, METHODS, PACKAGES] {
            assert!(table.is_sorted_by(|a, b| a < b));
        }
    }

    #[test]
    fn what_works_is_told_from_what_only_computes() {
        assert!(is_pure(&name("len", Root::Unknown)));
        assert!(!is_pure(&name("len", Root::Module)));
        assert!(is_pure(&name("str().join", Root::Unknown)));
        assert!(is_pure(&name("json.dumps", Root::Import(0, 0))));
        assert!(!is_pure(&name("json.load", Root::Import(0, 0))));
        assert!(!is_pure(&name("client.get", Root::Parameter)));
        assert!(!is_pure(&name("service.compute", Root::Parameter)));
    }

    #[test]
    fn only_mappings_have_defaults() {
        assert_eq!(default_position(&name("data.get", Root::Parameter)), Some(1));
        assert_eq!(default_position(&name("os.getenv", Root::Import(0, 0))), Some(1));
        assert_eq!(default_position(&name("getattr", Root::Unknown)), Some(2));
        assert_eq!(default_position(&name("requests.get", Root::Import(0, 0))), None);
        assert_eq!(default_position(&name("http_client.get", Root::Parameter)), None);
    }
}

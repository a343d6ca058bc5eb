//! What extensions tell about files that no analyzer takes: the ledger names them, and data is not opened.

/// Extensions of data that is no text.
const BINARY: &[&str] = &[
    "7z", "avif", "bin", "bmp", "class", "db", "dll", "docx", "eot", "exe", "gif", "gz", "ico",
    "jar", "jpeg", "jpg", "mo", "mov", "mp3", "mp4", "ogg", "otf", "parquet", "pdf", "pkl", "png",
    "pptx", "pyc", "so", "sqlite", "sqlite3", "tar", "tgz", "tif", "tiff", "ttf", "wasm", "wav",
    "webm", "webp", "whl", "woff", "woff2", "xlsx", "xz", "zip", "zst",
];

/// Programming languages by extension.
const LANGUAGES: &[(&str, &str)] = &[
    ("c", "c"),
    ("cc", "cpp"),
    ("clj", "clojure"),
    ("cpp", "cpp"),
    ("cs", "csharp"),
    ("cts", "typescript"),
    ("dart", "dart"),
    ("erl", "erlang"),
    ("ex", "elixir"),
    ("exs", "elixir"),
    ("go", "go"),
    ("groovy", "groovy"),
    ("h", "c"),
    ("hpp", "cpp"),
    ("hs", "haskell"),
    ("java", "java"),
    ("js", "javascript"),
    ("jsx", "javascript"),
    ("kt", "kotlin"),
    ("lua", "lua"),
    ("m", "objective-c"),
    ("mjs", "javascript"),
    ("ml", "ocaml"),
    ("mts", "typescript"),
    ("php", "php"),
    ("pl", "perl"),
    ("ps1", "powershell"),
    ("py", "python"),
    ("r", "r"),
    ("rb", "ruby"),
    ("rs", "rust"),
    ("scala", "scala"),
    ("sh", "shell"),
    ("sol", "solidity"),
    ("sql", "sql"),
    ("svelte", "svelte"),
    ("swift", "swift"),
    ("ts", "typescript"),
    ("tsx", "typescript"),
    ("vue", "vue"),
    ("zig", "zig"),
];

/// Whether the extension is one of data that is no text.
pub(crate) fn binary_extension(extension: &str) -> bool {
    BINARY.binary_search(&extension.to_ascii_lowercase().as_str()).is_ok()
}

/// The programming language of an extension.
pub(crate) fn known_language(extension: &str) -> Option<&'static str> {
    LANGUAGES.binary_search_by_key(&extension, |(known, _)| known).ok().map(|at| LANGUAGES[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(BINARY.is_sorted());
        assert!(LANGUAGES.is_sorted());
    }
}

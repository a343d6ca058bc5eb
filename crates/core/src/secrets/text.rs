//! Credentials in files that no language analyzer reads.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use once_cell::sync::OnceCell;

use super::place::Places;
use super::values::judge;
use super::{entropy, scan};
use crate::analyzer::{Analyzer, ExtractLimits, Extraction, Extractor, Problem};
use crate::facts::{FileFacts, SecretKind, SecretSite};
use crate::source::{Language, SourceFile, SourcePath, Span};

/// The longest line that is searched, in bytes. Longer ones are minified or data.
const LONGEST_LINE: usize = 16 * 1024;

/// Reads text files of any kind for credentials. Register it behind all other analyzers.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct PlainText;

impl PlainText {
    /// The analyzer.
    pub fn new() -> Self {
        Self
    }
}

/// Extensions of text files that can hold credentials and that no other analyzer reads.
const EXTENSIONS: &[&str] = &[
    "bash",
    "bat",
    "c",
    "cc",
    "cfg",
    "clj",
    "cnf",
    "conf",
    "config",
    "cpp",
    "cs",
    "csv",
    "dart",
    "env",
    "erl",
    "ex",
    "exs",
    "fish",
    "fs",
    "go",
    "gradle",
    "groovy",
    "h",
    "hcl",
    "hpp",
    "htm",
    "html",
    "http",
    "ini",
    "java",
    "jl",
    "json",
    "json5",
    "jsonc",
    "jsonnet",
    "kt",
    "kts",
    "lua",
    "m",
    "netrc",
    "nix",
    "npmrc",
    "pem",
    "php",
    "pl",
    "plist",
    "pm",
    "properties",
    "ps1",
    "psm1",
    "pypirc",
    "r",
    "rb",
    "rs",
    "scala",
    "sh",
    "sql",
    "svelte",
    "swift",
    "tf",
    "tfvars",
    "toml",
    "txt",
    "vue",
    "xml",
    "yaml",
    "yml",
    "zsh",
];

/// Names of text files without an extension.
const NAMES: &[&str] = &[
    ".dockercfg",
    ".env",
    ".git-credentials",
    ".htpasswd",
    ".netrc",
    ".npmrc",
    ".pgpass",
    ".pypirc",
    ".s3cfg",
    ".yarnrc",
    "config",
    "credentials",
    "id_dsa",
    "id_ecdsa",
    "id_ed25519",
    "id_rsa",
];

/// Files that tools write and that hold hashes.
const HASHES: &[&str] = &[
    "Cargo.lock",
    "Gemfile.lock",
    "composer.lock",
    "go.mod",
    "go.sum",
    "package-lock.json",
    "pnpm-lock.yaml",
    "poetry.lock",
    "uv.lock",
    "yarn.lock",
];

impl Analyzer for PlainText {
    fn name(&self) -> &'static str {
        "text"
    }

    fn claims(&self, path: &SourcePath, head: &str) -> Option<Language> {
        if head.contains('\0') || HASHES.binary_search(&path.file_name()).is_ok() {
            return None;
        }
        let known = EXTENSIONS.binary_search(&path.extension()).is_ok()
            || NAMES.binary_search(&path.file_name()).is_ok()
            || path.file_name().starts_with(".env");
        known.then_some(Language::TEXT)
    }

    fn extractor(&self) -> Box<dyn Extractor> {
        Box::new(Text)
    }
}

struct Text;

impl Extractor for Text {
    fn extract(&mut self, source: &SourceFile<'_>, _: &ExtractLimits) -> Extraction {
        let mut facts = FileFacts::new(source.language.clone(), source.text);
        facts.secrets = match source.path.extension() {
            // Selectors name the fields of forms by their type.
            "css" | "less" | "sass" | "scss" => scan_tokens(source.text),
            _ => scan_text(source.text),
        };
        let places = Places::of(source);
        facts.secrets.retain(|site| places.counts(site));
        let long = source.text.len() > LONGEST_LINE && has_long_line(source.text.as_bytes());
        let problems = if long {
            vec![Problem::Other(format!(
                "lines of more than {LONGEST_LINE} bytes are not searched for names of credentials"
            ))]
        } else {
            Vec::new()
        };
        Extraction { facts, problems }
    }
}

/// Whether a line has more than [`LONGEST_LINE`] bytes.
fn has_long_line(text: &[u8]) -> bool {
    let mut start = 0;
    memchr::memchr_iter(b'\n', text).chain([text.len()]).any(|end| {
        let length = end - start;
        start = end + 1;
        length > LONGEST_LINE
    })
}

/// The credentials of a text of unknown form: tokens by format, and values bound to telling names.
pub fn scan_text(text: &str) -> Vec<SecretSite> {
    let mut sites = scan_tokens(text);
    let named = scan_assignments(text);
    let known: Vec<Span> = sites.iter().map(|site| site.span).collect();
    let apart =
        |span: Span| !known.iter().any(|known| known.start < span.end && span.start < known.end);
    sites.extend(named.into_iter().filter(|site| apart(site.span)));
    sites.sort_by_key(|site| (site.span.start, site.span.end));
    sites
}

fn scan_tokens(text: &str) -> Vec<SecretSite> {
    scan(text)
        .into_iter()
        .map(|token| site(text, token.kind, "", token.format, token.start, token.end))
        .collect()
}

/// The values that lines bind to telling names: `api_token = "…"`, `password: …`, `SECRET=…`.
pub fn scan_assignments(text: &str) -> Vec<SecretSite> {
    static NOUNS: OnceCell<AhoCorasick> = OnceCell::new();
    let nouns = NOUNS.get_or_try_init(|| {
        AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).ascii_case_insensitive(true).build(
            [
                "password",
                "passwd",
                "pwd",
                "passphrase",
                "secret",
                "token",
                "api_key",
                "apikey",
                "api-key",
                "access_key",
                "accesskey",
                "private_key",
                "auth_key",
                "_auth",
                "encryption_key",
                "signing_key",
            ],
        )
    });
    let Ok(nouns) = nouns else { return Vec::new() };
    let mut sites = Vec::new();
    let mut from = 0;
    for hit in nouns.find_iter(text) {
        if hit.start() < from {
            continue;
        }
        let Some(found) = assignment(text, hit.start(), hit.end()) else { continue };
        from = found.value.1;
        let name = &text[found.name.0..found.name.1];
        let value = &text[found.value.0..found.value.1];
        // Code that is not quoted is a name or a call, not a value.
        if !found.quoted
            && (value.contains(['(', ')', '[', ';'])
                || value.contains("?.")
                || value == "await"
                // `${NAME:?what is missing}` of a shell
                || value.starts_with('?')
                || is_code_reference(value))
        {
            continue;
        }
        if let Some(judged) = judge(name, value, true) {
            sites.push(site(
                text,
                judged.kind,
                name,
                judged.detector,
                found.value.0,
                found.value.1,
            ));
        }
    }
    sites
}

/// Whether an unquoted value reads as an expression: `config.password`, `password_hash`.
fn is_code_reference(value: &str) -> bool {
    let words = value.bytes().all(|byte| {
        byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'.' | b'>' | b'-' | b'$' | b':')
    }) && value.contains(['.', '_', '>', ':']);
    let path = value.contains('.')
        && value.split('.').all(|part| {
            part.len() < 40
                && part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        })
        && value
            .split('.')
            .next()
            .is_some_and(|first| first.bytes().all(|byte| byte.is_ascii_lowercase()));
    words || path
}

struct Assignment {
    name: (usize, usize),
    value: (usize, usize),
    quoted: bool,
}

/// The assignment around a noun: a name, a sign, a value on the same line.
fn assignment(text: &str, start: usize, end: usize) -> Option<Assignment> {
    const REACH: usize = 120;
    let bytes = text.as_bytes();
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let mut left = start;
    while left > 0 && start - left < REACH && is_name(bytes[left - 1]) {
        left -= 1;
    }
    let mut right = end;
    while right < bytes.len() && right - end < REACH && is_name(bytes[right]) {
        right += 1;
    }
    let mut at = right;
    // `"name": …`, `'name' => …`, `["name"] = …`
    while matches!(bytes.get(at), Some(b'"' | b'\'' | b']' | b'`' | b'\\')) {
        at += 1;
    }
    let blank = |at: &mut usize| {
        while matches!(bytes.get(*at), Some(b' ' | b'\t')) {
            *at += 1;
        }
    };
    let behind = at;
    blank(&mut at);
    let (sign, apart) = (at, at > behind);
    while at - sign < 2 && matches!(bytes.get(at), Some(b'=' | b':' | b'>' | b',')) {
        at += 1;
    }
    let sign = &bytes[sign..at];
    // `==` compares, and a comma binds only in `define("NAME", "value")`.
    if !matches!(sign, b"=" | b":" | b":=" | b"=>" | b",")
        || sign == b"," && !is_first_argument(&text[..left], bytes.get(right))
    {
        return None;
    }
    // `v-model="password" :label="…"`: the next attribute of an element.
    if sign == b":" && apart && bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
        return None;
    }
    blank(&mut at);
    // `"name": "value"` with escaped quotes inside another string.
    if bytes.get(at) == Some(&b'\\') {
        at += 1;
    }
    let quote = bytes.get(at).copied().filter(|byte| matches!(byte, b'"' | b'\'' | b'`'));
    let from = if quote.is_some() { at + 1 } else { at };
    if sign == b"," && quote.is_none() {
        return None;
    }
    let mut to = from;
    while let Some(&byte) = bytes.get(to) {
        let ends = match quote {
            Some(quote) => byte == quote || byte == b'\n' || byte == b'\\',
            None => {
                byte.is_ascii_whitespace()
                    || matches!(byte, b',' | b'"' | b'\'' | b'#' | b'}' | b'<')
            }
        };
        if ends || to - from > 4096 {
            break;
        }
        to += 1;
    }
    let whole =
        text.is_char_boundary(left) && text.is_char_boundary(from) && text.is_char_boundary(to);
    (whole && to > from).then_some(Assignment {
        name: (left, right),
        value: (from, to),
        quoted: quote.is_some(),
    })
}

/// Whether what ends a text is the beginning of a quoted first argument: `define("`.
fn is_first_argument(before: &str, closing: Option<&u8>) -> bool {
    let quote = before.as_bytes().last();
    matches!(quote, Some(b'"' | b'\''))
        && quote == closing
        && before[..before.len() - 1].trim_end_matches([' ', '\t']).ends_with('(')
}

fn site(
    text: &str,
    kind: SecretKind,
    name: &str,
    detector: &str,
    start: usize,
    end: usize,
) -> SecretSite {
    SecretSite {
        kind,
        name: name.into(),
        detector: detector.into(),
        length: (end - start) as u32,
        entropy: entropy(&text[start..end]),
        span: Span::new(start as u32, end as u32),
        function: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        scan_text(text)
            .iter()
            .map(|site| format!("{} {}", site.detector, site.span.of(text)))
            .collect()
    }

    #[test]
    fn tokens_are_found_in_any_text() {
        // Made here, of the right form, so that no scanner of this repository takes them for real.
        let stripe = format!("key: {}_live_Tq7mPz41VhRe9sLcW2kYbN8u", "sk");
        assert_eq!(found(&stripe), [format!("stripe-key {}_live_Tq7mPz41VhRe9sLcW2kYbN8u", "sk")]);
        assert!(found("sk_live_").is_empty());
        let pem = format!(
            "-----BEGIN RSA {} KEY-----\nMIIEpAIBAAKCAQEA1234567890abcdefghijklmnop\n-----END",
            "PRIVATE"
        );
        assert_eq!(found(&pem).len(), 1);
        let cut =
            format!("-----BEGIN RSA {} KEY-----MIIEpAIBAAKCAQEA1234567890\n{stripe}", "PRIVATE");
        assert_eq!(found(&cut).len(), 2);
    }

    #[test]
    fn lines_bind_values_to_names() {
        assert_eq!(found("deploy_api_token = \"q4nw8ztmc2khr6ybx9plf3vdjs7ge5ua\"").len(), 1);
        assert_eq!(found("DB_PASSWORD=hunter2\n").len(), 1);
        assert_eq!(found("define('APP_SECRET', 'q4nw8ztmc2khr6ybx9plf3vdjs7ge5ua');").len(), 1);
        assert!(found("password == \"hunter2\"").is_empty());
        assert!(found("\"random-password\": \"^2.3.2\"").is_empty());
        assert!(found("password: ${DB_PASSWORD}").is_empty());
        assert!(found("<input v-model=\"password\" :label=\"$t.LabelPassword\" />").is_empty());
        assert!(found("password = config.password").is_empty());
        assert!(found("func f(token string, password string)").is_empty());
        assert!(found("the password: it must be long").is_empty());
    }

    #[test]
    fn translations_name_what_people_are_asked_for() {
        let sites = |path: &str| {
            let (path, text) = (SourcePath::new(path), "\"pgpPassword\": \"PGP-passord\"");
            let (language, role) = (Language::TEXT, crate::source::Role::Production);
            let source = SourceFile { path: &path, text, language: &language, role };
            Text.extract(&source, &ExtractLimits::default()).facts.secrets.len()
        };
        assert_eq!(sites("src/i18n/locale/nb.json"), 0);
        assert_eq!(sites("config/nb.json"), 1);
    }

    #[test]
    fn only_a_line_too_long_to_be_searched_is_told() {
        let problems = |text: &str| {
            let (path, language) = (SourcePath::new("data.txt"), Language::TEXT);
            let role = crate::source::Role::Production;
            let source = SourceFile { path: &path, text, language: &language, role };
            Text.extract(&source, &ExtractLimits::default()).problems.len()
        };
        let line = "x".repeat(LONGEST_LINE);
        assert_eq!(problems(&format!("{line}\n{line}\n{line}")), 0);
        assert_eq!(problems(&format!("short\n{line}x")), 1);
    }

    #[test]
    fn the_tables_are_sorted() {
        assert!(EXTENSIONS.is_sorted() && NAMES.is_sorted() && HASHES.is_sorted());
    }
}

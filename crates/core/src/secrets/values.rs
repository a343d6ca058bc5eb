//! Which values can be credentials.

use super::encoding::decode_base64;
use super::formats::{FORMATS, Format};
use super::names::{Credential, credential_name};
use crate::facts::SecretKind;
use crate::naming::parts;

/// What else must hold for a token of a format.
#[derive(Clone, Copy, Debug)]
pub(super) enum Check {
    /// At least this entropy, in tenths of a bit per byte.
    Entropy(u16),
    /// Holds a digit: words alone are a stand-in.
    Digits,
    /// The first segment is a token header.
    Jwt,
    /// The block holds key material.
    PrivateKey,
    /// The password in a URL is written out.
    UrlPassword,
}

/// What a found token is; `None` if it is no token at all.
pub(super) fn token_kind(format: &Format, value: &str) -> Option<SecretKind> {
    let body = &value[format.prefix.len().min(value.len())..];
    match format.check {
        Check::Entropy(least) => {
            if super::entropy(body) < least {
                return has_run(body, 6).then_some(SecretKind::Placeholder);
            }
            Some(if is_stand_in(body) { SecretKind::Placeholder } else { SecretKind::Literal })
        }
        Check::Digits => {
            let random = body.bytes().any(|byte| byte.is_ascii_digit())
                && !is_stand_in(body)
                && !has_run(body, 7);
            Some(if random { SecretKind::Literal } else { SecretKind::Placeholder })
        }
        Check::Jwt => {
            let header = value.split('.').next().unwrap_or_default();
            is_token_header(header).then_some(SecretKind::Literal)
        }
        Check::PrivateKey => {
            // Key material has no spaces; words and code between the lines of a block have.
            let lines = body.split('\n').flat_map(|line| line.split("\\n")).map(|line| {
                line.trim_matches(|c: char| c.is_whitespace() || "\"'+,\\`".contains(c))
            });
            let lines = lines.filter(|line| !line.contains(' ') && !line.starts_with("-----"));
            let material = |line: &str| line.bytes().filter(u8::is_ascii_alphanumeric).count();
            let material: usize = lines.map(material).sum();
            (material >= 20 && !body.contains("{{") && !body.contains("${")).then(|| {
                if body.contains("...") && material < 80 || is_stand_in(body) && material < 200 {
                    SecretKind::Placeholder
                } else {
                    SecretKind::Literal
                }
            })
        }
        Check::UrlPassword => {
            let (user, password) = body.strip_suffix('@')?.split_once(':')?;
            if is_reference(password)
                || is_reference(user)
                || value.contains(['[', ']'])
                || password.bytes().all(|byte| byte == b'*' || byte == b'.')
            {
                return None;
            }
            Some(
                if is_stand_in(password)
                    || is_common(password)
                    || is_word(password)
                    || password == user
                {
                    SecretKind::Placeholder
                } else {
                    SecretKind::Literal
                },
            )
        }
    }
}

/// Whether a Base64 text begins like the header of a JSON web token: an object that names an algorithm or a type.
fn is_token_header(header: &str) -> bool {
    // Four letters stand for three bytes; the keys are among the first.
    let whole = header.len().min(64) / 4 * 4;
    let Some(decoded) = header.get(..whole).and_then(decode_base64) else { return false };
    [&b"\"alg\""[..], b"\"typ\"", b"\"kid\"", b"\"enc\""]
        .iter()
        .any(|key| decoded.windows(key.len()).any(|window| window == *key))
}

/// A decision about a value bound to a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Judged {
    /// A credential or a stand-in.
    pub kind: SecretKind,
    /// Why: `random-value`, `password`, `key`.
    pub detector: &'static str,
}

const fn judged(kind: SecretKind, detector: &'static str) -> Judged {
    Judged { kind, detector }
}

/// Decides whether a constant that is bound to a name is a credential.
///
/// `entry` says that it stands in a dictionary or a configuration line, where a word beside
/// `password` is often a label or the name of a field.
pub fn judge(name: &str, value: &str, entry: bool) -> Option<Judged> {
    // Dots and stars hide a value, or leave it out.
    if value.len() < 3
        || value.len() > 4096
        || value.bytes().all(|byte| matches!(byte, b'.' | b'*' | b'x' | b'X' | b'-'))
    {
        return None;
    }
    if name.eq_ignore_ascii_case("authorization") {
        return judge_header(value);
    }
    let credential = credential_name(name)?;
    if is_reference(value)
        || is_text(value)
        || is_word_of_protocol(value)
        || means_its_name(name, value)
        || is_bare_prefix(value)
        || is_public(value)
        || entry && is_version(value)
    {
        return None;
    }
    // A value that is an identifier of a credential is a constant for a field's name.
    let constant = name.bytes().any(|byte| byte.is_ascii_uppercase())
        && !name.bytes().any(|byte| byte.is_ascii_lowercase());
    if is_identifier(value)
        && credential_name(value).is_some()
        && (entry || constant && value.contains(['_', '-', '.']))
    {
        return None;
    }
    // A value in capitals names the variable that holds the credential.
    if is_identifier(value)
        && !value.contains('-')
        && !value.bytes().any(|byte| byte.is_ascii_lowercase())
        && credential_name(value).is_some()
    {
        return None;
    }
    if is_stand_in(value) {
        let detector = if is_common(value) { "common-password" } else { "stand-in" };
        return Some(judged(SecretKind::Placeholder, detector));
    }
    if has_run(value, 8) || value.len() == 3 && is_word(value) {
        return None;
    }
    if looks_random(value) {
        return Some(judged(SecretKind::Literal, "random-value"));
    }
    match credential {
        Credential::Password => {
            if entry && (is_dotted(value) || is_label(value)) {
                return None;
            }
            // One word in a configuration is the name of the project more often than a password that guards something.
            let weak = is_common(value) || entry && is_word(value);
            let kind = if weak { SecretKind::Placeholder } else { SecretKind::Literal };
            Some(judged(kind, "password"))
        }
        Credential::Key => {
            let kind = if is_common(value) || value.len() < 8 {
                SecretKind::Placeholder
            } else {
                SecretKind::Literal
            };
            (!is_dotted(value) && !(entry && is_identifier(value) && value.contains('_')))
                .then_some(judged(kind, "key"))
        }
        Credential::Secret => {
            let bare = !name.contains(['_', '-', '.']) || name.len() <= 8;
            (bare && value.len() >= 10 && !value.contains(['_', '-', '.', ':', '/', ' ']) && !entry
                || mixes(value) && value.len() >= 12 && !is_versioned_name(value))
            .then_some(judged(SecretKind::Literal, "key"))
        }
        Credential::Token => None,
    }
}

/// Decides about the header by which a caller shows who it is: `Bearer …` with a token, `Basic …` with a name and a password.
fn judge_header(value: &str) -> Option<Judged> {
    let (scheme, shown) = value.split_once(' ')?;
    let password = if scheme.eq_ignore_ascii_case("basic") {
        let pair = String::from_utf8(decode_base64(shown)?).ok()?;
        pair.split_once(':')?.1.to_owned()
    } else if looks_random(shown) {
        shown.to_owned()
    } else {
        return None;
    };
    let invented = is_reference(&password) || is_stand_in(&password) || is_common(&password);
    (!password.is_empty() && !invented).then_some(judged(SecretKind::Literal, "random-value"))
}

/// Decides about a password that a program compares with: `password === "…"`. A word beside it is a label or a state.
pub fn judge_compared(name: &str, value: &str) -> Option<Judged> {
    if credential_name(name) != Some(Credential::Password) || !mixes(value) && !is_common(value) {
        return None;
    }
    judge(name, value, false)
}

/// Decides about a parameter in the query of an address. What stands there is often made up to show how it is written.
pub(crate) fn judge_parameter(name: &str, value: &str) -> Option<Judged> {
    let judged = judge(name, value, true).filter(|it| it.kind == SecretKind::Literal)?;
    let chosen =
        credential_name(name) == Some(Credential::Password) && value.len() >= 8 && mixes(value);
    (chosen || judged.detector == "random-value").then_some(judged)
}

/// Decides about the default of an environment read: any written-out value for a credential is one that the program starts with.
pub fn judge_default(name: &str, value: &str) -> bool {
    let Some(credential) = credential_name(name) else { return false };
    // A token may be the default one; a password or key with this value is everybody's.
    let everybodys = value == "default" && credential != Credential::Token;
    !value.trim().is_empty()
        && !is_reference(value)
        && (everybodys || !is_word_of_protocol(value))
        && !(value.starts_with('/') || value.contains("://"))
        && !value.contains(' ')
        && !names_its_store(name, value)
}

/// Whether a value is a version, as manifests give it to packages: `"password-generator": "^2.3.2"`.
fn is_version(value: &str) -> bool {
    let number = value.trim_start_matches(['^', '~', '>', '<', '=', 'v', ' ']);
    let mut parts = number.splitn(3, '.');
    let digits = |part: Option<&str>| {
        part.is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()))
    };
    digits(parts.next())
        && digits(parts.next())
        && parts.next().is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a value is the name of a secret that is kept in a store: `PROXY_CA_SECRET = "proxy-ca"`.
fn names_its_store(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('_', "-");
    let value = value.to_ascii_lowercase().replace('_', "-");
    value.contains('-')
        && is_identifier(&value)
        && name
            .strip_suffix("-secret")
            .is_some_and(|name| name == value || name.ends_with(&format!("-{value}")))
}

/// Decides about the value that a manifest sets for a variable of a container. What stands there is
/// what the container gets, so that a common word is a credential too; prose and runs of one
/// character are none.
pub fn judge_variable(name: &str, value: &str) -> Option<SecretKind> {
    let value = value.trim();
    if value.len() < 3
        || is_reference(value)
        || is_text(value)
        || value.starts_with("ENC[")
        || matches!(value.to_ascii_lowercase().as_str(), "true" | "false" | "null" | "none")
    {
        return None;
    }
    let named = credential_name(name).is_some();
    if !named && !(opens_with_secret(name) || is_about_access(name) && looks_random(value)) {
        return None;
    }
    if is_identifier(value) && value.len() > 24 && !value.bytes().any(|b| b.is_ascii_uppercase()) {
        return None;
    }
    if is_common(value) {
        return Some(SecretKind::Literal);
    }
    if is_stand_in(value) {
        return Some(SecretKind::Placeholder);
    }
    let mut symbols = value.bytes().collect::<Vec<_>>();
    symbols.sort_unstable();
    symbols.dedup();
    // The identifier of a credential names the place where it is kept: `db-password`, `API_TOKEN`.
    let reference = is_identifier(value) && credential_name(value).is_some();
    (symbols.len() > 4 && !has_run(value, 8) && !reference).then_some(SecretKind::Literal)
}

/// Whether a name begins with the word `secret` and goes on with what the secret is for, not with what is known about it.
fn opens_with_secret(name: &str) -> bool {
    const ABOUT: &[&str] = &[
        "arn", "backend", "dir", "file", "header", "id", "length", "manager", "name", "path",
        "prefix", "provider", "ref", "region", "source", "store", "ttl", "type", "uri", "url",
        "version",
    ];
    let lower = name.to_ascii_lowercase();
    let mut words = lower.split(['_', '-', '.']);
    matches!(words.next(), Some("secret" | "password"))
        && words.next().is_some()
        && !lower.split(['_', '-', '.']).any(|word| ABOUT.binary_search(&word).is_ok())
}

/// Whether a name is about access without naming a credential: `authorization`, `your-credentials`.
fn is_about_access(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.split(['_', '-', '.']).next_back().is_some_and(|word| {
        matches!(word, "authentication" | "authorization" | "auth" | "credential" | "credentials")
    })
}

/// Decides about a constant given where a library wants a key (the key of a token signature, of an HMAC).
pub fn judge_key(value: &str) -> Option<Judged> {
    if value.is_empty() || is_reference(value) || value.starts_with("-----BEGIN PUBLIC") {
        return None;
    }
    let kind = if is_stand_in(value) || is_common(value) {
        SecretKind::Placeholder
    } else {
        SecretKind::Literal
    };
    Some(judged(kind, "key-argument"))
}

/// Whether a value is filled in elsewhere: an interpolation, a reference to a store or a file.
fn is_reference(value: &str) -> bool {
    let trimmed = value.trim();
    trimmed.starts_with(['$', '%', '/', '~'])
        || trimmed.starts_with("./")
        || ["${", "{{", "#{", "$(", "%(", "%s", "<%"].iter().any(|mark| trimmed.contains(mark))
        || trimmed.starts_with('{') && trimmed.ends_with('}')
        || trimmed.starts_with('[') && trimmed.ends_with(']')
        || [
            "env:",
            "env.",
            "vault:",
            "arn:",
            "op://",
            "ref+",
            "file:",
            "ssm:",
            "sm://",
            "gcp:",
            "secret:",
            "secrets.",
            "process.env",
            "os.environ",
            "http://",
            "https://",
            "!",
            "@",
        ]
        .iter()
        .any(|mark| trimmed.starts_with(mark))
}

/// Whether a value is prose: words with spaces.
fn is_text(value: &str) -> bool {
    value.contains([' ', '\t'])
        || value.ends_with(':')
        || !value.is_ascii()
            && value.chars().filter(|c| !c.is_ascii()).count() * 3 > value.chars().count()
}

/// Words that stand beside `token`, `password` and `auth` in protocols, types and forms.
fn is_word_of_protocol(value: &str) -> bool {
    const WORDS: &[&str] = &[
        "access",
        "api_key",
        "apikey",
        "auto",
        "basic",
        "bearer",
        "body",
        "boolean",
        "client_credentials",
        "cookie",
        "current-password",
        "default",
        "disabled",
        "enabled",
        "false",
        "header",
        "hidden",
        "input",
        "jwt",
        "new-password",
        "nil",
        "none",
        "null",
        "number",
        "oauth",
        "oauth2",
        "object",
        "off",
        "on",
        "optional",
        "query",
        "refresh",
        "required",
        "session",
        "str",
        "string",
        "text",
        "true",
        "undefined",
        "unset",
        "uuid",
        "varchar",
    ];
    let lower = value.trim().to_ascii_lowercase();
    WORDS.binary_search(&lower.as_str()).is_ok()
}

/// Whether a value is a key that is made to be public, because browsers and installed programs carry it:
/// <https://docs.stripe.com/keys>, <https://posthog.com/docs/api>
fn is_public(value: &str) -> bool {
    ["phc_", "pk_live_", "pk_test_", "sb_publishable_"].iter().any(|it| value.starts_with(it))
}

/// Whether a value is what all tokens of a format begin with, and nothing of its own.
fn is_bare_prefix(value: &str) -> bool {
    FORMATS.iter().any(|format| format.prefix == value)
}

/// Whether a value says the same as its name: `password="password"`, `TOKEN = "token"`, or is a path to it in a store:
/// `API_KEY = "web.search.api_key"`.
fn means_its_name(name: &str, value: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    };
    let path_end = value.rsplit(['.', ':', '/']).next().unwrap_or_default();
    let (name, value, path_end) = (letters(name), letters(value), letters(path_end));
    !value.is_empty() && name.ends_with(&value) && credential_name(&value).is_some()
        || name == path_end
}

/// Whether a value says that it must be replaced.
pub(super) fn is_stand_in(value: &str) -> bool {
    const MARKS: &[&str] = &[
        "change_me",
        "change-me",
        "changeme",
        "change_this",
        "change-this",
        "changethis",
        "your_",
        "your-",
        "yours",
        "my-super-secret",
        "my_super_secret",
        "placeholder",
        "password",
        "example",
        "sample",
        "dummy",
        "xxxx",
        "replace",
        "insert",
        "todo",
        "fixme",
        "fake",
        "not-a-real",
        "not_a_real",
        "notreal",
        "redacted",
        "****",
        "<",
        "put-",
        "put_",
        "enter_",
        "enter-",
        "here",
        "super-secret",
        "super_secret",
        "supersecret",
        "not-secure",
        "insecure",
        "unsafe",
        "in-production",
        "in_production",
        "0123456789abcdef",
        "123456789012",
        "abcdefghijklmnop",
        "test-key",
        "test_key",
        "test-secret",
        "test_secret",
        "test-token",
        "test_token",
        "default_secret",
        "dev-secret",
        "dev_secret",
        "dev-key",
        "dev_key",
        "secret-key",
        "secret_key",
    ];
    let lower = value.to_ascii_lowercase();
    MARKS.iter().any(|mark| match *mark {
        // "here" counts as a word of its own: `your-key-here`.
        "here" => {
            lower.ends_with("here")
                && lower.len() > 4
                && !lower.as_bytes()[lower.len() - 5].is_ascii_alphanumeric()
        }
        "todo" | "fake" | "insert" => lower.starts_with(mark),
        mark => lower.contains(mark),
    }) && (value.len() < 80 || lower.contains("example") || lower.contains("xxxx"))
}

/// Whether a value is a word that everybody tries first.
fn is_common(value: &str) -> bool {
    const WORDS: &[&str] = &[
        "1234",
        "12345",
        "123456",
        "12345678",
        "123456789",
        "abc123",
        "admin",
        "admin123",
        "adminpass",
        "changeit",
        "default",
        "demo",
        "dev",
        "development",
        "foo",
        "foobar",
        "guest",
        "letmein",
        "local",
        "minioadmin",
        "mysql",
        "pass",
        "password",
        "password1",
        "password123",
        "postgres",
        "qwerty",
        "redis",
        "root",
        "s3cr3t",
        "secret",
        "test",
        "test123",
        "testing",
        "toor",
        "user",
        "welcome",
    ];
    WORDS.binary_search(&value.to_ascii_lowercase().as_str()).is_ok()
}

/// Whether a value reads as a dotted path of words: a key of translations, a setting's address.
fn is_dotted(value: &str) -> bool {
    value.contains('.')
        && value.split('.').all(|part| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-'))
        })
}

/// Whether a value is written like a name: words joined by `_`, `-` or `.`.
fn is_identifier(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-' | b'.'))
}

/// Whether a value is a word as people read it, with a capital first: a label or its translation.
fn is_label(value: &str) -> bool {
    let mut letters = value.chars();
    letters.next().is_some_and(char::is_uppercase)
        && letters.clone().next().is_some()
        && letters.all(|c| c.is_lowercase() || c == '-')
}

/// Whether a value is one word in small letters or capitals.
fn is_word(value: &str) -> bool {
    let small = value.bytes().all(|byte| byte.is_ascii_lowercase());
    let capital = value.bytes().all(|byte| byte.is_ascii_uppercase());
    value.len() <= 12 && (small || capital)
}

/// Whether a value is a name with the number of its version: `shop_basket_v2`.
fn is_versioned_name(value: &str) -> bool {
    let mut parts = value.split(['_', '-', '.', ':']);
    let last = parts.next_back().unwrap_or_default();
    let number = last.strip_prefix('v').unwrap_or(last);
    !number.is_empty()
        && number.len() <= 2
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && parts.all(|part| part.len() >= 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

/// Whether one character is repeated at least so often in a row.
fn has_run(value: &str, length: usize) -> bool {
    let mut run = 0;
    let mut last = None;
    value.bytes().any(|byte| {
        run = if last == Some(byte) { run + 1 } else { 1 };
        last = Some(byte);
        run >= length
    })
}

/// Whether a value has letters and digits, or signs among them.
fn mixes(value: &str) -> bool {
    let digits = value.bytes().any(|byte| byte.is_ascii_digit());
    let letters = value.bytes().any(|byte| byte.is_ascii_alphabetic());
    digits && letters
}

/// Whether a value looks drawn at random rather than written by a person.
pub(crate) fn looks_random(value: &str) -> bool {
    let entropy = super::entropy(value);
    let hexadecimal = value.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        return value.len() >= 12 && entropy >= 15;
    }
    if hexadecimal && value.len() >= 16 && mixes(value) {
        return entropy >= 25;
    }
    if value.len() < 14 || entropy < 30 || !mixes(value) && !value.ends_with('=') {
        return false;
    }
    // Words with a number among them (`user-token-v2`) change between letters and digits once or twice.
    let changes = value
        .as_bytes()
        .windows(2)
        .filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit())
        .count();
    let words = value.split(['-', '_', '.', '/', ':']).filter(|part| part.len() > 2).count();
    changes >= 3 && (words <= 3 || changes >= 6) && !value.contains("://")
        || value.len() >= 24 && entropy >= 40 && changes >= 2
}

/// Whether a value is made of words, with numbers behind them at most: nobody draws such a credential at random.
pub(crate) fn is_made_of_words(value: &str) -> bool {
    !looks_random(value)
        && parts(value).all(|part| {
            let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
            let numbered = letters.is_empty() || letters.len() >= 4;
            letters.chars().all(char::is_alphabetic) && (letters == part || numbered)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use SecretKind::{Literal, Placeholder};

    fn kind(name: &str, value: &str) -> Option<SecretKind> {
        judge(name, value, false).map(|judged| judged.kind)
    }

    #[test]
    fn written_out_credentials_are_found() {
        assert_eq!(kind("password", "plonk"), Some(Literal));
        assert_eq!(kind("EMAIL_PASSWORD", "secret"), Some(Placeholder));
        assert_eq!(kind("passphrase", "1234"), Some(Placeholder));
        assert_eq!(kind("JWT_SECRET_KEY", "Plover417"), Some(Literal));
        assert_eq!(kind("secret", "7KqWbTzeLmrV2PxD-Ng5+RjSoUyhGc$a_-8k~.="), Some(Literal));
        assert_eq!(kind("api_key", "4d17b80e92fa63c5d0b84e71a9623f5c"), Some(Literal));
        assert_eq!(kind("api_key", "your-api-key"), Some(Placeholder));
    }

    #[test]
    fn references_labels_and_names_are_left_alone() {
        for (name, value) in [
            ("password", "${DB_PASSWORD}"),
            ("password", "{{ vault.password }}"),
            ("password", "Enter your password"),
            ("password", "password"),
            ("token", "bearer"),
            ("token", "access_token"),
            ("CONF_API_KEY", "api_key"),
            ("CONF_CLIENT_SECRET", "client_secret"),
            ("secret", "/run/secrets/db"),
            ("secret_key", "settings.secret.key"),
            ("api_key", "not enough entropy"),
            ("assigned_secret", "Plover417"),
            ("token", "kv2mtC91Q//4PZJWxHrgbNUESyFL7DXbbbbbbbbbbbbbbbbbbbb"),
            ("STORAGE_KEY", "shop_basket_v2"),
            ("pypi_token", "pypi-AgENdGVzdC5weXBpLm9yZ"),
        ] {
            assert_eq!(kind(name, value), None, "{name} = {value}");
        }
    }

    #[test]
    fn labels_and_their_translations_are_left_alone() {
        for label in ["Passwort", "Hasło", "Palavra-passe"] {
            assert_eq!(judge("password", label, true), None, "{label}");
        }
        assert!(judge("password", "Plonk7", true).is_some());
    }

    #[test]
    fn what_a_container_is_given_counts_as_it_stands() {
        let literal = Some(Literal);
        for (name, value, kind) in [
            ("POSTGRES_PASSWORD", "postgres", literal),
            ("JWT_SECRET", "Xk39-blue-otter", literal),
            ("SECRET_SHOP", "otterfield", literal),
            ("authorization", "b61d04e7f2935ac8d17be4093f5a6c28e0d94b7f", literal),
            ("API_KEY", "<your-api-key>", Some(Placeholder)),
            ("SECRET_NAME", "shop-database", None),
            ("authorization", "optional", None),
            ("DB_SECRET", "aaaabbbbcccc", None),
            ("DB_SECRET", "aplainsentencewrittenwithoutspaces", None),
            ("DB_PASSWORD", "${DB_PASSWORD}", None),
            ("DB_PASSWORD", "db-password", Some(Placeholder)),
        ] {
            assert_eq!(judge_variable(name, value), kind, "{name} = {value}");
        }
    }

    #[test]
    fn the_tables_are_sorted() {
        assert!(is_word_of_protocol("varchar") && is_word_of_protocol("access"));
        assert!(is_common("1234") && is_common("welcome") && is_common("minioadmin"));
    }
}

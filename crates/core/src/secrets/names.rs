//! Which names stand for credentials.

use crate::naming;

/// What kind of credential a name stands for. What must be asked of the value depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a kind decides what is asked of the value")]
pub enum Credential {
    /// A password: people choose it, so any word may be one.
    Password,
    /// A key or secret that a program or framework is configured with (`SECRET_KEY`, `client_secret`): words may be one.
    Key,
    /// Something called secret or key without more: only a value that does not read as words is one.
    Secret,
    /// A token: the word has many meanings, so the value must look random.
    Token,
}

/// Whether a call compares a password with the one that is kept: `bcrypt.compare`, `check_password_hash`,
/// `user.verifyPassword`.
///
/// What asks whether a password may be chosen (`checkPasswordStrength`, `validatePassword`) compares none, but
/// what asks the person whether it is theirs (`user.validPassword`) does.
pub fn compares_password(callee: &str) -> bool {
    let (receiver, last) = naming::cut_last(callee, b'.').unwrap_or(("", callee));
    // Every call is asked about, and few names hold the beginning of one of the words.
    if !last.as_bytes().windows(2).any(|pair| {
        let pair = [pair[0].to_ascii_lowercase(), pair[1].to_ascii_lowercase()];
        matches!(&pair, b"ch" | b"co" | b"va" | b"ve")
    }) {
        return false;
    }
    let says = |wanted: &[&str]| {
        naming::parts(last).any(|part| wanted.iter().any(|it| part.eq_ignore_ascii_case(it)))
    };
    if !says(CHECKS)
        || says(&["strength", "policy", "policies", "rules", "length", "format", "reset"])
    {
        return false;
    }
    let receiver_says = |wanted: &[&str]| {
        let receiver = naming::last(receiver).to_lowercase();
        wanted.iter().any(|it| receiver.contains(it))
    };
    let of_password = says(&["password", "pw", "passwd"]);
    says(&["checkpw"])
        || says(&["compare", "verify"]) && (of_password || receiver_says(HASHERS))
        || says(&["check", "match", "matches"]) && of_password
        || says(&["valid", "validate"]) && of_password && receiver_says(PEOPLE)
}

/// Words of what tells whether something is right.
const CHECKS: &[&str] =
    &["check", "checkpw", "compare", "match", "matches", "valid", "validate", "verify"];
/// Parts of the names of what hashes passwords.
const HASHERS: &[&str] = &["argon2", "bcrypt", "passw", "pwd", "scrypt"];
/// Names of those who have a password.
const PEOPLE: &[&str] = &["account", "admin", "member", "user"];

/// The credential that a name stands for: `DB_PASSWORD`, `stripeSecretKey`, `x-api-key`.
///
/// Names about a credential (`password_field`, `token_url`, `secret_name`) are none.
pub fn credential_name(name: &str) -> Option<Credential> {
    if name.len() > 80 || !may_name_credential(name) {
        return None;
    }
    let mut words = [""; 16];
    let mut buffer = [0u8; 96];
    let count = split(name, &mut buffer, &mut words)?;
    let words = &words[..count];
    let (at, width, credential) = (0..words.len()).rev().find_map(|at| noun(words, at))?;
    let rest = &words[at + width..];
    if rest.first().is_some_and(|word| *word != "for")
        && !rest.iter().all(|word| is_harmless_suffix(word))
    {
        return None;
    }
    let before = &words[..at];
    if before.iter().any(|word| VERBS.binary_search(word).is_ok()) {
        return None;
    }
    if credential == Credential::Token
        && before.last().is_some_and(|word| LANGUAGE.binary_search(word).is_ok())
    {
        return None;
    }
    Some(credential)
}

/// Whether a name announces examples: `samples`, `WEBHOOK_EXAMPLES`, `sampleEvents`.
pub fn names_examples(name: &str) -> bool {
    let mut words = [""; 16];
    let mut buffer = [0u8; 96];
    let Some(count) = split(name, &mut buffer, &mut words) else { return false };
    let words = &words[..count];
    let shown = |word: &&str| matches!(*word, "sample" | "samples" | "example" | "examples");
    words.first().is_some_and(shown)
        || words.last().is_some_and(|word| {
            shown(word) || matches!(*word, "fixture" | "fixtures" | "mock" | "mocks")
        })
}

/// Whether a credential is one that the program shows to another server: `POSTGRES_PASSWORD`, `OPENAI_API_KEY`.
///
/// That server decides whether to take it, so that a default written in the code opens nothing unless the server was set
/// up with it too. What the program itself checks or signs with (`JWT_SECRET`, `ADMIN_PASSWORD`) it takes from everybody.
pub fn is_for_others(name: &str) -> bool {
    let mut words = [""; 16];
    let mut buffer = [0u8; 96];
    let Some(count) = split(name, &mut buffer, &mut words) else { return false };
    let words = &words[..count];
    let Some((at, credential)) = (0..words.len())
        .rev()
        .find_map(|at| noun(words, at).map(|(at, _, credential)| (at, credential)))
    else {
        return false;
    };
    let names_server = || words.iter().any(|word| SERVERS.binary_search(word).is_ok());
    match credential {
        Credential::Password => names_server(),
        Credential::Key => {
            words[at].starts_with("client")
                || words[at] == "key" && words[at - 1] == "access"
                || words[at] == "secret"
                    && at
                        .checked_sub(1)
                        .is_some_and(|at| matches!(words[at], "client" | "consumer"))
        }
        Credential::Secret if words[at] == "secret" => false,
        // A provider's name stands before it: `SENDGRID_API_KEY`; one's own key has none.
        Credential::Secret | Credential::Token => {
            names_server()
                || words[..at].iter().any(|word| {
                    !matches!(
                        *word,
                        "access"
                            | "admin"
                            | "api"
                            | "app"
                            | "application"
                            | "auth"
                            | "bearer"
                            | "default"
                            | "internal"
                            | "jwt"
                            | "master"
                            | "my"
                            | "private"
                            | "refresh"
                            | "role"
                            | "secret"
                            | "server"
                            | "service"
                            | "session"
                            | "shared"
                            | "signing"
                            | "static"
                            | "system"
                            | "user"
                            | "webhook"
                            | "x"
                    )
                })
        }
    }
}

/// Words for servers that check a credential themselves.
const SERVERS: &[&str] = &[
    "amqp",
    "aws",
    "azure",
    "broker",
    "cache",
    "cassandra",
    "clickhouse",
    "couchdb",
    "database",
    "db",
    "elastic",
    "elasticsearch",
    "email",
    "ftp",
    "gcp",
    "imap",
    "influx",
    "influxdb",
    "kafka",
    "ldap",
    "mail",
    "mariadb",
    "minio",
    "mongo",
    "mongodb",
    "mssql",
    "mysql",
    "nats",
    "neo4j",
    "opensearch",
    "oracle",
    "pg",
    "postgres",
    "postgresql",
    "proxy",
    "rabbitmq",
    "redis",
    "s3",
    "sftp",
    "smtp",
    "sql",
    "sqlserver",
    "supabase",
];

/// Whether a name may stand for a credential: the cheap test.
fn may_name_credential(name: &str) -> bool {
    const PARTS: [&[u8]; 8] =
        [b"pass", b"pwd", b"secret", b"token", b"key", b"auth", b"credential", b"pin"];
    let bytes = name.as_bytes();
    PARTS
        .iter()
        .any(|part| bytes.windows(part.len()).any(|window| window.eq_ignore_ascii_case(part)))
}

/// Words before a credential's noun that make it an action, a condition or a part of the protocol.
const VERBS: &[&str] = &[
    "allow", "allowed", "censor", "change", "check", "compare", "confirm", "disable", "display",
    "enable", "encode", "existing", "expect", "expected", "forget", "forgot", "generate", "get",
    "has", "hash", "hide", "invalid", "is", "mask", "max", "min", "missing", "no", "num", "on",
    "pattern", "public", "redact", "regex", "regexp", "require", "required", "requires", "reset",
    "send", "set", "show", "update", "use", "validate", "verify", "with", "without", "wrong",
];

/// Words before `token` that make it a part of a text or of a list.
const LANGUAGE: &[&str] = &[
    "bos",
    "cls",
    "continuation",
    "cursor",
    "end",
    "eol",
    "eos",
    "image",
    "mask",
    "next",
    "pad",
    "page",
    "pagination",
    "sep",
    "special",
    "start",
    "stop",
    "sync",
    "unk",
    "whitespace",
];

/// The credential's noun at a place in a name, and how many words it has.
fn noun(words: &[&str], at: usize) -> Option<(usize, usize, Credential)> {
    use Credential::{Key, Password, Secret, Token};
    let digits = |c: char| c.is_ascii_digit();
    let word = words[at].trim_end_matches(digits);
    let next = words.get(at + 1).copied().unwrap_or_default();
    let previous = at.checked_sub(1).map_or("", |at| words[at]);
    Some(match word {
        "password" | "passwd" | "pwd" | "passphrase" | "passwort" | "passcode" | "userpassword" => {
            (at, 1, Password)
        }
        "pass"
            if words.len() == 1
                || matches!(
                    previous,
                    "db" | "database"
                        | "user"
                        | "admin"
                        | "smtp"
                        | "mail"
                        | "email"
                        | "redis"
                        | "mysql"
                        | "postgres"
                        | "pg"
                        | "root"
                        | "ftp"
                        | "rabbitmq"
                        | "broker"
                        | "login"
                        | "auth"
                        | "my"
                        | "mongo"
                ) =>
        {
            (at, 1, Password)
        }
        "secret" => match next {
            "key" | "base" => (at, 2, Key),
            // `secretOrKey`, `secretOrPrivateKey`
            "or" if words.last().is_some_and(|last| *last == "key") => (at, words.len() - at, Key),
            _ => match previous {
                "client" | "jwt" | "session" | "cookie" | "auth" | "app" | "signing"
                | "webhook" | "nextauth" | "api" | "consumer" | "application" | "hmac" | "csrf"
                | "access" | "refresh" | "encryption" => (at, 1, Key),
                _ => (at, 1, Secret),
            },
        },
        "secretkey" | "clientsecret" | "jwtsecret" | "appsecret" | "apisecret" => (at, 1, Key),
        "apikey" | "authkey" | "accesskey" => (at, 1, Secret),
        "key" => match previous {
            "signing" | "encryption" | "jwt" | "fernet" | "hmac" | "aes" | "crypto" => (at, 1, Key),
            // `secretAccessKey`
            "access" if at >= 2 && words[at - 2] == "secret" => (at, 1, Key),
            "api" | "access" | "private" | "auth" | "master" | "service" | "account"
            | "storage" | "license" | "role" | "admin" | "shared" | "subscription" | "webhook"
            | "integration" | "ingest" | "deploy" => (at, 1, Secret),
            _ => return None,
        },
        "token" | "authtoken" | "accesstoken" | "bearertoken" => (at, 1, Token),
        "auth" if words.len() == 1 => (at, 1, Token),
        "credential" | "credentials" => (at, 1, Token),
        _ => return None,
    })
}

/// Words after the noun that leave it a credential.
fn is_harmless_suffix(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
        || matches!(
            word,
            "base"
                | "default"
                | "value"
                | "val"
                | "str"
                | "string"
                | "text"
                | "b64"
                | "base64"
                | "hex"
                | "dev"
                | "development"
                | "prod"
                | "production"
                | "staging"
                | "test"
                | "live"
                | "local"
                | "primary"
                | "secondary"
                | "old"
                | "new"
                | "a"
                | "b"
                | "const"
                | "raw"
                | "plain"
                | "plaintext"
        )
        || word.len() > 1 && word[1..].bytes().all(|byte| byte.is_ascii_digit())
}

/// Splits `snake_case`, `kebab-case`, `camelCase` and `CONSTANT_CASE` into lower-case words.
fn split<'b>(name: &str, buffer: &'b mut [u8; 96], words: &mut [&'b str; 16]) -> Option<usize> {
    let mut ends = [0usize; 17];
    let mut count = 0;
    for part in naming::parts(name) {
        let (start, end) = (ends[count], ends[count] + part.len());
        let word = buffer.get_mut(start..end)?;
        word.copy_from_slice(part.as_bytes());
        word.make_ascii_lowercase();
        count += 1;
        *ends.get_mut(count)? = end;
    }
    let text = std::str::from_utf8(&buffer[..ends[count]]).ok()?;
    for at in 0..count {
        words[at] = &text[ends[at]..ends[at + 1]];
    }
    Some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_credentials_are_known() {
        for (name, credential) in [
            ("password", Credential::Password),
            ("DB_PASSWORD", Credential::Password),
            ("email_pwd", Credential::Password),
            ("my_secret_password_for_email", Credential::Password),
            ("MasterUserPassword", Credential::Password),
            ("SECRET_KEY", Credential::Key),
            ("JWT_SECRET_KEY", Credential::Key),
            ("SECRET_KEY_BASE", Credential::Key),
            ("clientSecret", Credential::Key),
            ("secretAccessKey", Credential::Key),
            ("assigned_secret", Credential::Secret),
            ("stripeApiKey", Credential::Secret),
            ("x-api-key", Credential::Secret),
            ("SUPABASE_SERVICE_ROLE_KEY", Credential::Secret),
            ("bot_token1", Credential::Token),
            ("A_BEARER_TOKEN", Credential::Token),
            ("_auth", Credential::Token),
        ] {
            assert_eq!(credential_name(name), Some(credential), "{name}");
        }
    }

    #[test]
    fn names_about_credentials_are_none() {
        for name in [
            "password_field",
            "token_url",
            "secret_name",
            "reset_password",
            "forgotPassword",
            "REGEX_PASSWORD",
            "is_token",
            "PASSWORD_HASHERS",
            "primary_key",
            "keyboard",
            "eos_token",
            "tokenizer",
            "secretary",
            "passing",
            "next_page_token",
            "bypass",
            "key",
            "password_min_length",
            "",
            "_",
            "___",
            "invalid_password",
        ] {
            assert_eq!(credential_name(name), None, "{name}");
        }
    }

    #[test]
    fn credentials_for_other_servers_are_told_from_ones_own() {
        for name in [
            "POSTGRES_PASSWORD",
            "SHOP_DB_PWD",
            "MINIO_ROOT_PASSWORD",
            "AWS_SECRET_ACCESS_KEY",
            "SENDGRID_API_KEY",
            "OAUTH_CLIENT_SECRET",
            "GITHUB_TOKEN",
        ] {
            assert!(is_for_others(name), "{name}");
        }
        for name in [
            "ADMIN_PASSWORD",
            "JWT_SECRET",
            "SECRET_KEY",
            "API_KEY",
            "X_API_KEY",
            "S3_DOWNLOAD_SECRET",
        ] {
            assert!(!is_for_others(name), "{name}");
        }
    }

    #[test]
    fn a_comparison_of_a_password_is_told_from_a_rule_about_passwords() {
        for callee in [
            "bcrypt.compareSync",
            "bcrypt.checkpw",
            "argon2.verify",
            "pwd_context.verify",
            "check_password_hash",
            "verify_password",
            "user.validPassword",
            "user.passwordMatch",
            "this.comparePassword",
        ] {
            assert!(compares_password(callee), "{callee}");
        }
        for callee in [
            "validatePassword",
            "validator.validatePassword",
            "checkPasswordStrength",
            "verify_password_policy",
            "checkPasswordReset",
            "verify",
            "jwt.verify",
            "users.match",
            "setPassword",
        ] {
            assert!(!compares_password(callee), "{callee}");
        }
    }

    #[test]
    fn the_tables_are_sorted() {
        assert!(VERBS.is_sorted());
        assert!(LANGUAGE.is_sorted());
        assert!(SERVERS.is_sorted());
    }
}

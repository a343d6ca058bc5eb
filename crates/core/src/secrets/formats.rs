//! The formats of provider tokens: a reviewed table, in the order of its names.

use super::values::Check;

/// How a token is written.
#[derive(Debug)]
pub(super) struct Format {
    /// Its name.
    pub(super) name: &'static str,
    /// The text that the search looks for.
    pub(super) prefix: &'static str,
    /// What must stand before the prefix, and how often.
    pub(super) before: Option<(Alphabet, usize, usize)>,
    /// Whether no letter, digit or underscore may stand before it.
    pub(super) bounded: bool,
    /// What follows the prefix.
    pub(super) pieces: &'static [Piece],
    /// What else must hold.
    pub(super) check: Check,
}

/// A part of a token.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece {
    /// Characters of an alphabet: at least, at most.
    Of(Alphabet, usize, usize),
    /// A fixed text.
    Text(&'static str),
    /// Everything up to a mark and the mark; what is there if the mark is missing.
    Until(&'static str),
}

/// Characters of a token.
#[derive(Clone, Copy, Debug)]
pub(super) enum Alphabet {
    Digit,
    Hex,
    Upper,
    Lower,
    Alnum,
    Word,
    Base64,
    Url,
    Wide,
    Userinfo,
}

impl Alphabet {
    pub(super) fn has(self, byte: u8) -> bool {
        match self {
            Self::Digit => byte.is_ascii_digit(),
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Upper => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            Self::Lower => byte.is_ascii_lowercase() || byte.is_ascii_digit(),
            Self::Alnum => byte.is_ascii_alphanumeric(),
            Self::Word => byte.is_ascii_alphanumeric() || byte == b'_',
            Self::Base64 => byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='),
            Self::Url => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'),
            Self::Wide => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=' | b'.'),
            Self::Userinfo => {
                byte.is_ascii_graphic()
                    && !matches!(byte, b'/' | b'@' | b'"' | b'\'' | b'`' | b'<' | b'>' | b':')
            }
        }
    }
}

use Alphabet::{Alnum, Base64, Digit, Hex, Lower, Upper, Url, Userinfo, Wide, Word};
use Piece::{Of, Text, Until};

const MANY: usize = usize::MAX;

const fn token(name: &'static str, prefix: &'static str, pieces: &'static [Piece]) -> Format {
    Format { name, prefix, before: None, bounded: true, pieces, check: Check::Entropy(20) }
}

const fn checked(
    name: &'static str,
    prefix: &'static str,
    pieces: &'static [Piece],
    check: Check,
) -> Format {
    Format { name, prefix, before: None, bounded: true, pieces, check }
}

const SLACK: &[Piece] = &[Of(Url, 15, MANY)];
const GITHUB: &[Piece] = &[Of(Alnum, 36, 255)];
const AWS: &[Piece] = &[Of(Upper, 16, 16)];
const GITLAB: &[Piece] = &[Of(Url, 20, 128)];
const HEX32: &[Piece] = &[Of(Hex, 32, 32)];
const HEX64: &[Piece] = &[Of(Hex, 64, 64)];
const STRIPE: &[Piece] = &[Of(Alnum, 16, 255)];

/// The formats, sorted by name and prefix.
pub(super) const FORMATS: &[Format] = &[
    token("age-secret-key", "AGE-SECRET-KEY-1", &[Of(Upper, 58, 58)]),
    token("alibaba-access-key", "LTAI", &[Of(Alnum, 17, 26)]),
    token("anthropic-api-key", "sk-ant-", &[Of(Url, 24, MANY)]),
    token("atlassian-api-token", "ATATT3xFf", &[Of(Wide, 100, 255)]),
    token("aws-access-key-id", "ABIA", AWS),
    token("aws-access-key-id", "ACCA", AWS),
    token("aws-access-key-id", "AKIA", AWS),
    token("aws-access-key-id", "ASIA", AWS),
    token("aws-appsync-key", "da2-", &[Of(Lower, 26, 26)]),
    checked("aws-session-token", "FQoGZXIvYXdz", &[Of(Base64, 80, MANY)], Check::Entropy(30)),
    checked("aws-session-token", "FwoGZXIvYXdz", &[Of(Base64, 80, MANY)], Check::Entropy(30)),
    checked("aws-session-token", "IQoJb3JpZ2lu", &[Of(Base64, 80, MANY)], Check::Entropy(30)),
    token("brevo-api-key", "xkeysib-", &[Of(Hex, 64, 64), Text("-"), Of(Alnum, 16, 16)]),
    token("clojars-token", "CLOJARS_", &[Of(Lower, 60, 60)]),
    token("contentful-token", "CFPAT-", &[Of(Url, 43, 43)]),
    token("databricks-token", "dapi", &[Of(Hex, 32, 32)]),
    token("defined-networking-token", "dnkey-", &[Of(Wide, 40, 100)]),
    token("digitalocean-token", "doo_v1_", HEX64),
    token("digitalocean-token", "dop_v1_", HEX64),
    token("digitalocean-token", "dor_v1_", HEX64),
    token(
        "discord-webhook",
        "discord.com/api/webhooks/",
        &[Of(Digit, 16, 22), Text("/"), Of(Url, 60, 80)],
    ),
    token(
        "discord-webhook",
        "discordapp.com/api/webhooks/",
        &[Of(Digit, 16, 22), Text("/"), Of(Url, 60, 80)],
    ),
    token("docker-token", "dckr_pat_", &[Of(Url, 27, 64)]),
    token("doppler-token", "dp.pt.", &[Of(Alnum, 40, 44)]),
    token("doppler-token", "dp.st.", &[Of(Wide, 40, 80)]),
    token("duffel-token", "duffel_live_", &[Of(Wide, 40, 50)]),
    token("dynatrace-token", "dt0c01.", &[Of(Alnum, 24, 24), Text("."), Of(Alnum, 64, 64)]),
    token("easypost-token", "EZAK", &[Of(Alnum, 54, 54)]),
    token("figma-token", "figd_", &[Of(Url, 40, 60)]),
    token("flutterwave-key", "FLWPUBK_TEST-", &[Of(Hex, 32, 32), Text("-X")]),
    token("flutterwave-key", "FLWSECK-", &[Of(Hex, 32, 32), Text("-X")]),
    token("flutterwave-key", "FLWSECK_TEST-", &[Of(Hex, 32, 32), Text("-X")]),
    token("github-token", "gho_", GITHUB),
    token("github-token", "ghp_", GITHUB),
    token("github-token", "ghr_", GITHUB),
    token("github-token", "ghs_", GITHUB),
    token("github-token", "ghu_", GITHUB),
    token("github-token", "github_pat_", &[Of(Word, 22, 255)]),
    token("gitlab-token", "glagent-", GITLAB),
    token("gitlab-token", "glcbt-", GITLAB),
    token("gitlab-token", "gldt-", GITLAB),
    token("gitlab-token", "glft-", GITLAB),
    token("gitlab-token", "glpat-", GITLAB),
    token("gitlab-token", "glptt-", GITLAB),
    token("gitlab-token", "glrt-", GITLAB),
    token("gitlab-token", "glsoat-", GITLAB),
    token("google-api-key", "AIza", &[Of(Url, 35, 35)]),
    token("google-oauth-secret", "GOCSPX-", &[Of(Url, 28, 28)]),
    token("google-oauth-token", "ya29.", &[Of(Url, 40, MANY)]),
    token("grafana-token", "glc_", &[Of(Base64, 32, 400)]),
    token("grafana-token", "glsa_", &[Of(Alnum, 32, 32), Text("_"), Of(Hex, 8, 8)]),
    token("groq-api-key", "gsk_", &[Of(Alnum, 48, 60)]),
    Format {
        name: "hashicorp-terraform-token",
        prefix: ".atlasv1.",
        before: Some((Alnum, 14, 14)),
        bounded: false,
        pieces: &[Of(Wide, 60, 70)],
        check: Check::Entropy(20),
    },
    token("hashicorp-vault-token", "hvb.", &[Of(Url, 80, 300)]),
    token("hashicorp-vault-token", "hvs.", &[Of(Url, 24, 300)]),
    token("heroku-api-key", "HRKU-AA", &[Of(Url, 58, 58)]),
    token("hubspot-token", "pat-eu1-", &[Of(Url, 36, 36)]),
    token("hubspot-token", "pat-na1-", &[Of(Url, 36, 36)]),
    token("huggingface-token", "api_org_", &[Of(Alnum, 34, 34)]),
    token("huggingface-token", "hf_", &[Of(Alnum, 34, 40)]),
    checked(
        "json-web-token",
        "eyJ",
        &[Of(Url, 10, MANY), Text(".eyJ"), Of(Url, 10, MANY)],
        Check::Jwt,
    ),
    token("langsmith-token", "lsv2_pt_", &[Of(Hex, 32, 32), Text("_"), Of(Hex, 10, 10)]),
    token("langsmith-token", "lsv2_sk_", &[Of(Hex, 32, 32), Text("_"), Of(Hex, 10, 10)]),
    token("linear-token", "lin_api_", &[Of(Alnum, 40, 40)]),
    token("mailgun-key", "key-", HEX32),
    token("mailgun-key", "pubkey-", HEX32),
    token("mapbox-token", "sk.eyJ", &[Of(Url, 50, 200), Text("."), Of(Url, 20, 30)]),
    token("new-relic-key", "NRAK-", &[Of(Alnum, 27, 27)]),
    token("new-relic-key", "NRJS-", &[Of(Hex, 19, 19)]),
    token("notion-token", "ntn_", &[Of(Alnum, 40, 50)]),
    token("npm-token", "npm_", &[Of(Alnum, 36, 36)]),
    Format {
        name: "openai-api-key",
        prefix: "T3BlbkFJ",
        before: Some((Url, 20, 100)),
        bounded: false,
        pieces: &[Of(Url, 20, 100)],
        check: Check::Entropy(30),
    },
    checked("openai-api-key", "sk-", &[Of(Alnum, 48, 48)], Check::Entropy(30)),
    checked("openai-api-key", "sk-admin-", &[Of(Url, 40, 250)], Check::Entropy(30)),
    checked("openai-api-key", "sk-proj-", &[Of(Url, 40, 250)], Check::Entropy(30)),
    checked("openai-api-key", "sk-svcacct-", &[Of(Url, 40, 250)], Check::Entropy(30)),
    token("openrouter-api-key", "sk-or-v1-", HEX64),
    token("perplexity-api-key", "pplx-", &[Of(Alnum, 40, 60)]),
    token("planetscale-token", "pscale_oauth_", &[Of(Wide, 32, 64)]),
    token("planetscale-token", "pscale_pw_", &[Of(Wide, 32, 64)]),
    token("planetscale-token", "pscale_tkn_", &[Of(Wide, 32, 64)]),
    token("postman-api-key", "PMAK-", &[Of(Hex, 24, 24), Text("-"), Of(Hex, 34, 34)]),
    token("prefect-token", "pnu_", &[Of(Lower, 36, 36)]),
    checked(
        "private-key",
        "-----BEGIN DSA PRIVATE KEY-----",
        &[Until("-----END")],
        Check::PrivateKey,
    ),
    checked(
        "private-key",
        "-----BEGIN EC PRIVATE KEY-----",
        &[Until("-----END")],
        Check::PrivateKey,
    ),
    checked(
        "private-key",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----",
        &[Until("-----END")],
        Check::PrivateKey,
    ),
    checked(
        "private-key",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        &[Until("-----END")],
        Check::PrivateKey,
    ),
    checked(
        "private-key",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----",
        &[Until("-----END")],
        Check::PrivateKey,
    ),
    checked("private-key", "-----BEGIN PRIVATE KEY-----", &[Until("-----END")], Check::PrivateKey),
    checked(
        "private-key",
        "-----BEGIN RSA PRIVATE KEY-----",
        &[Until("-----END")],
        Check::PrivateKey,
    ),
    token("pulumi-token", "pul-", &[Of(Hex, 40, 40)]),
    token("pypi-token", "pypi-AgEIcHlwaS5vcmc", &[Of(Url, 50, MANY)]),
    token("pypi-token", "pypi-AgENdGVzdC5weXBpLm9yZ", &[Of(Url, 50, MANY)]),
    token("readme-token", "rdme_", &[Of(Lower, 70, 70)]),
    token("replicate-token", "r8_", &[Of(Alnum, 37, 40)]),
    token("rubygems-token", "rubygems_", &[Of(Hex, 48, 48)]),
    token("sendgrid-api-key", "SG.", &[Of(Url, 22, 22), Text("."), Of(Url, 43, 43)]),
    token("sentry-token", "sntrys_", &[Of(Base64, 50, MANY)]),
    token("sentry-token", "sntryu_", HEX64),
    token("shippo-token", "shippo_live_", &[Of(Hex, 40, 40)]),
    token("shopify-token", "shpat_", HEX32),
    token("shopify-token", "shpca_", HEX32),
    token("shopify-token", "shppa_", HEX32),
    token("shopify-token", "shpss_", HEX32),
    checked("slack-token", "xapp-", SLACK, Check::Digits),
    checked("slack-token", "xoxa-", SLACK, Check::Digits),
    checked("slack-token", "xoxb-", SLACK, Check::Digits),
    checked("slack-token", "xoxe-", SLACK, Check::Digits),
    checked("slack-token", "xoxo-", SLACK, Check::Digits),
    checked("slack-token", "xoxp-", SLACK, Check::Digits),
    checked("slack-token", "xoxr-", SLACK, Check::Digits),
    checked("slack-token", "xoxs-", SLACK, Check::Digits),
    Format {
        bounded: false,
        ..checked(
            "slack-webhook",
            "hooks.slack.com/services/",
            &[Of(Base64, 30, 120)],
            Check::Digits,
        )
    },
    Format {
        bounded: false,
        ..checked(
            "slack-webhook",
            "hooks.slack.com/workflows/",
            &[Of(Base64, 30, 120)],
            Check::Digits,
        )
    },
    token("square-token", "sq0atp-", &[Of(Url, 22, 22)]),
    token("square-token", "sq0csp-", &[Of(Url, 43, 43)]),
    token("stripe-key", "rk_live_", STRIPE),
    token("stripe-key", "sk_live_", STRIPE),
    token("stripe-test-key", "rk_test_", STRIPE),
    token("stripe-test-key", "sk_test_", STRIPE),
    token("stripe-webhook-secret", "whsec_", &[Of(Base64, 24, 64)]),
    token("supabase-token", "sbp_", &[Of(Hex, 40, 40)]),
    Format {
        name: "telegram-bot-token",
        prefix: ":AA",
        before: Some((Digit, 8, 10)),
        bounded: true,
        pieces: &[Of(Url, 32, 33)],
        check: Check::Entropy(30),
    },
    token("twilio-api-key", "SK", &[Of(Hex, 32, 32)]),
    checked(
        "twitter-bearer-token",
        "AAAAAAAAAAAAAAAAAAAAA",
        &[Of(Userinfo, 40, 200)],
        Check::Entropy(35),
    ),
    Format {
        name: "url-password",
        prefix: "://",
        before: None,
        bounded: false,
        pieces: &[Of(Userinfo, 0, 128), Text(":"), Of(Userinfo, 1, 256), Text("@")],
        check: Check::UrlPassword,
    },
    token("xai-api-key", "xai-", &[Of(Alnum, 70, 90)]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_has_no_doubles() {
        let keys: Vec<_> = FORMATS.iter().map(|format| (format.name, format.prefix)).collect();
        let mut sorted = keys.clone();
        sorted.sort_unstable();
        sorted.dedup_by_key(|key| key.1);
        assert_eq!(keys, sorted);
    }

    #[test]
    fn each_prefix_is_long_enough_to_look_for() {
        assert!(FORMATS.iter().all(|format| format.prefix.len() >= 2 && !format.pieces.is_empty()));
    }
}

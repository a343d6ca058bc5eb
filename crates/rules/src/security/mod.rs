//! Secrets, injection, insecure settings.

mod cors_open;
mod default_secret;
mod hardcoded_secret;
mod jwt_unverified;
mod placeholder_secret;
mod raw_sql;
mod sql_injection;
mod tls_verification_off;

pub(crate) use cors_open::CorsOpen;
pub(crate) use default_secret::DefaultSecret;
pub(crate) use hardcoded_secret::HardcodedSecret;
pub(crate) use jwt_unverified::JwtUnverified;
pub(crate) use placeholder_secret::PlaceholderSecret;
pub(crate) use raw_sql::RawSql;
pub(crate) use sql_injection::SqlInjection;
pub(crate) use tls_verification_off::TlsVerificationOff;

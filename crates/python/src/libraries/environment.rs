//! Readers of the environment.

use shipworthy_core::security::{EnvironmentReader, SettingsClass};

const fn reader(
    form: &'static str,
    paths: &'static [&'static str],
    default: Option<u8>,
    default_keyword: &'static str,
    required: bool,
) -> EnvironmentReader {
    EnvironmentReader { form, paths, mapping: false, default, default_keyword, required }
}

/// Functions and mappings.
pub(super) const READERS: &[EnvironmentReader] = &[
    reader("os.getenv", &["os.getenv"], Some(1), "default", false),
    // `setdefault` is left out: a program that calls it tells others.
    reader("os.environ.get", &["os.environ.get", "os.environ.pop"], Some(1), "default", false),
    EnvironmentReader {
        form: "os.environ",
        paths: &["os.environ"],
        mapping: true,
        default: None,
        default_keyword: "",
        required: true,
    },
    reader(
        "decouple",
        &["decouple.config", "decouple.AutoConfig()", "decouple.Config()"],
        Some(1),
        "default",
        true,
    ),
    reader("starlette", &["starlette.config.Config()"], Some(2), "default", true),
    // environs and django-environ: the reader itself and one method a type.
    reader(
        "environs",
        &[
            "environs.Env()",
            "environs.Env().str",
            "environs.Env().int",
            "environs.Env().bool",
            "environs.Env().float",
            "environs.Env().list",
            "environs.Env().dict",
            "environs.Env().json",
            "environs.Env().url",
            "environs.Env().path",
            "environs.Env().decimal",
            "environs.Env().enum",
            "environs.Env().timedelta",
            "environs.Env().log_level",
            "environs.env",
            "environs.env.str",
            "environs.env.int",
            "environs.env.bool",
            "environs.env.list",
        ],
        Some(1),
        "default",
        true,
    ),
    reader(
        "django-environ",
        &[
            "environ.Env()",
            "environ.Env().str",
            "environ.Env().int",
            "environ.Env().bool",
            "environ.Env().float",
            "environ.Env().list",
            "environ.Env().tuple",
            "environ.Env().dict",
            "environ.Env().json",
            "environ.Env().url",
            "environ.Env().db",
            "environ.Env().db_url",
            "environ.Env().cache",
            "environ.Env().cache_url",
            "environ.Env().email",
            "environ.Env().email_url",
            "environ.Env().path",
            "environ.Env().bytes",
            "environ.FileAwareEnv()",
            "environ.FileAwareEnv().str",
            "environ.FileAwareEnv().bool",
            "environ.FileAwareEnv().int",
            "environ.FileAwareEnv().list",
        ],
        Some(1),
        "default",
        true,
    ),
    reader("dj-database-url", &["dj_database_url.config"], None, "default", false),
];

/// Classes whose fields the environment sets.
pub(super) const CLASSES: &[SettingsClass] = &[SettingsClass {
    form: "pydantic-settings",
    bases: &[
        "pydantic_settings.BaseSettings",
        "pydantic.BaseSettings",
        "pydantic.v1.BaseSettings",
        "pydantic_settings.main.BaseSettings",
    ],
    options: &["model_config", "Config"],
    prefix: "env_prefix",
    fields: &["Field", "SecretStr", "AnyUrl", "HttpUrl"],
    aliases: &["env", "validation_alias", "alias"],
}];

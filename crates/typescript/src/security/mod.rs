//! What libraries do that matters for security: SQL, outbound calls, the environment, settings.

mod clients;
mod keys;
mod settings;
mod sql;

use std::sync::LazyLock;

use shipworthy_core::security::{EnvironmentReader, EnvironmentSchema, Libraries, Tables};

/// A schema of objects: what its entries are called tells whether they are variables of the environment.
const fn objects(form: &'static str, module: &'static str, optional: bool) -> EnvironmentSchema {
    EnvironmentSchema {
        form,
        module,
        method: "object",
        position: 0,
        parts: &[],
        optional,
        sure: false,
    }
}

const SCHEMAS: &[EnvironmentSchema] = &[
    objects("zod", "zod", false),
    objects("Joi", "joi", true),
    objects("Joi", "@hapi/joi", true),
    objects("yup", "yup", true),
    objects("valibot", "valibot", false),
    EnvironmentSchema { method: "keys", ..objects("Joi", "joi", true) },
    EnvironmentSchema {
        method: "cleanEnv",
        position: 1,
        sure: true,
        ..objects("envalid", "envalid", false)
    },
    EnvironmentSchema {
        method: "parseEnv",
        position: 1,
        sure: true,
        ..objects("znv", "znv", false)
    },
    EnvironmentSchema {
        method: "createEnv",
        parts: &["server", "client", "shared"],
        sure: true,
        ..objects("t3-env", "@t3-oss/env", false)
    },
];

/// The tables of TypeScript and JavaScript, ready to be asked.
pub(crate) static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables::new(&LIBRARIES));

static LIBRARIES: Libraries = Libraries {
    sql: sql::TAKERS,
    mappers: &[
        ("@prisma/client", "Prisma"),
        ("typeorm", "TypeORM"),
        ("@nestjs/typeorm", "TypeORM"),
        ("sequelize", "Sequelize"),
        ("sequelize-typescript", "Sequelize"),
        ("drizzle-orm", "Drizzle"),
        ("knex", "Knex"),
        ("objection", "Objection"),
        ("@mikro-orm/core", "MikroORM"),
        ("kysely", "Kysely"),
    ],
    statements: sql::STATEMENTS,
    format_functions: sql::FORMAT_FUNCTIONS,
    list_methods: &["push", "unshift"],
    loggers: &["console", "log", "logger", "winston", "pino", "Error", "TypeError", "*.Error"],
    quoting: sql::QUOTING,
    formatting_drivers: sql::FORMATTING_DRIVERS,
    clients: clients::CLIENTS,
    limiters: clients::LIMITERS,
    file_limits: clients::FILE_LIMITS,
    environment: &[
        EnvironmentReader {
            form: "process.env",
            paths: &["process.env", "Bun.env", "node:process.env", "process.default.env"],
            mapping: true,
            default: None,
            default_keyword: "",
            required: false,
        },
        EnvironmentReader {
            form: "import.meta.env",
            paths: &["import.meta.env"],
            mapping: true,
            default: None,
            default_keyword: "",
            required: false,
        },
        EnvironmentReader {
            form: "Deno.env",
            paths: &["Deno.env.get"],
            mapping: false,
            default: None,
            default_keyword: "",
            required: false,
        },
        EnvironmentReader {
            form: "ConfigService",
            paths: &[
                "self.configService.get",
                "self.config.get",
                "configService.get",
                "config.get",
                "@nestjs/config.ConfigService.get",
                "@nestjs/config.ConfigService().get",
            ],
            mapping: false,
            default: Some(1),
            default_keyword: "",
            required: false,
        },
        EnvironmentReader {
            form: "ConfigService",
            paths: &[
                "self.configService.getOrThrow",
                "self.config.getOrThrow",
                "configService.getOrThrow",
                "@nestjs/config.ConfigService.getOrThrow",
                "@nestjs/config.ConfigService().getOrThrow",
            ],
            mapping: false,
            default: Some(1),
            default_keyword: "",
            required: true,
        },
    ],
    environment_schemas: SCHEMAS,
    validators: &[("class-validator", &["IsOptional", "ValidateIf"])],
    browser_directives: &["use client"],
    browser_signs: &[
        "addEventListener(",
        "document.body",
        "document.createElement",
        "document.getElement",
        "document.querySelector",
        "localStorage",
        "sessionStorage",
        "useCallback",
        "useEffect",
        "useRef",
        "useState",
        "window.location",
    ],
    settings_classes: &[],
    settings: settings::SETTINGS,
    registrars: &["register"],
    keys: keys::KEYS,
    inputs: &[
        "req.body",
        "req.query",
        "req.params",
        "req.headers",
        "req.cookies",
        "request.body",
        "request.query",
        "request.params",
        "req.url",
        "ctx.request",
        "ctx.query",
        "ctx.params",
        "c.req",
        "process.argv",
        "*.searchParams",
        "self.req",
    ],
    numeric: &[
        "Number",
        "parseInt",
        "parseFloat",
        "Number.parseInt",
        "Number.parseFloat",
        "BigInt",
        "Math.floor",
        "Math.round",
        "Math.ceil",
        "Math.max",
        "Math.min",
        "Math.abs",
        "Date.now",
    ],
    string_methods: &[
        "trim",
        "trimEnd",
        "trimStart",
        "repeat",
        "substr",
        "toLowerCase",
        "toUpperCase",
        "replace",
        "replaceAll",
        "slice",
        "substring",
        "toString",
        "concat",
        "join",
        "split",
        "map",
        "filter",
    ],
    formatters: &["format", "concat"],
    text_tags: &["String.raw", "common-tags", "dedent", "outdent", "string-dedent", "ts-dedent"],
};

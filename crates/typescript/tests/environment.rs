//! Variables of the environment: reads, defaults, schemas.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]

use shipworthy_core::analyzer::{Analyzer, ExtractLimits};
use shipworthy_core::source::{Role, SourceFile, SourcePath};
use shipworthy_typescript::TypeScriptAnalyzer;

/// `NAME required`, `NAME default` or `NAME optional`, in the order of the text.
fn variables(text: &str) -> Vec<String> {
    let analyzer = TypeScriptAnalyzer::new();
    let path = SourcePath::new("src/env.ts");
    let language = analyzer.claims(&path, text).expect("TypeScript");
    let source = SourceFile { path: &path, text, language: &language, role: Role::Production };
    let facts = analyzer.extractor().extract(&source, &ExtractLimits::default()).facts;
    facts
        .environment
        .iter()
        .map(|read| {
            let how = match (read.required, &read.default) {
                (true, _) => "required",
                (false, Some(_)) => "default",
                (false, None) => "optional",
            };
            format!("{} {how}", read.name)
        })
        .collect()
}

#[test]
fn what_is_taken_out_of_the_environment_is_read() {
    let text = r#"
const { PORT = 3000, HOST, REDIS_URL: redis } = process.env
const environment = process.env
export const key = environment.API_KEY ?? "none"
"#;
    assert_eq!(
        variables(text),
        ["PORT default", "HOST optional", "REDIS_URL optional", "API_KEY default"]
    );
}

#[test]
fn schemas_tell_what_is_required() {
    let zod = r#"
import { z } from "zod"
const text = z.string().min(1)
export const env = z
  .object({
    DATABASE_URL: z.string().url(),
    PORT: z.coerce.number().default(3000),
    SENTRY_DSN: z.string().optional(),
    JWT_SECRET: text,
  })
  .parse(process.env)
"#;
    let expected =
        ["DATABASE_URL required", "PORT default", "SENTRY_DSN optional", "JWT_SECRET required"];
    assert_eq!(variables(zod), expected);
    let joi = r#"
import * as Joi from "joi"
export const schema = Joi.object({
  DATABASE_URL: Joi.string().required(),
  PORT: Joi.number().default(3000),
  SENTRY_DSN: Joi.string(),
  JWT_SECRET: Joi.string().min(32).required(),
})
"#;
    assert_eq!(variables(joi), expected);
    let envalid = r#"
import { cleanEnv, port, str, url } from "envalid"
export const env = cleanEnv(process.env, {
  DATABASE_URL: url(),
  PORT: port({ default: 3000 }),
})
"#;
    assert_eq!(variables(envalid), expected[..2]);
    let t3 = r#"
import { createEnv } from "@t3-oss/env-nextjs"
import { z } from "zod"
export const env = createEnv({
  server: { DATABASE_URL: z.string().url(), PORT: z.coerce.number().default(3000) },
  client: {},
  experimental__runtimeEnv: {},
})
"#;
    assert_eq!(variables(t3), expected[..2]);
    let class = r#"
import { IsInt, IsOptional, IsString, IsUrl } from "class-validator"
class Environment {
  @IsUrl()
  DATABASE_URL: string

  @IsInt()
  PORT: number = 3000

  @IsString()
  @IsOptional()
  SENTRY_DSN: string
}
"#;
    assert_eq!(variables(class), expected[..3]);
}

#[test]
fn other_objects_are_no_environment() {
    let text = r#"
import { z } from "zod"
import { IsString } from "class-validator"
export const order = z.object({ id: z.string(), total: z.number() })
export const sides = z.object({ A: z.string(), B: z.string() })
class Order {
  @IsString()
  name: string
}
"#;
    assert_eq!(variables(text), Vec::<String>::new());
}

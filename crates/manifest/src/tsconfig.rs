//! `tsconfig.json`, `jsconfig.json` and `nest-cli.json`: how modules are found and built.
//!
//! Source: <https://www.typescriptlang.org/tsconfig>, <https://docs.nestjs.com/cli/monorepo>.

use shipworthy_core::analyzer::Problem;
use shipworthy_core::facts::{FileFacts, mentions};
use shipworthy_core::source::SourcePath;

use crate::json;

/// Whether a file is one.
pub(crate) fn is(path: &SourcePath) -> bool {
    let name = path.file_name();
    name == "jsconfig.json"
        || name == "nest-cli.json"
        || name.ends_with(".json") && name.starts_with("tsconfig")
}

/// Compiler options that decide about modules.
const OPTIONS: &[&str] = &["baseUrl", "paths", "rootDir", "outDir", "rootDirs"];
/// Keys beside them; the last two are of `nest-cli.json`.
const KEYS: &[&str] = &["extends", "references", "sourceRoot", "entryFile"];

/// Adds the options as settings, and the names of types, plugins and bases in it.
pub(crate) fn read(text: &str, facts: &mut FileFacts) -> Vec<Problem> {
    facts.mentions = mentions(text);
    json::with_object(text, facts, |config, facts| {
        for key in KEYS {
            json::setting(config, key, key, facts);
        }
        if let Some(options) = config.get_object("compilerOptions") {
            for key in OPTIONS {
                json::setting(options, key, &format!("compilerOptions.{key}"), facts);
            }
        }
    })
}

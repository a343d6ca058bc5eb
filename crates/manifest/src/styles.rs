//! Style sheets: what they import from packages.
//!
//! Sources: <https://developer.mozilla.org/docs/Web/CSS/@import>, <https://sass-lang.com/documentation/at-rules/use/>,
//! <https://tailwindcss.com/docs/functions-and-directives>.

use shipworthy_core::analyzer::Problem;
use shipworthy_core::facts::{FileFacts, Import};
use shipworthy_core::source::{SourcePath, Span};

/// Whether a file is one.
pub(crate) fn is(path: &SourcePath) -> bool {
    matches!(path.extension(), "css" | "scss" | "sass" | "less" | "pcss" | "styl")
}

/// Rules that name a module.
const RULES: &[&str] = &["@import", "@use", "@forward", "@plugin", "@config", "@reference"];

/// Adds an import for each module that a rule names.
pub(crate) fn read(text: &str, facts: &mut FileFacts) -> Vec<Problem> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let from = start;
        start += line.len() as u32;
        // Minified sheets are one line, and what they import comes first.
        let code = line.trim_start();
        if !code.starts_with('@') {
            continue;
        }
        if code.starts_with("@tailwind") {
            facts.imports.push(import("tailwindcss", from, line));
        } else if RULES.iter().any(|rule| code.starts_with(rule))
            && let Some(module) = quoted(code)
        {
            facts.imports.push(import(module.trim_start_matches('~'), from, line));
        }
    }
    Vec::new()
}

fn quoted(code: &str) -> Option<&str> {
    let at = code.find(['"', '\''])?;
    let quote = code[at..].chars().next()?;
    code[at + 1..].split(quote).next().filter(|module| !module.is_empty() && module.len() < 200)
}

fn import(module: &str, start: u32, line: &str) -> Import {
    let length = line.trim_end().len().min(200) as u32;
    Import { module: module.into(), span: Span::new(start, start + length), ..Import::default() }
}

#[cfg(test)]
mod tests {
    use crate::testing::facts;

    #[test]
    fn imports_of_style_sheets_are_imports() {
        let text = "@import \"tw-animate-css\";\n@use '~bootstrap/scss/grid' as grid;\n@tailwind base;\n@media print {}\na { color: red }\n";
        let facts = facts("web/index.css", text);
        let found: Vec<_> = facts.imports.iter().map(|it| it.module.as_str()).collect();
        assert_eq!(found, ["tw-animate-css", "bootstrap/scss/grid", "tailwindcss"]);
    }
}

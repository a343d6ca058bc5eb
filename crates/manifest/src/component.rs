//! Components in languages of their own (Vue, Svelte, Astro, MDX): what they import. Their code is not read.

use memchr::{memchr, memmem, memrchr};
use shipworthy_core::analyzer::Problem;
use shipworthy_core::facts::{FileFacts, Import};
use shipworthy_core::source::{SourcePath, Span};

/// Whether a file is one.
pub(crate) fn is(path: &SourcePath) -> bool {
    matches!(path.extension(), "vue" | "svelte" | "astro" | "mdx")
}

/// Adds the modules of `import … from "x"`, `import "x"`, `import("x")` and `require("x")`.
pub(crate) fn read(text: &str, facts: &mut FileFacts) -> Vec<Problem> {
    let bytes = text.as_bytes();
    let marks = ["import", "from ", "require("].map(memmem::Finder::new);
    // Most lines are text: only those with a mark are looked at.
    let mut ahead = marks.each_ref().map(|mark| mark.find(bytes));
    while let Some(at) = ahead.iter().flatten().min().copied() {
        let from = memrchr(b'\n', &bytes[..at]).map_or(0, |end| end + 1);
        let end = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end + 1);
        for (mark, next) in marks.iter().zip(&mut ahead) {
            if next.is_some_and(|next| next < end) {
                *next = mark.find(&bytes[end..]).map(|at| end + at);
            }
        }
        let (line, from) = (&text[from..end], from as u32);
        let code = line.trim();
        let static_import = code.starts_with("import ") || code.starts_with("import\"");
        let named = ["} from ", "import(", "require("]
            .iter()
            .find_map(|mark| code.split_once(mark).map(|(_, rest)| rest));
        let rest = match named {
            Some(rest) => rest,
            None if static_import => code.rsplit_once(" from ").map_or(&code[6..], |it| it.1),
            None => continue,
        };
        let rest = rest.trim_start();
        let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else { continue };
        if let Some((module, _)) = rest[1..].split_once(quote)
            && !module.is_empty()
            && module.len() < 200
        {
            let span = Span::new(from, from + line.trim_end().len() as u32);
            facts.imports.push(Import { module: module.into(), span, ..Import::default() });
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use crate::testing::facts;

    #[test]
    fn imports_are_found_in_the_script_of_a_component() {
        let text = "<script setup>\nimport { ref } from 'vue'\nimport {\n  a,\n} from \"@acme/a\"\nimport './x.css'\nconst c = () => import('chart.js')\n</script>\n<p>import nothing</p>\n";
        let facts = facts("src/App.vue", text);
        let found: Vec<_> = facts.imports.iter().map(|it| it.module.as_str()).collect();
        assert_eq!(found, ["vue", "@acme/a", "./x.css", "chart.js"]);
    }
}

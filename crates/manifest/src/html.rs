//! `index.html`: the scripts that a page loads, which are the entry points of a Vite application.

use shipworthy_core::analyzer::Problem;
use shipworthy_core::facts::{Declaration, FileFacts};
use shipworthy_core::source::{SourcePath, Span};

/// Whether a file is one.
pub(crate) fn is(path: &SourcePath) -> bool {
    path.file_name() == "index.html"
}

/// Adds `src` of each `<script>`.
pub(crate) fn read(text: &str, facts: &mut FileFacts) -> Vec<Problem> {
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find("<script")) {
        let start = at + found;
        let rest = &text[start..];
        let end = rest.find('>').unwrap_or(rest.len());
        let tag = &rest[..end];
        if let Some(src) = tag.find("src=") {
            let value = &tag[src + 4..];
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            if let Some(quote) = quote
                && let Some(length) = value[1..].find(quote)
            {
                facts.declarations.push(Declaration::Entry {
                    path: value[1..1 + length].into(),
                    key: "script src".into(),
                    span: Span::new(start as u32, (start + end) as u32),
                });
            }
        }
        at = start + end.max(1);
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use shipworthy_core::facts::Declaration;

    use crate::testing::facts;

    #[test]
    fn a_page_names_its_scripts() {
        let facts = facts(
            "web/index.html",
            "<body><script>x()</script><script type=\"module\" src=\"/src/main.tsx\"></script>",
        );
        assert!(matches!(
            &facts.declarations[..],
            [Declaration::Entry { path, .. }] if path == "/src/main.tsx"
        ));
    }
}

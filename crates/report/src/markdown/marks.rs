//! Texts made safe for Markdown.

/// A text with the marks of Markdown and HTML made harmless.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    for c in text.chars() {
        match c {
            '`' => {
                in_code = !in_code;
                out.push(c);
            }
            '<' if !in_code => out.push_str("&lt;"),
            '\\' | '*' | '_' | '[' | ']' | '#' if !in_code => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    // An open code span would swallow what follows.
    if in_code { out.replace('`', "\\`") } else { out }
}

/// A text in a cell of a table.
pub(super) fn cell(value: &str) -> String {
    text(value).replace('|', "\\|")
}

/// A text as code, whatever back-ticks it has, safe in a table too.
pub(super) fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ").replace('|', "\\|");
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// A fence that is longer than any in the lines.
pub(super) fn fence(lines: &[&str]) -> String {
    let longest = lines
        .iter()
        .map(|line| {
            line.chars()
                .take_while(|c| *c == '`')
                .count()
                .max(line.trim_start().chars().take_while(|c| *c == '`').count())
        })
        .max()
        .unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_in_texts_are_harmless() {
        assert_eq!(text("a *b* `c_d` <i> x_y"), "a \\*b\\* `c_d` &lt;i> x\\_y");
        assert_eq!(cell("a|b"), "a\\|b");
        assert_eq!(code("a`b"), "`` a`b ``");
        assert_eq!(fence(&["````x"]), "`````");
    }
}

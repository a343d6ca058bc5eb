use std::fmt;

use super::Reported;

/// A page, parsed into its cases.
#[derive(Clone, Debug, Default)]
pub struct Page {
    cases: Vec<Case>,
}

/// A case: files and what must be reported in them.
#[derive(Clone, Debug, Default)]
pub struct Case {
    title: String,
    files: Vec<(String, String)>,
    expected: Vec<Reported>,
    quiet: usize,
}

impl Case {
    /// The heading.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Paths and texts, markers taken out.
    pub fn files(&self) -> &[(String, String)] {
        &self.files
    }

    /// What must be reported, in order.
    pub fn expected(&self) -> &[Reported] {
        &self.expected
    }

    /// How many lines of code have no marker.
    pub(super) fn quiet_lines(&self) -> usize {
        self.quiet
    }
}

impl Page {
    /// Reads a page. Whatever has no code has no case.
    pub fn parse(text: &str) -> Self {
        let mut cases = Vec::new();
        let mut case = Case::default();
        let mut name = None;
        let mut block: Option<(String, Vec<&str>, bool)> = None;
        for line in text.lines() {
            if let Some((file, lines, shown_only)) = &mut block {
                if line.trim_start().starts_with("```") {
                    if !*shown_only {
                        case.add(file, lines);
                    }
                    block = None;
                } else {
                    lines.push(line);
                }
            } else if let Some(info) = line.strip_prefix("```") {
                let mut words = info.split_whitespace();
                let language = words.next().unwrap_or_default();
                let shown_only =
                    language.is_empty() || language == "text" || words.any(|word| word == "ignore");
                let file = name.take().unwrap_or_else(|| format!("main.{}", extension(language)));
                block = Some((file, Vec::new(), shown_only));
            } else if let Some(title) =
                line.strip_prefix("## ").or_else(|| line.strip_prefix("### "))
            {
                cases.push(std::mem::take(&mut case));
                case.title = title.trim().to_owned();
            } else if let Some(file) =
                line.trim().strip_prefix('`').and_then(|rest| rest.strip_suffix("`:"))
            {
                name = Some(file.to_owned());
            }
        }
        cases.push(case);
        cases.retain(|case| !case.files.is_empty());
        Self { cases }
    }

    /// The cases, in order.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }
}

impl Case {
    fn add(&mut self, file: &str, lines: &[&str]) {
        let mut text = String::new();
        let mut pending: Vec<String> = Vec::new();
        let mut number = 0;
        for line in lines {
            let (code, rules) = split_marker(line);
            if !rules.is_empty() && code.trim().is_empty() {
                pending.extend(rules);
                continue;
            }
            number += 1;
            text.push_str(code);
            text.push('\n');
            let rules: Vec<String> = pending.drain(..).chain(rules).collect();
            if rules.is_empty() && !code.trim().is_empty() {
                self.quiet += 1;
            }
            self.expected.extend(rules.into_iter().map(|rule| Reported {
                file: file.to_owned(),
                line: number,
                rule,
            }));
        }
        self.expected.sort();
        self.expected.dedup();
        self.files.push((file.to_owned(), text));
    }
}

/// The code of a line and the rules that its marker names.
fn split_marker(line: &str) -> (&str, Vec<String>) {
    for mark in ["# error: [", "// error: [", "<!-- error: ["] {
        if let Some(at) = line.find(mark) {
            let rules = line[at + mark.len()..].split(']').next().unwrap_or_default();
            return (
                line[..at].trim_end(),
                rules.split(',').map(|rule| rule.trim().to_owned()).collect(),
            );
        }
    }
    (line, Vec::new())
}

fn extension(language: &str) -> &str {
    match language {
        "python" => "py",
        "typescript" => "ts",
        "javascript" => "js",
        "markdown" => "md",
        other => other,
    }
}

/// Why a page does not hold: what is missing, what is noisy, what the page lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageFailure {
    rule: String,
    lines: Vec<String>,
}

impl PageFailure {
    pub(super) fn new(rule: &str) -> Self {
        Self { rule: rule.to_owned(), lines: Vec::new() }
    }

    pub(super) fn missing(&mut self, case: &str, at: &Reported) {
        self.lines.push(format!(
            "missing: {}:{} [{}] is marked and not reported ({case})",
            at.file, at.line, at.rule
        ));
    }

    pub(super) fn noisy(&mut self, case: &str, at: &Reported) {
        self.lines.push(format!(
            "noisy: {}:{} [{}] is reported and not marked ({case})",
            at.file, at.line, at.rule
        ));
    }

    pub(super) fn incomplete(&mut self, what: &str) {
        self.lines.push(format!("incomplete: {what}"));
    }

    pub(super) fn into_result(self) -> Result<(), Self> {
        if self.lines.is_empty() { Ok(()) } else { Err(self) }
    }

    /// What is wrong, a line each.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }
}

impl fmt::Display for PageFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the page of `{}` does not hold:", self.rule)?;
        self.lines.iter().try_for_each(|line| writeln!(f, "  {line}"))
    }
}

impl std::error::Error for PageFailure {}

#[cfg(test)]
mod tests {
    use super::super::check_page;
    use super::*;

    const PAGE: &str = "# r\n\n## Example\n\n`a.py`:\n\n```python\nx = 1  # error: [r]\ny = 2\n# error: [r]\nz = 3\n```\n\n`b.py`:\n\n```python\nw = 1\n```\n\n## Instead\n\n```python\nv = 1\n```\n";

    fn at(file: &str, line: u32) -> Reported {
        Reported { file: file.into(), line, rule: "r".into() }
    }

    #[test]
    fn files_and_markers_of_a_case_are_read() {
        let page = Page::parse(PAGE);
        assert_eq!(page.cases().len(), 2);
        assert_eq!(
            page.cases()[0].files()[0],
            ("a.py".to_owned(), "x = 1\ny = 2\nz = 3\n".to_owned())
        );
        assert_eq!(page.cases()[0].expected(), [at("a.py", 1), at("a.py", 3)]);
        assert_eq!(page.cases()[1].files()[0].0, "main.py");
    }

    #[test]
    fn missing_and_noisy_findings_fail() {
        let right = |files: &[(String, String)]| {
            if files[0].0 == "a.py" { vec![at("a.py", 1), at("a.py", 3)] } else { vec![] }
        };
        assert_eq!(check_page("r", PAGE, right), Ok(()));
        let wrong = |files: &[(String, String)]| {
            if files[0].0 == "a.py" { vec![at("a.py", 1), at("b.py", 1)] } else { vec![] }
        };
        let failure = check_page("r", PAGE, wrong).unwrap_err();
        assert_eq!(failure.lines().len(), 2);
        assert!(failure.lines()[0].starts_with("missing: a.py:3"));
        assert!(failure.lines()[1].starts_with("noisy: b.py:1"));
    }

    #[test]
    fn a_page_without_positive_or_negative_lines_fails() {
        let failure =
            check_page("r", "## Example\n```python\nx = 1\n```\n", |_| vec![]).unwrap_err();
        assert!(failure.lines()[0].starts_with("incomplete"));
    }
}

//! Makefiles and justfiles: the commands of their targets.

use std::borrow::Cow;
use std::collections::BTreeMap;

use shipworthy_core::analyzer::Problem;
use shipworthy_core::facts::{CommandLine, Declaration, FileFacts, interpolations};
use shipworthy_core::source::{SourcePath, Span};

/// Whether a file is one.
pub(crate) fn is(path: &SourcePath) -> bool {
    matches!(path.file_name(), "Makefile" | "makefile" | "GNUmakefile" | "justfile" | "Justfile")
        || path.extension() == "mk"
}

/// Adds a script for each line of a recipe, by the name of its target.
pub(crate) fn read(text: &str, facts: &mut FileFacts) -> Vec<Problem> {
    let mut target = "";
    let mut start = 0;
    let mut variables: BTreeMap<&str, &str> = BTreeMap::new();
    for line in text.split_inclusive('\n') {
        let from = start;
        start += line.len() as u32;
        let code = line.trim();
        if code.is_empty() || code.starts_with('#') {
            continue;
        }
        if !line.starts_with(['\t', ' ']) {
            variables.extend(assignment(code));
            target = code.split(':').next().unwrap_or_default().trim();
            continue;
        }
        let command = code.trim_start_matches(['@', '-', '+']).trim_end_matches('\\');
        facts.declarations.push(Declaration::Script {
            name: target.into(),
            command: CommandLine::shell(
                &programs(command, &variables),
                Span::new(from, from + line.trim_end().len() as u32),
            ),
            table: "make".into(),
        });
    }
    facts.declarations.extend(interpolations(text));
    Vec::new()
}

/// The name and the value of `PYTHON ?= .venv/bin/python`.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once('=')?;
    let name = name.trim_end_matches([':', '?', '+', ' ', '\t']);
    let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    plain.then_some((name, value.trim()))
}

/// A command with its program written out: `$(PYTHON) a.py`. What a variable computes is called as the variable is.
fn programs<'c>(command: &'c str, variables: &BTreeMap<&str, &str>) -> Cow<'c, str> {
    let Some(at) = command.find("$(").or_else(|| command.find("${")) else {
        return Cow::Borrowed(command);
    };
    let (before, rest) = (&command[..at], &command[at + 2..]);
    let Some(end) = rest.find([')', '}']) else { return Cow::Borrowed(command) };
    let name = &rest[..end];
    let is_first = before.split_whitespace().all(|word| word.contains('='));
    let Some(value) = variables.get(name).filter(|_| is_first) else {
        return Cow::Borrowed(command);
    };
    let program = if value.contains('$') { name.to_ascii_lowercase() } else { (*value).to_owned() };
    Cow::Owned(format!("{before}{program}{}", &rest[end + 1..]))
}

#[cfg(test)]
mod tests {
    use shipworthy_core::facts::Declaration;

    use crate::testing::facts;

    #[test]
    fn recipes_are_scripts_of_their_targets() {
        let facts =
            facts("Makefile", "X := 1\n# tests\ntest: deps\n\t@pytest -q && ruff check .\n");
        let [Declaration::Script { name, command, .. }] = &facts.declarations[..] else {
            panic!("{:?}", facts.declarations)
        };
        assert_eq!((name.as_str(), command.commands().count()), ("test", 2));
    }

    #[test]
    fn programs_are_written_out() {
        let facts = facts(
            "Makefile",
            "PY ?= .venv/bin/python\nPYTHON := $(shell which python3)\ndemo:\n\tPYTHONPATH=src $(PY) a.py $(ARGS)\n\t$(PYTHON) b.py\n",
        );
        let lines: Vec<String> = facts
            .declarations
            .iter()
            .filter_map(|it| match it {
                Declaration::Script { command, .. } => Some(command.words.join(" ")),
                _ => None,
            })
            .collect();
        assert!(lines[0].starts_with("PYTHONPATH=src .venv/bin/python a.py"), "{lines:?}");
        assert_eq!(lines[1], "python b.py");
    }
}

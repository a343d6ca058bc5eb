//! Makefiles and justfiles: the commands of their targets.

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
    for line in text.split_inclusive('\n') {
        let from = start;
        start += line.len() as u32;
        let code = line.trim();
        if code.is_empty() || code.starts_with('#') {
            continue;
        }
        if !line.starts_with(['\t', ' ']) {
            target = code.split(':').next().unwrap_or_default().trim();
            continue;
        }
        let command = code.trim_start_matches(['@', '-', '+']).trim_end_matches('\\');
        facts.declarations.push(Declaration::Script {
            name: target.into(),
            command: CommandLine::shell(
                command,
                Span::new(from, from + line.trim_end().len() as u32),
            ),
            table: "make".into(),
        });
    }
    facts.declarations.extend(interpolations(text));
    Vec::new()
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
}

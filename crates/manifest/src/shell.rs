//! Shell scripts: the commands that they run, line by line.
//!
//! Source: <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html>. Nothing is
//! expanded and no branch is decided: whatever may run counts.

use shipworthy_core::analyzer::Problem;
use shipworthy_core::facts::{CommandLine, Declaration, FileFacts};
use shipworthy_core::source::{Language, SourcePath, Span};

/// The language of scripts.
pub(crate) const SHELL: Language = Language::new("shell");

/// How many commands of a script are kept.
const COMMANDS: usize = 2_000;

/// Whether a file is a shell script by its name.
pub(crate) fn is(path: &SourcePath) -> bool {
    matches!(path.extension(), "sh" | "bash" | "zsh" | "ksh")
}

/// Whether a file without extension says in its first line that a shell runs it.
pub(crate) fn is_run_by_shell(path: &SourcePath, head: &str) -> bool {
    !path.file_name().trim_start_matches('.').contains('.')
        && head.lines().next().and_then(|line| line.strip_prefix("#!")).is_some_and(|line| {
            line.split(['/', ' '])
                .any(|word| matches!(word, "sh" | "bash" | "ash" | "dash" | "zsh"))
        })
}

/// Words that begin a line which starts nothing.
const QUIET: &[&str] = &[
    ":", "done", "done;", "echo", "else", "esac", "fi", "fi;", "local", "printf", "return", "set",
    "shift", "sleep", "then", "umask", "unset", "{", "}", "};", ";;",
];

/// Adds a script for each command line, joined over line ends.
pub(crate) fn read(text: &str, facts: &mut FileFacts) -> Vec<Problem> {
    let mut found = 0;
    let mut start = 0;
    let mut open: Option<(String, Span)> = None;
    let mut here: Option<String> = None;
    for line in text.split_inclusive('\n') {
        let from = start;
        start += line.len() as u32;
        let code = line.trim();
        if let Some(end) = &here {
            if code == end {
                here = None;
            }
            continue;
        }
        if open.is_none() && (code.is_empty() || code.starts_with('#')) {
            continue;
        }
        let indent = (line.len() - line.trim_start().len()) as u32;
        let span = Span::new(from + indent, from + indent + code.len() as u32);
        let (mut command, known) = open.take().unwrap_or_else(|| (String::new(), span));
        let known = known.to(span);
        if let Some(begun) = code.strip_suffix('\\') {
            command.push_str(begun);
            command.push(' ');
            open = Some((command, known));
            continue;
        }
        command.push_str(code);
        here = here_document(code);
        add(&command, known, &mut found, facts);
    }
    if let Some((command, span)) = open {
        add(&command, span, &mut found, facts);
    }
    crate::shell_variables::add(text, facts);
    Vec::new()
}

fn add(command: &str, span: Span, found: &mut usize, facts: &mut FileFacts) {
    let command = command.trim();
    let first = command.split_whitespace().next().unwrap_or_default();
    let alone = !command.contains(['|', '&', ';', '`']) && !command.contains("$(");
    if first.is_empty() || *found >= COMMANDS || QUIET.contains(&first) && alone {
        return;
    }
    *found += 1;
    facts.declarations.push(Declaration::Script {
        name: Default::default(),
        command: CommandLine::shell(command, span),
        table: "shell".into(),
    });
}

/// The word that ends the text which a command is given (`<<EOF`), if it is given one.
fn here_document(code: &str) -> Option<String> {
    let (_, rest) = code.split_once("<<")?;
    if rest.starts_with('<') {
        return None;
    }
    let word: String = rest
        .trim_start_matches(['-', ' ', '"', '\'', '\\'])
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    let begins = word.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    begins.then_some(word)
}

#[cfg(test)]
mod tests {
    use shipworthy_core::analyzer::Analyzer;
    use shipworthy_core::facts::Declaration;

    use super::*;
    use crate::testing::facts;

    #[test]
    fn commands_are_read_over_line_ends_and_around_texts() {
        let facts = facts(
            "start.sh",
            "#!/bin/sh\nset -e\necho hello\nif [ -n \"$MIGRATE\" ]; then\n  alembic upgrade head\nfi\ncat <<EOF\nuvicorn no:app\nEOF\nexec uvicorn app:app \\\n  --port 80\n",
        );
        let lines: Vec<String> = facts
            .declarations
            .iter()
            .filter_map(|declaration| match declaration {
                Declaration::Script { command, .. } => Some(command.words.join(" ")),
                _ => None,
            })
            .collect();
        assert_eq!(
            lines,
            [
                "if [ -n $MIGRATE ] ; then",
                "alembic upgrade head",
                "cat <<EOF",
                "exec uvicorn app:app --port 80"
            ]
        );
    }

    #[test]
    fn a_first_line_tells_a_script_without_extension() {
        let analyzer = crate::ManifestAnalyzer::new();
        let claims = |path: &str, head: &str| analyzer.claims(&path.into(), head);
        assert_eq!(claims("docker/entrypoint", "#!/usr/bin/env bash\n"), Some(SHELL));
        assert_eq!(claims("bin/shop", "#!/usr/bin/env python3\n"), None);
        assert_eq!(claims("LICENSE", "A licence of a shell\n"), None);
    }
}

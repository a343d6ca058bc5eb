//! Variables that shell scripts read from their environment.

use std::collections::BTreeSet;

use shipworthy_core::facts::{EnvironmentRead, FileFacts, Value};
use shipworthy_core::naming;
use shipworthy_core::source::Span;

/// How many reads of a script are kept.
const MOST: usize = 300;

/// Variables that shells and systems set by themselves.
const GIVEN: &[&str] = &[
    "BASHPID",
    "COLUMNS",
    "COMP_WORDS",
    "DIRSTACK",
    "EUID",
    "FUNCNAME",
    "GROUPS",
    "HOME",
    "HOSTNAME",
    "HOSTTYPE",
    "IFS",
    "LANG",
    "LINENO",
    "LINES",
    "LOGNAME",
    "OLDPWD",
    "OPTARG",
    "OPTIND",
    "OSTYPE",
    "PATH",
    "PIPESTATUS",
    "PPID",
    "PWD",
    "RANDOM",
    "REPLY",
    "SECONDS",
    "SHELL",
    "SHLVL",
    "TERM",
    "TMPDIR",
    "UID",
    "USER",
];

/// Adds the first read of each variable that the script does not set by itself.
pub(crate) fn add(text: &str, facts: &mut FileFacts) {
    let mut set: BTreeSet<&str> = BTreeSet::new();
    text.lines().for_each(|line| assigned(line, &mut set));
    let mut read: BTreeSet<&str> = BTreeSet::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let from = start;
        start += line.len();
        if line.trim_start().starts_with('#') {
            continue;
        }
        for at in expanded(line) {
            let rest = &line[at + 1..];
            let inner = rest.trim_start_matches('{').trim_start_matches('#');
            let end = inner
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                .unwrap_or(inner.len());
            let (name, tail) = inner.split_at(end);
            let braced = rest.starts_with('{');
            if !is_variable(name)
                || set.contains(name)
                || facts.environment.len() >= MOST
                || !read.insert(name)
            {
                continue;
            }
            let operator = if braced { tail.trim_start_matches(':') } else { "" };
            let length = 1 + usize::from(braced) + name.len();
            facts.environment.push(EnvironmentRead {
                name: name.into(),
                default: operator.starts_with(['-', '=']).then_some(Value::Unknown),
                required: operator.starts_with('?'),
                form: "shell".into(),
                span: Span::new((from + at) as u32, (from + at + length) as u32),
                function: None,
            });
        }
    }
}

/// Where the shell expands a `$` of a line: not between single quotes, not behind a backslash.
fn expanded(line: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let (mut single, mut double, mut escaped) = (false, false, false);
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if !single => escaped = true,
            b'\'' if !double => single = !single,
            b'"' if !single => double = !double,
            b'$' if !single => found.push(at),
            _ => {}
        }
    }
    found
}

/// Adds the variables that a line sets, but for those that only get a default: `PORT=${PORT:-80}`.
fn assigned<'t>(line: &'t str, set: &mut BTreeSet<&'t str>) {
    let mut words = line.split([' ', '\t', ';', '\n', '(']).peekable();
    while let Some(word) = words.next() {
        if let Some((name, value)) = word.split_once('=') {
            let name = name.trim_end_matches('+');
            if !value.contains(name) {
                set.insert(name);
            }
        } else if matches!(word, "for" | "read" | "local" | "declare")
            && let Some(name) = words.peek()
        {
            set.insert(name);
        }
    }
}

fn is_variable(name: &str) -> bool {
    name.len() > 1
        && naming::is_variable(name)
        && !name.starts_with("BASH_")
        && GIVEN.binary_search(&name).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::facts;

    #[test]
    fn a_script_reads_what_it_does_not_set() {
        assert!(GIVEN.is_sorted());
        let text = "#!/bin/sh\n# $IGNORED\nDIR=\"$(dirname \"$0\")\"\nlater() { echo \"it's $LATER\"; }\nLATER=1\nPORT=${PORT:-8000}\n: \"${TOKEN:?is missing}\"\nfor N in 1 2; do echo $N $DIR $HOME; done\nexec gunicorn -w \"$WORKERS\" 'x $NOT' --bind :$PORT\n";
        let found: Vec<_> = facts("start.sh", text)
            .environment
            .iter()
            .map(|it| (it.name.to_string(), it.required, it.default.is_some()))
            .collect();
        assert_eq!(
            found,
            [
                ("PORT".to_owned(), false, true),
                ("TOKEN".to_owned(), true, false),
                ("WORKERS".to_owned(), false, false)
            ]
        );
    }
}

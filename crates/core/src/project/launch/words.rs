//! The words of a command: what only prepares a program, and which script of a package is meant.

use crate::source::Text;

/// The program of a word: `node` of `/usr/bin/node`.
pub(super) fn base(word: &str) -> &str {
    if word == "." { word } else { word.rsplit('/').next().unwrap_or(word) }
}

/// Words of the shell that stand before a command.
const BEFORE: &[&str] = &[
    "!", "(", "command", "do", "elif", "else", "eval", "exec", "if", "nohup", "then", "time",
    "until", "while", "{",
];
/// Programs that run the program behind their options.
const STARTERS: &[&str] = &[
    "catatonit",
    "ddtrace-run",
    "dumb-init",
    "env",
    "nice",
    "opentelemetry-instrument",
    "setpriv",
    "stdbuf",
    "sudo",
    "tini",
    "xvfb-run",
];
/// Programs that take a user, and then a program.
const AS_USER: &[&str] = &["gosu", "s6-setuidgid", "su-exec"];
/// Programs whose `run` runs a program in an environment.
const ENVIRONMENTS: &[&str] = &["hatch", "pdm", "pipenv", "poetry", "rye", "uv"];
/// Options of these that take a value.
const VALUED: &[&str] = &[
    "--directory",
    "--extra",
    "--group",
    "--package",
    "--project",
    "--python",
    "--with",
    "-C",
    "-g",
    "-n",
    "-p",
    "-u",
];

/// A command from its program on, without what only prepares it.
pub(super) fn program(words: &[Text]) -> &[Text] {
    let mut words = words;
    loop {
        let Some((first, rest)) = words.split_first() else { return words };
        let name = base(first);
        let label = first.ends_with(')') && !first.contains('(');
        if BEFORE.contains(&first.as_str()) || is_assignment(first) || label || first == "--" {
            words = rest;
        } else if STARTERS.contains(&name) {
            words = behind_options(rest);
        } else if AS_USER.contains(&name) {
            words = behind_options(rest).get(1..).unwrap_or_default();
        } else if ENVIRONMENTS.contains(&name) && rest.first().is_some_and(|word| *word == "run") {
            words = behind_options(&rest[1..]);
        } else if matches!(name, "npx" | "pnpx" | "bunx" | "cross-env" | "cross-env-shell") {
            words = behind_options(rest);
        } else {
            return words;
        }
    }
}

/// Whether a word sets a variable for the command behind it.
fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

fn behind_options(words: &[Text]) -> &[Text] {
    let mut words = words;
    while let Some((first, rest)) = words.split_first() {
        if first == "--" {
            return rest;
        }
        if VALUED.contains(&first.as_str()) {
            words = rest.get(1..).unwrap_or_default();
        } else if first.starts_with('-') {
            words = rest;
        } else {
            break;
        }
    }
    words
}

/// A call of a script of a package.
pub(super) struct PackageScript<'w> {
    /// The script.
    pub(super) name: &'w str,
    /// The folder or the package that holds it, where it is given.
    pub(super) package: &'w str,
    /// What is handed on to it.
    pub(super) arguments: &'w [Text],
}

/// Options of package managers that say whose script is meant.
const PLACES: &[&str] =
    &["--cwd", "--dir", "--filter", "--prefix", "--workspace", "-C", "-F", "-w", "workspace"];

/// The script that a command of a package manager runs: `npm run x -- a`, `yarn workspace p x`.
pub(super) fn package_script(words: &[Text]) -> Option<PackageScript<'_>> {
    let manager = base(words.first()?);
    let end = words.iter().position(|word| *word == "--").unwrap_or(words.len());
    let mut package = "";
    let mut name = "";
    let mut at = 1;
    let mut behind = end;
    while at < end {
        let word = words[at].as_str();
        if PLACES.contains(&word) {
            package = words.get(at + 1).map_or("", |word| word.as_str());
            at += 2;
            continue;
        }
        if let Some((option, value)) = word.split_once('=')
            && PLACES.contains(&option)
        {
            package = value;
        } else if !word.starts_with('-')
            && !(name.is_empty() && matches!(word, "run" | "run-script"))
        {
            if name.is_empty() {
                name = word;
            } else {
                behind = behind.min(at);
            }
        }
        at += 1;
    }
    let own = matches!(
        name,
        "add" | "ci" | "config" | "create" | "exec" | "i" | "init" | "install" | "publish" | "x"
    );
    if name.is_empty() || own && manager != "run-s" {
        return None;
    }
    // npm hands on what stands behind `--`, the others also what stands before.
    let arguments = if end < words.len() { end + 1 } else { behind };
    let arguments = words.get(arguments..).unwrap_or_default();
    Some(PackageScript { name, package, arguments })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::CommandLine;
    use crate::source::Span;

    fn words(text: &str) -> Vec<Text> {
        CommandLine::shell(text, Span::default()).words.into_vec()
    }

    #[test]
    fn what_prepares_a_program_is_left_out() {
        for text in [
            "exec gunicorn a:b",
            "then exec gunicorn a:b",
            "env A=1 B=2 gunicorn a:b",
            "A=1 gosu app gunicorn a:b",
            "tini -g -- gunicorn a:b",
            "uv run --frozen --package api gunicorn a:b",
            "web) exec poetry run gunicorn a:b",
        ] {
            assert_eq!(program(&words(text)), words("gunicorn a:b"), "{text}");
        }
    }

    #[test]
    fn package_managers_name_scripts_in_their_ways() {
        for (text, expected) in [
            ("npm run seed -- --all x", ("seed", "", "--all x")),
            ("npm start", ("start", "", "")),
            ("yarn workspace @shop/api start", ("start", "@shop/api", "")),
            ("pnpm --filter=api run start:prod", ("start:prod", "api", "")),
            ("npm --prefix backend run start", ("start", "backend", "")),
        ] {
            let words = words(text);
            let found = package_script(&words).expect(text);
            assert_eq!(
                (found.name, found.package, &*found.arguments.join(" ")),
                expected,
                "{text}"
            );
        }
        assert!(package_script(&words("npm ci --omit=dev")).is_none());
    }
}

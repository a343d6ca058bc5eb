//! Command lines that start Python: servers, workers, scripts.

use shipworthy_core::facts::CommandLine;
use shipworthy_core::project::FileId;
use shipworthy_core::source::Text;

use super::modules::Modules;
use super::strings::find;

/// A file that a command starts.
pub(super) struct Started {
    pub(super) file: FileId,
    pub(super) kind: &'static str,
}

/// Options of servers and workers that take a value, so that the value is not taken for the program.
const VALUED: &[&str] = &[
    "-b",
    "-c",
    "-k",
    "-l",
    "-n",
    "-p",
    "-q",
    "-t",
    "-u",
    "-w",
    "-Q",
    "-W",
    "--bind",
    "--concurrency",
    "--config",
    "--forwarded-allow-ips",
    "--host",
    "--http",
    "--interface",
    "--log-config",
    "--log-level",
    "--loglevel",
    "--loop",
    "--port",
    "--queues",
    "--threads",
    "--timeout",
    "--uds",
    "--worker-class",
    "--workers",
    "-e",
    "-f",
    "--log-file",
    "--access-logfile",
    "--error-logfile",
    "--pool",
    "--hostname",
    "--app-dir",
    "--env-file",
    "--root-path",
    "--timeout-keep-alive",
];

/// The files that a command line starts, in the view of a folder.
pub(super) fn started(modules: &Modules<'_>, folder: &str, line: &CommandLine) -> Vec<Started> {
    line.commands().filter_map(|words| single(modules, folder, words)).collect()
}

/// Whether a command line brings the database up to date with alembic.
pub(super) fn migrates(line: &CommandLine) -> bool {
    line.commands().any(|words| {
        words.iter().any(|word| base(word) == "alembic")
            && words.iter().any(|word| *word == "upgrade")
    })
}

/// The program of a word: `python` of `/usr/bin/python3`.
fn base(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

fn single(modules: &Modules<'_>, folder: &str, words: &[Text]) -> Option<Started> {
    let at = words.iter().position(|word| is_program(base(word)))?;
    let program = base(&words[at]);
    let rest = &words[at + 1..];
    let (file, kind) = match program {
        "uvicorn" | "hypercorn" | "daphne" | "granian" => {
            (find(modules, folder, operand(rest)?), "asgi server")
        }
        "gunicorn" | "waitress-serve" => (find(modules, folder, operand(rest)?), "wsgi server"),
        "uwsgi" => {
            let module = option(rest, &["--module", "-w"])?;
            (find(modules, folder, module), "wsgi server")
        }
        "celery" => {
            let module = option(rest, &["-A", "--app"])?;
            (celery(modules, folder, module), "worker")
        }
        "dramatiq" | "arq" | "huey_consumer" | "huey_consumer.py" | "taskiq" | "faust" => {
            let module =
                rest.iter().find(|word| !word.starts_with('-') && word.contains(['.', ':']));
            (find(modules, folder, module?), "worker")
        }
        "flask" => {
            let module = option(rest, &["--app", "-A"])?;
            let file = match module.strip_suffix(".py") {
                Some(_) => modules.path(folder, module),
                None => find(modules, folder, module),
            };
            (file, "wsgi server")
        }
        "fastapi" | "streamlit" | "chainlit" | "litestar" => {
            let path = rest.iter().find(|word| word.ends_with(".py"))?;
            (modules.path(folder, path), "application server")
        }
        _ => return python(modules, folder, rest),
    };
    Some(Started { file: file?, kind })
}

fn is_program(program: &str) -> bool {
    matches!(
        program,
        "uvicorn"
            | "hypercorn"
            | "daphne"
            | "granian"
            | "gunicorn"
            | "waitress-serve"
            | "uwsgi"
            | "celery"
            | "dramatiq"
            | "arq"
            | "huey_consumer"
            | "huey_consumer.py"
            | "taskiq"
            | "faust"
            | "flask"
            | "fastapi"
            | "streamlit"
            | "chainlit"
            | "litestar"
    ) || program
        .strip_prefix("python")
        .is_some_and(|version| version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
}

/// `python x.py`, `python -m a.b`.
fn python(modules: &Modules<'_>, folder: &str, words: &[Text]) -> Option<Started> {
    let mut words = words;
    while let Some((first, rest)) = words.split_first() {
        if *first == "-m" {
            let module = rest.first()?;
            if is_program(module) {
                return single(modules, folder, rest);
            }
            let main = format!("{module}.__main__");
            let file =
                find_exactly(modules, folder, &main).or_else(|| find(modules, folder, module));
            return Some(Started { file: file?, kind: "program" });
        }
        if *first == "-c" {
            return None;
        }
        if first.starts_with('-') {
            words = rest;
            continue;
        }
        return first
            .ends_with(".py")
            .then(|| modules.path(folder, first))
            .flatten()
            .map(|file| Started { file, kind: "program" });
    }
    None
}

fn find_exactly(modules: &Modules<'_>, folder: &str, module: &str) -> Option<FileId> {
    match modules.absolute(folder, None, module) {
        Ok((super::modules::At::File(file), _)) => Some(file),
        _ => None,
    }
}

/// The module of a Celery application: the module itself, or `celery` in the package.
fn celery(modules: &Modules<'_>, folder: &str, module: &str) -> Option<FileId> {
    let module = module.split(':').next().unwrap_or(module);
    find_exactly(modules, folder, &format!("{module}.celery"))
        .or_else(|| find(modules, folder, module))
}

/// The first word that is neither an option nor the value of one.
fn operand(words: &[Text]) -> Option<&str> {
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if VALUED.contains(&word.as_str()) {
            words.next();
        } else if !word.starts_with('-') {
            return Some(word);
        }
    }
    None
}

/// The value of an option: `--app x`, `--app=x`, `-Ax`.
fn option<'w>(words: &'w [Text], names: &[&str]) -> Option<&'w str> {
    let mut words = words.iter();
    while let Some(word) = words.next() {
        for name in names {
            if *word == *name {
                return words.next().map(Text::as_str);
            }
            if let Some(value) = word.strip_prefix(name) {
                return Some(value.trim_start_matches('='));
            }
        }
    }
    None
}

//! Commands that documents tell their readers to run.

use super::Page;
use super::citations::add;
use super::facts::Known;
use crate::facts::Citation;
use crate::project::KeptState;

/// Judges a command by the script, target, file or module that it names.
pub(super) fn judge(page: &mut Page<'_>, known: &Known<'_>, citation: &Citation) {
    let line = citation.target.as_str();
    let words: Vec<&str> = line.split_whitespace().take_while(|it| !it.starts_with('#')).collect();
    let odd = line.contains(['<', '$', '{', '*', '['])
        || line.contains("your")
        || line.contains("path/to");
    if odd || words.len() < 2 && !line.starts_with("./") {
        return;
    }
    let mut command = Command { page, known, citation };
    let (program, words) = (words[0], &words[1..]);
    match program {
        "npm" | "pnpm" | "yarn" | "bun" => command.package_script(words),
        "make" => command.targets(words),
        "python" | "python3" | "node" | "bash" | "sh" | "ts-node" | "tsx" => {
            let inline = words.iter().any(|it| matches!(*it, "-m" | "-c" | "-e"));
            if let Some(path) = words.iter().find(|it| !it.starts_with('-') && !inline) {
                command.file(path);
            }
        }
        "docker-compose" => command.compose_file(words),
        "docker" if words.first() == Some(&"compose") => command.compose_file(words),
        "docker" => command.container(words),
        "uvicorn" | "gunicorn" => command.module(words),
        "alembic" if !known.has_name("alembic.ini") => {
            command.broken("there is no alembic.ini".to_owned());
        }
        path if path.starts_with("./") => command.file(path),
        _ => {}
    }
}

struct Command<'a, 'p, 'k> {
    page: &'a mut Page<'p>,
    known: &'a Known<'k>,
    citation: &'a Citation,
}

impl Command<'_, '_, '_> {
    fn kept(&mut self, what: &str) {
        let why = self.page.here(self.citation.span, what);
        add(self.page, self.citation, "command", KeptState::Yes, why);
    }

    fn broken(&mut self, what: String) {
        let why = self.page.here(self.citation.span, what);
        add(self.page, self.citation, "command", KeptState::No, why);
    }

    /// `npm run NAME`.
    fn package_script(&mut self, words: &[&str]) {
        let ["run", name, ..] = words else { return };
        let elsewhere = words.iter().any(|it| {
            it.starts_with("--prefix")
                || it.starts_with("--filter")
                || matches!(*it, "-w" | "-F" | "-C")
        });
        if name.starts_with('-') || elsewhere || self.known.scripts.is_empty() {
            return;
        }
        let name = name.trim_end_matches([',', '.', ';', '`']);
        if self.known.scripts.contains(name) {
            self.kept(name);
        } else if self.known.has_name("package.json") {
            self.broken(format!("no package.json has a script `{name}`"));
        }
    }

    /// `make TARGET`.
    fn targets(&mut self, words: &[&str]) {
        let known = self.known;
        let has_makefile = known.has_name("Makefile") || known.has_name("makefile");
        // Where targets are made of patterns, any name may be one of them.
        let told =
            !known.targets.is_empty() && !known.targets.iter().any(|it| it.contains(['%', '$']));
        let targets = words.iter().filter(|it| !it.starts_with('-') && !it.contains('='));
        for name in targets.take(2) {
            if known.targets.contains(*name) {
                self.kept(name);
            } else if !has_makefile {
                return self.broken("there is no Makefile".to_owned());
            } else if told && is_plain(name) {
                self.broken(format!("no Makefile has a target `{name}`"));
            }
        }
    }

    /// `docker compose -f FILE`.
    fn compose_file(&mut self, words: &[&str]) {
        let option = words.iter().position(|it| matches!(*it, "-f" | "--file"));
        if let Some(path) = option.and_then(|at| words.get(at + 1)) {
            self.file(path);
        }
    }

    /// `docker exec -it NAME sh`.
    fn container(&mut self, words: &[&str]) {
        let ["exec" | "logs" | "restart" | "stop" | "inspect", rest @ ..] = words else { return };
        let mut rest = rest.iter();
        while let Some(word) = rest.next() {
            if matches!(*word, "-e" | "-n" | "-u" | "-w" | "--env" | "--tail" | "--user") {
                rest.next();
            } else if !word.starts_with('-') {
                return match self.known.container(word).filter(|_| is_plain(word)) {
                    Some(true) => self.kept(word),
                    Some(false) => self.broken(format!("no container is called `{word}`")),
                    None => {}
                };
            }
        }
    }

    /// `uvicorn MODULE:NAME`.
    fn module(&mut self, words: &[&str]) {
        let target = words.iter().find(|it| !it.starts_with('-') && it.contains(':'));
        let Some((name, _)) = target.and_then(|it| it.split_once(':')) else { return };
        if name.is_empty() {
            return;
        }
        let path = name.replace('.', "/");
        let folder = self.page.folder();
        let found =
            [format!("{path}.py"), path].iter().any(|path| self.known.find(folder, path).is_some());
        match found {
            true => self.kept(name),
            false => self.broken(format!("there is no module `{name}`")),
        }
    }

    /// The path of a file that is run or read.
    fn file(&mut self, path: &str) {
        let path = path.trim_end_matches([',', ';', ')', '`', '\'', '"']);
        let name = path.rsplit('/').next().unwrap_or_default();
        let endings = [".py", ".sh", ".js", ".ts", ".mjs", ".yml", ".yaml"];
        if path.starts_with('/') || !endings.iter().any(|it| name.ends_with(it)) {
            return;
        }
        match self.known.find(self.page.folder(), path) {
            Some(found) => self.kept(&found),
            None if self.page.project.is_made(path) && path.contains('/') => {}
            None => self.broken(format!("there is no {}", path.trim_start_matches("./"))),
        }
    }
}

fn is_plain(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

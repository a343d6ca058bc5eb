//! What the steps of pipelines and the scripts of packages name and the repository does not hold.

use shipworthy_core::facts::{CommandLine, Declaration, WorkflowJob, WorkflowStep};
use shipworthy_core::project::{Project, ProjectFile};
use shipworthy_core::source::{Span, Text, join, parent};

/// Something that a command needs and that is not there.
pub(super) struct Missing {
    /// The script or the file.
    pub(super) subject: String,
    /// A sentence about it.
    pub(super) what: String,
    /// The command.
    pub(super) span: Span,
}

/// What the steps of a workflow file need and do not find.
pub(super) fn of_pipeline(project: &Project, file: &ProjectFile) -> Vec<Missing> {
    let mut found = Vec::new();
    let workflows = file.facts.workflows.iter().filter(|it| it.system == "github-actions");
    for job in workflows.flat_map(|it| &it.jobs).filter(|job| is_of_one_repository(job)) {
        for step in &job.steps {
            let folder = join("", &step.working_directory);
            // Where a step walks about, or its folder is computed, it is not known where it looks.
            let walks = step.commands.iter().any(|line| {
                line.commands()
                    .any(|words| matches!(words.first().map(Text::as_str), Some("cd" | "pushd")))
            });
            if walks || folder.contains('$') {
                continue;
            }
            for line in &step.commands {
                for words in line.commands() {
                    let missing = script(project, &folder, words)
                        .or_else(|| lock(project, &folder, words))
                        .or_else(|| requirements(project, &folder, words, job))
                        .or_else(|| image(project, &folder, words));
                    let (subject, what) = match missing {
                        Some(missing) => missing,
                        None => continue,
                    };
                    found.push(Missing { subject, what, span: line.span });
                }
            }
        }
    }
    found
}

/// Whether a job works on this repository alone.
fn is_of_one_repository(job: &WorkflowJob) -> bool {
    let is_checkout = |step: &&WorkflowStep| step.uses.starts_with("actions/checkout");
    job.steps.iter().filter(is_checkout).count() == 1
        && !job.steps.iter().any(|step| step.uses.contains("download-artifact"))
}

/// `npm run build` of a package without such a script.
fn script(project: &Project, folder: &str, words: &[Text]) -> Option<(String, String)> {
    let [manager, run, name, rest @ ..] = words else { return None };
    // Yarn runs what dependencies install, too.
    let is_run = matches!(manager.as_str(), "npm" | "pnpm") && *run == "run";
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":_-.".contains(&byte));
    let elsewhere = rest.iter().take_while(|word| *word != "--").any(|word| word.starts_with('-'));
    if !is_run || !plain || name.starts_with('-') || elsewhere {
        return None;
    }
    let manifest = project.find(&join(folder, "package.json"))?;
    let known = project.file(manifest).facts.declarations.iter().any(
        |it| matches!(it, Declaration::Script { name: known, table, .. } if table == "scripts" && known == name),
    );
    (!known).then(|| (name.to_string(), format!("there is no script `{name}`")))
}

/// `npm ci` without a lock file.
fn lock(project: &Project, folder: &str, words: &[Text]) -> Option<(String, String)> {
    let ["npm", "ci", rest @ ..] = &words.iter().map(Text::as_str).collect::<Vec<_>>()[..] else {
        return None;
    };
    let elsewhere = rest.iter().any(|word| word.starts_with("--prefix") || *word == "-C");
    let is_unknown = project.is_made("package-lock.json");
    if elsewhere || is_unknown || project.find(&join(folder, "package.json")).is_none() {
        return None;
    }
    let mut at = folder;
    loop {
        let has = |name: &str| project.exists(&join(at, name));
        if has("package-lock.json") || has("npm-shrinkwrap.json") {
            return None;
        }
        if at.is_empty() {
            let what = "`npm ci` installs what `package-lock.json` says, and there is none";
            return Some(("package-lock.json".to_owned(), what.to_owned()));
        }
        at = parent(at);
    }
}

/// `pip install -r` of a file that neither the repository nor another command of the job brings.
fn requirements(
    project: &Project,
    folder: &str,
    words: &[Text],
    job: &WorkflowJob,
) -> Option<(String, String)> {
    let installs = words.iter().any(|word| matches!(word.as_str(), "pip" | "pip3"))
        && words.iter().any(|word| *word == "install");
    let at = words.iter().position(|word| matches!(word.as_str(), "-r" | "--requirement"))?;
    let path = words.get(at + 1)?.as_str();
    let known = path.contains(['$', '*', '{']) || path.starts_with('/') || path.contains("://");
    if !installs || known || project.is_made(path) || project.exists(&join(folder, path)) {
        return None;
    }
    let lines = job.steps.iter().flat_map(|step| &step.commands);
    let is_named = |words: &[Text]| {
        words.iter().enumerate().any(|(at, word)| {
            word.contains(path)
                && !(at > 0 && matches!(words[at - 1].as_str(), "-r" | "--requirement"))
        })
    };
    let is_made = lines.flat_map(CommandLine::commands).any(is_named);
    (!is_made).then(|| (path.to_owned(), format!("there is no `{path}` to install from")))
}

/// `docker build .` without a Dockerfile.
fn image(project: &Project, folder: &str, words: &[Text]) -> Option<(String, String)> {
    let words: Vec<&str> = words.iter().map(Text::as_str).collect();
    let rest = match &words[..] {
        ["docker", "build", rest @ ..] | ["docker", "buildx", "build", rest @ ..] => rest,
        _ => return None,
    };
    let context = rest.last().copied()?;
    let plain = |path: &str| !path.contains(['$', '{', ':']) && !path.starts_with(['/', '-']);
    let given = rest.iter().enumerate().find_map(|(at, word)| match word.split_once('=') {
        Some(("--file" | "-f", value)) => Some(value),
        None if matches!(*word, "--file" | "-f") => rest.get(at + 1).copied(),
        _ => None,
    });
    let path = match given {
        Some(given) => join(folder, given),
        // The last word is the folder that is built, if it looks like one.
        None if context == "." || context.starts_with("./") || context.ends_with('/') => {
            join(&join(folder, context), "Dockerfile")
        }
        None => return None,
    };
    let is_there =
        !plain(given.unwrap_or(context)) || project.is_made(&path) || project.exists(&path);
    (!is_there).then(|| (path.clone(), format!("there is no `{path}` to build")))
}

/// The configuration that a script of a package hands to its tool and that is not there: `jest --config test/e2e.json`.
pub(super) fn of_script(project: &Project, folder: &str, command: &CommandLine) -> Vec<Missing> {
    const TOOLS: &[&str] = &[
        "cypress",
        "eslint",
        "jest",
        "mocha",
        "playwright",
        "rollup",
        "tsc",
        "vite",
        "vitest",
        "webpack",
    ];
    let mut found = Vec::new();
    for words in command.commands() {
        let base = |word: &str| word.rsplit('/').next().unwrap_or(word).to_owned();
        if !words.iter().any(|word| TOOLS.contains(&base(word).as_str())) {
            continue;
        }
        let options = words
            .windows(2)
            .filter(|pair| matches!(pair[0].as_str(), "--config" | "--project" | "-c" | "-p"));
        for path in options.map(|pair| pair[1].as_str()) {
            let is_file = [".json", ".js", ".ts", ".mjs", ".cjs", ".mts"]
                .iter()
                .any(|ending| path.ends_with(ending));
            let plain = !path.contains(['$', '*', '{']) && !project.is_made(path);
            let full = join(folder, path);
            if is_file && plain && !full.starts_with("..") && !project.exists(&full) {
                let what = format!("there is no `{path}`, which a script hands to its tool");
                found.push(Missing { subject: path.to_owned(), what, span: command.span });
            }
        }
    }
    found
}

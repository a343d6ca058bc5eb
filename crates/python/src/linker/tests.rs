use shipworthy_core::analyzer::{Analyzer, ExtractLimits};
use shipworthy_core::facts::{CommandLine, Declaration, DependencyDeclaration, FileFacts};
use shipworthy_core::project::{ActivityState, FileId, Linker, ProjectFile, Resolution, link};
use shipworthy_core::source::{Language, Role, SourceFile, SourcePath, Span};

use super::PythonLinker;
use crate::PythonAnalyzer;

/// A project of files; a file that is not Python is a manifest without facts.
fn files(sources: &[(&str, &str)]) -> Vec<ProjectFile> {
    let analyzer = PythonAnalyzer::new();
    let mut extractor = analyzer.extractor();
    let mut files: Vec<_> = sources
        .iter()
        .map(|(path, text)| {
            let path = SourcePath::new(path);
            match analyzer.claims(&path, text) {
                Some(language) => {
                    let source = SourceFile {
                        path: &path,
                        text,
                        language: &language,
                        role: Role::Production,
                    };
                    let facts = extractor.extract(&source, &ExtractLimits::default()).facts;
                    ProjectFile::new(path, language, Role::Production, facts)
                }
                None => {
                    let language = Language::new("manifest");
                    let facts = FileFacts::new(language.clone(), text);
                    ProjectFile::new(path, language, Role::Production, facts)
                }
            }
        })
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn declare(files: &mut [ProjectFile], path: &str, declaration: Declaration) {
    let file = files.iter_mut().find(|file| file.path.as_str() == path).unwrap();
    file.facts.declarations.push(declaration);
}

fn dependency(name: &str) -> Declaration {
    Declaration::Dependency(DependencyDeclaration {
        name: name.into(),
        ecosystem: "pypi".into(),
        version: Default::default(),
        extras: Box::default(),
        scope: "production".into(),
        span: Span::default(),
    })
}

/// Where `specifier` leads in the file at `from`; with a name behind a space, where that module is.
fn resolved(files: &[ProjectFile], from: &str, specifier: &str) -> String {
    let resolver = PythonLinker.resolver(files);
    let at = files.iter().position(|file| file.path.as_str() == from).unwrap();
    let from = FileId(at as u32);
    let path = |id: FileId| files[id.0 as usize].path.to_string();
    if let Some((specifier, name)) = specifier.split_once(' ') {
        return resolver.submodule(from, specifier, name).map_or("-".to_owned(), path);
    }
    match resolver.module(from, specifier) {
        Resolution::File(id) => path(id),
        Resolution::Files(_) => "folder".to_owned(),
        Resolution::Package(name) => format!("package {name}"),
        Resolution::Builtin => "builtin".to_owned(),
        Resolution::Unknown => "unknown".to_owned(),
    }
}

#[test]
fn finds_modules() {
    let mut project = files(&[
        ("pyproject.toml", ""),
        ("src/shop/__init__.py", ""),
        ("src/shop/api/__init__.py", ""),
        ("src/shop/api/redis.py", ""),
        ("src/shop/api/items.py", ""),
        ("src/shop/models.py", ""),
        ("tests/test_items.py", ""),
        ("backend/requirements.txt", ""),
        ("backend/app/main.py", ""),
        ("backend/app/core/config.py", ""),
        ("backend/app/core/redis.py", ""),
        ("backend/app/core/cache.py", ""),
        ("backend/tests/conftest.py", ""),
        ("alembic/env.py", ""),
        ("alembic/versions/0001_start.py", ""),
        ("tools/helper.py", ""),
        ("tools/run.py", ""),
        ("stubs/only.pyi", ""),
        ("stubs/use.py", ""),
    ]);
    declare(&mut project, "pyproject.toml", dependency("Redis"));
    declare(&mut project, "pyproject.toml", dependency("alembic"));
    for (from, specifier, expected) in [
        ("src/shop/api/items.py", "shop.models", "src/shop/models.py"),
        ("src/shop/api/items.py", "..models", "src/shop/models.py"),
        ("src/shop/api/items.py", ".", "src/shop/api/__init__.py"),
        ("src/shop/api/items.py", ".. models", "src/shop/models.py"),
        ("src/shop/api/items.py", "shop.api items", "-"),
        ("src/shop/api/items.py", "....x", "unknown"),
        ("src/shop/api/items.py", "redis", "package redis"),
        ("src/shop/api/items.py", "os.path", "builtin"),
        ("src/shop/api/items.py", "shop.missing", "unknown"),
        ("src/shop/api/items.py", "fastapi.security", "package fastapi"),
        ("tests/test_items.py", "shop", "src/shop/__init__.py"),
        ("backend/app/main.py", "app.core", "folder"),
        ("backend/app/main.py", "app.core config", "backend/app/core/config.py"),
        ("backend/app/main.py", "app.core.config", "backend/app/core/config.py"),
        ("backend/app/main.py", "core.config", "backend/app/core/config.py"),
        ("backend/app/core/cache.py", "redis", "package redis"),
        ("backend/app/core/cache.py", "redis.asyncio", "package redis"),
        ("backend/app/core/cache.py", ".redis", "backend/app/core/redis.py"),
        ("backend/tests/conftest.py", "app.main", "backend/app/main.py"),
        ("alembic/env.py", "alembic", "package alembic"),
        ("tools/run.py", "helper", "tools/helper.py"),
        ("stubs/use.py", "only", "stubs/only.pyi"),
    ] {
        assert_eq!(resolved(&project, from, specifier), expected, "{specifier} in {from}");
    }
}

/// The active files, in order.
fn active(files: Vec<ProjectFile>) -> Vec<String> {
    let project = link(files, &[&PythonLinker]);
    project
        .files
        .iter()
        .filter(|file| file.activity.state == ActivityState::Active)
        .map(|file| file.path.to_string())
        .collect()
}

fn command(files: &mut [ProjectFile], path: &str, text: &str) {
    let command = CommandLine::shell(text, Span::default());
    let script = Declaration::Script { name: "web".into(), command, table: "procfile".into() };
    declare(files, path, script);
}

#[test]
fn a_command_starts_a_module_and_what_it_imports() {
    let mut project = files(&[
        ("service/Procfile", ""),
        ("service/app/__init__.py", ""),
        ("service/app/main.py", "def create():\n    from .api import routes\n"),
        ("service/app/api/__init__.py", ""),
        ("service/app/api/routes.py", "if TYPE_CHECKING:\n    from app.old import x\n"),
        ("service/app/old.py", ""),
        ("service/app/tasks.py", ""),
        ("service/job.py", ""),
    ]);
    command(
        &mut project,
        "service/Procfile",
        "alembic upgrade head && exec gunicorn -w 4 -k uvicorn.workers.UvicornWorker app.main:app",
    );
    command(&mut project, "service/Procfile", "celery -A app.tasks worker");
    command(&mut project, "service/Procfile", "python3 -u /srv/service/job.py --fast");
    assert_eq!(
        active(project),
        [
            "service/app/__init__.py",
            "service/app/api/__init__.py",
            "service/app/api/routes.py",
            "service/app/main.py",
            "service/app/tasks.py",
            "service/job.py",
        ]
    );
}

#[test]
fn a_program_counts_where_nothing_else_is_started() {
    let project = files(&[
        ("main.py", "import helper\nif __name__ == '__main__':\n    helper.go()\n"),
        ("helper.py", "if '__main__' == __name__:\n    pass\n"),
        ("unused.py", ""),
    ]);
    assert_eq!(active(project), ["helper.py", "main.py"]);
}

#[test]
fn a_console_script_leaves_applications_deployed() {
    let mut project = files(&[
        ("pyproject.toml", ""),
        ("shop/__init__.py", ""),
        ("shop/cli.py", ""),
        ("shop/app.py", "from fastapi import FastAPI\nfrom . import routes\napp = FastAPI()\n"),
        ("shop/routes.py", ""),
        ("shop/unused.py", ""),
    ]);
    let command = CommandLine::shell("shop.cli:main", Span::default());
    let table = "project.scripts".into();
    declare(
        &mut project,
        "pyproject.toml",
        Declaration::Script { name: "shop".into(), command, table },
    );
    assert_eq!(
        active(project),
        ["shop/__init__.py", "shop/app.py", "shop/cli.py", "shop/routes.py"]
    );
}

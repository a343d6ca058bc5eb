//! Joins the facts of all files to a [`Project`].

use std::collections::BTreeMap;

use super::made::Made;
use super::{Declared, Index, Linker, Project, ProjectFile};
use crate::source::SourcePath;

/// Links files to a project: entry points and activity, routes with their guards, ledgers.
///
/// The order of the files does not matter. `linkers` serve the languages of the files; files of
/// other languages take part through the facts that the linkers read.
pub fn link(files: Vec<ProjectFile>, linkers: &[&dyn Linker]) -> Project {
    link_among(files, Vec::new(), &BTreeMap::new(), linkers)
}

/// Links files as [`link`] does, with the paths of the files that stand among them and that nothing reads, and
/// those of the files that are stated as entry points, each with where a file of the repository states it.
pub fn link_among(
    mut files: Vec<ProjectFile>,
    mut unread: Vec<SourcePath>,
    stated: &BTreeMap<SourcePath, Option<Declared>>,
    linkers: &[&dyn Linker],
) -> Project {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    super::compose::follow_includes(&mut files);
    unread.sort_unstable();
    let tests = super::ledgers::count_tests(&files);
    let (mut project, activity) = {
        let index = Index::new(&files, linkers);
        let environment = super::ledgers::environment(&index);
        let entry_points = super::activity::entry_points(&index, stated);
        let activity = super::activity::activity(&index, &entry_points);
        let (routes, guards) = super::routes::compose(&index);
        let uses = super::ledgers::Uses::new(&index, &activity);
        let services = super::ledgers::services(&uses, &environment, &unread);
        let dependencies = super::ledgers::dependencies(&uses);
        let health = super::health::table(&index, &routes);
        let test_runs = super::test_runs::test_runs(&index);
        let capabilities = super::capabilities::capabilities(&super::capabilities::Context {
            index: &index,
            activity: &activity,
            routes: &routes,
            guards: &guards,
            health: &health,
            tests: &tests,
            test_runs: &test_runs,
            unread: &unread,
        });
        let project = Project {
            entry_points,
            routes,
            guards,
            health,
            services,
            dependencies,
            capabilities,
            environment,
            tests,
            test_runs,
            ..Project::default()
        };
        (project, activity)
    };
    for (file, activity) in files.iter_mut().zip(activity) {
        file.activity = activity;
    }
    project.made = Made::new(&files);
    project.files = files;
    project.unread = unread;
    project.promises = super::promises::promises(&project);
    project
}

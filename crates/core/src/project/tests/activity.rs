use super::{Source, project};
use crate::facts::ImportKind;
use crate::project::{ActivityState, Project};

fn state(project: &Project, path: &str) -> ActivityState {
    project.file(project.find(path).expect("is there")).activity.state
}

#[test]
fn the_proof_is_the_shortest_way_from_an_entry_point() {
    let mut main = Source::new("main.toy");
    main.import("a", "x");
    main.import("b", "x");
    let mut a = Source::new("a.toy");
    a.import("b", "x");
    let mut b = Source::new("b.toy");
    b.import("c", "x");
    let project = project(vec![main, a, b, Source::new("c.toy"), Source::new("lost.toy")]);
    let c = &project.file(project.find("c.toy").expect("is there")).activity;
    let path: Vec<_> = c.path.iter().map(|id| project.file(*id).path.as_str()).collect();
    assert_eq!(path, ["main.toy", "b.toy", "c.toy"]);
    assert_eq!(state(&project, "lost.toy"), ActivityState::Inactive);
}

#[test]
fn an_import_of_types_keeps_nothing_alive() {
    let mut main = Source::new("main.toy");
    main.import("types", "T");
    main.facts.imports[0].kind = ImportKind::TypeOnly;
    let project = project(vec![main, Source::new("types.toy")]);
    assert_eq!(state(&project, "types.toy"), ActivityState::Inactive);
}

#[test]
fn without_an_entry_point_nothing_is_called_inactive() {
    let project = project(vec![Source::new("a.toy")]);
    assert_eq!(state(&project, "a.toy"), ActivityState::Unknown);
}

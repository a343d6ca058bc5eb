use std::collections::BTreeMap;

use super::{Source, TOY, Toy, top};
use crate::facts::Export;
use crate::project::{FileId, Found, Index, ProjectFile, SymbolKind, link_among};
use crate::source::{Role, SourcePath};

const PATHS: [&str; 40] = [
    "m0.toy", "m1.toy", "m2.toy", "m3.toy", "m4.toy", "m5.toy", "m6.toy", "m7.toy", "m8.toy",
    "m9.toy", "m10.toy", "m11.toy", "m12.toy", "m13.toy", "m14.toy", "m15.toy", "m16.toy",
    "m17.toy", "m18.toy", "m19.toy", "m20.toy", "m21.toy", "m22.toy", "m23.toy", "m24.toy",
    "m25.toy", "m26.toy", "m27.toy", "m28.toy", "m29.toy", "m30.toy", "m31.toy", "m32.toy",
    "m33.toy", "m34.toy", "m35.toy", "m36.toy", "m37.toy", "m38.toy", "m39.toy",
];

fn files(sources: Vec<Source>) -> Vec<ProjectFile> {
    let mut files: Vec<_> = sources
        .into_iter()
        .map(|it| ProjectFile::new(SourcePath::new(it.path), TOY, Role::Production, it.facts))
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

#[test]
fn a_name_is_followed_through_re_exports() {
    let mut a = Source::new("a.toy");
    let name = a.import("b", "guard");
    let mut b = Source::new("b.toy");
    b.import("c", "guard");
    let mut c = Source::new("c.toy");
    c.function("guard", vec![]);
    let files = files(vec![a, b, c]);
    let index = Index::new(&files, &[&Toy]);
    let symbol = index.resolve(FileId(0), None, &name).expect("resolves");
    assert_eq!(symbol.file, FileId(2));
    assert_eq!(symbol.kind, SymbolKind::Function(0));
}

#[test]
fn modules_that_import_a_name_from_each_other_end_in_nothing() {
    let mut a = Source::new("a.toy");
    let name = a.import("b", "x");
    let mut b = Source::new("b.toy");
    b.import("a", "x");
    let files = files(vec![a, b]);
    let index = Index::new(&files, &[&Toy]);
    assert_eq!(index.resolve(FileId(0), None, &name), None);
}

#[test]
fn a_name_of_a_package_keeps_its_path_there() {
    let mut a = Source::new("a.toy");
    let name = a.import("b", "Guard");
    let mut b = Source::new("b.toy");
    b.import("library", "Guard");
    let files = files(vec![a, b]);
    let index = Index::new(&files, &[&Toy]);
    assert_eq!(index.find(FileId(0), None, &name), Found::External("library.Guard".into()));
}

#[test]
fn an_export_of_everything_is_searched() {
    let mut a = Source::new("a.toy");
    let name = a.import("b", "guard");
    let mut b = Source::new("b.toy");
    b.facts.exports.push(Export {
        name: "*".into(),
        module: Some("c".into()),
        ..Export::default()
    });
    let mut c = Source::new("c.toy");
    c.function("guard", vec![]);
    let files = files(vec![a, b, c]);
    let index = Index::new(&files, &[&Toy]);
    assert_eq!(index.resolve(FileId(0), None, &name).map(|it| it.file), Some(FileId(2)));
}

#[test]
fn a_method_is_found_in_the_nearest_base() {
    let mut a = Source::new("a.toy");
    let base = a.import("b", "Base");
    a.class("Guard", vec![super::value(base)]);
    let mut b = Source::new("b.toy");
    let class = b.class("Base", vec![]);
    let method = b.function("check", vec![]);
    b.facts.functions[method as usize].class = Some(class);
    b.facts.classes[class as usize].methods = [method].into();
    let files = files(vec![a, b]);
    let index = Index::new(&files, &[&Toy]);
    let found = index.resolve(FileId(0), None, &top("Guard.check")).expect("resolves");
    assert_eq!(found.file, FileId(1));
}

#[test]
fn a_module_is_more_than_its_name_in_a_package() {
    let mut a = Source::new("a.toy");
    let module = a.import("pkg", "deps");
    let mut name = module.clone();
    name.path = "pkg.deps.guard".into();
    let mut deps = Source::new("pkg/deps.toy");
    deps.function("guard", vec![]);
    let files = files(vec![a, Source::new("pkg.toy"), deps]);
    let index = Index::new(&files, &[&Toy]);
    let found = index.resolve(FileId(0), None, &name).expect("resolves");
    assert_eq!(index.file(found.file).path.as_str(), "pkg/deps.toy");
}

#[test]
fn modules_that_export_everything_of_each_other_are_searched_once() {
    let names: Vec<String> = (0..40).map(|at| format!("m{at}")).collect();
    let mut sources: Vec<Source> = Vec::new();
    for path in PATHS.iter().take(40) {
        let mut source = Source::new(path);
        for other in &names {
            source.facts.exports.push(Export {
                name: "*".into(),
                module: Some(other.as_str().into()),
                ..Export::default()
            });
        }
        sources.push(source);
    }
    let files = files(sources);
    let index = Index::new(&files, &[&Toy]);
    assert_eq!(index.member(FileId(0), "missing"), Found::Unknown);
}

#[test]
fn classes_with_many_bases_in_circles_come_to_an_end() {
    let mut a = Source::new("a.toy");
    for at in 0..40 {
        let bases =
            (0..40).map(|other| super::value(top(&format!("C{other}.field{at}")))).collect();
        a.class(&format!("C{at}"), bases);
    }
    let files = files(vec![a]);
    let index = Index::new(&files, &[&Toy]);
    let class = index.resolve(FileId(0), None, &top("C0")).expect("is there");
    assert_eq!(index.method(class, "missing"), None);
}

#[test]
fn files_and_folders_exist_whether_they_are_read_or_not() {
    let files = files(vec![Source::new("app/main.toy")]);
    let unread = ["docs/a.png", "app.md"].map(SourcePath::new).to_vec();
    let project = link_among(files, unread, &BTreeMap::new(), &[]);
    for (path, expected) in [
        ("app/main.toy", true),
        ("app", true),
        ("app/", true),
        ("docs", true),
        ("docs/a.png", true),
        ("doc", false),
        ("app/mai", false),
    ] {
        assert_eq!(project.exists(path), expected, "{path}");
    }
}

//! What rules over single sites share.

use shipworthy_core::facts::{Class, SecretKind, SecretSite, Setting, SettingKind, Value};
use shipworthy_core::finding::{Finding, Severity};
use shipworthy_core::naming::words;
use shipworthy_core::project::{ActivityState, FileId, Place, ProjectFile};
use shipworthy_core::rule::Check;
use shipworthy_core::source::{Role, Span, Text};

/// The name of the function that holds a site.
pub(crate) fn holder(file: &ProjectFile, function: Option<u32>) -> Text {
    function
        .and_then(|at| file.facts.functions.get(at as usize))
        .map(|function| function.qualified.clone())
        .unwrap_or_default()
}

/// The severity of a site by what its file is for: only production code and its tools can hurt.
pub(crate) fn by_role(file: &ProjectFile, severity: Severity) -> Severity {
    match file.role {
        Role::Production => severity,
        Role::Tool => severity.min(Severity::Medium),
        Role::Test | Role::Example | Role::Generated | Role::Vendored => Severity::Info,
    }
}

/// The severity of a site by what its file and its class are for: `class Development(Config)` configures no production.
pub(crate) fn by_environment(file: &ProjectFile, span: Span, severity: Severity) -> Severity {
    let elsewhere = |class: &Class| {
        words(&class.name).iter().any(|word| {
            matches!(word.as_str(), "dev" | "development" | "local" | "test" | "testing")
        })
    };
    let severity = match file.facts.classes.iter().any(|it| it.span.contains(span) && elsewhere(it))
    {
        true => severity.min(Severity::Low),
        false => severity,
    };
    by_role(file, severity)
}

/// Whether the file is production code that is reachable from a deployed entry point.
pub(crate) fn is_active(file: &ProjectFile) -> bool {
    file.role == Role::Production && file.activity.state == ActivityState::Active
}

/// Whether the file is meant to run in production.
pub(crate) fn is_production(file: &ProjectFile) -> bool {
    file.role == Role::Production
}

/// Whether a file shows which variables an environment has: `.env.example`, `template.env`.
pub(crate) fn is_example(file: &ProjectFile) -> bool {
    let name = file.path.file_name().to_ascii_lowercase();
    let parts: Vec<&str> = name.split(['.', '-', '_']).collect();
    let shows = |part: &&str| matches!(*part, "dist" | "example" | "sample" | "template" | "tmpl");
    parts.contains(&"env") && parts.iter().any(shows)
}

/// A finding at a site of a file.
pub(crate) fn at(id: FileId, span: Span, message: impl Into<Text>) -> Finding {
    Finding::new(Place { file: id, span }, message)
}

/// The credentials of a kind. What stands in the environment of a container is
/// `container-secret-in-env`'s to tell; it and those of other kinds are only looked at.
pub(crate) fn secrets<'a>(
    file: &'a ProjectFile,
    kind: SecretKind,
    check: &mut Check,
) -> Vec<&'a SecretSite> {
    let containers = &file.facts.containers;
    let mut told: Vec<Span> = containers
        .iter()
        .flat_map(|container| &container.environment)
        .filter(|variable| matches!(variable.value, Some(Value::Redacted)) && !variable.commented)
        .map(|variable| variable.span)
        .collect();
    told.sort_unstable_by_key(|span| span.start);
    let is_told = |span: Span| {
        let at = told.partition_point(|told| told.start <= span.start);
        at > 0 && told[at - 1].contains(span)
    };
    let (ours, others): (Vec<_>, Vec<_>) =
        file.facts.secrets.iter().partition(|site| site.kind == kind && !is_told(site.span));
    for _ in others {
        check.subject();
    }
    ours
}

/// Reports the insecure settings of a kind and attests the secure ones.
pub(crate) fn check_settings(
    id: FileId,
    file: &ProjectFile,
    kind: SettingKind,
    severity: Severity,
    help: &'static str,
    check: &mut Check,
) {
    for setting in file.facts.settings.iter().filter(|setting| setting.kind == kind) {
        match setting.insecure {
            Some(true) => check.report(insecure(id, file, setting, severity).help(help)),
            Some(false) | None => check.subject(),
        }
    }
}

fn insecure(id: FileId, file: &ProjectFile, setting: &Setting, severity: Severity) -> Finding {
    let severity = if setting.conditional { severity.min(Severity::Low) } else { severity };
    let finding = at(id, setting.span, setting.detail.clone())
        .subject(holder(file, setting.function))
        .severity(by_role(file, severity))
        .signal("insecure-value", 85);
    if setting.conditional { finding.signal("under-a-condition", -25) } else { finding }
}

use std::fs::File;
use std::io::{self, Write};
use std::time::Duration;

use shipworthy::audit::Audit;
use shipworthy::finding::Severity;
use shipworthy::policy::{Decision, Policy};
use shipworthy::report::{self, TerminalOptions};
use shipworthy::source::{DiskFileSystem, Limits};
use shipworthy::{AuditError, Auditor};

use crate::arguments::{AuditArguments, FailOn, Format};
use crate::{Failure, Outcome, output, progress};

/// Audits and writes the result.
pub(crate) fn run(arguments: &AuditArguments) -> Result<Outcome, Failure> {
    let auditor = auditor(arguments)?;
    let audit = auditor.audit(&DiskFileSystem::new(&arguments.path));
    progress::clear();
    let audit = audit.map_err(|error| match error {
        AuditError::List(error) => Failure::usage(format!("{}: {error}", arguments.path.display())),
        error @ AuditError::EntryPoint(_) => Failure::usage(error),
        error => Failure::internal(error),
    })?;
    match &arguments.output {
        Some(path) => {
            let unwritable =
                |error: io::Error| Failure::usage(format!("{}: {error}", path.display()));
            let file = File::create(path).map_err(unwritable)?;
            write(&audit, arguments.format, false, file).map_err(unwritable)?;
        }
        None => {
            let colors = output::has_colors();
            output::whole(|out| write(&audit, arguments.format, colors, out))?;
        }
    }
    Ok(outcome(&audit, arguments.fail_on))
}

fn auditor(arguments: &AuditArguments) -> Result<Auditor, Failure> {
    let defaults = Limits::default();
    let limits = Limits {
        file_bytes: arguments.max_file_bytes.unwrap_or(defaults.file_bytes),
        line_bytes: arguments.max_line_bytes.unwrap_or(defaults.line_bytes),
        depth: arguments.max_depth.unwrap_or(defaults.depth),
        file_steps: arguments.max_file_steps.unwrap_or(defaults.file_steps),
        file_time: arguments.max_file_time.map_or(defaults.file_time, Duration::from_millis),
    };
    let mut builder = shipworthy::auditor()
        .threads(arguments.threads)
        .limits(limits)
        .policy(Policy::new(arguments.profile));
    for pattern in &arguments.exclude {
        builder = builder.exclude(pattern);
    }
    for pattern in &arguments.entry_points {
        builder = builder.entry_point(pattern);
    }
    if !arguments.rules.is_empty() {
        let known = shipworthy::rules();
        for id in &arguments.rules {
            if !known.iter().any(|rule| rule.metadata().id == id.as_str()) {
                return Err(Failure::usage(format!(
                    "there is no rule `{id}`: `shipworthy rules` lists them"
                )));
            }
        }
        builder = builder.retain_rules(|id| arguments.rules.iter().any(|rule| rule == id));
    }
    progress::listen(builder).build().map_err(Failure::usage)
}

fn write(audit: &Audit, format: Format, colors: bool, mut out: impl Write) -> io::Result<()> {
    match format {
        Format::Json => return audit.write_json(out),
        Format::Terminal => {
            let options = TerminalOptions::default().with_colors(colors);
            out.write_all(report::terminal(audit, &options).as_bytes())?;
        }
        Format::Markdown => out.write_all(report::markdown(audit).as_bytes())?,
    }
    out.flush()
}

fn outcome(audit: &Audit, fail_on: FailOn) -> Outcome {
    if audit.verdict.decision == Decision::NothingAnalysed {
        return Outcome::NothingAnalysed;
    }
    let at_least = |severity: Severity| {
        audit.findings.iter().any(|finding| {
            finding.counts() && finding.waived.is_none() && finding.severity >= severity
        })
    };
    let failed = match fail_on {
        FailOn::Never => false,
        FailOn::NotReady => !audit.is_ready(),
        FailOn::Blocker => at_least(Severity::Blocker),
        FailOn::High => at_least(Severity::High),
        FailOn::Medium => at_least(Severity::Medium),
        FailOn::Low => at_least(Severity::Low),
    };
    if failed { Outcome::NotReady } else { Outcome::Ready }
}

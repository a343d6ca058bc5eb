use std::path::Path;

use shipworthy::report;
use shipworthy::rule::{RuleMetadata, RuleStatus};
use shipworthy::source::DiskFileSystem;

use crate::{Failure, Outcome, output};

/// Lists the rules.
pub(crate) fn rules() -> Result<Outcome, Failure> {
    let rules = shipworthy::rules();
    let width = rules.iter().map(|rule| rule.metadata().id.len()).max().unwrap_or(0);
    let mut rules: Vec<&RuleMetadata> = rules.iter().map(|rule| rule.metadata()).collect();
    rules.sort_by(|a, b| (a.category, &a.id).cmp(&(b.category, &b.id)));
    output::whole(|out| {
        let mut category = None;
        for rule in &rules {
            if category != Some(rule.category) {
                category = Some(rule.category);
                writeln!(out, "{}", rule.category.name())?;
            }
            let status = match rule.status {
                RuleStatus::Stable => "",
                RuleStatus::Preview => " (preview)",
                RuleStatus::Deprecated { .. } => " (deprecated)",
                _ => " (removed)",
            };
            writeln!(out, "  {:width$}  {}{status}", rule.id, rule.summary)?;
        }
        Ok(())
    })?;
    Ok(Outcome::Ready)
}

/// Shows the page of a rule, or how a repository's score is made.
pub(crate) fn topic(topic: &str, path: &Path) -> Result<Outcome, Failure> {
    if topic == "score" {
        return score(path);
    }
    let rules = shipworthy::rules();
    let Some(rule) = rules.iter().map(|rule| rule.metadata()).find(|rule| rule.id == topic) else {
        return Err(Failure::usage(format!(
            "there is no rule `{topic}`: `shipworthy rules` lists them"
        )));
    };
    output::whole(|out| writeln!(out, "{}", rule.page.trim_end()))?;
    Ok(Outcome::Ready)
}

/// Prints the JSON Schema of an audit.
pub(crate) fn schema() -> Result<Outcome, Failure> {
    output::whole(|out| out.write_all(shipworthy::Audit::json_schema().as_bytes()))?;
    Ok(Outcome::Ready)
}

/// Shows each reason of the score of a repository.
fn score(path: &Path) -> Result<Outcome, Failure> {
    let auditor = shipworthy::auditor().build().map_err(Failure::usage)?;
    let audit = auditor.audit(&DiskFileSystem::new(path)).map_err(Failure::usage)?;
    output::whole(|out| out.write_all(report::score(&audit).as_bytes()))?;
    Ok(Outcome::Ready)
}

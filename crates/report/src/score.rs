use std::fmt::{Result, Write};

use shipworthy_core::audit::Audit;
use shipworthy_core::score::{CategoryScore, Interval, Points, Reason};

/// How the strict score is made, as text: each category with its reasons, which sum to what is missing.
pub fn score(audit: &Audit) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write(&mut out, audit);
    out
}

fn write(out: &mut String, audit: &Audit) -> Result {
    let scores = &audit.scorecard.strict;
    writeln!(
        out,
        "Strict score {} (rubric {})",
        interval(scores.total, scores.withheld.as_deref()),
        audit.tool.rubric_version
    )?;
    if let Some(high) = scores.total.high {
        writeln!(out, "Each category takes its share of what it lacks from the total:")?;
        let taken = scores.categories.iter().filter(|category| category.takes.hundredths() > 0);
        let mut left = 10_000;
        write!(out, "  100")?;
        for category in taken {
            left -= category.takes.hundredths();
            write!(out, " - {} {}", category.takes, category.name.name().replace('_', " "))?;
        }
        if let Some(cap) = scores.cap {
            writeln!(out, " = {}", Points::new(left))?;
            writeln!(out, "  of which an active blocker leaves {cap} %: {high}")?;
        } else {
            writeln!(out, " = {high}")?;
        }
    }
    for category in &scores.categories {
        writeln!(
            out,
            "\n{}: {}",
            category.name.name().replace('_', " "),
            category_interval(category)
        )?;
        for reason in &category.reasons {
            write_reason(out, reason)?;
        }
    }
    for category in &scores.not_applicable {
        writeln!(out, "\n{}: nothing to look at", category.name().replace('_', " "))?;
    }
    Ok(())
}

fn write_reason(out: &mut String, reason: &Reason) -> Result {
    let rule = if reason.rule.is_empty() { String::new() } else { format!("{}: ", reason.rule) };
    let possible = if reason.possible { " at worst" } else { "" };
    let points = format!("{}{possible}", Points::new(-reason.points.hundredths()));
    writeln!(out, "  {points:>8}  {rule}{}", reason.what)?;
    for place in reason.places.iter().take(5) {
        writeln!(out, "            {place}")?;
    }
    if reason.findings as usize > reason.places.len().min(5) {
        writeln!(
            out,
            "            and {} more",
            reason.findings as usize - reason.places.len().min(5)
        )?;
    }
    Ok(())
}

/// An interval in words: `87.5`, `80 to 87.5`, or why there is none.
pub(crate) fn interval(interval: Interval, withheld: Option<&str>) -> String {
    match (interval.low, interval.high) {
        (Some(low), Some(high)) if low == high => format!("{low} of 100"),
        (Some(low), Some(high)) => format!("{low} to {high} of 100"),
        _ => format!("not given: {}", withheld.unwrap_or("nothing was looked at")),
    }
}

/// The interval of a category in words.
pub(crate) fn category_interval(category: &CategoryScore) -> String {
    if category.low == category.high {
        category.high.to_string()
    } else {
        format!("{} to {}", category.low, category.high)
    }
}

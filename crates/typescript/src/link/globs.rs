//! Files that an ORM loads by patterns in strings: `entities: [__dirname + '/**/*.entity{.ts,.js}']`.

use shipworthy_core::facts::{FileFacts, Part, Value};

/// Keys whose strings are patterns of files to load.
pub(super) const KEYS: &[&str] = &["entities", "migrations", "models", "seeds", "subscribers"];
/// How deep values are looked into.
const DEPTH: u32 = 6;

/// A pattern of files: the folder in front of its first wildcard, and how the names end.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    /// Whether the folder is meant from that of the file.
    pub(super) beside: bool,
    /// The folder.
    pub(super) folder: String,
    /// Endings of file names.
    pub(super) endings: Vec<String>,
}

/// The patterns that a file names.
pub(super) fn patterns(facts: &FileFacts) -> Vec<Pattern> {
    let mut found = Vec::new();
    let arguments = facts.calls.iter().flat_map(|call| call.arguments.iter().map(|it| &it.value));
    for value in arguments.chain(facts.bindings.iter().map(|binding| &binding.value)) {
        keyed(value, DEPTH, &mut found);
    }
    found
}

fn keyed(value: &Value, depth: u32, found: &mut Vec<Pattern>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match value {
        Value::Dict(entries) => {
            for (key, value) in entries {
                if KEYS.contains(&key.as_str()) {
                    strings(value, depth, found);
                } else {
                    keyed(value, depth, found);
                }
            }
        }
        Value::List(items) | Value::Choice(items) => {
            items.iter().for_each(|item| keyed(item, depth, found));
        }
        Value::Call(call) => {
            call.arguments.iter().for_each(|argument| keyed(&argument.value, depth, found));
        }
        _ => {}
    }
}

fn strings(value: &Value, depth: u32, found: &mut Vec<Pattern>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match value {
        Value::Str(text) => found.extend(pattern(text, false)),
        Value::List(items) | Value::Choice(items) => {
            items.iter().for_each(|item| strings(item, depth, found));
        }
        Value::Template(parts) => {
            let text: String = parts
                .iter()
                .filter_map(|part| match part {
                    Part::Text(text) => Some(text.as_str()),
                    _ => None,
                })
                .collect();
            found.extend(pattern(&text, true));
        }
        Value::Computed(operands) => {
            found.extend(
                operands.iter().filter_map(Value::as_str).find_map(|text| pattern(text, true)),
            );
        }
        Value::Call(call) => {
            let last = call.arguments.iter().rev().find_map(|argument| argument.value.as_str());
            found.extend(last.and_then(|text| pattern(text, true)));
        }
        _ => {}
    }
}

fn pattern(text: &str, beside: bool) -> Option<Pattern> {
    let (before, _) = text.split_once('*')?;
    let folder = before.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (_, ending) = text.rsplit_once('*')?;
    let endings = match ending.split_once('{') {
        Some((start, rest)) => {
            let (inner, end) = rest.split_once('}')?;
            inner.split(',').map(|middle| format!("{start}{}{end}", middle.trim())).collect()
        }
        None => vec![ending.to_owned()],
    };
    // What is built is loaded; what it is built from is read.
    let sources = endings
        .iter()
        .filter_map(|ending: &String| ending.strip_suffix(".js").map(|stem| format!("{stem}.ts")));
    let mut all: Vec<String> = sources.collect();
    all.extend(endings);
    Some(Pattern { beside, folder: folder.to_owned(), endings: all })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_a_folder_and_endings() {
        assert_eq!(
            pattern("/migrations/**/*{.ts,.js}", true),
            Some(Pattern {
                beside: true,
                folder: "/migrations".into(),
                endings: vec![".ts".into(), ".ts".into(), ".js".into()]
            })
        );
        assert_eq!(pattern("user.entity.ts", false), None);
    }
}

//! YAML as a tree with exact places: what every reader in this crate works on.
//!
//! Aliases share their node instead of copying it, so that no document grows beyond its text.
//! Mappings keep their entries in order, duplicates included; look-ups follow merge keys (`<<`).
//! A broken document does not take the others of its file with it.

use std::rc::Rc;

use granit_parser::{Event, Options, Parser, ScalarStyle};
use shipworthy_core::analyzer::Problem;
use shipworthy_core::facts::{CommandLine, Value};
use shipworthy_core::source::{Span, Text, head};

/// How deep nodes may nest; deeper documents are left out and reported.
const DEPTH: usize = 128;
/// How many merge keys a look-up follows.
const MERGES: u32 = 16;

/// A node and its place.
#[derive(Clone, Debug)]
pub(crate) struct Node(Rc<NodeData>);

#[derive(Debug)]
struct NodeData {
    span: Span,
    kind: Kind,
}

/// What a node is.
#[derive(Debug)]
pub(crate) enum Kind {
    /// A scalar: its text, and whether it is written without quotes.
    Scalar(String, bool),
    /// A sequence.
    Sequence(Vec<Node>),
    /// A mapping, entries in order.
    Mapping(Vec<(Node, Node)>),
}

/// The documents of a text, and what could not be read.
pub(crate) struct Stream {
    pub(crate) documents: Vec<Node>,
    /// Comments: place, and text behind the `#`.
    pub(crate) comments: Vec<(Span, String)>,
    pub(crate) problems: Vec<Problem>,
}

impl Node {
    fn new(span: Span, kind: Kind) -> Self {
        Self(Rc::new(NodeData { span, kind }))
    }

    pub(crate) fn span(&self) -> Span {
        self.0.span
    }

    pub(crate) fn kind(&self) -> &Kind {
        &self.0.kind
    }

    /// The scalar's text; a null is no text.
    pub(crate) fn text(&self) -> Option<&str> {
        match self.kind() {
            Kind::Scalar(text, plain)
                if !(*plain && matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL")) =>
            {
                Some(text)
            }
            _ => None,
        }
    }

    /// The truth value that a plain scalar is, in the words of YAML 1.1 and 1.2.
    pub(crate) fn truth(&self) -> Option<bool> {
        match self.kind() {
            Kind::Scalar(text, true) => match text.to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" => Some(true),
                "false" | "no" | "off" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// The elements of a sequence.
    pub(crate) fn items(&self) -> &[Node] {
        match self.kind() {
            Kind::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The entries of a mapping, as written.
    pub(crate) fn entries(&self) -> &[(Node, Node)] {
        match self.kind() {
            Kind::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The entries of a mapping and of what is merged into it, each key once; what is written in the mapping wins.
    pub(crate) fn merged(&self) -> Vec<(&str, &Node, &Node)> {
        let mut found: Vec<(&str, &Node, &Node)> = Vec::new();
        let mut queue = vec![(self, 0)];
        let mut budget = 10_000;
        while let Some((node, depth)) = queue.pop() {
            for (key, value) in node.entries() {
                budget -= 1;
                if budget == 0 {
                    return found;
                }
                let Some(name) = key.text() else { continue };
                if name == "<<" {
                    if depth < MERGES {
                        queue.extend(
                            value
                                .items()
                                .iter()
                                .chain((!value.entries().is_empty()).then_some(value))
                                .map(|node| (node, depth + 1)),
                        );
                    }
                } else if let Some(known) = found.iter_mut().find(|(known, ..)| *known == name) {
                    if depth == 0 {
                        *known = (name, key, value);
                    }
                } else {
                    found.push((name, key, value));
                }
            }
        }
        found
    }

    /// The value of a key, also through merge keys. Of duplicates the last counts.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|(_, value)| value)
    }

    /// Key and value of a key, also through merge keys.
    pub(crate) fn entry(&self, key: &str) -> Option<(&Node, &Node)> {
        self.find(key, MERGES)
    }

    fn find(&self, key: &str, merges: u32) -> Option<(&Node, &Node)> {
        let own = self.entries().iter().rev().find(|(name, _)| name.text() == Some(key));
        if let Some((name, value)) = own {
            return Some((name, value));
        }
        let merges = merges.checked_sub(1)?;
        let (_, merged) = self.entries().iter().find(|(name, _)| name.text() == Some("<<"))?;
        merged
            .find(key, merges)
            .or_else(|| merged.items().iter().take(16).find_map(|node| node.find(key, merges)))
    }

    /// The value at the end of a path of keys.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The text of a key's value.
    pub(crate) fn text_of(&self, key: &str) -> &str {
        self.get(key).and_then(Self::text).unwrap_or_default()
    }

    /// The texts of a sequence, or the one text of a scalar.
    pub(crate) fn texts(&self) -> Vec<&str> {
        self.text().into_iter().chain(self.items().iter().filter_map(Self::text)).collect()
    }

    /// The command line that a scalar (shell form) or a sequence (exec form) is.
    pub(crate) fn command(&self) -> Option<CommandLine> {
        match self.text() {
            Some(text) => Some(CommandLine::shell(text, self.span())),
            None if !self.items().is_empty() => {
                let words: Vec<&str> = self.items().iter().filter_map(Self::text).collect();
                Some(CommandLine::exec(&words, self.span()))
            }
            None => None,
        }
    }

    /// The shape of the node as a fact, cut off at a small depth and size.
    pub(crate) fn value(&self) -> Value {
        self.shape(4)
    }

    fn shape(&self, depth: u32) -> Value {
        if depth == 0 {
            return Value::Unknown;
        }
        match self.kind() {
            Kind::Scalar(text, plain) => match (self.truth(), *plain) {
                (Some(truth), true) => Value::Bool(truth),
                (None, true) if self.text().is_none() => Value::Null,
                (None, true) if text.parse::<f64>().is_ok() => Value::Number(text.as_str().into()),
                _ => Value::Str(cut(text, 200)),
            },
            Kind::Sequence(items) => {
                Value::List(items.iter().take(32).map(|item| item.shape(depth - 1)).collect())
            }
            Kind::Mapping(_) => Value::Dict(
                self.merged()
                    .into_iter()
                    .take(32)
                    .map(|(name, _, value)| (Text::from(name), value.shape(depth - 1)))
                    .collect(),
            ),
        }
    }
}

/// A text cut off at so many bytes.
pub(crate) fn cut(text: &str, bytes: usize) -> Text {
    head(text, bytes).into()
}

enum Open {
    Sequence(Span, usize, Vec<Node>),
    Mapping(Span, usize, Vec<(Node, Node)>, Option<Node>),
}

/// Reads all documents of a text.
pub(crate) fn read(text: &str) -> Stream {
    let mut options = Options::default();
    options.flow_nesting_limit = DEPTH;
    options.block_nesting_limit = DEPTH;
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut stream = Stream { documents: Vec::new(), comments: Vec::new(), problems: Vec::new() };
    let mut open: Vec<Open> = Vec::new();
    let mut anchors: Vec<Option<Node>> = Vec::new();
    while let Some(next) = parser.next_event() {
        let (event, span) = match next {
            Ok(next) => next,
            Err(error) => {
                open.clear();
                let line = error.marker().line() as u32;
                let depth = error.to_string().contains("nest");
                stream.problems.push(if depth {
                    Problem::Depth { line }
                } else {
                    Problem::Syntax { count: 1, line }
                });
                match parser.proceed_next_document() {
                    Ok(true) => continue,
                    _ => break,
                }
            }
        };
        let span = span
            .byte_range()
            .map_or_else(Span::default, |range| Span::new(range.start as u32, range.end as u32));
        let (done, anchor) = match event {
            Event::Comment(text, _) => {
                stream.comments.push((span, text.into_owned()));
                continue;
            }
            Event::Scalar(value, style, anchor, _) => (
                Node::new(span, Kind::Scalar(value.into_owned(), style == ScalarStyle::Plain)),
                anchor,
            ),
            Event::SequenceStart(_, anchor, _) => {
                open.push(Open::Sequence(span, anchor, Vec::new()));
                continue;
            }
            Event::MappingStart(_, anchor, _) => {
                open.push(Open::Mapping(span, anchor, Vec::new(), None));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::Sequence(start, anchor, items)) => {
                    let end = items.last().map_or(span, |last| last.span().to(span));
                    (Node::new(start.to(end), Kind::Sequence(items)), anchor)
                }
                Some(Open::Mapping(start, anchor, entries, _)) => {
                    let end = entries.last().map_or(start, |(_, last)| last.span());
                    (Node::new(start.to(end), Kind::Mapping(entries)), anchor)
                }
                None => continue,
            },
            Event::Alias(anchor) => {
                let node = anchors.get(anchor).cloned().flatten();
                (node.unwrap_or_else(|| Node::new(span, Kind::Scalar(String::new(), true))), 0)
            }
            _ => continue,
        };
        if anchor > 0 {
            if anchors.len() <= anchor {
                anchors.resize(anchor + 1, None);
            }
            anchors[anchor] = Some(done.clone());
        }
        match open.last_mut() {
            None => stream.documents.push(done),
            Some(Open::Sequence(_, _, items)) => items.push(done),
            Some(Open::Mapping(_, _, entries, key)) => match key.take() {
                None => *key = Some(done),
                Some(key) => entries.push((key, done)),
            },
        }
    }
    stream
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_cover_keys_and_values() {
        let text = "a: 1\nb:\n  - x\n  - \"y z\"\n";
        let stream = read(text);
        let (key, value) = stream.documents[0].entry("b").unwrap();
        assert_eq!(key.span().of(text), "b");
        assert_eq!(value.items()[1].span().of(text), "\"y z\"");
    }

    #[test]
    fn merge_keys_are_followed_and_own_keys_win() {
        let stream = read("x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\n");
        let y = stream.documents[0].get("y").unwrap();
        assert_eq!((y.text_of("a"), y.text_of("b")), ("1", "3"));
        assert_eq!(y.merged().len(), 2);
    }

    #[test]
    fn a_broken_document_spares_its_neighbours() {
        let stream = read("a: 1\n---\nb: [1, 2\n---\nc: 3\n");
        assert_eq!(stream.documents.first().unwrap().text_of("a"), "1");
        assert_eq!(stream.documents.last().unwrap().text_of("c"), "3");
        assert_eq!(stream.problems.len(), 1);
    }

    #[test]
    fn a_bomb_of_aliases_stays_small() {
        let mut text = String::from("a0: &a0 [x, x]\n");
        for i in 1..40 {
            text.push_str(&format!("a{i}: &a{i} [*a{0}, *a{0}, *a{0}]\n", i - 1));
        }
        let stream = read(&text);
        assert_eq!(stream.documents[0].entries().len(), 40);
        assert!(
            matches!(stream.documents[0].get("a39").unwrap().value(), Value::List(items) if items.len() == 3)
        );
    }

    #[test]
    fn deep_nesting_is_a_problem_and_no_crash() {
        for text in ["[".repeat(100_000), "- ".repeat(20_000), "{a: ".repeat(50_000)] {
            let stream = read(&text);
            assert_eq!(stream.problems.len(), 1, "{:?}", stream.problems);
        }
    }

    #[test]
    fn carriage_returns_are_no_part_of_texts() {
        let stream = read("a: one\r\nb: two\r\n");
        assert_eq!(stream.documents[0].text_of("a"), "one");
    }
}

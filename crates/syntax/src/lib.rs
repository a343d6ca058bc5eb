//! Parsing with tree-sitter within a budget, and reading what is plain off the text: what the crates of languages share
//! that have a grammar.
//!
//! How long a file may take to parse is counted in the parser's own steps, not in seconds: a busy machine must not
//! change an audit. A limit in time stands behind it, for texts whose steps are slow beyond measure.

mod reader;

use std::ops::ControlFlow;
use std::time::Instant;

use shipworthy_core::analyzer::{ExtractLimits, Problem};
use tree_sitter::{ParseOptions, ParseState, Parser, Point, Range, Tree};

pub use reader::{Reader, is_of_name};

/// How many steps the parser takes from one question to the next whether it may go on.
const STEPS_AT_ONCE: u64 = 100;

/// The tree of a text, in the language that the parser is set to.
///
/// # Errors
///
/// [`Problem::Steps`] or [`Problem::Time`] where parsing goes beyond a limit. The parser can be used for another text
/// then as well.
pub fn parse(parser: &mut Parser, text: &str, limits: &ExtractLimits) -> Result<Tree, Problem> {
    parse_from(parser, text, 0, limits)
}

/// The tree of what stands behind the byte `start` of a text; its places are those of the whole text, in bytes.
///
/// # Errors
///
/// Those of [`parse`].
pub fn parse_from(
    parser: &mut Parser,
    text: &str,
    start: u32,
    limits: &ExtractLimits,
) -> Result<Tree, Problem> {
    let begun = Instant::now();
    let mut steps = 0;
    let mut beyond = None;
    let mut progress = |_: &ParseState| {
        steps += STEPS_AT_ONCE;
        if steps > limits.steps {
            beyond = Some(Problem::Steps);
        } else if begun.elapsed() > limits.time {
            beyond = Some(Problem::Time);
        }
        if beyond.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let bytes = text.as_bytes();
    let rest = match start {
        0 => Vec::new(),
        start => vec![behind(bytes, start as usize)],
    };
    if let Err(error) = parser.set_included_ranges(&rest) {
        return Err(Problem::Other(format!("the parser does not begin at byte {start}: {error}")));
    }
    let mut read = |byte: usize, _| bytes.get(byte..).unwrap_or_default();
    let options = ParseOptions::new().progress_callback(&mut progress);
    let tree = parser.parse_with_options(&mut read, None, Some(options));
    tree.ok_or_else(|| {
        // Otherwise the next parse would go on with this text.
        parser.reset();
        beyond.unwrap_or_else(|| Problem::Other("the parser has no language".to_owned()))
    })
}

/// All behind the byte `start`, without a bound.
fn behind(bytes: &[u8], start: usize) -> Range {
    let before = &bytes[..start];
    let row = before.iter().filter(|&&byte| byte == b'\n').count();
    let line = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    Range {
        start_byte: start,
        end_byte: u32::MAX as usize,
        start_point: Point::new(row, start - line),
        end_point: Point::new(u32::MAX as usize, u32::MAX as usize),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn parser() -> Parser {
        let mut parser = Parser::new();
        parser.set_language(&tree_sitter_python::LANGUAGE.into()).expect("a grammar that fits");
        parser
    }

    #[test]
    fn a_budget_of_steps_ends_the_parsing_at_the_same_text_each_time() {
        let mut parser = parser();
        let limits = ExtractLimits { steps: 100_000, ..Default::default() };
        let lines = |count: usize| "x = f(1)\n".repeat(count);
        let fits =
            |parser: &mut Parser, count: usize| parse(parser, &lines(count), &limits).is_ok();
        let most = (1..20_000).collect::<Vec<_>>().partition_point(|&it| fits(&mut parser, it));
        assert!(most > 1_000 && most < 19_000, "{most} lines");
        for _ in 0..3 {
            assert!(fits(&mut parser, most));
            assert_eq!(
                parse(&mut parser, &lines(most + 1), &limits).err(),
                Some(Problem::Steps),
                "a line more"
            );
        }
    }

    #[test]
    fn a_limit_in_time_stands_behind_it() {
        let mut parser = parser();
        let limits = ExtractLimits { time: Duration::ZERO, ..Default::default() };
        let text = "x = f(1)\n".repeat(1_000);
        assert_eq!(parse(&mut parser, &text, &limits).err(), Some(Problem::Time));
    }

    #[test]
    fn places_behind_a_start_are_those_of_the_whole_text() {
        let mut parser = parser();
        let limits = ExtractLimits::default();
        let text = "import a\n\nx = 1; y = 2\n";
        let tree = parse_from(&mut parser, text, 17, &limits).expect("a short text");
        let statement = tree.root_node().child(0).expect("a statement");
        assert_eq!(statement.start_byte(), text.find('y').expect("a name"));
        assert_eq!(statement.start_position(), Point::new(2, 7));
        // The next text is read from its beginning.
        let tree = parse(&mut parser, text, &limits).expect("a short text");
        assert_eq!(tree.root_node().named_child_count(), 3);
    }

    #[test]
    fn a_parser_that_was_stopped_is_not_left_with_an_older_text() {
        let mut parser = parser();
        let limits = ExtractLimits { steps: 1_000, ..Default::default() };
        assert!(parse(&mut parser, &"[".repeat(10_000), &limits).is_err());
        let tree = parse(&mut parser, "def f():\n    pass\n", &limits).expect("a short text");
        assert_eq!(tree.root_node().child(0).map(|it| it.kind()), Some("function_definition"));
        assert!(!tree.root_node().has_error());
    }
}

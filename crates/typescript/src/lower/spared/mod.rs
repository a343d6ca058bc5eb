//! What the grammar is spared: values, arguments, parameters and attributes that are read off the text anyway.
//!
//! They are up to a half of what is written, and parsing is most of what an audit takes. So one long name stands for such
//! a value in what the grammar gets, and blanks for all that stands in the brackets of a call or of parameters, or between
//! an element's name and its end.
//!
//! Nothing says here whether a sign stands in code or in a text, and it does not matter: what is spared is a value or a
//! list of them, no string begins or ends in it that does not lie in it, no comment begins in it or takes a part of it,
//! and no other value can stand for it. Where that fails, the whole file is given to the grammar: in a file with errors,
//! where a name turns up that cannot be read as what is expected there (see [`Walk`](super::walk::Walk)), and where the
//! text of an element holds what no such text can.

mod values;

use memchr::{memchr, memchr2, memmem, memrchr};
use shipworthy_syntax::is_of_name;

use super::plain::is_reserved;
use values::Scan;

/// Names that stand for values are made of this sign. To the grammar it is a letter like any other, and nobody writes it.
pub(super) const SPARED: u8 = 0x7f;

/// Bytes behind which a value may begin, or with which arguments or attributes do; and the ends of lines.
const BEFORE: [bool; 256] = {
    let mut table = [false; 256];
    let before = b"(<=:,[{r\n";
    let mut at = 0;
    while at < before.len() {
        table[before[at] as usize] = true;
        at += 1;
    }
    table
};

/// The text without what is spared behind the byte `start`, or nothing where that is nothing. `elements` says whether
/// the text may have JSX.
pub(crate) fn spared(text: &str, start: u32, elements: bool) -> Option<String> {
    let bytes = text.as_bytes();
    if memchr(SPARED, bytes).is_some() {
        return None;
    }
    let mut places = Places { text, line: start as usize, scan: Scan::new(text, elements) };
    let mut spared = Vec::new();
    let mut at = start as usize;
    while let Some(length) = bytes[at..].iter().position(|byte| BEFORE[*byte as usize]) {
        at += length;
        let Some((from, filler)) = places.at(at) else {
            at += 1;
            continue;
        };
        if spared.is_empty() {
            spared.extend_from_slice(bytes);
        }
        at = places.scan.reader.at;
        spared[from..at].fill(filler);
        if let Some(end) = memrchr(b'\n', &bytes[from..at]) {
            places.line = from + end + 1;
        }
    }
    String::from_utf8(spared).ok().filter(|spared| !spared.is_empty())
}

/// Whether no value begins with a word: brackets behind it hold no arguments.
fn opens_otherwise(word: &str) -> bool {
    is_reserved(word)
        || matches!(
            word,
            "as" | "case"
                | "catch"
                | "const"
                | "constructor"
                | "default"
                | "do"
                | "else"
                | "extends"
                | "for"
                | "if"
                | "in"
                | "instanceof"
                | "keyof"
                | "let"
                | "of"
                | "return"
                | "satisfies"
                | "switch"
                | "throw"
                | "var"
                | "while"
                | "with"
        )
}

/// What a place asks of the value behind it.
#[derive(Clone, Copy, Default)]
struct Asked {
    /// The signs that may stand behind it.
    ends: &'static [u8],
    /// Whether it may end with its line.
    line: bool,
    /// Whether a name is bound to it.
    bound: bool,
}

/// Where something may be spared.
struct Places<'a> {
    text: &'a str,
    /// Where the line begins that is read.
    line: usize,
    scan: Scan<'a>,
}

impl Places<'_> {
    /// Where that begins which is spared with or behind the byte at `at`, and what stands for it. The scan is moved to
    /// its end.
    fn at(&mut self, at: usize) -> Option<(usize, u8)> {
        let bytes = self.text.as_bytes();
        let next = bytes.get(at + 1).copied().unwrap_or_default();
        let asked = match bytes[at] {
            b'\n' => {
                self.line = at + 1;
                return None;
            }
            b'<' => return self.attributes(at).map(|from| (from, b' ')),
            b'(' => {
                if let Some(from) = self.listed(at) {
                    return Some((from, b' '));
                }
                Asked { ends: b",)", ..Asked::default() }
            }
            b'=' if next == b'>' => return self.behind_arrow(at + 2),
            b'=' if next == b'='
                || at == 0
                || matches!(bytes[at - 1], b'=' | b'!' | b'<' | b'>') =>
            {
                return None;
            }
            b'=' if self.names_type(at) => return None,
            b'=' => Asked { ends: b";,)}]", line: true, bound: true },
            b':' => {
                let asked = Asked { ends: b",;)}]", bound: true, ..Asked::default() };
                let from = self.value(at + 1, asked)?;
                // A function may begin with the type of what another gives back: `(): A => f()`.
                let result =
                    self.scan.has_functions() && self.text[..at].trim_ascii_end().ends_with(')');
                return (!result).then_some((from, SPARED));
            }
            b',' => Asked { ends: b",)]", ..Asked::default() },
            b'[' => Asked { ends: b",]", ..Asked::default() },
            b'{' => {
                Asked { ends: b"}", bound: at > 0 && bytes[at - 1] == b'=', ..Asked::default() }
            }
            _ => return self.result(at),
        };
        self.value(at + 1, asked).map(|from| (from, SPARED))
    }

    /// The value behind `return`.
    fn result(&mut self, at: usize) -> Option<(usize, u8)> {
        let bytes = self.text.as_bytes();
        let behind = at + "return ".len();
        let begins = at == 0 || !is_of_name(bytes[at - 1]);
        // On another line it is not what is returned.
        let stays = |byte: &u8| !byte.is_ascii_whitespace();
        (begins && bytes[at..].starts_with(b"return ") && bytes.get(behind).is_some_and(stays))
            .then_some(())?;
        let asked = Asked { ends: b";}", line: true, ..Asked::default() };
        self.value(behind, asked).map(|from| (from, SPARED))
    }

    /// The body of an arrow function, if it is a value.
    fn behind_arrow(&mut self, at: usize) -> Option<(usize, u8)> {
        self.scan.reader.at = at;
        (self.scan.reader.peek() != b'{').then_some(())?;
        let asked = Asked { ends: b",;)}]", line: true, ..Asked::default() };
        self.value(at, asked).map(|from| (from, SPARED))
    }

    /// Whether the `=` at a place stands behind the name of a type.
    fn names_type(&self, at: usize) -> bool {
        let mut before = self.text[self.line..at].trim_ascii_start();
        for word in ["export ", "declare "] {
            before = before.strip_prefix(word).unwrap_or(before);
        }
        before.starts_with("type ")
    }

    /// Where the value behind `at` begins, and moves to its end, if one stands there that has parts.
    fn value(&mut self, at: usize, asked: Asked) -> Option<usize> {
        self.scan.begin(at);
        self.scan.reader.peek();
        let from = self.scan.reader.at;
        match asked.bound {
            true => self.scan.bound()?,
            false => self.scan.value_here()?,
        }
        let end = self.scan.reader.at;
        self.scan.has_parts().then_some(())?;
        let sign = self.scan.reader.peek();
        let ends = asked.ends.contains(&sign) || asked.line && self.ends_line(end);
        (ends && self.is_of_code(at, from, end)).then_some(())?;
        self.scan.reader.at = end;
        Some(from)
    }

    /// Whether a line ends at `end`, and the value that stands before goes on in no other.
    fn ends_line(&mut self, end: usize) -> bool {
        let next = self.scan.reader.at;
        let behind = &self.text[end..next];
        let word = self.scan.reader.word();
        let other = word
            .is_some_and(|word| !matches!(word, "as" | "in" | "instanceof" | "of" | "satisfies"));
        other && behind.contains('\n')
    }

    /// Whether no comment of a line may hold the beginning of what stands behind `at` but not its end.
    fn is_of_code(&self, at: usize, from: usize, end: usize) -> bool {
        let bytes = self.text.as_bytes();
        memchr2(b'\n', b'\r', &bytes[at..end]).is_none()
            || memmem::find(&bytes[self.line..from], b"//").is_none()
    }

    /// Where the arguments or the parameters begin, and moves to their end, if the bracket here opens some.
    fn listed(&mut self, at: usize) -> Option<usize> {
        let before = &self.text.as_bytes()[..at];
        let length = before.iter().rev().take_while(|byte| is_of_name(**byte)).count();
        let word = &self.text[at - length..at];
        let from = at + 1;
        self.scan.begin(from);
        if self.scan.reader.peek() == b')' {
            return None;
        }
        let arguments = !word.is_empty() && !opens_otherwise(word);
        if !(arguments && self.scan.items(b')').is_some()) {
            self.parameters(from)?;
        }
        let end = self.scan.reader.at - 1;
        self.scan.reader.at = end;
        self.is_of_code(at, from, end).then_some(from)
    }

    /// Moves behind the parameters that begin at `from`, if such stand there and nothing else can.
    fn parameters(&mut self, from: usize) -> Option<()> {
        self.scan.begin(from);
        self.scan.parameters()?;
        let end = self.scan.reader.at;
        let arrow = self.scan.reader.takes(b'=') && self.scan.reader.byte(0) == b'>';
        self.scan.reader.at = end;
        let typed = || {
            let before = self.text[..from - 1].trim_ascii_end();
            let length = before.bytes().rev().take_while(|byte| is_of_name(*byte)).count();
            let word = &before[before.len() - length..];
            let of_function = matches!(word, "async" | "constructor" | "function");
            self.scan.has_types() && (of_function || !opens_otherwise(word))
        };
        (arrow || typed()).then_some(())
    }

    /// Where the attributes begin, and moves to their end, if an element opens here.
    fn attributes(&mut self, at: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let before = at.checked_sub(1).map_or(b' ', |at| bytes[at]);
        let scan = &mut self.scan;
        let opens = !is_of_name(before) && !matches!(before, b')' | b']');
        if !scan.elements || !opens || !bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) {
            return None;
        }
        scan.begin(at + 1);
        scan.tag();
        let from = scan.reader.at;
        while !matches!(scan.reader.peek(), b'>' | b'/') {
            scan.attribute()?;
        }
        let end = scan.reader.at;
        let closes = scan.reader.byte(0) == b'>' || scan.reader.byte(1) == b'>';
        let empty = bytes[from..end].trim_ascii().is_empty();
        (closes && !empty && self.is_of_code(at, from, end)).then_some(from)
    }
}

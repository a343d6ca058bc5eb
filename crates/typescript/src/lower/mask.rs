//! What the grammar does not get to read.

use std::borrow::Cow;
use std::cell::LazyCell;

use memchr::{memchr2_iter, memmem};
use rustc_hash::FxHashSet;
use shipworthy_syntax::is_of_name;

/// How many bytes the type arguments of a call may have, to be found.
const LENGTH: usize = 500;

/// The text with blanks where a call or a tagged template has type arguments (`f<T>(x)`, `` sql<T>`…` ``), and where a
/// `!` says that a value is never missing.
///
/// Neither changes anything that is asked here. But the grammar takes `await f<T>(x)` for a call of `await f`, a tag with
/// types for a comparison or an error, and `a + b!.c` for a property of the sum. `elements` says whether the text may
/// have JSX, where `a<b>(c)</b>` is no call.
pub(crate) fn masked(text: &str, elements: bool) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let closed = LazyCell::new(|| closed_elements(text));
    let is_element = |inner: &str| elements && closed.contains(inner.trim());
    let mut masked = Vec::new();
    for end in memchr2_iter(b'>', b'!', bytes) {
        let start = match bytes[end] {
            b'!' => is_assertion(text, end).then_some(end),
            _ => type_arguments(bytes, end).filter(|start| !is_element(&text[start + 1..end])),
        };
        let Some(start) = start else { continue };
        if masked.is_empty() {
            masked.extend_from_slice(bytes);
        }
        // The ends of lines too: a statement could end there.
        masked[start..=end].fill(b' ');
    }
    match String::from_utf8(masked) {
        Ok(masked) if !masked.is_empty() => Cow::Owned(masked),
        _ => Cow::Borrowed(text),
    }
}

/// Whether the `!` at a place says something about the value before it.
fn is_assertion(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let ends =
        |byte: &u8| matches!(byte, b'.' | b',' | b';' | b')' | b']' | b'}' | b' ' | b'\n' | b'\r');
    if at == 0 || !bytes.get(at + 1).is_none_or(ends) {
        return false;
    }
    match bytes[at - 1] {
        b')' | b']' => true,
        before if is_of_name(before) => {
            let length = bytes[..at].iter().rev().take_while(|byte| is_of_name(**byte)).count();
            !is_operator(&text[at - length..at])
        }
        _ => false,
    }
}

/// Whether a value stands behind a word, and none before its end.
fn is_operator(word: &str) -> bool {
    matches!(
        word,
        "await"
            | "case"
            | "delete"
            | "do"
            | "else"
            | "in"
            | "instanceof"
            | "of"
            | "return"
            | "throw"
            | "typeof"
            | "void"
            | "yield"
    )
}

/// The names of the elements that are closed somewhere.
fn closed_elements(text: &str) -> FxHashSet<&str> {
    memmem::find_iter(text.as_bytes(), "</")
        .map(|at| {
            let name = text[at + 2..].trim_start();
            let ends = |byte| !is_of_name(byte) && !matches!(byte, b'-' | b'.' | b':');
            &name[..name.bytes().position(ends).unwrap_or(name.len())]
        })
        .collect()
}

/// Where the type arguments begin that end at `end`: a name stands right before them, and a bracket or a template behind.
fn type_arguments(bytes: &[u8], end: usize) -> Option<usize> {
    let before = end.checked_sub(1).map(|at| bytes[at])?;
    let called = matches!(bytes.get(end + 1), Some(b'(' | b'`'));
    (called && before != b'=').then_some(())?;
    let mut open = 1;
    let mut at = end;
    while open > 0 {
        at = at.checked_sub(1).filter(|&at| end - at < LENGTH)?;
        let before = at.checked_sub(1).map_or(0, |at| bytes[at]);
        match bytes[at] {
            b'>' if before == b'=' => at -= 1,
            b'>' => open += 1,
            b'<' => open -= 1,
            // These join values.
            b'&' | b'|' if before == bytes[at] => return None,
            b'(' if is_of_name(before) => return None,
            b' ' | b'\n' | b'\r' | b'\t' | b',' | b'.' | b':' | b';' | b'?' | b'&' | b'|' => {}
            b'(' | b')' | b'[' | b']' | b'{' | b'}' => {}
            b'"' | b'\'' => at = literal(bytes, at)?,
            byte if is_of_name(byte) => {}
            _ => return None,
        }
    }
    let named = at > 0 && is_of_name(bytes[at - 1]);
    (named && at + 1 < end).then_some(at)
}

/// Where the literal begins that ends at `end`, if it is one: not what stands between two strings.
fn literal(bytes: &[u8], end: usize) -> Option<usize> {
    let length = bytes[..end].iter().rev().take(LENGTH).position(|byte| *byte == bytes[end])?;
    let start = end - length - 1;
    let content = &bytes[start + 1..end];
    let is_plain = |byte: &u8| is_of_name(*byte) || b"-./:@# ".contains(byte);
    if content.trim_ascii().len() != content.len() || !content.iter().all(is_plain) {
        return None;
    }
    let apart = |byte: Option<&u8>| byte.is_none_or(|byte| !is_of_name(*byte));
    let alone = apart(bytes.get(end + 1)) && apart(start.checked_sub(1).map(|at| &bytes[at]));
    alone.then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_calls_and_tags_are_blank() {
        let of = |text: &str| masked(text, true).into_owned();
        assert_eq!(of("await f<T>(x)"), "await f   (x)");
        assert_eq!(of("a.b<C<D>, 'e' | \"f\">(x)"), format!("a.b{}(x)", " ".repeat(17)));
        assert_eq!(of("sql<User[]>`a ${b}`"), format!("sql{}`a ${{b}}`", " ".repeat(8)));
        assert_eq!(of("f<{ a: B;\n c?: () => D }>(x)"), format!("f{}(x)", " ".repeat(24)));
        assert_eq!(of("new Map<string, A>()"), format!("new Map{}()", " ".repeat(11)));
    }

    #[test]
    fn what_says_that_a_value_is_there_is_blank() {
        let of = |text: &str| masked(text, true).into_owned();
        assert_eq!(of("a + b!.c!"), "a + b .c ");
        assert_eq!(of("f(a()!, b[0]! as T)"), "f(a() , b[0]  as T)");
    }

    #[test]
    fn what_is_of_another_kind_stays() {
        for text in [
            "a < b && c > (d)",
            "a<b&&c>(d)",
            "i<f(x)>(y)",
            "(x) =>(y)",
            "const f = <T,>(x: T) => x",
            "<b>(c)</b>",
            "text<b>(c)</b>",
            "text<b >`c`</b>",
            "<>(a)</>",
            "a<b c='d'>(e)",
            "['a<b', 'c>(d)']",
            "['a<b', ' | ', 'c>(d)']",
            "['a<', '>(d)']",
            "'a<' + b + '>(c)'",
            "a ? 'b<' : '>(c)'",
            "a!=b",
            "a!== b",
            "return!.5",
            "if(a)!b",
            "return!a",
            "class A { b!: C }",
        ] {
            assert_eq!(masked(text, true), text);
        }
        assert_eq!(masked("f<b>(c) // </b>", false), "f   (c) // </b>");
    }
}
